"""The published formula with its worked examples, and what must hold for every table."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.criteria.enums import CriterionKind
from awards.scoring.formulas import (
    CellFact,
    CriterionFact,
    Line,
    excess,
    percent_of,
    percent_text,
    points_for_occurrences,
    points_for_pass,
    points_for_target,
    points_without_target,
    published,
    score_criterion,
    told,
)
from awards.scoring.rules import break_ties
from thidua.numbers import cut, half_up

QUANTITY = CriterionFact(CriterionKind.QUANTITATIVE, Decimal(5))
HALF = Decimal("0.5")


def cells(*actuals, target=10):
    target = None if target is None else Decimal(target)
    return {
        number: CellFact(target=target, actual=None if actual is None else Fraction(actual))
        for number, actual in enumerate(actuals, 1)
    }


def standings(percents):
    """Places without a rule for equal percents."""
    return {unit: place.standing for unit, place in break_ties(percents, {}).items()}


@pytest.mark.parametrize(("actual", "points"), [(8, "2.0"), (10, "2.5"), (15, "3.75"), (20, "5.0")])
def test_worked_examples_of_the_regulation(actual, points):
    """M = 5, T = 10, the best unit of the cluster reached 20."""
    assert points_for_target(5, 10, actual, excess(10, 20)) == Decimal(points)


def test_each_unit_is_measured_by_its_own_target():
    """The largest excess leads, not the largest figure: 30 of 20 is +50 %, 12 of 6 is +100 %."""
    lines = score_criterion(
        QUANTITY,
        {
            "large": CellFact(target=Decimal(20), actual=Fraction(30)),
            "small": CellFact(target=Decimal(6), actual=Fraction(12)),
        },
    )
    assert {unit: line.points for unit, line in lines.items()} == {"large": Decimal("3.75"), "small": Decimal("5")}


def test_nobody_above_the_target_leaves_everybody_at_half():
    lines = score_criterion(QUANTITY, cells(10, 10, 8))
    assert [line.points for line in lines.values()] == [Decimal("2.5"), Decimal("2.5"), Decimal("2")]


def test_a_target_of_zero_is_a_programming_error():
    with pytest.raises(ValueError, match="above zero"):
        excess(0, 3)


def test_not_assigned_has_no_points_and_is_not_counted():
    lines = score_criterion(QUANTITY, {1: CellFact(is_assigned=False), 2: CellFact(target=Decimal(10), actual=10)})
    assert lines[1] == Line(None, "Không giao: 5 điểm không tính vào mẫu số.")
    assert lines[2].points == Decimal("2.5")


def test_without_a_target_the_best_unit_of_the_cluster_is_the_measure():
    lines = score_criterion(QUANTITY, cells(30, 40, 0, target=None))
    assert [line.points for line in lines.values()] == [Decimal("3.75"), Decimal("5"), Decimal("0")]
    assert lines[1].explanation == "Không đặt chỉ tiêu, so với đơn vị cao nhất cụm: 5 × 30/40 = 3,75 điểm."
    nobody = score_criterion(QUANTITY, cells(0, 0, target=None))
    assert [line.points for line in nobody.values()] == [Decimal(0), Decimal(0)]


def test_lower_is_better_loses_points_for_each_occurrence():
    criterion = CriterionFact(CriterionKind.QUANTITATIVE, Decimal(10), deduction=Decimal("1.5"), measure="vụ")
    lines = score_criterion(criterion, cells(0, 2, 9, target=None))
    assert [line.points for line in lines.values()] == [Decimal(10), Decimal(7), Decimal(0)]
    assert [line.explanation for line in lines.values()] == [
        "0 vụ: đủ 10 điểm.",
        "2 vụ, mỗi lần trừ 1,5: 10 − 3 = 7 điểm.",
        "9 vụ, mỗi lần trừ 1,5: trừ hết, 0 điểm.",
    ]


def test_pass_or_fail_is_all_or_nothing():
    assert (points_for_pass(5, True), points_for_pass(5, False)) == (Decimal(5), Decimal(0))
    criterion = CriterionFact(CriterionKind.PASS_FAIL, Decimal(5))
    lines = score_criterion(criterion, cells(1, 0, None, target=None))
    assert [line.explanation for line in lines.values()] == [
        "Đạt: đủ 5 điểm.",
        "Không đạt: 0 điểm.",
        "Chưa có số liệu đã xác minh: 0 điểm.",
    ]


def test_points_by_hand_are_taken_as_given():
    criterion = CriterionFact(CriterionKind.BY_HAND, Decimal(10))
    lines = score_criterion(criterion, {1: CellFact(hand=Decimal("8.5"), hand_reason="Nền nếp tốt."), 2: CellFact()})
    assert lines[1] == Line(Decimal("8.500"), "Chấm trực tiếp 8,5/10 điểm. Nền nếp tốt.")
    assert lines[2] == Line(Decimal(0), "Chưa chấm điểm trực tiếp.")


def test_every_line_says_how_its_points_came_about():
    lines = score_criterion(QUANTITY, cells(8, 10, 15, 20, None))
    assert [line.explanation for line in lines.values()] == [
        "Chưa đạt chỉ tiêu: ½ × 5 × 8/10 = 2 điểm.",
        "Đúng chỉ tiêu 10: ½ × 5 = 2,5 điểm.",
        "Vượt chỉ tiêu 50%, cao nhất cụm vượt 100%: ½ × 5 + ½ × 5 × 50%/100% = 3,75 điểm.",
        "Vượt chỉ tiêu 100%, cao nhất cụm: đủ 5 điểm.",
        "Chưa có số liệu đã xác minh: 0 điểm.",
    ]


def test_points_are_rounded_half_up_to_thousandths():
    assert published(Fraction(1, 3)) == Decimal("0.333")
    assert published(Fraction(5, 10000)) == Decimal("0.001")
    assert published(Decimal("2.9995")) == Decimal("3.000")
    assert [half_up(Fraction(n, 3), 2) for n in (1, 2)] == [Decimal("0.33"), Decimal("0.67")]
    assert [half_up(number, 0) for number in (Decimal("2.5"), -Fraction(1, 2), 7)] == [3, 0, 7]


def test_equal_percents_share_a_place_and_the_next_is_left_out():
    percents = dict(zip("ABCDEFGH", map(Fraction, (965, 954, 941, 940, 902, 885, 885, 881)), strict=True))
    assert [(place.rank, place.is_shared) for place in standings(percents).values()] == [
        (1, False),
        (2, False),
        (3, False),
        (4, False),
        (5, False),
        (6, True),
        (6, True),
        (8, False),
    ]


def test_what_is_not_assigned_leaves_the_denominator():
    """The regulation's own case: a unit without a criterion of 10 points is ranked on 990."""
    assert percent_of(Decimal(891), Decimal(990)) == 90
    assert percent_of(Decimal(0), Decimal(0)) == 0
    assert percent_of(Decimal(5), Decimal(6)) > percent_of(Decimal("833333.333333"), Decimal(1_000_000))


def test_percent_is_cut_never_rounded():
    assert cut(Fraction(200, 3), 6) == Decimal("66.666666")
    assert (cut(Fraction(-1, 3)), cut(Decimal("0.999")), cut(7)) == (Decimal("-0.33"), Decimal("0.99"), 7)
    assert (percent_text(Fraction(13, 15)), percent_text(Fraction(1, 2)), percent_text(Fraction(2))) == (
        "86,66%",
        "50%",
        "200%",
    )
    assert told(Decimal("1234.500")) == "1.234,5"


# For every table ------------------------------------------------------------------------------------------------------

points = st.decimals(min_value=Decimal("0.5"), max_value=100, places=1)
targets = st.decimals(min_value=Decimal("0.01"), max_value=10_000, places=2)
actuals = st.decimals(min_value=0, max_value=20_000, places=2)
cluster = st.lists(st.tuples(targets | st.none(), actuals | st.none()), min_size=1, max_size=8)


def scored(maximum, rows) -> list[Decimal]:
    criterion = CriterionFact(CriterionKind.QUANTITATIVE, maximum)
    facts = {
        number: CellFact(target=target, actual=None if actual is None else Fraction(actual))
        for number, (target, actual) in enumerate(rows)
    }
    return [line.points for line in score_criterion(criterion, facts).values()]


@given(points, targets, actuals, actuals, st.fractions(min_value=0, max_value=100))
def test_more_is_never_worse(maximum, target, low, high, best):
    low, high = sorted((low, high))
    assert points_for_target(maximum, target, low, best) <= points_for_target(maximum, target, high, best)
    assert points_without_target(maximum, low, 5000) <= points_without_target(maximum, high, 5000)
    assert points_for_occurrences(maximum, low, HALF) >= points_for_occurrences(maximum, high, HALF)


@given(points, cluster)
def test_points_lie_between_nothing_and_the_maximum(maximum, rows):
    assert all(0 <= given <= maximum for given in scored(maximum, rows))


@given(points, st.lists(st.tuples(targets, actuals), min_size=2, max_size=8), actuals)
def test_raising_one_figure_never_helps_the_others_nor_hurts_oneself(maximum, rows, more):
    before = scored(maximum, rows)
    after = scored(maximum, [(rows[0][0], rows[0][1] + more), *rows[1:]])
    assert after[0] >= before[0]
    assert all(now <= was for now, was in zip(after[1:], before[1:], strict=True))


@given(points, cluster, st.randoms(use_true_random=False))
def test_the_order_of_the_units_does_not_matter(maximum, rows, random):
    shuffled = list(enumerate(rows))
    random.shuffle(shuffled)
    again = scored(maximum, [row for _, row in shuffled])
    assert scored(maximum, rows) == [given for _, given in sorted(zip([n for n, _ in shuffled], again, strict=True))]


@given(st.lists(st.fractions(min_value=0, max_value=100, max_denominator=50), min_size=1, max_size=12))
def test_places_follow_the_percents_and_nothing_else(values):
    places = standings(dict(enumerate(values)))
    for a, left in places.items():
        assert left.rank == 1 + sum(other > values[a] for other in values)
        for b, right in places.items():
            assert (values[a] > values[b]) == (left.rank < right.rank)
            assert (values[a] == values[b]) == (left.rank == right.rank)
    ordered = standings(dict(sorted(enumerate(values), key=lambda pair: pair[1])))
    assert ordered == places


@given(
    st.lists(st.tuples(points, st.fractions(min_value=0, max_value=1)), min_size=1, max_size=10),
    points,
)
def test_a_criterion_not_assigned_never_lowers_the_percent(criteria, maximum):
    """Against the same criterion assigned and not fulfilled."""
    total = sum(published(Fraction(most) * share) for most, share in criteria)
    applicable = sum(most for most, _ in criteria)
    assert percent_of(total, applicable) >= percent_of(total, applicable + maximum)
