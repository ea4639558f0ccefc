"""A role of somebody absent, exercised by somebody else for a time; and the last administrator, who stays."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories import ClusterFactory, UnitFactory, UserFactory, grant
from thidua import clock
from thidua.errors import Forbidden, RuleViolation
from units.accounts import services
from units.accounts.enums import Role
from units.accounts.rules import NEVER_SUBSTITUTED
from units.models import AuditEvent, RoleGrant, User

pytestmark = pytest.mark.django_db
TODAY = clock.today()
WEEK = TODAY + timedelta(days=7)


@pytest.fixture
def absent(unit):
    return UserFactory(username="vang", display_name="Nguyễn Văn Vắng", role=Role.OFFICER, over=unit)


@pytest.fixture
def deputy(unit):
    return UserFactory(username="thay", unit=unit)


def hand_on(absent, deputy, admin, **changes):
    given = {"user": deputy, "valid_from": TODAY, "valid_to": WEEK, **changes}
    return services.substitute(absent.role_grants.get(), by=admin, **given)


def again(user: User) -> User:
    """The account as the next request sees it."""
    return User.objects.get(pk=user.pk)


def test_a_substitute_may_do_what_the_absent_may_and_it_ends_by_itself(admin, absent, deputy, unit):
    row = hand_on(absent, deputy, admin)
    assert again(deputy).holds(Role.OFFICER, over=unit)
    assert again(absent).holds(Role.OFFICER, over=unit)
    assert (row.in_place_of, row.granted_by) == (absent, admin)
    event = AuditEvent.objects.filter(action="accounts.grant_role").latest("pk")
    assert (event.actor, event.target_text) == (admin, str(deputy))
    assert event.changes["instead_of"] == [None, f"Nguyễn Văn Vắng (#{absent.pk})"]
    with clock.at(clock.now() + timedelta(days=8)):
        assert not again(deputy).holds(Role.OFFICER)
        assert again(absent).holds(Role.OFFICER)


@pytest.mark.parametrize("role", sorted(NEVER_SUBSTITUTED))
def test_votes_counts_and_administration_are_handed_to_nobody(admin, deputy, unit, role):
    holder = UserFactory(role=role, over=unit)
    with pytest.raises(RuleViolation, match="không giao cho người khác làm thay"):
        hand_on(holder, deputy, admin)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(
            user=deputy, role=role, unit=unit, valid_from=TODAY, valid_to=WEEK, stands_for=holder.role_grants.get()
        )


def test_the_database_keeps_no_substitution_without_an_end(absent, deputy, unit):
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(
            user=deputy, role=Role.OFFICER, unit=unit, valid_from=TODAY, stands_for=absent.role_grants.get()
        )


def test_it_ends_with_the_role_it_stands_for(admin, absent, deputy):
    hand_on(absent, deputy, admin)
    services.withdraw_grant(absent.role_grants.get(), by=admin, reason="Chuyển công tác")
    assert again(deputy).grants == []


def test_it_ends_when_the_account_of_the_absent_is_locked(admin, absent, deputy):
    hand_on(absent, deputy, admin)
    services.deactivate(absent, by=admin, reason="Nghỉ hưu")
    assert again(deputy).grants == []


@pytest.mark.parametrize(
    ("days", "field"), [((-400 * 365, 7), "valid_from"), ((0, 40), "valid_to"), ((-9, -2), "valid_to")]
)
def test_it_stays_within_the_days_of_the_role(admin, absent, deputy, days, field):
    RoleGrant.objects.filter(user=absent).update(valid_to=TODAY + timedelta(days=30))
    first = date(2000, 1, 1) if days[0] < -1000 else TODAY + timedelta(days=days[0])
    with pytest.raises(RuleViolation) as refused:
        hand_on(absent, deputy, admin, valid_from=first, valid_to=TODAY + timedelta(days=days[1]))
    assert refused.value.field == field


def test_two_do_not_stand_in_at_once_and_nobody_hands_on(admin, absent, deputy, unit):
    row = hand_on(absent, deputy, admin)
    third = UserFactory(unit=unit)
    with pytest.raises(RuleViolation, match="đã thay từ"):
        hand_on(absent, third, admin, valid_from=WEEK, valid_to=WEEK + timedelta(days=3))
    with pytest.raises(RuleViolation, match="không giao tiếp"):
        services.substitute(row, by=admin, user=third, valid_from=TODAY, valid_to=WEEK)


def test_nobody_stands_in_for_oneself_nor_lets_oneself_in(admin, absent):
    with pytest.raises(RuleViolation, match="không ai thay chính mình"):
        hand_on(absent, absent, admin)
    with pytest.raises(RuleViolation, match="tự cấp vai trò"):
        hand_on(absent, admin, admin)


def test_both_accounts_lie_in_the_administrators_subtree(admin, absent):
    with pytest.raises(Forbidden):
        hand_on(absent, UserFactory(unit=UnitFactory()), admin)
    stranger = UserFactory(role=Role.ADMINISTRATOR, over=UnitFactory())
    with pytest.raises(Forbidden):
        hand_on(absent, stranger, stranger)


def test_a_cluster_is_led_for_somebody_absent(admin, deputy, unit):
    cluster = ClusterFactory(organiser=unit)
    lead = UserFactory(unit=unit, role=Role.CLUSTER_LEAD, over=cluster)
    hand_on(lead, deputy, admin)
    assert again(deputy).holds(Role.CLUSTER_LEAD, over=cluster)


def test_a_substitution_is_prolonged_by_a_new_one_only(admin, absent, deputy):
    row = hand_on(absent, deputy, admin)
    with pytest.raises(RuleViolation, match="giao thay lần nữa"):
        services.end_grant(row, by=admin, on=WEEK + timedelta(days=1))
    services.end_grant(row, by=admin, on=TODAY)
    assert row.valid_to == TODAY


# --- the last administrator -----------------------------------------------------------------------------------------


def test_the_last_administrator_is_neither_withdrawn_nor_ended_nor_locked(admin, unit):
    row, other = admin.role_grants.get(), UserFactory(unit=unit)
    for act in (
        lambda: services.withdraw_grant(row, by=admin, reason="Thôi"),
        lambda: services.end_grant(row, by=admin, on=WEEK),
    ):
        with pytest.raises(RuleViolation, match="quản trị viên cuối cùng"):
            act()
    helper = grant(other, Role.ADMINISTRATOR, unit)
    services.deactivate(again(admin), by=again(other), reason="Chuyển đi")
    with pytest.raises(RuleViolation, match="quản trị viên cuối cùng"):
        services.withdraw_grant(helper, by=again(other), reason="Thôi")


def test_an_administrator_for_a_time_is_no_last_one(admin, unit):
    """Who ends by a day does not keep the door: nobody would be left after it."""
    other = UserFactory(unit=unit)
    RoleGrant.objects.create(user=other, role=Role.ADMINISTRATOR, unit=unit, valid_from=TODAY, valid_to=WEEK)
    with pytest.raises(RuleViolation, match="quản trị viên cuối cùng"):
        services.deactivate(admin, by=again(other), reason="Chuyển đi")


def test_an_administrator_of_the_level_above_is_enough(admin, unit):
    below = UnitFactory(parent=unit)
    row = grant(UserFactory(unit=below), Role.ADMINISTRATOR, below)
    services.withdraw_grant(row, by=admin, reason="Thôi")
    assert row.withdrawn_at is not None
