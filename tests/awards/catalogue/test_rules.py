"""Arithmetic of the law with the worked figures of the regulation."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.catalogue.rules import Money, in_force, money, quota, required_votes


@pytest.mark.parametrize(
    ("multiple", "salary", "paid", "raw"),
    [
        ("0.3", 1_800_000, 540_000, 540_000),
        ("0.3", 2_340_000, 710_000, 702_000),
        ("0.8", 2_340_000, 1_880_000, 1_872_000),
        ("1.5", 2_340_000, 3_510_000, 3_510_000),
        ("3", 2_340_000, 7_020_000, 7_020_000),
        ("6", 2_340_000, 14_040_000, 14_040_000),
        ("12", 2_340_000, 28_080_000, 28_080_000),
        ("4.5", 2_340_000, 10_530_000, 10_530_000),
        ("0.3", 1_490_000, 450_000, 447_000),
        ("0.3", 2_530_000, 760_000, 759_000),
    ],
)
def test_money_test_vectors(multiple, salary, paid, raw):
    assert money(Decimal(multiple), salary) == Money(raw=raw, paid=paid)
    assert money(Decimal(multiple), salary, "NONE") == Money(raw=raw, paid=raw)


def test_money_nearest_ten_thousand():
    assert money(Decimal("0.15"), 1_490_000, "NEAREST_10K") == Money(raw=223_500, paid=220_000)
    assert money(Decimal("0.3"), 1_490_000, "NEAREST_10K") == Money(raw=447_000, paid=450_000)
    assert money(Decimal(1), 1_495_000, "NEAREST_10K").paid == 1_500_000


def test_money_unknown_rounding_is_a_mistake():
    with pytest.raises(ValueError, match="FLOOR"):
        money(Decimal(1), 1, "FLOOR")


@given(st.decimals("0.01", 100, places=2), st.integers(1, 10_000_000))
def test_money_up_never_takes_away_and_never_adds_ten_thousand(multiple, salary):
    result = money(multiple, salary)
    assert result.paid % 10_000 == 0
    assert 0 <= result.paid - multiple * salary < 10_000


@pytest.mark.parametrize(
    ("percent", "base", "cap"),
    [("10", 480, 48), ("40", 480, 192), ("15", 183, 27), ("15", 0, 0), ("33.33", 3, 0), ("70", 10, 7), ("100", 33, 33)],
)
def test_quota_is_cut_down(percent, base, cap):
    assert quota(Decimal(percent), base) == cap


@given(st.decimals(0, 100, places=2), st.integers(0, 100_000))
def test_quota_is_never_exceeded(percent, base):
    cap = quota(percent, base)
    assert cap * 100 <= percent * base < (cap + 1) * 100


@pytest.mark.parametrize(
    ("num", "den", "op", "base", "needed"),
    [
        (4, 5, ">=", 15, 12),
        (4, 5, ">=", 17, 14),
        (9, 10, ">=", 15, 14),
        (9, 10, ">=", 20, 18),
        (9, 10, ">", 10, 10),
        (1, 2, ">", 17, 9),
        (1, 2, ">", 8, 5),
        (2, 3, ">=", 15, 10),
        (7, 100, ">=", 100, 7),
        (4, 5, ">", 15, 13),
        (1, 2, ">", 9, 5),
        (0, 1, ">=", 5, 0),
        (0, 1, ">", 5, 1),
        (1, 1, ">", 5, 6),
        (4, 5, ">=", 0, None),
        (1, 2, ">=", -1, None),
        (10**30, 3 * 10**30, ">=", 3 * 10**20 + 1, 10**20 + 1),
    ],
)
def test_required_votes(num, den, op, base, needed):
    assert required_votes(num, den, op, base) == needed


def test_required_votes_knows_two_operators():
    with pytest.raises(ValueError, match="op must be"):
        required_votes(1, 2, "<", 3)


@dataclass
class Row:
    valid_from: date
    valid_to: date | None


def test_in_force_both_ends_included():
    old, new = Row(date(2017, 10, 1), date(2023, 12, 31)), Row(date(2024, 1, 1), None)
    assert in_force([old, new], date(2017, 9, 30)) is None
    assert in_force([old, new], date(2017, 10, 1)) is old
    assert in_force([old, new], date(2023, 12, 31)) is old
    assert in_force([old, new], date(2024, 1, 1)) is new
    assert in_force([old, new], date(2999, 1, 1)) is new
