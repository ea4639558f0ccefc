"""Leaving the service."""

from datetime import date

from django.db import transaction

from thidua import clock
from thidua.errors import RuleViolation
from thidua.permissions import require
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
