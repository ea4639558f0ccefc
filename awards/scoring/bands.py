"""Bands, places, bonus and penalty, conditions of titles: rules §7.2, §7.3, §7.4, §7.5. Exact and pure."""

from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from awards.criteria.enums import Compare
from awards.scoring.facts import ZERO, CriterionFact, GateFact, Line, Number, published, told

Key = TypeVar("Key", bound=Hashable)
Steps = Iterable[tuple[Number, Number]]
NO_FIGURE = "Chưa có số liệu đã xác minh"


# Bands ----------------------------------------------------------------------------------------------------------------


def band_of(steps: Steps, actual: Number, lower_is_better: bool = False) -> tuple[Number, Number] | None:
    """The (threshold, points) a figure falls in, None when it reaches no band. Thresholds belong to their band.

    Rules §7.5 D: 100 % → 10, from 90 → 8, from 80 → 6, from 70 → 4, from 60 → 1, below 60 nothing. Where lower is
    better the threshold is the highest figure of its band.
    """
    if lower_is_better:
        reached = [step for step in steps if actual <= step[0]]
        return min(reached, key=lambda step: step[0], default=None)
    reached = [step for step in steps if actual >= step[0]]
    return max(reached, key=lambda step: step[0], default=None)


def points_for_band(steps: Steps, actual: Number, lower_is_better: bool = False) -> Decimal:
    """Points of the band a figure falls in; 0 when it reaches none."""
    found = band_of(steps, actual, lower_is_better)
    return published(found[1]) if found else ZERO


def line_of_band(criterion: CriterionFact, actual: Fraction) -> Line:
    """The points with the band in words: `96,5 %: mức từ 90 đến dưới 100 được 8 điểm.`"""
    found = band_of(criterion.steps, actual, criterion.lower_is_better)
    figure = _figure(criterion, actual)
    if found is None:
        last = (max if criterion.lower_is_better else min)((step[0] for step in criterion.steps), default=None)
        if last is None:
            return Line(ZERO, f"{figure}: tiêu chí chưa có mức điểm, 0 điểm.")
        words = f"cao hơn mức cuối {told(last)}" if criterion.lower_is_better else f"thấp hơn mức đầu {told(last)}"
        return Line(ZERO, f"{figure}: {words}, 0 điểm.")
    points = published(found[1])
    return Line(points, f"{figure}: mức {_band_words(criterion, found[0])} được {told(points)} điểm.")


def _band_words(criterion: CriterionFact, threshold: Number) -> str:
    thresholds = sorted(step[0] for step in criterion.steps)
    if criterion.lower_is_better:
        lower = [one for one in thresholds if one < threshold]
        return f"trên {told(lower[-1])} đến {told(threshold)}" if lower else f"từ {told(threshold)} trở xuống"
    higher = [one for one in thresholds if one > threshold]
    return f"từ {told(threshold)} đến dưới {told(higher[0])}" if higher else f"từ {told(threshold)} trở lên"


# Places ---------------------------------------------------------------------------------------------------------------


def places(known: Mapping[Key, Number], lower_is_better: bool = False) -> dict[Key, tuple[int, bool]]:
    """Place of each unit's figure among those that have one, and whether it is shared: 1, 2, 2, 4."""
    values = list(known.values())

    def better(one: Number, other: Number) -> bool:
        return one < other if lower_is_better else one > other

    return {
        key: (1 + sum(better(other, value) for other in values), values.count(value) > 1)
        for key, value in known.items()
    }


def points_for_place(steps: Steps, place: int) -> Decimal:
    """Points of a place (rules §7.2: 60, 45, 30, 15, 0); a place that is not in the list has none.

    Units that share a place each get its points, and the next place is left out, as on the board itself.
    """
    return published(next((points for number, points in steps if number == place), 0))


def line_of_place(criterion: CriterionFact, actual: Fraction, place: int, is_shared: bool) -> Line:
    points = points_for_place(criterion.steps, place)
    shared = ", đồng hạng" if is_shared else ""
    return Line(points, f"{_figure(criterion, actual)}: thứ {place} trong cụm{shared}, được {told(points)} điểm.")


# Bonus and penalty ----------------------------------------------------------------------------------------------------


def points_for_cases(cases: Number, per_occurrence: Number) -> Decimal:
    """Bonus (+) or penalty (−) of some cases, before the ceiling of the group."""
    return published(Fraction(cases) * Fraction(per_occurrence))


def line_of_bonus(criterion: CriterionFact, cases: Fraction) -> Line:
    each = criterion.per_occurrence or Decimal(0)
    points = points_for_cases(cases, each)
    verb = "trừ" if each < 0 else "cộng"
    count = _figure(criterion, cases) if criterion.measure else f"{told(cases)} lần"
    if not cases:
        return Line(points, f"{count}: không {'bị trừ' if each < 0 else 'được cộng'} điểm.")
    return Line(points, f"{count} × {told(abs(each))}: {verb} {told(abs(points))} điểm.")


# Conditions of titles -------------------------------------------------------------------------------------------------

HOLDS = {
    Compare.AT_LEAST: lambda actual, value: actual >= value,
    Compare.ABOVE: lambda actual, value: actual > value,
    Compare.AT_MOST: lambda actual, value: actual <= value,
    Compare.BELOW: lambda actual, value: actual < value,
    Compare.MET: lambda actual, value: bool(actual),
}


def is_met(gate: GateFact, actual: Number | None) -> bool:
    """Whether a figure is enough for a title; without a verified figure nothing is."""
    return actual is not None and HOLDS[gate.compare](actual, gate.value)


def line_of_gate(criterion: CriterionFact, actual: Fraction | None) -> Line:
    """No points: what each title asks and what there is, `ĐVQT cần ≥95, có 96: đạt.`"""
    if actual is None:
        have = "chưa có số liệu"
    elif criterion.by_pass:
        have = "có: Đạt" if actual else "có: Không"
    else:
        have = f"có {told(actual)}"
    if not criterion.gates:
        return Line(None, f"Ghi nhận, {have}.")
    return Line(None, " ".join(f"{gate_words(gate)}, {have}: {verdict(gate, actual)}." for gate in criterion.gates))


def gate_words(gate: GateFact) -> str:
    """`ĐVQT cần ≥95`; `ĐVQT cần Đạt`."""
    asked = "Đạt" if gate.compare == Compare.MET else f"{Compare(gate.compare).label}{told(gate.value)}"
    return f"{gate.title} cần {asked}"


def verdict(gate: GateFact, actual: Number | None) -> str:
    return "đạt" if is_met(gate, actual) else "chưa đạt"


def _figure(criterion: CriterionFact, actual: Number) -> str:
    return f"{told(actual)} {criterion.measure}".strip()
