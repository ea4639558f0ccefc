"""The card of a person: made, edited. A person is closed (thôi phục vụ), never deleted."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from thidua import clock
from thidua.errors import RuleViolation
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record, record_many
from units.checks import checked
from units.people.enums import ObjectGroup, Rank
from units.people.models import Person, Posting, RankPeriod
from units.people.rules import group_of, groups_of, rank_fits
from units.structure.models import Unit

SERVICE_NUMBER = re.compile(r"[0-9A-Z]+(?:[-./][0-9A-Z]+)*")


def create_person(
    *,
    by,
    service_number: str,
    full_name: str,
    rank: str,
    position: str,
    unit: Unit,
    object_group: str = "",
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

    Keys of a row: those of create_person, and sex, birth_date, native_place, residence, schooling, is_commander,
    is_party_secretary, is_demo; posted_on and ranked_on are the first days of the posting and of the rank (default:
    joined_on, else today). object_group may stay empty where the rank tells it. Everything that is wrong in any row is
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
        fields["object_group"] = fields.get("object_group") or _told_by(fields["rank"])
        person = Person(**fields)
        problems += _trouble(person, only=len(rows) == 1)
        people.append(person)
        postings.append(
            Posting(
                person=person,
                unit=person.unit,
                position=person.position,
                is_commander=person.is_commander,
                is_party_secretary=person.is_party_secretary,
                valid_from=posted_on,
            )
        )
        ranks.append(
            RankPeriod(person=person, rank=person.rank, object_group=person.object_group, valid_from=ranked_on)
        )
    problems += _same_numbers(people)
    if problems:
        raise _refusal(problems, single=len(rows) == 1)
    Person.objects.bulk_create(people, batch_size=500)
    Posting.objects.bulk_create(postings, batch_size=500)
    RankPeriod.objects.bulk_create(ranks, batch_size=500)
    record_many(by, "people.create_person", ((person, {"after": _card(person)}) for person in people))
    return people


def _told_by(rank: str) -> str:
    """The object group that a rank tells by itself; empty where it does not."""
    return (group_of(Rank(rank)) if rank in Rank.values else None) or ""


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
        checked(person, skip=() if person.object_group else ("object_group",))
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
    if not person.object_group:
        yield "object_group", choose_group(Rank(person.rank))
    elif not rank_fits(Rank(person.rank), ObjectGroup(person.object_group)):
        yield "rank", f"{person.get_object_group_display()} không mang cấp bậc {person.get_rank_display()}."
    if person.joined_on and person.joined_on > clock.today():
        yield "joined_on", "Ngày nhập ngũ không được sau hôm nay."
    if person.birth_date and person.joined_on and person.birth_date >= person.joined_on:
        yield "birth_date", "Ngày sinh phải trước ngày nhập ngũ."
    if person.unit.closed_on is not None and person.left_on is None:
        yield "unit", f"{person.unit} đã kết thúc ngày {person.unit.closed_on:%d/%m/%Y}."


def choose_group(rank: Rank) -> str:
    shared = " và ".join(group.label.lower() for group in groups_of(rank))
    return f"Cấp bậc {rank.label} có ở {shared}: chọn nhóm đối tượng."


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
    """Facts that carry no date: service_number, full_name, sex, birth_date, object_group, joined_on, native_place,
    residence, schooling.

    Rank, unit and position change by an act with a date: promote, transfer.
    """
    row = lock(person)
    require(by, "units.edit_person", row)
    not_merged(row)
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
        if before.get("object_group") != after.get("object_group") and (latest := row.ranks.first()):
            latest.object_group = row.object_group
            latest.save()
        record(by, "people.edit_person", row, before=before, after=after)
    for key, value in after.items():
        setattr(person, key, value)
    return row


def not_merged(person: Person) -> None:
    if person.merged_into_id is not None:
        raise RuleViolation(f"Hồ sơ này đã gộp vào {person.merged_into}, số hiệu {person.merged_into.service_number}.")


def needs_why(why: str) -> None:
    if not clean(why):
        raise RuleViolation("Ghi lý do sửa.", field="why")
