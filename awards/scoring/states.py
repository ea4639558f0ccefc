"""WHEN: the life of a board, and of the rule for equal percents."""

from awards.scoring.enums import BoardState as S
from awards.scoring.enums import TieRuleState
from awards.scoring.models import ScoreBoard
from awards.scoring.ties import TieBreakRule
from thidua import providers
from thidua.workflow import Move, Workflow
from units.audit.actions import AREAS

BOARD = Workflow(
    Move(
        "freeze",
        "Chốt điểm",
        (S.PROVISIONAL,),
        S.FROZEN,
        permission="awards.freeze_board",
        obstacles=ScoreBoard.why_not_frozen,
        tone="primary",
        icon="lock",
        question="Chốt bảng điểm? Điểm và thứ hạng được niêm phong; muốn đổi phải lập bản mới, có lý do.",
    ),
    Move("confirm", "Công nhận xếp hạng", (S.FROZEN,), S.CONFIRMED, permission="awards.confirm_board", icon="check"),
    Move(
        "replace",
        "Thay bằng bản sau",
        (S.FROZEN, S.CONFIRMED),
        S.REPLACED,
        permission="awards.freeze_board",
        needs_reason=True,
    ),
    action="scoring",
)

TIES = Workflow(
    Move(
        "publish_tie_rule",
        "Công bố quy định khi bằng điểm",
        (TieRuleState.DRAFT,),
        TieRuleState.PUBLISHED,
        permission="awards.set_tie_rule",
        obstacles=TieBreakRule.why_not_published,
        tone="primary",
        icon="megaphone",
        question="Công bố quy định khi bằng điểm? Từ lúc công bố không sửa được.",
    ),
    action="scoring",
)

providers.action_labels.update(
    {
        "scoring.set_tie_rule": "Soạn quy định khi bằng điểm",
        "scoring.compute": "Tính điểm",
        "scoring.give_points": "Chấm điểm trực tiếp",
        "scoring.adjust": "Thưởng, trừ điểm",
    }
)
AREAS["scoring"] = "Chấm điểm"
