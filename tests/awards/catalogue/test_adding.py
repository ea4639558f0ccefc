"""The office adds titles and laws: refused in words while anything is missing, nothing ever deleted."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from awards.catalogue import adding, law_sets, queries, versions
from awards.catalogue.services import load_catalogue
from awards.catalogue.versions import AlreadyMade, ConditionPart, QuotaPart, RuleParts, parts_of
from awards.models import Award, AwardRule, Nomination, RuleSet
from tests.factories import UnitFactory, UserFactory
from tests.factories.nominations import nomination_year
from tests.kept import kept
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
loaded = kept(load_catalogue)
WHY = "Thông tư 12/2026/TT-BQP, Điều 9"
NOW = datetime(2026, 11, 2, 9)
FIELDS = {
    "deciding_level": "PROVINCE_COMMAND",
    "deciding_authority": "Bộ Chỉ huy BĐBP tỉnh",
    "bonus_multiple": Decimal("0.5"),
    "bonus_basis": WHY,
    "bonus_confidence": "V",
    "items": ["certificate"],
    "commendation_types": ["CONG_TRANG"],
    "legal_basis": WHY,
    "confidence": "V",
    "notes": "",
}
VOTE = {
    "numerator": 2, "denominator": 3, "operator": ">=", "base": "all_members", "is_secret": True,
    "legal_basis": WHY, "confidence": "V",
}  # fmt: skip
PARTS = RuleParts(
    FIELDS,
    (ConditionPart("months_in_post", "Công tác từ 6 tháng trong kỳ", "V", 6, WHY),),
    (QuotaPart("TOTAL_STRENGTH", "V", Decimal(5), legal_basis=WHY),),
    VOTE,
)
NEW = {
    "code": "cs_gioi", "name": "Chiến sĩ huấn luyện giỏi", "short_name": "CS huấn luyện giỏi", "kind": "title",
    "subject": "individual", "valid_from": date(2026, 12, 1), "reason": WHY, "parts": PARTS,
}  # fmt: skip


def officer():
    return UserFactory(role=Role.OFFICER, over=UnitFactory())


def laws() -> list[tuple[str, date, date | None]]:
    return list(RuleSet.objects.order_by("valid_from").values_list("code", "valid_from", "valid_to"))[-2:]


def test_a_new_title_has_everything_the_law_says_of_it(loaded):
    by, after = officer(), Award.objects.get(code="CSTT")
    order = list(Award.objects.order_by("sort", "code").values_list("code", flat=True))
    with clock.at(NOW):
        change = adding.add_award(by=by, after=after, **NEW)
        with pytest.raises(AlreadyMade):
            adding.add_award(by=by, after=after, **NEW)
    award = Award.objects.get(code="CS_GIOI")
    place = order.index("CSTT") + 1
    now = list(Award.objects.order_by("sort", "code").values_list("code", flat=True))
    assert now == [*order[:place], "CS_GIOI", *order[place:]]
    assert queries.rule_on(award, date(2026, 11, 30)) is None
    rule = queries.rule_on(award, date(2026, 12, 1))
    assert (parts_of(rule), rule.rule_set.code, rule.made_by, rule.reason) == (
        replace(PARTS, fields={**FIELDS, "bonus_multiple_collective": None}), "R2026", by, WHY,
    )  # fmt: skip
    told = change.summary[2]["lines"]
    assert f"Điều kiện: Công tác từ 6 tháng trong kỳ [Số tháng: 6] (đọc trong văn bản), {WHY}" in told
    assert any(line.startswith("Phiếu bầu: từ 2/3 tổng số thành viên trở lên, bỏ phiếu kín") for line in told)
    event = AuditEvent.objects.about(award).get()
    assert (event.action, event.actor, event.unit_path) == ("catalogue.add_award", by, by.unit.path)
    assert load_catalogue() == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"code": "cstt"}, "Mã CSTT đã dùng cho Chiến sĩ tiên tiến."),
        ({"code": "Giỏi!"}, "Mã gồm chữ hoa không dấu"),
        ({"name": "chien si tien tien"}, "Chiến sĩ tiên tiến đã có trong danh mục, mã CSTT."),
        ({"name": " ", "short_name": ""}, "Ghi tên gọi tắt."),
        ({"parts": replace(PARTS, fields={**FIELDS, "legal_basis": ""})}, "Ghi căn cứ."),
        ({"parts": replace(PARTS, vote={**VOTE, "numerator": 4})}, "không quá mẫu số"),
        ({"valid_from": date(2017, 9, 30)}, "chưa có bộ quy định nào có hiệu lực ngày 30/09/2017"),
        ({"parts": replace(PARTS, fields={**FIELDS, "bonus_multiple_collective": 1})}, "chỉ ghi cho danh hiệu"),
        ({"reason": " "}, "Ghi lý do"),
    ],
)
def test_an_incomplete_title_is_refused_in_words_and_leaves_nothing(loaded, given, said):
    count, by = Award.objects.count(), officer()
    with clock.at(NOW), pytest.raises(RuleViolation) as refused:
        adding.add_award(by=by, **{**NEW, **given})
    assert said in " ".join([refused.value.message, *refused.value.reasons])
    assert (Award.objects.count(), AuditEvent.objects.count()) == (count, 0)


def test_only_the_office_adds(loaded):
    for role in (Role.CLERK, Role.ADMINISTRATOR, Role.SECRETARY):
        with pytest.raises(Forbidden, match="trợ lý thi đua cấp tỉnh"):
            adding.add_award(by=UserFactory(role=role, over=UnitFactory()), **NEW)


def test_a_title_ends_on_a_day_and_may_begin_again(loaded):
    by = officer()
    with clock.at(NOW):
        award = adding.add_award(by=by, **NEW).row.award
        rule = queries.rule_on(award, date(2026, 12, 1))
        with pytest.raises(RuleViolation, match="trong thời gian có hiệu lực"):
            adding.end_rule(rule, by=by, valid_to=date(2026, 11, 30), reason=WHY)
        adding.end_rule(rule, by=by, valid_to=date(2027, 6, 30), reason="Thông tư bãi bỏ")
        with pytest.raises(AlreadyMade):
            adding.end_rule(rule, by=by, valid_to=date(2027, 6, 30), reason="Thông tư bãi bỏ")
        assert queries.rule_on(award, date(2027, 7, 1)) is None
        with pytest.raises(RuleViolation, match="Đã có quy định của ngày này"):
            adding.add_rule(award, by=by, valid_from=date(2027, 6, 30), reason=WHY, parts=PARTS)
        again = adding.add_rule(award, by=by, valid_from=date(2028, 1, 1), reason=WHY, parts=PARTS).row
        with pytest.raises(StateConflict, match="Đã có quy định sau đó, từ 01/01/2028"):
            adding.end_rule(rule, by=by, valid_to=date(2027, 5, 31), reason="Sớm hơn")
        versions.withdraw_rule(again, by=by, reason="Chưa ban hành")  # nothing stood before it, nothing goes on
    assert list(award.rules.values_list("valid_from", "valid_to")) == [(date(2026, 12, 1), date(2027, 6, 30))]
    actions = AuditEvent.objects.about(award).order_by("pk").values_list("action", flat=True)
    assert [one.removeprefix("catalogue.") for one in actions] == ["add_award", "end_rule", "add_rule", "withdraw_rule"]


def test_the_end_of_a_title_names_those_that_still_ask_for_it(loaded):
    with clock.at(NOW):
        rule = queries.rule_on(Award.objects.get(code="CSTDCS"), clock.today())
        change = adding.end_rule(rule, by=officer(), valid_to=date(2026, 12, 31), reason=WHY)
    told = change.summary[1]["lines"]
    assert any(line.startswith("CSTĐ toàn quân (từ 01/10/2026)") or "toàn quân" in line for line in told)


def test_a_title_with_an_open_list_does_not_end_under_it():
    y = nomination_year()
    rule = queries.rule_on(Award.objects.get(code="CSTT"), date(2023, 10, 13))
    with y.in_time(), pytest.raises(RuleViolation, match="Danh sách đề nghị đang mở") as refused:
        adding.end_rule(rule, by=y.officer, valid_to=date(2023, 10, 12), reason=WHY)
    assert refused.value.field == "valid_to"
    with y.in_time():
        adding.end_rule(rule, by=y.officer, valid_to=date(2023, 10, 13), reason=WHY)


# A new law ------------------------------------------------------------------------------------------------------------

LAW = {
    "code": "r2028", "name": "Luật Thi đua, khen thưởng 2028", "legal_basis": "Luật số 1/2027/QH16", "confidence": "S",
    "valid_from": date(2028, 1, 1), "reason": "Luật mới",
    "principles": (ConditionPart("no_discipline", "Không bị kỷ luật trong năm", "V", None, "Luật số 1/2027/QH16"),),
}  # fmt: skip


def test_a_new_law_takes_over_every_title_but_those_left_out(loaded):
    by, out = officer(), Award.objects.get(code="GK")
    old = queries.rule_on(Award.objects.get(code="CSTT"), NOW.date())
    with clock.at(NOW):
        law = law_sets.add_rule_set(by=by, left_out=[out], **LAW).row
        with pytest.raises(AlreadyMade):
            law_sets.add_rule_set(by=by, left_out=[out], **LAW)
    assert laws() == [("R2026", date(2026, 10, 1), date(2027, 12, 31)), ("R2028", date(2028, 1, 1), None)]
    before, after = queries.rules_on(date(2027, 12, 31)), queries.rules_on(date(2028, 1, 1))
    assert set(before) - set(after) == {out.pk}
    assert {rule.rule_set.code for rule in after.values()} == {"R2028"}
    new = queries.rule_on(old.award, date(2028, 1, 1))
    assert parts_of(new) == law_sets.as_copied(parts_of(old), "B")
    assert (law.made_by, law.principles[0]["code"]) == (by, "no_discipline")
    assert AuditEvent.objects.about(law).get().action == "catalogue.add_rule_set"
    with clock.at(NOW):
        told = versions.why_not_withdrawn(queries.rules_with_parts().get(pk=new.pk))
    assert told.startswith("Quy định này mở đầu R2028")


def test_what_the_unit_has_set_stays_its_own_in_a_copy():
    parts = RuleParts({**FIELDS, "confidence": "L"}, (replace(PARTS.conditions[0], confidence="S"),), (), VOTE)
    copied = law_sets.as_copied(parts, "B")
    assert (copied.fields["confidence"], copied.conditions[0].confidence) == ("L", "B")
    assert law_sets.as_copied(parts, "") == parts


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"code": "R2026"}, "Mã R2026 đã dùng"),
        ({"code": "luật mới"}, "Mã gồm chữ hoa không dấu"),
        ({"name": "", "legal_basis": ""}, "Ghi căn cứ."),
        ({"valid_from": date(2026, 10, 1)}, "R2026 đã có hiệu lực từ chính ngày 01/10/2026"),
        ({"principles": (ConditionPart("no_discipline", "", "V"),)}, "Ghi lời văn của từng điều kiện chung."),
        ({"reason": ""}, "Ghi lý do"),
    ],
)
def test_an_incomplete_law_is_refused_in_words_and_leaves_nothing(loaded, given, said):
    before = laws()
    with clock.at(NOW), pytest.raises(RuleViolation) as refused:
        law_sets.add_rule_set(by=officer(), **{**LAW, **given})
    assert said in " ".join([refused.value.message, *refused.value.reasons])
    assert laws() == before


def test_a_law_does_not_begin_before_rows_of_the_one_it_ends(loaded):
    by = officer()
    base = queries.rule_on(Award.objects.get(code="CSTT"), NOW.date())
    with clock.at(NOW):
        parts = replace(parts_of(base), fields={**parts_of(base).fields, "notes": "x"})
        versions.renew_rule(base, by=by, valid_from=date(2028, 3, 1), reason=WHY, parts=parts)
        with pytest.raises(RuleViolation, match="bắt đầu sau ngày này") as refused:
            law_sets.add_rule_set(by=by, **LAW)
        assert refused.value.reasons == ["Chiến sĩ tiên tiến, từ 01/03/2028."]
        law_sets.add_rule_set(by=by, **{**LAW, "valid_from": date(2028, 3, 1)})
    assert queries.rule_on(base.award, date(2028, 3, 1)).notes == "x"
    assert AwardRule.objects.filter(award=base.award, rule_set__code="R2028").count() == 1


def test_open_lists_follow_a_new_law_and_locked_ones_keep_theirs():
    y = nomination_year()
    line = y.nominate("CSTT", y.person(tests=60))
    assert (line.rule_set.code, line.eligibility) == ("R2003", "ineligible")
    given = {**LAW, "valid_from": date(2023, 10, 10), "copied_as": "B"}
    with y.in_time():
        change = law_sets.add_rule_set(by=y.officer, **given)
        line.refresh_from_db()
        assert line.rule_set.code == "R2028"
    assert f"{line.subject_name}, Chiến sĩ tiên tiến: Chưa đủ điều kiện → Cần xem" in change.summary[-1]["lines"]
    type(y.listing).objects.filter(pk=y.listing.pk).update(state="locked")
    with y.in_time(), pytest.raises(RuleViolation, match="Đã có việc hoàn tất"):
        law_sets.add_rule_set(by=y.officer, **{**LAW, "code": "R2029", "valid_from": date(2023, 10, 12)})
    assert Nomination.objects.get(pk=line.pk).rule_set.code == "R2028"
