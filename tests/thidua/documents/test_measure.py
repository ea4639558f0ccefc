"""Columns: no word broken while there is room, one line where it can be had, smaller letters when they are many."""

from decimal import Decimal

import pytest
from fontTools.ttLib import TTFont

from tests.thidua.documents import samples
from thidua.documents import Column, Document, Table
from thidua.documents.measure import FONTS, PADDING, balanced, text_width, wishes, wrapped_lines
from thidua.documents.tables import fit
from thidua.documents.values import printer

LETTERS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
PAPER = Document(slug="x")


def asked(table: Table):
    return wishes(table, [printer(column) for column in table.columns])


@pytest.mark.parametrize("name", ["Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic"])
def test_fonts_hold_every_letter_and_sign_that_papers_need(name):
    held = TTFont(FONTS / f"{name}.ttf").getBestCmap()
    needed = LETTERS + LETTERS.upper() + "₫€–—“”‘’…•×−≤≥→№\u00a0\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"
    assert [letter for letter in needed if ord(letter) not in held] == []


def test_width_is_that_of_the_font():
    assert text_width("0000") == 2.0
    assert text_width("Ho\u0323") == text_width("Họ")
    assert text_width("Đồn", bold=True) > text_width("Đồn")


@pytest.mark.parametrize("available", [36, 45, 60, 90])
def test_widths_fill_the_page_and_break_no_word(available):
    wanted = asked(samples.people(30))
    widths = wanted.share(available)
    assert sum(widths) == pytest.approx(available)
    if sum(wanted.least) <= available:
        assert all(width >= least - 1e-9 for width, least in zip(widths, wanted.least, strict=True))


def test_what_fits_on_one_line_stays_on_one_line():
    table = Table([Column.index(), Column("a", "Tập thể"), Column("b", "Kết quả")], [("Phòng Tham mưu", "Không đạt")])
    widths = asked(table).share(38)
    assert widths[1] >= text_width("Phòng Tham mưu") + PADDING
    assert widths[2] >= text_width("Không đạt") + PADDING


def test_a_given_width_is_kept():
    table = Table([Column("a", "Tập thể"), Column("b", "Đồng ý", "check", width=10)], [("Phòng Tham mưu", False)])
    assert asked(table).share(40)[1] == pytest.approx(10 / 2 + PADDING)


def test_room_for_the_last_running_number_of_a_long_list():
    table = Table([Column.index(), Column("a", "Tên")], [("An",)] * 12_345)
    assert asked(table).least[0] >= text_width("12345") + PADDING


def test_many_columns_make_the_letters_smaller_never_unreadable():
    def table(count: int) -> Table:
        points = [Column(f"c{i}", f"Tiêu chí {i}", "decimal", places=1) for i in range(count)]
        return Table([Column("unit", "Đơn vị"), *points], [(samples.UNITS[0], *[Decimal("12.5")] * count)])

    sizes = [fit(PAPER, table(count), landscape=True).size for count in (3, 16, 24, 60)]
    assert sizes[0] == PAPER.layout.table
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[1] > sizes[2] > 7.5
    assert sizes[3] == 7.5


def test_heads_break_into_even_lines_only_when_they_must():
    assert balanced("Tỷ lệ (trên 15)", 4.5) == "Tỷ lệ\n(trên 15)"
    assert balanced("Tỷ lệ (trên 15)", 20) == "Tỷ lệ (trên 15)"
    assert balanced("Tiền thưởng\n(đồng)", 3) == "Tiền thưởng\n(đồng)"


def test_lines_of_a_wrapped_cell():
    assert wrapped_lines("Đồn", 10) == 1
    assert wrapped_lines("Đồn\nCụm", 10) == 2
    assert wrapped_lines("Đồn Biên phòng cửa khẩu Mỹ Quý Tây", 10) == 2
    assert wrapped_lines("Đồn Biên phòng cửa khẩu Mỹ Quý Tây", 6) == 4
