"""Around the boards of the sample province: the rule for equal percents, own points that differ, a second version."""

from datetime import timedelta
from decimal import Decimal

from awards.criteria.models import Criterion
from awards.scoring import self_scores
from awards.scoring import services as scoring
from awards.scoring.enums import TieKind
from awards.scoring.facts import TieFact
from awards.scoring.models import ScoreBoard
from awards.scoring.tie_rules import publish_tie_rule, set_tie_rule
from awards.years.models import EmulationPeriod
from thidua import clock
from units.models import Unit

# What units say above (or below) the points they are given, criterion by criterion, another beginning for each unit.
APART = [Decimal(words) for words in ("0", "0.5", "1.75", "0", "-0.5", "1", "0.25", "3", "0", "-1.25")]
WORDS = "Theo hồ sơ thẩm định (minh hoạ)"


def announce(period: EmulationPeriod, *, by) -> None:
    """The rule for equal percents, published at the beginning of the year."""
    keys = [TieFact(TieKind.GROUP, "I"), TieFact(TieKind.PENALTY), TieFact(TieKind.FULL)]
    texts = {"basis": "Quy chế chấm điểm của cụm, Điều 8 (minh hoạ)", "decision": "Công văn số 15/CV-BCH (minh hoạ)"}
    publish_tie_rule(set_tie_rule(period, keys, by=by, **texts), by=by)


def score_themselves(sample, period: EmulationPeriod, points: list[tuple[Criterion, Unit, Decimal, str]]) -> None:
    """Every unit sends its own points, here and there other ones than it will be given."""
    codes = {unit.pk: code for code, unit in sample.units.items()}
    for number, unit in enumerate(dict.fromkeys(unit for _, unit, *_ in points)):
        given = [(leaf, most) for leaf, one, most, _ in points if one == unit]
        typed = {
            leaf.pk: (_between(most + APART[(number * 3 + at) % len(APART)], leaf), "Theo báo cáo năm (minh hoạ)")
            for at, (leaf, most) in enumerate(given)
        }
        clerk = sample.users[codes[unit.pk]]
        self_scores.save_self(period, unit, typed, by=clerk)
        self_scores.send_self(period, unit, by=clerk)


def _between(points: Decimal, leaf: Criterion) -> Decimal:
    return min(max(points, Decimal(0)), leaf.max_points).quantize(Decimal("0.01"))


def freeze_twice(sample, period: EmulationPeriod, board: ScoreBoard) -> None:
    """The second unit is brought level with the first, the rule decides; a week later a point is put right."""
    officer = sample.officer
    first, second, *_ = board.unit_scores.order_by("-total", "pk")
    gap = (first.total - second.total).quantize(Decimal("0.01"))
    if gap:
        words = "Có mô hình được nhân rộng (minh hoạ)"
        scoring.adjust(period, second.unit, gap, by=officer, reason=words)
    scoring.freeze_board(board, by=officer)
    with clock.at(clock.now() + timedelta(days=7)):
        last = board.unit_scores.select_related("unit").order_by("total", "pk").first()
        line = last.lines.select_related("criterion").order_by("criterion__sort").last()
        more = min(line.points + Decimal("0.25"), line.criterion.max_points)
        reason = "Bổ sung biên bản kiểm tra cuối năm (minh hoạ)"
        scoring.give_points(period, line.criterion, last.unit, more, by=officer, reason=reason)
        newer = scoring.compute_board(period, board.cluster, by=officer, reason=reason)
        scoring.freeze_board(newer, by=officer)
