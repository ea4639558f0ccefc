"""Acts on the tree of units: dated names and parents, closing, who may."""

from datetime import date, timedelta

import pytest

from tests.factories import ClusterFactory, PersonFactory, UnitFactory, UserFactory, grant, join_cluster
from thidua import clock
from thidua.errors import Forbidden, RuleViolation
from units.accounts.enums import Role
from units.models import AuditEvent, Unit, UnitKind
from units.structure import services

pytestmark = pytest.mark.django_db
DAY = date(2020, 5, 1)


@pytest.fixture
def province():
    return UnitFactory(code="LA", is_reporting=False)


@pytest.fixture
def officer(province):
    return UserFactory(role=Role.OFFICER, over=province)


def make(officer, province, **changes):
    services.load_kinds()
    given = {
        "code": "LA-01",
        "kind": "don",
        "name": "Đồn Biên phòng Mỹ Quý Tây",
        "short_name": "Đồn BP Mỹ Quý Tây",
        "parent": province,
        "founded_on": DAY,
        "is_reporting": True,
    }
    return services.create_unit(by=officer, **{**given, **changes})


def test_a_new_unit_has_its_place_name_and_record(officer, province):
    unit = make(officer, province, basis="QĐ 1/QĐ-BTL")
    assert unit.path == f"{province.path}{unit.pk}/"
    assert unit.search_key == "la-01 don bien phong my quy tay don bp my quy tay"
    assert [(row.name, row.valid_from, row.basis) for row in unit.names.all()] == [
        ("Đồn Biên phòng Mỹ Quý Tây", DAY, "QĐ 1/QĐ-BTL")
    ]
    assert [(row.parent, row.valid_from) for row in unit.parents.all()] == [(province, DAY)]
    event = AuditEvent.objects.about(unit).get()
    assert (event.actor, event.action, event.unit_path) == (officer, "structure.create_unit", unit.path)
    assert event.changes["is_reporting"] == [None, True]


def test_loading_the_kinds_twice_changes_nothing():
    assert services.load_kinds() == services.load_kinds() == UnitKind.objects.count()


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"code": "la 01"}, "code", "Mã đơn vị gồm chữ in hoa không dấu, chữ số và gạch nối, ví dụ DBP-01."),
        ({"code": "la"}, "code", "Mã LA đã dùng cho Đồn BP LA."),
        ({"kind": "vu-tru"}, "kind", "Không có loại đơn vị “vu-tru”."),
        ({"name": ""}, "name", "Trường này không được để trắng."),
        ({"parent": None}, "parent", "Chọn đơn vị cấp trên."),
    ],
)
def test_a_unit_with_a_fault_is_refused_by_name(officer, province, changes, field, sentence):
    with pytest.raises(RuleViolation) as refusal:
        make(officer, province, **changes)
    assert (refusal.value.field, str(refusal.value)) == (field, sentence)
    assert list(Unit.objects.all()) == [province]


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.OFFICER, Role.ADMINISTRATOR)])
def test_no_other_role_edits_the_structure(province, role):
    place = ClusterFactory() if role == Role.CLUSTER_LEAD else province
    with pytest.raises(Forbidden) as refusal:
        make(UserFactory(role=role, over=place), province)
    assert refusal.value.who == "Trợ lý thi đua cấp tỉnh hoặc Quản trị hệ thống của cấp trên"


def test_the_officer_of_another_province_is_refused(province):
    with pytest.raises(Forbidden):
        make(UserFactory(role=Role.OFFICER, over=UnitFactory()), province)


def test_a_renamed_unit_keeps_its_old_name_for_old_papers(officer, province):
    unit = make(officer, province)
    services.rename_unit(
        unit, by=officer, name="Đồn Biên phòng cửa khẩu Mỹ Quý Tây", short_name="Đồn CK", from_day=date(2022, 1, 1),
        basis="QĐ 9",
    )  # fmt: skip
    assert unit.name == "Đồn Biên phòng cửa khẩu Mỹ Quý Tây"
    assert unit.name_on(date(2021, 12, 31)) == "Đồn Biên phòng Mỹ Quý Tây"
    assert unit.name_on(date(2022, 1, 1)) == "Đồn Biên phòng cửa khẩu Mỹ Quý Tây"
    assert unit.short_name_on(date(2021, 1, 1)) == "Đồn BP Mỹ Quý Tây"
    assert [(row.valid_from, row.valid_to) for row in unit.names.all()] == [
        (date(2022, 1, 1), None),
        (DAY, date(2021, 12, 31)),
    ]
    event = AuditEvent.objects.about(unit).first()
    assert event.changes["name"] == ["Đồn Biên phòng Mỹ Quý Tây", "Đồn Biên phòng cửa khẩu Mỹ Quý Tây"]
    assert (event.acted_on, event.facts) == (date(2022, 1, 1), {"basis": "QĐ 9"})


def test_names_of_prefetched_units_cost_no_query(officer, province, django_assert_num_queries):
    make(officer, province)
    (unit,) = Unit.objects.filter(code="LA-01").prefetch_related("names")
    with django_assert_num_queries(0):
        assert unit.name_on(DAY) == "Đồn Biên phòng Mỹ Quý Tây"


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"from_day": DAY}, "from_day", "Ngày có hiệu lực phải sau ngày 01/05/2020 của dòng trước."),
        ({"from_day": date(2019, 1, 1)}, "from_day", "Đơn vị thành lập ngày 01/05/2020."),
        ({"name": "Đồn Biên phòng Mỹ Quý Tây", "short_name": "Đồn BP Mỹ Quý Tây"}, "name",
         "Tên mới giống tên đang dùng."),
        ({"basis": "  "}, "basis", "Ghi số, ngày của quyết định đổi tên."),
    ],
)  # fmt: skip
def test_a_rename_with_a_fault_is_refused(officer, province, changes, field, sentence):
    unit = make(officer, province)
    given = {"name": "Tên mới", "short_name": "Mới", "from_day": date(2022, 1, 1), "basis": "QĐ 9"}
    with pytest.raises(RuleViolation) as refusal:
        services.rename_unit(unit, by=officer, **{**given, **changes})
    assert (refusal.value.field, str(refusal.value)) == (field, sentence)
    assert [(row.name, row.valid_to) for row in unit.names.all()] == [("Đồn Biên phòng Mỹ Quý Tây", None)]


def test_a_rename_in_the_future_waits_for_its_day(officer, province):
    unit = make(officer, province)
    with pytest.raises(RuleViolation, match="Ngày có hiệu lực không được sau hôm nay."):
        services.rename_unit(
            unit, by=officer, name="A", short_name="A", from_day=clock.today() + timedelta(days=1), basis="QĐ"
        )


def test_a_moved_unit_takes_everything_below_along(officer, province):
    upper, other = make(officer, province), make(officer, province, code="LA-02")
    lower = make(officer, province, code="LA-01-T", parent=upper)
    lowest = make(officer, province, code="LA-01-T-1", parent=lower)
    services.move_unit(upper, by=officer, parent=other, from_day=date(2021, 1, 1), basis="QĐ 2")
    for unit in (lower, lowest):
        unit.refresh_from_db()
    assert upper.path == f"{other.path}{upper.pk}/"
    assert lower.path == f"{upper.path}{lower.pk}/"
    assert lowest.path == f"{lower.path}{lowest.pk}/"
    assert [(row.parent, row.valid_to) for row in upper.parents.all()] == [
        (other, None),
        (province, date(2020, 12, 31)),
    ]


def test_a_unit_cannot_move_below_itself(officer, province):
    upper = make(officer, province)
    lower = make(officer, province, code="LA-01-T", parent=upper)
    with pytest.raises(RuleViolation, match="nằm trong"):
        services.move_unit(upper, by=officer, parent=lower, from_day=date(2021, 1, 1), basis="QĐ 2")


def test_a_unit_moves_only_to_where_the_officer_may_edit(officer, province):
    unit = make(officer, province)
    with pytest.raises(Forbidden):
        services.move_unit(unit, by=officer, parent=UnitFactory(), from_day=date(2021, 1, 1), basis="QĐ 2")


def test_closing_tells_everything_that_still_hangs_on_the_unit(officer, province):
    unit = make(officer, province)
    make(officer, province, code="LA-01-T", parent=unit)
    PersonFactory(unit=unit)
    cluster = ClusterFactory(name="Cụm Đồn số 1")
    join_cluster(cluster, unit)
    grant(UserFactory(), Role.CLERK, unit)
    with pytest.raises(RuleViolation) as refusal:
        services.close_unit(unit, by=officer, on=date(2022, 1, 1), basis="QĐ 5")
    assert refusal.value.reasons == [
        "Còn 1 đơn vị trực thuộc đang hoạt động.",
        "Còn 1 người đang công tác.",
        "Còn là thành viên Cụm Đồn số 1.",
        "Còn 1 vai trò được cấp trên đơn vị.",
    ]
    unit.refresh_from_db()
    assert unit.closed_on is None


def test_a_closed_unit_keeps_its_name_and_takes_no_more_acts(officer, province):
    unit = make(officer, province)
    services.close_unit(unit, by=officer, on=date(2022, 1, 1), basis="QĐ 5")
    assert unit.closed_on == date(2022, 1, 1)
    assert unit.name_on(date(2023, 1, 1)) == "Đồn Biên phòng Mỹ Quý Tây"
    assert [row.valid_to for row in unit.parents.all()] == [date(2022, 1, 1)]
    with pytest.raises(RuleViolation, match="đã kết thúc ngày 01/01/2022"):
        services.rename_unit(unit, by=officer, name="A", short_name="A", from_day=date(2022, 2, 1), basis="QĐ")


def test_facts_without_a_date_are_edited_and_recorded(officer, province):
    unit = make(officer, province)
    services.edit_unit(unit, by=officer, strength=45, place="Đức Huệ")
    unit.refresh_from_db()
    assert (unit.strength, unit.place) == (45, "Đức Huệ")
    assert AuditEvent.objects.about(unit).first().changes == {"strength": [None, 45], "place": ["", "Đức Huệ"]}


def test_an_edit_that_changes_nothing_leaves_no_record(officer, province):
    unit = make(officer, province)
    services.edit_unit(unit, by=officer, strength=None)
    assert [event.action for event in AuditEvent.objects.about(unit)] == ["structure.create_unit"]
