"""Acts on the handover of a cluster's lead; services.py names them all."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from awards.conferences import permissions, states
from awards.conferences.enums import HandoverState
from awards.conferences.models import Conference, Handover
from awards.conferences.rules import HANDOVER_CHECKLIST
from thidua import clock, text
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.accounts import services as accounts
from units.audit.services import record
from units.clusters import services as clusters
from units.models import Unit, User


@transaction.atomic
def prepare_handover(
    conference: Conference,
    *,
    by: User,
    to_unit: Unit,
    takes_effect_on: date,
    checklist: Iterable[str] = HANDOVER_CHECKLIST,
    minutes: str = "",
) -> Handover:
    """Say who leads the cluster next, from which day, and what has to be handed over. Until the first signature it can
    be prepared again: items that keep their words keep their tick."""
    row = lock(conference)
    require(by, "awards.run_conference", row)
    if row.cluster_id is None:
        raise RuleViolation("Chỉ hội nghị của cụm có bàn giao cụm trưởng.")
    if row.period.is_closed:
        raise StateConflict(f"Năm thi đua {row.period.year} đã khóa, chỉ còn để xem.")
    from_unit = row.cluster.lead_on(row.held_on)
    if from_unit is None:
        raise RuleViolation(f"{row.cluster} chưa có cụm trưởng vào ngày {row.held_on:%d/%m/%Y}.")
    elected = row.rounds.elected_lead()
    if elected == from_unit:
        raise RuleViolation(f"Hội nghị đã bầu lại {elected}: không có bàn giao.", field="to_unit")
    if from_unit == to_unit:
        raise RuleViolation("Bên nhận phải là đơn vị khác với cụm trưởng hiện nay.", field="to_unit")
    if elected not in (None, to_unit):
        raise RuleViolation(f"Hội nghị đã bầu {elected} làm cụm trưởng: bàn giao cho đơn vị ấy.", field="to_unit")
    if takes_effect_on < row.held_on:
        raise RuleViolation("Ngày hiệu lực không thể trước ngày họp.", field="takes_effect_on")
    if not row.cluster.members_on(takes_effect_on).filter(pk=to_unit.pk).exists():
        raise RuleViolation(f"{to_unit} không phải thành viên của {row.cluster} vào ngày đó.", field="to_unit")
    items = list(dict.fromkeys(line for line in map(text.clean, checklist) if line))
    if not items:
        raise RuleViolation("Ghi ít nhất một nội dung bàn giao.", field="checklist")

    handover = Handover.objects.select_for_update(of=("self",)).filter(conference=row).first()
    if handover is None:
        handover = Handover(conference=row)
    elif handover.state != HandoverState.DRAFT:
        raise StateConflict("Đã có chữ ký: nội dung bàn giao không sửa được nữa.")
    ticked = {item["text"] for item in handover.checklist if item["done"]}
    handover.from_unit, handover.to_unit, handover.takes_effect_on = from_unit, to_unit, takes_effect_on
    handover.checklist = [{"text": line, "done": line in ticked} for line in items]
    handover.minutes = minutes.strip()
    handover.save()
    record(
        by,
        "handover.prepare",
        handover,
        after={"from_unit": from_unit, "to_unit": to_unit, "takes_effect_on": takes_effect_on, "checklist": items},
    )
    return handover


@transaction.atomic
def tick_handover(handover: Handover, *, by: User, number: int, done: bool = True) -> Handover:
    """Tick (or untick) item `number`, from 1, until the first signature."""
    row = lock(handover)
    require(by, "awards.run_conference", row.conference)
    if row.state != HandoverState.DRAFT:
        raise StateConflict("Đã có chữ ký: danh mục không sửa được nữa.")
    if not 1 <= number <= len(row.checklist):
        raise RuleViolation("Danh mục đã đổi. Tải lại trang.")
    item = row.checklist[number - 1]
    if item["done"] != done:
        item["done"] = done
        row.save(update_fields=["checklist"])
        record(by, "handover.tick", row, item=item["text"], done=done)
    handover.checklist = row.checklist
    return row


@transaction.atomic
def sign_handover(handover: Handover, *, by: User) -> Handover:
    """Sign for the side the user speaks for. With the second signature the lead and the rights move.

    Refused with every reason while something is unchecked, disputed or the minutes are not adopted.
    """
    row = lock(handover)
    require(by, "awards.sign_handover", row)
    side = permissions.signing_side(by, row)
    if getattr(row, f"{side}_signed_by_id"):
        raise StateConflict(f"Bên {'giao' if side == 'from' else 'nhận'} đã ký.")
    if by.pk in (row.from_signed_by_id, row.to_signed_by_id):
        raise RuleViolation("Hai bên phải do hai người khác nhau ký.")
    move = "sign_first" if row.state == HandoverState.DRAFT else "sign_second"
    signature = {f"{side}_signed_by": by, f"{side}_signed_at": clock.now()}
    row = states.HANDOVER.make(move, handover, by=by, **signature)
    if row.is_done:
        _move_the_lead(row, by)
    return row


def _move_the_lead(handover: Handover, by: User) -> None:
    """The new unit leads from the day agreed; accounts of the old lead become readers, those of the new one lead."""
    cluster, day = handover.conference.cluster, handover.takes_effect_on
    basis = f"Biên bản bàn giao cụm trưởng, {handover.conference.name}"
    clusters.follow_handover(cluster, handover.to_unit, by=by, from_day=day, basis=basis[:200])
    accounts.follow_handover(cluster, handover.to_unit, by=by, from_day=day)
