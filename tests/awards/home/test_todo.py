"""What waits for whom: each kind of work comes to the right role, never to another's unit, and goes once it is done."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from awards.ballots import services as ballots
from awards.ballots.queries import groups_from_cluster
from awards.conferences import services as conferences
from awards.conferences.enums import ConferenceState, Presence
from awards.criteria.enums import CriterionKind
from awards.decisions import services as decisions
from awards.decisions.enums import PaperKind
from awards.home.todo import Waiting, sections, waiting_for
from awards.models import Attendee, Conference, EmulationPeriod, Handover, Phase, ReportingTerm, ResultSheet, ScoreBoard
from awards.nominations import services as nominations
from awards.results import services as results
from awards.results.enums import SheetState
from awards.scoring import services as scoring
from awards.scoring.enums import BoardState
from awards.years.enums import PeriodState, Step, TermState
from tests.awards.results.year import make_year
from tests.factories import ClusterFactory, PeriodFactory, PersonFactory, UnitFactory, UserFactory, grant, join_cluster
from tests.factories import ballots as hall
from tests.factories import decisions as papers
from tests.factories.nominations import nomination_year
from thidua import clock
from units.accounts.enums import Role
from units.models import User
from units.people import services as people

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2023, 10, 5, 9))
LATER = timezone.make_aware(datetime(2023, 11, 12, 9))


@pytest.fixture(autouse=True)
def _now():
    with clock.at(NOW):
        yield


def at(**later) -> datetime:
    return NOW + timedelta(**later)


def waits(user: User) -> list[str]:
    """Titles of everything that waits, in order; the account as a new request would load it."""
    return [item.title for item in waiting_for(User.objects.get(pk=user.pk))]


def about(user: User, word: str) -> list[Waiting]:
    return [item for item in waiting_for(User.objects.get(pk=user.pk)) if word in item.title]


def set_phase(period: EmulationPeriod, step: Step, due: datetime, finished: date | None = None) -> Phase:
    phase, _ = Phase.objects.update_or_create(
        period=period, step=step, defaults={"due_at": due, "finished_on": finished}
    )
    return phase


# --- the list ---------------------------------------------------------------------------------------------------------


def item(title: str, due: datetime | None = None, when: str = "") -> Waiting:
    return Waiting(title, "flag", "/", "Xem", due=due, when=when)


def test_sections_put_each_task_under_its_heading():
    rows = [
        item("không hạn"),
        item("tháng sau", at(days=20)),
        item("tuần này", at(days=6)),
        item("chiều nay", at(hours=3)),
        item("đang họp", at(days=-1), when="Đang họp"),
        item("quá hạn", at(minutes=-1)),
    ]
    shown = sections(sorted(rows, key=lambda row: row.rank))
    assert [(section.title, [task.title for task in section.tasks]) for section in shown] == [
        ("Quá hạn", ["quá hạn"]),
        ("Hôm nay", ["đang họp", "chiều nay"]),
        ("Trong tuần", ["tuần này"]),
        ("Sau đó", ["tháng sau"]),
        ("Chờ xử lý", ["không hạn"]),
    ]


def test_only_the_first_task_carries_the_filled_button():
    rows = [item("một", at(days=-2)), item("hai", at(days=-1)), item("ba")]
    assert [task.primary for section in sections(rows) for task in section.tasks] == [True, False, False]
    assert not any(task.primary for section in sections(rows, primary=False) for task in section.tasks)


def test_a_task_says_when_it_is_due():
    rows = [item("quá", at(days=-3)), item("nay", at(hours=8)), item("tuần", at(days=3)), item("họp", when="Đang họp")]
    tasks = {task.title: task for section in sections(rows) for task in section.tasks}
    assert (tasks["quá"].due, tasks["quá"].due_note, tasks["quá"].tone) == ("02/10", "quá 3 ngày", "bad")
    assert (tasks["nay"].due, tasks["nay"].due_note) == ("17:00", "hôm nay")
    assert (tasks["tuần"].due, tasks["tuần"].due_note) == ("08/10", "còn 3 ngày")
    assert (tasks["họp"].due, tasks["họp"].due_note, tasks["họp"].overdue) == ("Đang họp", "", False)


def test_nothing_waits_for_somebody_without_a_role():
    make_year()
    assert waits(UserFactory()) == []


def test_a_role_that_has_ended_or_was_withdrawn_brings_no_work():
    year = make_year(terms=1)
    ended = UserFactory(role=Role.CLERK, over=year.units[0])
    ended.role_grants.update(valid_to=date(2023, 10, 4))
    withdrawn = UserFactory(role=Role.CLERK, over=year.units[0])
    withdrawn.role_grants.update(withdrawn_at=NOW)
    assert (waits(ended), waits(withdrawn)) == ([], [])


# --- first steps ------------------------------------------------------------------------------------------------------


def test_the_first_administrator_is_told_where_to_begin():
    top = UnitFactory(is_reporting=False)
    admin = UserFactory(role=Role.ADMINISTRATOR, over=top)
    assert waits(admin) == ["Thêm đơn vị cấp dưới", "Tạo tài khoản cho trợ lý thi đua"]
    UnitFactory(parent=top)
    assert waits(admin) == ["Tạo tài khoản cho trợ lý thi đua"]
    UserFactory(unit=top)
    assert waits(admin) == []


def test_an_office_without_a_year_is_asked_to_open_one():
    province = UnitFactory(short_name="BĐBP tỉnh Long An", is_reporting=False)
    officer = UserFactory(role=Role.OFFICER, over=province)
    assert waits(officer) == []  # no unit reports yet
    UnitFactory(parent=province)
    assert waits(officer) == ["Mở năm thi đua đầu tiên của BĐBP tỉnh Long An"]
    PeriodFactory(unit=province, state=PeriodState.CLOSED)
    assert waits(officer) == []


def test_a_year_in_preparation_waits_for_its_own_office_only():
    above = UnitFactory(is_reporting=False)
    province = UnitFactory(parent=above, is_reporting=False)
    PeriodFactory(unit=province, year=2024, state=PeriodState.DRAFT)
    assert waits(UserFactory(role=Role.OFFICER, over=province)) == ["Chuẩn bị và bắt đầu năm 2024"]
    assert waits(UserFactory(role=Role.OFFICER, over=above)) == []
    assert waits(UserFactory(role=Role.CLERK, over=province)) == []


def test_the_earliest_step_past_its_deadline_waits_until_it_is_ticked_off():
    province = UnitFactory(is_reporting=False)
    officer = UserFactory(role=Role.OFFICER, over=province)
    period = PeriodFactory(unit=province)
    first = set_phase(period, Step.LAUNCH, at(days=-30))
    set_phase(period, Step.RESULTS, at(days=-3))
    assert waits(officer) == ["Kết thúc bước 1: phát động, đăng ký"]
    first.finished_on = date(2023, 9, 1)
    first.save()
    assert waits(officer) == ["Kết thúc bước 2: kết quả theo kỳ"]
    set_phase(period, Step.RESULTS, at(days=3))
    assert waits(officer) == []


# --- results ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def year():
    return make_year(terms=1, due_at=at(days=2))


def test_a_month_waits_for_the_clerk_until_it_is_sent(year):
    clerk = year.clerks[0]
    assert waits(clerk) == [f"Nhập kết quả {year.term.label}"]
    sheet = year.fill()
    (task,) = about(clerk, "Nhập kết quả")
    assert (task.text, task.action, task.due) == ("Đã nhập 3 ô", "Tiếp tục nhập", year.term.due_at)
    results.submit(sheet, by=clerk)
    assert waits(clerk) == []


def test_the_leader_of_the_unit_sees_the_same_month_and_the_neighbour_its_own(year):
    leader = UserFactory(role=Role.UNIT_LEADER, over=year.units[0])
    results.submit(year.fill(0), by=year.clerks[0])
    assert waits(leader) == []
    assert waits(year.clerks[1]) == [f"Nhập kết quả {year.term.label}"]


def test_a_month_that_came_back_says_why_and_how_much(year):
    clerk, sheet = year.clerks[0], year.fill()
    results.submit(sheet, by=clerk)
    results.send_back(sheet, by=year.officer, reason="Đối chiếu lại", cells={year.leaves[1].pk: "Chưa khớp sổ"})
    (task,) = about(clerk, "Bổ sung")
    assert (task.title, task.text) == (f"Bổ sung 1 số liệu {year.term.label} bị trả lại", "“Đối chiếu lại”")
    assert waits(year.clerks[1]) == [f"Nhập kết quả {year.term.label}"]


@pytest.mark.parametrize("change", [{"state": TermState.LOCKED}, {"state": TermState.FUTURE}])
def test_a_month_that_is_not_open_does_not_wait(year, change):
    ReportingTerm.objects.update(**change)
    assert about(year.clerks[0], "Nhập kết quả") == []


def test_a_closed_year_asks_for_nothing(year):
    EmulationPeriod.objects.update(state=PeriodState.CLOSED)
    assert waits(year.clerks[0]) == waits(year.officer) == []


def test_a_unit_with_nothing_to_enter_is_not_asked():
    year = make_year(terms=1, kinds=[CriterionKind.BY_HAND], due_at=at(days=2))
    assert waits(year.clerks[0]) == []


def test_months_of_the_clusters_own_year_are_asked_of_its_members():
    year = make_year(terms=1, due_at=at(days=2))
    EmulationPeriod.objects.update(cluster=year.cluster)
    stranger = UserFactory(role=Role.CLERK, over=UnitFactory(parent=year.province))
    assert waits(year.clerks[0]) == [f"Nhập kết quả {year.term.label}"]
    assert waits(stranger) == []


def test_several_units_of_one_clerk_are_told_apart(year):
    grant(year.clerks[0], Role.CLERK, year.units[1])
    assert waits(year.clerks[0]) == [f"Nhập kết quả {year.term.label} – Đồn BP số {n}" for n in (1, 2)]


def test_sent_sheets_wait_for_the_verifier_but_not_those_of_the_own_unit(year):
    verifier = UserFactory(role=Role.VERIFIER, over=year.province)
    stranger = UserFactory(role=Role.VERIFIER, over=UnitFactory())
    of_the_unit = UserFactory(role=Role.VERIFIER, over=year.province, unit=year.units[0])
    sheets = [year.fill(number) for number in (0, 1)]
    for sheet, clerk in zip(sheets, year.clerks, strict=True):
        results.submit(sheet, by=clerk)
    assert waits(verifier) == [f"Xác minh kết quả {year.term.label} của 2 đơn vị"]
    assert waits(of_the_unit) == [f"Xác minh kết quả {year.term.label} của 1 đơn vị"]
    assert waits(stranger) == []
    results.verify(sheets[1], by=verifier)
    assert waits(verifier) == [f"Xác minh kết quả {year.term.label} của 1 đơn vị"]
    assert waits(of_the_unit) == []


def test_the_office_sees_who_is_missing_then_may_lock_the_month(year):
    assert waits(year.officer) == [f"2 đơn vị chưa gửi kết quả {year.term.label}"]
    for number in (0, 1):
        year.verified(number)
    assert waits(year.officer) == []
    with clock.at(at(days=3)):
        assert waits(year.officer) == [f"Khóa kết quả {year.term.label}"]
    assert waits(UserFactory(role=Role.OFFICER, over=UnitFactory())) == []


def test_a_month_whose_day_has_come_waits_to_be_opened(year):
    ReportingTerm.objects.update(state=TermState.FUTURE, opens_on=NOW.date())
    assert waits(year.officer) == [f"Mở nhập kết quả {year.term.label}"]
    ReportingTerm.objects.update(opens_on=NOW.date() + timedelta(days=1))
    assert waits(year.officer) == []


# --- scores -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def by_hand():
    """Two units scored by hand alone, the year over; the cluster is led from the first unit."""
    year = make_year(terms=1, kinds=[CriterionKind.BY_HAND] * 2, due_at=at(days=-3))
    year.extra["lead"] = UserFactory(role=Role.CLUSTER_LEAD, over=year.cluster, unit=year.units[0])
    set_phase(year.period, Step.CLUSTERS, at(days=7))
    return year


def score(year, unit, by):
    for leaf in year.leaves:
        scoring.give_points(year.period, leaf, unit, Decimal(4), by=by)


def test_points_by_hand_wait_for_the_lead_but_not_those_of_the_own_unit(by_hand):
    lead = by_hand.extra["lead"]
    (task,) = about(lead, "Chấm trực tiếp")
    assert (task.title, task.text) == ("Chấm trực tiếp 2 ô của cụm thi đua số 1", "Đã chấm 0/4 ô")
    score(by_hand, by_hand.units[1], lead)
    assert waits(lead) == []
    assert [task.title for task in about(by_hand.officer, "Chấm")] == ["Chấm trực tiếp 2 ô của cụm thi đua số 1"]


def test_a_board_waits_to_be_frozen_after_the_year(by_hand):
    for unit in by_hand.units:
        score(by_hand, unit, by_hand.officer)
    for user in (by_hand.officer, by_hand.extra["lead"]):
        assert [task.title for task in about(user, "bảng điểm")] == ["Tính và chốt bảng điểm cụm thi đua số 1"]
    scoring.freeze_board(scoring.compute_board(by_hand.period, by_hand.cluster, by=by_hand.officer), by=by_hand.officer)
    assert about(by_hand.officer, "bảng điểm") == []


def test_clusters_of_another_organiser_bring_no_work(by_hand):
    other = ClusterFactory()
    join_cluster(other, UnitFactory())
    assert waits(UserFactory(role=Role.CLUSTER_LEAD, over=other)) == []
    assert waits(UserFactory(role=Role.OFFICER, over=other.organiser)) == []


def test_nothing_about_clusters_waits_once_the_step_is_finished(by_hand):
    set_phase(by_hand.period, Step.CLUSTERS, at(days=7), finished=NOW.date())
    assert waits(by_hand.extra["lead"]) == []


# --- nominations ------------------------------------------------------------------------------------------------------


def test_a_returned_line_waits_for_its_own_unit_with_the_words_of_the_office():
    world = nomination_year()
    line = world.sent()
    with world.in_time():
        nominations.send_back(line, by=world.officer, reason="Bổ sung số phiếu")
    (task,) = about(world.clerks[0], "Bổ sung đề nghị")
    assert line.subject_name in task.title
    assert task.text == "“Bổ sung số phiếu”"
    assert waits(world.clerks[1]) == []
    with world.in_time():
        nominations.send(line, by=world.clerks[0])
    assert waits(world.clerks[0]) == []


def test_a_draft_waits_to_be_sent_and_many_are_one_task():
    world = nomination_year()
    first = world.nominate()
    assert waits(world.clerks[0]) == [f"Gửi đề nghị {first.award.short_name}: {first.subject_name}"]
    for _ in range(3):
        world.nominate()
    assert waits(world.clerks[0]) == ["Gửi 4 đề nghị còn là bản nháp"]
    assert waits(world.officer) == []


def test_sent_lines_wait_for_the_office_then_the_lock_then_the_council():
    world = nomination_year()
    set_phase(world.period, Step.COUNCIL, at(days=13))
    line = world.sent()
    assert waits(world.officer) == ["Thẩm định 1 đề nghị khen thưởng"]
    assert waits(UserFactory(role=Role.OFFICER, over=UnitFactory())) == []
    with world.in_time():
        nominations.to_council(line, by=world.officer)
        assert waits(world.officer) == ["Khóa danh sách đề nghị"]
        nominations.lock_list(world.listing, by=world.officer)
        assert waits(world.officer) == ["Triệu tập hội nghị Hội đồng"]


def test_the_list_waits_to_be_opened_when_its_deadline_comes_near():
    province = UnitFactory(is_reporting=False)
    officer = UserFactory(role=Role.OFFICER, over=province)
    period = PeriodFactory(unit=province)
    set_phase(period, Step.NOMINATIONS, at(days=60))
    assert waits(officer) == []
    set_phase(period, Step.NOMINATIONS, at(days=8))
    assert waits(officer) == ["Mở danh sách đề nghị khen thưởng"]


# --- conferences ------------------------------------------------------------------------------------------------------


def test_a_conference_waits_for_the_secretary_at_every_stage():
    meeting = hall.council_sitting(state=ConferenceState.PREPARING)
    stranger = UserFactory(role=Role.SECRETARY, over=UnitFactory())
    name = "hội nghị tổng kết phong trào Thi đua Quyết thắng"
    for state, verb in [("preparing", "Chuẩn bị"), ("in_session", "Điều hành"), ("closed", "Hoàn thành biên bản")]:
        Conference.objects.update(state=state)
        assert waits(meeting.secretary) == [f"{verb} {name}"]
        assert waits(stranger) == []
    Conference.objects.update(state=ConferenceState.ADOPTED)
    assert waits(meeting.secretary) == []


def test_a_seat_waits_for_whoever_is_expected():
    meeting = hall.council_sitting(state=ConferenceState.PREPARING)
    assert waits(meeting.chair) == ["Dự hội nghị tổng kết phong trào Thi đua Quyết thắng"]
    Attendee.objects.filter(person=meeting.chair.person).update(
        presence=Presence.ABSENT, absence_reason="công tác", arrived_at=None
    )
    assert waits(meeting.chair) == []
    assert waits(UserFactory(role=Role.MEMBER, over=meeting.province, person=PersonFactory())) == []


def test_whoever_runs_the_conference_is_not_told_twice():
    meeting = hall.council_sitting()
    User.objects.filter(pk=meeting.chair.pk).update(person=None)
    User.objects.filter(pk=meeting.secretary.pk).update(person=meeting.chair.person)
    assert waits(meeting.secretary) == ["Điều hành hội nghị tổng kết phong trào Thi đua Quyết thắng"]


def test_a_cluster_conference_waits_for_its_lead():
    meeting = hall.cluster_meeting(state=ConferenceState.PREPARING)
    assert len(about(meeting.lead, "Chuẩn bị hội nghị")) == 1
    assert about(UserFactory(role=Role.CLUSTER_LEAD, over=ClusterFactory()), "hội nghị") == []


def test_a_handover_waits_for_each_side_until_it_has_signed():
    meeting = hall.cluster_meeting()
    handover = conferences.prepare_handover(
        meeting.conference, by=meeting.lead, to_unit=meeting.units[1], takes_effect_on=date(2024, 1, 1),
        checklist=["Quy chế"],
    )  # fmt: skip
    sides = meeting.leaders
    assert [about(user, "Ký bàn giao") for user in sides] == [[], []]
    conferences.tick_handover(handover, by=meeting.lead, number=1)
    Conference.objects.update(state=ConferenceState.ADOPTED)
    assert [len(about(user, "Ký bàn giao")) for user in sides] == [1, 1]
    assert about(UserFactory(role=Role.UNIT_LEADER, over=meeting.units[4]), "Ký bàn giao") == []
    with clock.at(timezone.make_aware(datetime(2023, 10, 19, 9))):
        conferences.sign_handover(Handover.objects.get(), by=sides[0])
        assert [len(about(user, "Ký bàn giao")) for user in sides] == [0, 1]


# --- ballots ----------------------------------------------------------------------------------------------------------


def test_an_open_ballot_waits_for_a_member_until_the_paper_is_taken():
    meeting = hall.council_sitting()
    ballot = hall.open_round(meeting)
    assert [task.when for task in about(meeting.chair, "Bỏ phiếu")] == ["Đang bỏ phiếu"]
    assert about(meeting.secretary, "Bỏ phiếu") == []
    ballots.hand_papers(ballot, by=meeting.tellers[0], batch_label="A", attendees=meeting.present)
    assert about(meeting.chair, "Bỏ phiếu") == []


def test_papers_wait_for_the_chosen_tellers_until_they_are_counted_and_signed():
    meeting = hall.council_sitting()
    ballot = hall.closed_round(meeting)
    batch = ballot.batches.get()
    first, second, third = meeting.tellers
    not_chosen = UserFactory(role=Role.TELLER, over=meeting.province)
    for user in meeting.tellers:
        assert len(about(user, "Kiểm 1 tập phiếu")) == 1
    assert about(not_chosen, "phiếu") == []
    for user in (first, second):
        ballots.save_count(batch, by=user, data=hall.figures(ballot, batch.returned))
        ballots.lock_count(batch, by=user)
        assert about(user, "Kiểm") == []
    assert len(about(third, "Ký kết quả kiểm phiếu")) == 1
    ballot.refresh_from_db()
    ballots.sign(ballot, by=third)
    assert about(third, "Ký kết quả") == []


def test_two_sheets_that_differ_wait_for_both_again():
    meeting = hall.council_sitting()
    ballot = hall.closed_round(meeting)
    batch = ballot.batches.get()
    first, second, _ = meeting.tellers
    label = ballot.groups.get(kind="approve").lines.first().label
    for user, agree in ((first, {}), (second, {label: 13})):
        ballots.save_count(batch, by=user, data=hall.figures(ballot, batch.returned, agree))
        ballots.lock_count(batch, by=user)
    assert len(about(first, "Kiểm 1 tập phiếu")) == len(about(second, "Kiểm 1 tập phiếu")) == 1


def test_an_act_of_two_waits_for_the_other_side_only():
    meeting = hall.council_sitting()
    ballot = hall.frozen_round(meeting)
    ballots.ask(ballot, "open", by=meeting.secretary)
    assert len(about(meeting.tellers[0], "Xác nhận mở bỏ phiếu")) == 1
    assert about(meeting.secretary, "Xác nhận") == []
    assert about(meeting.chair, "Xác nhận") == []  # the chair stands on the side of the secretary
    assert about(UserFactory(role=Role.TELLER, over=meeting.province), "Xác nhận") == []
    ballots.confirm(ballot, "open", by=meeting.tellers[0])
    assert about(meeting.tellers[1], "Xác nhận") == []


def test_a_clerk_chosen_as_teller_is_asked_as_well():
    meeting = hall.cluster_meeting()
    ScoreBoard.objects.create(
        period=meeting.period, cluster=meeting.cluster, state=BoardState.FROZEN, checksum="x", frozen_at=NOW
    )
    ballot = ballots.prepare_round(
        meeting.conference, by=meeting.lead, name="Phiếu cụm", tellers=meeting.tellers,
        groups=groups_from_cluster(meeting.conference, form=hall.award("GK")),
    )  # fmt: skip
    ballots.freeze_round(ballot, by=meeting.lead)
    ballots.ask(ballot, "open", by=meeting.lead)
    assert len(about(meeting.tellers[0], "Xác nhận")) == 1


# --- papers -----------------------------------------------------------------------------------------------------------


def test_lines_that_passed_wait_for_a_paper_then_the_draft_then_the_signature():
    world = papers.province()
    passed = sum(papers.KEPT.values())
    assert [task.title for task in about(world.officer, "Soạn")] == [
        f"Soạn quyết định, tờ trình cho {passed} đối tượng đạt phiếu"
    ]
    decision = world.draft()
    assert [task.title for task in about(world.officer, "Soạn")] == [
        "Soạn quyết định, tờ trình cho 1 đối tượng đạt phiếu"
    ]
    assert len(about(world.officer, "Hoàn thành dự thảo quyết định khen thưởng")) == 1
    assert about(world.commander, "Ký") == []
    decisions.to_sign(decision, by=world.officer)
    assert [task.title for task in about(world.commander, "Ký")] == ["Ký quyết định khen thưởng"]
    assert about(world.officer, "dự thảo") == []
    with clock.at(LATER):
        decisions.sign(decision, by=world.commander, number=12, decided_on=LATER.date())
    assert about(world.commander, "Ký") == []


def test_papers_wait_for_the_commander_of_the_issuing_unit_alone():
    world = papers.province()
    decisions.to_sign(world.draft(), by=world.officer)
    for place in (world.above, UnitFactory(), world.units[0]):
        assert about(UserFactory(role=Role.COMMANDER, over=place), "Ký") == []
    assert about(world.clerk, "Ký") == []


def test_a_submission_waits_for_its_answer():
    world = papers.province()
    with clock.at(LATER):
        submission = papers.signed(world, PaperKind.SUBMISSION)
    assert [task.title for task in about(world.officer, "Ghi trả lời")] == [
        f"Ghi trả lời của cấp trên về tờ trình {submission.code}"
    ]


# --- the cost ---------------------------------------------------------------------------------------------------------


def test_sheets_stand_for_one_task_a_month_however_many():
    year = make_year(units=9, terms=1, due_at=at(days=2))
    ResultSheet.objects.bulk_create(
        ResultSheet(term=year.term, unit=unit, state=SheetState.SUBMITTED, submitted_at=NOW) for unit in year.units
    )
    assert waits(year.officer) == [f"Xác minh kết quả {year.term.label} của 9 đơn vị"]


def test_somebody_sent_waits_for_the_officer_of_the_other_side_until_taken_in():
    here, there = UnitFactory(), UnitFactory()
    sender, taker = UserFactory(role=Role.OFFICER, over=here), UserFactory(role=Role.OFFICER, over=there)
    clerk = UserFactory(role=Role.CLERK, over=there)
    person = PersonFactory(unit=here)
    sent = people.send_transfer(person, by=sender, to_unit=there, from_day=date(2023, 9, 1), decision="QĐ 55")
    assert [about(user, "chuyển đến") for user in (sender, clerk)] == [[], []]
    assert [item.title for item in about(taker, "chuyển đến")] == ["Tiếp nhận 1 người chuyển đến"]
    people.receive_transfer(sent, by=taker, unit=there, position="Nhân viên")
    assert about(taker, "chuyển đến") == []
