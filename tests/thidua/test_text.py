"""Vietnamese text: one normal form, search without accents, order by given name."""

import random

import pytest

from thidua.text import clean, initials, name_key, search_key, sort_key


def test_clean_composes_letters_and_folds_blanks():
    assert clean("  Nguye\u0302\u0303n\u00a0 Va\u0306n  A ") == "Nguyễn Văn A"


def test_search_key_drops_every_accent_and_the_bar_of_d():
    assert search_key("Đồn Biên phòng cửa khẩu Mỹ Quý Tây") == "don bien phong cua khau my quy tay"


NAMES = [
    "Nguyễn An",
    "Lê Văn An",
    "Nguyễn Văn An",
    "Nguyễn Văn Bình An",
    "Trần Thị Ánh",
    "Phạm Ăn",
    "Đỗ Ân",
    "Nguyễn Văn Ba",
    "Nguyễn Văn Bà",
    "Nguyễn Văn Bá",
    "Đặng Dức",
    "Đặng Đức",
    "Lý E",
    "Lý Ê",
    "Vũ Ươc",
    "Vũ Ước",
    "Hồ Z",
]


def test_people_stand_by_given_name_then_middle_then_family_name():
    """Order of the alphabet A Ă Â B C D Đ E Ê … and of the tones ngang, huyền, hỏi, ngã, sắc, nặng."""
    shuffled = NAMES.copy()
    random.Random(7).shuffle(shuffled)
    assert sorted(shuffled, key=name_key) == NAMES


@pytest.mark.parametrize("name", [*NAMES, "A", "", "Đồn 12", "O’Brien – Ø", "Nguyễn " * 30])
def test_keys_are_digits_only_and_fit_their_column(name):
    """A database sorts digits alike in every language, and columns hold 300 characters."""
    for key in (name_key(name), sort_key(name)):
        assert key.isdigit()
        assert key.isascii()
        assert len(key) <= 300


def test_texts_with_numbers_stand_before_letters():
    assert sorted(["Đồn B", "Đồn 9", "Đồn", "Đồn A"], key=sort_key) == ["Đồn", "Đồn 9", "Đồn A", "Đồn B"]


@pytest.mark.parametrize(("name", "letters"), [("Nguyễn Văn An", "NA"), ("Đức", "Đ"), ("", "")])
def test_initials(name, letters):
    assert initials(name) == letters
