"""What a unit's meeting must reach is set by the office of the command: from a day on, with its basis."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import TypedDict

from django.db import transaction

from awards.catalogue.models import Award
from awards.nominations.meetings import MeetingRule, UnitMeeting
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.models import Unit, User

OFFERED = Path(__file__).parent / "data" / "meeting_rules.json"
FACTS = ("num", "den", "strict", "base", "quorum_num", "quorum_den", "legal_basis", "confidence")


class OfferedRule(TypedDict):
    """A share somebody has read of, with its source; what the form begins with."""

    code: str
    text: str
    num: int
    den: int
    strict: bool
    base: str
    quorum_num: int | None
    quorum_den: int | None
    legal_basis: str
    confidence: str


def offered_rules() -> list[OfferedRule]:
    return json.loads(OFFERED.read_text(encoding="utf-8"))


@transaction.atomic
def set_meeting_rule(
    unit: Unit,
    *,
    by: User,
    valid_from: date,
    num: int,
    den: int,
    strict: bool,
    base: str,
    legal_basis: str,
    confidence: str,
    reason: str,
    quorum_num: int | None = None,
    quorum_den: int | None = None,
    award: Award | None = None,
) -> MeetingRule:
    """The share that counts for meetings held from a day on; the row before ends the day before.

    Raises RuleViolation for a share that is none, StateConflict when minutes of that day or later are closed already or
    a later row is there. The same again changes nothing.
    """
    unit = lock(unit)
    require(by, "awards.set_meeting_rule", unit)
    made = MeetingRule(
        unit=unit, award=award, num=num, den=den, strict=strict, base=base, legal_basis=clean(legal_basis)[:300],
        confidence=confidence, reason=clean(reason)[:300], quorum_num=quorum_num, quorum_den=quorum_den,
        valid_from=valid_from, set_by=by,
    )  # fmt: skip
    _refuse_wrong(made)
    last = MeetingRule.objects.filter(unit=unit, award=award).order_by("-valid_from").first()
    if last is not None and last.valid_from >= valid_from:
        if last.valid_from == valid_from and all(getattr(last, name) == getattr(made, name) for name in FACTS):
            return last
        raise StateConflict(f"Đã đặt tỷ lệ từ {last.valid_from:%d/%m/%Y}. Chọn ngày muộn hơn.")
    _refuse_held(unit, valid_from)
    before = {}
    if last is not None and (last.valid_to is None or last.valid_to >= valid_from):
        before = {"share": str(last), "valid_from": last.valid_from}
        last.valid_to = valid_from - timedelta(days=1)
        last.save(update_fields=["valid_to"])
    made.save()
    record(
        by, "meeting_rule.set", made, before=before, reason=made.reason,
        after={"share": str(made), "valid_from": valid_from, "legal_basis": made.legal_basis},
    )  # fmt: skip
    return made


def _refuse_wrong(made: MeetingRule) -> None:
    if made.den < 1 or made.num < 1:
        raise RuleViolation("Tỷ lệ phải lớn hơn 0.", field="num")
    if made.num > made.den or (made.strict and made.num == made.den):
        raise RuleViolation("Tỷ lệ không thể quá cả số người.", field="num")
    if (made.quorum_num is None) != (made.quorum_den is None):
        raise RuleViolation("Ghi đủ cả hai số của tỷ lệ dự họp, hoặc để trống cả hai.", field="quorum_num")
    if made.quorum_den is not None and not 1 <= made.quorum_num <= made.quorum_den:
        raise RuleViolation("Tỷ lệ dự họp không thể quá cả số người.", field="quorum_num")
    if not made.legal_basis:
        raise RuleViolation("Ghi căn cứ.", field="legal_basis")
    if not made.reason:
        raise RuleViolation("Ghi lý do.", field="reason")


def _refuse_held(unit: Unit, day: date) -> None:
    """Minutes are never read by a share that came after them."""
    held = UnitMeeting.objects.standing().filter(nomination_list__period__unit=unit).order_by("-held_at").first()
    if held is not None and held.held_on >= day:
        raise RuleViolation(
            f"Đã chốt biên bản họp ngày {held.held_on:%d/%m/%Y} ({held.unit}). Chọn ngày muộn hơn.", field="valid_from"
        )
