"""Reads of rounds: what could be put on a paper, a round's page, a counter's sheet, the result, the hall's screen.

No function here returns a figure of a count to somebody who may not see it: `result_of` asks, the others have none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from functools import cached_property
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from awards.ballots import rules
from awards.ballots.box_queries import Readiness, box_of, electronic_ballots, in_box, readiness
from awards.ballots.enums import Act, BatchState, Channel, ContestKind, Outcome, RoundState
from awards.ballots.envelopes import BallotBox
from awards.ballots.models import (
    OVER,
    TIES_SETTLED,
    ContestGroup,
    ContestLine,
    PaperBatch,
    PaperCount,
    RoundElector,
    RoundEvent,
    Teller,
    TwoPersonAct,
    VotingRound,
)
from awards.ballots.permissions import CHAIRS, direct_ballot, see_count
from awards.ballots.tally import tally
from awards.catalogue.models import Award
from awards.catalogue.queries import rules_on
from awards.conferences.models import Conference, Regulation
from awards.nominations.board import BoardRow, quota_board
from awards.nominations.enums import ListState, NominationState
from awards.nominations.models import Nomination, NominationList
from awards.scoring.enums import BoardState
from awards.scoring.models import ScoreBoard
from thidua import clock
from thidua.errors import Forbidden, RuleViolation
from units.accounts.enums import Role
from units.models import RoleGrant, Unit, User

# What could be put on a paper -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LineSpec:
    """One line to be: subject is anything voted on (a nomination, a unit, a score board)."""

    subject: Any
    label: str
    detail: str = ""


@dataclass(frozen=True)
class GroupSpec:
    """One title to be on the paper.

    kind: approve (each line by itself) or pick (at most `seats` names). threshold (num, den, op) with base and
    legal_basis: left out, the vote rule of the title in the decree holds, else the regulation of the body;
    no_threshold: most votes win.
    """

    title: str
    lines: list[LineSpec]
    award: Award | None = None
    kind: str = ContestKind.APPROVE
    seats: int | None = None
    threshold: tuple[int, int, str] | None = None
    base: str | None = None
    legal_basis: str = ""
    no_threshold: bool = False
    recusal: str = "keep"

    @property
    def is_pick(self) -> bool:
        return self.kind == ContestKind.PICK


@dataclass(frozen=True)
class VotingRule:
    """Threshold, base and where they are written."""

    threshold: tuple[int, int, str] | None
    base: str
    legal_basis: str


def rule_for(spec: GroupSpec, regulation: Regulation | None, decree: dict[int, Any]) -> VotingRule:
    """The rule of a group to be. decree: award id → AwardRule in force (`catalogue.queries.rules_on`)."""
    if spec.no_threshold:
        return VotingRule(None, spec.base or "all_members", spec.legal_basis)
    if spec.threshold is not None:
        return VotingRule(spec.threshold, spec.base or "all_members", spec.legal_basis)
    written = getattr(decree.get(spec.award.pk), "vote_rule", None) if spec.award else None
    if written is not None:
        return VotingRule(
            (written.numerator, written.denominator, written.operator), written.base, written.legal_basis[:200]
        )
    if regulation is None:
        raise RuleViolation("Chưa có quy chế quy định ngưỡng đạt cho hội nghị này.")
    return VotingRule(
        (regulation.threshold_num, regulation.threshold_den, regulation.threshold_op),
        regulation.base,
        regulation.basis_words[:200],
    )


def groups_from_list(conference: Conference) -> list[GroupSpec]:
    """One group for each title of the locked list, in the order of the papers: lines that wait for the council.

    A title with more lines than its quota is a pick of that many; the others are answered line by line. Holders of the
    titles counted with it take their places of the quota first. No place at all: no paper, the list is looked at again.
    """
    refuse_another_council(conference)
    listing = NominationList.objects.filter(period=conference.period).select_related("period__unit").first()
    if listing is None or listing.state != ListState.LOCKED:
        raise RuleViolation(f"Danh sách đề nghị năm {conference.period.year} chưa khóa: khóa danh sách rồi lập phiếu.")
    by_award: dict[int, list[LineSpec]] = {}
    waiting = listing.lines.filter(state=NominationState.TO_COUNCIL).order_by("sort_key", "pk")
    for line in waiting:
        by_award.setdefault(line.award_id, []).append(LineSpec(line, line.subject_name, line.subject_detail))
    specs, full = [], []
    for row in quota_board(listing):
        year_award = row.year_award
        lines = by_award.get(year_award.award_id)
        if not lines:
            continue
        cap = _places(row)
        if cap is not None and cap < 1:
            full.append(_no_place(row, len(lines)))
            continue
        is_cut = cap is not None and cap < len(lines)
        specs.append(
            GroupSpec(
                title=year_award.award.name,
                lines=lines,
                award=year_award.award,
                kind=ContestKind.PICK if is_cut else ContestKind.APPROVE,
                seats=cap if is_cut else None,
            )
        )
    if full:
        raise RuleViolation("Chưa lập phiếu được.", reasons=full)
    if not specs:
        raise RuleViolation("Danh sách đã khóa không còn dòng nào chờ Hội đồng.")
    return specs


def _places(row: BoardRow) -> int | None:
    """How many of a title may pass: its quota less the holders of other titles counted in it; None without a quota."""
    quota = row.year_award.yearly_number if row.meter.quota is None else row.meter.quota
    return None if quota is None else max(0, quota - row.meter.also)


def _no_place(row: BoardRow, lines: int) -> str:
    also = f" đã tính hết cho {row.meter.also} người ở danh hiệu khác" if row.meter.also else " là 0"
    quota = f" {row.meter.quota}" if row.meter.also else ""
    return (
        f"“{row.year_award.award.name}”: chỉ tiêu{quota}{also} mà còn {lines} dòng chờ Hội đồng. "
        "Mở lại danh sách để sửa chỉ tiêu hoặc đưa các dòng này ra."
    )


def refuse_another_council(conference: Conference) -> None:
    """The list of a year is voted on by the council of the unit whose year it is, and by nobody else."""
    home = conference.period.unit
    if conference.council is None or conference.council.unit_id != home.pk:
        raise RuleViolation(
            f"Danh sách đề nghị của {home.short_name} do Hội đồng của {home.short_name} bỏ phiếu; "
            f"{conference.body} không bỏ phiếu danh sách này."
        )


def nominations_of(ballot: VotingRound) -> QuerySet[Nomination]:
    """The nominations that stand on the paper."""
    lines = ContestLine.objects.filter(
        group__round=ballot, content_type__app_label="awards", content_type__model="nomination"
    )
    return Nomination.objects.filter(pk__in=lines.values("object_id"))


def lists_of(ballot: VotingRound) -> QuerySet[NominationList]:
    """The lists its lines come from, in one order for everybody who locks them."""
    return NominationList.objects.filter(pk__in=nominations_of(ballot).values("nomination_list")).order_by("pk")


def frozen_board(conference: Conference) -> ScoreBoard | None:
    """The cluster's table of the year that waits to be recognised."""
    return (
        ScoreBoard.objects.filter(period=conference.period, cluster=conference.cluster, state=BoardState.FROZEN)
        .order_by("-version")
        .first()
    )


def groups_from_cluster(
    conference: Conference,
    *,
    flag: Award | None = None,
    flag_seats: int = 1,
    form: Award | None = None,
    with_ranking: bool = False,
) -> list[GroupSpec]:
    """Groups for a conference of a cluster: recognise the ranking, propose `flag_seats` units for a flag, answer yes or
    no to a form of commendation for every unit. No unit is left out, its own delegate included."""
    units = [_unit_line(unit) for unit in conference.cluster.members_on(conference.held_on)]
    specs = []
    board = frozen_board(conference) if with_ranking else None
    if board is not None:
        line = LineSpec(board, f"Kết quả chấm điểm, xếp hạng năm {board.period.year}", str(board.cluster))
        specs.append(GroupSpec("Công nhận kết quả chấm điểm, xếp hạng", [line]))
    if flag is not None:
        specs.append(GroupSpec(f"Đề nghị tặng {flag.name}", units, award=flag, kind=ContestKind.PICK, seats=flag_seats))
    if form is not None:
        specs.append(GroupSpec(f"Đề nghị tặng {form.name}", units, award=form))
    if not specs:
        raise RuleViolation("Chọn ít nhất một nội dung bỏ phiếu.")
    return specs


def _unit_line(unit: Unit) -> LineSpec:
    return LineSpec(unit, unit.short_name, unit.name if unit.name != unit.short_name else "")


def cluster_awards() -> QuerySet[Award]:
    """Flags and forms that a cluster may propose for a unit."""
    return Award.objects.exclude(subject="individual").order_by("sort", "code")


def people_on(ballot: VotingRound) -> set[int]:
    """Ids of the people who stand on the paper."""
    return set(nominations_of(ballot).exclude(person=None).values_list("person", flat=True))


def _directors(conference: Conference) -> Q:
    """Accounts that direct a round of this conference (`permissions.direct_ballot`), as a condition on accounts."""
    home = conference.unit.path
    above = [home[: place + 1] for place, letter in enumerate(home) if letter == "/"]
    today = RoleGrant.objects.in_force(clock.today())
    if conference.cluster_id:
        held = today.filter(
            Q(role=Role.OFFICER, unit__path__in=above) | Q(role=Role.CLUSTER_LEAD, cluster=conference.cluster)
        )
        return Q(pk__in=held.values("user"))
    held = today.filter(role__in=[Role.OFFICER, Role.SECRETARY], unit__path__in=above)
    chairs = conference.council.members.in_force(conference.held_on).filter(function__in=CHAIRS)
    return Q(pk__in=held.values("user")) | Q(person__in=chairs.values("person"))


def teller_candidates(conference: Conference) -> QuerySet[User]:
    """Accounts that can be asked to count: people with a seat, tellers by role, and staff around the conference; never
    those who direct the round or wait for the vote themselves."""
    waiting = Nomination.objects.filter(
        nomination_list__period=conference.period, state=NominationState.TO_COUNCIL, person__isnull=False
    )
    home = conference.unit.path
    places = Q(unit__path__startswith=home)
    if conference.cluster_id:
        for unit in conference.cluster.members_on(conference.held_on):
            places |= Q(unit__path__startswith=unit.path)
    seated = Q(person__in=conference.attendees.exclude(person=None).values("person"))
    working = Q(role_grants__role__in=[Role.TELLER, Role.SECRETARY, Role.OFFICER, Role.MEMBER, Role.CLERK])
    return (
        User.objects.filter(seated | (places & working), is_active=True)
        .exclude(_directors(conference))
        .exclude(person__isnull=False, person__in=waiting.values("person"))
        .select_related("unit", "person")
        .order_by("display_name")
        .distinct()
    )


@dataclass(frozen=True)
class Proposal:
    """A group to be, as the page of preparation shows it."""

    spec: GroupSpec
    rule_words: str
    required: int | None
    base: int | None
    legal_basis: str

    @property
    def line_count(self) -> int:
        return len(self.spec.lines)


def proposals(conference: Conference, specs: Iterable[GroupSpec]) -> list[Proposal]:
    """Each group with the rule it would get and what would be required of the present seats."""
    decree = rules_on(conference.held_on)
    regulation = conference.regulation
    seats = list(conference.attendees.all())
    people = rules.Electorate(len(seats), sum(seat.is_present for seat in seats))
    shown = []
    for spec in specs:
        rule = rule_for(spec, regulation, decree)
        group = ContestGroup(
            title=spec.title,
            kind=spec.kind,
            seats=spec.seats,
            base=rule.base,
            recusal=spec.recusal,
            threshold_num=rule.threshold and rule.threshold[0],
            threshold_den=rule.threshold and rule.threshold[1],
            threshold_op=rule.threshold[2] if rule.threshold else ">=",
        )
        before = group.before_the_vote(people)
        shown.append(Proposal(spec, group.rule_words, before["required"], before["base"], rule.legal_basis))
    return shown


def paper_of(ballot: VotingRound) -> dict[str, Any]:
    """Everything the paper says and the rule it is counted by; its canonical text is hashed and frozen."""
    regulation = ballot.conference.regulation
    return {
        "v": 1,
        "round": str(ballot.pk),
        "conference": ballot.conference.name,
        "held_on": ballot.conference.held_on.isoformat(),
        "number": ballot.number,
        "name": ballot.name,
        "quorum": quorum_rule(regulation),
        "groups": [
            {
                "title": group.title,
                "kind": group.kind,
                "rule": group.contest.rule(),
                "basis": group.legal_basis,
                "lines": [{"n": line.sort, "label": line.label, "detail": line.detail} for line in group.lines.all()],
            }
            for group in ballot.groups.prefetch_related("lines")
        ],
    }


def quorum_rule(regulation: Regulation | None) -> dict[str, Any] | None:
    """The quorum as `tally/1` writes it: of those in the room."""
    if regulation is None:
        return None
    return {"num": regulation.quorum_num, "den": regulation.quorum_den, "op": ">=", "of": "present"}


# The page of a round --------------------------------------------------------------------------------------------------


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


@dataclass
class Panel:
    """Everything on the page of a round, for one user."""

    ballot: VotingRound
    groups: list[ContestGroup]  # with line_count
    roll: list[RoundElector]
    batches: list[BatchRow]
    tellers: list[Teller]
    pending: list[TwoPersonAct]
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
    return Panel(
        ballot=ballot,
        groups=group_rows(ballot),
        roll=list(ballot.electors.select_related("attendee__member", "attendee__unit").order_by("attendee__sort")),
        batches=batch_rows(ballot, user),
        tellers=tellers,
        pending=pending_acts(ballot),
        directs=direct_ballot(user, ballot),
        tells=any(teller.user_id == user.pk for teller in tellers),
    )


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


# The count ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reconciliation:
    """Whether every group can be counted; sentences without a figure when not. results: group id → tally/1 result."""

    status: str
    sentences: list[str]
    results: dict[str, Any]
    whole_invalid: dict[str, int] = field(default_factory=dict)  # batch label → papers invalid as a whole

    @property
    def is_ok(self) -> bool:
        return self.status == "ok"

    @property
    def is_void(self) -> bool:
        return self.status.startswith("void")


def final_batches(ballot: VotingRound) -> list[rules.Batch]:
    """Every batch with the two locked sheets of its last attempt. For the count and a recount only."""
    batches = []
    for batch in ballot.batches.prefetch_related("counts"):
        last = max((count.attempt for count in batch.counts.all()), default=0)
        sheets = [count.data for count in batch.counts.all() if count.attempt == last and count.is_locked]
        if len(sheets) != 2 or batch.returned is None:
            raise RuleViolation(f"{batch} chưa có đủ hai người kiểm.")
        batches.append(
            rules.Batch(batch.label, batch.signed, batch.handed, batch.spoiled, batch.returned, sheets[0], sheets[1])
        )
    return batches


def tally_documents(ballot: VotingRound) -> dict[str, dict[str, Any]]:
    """Group id → its `tally/1` document, as it stands for the count and for anybody's recount."""
    batches, people = final_batches(ballot), ballot.electorate
    contests = [group.contest for group in ballot_lines(ballot)]
    electronic = electronic_ballots(ballot, contests)
    return {
        contest.id: rules.document(contest, people, batches, ballot.quorum, electronic.get(contest.id))
        for contest in contests
    }


def reconcile(ballot: VotingRound) -> Reconciliation:
    """Run the tally for every group. The worst status wins; its sentences come without a figure of the count."""
    results = {group: tally(document) for group, document in tally_documents(ballot).items()}
    bad = next((result for result in results.values() if result["status"] != "ok"), None)
    if bad is None:
        whole = {batch.label: batch.first["whole_invalid"] for batch in final_batches(ballot)}
        return Reconciliation("ok", [], results, whole)
    names = {str(line.pk): line.label for group in ballot_lines(ballot) for line in group.lines.all()}
    names |= {str(group.pk): group.title for group in ballot_lines(ballot)}
    issues = dict.fromkeys(issue for result in results.values() for issue in result["issues"])
    return Reconciliation(
        bad["status"],
        [rules.STATUS_WORDS[bad["status"]], *(rules.issue_words(issue, names) for issue in issues)],
        {},
    )


def trouble_of(ballot: VotingRound) -> list[str]:
    """Why a round whose batches all agree has no result all the same; empty while counting or when all is well."""
    batches = list(ballot.batches.all())
    if not ballot.is_counting or not all(batch.is_reconciled for batch in batches):
        return []
    if not batches and not ballot.is_electronic:
        return []
    return reconcile(ballot).sentences


# The result -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ResultLine:
    """One line of the result. percent: cut, two decimals, `86,66`."""

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

    @property
    def is_passed(self) -> bool:
        return self.outcome == Outcome.PASSED


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

    @property
    def passed(self) -> list[ResultLine]:
        return [line for line in self.lines if line.is_passed]

    @property
    def tied(self) -> list[ResultLine]:
        return [line for line in self.lines if line.outcome == Outcome.TIED]

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
    box: BallotBox | None = None  # the electronic one; its ballots are in the sums above, never told apart

    @property
    def attempts(self) -> int:
        """How often the batch that needed most was counted."""
        return max((batch.attempts for batch in self.batches), default=0)

    @property
    def signatures(self) -> int:
        return sum(teller.signed_at is not None for teller in self.tellers)

    @property
    def has_ties(self) -> bool:
        return any(group.tied for group in self.groups)

    @cached_property
    def settled(self) -> RoundEvent | None:
        """How the chair decided between equal votes; asked for only where there are some."""
        if not self.has_ties:
            return None
        return self.ballot.events.filter(action=TIES_SETTLED).select_related("actor").first()


def result_of(ballot: VotingRound, *, viewer: User | None = None) -> RoundResult:
    """The counted result: after publication for everybody, before it for `viewer` only when one of the tellers.

    Raises Forbidden otherwise, also when nobody is named. Seven queries, whatever the length of the lists.
    """
    if not ballot.is_published and not (viewer is not None and see_count(viewer, ballot)):
        raise Forbidden("Tổ kiểm phiếu, trước khi công bố", "awards.see_count")
    batches = _result_batches(ballot)
    people, box = ballot.electorate, box_of(ballot)
    issued, count = (box.issued, box.count) if box else (0, 0)
    returned, whole = sum(b.returned for b in batches) + count, sum(b.invalid for b in batches)
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
        groups=[_result_group(group, ballot.result["groups"][str(group.pk)]) for group in _groups_for_result(ballot)],
        batches=batches,
        tellers=[
            ResultTeller(
                teller.user_id,
                str(teller.user),
                teller.user.initials,
                teller.user.person.title_line if teller.user.person else str(teller.user),
                teller.is_head,
                teller.signed_at,
            )
            for teller in ballot.tellers.select_related("user__person")
        ],
        box=box,
    )


def _groups_for_result(ballot: VotingRound) -> QuerySet[ContestGroup]:
    lines = ContestLine.objects.select_related("content_type").order_by("sort")
    return ballot.groups.select_related("award").prefetch_related(Prefetch("lines", queryset=lines)).order_by("sort")


def _result_group(group: ContestGroup, result: dict[str, Any]) -> ResultGroup:
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
        lines=[
            ResultLine(
                number=line.sort,
                label=line.label,
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


def _result_batches(ballot: VotingRound) -> list[ResultBatch]:
    counts = PaperCount.objects.select_related("user").defer("data").order_by("attempt", "counter")
    return [
        ResultBatch(
            label=batch.label,
            signed=batch.signed,
            handed=batch.handed,
            spoiled=batch.spoiled,
            returned=batch.returned or 0,
            not_returned=batch.not_returned or 0,
            invalid=ballot.result["whole_invalid"][batch.label],
            attempts=max((count.attempt for count in batch.counts.all()), default=0),
            counters=list(dict.fromkeys(str(count.user) for count in batch.counts.all())),
        )
        for batch in ballot.batches.prefetch_related(Prefetch("counts", queryset=counts))
    ]


def results_of_conference(conference: Conference) -> list[RoundResult]:
    """Published results of a conference in the order of the rounds, for its minutes and reports."""
    published = conference.rounds.filter(state__in=[RoundState.PUBLISHED, RoundState.DESTROYED]).order_by("number")
    return [result_of(ballot) for ballot in published.select_related("conference__council", "conference__cluster")]


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
class Screen:
    """What the projector shows. phase: welcome, ready, open, counting, published or void."""

    conference: Conference
    ballot: VotingRound | None
    phase: str
    members: int
    present: int
    groups: list[ContestGroup]  # with line_count
    handed: int = 0  # in steps of three until everybody has a paper
    expected: int = 0
    box: BallotBox | None = None
    readiness: Readiness | None = None  # before an electronic round is opened
    result: RoundResult | None = None

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


def screen_of(conference: Conference) -> Screen:
    """The running round of the conference, else the last one, else a welcome. No names, no partial result."""
    rounds = [ballot for ballot in conference.rounds.order_by("number") if ballot.paper]
    running = [ballot for ballot in rounds if ballot.state not in OVER]
    ballot = (running or rounds)[-1] if rounds else None
    seats = list(conference.attendees.all())
    present = sum(seat.is_present for seat in seats)
    if ballot is None:
        return Screen(conference, None, "welcome", len(seats), present, [])
    ballot.conference = conference
    phase = PHASES[ballot.state]
    channels = [row.channel for row in ballot.electors.all()]
    handed = sum(channel == Channel.PAPER for channel in channels)
    box = box_of(ballot)
    if box is not None and phase == "open":
        handed += in_box(ballot)  # papers in hands and ballots in the box together: nobody is seen to be late
    expected = max(ballot.electorate.present - ballot.electorate.recused_present, handed)
    return Screen(
        conference=conference,
        ballot=ballot,
        phase=phase,
        members=len(seats),
        present=present,
        groups=group_rows(ballot),
        handed=rules.turnout_shown(handed, expected),
        expected=expected,
        result=result_of(ballot) if phase == "published" else None,
        box=box,
        readiness=readiness(ballot) if ballot.is_checkin else None,
    )


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
    """What live rounds wait for from this user, for the page of one's work: acts to confirm, papers to count, results
    to sign. Constant number of queries for a user who sees no live round."""
    live = [RoundState.READY, RoundState.CHECKIN, RoundState.OPEN, RoundState.CLOSED, RoundState.COUNTED]
    rounds = VotingRound.objects.visible_to(user).filter(state__in=live)
    found = []
    for ballot in rounds.select_related("conference__council__unit", "conference__cluster__organiser"):
        page = panel(ballot, user)
        found += [
            Waiting("confirm", ballot, f"{act.asked_by} đề nghị: {act.get_action_display().lower()}")
            for act in page.pending
            if page.acts and act.asked_by_id != user.pk
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
        if ballot.is_counted and any(t.user_id == user.pk and t.signed_at is None for t in page.tellers):
            found.append(Waiting("sign", ballot, "Ký kết quả kiểm phiếu"))
    return found


ACTS_BY_STATE = {
    RoundState.READY: (Act.OPEN, Act.CANCEL),
    RoundState.CHECKIN: (Act.OPEN, Act.CANCEL),
    RoundState.OPEN: (Act.CLOSE, Act.CANCEL),
    RoundState.CLOSED: (Act.ANNUL,),
    RoundState.COUNTED: (Act.PUBLISH, Act.ANNUL),
}
