"""Conditions a command adds: off at first, on from a day, off with a day, read from the records of people and units."""

from datetime import date

import pytest

from awards.models import ExtraCondition
from awards.nominations import services, switching
from awards.nominations.enums import Eligibility, Verdict
from awards.nominations.rules import READERS
from tests.factories import UserFactory
from tests.factories.nominations import nomination_year
from tests.kept import kept
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import AuditEvent, CompletionGrade, Initiative, InitiativeAuthor, Posting, Transfer
from units.people.enums import Grade

pytestmark = pytest.mark.django_db
year = kept(nomination_year)
FIRST = date(2023, 10, 1)


def on(year, code, day=FIRST):
    return switching.switch_on(year.province, code, by=year.officer, valid_from=day, reason="Hướng dẫn năm 2023")


def checked(year, line, code):
    with year.in_time():
        services.check(line, by=year.officer)
    line.refresh_from_db()
    return line.checks.filter(code=code).first()


def test_a_commander_stands_with_his_unit_only_once_switched_on(year):
    commander = year.person(is_commander=True)
    line = year.sent("CSTT", commander)
    assert checked(year, line, "commander_with_unit") is None
    assert line.eligibility == Eligibility.ELIGIBLE
    row = on(year, "commander_with_unit")
    check = checked(year, line, "commander_with_unit")
    assert (check.verdict, line.eligibility) == (Verdict.UNKNOWN, Eligibility.LOOK)
    CompletionGrade.objects.create(unit=commander.unit, year=2023, grade=Grade.DONE)
    assert checked(year, line, "commander_with_unit").verdict == Verdict.NOT_MET
    assert line.eligibility == Eligibility.LOOK  # read in a secondary source: it warns, it never bars
    year.nominate("DVTT", commander.unit)
    assert checked(year, line, "commander_with_unit").verdict == Verdict.UNKNOWN  # not decided yet
    soldier = year.sent("CSTT", year.person())
    assert checked(year, soldier, "commander_with_unit").verdict == Verdict.MET
    post = year.sent("DVQT", year.units[0])
    assert checked(year, post, "commander_with_unit") is None  # speaks of people only
    switching.switch_off(row, by=year.officer, valid_to=date(2023, 10, 12), reason="Bỏ")
    assert checked(year, line, "commander_with_unit") is None  # the list's law is that of 13/10/2023
    assert line.eligibility == Eligibility.ELIGIBLE


def test_half_a_year_elsewhere_asks_for_the_remark(year):
    person = year.person()
    old = year.units[1]
    rows = [(old, date(2020, 1, 1), date(2023, 4, 30)), (person.unit, date(2023, 5, 1), None)]
    for unit, first, last in rows:
        Posting.objects.create(person=person, unit=unit, position="Đội trưởng", valid_from=first, valid_to=last)
    line = year.sent("CSTT", person)
    on(year, "remark_of_old_unit")
    check = checked(year, line, "remark_of_old_unit")
    assert (check.verdict, check.have) == (Verdict.UNKNOWN, f"chưa ghi nhận xét của {old.short_name}")
    Transfer.objects.create(
        person=person, from_unit=old, to_unit=person.unit, from_day=date(2023, 5, 1), decision="QĐ 1",
        remark="Hoàn thành tốt", state="received",
    )  # fmt: skip
    assert checked(year, line, "remark_of_old_unit").verdict == Verdict.MET


def test_an_initiative_serves_one_title(year):
    person = year.person(grade=Grade.EXCELLENT)
    idea = Initiative.objects.create(name="Giá súng", year=2023, recognised_on=date(2023, 5, 1))
    InitiativeAuthor.objects.create(initiative=idea, person=person)
    line = year.sent("CSTDCS", person)
    on(year, "initiative_once")
    assert checked(year, line, "initiative_once").verdict == Verdict.MET
    other = year.sent("CSTT", person)
    other.checks.create(code="any_of", verdict="met", severity="block", text="…", have="sáng kiến “Giá súng”")
    check = checked(year, line, "initiative_once")
    assert (check.verdict, check.severity) == (Verdict.NOT_MET, "warn")
    assert check.have == "sáng kiến “Giá súng” đã dùng cho Chiến sĩ tiên tiến năm 2023"


def test_switching_is_on_record_and_happens_once(year):
    first = on(year, "initiative_once")
    assert on(year, "initiative_once") == first  # the button was pressed twice
    with pytest.raises(StateConflict, match="đã bật từ 01/10/2023"):
        on(year, "initiative_once", date(2023, 10, 5))
    gone = {"by": year.officer, "valid_to": date(2023, 12, 31), "reason": "Bỏ"}
    with pytest.raises(RuleViolation, match="Ngày kết thúc phải sau"):
        switching.switch_off(first, **gone | {"valid_to": date(2023, 9, 1)})
    switching.switch_off(first, **gone)
    with pytest.raises(StateConflict, match="đã tắt"):
        switching.switch_off(first, **gone)
    on(year, "initiative_once", date(2024, 1, 1))
    assert ExtraCondition.objects.count() == 2
    actions = AuditEvent.objects.filter(action__startswith="extra_condition").order_by("pk")
    assert [event.action.split(".")[1] for event in actions] == ["switch_on", "switch_off", "switch_on"]


def test_who_may_switch_and_what(year):
    for user in (year.clerks[0], UserFactory(role=Role.SECRETARY, over=year.province)):
        with pytest.raises(Forbidden, match="trợ lý thi đua cấp tỉnh"):
            switching.switch_on(year.province, "initiative_once", by=user, valid_from=FIRST, reason="Có")
    with pytest.raises(RuleViolation, match="Không có điều kiện này"):
        on(year, "no_discipline")
    with pytest.raises(RuleViolation, match="Ghi lý do"):
        switching.switch_on(year.province, "initiative_once", by=year.officer, valid_from=FIRST, reason=" ")
    assert not ExtraCondition.objects.exists()


def test_every_condition_that_can_be_added_is_read():
    assert {one["code"] for one in switching.offered()} <= set(READERS)
