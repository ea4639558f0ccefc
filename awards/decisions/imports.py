"""Awards of earlier years from a spreadsheet, offered to units/imports, which knows nothing of awards.

What was brought in stays in the history. Taking a file back writes one withdrawal for each award: it is still shown,
and counts for nothing.
"""

from collections import defaultdict
from typing import Any

from django.db import transaction
from django.db.models import Q

from awards.catalogue.enums import SubjectKind
from awards.catalogue.models import Award
from awards.decisions.models import AwardRecord, AwardWithdrawal
from awards.nominations.enums import NominationState, Verdict
from awards.nominations.models import ConditionCheck, Nomination
from thidua import clock
from thidua.errors import RuleViolation
from thidua.permissions import require
from thidua.text import clean, search_key
from units.audit.services import record_many
from units.imports.enums import RowState
from units.imports.kinds import (
    Column,
    Kind,
    Line,
    Reach,
    in_chunks,
    register,
    unit_codes,
    words,
)
from units.imports.models import ImportRow
from units.imports.people_rows import people_by_number
from units.models import Person, User
from units.structure.lineage import confirmed_heirs

FIRST_YEAR = 1945
LATEST = 2  # years after its year in which a title is given at the latest; later is worth a second look

# Lines that may still be judged again, or came to nothing: no award rests under them.
RESTS_ON_NOTHING = (
    NominationState.DRAFT,
    NominationState.RETURNED,
    NominationState.WITHDRAWN,
    NominationState.REJECTED,
    NominationState.NOT_PASSED,
    NominationState.REFUSED_ABOVE,
)


def award_names(user: User) -> list[tuple[str, str]]:
    return [(award.name, award.code) for award in Award.objects.order_by("sort", "code")]


@transaction.atomic
def record_old_awards(rows: list[dict], *, by: User) -> list[AwardRecord]:
    """Awards given before this house kept them; keys: award, person or unit, year, decision_text, decided_on."""
    _require_all(by, (row["unit"] or row["person"].unit for row in rows))
    made = [AwardRecord(**row, is_demo=(row["unit"] or row["person"]).is_demo) for row in rows]
    for one in made:
        if one.decided_on > clock.today() or not FIRST_YEAR <= one.year <= clock.today().year:
            raise RuleViolation(f"{one}: năm hoặc ngày quyết định không đúng.")
    AwardRecord.objects.give(made)
    record_many(by, "decision.record_award", [(one.person or one.unit, {"after": card(one)}) for one in made])
    return made


@transaction.atomic
def withdraw_old_awards(records: list[AwardRecord], *, by: User, reason: str) -> list[AwardWithdrawal]:
    """Awards brought in by mistake count no longer: a new row for each, the history itself stays as it is."""
    _require_all(by, (one.unit or _holder(one.person).unit for one in records))
    reason = clean(reason)[:300]
    if not reason:
        raise RuleViolation("Ghi lý do rút.", field="reason")
    if signed := [str(one) for one in records if one.line_id is not None]:
        raise RuleViolation("Khen thưởng theo văn bản đã ký không rút được bằng cách này.", reasons=signed)
    made = AwardWithdrawal.objects.bulk_create(
        [AwardWithdrawal(record=one, reason=reason, by=by) for one in records], batch_size=500
    )
    record_many(
        by, "decision.withdraw_award",
        [(one.person or one.unit, {"before": card(one), "reason": reason}) for one in records],
    )  # fmt: skip
    return made


def _require_all(by: User, units) -> None:
    for unit in set(units):
        require(by, "awards.record_award", unit)


def _holder(person: Person) -> Person:
    """The record that stands for a person."""
    return person.merged_into or person


def card(one: AwardRecord) -> dict:
    return {
        "award": str(one.award),
        "year": one.year,
        "decision": one.decision_text,
        "decided_on": one.decided_on.isoformat(),
    }


class OldAwards(Kind):
    name = "old-awards"
    title = "Khen thưởng đã có"
    noun = "danh hiệu"
    icon = "award"
    note = "Danh hiệu, hình thức khen thưởng của các năm trước, kèm số và ngày quyết định."
    undo_note = "Khen thưởng đã nhập ở lại trong lịch sử, ghi là đã rút, và không còn được tính."
    permission = "awards.record_award"
    key_column = "award"
    in_label = ("service_number", "full_name", "unit")
    columns = (
        Column("service_number", "Số hiệu", "code", required=False, aliases=("Số hiệu quân nhân", "SHQN"), most=20,
               hint="Của cá nhân được khen; tập thể thì để trống.", example="090123456789", width=18),
        Column("full_name", "Họ và tên", required=False, aliases=("Họ tên",), hint="Để đối chiếu với số hiệu.",
               example="Nguyễn Văn An", most=100, width=26),
        Column("unit", "Mã đơn vị", "code", required=False, pick=unit_codes, most=30,
               hint="Của tập thể được khen; cá nhân thì để trống.", example="DBP-01"),
        Column("award", "Danh hiệu", aliases=("Danh hiệu, hình thức", "Hình thức khen thưởng", "Hình thức"),
               pick=award_names, hint="Tên hoặc mã.", example="Chiến sĩ thi đua cơ sở", width=34),
        Column("year", "Năm", "whole", least=FIRST_YEAR, most=2999, aliases=("Năm khen thưởng",), example="2019",
               width=8),
        Column("decision_text", "Quyết định", aliases=("Số quyết định", "Quyết định số"),
               hint="Số, ký hiệu, nơi ban hành.", example="Quyết định số 12/QĐ-BCH của BCH BĐBP tỉnh", width=40),
        Column("decided_on", "Ngày quyết định", "day", aliases=("Ngày ký", "Ngày, tháng, năm"), example="25/12/2019"),
    )  # fmt: skip

    def key(self, line: Line):
        values = line.values
        who = values["service_number"] or values["unit"]
        if not (who and values["award"] and values["year"]):
            return None
        award = search_key(values["award"])
        return (f"{who}, {values['award']} năm {values['year']}", who, award, values["year"])

    def plan(self, user: User, lines: list[Line]) -> None:
        people = people_by_number(lines)
        reach = Reach(user, self.permission, (line.values["unit"] for line in lines))
        known = {
            search_key(name): award
            for award in Award.objects.all()
            for name in (award.short_name, award.name, award.code)
        }
        for line in lines:
            self._whom(line, people, reach)
            self._what(line, known)
        kept = _kept(lines)
        for line in lines:
            if not line.wrong():
                self._place(line, kept)

    def _whom(self, line: Line, people: dict[str, Person], reach: Reach) -> None:
        values = line.values
        number, name = values["service_number"], values["full_name"]
        line.label = f"{name or ''} {number or ''}".strip() or words(values["unit"])
        if number and values["unit"]:
            line.error("unit", "Dòng của cá nhân thì để trống mã đơn vị.")
        elif not number and not values["unit"]:
            if not line.wrong("service_number", "unit"):
                line.error("service_number", "Ghi số hiệu của cá nhân hoặc mã đơn vị của tập thể.")
        elif number:
            person = people.get(number)
            person = person and _holder(person)
            if person is None or not reach.may(person.unit):
                line.error("service_number", f"Không có người mang số hiệu “{number}” trong phạm vi của đồng chí.")
                return
            if name and search_key(name) != search_key(person.full_name):
                line.error("full_name", f"Số hiệu {number} là của {person}, không phải {name}.")
            line.plan["person"], line.label = person, f"{person}, số hiệu {number}"
        elif (unit := reach.unit(line, "unit")) is not None:
            line.plan["unit"], line.label = unit, f"{unit}, mã {unit.code}"

    def _what(self, line: Line, known: dict[str, Award]) -> None:
        values = line.values
        if values["award"] is not None:
            award = known.get(search_key(values["award"]))
            if award is None:
                line.error("award", f"Không có danh hiệu “{values['award'][:60]}”. Chọn từ danh sách.")
            elif "person" in line.plan and award.subject == SubjectKind.COLLECTIVE:
                line.error("award", f"{award} chỉ tặng tập thể.")
            elif "unit" in line.plan and award.subject == SubjectKind.INDIVIDUAL:
                line.error("award", f"{award} chỉ tặng cá nhân.")
            else:
                line.plan["award"] = award
        year, day = values["year"], values["decided_on"]
        if year and year > clock.today().year:
            line.error("year", f"Năm phải từ {FIRST_YEAR} đến {clock.today().year}.")
        elif year and day and not year <= day.year <= year + LATEST:
            line.warn("decided_on", f"Quyết định năm {day.year} cho danh hiệu năm {year}. Xem lại.")

    def _place(self, line: Line, kept: dict[tuple, AwardRecord]) -> None:
        values = line.values
        row = kept.get(_place_of(line))
        if row is None:
            line.act = RowState.NEW
            line.after = {
                column.title: words(values[column.name]) for column in self.columns if values[column.name] is not None
            }
        elif (row.decision_text, row.decided_on) != (values["decision_text"], values["decided_on"]):
            line.error("award", f"Năm {row.year} đã có {row.award}: {row.decision_text}, {row.decided_on:%d/%m/%Y}.")

    def write(self, user: User, lines: list[Line]) -> dict[int, dict]:
        rows = [
            {
                "award": line.plan["award"],
                "person": line.plan.get("person"),
                "unit": line.plan.get("unit"),
                **{name: line.values[name] for name in ("year", "decision_text", "decided_on")},
            }
            for line in lines
        ]
        made = record_old_awards(rows, by=user)
        return {line.number: {"made": one.pk} for line, one in zip(lines, made, strict=True)}

    def touched(self, rows: list[ImportRow]) -> dict[int, str]:
        number_of = {row.written["made"]: row.number for row in rows}
        used = _used(number_of, rows[0].batch.done_at) if rows else {}
        label_of = {row.number: row.label for row in rows}
        return {
            number_of[pk]: f"{label_of[number_of[pk]]}: {line.award.short_name} năm {year} của {line.subject_name}"
            f" đã xét theo khen thưởng này."
            for pk, (line, year) in used.items()
        }

    def take_back(self, user: User, rows: list[ImportRow], reason: str) -> None:
        records = []
        for part in in_chunks(row.written["made"] for row in rows):
            some = AwardRecord.objects.filter(pk__in=part)
            records += some.select_related("award", "person__unit", "person__merged_into__unit", "unit")
        withdraw_old_awards(records, by=user, reason=reason)


def _used(ids, since) -> dict[int, tuple[Nomination, int]]:
    """Record id → a line of a later year that was judged by years in a row and goes on, or was decided since."""
    subjects: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    heirs = confirmed_heirs()
    for part in in_chunks(ids):
        rows = AwardRecord.objects.filter(pk__in=part).with_holder()
        for pk, holder, unit, year in rows.values_list("pk", "holder", "unit", "year"):
            for who in [holder] if holder else [unit, *heirs.get(unit, ())]:
                subjects["person" if holder else "unit", who].append((pk, year))
    checks = ConditionCheck.objects.filter(
        verdict=Verdict.MET, code__in=("consecutive_title", "any_of"), have__contains="năm liên tục"
    ).exclude(
        Q(nomination__state__in=RESTS_ON_NOTHING)
        | Q(nomination__state=NominationState.DECIDED, nomination__decision_lines__decision__signed_at__lt=since)
    )
    found = {}
    for name in ("person", "unit"):
        for part in in_chunks(who for kind, who in subjects if kind == name):
            some = checks.filter(**{f"nomination__{name}__in": part})
            for check in some.select_related("nomination__award", "nomination__nomination_list__period"):
                line = check.nomination
                now = line.nomination_list.period.year
                for pk, year in subjects[name, getattr(line, f"{name}_id")]:
                    if year <= now:
                        found.setdefault(pk, (line, now))
    return found


def _place_of(line: Line) -> tuple:
    person, unit = line.plan.get("person"), line.plan.get("unit")
    return (line.plan["award"].pk, person.pk if person else None, unit.pk if unit else None, line.values["year"])


def _kept(lines: list[Line]) -> dict[tuple, AwardRecord]:
    """Awards that the people and units of a file hold already, on whichever of their records."""
    subjects: dict[str, set[Any]] = defaultdict(set)
    for line in lines:
        for name in ("person", "unit"):
            if name in line.plan:
                subjects[name].add(line.plan[name].pk)
    found = {}
    for name, ids in subjects.items():
        for part in in_chunks(ids):
            rows = AwardRecord.objects.standing().with_holder().select_related("award")
            rows = rows.of_people(part) if name == "person" else rows.filter(unit__in=part)
            for row in rows:
                found[row.award_id, row.holder, row.unit_id, row.year] = row
    return found


register(OldAwards())
