"""The law changes by new dated rows: what was settled keeps its law, what is open shows how it will be judged."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from awards.catalogue import money_versions, queries, versions
from awards.catalogue.conditions import EITHER, KINDS, fits, gathered, is_readable, missing, spread
from awards.catalogue.services import _read, expanded_rules, load_catalogue
from awards.catalogue.versions import AlreadyMade, ConditionPart, QuotaPart, parts_of
from awards.models import Award, AwardRule, Nomination
from awards.nominations import services as nominations
from awards.nominations.eligibility import READERS, REVIEWER, Condition, Facts, judge
from awards.nominations.switching import offered
from tests.factories import UnitFactory, UserFactory
from tests.factories.decisions import province, signed
from tests.factories.nominations import nomination_year
from tests.kept import kept
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.audit.models import AuditEvent
from units.audit.queries import history_of
from units.people.enums import Grade

pytestmark = pytest.mark.django_db
loaded = kept(load_catalogue)
WHY = "Thông tư 12/2026/TT-BQP, Điều 9"
NOW = datetime(2026, 11, 2, 9)


def rule(code: str, day: date = date(2026, 11, 2)) -> AwardRule:
    return queries.rule_on(Award.objects.get(code=code), day)


def officer():
    return UserFactory(role=Role.OFFICER, over=UnitFactory())


def renew(base: AwardRule, day: date, *, by, reason=WHY, conditions=None, quotas=None, **fields) -> versions.Change:
    parts = parts_of(base)
    parts = replace(
        parts,
        fields={**parts.fields, **fields},
        conditions=parts.conditions if conditions is None else tuple(conditions),
        quotas=parts.quotas if quotas is None else tuple(quotas),
    )
    return versions.renew_rule(base, by=by, valid_from=day, reason=reason, parts=parts)


def months(least: int) -> ConditionPart:
    return ConditionPart("months_in_post", f"Công tác từ {least} tháng trong kỳ", "V", least, WHY)


def spans(code: str) -> list[tuple[date, date | None]]:
    rows = AwardRule.objects.filter(award__code=code, valid_from__gte=date(2026, 10, 1)).order_by("valid_from")
    return [(row.valid_from, row.valid_to) for row in rows]


def test_a_new_row_begins_where_the_old_one_ends(loaded):
    base, by = rule("CSTT"), officer()
    with clock.at(NOW):
        change = renew(
            base, date(2026, 12, 1), by=by, bonus_multiple=Decimal("0.5"), confidence="V",
            conditions=[months(6)], quotas=[QuotaPart("TOTAL_STRENGTH", "V", Decimal(35), legal_basis=WHY)],
        )  # fmt: skip
    assert spans("CSTT") == [(date(2026, 10, 1), date(2026, 11, 30)), (date(2026, 12, 1), None)]
    old, new = rule("CSTT", date(2026, 11, 30)), rule("CSTT", date(2026, 12, 1))
    assert parts_of(old) == parts_of(base)
    assert (new.pk, new.made_by, new.reason, new.rule_set) == (change.row.pk, by, WHY, base.rule_set)
    assert [(one.code, one.value) for one in new.prerequisites.all()] == [("months_in_post", 6)]
    assert [quota.percent for quota in new.quotas.all()] == [Decimal(35)]
    told = {label: (before, after) for label, before, after in change.summary[1]["changes"]}
    assert told["Hệ số thưởng"] == ("0,3 × lương cơ sở", "0,5 × lương cơ sở")
    assert told["Tỷ lệ, số lượng tối đa"] == ("", f"tối đa 35% tổng quân số (đọc trong văn bản), {WHY}")
    assert "Căn cứ" not in told
    event = AuditEvent.objects.about(base.award).get()
    assert (event.actor, event.reason, event.unit_path) == (by, WHY, by.unit.path)
    assert event.changes["conditions"][1] == [f"Công tác từ 6 tháng trong kỳ [Số tháng: 6] (đọc trong văn bản), {WHY}"]
    assert change.summary[-1]["title"] == "Danh sách đề nghị đang mở"
    assert event.changes["confidence"] == ["Chưa kiểm chứng", "Đọc trong văn bản"]
    (shown,) = history_of(base.award)
    assert (shown.action, shown.actor) == ("Lập quy định mới", str(by))
    assert load_catalogue() == 0  # at the next start nothing comes back


def test_only_the_office_writes_law(loaded):
    base = rule("CSTT")
    for role in (Role.CLERK, Role.ADMINISTRATOR, Role.SECRETARY):
        with pytest.raises(Forbidden, match="trợ lý thi đua cấp tỉnh"):
            renew(base, date(2026, 12, 1), by=UserFactory(role=role, over=UnitFactory()), notes="x")
    assert spans("CSTT") == [(date(2026, 10, 1), None)]


def test_twice_is_once_and_two_people_do_not_cross(loaded):
    base, by = rule("CSTT"), officer()
    with clock.at(NOW):
        renew(base, date(2026, 12, 1), by=by, notes="Mới")
        with pytest.raises(AlreadyMade):
            renew(base, date(2026, 12, 1), by=by, notes="Mới")
        with pytest.raises(RuleViolation, match="không thuộc quy định đang sửa"):
            renew(base, date(2026, 12, 1), by=officer(), notes="Khác")
    assert len(spans("CSTT")) == 2
    assert AuditEvent.objects.filter(action="catalogue.renew_rule").count() == 1


@pytest.mark.parametrize(
    ("day", "changes", "field", "said"),
    [
        (date(2026, 9, 30), {"notes": "x"}, "valid_from", "không thuộc quy định đang sửa"),
        (date(2026, 10, 1), {"notes": "x"}, "valid_from", "đã có hiệu lực từ chính ngày 01/10/2026"),
        (date(2026, 12, 1), {}, None, "Chưa có gì khác"),
        (date(2026, 12, 1), {"legal_basis": ""}, None, "Ghi căn cứ."),
        (date(2026, 12, 1), {"reason": "  ", "notes": "x"}, "reason", "Ghi lý do"),
        (date(2026, 12, 1), {"conditions": [replace(months(3), value=None)]}, None, "thiếu giá trị"),
        (date(2026, 12, 1), {"quotas": [QuotaPart("TOTAL_STRENGTH", "V")]}, None, "Ghi tỷ lệ"),
        (date(2026, 12, 1), {"quotas": [QuotaPart("TOTAL_STRENGTH", "V", Decimal(101))]}, None, "không quá 100%"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(loaded, day, changes, field, said):
    before = list(AwardRule.objects.order_by("pk").values())
    with clock.at(NOW), pytest.raises(RuleViolation, match=said) as refused:
        renew(rule("CSTT"), day, by=officer(), **changes)
    assert refused.value.field == field
    assert list(AwardRule.objects.order_by("pk").values()) == before
    assert not AuditEvent.objects.exists()


def test_a_wording_that_names_another_number_is_pointed_at(loaded):
    with clock.at(NOW):
        change = renew(rule("CSTT"), date(2026, 12, 1), by=officer(), conditions=[replace(months(6), value=8)])
    assert change.summary[-1]["lines"] == ["“Công tác từ 6 tháng trong kỳ”: lời văn không có số 8 của giá trị."]


def test_a_row_to_come_is_written_again_or_withdrawn(loaded):
    by = officer()
    with clock.at(NOW):
        first = renew(rule("CSTT"), date(2027, 1, 1), by=by, notes="Một").row
        second = renew(first, date(2027, 1, 1), by=by, reason="Sửa lỗi chép", notes="Hai").row
        assert spans("CSTT") == [(date(2026, 10, 1), date(2026, 12, 31)), (date(2027, 1, 1), None)]
        assert rule("CSTT", date(2027, 1, 1)).notes == "Hai"
        with pytest.raises(StateConflict, match="vừa được rút hoặc thay"):
            versions.withdraw_rule(first, by=by, reason="Thôi")
        versions.withdraw_rule(second, by=by, reason="Thông tư hoãn")
        assert spans("CSTT") == [(date(2026, 10, 1), None)]
        with pytest.raises(StateConflict, match="đã có hiệu lực"):
            versions.withdraw_rule(rule("CSTT"), by=by, reason="Thôi")
    told = AuditEvent.objects.about(second.award).first()
    assert (told.action, told.reason, told.changes["notes"][0]) == ("catalogue.withdraw_rule", "Thông tư hoãn", "Hai")


def test_an_open_list_shows_how_it_would_be_judged_and_a_locked_one_keeps_its_law():
    y = nomination_year()
    fit, weak = y.person(tests=90), y.person(tests=76, grade=Grade.EXCELLENT)
    lines = [y.nominate("CSTT", fit), y.nominate("CSTT", weak), y.nominate("CSTDCS", weak)]
    base = rule("CSTT", date(2023, 10, 13))
    stricter = [
        replace(one, value=80, text="Từ 80% trở lên khá, giỏi") if one.code.startswith("tests_good") else one
        for one in parts_of(base).conditions
    ]
    with y.in_time():
        caps = [replace(parts_of(base).quotas[0], percent=Decimal(35))]
        change = renew(base, date(2023, 10, 11), by=y.officer, conditions=stricter, quotas=caps)
    told = change.summary[2]["lines"]
    assert told[0].startswith(f"Danh sách đề nghị năm 2023, {y.period.holder}")
    assert told[0].endswith("2/3 đề nghị xét khác đi")
    assert y.listing.awards.get(award=base.award).quota == 168  # 35 % of 480, at once
    assert told[1:] == [
        "Chỉ tiêu: 40% của 480 quân số, làm tròn xuống → 35% của 480 quân số, làm tròn xuống",
        f"{weak}, Chiến sĩ thi đua: Cần xem → Chưa đủ điều kiện",
        f"{weak}, Chiến sĩ tiên tiến: Đủ điều kiện → Chưa đủ điều kiện",
    ]
    lines[1].refresh_from_db()
    assert lines[1].eligibility == "eligible"  # judged again when the officer says so
    with y.in_time():
        nominations.check_list(y.listing, by=y.officer)
    assert Nomination.objects.get(pk=lines[1].pk).eligibility == "ineligible"
    stranger = officer()  # of another command: the law is one, the names are not
    with y.in_time():
        again = renew(change.row, date(2023, 10, 12), by=stranger, conditions=parts_of(base).conditions)
    assert str(weak) not in "".join(again.summary[2]["lines"])
    assert any("đề nghị ngoài phạm vi được xem" in line for line in again.summary[2]["lines"])
    type(y.listing).objects.filter(pk=y.listing.pk).update(state="locked")
    with y.in_time(), pytest.raises(RuleViolation, match="Ghi ngày muộn hơn") as refused:
        renew(again.row, date(2023, 10, 13), by=y.officer, notes="x")
    assert refused.value.reasons == [
        f"Danh sách đề nghị năm 2023, {y.period.holder}, xét theo ngày 13/10/2023: đã khóa."
    ]
    with y.in_time():
        renew(again.row, date(2023, 10, 14), by=y.officer, notes="x")


def test_a_base_salary_from_a_day_pays_from_that_day(loaded):
    by = officer()
    given = {"amount": 2_700_000, "legal_basis": "Nghị định 1/2027/NĐ-CP", "confidence": "V", "reason": "Nghị định mới"}
    with clock.at(NOW):
        for role in (Role.CLERK, Role.ADMINISTRATOR):
            person = UserFactory(role=role, over=UnitFactory())
            with pytest.raises(Forbidden):
                money_versions.add_salary(by=person, valid_from=date(2027, 1, 1), **given)
        change = money_versions.add_salary(by=by, valid_from=date(2027, 1, 1), **given)
        with pytest.raises(AlreadyMade):
            money_versions.add_salary(by=by, valid_from=date(2027, 1, 1), **given)
        with pytest.raises(RuleViolation, match="không khác dòng đang áp dụng"):
            money_versions.add_salary(by=by, valid_from=date(2027, 2, 1), **given)
        with pytest.raises(RuleViolation, match="từ chính ngày 01/07/2026") as refused:
            money_versions.add_salary(by=by, valid_from=date(2026, 7, 1), **given)
    assert refused.value.field == "valid_from"
    assert [queries.base_salary_on(day).amount for day in (date(2026, 12, 31), date(2027, 1, 1))] == [2530000, 2700000]
    assert ["Chiến sĩ tiên tiến", "760.000", "810.000"] in change.summary[1]["changes"]
    with clock.at(NOW):
        rounded = money_versions.add_rounding(
            by=by, valid_from=date(2027, 1, 1), rounding="NONE", legal_basis="Thông tư", reason="Không làm tròn"
        )
        assert rounded.summary[1]["lines"] == ["Không mức thưởng nào thay đổi."]
        assert queries.rounding_on(date(2027, 1, 1)) == "NONE"
        for row in (change.row, rounded.row):
            money_versions.withdraw_money(row, by=by, reason="Hoãn")
        with pytest.raises(StateConflict, match="chưa có hiệu lực"):
            money_versions.withdraw_money(queries.base_salary_on(date(2026, 11, 2)), by=by, reason="Thôi")
    assert queries.base_salary_on(date(2027, 1, 1)).amount == 2_530_000
    assert queries.rounding_on(date(2027, 1, 1)) == "CEIL_10K"
    actions = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert [one.removeprefix("catalogue.") for one in actions] == [
        "add_salary", "add_rounding", "withdraw_salary", "withdraw_rounding",
    ]  # fmt: skip


def test_a_signed_paper_keeps_its_base_salary():
    y = province()
    paper = signed(y)
    with pytest.raises(RuleViolation, match="Đã có quyết định ký") as refused:
        money_versions.add_salary(
            by=y.officer, valid_from=paper.decided_on, amount=1_900_000, legal_basis="x", confidence="V", reason="Sai"
        )
    assert refused.value.reasons == [f"{paper}, ký ngày {paper.decided_on:%d/%m/%Y}."]


# What the office is offered -------------------------------------------------------------------------------------------


def test_the_office_is_offered_exactly_what_the_engine_reads():
    """But for what a command switches on beside every title: that has a page of its own."""
    beside = {row["code"] for row in offered()} | {"achievement_named"}  # of a type of commendation
    assert {code for code in KINDS if is_readable(code)} == set(READERS) - (beside - {"months_in_post"})


def test_every_readable_row_of_the_data_comes_through_the_form_as_it_was():
    rows = [part for row in expanded_rules(_read("award_rules")) for part in row.get("prerequisites", [])]
    read = [(part["code"], part.get("value")) for part in rows if part["code"] in READERS]
    assert len(read) > 50
    assert [one for one in read if not fits(*one) or missing(one[0], spread(*one))] == []


@pytest.mark.parametrize("kind", [kind for code, kind in KINDS.items() if is_readable(code)], ids=lambda one: one.code)
def test_whatever_is_filled_in_the_engine_can_read(kind):
    """No value the form lets through leaves a condition to the reviewer because it was misspelt."""
    usual = {"number": 2, "title": "CSTT", "titles": ["CSTT"], "yes": True}
    given = {
        p.name: usual.get(p.kind) or (p.choices[0][0] if p.kind == "choice" else [p.choices[0][0]]) for p in kind.params
    }
    assert missing(kind.code, given) == []
    value = gathered(kind.code, given)
    params = value if isinstance(value, dict) else {} if value is None else {"value": value}
    day = date(2026, 10, 1)
    (found,) = judge([Condition(kind.code, kind.text, params)], Facts(2026, day, day, day))
    assert found.have != REVIEWER
    assert fits(kind.code, value)


def test_half_a_way_is_missing_its_other_half():
    assert missing(EITHER, {"options": ["initiative"], "title": "CSTT"}) == ["count"]
    assert missing(EITHER, {"options": []}) == ["options"]
    assert missing(EITHER, {"title": "CSTT", "count": 2}) == []
    assert gathered(EITHER, {"title": "CSTT", "count": 2}) == {"options": ["consecutive:CSTT:2"]}
    assert not fits(EITHER, {"options": ["something_new"]})
