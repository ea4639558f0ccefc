"""Acts of two people on a round; those of one are in the files named below, and can be called from here.

Every act locks the round first, so two people pressing at once are one after the other and the second is told.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from awards.ballots import boxing, count_queries, destroying, rules, taking_in
from awards.ballots.again import prepare_rerun, prepare_runoff, settle_ties
from awards.ballots.counting import count_box, lock_count, save_count, sign
from awards.ballots.enums import Act, Channel
from awards.ballots.handing_out import hand_papers, merge_batches, record_returned, set_recused, take_back
from awards.ballots.journal import event as _event
from awards.ballots.journal import refuse_follower
from awards.ballots.journal import told as _told
from awards.ballots.models import (
    TwoPersonAct,
    VotingRound,
)
from awards.ballots.permissions import direct_ballot, prepare_ballot, sides_are_complete
from awards.ballots.preparing import discard_round, freeze_round, prepare_round, set_tellers
from awards.ballots.proposals import GroupSpec, LineSpec
from awards.ballots.publishing import tell_subjects, write_lines
from awards.ballots.states import ROUND
from awards.conferences.enums import Presence
from thidua import clock
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.models import User

__all__ = [
    "GroupSpec",
    "LineSpec",
    "ask",
    "confirm",
    "count_box",
    "discard_round",
    "freeze_round",
    "hand_papers",
    "lock_count",
    "merge_batches",
    "prepare_rerun",
    "prepare_round",
    "prepare_runoff",
    "record_returned",
    "save_count",
    "set_recused",
    "set_tellers",
    "settle_ties",
    "sign",
    "take_back",
    "withdraw",
]


@transaction.atomic
def ask(ballot: VotingRound, action: str, *, by: User, reason: str = "") -> TwoPersonAct:
    """Ask for open, close, publish, cancel, annul or destroy; a second person of the other side confirms.

    What stands in the way is told at once, and looked at again when it is confirmed.
    """
    row = lock(ballot)
    require(by, "awards.act_on_ballot", row)
    refuse_follower(row)
    action = Act(action)
    _refuse_impossible(row, action, reason)
    if pending := _pending(row, action):
        raise StateConflict(f"{pending.asked_by} đã đề nghị {action.label.lower()}; chờ người thứ hai xác nhận.")
    act = TwoPersonAct.objects.create(round=row, action=action, reason=reason.strip()[:300], asked_by=by)
    _told(row, by, "ask", act=action.label)
    return act


def _refuse_impossible(row: VotingRound, action: Act, reason: str) -> None:
    move = ROUND[action]
    if row.state not in move.sources:
        raise StateConflict(f"Không thể {move.label.lower()}: {row.name} {row.get_state_display().lower()}.")
    if move.needs_reason and not reason.strip():
        raise RuleViolation("Ghi lý do trước khi thực hiện.", field="reason")
    obstacles = list(move.obstacles(row)) if move.obstacles else []
    for sub in _companions(row, action):
        obstacles += [f"{sub.name}: {sentence}" for sentence in (move.obstacles(sub) if move.obstacles else ())]
    if obstacles:
        raise RuleViolation(f"Chưa thể {move.label.lower()}.", reasons=list(dict.fromkeys(obstacles)))


def _companions(row: VotingRound, action: str) -> list[VotingRound]:
    """Rounds of lines that were taken out of the paper and go this step with it."""
    subs = row.sub_rounds.select_for_update(of=("self",)).filter(state__in=ROUND[action].sources)
    return list(subs.order_by("number"))


def _pending(row: VotingRound, action: str) -> TwoPersonAct | None:
    waiting = row.two_person_acts.filter(action=action, confirmed_by=None, withdrawn_at=None)
    return waiting.select_related("asked_by").first()


@transaction.atomic
def withdraw(ballot: VotingRound, action: str, *, by: User) -> None:
    """Take an act back that has not been confirmed; either side may."""
    row = lock(ballot)
    require(by, "awards.act_on_ballot", row)
    act = _pending(row, Act(action))
    if act is None:
        raise StateConflict("Đề nghị này đã xác nhận hoặc đã rút.")
    act.withdrawn_at = clock.now()
    act.save(update_fields=["withdrawn_at"])
    _told(row, by, "withdraw", act=act.get_action_display())


@transaction.atomic
def confirm(ballot: VotingRound, action: str, *, by: User, codes: Sequence[str] = ()) -> VotingRound:
    """The second person: another account, and of the other side. Only now does the round move. codes: of two tellers,
    to close a round whose box needs them.

    Pressed twice, or by two people at once, the first one counts and the second is told.
    """
    row = lock(ballot)
    require(by, "awards.act_on_ballot", row)
    action = Act(action)
    act = _pending(row, action)
    if act is None:
        raise StateConflict("Đề nghị này đã xác nhận hoặc đã rút; tải lại trang để xem.")
    if act.asked_by_id == by.pk:
        raise RuleViolation("Việc này cần hai người khác nhau: người thứ hai xác nhận trên tài khoản của mình.")
    if not sides_are_complete(act.asked_by, by, row):
        raise RuleViolation("Cần một người điều hành (chủ trì hoặc thư ký) và một người của tổ kiểm phiếu.")
    companions = _companions(row, action)
    act.confirmed_by, act.confirmed_at = by, clock.now()
    act.save(update_fields=["confirmed_by", "confirmed_at"])
    act.codes = codes
    PERFORM[action](row, act)
    for sub in companions:
        PERFORM[action](sub, _same_act(act, sub))
    for other in row.two_person_acts.filter(confirmed_by=None, withdrawn_at=None):
        if row.state not in ROUND[other.action].sources:
            other.withdrawn_at = clock.now()
            other.save(update_fields=["withdrawn_at"])
    ballot.refresh_from_db()
    ballot.__dict__.pop("electorate", None)
    return row


def _same_act(act: TwoPersonAct, sub: VotingRound) -> TwoPersonAct:
    """The two people did it for the lines taken out of the paper as well."""
    same = TwoPersonAct.objects.create(
        round=sub,
        action=act.action,
        reason=act.reason,
        asked_by=act.asked_by,
        asked_at=act.asked_at,
        confirmed_by=act.confirmed_by,
        confirmed_at=act.confirmed_at,
    )
    same.codes = act.codes
    return same


def _open(row: VotingRound, act: TwoPersonAct) -> None:
    """Fix who is in the room; the quorum is looked at under the lock of the conference."""
    conference = lock(row.conference)
    row.conference = conference
    present = conference.attendees.filter(presence=Presence.PRESENT).count()
    if row.is_electronic:
        _refuse_impossible(row, Act.OPEN, act.reason)
    papers = boxing.fix_roll(row, present)
    _move(row, act, present=present, opened_at=clock.now())
    _event(row, act.confirmed_by, "open", **_pair(act), present=present, members=row.members, **papers)


def _close(row: VotingRound, act: TwoPersonAct) -> None:
    """Nobody receives a paper any more; those who never came are absent on the roll."""
    absent = row.electors.filter(channel=Channel.NONE).exclude(attendee__presence=Presence.PRESENT)
    absent.update(channel=Channel.ABSENT)
    _refuse_impossible(row, Act.CLOSE, act.reason)
    envelopes = taking_in.drop_envelopes(row)
    if short := count_queries.short_of_quorum(row):
        _call_off(row, act, short)
        return
    box = boxing.open_box(row, act.codes)
    _move(row, act, closed_at=clock.now())
    _event(
        row,
        act.confirmed_by,
        "close",
        **_pair(act),
        signed=row.electors.filter(signed_paper=True).count(),
        **envelopes,
        **box,
    )


def _call_off(row: VotingRound, act: TwoPersonAct, short: count_queries.Short) -> None:
    """Too few came back for the quorum: the keys go, nothing is ever opened, only the numbers are told."""
    ROUND.make("cancel", row, by=act.confirmed_by, reason=short.words, cancelled_reason=short.words)
    _event(row, act.confirmed_by, "void_no_quorum", **_pair(act), returned=short.returned, needed=short.needed)
    boxing.throw_away(row)


def _cancel(row: VotingRound, act: TwoPersonAct) -> None:
    _move(row, act, cancelled_reason=act.reason)
    _event(row, act.confirmed_by, act.action, **_pair(act), reason=act.reason)
    boxing.throw_away(row)


def _publish(row: VotingRound, act: TwoPersonAct) -> None:
    """Write the result onto the lines, say it to whatever was voted on, show it to everybody."""
    counted = write_lines(row)
    _move(row, act, published_at=clock.now())
    _event(row, act.confirmed_by, "publish", **_pair(act), result_hash=rules.sha256(rules.canonical(row.result)))
    boxing.clear(row)
    # Lines are settled in the name of the office where it is one of the two, else of the chair.
    pair = [user for user in (act.asked_by, act.confirmed_by) if direct_ballot(user, row)]
    director = next((user for user in pair if prepare_ballot(user, row)), pair[0])
    tell_subjects(counted, by=director)


def _destroy(row: VotingRound, act: TwoPersonAct) -> None:
    """The time of keeping is over: what single papers said goes, result, minutes and chain stay."""
    _move(row, act, destroyed_at=clock.now())
    gone = destroying.clear(row)
    _event(row, act.confirmed_by, "destroy", **_pair(act), **gone)


PERFORM: dict[Act, Callable[[VotingRound, TwoPersonAct], None]] = {
    Act.OPEN: _open,
    Act.CLOSE: _close,
    Act.PUBLISH: _publish,
    Act.CANCEL: _cancel,
    Act.ANNUL: _cancel,
    Act.DESTROY: _destroy,
}


def _move(row: VotingRound, act: TwoPersonAct, **changes: Any) -> None:
    ROUND.make(
        act.action, row, by=act.confirmed_by, reason=act.reason, facts={"asked_by": str(act.asked_by)}, **changes
    )


def _pair(act: TwoPersonAct) -> dict[str, str]:
    return {"asked_by": str(act.asked_by), "confirmed_by": str(act.confirmed_by)}
