"""Points, percents and places. "Điều 6. Cách chấm điểm" of the published table, exact and pure.

Totals, percents and places are counted from published points, so that a board can be checked from paper alone. The
other kinds of criteria stand in bands.py, the ceilings of groups in caps.py.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from awards.criteria.enums import WITHOUT_POINTS, CriterionKind
from awards.scoring import bands
from awards.scoring.facts import LONGEST, ZERO, CellFact, CriterionFact, Line, Number, percent_text, published, told

__all__ = ["CellFact", "CriterionFact", "Line", "percent_text", "published", "told"]

Key = TypeVar("Key", bound=Hashable)
NOTHING = Fraction(0)


@dataclass(frozen=True)
class Standing:
    """percent: exact share of the applicable points × 100. rank: shared by equal percents (6, 6, 8)."""

    percent: Fraction
    rank: int
    is_shared: bool


def excess(target: Number, actual: Number) -> Fraction:
    """Over-fulfilment as a fraction of the unit's own target (1 = +100 %), 0 up to the target."""
    if target <= 0:
        raise ValueError("a target is above zero")
    if actual <= target:
        return NOTHING
    (figure, parts), (aim, pieces) = actual.as_integer_ratio(), target.as_integer_ratio()
    return Fraction(figure * pieces - aim * parts, aim * parts)


def points_for_target(max_points: Number, target: Number, actual: Number, best_excess: Number) -> Decimal:
    """Points of a quantitative criterion ("Điều 6"): half for the target, the rest by the lead in the cluster.

    max_points, result: points; target, actual: in the criterion's own unit; best_excess: the largest over-fulfilment
    of the cluster, the unit's own included (1 = +100 %); 0 = nobody is above the target, everybody at it has half.
    """
    half = Fraction(max_points) / 2
    if actual < target:
        return published(half * Fraction(actual) / Fraction(target))
    over = excess(target, actual)
    if not over:
        return published(half)
    return published(half * (1 + over / max(over, Fraction(best_excess))))


def points_without_target(max_points: Number, actual: Number, best_actual: Number) -> Decimal:
    """No target was set: the share of the best unit of the cluster, A / max A × M; 0 when nobody has a result."""
    best = max(Fraction(actual), Fraction(best_actual))
    return published(Fraction(max_points) * Fraction(actual) / best) if best else ZERO


def points_for_occurrences(max_points: Number, occurrences: Number, deduction: Number) -> Decimal:
    """Lower is better: full points at 0, the set's published deduction for each occurrence, never below 0."""
    return published(max(Fraction(max_points) - Fraction(occurrences) * Fraction(deduction), Fraction(0)))


def points_for_pass(max_points: Number, passed: bool) -> Decimal:
    """All or nothing."""
    return published(max_points) if passed else ZERO


def score_criterion(criterion: CriterionFact, cells: Mapping[Key, CellFact]) -> dict[Key, Line]:
    """Lines of all units of a cluster under one criterion; a unit it is not assigned to gets no points at all."""
    assigned = {key: cell for key, cell in cells.items() if cell.is_assigned}
    known = {key: cell.actual for key, cell in assigned.items() if cell.actual is not None}
    over = {key: excess(cells[key].target, actual) for key, actual in known.items() if cells[key].target is not None}
    best_excess = max(over.values(), default=NOTHING)
    best_actual = max(known.values(), default=NOTHING)
    places = bands.places(known, criterion.lower_is_better) if criterion.kind == CriterionKind.RANKED else {}
    lines = {}
    for key, cell in cells.items():
        if not cell.is_assigned:
            lines[key] = Line(None, _words_not_assigned(criterion))
        elif criterion.kind == CriterionKind.BY_HAND:
            lines[key] = _line_by_hand(criterion, cell)
        elif criterion.kind == CriterionKind.GATE:
            lines[key] = bands.line_of_gate(criterion, cell.actual)
        elif cell.actual is None:
            lines[key] = Line(ZERO, "Chưa có số liệu đã xác minh: 0 điểm.")
        elif criterion.kind == CriterionKind.BANDS:
            lines[key] = bands.line_of_band(criterion, cell.actual)
        elif criterion.kind == CriterionKind.RANKED:
            lines[key] = bands.line_of_place(criterion, cell.actual, *places[key])
        elif criterion.kind == CriterionKind.BONUS:
            lines[key] = bands.line_of_bonus(criterion, cell.actual)
        elif criterion.kind == CriterionKind.PASS_FAIL:
            points = points_for_pass(criterion.max_points, bool(cell.actual))
            lines[key] = Line(points, f"Đạt: đủ {told(points)} điểm." if cell.actual else "Không đạt: 0 điểm.")
        elif criterion.deduction is not None:
            lines[key] = _line_of_occurrences(criterion, cell)
        elif cell.target is not None:
            lines[key] = _line_with_target(criterion, cell, over[key], best_excess)
        else:
            lines[key] = _line_without_target(criterion, cell, best_actual)
    return lines


def _words_not_assigned(criterion: CriterionFact) -> str:
    if criterion.kind in WITHOUT_POINTS:
        return "Không giao."
    return f"Không giao: {told(criterion.max_points)} điểm không tính vào mẫu số."


def _line_by_hand(criterion: CriterionFact, cell: CellFact) -> Line:
    if cell.hand is None:
        return Line(ZERO, "Chưa chấm điểm trực tiếp.")
    why = f" {cell.hand_reason}" if cell.hand_reason else ""
    words = f"Chấm trực tiếp {told(cell.hand)}/{told(criterion.max_points)} điểm.{why}"
    return Line(published(cell.hand), words[:LONGEST])


def _line_of_occurrences(criterion: CriterionFact, cell: CellFact) -> Line:
    points = points_for_occurrences(criterion.max_points, cell.actual, criterion.deduction)
    count = f"{told(cell.actual)} {criterion.measure}".strip()
    if not cell.actual:
        return Line(points, f"{count}: đủ {told(points)} điểm.")
    lost = Fraction(cell.actual) * Fraction(criterion.deduction)
    each = f"{count}, mỗi lần trừ {told(criterion.deduction)}"
    if lost >= criterion.max_points:
        return Line(points, f"{each}: trừ hết, 0 điểm.")
    return Line(points, f"{each}: {told(criterion.max_points)} − {told(lost)} = {told(points)} điểm.")


def _line_with_target(criterion: CriterionFact, cell: CellFact, over: Fraction, best_excess: Fraction) -> Line:
    points = points_for_target(criterion.max_points, cell.target, cell.actual, best_excess)
    half = f"½ × {told(criterion.max_points)}"
    if cell.actual < cell.target:
        words = f"Chưa đạt chỉ tiêu: {half} × {told(cell.actual)}/{told(cell.target)} = {told(points)} điểm."
    elif not over:
        words = f"Đúng chỉ tiêu {told(cell.target)}: {half} = {told(points)} điểm."
    elif over == best_excess:
        words = f"Vượt chỉ tiêu {percent_text(over)}, cao nhất cụm: đủ {told(points)} điểm."
    else:
        words = (
            f"Vượt chỉ tiêu {percent_text(over)}, cao nhất cụm vượt {percent_text(best_excess)}: "
            f"{half} + {half} × {percent_text(over)}/{percent_text(best_excess)} = {told(points)} điểm."
        )
    return Line(points, words)


def _line_without_target(criterion: CriterionFact, cell: CellFact, best_actual: Fraction) -> Line:
    points = points_without_target(criterion.max_points, cell.actual, best_actual)
    if not best_actual:
        return Line(points, "Không đặt chỉ tiêu, chưa đơn vị nào có kết quả: 0 điểm.")
    words = (
        f"Không đặt chỉ tiêu, so với đơn vị cao nhất cụm: "
        f"{told(criterion.max_points)} × {told(cell.actual)}/{told(best_actual)} = {told(points)} điểm."
    )
    return Line(points, words)


def percent_of(total: Number, applicable: Number) -> Fraction:
    """Exact percent of the applicable points; what is not assigned is no longer in them. 0 when nothing applies."""
    return Fraction(total) / Fraction(applicable) * 100 if applicable else Fraction(0)
