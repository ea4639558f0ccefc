"""Every address × every role × the own and another province, against one table.

An address without a row fails `test_every_address_has_its_row`: who may do what is decided here before it is reachable.
How to read a row: `sees` – the roles for which the object is there at all (404 for the others); `may` – those who may
do it (403 for the others that see it). Elsewhere everybody gets 404: what is not yours is not there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.factories import ClusterFactory, PersonFactory, UnitFactory, UserFactory, grant, join_cluster, lead_cluster
from units.accounts.enums import Role
from units.models import Hold

pytestmark = pytest.mark.django_db
LOGIN = "/dang-nhap/"
NOBODY = "nobody"  # signed in, without any role
OVER_POST = (Role.CLERK, Role.UNIT_LEADER)
OVER_CLUSTER = (Role.CLUSTER_LEAD,)
OVER_PROVINCE = tuple(role for role in Role if role not in (*OVER_POST, *OVER_CLUSTER))
EVERYBODY = frozenset({*Role, NOBODY})
PROVINCE = frozenset(OVER_PROVINCE)
UNIT = PROVINCE | {*OVER_POST}  # whose subtree holds the post
CLUSTER = UNIT | {*OVER_CLUSTER}  # and the lead of the cluster the post is a member of
OFFICER = frozenset({Role.OFFICER})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
TAKEN = {200, 204, 302, 303, 409, 422}  # the act was looked at: done, or refused for another reason than the right


@dataclass(frozen=True)
class Row:
    """What one address answers.

    verbs: how it can be asked. sees: roles for which the object exists. may: roles that get the page or the act.
    args: path arguments from a province's things. asks_first: the permission is asked before the object is looked for,
    so that others learn nothing about what exists. answer: status of a GET that is allowed. elsewhere: False when the
    address has no object of its own. query: query string of a GET.
    """

    verbs: str
    sees: frozenset = EVERYBODY
    may: frozenset | None = None
    args: Callable[[SimpleNamespace], list] | None = None
    asks_first: bool = False
    answer: tuple[int, ...] = (200,)
    query: str = ""

    def expected(self, who, verb: str, *, elsewhere: bool) -> set[int]:
        may = self.sees if self.may is None else self.may
        if verb not in self.verbs.split():
            return {405}
        if self.asks_first and who not in may:
            return {403}
        if elsewhere or who not in self.sees:
            return {404}
        if who not in may:
            return {403}
        return set(self.answer) if verb == "GET" else TAKEN


def page(sees=EVERYBODY, args=None, **more) -> Row:
    """Something to read."""
    return Row("GET", sees, args=args, **more)


def form(may, sees=EVERYBODY, args=None, **more) -> Row:
    """A page with a form: the same right for showing and for sending it."""
    return Row("GET POST", sees, may, args, **more)


def act(may, sees=EVERYBODY, args=None, **more) -> Row:
    """A change without a page of its own."""
    return Row("POST", sees, may, args, **more)


def unit(t):
    return [t.post.pk]


def person(t):
    return [t.person.pk]


def cluster(t):
    return [t.cluster.pk]


def account(t):
    return [t.account.pk]


STRUCTURE = frozenset({Role.OFFICER, Role.ADMINISTRATOR})
AUDIT = frozenset({Role.OFFICER, Role.AUDITOR, Role.ADMINISTRATOR})

TABLE: dict[str, Row] = {
    # units: structure
    "units:structure.index": page(),
    "units:structure.detail": page(CLUSTER, unit),
    "units:structure.create": form(STRUCTURE),
    "units:structure.edit": form(STRUCTURE, CLUSTER, unit),
    "units:structure.rename": form(STRUCTURE, CLUSTER, unit),
    "units:structure.move": form(STRUCTURE, CLUSTER, unit),
    "units:structure.close": form(STRUCTURE, CLUSTER, unit),
    # units: people
    "units:people.index": page(),
    "units:people.detail": page(UNIT, person),
    "units:people.create": form(OFFICER),
    "units:people.edit": form(OFFICER, UNIT, person),
    "units:people.promote": form(OFFICER, UNIT, person),
    "units:people.transfer": form(OFFICER, UNIT, person),
    "units:people.leave": form(OFFICER, UNIT, person),
    "units:people.discipline": form(OFFICER, UNIT, person),
    "units:people.hold": form(OFFICER, UNIT, person),
    "units:people.grade": form(OFFICER, UNIT, person),
    "units:people.test_result": form(OFFICER, UNIT, person),
    "units:people.initiative": form(OFFICER, UNIT, person),
    "units:people.unit_grade": form(OFFICER, CLUSTER, unit),
    "units:people.unit_hold": form(OFFICER, CLUSTER, unit),
    "units:people.end_hold": form(OFFICER, UNIT, lambda t: [t.hold.pk]),
    # units: clusters
    "units:clusters.index": page(),
    "units:clusters.detail": page(CLUSTER, cluster),
    "units:clusters.create": form(OFFICER),
    "units:clusters.edit": form(OFFICER, CLUSTER, cluster),
    "units:clusters.add_member": form(OFFICER, CLUSTER, cluster),
    "units:clusters.remove_member": form(OFFICER, CLUSTER, cluster),
    "units:clusters.lead": form(OFFICER, CLUSTER, cluster),
    # units: accounts
    "units:accounts.profile": page(),
    "units:accounts.index": page(asks_first=True, sees=ADMINISTRATOR),
    "units:accounts.create": form(ADMINISTRATOR),
    "units:accounts.detail": page(ADMINISTRATOR, account, asks_first=True),
    "units:accounts.edit": form(ADMINISTRATOR, ADMINISTRATOR, account, asks_first=True),
    "units:accounts.grant": form(ADMINISTRATOR, ADMINISTRATOR, account, asks_first=True),
    "units:accounts.deactivate": form(ADMINISTRATOR, ADMINISTRATOR, account, asks_first=True),
    "units:accounts.reactivate": act(ADMINISTRATOR, ADMINISTRATOR, account, asks_first=True),
    "units:accounts.reset_password": act(ADMINISTRATOR, ADMINISTRATOR, account, asks_first=True),
    "units:accounts.end_grant": form(ADMINISTRATOR, ADMINISTRATOR, lambda t: [t.grant.pk], asks_first=True),
    "units:accounts.withdraw": form(ADMINISTRATOR, ADMINISTRATOR, lambda t: [t.grant.pk], asks_first=True),
    # units: audit
    "units:audit.index": page(AUDIT, asks_first=True),
}

# Addresses outside the rule: django-allauth's and the front door. Tested in tests/units/accounts/test_login.py.
OUTSIDE = {"front", "account_login", "account_logout", "account_change_password"}


# --- the world ------------------------------------------------------------------------------------------------------


def province(code: str) -> SimpleNamespace:
    """A province with one of everything that has an address."""
    t = SimpleNamespace()
    t.province = UnitFactory(code=code, is_reporting=False)
    t.post = UnitFactory(code=f"{code}-01", parent=t.province, sort=1)
    t.other_post = UnitFactory(code=f"{code}-02", parent=t.province, sort=2)
    t.person = PersonFactory(unit=t.post)
    t.cluster = ClusterFactory(code=f"{code}-C1", organiser=t.province)
    join_cluster(t.cluster, t.post, t.other_post)
    lead_cluster(t.cluster, t.post)
    t.hold = Hold.objects.create(person=t.person, kind="complaint", valid_from=date(2023, 1, 1))
    t.account = UserFactory(unit=t.post)
    t.grant = grant(t.account, Role.CLERK, t.post)
    return t


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Two provinces, and somebody of each role in the first; undone after the last test of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        w = SimpleNamespace(own=province("OWN"), elsewhere=province("FAR"), users={})
        for role in Role:
            place = w.own.post if role in OVER_POST else w.own.cluster if role in OVER_CLUSTER else w.own.province
            home = w.own.post if role in (*OVER_POST, *OVER_CLUSTER) else w.own.province
            w.users[role] = UserFactory(username=str(role).replace("_", "-"), role=role, over=place, unit=home)
        w.users[NOBODY] = UserFactory(username=NOBODY, unit=w.own.post)
        w.clients = {}
        for who, user in w.users.items():
            w.clients[who] = Client(raise_request_exception=False)
            w.clients[who].force_login(user)
        yield w
        transaction.set_rollback(True)


def ask(client: Client, verb: str, path: str) -> tuple[int, str]:
    """Status of one request, and where it leads; whatever it did is undone."""
    with transaction.atomic():
        response = client.generic(verb, path) if verb != "POST" else client.post(path, {})
        transaction.set_rollback(True)
    return response.status_code, response.headers.get("Location", "")


def addresses() -> list[str]:
    """Names of every address of the two apps, as `units:people.index`."""
    found = []

    def walk(patterns, namespace: str) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, pattern.namespace or namespace)
            elif isinstance(pattern, URLPattern):
                found.append(f"{namespace}:{pattern.name}" if namespace else pattern.name)

    walk(get_resolver().url_patterns, "")
    return found


# --- the tests ------------------------------------------------------------------------------------------------------


def test_every_address_has_its_row():
    names = set(addresses())
    assert names - set(TABLE) - OUTSIDE == set(), "addresses without a row"
    assert set(TABLE) - names == set(), "rows without an address"


@pytest.mark.parametrize("name", TABLE)
def test_who_gets_in(world, name):
    row = TABLE[name]
    path = reverse(name, args=row.args(world.own) if row.args else [])
    wrong = []
    for who in (*Role, NOBODY):
        for verb in ("GET", "POST"):
            if verb == "POST" and verb not in row.verbs:
                continue  # a page that only reads takes a POST as a GET, or refuses it: nothing changes either way
            status, _ = ask(world.clients[who], verb, path + (row.query if verb == "GET" else ""))
            expected = row.expected(who, verb, elsewhere=False)
            if status not in expected:
                wrong.append(f"{who} {verb}: {status}, expected {sorted(expected)}")
    assert wrong == []


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row.args])
def test_what_is_elsewhere_is_not_there(world, name):
    row = TABLE[name]
    path = reverse(name, args=row.args(world.elsewhere))
    wrong = []
    for who in (*Role, NOBODY):
        for verb in row.verbs.split():
            status, _ = ask(world.clients[who], verb, path)
            expected = row.expected(who, verb, elsewhere=True)
            if status not in expected:
                wrong.append(f"{who} {verb}: {status}, expected {sorted(expected)}")
    assert wrong == []


@pytest.mark.parametrize("name", TABLE)
def test_a_stranger_is_sent_to_sign_in(world, name):
    row = TABLE[name]
    path = reverse(name, args=row.args(world.own) if row.args else [])
    for verb in row.verbs.split():
        status, location = ask(Client(), verb, path)
        assert (status, location.split("?")[0]) == (302, LOGIN), verb
