"""Phiếu điểm of one unit: target, result, own points and reasons, appraised points and how they came about (§7.2)."""

from collections import defaultdict
from decimal import Decimal

from awards.criteria.enums import CriterionKind
from awards.reports.enums import Shelf
from awards.reports.registry import Report, Scope
from awards.reports.score_parts import paper, rank_words, trim
from awards.reports.score_parts import subjects as boards
from awards.scoring.board_tables import ScoreLine, score_lines
from awards.scoring.enums import ScoreSheetState, Stage
from awards.scoring.models import Adjustment, UnitScore
from awards.scoring.rules import APPRAISERS
from awards.scoring.sheets import PointOpinion, ScoreSheet
from thidua.documents import Block, Cell, Column, Document, Paragraph, Table
from thidua.documents.vietnamese import number, percent

DASH = Cell("–", align="center")
Said = dict[int, dict[str, PointOpinion]]  # criterion id -> stage -> the latest opinion


def subjects(scope: Scope) -> list[UnitScore]:
    """Units of the boards the reader may see, each on the board in force; the unit that is looked at comes first."""
    found = {board.pk: board for board in boards(scope)}
    scores = list(UnitScore.objects.filter(board__in=found).select_related("unit").order_by("unit__sort", "unit__code"))
    for score in scores:
        score.board = found[score.board_id]
    return sorted(scores, key=lambda score: score.unit_id != scope.unit.pk)


def build(scope: Scope, score: UnitScore) -> Document:
    board, unit = score.board, score.unit
    on = board.period.ends_on
    said = _said(score)
    place = f", xếp hạng {rank_words(score, board)}" if board.is_final else ""
    blocks: list[Block] = [
        Paragraph(
            f"Tổng điểm {number(trim(score.total))} trên {number(trim(score.applicable))} điểm được giao, tỷ lệ "
            f"{percent(score.percent / 100, 2)}{place}."
        ),
        Table(_columns(), [*_rows(score, said), *_foot(score)], sheet="Phiếu điểm"),
    ]
    if board.is_final and score.place_note:
        blocks.append(Paragraph(f"Hạng {score.rank}: {score.place_note}", small=True))
    subject = f"{unit.name_on(on)}\nnăm {board.period.year}, {board.cluster.name}"
    return paper(board, f"phieu diem {unit.code}", subject, blocks, kind="Phiếu điểm", landscape=True)


def _said(score: UnitScore) -> Said:
    """Own points once they were sent, and the word of those who appraised."""
    found: Said = defaultdict(dict)
    period, unit = score.board.period_id, score.unit_id
    sent = ScoreSheet.objects.filter(period=period, unit=unit).exclude(state=ScoreSheetState.DRAFT).exists()
    for opinion in PointOpinion.objects.current().filter(period=period, unit=unit):
        if opinion.stage != Stage.SELF or sent:
            found[opinion.criterion_id][opinion.stage] = opinion
    return found


def _columns() -> list[Column]:
    return [
        Column("code", "Mã"),
        Column("name", "Nội dung tiêu chí"),
        Column("max", "Thang điểm", "decimal"),
        Column("target", "Chỉ tiêu", "decimal"),
        Column("actual", "Kết quả"),
        Column("own", "Tự chấm", "decimal"),
        Column("why", "Giải trình"),
        Column("points", "Điểm", "decimal"),
        Column("how", "Cách tính, lý do"),
    ]


def _rows(score: UnitScore, said: Said) -> list[dict]:
    return [_group(line) if line.is_group else _leaf(line, said[line.criterion.pk]) for line in score_lines(score)]


def _group(line: ScoreLine) -> dict:
    points = DASH if line.points is None else Cell(trim(line.points), bold=True)
    one = line.criterion
    name, most = Cell(one.name, bold=True), Cell(trim(one.max_points), bold=True)
    return {"code": Cell(one.code, bold=True), "name": name, "max": most, "points": points}


def _leaf(line: ScoreLine, said: dict[str, PointOpinion]) -> dict:
    one, stored = line.criterion, line.line
    own = said.get(Stage.SELF)
    appraised = next((said[stage] for stage in APPRAISERS if stage in said), None)
    reason = appraised.reason if appraised and one.kind != CriterionKind.BY_HAND else ""
    told = stored.explanation if stored else ""
    return {
        "code": one.code,
        "name": f"{one.name} ({one.measure})" if one.measure else one.name,
        "max": trim(one.max_points) if one.has_points else DASH,
        "target": trim(stored.target) if stored and stored.target is not None else None,
        "actual": Cell(line.actual_text, align="center"),
        "own": trim(own.points) if own else None,
        "why": own.reason if own else "",
        "points": trim(stored.points) if stored and stored.points is not None else DASH,
        "how": " ".join(part for part in (told, reason) if part),
    }


def _foot(score: UnitScore) -> list[dict]:
    until = score.board.frozen_at or score.board.computed_at
    given = Adjustment.objects.filter(period=score.board.period_id, unit=score.unit_id, given_at__lte=until)
    rows = [_line("Cộng điểm tiêu chí", score.points)]
    rows += [_line("Điểm thưởng" if one.points > 0 else "Điểm trừ", one.points, one.reason) for one in given]
    return [*rows, _line("Tổng điểm", score.total)]


def _line(label: str, points: Decimal, how: str = "") -> dict:
    return {"name": Cell(label, bold=True), "points": Cell(trim(points), bold=True), "how": how}


REPORT = Report(
    name="score-unit",
    title="Phiếu điểm của một đơn vị",
    shelf=Shelf.YEAR,
    icon="clipboard-list",
    formats=("pdf", "xlsx"),
    build=build,
    note="Chỉ tiêu, kết quả, tự chấm, giải trình, điểm và cách tính từng tiêu chí",
    about="phiếu điểm của đơn vị",
    subjects=subjects,
    key=lambda score: score.unit.code,
    label=lambda score: str(score.unit),
    size=lambda scope, score: score.lines.count(),
)
