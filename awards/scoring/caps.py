"""The ceiling and the floor of a group: bonus never lifts it over its maximum, penalty never below 0 (rules §7.2).

What is cut is taken from the lines of the bonus (or given back to those of the penalty), the last of the table first,
and said in their words: so the leaves always add up to the groups, and the groups to the total.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from awards.criteria.enums import CriterionKind
from awards.scoring.facts import LONGEST, told

Told = TypeVar("Told")  # a Line, or another named tuple with `points` and `explanation`


@dataclass(frozen=True)
class Place:
    """Where a row stands. key, parent: of the row and of the group above it (None at the top)."""

    key: Hashable
    parent: Hashable | None
    code: str
    kind: str
    max_points: Decimal


def capped(rows: Iterable[Place], lines: Mapping[Hashable, Told]) -> dict[Hashable, Told]:
    """Lines of one unit after the ceilings of all groups, the innermost first.

    rows: the whole table, groups before what is in them. The ceiling of a group is the sum of the maxima below it that
    apply to the unit, which is its maximum once everything is assigned: what is not assigned leaves the ceiling with
    the denominator. A group of nothing but bonus has its own maximum as ceiling.
    """
    rows = list(rows)
    if all(row.kind != CriterionKind.BONUS for row in rows):
        return dict(lines)
    below: dict[Hashable, list[Place]] = {row.key: [] for row in rows}
    above = {row.key: row.parent for row in rows}
    for row in rows:
        if row.kind == CriterionKind.GROUP:
            continue
        key = row.parent
        while key is not None:
            below[key].append(row)
            key = above[key]
    found = dict(lines)
    for group in reversed(rows):
        if group.kind == CriterionKind.GROUP:
            _cap(group, below[group.key], found)
    return found


def _cap(group: Place, leaves: list[Place], lines: dict[Hashable, Told]) -> None:
    counted = [leaf for leaf in leaves if lines[leaf.key].points is not None]
    bonus = [leaf for leaf in counted if leaf.kind == CriterionKind.BONUS]
    if not bonus:
        return
    scored = [leaf for leaf in leaves if leaf.kind not in (CriterionKind.BONUS, CriterionKind.GATE)]
    ceiling = sum((leaf.max_points for leaf in counted), Decimal(0)) if scored else group.max_points
    total = sum((lines[leaf.key].points for leaf in counted), Decimal(0))
    if total > ceiling:
        _take(group, bonus, lines, total - ceiling, f"nhóm {group.code} tối đa {told(ceiling)} điểm")
    elif total < 0:
        _take(group, bonus, lines, total, f"nhóm {group.code} không dưới 0 điểm")


def _take(group: Place, bonus: list[Place], lines: dict[Hashable, Told], rest: Decimal, why: str) -> None:
    """Take `rest` (negative: give it back) from lines of the same sign, the last of the table first."""
    for leaf in reversed(bonus):
        line = lines[leaf.key]
        part = min(rest, max(line.points, Decimal(0))) if rest > 0 else max(rest, min(line.points, Decimal(0)))
        if not part:
            continue
        left = line.points - part
        verb = "cộng" if part > 0 else "trừ"
        words = f"{line.explanation} Cắt {told(abs(part))}: {why}, chỉ {verb} {told(abs(left))}."
        lines[leaf.key] = line._replace(points=left, explanation=words[:LONGEST])
        rest -= part
