"""The scoreboard of a cluster and the year's page of a province, beside the floor of a page in the same run (T2).

    python tests/bench/scoreboard.py [--clusters 10] [--units 8] [--months 3] [--rounds 40]

On a PostgreSQL of its own, seeded as for tests/bench/scoring.py: the published table of 176 leaves, every cell entered
or judged. Both applications run under gunicorn as `manage.py serve` runs it. One visitor asks for every page in turn;
medians, 95th percentiles and their ratios to the floor are printed. Queries are counted on the first cluster, and once
more on a cluster of one unit: the page has to ask the same number whatever its size. `poll` is what an open board asks
every eight seconds while nothing changes. The goal of T2 is told in another program's seconds (p50 at most 0.05 of its
statistics page); here stand the ratios to the floor.
"""

import argparse
import os
import re
import statistics
import sys
from html import unescape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests import postgres  # noqa: E402
from tests.bench.nominations import out, server, share  # noqa: E402
from tests.bench.scoring import seed  # noqa: E402


def ask(port: int, path: str, cookie: str) -> tuple[float, int]:
    """Milliseconds until the last byte, bytes; anything but 200 and 204 stops the run."""
    import http.client
    import time

    begin = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status not in (200, 204):
        raise SystemExit(f"{path} answered {answer.status}")
    return (time.perf_counter() - begin) * 1000, len(body)


def prepare(clusters: int, units: int, months: int):
    """(client of the officer, pages of the first cluster, pages of a cluster of one unit)."""
    from django.test import Client

    from awards.models import ScoreBoard
    from awards.scoring.recompute import recompute
    from tests.factories import ClusterFactory, UnitFactory, join_cluster
    from units.models import User

    period, made, everybody = seed(clusters, units, months)
    alone = ClusterFactory(code="C-1", organiser=period.unit)
    single = UnitFactory(code="U-1", parent=period.unit)
    join_cluster(alone, single)
    ScoreBoard.objects.bulk_create([ScoreBoard(period=period, cluster=cluster) for cluster in (*made, alone)])
    recompute(period, [*everybody, single])
    officer = User.objects.get(role_grants__role="officer")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(officer)
    large, small = (ScoreBoard.objects.get(cluster=cluster) for cluster in (made[0], alone))
    return client, _pages(client, large), _pages(client, small)


def _pages(client, board) -> dict[str, str]:
    from django.urls import reverse

    page = reverse("awards:scoring.board", args=[board.pk])
    poll = unescape(re.search(r'hx-get="([^"]*/live/[^"]*)"', client.get(page).content.decode())[1])
    return {
        "scoreboard": page,
        "by criterion": f"{page}?xem=tieu-chi",
        "heat map": f"{page}?xem=lech",
        "poll": poll,
        "province's year": reverse("awards:home.index"),
    }


def queries_of(client, pages: dict[str, str]) -> dict[str, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = {}
    for name, path in pages.items():
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        found[name] = len(captured)
    return found


def measure(options) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    client, pages, single = prepare(options.clusters, options.units, options.months)
    queries, of_one = queries_of(client, pages), queries_of(client, single)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connection.close()
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}"
    with server("tests.bench.floor") as floor, server("thidua.wsgi") as ours:
        targets = {"floor": (floor, "/", "")} | {name: (ours, path, cookie) for name, path in pages.items()}
        times: dict[str, list[float]] = {name: [] for name in targets}
        sizes = {}
        for place in range(options.rounds + 8):  # the first visits warm both processes
            for name, target in targets.items():
                taken, sizes[name] = ask(*target)
                if place >= 8:
                    times[name].append(taken)
    base = statistics.median(times["floor"])
    out(f"{options.clusters} clusters of {options.units} units, 176 criteria, {options.rounds} rounds, one visitor")
    out(f"  {'':20} {'p50':>8} {'p95':>8} {'x floor':>8} {'queries':>8} {'1 unit':>8} {'bytes':>8}")
    for name, taken in times.items():
        p50 = statistics.median(taken)
        asked = f"{queries.get(name, 1):8} {of_one.get(name, 1):8}"
        out(f"  {name:20} {p50:8.1f} {share(taken, 0.95):8.1f} {p50 / base:8.2f} {asked} {sizes[name]:8}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clusters", type=int, default=10)
    parser.add_argument("--units", type=int, default=8)
    parser.add_argument("--months", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    with postgres.cluster() as url:
        os.environ["DATABASE_URL"] = url
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thidua.settings")
        os.environ["THIDUA_LOG_LEVEL"] = "WARNING"
        try:
            measure(options)
        finally:
            from django.db import connections

            connections.close_all()


if __name__ == "__main__":
    main()
