"""Acts on scores: points by hand, adjustments, computing, freezing and confirming a board."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

from awards.criteria.enums import CriterionKind, SetState
from awards.criteria.models import CriteriaSet, Criterion, Target
from awards.results.rules import plain
from awards.scoring.caps import Place, capped
from awards.scoring.enums import BoardState
from awards.scoring.formulas import percent_of, score_criterion, standings
from awards.scoring.models import Adjustment, CriterionScore, HandScore, ScoreBoard, UnitScore
from awards.scoring.queries import ClusterFacts, checksum_of, fact_of, facts_of, latest_board, rounded_actual
from awards.scoring.states import BOARD
from awards.years.enums import PeriodState
from awards.years.models import EmulationPeriod
from thidua import clock
from thidua.errors import RuleViolation, StateConflict
from thidua.numbers import cut
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.models import Cluster, ClusterMembership, Unit, User

STORED_PLACES = 6  # of a percent; places are given by the exact one
Points = tuple[Criterion, Unit, Decimal, str]


def give_points(
    period: EmulationPeriod, criterion: Criterion, unit: Unit, points: Decimal | int, *, by: User, reason: str = ""
) -> HandScore:
    """Points of one unit under one by-hand criterion; given again, they replace the old ones."""
    return give_points_many(period, [(criterion, unit, Decimal(points), reason)], by=by)[0]


@transaction.atomic
def give_points_many(period: EmulationPeriod, rows: Iterable[Points], *, by: User) -> list[HandScore]:
    """Points by hand for many cells: (criterion, unit, points, reason). All cells are written, or none.

    Raises RuleViolation with every cell that is wrong (over the maximum, negative, not by hand, not assigned, without
    a reason although the board is frozen), Forbidden for the own unit. The same again changes nothing.
    """
    rows = [(criterion, unit, Decimal(points), clean(reason)[:300]) for criterion, unit, points, reason in rows]
    for criterion, unit, _, _ in rows:
        require(by, "awards.give_points", HandScore(period=period, criterion=criterion, unit=unit))
    _require_open(period)
    units = {unit.pk: unit for _, unit, _, _ in rows}
    stored = {
        (score.criterion_id, score.unit_id): score
        for score in HandScore.objects.select_for_update(of=("self",)).filter(period=period, unit__in=units)
    }
    changed = []
    for criterion, unit, points, reason in rows:
        old = stored.get((criterion.pk, unit.pk))
        if old is None or (old.points, old.reason) != (points, reason):
            changed.append((criterion, unit, points, reason))
    if reasons := _wrong_points(period, changed):
        raise RuleViolation("Chưa ghi được điểm chấm trực tiếp.", reasons=reasons)
    made, again, told = [], [], {}
    for criterion, unit, points, reason in changed:
        score = stored.get((criterion.pk, unit.pk)) or HandScore(period=period, criterion=criterion, unit=unit)
        before = "" if score.pk is None else _told(score)
        score.points, score.reason, score.given_by, score.given_at = points, reason, by, clock.now()
        (again if score.pk else made).append(score)
        stored[criterion.pk, unit.pk] = score
        told.setdefault(unit.pk, []).append((criterion.code, before, _told(score)))
    HandScore.objects.bulk_create(made)
    HandScore.objects.bulk_update(again, ["points", "reason", "given_by", "given_at"])
    for unit_id, cells in told.items():
        before = {code: was for code, was, _ in cells}
        after = {code: now for code, _, now in cells}
        record(by, "scoring.give_points", units[unit_id], before=before, after=after, year=period.year)
    return [stored[criterion.pk, unit.pk] for criterion, unit, _, _ in rows]


def _wrong_points(period: EmulationPeriod, rows: list[Points]) -> list[str]:
    """Everything wrong with these cells, one sentence each."""
    units = {unit.pk for _, unit, _, _ in rows}
    free = set(
        Target.objects.filter(criterion__criteria_set__period=period, unit__in=units, is_assigned=False).values_list(
            "criterion_id", "unit_id"
        )
    )
    frozen = _units_frozen(period, units)
    own = set(
        Criterion.objects.filter(criteria_set__period=period, pk__in=[row[0].pk for row in rows]).values_list(
            "pk", flat=True
        )
    )
    reasons = []
    for criterion, unit, points, reason in rows:
        where = f"{unit}, tiêu chí {criterion.code}"
        if criterion.pk not in own:
            reasons.append(f"{where}: không có trong bảng của năm {period.year}.")
        elif criterion.kind != CriterionKind.BY_HAND:
            reasons.append(f"{where}: không chấm điểm trực tiếp.")
        elif (criterion.pk, unit.pk) in free:
            reasons.append(f"{where}: không giao cho đơn vị.")
        elif points < 0:
            reasons.append(f"{where}: điểm không được âm.")
        elif points > criterion.max_points:
            reasons.append(f"{where}: {plain(points)} vượt điểm tối đa {plain(criterion.max_points)}.")
        elif points != points.quantize(Decimal("0.01")):
            reasons.append(f"{where}: điểm có tối đa 2 chữ số sau dấu phẩy.")
        elif unit.pk in frozen and not reason:
            reasons.append(f"{where}: bảng điểm đã chốt, ghi lý do thay đổi.")
    return reasons


def _told(score: HandScore) -> str:
    return f"{plain(score.points)} ({score.reason})" if score.reason else plain(score.points)


def _units_frozen(period: EmulationPeriod, units: Iterable[int]) -> set[int]:
    """Units whose cluster has a frozen or confirmed board in this year."""
    boards = ScoreBoard.objects.filter(period=period, state__in=[BoardState.FROZEN, BoardState.CONFIRMED])
    rows = ClusterMembership.objects.in_force(period.ends_on).filter(cluster__in=boards.values("cluster"))
    return set(rows.filter(unit__in=units).values_list("unit_id", flat=True))


def _require_open(period: EmulationPeriod) -> None:
    if EmulationPeriod.objects.filter(pk=period.pk, state=PeriodState.CLOSED).exists():
        raise StateConflict("Năm thi đua đã khóa, chỉ xem được.")


@transaction.atomic
def adjust(period: EmulationPeriod, unit: Unit, points: Decimal | int, *, by: User, reason: str) -> Adjustment:
    """Điểm thưởng (above 0) or điểm trừ (below 0) with its reason. Never changed: taken back by its opposite."""
    _require_open(period)
    given = Adjustment(period=period, unit=unit, points=Decimal(points), reason=clean(reason)[:300], given_by=by)
    require(by, "awards.adjust_score", given)
    if not given.reason:
        raise RuleViolation("Ghi lý do thưởng hoặc trừ điểm.", field="reason")
    if not given.points or given.points != given.points.quantize(Decimal("0.01")):
        raise RuleViolation("Nhập số điểm khác 0, tối đa 2 chữ số sau dấu phẩy.", field="points")
    if abs(given.points) >= 1000:
        raise RuleViolation("Điểm thưởng, điểm trừ nhỏ hơn 1.000.", field="points")
    given.given_at = clock.now()
    given.save()
    record(
        by,
        "scoring.adjust",
        unit,
        after={"điểm thưởng, trừ": given.points},
        reason=given.reason,
        year=period.year,
    )
    return given


@transaction.atomic
def compute_board(period: EmulationPeriod, cluster: Cluster, *, by: User, reason: str = "") -> ScoreBoard:
    """Compute the table of a cluster from verified months, points by hand and adjustments.

    A provisional board is computed again in place. A frozen one is left alone: when nothing has changed it is
    returned as it is, otherwise a new provisional version is made, which needs a reason; the old one stays in force
    until the new one is frozen.
    """
    require(by, "awards.compute_board", ScoreBoard(period=period, cluster=cluster))
    lock(cluster)
    _require_open(period)
    if not period.clusters().filter(pk=cluster.pk).exists():
        raise RuleViolation(f"{cluster} không thuộc năm thi đua này.")
    criteria_set = CriteriaSet.objects.filter(period=period).first()
    if criteria_set is None or criteria_set.state != SetState.LOCKED:
        raise RuleViolation("Bảng tiêu chí của năm chưa khóa, chưa tính được điểm.")
    latest = latest_board(period, cluster)
    scores, lines = _scores_of(facts_of(period, cluster))
    if latest is not None and latest.is_final:
        if _same(latest, scores):
            return latest
        if not clean(reason):
            raise RuleViolation("Bảng điểm đã chốt. Lập bản mới cần ghi lý do.", field="reason")
        board = ScoreBoard(period=period, cluster=cluster, version=latest.version + 1)
    elif latest is not None:
        board = latest
        CriterionScore.objects.filter(unit_score__board=board).delete()
        board.unit_scores.all().delete()
    else:
        board = ScoreBoard(period=period, cluster=cluster)
    board.period, board.cluster = period, cluster
    board.computed_at, board.criteria_set = clock.now(), criteria_set
    board.save()
    for score in scores:
        score.board = board
    UnitScore.objects.bulk_create(scores)
    for line in lines:
        line.unit_score_id = line.unit_score.pk
    CriterionScore.objects.bulk_create(lines, batch_size=500)
    record(
        by,
        "scoring.compute",
        board,
        after={score.unit.code: score.total for score in scores},
        reason=clean(reason),
        version=board.version,
    )
    return board


def _scores_of(facts: ClusterFacts) -> tuple[list[UnitScore], list[CriterionScore]]:
    """Unsaved rows of a board: totals with places, and every line with its explanation."""
    by_leaf = {leaf.pk: score_criterion(fact_of(leaf), facts.cells[leaf.pk]) for leaf in facts.leaves()}
    scores, lines = [], []
    exact: dict[int, Fraction] = {}
    places = [Place(row.pk, row.parent_id, row.code, row.kind, row.max_points) for row in facts.criteria]
    for unit in facts.members:
        own_lines = capped(places, {leaf.pk: by_leaf[leaf.pk][unit.pk] for leaf in facts.leaves()})
        own = [(leaf, own_lines[leaf.pk]) for leaf in facts.leaves()]
        counted = [(leaf, line) for leaf, line in own if line.points is not None]
        points = sum((line.points for _, line in counted), Decimal(0))
        applicable = sum((leaf.max_points for leaf, _ in counted), Decimal(0))
        bonus, penalty = facts.bonus.get(unit.pk, Decimal(0)), facts.penalty.get(unit.pk, Decimal(0))
        total = points + bonus - penalty
        exact[unit.pk] = percent_of(total, applicable)
        score = UnitScore(unit=unit, points=points, applicable=applicable, bonus=bonus, penalty=penalty, total=total)
        scores.append(score)
        for leaf, line in own:
            cell = facts.cells[leaf.pk][unit.pk]
            lines.append(
                CriterionScore(
                    unit_score=score,
                    criterion=leaf,
                    target=cell.target,
                    actual=rounded_actual(cell.actual),
                    points=line.points,
                    explanation=line.explanation[:300],
                )
            )
    ranks = standings(exact)
    for score in scores:
        place = ranks[score.unit_id]
        score.percent, score.rank, score.is_shared_rank = cut(place.percent, STORED_PLACES), place.rank, place.is_shared
    return scores, lines


def _same(board: ScoreBoard, scores: list[UnitScore]) -> bool:
    """Whether a computation says what the board says already."""
    kept = {
        score.unit_id: (score.points, score.applicable, score.bonus, score.penalty, score.total, score.rank)
        for score in board.unit_scores.all()
    }
    return kept == {
        score.unit_id: (score.points, score.applicable, score.bonus, score.penalty, score.total, score.rank)
        for score in scores
    }


@transaction.atomic
def freeze_board(board: ScoreBoard, *, by: User) -> ScoreBoard:
    """Compute once more and seal: places become visible, a checksum guards the content, an older version is replaced.

    Raises RuleViolation with everything that is missing: months not verified, points by hand not given.
    """
    row = lock(board)
    require(by, "awards.freeze_board", row)
    _require_open(row.period)
    if row.state == BoardState.PROVISIONAL and not row.why_not_frozen():
        compute_board(row.period, row.cluster, by=by, reason="Tính lại trước khi chốt")
    older = ScoreBoard.objects.filter(
        period=row.period, cluster=row.cluster, state__in=[BoardState.FROZEN, BoardState.CONFIRMED]
    ).exclude(pk=row.pk)
    checksum = checksum_of(row)
    frozen = BOARD.make("freeze", board, by=by, frozen_at=clock.now(), checksum=checksum)
    for old in older:
        BOARD.make("replace", old, by=by, reason=f"Bản {row.version} thay bản {old.version}")
    return frozen


def confirm_board(board: ScoreBoard, *, by: User) -> ScoreBoard:
    """Recognise the places after the conference has voted and its result is published."""
    return BOARD.make("confirm", board, by=by)
