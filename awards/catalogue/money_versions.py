"""Base salary, rounding, share of a fund change as titles do: a new row from a day, the one before ends there."""

from datetime import date
from typing import Any

from django.db import transaction

from awards.catalogue.differences import settled, uses_of
from awards.catalogue.models import BaseSalary, FundShare, MoneyRule
from awards.catalogue.permissions import office_of
from awards.catalogue.queries import rules_with_parts, with_money
from awards.catalogue.rules import Money
from awards.catalogue.versions import DAY, AlreadyMade, Change, said, to_words
from thidua import clock, text
from thidua.documents.vietnamese import number
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from units.audit.services import record
from units.models import User

Dated = BaseSalary | MoneyRule | FundShare
FIELDS = {
    BaseSalary: ("amount", "legal_basis", "confidence"),
    MoneyRule: ("rounding", "legal_basis"),
    FundShare: ("percent", "legal_basis", "confidence"),
}
NOUNS = {BaseSalary: "Mức lương cơ sở", MoneyRule: "Cách làm tròn", FundShare: "Tỷ lệ chi tổ chức"}
VERBS = {BaseSalary: "salary", MoneyRule: "rounding", FundShare: "fund_share"}


def add_salary(*, by: User, valid_from: date, amount: int, legal_basis: str, confidence: str, reason: str) -> Change:
    """Mức lương cơ sở in đồng a month from a day on."""
    values = {"amount": amount, "legal_basis": text.clean(legal_basis), "confidence": confidence}
    return _add(BaseSalary, values, by=by, valid_from=valid_from, reason=reason)


def add_rounding(*, by: User, valid_from: date, rounding: str, legal_basis: str, reason: str) -> Change:
    """How an amount is rounded from a day on."""
    values = {"rounding": rounding, "legal_basis": text.clean(legal_basis)}
    return _add(MoneyRule, values, by=by, valid_from=valid_from, reason=reason)


def add_fund_share(
    *, by: User, valid_from: date, percent: int, legal_basis: str, confidence: str, reason: str
) -> Change:
    """Largest share of a fund for organising, in percent, from a day on."""
    values = {"percent": percent, "legal_basis": text.clean(legal_basis), "confidence": confidence}
    return _add(FundShare, values, by=by, valid_from=valid_from, reason=reason)


@transaction.atomic
def _add(model: type[Dated], values: dict[str, Any], *, by: User, valid_from: date, reason: str) -> Change:
    require(by, "awards.edit_catalogue")
    reason = said(reason)
    rows = _locked(model)
    old, until = _place(rows, valid_from, values, by)
    if old is not None and all(getattr(old, name) == value for name, value in values.items() if name != "legal_basis"):
        raise RuleViolation(f"{NOUNS[model]} không khác dòng đang áp dụng.")
    _refuse_settled(model, valid_from, until, by)
    before, prizes = _told(old), _prizes(valid_from)
    if old is not None and old.valid_from == valid_from:
        model.objects.filter(pk=old.pk).delete()
    elif old is not None:
        old.valid_to = valid_from - DAY
        old.save(update_fields=["valid_to"])
    row = model.objects.create(
        valid_from=valid_from, valid_to=until, reason=reason, made_by=by, made_at=clock.now(), **values
    )
    row.audit_unit = office_of(by)
    record(
        by, f"catalogue.add_{VERBS[model]}", row, before=before, after=_told(row), reason=reason, from_day=valid_from
    )
    title = f"{NOUNS[model]}: dòng mới từ ngày {valid_from:%d/%m/%Y}"
    return Change(title, _sections(old, row, before, prizes, _prizes(valid_from)), row)


@transaction.atomic
def withdraw_money(row: Dated, *, by: User, reason: str) -> Change:
    """Take back a row of the office that does not hold yet; the one before goes on."""
    require(by, "awards.edit_catalogue")
    reason, model = said(reason), type(row)
    rows = _locked(model)
    found = next((one for one in rows if one.pk == row.pk), None)
    if found is None:
        raise StateConflict("Dòng này vừa được rút hoặc thay. Mở lại danh mục.")
    if found.valid_from <= clock.today() or found.made_by_id is None:
        raise StateConflict("Chỉ rút được dòng do đơn vị ghi và chưa có hiệu lực. Ghi dòng mới thay cho nó.")
    before = next((one for one in rows if one.valid_to == found.valid_from - DAY), None)
    if before is None:
        raise StateConflict("Không có dòng liền trước để tiếp tục. Ghi dòng mới từ cùng ngày.")
    _refuse_settled(model, found.valid_from, found.valid_to, by)
    prizes, told = _prizes(found.valid_from), _told(found)
    model.objects.filter(pk=found.pk).delete()
    before.valid_to = found.valid_to
    before.save(update_fields=["valid_to"])
    found.audit_unit = office_of(by)
    record(
        by, f"catalogue.withdraw_{VERBS[model]}", found, before=told, after={}, reason=reason, from_day=found.valid_from
    )
    summary = _sections(found, before, told, prizes, _prizes(found.valid_from))
    return Change(f"{NOUNS[model]}: rút dòng từ ngày {found.valid_from:%d/%m/%Y}", summary, found)


def _locked(model: type[Dated]) -> list[Dated]:
    """All rows of the table, locked: there are few, and the whole line of them must fit together."""
    return list(model.objects.select_for_update().order_by("valid_from"))


def _place(rows: list[Dated], day: date, values: dict, by: User) -> tuple[Dated | None, date | None]:
    """The row that holds on a day, and the last day of the new one."""
    old = next((row for row in rows if row.holds_on(day)), None)
    later = next((row for row in rows if row.valid_from > day), None)
    if old is None:
        return None, later.valid_from - DAY if later else None
    if old.valid_from == day:
        if old.made_by_id == by.pk and all(getattr(old, name) == value for name, value in values.items()):
            raise AlreadyMade
        if day <= clock.today():
            raise RuleViolation(f"Đã có dòng có hiệu lực từ chính ngày {day:%d/%m/%Y}.", field="valid_from")
    return old, old.valid_to


def _refuse_settled(model: type[Dated], since: date, until: date | None, by: User) -> None:
    """Prizes of signed decisions stand; the share of a fund changes none of them."""
    if model is FundShare:
        return
    if reasons := settled(uses_of(None, since, until, by)):
        message = "Đã có quyết định ký theo mức của những ngày này. Ghi ngày muộn hơn."
        raise RuleViolation(message, reasons=reasons, field="valid_from")


def _told(row: Dated | None) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FIELDS[type(row)]} if row else {}


def _prizes(day: date) -> list[tuple[str, Money | None, Money | None]]:
    rules = rules_with_parts().in_force(day).order_by("award__sort", "award__code")
    return [(row.rule.award.short_name, row.individual, row.collective) for row in with_money(rules, day)]


def _sections(old: Dated | None, row: Dated, before: dict, was: list, now: list) -> list[dict]:
    lines = [f"Từ {row.valid_from:%d/%m/%Y}{to_words(row.valid_to)}: {in_words(row)}"]
    if old is not None and before:
        lines.insert(0, f"Trước đó: {in_words(old)}")
    if isinstance(row, FundShare):
        return [{"title": "Dòng theo ngày", "icon": "calendar-days", "lines": lines}]
    changes = [[name, _paid(*old_prize), _paid(*new)] for (name, *old_prize), (_, *new) in zip(was, now, strict=True)]
    changes = [one for one in changes if one[1] != one[2]]
    none = [] if changes else ["Không mức thưởng nào thay đổi."]
    return [
        {"title": "Dòng theo ngày", "icon": "calendar-days", "lines": lines},
        {"title": "Tiền thưởng khi quyết định từ ngày ấy", "icon": "banknote", "lines": none, "changes": changes},
    ]


def in_words(row: Dated) -> str:
    """`2.530.000 đồng, Nghị định 161/2026/NĐ-CP`."""
    if isinstance(row, MoneyRule):
        return f"{row.get_rounding_display()}, {row.legal_basis}"
    if isinstance(row, FundShare):
        return f"{row.percent} % số thu của quỹ trong năm, {row.legal_basis}"
    return f"{number(row.amount)} đồng, {row.legal_basis}"


def _paid(individual: Money | None, collective: Money | None) -> str:
    both = individual is not None and collective is not None
    rows = ((individual, "cá nhân "), (collective, "tập thể "))
    return ", ".join(f"{who if both else ''}{number(one.paid)}" for one, who in rows if one is not None)
