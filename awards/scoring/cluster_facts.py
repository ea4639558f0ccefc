"""Facts of a cluster's year as the formulas want them."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from django.db.models import Prefetch

from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion, CriterionGate, Target
from awards.results.enums import SheetState
from awards.results.models import ResultEntry
from awards.results.rules import accumulate
from awards.scoring.enums import TieRuleState
from awards.scoring.facts import CellFact, CriterionFact, GateFact, TieFact
from awards.scoring.models import Adjustment, HandScore
from awards.scoring.ties import TieBreakKey
from awards.years.models import EmulationPeriod
from thidua.numbers import half_up
from units.models import Cluster, ClusterMembership, Unit


@dataclass(frozen=True)
class ClusterFacts:
    """Everything a board is computed from.

    criteria: groups and leaves in table order. leaves: leaf id -> fact. cells: leaf id -> unit id -> fact. bonus,
    penalty: unit id -> points, both written as positive numbers. ties: what the year's published rule looks at between
    equal percents, none without a rule; tie_rule: its id.
    """

    members: list[Unit]
    criteria: list[Criterion]
    leaves: dict[int, CriterionFact]
    cells: dict[int, dict[int, CellFact]]
    bonus: dict[int, Decimal]
    penalty: dict[int, Decimal]
    ties: tuple[TieFact, ...] = ()
    tie_rule: int | None = None


def facts_of(period: EmulationPeriod, cluster: Cluster) -> ClusterFacts:
    """Targets, verified months, points by hand and adjustments of a cluster; nine queries whatever its size."""
    return dict(facts_of_many(period, [cluster]))[cluster.pk]


def facts_of_many(period: EmulationPeriod, clusters: Sequence[Cluster]) -> Iterator[tuple[int, ClusterFacts]]:
    """Id of each cluster with its facts; nine queries, whatever the number of clusters.

    One after the other, so that the cells of a cluster are gone before those of the next are made.
    """
    members: dict[int, list[Unit]] = {cluster.pk: [] for cluster in clusters}
    rows = ClusterMembership.objects.in_force(period.ends_on).filter(cluster__in=members).select_related("unit")
    for row in rows.order_by("sort", "unit__sort", "unit__code"):
        members[row.cluster_id].append(row.unit)
    units = {unit.pk for group in members.values() for unit in group}
    criteria = list(with_details(Criterion.objects.filter(criteria_set__period=period)))
    targets: dict[int, dict[int, Aim]] = defaultdict(dict)
    aims = Target.objects.filter(criterion__criteria_set__period=period, unit__in=units)
    for criterion_id, unit_id, *aim in aims.values_list("criterion_id", "unit_id", "is_assigned", "value"):
        targets[criterion_id][unit_id] = tuple(aim)
    months: dict[int, dict[int, tuple[Decimal, ...]]] = defaultdict(dict)
    entries = ResultEntry.objects.filter(
        sheet__term__period=period, sheet__unit__in=units, sheet__state=SheetState.VERIFIED, value__isnull=False
    ).order_by("sheet__term__month")
    for criterion_id, unit_id, value in entries.values_list("criterion_id", "sheet__unit_id", "value").iterator(5000):
        of_units = months[criterion_id]
        of_units[unit_id] = (*of_units.get(unit_id, ()), value)
    hands: dict[int, dict[int, Hand]] = defaultdict(dict)
    given = HandScore.objects.filter(period=period, unit__in=units)
    for criterion_id, unit_id, *hand in given.values_list("criterion_id", "unit_id", "points", "reason"):
        hands[criterion_id][unit_id] = tuple(hand)
    bonus: dict[int, Decimal] = defaultdict(Decimal)
    penalty: dict[int, Decimal] = defaultdict(Decimal)
    for unit_id, points in Adjustment.objects.filter(period=period, unit__in=units).values_list("unit_id", "points"):
        if points > 0:
            bonus[unit_id] += points
        else:
            penalty[unit_id] -= points
    leaves = [leaf for leaf in criteria if leaf.kind != CriterionKind.GROUP]
    ties = list(TieBreakKey.objects.filter(rule__period=period, rule__state=TieRuleState.PUBLISHED))
    rule = (tuple(key.fact for key in ties), ties[0].rule_id if ties else None)
    facts = {leaf.pk: fact_of(leaf) for leaf in leaves}
    cell_of = cache(_cell)  # cells that say the same are one object
    for pk, group in members.items():
        cells = _cells(leaves, group, targets, months, hands, cell_of)
        yield pk, ClusterFacts(group, criteria, facts, cells, bonus, penalty, *rule)


def members_of_year(period: EmulationPeriod) -> list[int]:
    """Ids of every unit that is ranked in a cluster of the year."""
    rows = ClusterMembership.objects.in_force(period.ends_on).filter(cluster__in=period.clusters())
    return list(rows.values_list("unit_id", flat=True))


Aim = tuple[bool, Decimal | None]  # whether it is assigned, the target
Hand = tuple[Decimal, str]  # points by hand in force, the words to them


def _cells(
    leaves: list[Criterion],
    members: list[Unit],
    targets: Mapping[int, Mapping[int, Aim]],
    months: Mapping[int, Mapping[int, tuple[Decimal, ...]]],
    hands: Mapping[int, Mapping[int, Hand]],
    cell_of: Callable[..., CellFact],
) -> dict[int, dict[int, CellFact]]:
    """Leaf id -> unit id -> fact; the mappings are nested in the same way."""
    units = [unit.pk for unit in members]
    found = {}
    for leaf in leaves:
        how, kind = leaf.accumulation, leaf.entry_kind
        aims, values, points = targets.get(leaf.pk, {}), months.get(leaf.pk, {}), hands.get(leaf.pk, {})
        found[leaf.pk] = {
            unit: cell_of(how, kind, aims.get(unit), values.get(unit), points.get(unit)) for unit in units
        }
    return found


def _cell(how: str, kind: str, target: Aim | None, values: tuple[Decimal, ...] | None, hand: Hand | None) -> CellFact:
    assigned, aim = target or (True, None)
    points, why = hand or (None, "")
    return CellFact(assigned, aim, accumulate(how, kind, values) if values else None, points, why)


def fact_of(leaf: Criterion) -> CriterionFact:
    """The leaf as the formulas want it; its steps and gates come prefetched (`with_details`)."""
    return CriterionFact(
        kind=leaf.kind,
        max_points=leaf.max_points,
        deduction=leaf.deduction,
        measure=leaf.measure,
        steps=tuple((step.threshold, step.points) for step in leaf.steps.all()),
        lower_is_better=leaf.lower_is_better,
        per_occurrence=leaf.per_occurrence,
        gates=tuple(GateFact(gate.award.short_name, gate.compare, gate.value) for gate in leaf.gates.all()),
        by_pass=leaf.by_pass,
    )


def with_details(criteria):
    """Bands, places and conditions beside the criteria, in two queries more."""
    gates = CriterionGate.objects.select_related("award")
    return criteria.prefetch_related("steps", Prefetch("gates", gates))


def rounded_actual(actual: Fraction | None) -> Decimal | None:
    """An exact year figure as stored beside its line: four decimals, half up."""
    return None if actual is None else half_up(actual, 4)
