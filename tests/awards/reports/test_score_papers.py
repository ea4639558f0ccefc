"""The papers of a board: two prints and the workbook, read back."""

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from awards.models import CriterionScore, PointOpinion, ScoreSheet
from awards.reports.registry import build
from tests.awards.reports.boards import every_kind, frozen
from tests.awards.reports.reading import cell_kinds, pages, sheets, text
from tests.awards.reports.score_cells import by_head, cells_of
from tests.kept import kept
from thidua.documents import render_pdf, render_xlsx
from thidua.documents.vietnamese import number

pytestmark = pytest.mark.django_db


@kept
def year():
    year = every_kind()
    year.extra["board"] = frozen(year)
    return year


def paper(year, name: str):
    return build(name, year.period, year.province)


def test_the_overview_stands_upright_with_groups_and_places(year):
    document, board = paper(year, "score-overview"), year.extra["board"]
    assert not document.landscape
    told = render_pdf(document)
    assert all(number(score.total, 3) in pages(told)[0] for score in board.unit_scores.all())
    assert "Khi bằng điểm xét lần lượt: 1. Điểm nhóm I cao hơn; 2. Ít điểm trừ hơn" in text(told)
    rows = [row for row in sheets(render_xlsx(document))["Bảng điểm"] if isinstance(row[0], int)]
    totals = {row[1]: row[7] for row in rows}
    assert totals == {str(score.unit): float(score.total) for score in board.unit_scores.all()}
    assert [row[-1] for row in rows][:5] == ["1 (đồng hạng)", "1 (đồng hạng)", "3", "4", "5"]


def test_the_criteria_lie_across_with_sums_at_the_groups(year):
    document, board = paper(year, "score-criteria"), year.extra["board"]
    assert document.landscape
    told = render_pdf(document)
    assert all("Nội dung tiêu chí" in page for page in pages(told)[:1])
    rows = {row[0]: row for row in sheets(render_xlsx(document))["Chi tiết"]}
    scores = list(board.unit_scores.order_by("rank"))
    for code in ("1.1", "2.6", "3.3"):
        lines = {line.unit_score_id: line for line in CriterionScore.objects.filter(criterion__code=code)}
        wanted = ["–" if lines[s.pk].points is None else float(lines[s.pk].points) for s in scores]
        assert [float(v) if v != "–" else v for v in rows[code][3:]] == wanted
    one = scores[0].lines.filter(criterion__code__startswith="1.")
    assert rows["I"][3] == pytest.approx(float(sum(line.points for line in one)))
    assert [float(value) for value in rows["Tổng điểm"][1:]] == [float(score.total) for score in scores]
    assert "2.7" not in rows  # a condition of a title has no points


def test_the_sheet_of_a_unit_tells_every_line_and_hides_what_was_not_sent(year):
    unit, leaf = year.units[0], year.criteria_set.criteria.get(code="1.6")
    PointOpinion.objects.create(
        period=year.period, unit=unit, criterion=leaf, stage="self", points=10, reason="Đủ hồ sơ", given_by=year.officer
    )
    sheet = ScoreSheet.objects.create(period=year.period, unit=unit)
    document = build("score-unit", year.period, year.province, "LA-01")
    assert "Đủ hồ sơ" not in text(render_pdf(document))
    ScoreSheet.objects.filter(pk=sheet.pk).update(state="sent")
    document = build("score-unit", year.period, unit)  # looked at alone: its own sheet
    told = text(render_pdf(document))
    assert "Tổng điểm 63,917 trên 70 điểm được giao, tỷ lệ 91,31%, xếp hạng 1 (đồng hạng)." in told
    assert "Chưa đạt chỉ tiêu: ½ × 5 × 8/10 = 2 điểm." in told and "Đủ hồ sơ" in told
    rows = {row[0]: row for row in sheets(render_xlsx(document))["Phiếu điểm"]}
    assert rows["Tổng điểm"][1] == 63.917
    assert rows["1.6"][3:5] == ["–", 10]


def test_a_table_of_176_rows_repeats_its_head_on_every_page(year):
    from awards.criteria.models import Criterion

    group = year.criteria_set.criteria.get(code="III")
    Criterion.objects.bulk_create(
        Criterion(
            criteria_set=year.criteria_set, parent=group, code=f"4.{n}", name=f"Tiêu chí thêm {n}", kind="by_hand",
            max_points=1, sort=100 + n,
        )
        for n in range(160)
    )  # fmt: skip
    done = pages(render_pdf(paper(year, "score-criteria")))
    with_rows = [page for page in done if "Tiêu chí thêm" in page]
    assert len(with_rows) > 3
    assert all("Thang điểm" in page or "điểm" in page.split("Tiêu chí thêm")[0] for page in with_rows)


def test_the_workbook_has_a_sheet_a_group_and_only_its_own_formulas(year):
    content = render_xlsx(paper(year, "score-workbook"))
    assert list(sheets(content)) == ["Tổng hợp", "Nhóm I", "Nhóm II", "Nhóm III"]
    assert "f" in cell_kinds(content)
    book = load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert cell.value.startswith("=") and "Tiêu chí" not in cell.value
    found = cells_of(book)
    first = found["1.1", "LA-01"]
    assert (first["Giao"], first["Chỉ tiêu"], first["Kết quả"]) == (1, 10, 8)
    assert first["Điểm"].startswith("=")
    assert found["1.1", "LA-05"]["Giao"] == 0  # not assigned
    assert found["1.6", "LA-06"]["Chấm trực tiếp"] == 3.33
    stored = {
        (line.criterion.code, line.unit_score.unit.code): line.points
        for line in CriterionScore.objects.exclude(criterion__kind="gate")
    }
    told = {key: row["Điểm trên bảng"] for key, row in found.items()}
    assert {key: None if value is None else Decimal(str(value)) for key, value in told.items()} == stored
    summary = [row for row in by_head(book.worksheets[0]) if isinstance(row["TT"], int)]
    assert "SUMIF('Nhóm I'!" in summary[0]["Nhóm I"]
    assert "Hạng sau xét 4" in summary[0]


def test_the_same_board_gives_the_same_bytes(year):
    assert render_xlsx(paper(year, "score-workbook")) == render_xlsx(paper(year, "score-workbook"))
