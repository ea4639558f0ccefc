"""WHEN: the life of a line and of the list."""

from awards.nominations.enums import Eligibility, ListState, NominationState
from awards.nominations.models import Nomination, NominationList
from thidua.workflow import Move, Workflow

N = NominationState

# Lines that count against the quota and may still reach the ballot.
RUNNING = (N.DRAFT, N.SENT, N.RETURNED, N.TO_COUNCIL, N.ON_HOLD, N.REJECTED)
ON_BALLOT = (N.TO_COUNCIL,)
WON = (N.PASSED, N.PROPOSED_UP, N.DECIDED)


def list_is_locked(line: Nomination) -> list[str]:
    """Nothing moves by hand once the list is locked."""
    return ["Danh sách đã khóa."] if line.nomination_list.state == ListState.LOCKED else []


def missing_for_council(line: Nomination) -> list[str]:
    """Everything that still stands between a line and the council."""
    missing = list_is_locked(line)
    if line.eligibility == Eligibility.INELIGIBLE:
        missing.append(f"Chưa đủ điều kiện: {line.eligibility_reason}.")
    if line.eligibility == Eligibility.HELD:
        missing.append(f"Đang tạm dừng xét: {line.eligibility_reason}.")
    if not line.citation.strip():
        missing.append("Chưa có tóm tắt thành tích.")
    return missing


def open_lines(nomination_list: NominationList) -> list[str]:
    """Lines nobody has settled yet: each must go to the council, be rejected, held or withdrawn before the lock."""
    waiting = nomination_list.lines.filter(state__in=[N.DRAFT, N.SENT, N.RETURNED])
    return [
        f"{line.subject_name} ({line.award.short_name}): {line.get_state_display()}"
        for line in waiting.select_related("award")[:20]
    ]


LINE = Workflow(
    Move(
        "send", "Gửi đề nghị", (N.DRAFT, N.RETURNED), N.SENT,
        permission="awards.edit_nomination", obstacles=list_is_locked, tone="primary", icon="send",
    ),
    Move(
        "send_back", "Trả lại bổ sung", (N.SENT, N.TO_COUNCIL), N.RETURNED,
        permission="awards.appraise_nomination", obstacles=list_is_locked, needs_reason=True, icon="undo-2",
    ),
    Move(
        "to_council", "Trình Hội đồng", (N.SENT, N.ON_HOLD), N.TO_COUNCIL,
        permission="awards.appraise_nomination", obstacles=missing_for_council, tone="primary", icon="landmark",
    ),
    Move(
        "hold", "Tạm dừng xét", (N.SENT, N.RETURNED, N.TO_COUNCIL), N.ON_HOLD,
        permission="awards.appraise_nomination", obstacles=list_is_locked, needs_reason=True, icon="pause",
    ),
    Move(
        "release", "Xét tiếp", (N.ON_HOLD,), N.SENT,
        permission="awards.appraise_nomination", obstacles=list_is_locked, icon="play",
    ),
    Move(
        "reject", "Đề nghị loại", (N.SENT, N.RETURNED, N.ON_HOLD, N.TO_COUNCIL), N.REJECTED,
        permission="awards.appraise_nomination", obstacles=list_is_locked, needs_reason=True,
        tone="danger", icon="circle-x",
    ),
    Move(
        "withdraw", "Rút đề nghị", (N.DRAFT, N.SENT, N.RETURNED), N.WITHDRAWN,
        permission="awards.edit_nomination", obstacles=list_is_locked, needs_reason=True, icon="minus",
    ),
    Move("pass", "Ghi kết quả: đạt", (N.TO_COUNCIL,), N.PASSED, permission="awards.settle_nomination"),
    Move("fail", "Ghi kết quả: không đạt", (N.TO_COUNCIL,), N.NOT_PASSED, permission="awards.settle_nomination"),
    Move("propose_up", "Trình cấp trên", (N.PASSED,), N.PROPOSED_UP, permission="awards.settle_nomination"),
    Move("decide", "Ghi quyết định", (N.PASSED, N.PROPOSED_UP), N.DECIDED, permission="awards.settle_nomination"),
    Move(
        "refuse_above", "Cấp trên không tặng", (N.PROPOSED_UP,), N.REFUSED_ABOVE,
        permission="awards.settle_nomination", needs_reason=True,
    ),
    action="nomination",
)  # fmt: skip

# What a person may start by hand; the rest follows from a ballot or a signed paper.
BY_HAND = ("send", "send_back", "to_council", "hold", "release", "reject", "withdraw")

LIST = Workflow(
    Move(
        "lock", "Khóa danh sách", (ListState.OPEN,), ListState.LOCKED, permission="awards.run_nominations",
        obstacles=open_lines, tone="primary", icon="lock", typed_word="KHÓA",
        question="Sau khi khóa, đơn vị không thêm hay sửa được. Danh sách này sẽ lên phiếu bầu.",
    ),
    action="nomination_list",
)  # fmt: skip
