"""Places between equal percents: the rule alone, with worked examples and what must hold for any figures."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from awards.scoring.enums import TieKind
from awards.scoring.facts import TieFact
from awards.scoring.rules import Sums, break_ties, tie_value, tie_value_text, tie_words

GROUP, FULL = TieFact(TieKind.GROUP, "I"), TieFact(TieKind.FULL)
BONUS, PENALTY = TieFact(TieKind.BONUS), TieFact(TieKind.PENALTY)


def sums(group="22", applicable="25", full=0, counted=10, bonus="0", penalty="0") -> Sums:
    own = {"I": (Decimal(group), Decimal(applicable))}
    return Sums(own, full, counted, Decimal(bonus), Decimal(penalty))


def places(percents: dict, keys: list, facts: dict) -> dict[str, tuple[int, bool]]:
    values = {unit: [tie_value(key, facts[unit]) for key in keys] for unit in percents}
    found = break_ties({unit: Fraction(percent) for unit, percent in percents.items()}, values)
    return {unit: (place.standing.rank, place.standing.is_shared) for unit, place in found.items()}


def test_without_a_rule_equal_percents_share_the_place():
    """Cluster 2 in 2022: 88,5 twice is 6, 6 and then 8."""
    percents = {"ND": Fraction("88.5"), "NB": Fraction("88.5"), "TB": Fraction("88.1"), "NA": Fraction("96.5")}
    found = break_ties(percents, dict.fromkeys(percents, ()))
    assert {unit: (one.standing.rank, one.standing.is_shared) for unit, one in found.items()} == {
        "NA": (1, False),
        "ND": (2, True),
        "NB": (2, True),
        "TB": (4, False),
    }
    assert {place.looked for place in found.values()} == {()}


def test_the_first_difference_decides():
    """Nam Định 22,4 of 25 in group I, Ninh Bình 22,0: the penalty of Nam Định is not asked any more."""
    facts = {"ND": sums("22.4", penalty="0.5"), "NB": sums("22"), "TB": sums("22.1")}
    percents = {"ND": "88.5", "NB": "88.5", "TB": "88.1"}
    assert places(percents, [GROUP, PENALTY], facts) == {"ND": (1, False), "NB": (2, False), "TB": (3, False)}
    assert places(percents, [PENALTY, GROUP], facts) == {"NB": (1, False), "ND": (2, False), "TB": (3, False)}


def test_only_those_still_equal_are_asked_for_the_next_key():
    facts = {"A": sums("20", bonus="1"), "B": sums("20", bonus="2"), "C": sums("21", bonus="0"), "D": sums("25")}
    percents = {"A": 80, "B": 80, "C": 80, "D": 79}
    assert places(percents, [GROUP, BONUS], facts) == {
        "C": (1, False),
        "B": (2, False),
        "A": (3, False),
        "D": (4, False),
    }
    values = {unit: [tie_value(key, facts[unit]) for key in (GROUP, BONUS)] for unit in percents}
    found = break_ties({unit: Fraction(percent) for unit, percent in percents.items()}, values)
    assert found["C"].looked == ((0, ("A", "B")),)
    assert found["A"].looked == ((0, ("B", "C")), (1, ("B",)))
    assert found["D"].looked == ()


def test_who_is_equal_to_the_end_shares_the_place():
    facts = {"A": sums(), "B": sums(), "C": sums("21")}
    assert places({"A": 80, "B": 80, "C": 80}, [GROUP, FULL, BONUS, PENALTY], facts) == {
        "A": (1, True),
        "B": (1, True),
        "C": (3, False),
    }


def test_points_of_a_group_are_a_share_of_what_applies():
    """22 of 25 is less than 18 of 20: a criterion that was not assigned decides nothing."""
    facts = {"A": sums("22", "25"), "B": sums("18", "20")}
    assert places({"A": 80, "B": 80}, [GROUP], facts) == {"B": (1, False), "A": (2, False)}


def test_a_key_that_does_not_apply_to_one_of_them_decides_nothing_among_them():
    facts = {"A": sums("22", full=3), "B": sums("0", "0", full=2), "C": sums("21", full=2)}
    assert places({"A": 80, "B": 80, "C": 80}, [GROUP, FULL], facts) == {
        "A": (1, False),
        "B": (2, True),
        "C": (2, True),
    }


def test_the_words_name_every_figure_that_was_compared():
    keys, names = [GROUP, PENALTY], {"A": "Đồn 1", "B": "Đồn 2", "C": "Đồn 3"}
    facts = {"A": sums("22.4"), "B": sums("22.4", penalty="0.5"), "C": sums("20")}
    values = {unit: [tie_value(key, own) for key in keys] for unit, own in facts.items()}
    told = {unit: [tie_value_text(key, own) for key in keys] for unit, own in facts.items()}
    found = break_ties({unit: Fraction(177, 2) for unit in facts}, values)
    assert tie_words("A", found["A"], keys, names, told) == (
        "Bằng tỷ lệ 88,5% với Đồn 2, Đồn 3. "
        "Xét 1. Điểm nhóm I cao hơn: 22,4/25 (Đồn 2 22,4/25, Đồn 3 20/25). "
        "Xét 2. Ít điểm trừ hơn: 0 (Đồn 2 0,5)."
    )
    assert tie_words("C", found["C"], keys, names, told).endswith("20/25 (Đồn 1 22,4/25, Đồn 2 22,4/25).")
    alone = break_ties({"A": Fraction(1)}, {"A": [Fraction(1)] * 2})
    assert tie_words("A", alone["A"], keys, names, told) == ""


FIGURES = st.lists(
    st.tuples(st.integers(0, 3), st.lists(st.none() | st.integers(0, 2).map(Fraction), min_size=3, max_size=3)),
    min_size=1,
    max_size=8,
)


@given(FIGURES, st.randoms(use_true_random=False))
def test_the_order_of_units_never_matters(figures, random):
    percents = {number: Fraction(percent) for number, (percent, _) in enumerate(figures)}
    values = {number: own for number, (_, own) in enumerate(figures)}
    shuffled = list(percents)
    random.shuffle(shuffled)
    one = break_ties(percents, values)
    other = break_ties({key: percents[key] for key in shuffled}, {key: values[key] for key in shuffled})
    assert {key: place.standing for key, place in one.items()} == {key: place.standing for key, place in other.items()}


@given(FIGURES)
def test_the_rule_only_moves_units_with_equal_percents_and_equal_units_share(figures):
    percents = {number: Fraction(percent) for number, (percent, _) in enumerate(figures)}
    values = {number: own for number, (_, own) in enumerate(figures)}
    plain, ruled = break_ties(percents, dict.fromkeys(percents, ())), break_ties(percents, values)
    ranks = sorted(place.standing.rank for place in ruled.values())
    for unit, place in ruled.items():
        shared = [other for other, one in ruled.items() if one.standing.rank == place.standing.rank]
        assert place.standing.is_shared == (len(shared) > 1)
        assert ranks.index(place.standing.rank) + 1 == place.standing.rank  # 1, 2, 2, 4
        equal = sum(percents[other] == percents[unit] for other in percents)
        first = plain[unit].standing.rank
        assert first <= place.standing.rank < first + equal
        twins = [other for other in percents if (percents[other], values[other]) == (percents[unit], values[unit])]
        assert {ruled[other].standing.rank for other in twins} == {place.standing.rank}
