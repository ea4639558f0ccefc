"""Two versions of one board beside each other: what moved from the older one to the newer one."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from awards.scoring.models import CriterionScore, ScoreBoard, UnitScore
from awards.scoring.queries import is_intact
from units.models import Unit


@dataclass(frozen=True)
class Moved:
    """One criterion of one unit that is not the same in both; None where a version has no such line."""

    unit: Unit
    code: str
    name: str
    before: CriterionScore | None
    after: CriterionScore | None

    @property
    def delta(self) -> Decimal | None:
        return _delta(self.before and self.before.points, self.after and self.after.points)


@dataclass
class UnitMove:
    """One unit in both versions; None where it was not compared."""

    unit: Unit
    before: UnitScore | None
    after: UnitScore | None
    lines: list[Moved]

    @property
    def delta(self) -> Decimal | None:
        return _delta(self.before and self.before.total, self.after and self.after.total)

    @property
    def has_moved(self) -> bool:
        return self.lines != [] or self._facts(self.before) != self._facts(self.after)

    @staticmethod
    def _facts(score: UnitScore | None) -> tuple | None:
        return score and (score.total, score.applicable, score.percent, score.rank, score.is_shared_rank)


@dataclass(frozen=True)
class Comparison:
    """older, newer: with `intact` whether each still says what was sealed, None before it is frozen."""

    older: ScoreBoard
    newer: ScoreBoard
    units: list[UnitMove]
    same_lines: int

    @property
    def moved(self) -> list[UnitMove]:
        return [row for row in self.units if row.has_moved]

    @property
    def lines(self) -> list[Moved]:
        return [line for row in self.units for line in row.lines]


def _delta(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    return None if before is None and after is None else (after or Decimal(0)) - (before or Decimal(0))


def compare(older: ScoreBoard, newer: ScoreBoard) -> Comparison:
    """Units in the order of the newer board; the queries do not grow with its size.

    Lines are the same criterion when their code is the same: each version may stand on its own version of the table.
    """
    for board in (older, newer):
        board.intact = is_intact(board) if board.is_final else None
    scores: dict[int, dict[int, UnitScore]] = {older.pk: {}, newer.pk: {}}
    for score in UnitScore.objects.filter(board__in=scores).select_related("unit").order_by("rank", "unit__sort"):
        scores[score.board_id][score.unit_id] = score
    lines: dict[int, dict[tuple[int, str], CriterionScore]] = {older.pk: {}, newer.pk: {}}
    found = CriterionScore.objects.filter(unit_score__board__in=scores).select_related("criterion", "unit_score")
    for line in found.order_by("criterion__sort", "criterion__code"):
        lines[line.unit_score.board_id][line.unit_score.unit_id, line.criterion.code] = line
    was, now = lines[older.pk], lines[newer.pk]
    changed = [key for key in dict.fromkeys((*now, *was)) if _said(was.get(key)) != _said(now.get(key))]
    units = _units(scores[newer.pk], scores[older.pk])
    rows = [
        UnitMove(
            unit,
            scores[older.pk].get(unit.pk),
            scores[newer.pk].get(unit.pk),
            [_moved(unit, was.get(key), now.get(key)) for key in changed if key[0] == unit.pk],
        )
        for unit in units
    ]
    return Comparison(older, newer, rows, len({*was, *now}) - len(changed))


def _units(first: dict[int, UnitScore], then: dict[int, UnitScore]) -> Sequence[Unit]:
    return [score.unit for score in first.values()] + [score.unit for pk, score in then.items() if pk not in first]


def _said(line: CriterionScore | None) -> tuple | None:
    return line and (line.target, line.actual, line.points, line.explanation)


def _moved(unit: Unit, before: CriterionScore | None, after: CriterionScore | None) -> Moved:
    criterion = (after or before).criterion
    return Moved(unit, criterion.code, criterion.name, before, after)
