"""A post that meets: two lines of its own, a candidate of another title."""

from datetime import datetime

from django.utils import timezone

from awards.nominations import conferring
from awards.nominations.conferring import Vote
from awards.nominations.enums import Origin
from awards.nominations.meeting_queries import Subject
from awards.nominations.meeting_rules import set_meeting_rule

HELD = timezone.make_aware(datetime(2023, 10, 8, 8))
HEAD = {
    "held_at": HELD, "place": "Hội trường", "chair_name": "Trần Văn Minh", "chair_post": "Thiếu tá, Đồn trưởng",
    "secretary_name": "Lê Văn Sơn", "called": 12, "present": 10, "way": "hands",
}  # fmt: skip


def rule(year, *, by=None, **facts):
    """More than half of those present; what the office set itself stops a line."""
    first = {
        "valid_from": year.period.starts_on, "num": 1, "den": 2, "strict": True, "base": "present", "quorum_num": 2,
        "quorum_den": 3, "legal_basis": "Quy chế, Điều 4", "confidence": "L", "reason": "Đặt lần đầu",
    }  # fmt: skip
    return set_meeting_rule(year.province, by=by or year.officer, **{**first, **facts})


def draft_line(year, code: str = "CSTT", person=None, **facts):
    return year.nominate(code, person, unit_votes_for=None, unit_votes_total=None, **facts)


def on(line) -> Subject:
    return Subject(line.award, Origin.LINE, line, line.person, line.unit)


def candidate(year, person, code: str = "CSTT") -> Subject:
    return Subject(year.awards[code], Origin.SUGGESTED, person=person)


def call(year, *subjects, by=None, **head):
    with year.in_time():
        facts = {**HEAD, **head}
        return conferring.call_meeting(year.listing, year.units[0], by=by or year.clerks[0], subjects=subjects, **facts)


def vote(year, meeting, *counts, by=None, **facts):
    """counts: (agree, disagree) of each line in order."""
    lines = list(meeting.lines.order_by("sort"))
    votes = {line.pk: Vote(*pair) for line, pair in zip(lines, counts, strict=True)}
    with year.in_time():
        return conferring.record_votes(meeting, votes, by=by or year.clerks[0], **facts)


def close(year, meeting, *, by=None, **facts):
    with year.in_time():
        return conferring.close_meeting(meeting, by=by or year.clerks[0], **facts)


def held(year, *lines, counts):
    """A meeting called, voted and closed."""
    meeting = call(year, *(on(line) for line in lines))
    vote(year, meeting, *counts)
    return close(year, meeting)
