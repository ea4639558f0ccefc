"""WHEN: the life of a month's sheet, and of a request to unlock one."""

from awards.results.enums import SheetState as S
from awards.results.enums import UnlockState
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
        "reopen",
        "Sửa bảng được mở khóa",
        (S.VERIFIED,),
        S.RETURNED,
        permission="awards.enter_result",
        obstacles=ResultSheet.why_not_reopened,
        icon="lock-open",
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

UNLOCK = Workflow(
    Move(
        "grant",
        "Mở khóa",
        (UnlockState.WAITING,),
        UnlockState.GRANTED,
        permission="awards.answer_unlock",
        tone="primary",
        icon="lock-open",
    ),
    Move(
        "refuse",
        "Không mở",
        (UnlockState.WAITING,),
        UnlockState.REFUSED,
        permission="awards.answer_unlock",
        needs_reason=True,
        icon="circle-x",
    ),
    action="results.unlock",
)

providers.action_labels.update(
    {
        "results.enter": "Nhập kết quả",
        "results.accept_cell": "Xác nhận một ô",
        "results.mark_cell": "Đánh dấu trả lại một ô",
        "results.verify_part": "Xác minh phần của cơ quan",
        "results.attach": "Thêm minh chứng",
        "results.remove_evidence": "Gỡ minh chứng",
        "results.caption": "Ghi chú thích minh chứng",
        "results.correct": "Sửa số khi thẩm định",
        "results.explain": "Giải trình",
        "results.agree": "Đồng ý với số thẩm định",
        "results.uphold": "Giữ số thẩm định",
        "results.stand": "Hết hạn giải trình, giữ số thẩm định",
        "results.set_explanation_days": "Đặt số ngày giải trình",
        "results.ask_unlock": "Gửi yêu cầu mở khóa",
    }
)
AREAS["results"] = "Kết quả"
