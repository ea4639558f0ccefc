"""A whole hall presses at the same moment (T5): casts a second beside the floor, check-in, close, bytes of script.

    python tests/bench/ballots.py [--sqlite] [--lines 46] [--many 1500] [--crash]

The application runs under gunicorn as `manage.py serve` runs it (2 processes, 4 threads), on a PostgreSQL that waits
for its disk or on an SQLite file as it is served; every device opens a connection of its own, 32 at a time, from this
machine, which takes its share of it. The floor is the smallest Django view that changes one row and writes another
(ballot_floor.py), asked in the same run, in turn with ours: ratios are of medians. --crash: the server of PostgreSQL is
stopped at once three times in a burst; every device sends until it is answered. Goals: 0.4 of the floor, 200 casts/s,
1,500 in a burst with p95 below 10 s and none lost, close of 1,500 below 1 s.
"""

import argparse
import gzip
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests import postgres  # noqa: E402
from tests.awards.ballots.serving import Request  # noqa: E402
from tests.bench.nominations import out, server, share  # noqa: E402

AT_ONCE = 32
ROUNDS = 3
TOKEN = "a" * 32
SCRIPTS = ("secret-ballot.js", "ballot-paper.js", "ballot-page.js")


class Burst:
    """All requests at the same moment: times from that moment to the last byte, in milliseconds."""

    def __init__(self, port: int, requests: list[Request], *, again: bool = False):
        self.times: list[float] = []
        self.statuses: dict[int, int] = {}
        self.bodies: list[bytes] = []
        waiting = list(requests)
        lock, start = threading.Lock(), threading.Barrier(min(AT_ONCE, len(requests)) + 1)

        def run() -> None:
            start.wait()
            while True:
                with lock:
                    if not waiting:
                        return
                    request = waiting.pop()
                status, body = self._until(request, port, again)
                took = (time.perf_counter() - self.begin) * 1000
                with lock:
                    self.times.append(took)
                    self.bodies.append(body)
                    self.statuses[status] = self.statuses.get(status, 0) + 1

        threads = [threading.Thread(target=run) for _ in range(min(AT_ONCE, len(requests)))]
        for thread in threads:
            thread.start()
        self.begin = time.perf_counter()
        start.wait()
        for thread in threads:
            thread.join()
        self.seconds = time.perf_counter() - self.begin
        self.rate = len(requests) / self.seconds

    def _until(self, request: Request, port: int, again: bool) -> tuple[int, bytes]:
        while True:
            try:
                status, body = request.send(port)
                if status == 200 or not again:
                    return status, body
            except OSError:
                if not again:
                    raise
            time.sleep(0.2)

    def told(self, words: str) -> None:
        answers = ", ".join(f"{count} × {status}" for status, count in sorted(self.statuses.items()))
        out(
            f"  {words:34} {self.rate:7.0f}/s   p50 {share(self.times, 0.5) / 1000:5.2f}  "
            f"p95 {share(self.times, 0.95) / 1000:5.2f}  all {self.seconds:5.2f} s   {answers}"
        )


# Data -----------------------------------------------------------------------------------------------------------------


def prepared(members: int, lines: int):
    """A round of so many members, checked in or open, and the keys of their sessions."""
    from django.db import transaction

    from tests.awards.ballots.voters import hall

    with transaction.atomic():
        return hall(members, {"CSTT": (lines, None)})


def fetched(found, users) -> None:
    """Papers straight from the key: what is measured is not their giving out."""
    from awards.ballots import blind, keys
    from awards.models import RoundElector
    from tests.awards.ballots.voters import Voter

    (key,), issuer = keys.issuing(found.ballot.pk, 1), found.box.issuer
    for user in users:
        one = Voter(issuer)
        found.devices[user.pk] = one.unblind(blind.blind_sign(key, one.blinded))
    seats = RoundElector.objects.filter(round=found.ballot, attendee__person__in=[user.person_id for user in users])
    seats.filter(channel="none").update(channel="electronic", blinded_hash="ab" * 32)
    seats.update(is_ready=True)


def ballots_of(found, lines: int) -> list[Request]:
    from django.urls import reverse

    paper, path = found.paper, reverse("awards:ballots.cast", args=[found.ballot.pk])
    dice = random.Random(5)
    chosen = [[dice.choice("AAAAD") for _ in range(lines)] for _ in found.members]
    cast = [found.devices[user.pk].ballot(paper, m) for user, m in zip(found.members, chosen, strict=True)]
    return [Request(path, ballot.record()) for ballot in cast]


def sessions_of(users) -> list[str]:
    from django.conf import settings
    from django.test import Client

    found = []
    for user in users:
        client = Client()
        client.force_login(user)
        names = {settings.SESSION_COOKIE_NAME: client.session.session_key, settings.CSRF_COOKIE_NAME: TOKEN}
        found.append("; ".join(f"{name}={value}" for name, value in names.items()))
    return found


def floor_requests(count: int, lines: int) -> list[Request]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.ballot_floor", str(count)], cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    body = urlencode({f"c{number}": "1" for number in range(lines)})
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return [Request(f"/cast/{token}/", body, kind) for token in done.stdout.split()]


# Measuring ------------------------------------------------------------------------------------------------------------


def check_in(port: int, found) -> None:
    """200 devices ask for their papers in the same second."""
    from django.urls import reverse

    from tests.awards.ballots.voters import Voter

    users = found.members[:200]
    path, issuer = reverse("awards:ballots.issue", args=[found.ballot.pk]), found.box.issuer
    phones = [Voter(issuer) for _ in users]
    requests = [
        Request(
            path,
            urlencode({"blinded": phone.blinded.hex(), "epoch": 1}),
            {"Cookie": cookies, "X-CSRFToken": TOKEN, "Content-Type": "application/x-www-form-urlencoded"},
        )
        for phone, cookies in zip(phones, sessions_of(users), strict=True)
    ]
    Burst(port, requests).told(f"check-in of {len(users)}")


def polls(port: int, found, when: str, *, times: int = 5) -> None:
    """200 devices ask how things stand, as each does every few seconds for as long as the round lasts."""
    from django.urls import reverse

    path, users = reverse("awards:ballots.state", args=[found.ballot.pk]), found.members[:200]
    requests = [Request(path, headers={"Cookie": cookies}) for cookies in sessions_of(users)]
    Burst(port, requests * times).told(f"{times} polls of {len(users)}, {when}")


def casts(found, lines: int, many: int) -> list[Request]:
    """Ours and the floor in turn, in bursts of 200; then all who are left in one."""
    ours = ballots_of(found, lines)
    rates: dict[str, list[float]] = {"ours": [], "floor": []}
    with server("tests.bench.ballot_floor") as floor_port, server("thidua.wsgi") as port:
        floors = floor_requests(200 * (ROUNDS + 1), lines)
        Burst(floor_port, floors[:200])
        Burst(port, ours[:20])  # every process has answered once
        rest = ours[20:]
        for number in range(ROUNDS):
            one = Burst(floor_port, floors[200 * (number + 1) : 200 * (number + 2)])
            one.told("floor, burst of 200")
            rates["floor"].append(one.rate)
            mine, rest = rest[:200], rest[200:]
            one = Burst(port, mine)
            one.told("cast, burst of 200")
            rates["ours"].append(one.rate)
        ratio = statistics.median(rates["ours"]) / statistics.median(rates["floor"])
        verdict = "within the goal" if ratio >= 0.4 else "SHORT of the goal"
        out(f"  cast rate over the floor's: {ratio:.2f} (goal 0.4): {verdict}")
        Burst(port, rest[:many]).told(f"cast, burst of {len(rest[:many])}")
        Burst(port, rest[:200] * 3).told("200 ballots, each three times")
    return ours


def crash(found, ours: list[Request], stop_database) -> None:
    """The database is stopped at once and started again, three times, while devices send until they are answered."""
    from django.db import connections

    with server("thidua.wsgi") as port:
        ended = threading.Event()

        def trouble() -> None:
            for _ in range(3):
                if ended.wait(0.7):
                    return
                stop_database()

        thread = threading.Thread(target=trouble)
        thread.start()
        one = Burst(port, ours, again=True)
        ended.set()
        thread.join()
        connections.close_all()  # those of this process broke as well
        one.told("cast, database stopped 3 times")
        receipts = {json.loads(body)["c"] for body in one.bodies}
        out(f"  {len(receipts)} acknowledged")


def close(found, members: int) -> None:
    from awards.models import BoxRecord, Envelope
    from tests.factories.ballots import two_persons

    envelopes = Envelope.objects.filter(round=found.ballot).count()
    begin = time.perf_counter()
    two_persons(found.ballot, "close", found.sitting.secretary, found.teller)
    took = time.perf_counter() - begin
    records = BoxRecord.objects.filter(round=found.ballot).count()
    out(f"  close of {envelopes}: {took:.2f} s; {records} in the box, {envelopes - records} lost")


def refusals(found, ours: list[Request]) -> None:
    """Attack 51, to be looked at: how long a right and a wrong token take, 1,000 of each, on one connection's worth."""
    from awards.ballots import casting, sealing

    right = [json.loads(request.body) for request in ours[:1000]]
    wrong = [dict(fields, tsig=os.urandom(256).hex()) for fields in right]
    figures = {}
    for name, rows in (("right", right), ("wrong", wrong)):
        times = []
        for fields in rows:
            begin = time.perf_counter()
            with suppress(sealing.NotEntitled):
                casting.cast(str(found.ballot.pk), fields)
            times.append((time.perf_counter() - begin) * 1000)
        figures[name] = f"{statistics.median(times):.2f} ms"
    out(f"  a token that is right, cast already: {figures['right']}; a wrong one: {figures['wrong']} (no key is read)")


def script_bytes() -> None:
    from django.conf import settings

    sizes = []
    for name in SCRIPTS:
        content = (Path(settings.BASE_DIR) / "static" / "js" / name).read_bytes()
        sizes.append((name, len(content), len(gzip.compress(content, 9))))
    words = ", ".join(f"{name} {size:,} ({packed:,} gzip)" for name, size, packed in sizes)
    out(f"bytes of script: {words}; together {sum(p for _, _, p in sizes):,} gzip")


def measure(lines: int, many: int, restart=None) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    script_bytes()
    out(f"{connection.vendor}, {lines} lines; load of the machine before: {os.getloadavg()[0]:.1f}")
    small = prepared(200, lines)
    members = 20 + 200 * ROUNDS + many
    large = prepared(members, lines)
    connection.close()
    with server("thidua.wsgi") as port:
        check_in(port, small)
        polls(port, small, "checkin")
        for found in (small, large):
            fetched(found, found.members)
            found.act("open")
        polls(port, small, "open")
    connection.close()
    ours = casts(large, lines, many)
    refusals(large, ours)
    if restart is not None:
        connection.close()
        crash(small, ballots_of(small, lines), restart)
    close(large, members)
    if restart is not None:
        close(small, 200)


def stopped_at_once(cluster: postgres.Cluster) -> None:
    """It recovers from its log of changes, as after a crash."""
    cluster.stop("immediate")
    cluster.start()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sqlite", action="store_true")
    options.add_argument("--lines", type=int, default=46)
    options.add_argument("--many", type=int, default=1500)
    options.add_argument("--crash", action="store_true")
    asked = options.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thidua.settings")
    os.environ["THIDUA_LOG_LEVEL"] = "WARNING"
    with ExitStack() as stack:
        var = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="thidua-")))
        os.environ["THIDUA_VAR"] = str(var)
        restart = None
        if asked.sqlite:
            os.environ["DATABASE_URL"] = f"sqlite:///{var / 'ballots.sqlite3'}"
        else:
            cluster = stack.enter_context(postgres.running(postgres.SAFE))
            os.environ["DATABASE_URL"] = cluster.url
            restart = partial(stopped_at_once, cluster) if asked.crash else None
        try:
            measure(asked.lines, asked.many, restart)
        finally:
            from django.db import connections

            connections.close_all()


if __name__ == "__main__":
    main()
