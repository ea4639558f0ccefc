"""How a cell is read, when a figure looks odd, how months become a year."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.criteria.enums import Accumulation, CriterionKind
from awards.results.rules import Reading, accumulate, jump_warning, plain, read_cell, shown

QUANTITY, PASS = CriterionKind.QUANTITATIVE, CriterionKind.PASS_FAIL


def read(text, *, kind=QUANTITY, places=1, maximum=None):
    return read_cell(text, kind=kind, places=places, maximum=None if maximum is None else Decimal(maximum))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("42", "42"),
        (" 42 ", "42"),
        ("1.234", "1234"),
        ("1.234,5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1234.5", "1234.5"),
        ("1 234", "1234"),
        ("0", "0"),
    ],
)
def test_numbers_as_people_type_them(text, value):
    assert read(text) == Reading(value=Decimal(value))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("1O5", "“1O5” có chữ O. Nhập số, ví dụ 105."),
        ("l2", "“l2” có chữ l. Nhập số, ví dụ 12."),
        ("12,345", "“12,345” có quá 1 chữ số sau dấu phẩy. Nhập số, ví dụ 12,3."),
        ("1,2,3", "“1,2,3” có nhiều dấu phẩy. Nhập số, ví dụ 1.234,5."),
        ("1.2.3", "“1.2.3” không phải là số. Nhập số, ví dụ 105 hoặc 1.234,5."),
        ("−3", "“−3” là số âm. Nhập số từ 0 trở lên."),
        ("101", "“101” vượt quá 100. Nhập số từ 0 đến 100."),
        ("mười", "“mười” không phải là số. Nhập số, ví dụ 105 hoặc 1.234,5."),
        ("<script>", "“<script>” không phải là số. Nhập số, ví dụ 105 hoặc 1.234,5."),
    ],
)
def test_wrong_text_is_kept_with_its_sentence(text, problem):
    assert read(text, maximum=100) == Reading(raw=text, problem=problem)


def test_a_count_has_no_fraction():
    assert read("4,0", places=0) == Reading(value=Decimal("4.0"))
    assert read("4,5", places=0).problem == "“4,5” không phải là số nguyên. Nhập số, ví dụ 4."


def test_text_too_long_is_cut_and_told():
    reading = read("9" * 70)
    assert (len(reading.raw), reading.problem) == (60, "Quá 60 ký tự. Nhập số, ví dụ 105.")


def test_empty_says_nothing_and_a_dash_says_no_figure():
    assert read("  ") == Reading()
    assert read("-") == read("–") == Reading(raw="–")


@pytest.mark.parametrize(
    ("text", "value"), [("Đạt", 1), ("dat", 1), ("ĐẠT", 1), ("có", 1), ("Không", 0), ("không đạt", 0), ("0", 0)]
)
def test_pass_or_fail_in_words(text, value):
    assert read(text, kind=PASS) == Reading(value=Decimal(value))


def test_pass_or_fail_unclear():
    assert read("tốt", kind=PASS) == Reading(raw="tốt", problem="“tốt” không rõ nghĩa. Nhập Đạt hoặc Không.")


def test_a_value_is_shown_as_it_is_written():
    assert shown(Decimal("1234.50"), kind=QUANTITY) == "1.234,5"
    assert (shown(Decimal(1), kind=PASS), shown(Decimal(0), kind=PASS)) == ("Đạt", "Không")
    assert shown(None, kind=QUANTITY, raw="1O5") == "1O5"
    assert plain(Decimal("1000")) == "1.000"


@pytest.mark.parametrize(
    ("value", "mean", "warning"),
    [
        ("420", "100", "Gấp 4,2 lần trung bình các tháng trước (100)."),
        ("300", "100", ""),
        ("33", "100", "Chưa bằng một phần ba trung bình các tháng trước (100)."),
        ("34", "100", ""),
        ("0", "2", ""),
        ("0", "3", "Chưa bằng một phần ba trung bình các tháng trước (3)."),
        ("5", "0", ""),
        ("5", None, ""),
        (None, "5", ""),
    ],
)
def test_a_jump_asks_for_a_reason(value, mean, warning):
    assert jump_warning(value and Decimal(value), mean and Decimal(mean)) == warning


def test_months_become_a_year():
    months = [Decimal(2), Decimal(4), Decimal(3)]
    assert accumulate(Accumulation.SUM, QUANTITY, months) == 9
    assert accumulate(Accumulation.AVERAGE, QUANTITY, [*months, Decimal(1)]) == Fraction(5, 2)
    assert accumulate(Accumulation.LAST, QUANTITY, months) == 3
    assert accumulate(Accumulation.SUM, QUANTITY, []) is None


def test_one_failed_month_fails_the_year_unless_the_last_month_counts():
    months = [Decimal(0), Decimal(1)]
    assert accumulate(Accumulation.SUM, PASS, months) == 0
    assert accumulate(Accumulation.LAST, PASS, months) == 1


@given(st.text(max_size=80))
def test_whatever_is_typed_is_stored_or_kept(text):
    """A cell is empty only when nothing was typed; a problem never comes with a value (the table's own constraint)."""
    reading = read(text, maximum=1_000_000)
    assert reading.value is None or not reading.problem
    assert len(reading.raw) <= 60
    assert len(reading.problem) <= 200
    if text.strip() and text.replace("\u00a0", "").strip():
        assert reading.value is not None or reading.raw


@given(st.decimals(min_value=0, max_value=999_999, places=1))
def test_what_is_shown_can_be_typed_again(value):
    assert read(shown(value, kind=QUANTITY)).value == value
