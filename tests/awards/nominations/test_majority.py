"""Shares in whole numbers, and numbers that cannot be true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.nominations.majority import Share, attendance_problems, paper_problems, vote_problem


@pytest.mark.parametrize(
    ("share", "base", "needed", "words"),
    [
        (Share(1, 2, strict=True), 12, 7, "quá 1/2"),
        (Share(1, 2, strict=True), 11, 6, "quá 1/2"),
        (Share(1, 2), 11, 6, "từ 1/2"),
        (Share(2, 3), 12, 8, "từ 2/3"),
        (Share(80, 100), 15, 12, "từ 80%"),
        (Share(90, 100), 15, 14, "từ 90%"),
    ],
)
def test_the_smallest_number_that_reaches_a_share(share, base, needed, words):
    assert (share.needed(base), share.words) == (needed, words)
    assert share.reached(needed, base)
    assert not share.reached(needed - 1, base)


@given(st.integers(1, 50), st.integers(1, 50), st.booleans(), st.integers(1, 300), st.integers(0, 300))
def test_reached_is_needed(num, more, strict, base, votes):
    share = Share(num, num + more, strict)
    assert share.reached(votes, base) == (votes >= share.needed(base))


@pytest.mark.parametrize(
    ("called", "present", "ticked", "problems"),
    [
        (12, 12, 0, []),
        (12, None, 12, []),
        (12, 10, 10, []),
        (0, None, 0, [("called", "Phải triệu tập ít nhất một người.")]),
        (12, 13, 0, [("present", "Có mặt 13 người, quá 12 người được triệu tập.")]),
        (9, None, 10, [("present", "Có mặt 10 người, quá 9 người được triệu tập.")]),
        (12, 9, 10, [("present", "Đã đánh dấu 10 người có mặt nhưng ghi 9. Để trống ô này hoặc bỏ dấu.")]),
    ],
)
def test_attendance(called, present, ticked, problems):
    assert attendance_problems(called, present, ticked) == problems


def test_papers_are_handed_out_to_those_there_and_come_back():
    assert paper_problems(12, 12, 11) == []
    assert paper_problems(12, 13, 12) == [("issued", "Phát ra 13 phiếu, quá 12 người có mặt.")]
    assert paper_problems(12, 11, 12) == [("returned", "Thu về 12 phiếu, quá 11 phiếu phát ra.")]
    assert paper_problems(12, None, 12) == [("issued", "Ghi số phiếu phát ra.")]


def test_votes_on_one_line():
    assert vote_problem(None, None, 12, "người có mặt") is None
    assert vote_problem(8, 4, 12, "người có mặt") is None
    assert vote_problem(None, 4, 12, "người có mặt") == ("agree", "Nhập số đồng ý.")
    assert vote_problem(8, None, 12, "người có mặt") == ("disagree", "Nhập số không đồng ý.")
    assert vote_problem(10, 4, 12, "người có mặt") == (
        "agree", "10 đồng ý và 4 không đồng ý là 14, quá 12 người có mặt."
    )  # fmt: skip
