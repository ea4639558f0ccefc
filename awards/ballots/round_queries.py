"""The page of a round for one user, and one counter's own sheet; nobody else's figures are in either."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch

from awards.ballots import rules
from awards.ballots.enums import BatchState, Channel, Outcome
from awards.ballots.models import (
    ContestGroup,
    ContestLine,
    PaperBatch,
    PaperCount,
    RoundElector,
    Teller,
    TwoPersonAct,
    VotingRound,
)
from awards.ballots.permissions import direct_ballot
from units.models import User


@dataclass
class BatchRow:
    """A batch with who counts it; counters by name, never their figures."""

    batch: PaperBatch
    attempt: int = 1
    counters: list[tuple[str, bool]] = field(default_factory=list)  # (name, has locked)
    mine: PaperCount | None = None
    is_full: bool = False
    is_held: bool = False  # still folded, and not to be unfolded yet

    @property
    def may_count(self) -> bool:
        """Whether the user can still be one of its two counters, or goes on typing."""
        if self.batch.returned is None or self.batch.is_reconciled or self.is_held:
            return False
        return (self.mine is not None and not self.mine.is_locked) or (self.mine is None and not self.is_full)


@dataclass(frozen=True)
class Pending:
    """An act that waits for its second person, who is of the other side than the one who asked."""

    act: TwoPersonAct
    asked_by_teller: bool
    may_confirm: bool  # the user who looks at it


@dataclass
class Panel:
    """Everything on the page of a round, for one user."""

    ballot: VotingRound
    groups: list[ContestGroup]  # with line_count
    roll: list[RoundElector]
    batches: list[BatchRow]
    tellers: list[Teller]
    pending: list[Pending]
    directs: bool
    tells: bool

    @property
    def line_count(self) -> int:
        return sum(group.line_count for group in self.groups)

    @property
    def signed(self) -> int:
        return sum(row.signed_paper for row in self.roll)

    @property
    def handed(self) -> int:
        return sum(row.batch.handed for row in self.batches)

    @property
    def spoiled(self) -> int:
        return sum(row.batch.spoiled for row in self.batches)

    @property
    def acts(self) -> bool:
        return self.directs or self.tells

    @property
    def is_few(self) -> bool:
        """Fewer than three papers in all: the tellers will know who chose what."""
        return bool(self.batches) and self.handed - self.spoiled < rules.FEW

    @property
    def unfold_reasons(self) -> list[str]:
        return missing_to_unfold([row.batch for row in self.batches])

    @property
    def waiting_for_paper(self) -> list[RoundElector]:
        """Present, on the roll, without a paper yet."""
        return [row for row in self.roll if row.channel == Channel.NONE and row.attendee.is_present]


def panel(ballot: VotingRound, user: User) -> Panel:
    """The page of a round. Constant number of queries, whatever the length of lists and roll."""
    tellers = list(ballot.tellers.select_related("user"))
    counting = {teller.user_id for teller in tellers}
    directs, tells = direct_ballot(user, ballot), user.pk in counting
    return Panel(
        ballot=ballot,
        groups=group_rows(ballot),
        roll=list(ballot.electors.select_related("attendee__member", "attendee__unit").order_by("attendee__sort")),
        batches=batch_rows(ballot, user),
        tellers=tellers,
        pending=[
            Pending(act, act.asked_by_id in counting, directs if act.asked_by_id in counting else tells)
            for act in pending_acts(ballot)
        ],
        directs=directs,
        tells=tells,
    )


FEW_TO_HIDE_AMONG = 6


@dataclass(frozen=True)
class SubRound:
    """Lines taken out of a paper: how many, who takes no part in them, and how many are on the roll without them."""

    ballot: VotingRound
    lines: int
    names: list[str]
    apart: str  # what the hall calls it: numbered where there are several, alike for every member

    @property
    def voters(self) -> int:
        return (self.ballot.members or 0) - len(self.names)

    @property
    def is_small(self) -> bool:
        """So few voters that what they chose is easily guessed from the result."""
        return self.voters < FEW_TO_HIDE_AMONG


def sub_rounds_of(ballot: VotingRound) -> list[SubRound]:
    """Two queries, one where none was taken out."""
    subs = list(ballot.sub_rounds.annotate(line_count=Count("groups__lines")).order_by("number"))
    names: dict[UUID, list[str]] = {}
    recused = RoundElector.objects.filter(round__in=subs, channel=Channel.RECUSED) if subs else []
    for row in recused and recused.select_related("attendee").order_by("attendee__sort"):
        names.setdefault(row.round_id, []).append(row.attendee.name)
    return [
        SubRound(sub, sub.line_count, names.get(sub.pk, []), f"phiếu riêng {number if len(subs) > 1 else ''}".strip())
        for number, sub in enumerate(subs, 1)
    ]


def group_rows(ballot: VotingRound) -> list[ContestGroup]:
    """Groups with the number of their lines; what is required is on each (`announced`)."""
    return list(ballot.groups.annotate(line_count=Count("lines")).select_related("award").order_by("sort"))


def pending_acts(ballot: VotingRound) -> list[TwoPersonAct]:
    """Acts of two that wait for the second person."""
    return list(
        ballot.two_person_acts.filter(confirmed_by=None, withdrawn_at=None).select_related("asked_by").order_by("pk")
    )


def batch_rows(ballot: VotingRound, user: User) -> list[BatchRow]:
    counts = PaperCount.objects.select_related("user").defer("data").order_by("attempt", "counter")
    rows = []
    batches = list(ballot.batches.prefetch_related(Prefetch("counts", queryset=counts)))
    held = bool(missing_to_unfold(batches))
    for batch in batches:
        every = list(batch.counts.all())
        row = BatchRow(batch, attempt=attempt_of(batch, every))
        now = [count for count in every if count.attempt == row.attempt]
        row.counters = [(str(count.user), count.is_locked) for count in now]
        row.mine = next((count for count in now if count.user_id == user.pk), None)
        row.is_full = len(now) >= 2
        row.is_held = held and batch.state == BatchState.OPEN
        rows.append(row)
    return rows


def missing_to_unfold(batches: Sequence[PaperBatch]) -> list[str]:
    """What stands in the way of unfolding the first paper: every pile is known and none is so small that whoever
    counts it learns who chose what. Looked at for all piles of a round: a small one left over could not be merged."""
    if len(batches) < 2:
        return []
    waiting = [batch for batch in batches if batch.state == BatchState.OPEN]
    missing = [f"Ghi số phiếu thu về của {batch} trước." for batch in waiting if batch.returned is None]
    return missing + [
        f"{batch} chỉ có {batch.returned} phiếu: gộp vào tập khác trước khi mở, "
        "nếu không người kiểm sẽ biết ai chọn gì."
        for batch in waiting
        if batch.returned is not None and batch.is_small
    ]


def attempt_of(batch: PaperBatch, counts: Iterable[PaperCount]) -> int:
    """The attempt going on: the latest, or the next one once the latest ended in two different sheets."""
    latest = max((count.attempt for count in counts), default=1)
    return latest + 1 if batch.state == BatchState.DIFFERENT else latest


def ballot_lines(ballot: VotingRound) -> list[ContestGroup]:
    """Groups with their lines, in paper order: two queries."""
    return list(ballot.groups.prefetch_related("lines").select_related("award").order_by("sort"))


@dataclass(frozen=True)
class TiedGroup:
    title: str
    seats_left: int
    tied: list[ContestLine]


def tied_groups(ballot: VotingRound) -> list[TiedGroup]:
    """The lines with equal votes for the last places of a published round, with the places left for them."""
    found = []
    for group in ballot.groups.prefetch_related("lines__content_type").order_by("sort"):
        if tied := [line for line in group.lines.all() if line.outcome == Outcome.TIED]:
            left = rules.read_result(group.contest, ballot.result["groups"][str(group.pk)]).seats_left
            found.append(TiedGroup(group.title, left or 0, tied))
    return found


# One counter's sheet --------------------------------------------------------------------------------------------------


@dataclass
class CountSheet:
    """What one counter sees of a batch: the own figures, and after two different sheets where to look again."""

    batch: PaperBatch
    groups: list[ContestGroup]
    attempt: int
    figures: dict[str, Any]
    is_locked: bool
    is_mine: bool
    doubtful: list[str]

    @property
    def contests(self) -> list[rules.Contest]:
        return [group.contest for group in self.groups]

    @property
    def doubtful_labels(self) -> list[str]:
        """Names of what differed, in paper order."""
        names = {"whole": "Số phiếu hỏng cả tờ"}
        for group in self.groups:
            names[f"group:{group.pk}"] = f"{group.title}: số phiếu hợp lệ, trống, hỏng"
            names |= {str(line.pk): line.label for line in group.lines.all()}
        return [names[place] for place in self.doubtful]


def count_sheet(batch: PaperBatch, user: User) -> CountSheet:
    """The user's own sheet. Figures of the other counter are used to name what differs and never returned."""
    groups = ballot_lines(batch.round)
    contests = [group.contest for group in groups]
    counts = list(batch.counts.order_by("attempt", "counter"))
    attempt = attempt_of(batch, counts)
    mine = next((count for count in counts if count.attempt == attempt and count.user_id == user.pk), None)
    before = [count for count in counts if count.attempt == attempt - 1 and count.is_locked]
    doubtful = rules.differences(before[0].data, before[1].data, contests) if len(before) == 2 else []
    if mine is not None:
        figures = rules.tidy(mine.data, contests)
    elif own := next((count for count in before if count.user_id == user.pk), None):
        figures = rules.without(rules.tidy(own.data, contests), doubtful)
    else:
        figures = rules.empty_figures(contests)
    return CountSheet(
        batch=batch,
        groups=groups,
        attempt=attempt,
        figures=figures,
        is_locked=bool(mine and mine.is_locked),
        is_mine=mine is not None,
        doubtful=doubtful,
    )
