from datetime import time

import pytest

from awards.conferences.rules import (
    Quorum,
    concludes,
    hour_moved,
    hours_swapped,
    share_words,
    threshold_words,
    usual_programme,
)


@pytest.mark.parametrize(
    ("members", "num", "den", "needed"),
    [(15, 2, 3, 10), (17, 2, 3, 12), (25, 2, 3, 17), (8, 2, 3, 6), (15, 4, 5, 12), (1, 2, 3, 1), (10, 1, 1, 10)],
)
def test_quorum_is_the_fewest_whole_people_that_reach_the_share(members, num, den, needed):
    assert Quorum(members, 0, num, den).needed == needed
    assert Quorum(members, needed, num, den).is_met
    assert not Quorum(members, needed - 1, num, den).is_met
    assert Quorum(members, needed - 1, num, den).missing == 1


def test_nobody_is_never_a_quorum():
    assert not Quorum(0, 0, 2, 3).is_met


def test_quorum_is_said_exactly():
    quorum = Quorum(15, 9, 2, 3)
    assert quorum.words == "cần 10 (2/3)"
    assert quorum.refusal == "Có mặt 9/15, cần ít nhất 10 (2/3): còn thiếu 1."


@pytest.mark.parametrize(
    ("num", "den", "words"),
    [(4, 5, "80%"), (2, 3, "2/3"), (1, 2, "50%"), (9, 10, "90%"), (7, 100, "7%"), (1, 8, "1/8")],
)
def test_share_is_a_percent_only_where_it_is_a_whole_one(num, den, words):
    assert share_words(num, den) == words


def test_threshold_says_its_base_and_whether_it_must_be_exceeded():
    assert threshold_words(4, 5, ">=", "tổng số thành viên") == "từ 80% tổng số thành viên trở lên"
    assert threshold_words(1, 2, ">", "số có mặt") == "trên 50% số có mặt"


def test_usual_programme_begins_at_the_hour_and_never_passes_midnight():
    items = usual_programme(time(13, 30), is_cluster=False)
    assert items[0] == (time(13, 30), "Ổn định, giới thiệu đại biểu", "Thư ký")
    assert items[4][0] == time(15, 5)
    assert any(title == "Bàn giao cụm trưởng" for _, title, _ in usual_programme(time(8), is_cluster=True))
    assert usual_programme(time(23, 0), is_cluster=True)[-1][0] == time(1, 40)


@pytest.mark.parametrize(
    ("early", "late", "ends_at", "swapped"),
    [
        # Discussion 09:20–09:35 behind the vote 09:35–10:00: the vote begins at 09:20, the discussion 25 minutes later.
        (time(9, 20), time(9, 35), time(10), (time(9, 45), time(9, 20))),
        (time(8), time(8, 10), time(8, 40), (time(8, 30), time(8))),
        (time(10, 20), time(10, 40), None, (time(10, 40), time(10, 20))),  # the last of all: its length is unknown
        (time(9, 35), time(9, 20), time(10), (time(9, 20), time(9, 35))),  # hours out of order stay where they are
    ],
)
def test_neighbours_of_a_programme_that_change_places_keep_their_length(early, late, ends_at, swapped):
    assert hours_swapped(early, late, ends_at) == swapped


def test_an_item_begins_as_long_after_the_meeting_as_before():
    assert hour_moved(time(9, 35), time(8), time(13, 30)) == time(15, 5)
    assert hour_moved(time(9, 35), time(9), time(8, 15)) == time(8, 50)
    assert hour_moved(time(23, 30), time(23), time(23, 45)) == time(0, 15)


def test_only_the_items_that_sum_up_conclude():
    for title in ("Chỉ đạo của Chủ tịch Hội đồng", "Chủ trì kết luận", "Thủ trưởng phát biểu chỉ đạo"):
        assert concludes(title)
    for title in ("Ổn định, giới thiệu đại biểu", "Bỏ phiếu kín", "Báo cáo công tác lãnh đạo, chỉ đạo phong trào"):
        assert not concludes(title)
