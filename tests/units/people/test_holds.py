"""What is being looked into at a unit that merges: shown at the successor, counted there by an officer's word only."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import UnitFactory, UserFactory
from thidua.errors import RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import AuditEvent, Hold, Unit
from units.people import services
from units.people.queries import open_before
from units.structure import reorganise

pytestmark = pytest.mark.django_db
DAY = date(2023, 7, 1)


@pytest.fixture
def province():
    return UnitFactory(code="LA", is_reporting=False)


@pytest.fixture
def officer(province):
    return UserFactory(role=Role.OFFICER, over=province)


@pytest.fixture
def posts(province):
    return [UnitFactory(parent=province, sort=number) for number in (1, 2)]


@pytest.fixture
def hold(posts, officer):
    return services.record_hold(
        posts[0], by=officer, kind="inspection", valid_from=date(2023, 3, 1), note="Thanh tra 3"
    )


def merge(posts, officer, **more):
    given = {"code": "LA-9", "name": "Đồn Chín", "short_name": "Đồn 9", "basis": "QĐ 9", "from_day": DAY, **more}
    act = reorganise.merge_units(posts, by=officer, **given)
    return act, more.get("into") or Unit.objects.get(code="LA-9")


def counted(unit) -> list[tuple]:
    return list(unit.holds.values_list("kind", "valid_from", "valid_to"))


def test_a_hold_of_the_unit_before_counts_only_once_confirmed(posts, officer, hold):
    act, heir = merge(posts, officer)
    assert counted(heir) == []
    assert [(one.hold, one.line.predecessor) for one in open_before(heir)] == [(hold, posts[0])]
    with pytest.raises(RuleViolation, match="lý do"):
        services.carry_hold(hold, heir, by=officer, reason=" ")
    made = services.carry_hold(hold, heir, by=officer, reason="Cùng vụ việc")
    assert counted(heir) == [("inspection", DAY, None)]
    assert (made.carried_from, open_before(heir), counted(posts[0])) == (
        hold, [], [("inspection", date(2023, 3, 1), None)],
    )  # fmt: skip
    with pytest.raises(StateConflict, match="đã được xác nhận"):
        services.carry_hold(hold, heir, by=officer, reason="Lần nữa")
    assert "Đơn vị mới đã có 1 việc đang xem xét." in reorganise.what_rests_on(act)
    services.drop_carried(made, by=officer, reason="Ghi nhầm")
    assert (counted(heir), len(open_before(heir)), reorganise.what_rests_on(act)) == ([], 1, [])
    told = AuditEvent.objects.about(heir).filter(action__in=["people.carry_hold", "people.drop_hold"])
    assert sorted(told.values_list("action", "reason")) == [
        ("people.carry_hold", "Cùng vụ việc"), ("people.drop_hold", "Ghi nhầm"),
    ]  # fmt: skip


def test_a_hold_carried_into_a_unit_that_was_there_keeps_the_merger(posts, officer, hold):
    act, heir = merge(posts, officer, into=posts[1])
    services.carry_hold(hold, heir, by=officer, reason="Cùng vụ việc")
    assert f"Đã xác nhận kế tục: {Hold.objects.get(unit=heir)}, {heir}." in reorganise.what_rests_on(act)


def test_what_ended_before_or_lies_elsewhere_does_not_go_on(posts, officer, hold, province):
    services.end_hold(hold, by=officer, on=date(2023, 6, 1))
    _, heir = merge(posts, officer)
    assert open_before(heir) == []
    with pytest.raises(StateConflict, match="đã kết thúc ngày 01/06/2023"):
        services.carry_hold(hold, heir, by=officer, reason="x")
    with pytest.raises(RuleViolation, match="không kế tục"):
        services.carry_hold(hold, UnitFactory(parent=province), by=officer, reason="x")
    own = services.record_hold(heir, by=officer, kind="complaint", valid_from=DAY)
    with pytest.raises(RuleViolation, match="Chỉ bỏ được"):
        services.drop_carried(own, by=officer, reason="x")


def test_the_preview_says_what_stands_open_and_the_page_asks(client, posts, officer, hold):
    client.force_login(officer)
    address = reverse("units:structure.merge", args=[posts[0].pk])
    given = {
        "others": [posts[1].pk], "goal": "new", "code": "LA-9", "name": "Đồn Chín", "short_name": "Đồn 9",
        "kind": posts[0].kind_id, "parent": posts[0].parent_id, "from_day": "01/07/2023", "basis": "QĐ 9",
    }  # fmt: skip
    page = client.post(address, given)
    (told,) = page.context["draft"].open
    assert told.startswith(f"{posts[0]}: Đang thanh tra, kiểm tra, điều tra từ 01/03/2023, chưa tính cho đơn vị kế tục")
    assert told in page.content.decode()
    _, heir = merge(posts, officer)
    home = reverse("units:structure.detail", args=[heir.pk])
    carry = reverse("units:people.carry_hold", args=[hold.pk, heir.pk])
    shown = client.get(home).content.decode()
    assert f"Kế tục từ {posts[0]}" in shown and "Chưa tính cho đơn vị" in shown and carry in shown
    assert client.get(carry).status_code == 200
    assert client.post(carry, {"reason": "Cùng vụ việc"}).url == home
    drop = reverse("units:people.drop_carried", args=[Hold.objects.get(unit=heir).pk])
    assert drop in client.get(home).content.decode()
    assert client.post(drop, {"reason": ""}).status_code == 422
    assert client.post(drop, {"reason": "Nhầm"}).url == home
    assert counted(heir) == []
