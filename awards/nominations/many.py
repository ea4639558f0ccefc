"""One act on many lines: said in full before it is done, then done together."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction

from awards.nominations import services
from awards.nominations.models import Nomination
from awards.nominations.services import Handled
from thidua.errors import RuleViolation
from units.models import User

REFUSED = "nominations-refused"  # in the session: lines of the last act that could not go, told on the next page


@dataclass(frozen=True)
class BulkAct:
    """An act of the bar below the list. verb: as the confirmation says it; done: with `{}` for the number."""

    name: str
    verb: str
    done: str
    icon: str
    act: Callable[..., Nomination]
    needs_reason: bool = False
    what_follows: str = ""


ACTS = {
    act.name: act
    for act in (
        BulkAct("to_council", "Trình Hội đồng", "Đã trình Hội đồng {} đề nghị.", "landmark", services.to_council),
        BulkAct(
            "send_back", "Trả lại", "Đã trả lại {} đề nghị.", "corner-up-left", services.send_back, True,
            "Lý do được lưu vào lịch sử và gửi cho các đơn vị.",
        ),
        BulkAct(
            "hold", "Tạm dừng xét", "Đã tạm dừng xét {} đề nghị.", "pause", services.hold, True,
            "Đề nghị giữ nguyên trong danh sách và xét tiếp khi có kết luận.",
        ),
        BulkAct(
            "reject", "Đề nghị loại", "Đã đề nghị loại {} đề nghị.", "circle-x", services.reject, True,
            "Đề nghị không lên phiếu bầu; còn xét lại được đến khi khóa danh sách.",
        ),
    )
}  # fmt: skip


def sentence(act: BulkAct, lines: Iterable[Nomination]) -> str:
    """`Trả lại 3 đề nghị: A, B, C`."""
    names = [line.subject_name for line in lines]
    return f"{act.verb} {len(names)} đề nghị: {', '.join(names)}"


@transaction.atomic
def do(act: BulkAct, lines: Iterable[Nomination], *, by: User, reason: str = "") -> Handled:
    """All in one transaction; lines that cannot go stay, each with its reasons."""
    if act.needs_reason and not reason.strip():
        raise RuleViolation("Ghi lý do trước khi thực hiện.", field="reason")
    facts = {"reason": reason} if act.needs_reason else {}
    return services.each(lines, lambda line: act.act(line, by=by, **facts))
