"""The migrations make the database the models speak of, with every guard: the one the other tests run on."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
OURS, MADE_APART = ("units_", "awards_", "thidua_"), "thidua_cache"
SQLITE = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
POSTGRESQL = (
    """SELECT 'column', table_name, concat_ws(' ', column_name, udt_name, character_maximum_length, numeric_precision,
       numeric_scale, is_nullable, is_identity) FROM information_schema.columns WHERE table_schema = 'public'""",
    """SELECT 'constraint', conrelid::regclass::text, pg_get_constraintdef(oid) || condeferred
       FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 't'""",
    """SELECT 'index', tablename, regexp_replace(indexdef, ' INDEX \\S+ ', ' ')
       FROM pg_indexes WHERE schemaname = 'public'""",
    "SELECT 'trigger', tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    """SELECT 'function', proname, prosrc FROM pg_proc
       WHERE pronamespace = 'public'::regnamespace AND prolang <> (SELECT oid FROM pg_language WHERE lanname = 'c')""",
)


def rows(db) -> set[tuple]:
    """Everything a database is made of, whatever the order it was made in."""
    with db.cursor() as cursor:
        if db.vendor == "sqlite":
            cursor.execute(SQLITE)
            found = {
                part for kind, name, table, sql in cursor.fetchall() for part in _parts(kind, name, table, sql or "")
            }
        else:
            found = set()
            for question in POSTGRESQL:
                cursor.execute(question)
                found |= {(*row[:2], " ".join(row[2].split())) for row in cursor.fetchall()}
    return {row for row in found if row[1].startswith(OURS) and row[1] != MADE_APART}


def _parts(kind: str, name: str, table: str, sql: str) -> list[tuple]:
    """A table as its columns and constraints, anything else as it stands; names of indexes do not matter."""
    sql = " ".join(sql.replace('"', "").split())
    if kind != "table":
        return [(kind, table, re.sub(r"INDEX \S+ ON", "INDEX ON", sql))]
    parts, depth, start = [], 0, sql.index("(") + 1
    for place, sign in enumerate(sql[start:-1] + ",", start):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and not depth:
            parts.append((kind, name, sql[start:place].strip()))
            start = place + 1
    return parts


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_migrating_an_empty_database_makes_the_one_of_the_tests(tmp_path):
    if connection.vendor == "sqlite":
        url, name = f"sqlite:///{tmp_path}/migrated.sqlite3", str(tmp_path / "migrated.sqlite3")
    else:
        name = f"{connection.settings_dict['NAME']}_migrated"
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        url = os.environ["DATABASE_URL"].replace("/postgres?", f"/{name}?")
    environment = {**os.environ, "DATABASE_URL": url, "THIDUA_VAR": str(tmp_path)}
    command = [sys.executable, "manage.py", "migrate", "--noinput", "-v0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    migrated = connection.copy("migrated")
    migrated.settings_dict = {**connection.settings_dict, "NAME": name}
    try:
        made, meant = rows(migrated), rows(connection)
    finally:
        migrated.close()
        if connection.vendor != "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}"')
    assert len(meant) > 1000
    assert sorted(made - meant) == []
    assert sorted(meant - made) == []
