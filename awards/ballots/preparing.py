"""A round before it is opened: the paper is drafted, its tellers are chosen, it is frozen or put aside."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from awards.ballots import granularity as granularities
from awards.ballots import proposals, recusing, rules
from awards.ballots.enums import Channel, Granularity, RoundKind, RoundState
from awards.ballots.journal import event as _event
from awards.ballots.journal import told as _told
from awards.ballots.models import (
    ContestGroup,
    ContestLine,
    RoundElector,
    Teller,
    VotingRound,
)
from awards.ballots.permissions import direct_ballot
from awards.ballots.queries import GroupSpec
from awards.ballots.states import MIN_TELLERS, ROUND, missing_to_freeze
from awards.catalogue.queries import rules_on
from awards.conferences.models import Conference
from awards.nominations.models import Nomination
from thidua import text
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.models import User


@transaction.atomic
def prepare_round(
    conference: Conference,
    *,
    by: User,
    name: str,
    groups: Iterable[GroupSpec],
    tellers: Iterable[User],
    parent: VotingRound | None = None,
    kind: RoundKind = RoundKind.SECRET_PAPER,
    two_keys: bool = False,
    granularity: Granularity = Granularity.PAPER,
) -> VotingRound:
    """A draft paper for one conference. groups: at least one; the first teller heads the count. two_keys: the
    electronic box opens with the codes of two tellers only. granularity: whether devices cast every line for itself;
    refused where it makes no sense or is too dear.

    Rules left out of a group come from the decree, else from the regulation of the body, in force on the day.
    """
    sitting = lock(conference)
    require(by, "awards.prepare_ballot", VotingRound(conference=sitting))
    if not sitting.takes_attendance:
        raise StateConflict("Hội nghị đã bế mạc, không lập phiếu được nữa.")
    name, specs = text.clean(name), list(groups)
    if not name:
        raise RuleViolation("Ghi tên phiếu.", field="name")
    if not specs:
        raise RuleViolation("Chọn ít nhất một nội dung bỏ phiếu.", field="groups")
    if any(isinstance(line.subject, Nomination) for spec in specs for line in spec.lines):
        proposals.refuse_another_council(sitting)
    if granularity == Granularity.LINE and kind == RoundKind.SECRET_PAPER:
        raise RuleViolation(granularities.ONLY_DEVICES, field="granularity")
    last = sitting.rounds.order_by("-number").values_list("number", flat=True).first() or 0
    ballot = VotingRound.objects.create(
        conference=sitting,
        number=last + 1,
        name=name,
        kind=kind,
        parent=parent,
        is_demo=sitting.is_demo,
        two_keys=two_keys and kind != RoundKind.SECRET_PAPER,
        granularity=granularity,
    )
    decree, regulation = rules_on(sitting.held_on), sitting.regulation
    for number, spec in enumerate(specs, 1):
        rule = proposals.rule_for(spec, regulation, decree)
        _add_group(ballot, number, spec, rule, proposals.recusal_for(spec, regulation))
    if reasons := granularities.refusals(ballot):
        raise RuleViolation(reasons[0], reasons=reasons[1:], field="granularity")
    chosen = _set_tellers(ballot, tellers)
    if parent is not None:
        recusing.carry([parent, *parent.sub_rounds.all()], ballot)
    _told(
        ballot,
        by,
        "prepare",
        groups=len(specs),
        lines=sum(len(spec.lines) for spec in specs),
        tellers=[str(user) for user in chosen],
        **({"granularity": ballot.get_granularity_display()} if ballot.is_by_line else {}),
    )
    return ballot


def _add_group(ballot: VotingRound, number: int, spec: GroupSpec, rule: proposals.VotingRule, recusal: str) -> None:
    if spec.is_pick and not spec.seats:
        raise RuleViolation(f"“{spec.title}”: ghi số lượng được chọn.", field="groups")
    if spec.is_pick and spec.seats > len(spec.lines):
        raise RuleViolation(f"“{spec.title}”: chọn {spec.seats} trong {len(spec.lines)} dòng.", field="groups")
    subjects = {(type(line.subject), line.subject.pk) for line in spec.lines}
    if len(subjects) < len(spec.lines):
        raise RuleViolation(f"“{spec.title}”: có dòng trùng nhau.", field="groups")
    group = ContestGroup.objects.create(
        round=ballot,
        sort=number,
        title=text.clean(spec.title)[:200],
        award=spec.award,
        kind=spec.kind,
        seats=spec.seats,
        threshold_num=rule.threshold and rule.threshold[0],
        threshold_den=rule.threshold and rule.threshold[1],
        threshold_op=rule.threshold[2] if rule.threshold else ">=",
        base=rule.base,
        recusal=recusal,
        legal_basis=rule.legal_basis[:200],
    )
    ContestLine.objects.bulk_create(
        ContestLine(
            group=group,
            sort=place,
            label=line.label[:200],
            detail=line.detail[:300],
            content_type=ContentType.objects.get_for_model(line.subject),
            object_id=line.subject.pk,
        )
        for place, line in enumerate(spec.lines, 1)
    )


def _set_tellers(ballot: VotingRound, tellers: Iterable[User]) -> list[User]:
    chosen = list(dict.fromkeys(tellers))
    if len(chosen) < MIN_TELLERS:
        raise RuleViolation(f"Tổ kiểm phiếu cần ít nhất {MIN_TELLERS} người khác nhau.", field="tellers")
    if gone := [str(user) for user in chosen if not user.is_active]:
        raise RuleViolation(f"Tài khoản đã khóa: {', '.join(gone)}.", field="tellers")
    standing = proposals.people_on(ballot)
    reasons = [
        f"{user} điều hành vòng này nên không ở tổ kiểm phiếu." for user in chosen if direct_ballot(user, ballot)
    ]
    reasons += [f"{user} có tên trên phiếu nên không ở tổ kiểm phiếu." for user in chosen if user.person_id in standing]
    if reasons:
        raise RuleViolation("Chọn người khác vào tổ kiểm phiếu.", reasons=reasons, field="tellers")
    ballot.tellers.all().delete()
    for place, user in enumerate(chosen):
        Teller.objects.create(round=ballot, user=user, is_head=place == 0)
    return chosen


@transaction.atomic
def set_tellers(ballot: VotingRound, *, by: User, tellers: Iterable[User]) -> VotingRound:
    """Choose the tellers anew, until the round is opened."""
    row = lock(ballot)
    require(by, "awards.prepare_ballot", row)
    if row.state not in (RoundState.DRAFT, RoundState.READY):
        raise StateConflict("Tổ kiểm phiếu đã chốt khi mở bỏ phiếu.")
    chosen = _set_tellers(row, tellers)
    _told(row, by, "replace_teller", tellers=[str(user) for user in chosen])
    return row


@transaction.atomic
def freeze_round(ballot: VotingRound, *, by: User) -> VotingRound:
    """Draft → ready: text of the paper with its hash, rule and roll stand from now on, in the database too."""
    row = lock(ballot)
    if row.is_draft:
        require(by, "awards.prepare_ballot", row)
        # One after the other with whoever opens the list again, and with another paper of the same lines.
        for listing in proposals.lists_of(row):
            lock(listing)
        _refuse_unready(row)
        for sub in recusing.split(row, by=by):
            _freeze(sub, by)
    row = _freeze(row, by)
    ballot.refresh_from_db()
    return row


def _refuse_unready(row: VotingRound) -> None:
    """Looked at before lines are taken out, so that what is missing is told of the whole paper."""
    if obstacles := missing_to_freeze(row):
        raise RuleViolation("Chưa thể chốt phiếu.", reasons=obstacles)


def _freeze(row: VotingRound, by: User) -> VotingRound:
    if row.is_draft:
        seats = list(row.conference.attendees.order_by("sort"))
        regulation, recused = row.conference.regulation, recusing.recused_seats(row)
        row.paper = rules.canonical(proposals.paper_of(row))
        row.paper_hash = rules.sha256(row.paper)
        row.quorum, row.members = proposals.quorum_rule(regulation), len(seats)
        row.legal_basis = regulation.basis_words[:200] if regulation else ""
        row.save(update_fields=["paper", "paper_hash", "quorum", "members", "legal_basis"])
        RoundElector.objects.bulk_create(
            RoundElector(round=row, attendee=seat, channel=Channel.RECUSED if seat.pk in recused else Channel.NONE)
            for seat in seats
        )
    ROUND.make("freeze", row, by=by, facts={"paper_hash": row.paper_hash})
    _event(row, by, "freeze", paper_hash=row.paper_hash, members=row.members, tellers=row.tellers.count())
    return row


@transaction.atomic
def discard_round(ballot: VotingRound, *, by: User, reason: str) -> VotingRound:
    """Put a draft aside. It stays on file without ever having been a ballot."""
    row = ROUND.make("discard", ballot, by=by, reason=reason, cancelled_reason=reason.strip()[:300])
    _event(row, by, "discard", reason=reason.strip())
    return row
