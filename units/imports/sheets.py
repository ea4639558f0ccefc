"""The empty workbook of a kind: locked heading, drop-downs from what is there, how to fill each column."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from units.imports.kinds import Column, Kind

LAST = 50_001  # row up to which the drop-downs reach
INK, PALE = "FFFFFF", "1F4D3A"
DATA, NOTES, LISTS = "Dữ liệu", "Hướng dẫn", "Danh mục"
YES_NO = [("Có", ""), ("Không", "")]


def template(kind: Kind, user) -> bytes:
    """An .xlsx for one kind, with the codes of the user's own scope."""
    book = Workbook()
    data = book.active
    data.title = DATA
    lists = book.create_sheet(LISTS)
    _fill_data(data, lists, kind, user)
    _fill_notes(book.create_sheet(NOTES, 1), kind)
    lists.protection.sheet = True
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill_data(sheet: Worksheet, lists: Worksheet, kind: Kind, user) -> None:
    for place, column in enumerate(kind.columns, 1):
        letter = get_column_letter(place)
        _head(sheet, place, column.title + (" (*)" if column.required else ""))
        dimension = sheet.column_dimensions[letter]
        dimension.width = column.width
        dimension.protection = Protection(locked=False)
        dimension.number_format = "dd/mm/yyyy" if column.kind == "day" else "0" if column.kind == "whole" else "@"
        if options := options_of(column, user):
            _drop_down(sheet, lists, letter, column, options)
    sheet.freeze_panes = "A2"
    sheet.row_dimensions[1].height = 32
    rights = sheet.protection
    rights.sheet = True  # the heading is locked; everything below may be filled, sorted, widened, deleted
    for right in ("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort", "autoFilter"):
        setattr(rights, right, False)


def _head(sheet: Worksheet, place: int, text: str) -> None:
    cell = sheet.cell(1, place, text)
    cell.font = Font(bold=True, color=INK)
    cell.fill = PatternFill("solid", start_color=PALE)
    cell.alignment = Alignment(wrap_text=True, vertical="center")


def options_of(column: Column, user) -> list[tuple[str, str]]:
    """What the drop-down of a column offers as (value, what it means)."""
    if column.choices is not None:
        return [(str(label), "") for label in column.choices.labels]
    if column.kind == "flag":
        return YES_NO
    return column.pick(user) if column.pick else []


def _drop_down(sheet: Worksheet, lists: Worksheet, letter: str, column: Column, options: list[tuple[str, str]]) -> None:
    place = lists.max_column + 2 if lists.max_row > 1 else 1
    _head(lists, place, column.title)
    lists.column_dimensions[get_column_letter(place)].width = 24
    lists.column_dimensions[get_column_letter(place + 1)].width = 40
    for row, (value, meaning) in enumerate(options, 2):
        _words(lists, row, place, value)
        if meaning:
            _words(lists, row, place + 1, meaning)
    where = get_column_letter(place)
    rule = DataValidation(
        type="list",
        formula1=f"={quote_sheetname(LISTS)}!${where}$2:${where}${len(options) + 1}",
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=column.title[:32],
        error="Chọn một giá trị trong danh sách.",
    )
    rule.add(f"{letter}2:{letter}{LAST}")
    sheet.add_data_validation(rule)


def _words(sheet: Worksheet, row: int, place: int, text: str) -> None:
    """Text that stays text, whatever its first letter."""
    sheet.cell(row, place, text).data_type = "s"


def _fill_notes(sheet: Worksheet, kind: Kind) -> None:
    for place, title in enumerate(("Cột", "Bắt buộc", "Cách ghi", "Ví dụ"), 1):
        _head(sheet, place, title)
    for row, column in enumerate(kind.columns, 2):
        cells = (column.title, "Có" if column.required else "", _how(column), column.example)
        for place, text in enumerate(cells, 1):
            _words(sheet, row, place, text)
            sheet.cell(row, place).alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in zip("ABCD", (26, 12, 64, 26), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"


def _how(column: Column) -> str:
    how = {
        "day": "Ngày dạng dd/mm/yyyy.",
        "flag": "Có hoặc Không.",
        "choice": "Chọn từ danh sách.",
        "whole": "Số nguyên.",
    }.get(column.kind, "Chọn mã từ danh sách." if column.pick else "")
    return " ".join(part for part in (how, column.hint) if part)
