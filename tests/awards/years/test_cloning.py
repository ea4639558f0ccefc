"""A year opened after another: days proposed, what is copied, what is named and left out, all or nothing."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from awards.models import CriteriaSet, Criterion, EmulationPeriod, Target
from awards.years import cloning, extensions, rules, services
from awards.years.cloning import Plan, clone_period
from awards.years.deadline_forms import CloneForm
from awards.years.enums import PeriodState, Step
from tests.awards.results.year import make_year
from tests.factories import UnitFactory, grant
from thidua.errors import Forbidden, RuleViolation
from units.accounts.enums import Role
from units.models import AuditEvent, StructureAct, Unit, UnitLineage, User

pytestmark = pytest.mark.django_db
DAYS = {"year": 2024, "starts_on": date(2023, 10, 1), "ends_on": date(2024, 9, 30)}


def at(*parts: int) -> datetime:
    return timezone.make_aware(datetime(*parts, 17))


@pytest.fixture
def year():
    made = make_year(units=2, criteria=3, terms=1)
    EmulationPeriod.objects.filter(pk=made.period.pk).update(slogan="Quyết thắng")
    for step, day in rules.usual_deadlines(made.period.starts_on, made.period.ends_on).items():
        made.period.phases.create(step=step, due_at=services.due_moment(day))
    made.period.phases.filter(step=Step.COUNCIL).update(due_at=at(2023, 10, 20))
    made.period.terms.update(due_at=at(2022, 11, 8))
    extensions.set_deadline_rules(
        made.period, by=made.officer, grace_days=3, grace_from=date(2023, 1, 1), reminders=[("term", -3)]
    )
    return made


def clone(year, **given):
    return clone_period(year.period, by=year.officer, unit=year.province, **{**DAYS, **given})


def test_spans_are_those_that_years_have():
    spans = {span.words: (span.year, span.label) for span in rules.spans_after(2023, date(2023, 9, 30))}
    assert spans == {
        "Mười hai tháng tiếp theo": (2024, "10/2023 – 9/2024"),
        "Tháng 12 – tháng 11": (2024, "12/2023 – 11/2024"),
        "Năm dương lịch": (2024, "1/2024 – 12/2024"),
        "Năm chuyển tiếp, rồi theo năm dương lịch": (2024, "10/2023 – 12/2024"),
    }
    calendar = rules.spans_after(2023, date(2023, 12, 31))
    assert [(span.words, span.label) for span in calendar] == [
        ("Mười hai tháng tiếp theo", "1/2024 – 12/2024"), ("Tháng 12 – tháng 11", "12/2024 – 11/2025"),
    ]  # fmt: skip
    cut = rules.spans_after(2023, date(2023, 3, 31), date(2023, 9, 30))[0]
    assert (cut.words, cut.label) == ("Phần còn lại sau khi cắt", "4/2023 – 9/2023")


def test_everything_is_copied_onto_other_days(year):
    organ = UnitFactory(code="CT")
    Criterion.objects.filter(pk=year.leaves[0].pk).update(organ=organ, guidance="Theo sổ")
    new = clone(year, starts_on=date(2023, 12, 1), ends_on=date(2024, 11, 30), slogan="Mới")
    assert (new.state, new.slogan, new.grace_days, new.grace_from) == (PeriodState.DRAFT, "Mới", 3, date(2023, 12, 1))
    due = {phase.step: timezone.localtime(phase.due_at).date() for phase in new.phases.all()}
    assert (due[Step.LAUNCH], due[Step.RESULTS], due[Step.COUNCIL]) == (
        date(2023, 12, 31), date(2024, 12, 5), date(2024, 12, 20),
    )  # fmt: skip
    terms = list(new.terms.all())
    assert (len(terms), terms[0].month, terms[0].due_at) == (12, date(2023, 12, 1), at(2024, 1, 8))
    assert [rule.days for rule in new.reminder_rules.all()] == [-3]
    table = new.criteria_set
    assert (table.state, table.total_points) == ("draft", year.criteria_set.total_points)

    def rows(criteria_set):
        fields = ("code", "name", "kind", "max_points", "parent__code", "organ", "guidance", "sort", "measure")
        return list(criteria_set.criteria.values_list(*fields))

    assert rows(table) == rows(year.criteria_set)
    assert Target.objects.filter(criterion__criteria_set=table, value=Decimal(120)).count() == 6
    told = AuditEvent.objects.get(action="years.clone")
    assert told.facts["parts"]["Chỉ tiêu của đơn vị"] == "6 ô"


def test_rows_of_last_years_common_part_are_rows_like_others_this_year(year):
    """Read-only rows of a common part that this table never took in could not be changed by anybody."""
    above = year.criteria_set.criteria.first()
    year.criteria_set.criteria.exclude(pk=above.pk).update(inherited_from=above)
    new = clone(year)
    assert new.criteria_set.criteria.filter(inherited_from=None).count() == year.criteria_set.criteria.count()


def test_parts_can_be_left_out_or_emptied(year):
    Target.objects.filter(criterion=year.leaves[0], unit=year.units[0]).update(is_assigned=False, value=None)
    new = clone(year, choices={"targets": "empty", "phases": "", "months": "", "rules": ""})
    assert list(Target.objects.filter(criterion__criteria_set__period=new).values_list("is_assigned", "value")) == [
        (False, None)
    ]
    assert (new.grace_days, new.reminder_rules.count()) == (None, 0)
    assert timezone.localtime(new.phases.get(step=Step.COUNCIL).due_at).date() == date(2024, 10, 18)
    assert timezone.localtime(new.terms.first().due_at).day == 5


def test_targets_stand_on_the_table(year):
    new = clone(year, choices={"criteria": ""})
    assert not CriteriaSet.objects.filter(period=new).exists()


def test_a_unit_that_is_gone_and_one_that_is_new_are_named_and_left_out(year):
    Unit.objects.filter(pk=year.units[1].pk).update(closed_on=date(2023, 9, 30))
    fresh = UnitFactory(code="LA-09", parent=year.province, short_name="Đồn mới")
    plan = Plan(year.period, year.province, None, *DAYS.values())
    shown = {one.part.key: one.preview for one in cloning.previews(plan, {})}
    assert shown["targets"].conflicts == [
        f"{year.units[1]} không báo cáo trong năm mới: bỏ 3 ô.", f"{fresh} chưa có chỉ tiêu năm trước: giao sau.",
    ]  # fmt: skip
    new = clone(year)
    units = set(Target.objects.filter(criterion__criteria_set__period=new).values_list("unit", flat=True))
    assert units == {year.units[0].pk}


def test_the_second_of_two_finds_the_year_there_and_a_failing_part_leaves_nothing(year, monkeypatch):
    def broken(*args):
        raise RuleViolation("Hỏng")

    part = cloning.Part("x", "X", "x", (("a", "A"),), lambda plan, option: cloning.Preview([]), broken)
    with monkeypatch.context() as patch:
        patch.setattr(cloning, "PARTS", [*cloning.PARTS, part])
        with pytest.raises(RuleViolation):
            clone(year)
    assert EmulationPeriod.objects.count() == 1
    clone(year)
    with pytest.raises(RuleViolation):
        clone(year)
    assert EmulationPeriod.objects.count() == 2
    with pytest.raises(Forbidden):
        clone_period(year.period, by=year.clerks[0], unit=year.province, **DAYS)


def test_clone_page_previews_then_opens_once(client, year):
    client.force_login(year.officer)
    url = reverse("awards:years.clone", args=[year.period.pk])
    page = client.get(url)
    form = page.context["form"]
    assert (form.initial["starts_on"], form.initial["ends_on"]) == (date(2023, 10, 1), date(2024, 9, 30))
    assert {one.part.key for one in page.context["shown"]} >= {"phases", "months", "rules", "criteria", "targets"}
    bridge = client.get(f"{url}?khoang=3").context["form"].initial
    assert bridge["ends_on"] == date(2024, 12, 31)
    typed = {"holder": f"u{year.province.pk}", "year": "2024", "starts_on": "01/12/2023", "ends_on": "30/11/2024"}
    seen = client.post(url, typed | {"xem": "1", "part_criteria": ""})
    assert (seen.status_code, EmulationPeriod.objects.count()) == (200, 1)
    assert seen.context["gap"] == "Từ 01/10/2023 đến 30/11/2023 không thuộc năm thi đua nào."
    chosen = {one.part.key: one.chosen for one in seen.context["shown"]}
    assert (chosen["criteria"], chosen["targets"]) == ("", "")
    wrong = client.post(url, typed | {"ends_on": "30/11/2022"})
    assert (wrong.status_code, EmulationPeriod.objects.count()) == (422, 1)
    assert client.post(url, typed).status_code == 302
    again = client.post(url, typed)
    assert (again.status_code, EmulationPeriod.objects.count()) == (422, 2)


def test_a_year_of_a_unit_that_has_ended_goes_on_at_its_heir(year):
    heir = UnitFactory(code="A-TN", is_reporting=False)
    first = UnitFactory(code="A-AA", is_reporting=False)
    for unit in (heir, first):
        UnitFactory(parent=unit)
        grant(year.officer, Role.OFFICER, unit)
    act = StructureAct.objects.create(
        kind="merge", unit=year.province, title="Sáp nhập", effective_on=date(2023, 10, 1)
    )
    UnitLineage.objects.create(act=act, predecessor=year.province, successor=heir)
    officer = User.objects.get(pk=year.officer.pk)
    assert CloneForm(user=officer, source=year.period).initial["holder"] == f"u{year.province.pk}"
    Unit.objects.filter(pk=year.province.pk).update(closed_on=date(2023, 9, 30))
    assert CloneForm(user=officer, source=year.period).initial["holder"] == f"u{heir.pk}"
