"""Figures that papers share, each counted in one place: what is 28 here is 28 on every paper."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Q, QuerySet

from awards.catalogue.models import Award
from awards.conferences.models import Conference
from awards.nominations.enums import ListState, NominationState
from awards.nominations.models import AwardInYear, Nomination, NominationList
from awards.nominations.states import LOST
from awards.scoring.enums import BoardState
from awards.scoring.models import ScoreBoard, UnitScore
from awards.years.models import EmulationPeriod
from awards.years.scope import unit_for
from units.models import Unit, User

N = NominationState
PUT_FORWARD = [state for state in N if state not in (N.DRAFT, N.WITHDRAWN)]
ON_BALLOT = [N.TO_COUNCIL, N.PASSED, N.NOT_PASSED, N.PROPOSED_UP, N.DECIDED, N.REFUSED_ABOVE, N.REVOKED]
KEPT = [N.PASSED, N.PROPOSED_UP, N.DECIDED]
PASSED = [*KEPT, N.REFUSED_ABOVE, N.REVOKED]


@dataclass(frozen=True)
class TitleFigures:
    """One title of one year, in people or units.

    nominated: sent by the units and not withdrawn; on_ballot: before the council, unvoted: still there; passed: by the
    ballot; proposed_up: with the superior, answered or not; decided: with a decision; refused_above: refused there;
    revoked: decided, and taken back since.
    """

    award: Award
    proposed_upward: bool
    quota: int | None
    nominated: int
    on_ballot: int
    unvoted: int
    passed: int
    proposed_up: int
    decided: int
    refused_above: int
    revoked: int
    collectives: int

    @property
    def is_collective(self) -> bool:
        """Whether units are put forward for it; decided by who is, where the title is open to both."""
        return self.collectives > 0 if self.award.subject == "both" else self.award.subject == "collective"

    @property
    def noun(self) -> str:
        return "tập thể" if self.is_collective else "cá nhân"

    @property
    def share(self) -> Fraction | None:
        """Passed over those on the ballot."""
        return Fraction(self.passed, self.on_ballot) if self.on_ballot else None

    @property
    def is_voted(self) -> bool:
        """Whether the ballot has spoken of at least one line."""
        return self.on_ballot > self.unvoted

    @property
    def kept(self) -> int:
        """Passed, not refused by the superior and not revoked: who is, or still can be, commended."""
        return self.passed - self.refused_above - self.revoked

    @property
    def waiting(self) -> int:
        """Passed, and neither decided nor refused yet."""
        return self.kept - self.decided


def title_figures(
    period: EmulationPeriod, unit: Unit | None = None, *, with_events: bool = False
) -> list[TitleFigures]:
    """Every title of the year in the order of the papers; two queries. unit: only what was put forward below it.

    Without events it is what the council of the year had before it; with_events: every list of the year together.
    """
    lines = Nomination.objects.filter(nomination_list__period=period)
    titles = AwardInYear.objects.filter(nomination_list__period=period)
    if not with_events:
        lines, titles = lines.filter(nomination_list__event=""), titles.filter(nomination_list__event="")
    if unit is not None and unit.pk != period.unit_id:
        lines = lines.filter(proposer__in=Unit.objects.within(unit, period.starts_on, period.ends_on))

    def count(states: Sequence[str]) -> Count:
        return Count("pk", filter=Q(state__in=states))

    rows = {
        row["award"]: row
        for row in lines.values("award")
        .annotate(
            nominated=count(PUT_FORWARD),
            on_ballot=count(ON_BALLOT),
            unvoted=count([N.TO_COUNCIL]),
            passed=count(PASSED),
            decided=count([N.DECIDED]),
            refused_above=count([N.REFUSED_ABOVE]),
            revoked=count([N.REVOKED]),
            waiting_above=count([N.PROPOSED_UP]),
            collectives=Count("pk", filter=Q(unit__isnull=False)),
        )
        .order_by()
    }
    counted = ("nominated", "on_ballot", "unvoted", "passed", "decided", "refused_above", "revoked", "collectives")
    empty = dict.fromkeys((*counted, "waiting_above"), 0)
    figures = []
    seen = set()
    # The order of the year's list, then of the events; a title of several lists is told once.
    for row in titles.select_related("award").order_by("nomination_list__event", "nomination_list", "sort"):
        if row.award_id in seen:
            continue
        seen.add(row.award_id)
        told = rows.get(row.award_id, empty)
        figures.append(
            TitleFigures(
                award=row.award,
                proposed_upward=row.proposed_upward,
                quota=row.quota,
                proposed_up=sum(told[key] for key in ("waiting_above", "refused_above", "decided", "revoked"))
                if row.proposed_upward
                else 0,
                **{key: told[key] for key in counted},
            )
        )
    return figures


@dataclass(frozen=True)
class Totals:
    """Collectives or individuals of a year over all titles; caps are not added up, one may lie within another."""

    noun: str
    nominated: int
    on_ballot: int
    passed: int


def totals(figures: Sequence[TitleFigures]) -> list[Totals]:
    """Sums over titles of units and over titles of people."""
    found = []
    for is_collective, noun in ((True, "Tập thể"), (False, "Cá nhân")):
        rows = [row for row in figures if row.is_collective == is_collective]
        if not rows:
            continue
        found.append(
            Totals(
                noun,
                sum(row.nominated for row in rows),
                sum(row.on_ballot for row in rows),
                sum(row.passed for row in rows),
            )
        )
    return found


def figures_words(figures: Sequence[TitleFigures]) -> str:
    """`3 Đơn vị Quyết thắng, 28 Đơn vị tiên tiến, …` of those commended; empty when nobody is yet."""
    return ", ".join(f"{row.kept} {row.award.short_name}" for row in figures if row.kept)


def lost_lines(period: EmulationPeriod) -> list[Nomination]:
    """Lines of the year that did not get their title, in paper order, each with a reason; two queries."""
    lost = [*LOST, NominationState.REJECTED, NominationState.ON_HOLD]
    lines = Nomination.objects.filter(nomination_list__period=period, state__in=lost)
    lines = lines.select_related("award", "proposer").prefetch_related("proposer__names")
    return list(lines.order_by("award__sort", "award", "sort_key", "pk"))


def kept_lines(period: EmulationPeriod, unit: Unit | None = None) -> QuerySet[Nomination]:
    """Lines of every list of the year that passed and were not refused, in the order of the papers.

    What `TitleFigures.kept` counts with events.
    """
    lines = Nomination.objects.filter(nomination_list__period=period, state__in=KEPT)
    if unit is not None and unit.pk != period.unit_id:
        lines = lines.filter(proposer__in=Unit.objects.within(unit, period.starts_on, period.ends_on))
    rows = lines.select_related("award", "proposer", "person__unit", "unit").prefetch_related(
        "proposer__names", "person__postings__unit__names"
    )
    return rows.order_by("award__sort", "award", "sort_key", "pk")


@dataclass(frozen=True)
class EventFigures:
    """One title on the list of one event, in people and units."""

    listing: NominationList
    award: Award
    nominated: int
    kept: int
    decided: int


def event_figures(period: EmulationPeriod) -> list[EventFigures]:
    """Every title of every event of the year that somebody was put forward for; three queries."""
    lines = Nomination.objects.filter(nomination_list__period=period, state__in=PUT_FORWARD)
    rows = lines.exclude(nomination_list__event="").order_by().values("nomination_list", "award")
    counted = list(
        rows.annotate(
            nominated=Count("pk"), kept=Count("pk", filter=Q(state__in=KEPT)),
            decided=Count("pk", filter=Q(state=N.DECIDED)),
        )
    )  # fmt: skip
    lists = NominationList.every.in_bulk({row["nomination_list"] for row in counted})
    awards = Award.objects.in_bulk({row["award"] for row in counted})
    found = [
        EventFigures(lists[row["nomination_list"]], awards[row["award"]], row["nominated"], row["kept"], row["decided"])
        for row in counted
    ]
    return sorted(found, key=lambda one: (one.listing.pk, one.award.sort, one.award.code))


def scores_of(boards: Iterable[ScoreBoard]) -> dict[int, list[UnitScore]]:
    """Board id → its units from the first place down, names of all days with them; two queries."""
    found: dict[int, list[UnitScore]] = {board.pk: [] for board in boards}
    rows = UnitScore.objects.filter(board__in=found).select_related("unit").prefetch_related("unit__names")
    for row in rows.order_by("rank", "unit__sort", "unit__code"):
        found[row.board_id].append(row)
    return found


@dataclass(frozen=True)
class UnitRow:
    """One unit that put somebody forward, with how many of each title it has."""

    unit: Unit
    kept: Counter  # award id -> number


def matrix(lines: Sequence[Nomination]) -> list[UnitRow]:
    """Unit × title over lines that passed and were kept, in official order of the units."""
    counts: dict[Unit, Counter] = defaultdict(Counter)
    for line in lines:
        counts[line.proposer][line.award_id] += 1
    ordered = sorted(counts, key=lambda unit: (unit.sort, unit.code))
    return [UnitRow(unit, counts[unit]) for unit in ordered]


# Whether figures are final --------------------------------------------------------------------------------------------


def list_is_settled(period: EmulationPeriod) -> bool:
    """The list is locked and no line waits for the council any more."""
    listing = NominationList.objects.filter(period=period).first()
    return (
        listing is not None
        and listing.state == ListState.LOCKED
        and not listing.lines.filter(state__in=[N.TO_COUNCIL, N.DRAFT, N.SENT, N.RETURNED]).exists()
    )


def boards_of(period: EmulationPeriod) -> list[ScoreBoard]:
    """The board in force of every cluster of the year, in the order of the clusters: frozen before provisional."""
    found: dict[int, ScoreBoard] = {}
    boards = ScoreBoard.objects.filter(period=period).exclude(state=BoardState.REPLACED)
    for board in boards.select_related("cluster__organiser__kind", "period").order_by("version"):
        known = found.get(board.cluster_id)
        if known is None or board.is_final or not known.is_final:
            found[board.cluster_id] = board
    return sorted(found.values(), key=lambda board: (board.cluster.sort, board.cluster.code))


def boards_are_final(period: EmulationPeriod, boards: Sequence[ScoreBoard]) -> bool:
    """Every cluster of the year has a frozen board."""
    return all(board.is_final for board in boards) and len(boards) == period.clusters().count()


# Which year and unit --------------------------------------------------------------------------------------------------


def year_of(year: int, code: str, reader: User | None = None) -> tuple[EmulationPeriod, Unit] | None:
    """(year, unit) for a year and the code of a unit or cluster; None when there is none, or none the reader may see.

    A cluster has its own year; a unit the year of the command it belongs to, with itself as the part looked at.
    """
    code = code.replace("\0", "").strip()
    periods = EmulationPeriod.objects.all() if reader is None else _years_of(reader)
    periods = periods.filter(year=year).select_related("unit__kind", "cluster__organiser__kind")
    for period in periods.filter(cluster__code__iexact=code):
        return period, period.unit
    units = Unit.objects.all() if reader is None else Unit.objects.visible_to(reader)
    unit = units.filter(code__iexact=code).select_related("kind").first()
    if unit is None:
        return _whole_year(periods, code, reader)
    above = periods.filter(cluster__isnull=True, unit__in=unit.ancestor_ids())
    nearest = max(above, key=lambda period: len(period.unit.path), default=None)
    return (nearest, unit) if nearest else None


def _whole_year(
    periods: QuerySet[EmulationPeriod], code: str, reader: User | None
) -> tuple[EmulationPeriod, Unit] | None:
    """The year of a command for those who sit in one of its meetings or lead a cluster in it without seeing any unit:
    their pages are of the whole year too, and each report shows them what they may see of it."""
    period = periods.filter(cluster=None, unit__code__iexact=code).first()
    if period is None or reader is None or unit_for(period, None, reader) is not None:
        return None
    return period, period.unit


def _years_of(reader: User) -> QuerySet[EmulationPeriod]:
    """Years the reader may see, and those of a meeting where he sits or counts ballots, with or without a role."""
    meetings = Conference.objects.visible_to(reader).values("period")
    return EmulationPeriod.objects.filter(
        Q(pk__in=EmulationPeriod.objects.visible_to(reader).values("pk")) | Q(pk__in=meetings)
    )


def period_for(reader: User, period_id: int, unit_id: int) -> tuple[EmulationPeriod, Unit] | None:
    """The year and unit a job was started for, when its owner may still see them."""
    periods = _years_of(reader).select_related("unit__kind", "cluster__organiser__kind")
    period = periods.filter(pk=period_id).first()
    if period is None:
        return None
    if period.unit_id == unit_id:
        return period, period.unit
    unit = Unit.objects.visible_to(reader).filter(pk=unit_id).select_related("kind").first()
    return (period, unit) if unit else None
