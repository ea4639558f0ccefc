"""Word files read back: the same words in the same order as the PDF, the same layout tokens, the same bytes."""

import io
import subprocess
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from docx import Document as read_word
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Pt

from tests.thidua.documents import samples
from thidua.documents import Layout, Margins, render_docx, render_pdf


def words(data: bytes) -> list[str]:
    """Every word of the body in the order of the file."""
    body = read_word(io.BytesIO(data)).element.body
    told = []
    for paragraph in body.iter(qn("w:p")):
        text = "".join(one.text or " " for one in paragraph.iter(qn("w:t"), qn("w:br")))
        told += text.split()
    return told


@pytest.fixture(scope="module")
def decision() -> bytes:
    return render_docx(samples.decision())


def test_word_says_what_the_pdf_says(decision):
    printed = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=render_pdf(samples.decision()), capture_output=True, check=True
    ).stdout.decode()
    told = words(decision)
    for sentence in (
        "Số: 1431/QĐ-BCH",
        "QUYẾT ĐỊNH",
        "Điều 1. Tặng danh hiệu thi đua năm 2023",
        "Nơi nhận:",
        "Đại tá Hoàng Văn Đ",
        "Cộng: 28 tập thể 40.320.000",
        "Cộng: 137 cá nhân 73.980.000",
    ):
        assert sentence in " ".join(told) and sentence in " ".join(printed.split())
    assert " ".join(told).count("1.440.000") == 28 and " ".join(told).count("540.000") == 137
    order = ["QUYẾT", "Căn", "Điều", "Nơi", "Phụ"]
    assert sorted(order, key=told.index) == order


def test_pages_letters_and_sections_follow_the_layout(decision):
    book = read_word(io.BytesIO(decision))
    main, *annexes = book.sections
    assert [round(one.mm) for one in (main.left_margin, main.right_margin, main.top_margin)] == [30, 15, 20]
    assert len(annexes) == 3 and {one.orientation for one in annexes} == {WD_ORIENT.LANDSCAPE}
    assert all(one.different_first_page_header_footer for one in book.sections)
    assert book.styles["Normal"].font.name == "Times New Roman"
    heads = [row for table in book.element.body.iter(qn("w:tbl")) for row in table.iter(qn("w:tblHeader"))]
    assert len(heads) == 3  # the head of every list repeats
    layout = Layout(body=14, margins=Margins(25, 20, 25, 35))
    other = read_word(io.BytesIO(render_docx(replace(samples.decision(), layout=layout, annexes=[]))))
    assert round(other.sections[0].left_margin.mm) == 35 and other.styles["Normal"].font.size == Pt(14)


def test_same_document_same_bytes_dated_by_the_act(decision):
    assert render_docx(samples.decision()) == decision
    props = read_word(io.BytesIO(decision)).core_properties
    assert props.created == props.modified == datetime(2023, 11, 10, tzinfo=UTC)
    assert (props.title, props.language) == ("Quyết định Về việc tặng danh hiệu thi đua năm 2023", "vi")


def test_drawings_become_figures_and_marks_stay():
    data = render_docx(samples.summary())
    told = " ".join(words(data))
    assert "Biểu đồ 2. Số danh hiệu được tặng theo năm" in told and "Cụm Đồn số 2 84,8 86,9" in told
    header = read_word(io.BytesIO(data)).sections[0].first_page_header
    assert "Số liệu tạm tính" in " ".join(one.text for one in header.paragraphs)
