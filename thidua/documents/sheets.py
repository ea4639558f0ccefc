"""Sheets of placed fields: what is printed on one piece of paper at given millimetres, plain or pre-printed.

A text stands in a box. It is set at its size, in as many lines as the box holds; a longer one steps down half a point
at a time to its floor. What does not fit even then is not printed smaller: `fit` says so and the caller names it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Literal

from thidua.documents import pdf, style
from thidua.documents.measure import text_width
from thidua.documents.values import DEMO_MARK
from thidua.documents.vietnamese import nfc

WIDTH, HEIGHT = 297, 210  # A4 lying across, millimetres
POINT = 127 / 360  # millimetres
LEADING = 1.25  # of the size of the letters
SLACK = 0.985  # of the width of a box: the layout engine rounds


@dataclass(frozen=True, slots=True)
class TextBox:
    """A text in a box. x, y, width, height: millimetres from the upper left corner; size, floor: points."""

    text: str
    x: float
    y: float
    width: float
    height: float
    size: float
    floor: float
    align: Literal["left", "center", "right"] = "center"
    bold: bool = False
    italic: bool = False
    caps: bool = False
    colour: str = "#000000"
    underline: bool = False

    @property
    def words(self) -> str:
        text = nfc(self.text)
        return text.upper() if self.caps else text


@dataclass(frozen=True, slots=True)
class Drawing:
    """SVG of our own, or a picture as a `data:` address, in a box. alt: what it shows, for those who are read to."""

    x: float
    y: float
    width: float
    height: float
    svg: str = ""
    picture: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Fitted:
    """How a text stands in its box. lines: empty when it is too long even at its floor."""

    size: float
    lines: tuple[str, ...]
    shrunk: bool = False

    @property
    def is_too_long(self) -> bool:
        return not self.lines


@dataclass(frozen=True, slots=True)
class Sheet:
    """One piece of paper."""

    boxes: Sequence[TextBox] = ()
    drawings: Sequence[Drawing] = ()
    mark: str = ""  # across the foot: a trial print says that it is one


def fit(box: TextBox) -> Fitted:
    """The largest size from `size` down to `floor` at which the text stands in its box."""
    size = box.size
    while size >= box.floor:
        room = box.width * SLACK / (size * POINT)
        lines = _wrapped(box.words, room, box.bold)
        if lines is not None and len(lines) * size * LEADING * POINT <= box.height + 0.01:
            return Fitted(size, lines, size < box.size)
        size -= 0.5
    return Fitted(box.floor, ())


def _wrapped(text: str, room: float, bold: bool) -> tuple[str, ...] | None:
    """Lines of at most `room` em, as even as they can be; None when one word alone is wider."""
    done: list[str] = []
    for paragraph in text.split("\n"):
        words = paragraph.split()
        if any(text_width(word, bold) > room for word in words):
            return None
        lines = _greedy(words, room, bold)
        if len(lines) > 1:  # the same number of lines, the last one not left alone
            width = room
            while (narrower := width * 0.96) > room / 2 and len(tried := _greedy(words, narrower, bold)) == len(lines):
                if any(text_width(line, bold) > room for line in tried):
                    break
                lines, width = tried, narrower
        done += lines or [""]
    return tuple(done)


def _greedy(words: list[str], room: float, bold: bool) -> list[str]:
    lines, line = [], ""
    for word in words:
        longer = f"{line} {word}" if line else word
        if line and text_width(longer, bold) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


# ── Printing ──────────────────────────────────────────────────────────────────────────────────────────────────────


def sheets_pdf(sheets: Sequence[Sheet], *, title: str, day: date, demo: bool = False) -> bytes:
    """All sheets as one tagged PDF/A, a page each; the same sheets give the same bytes."""
    pages = "".join(_page(sheet, demo) for sheet in sheets)
    stamp = f"{day:%Y-%m-%d}T00:00:00+07:00"
    source = (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{escape(nfc(title))}</title>'
        f'<meta name="generator" content="Thi đua"><meta name="dcterms.created" content="{stamp}">'
        f'<meta name="dcterms.modified" content="{stamp}"></head><body>{pages}</body></html>'
    )
    return pdf.lay_out(source, _css(), variant=pdf.VARIANT)


def _css() -> str:
    return style.faces() + (
        "@page { size: A4 landscape; margin: 0; }\n"
        'html { font: 14pt/1.25 "Tinos", serif; color: #000; } body { margin: 0; }\n'
        f".sheet {{ position: relative; width: {WIDTH}mm; height: {HEIGHT}mm; overflow: hidden; break-after: page; }}\n"
        ".sheet:last-child { break-after: auto; }\n"
        ".box, .draw { position: absolute; } .box { margin: 0; white-space: nowrap; line-height: 1.25; }\n"
        ".draw svg, .draw img { display: block; width: 100%; height: 100%; }\n"
        ".mark { position: absolute; left: 0; right: 0; bottom: 1.2mm; margin: 0; text-align: center; "
        "font: italic 9pt Tinos; color: #555; }\n"
    )


def _page(sheet: Sheet, demo: bool) -> str:
    drawn = "".join(_drawing(one) for one in sheet.drawings)
    words = "".join(_box(one) for one in sheet.boxes if one.text)
    marks = " · ".join(mark for mark in (sheet.mark, DEMO_MARK if demo else "") if mark)
    foot = f'<p class="mark">{escape(nfc(marks))}</p>' if marks else ""
    return f'<div class="sheet">{drawn}{words}{foot}</div>'


def _place(one: TextBox | Drawing) -> str:
    return f"left:{one.x:g}mm;top:{one.y:g}mm;width:{one.width:g}mm;height:{one.height:g}mm"


def _drawing(one: Drawing) -> str:
    alt = escape(nfc(one.alt))
    inner = one.svg.replace(">", f"><title>{alt}</title>", 1) or f'<img src="{one.picture}" alt="{alt}">'
    return f'<div class="draw" style="{_place(one)}">{inner}</div>'


def _box(box: TextBox) -> str:
    """The lines in the middle of the height of their box."""
    fitted = fit(box)
    height = len(fitted.lines) * fitted.size * LEADING * POINT
    look = (
        f"left:{box.x:g}mm;top:{box.y + (box.height - height) / 2:.3f}mm;width:{box.width:g}mm;"
        f"font-size:{fitted.size:g}pt;text-align:{box.align};color:{box.colour};"
    )
    look += "font-weight:bold;" if box.bold else ""
    look += "font-style:italic;" if box.italic else ""
    lines = "<br>".join(escape(line) for line in fitted.lines)
    if box.underline:
        lines = f'<span style="border-bottom:.75pt solid {box.colour};padding-bottom:1.5pt">{lines}</span>'
    return f'<p class="box" style="{look}">{lines}</p>'
