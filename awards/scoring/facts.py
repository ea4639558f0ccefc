"""What a score is computed from, and how numbers are published and told. Pure.

Every number of points is exact until the last step, then rounded half up to thousandths: the published points.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from awards.scoring.enums import TieKind
from thidua.numbers import cut_percent, half_up

Number = Decimal | Fraction | int
ZERO = Decimal("0.000")
LONGEST = 300  # characters of an explanation, as many as its column holds


@dataclass(frozen=True)
class CriterionFact:
    """A leaf of the table.

    deduction: points lost per occurrence of a lower-is-better criterion, else None. steps: (lowest figure, points) of
    the bands, (place, points) of the places. per_occurrence: points of one case, negative for a penalty.
    """

    kind: str
    max_points: Decimal
    deduction: Decimal | None = None
    measure: str = ""
    steps: tuple[tuple[Decimal, Decimal], ...] = ()
    lower_is_better: bool = False
    per_occurrence: Decimal | None = None
    gates: tuple["GateFact", ...] = ()
    by_pass: bool = False


@dataclass(frozen=True)
class GateFact:
    """What a title asks of a figure. title: as people say it (ĐVQT); value None where Đạt is asked."""

    title: str
    compare: str
    value: Decimal | None = None


class CellFact(NamedTuple):
    """One unit under one criterion; a tuple, because a province has a hundred thousand of them.

    target: in the criterion's own unit, None = none was set. actual: the year so far, None = no verified figure;
    1 or 0 for pass/fail. hand: points given by the organ, None = not yet. hand_reason: its words.
    """

    is_assigned: bool = True
    target: Decimal | None = None
    actual: Fraction | None = None
    hand: Decimal | None = None
    hand_reason: str = ""


@dataclass(frozen=True)
class TieFact:
    """One thing looked at between equal percents. code: of the group whose points are compared, else empty."""

    kind: str
    code: str = ""

    @property
    def words(self) -> str:
        """`Điểm nhóm I cao hơn`."""
        return f"Điểm nhóm {self.code} cao hơn" if self.kind == TieKind.GROUP else TieKind(self.kind).label


class Line(NamedTuple):
    """Points of one unit under one criterion with the formula in words; None = not assigned, not counted."""

    points: Decimal | None
    explanation: str


def published(points: Number) -> Decimal:
    """Round half up to thousandths of a point."""
    return half_up(points, 3)


@lru_cache(maxsize=1 << 12)
def told(number: Number) -> str:
    """`1.234,5`: at most three decimals, no trailing zeros."""
    text = f"{published(number).normalize():,f}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


@lru_cache(maxsize=1 << 12)
def percent_text(share: Fraction) -> str:
    """A share as a percentage cut to two decimals, without trailing zeros: 1/3 -> `33,33%`, 1/2 -> `50%`."""
    text = cut_percent(share.numerator, share.denominator)
    return text.rstrip("0").rstrip(",") + "%"
