"""The first page after login in a browser that has nothing yet, with the processor slowed down four times (T11).

    python tests/bench/first_page.py [--slower 4] [--times 7]

Goals: 250 KB compressed in all, at most three requests that block the first picture, usable under a second. The demo
years run under gunicorn on a PostgreSQL of their own with collected (hashed, compressed) static files; each account
opens its home with an empty cache, in a context of its own. "Usable": the deferred scripts have run
(domContentLoadedEventEnd). What of it is the server's own share stands beside it (responseEnd).
"""

import argparse
import os
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.entry import GOAL_KB, Weight, chromium, own_site  # noqa: E402
from tests.bench.nominations import out, server  # noqa: E402

GOAL_MS, GOAL_BLOCKING = 1000, 3
ACCOUNTS = ("troly.tinh", "troly.donvi", "thanhvien")
TIMES = """() => {
    const [page] = performance.getEntriesByType('navigation');
    const blocking = performance.getEntriesByType('resource').filter(one => one.renderBlockingStatus === 'blocking');
    return [page.responseEnd, page.domContentLoadedEventEnd, blocking.length];
}"""


def seed() -> dict[str, str]:
    from django.core.management import call_command
    from django.test import Client

    from units.models import User

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("demo", verbosity=0)
    keys = {}
    for login in ACCOUNTS:
        client = Client()
        client.force_login(User.objects.get(username=login))
        keys[login] = client.session.session_key
    return keys


def look(browser, cookie: dict, url: str, slower: int) -> tuple[float, list[float]]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    context.add_cookies([cookie | {"url": url}])
    page = context.new_page()
    session = context.new_cdp_session(page)
    weight = Weight(session)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(url)
    page.wait_for_load_state("networkidle")
    found = sum(weight.bytes.values()) / 1024, page.evaluate(TIMES)
    context.close()
    return found


def measure(times: int, slower: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    keys = seed()
    connection.close()
    out(f"{slower} x slower, median of {times}; load of the machine before: {os.getloadavg()[0]:.1f}")
    with server("thidua.wsgi") as port, chromium() as browser:
        for login, key in keys.items():
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": key}
            seen = [look(browser, cookie, f"http://127.0.0.1:{port}/", slower) for _ in range(times)]
            weight = max(size for size, _ in seen)
            served, usable, blocking = (statistics.median(told[place] for _, told in seen) for place in range(3))
            out(
                f"  {login:12} {weight:4.0f} KB (goal {GOAL_KB}), {blocking:.0f} blocking requests "
                f"(goal {GOAL_BLOCKING}), usable {usable:5.0f} ms (goal {GOAL_MS}), the server {served:4.0f} of them"
            )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--times", type=int, default=7)
    options.add_argument("--slower", type=int, default=4)
    asked = options.parse_args()
    with own_site():
        measure(asked.times, asked.slower)


if __name__ == "__main__":
    main()
