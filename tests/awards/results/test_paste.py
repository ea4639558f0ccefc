"""Blocks as Excel and LibreOffice put them on the clipboard: cells, columns, criteria, figures."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.criteria.enums import CriterionKind
from awards.results.paste import (
    BlockTooLarge,
    Item,
    Matcher,
    Month,
    layout_of,
    looks_like_figure,
    month_of,
    one_column,
    read_figure,
    split_block,
)

ITEMS = [
    Item(11, "1.1", "Tuần tra bảo vệ đường biên, cột mốc", "lượt"),
    Item(12, "1.2", "Tuần tra song phương với bạn", "lượt"),
    Item(21, "2.1", "Quân số tham gia huấn luyện", "%"),
    Item(51, "5.1", "“Hũ gạo tình thương”: gạo trao tặng", "kg"),
    Item(52, "5.2", "“Hũ gạo tình thương”: hộ được giúp", "hộ"),
    Item(55, "5.5", "Ngày công giúp dân", "công"),
    Item(60, "1.10", "Diễn tập phòng thủ dân sự", "lần"),
]
MATCHER = Matcher(ITEMS)
MONTHS = [Month("m7", 7, 2023), Month("m8", 8, 2023), Month("m9", 9, 2023)]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1\r\n2\r\n", [["1"], ["2"]]),  # Excel
        ("1\n2", [["1"], ["2"]]),
        ("a\t1\r\nb\t2\r\n\r\n\t\r\n", [["a", "1"], ["b", "2"]]),
        ('"Tuần tra\nđường biên"\t42\r\n', [["Tuần tra đường biên", "42"]]),  # a line break inside a cell
        ('"Hũ gạo ""tình thương"""\t5\n', [['Hũ gạo "tình thương"', "5"]]),
        ('"Hũ gạo\t5\nNgày công\t6', [['"Hũ gạo', "5"], ["Ngày công", "6"]]),  # a lone quote swallows nothing
        ("1\u00a0500\t1\u202f500\t\ufeffx\u200b", [["1 500", "1 500", "x"]]),
        ("a\t\t1\nb", [["a", "", "1"], ["b", "", ""]]),  # merged cells leave holes
        ("Đ\u00f4\u0300n\r5", [["Đồn"], ["5"]]),
        ("", []),
        ("\r\n\r\n", []),
    ],
)
def test_split_block(text, rows):
    assert split_block(text) == rows


@pytest.mark.parametrize("text", ["1\n" * 1001, "1\t" * 41 + "1", "x" * 400_001])
def test_split_block_refuses_what_no_sheet_holds(text):
    with pytest.raises(BlockTooLarge, match="quá lớn"):
        split_block(text)


@given(st.lists(st.lists(st.text(alphabet='ab"\t\n 1', max_size=6), min_size=1, max_size=3), min_size=1, max_size=4))
def test_cells_between_quotes_come_back(rows):
    text = "\r\n".join("\t".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    cells = [[" ".join(cell.split()) for cell in row] for row in rows]
    while cells and not any(cells[-1]):
        cells.pop()
    assert [[cell for cell in row if cell] for row in split_block(text)] == [[c for c in row if c] for row in cells]


@pytest.mark.parametrize(
    ("code", "name", "pk", "how"),
    [
        ("1.1", "", 11, "code"),
        ("1.1.", "Tuần tra gì đó", 11, "code"),
        ("1.1", "Diễn tập phòng thủ dân sự", 60, "name"),  # Excel made 1.1 out of 1.10
        ("", "1.2 Tuần tra song phương", 12, "code"),
        ("", "tuan tra song phuong voi ban", 12, "name"),
        ("", "TUẦN TRA SONG PHƯƠNG VỚI BẠN", 12, "name"),
        ("", "Tuần tra đường biên", 11, "loose"),
        ("", "Tuần tra SP", 12, "loose"),
        ("", "QS huấn luyện (%)", 21, "loose"),
        ("", "Hũ gạo (kg)", 51, "loose"),
        ("", "Số ngày công", 55, "loose"),
        ("", "Ngày công giúp dân gặt lúa", 55, "loose"),
    ],
)
def test_a_line_finds_its_criterion(code, name, pk, how):
    match = MATCHER.find(code, name)
    assert (match.item and match.item.pk, match.how) == (pk, how)


@pytest.mark.parametrize(
    ("name", "rivals"),
    [("Hũ gạo", {51, 52}), ("Tuần tra", {11, 12}), ("Ghi chú", set()), ("Quân y", set()), ("", set())],
)
def test_what_is_not_clear_is_asked(name, rivals):
    match = MATCHER.find("", name)
    assert (match.item, {item.pk for item in match.rivals}) == (None, rivals)


def layout(text, current="m9"):
    found = layout_of(split_block(text), MATCHER, MONTHS, current)
    return found.roles, found.first, found.asks


def test_columns_are_found_by_what_they_hold():
    assert layout("Tuần tra đường biên\t42\nNgày công\t420\n") == (["name", "m9"], 0, False)
    assert layout("TT\tNội dung\tĐVT\tKQ\n1.1\tTuần tra\tlượt\t42\n5.5\tNgày công\tcông\t9") == (
        ["code", "name", "", "m9"],
        1,
        False,
    )
    assert layout("1.1\t42\n5.5\t9") == (["code", "m9"], 0, False)


def test_months_above_the_columns_are_read():
    text = "Tiêu chí\tTháng 7\tT8/2023\t09/2023\nTuần tra đường biên\t1\t2\t3\nNgày công\t4\t5\t6"
    assert layout(text) == (["name", "m7", "m8", "m9"], 1, False)
    assert layout("Tiêu chí\tChỉ tiêu\tTháng 9\nNgày công\t1200\t96") == (["name", "", "m9"], 1, False)
    assert layout("Tiêu chí\tChỉ tiêu\tKết quả\nNgày công\t1200\t96") == (["name", "", "m9"], 1, False)
    assert layout("Tiêu chí\tTháng 1\nNgày công\t96") == (["name", ""], 1, False)  # no such month: the user says


def test_several_columns_without_months_are_asked_about():
    assert layout("Ngày công\t96\t104\nTuần tra đường biên\t1\t2") == (["name", "", ""], 0, True)
    assert layout("96\t104\n1\t2") == (["", ""], 0, True)


def test_one_column_of_figures_goes_straight_down():
    assert one_column(split_block("1\r\n\r\n1O5\r\n–\r\n"))
    assert not one_column(split_block("1\t2"))
    assert not one_column(split_block("Tuần tra\n5"))
    assert not one_column([])


@pytest.mark.parametrize("text", ["42", "1.5", "1O5", "-3", "–", "Đạt", "1e999", "NaN", "#N/A", "=A1", "٣", "98,4%"])
def test_meant_as_a_figure(text):
    assert looks_like_figure(text)


@pytest.mark.parametrize("text", ["Tuần tra", "Tháng 9", "9/2023", "Hũ gạo 2", ""])
def test_not_meant_as_a_figure(text):
    assert not looks_like_figure(text)


@pytest.mark.parametrize(
    ("text", "month"),
    [("Tháng 9", (9, None)), ("t09/2023", (9, 2023)), ("9/2023", (9, 2023)), ("13/2023", None), ("9", None)],
)
def test_month_of_a_heading(text, month):
    assert month_of(text) == month


def figure(text, *, kind=CriterionKind.QUANTITATIVE, places=1, maximum=None, measure=""):
    return read_figure(text, kind=kind, places=places, maximum=maximum, measure=measure)


@pytest.mark.parametrize(
    ("text", "value", "how"),
    [
        ("42", "42", ""),
        ("1,5", "1.5", ""),
        ("1.5", "1.5", "Đổi 1.5 thành 1,5"),
        ("1.500", "1500", "Đọc là 1.500, dấu chấm chia hàng nghìn"),
        ("1 500", "1500", "Đổi 1 500 thành 1.500"),
        ("1.234,5", "1234.5", ""),
        ("098", "98", "Đổi 098 thành 98"),
    ],
)
def test_a_figure_says_how_it_was_read(text, value, how):
    reading, told = figure(text)
    assert (reading.value, reading.problem, told) == (Decimal(value), "", how)


def test_percent_signs_are_read_where_percent_is_the_measure():
    assert figure("98.4%", measure="%")[0].value == Decimal("98.4")
    assert figure("98.4%", measure="%")[1] == "Đổi 98.4% thành 98,4"
    assert figure("98.4%", measure="kg")[0].problem


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1O5", "có chữ O"),
        ("NaN", "không phải là số"),
        ("Infinity", "không phải là số"),
        ("1e999", "không phải là số"),
        ("-5", "là số âm"),
        ("\u22125", "là số âm"),
        ("٣", "chữ số của bộ chữ khác"),
        ("１２", "chữ số của bộ chữ khác"),
        ("1,2,3", "nhiều dấu phẩy"),
        ("9" * 14, "quá lớn"),
        ("#DIV/0!", "báo lỗi của Excel"),
        ("=SUM(A1:A3)", "là công thức"),
    ],
)
def test_what_is_no_figure_is_named(text, words):
    reading, told = figure(text)
    assert (reading.value, told) == (None, "")
    assert words in reading.problem


def test_pass_and_fail_are_read_in_words():
    reading, told = figure("x", kind=CriterionKind.PASS_FAIL)
    assert (reading.value, told) == (1, "Đổi x thành Đạt")
