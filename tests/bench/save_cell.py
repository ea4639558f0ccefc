"""Fifty clerks save cells at once (T3: p95 within 100 ms, none lost), on a PostgreSQL that waits for its disk.

    python tests/bench/save_cell.py [--clerks 50] [--rounds 20] [--pace 2] [--bursts 5]

Every clerk has a unit of its own with 176 criteria and two months behind it; the application runs under gunicorn as
`manage.py serve` runs it (2 processes, 4 threads). First each clerk saves one cell every --pace seconds, faster than a
hand types; then all of them press Enter in the same instant, --bursts times. Afterwards every cell is read back from
the database and compared with what was sent. The clerks run on the same machine and take their share of it.
"""

import argparse
import http.client
import json
import os
import random
import sys
import threading
import time
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests import postgres  # noqa: E402
from tests.bench.nominations import out, server, share  # noqa: E402

CRITERIA, MONTHS = 176, 3
GOAL_MS = 100
TOKEN = "a" * 32  # cookie and header alike: the middleware compares one with the other


def seed(clerks: int):
    """A year with so many units; the months before the last are verified. Returns (year, session keys)."""
    from django.core.management import call_command
    from django.test import Client

    from tests.awards.results.year import make_year

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    year = make_year(units=clerks, criteria=CRITERIA, terms=MONTHS)
    for number in range(clerks):
        for term in year.terms[:-1]:
            year.verified(number, term, value="100")
        year.sheet(number)
    keys = []
    for clerk in year.clerks:
        client = Client()
        client.force_login(clerk)
        keys.append(client.session.session_key)
    return year, keys


class Clerk:
    """One browser: a session, and what was sent."""

    def __init__(self, number: int, port: int, year, key: str):
        from django.conf import settings
        from django.urls import reverse

        self.path = reverse("awards:results.cells", args=[year.term.pk, year.units[number].code])
        self.unit, self.leaves = year.units[number].pk, [leaf.pk for leaf in year.leaves]
        cookies = f"{settings.SESSION_COOKIE_NAME}={key}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
        self.headers = {
            "Cookie": cookies,
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.times: list[float] = []
        self.sent: dict[int, int] = {}
        self.mark = "0.draft.open.open"
        self.faults = 0

    def save(self) -> None:
        leaf, figure = self.leaves[len(self.sent)], random.randint(40, 250)
        body = urlencode({f"c{leaf}": figure, f"v{leaf}": 0, "biet": self.mark})
        begin = time.perf_counter()
        self.connection.close()  # the server ends a connection that is idle for two seconds: each save opens its own
        self.connection.request("POST", self.path, body, self.headers)
        answer = self.connection.getresponse()
        content = answer.read()
        self.times.append((time.perf_counter() - begin) * 1000)
        self.sent[leaf] = figure
        if answer.status != 200:
            self.faults += 1
            return
        self.mark = json.loads(content)["mark"]


def together(clerks: list[Clerk], act) -> None:
    start = threading.Barrier(len(clerks))

    def run(clerk: Clerk) -> None:
        start.wait()
        act(clerk)

    threads = [threading.Thread(target=run, args=[clerk]) for clerk in clerks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def told(words: str, clerks: list[Clerk], spent: float) -> None:
    times = [taken for clerk in clerks for taken in clerk.times]
    p95 = share(times, 0.95)
    verdict = "within" if p95 <= GOAL_MS else "ABOVE"
    out(
        f"  {words:44} p50 {share(times, 0.5):7.1f}  p95 {p95:7.1f}  worst {max(times):7.1f} ms  "
        f"{len(times) / spent:5.1f} saves/s   {verdict} {GOAL_MS} ms"
    )
    for clerk in clerks:
        clerk.times.clear()


def measure(count: int, rounds: int, pace: float, bursts: int) -> None:
    import django

    django.setup()
    from django.db import connection

    year, keys = seed(count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connection.close()
    load = os.getloadavg()[0]
    out(f"{count} clerks, {CRITERIA} criteria, {MONTHS} months; load of the machine before: {load:.1f}")
    with server("thidua.wsgi") as port:
        clerks = [Clerk(number, port, year, key) for number, key in enumerate(keys)]
        for clerk in clerks:  # both processes warm, every connection open
            clerk.save()
        for clerk in clerks:
            clerk.times.clear()

        def paced(clerk: Clerk) -> None:
            time.sleep(random.random() * pace)
            for _ in range(rounds):
                due = time.perf_counter() + pace
                clerk.save()
                time.sleep(max(0.0, due - time.perf_counter()))

        begin = time.perf_counter()
        together(clerks, paced)
        told(f"a cell every {pace:g} s each, {rounds} rounds", clerks, time.perf_counter() - begin)
        begin = time.perf_counter()
        for _ in range(bursts):
            together(clerks, Clerk.save)
        told(f"all in the same instant, {bursts} times", clerks, time.perf_counter() - begin)
    _compare(clerks)


def _compare(clerks: list[Clerk]) -> None:
    from awards.models import ResultEntry

    lost = 0
    for clerk in clerks:
        stored = dict(
            ResultEntry.objects.filter(sheet__unit=clerk.unit, criterion__in=clerk.sent, sheet__term__month__gte=LAST)
            .order_by("sheet__term__month")
            .values_list("criterion", "value")
        )
        lost += sum(stored.get(leaf) != figure for leaf, figure in clerk.sent.items())
    sent = sum(len(clerk.sent) for clerk in clerks)
    faults = sum(clerk.faults for clerk in clerks)
    out(f"  {sent} cells sent, {lost} lost, {faults} refused")


LAST = date(2022, 12, 1)  # the month that is being entered: the third from October 2022


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--clerks", type=int, default=50)
    options.add_argument("--rounds", type=int, default=20)
    options.add_argument("--pace", type=float, default=2.0)
    options.add_argument("--bursts", type=int, default=5)
    asked = options.parse_args()
    with postgres.cluster(postgres.SAFE) as url:  # it waits for the disk, other than the cluster of the tests
        os.environ["DATABASE_URL"] = url
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thidua.settings")
        os.environ["THIDUA_LOG_LEVEL"] = "WARNING"
        try:
            measure(asked.clerks, asked.rounds, asked.pace, asked.bursts)
        finally:
            from django.db import connections

            connections.close_all()


if __name__ == "__main__":
    main()
