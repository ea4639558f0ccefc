"""Conditions a command adds to those of the titles: on from a day, off with a day, both with a reason."""

import json
from datetime import date
from pathlib import Path
from typing import TypedDict

from django.db import transaction

from awards.catalogue.enums import Confidence
from awards.nominations.models import ExtraCondition
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.audit.services import record
from units.models import Unit, User

OFFERED = Path(__file__).parent / "data" / "extra_conditions.json"


class Offered(TypedDict):
    """A condition that can be switched on, with its words, value and source as they were read."""

    code: str
    text: str
    value: dict
    legal_basis: str
    confidence: str


def offered() -> list[Offered]:
    """Every condition that can be switched on, in the order of the page."""
    return json.loads(OFFERED.read_text(encoding="utf-8"))


def offer_of(code: str) -> Offered | None:
    return next((one for one in offered() if one["code"] == code), None)


@transaction.atomic
def switch_on(
    unit: Unit, code: str, *, by: User, valid_from: date, reason: str, binding: bool = False
) -> ExtraCondition:
    """The condition counts for every list whose day of law is this day or later, until it is switched off.

    binding: the unit has made it its own rule, so that it bars whoever does not meet it instead of asking for a look.
    """
    unit = lock(unit)
    require(by, "awards.switch_conditions", unit)
    row = offer_of(code)
    if row is None:
        raise RuleViolation("Không có điều kiện này.")
    if not reason.strip():
        raise RuleViolation("Ghi lý do bật điều kiện.", field="reason")
    later = ExtraCondition.objects.filter(unit=unit, code=code).touching(valid_from, None).first()
    if later is not None:
        if later.valid_from == valid_from and later.switched_by_id == by.pk and later.reason == reason.strip()[:300]:
            return later
        raise StateConflict(f"Điều kiện này đã bật từ {later.valid_from:%d/%m/%Y}.")
    if binding:
        row["confidence"] = Confidence.LOCAL
    made = ExtraCondition(unit=unit, valid_from=valid_from, reason=reason.strip()[:300], switched_by=by, **row)
    made.save()
    after = {"condition": made.text, "valid_from": valid_from, "confidence": made.get_confidence_display()}
    record(by, "extra_condition.switch_on", made, after=after, reason=reason.strip())
    return made


@transaction.atomic
def switch_off(row: ExtraCondition, *, by: User, valid_to: date, reason: str) -> ExtraCondition:
    """The last day the condition counts; lists judged by it stay as they are. The row itself stays for ever."""
    fresh = lock(row)
    require(by, "awards.switch_conditions", fresh.unit)
    if fresh.valid_to is not None:
        raise StateConflict(f"Điều kiện này đã tắt, hết ngày {fresh.valid_to:%d/%m/%Y}.")
    if not reason.strip():
        raise RuleViolation("Ghi lý do tắt điều kiện.", field="reason")
    fresh.valid_to = valid_to
    fresh.save()
    record(
        by, "extra_condition.switch_off", fresh,
        before={"condition": fresh.text, "valid_to": None}, after={"valid_to": valid_to}, reason=reason.strip(),
    )  # fmt: skip
    return fresh
