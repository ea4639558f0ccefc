"""A title or form the catalogue does not have yet, a rule for days that have none, and the end of a rule.

Nothing is ever deleted: what the law gives up ends on a day and can still be read.
"""

import re
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F

from awards.catalogue.conditions import titles_named
from awards.catalogue.differences import changes, rule_in_words, title_names, uses_of
from awards.catalogue.enums import SubjectKind
from awards.catalogue.models import Award, AwardRule, Prerequisite
from awards.catalogue.permissions import office_of
from awards.catalogue.queries import rule_set_on, rules_with_parts
from awards.catalogue.versions import (
    DAY,
    AlreadyMade,
    Change,
    RuleParts,
    award_to_write,
    doubtful,
    fresh_rule,
    refuse_incomplete,
    refuse_settled,
    said,
    to_words,
    write_rule,
)
from thidua import text
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from units.audit.services import record
from units.models import User

CODE = re.compile(r"[A-Z][A-Z0-9_]{1,29}")
GIVES_NOTHING = "Danh mục chưa có bộ quy định nào có hiệu lực ngày {:%d/%m/%Y}. Thêm bộ quy định trước."


@transaction.atomic
def add_award(
    *,
    by: User,
    code: str,
    name: str,
    short_name: str,
    kind: str,
    subject: str,
    valid_from: date,
    reason: str,
    parts: RuleParts,
    after: Award | None = None,
) -> Change:
    """A new title or form with what the law says of it from a day on. after: behind which one it stands; None = last.

    Raises RuleViolation with everything that is missing, AlreadyMade on a repeat.
    """
    require(by, "awards.edit_catalogue")
    reason = said(reason)
    named = {"code": text.clean(code).upper(), "name": text.clean(name), "short_name": text.clean(short_name)}
    known = list(Award.objects.select_for_update())  # the order of all of them may move
    _refuse_known(known, named, by, valid_from, reason)
    _refuse_unfit(subject, parts)
    award = Award(kind=kind, subject=subject, sort=_room_behind(after, known), **named)
    try:
        with transaction.atomic():
            award.save()
    except IntegrityError as error:
        raise RuleViolation("Mã này đã có trong danh mục.", field="code") from error
    row = _first_rule(award, by, valid_from, reason, parts)
    award.audit_unit = office_of(by)
    told = rule_in_words(row, title_names())
    record(by, "catalogue.add_award", award, before={}, after={**named, **told}, reason=reason, from_day=valid_from)
    who = f"{award.get_kind_display()}, {award.get_subject_display().lower()}"
    lines = [award.name, f"Gọi tắt: {award.short_name}; mã {award.code}", who]
    lines.append(f"Đứng sau {after.short_name}" if after else "Đứng cuối danh mục")
    own = [{"title": "Danh hiệu, hình thức mới", "icon": "award", "lines": lines}]
    return Change(f"{award.name}: thêm vào danh mục", own + _new_sections(row, parts), row)


@transaction.atomic
def add_rule(award: Award, *, by: User, valid_from: date, reason: str, parts: RuleParts) -> Change:
    """What the law says of a title there is, from a day for which the catalogue says nothing."""
    award = award_to_write(award, by)
    reason = said(reason)
    rules = award.rules.all()
    if rules.filter(valid_from=valid_from, made_by=by, reason=reason).exists():
        raise AlreadyMade
    if (there := rules.in_force(valid_from).first()) is not None:
        raise RuleViolation(
            f"Đã có quy định của ngày này (từ {there.valid_from:%d/%m/%Y}{to_words(there.valid_to)}). Lập quy định mới "
            "thay cho nó.",
            field="valid_from",
        )
    _refuse_unfit(award.subject, parts)
    row = _first_rule(award, by, valid_from, reason, parts)
    told = rule_in_words(row, title_names())
    record(by, "catalogue.add_rule", award, before={}, after=told, reason=reason, from_day=valid_from)
    title = f"{award.name}: quy định từ ngày {valid_from:%d/%m/%Y}"
    return Change(title, _new_sections(row, parts), row)


@transaction.atomic
def end_rule(rule: AwardRule, *, by: User, valid_to: date, reason: str) -> Change:
    """The last day on which a title or form is in the law; the row stays, lists of later days can not take it."""
    award = award_to_write(rule.award, by)
    reason = said(reason)
    row = fresh_rule(rule)
    if row.valid_to == valid_to:
        raise AlreadyMade
    if not row.holds_on(valid_to):
        days = f"từ {row.valid_from:%d/%m/%Y}{to_words(row.valid_to)}"
        raise RuleViolation(f"Ghi ngày trong thời gian có hiệu lực ({days}).", field="valid_to")
    if later := award.rules.filter(valid_from__gt=row.valid_from).order_by("valid_from").first():
        raise StateConflict(
            f"Đã có quy định sau đó, từ {later.valid_from:%d/%m/%Y}. Mở quy định ấy để ghi ngày hết hiệu lực."
        )
    since = valid_to + DAY
    refuse_settled(uses := uses_of([award.pk], since, row.valid_to, by))
    if uses:
        message = "Danh sách đề nghị đang mở có danh hiệu, hình thức này. Bỏ khỏi danh sách hoặc ghi ngày muộn hơn."
        raise RuleViolation(message, reasons=[use.text for use in uses], field="valid_to")
    before, row.valid_to = row.valid_to, valid_to
    row.save(update_fields=["valid_to"])
    told = {"before": {"valid_to": before}, "after": {"valid_to": valid_to}}
    record(by, "catalogue.end_rule", award, **told, reason=reason)
    days = [f"{row.rule_set}: từ {row.valid_from:%d/%m/%Y} đến hết {valid_to:%d/%m/%Y}"]
    days += ["Danh sách đề nghị của những ngày sau không nhận danh hiệu, hình thức này."]
    summary = [{"title": "Thời gian", "icon": "calendar-x", "lines": days}, *_still_named(award, since)]
    return Change(f"{award.name}: hết hiệu lực sau ngày {valid_to:%d/%m/%Y}", summary, row)


def _refuse_known(known: list[Award], named: dict[str, str], by: User, valid_from: date, reason: str) -> None:
    """The code is one word for good, and nobody is shown two titles of one name."""
    problems = [] if CODE.fullmatch(named["code"]) else ["Mã gồm chữ hoa không dấu, số và dấu _, ví dụ BK_TINH."]
    problems += ["Ghi tên đầy đủ."] if not named["name"] else []
    problems += ["Ghi tên gọi tắt."] if not named["short_name"] else []
    keys = {name: text.search_key(value) for name, value in named.items()}
    for one in known:
        if one.code == named["code"]:
            if AwardRule.objects.filter(award=one, made_by=by, valid_from=valid_from, reason=reason).exists():
                raise AlreadyMade
            problems.append(f"Mã {one.code} đã dùng cho {one.name}.")
        elif keys["name"] == text.search_key(one.name):
            problems.append(f"{one.name} đã có trong danh mục, mã {one.code}.")
        elif keys["short_name"] == text.search_key(one.short_name):
            problems.append(f"Tên gọi tắt đã dùng cho {one.name}.")
    if problems:
        raise RuleViolation("Chưa thêm được danh hiệu, hình thức.", reasons=problems)


def _refuse_unfit(subject: str, parts: RuleParts) -> None:
    refuse_incomplete(parts)
    if subject != SubjectKind.BOTH and parts.fields.get("bonus_multiple_collective") is not None:
        raise RuleViolation(
            "Hệ số thưởng tập thể chỉ ghi cho danh hiệu, hình thức tặng cả cá nhân và tập thể.",
            field="bonus_multiple_collective",
        )


def _room_behind(after: Award | None, known: list[Award]) -> int:
    """Place in the order right behind a title; those that follow move on by one."""
    last = max((one.sort for one in known), default=0)
    if after is None or after.sort >= last:
        return last + 1
    Award.objects.filter(sort__gt=after.sort).update(sort=F("sort") + 1)
    return after.sort + 1


def _first_rule(award: Award, by: User, valid_from: date, reason: str, parts: RuleParts) -> AwardRule:
    """A rule from a day without one, until the law it belongs to ends or the next rule begins."""
    law = rule_set_on(valid_from)
    if law is None:
        raise RuleViolation(GIVES_NOTHING.format(valid_from), field="valid_from")
    later = award.rules.filter(valid_from__gt=valid_from).order_by("valid_from").first()
    ends = [day for day in (law.valid_to, later and later.valid_from - DAY) if day]
    days = {"valid_from": valid_from, "valid_to": min(ends, default=None)}
    made = write_rule(award, law, parts, by=by, reason=reason, **days)
    return rules_with_parts().get(pk=made.pk)


def _new_sections(row: AwardRule, parts: RuleParts) -> list[dict]:
    days = [f"Theo {row.rule_set}: từ {row.valid_from:%d/%m/%Y}{to_words(row.valid_to)}"]
    if row.valid_to is not None:
        days.append(f"Từ {row.valid_to + DAY:%d/%m/%Y} cần quy định khác nếu danh hiệu, hình thức này còn.")
    names = title_names()
    told = changes(rule_in_words(None, names), rule_in_words(row, names))
    content = [f"{label}: {line}" for label, _, now in told for line in now.splitlines()]
    lists = ["Danh sách đề nghị mở từ nay chọn được. Danh sách đang mở chỉ nhận khi thêm ở “Danh hiệu, chỉ tiêu”."]
    return [
        {"title": "Thời gian", "icon": "calendar-days", "lines": days},
        {"title": "Nội dung", "icon": "pencil", "lines": content},
        {"title": "Danh sách đề nghị", "icon": "list-checks", "lines": lists},
        *doubtful(parts),
    ]


def _still_named(award: Award, since: date) -> list[dict]:
    """Conditions of other titles that ask for this one on days when nobody can have it any more."""
    rows = Prerequisite.objects.filter(rule__in=AwardRule.objects.touching(since, None)).exclude(rule__award=award)
    found = [
        f"{row.rule.award.short_name} (từ {row.rule.valid_from:%d/%m/%Y}): {row.text}"
        for row in rows.select_related("rule__award").order_by("rule__award__sort", "rule__valid_from", "sort")
        if award.code in titles_named(row.code, row.value)
    ]
    title = "Điều kiện của danh hiệu khác còn nêu danh hiệu này"
    return [{"title": title, "icon": "triangle-alert", "lines": found}] if found else []
