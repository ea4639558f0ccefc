"""The counted result. `result_of` asks who looks; nothing else returns a figure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, QuerySet

from awards.ballots import rules
from awards.ballots.box_queries import box_of
from awards.ballots.conflicts import decided
from awards.ballots.count_queries import counters_of
from awards.ballots.enums import Channel, Outcome, TieChoice
from awards.ballots.envelopes import BallotBox
from awards.ballots.interests import Recusal
from awards.ballots.models import (
    TIES_SETTLED,
    TOLD,
    ContestGroup,
    ContestLine,
    RoundEvent,
    VotingRound,
)
from awards.ballots.opinions import WrittenVote
from awards.ballots.permissions import see_count
from awards.catalogue.models import Award
from awards.conferences.enums import Recused
from awards.conferences.models import Conference
from thidua.errors import Forbidden
from units.models import User


@dataclass(frozen=True)
class ResultLine:
    """One line of the result. percent: cut, two decimals, `86,66`. choice: what was decided of equal votes."""

    id: int
    number: int
    label: str
    detail: str
    agree: int
    disagree: int
    blank: int
    invalid: int
    percent: str
    outcome: Outcome
    subject_type: str
    subject_id: int
    choice: TieChoice | None = None

    @property
    def is_passed(self) -> bool:
        """By its votes."""
        return self.outcome == Outcome.PASSED

    @property
    def is_in(self) -> bool:
        return self.is_passed or self.choice == TieChoice.CHOSEN

    @property
    def state(self) -> Outcome | TieChoice:
        """What became of it in the end."""
        return self.choice or self.outcome


@dataclass(frozen=True)
class ResultGroup:
    """One title: its rule in words, base and required number, its lines."""

    id: int
    title: str
    award: Award | None
    is_pick: bool
    seats: int | None
    rule_words: str
    base_words: str
    legal_basis: str
    base: int
    required: int | None
    lines: list[ResultLine]
    seats_left: int | None
    working: str = ""  # how the required number came about
    reduces: bool = False  # whether members who take no part are left out of the base

    @property
    def passed(self) -> list[ResultLine]:
        return [line for line in self.lines if line.is_passed]

    @property
    def tied(self) -> list[ResultLine]:
        return [line for line in self.lines if line.outcome == Outcome.TIED]

    @property
    def chosen(self) -> list[ResultLine]:
        """Of the tied lines."""
        return [line for line in self.lines if line.choice == TieChoice.CHOSEN]

    @property
    def won(self) -> list[ResultLine]:
        """By their votes, or chosen between equal ones."""
        return [line for line in self.lines if line.is_in]

    @property
    def is_settled(self) -> bool:
        """Whether it was decided between equal votes."""
        return any(line.choice for line in self.lines)

    def decided_by(self, told: Mapping[str, Any]) -> "ResultGroup":
        """With what was decided of its equal votes (the payload of the event)."""
        return replace(self, lines=[replace(line, choice=_choice(line, told)) for line in self.lines])

    @property
    def agree_total(self) -> int:
        return sum(line.agree for line in self.lines)

    @property
    def disagree_total(self) -> int:
        return sum(line.disagree for line in self.lines)

    @property
    def pick_check(self) -> str:
        """That the choices of a pick fit its papers: `42 = 14 phiếu × 3 lựa chọn: khớp giới hạn`."""
        papers = self.lines[0].agree + self.lines[0].disagree
        most = papers * (self.seats or 0)
        sign = "=" if self.agree_total == most else "≤"
        return f"{self.agree_total} {sign} {papers} phiếu × {self.seats} lựa chọn: khớp giới hạn"


@dataclass(frozen=True)
class ResultBatch:
    label: str
    signed: int
    handed: int
    spoiled: int
    returned: int
    not_returned: int
    invalid: int
    attempts: int
    counters: list[str]
    written: int = 0  # of them, envelopes of absent members


@dataclass(frozen=True)
class ResultOpinion:
    """What came in writing from one absent member. is_named: counted by its marks; agree, disagree: how many lines."""

    name: str
    is_named: bool
    is_accepted: bool
    received_on: date
    reason: str
    agree: int
    refused: list[str]  # labels of the lines a named opinion does not agree to


@dataclass(frozen=True)
class ResultTeller:
    """name: of the account; title: rank, name and post where the account belongs to a person, for papers."""

    user_id: int
    name: str
    initials: str
    title: str
    is_head: bool
    signed_at: Any


@dataclass(frozen=True)
class RoundResult:
    """Everything the minutes of the count and the page of the result say."""

    ballot: VotingRound
    members: int
    present: int
    absent: int
    recused: int
    issued: int
    handed: int
    spoiled: int
    returned: int
    not_returned: int
    valid: int
    invalid: int
    groups: list[ResultGroup]
    batches: list[ResultBatch]
    tellers: list[ResultTeller]
    opinions: list[ResultOpinion]
    recusals: list[Recusal]  # who takes no part in the lines of this paper, and why
    box: BallotBox | None = None  # the electronic one; its ballots are in the sums above, never told apart
    settled: RoundEvent | None = None  # how it was decided between equal votes

    @property
    def attempts(self) -> int:
        """How often the batch that needed most was counted."""
        return max((batch.attempts for batch in self.batches), default=0)

    @property
    def written(self) -> int:
        """Opinions of absent members that count."""
        return sum(one.is_accepted for one in self.opinions)

    @property
    def signatures(self) -> int:
        return sum(teller.signed_at is not None for teller in self.tellers)

    @cached_property
    def recused_names(self) -> list[str]:
        """Whoever takes no part in this round; asked for only where somebody does."""
        rows = self.ballot.electors.filter(channel=Channel.RECUSED).select_related("attendee")
        return [row.attendee.name for row in rows.order_by("attendee__sort")] if self.recused else []

    @property
    def has_ties(self) -> bool:
        return any(group.tied for group in self.groups)


def result_of(ballot: VotingRound, *, viewer: User | None = None) -> RoundResult:
    """The counted result: after publication for everybody, before it for `viewer` only when one of the tellers.

    Raises Forbidden otherwise, also when nobody is named. Eight queries, whatever the length of the lists; one more
    where votes are equal.
    """
    if not ballot.is_published and not (viewer is not None and see_count(viewer, ballot)):
        raise Forbidden("Tổ kiểm phiếu, trước khi công bố", "awards.see_count")
    batches, opinions = _result_batches(ballot), _opinions(ballot)
    named = sum(one.is_named and one.is_accepted for one in opinions)
    people, box = ballot.electorate, box_of(ballot)
    issued, count = (box.issued + named, box.count + named) if box else (named, named)
    returned, whole = sum(b.returned for b in batches) + count, sum(b.invalid for b in batches)
    groups = [
        _result_group(group, ballot.result["groups"][str(group.pk)], returned if ballot.is_by_line else None)
        for group in _groups_for_result(ballot)
    ]
    settled = _settled(ballot) if any(group.tied for group in groups) else None
    return RoundResult(
        ballot=ballot,
        members=people.members,
        present=people.present,
        absent=people.members - people.present,
        recused=people.recused_members,
        issued=sum(b.signed for b in batches) + issued,
        handed=sum(b.handed for b in batches) + issued,
        spoiled=sum(b.spoiled for b in batches),
        returned=returned,
        not_returned=sum(b.not_returned for b in batches) + issued - count,
        valid=returned - whole,
        invalid=whole,
        groups=[group.decided_by(settled.payload) for group in groups] if settled else groups,
        batches=batches,
        tellers=[
            ResultTeller(
                teller.user_id,
                str(teller.user),
                teller.user.initials,
                teller.user.title_line,
                teller.is_head,
                teller.signed_at,
            )
            for teller in ballot.tellers.select_related("user__person")
        ],
        opinions=opinions,
        recusals=[one for one in decided(ballot) if not one.takes_part],
        box=box,
        settled=settled,
    )


def _settled(ballot: VotingRound) -> RoundEvent | None:
    return ballot.events.filter(action=TIES_SETTLED).select_related("actor").first()


def _choice(line: ResultLine, told: Mapping[str, Any]) -> TieChoice | None:
    if line.outcome != Outcome.TIED:
        return None
    is_chosen = line.id in told["lines"] if "lines" in told else line.label in told["chosen"]
    return TieChoice.CHOSEN if is_chosen else TieChoice.LEFT_OUT


def _groups_for_result(ballot: VotingRound) -> QuerySet[ContestGroup]:
    lines = ContestLine.objects.select_related("content_type").order_by("sort")
    return ballot.groups.select_related("award").prefetch_related(Prefetch("lines", queryset=lines)).order_by("sort")


def _result_group(group: ContestGroup, result: dict[str, Any], papers: int | None = None) -> ResultGroup:
    """papers: how many came back, where lines were cast each for itself: a line that fewer came for says so."""
    contest = group.contest
    counted = rules.read_result(contest, result)
    return ResultGroup(
        id=group.pk,
        title=group.title,
        award=group.award,
        is_pick=group.is_pick,
        seats=group.seats,
        rule_words=group.rule_words,
        base_words=group.base_words,
        legal_basis=group.legal_basis,
        base=counted.base,
        required=counted.required,
        seats_left=counted.seats_left,
        working=rules.working(group.threshold, counted.base, counted.required),
        reduces=group.recusal == Recused.REDUCE,
        lines=[
            ResultLine(
                id=line.pk,
                number=line.sort,
                label=_told_back(line.label, count, papers),
                detail=line.detail,
                agree=count.agree,
                disagree=count.disagree,
                blank=count.blank,
                invalid=count.invalid,
                percent=count.percent,
                outcome=Outcome(count.outcome),
                subject_type=line.content_type.model,
                subject_id=line.object_id,
            )
            for line, count in ((line, counted.lines[str(line.pk)]) for line in group.lines.all())
        ],
    )


def _told_back(label: str, count: rules.LineCount, papers: int | None) -> str:
    """`Đơn vị 3 (thu về 16 trên 17 phiếu)`, of a line whose last ballots did not come before the box was closed."""
    back = count.agree + count.disagree + count.blank + count.invalid
    return label if papers is None or back == papers else f"{label} (thu về {back} trên {papers} phiếu)"


def _opinions(ballot: VotingRound) -> list[ResultOpinion]:
    votes = list(WrittenVote.objects.filter(elector__round=ballot).select_related("elector__attendee"))
    if not votes:
        return []
    labels = {str(line.pk): line.label for line in ContestLine.objects.filter(group__round=ballot)}
    found = []
    for vote in votes:
        marks = vote.marks or {}
        agree = sum(mark == "A" if isinstance(mark, str) else len(mark) for mark in marks.values())
        refused = [labels[line] for line, mark in marks.items() if mark == "D"]
        found.append(
            ResultOpinion(
                vote.elector.attendee.name,
                vote.is_named,
                vote.is_accepted,
                vote.received_on,
                vote.reason,
                agree,
                refused,
            )
        )
    return found


def _result_batches(ballot: VotingRound) -> list[ResultBatch]:
    counted = ballot.result["counters"] if "counters" in ballot.result else counters_of(ballot)  # of older counts
    return [
        ResultBatch(
            label=batch.label,
            signed=batch.signed,
            handed=batch.handed,
            spoiled=batch.spoiled,
            returned=batch.returned or 0,
            not_returned=batch.not_returned or 0,
            invalid=ballot.result["whole_invalid"][batch.label],
            written=batch.written,
            **counted[batch.label],
        )
        for batch in ballot.batches.all()
    ]


def results_of_conference(conference: Conference) -> list[RoundResult]:
    """Published results of a conference in the order of the rounds, for its minutes and reports."""
    published = conference.rounds.filter(state__in=TOLD, published_at__isnull=False).order_by("number")
    return [result_of(ballot) for ballot in published.select_related("conference__council", "conference__cluster")]
