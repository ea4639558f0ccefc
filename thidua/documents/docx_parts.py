"""Pieces of a Word file: paragraphs, tables, sections, page numbers; the only place that speaks python-docx."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document as new_word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from thidua.documents.document import Cell, Column, Document, Run, runs
from thidua.documents.measure import text_width
from thidua.documents.values import DEMO_MARK
from thidua.documents.vietnamese import nfc

LEFT, CENTER = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER
RIGHT, JUSTIFY = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
FONT = "Times New Roman"
NATURAL = 1.149  # height of a single line of the font, in its size: Word counts in lines, the layout in letters
CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])  # letters no Word file may hold


@dataclass(frozen=True, slots=True)
class Look:
    """Letters: size in points, weight, slant; ruled: a rule under the line."""

    size: float
    bold: bool = False
    italic: bool = False
    ruled: bool = False


def pieces(text: Any) -> list[Run]:
    return list(runs(text))


def emboldened(text: Any) -> list[Run]:
    return [Run(one.text, bold=True, italic=one.italic) for one in runs(text)]


def cell(column: Column, show, value: Any) -> Any:
    """What stands in a cell: boxes drawn as letters, styles kept, a note on its own line."""
    if isinstance(value, Cell):
        words = cell(column, show, value.value)
        styled = [Run(one.text, one.bold or value.bold, one.italic or value.italic) for one in runs(words)]
        return [*styled, Run(f"\n{value.note}", italic=True)] if value.note else styled
    if column.kind == "check" and isinstance(value, bool):
        return "☒" if value else "☐"
    return value if isinstance(value, Run | list | tuple) else show(value)


def new_sheet(document: Document) -> "Sheet":
    """An empty Word file with the fonts, margins and page numbers of a document."""
    word = new_word()
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(document.layout.body)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    normal.element.rPr.append(_element("w:lang", val="vi-VN"))
    normal.paragraph_format.space_after = Pt(0)
    sheet = Sheet(word, document)
    sheet.shape(word.sections[0], document.landscape)
    return sheet


def _element(tag: str, **attributes: str):
    found = OxmlElement(tag)
    for name, value in attributes.items():
        found.set(qn(f"w:{name}"), value)
    return found


class Sheet:
    """The Word file being written."""

    def __init__(self, word, document: Document):
        self.word, self.document, self.layout = word, document, document.layout

    # Pages ----------------------------------------------------------------------------------------------------------

    def margins(self, landscape: bool):
        return self.layout.landscape_margins if landscape else self.layout.margins

    def room(self, landscape: bool) -> float:
        """Width of the text in millimetres."""
        edges = self.margins(landscape)
        return (297 if landscape else 210) - edges.left - edges.right

    def shape(self, section, landscape: bool) -> None:
        """A4, margins, the number centred in the top margin from the second page of the section on."""
        edges = self.margins(landscape)
        long, short = Mm(297), Mm(210)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (long, short) if landscape else (short, long)
        section.top_margin, section.bottom_margin = Mm(edges.top), Mm(edges.bottom)
        section.left_margin, section.right_margin = Mm(edges.left), Mm(edges.right)
        section.header_distance = section.footer_distance = Mm(10)
        section.different_first_page_header_footer = True
        for header in (section.header, section.first_page_header, section.footer, section.first_page_footer):
            header.is_linked_to_previous = False
        number = section.header.paragraphs[0]
        number.alignment = CENTER
        self._field(number, "PAGE", self.layout.page_number)
        section._sectPr.append(_element("w:pgNumType", start="1"))
        if self.document.draft:
            for header in (section.first_page_header, section.header):
                self._words(header.add_paragraph(), self.document.draft, Look(11, bold=True), RIGHT)
        marks = [words for words in (self.document.footing, DEMO_MARK if self.document.demo else "") if words]
        for footer in (section.footer, section.first_page_footer):
            self._words(footer.paragraphs[0], "\n".join(marks), Look(10, italic=True), CENTER)

    def begin(self, landscape: bool) -> None:
        """A section on a page of its own, its pages numbered on their own."""
        self.shape(self.word.add_section(WD_SECTION.NEW_PAGE), landscape)

    def hold(self) -> None:
        """The last paragraph goes with what follows it, so that no signature stands alone."""
        last = self.word.element.body.findall(qn("w:p"))[-1:]
        for paragraph in last:
            paragraph.get_or_add_pPr().get_or_add_keepNext()

    def break_page(self) -> None:
        self.word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _field(self, paragraph, code: str, size: float) -> None:
        run = paragraph.add_run()
        run.font.size, run.font.name = Pt(size), FONT
        for kind, text in (("begin", ""), ("", code), ("end", "")):
            if kind:
                run._r.append(_element("w:fldChar", fldCharType=kind))
            else:
                words = OxmlElement("w:instrText")
                words.set(qn("xml:space"), "preserve")
                words.text = text
                run._r.append(words)

    # Words ----------------------------------------------------------------------------------------------------------

    def _words(self, paragraph, text: Any, look: Look, align) -> None:
        paragraph.alignment = align
        for piece in runs(text):
            run = paragraph.add_run(nfc(piece.text).translate(CONTROL))
            run.font.size, run.font.name = Pt(look.size), FONT
            run.bold, run.italic = look.bold or piece.bold or None, look.italic or piece.italic or None
            if look.ruled:
                run.underline = True

    def line(self, text: Any, look: Look, align=LEFT, *, into=None, gap: float = 0, keep: bool = False, level: int = 0):
        """A line of the head or foot; into: a cell of a frame."""
        return self.paragraph(text, look, align, into=into, gap=gap, keep=keep, level=level)

    def paragraph(
        self, text: Any, look: Look, align, *, into=None, lead: str = "", first_line: float = 0, gap: float = 0,
        spacing: float = 1.0, keep: bool = False, level: int = 0,
    ):  # fmt: skip
        """level: its depth in the outline, for readers that jump from head to head."""
        paragraph = _next_in(into) if into is not None else self.word.add_paragraph()
        shape = paragraph.paragraph_format
        shape.space_after, shape.line_spacing = Pt(gap), max(1.0, spacing / NATURAL)
        shape.keep_with_next = keep or None
        if first_line:
            shape.first_line_indent = Mm(first_line)
        if level:
            paragraph._p.get_or_add_pPr().append(_element("w:outlineLvl", val=str(level - 1)))
        if lead:
            self._words(paragraph, f"{lead} ", Look(look.size, bold=True), align)
        self._words(paragraph, text, look, align)
        return paragraph

    # Tables ---------------------------------------------------------------------------------------------------------

    def frame(self, rows: int, shares: Sequence[float], landscape: bool) -> list[list[Any]]:
        """A table without lines whose cells stand side by side; cells hold one empty paragraph each."""
        table = self.word.add_table(rows, len(shares))
        table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
        table._tbl.tblPr.append(_cell_margins(0))
        whole = self.room(landscape)
        for column, share in zip(table.columns, shares, strict=True):
            column.width = Mm(whole * share / sum(shares))
        for row in table.rows:
            row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
            for place, share in zip(row.cells, shares, strict=True):
                place.width = Mm(whole * share / sum(shares))
        return [list(row.cells) for row in table.rows]

    def grid(self, widths: Sequence[float], size: float, landscape: bool) -> "Grid":
        return Grid(self, [self.room(landscape) * one / sum(widths) for one in widths], size)

    def rule(self, text: str, look: Look, share: int, room: float, into=None) -> None:
        """A line under a title, centred, `share` percent of the title's width; room: millimetres it stands in."""
        whole = room / 25.4 * 72
        width = min(text_width(text, look.bold) * look.size, whole) * share / 100
        paragraph = _next_in(into) if into is not None else self.word.add_paragraph()
        shape = paragraph.paragraph_format
        shape.line_spacing, shape.space_after = Pt(3), Pt(3)
        shape.left_indent = shape.right_indent = Pt(max(0, (whole - width) / 2))
        border = OxmlElement("w:pBdr")
        border.append(_element("w:bottom", val="single", sz="6", space="1", color="000000"))
        paragraph._p.get_or_add_pPr().insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")

    def box(self, text: Any, look: Look, lead: str, landscape: bool) -> None:
        grid = self.grid([1], look.size, landscape)
        grid.row([([Run(f"{lead} ", bold=True), *runs(text)] if lead else text, 1, LEFT)])
        grid.close()


def _cell_margins(twips: int):
    margin = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin.append(_element(f"w:{side}", w=str(twips), type="dxa"))
    return margin


def _next_in(place):
    """The empty paragraph a cell begins with, or a new one."""
    first = place.paragraphs[0]
    if len(place.paragraphs) == 1 and not first.runs and not place._tc.get("used"):
        place._tc.set("used", "1")
        return first
    return place.add_paragraph()


class Grid:
    """A table with lines, written row by row straight into the file's tree: python-docx's own way is quadratic."""

    def __init__(self, sheet: Sheet, widths: Sequence[float], size: float):
        self.sheet, self.widths, self.size = sheet, [round(one / 25.4 * 1440) for one in widths], size
        table = sheet.word.add_table(0, len(widths), style="Table Grid")
        table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
        self.tree = table._tbl
        self.tree.tblPr.append(_cell_margins(60))
        for column, width in zip(self.tree.tblGrid.findall(qn("w:gridCol")), self.widths, strict=True):
            column.set(qn("w:w"), str(width))

    def row(self, cells: Sequence[tuple[Any, int, Any]], *, bold: bool = False, repeat: bool = False) -> None:
        """cells: (text, how many columns it stretches over, alignment)."""
        row, shape = OxmlElement("w:tr"), OxmlElement("w:trPr")
        shape.append(_element("w:cantSplit"))
        if repeat:
            shape.append(_element("w:tblHeader"))
        row.append(shape)
        place = 0
        for text, span, align in cells:
            row.append(self._cell(text, self.widths[place : place + span], align, bold))
            place += span
        self.tree.append(row)

    def _cell(self, text: Any, widths: Sequence[int], align, bold: bool):
        found, shape = OxmlElement("w:tc"), OxmlElement("w:tcPr")
        shape.append(_element("w:tcW", w=str(sum(widths)), type="dxa"))
        if len(widths) > 1:
            shape.append(_element("w:gridSpan", val=str(len(widths))))
        shape.append(_element("w:vAlign", val="center"))
        paragraph, look = OxmlElement("w:p"), OxmlElement("w:pPr")
        look.append(_element("w:spacing", before="30", after="30"))
        look.append(_element("w:jc", val={LEFT: "left", CENTER: "center", RIGHT: "right", JUSTIFY: "both"}[align]))
        paragraph.append(look)
        for piece in runs(text):
            self._run(paragraph, piece, bold)
        found.append(shape)
        found.append(paragraph)
        return found

    def _run(self, paragraph, piece: Run, bold: bool) -> None:
        run, look = OxmlElement("w:r"), OxmlElement("w:rPr")
        look.append(_element("w:rFonts", ascii=FONT, hAnsi=FONT, cs=FONT))
        if bold or piece.bold:
            look.append(_element("w:b"))
        if piece.italic:
            look.append(_element("w:i"))
        look.append(_element("w:sz", val=str(round(self.size * 2))))
        run.append(look)
        for i, line in enumerate(nfc(piece.text).translate(CONTROL).split("\n")):
            if i:
                run.append(OxmlElement("w:br"))
            words = OxmlElement("w:t")
            words.set(qn("xml:space"), "preserve")
            words.text = line
            run.append(words)
        paragraph.append(run)

    def close(self) -> None:
        """A little room below, and a place for what follows."""
        self.sheet.line("", Look(6))
