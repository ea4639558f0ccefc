"""Bảng điểm chi tiết of a cluster, across: criteria as rows with sums at the groups, units as columns (rules §7.2)."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion
from awards.reports.enums import Shelf
from awards.reports.queries import scores_of
from awards.reports.registry import Report, Scope
from awards.reports.score_parts import Lines, lines_of, paper, place_notes, rank_words, subjects, tie_rule_words, trim
from awards.scoring.models import CriterionScore, ScoreBoard, UnitScore
from awards.scoring.queries import tie_rule_of
from thidua.documents import Block, Cell, Column, Document, Paragraph, Table
from thidua.documents.vietnamese import percent

DASH = Cell("–", align="center")


def build(scope: Scope, board: ScoreBoard) -> Document:
    scores = scores_of([board])[board.pk]
    criteria = list(board.criteria().order_by("sort"))
    rule = tie_rule_of(board)
    blocks: list[Block] = [
        Paragraph(
            "Điểm từng tiêu chí; dấu – là tiêu chí không giao, không tính vào mẫu số. Xếp hạng theo tỷ lệ giữa tổng "
            "điểm và số điểm tối đa được giao."
        ),
        _table(board, scores, criteria, lines_of(board)),
        *([Paragraph(tie_rule_words(rule), small=True)] if rule else []),
        *place_notes(board, scores),
    ]
    subject = f"Chi tiết từng tiêu chí năm {board.period.year}\n{board.cluster.name}"
    return paper(board, "chi tiet diem", subject, blocks, landscape=True)


def _table(board: ScoreBoard, scores: Sequence[UnitScore], criteria: Sequence[Criterion], lines: Lines) -> Table:
    on = board.period.ends_on
    columns = [
        Column("code", "Mã"),
        Column("name", "Nội dung tiêu chí"),
        Column("max", "Thang điểm", "decimal"),
        *(Column(f"u{score.pk}", score.unit.short_name_on(on), "decimal") for score in scores),
    ]
    sums = _sums(criteria, scores, lines)
    rows = [_row(one, scores, sums) for one in criteria if one.kind != CriterionKind.GATE]
    return Table(columns, [*rows, *_foot(board, scores)], sheet="Chi tiết")


def _sums(criteria: Sequence[Criterion], scores: Sequence[UnitScore], lines: Lines) -> dict[int, dict[int, Decimal]]:
    """Criterion or group id -> unit score id -> points; what is not assigned is not there."""
    above = {one.pk: one.parent_id for one in criteria}
    sums: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for score in scores:
        for pk, line in lines[score.pk].items():
            here: int | None = pk
            while here is not None and line.points is not None:
                sums[here][score.pk] = sums[here].get(score.pk, Decimal(0)) + line.points
                here = above[here]
    return sums


def _row(one: Criterion, scores: Sequence[UnitScore], sums: dict[int, dict[int, Decimal]]) -> dict:
    bold = one.kind == CriterionKind.GROUP
    given = {
        f"u{score.pk}": Cell(trim(sums[one.pk][score.pk]), bold=bold) if score.pk in sums[one.pk] else DASH
        for score in scores
    }
    maximum = DASH if one.kind == CriterionKind.BONUS else Cell(trim(one.max_points), bold=bold)
    return {"code": Cell(one.code, bold=bold), "name": Cell(one.name, bold=bold), "max": maximum, **given}


def _foot(board: ScoreBoard, scores: Sequence[UnitScore]) -> list[dict]:
    """Sums, bonus and penalty, percent and place under the criteria."""

    def row(label: str, of) -> dict:
        return {"name": Cell(label, bold=True), **{f"u{score.pk}": Cell(of(score), bold=True) for score in scores}}

    return [
        row("Cộng điểm tiêu chí", lambda score: trim(score.points)),
        row("Điểm thưởng", lambda score: trim(score.bonus)),
        row("Điểm trừ", lambda score: trim(score.penalty)),
        row("Tổng điểm", lambda score: trim(score.total)),
        row("Tối đa được giao", lambda score: trim(score.applicable)),
        row("Tỷ lệ", lambda score: percent(score.percent / 100, 2)),
        row("Xếp hạng", lambda score: rank_words(score, board)),
    ]


REPORT = Report(
    name="score-criteria",
    title="Bảng điểm chi tiết từng tiêu chí của cụm",
    shelf=Shelf.YEAR,
    icon="list-checks",
    formats=("pdf", "xlsx"),
    build=build,
    note="A4 ngang: mỗi tiêu chí một dòng, mỗi đơn vị một cột, cộng theo nhóm",
    about="bảng điểm của cụm",
    subjects=subjects,
    key=lambda board: board.cluster.code,
    label=lambda board: f"{board.cluster.name}, {board.get_state_display().lower()}",
    size=lambda scope, board: CriterionScore.objects.filter(unit_score__board=board).count(),
)
