"""Signed papers and the history of awards are guarded by the database itself; see awards/decisions/triggers.py."""

from django.db import migrations

from awards.decisions.triggers import removals, statements


def install(apps, schema_editor):
    for sql in statements(schema_editor.connection.vendor):
        schema_editor.execute(sql, params=None)


def remove(apps, schema_editor):
    for sql in removals(schema_editor.connection.vendor):
        schema_editor.execute(sql, params=None)


class Migration(migrations.Migration):
    dependencies = [("awards", "0002_ballot_triggers")]

    operations = [migrations.RunPython(install, remove)]
