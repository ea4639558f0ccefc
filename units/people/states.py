"""The life of a transfer between two sides."""

from collections.abc import Iterable

from thidua import clock
from thidua.workflow import Move, Workflow
from units.people.enums import TransferState
from units.people.models import Transfer


def _not_yet(transfer: Transfer) -> Iterable[str]:
    if transfer.from_day > clock.today():
        yield f"Điều động có hiệu lực từ ngày {transfer.from_day:%d/%m/%Y}."


TRANSFER = Workflow(
    Move(
        "receive_transfer",
        "Tiếp nhận",
        (TransferState.SENT,),
        TransferState.RECEIVED,
        "units.receive_transfer",
        obstacles=_not_yet,
        icon="user-check",
    ),
    Move(
        "refuse_transfer",
        "Không tiếp nhận",
        (TransferState.SENT,),
        TransferState.REFUSED,
        "units.receive_transfer",
        needs_reason=True,
    ),
    Move(
        "withdraw_transfer",
        "Rút lệnh",
        (TransferState.SENT,),
        TransferState.WITHDRAWN,
        "units.send_transfer",
        question="Rút lệnh điều động? Người này ở lại đơn vị hiện tại.",
    ),
    action="people",
)
