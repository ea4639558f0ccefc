"""Votes of members who are absent: named opinions, and sealed envelopes that go into the box unopened."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from awards.ballots import rules
from awards.ballots.enums import Channel, RoundState, WrittenMode
from awards.ballots.journal import refuse_follower, told
from awards.ballots.models import BEFORE_OPENING, ContestGroup, PaperBatch, RoundElector, VotingRound
from awards.ballots.opinions import WrittenVote
from awards.ballots.round_queries import ballot_lines
from awards.catalogue.enums import VoteBase
from awards.conferences.enums import WrittenVotes
from thidua import clock, text
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.models import User

TAKES_IN = (*BEFORE_OPENING, RoundState.OPEN)
TOO_LATE = (RoundState.CLOSED, RoundState.COUNTED, RoundState.PUBLISHED)
ENVELOPES = "V"  # the pile of envelopes where no papers were handed out at all


@transaction.atomic
def keep_written(
    elector: RoundElector, *, by: User, received_on: date, marks: Mapping[str, Any] | None = None
) -> WrittenVote:
    """What came in writing from an absent member, for the paper and the lines taken out of it.

    marks: of a named opinion, line id → "A" or "D", of a pick group id → ids of lines; None for a sealed envelope; the
    regulation says which of the two. Come too late, or the member sits in the room: kept on file, not counted.
    """
    ballot = lock(elector.round)
    require(by, "awards.act_on_ballot", ballot)
    refuse_follower(ballot)
    mode = _mode(ballot)
    if received_on > clock.today():
        raise RuleViolation("Ngày nhận không được ở tương lai.", field="received_on")
    if mode == WrittenMode.NAMED and not marks:
        raise RuleViolation("Ghi ý kiến ở ít nhất một dòng.", field="marks")
    row = lock(elector)
    if why := _why_not(ballot, row):
        return _keep(row, by=by, mode=mode, received_on=received_on, marks=None, reason=why)
    _refuse_seat(ballot, row)
    kept = None
    for one in [row, *_in_sub_rounds(ballot, row)]:
        own = _own_marks(one.round, marks or {}) if mode == WrittenMode.NAMED else None
        vote = _keep(one, by=by, mode=mode, received_on=received_on, marks=own, reason="")
        kept = kept or vote
    return kept


def groups_for(elector: RoundElector) -> list[ContestGroup]:
    """What a member may write about: the titles of the paper, then those of the lines taken out he takes part in."""
    rounds = [elector.round]
    others = RoundElector.objects.filter(round__main=elector.round, attendee=elector.attendee_id)
    rounds += [row.round for row in others.exclude(channel=Channel.RECUSED).select_related("round")]
    return [group for ballot in rounds for group in ballot_lines(ballot)]


def _mode(ballot: VotingRound) -> WrittenMode:
    """As the regulation has it; refused where the rule of the round has no place for opinions of absent members."""
    if ballot.state not in (*TAKES_IN, *TOO_LATE):
        raise StateConflict(f"Không nhận ý kiến được: {ballot.name} {ballot.get_state_display().lower()}.")
    regulation = ballot.conference.regulation
    allowed = regulation.written_votes if regulation else WrittenVotes.NONE
    if allowed == WrittenVotes.NONE:
        raise RuleViolation("Quy chế không nhận ý kiến bằng văn bản của thành viên vắng.")
    if ballot.groups.filter(base=VoteBase.PRESENT).exists():
        raise RuleViolation("Tỷ lệ tính trên số có mặt nên không tính ý kiến bằng văn bản của người vắng.")
    return WrittenMode(allowed)


def _why_not(ballot: VotingRound, row: RoundElector) -> str:
    """Why an opinion is kept on file without being counted."""
    if ballot.state in TOO_LATE:
        return "Nhận sau khi đóng phiếu."
    return "Có mặt tại hội nghị nên bỏ phiếu trực tiếp." if row.attendee.is_present else ""


def _refuse_seat(ballot: VotingRound, row: RoundElector) -> None:
    if row.channel == Channel.WRITTEN:
        raise StateConflict(f"Đã nhận ý kiến của {row.attendee.name}.")
    if row.channel not in (Channel.NONE, Channel.ABSENT):
        raise StateConflict(f"{row.attendee.name}: {row.get_channel_display().lower()}.")


def _in_sub_rounds(ballot: VotingRound, row: RoundElector) -> list[RoundElector]:
    """The member's rows in the lines taken out of the paper; not where he takes no part."""
    rows = RoundElector.objects.filter(round__main=ballot, round__state__in=TAKES_IN, attendee=row.attendee_id)
    return list(rows.exclude(channel=Channel.RECUSED).select_for_update(of=("self",)).select_related("round"))


def _own_marks(ballot: VotingRound, marks: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return rules.tidy_marks(marks, [group.contest for group in ballot_lines(ballot)])
    except ValueError as error:
        raise RuleViolation(str(error), field="marks") from error


def _keep(
    row: RoundElector, *, by: User, mode: WrittenMode, received_on: date, marks: dict[str, Any] | None, reason: str
) -> WrittenVote:
    """Write one row and the channel of the member; reason: why it is not counted."""
    before = WrittenVote.objects.filter(elector=row).first()
    if before is not None and (before.is_accepted or row.round.state in TOO_LATE):
        raise StateConflict(f"Đã ghi ý kiến của {row.attendee.name}.")
    vote = before or WrittenVote(elector=row)
    vote.mode, vote.received_on, vote.marks = mode, received_on, marks
    vote.is_accepted, vote.reason = not reason, reason
    vote.kept_by, vote.kept_at = by, clock.now()
    vote.save()
    if not reason:
        row.channel = Channel.WRITTEN
        row.save(update_fields=["channel"])
    told(
        row.round, by, "keep_written", attendee=str(row.attendee), mode=mode.label, counted=not reason, reason=reason
    )  # fmt: skip
    return vote


@transaction.atomic
def hand_back(vote: WrittenVote, *, by: User, reason: str) -> WrittenVote:
    """The member came after all, or wants it back, before the box is closed: nothing of it is counted, what he wrote is
    forgotten, an envelope is handed back as it came."""
    ballot = lock(vote.elector.round)
    require(by, "awards.act_on_ballot", ballot)
    refuse_follower(ballot)
    if ballot.state not in TAKES_IN:
        raise StateConflict("Hòm đã đóng, ý kiến đã nhận không trả lại được.")
    reason = text.clean(reason)[:300]
    if not reason:
        raise RuleViolation("Ghi lý do trả lại.", field="reason")
    row = lock(vote.elector)
    for one in [row, *_in_sub_rounds(ballot, row)]:
        kept = WrittenVote.objects.filter(elector=one, is_accepted=True).first()
        if kept is not None:
            kept.is_accepted, kept.reason, kept.marks = False, reason, None
            kept.save(update_fields=["is_accepted", "reason", "marks"])
            one.channel = Channel.NONE
            one.save(update_fields=["channel"])
            told(one.round, by, "hand_back", attendee=str(one.attendee), reason=reason)
    vote.refresh_from_db()
    return vote


def drop_envelopes(row: VotingRound) -> dict[str, int]:
    """At the end of voting the outer envelopes are ticked off and the inner ones lie, unopened, in the largest pile of
    papers. Returns facts for the record."""
    sealed = WrittenVote.objects.filter(elector__round=row, is_accepted=True, mode=WrittenMode.ANONYMOUS).count()
    if not sealed:
        return {}
    pile = max(row.batches.select_for_update(), key=lambda batch: batch.in_hands, default=None)
    pile = pile or PaperBatch(round=row, label=ENVELOPES)
    pile.signed += sealed
    pile.handed += sealed
    pile.written += sealed
    if pile.returned is not None or row.counts_returned_first:
        pile.returned = (pile.returned or 0) + sealed
    pile.save()
    return {"written": sealed}
