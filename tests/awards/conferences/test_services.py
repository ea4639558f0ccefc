"""Councils, sittings, minutes: what happens and every refusal."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from awards.conferences import agenda, queries, services
from awards.conferences.enums import ConferenceState, MemberFunction, Presence
from awards.models import Attendee, Conference, Council, Regulation
from awards.years.enums import PeriodState
from tests.factories import ClusterFactory, PeriodFactory, PersonFactory, UnitFactory, UserFactory, join_cluster
from tests.factories.ballots import cluster_meeting, council_sitting, frozen_round
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import AuditEvent

pytestmark = pytest.mark.django_db

DAY = date(2023, 1, 1)
AT = timezone.make_aware(datetime(2023, 10, 18, 13, 30))


@pytest.fixture
def secretary():
    return UserFactory(role=Role.SECRETARY, over=UnitFactory())


def new_council(secretary, **fields) -> Council:
    given = {"name": "Hội đồng", "decision": "12/QĐ-BCH", "valid_from": DAY, **fields}
    return services.create_council(by=secretary, unit=secretary.unit, **given)


def new_conference(body, by, **fields) -> Conference:
    kind = "council" if isinstance(body, Council) else "cluster"
    unit = body.unit if isinstance(body, Council) else body.organiser
    fields.setdefault("period", None)
    fields["period"] = fields["period"] or PeriodFactory(unit=unit, cluster=body if kind == "cluster" else None)
    given = {
        "name": "Hội nghị tổng kết",
        "starts_at": AT,
        "place": "Hội trường",
        "host": unit,
        "chair_text": "Chính ủy",
        kind: body,
        **fields,
    }
    return services.create_conference(by=by, **given)


# Councils -------------------------------------------------------------------------------------------------------------


def test_create_council_seats_its_members_in_order_and_leaves_a_record(secretary):
    people = [PersonFactory(unit=secretary.unit) for _ in range(3)]
    council = new_council(
        secretary,
        members=[
            (people[0], MemberFunction.CHAIR, "Chính ủy"),
            (people[1], MemberFunction.VICE_CHAIR, "Chỉ huy trưởng"),
            (people[2], MemberFunction.SECRETARY, ""),
        ],
    )
    seats = list(council.members_on(date(2023, 10, 18)))
    assert [(seat.person, seat.function, seat.position) for seat in seats] == [
        (people[0], "chair", "Chính ủy"),
        (people[1], "vice_chair", "Chỉ huy trưởng"),
        (people[2], "secretary", people[2].position),
    ]
    actions = list(AuditEvent.objects.about(council).order_by("pk").values_list("action", flat=True))
    assert actions == ["council.create", "council.add_member", "council.add_member", "council.add_member"]


@pytest.mark.parametrize(("field", "value"), [("name", "  "), ("decision", "")])
def test_create_council_wants_name_and_decision(secretary, field, value):
    with pytest.raises(RuleViolation) as refusal:
        new_council(secretary, **{field: value})
    assert refusal.value.field == field
    assert not Council.objects.exists()


def test_create_council_is_for_the_office_of_that_unit():
    clerk = UserFactory(role=Role.CLERK, over=UnitFactory())
    with pytest.raises(Forbidden):
        new_council(clerk)


def test_add_member_refuses_a_second_seat_and_a_second_chair(secretary):
    person = PersonFactory(unit=secretary.unit)
    council = new_council(secretary, members=[(person, MemberFunction.CHAIR, "Chính ủy")])
    with pytest.raises(RuleViolation, match="đã là thành viên"):
        services.add_member(
            council, by=secretary, person=person, function=MemberFunction.MEMBER, position="", valid_from=AT.date()
        )
    with pytest.raises(RuleViolation, match="đã có Chủ tịch"):
        services.add_member(
            council,
            by=secretary,
            person=PersonFactory(),
            function=MemberFunction.CHAIR,
            position="",
            valid_from=AT.date(),
        )
    assert council.members.count() == 1


def test_end_member_keeps_the_seat_in_the_record_and_frees_it_from_the_next_day(secretary):
    person = PersonFactory(unit=secretary.unit)
    council = new_council(secretary, members=[(person, MemberFunction.MEMBER, "Ủy viên")])
    member = council.members.get()
    with pytest.raises(RuleViolation):
        services.end_member(member, by=secretary, on=date(2023, 6, 30), reason=" ")
    with pytest.raises(RuleViolation, match="ngày vào Hội đồng") as refusal:
        services.end_member(member, by=secretary, on=member.valid_from - timedelta(days=1), reason="Chuyển công tác")
    assert refusal.value.field == "on"
    services.end_member(member, by=secretary, on=date(2023, 6, 30), reason="Chuyển công tác")
    assert list(council.members_on(date(2023, 6, 30))) == [member]
    assert list(council.members_on(date(2023, 7, 1))) == []
    with pytest.raises(StateConflict):
        services.end_member(member, by=secretary, on=date(2023, 7, 30), reason="Lần nữa")


# Regulations ----------------------------------------------------------------------------------------------------------


def regulate(council, by, day, **fields) -> Regulation:
    given = {"name": "Quy chế", "legal_basis": "Điều 9", "valid_from": day, **fields}
    return services.set_regulation(by=by, council=council, **given)


def test_set_regulation_is_a_dated_row_and_ends_the_one_before(secretary):
    council = new_council(secretary)
    first = regulate(council, secretary, date(2022, 1, 1), threshold=(1, 2), threshold_op=">")
    second = regulate(council, secretary, date(2023, 6, 1), threshold=(4, 5), threshold_op=">=")
    first.refresh_from_db()
    assert first.valid_to == date(2023, 5, 31)
    assert council.regulation_on(date(2023, 5, 31)) == first
    assert council.regulation_on(date(2023, 6, 1)) == second
    assert second.threshold_words == "từ 80% tổng số thành viên trở lên"
    assert first.threshold_words == "trên 50% tổng số thành viên"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"quorum": (4, 3)}, "quorum_num"),
        ({"quorum": (0, 3)}, "quorum_num"),
        ({"threshold": (1, 0)}, "threshold_num"),
        ({"threshold": (3, 3), "threshold_op": ">"}, "threshold_op"),
        ({"name": " "}, "name"),
    ],
)
def test_set_regulation_refuses_what_is_no_share(secretary, fields, field):
    council = new_council(secretary)
    with pytest.raises(RuleViolation) as refusal:
        regulate(council, secretary, DAY, **fields)
    assert refusal.value.field == field
    assert not council.regulations.exists()


def test_set_regulation_does_not_reach_behind_a_later_one(secretary):
    council = new_council(secretary)
    regulate(council, secretary, date(2023, 6, 1))
    with pytest.raises(RuleViolation, match="01/06/2023"):
        regulate(council, secretary, date(2023, 6, 1))
    assert council.regulations.count() == 1


@pytest.mark.parametrize("state", ["in_session", "closed", "adopted"])
def test_set_regulation_leaves_the_rule_of_a_conference_that_has_begun(state):
    sitting = council_sitting()
    Conference.objects.update(state=state)
    officer = UserFactory(role=Role.OFFICER, over=sitting.province)
    for day in (date(2023, 10, 1), date(2023, 10, 18)):
        with pytest.raises(RuleViolation, match="18/10/2023") as refusal:
            regulate(sitting.council, officer, day)
        assert refusal.value.field == "valid_from"
    rule = sitting.conference.regulation
    regulate(sitting.council, officer, date(2023, 10, 19))
    assert Conference.objects.get().regulation == rule


def test_set_regulation_may_reach_a_conference_that_is_being_prepared():
    sitting = council_sitting(state=ConferenceState.PREPARING)
    rule = regulate(sitting.council, sitting.secretary, date(2023, 10, 18))
    assert Conference.objects.get().regulation == rule


# Conferences ----------------------------------------------------------------------------------------------------------


def test_create_conference_seats_the_members_in_force_on_the_day(secretary):
    people = [PersonFactory(unit=secretary.unit) for _ in range(3)]
    council = new_council(secretary, members=[(person, MemberFunction.MEMBER, "Ủy viên") for person in people])
    services.end_member(council.members.first(), by=secretary, on=date(2023, 9, 30), reason="Nghỉ hưu")
    conference = new_conference(council, secretary, programme=[(time(13, 30), "Khai mạc", "Thư ký")])
    assert [seat.person for seat in conference.attendees.order_by("sort")] == people[1:]
    assert {seat.presence for seat in conference.attendees.all()} == {Presence.EXPECTED}
    assert [str(item) for item in conference.programme.all()] == ["13:30 Khai mạc"]
    assert conference.state == ConferenceState.PREPARING


def test_create_conference_seats_one_delegate_of_each_unit_that_belongs_to_the_cluster_on_the_day():
    organiser = UnitFactory()
    members = [UnitFactory() for _ in range(3)]
    cluster = ClusterFactory(organiser=organiser)
    join_cluster(cluster, *members[:2])
    join_cluster(cluster, members[2], valid_from=AT.date() + timedelta(days=1))
    head = PersonFactory(unit=members[0], is_commander=True, position="Chỉ huy trưởng")
    officer = UserFactory(role=Role.OFFICER, over=organiser)
    conference = new_conference(cluster, officer)
    assert [(seat.unit, seat.person) for seat in conference.attendees.order_by("sort")] == [
        (members[0], head),
        (members[1], None),
    ]
    assert conference.attendees.get(unit=members[1]).name == f"Đại diện {members[1].short_name}"


def test_create_conference_refuses_a_body_without_members_a_closed_year_and_empty_names(secretary):
    council, year = new_council(secretary), PeriodFactory(unit=secretary.unit)
    with pytest.raises(RuleViolation, match="chưa có thành viên"):
        new_conference(council, secretary, period=year)
    services.add_member(
        council, by=secretary, person=PersonFactory(), function=MemberFunction.MEMBER, position="x", valid_from=DAY
    )
    with pytest.raises(StateConflict, match="đã khóa"):
        new_conference(council, secretary, period=PeriodFactory(year=2022, state=PeriodState.CLOSED))
    with pytest.raises(RuleViolation, match="không thuộc năm 2023"):
        new_conference(council, secretary, period=PeriodFactory())
    with pytest.raises(RuleViolation) as refusal:
        new_conference(council, secretary, name=" ", period=year)
    assert refusal.value.field == "name"
    assert not Conference.objects.exists()
    assert not Attendee.objects.exists()


def test_create_conference_is_of_the_unit_that_runs_the_year():
    sitting = council_sitting()
    officer = UserFactory(role=Role.OFFICER, over=sitting.province)
    council = Council.objects.create(unit=UnitFactory(parent=sitting.province), name="Hội đồng đồn", decision="QĐ 1")
    given = {
        "by": officer, "period": sitting.period, "council": council, "name": "Họp", "place": "Hội trường",
        "starts_at": sitting.conference.starts_at, "host": council.unit, "chair_text": "Chủ tịch",
    }  # fmt: skip
    with pytest.raises(RuleViolation) as refusal:
        services.create_conference(**given)
    assert refusal.value.field == "period"
    assert council not in queries.bodies_of(officer, sitting.period)
    assert sitting.council in queries.bodies_of(officer, sitting.period)


def test_edit_conference_fills_the_seats_anew_for_another_day_until_somebody_is_marked(secretary):
    people = [PersonFactory(unit=secretary.unit) for _ in range(2)]
    council = new_council(secretary, members=[(person, MemberFunction.MEMBER, "Ủy viên") for person in people])
    services.end_member(council.members.first(), by=secretary, on=date(2023, 11, 1), reason="Nghỉ hưu")
    conference = new_conference(council, secretary)
    facts = {"name": "Hội nghị", "place": "A", "host": secretary.unit, "chair_text": "Chính ủy"}
    services.edit_conference(conference, by=secretary, starts_at=AT + timedelta(days=30), **facts)
    assert [seat.person for seat in conference.attendees.all()] == [people[1]]
    services.mark_present(conference.attendees.get(), by=secretary)
    with pytest.raises(RuleViolation) as refusal:
        services.edit_conference(conference, by=secretary, starts_at=AT, **facts)
    assert refusal.value.field == "day"


# Attendance and quorum ------------------------------------------------------------------------------------------------


def test_mark_present_twice_changes_nothing_not_even_the_time():
    sitting = council_sitting(present=13)
    seat = sitting.attendees[13]
    services.mark_present(seat, by=sitting.secretary, at=AT)
    services.mark_present(seat, by=sitting.secretary, at=AT + timedelta(minutes=5))
    seat.refresh_from_db()
    assert (seat.presence, seat.arrived_at, seat.absence_reason) == (Presence.PRESENT, AT, "")
    acts = AuditEvent.objects.about(sitting.conference).filter(action="conference.mark_present")
    assert acts.count() == 1


def test_mark_absent_needs_a_reason_and_can_be_taken_back():
    sitting = council_sitting(present=15)
    seat = sitting.attendees[0]
    with pytest.raises(RuleViolation) as refusal:
        services.mark_absent(seat, by=sitting.secretary, reason="  ")
    assert refusal.value.field == "reason"
    services.mark_absent(seat, by=sitting.secretary, reason="công tác")
    seat.refresh_from_db()
    assert (seat.presence, seat.absence_reason, seat.arrived_at) == (Presence.ABSENT, "công tác", None)
    services.unmark(seat, by=sitting.secretary)
    seat.refresh_from_db()
    assert (seat.presence, seat.absence_reason) == (Presence.EXPECTED, "")


def test_attendance_ends_with_the_session():
    sitting = council_sitting(state=ConferenceState.CLOSED)
    for act in (services.mark_present, services.unmark):
        with pytest.raises(StateConflict):
            act(sitting.attendees[14], by=sitting.secretary)


def test_only_the_office_marks():
    sitting = council_sitting()
    with pytest.raises(Forbidden):
        services.mark_present(sitting.attendees[14], by=sitting.chair)


@pytest.mark.parametrize(("present", "opens"), [(10, True), (9, False)])
def test_open_session_needs_two_thirds_of_fifteen(present, opens):
    sitting = council_sitting(present=present, state=ConferenceState.PREPARING)
    if opens:
        services.open_session(sitting.conference, by=sitting.secretary)
        assert sitting.conference.state == ConferenceState.IN_SESSION
        return
    with pytest.raises(RuleViolation) as refusal:
        services.open_session(sitting.conference, by=sitting.secretary)
    assert refusal.value.reasons == ["Có mặt 9/15, cần ít nhất 10 (2/3): còn thiếu 1."]
    sitting.conference.refresh_from_db()
    assert sitting.conference.state == ConferenceState.PREPARING


def test_open_session_without_a_regulation_is_refused():
    sitting = council_sitting(state=ConferenceState.PREPARING, with_regulation=False)
    with pytest.raises(RuleViolation) as refusal:
        services.open_session(sitting.conference, by=sitting.secretary)
    assert refusal.value.reasons == [f"Chưa có quy chế của {sitting.council} có hiệu lực ngày 18/10/2023."]


def test_close_session_names_the_unmarked_and_the_unsettled_ballots_at_once():
    sitting = council_sitting()
    ballot = frozen_round(sitting)
    services.unmark(sitting.attendees[14], by=sitting.secretary)
    with pytest.raises(RuleViolation) as refusal:
        services.close_session(sitting.conference, by=sitting.secretary)
    assert refusal.value.reasons == [
        "Chưa điểm danh: Chức vụ 15.",
        f"“{ballot.name}” chưa kết thúc: đã chốt phiếu.",
    ]


# Programme and minutes ------------------------------------------------------------------------------------------------


def test_programme_is_added_to_put_in_order_and_ticked_off():
    sitting = council_sitting()
    conference, by = sitting.conference, sitting.secretary
    item = agenda.add_item(conference, by=by, starts_at=time(16, 10), title="Bế mạc")
    before = [row.starts_at for row in conference.programme.all()]
    agenda.move_item(item, by=by, up=True)
    assert [row.title for row in conference.programme.all()] == ["Khai mạc", "Bế mạc", "Bỏ phiếu kín"]
    assert [row.starts_at for row in conference.programme.all()] == before
    agenda.move_item(conference.programme.first(), by=by, up=True)
    assert [row.title for row in conference.programme.all()] == ["Khai mạc", "Bế mạc", "Bỏ phiếu kín"]
    first = conference.programme.first()
    agenda.finish_item(first, by=by, note="Đã giới thiệu đại biểu")
    done_at = first.done_at
    agenda.finish_item(first, by=by)
    first.refresh_from_db()
    assert (first.done_at, first.note) == (done_at, "Đã giới thiệu đại biểu")
    assert queries.sitting(conference).current_item.title == "Bế mạc"
    with pytest.raises(StateConflict):
        agenda.remove_item(first, by=by)
    agenda.remove_item(item, by=by)
    assert [row.title for row in conference.programme.all()] == ["Khai mạc", "Bỏ phiếu kín"]


def test_an_item_takes_its_place_by_its_hour_and_can_be_corrected():
    sitting = council_sitting()
    conference, by = sitting.conference, sitting.secretary
    opening = conference.programme.first().starts_at
    agenda.add_item(conference, by=by, starts_at=time(23), title="Bế mạc")
    talk = agenda.add_item(conference, by=by, starts_at=opening, title="Tham luận")
    titles = ["Khai mạc", "Tham luận", "Bỏ phiếu kín", "Bế mạc"]
    assert [row.title for row in conference.programme.all()] == titles
    agenda.edit_item(talk, by=by, starts_at=time(23), title=" Tham  luận ", owner="Đồn BP Bến Sậy")
    assert [row.title for row in conference.programme.all()] == ["Khai mạc", "Bỏ phiếu kín", "Bế mạc", "Tham luận"]
    talk.refresh_from_db()
    assert (talk.owner, talk.sort) == ("Đồn BP Bến Sậy", 4)
    with pytest.raises(RuleViolation) as refusal:
        agenda.edit_item(talk, by=by, starts_at=time(8), title=" ")
    assert refusal.value.field == "title"


def test_the_programme_moves_with_the_hour_until_the_opening():
    sitting = council_sitting(state=ConferenceState.PREPARING)
    conference = sitting.conference
    hours = [row.starts_at.hour for row in conference.programme.all()]
    facts = {"name": "Hội nghị", "place": "Hội trường", "host": sitting.province, "chair_text": "Chính ủy"}
    later = conference.starts_at + timedelta(hours=1)
    services.edit_conference(conference, by=sitting.secretary, starts_at=later, **facts)
    assert [row.starts_at.hour for row in conference.programme.all()] == [hour + 1 for hour in hours]
    Conference.objects.filter(pk=conference.pk).update(state=ConferenceState.IN_SESSION)
    services.edit_conference(conference, by=sitting.secretary, starts_at=later + timedelta(hours=1), **facts)
    assert [row.starts_at.hour for row in conference.programme.all()] == [hour + 1 for hour in hours]


def test_the_standing_organ_belongs_to_the_unit_of_the_council():
    sitting, other = council_sitting(), UnitFactory()
    with pytest.raises(RuleViolation) as refusal:
        services.create_council(
            by=sitting.secretary, unit=sitting.province, name="Hội đồng Sáng kiến", decision="15/QĐ-BCH",
            valid_from=date(2023, 1, 1), standing_organ=other,
        )  # fmt: skip
    assert refusal.value.field == "standing_organ"
    assert not Council.objects.filter(name="Hội đồng Sáng kiến").exists()


def test_items_are_ticked_only_while_the_conference_sits():
    sitting = council_sitting(state=ConferenceState.PREPARING)
    with pytest.raises(StateConflict):
        agenda.finish_item(sitting.conference.programme.first(), by=sitting.secretary)


def test_minutes_are_adopted_complete_and_then_locked():
    sitting = council_sitting()
    conference, by = sitting.conference, sitting.secretary
    services.close_session(conference, by=by)
    with pytest.raises(RuleViolation) as refusal:
        services.adopt_minutes(conference, by=by)
    assert refusal.value.reasons == ["Phần thảo luận chưa ghi hoặc chưa lưu.", "Phần kết luận chưa ghi hoặc chưa lưu."]
    services.write_minutes(conference, by=by, discussion="Ba ý kiến", conclusion="Thống nhất")
    services.adopt_minutes(conference, by=by)
    assert conference.state == ConferenceState.ADOPTED
    item = conference.programme.first()
    for act in (
        lambda: services.write_minutes(conference, by=by, discussion="khác", conclusion="khác"),
        lambda: agenda.note_item(item, by=by, note="khác"),
        lambda: agenda.add_item(conference, by=by, starts_at=time(8), title="Thêm"),
        lambda: services.mark_absent(sitting.attendees[0], by=by, reason="khác"),
        lambda: services.adopt_minutes(conference, by=by),
    ):
        with pytest.raises(StateConflict):
            act()
    conference.refresh_from_db()
    assert conference.discussion == "Ba ý kiến"


def test_minutes_of_gives_the_facts_for_the_paper():
    sitting = council_sitting()
    agenda.note_item(sitting.conference.programme.first(), by=sitting.secretary, note="Có 3 ý kiến")
    minutes = queries.minutes_of(sitting.conference)
    assert (minutes.body, minutes.founding) == (str(sitting.council), "QĐ 12/QĐ-BCH")
    assert (len(minutes.present), len(minutes.absent)) == (14, 1)
    assert [(seat.number, seat.title, seat.reason) for seat in minutes.absent] == [(15, "Chức vụ 15", "công tác")]
    assert [item.note for item in minutes.items] == ["Có 3 ý kiến", ""]
    assert minutes.quorum.words == "cần 10 (2/3)"
    assert not minutes.is_locked


# Clusters -------------------------------------------------------------------------------------------------------------


def test_the_lead_runs_the_conference_of_the_cluster_and_other_members_do_not():
    meeting = cluster_meeting(present=7)
    seat = meeting.conference.attendees.get(sort=8)
    services.mark_present(seat, by=meeting.lead)
    with pytest.raises(Forbidden):
        services.unmark(seat, by=meeting.leaders[1])


def test_set_delegate_names_who_speaks_for_a_unit_and_only_for_units():
    meeting = cluster_meeting()
    seat = meeting.conference.attendees.get(sort=1)
    services.set_delegate(seat, by=meeting.lead, name="Thượng tá Lê Văn B", role="Phó Chính ủy")
    seat.refresh_from_db()
    assert (seat.name, seat.role) == ("Thượng tá Lê Văn B", "Phó Chính ủy")
    sitting = council_sitting()
    with pytest.raises(RuleViolation):
        services.set_delegate(sitting.attendees[0], by=sitting.secretary, name="Người khác")


# The database itself --------------------------------------------------------------------------------------------------


def test_the_database_refuses_a_conference_of_nobody_and_two_seats_of_one_member():
    sitting = council_sitting()
    with pytest.raises(IntegrityError), transaction.atomic():
        Conference.objects.filter(pk=sitting.conference.pk).update(council=None)
    seat = sitting.attendees[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendee.objects.create(conference=sitting.conference, member=seat.member, name="x", role="y")
