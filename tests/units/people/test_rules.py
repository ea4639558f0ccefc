"""Ranks of the object groups."""

import pytest

from units.people.enums import ObjectGroup, Rank
from units.people.rules import rank_fits, ranks_of


@pytest.mark.parametrize(
    ("group", "lowest", "highest", "count"),
    [
        (ObjectGroup.SOLDIER, Rank.PRIVATE, Rank.STAFF_SERGEANT, 5),
        (ObjectGroup.PROFESSIONAL, Rank.SECOND_LIEUTENANT, Rank.SENIOR_LIEUTENANT_COLONEL, 7),
        (ObjectGroup.OFFICER, Rank.SECOND_LIEUTENANT, Rank.GENERAL, 12),
        (ObjectGroup.CIVILIAN, Rank.CIVILIAN, Rank.CIVILIAN, 1),
    ],
)
def test_ranks_of_a_group(group, lowest, highest, count):
    ranks = ranks_of(group)
    assert (ranks[0], ranks[-1], len(ranks)) == (lowest, highest, count)


def test_every_rank_fits_some_group():
    assert [rank for rank in Rank if not any(rank_fits(rank, group) for group in ObjectGroup)] == []
