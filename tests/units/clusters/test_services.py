"""Members and leads of clusters by period."""

from datetime import date

import pytest

from tests.factories import UnitFactory, UserFactory
from thidua.errors import Forbidden, RuleViolation
from units.accounts.enums import Role
from units.clusters import services
from units.models import AuditEvent, Cluster, ClusterTerm

pytestmark = pytest.mark.django_db
DAY = date(2021, 9, 1)


@pytest.fixture
def province():
    return UnitFactory(code="LA")


@pytest.fixture
def officer(province):
    return UserFactory(role=Role.OFFICER, over=province)


@pytest.fixture
def units():
    return [UnitFactory(sort=number) for number in range(4)]


@pytest.fixture
def cluster(officer, province, units):
    return services.create_cluster(
        by=officer, code="CUM-2", name="Cụm thi đua số 2", organiser=province, members=units[:3], from_day=DAY
    )


def test_members_stand_in_the_order_given_from_their_day(cluster, units):
    assert list(cluster.members_on(DAY)) == units[:3]
    assert list(cluster.members_on(date(2021, 8, 31))) == []
    event = AuditEvent.objects.about(cluster).get()
    assert (event.action, event.unit_path) == ("clusters.create_cluster", cluster.organiser.path)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"code": "cụm 2"}, "code", "Mã cụm gồm chữ in hoa không dấu, chữ số và gạch nối, ví dụ CUM-2."),
        ({"code": "CUM-2"}, "code", "Mã CUM-2 đã dùng cho Cụm thi đua số 2."),
        ({"name": ""}, "name", "Trường này không được để trắng."),
    ],
)
def test_a_cluster_with_a_fault_is_refused(cluster, officer, province, changes, field, sentence):
    given = {"code": "CUM-3", "name": "Cụm 3", "organiser": province, "members": [], "from_day": DAY}
    with pytest.raises(RuleViolation) as refusal:
        services.create_cluster(by=officer, **{**given, **changes})
    assert (refusal.value.field, str(refusal.value)) == (field, sentence)
    assert list(Cluster.objects.all()) == [cluster]


def test_a_unit_is_a_member_once(cluster, officer, province, units):
    with pytest.raises(RuleViolation, match="đã là thành viên từ ngày 01/09/2021"):
        services.add_member(cluster, units[0], by=officer, from_day=date(2022, 1, 1))
    with pytest.raises(RuleViolation, match="Một đơn vị được chọn hai lần."):
        services.create_cluster(
            by=officer, code="CUM-3", name="Cụm 3", organiser=province, members=[units[0], units[0]], from_day=DAY
        )


def test_members_come_and_go_and_may_come_again(cluster, officer, units):
    services.add_member(cluster, units[3], by=officer, from_day=date(2022, 1, 1))
    services.remove_member(cluster, units[0], by=officer, on=date(2022, 6, 30))
    assert list(cluster.members_on(date(2022, 6, 30))) == units
    assert list(cluster.members_on(date(2022, 7, 1))) == units[1:]
    services.add_member(cluster, units[0], by=officer, from_day=date(2023, 1, 1))
    assert list(cluster.members_on(date(2023, 1, 1))) == [*units[1:], units[0]]
    assert list(cluster.members_on(date(2022, 1, 1))) == units


def test_a_lead_hands_over_before_leaving(cluster, officer, units):
    services.set_lead(cluster, units[0], by=officer, from_day=DAY)
    with pytest.raises(RuleViolation, match="còn là Cụm trưởng; chuyển giao trước khi rời cụm."):
        services.remove_member(cluster, units[0], by=officer, on=date(2022, 1, 1))


def test_a_new_lead_ends_the_term_before_the_day_before(cluster, officer, units):
    services.set_lead(cluster, units[0], by=officer, from_day=DAY)
    term = services.set_lead(cluster, units[1], by=officer, from_day=date(2023, 1, 1), basis="Biên bản 20/9/2022")
    assert cluster.lead_on(date(2022, 12, 31)) == units[0]
    assert cluster.lead_on(date(2023, 1, 1)) == units[1]
    assert cluster.terms.exclude(pk=term.pk).get().valid_to == date(2022, 12, 31)
    event = AuditEvent.objects.about(cluster).first()
    assert event.action == "clusters.set_lead"
    assert event.facts == {"basis": "Biên bản 20/9/2022"}


def test_a_deputy_who_becomes_lead_is_deputy_no_longer(cluster, officer, units):
    services.set_lead(cluster, units[0], by=officer, from_day=DAY)
    services.set_lead(cluster, units[1], by=officer, from_day=DAY, role="deputy")
    services.set_lead(cluster, units[1], by=officer, from_day=date(2023, 1, 1))
    assert list(cluster.terms.in_force(date(2023, 1, 1)).values_list("role", "unit")) == [("lead", units[1].pk)]


@pytest.mark.parametrize(
    ("member", "day", "role", "sentence"),
    [
        (3, date(2022, 1, 1), "lead", "không phải thành viên"),
        (0, date(2022, 1, 1), "lead", "đang là Cụm trưởng."),
        (1, DAY, "lead", "đã là Cụm trưởng từ ngày 01/09/2021; chọn ngày sau đó."),
        (0, date(2022, 1, 1), "deputy", "đang là Cụm trưởng."),
    ],
)
def test_a_wrong_lead_is_refused_and_the_term_goes_on(cluster, officer, units, member, day, role, sentence):
    services.set_lead(cluster, units[0], by=officer, from_day=DAY)
    with pytest.raises(RuleViolation, match=sentence):
        services.set_lead(cluster, units[member], by=officer, from_day=day, role=role)
    assert [(term.unit, term.valid_to) for term in ClusterTerm.objects.all()] == [(units[0], None)]


def test_only_the_organisers_officer_edits(cluster, units):
    for user in (
        UserFactory(role=Role.OFFICER, over=units[0]),
        UserFactory(role=Role.ADMINISTRATOR, over=cluster.organiser),
        UserFactory(role=Role.CLUSTER_LEAD, over=cluster),
    ):
        with pytest.raises(Forbidden):
            services.add_member(cluster, units[3], by=user, from_day=date(2022, 1, 1))


def test_a_lead_alone_moves_nothing(cluster, officer, units):
    """The lead changes hands by a handover that both sides sign, never by one person's form."""
    services.set_lead(cluster, units[0], by=officer, from_day=DAY)
    lead = UserFactory(role=Role.CLUSTER_LEAD, over=cluster, unit=units[0])
    with pytest.raises(Forbidden):
        services.set_lead(cluster, units[1], by=lead, from_day=date(2023, 1, 1))
    assert cluster.lead_on(date(2023, 1, 1)) == units[0]
