"""WHEN: the life of a unit's own score sheet, of a cross-check, of an appeal."""

from awards.scoring.enums import AppealState as A
from awards.scoring.enums import CheckState as C
from awards.scoring.enums import ScoreSheetState as S
from awards.scoring.sheets import ScoreSheet
from thidua import providers
from thidua.workflow import Move, Workflow

SELF = Workflow(
    Move("send_self", "Gửi tự chấm", (S.DRAFT,), S.SENT, permission="awards.self_score", tone="primary", icon="send"),
    Move(
        "recall_self",
        "Rút lại tự chấm",
        (S.SENT,),
        S.DRAFT,
        permission="awards.self_score",
        obstacles=ScoreSheet.why_not_recalled,
        icon="undo-2",
    ),
    Move(
        "agree",
        "Thống nhất điểm",
        (S.SENT,),
        S.AGREED,
        permission="awards.agree_points",
        obstacles=ScoreSheet.why_not_agreed,
        tone="primary",
        icon="check",
    ),
    Move(
        "reopen_points",
        "Mở lại điểm đã thống nhất",
        (S.AGREED,),
        S.SENT,
        permission="awards.reopen_points",
        needs_reason=True,
        icon="lock-open",
    ),
    action="scoring",
)

CHECK = Workflow(
    Move("send_check", "Gửi kiểm tra chéo", (C.OPEN,), C.SENT, permission="awards.cross_check", icon="send"),
    action="scoring",
)

APPEAL = Workflow(
    Move(
        "accept_appeal",
        "Chấp nhận khiếu nại điểm",
        (A.WAITING,),
        A.ACCEPTED,
        permission="awards.answer_appeal",
        needs_reason=True,
        icon="check",
    ),
    Move(
        "refuse_appeal",
        "Không chấp nhận khiếu nại điểm",
        (A.WAITING,),
        A.REFUSED,
        permission="awards.answer_appeal",
        needs_reason=True,
        icon="x",
    ),
    Move(
        "withdraw_appeal",
        "Rút khiếu nại điểm",
        (A.WAITING,),
        A.WITHDRAWN,
        permission="awards.self_score",
        icon="undo-2",
    ),
    action="scoring",
)

providers.action_labels.update(
    {
        "scoring.save_self": "Ghi phiếu tự chấm",
        "scoring.save_check": "Ghi kiểm tra chéo",
        "scoring.set_checker": "Phân công kiểm tra chéo",
        "scoring.set_appeal_term": "Đặt hạn khiếu nại điểm",
        "scoring.file_appeal": "Khiếu nại điểm",
    }
)
