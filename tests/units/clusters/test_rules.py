"""Whose turn it is to lead, and targets as they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from units.clusters.rules import next_turn, read_targets


@pytest.mark.parametrize(
    ("members", "led", "member", "times", "equal"),
    [
        ([1, 2, 3], [], 1, 0, True),  # nobody yet: the first in the order
        ([1, 2, 3], [1], 2, 0, False),
        ([1, 2, 3], [1, 2], 3, 0, False),
        ([1, 2, 3], [1, 2, 3], 1, 1, True),  # a new round
        ([1, 2, 3], [3], 1, 0, False),  # after the last comes the first
        ([1, 2, 3], [2, 3], 1, 0, False),
        ([1, 2, 3, 4], [1, 3], 4, 0, False),  # the next after the present lead before the one left out
        ([1, 2, 3], [9], 1, 0, True),  # the lead has left the cluster
        ([1, 2, 5], [1, 2, 1], 5, 0, False),  # a new member has not led yet
        ([2, 1], [1], 2, 0, False),  # the order of the cluster, not of the numbers
    ],
)
def test_the_turn_goes_round(members, led, member, times, equal):
    turn = next_turn(members, led)
    assert (turn.member, turn.times, turn.all_equal) == (member, times, equal)


@pytest.mark.parametrize(("members", "led"), [([], []), ([1], [1]), ([], [1])])
def test_without_another_member_there_is_no_turn(members, led):
    assert next_turn(members, led) is None


@given(st.lists(st.integers(1, 9), min_size=2, max_size=8, unique=True), st.integers(1, 5))
def test_by_rotation_everybody_leads_once_a_round(members, rounds):
    led = []
    for _ in range(rounds * len(members)):
        led.append(next_turn(members, led).member)
    assert [led.count(member) for member in members] == [rounds] * len(members)
    assert led[: len(members)] == members


def test_targets_are_read_line_by_line():
    text = "Tuần tra = 100% kế hoạch\n\n  Gia đình văn hóa=trên 95% \r\nQuỹ vì người nghèo = 1 = một"
    assert read_targets(text) == (
        [
            ("Tuần tra", "100% kế hoạch"),
            ("Gia đình văn hóa", "trên 95%"),
            ("Quỹ vì người nghèo", "1 = một"),
        ],
        [],
    )
    targets, faults = read_targets("Tuần tra\n= 5\nMột =")
    assert targets == []
    assert faults == [f"Dòng {number}: viết nội dung, dấu =, rồi mức phấn đấu." for number in (1, 2, 3)]
