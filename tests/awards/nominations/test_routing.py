"""The route of a command is set from a day on, with its reason; what the law obliges is not switched off silently."""

from datetime import date

import pytest

from awards.models import Route
from awards.nominations import routing, services
from awards.nominations.station_states import route_of, stops_of
from tests.awards.nominations.stations_world import ALL, NOW, choices, set_route, station_year
from tests.kept import kept
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
year = kept(station_year)


@pytest.fixture(autouse=True)
def _in_time():
    with clock.at(NOW):
        yield


def test_without_a_route_the_list_goes_the_way_of_today(year):
    assert route_of(year.listing) is None
    assert [s.code for s in stops_of(year.listing) if s.is_on] == ["unit_meeting", "secretariat", "council", "decision"]


def test_a_route_holds_from_its_day_and_the_one_before_ends(year):
    first = set_route(year, organs=5)
    second = set_route(year, ALL - {"cluster"}, valid_from=date(2023, 10, 1))
    first.refresh_from_db()
    assert (first.valid_to, second.valid_to) == (date(2023, 9, 30), None)
    assert route_of(year.listing) == second
    assert [stop.days for stop in first.stops if stop.code == "organs"] == [5]
    event = AuditEvent.objects.filter(action="route.set").latest("pk")
    assert "Khối, cụm bình xét → " in event.changes["stations"][0]
    assert "Khối, cụm" not in event.changes["stations"][1]


def test_the_nearest_command_above_gives_its_route(year):
    above = year.province
    route = set_route(year)
    from tests.factories import PeriodFactory, UnitFactory

    post = UnitFactory(parent=above, is_reporting=True)
    listing = type(year.listing)(period=PeriodFactory(unit=post, year=2023), due_at=year.listing.due_at)
    assert route_of(listing) == route
    routing.set_route(
        post, choices(ALL - {"party"}), by=year.officer, valid_from=date(2023, 9, 1), basis="Quy chế", reason="Riêng"
    )
    assert route_of(listing).unit == post


def test_what_the_law_obliges_needs_a_word(year):
    """Thông tư 118/2023/TT-BQP, in force from 01/01/2024; before it the command's own word is all there is."""
    new_law = date(2024, 1, 2)
    with pytest.raises(RuleViolation) as refused:
        set_route(year, ALL - {"organs"}, valid_from=new_law, accepts=False)
    assert refused.value.field == "accepts_warnings"
    assert "bước bắt buộc theo Thông tư 118/2023/TT-BQP" in refused.value.reasons[0]
    assert not Route.objects.exists()
    assert {stop.legal_basis for stop in set_route(year, ALL - {"organs"}, accepts=False).stops} == {
        "Quy chế của đơn vị"
    }
    set_route(year, ALL - {"organs"}, valid_from=new_law, accepts=True)
    set_route(year, ALL - {"cluster", "standing", "party"}, valid_from=date(2024, 2, 1), accepts=False)


def test_the_same_again_changes_nothing_and_a_newer_one_is_not_written_over(year):
    assert set_route(year) == set_route(year)
    assert Route.objects.count() == 1
    with pytest.raises(StateConflict, match="Chọn ngày sau ngày ấy"):
        set_route(year, ALL - {"party"})


def test_who_may_and_what_is_asked_for(year):
    facts = {"valid_from": date(2023, 9, 1), "basis": "Quy chế", "reason": "Lý do"}
    with pytest.raises(Forbidden):
        routing.set_route(year.province, choices(), by=year.clerks[0], **facts)
    for name in ("basis", "reason"):
        with pytest.raises(RuleViolation) as refused:
            routing.set_route(year.province, choices(), by=year.officer, **{**facts, name: " "})
        assert refused.value.field == name
    with pytest.raises(RuleViolation, match="đủ các bước"):
        routing.set_route(year.province, choices()[1:], by=year.officer, **facts)
    with pytest.raises(RuleViolation) as refused:
        routing.set_route(year.province, choices(ALL - {"decision"}), by=year.officer, **facts)
    assert refused.value.field == "so_decision"


def test_a_locked_list_keeps_its_way(year):
    services.lock_list(year.listing, by=year.officer)
    with pytest.raises(RuleViolation, match="đã khóa") as refused:
        set_route(year)
    assert refused.value.field == "valid_from"
    set_route(year, valid_from=date(2023, 10, 14))
    assert route_of(year.listing) is None


def test_the_outlook_tells_what_changes_and_which_list_follows(year):
    shown = routing.outlook(year.province, choices(ALL - {"cluster", "standing"}, organs=7), date(2023, 9, 1))
    assert shown.changes == ["Bật: Lấy ý kiến cơ quan.", "Bật: Nghị quyết cấp ủy."]
    assert shown.lists == [year.listing] and shown.warnings == []
    assert routing.outlook(year.province, choices(), date(2023, 10, 14)).lists == []
    assert not Route.objects.exists()
