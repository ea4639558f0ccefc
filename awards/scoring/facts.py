"""What a score is computed from, and how numbers are published and told. Pure.

Every number of points is exact until the last step, then rounded half up to thousandths: the published points.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from awards.scoring.enums import TieKind
from thidua.numbers import cut_percent

Number = Decimal | Fraction | int
ZERO = Decimal("0.000")


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


@dataclass(frozen=True)
class CellFact:
    """One unit under one criterion.

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


@dataclass(frozen=True)
class Line:
    """Points of one unit under one criterion with the formula in words; None = not assigned, not counted."""

    points: Decimal | None
    explanation: str


def published(points: Number) -> Decimal:
    """Round half up to thousandths of a point."""
    thousandths = Fraction(points) * 1000
    whole, rest = divmod(thousandths.numerator, thousandths.denominator)
    return Decimal(whole + (2 * rest >= thousandths.denominator)).scaleb(-3)


def told(number: Number) -> str:
    """`1.234,5`: at most three decimals, no trailing zeros."""
    text = f"{published(number).normalize():,f}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def percent_text(share: Fraction) -> str:
    """A share as a percentage cut to two decimals, without trailing zeros: 1/3 -> `33,33%`, 1/2 -> `50%`."""
    text = cut_percent(share.numerator, share.denominator)
    return text.rstrip("0").rstrip(",") + "%"
