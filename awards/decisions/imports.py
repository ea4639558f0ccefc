"""Awards of earlier years from a spreadsheet, offered to units/imports, which knows nothing of awards."""

from collections import defaultdict
from typing import Any

from django.db import transaction

from awards.catalogue.enums import SubjectKind
from awards.catalogue.models import Award
from awards.decisions.models import AwardRecord
from thidua import clock
from thidua.errors import RuleViolation
from thidua.permissions import require
from thidua.text import search_key
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
from units.imports.people_rows import people_by_number
from units.models import Person, User

FIRST_YEAR = 1945
LATEST = 2  # years after its year in which a title is given at the latest; later is worth a second look


def award_names(user: User) -> list[tuple[str, str]]:
    return [(award.name, award.code) for award in Award.objects.order_by("sort", "code")]


@transaction.atomic
def record_old_awards(rows: list[dict], *, by: User) -> list[AwardRecord]:
    """Awards given before this house kept them; keys: award, person or unit, year, decision_text, decided_on."""
    for unit in {row["unit"] or row["person"].unit for row in rows}:
        require(by, "awards.record_award", unit)
    made = [AwardRecord(**row, is_demo=(row["unit"] or row["person"]).is_demo) for row in rows]
    for one in made:
        if one.decided_on > clock.today() or not FIRST_YEAR <= one.year <= clock.today().year:
            raise RuleViolation(f"{one}: năm hoặc ngày quyết định không đúng.")
    AwardRecord.objects.bulk_create(made, batch_size=500)
    record_many(by, "decision.record_award", [(one.person or one.unit, {"after": card(one)}) for one in made])
    return made


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
    lasting = "Lịch sử khen thưởng không sửa, không xóa được: đã nhập thì không hoàn tác được."
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


def _place_of(line: Line) -> tuple:
    person, unit = line.plan.get("person"), line.plan.get("unit")
    return (line.plan["award"].pk, person.pk if person else None, unit.pk if unit else None, line.values["year"])


def _kept(lines: list[Line]) -> dict[tuple, AwardRecord]:
    """Awards that the people and units of a file hold already."""
    subjects: dict[str, set[Any]] = defaultdict(set)
    for line in lines:
        for name in ("person", "unit"):
            if name in line.plan:
                subjects[name].add(line.plan[name].pk)
    found = {}
    for name, ids in subjects.items():
        for part in in_chunks(ids):
            for row in AwardRecord.objects.filter(**{f"{name}__in": part}).select_related("award"):
                found[row.award_id, row.person_id, row.unit_id, row.year] = row
    return found


register(OldAwards())
