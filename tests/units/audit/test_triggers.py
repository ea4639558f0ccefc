"""The guards of the record outlive every later migration: on both databases what is rebuilt is guarded again."""

import pytest
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction

from awards.ballots.triggers import GUARD
from tests.factories import UnitFactory
from units.audit.services import record, seal, verify
from units.audit.triggers import TABLES, ensure, missing
from units.models import AuditEvent, AuditSeal


def refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def is_guarded() -> None:
    for table in TABLES:
        refused(f"UPDATE {table} SET id = id")
        refused(f"DELETE FROM {table}")


@pytest.fixture
def chain(transactional_db):
    unit = UnitFactory()
    for number in range(3):
        record(None, "structure.edit_unit", unit, reason=str(number))
        seal()
    return unit


def rebuild(model: type[models.Model], name: str, longer: int) -> None:
    """What a later migration does that changes a column: on SQLite the whole table is made anew."""
    old = model._meta.get_field(name)
    new = old.clone()
    new.max_length = longer
    new.set_attributes_from_name(name)
    new.model = model
    with connection.schema_editor() as editor:
        editor.alter_field(model, old, new)
    with connection.schema_editor() as editor:
        editor.alter_field(model, new, old)


def test_a_rebuilt_table_is_guarded_again_by_the_next_migrate(chain):
    is_guarded()
    rebuild(AuditEvent, "reason", 501)
    rebuild(AuditSeal, "hash", 65)
    gone = missing(connection)
    assert bool(gone) == (connection.vendor == "sqlite")
    call_command("migrate", verbosity=0, interactive=False)
    assert missing(connection) == []
    is_guarded()
    report = verify()
    assert (report.broken, report.links, report.events, report.unsealed) == ([], 3, 3, 0)


def test_a_missing_guard_is_an_error_of_the_system_check(chain):
    table = TABLES[0]
    where = f" ON {table}" if connection.vendor == "postgresql" else ""
    name = "no_change" if connection.vendor == "postgresql" else "no_delete"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {table}_{name}{where}")
    found = [one for one in run_checks(tags=[Tags.database], databases=["default"]) if one.id == "units.E001"]
    assert [one.msg for one in found] == [f"The audit record is not guarded: {table}_{name} is missing."]
    assert ensure(connection) == [f"{table}_{name}"]
    assert ensure(connection) == []
    is_guarded()


def test_a_guard_of_ballots_is_looked_after_and_laid_again(transactional_db):
    name = "ballots_round_delete"
    where = " ON awards_votinground" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{where}")
    found = [one for one in run_checks(tags=[Tags.database], databases=["default"]) if one.id == "awards.E001"]
    assert [one.msg for one in found] == [f"Rounds of voting are not guarded: {name} is missing."]
    call_command("migrate", verbosity=0, interactive=False)
    assert GUARD.missing(connection) == []
