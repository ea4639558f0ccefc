"""Leaving the service, and taking a leaving day back that was written down by mistake."""

from datetime import date

from django.db import transaction

from thidua import clock
from thidua.errors import RuleViolation
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.people.models import Person
from units.people.persons import not_merged


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
    not_merged(person)
    if person.left_on is not None:
        raise RuleViolation(f"{person} đã thôi phục vụ ngày {person.left_on:%d/%m/%Y}.")
    if day > clock.today():
        raise RuleViolation("Ngày có hiệu lực không được sau hôm nay.", field="on")
    newest = max((row.valid_from for row in (*person.postings.all()[:1], *person.ranks.all()[:1])), default=None)
    if newest is not None and day < newest:
        raise RuleViolation(f"Ngày cuối cùng không được trước ngày {newest:%d/%m/%Y} của dòng mới nhất.", field="on")


@transaction.atomic
def take_back_leaving(person: Person, *, by, reason: str) -> Person:
    """The person never left: the posting and the rank that ended with the leaving day go on. For a mistake only."""
    row = lock(person)
    require(by, "units.edit_person", row)
    not_merged(row)
    if row.left_on is None:
        raise RuleViolation(f"{row} đang công tác.")
    reason = clean(reason)
    if not reason:
        raise RuleViolation("Ghi lý do hủy.", field="reason")
    if row.unit.closed_on is not None:
        raise RuleViolation(f"{row.unit} đã kết thúc ngày {row.unit.closed_on:%d/%m/%Y}: không có nơi để trở lại.")
    left_on = row.left_on
    for newest in filter(None, (row.postings.first(), row.ranks.first())):
        if newest.valid_to == left_on:
            newest.valid_to = None
            newest.save()
    row.left_on = person.left_on = None
    row.save()
    record(
        by, "people.take_back_leaving", row, before={"left_on": left_on}, after={"left_on": None}, reason=reason,
        acted_on=left_on,
    )  # fmt: skip
    return row
