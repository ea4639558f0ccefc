"""The law changes: a new dated row beside the old one, which ends the day before. Never an edit.

Papers and lists read the row of their own day, so what was settled keeps its law. A row that is not in force yet and on
which nothing rests may be written again from the same day, or withdrawn; the record keeps what it said.
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from awards.catalogue.conditions import KINDS, missing, spread
from awards.catalogue.differences import (
    changes,
    judged_differently,
    rule_in_words,
    settled,
    title_names,
    uses_of,
    what_differs,
)
from awards.catalogue.enums import QuotaBase, QuotaGroup
from awards.catalogue.models import Award, AwardRule, Prerequisite, QuotaRule, RuleSet, VoteRule
from awards.catalogue.permissions import office_of
from awards.catalogue.queries import rules_with_parts
from thidua import clock, text
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.audit.services import record
from units.models import User

DAY = timedelta(days=1)
MOVING = (QuotaBase.HOLDERS_OF_LOWER_TITLE, QuotaBase.ELIGIBLE_COLLECTIVES)  # bases that a list itself makes
COMMANDER_BASES = (QuotaBase.TOTAL_STRENGTH, QuotaBase.TITLE_QUOTA)
NO_REASON = "Ghi lý do, văn bản quy định thay đổi."


@dataclass(frozen=True)
class ConditionPart:
    """A condition as it is to be written; code and value as in `Prerequisite`."""

    code: str
    text: str
    confidence: str
    value: Any = None
    legal_basis: str = ""


@dataclass(frozen=True)
class QuotaPart:
    """A cap as it is to be written. percent: of the base; None = a number given every year."""

    base: str
    confidence: str
    percent: Decimal | None = None
    scope: str = ""
    includes: tuple[Award, ...] = ()
    applies: bool = True
    legal_basis: str = ""
    group: str = ""


@dataclass(frozen=True)
class RuleParts:
    """All that a new row says. fields: columns of AwardRule; vote: columns of VoteRule, None without a threshold."""

    fields: dict[str, Any]
    conditions: tuple[ConditionPart, ...] = ()
    quotas: tuple[QuotaPart, ...] = ()
    vote: dict[str, Any] | None = None


OF_A_RULE = (
    "deciding_level", "deciding_authority", "bonus_multiple", "bonus_multiple_collective", "bonus_basis",
    "bonus_confidence", "items", "commendation_types", "legal_basis", "confidence", "notes",
)  # fmt: skip
OF_A_VOTE = ("numerator", "denominator", "operator", "base", "is_secret", "legal_basis", "confidence")


def parts_of(rule: AwardRule) -> RuleParts:
    """All that a row says, to begin a new one with. rule: prefetched parts."""
    vote = getattr(rule, "vote_rule", None)
    return RuleParts(
        {name: getattr(rule, name) for name in OF_A_RULE},
        tuple(
            ConditionPart(row.code, row.text, row.confidence, row.value, row.legal_basis)
            for row in rule.prerequisites.all()
        ),
        tuple(
            QuotaPart(
                row.base,
                row.confidence,
                row.percent,
                row.scope,
                tuple(row.includes.all()),
                row.applies,
                row.legal_basis,
                row.group,
            )
            for row in rule.quotas.all()
        ),
        {name: getattr(vote, name) for name in OF_A_VOTE} if vote else None,
    )


@dataclass(frozen=True)
class Change:
    """A change of the law as it was done: row written or withdrawn; summary: sections of the preview."""

    title: str
    summary: list[dict] = field(default_factory=list)
    row: Any = None


class AlreadyMade(Exception):
    """The same person wrote the same row a moment ago: nothing is done twice."""


@transaction.atomic
def renew_rule(base: AwardRule, *, by: User, valid_from: date, reason: str, parts: RuleParts) -> Change:
    """What the law says of a title from a day on; the row in force ends the day before.

    Raises RuleViolation with everything that is settled already by the row to be replaced, AlreadyMade on a repeat.
    """
    award = award_to_write(base.award, by)
    reason = said(reason)
    old = _row_to_replace(base, by, valid_from, reason)
    until, names = old.valid_to, title_names()
    refuse_incomplete(parts)
    refuse_settled(uses := uses_of([award.pk], valid_from, until, by))
    told = rule_in_words(old, names)
    if old.valid_from == valid_from:
        _erase(old)
    else:
        old.valid_to = valid_from - DAY
        old.save(update_fields=["valid_to"])
    row = write_rule(award, old.rule_set, parts, by=by, reason=reason, valid_from=valid_from, valid_to=until)
    new = rule_in_words(rules_with_parts().get(pk=row.pk), names)
    if not (differ := changes(told, new)):
        raise RuleViolation("Chưa có gì khác quy định đang dùng.")
    gone, come = what_differs(told, new)
    record(by, "catalogue.renew_rule", award, before=gone, after=come, reason=reason, from_day=valid_from)
    after = uses_of([award.pk], valid_from, until, by)
    title = f"{award.name}: quy định mới từ ngày {valid_from:%d/%m/%Y}"
    sections = _sections(old, row, differ, judged_differently(uses, after))
    return Change(title, sections + doubtful(parts), row)


@transaction.atomic
def withdraw_rule(rule: AwardRule, *, by: User, reason: str) -> Change:
    """Take back a row of the office that does not hold yet and on which nothing rests; one before it goes on."""
    award = award_to_write(rule.award, by)
    reason = said(reason)
    row = fresh_rule(rule)
    if problem := why_not_withdrawn(row):
        raise StateConflict(problem)
    refuse_settled(uses := uses_of([award.pk], row.valid_from, row.valid_to, by))
    before = AwardRule.objects.filter(award=award, valid_to=row.valid_from - DAY).first()
    if before is None and uses:
        refused = "Danh sách đề nghị đang mở có danh hiệu này. Bỏ danh hiệu khỏi danh sách trước."
        raise RuleViolation(refused, reasons=[use.text for use in uses])
    told, until = rule_in_words(row, title_names()), row.valid_to
    _erase(row)
    lines = [f"Từ {row.valid_from:%d/%m/%Y}: danh mục không có quy định của danh hiệu, hình thức này"]
    if before is not None:
        before.valid_to = until
        before.save(update_fields=["valid_to"])
        lines = [f"{row.valid_from:%d/%m/%Y}: quy định trước lại có hiệu lực{to_words(until)}"]
    record(by, "catalogue.withdraw_rule", award, before=told, after={}, reason=reason, from_day=row.valid_from)
    after = uses_of([award.pk], row.valid_from, until, by)
    summary = [{"title": "Quy định được rút", "icon": "calendar-x", "lines": lines}]
    return Change(f"{award.name}: rút quy định", [*summary, *on_open_lists(judged_differently(uses, after))], row)


def why_not_withdrawn(row: AwardRule) -> str:
    """Why a row can not be taken back, whatever rests on it; empty when it can."""
    if row.valid_from <= clock.today():
        return "Quy định đã có hiệu lực. Lập quy định mới thay cho nó."
    if row.made_by_id is None:
        return "Quy định có sẵn trong danh mục không rút được. Lập quy định mới từ cùng ngày."
    if row.valid_from == row.rule_set.valid_from:
        return f"Quy định này mở đầu {row.rule_set}, không rút riêng được. Lập quy định mới từ cùng ngày."
    return ""


def award_to_write(award: Award, by: User) -> Award:
    """The title, locked so that two people do not renew it at once."""
    award = lock(award)
    require(by, "awards.edit_catalogue", award)
    award.audit_unit = office_of(by)
    return award


def said(reason: str) -> str:
    """The reason as it is kept; refused when there is none."""
    if not (words := text.clean(reason)):
        raise RuleViolation(NO_REASON, field="reason")
    return words[:500]


def fresh_rule(rule: AwardRule) -> AwardRule:
    row = rules_with_parts().filter(pk=rule.pk).first()
    if row is None:
        raise StateConflict("Quy định này vừa được rút hoặc thay. Mở lại danh mục.")
    return row


def _row_to_replace(base: AwardRule, by: User, day: date, reason: str) -> AwardRule:
    """The row the new one is made from; the day must lie within it, and not be its first unless it is still to come."""
    made = AwardRule.objects.filter(award=base.award_id, valid_from=day, made_by=by, reason=reason).exclude(pk=base.pk)
    if made.exists():
        raise AlreadyMade
    row = fresh_rule(base)
    if not row.holds_on(day):
        raise RuleViolation(
            f"Ngày này không thuộc quy định đang sửa (từ {row.valid_from:%d/%m/%Y}{to_words(row.valid_to)}). Chọn ngày "
            "trong khoảng ấy, hoặc mở quy định của ngày ấy.",
            field="valid_from",
        )
    if row.valid_from == day <= clock.today():
        raise RuleViolation(
            f"Quy định này đã có hiệu lực từ chính ngày {day:%d/%m/%Y}. Ghi ngày sau đó.", field="valid_from"
        )
    return row


def to_words(until: date | None) -> str:
    """` đến hết 31/12/2023`; nothing for a row without an end."""
    return f" đến hết {until:%d/%m/%Y}" if until else ""


def refuse_settled(uses) -> None:
    if reasons := settled(uses):
        raise RuleViolation(
            "Đã có việc hoàn tất theo quy định của những ngày này. Ghi ngày muộn hơn.",
            reasons=reasons,
            field="valid_from",
        )


def refuse_incomplete(parts: RuleParts) -> None:
    """Everything that is missing or out of range, all at once."""
    found = [f"Điều kiện “{one.text}”: thiếu giá trị." for one in parts.conditions if lacks(one)]
    found += ["Ghi lời văn của từng điều kiện."] if any(not one.text for one in parts.conditions) else []
    for one in parts.quotas:
        if one.percent is None and one.base != QuotaBase.NUMBER_SET_YEARLY:
            found.append("Ghi tỷ lệ của từng chỉ tiêu tính theo phần trăm.")
        elif one.percent is not None and not 0 < one.percent <= 100:
            found.append("Tỷ lệ phải trên 0, không quá 100%.")
        if one.group != QuotaGroup.ALL and (one.percent is None or one.base not in COMMANDER_BASES):
            found.append("Chỉ tiêu riêng của cán bộ chủ trì: ghi tỷ lệ của tổng quân số hoặc của chỉ tiêu danh hiệu.")
        if one.group == QuotaGroup.ALL and one.base == QuotaBase.TITLE_QUOTA:
            found.append("Tỷ lệ của chỉ tiêu danh hiệu chỉ dùng cho chỉ tiêu riêng của cán bộ chủ trì.")
    found += _apart_problems([one for one in parts.quotas if one.applies])
    if parts.vote and not 0 < parts.vote["numerator"] <= parts.vote["denominator"]:
        found.append("Ngưỡng phiếu: tử số từ 1 và không quá mẫu số.")
    if not parts.fields.get("legal_basis"):
        found.append("Ghi căn cứ.")
    if found:
        raise RuleViolation("Quy định chưa đủ.", reasons=list(dict.fromkeys(found)))


def _apart_problems(quotas: list[QuotaPart]) -> list[str]:
    """Places beside the common quota are a number of their own: inside and beside at once is one row too many."""
    groups = {one.group for one in quotas}
    if QuotaGroup.APART not in groups:
        return []
    found = []
    if QuotaGroup.COMMANDERS in groups:
        found.append("Chỉ tiêu riêng của cán bộ chủ trì: chọn trong hoặc ngoài chỉ tiêu chung, không cả hai.")
    moving = any(one.group == QuotaGroup.ALL and one.base in MOVING for one in quotas)
    if moving and any(one.group == QuotaGroup.APART and one.base == QuotaBase.TITLE_QUOTA for one in quotas):
        found.append(
            "Chỉ tiêu chung thay đổi theo danh sách: chỉ tiêu riêng ngoài chỉ tiêu chung tính trên tổng quân số."
        )
    return found


def lacks(one: ConditionPart) -> bool:
    """Whether the engine could not read it for want of a value."""
    return one.code in KINDS and bool(missing(one.code, spread(one.code, one.value)))


def _erase(row: AwardRule) -> None:
    """A row nothing rests on, with its parts; what it said is on record."""
    VoteRule.objects.filter(rule=row).delete()
    QuotaRule.objects.filter(rule=row).delete()
    Prerequisite.objects.filter(rule=row).delete()
    AwardRule.objects.filter(pk=row.pk).delete()


def write_rule(award: Award, rule_set: RuleSet, parts: RuleParts, *, by: User, **own) -> AwardRule:
    """A dated row with everything that hangs on it. own: its days and its reason."""
    row = AwardRule(award=award, rule_set=rule_set, made_by=by, made_at=clock.now(), **parts.fields, **own)
    row.save()
    Prerequisite.objects.bulk_create(
        Prerequisite(
            rule=row, sort=sort, code=one.code, value=one.value, text=one.text, legal_basis=one.legal_basis,
            confidence=one.confidence,
        )
        for sort, one in enumerate(parts.conditions, 1)
    )  # fmt: skip
    for one in parts.quotas:
        quota = QuotaRule.objects.create(
            rule=row, percent=one.percent, base=one.base, group=one.group, scope=one.scope, applies=one.applies,
            legal_basis=one.legal_basis, confidence=one.confidence,
        )  # fmt: skip
        quota.includes.set(one.includes)
    if parts.vote:
        VoteRule.objects.create(rule=row, **parts.vote)
    return row


def _sections(old: AwardRule, row: AwardRule, differ: list, judged: list[str]) -> list[dict]:
    """What the preview shows: when, what, and which open lists follow."""
    days = [f"Quy định mới: từ {row.valid_from:%d/%m/%Y}{to_words(row.valid_to)}"]
    if old.valid_from < row.valid_from:
        days.insert(0, f"Quy định cũ: từ {old.valid_from:%d/%m/%Y} đến hết {row.valid_from - DAY:%d/%m/%Y}")
    else:
        days.append("Thay quy định chưa có hiệu lực từ cùng ngày; nội dung cũ còn trong nhật ký.")
    sections = [
        {"title": "Thời gian", "icon": "calendar-days", "lines": days},
        {"title": "Nội dung thay đổi", "icon": "pencil", "lines": [], "changes": [list(one) for one in differ]},
    ]
    return sections + on_open_lists(judged)


def doubtful(parts: RuleParts) -> list[dict]:
    """Conditions whose wording names other numbers than their values; [] when none does."""
    found = []
    for one in parts.conditions:
        params = KINDS[one.code].params if one.code in KINDS else ()
        values, said = spread(one.code, one.value), set(re.findall(r"\d+", one.text))
        numbers = {str(values.get(p.name)) for p in params if p.kind == "number" and values.get(p.name)}
        if said and numbers - said:
            found.append(f"“{one.text}”: lời văn không có số {', '.join(sorted(numbers - said))} của giá trị.")
    return [{"title": "Xem lại lời văn", "icon": "triangle-alert", "lines": found}] if found else []


def on_open_lists(lines: list[str]) -> list[dict]:
    none = ["Không có danh sách đề nghị đang mở nào dùng quy định này."]
    return [{"title": "Danh sách đề nghị đang mở", "icon": "list-checks", "lines": lines or none}]
