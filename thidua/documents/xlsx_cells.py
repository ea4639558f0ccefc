"""Cells of a workbook: values in their own types, words that never turn into formulas, styles that cells share."""

import datetime
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from thidua.documents.document import Cell, Column, Formula, Ref, Run, plain
from thidua.documents.values import printer
from thidua.documents.vietnamese import cut_ratio, nfc

FONT = "Times New Roman"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # first letters that make a spreadsheet read text as a formula


def number_format(column: Column) -> str:
    """Excel's format of a column's numbers; Excel itself puts in the marks of the reader's language."""
    decimals = "." + "0" * column.places if column.places else ""
    match column.kind:
        case "index":
            return "0"
        case "int" | "money":
            return "[=0]0;[<10]00;#,##0" if column.pad else "#,##0" + decimals
        case "decimal":
            return "General" if column.places is None else "#,##0" + decimals
        case "percent":
            places = 2 if column.places is None else column.places
            return "0." + "0" * places + "%" if places else "0%"
        case "date":
            return "dd/mm/yyyy"
    return "General"


def typed(column: Column, value: Any) -> Any:
    """A value as Excel stores it: a number stays a number, a date a date, a percentage is cut as in print."""
    if isinstance(value, Cell):
        return nfc(printer(column)(value)) if value.note else typed(column, value.value)
    if isinstance(value, bool):
        return ("x" if value else None) if column.kind == "check" else "Có" if value else "Không"
    if column.kind == "percent" and isinstance(value, int | Decimal | Fraction):
        places = 2 if column.places is None else column.places
        return cut_ratio(value, places).scaleb(-2)
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    if isinstance(value, Run | list | tuple):
        return nfc(plain(value))
    if isinstance(value, str):
        return nfc(value)
    if isinstance(value, float):
        raise TypeError("Give points, money and percents as int, Decimal or Fraction, never float")
    return value


@dataclass(frozen=True)
class Place:
    """Where a table stands. sheet: the name of its sheet; first: row of its first line; letters: of its columns."""

    sheet: str
    first: int
    letters: Mapping[str, str]


class Styles:
    """Cell styles, registered once with the workbook; cells share them instead of carrying copies.

    places: `Table.sheet` -> where that table stands, for formulas.
    """

    def __init__(self, book):
        self.book = book
        self.places: dict[str, Place] = {}
        self._known: dict[tuple, Any] = {}

    def get(
        self,
        *,
        bold: bool = False,
        italic: bool = False,
        size: int = 12,
        align: str = "",
        wrap: bool = True,
        border: bool = True,
        fill: str = "",
        form: str = "General",
        middle: bool = True,
        text: bool = False,
    ):
        """The style with these properties. text: the cell is text whatever it begins with."""
        key = (bold, italic, size, align, wrap, border, fill, form, middle, text)
        if key not in self._known:
            self._known[key] = self._make(*key)
        return self._known[key]

    def _make(self, bold, italic, size, align, wrap, border, fill, form, middle, text):
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        cell = WriteOnlyCell(SimpleNamespace(parent=self.book))  # registers with the book, belongs to no sheet
        cell.font = Font(name=FONT, size=size, bold=bold, italic=italic)
        cell.alignment = Alignment(
            horizontal=align or None, vertical="center" if middle else None, wrap_text=wrap or None
        )
        if border:
            side = Side(style="thin", color="FF000000")
            cell.border = Border(left=side, right=side, top=side, bottom=side)
        if fill:
            cell.fill = PatternFill("solid", start_color=fill)
        cell.number_format = form
        style = copy(cell._style)
        if text:
            style.quotePrefix = 1
        return style


def formula_text(formula: Formula, places: Mapping[str, Place], here: str) -> str:
    """The formula as Excel reads it. here: name of the sheet it stands on."""
    return "=" + "".join(part if isinstance(part, str) else _address(part, places, here) for part in formula.parts)


def _address(ref: Ref, places: Mapping[str, Place], here: str) -> str:
    place = places[ref.sheet] if ref.sheet else next(one for one in places.values() if one.sheet == here)
    letter = place.letters[ref.column]
    name = "" if place.sheet == here else "'" + place.sheet.replace("'", "''") + "'!"
    last = "" if ref.to_row is None else f":${letter}${place.first + ref.to_row}"
    return f"{name}${letter}${place.first + ref.row}{last}"


def make_cell(sheet, value: Any, style, quoted=None):
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet)
    if isinstance(value, str):
        value = value.replace("\r\n", "\n")
        cell._value, cell.data_type = _printable(value), "s"  # never a formula, whatever it begins with
        cell._style = quoted if quoted is not None and value.startswith(DANGEROUS) else style
    else:
        cell.value = value
        cell._style = style
    return cell


def _printable(text: str) -> str:
    """Without the control letters that the file format forbids."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub("", text)[:32767]


class ColumnWriter:
    """Makes the cells of one column in the house's styles."""

    def __init__(self, style: Styles, column: Column):
        self.style, self.column, self.form = style, column, number_format(column)
        self.align = column.alignment
        self.plain, self.quoted = self._style(), self._style(text=True)

    def _style(self, **more):
        return self.style.get(**{"align": self.align, "form": self.form, **more})

    def cell(self, sheet, value: Any, **more):
        if isinstance(value, Cell):
            more = {"bold": value.bold, "italic": value.italic, **more}
            if value.align:
                more["align"] = value.align
            value = value.value if isinstance(value.value, Formula) else value
        if isinstance(value, Formula):
            return self._formula(sheet, value, more)
        value = typed(self.column, value)
        if isinstance(value, datetime.datetime):
            more["form"] = "dd/mm/yyyy hh:mm"
        if not more:
            return make_cell(sheet, value, self.plain, self.quoted)
        return make_cell(sheet, value, self._style(**more), self._style(text=True, **more))

    def _formula(self, sheet, formula: Formula, more: dict):
        """The one place where a cell of the workbook begins with "=": what the program wrote itself."""
        from openpyxl.cell import WriteOnlyCell

        cell = WriteOnlyCell(sheet)
        cell.value = formula_text(formula, self.style.places, sheet.title)
        cell._style = self._style(**more) if more else self.plain
        return cell
