"""Members take no part in a line: found in the records, declared, decided; and the lines taken out into rounds of
their own when the paper is frozen."""

from collections.abc import Iterable

from django.db import transaction

from awards.ballots import conflicts
from awards.ballots.enums import Ground
from awards.ballots.interests import Kinship, Recusal
from awards.ballots.journal import told
from awards.ballots.models import BEFORE_OPENING, ContestGroup, ContestLine, Teller, VotingRound
from awards.conferences.models import Attendee
from thidua import text
from thidua.errors import Forbidden, RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.audit.services import record
from units.models import Person, User

Pair = tuple[ContestLine, Attendee]


@transaction.atomic
def decide(
    ballot: VotingRound, *, by: User, pairs: Iterable[Pair], takes_part: bool = False, reason: str = ""
) -> list[Recusal]:
    """Write for each member and line that he takes no part, or with a reason that he votes all the same.

    Until the paper is frozen; decided again it replaces what stood there, the record keeps both. What the records do
    not show needs a reason.
    """
    row = lock(ballot)
    require(by, "awards.prepare_ballot", row)
    if not row.is_draft:
        raise StateConflict("Phiếu đã chốt: hủy phiếu rồi lập lại để đổi người không tham gia.")
    chosen = list(dict.fromkeys((line, seat) for line, seat in pairs))
    if not chosen:
        raise RuleViolation("Chọn ít nhất một trường hợp.", field="pairs")
    reason = text.clean(reason)[:300]
    if takes_part and not reason:
        raise RuleViolation("Ghi lý do thành viên vẫn bỏ phiếu.", field="reason")
    known = {(one.line.pk, one.attendee.pk): one for one in conflicts.found(row)}
    made = []
    for line, seat in chosen:
        _refuse_strangers(row, line, seat)
        conflict = known.get((line.pk, seat.pk))
        if conflict is None and not reason:
            raise RuleViolation(f"Ghi lý do {seat.name} không tham gia “{line.label}”.", field="reason")
        made.append(_keep(line, seat, conflict, by=by, takes_part=takes_part, reason=reason))
    told(
        row, by, "recuse", takes_part=takes_part, reason=reason,
        cases=[f"{one.attendee.name}: {one.line.label}" for one in made],
    )  # fmt: skip
    return made


def _refuse_strangers(row: VotingRound, line: ContestLine, seat: Attendee) -> None:
    if line.group.round_id != row.pk or seat.conference_id != row.conference_id:
        raise RuleViolation("Chọn dòng và thành viên của phiếu này.", field="pairs")


def _keep(
    line: ContestLine, seat: Attendee, conflict: conflicts.Conflict | None, *, by: User, takes_part: bool, reason: str
) -> Recusal:
    ground = conflict.ground if conflict else Ground.DECLARED
    words = reason or (conflict.detail if conflict else "")
    kept, _ = Recusal.objects.update_or_create(
        line=line,
        attendee=seat,
        defaults={"ground": ground, "takes_part": takes_part, "reason": words, "decided_by": by},
    )
    return kept


@transaction.atomic
def declare(ballot: VotingRound, *, by: User, line: ContestLine, reason: str) -> Recusal:
    """A member says that he takes no part in a line; once is enough. After the freeze the round can no longer be opened
    as it is: it is cancelled and prepared again, and what was declared goes along."""
    row = lock(ballot)
    seat = row.conference.attendees.filter(person=by.person_id).first() if by.person_id else None
    if seat is None:
        raise Forbidden("Thành viên có tên trong danh sách dự họp", "awards.declare_interest")
    if not (row.is_draft or row.state in BEFORE_OPENING):
        raise StateConflict("Đã mở bỏ phiếu, không khai thêm được. Để trống dòng này và báo chủ trì.")
    reason = text.clean(reason)[:300]
    if not reason:
        raise RuleViolation("Ghi lý do không tham gia.", field="reason")
    _refuse_strangers(row, line, seat)
    before = Recusal.objects.filter(line=line, attendee=seat).first()
    if before is not None and not before.takes_part:
        return before
    if before is not None and not row.is_draft:
        raise StateConflict("Phiếu đã chốt với quyết định đồng chí vẫn bỏ phiếu dòng này. Báo chủ trì.")
    kept = _keep(line, seat, None, by=by, takes_part=False, reason=reason)
    told(row, by, "recuse", takes_part=False, reason=reason, cases=[f"{seat.name}: {line.label}"])
    return kept


# Relatives ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def declare_kin(person: Person, *, by: User, relative: Person, relation: str) -> Kinship:
    """A member declares a relative who serves in the house; the same one again says it anew."""
    _require_own(person, by)
    relation = text.clean(relation)[:60]
    if not relation:
        raise RuleViolation("Ghi quan hệ, ví dụ: vợ, con, anh ruột.", field="relation")
    if person.pk == relative.pk:
        raise RuleViolation("Không khai chính mình là người thân.", field="relative")
    kept, _ = Kinship.objects.update_or_create(
        person=person, relative=relative, defaults={"relation": relation, "declared_by": by}
    )
    record(by, "ballot.declare_kin", person, relative=str(relative), relation=relation)
    return kept


@transaction.atomic
def withdraw_kin(kinship: Kinship, *, by: User) -> None:
    """Take a declaration back; what was decided on papers because of it stays."""
    _require_own(kinship.person, by)
    record(by, "ballot.withdraw_kin", kinship.person, relative=str(kinship.relative), relation=kinship.relation)
    kinship.delete()


def _require_own(person: Person, by: User) -> None:
    if by.person_id != person.pk:
        raise Forbidden("Chính thành viên ấy", "awards.declare_kin")


# Into rounds of their own ---------------------------------------------------------------------------------------------


def split(row: VotingRound, *, by: User) -> list[VotingRound]:
    """Take the lines that some members take no part in out of a draft, each set of members a round of its own beside
    it. Returns these rounds, drafts as well; where nobody votes on all lines, the first part stays on the paper itself.
    """
    made = []
    for number, part in enumerate(conflicts.parts(row)[1:], 1):
        made.append(_part_of(row, part, number))
    groups = row.groups.all()
    for group in groups:
        if not group.lines.exists():
            group.delete()
        elif made:
            _number(group)
    if made:
        told(
            row, by, "split",
            rounds=[f"{sub.name}: {', '.join(name for name in recused_names(sub))}" for sub in made],
        )  # fmt: skip
    return made


def _part_of(row: VotingRound, part: conflicts.Part, number: int) -> VotingRound:
    last = row.conference.rounds.order_by("-number").values_list("number", flat=True).first()
    sub = VotingRound.objects.create(
        conference=row.conference,
        number=last + 1,
        main=row,
        name=f"{row.name[:180]}, phiếu riêng {number}",
        kind=row.kind,
        two_keys=row.two_keys,
        granularity=row.granularity,
        is_demo=row.is_demo,
    )
    for group in row.groups.filter(pk__in=part.lines):
        lines = part.lines[group.pk]
        group.pk = None
        group.round = sub
        group.save(force_insert=True)
        ContestLine.objects.filter(pk__in=[line.pk for line in lines]).update(group=group)
        _number(group)
    Teller.objects.bulk_create(
        Teller(round=sub, user=teller.user, is_head=teller.is_head) for teller in row.tellers.select_related("user")
    )
    return sub


def _number(group: ContestGroup) -> None:
    """1, 2, 3 again; in order, so that no two lines ever bear one number."""
    for place, line in enumerate(ContestLine.objects.filter(group=group).order_by("sort"), 1):
        if line.sort != place:
            line.sort = place
            line.save(update_fields=["sort"])


def recused_seats(ballot: VotingRound) -> set[int]:
    """Seats that take no part in the lines of a paper, all of them the same after the split."""
    return set(Recusal.objects.filter(line__group__round=ballot, takes_part=False).values_list("attendee", flat=True))


def recused_names(ballot: VotingRound) -> list[str]:
    return [seat.name for seat in Attendee.objects.filter(pk__in=recused_seats(ballot)).order_by("sort")]


def carry(parents: Iterable[VotingRound], draft: VotingRound) -> None:
    """What was decided about a line of earlier papers holds on the one that follows them: of the same title, for a unit
    may stand under several."""

    def known_by(line: ContestLine) -> tuple:
        return line.group.title, line.content_type_id, line.object_id

    lines = {known_by(line): line for line in ContestLine.objects.filter(group__round=draft).select_related("group")}
    kept = Recusal.objects.filter(line__group__round__in=list(parents)).select_related("line__group", "decided_by")
    for old in kept:
        line = lines.get(known_by(old.line))
        if line is not None:
            Recusal.objects.get_or_create(
                line=line,
                attendee_id=old.attendee_id,
                defaults={
                    "ground": old.ground,
                    "reason": old.reason,
                    "takes_part": old.takes_part,
                    "decided_by": old.decided_by,
                },
            )
