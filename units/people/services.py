"""Acts on people and on the facts about them. A person is closed (thôi phục vụ), never deleted."""

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from hashlib import sha256
from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction

from thidua import clock
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record, record_many
from units.checks import checked
from units.people.enums import DisciplineKind, Grade, HoldKind, InitiativeLevel, ObjectGroup, Rank, TransferState
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
    Transfer,
)
from units.people.rules import CERTIFICATE_BYTES, certificate_type, group_of, groups_of, rank_fits
from units.people.states import TRANSFER
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

    Keys of a row: those of create_person, and sex, birth_date, is_commander, is_party_secretary, is_demo; posted_on and
    ranked_on are the first days of the posting and of the rank (default: joined_on, else today). object_group may stay
    empty where the rank tells it. Everything that is wrong in any row is told at once and nothing is written.
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
        yield "object_group", _choose_group(Rank(person.rank))
    elif not rank_fits(Rank(person.rank), ObjectGroup(person.object_group)):
        yield "rank", f"{person.get_object_group_display()} không mang cấp bậc {person.get_rank_display()}."
    if person.joined_on and person.joined_on > clock.today():
        yield "joined_on", "Ngày nhập ngũ không được sau hôm nay."
    if person.birth_date and person.joined_on and person.birth_date >= person.joined_on:
        yield "birth_date", "Ngày sinh phải trước ngày nhập ngũ."
    if person.unit.closed_on is not None and person.left_on is None:
        yield "unit", f"{person.unit} đã kết thúc ngày {person.unit.closed_on:%d/%m/%Y}."


def _choose_group(rank: Rank) -> str:
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
    """Facts that carry no date: service_number, full_name, sex, birth_date, object_group, joined_on.

    Rank, unit and position change by an act with a date: promote, transfer.
    """
    row = lock(person)
    require(by, "units.edit_person", row)
    _not_merged(row)
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


# --- rank and posting, day by day -----------------------------------------------------------------------------------
#
# Ranks and postings are chains: a row holds until the next one begins, so a new row never leaves a gap or an overlap,
# wherever in the past it is put. Rank, unit and position on the person are those of the newest row.

POSTING_FIELDS = ("unit", "position", "is_commander", "is_party_secretary", "basis")
RANK_FIELDS = ("rank", "object_group", "basis")


@transaction.atomic
def promote(person: Person, *, by, rank: str, from_day: date, object_group: str = "", basis: str = "") -> RankPeriod:
    """A rank from a day on (not in the future), the newest or one of the past.

    object_group: only where the rank does not tell it and another group than before is meant.
    """
    row = lock(person)
    require(by, "units.edit_person", row)
    _in_time(row, from_day)
    rows = list(row.ranks.order_by("valid_from"))
    group = _group_with(row, rows, Rank(rank), object_group, from_day)
    new = checked(RankPeriod(person=row, rank=rank, object_group=group, basis=clean(basis), valid_from=from_day))
    _place(rows, new, row, same=lambda one: one.rank == rank and one.object_group in ("", group))
    _settle(row, person, by=by, action="people.promote", acted_on=from_day, entry=new)
    return new


def _group_with(person: Person, rows: list[RankPeriod], rank: Rank, chosen: str, day: date) -> str:
    """Object group of a rank from a day on: chosen, told by the rank, or the one held before when it fits."""
    if chosen:
        if not rank_fits(rank, ObjectGroup(chosen)):
            raise RuleViolation(f"{ObjectGroup(chosen).label} không mang cấp bậc {rank.label}.", field="rank")
        return chosen
    earlier = [one for one in rows if one.valid_from < day]
    held = (earlier[-1].object_group if earlier else "") or person.object_group
    told = group_of(rank)
    if told == ObjectGroup.SOLDIER and earlier and held != ObjectGroup.SOLDIER:
        raise RuleViolation(f"{ObjectGroup(held).label} không mang cấp bậc {rank.label}.", field="rank")
    if told:
        return told
    if rank_fits(rank, ObjectGroup(held)):
        return held
    raise RuleViolation(_choose_group(rank), field="object_group")


@transaction.atomic
def transfer(
    person: Person,
    *,
    by,
    unit: Unit,
    position: str,
    from_day: date,
    is_commander: bool = False,
    is_party_secretary: bool = False,
    basis: str = "",
) -> Posting:
    """A unit or position from a day on (not in the future), the newest or one of the past; the officer stands over
    both units. To a unit of another officer somebody goes by send_transfer."""
    row = lock(person)
    require(by, "units.edit_person", row)
    require(by, "units.edit_person", unit)
    _in_time(row, from_day)
    if leaving := row.transfers.filter(state=TransferState.SENT, from_day__lte=from_day).first():
        raise RuleViolation(
            f"Đang có lệnh điều động đi {leaving.to_unit} từ ngày {leaving.from_day:%d/%m/%Y}: rút lệnh đó trước.",
            field="from_day",
        )
    return _post(row, person, by, unit, position, from_day, is_commander, is_party_secretary, basis)


def _post(row, person, by, unit, position, from_day, is_commander, is_party_secretary, basis) -> Posting:
    """Write a posting into the chain of the locked `row`."""
    new = checked(
        Posting(
            person=row,
            unit=unit,
            position=clean(position),
            is_commander=is_commander,
            is_party_secretary=is_party_secretary,
            basis=clean(basis),
            valid_from=from_day,
        )
    )
    facts = _posted(new)
    _place(
        list(row.postings.select_related("unit").order_by("valid_from")),
        new,
        row,
        same=lambda one: _posted(one) == facts,
    )
    _settle(row, person, by=by, action="people.transfer", acted_on=from_day, entry=new)
    return new


def _posted(row: Posting) -> tuple:
    return (row.unit_id, row.position, row.is_commander, row.is_party_secretary)


def _in_time(person: Person, day: date) -> None:
    """Whether a row of the person may begin on a day."""
    _not_merged(person)
    if person.left_on is not None and day > person.left_on:
        raise RuleViolation(f"{person} đã thôi phục vụ ngày {person.left_on:%d/%m/%Y}.")
    if day > clock.today():
        raise RuleViolation("Ngày có hiệu lực không được sau hôm nay.", field="from_day")
    if person.joined_on is not None and day < person.joined_on:
        raise RuleViolation(
            f"Ngày có hiệu lực không được trước ngày nhập ngũ {person.joined_on:%d/%m/%Y}.", field="from_day"
        )


def _not_merged(person: Person) -> None:
    if person.merged_into_id is not None:
        raise RuleViolation(f"Hồ sơ này đã gộp vào {person.merged_into}, số hiệu {person.merged_into.service_number}.")


def _place(rows: list, new: Posting | RankPeriod, person: Person, *, same) -> None:
    """Save a new row where its first day stands: the one before ends, the new one lasts until the next begins.

    rows: the chain, oldest first. same(row): whether a neighbour says the very same.
    """
    day = new.valid_from
    taken = next((one for one in rows if one.valid_from == day), None)
    if taken is not None:
        raise RuleViolation(f"Đã có dòng từ ngày {day:%d/%m/%Y} ({taken}): sửa dòng đó.", field="from_day")
    before = next((one for one in reversed(rows) if one.valid_from < day), None)
    after = next((one for one in rows if one.valid_from > day), None)
    for one in filter(None, (before, after)):
        if same(one):
            raise RuleViolation(f"Giống dòng từ ngày {one.valid_from:%d/%m/%Y}: {one}.", field=_main_field(new))
    if before is not None and (before.valid_to is None or before.valid_to >= day):
        before.valid_to = day - timedelta(days=1)
        before.save()
    new.valid_to = after.valid_from - timedelta(days=1) if after else person.left_on
    _not_in_closed_unit(new)
    new.save()


def _main_field(row: Posting | RankPeriod) -> str:
    return "position" if isinstance(row, Posting) else "rank"


def _not_in_closed_unit(row: Posting | RankPeriod) -> None:
    """A posting ends no later than its unit."""
    closed = row.unit.closed_on if isinstance(row, Posting) else None
    if closed is not None and (row.valid_to is None or row.valid_to > closed):
        raise RuleViolation(f"{row.unit} đã kết thúc ngày {closed:%d/%m/%Y}.", field="unit")


TODAY_FIELDS = ("rank", "object_group", "unit", "position", "is_commander", "is_party_secretary")


def _settle(row: Person, person: Person, *, by, action: str, acted_on: date, entry: Posting | RankPeriod) -> None:
    """Rank, unit and position of the person follow the newest rows; the act is recorded.

    An act in the past changes nothing of today: the record then holds the row itself.
    """
    before = {name: getattr(row, name) for name in TODAY_FIELDS}
    follow_rows(row)
    after = {name: getattr(row, name) for name in TODAY_FIELDS}
    for name, value in after.items():
        setattr(person, name, value)
    row.save()
    if before == after:
        names = POSTING_FIELDS if isinstance(entry, Posting) else RANK_FIELDS
        before, after = {}, {name: getattr(entry, name) for name in names}
        after |= {"valid_from": entry.valid_from, "valid_to": entry.valid_to}
    record(by, action, row, before=before, after=after, acted_on=acted_on, **_given(entry.basis))


def _given(basis: str) -> dict:
    return {"decision": basis} if basis else {}


def follow_rows(person: Person) -> None:
    """Set rank, group, unit and position to those of the newest rows; the person is not saved."""
    rank = person.ranks.first()
    if rank is not None:
        person.rank = rank.rank
        person.object_group = rank.object_group or person.object_group
    posting = person.postings.select_related("unit").first()
    if posting is not None:
        person.unit, person.position = posting.unit, posting.position
        person.is_commander, person.is_party_secretary = posting.is_commander, posting.is_party_secretary


@transaction.atomic
def correct_posting(row: Posting, *, by, why: str, from_day: date, to_day: date | None = None, **changes) -> Posting:
    """Correct a posting that was written down wrongly. changes: POSTING_FIELDS; the officer stands over each unit."""
    person = lock(row.person)
    require(by, "units.edit_person", person)
    if changes.get("unit", row.unit) != row.unit:
        require(by, "units.edit_person", changes["unit"])
    return _correct(row, person, POSTING_FIELDS, changes, from_day, to_day, by=by, why=why)


@transaction.atomic
def correct_rank(row: RankPeriod, *, by, why: str, from_day: date, to_day: date | None = None, **changes) -> RankPeriod:
    """Correct a rank that was written down wrongly. changes: RANK_FIELDS; the group may stay empty where rank tells."""
    person = lock(row.person)
    require(by, "units.edit_person", person)
    rank = Rank(changes.get("rank", row.rank))
    chosen = changes.get("object_group") or group_of(rank) or row.object_group or person.object_group
    if not rank_fits(rank, ObjectGroup(chosen)):
        if group_of(rank) is None and not changes.get("object_group"):
            raise RuleViolation(_choose_group(rank), field="object_group")
        raise RuleViolation(f"{ObjectGroup(chosen).label} không mang cấp bậc {rank.label}.", field="rank")
    return _correct(row, person, RANK_FIELDS, {**changes, "object_group": chosen}, from_day, to_day, by=by, why=why)


def _correct(row, person: Person, names: tuple, changes: dict, from_day: date, to_day: date | None, *, by, why: str):
    """Write a corrected row of a chain; its neighbours make room, and a gap or an overlap is refused at its field."""
    _in_time(person, from_day)
    _why(why)
    fresh = lock(row)
    shown = (*names, "valid_from", "valid_to")
    before = {name: getattr(fresh, name) for name in shown}
    rows = [one for one in type(row).objects.filter(person=person).order_by("valid_from") if one.pk != row.pk]
    previous = next((one for one in reversed(rows) if one.valid_from < before["valid_from"]), None)
    following = next((one for one in rows if one.valid_from > before["valid_from"]), None)
    _fits_between(from_day, to_day, previous, following, person)
    for name, value in changes.items():
        setattr(fresh, name, clean(value) if isinstance(value, str) else value)
    fresh.valid_from = from_day
    fresh.valid_to = following.valid_from - timedelta(days=1) if following else person.left_on
    checked(fresh)
    _not_in_closed_unit(fresh)
    after = {name: getattr(fresh, name) for name in shown}
    if before == after:
        raise RuleViolation("Chưa có gì thay đổi.")
    _save_beside(fresh, previous, before["valid_from"])
    follow_rows(person)
    person.save()
    for name in TODAY_FIELDS:
        setattr(row.person, name, getattr(person, name))
    record(
        by, "people.correct_row", person, before=before, after=after, reason=clean(why), acted_on=from_day,
        row=str(fresh),
    )  # fmt: skip
    return fresh


def _why(why: str) -> None:
    if not clean(why):
        raise RuleViolation("Ghi lý do sửa.", field="why")


def _fits_between(from_day: date, to_day: date | None, previous, following, person: Person) -> None:
    if previous is not None and from_day <= previous.valid_from:
        raise RuleViolation(
            f"Trùng với dòng từ ngày {previous.valid_from:%d/%m/%Y} ({previous}): ngày phải sau ngày đó.",
            field="from_day",
        )
    if following is not None and from_day >= following.valid_from:
        raise RuleViolation(
            f"Trùng với dòng từ ngày {following.valid_from:%d/%m/%Y} ({following}): ngày phải trước ngày đó.",
            field="from_day",
        )
    if to_day is None:
        return
    last = following.valid_from - timedelta(days=1) if following else person.left_on
    if to_day < from_day:
        raise RuleViolation("Ngày kết thúc phải sau ngày bắt đầu.", field="to_day")
    if last is None:
        raise RuleViolation(
            f"Từ ngày {to_day + timedelta(days=1):%d/%m/%Y} sẽ không có dòng nào: để trống ô này, thêm dòng tiếp theo"
            " hoặc ghi thôi phục vụ.",
            field="to_day",
        )
    if to_day > last:
        raise RuleViolation(
            f"Trùng với dòng từ ngày {following.valid_from:%d/%m/%Y} ({following})."
            if following
            else f"{person} đã thôi phục vụ ngày {last:%d/%m/%Y}.",
            field="to_day",
        )
    if to_day < last:
        raise RuleViolation(
            f"Từ ngày {to_day + timedelta(days=1):%d/%m/%Y} đến ngày {last:%d/%m/%Y} sẽ không có dòng nào: sửa ngày bắt"
            " đầu của dòng sau.",
            field="to_day",
        )


def _save_beside(row, previous, old_start: date) -> None:
    """The row before ends the day before this one begins; whichever gives way is saved first."""
    touches = previous is not None and (
        previous.valid_to is None
        or previous.valid_to >= row.valid_from
        or previous.valid_to == old_start - timedelta(days=1)
    )
    if touches:
        previous.valid_to = row.valid_from - timedelta(days=1)
    if touches and row.valid_from < old_start:
        previous.save()
        row.save()
    else:
        row.save()
        if touches:
            previous.save()


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
    """Whether somebody may leave on a day: still serving, and nothing begins after it."""
    _not_merged(person)
    if person.left_on is not None:
        raise RuleViolation(f"{person} đã thôi phục vụ ngày {person.left_on:%d/%m/%Y}.")
    if day > clock.today():
        raise RuleViolation("Ngày có hiệu lực không được sau hôm nay.", field="on")
    newest = max((row.valid_from for row in (*person.postings.all()[:1], *person.ranks.all()[:1])), default=None)
    if newest is not None and day < newest:
        raise RuleViolation(f"Ngày cuối cùng không được trước ngày {newest:%d/%m/%Y} của dòng mới nhất.", field="on")


# --- to and from units that another officer looks after -------------------------------------------------------------


@transaction.atomic
def send_transfer(person: Person, *, by, to_unit: Unit, from_day: date, decision: str, remark: str = "") -> Transfer:
    """Let somebody go to a unit of another officer from a day on, by a decision; that officer takes them in.

    From `from_day` on the receiving side reads the person; the posting there begins with receive_transfer.
    """
    row = lock(person)
    require(by, "units.edit_person", row)
    _not_merged(row)
    if row.left_on is not None:
        raise RuleViolation(f"{row} đã thôi phục vụ ngày {row.left_on:%d/%m/%Y}.")
    if by.has_perm("units.edit_person", to_unit):
        raise RuleViolation(f"{to_unit} trong phạm vi của đồng chí: dùng thao tác Điều động.", field="to_unit")
    if to_unit.closed_on is not None:
        raise RuleViolation(f"{to_unit} đã kết thúc ngày {to_unit.closed_on:%d/%m/%Y}.", field="to_unit")
    newest = row.postings.first()
    if newest is not None and from_day <= newest.valid_from:
        raise RuleViolation(f"Ngày chuyển phải sau ngày {newest.valid_from:%d/%m/%Y}.", field="from_day")
    if waiting := row.transfers.filter(state=TransferState.SENT).select_related("to_unit").first():
        raise RuleViolation(
            f"Đang có lệnh điều động đi {waiting.to_unit} từ ngày {waiting.from_day:%d/%m/%Y}, chờ tiếp nhận."
        )
    new = checked(
        Transfer(
            person=row,
            from_unit=row.unit,
            to_unit=to_unit,
            from_day=from_day,
            decision=clean(decision),
            remark=clean(remark),
        )
    )
    new.save()
    record(
        by, "people.send_transfer", row, after={"to_unit": to_unit, "decision": new.decision, "from_day": from_day},
        acted_on=min(from_day, clock.today()),
    )  # fmt: skip
    return new


@transaction.atomic
def receive_transfer(
    transfer_in: Transfer,
    *,
    by,
    unit: Unit,
    position: str,
    is_commander: bool = False,
    is_party_secretary: bool = False,
) -> Posting:
    """Take somebody in: the posting begins on the day of the transfer, in the receiving unit or one below it."""
    row = TRANSFER.make("receive_transfer", transfer_in, by=by)
    if not unit.is_under(row.to_unit):
        raise RuleViolation(f"Chọn {row.to_unit} hoặc đơn vị thuộc {row.to_unit}.", field="unit")
    person = lock(row.person)
    _in_time(person, row.from_day)
    return _post(person, row.person, by, unit, position, row.from_day, is_commander, is_party_secretary, row.decision)


def refuse_transfer(transfer_in: Transfer, *, by, reason: str) -> Transfer:
    """The receiving side does not take somebody; they stay where they are."""
    return TRANSFER.make("refuse_transfer", transfer_in, by=by, reason=reason)


def withdraw_transfer(sent: Transfer, *, by) -> Transfer:
    """The sending side takes its word back."""
    return TRANSFER.make("withdraw_transfer", sent, by=by)


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


@transaction.atomic
def carry_hold(hold: Hold, unit: Unit, *, by, reason: str) -> Hold:
    """What is being looked into at a unit goes on at its successor: an officer says so, and why.

    The successor gets a hold of its own from the day of the merger or split; the old one stays as it is. The law is
    silent, as it is about awards in a row: without this word nothing of the old unit keeps the new one waiting.
    """
    row = lock(hold)
    require(by, "units.record_fact", unit)
    line = unit.forebears.filter(predecessor=row.unit_id).select_related("act").first() if row.unit_id else None
    if line is None:
        raise RuleViolation(f"{unit} không kế tục {row.unit or row.person}.")
    since = max(line.act.effective_on, row.valid_from)
    if row.valid_to is not None and row.valid_to < since:
        raise StateConflict(f"Việc này đã kết thúc ngày {row.valid_to:%d/%m/%Y}.")
    if row.carried_on.filter(unit=unit).exists():
        raise StateConflict("Việc này đã được xác nhận kế tục.")
    if not clean(reason):
        raise RuleViolation("Ghi lý do và căn cứ xác nhận.", field="reason")
    made = checked(
        Hold(unit=unit, kind=row.kind, note=row.note, valid_from=since, valid_to=row.valid_to, carried_from=row)
    )
    made.save()
    facts = {"reason": clean(reason), "predecessor": row.unit, "successor": unit, "acted_on": since}
    record(by, "people.carry_hold", unit, after={"hold": made.get_kind_display(), "valid_from": since}, **facts)
    return made


@transaction.atomic
def drop_carried(hold: Hold, *, by, reason: str) -> None:
    """Take that word back: it then never kept the successor waiting. Lists already locked stay as they were judged."""
    row = lock(hold)
    require(by, "units.record_fact", row.unit)
    if row.carried_from_id is None:
        raise RuleViolation("Chỉ bỏ được việc kế tục từ đơn vị trước; việc khác thì sửa hoặc kết thúc.")
    if row.carried_on.exists():
        raise RuleViolation("Đơn vị sau nữa đã kế tục việc này; bỏ xác nhận ở đó trước.")
    if not clean(reason):
        raise RuleViolation("Ghi lý do bỏ xác nhận.", field="reason")
    before = {"hold": row.get_kind_display(), "valid_from": row.valid_from, "valid_to": row.valid_to}
    record(by, "people.drop_hold", row.unit, before=before, reason=clean(reason), predecessor=row.carried_from.unit)
    row.delete()


@transaction.atomic
def end_discipline(row: DisciplineRecord, *, by, on: date, reason: str = "") -> DisciplineRecord:
    """The term of a discipline is over; `on` is its last day, achievements count again from the next."""
    fresh = lock(row)
    require(by, "units.record_fact", fresh.person)
    if fresh.valid_to is not None:
        raise RuleViolation(f"Thời hạn đã ghi đến hết ngày {fresh.valid_to:%d/%m/%Y}.", field="on")
    if on < fresh.valid_from:
        raise RuleViolation(f"Ngày kết thúc không được trước ngày {fresh.valid_from:%d/%m/%Y}.", field="on")
    fresh.valid_to = row.valid_to = on
    fresh.save()
    record(
        by,
        "people.end_discipline",
        fresh.person,
        before={"valid_to": None},
        after={"valid_to": on},
        reason=reason,
        acted_on=min(on, clock.today()),
        row=str(fresh),
    )
    return fresh


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
        _check_percents(row["passed_percent"], row["good_percent"])
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


FACT_FIELDS = {
    DisciplineRecord: ("kind", "valid_from", "valid_to", "decision", "reason"),
    Hold: ("kind", "valid_from", "valid_to", "note"),
    CompletionGrade: ("year", "grade", "basis"),
    TestResult: ("year", "passed_percent", "good_percent"),
}
Fact = DisciplineRecord | Hold | CompletionGrade | TestResult


@transaction.atomic
def correct_fact(row: Fact, *, by, why: str, **changes: Any) -> Fact:
    """Correct a fact that was written down wrongly: before, after and the reason stay in the record.

    changes: fields of FACT_FIELDS for the kind of row.
    """
    fresh = lock(row)
    subject = fresh.person or getattr(fresh, "unit", None)
    require(by, "units.record_fact", subject)
    _why(why)
    names = FACT_FIELDS[type(fresh)]
    before = _in_labels(fresh, names)
    for name in names:
        if name in changes:
            setattr(fresh, name, changes[name])
    _check_fact(fresh)
    after = _in_labels(fresh, names)
    if before == after:
        raise RuleViolation("Chưa có gì thay đổi.")
    fresh.save()
    record(
        by, "people.correct_row", subject, before=before, after=after, reason=clean(why),
        row=str(fresh),
    )  # fmt: skip
    return fresh


def _in_labels(row: Fact, names: tuple[str, ...]) -> dict:
    """Fields as the record tells them: the label of a choice rather than its code."""
    shown = {name: getattr(row, f"get_{name}_display", lambda name=name: getattr(row, name))() for name in names}
    if isinstance(row, DisciplineRecord):
        shown["discipline"] = shown.pop("kind")
    elif isinstance(row, Hold):
        shown["hold"] = shown.pop("kind")
    return shown


def _check_fact(row: Fact) -> None:
    """Everything a fact must be, whoever wrote it before."""
    if isinstance(row, DisciplineRecord | Hold):
        _check_all([row])
        if row.valid_from > clock.today():
            raise RuleViolation("Ngày bắt đầu không được sau hôm nay.", field="valid_from")
        if isinstance(row, Hold) and row.valid_to is not None and row.valid_to > clock.today():
            raise RuleViolation("Ngày kết thúc không được sau hôm nay.", field="valid_to")
        return
    checked(row)
    _past_year(row.year)
    about = {name: getattr(row, name) for name in ("person", "unit") if getattr(row, name, None)}
    other = type(row).objects.filter(year=row.year, **about).exclude(pk=row.pk).first()
    if other is not None:
        raise RuleViolation(f"Năm {row.year} đã có dòng khác ({other}): sửa dòng đó.", field="year")
    if isinstance(row, TestResult):
        _check_percents(row.passed_percent, row.good_percent)


def _check_percents(passed: int, good: int) -> None:
    for name, value in (("passed_percent", passed), ("good_percent", good)):
        if not 0 <= value <= 100:
            raise RuleViolation("Tỷ lệ phải từ 0 đến 100.", field=name)
    if good > passed:
        raise RuleViolation("Tỷ lệ khá, giỏi không thể lớn hơn tỷ lệ đạt.", field="good_percent")


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
        one = _recognised(Initiative(**{**fields, "name": clean(row["name"])}))
        one.derive_keys()
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


def _recognised(row: Initiative) -> Initiative:
    checked(row, skip=("file",))
    if row.recognised_on and row.recognised_on > clock.today():
        raise RuleViolation("Ngày công nhận không được sau hôm nay.", field="recognised_on")
    return row


@transaction.atomic
def edit_initiative(initiative: Initiative, *, by, authors: list[Person], **changes: Any) -> Initiative:
    """Correct an initiative and its authors. changes: name, year, level, certificate, recognised_on.

    Authors whom the officer does not look after stay; new ones are among those the officer does.
    """
    row = lock(initiative)
    require(by, "units.edit_initiative", row)
    present = {person.pk: person for person in row.authors.select_related("unit")}
    wanted = {person.pk: person for person in authors}
    _may_record(by, [person for pk, person in wanted.items() if pk not in present])
    wanted |= {pk: person for pk, person in present.items() if not by.has_perm("units.record_fact", person)}
    if not wanted:
        raise RuleViolation("Chọn ít nhất một tác giả.", field="authors")
    names = ("name", "year", "level", "certificate", "recognised_on")
    before = {name: getattr(row, name) for name in names}
    for name in names:
        if name in changes:
            value = changes[name]
            setattr(row, name, clean(value) if isinstance(value, str) else value)
    _past_year(row.year)
    _recognised(row)
    after = {name: getattr(row, name) for name in names}
    before["authors"], after["authors"] = (sorted(map(str, people.values())) for people in (present, wanted))
    if before == after:
        return row
    row.save()
    row.initiativeauthor_set.exclude(person__in=wanted).delete()
    InitiativeAuthor.objects.bulk_create(
        InitiativeAuthor(initiative=row, person=person) for pk, person in wanted.items() if pk not in present
    )
    record(by, "people.edit_initiative", row, before=before, after=after)
    return row


@transaction.atomic
def attach_certificate(initiative: Initiative, *, by, upload) -> Initiative:
    """Keep the certificate of an initiative: a PDF or a picture, told by its content; a new one replaces the old.

    upload: Django's UploadedFile. The stored name is our own; the one it came with is only shown.
    """
    row = lock(initiative)
    require(by, "units.edit_initiative", row)
    if upload.size > CERTIFICATE_BYTES:
        raise RuleViolation(
            f"Tệp lớn hơn {CERTIFICATE_BYTES // 1024 // 1024} MB: giảm dung lượng rồi tải lại.", field="upload"
        )
    content = upload.read()
    kind = certificate_type(content[:16])
    if kind is None:
        raise RuleViolation("Chỉ nhận tệp PDF hoặc ảnh JPG, PNG; nội dung tệp này không phải.", field="upload")
    content_type, ending = kind
    before = {"file_name": row.file_name}
    name = clean(PurePath(upload.name or "").name)[-190:] or f"chung-nhan.{ending}"
    row.file_name = name if name.lower().endswith((f".{ending}", ".jpeg")) else f"{name}.{ending}"
    row.content_type, row.file_size = content_type, len(content)
    row.file.save(f"{uuid4().hex}.{ending}", ContentFile(content), save=False)
    row.save()
    record(
        by, "people.attach_certificate", row, before=before, after={"file_name": row.file_name},
        sha256=sha256(content).hexdigest(),
    )  # fmt: skip
    return row


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
