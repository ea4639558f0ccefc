"""WHEN: the life of a letter. `sending`, `sent` and `failed` are set by the one who carries it, in `outbox.deliver`."""

from awards.home.enums import MailState as S
from thidua import providers
from thidua.workflow import Move, Workflow
from units.audit.actions import AREAS, WORDS

MAIL = Workflow(
    Move(
        "approve_mail", "Duyệt gửi", (S.WAITING,), S.READY, permission="awards.review_mail", tone="primary", icon="send"
    ),
    Move(
        "retry_mail",
        "Gửi lại",
        (S.FAILED,),
        S.READY,
        permission="awards.review_mail",
        icon="refresh-cw",
        question="Gửi lại thư này? Hỏi người nhận trước, nếu không rõ thư đã đến chưa.",
    ),
    Move(
        "drop_mail",
        "Bỏ thư",
        (S.WAITING, S.READY, S.FAILED),
        S.DROPPED,
        permission="awards.review_mail",
        needs_reason=True,
        icon="ban",
        question="Bỏ thư này?",
    ),
    action="home",
)

providers.action_labels.update(
    {
        "home.remind": "Nhắc đơn vị",
        "home.remind_daily": "Nhắc tự động",
        "home.edit_mail": "Sửa thư",
        "home.choose_notices": "Chọn cách nhận thông báo",
    }
)
AREAS["home"] = "Thông báo, thư"
WORDS.update({"subject": "tiêu đề", "body": "nội dung", "email": "thư điện tử"})
