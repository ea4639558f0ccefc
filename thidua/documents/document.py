"""What a paper says, before it has a format. A report builds one Document; `pdf.py` and `xlsx.py` print it.

    from datetime import date
    from fractions import Fraction
    from thidua.documents import (
        SUM, Annex, Cell, Column, Document, Heading, OfficialHeading, Paragraph, SignatureBlock, Table, TotalRow,
        italic, render_pdf, render_xlsx,
    )

    people = Table(
        columns=[
            Column.index(),                                    # TT: counted by the table, never part of a row
            Column("name", "Họ và tên"),
            Column("post", "Chức vụ"),
            Column("agreed", "Đồng ý", "int", pad=True),       # 3 prints as 03, and is the number 3 in Excel
            Column("share", "Tỷ lệ", "percent"),               # Fraction(13, 15) prints as 86,66%: cut, not rounded
            Column("money", "Tiền thưởng", "money", unit="đồng"),
        ],
        rows=[
            {"name": "Trần Văn A1", "post": "Đồn trưởng", "agreed": 13, "share": Fraction(13, 15), "money": 1800000},
            ("Lê Thị B2", "Trợ lý", 12, Fraction(12, 15), 1800000),      # a plain tuple does as well
        ],
        totals=[TotalRow("Cộng: 02 cá nhân", {"money": SUM})],
    )
    decision = Document(
        slug="quyet-dinh-1431",
        kind="Quyết định",
        subject="Về việc tặng danh hiệu thi đua năm 2023",
        heading=OfficialHeading(
            superior="Bộ Tư lệnh Bộ đội Biên phòng", organ="Bộ Chỉ huy BĐBP\\ntỉnh Long An",
            number="1431/QĐ-BCH", place="Long An", date=date(2023, 11, 10),
        ),
        issuer="Chỉ huy trưởng Bộ đội Biên phòng tỉnh Long An",
        legal_bases=["Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022", "Xét đề nghị của Hội đồng"],
        enacting="Quyết định:",
        blocks=[
            Paragraph("Tặng danh hiệu cho 02 cá nhân (Phụ lục).", lead="Điều 1."),
            Paragraph(["Tổng số: 3.600.000 đồng ", italic("(Ba triệu sáu trăm nghìn đồng)"), "./."], lead="Điều 2."),
        ],
        signatures=[SignatureBlock(post="Chỉ huy trưởng", rank="Đại tá", name="Hoàng Văn Đ")],
        recipients=["Như Điều 2", "Lưu: VT, PCT. A03"],
        annexes=[Annex("Danh sách 02 cá nhân tặng danh hiệu “Chiến sĩ thi đua”", blocks=[people])],
    )
    render_pdf(decision)   # bytes; the same Document gives the same bytes
    render_xlsx(decision)  # bytes; one sheet per table and per chart

Texts are plain `str` (a newline is a line break), a `Run` made by `bold()`/`italic()`, or a list of both; never HTML.
Upper case, "Số:", "Kính gửi:", dashes, semicolons, zeros, Roman numerals of annexes and their reference line are
added by the house: write "Chỉ huy trưởng", not "CHỈ HUY TRƯỞNG". Numbers are int, Decimal or Fraction, never float.
Dates come from the act, never from the moment of printing: two prints of one paper are the same bytes.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from thidua.documents.layout import Layout
from thidua.documents.vietnamese import long_date, official_number, roman

Kind = Literal["text", "int", "decimal", "percent", "money", "date", "index", "check"]
Align = Literal["left", "center", "right", "justify"]

# ── Text ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with a style of its own."""

    text: str
    bold: bool = False
    italic: bool = False


Text = str | Run | Sequence[str | Run]


def bold(text: str) -> Run:
    """A bold stretch within a paragraph or a cell."""
    return Run(text, bold=True)


def italic(text: str) -> Run:
    """An italic stretch within a paragraph or a cell."""
    return Run(text, italic=True)


def runs(text: Text) -> tuple[Run, ...]:
    """Any Text as runs."""
    if isinstance(text, str):
        return (Run(text),)
    if isinstance(text, Run):
        return (text,)
    return tuple(part if isinstance(part, Run) else Run(part) for part in text)


def plain(text: Text) -> str:
    """Any Text without its styles."""
    return "".join(run.text for run in runs(text))


# ── Tables ────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Sum:
    def __repr__(self) -> str:
        return "SUM"


SUM = _Sum()  # in TotalRow.values: the sum of that column over all rows


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what its values are, so that each format prints or types them in its own way.

    key: the key of a row given as a mapping. unit: printed in brackets under the title. group: a common head over
    neighbouring columns that carry the same group. width: about how many characters fit; estimated when None.
    places: decimals (percent: cut, default 2; decimal: rounded half up, default as given).
    pad: whole numbers under ten print as 03.

    kind     values                                      PDF              Excel
    text     Text                                        as is            text
    int      int                                         1.234            number
    decimal  Decimal                                     85,6             number
    percent  ratio as Fraction or Decimal (1 = 100 %)    86,66%           number, cut, 0.00%
    money    int or Decimal, đồng                        1.440.000        number
    date     date or naive local datetime                10/11/2023       date
    index    none: counted by the table                  1, 2, 3 …        number
    check    True, False, None                           ☒ ☐ (drawn), –   x, nothing
    A str is printed as it stands in a column of any kind; None is an empty cell; a Formula is its value in print and
    lives on in Excel.
    """

    key: str
    title: str
    kind: Kind = "text"
    unit: str = ""
    width: float | None = None
    align: Align | None = None
    group: str = ""
    places: int | None = None
    pad: bool = False

    @classmethod
    def index(cls, title: str = "TT") -> "Column":
        """The running number; rows do not carry it."""
        return cls("#", title, "index")

    @property
    def alignment(self) -> Align:
        """The given alignment, else the habit of the kind: words left, money right, other figures centred."""
        return self.align or ("left" if self.kind == "text" else "right" if self.kind == "money" else "center")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with more to say: bold or italic, a small italic second line, or an alignment of its own."""

    value: Any
    bold: bool = False
    italic: bool = False
    note: str = ""
    align: Align | None = None


@dataclass(frozen=True, slots=True)
class Ref:
    """A cell, or the cells down to another row, of a table: for formulas of the workbook.

    sheet: the `Table.sheet` it stands on, "" = the formula's own. row: number of the line in the table from 0, with
    GroupRows. column: its key; to_row: last line of a range.
    """

    column: str
    row: int
    to_row: int | None = None
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """A value that the workbook computes by itself. value: what it comes to, which print shows.

    parts: pieces of the formula without "=", between them the cells they read. Only the program writes them: text of
    people never becomes a formula.
    """

    value: Any
    parts: tuple["str | Ref", ...]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A head over the rows that follow it: number ("I", "A") in the index column, title across the others."""

    title: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A bold row at the foot: the label stretches over the columns before the first value.

    values: by column key; SUM adds up the column.
    """

    label: str
    values: Mapping[str, Any] = field(default_factory=dict)


Row = Mapping[str, Any] | Sequence[Any]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns.

    rows: mappings by column key, or sequences in the order of the columns, in both cases without index columns, and
    GroupRows between them. Any iterable that can be walked more than once (a list, or an object that starts anew for
    each walk when the rows are many); an iterator that runs dry is refused.
    sheet: name of the Excel sheet; else caption, annex or document give it. roomy: tall rows, for ballot papers.
    restart_index: the running number begins again after every GroupRow. empty: sentence for no rows.
    """

    columns: Sequence[Column]
    rows: Iterable[Row | GroupRow]
    caption: str = ""
    totals: Sequence[TotalRow] = ()
    sheet: str = ""
    roomy: bool = False
    restart_index: bool = False
    empty: str = "Không có"

    def __post_init__(self) -> None:
        if isinstance(self.rows, Iterator):
            raise TypeError("Table.rows must allow more than one walk: give a list or an object with __iter__")
        keys = [column.key for column in self.columns]
        if not keys or len(set(keys)) != len(keys):
            raise ValueError(f"Table columns need different keys, got {keys}")
        for total in self.totals:
            if unknown := set(total.values) - set(keys):
                raise ValueError(f"Total row names unknown columns: {sorted(unknown)}")

    def lines(self) -> Iterator["GroupRow | tuple[Any, ...]"]:
        """The rows in the order of the columns, index columns filled in; values as they were given."""
        keys = [column.key for column in self.columns]
        given = [column.key for column in self.columns if column.kind != "index"]
        known, number = set(given), 0
        for row in self.rows:
            if isinstance(row, GroupRow):
                number = 0 if self.restart_index else number
                yield row
                continue
            if not isinstance(row, Mapping):
                if len(row) != len(given):
                    raise ValueError(f"A row has {len(row)} values for the columns {given}: {row!r}")
                row = dict(zip(given, row, strict=True))
            elif not known.issuperset(row):
                raise ValueError(f"A row names unknown columns: {sorted(set(row) - known)}")
            number += 1
            yield tuple(
                number if column.kind == "index" else row.get(key)
                for key, column in zip(keys, self.columns, strict=True)
            )

    def total_values(self, total: TotalRow) -> list[Any]:
        """The values of a total row in the order of the columns, sums added up."""
        wanted = {key for key, value in total.values.items() if value is SUM}
        sums: dict[str, int | Decimal | Fraction] = dict.fromkeys(wanted, 0)
        if wanted:
            places = {column.key: i for i, column in enumerate(self.columns) if column.key in wanted}
            for line in self.lines():
                if not isinstance(line, GroupRow):
                    for key, i in places.items():
                        value = line[i].value if isinstance(line[i], Cell) else line[i]
                        if value is not None and not isinstance(value, str):
                            sums[key] += value
        return [sums[c.key] if c.key in wanted else total.values.get(c.key) for c in self.columns]

    def label_span(self, total: TotalRow) -> int:
        """How many columns the label of a total row covers: those before its first value, at least one."""
        return next((i for i, column in enumerate(self.columns) if column.key in total.values), len(self.columns)) or 1


# ── Other blocks ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Heading:
    """A head in the text, with its own number: level 0 "Phần I\\nTên phần" centred, 1 "I. …", 2 "1. …", 3 "a) …"."""

    text: str
    level: Literal[0, 1, 2, 3] = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. lead: bold words in front, such as "Điều 1.". indent: first line set in (justified text only)."""

    text: Text
    lead: str = ""
    indent: bool = True
    align: Align = "justify"
    bold: bool = False
    italic: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, one item a line. marker: "-", "+", or the first of a count: "1.", "a)"."""

    items: Sequence[Text]
    marker: Literal["-", "+", "1.", "a)"] = "-"


@dataclass(frozen=True, slots=True)
class Fields:
    """Key figures or particulars, "label: value"; in Excel they stand above the table that follows.

    items: (label, value); a value may be Text, int, Decimal, date. columns: how many side by side (1–3).
    """

    items: Sequence[tuple[str, Any]]
    columns: Literal[1, 2, 3] = 1


@dataclass(frozen=True, slots=True)
class Box:
    """Text in a frame, such as how to fill in a ballot paper."""

    text: Text
    lead: str = ""


@dataclass(frozen=True, slots=True)
class FoldLine:
    """A dashed line across the sheet with small words under it."""

    text: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values of a chart, one per label; None is a gap."""

    name: str
    values: Sequence[int | Decimal | None]


@dataclass(frozen=True, slots=True)
class _Chart:
    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    places: int | None = None
    description: str = ""
    sheet: str = ""

    def __post_init__(self) -> None:
        if not self.series or not self.labels:
            raise ValueError("A chart needs labels and at least one series")
        for one in self.series:
            if len(one.values) != len(self.labels):
                raise ValueError(f"Series “{one.name}” has {len(one.values)} values for {len(self.labels)} labels")


@dataclass(frozen=True, slots=True)
class BarChart(_Chart):
    """Lying bars from zero, one group per label, each value written at its bar; a native bar chart in Excel.

    title: printed under the chart. unit: beside the axis. description: for readers who cannot see it; made from the
    figures when left out. sheet: name of its Excel sheet.
    """


@dataclass(frozen=True, slots=True)
class ChangeChart(_Chart):
    """Before and after, exactly two series: a hollow and a full point on a line; the axis need not begin at zero.

    A native bar chart in Excel.
    """

    def __post_init__(self) -> None:
        _Chart.__post_init__(self)
        if len(self.series) != 2:
            raise ValueError("A change chart compares exactly two series")


Block = Heading | Paragraph | Bullets | Fields | Table | Box | FoldLine | PageBreak | BarChart | ChangeChart

# ── The paper ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialHeading:
    """Head of an official paper: organs at left, Quốc hiệu at right, number and place-date on one line below.

    number: "1431/QĐ-BCH" (a zero is added under ten; "/QĐ-BCH" leaves room for the number; "" prints none).
    about: the "V/v …" of an official letter. stamp: words in place of the number, "(Dấu treo của Hội đồng)".
    date None leaves room for the pen; place "" prints no date line.
    """

    organ: str
    superior: str = ""
    number: str = ""
    place: str = ""
    date: datetime.date | None = None
    about: str = ""
    stamp: str = ""

    @property
    def number_text(self) -> str:
        return f"Số: {official_number(self.number)}" if self.number else ""

    @property
    def place_and_date(self) -> str:
        return f"{self.place}, {long_date(self.date)}" if self.place else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureBlock:
    """Who signs. authority: "TM. Hội đồng", "KT. Chỉ huy trưởng"; post: "Chủ tịch"; hint: "(Ký, ghi rõ họ tên)".

    held: the signer's own post, printed above the name ("Chính ủy"). Rank goes before the name when the layout of
    the organisation says so (Nghị định 30 leaves that to the armed forces; the default prints it).
    """

    post: str
    name: str = ""
    rank: str = ""
    authority: str = ""
    hint: str = ""
    held: str = ""


@dataclass(frozen=True, slots=True)
class Seal:
    """A QR under the recipients. address: what it says; words: printed beside it, such as the code."""

    address: str
    words: str


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex on pages of its own, numbered on their own.

    title: printed in capitals. label: "Phụ lục" and its Roman number by order (alone: no number) when left out.
    reference: the line in brackets; "(Kèm theo Quyết định số … ngày … của …)" when left out; "" prints none.
    sheet: name of the Excel sheet of its table.
    """

    title: str
    blocks: Sequence[Block]
    landscape: bool = True
    label: str | None = None
    reference: str | None = None
    sheet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One paper.

    slug: for the file name, ASCII. kind: "Quyết định"; subject: trích yếu. title: for the file's properties, when
    not kind and subject. issuer: who decides, printed in capitals under the title when there are legal bases, and
    named in the reference line of annexes. legal_bases: one each line, italic; ";" and "." are added.
    addressees: after "Kính gửi:". enacting: "Quyết định:", centred capitals.
    signatures: blocks side by side, or rows of blocks (a list of lists); the last row, when it is one block, stands
    at the right of the recipients. recipients: "Nơi nhận"; dash, ";" and "." are added.
    period, note: lines above the tables in Excel; note also stands small at the end of the text. trace: one small
    grey line at the very end. footing: small words in the foot margin of every page, for papers whose sheets may come
    apart. draft: words of the stamp in the top margin ("Số liệu tạm tính"). demo: prints "Dữ liệu minh hoạ" in the
    foot margin. landscape: the main part lies across. date: of the act, for the file's
    properties; the heading's when left out. seal: a QR for whoever wants to check the paper. copies: further whole
    papers that are printed after this one into one file, such as the same letter to others.
    """

    slug: str
    kind: str = ""
    subject: str = ""
    title: str = ""
    heading: OfficialHeading | None = None
    issuer: str = ""
    legal_bases: Sequence[str] = ()
    addressees: Sequence[str] = ()
    enacting: str = ""
    blocks: Sequence[Block] = ()
    signatures: Sequence[SignatureBlock] | Sequence[Sequence[SignatureBlock]] = ()
    recipients: Sequence[str] = ()
    annexes: Sequence[Annex] = ()
    period: str = ""
    note: str = ""
    trace: str = ""
    footing: str = ""
    draft: str = ""
    demo: bool = False
    landscape: bool = False
    date: datetime.date | None = None
    copies: Sequence["Document"] = ()
    seal: Seal | None = None
    layout: Layout = Layout()

    @property
    def full_title(self) -> str:
        """Title of the file: the given one, or kind and subject on one line."""
        return self.title or " ".join(" ".join((self.kind, self.subject)).split()) or self.slug

    @property
    def acted_on(self) -> datetime.date | None:
        """The date of the act: it dates the file."""
        return self.date or (self.heading.date if self.heading else None)

    @property
    def signature_rows(self) -> list[list[SignatureBlock]]:
        """Signatures as rows of blocks that stand side by side."""
        rows = [list(row) for row in self.signatures if not isinstance(row, SignatureBlock)]
        flat = [block for block in self.signatures if isinstance(block, SignatureBlock)]
        return [*rows, flat] if flat else rows

    def annex_label(self, index: int) -> str:
        """Label of the annex with this place in the list: "Phụ lục II"; alone it carries no number."""
        given = self.annexes[index].label
        if given is not None:
            return given
        return "Phụ lục" if len(self.annexes) == 1 else f"Phụ lục {roman(index + 1)}"

    def annex_reference(self, index: int) -> str:
        """The line that ties an annex to its paper."""
        given = self.annexes[index].reference
        if given is not None:
            return given
        if not (self.kind and self.heading and self.heading.number):
            return ""
        words = f"Kèm theo {self.kind} số {official_number(self.heading.number)} {long_date(self.heading.date)}"
        return f"({words} của {self.issuer})" if self.issuer else f"({words})"

    def tables(self) -> Iterator[Table]:
        """Every table, main part first."""
        for blocks in (self.blocks, *(annex.blocks for annex in self.annexes)):
            yield from (block for block in blocks if isinstance(block, Table))
