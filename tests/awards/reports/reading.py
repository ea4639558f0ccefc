"""Papers and workbooks read back the way their readers read them."""

import io
import subprocess
import unicodedata

from openpyxl import load_workbook


def pages(pdf: bytes) -> list[str]:
    """Text of every page in reading layout."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


def text(pdf: bytes) -> str:
    """All text on one line, composed letters."""
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return unicodedata.normalize("NFC", " ".join(done.stdout.decode().split()))


def sheets(xlsx: bytes) -> dict[str, list[list]]:
    """Sheet name → rows of values, empty cells and rows left out."""
    book = load_workbook(io.BytesIO(xlsx))
    return {
        sheet.title: [
            found
            for row in sheet.iter_rows(values_only=True)
            if (found := [value for value in row if value is not None])
        ]
        for sheet in book.worksheets
    }


def cell_kinds(xlsx: bytes) -> set[str]:
    """Kinds of all cells of a workbook: n, s, d, b; f would be a formula."""
    book = load_workbook(io.BytesIO(xlsx))
    return {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
