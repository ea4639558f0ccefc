"""Values as words: what a cell of a column reads in print, whatever the format."""

from collections.abc import Callable
from datetime import date
from typing import Any

from thidua.documents.document import Cell, Column, Formula, Run, Text, plain
from thidua.documents.vietnamese import number, percent, short_date

DEMO_MARK = "Dữ liệu minh hoạ"


def printer(column: Column) -> Callable[[Any], str]:
    """The function that turns a value of this column into what is printed, without its note or style."""
    kind, places, pad = column.kind, column.places, column.pad

    def show(value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, Formula):
            return show(value.value)
        if isinstance(value, Cell):
            text = show(value.value)
            return f"{text}\n{value.note}" if value.note else text
        if isinstance(value, str):
            return value
        if isinstance(value, Run | list | tuple):
            return plain(value)
        if isinstance(value, date):
            return short_date(value)
        if isinstance(value, bool):
            return "Có" if value else "Không"
        if kind == "index":
            return str(value)
        if kind == "percent":
            return percent(value, 2 if places is None else places)
        if pad and 0 < value < 10 and value == int(value):
            return f"0{int(value)}"
        return number(value, places)

    return show


def field_text(value: Any) -> Text:
    """A value of Fields as text."""
    if isinstance(value, str | Run | list | tuple):
        return value
    return printer(Column("value", "", "int"))(value)
