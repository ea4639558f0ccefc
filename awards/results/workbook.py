"""The signed workbook of one unit and month: filled without network, brought back into the preview.

The first row, hidden, holds what the workbook is for under our signature: month, unit, the labels it was sent with and
the table of criteria at that time. Everything but the figures is locked in Excel; the signature tells what was changed
all the same.
"""

import hashlib
import json
from io import BytesIO
from typing import IO

from django.core import signing
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from awards.criteria.enums import CriterionKind
from awards.results.queries import Grid, GridRow, grid_of
from awards.years.models import ReportingTerm
from thidua import workbooks
from thidua.errors import RuleViolation
from units.models import Unit

SALT = "awards.results.workbook"
HEAD, FIRST = 4, 5  # rows of the headings and of the first criterion
CODE, NAME, FIGURE = 1, 2, 5  # columns
WIDTHS = (9, 62, 14, 14, 18, 48)
INK, PALE, GROUP, OPEN = "FFFFFF", "1F4D3A", "E6EBE8", "FBF2D6"
THIN = Side(style="thin", color="BFC8C3")


def template(term: ReportingTerm, unit: Unit) -> bytes:
    """The .xlsx of a month with what is already entered."""
    grid = grid_of(term, unit)
    book = Workbook()
    sheet = book.active
    sheet.title = f"Tháng {term.month.month}-{term.month.year}"
    _words(sheet, 1, 1, signing.dumps([term.pk, unit.pk, _print(_labels(grid)), _print(_table(grid))], salt=SALT))
    sheet.row_dimensions[1].hidden = True
    _words(sheet, 2, 1, f"Kết quả {term.label} – {unit.name}").font = Font(bold=True, size=14)
    how = "Chỉ điền cột tô vàng. Kỳ này không có số liệu thì ghi dấu –. Lưu tệp rồi tải lên ở trang Dán từ Excel."
    _words(sheet, 3, 1, how)
    heads = ("TT", "Tiêu chí", "Đơn vị tính", "Chỉ tiêu năm", term.label.capitalize(), "Hướng dẫn")
    for place, text in enumerate(heads, 1):
        cell = _words(sheet, HEAD, place, text)
        cell.font, cell.fill = Font(bold=True, color=INK), PatternFill("solid", start_color=PALE)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS[place - 1]
    for number, row in enumerate(grid.rows, FIRST):
        _fill(sheet, number, row)
    _rules(sheet, grid)
    sheet.freeze_panes = sheet.cell(FIRST, FIGURE)
    rights = sheet.protection
    rights.sheet = True
    rights.formatColumns = rights.formatRows = False  # columns may be widened
    sheet.print_title_rows = f"{HEAD}:{HEAD}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _words(sheet: Worksheet, row: int, column: int, text: str):
    """A cell whose text stays text, whatever its first letter."""
    cell = sheet.cell(row, column, text)
    cell.data_type = "s"
    return cell


def _fill(sheet: Worksheet, number: int, row: GridRow) -> None:
    criterion = row.criterion
    texts = (criterion.code, criterion.name, criterion.measure, row.target, "", criterion.guidance)
    for place, text in enumerate(texts, 1):
        cell = _words(sheet, number, place, text) if text else sheet.cell(number, place)
        cell.alignment = Alignment(wrap_text=place in (NAME, 6), vertical="top")
        cell.border = Border(bottom=THIN)
        if row.is_group:
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", start_color=GROUP)
    if not row.is_open:
        return
    cell = sheet.cell(number, FIGURE)
    if row.entry is not None and row.entry.value is not None and criterion.kind != CriterionKind.PASS_FAIL:
        cell.value = row.entry.value
    elif row.text:
        _words(sheet, number, FIGURE, row.text)
    cell.number_format = "#,##0" + ("." + "0" * criterion.places if criterion.places else "")
    cell.protection = Protection(locked=False)
    cell.fill = PatternFill("solid", start_color=OPEN)
    cell.alignment = Alignment(horizontal="right", vertical="top")


def _rules(sheet: Worksheet, grid: Grid) -> None:
    """Đạt or Không from a list; a figure below 0 or above its maximum is warned about, a dash is let through."""
    words = DataValidation(type="list", formula1='"Đạt,Không,–"', allow_blank=True, showErrorMessage=True)
    words.errorTitle, words.error = "Đạt hoặc Không", "Chọn Đạt hoặc Không."
    figures: dict[str, DataValidation] = {}
    for number, row in enumerate(grid.rows, FIRST):
        if not row.is_open:
            continue
        if row.criterion.kind == CriterionKind.PASS_FAIL:
            words.add(sheet.cell(number, FIGURE).coordinate)
            continue
        most = row.criterion.maximum_value
        top = "999999999999" if most is None else f"{most:f}"
        if top not in figures:
            figures[top] = DataValidation(type="decimal", operator="between", formula1="0", formula2=top)
            figures[top].errorStyle, figures[top].showErrorMessage = "warning", True
            figures[top].errorTitle, figures[top].error = "Không phải là số", "Nhập số từ 0 trở lên, ví dụ 105."
        figures[top].add(sheet.cell(number, FIGURE).coordinate)
    for rule in (words, *figures.values()):
        if rule.sqref:
            sheet.add_data_validation(rule)


def _labels(grid: Grid) -> list[list[str]]:
    return [[workbooks.tidy(row.criterion.code), workbooks.tidy(row.criterion.name)] for row in grid.rows]


def _table(grid: Grid) -> list[list]:
    """What a figure depends on: another table, another way to count, another share of work makes the workbook old."""
    return [
        [c.pk, c.code, c.name, c.kind, c.places, str(c.maximum_value), row.is_assigned]
        for row in grid.rows
        for c in (row.criterion,)
    ]


def _print(content: list) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:24]


def block_of(term: ReportingTerm, unit: Unit, file: IO[bytes], name: str, size: int) -> str:
    """The figures of a filled workbook as a block of code, name and figure.

    Raises RuleViolation with one sentence for a file that is unsafe, not ours, changed, of another month or unit, or
    made for a table of criteria that is no longer the one of the year.
    """
    rows = dict(workbooks.read(file, name, size))
    mark = rows.get(1, [""])[0]
    if not isinstance(mark, str) or ":" not in mark:
        raise RuleViolation("Tệp không có dấu của biểu: đây không phải biểu tải từ trang này. Tải biểu Excel rồi điền.")
    try:
        for_term, for_unit, labels, table = signing.loads(mark, salt=SALT)
    except (signing.BadSignature, ValueError) as error:
        raise RuleViolation("Dấu của biểu đã bị sửa, không nhận. Tải biểu mới rồi chép số sang.") from error
    _refuse_foreign(term, unit, for_term, for_unit)
    body = [(_text(row, CODE), _text(row, NAME), _text(row, FIGURE)) for number, row in rows.items() if number >= FIRST]
    grid = grid_of(term, unit)
    if _print([[code, title] for code, title, _ in body]) != labels:
        raise RuleViolation("Mã hoặc tên tiêu chí trong biểu đã bị sửa, thêm hoặc xóa. Tải biểu mới rồi chép số sang.")
    if _print(_table(grid)) != table:
        raise RuleViolation("Biểu cũ: bảng tiêu chí đã đổi sau khi tải biểu. Tải biểu mới rồi chép số sang.")
    leaves = {row.criterion.code for row in grid.leaves()}
    return "\n".join("\t".join(line) for line in body if line[0] in leaves)


def _refuse_foreign(term: ReportingTerm, unit: Unit, for_term: int, for_unit: int) -> None:
    if for_unit != unit.pk:
        other = Unit.objects.filter(pk=for_unit).first()
        raise RuleViolation(f"Biểu này của {other or 'đơn vị khác'}, không phải của {unit}.")
    if for_term != term.pk:
        other = ReportingTerm.objects.filter(pk=for_term, period=term.period).first()
        month = other.label if other else "một năm khác"
        raise RuleViolation(f"Biểu này của {month}, không phải {term.label}. Mở đúng tháng rồi tải lên.")


def _text(row: list[workbooks.Value], column: int) -> str:
    value = row[column - 1] if len(row) >= column else ""
    if isinstance(value, workbooks.Odd):
        return value.text
    return value if isinstance(value, str) else f"{value:%d/%m/%Y}"
