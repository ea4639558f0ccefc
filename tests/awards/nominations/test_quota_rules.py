"""Who stays within a quota and how it is shared out, as pure rules."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.catalogue.rules import quota as cap
from awards.nominations.quota import Contender, cut, proportional, trial

pytestmark = pytest.mark.once


def line(key: int, *worth, commands: bool = False) -> Contender:
    return Contender(key, worth, commands)


def test_places_are_filled_from_the_top():
    found = cut([line(1, 9), line(2, 7), line(3, 8)], 2)
    assert (found.taken, found.tied, found.falls) == ({1, 3}, set(), {2})


def test_votes_first_then_points():
    """Thông tư 25/2025/TT-BKHCN, Điều 23: over the number, the highest votes downward; then the next key."""
    found = cut([line(1, 9, 80), line(2, 9, 95), line(3, 10, 10)], 2)
    assert (found.taken, found.falls) == ({3, 2}, {1})


def test_among_equals_a_woman():
    """Nghị định 152/2025/NĐ-CP, khoản 6 Điều 4: only when equal before; a better vote of a man still counts more."""
    man, woman, better = line(1, 9, 0), line(2, 9, 1), line(3, 10, 0)
    found = cut([man, woman, better], 2)
    assert (found.taken, found.falls) == ({3, 2}, {1})


def test_equals_who_do_not_all_fit_are_never_chosen_silently():
    found = cut([line(1, 9), line(2, 8), line(3, 8), line(4, 7)], 2)
    assert (found.taken, found.tied, found.falls) == ({1}, {2, 3}, {4})


def test_those_who_command_have_places_of_their_own_inside():
    chief, second, soldier = line(1, 10, commands=True), line(2, 9, commands=True), line(3, 1)
    found = cut([chief, second, soldier], 2, 1)
    assert (found.taken, found.falls) == ({1, 3}, {2})


def test_equal_chiefs_for_one_place_of_theirs_are_tied():
    found = cut([line(1, 9, commands=True), line(2, 9, commands=True), line(3, 9)], 5, 1)
    assert (found.taken, found.tied) == ({3}, {1, 2})


def test_no_quota_takes_everybody():
    assert cut([line(1), line(2)], None).taken == {1, 2}


def test_next_to_fall_and_next_to_rise():
    lines = [line(1, 9), line(2, 8), line(3, 7), line(4, 6)]
    found = trial(lines, {1, 2, 3}, 2)
    assert (found.cut.falls, found.next_falls, found.next_rises) == ({3}, {2}, {3})


def test_unticked_lines_rise_when_nobody_ticked_waits():
    lines = [line(1, 9), line(2, 8), line(3, 7)]
    found = trial(lines, {1}, 2)
    assert (found.cut.falls, found.next_falls, found.next_rises) == (set(), set(), {2})


def test_a_chief_does_not_rise_where_their_places_are_full():
    lines = [line(1, 9, commands=True), line(2, 8, commands=True), line(3, 7)]
    assert trial(lines, {1}, 3, 1).next_rises == {3}


lines_of_any_kind = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2), st.booleans()), max_size=14).map(
    lambda rows: [Contender(key, (first, second), commands) for key, (first, second, commands) in enumerate(rows)]
)
numbers = st.none() | st.integers(0, 15)


@given(lines=lines_of_any_kind, places=numbers, chiefs=numbers)
def test_nobody_better_falls_before_somebody_worse(lines, places, chiefs):
    found = cut(lines, places, chiefs)
    assert found.taken | found.tied | found.falls == {one.key for one in lines}
    assert len(found.taken) + len(found.tied) + len(found.falls) == len(lines)
    for better in lines:
        for worse in lines:
            # Only those who command may be passed over, for the cap of their own.
            if better.worth > worse.worth and (better.commands == worse.commands or worse.commands):
                assert not (worse.key in found.taken and better.key not in found.taken)
                assert not (better.key in found.falls and worse.key not in found.falls)
    if places is not None:
        assert len(found.taken) <= places
        assert len(found.taken | found.tied) >= min(places, len(lines) - len(found.falls))
    if chiefs is not None:
        assert sum(one.commands for one in lines if one.key in found.taken) <= chiefs


@given(lines=lines_of_any_kind, places=st.integers(0, 15), chiefs=numbers, data=st.data())
def test_what_comes_next_is_the_edge(lines, places, chiefs, data):
    keys = [one.key for one in lines]
    kept = set(data.draw(st.lists(st.sampled_from(keys), unique=True))) if keys else set()
    found = trial(lines, kept, places, chiefs)
    worth = {one.key: one.worth for one in lines}
    if found.next_falls:
        assert len(found.cut.taken) == places
        assert {worth[key] for key in found.next_falls} <= {
            min(worth[key] for key in found.cut.taken)
        } or chiefs is not None
    assert not found.next_rises & found.cut.taken


@given(
    total=st.integers(0, 500),
    weights=st.dictionaries(st.integers(1, 40), st.integers(0, 300), max_size=40),
    spread=st.booleans(),
)
def test_parts_never_exceed_the_whole(total, weights, spread):
    parts = proportional(total, weights, spread=spread)
    assert parts.keys() == weights.keys() and all(part >= 0 for part in parts.values())
    assert sum(parts.values()) <= total
    if spread and any(weights.values()):
        assert sum(parts.values()) == total
    for one in weights:
        for other in weights:
            if weights[one] > weights[other]:
                assert parts[one] >= parts[other]


def test_the_cap_of_the_army_shared_by_strength():
    """Thông tư 151/2018/TT-BQP, Điều 12: 10 % of 480 is 48, cut down; so are the parts, and the rest is kept."""
    whole = cap(Decimal(10), 480)
    weights = {1: 16, 2: 31, 3: 433}
    assert whole == 48
    assert proportional(whole, weights) == {1: 1, 2: 3, 3: 43}
    assert proportional(whole, weights, spread=True) == {1: 2, 2: 3, 3: 43}


def test_the_civil_cap_of_the_decree():
    """Nghị định 91/2017/NĐ-CP, khoản 3 Điều 9: 15 % of 183 holders is 27, never 28."""
    assert cap(Decimal(15), 183) == 27
