"""What the scoring reads: facts of a cluster's year, the board to show, the checksum of a frozen one."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Prefetch
from django.utils import timezone

from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion, CriterionGate, Target
from awards.results.enums import SheetState
from awards.results.models import ResultEntry, ResultSheet
from awards.results.rules import accumulate, plain
from awards.scoring.bands import gate_words, is_met
from awards.scoring.enums import BoardState
from awards.scoring.facts import CellFact, CriterionFact, GateFact
from awards.scoring.models import Adjustment, CriterionScore, HandScore, ScoreBoard, UnitScore
from awards.years.models import EmulationPeriod
from thidua.widgets import Milestone
from units.models import Cluster, ClusterMembership, ClusterTerm, Unit, User


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
    """Targets, verified months, points by hand and adjustments of a cluster; eight queries whatever its size."""
    return facts_of_many(period, [cluster])[cluster.pk]


def facts_of_many(period: EmulationPeriod, clusters: Sequence[Cluster]) -> dict[int, ClusterFacts]:
    """Cluster id -> its facts; eight queries, whatever the number of clusters."""
    members: dict[int, list[Unit]] = {cluster.pk: [] for cluster in clusters}
    rows = ClusterMembership.objects.in_force(period.ends_on).filter(cluster__in=members).select_related("unit")
    for row in rows.order_by("sort", "unit__sort", "unit__code"):
        members[row.cluster_id].append(row.unit)
    units = {unit.pk for group in members.values() for unit in group}
    criteria = list(with_details(Criterion.objects.filter(criteria_set__period=period)))
    targets = {
        (row[0], row[1]): _Aim(row[2], row[3])
        for row in Target.objects.filter(criterion__criteria_set__period=period, unit__in=units).values_list(
            "criterion_id", "unit_id", "is_assigned", "value"
        )
    }
    months: dict[tuple[int, int], list[Decimal]] = defaultdict(list)
    entries = ResultEntry.objects.filter(
        sheet__term__period=period, sheet__unit__in=units, sheet__state=SheetState.VERIFIED, value__isnull=False
    ).order_by("sheet__term__month")
    for criterion_id, unit_id, value in entries.values_list("criterion_id", "sheet__unit_id", "value").iterator(5000):
        months[criterion_id, unit_id].append(value)
    hands = {
        (row[0], row[1]): _Hand(row[2], row[3])
        for row in HandScore.objects.filter(period=period, unit__in=units).values_list(
            "criterion_id", "unit_id", "points", "reason"
        )
    }
    bonus: dict[int, Decimal] = defaultdict(Decimal)
    penalty: dict[int, Decimal] = defaultdict(Decimal)
    for unit_id, points in Adjustment.objects.filter(period=period, unit__in=units).values_list("unit_id", "points"):
        if points > 0:
            bonus[unit_id] += points
        else:
            penalty[unit_id] -= points
    leaves = [leaf for leaf in criteria if leaf.kind != CriterionKind.GROUP]
    return {
        pk: ClusterFacts(group, criteria, _cells(leaves, group, targets, months, hands), bonus, penalty)
        for pk, group in members.items()
    }


class _Aim(NamedTuple):
    """A target as far as the score needs it."""

    is_assigned: bool
    value: Decimal | None


class _Hand(NamedTuple):
    """Points by hand in force."""

    points: Decimal
    reason: str


def _cells(leaves: list[Criterion], members: list[Unit], targets, months, hands) -> dict[int, dict[int, CellFact]]:
    """Leaf id -> unit id -> fact. The mappings are keyed by (leaf id, unit id)."""
    return {
        leaf.pk: {
            unit.pk: _cell(
                leaf, targets.get((leaf.pk, unit.pk)), months.get((leaf.pk, unit.pk)), hands.get((leaf.pk, unit.pk))
            )
            for unit in members
        }
        for leaf in leaves
    }


def _cell(leaf: Criterion, target: _Aim | None, values: list[Decimal] | None, hand: _Hand | None) -> CellFact:
    return CellFact(
        is_assigned=target is None or target.is_assigned,
        target=target.value if target else None,
        actual=accumulate(leaf.accumulation, leaf.entry_kind, values or []),
        hand=hand.points if hand else None,
        hand_reason=hand.reason if hand else "",
    )


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


@lru_cache(maxsize=1 << 14)
def rounded_actual(actual: Fraction | None) -> Decimal | None:
    """An exact year figure as stored beside its line: four decimals, half up."""
    if actual is None:
        return None
    scaled = actual * 10_000
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    return Decimal(whole + (2 * rest >= scaled.denominator)).scaleb(-4)


# Pages ----------------------------------------------------------------------------------------------------------------


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
    rows = []
    for criterion in criteria:
        depths[criterion.pk] = depth = depths.get(criterion.parent_id, -1) + 1
        mine = points.get(criterion.pk, {})
        rows.append(CriterionRow(criterion, [mine.get(row.score.unit_id) for row in table.rows], depth))
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


@dataclass
class ClusterRow:
    """One cluster of the year: members, months verified, points by hand, the board in force."""

    cluster: Cluster
    members: list[Unit]
    lead: Unit | None
    months_done: int
    months: int
    hand_done: int
    hand: int
    board: ScoreBoard | None


def cluster_rows(period: EmulationPeriod, user: User) -> list[ClusterRow]:
    """Clusters of a year that the user may see, with how far each is; nine queries, whatever their number."""
    clusters = list(period.clusters().filter(pk__in=Cluster.objects.visible_to(user)))
    members: dict[int, list[Unit]] = defaultdict(list)
    rows = ClusterMembership.objects.in_force(period.ends_on).filter(cluster__in=clusters).select_related("unit")
    for row in rows.order_by("sort", "unit__sort", "unit__code"):
        members[row.cluster_id].append(row.unit)
    leads = {
        term.cluster_id: term.unit
        for term in ClusterTerm.objects.in_force(period.ends_on)
        .filter(cluster__in=clusters, role=ClusterTerm.Role.LEAD)
        .select_related("unit")
    }
    leaves = list(Criterion.objects.filter(criteria_set__period=period).exclude(kind=CriterionKind.GROUP))
    by_hand = {leaf.pk for leaf in leaves if leaf.kind == CriterionKind.BY_HAND}
    free = set(Target.objects.filter(criterion__in=leaves, is_assigned=False).values_list("criterion_id", "unit_id"))
    terms = period.terms.count()
    verified: dict[int, int] = defaultdict(int)
    for unit_id in ResultSheet.objects.filter(term__period=period, state=SheetState.VERIFIED).values_list(
        "unit_id", flat=True
    ):
        verified[unit_id] += 1
    given: dict[int, int] = defaultdict(int)
    for unit_id in HandScore.objects.filter(period=period).values_list("unit_id", flat=True):
        given[unit_id] += 1
    boards: dict[int, ScoreBoard] = {}
    for board in ScoreBoard.objects.filter(period=period, cluster__in=clusters).exclude(state=BoardState.REPLACED):
        kept = boards.get(board.cluster_id)
        if kept is None or (board.is_final, board.version) > (kept.is_final, kept.version):
            boards[board.cluster_id] = board
    found = []
    for cluster in clusters:
        units = members[cluster.pk]
        entering = [u for u in units if any((c.pk, u.pk) not in free for c in leaves if c.pk not in by_hand)]
        found.append(
            ClusterRow(
                cluster=cluster,
                members=units,
                lead=leads.get(cluster.pk),
                months_done=sum(verified[unit.pk] for unit in entering),
                months=terms * len(entering),
                hand_done=sum(given[unit.pk] for unit in units),
                hand=sum((pk, unit.pk) not in free for pk in by_hand for unit in units),
                board=boards.get(cluster.pk),
            )
        )
    return found


def stages(row: ClusterRow, board: ScoreBoard | None, conference, handover, hand_url: str = "") -> list[Milestone]:
    """The way of a cluster through its year: results, points by hand, freezing, conference, places, new lead."""
    months = row.months_done >= row.months
    hand = row.hand_done >= row.hand
    frozen = board is not None and board.is_final
    confirmed = board is not None and board.state == BoardState.CONFIRMED
    held = conference is not None and conference.is_adopted
    handed = handover is not None and handover.is_done
    first = Milestone(
        "Xác minh kết quả", f"{row.months_done}/{row.months} bảng tháng" if row.months else "Không nhập tháng"
    )
    steps = [
        (first, months),
        (Milestone("Chấm trực tiếp", f"{row.hand_done}/{row.hand} ô" if row.hand else "Không có", url=hand_url), hand),
        (Milestone("Chốt điểm", f"{timezone.localtime(board.frozen_at):%d/%m/%Y}" if frozen else ""), frozen),
        (
            Milestone(
                "Hội nghị, bỏ phiếu", f"{conference.held_on:%d/%m/%Y}" if conference is not None else "Chưa định ngày"
            ),
            held or confirmed,
        ),
        (Milestone("Công nhận xếp hạng", "" if confirmed else "Sau khi công bố phiếu"), confirmed),
        (
            Milestone("Bàn giao cụm trưởng", f"Từ {handover.takes_effect_on:%d/%m/%Y}" if handover is not None else ""),
            handed,
        ),
    ]
    now = next((number for number, (_, done) in enumerate(steps) if not done), None)
    return [
        replace(step, state="ok" if done else "now" if number == now else "")
        for number, (step, done) in enumerate(steps)
    ]
