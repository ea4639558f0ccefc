"""Kiện toàn Hội đồng: by one decision some members leave, others change their function, a standing organ is named."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db import transaction

from awards.conferences.enums import ConferenceState, DecisionKind, MemberFunction
from awards.conferences.models import Council, CouncilMember
from awards.conferences.records import CouncilDecision
from thidua import text
from thidua.errors import RuleViolation
from thidua.permissions import require
from thidua.workflow import lock
from units.audit.services import record
from units.models import Unit, User


@transaction.atomic
def renew(
    council: Council,
    *,
    by: User,
    text_of: str,
    effective_on: date,
    leaving: Iterable[CouncilMember] = (),
    functions: Mapping[int, MemberFunction] | None = None,
    standing: Iterable[CouncilMember] | None = None,
    standing_organ: Unit | None = None,
) -> CouncilDecision:
    """One decision that changes the council from a day on; every seat of before stays in the record with its last day.

    functions: id of a seat → its function from that day. standing: seats of the standing body; None leaves it as it is.
    """
    row = lock(council)
    require(by, "awards.manage_council", row)
    words = text.clean(text_of)
    if not words:
        raise RuleViolation("Ghi số, ngày quyết định kiện toàn.", field="text_of")
    last = row.decisions.order_by("-effective_on").first()
    if last is not None and effective_on <= last.effective_on:
        raise RuleViolation(
            f"Đã có quyết định hiệu lực từ {last.effective_on:%d/%m/%Y}; ngày mới phải sau ngày đó.",
            field="effective_on",
        )
    seats = {seat.pk: seat for seat in row.members_on(effective_on)}
    gone = {seat.pk for seat in leaving} & set(seats)
    functions = {pk: new for pk, new in (functions or {}).items() if pk in seats and pk not in gone}
    changed = {pk: new for pk, new in functions.items() if seats[pk].function != new}
    stands = None if standing is None else {seat.pk for seat in standing}
    moved = {pk for pk in seats if pk not in gone and stands is not None and (pk in stands) != seats[pk].is_standing}
    if not gone and not changed and not moved and standing_organ is None:
        raise RuleViolation("Quyết định kiện toàn phải đổi thành viên, chức danh hoặc cơ quan thường trực.")
    _refuse(row, seats, gone, changed, effective_on)
    eve = effective_on - timedelta(days=1)
    for pk in sorted(gone | set(changed) | moved, key=lambda pk: seats[pk].sort):
        _turn(seats[pk], eve, effective_on, changed.get(pk), pk in gone, stands)
    decision = CouncilDecision.objects.create(
        council=row, kind=DecisionKind.RENEWAL, text=words, effective_on=effective_on, made_by=by,
        standing_organ=standing_organ or (last.standing_organ if last else None),
    )  # fmt: skip
    record(
        by, "council.renew", row,
        after={"renewal": words, "left": "; ".join(str(seats[pk]) for pk in gone),
               "changed": "; ".join(f"{seats[pk].person}: {MemberFunction(new).label}" for pk, new in changed.items())},
        acted_on=effective_on,
    )  # fmt: skip
    return decision


def _refuse(row: Council, seats: dict, gone: set, changed: dict, on: date) -> None:
    after = [changed.get(pk, seat.function) for pk, seat in seats.items() if pk not in gone]
    if after.count(MemberFunction.CHAIR) > 1:
        raise RuleViolation("Hội đồng chỉ có một Chủ tịch.")
    young = [seat for pk, seat in seats.items() if (pk in gone or pk in changed) and seat.valid_from >= on]
    if young:
        raise RuleViolation(f"{young[0].person} tham gia Hội đồng từ chính ngày này.", field="effective_on")
    held = row.conferences.exclude(state=ConferenceState.PREPARING).order_by("-starts_at").first()
    if held is not None and on <= held.held_on:
        raise RuleViolation(
            f"{held.short_name} đã họp với thành phần cũ; ngày hiệu lực phải sau ngày {held.held_on:%d/%m/%Y}.",
            field="effective_on",
        )


def _turn(seat: CouncilMember, eve: date, on: date, new: str | None, leaves: bool, stands: set | None) -> None:
    """The seat ends the day before; unless its holder leaves, the same person sits on with what is new."""
    until, seat.valid_to = seat.valid_to, eve
    seat.save(update_fields=["valid_to"])
    if leaves:
        return
    CouncilMember.objects.create(
        council=seat.council, person=seat.person, position=seat.position, sort=seat.sort, valid_from=on, valid_to=until,
        function=new or seat.function, is_standing=seat.is_standing if stands is None else seat.pk in stands,
    )  # fmt: skip
