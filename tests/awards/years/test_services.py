"""Acts on a year: who may, when, what is recorded, and what is refused with which sentence."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from awards.criteria.enums import SetState
from awards.models import CriteriaSet, EmulationPeriod
from awards.years import cutting, keeping, services
from awards.years.enums import PeriodState, Step, TermState
from tests.factories import ClusterFactory, PeriodFactory, TermFactory, UnitFactory, UserFactory, grant, join_cluster
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import AuditEvent, User

pytestmark = pytest.mark.django_db

DAYS = {"starts_on": date(2022, 10, 1), "ends_on": date(2023, 9, 30)}


@pytest.fixture
def province():
    return UnitFactory(code="LA", is_reporting=False)


@pytest.fixture
def officer(province):
    return UserFactory(role=Role.OFFICER, over=province)


@pytest.fixture
def period(province, officer):
    return services.open_period(by=officer, unit=province, year=2023, **DAYS)


def due(day: int, month: int, year: int = 2023) -> datetime:
    return timezone.make_aware(datetime(year, month, day, 17))


def locked_table(period) -> CriteriaSet:
    return CriteriaSet.objects.create(period=period, name="Bảng điểm", state=SetState.LOCKED, total_points=100)


def test_open_period_lays_eight_steps_and_twelve_months(period, officer):
    assert period.state == PeriodState.DRAFT
    assert [phase.step for phase in period.phases.all()] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert period.phases.get(step=Step.COUNCIL).due_at == due(18, 10)
    terms = list(period.terms.all())
    assert len(terms) == 12
    assert {term.state for term in terms} == {TermState.FUTURE}
    assert terms[-1].month == date(2023, 9, 1)
    assert terms[-1].due_at == due(5, 10)
    event = AuditEvent.objects.about(period).get()
    assert event.action == "years.open"
    assert event.actor == officer
    assert event.unit_path == period.unit.path


def test_open_period_keeps_given_deadlines(province, officer):
    period = services.open_period(
        by=officer, unit=province, year=2023, deadlines={Step.COUNCIL: due(20, 10)}, term_due_day=3, **DAYS
    )
    assert period.phases.get(step=Step.COUNCIL).due_at == due(20, 10)
    assert period.terms.first().due_at == due(3, 11, 2022)


def test_open_period_first_month_opens_with_the_year(province, officer):
    period = services.open_period(
        by=officer, unit=province, year=2023, starts_on=date(2022, 11, 20), ends_on=date(2023, 9, 30)
    )
    assert period.terms.first().opens_on == date(2022, 11, 20)


@pytest.mark.parametrize("role", [Role.CLERK, Role.COMMANDER, Role.VERIFIER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_open_period_is_for_the_officer(province, role):
    with pytest.raises(Forbidden):
        services.open_period(by=UserFactory(role=role, over=province), unit=province, year=2023, **DAYS)
    assert not EmulationPeriod.objects.exists()


def test_open_period_of_a_cluster_by_its_lead(province):
    cluster = ClusterFactory(organiser=province)
    lead = UserFactory(role=Role.CLUSTER_LEAD, over=cluster)
    period = services.open_period(by=lead, unit=province, cluster=cluster, year=2023, **DAYS)
    assert period.holder == cluster
    with pytest.raises(Forbidden):
        services.open_period(by=lead, unit=province, year=2023, **DAYS)


def test_open_period_of_a_cluster_belongs_to_its_organiser(officer, province):
    cluster = ClusterFactory(organiser=province)
    other = UnitFactory()
    grant(officer, Role.OFFICER, other)
    with pytest.raises(RuleViolation) as refused:
        services.open_period(by=officer, unit=other, cluster=cluster, year=2023, **DAYS)
    assert refused.value.field == "cluster"


def test_open_period_twice_is_refused(period, officer, province):
    with pytest.raises(RuleViolation) as refused:
        services.open_period(by=officer, unit=province, year=2023, **DAYS)
    assert (refused.value.field, refused.value.message) == ("year", f"{province} đã có năm thi đua 2023.")
    assert EmulationPeriod.objects.count() == 1


def test_the_rest_of_a_cut_year_is_the_heirs_and_bears_its_number(period, officer, province):
    """Rules: a running period may be cut in two; titles are considered once for a year of a unit."""
    cutting.cut_period(period, by=officer, ends_on=date(2023, 6, 30), reason="Sáp nhập")
    rest = {"year": 2023, "starts_on": date(2023, 7, 1), "ends_on": date(2023, 9, 30)}
    with pytest.raises(RuleViolation) as refused:
        services.open_period(by=officer, unit=province, **rest)
    assert (refused.value.field, refused.value.message) == (
        "year",
        f"{province} đã có năm thi đua 2023. Năm ấy đã cắt đến hết ngày 30/06/2023: phần còn lại là năm 2023 của đơn vị"
        " kế tục; đơn vị không kết thúc thì hoàn lại việc cắt, hoặc gộp phần còn lại vào năm 2024.",
    )
    heir = UnitFactory(code="TN", is_reporting=False)
    grant(officer, Role.OFFICER, heir)
    stub = services.open_period(by=User.objects.get(pk=officer.pk), unit=heir, **rest)
    assert (stub.year, stub.terms.count(), stub.span_label) == (2023, 3, "7/2023 – 9/2023")
    longer = services.open_period(
        by=officer, unit=province, year=2024, starts_on=date(2023, 7, 1), ends_on=date(2024, 9, 30)
    )
    assert longer.terms.count() == 15


def test_open_period_overlapping_days_are_refused(period, officer, province):
    with pytest.raises(RuleViolation) as refused:
        services.open_period(
            by=officer, unit=province, year=2024, starts_on=date(2023, 9, 1), ends_on=date(2024, 8, 31)
        )
    assert refused.value.field == "starts_on"
    assert refused.value.message == "Khoảng ngày trùng với năm thi đua 2023 (01/10/2022 – 30/09/2023)."


def test_open_period_deadline_before_an_earlier_step_names_its_field(officer, province):
    with pytest.raises(RuleViolation) as refused:
        services.open_period(by=officer, unit=province, year=2023, deadlines={Step.VERIFY: due(1, 9)}, **DAYS)
    assert refused.value.field == "due_3"
    assert not EmulationPeriod.objects.exists()


@pytest.mark.parametrize("day", [0, 29])
def test_open_period_day_of_month(officer, province, day):
    with pytest.raises(RuleViolation) as refused:
        services.open_period(by=officer, unit=province, year=2023, term_due_day=day, **DAYS)
    assert refused.value.field == "term_due_day"


def test_start_names_everything_missing(period, officer):
    with pytest.raises(RuleViolation) as refused:
        services.start_period(period, by=officer)
    assert refused.value.reasons == [
        "Chưa có đơn vị nào báo cáo kết quả trong năm thi đua này.",
        "Chưa có bảng điểm tiêu chí của năm.",
    ]
    period.refresh_from_db()
    assert period.state == PeriodState.DRAFT


def test_start_needs_a_locked_table(period, officer, province):
    UnitFactory(parent=province)
    table = locked_table(period)
    CriteriaSet.objects.update(state=SetState.DRAFT)
    with pytest.raises(RuleViolation) as refused:
        services.start_period(period, by=officer)
    assert refused.value.reasons == ["Bảng điểm tiêu chí chưa khóa."]
    CriteriaSet.objects.filter(pk=table.pk).update(state=SetState.LOCKED)
    services.start_period(EmulationPeriod.objects.get(), by=officer)
    assert EmulationPeriod.objects.get().state == PeriodState.OPEN


def test_start_twice_is_a_conflict(officer, province):
    period = PeriodFactory(unit=province)
    with pytest.raises(StateConflict):
        services.start_period(period, by=officer)


def test_close_names_everything_open(officer, province):
    period = PeriodFactory(unit=province)
    TermFactory(period=period)
    period.phases.create(step=Step.LAUNCH, due_at=clock.now())
    with pytest.raises(RuleViolation) as refused:
        services.close_period(period, by=officer)
    assert refused.value.reasons == [
        "Kỳ tháng 10/2022 chưa khóa.",
        "Bước 1 “Phát động, đăng ký” chưa xong.",
    ]


def test_close_and_reopen(officer, province):
    period = PeriodFactory(unit=province)
    services.close_period(period, by=officer)
    assert EmulationPeriod.objects.get().is_closed
    with pytest.raises(RuleViolation):
        services.reopen_period(period, by=officer, reason=" ")
    services.reopen_period(period, by=officer, reason="Khóa nhầm")
    assert EmulationPeriod.objects.get().is_open
    assert AuditEvent.objects.about(period).first().reason == "Khóa nhầm"


def test_clerk_cannot_close(province):
    period = PeriodFactory(unit=province)
    with pytest.raises(Forbidden):
        services.close_period(period, by=UserFactory(role=Role.CLERK, over=province))


# Deadlines ------------------------------------------------------------------------------------------------------------


def test_set_deadline_is_recorded_with_before_and_after(period, officer):
    phase = period.phases.get(step=Step.COUNCIL)
    with clock.at(due(1, 10)):
        services.set_deadline(phase, by=officer, due_at=due(20, 10))
    phase.refresh_from_db()
    assert phase.due_at == due(20, 10)
    event = AuditEvent.objects.about(phase).get()
    before, after = event.changes["due_at"]
    assert before.startswith("2023-10-18")
    assert after.startswith("2023-10-20")
    assert event.unit_path == period.unit.path


def test_set_deadline_same_value_leaves_no_record(period, officer):
    phase = period.phases.get(step=Step.COUNCIL)
    with clock.at(due(1, 10)):
        services.set_deadline(phase, by=officer, due_at=phase.due_at)
    assert not AuditEvent.objects.about(phase).exists()


def test_set_deadline_between_its_neighbours(period, officer):
    phase = period.phases.get(step=Step.COUNCIL)
    with clock.at(due(1, 10)):
        with pytest.raises(RuleViolation) as early:
            services.set_deadline(phase, by=officer, due_at=due(10, 10))
        with pytest.raises(RuleViolation) as late:
            services.set_deadline(phase, by=officer, due_at=due(15, 11))
    assert early.value.message == "Hạn phải từ hạn của bước 5 “Đề nghị khen thưởng” (17:00, 13/10/2023) trở đi."
    assert late.value.message == (
        "Hạn phải trước hoặc bằng hạn của bước 7 “Quyết định, trao thưởng” (17:00, 10/11/2023)."
    )
    assert {early.value.field, late.value.field} == {"due_at"}
    phase.refresh_from_db()
    assert phase.due_at == due(18, 10)


def test_set_deadline_that_has_passed_asks_why(period, officer):
    phase = period.phases.get(step=Step.COUNCIL)
    with clock.at(due(19, 10)):
        with pytest.raises(RuleViolation) as refused:
            services.set_deadline(phase, by=officer, due_at=due(25, 10))
        assert refused.value.field == "reason"
        services.set_deadline(phase, by=officer, due_at=due(25, 10), reason="Lùi hội nghị do mưa lũ")
    assert AuditEvent.objects.about(phase).get().reason == "Lùi hội nghị do mưa lũ"


def test_set_deadline_of_a_finished_step(period, officer):
    phase = period.phases.get(step=Step.LAUNCH)
    locked_table(period)
    EmulationPeriod.objects.update(state=PeriodState.OPEN)
    services.finish_phase(period, Step.LAUNCH, by=officer)
    with pytest.raises(StateConflict):
        services.set_deadline(phase, by=officer, due_at=due(1, 11, 2022), reason="x")


def test_set_deadline_of_another_province_is_forbidden(period):
    stranger = UserFactory(role=Role.OFFICER, over=UnitFactory())
    with pytest.raises(Forbidden):
        services.set_deadline(period.phases.first(), by=stranger, due_at=due(18, 10))


# Steps ----------------------------------------------------------------------------------------------------------------


def test_finish_phase_on_a_day(officer, province, period):
    EmulationPeriod.objects.update(state=PeriodState.OPEN)
    services.finish_phase(period, Step.CLUSTERS, by=officer, on=date(2023, 10, 12))
    assert period.phases.get(step=Step.CLUSTERS).finished_on == date(2023, 10, 12)
    with pytest.raises(StateConflict):
        services.finish_phase(period, Step.CLUSTERS, by=officer)


def test_finish_phase_in_the_future_is_refused(officer, period):
    EmulationPeriod.objects.update(state=PeriodState.OPEN)
    with pytest.raises(RuleViolation) as refused:
        services.finish_phase(period, Step.CLUSTERS, by=officer, on=clock.today() + timedelta(days=1))
    assert refused.value.field == "on"


def test_finish_phase_results_needs_locked_months(officer, period):
    EmulationPeriod.objects.update(state=PeriodState.OPEN)
    period.terms.exclude(month=date(2023, 9, 1)).update(state=TermState.LOCKED)
    with pytest.raises(RuleViolation) as refused:
        services.finish_phase(period, Step.RESULTS, by=officer)
    assert refused.value.reasons == ["Kỳ tháng 9/2023 chưa khóa."]


def test_finish_launch_needs_a_started_year(officer, period):
    with pytest.raises(RuleViolation) as refused:
        services.finish_phase(period, Step.LAUNCH, by=officer)
    assert refused.value.reasons == ["Năm thi đua chưa bắt đầu."]


def test_reopen_phase_with_a_reason(officer, period):
    EmulationPeriod.objects.update(state=PeriodState.OPEN)
    services.finish_phase(period, Step.CLUSTERS, by=officer)
    with pytest.raises(RuleViolation):
        services.reopen_phase(period, Step.CLUSTERS, by=officer, reason="")
    services.reopen_phase(period, Step.CLUSTERS, by=officer, reason="Cụm 3 họp lại")
    assert period.phases.get(step=Step.CLUSTERS).finished_on is None


# Months ---------------------------------------------------------------------------------------------------------------


def test_months_open_lock_and_reopen(officer, period):
    term = period.terms.first()
    with pytest.raises(RuleViolation) as refused:
        services.open_term(term, by=officer)
    assert refused.value.reasons == ["Năm thi đua 2023 không ở trạng thái đang diễn ra."]
    EmulationPeriod.objects.update(state=PeriodState.OPEN)
    services.open_term(term, by=officer)
    services.lock_term(term, by=officer)
    with pytest.raises(StateConflict):
        services.lock_term(term, by=officer)
    services.reopen_term(term, by=officer, reason="Đồn Mỹ Quý Tây gửi bổ sung")
    term.refresh_from_db()
    assert term.state == TermState.OPEN
    actions = list(AuditEvent.objects.about(term).values_list("action", flat=True))
    assert actions == ["years.reopen_term", "years.lock_term", "years.open_term"]


def test_month_is_not_locked_by_its_units(province, period):
    station = UnitFactory(parent=province)
    EmulationPeriod.objects.update(state=PeriodState.OPEN)
    with pytest.raises(Forbidden):
        services.open_term(period.terms.first(), by=UserFactory(role=Role.UNIT_LEADER, over=station))


def test_set_term_deadline(officer, period):
    term = period.terms.first()
    with clock.at(due(1, 11, 2022)):
        services.set_term_deadline(term, by=officer, due_at=due(10, 11, 2022))
        with pytest.raises(RuleViolation) as refused:
            services.set_term_deadline(term, by=officer, due_at=due(30, 9, 2022))
    assert refused.value.message == "Hạn gửi phải từ ngày mở kỳ 01/10/2022 trở đi."
    term.refresh_from_db()
    assert term.due_at == due(10, 11, 2022)


# Good examples --------------------------------------------------------------------------------------------------------


def test_best_practice_with_figures(officer, period, province):
    practice = keeping.add_best_practice(
        period, by=officer, unit=province, name=" Tàu thuyền  đoàn kết ", figures=[(46, "tổ"), ("592", "phương tiện")]
    )
    assert practice.name == "Tàu thuyền đoàn kết"
    assert [(figure.value, figure.label) for figure in practice.figures.all()] == [(46, "tổ"), (592, "phương tiện")]
    assert AuditEvent.objects.about(practice).get().unit_path == province.path


def test_best_practice_of_the_own_unit_by_its_clerk(period, province):
    station, other = UnitFactory(parent=province), UnitFactory(parent=province)
    clerk = UserFactory(role=Role.CLERK, over=station)
    practice = keeping.add_best_practice(period, by=clerk, unit=station, name="Hũ gạo tình thương")
    keeping.propose_to_spread(practice, by=clerk)
    practice.refresh_from_db()
    assert practice.proposed_to_spread
    for unit in (other, None):
        with pytest.raises(Forbidden):
            keeping.add_best_practice(period, by=clerk, unit=unit, name="Mô hình khác")
    with pytest.raises(Forbidden):
        keeping.edit_best_practice(practice, by=clerk, unit=other, name="Đổi đơn vị")


def test_best_practice_name_twice_in_one_unit(officer, period, province):
    keeping.add_best_practice(period, by=officer, unit=province, name="Đò đoàn kết")
    with pytest.raises(RuleViolation) as refused:
        keeping.add_best_practice(period, by=officer, unit=province, name="Đò đoàn kết")
    assert refused.value.field == "name"
    keeping.add_best_practice(period, by=officer, unit=None, name="Đò đoàn kết")


def test_propose_to_spread_twice_is_one_act(officer, period, province):
    practice = keeping.add_best_practice(period, by=officer, unit=province, name="Đò đoàn kết")
    keeping.propose_to_spread(practice, by=officer)
    keeping.propose_to_spread(practice, by=officer)
    assert AuditEvent.objects.about(practice).filter(action="years.propose_to_spread").count() == 1


def test_closed_year_takes_no_more_practices(officer, province):
    period = PeriodFactory(unit=province, state=PeriodState.CLOSED)
    with pytest.raises(StateConflict):
        keeping.add_best_practice(period, by=officer, unit=province, name="Đò đoàn kết")


def test_edit_best_practice_records_what_changed(officer, period, province):
    practice = keeping.add_best_practice(period, by=officer, unit=province, name="Đò đoàn kết", figures=[(4, "tổ")])
    keeping.edit_best_practice(practice, by=officer, unit=province, name="Đò đoàn kết", figures=[(5, "tổ")])
    event = AuditEvent.objects.about(practice).first()
    assert event.changes == {"figures": ["4 tổ", "5 tổ"]}


# Who sees a year ------------------------------------------------------------------------------------------------------


def test_visible_years(province):
    command = UnitFactory(code="BTL", is_reporting=False)
    nghe_an, long_an = UnitFactory(code="NA", parent=command), UnitFactory(code="LAN", parent=command)
    station = UnitFactory(parent=long_an)
    cluster = ClusterFactory(code="CUM-2", organiser=command)
    join_cluster(cluster, nghe_an)
    of_cluster = PeriodFactory(unit=command, cluster=cluster, year=2022)
    of_long_an = PeriodFactory(unit=long_an)

    def seen_by(role, over):
        return set(EmulationPeriod.objects.visible_to(UserFactory(role=role, over=over)))

    assert seen_by(Role.CLERK, station) == {of_long_an}
    assert seen_by(Role.OFFICER, long_an) == {of_long_an}
    assert seen_by(Role.OFFICER, nghe_an) == {of_cluster}
    assert seen_by(Role.CLUSTER_LEAD, cluster) == {of_cluster}
    assert seen_by(Role.OFFICER, command) == {of_cluster, of_long_an}
    assert seen_by(Role.OFFICER, province) == set()
