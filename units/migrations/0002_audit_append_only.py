"""The record and its seals can only grow: the database itself refuses to change or remove a row.

A later migration that rebuilds one of these tables on SQLite drops its triggers and must call `lay` again.
"""

from django.db import migrations

TABLES = ("units_auditevent", "units_auditseal")
MESSAGE = "the audit record is append-only"

SQLITE = """
CREATE TRIGGER {table}_no_{verb_name} BEFORE {verb} ON {table} {when}
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION units_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{message}'; END $$
"""
POSTGRESQL = (
    "CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION units_append_only()",
    "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION units_append_only()",
)


def lay(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION.format(message=MESSAGE))
    for table in TABLES:
        for statement in _statements(vendor, table):
            schema_editor.execute(statement)


def _statements(vendor, table):
    if vendor == "postgresql":
        return [statement.format(table=table) for statement in POSTGRESQL]
    # INSERT OR REPLACE removes the old row without asking the DELETE trigger: the third one stands in its way.
    taken = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"
    return [
        SQLITE.format(table=table, verb=verb, verb_name=verb.lower(), when=when, message=MESSAGE)
        for verb, when in (("UPDATE", ""), ("DELETE", ""), ("INSERT", taken))
    ]


def lift(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            for name in ("change", "truncate"):
                schema_editor.execute(f"DROP TRIGGER {table}_no_{name} ON {table}")
        else:
            for name in ("update", "delete", "insert"):
                schema_editor.execute(f"DROP TRIGGER {table}_no_{name}")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION units_append_only()")


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial")]
    operations = [migrations.RunPython(lay, lift)]
