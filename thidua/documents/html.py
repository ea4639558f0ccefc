"""A Document as HTML for the page layout engine: the step before `pdf.py`."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from django.template import Context, Engine
from django.utils.safestring import mark_safe

from thidua import qr
from thidua.documents import charts
from thidua.documents.document import (
    Annex,
    BarChart,
    Block,
    Box,
    Bullets,
    ChangeChart,
    Document,
    Fields,
    FoldLine,
    Heading,
    PageBreak,
    Paragraph,
    SignatureBlock,
    Table,
    plain,
)
from thidua.documents.tables import TablePart, escaped, fit, inline, table_html
from thidua.documents.values import field_text
from thidua.documents.vietnamese import letter, nfc

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
KEEPS = 700  # letters: a last paragraph up to this long stays whole with the signature


@lru_cache(maxsize=1)
def _engine() -> Engine:
    return Engine(dirs=[TEMPLATES], autoescape=True)


# ── Blocks ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _paragraph(block: Paragraph) -> str:
    classes = [block.align] if block.align != "justify" else [] if block.indent else ["flat"]
    classes += [name for name, on in (("strong", block.bold), ("ital", block.italic), ("small", block.small)) if on]
    lead = f"<b>{escaped(block.lead)}</b> " if block.lead else ""
    return f"<p{_class(classes)}>{lead}{inline(block.text)}</p>"


def _class(names: Sequence[str]) -> str:
    return f' class="{" ".join(names)}"' if names else ""


def _bullets(block: Bullets) -> str:
    marks = {"1.": lambda i: f"{i}.", "a)": lambda i: f"{letter(i)})"}
    mark = marks.get(block.marker, lambda i: block.marker)
    return "".join(f"<p>{mark(i)} {inline(item)}</p>" for i, item in enumerate(block.items, 1))


def _fields(block: Fields) -> str:
    items = "".join(f"<p>{escaped(label)}: <b>{inline(field_text(value))}</b></p>" for label, value in block.items)
    return f'<div class="fields fields-{block.columns}">{items}</div>'


def _chart(block: BarChart | ChangeChart, place: int) -> str:
    return f"<figure>{charts.svg(block, place)}<figcaption>{escaped(block.title)}</figcaption></figure>"


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
                return f"<h{block.level + 2}>{escaped(block.text)}</h{block.level + 2}>"
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
                lead = f"<b>{escaped(block.lead)}</b> " if block.lead else ""
                return f'<p class="box-text">{lead}{inline(block.text)}</p>'
            case FoldLine():
                return f'<p class="fold">{escaped(block.text)}</p>'
            case PageBreak():
                return '<div class="page-break"></div>'
            case BarChart() | ChangeChart():
                self.charts += 1
                return _chart(block, self.charts)
        raise TypeError(f"No such block: {block!r}")

    def blocks(self, blocks: Sequence[Block | TablePart], landscape: bool) -> str:
        return "\n".join(self.block(block, landscape) for block in blocks)


# ── The page ──────────────────────────────────────────────────────────────────────────────────────────────────────


def ended(lines: Sequence[str]) -> list[str]:
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


def _seal(document: Document) -> dict[str, str] | None:
    seal = document.seal
    return {"picture": mark_safe(qr.drawing(seal.address)), "words": nfc(seal.words)} if seal else None


def _foot(document: Document) -> list[list[dict]]:
    """Rows of the foot: signatures side by side; recipients beside the last lone one, else on a row of their own."""
    rows = [[_signature(document, block) for block in row] for row in document.signature_rows]
    recipients = {"recipients": ended(document.recipients), "seal": _seal(document)} if document.recipients else {}
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
        "bases": ended(document.legal_bases),
        "addressees": ended(document.addressees),
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
