"""Reads of the score table: the tree as lines of a page, targets as a grid, versions and what lies between them."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Max, Prefetch, QuerySet

from awards.criteria import rules
from awards.criteria.enums import CriterionKind, SetState
from awards.criteria.models import CriteriaSet, Criterion, CriterionGate, Target
from awards.criteria.rules import NOT_ASSIGNED, points_text
from awards.years.models import EmulationPeriod
from thidua.templatetags.ui import group_number
from thidua.widgets import Fig
from units.models import Cluster, Unit, User


def outline(
    criteria_set: CriteriaSet, order: Mapping[int | None, list[Criterion]] | None = None, *, details: bool = False
) -> list[Criterion]:
    """Every row, each before those below it, one query; each gets `line`: ids of the rows above, outermost first.

    order: parent id → its rows, where they shall stand in another order than stored. details: with bands, places and
    conditions beside them, two queries more.
    """
    children: dict[int | None, list[Criterion]] = {}
    rows = criteria_set.criteria.select_related("organ").order_by("sort", "pk")
    if details:
        gates = CriterionGate.objects.select_related("award")
        rows = rows.prefetch_related("steps", Prefetch("gates", gates))
    for row in rows:
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


def order_mark(rows: Iterable[Criterion]) -> str:
    """A short mark of the order and the groups of a table: another one means that somebody moved, added or removed."""
    text = ",".join(f"{row.pk}:{row.parent_id or 0}" for row in rows)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


@dataclass
class Line:
    """One line of the tree page. given: sum of the rows below a group; target: what the unit looked at is given."""

    criterion: Criterion
    depth: int
    given: Decimal | None = None
    is_first: bool = False
    is_last: bool = False
    target: Target | None = None
    is_beside: bool = False

    @property
    def is_wrong(self) -> bool:
        """A group whose rows do not add up to its points, or that has none; a ceiling of bonus adds up to nothing."""
        return not self.criterion.is_leaf and not self.is_beside and self.given != self.criterion.max_points

    @property
    def counted(self) -> Decimal:
        """What the row adds to the sum of its group: nothing when it is bonus, penalty, condition or a ceiling."""
        return self.criterion.max_points if self.criterion.has_points and not self.is_beside else Decimal(0)

    @property
    def how(self) -> str:
        """One line on how it is scored, beside the name of its kind."""
        return how_words(self.criterion)

    @property
    def target_words(self) -> str:
        """`480`, `Không giao`, `0` where fewer is better; empty when nothing is set."""
        if self.target is not None and not self.target.is_assigned:
            return "Không giao"
        if self.target is not None and self.target.value is not None:
            return group_number(self.target.value)
        return "0" if self.criterion.deduction is not None else ""


def tree(criteria_set: CriteriaSet, unit: Unit | None = None) -> list[Line]:
    """The whole table in order, with sums; with a unit, its targets. Four queries for any number of rows."""
    rows = outline(criteria_set, details=True)
    plain = plain_rows(rows)
    given, beside = rules.sums(plain), rules.bonus_groups(plain)
    ends: dict[int | None, list[int]] = {}
    for row in rows:
        ends.setdefault(row.parent_id, []).append(row.pk)
    targets = {}
    if unit is not None:
        targets = {t.criterion_id: t for t in Target.objects.filter(criterion__criteria_set=criteria_set, unit=unit)}
    return [
        Line(
            row,
            len(row.line),
            given.get(row.code),
            ends[row.parent_id][0] == row.pk,
            ends[row.parent_id][-1] == row.pk,
            targets.get(row.pk),
            row.code in beside,
        )
        for row in rows
    ]


def plain_rows(rows: list[Criterion]) -> list[rules.Row]:
    codes = {row.pk: row.code for row in rows}
    return [rules.Row(row.code, row.name, row.kind, row.max_points, codes.get(row.parent_id)) for row in rows]


def problems(criteria_set: CriteriaSet, lines: list[Line]) -> list[str]:
    """Everything wrong with the points of a table that was read as lines; no query."""
    rows = [line.criterion for line in lines]
    found = rules.table_problems(plain_rows(rows), criteria_set.total_points)
    for row in rows:
        steps = [rules.Step(step.threshold, step.points) for step in row.steps.all()]
        if problem := rules.kind_problem(row.kind, row.max_points, steps, row.lower_is_better, row.per_occurrence):
            found.append(f"{row.code}: {problem}")
    return found


def how_words(criterion: Criterion) -> str:
    """Bands, places, points a case, conditions in one line; steps and gates come prefetched."""
    kind, measure = criterion.kind, criterion.measure
    if kind == CriterionKind.BANDS:
        sign = "≤" if criterion.lower_is_better else "≥"
        return ", ".join(f"{sign}{points_text(s.threshold)}: {points_text(s.points)}" for s in criterion.steps.all())
    if kind == CriterionKind.RANKED:
        points = "/".join(points_text(step.points) for step in criterion.steps.all())
        return f"{points}, càng thấp càng tốt" if criterion.lower_is_better else points
    if kind == CriterionKind.BONUS and criterion.per_occurrence is not None:
        sign = "+" if criterion.per_occurrence > 0 else "−"
        return f"{sign}{points_text(abs(criterion.per_occurrence))} điểm mỗi {measure or 'lần'}"
    if kind == CriterionKind.GATE:
        return "; ".join(gate_text(gate) for gate in criterion.gates.all()) or "ghi nhận"
    if criterion.deduction is not None:
        return f"càng ít càng tốt, trừ {points_text(criterion.deduction)} điểm mỗi {measure or 'lần'}"
    if kind == CriterionKind.QUANTITATIVE and criterion.accumulation != "sum":
        return criterion.get_accumulation_display().lower()
    return ""


def gate_text(gate: CriterionGate) -> str:
    """`ĐVQT ≥ 95`, `ĐVTT Đạt`."""
    value = f" {points_text(gate.value)}" if gate.value is not None else ""
    return f"{gate.award.short_name} {gate.get_compare_display()}{value}"


def figures(criteria_set: CriteriaSet, lines: list[Line], cells: tuple[int, int]) -> list[Fig]:
    """The row of figures above the table. cells: targets set, targets needed."""
    leaves = [line.criterion for line in lines if line.criterion.is_leaf]
    top = sum((line.counted for line in lines if line.depth == 0), Decimal(0))
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
        *_other_kinds(kinds),
        Fig("Chỉ tiêu đã giao", str(done), f"/ {needed}", percent=done * 100 // needed if needed else None),
    ]


def _other_kinds(kinds: Mapping[str, int]) -> list[Fig]:
    """At most two more figures: the kinds there are most of; the rest under one heading."""
    found = [
        Fig("Đạt / không đạt", str(kinds[CriterionKind.PASS_FAIL]), note="đủ điểm hoặc không"),
        Fig("Chấm trực tiếp", str(kinds[CriterionKind.BY_HAND]), note="cơ quan cho điểm"),
    ]
    new = {
        "theo mức": kinds[CriterionKind.BANDS],
        "thứ bậc": kinds[CriterionKind.RANKED],
        "thưởng, phạt": kinds[CriterionKind.BONUS],
        "điều kiện": kinds[CriterionKind.GATE],
    }
    if others := {words: count for words, count in new.items() if count}:
        note = ", ".join(f"{count} {words}" for words, count in others.items())
        found.append(Fig("Cách chấm khác", str(sum(others.values())), note=note))
    return found


def target_count(criteria_set: CriteriaSet, units: int) -> tuple[int, int]:
    """(cells filled, cells needed): a target or "không giao" for each quantitative criterion and unit."""
    needed = criteria_set.criteria.filter(kind=CriterionKind.QUANTITATIVE, deduction=None)
    done = Target.objects.filter(criterion__in=needed, unit__in=criteria_set.of_period.reporting_units())
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


# Versions, sources ----------------------------------------------------------------------------------------------------


def table_of(period: EmulationPeriod | None, version: str = "") -> CriteriaSet | None:
    """The table of a year: the version asked for, else the one in force; None when there is none."""
    if period is None:
        return None
    rows = CriteriaSet.objects.select_related("common__of_period__unit").filter(of_period=period)
    if version.isascii() and version.isdigit() and len(version) < 5:
        found = rows.filter(version=int(version)).first()
    else:
        found = rows.filter(period=period).first()
    if found is not None:
        found.of_period = period
        if found.period_id is not None:
            found.period = period
    return found


def versions_of(period: EmulationPeriod) -> list[CriteriaSet]:
    """Every version of the year's table, the newest first; one query."""
    return list(CriteriaSet.objects.filter(of_period=period).order_by("-version"))


def sources_for(user: User, period: EmulationPeriod) -> QuerySet[CriteriaSet]:
    """Tables in force that the user may see and copy for another year: newest years first, the own unit's before."""
    rows = CriteriaSet.objects.visible_to(user).filter(period__isnull=False).exclude(of_period=period)
    rows = rows.select_related("of_period__unit", "of_period__cluster")
    return rows.annotate(rows_count=Count("criteria")).order_by("-of_period__year", "of_period__unit__sort", "pk")


def commons_for(user: User, period: EmulationPeriod) -> QuerySet[CriteriaSet]:
    """Locked common parts of units above, of the same year: what a table of this year may take in."""
    above = period.unit.ancestor_ids()
    rows = sources_for(user, period).filter(is_common=True, state=SetState.LOCKED, of_period__year=period.year)
    return rows.filter(of_period__unit__in=above)


def commons_to_take(user: User, table: CriteriaSet) -> list[CriteriaSet]:
    """What a draft may take in now: any common part while it has none, a later version of the one it has."""
    if table.common is None:
        return list(commons_for(user, table.of_period))
    if not table.common_is_old:
        return []
    return list(commons_for(user, table.of_period).filter(of_period=table.common.of_period_id))


@dataclass(frozen=True)
class Change:
    """One row that differs between two versions. tone: new, gone or changed; what: words a person reads."""

    tone: str
    code: str
    name: str
    what: tuple[str, ...] = ()
    aside: int = 0


FACTS = ("name", "kind", "max_points", "measure", "accumulation", "maximum_value", "places", "deduction",
         "lower_is_better", "per_occurrence", "by_pass", "evidence_required", "guidance")  # fmt: skip


def follows(old: Criterion, new: Criterion | None) -> bool:
    """Whether figures entered for `old` go on to be counted for `new`: the same thing measured in the same way."""
    if new is None:
        return False
    by_hand = (old.kind == CriterionKind.BY_HAND, new.kind == CriterionKind.BY_HAND)
    by_word = (old.entry_kind == CriterionKind.PASS_FAIL, new.entry_kind == CriterionKind.PASS_FAIL)
    same = by_hand[0] == by_hand[1] and by_word[0] == by_word[1] and old.measure == new.measure
    return same and old.is_leaf and new.is_leaf


def changes_between(old: CriteriaSet, new: CriteriaSet) -> list[Change]:
    """Rows that are new, gone or different in `new`, with how many entered figures are then kept aside."""
    before = {row.code: row for row in outline(old, details=True)}
    after = {row.code: row for row in outline(new, details=True)}
    counts = dict(old.criteria.filter(entries__isnull=False).values_list("pk").annotate(Count("entries")))
    found = []
    for code, row in after.items():
        was = before.get(code)
        if was is None:
            found.append(Change("new", code, row.name, (f"{points_text(row.max_points)} điểm",)))
        elif what := _differences(was, row):
            aside = 0 if follows(was, row) else counts.get(was.pk, 0)
            found.append(Change("changed", code, row.name, what, aside))
    gone = [row for code, row in before.items() if code not in after]
    return found + [Change("gone", row.code, row.name, (), counts.get(row.pk, 0)) for row in gone]


def _differences(was: Criterion, now: Criterion) -> tuple[str, ...]:
    label = {name: str(Criterion._meta.get_field(name).verbose_name) for name in FACTS}
    words = [
        f"{label[name]}: {_told(was, name)} → {_told(now, name)}"
        for name in FACTS
        if getattr(was, name) != getattr(now, name)
    ]
    if how_words(was) != how_words(now) and not words:
        words.append(f"{how_words(was) or '–'} → {how_words(now) or '–'}")
    return tuple(words)


def _told(row: Criterion, name: str) -> str:
    value = getattr(row, f"get_{name}_display", lambda: getattr(row, name))()
    if isinstance(value, bool):
        return "có" if value else "không"
    return points_text(value) if isinstance(value, Decimal) else str(value if value not in (None, "") else "–")


def target_changes(old: CriteriaSet, new: CriteriaSet) -> int:
    """How many targets differ between two versions, by code and unit; two queries."""

    def of(table: CriteriaSet) -> dict:
        rows = Target.objects.filter(criterion__criteria_set=table)
        return {(code, unit): (given, value) for code, unit, given, value in rows.values_list(
            "criterion__code", "unit_id", "is_assigned", "value")}  # fmt: skip

    before, after = of(old), of(new)
    return sum(before.get(key) != after.get(key) for key in before.keys() | after.keys())


def next_version(period: EmulationPeriod) -> int:
    return (CriteriaSet.objects.filter(of_period=period).aggregate(last=Max("version"))["last"] or 0) + 1
