"""Acts on people and on the facts about them. A person is closed (thôi phục vụ), never deleted."""

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from thidua import clock
from thidua.errors import RuleViolation
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record, record_many
from units.checks import checked
from units.people.enums import DisciplineKind, Grade, HoldKind, InitiativeLevel, ObjectGroup, Rank
from units.people.models import (
    CompletionGrade,
    DisciplineRecord,
    Hold,
    Initiative,
    InitiativeAuthor,
    Person,
    Posting,
    RankPeriod,
    TestResult,
)
from units.people.rules import rank_fits
from units.structure.models import Unit

SERVICE_NUMBER = re.compile(r"[0-9A-Z]+(?:[-./][0-9A-Z]+)*")
Subject = Person | Unit

# --- the person -----------------------------------------------------------------------------------------------------


def create_person(
    *,
    by,
    service_number: str,
    full_name: str,
    rank: str,
    position: str,
    object_group: str,
    unit: Unit,
    joined_on: date | None = None,
    **fields: Any,
) -> Person:
    """One person with the first posting and rank; see create_people for `fields`."""
    row = {
        "service_number": service_number,
        "full_name": full_name,
        "rank": rank,
        "position": position,
        "object_group": object_group,
        "unit": unit,
        "joined_on": joined_on,
        **fields,
    }
    return create_people([row], by=by)[0]


@transaction.atomic
def create_people(rows: list[dict], *, by) -> list[Person]:
    """Many people at once, in the order given: four INSERTs for each 500, one audit entry per person.

    Keys of a row: those of create_person, and sex, birth_date, is_commander, is_demo; posted_on and ranked_on are the
    first days of the posting and of the rank (default: joined_on, else today). Everything that is wrong in any row is
    told at once and nothing is written.
    """
    for unit in {row["unit"] for row in rows}:
        require(by, "units.edit_person", unit)
    people, postings, ranks, problems = [], [], [], []
    today = clock.today()
    for row in rows:
        fields = dict(row)
        posted_on = fields.pop("posted_on", None) or fields.get("joined_on") or today
        ranked_on = fields.pop("ranked_on", None) or fields.get("joined_on") or today
        person = Person(**fields)
        problems += _trouble(person, only=len(rows) == 1)
        people.append(person)
        postings.append(
            Posting(
                person=person,
                unit=person.unit,
                position=person.position,
                is_commander=person.is_commander,
                valid_from=posted_on,
            )
        )
        ranks.append(RankPeriod(person=person, rank=person.rank, valid_from=ranked_on))
    problems += _same_numbers(people)
    if problems:
        raise _refusal(problems, single=len(rows) == 1)
    Person.objects.bulk_create(people, batch_size=500)
    Posting.objects.bulk_create(postings, batch_size=500)
    RankPeriod.objects.bulk_create(ranks, batch_size=500)
    record_many(by, "people.create_person", ((person, {"after": _card(person)}) for person in people))
    return people


def _card(person: Person) -> dict:
    return {
        "service_number": person.service_number,
        "full_name": person.full_name,
        "rank": person.rank,
        "position": person.position,
        "object_group": person.object_group,
        "unit": person.unit,
        "joined_on": person.joined_on,
    }


Problem = tuple[str, str]  # field, sentence


def _trouble(person: Person, *, only: bool) -> list[Problem]:
    """What is wrong with one card; a sentence names the person unless it is the only one."""
    person.service_number = clean(person.service_number).upper()
    person.position = clean(person.position)
    person.derive_keys()
    found: list[Problem] = []
    try:
        checked(person)
    except RuleViolation as error:
        found.append((error.field or "", str(error)))
    else:
        found += list(_rules(person))
    if only:
        return found
    return [(field, f"{person.service_number} {person.full_name}: {sentence}") for field, sentence in found]


def faults_of(person: Person) -> list[Problem]:
    """What create_people and edit_person would refuse of a card, as (field, sentence). No query."""
    return _trouble(person, only=True)


def _rules(person: Person) -> Iterable[Problem]:
    if not SERVICE_NUMBER.fullmatch(person.service_number):
        yield "service_number", "Số hiệu chỉ gồm chữ số, chữ in hoa không dấu và dấu . - /."
    if len(person.full_name.split()) < 2:
        yield "full_name", "Ghi đủ họ và tên."
    if not rank_fits(Rank(person.rank), ObjectGroup(person.object_group)):
        yield "rank", f"{person.get_object_group_display()} không mang cấp bậc {person.get_rank_display()}."
    if person.joined_on and person.joined_on > clock.today():
        yield "joined_on", "Ngày nhập ngũ không được sau hôm nay."
    if person.birth_date and person.joined_on and person.birth_date >= person.joined_on:
        yield "birth_date", "Ngày sinh phải trước ngày nhập ngũ."
    if person.unit.closed_on is not None and person.left_on is None:
        yield "unit", f"{person.unit} đã kết thúc ngày {person.unit.closed_on:%d/%m/%Y}."


def _same_numbers(people: list[Person]) -> list[Problem]:
    """A service number belongs to one person, in the database and within the rows."""
    seen: set[str] = set()
    found: list[Problem] = []
    for person in people:
        if person.service_number in seen:
            found.append(("service_number", f"Số hiệu {person.service_number} có hai lần trong danh sách."))
        seen.add(person.service_number)
    numbers = sorted(seen)
    for start in range(0, len(numbers), 500):
        part = numbers[start : start + 500]
        for other in Person.objects.filter(service_number__in=part).select_related("unit"):
            found.append(
                ("service_number", f"Số hiệu {other.service_number} đã dùng cho {other.full_name}, {other.unit}.")
            )
    return found


def _refusal(problems: list[Problem], *, single: bool) -> RuleViolation:
    if single and len(problems) == 1:
        field, sentence = problems[0]
        return RuleViolation(sentence, field=field or None)
    return RuleViolation("Chưa lưu được.", reasons=[sentence for _, sentence in problems])


@transaction.atomic
def edit_person(person: Person, *, by, **changes: Any) -> Person:
    """Facts that carry no date: service_number, full_name, sex, birth_date, object_group, joined_on.

    Rank, unit and position change by an act with a date: promote, transfer.
    """
    row = lock(person)
    require(by, "units.edit_person", row)
    before = {key: getattr(row, key) for key in changes}
    for key, value in changes.items():
        setattr(row, key, value)
    problems = _trouble(row, only=True)
    other = Person.objects.filter(service_number=row.service_number).exclude(pk=row.pk).first()
    if other is not None:
        problems.append(("service_number", f"Số hiệu {row.service_number} đã dùng cho {other.full_name}."))
    if problems:
        raise _refusal(problems, single=True)
    after = {key: getattr(row, key) for key in changes}
    if before != after:
        row.save()
        record(by, "people.edit_person", row, before=before, after=after)
    for key, value in after.items():
        setattr(person, key, value)
    return row


@transaction.atomic
def promote(person: Person, *, by, rank: str, from_day: date) -> RankPeriod:
    """A new rank from a day on (not in the future)."""
    row = lock(person)
    require(by, "units.edit_person", row)
    _serving(row, from_day)
    if not rank_fits(Rank(rank), ObjectGroup(row.object_group)):
        raise RuleViolation(f"{row.get_object_group_display()} không mang cấp bậc {Rank(rank).label}.", field="rank")
    if rank == row.rank:
        raise RuleViolation(f"Cấp bậc hiện tại đã là {Rank(rank).label}.", field="rank")
    _follow(row.ranks.first(), from_day)
    new = RankPeriod.objects.create(person=row, rank=rank, valid_from=from_day)
    before, row.rank, person.rank = row.rank, rank, rank
    row.save()
    record(by, "people.promote", row, before={"rank": before}, after={"rank": rank}, acted_on=from_day)
    return new


@transaction.atomic
def transfer(person: Person, *, by, unit: Unit, position: str, from_day: date, is_commander: bool = False) -> Posting:
    """Another unit or position from a day on (not in the future); the officer must stand over both units."""
    row = lock(person)
    require(by, "units.edit_person", row)
    require(by, "units.edit_person", unit)
    _serving(row, from_day)
    position = clean(position)
    if unit.closed_on is not None:
        raise RuleViolation(f"{unit} đã kết thúc ngày {unit.closed_on:%d/%m/%Y}.", field="unit")
    if (unit.pk, position, is_commander) == (row.unit_id, row.position, row.is_commander):
        raise RuleViolation("Đơn vị và chức vụ giống hiện tại.", field="position")
    new = checked(Posting(person=row, unit=unit, position=position, is_commander=is_commander, valid_from=from_day))
    _follow(row.postings.first(), from_day)
    new.save()
    before = {"unit": row.unit, "position": row.position, "is_commander": row.is_commander}
    after = {"unit": unit, "position": position, "is_commander": is_commander}
    for one in (row, person):
        one.unit, one.position, one.is_commander = unit, position, is_commander
    row.save()
    record(by, "people.transfer", row, before=before, after=after, acted_on=from_day)
    return new


@transaction.atomic
def end_service(person: Person, *, by, on: date, reason: str) -> Person:
    """The person leaves: `on` is the last day; posting and rank end with it."""
    row = lock(person)
    require(by, "units.edit_person", row)
    _serving(row, on)
    for dated in (*row.postings.in_force(on), *row.ranks.in_force(on)):
        dated.valid_to = on
        dated.save()
    row.left_on = person.left_on = on
    row.save()
    record(by, "people.end_service", row, before={"left_on": None}, after={"left_on": on}, reason=reason, acted_on=on)
    return row


def _serving(person: Person, day: date) -> None:
    if person.left_on is not None:
        raise RuleViolation(f"{person} đã thôi phục vụ ngày {person.left_on:%d/%m/%Y}.")
    if day > clock.today():
        raise RuleViolation("Ngày có hiệu lực không được sau hôm nay.", field="from_day")


def _follow(last: Posting | RankPeriod | None, from_day: date) -> None:
    """End the newest dated row the day before the next one starts."""
    if last is None:
        return
    if from_day <= last.valid_from:
        raise RuleViolation(f"Ngày có hiệu lực phải sau ngày {last.valid_from:%d/%m/%Y}.", field="from_day")
    last.valid_to = from_day - timedelta(days=1)
    last.save()


@transaction.atomic
def record_past_ranks(rows: list[dict], *, by) -> list[RankPeriod]:
    """Ranks somebody held before the first one known; keys: person, rank, valid_from, valid_to.

    The group of that time may have been another one, so the rank is not compared with the group of today.
    """
    made = [RankPeriod(**row) for row in rows]
    _write_past(made, by, "people.record_past_rank", lambda one: {"rank": one.rank})
    return made


@transaction.atomic
def record_past_postings(rows: list[dict], *, by) -> list[Posting]:
    """Postings before the first one known; keys: person, unit, position, is_commander, valid_from, valid_to."""
    for unit in {row["unit"] for row in rows}:
        require(by, "units.edit_person", unit)
    made = [Posting(**{**row, "position": clean(row["position"])}) for row in rows]
    _write_past(
        made,
        by,
        "people.record_past_posting",
        lambda one: {"unit": one.unit, "position": one.position, "is_commander": one.is_commander},
    )
    return made


def _write_past(rows: list, by, action: str, card: Callable[[Any], dict]) -> None:
    for unit in {one.person.unit for one in rows}:
        require(by, "units.edit_person", unit)
    _check_all(rows)
    for one in sorted(rows, key=lambda one: one.valid_from, reverse=True):
        first = type(one).objects.filter(person=one.person).order_by("valid_from").first()
        if one.valid_to is None or (first is not None and one.valid_to >= first.valid_from):
            raise RuleViolation(f"{one.person}: phải kết thúc trước dòng đầu tiên đang có.", field="valid_to")
        one.save()
    record_many(
        by,
        action,
        (
            (one.person, {"after": {**card(one), "valid_from": one.valid_from, "valid_to": one.valid_to}})
            for one in rows
        ),
    )


# --- facts that weigh on awards -------------------------------------------------------------------------------------


def record_discipline(
    person: Person,
    *,
    by,
    kind: str,
    valid_from: date,
    valid_to: date | None = None,
    decision: str = "",
    reason: str = "",
) -> DisciplineRecord:
    """A form of discipline from a day; valid_to is the last day of its term, empty while it is not known."""
    row = {
        "person": person,
        "kind": kind,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "decision": decision,
        "reason": reason,
    }
    return record_disciplines([row], by=by)[0]


@transaction.atomic
def record_disciplines(rows: list[dict], *, by) -> list[DisciplineRecord]:
    """Many at once; keys of a row are the arguments of record_discipline, with `person`."""
    _may_record(by, [row["person"] for row in rows])
    made = [DisciplineRecord(**row) for row in rows]
    _check_all(made)
    for one in made:
        if one.valid_from > clock.today():
            raise RuleViolation("Ngày kỷ luật không được sau hôm nay.", field="valid_from")
    DisciplineRecord.objects.bulk_create(made, batch_size=500)
    record_many(
        by,
        "people.record_discipline",
        (
            (
                one.person,
                {
                    "after": {
                        "discipline": DisciplineKind(one.kind).label,
                        "valid_from": one.valid_from,
                        "valid_to": one.valid_to,
                        "decision": one.decision,
                    },
                    "reason": one.reason,
                    "acted_on": one.valid_from,
                },
            )
            for one in made
        ),
    )
    return made


def record_hold(subject: Subject, *, by, kind: str, valid_from: date, note: str = "") -> Hold:
    """A fact that makes every proposal for a person or unit wait, until end_hold."""
    return record_holds([{"subject": subject, "kind": kind, "valid_from": valid_from, "note": note}], by=by)[0]


@transaction.atomic
def record_holds(rows: list[dict], *, by) -> list[Hold]:
    """Many at once; keys: subject, kind, valid_from, note, and valid_to for a hold already over."""
    _may_record(by, [row["subject"] for row in rows])
    made = [Hold(**_about(row)) for row in rows]
    _check_all(made)
    for one in made:
        if one.valid_from > clock.today():
            raise RuleViolation("Ngày bắt đầu không được sau hôm nay.", field="valid_from")
    Hold.objects.bulk_create(made, batch_size=500)
    record_many(
        by,
        "people.record_hold",
        (
            (
                one.person or one.unit,
                {
                    "after": {"hold": HoldKind(one.kind).label, "valid_from": one.valid_from, "note": one.note},
                    "acted_on": one.valid_from,
                },
            )
            for one in made
        ),
    )
    return made


@transaction.atomic
def end_hold(hold: Hold, *, by, on: date, reason: str = "") -> Hold:
    """The fact is over; `on` is its last day, proposals go on from the next."""
    row = lock(hold)
    subject = row.person or row.unit
    require(by, "units.record_fact", subject)
    if row.valid_to is not None:
        raise RuleViolation(f"Đã kết thúc ngày {row.valid_to:%d/%m/%Y}.", field="on")
    if on > clock.today():
        raise RuleViolation("Ngày kết thúc không được sau hôm nay.", field="on")
    if on < row.valid_from:
        raise RuleViolation(f"Ngày kết thúc không được trước ngày {row.valid_from:%d/%m/%Y}.", field="on")
    row.valid_to = hold.valid_to = on
    row.save()
    record(
        by,
        "people.end_hold",
        subject,
        before={"valid_to": None},
        after={"valid_to": on},
        reason=reason,
        acted_on=on,
        hold=str(row),
    )
    return row


def record_grade(subject: Subject, *, by, year: int, grade: str, basis: str = "") -> CompletionGrade:
    """Yearly completion grade of a person or unit; a second one for the year replaces the first, both stay recorded."""
    return record_grades([{"subject": subject, "year": year, "grade": grade, "basis": basis}], by=by)[0]


@transaction.atomic
def record_grades(rows: list[dict], *, by) -> list[CompletionGrade]:
    """Many at once, one per subject and year; keys: subject, year, grade, basis."""
    _may_record(by, [row["subject"] for row in rows])
    present = {
        (Person if one.person_id else Unit, one.person_id or one.unit_id, one.year): one
        for one in _about_any(CompletionGrade, [row["subject"] for row in rows])
    }
    new, changed, acts = [], [], []
    for row in rows:
        subject, year = row["subject"], row["year"]
        _past_year(year)
        one = present.get((type(subject), subject.pk, year))
        before = None if one is None else {"grade": one.get_grade_display(), "basis": one.basis}
        if one is None:
            one = CompletionGrade(**_about(row))
            new.append(one)
        else:
            one.grade, one.basis = row["grade"], row.get("basis", "")
            changed.append(one)
        checked(one)
        after = {"grade": Grade(one.grade).label, "basis": one.basis}
        acts.append((subject, {"before": before, "after": after, "year": year}))
    CompletionGrade.objects.bulk_create(new, batch_size=500)
    CompletionGrade.objects.bulk_update(changed, ["grade", "basis"], batch_size=500)
    record_many(by, "people.record_grade", acts)
    return [*new, *changed]


def record_test_result(person: Person, *, by, year: int, passed_percent: int, good_percent: int) -> TestResult:
    """Share of the year's tests passed, and good or better, in whole percent; replaces an earlier entry."""
    row = {"person": person, "year": year, "passed_percent": passed_percent, "good_percent": good_percent}
    return record_test_results([row], by=by)[0]


@transaction.atomic
def record_test_results(rows: list[dict], *, by) -> list[TestResult]:
    """Many at once, one per person and year; keys of a row are the arguments of record_test_result, with `person`."""
    _may_record(by, [row["person"] for row in rows])
    present = {(one.person_id, one.year): one for one in _about_any(TestResult, [row["person"] for row in rows])}
    new, changed, acts = [], [], []
    for row in rows:
        _past_year(row["year"])
        for name in ("passed_percent", "good_percent"):
            if not 0 <= row[name] <= 100:
                raise RuleViolation("Tỷ lệ phải từ 0 đến 100.", field=name)
        if row["good_percent"] > row["passed_percent"]:
            raise RuleViolation("Tỷ lệ khá, giỏi không thể lớn hơn tỷ lệ đạt.", field="good_percent")
        after = {"passed_percent": row["passed_percent"], "good_percent": row["good_percent"]}
        one = present.get((row["person"].pk, row["year"]))
        before = None if one is None else {name: getattr(one, name) for name in after}
        if one is None:
            new.append(TestResult(**row))
        else:
            one.passed_percent, one.good_percent = row["passed_percent"], row["good_percent"]
            changed.append(one)
        acts.append((row["person"], {"before": before, "after": after, "year": row["year"]}))
    TestResult.objects.bulk_create(new, batch_size=500)
    TestResult.objects.bulk_update(changed, ["passed_percent", "good_percent"], batch_size=500)
    record_many(by, "people.record_test_result", acts)
    return [*new, *changed]


def record_initiative(
    *,
    by,
    name: str,
    year: int,
    authors: list[Person],
    level: str = InitiativeLevel.BASE,
    certificate: str = "",
    recognised_on: date | None = None,
) -> Initiative:
    """An initiative or study with its authors and the level that recognised it."""
    row = {
        "name": name,
        "year": year,
        "authors": authors,
        "level": level,
        "certificate": certificate,
        "recognised_on": recognised_on,
    }
    return record_initiatives([row], by=by)[0]


@transaction.atomic
def record_initiatives(rows: list[dict], *, by) -> list[Initiative]:
    """Many at once; keys of a row are the arguments of record_initiative."""
    _may_record(by, [person for row in rows for person in row["authors"]])
    made, authorships = [], []
    for row in rows:
        fields = dict(row)
        authors = fields.pop("authors")
        _past_year(row["year"])
        if not authors:
            raise RuleViolation("Chọn ít nhất một tác giả.", field="authors")
        one = checked(Initiative(**{**fields, "name": clean(row["name"])}))
        if one.recognised_on and one.recognised_on > clock.today():
            raise RuleViolation("Ngày công nhận không được sau hôm nay.", field="recognised_on")
        made.append(one)
        authorships += [InitiativeAuthor(initiative=one, person=person) for person in dict.fromkeys(authors)]
    Initiative.objects.bulk_create(made, batch_size=500)
    InitiativeAuthor.objects.bulk_create(authorships, batch_size=500)
    record_many(
        by,
        "people.record_initiative",
        (
            (
                link.person,
                {
                    "after": {"initiative": link.initiative.name, "level": link.initiative.get_level_display()},
                    "year": link.initiative.year,
                },
            )
            for link in authorships
        ),
    )
    return made


def _may_record(by, subjects: list[Subject]) -> None:
    """Ask once per unit, not once per row."""
    for unit in {subject.unit if isinstance(subject, Person) else subject for subject in subjects}:
        require(by, "units.record_fact", unit)


def _about(row: dict) -> dict:
    """Fields of a fact about a person or a unit: `subject` becomes one of the two."""
    fields = dict(row)
    subject = fields.pop("subject")
    return {**fields, ("person" if isinstance(subject, Person) else "unit"): subject}


def _about_any(model, subjects: list[Subject]):
    """Rows of `model` about any of the subjects."""
    people = [one.pk for one in subjects if isinstance(one, Person)]
    for start in range(0, len(people), 500):
        yield from model.objects.filter(person__in=people[start : start + 500])
    units = [one.pk for one in subjects if isinstance(one, Unit)]
    if units:
        yield from model.objects.filter(unit__in=units)


def _check_all(rows: list) -> None:
    for one in rows:
        checked(one)
        if one.valid_to is not None and one.valid_to < one.valid_from:
            raise RuleViolation("Ngày kết thúc phải sau ngày bắt đầu.", field="valid_to")


def _past_year(year: int) -> None:
    if not 1945 <= year <= clock.today().year:
        raise RuleViolation(f"Năm phải từ 1945 đến {clock.today().year}.", field="year")
