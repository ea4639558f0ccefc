"""The one place for formats: a report builds a Document (`document.py`); `pdf.py`, `xlsx.py`, `docx.py` print it."""

from typing import Literal

from thidua.documents.document import (
    SUM,
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
    Formula,
    GroupRow,
    Heading,
    OfficialHeading,
    PageBreak,
    Paragraph,
    Ref,
    Run,
    Seal,
    Series,
    SignatureBlock,
    Table,
    TotalRow,
    bold,
    italic,
)
from thidua.documents.layout import Layout, Margins
from thidua.documents.pdf import render_pdf
from thidua.documents.xlsx import has_sheets, render_xlsx, write_xlsx

Format = Literal["pdf", "xlsx", "docx"]

CONTENT_TYPES: dict[Format, str] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def render(document: Document, format: Format) -> bytes:
    """The document in the given format: what the page's download and the command line both hand out."""
    return {"pdf": render_pdf, "xlsx": render_xlsx, "docx": render_docx}[format](document)


def render_docx(document: Document) -> bytes:
    """The document as a Word file; the library is large and read only here."""
    from thidua.documents.docx import render_docx as render

    return render(document)


def file_name(document: Document, format: Format) -> str:
    """Name of the downloaded file, ASCII: 'quyet-dinh-1431.pdf'."""
    return f"{document.slug}.{format}"


__all__ = [
    "CONTENT_TYPES",
    "SUM",
    "Annex",
    "BarChart",
    "Block",
    "Box",
    "Bullets",
    "Cell",
    "ChangeChart",
    "Column",
    "Document",
    "Fields",
    "FoldLine",
    "Format",
    "Formula",
    "GroupRow",
    "Heading",
    "Layout",
    "Margins",
    "OfficialHeading",
    "PageBreak",
    "Paragraph",
    "Ref",
    "Run",
    "Seal",
    "Series",
    "SignatureBlock",
    "Table",
    "TotalRow",
    "bold",
    "file_name",
    "has_sheets",
    "italic",
    "render",
    "render_docx",
    "render_pdf",
    "render_xlsx",
    "write_xlsx",
]
