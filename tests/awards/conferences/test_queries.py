"""Reads take a literal number of queries, for one row and for thirty."""

from datetime import date

import pytest

from awards.conferences import queries
from awards.models import Conference, Council
from tests.factories import UnitFactory, UserFactory
from tests.factories.ballots import cluster_meeting, council_sitting, frozen_round
from units.accounts.enums import Role
from units.models import User

pytestmark = pytest.mark.django_db

DAY = date(2023, 10, 18)


def fresh(user: User) -> User:
    """The account with its roles loaded, as every request has them after the first question."""
    found = User.objects.get(pk=user.pk)
    assert found.grants is not None
    return found


@pytest.mark.parametrize("rows", [1, 30])
def test_lists_of_conferences_and_councils_take_one_query(rows, django_assert_num_queries):
    sitting = council_sitting()
    for number in range(rows - 1):
        council = Council.objects.create(unit=sitting.province, name=f"Hội đồng {number}", decision="QĐ")
        Conference.objects.create(
            period=sitting.period,
            council=council,
            name="Hội nghị",
            starts_at=sitting.conference.starts_at,
            place="Hội trường",
            host=sitting.province,
            chair_text="Chính ủy",
        )
    user = fresh(sitting.secretary)
    with django_assert_num_queries(1):
        found = list(queries.conference_list(user, sitting.period))
        assert [str(row.body) for row in found if row.body]
    with django_assert_num_queries(1):
        assert len(list(queries.council_list(user, DAY))) == rows
    first = next(row for row in found if row == sitting.conference)
    assert (first.seats, first.present, first.ballots) == (15, 14, 0)


@pytest.mark.parametrize("members", [1, 30])
def test_sitting_takes_five_queries_and_minutes_five(members, django_assert_num_queries):
    sitting = council_sitting(members=members, present=members)
    frozen_round(sitting)
    conference = Conference.objects.select_related("council", "cluster").get(pk=sitting.conference.pk)
    with django_assert_num_queries(5):
        found = queries.sitting(conference)
        assert [seat.title for seat in found.seats] and found.quorum.is_met
        assert [roll.channel for seat in found.seats for roll in seat.rolls.all()] == ["none"] * members
    with django_assert_num_queries(5):
        assert len(queries.minutes_of(conference).present) == members


def test_conferences_are_seen_by_the_subtree_by_members_and_by_the_units_of_a_cluster():
    sitting, meeting = council_sitting(), cluster_meeting()

    def sees(user):
        return set(Conference.objects.visible_to(fresh(user)))

    assert sees(sitting.secretary) == sees(sitting.chair) == {sitting.conference}
    assert sees(UserFactory(person=sitting.attendees[4].person)) == {sitting.conference}
    assert sees(meeting.leaders[1]) == sees(meeting.lead) == {meeting.conference}
    assert sees(UserFactory(role=Role.OFFICER, over=meeting.organiser)) == {meeting.conference}
    post = UnitFactory(parent=sitting.province)
    assert sees(UserFactory(role=Role.CLERK, over=post)) == set()


def test_a_teller_from_elsewhere_sees_the_conference_whose_papers_are_counted():
    sitting = council_sitting()
    stranger = UserFactory()
    assert not Conference.objects.visible_to(stranger).exists()
    sitting.tellers[2] = stranger
    frozen_round(sitting)
    assert Conference.objects.visible_to(stranger).get() == sitting.conference


def test_bodies_are_those_the_user_may_convene_in_the_year():
    sitting, meeting = council_sitting(), cluster_meeting()
    assert queries.bodies_of(fresh(sitting.secretary), sitting.period) == [sitting.council]
    assert queries.bodies_of(fresh(sitting.chair), sitting.period) == []
    assert queries.bodies_of(fresh(meeting.lead), meeting.period) == [meeting.cluster]
    assert queries.bodies_of(fresh(meeting.leaders[1]), meeting.period) == []
