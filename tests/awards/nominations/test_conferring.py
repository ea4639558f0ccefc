"""A unit's meeting: who is heard, what closing does, what is refused, how minutes are put right."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from awards.models import MeetingRule, Nomination, UnitMeeting
from awards.nominations import conferring, services
from awards.nominations.conferring import Vote, WrongNumbers
from awards.nominations.enums import MeetingState, NominationState, Origin
from awards.nominations.meeting_queries import subjects_for
from awards.nominations.meeting_states import result_of
from tests.awards.nominations.meeting import (
    HEAD,
    HELD,
    call,
    candidate,
    close,
    draft_line,
    held,
    on,
    rule,
    vote,
)
from tests.factories.files import pdf
from tests.factories.nominations import nomination_year
from tests.factories.units import UserFactory
from tests.kept import kept
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
year = kept(nomination_year)


def scan(name: str, content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or pdf())


def votes_of(line: Nomination) -> tuple:
    line.refresh_from_db()
    return line.unit_votes_for, line.unit_votes_total


# Closing --------------------------------------------------------------------------------------------------------------


def test_closing_writes_the_vote_on_every_line_and_judges_it(year):
    rule(year)
    good, bad = draft_line(year), draft_line(year)
    meeting = held(year, good, bad, counts=[(8, 1), (5, 5)])
    assert (votes_of(good), votes_of(bad)) == ((8, 10), (5, 10))
    assert [(line.passed, line.needed) for line in meeting.lines.all()] == [(True, 6), (False, 6)]
    assert (meeting.state, meeting.closed_by) == (MeetingState.CLOSED, year.clerks[0])
    told = AuditEvent.objects.get(action="nomination.unit_vote", target_id=str(good.pk))
    assert told.changes["unit_votes_for"] == [None, 8]
    assert result_of(good).meeting == meeting


def test_a_candidate_who_is_ticked_becomes_a_line_of_the_meeting(year):
    rule(year)
    person, other = year.person(), year.person()
    meeting = call(year, candidate(year, person), candidate(year, other, "CSTDCS"))
    first, second = meeting.lines.all()
    with year.in_time():
        votes = {first.pk: Vote(9, 1, report="Tuần tra 120 lượt"), second.pk: Vote(4, 6)}
        conferring.record_votes(meeting, votes, by=year.clerks[0])
    close(year, meeting)
    made = Nomination.objects.get(person=person)
    assert (made.state, made.citation, votes_of(made)) == (NominationState.DRAFT, "Tuần tra 120 lượt", (9, 10))
    assert made.proposer == year.units[0]
    assert not Nomination.objects.filter(person=other).exists()
    assert result_of(made).is_candidate


def test_who_becomes_a_line_is_said_at_the_close(year):
    """A candidate below the share may be put forward by the word of the meeting, one above it left out."""
    one, two = year.person(), year.person()
    meeting = call(year, candidate(year, one), candidate(year, two))
    vote(year, meeting, (10, 0), (3, 7))
    close(year, meeting, put_forward=[meeting.lines.last().pk])
    assert [line.person for line in Nomination.objects.all()] == [two]


def test_everything_missing_is_told_at_once_and_nothing_is_changed(year):
    line = draft_line(year)
    meeting = call(year, on(line), present=None, way="ballot", held_at=HELD + timedelta(days=9))
    with pytest.raises(RuleViolation) as refused:
        close(year, meeting)
    assert refused.value.reasons == [
        "Cuộc họp chưa diễn ra.",
        "Chưa ghi số có mặt.",
        "Chưa ghi số phiếu phát ra, thu về.",
        f"Chưa ghi phiếu: {line.subject_name} – Chiến sĩ tiên tiến.",
    ]
    assert votes_of(line) == (None, None)


def test_a_line_that_has_gone_its_way_takes_no_vote(year):
    """Sent without a vote it still takes one; with a vote only when it comes back."""
    sent = draft_line(year)
    with year.in_time():
        services.send(sent, by=year.clerks[0])
    held(year, sent, counts=[(9, 1)])
    assert votes_of(sent) == (9, 10)
    again = call(year, on(sent), held_at=HELD + timedelta(hours=2))
    vote(year, again, (2, 8))
    with pytest.raises(RuleViolation) as refused:
        close(year, again)
    assert "đang ở trạng thái “Đang thẩm định”" in refused.value.reasons[0]
    assert votes_of(sent) == (9, 10)
    assert UnitMeeting.objects.get(pk=again.pk).is_draft


def test_a_later_meeting_is_not_written_over_by_an_earlier_one(year):
    line = draft_line(year)
    early = call(year, on(line), held_at=HELD - timedelta(days=1))
    held(year, line, counts=[(9, 1)])
    vote(year, early, (3, 3))
    with pytest.raises(RuleViolation) as refused:
        close(year, early)
    assert refused.value.reasons == [f"{line}: đã có kết quả của cuộc họp sau."]


def test_a_second_click_on_close_is_refused_in_words(year):
    meeting = held(year, draft_line(year), counts=[(9, 1)])
    with pytest.raises(StateConflict, match="Đã chốt biên bản"):
        close(year, meeting)


# A share that stops ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("confidence", "stops"), [("L", True), ("V", True), ("S", False), ("B", False)])
def test_a_line_below_a_sure_share_is_not_sent(year, confidence, stops):
    rule(year, confidence=confidence)
    line = draft_line(year)
    held(year, line, counts=[(5, 5)])
    with year.in_time():
        if stops:
            with pytest.raises(RuleViolation) as refused:
                services.send(line, by=year.clerks[0])
            assert refused.value.reasons == [
                "Không đạt ở cuộc họp đơn vị ngày 08/10/2023: 5 đồng ý, cần quá 1/2 số có mặt (6)."
            ]
        else:
            assert services.send(line, by=year.clerks[0]).state == NominationState.SENT


def test_a_title_may_have_a_share_of_its_own_of_all_called(year):
    rule(year)
    rule(year, award=year.awards["CSTDCS"], num=80, den=100, strict=False, base="called", quorum_num=None,
         quorum_den=None)  # fmt: skip
    meeting = held(year, draft_line(year), draft_line(year, "CSTDCS"), counts=[(9, 0), (9, 0)])
    found = {line.award.code: (line.passed, line.needed) for line in meeting.lines.all()}
    assert found == {"CSTT": (True, 6), "CSTDCS": (False, 10)}


def test_without_a_share_nothing_is_judged(year):
    meeting = held(year, draft_line(year), counts=[(1, 9)])
    line = meeting.lines.get()
    assert (line.passed, line.rule, meeting.has_quorum) == (None, None, None)


def test_quorum_is_told(year):
    rule(year)
    meeting = held(year, draft_line(year), counts=[(9, 1)])
    assert meeting.has_quorum
    low = call(year, present=7, held_at=HELD + timedelta(hours=1))
    low.rule = meeting.rule
    assert low.has_quorum is False


def test_a_share_is_set_by_the_office_from_a_day_on(year):
    with pytest.raises(Forbidden):
        rule(year, by=year.clerks[0])
    first = rule(year)
    assert rule(year) == first
    assert MeetingRule.objects.count() == 1
    held(year, draft_line(year), counts=[(9, 1)])
    with pytest.raises(RuleViolation, match="Đã chốt biên bản họp ngày 08/10/2023") as refused:
        rule(year, num=2, den=3, strict=False, valid_from=date(2023, 10, 8))
    assert refused.value.field == "valid_from"
    second = rule(year, num=2, den=3, strict=False, valid_from=date(2023, 10, 9))
    first.refresh_from_db()
    assert (first.valid_to, second.valid_to) == (date(2023, 10, 8), None)
    assert AuditEvent.objects.filter(action="meeting_rule.set").count() == 2


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"num": 3, "den": 2}, "num"),
        ({"num": 2, "den": 2}, "num"),
        ({"num": 0}, "num"),
        ({"quorum_den": None}, "quorum_num"),
        ({"quorum_num": 4}, "quorum_num"),
        ({"legal_basis": " "}, "legal_basis"),
        ({"reason": ""}, "reason"),
    ],
)
def test_a_share_that_is_none_is_refused_beside_its_field(year, facts, field):
    with pytest.raises(RuleViolation) as refused:
        rule(year, **facts)
    assert refused.value.field == field
    assert not MeetingRule.objects.exists()


# Who is heard ---------------------------------------------------------------------------------------------------------


def test_whom_a_meeting_may_hear(year):
    line = draft_line(year)
    year.sent("CSTDCS", line.person)  # sent with its vote: nothing to do here any more
    year.nominate("CSTT", year.person(1))  # of another unit
    found = subjects_for(year.listing, year.units[0])
    assert [(one.origin, one.name, one.award.code) for one in found if one.origin == Origin.LINE] == [
        (Origin.LINE, line.subject_name, "CSTT")
    ]
    itself = [one.award.code for one in found if one.origin == Origin.UNIT]
    assert itself == ["DVQT", "DVTT"]


def test_nobody_of_elsewhere_and_nobody_twice(year):
    line, stranger = draft_line(year), year.person(1)
    theirs = year.nominate("CSTT", stranger)
    with pytest.raises(RuleViolation) as refused:
        call(year, candidate(year, line.person), candidate(year, stranger, "CSTDCS"), on(theirs))
    assert refused.value.reasons == [
        f"{line.subject_name} đã có trong danh sách đề nghị Chiến sĩ tiên tiến.",
        f"{stranger.full_name} không thuộc {year.units[0]}.",
        f"{theirs.subject_name}: đề nghị này không phải của {year.units[0]}.",
    ]
    assert refused.value.field == "subjects"
    assert not UnitMeeting.objects.exists()


def test_people_ticked_by_name_are_counted_and_kept(year):
    here, away = year.person(full_name="Bùi Văn An"), year.person(full_name="Cao Văn Bình")
    meeting = call(year, present=None, called=2, attendees=[here.pk])
    assert meeting.present == 1
    assert [(one.person, one.is_present) for one in meeting.people.all()] == [(here, True), (away, False)]
    with pytest.raises(RuleViolation, match="Có người không thuộc"):
        call(year, attendees=[year.person(1).pk], held_at=HELD + timedelta(hours=1))


# Numbers --------------------------------------------------------------------------------------------------------------


def test_numbers_that_cannot_be_true_stand_beside_their_fields(year):
    meeting = call(year, on(draft_line(year)), on(draft_line(year)))
    first, second = meeting.lines.all()
    with pytest.raises(WrongNumbers) as refused:
        vote(year, meeting, (8, 4), (3, None))
    assert refused.value.problems == [
        (f"agree_{first.pk}", "8 đồng ý và 4 không đồng ý là 12, quá 10 người có mặt."),
        (f"disagree_{second.pk}", "Nhập số không đồng ý."),
    ]
    first.refresh_from_db()
    assert not first.is_voted


def test_papers_returned_are_the_most_that_can_count(year):
    meeting = call(year, on(draft_line(year)), way="ballot")
    with pytest.raises(WrongNumbers) as refused:
        vote(year, meeting, (9, 1), issued=10, returned=9)
    assert [field for field, _ in refused.value.problems] == [f"agree_{meeting.lines.get().pk}"]
    assert vote(year, meeting, (8, 1), issued=10, returned=9).returned == 9


def test_fewer_present_than_votes_is_refused_later_as_well(year):
    line = draft_line(year)
    meeting = call(year, on(line))
    meeting = vote(year, meeting, (8, 2))
    with pytest.raises(WrongNumbers, match="Số liệu chưa khớp"), year.in_time():
        conferring.edit_meeting(meeting, by=year.clerks[0], subjects=[on(line)], **{**HEAD, "present": 9})


# Two people, retries, rights ------------------------------------------------------------------------------------------


def test_the_same_meeting_twice_is_one(year):
    line = draft_line(year)
    assert call(year, on(line)) == call(year, on(line))
    with pytest.raises(RuleViolation, match="đã có cuộc họp vào lúc này"):
        call(year)
    assert UnitMeeting.objects.count() == 1


def test_nobody_writes_over_what_another_has_written(year):
    line = draft_line(year)
    meeting = call(year, on(line))
    leader = UserFactory(role=Role.UNIT_LEADER, over=year.units[0])
    vote(year, meeting, (9, 1), by=leader, seen=1)
    with pytest.raises(StateConflict, match=f"{leader.display_name} vừa sửa cuộc họp này"):
        vote(year, meeting, (1, 9), seen=1)
    with year.in_time(), pytest.raises(StateConflict, match="vừa sửa cuộc họp này"):
        conferring.edit_meeting(meeting, by=year.clerks[0], subjects=[], seen=1, **HEAD)


def test_only_the_unit_writes_its_meeting(year):
    with pytest.raises(Forbidden):
        call(year, by=year.officer)
    with pytest.raises(Forbidden):
        call(year, by=year.clerks[1])


def test_nothing_is_written_on_a_locked_list(year):
    meeting = call(year, on(draft_line(year)))
    services.lock_list(year.listing, by=year.officer, leave_out="Không họp")
    for act in (lambda: call(year), lambda: vote(year, meeting, (9, 1)), lambda: close(year, meeting)):
        with pytest.raises(StateConflict, match="Danh sách đề nghị đã khóa"):
            act()


def test_a_draft_that_comes_to_nothing_stays(year):
    meeting = call(year)
    with pytest.raises(RuleViolation, match="lý do"):
        conferring.drop_meeting(meeting, by=year.clerks[0], reason="")
    conferring.drop_meeting(meeting, by=year.clerks[0], reason="Hoãn")
    assert UnitMeeting.objects.get().state == MeetingState.DROPPED
    assert call(year).pk != meeting.pk


# Put right ------------------------------------------------------------------------------------------------------------


def test_a_correction_takes_the_place_of_the_minutes_when_it_is_closed(year):
    rule(year)
    one, two = draft_line(year), draft_line(year)
    old = held(year, one, two, counts=[(9, 1), (8, 2)])
    with year.in_time():
        new = conferring.correct_meeting(old, by=year.clerks[0], reason="Đếm nhầm")
        assert conferring.correct_meeting(old, by=year.clerks[0], reason="Bấm hai lần") == new
    assert [(line.agree, line.passed) for line in new.lines.all()] == [(9, None), (8, None)]
    assert votes_of(one) == (9, 10)
    vote(year, new, (7, 3), (8, 2))
    close(year, new)
    old.refresh_from_db()
    assert (old.state, result_of(one).meeting) == (MeetingState.REPLACED, new)
    assert (votes_of(one), votes_of(two)) == ((7, 10), (8, 10))
    with year.in_time(), pytest.raises(StateConflict, match="Đã có bản đính chính"):
        conferring.correct_meeting(old, by=year.clerks[0], reason="Lần nữa")


def test_whoever_is_left_out_of_a_correction_has_no_vote_any_more(year):
    one, two = draft_line(year), draft_line(year)
    old = held(year, one, two, counts=[(9, 1), (8, 2)])
    with year.in_time():
        new = conferring.correct_meeting(old, by=year.clerks[0], reason="Chưa xét")
        conferring.edit_meeting(new, by=year.clerks[0], subjects=[on(one)], **HEAD)
    close(year, new)
    assert (votes_of(one), votes_of(two)) == ((9, 10), (None, None))
    assert result_of(two) is None


def test_votes_of_minutes_are_not_changed_by_hand(year):
    line = draft_line(year)
    held(year, line, counts=[(9, 1)])
    with year.in_time():
        with pytest.raises(RuleViolation, match="biên bản họp ngày 08/10/2023") as refused:
            services.edit(line, by=year.clerks[0], citation="X", unit_votes_for=10, unit_votes_total=10)
        assert refused.value.field == "unit_votes_for"
        services.edit(line, by=year.clerks[0], citation="X", unit_votes_for=9, unit_votes_total=10)
    line.refresh_from_db()
    assert (line.citation, votes_of(line)) == ("X", (9, 10))


# The signed paper -----------------------------------------------------------------------------------------------------


def test_the_signed_minutes_are_kept_once(year):
    meeting = held(year, draft_line(year), counts=[(9, 1)])
    kept_scan = conferring.attach_scan(meeting, by=year.clerks[0], upload=scan("ký.pdf"))
    assert (kept_scan.scan_name, kept_scan.scan_kind) == ("ký.pdf", "pdf")
    conferring.attach_scan(meeting, by=year.clerks[0], upload=scan("ký.pdf"))
    assert AuditEvent.objects.filter(action="unit_meeting.scan").count() == 1
    with pytest.raises(RuleViolation) as refused:
        conferring.attach_scan(meeting, by=year.clerks[0], upload=scan("ký.exe"))
    assert refused.value.field == "upload"
    with pytest.raises(StateConflict, match="Chốt biên bản rồi"):
        conferring.attach_scan(call(year, held_at=HELD + timedelta(hours=3)), by=year.clerks[0], upload=scan("a.pdf"))
