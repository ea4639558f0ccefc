"""Workbooks are opened again and read: types, filters, print set-up, and words that must stay words."""

import hashlib
import io
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.thidua.documents import samples
from thidua.documents import (
    SUM,
    Annex,
    BarChart,
    Cell,
    Column,
    Document,
    Fields,
    GroupRow,
    Paragraph,
    Series,
    Table,
    TotalRow,
    bold,
    render,
    render_xlsx,
    write_xlsx,
)

ROOT = Path(__file__).resolve().parents[3]


def opened(document: Document):
    return load_workbook(io.BytesIO(render_xlsx(document)))


def one(table: Table, **more):
    """The only sheet of a document with this table, and the number of the row with the column titles."""
    sheet = opened(Document(slug="x", kind="Bảng", subject="thử", blocks=[table], **more)).worksheets[0]
    return sheet, int(sheet.freeze_panes[1:]) - 1


def values(sheet, row: int) -> list:
    return [cell.value for cell in sheet[row]]


@pytest.fixture(scope="module")
def decision():
    return opened(samples.decision())


def test_one_sheet_per_annex_named_and_titled(decision):
    assert decision.sheetnames == ["ĐVTT", "Phụ lục II", "Phụ lục III"]
    sheet = decision["Phụ lục II"]
    assert [sheet.cell(row, 1).value for row in range(1, 5)] == [
        "BỘ TƯ LỆNH BỘ ĐỘI BIÊN PHÒNG – BỘ CHỈ HUY BĐBP TỈNH LONG AN",
        "Phụ lục II. Danh sách 46 cá nhân tặng danh hiệu “Chiến sĩ thi đua” năm 2023",
        "(Kèm theo Quyết định số 1431/QĐ-BCH ngày 10 tháng 11 năm 2023 của Chỉ huy trưởng Bộ đội Biên phòng tỉnh "
        "Long An)",
        "Dữ liệu minh hoạ.",
    ]
    assert values(sheet, 6) == [
        *("TT", "Họ và tên", "Cấp bậc", "Chức vụ", "Đơn vị", "Số vào sổ", "Tỷ lệ phiếu", "Tiền thưởng\n(đồng)")
    ]


def test_values_are_numbers_dates_and_words(decision):
    sheet = decision["Phụ lục II"]
    assert values(sheet, 7) == [1, "Nguyễn Văn An", "Thiếu tá", "Phó Đồn trưởng", samples.UNITS[0], 264, 0.8, 1_800_000]
    assert values(sheet, 8)[6] == 0.8666  # cut, so that Excel shows 86,66 % and not 86,67 %
    assert [cell.number_format for cell in sheet[8]][5:] == ["#,##0", "0.00%", "#,##0"]
    assert sheet.max_row == 6 + 46 + 1
    assert values(sheet, sheet.max_row)[0] == "Cộng: 46 cá nhân"
    assert values(sheet, sheet.max_row)[7] == 46 * 1_800_000
    assert [cell.value for cell in decision["ĐVTT"]["D"][6:9]] == [85.6, 85.7, 85.8]


def test_every_kind_of_value_keeps_its_type():
    columns = [
        Column("t", "Chữ"),
        Column("i", "Số", "int", pad=True),
        Column("d", "Điểm", "decimal", places=2),
        Column("g", "Điểm", "decimal"),
        Column("p", "Tỷ lệ", "percent", places=0),
        Column("m", "Tiền", "money"),
        Column("day", "Ngày", "date"),
        Column("at", "Lúc", "date"),
        Column("x", "Chọn", "check"),
        Column("y", "Chọn", "check"),
    ]
    row = (
        *("Đồn", 3, Decimal("12.345"), Fraction(1, 4), Fraction(2, 3), Decimal("1.5"), date(2023, 1, 5)),
        *(datetime(2023, 1, 5, 8, 7), True, False),
    )
    sheet, head = one(Table(columns, [row]))
    assert values(sheet, head + 1) == [
        *("Đồn", 3, 12.345, 0.25, 0.66, 1.5, datetime(2023, 1, 5), datetime(2023, 1, 5, 8, 7), "x", None)
    ]
    formats = [cell.number_format for cell in sheet[head + 1]]
    assert formats[1:7] == ["[=0]0;[<10]00;#,##0", "#,##0.00", "General", "0%", "#,##0", "dd/mm/yyyy"]
    assert formats[7] == "dd/mm/yyyy hh:mm"


def test_cells_with_more_to_say():
    columns = [Column("a", "Tên"), Column("n", "Số", "int")]
    sheet, head = one(
        Table(columns, [(Cell("Đồn A", bold=True, note="Cụm 1"), Cell(7, bold=True)), ([bold("B"), "C"], "–")])
    )
    assert values(sheet, head + 1) == ["Đồn A\nCụm 1", 7]
    assert sheet.cell(head + 1, 1).font.bold
    assert sheet.cell(head + 1, 2).font.bold
    assert values(sheet, head + 2) == ["BC", "–"]
    assert not sheet.cell(head + 2, 1).font.bold


def test_head_is_frozen_filtered_and_repeated_on_paper(decision):
    sheet = decision["Phụ lục III"]
    assert sheet.freeze_panes == "A7"
    assert sheet.auto_filter.ref == "A6:H143"  # the rows, not the sum
    assert sheet.print_title_rows == "$6:$6"


def test_prints_on_a4_at_full_width_with_page_numbers(decision):
    annex = decision["ĐVTT"]
    assert (annex.page_setup.paperSize, annex.page_setup.orientation) == (9, "landscape")
    assert (annex.page_setup.fitToWidth, annex.page_setup.fitToHeight) == (1, 0)
    assert annex.sheet_properties.pageSetUpPr.fitToPage
    assert annex.oddHeader.center.text == "&P"
    assert annex.oddFooter.center.text == "Dữ liệu minh hoạ"
    main = opened(samples.minutes())["Kết quả"]
    assert main.page_setup.orientation == "portrait"
    assert main.oddFooter.center.text is None
    assert round(main.page_margins.left * 25.4) == 30


def test_columns_are_as_wide_as_their_words(decision):
    sheet = decision["Phụ lục II"]
    widths = {letter: sheet.column_dimensions[letter].width for letter in "ABCDEFGH"}
    assert widths["A"] < widths["F"] < widths["B"] < widths["D"]
    assert widths["H"] >= len("1.800.000") + 1
    heights = [sheet.row_dimensions[row].height for row in range(7, 53)]
    assert set(heights) == {None, 33.75}  # two lines where the unit's name needs them


@pytest.mark.parametrize(
    "words",
    ["=1+1", "+84 90", "-Như trên", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x";"y")', "=cmd|' /C calc'!A0"],
)
def test_words_never_become_formulas(words):
    table = Table(
        [Column("a", words), Column("n", "Số", "int")],
        [(words, 1), GroupRow(words), (Cell(words, bold=True, note=words), words)],
        caption=words,
        totals=[TotalRow(words, {"n": SUM})],
    )
    paper = Document(slug="x", title=words, blocks=[Fields([(words, words)]), table], period=words, note=words)
    data = render_xlsx(paper)
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert {cell.data_type for cell in cells} == {"s"}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    head = int(sheet.freeze_panes[1:]) - 1
    assert sheet.cell(head + 1, 1).value.replace("\r", "").strip() == words.strip()
    assert sheet.cell(head + 1, 1).quotePrefix  # stays text when somebody edits the cell
    assert not sheet.cell(head + 1, 2).quotePrefix


def test_control_letters_do_not_break_the_file():
    sheet, head = one(Table([Column("a", "A")], [("Đồn\x0b số\x00 1",)]))
    assert values(sheet, head + 1) == ["Đồn số 1"]


def test_words_are_composed():
    sheet, head = one(Table([Column("a", "Te\u0302n")], [("Ho\u0323",)]))
    assert (values(sheet, head), values(sheet, head + 1)) == (["Tên"], ["Họ"])


def test_head_over_several_columns_groups_particulars_and_sums():
    book = opened(samples.minutes())
    assert book.sheetnames == ["Số phiếu", "Kết quả"]
    votes = book["Kết quả"]
    head = int(votes.freeze_panes[1:]) - 1
    assert values(votes, head - 1) == ["TT", "Tập thể", "Số phiếu", None, "Tỷ lệ (trên 15)", "Kết quả"]
    assert values(votes, head) == [None, None, "Đồng ý", "Không đồng ý", None, None]
    merged = {str(one) for one in votes.merged_cells.ranges}
    assert {f"C{head - 1}:D{head - 1}", f"A{head - 1}:A{head}", f"F{head - 1}:F{head}"} <= merged
    assert votes.print_title_rows == f"${head - 1}:${head}"
    assert values(votes, head + 1)[:2] == ["I", "Đơn vị Quyết thắng"]
    assert values(votes, head + 2)[:4] == [1, "Đồn Biên phòng cửa khẩu Mỹ Quý Tây", 13, 1]
    counts = book["Số phiếu"]
    particulars = {row[0].value: row[2].value for row in counts.iter_rows(min_row=1, max_row=6) if row[2].value}
    assert particulars["Tổng số thành viên Hội đồng"] == 15
    assert values(counts, counts.max_row) == ["Cộng", 14, 14, 14, 0]


def test_charts_are_native_and_fed_by_cells():
    book = opened(samples.summary())
    assert book.sheetnames == ["Biểu đồ 1", "Biểu đồ 2", "Danh hiệu"]
    sheet = book["Biểu đồ 2"]
    head = int(sheet.freeze_panes[1:]) - 1
    assert values(sheet, head) == ["Tên", "Năm 2022", "Năm 2023"]
    assert values(sheet, head + 4) == ["Chiến sĩ tiên tiến", 130, 137]
    with zipfile.ZipFile(io.BytesIO(render_xlsx(samples.summary()))) as archive:
        chart = archive.read("xl/charts/chart2.xml").decode()
    assert '<barDir val="bar"' in chart
    assert f"'Biểu đồ 2'!$C${head + 1}:$C${head + 4}" in chart
    assert f"'Biểu đồ 2'!$A${head + 1}:$A${head + 4}" in chart
    assert chart.count('<delete val="0"') == 2  # both axes are shown
    assert book["Danh hiệu"].cell(4, 1).value == "Kỳ thi đua: từ tháng 10/2022 đến hết tháng 9/2023"


def test_sheet_names_are_short_allowed_and_different():
    table = Table([Column("a", "A")], [("x",)])
    names = ["Kết quả: [1/2]*?", "KẾT QUẢ  1 2", "x" * 40, "x" * 40, "'"]
    book = opened(Document(slug="x", blocks=[replace(table, sheet=name) for name in names]))
    assert book.sheetnames == ["Kết quả 1 2", "KẾT QUẢ 1 2 (2)", "x" * 31, "x" * 27 + " (2)", "Bảng"]


def test_empty_table_says_so():
    sheet, head = one(Table(samples.PERSON, [], empty="Chưa có ai", totals=[TotalRow("Cộng", {"money": SUM})]))
    assert values(sheet, head + 1)[0] == "Chưa có ai"
    assert values(sheet, head + 2)[7] == 0
    assert sheet.auto_filter.ref is None


def test_no_table_no_workbook():
    with pytest.raises(ValueError, match="no table"):
        render_xlsx(Document(slug="x", blocks=[Paragraph("Một.")]))


def test_floats_are_refused():
    with pytest.raises(TypeError, match="never float"):
        render_xlsx(Document(slug="x", blocks=[Table([Column("a", "A", "decimal")], [(0.5,)])]))


def test_same_document_same_bytes_in_another_process_too():
    data = render(samples.summary(), "xlsx")
    assert render_xlsx(samples.summary()) == data
    code = (
        "import hashlib; from tests.thidua.documents import samples; from thidua.documents import render_xlsx; "
        "print(hashlib.sha256(render_xlsx(samples.summary())).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "4", "TZ": "America/Lima"},
    )
    assert done.stdout.decode().strip() == hashlib.sha256(data).hexdigest()


def test_dates_inside_come_from_the_act():
    data = render_xlsx(samples.decision())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {info.date_time[:3] for info in archive.infolist()} == {(2023, 11, 10)}
    properties = load_workbook(io.BytesIO(data)).properties
    assert (properties.created, properties.modified) == (datetime(2023, 11, 10), datetime(2023, 11, 10))
    assert properties.title == "Quyết định Về việc tặng danh hiệu thi đua năm 2023"
    undated = Document(slug="x", blocks=[Table([Column("a", "A")], [("x",)])])
    assert render_xlsx(undated) == render_xlsx(undated)


class Lines:
    """Many rows made one at a time, anew for each walk."""

    def __init__(self, count: int):
        self.count = count

    def __iter__(self):
        return ({"name": f"Người {i}", "votes": i} for i in range(self.count))


def test_rows_are_streamed_to_a_file(tmp_path):
    table = Table([Column.index(), Column("name", "Tên"), Column("votes", "Phiếu", "int")], Lines(3_000))
    paper = Document(slug="x", annexes=[Annex("Danh sách", [table])])
    with (tmp_path / "x.xlsx").open("wb") as target:
        write_xlsx(paper, target)
    assert (tmp_path / "x.xlsx").read_bytes() == render_xlsx(paper)
    rows = list(load_workbook(tmp_path / "x.xlsx", read_only=True).worksheets[0].iter_rows(values_only=True))
    assert rows[-1] == (3000, "Người 2999", 2999)


def test_chart_with_a_gap_and_one_series():
    chart = BarChart("Điểm", ["A", "B"], [Series("2023", [Decimal("1.5"), None])], unit="điểm", places=1)
    sheet = opened(Document(slug="x", blocks=[chart])).worksheets[0]
    head = int(sheet.freeze_panes[1:]) - 1
    assert values(sheet, head + 2) == ["B", None]
