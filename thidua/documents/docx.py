"""A Document as a Word file, for papers an office still edits: the same words, order and layout tokens as the PDF.

Drawings become their figures as a table; the rest is ordinary Word: tables whose heads repeat, real page numbers,
annexes as sections of their own. The same Document gives the same bytes.
"""

import datetime
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from thidua.documents import docx_parts as parts
from thidua.documents import tables
from thidua.documents.document import (
    Annex,
    BarChart,
    Block,
    Box,
    Bullets,
    ChangeChart,
    Column,
    Document,
    Fields,
    FoldLine,
    GroupRow,
    Heading,
    OfficialHeading,
    PageBreak,
    Paragraph,
    SignatureBlock,
    Table,
)
from thidua.documents.docx_parts import CENTER, JUSTIFY, LEFT, RIGHT, Look, Sheet
from thidua.documents.html import ended
from thidua.documents.measure import head_title
from thidua.documents.values import field_text, printer
from thidua.documents.vietnamese import letter, nfc
from thidua.documents.xlsx import DatedZip

_ALIGN = {"left": LEFT, "center": CENTER, "right": RIGHT, "justify": JUSTIFY}
NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"


def render_docx(document: Document) -> bytes:
    """The paper as a Word file; copies follow it, each in a section of its own."""
    sheet = parts.new_sheet(document)
    for place, paper in enumerate((document, *document.copies)):
        if place:
            sheet.begin(paper.landscape)
        Writer(sheet, paper).write()
    return _dated(sheet, document)


class Writer:
    """Writes one paper into a Word file."""

    def __init__(self, sheet: Sheet, document: Document):
        self.sheet, self.document, self.layout = sheet, document, document.layout
        self.landscape = document.landscape
        self.body = Look(self.layout.body)

    def write(self) -> None:
        document = self.document
        if document.heading:
            self._head(document.heading)
        self._title()
        self._blocks(document.blocks)
        if document.blocks and (document.signature_rows or document.recipients):
            self.sheet.hold()
        self._foot()
        if document.note:
            self.sheet.line(document.note, Look(11, italic=True))
        if document.trace:
            self.sheet.line(document.trace, Look(9.5))
        for place, annex in enumerate(document.annexes):
            self._annex(place, annex)

    # Head and title -------------------------------------------------------------------------------------------------

    def _head(self, heading: OfficialHeading) -> None:
        layout, share = self.layout, self.layout.organ_share + 1  # Word measures a hair wider than the print
        rows = self.sheet.frame(2, [share, 100 - share], self.landscape)
        organs, nation = rows[0]
        for line in heading.superior.upper().split("\n") if heading.superior else []:
            self.sheet.line(line, Look(layout.organ), CENTER, into=organs)
        lines = heading.organ.upper().split("\n")
        for line in lines:
            self.sheet.line(line, Look(layout.organ, bold=True), CENTER, into=organs)
        room = self.sheet.room(self.landscape) * share / 100
        self.sheet.rule(lines[-1], Look(layout.organ, bold=True), layout.organ_rule, room, organs)
        self.sheet.line(NATION, Look(layout.national_title, bold=True), CENTER, into=nation)
        self.sheet.line(MOTTO, Look(layout.motto, bold=True, ruled=True), CENTER, into=nation)
        number, day = rows[1]
        if heading.stamp:
            self.sheet.line(heading.stamp, Look(12, italic=True), CENTER, into=number)
        else:
            self.sheet.line(heading.number_text, Look(layout.number), CENTER, into=number)
        if heading.about:
            self.sheet.line(heading.about, Look(12), CENTER, into=number)
        self.sheet.line(heading.place_and_date, Look(layout.place_and_date, italic=True), CENTER, into=day)
        self.sheet.line("", Look(6))

    def _title(self) -> None:
        document, layout = self.document, self.layout
        if document.kind:
            self.sheet.line(document.kind.upper(), Look(layout.document_kind, bold=True), CENTER, level=1)
        lines = [line for line in document.subject.split("\n") if line]
        look = Look(layout.subject, bold=True)
        for line in lines:
            self.sheet.line(line, look, CENTER)
        if document.kind or lines:
            self.sheet.rule(lines[-1] if lines else document.kind.upper(), look, 40, self.sheet.room(self.landscape))
            self.sheet.line("", Look(6))
        if document.issuer and document.legal_bases:
            self.sheet.line(document.issuer.upper(), Look(layout.body, bold=True), CENTER, gap=layout.paragraph_gap)
        if len(document.addressees) == 1:
            self._paragraph(f"Kính gửi: {document.addressees[0]}.", CENTER, indent=False)
        elif document.addressees:
            self._paragraph("Kính gửi:", LEFT)
            for one in ended(document.addressees):
                self._paragraph(f"- {one}", LEFT)
        for basis in ended(document.legal_bases):
            self._paragraph(basis, JUSTIFY, look=Look(layout.body, italic=True))
        if document.enacting:
            self.sheet.line(
                document.enacting.upper(), Look(layout.body, bold=True), CENTER, gap=layout.paragraph_gap, keep=True
            )

    # Blocks ---------------------------------------------------------------------------------------------------------

    def _paragraph(self, text: Any, align=JUSTIFY, *, indent: bool = True, look: Look | None = None, lead: str = ""):
        layout = self.layout
        return self.sheet.paragraph(
            text, look or self.body, align, lead=lead, first_line=layout.first_line if indent else 0,
            gap=layout.paragraph_gap, spacing=layout.line_spacing,
        )  # fmt: skip

    def _blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph():
                look = Look(12 if block.small else self.layout.body, bold=block.bold, italic=block.italic)
                indent = block.indent and block.align == "justify"
                self._paragraph(block.text, _ALIGN[block.align], indent=indent, look=look, lead=block.lead)
            case Heading():
                look = Look(self.layout.heading, bold=block.level < 3, italic=block.level == 3)
                align = CENTER if block.level == 0 else LEFT
                first = 0 if block.level == 0 else self.layout.first_line
                for line in block.text.split("\n"):
                    self.sheet.paragraph(
                        line, look, align, first_line=first, gap=4, keep=True, level=min(block.level + 1, 4)
                    )
            case Bullets():
                marks = {"1.": lambda i: f"{i}.", "a)": lambda i: f"{letter(i)})"}
                mark = marks.get(block.marker, lambda i: block.marker)
                for i, item in enumerate(block.items, 1):
                    self._paragraph([f"{mark(i)} ", *parts.pieces(item)])
            case Fields():
                for label, value in block.items:
                    self._paragraph([f"{label}: ", *parts.emboldened(field_text(value))], LEFT)
            case Table():
                self._table(block)
            case Box():
                self.sheet.box(block.text, self.body, block.lead, self.landscape)
            case FoldLine():
                self.sheet.line(block.text, Look(11, italic=True), CENTER)
            case PageBreak():
                self.sheet.break_page()
            case BarChart() | ChangeChart():
                self._chart(block)

    def _chart(self, block: BarChart | ChangeChart) -> None:
        """The figures of a drawing, which Word people can draw anew."""
        kind = "decimal" if block.places else "int"
        unit = f" ({block.unit})" if block.unit else ""
        columns = [
            Column("label", ""),
            *(Column(str(i), one.name + unit, kind, places=block.places) for i, one in enumerate(block.series)),
        ]
        rows = list(zip(block.labels, *(one.values for one in block.series), strict=True))
        self._table(Table(columns, rows))
        self.sheet.line(block.title, Look(12.5, italic=True), CENTER, gap=self.layout.paragraph_gap)

    def _table(self, table: Table) -> None:
        """Heads that repeat, widths as in print, values as they are printed."""
        looks = tables.fit(self.document, table, self.landscape)
        if table.caption:
            self.sheet.line(table.caption, Look(self.layout.caption, bold=True), LEFT, gap=3, keep=True)
        columns = table.columns
        grid = self.sheet.grid(looks.widths, looks.size, self.landscape)
        heads = [[(head_title(one), 1, CENTER) for one in columns]]
        if any(column.group for column in columns):
            heads.insert(0, _group_heads(columns))
        for cells in heads:
            grid.row(cells, bold=True, repeat=True)
        shows = [printer(column) for column in columns]
        aligns = [_ALIGN[column.alignment] for column in columns]
        empty = True
        for line in table.lines():
            empty = False
            if isinstance(line, GroupRow):
                grid.row(_group_cells(columns, line), bold=True)
            else:
                grid.row([(parts.cell(column, show, value), 1, align) for column, show, align, value in
                          zip(columns, shows, aligns, line, strict=True)])  # fmt: skip
        if empty:
            grid.row([(table.empty, len(columns), CENTER)])
        for total in table.totals:
            span, values = table.label_span(total), table.total_values(total)
            cells = [(total.label, span, CENTER)]
            rest = list(zip(shows, values, aligns, strict=True))[span:]
            cells += [(show(value), 1, align) for show, value, align in rest]
            grid.row(cells, bold=True)
        grid.close()

    # Foot and annexes -----------------------------------------------------------------------------------------------

    def _foot(self) -> None:
        rows: list[list[SignatureBlock | None]] = [list(row) for row in self.document.signature_rows]
        recipients = ended(self.document.recipients)
        if recipients and (not rows or len(rows[-1]) != 1):
            rows.append([None, None] if rows else [None])
        elif rows and len(rows[-1]) == 1:
            rows[-1].insert(0, None)
        for row in rows:
            self.sheet.line("", Look(6), keep=True)
            cells = self.sheet.frame(1, [100 / len(row)] * len(row), self.landscape)[0]
            for block, cell in zip(row, cells, strict=True):
                if block is not None:
                    self._signature(block, cell)
            if row is rows[-1] and recipients:
                self._recipients(recipients, cells[0])

    def _signature(self, block: SignatureBlock, cell) -> None:
        layout = self.layout
        look = Look(layout.signature, bold=True)
        for line in (block.authority, block.post):
            for part in line.upper().split("\n") if line else []:
                self.sheet.line(part, look, CENTER, into=cell, keep=True)
        if block.hint:
            self.sheet.line(block.hint, Look(12, italic=True), CENTER, into=cell, keep=True)
        self.sheet.line("", look, CENTER, into=cell, gap=layout.signature_space / 25.4 * 72 - 16, keep=True)
        if block.held:
            self.sheet.line(block.held.upper(), look, CENTER, into=cell, keep=True)
        rank = block.rank if layout.rank_before_name else ""
        self.sheet.line(f"{rank} {block.name}".strip(), look, CENTER, into=cell)

    def _recipients(self, lines: Sequence[str], cell) -> None:
        layout = self.layout
        self.sheet.line("Nơi nhận:", Look(layout.recipients_title, bold=True, italic=True), LEFT, into=cell)
        for line in lines:
            self.sheet.line(f"- {line}", Look(layout.recipients), LEFT, into=cell)

    def _annex(self, place: int, annex: Annex) -> None:
        layout, document = self.layout, self.document
        self.landscape = annex.landscape
        self.sheet.begin(annex.landscape)
        if label := document.annex_label(place):
            self.sheet.line(label, Look(layout.annex_label, bold=True), CENTER, level=1)
        reference = document.annex_reference(place)
        for line in annex.title.upper().split("\n"):
            self.sheet.line(line, Look(layout.annex_title, bold=True), CENTER)
        if reference:
            self.sheet.line(reference, Look(layout.annex_reference, italic=True), CENTER, gap=6)
        self._blocks(annex.blocks)


def _group_heads(columns: Sequence[Column]) -> list[tuple[str, int, Any]]:
    """The upper row of a head: one cell for neighbours of the same group."""
    found: list[tuple[str, int, Any]] = []
    for column in columns:
        if column.group and found and found[-1][0] == column.group:
            found[-1] = (column.group, found[-1][1] + 1, CENTER)
        else:
            found.append((column.group, 1, CENTER))
    return found


def _group_cells(columns: Sequence[Column], row: GroupRow) -> list[tuple[str, int, Any]]:
    if columns[0].kind == "index" and len(columns) > 1:
        return [(row.number, 1, CENTER), (row.title, len(columns) - 1, LEFT)]
    return [(f"{row.number}. {row.title}" if row.number else row.title, len(columns), LEFT)]


def _dated(sheet: Sheet, document: Document) -> bytes:
    """The file with the dates of the act, inside and on its parts."""
    day = document.acted_on or datetime.date(2000, 1, 1)
    props = sheet.word.core_properties
    props.title, props.language = nfc(document.full_title), "vi"
    props.author = nfc(" ".join(document.heading.organ.split())) if document.heading else "Thi đua"
    props.last_modified_by, props.comments, props.revision = props.author, "", 1
    props.created = props.modified = datetime.datetime.combine(day, datetime.time())
    first, target = BytesIO(), BytesIO()
    sheet.word.save(first)
    with ZipFile(first) as made, DatedZip(target, day) as out:
        for name in sorted(made.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            out.writestr(name, made.read(name))
    return target.getvalue()
