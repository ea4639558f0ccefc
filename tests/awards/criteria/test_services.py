"""Acts on the score table: sums before the lock, targets by the office only, nothing half done."""

from decimal import Decimal

import pytest

from awards.criteria import services
from awards.criteria.enums import CriterionKind, SetState
from awards.models import CriteriaSet, Criterion, ResultEntry, ResultSheet, Target
from awards.years.enums import PeriodState
from tests.factories import ClusterFactory, PeriodFactory, TermFactory, UnitFactory, UserFactory, join_cluster
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import AuditEvent

pytestmark = pytest.mark.django_db

TREE = [
    {
        "code": "I",
        "name": "Bảo vệ biên giới",
        "max_points": "60",
        "children": [
            {"code": "1.1", "name": "Tuần tra", "kind": "quantitative", "max_points": "40", "measure": "lượt"},
            {"code": "1.2", "name": "Không để xảy ra vụ việc", "kind": "pass_fail", "max_points": "20"},
        ],
    },
    {
        "code": "II",
        "name": "Huấn luyện",
        "max_points": "40",
        "children": [
            {
                "code": "2.1",
                "name": "Bắn súng đạt khá, giỏi",
                "kind": "quantitative",
                "max_points": "30",
                "measure": "%",
                "accumulation": "average",
                "maximum_value": Decimal(100),
                "places": 1,
            },
            {"code": "2.2", "name": "Chấp hành kỷ luật", "kind": "by_hand", "max_points": "10"},
        ],
    },
]
FULL = {
    ("1.1", "D1"): Decimal(480),
    ("1.1", "D2"): "not_assigned",
    ("2.1", "D1"): Decimal("98.5"),
    ("2.1", "D2"): Decimal(85),
}


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
def table(province, stations, officer):
    period = PeriodFactory(unit=province, state=PeriodState.DRAFT)
    return services.create_set(period, by=officer, name="Bảng điểm 2023", tree=TREE)


def codes(table) -> list[str]:
    return list(table.criteria.values_list("code", flat=True))


def targets(table) -> dict:
    rows = Target.objects.filter(criterion__criteria_set=table)
    return {
        (code, unit): value if assigned else "not_assigned"
        for code, unit, assigned, value in rows.values_list("criterion__code", "unit__code", "is_assigned", "value")
    }


# Making ---------------------------------------------------------------------------------------------------------------


def test_create_set(table, officer):
    assert table.total_points == 100
    assert codes(table) == ["I", "1.1", "1.2", "II", "2.1", "2.2"]
    assert table.criteria.get(code="2.1").parent.code == "II"
    assert table.criteria.get(code="I").kind == CriterionKind.GROUP
    assert table.criteria.get(code="2.1").places == 1
    assert AuditEvent.objects.about(table).get().facts == {"rows": 6}


def test_create_set_takes_few_queries_however_long(officer, django_assert_max_num_queries):
    period = PeriodFactory(unit=officer.unit, state=PeriodState.DRAFT)
    with django_assert_max_num_queries(17):
        table = services.new_table_1000(period, officer)
    assert table.criteria.exclude(kind=CriterionKind.GROUP).count() == 176
    assert table.total_points == 1000


def test_new_table_1000_misses_nothing_but_its_targets(officer):
    period = PeriodFactory(unit=officer.unit, state=PeriodState.DRAFT)
    table = services.new_table_1000(period, officer)
    assert table.missing_to_lock() == []  # there is no unit yet that needs a target
    services.lock_set(table, by=officer)


def test_create_set_twice(table, officer):
    with pytest.raises(RuleViolation, match="đã có bảng điểm"):
        services.create_set(table.period, by=officer, name="Bảng khác", tree=TREE)


def test_create_set_with_a_code_twice(officer):
    period = PeriodFactory(unit=officer.unit)
    with pytest.raises(RuleViolation, match="Mã 1.1 có hai lần"):
        services.create_set(period, by=officer, name="Bảng", tree=[*TREE, TREE[0]["children"][0]])
    assert not CriteriaSet.objects.exists()


@pytest.mark.parametrize("role", [Role.CLERK, Role.UNIT_LEADER, Role.VERIFIER, Role.COMMANDER, Role.ADMINISTRATOR])
def test_table_is_for_the_officer(province, role):
    period = PeriodFactory(unit=province)
    with pytest.raises(Forbidden):
        services.create_set(period, by=UserFactory(role=role, over=province), name="Bảng", tree=TREE)


# Rows -----------------------------------------------------------------------------------------------------------------


def test_add_criterion_at_the_end_of_its_group(table, officer):
    group = table.criteria.get(code="I")
    added = services.add_criterion(
        table,
        by=officer,
        parent=group,
        code=" 1.3 ",
        name="Tuần tra song phương",
        kind=CriterionKind.QUANTITATIVE,
        max_points=Decimal(5),
        measure="lượt",
    )
    assert codes(table) == ["I", "1.1", "1.2", "1.3", "II", "2.1", "2.2"]
    assert AuditEvent.objects.about(added).get().action == "criteria.add"


def test_add_criterion_with_a_code_already_there(table, officer):
    with pytest.raises(RuleViolation) as refused:
        services.add_criterion(table, by=officer, code="1.1", name="x", kind="by_hand", max_points=Decimal(1))
    assert (refused.value.field, refused.value.message) == ("code", "Mã 1.1 đã có trong bảng điểm.")


def test_add_criterion_below_a_leaf(table, officer):
    with pytest.raises(RuleViolation) as refused:
        services.add_criterion(
            table,
            by=officer,
            parent=table.criteria.get(code="1.1"),
            code="1.1a",
            name="x",
            kind="by_hand",
            max_points=Decimal(1),
        )
    assert refused.value.field == "parent"


def test_edit_criterion_empties_what_the_new_kind_has_not(table, officer):
    services.set_targets(table, by=officer, targets={("2.1", "D1"): Decimal(90), ("2.1", "D2"): "not_assigned"})
    row = table.criteria.get(code="2.1")
    services.edit_criterion(
        row, by=officer, code="2.1", name="Bắn súng", kind="by_hand", max_points=Decimal(30), measure="%", places=1
    )
    row.refresh_from_db()
    assert (row.measure, row.places, row.maximum_value, row.accumulation) == ("", 0, None, "sum")
    assert targets(table) == {("2.1", "D2"): "not_assigned"}


def test_edit_group_into_a_leaf(table, officer):
    with pytest.raises(RuleViolation) as refused:
        services.edit_criterion(
            table.criteria.get(code="I"), by=officer, code="I", name="x", kind="by_hand", max_points=Decimal(1)
        )
    assert refused.value.field == "kind"


def test_remove_group_with_everything_below(table, officer):
    services.set_targets(table, by=officer, targets=FULL)
    group = table.criteria.get(code="I")
    services.remove_criterion(group, by=officer)
    assert codes(table) == ["II", "2.1", "2.2"]
    assert set(targets(table)) == {("2.1", "D1"), ("2.1", "D2")}
    removed = AuditEvent.objects.about(table).first().changes["removed"][0]
    assert removed == "I Bảo vệ biên giới; 1.1 Tuần tra; 1.2 Không để xảy ra vụ việc"


def test_move_criterion_inside_its_group(table, officer):
    assert services.move_criterion(table.criteria.get(code="2.2"), by=officer, up=True)
    assert codes(table) == ["I", "1.1", "1.2", "II", "2.2", "2.1"]
    assert not services.move_criterion(table.criteria.get(code="2.2"), by=officer, up=True)
    assert services.move_criterion(table.criteria.get(code="II"), by=officer, up=True)
    assert codes(table) == ["II", "2.2", "2.1", "I", "1.1", "1.2"]


# Targets --------------------------------------------------------------------------------------------------------------


def test_set_targets_all_kinds_of_cell(table, officer):
    assert services.set_targets(table, by=officer, targets=FULL) == 4
    assert targets(table) == FULL
    assert services.set_targets(table, by=officer, targets=FULL) == 0
    change = {("1.1", "D1"): None, ("1.1", "D2"): Decimal(12), ("2.1", "D1"): "not_assigned"}
    assert services.set_targets(table, by=officer, targets=change) == 3
    assert targets(table) == {
        ("1.1", "D2"): Decimal(12),
        ("2.1", "D1"): "not_assigned",
        ("2.1", "D2"): Decimal(85),
    }
    event = AuditEvent.objects.about(table).first()
    assert event.changes == {
        "1.1 · Đồn 1": ["480", None],
        "1.1 · Đồn 2": ["không giao", "12"],
        "2.1 · Đồn 1": ["98.5", "không giao"],
    }


@pytest.mark.parametrize("role", [Role.CLERK, Role.UNIT_LEADER, Role.VERIFIER])
def test_targets_are_never_written_by_the_scored_unit(table, stations, role):
    with pytest.raises(Forbidden):
        services.set_targets(table, by=UserFactory(role=role, over=stations[0]), targets=FULL)
    assert targets(table) == {}


def test_cluster_lead_sets_targets_of_the_others_only(officer, province, stations):
    cluster = ClusterFactory(organiser=province)
    join_cluster(cluster, *stations)
    period = PeriodFactory(unit=province, cluster=cluster, state=PeriodState.DRAFT)
    lead = UserFactory(role=Role.CLUSTER_LEAD, over=cluster, unit=stations[0])
    table = services.create_set(period, by=lead, name="Bảng điểm cụm", tree=TREE)
    services.set_targets(table, by=lead, targets={("1.1", "D2"): Decimal(5)})
    with pytest.raises(Forbidden):
        services.set_targets(table, by=lead, targets={("1.1", "D1"): Decimal(1)})
    assert targets(table) == {("1.1", "D2"): 5}


@pytest.mark.parametrize(
    ("cell", "value", "sentence"),
    [
        (("1.1", "D1"), Decimal(0), "1.1 · Đồn 1: chỉ tiêu phải lớn hơn 0."),
        (("1.1", "D1"), Decimal(-4), "1.1 · Đồn 1: chỉ tiêu phải lớn hơn 0."),
        (("1.1", "D1"), Decimal("4.5"), "1.1 · Đồn 1: chỉ tiêu phải là số nguyên."),
        (("2.1", "D1"), Decimal("98.55"), "2.1 · Đồn 1: chỉ tiêu ghi 1 chữ số sau dấu phẩy."),
        (("2.1", "D1"), Decimal(101), "2.1 · Đồn 1: chỉ tiêu lớn nhất là 100."),
        (("1.2", "D1"), Decimal(1), "1.2 · Đồn 1: tiêu chí “đạt / không đạt” không có chỉ tiêu bằng số."),
        (("I", "D1"), "not_assigned", "I · Đồn 1: chỉ tiêu giao cho tiêu chí, không giao cho nhóm."),
        (("9.9", "D1"), Decimal(1), "Không có tiêu chí 9.9 trong bảng điểm."),
        (("1.1", "XX"), Decimal(1), "XX không phải đơn vị báo cáo của năm thi đua 2023."),
    ],
)
def test_set_targets_refuses_and_writes_nothing(table, officer, cell, value, sentence):
    with pytest.raises(RuleViolation) as refused:
        services.set_targets(table, by=officer, targets={("2.1", "D2"): Decimal(85), cell: value})
    assert refused.value.message == sentence
    assert targets(table) == {}


def test_fewer_is_better_needs_no_target_and_takes_only_zero(table, officer):
    Criterion.objects.filter(code="1.1").update(deduction=Decimal(2))
    assert services.set_targets(table, by=officer, targets={("1.1", "D1"): Decimal(0)}) == 0
    with pytest.raises(RuleViolation, match="càng ít càng tốt"):
        services.set_targets(table, by=officer, targets={("1.1", "D1"): Decimal(3)})
    assert table.units_without_target() == {"Đồn 1": ["2.1"], "Đồn 2": ["2.1"]}


def test_set_targets_many_cells_few_queries(table, officer, province, django_assert_num_queries):
    for n in range(3, 31):
        UnitFactory(code=f"D{n}", parent=province, sort=n)
    many = {("1.1", f"D{n}"): Decimal(n) for n in range(1, 31)}
    assert officer.grants  # loaded once a request
    with django_assert_num_queries(8):  # 30 cells and 1 cell alike
        services.set_targets(table, by=officer, targets=many)
    table.refresh_from_db()
    with django_assert_num_queries(8):
        services.set_targets(table, by=officer, targets={("2.1", "D1"): Decimal(5)})


# Lock -----------------------------------------------------------------------------------------------------------------


def test_lock_names_every_sum_and_every_missing_target(table, officer):
    Criterion.objects.filter(code="1.2").update(max_points=Decimal("19.5"))
    services.set_targets(table, by=officer, targets={("1.1", "D1"): Decimal(480), ("2.1", "D1"): Decimal(90)})
    with pytest.raises(RuleViolation) as refused:
        services.lock_set(table, by=officer)
    assert refused.value.reasons == [
        "Nhóm I: các tiêu chí con cộng lại 59,5 điểm, nhóm ghi 60 điểm.",
        "Đồn 2: chưa có chỉ tiêu 1.1, 2.1.",
    ]
    table.refresh_from_db()
    assert table.state == SetState.DRAFT


def test_locked_table_is_not_changed(table, officer):
    services.set_targets(table, by=officer, targets=FULL)
    services.lock_set(table, by=officer)
    row = table.criteria.get(code="1.1")
    acts = [
        lambda: services.set_targets(table, by=officer, targets={("1.1", "D1"): Decimal(1)}),
        lambda: services.add_criterion(table, by=officer, code="9", name="x", kind="by_hand", max_points=Decimal(1)),
        lambda: services.edit_criterion(row, by=officer, code="9", name="x", kind="by_hand", max_points=Decimal(1)),
        lambda: services.remove_criterion(row, by=officer),
        lambda: services.move_criterion(row, by=officer, up=False),
        lambda: services.edit_set(table, by=officer, name="x", basis="", total_points=Decimal(1)),
        lambda: services.lock_set(table, by=officer),
    ]
    for act in acts:
        with pytest.raises(StateConflict):
            act()
    assert targets(table) == FULL


def test_unlock_until_the_first_result(table, officer, stations):
    services.set_targets(table, by=officer, targets=FULL)
    services.lock_set(table, by=officer)
    services.unlock_set(table, by=officer, reason="Sửa chỉ tiêu đồn 2")
    services.lock_set(table, by=officer)
    sheet = ResultSheet.objects.create(term=TermFactory(period=table.period), unit=stations[0])
    ResultEntry.objects.create(sheet=sheet, criterion=table.criteria.get(code="1.1"), value=1)
    with pytest.raises(RuleViolation) as refused:
        services.unlock_set(table, by=officer, reason="Sửa nữa")
    assert refused.value.reasons == ["Đã có đơn vị nhập kết quả theo bảng điểm này."]


def test_visible_tables_follow_their_year(table, officer):
    stranger = UserFactory(role=Role.OFFICER, over=UnitFactory())
    assert list(CriteriaSet.objects.visible_to(officer)) == [table]
    assert list(CriteriaSet.objects.visible_to(stranger)) == []
