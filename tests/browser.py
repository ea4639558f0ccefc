"""Fixtures for tests in a real browser: Debian's Chromium, driven by Playwright.

Its form without a window is the same engine without the frame of menus and tabs, which costs as much as the pages.

``page``                 a desktop page, 1366 × 768
``new_page(w, h)``       more pages, each a visitor of its own (cookies apart), e.g. ``new_page(390, 844)`` for a phone
``sign_in(user, page)``  log a user in by a session cookie, without walking through the login form
``visit(page, path)``    open a path of the test server and return the response
``assert_accessible(page)``  no violation of the WCAG 2.2 AA rules of axe-core
``look_over(page, path)``    accessible, and as wide as the screen, on a laptop and, turned into a phone, once more

A script error on a page, or something its content security policy had to block, fails the test at its end.
"""

import shutil
from pathlib import Path

import pytest

from thidua.check_native import BROWSERS

AXE = Path(__file__).parent / "e2e" / "vendor" / "axe" / "axe.min.js"
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
SIZES = ((1366, 768), (390, 844))
PATIENCE_MS = 20_000


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
            # A browser on a busy machine may come late once; what is red twice is red. The summary names both.
            item.add_marker(pytest.mark.flaky(reruns=1))


def system_browser() -> str | None:
    """The path of the distribution's Chromium, with or without windows."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture(scope="session")
def browser():
    program = system_browser()
    if program is None:
        pytest.fail("The browser tests need Chromium: apt-get install --no-install-recommends chromium-headless-shell")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser, live_server):
    contexts = []
    complaints: list[str] = []

    def listen(message):
        if message.type == "error" and "Content Security Policy" in message.text:
            complaints.append(message.text)

    def make(width: int = 1366, height: int = 768):
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", listen)
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_page):
    return new_page()


@pytest.fixture
def sign_in(live_server):
    from django.conf import settings
    from django.test import Client

    def do(user, page):
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return do


def go_to(page, path: str, *, status: int = 200):
    """Open an address, also the one the page shows already, and return the response."""
    from playwright.sync_api import Error

    try:
        response = page.goto(path)
    except Error as error:
        # The page left behind follows a running ballot: it may be refreshing itself in this very moment.
        if "interrupted" not in error.message and "ERR_ABORTED" not in error.message:
            raise
        response = page.goto(path)
    if response is None:  # the same address but for its "#part": the browser only scrolled
        response = page.reload()
    assert response.status == status, f"{path} answered {response.status}"
    return response


@pytest.fixture
def visit():
    return go_to


@pytest.fixture(scope="session")
def assert_accessible():
    source = AXE.read_text(encoding="utf-8")

    def check(page):
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        found = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", WCAG_22_AA
        )
        faults = [
            f"{fault['id']} ({fault['impact']}): {fault['help']}: {node['target']} {node['failureSummary']}"
            for fault in found["violations"]
            for node in fault["nodes"]
        ]
        assert faults == [], f"{page.url}\n" + "\n".join(faults)

    return check


@pytest.fixture
def look_over(assert_accessible):
    from playwright.sync_api import TimeoutError

    def check(page, path: str | None = None, *, unrolled: bool = False):
        """`unrolled`: without it a bar that sticks to the foot lies over whatever row of a long sheet is there."""
        if path is not None:
            go_to(page, path)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": 4000 if unrolled else height})
            try:  # a page may draw itself anew when it is turned
                page.wait_for_function(
                    "width => document.documentElement.scrollWidth <= width", arg=width, timeout=5000
                )
            except TimeoutError:
                pytest.fail(f"{page.url} is wider than {width}")
            assert_accessible(page)
        page.set_viewport_size(dict(zip(("width", "height"), SIZES[0], strict=True)))

    return check
