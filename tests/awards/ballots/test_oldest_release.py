"""Attack 6, forward from the oldest release: a database of the first migration that had a box, with rounds in it, goes
to the newest in one `migrate`; the box is laid and guarded as it must be, no row of it has changed, and voting goes on.

The rows are those of rounds of today, in the columns of that day, byte for byte.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core import checks
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from awards.ballots import box_triggers, boxing, casting, recount, services, triggers
from awards.models import BallotBox, BoxRecord, Envelope, RoundElector, VoidToken, VotingRound
from tests.awards.ballots.test_box_triggers import refused, sql
from tests.awards.ballots.voters import NO, YES, hall
from tests.database import elsewhere
from thidua.guards import Guard, Refusal, standing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_keys")]

OLDEST = ("awards", "0014_box")
GUARDS = (triggers.GUARD, box_triggers.GUARD)
WITHOUT_NUMBERS = ("awards_voidtoken", "awards_envelope", "awards_boxrecord")
# Columns of that day that left since, and what stood in them.
GONE = {"awards_conference": {"guests": "Đồng chí A, Sở Nội vụ"}}
KEPT = (*WITHOUT_NUMBERS, "awards_ballotbox", "awards_roundelector", "awards_votinground")
Columns = dict[str, list[str]]


@contextmanager
def empty_database(folder: Path) -> Iterator[None]:
    """This process works on a database of its own that holds nothing yet."""
    if connection.vendor == "sqlite":
        with elsewhere(connection, NAME=str(folder / "oldest.sqlite3")):
            yield
        return
    name = f"{connection.settings_dict['NAME']}_oldest"
    sql(f"DROP DATABASE IF EXISTS {name}")
    sql(f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        with elsewhere(connection, NAME=name):
            yield
    finally:
        sql(f"DROP DATABASE {name}")


def lay_oldest() -> None:
    """The tables of the oldest release, as its migrations say them, laid at once: to run them one after the other takes
    fifteen seconds more, and those of ballots come out the same to the letter."""
    loader = MigrationLoader(connection, replace_migrations=False)
    with connection.schema_editor() as editor:
        for model in loader.project_state([OLDEST]).apps.get_models():
            editor.create_model(model)
    executor = MigrationExecutor(connection)
    executor.recorder.ensure_schema()
    for migration in loader.graph.forwards_plan(OLDEST):
        executor.record_migration(loader.get_migration(*migration))


def columns() -> Columns:
    """Every table of a migration and its columns."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in ("django_migrations", "thidua_cache"):
                cursor.execute(f"SELECT * FROM {table} WHERE 1 = 0")
                found[table] = [column[0] for column in cursor.description]
    return found


def common(one: Columns, other: Columns) -> Columns:
    return {table: [name for name in names if name in other[table]] for table, names in one.items() if table in other}


def rows(tables: Columns) -> dict[str, list[tuple]]:
    """What the tables hold in these columns, in an order of no meaning."""
    found = {}
    with connection.cursor() as cursor:
        for table, names in tables.items():
            cursor.execute(f"SELECT {', '.join(map(quoted, names))} FROM {table}")
            found[table] = sorted(repr(tuple(map(plain, row))) for row in cursor.fetchall())
    return found


def plain(value):
    return bytes(value) if isinstance(value, memoryview) else value


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def carry_over(here: str, tables: Columns) -> None:
    """All rows of the database `here`, as they are, and what stood in columns that left since."""
    places = []
    for table, names in tables.items():
        gone = GONE.get(table, {})
        found = ", ".join([*map(quoted, names), *(f"'{value}'" for value in gone.values())])
        places.append((table, ", ".join(map(quoted, [*names, *gone])), found))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ATTACH DATABASE %s AS here", [here])
            with transaction.atomic():
                for table, names, found in places:
                    cursor.execute(f"DELETE FROM main.{table}")
                    cursor.execute(f"INSERT INTO main.{table} ({names}) SELECT {found} FROM here.{table}")
            cursor.execute("DETACH DATABASE here")
        return
    source = connections.create_connection("default")
    source.settings_dict = source.settings_dict | {"NAME": here}
    with source.cursor() as origin, transaction.atomic(), connection.cursor() as target:
        for table, names, found in places:
            text = BytesIO()
            origin.copy_expert(f"COPY (SELECT {found} FROM {table}) TO STDOUT", text)
            text.seek(0)
            target.execute(f"DELETE FROM {table}")
            target.copy_expert(f"COPY {table} ({names}) FROM STDIN", text)
    source.close()


def as_then(guard: Guard, there: Columns) -> Guard:
    """A guard without what it learned of tables and columns that came later."""

    def condition(refusal: Refusal) -> str:
        known = there[refusal.table]
        compared = r" OR OLD\.(\w+) IS DISTINCT FROM NEW\.\1\b"
        return re.sub(compared, lambda one: one[0] if one[1] in known else "", refusal.condition)

    kept = [replace(one, condition=condition(one)) for one in guard.refusals if one.table in there]
    return replace(guard, refusals=tuple(kept))


def numbered() -> set[str]:
    """Tables whose rows PostgreSQL numbers as they come."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND (is_identity = 'YES' OR column_default LIKE 'nextval%')"
        )
        return {table for (table,) in cursor.fetchall()}


def test_attack_06_a_box_of_the_oldest_release_comes_to_the_newest_whole_and_guarded(tmp_path):
    counted, is_open, early = hall(4, is_open=True), hall(5, is_open=True), hall(4, fetched=3)
    for user in counted.members:
        counted.cast(user, YES)
    counted.act("close")
    services.count_box(counted.ballot, by=counted.teller)
    for user in is_open.members[:3]:
        is_open.cast(user, NO)
    given_back = early.devices[early.members[0].pk]
    casting.surrender(early.ballot, by=early.members[0], prep=given_back.prep.hex(), tsig=given_back.token.hex())
    here, now = str(connection.settings_dict["NAME"]), columns()

    with empty_database(tmp_path):
        lay_oldest()
        then = columns()
        assert "slip" not in then["awards_envelope"], "it is an old database"
        carry_over(here, common(then, now))
        box_triggers.NO_ROW_IDS.ensure(connection)
        for guard in GUARDS:
            as_then(guard, then).ensure(connection)
        refused(lambda: sql("UPDATE awards_envelope SET sealed = sealed"))
        kept = {table: then[table] for table in KEPT}
        before = rows(kept)
        assert {table: len(found) for table, found in before.items()} == {
            "awards_ballotbox": 3,
            "awards_boxrecord": 4,
            "awards_envelope": 7,
            "awards_roundelector": 13,
            "awards_voidtoken": 1,
            "awards_votinground": 3,
        }

        call_command("migrate", verbosity=0)

        # Laid as it must be, and guarded.
        assert {table: set(names) for table, names in columns().items()} == {t: set(names) for t, names in now.items()}
        assert box_triggers.NO_ROW_IDS.missing(connection) == []
        if connection.vendor == "postgresql":
            assert numbered().isdisjoint(WITHOUT_NUMBERS)
            assert "awards_roundelector" in numbered(), "the same question finds a table that is numbered"
        for guard in GUARDS:
            assert guard.names(connection.vendor) <= standing(connection)
        assert checks.run_checks(tags=[checks.Tags.database], databases=["default"]) == []
        # No row is lost or changed.
        assert rows(kept) == before
        assert set(Envelope.objects.values_list("slip", flat=True)) == {0}
        # What stood in a column that left stands in its new place.
        conference = counted.ballot.conference
        assert [(str(guest), guest.presence) for guest in conference.guest_rows.all()] == [
            ("Đồng chí A, Sở Nội vụ", "present")
        ]
        # And none can be: every old row, whatever the state of its round.
        for model, changes in (
            (Envelope, {"sealed": b""}),
            (Envelope, {"slip": 1}),
            (BoxRecord, {"rec": "{}"}),
            (VoidToken, {"round": is_open.ballot}),
        ):
            for row in model.objects.all():
                refused(lambda row=row, changes=changes: type(row).objects.filter(pk=row.pk).update(**changes))
                refused(lambda row=row: type(row).objects.filter(pk=row.pk).delete())
        for box in BallotBox.objects.all():
            refused(lambda box=box: BallotBox.objects.filter(pk=box.pk).delete())
        boxes = BallotBox.objects.filter(round__in=[counted.ballot, is_open.ballot])
        for changes in ({"pub": ""}, {"epoch": 2}, {"head": "ab" * 32, "count": 0}, {"lock": {}}):
            refused(lambda changes=changes: boxes.update(**changes))
        roll = RoundElector.objects.filter(round=is_open.ballot)
        refused(lambda: roll.update(blinded_hash="ab" * 32))
        refused(lambda: roll.update(channel="none", blinded_hash="", is_ready=False))
        refused(lambda: VotingRound.objects.filter(pk=counted.ballot.pk).update(state="open"))
        late = {"id": "a", "sealed": bytes(counted.box.envelope_length)}
        refused(lambda: Envelope.objects.create(round=counted.ballot, **late))
        if connection.vendor == "postgresql":
            for table in (*WITHOUT_NUMBERS, "awards_ballotbox"):
                refused(lambda table=table: sql(f"TRUNCATE {table}"))
        # Voting goes on where it stood.
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            sql(statement)
        for user in is_open.members[3:]:
            is_open.cast(user, NO)
        is_open.act("close")
        services.count_box(is_open.ballot, by=is_open.teller)
        for found, size in ((counted, 4), (is_open, 5)):
            box, _ = recount.recount(boxing.hand_over(found.ballot, by=found.teller))
            assert len(box["records"]) == size
