"""Awards of earlier years from a spreadsheet or a block, offered to units/imports, which knows nothing of awards.

What was brought in stays in the history. Taking a file back writes one withdrawal for each award: it is still shown,
and counts for nothing. A row that does not say how sure it is, is not checked yet.
"""

import re
from collections import defaultdict
from typing import Any

from django.db.models import Q

from awards.catalogue.enums import SubjectKind
from awards.catalogue.models import Award
from awards.decisions.back_entering import (
    FIRST_YEAR,
    doubts_of,
    given_to,
    holder_of,
    office_unit,
    once_in_a_life,
    paper_of,
    papers_within,
    signed_here,
    signed_numbers,
    withdraw_old_awards,
    write_entries,
)
from awards.decisions.enums import EntryConfidence, EntrySource
from awards.decisions.finding import people_named, units_named
from awards.decisions.models import AwardRecord
from awards.decisions.old_papers import OldPaper, number_key
from awards.nominations.enums import NominationState, Verdict
from awards.nominations.models import ConditionCheck, Nomination
from thidua import clock
from thidua.text import search_key
from thidua.workflow import lock
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
from units.models import Person, Unit, User
from units.structure.lineage import confirmed_heirs

# Lines that may still be judged again, or came to nothing: no award rests under them.
RESTS_ON_NOTHING = (
    NominationState.DRAFT,
    NominationState.RETURNED,
    NominationState.WITHDRAWN,
    NominationState.REJECTED,
    NominationState.NOT_PASSED,
    NominationState.REFUSED_ABOVE,
    NominationState.REVOKED,
)


def award_names(user: User) -> list[tuple[str, str]]:
    return [(award.name, award.code) for award in Award.objects.order_by("sort", "code")]


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
        Column("full_name", "Họ và tên", required=False, aliases=("Họ tên",),
               hint="Để đối chiếu với số hiệu; không có số hiệu thì tìm theo tên.",
               example="Nguyễn Văn An", most=100, width=26),
        Column("unit", "Mã đơn vị", "code", required=False, pick=unit_codes, most=30,
               hint="Của tập thể được khen; cá nhân thì để trống.", example="DBP-01"),
        Column("unit_name", "Tên đơn vị", required=False, aliases=("Đơn vị công tác",), width=26,
               hint="Khi không có số hiệu, mã đơn vị: nơi công tác của người cùng tên, hoặc tên tập thể.",
               example="Đồn BP Mỹ Quý Tây"),
        Column("award", "Danh hiệu", aliases=("Danh hiệu, hình thức", "Hình thức khen thưởng", "Hình thức"),
               pick=award_names, hint="Tên hoặc mã.", example="Chiến sĩ thi đua cơ sở", width=34),
        Column("year", "Năm", "whole", least=FIRST_YEAR, most=2999, aliases=("Năm khen thưởng",), example="2019",
               width=8),
        Column("decision_text", "Quyết định", aliases=("Số quyết định", "Quyết định số"),
               hint="Số, ký hiệu, nơi ban hành.", example="Quyết định số 12/QĐ-BCH của BCH BĐBP tỉnh", width=40),
        Column("decided_on", "Ngày quyết định", "day", aliases=("Ngày ký", "Ngày, tháng, năm"), example="25/12/2019"),
        Column("authority", "Cơ quan ban hành", required=False, aliases=("Cấp quyết định",), most=150, width=30,
               hint="Để trống khi đã ghi ở cột Quyết định.", example="Bộ Chỉ huy BĐBP tỉnh"),
        Column("signer", "Người ký", required=False, most=150, example="Đại tá Nguyễn Văn Bình", width=26),
        Column("source", "Nguồn", "choice", required=False, choices=EntrySource, width=20,
               hint="Để trống: từ sổ, danh sách.", example="Từ bản giấy"),
        Column("confidence", "Mức tin cậy", "choice", required=False, choices=EntryConfidence, width=18,
               hint="Để trống: chưa kiểm chứng, chưa tính là đã đạt.", example="Chắc chắn"),
        Column("note", "Ghi chú", required=False, most=300, width=26),
    )  # fmt: skip

    def key(self, line: Line):
        values = line.values
        who = values["service_number"] or values["unit"]
        who = who or " ".join(filter(None, (values["full_name"], values["unit_name"])))
        if not (who and values["award"] and values["year"]):
            return None
        award = search_key(values["award"])
        return (f"{who}, {values['award']} năm {values['year']}", who, award, values["year"])

    def plan(self, user: User, lines: list[Line]) -> None:
        people = people_by_number(lines)
        named = people_named(user, (name for line in lines if (name := _by_name(line))))
        units = units_named(user, (line.values["unit_name"] for line in lines if line.values["unit_name"]))
        reach = Reach(user, self.permission, (line.values["unit"] for line in lines))
        known = {
            search_key(name): award
            for award in Award.objects.all()
            for name in (award.short_name, award.name, award.code)
        }
        for line in lines:
            if _by_name(line):
                self._by_name(line, named, units)
            elif line.values["unit_name"] and not (line.values["service_number"] or line.values["unit"]):
                self._by_unit_name(line, units)
            else:
                self._whom(line, people, reach)
            self._what(line, known)
        self._papers(user, lines)
        fit = [line for line in lines if not line.wrong()]
        rows = [_row(line) for line in fit]
        given, once = given_to(rows), once_in_a_life({row["award"].pk for row in rows})
        kept, seen = {(*key, one.year): one for key, some in given.items() for one in some}, {}
        for line, row in zip(fit, rows, strict=True):
            self._place(line, kept)
            if (first := seen.setdefault(_place_of(line), line)) is not line:
                line.error("full_name", f"Cùng đối tượng, danh hiệu, năm với dòng {first.number}.")
            if line.act == RowState.NEW:
                for words_ in doubts_of(row, line.plan["facts"]["number"], row["decided_on"], given, once):
                    line.warn("decided_on", words_.partition(": ")[2][:1].upper() + words_.partition(": ")[2][1:])

    def _by_name(self, line: Line, named: dict[str, list[Person]], units: dict[str, list[Unit]]) -> None:
        """Somebody without a number: the only one so called, or the only one in the unit that is named."""
        name, place = line.values["full_name"], line.values["unit_name"]
        line.label = f"{name}, {place}" if place else name
        people = named.get(search_key(name), [])
        if place and people:
            homes = units.get(search_key(place), [])
            if not homes:
                line.error("unit_name", f"Không có đơn vị “{place[:60]}” trong phạm vi của đồng chí.")
                return
            people = [one for one in people if any(one.unit.is_under(home) for home in homes)]
        if not people:
            line.error("full_name", f"Không có người tên “{name}” trong phạm vi của đồng chí. Ghi số hiệu.")
        elif len(people) > 1:
            told = ", ".join(f"{one.service_number} ({one.unit})" for one in people[:3])
            line.error("full_name", f"Có {len(people)} người tên “{name}”: {told}. Ghi số hiệu.")
        else:
            line.plan["person"] = people[0]
            line.label = f"{people[0]}, số hiệu {people[0].service_number}"

    def _by_unit_name(self, line: Line, units: dict[str, list[Unit]]) -> None:
        name = line.values["unit_name"]
        line.label, found = name, units.get(search_key(name), [])
        if len(found) == 1:
            line.plan["unit"], line.label = found[0], f"{found[0]}, mã {found[0].code}"
        elif found:
            told = ", ".join(f"{one.code} ({one.name})" for one in found[:3])
            line.error("unit_name", f"Có {len(found)} đơn vị tên “{name}”: {told}. Ghi mã đơn vị.")
        else:
            line.error("unit_name", f"Không có đơn vị “{name[:60]}” trong phạm vi của đồng chí.")

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
            person = person and holder_of(person)
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
        if values["year"] and values["year"] > clock.today().year:
            line.error("year", f"Năm phải từ {FIRST_YEAR} đến {clock.today().year}.")

    def _papers(self, user: User, lines: list[Line]) -> None:
        """The decision of every row; the same number of one year can not have two days, in the file or before."""
        days: dict[tuple, tuple] = {}
        signed = signed_numbers(office_unit(user))
        for one in papers_within(user):
            days[one.number_key, one.authority_key, one.year] = (one.decided_on, "quyết định đã nhập")
        for line in lines:
            values, day = line.values, line.values["decided_on"]
            if not (values["decision_text"] and day):
                continue
            facts = _facts_of(values)
            line.plan["facts"] = facts
            key = (number_key(facts["number"]), search_key(facts["authority"]), day.year)
            there, where = days.setdefault(key, (day, f"dòng {line.number}"))
            if there != day:
                line.error("decided_on", f"Số này ghi ngày {there:%d/%m/%Y} ở {where}. Xem lại số, ngày.")
            elif own := signed_here(signed, facts["number"], day):
                line.error("decision_text", f"{own} đã ban hành trong hệ thống, khen thưởng đã ghi.")

    def _place(self, line: Line, kept: dict[tuple, AwardRecord]) -> None:
        values = line.values
        row = kept.get(_place_of(line))
        said = OldPaper(**{name: line.plan["facts"][name] for name in ("number", "authority")}).words
        if row is None:
            line.act = RowState.NEW
            shown = values | {"source": _source(values).label, "confidence": _confidence(values).label}
            line.after = {
                column.title: words(shown[column.name]) for column in self.columns if shown[column.name] is not None
            }
        elif row.decided_on != values["decided_on"] or row.decision_text not in (said, values["decision_text"]):
            line.error("award", f"Năm {row.year} đã có {row.award}: {row.decision_text}, {row.decided_on:%d/%m/%Y}.")

    def write(self, user: User, lines: list[Line]) -> dict[int, dict]:
        home, rows = lock(office_unit(user)), []
        papers = {(one.number_key, one.authority_key, one.decided_on): one for one in papers_within(user)}
        for line in lines:
            facts = line.plan["facts"]
            key = (number_key(facts["number"]), search_key(facts["authority"]), facts["decided_on"])
            if key not in papers:
                papers[key] = paper_of(home, user, facts)[0]
            values = line.values
            more = {"source": _source(values), "confidence": _confidence(values), "note": values["note"] or ""}
            rows.append({**_row(line), "paper": papers[key], **more})
        made = write_entries(rows, by=user)
        return {line.number: {"made": one.record_id} for line, one in zip(lines, made, strict=True)}

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


def _by_name(line: Line) -> str:
    """The name somebody is to be found by; empty when a number or a code of a unit says who is meant."""
    values = line.values
    return "" if values["service_number"] or values["unit"] else values["full_name"] or ""


_PAPER = re.compile(r"(?:quyết định\s+)?(?:số\s+)?(?P<number>.+?)(?:\s+(?:của|do)\s+(?P<authority>.+))?", re.IGNORECASE)


def _facts_of(values: dict[str, Any]) -> dict[str, Any]:
    """`Quyết định số 12/QĐ-BCH của BCH BĐBP tỉnh` as number and authority; a column of its own for it comes first."""
    found = _PAPER.fullmatch(values["decision_text"])
    number, authority = found["number"], found["authority"] or ""
    return {
        "number": number[:80],
        "authority": (values["authority"] or authority)[:150],
        "decided_on": values["decided_on"],
        "signer": values["signer"] or "",
    }


def _source(values: dict[str, Any]) -> EntrySource:
    return EntrySource(values["source"] or EntrySource.BOOK)


def _confidence(values: dict[str, Any]) -> EntryConfidence:
    return EntryConfidence(values["confidence"] or EntryConfidence.UNCHECKED)


def _row(line: Line) -> dict[str, Any]:
    """The award a row speaks of, as the services take it."""
    who = {"person": line.plan.get("person"), "unit": line.plan.get("unit")}
    return {"award": line.plan["award"], **who, "year": line.values["year"], "decided_on": line.values["decided_on"]}


def _place_of(line: Line) -> tuple:
    person, unit = line.plan.get("person"), line.plan.get("unit")
    return (line.plan["award"].pk, person.pk if person else None, unit.pk if unit else None, line.values["year"])


register(OldAwards())
