"""Whole tables: copied, taken in from the level above, renewed while results are already there."""

from decimal import Decimal

import pytest

from awards.criteria import services, versions
from awards.criteria.enums import CriterionKind, SetState
from awards.criteria.queries import changes_between, commons_to_take, outline, table_of
from awards.criteria.states import in_use
from awards.models import CriteriaSet, Criterion, HandScore, Notification, ResultEntry, Target
from awards.scoring import services as scoring
from awards.scoring.queries import is_intact
from awards.years.enums import PeriodState
from tests.awards.criteria.test_services import FULL, TREE
from tests.awards.results.year import make_year
from tests.factories import PeriodFactory, UnitFactory, UserFactory
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role

pytestmark = pytest.mark.django_db
Q, H = CriterionKind.QUANTITATIVE, CriterionKind.BY_HAND


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
    made = services.create_set(period, by=officer, name="Bảng điểm 2023", tree=TREE)
    services.set_targets(made, by=officer, targets=FULL)
    return services.lock_set(made, by=officer)


def codes(table) -> list[str]:
    return [row.code for row in outline(table)]


# Copies ---------------------------------------------------------------------------------------------------------------


def test_a_table_is_copied_for_the_next_year_with_its_targets(table, officer, province, stations):
    following = PeriodFactory(unit=province, year=2024, state=PeriodState.DRAFT)
    copy = versions.copy_set(following, table, by=officer, name="Bảng điểm 2024", with_targets=True)
    assert (copy.state, copy.total_points, codes(copy)) == (SetState.DRAFT, 100, codes(table))
    assert copy.criteria.get(code="2.1").parent == copy.criteria.get(code="II")
    assert Target.objects.filter(criterion__criteria_set=copy).count() == 4
    assert copy.missing_to_lock() == []
    with pytest.raises(RuleViolation, match="đã có bảng điểm"):
        versions.copy_set(following, table, by=officer, name="Lần nữa")
    with pytest.raises(Forbidden):
        versions.copy_set(following, table, by=UserFactory(role=Role.CLERK, over=stations[0]), name="x")


# The common part ------------------------------------------------------------------------------------------------------


def test_the_common_part_of_the_level_above_is_read_only_beside_own_rows(province, officer, stations):
    command = UnitFactory(code="BTL", is_reporting=False)
    province.parent = command
    province.path = f"{command.path}{province.pk}/"
    province.save()
    officer = UserFactory(role=Role.OFFICER, over=province)
    chief = UserFactory(role=Role.OFFICER, over=command)
    above = services.create_set(PeriodFactory(unit=command), by=chief, name="Phần chung", tree=TREE[:1])
    own = PeriodFactory(unit=province, state=PeriodState.DRAFT)
    with pytest.raises(RuleViolation, match="không phải phần chung"):
        versions.start_with_common(own, above, by=officer, name="Bảng của tỉnh")
    services.edit_set(above, by=chief, name="Phần chung", basis="", total_points=Decimal(60), is_common=True)
    CriteriaSet.objects.filter(pk=above.pk).update(state=SetState.LOCKED)
    above.refresh_from_db()
    services.unlock_set(above, by=chief, reason="Sửa trước khi cấp dưới lấy")
    with pytest.raises(RuleViolation, match="hoặc chưa khóa"):
        versions.start_with_common(own, above, by=officer, name="Bảng của tỉnh")
    CriteriaSet.objects.filter(pk=above.pk).update(state=SetState.LOCKED)
    table = versions.start_with_common(own, above, by=officer, name="Bảng của tỉnh")
    assert (table.common, codes(table)) == (above, ["I", "1.1", "1.2"])
    above.refresh_from_db()
    with pytest.raises(RuleViolation) as refused:
        services.unlock_set(above, by=chief, reason="Sửa sau khi cấp dưới lấy")
    assert refused.value.reasons == [f"Cấp dưới đã lấy phần chung này: {province}. Lập bản mới để sửa."]
    inherited = table.criteria.get(code="1.1")
    for act in (
        lambda: services.edit_criterion(inherited, by=officer, code="1.1", name="x", kind=Q, max_points=Decimal(1)),
        lambda: services.remove_criterion(table.criteria.get(code="I"), by=officer),
        lambda: services.move_criterion(inherited, by=officer, up=False),
        lambda: services.add_criterion(
            table, by=officer, parent=table.criteria.get(code="I"), code="1.3", name="x", kind=H, max_points=Decimal(1)
        ),
    ):
        with pytest.raises(RuleViolation, match="thuộc phần chung của cấp trên"):
            act()
    services.add_criterion(table, by=officer, code="II", name="Riêng", kind=H, max_points=Decimal(40))
    services.edit_set(table, by=officer, name=table.name, basis="", total_points=Decimal(100))
    assert codes(table) == ["I", "1.1", "1.2", "II"]
    assert services.rules.table_problems(table.rows(), Decimal(100)) == []
    with pytest.raises(StateConflict, match="đã có phần chung"):
        versions.take_in_common(table, above, by=officer)


def test_a_new_version_of_the_common_part_is_told_below_and_taken_in_place_of_the_old(client, province, stations):
    command = UnitFactory(code="BTL", is_reporting=False)
    province.parent = command
    province.path = f"{command.path}{province.pk}/"
    province.save()
    for station in stations:
        station.path = f"{province.path}{station.pk}/"
        station.save()
    officer = UserFactory(role=Role.OFFICER, over=province)
    chief = UserFactory(role=Role.OFFICER, over=command)
    UserFactory(role=Role.CLERK, over=stations[0])
    above = services.create_set(PeriodFactory(unit=command), by=chief, name="Phần chung", tree=TREE[:1])
    services.edit_set(above, by=chief, name="Phần chung", basis="", total_points=Decimal(60), is_common=True)
    targets = {key: value for key, value in FULL.items() if key[0].startswith("1.")}
    CriteriaSet.objects.filter(pk=above.pk).update(state=SetState.LOCKED)
    own = PeriodFactory(unit=province, state=PeriodState.DRAFT)
    above.refresh_from_db()
    table = versions.start_with_common(own, above, by=officer, name="Bảng của tỉnh")
    services.add_criterion(table, by=officer, code="II", name="Riêng", kind=H, max_points=Decimal(40))
    services.set_targets(table, by=officer, targets=targets)
    given = Target.objects.filter(criterion__criteria_set=table)
    before = {(one.criterion.code, one.unit_id): one.value for one in given.select_related("criterion")}
    assert {code for code, _ in before} == {"1.1"}

    new = versions.new_version(above, by=chief, reason="Thêm dòng")
    row = new.criteria.get(code="1.2")
    services.edit_criterion(row, by=chief, code="1.2", name="Đổi tên", kind=row.kind, max_points=row.max_points)
    services.set_targets(
        new, by=chief, targets={(c.code, u.code): Decimal(1) for c in new.criteria.all() if c.needs_target for u in
                                new.of_period.reporting_units()}
    )  # fmt: skip
    versions.put_in_force(new, by=chief)
    told = Notification.objects.get()
    assert (told.user, told.link) == (officer, "/awards/criteria/?nam=2023&dv=LA")
    assert told.text == f"Phần chung “Phần chung” của {command} có bản 2: Thêm dòng. {own} còn theo bản cũ."

    table = table_of(own)
    assert (table.common_is_old, commons_to_take(officer, table)) == (True, [new])
    taken = [f"Cấp dưới đã lấy phần chung này: {province}. Lập bản mới để sửa."]
    new.refresh_from_db()
    assert (in_use(new), above.taken_below()) == ([], [str(province)])  # nobody has taken the new one yet
    client.force_login(officer)
    assert "Lấy bản mới" in client.get(told.link).content.decode()
    CriteriaSet.objects.filter(pk=table.pk).update(state=SetState.LOCKED)
    assert "Lập bản mới của bảng điểm rồi lấy phần chung mới" in client.get(told.link).content.decode()
    CriteriaSet.objects.filter(pk=table.pk).update(state=SetState.DRAFT)
    with pytest.raises(RuleViolation, match="không phải phần chung"):
        versions.take_in_common(table, above, by=officer)
    hung = HandScore.objects.create(
        period=own, criterion=table.criteria.get(code="1.2"), unit=stations[0], points=1, given_by=chief
    )
    with pytest.raises(StateConflict, match="lập bản mới rồi lấy"):
        versions.take_in_common(table, new, by=officer)
    hung.delete()
    versions.take_in_common(table, new, by=officer)
    table = table_of(own)
    assert (in_use(new), above.taken_below()) == (taken, [])
    assert (table.common, table.common_is_old, codes(table)) == (new, False, ["I", "1.1", "1.2", "II"])
    assert {one.inherited_from.criteria_set for one in table.criteria.exclude(code="II")} == {new}
    assert table.criteria.get(code="1.2").name == "Đổi tên"
    assert {(one.criterion.code, one.unit_id): one.value for one in given.select_related("criterion")} == before
    with pytest.raises(StateConflict, match="đã có phần chung"):
        versions.take_in_common(table, new, by=officer)


# Versions -------------------------------------------------------------------------------------------------------------


def test_a_new_version_is_written_beside_the_one_in_use(table, officer):
    new = versions.new_version(table, by=officer, reason="Điều chỉnh theo HD 15")
    assert (new.version, new.state, new.waits, new.is_in_force) == (2, SetState.DRAFT, True, False)
    assert table_of(table.of_period) == table
    assert table_of(table.of_period, "2") == new
    assert {t.criterion.code for t in Target.objects.filter(criterion__criteria_set=new)} == {"1.1", "2.1"}
    with pytest.raises(StateConflict, match="Bản 2 đang soạn"):
        versions.new_version(table, by=officer, reason="Nữa")
    with pytest.raises(StateConflict, match="cho bản mới có hiệu lực"):
        services.lock_set(new, by=officer)
    versions.drop_version(new, by=officer)
    assert list(CriteriaSet.objects.all()) == [table]
    with pytest.raises(RuleViolation, match="Ghi lý do"):
        versions.new_version(table, by=officer, reason=" ")


def test_a_version_with_wrong_sums_does_not_come_into_force(table, officer):
    new = versions.new_version(table, by=officer, reason="Sửa")
    services.remove_criterion(new.criteria.get(code="1.2"), by=officer)
    with pytest.raises(RuleViolation) as refused:
        versions.put_in_force(new, by=officer)
    assert refused.value.reasons == ["Nhóm I: các tiêu chí con cộng lại 40 điểm, nhóm ghi 60 điểm."]
    assert table_of(table.of_period) == table
    table.refresh_from_db()
    assert table.state == SetState.LOCKED


def test_figures_follow_by_code_and_frozen_boards_keep_their_version():
    """1.1 keeps its meaning, 1.2 is gone, 1.3 is measured otherwise, 1.4 by hand with less points."""
    year = make_year(units=2, terms=1, kinds=[Q, Q, Q, H], max_points="10", target="5")
    old = year.criteria_set
    for unit in (0, 1):
        year.verified(unit)
        scoring.give_points(year.period, year.leaves[3], year.units[unit], 8, by=year.officer)
    board = scoring.compute_board(year.period, year.cluster, by=year.officer)
    scoring.freeze_board(board, by=year.officer)
    before = {score.unit.code: score.total for score in board.unit_scores.all()}

    new = versions.new_version(old, by=year.officer, reason="Điều chỉnh giữa năm")
    rows = {row.code: row for row in new.criteria.all()}
    services.remove_criterion(rows["1.2"], by=year.officer)
    services.edit_criterion(
        rows["1.3"], by=year.officer, code="1.3", name="Tỷ lệ", kind=Q, max_points=Decimal(10), measure="%"
    )
    services.edit_criterion(rows["1.4"], by=year.officer, code="1.4", name="Tay", kind=H, max_points=Decimal(7))
    added = {"code": "1.5", "name": "Mới", "kind": H, "max_points": Decimal(13)}
    services.add_criterion(new, by=year.officer, parent=rows["I"], **added)
    services.set_targets(new, by=year.officer, targets={("1.3", unit.code): Decimal(90) for unit in year.units})
    changes = {(one.tone, one.code): one.aside for one in changes_between(old, new)}
    assert changes == {("new", "1.5"): 0, ("changed", "1.3"): 2, ("changed", "1.4"): 0, ("gone", "1.2"): 2}

    versions.put_in_force(new, by=year.officer)
    assert table_of(year.period) == new
    followed = ResultEntry.objects.filter(criterion__criteria_set=new)
    assert set(followed.values_list("criterion__code", flat=True)) == {"1.1"}
    aside = ResultEntry.objects.filter(criterion__criteria_set=old)
    assert sorted(aside.values_list("criterion__code", flat=True)) == ["1.2", "1.2", "1.3", "1.3"]
    assert year.period.hand_scores.filter(criterion__criteria_set=new).count() == 0  # 8 points are more than 7
    old.refresh_from_db()
    assert (old.state, old.period, old.of_period) == (SetState.REPLACED, None, year.period)

    board.refresh_from_db()
    assert is_intact(board)
    assert {row.code for row in board.criteria()} == {"I", "1.1", "1.2", "1.3", "1.4"}
    assert {score.unit.code: score.total for score in board.unit_scores.all()} == before
    again = scoring.compute_board(year.period, year.cluster, by=year.officer, reason="Theo bản 2")
    assert (again.version, again.criteria_set) == (2, new)
    assert Criterion.objects.filter(criteria_set__period=year.period).count() == 5


def test_putting_in_force_twice_and_by_others(table, officer, stations):
    new = versions.new_version(table, by=officer, reason="Sửa")
    with pytest.raises(Forbidden):
        versions.put_in_force(new, by=UserFactory(role=Role.CLERK, over=stations[0]))
    versions.put_in_force(new, by=officer)
    with pytest.raises(StateConflict):
        versions.put_in_force(new, by=officer)
    third = versions.new_version(CriteriaSet.objects.get(period=table.of_period), by=officer, reason="Nữa")
    assert third.version == 3
