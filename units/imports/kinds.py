"""What can be brought in: the register of kinds, their columns, and how the rows of one are judged.

A kind is an object of a subclass of `Kind`, registered when its app is ready; `units` knows none of `awards`.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models

from thidua import clock
from thidua.errors import RuleViolation
from thidua.permissions import allowed
from thidua.text import clean, search_key
from thidua.workbooks import Odd, Value, tidy
from units.imports.enums import RowState
from units.imports.models import ImportRow
from units.imports.rules import header_key, is_exponent, read_day, read_flag, read_whole
from units.structure.models import Unit

CHUNK = 500  # ids in one query
ERROR, WARN = "error", "warning"
HEADER_WITHIN = 10  # rows in which the heading is looked for
KEPT_TEXT = 200  # letters of a cell that are kept for the preview


@dataclass(frozen=True)
class Column:
    """One column of a kind. kind: text, code (digits and letters, never a number), day, choice, flag, whole.

    required: the column and every cell of it must be there. choices: value -> label. pick: what the drop-down of the
    template offers when it is neither choices nor a flag. aliases: other headings people use.
    """

    name: str
    title: str
    kind: str = "text"
    required: bool = True
    aliases: tuple[str, ...] = ()
    hint: str = ""
    example: str = ""
    choices: type[models.TextChoices] | None = None
    pick: Callable[[Any], list[tuple[str, str]]] | None = None
    most: int = 200
    least: int = 0
    future: bool = False
    width: int = 16


@dataclass
class Line:
    """A row being judged. values: what was understood, None for an empty cell. plan: whatever the kind has to keep."""

    number: int
    cells: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    act: RowState = RowState.SAME
    label: str = ""
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    plan: dict[str, Any] = field(default_factory=dict)

    def error(self, column: str, sentence: str) -> None:
        self.problems.append((column, ERROR, sentence))

    def warn(self, column: str, sentence: str) -> None:
        self.problems.append((column, WARN, sentence))

    def wrong(self, *columns: str) -> bool:
        """Whether an error was found, in one of the columns when any are named."""
        return any(level == ERROR and (not columns or name in columns) for name, level, _ in self.problems)

    def change(self, title: str, before: Any, after: Any) -> None:
        """A cell that differs from what is kept; makes the row a changed one."""
        self.before[title], self.after[title] = words(before), words(after)
        self.act = RowState.CHANGED

    @property
    def state(self) -> RowState:
        if self.wrong():
            return RowState.ERROR
        return RowState.WARNING if self.problems and self.act != RowState.SAME else self.act

    def row(self, batch) -> ImportRow:
        label = self.label or " ".join(_text(self.cells[name]) for name in list(self.cells)[:2])
        return ImportRow(
            batch=batch,
            number=self.number,
            state=self.state,
            act=self.act,
            label=label[:300],
            search_key=search_key(f"{label} {' '.join(_text(cell) for cell in list(self.cells.values())[:2])}")[:300],
            cells=self.cells,
            problems=[list(problem) for problem in self.problems],
            before=self.before,
            after=self.after,
        )

    @property
    def print(self) -> tuple:
        """What a reader of the preview was shown; a confirmation is refused when it is no longer so."""
        return (self.number, self.state, self.before, self.after, [list(problem) for problem in self.problems])


def words(value: Any) -> str:
    """A value as the preview shows it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "Có" if value else "Không"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _text(cell: Any) -> str:
    return cell[0] if isinstance(cell, list) else cell


class Kind:
    """Something that can be brought in. Subclasses fill the names and the three functions at the end."""

    name: str = ""
    title: str = ""
    noun: str = ""  # of a row: người, đơn vị
    icon: str = "file-spreadsheet"
    note: str = ""  # one sentence on what it does
    permission: str = ""  # asked of a unit
    undo_note: str = ""  # what taking back leaves behind, in a sentence; empty when nothing is left
    columns: tuple[Column, ...] = ()
    key_column: str = ""  # where rows about the same thing are told
    in_label: tuple[str, ...] = ()  # columns that the label of a row shows already

    def key(self, line: Line) -> tuple | None:
        """What two rows of one file may not share; None when it is not known. The first part is shown."""
        raise NotImplementedError

    def plan(self, user, lines: list[Line]) -> None:
        """Compare with what is kept: act, before, after, problems and plan of every line, in a few queries."""
        raise NotImplementedError

    def write(self, user, lines: list[Line]) -> dict[int, dict]:
        """Do what was planned, through the services of the chapter, in the caller's transaction.

        Returns line number -> what undo needs, as plain JSON.
        """
        raise NotImplementedError

    def touched(self, rows: list[ImportRow]) -> dict[int, str]:
        """Line number -> sentence, of every row whose thing has been changed or used since."""
        raise NotImplementedError

    def take_back(self, user, rows: list[ImportRow], reason: str) -> None:
        """Put back what was changed and take out what was made, newest first; in the caller's transaction."""
        raise NotImplementedError

    def column(self, name: str) -> Column:
        return next(one for one in self.columns if one.name == name)


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    KINDS[kind.name] = kind


def kinds_for(user) -> list[Kind]:
    """Kinds the user may bring in, in the order of registration."""
    return [kind for kind in KINDS.values() if allowed(user, kind.permission, None)]


# --- the heading ----------------------------------------------------------------------------------------------------


def find_columns(kind: Kind, values: list[Value]) -> dict[int, Column]:
    """Position -> column, for a row that may be the heading."""
    known = {header_key(name): column for column in kind.columns for name in (column.title, *column.aliases)}
    found = ((place, known.get(header_key(value))) for place, value in enumerate(values) if isinstance(value, str))
    return {place: column for place, column in found if column is not None}


def take_rows(kind: Kind, rows: Iterator[tuple[int, list[Value]]], most: int) -> tuple[list, list[str]]:
    """Cells of the rows below the heading as (number, column -> text or [text, why]), and notes about the file.

    Raises RuleViolation: no heading, a required column missing or given twice, more than `most` rows, no row at all.
    """
    heading, heading_values = _heading(kind, rows)
    titles = Counter(column.title for column in heading.values())
    if twice := [title for title, times in titles.items() if times > 1]:
        raise RuleViolation(f"Cột {_quoted(twice)} có nhiều hơn một lần. Giữ lại một cột rồi tải lên.")
    if missing := [one.title for one in kind.columns if one.required and one.title not in titles]:
        raise RuleViolation(f"Thiếu cột {_quoted(missing)}. Thêm cột vào tệp rồi tải lên.")
    taken = []
    for number, values in rows:
        cells = {column.name: _cell(values[place] if place < len(values) else "") for place, column in heading.items()}
        if not any(cells.values()):
            continue
        if len(taken) == most:
            raise RuleViolation(f"Tệp có hơn {most} dòng. Chia thành nhiều tệp rồi tải lên từng tệp.")
        taken.append((number, {column.name: cells.get(column.name, "") for column in kind.columns}))
    if not taken:
        raise RuleViolation("Tệp không có dòng dữ liệu nào dưới dòng tiêu đề.")
    strangers = [
        _text(_cell(value)) for place, value in enumerate(heading_values) if value != "" and place not in heading
    ]
    notes = [f"Không dùng cột {_quoted(strangers)}."] if strangers else []
    return taken, notes


def _heading(kind: Kind, rows: Iterator) -> tuple[dict[int, Column], list[Value]]:
    """The first of the top rows that names the most columns."""
    best: tuple[dict, list] = ({}, [])
    for count, (_, values) in enumerate(rows, 1):
        found = find_columns(kind, values)
        if len(found) > len(best[0]):
            best = (found, values)
        if len(found) >= max(2, sum(column.required for column in kind.columns) - 1):
            return found, values
        if count >= HEADER_WITHIN:
            break
    if len(best[0]) >= 2:
        missing = [one.title for one in kind.columns if one.required and one not in best[0].values()]
        raise RuleViolation(f"Thiếu cột {_quoted(missing)}. Thêm cột vào tệp rồi tải lên.")
    raise RuleViolation("Không tìm thấy dòng tiêu đề trong 10 dòng đầu. Dùng tệp mẫu của loại này.")


def _quoted(titles: Collection[str]) -> str:
    return ", ".join(f"“{title[:60]}”" for title in list(titles)[:12])


def _cell(value: Value) -> str | list[str]:
    """As it is kept for the preview and for reading it again: a day as yyyy-mm-dd."""
    if isinstance(value, Odd):
        return [tidy(value.text)[:KEPT_TEXT], value.why]
    if isinstance(value, date):
        return value.isoformat()
    return value


# --- the rows -------------------------------------------------------------------------------------------------------


def judge(kind: Kind, user, rows: list[tuple[int, dict]], progress: Callable[[int, int], None] | None = None):
    """Every row understood, compared with what is kept, and what is wrong with each cell. list[Line]."""
    today = clock.today()
    columns = {column.name: column for column in kind.columns}
    known = {name: _known(column) for name, column in columns.items() if column.choices}
    lines = []
    for number, cells in rows:
        line = Line(number, cells)
        for name, cell in cells.items():
            line.values[name] = _understood(columns[name], cell, line, known.get(name), today)
        lines.append(line)
        if progress and len(lines) % 2000 == 0:
            progress(len(lines), len(rows))
    _same_keys(kind, lines)
    kind.plan(user, lines)
    return lines


def _known(column: Column) -> dict[str, str]:
    """Label or value without accents -> value."""
    assert column.choices is not None
    return {search_key(word): value for value, label in column.choices.choices for word in (str(label), value)}


def _understood(column: Column, cell: Any, line: Line, known: dict[str, str] | None, today: date) -> Any:
    if isinstance(cell, list):
        line.error(column.name, cell[1])
        return None
    if not cell:
        if column.required:
            line.error(column.name, f"Chưa ghi {_small(column.title)}.")
        return None
    try:
        return _read(column, cell, known, today)
    except ValueError as error:
        line.error(column.name, str(error))
        return None


def _read(column: Column, cell: str, known: dict[str, str] | None, today: date) -> Any:
    match column.kind:
        case "day":
            day = read_day(cell, today)
            if day > today and not column.future:
                raise ValueError(f"{column.title} không được sau hôm nay.")
            return day
        case "flag":
            return read_flag(cell)
        case "whole":
            return read_whole(cell, column.least, column.most)
        case "choice":
            value = (known or {}).get(search_key(cell))
            if value is None:
                raise ValueError(f"“{cell[:60]}” không có trong danh mục {_small(column.title)}. Chọn từ danh sách.")
            return value
    if len(cell) > column.most:
        raise ValueError(f"{column.title} dài {len(cell)} chữ, nhiều nhất {column.most}.")
    if column.kind == "code":
        if is_exponent(cell):
            raise ValueError(
                f"“{cell}” là số bị Excel rút gọn, không biết chữ số đã mất. Định dạng cột là Văn bản rồi nhập lại."
            )
        return cell.upper()
    return clean(cell)


def _small(title: str) -> str:
    return title[:1].lower() + title[1:]


def _same_keys(kind: Kind, lines: list[Line]) -> None:
    """Rows about the same thing: nobody knows which is meant, so each names the others."""
    groups = defaultdict(list)
    for line in lines:
        if (key := kind.key(line)) is not None:
            groups[key].append(line)
    for key, group in groups.items():
        if len(group) < 2:
            continue
        numbers = [line.number for line in group]
        shown = ", ".join(f"{number}" for number in numbers[:5]) + (" …" if len(numbers) > 5 else "")
        for line in group:
            line.error(kind.key_column, f"{words(key[0])} có ở nhiều dòng: {shown}. Giữ lại một dòng.")


# --- what kinds share -----------------------------------------------------------------------------------------------


def in_chunks(values: Iterable) -> Iterator[list]:
    values = list(values)
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


class Reach:
    """Units of a file by code, and whether the user may edit there; outside the own scope there is none."""

    def __init__(self, user, permission: str, codes: Iterable[str]):
        self.user, self.permission = user, permission
        self.units = {}
        for part in in_chunks({code.upper() for code in codes if code}):
            self.units |= {unit.code: unit for unit in Unit.objects.filter(code__in=part)}
        self._may: dict[int, bool] = {}

    def may(self, unit: Unit) -> bool:
        if unit.pk not in self._may:
            self._may[unit.pk] = allowed(self.user, self.permission, unit)
        return self._may[unit.pk]

    def unit(self, line: Line, column: str) -> Unit | None:
        """The unit a cell names; the same sentence whether it does not exist or is none of the user's."""
        code = line.values.get(column)
        if code is None:
            return None
        unit = self.units.get(code)
        if unit is None or not self.may(unit):
            line.error(column, f"Không có đơn vị mã “{code}” trong phạm vi của đồng chí.")
            return None
        return unit


def unit_codes(user) -> list[tuple[str, str]]:
    """(code, name) of the open units the user may see, for the drop-down of a template."""
    units = Unit.objects.visible_to(user).filter(closed_on__isnull=True).in_order()
    return list(units.values_list("code", "short_name"))


def resting_on(model: type[models.Model], ids: Collection[int], leave: Collection[type[models.Model]] = ()) -> dict:
    """id -> names of the tables with a row that points at it, without the tables in `leave`."""
    found: dict[int, list[str]] = defaultdict(list)
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)):
            continue
        if relation.related_model in leave:
            continue
        field_name = relation.field.name
        for part in in_chunks(ids):
            manager = relation.related_model._base_manager
            pks = manager.filter(**{f"{field_name}__in": part}).values_list(field_name, flat=True).distinct()
            for pk in pks:
                found[pk].append(relation.related_model.__name__)
    return dict(found)
