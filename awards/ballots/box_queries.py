"""What is read of an electronic box: by the count, by the hall, by every device that looks for its own ballot."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Count

from awards.ballots import box as boxes
from awards.ballots import keys, marks, rules, sealing
from awards.ballots.enums import Channel, RoundState
from awards.ballots.envelopes import BallotBox, BoxRecord, Envelope
from awards.ballots.models import RoundElector, VotingRound

RECOUNT = Path(__file__).with_name("recount.py")
STATE_LENGTH = 1536  # every answer to a device that asks how things stand is of this length
SEALED = (RoundState.CLOSED, RoundState.COUNTED, RoundState.PUBLISHED)


def box_of(ballot: VotingRound) -> BallotBox | None:
    return BallotBox.objects.select_related("round").filter(round=ballot).first() if ballot.is_electronic else None


def electronic_ballots(ballot: VotingRound, contests: Sequence[rules.Contest]) -> dict[str, dict[str, Any]]:
    """Group id → {"issued", "ballots"} of the opened box as `tally/1` reads them; empty without such a box. Where lines
    were cast each for itself, line id → the same for that line alone."""
    box = box_of(ballot)
    if box is None or not box.head:
        return {}
    paper, round_id = box.paper, str(ballot.pk)
    records = BoxRecord.objects.filter(round=ballot).order_by("pk").values_list("rec", flat=True)
    bodies = [marks.read_slip(sealing.read_record(rec).body, round_id=round_id, paper=paper) for rec in records]
    found: dict[str, Any] = {}
    for place, contest in enumerate(contests):
        if paper.by_line and not contest.is_pick:
            found |= boxes.tally_slips(contest, place, paper, bodies)
        else:
            found[contest.id] = boxes.tally_ballots(contest, place, paper, bodies)
    return {name: {"issued": box.issued, "ballots": ballots} for name, ballots in found.items()}


def opened_head(ballot: VotingRound) -> str:
    """The end of the chain over the records as they lie there now."""
    box = ballot.box
    records = BoxRecord.objects.filter(round=ballot).order_by("pk").values_list("rec", flat=True)
    return boxes.chain(box.issuer, box.paper, box.rolled, list(records))


@cache
def hash_of_recount() -> str:
    """SHA-256 of the script that counts the box again, so that its copy can be told from another."""
    return hashlib.sha256(RECOUNT.read_bytes()).hexdigest()


@dataclass(frozen=True)
class Readiness:
    """Devices that hold their paper, out of those that asked for one; who is missing, by name."""

    ready: int
    asked: int
    on_paper: int
    waiting: list[str]


def readiness(ballot: VotingRound) -> Readiness:
    roll = list(ballot.electors.select_related("attendee"))
    electronic = [row for row in roll if row.channel == Channel.ELECTRONIC]
    return Readiness(
        ready=sum(row.is_ready for row in electronic),
        asked=len(electronic),
        on_paper=sum(row.signed_paper for row in roll),
        waiting=[
            row.attendee.name
            for row in roll
            if row.attendee.is_present and not row.is_ready and row.channel in (Channel.NONE, Channel.ELECTRONIC)
        ],
    )


def told_apart(ballot: VotingRound) -> int:
    """One or two people by whom this round differs from the counted and annulled one before it, else 0: whoever
    remembers the old figures could reckon how these few voted."""
    before = ballot.parent if ballot.parent_id and not ballot.is_over else None
    if before is None or before.state != RoundState.ANNULLED:
        return 0
    holders = before.electors.filter(channel__in=[Channel.ELECTRONIC, Channel.PAPER])
    then = set(holders.values_list("attendee", flat=True))
    if ballot.is_draft:
        now = {seat.pk for seat in ballot.conference.attendees.all() if seat.is_present}
    else:
        roll = ballot.electors.exclude(channel__in=[Channel.RECUSED, Channel.ABSENT]).select_related("attendee")
        now = {row.attendee_id for row in roll if row.attendee.is_present or row.channel != Channel.NONE}
    differing = len(then ^ now)
    return differing if differing < rules.FEW else 0


def in_box(ballot: VotingRound) -> int:
    """Papers in an open box; for the hall, which sees it in steps. Of lines cast each for itself as many as are there
    whole: those of the line that fewest came for."""
    mine = Envelope.objects.filter(round=ballot)
    if not ballot.is_by_line:
        return mine.count()
    by_slip = list(mine.values("slip").annotate(number=Count("pk")).order_by().values_list("number", flat=True))
    return min(by_slip) if len(by_slip) == len(marks.read_paper(ballot.paper).slips) else 0


def keys_for(ballot: VotingRound, seat: RoundElector | None) -> dict[str, Any]:
    """Round → its epoch and the keys of its slips, of the paper and of what was taken out of it: asked for once, while
    papers are given out, where they are too many to be in every answer to a device."""
    mine = [one.pk for one in papers_for(ballot, seat)]
    boxes_of = BallotBox.objects.filter(round__in=mine)
    return {str(box.round_id): {"epoch": box.epoch, "pub": box.pub} for box in boxes_of}


def state_for(ballot: VotingRound, seat: RoundElector | None, *, with_parts: bool = False) -> str:
    """How things stand, for the device of a member: one text of one length whatever it says. with_parts: and how the
    lines taken out of the paper stand, in the same answer. Keys of slips are not in it, see `keys_for`."""
    told, rounds = _standing(ballot, seat, box_of(ballot)), 1
    if with_parts:
        told["others"], rounds = _others(ballot, seat), 1 + ballot.sub_rounds.count()
    short = json.dumps(told | {"pad": ""})
    return json.dumps(told | {"pad": " " * (STATE_LENGTH * rounds - len(short))})


def _others(ballot: VotingRound, seat: RoundElector | None) -> list[dict[str, Any]]:
    """The lines taken out that this member takes part in."""
    if seat is None:
        return []
    boxes_of = {box.round_id: box for box in BallotBox.objects.filter(round__main=ballot)}
    rows = RoundElector.objects.filter(round__main=ballot, attendee=seat.attendee_id).exclude(channel=Channel.RECUSED)
    return [
        {"ballot": str(row.round_id), **_standing(row.round, row, boxes_of.get(row.round_id))}
        for row in rows.select_related("round", "attendee")
    ]


def _standing(ballot: VotingRound, seat: RoundElector | None, box: BallotBox | None) -> dict[str, Any]:
    return {
        "state": ballot.state,
        "channel": seat.channel if seat else "",
        "present": bool(seat and seat.attendee.is_present),
        "ready": bool(seat and seat.is_ready),
        "epoch": box.epoch if box else 0,
        "pub": box.pub if box and not ballot.is_by_line else "",
        "digits": box.digits if box else "",
        "head": box.short_head if box else "",
        "keep": _keep(ballot, seat, box),
    }


def _keep(ballot: VotingRound, seat: RoundElector | None, box: BallotBox | None) -> str:
    """The key of what is on its way, for the member himself and while voting is open; the same before and after his
    ballot is cast."""
    if box is None or ballot.state != RoundState.OPEN or seat is None or seat.channel != Channel.ELECTRONIC:
        return ""
    seal_key = keys.sealing(ballot.pk, box.epoch)
    return sealing.keeping_of(seal_key, seat.attendee_id) if seal_key else ""


def papers_for(ballot: VotingRound, seat: RoundElector | None) -> list[VotingRound]:
    """The papers one member marks on one page: the round and the lines taken out of it, not where he takes no part."""
    if seat is None:
        return []
    rows = [seat]
    rows += RoundElector.objects.filter(round__main=ballot, attendee=seat.attendee_id).select_related("round")
    voting = [row for row in rows if row.channel != Channel.RECUSED]
    return [ballot if row is seat else row.round for row in voting]


def receipts(ballot: VotingRound) -> dict[str, Any] | None:
    """All commitments of a sealed box, ascending, with its seal; None before the box is sealed or once it is gone."""
    box = box_of(ballot)
    if box is None or not box.head or ballot.state not in SEALED:
        return None
    found = BoxRecord.objects.filter(round=ballot).order_by("pk").values_list("pk", flat=True)
    return {"head": box.short_head, "c": list(found)}
