"""Exceptions: an unsure condition let pass with a reason, and the word taken back."""

from django.db import transaction

from awards.nominations.checking import check_lines, judgements_of
from awards.nominations.eligibility import key_of, may_accept
from awards.nominations.enums import Severity, Verdict
from awards.nominations.models import Nomination, Override, OverrideWithdrawal
from awards.nominations.rules import Judgement
from awards.nominations.services import open_list_of
from awards.nominations.states import RUNNING
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.audit.services import record
from units.models import User


def refusal(one: Judgement) -> str:
    """Why no exception can be made from a condition; empty when one can."""
    if may_accept(one):
        return ""
    if one.verdict == Verdict.MET:
        return "Điều kiện này đã đạt, không cần ngoại lệ."
    if one.severity == Severity.HOLD:
        return "Đề nghị tạm dừng đến khi có kết luận, không có ngoại lệ."
    if one.severity == Severity.INFO:
        return "Điều kiện này do người thẩm định tự xem xét, không chặn đề nghị."
    return "Quy định này đọc trong văn bản, không có ngoại lệ."


def _judged(nomination: Nomination, by: User) -> tuple:
    """The list and the line, both locked, of somebody who may make exceptions on it."""
    require(by, "awards.override_condition", nomination)
    listing = open_list_of(nomination)
    line = lock(nomination)
    if line.state not in RUNNING:
        raise StateConflict(f"Không ghi ngoại lệ: đề nghị đang ở trạng thái “{line.get_state_display()}”.")
    return listing, line


@transaction.atomic
def override(nomination: Nomination, *, by: User, condition: str, reason: str) -> Override:
    """Let a line go on although the condition (`key_of`) is not met; the line is judged afresh.

    The same word of the same person again is the same exception: a button was pressed twice.
    """
    listing, line = _judged(nomination, by)
    reason = reason.strip()
    if not reason:
        raise RuleViolation("Ghi lý do của ngoại lệ.", field="reason")
    one = next((one for one in judgements_of(listing, line) if key_of(one) == condition), None)
    if one is None:
        raise StateConflict("Điều kiện này không còn trong quy định của danh hiệu. Mở lại trang để xem điều kiện mới.")
    before = line.overrides.standing().filter(code=one.code, text=one.text).select_related("by").first()
    if before is not None:
        if before.by_id == by.pk and before.reason == reason[:300]:
            return before
        raise StateConflict(f"{before.by} đã ghi ngoại lệ cho điều kiện này: {before.reason}.")
    if why_not := refusal(one):
        raise RuleViolation(why_not, field="reason")
    made = Override.objects.create(
        nomination=line, code=one.code, text=one.text[:400], found=one.why[:300], legal_basis=one.legal_basis[:300],
        reason=reason[:300], by=by,
    )  # fmt: skip
    record(by, "nomination.override", line, after={"condition": one.text, "found": one.why}, reason=reason)
    _judge_again(listing, nomination, line)
    return made


@transaction.atomic
def withdraw_override(made: Override, *, by: User, reason: str) -> OverrideWithdrawal:
    """Take an exception back with a new record: the condition stands again and the line is judged afresh."""
    nomination = made.nomination
    listing, line = _judged(nomination, by)
    if not reason.strip():
        raise RuleViolation("Ghi lý do rút ngoại lệ.", field="reason")
    gone = OverrideWithdrawal.objects.filter(override=made).select_related("by").first()
    if gone is not None:
        if gone.by_id == by.pk and gone.reason == reason.strip()[:300]:
            return gone
        raise StateConflict(f"{gone.by} đã rút ngoại lệ này: {gone.reason}.")
    gone = OverrideWithdrawal.objects.create(override=made, by=by, reason=reason.strip()[:300])
    before = {"condition": made.text, "exception": made.reason}
    record(by, "nomination.withdraw_override", line, before=before, reason=reason.strip())
    _judge_again(listing, nomination, line)
    return gone


def _judge_again(listing, nomination: Nomination, line: Nomination) -> None:
    check_lines(listing, [line])
    nomination.refresh_from_db()
