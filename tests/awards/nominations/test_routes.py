"""The way of a list as pure functions."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.nominations import routes
from awards.nominations.station_states import law_stops, usual_stops

LAW = list(law_stops())


def switched(**codes) -> list[routes.Stop]:
    """The stations of the law, those named here on or off."""
    return [replace(stop, is_on=codes.get(stop.code, stop.is_on)) for stop in LAW]


def test_the_eight_steps_of_the_circular_in_their_order():
    """Thông tư 118/2023/TT-BQP: units, clusters, secretariat with organs, standing body, council, party, decision."""
    assert [stop.code for stop in LAW] == [
        "unit_meeting", "cluster", "secretariat", "organs", "standing", "council", "party", "decision",
    ]  # fmt: skip
    assert routes.warnings(LAW, LAW) == [] and routes.problems(LAW) == []
    assert {stop.confidence for stop in LAW} == {"S"}


def test_a_command_that_set_nothing_goes_the_way_of_today():
    assert [stop.code for stop in routes.on(usual_stops())] == ["unit_meeting", "secretariat", "council", "decision"]
    assert routes.before_council(usual_stops())[-1].code == "secretariat"


def test_what_the_law_obliges_is_warned_of_and_what_it_leaves_open_is_not():
    assert routes.warnings(switched(cluster=False, standing=False, party=False), LAW) == []
    told = routes.warnings(switched(council=False), LAW)
    assert told == ["Tắt “Hội đồng bỏ phiếu”: bước bắt buộc theo Thông tư 118/2023/TT-BQP, quy trình xét, bước 6."]


def test_another_order_is_warned_of():
    stops = [*LAW[:5], LAW[6], LAW[5], LAW[7]]
    assert routes.warnings(stops, LAW) == ["Thứ tự các bước khác Thông tư 118/2023/TT-BQP."]
    assert [stop.code for stop in routes.before_council(stops)][-1] == "party"
    assert [stop.code for stop in routes.after_council(stops)] == ["decision"]


@pytest.mark.parametrize(
    ("stops", "field"),
    [
        ([LAW[1], LAW[0], *LAW[2:]], "so_unit_meeting"),
        ([*LAW[:6], LAW[7], LAW[6]], "so_decision"),
        ([*LAW[:3], replace(LAW[3], days=0), *LAW[4:]], "ngay_organs"),
        ([*LAW[:3], replace(LAW[3], days=366), *LAW[4:]], "ngay_organs"),
    ],
)
def test_what_makes_no_way(stops, field):
    assert [found for _, found in routes.problems(stops)] == [field]


def test_days_run_from_station_to_station_and_set_days_win():
    stops = [replace(stop, days={"organs": 5, "standing": 2, "party": 3}.get(stop.code)) for stop in LAW]
    found = routes.deadlines(stops, date(2023, 10, 13), {"council": date(2023, 10, 25)})
    assert found["unit_meeting"] == date(2023, 10, 13)
    assert found["organs"] == date(2023, 10, 18)
    assert found["standing"] == date(2023, 10, 20)
    assert found["council"] == date(2023, 10, 25)
    assert found["party"] == date(2023, 10, 28)
    assert found["secretariat"] is None and found["decision"] is None


@given(st.lists(st.one_of(st.none(), st.integers(1, 365)), min_size=8, max_size=8))
def test_deadlines_never_run_backwards(days):
    stops = [replace(stop, days=number) for stop, number in zip(LAW, days, strict=True)]
    due = [day for day in routes.deadlines(stops, date(2024, 1, 1), {}).values() if day is not None]
    assert due == sorted(due)


def test_changes_are_told_in_sentences():
    before = switched(cluster=False, party=False)
    after = [replace(stop, days=7) if stop.code == "organs" else stop for stop in switched(cluster=False)]
    assert routes.changes(before, after) == [
        "Lấy ý kiến cơ quan: không đặt số ngày → 7 ngày.",
        "Bật: Nghị quyết cấp ủy.",
    ]
    assert routes.changes(after, after) == []
    moved = [*after[:5], after[6], after[5], after[7]]
    assert "Nghị quyết cấp ủy → Hội đồng bỏ phiếu" in routes.changes(after, moved)[0]
