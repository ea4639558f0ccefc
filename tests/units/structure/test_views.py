"""Pages of units."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import ClusterFactory, PersonFactory, UnitFactory, UserFactory, grant, join_cluster, lead_cluster
from thidua import providers
from units.accounts.enums import Role
from units.models import StructureAct, Unit, UnitKind, UnitLineage
from units.structure.enums import ActKind

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


def agreed(client, url: str, sent: dict):
    """Send a form, look at what it would do, and do it."""
    seen = client.post(url, sent)
    if seen.status_code != 200:
        return seen
    if "goals" in seen.context:
        sent = {**sent, "phan": "1"}
        seen = client.post(url, sent)
    return client.post(url, {**sent, "xac_nhan": seen.context["draft"].mark})


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
    assert (root.unit.pk, root.all_people, root.people) == (province.pk, 2, 0)
    assert [(node.unit.pk, node.depth, node.all_people) for node in root.children] == [(post.pk, 1, 2)]
    assert [node.unit.pk for node in root.children[0].children] == [station.pk]
    assert "Đồn của tỉnh khác" not in text(response)


def test_index_of_a_clerk_begins_at_the_own_unit(client, province, post):
    client.force_login(UserFactory(role=Role.CLERK, over=post))
    assert [node.unit.pk for node in client.get(INDEX).context["tree"]] == [post.pk]


def test_index_of_a_cluster_lead_shows_the_members(client, post):
    other = UnitFactory()
    cluster = ClusterFactory()
    join_cluster(cluster, post, other)
    client.force_login(UserFactory(role=Role.CLUSTER_LEAD, over=cluster))
    assert {node.unit.pk for node in client.get(INDEX).context["tree"]} == {post.pk, other.pk}


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
@pytest.mark.both
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


def test_index_of_very_many_units_shows_the_upper_levels(client, officer, province, post, monkeypatch):
    monkeypatch.setattr("units.structure.views.TREE_MOST", 3)
    stations = [UnitFactory(parent=post) for _ in range(2)]
    client.force_login(officer)
    shown = text(client.get(INDEX))
    assert post.name in shown
    assert all(station.name not in shown for station in stations)
    assert f'<a href="{page("detail", post)}#truc-thuoc">2 đơn vị trực thuộc' in shown


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
    # history, grades, holds, units before, acts, kinds
    client.force_login(officer)
    own = [panel for panel in providers.unit_panels if panel.__module__.startswith("units.")]
    monkeypatch.setattr(providers, "unit_panels", own)
    with django_assert_num_queries(18):
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
    sent = given(post.kind, parent=province.pk, is_reporting="on", strength="45")
    response = agreed(client, reverse("units:structure.create"), sent)
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
        ({"founded_on": "31/02/1990"}, "founded_on", "Không có ngày 31/02/1990."),
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
        agreed(client, reverse("units:structure.create"), given(post.kind, parent=province.pk)).status_code
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
    assert agreed(client, page("rename", post), {**sent, "from_day": "01/01/2022"}).url == page("detail", post)
    post.refresh_from_db()
    assert post.name == "Tên mới"


def test_move_offers_no_unit_below(client, officer, province, post):
    below = UnitFactory(parent=post)
    other = UnitFactory(parent=province)
    client.force_login(officer)
    form = client.get(page("move", post)).context["form"]
    assert set(form.fields["parent"].queryset) == {province, other}
    agreed(client, page("move", post), {"parent": other.pk, "from_day": "01/01/2022", "basis": "QĐ"})
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


# --- acts -----------------------------------------------------------------------------------------------------------

MERGER = {
    "code": "LA-10",
    "name": "Đồn Biên phòng Bình Quý",
    "short_name": "Đồn Bình Quý",
    "from_day": "01/07/2022",
    "basis": "QĐ 99/QĐ-BTL",
}


@pytest.fixture
def other(province):
    return UnitFactory(code="LA-02", parent=province, name="Đồn Biên phòng Bình Hiệp", short_name="Đồn BH", sort=2)


def merged(client, post, other, **changes):
    return agreed(client, page("merge", post), {**MERGER, "others": other.pk, **changes})


def test_merge_is_shown_before_it_is_done(client, officer, post, other):
    person = PersonFactory(unit=other, full_name="Trần Văn Bình", position="Đội trưởng")
    client.force_login(officer)
    sent = {**MERGER, "others": other.pk}
    shown = client.post(page("merge", post), sent)
    assert shown.status_code == 200
    assert not Unit.objects.filter(code="LA-10").exists()
    page_text = text(shown)
    assert "Trần Văn Bình, Đội trưởng: Đồn BH → Đồn Bình Quý" in page_text
    assert "Chưa có gì thay đổi" in page_text
    assert '<input type="hidden" name="name" value="Đồn Biên phòng Bình Quý">' in page_text
    again = client.post(page("merge", post), {**sent, "sua": "1"})
    assert 'value="Đồn Biên phòng Bình Quý"' in text(again)
    assert again.context["draft"] is None
    other_mark = client.post(page("merge", post), {**sent, "xac_nhan": "mot-dau-khac"})
    assert "Dữ liệu đã thay đổi từ lúc xem trước" in text(other_mark)
    assert not Unit.objects.filter(code="LA-10").exists()
    done = client.post(page("merge", post), {**sent, "xac_nhan": shown.context["draft"].mark})
    act = StructureAct.objects.get(kind=ActKind.MERGE)
    assert done.url == reverse("units:structure.act", args=[act.pk])
    person.refresh_from_db()
    assert person.unit.code == "LA-10"


def test_merge_names_what_is_missing_beside_its_field(client, officer, post, other):
    client.force_login(officer)
    response = client.post(page("merge", post), {"others": other.pk, "from_day": "31/02/2022", "basis": "QĐ"})
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert errors["from_day"] == ["Không có ngày 31/02/2022."]
    assert [errors[name] for name in ("code", "name", "short_name")] == [["Ghi cho đơn vị mới."]] * 3
    stranger = UnitFactory()
    response = client.post(page("merge", post), {**MERGER, "others": stranger.pk})
    assert response.context["form"].errors["others"] == ["Đơn vị này không có trong phạm vi được chọn."]
    third = UnitFactory(parent=post.parent)
    response = client.post(page("merge", post), {**MERGER, "others": other.pk, "into": third.pk})
    assert response.context["form"].errors["into"] == ["Chọn một trong các đơn vị được sáp nhập."]
    early = client.post(page("merge", post), {**MERGER, "others": other.pk, "from_day": "01/01/2015"})
    assert early.status_code == 422
    assert "ngày có hiệu lực phải sau ngày 01/01/2015" in text(early)


def test_merge_into_one_that_goes_on(client, officer, post, other):
    client.force_login(officer)
    merged(client, post, other, into=post.pk, code="", name="", short_name="")
    assert list(Unit.objects.filter(closed_on__isnull=False)) == [other]


def test_merge_offers_roles_to_whoever_grants_them_only(client, officer, province, post, other):
    client.force_login(officer)
    assert "carry_roles" not in client.get(page("merge", post)).context["form"].fields
    grant(officer, Role.ADMINISTRATOR, province)
    assert "carry_roles" in client.get(page("merge", post)).context["form"].fields


def test_detail_draws_who_came_before_and_after(client, officer, post, other):
    client.force_login(officer)
    merged(client, post, other)
    heir = Unit.objects.get(code="LA-10")
    response = client.get(page("detail", heir))
    family = response.context["family"]
    assert [(box.lines, box.is_own) for box in family.boxes] == [
        (["Đồn BP Mỹ Quý Tây"], False),
        (["Đồn BH"], False),
        (["Đồn Bình Quý"], True),
    ]
    assert len(family.ways) == 2
    shown = text(response)
    assert 'role="img" aria-labelledby="td-family-title"' in shown
    assert "Thành tích liên tục tính lại từ đầu." in shown
    titles = [event.title for event in response.context["timeline"]]
    assert titles[0].startswith("Sáp nhập") or titles[1].startswith("Sáp nhập")
    old = client.get(page("detail", other))
    assert "Kế tục: Đồn Bình Quý" in text(old)
    assert "Đơn vị kết thúc hoạt động hết ngày 30/06/2022" in text(old)


@pytest.mark.parametrize("count", [1, 12])
def test_detail_of_a_heir_costs_the_same_for_two_and_thirteen_forebears(
    client, officer, province, post, no_frame, monkeypatch, django_assert_num_queries, count
):
    from units.structure import reorganise

    units = [post, *(UnitFactory(parent=province) for _ in range(count))]
    reorganise.merge_units(
        units, by=officer, code="LA-10", name="Đồn A", short_name="A", from_day=date(2022, 7, 1), basis="QĐ"
    )
    own = [panel for panel in providers.unit_panels if panel.__module__.startswith("units.")]
    monkeypatch.setattr(providers, "unit_panels", own)
    client.force_login(officer)
    # as for any unit, and the lineage: all pairs, the lines of the family, what stood open before
    heir = page("detail", Unit.objects.get(code="LA-10"))
    with django_assert_num_queries(21):
        client.get(heir)


def test_split_asks_who_goes_where(client, officer, post):
    stays, goes = PersonFactory(unit=post), PersonFactory(unit=post)
    station = UnitFactory(parent=post)
    client.force_login(officer)
    sent = {
        "goes_on": "0", "code1": "LA-21", "name1": "Đồn Một", "short_name1": "Một", "code2": "LA-22",
        "name2": "Đồn Hai", "short_name2": "Hai", "from_day": "01/07/2022", "basis": "QĐ 3",
    }  # fmt: skip
    asked = client.post(page("split", post), sent)
    assert asked.context["goals"] == [("1", "Một"), ("2", "Hai")]
    assert f'name="nguoi-{goes.pk}"' in text(asked)
    chosen = {**sent, f"nguoi-{goes.pk}": "2", f"nguoi-{stays.pk}": "1", f"don-vi-{station.pk}": "2", "phan": "1"}
    shown = client.post(page("split", post), chosen)
    assert "Đơn vị mới" in text(shown)
    client.post(page("split", post), {**chosen, "xac_nhan": shown.context["draft"].mark})
    for one, code in ((stays, "LA-21"), (goes, "LA-22")):
        one.refresh_from_db()
        assert one.unit.code == code
    station.refresh_from_db()
    assert station.parent.code == "LA-22"


def test_split_names_what_is_missing(client, officer, post):
    client.force_login(officer)
    sent = {"goes_on": "0", "code1": "LA-21", "name1": "Đồn Một", "short_name1": "Một", "from_day": "1/7/2022"}
    response = client.post(page("split", post), {**sent, "basis": "Q", "code3": "LA-23"})
    errors = response.context["form"].errors
    assert response.status_code == 422
    assert errors["name3"] == ["Ghi đủ mã, tên đầy đủ, tên gọi tắt của đơn vị mới."]
    response = client.post(page("split", post), {**sent, "basis": "Q"})
    assert response.context["form"].errors["code2"] == ["Chia thì ghi ít nhất hai đơn vị mới."]


def test_split_beside_the_old_unit_keeps_who_is_not_sent(client, officer, post):
    person = PersonFactory(unit=post)
    client.force_login(officer)
    sent = {
        "goes_on": "1", "code1": "LA-21", "name1": "Đồn Một", "short_name1": "Một", "from_day": "01/07/2022",
        "basis": "QĐ 3",
    }  # fmt: skip
    assert client.post(page("split", post), sent).context["goals"] == [("0", "Ở lại Đồn BP Mỹ Quý Tây"), ("1", "Một")]
    agreed(client, page("split", post), sent)
    person.refresh_from_db()
    assert person.unit == post
    assert Unit.objects.get(code="LA-21").parent == post.parent


def test_reclass_takes_kind_and_level_from_a_day(client, officer, province, post):
    kind = UnitKind.objects.create(code="don-ck", name="Đồn cửa khẩu")
    client.force_login(officer)
    sent = {"kind": kind.pk, "authority": province.pk, "from_day": "01/07/2022", "basis": "QĐ 5"}
    assert agreed(client, page("reclass", post), sent).url == page("detail", post)
    post.refresh_from_db()
    assert (post.kind, post.authority_on(date(2022, 7, 1))) == (kind, province)
    same = client.post(page("reclass", post), {**sent, "from_day": "01/08/2022"})
    assert same.context["form"].errors["kind"] == ["Loại và cấp quyết định giống hiện tại."]


def test_act_tells_what_changed_and_undo_puts_it_back(client, officer, post, other):
    client.force_login(officer)
    merged(client, post, other)
    act = StructureAct.objects.get(kind=ActKind.MERGE)
    shown = text(client.get(reverse("units:structure.act", args=[act.pk])))
    assert "Đồn Biên phòng Bình Quý (LA-10), trực thuộc BĐBP Long An" in shown
    assert "QĐ 99/QĐ-BTL" in shown
    address = reverse("units:structure.undo", args=[act.pk])
    empty = client.post(address, {"reason": ""})
    assert empty.status_code == 422
    assert client.post(address, {"reason": "Nhầm ngày"}).url == reverse("units:structure.act", args=[act.pk])
    assert not Unit.objects.filter(code="LA-10").exists()
    shown = text(client.get(reverse("units:structure.act", args=[act.pk])))
    assert "Đã hoàn lại" in shown
    assert "Nhầm ngày" in shown
    assert "Đã hoàn lại" in text(client.get(page("detail", post)))
    assert client.post(address, {"reason": "Lần nữa"}).status_code == 422


def test_undo_lists_what_stands_in_the_way(client, officer, post, other):
    client.force_login(officer)
    merged(client, post, other)
    heir = Unit.objects.get(code="LA-10")
    PersonFactory(unit=heir)
    act = StructureAct.objects.get(kind=ActKind.MERGE)
    address = reverse("units:structure.undo", args=[act.pk])
    shown = client.get(address)
    assert "Đơn vị mới đã có 1 cá nhân." in text(shown)
    assert '<textarea name="reason"' not in text(shown)
    assert client.post(address, {"reason": "Nhầm"}).status_code == 422
    assert Unit.objects.filter(code="LA-10").exists()


def test_act_of_another_province_is_not_there(client, officer):
    stranger = UnitFactory()
    chief = UserFactory(role=Role.OFFICER, over=stranger)
    from units.structure import services

    services.rename_unit(stranger, by=chief, name="B", short_name="B", from_day=date(2022, 1, 1), basis="Q")
    act = StructureAct.objects.get()
    client.force_login(officer)
    for name in ("act", "undo"):
        assert client.get(reverse(f"units:structure.{name}", args=[act.pk])).status_code == 404


def test_streak_is_confirmed_with_a_reason_and_withdrawn(client, officer, post, other):
    client.force_login(officer)
    merged(client, post, other)
    line = UnitLineage.objects.get(predecessor=post)
    address = reverse("units:structure.streak", args=[line.pk])
    assert "Xác nhận tính liên tục thành tích" in text(client.get(address))
    assert client.post(address, {"viec": "xac-nhan", "reason": " "}).status_code == 422
    done = client.post(address, {"viec": "xac-nhan", "reason": "Cùng địa bàn, quân số"})
    assert done.url == page("detail", line.successor)
    shown = text(client.get(page("detail", line.successor)))
    assert "Cùng địa bàn, quân số" in shown
    again = client.post(address, {"viec": "xac-nhan", "reason": "Người khác gửi cùng lúc"})
    assert "Tính liên tục thành tích đã được xác nhận." in text(again)
    client.post(address, {"viec": "bo", "reason": "Nhầm"})
    line.refresh_from_db()
    assert not line.is_confirmed


@pytest.mark.parametrize("name", ["edit", "rename", "move", "close", "reclass", "merge", "split"])
def test_forms_are_for_those_who_may(client, post, name):
    client.force_login(UserFactory(role=Role.CLERK, over=post))
    response = client.get(page(name, post))
    assert response.status_code == 403
    assert "Trợ lý thi đua cấp tỉnh hoặc Quản trị hệ thống" in text(response)
