from decimal import Decimal
from xml.etree import ElementTree

import pytest

from thidua.documents import BarChart, ChangeChart, Series, charts

NAMESPACE = "{http://www.w3.org/2000/svg}"
BARS = BarChart(
    "Số danh hiệu", ["Đơn vị tiên tiến", "Chiến sĩ thi đua"], [Series("2022", [26, 41]), Series("2023", [28, 46])]
)


def drawn(chart):
    return ElementTree.fromstring(charts.svg(chart, 1))


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [
        (0, 137, [0, 50, 100, 150]),
        (0, 1, [0, "0.2", "0.4", "0.6", "0.8", 1]),
        (82, 93, ["80", "85", "90", "95"]),
        (0, 0, [0]),
    ],
)
def test_marks_of_the_axis_are_round_and_cover_the_values(low, high, marks):
    found = charts.ticks(low, high, 4 if low else 5)
    assert found[0] <= low
    assert found[-1] >= high
    if high:
        assert found == [Decimal(str(mark)) for mark in marks]


def test_bars_begin_at_zero_and_are_as_long_as_their_values():
    bars = [one for one in drawn(BARS).iter(f"{NAMESPACE}rect") if float(one.get("height")) == 13]
    lengths = [float(bar.get("width")) for bar in bars]
    assert len({bar.get("x") for bar in bars}) == 1
    assert [round(length / lengths[0] * 26) for length in lengths] == [26, 28, 41, 46]


def test_every_value_label_and_series_is_written_in_the_papers_font():
    picture = drawn(BARS)
    words = [text.text for text in picture.iter(f"{NAMESPACE}text")]
    assert {"26", "28", "41", "46", "2022", "2023", "Đơn vị tiên tiến", "Chiến sĩ thi đua"} <= set(words)
    assert picture.get("font-family").startswith("Tinos")


def test_drawing_says_itself_to_those_who_cannot_see_it():
    picture = drawn(BARS)
    title, description = picture.find(f"{NAMESPACE}title"), picture.find(f"{NAMESPACE}desc")
    assert title.text == "Số danh hiệu"
    assert description.text == "Đơn vị tiên tiến: 2022 26, 2023 28; Chiến sĩ thi đua: 2022 41, 2023 46."
    assert picture.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    gap = BarChart("X", ["A"], [Series("2023", [None])], unit="điểm")
    assert charts.describe(gap) == "A: không có số liệu (điểm)."


def test_only_presentation_attributes():
    for chart in (BARS, ChangeChart("X", ["A"], [Series("1", [5]), Series("2", [4])])):
        assert not any({"style", "class"} & set(one.attrib) for one in drawn(chart).iter())


def test_change_may_rise_fall_or_lack_an_end():
    chart = ChangeChart(
        "X", ["A", "B", "C"], [Series("2022", [80, Decimal("90.5"), None]), Series("2023", [85, 88, 70])], places=1
    )
    words = [text.text for text in drawn(chart).iter(f"{NAMESPACE}text")]
    assert {"80,0", "85,0", "90,5", "88,0", "70,0"} <= set(words)
    assert len(list(drawn(chart).iter(f"{NAMESPACE}circle"))) == 5 + 2  # ends and legend


def test_bars_below_zero_are_refused():
    with pytest.raises(ValueError, match="zero"):
        charts.svg(BarChart("X", ["A"], [Series("1", [-1])]), 1)


def test_long_labels_break_into_lines():
    label = "Đơn vị có thành tích xuất sắc tiêu biểu trong phong trào thi đua Quyết thắng của toàn lực lượng"
    words = [text.text for text in drawn(BarChart("X", [label], [Series("1", [1])])).iter(f"{NAMESPACE}text")]
    assert label not in words
    assert label in " ".join(words)
