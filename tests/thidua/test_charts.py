"""Charts and the data of the components: geometry by hand calculation, words as read aloud."""

from decimal import Decimal as D

import pytest
from django.template import Context, Template

from thidua.charts import Bullet, Score, bullets, dot_plot, median, nice_top, score_bars, stacked_columns, words
from thidua.widgets import Month, Quota


def rects(chart, css: str) -> list[dict]:
    return [dict(s.attributes) for s in chart.shapes if s.tag == "rect" and s.css == css]


def test_stacked_columns_stand_on_each_other_and_fill_the_scale():
    chart = stacked_columns("t", ["8", "9"], [("Đã", [26, 5]), ("Chờ", [6, 19]), ("Chưa", [0, 8])], top=32, current=1)
    plot = 118 - 9.2
    tall = float(rects(chart, "c1")[1]["height"])
    assert tall == pytest.approx(plot * 5 / 32, abs=0.06)
    assert float(rects(chart, "c1")[1]["y"]) == pytest.approx(118 - tall, abs=0.06)
    assert float(rects(chart, "c3")[0]["y"]) == pytest.approx(9.2, abs=0.06)
    assert len(rects(chart, "c3")) == 1  # nothing is drawn for zero
    assert chart.description == "9: 5 đã, 19 chờ, 8 chưa."
    assert chart.head == ["", "Đã", "Chờ", "Chưa"]
    assert chart.rows == [["8", "26", "6", "0"], ["9", "5", "19", "8"]]
    assert [s.css for s in chart.shapes if s.text == "9"] == ["mid v"]


def test_scale_labels_are_round():
    assert [nice_top(n) for n in (0, 3, 17, 32, 41, 99, 221)] == [2, 4, 18, 32, 44, 100, 240]


def test_a_fifth_series_is_refused():
    with pytest.raises(ValueError, match="four"):
        stacked_columns("t", ["1"], [(str(i), [1]) for i in range(5)])


def test_bullets_show_excess_beyond_the_mark():
    chart = bullets("t", [Bullet("Đơn vị Quyết thắng", 4, 3), Bullet("Đơn vị tiên tiến", 29, 30)])
    assert rects(chart, "c6") == [{"x": "136", "y": "9", "width": "229.3", "height": "12", "rx": "3"}]
    assert rects(chart, "c1")[0]["width"] == "166.3"
    assert chart.description == "Đơn vị Quyết thắng: 4 trên 3; Đơn vị tiên tiến: 29 trên 30."
    assert chart.rows == [["Đơn vị Quyết thắng", "4", "3", "1"], ["Đơn vị tiên tiến", "29", "30", "\u22121"]]


def test_bullets_never_leave_the_drawing_and_bear_missing_or_zero_limits():
    chart = bullets("t", [Bullet("a", 900, 3), Bullet("b", 5, None), Bullet("c", 1, 0), Bullet("d", 0, 0)])
    for css in ("c1", "c6"):
        assert all(float(r["x"]) + float(r["width"]) <= 412 for r in rects(chart, css))
    assert len([s for s in chart.shapes if s.css == "thr"]) == 3
    assert chart.rows[1] == ["b", "5", "–", "–"]


def test_score_bars_put_the_median_under_the_bar():
    chart = score_bars("t", [Score("Chủ quyền", D("23.4"), 25, D("22.1")), Score("Khác", 0, 10)])
    assert rects(chart, "c1")[0]["width"] == "149.8"
    assert [dict(s.attributes)["d"] for s in chart.shapes if s.tag == "path"] == ["M227.4 19l4 6h-8z"]
    assert chart.rows == [["Chủ quyền", "23,4", "25", "22,1"], ["Khác", "0", "10", "–"]]


def test_dots_that_would_hide_each_other_step_aside():
    chart = dot_plot("t", [("Cụm 1", [D("88.4"), D("88.1"), 95]), ("Trống", [])], low=75, high=100)
    dots = [dict(s.attributes) for s in chart.shapes if s.tag == "circle"]
    assert [(d["cx"], d["cy"]) for d in dots] == [("355.7", "32"), ("361.2", "42"), ("484", "32")]
    assert chart.description == "Cụm 1: 3 đơn vị, từ 88,1 đến 95, trung vị 88,4."
    assert chart.rows[1] == ["Trống", "0", "–", "–", "–"]


def test_charts_without_figures_say_so():
    assert stacked_columns("t", [], []).description == "Chưa có số liệu."
    assert bullets("t", []).description == "Chưa có số liệu."
    assert dot_plot("t", [], low=0, high=10).description == "Chưa có số liệu."


def test_median_and_words():
    assert [median([3, 1, 2]), median([1, 2])] == [2, D("1.5")]
    assert [words(n) for n in (1234, D("0.50"), D("-3"), 100)] == ["1.234", "0,5", "\u22123", "100"]


def test_a_drawn_chart_names_itself_and_carries_its_table():
    chart = stacked_columns("Số đơn vị <theo tháng>", ["9"], [("Đã xác minh", [5])], top=32, notes={0: "2023"})
    html = Template("{% chart c %}").render(Context({"c": chart}))
    assert '<title id="bd-1-t">Số đơn vị &lt;theo tháng&gt;</title>' in html
    assert 'role="img" aria-labelledby="bd-1-t bd-1-d"' in html
    assert '<td class="num">5</td>' in html
    assert "9 2023" in html
    assert "style=" not in html


@pytest.mark.parametrize(
    ("value", "limit", "percent", "tone", "said"),
    [
        (4, 3, D(100), "warn", "Vượt 1, Hội đồng chọn"),
        (29, 30, D("72.5"), "", "Còn 1, Hội đồng chọn"),
        (46, 46, D(75), "", "Đủ, Hội đồng chọn"),
        (49, 48, D("76.5625"), "warn", "Vượt 1, Hội đồng chọn"),
        (104, None, D(0), "", "Chưa đặt chỉ tiêu, Hội đồng chọn"),
        (1, 0, D(100), "warn", "Vượt 1, Hội đồng chọn"),
        (0, 0, D(0), "", "Đủ, Hội đồng chọn"),
    ],
)
def test_quota_meter_marks_the_quota_at_three_quarters(value, limit, percent, tone, said):
    quota = Quota("x", value, limit, "Hội đồng chọn")
    assert (quota.percent, quota.tone, quota.words) == (percent, tone, said)


def test_every_state_of_a_month_has_its_own_icon():
    icons = [Month("T1", "", s).icon for s in ("ok", "back", "now", "sent", "late", "lock", "")]
    assert len(set(icons)) == 7
