"""Minutes compile themselves, are adopted, signed by two and frozen; a correction is the next version."""

import hashlib
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from awards.conferences import agenda, checking_in, compiling, following, guests, recording, services, speaking
from awards.conferences.enums import ConferenceState, MinutesState
from awards.conferences.triggers import GUARD
from awards.models import Conference, MinutesVersion
from awards.reports.conference_minutes import minutes_document
from tests.factories import UserFactory, grant
from tests.factories.ballots import cluster_meeting, council_sitting
from tests.kept import kept
from thidua import clock
from thidua.documents.document import Paragraph, Table, plain
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2023, 10, 18, 14, 0))


def held():
    """A sitting in which things happened, closed and ready to be adopted."""
    sitting = council_sitting(members=5, present=4)
    conference, by = sitting.conference, sitting.secretary
    first = conference.programme.first()
    with clock.at(NOW):
        guest = guests.add_guest(conference, by=by, name="Đại tá Lê A", post="Cục Chính trị")
        guests.mark_guest(guest, by=by, present=True)
        agenda.note_item(first, by=by, note="Bầu tổ kiểm phiếu 3 người.")
        speech = speaking.add_speech(conference, by=by, name="Thiếu tá B", post="Đồn C", item=first)
        speaking.start_speech(speech, by=by)
        speaking.note_speech(speech, by=by, summary="Nêu cách làm\ncủa đồn.")
    with clock.at(NOW + timedelta(minutes=6)):
        speaking.end_speech(speech, by=by)
    checking_in.keep_opinion(
        conference.attendees.last(), by=by, text="Nhất trí danh sách", received_on=date(2023, 10, 17)
    )
    following.give_task(conference, by=by, text_of="Nhân rộng mô hình", unit=sitting.province, due_on=date(2023, 12, 1))
    services.close_session(conference, by=by)
    return sitting


sitting = kept(held)


def adopted(sitting) -> MinutesVersion:
    services.write_minutes(sitting.conference, by=sitting.secretary, discussion="Thảo luận", conclusion="Kết luận")
    services.adopt_minutes(sitting.conference, by=sitting.secretary)
    return sitting.conference.versions.get()


def signed(sitting) -> MinutesVersion:
    version = adopted(sitting)
    recording.sign(version, by=sitting.secretary)
    recording.sign(version, by=sitting.chair)
    return version


def test_the_discussion_writes_itself_in_the_order_of_the_day(sitting):
    seat = sitting.conference.attendees.last()
    assert compiling.discussion_of(sitting.conference).splitlines() == [
        "Khai mạc: Bầu tổ kiểm phiếu 3 người.",
        "14:00, Thiếu tá B (Đồn C) phát biểu: Nêu cách làm của đồn.",
        f"Ý kiến bằng văn bản của {seat.name} ({seat.title}): Nhất trí danh sách",
    ]
    given = "Giao 01 việc sau hội nghị, có thời hạn cho từng đơn vị."
    assert compiling.conclusion_of(sitting.conference) == given, "the opening concludes nothing"
    agenda.note_item(sitting.conference.programme.last(), by=sitting.secretary, note="Nhất trí.")
    sitting.conference.programme.filter(note="Nhất trí.").update(title="Chủ trì kết luận")
    assert compiling.conclusion_of(sitting.conference).splitlines() == ["Nhất trí.", given]


def test_the_opinion_of_who_came_after_all_is_not_told(sitting):
    seat = sitting.conference.attendees.last()
    type(seat).objects.filter(pk=seat.pk).update(presence="present", arrived_at=NOW, absence_reason="")
    assert "Ý kiến bằng văn bản" not in compiling.discussion_of(sitting.conference)
    assert "Nhất trí danh sách" not in texts(minutes_document(sitting.conference, None))


def test_what_happened_after_saving_is_named(sitting):
    assert compiling.new_lines(sitting.conference) == []  # nothing is saved yet: all of it is offered
    lines = compiling.discussion_of(sitting.conference).splitlines()
    services.write_minutes(sitting.conference, by=sitting.secretary, discussion=lines[0], conclusion="")
    sitting.conference.refresh_from_db()
    assert compiling.new_lines(sitting.conference) == lines[1:]


def texts(document) -> str:
    words = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            words.append(plain(block.text))
        elif isinstance(block, Table):
            words += [str(value) for row in block.rows for value in (row.values() if isinstance(row, dict) else row)]
    return "\n".join(words)


def test_the_paper_holds_guests_speeches_opinions_and_tasks(sitting):
    told = texts(minutes_document(sitting.conference, None))
    for words in (
        "Đại biểu mời, không biểu quyết: Đại tá Lê A, Cục Chính trị.",
        "Thiếu tá B",
        "Nhất trí danh sách.",
        "Nhân rộng mô hình",
    ):
        assert words in told


def test_adoption_keeps_the_first_version_and_waits_for_two_hands(sitting):
    version = adopted(sitting)
    assert (version.number, version.state, version.discussion) == (1, MinutesState.ADOPTED, "Thảo luận")
    recording.sign(version, by=sitting.chair)
    assert (version.state, version.chair_signed_by) == (MinutesState.HALF, sitting.chair)
    frozen = compiling.signed_file(version)
    assert hashlib.sha256(frozen).hexdigest() == version.sha256
    with pytest.raises(StateConflict, match="Chủ trì đã ký"):
        recording.sign(version, by=sitting.chair)
    recording.sign(version, by=sitting.secretary)
    assert (version.is_signed, compiling.signed_file(version)) == (True, frozen)
    with pytest.raises(StateConflict):
        recording.sign(version, by=sitting.secretary)


def test_only_the_chair_and_the_secretary_sign(sitting):
    version = adopted(sitting)
    for by in (sitting.tellers[0], UserFactory(role=Role.MEMBER, over=sitting.province)):
        with pytest.raises(Forbidden):
            recording.sign(version, by=by)


def test_two_offices_are_not_two_hands(sitting):
    version = adopted(sitting)
    recording.sign(version, by=sitting.secretary)
    with pytest.raises(StateConflict, match="Thư ký đã ký"):
        recording.sign(version, by=UserFactory(role=Role.OFFICER, over=sitting.province))


def test_a_file_that_was_changed_is_not_signed_and_not_given_out(sitting):
    version = adopted(sitting)
    recording.sign(version, by=sitting.secretary)
    with Path(version.pdf.path).open("ab") as file:
        file.write(b" ")
    with pytest.raises(RuleViolation, match="mã kiểm tra không khớp"):
        recording.sign(version, by=sitting.chair)
    version.refresh_from_db()
    assert version.state == MinutesState.HALF


def test_the_database_keeps_signed_minutes(sitting):
    version = signed(sitting)
    assert GUARD.missing(connection) == []
    for act in (
        lambda: MinutesVersion.objects.filter(pk=version.pk).update(conclusion="Khác"),
        lambda: MinutesVersion.objects.filter(pk=version.pk).update(state="adopted"),
        lambda: MinutesVersion.objects.filter(pk=version.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    half = MinutesVersion(conference=sitting.conference, number=9, state="half", discussion="a", sha256="1", pdf="x")
    half.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        MinutesVersion.objects.filter(pk=half.pk).update(discussion="b")


def test_a_correction_is_the_next_version_and_the_first_stays_as_it_was(sitting):
    version = adopted(sitting)
    with pytest.raises(StateConflict, match="chưa ký xong"):
        recording.begin_correction(sitting.conference, by=sitting.secretary, reason="Sai tên")
    recording.sign(version, by=sitting.secretary)
    recording.sign(version, by=sitting.chair)
    old = compiling.signed_file(version)
    second = recording.begin_correction(sitting.conference, by=sitting.secretary, reason="Sai tên")
    assert (second.number, second.discussion, second.state) == (2, "Thảo luận", MinutesState.DRAFT)
    assert compiling.last_version(sitting.conference) == version  # until the correction is adopted
    recording.write_version(second, by=sitting.secretary, discussion="Thảo luận, đúng tên", conclusion="")
    with pytest.raises(RuleViolation) as refused:
        recording.adopt_version(second, by=sitting.secretary)
    assert refused.value.reasons == ["Phần kết luận chưa ghi hoặc chưa lưu."]
    recording.write_version(second, by=sitting.secretary, discussion="Thảo luận, đúng tên", conclusion="Kết luận")
    recording.adopt_version(second, by=sitting.secretary)
    with pytest.raises(StateConflict, match="không sửa được"):
        recording.write_version(second, by=sitting.secretary, discussion="x", conclusion="y")
    recording.sign(second, by=sitting.secretary)
    recording.sign(second, by=sitting.chair)
    version.refresh_from_db()
    assert (version.is_signed, compiling.signed_file(version)) == (True, old)
    assert compiling.last_version(sitting.conference) == second
    told = texts(minutes_document(sitting.conference, second))
    assert "Bản số 2, thay bản số 1. Lý do sửa: Sai tên." in told
    assert "Thảo luận, đúng tên" in told


def test_a_dropped_correction_leaves_its_number_behind(sitting):
    signed(sitting)
    second = recording.begin_correction(sitting.conference, by=sitting.secretary, reason="Sai tên")
    recording.drop_version(second, by=sitting.secretary)
    third = recording.begin_correction(sitting.conference, by=sitting.secretary, reason="Sai tên")
    assert third.number == 3


def test_minutes_of_a_cluster_are_signed_by_its_lead_and_the_secretary_of_the_host():
    meeting = cluster_meeting(units=3, present=3, state=ConferenceState.CLOSED)
    Conference.objects.filter(pk=meeting.conference.pk).update(discussion="a", conclusion="b")
    services.adopt_minutes(meeting.conference, by=meeting.lead)
    version = meeting.conference.versions.get()
    clerk = UserFactory(role=Role.CLERK, over=meeting.units[0])
    grant(clerk, Role.MEMBER, meeting.units[0])
    recording.sign(version, by=meeting.lead)
    recording.sign(version, by=clerk)
    assert (version.chair_signed_by, version.secretary_signed_by) == (meeting.lead, clerk)
