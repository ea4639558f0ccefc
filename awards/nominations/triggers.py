"""What the database itself refuses: closed minutes of a unit's meeting never change, no meeting is deleted."""

from thidua.guards import Guard, Refusal, changed

MEETING, LINE, PERSON = "awards_unitmeeting", "awards_meetingline", "awards_meetingpresence"
CLOSED = "('closed', 'replaced')"
KEPT = "Biên bản đã chốt, không sửa được; lập bản đính chính."
# The scan of the signed paper comes later, and a correction takes the place of the minutes: nothing else.
FACTS = (
    "nomination_list_id", "unit_id", "held_at", "ended_at", "place", "chair_name", "chair_post", "secretary_name",
    "secretary_post", "called", "present", "absence_note", "way", "issued", "returned", "tellers", "discussion",
    "conclusion", "rule_id", "corrects_id", "reason", "closed_by_id", "closed_at",
)  # fmt: skip


def _is_closed(meeting_id: str) -> str:
    return f"(SELECT state FROM {MEETING} WHERE id = {meeting_id}) IN {CLOSED}"


def _of_minutes(name: str, table: str) -> tuple[Refusal, ...]:
    """Rows of closed minutes: none added, changed, taken away."""
    either = f"({_is_closed('OLD.meeting_id')} OR {_is_closed('NEW.meeting_id')})"
    return (
        Refusal(f"{name}_insert", table, "INSERT", _is_closed("NEW.meeting_id"), KEPT),
        Refusal(f"{name}_update", table, "UPDATE", either, KEPT),
        Refusal(f"{name}_delete", table, "DELETE", _is_closed("OLD.meeting_id"), KEPT),
    )


REFUSALS = (
    Refusal("meeting_update", MEETING, "UPDATE", f"OLD.state IN {CLOSED} AND {changed(*FACTS)}", KEPT),
    Refusal(
        "meeting_state",
        MEETING,
        "UPDATE",
        "OLD.state <> NEW.state AND NOT (OLD.state = 'draft' OR (OLD.state = 'closed' AND NEW.state = 'replaced'))",
        "Không thể chuyển cuộc họp sang trạng thái này.",
    ),
    Refusal("meeting_delete", MEETING, "DELETE", "1 = 1", "Cuộc họp không xóa được; bỏ bản ghi nếu không họp."),
    *_of_minutes("meeting_line", LINE),
    *_of_minutes("meeting_person", PERSON),
)
GUARD = Guard("nominations", REFUSALS)
