from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from thidua.documents import vietnamese as vn


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (0, None, "0"),
        (1234, None, "1.234"),
        (1_234_567, None, "1.234.567"),
        (Decimal("1234.5"), None, "1.234,5"),
        (Decimal("85"), 1, "85,0"),
        (Decimal("2.345"), 2, "2,35"),
        (Decimal("-1234.5"), None, "-1.234,5"),
        (Decimal("1E+3"), None, "1.000"),
        (Fraction(5, 2), None, "2,5"),
    ],
)
def test_number(value, places, text):
    assert vn.number(value, places) == text


def test_number_refuses_float():
    with pytest.raises(TypeError):
        vn.number(0.5)
    with pytest.raises(TypeError):
        vn.cut_ratio(0.5)


@pytest.mark.parametrize(
    ("ratio", "places", "text"),
    [
        (Fraction(13, 15), 2, "86,66%"),
        (Fraction(12, 15), 2, "80,00%"),
        (Fraction(2, 3), 0, "66%"),
        (Decimal("0.99999"), 2, "99,99%"),
        (1, 2, "100,00%"),
        (Fraction(-13, 15), 2, "-86,66%"),
        (Fraction(15), 2, "1.500,00%"),
    ],
)
def test_percent_is_cut_never_rounded(ratio, places, text):
    assert vn.percent(ratio, places) == text


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2020, 1, 5), "ngày 05 tháng 01 năm 2020"),
        (date(2020, 2, 28), "ngày 28 tháng 02 năm 2020"),
        (date(2023, 3, 9), "ngày 09 tháng 3 năm 2023"),
        (date(2023, 10, 18), "ngày 18 tháng 10 năm 2023"),
        (None, "ngày … tháng … năm …"),
    ],
)
def test_long_date_puts_a_zero_before_days_under_ten_and_months_one_and_two(day, text):
    assert vn.long_date(day) == text


def test_short_date():
    assert vn.short_date(date(2023, 1, 5)) == "05/01/2023"
    assert vn.short_date(datetime(2023, 1, 5, 8, 7)) == "05/01/2023 08:07"
    with pytest.raises(TypeError, match="local"):
        vn.short_date(datetime(2023, 1, 5, tzinfo=UTC))


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (3, "03"), (9, "09"), (10, "10"), (1234, "1.234")])
def test_count(value, text):
    assert vn.count(value) == text


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("5/QĐ-BCH", "05/QĐ-BCH"),
        ("15/QĐ-BCH", "15/QĐ-BCH"),
        ("05/QĐ-BCH", "05/QĐ-BCH"),
        ("7", "07"),
        ("/QĐ-BCH", "\u00a0" * 8 + "/QĐ-BCH"),
    ],
)
def test_official_number(given, printed):
    assert vn.official_number(given) == printed


def test_roman_and_letters():
    assert [vn.roman(i) for i in (1, 4, 9, 14, 39)] == ["I", "IV", "IX", "XIV", "XXXIX"]
    assert "".join(vn.letter(i) for i in range(1, 8)) == "abcdđeg"
    for wrong in (0, 24):
        with pytest.raises(ValueError, match="No letter"):
            vn.letter(wrong)
    with pytest.raises(ValueError, match="Roman"):
        vn.roman(0)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (34, "ba mươi bốn"),
        (55, "năm mươi lăm"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (1_005, "một nghìn không trăm linh năm"),
        (3_600_000, "ba triệu sáu trăm nghìn"),
        (1_000_050, "một triệu không trăm năm mươi"),
        (197_100_000, "một trăm chín mươi bảy triệu một trăm nghìn"),
        (2_000_000_001, "hai tỷ không trăm linh một"),
        (-5, "âm năm"),
    ],
)
def test_in_words(value, words):
    assert vn.in_words(value) == words


def test_money_in_words():
    assert vn.money_in_words(197_100_000) == "Một trăm chín mươi bảy triệu một trăm nghìn đồng"
