"""Eligibility of 2,000 people for four titles (goal T7: 2 seconds, 30 queries), and of 100,000 (3 minutes).

    python tests/bench/eligibility.py [--people 2000] [--rounds 3]

On a PostgreSQL of its own (tests/postgres.py). Everybody has a rank, a posting, five years of grades and three of
titles. `all` is what the page of suggestions works out and keeps: everybody against the titles of the list, what is
missing, and next year; above a thousand people the application does it in the background. `one` is the page "Vì sao?"
of one person, all titles, through the middleware; `engine` is the work in it (goal 50 ms): records, law and judgement.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from datetime import date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests import postgres  # noqa: E402
from tests.bench.scoring import out, timed, told  # noqa: E402

GOAL, GOAL_QUERIES, GOAL_ONE_MS = 2, 30, 50
MANY, GOAL_MANY = 100_000, 180  # in the background
TITLES = ("CSTT", "CSTDCS", "CSTDTQUAN", "CSTDTQUOC")
UNITS = 40
PART = 5000


def seed(people: int):
    """A province with its list and everybody in it; returns the year and the ids of its people."""
    from django.core.management import call_command
    from django.db import connection

    from awards.models import AwardRecord
    from tests.factories import nominations as factory
    from units.models import CompletionGrade, Person, Posting, RankPeriod

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    factory.TITLES = TITLES
    year = factory.nomination_year(titles=[{"award": code} for code in TITLES], units=UNITS)
    since = date(2015, 1, 1)
    for start in range(0, people, PART):
        rows = []
        for number in range(start, min(start + PART, people)):
            row = Person(
                service_number=f"09{number:010d}", full_name=f"Nguyễn Văn {number}", rank="dai-uy", position="Trợ lý",
                object_group="officer", unit=year.units[number % UNITS], joined_on=since,
            )  # fmt: skip
            row.derive_keys()
            rows.append(row)
        made = Person.objects.bulk_create(rows, batch_size=1000)
        RankPeriod.objects.bulk_create(
            [RankPeriod(person=one, rank="dai-uy", object_group="officer", valid_from=since) for one in made], 1000
        )
        Posting.objects.bulk_create(
            [Posting(person=one, unit=one.unit, position="Trợ lý", valid_from=since) for one in made], 1000
        )
        CompletionGrade.objects.bulk_create(
            [
                CompletionGrade(person=one, year=when, grade="htxsnv" if (one.pk + when) % 3 else "httnv")
                for one in made
                for when in range(2019, 2024)
            ],
            1000,
        )
        AwardRecord.objects.bulk_create(
            [
                AwardRecord(
                    award=year.awards["CSTDCS" if (one.pk + when) % 2 else "CSTT"], person=one, year=when,
                    decision_text=f"QĐ {when}", decided_on=date(when, 12, 1),
                )
                for one in made
                for when in range(2020, 2023)
            ],
            1000,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return year, Person.objects.values_list("pk", flat=True)[:20]


def measure(year, some, people: int, rounds: int) -> bool:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from awards.nominations import suggesting
    from thidua import clock

    def everybody():
        with clock.at(datetime(2023, 10, 10, 9)):
            return suggesting.refresh(year.listing, year.province, by=year.officer)

    first, rows = timed(everybody)
    times = [timed(everybody)[0] for _ in range(rounds)]
    with CaptureQueriesContext(connection) as asked:
        everybody()
    wall = statistics.median(one[0] for one in times)
    out(f"  all, first   {told(first)}, {rows} rows kept")
    goal, queries = (GOAL, GOAL_QUERIES) if people < MANY else (GOAL_MANY, "any number of")
    out(f"  all, again   {told(*times)}, {len(asked)} queries   goal {goal} s, {queries} queries")
    client = Client(HTTP_HOST="localhost")
    client.force_login(year.officer)
    pages = [reverse("awards:nominations.why", args=[f"p{pk}"]) for pk in some]
    client.get(pages[0])
    spent = []
    for page in pages:
        begin = time.perf_counter()
        assert client.get(page).status_code == 200
        spent.append((time.perf_counter() - begin) * 1000)
    out(f"  one, a page  {statistics.median(spent):6.1f} ms p50, {max(spent):.1f} ms worst")
    work = [timed(lambda pk=pk: explain(year, pk))[0] for pk in some]
    engine, own = (statistics.median(one[part] for one in work) * 1000 for part in (0, 1))
    out(f"  one, engine  {engine:6.1f} ms p50 ({own:.1f} ms of work)   goal {GOAL_ONE_MS} ms")
    return wall <= goal and (people >= MANY or len(asked) <= GOAL_QUERIES) and engine <= GOAL_ONE_MS


def explain(year, pk: int) -> None:
    """Everything the page tells of one person: each title, and the first of them under every law."""
    from awards.nominations import why
    from units.models import Person

    person, frame = Person.objects.select_related("unit").get(pk=pk), why.frame_on(year.period, date(2023, 10, 10))
    rows, facts = why.answers(frame, person)
    why.under_each_law(frame, rows[0].award, person, facts)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--people", type=int, default=2000)
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as var, postgres.cluster() as address:
        os.environ.update(DATABASE_URL=address, THIDUA_VAR=var, DJANGO_SETTINGS_MODULE="thidua.settings")
        import django

        django.setup()
        out(f"{given.people} people, {len(TITLES)} titles; load of the machine before: {os.getloadavg()[0]:.1f}")
        year, some = seed(given.people)
        return 0 if measure(year, some, given.people, given.rounds) else 1


if __name__ == "__main__":
    sys.exit(main())
