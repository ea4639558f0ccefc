"""Reads of the score table: the tree as lines of a page, targets as a grid."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from awards.criteria.enums import CriterionKind
from awards.criteria.models import CriteriaSet, Criterion, Target
from awards.criteria.rules import NOT_ASSIGNED
from awards.years.models import EmulationPeriod
from thidua.templatetags.ui import group_number
from thidua.widgets import Fig
from units.models import Cluster, Unit, User


def outline(criteria_set: CriteriaSet, order: Mapping[int | None, list[Criterion]] | None = None) -> list[Criterion]:
    """Every row, each before those below it, one query; each gets `line`: ids of the rows above, outermost first.

    order: parent id → its rows, where they shall stand in another order than stored.
    """
    children: dict[int | None, list[Criterion]] = {}
    for row in criteria_set.criteria.select_related("organ").order_by("sort", "pk"):
        children.setdefault(row.parent_id, []).append(row)
    children.update(order or {})
    found: list[Criterion] = []

    def walk(parent: int | None, line: tuple[int, ...]) -> None:
        for row in children.get(parent, ()):
            row.line = line
            found.append(row)
            walk(row.pk, (*line, row.pk))

    walk(None, ())
    return found


@dataclass
class Line:
    """One line of the tree page. given: sum of the rows below a group; target: what the unit looked at is given."""

    criterion: Criterion
    depth: int
    given: Decimal | None = None
    is_first: bool = False
    is_last: bool = False
    target: Target | None = None

    @property
    def is_wrong(self) -> bool:
        """A group whose rows do not add up to its points, or that has none."""
        return not self.criterion.is_leaf and self.given != self.criterion.max_points

    @property
    def target_words(self) -> str:
        """`480`, `Không giao`, `0` where fewer is better; empty when nothing is set."""
        if self.target is not None and not self.target.is_assigned:
            return "Không giao"
        if self.target is not None and self.target.value is not None:
            return group_number(self.target.value)
        return "0" if self.criterion.deduction is not None else ""


def tree(criteria_set: CriteriaSet, unit: Unit | None = None) -> list[Line]:
    """The whole table in order, with sums; with a unit, its targets. Two queries for any number of rows."""
    rows = outline(criteria_set)
    given: dict[int, Decimal] = {}
    ends: dict[int | None, list[int]] = {}
    for row in rows:
        ends.setdefault(row.parent_id, []).append(row.pk)
        if row.parent_id is not None:
            given[row.parent_id] = given.get(row.parent_id, Decimal(0)) + row.max_points
    targets = {}
    if unit is not None:
        targets = {t.criterion_id: t for t in Target.objects.filter(criterion__criteria_set=criteria_set, unit=unit)}
    return [
        Line(
            row,
            len(row.line),
            given.get(row.pk),
            ends[row.parent_id][0] == row.pk,
            ends[row.parent_id][-1] == row.pk,
            targets.get(row.pk),
        )
        for row in rows
    ]


def figures(criteria_set: CriteriaSet, lines: list[Line], cells: tuple[int, int]) -> list[Fig]:
    """The row of figures above the table. cells: targets set, targets needed."""
    leaves = [line.criterion for line in lines if line.criterion.is_leaf]
    top = sum((line.criterion.max_points for line in lines if line.depth == 0), Decimal(0))
    kinds = {kind: sum(leaf.kind == kind for leaf in leaves) for kind in CriterionKind}
    done, needed = cells
    differs = top != criteria_set.total_points
    return [
        Fig(
            "Tổng điểm",
            group_number(top),
            f"/ {group_number(criteria_set.total_points)}",
            note="chưa khớp tổng điểm của bảng" if differs else "",
            note_icon="triangle-alert" if differs else "",
            note_tone="warn",
        ),
        Fig("Tiêu chí", str(len(leaves)), note=f"{sum(line.depth == 0 for line in lines)} nhóm lớn"),
        Fig("Định lượng", str(kinds[CriterionKind.QUANTITATIVE]), note="theo chỉ tiêu"),
        Fig("Đạt / không đạt", str(kinds[CriterionKind.PASS_FAIL]), note="đủ điểm hoặc không"),
        Fig("Chấm trực tiếp", str(kinds[CriterionKind.BY_HAND]), note="cơ quan cho điểm"),
        Fig("Chỉ tiêu đã giao", str(done), f"/ {needed}", percent=done * 100 // needed if needed else None),
    ]


def target_count(criteria_set: CriteriaSet, units: int) -> tuple[int, int]:
    """(cells filled, cells needed): a target or "không giao" for each quantitative criterion and unit."""
    needed = criteria_set.criteria.filter(kind=CriterionKind.QUANTITATIVE, deduction=None)
    done = Target.objects.filter(criterion__in=needed, unit__in=criteria_set.period.reporting_units())
    return done.count(), needed.count() * units


# The grid -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """One entry of the select above the grid."""

    value: str
    label: str


def places(user: User, period: EmulationPeriod) -> tuple[list[Cluster], list[Unit]]:
    """Clusters and reporting units whose targets the user may look at."""
    units = list(period.reporting_units().filter(pk__in=Unit.objects.visible_to(user).values("pk")))
    clusters = list(period.clusters().filter(memberships__unit__in=units).distinct())
    return clusters, units


def units_at(place: str, period: EmulationPeriod, clusters: list[Cluster], units: list[Unit]) -> list[Unit]:
    """Units of the grid: of cluster `c:<code>`, or the one unit `u:<code>`; else the first cluster, else first unit."""
    kind, _, code = place.partition(":")
    if kind == "u" and (found := [unit for unit in units if unit.code == code]):
        return found
    cluster = next((c for c in clusters if kind == "c" and c.code == code), clusters[0] if clusters else None)
    if cluster is not None:
        members = set(cluster.members_on(period.ends_on).values_list("pk", flat=True))
        if found := [unit for unit in units if unit.pk in members]:
            return found
    return units[:1]


@dataclass
class Cell:
    """One cell: the text shown or typed, what was stored when the page was made, and what is wrong with it."""

    name: str
    label: str
    text: str = ""
    stored: str = ""
    error: str = ""
    hint: str = ""
    fixed: bool = False


@dataclass
class GridLine:
    line: Line
    cells: list[Cell] = field(default_factory=list)


def target_text(target: Target | None) -> str:
    """A stored target as somebody types it."""
    if target is None:
        return ""
    if not target.is_assigned:
        return "không giao"
    return "" if target.value is None else group_number(target.value)


def stored_targets(criteria_set: CriteriaSet, units: list[Unit]) -> dict[tuple[int, int], Target]:
    """(criterion id, unit id) → target; one query."""
    rows = Target.objects.filter(criterion__criteria_set=criteria_set, unit__in=units)
    return {(row.criterion_id, row.unit_id): row for row in rows}


def stored_value(target: Target | None) -> Decimal | str | None:
    return None if target is None else target.value if target.is_assigned else NOT_ASSIGNED
