"""The first dated kind of every unit there is; on PostgreSQL the database itself refuses two rows for one day.

SQLite has no such constraint: there every write goes through `DatedRow.save` and the services, which look first. A unit
is one point of an int8range, so that the index needs no extension.
"""

from django.db import migrations

TABLES = ("units_unitname", "units_unitparent", "units_unitstatus")
CONSTRAINT = """
ALTER TABLE {table} ADD CONSTRAINT {table}_one_a_day EXCLUDE USING gist (
  int8range(unit_id, unit_id, '[]') WITH &&, daterange(valid_from, valid_to, '[]') WITH &&
)
"""


def lay(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(CONSTRAINT.format(table=table))
    status = apps.get_model("units", "UnitStatus")
    units = apps.get_model("units", "Unit").objects.values_list("pk", "kind", "founded_on")
    status.objects.bulk_create(
        (status(unit_id=pk, kind_id=kind, valid_from=founded_on) for pk, kind, founded_on in units.iterator()),
        batch_size=500,
    )


def lift(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_one_a_day")


class Migration(migrations.Migration):
    dependencies = [("units", "0003_structure")]
    operations = [migrations.RunPython(lay, lift)]
