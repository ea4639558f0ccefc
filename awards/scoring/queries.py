"""What the scoring reads: facts of a cluster's year, the board to show, the checksum of a frozen one."""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion, Target
from awards.results.enums import SheetState
from awards.results.models import ResultEntry
from awards.results.rules import accumulate
from awards.scoring.enums import BoardState
from awards.scoring.formulas import CellFact, CriterionFact, told
from awards.scoring.models import Adjustment, CriterionScore, HandScore, ScoreBoard
from awards.years.models import EmulationPeriod
from units.models import Cluster, Unit


@dataclass(frozen=True)
class ClusterFacts:
    """Everything a board is computed from.

    criteria: groups and leaves in table order. cells: leaf id -> unit id -> fact. bonus, penalty: unit id -> points,
    both written as positive numbers.
    """

    members: list[Unit]
    criteria: list[Criterion]
    cells: dict[int, dict[int, CellFact]]
    bonus: dict[int, Decimal]
    penalty: dict[int, Decimal]

    def leaves(self) -> list[Criterion]:
        return [criterion for criterion in self.criteria if criterion.kind != CriterionKind.GROUP]


def facts_of(period: EmulationPeriod, cluster: Cluster) -> ClusterFacts:
    """Targets, verified months, points by hand and adjustments of a cluster; six queries whatever its size."""
    members = list(cluster.members_on(period.ends_on))
    criteria = list(Criterion.objects.filter(criteria_set__period=period))
    targets = {
        (target.criterion_id, target.unit_id): target
        for target in Target.objects.filter(criterion__criteria_set__period=period, unit__in=members)
    }
    months: dict[tuple[int, int], list[Decimal]] = defaultdict(list)
    rows = ResultEntry.objects.filter(
        sheet__term__period=period, sheet__unit__in=members, sheet__state=SheetState.VERIFIED, value__isnull=False
    ).order_by("sheet__term__month")
    for criterion_id, unit_id, value in rows.values_list("criterion_id", "sheet__unit_id", "value"):
        months[criterion_id, unit_id].append(value)
    hands = {
        (score.criterion_id, score.unit_id): score
        for score in HandScore.objects.filter(period=period, unit__in=members)
    }
    cells = {
        leaf.pk: {
            unit.pk: _cell(
                leaf, targets.get((leaf.pk, unit.pk)), months.get((leaf.pk, unit.pk)), hands.get((leaf.pk, unit.pk))
            )
            for unit in members
        }
        for leaf in criteria
        if leaf.kind != CriterionKind.GROUP
    }
    bonus: dict[int, Decimal] = defaultdict(Decimal)
    penalty: dict[int, Decimal] = defaultdict(Decimal)
    for unit_id, points in Adjustment.objects.filter(period=period, unit__in=members).values_list("unit_id", "points"):
        if points > 0:
            bonus[unit_id] += points
        else:
            penalty[unit_id] -= points
    return ClusterFacts(members, criteria, cells, bonus, penalty)


def _cell(leaf: Criterion, target: Target | None, values: list[Decimal] | None, hand: HandScore | None) -> CellFact:
    return CellFact(
        is_assigned=target is None or target.is_assigned,
        target=target.value if target else None,
        actual=accumulate(leaf.accumulation, leaf.kind, values or []),
        hand=hand.points if hand else None,
        hand_reason=hand.reason if hand else "",
    )


def fact_of(leaf: Criterion) -> CriterionFact:
    return CriterionFact(leaf.kind, leaf.max_points, leaf.deduction, leaf.measure)


def latest_board(period: EmulationPeriod, cluster: Cluster) -> ScoreBoard | None:
    return ScoreBoard.objects.filter(period=period, cluster=cluster).order_by("-version").first()


def board_in_force(period: EmulationPeriod, cluster: Cluster) -> ScoreBoard | None:
    """The frozen or confirmed board, else the provisional one, else None."""
    boards = list(
        ScoreBoard.objects.filter(period=period, cluster=cluster)
        .exclude(state=BoardState.REPLACED)
        .select_related("period", "cluster__organiser")
        .order_by("-version")
    )
    final = [board for board in boards if board.is_final]
    return (final or boards or [None])[0]


def content_of(board: ScoreBoard) -> dict:
    """Everything a board says, in one canonical form: what its checksum is taken over."""
    lines: dict[int, list[CriterionScore]] = defaultdict(list)
    found = CriterionScore.objects.filter(unit_score__board=board).select_related("criterion")
    for line in found.order_by("criterion__sort", "criterion__code"):
        lines[line.unit_score_id].append(line)
    return {
        "format": "score-board/1",
        "year": board.period.year,
        "organiser": board.cluster.organiser.code,
        "cluster": board.cluster.code,
        "version": board.version,
        "units": [
            {
                "unit": score.unit.code,
                "points": _plain(score.points),
                "applicable": _plain(score.applicable),
                "bonus": _plain(score.bonus),
                "penalty": _plain(score.penalty),
                "total": _plain(score.total),
                "percent": _plain(score.percent),
                "rank": score.rank,
                "shared": score.is_shared_rank,
                "lines": [
                    {
                        "criterion": line.criterion.code,
                        "name": line.criterion.name,
                        "max": _plain(line.criterion.max_points),
                        "target": _plain(line.target),
                        "actual": _plain(line.actual),
                        "points": _plain(line.points),
                        "explanation": line.explanation,
                    }
                    for line in lines[score.pk]
                ],
            }
            for score in board.unit_scores.select_related("unit").order_by("unit__code")
        ],
    }


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else format(number.normalize() + 0, "f")


def checksum_of(board: ScoreBoard) -> str:
    """sha256, in hexadecimal, over the canonical JSON of the board's content (sorted keys, UTF-8, no blanks)."""
    text = json.dumps(content_of(board), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_intact(board: ScoreBoard) -> bool:
    """Whether a frozen board still says what was frozen."""
    return bool(board.checksum) and board.checksum == checksum_of(board)


def ranking(board: ScoreBoard) -> list[str]:
    """`6. Đồn …: 88,5` in order; for papers and tests."""
    return [f"{score.rank}. {score.unit}: {told(score.total)}" for score in board.unit_scores.select_related("unit")]


def rounded_actual(actual: Fraction | None) -> Decimal | None:
    """An exact year figure as stored beside its line: four decimals, half up."""
    if actual is None:
        return None
    scaled = actual * 10_000
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    return Decimal(whole + (2 * rest >= scaled.denominator)).scaleb(-4)
