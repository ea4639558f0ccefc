"""Pages of clusters."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.factories import ClusterFactory, UnitFactory, UserFactory, join_cluster, lead_cluster
from thidua import clock
from units.accounts.enums import Role
from units.clusters import services
from units.models import Cluster

pytestmark = pytest.mark.django_db
INDEX = reverse("units:clusters.index")
CREATE = reverse("units:clusters.create")


@pytest.fixture
def province():
    return UnitFactory(code="LA", short_name="BĐBP Long An", is_reporting=False)


@pytest.fixture
def officer(province):
    return UserFactory(role=Role.OFFICER, over=province)


@pytest.fixture
def posts(province):
    return [UnitFactory(parent=province, sort=number, code=f"LA-0{number}") for number in range(1, 5)]


@pytest.fixture
def cluster(officer, province, posts):
    return services.create_cluster(
        by=officer,
        code="LA-C1",
        name="Cụm Đồn số 1",
        organiser=province,
        members=posts[:3],
        from_day=date(2021, 1, 1),
    )


def page(name: str, cluster: Cluster) -> str:
    return reverse(f"units:clusters.{name}", args=[cluster.pk])


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_index_shows_members_lead_and_deputy_of_today(client, officer, cluster, posts):
    ClusterFactory(name="Cụm của tỉnh khác")
    services.set_lead(cluster, posts[0], by=officer, from_day=date(2021, 1, 1))
    services.set_lead(cluster, posts[1], by=officer, from_day=date(2022, 1, 1))
    services.set_lead(cluster, posts[2], by=officer, from_day=date(2022, 1, 1), role="deputy")
    client.force_login(officer)
    (row,) = client.get(INDEX).context["rows"]
    assert (row.cluster, row.members, row.lead, row.deputy) == (cluster, posts[:3], posts[1], posts[2])


def test_index_shows_a_unit_the_clusters_it_belongs_to(client, cluster, posts):
    client.force_login(UserFactory(role=Role.CLERK, over=posts[0]))
    assert [row.cluster for row in client.get(INDEX).context["rows"]] == [cluster]
    client.force_login(UserFactory(role=Role.CLERK, over=posts[3]))
    assert "Chưa có cụm thi đua nào" in text(client.get(INDEX))


@pytest.mark.parametrize("count", [1, 30])
def test_index_costs_the_same_for_one_and_thirty(client, officer, province, no_frame, django_assert_num_queries, count):
    for _ in range(count):
        one = ClusterFactory(organiser=province)
        unit = UnitFactory()
        join_cluster(one, unit)
        lead_cluster(one, unit)
    client.force_login(officer)
    with django_assert_num_queries(7):  # session, user, roles, clusters, members, terms, numbers
        assert len(client.get(INDEX).context["rows"]) == count


def test_detail_tells_order_leads_and_history(client, officer, cluster, posts):
    services.set_lead(cluster, posts[0], by=officer, from_day=date(2021, 1, 1), basis="QĐ 1")
    ahead = clock.today() + timedelta(days=30)
    services.set_lead(cluster, posts[1], by=officer, from_day=ahead, basis="Biên bản")
    services.remove_member(cluster, posts[2], by=officer, on=date(2022, 1, 1))
    client.force_login(officer)
    response = client.get(page("detail", cluster))
    assert [(row.membership.unit, row.role) for row in response.context["members"]] == [
        (posts[0], "Cụm trưởng"),
        (posts[1], ""),
    ]
    assert [row.unit for row in response.context["former"]] == [posts[2]]
    assert [(event.title, event.state, event.text) for event in response.context["leads"]] == [
        (f"Cụm trưởng: {posts[1]}", "", "Biên bản"),
        (f"Cụm trưởng: {posts[0]}", "now", "QĐ 1"),
    ]
    assert [row.action for row in response.context["history"]] == [
        "Đưa đơn vị ra khỏi cụm",
        "Đặt Cụm trưởng",
        "Đặt Cụm trưởng",
        "Lập cụm",
    ]


def test_detail_links_only_the_members_the_reader_may_open(client, cluster, posts):
    client.force_login(UserFactory(role=Role.CLERK, over=posts[0]))
    rows = client.get(page("detail", cluster)).context["members"]
    assert [bool(row.url) for row in rows] == [True, False, False]


def test_detail_of_a_cluster_of_others_is_not_there(client, officer):
    client.force_login(officer)
    assert client.get(page("detail", ClusterFactory())).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_detail_costs_the_same_for_one_and_thirty(
    client, officer, province, no_frame, django_assert_num_queries, count
):
    cluster = ClusterFactory(organiser=province)
    join_cluster(cluster, *(UnitFactory(parent=province) for _ in range(count)))
    client.force_login(officer)
    # session, user, roles, cluster, terms in force, units seen, members, left, terms, history; numbers, pledges,
    # all memberships, leads so far; table, conferences, papers
    with django_assert_num_queries(17):
        client.get(page("detail", cluster))


def test_create_makes_a_cluster_in_official_order(client, officer, province, posts):
    client.force_login(officer)
    sent = {
        "organiser": province.pk,
        "code": "la-c2",
        "name": "Cụm Đồn số 2",
        "from_day": "01/01/2022",
        "members": [posts[2].pk, posts[0].pk],
    }
    response = client.post(CREATE, sent)
    cluster = Cluster.objects.get()
    assert response.url == page("detail", cluster)
    assert (cluster.code, list(cluster.members_on(date(2022, 1, 1)))) == ("LA-C2", [posts[0], posts[2]])
    again = client.post(CREATE, sent)
    assert again.context["form"].errors == {"code": ["Mã LA-C2 đã dùng cho Cụm Đồn số 2."]}


def test_edit_add_remove_and_lead(client, officer, cluster, posts):
    client.force_login(officer)
    assert client.post(page("edit", cluster), {"name": "Cụm Đồn biên giới", "sort": ""}).status_code == 302
    sent = {"unit": posts[3].pk, "from_day": "01/01/2022"}
    assert client.post(page("add_member", cluster), sent).status_code == 302
    assert client.post(page("add_member", cluster), sent).status_code == 422
    sent = {"unit": posts[1].pk, "role": "lead", "from_day": "01/06/2022", "basis": "Biên bản"}
    assert client.post(page("lead", cluster), sent).status_code == 302
    refused = client.post(page("remove_member", cluster), {"unit": posts[1].pk, "on": "01/07/2022"})
    assert refused.context["form"].errors == {"unit": [f"{posts[1]} còn là Cụm trưởng; chuyển giao trước khi rời cụm."]}
    assert client.post(page("remove_member", cluster), {"unit": posts[0].pk, "on": "01/07/2022"}).status_code == 302
    cluster.refresh_from_db()
    assert cluster.name == "Cụm Đồn biên giới"
    assert list(cluster.members_on(date(2022, 7, 2))) == posts[1:]
    assert cluster.lead_on(date(2022, 6, 1)) == posts[1]


def test_lead_offers_members_only(client, officer, cluster, posts):
    client.force_login(officer)
    form = client.get(page("lead", cluster)).context["form"]
    assert set(form.fields["unit"].queryset) == set(posts[:3])
    sent = {"unit": posts[3].pk, "role": "lead", "from_day": "01/06/2022"}
    assert client.post(page("lead", cluster), sent).context["form"].errors["unit"] == [
        "Đơn vị này không có trong phạm vi được chọn."
    ]


@pytest.mark.parametrize("name", ["edit", "add_member", "remove_member", "lead"])
def test_forms_are_for_the_organisers_officer(client, cluster, posts, name):
    for user in (UserFactory(role=Role.OFFICER, over=posts[0]), UserFactory(role=Role.CLUSTER_LEAD, over=cluster)):
        client.force_login(user)
        response = client.post(page(name, cluster), {})
        assert response.status_code == 403
        assert "Trợ lý thi đua của cấp tổ chức cụm" in text(response)
