"""A board as pages show it: its units, its criteria, the lines of one unit."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion
from awards.results.rules import plain
from awards.scoring.bands import gate_words, is_met
from awards.scoring.cluster_facts import fact_of, with_details
from awards.scoring.enums import BoardState
from awards.scoring.models import CriterionScore, ScoreBoard, UnitScore
from units.models import ClusterTerm, Unit, User


@dataclass
class BoardRow:
    """One unit of the table. groups: points under each top row of the criteria, in their order.

    percent: of the applicable points. delta: total against last year's board, None without one. note: what the unit is
    in the cluster (Cụm trưởng 2022).
    """

    score: UnitScore
    groups: list[Decimal | None]
    percent: Decimal
    delta: Decimal | None = None
    note: str = ""
    is_own: bool = False


@dataclass
class BoardTable:
    """A board as a page shows it. tops: the columns; low, middle, high: the scale of the dots in percent.

    places: decimals that every number of points in it is shown with, so that columns line up and nothing is rounded.
    """

    board: ScoreBoard
    tops: list[Criterion]
    rows: list[BoardRow]
    low: int
    high: int
    last_year: int | None = None

    @property
    def places(self) -> int:
        shown = [points for row in self.rows for points in (*row.groups, row.score.total) if points is not None]
        return max((-min(number.normalize().as_tuple().exponent, 0) for number in shown), default=0)

    @property
    def same_maximum(self) -> bool:
        """Whether every unit is measured on the same points."""
        return len({row.score.applicable for row in self.rows}) < 2

    @property
    def middle(self) -> Decimal:
        return Decimal(self.low + self.high) / 2

    @property
    def has_shared_places(self) -> bool:
        return any(row.score.is_shared_rank for row in self.rows)


def tops_of(criteria: list[Criterion]) -> dict[int, Criterion]:
    """Every criterion's id -> the row of the first level above it (itself when it stands there)."""
    by_id = {criterion.pk: criterion for criterion in criteria}
    found: dict[int, Criterion] = {}
    for criterion in criteria:
        top = criterion
        while top.parent_id is not None:
            top = by_id[top.parent_id]
        found[criterion.pk] = top
    return found


def board_table(board: ScoreBoard, user: User) -> BoardTable:
    """The table of one board, whatever its size in seven queries; by place once frozen, before in cluster order."""
    criteria = list(board.criteria())
    top_of = tops_of(criteria)
    tops = [criterion for criterion in criteria if criterion.parent_id is None]
    sums: dict[int, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    lines = CriterionScore.objects.filter(unit_score__board=board, points__isnull=False)
    for unit_score, criterion_id, points in lines.values_list("unit_score_id", "criterion_id", "points"):
        sums[unit_score][top_of[criterion_id].pk] += points
    scores = list(board.unit_scores.select_related("unit"))
    if not board.is_final:
        place = {unit.pk: number for number, unit in enumerate(board.members())}
        scores.sort(key=lambda score: place.get(score.unit_id, len(place)))
    before = _totals_before(board) if board.is_final else {}  # half a year against a whole one would say nothing
    notes = _leads(board)
    own = user.unit.ancestor_ids() if user.unit else []
    rows = [
        BoardRow(
            score=score,
            groups=[sums[score.pk].get(top.pk) for top in tops],
            percent=score.percent,
            delta=score.total - before[score.unit_id] if score.unit_id in before else None,
            note=notes.get(score.unit_id, ""),
            is_own=score.unit_id in own,
        )
        for score in scores
    ]
    percents = [row.percent for row in rows]
    low = min(int(min(percents, default=Decimal(90)) // 10) * 10, 90)
    high = 100 if max(percents, default=Decimal(0)) <= 100 else -int(-max(percents) // 10) * 10
    return BoardTable(board, tops, rows, low, high, board.period.year - 1 if before else None)


def _totals_before(board: ScoreBoard) -> dict[int, Decimal]:
    """Unit id -> total of last year's board of the same cluster, when there was one and it was frozen."""
    rows = UnitScore.objects.filter(
        board__cluster=board.cluster_id,
        board__period__year=board.period.year - 1,
        board__state__in=[BoardState.FROZEN, BoardState.CONFIRMED],
    )
    return dict(rows.values_list("unit_id", "total"))


def _leads(board: ScoreBoard) -> dict[int, str]:
    """Unit id -> its part in the cluster: lead of this year, lead of the next."""
    notes: dict[int, str] = {}
    end = board.period.ends_on
    terms = board.cluster.terms.filter(role=ClusterTerm.Role.LEAD).order_by("valid_from")
    for term in terms:
        if term.holds_on(end):
            notes[term.unit_id] = f"Cụm trưởng {board.period.year}"
        elif term.valid_from > end and term.valid_from.year <= board.period.year + 1:
            notes.setdefault(term.unit_id, f"Nhận cụm trưởng {board.period.year + 1}")
    return notes


@dataclass
class CriterionRow:
    """One criterion of the table "từng tiêu chí": points of each unit in the order of the board."""

    criterion: Criterion
    points: list[Decimal | None]
    depth: int = 0
    units: Sequence[Unit] = ()

    @property
    def cells(self) -> list[tuple[Unit, Decimal | None]]:
        return list(zip(self.units, self.points, strict=True))

    @property
    def is_group(self) -> bool:
        return self.criterion.kind == CriterionKind.GROUP


def criterion_rows(table: BoardTable) -> list[CriterionRow]:
    """Criteria as rows, units as columns, sums at the groups; two queries."""
    criteria = list(table.board.criteria())
    above: dict[int, int | None] = {criterion.pk: criterion.parent_id for criterion in criteria}
    points: dict[int, dict[int, Decimal]] = defaultdict(dict)
    lines = CriterionScore.objects.filter(unit_score__board=table.board, points__isnull=False)
    for unit_id, criterion_id, given in lines.values_list("unit_score__unit_id", "criterion_id", "points"):
        pk: int | None = criterion_id
        while pk is not None:
            points[pk][unit_id] = points[pk].get(unit_id, Decimal(0)) + given
            pk = above[pk]
    depths: dict[int, int] = {}
    rows, units = [], [row.score.unit for row in table.rows]
    for criterion in criteria:
        depths[criterion.pk] = depth = depths.get(criterion.parent_id, -1) + 1
        mine = points.get(criterion.pk, {})
        rows.append(CriterionRow(criterion, [mine.get(unit.pk) for unit in units], depth, units))
    return rows


@dataclass
class ScoreLine:
    """One line of a unit's own sheet: a group with its sum, or a leaf with the explanation."""

    criterion: Criterion
    depth: int
    line: CriterionScore | None = None
    points: Decimal | None = None
    applicable: Decimal = Decimal(0)
    only_bonus: bool | None = None

    @property
    def actual_text(self) -> str:
        """The year's figure, cut to two decimals, or the verdict; `–` where there is none."""
        if self.line is None or self.line.actual is None or self.criterion.kind == CriterionKind.BY_HAND:
            return "–"
        if self.criterion.entry_kind == CriterionKind.PASS_FAIL:
            return "Đạt" if self.line.actual else "Không"
        return plain(self.line.actual.quantize(Decimal("0.01"), rounding=ROUND_DOWN))

    @property
    def is_group(self) -> bool:
        return self.criterion.kind == CriterionKind.GROUP

    @property
    def is_ceiling(self) -> bool:
        """A group of nothing but bonus and penalty: its maximum is a ceiling, outside the denominator."""
        return self.is_group and self.only_bonus is True

    @property
    def is_gate(self) -> bool:
        return self.criterion.kind == CriterionKind.GATE

    @property
    def had_text(self) -> str:
        """`có 96`; `chưa có số liệu`."""
        return "chưa có số liệu" if self.actual_text == "–" else f"có {self.actual_text}"

    @property
    def gates(self) -> list["GateLine"]:
        """Conditions of titles with their verdict; none when the criterion is not assigned or is no condition."""
        if self.criterion.kind != CriterionKind.GATE or self.line is None or self.line.explanation == "Không giao.":
            return []
        fact = fact_of(self.criterion)
        return [GateLine(gate.title, gate_words(gate), is_met(gate, self.line.actual)) for gate in fact.gates]


@dataclass(frozen=True)
class GateLine:
    """One title's condition: `ĐVQT cần ≥95`, and whether it is met."""

    title: str
    words: str
    is_met: bool


def score_lines(score: UnitScore) -> list[ScoreLine]:
    """Every criterion of the year with what the unit got for it, groups summed up; two queries."""
    criteria = list(with_details(score.board.criteria()))
    lines = {line.criterion_id: line for line in score.lines.select_related(None)}
    depths: dict[int, int] = {}
    rows: dict[int, ScoreLine] = {}
    for criterion in criteria:
        depths[criterion.pk] = depth = depths.get(criterion.parent_id, -1) + 1
        rows[criterion.pk] = ScoreLine(criterion, depth, lines.get(criterion.pk))
    for criterion in criteria:
        if criterion.kind != CriterionKind.GROUP:
            is_bonus, above = criterion.kind == CriterionKind.BONUS, criterion.parent_id
            while above is not None:
                rows[above].only_bonus = rows[above].only_bonus is not False and is_bonus
                above = rows[above].criterion.parent_id
        line = lines.get(criterion.pk)
        if line is None or line.points is None:
            continue
        pk: int | None = criterion.pk
        while pk is not None:
            rows[pk].points = (rows[pk].points or Decimal(0)) + line.points
            rows[pk].applicable += criterion.max_points
            pk = rows[pk].criterion.parent_id
    return list(rows.values())
