"""The order of a command is published: from a day on, with its basis; the one before ends the day before."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TypedDict

from django.db import transaction

from awards.nominations.enums import ListState
from awards.nominations.models import NominationList
from awards.nominations.orders import PreferenceKey, PreferenceOrder
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.models import Unit, User

OFFERED = Path(__file__).parent / "data" / "order_keys.json"


class OfferedKey(TypedDict, total=False):
    """Something an order may look at, with its words and source as they were read. valid_from: of the source."""

    code: str
    text: str
    value: dict
    legal_basis: str
    confidence: str
    valid_from: date | None


def offered_keys() -> list[OfferedKey]:
    rows = json.loads(OFFERED.read_text(encoding="utf-8"))
    return [
        {**row, "valid_from": date.fromisoformat(row["valid_from"]) if "valid_from" in row else None} for row in rows
    ]


@transaction.atomic
def publish_order(
    unit: Unit, codes: Sequence[str], *, by: User, valid_from: date, basis: str, reason: str, decision: str = ""
) -> PreferenceOrder:
    """What is looked at one after the other for every list whose day of law is this day or later.

    Raises RuleViolation for an empty, doubled or unknown key, a source not yet in force, a list locked already;
    StateConflict when a newer order is there. The same again changes nothing.
    """
    unit = lock(unit)
    require(by, "awards.publish_preferences", unit)
    basis, decision, reason = clean(basis)[:300], clean(decision)[:300], clean(reason)[:300]
    keys = _checked(codes, valid_from)
    if not basis:
        raise RuleViolation("Ghi căn cứ của thứ tự.", field="basis")
    if not reason:
        raise RuleViolation("Ghi lý do công bố.", field="reason")
    last = PreferenceOrder.objects.filter(unit=unit).order_by("-valid_from").first()
    if last is not None and last.valid_from >= valid_from:
        told = (last.valid_from, last.basis, last.decision, last.reason, last.published_by_id)
        same = [key.code for key in last.keys.all()] == list(codes)
        if same and told == (valid_from, basis, decision, reason, by.pk):
            return last
        raise StateConflict(f"Đã công bố thứ tự từ {last.valid_from:%d/%m/%Y}. Chọn ngày sau ngày ấy.")
    refuse_locked(unit, valid_from, "không đặt thứ tự cho")
    before = {"order": _numbered(last.words)} if last else {}
    if last is not None and (last.valid_to is None or last.valid_to >= valid_from):
        last.valid_to = valid_from - timedelta(days=1)
        last.save(update_fields=["valid_to"])
    order = PreferenceOrder(
        unit=unit, valid_from=valid_from, basis=basis, decision=decision, reason=reason, published_by=by
    )
    order.save()
    PreferenceKey.objects.bulk_create(
        PreferenceKey(
            order=order, sort=sort, code=key["code"], text=key["text"], value=key["value"],
            legal_basis=key["legal_basis"], confidence=key["confidence"],
        )
        for sort, key in enumerate(keys, 1)
    )  # fmt: skip
    after = {"order": _numbered([key["text"] for key in keys]), "valid_from": valid_from, "basis": basis}
    record(by, "preference_order.publish", order, before=before, after=after, reason=reason)
    return order


def _checked(codes: Sequence[str], day: date) -> list[OfferedKey]:
    if not codes:
        raise RuleViolation("Chọn ít nhất một điều để xét.", field="key1")
    known = {key["code"]: key for key in offered_keys()}
    for number, code in enumerate(codes, 1):
        field = f"key{number}"
        if code not in known:
            raise RuleViolation("Không có điều này để xét.", field=field)
        key = known[code]
        if code in codes[: number - 1]:
            raise RuleViolation(f"“{key['text']}” chọn hai lần. Chọn điều khác.", field=field)
        if key["valid_from"] and day < key["valid_from"]:
            raise RuleViolation(
                f"“{key['text']}” theo {key['legal_basis']}, có hiệu lực từ {key['valid_from']:%d/%m/%Y}.", field=field
            )
    return [known[code] for code in codes]


def refuse_locked(unit: Unit, day: date, told: str) -> None:
    """What is set over the lists of a command never reaches one that was locked before.

    told: what is refused, as the sentence goes on.
    """
    lists = NominationList.objects.filter(period__unit=unit, state=ListState.LOCKED).select_related("period__unit")
    late = sorted(one.period.year for one in lists if one.rule_day >= day)
    if late:
        years = ", ".join(str(year) for year in late)
        raise RuleViolation(
            f"Danh sách đề nghị năm {years} đã khóa, {told} danh sách đã khóa. Chọn ngày muộn hơn.",
            field="valid_from",
        )


def _numbered(words: Sequence[str]) -> str:
    return "; ".join(f"{number}. {text}" for number, text in enumerate(words, 1))
