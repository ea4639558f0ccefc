"""Acts on scores: points by hand, adjustments, computing, freezing and confirming a board."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import transaction

from awards.criteria.enums import CriterionKind, SetState
from awards.criteria.models import CriteriaSet, Criterion, Target
from awards.results.rules import plain
from awards.scoring.cluster_facts import facts_of
from awards.scoring.enums import BoardState, ScoreSheetState, Stage
from awards.scoring.models import Adjustment, HandScore, ScoreBoard
from awards.scoring.opinions import Say, give, put_in_force, require_open, stage_of
from awards.scoring.queries import checksum_of, latest_board
from awards.scoring.recompute import hold, lock_clusters, recompute, refresh, same_scores, scores_of
from awards.scoring.sheet_states import SELF
from awards.scoring.sheets import PointOpinion, ScoreSheet
from awards.scoring.states import BOARD
from awards.years.models import EmulationPeriod
from thidua import clock
from thidua.errors import RuleViolation
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.models import Cluster, ClusterMembership, Unit, User

Points = tuple[Criterion, Unit, Decimal, str]


def give_points(
    period: EmulationPeriod, criterion: Criterion, unit: Unit, points: Decimal | int, *, by: User, reason: str = ""
) -> HandScore:
    """Points of one unit under one by-hand criterion; given again, they replace the old ones."""
    return give_points_many(period, [(criterion, unit, Decimal(points), reason)], by=by)[0]


@transaction.atomic
def give_points_many(period: EmulationPeriod, rows: Iterable[Points], *, by: User) -> list[HandScore]:
    """Points by hand for many cells: (criterion, unit, points, reason). All cells are written, or none.

    They are an opinion of the giver's stage; the highest stage that has spoken counts. Raises RuleViolation with every
    cell that is wrong (over the maximum, negative, not by hand, not assigned, without a reason although the board is
    frozen, the points were agreed upon or the unit said otherwise), Forbidden for the own unit. The same again
    changes nothing. Returns the points in force.
    """
    rows = [(criterion, unit, Decimal(points), clean(reason)[:300]) for criterion, unit, points, reason in rows]
    for criterion, unit, _, _ in rows:
        require(by, "awards.give_points", HandScore(period=period, criterion=criterion, unit=unit))
    require_open(period)
    units = {unit.pk: unit for _, unit, _, _ in rows}
    lock_clusters(period, units.values())
    stages = {pk: stage_of(by, period, unit) for pk, unit in units.items()}
    given = _appraised(period, units, rows)
    changed = []
    for criterion, unit, points, reason in rows:
        old = given.get((criterion.pk, unit.pk, stages[unit.pk]))
        if old is None or (old.points, old.reason) != (points, reason):
            changed.append((criterion, unit, points, reason))
    if reasons := _wrong_points(period, changed, given):
        raise RuleViolation("Chưa ghi được điểm chấm trực tiếp.", reasons=reasons)
    give(period, [(stages[unit.pk], Say(c, unit, points, reason)) for c, unit, points, reason in changed], by=by)
    put_in_force(period, units, {criterion.pk for criterion, *_ in rows})
    told: dict[int, list[tuple[str, str, str]]] = {}
    for criterion, unit, points, reason in changed:
        old = given.get((criterion.pk, unit.pk, stages[unit.pk]))
        before = _told(old.points, old.reason) if old else ""
        told.setdefault(unit.pk, []).append((criterion.code, before, _told(points, reason)))
    for unit_id, cells in told.items():
        before = {code: was for code, was, _ in cells}
        after = {code: now for code, _, now in cells}
        record(by, "scoring.give_points", units[unit_id], before=before, after=after, year=period.year)
    _reopen(period, {unit.pk: reason for _, unit, _, reason in changed}, by=by)
    if told:
        recompute(period, told)
    stored = HandScore.objects.filter(period=period, unit__in=units).select_related("given_by")
    scores = {(score.criterion_id, score.unit_id): score for score in stored}
    return [scores[criterion.pk, unit.pk] for criterion, unit, _, _ in rows]


def _appraised(period: EmulationPeriod, units: Iterable[int], rows: list[Points]) -> dict:
    """(criterion id, unit id, stage) -> the latest opinion."""
    found = PointOpinion.objects.current().filter(
        period=period, unit__in=list(units), criterion__in={criterion.pk for criterion, *_ in rows}
    )
    return {(row.criterion_id, row.unit_id, row.stage): row for row in found}


def _reopen(period: EmulationPeriod, reasons: Mapping[int, str], *, by: User) -> None:
    """Points that were agreed upon are open again once somebody changes one of them: all sides look once more.

    reasons: unit id -> why.
    """
    agreed = ScoreSheet.objects.filter(period=period, unit__in=reasons, state=ScoreSheetState.AGREED).order_by("pk")
    for sheet in agreed.select_related("period__unit", "unit"):
        SELF.make("reopen_points", sheet, by=by, reason=reasons[sheet.unit_id], agreed_at=None, agreed_by=None)


def _wrong_points(period: EmulationPeriod, rows: list[Points], given: dict) -> list[str]:
    """Everything wrong with these cells, one sentence each. given: the latest opinions about them."""
    units = {unit.pk for _, unit, _, _ in rows}
    free = set(
        Target.objects.filter(criterion__criteria_set__period=period, unit__in=units, is_assigned=False).values_list(
            "criterion_id", "unit_id"
        )
    )
    frozen = _units_frozen(period, units)
    sent = ScoreSheet.objects.filter(period=period, unit__in=units).exclude(state=ScoreSheetState.DRAFT)
    sheets = dict(sent.values_list("unit_id", "state"))
    said = {key[:2]: opinion.points for key, opinion in given.items() if key[2] == Stage.SELF}
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
        elif sheets.get(unit.pk) == ScoreSheetState.AGREED and not reason:
            reasons.append(f"{where}: điểm đã thống nhất, ghi lý do thay đổi.")
        elif unit.pk in sheets and not reason and said.get((criterion.pk, unit.pk), points) != points:
            reasons.append(f"{where}: khác điểm tự chấm {plain(said[criterion.pk, unit.pk])}, ghi lý do.")
    return reasons


def _told(points: Decimal, reason: str) -> str:
    return f"{plain(points)} ({reason})" if reason else plain(points)


def _units_frozen(period: EmulationPeriod, units: Iterable[int]) -> set[int]:
    """Units whose cluster has a frozen or confirmed board in this year."""
    boards = ScoreBoard.objects.filter(period=period, state__in=[BoardState.FROZEN, BoardState.CONFIRMED])
    rows = ClusterMembership.objects.in_force(period.ends_on).filter(cluster__in=boards.values("cluster"))
    return set(rows.filter(unit__in=units).values_list("unit_id", flat=True))


@transaction.atomic
def adjust(period: EmulationPeriod, unit: Unit, points: Decimal | int, *, by: User, reason: str) -> Adjustment:
    """Điểm thưởng (above 0) or điểm trừ (below 0) with its reason. Never changed: taken back by its opposite."""
    require_open(period)
    given = Adjustment(period=period, unit=unit, points=Decimal(points), reason=clean(reason)[:300], given_by=by)
    require(by, "awards.adjust_score", given)
    if not given.reason:
        raise RuleViolation("Ghi lý do thưởng hoặc trừ điểm.", field="reason")
    if not given.points or given.points != given.points.quantize(Decimal("0.01")):
        raise RuleViolation("Nhập số điểm khác 0, tối đa 2 chữ số sau dấu phẩy.", field="points")
    if abs(given.points) >= 1000:
        raise RuleViolation("Điểm thưởng, điểm trừ nhỏ hơn 1.000.", field="points")
    lock_clusters(period, [unit])
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
    recompute(period, [unit])
    return given


@transaction.atomic
def compute_board(period: EmulationPeriod, cluster: Cluster, *, by: User, reason: str = "") -> ScoreBoard:
    """Compute the table of a cluster from verified months, points by hand and adjustments.

    A provisional board is computed again in place. A frozen one is left alone: when nothing has changed it is
    returned as it is, otherwise a new provisional version is made, which needs a reason; the old one stays in force
    until the new one is frozen.
    """
    require(by, "awards.compute_board", ScoreBoard(period=period, cluster=cluster))
    hold([cluster.pk])
    require_open(period)
    if not period.clusters().filter(pk=cluster.pk).exists():
        raise RuleViolation(f"{cluster} không thuộc năm thi đua này.")
    criteria_set = CriteriaSet.objects.filter(period=period).first()
    if criteria_set is None or criteria_set.state != SetState.LOCKED:
        raise RuleViolation("Bảng tiêu chí của năm chưa khóa, chưa tính được điểm.")
    latest = latest_board(period, cluster)
    if latest is not None and latest.is_final:
        if same_scores(latest, scores_of(facts_of(period, cluster))[0]):
            return latest
        if not clean(reason):
            raise RuleViolation("Bảng điểm đã chốt. Lập bản mới cần ghi lý do.", field="reason")
        why = clean(reason)[:500]
        board = ScoreBoard.objects.create(period=period, cluster=cluster, version=latest.version + 1, reason=why)
    else:
        board = latest or ScoreBoard.objects.create(period=period, cluster=cluster)
    board.period, board.cluster = period, cluster
    refresh(period, [board])
    board.computed_at = clock.now()
    record(
        by,
        "scoring.compute",
        board,
        after=dict(board.unit_scores.values_list("unit__code", "total")),
        reason=clean(reason),
        version=board.version,
    )
    return board


@transaction.atomic
def freeze_board(board: ScoreBoard, *, by: User) -> ScoreBoard:
    """Compute once more and seal: places become visible, a checksum guards the content, an older version is replaced.

    Raises RuleViolation with everything that is missing: months not verified, points by hand not given.
    """
    hold([board.cluster_id])  # before the board: the order of locks of recompute.py
    row = lock(board)
    require(by, "awards.freeze_board", row)
    require_open(row.period)
    if row.state == BoardState.PROVISIONAL and not row.why_not_frozen():
        compute_board(row.period, row.cluster, by=by, reason="Tính lại trước khi chốt")
    older = ScoreBoard.objects.filter(
        period=row.period, cluster=row.cluster, state__in=[BoardState.FROZEN, BoardState.CONFIRMED]
    ).exclude(pk=row.pk)
    checksum = checksum_of(row)
    frozen = BOARD.make("freeze", board, by=by, frozen_at=clock.now(), frozen_by=by, checksum=checksum)
    for old in older:
        why = f": {row.reason}" if row.reason else ""
        BOARD.make("replace", old, by=by, reason=f"Bản {row.version} thay bản {old.version}{why}"[:500])
    return frozen


def confirm_board(board: ScoreBoard, *, by: User) -> ScoreBoard:
    """Recognise the places after the conference has voted and its result is published."""
    return BOARD.make("confirm", board, by=by)
