"""WHEN: what came in waits to be looked at, then it is taken or dropped."""

from awards.decisions.exchange_enums import PackageState as P
from thidua import providers
from thidua.workflow import Move, Workflow
from units.audit.actions import AREAS, WORDS

PACKAGE = Workflow(
    Move("take", "Nhận gói", (P.WAITING,), P.TAKEN, permission="awards.exchange", tone="primary", icon="check"),
    Move("drop", "Bỏ gói", (P.WAITING,), P.DROPPED, permission="awards.exchange", needs_reason=True, icon="ban"),
    action="exchange",
)
providers.action_labels.update(
    {
        "exchange.add_partner": "Thêm nơi trao đổi",
        "exchange.end_partner": "Thôi trao đổi",
        "exchange.show_key": "Xem khóa trao đổi",
        "exchange.export": "Lập gói hồ sơ trình",
        "exchange.receive": "Đưa gói vào xem trước",
        "exchange.answer": "Lập gói trả lời",
    }
)
AREAS["exchange"] = "Trao đổi hồ sơ"
WORDS.update({"files": "tệp", "fingerprint": "dấu khóa", "package": "gói"})
