"""Time out of service written down and taken back."""

from datetime import date

from django.db import transaction

from awards.nominations.enums import BreakKind
from awards.nominations.service_breaks import ServiceBreak
from thidua import clock
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.models import Person, User


@transaction.atomic
def record_break(
    person: Person, *, by: User, kind: str, valid_from: date, valid_to: date | None = None, basis: str
) -> ServiceBreak:
    """Days out of service, inside the time of service; none of those written down may overlap."""
    row = lock(person)
    require(by, "units.record_fact", row)
    basis = clean(basis)[:200]
    if not basis:
        raise RuleViolation("Ghi căn cứ.", field="basis")
    if valid_from > clock.today():
        raise RuleViolation("Ngày bắt đầu không được sau hôm nay.", field="valid_from")
    if valid_to is not None and valid_to < valid_from:
        raise RuleViolation("Ngày kết thúc phải sau ngày bắt đầu.", field="valid_to")
    if row.joined_on is not None and valid_from <= row.joined_on:
        raise RuleViolation(f"Phải sau ngày nhập ngũ {row.joined_on:%d/%m/%Y}.", field="valid_from")
    for one in ServiceBreak.objects.standing().filter(person__in=Person.objects.records_of([row.pk])):
        if (valid_to is None or one.valid_from <= valid_to) and (one.valid_to is None or one.valid_to >= valid_from):
            raise StateConflict(f"Trùng thời gian đã ghi: {one}.")
    made = ServiceBreak.objects.create(
        person=row, kind=kind, valid_from=valid_from, valid_to=valid_to, basis=basis, recorded_by=by
    )
    after = {"kind": BreakKind(kind).label, "valid_from": valid_from, "valid_to": valid_to, "basis": basis}
    record(by, "service_break.record", made, after=after)
    return made


@transaction.atomic
def withdraw_break(row: ServiceBreak, *, by: User, reason: str) -> ServiceBreak:
    """It was written down by mistake: it stays, and counts no longer."""
    fresh = lock(row)
    require(by, "units.record_fact", fresh.person)
    if fresh.withdrawn_at is not None:
        raise StateConflict("Dòng này đã được rút.")
    words = clean(reason)[:300]
    if not words:
        raise RuleViolation("Ghi lý do.", field="reason")
    fresh.withdrawn_at, fresh.withdrawn_by, fresh.withdraw_reason = clock.now(), by, words
    fresh.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason"])
    record(by, "service_break.withdraw", fresh, before={"row": str(fresh)}, after={"row": None}, reason=words)
    return fresh
