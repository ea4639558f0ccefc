"""A new law: a rule set from a day on. What the law before it said of each title goes on as a row of the new one.

Copied rows carry the confidence of a text nobody has read yet, until the office renews them one by one.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction

from awards.catalogue.adding import CODE
from awards.catalogue.differences import judged_differently, uses_of
from awards.catalogue.enums import Confidence
from awards.catalogue.models import Award, AwardRule, RuleSet
from awards.catalogue.permissions import office_of
from awards.catalogue.queries import rules_with_parts
from awards.catalogue.versions import (
    DAY,
    AlreadyMade,
    Change,
    ConditionPart,
    RuleParts,
    lacks,
    on_open_lists,
    parts_of,
    refuse_settled,
    said,
    to_words,
    write_rule,
)
from thidua import clock, text
from thidua.errors import RuleViolation
from thidua.permissions import require
from units.audit.services import record
from units.models import User

SHOWN = 40


@transaction.atomic
def add_rule_set(
    *,
    by: User,
    code: str,
    name: str,
    legal_basis: str,
    confidence: str,
    valid_from: date,
    reason: str,
    principles: Sequence[ConditionPart] = (),
    left_out: Collection[Award] = (),
    copied_as: str = Confidence.BACKGROUND,
) -> Change:
    """The law from a day on; the one in force ends the day before, every title with it but those left out.

    copied_as: confidence of the copied rows, empty = as they were; what the unit itself has set stays so.
    """
    require(by, "awards.edit_catalogue")
    reason = said(reason)
    sets = list(RuleSet.objects.select_for_update().order_by("valid_from"))
    texts = {"code": text.clean(code).upper(), "name": text.clean(name), "legal_basis": text.clean(legal_basis)}
    _refuse_texts(sets, texts, principles, by, valid_from, reason)
    base = next((one for one in sets if one.holds_on(valid_from)), None)
    until = base.valid_to if base else _day_before_next(sets, valid_from)
    rows = _rows_to_carry(base, valid_from)
    awards = list(Award.objects.values_list("pk", flat=True))
    refuse_settled(uses := uses_of(awards, valid_from, until, by))
    _refuse_left_out(left_out, valid_from, until, by)
    if base is not None:
        base.valid_to = valid_from - DAY
        base.save(update_fields=["valid_to"])
    law = RuleSet(
        confidence=confidence, valid_from=valid_from, valid_to=until, reason=reason, made_by=by, made_at=clock.now(),
        principles=[_stored(one) for one in principles], **texts,
    )  # fmt: skip
    law.save()
    gone = {award.pk for award in left_out}
    for row in rows:
        _carry(row, law, gone, copied_as, by)
    law.audit_unit = office_of(by)
    kept = [row.award.short_name for row in rows if row.award_id not in gone]
    after = {**texts, "confidence": law.get_confidence_display(), "titles": kept}
    record(by, "catalogue.add_rule_set", law, before={}, after=after, reason=reason, from_day=valid_from)
    judged = judged_differently(uses, uses_of(awards, valid_from, until, by))
    return Change(f"{law}: {law.name}", _sections(base, law, rows, gone, copied_as, judged), law)


def _refuse_texts(
    sets: list[RuleSet], texts: dict[str, str], principles: Sequence[ConditionPart], by: User, day: date, reason: str
) -> None:
    """Everything that is missing, all at once."""
    if any(one.code == texts["code"] and one.made_by_id == by.pk and one.valid_from == day for one in sets):
        raise AlreadyMade
    problems = [] if CODE.fullmatch(texts["code"]) else ["Mã gồm chữ hoa không dấu, số và dấu _, ví dụ R2028."]
    problems += ["Mã nhiều nhất 10 chữ."] if len(texts["code"]) > 10 else []
    problems += ["Ghi tên bộ quy định."] if not texts["name"] else []
    problems += ["Ghi căn cứ."] if not texts["legal_basis"] else []
    for one in sets:
        if one.code.upper() == texts["code"]:
            problems.append(f"Mã {one.code} đã dùng cho {one.name}.")
        if one.valid_from == day:
            problems.append(f"{one} đã có hiệu lực từ chính ngày {day:%d/%m/%Y}.")
    problems += ["Ghi lời văn của từng điều kiện chung."] if any(not one.text for one in principles) else []
    problems += [f"Điều kiện chung “{one.text}”: thiếu giá trị." for one in principles if lacks(one)]
    if problems:
        raise RuleViolation("Bộ quy định chưa đủ.", reasons=list(dict.fromkeys(problems)))


def _day_before_next(sets: list[RuleSet], day: date) -> date | None:
    later = next((one for one in sets if one.valid_from > day), None)
    return later.valid_from - DAY if later else None


def _rows_to_carry(base: RuleSet | None, day: date) -> list[AwardRule]:
    """Rows of the law before that hold on the day; refused when it has others that only begin later."""
    if base is None:
        return []
    rows = rules_with_parts().filter(rule_set=base)
    if later := list(rows.filter(valid_from__gt=day).order_by("valid_from", "award__sort")):
        raise RuleViolation(
            f"{base} có quy định bắt đầu sau ngày này. Rút các quy định ấy, hoặc ghi ngày muộn hơn.",
            reasons=[f"{row.award.short_name}, từ {row.valid_from:%d/%m/%Y}." for row in later[:SHOWN]],
            field="valid_from",
        )
    return list(rows.in_force(day).order_by("award__sort", "award__code"))


def _refuse_left_out(left_out: Collection[Award], since: date, until: date | None, by: User) -> None:
    if uses := uses_of([award.pk for award in left_out], since, until, by) if left_out else []:
        raise RuleViolation(
            "Danh sách đề nghị đang mở có danh hiệu, hình thức không chuyển sang. Bỏ khỏi danh sách trước.",
            reasons=[use.text for use in uses],
            field="left_out",
        )


def _carry(row: AwardRule, law: RuleSet, gone: set[int], copied_as: str, by: User) -> None:
    """One title under the new law: its row is cut in two, or ends with the old law when it is left out."""
    begins_here, until = row.valid_from == law.valid_from, row.valid_to
    if row.award_id in gone:
        if begins_here:
            raise RuleViolation(
                f"{row.award.short_name} có quy định từ chính ngày này. Rút quy định ấy trước, hoặc giữ lại.",
                field="left_out",
            )
        row.valid_to = law.valid_from - DAY
        row.save(update_fields=["valid_to"])
    elif begins_here:
        row.rule_set = law
        row.save(update_fields=["rule_set"])
    else:
        row.valid_to = law.valid_from - DAY
        row.save(update_fields=["valid_to"])
        parts = as_copied(parts_of(row), copied_as)
        days = {"valid_from": law.valid_from, "valid_to": until}
        write_rule(row.award, law, parts, by=by, reason=f"Chuyển từ {row.rule_set} sang {law}", **days)


def as_copied(parts: RuleParts, confidence: str) -> RuleParts:
    """The same words with the confidence of a copy; what the unit itself has set stays its own."""
    if not confidence:
        return parts

    def less(now: str) -> str:
        return now if now in ("", Confidence.LOCAL) else confidence

    fields = {**parts.fields, "confidence": less(parts.fields["confidence"])}
    fields["bonus_confidence"] = less(parts.fields["bonus_confidence"])
    vote = {**parts.vote, "confidence": less(parts.vote["confidence"])} if parts.vote else None
    return RuleParts(
        fields,
        tuple(replace(one, confidence=less(one.confidence)) for one in parts.conditions),
        tuple(replace(one, confidence=less(one.confidence)) for one in parts.quotas),
        vote,
    )


def _stored(one: ConditionPart) -> dict:
    """A general condition as the rule set keeps it."""
    row = {"code": one.code, "text": one.text, "legal_basis": one.legal_basis, "confidence": one.confidence}
    return row if one.value is None else {**row, "value": one.value}


def _sections(
    base: RuleSet | None, law: RuleSet, rows: list[AwardRule], gone: set[int], copied_as: str, judged: list[str]
) -> list[dict]:
    days = [f"{law}: từ {law.valid_from:%d/%m/%Y}{to_words(law.valid_to)}"]
    if base is not None:
        days.insert(0, f"{base}: từ {base.valid_from:%d/%m/%Y}{to_words(base.valid_to)}")
    words = f", mức tin cậy {str(Confidence(copied_as).label).lower()}" if copied_as else ""
    names = {True: [], False: []}
    for row in rows:
        names[row.award_id in gone].append(row.award.short_name)
    left = [f"Hết hiệu lực cùng {base}: {', '.join(names[True])}"] if names[True] else []
    kept = [f"Chép nguyên từ {base}{words}: {', '.join(names[False])}"] if names[False] else []
    sections = [
        {"title": "Thời gian", "icon": "calendar-days", "lines": days},
        {"title": "Căn cứ, điều kiện chung", "icon": "scale", "lines": [law.legal_basis, *_principles(base, law)]},
        {"title": "Danh hiệu, hình thức", "icon": "award", "lines": [*left, *kept] or ["Chưa có quy định nào."]},
    ]
    return sections + on_open_lists(judged)


def _principles(base: RuleSet | None, law: RuleSet) -> list[str]:
    was = [principle_in_words(row) for row in base.principles] if base else []
    now = [principle_in_words(row) for row in law.principles]
    gone = [f"Bỏ: {words}" for words in was if words not in now]
    return [*(f"{'Giữ' if words in was else 'Thêm, sửa'}: {words}" for words in now), *gone]


def principle_in_words(row: dict) -> str:
    """`Không bị kỷ luật trong năm thi đua (đọc trong văn bản), Điều 4`."""
    sure = str(Confidence(row["confidence"]).label).lower() if row.get("confidence") in Confidence.values else ""
    words = f"{row['text']} ({sure})" if sure else row["text"]
    return f"{words}, {row['legal_basis']}" if row.get("legal_basis") else words
