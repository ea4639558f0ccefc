"""What PostgreSQL does beyond the tables: no two dated rows for one day, and words found in the middle of a name.

SQLite has no such constraint: there every write goes through `DatedRow.save` and the services, which look first. A unit
is one point of an int8range, so that the index needs no extension. Trigrams come with PostgreSQL's contrib package and
any owner of a database may create the extension; without it the search reads the narrow index on the key alone, which
is larger work but the same answer.
"""

from django.db import DatabaseError, migrations, transaction

DATED = ("units_unitname", "units_unitparent", "units_unitstatus")
ONE_A_DAY = """
ALTER TABLE {table} ADD CONSTRAINT {table}_one_a_day EXCLUDE USING gist (
  int8range(unit_id, unit_id, '[]') WITH &&, daterange(valid_from, valid_to, '[]') WITH &&
)
"""
NAMED = ("units_person", "units_unit")
TRIGRAMS = "CREATE INDEX IF NOT EXISTS {table}_search_trgm ON {table} USING gin (search_key gin_trgm_ops)"


def lay(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    for table in DATED:
        schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_one_a_day")
        schema_editor.execute(ONE_A_DAY.format(table=table))
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError:
        return
    for table in NAMED:
        schema_editor.execute(TRIGRAMS.format(table=table))


def lift(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in NAMED:
            schema_editor.execute(f"DROP INDEX IF EXISTS {table}_search_trgm")
        for table in DATED:
            schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_one_a_day")


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial")]
    operations = [migrations.RunPython(lay, lift)]
