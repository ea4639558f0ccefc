"""Bảng điểm thi đua of a cluster: one row a unit with totals of groups, then every criterion (rules §7.2)."""

from datetime import date

from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion
from awards.reports.enums import Shelf
from awards.reports.queries import scores_of
from awards.reports.registry import Report, Scope
from awards.reports.score_parts import lines_of, overview, paper, subjects, trim
from awards.scoring.models import CriterionScore, ScoreBoard, UnitScore
from thidua.documents import (
    Annex,
    Cell,
    Column,
    Document,
    GroupRow,
    Table,
)
from thidua.documents.vietnamese import number


def build(scope: Scope, board: ScoreBoard) -> Document:
    scores = scores_of([board])[board.pk]
    criteria = list(board.criteria().order_by("sort"))
    lines = lines_of(board)
    cluster, period = board.cluster, board.period
    on = period.ends_on
    return paper(
        board,
        "bang diem",
        f"Thi đua năm {period.year}\n{cluster.name}",
        overview(board, cluster, scores, criteria, lines),
        annexes=[
            Annex(
                f"Điểm từng tiêu chí, {cluster.name} năm {period.year}",
                [_matrix(on, scores, criteria, lines)],
                label="Phụ lục I",
                reference="",
                sheet="Tiêu chí",
            ),
            Annex(
                f"Diễn giải cách tính điểm, {cluster.name} năm {period.year}",
                [_explained(on, scores, criteria, lines)],
                label="Phụ lục II",
                reference="",
                sheet="Diễn giải",
            ),
        ],
        landscape=True,
    )


def _matrix(
    on: date, scores: list[UnitScore], criteria: list[Criterion], lines: dict[int, dict[int, CriterionScore]]
) -> Table:
    """Criteria as rows, units as columns, in the order of the places."""
    columns = [
        Column("code", "Mã"),
        Column("name", "Nội dung tiêu chí"),
        Column("max", "Thang điểm", "decimal"),
        *(Column(f"u{score.pk}", score.unit.short_name_on(on), "decimal") for score in scores),
    ]
    rows: list = []
    for criterion in criteria:
        if criterion.kind == CriterionKind.GROUP:
            rows.append(GroupRow(f"{criterion.code}. {criterion.name} ({number(trim(criterion.max_points))} điểm)"))
            continue
        row = {"code": criterion.code, "name": criterion.name, "max": trim(criterion.max_points)}
        for score in scores:
            line = lines[score.pk].get(criterion.pk)
            row[f"u{score.pk}"] = trim(line.points) if line and line.points is not None else Cell("–", align="center")
        rows.append(row)
    return Table(columns, rows, sheet="Tiêu chí")


def _explained(
    on: date, scores: list[UnitScore], criteria: list[Criterion], lines: dict[int, dict[int, CriterionScore]]
) -> Table:
    """Target, result and points of every unit with the formula in words."""
    columns = [
        Column("code", "Mã"),
        Column("name", "Nội dung tiêu chí"),
        Column("target", "Chỉ tiêu", "decimal"),
        Column("actual", "Kết quả", "decimal"),
        Column("points", "Điểm", "decimal"),
        Column("why", "Cách tính"),
    ]
    leaves = [criterion for criterion in criteria if criterion.kind != CriterionKind.GROUP]
    rows: list = []
    for score in scores:
        rows.append(GroupRow(score.unit.name_on(on)))
        for criterion in leaves:
            line = lines[score.pk].get(criterion.pk)
            if line is None:
                continue
            rows.append(
                {
                    "code": criterion.code,
                    "name": f"{criterion.name} ({criterion.measure})" if criterion.measure else criterion.name,
                    "target": trim(line.target) if line.target is not None else None,
                    "actual": trim(round(line.actual, 2)) if line.actual is not None else None,
                    "points": trim(line.points) if line.points is not None else Cell("–", align="center"),
                    "why": line.explanation,
                }
            )
    return Table(columns, rows, sheet="Diễn giải")


REPORT = Report(
    name="score-sheet",
    title="Bảng điểm thi đua của cụm",
    shelf=Shelf.YEAR,
    icon="table",
    formats=("pdf", "xlsx"),
    build=build,
    note="Tổng điểm theo nhóm, xếp hạng theo tỷ lệ, phụ lục từng tiêu chí",
    about="bảng điểm của cụm",
    subjects=subjects,
    key=lambda board: board.cluster.code,
    label=lambda board: f"{board.cluster.name}, {board.get_state_display().lower()}",
    may=lambda scope, board: ("awards.report_board", board),
    size=lambda scope, board: CriterionScore.objects.filter(unit_score__board=board).count(),
)
