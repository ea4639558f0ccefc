"""What every test has: fast passwords, own folders, a database like the real one that does not wait for the disk.

How a test stays cheap:

- A world of many rows is a kept one: `world = kept(province)` (tests/kept.py) is built once for all tests that ask for
  it, in whatever module. Ask for what others ask for already; add what is special in the test.
- One test walks several facts of one world; parameters are for pure functions, not for pages of the same world.
- Papers are laid out once for the same content (tests/shortcuts.py): sign with the numbers and days others use.
- `transaction=True` and a browser only for what needs them: threads, locks, scripts. Sign in with `sign_in`.
- Pages are asked on SQLite, acts on PostgreSQL (`_places` below). What may differ between them is marked `both`, or
  stands in a file whose name says so; what says the same everywhere is marked `once`.
"""

import gc
import os
from functools import cache

import hypothesis
import pytest
from django.test import override_settings

from tests.database import share

# Playwright's synchronous interface runs an event loop in the test's thread; Django would refuse its queries there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

pytest_plugins = ["tests.browser", "tests.kept", "tests.shortcuts", "tests.words"]

# The same examples at every run, however slow the machine: a red build must be red again on the next desk.
hypothesis.settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("steady")


DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


BOTH = {"test_models", "test_queries", "test_triggers", "test_dates", "test_concurrency", "test_append_only"}


def pytest_collection_modifyitems(config, items):
    """Each test where it says something (see the README): pages on SQLite, acts on PostgreSQL, both on both with
    ``--everything``; always on both what may differ between them."""
    from django.conf import settings

    vendor = "sqlite" if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else "postgresql"
    here, elsewhere = [], []
    for item in items:
        (here if vendor in _places(item, everything=config.getoption("everything")) else elsewhere).append(item)
    config.hook.pytest_deselected(items=elsewhere)
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    items[:] = _spread(here, workers)


def _spread(items: list, workers: int) -> list:
    """Each of the longest at the head of what one process gets first: nobody waits for it at the end."""
    long = {name: [item for item in items if name in item.path.parts] for name in ("demo", "e2e")}
    rest = [item for item in items if not set(long).intersection(item.path.parts)]
    spread, left = [], len(items)
    for number, group in enumerate(long.values()):
        share = left // (workers - number) if workers > number else 0  # as the scheduler deals them out
        more = max(share - len(group), 0)
        spread += [*group, *rest[:more]]
        left, rest = left - share, rest[more:]
    return spread + rest


def pytest_addoption(parser):
    parser.addoption("--everything", action="store_true", help="acts on SQLite and pages on PostgreSQL as well")


def _places(item, *, everything: bool) -> set[str]:
    """The databases on which a test runs."""
    if not _touches_database(item) or item.get_closest_marker("once"):
        return {"sqlite"}
    if everything or {"e2e", "demo"}.intersection(item.path.parts) or item.get_closest_marker("both"):
        return {"sqlite", "postgresql"}
    if "browser" in item.fixturenames or item.path.stem.endswith("views"):
        return {"sqlite"}
    mark = item.get_closest_marker("django_db")
    may_differ = item.path.stem in BOTH or (mark is not None and mark.kwargs.get("transaction"))
    return {"sqlite", "postgresql"} if may_differ else {"postgresql"}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """No test may leave a unit with a day that no dated row holds. PostgreSQL sees to it itself, when Django asks for
    its deferred constraints at the end of a test; on SQLite the checker is asked, where dated rows were written."""
    result = yield
    from django.db import connection

    torn = item.get_closest_marker("torn") or not _touches_database(item)
    if torn or connection.vendor != "sqlite" or connection.needs_rollback:
        return result
    if dated_rows.written or {"transactional_db", "live_server"}.intersection(item.fixturenames):
        from units.structure.gaps import check

        dated_rows.written = False
        assert not _is_torn() or check() == []
    return result


def _is_torn() -> bool:
    """Whether `gaps.check` would find something: its questions, worded once. To word them takes twenty times as long
    as to answer them, and this is asked after every second test."""
    from django.db import connection

    with connection.cursor() as cursor:
        return any(cursor.execute(sql, params).fetchone() for sql, params in _questions())


@cache
def _questions() -> list[tuple[str, tuple]]:
    from units.structure.gaps import WHAT, torn

    return [torn(model).query.sql_with_params() for model in WHAT]


class _DatedRows:
    """Notes that a statement wrote names, places or kinds of units."""

    written = False

    def __call__(self, execute, sql, params, many, context):
        if not self.written and sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self.written = "units_unit" in sql[:40]
        return execute(sql, params, many, context)


dated_rows = _DatedRows()


def _touches_database(item) -> bool:
    return bool(item.get_closest_marker("django_db") or DATABASE_FIXTURES.intersection(item.fixturenames))


@pytest.fixture(scope="session", autouse=True)
def _settings_for_tests(tmp_path_factory):
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        BALLOT_KEYS=tmp_path_factory.mktemp("keys"),
        TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """SQLite in a file, as in real life: in memory, all threads of the test server would share one connection."""
    from django.conf import settings
    from django.db import connection

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("db") / "test.sqlite3")
        database["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    worker, folder = getattr(request.config, "workerinput", None), tmp_path_factory.getbasetemp()
    if worker:
        share(connection, folder.parent, worker["workerid"], worker["workercount"])
    else:
        share(connection, folder, "alone", 1)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """Emptying the database after a test with its own transactions must pass the triggers of append-only tables.

    On SQLite the triggers are set aside meanwhile. PostgreSQL empties tables with TRUNCATE, which row triggers do not
    see; triggers on TRUNCATE itself are put to sleep by the role of a replica.
    """
    from django.db import connection

    operations = type(connection.ops)
    flush = operations.sql_flush

    def sql_flush(self, *args, **kwargs):
        statements = flush(self, *args, **kwargs)
        if not statements:
            return statements
        if self.connection.vendor == "sqlite":
            with self.connection.cursor() as cursor:
                cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                triggers = cursor.fetchall()
            dropped = [f"DROP TRIGGER {self.quote_name(name)}" for name, _ in triggers]
            return [*dropped, *statements, *(sql for _, sql in triggers)]
        return ["SET session_replication_role = replica", *statements, "SET session_replication_role = DEFAULT"]

    operations.sql_flush = sql_flush
    connection.execute_wrappers.append(dated_rows)
    gc.collect()
    gc.freeze()  # the program itself and its migrations never become garbage: the collector need not walk them again
    yield
    operations.sql_flush = flush
