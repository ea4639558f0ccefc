"""Rounds of voting are guarded by the database itself; see awards/ballots/triggers.py."""

from django.db import migrations

from awards.ballots.triggers import removals, statements


def install(apps, schema_editor):
    for sql in statements(schema_editor.connection.vendor):
        schema_editor.execute(sql, params=None)


def remove(apps, schema_editor):
    for sql in removals(schema_editor.connection.vendor):
        schema_editor.execute(sql, params=None)


class Migration(migrations.Migration):
    dependencies = [("awards", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
