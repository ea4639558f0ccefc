"""Sổ số văn bản: every number of a series and a year, with its paper, kept, left out or missing."""

from django.db.models import Q

from awards.decisions.papers import organ_name
from awards.decisions.register import Book, NumberRow, books_of, books_within, figures_of, rows_of
from awards.reports.enums import Shelf
from awards.reports.parts import slug
from awards.reports.registry import Report, Scope
from thidua.documents import Column, Document, OfficialHeading, Paragraph, SignatureBlock, Table
from thidua.documents.vietnamese import number


def _books(scope: Scope) -> list[Book]:
    """Registers of the year's unit; at the command line the reader is nobody in particular."""
    unit = scope.period.unit
    return books_within(Q(issuer=unit)) if scope.reader is None else books_of(scope.reader)


def build(scope: Scope, book: Book) -> Document:
    rows = rows_of(book)
    told = figures_of(book, rows)
    last = max((row.paper.decided_on for row in rows if row.paper), default=scope.period.ends_on)
    return Document(
        slug=slug("so van ban", book.issuer.code, book.series, book.year),
        kind="Sổ đăng ký văn bản",
        subject=f"Ký hiệu {book.series}, năm {book.year}",
        heading=OfficialHeading(
            organ=organ_name(book.issuer, last), superior="", number="", place=book.issuer.place, date=None
        ),
        blocks=[
            Paragraph(
                f"Đã dùng {number(told.used)} số, đang giữ {number(told.reserved)}, đã bỏ {number(told.void)}; "
                f"{number(told.missing)} số nhỏ hơn chưa ghi trong hệ thống."
            ),
            Table(
                columns=[
                    Column("number", "Số", align="center"), Column("series", "Ký hiệu", align="center"),
                    Column("date", "Ngày ký", "date"), Column("subject", "Trích yếu"), Column("signer", "Người ký"),
                    Column("lines", "Đối tượng", "int"), Column("state", "Tình trạng"), Column("note", "Ghi chú"),
                ],
                rows=[_cells(row) for row in rows], sheet="Sổ văn bản", empty="Chưa có số nào",
            ),
        ],
        signatures=[SignatureBlock(post="Người giữ sổ", hint="(Ký, ghi rõ họ tên)")],
        demo=scope.period.is_demo,
        landscape=True,
        date=last,
    )  # fmt: skip


def _cells(row: NumberRow) -> dict:
    paper, mark = row.paper, row.mark
    return {
        "number": row.number, "series": row.series,
        "date": paper.decided_on if paper else None,
        "subject": paper.subject_line if paper else mark.reason if mark else "–",
        "signer": f"{paper.signer_name}, {paper.signer_post}" if paper else mark.by.display_name if mark else "–",
        "lines": paper.line_count if paper else None,
        "state": row.state, "note": row.note or "–",
    }  # fmt: skip


REPORT = Report(
    name="number-register",
    title="Sổ số văn bản",
    shelf=Shelf.AWARDS,
    icon="book-open",
    formats=("pdf", "xlsx"),
    build=build,
    note="Số đã dùng, giữ, bỏ và còn trống của từng ký hiệu, năm",
    about="sổ văn bản",
    nothing="Chưa có số văn bản nào.",
    subjects=_books,
    key=lambda book: book.key,
    label=lambda book: f"{book.label}, {book.issuer.short_name}",
    size=lambda scope, book: len(rows_of(book)),
)
