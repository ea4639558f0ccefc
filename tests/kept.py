"""Worlds that are built once and kept while one test after another asks for them.

``world = kept(province)`` in a module or a conftest makes a fixture. The first test that asks for it has the world
built in a transaction around its own; each test gets a copy of the objects, and what it does to the rows is rolled
back to the world, not to the empty database. The world goes when the next test asks for another one or for none, so
no test ever sees rows it did not ask for. `build` with the same arguments is the same world in every module.

A test with transactions of its own gets the world built afresh. A test that asks for two kept worlds has the second
built afresh. `build` runs before the fixtures of the test: it sets its own clock and takes nothing from them.
"""

import copy
from functools import partial
from itertools import groupby

import pytest

TRANSACTIONAL = {"transactional_db", "django_db_reset_sequences", "live_server"}


class _Keeper:
    """The one world that is there now, its transaction, and the name it goes by."""

    def __init__(self):
        self.key = self.world = self.atomic = None

    def build(self, key: str, build) -> None:
        from django.db import transaction

        self.drop()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        try:
            self.key, self.world = key, build()
        except BaseException:
            self.drop()
            raise

    def drop(self) -> None:
        from django.db import transaction

        if self.atomic is None:
            return
        atomic, self.atomic, self.key, self.world = self.atomic, None, None, None
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


keeper = _Keeper()


def kept(build, **arguments):
    """A fixture that gives what `build(**arguments)` returns; see the module."""
    key = f"{build.__module__}.{build.__qualname__} {sorted(arguments.items())!r}"

    def world(db):
        if keeper.key == key:
            return copy.deepcopy(keeper.world)
        return build(**arguments)

    world.__doc__ = build.__doc__
    world.kept = key, partial(build, **arguments)
    return pytest.fixture(world)


def _asked(item):
    """Key and builder of the kept world that `item` asks for; None for none."""
    marker = item.get_closest_marker("django_db")
    if TRANSACTIONAL.intersection(item.fixturenames) or (marker and marker.kwargs.get("transaction")):
        return None
    definitions = item._fixtureinfo.name2fixturedefs
    found = (getattr(definitions[name][-1].func, "kept", None) for name in item.fixturenames if name in definitions)
    return next((kept for kept in found if kept), None)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    asked = _asked(item) if hasattr(item, "_fixtureinfo") else None
    if keeper.key is not None and (asked is None or asked[0] != keeper.key):
        with _database(item.session):
            keeper.drop()


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef, request):
    """The world comes before the transaction of the test, and after the database itself."""
    if fixturedef.argname == "_django_db_helper" and (asked := _asked(request.node)) and asked[0] != keeper.key:
        with _database(request.session):
            keeper.build(*asked)


def _database(session):
    from pytest_django.plugin import blocking_manager_key

    return session.config.stash[blocking_manager_key].unblock()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Tests of a module that ask for the same world stand side by side, otherwise as they are written."""
    for _, run in groupby(list(enumerate(items)), lambda place: place[1].path):
        places = [number for number, _ in run]
        tests = [items[number] for number in places]
        keys = [asked[0] if (asked := _asked(test)) else "" for test in tests]
        order = {key: number for number, key in enumerate(dict.fromkeys(["", *keys]))}
        ranked = sorted(zip(keys, tests, strict=True), key=lambda pair: order[pair[0]])
        items[places[0] : places[-1] + 1] = [test for _, test in ranked]
