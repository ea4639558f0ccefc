"""How far units and appraisers are apart: self-scored minus verified points, unit by criterion."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion
from awards.results.rules import plain
from awards.scoring.board_tables import BoardTable, tops_of
from awards.scoring.caps import Place, capped
from awards.scoring.enums import ScoreSheetState, Stage
from awards.scoring.facts import Line
from awards.scoring.models import CriterionScore, HandScore
from awards.scoring.sheets import POINTLESS, PointOpinion, ScoreSheet
from units.models import Unit

# Steps of the colour: the part of the maximum that lies between both, up to and with.
STEPS = (Decimal("0.05"), Decimal("0.15"))


@dataclass
class HeatCell:
    """One unit under one criterion or group.

    own, verified: points of both sides over the criteria that both have spoken about; maximum: of those criteria;
    apart: the sum of differences, each taken positive; differing: criteria that differ. own None: nothing to compare;
    why says in a word why.
    """

    unit: Unit
    own: Decimal | None = None
    verified: Decimal | None = None
    maximum: Decimal = Decimal(0)
    apart: Decimal = Decimal(0)
    differing: int = 0
    why: str = ""

    def add(self, own: Decimal, verified: Decimal, maximum: Decimal) -> None:
        self.own, self.verified = (self.own or Decimal(0)) + own, (self.verified or Decimal(0)) + verified
        self.maximum += maximum
        self.apart += abs(own - verified)
        self.differing += own != verified

    @property
    def delta(self) -> Decimal | None:
        return None if self.own is None else self.own - self.verified

    @property
    def level(self) -> int:
        """0 the same, 1 to 3 by how large a part of the maximum lies between both."""
        if not self.apart:
            return 0
        share = self.apart / self.maximum if self.maximum else Decimal(1)
        return 1 + sum(share > step for step in STEPS)

    @property
    def css(self) -> str:
        if self.delta is None:
            return "is-none"
        side = "up" if self.delta > 0 else "down" if self.delta < 0 else "both"
        return f"is-{side}{self.level}" if self.level else "is-same"

    @property
    def text(self) -> str:
        """`+1,5`; `−0,5`; `0`; `±` when differences of a group cancel out."""
        if self.delta is None:
            return "–"
        if not self.delta:
            return "±" if self.apart else "0"
        return f"{'+' if self.delta > 0 else '−'}{plain(abs(self.delta))}"

    @property
    def words(self) -> str:
        """The same for those who do not see colours: `tự chấm 5, thẩm định 3,5, cao hơn 1,5`."""
        if self.delta is None:
            return self.why or "chưa có điểm để so"
        both = f"tự chấm {plain(self.own)}, thẩm định {plain(self.verified)}"
        if not self.delta:
            return f"{both}, {'các chênh lệch bù nhau' if self.apart else 'bằng nhau'}"
        return f"{both}, tự chấm {'cao' if self.delta > 0 else 'thấp'} hơn {plain(abs(self.delta))}"


@dataclass
class HeatRow:
    """One criterion or group. mo: groups that stay open after a click on this one, for the address."""

    criterion: Criterion
    depth: int
    cells: list[HeatCell]
    is_open: bool = False
    mo: str = ""

    @property
    def is_group(self) -> bool:
        return self.criterion.kind == CriterionKind.GROUP


@dataclass
class Heat:
    """rows: top groups, and what is in those that are open. unsent: units that have not sent their sheet."""

    rows: list[HeatRow]
    unsent: list[Unit] = field(default_factory=list)
    everything: str = ""

    @property
    def is_empty(self) -> bool:
        return all(cell.own is None for row in self.rows for cell in row.cells)


def heat_map(table: BoardTable, opened: Collection[str] = ()) -> Heat:
    """Criteria as rows, units in the order of the board; five queries. opened: codes of top groups folded out."""
    board, units = table.board, [row.score.unit for row in table.rows]
    criteria = [one for one in board.criteria() if one.kind != CriterionKind.GATE]
    sheets = ScoreSheet.objects.filter(period=board.period_id, unit__in=units).exclude(state=ScoreSheetState.DRAFT)
    sent = set(sheets.values_list("unit_id", flat=True))
    said = PointOpinion.objects.current().filter(period=board.period_id, unit__in=sent, stage=Stage.SELF)
    own = {(pk, unit): points for pk, unit, points in said.values_list("criterion_id", "unit_id", "points")}
    judged = HandScore.objects.filter(period=board.period_id, unit__in=units)
    hands = set(judged.values_list("criterion_id", "unit_id"))
    lines = CriterionScore.objects.filter(unit_score__board=board)
    verified = {
        (pk, unit): points for pk, unit, points in lines.values_list("criterion_id", "unit_score__unit_id", "points")
    }
    cells = {one.pk: {unit.pk: HeatCell(unit) for unit in units} for one in criteria}
    above = {one.pk: one.parent_id for one in criteria}
    for unit in units:
        if unit.pk in sent:
            own |= _under_ceilings(criteria, unit, own, verified)
        for leaf in criteria:
            at = leaf.pk, unit.pk
            if leaf.kind in POINTLESS:
                continue
            if why := _why_not(leaf, at, own, verified, hands):
                cells[leaf.pk][unit.pk].why = why
                continue
            pk: int | None = leaf.pk
            while pk is not None:
                cells[pk][unit.pk].add(own[at], verified[at], leaf.max_points)
                pk = above[pk]
    return Heat(_rows(criteria, cells, units, opened), [one for one in units if one.pk not in sent], _all(criteria))


def _why_not(leaf: Criterion, at: tuple[int, int], own: dict, verified: dict, hands: set) -> str:
    """Why there is nothing to compare, in words; empty when both have spoken."""
    if verified.get(at) is None:
        return "không giao"
    if leaf.kind == CriterionKind.BY_HAND and at not in hands:
        return "chưa thẩm định"
    return "" if at in own else "chưa gửi tự chấm"


def _under_ceilings(criteria: list[Criterion], unit: Unit, own: dict, verified: dict) -> dict:
    """Own points of bonus and penalty under the ceilings that the board keeps: what a ceiling takes is no quarrel."""
    leaves = [one for one in criteria if one.kind not in POINTLESS]
    if all(one.kind != CriterionKind.BONUS for one in leaves):
        return {}
    said = {one.pk: own.get((one.pk, unit.pk), verified.get((one.pk, unit.pk))) for one in leaves}
    given = {pk: None if verified.get((pk, unit.pk)) is None else points for pk, points in said.items()}
    table = [Place(one.pk, one.parent_id, one.code, one.kind, one.max_points) for one in criteria]
    lines = capped(table, {pk: Line(points, "") for pk, points in given.items()})
    return {(one.pk, unit.pk): lines[one.pk].points for one in leaves if (one.pk, unit.pk) in own}


def _all(criteria: list[Criterion]) -> str:
    return ",".join(one.code for one in criteria if one.parent_id is None and one.kind == CriterionKind.GROUP)


def _rows(criteria: list[Criterion], cells: dict, units: list[Unit], opened: Collection[str]) -> list[HeatRow]:
    top_of, depths = tops_of(criteria), defaultdict(int)
    codes = [one.code for one in criteria if one.parent_id is None]
    rows = []
    for one in criteria:
        depths[one.pk] = depth = depths[one.parent_id] + 1 if one.parent_id else 0
        if depth and top_of[one.pk].code not in opened:
            continue
        row = HeatRow(one, depth, [cells[one.pk][unit.pk] for unit in units])
        if not depth and row.is_group:
            row.is_open = one.code in opened
            row.mo = ",".join(code for code in codes if (code in opened) != (code == one.code))
        rows.append(row)
    return rows
