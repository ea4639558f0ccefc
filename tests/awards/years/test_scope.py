"""The scope of a page: asked for, remembered, never wider than what the user sees."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from awards.years.enums import PeriodState
from awards.years.scope import KEY, Scope, scope_of
from tests.factories import ClusterFactory, PeriodFactory, UnitFactory, UserFactory, join_cluster
from units.accounts.enums import Role

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def world():
    """A command with a cluster year 2022; Long An with 2022, 2023 (closed), 2024 (open), a station; a province more."""

    class World:
        command = UnitFactory(code="BTL", is_reporting=False)
        long_an = UnitFactory(code="LA", parent=command)
        station = UnitFactory(code="LA-D1", parent=long_an)
        other = UnitFactory(code="MH", parent=command)
        cluster = ClusterFactory(code="CUM-2", organiser=command)

    join_cluster(World.cluster, World.long_an)
    World.of_cluster = PeriodFactory(unit=World.command, cluster=World.cluster, year=2022, state=PeriodState.CLOSED)
    for year, state in ((2022, PeriodState.CLOSED), (2023, PeriodState.CLOSED), (2024, PeriodState.OPEN)):
        setattr(World, f"la{year}", PeriodFactory(unit=World.long_an, year=year, state=state))
    World.mh = PeriodFactory(unit=World.other, year=2026)
    return World


def ask(user, query: str = "", session: SessionStore | None = None):
    request = RequestFactory().get(f"/awards/?{query}")
    request.user = user
    request.session = session if session is not None else SessionStore()
    return scope_of(request), request


def test_default_is_the_open_year_of_the_own_province(world):
    scope, _ = ask(UserFactory(role=Role.CLERK, over=world.station))
    assert scope == Scope(world.la2024, world.station)


def test_year_and_unit_from_the_address_are_remembered(world):
    user = UserFactory(role=Role.OFFICER, over=world.long_an)
    scope, request = ask(user, "nam=2023&dv=la-d1")
    assert scope == Scope(world.la2023, world.station)
    assert request.session[KEY] == {"nam": "2023", "dv": "LA-D1"}
    again, _ = ask(user, "", request.session)
    assert again == scope


def test_cluster_is_a_scope(world):
    user = UserFactory(role=Role.OFFICER, over=world.long_an)
    scope, request = ask(user, "dv=CUM-2")
    assert scope == Scope(world.of_cluster, world.long_an)
    assert request.session[KEY] == {"nam": "2022", "dv": "CUM-2"}
    again, _ = ask(user, "", request.session)
    assert again == scope
    back, _ = ask(user, "nam=2024&dv=LA", request.session)
    assert back == Scope(world.la2024, world.long_an)


def test_what_is_not_visible_is_ignored_and_not_remembered(world):
    user = UserFactory(role=Role.OFFICER, over=world.long_an)
    scope, request = ask(user, "nam=2026&dv=MH")
    assert scope == Scope(world.la2024, world.long_an)
    assert request.session[KEY] == {"nam": "2024", "dv": "LA"}


@pytest.mark.parametrize("query", ["nam=abc", "nam=", "nam=-1&dv=%00", "dv=" + "x" * 500])
def test_garbage_is_ignored(world, query):
    user = UserFactory(role=Role.OFFICER, over=world.long_an)
    assert ask(user, query)[0] == Scope(world.la2024, world.long_an)


def test_a_clerk_stays_in_the_own_unit(world):
    user = UserFactory(role=Role.CLERK, over=world.station)
    assert ask(user, "nam=2023&dv=LA")[0] == Scope(world.la2023, world.station)


def test_from_above_the_unit_picks_the_year(world):
    user = UserFactory(role=Role.OFFICER, over=world.command)
    assert ask(user, "nam=2023&dv=LA-D1")[0] == Scope(world.la2023, world.station)
    assert ask(user, "dv=MH")[0] == Scope(world.mh, world.other)


def test_without_any_year(world):
    alone = UnitFactory()
    user = UserFactory(role=Role.CLERK, over=alone)
    scope, request = ask(user)
    assert scope == Scope(None, alone)
    assert KEY not in request.session


def test_nobody_signed_in():
    request = RequestFactory().get("/")
    request.user, request.session = AnonymousUser(), SessionStore()
    assert scope_of(request) == Scope(None, None)


def test_scope_is_found_once_a_request(world, django_assert_num_queries):
    user = UserFactory(role=Role.OFFICER, over=world.long_an)
    _, request = ask(user, "nam=2023&dv=LA")
    with django_assert_num_queries(0):
        scope_of(request)
