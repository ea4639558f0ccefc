"""Acts of the office on the words and looks of its papers: a new version from a day on, never over an old one."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from awards.reports.models import PaperLayout, PaperWording
from awards.reports.rules import troubles
from awards.reports.wordings import BY_CODE
from thidua import clock
from thidua.documents import Layout
from thidua.errors import RuleViolation
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.models import Unit, User


def check_day(last: PaperWording | PaperLayout | None, valid_from: date) -> None:
    """Papers of days gone by keep their words: a version begins today at the earliest, and after the one before."""
    if valid_from < clock.today():
        raise RuleViolation("Chọn ngày từ hôm nay trở đi: văn bản của ngày đã qua giữ nguyên.", field="valid_from")
    if last is not None and valid_from < last.valid_from:
        raise RuleViolation(
            f"Đã có bản {last.version} từ {last.valid_from:%d/%m/%Y}. Chọn ngày đó hoặc muộn hơn.", field="valid_from"
        )


@transaction.atomic
def set_wording(unit: Unit, *, by: User, slot: str, text: str, valid_from: date, reason: str) -> PaperWording:
    """The words of one place on a kind of paper from a day on; empty: those of the house again.

    The same words again change nothing. Raises RuleViolation (`text`, `valid_from`) or Forbidden.
    """
    unit = lock(unit)
    require(by, "awards.set_wording", unit)
    place = BY_CODE[slot]
    text = "\n".join(clean(line) for line in text.splitlines() if line.strip())
    text = "" if text == place.default else text
    if text and (wrong := troubles(text, place.fields)):
        raise RuleViolation(wrong[0], reasons=wrong[1:], field="text")
    last = PaperWording.objects.filter(unit=unit, slot=slot).order_by("-version").first()
    if (last.text if last else "") == text:
        if last is None:
            raise RuleViolation("Câu chữ này giống câu chữ gốc, không có gì để lưu.", field="text")
        return last
    check_day(last, valid_from)
    made = PaperWording.objects.create(
        unit=unit, slot=slot, text=text, valid_from=valid_from, reason=clean(reason)[:300], set_by=by,
        version=last.version + 1 if last else 1,
    )  # fmt: skip
    record(
        by, "wording.set", made, reason=made.reason, before={"text": last.text if last else ""},
        after={"slot": place.label, "text": text, "valid_from": valid_from},
    )  # fmt: skip
    return made


@transaction.atomic
def set_layout(unit: Unit, *, by: User, tokens: Mapping[str, Any], valid_from: date, reason: str) -> PaperLayout:
    """Sizes and margins from a day on; what equals the decree's default is not kept. The same again changes nothing."""
    unit = lock(unit)
    require(by, "awards.set_wording", unit)
    kept = own_tokens(tokens)
    last = PaperLayout.objects.filter(unit=unit).order_by("-version").first()
    if (last.tokens if last else {}) == kept:
        if last is None:
            raise RuleViolation("Thông số giống mặc định, không có gì để lưu.")
        return last
    check_day(last, valid_from)
    made = PaperLayout.objects.create(
        unit=unit, tokens=kept, valid_from=valid_from, reason=clean(reason)[:300], set_by=by,
        version=last.version + 1 if last else 1,
    )  # fmt: skip
    record(
        by, "layout.set", made, reason=made.reason, before={"tokens": last.tokens if last else {}},
        after={"tokens": kept, "valid_from": valid_from},
    )  # fmt: skip
    return made


def own_tokens(tokens: Mapping[str, Any]) -> dict[str, Any]:
    """Tokens as plain numbers, without those that equal the default. Raises RuleViolation for one that cannot be."""
    plain = {name: _plain(value) for name, value in tokens.items()}
    try:
        layout = Layout.from_mapping(plain)
    except ValueError as error:
        raise RuleViolation("Có thông số không dùng được cho trang in.") from error
    default = Layout()
    return {name: value for name, value in plain.items() if getattr(layout, name) != getattr(default, name)}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return json.loads(str(value.normalize() if value % 1 else int(value)))
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
