"""The frame of every page: year, unit, journey, menus; what it costs; how the scope is switched."""

from datetime import date, timedelta

import pytest
from django.test import RequestFactory
from django.urls import reverse

from awards.home.context import PRIORITY, frame, main_role
from awards.models import EmulationPeriod, Phase
from awards.years.enums import PeriodState, Step
from tests.awards.home.conftest import NOW
from tests.factories import ClusterFactory, PeriodFactory, UnitFactory, UserFactory, grant, join_cluster
from thidua.frame import DONE, LATER
from thidua.frame import NOW as GOING_ON
from units.accounts.enums import Role
from units.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HOME = reverse("awards:home.index")


@pytest.fixture
def province():
    return UnitFactory(code="LA", short_name="BĐBP tỉnh Long An", is_reporting=False)


@pytest.fixture
def post(province):
    return UnitFactory(code="LA-01", short_name="Đồn số 1", parent=province, sort=1)


@pytest.fixture
def period(province):
    period = PeriodFactory(unit=province)
    for step in Step:
        Phase.objects.create(period=period, step=step, due_at=NOW + timedelta(days=5 * (step - 2)))
    return period


@pytest.fixture
def look(client):
    """The frame as a user gets it, the scope in the address."""

    def do(user, query: str = "", path: str = HOME):
        client.force_login(user)
        response = client.get(f"{path}{query}")
        assert response.status_code == 200
        return response.context["frame"]

    return do


def officer_of(place) -> User:
    return UserFactory(role=Role.OFFICER, over=place)


# --- roles ------------------------------------------------------------------------------------------------------------


def test_every_role_has_its_place_in_the_greeting():
    assert set(PRIORITY) == set(Role)
    assert len(PRIORITY) == len(set(PRIORITY))


def test_the_widest_of_several_roles_greets(province):
    user = UserFactory(role=Role.ADMINISTRATOR, over=province)
    assert main_role(user) == Role.ADMINISTRATOR
    grant(user, Role.MEMBER, province)
    assert main_role(user) == Role.MEMBER
    grant(user, Role.OFFICER, province)
    assert main_role(user) == Role.OFFICER
    assert main_role(UserFactory()) is None


# --- who gets a frame -------------------------------------------------------------------------------------------------


def test_no_frame_without_an_account(client):
    assert client.get(reverse("account_login")).context["frame"] is None


def test_no_frame_before_the_first_password_is_changed(client, province):
    user = UserFactory(role=Role.OFFICER, over=province, must_change_password=True)
    client.force_login(user)
    assert client.get(reverse("account_change_password")).context["frame"] is None


def test_the_frame_is_built_once_for_a_request(province, django_assert_num_queries):
    request = RequestFactory().get(HOME)
    request.user, request.session = officer_of(province), {}
    first = frame(request)["frame"]
    with django_assert_num_queries(0):
        assert frame(request)["frame"] is first


# --- the journey ------------------------------------------------------------------------------------------------------


def test_steps_are_done_now_or_later(look, province, period):
    Phase.objects.filter(step__in=[Step.LAUNCH, Step.VERIFY]).update(finished_on=date(2023, 9, 1))
    steps = look(officer_of(province)).steps
    assert [step.state for step in steps] == [DONE, GOING_ON, DONE, LATER, LATER, LATER, LATER, LATER]
    assert [step.date_label for step in steps][1:4] == ["05/10", "10/10", "15/10"]
    assert [step.label for step in steps] == [str(step.label) for step in Step]


def test_a_closed_year_has_no_step_going_on(look, province, period):
    EmulationPeriod.objects.update(state=PeriodState.CLOSED)
    shown = look(officer_of(province))
    assert {step.state for step in shown.steps} == {LATER}
    assert (shown.read_only, shown.read_only_text) == (True, "Năm 2023 đã khóa: chỉ xem, không sửa.")


def test_days_of_far_years_are_written_with_the_year(look, province, period):
    Phase.objects.update(due_at=NOW - timedelta(days=700))
    assert {step.date_label for step in look(officer_of(province)).steps} == {"11/2021"}


@pytest.mark.parametrize("step", Step)
def test_every_step_leads_to_a_page_that_belongs_to_it(look, client, province, period, step):
    user = officer_of(province)
    entry = look(user).steps[step - 1]
    response = client.get(entry.url, follow=True)
    assert response.status_code == 200
    shown = response.context["frame"]
    assert shown.current == shown.steps[step - 1]


def test_conferences_of_a_cluster_of_provinces_belong_to_the_step_of_clusters(look, province):
    cluster = ClusterFactory(organiser=UnitFactory())
    join_cluster(cluster, province)
    PeriodFactory(unit=cluster.organiser, cluster=cluster)
    lead = UserFactory(role=Role.CLUSTER_LEAD, over=cluster, unit=province)
    shown = look(lead, path=reverse("awards:conferences.index"))
    assert shown.current == shown.steps[Step.CLUSTERS - 1]


# --- menus ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "setup", "admin"),
    [
        (
            Role.OFFICER,
            ["Tiêu chí, chỉ tiêu", "Mốc thời gian", "Quy định, danh hiệu"],
            ["Thư chờ gửi", "Sức khỏe dữ liệu", "Nhật ký"],
        ),
        (
            Role.ADMINISTRATOR,
            [],
            ["Tài khoản, vai trò", "Quyền của tài khoản", "Thư chờ gửi", "Sức khỏe dữ liệu", "Nhật ký"],
        ),
        (Role.AUDITOR, [], ["Quyền của tài khoản", "Sức khỏe dữ liệu", "Nhật ký"]),
        (Role.CLERK, [], []),
        (Role.COMMANDER, [], []),
        (Role.MEMBER, [], []),
    ],
)
def test_menus_hold_what_the_role_may_open(look, client, province, period, role, setup, admin):
    user = UserFactory(role=role, over=province)
    shown = look(user)
    assert ([link.label for link in shown.setup], [link.label for link in shown.admin]) == (setup, admin)
    for link in [*shown.lookup, *shown.setup, *shown.admin, *shown.user_links]:
        assert client.get(link.url, follow=True).status_code == 200, link


def test_the_lead_of_a_cluster_of_provinces_may_set_up_its_year(look, province):
    cluster = ClusterFactory(organiser=UnitFactory())
    join_cluster(cluster, province)
    PeriodFactory(unit=cluster.organiser, cluster=cluster)
    lead = UserFactory(role=Role.CLUSTER_LEAD, over=cluster, unit=province)
    shown = look(lead)
    assert [link.label for link in shown.setup][:1] == ["Tiêu chí, chỉ tiêu"]
    assert shown.unit_label == cluster.name


def test_the_lead_of_a_cluster_inside_a_province_is_shown_the_cluster(look, province, post, period):
    cluster = ClusterFactory(organiser=province, name="Cụm Đồn số 1")
    join_cluster(cluster, post)
    lead = UserFactory(role=Role.CLUSTER_LEAD, over=cluster, unit=post)
    shown = look(lead)
    assert (shown.unit_label, shown.unit_note) == ("Cụm Đồn số 1", "BĐBP tỉnh Long An")
    assert [choice.label for choice in shown.units] == ["Đồn số 1"]


# --- year and unit ----------------------------------------------------------------------------------------------------


def test_years_are_grouped_by_who_runs_them_newest_first(look, province, period):
    PeriodFactory(unit=province, year=2022)
    cluster = ClusterFactory(name="Cụm số 2")
    join_cluster(cluster, province)
    PeriodFactory(unit=cluster.organiser, cluster=cluster, year=2022)
    PeriodFactory(unit=UnitFactory())  # another province
    years = look(officer_of(province)).years
    assert [(choice.group, choice.label, choice.current) for choice in years] == [
        ("BĐBP tỉnh Long An", "Năm 2023", True),
        ("BĐBP tỉnh Long An", "Năm 2022", False),
        ("Cụm số 2", "Năm 2022", False),
    ]


def test_units_are_a_tree_of_what_the_user_sees(look, province, post, period):
    team = UnitFactory(short_name="Đội vũ trang", parent=post, sort=2)
    UnitFactory(parent=province, short_name="Đồn đã giải thể", closed_on=date(2023, 1, 1))
    UnitFactory(short_name="Tỉnh khác")
    whole = look(officer_of(province)).units
    assert [(choice.label, choice.level) for choice in whole] == [
        ("BĐBP tỉnh Long An", 0), ("Đồn số 1", 1), ("Đội vũ trang", 2),
    ]  # fmt: skip
    own = look(UserFactory(role=Role.CLERK, over=post)).units
    assert [(choice.label, choice.level) for choice in own] == [("Đồn số 1", 0), ("Đội vũ trang", 1)]
    assert team.short_name == own[1].label


def test_choosing_a_unit_holds_on_the_next_pages(look, client, province, post, period):
    user = officer_of(province)
    shown = look(user, "?nam=2023&dv=LA-01")
    assert (shown.unit_label, shown.unit_note) == ("Đồn số 1", "BĐBP tỉnh Long An")
    later = client.get(reverse("units:people.index")).context["frame"]
    assert later.unit_label == "Đồn số 1"
    assert later.scope_items == (("nam", "2023"), ("dv", "LA-01"))


def test_choosing_a_year_holds_and_marks_it(look, province, period):
    PeriodFactory(unit=province, year=2022, state=PeriodState.CLOSED)
    shown = look(officer_of(province), "?nam=2022&dv=LA")
    assert (shown.year_label, shown.read_only) == ("Năm 2022", True)
    assert [choice.label for choice in shown.years if choice.current] == ["Năm 2022"]


def test_from_a_page_of_one_year_another_is_looked_at_on_the_list(look, client, province, period):
    other = PeriodFactory(unit=province, year=period.year - 1)
    shown = look(officer_of(province), path=reverse("awards:years.detail", args=[period.pk]))
    index = reverse("awards:years.index")
    assert {choice.url.partition("?")[0] for choice in [*shown.years, *shown.units]} == {index}
    (choice,) = [choice for choice in shown.years if choice.label == f"Năm {other.year}"]
    assert client.get(choice.url).context["frame"].year_label == f"Năm {other.year}"


@pytest.mark.parametrize("query", ["?nam=1999", "?dv=KHONG-CO", "?nam=abc&dv=%00", "?dv=TINH-KHAC"])
def test_a_scope_that_is_not_there_is_left_aside(look, province, period, query):
    PeriodFactory(unit=UnitFactory(code="TINH-KHAC"))
    shown = look(officer_of(province), query)
    assert (shown.year_label, shown.unit_label) == ("Năm 2023", "BĐBP tỉnh Long An")


def test_the_demo_is_marked_on_every_page_of_its_years(look, province, period):
    assert not look(officer_of(province)).is_demo
    EmulationPeriod.objects.update(is_demo=True)
    assert look(officer_of(province)).is_demo


# --- the price --------------------------------------------------------------------------------------------------------

HELP = reverse("awards:home.help")  # a page with no query of its own


@pytest.mark.parametrize("size", [1, 40])
def test_the_frame_costs_the_same_however_many_units_and_years(
    client, django_assert_num_queries, province, period, size
):
    for number in range(size):
        UnitFactory(parent=province)
        PeriodFactory(unit=province, year=1980 + number)
    client.force_login(officer_of(province))
    client.get(HELP)
    with django_assert_num_queries(8):  # session, account, roles; years, the unit asked for, units, steps, bell
        client.get(HELP)
