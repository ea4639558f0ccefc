"""A pasted block of names for one decision, as a workbook: from there it goes the way of every file, with a preview."""

import re
from dataclasses import dataclass
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from awards.catalogue.models import Award
from awards.decisions.enums import EntryConfidence, EntrySource
from awards.decisions.finding import units_named
from awards.decisions.imports import OldAwards
from awards.decisions.old_papers import OldPaper
from awards.results.paste import BlockTooLarge, split_block
from thidua.errors import RuleViolation
from thidua.permissions import require
from thidua.text import search_key
from units.imports.kinds import KINDS
from units.imports.models import Import
from units.imports.rules import header_key
from units.imports.services import receive
from units.models import Person, Unit, User
from units.people.enums import Rank

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WHO = ("service_number", "full_name", "unit", "unit_name")  # what a line of the block may say
_NUMBER = re.compile(r"[A-ZĐ]{0,4}-?\d[\d-]{3,19}", re.IGNORECASE)
_RANKS = {search_key(rank.label) for rank in Rank}


def paste(paper: OldPaper, *, by: User, text: str, award: Award, year: int, source: str, confidence: str) -> Import:
    """The block as a file of the kind "old awards", ready to be read; refused when it holds no line."""
    require(by, "awards.record_award", paper.unit)
    try:
        rows = split_block(text)
    except BlockTooLarge as error:
        raise RuleViolation(str(error), field="text") from None
    known = Known(_codes(rows), _numbers(rows), set(units_named(by, {cell for row in rows for cell in row if cell})))
    lines = lines_of(rows, known)
    if not lines:
        raise RuleViolation("Không có dòng nào. Chép danh sách rồi dán vào ô.", field="text")
    name = f"Dán {len(lines)} dòng, {paper.number.replace('/', '-')}"[:120]
    file = SimpleUploadedFile(f"{name}.xlsx", _book(paper, lines, award, year, source, confidence), XLSX)
    return receive(KINDS[OldAwards.name], file, by=by)


@dataclass(frozen=True)
class Known:
    """What the house knows of the cells: codes and numbers in capitals, names of units without accents."""

    codes: set[str] = frozenset()
    numbers: set[str] = frozenset()
    places: set[str] = frozenset()


def lines_of(rows: list[list[str]], known: Known) -> list[dict[str, str]]:
    """What each line says of who is meant. A heading names the columns; without one each cell is told by its look."""
    if not rows:
        return []
    if heads := _heading(rows[0]):
        found = [{name: row[place] for place, name in heads.items() if row[place]} for row in rows[1:]]
    else:
        found = [_told(row, known) for row in rows]
    return [line for line in found if line]


def _heading(row: list[str]) -> dict[int, str]:
    """Place → name of a column, when the row is a heading: at least one of the columns that say who is meant."""
    known = {
        header_key(title): column.name
        for column in OldAwards.columns
        if column.name in WHO
        for title in (column.title, *column.aliases)
    }
    known[header_key("Đơn vị")] = "unit_name"
    return {place: known[key] for place, cell in enumerate(row) if (key := header_key(cell)) in known}


def _told(row: list[str], known: Known) -> dict[str, str]:
    """Running numbers, ranks and posts are left out; numbers, codes and units are known ones, other words the name."""
    line: dict[str, str] = {}
    for place, cell in enumerate(row):
        is_count = place == 0 and cell.rstrip(".").isdecimal() and len(cell) < 5
        if not cell or (is_count and cell.upper() not in known.numbers):
            continue
        if "service_number" not in line and (cell.upper() in known.numbers or _NUMBER.fullmatch(cell)):
            line["service_number"] = cell
        elif "unit" not in line and cell.upper() in known.codes:
            line["unit"] = cell
        elif "unit_name" not in line and search_key(cell) in known.places:
            line["unit_name"] = cell
        elif "full_name" not in line and (name := _name(cell)):
            line["full_name"] = name
    if "unit" in line and line.keys() & {"service_number", "full_name"}:
        line.setdefault("unit_name", line["unit"])
        del line["unit"]
    return line


def _name(cell: str) -> str:
    """The words of a cell without a rank before them; empty when nothing else is left."""
    words = cell.split()
    for count in (2, 1):
        if search_key(" ".join(words[:count])) in _RANKS:
            words = words[count:]
            break
    return " ".join(words) if any(char.isalpha() for word in words for char in word) else ""


def _cells(rows: list[list[str]]) -> set[str]:
    return {cell.upper() for row in rows for cell in row if cell and len(cell) <= 30}


def _codes(rows: list[list[str]]) -> set[str]:
    return set(Unit.objects.filter(code__in=_cells(rows)).values_list("code", flat=True))


def _numbers(rows: list[list[str]]) -> set[str]:
    cells = [cell for cell in _cells(rows) if any(char.isdigit() for char in cell)]
    return set(Person.objects.filter(service_number__in=cells).values_list("service_number", flat=True))


def _book(paper: OldPaper, lines: list[dict], award: Award, year: int, source: str, confidence: str) -> bytes:
    common = {
        "award": award.name, "year": year, "decision_text": paper.number, "authority": paper.authority,
        "signer": paper.signer, "decided_on": f"{paper.decided_on:%d/%m/%Y}",
        "source": EntrySource(source).label, "confidence": EntryConfidence(confidence).label,
    }  # fmt: skip
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Dữ liệu")
    sheet.append([column.title for column in OldAwards.columns])
    for line in lines:
        row = {**line, **common}
        sheet.append([row.get(column.name) for column in OldAwards.columns])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
