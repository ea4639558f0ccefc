"""Targets as a workbook: out with a locked heading and a seal, in again as changes that are seen before being written.

The seal says which table and which targets the file was made from. A file of another table, of a table whose rows have
changed, or with targets that somebody changed since is refused: nobody's later change is written over unseen.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import IO

from django.core import signing
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from awards.criteria.models import CriteriaSet, Criterion, Target
from awards.criteria.queries import Line, outline, stored_targets, stored_value, target_text
from awards.criteria.rules import NOT_ASSIGNED
from thidua import workbooks
from thidua.errors import RuleViolation, StateConflict
from thidua.numbers import parse_number
from thidua.text import search_key
from units.models import Unit

SALT = "awards.criteria.targets"
SEAL_ROW, CODE_ROW, NAME_ROW, FIRST_ROW = 2, 4, 5, 6
FIRST_COLUMN = 4  # of the units: number, name and measure stand before
MOST_ROWS = 2000
INK, PALE, GROUP = "FFFFFF", "1F4D3A", "E8EEEA"
SEAL = "Mã tệp: "
HOW = "Chỉ điền các ô trắng: số, hoặc “k” là không giao; để trống là chưa giao. Không sửa tiêu đề, không thêm cột."
FOREIGN = "Đây không phải tệp chỉ tiêu tải từ bảng điểm này. Tải tệp của bảng đang xem, điền rồi tải lên."
NOT_ASSIGNED_WORDS = {"khong giao", "khong", "kg", "k", "x"}


def parse_target(text: str, criterion: Criterion) -> Decimal | str | None:
    """What somebody typed into a cell; ValueError with one Vietnamese sentence when it cannot be a target."""
    if search_key(text) in NOT_ASSIGNED_WORDS:
        return NOT_ASSIGNED
    number = parse_number(text, places=criterion.places)
    if number is not None and (problem := criterion.target_problem(number)):
        raise ValueError(problem[:1].upper() + problem[1:])
    return number


# Out ------------------------------------------------------------------------------------------------------------------


def workbook(table: CriteriaSet, units: list[Unit], lines: list[Line]) -> bytes:
    """An .xlsx of the targets of some units: every leaf of `lines` in its group, what is set already filled in."""
    stored = stored_targets(table, units)
    book = Workbook()
    sheet = book.active
    sheet.title = "Chỉ tiêu"
    _words(sheet, 1, 1, f"Chỉ tiêu năm {table.of_period.year}: {table.name}").font = Font(bold=True, size=13)
    _words(sheet, SEAL_ROW, 1, SEAL + seal(table, units)).font = Font(size=7, color="999999")
    _words(sheet, SEAL_ROW + 1, 1, HOW)
    for place, (code, name) in enumerate(
        [("Mã", "TT"), ("", "Tiêu chí"), ("", "Đơn vị tính"), *((unit.code, unit.short_name) for unit in units)], 1
    ):
        for row, text in ((CODE_ROW, code), (NAME_ROW, name)):
            cell = _words(sheet, row, place, text)
            cell.font, cell.fill = Font(bold=True, color=INK), PatternFill("solid", start_color=PALE)
            cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        sheet.column_dimensions[get_column_letter(place)].width = (8, 60, 12)[place - 1] if place < FIRST_COLUMN else 16
    for row, line in enumerate(lines, FIRST_ROW):
        _line(sheet, row, line, units, stored)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, FIRST_COLUMN)
    sheet.protection.sheet = True
    for right in ("formatCells", "formatColumns", "formatRows"):
        setattr(sheet.protection, right, False)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _line(sheet: Worksheet, row: int, line: Line, units: list[Unit], stored: Mapping) -> None:
    one = line.criterion
    for place, text in enumerate((one.code, one.name, one.measure), 1):
        cell = _words(sheet, row, place, text)
        cell.alignment = Alignment(wrap_text=place == 2, vertical="top", indent=line.depth if place == 2 else 0)
        if not one.is_leaf:
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", start_color=GROUP)
    for place, unit in enumerate(units, FIRST_COLUMN):
        cell = sheet.cell(row, place)
        if not one.is_leaf:
            cell.fill = PatternFill("solid", start_color=GROUP)
            continue
        target = stored.get((one.pk, unit.pk))
        value = stored_value(target)
        cell.protection = Protection(locked=False)
        cell.value = value if isinstance(value, Decimal) else target_text(target) or None
        cell.alignment = Alignment(horizontal="right")


def _words(sheet: Worksheet, row: int, place: int, text: str):
    """Text that stays text, whatever its first letter."""
    cell = sheet.cell(row, place, text)
    cell.data_type = "s"
    return cell


def seal(table: CriteriaSet, units: list[Unit]) -> str:
    """Signed: the table, its rows as they are now, these units and their targets as they are now."""
    return signing.Signer(salt=SALT).sign(f"{table.pk}.{_rows_mark(table)}.{_targets_mark(table, units)}")


def _rows_mark(table: CriteriaSet) -> str:
    text = "|".join(f"{row.pk}:{row.code}:{row.kind}:{row.places}" for row in outline(table))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _targets_mark(table: CriteriaSet, units: list[Unit]) -> str:
    rows = Target.objects.filter(criterion__criteria_set=table, unit__in=units).order_by("criterion_id", "unit_id")
    codes = ",".join(sorted(unit.code for unit in units))
    text = "|".join(f"{row.criterion_id}:{row.unit_id}:{_plain(stored_value(row))}" for row in rows)
    return hashlib.sha256(f"{codes}#{text}".encode()).hexdigest()[:16]


def _plain(value: Decimal | str | None) -> str:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


# In -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CellChange:
    """One cell that would change; before and after as people read them."""

    criterion: Criterion
    unit: Unit
    before: str
    after: str


@dataclass
class Reading:
    """What a file says. targets, expected: for services.set_targets; errors: sentences, one a cell that is wrong."""

    changes: list[CellChange] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    targets: dict[tuple[str, str], Decimal | str | None] = field(default_factory=dict)
    expected: dict[tuple[str, str], Decimal | str | None] = field(default_factory=dict)


def read(table: CriteriaSet, units: list[Unit], file: IO[bytes], name: str, size: int) -> Reading:
    """The changes of a file for these units (the ones the sender may set).

    Raises RuleViolation for a file that is no workbook of this table, StateConflict for one that is older than the
    table or its targets; a file that says what is stored already is no change, however old it is.
    """
    rows = _rows(file, name, size)
    mark = _seal_of(rows, table)
    known = {unit.code: unit for unit in table.of_period.reporting_units()}
    columns = _columns(rows, known)
    mine = {unit.pk for unit in units}
    reading = _compare(table, rows, columns, mine)
    if reading.targets and mark[2] != _targets_mark(table, list(columns.values())):
        raise StateConflict(
            "Chỉ tiêu đã được sửa sau khi tải tệp này nên chưa nhập gì. Tải tệp mới, điền lại những ô cần đổi rồi nhập."
        )
    return reading


def _rows(file: IO[bytes], name: str, size: int) -> dict[int, list]:
    found = {}
    for number, values in workbooks.read(file, name, size):
        found[number] = values
        if len(found) > MOST_ROWS:
            raise RuleViolation(FOREIGN)
    return found


def _seal_of(rows: dict[int, list], table: CriteriaSet) -> tuple[str, str, str]:
    text = next(iter(rows.get(SEAL_ROW, [])), "")
    try:
        parts = signing.Signer(salt=SALT).unsign(str(text).removeprefix(SEAL)).split(".")
    except signing.BadSignature:
        raise RuleViolation(FOREIGN) from None
    if len(parts) != 3 or parts[0] != str(table.pk):
        raise RuleViolation("Tệp này của bảng điểm hoặc năm thi đua khác. Tải tệp của bảng đang xem.")
    if parts[1] != _rows_mark(table):
        raise StateConflict("Tệp cũ: bảng điểm đã thay đổi sau khi tải tệp này. Tải tệp mới rồi điền lại.")
    return parts[0], parts[1], parts[2]


def _columns(rows: dict[int, list], known: Mapping[str, Unit]) -> dict[int, Unit]:
    """Number of a column → its unit."""
    codes = [str(code).strip() for code in rows.get(CODE_ROW, [])[FIRST_COLUMN - 1 :]]
    strange = [code for code in codes if code and code not in known]
    if strange or not any(codes) or len(set(codes)) != len(codes):
        raise RuleViolation("Dòng mã đơn vị của tệp đã bị sửa. Tải tệp mới, không sửa tiêu đề.")
    return {number: known[code] for number, code in enumerate(codes, FIRST_COLUMN - 1)}


def _compare(table: CriteriaSet, rows: dict[int, list], columns: dict[int, Unit], mine: set[int]) -> Reading:
    criteria = {row.code: row for row in outline(table) if row.is_leaf}
    stored, reading = stored_targets(table, list(columns.values())), Reading()
    for number, values in rows.items():
        if number < FIRST_ROW or not values or str(values[0]).strip() not in criteria:
            continue
        criterion = criteria[str(values[0]).strip()]
        for place, unit in columns.items():
            text = values[place] if place < len(values) else ""
            target = stored.get((criterion.pk, unit.pk))
            _read_cell(reading, criterion, unit, text, target, may=unit.pk in mine)
    return reading


def _read_cell(reading: Reading, criterion: Criterion, unit: Unit, text, target: Target | None, *, may: bool) -> None:
    where = f"{criterion.code} · {unit.short_name}"
    if isinstance(text, workbooks.Odd):
        reading.errors.append(f"{where}: {text.why}")
        return
    try:
        value = parse_target(str(text), criterion)
    except ValueError as error:
        reading.errors.append(f"{where}: {error}")
        return
    was = stored_value(target)
    if (None if value == 0 else value) == was:
        return
    if not may:
        reading.errors.append(f"{where}: không được giao chỉ tiêu cho đơn vị này.")
        return
    words = "không giao" if value == NOT_ASSIGNED else "" if value is None else _shown(value)
    reading.changes.append(CellChange(criterion, unit, target_text(target), words))
    key = (criterion.code, unit.code)
    reading.targets[key], reading.expected[key] = value, was


def _shown(value: Decimal) -> str:
    return target_text(Target(value=value))


# Between preview and confirmation -------------------------------------------------------------------------------------


def packed(table: CriteriaSet, reading: Reading, user_id: int) -> str:
    """The changes that were shown, signed for this table and this person: what is confirmed is what was seen."""
    cells = [
        [code, unit, _plain(value), _plain(reading.expected[code, unit])]
        for (code, unit), value in reading.targets.items()
    ]
    return signing.dumps({"t": table.pk, "u": user_id, "c": cells}, salt=SALT, compress=True)


def unpacked(text: str, user_id: int) -> tuple[int, dict, dict]:
    """(table, targets, expected) of a confirmed preview. RuleViolation when it is somebody else's, or not ours."""
    try:
        told = signing.loads(text, salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        raise RuleViolation("Bản xem trước đã hết hạn hoặc bị sửa. Tải tệp lên lại.") from None
    if told["u"] != user_id:
        raise RuleViolation("Bản xem trước của người khác. Tải tệp lên lại.")
    targets = {(code, unit): _value(value) for code, unit, value, _ in told["c"]}
    expected = {(code, unit): _value(was) for code, unit, _, was in told["c"]}
    return told["t"], targets, expected


def _value(text: str) -> Decimal | str | None:
    if text == "None":
        return None
    return text if text == NOT_ASSIGNED else Decimal(text)
