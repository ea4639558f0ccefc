"""The room: guests, whoever comes for a member, codes of the hall, opinions, speakers, tasks: acts and refusals."""

from datetime import date, datetime, time, timedelta
from functools import partial

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from awards.ballots.services import hand_papers
from awards.conferences import agenda, checking_in, codes, following, guests, services, speaking
from awards.conferences.enums import ConferenceState, Presence, Substitutes, TaskState
from awards.models import Attendee, Conference, FollowUp, Guest, Notification, Regulation, Speech, Talk, WrittenOpinion
from tests.factories import PersonFactory, UnitFactory, UserFactory
from tests.factories.ballots import cluster_meeting, council_sitting, open_round
from tests.kept import kept
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import AuditEvent

pytestmark = pytest.mark.django_db
sitting = kept(council_sitting, present=13)
NOW = timezone.make_aware(datetime(2023, 10, 18, 13, 20))
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" \
      b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"  # fmt: skip


@pytest.fixture(autouse=True)
def _no_old_tries():
    cache.clear()


def paper(name="bai.pdf"):
    return SimpleUploadedFile(name, PDF)


# Guests ---------------------------------------------------------------------------------------------------------------


def test_a_guest_is_invited_once_marked_and_then_not_removed(sitting):
    conference, by = sitting.conference, sitting.secretary
    guest = guests.add_guest(conference, by=by, name="  Đại tá  Lê A ", post="Cục Chính trị")
    assert (guest.name, guest.is_present) == ("Đại tá Lê A", False)
    with pytest.raises(RuleViolation, match="đã có trong danh sách"):
        guests.add_guest(conference, by=by, name="đại tá lê a".title(), post="cục chính trị".capitalize())
    with clock.at(NOW):
        guests.mark_guest(guest, by=by, present=True)
    with clock.at(NOW + timedelta(hours=1)):
        guests.mark_guest(guest, by=by, present=True)  # twice: not even the time changes
    guest.refresh_from_db()
    assert guest.arrived_at == NOW
    with pytest.raises(StateConflict, match="đã có mặt"):
        guests.remove_guest(guest, by=by)
    guests.mark_guest(guest, by=by, present=False)
    guests.remove_guest(guest, by=by)
    assert not Guest.objects.exists()


def test_guests_never_count_for_the_quorum(sitting):
    before = sitting.conference.quorum()
    guest = guests.add_guest(sitting.conference, by=sitting.secretary, name="Khách")
    guests.mark_guest(guest, by=sitting.secretary, present=True)
    assert sitting.conference.quorum() == before


def test_after_adoption_nothing_of_the_room_changes(sitting):
    conference, by = sitting.conference, sitting.secretary
    guest = guests.add_guest(conference, by=by, name="Khách")
    speech = speaking.add_speech(conference, by=by, name="A")
    Conference.objects.filter(pk=conference.pk).update(state=ConferenceState.ADOPTED)
    for act in (
        lambda: guests.add_guest(conference, by=by, name="B"),
        lambda: guests.edit_guest(guest, by=by, name="B"),
        lambda: guests.mark_guest(guest, by=by, present=True),
        lambda: speaking.add_speech(conference, by=by, name="B"),
        lambda: speaking.note_speech(speech, by=by, summary="x"),
        lambda: speaking.add_talk(conference, by=by, title="T", speaker="S"),
        lambda: following.give_task(conference, by=by, text_of="x", unit=sitting.province, due_on=date(2024, 1, 1)),
        lambda: checking_in.open_checkin(conference, by=by),
    ):
        with pytest.raises(StateConflict, match="Biên bản đã thông qua"):
            act()


@pytest.mark.parametrize("who", ["chair", "teller"])
def test_the_room_is_the_offices(sitting, who):
    by = sitting.chair if who == "chair" else sitting.tellers[0]
    for act in (
        lambda: guests.add_guest(sitting.conference, by=by, name="B"),
        lambda: speaking.add_speech(sitting.conference, by=by, name="B"),
        lambda: checking_in.open_checkin(sitting.conference, by=by),
        lambda: following.give_task(
            sitting.conference, by=by, text_of="x", unit=sitting.province, due_on=date(2024, 1, 1)
        ),
        lambda: speaking.set_hall(sitting.conference, by=by, hall="paused"),
    ):
        with pytest.raises(Forbidden):
            act()


# Whoever comes for a member -------------------------------------------------------------------------------------------


def rule(sitting, substitutes):
    Regulation.objects.filter(council=sitting.council).update(substitutes=substitutes, substitute_basis="Điều 7")


def send(sitting, seat, **more):
    given = {
        "name": "Thiếu tá Trần B",
        "post": "Phó phòng",
        "mandate": "Giấy ủy quyền số 5/GUQ",
        "reason": "công tác",
        **more,
    }
    return guests.send_substitute(seat, by=sitting.secretary, **given | more)


def test_without_a_rule_for_it_nobody_comes_for_a_member(sitting):
    rule(sitting, Substitutes.NONE)
    with pytest.raises(RuleViolation, match=r"không cho cử người dự thay \(Điều 7\)"):
        send(sitting, sitting.attendees[14])
    Regulation.objects.all().delete()
    with pytest.raises(RuleViolation, match="Chưa có quy chế"):
        send(sitting, sitting.attendees[14])


def test_a_substitute_that_only_speaks_sits_among_the_guests(sitting):
    rule(sitting, Substitutes.SPEAKS)
    seat = sitting.attendees[14]
    guest = send(sitting, seat)
    seat.refresh_from_db()
    assert (seat.presence, seat.absence_reason, seat.mandate) == (Presence.ABSENT, "công tác", "")
    assert (guest.kind, guest.instead_of) == ("substitute", seat)
    guests.mark_guest(guest, by=sitting.secretary, present=True)
    assert sitting.conference.quorum().present == 13


def test_a_substitute_that_votes_has_the_seat_and_gives_it_back(sitting):
    rule(sitting, Substitutes.VOTES)
    seat = sitting.attendees[14]
    name, person = seat.name, PersonFactory(unit=sitting.province)
    send(sitting, seat, person=person)
    seat.refresh_from_db()
    assert (seat.name, seat.person, seat.member.person_id != person.pk) == ("Thiếu tá Trần B", person, True)
    assert (seat.role, seat.presence) == ("Dự thay Ủy viên", Presence.EXPECTED)
    assert seat.mandate == "số 5/GUQ; công tác"
    services.mark_present(seat, by=sitting.secretary)
    assert sitting.conference.quorum().present == 14
    with pytest.raises(StateConflict, match="đã có người dự thay"):
        send(sitting, seat)
    guests.end_substitute(seat, by=sitting.secretary)
    seat.refresh_from_db()
    assert (seat.name, seat.person, seat.presence, seat.mandate) == (
        f"{seat.member.person.get_rank_display()} {seat.member.person.full_name}",
        seat.member.person,
        Presence.EXPECTED,
        "",
    )
    assert name.endswith(seat.member.person.full_name)


def test_a_substitute_needs_a_mandate_and_no_seat_of_the_own(sitting):
    rule(sitting, Substitutes.VOTES)
    seat = sitting.attendees[14]
    with pytest.raises(RuleViolation) as refused:
        send(sitting, seat, mandate=" ")
    assert refused.value.field == "mandate"
    with pytest.raises(RuleViolation, match="đã có chỗ") as refused:
        send(sitting, seat, person=sitting.attendees[0].person)
    assert refused.value.field == "person"


def test_whoever_holds_a_paper_is_not_replaced(sitting):
    rule(sitting, Substitutes.VOTES)
    ballot = open_round(sitting, {"ĐVTT": (2, None)})
    seat = sitting.present[0]
    hand_papers(ballot, by=sitting.tellers[0], batch_label="A", attendees=[seat])
    with pytest.raises(StateConflict, match="đã ký nhận phiếu"):
        send(sitting, seat)


# Codes of the hall ----------------------------------------------------------------------------------------------------


@given(st.text(min_size=1, max_size=40), st.integers(1_600_000_000, 2_000_000_000))
def test_a_code_is_good_while_it_is_shown_and_one_step_more(secret, second):
    shown = datetime.fromtimestamp(second, tz=timezone.get_current_timezone())
    code = codes.code_at(secret, shown)
    assert len(code) == 6
    assert codes.is_good(secret, f" {code[:3]} {code[3:]} ", shown)
    assert codes.is_good(secret, code, shown + timedelta(seconds=codes.STEP))
    late = shown + timedelta(seconds=2 * codes.STEP)
    # A code may come back by chance, one time in a million: then it is the code of that moment.
    assert codes.is_good(secret, code, late) == (code in {codes.code_at(secret, late, steps_back=b) for b in (0, 1)})
    assert not codes.is_good("", code, shown)


def checked_in(sitting):
    """The chair is expected; the codes are open."""
    Attendee.objects.filter(pk=sitting.attendees[0].pk).update(presence=Presence.EXPECTED, arrived_at=None)
    return checking_in.open_checkin(sitting.conference, by=sitting.secretary)


def test_a_member_marks_the_own_seat_by_the_code_once(sitting):
    conference = checked_in(sitting)
    with clock.at(NOW):
        code = codes.code_at(conference.checkin_secret, NOW)
        seat = checking_in.check_in(conference, by=sitting.chair, code=code)
        assert (seat.presence, seat.arrived_at) == (Presence.PRESENT, NOW)
    with clock.at(NOW + timedelta(minutes=30)):
        again = checking_in.check_in(conference, by=sitting.chair, code="000000")
    assert again.arrived_at == NOW
    assert AuditEvent.objects.filter(action="conference.check_in", actor=sitting.chair).count() == 1


def test_wrong_old_and_closed_codes_are_refused_in_words(sitting):
    conference = checked_in(sitting)
    code = codes.code_at(conference.checkin_secret, NOW)
    with clock.at(NOW + timedelta(minutes=5)), pytest.raises(RuleViolation, match="Mã không đúng hoặc đã đổi"):
        checking_in.check_in(conference, by=sitting.chair, code=code)
    checking_in.close_checkin(conference, by=sitting.secretary)
    with clock.at(NOW), pytest.raises(StateConflict, match="chưa mở mã điểm danh"):
        checking_in.check_in(conference, by=sitting.chair, code=code)
    assert not Attendee.objects.get(pk=sitting.attendees[0].pk).is_present


def test_after_many_wrong_codes_even_the_right_one_waits(sitting):
    conference = checked_in(sitting)
    with clock.at(NOW):
        good = codes.code_at(conference.checkin_secret, NOW)
        for _ in range(checking_in.TRIES):
            with pytest.raises(RuleViolation, match="Mã không đúng"):
                checking_in.check_in(conference, by=sitting.chair, code=f"{(int(good) + 7) % 1_000_000:06d}")
        with pytest.raises(RuleViolation, match="Nhập sai nhiều lần"):
            checking_in.check_in(conference, by=sitting.chair, code=good)


def test_only_who_has_a_seat_marks_one(sitting):
    conference = checked_in(sitting)
    stranger = UserFactory(role=Role.MEMBER, over=sitting.province, person=PersonFactory(unit=sitting.province))
    with clock.at(NOW), pytest.raises(RuleViolation, match="không có tên trong danh sách"):
        checking_in.check_in(conference, by=stranger, code=codes.code_at(conference.checkin_secret, NOW))


# Written opinions -----------------------------------------------------------------------------------------------------


def test_the_opinion_of_an_absent_member_is_kept_with_its_scan(sitting):
    seat = sitting.attendees[13]
    opinion = checking_in.keep_opinion(
        seat, by=sitting.secretary, text="Nhất trí danh sách", received_on=date(2023, 10, 17), upload=paper()
    )
    assert (opinion.file_kind, opinion.file_size, len(opinion.sha256)) == ("pdf", len(PDF), 64)
    checking_in.keep_opinion(seat, by=sitting.secretary, text="Đề nghị xét lại", received_on=date(2023, 10, 17))
    assert WrittenOpinion.objects.get().text == "Đề nghị xét lại"
    event = AuditEvent.objects.filter(action="conference.keep_opinion").order_by("pk").last()
    assert event.changes["opinion"] == ["Nhất trí danh sách", "Đề nghị xét lại"]


def test_who_is_present_speaks_and_writes_no_opinion(sitting):
    with pytest.raises(StateConflict, match="không vắng"):
        checking_in.keep_opinion(sitting.attendees[0], by=sitting.secretary, text="x", received_on=date(2023, 10, 17))
    with pytest.raises(RuleViolation, match="tương lai"):
        checking_in.keep_opinion(
            sitting.attendees[13], by=sitting.secretary, text="x", received_on=clock.today() + timedelta(days=1)
        )
    with pytest.raises(RuleViolation) as refused:
        checking_in.keep_opinion(
            sitting.attendees[13], by=sitting.secretary, text="x", received_on=date(2023, 10, 17),
            upload=SimpleUploadedFile("x.pdf", b"MZ"),
        )  # fmt: skip
    assert refused.value.field == "upload"
    assert not WrittenOpinion.objects.exists()


# Papers ---------------------------------------------------------------------------------------------------------------


def test_a_unit_of_the_cluster_sends_its_paper_and_takes_only_its_own_back():
    meeting = cluster_meeting(units=3, present=3)
    talk = speaking.add_talk(
        meeting.conference, by=meeting.leaders[1], title="Tiếng loa", speaker="Thiếu tá A", unit=meeting.units[1],
        upload=paper(),
    )  # fmt: skip
    other = speaking.add_talk(meeting.conference, by=meeting.lead, title="Bài khác", speaker="B")
    with pytest.raises(Forbidden):
        speaking.remove_talk(other, by=meeting.leaders[1])
    speaking.remove_talk(talk, by=meeting.leaders[1])
    assert list(Talk.objects.kept()) == [other]
    with pytest.raises(RuleViolation, match="Không gửi tham luận thay"):
        speaking.add_talk(
            meeting.conference, by=meeting.leaders[1], title="Bài", speaker="A", unit=meeting.units[2], upload=paper()
        )
    stranger = UserFactory(role=Role.CLERK, over=UnitFactory())
    with pytest.raises(Forbidden):
        speaking.add_talk(meeting.conference, by=stranger, title="x", speaker="y")


def test_a_paper_that_was_read_stays(sitting):
    talk = speaking.add_talk(sitting.conference, by=sitting.secretary, title="Bài", speaker="A")
    speech = speaking.add_speech(sitting.conference, by=sitting.secretary, talk=talk)
    assert speech.name == "A"
    with pytest.raises(RuleViolation, match="đã có trong danh sách phát biểu"):
        speaking.add_speech(sitting.conference, by=sitting.secretary, talk=talk)
    speaking.start_speech(speech, by=sitting.secretary)
    with pytest.raises(StateConflict, match="đã trình bày"):
        speaking.remove_talk(talk, by=sitting.secretary)


# The floor ------------------------------------------------------------------------------------------------------------


def test_the_floor_goes_from_one_to_the_next(sitting):
    by, conference = sitting.secretary, sitting.conference
    first, second, third = (speaking.add_speech(conference, by=by, name=name) for name in "ABC")
    speaking.move_speech(third, by=by, up=True)
    assert [row.name for row in conference.speeches.all()] == ["A", "C", "B"]
    with clock.at(NOW):
        speaking.start_speech(first, by=by)
    assert conference.current_speech == first
    with clock.at(NOW + timedelta(minutes=7)):
        speaking.start_speech(third, by=by)  # whoever has the floor is thanked
        speaking.start_speech(third, by=by)
    first.refresh_from_db()
    assert (first.taken, conference.current_speech, conference.next_speech) == (7, third, second)
    with pytest.raises(StateConflict, match="đã phát biểu xong"):
        speaking.start_speech(first, by=by)
    with pytest.raises(StateConflict, match="đã phát biểu"):
        speaking.move_speech(first, by=by, up=True)
    with pytest.raises(StateConflict, match="không xóa được"):
        speaking.remove_speech(first, by=by)
    speaking.remove_speech(second, by=by)
    assert Speech.objects.count() == 2


def test_the_database_knows_one_speaker_at_a_time(sitting):
    for name in "AB":
        speaking.add_speech(sitting.conference, by=sitting.secretary, name=name)
    with pytest.raises(IntegrityError), transaction.atomic():
        Speech.objects.update(started_at=NOW)


def test_an_item_with_speakers_is_not_removed(sitting):
    item = sitting.conference.programme.first()
    speech = speaking.add_speech(sitting.conference, by=sitting.secretary, name="A", item=item)
    with pytest.raises(StateConflict, match="xóa đăng ký trước"):
        agenda.remove_item(item, by=sitting.secretary)
    speaking.remove_speech(speech, by=sitting.secretary)
    agenda.remove_item(item, by=sitting.secretary)
    # Whoever had it on the screen is told so, whatever is done to it.
    for act, said in (
        (partial(agenda.edit_item, starts_at=time(9), title="Khai mạc"), "vừa bị bỏ đi"),
        (agenda.remove_item, "vừa bị bỏ đi"),
        (agenda.finish_item, "vừa bị bỏ đi"),
        (partial(agenda.note_item, note="x"), "vừa bị bỏ đi"),
        (partial(agenda.move_item, up=False), "đã bị xóa"),
    ):
        with pytest.raises(StateConflict, match=said):
            act(item, by=sitting.secretary)


def test_the_day_stays_once_somebody_comes_for_a_member():
    sitting = council_sitting(members=3, present=3, state=ConferenceState.PREPARING)
    Attendee.objects.update(presence=Presence.EXPECTED, arrived_at=None)
    rule(sitting, Substitutes.VOTES)
    send(sitting, sitting.attendees[2])
    conference = sitting.conference
    with pytest.raises(RuleViolation, match="không đổi ngày họp"):
        services.edit_conference(
            conference, by=sitting.secretary, name="Họp", starts_at=conference.starts_at + timedelta(days=1),
            place="x", host=sitting.province, chair_text="y",
        )  # fmt: skip


def test_nobody_speaks_before_the_opening():
    sitting = council_sitting(members=3, present=3, state=ConferenceState.PREPARING)
    speech = speaking.add_speech(sitting.conference, by=sitting.secretary, name="A")
    with pytest.raises(StateConflict, match="khi hội nghị đang họp"):
        speaking.start_speech(speech, by=sitting.secretary)


# Tasks ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def task(sitting) -> FollowUp:
    post = UnitFactory(parent=sitting.province)
    sitting.clerk = UserFactory(role=Role.CLERK, over=post)
    return following.give_task(
        sitting.conference, by=sitting.secretary, text_of="Nhân rộng mô hình", unit=post, due_on=date(2023, 12, 1)
    )


def test_a_task_is_told_reported_given_again_and_dropped(sitting, task):
    assert Notification.objects.filter(user=sitting.clerk, text__contains="Nhân rộng mô hình").count() == 1
    with clock.at(NOW):
        following.report_done(task, by=sitting.clerk, result="Đã làm ở 5 đồn")
    assert (task.state, task.ended_by, task.is_late) == (TaskState.DONE, sitting.clerk, False)
    with pytest.raises(Forbidden):
        following.give_again(task, by=sitting.clerk, reason="x", due_on=date(2030, 1, 1))
    with clock.at(NOW):
        following.give_again(task, by=sitting.secretary, reason="Mới 5 đồn", due_on=date(2023, 12, 31))
    task.refresh_from_db()
    assert (task.is_open, task.due_on, task.result) == (True, date(2023, 12, 31), "Đã làm ở 5 đồn")
    assert task.is_late  # today is long after
    following.drop(task, by=sitting.secretary, reason="Sáp nhập")
    assert (task.state, task.result, task.is_late) == (TaskState.DROPPED, "Sáp nhập", False)
    with pytest.raises(StateConflict):
        following.report_done(task, by=sitting.clerk, result="Xong")


def test_a_task_needs_words_a_day_to_come_and_a_person_of_the_unit(sitting):
    give = lambda **more: following.give_task(  # noqa: E731
        sitting.conference,
        by=sitting.secretary,
        **{"text_of": "x", "unit": sitting.province, "due_on": date(2023, 12, 1)} | more,
    )
    for field, wrong in (
        ("text_of", " "),
        ("due_on", date(2023, 10, 17)),
        ("person", PersonFactory(unit=UnitFactory())),
    ):
        with pytest.raises(RuleViolation) as refused:
            give(**{field: wrong})
        assert refused.value.field == field
    give()
    with pytest.raises(RuleViolation, match="đã giao"):
        give()


def test_a_task_is_seen_by_its_unit_alone(sitting, task):
    other = UserFactory(role=Role.CLERK, over=UnitFactory(parent=sitting.province))
    assert list(FollowUp.objects.visible_to(sitting.clerk)) == [task]
    assert list(FollowUp.objects.visible_to(other)) == []
    assert list(FollowUp.objects.visible_to(sitting.chair)) == [task]
