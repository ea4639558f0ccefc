"""Stored boards follow the facts: whatever changes a fact recomputes the provisional boards in its own transaction.

Order of locks, the same everywhere: the thing that is acted on, then the rows of the clusters by id, then nothing more.
The facts are read after the lock, so that of two acts at once the later one sees what the earlier one wrote.
A frozen board is never touched here.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeVar

from django.db import transaction

from awards.criteria.enums import CriterionKind, SetState
from awards.criteria.models import CriteriaSet
from awards.scoring.caps import Place, capped
from awards.scoring.cluster_facts import ClusterFacts, facts_of_many, rounded_actual
from awards.scoring.enums import BoardState
from awards.scoring.facts import LONGEST
from awards.scoring.formulas import CellFact, CriterionFact, percent_of, score_criterion
from awards.scoring.models import CriterionScore, ScoreBoard, UnitScore
from awards.scoring.rules import Sums, break_ties, tie_value, tie_value_text, tie_words
from awards.years.models import EmulationPeriod
from thidua import clock
from thidua.numbers import cut
from units.models import Cluster, ClusterMembership, Unit

STORED_PLACES = 6  # of a percent; places are given by the exact one
BATCH = 1000
Key = TypeVar("Key")
SUMS = ("points", "applicable", "bonus", "penalty", "total", "percent", "rank", "is_shared_rank", "place_note")
PARTS = ("target", "actual", "points", "explanation")


Computed = tuple[list[UnitScore], dict[int, list["LineRow"]]]
Alone = dict[int, dict[CellFact, "LineRow"]]  # leaf id -> what was told of a cell that has nothing to do with others


@transaction.atomic
def recompute(period: EmulationPeriod, units: Iterable[Unit | int]) -> None:
    """Bring the provisional boards of the clusters of these units up to date; eighteen queries when nothing changed.

    Nothing happens before a board was computed for the first time, after it is frozen, or while the table of
    criteria is being written.
    """
    lock_clusters(period, units)
    locked = CriteriaSet.objects.filter(period=period, state=SetState.LOCKED)
    members = ClusterMembership.objects.in_force(period.ends_on).filter(unit__in=_ids(units))
    boards = (
        ScoreBoard.objects.filter(period__criteria_set__in=locked, period=period, cluster__in=members.values("cluster"))
        .select_related("cluster")
        .order_by("cluster", "-version")
    )
    latest: dict[int, ScoreBoard] = {}
    for board in boards:
        latest.setdefault(board.cluster_id, board)
    refresh(period, [board for board in latest.values() if board.state == BoardState.PROVISIONAL])


def lock_clusters(period: EmulationPeriod, units: Iterable[Unit | int]) -> list[Cluster]:
    """The clusters in which these units are ranked, locked until the transaction ends, in the order of their ids."""
    members = ClusterMembership.objects.in_force(period.ends_on).filter(
        unit__in=_ids(units), cluster__in=period.clusters()
    )
    return hold(members.values_list("cluster_id", flat=True))


def hold(clusters: Iterable[int]) -> list[Cluster]:
    """Lock the rows of clusters, by id, so that two acts never wait for each other in a ring.

    Rows that merely point at a cluster may still be written meanwhile (NO KEY on PostgreSQL).
    """
    rows = Cluster.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=list(clusters))
    return list(rows.order_by("pk"))


def _ids(units: Iterable[Unit | int]) -> set[int]:
    return {unit if isinstance(unit, int) else unit.pk for unit in units}


def refresh(period: EmulationPeriod, boards: Sequence[ScoreBoard]) -> None:
    """Compute these boards from the facts and write what differs; the clusters must be locked."""
    if not boards:
        return
    by_cluster = {board.cluster_id: board for board in boards}
    alone: Alone = {}
    computed: dict[int, Computed] = {}
    for cluster_id, facts in facts_of_many(period, [board.cluster for board in boards]):
        board = by_cluster[cluster_id]
        computed[board.pk], board.tie_rule_id = scores_of(facts, alone), facts.tie_rule
    _write(boards, computed)
    table = CriteriaSet.objects.filter(period=period).first()
    for board in boards:
        board.computed_at, board.criteria_set = clock.now(), table
    ScoreBoard.objects.bulk_update(boards, ["computed_at", "criteria_set", "tie_rule"])


class LineRow(NamedTuple):
    """One line of a unit as it is stored; a model row is made only of those that changed."""

    criterion_id: int
    target: Decimal | None
    actual: Decimal | None
    points: Decimal | None
    explanation: str


# Kinds whose line of one unit does not depend on the others of its cluster: the same fact has the same line anywhere.
ALONE = (CriterionKind.BY_HAND, CriterionKind.PASS_FAIL)


def _rows_of(pk: int, criterion: CriterionFact, cells: Mapping[Key, CellFact]) -> dict[Key, LineRow]:
    lines = score_criterion(criterion, cells)
    return {
        key: LineRow(pk, cell.target, rounded_actual(cell.actual), lines[key].points, lines[key].explanation[:LONGEST])
        for key, cell in cells.items()
    }


def _told(facts: ClusterFacts, alone: Alone) -> dict[int, dict[int, LineRow]]:
    """Leaf id -> unit id -> its line before the ceilings of the groups."""
    told: dict[int, dict[int, LineRow]] = {}
    for pk, leaf in facts.leaves.items():
        cells = facts.cells[pk]
        if leaf.kind not in ALONE:
            told[pk] = _rows_of(pk, leaf, cells)
            continue
        known, rows = alone.setdefault(pk, {}), told.setdefault(pk, {})
        for unit, cell in cells.items():
            row = known.get(cell)
            if row is None:
                row = known[cell] = _rows_of(pk, leaf, {unit: cell})[unit]
            rows[unit] = row
    return told


def scores_of(facts: ClusterFacts, alone: Alone | None = None) -> Computed:
    """Unsaved totals of a board with their places, and unit id -> every line with its explanation.

    alone: what other clusters of the year have told already; grows.
    """
    told = _told(facts, {} if alone is None else alone)
    scores: list[UnitScore] = []
    lines: dict[int, list[LineRow]] = {}
    exact: dict[int, Fraction] = {}
    table = [Place(row.pk, row.parent_id, row.code, row.kind, row.max_points) for row in facts.criteria]
    for unit in facts.members:
        unit_id = unit.pk
        own = capped(table, {pk: row[unit_id] for pk, row in told.items()})
        score = UnitScore(unit=unit)
        points = applicable = Decimal(0)
        rows = lines[unit_id] = list(own.values())
        for row in rows:
            if row.points is not None:
                points += row.points
                applicable += facts.leaves[row.criterion_id].max_points
        score.points, score.applicable = points, applicable
        score.bonus = facts.bonus.get(unit_id, Decimal(0))
        score.penalty = facts.penalty.get(unit_id, Decimal(0))
        score.total = points + score.bonus - score.penalty
        exact[unit_id] = percent_of(score.total, applicable)
        scores.append(score)
    _rank(facts, scores, lines, exact)
    return scores, lines


def _rank(
    facts: ClusterFacts, scores: list[UnitScore], lines: Mapping[int, list[LineRow]], exact: Mapping[int, Fraction]
) -> None:
    """Give every unit its place, and the words of those that the rule for equal percents looked at."""
    sums = {score.unit_id: _sums(facts, score, lines[score.unit_id]) for score in scores} if facts.ties else {}
    values = {pk: [tie_value(key, own) for key in facts.ties] for pk, own in sums.items()}
    places = break_ties(exact, values)
    names = {unit.pk: str(unit) for unit in facts.members}
    texts = {pk: [tie_value_text(key, own) for key in facts.ties] for pk, own in sums.items()}
    for score in scores:
        place = places[score.unit_id]
        score.percent, score.rank = cut(place.standing.percent, STORED_PLACES), place.standing.rank
        score.is_shared_rank = place.standing.is_shared
        score.place_note = tie_words(score.unit_id, place, facts.ties, names, texts)


def _sums(facts: ClusterFacts, score: UnitScore, lines: list[LineRow]) -> Sums:
    """What the rule for equal percents compares; bonus and penalty are those of adjustments and of criteria."""
    by_id = {criterion.pk: criterion for criterion in facts.criteria}
    groups: dict[str, tuple[Decimal, Decimal]] = {}
    full, counted, bonus, penalty = 0, 0, score.bonus, score.penalty
    for line in lines:
        leaf = by_id[line.criterion_id]
        if line.points is None:
            continue
        if leaf.kind == CriterionKind.BONUS:
            bonus += max(line.points, Decimal(0))
            penalty += max(-line.points, Decimal(0))
        else:
            counted += 1
            full += line.points == leaf.max_points
        above = leaf.parent_id
        while above is not None:
            group = by_id[above]
            points, applicable = groups.get(group.code, (Decimal(0), Decimal(0)))
            groups[group.code] = (points + line.points, applicable + leaf.max_points)
            above = group.parent_id
    return Sums(groups, full, counted, bonus, penalty)


def _write(boards: Sequence[ScoreBoard], computed: Mapping[int, Computed]) -> None:
    """Only what differs from the stored rows is written; lines of units and criteria that are gone go too."""
    stored = {(row.board_id, row.unit_id): row for row in UnitScore.objects.filter(board__in=boards)}
    kept: set[int] = set()
    fresh, changed = [], []
    for board in boards:
        for score in computed[board.pk][0]:
            score.board = board
            old = stored.get((board.pk, score.unit_id))
            if old is None:
                fresh.append(score)
                continue
            score.pk = old.pk
            kept.add(old.pk)
            if any(getattr(old, name) != getattr(score, name) for name in SUMS):
                changed.append(score)
    gone = [row.pk for row in stored.values() if row.pk not in kept]
    if gone:
        CriterionScore.objects.filter(unit_score__in=gone).delete()
        UnitScore.objects.filter(pk__in=gone).delete()
    UnitScore.objects.bulk_create(fresh, batch_size=BATCH)
    _upsert(UnitScore, changed, ("board", "unit"), SUMS)
    lines = {score.pk: rows[score.unit_id] for scores, rows in computed.values() for score in scores}
    _write_lines(lines, kept)


def _write_lines(lines: Mapping[int, list[LineRow]], kept: set[int]) -> None:
    """lines: unit score id -> its lines. kept: unit scores that were there before."""
    columns = ("unit_score_id", *LineRow._fields, "pk")
    rows = CriterionScore.objects.filter(unit_score__in=kept).order_by().values_list(*columns) if kept else ()
    stored = {row[:2]: row for row in rows}
    changed = []
    for score_id, told in lines.items():
        for line in told:
            old = stored.pop((score_id, line.criterion_id), None)
            if old is None or old[1:-1] != line:
                changed.append(CriterionScore(unit_score_id=score_id, **line._asdict()))
    if stored:
        CriterionScore.objects.filter(pk__in=[row[-1] for row in stored.values()]).delete()
    _upsert(CriterionScore, changed, ("unit_score", "criterion"), PARTS)


def _upsert(model, rows: list, unique: tuple[str, ...], fields: tuple[str, ...]) -> None:
    """Insert rows, or bring the stored ones up to date: one statement a batch, many times faster than bulk_update."""
    ids = [row.pk for row in rows]
    for row in rows:
        row.pk = None  # found by its unique fields
    model.objects.bulk_create(rows, batch_size=BATCH, update_conflicts=True, unique_fields=unique, update_fields=fields)
    for row, pk in zip(rows, ids, strict=True):
        row.pk = pk or row.pk


def same_scores(board: ScoreBoard, scores: Iterable[UnitScore]) -> bool:
    """Whether a computation says what the board says already."""
    names = ("points", "applicable", "bonus", "penalty", "total", "rank")
    stored = {row.unit_id: tuple(getattr(row, name) for name in names) for row in board.unit_scores.all()}
    return stored == {row.unit_id: tuple(getattr(row, name) for name in names) for row in scores}
