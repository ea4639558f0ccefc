"""Pictures of the README: one page for each account of the demo, 1366 × 768, as small PNG files.

    python -m tests.e2e.readme_screenshots

Loads the demo into a database of its own, serves it, signs in as each account and looks at the page that says most
about the role. Not a test: run it again when the pages have changed.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "static" / "img" / "readme"
SIZE = {"width": 1366, "height": 768}
MOST_BYTES = 120_000
START_SECONDS = 60


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/demo.sqlite3"
        os.environ["DJANGO_SETTINGS_MODULE"] = "thidua.settings"
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        for command in ("migrate", "createcachetable", "demo"):
            _manage(command)
        import django

        django.setup()
        PICTURES.mkdir(parents=True, exist_ok=True)
        with _served() as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            for username, path in _pages().items():
                size = _take(browser, address, username, path)
                print(f"{username}: {path}, {size} bytes")  # noqa: T201
    return 0


def _manage(*command: str) -> None:
    subprocess.run([sys.executable, "manage.py", *command, "-v0"], cwd=ROOT, check=True)


@contextmanager
def _served():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "manage.py", "runserver", f"127.0.0.1:{port}", "--noreload"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/dang-nhap/")
            yield address
        finally:
            server.terminate()


def _wait_for(url: str) -> None:
    for _ in range(START_SECONDS * 5):
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"{url} did not answer")


def _pages() -> dict[str, str]:
    """Login name → the page that says most about the role."""
    from django.urls import reverse

    from awards.conferences.enums import ConferenceState
    from awards.decisions.enums import PaperState
    from awards.models import Conference, Decision, ReportingTerm, ResultSheet, VotingRound
    from awards.results.enums import SheetState
    from awards.years.enums import PeriodState, TermState

    term = ReportingTerm.objects.filter(state=TermState.OPEN, period__state=PeriodState.OPEN).order_by("month").last()
    sheet = ResultSheet.objects.filter(term=term, state=SheetState.SUBMITTED).order_by("unit__sort").last()
    sitting = Conference.objects.get(state=ConferenceState.IN_SESSION)
    counting = VotingRound.objects.get(state="closed")
    published = VotingRound.objects.get(conference__council__unit__code="LA")
    paper = Decision.objects.get(state=PaperState.TO_SIGN)
    return {
        "troly.tinh": reverse("awards:home.index"),
        "troly.donvi": reverse("awards:results.entry", args=[term.pk, "MH-D1"]),
        "chihuy.donvi": reverse("awards:home.index"),
        "thamdinh": reverse("awards:results.verify_unit", args=[sheet.pk]),
        "cumtruong": reverse("awards:scoring.cluster_board", args=["CUM-2"]) + "?nam=2022&dv=CUM-2",
        "thuky": reverse("awards:conferences.detail", args=[sitting.pk]),
        "thanhvien": reverse("awards:ballots.result", args=[published.pk]),
        "kiemphieu1": reverse("awards:ballots.count", args=[counting.batches.get().pk]),
        "kiemphieu2": reverse("awards:ballots.detail", args=[counting.pk]),
        "nguoiky": reverse("awards:decisions.detail", args=[paper.pk]),
        "giamsat": reverse("units:audit.index"),
        "quantri": reverse("units:accounts.index"),
    }


def _take(browser, address: str, username: str, path: str) -> int:
    """Sign in, open the page, write its picture; size in bytes."""
    from awards.management.demo.world import PASSWORD

    context = browser.new_context(
        base_url=address, viewport=SIZE, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto("/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/awards/home/**")
    response = page.goto(path)
    if response is None or response.status != 200:
        raise RuntimeError(f"{username}: {path} answered {response and response.status}")
    content = _picture(page)
    context.close()
    (PICTURES / f"{username}.png").write_bytes(content)
    return len(content)


def _picture(page: Page) -> bytes:
    """The window as a PNG of few colours: a page of text needs no more, and the README loads quickly."""
    page.evaluate("document.fonts.ready")
    shot = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    for colours in (192, 128, 64, 32):
        out = BytesIO()
        shot.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= MOST_BYTES:
            break
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
