"""Acts on accounts: who makes them, roles between two days, one-time passwords."""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from tests.factories import ClusterFactory, PersonFactory, UnitFactory, UserFactory, grant
from thidua import clock
from thidua.errors import Forbidden, RuleViolation
from units.accounts import rules, services
from units.accounts.enums import Role
from units.models import AuditEvent, RoleGrant, Unit, User

pytestmark = pytest.mark.django_db
DAY = date(2023, 1, 1)
GOOD = "don-bien-phong-861"


def make(admin, **changes):
    given = {"username": "troly", "password": GOOD, "display_name": "Trợ lý", "unit": admin.unit}
    return services.create_user(by=admin, **{**given, **changes})


# --- the first account ----------------------------------------------------------------------------------------------


def test_an_empty_database_gets_its_first_unit_and_administrator(capsys):
    call_command(
        "install", "--code", "LA", "--name", "Bộ Chỉ huy BĐBP tỉnh Long An", "--short-name", "BĐBP Long An",
        "--founded-on", "1979-01-01",
    )  # fmt: skip
    user, unit = User.objects.get(), Unit.objects.get()
    password = capsys.readouterr().out.splitlines()[-1].rpartition(" ")[2]
    assert user.check_password(password)
    assert (user.username, user.unit, user.must_change_password) == ("quantri", unit, True)
    assert user.holds(Role.ADMINISTRATOR, over=unit)
    assert [event.actor_name for event in AuditEvent.objects.all()] == ["Hệ thống"] * 3
    with pytest.raises(CommandError, match="Hệ thống đã có tài khoản"):
        call_command(
            "install", "--code", "NA", "--name", "N", "--short-name", "N", "--founded-on", "1979-01-01"
        )  # fmt: skip
    assert Unit.objects.count() == 1


# --- accounts -------------------------------------------------------------------------------------------------------


def test_a_new_account_is_tied_to_its_person_and_must_change_the_password(admin, unit):
    person = PersonFactory(unit=unit, full_name="Nguyễn Văn An")
    user = make(admin, username=" TroLy ", display_name="", person=person, unit=None)
    assert (user.username, user.display_name, user.unit, user.person) == ("troly", "Nguyễn Văn An", unit, person)
    assert user.must_change_password
    assert user.check_password(GOOD)
    assert AuditEvent.objects.about(user).get().action == "accounts.create_user"
    assert GOOD not in str(AuditEvent.objects.about(user).get().changes)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"username": "trợ lý"}, "username",
         "Tên đăng nhập gồm chữ thường không dấu, chữ số và . _ -, ví dụ nguyenvana."),
        ({"username": "quantri"}, "username", "Tên đăng nhập quantri đã có."),
        ({"password": "ngan"}, "password", "Mật khẩu cần ít nhất 10 ký tự."),
        ({"display_name": ""}, "display_name", "Trường này không được để trắng."),
        ({"unit": None}, "unit", "Chọn đơn vị công tác của tài khoản."),
    ],
)  # fmt: skip
def test_an_account_with_a_fault_is_refused(admin, changes, field, sentence):
    with pytest.raises(RuleViolation) as refusal:
        make(admin, **changes)
    assert (refusal.value.field, str(refusal.value)) == (field, sentence)
    assert list(User.objects.all()) == [admin]


def test_a_person_has_one_account(admin, unit):
    person = PersonFactory(unit=unit)
    make(admin, person=person)
    with pytest.raises(RuleViolation, match="đã có tài khoản troly"):
        make(admin, username="khac", person=person)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMINISTRATOR, Role.CLUSTER_LEAD)])
def test_no_other_role_makes_accounts(unit, role):
    with pytest.raises(Forbidden) as refusal:
        make(UserFactory(role=role, over=unit))
    assert refusal.value.who == "Quản trị hệ thống"


def test_an_administrator_stays_in_the_own_subtree(admin):
    other = UnitFactory()
    with pytest.raises(Forbidden):
        make(admin, unit=other)
    stranger = UserFactory(unit=other)
    for act in (
        lambda: services.reset_password(stranger, by=admin),
        lambda: services.deactivate(stranger, by=admin, reason="x"),
        lambda: services.grant_role(stranger, Role.CLERK, by=admin, unit=admin.unit, valid_from=DAY),
        lambda: services.grant_role(make(admin), Role.CLERK, by=admin, unit=other, valid_from=DAY),
        lambda: services.edit_user(make(admin, username="b"), by=admin, unit=other),
    ):
        with pytest.raises(Forbidden):
            act()


def test_a_locked_account_loses_sessions_and_roles_until_it_is_opened_again(admin, unit, client):
    user = make(admin, must_change_password=False)
    services.grant_role(user, Role.CLERK, by=admin, unit=unit, valid_from=DAY)
    client.force_login(user)
    services.deactivate(user, by=admin, reason="Nghỉ hưu")
    assert User.objects.get(pk=user.pk).grants == []
    assert client.get("/units/structure/").status_code == 302
    with pytest.raises(RuleViolation, match="Tài khoản này đã khóa."):
        services.deactivate(user, by=admin, reason="Nghỉ hưu")
    services.reactivate(user, by=admin)
    assert [grant.role for grant in User.objects.get(pk=user.pk).grants] == [Role.CLERK]


def test_nobody_locks_or_resets_the_own_account(admin):
    with pytest.raises(RuleViolation, match="Không ai tự khóa"):
        services.deactivate(admin, by=admin, reason="x")
    with pytest.raises(RuleViolation, match="Đổi mật khẩu của mình"):
        services.reset_password(admin, by=admin)


def test_a_one_time_password_works_once_and_is_kept_nowhere(admin):
    user = make(admin, must_change_password=False)
    password = services.reset_password(user, by=admin)
    user.refresh_from_db()
    assert user.check_password(password)
    assert user.must_change_password
    assert not any(password in str((event.changes, event.facts)) for event in AuditEvent.objects.all())


def test_one_time_passwords_have_no_signs_that_look_alike():
    made = {rules.one_time_password() for _ in range(200)}
    assert len(made) == 200
    assert not set("".join(made)) & set("01oil")
    assert all(len(password) == 17 for password in made)


# --- roles ----------------------------------------------------------------------------------------------------------


def test_a_role_counts_from_its_first_to_its_last_day(admin, unit):
    user = make(admin)
    services.grant_role(user, Role.CLERK, by=admin, unit=unit, valid_from=date(2023, 2, 1), valid_to=date(2023, 2, 28))
    counts = {}
    for day in (date(2023, 1, 31), date(2023, 2, 1), date(2023, 2, 28), date(2023, 3, 1)):
        with clock.at(datetime(day.year, day.month, day.day, 12)):
            counts[day.isoformat()] = User.objects.get(pk=user.pk).holds(Role.CLERK, over=unit)
    assert list(counts.values()) == [False, True, True, False]
    event = AuditEvent.objects.about(user).first()
    assert event.changes["role"] == [None, "Trợ lý thi đua đơn vị"]


@pytest.mark.parametrize(
    ("role", "on", "sentence"),
    [
        (Role.CLUSTER_LEAD, "unit", "Vai trò Cụm trưởng được cấp trên một cụm."),
        (Role.OFFICER, "cluster", "Vai trò Trợ lý thi đua cấp tỉnh được cấp trên một đơn vị."),
        (Role.ADMINISTRATOR, "cluster", "Vai trò Quản trị hệ thống được cấp trên một đơn vị."),
        (Role.CLERK, "both", "Chọn một đơn vị hoặc một cụm cho vai trò này."),
        (Role.CLERK, "none", "Chọn một đơn vị hoặc một cụm cho vai trò này."),
    ],
)
def test_a_role_sits_where_it_belongs(admin, unit, role, on, sentence):
    cluster = ClusterFactory(organiser=unit)
    place = {"unit": {"unit": unit}, "cluster": {"cluster": cluster}, "none": {}}.get(
        on, {"unit": unit, "cluster": cluster}
    )
    with pytest.raises(RuleViolation) as refusal:
        services.grant_role(make(admin), role, by=admin, valid_from=DAY, **place)
    assert str(refusal.value) == sentence
    assert RoleGrant.objects.count() == 1


def test_the_same_role_is_not_given_twice_at_a_time(admin, unit):
    user = make(admin)
    services.grant_role(user, Role.CLERK, by=admin, unit=unit, valid_from=DAY, valid_to=date(2023, 6, 30))
    with pytest.raises(RuleViolation, match="Đã có vai trò Trợ lý thi đua đơn vị ở đây từ ngày 01/01/2023."):
        services.grant_role(user, Role.CLERK, by=admin, unit=unit, valid_from=date(2023, 6, 30))
    services.grant_role(user, Role.CLERK, by=admin, unit=unit, valid_from=date(2023, 7, 1))
    services.grant_role(user, Role.CLERK, by=admin, unit=UnitFactory(parent=unit), valid_from=DAY)


def test_nobody_gives_a_role_to_oneself(admin, unit):
    with pytest.raises(RuleViolation, match="Không ai tự cấp vai trò cho chính mình."):
        services.grant_role(admin, Role.OFFICER, by=admin, unit=unit, valid_from=DAY)


def test_the_last_day_of_a_role_is_today_or_later(admin, unit):
    user = make(admin)
    row = services.grant_role(user, Role.CLERK, by=admin, unit=unit, valid_from=DAY)
    with pytest.raises(RuleViolation, match="Ngày kết thúc không được trước hôm nay."):
        services.end_grant(row, by=admin, on=clock.today() - timedelta(days=1))
    services.end_grant(row, by=admin, on=clock.today())
    assert User.objects.get(pk=user.pk).holds(Role.CLERK, over=unit)
    with clock.at(clock.now() + timedelta(days=1)):
        assert not User.objects.get(pk=user.pk).holds(Role.CLERK, over=unit)


def test_a_withdrawn_role_stops_at_this_moment_and_may_be_given_again(admin, unit):
    user = make(admin)
    row = services.grant_role(user, Role.CLERK, by=admin, unit=unit, valid_from=clock.today())
    services.withdraw_grant(row, by=admin, reason="Cấp nhầm")
    assert not User.objects.get(pk=user.pk).holds(Role.CLERK, over=unit)
    with pytest.raises(RuleViolation, match="Vai trò này đã kết thúc."):
        services.withdraw_grant(row, by=admin, reason="Cấp nhầm")
    services.grant_role(user, Role.CLERK, by=admin, unit=unit, valid_from=clock.today())
    assert User.objects.get(pk=user.pk).holds(Role.CLERK, over=unit)
    assert RoleGrant.objects.filter(user=user).count() == 2


def test_every_role_has_words_and_a_place():
    assert set(rules.DUTIES) == set(Role)
    assert [role for role in Role if not rules.fits_unit(role) and not rules.fits_cluster(role)] == []


def test_the_administrator_judges_nothing(admin):
    """No vote, no score, no decision by that role: of all permissions only the housekeeping ones are open."""
    from thidua.permissions import REGISTRY

    house = {"units.edit_structure", "units.manage_accounts", "units.read_audit"}
    forbidden = ("vote", "cast", "score", "point", "board", "sign", "decide", "verify", "result", "ballot", "round")
    judging = [name for name in REGISTRY if name not in house and any(word in name for word in forbidden)]
    open_ones = []
    for name in judging:
        try:
            open_ones += [name] * REGISTRY[name].check(admin, None)
        except (AttributeError, TypeError):
            continue  # needs an object: the permission matrix walks its pages with real ones
    assert open_ones == []


def test_roles_reach_down_the_tree_and_not_up(unit):
    below = UnitFactory(parent=unit)
    user = UserFactory()
    grant(user, Role.CLERK, below)
    assert user.holds(Role.CLERK, over=below)
    assert not user.holds(Role.CLERK, over=unit)
    assert user.sees(UnitFactory(parent=below))


def test_nobody_moves_the_own_account_to_another_unit_or_person(admin):
    """An administrator who took the chair's seat, or another home unit, would vote or verify by that role."""
    chair = PersonFactory(unit=admin.unit)
    elsewhere = UnitFactory(parent=admin.unit)
    for change in ({"person": chair}, {"unit": elsewhere}):
        with pytest.raises(RuleViolation, match="do quản trị viên khác sửa"):
            services.edit_user(admin, by=admin, **change)
    admin.refresh_from_db()
    assert (admin.person, admin.unit == elsewhere) == (None, False)
    services.edit_user(admin, by=admin, display_name="Quản trị 1")
    assert User.objects.get(pk=admin.pk).display_name == "Quản trị 1"
