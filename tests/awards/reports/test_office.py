"""An independent calculator: LibreOffice counts the workbook of a board again, to the same points, sums and places; it
opens the other workbooks and the Word files and reads what we wrote.

Every number of points of the program is a decimal of three places, of the spreadsheet a double. Both are compared after
the program's own rounding: the double is read as the shortest decimal that means it, then rounded half up to
thousandths. Percents are cut to six places, as the board keeps them.
"""

import io
import shutil
import subprocess
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from awards.decisions import paying
from awards.decisions.money_queries import payments_of
from awards.models import CriterionScore
from awards.reports.registry import build
from awards.scoring import services
from tests.awards.reports.boards import every_kind, frozen
from tests.awards.reports.reading import text
from tests.awards.reports.score_cells import by_head, cells_of
from tests.factories.decisions import province, scored_cluster, signed
from thidua.documents import Paragraph, render_docx, render_pdf, render_xlsx

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    pytest.mark.office,
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not on this machine: apt-get install libreoffice-calc"),
]


def counted_again(xlsx: bytes, folder: Path):
    """The workbook after LibreOffice has computed and saved it."""
    source, target = folder / "so.xlsx", folder / "again"
    source.write_bytes(xlsx)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [OFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(target), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return load_workbook(io.BytesIO((target / "so.xlsx").read_bytes()), data_only=True)


def converted(files: dict[str, bytes], target: str, folder: Path) -> dict[str, bytes]:
    """Files after LibreOffice has opened them and written them anew, in one go."""
    source, made = folder / "from", folder / "to"
    source.mkdir()
    for name, content in files.items():
        (source / name).write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [OFFICE, profile, "--headless", "--convert-to", target, "--outdir", str(made)]
    subprocess.run([*command, *map(str, sorted(source.iterdir()))], check=True, capture_output=True, timeout=600)
    return {name: (made / name).with_suffix(f".{target}").read_bytes() for name in files}


def rounded(value, places: str = "0.001") -> Decimal | None:
    return None if value in (None, "") else Decimal(repr(value)).quantize(Decimal(places), ROUND_HALF_UP)


def test_libreoffice_comes_to_the_same_points_sums_and_places(tmp_path):
    year = every_kind()
    board = frozen(year)
    ranks = dict(board.unit_scores.values_list("unit__code", "rank"))
    assert [ranks[f"LA-0{number}"] for number in (1, 8, 7, 9)] == [1, 1, 3, 4]  # the rule had something to decide
    book = counted_again(render_xlsx(build("score-workbook", year.period, year.province)), tmp_path)
    found = cells_of(book)
    lines = CriterionScore.objects.filter(unit_score__board=board).exclude(criterion__kind="gate")
    stored = {(line.criterion.code, line.unit_score.unit.code): line.points for line in lines}
    assert {key: rounded(row["Điểm"]) for key, row in found.items()} == stored
    assert len(stored) == 15 * 9
    rows = {row["Mã đơn vị"]: row for row in by_head(book.worksheets[0]) if isinstance(row["TT"], int)}
    for score in board.unit_scores.all():
        row = rows[score.unit.code]
        assert rounded(row["Tổng điểm"]) == score.total
        assert rounded(row["Tối đa được giao"]) == score.applicable
        percent = rounded(row["Tỷ lệ"] * 100, "0.000000001")
        assert percent.quantize(Decimal("0.000001"), ROUND_DOWN) == score.percent
        assert row["Hạng sau xét 4"] == score.rank


def test_libreoffice_ranks_without_a_rule_and_leaves_out_places_before_the_freeze(tmp_path):
    year = every_kind(rule=False)
    services.compute_board(year.period, year.cluster, by=year.officer)
    book = load_workbook(io.BytesIO(render_xlsx(build("score-workbook", year.period, year.province))))
    assert "Hạng theo tỷ lệ" not in next(by_head(book.worksheets[0]))
    board = frozen(year)
    again = counted_again(render_xlsx(build("score-workbook", year.period, year.province)), tmp_path)
    ranks = {row["Mã đơn vị"]: row["Hạng theo tỷ lệ"] for row in by_head(again.worksheets[0]) if row["TT"]}
    assert ranks == dict(board.unit_scores.values_list("unit__code", "rank"))
    assert sorted(ranks.values())[:5] == [1, 1, 1, 1, 5]


def test_libreoffice_comes_to_the_same_prizes_and_totals(tmp_path):
    world = province()
    paper = signed(world)
    paying.draw_up(paper, by=world.officer)
    paid = {row.name: row.amount for row in payments_of(paper)}
    book = counted_again(render_xlsx(build("payment-list", world.period, world.unit, str(paper.pk))), tmp_path)
    summary, *lists = book.worksheets
    found, sums = {}, []
    for sheet in lists:
        rows = list(sheet.iter_rows(values_only=True))
        found |= {row[1]: row[6] for row in rows if isinstance(row[0], int)}
        sums += [row[6] for row in rows if str(row[0]).startswith("Cộng")]
    assert found == paid
    totals = [row for row in summary.iter_rows(values_only=True) if row[0] == "Cộng"]
    assert [row[4] for row in totals] == [sum(paid.values())] == [sum(sums)]


def test_libreoffice_opens_every_workbook_and_reads_the_same_values(tmp_path):
    """No repair, no loss: every cell reads what we wrote; what a formula comes to is what we printed."""
    world = province()
    scored_cluster(world)
    signed(world)
    names = ("year-summary", "decision", "award-list", "count-minutes", "nominations", "statistics-forms")
    ours = {f"{name}.xlsx": render_xlsx(build(name, world.period, world.unit)) for name in names}
    for name, again in converted(ours, "xlsx", tmp_path).items():
        first, second = (load_workbook(io.BytesIO(data), data_only=True) for data in (ours[name], again))
        assert first.sheetnames == second.sheetnames, name
        for sheet in first.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value not in (None, ""):
                        assert second[sheet.title][cell.coordinate].value == cell.value, (name, sheet.title, cell)


def test_libreoffice_opens_word_files_and_says_what_the_pdf_says(tmp_path):
    world = province()
    scored_cluster(world)
    signed(world)
    papers = {
        name: build(name, world.period, world.unit) for name in ("decision", "year-summary", "conference-minutes")
    }
    made = converted({f"{name}.docx": render_docx(paper) for name, paper in papers.items()}, "pdf", tmp_path)
    for name, paper in papers.items():
        word, ours = text(made[f"{name}.docx"]), text(render_pdf(paper))
        told = [block.text for block in paper.blocks if isinstance(block, Paragraph) and isinstance(block.text, str)]
        assert told
        for sentence in told:
            begins = " ".join(sentence.split()[:8])  # the rest may go on over the page, past its number
            assert begins in word and begins in ours, (name, begins)
