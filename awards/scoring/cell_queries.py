"""Everything behind one cell of a board: one unit under one criterion."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion
from awards.results.models import ResultEntry, ResultSheet
from awards.results.rules import plain
from awards.scoring.board_tables import ScoreLine
from awards.scoring.enums import ScoreSheetState, Stage
from awards.scoring.models import CriterionScore, UnitScore
from awards.scoring.sheets import PointOpinion, ScoreAppeal, ScoreSheet
from awards.years.models import ReportingTerm
from units.models import Unit, User


@dataclass(frozen=True)
class MonthRow:
    """One month of the cell. entry: None before anything was typed; files: of evidence that is kept."""

    term: ReportingTerm
    sheet: ResultSheet | None
    entry: ResultEntry | None
    by_pass: bool = False

    @property
    def files(self) -> int:
        return self.entry.files if self.entry else 0

    @property
    def value_text(self) -> str:
        if self.entry is None or self.entry.value is None:
            return self.entry.raw if self.entry and self.entry.raw else "–"
        if self.by_pass:
            return "Đạt" if self.entry.value else "Không"
        return plain(self.entry.value)


@dataclass(frozen=True)
class Beside:
    """Another unit under the same criterion."""

    unit: Unit
    points: Decimal | None
    is_here: bool


@dataclass(frozen=True)
class CellPage:
    """line: what the board says. months: None for readers who may not see the unit's months."""

    line: ScoreLine
    months: list[MonthRow] | None
    opinions: list[PointOpinion]
    appeals: QuerySet[ScoreAppeal]
    beside: list[Beside]
    own_points: Decimal | None

    @property
    def delta(self) -> Decimal | None:
        """Self-scored minus verified."""
        points = self.line.line.points if self.line.line else None
        return None if self.own_points is None or points is None else self.own_points - points


def cell_page(score: UnitScore, criterion: Criterion, user: User, *, own: bool) -> CellPage:
    """score: of one unit on the board. own: whether the reader belongs to those who write the unit's own sheet.

    What a unit wrote and has not sent stays its own; its months are for those who may see its sheets.
    """
    board, unit = score.board, score.unit
    lines = CriterionScore.objects.filter(unit_score__board=board, criterion=criterion).select_related("unit_score")
    told = {line.unit_score.unit_id: line for line in lines}
    drafts = ScoreSheet.objects.filter(period=board.period_id, unit=unit).exclude(state=ScoreSheetState.DRAFT)
    said = PointOpinion.objects.filter(period=board.period_id, unit=unit, criterion=criterion)
    if not own and not drafts.exists():
        said = said.exclude(stage__in=[Stage.SELF, Stage.CROSS])
    opinions = list(said.select_related("given_by").order_by("given_at", "pk"))
    spoken = [one.points for one in opinions if one.stage == Stage.SELF and one.is_current]
    units = [row.unit for row in board.unit_scores.select_related("unit")]
    return CellPage(
        line=ScoreLine(criterion, 0, told.get(unit.pk)),
        months=_months(score, criterion, user),
        opinions=opinions,
        appeals=ScoreAppeal.objects.filter(period=board.period_id, unit=unit, criterion=criterion),
        beside=[Beside(one, told[one.pk].points if one.pk in told else None, one.pk == unit.pk) for one in units],
        own_points=spoken[0] if spoken else None,
    )


def _months(score: UnitScore, criterion: Criterion, user: User) -> list[MonthRow] | None:
    if criterion.kind == CriterionKind.BY_HAND:
        return []
    period, unit = score.board.period, score.unit
    if not (user.sees(unit) or period.cluster_id in user.cluster_ids()):
        return None
    sheets = ResultSheet.objects.visible_to(user).filter(term__period=period, unit=unit)
    entries = ResultEntry.objects.filter(sheet__in=sheets, criterion=criterion)
    kept = entries.annotate(files=Count("evidence", filter=Q(evidence__removed_at__isnull=True)))
    by_term = {entry.sheet.term_id: entry for entry in kept.select_related("sheet__term")}
    known = {sheet.term_id: sheet for sheet in sheets}
    by_pass = criterion.entry_kind == CriterionKind.PASS_FAIL
    terms = period.terms.order_by("month")
    return [MonthRow(one, known.get(one.pk), by_term.get(one.pk), by_pass) for one in terms if one.pk in known]
