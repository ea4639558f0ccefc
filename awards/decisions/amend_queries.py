"""What was signed about a signed paper since: corrections, revocations, what took its place."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from awards.decisions.amendments import AmendPoint
from awards.decisions.enums import PaperKind, PaperState
from awards.decisions.models import AwardRecord, Decision, DecisionLine

OPEN = (PaperState.DRAFT, PaperState.TO_SIGN)


@dataclass(frozen=True)
class Told:
    """One thing said of a line or of a paper by another paper. tone: of its chip."""

    words: str
    tone: str
    icon: str
    paper: Decision


def amendments_of(paper: Decision) -> list[Decision]:
    """Papers about this one, signed or on the way, the oldest first."""
    return list(paper.amended_by.exclude(state=PaperState.CANCELLED).order_by("decided_on", "pk"))


def signed_points(lines: Collection[int]) -> dict[int, list[AmendPoint]]:
    """Id of a line → what signed papers say of it; one query."""
    found: dict[int, list[AmendPoint]] = defaultdict(list)
    rows = AmendPoint.objects.filter(line__in=lines, paper__state=PaperState.SIGNED)
    for point in rows.select_related("paper").order_by("paper__decided_on", "pk"):
        found[point.line_id].append(point)
    return found


def replaced_lines(lines: Collection[int]) -> set[int]:
    """Ids of lines whose subject goes on by a signed paper that took the place of theirs; two queries."""
    points = AmendPoint.objects.filter(
        line__in=lines, part="", paper__state=PaperState.SIGNED, paper__kind=PaperKind.DECISION
    )
    pairs = list(points.values_list("line", "paper", "line__nomination"))
    papers = {paper for _, paper, _ in pairs}
    on = set(DecisionLine.objects.filter(decision__in=papers).values_list("decision", "nomination"))
    return {line for line, paper, nomination in pairs if (paper, nomination) in on}


def told_of(lines: Iterable[DecisionLine]) -> dict[int, list[Told]]:
    """Id of a line → what papers signed since say of it; three queries for any number of lines."""
    ids = [line.pk for line in lines]
    points = signed_points(ids)
    replaced = replaced_lines(ids) if points else set()
    found = {}
    for pk, some in points.items():
        found[pk] = [_of_line(point, pk in replaced) for point in some]
    return found


def _of_line(point: AmendPoint, goes_on: bool) -> Told:
    if point.part:
        return Told(f"{point.get_part_display()}: {point.right}", "info", "pencil", point.paper)
    if goes_on and point.paper.kind == PaperKind.DECISION:
        return Told("Đã thay thế", "warn", "history", point.paper)
    return Told("Đã thu hồi", "bad", "ban", point.paper)


def standing_lines(paper: Decision) -> list[DecisionLine]:
    """Lines of a signed paper whose awards still count and stand on no amending draft, in the order of the paper."""
    held = AwardRecord.objects.standing().filter(line__decision=paper).values("line")
    taken = AmendPoint.objects.filter(line__decision=paper, part="", paper__state__in=OPEN).values("line")
    rows = paper.lines.filter(pk__in=held).exclude(pk__in=taken)
    return list(rows.select_related("nomination__award", "nomination__person", "nomination__unit", "given_award"))


def words_of(papers: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Id of a paper → `Thay thế bởi 12/QĐ-BCH`, `Thu hồi 2 đối tượng theo 13/QĐ-BCH`; two queries."""
    rows = Decision.objects.filter(amends__in=papers, state=PaperState.SIGNED).order_by("decided_on", "pk")
    sizes: dict[int, set] = defaultdict(set)
    found: dict[int, list[str]] = defaultdict(list)
    rows = list(rows)
    for paper, line in AmendPoint.objects.filter(paper__in=rows, part="").values_list("paper", "line"):
        sizes[paper].add(line)
    for row in rows:
        found[row.amends_id].append(_of_paper(row, len(sizes[row.pk])))
    return {pk: tuple(told) for pk, told in found.items()}


def _of_paper(row: Decision, size: int) -> str:
    if row.kind == PaperKind.CORRECTION:
        return f"Đính chính theo {row.code}"
    if row.kind == PaperKind.DECISION:
        return f"Thay thế bởi {row.code}"
    return f"Thu hồi {size} đối tượng theo {row.code}"


def points_of(paper: Decision) -> list[AmendPoint]:
    """What an amending paper says, in the order of the paper it is about."""
    rows = paper.points.select_related(
        "line__nomination__award", "line__nomination__person__unit", "line__nomination__unit", "line__given_award",
        "line__decision", "paper",
    ).prefetch_related("line__nomination__person__postings__unit__names", "line__nomination__unit__names")  # fmt: skip
    return sorted(rows, key=_in_order)


def _in_order(point: AmendPoint) -> tuple:
    """Words on the paper as a whole first, then lines as they stand on it."""
    line = point.line
    place = (line.award.sort, line.golden_book_no or 0, line.nomination.sort_key) if line else (0, 0, "")
    return (*place, point.pk)


def let_fall(paper: Decision) -> list[DecisionLine]:
    """Lines of the old paper that a replacement does not carry on: their awards fall with its signature."""
    going_on = set(paper.lines.values_list("nomination", flat=True))
    return [one.line for one in points_of(paper) if one.line and one.line.nomination_id not in going_on]
