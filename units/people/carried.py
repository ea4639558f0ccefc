"""What is being looked into at a unit goes on at its successor, by an officer's word."""

from django.db import transaction

from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.checks import checked
from units.people.models import Hold
from units.structure.models import Unit


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
