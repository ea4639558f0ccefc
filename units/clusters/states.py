"""WHEN: the life of a pledge."""

from thidua.workflow import Move, Workflow
from units.clusters.enums import PledgeState as S
from units.clusters.models import Pledge

PLEDGE = Workflow(
    Move(
        "pledge_open",
        "Đưa ra ký",
        (S.DRAFT,),
        S.SIGNING,
        permission="units.edit_pledge",
        obstacles=Pledge.missing_to_open,
        tone="primary",
        icon="signature",
        question="Đưa giao ước ra ký? Nội dung và chỉ tiêu khóa lại.",
    ),
    Move(
        "pledge_take_back",
        "Lấy lại để sửa",
        (S.SIGNING,),
        S.DRAFT,
        permission="units.edit_pledge",
        obstacles=Pledge.why_not_taken_back,
        icon="undo-2",
    ),
    action="clusters",
)
