"""Mergers, splits, taking back: what goes over on the day, what stays as it was, what stands in the way."""

from datetime import date, timedelta

import pytest
from django.core import serializers

from tests.factories import (
    ClusterFactory,
    PersonFactory,
    UnitFactory,
    UserFactory,
    grant,
    join_cluster,
    lead_cluster,
)
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import (
    ActUnit,
    AuditEvent,
    ClusterMembership,
    ClusterTerm,
    Person,
    Posting,
    RoleGrant,
    StructureAct,
    Unit,
    UnitLineage,
    UnitName,
    UnitParent,
    UnitStatus,
    User,
)
from units.people import services as people
from units.structure import reorganise, services
from units.structure.enums import ActKind
from units.structure.reorganise import Part, attempt, merge_units, split_unit, undo_act

pytestmark = pytest.mark.django_db
DAY = date(2022, 7, 1)
EVE = DAY - timedelta(days=1)
TABLES = (Unit, UnitName, UnitParent, UnitStatus, Person, Posting, User, RoleGrant, ClusterMembership, ClusterTerm)


def world() -> list[str]:
    """Everything the acts may write, row by row."""
    return [serializers.serialize("json", model.objects.order_by("pk")) for model in TABLES]


@pytest.fixture
def province():
    return UnitFactory(code="LA", name="Bộ Chỉ huy BĐBP tỉnh Long An", short_name="BĐBP Long An", is_reporting=False)


@pytest.fixture
def officer(province):
    return UserFactory(role=Role.OFFICER, over=province)


@pytest.fixture
def administrator(province):
    return UserFactory(role=Role.ADMINISTRATOR, over=province)


@pytest.fixture
def posts(province):
    """Two posts with people, a station, a cluster they are in and its lead."""
    made = [
        UnitFactory(code=f"LA-0{n}", parent=province, sort=n, name=f"Đồn Biên phòng {name}", short_name=f"Đồn {name}")
        for n, name in ((1, "Bình Hiệp"), (2, "Mỹ Quý"))
    ]
    for unit in made:
        unit.station = UnitFactory(code=f"{unit.code}-T", parent=unit, short_name=f"Trạm {unit.code}")
        unit.person = PersonFactory(unit=unit, position="Đồn trưởng")
        Posting.objects.create(person=unit.person, unit=unit, position="Đồn trưởng", valid_from=date(2020, 1, 1))
        unit.clerk = UserFactory(role=Role.CLERK, over=unit, person=unit.person)
    cluster = ClusterFactory(organiser=province)
    join_cluster(cluster, *made)
    lead_cluster(cluster, made[1])
    made[0].cluster = cluster
    return made


GIVEN = {
    "code": "LA-10",
    "name": "Đồn Biên phòng Bình Quý",
    "short_name": "Đồn Bình Quý",
    "from_day": DAY,
    "basis": "QĐ 99/QĐ-BTL",
    "reason": "Tinh gọn",
}


def merged(posts, by, **changes) -> StructureAct:
    return merge_units(posts, by=by, **{**GIVEN, **changes})


# --- merge ----------------------------------------------------------------------------------------------------------


def test_a_merger_ends_the_old_units_and_moves_what_lives_in_them(officer, province, posts):
    gone = PersonFactory(unit=posts[0], left_on=date(2021, 1, 1))
    act = merged(posts, officer, clusters=[posts[0].cluster])
    heir = Unit.objects.get(code="LA-10")
    old = [Unit.objects.get(pk=post.pk) for post in posts]
    assert [unit.closed_on for unit in old] == [EVE, EVE]
    assert (heir.founded_on, heir.parent, heir.strength, heir.is_reporting) == (DAY, province, 80, True)
    for post in posts:
        person, station = Person.objects.get(pk=post.person.pk), Unit.objects.get(pk=post.station.pk)
        assert person.unit == heir
        rows = person.postings.order_by("valid_from").values_list("unit", "position", "valid_from", "valid_to")
        assert list(rows) == [
            (post.pk, "Đồn trưởng", date(2020, 1, 1), EVE),
            (heir.pk, "Đồn trưởng", DAY, None),
        ]
        assert station.parent == heir
        assert station.path == f"{heir.path}{station.pk}/"
        assert (station.parent_on(EVE), station.parent_on(DAY)) == (post, heir)
        assert User.objects.get(pk=post.clerk.pk).unit == heir
        assert list(post.role_grants.values_list("valid_to", flat=True)) == [EVE]
    gone.refresh_from_db()
    assert gone.unit == posts[0]
    cluster = posts[0].cluster
    assert list(cluster.members_on(EVE)) == posts
    assert list(cluster.members_on(DAY)) == [heir]
    assert (cluster.lead_on(EVE), cluster.lead_on(DAY)) == (posts[1], None)
    assert list(act.lines.values_list("predecessor", "successor")) == [(post.pk, heir.pk) for post in posts]
    assert (act.kind, act.unit, act.effective_on, act.basis, act.reason, act.by) == (
        ActKind.MERGE,
        province,
        DAY,
        "QĐ 99/QĐ-BTL",
        "Tinh gọn",
        officer,
    )
    assert act.title == "Sáp nhập Đồn Biên phòng Bình Hiệp, Đồn Biên phòng Mỹ Quý thành Đồn Biên phòng Bình Quý"
    assert {e.action for e in AuditEvent.objects.about(old[0])} == {"structure.merge_units"}
    assert not RoleGrant.objects.filter(unit=heir).exists()


def test_before_the_day_everything_is_called_and_lies_as_it_was(officer, province, posts):
    merged(posts, officer)
    old = Unit.objects.get(pk=posts[0].pk)
    heir = Unit.objects.get(code="LA-10")
    assert old.name_on(EVE) == "Đồn Biên phòng Bình Hiệp"
    assert (old.parent_on(EVE), old.parent_on(DAY)) == (province, province)
    assert old.path.startswith(heir.path), "the heir keeps the papers"
    names = Unit.objects.within(province, date(2021, 1, 1), date(2021, 12, 31)).order_by("code")
    assert [unit.code for unit in names] == ["LA", "LA-01", "LA-01-T", "LA-02", "LA-02-T"]
    year = Unit.objects.within(province, date(2022, 1, 1), date(2022, 12, 31)).order_by("code")
    assert [unit.code for unit in year] == ["LA", "LA-01", "LA-01-T", "LA-02", "LA-02-T", "LA-10"]
    after = Unit.objects.within(province, DAY, date(2023, 12, 31)).order_by("code")
    assert [unit.code for unit in after] == ["LA", "LA-01-T", "LA-02-T", "LA-10"]
    in_post = Unit.objects.within(old, date(2021, 1, 1), date(2021, 12, 31)).order_by("code")
    assert [unit.code for unit in in_post] == ["LA-01", "LA-01-T"]


def test_one_unit_goes_into_another(officer, posts):
    act = merge_units([posts[1], posts[0]], into=posts[0], by=officer, from_day=DAY, basis="QĐ")
    assert act.title == "Sáp nhập Đồn Biên phòng Mỹ Quý vào Đồn Biên phòng Bình Hiệp"
    assert [Unit.objects.get(pk=post.pk).closed_on for post in posts] == [None, EVE]
    assert Person.objects.get(pk=posts[1].person.pk).unit == posts[0]
    assert list(posts[0].role_grants.values_list("valid_to", flat=True)) == [None]


def test_roles_go_on_only_when_an_administrator_says_so(officer, administrator, posts):
    with pytest.raises(Forbidden):
        merged(posts, officer, carry_roles=True)
    merged(posts, administrator, carry_roles=True)
    heir = Unit.objects.get(code="LA-10")
    assert sorted(heir.role_grants.values_list("user", "role", "valid_from", "granted_by")) == sorted(
        (post.clerk.pk, Role.CLERK, DAY, administrator.pk) for post in posts
    )


def test_who_held_a_role_on_both_units_holds_it_once_and_a_substitute_not_at_all(administrator, posts):
    first = RoleGrant.objects.get(unit=posts[0], user=posts[0].clerk)
    RoleGrant.objects.create(unit=posts[1], user=posts[0].clerk, role=Role.CLERK, valid_from=date(2020, 1, 1))
    RoleGrant.objects.create(
        unit=posts[0], user=posts[1].clerk, role=Role.UNIT_LEADER, stands_for=first, valid_from=date(2022, 1, 1),
        valid_to=date(2022, 12, 31),
    )  # fmt: skip
    merged(posts, administrator, carry_roles=True)
    heir = Unit.objects.get(code="LA-10")
    assert sorted(heir.role_grants.values_list("user", "role")) == sorted((p.clerk.pk, Role.CLERK) for p in posts)


def test_who_left_or_was_posted_after_the_day_follows_the_units(officer, posts):
    leaver, late = (PersonFactory(unit=posts[0]) for _ in range(2))
    Posting.objects.create(person=leaver, unit=posts[0], position="A", valid_from=date(2020, 1, 1))
    people.end_service(leaver, by=officer, on=date(2022, 8, 1), reason="Nghỉ hưu")
    Posting.objects.create(person=late, unit=posts[0], position="B", valid_from=date(2022, 9, 1))
    merged(posts, officer)
    heir = Unit.objects.get(code="LA-10")
    rows = leaver.postings.order_by("valid_from").values_list("unit", "valid_from", "valid_to")
    assert list(rows) == [(posts[0].pk, date(2020, 1, 1), EVE), (heir.pk, DAY, date(2022, 8, 1))]
    assert list(late.postings.values_list("unit", "valid_from")) == [(heir.pk, date(2022, 9, 1))]


def test_a_cluster_ends_with_the_unit_that_organises_it(officer, province, posts):
    own = ClusterFactory(organiser=posts[0])
    join_cluster(own, posts[0].station)
    merged(posts, officer)
    assert (list(own.members_on(EVE)), list(own.members_on(DAY))) == ([posts[0].station], [])


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"from_day": date(2015, 1, 1)}, "from_day", "Đồn Bình Hiệp: ngày có hiệu lực phải sau ngày 01/01/2015."),
        ({"basis": " "}, "basis", "Ghi số, ngày, nơi ban hành của quyết định."),
        ({"code": "LA-01"}, "code", "Mã LA-01 đã dùng cho Đồn Bình Hiệp."),
    ],
)
def test_a_merger_is_refused_with_its_reason_and_changes_nothing(officer, posts, changes, field, sentence):
    before = world()
    with pytest.raises(RuleViolation) as error:
        merged(posts, officer, **changes)
    assert (error.value.field, error.value.message) == (field, sentence)
    assert world() == before


def test_what_lies_in_each_other_is_not_merged(officer, province, posts):
    with pytest.raises(RuleViolation, match="Trạm LA-01 thuộc Đồn Bình Hiệp"):
        merged([posts[0], posts[0].station], officer)
    with pytest.raises(RuleViolation, match="Trạm LA-01 thuộc Đồn Bình Hiệp; chuyển cấp trên trước"):
        merge_units([posts[0]], into=posts[0].station, by=officer, from_day=DAY, basis="QĐ")
    with pytest.raises(RuleViolation, match="không thể là cấp trên"):
        merged(posts, officer, parent=posts[0].station)
    with pytest.raises(RuleViolation, match="ít nhất hai"):
        merged(posts[:1], officer)
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(RuleViolation, match="không được sau hôm nay"):
        merged(posts, officer, from_day=tomorrow)


def test_whoever_does_not_look_after_every_unit_may_not_merge(posts, officer):
    with pytest.raises(Forbidden):
        merged([posts[0], UnitFactory()], officer)
    with pytest.raises(Forbidden):
        merged(posts, UserFactory(role=Role.OFFICER, over=posts[0]))


@pytest.mark.parametrize("count", [1, 30])
def test_a_merger_costs_the_same_for_one_and_thirty_people(officer, posts, django_assert_num_queries, count):
    for _ in range(count):
        person = PersonFactory(unit=posts[0])
        Posting.objects.create(person=person, unit=posts[0], position="A", valid_from=date(2020, 1, 1))
    with django_assert_num_queries(110):
        merged(posts, officer)


# --- preview --------------------------------------------------------------------------------------------------------


def test_a_preview_tells_everything_and_does_nothing(officer, posts):
    before = world()
    draft = attempt("", merge_units, posts, by=officer, **GIVEN)
    assert draft.act is None
    assert world() == before
    assert StructureAct.objects.count() == 0
    told = {section["title"]: section["lines"] for section in draft.sections}
    assert list(told) == [
        "Đơn vị mới",
        "Đơn vị kết thúc",
        "Cấp trên",
        "Cá nhân chuyển đơn vị",
        "Tài khoản chuyển đơn vị",
        "Vai trò kết thúc",
        "Ra khỏi cụm",
        "Thôi giữ chức trong cụm",
    ]
    assert told["Đơn vị mới"] == ["Đồn Biên phòng Bình Quý (LA-10), trực thuộc BĐBP Long An"]
    assert told["Đơn vị kết thúc"] == [f"{post.name}: hết ngày 30/06/2022" for post in posts]
    assert told["Cá nhân chuyển đơn vị"] == [
        f"{post.person}, Đồn trưởng: {post.short_name} → Đồn Bình Quý" for post in posts
    ]
    assert told["Thôi giữ chức trong cụm"] == [f"Đồn Mỹ Quý: Cụm trưởng {posts[0].cluster}"]


def test_an_act_is_done_only_as_it_was_shown(officer, posts):
    seen = attempt("", merge_units, posts, by=officer, **GIVEN)
    newcomer = PersonFactory(unit=posts[0], full_name="Trần Văn Mới")
    again = attempt(seen.mark, merge_units, posts, by=officer, **GIVEN)
    assert again.act is None, "somebody came meanwhile: the list is another one"
    done = attempt(again.mark, merge_units, posts, by=officer, **GIVEN)
    newcomer.refresh_from_db()
    assert newcomer.unit.code == "LA-10"
    assert done.act.summary == again.sections


# --- take back ------------------------------------------------------------------------------------------------------


def test_taking_back_leaves_everything_as_it_was_and_the_act_on_record(officer, administrator, posts):
    grant(officer, Role.ADMINISTRATOR, posts[0].parent)
    before = world()
    act = merged(posts, officer, clusters=[posts[0].cluster], carry_roles=True)
    assert world() != before
    undo_act(act, by=officer, reason="Nhầm ngày")
    assert world() == before
    act.refresh_from_db()
    assert (act.undone_by, act.undo_reason, act.is_undone) == (officer, "Nhầm ngày", True)
    assert act.summary[0]["lines"] == ["Đồn Biên phòng Bình Quý (LA-10), trực thuộc BĐBP Long An"]
    assert UnitLineage.objects.count() == 0
    assert set(ActUnit.objects.values_list("unit__code", flat=True)) == {"LA-01", "LA-01-T", "LA-02", "LA-02-T"}
    assert AuditEvent.objects.about(posts[0]).first().action == "structure.undo_act"
    with pytest.raises(StateConflict):
        undo_act(act, by=officer, reason="Lần nữa")
    merged(posts, officer)


def test_taking_back_an_absorption_reopens_the_unit(officer, posts):
    before = world()
    act = merge_units(posts, into=posts[0], by=officer, from_day=DAY, basis="QĐ")
    undo_act(act, by=officer, reason="Nhầm")
    assert world() == before


@pytest.mark.parametrize("kind", list(ActKind))
def test_every_kind_of_act_can_be_taken_back(officer, province, posts, kind):
    one = posts[0]
    empty = UnitFactory(code="LA-09", parent=province)
    before = world()
    acts = {
        ActKind.CREATE: lambda: services.create_unit(
            by=officer, code="LA-77", kind=one.kind, name="Đồn X", short_name="X", parent=province, founded_on=DAY
        ),
        ActKind.RENAME: lambda: services.rename_unit(
            one, by=officer, name="Đồn Y", short_name="Y", from_day=DAY, basis="Q"
        ),
        ActKind.MOVE: lambda: services.move_unit(one, by=officer, parent=posts[1], from_day=DAY, basis="Q"),
        ActKind.RECLASS: lambda: services.reclass_unit(
            one, by=officer, kind=one.kind, authority=province, from_day=DAY, basis="Q"
        ),
        ActKind.MERGE: lambda: merged(posts, officer),
        ActKind.SPLIT: lambda: split(one, officer),
        ActKind.CLOSE: lambda: services.close_unit(empty, by=officer, on=EVE, basis="Q"),
    }
    acts[kind]()
    act = StructureAct.objects.get()
    assert act.kind == kind
    assert act.summary
    undo_act(act, by=officer, reason="Nhầm")
    assert world() == before


def test_what_rests_on_an_act_keeps_it(officer, province, posts):
    act = merged(posts, officer)
    heir = Unit.objects.get(code="LA-10")
    people.transfer(
        Person.objects.get(pk=posts[0].person.pk), by=officer, unit=heir, position="Phó", from_day=date(2022, 9, 1)
    )
    PersonFactory(unit=heir)
    grant(UserFactory(), Role.CLERK, heir)
    services.rename_unit(heir, by=officer, name="Đồn BQ", short_name="BQ", from_day=date(2022, 10, 1), basis="Q")
    line = act.lines.first()
    reorganise.confirm_line(line, by=officer, reason="Cùng quân số")
    with pytest.raises(RuleViolation) as error:
        undo_act(act, by=officer, reason="Nhầm")
    assert error.value.message == "Chưa thể hoàn lại."
    assert error.value.reasons == [
        "Có việc làm sau: Đổi tên Đồn Biên phòng Bình Quý thành Đồn BQ (01/10/2022).",
        "Đã xác nhận tính liên tục thành tích từ Đồn Bình Hiệp sang BQ.",
        "Tên đã thay đổi sau đó: BQ.",
        f"Quá trình công tác đã thay đổi sau đó: {posts[0].person}.",
        "Đơn vị mới đã có 1 tên khác.",
        "Đơn vị mới đã có 1 cá nhân.",
        "Đơn vị mới đã có 1 lượt công tác của cá nhân.",
        "Đơn vị mới đã có 1 vai trò được cấp.",
    ]
    assert Unit.objects.filter(code="LA-10").exists()


def test_who_has_moved_on_since_keeps_the_act(officer, posts):
    act = merge_units(posts, into=posts[0], by=officer, from_day=DAY, basis="QĐ")
    person = Person.objects.get(pk=posts[1].person.pk)
    people.transfer(person, by=officer, unit=posts[0].station, position="Trạm trưởng", from_day=date(2022, 9, 1))
    assert reorganise.what_rests_on(act) == [
        f"Quá trình công tác đã thay đổi sau đó: {person}.",
        f"Người đã chuyển đi hoặc thôi phục vụ sau đó: {person}.",
    ]


def test_taking_back_needs_a_reason_and_the_right(officer, posts):
    act = merged(posts, officer)
    with pytest.raises(RuleViolation, match="Ghi lý do hoàn lại"):
        undo_act(act, by=officer, reason=" ")
    with pytest.raises(Forbidden):
        undo_act(act, by=UserFactory(role=Role.CLERK, over=posts[0]), reason="A")


# --- split ----------------------------------------------------------------------------------------------------------


def split(unit, by, **changes) -> StructureAct:
    parts = [
        Part("LA-21", "Đồn Biên phòng Bình", "Đồn Bình"),
        Part("LA-22", "Đồn Biên phòng Hiệp", "Đồn Hiệp", children=frozenset({unit.station.pk})),
    ]
    return split_unit(unit, by=by, **{"parts": parts, "goes_on": False, "from_day": DAY, "basis": "QĐ 7", **changes})


def test_a_split_sends_whom_the_officer_chose_and_the_rest_to_the_first(officer, province, posts):
    one, chosen = posts[0], PersonFactory(unit=posts[0])
    parts = [
        Part("LA-21", "Đồn Biên phòng Bình", "Đồn Bình"),
        Part("LA-22", "Đồn Biên phòng Hiệp", "Đồn Hiệp", frozenset({chosen.pk}), frozenset({one.station.pk})),
    ]
    act = split(one, officer, parts=parts, clusters=[one.cluster])
    first, second = Unit.objects.get(code="LA-21"), Unit.objects.get(code="LA-22")
    assert (Person.objects.get(pk=one.person.pk).unit, Person.objects.get(pk=chosen.pk).unit) == (first, second)
    assert Unit.objects.get(pk=one.station.pk).parent == second
    assert Unit.objects.get(pk=one.pk).closed_on == EVE
    assert (first.parent, first.kind, second.kind) == (province, one.kind, one.kind)
    assert list(one.cluster.members_on(DAY)) == [first, second, posts[1]]
    assert list(act.lines.values_list("successor", flat=True)) == [first.pk, second.pk]
    assert act.title == "Chia Đồn Biên phòng Bình Hiệp thành Đồn Biên phòng Bình, Đồn Biên phòng Hiệp"


def test_a_unit_may_go_on_beside_what_was_split_off(officer, posts):
    one = posts[0]
    part = Part("LA-21", "Đồn Biên phòng Bình", "Đồn Bình", children=frozenset({one.station.pk}))
    act = split(one, officer, parts=[part], goes_on=True)
    assert act.title == "Tách Đồn Biên phòng Bình khỏi Đồn Biên phòng Bình Hiệp"
    assert Unit.objects.get(pk=one.pk).closed_on is None
    assert Person.objects.get(pk=one.person.pk).unit == one
    assert Unit.objects.get(pk=one.station.pk).parent.code == "LA-21"
    assert list(one.role_grants.values_list("valid_to", flat=True)) == [None]
    assert list(one.cluster.members_on(DAY)) == posts


def test_a_split_is_refused_with_its_reason(officer, province, posts):
    with pytest.raises(RuleViolation, match="ít nhất hai đơn vị mới"):
        split(posts[0], officer, parts=[Part("LA-21", "A", "A")])
    with pytest.raises(RuleViolation, match="ít nhất một đơn vị mới"):
        split(posts[0], officer, parts=[], goes_on=True)
    with pytest.raises(RuleViolation, match="Đơn vị gốc không chia tách được"):
        split_unit(province, by=officer, parts=[], goes_on=False, from_day=DAY, basis="Q")


# --- kind and authority ---------------------------------------------------------------------------------------------


def test_kind_and_deciding_level_hold_from_their_day(officer, province, posts):
    one = posts[0]
    services.load_kinds()
    post = services.create_unit(
        by=officer, code="LA-30", kind="don", name="Đồn Z", short_name="Z", parent=province, founded_on=date(2019, 1, 1)
    )
    services.reclass_unit(post, by=officer, kind="don-cua-khau", authority=one, from_day=DAY, basis="QĐ 3")
    assert [str(post.kind_on(day)) for day in (EVE, DAY)] == ["Đồn Biên phòng", "Đồn Biên phòng cửa khẩu"]
    assert [post.authority_on(day) for day in (EVE, DAY)] == [province, one]
    assert str(Unit.objects.get(pk=post.pk).kind) == "Đồn Biên phòng cửa khẩu"
    rows = post.statuses.order_by("valid_from").values_list("valid_from", "valid_to")
    assert list(rows) == [(date(2019, 1, 1), EVE), (DAY, None)]
    with pytest.raises(RuleViolation, match="giống hiện tại"):
        services.reclass_unit(
            post, by=officer, kind="don-cua-khau", authority=one, from_day=date(2022, 8, 1), basis="QĐ"
        )
    with pytest.raises(RuleViolation, match="không phải cấp trên"):
        services.reclass_unit(province, by=officer, kind="don", authority=one, from_day=DAY, basis="QĐ")


# --- awards in a row ------------------------------------------------------------------------------------------------


def test_a_line_is_confirmed_and_withdrawn_by_the_officer_with_a_reason(officer, administrator, posts):
    line = merged(posts, officer).lines.first()
    with pytest.raises(Forbidden):
        reorganise.confirm_line(line, by=administrator, reason="Cùng quân số")
    with pytest.raises(RuleViolation, match="Ghi lý do"):
        reorganise.confirm_line(line, by=officer, reason=" ")
    reorganise.confirm_line(line, by=officer, reason="Cùng quân số")
    line.refresh_from_db()
    assert (line.confirmed_by, line.reason, line.is_confirmed) == (officer, "Cùng quân số", True)
    with pytest.raises(StateConflict):
        reorganise.confirm_line(line, by=officer, reason="Lần nữa")
    reorganise.withdraw_line(line, by=officer, reason="Nhầm")
    line.refresh_from_db()
    assert not line.is_confirmed
    with pytest.raises(StateConflict):
        reorganise.withdraw_line(line, by=officer, reason="Lần nữa")
    events = AuditEvent.objects.filter(action__endswith="_line").order_by("pk").values_list("action", "reason")
    assert list(events) == [("structure.confirm_line", "Cùng quân số"), ("structure.withdraw_line", "Nhầm")]


def test_a_unit_and_the_one_below_it_are_taken_back_from_below(officer, province):
    kind = province.kind
    above = services.create_unit(
        by=officer, code="LA-70", kind=kind, name="Tiểu đoàn 70", short_name="d70", parent=province, founded_on=DAY
    )
    services.create_unit(
        by=officer, code="LA-71", kind=kind, name="Đại đội 71", short_name="c71", parent=above, founded_on=DAY
    )
    upper, lower = (StructureAct.objects.get(touched__unit__code=code) for code in ("LA-70", "LA-71"))
    with pytest.raises(RuleViolation):
        undo_act(upper, by=officer, reason="Nhầm")
    undo_act(lower, by=officer, reason="Nhầm")
    undo_act(upper, by=officer, reason="Nhầm")
    assert not Unit.objects.filter(code__in=["LA-70", "LA-71"]).exists()
    assert [act.unit for act in StructureAct.objects.filter(pk__in=[upper.pk, lower.pk])] == [province, province]
