"""Reads of rounds: what could be put on a paper, a round's page, a counter's sheet, the result, the hall's screen.

No function here returns a figure of a count to somebody who may not see it: `result_of` asks, the others have none.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC
from functools import cached_property
from typing import Any

from django.db.models import F, Max, Q

from awards.ballots import rules
from awards.ballots.box_queries import Readiness, box_of, in_box, readiness
from awards.ballots.count_queries import Reconciliation, final_batches, reconcile, tally_documents, trouble_of
from awards.ballots.enums import Act, Channel, RoundState
from awards.ballots.envelopes import BallotBox
from awards.ballots.models import (
    LIVE,
    ContestGroup,
    PaperBatch,
    RoundElector,
    RoundEvent,
    TwoPersonAct,
    VotingRound,
)
from awards.ballots.proposals import (
    GroupSpec,
    LineSpec,
    Proposal,
    VotingRule,
    cluster_awards,
    frozen_board,
    groups_from_cluster,
    groups_from_list,
    lists_of,
    nominations_of,
    paper_of,
    people_on,
    proposals,
    quorum_rule,
    refuse_another_council,
    rule_for,
    teller_candidates,
)
from awards.ballots.result_queries import (
    ResultBatch,
    ResultGroup,
    ResultLine,
    ResultTeller,
    RoundResult,
    result_of,
    results_of_conference,
)
from awards.ballots.round_queries import (
    BatchRow,
    CountSheet,
    Panel,
    SubRound,
    TiedGroup,
    attempt_of,
    ballot_lines,
    batch_rows,
    count_sheet,
    group_rows,
    missing_to_unfold,
    panel,
    pending_acts,
    sub_rounds_of,
    tied_groups,
)
from awards.conferences.models import Conference
from units.models import User

__all__ = [
    "ACTS_BY_STATE",
    "BatchRow",
    "CountSheet",
    "GroupSpec",
    "LineSpec",
    "PHASES",
    "Panel",
    "Proposal",
    "Reconciliation",
    "ResultBatch",
    "ResultGroup",
    "ResultLine",
    "ResultTeller",
    "RoundResult",
    "Screen",
    "SubRound",
    "sub_rounds_of",
    "TiedGroup",
    "VotingRule",
    "Waiting",
    "attempt_of",
    "ballot_lines",
    "batch_rows",
    "broken_link",
    "cluster_awards",
    "count_sheet",
    "event_facts",
    "final_batches",
    "frozen_board",
    "group_rows",
    "groups_from_cluster",
    "groups_from_list",
    "lists_of",
    "missing_to_unfold",
    "nominations_of",
    "panel",
    "paper_of",
    "pending_acts",
    "people_on",
    "proposals",
    "quorum_rule",
    "reconcile",
    "refuse_another_council",
    "result_of",
    "results_of_conference",
    "rule_for",
    "screen_of",
    "seat_of",
    "tally_documents",
    "teller_candidates",
    "tied_groups",
    "trouble_of",
    "waiting_for",
]

# The chain of events --------------------------------------------------------------------------------------------------


def event_facts(event: RoundEvent) -> dict[str, Any]:
    """What the hash of an event is made of; the moment in UTC, as every database gives it back."""
    return {
        "round": str(event.round_id),
        "seq": event.seq,
        "actor": event.actor_id,
        "action": event.action,
        "payload": event.payload,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
    }


def broken_link(events: Iterable[RoundEvent]) -> int | None:
    """Number of the first event that does not fit its chain, None when all do. events: of one round, from the first."""
    previous = rules.GENESIS
    for number, event in enumerate(events, 1):
        sound = event.seq == number and event.prev_hash == previous
        if not sound or event.hash != rules.event_hash(previous, event_facts(event)):
            return number
        previous = event.hash
    return None


# The hall, and whoever waits -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """A title on the screen; one of lines taken out of the paper also says by what name the hall knows them."""

    title: str
    group: ContestGroup | ResultGroup  # with line_count or, once published, lines
    is_apart: bool = False


@dataclass(frozen=True)
class Row:
    """One row of the wall: a title, or the lines of it that were each taken out of the paper, which would fill it."""

    title: str
    groups: list[ContestGroup | ResultGroup]

    @property
    def words(self) -> str:
        """What is on the paper: `chọn tối đa 1 trong 4`, `5 tập thể`."""
        first = self.groups[0]
        if len(self.groups) == 1 and first.is_pick:
            return f"chọn tối đa {first.seats} trong {first.line_count}"
        return f"{sum(group.line_count for group in self.groups)} {first.noun}"

    @cached_property
    def result(self) -> ResultGroup:
        """Once published: the lines of all its groups."""
        return replace(self.groups[0], lines=[line for group in self.groups for line in group.lines])

    @property
    def needed(self) -> str:
        """`2/4`; all of them where lines of one row need different numbers."""
        needed = [f"{group.required}/{group.base}" if group.required else "–" for group in self.groups]
        return ", ".join(dict.fromkeys(needed))


@dataclass(frozen=True)
class Screen:
    """What the projector shows. phase: welcome, ready, open, counting, published or void."""

    conference: Conference
    ballot: VotingRound | None
    phase: str
    members: int
    present: int
    shown: list[Shown]  # titles of the paper and of what was taken out of it
    handed: int = 0  # in steps of three until everybody has a paper
    expected: int = 0
    box: BallotBox | None = None
    others: tuple[BallotBox, ...] = ()  # of the lines taken out of the paper
    readiness: Readiness | None = None  # before an electronic round is opened
    result: RoundResult | None = None

    @property
    def rows(self) -> list[Row]:
        """What is shown, with lines of one title that were taken out of the paper in one row."""
        apart: dict[str, list[Shown]] = {}
        for one in self.shown:
            if one.is_apart:
                apart.setdefault(one.group.title, []).append(one)
        found = [Row(one.title, [one.group]) for one in self.shown if not one.is_apart]
        for title, rows in apart.items():
            name = rows[0].title if len(rows) == 1 else f"{title}, {len(rows)} phiếu riêng"
            found.append(Row(name, [one.group for one in rows]))
        return found

    @property
    def squares(self) -> list[tuple[str, bool]]:
        """Place and filling of each square; none where there are too many to draw. A square is not a seat."""
        on, total = (self.present, self.members) if self.phase == "ready" else (self.handed, self.expected)
        if self.readiness is not None:
            on, total = self.readiness.ready + self.readiness.on_paper, self.expected
        return [(str(50 * place), place < on) for place in range(total)] if total <= MOST_SQUARES else []

    @property
    def width(self) -> str:
        return str(50 * len(self.squares))


MOST_SQUARES = 60
PHASES = {
    RoundState.READY: "ready",
    RoundState.CHECKIN: "ready",
    RoundState.OPEN: "open",
    RoundState.CLOSED: "counting",
    RoundState.COUNTED: "counting",
    RoundState.PUBLISHED: "published",
    RoundState.DESTROYED: "published",
    RoundState.CANCELLED: "void",
    RoundState.ANNULLED: "void",
}


# What the hall sees happen to a round.
SEEN = ("freeze", "checkin", "hand_papers", "close", "void_no_quorum", Act.PUBLISH, Act.CANCEL, Act.ANNUL)


def screen_of(conference: Conference) -> Screen:
    """The round that devices check in to or that is voted on, else the one that something happened to last: its papers
    frozen or given out, closed, published, called off. Else a welcome. No names, no partial result.

    A constant number of queries for each round taken out of the paper.
    """
    moved = Max("events__at", filter=Q(events__action__in=SEEN))
    rounds = conference.rounds.filter(main=None).annotate(moved=moved)
    rounds = [ballot for ballot in rounds.order_by(F("moved").asc(nulls_first=True), "number") if ballot.paper]
    voting = [ballot for ballot in rounds if ballot.state in (RoundState.CHECKIN, RoundState.OPEN)]
    ballot = (voting or rounds)[-1] if rounds else None
    seats = list(conference.attendees.all())
    present = sum(seat.is_present for seat in seats)
    if ballot is None:
        return Screen(conference, None, "welcome", len(seats), present, [])
    ballot.conference = conference
    phase = PHASES[ballot.state]
    channels = [row.channel for row in ballot.electors.all()]
    handed = sum(channel == Channel.PAPER for channel in channels)
    box = box_of(ballot)
    others = BallotBox.objects.filter(round__main=ballot).order_by("round__number") if box is not None else ()
    if box is not None and phase == "open":
        handed += in_box(ballot)  # papers in hands and ballots in the box together: nobody is seen to be late
    expected = max(ballot.electorate.present - ballot.electorate.recused_present, handed)
    result = result_of(ballot) if phase == "published" else None
    return Screen(
        conference=conference,
        ballot=ballot,
        phase=phase,
        members=len(seats),
        present=present,
        shown=_shown(ballot, result),
        handed=rules.turnout_shown(handed, expected),
        expected=expected,
        result=result,
        box=box,
        others=tuple(others),
        readiness=readiness(ballot) if ballot.is_checkin else None,
    )


def _shown(ballot: VotingRound, result: RoundResult | None) -> list[Shown]:
    found = [Shown(group.title, group) for group in (result.groups if result else group_rows(ballot))]
    for sub in sub_rounds_of(ballot):
        if result is None:
            groups = group_rows(sub.ballot)
        else:  # one that was called off for itself has no result
            groups = result_of(sub.ballot).groups if PHASES[sub.ballot.state] == "published" else []
        found += [Shown(f"{group.title}, {sub.apart}", group, is_apart=True) for group in groups]
    return found


def seat_of(ballot: VotingRound, user: User) -> RoundElector | None:
    """The user's own row on the roll, when the account belongs to somebody with a seat."""
    if user.person_id is None:
        return None
    return ballot.electors.filter(attendee__person=user.person_id).select_related("attendee").first()


@dataclass(frozen=True)
class Waiting:
    """Something a round waits for from one user. kind: confirm, return, count, sign."""

    kind: str
    ballot: VotingRound
    text: str
    batch: PaperBatch | None = None


def waiting_for(user: User) -> list[Waiting]:
    """What rounds wait for from this user, for the page of one's work: acts to confirm, papers to count, results to
    sign. Constant number of queries for a user who sees no round that waits for somebody."""
    asked = TwoPersonAct.objects.filter(confirmed_by=None, withdrawn_at=None, action=Act.DESTROY)
    waiting = Q(state__in=LIVE) | Q(pk__in=asked.values("round"))
    rounds = VotingRound.objects.visible_to(user).filter(waiting)
    found = []
    for ballot in rounds.select_related("conference__council__unit", "conference__cluster__organiser"):
        page = panel(ballot, user)
        found += [
            Waiting("confirm", ballot, f"{row.act.asked_by} đề nghị: {row.act.get_action_display().lower()}")
            for row in page.pending
            if row.may_confirm
        ]
        if not page.tells:
            continue
        if ballot.is_counting:
            found += [
                Waiting("return", ballot, f"{row.batch}: ghi số phiếu thu về", row.batch)
                if row.batch.returned is None
                else Waiting("count", ballot, f"{row.batch}: {row.batch.returned} phiếu", row.batch)
                for row in page.batches
                if row.batch.returned is None or row.may_count or (row.is_held and row.batch.is_small)
            ]
        if (
            ballot.is_counted
            and ballot.main_id is None
            and any(t.user_id == user.pk and t.signed_at is None for t in page.tellers)
        ):
            found.append(Waiting("sign", ballot, "Ký kết quả kiểm phiếu"))
    return found


ACTS_BY_STATE = {
    RoundState.READY: (Act.OPEN, Act.CANCEL),
    RoundState.CHECKIN: (Act.OPEN, Act.CANCEL),
    RoundState.OPEN: (Act.CLOSE, Act.CANCEL),
    RoundState.CLOSED: (Act.ANNUL,),
    RoundState.COUNTED: (Act.PUBLISH, Act.ANNUL),
    RoundState.PUBLISHED: (Act.DESTROY,),
    RoundState.ANNULLED: (Act.DESTROY,),
}
