"""Sheets of placed fields: what fits, what is too long, where it stands on the paper."""

import re
import subprocess
from datetime import date
from io import BytesIO

import pikepdf
import pytest

from tests.thidua.documents.test_joining import elements
from thidua.documents.sheets import Drawing, Sheet, TextBox, fit, sheets_pdf

NAME = (
    "Ban Chỉ đạo phong trào toàn dân tham gia bảo vệ chủ quyền lãnh thổ, "
    "an ninh biên giới quốc gia xã Mỹ Quý Tây huyện Đức H"
)


def box(text: str, **changes) -> TextBox:
    usual = {"x": 35, "y": 94, "width": 227, "height": 17.5, "size": 24, "floor": 14, "bold": True}
    return TextBox(text, **usual | changes)


def test_a_short_name_keeps_its_size_and_a_long_one_steps_down_to_two_even_lines():
    assert fit(box("Nguyễn Văn A")).size == 24
    assert len(NAME) == 120
    long = fit(box(NAME))
    assert long.shrunk and 14 <= long.size < 24 and len(long.lines) == 2
    assert " ".join(long.lines) == NAME
    first, second = map(len, long.lines)
    assert abs(first - second) < 15


@pytest.mark.parametrize("text", [NAME * 3, "N" * 90])
def test_what_does_not_fit_at_its_floor_is_too_long(text):
    found = fit(box(text))
    assert found.is_too_long and found.size == 14


def test_a_sheet_prints_each_text_inside_its_box_and_twice_the_same_bytes(tmp_path):
    golden = box("Số sổ vàng: 217", x=50, y=175, width=108, height=6.5, size=12, floor=9, align="left")
    nothing = Drawing(
        7, 7, 20, 20, svg='<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>', alt="Không có gì"
    )
    sheet = Sheet([box(NAME), golden], [nothing])
    content = sheets_pdf([sheet, sheet], title="Giấy khen", day=date(2023, 11, 10))
    assert content == sheets_pdf([sheet, sheet], title="Giấy khen", day=date(2023, 11, 10))
    with pikepdf.open(BytesIO(content)) as made, made.open_metadata() as meta:
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["dc:title"]) == ("2", "A", "Giấy khen")
        assert (str(made.Root.Lang), bool(made.Root.MarkInfo.Marked)) == ("vi", True)
        assert "Không có gì" in {str(one.Alt) for one in elements(made.Root.StructTreeRoot.K[0]) if "/Alt" in one}
    file = tmp_path / "giay-khen.pdf"
    file.write_bytes(content)
    found = subprocess.run(["pdftotext", "-bbox", file, "-"], capture_output=True, text=True, check=True).stdout
    assert found.count('<page width="841.8') == 2  # A4 lying across
    words = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(\w+)', found)
    millimetre = 72 / 25.4
    for left, _, right, _, word in words:
        if word in ("Ban", "quốc"):
            assert float(left) >= 35 * millimetre - 0.5 and float(right) <= (35 + 227) * millimetre + 0.5
    golden = next(float(left) for left, *_, word in words if word.startswith("S"))
    assert golden == pytest.approx(50 * millimetre, abs=0.6)
