"""Tables as HTML: cells by kind, columns as wide as their words need, long tables in parts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor
from typing import Any

from thidua.documents.document import Cell, Column, Document, GroupRow, Run, Table, Text, TotalRow, runs
from thidua.documents.measure import PADDING, WIDE_LETTER, balanced, head_title, text_width, wishes
from thidua.documents.values import printer
from thidua.documents.vietnamese import nfc

ROOMY = 14.0  # points: letters of a ballot paper's table
SMALLEST = 7.5  # points: letters of a table with very many columns
WHOLE = 6  # rows: a table up to this long is not broken over pages,
WHOLE_LINES = 15  # unless they print in more lines than this, a third of a page lying across
_ALIGN = {"left": "l", "center": "c", "right": "r", "justify": "l"}
_CROSS = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><title>Đã đánh dấu</title>'
    '<path d="M1 1L9 9M9 1L1 9" stroke="#000" stroke-width="1.2" fill="none"/></svg>'
)


# ── Text and cells ────────────────────────────────────────────────────────────────────────────────────────────────


def escaped(text: str) -> str:
    """Words as HTML: composed, no markup of their own, a line break for a newline."""
    return escape(nfc(text), quote=False).replace("\n", "<br>")


def inline(text: Text) -> str:
    """Text with its bold and italic stretches."""
    parts = []
    for run in runs(text):
        words = escaped(run.text)
        if run.italic:
            words = f"<i>{words}</i>"
        parts.append(f"<b>{words}</b>" if run.bold else words)
    return "".join(parts)


def _box(crossed: bool) -> str:
    return f'<span class="box">{_CROSS if crossed else ""}</span>'


def _cell_maker(column: Column) -> Callable[[Any], str]:
    show, check = printer(column), column.kind == "check"

    def make(value: Any) -> str:
        if isinstance(value, Cell):
            words = make(value.value)
            words = f"<i>{words}</i>" if value.italic else words
            words = f"<b>{words}</b>" if value.bold else words
            return f'{words}<br><i class="note">{escaped(value.note)}</i>' if value.note else words
        if check and isinstance(value, bool):
            return _box(value)
        if isinstance(value, Run | list | tuple):
            return inline(value)
        return escaped(show(value))

    return make


def _td_maker(column: Column, width: float) -> Callable[[Any], str]:
    """The function that turns a value of this column into its cell.

    A cell with a word that may be wider than the column is allowed to break it; saying so of every cell would make
    layout a fifth slower.
    """
    make, usual = _cell_maker(column), _align(column)
    limit = int((width - PADDING) / WIDE_LETTER)

    def td(value: Any) -> str:
        words = make(value)
        names = _ALIGN[value.align] if isinstance(value, Cell) and value.align else usual
        if len(words) > limit and any(len(word) > limit for word in words.split()):
            names = f"{names} any"
        return f'<td class="{names}">{words}</td>' if names else f"<td>{words}</td>"

    return td


def _align(column: Column) -> str:
    """Class names of a column's cells; words on the left are the style sheet's default."""
    if column.align is None and column.kind == "text":
        return ""
    return "r n" if column.kind == "money" else _ALIGN[column.alignment]


# ── Tables ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _head(columns: Sequence[Column], sizes: Sequence[float]) -> str:
    def th(words: str, room: float, attributes: str = "") -> str:
        return f'<th scope="col"{attributes}>{escaped(balanced(words, room))}</th>'

    titles = [th(head_title(column), room) for column, room in zip(columns, sizes, strict=True)]
    if not any(column.group for column in columns):
        return f"<thead><tr>{''.join(titles)}</tr></thead>"
    upper, lower, i = [], [], 0
    while i < len(columns):
        group = columns[i].group
        if not group:
            upper.append(th(head_title(columns[i]), sizes[i], ' rowspan="2"'))
            i += 1
            continue
        start = i
        while i < len(columns) and columns[i].group == group:
            i += 1
        lower += titles[start:i]
        upper.append(th(group, sum(sizes[start:i]), f' colspan="{i - start}"'))
    return f"<thead><tr>{''.join(upper)}</tr><tr>{''.join(lower)}</tr></thead>"


def _group_row(columns: Sequence[Column], row: GroupRow) -> str:
    if columns[0].kind == "index" and len(columns) > 1:
        cells = f'<td class="c">{escaped(row.number)}</td><td colspan="{len(columns) - 1}">{escaped(row.title)}</td>'
    else:
        title = f"{row.number}. {row.title}" if row.number else row.title
        cells = f'<td colspan="{len(columns)}">{escaped(title)}</td>'
    return f'<tr class="group">{cells}</tr>'


def _total_row(table: Table, total: TotalRow, makers: Sequence[Callable[[Any], str]]) -> str:
    values = table.total_values(total)
    span = table.label_span(total)
    cells = [make(value) for value, make in list(zip(values, makers, strict=True))[span:]]
    return f'<tr><td class="c" colspan="{span}">{escaped(total.label)}</td>{"".join(cells)}</tr>'


@dataclass(frozen=True, slots=True)
class Fit:
    """Size of a table's letters in points and widths of its columns in em of them."""

    size: float
    widths: Sequence[float]


@dataclass(frozen=True, slots=True)
class TablePart:
    """A run of lines of a long table, laid out on its own: the caption goes with the first, the sums with the last."""

    table: Table
    lines: Sequence[GroupRow | tuple[Any, ...]]
    fit: Fit
    first: bool
    last: bool


def table_html(part: TablePart) -> str:
    """The table, or a part of it, with fixed columns: twice as fast to lay out and the same in every part."""
    table, columns, widths = part.table, part.table.columns, part.fit.widths
    makers = [_td_maker(column, width) for column, width in zip(columns, widths, strict=True)]
    cols = "".join(f'<col style="width:{100 * one / sum(widths):.2f}%">' for one in widths)
    caption = f"<caption>{escaped(table.caption)}</caption>" if table.caption and part.first else ""
    body = []
    for line in part.lines:
        if isinstance(line, GroupRow):
            body.append(_group_row(columns, line))
        else:
            cells = [make(value) for make, value in zip(makers, line, strict=True)]
            body.append(f"<tr>{''.join(cells)}</tr>")
    if not body:
        body = [f'<tr><td class="c" colspan="{len(columns)}"><i>{escaped(table.empty)}</i></td></tr>']
    totals = "".join(_total_row(table, total, makers) for total in table.totals) if part.last else ""
    head, foot = _head(columns, widths), f"<tfoot>{totals}</tfoot>" if totals else ""
    style = f' style="font-size:{part.fit.size:g}pt"'
    opening = f'<table class="roomy"{style}>' if table.roomy else f"<table{style}>"
    done = f"{opening}{caption}<colgroup>{cols}</colgroup>{head}<tbody>{''.join(body)}</tbody>{foot}</table>"
    return f'<div class="whole">{done}</div>' if part.first and part.last and _is_short(part) else done


def _is_short(part: TablePart) -> bool:
    """Whether a table fits beneath whatever stands above it, as far as its words tell."""
    return len(part.lines) <= WHOLE and sum(_printed_lines(part, line) for line in part.lines) <= WHOLE_LINES


def _printed_lines(part: TablePart, line: GroupRow | tuple[Any, ...]) -> int:
    if isinstance(line, GroupRow):
        return 1
    columns, widths = part.table.columns, part.fit.widths
    return max(_wrapped(printer(one)(value), width) for one, value, width in zip(columns, line, widths, strict=True))


def _wrapped(text: str, width: float) -> int:
    """How many lines a text takes in a column of so many em."""
    room = max(width - PADDING, 1)
    return sum(max(1, ceil(text_width(line) / room)) for line in text.split("\n"))


def fit(document: Document, table: Table, landscape: bool) -> Fit:
    """Letters and columns of a table on the pages where it stands; many columns make the letters smaller."""
    layout = document.layout
    margins = layout.landscape_margins if landscape else layout.margins
    room = ((297 if landscape else 210) - margins.left - margins.right) / 25.4 * 72
    asked = wishes(table, [printer(column) for column in table.columns])
    size = ROOMY if table.roomy else layout.table
    size = min(size, max(SMALLEST, floor(room / sum(asked.least) * 10) / 10))
    return Fit(size, asked.share(room / size))


def pieces_of(table: Table, lines: Sequence[Any], looks: Fit, step: int) -> Iterator[TablePart]:
    """A long table in parts of `step` lines with the same columns."""
    for start in range(0, len(lines), step):
        chunk = lines[start : start + step]
        yield TablePart(table, chunk, looks, start == 0, start + step >= len(lines))
