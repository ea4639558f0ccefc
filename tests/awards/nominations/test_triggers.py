"""The database refuses by itself what no service would do to minutes."""

import pytest
from django.db import IntegrityError, connection, transaction

from awards.models import MeetingLine, MeetingPresence, UnitMeeting
from awards.nominations import triggers
from tests.awards.nominations.meeting import call, close, draft_line, on, vote
from tests.factories.nominations import nomination_year
from tests.kept import kept

pytestmark = pytest.mark.django_db
year = kept(nomination_year)


def refused(act) -> str:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        act()
    return str(error.value)


def test_all_triggers_stand():
    assert triggers.GUARD.missing(connection) == []


def test_closed_minutes_are_kept_as_they_are(year):
    line, here = draft_line(year), year.person()
    meeting = call(year, on(line), present=None, attendees=[here.pk])
    vote(year, meeting, (1, 0))
    MeetingLine.objects.filter(meeting=meeting).update(opinion="Được")
    close(year, meeting)
    rows, votes = UnitMeeting.objects.filter(pk=meeting.pk), MeetingLine.objects.filter(meeting=meeting)
    people = MeetingPresence.objects.filter(meeting=meeting)
    for act in (
        lambda: rows.update(present=9, called=9),
        lambda: rows.update(conclusion="Khác"),
        lambda: votes.update(agree=0),
        lambda: votes.update(nomination=None),
        votes.delete,
        lambda: people.update(is_present=False),
        people.delete,
        lambda: MeetingPresence.objects.create(meeting=meeting, person=year.person(), name="A"),
    ):
        assert "Biên bản đã chốt" in refused(act)
    assert "trạng thái này" in refused(lambda: rows.update(state="draft"))
    rows.update(scan_name="ky.pdf")
    rows.update(state="replaced")
    assert "trạng thái này" in refused(lambda: rows.update(state="closed"))


def test_no_meeting_is_deleted(year):
    meeting = call(year)
    assert "không xóa được" in refused(meeting.delete)
