"""The floor of a cast: Django with nothing around it, one row changed and one written in one transaction.

A WSGI application of its own (`gunicorn tests.bench.ballot_floor`); the database comes from DATABASE_URL, as for the
product. `python -m tests.bench.ballot_floor COUNT` makes its two tables and prints so many tokens.
"""

import secrets
import sys

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from thidua import env

if not settings.configured:
    settings.configure(
        DEBUG=False,
        SECRET_KEY="for measuring only",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="tests.bench.ballot_floor",
        USE_TZ=True,
        DATABASES={"default": env.database("DATABASE_URL", "floor.sqlite3", keep_seconds=60)},
    )
    django.setup()


def cast(request: HttpRequest, token: str) -> HttpResponse:
    body = ",".join(f"{name}:{mark}" for name, mark in request.POST.items())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE floor_roll SET voted = %s WHERE token = %s AND voted = %s", [True, token, False])
        if cursor.rowcount != 1:
            return HttpResponse("already", status=409)
        cursor.execute("INSERT INTO floor_ballot (id, body) VALUES (%s, %s)", [secrets.token_hex(16), body])
    return HttpResponse("ok")


urlpatterns = [path("cast/<str:token>/", cast)]
application = get_wsgi_application()


def main(count: int) -> None:
    tokens = [secrets.token_urlsafe(16) for _ in range(count)]
    with transaction.atomic(), connection.cursor() as cursor:
        for table, columns in (
            ("floor_roll", "token varchar(64) PRIMARY KEY, voted boolean NOT NULL"),
            ("floor_ballot", "id varchar(32) PRIMARY KEY, body text NOT NULL"),
        ):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
            cursor.execute(f"CREATE TABLE {table} ({columns})")
        cursor.executemany("INSERT INTO floor_roll (token, voted) VALUES (%s, %s)", [(one, False) for one in tokens])
    sys.stdout.write("\n".join(tokens))


if __name__ == "__main__":
    main(int(sys.argv[1]))
