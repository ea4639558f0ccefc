"""Exceptions: an unsure condition let pass by somebody in charge, told everywhere, taken back by a new record."""

from datetime import date

import pytest

from awards.models import Nomination, Override, OverrideWithdrawal
from awards.nominations import overriding, services
from awards.nominations.eligibility import key_of
from awards.nominations.enums import Eligibility, NominationState
from tests.factories import UserFactory
from tests.factories.nominations import nomination_year
from tests.kept import kept
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import AuditEvent, CompletionGrade, Hold
from units.people.enums import Grade, HoldKind

pytestmark = pytest.mark.django_db
year = kept(nomination_year)
WHY = "Đồng chí làm nhiệm vụ đặc biệt, cấp trên đã xác nhận"


def doubtful(year) -> Nomination:
    """Chiến sĩ thi đua of 2003 without a grade of the unit: the only doubt is an unsure rule of ĐVQT."""
    unit = year.units[0]
    CompletionGrade.objects.create(unit=unit, year=2023, grade=Grade.GOOD)
    return year.sent("DVQT", unit)


def key(line: Nomination, code: str) -> str:
    return key_of(line.checks.get(code=code))


def let_pass(line, code, by, reason=WHY):
    return overriding.override(line, by=by, condition=key(line, code), reason=reason)


def test_every_unsure_condition_let_pass_makes_the_line_fit_and_is_told(year):
    line = doubtful(year)
    assert line.eligibility == Eligibility.LOOK
    unmet = list(line.checks.exclude(verdict="met").values_list("code", flat=True))
    assert unmet == ["completes_tasks_excellently", "min_percent_holders", "has_member_with_title"]
    with year.in_time():
        for code in unmet:
            assert line.eligibility == Eligibility.LOOK
            let_pass(line, code, year.officer)
    assert line.eligibility == Eligibility.ELIGIBLE
    assert line.eligibility_reason == (
        f"Ngoại lệ: {WHY}. Chưa đạt: Hoàn thành tốt nhiệm vụ, cần hoàn thành xuất sắc nhiệm vụ"
    )
    event = AuditEvent.objects.filter(action="nomination.override").order_by("pk").first()
    assert (event.actor, event.reason) == (year.officer, WHY)
    assert line.checks.exclude(verdict="met").count() == 3  # the conditions themselves still say what they say
    with year.in_time():
        services.check_list(year.listing, by=year.officer)
    line.refresh_from_db()
    assert line.eligibility == Eligibility.ELIGIBLE  # a later check keeps the word


def test_taking_it_back_is_a_new_record(year):
    line = doubtful(year)
    with year.in_time():
        made = [
            let_pass(line, code, year.officer)
            for code in ("completes_tasks_excellently", "min_percent_holders", "has_member_with_title")
        ]
        gone = overriding.withdraw_override(made[0], by=year.officer, reason="Chưa có xác nhận")
        again = overriding.withdraw_override(made[0], by=year.officer, reason="Chưa có xác nhận")
    line.refresh_from_db()
    assert gone == again
    assert line.eligibility == Eligibility.LOOK
    assert (Override.objects.count(), OverrideWithdrawal.objects.count()) == (3, 1)
    assert AuditEvent.objects.filter(action="nomination.withdraw_override").count() == 1
    with year.in_time():
        let_pass(line, "completes_tasks_excellently", year.officer, "Có xác nhận mới")
    assert Override.objects.standing().count() == 3


def test_twice_is_once_and_two_people_are_told(year):
    line = doubtful(year)
    other = UserFactory(role=Role.SECRETARY, over=year.province)
    with year.in_time():
        first = let_pass(line, "min_percent_holders", year.officer)
        assert let_pass(line, "min_percent_holders", year.officer) == first
        with pytest.raises(StateConflict, match="đã ghi ngoại lệ"):
            let_pass(line, "min_percent_holders", other, "Lý do khác")
    assert Override.objects.count() == 1


def test_what_the_law_says_itself_knows_no_exception(year):
    line = year.nominate("CSTT", year.person(tests=60))
    Hold.objects.create(person=line.person, kind=HoldKind.COMPLAINT, valid_from=date(2023, 9, 1))
    with year.in_time():
        services.check(line, by=year.officer)
        for code, why in [
            ("tests_good_or_excellent_min_percent", "đọc trong văn bản, không có ngoại lệ"),
            ("no_open_hold", "tạm dừng đến khi có kết luận"),
            ("all_tests_pass", "đã đạt"),
        ]:
            with pytest.raises(RuleViolation, match=why):
                let_pass(line, code, year.officer)
        with pytest.raises(StateConflict, match="không còn trong quy định"):
            overriding.override(line, by=year.officer, condition="000000000000", reason=WHY)
        with pytest.raises(RuleViolation, match="Ghi lý do"):
            let_pass(line, "no_open_hold", year.officer, "  ")
    assert not Override.objects.exists()


def test_who_may_and_when(year):
    line = doubtful(year)
    with year.in_time():
        for user in (year.clerks[0], UserFactory(role=Role.UNIT_LEADER, over=year.units[0])):
            with pytest.raises(Forbidden, match="thư ký Hội đồng"):
                let_pass(line, "min_percent_holders", user)
        own = year.nominate("CSTDCS", year.person(grade=Grade.EXCELLENT))
        himself = UserFactory(role=Role.OFFICER, over=year.province, person=own.person)
        with pytest.raises(Forbidden):
            overriding.override(own, by=himself, condition="x", reason=WHY)
        services.withdraw(line, by=year.clerks[0], reason="Nhầm")
        with pytest.raises(StateConflict, match="Đã rút"):
            let_pass(line, "min_percent_holders", year.officer)
    assert line.state == NominationState.WITHDRAWN
