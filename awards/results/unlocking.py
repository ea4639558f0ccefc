"""A month that is locked or verified, opened again for one unit and some hours: asked, granted or refused."""

from datetime import timedelta

from django.db import IntegrityError, transaction

from awards.results.models import ResultSheet, UnlockRequest
from awards.results.services import sheet_for
from awards.results.states import UNLOCK
from awards.years.models import ReportingTerm
from thidua import clock
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.models import Unit, User

MOST_HOURS = 24 * 14


@transaction.atomic
def ask(term: ReportingTerm, unit: Unit, *, by: User, reason: str) -> UnlockRequest:
    """The unit asks, with a reason; one request at a time. Raises StateConflict when the month needs no unlocking."""
    sheet = lock(sheet_for(term, unit, by=by))
    require(by, "awards.enter_result", sheet)
    reason = clean(reason)[:500]
    if not sheet.can_ask_unlock:
        raise StateConflict(f"Kỳ {term.label} của {unit} không cần mở khóa, hoặc chưa mở được.")
    if not reason:
        raise RuleViolation("Ghi lý do xin mở khóa.", field="reason")
    try:
        with transaction.atomic():
            row = UnlockRequest.objects.create(
                term=term, unit=unit, reason=reason, asked_by=by, is_demo=sheet.is_demo
            )  # fmt: skip
    except IntegrityError:
        raise StateConflict("Đã có yêu cầu mở khóa tháng này, đang chờ trả lời.") from None
    record(by, "results.ask_unlock", sheet, reason=reason)
    return row


@transaction.atomic
def grant(request: UnlockRequest, *, by: User, hours: int, answer: str = "") -> UnlockRequest:
    """Open the month for the unit for `hours` from now; it closes by itself."""
    if not 1 <= hours <= MOST_HOURS:
        raise RuleViolation(f"Số giờ mở khóa từ 1 đến {MOST_HOURS}.", field="hours")
    until = clock.now() + timedelta(hours=hours)
    row = UNLOCK.make(
        "grant", request, by=by, reason=clean(answer), answer=clean(answer)[:500], answered_by=by,
        answered_at=clock.now(), open_until=until,
    )  # fmt: skip
    sheet = lock(ResultSheet.objects.get(term=row.term_id, unit=row.unit_id))
    if not sheet.can_ask_unlock:
        raise StateConflict(f"{sheet} không còn khóa.")
    sheet.unlocked_until = until
    sheet.save(update_fields=["unlocked_until"])
    record(by, "results.unlock.grant", sheet, after={"mở khóa đến": until}, reason=row.reason, hours=hours)
    return row


@transaction.atomic
def refuse(request: UnlockRequest, *, by: User, reason: str) -> UnlockRequest:
    """Keep the month closed, and say why."""
    row = UNLOCK.make(
        "refuse", request, by=by, reason=clean(reason), answer=clean(reason)[:500], answered_by=by,
        answered_at=clock.now(),
    )  # fmt: skip
    sheet = ResultSheet.objects.get(term=row.term_id, unit=row.unit_id)
    record(by, "results.unlock.refuse", sheet, reason=clean(reason))
    return row
