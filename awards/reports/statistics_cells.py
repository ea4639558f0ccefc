"""Cells of the statistical forms 0601–0605: each number with how it was counted and what it was counted from.

What the program does not record is left empty and said so: a clerk writes it by hand.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from awards.catalogue.enums import CommendationType, DecidingLevel
from awards.catalogue.models import Award
from awards.catalogue.queries import rules_on
from awards.decisions.papers import organ_name
from awards.nominations.enums import NominationState
from awards.nominations.models import Nomination
from awards.reports.award_list import papers_of
from awards.reports.queries import kept_lines
from awards.years.enums import MovementKind, MovementState
from awards.years.models import EmulationPeriod
from awards.years.movements import Movement
from units.accounts.enums import Role
from units.models import Person, RoleGrant, Unit
from units.people.enums import Sex

DATA = Path(__file__).parent / "data" / "statistics_forms.json"
BY_HAND = "Phần mềm không ghi nội dung này: điền tay."
SHOWN = 5  # sources named in one explanation


@dataclass(frozen=True)
class Cell:
    """One number. value None: written by hand. how: the rule; sources: what was counted, by name."""

    row: str
    column: str
    value: int | None
    how: str
    sources: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        more = len(self.sources) - SHOWN
        return "; ".join(self.sources[:SHOWN]) + (f" và {more} nữa" if more > 0 else "")


@dataclass(frozen=True)
class Form:
    """One form: rows and columns as (code, title, group), and its cells by (row, column)."""

    code: str
    title: str
    first: str
    rows: Sequence[tuple[str, str]]
    columns: Sequence[tuple[str, str, str]]
    cells: dict[tuple[str, str], Cell]


@cache
def definition() -> dict[str, Any]:
    return json.loads(DATA.read_text(encoding="utf-8"))


def forms_of(period: EmulationPeriod) -> list[Form]:
    """All five forms of a year; a constant number of queries."""
    plain = {one["code"]: one for one in definition()["forms"]}
    lines = [line for line in kept_lines(period) if line.state == NominationState.DECIDED]
    papers = {pk: row.decision.code for pk, row in papers_of(lines).items()}
    rules = rules_on(period.ends_on)
    staff = _staff(period)
    found = [_form(plain["0601"], _movements(period))]
    for code in ("0602", "0603"):
        levels = plain[code]["levels"]
        chosen = [line for line in lines if (rule := rules.get(line.award_id)) and rule.deciding_level in levels]
        found.append(_awards(plain[code], chosen, papers))
    found += [_form(plain["0604"], _organs(period, staff)), _form(plain["0605"], _people(period, staff))]
    return found


def below_ministry(period: EmulationPeriod) -> dict[str, int]:
    """How many the forms leave out: decided below the level they ask for, by who decided."""
    rules, found = rules_on(period.ends_on), {}
    for line in kept_lines(period):
        rule = rules.get(line.award_id)
        if line.state == NominationState.DECIDED and (rule is None or rule.deciding_level in LOWER):
            label = DecidingLevel(rule.deciding_level).label if rule else "Chưa rõ cấp quyết định"
            found[label] = found.get(label, 0) + 1
    return found


LOWER = (DecidingLevel.UNIT, DecidingLevel.PROVINCE_COMMAND, DecidingLevel.SERVICE_COMMAND)


def _form(plain: dict, cells: Iterable[Cell]) -> Form:
    rows = [tuple(row) for row in plain["rows"]]
    columns = [tuple(column) for column in plain["columns"]]
    return Form(plain["code"], plain["title"], plain["first"], rows, columns, {(c.row, c.column): c for c in cells})


def _cells(
    row: str, things: Sequence[Any], tests: dict[str, tuple[str, Callable | None]], name: Callable
) -> list[Cell]:
    """One row. tests: column → how it is counted, and which things count; None: by hand."""
    found = []
    for column, (how, test) in tests.items():
        if test is None:
            found.append(Cell(row, column, None, how))
            continue
        counted = [thing for thing in things if test(thing)]
        found.append(Cell(row, column, len(counted), how, tuple(name(thing) for thing in counted)))
    return found


# 0601 -----------------------------------------------------------------------------------------------------------------


def _movements(period: EmulationPeriod) -> list[Cell]:
    told = (MovementState.LAUNCHED, MovementState.EXTENDED, MovementState.ENDED)
    rows = list(
        Movement.objects.filter(period=period, state__in=told).prefetch_related("clusters").order_by("starts_on", "pk")
    )
    own = {organ_name(period.unit, period.ends_on), period.unit.name_on(period.ends_on), str(period.holder), ""}
    ours = [row for row in rows if row.issuer in own]

    def days(row: Movement) -> int:
        return (row.ends_on - row.starts_on).days + 1

    tests: dict[str, tuple[str, Callable | None]] = {
        "1": ("Phong trào đã phát động trong năm, không kể đang soạn, đã bỏ.", lambda row: True),
        "2": (BY_HAND, None),
        "3": (BY_HAND, None),
        "4": ("Phong trào giới hạn ở một số cụm, hoặc của năm thi đua của cụm.", lambda row: _of_cluster(row, period)),
        "5": ("Phong trào của cơ quan, đơn vị: còn lại.", lambda row: not _of_cluster(row, period)),
        "6": ("Ngày kết thúc trừ ngày bắt đầu: dưới 365 ngày.", lambda row: days(row) < 365),
        "7": ("365 hoặc 366 ngày.", lambda row: 365 <= days(row) <= 366),
        "8": ("Trên một năm, dưới ba năm.", lambda row: 366 < days(row) < 3 * 365),
        "9": ("Từ ba đến dưới năm năm.", lambda row: 3 * 365 <= days(row) < 5 * 365),
        "10": ("Từ năm năm.", lambda row: days(row) >= 5 * 365),
        "11": ("Loại: theo đợt, chuyên đề.", lambda row: row.kind == MovementKind.THEMATIC),
        "12": ("Loại: thường xuyên.", lambda row: row.kind == MovementKind.REGULAR),
    }
    others = [row for row in rows if row not in ours]
    return [
        cell
        for code, part in (("1", rows), ("2", ours), ("3", others))
        for cell in _cells(code, part, tests, lambda row: row.name)
    ]


def _of_cluster(row: Movement, period: EmulationPeriod) -> bool:
    return period.cluster_id is not None or bool(row.clusters.all())


# 0602, 0603 -----------------------------------------------------------------------------------------------------------

TYPES = {
    "10": CommendationType.MERIT,
    "11": CommendationType.MOVEMENT,
    "12": CommendationType.SUDDEN,
    "13": CommendationType.FOREIGN,
    "14": CommendationType.DEVOTION,
    "15": CommendationType.SENIORITY,
}


def _awards(plain: dict, lines: list[Nomination], papers: dict[int, str]) -> Form:
    """One row a form of commendation, the sum first."""
    awards = sorted({line.award for line in lines}, key=lambda award: (award.sort, award.code))
    columns = [tuple(column) for column in definition()["award_columns"]]
    tests: dict[str, tuple[str, Callable | None]] = {
        "1": ("Đề nghị của năm đã có quyết định của cấp này.", lambda line: True),
        "2": ("Tặng cho tập thể.", lambda line: line.unit_id is not None),
        "3": ("Đơn vị quân đội trong hệ thống không phải doanh nghiệp.", lambda line: False),
        "4": (BY_HAND, None),
        "5": (BY_HAND, None),
        "6": (BY_HAND, None),
        "7": (BY_HAND, None),
        "8": ("Cá nhân là cán bộ chủ trì theo hồ sơ.", lambda line: line.person_id and line.person.is_commander),
        "9": ("Cá nhân không là cán bộ chủ trì.", lambda line: line.person_id and not line.person.is_commander),
        **{
            code: (f"Loại hình: {kind.label}.", lambda line, kind=kind: line.kind == kind)
            for code, kind in TYPES.items()
        },
        "16": (BY_HAND, None),
    }

    def name(line: Nomination) -> str:
        return f"{line.subject_name} ({papers.get(line.pk, 'chưa rõ số')})"

    rows: list[tuple[str, str, Award | None]] = [("1", "Tổng số", None)]
    rows += [(str(i), award.name, award) for i, award in enumerate(awards, 2)]
    cells = [
        cell
        for code, _, award in rows
        for cell in _cells(code, [one for one in lines if award in (None, one.award)], tests, name)
    ]
    return Form(
        plain["code"], plain["title"], plain["first"], [(code, label) for code, label, _ in rows], columns,
        {(cell.row, cell.column): cell for cell in cells},
    )  # fmt: skip


# 0604, 0605 -----------------------------------------------------------------------------------------------------------

OFFICE = (Role.OFFICER, Role.SECRETARY)


@dataclass(frozen=True)
class Staff:
    """Somebody whose work it is: of the office or of a unit below."""

    person: Person
    unit: Unit
    of_office: bool


def _staff(period: EmulationPeriod) -> list[Staff]:
    """People with an account that does this work on the last day of the year, each once; the office comes first."""
    grants = RoleGrant.objects.in_force(period.ends_on).filter(
        role__in=[*OFFICE, Role.CLERK], stands_for__isnull=True, user__person__isnull=False,
        unit__in=Unit.objects.within(period.unit, period.starts_on, period.ends_on),
    )  # fmt: skip
    found: dict[int, Staff] = {}
    rows = grants.select_related("user__person", "unit").order_by("unit__path", "pk")
    for grant in sorted(rows, key=lambda row: row.role not in OFFICE):
        person = grant.user.person
        found.setdefault(person.pk, Staff(person, grant.unit, grant.role in OFFICE))
    return list(found.values())


def _organs(period: EmulationPeriod, staff: list[Staff]) -> list[Cell]:
    cells, on = [], period.ends_on
    units = list(period.reporting_units())
    for code, own, part in (
        ("1", [period.unit], [one for one in staff if one.of_office]),
        ("2", units, [one for one in staff if not one.of_office]),
    ):
        manned = {one.unit.pk for one in part}
        names = tuple(unit.short_name_on(on) for unit in own)
        having = tuple(one.unit.short_name_on(on) for one in part if one.unit.pk in manned)
        cells += [
            Cell(code, "1", len(own), "Đơn vị đầu mối của năm thi đua.", names),
            Cell(
                code,
                "2",
                len(manned),
                "Đơn vị có tài khoản trợ lý thi đua gắn với người.",
                tuple(dict.fromkeys(having)),
            ),
            Cell(code, "3", None, BY_HAND),
            Cell(code, "4", None, BY_HAND),
            *_cells(code, part, {"5": STAFF_TESTS["1"], "6": STAFF_TESTS["2"]}, lambda one: one.person.full_name),
        ]
    return cells


STAFF_TESTS: dict[str, tuple[str, Callable]] = {
    "1": ("Người có tài khoản trợ lý thi đua, thư ký Hội đồng vào ngày cuối năm thi đua.", lambda one: True),
    "2": ("Giới tính nữ theo hồ sơ.", lambda one: one.person.sex == Sex.FEMALE),
}


def _people(period: EmulationPeriod, staff: list[Staff]) -> list[Cell]:
    on = period.ends_on

    def age(one: Staff) -> int:
        return _years(one.person.birth_date, on)

    def served(one: Staff) -> int:
        return _years(one.person.joined_on, on)

    aged = "Tuổi tròn vào ngày cuối năm thi đua, theo ngày sinh."
    long = "Số năm từ ngày nhập ngũ; phần mềm không ghi năm làm thi đua."
    tests: dict[str, tuple[str, Callable | None]] = {
        **STAFF_TESTS,
        "3": (aged, lambda one: 0 <= age(one) <= 30),
        "4": (aged, lambda one: 31 <= age(one) <= 40),
        "5": (aged, lambda one: 41 <= age(one) <= 50),
        "6": (aged, lambda one: age(one) >= 51),
        "7": (BY_HAND, None),
        "8": (BY_HAND, None),
        "9": (BY_HAND, None),
        "10": (long, lambda one: 0 <= served(one) < 5),
        "11": (long, lambda one: 5 <= served(one) <= 10),
        "12": (long, lambda one: served(one) > 10),
    }
    return [
        cell
        for code, office in (("1", True), ("2", False))
        for cell in _cells(
            code, [one for one in staff if one.of_office == office], tests, lambda one: one.person.full_name
        )
    ]


def _years(start: date | None, on: date) -> int:
    """Whole years; less than none when the day is not known."""
    return -1 if start is None else on.year - start.year - ((on.month, on.day) < (start.month, start.day))
