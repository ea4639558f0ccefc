"""Seventeen phones in a real browser vote 220 lines while the server is killed and started again and answers are lost.

    python tests/bench/ballot_phones.py [--phones 17] [--sqlite] [--slow 20]

Every phone is a Chromium of its own (cookies, storage and connections apart) at 360 × 740. They check in by themselves;
voting is opened; each agrees to everything, marks a few lines otherwise, and confirms. In the middle of it the server
is killed (-9, with all its workers) and started again after two seconds, and every third phone loses the answer to its
ballot once. Then the box is closed and every phone must find its own ballot in it. Told: how long each part took, the
connections a ballot came by, and browser time of one check-in and one ballot at --slow times slower processor.
"""

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests import postgres  # noqa: E402
from tests.bench.nominations import free_port, out, share  # noqa: E402

PATIENCE_MS = 120_000
PACE = "window.tdBallotPace = {poll: 1500, jitter: 500, wait: 3000, again: 300}"
TITLES = {"A": (4, 3), "B": (29, None), "C": (48, None), "D": (139, None)}
TIMED = """async ([round, pem, paper, marks]) => {
  const begin = performance.now();
  const drawn = await tdBallot.drawToken(round, 1, pem);
  const middle = performance.now();
  await tdBallot.sealBallot({...drawn, round, tsig: "00".repeat(256)}, paper, marks);
  return [middle - begin, performance.now() - middle];
}"""


class Server:
    """gunicorn as `manage.py serve` runs it, on one port whatever happens to it."""

    def __init__(self):
        self.port = free_port()
        self.process: subprocess.Popen | None = None
        self.start()

    def start(self) -> None:
        program = [sys.executable, "-m", "gunicorn", "thidua.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        program += ["--worker-class", "thidua.worker.Worker", "--workers", "2", "--threads", "4", "--preload"]
        program += ["--log-level", "critical", "--no-control-socket"]
        self.process = subprocess.Popen(program, cwd=ROOT, process_group=0)
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise SystemExit("the server did not start")

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def again(self) -> None:
        self.kill()
        time.sleep(2)
        self.start()


class Phone:
    def __init__(self, browser, server: Server, number: int, cookies: dict[str, str]):
        url = f"http://127.0.0.1:{server.port}"
        self.context = browser.new_context(base_url=url, viewport={"width": 360, "height": 740}, locale="vi-VN")
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
        self.page = self.context.new_page()
        self.page.add_init_script(PACE)
        self.number, self.complaints, self.seen = number, [], []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.session = self.context.new_cdp_session(self.page)
        self.session.send("Network.enable")
        self.session.on("Network.responseReceived", self._note)

    def _note(self, told) -> None:
        self.seen.append((told["response"]["url"].split("?")[0], told["response"]["connectionId"]))

    def lose_one_answer(self) -> None:
        """The ballot arrives and its answer does not: the connection is cut when the answer is there."""
        self.session.send("Fetch.enable", {"patterns": [{"urlPattern": "*/cast/", "requestStage": "Response"}]})
        state = {"left": 1}

        def paused(told) -> None:
            if state["left"]:
                state["left"] -= 1
                self.session.send(
                    "Fetch.failRequest", {"requestId": told["requestId"], "errorReason": "ConnectionReset"}
                )
            else:
                self.session.send("Fetch.continueRequest", {"requestId": told["requestId"]})

        self.session.on("Fetch.requestPaused", paused)

    def heading(self, words: str, *, exact: bool = False) -> None:
        self.page.get_by_role("heading", name=words, exact=exact).wait_for()

    def mark(self) -> None:
        """Agree to everything but a few lines, up to the look at the whole paper."""
        page = self.page
        self.heading("A", exact=True)
        for line in (1, 2, 3):
            self._choose(f"A {line}", "Đồng ý")
        self._choose("A 4", "Không")
        page.get_by_role("button", name="Tiếp").click()
        for title in "BCD":
            self.heading(title, exact=True)
            page.get_by_role("button", name="Đồng ý cả danh sách").click()
            if self.number % 2:
                self._choose(f"{title} {self.number}", "Không")
            page.get_by_role("button", name="Tiếp").click()
        self.heading("Xem lại phiếu")

    def _choose(self, name: str, words: str) -> None:
        self.page.get_by_role("radiogroup", name=name, exact=True).locator("label", has_text=words).click()

    def confirm(self) -> None:
        self.page.locator("[data-foot]").get_by_role("button", name="Bỏ phiếu").click()
        self.page.get_by_role("dialog").get_by_role("button", name="Bỏ phiếu").click()

    def is_apart(self) -> bool:
        """Whether its ballot came by a connection that never carried a signed-in request."""
        casts = {line for url, line in self.seen if url.endswith("/cast/")}
        others = {line for url, line in self.seen if not url.endswith(("/cast/", "/receipts/"))}
        return bool(casts) and not casts & others


def seed(count: int):
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from tests.awards.ballots.voters import hall

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    found = hall(count, TITLES, checkin=False)
    keys = []
    for user in found.members:
        client = Client()
        client.force_login(user)
        keys.append({settings.SESSION_COOKIE_NAME: client.session.session_key})
    return found, keys


def wait_for(what, seconds: int = 120) -> None:
    until = time.monotonic() + seconds
    while not what():
        if time.monotonic() > until:
            raise SystemExit("waited in vain")
        time.sleep(0.2)


class Clock:
    def __init__(self):
        self.begin = time.perf_counter()

    def told(self, words: str) -> None:
        now = time.perf_counter()
        out(f"  {words:58} {now - self.begin:6.1f} s")
        self.begin = now


def play(browser, server: Server, found, keys) -> None:
    from django.db import connection
    from django.urls import reverse

    from awards.ballots import casting, recount, services
    from awards.ballots.boxing import hand_over
    from awards.models import Envelope, RoundElector, VotingRound

    clock = Clock()
    address = reverse("awards:ballots.vote", args=[found.ballot.pk])
    phones = [Phone(browser, server, number, cookies) for number, cookies in enumerate(keys, 1)]
    for phone in phones:
        phone.page.goto(address)
    clock.told(f"{len(phones)} phones have opened the page")
    casting.open_checkin(found.ballot, by=found.teller)
    for phone in phones:
        phone.heading("Sẵn sàng")
    ready = RoundElector.objects.filter(round=found.ballot, is_ready=True)
    wait_for(lambda: ready.count() == len(phones))
    clock.told("every phone holds its paper")
    found.ballot = VotingRound.objects.get(pk=found.ballot.pk)
    found.act("open")
    for phone in phones:
        if phone.number % 3 == 0:
            phone.lose_one_answer()
        phone.mark()
    clock.told("every phone has marked 220 lines")
    connection.close()
    trouble = threading.Thread(target=server.again)
    for number, phone in enumerate(phones):
        if number == len(phones) // 2:
            trouble.start()
        phone.confirm()
    for phone in phones:
        phone.heading("Phiếu đã vào hòm")
    trouble.join()
    clock.told("every ballot is in the box; the server was killed meanwhile")
    assert Envelope.objects.filter(round=found.ballot).count() == len(phones)
    found.act("close")
    for phone in phones:
        phone.heading("Phiếu của đồng chí có trong hòm")
    clock.told("every phone has found its ballot in the box")
    services.count_box(found.ballot, by=found.teller)
    text = hand_over(found.ballot, by=found.teller)
    _, figures = recount.recount(text, found.box.head[:16])
    odd = sum(phone.number % 2 for phone in phones)
    against = sum(line["disagree"] for group in figures[1:] for line in group["lines"])
    out(f"  recount: {len(json.loads(text)['records'])} ballots, {against} marks against (must be {3 * odd})")
    apart = sum(phone.is_apart() for phone in phones)
    complaints = [words for phone in phones for words in phone.complaints]
    out(
        f"  {apart} of {len(phones)} ballots came by a connection of their own; "
        f"errors of scripts: {complaints or 'none'}"
    )


def slow(browser, server: Server, found, times: int) -> None:
    """Browser time of drawing a token and of sealing a ballot, at full speed and slowed down."""
    context = browser.new_context(base_url=f"http://127.0.0.1:{server.port}")
    page = context.new_page()
    page.goto("/static/js/secret-ballot.js")
    page.evaluate((ROOT / "static" / "js" / "secret-ballot.js").read_text(encoding="utf-8"))
    session = context.new_cdp_session(page)
    paper = found.paper
    marks = [mark for group in paper.groups for mark in ([[1]] if group.most else ["A"] * len(group.lines))]
    for rate in (1, times):
        session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
        rows = [page.evaluate(TIMED, [str(found.ballot.pk), found.box.pub, paper.text, marks]) for _ in range(9)]
        words = [
            f"median {statistics.median(row):.1f}, worst {share(row, 1):.1f} ms" for row in zip(*rows, strict=True)
        ]
        out(f"  browser at 1/{rate} of its speed: token {words[0]}; ballot of {len(marks)} marks {words[1]}")
    context.close()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--phones", type=int, default=17)
    options.add_argument("--sqlite", action="store_true")
    options.add_argument("--slow", type=int, default=20)
    asked = options.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thidua.settings")
    os.environ["THIDUA_LOG_LEVEL"] = "ERROR"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with ExitStack() as stack:
        var = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="thidua-")))
        os.environ["THIDUA_VAR"] = str(var)
        if asked.sqlite:
            os.environ["DATABASE_URL"] = f"sqlite:///{var / 'phones.sqlite3'}"
        else:
            os.environ["DATABASE_URL"] = stack.enter_context(postgres.cluster())
        import django

        django.setup()
        from django.db import connections
        from playwright.sync_api import sync_playwright

        from tests.browser import system_browser

        stack.callback(connections.close_all)
        found, keys = seed(asked.phones)
        connections.close_all()
        server = Server()
        stack.callback(server.kill)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=system_browser(), args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
            )
            out(
                f"{asked.phones} phones, {sum(lines for lines, _ in TITLES.values())} lines; "
                f"load {os.getloadavg()[0]:.1f}"
            )
            play(browser, server, found, keys)
            slow(browser, server, found, asked.slow)
            browser.close()


if __name__ == "__main__":
    main()
