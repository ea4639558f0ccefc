"""To and from units that another officer looks after."""

from datetime import date

from django.db import transaction

from thidua import clock
from thidua.errors import RuleViolation
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.checks import checked
from units.people.careers import in_time, post_into
from units.people.enums import TransferState
from units.people.models import Person, Posting, Transfer
from units.people.persons import not_merged
from units.people.states import TRANSFER
from units.structure.models import Unit


@transaction.atomic
def send_transfer(person: Person, *, by, to_unit: Unit, from_day: date, decision: str, remark: str = "") -> Transfer:
    """Let somebody go to a unit of another officer from a day on, by a decision; that officer takes them in.

    From `from_day` on the receiving side reads the person; the posting there begins with receive_transfer.
    """
    row = lock(person)
    require(by, "units.edit_person", row)
    not_merged(row)
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
    in_time(person, row.from_day)
    return post_into(
        person, row.person, by, unit, position, row.from_day, is_commander, is_party_secretary, row.decision
    )


def refuse_transfer(transfer_in: Transfer, *, by, reason: str) -> Transfer:
    """The receiving side does not take somebody; they stay where they are."""
    return TRANSFER.make("refuse_transfer", transfer_in, by=by, reason=reason)


def withdraw_transfer(sent: Transfer, *, by) -> Transfer:
    """The sending side takes its word back."""
    return TRANSFER.make("withdraw_transfer", sent, by=by)
