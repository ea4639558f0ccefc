"""WHEN: the life of a unit's meeting, and what its vote does to a line."""

from awards.nominations.enums import MeetingState
from awards.nominations.meetings import MeetingLine, UnitMeeting
from awards.nominations.models import Nomination, NominationList
from thidua import clock, providers
from thidua.workflow import Move, Workflow
from units.audit.actions import AREAS, WORDS

M = MeetingState


def list_problems(listing: NominationList) -> list[str]:
    """Why nothing can be put before a meeting any more."""
    if listing.is_locked:
        return ["Danh sách đề nghị đã khóa."]
    return [f"Năm {listing.period.year} đã khóa."] if listing.period.is_closed else []


def missing_to_close(meeting: UnitMeeting) -> list[str]:
    """Everything that still stands between a draft and its minutes, all at once."""
    missing = list_problems(meeting.nomination_list)
    if meeting.held_at > clock.now():
        missing.append("Cuộc họp chưa diễn ra.")
    if meeting.present is None:
        missing.append("Chưa ghi số có mặt.")
    if meeting.by_ballot and meeting.returned is None:
        missing.append("Chưa ghi số phiếu phát ra, thu về.")
    lines = list(meeting.lines.select_related("award")) if meeting.pk else []
    if not lines:
        missing.append("Chưa có ai để bình xét.")
    return [*missing, *(f"Chưa ghi phiếu: {line}." for line in lines if not line.is_voted)]


MEETING = Workflow(
    Move(
        "meeting_close", "Chốt biên bản", (M.DRAFT,), M.CLOSED, permission="awards.record_meeting",
        obstacles=missing_to_close, tone="primary", icon="stamp",
    ),
    Move(
        "meeting_drop", "Bỏ cuộc họp", (M.DRAFT,), M.DROPPED, permission="awards.record_meeting", needs_reason=True,
        tone="ghost", icon="x",
    ),
    Move("meeting_replace", "Thay bằng bản đính chính", (M.CLOSED,), M.REPLACED, permission="awards.record_meeting"),
    action="unit_meeting",
)  # fmt: skip


def result_of(line: Nomination) -> MeetingLine | None:
    """What the last meeting said of a line, by minutes that stand. One query."""
    rows = MeetingLine.objects.filter(nomination=line, meeting__state=M.CLOSED)
    return rows.select_related("meeting__unit", "rule").order_by("-meeting__held_at", "-pk").first()


def fell_at_unit(line: Nomination) -> list[str]:
    """Why a line that its own unit did not agree to goes no further; only where the share asked for is sure."""
    found = result_of(line)
    if found is None or found.passed is not False or not found.rule.is_binding:
        return []
    when, asked = f"{found.meeting.held_on:%d/%m/%Y}", f"cần {found.rule}"
    return [f"Không đạt ở cuộc họp đơn vị ngày {when}: {found.agree} đồng ý, {asked} ({found.needed})."]


providers.action_labels.update(
    {
        "unit_meeting.call": "Lập cuộc họp bình xét",
        "unit_meeting.edit": "Sửa cuộc họp bình xét",
        "unit_meeting.vote": "Ghi phiếu ở cuộc họp",
        "unit_meeting.correct": "Đính chính biên bản họp",
        "unit_meeting.scan": "Gắn bản chụp biên bản họp",
        "nomination.unit_vote": "Ghi biểu quyết ở đơn vị",
        "meeting_rule.set": "Đặt tỷ lệ đạt ở đơn vị",
    }
)
AREAS["unit_meeting"] = "Họp bình xét ở đơn vị"
AREAS["meeting_rule"] = "Tỷ lệ đạt ở đơn vị"
WORDS.update(
    {
        "before_meeting": "đưa ra bình xét",
        "votes": "phiếu",
        "passed": "số đạt",
        "not_passed": "số không đạt",
        "put_forward": "số đề nghị mới lập",
        "share": "tỷ lệ",
    }
)
