"""Papers are read back the way their readers read them: text by pdftotext, fonts by pdffonts, structure by pypdf."""

import gc
import hashlib
import io
import logging
import os
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.thidua.documents import samples
from thidua.documents import (
    Annex,
    BarChart,
    Bullets,
    Cell,
    Column,
    Document,
    Fields,
    GroupRow,
    Heading,
    Layout,
    OfficialHeading,
    Paragraph,
    Series,
    SignatureBlock,
    Table,
    html,
    pdf,
    render,
    render_pdf,
    style,
)
from thidua.documents.measure import FONTS

ROOT = Path(__file__).resolve().parents[3]
LETTERS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"


def tool(name: str, data: bytes, *arguments: str) -> str:
    return subprocess.run([name, *arguments], input=data, capture_output=True, check=True).stdout.decode()


def pages(data: bytes) -> list[str]:
    """Text of every page in reading layout."""
    return tool("pdftotext", data, "-layout", "-", "-").split("\f")[:-1]


def flat(text: str) -> str:
    return " ".join(text.split())


def top_number(page: str) -> str | None:
    """The page number in the top margin, if there is one."""
    first = next((line.strip() for line in page.splitlines() if line.strip()), "")
    return first if first.isdigit() else None


@pytest.fixture(scope="module")
def decision() -> bytes:
    return render_pdf(samples.decision())


@pytest.fixture(scope="module")
def decision_pages(decision) -> list[str]:
    return pages(decision)


@pytest.fixture(autouse=True)
def no_complaints(caplog):
    """Nothing that the layout engine does not understand, no picture without words."""
    yield
    assert [record for record in caplog.get_records("call") if record.levelno >= logging.WARNING] == []


def test_head_names_organs_nation_number_place_and_date(decision_pages):
    first = flat(decision_pages[0])
    for words in (
        "BỘ TƯ LỆNH BỘ ĐỘI BIÊN PHÒNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "QUYẾT ĐỊNH Về việc tặng danh hiệu thi đua năm 2023",
        "CHỈ HUY TRƯỞNG BỘ ĐỘI BIÊN PHÒNG TỈNH LONG AN",
        "ngày 16 tháng 11 năm 2013;",
        "theo đề nghị của Chủ nhiệm Chính trị.",
        "Điều 3. Quyết định này có hiệu lực",
        "Đại tá Hoàng Văn Đ",
        "- Lưu: VT, PCT. A03.",
    ):
        assert words in first
    number = next(line for line in decision_pages[0].splitlines() if "Số: 1431/QĐ-BCH" in line)
    assert "Long An, ngày 10 tháng 11 năm 2023" in number  # on one line, however long the organ's name


def test_page_numbers_start_on_the_second_page_and_every_annex_counts_its_own(decision_pages):
    numbers, started = [], []
    for page in decision_pages:
        if "Phụ lục" in page.split("\n\n")[0] or not numbers:
            started.append(len(numbers))
        numbers.append(top_number(page))
    runs = [numbers[a:b] for a, b in zip(started, [*started[1:], len(numbers)], strict=True)]
    assert len(runs) == 4  # the decision and its three annexes
    for run in runs:
        assert run == [None, *map(str, range(2, len(run) + 1))]
    assert max(map(len, runs)) > 2


def test_a_long_paper_is_numbered_from_its_second_page():
    paper = Document(slug="x", blocks=[Paragraph(f"Đoạn {i}. " + "chữ " * 150) for i in range(20)])
    numbers = [top_number(page) for page in pages(render_pdf(paper))]
    assert numbers == [None, *map(str, range(2, len(numbers) + 1))]
    assert len(numbers) > 3


def test_annex_pages_lie_across_and_repeat_the_head_of_their_table(decision, decision_pages):
    reader = PdfReader(io.BytesIO(decision))
    shapes = [page.mediabox.width > page.mediabox.height for page in reader.pages]
    assert shapes == [False] + [True] * (len(shapes) - 1)
    people = [page for page in decision_pages[1:] if "Họ và tên" in page]
    assert len(people) > 8
    assert all("Số vào sổ" in page and "Tiền thưởng" in page for page in people)


def test_every_line_and_sum_of_the_annexes_is_there(decision_pages):
    text = flat(" ".join(decision_pages))
    assert text.count("1.440.000") == 28
    assert text.count("1.800.000") == 46
    assert text.count("540.000") == 137
    for total in ("Cộng: 28 tập thể 40.320.000", "Cộng: 46 cá nhân 82.800.000", "Cộng: 137 cá nhân 73.980.000"):
        assert text.count(total) == 1
    assert "86,66%" in text
    assert "86,67%" not in text


def test_demo_mark_stands_on_every_page_and_only_when_asked(decision_pages):
    assert all("Dữ liệu minh hoạ" in page for page in decision_pages)
    assert "minh hoạ" not in "".join(pages(render_pdf(replace(samples.decision(), demo=False, annexes=[]))))


def test_provisional_figures_are_stamped_on_every_page():
    text = pages(render_pdf(samples.summary()))
    assert all("Số liệu tạm tính" in page for page in text)
    assert "tạm tính" not in "".join(pages(render_pdf(replace(samples.summary(), draft=""))))


def test_copied_text_is_composed_even_when_typed_decomposed():
    alphabet = " ".join(LETTERS + LETTERS.upper())
    styles = [Paragraph(alphabet), Paragraph(alphabet, bold=True), Paragraph(alphabet, italic=True)]
    paper = Document(slug="x", blocks=[Paragraph(unicodedata.normalize("NFD", alphabet)), *styles])
    text = "".join("".join(pages(render_pdf(paper))).split())
    assert text.count("".join(alphabet.split())) == 4
    assert unicodedata.is_normalized("NFC", text)


def test_only_our_fonts_are_used_embedded_and_searchable(decision):
    rows = [line.split() for line in tool("pdffonts", decision, "-").splitlines()[2:]]
    assert sorted(row[0].split("+")[1] for row in rows) == ["Tinos", "Tinos-Bold", "Tinos-Bold-Italic", "Tinos-Italic"]
    assert all(row[-5:-2] == ["yes", "yes", "yes"] for row in rows)  # embedded, cut to what is used, with Unicode


def test_charts_use_the_same_fonts_and_say_their_figures():
    data = render_pdf(samples.summary())
    assert {line.split()[0].split("+")[1].split("-")[0] for line in tool("pdffonts", data, "-").splitlines()[2:]} == {
        "Tinos"
    }
    text = flat("".join(pages(data)))
    for words in ("Cụm Đồn số 2 84,8 86,9", "Năm 2022 Năm 2023", "Biểu đồ 2. Số danh hiệu được tặng theo năm"):
        assert words in text


def test_file_is_tagged_archive_pdf_in_vietnamese_with_title_and_date_of_the_act(decision):
    reader = PdfReader(io.BytesIO(decision))
    catalog = reader.trailer["/Root"]
    assert catalog["/Lang"] == "vi"
    assert catalog["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == "Quyết định Về việc tặng danh hiệu thi đua năm 2023"
    assert reader.metadata.author == "Bộ Chỉ huy BĐBP tỉnh Long An"
    assert reader.metadata.creation_date.date() == date(2023, 11, 10)
    xmp = catalog["/Metadata"].get_data().decode()
    assert 'pdfaid:part="2"' in xmp
    assert 'pdfaid:conformance="A"' in xmp


def test_same_document_same_bytes_in_another_process_too(decision):
    assert render(samples.decision(), "pdf") == decision
    code = (
        "import hashlib; from tests.thidua.documents import samples; from thidua.documents import render_pdf; "
        "print(hashlib.sha256(render_pdf(samples.summary())).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "4", "TZ": "America/Lima", "LC_ALL": "C.UTF-8"},
    )
    assert done.stdout.decode().strip() == hashlib.sha256(render_pdf(samples.summary())).hexdigest()


def closing_page(blocks: list) -> str:
    """Text of the page with the signature, before the signature."""
    paper = replace(samples.decision(), blocks=blocks, annexes=[], demo=False)
    last = pages(pdf.lay_out(html.build(paper), style.css(paper)))[-1]
    before, found, _ = last.partition("Nơi nhận:")
    assert found
    assert "Đại tá Hoàng Văn Đ" in last
    return re.sub(r"^\s*\d+\s*$", "", before, flags=re.MULTILINE)


FILLER = "Tập thể, cá nhân có tên tại Điều này được cấp giấy chứng nhận và tiền thưởng theo quy định. "
ENDINGS = {
    "short paragraph": [Paragraph(FILLER)],
    "long paragraph": [Paragraph(FILLER * 9)],
    "list": [Bullets([FILLER, FILLER, FILLER], marker="a)")],
    "table": [samples.people(9)],
    "small table": [samples.people(3)],
    "head and paragraph": [Heading("III. PHƯƠNG HƯỚNG"), Paragraph(FILLER)],
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_signature_never_stands_alone_on_a_page(ending):
    for paragraphs in (2, 3, 4, 5, 6):  # where each ending begins to need a second page
        before = closing_page([*(Paragraph(FILLER) for _ in range(paragraphs)), *ENDINGS[ending]])
        assert len(flat(before)) > 30, f"{paragraphs} paragraphs"


def test_signature_is_one_piece_with_its_name():
    for lines in range(22, 34, 2):
        paper = replace(samples.decision(), blocks=[Paragraph("Dòng.")] * lines, annexes=[], legal_bases=[])
        page = next(page for page in pages(pdf.lay_out(html.build(paper), style.css(paper))) if "Nơi nhận" in page)
        assert "CHỈ HUY TRƯỞNG" in page
        assert "Đại tá Hoàng Văn Đ" in page


def test_signatures_side_by_side_then_the_chairman_beside_the_recipients():
    last = pages(render_pdf(samples.minutes()))[-1]
    names = next(line for line in last.splitlines() if "Phạm Văn D" in line)
    assert names.index("Phạm Văn D") < names.index("Lê Văn C") < names.index("Trần Văn B")
    assert "XÁC NHẬN CỦA CHỦ TRÌ HỘI NGHỊ" in last
    assert last.index("Trần Văn B") < last.index("Nơi nhận:") < last.index("Đại tá Nguyễn Văn A")


def test_rank_before_the_name_is_the_choice_of_the_organisation():
    layout = Layout.from_mapping({"rank_before_name": False})
    text = "".join(pages(render_pdf(replace(samples.submission(), layout=layout))))
    assert "Nguyễn Văn A" in text
    assert "Đại tá Nguyễn Văn A" not in text


def test_last_page_of_a_table_holds_more_than_its_last_row_or_sum():
    for rows in range(16, 32, 3):
        paper = Document(slug="x", annexes=[Annex("Danh sách", [samples.people(rows)])])
        last = pages(pdf.lay_out(html.build(paper), style.css(paper)))[-1]
        assert len(re.findall("540.000", last)) >= 2, f"{rows} rows"
        assert f"Cộng: {rows} cá nhân" in last


def test_a_table_of_few_but_tall_rows_begins_under_its_heading():
    why = Cell("Cần xem", note="chưa có kết quả đánh giá năm, cần có trước khi trình Hội đồng xem xét " * 4)
    table = Table([Column.index(), Column("name", "Đối tượng"), Column("why", "Điều kiện")], [("Đồn Một", why)] * 5)
    paper = Document(slug="x", kind="Danh sách", blocks=[Paragraph("Tổng số. " * 150), table], landscape=True)
    told = pages(render_pdf(paper))
    assert len(told) == 2
    assert ["Đồn Một" in page for page in told] == [True, True]


def test_words_in_the_foot_margin_stand_on_every_page_and_end_no_style_sheet():
    words = 'Hội nghị "Một" } @page { size: A5 } \\ <b>, 18/10/2023'
    paper = Document(slug="x", kind="Phiếu", footing=words, demo=True, blocks=[Paragraph("Dòng.")] * 60)
    told = pages(render_pdf(paper))
    assert len(told) > 1
    assert all(words in flat(page) and "Dữ liệu minh hoạ" in page for page in told)


def test_ballot_boxes_are_drawn_not_letters():
    source = html.build(samples.ballot_paper())
    assert source.count('<span class="box"></span>') == 8
    text = "".join(pages(render_pdf(samples.ballot_paper())))
    assert not set(text) & set("☐☑☒□■✓✗")
    crossed = Table([Column("a", "Đồng ý", "check")], [(True,), (False,), (None,)])
    source = html.build(Document(slug="x", blocks=[crossed]))
    assert source.count('<span class="box">') == 2
    assert source.count("<title>Đã đánh dấu</title>") == 1


def test_words_of_users_are_words_never_markup():
    nasty = "<b>x</b> & <img src='file:///etc/passwd'> {{ document }}"
    table = Table([Column("a", nasty)], [(nasty,), (Cell(nasty, note=nasty),), GroupRow(nasty)], caption=nasty)
    chart = BarChart(nasty, [nasty], [Series(nasty, [1])])
    paper = Document(
        slug="x",
        kind=nasty,
        subject=nasty,
        heading=OfficialHeading(organ=nasty, superior=nasty, place=nasty, number=nasty),
        issuer=nasty,
        legal_bases=[nasty],
        addressees=[nasty],
        blocks=[Paragraph(nasty, lead=nasty), Heading(nasty), Fields([(nasty, nasty)]), table, chart, Bullets([nasty])],
        signatures=[SignatureBlock(post=nasty, name=nasty)],
        recipients=[nasty],
        annexes=[Annex(nasty, [], label=nasty)],
        draft=nasty,
        note=nasty,
        trace=nasty,
    )
    source = html.build(paper)
    assert "<img" not in source
    assert "<b>x" not in source
    assert source.count("&lt;img") > 20
    assert "<b>x</b> & <img src='file:///etc/passwd'>" in flat(" ".join(pages(render_pdf(paper))))


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        f"file://{FONTS}/../../../thidua/settings.py",
        f"file://{FONTS}/OFL.txt",
        f"file://localhost{FONTS}/Tinos-Regular.ttf",
        "http://127.0.0.1:1/x.png",
        "https://example.org/x.png",
        "ftp://example.org/x",
        "data:text/css,p{}",
    ],
)
def test_nothing_but_our_fonts_can_be_read(address):
    with pytest.raises(ValueError, match="may not read"):
        pdf.fonts_only().fetch(address)


def test_our_fonts_can_be_read():
    for name in ("Tinos-Regular.ttf", "Tinos-BoldItalic.ttf"):
        assert pdf.fonts_only().fetch((FONTS / name).as_uri()).read()[:4] == b"\x00\x01\x00\x00"


def test_head_over_several_columns_and_groups_of_rows():
    text = flat(pages(render_pdf(samples.minutes()))[-1])
    assert "Số phiếu" in text
    assert "I Đơn vị Quyết thắng 1 Đồn Biên phòng cửa khẩu Mỹ Quý Tây 13 01 86,66% Đạt" in text


def test_empty_table_says_so():
    text = flat(pages(render_pdf(Document(slug="x", blocks=[Table(samples.PERSON, [], empty="Chưa có ai")])))[0])
    assert "Chưa có ai" in text


def test_a_word_wider_than_its_column_is_broken_and_stays_on_the_page():
    word = "9C41E07B55A2D8F3" * 8
    columns = [Column("a", "Mã"), *(Column(f"c{i}", f"Cột {i}", "int") for i in range(8))]
    data = render_pdf(Document(slug="x", blocks=[Table(columns, [(word, *range(8))])]))
    boxes = re.findall(r'xMax="([\d.]+)".*?>(.*?)</word>', tool("pdftotext", data, "-bbox", "-", "-"))
    assert "".join(words for _, words in boxes if len(words) > 5) == word
    assert max(float(right) for right, _ in boxes) <= (210 - 15) / 25.4 * 72


def test_collector_is_left_as_it_was():
    assert gc.isenabled()
    render_pdf(Document(slug="x", blocks=[Paragraph("Một.")]))
    assert gc.isenabled()
    gc.disable()
    try:
        render_pdf(Document(slug="x", blocks=[Paragraph("Một.")]))
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_long_annex_is_made_of_parts_with_its_own_numbers(monkeypatch):
    monkeypatch.setattr(pdf, "TAGGED", 60)
    monkeypatch.setattr(pdf, "PART", 40)
    short, long = samples.people(3, 1), samples.people(60)
    paper = replace(samples.decision(), annexes=[Annex("Một", [short]), Annex("Hai", [short, long, Paragraph("Hết.")])])
    data = render_pdf(paper)
    text = pages(data)
    starts = [i for i, page in enumerate(text) if "Phụ lục" in page.split("\n\n")[0]]
    assert starts == [1, 2]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        assert [top_number(page) for page in text[start:end]] == [None, *map(str, range(2, end - start + 1))]
    words = flat(" ".join(text))
    assert words.count("540.000") == 60
    assert words.count("Cộng: 60 cá nhân 32.400.000") == 1
    assert words.count("Hết.") == 1
    assert all("Họ và tên" in page and "Dữ liệu minh hoạ" in page for page in text[1:])
    reader = PdfReader(io.BytesIO(data))
    assert reader.metadata.title == paper.full_title
    assert reader.trailer["/Root"]["/Lang"] == "vi"
    assert render_pdf(paper) == data


def test_a_long_annex_laid_out_by_another_process_is_the_same_file(monkeypatch):
    paper = samples.annex_of(30)
    here = render_pdf(paper)
    monkeypatch.setattr(pdf, "APART", 30)
    monkeypatch.setattr(pdf, "lay_out", None)  # nothing is laid out in this process
    assert render_pdf(paper) == here
    assert "/MarkInfo" in PdfReader(io.BytesIO(here)).trailer["/Root"]


# --- measured against Nghị định 30/2020/NĐ-CP, Annex I ----------------------------------------------------------------

MM = 72 / 25.4


def stretches(data: bytes, page: int) -> list[tuple[str, str, float, float, float]]:
    """(text, face, size in points, x, y from the top in millimetres) in the order of the page."""
    sheet = PdfReader(io.BytesIO(data)).pages[page]
    found: list = []

    def see(text, cm, tm, font, size):
        if text.strip():
            x, y = (tm[4] * cm[0] + cm[4]) / MM, (float(sheet.mediabox.height) - tm[5] * cm[3] - cm[5]) / MM
            found.append((text.strip(), font["/BaseFont"].split("+")[1], abs(size * tm[0] * cm[0]), x, y))

    sheet.extract_text(visitor_text=see)
    return found


def edges(data: bytes, page: int) -> tuple[float, float, float, float]:
    """Left, right, top and bottom of the words below the top margin, in millimetres from the edges of the paper."""
    told = tool("pdftotext", data, "-bbox", "-f", str(page + 1), "-l", str(page + 1), "-", "-")
    width, height = (float(x) / MM for x in re.search(r'page width="([\d.]+)" height="([\d.]+)"', told).groups())
    number = r'="([\d.]+)" '
    places = re.findall(rf"xMin{number}yMin{number}xMax{number}yMax{number.strip()}", told)
    boxes = [[float(x) / MM for x in box] for box in places]
    body = [box for box in boxes if box[1] > 18 and box[3] < height - 18]
    return (
        min(box[0] for box in body), width - max(box[2] for box in body),
        min(box[1] for box in body), height - max(box[3] for box in body),
    )  # fmt: skip


# In the order of the page: beginning of the words, face, smallest and largest size.
ELEMENTS = (
    ("BỘ TƯ LỆNH BỘ ĐỘI BIÊN PHÒNG", "Tinos", 12, 13),
    ("BỘ CHỈ HUY BĐBP", "Tinos-Bold", 12, 13),
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Tinos-Bold", 12, 13),
    ("Độc lập - Tự do - Hạnh phúc", "Tinos-Bold", 13, 14),
    ("Số: 1431/QĐ-BCH", "Tinos", 13, 13),
    ("Long An, ngày 10 tháng 11 năm 2023", "Tinos-Italic", 13, 14),
    ("QUYẾT ĐỊNH", "Tinos-Bold", 13, 14),
    ("Về việc tặng danh hiệu", "Tinos-Bold", 13, 14),
    ("CHỈ HUY TRƯỞNG", "Tinos-Bold", 13, 14),
    ("Căn cứ Luật", "Tinos-Italic", 13, 14),
    ("QUYẾT ĐỊNH:", "Tinos-Bold", 13, 14),
    ("Điều 1.", "Tinos-Bold", 13, 14),
    ("Tặng danh hiệu thi đua năm 2023", "Tinos", 13, 14),
    ("Nơi nhận:", "Tinos-Bold-Italic", 12, 12),
    ("- Như Điều", "Tinos", 11, 11),
    ("CHỈ HUY TRƯỞNG", "Tinos-Bold", 13, 14),
    ("Đại tá Hoàng Văn Đ", "Tinos-Bold", 13, 14),
)


def test_elements_stand_in_the_order_faces_and_sizes_of_the_decree(decision):
    found = iter(stretches(decision, 0))
    for words, face, low, high in ELEMENTS:
        text = next((one for one in found if one[0].startswith(words)), None)
        assert text is not None, f"{words} is not there, or not in its place"
        assert text[1] == face, words
        assert low <= round(text[2], 1) <= high, (words, text[2])


def test_margins_indents_and_numbers_of_the_decree(decision):
    left, right, top, bottom = edges(decision, 0)  # a justified last word is measured a hair too wide
    assert 30 <= round(left, 1) <= 35 and 14.8 <= right <= 20 and 20 <= top <= 25 and bottom >= 20
    first = stretches(decision, 0)
    article = next(one for one in first if one[0] == "Điều 1.")
    line = next(one for one in first if one[0].startswith("trong phong trào"))
    assert 10 <= round(article[3] - line[3], 1) <= 12.7  # first line set in by 1 to 1.27 cm
    assert 30 <= round(line[3], 1) <= 35
    organ, nation = (next(one for one in first if one[0].startswith(words)) for words in ("BỘ TƯ LỆNH", "CỘNG HÒA"))
    assert organ[4] == nation[4] and organ[3] < 105 - 20 < nation[3]  # side by side, the nation at the right
    number, day = (next(one for one in first if one[0].startswith(words)) for words in ("Số: ", "Long An, ngày"))
    assert number[4] == day[4]
    label = next(one for one in stretches(decision, 1) if one[0] == "Phụ lục I")
    assert label[1] == "Tinos-Bold" and round(label[2], 1) == 14
    following = stretches(decision, 2)
    page_number = next(one for one in following if one[0] == "2")
    assert page_number[1] == "Tinos" and 13 <= round(page_number[2], 1) <= 14 and page_number[4] < 20
    assert abs(page_number[3] - 297 / 2) < 2  # centred, on a page that lies across
