"""WHEN: the life of a month's sheet."""

from awards.results.enums import SheetState as S
from awards.results.models import ResultSheet
from thidua import providers
from thidua.workflow import Move, Workflow
from units.audit.actions import AREAS

SHEET = Workflow(
    Move(
        "submit",
        "Gửi xác minh",
        (S.DRAFT, S.RETURNED),
        S.SUBMITTED,
        permission="awards.enter_result",
        obstacles=ResultSheet.missing_to_submit,
        tone="primary",
        icon="send",
    ),
    Move(
        "recall",
        "Rút lại",
        (S.SUBMITTED,),
        S.DRAFT,
        permission="awards.enter_result",
        obstacles=ResultSheet.why_not_recalled,
        icon="undo-2",
    ),
    Move(
        "send_back",
        "Trả lại bổ sung",
        (S.SUBMITTED, S.VERIFIED),
        S.RETURNED,
        permission="awards.verify_result",
        needs_reason=True,
        icon="corner-up-left",
    ),
    Move(
        "verify",
        "Xác minh",
        (S.SUBMITTED,),
        S.VERIFIED,
        permission="awards.verify_result",
        obstacles=ResultSheet.why_not_verified,
        tone="primary",
        icon="check",
    ),
    action="results",
)

providers.action_labels.update(
    {
        "results.enter": "Nhập kết quả",
        "results.accept_cell": "Xác nhận một ô",
        "results.mark_cell": "Đánh dấu trả lại một ô",
    }
)
AREAS["results"] = "Kết quả"
