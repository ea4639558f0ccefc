"""What could be put on a paper: groups from the locked list or from a cluster, with the rule each would get."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from awards.ballots import rules
from awards.ballots.enums import ContestKind
from awards.ballots.marks import BY_LINE
from awards.ballots.models import (
    LIVE,
    ContestGroup,
    ContestLine,
    VotingRound,
)
from awards.ballots.permissions import CHAIRS
from awards.catalogue.models import Award
from awards.catalogue.queries import rules_on
from awards.conferences.enums import Recused
from awards.conferences.models import Conference, Regulation
from awards.nominations.board import BoardRow, quota_board
from awards.nominations.enums import ListState, NominationState
from awards.nominations.models import Nomination, NominationList
from awards.scoring.enums import BoardState
from awards.scoring.models import ScoreBoard
from thidua import clock
from thidua.errors import RuleViolation
from units.accounts.enums import Role
from units.models import RoleGrant, Unit, User


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
    no_threshold: most votes win. recusal: keep or reduce; left out, as the regulation has it.
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
    recusal: str = ""

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


def recusal_for(spec: GroupSpec, regulation: Regulation | None) -> str:
    """Whether members who take no part stay in the base of the group."""
    return spec.recusal or (regulation.recusal if regulation else Recused.KEEP)


def groups_from_list(conference: Conference) -> list[GroupSpec]:
    """One group for each title of the locked list, in the order of the papers: lines that wait for the council, those
    on a frozen paper whose result is not out yet left aside.

    A title with more lines than its quota is a pick of that many; the others are answered line by line. Holders of the
    titles counted with it take their places of the quota first. No place at all: no paper, the list is looked at again.
    """
    refuse_another_council(conference)
    listing = NominationList.objects.filter(period=conference.period).select_related("period__unit").first()
    if listing is None or listing.state != ListState.LOCKED:
        raise RuleViolation(f"Danh sách đề nghị năm {conference.period.year} chưa khóa: khóa danh sách rồi lập phiếu.")
    by_award: dict[int, list[LineSpec]] = {}
    waiting = listing.lines.filter(state=NominationState.TO_COUNCIL).exclude(pk__in=_being_voted_on())
    for line in waiting.order_by("sort_key", "pk"):
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
        raise RuleViolation("Danh sách đã khóa không còn dòng nào chờ Hội đồng, ngoài các dòng đang bỏ phiếu.")
    return specs


def _being_voted_on() -> QuerySet:
    """Ids of nominations on frozen papers without a result yet."""
    lines = ContestLine.objects.filter(
        group__round__state__in=LIVE, content_type__app_label="awards", content_type__model="nomination"
    )
    return lines.values("object_id")


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
    with_lead: bool = False,
) -> list[GroupSpec]:
    """Groups for a conference of a cluster: recognise the ranking, propose `flag_seats` units for a flag, answer yes or
    no to a form of commendation for every unit, choose who leads next (`RoundQuerySet.elected_lead`). No unit is left
    out, its own delegate included."""
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
    if with_lead:
        specs.append(GroupSpec("Bầu cụm trưởng nhiệm kỳ tới", units, kind=ContestKind.PICK, seats=1))
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
            recusal=recusal_for(spec, regulation),
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
    by_line = {"granularity": BY_LINE} if ballot.is_by_line else {}
    return {
        **by_line,
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
    """The quorum as `tally/1` writes it."""
    if regulation is None:
        return None
    return {"num": regulation.quorum_num, "den": regulation.quorum_den, "op": ">=", "of": regulation.quorum_of}
