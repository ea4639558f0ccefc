"""Pages of the score table: the tree, its rows, the grid of targets; bad input keeps what was typed."""

import html
import json
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from awards.criteria import services
from awards.criteria.enums import SetState
from awards.criteria.versions import new_version
from awards.models import Award, CriteriaSet, Criterion, EmulationPeriod, Target
from awards.years.enums import PeriodState
from tests.awards.criteria.test_services import FULL, TREE
from tests.factories import ClusterFactory, PeriodFactory, UnitFactory, UserFactory, join_cluster
from units.accounts.enums import Role

pytestmark = pytest.mark.django_db

INDEX, CREATE, TARGETS = "/awards/criteria/", "/awards/criteria/create/", "/awards/criteria/targets/"


@pytest.fixture
def province():
    return UnitFactory(code="LA", is_reporting=False)


@pytest.fixture
def stations(province):
    return [UnitFactory(code=f"D{n}", short_name=f"Đồn {n}", parent=province, sort=n) for n in (1, 2)]


@pytest.fixture
def officer(province):
    return UserFactory(role=Role.OFFICER, over=province)


@pytest.fixture
def clerk(stations):
    return UserFactory(role=Role.CLERK, over=stations[0])


@pytest.fixture
def period(province, stations):
    return PeriodFactory(unit=province, state=PeriodState.DRAFT)


@pytest.fixture
def table(period, officer):
    return services.create_set(period, by=officer, name="Bảng điểm 2023", tree=TREE)


@pytest.fixture
def cluster(province, stations):
    cluster = ClusterFactory(code="C1", organiser=province)
    join_cluster(cluster, *stations)
    return cluster


def at(name, *args):
    return reverse(f"awards:criteria.{name}", args=args)


def words(response) -> str:
    return " ".join(response.content.decode().split())


def row(code: str) -> Criterion:
    return Criterion.objects.get(code=code)


def targets() -> dict:
    rows = Target.objects.values_list("criterion__code", "unit__code", "is_assigned", "value")
    return {(code, unit): value if assigned else "not_assigned" for code, unit, assigned, value in rows}


@pytest.mark.parametrize("address", [INDEX, CREATE, TARGETS])
def test_pages_need_a_login(client, address):
    assert client.get(address).url.startswith(reverse("account_login"))


# index ----------------------------------------------------------------------------------------------------------------


def test_index_without_year_and_without_table(client, officer, period, clerk):
    client.force_login(UserFactory(role=Role.CLERK, over=UnitFactory()))
    assert "Chưa có năm thi đua" in words(client.get(INDEX))
    for user, offered in ((officer, True), (clerk, False)):
        client.force_login(user)
        page = words(client.get(INDEX))
        assert "Chưa có bảng điểm của năm" in page
        assert (CREATE in page) is offered


def test_index_shows_the_tree_with_sums(client, officer, table):
    Criterion.objects.filter(code="1.2").update(max_points=Decimal("19.5"))
    client.force_login(officer)
    answer = client.get(INDEX)
    assert [(line.criterion.code, line.depth) for line in answer.context["lines"]] == [
        ("I", 0),
        ("1.1", 1),
        ("1.2", 1),
        ("II", 0),
        ("2.1", 1),
        ("2.2", 1),
    ]
    assert [line.criterion.code for line in answer.context["lines"] if line.is_wrong] == ["I"]
    page = words(answer)
    assert "Nhóm I: các tiêu chí con cộng lại 59,5 điểm, nhóm ghi 60 điểm." in page
    assert at("lock", table.pk) not in page


def test_index_of_a_unit_shows_its_targets_and_no_acts(client, officer, clerk, table):
    services.set_targets(table, by=officer, targets=FULL | {("1.2", "D1"): "not_assigned"})
    client.force_login(clerk)
    answer = client.get(INDEX)
    assert {line.criterion.code: line.target_words for line in answer.context["lines"]} == {
        "I": "",
        "1.1": "480",
        "1.2": "Không giao",
        "II": "",
        "2.1": "98,5",
        "2.2": "",
    }
    page = words(answer)
    assert at("edit_row", row("1.1").pk) not in page
    assert at("move", row("1.1").pk) not in page


def test_index_offers_the_lock_when_nothing_is_missing(client, officer, table):
    client.force_login(officer)
    assert "còn 4 ô chưa giao chỉ tiêu" in words(client.get(INDEX))
    services.set_targets(table, by=officer, targets=FULL)
    assert at("lock", table.pk) in words(client.get(INDEX))


def test_index_offers_to_unlock_until_the_table_is_in_use(client, officer, table):
    services.set_targets(table, by=officer, targets=FULL)
    services.lock_set(table, by=officer)
    client.force_login(officer)
    assert at("unlock", table.pk) in words(client.get(INDEX))
    EmulationPeriod.objects.update(state=PeriodState.CLOSED)
    assert at("unlock", table.pk) not in words(client.get(INDEX))


def big_tree(rows: int) -> list[dict]:
    leaves = [
        {"code": f"1.{n}", "name": f"Tiêu chí {n}", "kind": "quantitative", "max_points": "1"}
        for n in range(1, rows + 1)
    ]
    return [{"code": "I", "name": "Nhóm", "max_points": str(rows), "children": leaves}]


@pytest.mark.parametrize("rows", [1, 30])
def test_index_query_count(client, officer, period, stations, django_assert_num_queries, rows):
    services.create_set(period, by=officer, name="Bảng", tree=big_tree(rows))
    client.force_login(officer)
    client.get(INDEX)
    with django_assert_num_queries(18):
        client.get(INDEX)


# create, edit, lock ---------------------------------------------------------------------------------------------------


def test_create_from_the_published_table(client, officer, period):
    client.force_login(officer)
    client.post(CREATE, {"start": "1000", "name": "", "total_points": ""})
    table = CriteriaSet.objects.get()
    assert (table.total_points, table.criteria.exclude(kind="group").count()) == (1000, 176)
    assert client.get(INDEX).status_code == 200


def test_create_empty(client, officer, period):
    client.force_login(officer)
    client.post(CREATE, {"start": "trong", "name": "Bảng điểm 2023", "basis": "HD 12", "total_points": "100"})
    table = CriteriaSet.objects.get()
    assert (table.name, table.total_points, table.criteria.count()) == ("Bảng điểm 2023", 100, 0)
    assert "Bảng điểm còn trống" in words(client.get(INDEX))


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"name": ""}, "name", "Ghi tên bảng điểm."),
        ({"total_points": ""}, "total_points", "Ghi tổng điểm của bảng."),
        ({"total_points": "1oo"}, "total_points", "“1oo” có chữ O. Nhập số, ví dụ 100."),
        ({"total_points": "0"}, "total_points", "Số nhỏ nhất được nhập là 0,01."),
        ({"total_points": "99.999"}, "total_points", "Số lớn nhất được nhập là 10000."),
    ],
)
def test_create_bad_input(client, officer, period, changes, field, sentence):
    client.force_login(officer)
    data = {"start": "trong", "name": "Bảng", "basis": "Giữ lại", "total_points": "100", **changes}
    answer = client.post(CREATE, data)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {field: [sentence]}
    assert answer.context["form"]["basis"].value() == "Giữ lại"
    assert not CriteriaSet.objects.exists()


def test_create_twice(client, officer, table):
    client.force_login(officer)
    answer = client.post(CREATE, {"start": "1000"})
    assert answer.context["form"].errors == {"name": ["Năm thi đua 2023 đã có bảng điểm."]}


def test_create_for_others_is_forbidden(client, clerk, period):
    client.force_login(clerk)
    assert client.get(CREATE).status_code == 403
    assert client.post(CREATE, {"start": "1000"}).status_code == 403


def test_edit_heading(client, officer, table):
    client.force_login(officer)
    assert 'value="100"' in words(client.get(at("edit", table.pk)))
    client.post(at("edit", table.pk), {"name": "Bảng mới", "basis": "", "total_points": "120,5"})
    table.refresh_from_db()
    assert (table.name, table.total_points) == ("Bảng mới", Decimal("120.5"))


def test_lock_and_unlock(client, officer, table):
    client.force_login(officer)
    client.post(at("lock", table.pk))
    table.refresh_from_db()
    assert table.state == SetState.DRAFT
    services.set_targets(table, by=officer, targets=FULL)
    client.post(at("lock", table.pk))
    client.post(at("lock", table.pk))
    table.refresh_from_db()
    assert table.state == SetState.LOCKED
    client.post(at("unlock", table.pk), {"reason": ""})
    table.refresh_from_db()
    assert table.state == SetState.LOCKED
    client.post(at("unlock", table.pk), {"reason": "Sửa chỉ tiêu"})
    table.refresh_from_db()
    assert table.state == SetState.DRAFT


@pytest.mark.parametrize("name", ["edit", "lock", "unlock", "add"])
def test_acts_on_the_table_of_others(client, clerk, table, name):
    client.force_login(clerk)
    assert client.post(at(name, table.pk), {"reason": "x"}).status_code == 403
    client.force_login(UserFactory(role=Role.OFFICER, over=UnitFactory()))
    assert client.post(at(name, table.pk), {"reason": "x"}).status_code == 404


@pytest.mark.parametrize("name", ["edit_row", "remove", "move"])
def test_acts_on_a_row_of_others(client, clerk, table, name):
    client.force_login(clerk)
    assert client.post(at(name, row("1.1").pk)).status_code == 403
    client.force_login(UserFactory(role=Role.OFFICER, over=UnitFactory()))
    assert client.post(at(name, row("1.1").pk)).status_code == 404


@pytest.mark.parametrize(("name", "code"), [("lock", None), ("unlock", None), ("remove", "1.1"), ("move", "1.1")])
def test_acts_are_posted(client, officer, table, name, code):
    client.force_login(officer)
    assert client.get(at(name, row(code).pk if code else table.pk)).status_code == 405


# Rows -----------------------------------------------------------------------------------------------------------------


def criterion(**changes):
    data = {"parent": "", "code": "1.3", "name": "Song phương", "kind": "quantitative", "max_points": "5"}
    return data | {"measure": "lượt", "accumulation": "sum", "places": "0"} | changes


def test_add_proposes_the_next_code_of_the_group(client, officer, table):
    client.force_login(officer)
    inside = client.get(at("add", table.pk), {"nhom": "I"}).context["form"]
    assert (inside["parent"].value(), inside["code"].value(), inside["kind"].value()) == (
        row("I").pk,
        "1.3",
        "quantitative",
    )
    top = client.get(at("add", table.pk)).context["form"]
    assert (top["parent"].value(), top["code"].value(), top["kind"].value()) == (None, "III", "group")


def test_add_a_row_and_go_on(client, officer, table):
    client.force_login(officer)
    answer = client.post(at("add", table.pk), criterion(parent=row("I").pk, again="1"))
    assert row("1.3").parent.code == "I"
    assert answer.url == at("add", table.pk) + "?nhom=I"


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"code": "1.1"}, "code", "Mã 1.1 đã có trong bảng điểm."),
        ({"max_points": "5 điểm"}, "max_points", "“5 điểm” không phải là số. Nhập số, ví dụ 105 hoặc 1.234,5."),
        ({"max_points": "-1"}, "max_points", "Số nhỏ nhất được nhập là 0."),
        ({"max_points": "0"}, "max_points", "Điểm tối đa phải lớn hơn 0."),
        ({"places": "3"}, "places", "Số lớn nhất được nhập là 2."),
        ({"deduction": "6"}, "deduction", "Điểm trừ không quá điểm tối đa 5."),
        ({"kind": "xx"}, "kind", "Hãy chọn một lựa chọn hợp lệ. xx không phải là một trong các lựa chọn khả thi."),
    ],
)
def test_add_bad_input(client, officer, table, changes, field, sentence):
    client.force_login(officer)
    answer = client.post(at("add", table.pk), criterion(**changes))
    assert answer.status_code == 422
    assert answer.context["form"].errors[field] == [sentence]
    assert answer.context["form"]["name"].value() == "Song phương"
    assert table.criteria.count() == 6


def test_edit_row(client, officer, table):
    client.force_login(officer)
    assert 'value="30"' in words(client.get(at("edit_row", row("2.1").pk)))
    data = criterion(code="2.1", name="Bắn súng", max_points="25,5", places="1", maximum_value="100")
    client.post(at("edit_row", row("2.1").pk), data)
    assert (row("2.1").name, row("2.1").max_points, row("2.1").maximum_value) == ("Bắn súng", Decimal("25.5"), 100)


def test_remove_and_move(client, officer, table):
    client.force_login(officer)
    client.post(at("move", row("II").pk), {"huong": "len"})
    assert list(table.criteria.values_list("code", flat=True)) == ["II", "2.1", "2.2", "I", "1.1", "1.2"]
    client.post(at("move", row("II").pk), {"huong": "xuong"})
    group = row("II").pk
    client.post(at("remove", group))
    assert client.post(at("remove", group)).status_code == 404  # sent twice
    assert list(table.criteria.values_list("code", flat=True)) == ["I", "1.1", "1.2"]


# The grid -------------------------------------------------------------------------------------------------------------


def name_of(code: str, unit) -> str:
    return f"c{row(code).pk}-{unit.pk}"


def form_of(answer) -> dict[str, str]:
    """What a browser would post: every input of the grid with its value, and what the page had shown."""
    page = answer.content.decode()
    cells = dict(re.findall(r'name="(c\d+-\d+)" value="([^"]*)"', page))
    seen = re.search(r'name="da_thay" value="([^"]*)"', page)[1]
    return {key: html.unescape(value) for key, value in cells.items()} | {"da_thay": html.unescape(seen)}


def test_targets_of_a_cluster_then_of_one_unit(client, officer, table, cluster, stations, province):
    alone = UnitFactory(code="D9", parent=province)
    client.force_login(officer)
    assert client.get(TARGETS).context["units"] == stations
    assert client.get(TARGETS, {"pham_vi": "u:D9"}).context["units"] == [alone]
    assert client.get(TARGETS, {"pham_vi": "u:XX"}).context["units"] == stations
    assert client.get(TARGETS, {"pham_vi": "c:XX"}).context["units"] == stations


def test_targets_are_saved_and_shown_as_typed(client, officer, table, cluster, stations):
    first, second = stations
    client.force_login(officer)
    data = form_of(client.get(TARGETS))
    assert len(data) == 2 * 4 + 1
    data |= {
        name_of("1.1", first): "1.480",
        name_of("1.1", second): "k",
        name_of("2.1", first): "98,5",
        name_of("1.2", second): "Không giao",
        name_of("2.2", first): "",
    }
    assert client.post(TARGETS, data).url == TARGETS
    assert targets() == {
        ("1.1", "D1"): 1480,
        ("1.1", "D2"): "not_assigned",
        ("2.1", "D1"): Decimal("98.5"),
        ("1.2", "D2"): "not_assigned",
    }
    shown = form_of(client.get(TARGETS))
    assert shown[name_of("1.1", first)] == "1.480"
    assert shown[name_of("1.1", second)] == "không giao"
    assert shown[name_of("2.1", first)] == "98,5"
    before = targets()
    client.post(TARGETS, shown)
    assert targets() == before


def test_targets_bad_cells_get_their_sentence_and_nothing_is_lost(client, officer, table, cluster, stations):
    first, second = stations
    client.force_login(officer)
    data = form_of(client.get(TARGETS)) | {
        name_of("1.1", first): "1O5",
        name_of("1.1", second): "4,5",
        name_of("2.1", first): "101",
        name_of("2.1", second): "90",
        name_of("1.2", first): "3",
    }
    answer = client.post(TARGETS, data)
    assert answer.status_code == 422
    assert {cell.name: cell.error for cell in answer.context["grid"].errors} == {
        name_of("1.1", first): "“1O5” có chữ O. Nhập số, ví dụ 105.",
        name_of("1.1", second): "“4,5” có quá 0 chữ số sau dấu phẩy.",
        name_of("2.1", first): "Chỉ tiêu lớn nhất là 100.",
        name_of("1.2", first): "Tiêu chí “đạt / không đạt” không có chỉ tiêu bằng số.",
    }
    assert targets() == {}
    again = form_of(answer)
    assert {key: again[key] for key in data if key != "da_thay"} == {k: v for k, v in data.items() if k != "da_thay"}
    assert "Chưa lưu được, có 4 lỗi" in words(answer)


def test_targets_changed_by_somebody_else_meanwhile(client, officer, table, cluster, stations):
    first, second = stations
    client.force_login(officer)
    data = form_of(client.get(TARGETS))
    services.set_targets(table, by=officer, targets={("1.1", "D1"): Decimal(500), ("2.1", "D1"): Decimal(90)})
    data |= {name_of("1.1", first): "480", name_of("1.1", second): "400"}
    answer = client.post(TARGETS, data)
    assert answer.status_code == 409
    assert answer.context["refusal"].reasons == ["1.1 · Đồn 1: vừa được người khác sửa, hiện là 500."]
    assert targets() == {("1.1", "D1"): 500, ("2.1", "D1"): 90}
    again = form_of(answer)  # what was typed is still there; saving now is meant so
    assert again[name_of("1.1", first)] == "480"
    client.post(TARGETS, again)
    assert targets()["1.1", "D1"] == 480
    assert targets()["1.1", "D2"] == 400


def test_targets_left_alone_do_not_overwrite_newer_ones(client, officer, table, cluster, stations):
    client.force_login(officer)
    data = form_of(client.get(TARGETS))
    services.set_targets(table, by=officer, targets={("2.1", "D1"): Decimal(90)})
    client.post(TARGETS, data | {name_of("1.1", stations[0]): "480"})
    assert targets() == {("1.1", "D1"): 480, ("2.1", "D1"): 90}


def test_targets_with_a_broken_memory_of_the_page(client, officer, table, cluster, stations):
    client.force_login(officer)
    for memory in ("", "{", "[1]", json.dumps({name_of("1.1", stations[0]): "x9"})):
        client.post(TARGETS, {"da_thay": memory, name_of("2.1", stations[0]): "95"})
    assert targets() == {("2.1", "D1"): 95}


def test_targets_of_the_scored_unit_are_read_only(client, officer, clerk, table, cluster, stations):
    services.set_targets(table, by=officer, targets=FULL)
    client.force_login(clerk)
    answer = client.get(TARGETS)
    assert answer.context["units"] == stations[:1]
    assert '<input type="text" class="td-cell' not in words(answer)
    assert "480" in words(answer)
    assert client.post(TARGETS, {name_of("1.1", stations[0]): "1"}).status_code == 403
    assert targets() == FULL


def test_targets_of_the_cluster_leads_own_unit_are_read_only(client, province, stations, cluster):
    period = PeriodFactory(unit=province, cluster=cluster, state=PeriodState.DRAFT)
    lead = UserFactory(role=Role.CLUSTER_LEAD, over=cluster, unit=stations[0])
    services.create_set(period, by=lead, name="Bảng điểm cụm", tree=TREE)
    client.force_login(lead)
    data = form_of(client.get(TARGETS, {"dv": "C1"}))
    assert name_of("1.1", stations[1]) in data
    assert name_of("1.1", stations[0]) not in data
    client.post(TARGETS, data | {name_of("1.1", stations[0]): "1", name_of("1.1", stations[1]): "9"})
    assert targets() == {("1.1", "D2"): 9}


def test_targets_of_a_locked_table(client, officer, table, cluster, stations):
    services.set_targets(table, by=officer, targets=FULL)
    services.lock_set(table, by=officer)
    client.force_login(officer)
    answer = client.get(TARGETS)
    assert not answer.context["editable"]
    assert client.post(TARGETS, {name_of("1.1", stations[0]): "1"}).status_code == 409
    assert targets() == FULL


def test_targets_without_a_table(client, officer, period):
    client.force_login(officer)
    assert client.get(TARGETS).url == INDEX


def test_targets_of_a_long_table_start_with_what_has_targets(client, officer, period, stations, cluster):
    services.new_table_1000(period, officer)
    client.force_login(officer)
    kinds = {line.line.criterion.kind for line in client.get(TARGETS).context["grid"].rows}
    assert kinds == {"group", "quantitative"}
    every = client.get(TARGETS, {"xem": "tat-ca"}).context["grid"]
    assert len(every.cells) == 176 * 2


@pytest.mark.parametrize("rows", [1, 30])
def test_targets_query_count(client, officer, period, stations, cluster, django_assert_num_queries, rows):
    services.create_set(period, by=officer, name="Bảng", tree=big_tree(rows))
    client.force_login(officer)
    client.get(TARGETS)
    with django_assert_num_queries(16):
        client.get(TARGETS)


def test_a_closed_year_is_only_read(client, officer, table, cluster):
    EmulationPeriod.objects.update(state=PeriodState.CLOSED)
    client.force_login(officer)
    assert not client.get(TARGETS).context["editable"]
    assert not client.get(INDEX).context["editing"]


# One value for many ---------------------------------------------------------------------------------------------------


def test_set_many_fills_empty_cells_of_the_cluster_or_of_all(client, officer, table, cluster, stations, province):
    alone = UnitFactory(code="D9", parent=province)
    services.set_targets(table, by=officer, targets={("1.1", "D1"): Decimal(480)})
    client.force_login(officer)
    data = {"criterion": row("1.1").pk, "value": "120", "where": "dang-xem", "only_empty": "on"}
    client.post(at("set_many") + "?pham_vi=c:C1", data)
    assert targets() == {("1.1", "D1"): 480, ("1.1", "D2"): 120}
    client.post(at("set_many") + "?pham_vi=c:C1", data | {"where": "moi-don-vi", "value": "k", "only_empty": ""})
    assert targets() == {("1.1", code): "not_assigned" for code in ("D1", "D2", alone.code)}
    before = targets()
    answer = client.post(at("set_many"), data | {"value": "-4"}, follow=True)
    assert "Số nhỏ" in words(answer) or "lớn hơn 0" in words(answer)
    assert targets() == before


# Copy, versions, order ------------------------------------------------------------------------------------------------


def test_copy_shows_the_source_before_it_copies(client, officer, table, province):
    following = PeriodFactory(unit=province, year=2024, state=PeriodState.DRAFT)
    client.force_login(officer)
    client.get(INDEX, {"nam": 2024})
    page = client.get(at("copy"), {"tu": table.pk})
    assert [line.criterion.code for line in page.context["lines"]] == ["I", "1.1", "1.2", "II", "2.1", "2.2"]
    client.post(at("copy"), {"source": table.pk, "way": "chep", "name": "Bảng điểm 2024"})
    assert CriteriaSet.objects.get(period=following).criteria.count() == 6
    assert client.get(at("copy"), {"tu": 999999}).status_code == 404
    again = client.post(at("copy"), {"source": table.pk, "way": "chung", "name": "x"})
    assert again.context["form"].errors["way"] == [
        "Bảng này chưa được cấp trên đánh dấu là phần chung của cùng năm, hoặc chưa khóa."
    ]
    assert client.post(at("take_in", table.pk), {"tu": table.pk}).status_code == 302
    assert CriteriaSet.objects.get(pk=table.pk).common is None


def test_a_new_version_is_looked_at_before_it_comes_into_force(client, officer, table):
    services.set_targets(table, by=officer, targets=FULL)
    services.lock_set(table, by=officer)
    client.force_login(officer)
    assert client.post(at("new_version", table.pk), {"reason": ""}).status_code == 422
    answer = client.post(at("new_version", table.pk), {"reason": "HD 15"})
    assert answer.url == INDEX + "?ban=2"
    new = CriteriaSet.objects.get(version=2)
    leaf = new.criteria.get(code="1.2")
    client.post(at("edit_row", leaf.pk), criterion(code="1.2", name="An toàn", kind="pass_fail", max_points="20"))
    page = words(client.get(at("put_in_force", new.pk)))
    assert "nội dung: Không để xảy ra vụ việc → An toàn" in page
    assert client.get(INDEX, {"ban": "2"}).context["table"] == new
    assert client.get(INDEX, {"ban": "7"}).status_code == 404
    client.post(at("put_in_force", new.pk))
    assert client.get(INDEX).context["table"] == new
    assert "đã được thay" in words(client.get(INDEX, {"ban": "1"}))
    third = new_version(CriteriaSet.objects.get(pk=new.pk), by=officer, reason="Nữa")
    client.post(at("drop_version", third.pk))
    assert not CriteriaSet.objects.filter(version=3).exists()


def test_reorder_saves_what_the_page_made_and_refuses_nonsense(client, officer, table):
    client.force_login(officer)
    mark = client.get(INDEX).context["mark"]
    pks = {one.code: one.pk for one in table.criteria.all()}
    order = [[pks["II"], None], [pks["2.1"], pks["II"]], [pks["2.2"], pks["II"]], [pks["1.2"], pks["II"]],
             [pks["I"], None], [pks["1.1"], pks["I"]]]  # fmt: skip
    for text in ("", "{}", "[[1]]", '[["a", null]]', "[[1.5, null]]", "null"):
        client.post(at("reorder", table.pk), {"thu_tu": text, "da_thay": mark})
    assert list(table.criteria.values_list("code", flat=True)) == ["I", "1.1", "1.2", "II", "2.1", "2.2"]
    client.post(at("reorder", table.pk), {"thu_tu": json.dumps(order), "da_thay": mark})
    assert list(table.criteria.values_list("code", flat=True)) == ["II", "2.1", "2.2", "1.2", "I", "1.1"]
    answer = client.post(at("reorder", table.pk), {"thu_tu": json.dumps(order), "da_thay": mark}, follow=True)
    assert "vừa được người khác sửa" in words(answer)


def test_a_row_is_doubled_and_moved_out_by_buttons(client, officer, table):
    client.force_login(officer)
    client.post(at("duplicate", row("1.1").pk))
    client.post(at("move", row("1.1a").pk), {"huong": "ra"})
    assert list(table.criteria.values_list("code", "parent__code")) == [
        ("I", None), ("1.1", "I"), ("1.2", "I"), ("1.1a", None), ("II", None), ("2.1", "II"), ("2.2", "II"),
    ]  # fmt: skip


def test_a_row_opens_inside_the_table(client, officer, table):
    client.force_login(officer)
    opened = client.get(at("edit_row", row("2.1").pk), headers={"hx-request": "true"})
    assert opened.content.decode().lstrip().startswith("<tr")
    wrong = criterion(code="1.1", name="x")
    answer = client.post(at("edit_row", row("2.1").pk), wrong, headers={"hx-request": "true"})
    assert "Mã 1.1 đã có trong bảng điểm." in words(answer)
    right = criterion(code="2.1", name="Bắn súng", max_points="30", places="1")
    answer = client.post(at("edit_row", row("2.1").pk), right, headers={"hx-request": "true"})
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")


# The other kinds ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"kind": "bands", "steps": ""}, "steps", "Chưa có mức điểm nào."),
        ({"kind": "bands", "steps": "90"}, "steps", "Dòng 1 “90” chưa rõ. Ghi mức, dấu hai chấm, điểm: 90: 8."),
        ({"kind": "bands", "steps": "90: 5\n90: 4"}, "steps", "Dòng 2: mức 90 đã có ở trên."),
        ({"kind": "bands", "steps": "90: 3\n80: 5"}, "steps", "Mức tốt hơn không được ít điểm hơn."),
        ({"kind": "bands", "steps": "90: 4"}, "steps", "Mức cao nhất phải là 5 điểm, bằng điểm tối đa."),
        ({"kind": "ranked", "steps": "1: 5\n3: 2"}, "steps", "Thứ bậc ghi lần lượt 1, 2, 3, không bỏ bậc nào."),
        ({"kind": "bonus", "per_occurrence": ""}, "per_occurrence", "Ghi điểm mỗi lần, khác 0."),
    ],
)
def test_what_a_kind_needs_is_asked_beside_its_field(client, officer, table, fields, field, sentence):
    client.force_login(officer)
    answer = client.post(at("add", table.pk), criterion(**fields))
    assert answer.status_code == 422
    assert answer.context["form"].errors[field] == [sentence]
    assert table.criteria.count() == 6


def test_bands_bonus_and_conditions_are_stored_and_shown(client, officer, table):
    award = Award.objects.create(code="DVQT", name="Quyết thắng", short_name="ĐVQT", kind="title", subject="unit")
    client.force_login(officer)
    add = at("add", table.pk)
    inside = {"parent": row("I").pk}
    client.post(add, criterion(**inside, code="1.3", kind="bands", measure="%", steps="100\t5\n90; 3\n80 = 1,5"))
    client.post(add, criterion(**inside, code="1.4", kind="bonus", per_occurrence="-3", max_points=""))
    gate = {"award0": award.pk, "compare0": "gte", "value0": "95"}
    client.post(add, criterion(**inside, code="1.5", kind="gate", max_points="", evidence_required="on", **gate))
    lines = {line.criterion.code: line for line in client.get(INDEX).context["lines"]}
    assert [lines[code].how for code in ("1.3", "1.4", "1.5")] == [
        "≥100: 5, ≥90: 3, ≥80: 1,5",
        "−3 điểm mỗi lượt",
        "ĐVQT ≥ 95",
    ]
    assert (lines["1.4"].criterion.max_points, lines["1.5"].criterion.evidence_required) == (0, True)
    assert lines["I"].given == 65  # 40 + 20 + 5: bonus and conditions stand beside the sum
    shown = words(client.get(at("edit_row", row("1.3").pk)))
    assert "100: 5 90: 3 80: 1,5" in shown
    twice = gate | {"award1": award.pk, "compare1": "gte", "value1": "90"}
    answer = client.post(add, criterion(**inside, code="1.6", kind="gate", **twice))
    assert answer.context["form"].errors["award1"] == ["Danh hiệu này đã có điều kiện ở trên."]
    answer = client.post(add, criterion(**inside, code="1.6", kind="gate", **(gate | {"value0": ""})))
    assert answer.context["form"].errors["value0"] == ["Ghi mức cần đạt, ví dụ 95."]
