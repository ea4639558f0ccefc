"""WHEN: the life of a paper."""

from awards.decisions.enums import PaperKind, PaperState
from awards.decisions.models import Decision
from awards.nominations.enums import NominationState
from thidua.workflow import Move, Workflow

P = PaperState


def missing_to_sign(paper: Decision) -> list[str]:
    """Everything that still stands between a draft and the signature."""
    missing = []
    lines = list(paper.lines.select_related("nomination__award"))
    if not lines:
        missing.append("Văn bản chưa có đối tượng nào.")
    if not paper.signer_name.strip() or not paper.signer_post.strip():
        missing.append("Chưa ghi người ký và chức vụ.")
    if paper.kind == PaperKind.SUBMISSION and not paper.addressee.strip():
        missing.append("Chưa ghi nơi nhận tờ trình (Kính gửi).")
    for line in lines:
        if line.nomination.state != NominationState.PASSED:
            missing.append(
                f"{line.nomination.subject_name} ({line.nomination.award.short_name}): "
                f"{line.nomination.get_state_display().lower()}, chưa qua bỏ phiếu hoặc đã có văn bản khác."
            )
    return missing[:20]


PAPER = Workflow(
    Move(
        "to_sign", "Trình ký", (P.DRAFT,), P.TO_SIGN,
        permission="awards.edit_paper", obstacles=missing_to_sign, tone="primary", icon="pen-line",
    ),
    Move("take_back", "Lấy lại sửa", (P.TO_SIGN,), P.DRAFT, permission="awards.edit_paper", icon="undo-2"),
    Move(
        "sign", "Ký, ban hành", (P.TO_SIGN,), P.SIGNED,
        permission="awards.sign_paper", obstacles=missing_to_sign, tone="primary", icon="signature",
        question="Sau khi ký, văn bản được khóa cùng mã kiểm tra. Muốn sửa phải ban hành văn bản mới.",
    ),
    Move(
        "cancel", "Hủy dự thảo", (P.DRAFT, P.TO_SIGN), P.CANCELLED,
        permission="awards.edit_paper", needs_reason=True, tone="danger", icon="ban",
    ),
    action="decision",
)  # fmt: skip
