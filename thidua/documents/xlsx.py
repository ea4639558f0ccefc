"""A Document as an Excel workbook: one sheet per table and per chart, real types, ready to filter and to print.

Rows go straight to the file, so memory does not grow with their number. The same Document gives the same bytes: file
dates inside the workbook and its archive come from the act.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from thidua.documents.charts import INK, axis, shades
from thidua.documents.document import (
    BarChart,
    Block,
    ChangeChart,
    Column,
    Document,
    Fields,
    GroupRow,
    Table,
)
from thidua.documents.measure import head_title, wishes, wrapped_lines
from thidua.documents.values import DEMO_MARK, printer
from thidua.documents.vietnamese import nfc
from thidua.documents.xlsx_cells import ColumnWriter, Place, Styles, make_cell, number_format, typed

FORBIDDEN = dict.fromkeys(map(ord, "[]:*?/\\"), " ")
PAGE_EM = {False: 39, True: 59}  # em of 12-point letters across an A4 page, upright and across
CHARS_PER_EM = 2.3  # Excel measures columns in digits of its default font
LINE = 15.75  # points of a line of 12-point letters
ROW = 18.0  # points of a row with one line


def render_xlsx(document: Document) -> bytes:
    """The workbook as bytes. Raises ValueError when the document has neither table nor chart."""
    target = BytesIO()
    write_xlsx(document, target)
    return target.getvalue()


def has_sheets(document: Document) -> bool:
    """Whether there is any table or chart to make a workbook of."""
    return next(_sheets(document), None) is not None


def write_xlsx(document: Document, target: BinaryIO) -> None:
    """Write the workbook to a binary file object, row by row."""
    from openpyxl import Workbook
    from openpyxl.writer.excel import ExcelWriter

    sheets = list(_sheets(document))
    if not sheets:
        raise ValueError(f"“{document.full_title}” has no table and no chart: there is nothing to put into a workbook")
    book = Workbook(write_only=True)
    style = Styles(book)
    style.places = _places(document, sheets)
    for sheet in sheets:
        if isinstance(sheet.content, Table):
            _write_table(book, style, document, sheet, sheet.content)
        else:
            _write_chart(book, style, document, sheet, sheet.content)
    day = document.acted_on or datetime.date(2000, 1, 1)
    book.properties.title = nfc(document.full_title)
    book.properties.creator = nfc(" ".join(document.heading.organ.split())) if document.heading else "Thi đua"
    book.properties.language = "vi"
    book.properties.created = book.properties.modified = datetime.datetime.combine(day, datetime.time())
    ExcelWriter(book, DatedZip(target, day)).save()


def _places(document: Document, sheets: Sequence["_Sheet"]) -> dict[str, Place]:
    """Where each table stands whose sheet was named: what its formulas, and those of other sheets, point at."""
    from openpyxl.utils import get_column_letter

    return {
        sheet.content.sheet: Place(
            sheet.name,
            len(_top(document, sheet)) + 1 + _head_rows(sheet.content) + 1,
            {column.key: get_column_letter(i) for i, column in enumerate(sheet.content.columns, 1)},
        )
        for sheet in sheets
        if isinstance(sheet.content, Table) and sheet.content.sheet
    }


def _head_rows(table: Table) -> int:
    return 2 if any(column.group for column in table.columns) else 1


class DatedZip(ZipFile):
    """An archive whose members all bear the date of the act, not the moment of writing."""

    def __init__(self, target: BinaryIO, day: datetime.date):
        super().__init__(target, "w", ZIP_DEFLATED, allowZip64=True)
        self._stamp = (max(day.year, 1980), day.month, day.day, 0, 0, 0)

    def _info(self, name: str) -> ZipInfo:
        info = ZipInfo(name, self._stamp)
        info.compress_type = ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        return info

    def writestr(self, name, data, *args, **kwargs) -> None:
        super().writestr(self._info(name), data, *args, **kwargs)

    def write(self, filename, arcname=None, *args, **kwargs) -> None:
        with Path(filename).open("rb") as source, self.open(self._info(arcname), "w", force_zip64=True) as member:
            while block := source.read(1 << 20):
                member.write(block)


# ── Which sheets ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    content: Table | BarChart | ChangeChart
    landscape: bool
    titles: Sequence[str]
    fields: Sequence[tuple[str, Any]] = field(default=())


def _sheets(document: Document) -> Iterator[_Sheet]:
    """Every table and chart with the name, the titles and the particulars of its sheet."""
    taken: set[str] = set()
    main = [" ".join(f"{document.kind} {document.subject}".split()) or document.title]
    yield from _sheets_of(document.blocks, document.landscape, main, "", taken)
    for place, annex in enumerate(document.annexes):
        label = document.annex_label(place)
        titles = [f"{label}. {_one_line(annex.title)}" if label else _one_line(annex.title)]
        titles += [document.annex_reference(place)]
        yield from _sheets_of(annex.blocks, annex.landscape, titles, annex.sheet or label or annex.title, taken)


def _sheets_of(
    blocks: Sequence[Block], landscape: bool, titles: Sequence[str], name: str, taken: set[str]
) -> Iterator[_Sheet]:
    fields: list[tuple[str, Any]] = []
    charts = 0
    for block in blocks:
        if isinstance(block, Fields):
            fields += block.items
        elif isinstance(block, Table):
            heads = [one for one in (*titles, _one_line(block.caption)) if one]
            wanted = block.sheet or name or block.caption or (titles[0] if titles else "") or "Bảng"
            yield _Sheet(_sheet_name(wanted, taken), block, landscape, heads, tuple(fields))
            fields = []
        elif isinstance(block, BarChart | ChangeChart):
            charts += 1
            heads = [one for one in (*titles, _one_line(block.title)) if one]
            yield _Sheet(_sheet_name(block.sheet or f"Biểu đồ {charts}", taken), block, landscape, heads)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """At most 31 letters, none that Excel forbids, and no name twice (Excel does not tell cases apart)."""
    base = " ".join(nfc(wanted).translate(FORBIDDEN).split()).strip("'")[:31].rstrip() or "Bảng"
    name, i = base, 1
    while name.lower() in taken:
        i += 1
        name = f"{base[: 31 - len(f' ({i})')].rstrip()} ({i})"
    taken.add(name.lower())
    return name


# ── Sheets ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _open_sheet(book, document: Document, sheet: _Sheet, widths: Sequence[float]):
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    page = book.create_sheet(sheet.name)
    for i, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(i)].width = round(width, 1)
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.paperSize = 9  # A4
    page.page_setup.orientation = "landscape" if sheet.landscape else "portrait"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    margins = document.layout.landscape_margins if sheet.landscape else document.layout.margins
    for side in ("left", "right", "top", "bottom"):
        setattr(page.page_margins, side, round(getattr(margins, side) / 25.4, 3))
    page.print_options.horizontalCentered = True
    page.sheet_format.defaultRowHeight, page.sheet_format.customHeight = ROW, True
    page.oddHeader.center.text = "&P"
    page.oddHeader.center.size = 13
    if document.demo:
        page.oddFooter.center.text = DEMO_MARK
    if document.draft:
        page.oddHeader.right.text = document.draft
    return page


def _top(document: Document, sheet: _Sheet) -> list[list[tuple[Any, dict]]]:
    """Rows above the table: organ, title, period, marks, note, particulars; values with their looks."""
    rows: list[list[tuple[Any, dict]]] = []
    if document.heading:
        organ = " – ".join(_one_line(one) for one in (document.heading.superior, document.heading.organ) if one)
        rows.append([(organ.upper(), {"size": 11})])
    for i, title in enumerate(sheet.titles):
        in_brackets = title.startswith("(")
        rows.append([(title, {"size": 14 if i == 0 else 12, "bold": not in_brackets, "italic": in_brackets})])
    marks = [one for one in (document.draft, DEMO_MARK if document.demo else "") if one]
    for line in (document.period, f"{'. '.join(marks)}." if marks else "", _one_line(document.note)):
        if line:
            rows.append([(line, {"italic": True})])
    for label, value in sheet.fields:
        rows.append([(label, {}), (None, {}), (value, {"bold": True, "align": "left"})])
    return rows


def _append_top(page, style: Styles, rows: list[list[tuple[Any, dict]]], em: Sequence[float]) -> None:
    """Write the rows above the table, each line across all its columns, and an empty row."""
    from openpyxl.utils import get_column_letter

    loose, end = Column("", "", "int"), get_column_letter(len(em))
    for number, row in enumerate(rows, 1):
        cells, lines, size = [], 1, 12
        for value, looks in row:
            form = "General" if isinstance(value, str) else number_format(_loose(value))
            looks = {"border": False, "wrap": len(row) == 1, "form": form, **looks}
            cells.append(make_cell(page, typed(loose, value), style.get(**looks), style.get(**looks, text=True)))
        if len(row) == 1:
            text, looks = row[0]
            size = looks.get("size", size)
            lines = wrapped_lines(text, sum(em) * 12 / size, looks.get("bold", False))
            if len(em) > 1:
                page.merged_cells.add(f"A{number}:{end}{number}")
        _append(page, number, cells, lines, size)
    page.append([])


def _loose(value: Any) -> Column:
    """A column for a value that stands alone."""
    return Column(
        "", "", "date" if isinstance(value, datetime.date) else "int" if isinstance(value, int) else "decimal"
    )


def _write_table(
    book, style: Styles, document: Document, sheet: _Sheet, table: Table, width: float | None = None
) -> None:
    """One table on a sheet of its own. width: em for all columns together, a page's width when left out."""
    from openpyxl.utils import get_column_letter

    columns = table.columns
    grouped = any(column.group for column in columns)
    asked = wishes(table, [printer(column) for column in columns])
    em = asked.share(max(width or PAGE_EM[sheet.landscape], sum(asked.least)))
    page = _open_sheet(book, document, sheet, [one * CHARS_PER_EM for one in em])
    top = _top(document, sheet)
    head = len(top) + 1 + _head_rows(table)
    page.freeze_panes = f"A{head + 1}"
    page.print_title_rows = f"{len(top) + 2}:{head}"
    _append_top(page, style, top, em)
    _append_head(page, style, columns, len(top) + 2, grouped, em)

    writers = [ColumnWriter(style, column) for column in columns]
    rooms = [(i, room, printer(column)) for i, (column, room) in enumerate(zip(columns, em, strict=True))]
    rooms = [(i, room, show) for i, room, show in rooms if columns[i].kind == "text"]
    last = head
    for line in table.lines():
        last += 1
        if isinstance(line, GroupRow):
            page.append(_group_cells(page, style, columns, line))
            continue
        lines = max((wrapped_lines(show(line[i]), room) for i, room, show in rooms if line[i]), default=1)
        _append(page, last, [writer.cell(page, value) for writer, value in zip(writers, line, strict=True)], lines)
    if last == head:
        page.append([make_cell(page, table.empty, style.get(italic=True, border=False, wrap=False))])
        last += 1
    else:
        page.auto_filter.ref = f"A{head}:{get_column_letter(len(columns))}{last}"
    for row, total in enumerate(table.totals, last + 1):
        values, span = table.total_values(total), table.label_span(total)
        values[:span] = [None] * span
        cells = [writer.cell(page, value, bold=True) for writer, value in zip(writers, values, strict=True)]
        cells[0] = make_cell(page, nfc(total.label), style.get(bold=True, align="center"))
        if span > 1:
            page.merged_cells.add(f"A{row}:{get_column_letter(span)}{row}")
        page.append(cells)


def _append(page, row: int, cells: list, lines: int, size: int = 12) -> None:
    """Append a row with room for its lines: not every program makes rows higher by itself when it opens a file."""
    height = (lines * LINE + ROW - LINE) * size / 12
    if height > ROW:
        page.row_dimensions[row].height = height
    page.append(cells)
    page.row_dimensions.pop(row, None)  # written; a long list must not grow in memory


def _append_head(page, style: Styles, columns: Sequence[Column], row: int, grouped: bool, em: Sequence[float]) -> None:
    from openpyxl.utils import get_column_letter

    look = style.get(bold=True, align="center", fill="FFE7EFEA")
    titles = [nfc(head_title(column)) for column in columns]
    lines = max(wrapped_lines(title, room, True) for title, room in zip(titles, em, strict=True))
    if not grouped:
        _append(page, row, [make_cell(page, title, look) for title in titles], lines)
        return
    upper, lower, start = [], [], 0
    for i, column in enumerate(columns):
        same = i > 0 and column.group and columns[i - 1].group == column.group
        start = start if same else i
        upper.append(None if same else (column.group or head_title(column)))
        lower.append(head_title(column) if column.group else None)
        ends = i + 1 == len(columns) or not column.group or columns[i + 1].group != column.group
        here = get_column_letter(i + 1)
        if not column.group:
            page.merged_cells.add(f"{here}{row}:{here}{row + 1}")
        elif ends and start < i:
            page.merged_cells.add(f"{get_column_letter(start + 1)}{row}:{here}{row}")
    for i, words in enumerate((upper, lower)):
        _append(page, row + i, [make_cell(page, nfc(title) if title else None, look) for title in words], 1 + i)


def _group_cells(page, style: Styles, columns: Sequence[Column], row: GroupRow) -> list:
    look, quoted = style.get(bold=True, wrap=False), style.get(bold=True, wrap=False, text=True)
    if columns[0].kind == "index" and len(columns) > 1:
        words = [row.number or None, row.title]
    else:
        words = [f"{row.number}. {row.title}" if row.number else row.title]
    words += [None] * (len(columns) - len(words))
    return [make_cell(page, nfc(word) if word else None, look, quoted) for word in words]


def _write_chart(book, style: Styles, document: Document, sheet: _Sheet, chart: BarChart | ChangeChart) -> None:
    """The figures as a table and a native chart under it, fed by the cells."""
    series = [Column(str(i), one.name, "decimal", places=chart.places) for i, one in enumerate(chart.series)]
    figures = [(label, *(one.values[i] for one in chart.series)) for i, label in enumerate(chart.labels)]
    _write_table(book, style, document, sheet, Table([Column("label", "Tên"), *series], figures), width=26)
    _add_chart(book.worksheets[-1], chart, head=len(_top(document, sheet)) + 2)


def _add_chart(page, chart: BarChart | ChangeChart, head: int) -> None:
    from openpyxl.chart import BarChart as NativeBarChart
    from openpyxl.chart import Reference
    from openpyxl.chart.label import DataLabelList

    native = NativeBarChart()
    native.type, native.grouping, native.gapWidth = "bar", "clustered", 60
    native.title = nfc(chart.title)
    last_row, last_column = head + len(chart.labels), len(chart.series) + 1
    data = Reference(page, min_col=2, max_col=last_column, min_row=head, max_row=last_row)
    native.add_data(data, titles_from_data=True)
    native.set_categories(Reference(page, min_col=1, min_row=head + 1, max_row=last_row))
    for one, shade in zip(native.series, shades(len(chart.series)), strict=True):
        one.graphicalProperties.solidFill = shade.lstrip("#")
        one.graphicalProperties.line.solidFill = INK.lstrip("#")
    native.dataLabels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    native.x_axis.delete = native.y_axis.delete = False  # openpyxl hides them otherwise
    native.x_axis.scaling.orientation = "maxMin"  # first label on top, as in print
    native.y_axis.crosses = "max"
    native.y_axis.title = nfc(chart.unit) if chart.unit else None
    native.y_axis.number_format = "General"
    marks = axis(chart)
    native.y_axis.scaling.min, native.y_axis.scaling.max = float(marks[0]), float(marks[-1])
    native.legend.position = "b"
    if len(chart.series) == 1:
        native.legend = None
    native.width, native.height = 17, max(7, 2 + 0.9 * len(chart.labels) * len(chart.series))
    page.add_chart(native, f"A{last_row + 2}")
