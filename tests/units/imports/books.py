"""Workbooks as people send them, and the way of one through the services."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from units.imports import services
from units.imports.kinds import KINDS
from units.models import Import


def book(headings: list, *rows: list, formats: dict[int, str] | None = None) -> bytes:
    """An .xlsx with one sheet. formats: column (from 1) -> number format of its cells."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
    for column, shown in (formats or {}).items():
        for cells in sheet.iter_rows(min_row=2, min_col=column, max_col=column):
            cells[0].number_format = shown
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def upload(content: bytes, name: str = "danh-sach.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


HEADINGS = [
    "Số hiệu", "Họ và tên", "Giới tính", "Ngày sinh", "Nhóm đối tượng", "Cấp bậc", "Ngày nhận cấp bậc", "Chức vụ",
    "Cán bộ chủ trì", "Mã đơn vị", "Ngày nhận chức vụ", "Ngày nhập ngũ",
]  # fmt: skip
AN = [
    "090123456789", "Nguyễn Văn An", "Nam", "05/10/1985", "Sĩ quan", "Đại úy", "01/08/2015", "Đội trưởng", "Có",
    "LA-01", "01/03/2016", "15/02/2004",
]  # fmt: skip


def silent(done, of, step=""):
    return None


def preview(officer, *rows, headings=HEADINGS, kind="people", **more) -> Import:
    batch = services.receive(KINDS[kind], upload(book(headings, *rows, **more)), by=officer)
    services.read_file(batch, silent)
    batch.refresh_from_db()
    return batch


def confirm(batch, officer) -> Import:
    services.write_file(batch, by=officer, told=silent)
    batch.refresh_from_db()
    return batch


def changed(row: list, **cells) -> list:
    titles = {"number": 0, "name": 1, "sex": 2, "born": 3, "group": 4, "rank": 5, "ranked": 6, "position": 7,
              "commander": 8, "unit": 9, "posted": 10, "joined": 11}  # fmt: skip
    row = list(row)
    for name, value in cells.items():
        row[titles[name]] = value
    return row


def undo(batch, officer) -> Import:
    services.undo_file(batch, by=officer, told=silent)
    batch.refresh_from_db()
    return batch


def faults(batch) -> set[tuple[int, str]]:
    return {(row.number, problem[0]) for row in batch.rows.all() for problem in row.problems}


def said(batch, number=2) -> list[str]:
    return [problem[2] for problem in batch.rows.get(number=number).problems]
