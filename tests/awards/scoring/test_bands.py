"""Bands, places, bonus with its ceiling, conditions of titles: worked examples of rules §7, and what always holds."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.criteria.enums import Compare, CriterionKind
from awards.scoring.bands import is_met, places, points_for_band, points_for_place
from awards.scoring.caps import Place, capped
from awards.scoring.facts import ZERO, CellFact, CriterionFact, GateFact, Line
from awards.scoring.formulas import percent_of, score_criterion
from awards.scoring.rules import break_ties

K = CriterionKind
SHEET_D = ((100, 10), (90, 8), (80, 6), (70, 4), (60, 1))  # §7.5 D: points by the share of the task done
PLACES_A = ((1, 60), (2, 45), (3, 30), (4, 15), (5, 0))  # §7.2: graded by the ministry's department
BANDS = CriterionFact(K.BANDS, Decimal(10), measure="%", steps=SHEET_D)
RANKED = CriterionFact(K.RANKED, Decimal(60), measure="điểm", steps=PLACES_A)
PRAISE = CriterionFact(K.BONUS, Decimal(0), per_occurrence=Decimal(3))
BLAME = CriterionFact(K.BONUS, Decimal(0), per_occurrence=Decimal(-3))


def cells(*actuals):
    return {n: CellFact(actual=None if one is None else Fraction(str(one))) for n, one in enumerate(actuals, 1)}


def points_of(criterion, *actuals) -> list[Decimal]:
    return [line.points for line in score_criterion(criterion, cells(*actuals)).values()]


def words_of(criterion, *actuals) -> list[str]:
    return [line.explanation for line in score_criterion(criterion, cells(*actuals)).values()]


# Bands ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "points"),
    [("100", 10), ("120", 10), ("99.9", 8), ("90", 8), ("89.9", 6), ("80", 6), ("70", 4), ("60", 1), ("59.9", 0)],
)
def test_the_bands_of_the_individual_sheet(share, points):
    assert points_for_band(SHEET_D, Decimal(share)) == points


def test_a_band_is_told_with_its_limits():
    assert words_of(BANDS, 104, "96.5", 12, None) == [
        "104 %: mức từ 100 trở lên được 10 điểm.",
        "96,5 %: mức từ 90 đến dưới 100 được 8 điểm.",
        "12 %: thấp hơn mức đầu 60, 0 điểm.",
        "Chưa có số liệu đã xác minh: 0 điểm.",
    ]


def test_bands_where_lower_is_better():
    late = replace(BANDS, steps=((0, 10), (2, 6), (5, 2)), lower_is_better=True, measure="ngày")
    assert points_of(late, 0, 1, 2, 5, 6) == [10, 6, 6, 2, 0]
    assert words_of(late, 0, 1, 6) == [
        "0 ngày: mức từ 0 trở xuống được 10 điểm.",
        "1 ngày: mức trên 0 đến 2 được 6 điểm.",
        "6 ngày: cao hơn mức cuối 5, 0 điểm.",
    ]


# Places ---------------------------------------------------------------------------------------------------------------


def test_the_places_of_the_published_table():
    assert points_of(RANKED, 80, 95, 90, 70, 60, 50) == [30, 60, 45, 15, 0, 0]
    assert [points_for_place(PLACES_A, place) for place in range(1, 7)] == [60, 45, 30, 15, 0, 0]


def test_a_shared_place_has_its_points_for_each_and_the_next_is_left_out():
    assert points_of(RANKED, 95, 90, 90, 80) == [60, 45, 45, 15]
    assert words_of(RANKED, 95, 90, 90)[1] == "90 điểm: thứ 2 trong cụm, đồng hạng, được 45 điểm."


def test_who_has_no_figure_or_is_not_assigned_takes_no_place():
    facts = cells(80, None, 70) | {4: CellFact(is_assigned=False, actual=Fraction(99))}
    lines = score_criterion(RANKED, facts)
    assert [line.points for line in lines.values()] == [60, 0, 45, None]
    assert lines[4].explanation == "Không giao: 60 điểm không tính vào mẫu số."


def test_places_where_lower_is_better():
    assert places({"a": 3, "b": 0, "c": 3}, lower_is_better=True) == {"a": (2, True), "b": (1, False), "c": (2, True)}


# Bonus, penalty, ceilings ---------------------------------------------------------------------------------------------


def place(key, parent, kind, points=0) -> Place:
    return Place(key, parent, str(key), kind, Decimal(points))


TABLE_A = [
    place("I", None, K.GROUP, 20),
    place(1, "I", K.PASS_FAIL, 20),
    place("+", "I", K.BONUS),
    place("-", "I", K.BONUS),
]


def lines_of(**points) -> dict:
    return {key: Line(None if value is None else Decimal(value), f"{value} điểm.") for key, value in points.items()}


def unit_lines(task, praised=0, blamed=0) -> dict:
    return {
        1: Line(Decimal(task), ""),
        "+": score_criterion(PRAISE, cells(praised))[1],
        "-": score_criterion(BLAME, cells(blamed))[1],
    }


def total(lines) -> Decimal:
    return sum((line.points for line in lines.values() if line.points is not None), Decimal(0))


def test_praise_and_blame_are_paid_by_the_case():
    assert words_of(PRAISE, 2, 0) == ["2 lần × 3: cộng 6 điểm.", "0 lần: không được cộng điểm."]
    assert words_of(BLAME, 1, 0) == ["1 lần × 3: trừ 3 điểm.", "0 lần: không bị trừ điểm."]
    assert points_of(PRAISE, 2) + points_of(BLAME, 1) == [6, -3]


@pytest.mark.parametrize(
    ("task", "praised", "blamed", "expected"),
    [(15, 1, 0, 18), (15, 2, 0, 20), (20, 4, 0, 20), (20, 1, 1, 20), (15, 0, 1, 12), (5, 0, 3, 0), (0, 0, 1, 0)],
)
def test_a_group_never_exceeds_its_maximum_nor_falls_below_zero(task, praised, blamed, expected):
    assert total(capped(TABLE_A, unit_lines(task, praised, blamed))) == expected


def test_what_is_cut_is_said_in_the_line():
    cut = capped(TABLE_A, unit_lines(18, praised=2))
    assert cut["+"] == Line(Decimal(2), "2 lần × 3: cộng 6 điểm. Cắt 4: nhóm I tối đa 20 điểm, chỉ cộng 2.")
    kept = capped(TABLE_A, unit_lines(2, blamed=1))
    assert kept["-"] == Line(Decimal(-2), "1 lần × 3: trừ 3 điểm. Cắt 1: nhóm I không dưới 0 điểm, chỉ trừ 2.")


def test_bonus_in_a_group_of_its_own_comes_on_top_of_the_table():
    """§7.3: a flag of the city is worth +10, so that 97 becomes 107, over a table of 100."""
    rows = [place("A", None, K.GROUP, 100), place(1, "A", K.BY_HAND, 100), place("T", None, K.GROUP, 25),
            place("city", "T", K.BONUS), place("state", "T", K.BONUS)]  # fmt: skip
    assert total(capped(rows, {1: Line(Decimal(97), ""), **lines_of(city=10, state=0)})) == 107
    assert total(capped(rows, {1: Line(Decimal(97), ""), **lines_of(city=20, state=15)})) == 97 + 25


# Conditions of titles -------------------------------------------------------------------------------------------------


def gates(*asked) -> tuple[GateFact, ...]:
    return tuple(GateFact(title, compare, None if value is None else Decimal(value)) for title, compare, value in asked)


CADRES = CriterionFact(K.GATE, Decimal(0), gates=gates(("ĐVQT", "gte", "95"), ("ĐVTT", "gte", "90")))  # §7.4
HEALTHY = CriterionFact(K.GATE, Decimal(0), gates=gates(("ĐVQT", "gt", "99.8"), ("ĐVTT", "gt", "99.7")))


def test_the_conditions_of_the_military_school():
    assert words_of(CADRES, 96, 92, 89, None) == [
        "ĐVQT cần ≥95, có 96: đạt. ĐVTT cần ≥90, có 96: đạt.",
        "ĐVQT cần ≥95, có 92: chưa đạt. ĐVTT cần ≥90, có 92: đạt.",
        "ĐVQT cần ≥95, có 89: chưa đạt. ĐVTT cần ≥90, có 89: chưa đạt.",
        "ĐVQT cần ≥95, chưa có số liệu: chưa đạt. ĐVTT cần ≥90, chưa có số liệu: chưa đạt.",
    ]
    assert [is_met(gate, Fraction("99.8")) for gate in HEALTHY.gates] == [False, True]
    assert points_of(CADRES, 96, None) == [None, None]


def test_a_condition_without_figures():
    safe = CriterionFact(K.GATE, Decimal(0), gates=gates(("ĐVQT", Compare.MET, None)), by_pass=True)
    assert words_of(safe, 1, 0) == ["ĐVQT cần Đạt, có: Đạt: đạt.", "ĐVQT cần Đạt, có: Không: chưa đạt."]
    assert words_of(replace(safe, gates=()), 1) == ["Ghi nhận, có: Đạt."]


# For every table ------------------------------------------------------------------------------------------------------

figures = st.decimals(min_value=0, max_value=200, places=1)
rising = st.lists(st.integers(0, 200), min_size=1, max_size=6, unique=True)


@st.composite
def sound_criteria(draw):
    """Bands, places or penalties as a locked table may have them: better is never worth less."""
    thresholds = sorted(draw(rising))
    points = sorted(draw(st.lists(st.integers(0, 60), min_size=len(thresholds), max_size=len(thresholds))))
    kind, lower = draw(st.sampled_from([K.BANDS, K.RANKED])), draw(st.booleans())
    if kind == K.RANKED:
        steps = tuple(enumerate(reversed(points), 1))
    else:
        steps = tuple(zip(thresholds, reversed(points) if lower else points, strict=True))
    return CriterionFact(kind, Decimal(max(points)), steps=steps, lower_is_better=lower)


@given(sound_criteria(), st.lists(figures, min_size=1, max_size=8), figures)
def test_a_better_result_never_lowers_the_own_points(criterion, actuals, more):
    better = max(actuals[0] - more, Decimal(0)) if criterion.lower_is_better else actuals[0] + more
    before, after = points_of(criterion, *actuals), points_of(criterion, better, *actuals[1:])
    assert after[0] >= before[0]
    assert all(0 <= points <= criterion.max_points for points in after)


@given(sound_criteria(), st.lists(figures | st.none(), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_units_never_matters(criterion, actuals, random):
    shuffled = list(enumerate(actuals))
    random.shuffle(shuffled)
    again = points_of(criterion, *[actual for _, actual in shuffled])
    by_unit = dict(zip([number for number, _ in shuffled], again, strict=True))
    assert points_of(criterion, *actuals) == [by_unit[number] for number in range(len(actuals))]


@st.composite
def unit_and_table(draw):
    """A table of nested groups with one unit's lines: scored leaves, bonus, penalty, conditions, some not assigned."""
    rows, lines = [], {}
    for group in range(draw(st.integers(1, 3))):
        parent = draw(st.sampled_from([None, *[row.key for row in rows if row.kind == K.GROUP]]))
        rows.append(place(f"g{group}", parent, K.GROUP, draw(st.integers(1, 30))))
        for leaf in range(draw(st.integers(1, 4))):
            kind = draw(st.sampled_from([K.BY_HAND, K.BONUS, K.GATE]))
            most = draw(st.integers(1, 20)) if kind == K.BY_HAND else 0
            low, high = (-20, 20) if kind == K.BONUS else (0, most)
            points = draw(st.none() if kind == K.GATE else st.none() | st.integers(low, high))
            key = f"{group}.{leaf}"
            rows.append(place(key, f"g{group}", kind, most))
            lines[key] = Line(None if points is None else Decimal(points), "")
    order = {row.key: row for row in rows}
    return _in_order(list(order.values())), lines


def _in_order(rows):
    found = []

    def walk(parent):
        for row in rows:
            if row.parent == parent:
                found.append(row)
                walk(row.key)

    walk(None)
    return found


def below(rows, key):
    inside = {key}
    for row in rows:
        if row.parent in inside:
            inside.add(row.key)
    return [row for row in rows if row.key in inside and row.kind != K.GROUP]


@given(unit_and_table())
def test_leaves_add_up_to_groups_between_zero_and_their_ceiling(case):
    rows, lines = case
    after = capped(rows, lines)
    assert {key for key, line in after.items() if line.points is None} == {
        k for k, v in lines.items() if v.points is None
    }
    for group in (row for row in rows if row.kind == K.GROUP):
        leaves = below(rows, group.key)
        scored = [leaf for leaf in leaves if leaf.kind == K.BY_HAND]
        ceiling = sum((leaf.max_points for leaf in scored if after[leaf.key].points is not None), Decimal(0))
        has_bonus = any(leaf.kind == K.BONUS and after[leaf.key].points is not None for leaf in leaves)
        sum_of_group = sum((after[leaf.key].points or ZERO for leaf in leaves), Decimal(0))
        if has_bonus:
            assert 0 <= sum_of_group <= (ceiling if scored else group.max_points)
    assert all(after[row.key] == lines[row.key] for row in rows if row.kind in (K.BY_HAND, K.GATE))


@given(unit_and_table(), st.integers(1, 30))
def test_one_more_praise_never_lowers_the_total(case, more):
    rows, lines = case
    bonus = [row.key for row in rows if row.kind == K.BONUS and lines[row.key].points is not None]
    if bonus:
        better = lines | {bonus[0]: Line(lines[bonus[0]].points + more, "")}
        assert total(capped(rows, better)) >= total(capped(rows, lines))


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 5)), min_size=2, max_size=6), st.integers(1, 50))
def test_the_value_of_a_criterion_not_assigned_never_changes_a_rank(units, value):
    """Whatever the row that is given to nobody is worth, with its group, percents and places stay the same."""

    def ranks(worth: int) -> dict:
        rows = [place("I", None, K.GROUP, 20 + worth), place(1, "I", K.BY_HAND, 20), place("+", "I", K.BONUS),
                place("x", "I", K.BY_HAND, worth)]  # fmt: skip
        percents = {}
        for number, (task, praised) in enumerate(units):
            lines = {1: Line(Decimal(task), ""), "+": Line(Decimal(3 * praised), ""), "x": Line(None, "")}
            percents[number] = percent_of(total(capped(rows, lines)), Decimal(20))
        return break_ties(percents, {})

    assert ranks(value) == ranks(1)
