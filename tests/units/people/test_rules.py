"""Ranks and object groups, time in service and in post, keys of duplicates."""

from datetime import date

import pytest

from units.people.enums import ObjectGroup, Rank
from units.people.rules import (
    group_of,
    groups_of,
    months_in_post,
    months_in_words,
    number_key,
    rank_fits,
    ranks_of,
    service_months,
    twin_key,
    who_judges,
)

YEAR = (date(2022, 10, 1), date(2023, 9, 30))


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


@pytest.mark.parametrize(
    ("rank", "group"),
    [
        (Rank.PRIVATE, ObjectGroup.SOLDIER),
        (Rank.STAFF_SERGEANT, ObjectGroup.SOLDIER),
        (Rank.SECOND_LIEUTENANT, None),
        (Rank.SENIOR_LIEUTENANT_COLONEL, None),
        (Rank.COLONEL, ObjectGroup.OFFICER),
        (Rank.GENERAL, ObjectGroup.OFFICER),
        (Rank.CIVILIAN, ObjectGroup.CIVILIAN),
    ],
)
def test_the_group_a_rank_tells(rank, group):
    assert group_of(rank) == group
    assert (len(groups_of(rank)) == 1) == (group is not None)


@pytest.mark.parametrize(
    ("joined", "on", "left", "months"),
    [
        (date(2010, 2, 1), date(2023, 10, 18), None, 164),  # 13 years and 8 months
        (date(2010, 2, 15), date(2010, 3, 13), None, 0),
        (date(2010, 2, 15), date(2010, 3, 14), None, 1),  # the last day counts
        (date(2010, 2, 1), date(2023, 10, 18), date(2020, 1, 31), 120),  # no further than the day of leaving
        (date(2024, 1, 1), date(2023, 10, 18), None, 0),
        (None, date(2023, 10, 18), None, None),
    ],
)
def test_length_of_service(joined, on, left, months):
    assert service_months(joined, on, left) == months


@pytest.mark.parametrize(("months", "words"), [(164, "13 năm 8 tháng"), (24, "2 năm"), (8, "8 tháng"), (0, "0 tháng")])
def test_months_in_words(months, words):
    assert months_in_words(months) == words


@pytest.mark.parametrize(
    ("spans", "months"),
    [
        ([(date(2015, 1, 1), None)], 12),
        ([(date(2023, 1, 15), None)], 8),
        ([(date(2015, 1, 1), date(2023, 3, 31))], 6),
        # another post the next day: the months go on, and no half month is lost between the two
        ([(date(2015, 1, 1), date(2023, 1, 14)), (date(2023, 1, 15), None)], 12),
        # a gap of a month and a half: 3 months before it, 7 after
        ([(date(2015, 1, 1), date(2022, 12, 31)), (date(2023, 2, 15), None)], 10),
        ([(date(2023, 10, 1), None)], 0),
        ([(date(2015, 1, 1), date(2022, 9, 30))], 0),
        ([], 0),
    ],
)
def test_months_in_post(spans, months):
    assert months_in_post(spans, *YEAR) == months


@pytest.mark.parametrize(
    ("postings", "unit", "remarks"),
    [
        ([("A", date(2015, 1, 1), None)], "A", ()),
        # six months at the old unit: the new one judges, the old one is heard
        ([("A", date(2015, 1, 1), date(2023, 3, 31)), ("B", date(2023, 4, 1), None)], "B", (("A", 6),)),
        # one day less
        ([("A", date(2015, 1, 1), date(2023, 3, 30)), ("B", date(2023, 3, 31), None)], "B", ()),
        # two posts in the old unit are one stay
        (
            [("A", date(2015, 1, 1), date(2022, 12, 31)), ("A", date(2023, 1, 1), date(2023, 5, 31)),
             ("B", date(2023, 6, 1), None)],
            "B", (("A", 8),),
        ),
        # there and back: one's own unit asks nobody
        (
            [("A", date(2015, 1, 1), date(2023, 1, 31)), ("B", date(2023, 2, 1), date(2023, 4, 30)),
             ("A", date(2023, 5, 1), None)],
            "A", (),
        ),
        # after the year is another year
        ([("A", date(2015, 1, 1), date(2023, 9, 30)), ("B", date(2023, 10, 1), None)], "A", ()),
        ([], None, ()),
    ],
)  # fmt: skip
def test_who_judges_whom(postings, unit, remarks):
    found = who_judges(postings, *YEAR)
    assert (found.unit, found.remarks) == (unit, remarks)


def test_the_warning_names_the_units_that_are_heard():
    moved = [("Đồn A", date(2015, 1, 1), date(2023, 3, 31)), ("Đồn B", date(2023, 4, 1), None)]
    assert who_judges(moved, *YEAR).warning == (
        "Đồn B nhận xét, đánh giá; cần ý kiến bằng văn bản của đơn vị cũ: Đồn A (6 tháng)."
    )
    assert who_judges(moved[1:], *YEAR).warning == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("90-123.456", "90123456"), ("0090123456", "90 123 456"), ("la000123", "LA-000123"), ("LA/01", "LA.01")],
)
def test_numbers_that_are_written_differently_are_the_same(one, other):
    assert number_key(one) == number_key(other)


def test_zeros_inside_a_number_count():
    assert number_key("LA0123") != number_key("LA123")


def test_twins_have_the_same_folded_name_and_birthday():
    assert (
        twin_key("Đỗ  Văn Ánh", date(1990, 1, 2)) == twin_key("ĐO VAN ANH", date(1990, 1, 2)) == "do van anh 1990-01-02"
    )
    assert twin_key("Đỗ Văn Ánh", None) == ""
