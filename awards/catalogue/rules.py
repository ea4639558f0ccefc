"""Arithmetic of the law as pure functions: money, caps, thresholds, which rows hold on a day. Never a float."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Protocol, TypeVar

TEN_THOUSAND = Decimal(10_000)
OPERATORS = (">=", ">")


@dataclass(frozen=True)
class Money:
    """An amount in đồng: as computed, and as paid after rounding."""

    raw: int
    paid: int


def money(multiple: Decimal, base_salary: int, rounding: str = "CEIL_10K") -> Money:
    """Prize of a decision: multiple × base salary on the day of the decision (NĐ 91/2017 Đ68, NĐ 152/2025 Đ49).

    rounding: CEIL_10K (up to ten thousand đồng, the wording of the decree), NEAREST_10K or NONE.
    """
    exact = Decimal(multiple) * base_salary
    raw = int(exact.to_integral_value(ROUND_HALF_UP))
    if rounding == "NONE":
        return Money(raw, raw)
    modes = {"CEIL_10K": ROUND_CEILING, "NEAREST_10K": ROUND_HALF_UP}
    if rounding not in modes:
        raise ValueError(f"unknown rounding {rounding!r}")
    return Money(raw, int((exact / TEN_THOUSAND).to_integral_value(modes[rounding]) * TEN_THOUSAND))


def quota(percent: Decimal, base: int) -> int:
    """⌊percent % of base⌋: cut down, so that the cap is never exceeded (10 % of 480 = 48, 15 % of 183 = 27)."""
    return int(Decimal(percent) * base // 100)


def required_votes(num: int, den: int, op: str, base: int) -> int | None:
    """Fewest votes out of `base` that reach num/den: `>=` "từ 80 % trở lên", `>` "trên 50 %"; None if base ≤ 0.

    >>> required_votes(2, 3, ">=", 17), required_votes(1, 2, ">", 17), required_votes(4, 5, ">=", 0)
    (12, 9, None)
    """
    if op not in OPERATORS:
        raise ValueError(f"op must be one of {OPERATORS}, not {op!r}")
    if base <= 0:
        return None
    return -(-num * base // den) if op == ">=" else num * base // den + 1


class _Dated(Protocol):
    valid_from: date
    valid_to: date | None


Row = TypeVar("Row", bound=_Dated)


def in_force(rows: Iterable[Row], on: date) -> Row | None:
    """The row that holds on a day, both ends included; the latest begun when several do; None when none does."""
    found = [row for row in rows if row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)]
    return max(found, key=lambda row: row.valid_from, default=None)
