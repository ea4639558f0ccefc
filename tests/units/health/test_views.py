"""The state of the data: every check finds its planted fault, nothing else, and only inside the reader's subtree."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from tests.factories import ClusterFactory, PersonFactory, UnitFactory, UserFactory, grant, join_cluster, lead_cluster
from thidua import clock
from units.accounts.enums import Role
from units.health.queries import BY_NAME, CHECKS
from units.models import (
    ClusterMembership,
    ClusterTerm,
    Hold,
    Posting,
    RankPeriod,
    RoleGrant,
    UnitName,
    UnitParent,
    UnitStatus,
)
from units.people.enums import Rank

pytestmark = pytest.mark.django_db
INDEX = reverse("units:health.index")
TODAY = clock.today()
DAY = timedelta(days=1)
LONG_AGO = date(2015, 1, 1)


def sound(province):
    """A small province without any fault; what the planters below disturb."""
    post = UnitFactory(parent=province)
    person = PersonFactory(unit=post, birth_date=date(1990, 5, 1))
    RankPeriod.objects.create(person=person, rank=Rank.CAPTAIN, valid_from=LONG_AGO)
    Posting.objects.create(person=person, unit=post, position="Đội trưởng", valid_from=LONG_AGO)
    cluster = ClusterFactory(organiser=province)
    join_cluster(cluster, post)
    lead_cluster(cluster, post)
    clerk = UserFactory(role=Role.CLERK, over=post, last_login=clock.now())
    return post, person, cluster, clerk


def twice(model, **fields):
    """Two rows that share a day, past the check of save()."""
    model.objects.bulk_create([model(valid_from=date(2016, 1, 1), valid_to=date(2016, 6, 1), **fields)])


def torn(model, row, **fields):
    """The row ends, and the next one begins a day too late."""
    model.objects.filter(pk=row.pk).update(valid_to=date(2020, 1, 31))
    model.objects.bulk_create([model(valid_from=date(2020, 2, 2), **fields)])


def sewn(model, row, **fields):
    """The row ends, and the next one begins the day after: no fault."""
    model.objects.filter(pk=row.pk).update(valid_to=date(2020, 1, 31))
    model.objects.bulk_create([model(valid_from=date(2020, 2, 1), **fields)])


PLANT = {
    "rank-overlaps": lambda post, person, cluster, clerk: twice(RankPeriod, person=person, rank=Rank.CAPTAIN),
    "rank-gaps": lambda post, person, cluster, clerk: torn(
        RankPeriod, person.ranks.get(), person=person, rank=Rank.CAPTAIN
    ),
    "posting-overlaps": lambda post, person, cluster, clerk: twice(Posting, person=person, unit=post, position="Y"),
    "posting-gaps": lambda post, person, cluster, clerk: torn(
        Posting, person.postings.get(), person=person, unit=post, position="Y"
    ),
    "no-rank": lambda post, person, cluster, clerk: person.ranks.all().delete(),
    "no-posting": lambda post, person, cluster, clerk: person.postings.update(valid_to=TODAY - DAY),
    "twins": lambda post, person, cluster, clerk: PersonFactory(
        unit=post, full_name=person.full_name, birth_date=person.birth_date, left_on=TODAY - DAY
    ),
    "name-overlaps": lambda post, person, cluster, clerk: twice(UnitName, unit=post, name="A", short_name="A"),
    "name-gaps": lambda post, person, cluster, clerk: torn(
        UnitName, post.names.get(), unit=post, name="A", short_name="A"
    ),
    "parent-overlaps": lambda post, person, cluster, clerk: twice(UnitParent, unit=post, parent=post.parent),
    "parent-gaps": lambda post, person, cluster, clerk: torn(
        UnitParent, post.parents.get(), unit=post, parent=post.parent
    ),
    "status-overlaps": lambda post, person, cluster, clerk: twice(UnitStatus, unit=post, kind=post.kind),
    "status-gaps": lambda post, person, cluster, clerk: torn(
        UnitStatus, post.statuses.get(), unit=post, kind=post.kind
    ),
    "open-holds": lambda post, person, cluster, clerk: Hold.objects.create(
        unit=UnitFactory(parent=post, is_reporting=False, closed_on=TODAY - DAY), kind="complaint", valid_from=LONG_AGO
    ),
    "no-clerk": lambda post, person, cluster, clerk: (
        clerk.role_grants.update(withdrawn_at=clock.now()),
        grant(clerk, Role.AUDITOR, post),
    ),
    "no-lead": lambda post, person, cluster, clerk: cluster.terms.update(valid_to=TODAY - DAY),
    "member-overlaps": lambda post, person, cluster, clerk: twice(ClusterMembership, cluster=cluster, unit=post),
    "lead-outside": lambda post, person, cluster, clerk: (
        cluster.memberships.update(valid_to=TODAY - DAY),
        join_cluster(cluster, post.parent, valid_from=TODAY),
    ),
    "never-used": lambda post, person, cluster, clerk: UserFactory(
        unit=post, role=Role.MEMBER, over=post, created_at=clock.now() - timedelta(days=15)
    ),
    "no-role": lambda post, person, cluster, clerk: RoleGrant.objects.create(
        user=UserFactory(unit=post), role=Role.CLERK, unit=post, valid_from=LONG_AGO, valid_to=TODAY - DAY
    ),
    "left-service": lambda post, person, cluster, clerk: UserFactory(
        unit=post, person=PersonFactory(unit=post, left_on=TODAY - DAY)
    ),
    "ends-soon": lambda post, person, cluster, clerk: RoleGrant.objects.create(
        user=UserFactory(unit=post), role=Role.MEMBER, unit=post, valid_from=LONG_AGO, valid_to=TODAY + 14 * DAY
    ),
}
# What the exclusion constraints and the deferred triggers of PostgreSQL do not let in at all.
REFUSED = {f"{rows}-{fault}" for rows in ("name", "parent", "status") for fault in ("overlaps", "gaps")}


def plant(name, *place):
    if connection.vendor == "postgresql" and name in REFUSED:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            PLANT[name](*place)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        pytest.skip("the database itself refuses it")
    PLANT[name](*place)


# A unit that has ended shows at three places at once.
CLOSED = {"closed-unit", "closed-member", "closed-place"}


@pytest.fixture
def province():
    return UnitFactory(code="LA", is_reporting=False)


@pytest.fixture
def auditor(province):
    return UserFactory(role=Role.AUDITOR, over=province)


def text(response) -> str:
    return " ".join(response.content.decode().split())


def found(client) -> dict[str, int]:
    areas = client.get(INDEX).context["areas"]
    return {row.check.name: row.count for _, rows in areas for row in rows if row.count}


def test_every_check_has_its_fault():
    assert set(PLANT) | CLOSED == set(BY_NAME)
    assert len(BY_NAME) == len(CHECKS)


def test_index_of_sound_data_finds_nothing(client, auditor, province):
    sound(province)
    client.force_login(auditor)
    assert found(client) == {}
    assert "Không có gì cần sửa" in text(client.get(INDEX))


@pytest.mark.torn
@pytest.mark.parametrize("name", PLANT)
def test_check_finds_its_fault_here_and_not_elsewhere(client, auditor, province, name):
    plant(name, *sound(province))
    far = UnitFactory(is_reporting=False)
    plant(name, *sound(far))
    client.force_login(auditor)
    expected = 2 if name == "twins" else 1
    assert found(client) == {name: expected}
    page = client.get(reverse("units:health.check", args=[name]))
    assert page.context["list"].total == expected
    assert BY_NAME[name].title in text(page)
    client.force_login(UserFactory(role=Role.ADMINISTRATOR, over=far))
    assert found(client) == {name: expected}
    for finding in client.get(reverse("units:health.check", args=[name])).context["findings"]:
        assert client.get(finding.url).status_code == 200


def test_a_record_merged_into_another_is_no_twin_any_more(client, auditor, province):
    post, person, *_ = sound(province)
    PersonFactory(unit=post, full_name=person.full_name, birth_date=person.birth_date, merged_into=person,
                  left_on=TODAY)  # fmt: skip
    client.force_login(auditor)
    assert "twins" not in found(client)


def test_a_closed_unit_is_found_with_its_people_its_cluster_and_its_roles(client, auditor, province):
    post, *_ = sound(province)
    post.closed_on = TODAY
    post.save()
    client.force_login(auditor)
    assert found(client) == dict.fromkeys(CLOSED, 1)


def test_rows_that_follow_one_another_day_by_day_are_no_fault(client, auditor, province):
    post, person, *_ = sound(province)
    sewn(RankPeriod, person.ranks.get(), person=person, rank=Rank.CAPTAIN)
    sewn(Posting, person.postings.get(), person=person, unit=post, position="Y")
    sewn(UnitName, post.names.get(), unit=post, name="A", short_name="A")
    client.force_login(auditor)
    assert found(client) == {}


def test_a_deputy_alone_is_no_lead(client, auditor, province):
    _, _, cluster, _ = sound(province)
    cluster.terms.update(role=ClusterTerm.Role.DEPUTY)
    client.force_login(auditor)
    assert found(client) == {"no-lead": 1}


def test_a_clerk_of_the_level_above_is_a_clerk(client, auditor, province):
    _, _, _, clerk = sound(province)
    clerk.role_grants.update(unit=province)
    client.force_login(auditor)
    assert found(client) == {}


@pytest.mark.parametrize("count", [1, 30])
def test_index_costs_one_query_a_check(client, auditor, province, no_frame, django_assert_num_queries, count):
    for _ in range(count):
        PLANT["no-rank"](*sound(province))
    client.force_login(auditor)
    with django_assert_num_queries(3 + 25):  # session, account, roles; one for each check
        client.get(INDEX)


@pytest.mark.torn
@pytest.mark.parametrize("name", BY_NAME)
@pytest.mark.parametrize("count", [1, 12])
def test_check_costs_the_same_for_one_and_twelve(
    client, auditor, province, no_frame, django_assert_num_queries, name, count
):
    for _ in range(count):
        post, *rest = sound(province)
        if name in PLANT:
            plant(name, post, *rest)
        else:
            post.closed_on = TODAY
            post.save()
    client.force_login(auditor)
    with django_assert_num_queries(5):
        client.get(reverse("units:health.check", args=[name]))


def test_check_that_does_not_exist(client, auditor):
    client.force_login(auditor)
    assert client.get(reverse("units:health.check", args=["khong-co"])).status_code == 404
