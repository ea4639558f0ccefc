"""Ranks and postings, day by day.

They are chains: a row holds until the next one begins, so a new row never leaves a gap or an overlap, wherever in the
past it is put. Rank, unit and position on the person are those of the newest row.
"""

from collections.abc import Callable
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
from units.people.enums import ObjectGroup, Rank, TransferState
from units.people.facts import check_all
from units.people.models import Person, Posting, RankPeriod
from units.people.persons import choose_group, needs_why, not_merged
from units.people.rules import group_of, rank_fits
from units.structure.models import Unit

POSTING_FIELDS = ("unit", "position", "is_commander", "is_party_secretary", "basis")
RANK_FIELDS = ("rank", "object_group", "basis")


@transaction.atomic
def promote(person: Person, *, by, rank: str, from_day: date, object_group: str = "", basis: str = "") -> RankPeriod:
    """A rank from a day on (not in the future), the newest or one of the past.

    object_group: only where the rank does not tell it and another group than before is meant.
    """
    row = lock(person)
    require(by, "units.edit_person", row)
    in_time(row, from_day)
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
    raise RuleViolation(choose_group(rank), field="object_group")


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
    in_time(row, from_day)
    if leaving := row.transfers.filter(state=TransferState.SENT, from_day__lte=from_day).first():
        raise RuleViolation(
            f"Đang có lệnh điều động đi {leaving.to_unit} từ ngày {leaving.from_day:%d/%m/%Y}: rút lệnh đó trước.",
            field="from_day",
        )
    return post_into(row, person, by, unit, position, from_day, is_commander, is_party_secretary, basis)


def post_into(row, person, by, unit, position, from_day, is_commander, is_party_secretary, basis) -> Posting:
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


def in_time(person: Person, day: date) -> None:
    """Whether a row of the person may begin on a day."""
    not_merged(person)
    if person.left_on is not None and day > person.left_on:
        raise RuleViolation(f"{person} đã thôi phục vụ ngày {person.left_on:%d/%m/%Y}.")
    if day > clock.today():
        raise RuleViolation("Ngày có hiệu lực không được sau hôm nay.", field="from_day")
    if person.joined_on is not None and day < person.joined_on:
        raise RuleViolation(
            f"Ngày có hiệu lực không được trước ngày nhập ngũ {person.joined_on:%d/%m/%Y}.", field="from_day"
        )


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
            raise RuleViolation(choose_group(rank), field="object_group")
        raise RuleViolation(f"{ObjectGroup(chosen).label} không mang cấp bậc {rank.label}.", field="rank")
    return _correct(row, person, RANK_FIELDS, {**changes, "object_group": chosen}, from_day, to_day, by=by, why=why)


def _correct(row, person: Person, names: tuple, changes: dict, from_day: date, to_day: date | None, *, by, why: str):
    """Write a corrected row of a chain; its neighbours make room, and a gap or an overlap is refused at its field."""
    in_time(person, from_day)
    needs_why(why)
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
    check_all(rows)
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
