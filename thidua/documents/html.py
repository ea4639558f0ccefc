"""A Document as HTML and CSS for the page layout engine: the step before `pdf.py`, nothing is decided here."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from html import escape
from math import floor
from pathlib import Path
from string import Template
from typing import Any

from django.template import Context, Engine
from django.utils.safestring import mark_safe

from thidua.documents import charts
from thidua.documents.document import (
    Annex,
    BarChart,
    Block,
    Box,
    Bullets,
    Cell,
    ChangeChart,
    Column,
    Document,
    Fields,
    FoldLine,
    GroupRow,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    SignatureBlock,
    Table,
    Text,
    TotalRow,
    plain,
    runs,
)
from thidua.documents.layout import Margins
from thidua.documents.measure import FONTS, PADDING, WIDE_LETTER, balanced, head_title, wishes
from thidua.documents.vietnamese import letter, nfc, number, percent, short_date

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
FACES = (
    ("normal", 400, "Tinos-Regular.ttf"),
    ("normal", 700, "Tinos-Bold.ttf"),
    ("italic", 400, "Tinos-Italic.ttf"),
    ("italic", 700, "Tinos-BoldItalic.ttf"),
)
DEMO_MARK = "Dữ liệu minh hoạ"
ROOMY = 14.0  # points: letters of a ballot paper's table
SMALLEST = 7.5  # points: letters of a table with very many columns
WHOLE = 6  # lines: a table up to this long is not broken over pages
KEEPS = 700  # letters: a last paragraph up to this long stays whole with the signature
_CENTRED = {"index", "int", "decimal", "percent", "date", "check"}
_ALIGN = {"left": "l", "center": "c", "right": "r", "justify": "l"}
_CROSS = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><title>Đã đánh dấu</title>'
    '<path d="M1 1L9 9M9 1L1 9" stroke="#000" stroke-width="1.2" fill="none"/></svg>'
)


# ── Style ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def _engine() -> Engine:
    return Engine(dirs=[TEMPLATES], autoescape=True)


@lru_cache(maxsize=1)
def _sheet() -> Template:
    return Template((TEMPLATES / "documents" / "document.css").read_text(encoding="utf-8"))


def _page(margins: Margins, landscape: bool) -> str:
    turn = "landscape" if landscape else "portrait"
    edges = f"{margins.top}mm {margins.right}mm {margins.bottom}mm {margins.left}mm"
    return f"size: A4 {turn}; margin: {edges};"


def page_css(document: Document, *, numbers: bool = True) -> str:
    """Page rules: the number centred in the top margin from the second page, each annex counting its own."""
    layout = document.layout
    font = '"Tinos", "Liberation Serif", "Times New Roman", serif'
    margins = layout.landscape_margins if document.landscape else layout.margins
    rules = [f"@page {{ {_page(margins, document.landscape)} }}"]
    if document.demo:
        rules.append(f'@page {{ @bottom-center {{ content: "{DEMO_MARK}"; font: italic 10pt {font}; color: #444; }} }}')
    if document.draft:
        rules.append("@page { @top-right { content: element(draft); width: 60mm; } @top-left { content: ''; } }")
    if numbers:
        number_font = f"font: {layout.page_number}pt {font};"
        rules.append(f"@page {{ @top-center {{ content: counter(page); {number_font} }} }}")
        rules.append("@page :first { @top-center { content: none; } }")
    for place, annex in enumerate(document.annexes):
        name = f"annex{place}"
        margins = layout.landscape_margins if annex.landscape else layout.margins
        rules.append(f"@page {name} {{ {_page(margins, annex.landscape)} counter-increment: {name}; }}")
        rules.append(f"#{name} {{ page: {name}; }}")
        if numbers:
            rules.append(f"@page {name} {{ @top-center {{ content: counter({name}); }} }}")
            rules.append(f"@page :nth(1 of {name}) {{ @top-center {{ content: none; }} }}")
    return "\n".join(rules)


def css(document: Document, *, numbers: bool = True) -> str:
    """The whole style sheet of a document: fonts, pages, elements."""
    faces = "".join(
        f'@font-face {{ font-family: "Tinos"; font-style: {style}; font-weight: {weight}; '
        f'src: url("{(FONTS / name).as_uri()}"); }}\n'
        for style, weight, name in FACES
    )
    tokens = asdict(document.layout) | {"nation_share": 98 - document.layout.organ_share}
    return faces + page_css(document, numbers=numbers) + "\n" + _sheet().substitute(tokens)


# ── Text and cells ────────────────────────────────────────────────────────────────────────────────────────────────


def _words(text: str) -> str:
    return escape(nfc(text), quote=False).replace("\n", "<br>")


def inline(text: Text) -> str:
    """Text with its bold and italic stretches."""
    parts = []
    for run in runs(text):
        words = _words(run.text)
        if run.italic:
            words = f"<i>{words}</i>"
        parts.append(f"<b>{words}</b>" if run.bold else words)
    return "".join(parts)


def printer(column: Column) -> Callable[[Any], str]:
    """The function that turns a value of this column into what is printed, without its note or style."""
    kind, places, pad = column.kind, column.places, column.pad

    def show(value: Any) -> str:
        if value is None:
            return ""
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


def _box(crossed: bool) -> str:
    return f'<span class="box">{_CROSS if crossed else ""}</span>'


def _cell_maker(column: Column) -> Callable[[Any], str]:
    show, check = printer(column), column.kind == "check"

    def make(value: Any) -> str:
        if isinstance(value, Cell):
            words = make(value.value)
            words = f"<i>{words}</i>" if value.italic else words
            words = f"<b>{words}</b>" if value.bold else words
            return f'{words}<br><i class="note">{_words(value.note)}</i>' if value.note else words
        if check and isinstance(value, bool):
            return _box(value)
        if isinstance(value, Run | list | tuple):
            return inline(value)
        return _words(show(value))

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
    if column.align:
        return _ALIGN[column.align]
    if column.kind == "money":
        return "r n"
    return "c" if column.kind in _CENTRED else ""


# ── Tables ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _head(columns: Sequence[Column], sizes: Sequence[float]) -> str:
    def th(words: str, room: float, attributes: str = "") -> str:
        return f'<th scope="col"{attributes}>{_words(balanced(words, room))}</th>'

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
        cells = f'<td class="c">{_words(row.number)}</td><td colspan="{len(columns) - 1}">{_words(row.title)}</td>'
    else:
        title = f"{row.number}. {row.title}" if row.number else row.title
        cells = f'<td colspan="{len(columns)}">{_words(title)}</td>'
    return f'<tr class="group">{cells}</tr>'


def label_span(columns: Sequence[Column], values: Sequence[Any]) -> int:
    """How many columns the label of a total row covers: those before the first value, at least one."""
    return next((i for i, value in enumerate(values) if value is not None), len(columns)) or 1


def _total_row(table: Table, total: TotalRow, makers: Sequence[Callable[[Any], str]]) -> str:
    values = table.total_values(total)
    span = label_span(table.columns, values)
    cells = [make(value) for value, make in list(zip(values, makers, strict=True))[span:]]
    return f'<tr><td class="c" colspan="{span}">{_words(total.label)}</td>{"".join(cells)}</tr>'


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
    caption = f"<caption>{_words(table.caption)}</caption>" if table.caption and part.first else ""
    body = []
    for line in part.lines:
        if isinstance(line, GroupRow):
            body.append(_group_row(columns, line))
        else:
            cells = [make(value) for make, value in zip(makers, line, strict=True)]
            body.append(f"<tr>{''.join(cells)}</tr>")
    if not body:
        body = [f'<tr><td class="c" colspan="{len(columns)}"><i>{_words(table.empty)}</i></td></tr>']
    totals = "".join(_total_row(table, total, makers) for total in table.totals) if part.last else ""
    head, foot = _head(columns, widths), f"<tfoot>{totals}</tfoot>" if totals else ""
    style = f' style="font-size:{part.fit.size:g}pt"'
    opening = f'<table class="roomy"{style}>' if table.roomy else f"<table{style}>"
    done = f"{opening}{caption}<colgroup>{cols}</colgroup>{head}<tbody>{''.join(body)}</tbody>{foot}</table>"
    return f'<div class="whole">{done}</div>' if part.first and part.last and len(part.lines) <= WHOLE else done


def fit(document: Document, table: Table, landscape: bool) -> Fit:
    """Letters and columns of a table on the pages where it stands; many columns make the letters smaller."""
    layout = document.layout
    margins = layout.landscape_margins if landscape else layout.margins
    room = ((297 if landscape else 210) - margins.left - margins.right) / 25.4 * 72
    asked = wishes(table, [printer(column) for column in table.columns])
    size = ROOMY if table.roomy else layout.table
    size = min(size, max(SMALLEST, floor(room / sum(asked.least) * 10) / 10))
    return Fit(size, asked.share(room / size))


# ── Blocks ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _paragraph(block: Paragraph) -> str:
    classes = [block.align] if block.align != "justify" else [] if block.indent else ["flat"]
    classes += [name for name, on in (("strong", block.bold), ("ital", block.italic), ("small", block.small)) if on]
    lead = f"<b>{_words(block.lead)}</b> " if block.lead else ""
    return f"<p{_class(classes)}>{lead}{inline(block.text)}</p>"


def _class(names: Sequence[str]) -> str:
    return f' class="{" ".join(names)}"' if names else ""


def _bullets(block: Bullets) -> str:
    marks = {"1.": lambda i: f"{i}.", "a)": lambda i: f"{letter(i)})"}
    mark = marks.get(block.marker, lambda i: block.marker)
    return "".join(f"<p>{mark(i)} {inline(item)}</p>" for i, item in enumerate(block.items, 1))


def field_text(value: Any) -> Text:
    """A value of Fields as text."""
    if isinstance(value, str | Run | list | tuple):
        return value
    return printer(Column("value", "", "int"))(value)


def _fields(block: Fields) -> str:
    items = "".join(f"<p>{_words(label)}: <b>{inline(field_text(value))}</b></p>" for label, value in block.items)
    return f'<div class="fields fields-{block.columns}">{items}</div>'


def _chart(block: BarChart | ChangeChart, place: int) -> str:
    return f"<figure>{charts.svg(block, place)}<figcaption>{_words(block.title)}</figcaption></figure>"


class Writer:
    """Turns blocks into HTML; knows how wide the page is and counts the charts."""

    def __init__(self, document: Document):
        self.document = document
        self.charts = 0

    def block(self, block: Block | TablePart, landscape: bool) -> str:
        match block:
            case Paragraph():
                return _paragraph(block)
            case Heading():
                return f"<h{block.level + 2}>{_words(block.text)}</h{block.level + 2}>"
            case Bullets():
                return _bullets(block)
            case Fields():
                return _fields(block)
            case Table():
                lines = list(block.lines())
                return table_html(TablePart(block, lines, fit(self.document, block, landscape), True, True))
            case TablePart():
                return table_html(block)
            case Box():
                lead = f"<b>{_words(block.lead)}</b> " if block.lead else ""
                return f'<p class="box-text">{lead}{inline(block.text)}</p>'
            case FoldLine():
                return f'<p class="fold">{_words(block.text)}</p>'
            case PageBreak():
                return '<div class="page-break"></div>'
            case BarChart() | ChangeChart():
                self.charts += 1
                return _chart(block, self.charts)
        raise TypeError(f"No such block: {block!r}")

    def blocks(self, blocks: Sequence[Block | TablePart], landscape: bool) -> str:
        return "\n".join(self.block(block, landscape) for block in blocks)


# ── The page ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _ended(lines: Sequence[str]) -> list[str]:
    """Lines of a list that ends with a full stop, every other line with a semicolon."""
    bare = [nfc(line).rstrip(" ;.,") for line in lines]
    return [f"{line};" for line in bare[:-1]] + [f"{line}." for line in bare[-1:]]


def _signature(document: Document, block: SignatureBlock) -> dict[str, str]:
    rank = block.rank if document.layout.rank_before_name else ""
    return {
        "authority": nfc(block.authority),
        "post": nfc(block.post),
        "hint": nfc(block.hint),
        "held": nfc(block.held),
        "signed": nfc(f"{rank} {block.name}".strip()),
    }


def _foot(document: Document) -> list[list[dict]]:
    """Rows of the foot: signatures side by side; recipients beside the last lone one, else on a row of their own."""
    rows = [[_signature(document, block) for block in row] for row in document.signature_rows]
    recipients = {"recipients": _ended(document.recipients)} if document.recipients else {}
    if rows and len(rows[-1]) == 1:
        rows[-1].insert(0, recipients)
    elif recipients:
        rows.append([recipients, {}])
    return rows


def _keeps(block: Block) -> bool:
    """Whether this last block is short enough to stay whole with the signature; a longer one may break, but its
    end still goes with it."""
    match block:
        case Paragraph() | Box():
            return len(plain(block.text)) <= KEEPS
        case Table():
            return False
        case Bullets():
            return sum(len(plain(item)) for item in block.items) <= KEEPS
    return not isinstance(block, Heading | PageBreak)


def build(document: Document, *, main: bool = True, annexes: Sequence[tuple[int, Annex, bool]] | None = None) -> str:
    """The HTML of the document, or of a piece of it.

    annexes: (place in the document, annex, with its title) of this piece; all when left out.
    """
    writer = Writer(document)
    if annexes is None:
        annexes = [(place, annex, True) for place, annex in enumerate(document.annexes)]
    foot = _foot(document) if main else []
    blocks = list(document.blocks) if main else []
    last = [blocks.pop()] if blocks and foot else []
    day = document.acted_on
    context = {
        "document": document,
        "with_main": main,
        "author": nfc(" ".join(document.heading.organ.split())) if document.heading else "",
        "stamp": f"{day:%Y-%m-%d}T00:00:00+07:00" if day else "",
        "bases": _ended(document.legal_bases),
        "addressees": _ended(document.addressees),
        "body": mark_safe(writer.blocks(blocks, document.landscape)),
        "last": mark_safe(writer.blocks(last, document.landscape)),
        "keep": bool(last) and _keeps(last[0]),
        "foot": foot,
        "annexes": [
            {
                "place": place,
                "head": head,
                "label": document.annex_label(place),
                "title": annex.title,
                "reference": document.annex_reference(place),
                "body": mark_safe(writer.blocks(annex.blocks, annex.landscape)),
            }
            for place, annex, head in annexes
        ],
    }
    return nfc(_engine().get_template("documents/document.html").render(Context(context, use_l10n=False, use_tz=False)))


def pieces_of(table: Table, lines: Sequence[Any], looks: Fit, step: int) -> Iterator[TablePart]:
    """A long table in parts of `step` lines with the same columns."""
    for start in range(0, len(lines), step):
        chunk = lines[start : start + step]
        yield TablePart(table, chunk, looks, start == 0, start + step >= len(lines))
