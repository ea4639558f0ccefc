"""The guards of the record in the database, and what puts them back when a migration has rebuilt a table.

SQLite drops the triggers of a table that a migration rebuilds. After every migrate they are counted and, where one is
gone, laid again; `manage.py check --database default` tells of a missing one at any time.
"""

from thidua.guards import standing

TABLES = ("units_auditevent", "units_auditseal")
MESSAGE = "the audit record is append-only"

_SQLITE = {
    "no_update": "BEFORE UPDATE ON {table}",
    "no_delete": "BEFORE DELETE ON {table}",
    # INSERT OR REPLACE removes the old row without asking the DELETE trigger.
    "no_insert": "BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)",
}
_POSTGRESQL = {
    "no_change": "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW",
    "no_truncate": "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
}


def missing(connection) -> list[str]:
    """Names of guards that are not in place, of the tables that exist; two queries at most."""
    there = [table for table in TABLES if table in connection.introspection.table_names()]
    wanted = {f"{table}_{name}" for table in there for name in _guards(connection)}
    return sorted(wanted - standing(connection))


def ensure(connection) -> list[str]:
    """Lay what is missing; returns the names of what was laid."""
    gone = missing(connection)
    with connection.cursor() as cursor:
        if gone and connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION units_append_only() RETURNS trigger LANGUAGE plpgsql AS"
                f" $$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
            )
        for table in TABLES:
            for name, when in _guards(connection).items():
                if f"{table}_{name}" in gone:
                    cursor.execute(_statement(connection, table, name, when))
    return gone


def _guards(connection) -> dict[str, str]:
    return _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE


def _statement(connection, table: str, name: str, when: str) -> str:
    act = (
        "EXECUTE FUNCTION units_append_only()"
        if connection.vendor == "postgresql"
        else f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )
    return f"CREATE TRIGGER {table}_{name} {when.format(table=table)} {act}"
