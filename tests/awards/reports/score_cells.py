"""A workbook of a board read back: rows by their heads, cells by criterion and unit."""

from collections.abc import Iterator


def by_head(sheet) -> Iterator[dict]:
    """Rows under the head of a sheet, as head -> value; heads of groups are rows with their first cell only."""
    head: list = []
    for row in sheet.iter_rows(values_only=True):
        if not head:
            head = list(row) if "Mã đơn vị" in row else []
            continue
        yield dict(zip(head, row, strict=True))


def cells_of(book) -> dict[tuple[str, str], dict]:
    """(code of the criterion, code of the unit) -> row, over all sheets of groups."""
    found: dict[tuple[str, str], dict] = {}
    for sheet in book.worksheets[1:]:
        code = ""
        for row in by_head(sheet):
            first, *others = row.values()
            if first and not any(value is not None for value in others):
                code = str(first).split()[0]
            elif first:
                found[code, first] = row
    return found
