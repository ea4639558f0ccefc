"""Pages of units."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import ClusterFactory, PersonFactory, UnitFactory, UserFactory, join_cluster, lead_cluster
from thidua import providers
from units.accounts.enums import Role
from units.models import Unit, UnitKind

pytestmark = pytest.mark.django_db
INDEX = reverse("units:structure.index")


@pytest.fixture
def province():
    return UnitFactory(code="LA", name="Bộ Chỉ huy BĐBP tỉnh Long An", short_name="BĐBP Long An", is_reporting=False)


@pytest.fixture
def officer(province):
    return UserFactory(role=Role.OFFICER, over=province)


@pytest.fixture
def post(province):
    return UnitFactory(
        code="LA-01", parent=province, name="Đồn Biên phòng Mỹ Quý Tây", short_name="Đồn BP Mỹ Quý Tây", sort=1
    )


def page(name: str, unit: Unit) -> str:
    return reverse(f"units:structure.{name}", args=[unit.pk])


def text(response) -> str:
    return " ".join(response.content.decode().split())


# --- index ----------------------------------------------------------------------------------------------------------


def test_index_shows_the_tree_of_the_own_subtree_only(client, officer, province, post):
    UnitFactory(name="Đồn của tỉnh khác")
    station = UnitFactory(code="LA-01-T", parent=post, name="Trạm Rạch Điền")
    PersonFactory(unit=station)
    PersonFactory(unit=post)
    PersonFactory(unit=post, left_on=date(2020, 1, 1))
    client.force_login(officer)
    response = client.get(INDEX)
    (root,) = response.context["tree"]
    assert (root.unit, root.all_people, root.people) == (province, 2, 0)
    assert [(node.unit, node.depth, node.all_people) for node in root.children] == [(post, 1, 2)]
    assert [node.unit for node in root.children[0].children] == [station]
    assert "Đồn của tỉnh khác" not in text(response)


def test_index_of_a_clerk_begins_at_the_own_unit(client, province, post):
    client.force_login(UserFactory(role=Role.CLERK, over=post))
    assert [node.unit for node in client.get(INDEX).context["tree"]] == [post]


def test_index_of_a_cluster_lead_shows_the_members(client, post):
    other = UnitFactory()
    cluster = ClusterFactory()
    join_cluster(cluster, post, other)
    client.force_login(UserFactory(role=Role.CLUSTER_LEAD, over=cluster))
    assert {node.unit for node in client.get(INDEX).context["tree"]} == {post, other}


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("q=my quy", ["LA-01"]),
        ("q=Mỹ+Quý", ["LA-01"]),
        ("q=la-02", ["LA-02"]),
        ("q=khong co", []),
        ("dau_moi=1", ["LA-01", "LA-02"]),
        ("loai=khac", ["LA", "LA-01", "LA-02"]),  # not a kind: ignored
        ("tinh_trang=het", ["LA-09"]),
        ("tinh_trang=moi", ["LA", "LA-01", "LA-02", "LA-09"]),
        ("q=don&tinh_trang=moi", ["LA-01", "LA-02", "LA-09"]),
    ],
)
def test_index_filters_without_accents(client, officer, province, post, query, codes):
    UnitFactory(code="LA-02", parent=province, name="Đồn Bình Hiệp", short_name="Bình Hiệp", sort=2)
    UnitFactory(code="LA-09", parent=province, name="Đồn cũ", sort=9, closed_on=date(2019, 1, 1), is_reporting=False)
    client.force_login(officer)
    response = client.get(f"{INDEX}?{query}")
    rows = response.context["list"]
    assert [unit.code for unit in rows] == codes
    assert rows.total == len(codes)


def test_index_filters_by_kind(client, officer, province, post):
    kind = UnitKind.objects.create(code="tram", name="Trạm")
    station = UnitFactory(parent=post, kind=kind)
    client.force_login(officer)
    assert list(client.get(f"{INDEX}?loai={kind.pk}").context["list"]) == [station]


@pytest.mark.parametrize("query", ["", "?q=don"])
@pytest.mark.parametrize("count", [1, 30])
def test_index_costs_the_same_for_one_and_thirty_units(
    client, officer, province, no_frame, django_assert_num_queries, query, count
):
    for number in range(count):
        PersonFactory(unit=UnitFactory(parent=province, sort=number))
    client.force_login(officer)
    # session, user, roles, kinds of the filter, units; a list also counts
    with django_assert_num_queries(6 if query else 5):
        client.get(INDEX + query)


def test_index_without_any_role_says_so(client):
    client.force_login(UserFactory())
    assert "Chưa có đơn vị trong phạm vi" in text(client.get(INDEX))


# --- detail ---------------------------------------------------------------------------------------------------------


def test_detail_tells_facts_history_and_acts(client, officer, province, post):
    from units.structure import services

    services.rename_unit(
        post,
        by=officer,
        name="Đồn Biên phòng cửa khẩu Mỹ Quý Tây",
        short_name="Đồn CK",
        from_day=date(2022, 1, 1),
        basis="QĐ 9",
    )
    cluster = ClusterFactory(name="Cụm Đồn số 1")
    join_cluster(cluster, post, valid_from=date(2020, 1, 1))
    lead_cluster(cluster, post, valid_from=date(2023, 1, 1))
    client.force_login(officer)
    response = client.get(page("detail", post))
    assert [(event.title, event.when, event.state) for event in response.context["timeline"]] == [
        ("Cụm trưởng Cụm Đồn số 1", "Từ 01/01/2023 đến nay", "ok"),
        ("Đồn Biên phòng cửa khẩu Mỹ Quý Tây", "Từ 01/01/2022 đến nay", "now"),
        ("Thành viên Cụm Đồn số 1", "Từ 01/01/2020 đến nay", "ok"),
        ("Đồn Biên phòng Mỹ Quý Tây", "01/01/2015 – 31/12/2021", "ok"),
    ]
    assert [label for label, _ in response.context["crumbs"]] == ["Đơn vị", "BĐBP Long An", "Đồn CK"]
    assert [row.action for row in response.context["history"]] == ["Đổi tên đơn vị"]
    assert "Tên: <s>Đồn Biên phòng Mỹ Quý Tây</s>" in text(response)


def test_detail_of_another_province_is_not_there(client, officer):
    client.force_login(officer)
    assert client.get(page("detail", UnitFactory())).status_code == 404


def test_detail_shows_the_panels_that_others_offer(client, officer, post, monkeypatch):
    panel = {"template": "components/empty.html", "context": {}}
    monkeypatch.setattr(providers, "unit_panels", [lambda user, unit: panel, lambda user, unit: None])
    client.force_login(officer)
    assert client.get(page("detail", post)).context["panels"] == [panel]


def test_detail_of_a_closed_unit_is_read_only(client, officer, post):
    post.closed_on = date(2022, 12, 31)
    post.save()
    client.force_login(officer)
    shown = text(client.get(page("detail", post)))
    assert "Đơn vị kết thúc hoạt động hết ngày 31/12/2022" in shown
    assert page("edit", post) not in shown


@pytest.mark.parametrize("count", [1, 30])
def test_detail_costs_the_same_for_one_and_thirty_of_everything(
    client, officer, post, no_frame, monkeypatch, django_assert_num_queries, count
):
    for number in range(count):
        UnitFactory(parent=post, sort=number)
        PersonFactory(unit=post)
        join_cluster(ClusterFactory(), post)
    # session, user, roles, unit, units above, people, units below, clusters, names, parents, memberships, terms,
    # history, grades, holds
    client.force_login(officer)
    own = [panel for panel in providers.unit_panels if panel.__module__.startswith("units.")]
    monkeypatch.setattr(providers, "unit_panels", own)
    with django_assert_num_queries(15):
        client.get(page("detail", post))


# --- forms ----------------------------------------------------------------------------------------------------------


def given(kind, **changes):
    return {
        "kind": kind.pk,
        "code": "LA-07",
        "name": "Đồn Bàu Sen",
        "short_name": "Bàu Sen",
        "founded_on": "01/05/1990",
        **changes,
    }


def test_create_makes_the_unit_and_opens_its_page(client, officer, province, post):
    client.force_login(officer)
    form = client.get(f"{reverse('units:structure.create')}?cap_tren={province.pk}").context["form"]
    assert form.initial["parent"] == province
    response = client.post(
        reverse("units:structure.create"), given(post.kind, parent=province.pk, is_reporting="on", strength="45")
    )
    unit = Unit.objects.get(code="LA-07")
    assert response.url == page("detail", unit)
    assert (unit.parent, unit.is_reporting, unit.strength, unit.founded_on) == (province, True, 45, date(1990, 5, 1))


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"code": "LA-01"}, "code", "Mã LA-01 đã dùng cho Đồn BP Mỹ Quý Tây."),
        ({"strength": "4O"}, "strength", "“4O” có chữ O. Nhập số, ví dụ 40."),
        ({"strength": "12,5"}, "strength", "“12,5” có quá 0 chữ số sau dấu phẩy."),
        ({"founded_on": "1990-05-01"}, "founded_on", "Nhập ngày dạng dd/mm/yyyy, ví dụ 05/10/2023."),
        ({"founded_on": "31/02/1990"}, "founded_on", "Nhập ngày dạng dd/mm/yyyy, ví dụ 05/10/2023."),
        ({"name": ""}, "name", "Trường này là bắt buộc."),
        ({"parent": "999999"}, "parent", "Đơn vị này không có trong phạm vi được chọn."),
    ],
)
def test_create_keeps_what_was_typed_and_says_what_is_wrong(client, officer, province, post, changes, field, sentence):
    client.force_login(officer)
    response = client.post(
        reverse("units:structure.create"), {**given(post.kind, parent=province.pk, strength="45"), **changes}
    )
    assert response.status_code == 422
    form = response.context["form"]
    assert form.errors[field] == [sentence]
    shown = text(response)
    for name, value in changes.items():
        if value and name != "parent":
            assert f'value="{value}"' in shown
    assert 'value="Bàu Sen"' in shown
    assert Unit.objects.filter(name="Đồn Bàu Sen").count() == 0


def test_create_sent_twice_makes_one_unit(client, officer, province, post):
    client.force_login(officer)
    answers = [
        client.post(reverse("units:structure.create"), given(post.kind, parent=province.pk)).status_code
        for _ in range(2)
    ]
    assert answers == [302, 422]
    assert Unit.objects.filter(code="LA-07").count() == 1


def test_create_below_a_unit_of_somebody_else_is_refused(client, officer, post):
    client.force_login(officer)
    response = client.post(reverse("units:structure.create"), given(post.kind, parent=UnitFactory().pk))
    assert response.context["form"].errors["parent"] == ["Đơn vị này không có trong phạm vi được chọn."]


def test_edit_saves_facts(client, officer, post):
    client.force_login(officer)
    client.post(page("edit", post), {"kind": post.kind_id, "strength": "1.234", "sort": "3", "place": "Đức Huệ"})
    post.refresh_from_db()
    assert (post.strength, post.sort, post.place, post.is_reporting) == (1234, 3, "Đức Huệ", False)


def test_rename_shows_the_refusal_beside_its_field(client, officer, post):
    client.force_login(officer)
    sent = {"name": "Tên mới", "short_name": "Mới", "from_day": "01/01/2014", "basis": "QĐ 1"}
    response = client.post(page("rename", post), sent)
    assert response.status_code == 422
    assert response.context["form"].errors == {"from_day": ["Đơn vị thành lập ngày 01/01/2015."]}
    assert 'value="Tên mới"' in text(response)
    assert client.post(page("rename", post), {**sent, "from_day": "01/01/2022"}).url == page("detail", post)
    post.refresh_from_db()
    assert post.name == "Tên mới"


def test_move_offers_no_unit_below(client, officer, province, post):
    below = UnitFactory(parent=post)
    other = UnitFactory(parent=province)
    client.force_login(officer)
    form = client.get(page("move", post)).context["form"]
    assert set(form.fields["parent"].queryset) == {province, other}
    client.post(page("move", post), {"parent": other.pk, "from_day": "01/01/2022", "basis": "QĐ"})
    below.refresh_from_db()
    assert below.path.startswith(other.path)


def test_close_lists_what_stands_in_the_way(client, officer, post):
    PersonFactory(unit=post)
    client.force_login(officer)
    response = client.post(page("close", post), {"on": "01/01/2022", "basis": "QĐ"})
    assert response.context["form"].non_field_errors() == [
        f"Chưa thể kết thúc {post}.",
        "Còn 1 người đang công tác.",
    ]


@pytest.mark.parametrize("name", ["edit", "rename", "move", "close"])
def test_forms_are_for_those_who_may(client, post, name):
    client.force_login(UserFactory(role=Role.CLERK, over=post))
    response = client.get(page(name, post))
    assert response.status_code == 403
    assert "Trợ lý thi đua cấp tỉnh hoặc Quản trị hệ thống" in text(response)
