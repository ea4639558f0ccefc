"""Bảng tổng hợp điểm of a cluster, upright: units as rows, groups as columns, the place (rules §7.2 "A4 overview")."""

from dataclasses import replace

from awards.reports.enums import Shelf
from awards.reports.queries import scores_of
from awards.reports.registry import Report, Scope
from awards.reports.score_parts import lines_of, overview, paper, subjects
from awards.scoring.models import ScoreBoard
from thidua.documents import Document, Paragraph


def build(scope: Scope, board: ScoreBoard) -> Document:
    scores = scores_of([board])[board.pk]
    criteria = list(board.criteria().order_by("sort"))
    blocks = overview(board, board.cluster, scores, criteria, lines_of(board))
    subject = f"Tổng hợp, xếp hạng thi đua năm {board.period.year}\n{board.cluster.name}"
    found = paper(board, "tong hop diem", subject, blocks)
    if not found.trace:
        return found
    # Above the signatures: under them it would often be all that a second page has to say.
    traced = [*blocks, Paragraph(found.trace, small=True, indent=False, align="left")]
    return replace(found, trace="", recipients=(), blocks=traced)


REPORT = Report(
    name="score-overview",
    title="Bảng tổng hợp điểm, xếp hạng của cụm",
    shelf=Shelf.YEAR,
    icon="list-ordered",
    formats=("pdf", "xlsx"),
    build=build,
    note="Một trang A4 đứng: mỗi đơn vị một dòng, điểm từng nhóm, tỷ lệ, hạng",
    about="bảng điểm của cụm",
    subjects=subjects,
    key=lambda board: board.cluster.code,
    label=lambda board: f"{board.cluster.name}, {board.get_state_display().lower()}",
    size=lambda scope, board: board.unit_scores.count(),
)
