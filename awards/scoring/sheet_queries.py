"""Reads about points by stage: the own sheet of a unit, the cross-check, the appraisal side by side, appeals."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Q, QuerySet
from django.forms import BoundField

from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion
from awards.results.rules import plain
from awards.scoring.cluster_facts import facts_of
from awards.scoring.enums import AppealState, CheckState, ScoreSheetState, Stage
from awards.scoring.formulas import CellFact, Line, score_criterion
from awards.scoring.models import HandScore
from awards.scoring.rules import in_force, is_difference, is_open
from awards.scoring.sheets import POINTLESS, AppealTerm, CrossCheck, PointDraft, PointOpinion, ScoreAppeal, ScoreSheet
from awards.years.models import EmulationPeriod
from units.models import Cluster, ClusterMembership, Unit, User

STAGES = (Stage.SELF, Stage.CROSS, Stage.ORGAN, Stage.CLUSTER, Stage.OFFICE)


def cluster_of(period: EmulationPeriod, unit: Unit) -> Cluster | None:
    """The cluster in which a unit is ranked this year."""
    members = ClusterMembership.objects.in_force(period.ends_on).filter(unit=unit)
    return period.clusters().filter(pk__in=members.values("cluster")).select_related("organiser").first()


@dataclass
class Computed:
    """Every criterion of the year for one unit: the fact, and the points that follow from it.

    criteria: groups and leaves in the order of the table.
    """

    criteria: list[Criterion]
    cells: dict[int, CellFact]
    lines: dict[int, Line]


def computed(period: EmulationPeriod, unit: Unit, cluster: Cluster | None = None) -> Computed | None:
    """Points of a unit from what is verified now, in its cluster; None when it is in none. Seven queries at most."""
    cluster = cluster or cluster_of(period, unit)
    if cluster is None:
        return None
    facts = facts_of(period, cluster)
    if unit.pk not in {member.pk for member in facts.members}:
        return None
    lines = {pk: score_criterion(leaf, facts.cells[pk])[unit.pk] for pk, leaf in facts.leaves.items()}
    return Computed(facts.criteria, {pk: cells[unit.pk] for pk, cells in facts.cells.items()}, lines)


def computed_lines(period: EmulationPeriod, unit: Unit) -> dict[int, Line] | None:
    """Criterion id -> line of the unit as a board computed now would say it; None outside every cluster."""
    found = computed(period, unit)
    return None if found is None else found.lines


def given_points(period: EmulationPeriod, unit: Unit) -> dict[int, Decimal]:
    """Criterion id -> points by hand in force."""
    return dict(HandScore.objects.filter(period=period, unit=unit).values_list("criterion_id", "points"))


def said_by_unit(period: EmulationPeriod, unit: Unit) -> dict[int, Decimal]:
    """Criterion id -> what the unit said last when it sent its sheet."""
    said = PointOpinion.objects.current().filter(period=period, unit=unit, stage=Stage.SELF)
    return dict(said.order_by("criterion__sort").values_list("criterion_id", "points"))


def points_that_count(period: EmulationPeriod, unit: Unit, criterion: Criterion) -> Decimal | None:
    """What the board counts now for one criterion; None when nothing was given or it is not assigned."""
    if criterion.kind == CriterionKind.BY_HAND:
        return given_points(period, unit).get(criterion.pk)
    line = (computed_lines(period, unit) or {}).get(criterion.pk)
    return line.points if line else None


# Pages ----------------------------------------------------------------------------------------------------------------


@dataclass
class PointRow:
    """One line of a sheet: a group (only criterion), or a leaf with its fact, its computed line and what was said.

    said: stage -> opinions, the latest first. own, why: what the reader has written so far.
    points, reason: bound fields of the page, where something is typed. appeals: objections of the unit, newest first.
    """

    criterion: Criterion
    depth: int = 0
    cell: CellFact | None = None
    line: Line | None = None
    said: dict[str, list[PointOpinion]] = field(default_factory=dict)
    own: Decimal | None = None
    why: str = ""
    points: BoundField | None = None
    reason: BoundField | None = None
    appeals: list[ScoreAppeal] = field(default_factory=list)

    @property
    def is_group(self) -> bool:
        return self.criterion.kind == CriterionKind.GROUP

    @property
    def by_hand(self) -> bool:
        return self.criterion.kind == CriterionKind.BY_HAND

    @property
    def is_assigned(self) -> bool:
        return self.cell is None or self.cell.is_assigned

    @property
    def target_text(self) -> str:
        if self.criterion.kind != CriterionKind.QUANTITATIVE or self.cell is None:
            return "–"
        return "0" if self.criterion.deduction is not None else plain(self.cell.target) if self.cell.target else "–"

    @property
    def actual_text(self) -> str:
        """The year's figure cut to two decimals, or the verdict."""
        if self.by_hand or self.cell is None or self.cell.actual is None:
            return "–"
        if self.criterion.kind == CriterionKind.PASS_FAIL:
            return "Đạt" if self.cell.actual else "Không"
        whole = Fraction(self.cell.actual) * 100
        return plain(Decimal(whole.numerator // whole.denominator).scaleb(-2))

    @property
    def latest(self) -> dict[str, PointOpinion]:
        return {stage: opinions[0] for stage, opinions in self.said.items() if opinions and opinions[0].is_current}

    @property
    def columns(self) -> list[list[PointOpinion]]:
        """Opinions stage by stage, in the order of the columns of the page."""
        return [self.said.get(stage, []) for stage in STAGES]

    @property
    def counts(self) -> Decimal | None:
        """The points that the board counts."""
        if not self.by_hand:
            return self.line.points if self.line else None
        last = in_force(self.latest)
        return last.points if last else None

    @property
    def proposal(self) -> Decimal | None:
        """What one key agrees to: the unit's own points of a by-hand criterion, else what was computed."""
        if not self.by_hand:
            return self.line.points if self.line else None
        return self.latest[Stage.SELF].points if Stage.SELF in self.latest else None

    @property
    def is_open(self) -> bool:
        return is_open(self.latest, by_hand=self.by_hand)

    @property
    def is_difference(self) -> bool:
        return is_difference(self.latest, by_hand=self.by_hand)

    @property
    def has_appeal(self) -> bool:
        return any(appeal.state == AppealState.WAITING for appeal in self.appeals)

    @property
    def wants_a_look(self) -> bool:
        return not self.is_group and self.is_assigned and (self.is_open or self.is_difference or self.has_appeal)


@dataclass
class Sheet:
    """All lines of one unit. total, maximum: points that count now, and what they are measured on."""

    unit: Unit
    sheet: ScoreSheet
    rows: list[PointRow]

    def leaves(self) -> list[PointRow]:
        return [row for row in self.rows if not row.is_group and row.is_assigned]

    @property
    def open_rows(self) -> list[PointRow]:
        return [row for row in self.leaves() if row.is_open]

    @property
    def differing(self) -> list[PointRow]:
        return [row for row in self.leaves() if row.wants_a_look]

    @property
    def maximum(self) -> Decimal:
        return sum((row.criterion.max_points for row in self.leaves()), Decimal(0))

    @property
    def total(self) -> Decimal:
        return sum((row.counts or Decimal(0) for row in self.leaves()), Decimal(0))

    @property
    def own_total(self) -> Decimal:
        """Computed points and those typed so far."""
        own = (row.own if row.by_hand else row.line.points for row in self.leaves())
        return sum((points or Decimal(0) for points in own), Decimal(0))

    def narrowed(self) -> list[PointRow]:
        """Only lines that want a look, with the groups above them."""
        parents = {row.criterion.pk: row.criterion.parent_id for row in self.rows}
        wanted: set[int] = set()
        for row in self.differing:
            pk: int | None = row.criterion.pk
            while pk is not None:
                wanted.add(pk)
                pk = parents.get(pk)
        return [row for row in self.rows if row.criterion.pk in wanted]


def sheet_page(period: EmulationPeriod, cluster: Cluster, unit: Unit, *, drafts: str = "") -> Sheet | None:
    """Everything about the points of one unit, ten queries; None when it is not in the cluster this year.

    drafts: the stage whose unsent lines the reader is writing.
    """
    found = computed(period, unit, cluster)
    if found is None:
        return None
    sheet = ScoreSheet.objects.filter(period=period, unit=unit).select_related("sent_by", "agreed_by").first()
    sheet = sheet or ScoreSheet(period=period, unit=unit)
    sheet.period, sheet.unit = period, unit
    said: dict[int, dict[str, list[PointOpinion]]] = defaultdict(lambda: defaultdict(list))
    opinions = PointOpinion.objects.filter(period=period, unit=unit).select_related("given_by")
    for opinion in opinions.order_by("-is_current", "-given_at", "-pk"):
        said[opinion.criterion_id][opinion.stage].append(opinion)
    appeals: dict[int, list[ScoreAppeal]] = defaultdict(list)
    for appeal in ScoreAppeal.objects.filter(period=period, unit=unit).select_related("answered_by", "filed_by"):
        appeals[appeal.criterion_id].append(appeal)
    written: dict[int, PointDraft] = {}
    if drafts:
        rows = PointDraft.objects.filter(period=period, unit=unit, stage=drafts)
        written = {row.criterion_id: row for row in rows}
    depths: dict[int, int] = {}
    lines = []
    for criterion in found.criteria:
        depths[criterion.pk] = depth = depths.get(criterion.parent_id, -1) + 1
        draft = written.get(criterion.pk)
        lines.append(
            PointRow(
                criterion,
                depth,
                found.cells.get(criterion.pk),
                found.lines.get(criterion.pk),
                dict(said[criterion.pk]),
                own=draft.points if draft else None,
                why=draft.reason if draft else "",
                appeals=appeals[criterion.pk],
            )
        )
    return Sheet(unit, sheet, lines)


@dataclass
class SheetRow:
    """One unit of the overview. open: criteria without a last word, None before the unit sent its sheet."""

    unit: Unit
    sheet: ScoreSheet
    check: CrossCheck | None
    open: int | None
    waiting: int
    is_own: bool = False
    may_self: bool = False
    may_check: bool = False

    @property
    def dialog(self) -> str:
        """Id of the dialog that names another checker."""
        return f"doi-{self.unit.pk}"


def sheet_rows(period: EmulationPeriod, cluster: Cluster, user: User) -> list[SheetRow]:
    """How far the self scores of a cluster are; eight queries, whatever the number of units."""
    members = list(cluster.members_on(period.ends_on))
    sheets = {row.unit_id: row for row in ScoreSheet.objects.filter(period=period, unit__in=members)}
    checks = {
        row.checked_id: row
        for row in CrossCheck.objects.filter(period=period, checked__in=members).select_related("checker", "set_by")
    }
    leaves = list(Criterion.objects.filter(criteria_set__period=period).exclude(kind__in=POINTLESS))
    free = set(
        Criterion.objects.filter(
            criteria_set__period=period, targets__is_assigned=False, targets__unit__in=members
        ).values_list("pk", "targets__unit_id")
    )
    said: dict[tuple[int, int], dict[str, PointOpinion]] = defaultdict(dict)
    for opinion in PointOpinion.objects.current().filter(period=period, unit__in=members):
        said[opinion.unit_id, opinion.criterion_id][opinion.stage] = opinion
    waiting = dict(
        ScoreAppeal.objects.filter(period=period, unit__in=members, state=AppealState.WAITING)
        .order_by()
        .values_list("unit_id")
        .annotate(n=Count("pk"))
    )
    rows = []
    for unit in members:
        sheet = sheets.get(unit.pk) or ScoreSheet(period=period, unit=unit)
        sheet.period, sheet.unit = period, unit
        open_now = [
            leaf
            for leaf in leaves
            if (leaf.pk, unit.pk) not in free
            and is_open(said[unit.pk, leaf.pk], by_hand=leaf.kind == CriterionKind.BY_HAND)
        ]
        sent = sheet.state != ScoreSheetState.DRAFT
        rows.append(
            SheetRow(
                unit=unit,
                sheet=sheet,
                check=checks.get(unit.pk),
                open=len(open_now) if sent else None,
                waiting=waiting.get(unit.pk, 0),
                is_own=user.belongs_to(unit),
            )
        )
    return rows


def appeals_of(period: EmulationPeriod, cluster: Cluster) -> QuerySet[ScoreAppeal]:
    """Objections of the units of a cluster in a year: those that wait first, then the newest."""
    rows = ScoreAppeal.objects.filter(period=period, unit__in=cluster.members_on(period.ends_on))
    related = rows.select_related("unit", "criterion", "filed_by", "answered_by", "opinion", "period__unit")
    waiting = Q(state=AppealState.WAITING)
    return related.annotate(first=Count("pk", filter=waiting)).order_by("-first", "-filed_at", "-pk")


def term_of(period: EmulationPeriod) -> AppealTerm | None:
    return AppealTerm.objects.filter(period=period).select_related("set_by").first()


def checks_to_make(period: EmulationPeriod, units: list[Unit]) -> QuerySet[CrossCheck]:
    """Checks that these units still owe, of units that have sent their sheet."""
    sent = ScoreSheet.objects.filter(period=period, state=ScoreSheetState.SENT).values("unit")
    rows = CrossCheck.objects.filter(period=period, checker__in=units, state=CheckState.OPEN, checked__in=sent)
    return rows.select_related("checker", "checked", "cluster")
