"""What the database itself refuses, whoever asks: triggers with one text for SQLite and PostgreSQL.

SQLite drops the triggers of a table that a migration rebuilds, without a word. So no migration lays them: they are laid
after every migrate, as they are written in the program of that day (`stand`); `manage.py check --database default`
tells of a missing one at any time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.core import checks
from django.db import connections, transaction
from django.db.models.signals import post_migrate, pre_migrate


@dataclass(frozen=True)
class Refusal:
    """`event` on `table` is refused with `message` while `condition` holds; NEW and OLD are the rows."""

    name: str
    table: str
    event: str
    condition: str
    message: str

    @property
    def row(self) -> str:
        return "OLD" if self.event == "DELETE" else "NEW"


@dataclass(frozen=True)
class Guard:
    """Refusals of one chapter; `prefix` begins the names of their triggers.

    no_truncate: tables that PostgreSQL may not empty at a stroke either, and the sentence it says.
    """

    prefix: str
    refusals: tuple[Refusal, ...]
    no_truncate: tuple[str, ...] = ()
    truncate_message: str = ""

    def names(self, vendor: str) -> set[str]:
        """Names of all triggers on a database of `vendor` (sqlite, postgresql)."""
        found = {f"{self.prefix}_{refusal.name}" for refusal in self.refusals}
        if vendor == "postgresql":
            found |= {self._truncate_name(table) for table in self.no_truncate}
        return found

    def statements(self, vendor: str) -> Iterator[str]:
        """SQL that lays everything, safe to run again."""
        for refusal in self.refusals:
            yield from (self._sqlite(refusal) if vendor == "sqlite" else self._postgresql(refusal))
        if vendor == "postgresql":
            for table in self.no_truncate:
                yield from self._no_truncate(table)

    def lay_aside(self, connection) -> None:
        """SQLite reads every trigger when a migration rebuilds a table, and stops where one names it: they make way
        and are laid again after the migrations. One that failed leaves them away until the next `migrate`."""
        with connection.cursor() as cursor:
            for name in sorted(self.names(connection.vendor) & standing(connection)):
                cursor.execute(f"DROP TRIGGER {name}")

    def missing(self, connection) -> list[str]:
        """Names of triggers that are not in place and awake; two queries. None while the tables are not there."""
        if not self._has_tables(connection):
            return []
        return sorted(self.names(connection.vendor) - standing(connection))

    def ensure(self, connection) -> list[str]:
        """Lay every trigger as it is written now; returns the names of those that had been missing."""
        if not self._has_tables(connection):
            return []
        gone = self.missing(connection)
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            for statement in self.statements(connection.vendor):
                cursor.execute(statement)
        return gone

    def _has_tables(self, connection) -> bool:
        return {refusal.table for refusal in self.refusals} <= set(connection.introspection.table_names())

    def _sqlite(self, refusal: Refusal) -> Iterator[str]:
        condition = refusal.condition.replace(" IS DISTINCT FROM ", " IS NOT ")
        name = f"{self.prefix}_{refusal.name}"
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield (
            f"CREATE TRIGGER {name} BEFORE {refusal.event} ON {refusal.table} FOR EACH ROW"
            f" WHEN {condition} BEGIN SELECT RAISE(ABORT, '{refusal.message}'); END"
        )

    def _postgresql(self, refusal: Refusal) -> Iterator[str]:
        name = f"{self.prefix}_{refusal.name}"
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {refusal.condition}"
            f" THEN RAISE EXCEPTION '{refusal.message}' USING ERRCODE = 'check_violation'; END IF;"
            f" RETURN {refusal.row}; END $$"
        )
        yield f"DROP TRIGGER IF EXISTS {name} ON {refusal.table}"
        yield f"CREATE TRIGGER {name} BEFORE {refusal.event} ON {refusal.table} FOR EACH ROW EXECUTE FUNCTION {name}()"

    def _truncate_name(self, table: str) -> str:
        return f"{self.prefix}_truncate_{table.partition('_')[2]}"

    def _no_truncate(self, table: str) -> Iterator[str]:
        name = self._truncate_name(table)
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" RAISE EXCEPTION '{self.truncate_message}' USING ERRCODE = 'check_violation'; END $$"
        )
        yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
        yield f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"


def changed(*columns: str) -> str:
    """Condition: one of the columns is about to change."""
    return "(" + " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns) + ")"


def one_of(*values: str) -> str:
    """A list of texts for SQL."""
    return "(" + ", ".join(f"'{value}'" for value in values) + ")"


def standing(connection) -> set[str]:
    """Names of the triggers that are there and awake."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall()}


def stand(config, guard, check_id: str, sentence: str) -> None:
    """Have a guard laid after every migrate of an app, and looked after by `manage.py check --database`.

    guard: anything with `missing(connection)` and `ensure(connection)`.
    """
    if hasattr(guard, "lay_aside"):
        pre_migrate.connect(_remover(guard), sender=config, weak=False)
    post_migrate.connect(_layer(guard), sender=config, weak=False)
    checks.register(_check(guard, check_id, sentence), checks.Tags.database)


def _remover(guard) -> Callable:
    def remove(using: str, plan=None, **kwargs) -> None:
        if plan and connections[using].vendor == "sqlite":
            guard.lay_aside(connections[using])

    return remove


def _layer(guard) -> Callable:
    def lay(using: str, plan=None, **kwargs) -> None:
        if plan is not None or guard.missing(connections[using]):  # no plan: the tables were only emptied
            guard.ensure(connections[using])

    return lay


def _check(guard, check_id: str, sentence: str) -> Callable:
    def check(app_configs, databases=None, **kwargs) -> list[checks.CheckMessage]:
        return [
            checks.Error(f"{sentence}: {name} is missing.", "Run manage.py migrate.", id=check_id)
            for alias in databases or ()
            for name in guard.missing(connections[alias])
        ]

    return check
