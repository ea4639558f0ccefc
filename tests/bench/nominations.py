"""The list of proposals with thousands of lines, beside the floor of a list page in the same run (goal: 8 times).

    python tests/bench/nominations.py [--lines 5000] [--rounds 40] [--busy 4]

On a PostgreSQL of its own (tests/postgres.py), seeded with a province of 300 units; both applications run under
gunicorn as `manage.py serve` runs it (2 processes, 4 threads). One visitor asks for every page in turn, so that the
noise of the machine hits all alike; medians, 95th percentiles, minima and their ratios are printed. --busy: then so
many visitors at once ask for the first page. Queries are counted in this process on the same data.
"""

import argparse
import http.client
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests import postgres  # noqa: E402

UNITS = 300
SHARES = {"DVQT": 2, "DVTT": 10, "CSTDCS": 24, "CSTT": 64}  # percent of the lines
LIST = "/awards/nominations/?nam=2023&dv=LA&danh_hieu=CSTT"
PAGES = {
    "first page": LIST,
    "page in the middle": f"{LIST}&trang=30",
    "by unit": f"{LIST}&xep=don-vi",
    "search": f"{LIST}&q=van+an",
    "not eligible": f"{LIST}&dieu_kien=ineligible",
}
GOAL = 8


def out(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


# Data -----------------------------------------------------------------------------------------------------------------


def seed(count: int) -> str:
    """A province with its list; returns the session key of its officer."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from awards.catalogue.services import load_catalogue
    from awards.models import Award
    from awards.nominations import services
    from tests.factories import PeriodFactory, UnitFactory, UserFactory
    from units.accounts.enums import Role

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    load_catalogue()
    province = UnitFactory(code="LA", short_name="BĐBP tỉnh Long An", strength=12_000, is_reporting=False)
    officer = UserFactory(role=Role.OFFICER, over=province)
    period = PeriodFactory(unit=province)
    units = [UnitFactory(parent=province, sort=number) for number in range(UNITS)]
    listing = services.open_list(
        period,
        by=officer,
        due_at=timezone.make_aware(datetime(2023, 10, 13, 17)),
        awards=[{"award": award} for award in Award.objects.filter(code__in=SHARES).order_by("sort")],
    )
    _lines(listing, units, officer, count)
    client = Client()
    client.force_login(officer)
    return SessionStore(client.session.session_key).session_key


def _lines(listing, units, officer, count: int) -> None:
    from django.utils import timezone

    from awards.models import Award, Nomination, RuleSet
    from awards.nominations.enums import Eligibility, NominationState
    from thidua import text
    from units.models import Person
    from units.people.enums import ObjectGroup, Rank

    pick = random.Random(2023)
    awards, law = {award.code: award for award in Award.objects.all()}, RuleSet.objects.get(code="R2003")
    names = [
        f"{a} {b} {c}"
        for a in ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
        for b in ("Văn", "Hữu", "Quốc", "Thị", "Minh")
        for c in ("An", "Bình", "Dũng", "Đức", "Giang", "Hà", "Khánh", "Long", "Nam", "Phúc", "Sơn", "Tuấn")
    ]
    people = [
        Person(
            service_number=f"SH{number:06d}",
            full_name=pick.choice(names),
            rank=pick.choice(list(Rank)),
            position="Đội trưởng Vận động quần chúng",
            object_group=ObjectGroup.OFFICER,
            unit=units[number % UNITS],
        )
        for number in range(count)
    ]
    for person in people:
        person.derive_keys()
    Person.objects.bulk_create(people, batch_size=1000)
    lines = []
    for code, share in SHARES.items():
        for number in range(count * share // 100):
            is_person = code.startswith("CS")
            person = people[len(lines) % count] if is_person else None
            unit = person.unit if person else units[number % UNITS]
            if not is_person and number >= UNITS:
                break
            name = person.full_name if person else unit.name
            detail = f"{person.get_rank_display()}, {person.position}, {unit.name}" if person else ""
            fit = pick.choices(list(Eligibility), (88, 8, 2, 2))[0]
            lines.append(
                Nomination(
                    nomination_list=listing,
                    award=awards[code],
                    person=person,
                    unit=None if person else unit,
                    proposer=unit,
                    subject_name=name,
                    subject_detail=detail,
                    sort_key=person.sort_key if person else f"{unit.sort:06d} {unit.code}",
                    search_key=text.search_key(f"{name} {detail} {unit.short_name}"),
                    citation="Hoàn thành tốt nhiệm vụ, tích cực tham gia phong trào thi đua Quyết thắng. " * 4,
                    unit_votes_for=pick.randint(30, 40),
                    unit_votes_total=40,
                    state=pick.choice(list(NominationState)[:5]),
                    eligibility=fit,
                    eligibility_reason="" if fit == Eligibility.ELIGIBLE else "Bị khiển trách từ 18/04/2023",
                    eligibility_basis="" if fit == Eligibility.ELIGIBLE else "Nghị định 91/2017/NĐ-CP, khoản 3 Điều 9",
                    rule_set=law,
                    checked_at=timezone.make_aware(datetime.combine(date(2023, 10, 12), datetime.min.time())),
                    created_by=officer,
                )
            )
    while len(lines) < count:  # what the units could not fill
        line = Nomination.__new__(Nomination)
        line.__dict__.update({**lines[-1].__dict__, "_state": type(lines[-1]._state)()})
        line.person, line.pk = people[len(lines)], None
        line.proposer = line.person.unit
        lines.append(line)
    Nomination.objects.bulk_create(lines[:count], batch_size=1000)


# Measuring ------------------------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def server(application: str):
    """The application under gunicorn on a free port."""
    port = free_port()
    program = [
        sys.executable,
        "-m",
        "gunicorn",
        application,
        "--bind",
        f"127.0.0.1:{port}",
        "--worker-class",
        "thidua.worker.Worker",
    ]
    program += ["--workers", "2", "--threads", "4", "--preload", "--log-level", "warning", "--no-control-socket"]
    process = subprocess.Popen(program, cwd=ROOT)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        else:
            raise SystemExit(f"{application} did not start")
        yield port
    finally:
        process.terminate()
        process.wait(20)


def visit(port: int, path: str, cookie: str = "") -> tuple[float, int]:
    """Milliseconds until the last byte, bytes; anything but 200 stops the run."""
    begin = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"{path} answered {answer.status}")
    return (time.perf_counter() - begin) * 1000, len(body)


def share(times: list[float], part: float) -> float:
    return sorted(times)[min(len(times) - 1, round(part * (len(times) - 1)))]


def queries_of(key: str) -> dict[str, int]:
    """Queries of every page, counted in this process."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, found = Client(SERVER_NAME="127.0.0.1"), {}
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    for name, path in PAGES.items():
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        found[name] = len(captured)
    return found


def measure(count: int, rounds: int, busy: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    key = seed(count)
    queries = queries_of(key)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connection.close()
    cookie = f"{settings.SESSION_COOKIE_NAME}={key}"
    with server("tests.bench.floor") as floor, server("thidua.wsgi") as ours:
        targets = {"floor": (floor, "/?trang=2", "")} | {name: (ours, path, cookie) for name, path in PAGES.items()}
        times: dict[str, list[float]] = {name: [] for name in targets}
        sizes = {}
        for place in range(rounds + 8):  # the first visits warm both processes
            for name, target in targets.items():
                taken, sizes[name] = visit(*target)
                if place >= 8:
                    times[name].append(taken)
        base, least = statistics.median(times["floor"]), min(times["floor"])
        out(f"{count} lines, {rounds} rounds, one visitor")
        out(f"  {'':20} {'p50':>8} {'p95':>8} {'x floor':>8} {'least':>8} {'x floor':>8} {'queries':>8} {'bytes':>8}")
        for name, taken in times.items():
            p50 = statistics.median(taken)
            verdict = "" if name == "floor" else f"   {'within' if p50 <= GOAL * base else 'ABOVE'} {GOAL} x"
            out(
                f"  {name:20} {p50:8.1f} {share(taken, 0.95):8.1f} {p50 / base:8.2f} {min(taken):8.1f} "
                f"{min(taken) / least:8.2f} {queries.get(name, 1):8} {sizes[name]:8}{verdict}"
            )
        if busy:
            _busy(ours, cookie, busy, rounds)


def _busy(port: int, cookie: str, visitors: int, rounds: int) -> None:
    """So many visitors at once."""
    times: list[float] = []

    def one() -> None:
        times.extend(visit(port, LIST, cookie)[0] for _ in range(rounds))

    threads = [threading.Thread(target=one) for _ in range(visitors)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - begin
    out(
        f"  {visitors} visitors at once, first page     {statistics.median(times):9.1f} {share(times, 0.95):8.1f}"
        f"   {len(times) / spent:.0f} pages a second"
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--lines", type=int, default=5000)
    options.add_argument("--rounds", type=int, default=40)
    options.add_argument("--busy", type=int, default=0)
    asked = options.parse_args()
    with postgres.cluster() as url:
        os.environ["DATABASE_URL"] = url
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thidua.settings")
        os.environ["THIDUA_LOG_LEVEL"] = "WARNING"
        try:
            measure(asked.lines, asked.rounds, asked.busy)
        finally:
            from django.db import connections

            connections.close_all()


if __name__ == "__main__":
    main()
