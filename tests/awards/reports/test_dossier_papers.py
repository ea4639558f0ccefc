"""The report of achievements of one line, and the summaries of all."""

from datetime import date

import pytest

from awards.nominations import writing
from awards.reports.registry import Nothing, Scope, build, reports
from tests.factories.dossiers import DEED, deed, in_may
from tests.kept import kept
from thidua.documents import Paragraph, Table, render_pdf
from thidua.documents.document import plain
from units.models import CompletionGrade
from units.people.enums import Grade

pytestmark = pytest.mark.django_db
made = kept(deed)


def paper(made, line, unit=None):
    return build("achievement-report", made.period, unit or made.province, str(line.pk))


def words(document) -> str:
    return "\n".join(plain(block.text) for block in document.blocks if hasattr(block, "text"))


def test_a_sudden_report_has_the_parts_of_its_form(made):
    made.person.native_place = "Long An"
    made.person.save()
    document = paper(made, made.line())
    told = words(document)
    assert document.subject == "Đề nghị khen thưởng đột xuất\nGiấy khen năm 2024"
    assert "I. SƠ LƯỢC LÝ LỊCH" in told
    assert f"Họ và tên: {made.person.full_name}" in told
    assert "Quê quán: Long An" in told
    assert "Trú quán: …………" in told  # the records do not have it: room for the pen
    assert f"Thành tích: {DEED} (03/05/2024)." in told
    assert "III. CÁC HÌNH THỨC ĐÃ ĐƯỢC KHEN THƯỞNG" in told
    assert len([block for block in document.blocks if isinstance(block, Table)]) == 2


def test_the_paper_prints_what_the_unit_wrote(made):
    line = made.line()
    with in_may():
        writing.write_report(line, by=made.clerk, texts={"results": "Mật phục ba đêm.\nBắt quả tang."})
    rows = [plain(block.text) for block in paper(made, line).blocks if isinstance(block, Paragraph)]
    assert rows[-2:] == ["Mật phục ba đêm.", "Bắt quả tang."]


def test_a_collective_reports_its_strength_and_grades(made):
    CompletionGrade.objects.create(unit=made.post, year=2024, grade=Grade.EXCELLENT)
    told = words(paper(made, made.line("DVQT", made.year_list("DVQT"), unit=made.post)))
    assert "I. SƠ LƯỢC ĐẶC ĐIỂM, TÌNH HÌNH" in told
    assert "Quân số: 40" in told
    assert "Mức độ hoàn thành nhiệm vụ: năm 2024 hoàn thành xuất sắc nhiệm vụ." in told


def test_two_prints_are_the_same_bytes(made):
    line = made.line()
    assert render_pdf(paper(made, line)) == render_pdf(paper(made, line))


def test_a_unit_prints_only_its_own(made):
    line = made.line()
    report = reports()["achievement-report"]
    assert [one.pk for one in report.subjects(Scope(made.period, made.post, made.clerk))] == [line.pk]
    from tests.factories import UnitFactory, UserFactory
    from units.accounts.enums import Role

    stranger = UserFactory(role=Role.CLERK, over=UnitFactory(parent=made.province))
    assert report.subjects(Scope(made.period, made.province, stranger)) == []


def test_citations_of_the_year_leave_out_lists_of_events(made):
    with pytest.raises(Nothing):
        build("citations", made.period, made.province)
    made.line()
    line = made.line("CSTT", made.year_list("CSTT"), citation="Đạt 95 điểm.")
    document = build("citations", made.period, made.province)
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    rows = [row for row in table.rows if isinstance(row, dict)]
    assert rows == [{"name": line.subject_name, "detail": line.subject_detail, "text": "Đạt 95 điểm."}]
    assert document.date == date(2024, 9, 30)
