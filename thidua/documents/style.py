"""The style sheet of a paper: its fonts, its page rules, and `templates/documents/document.css` with the tokens."""

from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from string import Template

from thidua.documents.document import Document
from thidua.documents.layout import Margins
from thidua.documents.measure import FONTS
from thidua.documents.values import DEMO_MARK

SHEET = Path(__file__).resolve().parents[2] / "templates" / "documents" / "document.css"
FACES = (
    ("normal", 400, "Tinos-Regular.ttf"),
    ("normal", 700, "Tinos-Bold.ttf"),
    ("italic", 400, "Tinos-Italic.ttf"),
    ("italic", 700, "Tinos-BoldItalic.ttf"),
)


@lru_cache(maxsize=1)
def _sheet() -> Template:
    return Template(SHEET.read_text(encoding="utf-8"))


def _page(margins: Margins, landscape: bool) -> str:
    turn = "landscape" if landscape else "portrait"
    edges = f"{margins.top}mm {margins.right}mm {margins.bottom}mm {margins.left}mm"
    return f"size: A4 {turn}; margin: {edges};"


def _quoted(words: str) -> str:
    """A string of a style sheet: whatever a conference is called ends neither it nor the sheet."""
    return '"' + words.replace("\\", r"\\").replace('"', r"\"").replace("\n", " ").replace("<", r"\3c ") + '"'


def page_css(document: Document, *, numbers: bool = True) -> str:
    """Page rules: the number centred in the top margin from the second page, each annex counting its own."""
    layout = document.layout
    font = '"Tinos", "Liberation Serif", "Times New Roman", serif'
    margins = layout.landscape_margins if document.landscape else layout.margins
    rules = [f"@page {{ {_page(margins, document.landscape)} }}"]
    if foot := [words for words in (document.footing, DEMO_MARK if document.demo else "") if words]:
        lines = r' "\A" '.join(_quoted(words) for words in foot)
        look = f"font: italic 10pt {font}; color: #444; white-space: pre-line"
        rules.append(f"@page {{ @bottom-center {{ content: {lines}; {look}; }} }}")
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


def faces() -> str:
    """The four fonts of the papers."""
    return "".join(
        f'@font-face {{ font-family: "Tinos"; font-style: {style}; font-weight: {weight}; '
        f'src: url("{(FONTS / name).as_uri()}"); }}\n'
        for style, weight, name in FACES
    )


def css(document: Document, *, numbers: bool = True) -> str:
    """The whole style sheet of a document: fonts, pages, elements."""
    tokens = asdict(document.layout) | {"nation_share": 98 - document.layout.organ_share}
    return faces() + page_css(document, numbers=numbers) + "\n" + _sheet().substitute(tokens)
