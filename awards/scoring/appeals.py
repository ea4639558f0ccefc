"""Acts on objections to points: the term, the objection of a unit, the answer of the office."""

from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion
from awards.results.rules import plain
from awards.scoring.enums import AppealState, BoardState, ScoreSheetState, Stage
from awards.scoring.models import ScoreBoard
from awards.scoring.opinions import Say, give, put_in_force, require_open
from awards.scoring.queries import latest_board
from awards.scoring.recompute import lock_clusters, recompute
from awards.scoring.services import compute_board
from awards.scoring.sheet_queries import points_that_count
from awards.scoring.sheet_states import APPEAL
from awards.scoring.sheets import AppealTerm, ScoreAppeal, ScoreSheet, leaves_of
from awards.years.models import EmulationPeriod
from thidua import clock
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.models import Cluster, Unit, User


@transaction.atomic
def set_appeal_term(period: EmulationPeriod, *, by: User, due_at: datetime) -> AppealTerm:
    """Say until when units may object to points in this year; may be set again, also later."""
    require(by, "awards.run_period", period)
    require_open(period)
    if due_at <= clock.now():
        raise RuleViolation("Hạn khiếu nại đã qua. Nhập ngày sau hôm nay.", field="due_at")
    term = AppealTerm.objects.select_for_update(of=("self",)).filter(period=period).first()
    before = {"due_at": term.due_at} if term else {}
    term = term or AppealTerm(period=period)
    if before.get("due_at") == due_at:
        return term
    term.due_at, term.set_by, term.set_at = due_at, by, clock.now()
    term.save()
    record(by, "scoring.set_appeal_term", term, before=before, after={"due_at": due_at})
    return term


def why_no_appeal(period: EmulationPeriod, unit: Unit) -> str:
    """Why a unit cannot object now, in one sentence; empty when it can."""
    if period.is_closed:
        return "Năm thi đua đã khóa, chỉ xem được."
    term = AppealTerm.objects.filter(period=period).first()
    if term is None:
        return "Cơ quan thi đua chưa đặt hạn khiếu nại điểm của năm."
    if term.is_over:
        return f"Đã hết hạn khiếu nại điểm, {timezone.localtime(term.due_at):%H:%M, %d/%m/%Y}."
    agreed = ScoreSheet.objects.filter(period=period, unit=unit, state=ScoreSheetState.AGREED).exists()
    final = [BoardState.FROZEN, BoardState.CONFIRMED]
    if not agreed and not ScoreBoard.objects.filter(period=period, unit_scores__unit=unit, state__in=final).exists():
        return "Điểm của đơn vị chưa thống nhất, chưa khiếu nại được."
    return ""


@transaction.atomic
def file_appeal(
    period: EmulationPeriod, unit: Unit, criterion: Criterion, *, by: User, reason: str, evidence: str = ""
) -> ScoreAppeal:
    """A unit objects to the points of one criterion. One objection at a time waits for each criterion."""
    require(by, "awards.self_score", ScoreSheet(period=period, unit=unit))
    if why := why_no_appeal(period, unit):
        raise StateConflict(why)
    reason = clean(reason)[:1000]
    if not reason:
        raise RuleViolation("Ghi lý do khiếu nại.", field="reason")
    if criterion.pk not in {leaf.pk for leaf in leaves_of(period.pk, unit.pk)}:
        raise RuleViolation("Tiêu chí này không giao cho đơn vị trong năm.", field="criterion")
    points = points_that_count(period, unit, criterion)
    if points is None:
        raise RuleViolation("Tiêu chí này chưa có điểm thẩm định.", field="criterion")
    appeal = ScoreAppeal(
        period=period, unit=unit, criterion=criterion, points_before=points, reason=reason,
        evidence=clean(evidence)[:300], filed_by=by, filed_at=clock.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            appeal.save()
    except IntegrityError:
        raise RuleViolation("Tiêu chí này đang có khiếu nại chờ trả lời.", field="criterion") from None
    facts = {criterion.code: plain(points), "căn cứ": appeal.evidence}
    record(by, "scoring.file_appeal", appeal, after=facts, reason=reason)
    return appeal


def withdraw_appeal(appeal: ScoreAppeal, *, by: User) -> ScoreAppeal:
    """The unit takes its objection back before it is answered."""
    return APPEAL.make("withdraw_appeal", appeal, by=by)


@transaction.atomic
def answer_appeal(
    appeal: ScoreAppeal, *, by: User, accept: bool, answer: str, points: Decimal | None = None
) -> ScoreAppeal:
    """Accept an objection, for points by hand with new points, or refuse it, always in words.

    New points are an opinion of the office. A frozen board stays as it is: a new version is computed beside it, with
    the answer as its reason. Raises StateConflict when it was answered already.
    """
    row = lock(appeal)
    require(by, "awards.answer_appeal", row)
    require_open(row.period)
    answer = clean(answer)[:1000]
    if not answer:
        raise RuleViolation("Ghi lời trả lời đơn vị.", field="answer")
    changes = {"answer": answer, "answered_by": by, "answered_at": clock.now()}
    if not accept:
        return APPEAL.make("refuse_appeal", appeal, by=by, reason=answer, **changes)
    if row.state == AppealState.WAITING and row.criterion.kind == CriterionKind.BY_HAND:
        _check_points(row, points)
        clusters = lock_clusters(row.period, [row.unit])
        say = Say(row.criterion, row.unit, points, f"Giải quyết khiếu nại: {answer}"[:300])
        made = give(row.period, [(Stage.OFFICE, say)], by=by)
        put_in_force(row.period, [row.unit_id], [row.criterion_id])
        _renew(row, clusters, by=by, answer=answer)
        changes["opinion"] = made[0] if made else None
    return APPEAL.make("accept_appeal", appeal, by=by, reason=answer, **changes)


def _check_points(appeal: ScoreAppeal, points: Decimal | None) -> None:
    most = appeal.criterion.max_points
    if points is None:
        raise RuleViolation("Nhập điểm mới khi chấp nhận khiếu nại.", field="points")
    if not points.is_finite() or not 0 <= points <= most:
        raise RuleViolation(f"Nhập điểm từ 0 đến {plain(most)}.", field="points")
    if points != points.quantize(Decimal("0.01")):
        raise RuleViolation("Điểm có tối đa 2 chữ số sau dấu phẩy.", field="points")
    if points == points_that_count(appeal.period, appeal.unit, appeal.criterion):
        raise RuleViolation(f"{plain(points)} là điểm đang tính. Nhập điểm mới hoặc không chấp nhận.", field="points")


def _renew(appeal: ScoreAppeal, clusters: list[Cluster], *, by: User, answer: str) -> None:
    """The boards after new points: the provisional one follows, beside a frozen one a new version is made."""
    recompute(appeal.period, [appeal.unit_id])
    for cluster in clusters:
        board = latest_board(appeal.period, cluster)
        if board is not None and board.is_final:
            why = f"Giải quyết khiếu nại {appeal.criterion.code} của {appeal.unit}: {answer}"
            compute_board(appeal.period, cluster, by=by, reason=why[:500])
