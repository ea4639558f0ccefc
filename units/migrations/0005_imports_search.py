"""Words in the middle of a name are found through trigrams, where PostgreSQL has them.

The extension comes with PostgreSQL's contrib package and any owner of a database may create it. Without it the search
reads the narrow index on the key alone, which is larger work but the same answer.
"""

from django.db import DatabaseError, migrations, transaction

TABLES = ("units_person", "units_unit")
TRIGRAMS = "CREATE INDEX {table}_search_trgm ON {table} USING gin (search_key gin_trgm_ops)"


def lay(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError:
        return
    for table in TABLES:
        schema_editor.execute(TRIGRAMS.format(table=table))


def lift(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP INDEX IF EXISTS {table}_search_trgm")


class Migration(migrations.Migration):
    dependencies = [("units", "0005_imports")]
    operations = [migrations.RunPython(lay, lift)]
