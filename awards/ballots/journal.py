"""The chain of what happened to a round, and the record of the house: never a mark, never a commitment."""

from typing import Any

from awards.ballots import queries, rules
from awards.ballots.models import RoundEvent, VotingRound
from thidua import clock
from thidua.errors import StateConflict
from units.audit.services import record
from units.models import User


def event(ballot: VotingRound, by: User, action: str, **payload: Any) -> RoundEvent:
    """Chain what happened to the round as a whole; the round is locked. Never a mark, never one voter's paper."""
    last = ballot.events.order_by("-seq").first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, rules.GENESIS)
    row = RoundEvent(
        round=ballot, seq=seq, actor=by, action=action, payload=payload, at=clock.now(), prev_hash=previous
    )
    row.hash = rules.event_hash(previous, queries.event_facts(row))
    row.save()
    return row


def told(ballot: VotingRound, by: User, action: str, **facts: Any) -> None:
    """One entry in the chain of the round and one in the record of the house."""
    event(ballot, by, action, **facts)
    record(by, f"ballot.{action}", ballot, **facts)


def refuse_follower(row: VotingRound) -> None:
    """Lines taken out of a paper go its way: what is done is done there."""
    if row.main_id is not None:
        raise StateConflict(f"Phiếu riêng đi cùng “{row.main.name}”: thực hiện ở phiếu ấy.")
