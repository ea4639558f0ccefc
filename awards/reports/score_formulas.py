"""The ways of scoring as formulas of a spreadsheet: the same rules as awards/scoring, written for another calculator.

A number of points is rounded half up to thousandths, as the program publishes it. A spreadsheet counts in doubles: the
product by a thousand is first rounded to a millionth, so that an exact half is seen as one.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion
from thidua.documents import Ref

Part = str | Ref
Parts = tuple[Part, ...]


def plain(number: Decimal) -> str:
    """A constant as formulas write it: `2.5`."""
    return format(number.normalize() + 0, "f")


def published(*inner: Part) -> Parts:
    return ("INT(ROUND((", *inner, ")*1000,6)+0.5)/1000")


def added(refs: Iterable[Ref]) -> Parts:
    """The sum of single cells; empty and text cells count nothing. In pieces: a function takes 255 arguments."""
    cells = list(refs)
    parts: list[Part] = ["0"]
    for start in range(0, len(cells), 200):
        parts.append("+SUM(")
        for number, ref in enumerate(cells[start : start + 200]):
            parts += [",", ref] if number else [ref]
        parts.append(")")
    return tuple(parts)


def ratio_or_place(leaf: Criterion, row: int, first: int, last: int) -> Parts | None:
    """What the points of a unit need to know of the others: its over-fulfilment, or its place; None for other kinds."""
    assigned, actual, target = Ref("assigned", row), Ref("actual", row), Ref("target", row)
    if leaf.needs_target:
        return ("IF(OR(", assigned, "=0,", actual, '="",', target, '=""),"",MAX(', actual, "/", target, "-1,0))")
    if leaf.kind == CriterionKind.RANKED:
        figures, better = Ref("actual", first, last), "<" if leaf.lower_is_better else ">"
        count = ("SUMPRODUCT((", figures, '<>"")*(', figures, better, actual, "))")
        return ("IF(OR(", assigned, "=0,", actual, '=""),"",1+', *count, ")")
    return None


def points(leaf: Criterion, row: int, first: int, last: int) -> Parts:
    """Points of a unit before the ceiling of its groups; first, last: lines of all units under the criterion."""
    assigned = Ref("assigned", row)
    figure = Ref("hand" if leaf.kind == CriterionKind.BY_HAND else "actual", row)
    return ("IF(", assigned, '=0,"",IF(', figure, '="",0,', *published(*_exact(leaf, row, first, last)), "))")


def _exact(leaf: Criterion, row: int, first: int, last: int) -> Parts:
    actual, target, most, aux = (Ref(name, row) for name in ("actual", "target", "max", "aux"))
    match leaf.kind:
        case CriterionKind.BY_HAND:
            return (Ref("hand", row),)
        case CriterionKind.PASS_FAIL:
            return ("IF(", actual, "<>0,", most, ",0)")
        case CriterionKind.BANDS:
            return _bands(leaf, actual)
        case CriterionKind.RANKED:
            steps = sorted((step.threshold, step.points) for step in leaf.steps.all())
            return _chain([(aux, f"={plain(place)}", given) for place, given in steps])
        case CriterionKind.BONUS:
            return (actual, "*", plain(leaf.per_occurrence or Decimal(0)))
    if leaf.deduction is not None:
        return ("MAX(", most, "-", actual, "*", plain(leaf.deduction), ",0)")
    figures, over = Ref("actual", first, last), Ref("aux", first, last)
    beside = ("IF(MAX(", figures, ")=0,0,", most, "*", actual, "/MAX(", figures, "))")
    above = (most, "/2+IF(", aux, ">0,", most, "/2*", aux, "/MAX(", over, "),0)")
    below = (most, "/2*", actual, "/", target)
    return ("IF(", target, '="",', *beside, ",IF(", actual, "<", target, ",", *below, ",", *above, "))")


def _bands(leaf: Criterion, actual: Ref) -> Parts:
    better = "<=" if leaf.lower_is_better else ">="
    steps = sorted(((step.threshold, step.points) for step in leaf.steps.all()), reverse=not leaf.lower_is_better)
    return _chain([(actual, f"{better}{plain(threshold)}", given) for threshold, given in steps])


def _chain(cases: Sequence[tuple[Ref, str, Decimal]]) -> Parts:
    """The points of the first case that holds, else 0."""
    parts: list[Part] = []
    for ref, condition, given in cases:
        parts += ["IF(", ref, f"{condition},{plain(given)},"]
    return (*parts, "0", ")" * len(cases))


def cut(total: Ref, ceiling: Ref, own: Parts, later: Sequence[Parts]) -> Parts:
    """What the ceiling (or the floor, 0) of a group takes from one line of bonus, or gives back to one of penalty.

    own: its points so far; later: those of the lines of bonus further down the table, which are cut first.
    """
    gains = tuple(part for one in later for part in ("-MAX(", *one, ",0)"))
    losses = tuple(part for one in later for part in ("-MIN(", *one, ",0)"))
    over = ("MIN(MAX(", *own, ",0),MAX(0,", total, "-", ceiling, *gains, "))")
    under = ("MAX(MIN(", *own, ",0),MIN(0,", total, *losses, "))")
    return ("IF(", total, ">", ceiling, ",", *over, ",IF(", total, "<0,", *under, ",0))")
