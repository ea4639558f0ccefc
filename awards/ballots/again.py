"""What follows a round: another vote or the decision of the chair between equal votes, or the same paper once more."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from awards.ballots import round_queries, rules, ties
from awards.ballots.enums import ContestKind, Outcome, RoundState
from awards.ballots.journal import event as _event
from awards.ballots.models import (
    TIES_SETTLED,
    VOID,
    ContestGroup,
    ContestLine,
    VotingRound,
)
from awards.ballots.preparing import prepare_round
from awards.ballots.publishing import tell_subjects
from awards.ballots.queries import GroupSpec, LineSpec
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.audit.services import record
from units.models import User


@transaction.atomic
def prepare_runoff(ballot: VotingRound, *, by: User, tellers: Iterable[User] | None = None) -> VotingRound:
    """A second round between equal votes: the tied lines for the seats that are left, threshold as before."""
    row = lock(ballot)
    require(by, "awards.prepare_ballot", row)
    if not row.is_published:
        raise StateConflict("Bỏ phiếu lại giữa các dòng bằng phiếu sau khi đã công bố.")
    _refuse_second_follow_up(row)
    if row.events.filter(action=TIES_SETTLED).exists():
        raise StateConflict("Chủ trì đã quyết định giữa các dòng bằng phiếu.")
    if not ties.runoffs_left(row):
        raise StateConflict("Đã bỏ phiếu lại đủ số lần theo quy chế: xét theo thứ tự ưu tiên, rồi chủ trì quyết định.")
    specs = []
    for group in row.groups.prefetch_related("lines__content_type").select_related("award"):
        tied = [line for line in group.lines.all() if line.outcome == Outcome.TIED]
        if tied:
            left = rules.read_result(group.contest, row.result["groups"][str(group.pk)]).seats_left
            specs.append(_again(group, tied, kind=ContestKind.PICK, seats=left))
    if not specs:
        raise RuleViolation("Không có dòng nào bằng phiếu.")
    return prepare_round(
        row.conference,
        by=by,
        name=runoff_name(row),
        groups=specs,
        tellers=_tellers_of(row, tellers),
        parent=row,
        kind=row.kind,
        two_keys=row.two_keys,
    )


def runoff_name(row: VotingRound) -> str:
    """`Bỏ phiếu lại: …`, `Bỏ phiếu lại lần 2: …`: never a run-off of a run-off."""
    first, again = row, 1
    while first.parent is not None:
        again += first.parent.is_published
        first = first.parent
    return f"Bỏ phiếu lại{f' lần {again}' if again > 1 else ''}: {first.name}"[:200]


@transaction.atomic
def settle_ties(ballot: VotingRound, *, by: User, chosen: Iterable[ContestLine] = (), reason: str) -> VotingRound:
    """Write down what decided between equal votes when no further vote is due: at most as many as seats are left, the
    other tied lines do not pass. The published order of preference goes before the chair, who decides openly what it
    leaves equal. The figures of the round stay as they are. reason: who decided, and why so."""
    row = lock(ballot)
    require(by, "awards.prepare_ballot", row)
    _refuse_second_follow_up(row)
    if not VotingRound.objects.with_open_ties().filter(pk=row.pk).exists():
        raise StateConflict("Không có dòng nào bằng phiếu còn chờ quyết định.")
    if left := ties.runoffs_left(row):
        raise StateConflict(f"Bỏ phiếu lại trước: quy chế còn {left} lần.")
    if not reason.strip():
        raise RuleViolation("Ghi ai quyết định và lý do.", field="reason")
    picked = {line.pk for line in chosen}
    settled, groups = [], round_queries.tied_groups(row)
    for group in groups:
        mine = [line for line in group.tied if line.pk in picked]
        if len(mine) > group.seats_left:
            raise RuleViolation(f"{group.title}: chỉ còn {group.seats_left} chỗ.", field="chosen")
        settled += [(line, line.pk in picked) for line in group.tied]
    if picked - {line.pk for line, _ in settled}:
        raise RuleViolation("Chỉ chọn trong các dòng bằng phiếu.", field="chosen")
    _refuse_against_order(ties.preferences(groups), picked)
    facts = {
        "reason": reason.strip(),
        "chosen": [line.label for line, is_chosen in settled if is_chosen],
        "left_out": [line.label for line, is_chosen in settled if not is_chosen],
    }
    _event(row, by, TIES_SETTLED, lines=sorted(picked), **facts)
    record(by, f"ballot.{TIES_SETTLED}", row, **facts)
    tell_subjects(
        [
            (line, Outcome.PASSED if is_chosen else Outcome.NOT_SELECTED, f"Bằng phiếu ở số lượng cuối. {reason}")
            for line, is_chosen in settled
        ],
        by=by,
    )
    return row


@transaction.atomic
def prepare_rerun(ballot: VotingRound, *, by: User, tellers: Iterable[User] | None = None) -> VotingRound:
    """The same paper once more after a cancelled or annulled round; the old one stays on file."""
    row = lock(ballot)
    require(by, "awards.prepare_ballot", row)
    if not row.is_void or not row.paper:
        raise StateConflict("Chỉ lập lại phiếu của vòng đã hủy.")
    _refuse_second_follow_up(row)
    if row.main_id is not None and row.main.is_void:
        raise StateConflict(f"Lập lại “{row.main.name}”: các dòng này đi cùng phiếu ấy.")
    specs = _whole_paper(row)
    return prepare_round(
        row.conference,
        by=by,
        name=row.name,
        groups=specs,
        tellers=_tellers_of(row, tellers),
        parent=row,
        kind=row.kind,
        two_keys=row.two_keys,
        granularity=row.granularity,
    )


def _refuse_against_order(preferences: Iterable[ties.Preference], picked: set[int]) -> None:
    reasons = []
    for one in preferences:
        reasons += [f"{line.label} đứng trước theo thứ tự đã công bố." for line in one.chosen if line.pk not in picked]
        reasons += [f"{line.label} đứng sau theo thứ tự đã công bố." for line in one.out if line.pk in picked]
    if reasons:
        raise RuleViolation(
            "Thứ tự ưu tiên đã công bố xét trước; chủ trì chỉ quyết định giữa các dòng vẫn ngang nhau.",
            reasons=reasons,
            field="chosen",
        )


def _whole_paper(row: VotingRound) -> list[GroupSpec]:
    """The titles of a void paper with the void lines that had been taken out of it, as it was before."""
    rounds = [row, *row.sub_rounds.filter(state__in=VOID).order_by("number")]
    groups = [
        group
        for one in rounds
        for group in one.groups.prefetch_related("lines__content_type").select_related("award").order_by("sort")
    ]
    merged: dict[str, list[ContestLine]] = {}
    first = {}
    for group in sorted(groups, key=lambda group: group.sort):
        first.setdefault(group.title, group)
        merged.setdefault(group.title, []).extend(group.lines.all())
    return [_again(one, merged[title], kind=one.kind, seats=one.seats) for title, one in first.items()]


def _refuse_second_follow_up(row: VotingRound) -> None:
    if other := row.follow_ups.exclude(state__in=[RoundState.CANCELLED, RoundState.ANNULLED]).first():
        raise StateConflict(f"Đã lập “{other.name}” (vòng {other.number}).")


def _tellers_of(row: VotingRound, tellers: Iterable[User] | None) -> list[User]:
    return list(tellers) if tellers is not None else [t.user for t in row.tellers.select_related("user")]


def _again(group: ContestGroup, lines: Sequence[ContestLine], *, kind: str, seats: int | None) -> GroupSpec:
    return GroupSpec(
        title=group.title,
        lines=[LineSpec(line.subject, line.label, line.detail) for line in lines],
        award=group.award,
        kind=kind,
        seats=seats,
        threshold=group.threshold,
        base=group.base,
        legal_basis=group.legal_basis,
        no_threshold=group.threshold is None,
        recusal=group.recusal,
    )
