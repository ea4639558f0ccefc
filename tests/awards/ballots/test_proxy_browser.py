"""Attack 13 where it matters: what the proxy sees of a ballot that a real browser sends by HTTP/2 and by HTTP/1.1.

The proxy is front.mjs, run by the JavaScript engine that comes with the driver of the browser.
"""

import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings as current
from django.test import Client
from django.urls import reverse
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import expect

from awards.ballots import casting
from tests.awards.ballots.test_phones_browser import vote_blank, wait_until_ready
from tests.awards.ballots.voters import NO, QUICK, hall
from tests.browser import PATIENCE_MS
from thidua import lan

HERE = Path(__file__).parent
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once, pytest.mark.usefixtures("own_keys")]


@dataclass(frozen=True)
class Seen:
    """A request as it came to the proxy. resumed: its TLS took up where another connection had ended."""

    connection: int
    protocol: str
    resumed: bool
    path: str
    headers: dict[str, str]

    @property
    def word(self) -> str:
        """The end of its address: what is asked for."""
        return self.path.partition("?")[0].rstrip("/").rpartition("/")[2]

    @property
    def is_signed_in(self) -> bool:
        return current.SESSION_COOKIE_NAME in self.headers.get("cookie", "")


class Front:
    def __init__(self, process: subprocess.Popen, port: int):
        self.url, self.seen = f"https://localhost:{port}", []
        self._process = process

    def hang_up(self) -> None:
        """End every connection; the browser opens new ones."""
        self._process.stdin.write("\n")
        self._process.stdin.flush()


@contextmanager
def running(*words: object) -> Iterator[Front]:
    node, _ = compute_driver_executable()
    program = [node, HERE / "front.mjs", *map(str, words)]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        front = Front(process, json.loads(process.stdout.readline())["port"])

        def read() -> None:
            for line in process.stdout:
                front.seen.append(Seen(**json.loads(line)))

        reader = threading.Thread(target=read)
        reader.start()
        try:
            yield front
        finally:
            process.kill()
            reader.join(30)


@pytest.fixture
def front(live_server, settings, tmp_path) -> Callable[[str], AbstractContextManager[Front]]:
    """The program behind a proxy that speaks HTTPS, as the README sets it up."""
    settings.VAR_DIR = tmp_path
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    lan.issue(["localhost"])
    return lambda protocol: running(*lan.server_files(), live_server.url.rsplit(":", 1)[1], protocol)


def signed_in(browser, front: Front, user):
    client = Client()
    client.force_login(user)
    cookie = client.cookies[current.SESSION_COOKIE_NAME]
    # The authority of the house is not one of this browser's: it takes the certificate all the same.
    context = browser.new_context(base_url=front.url, ignore_https_errors=True, locale="vi-VN")
    context.set_default_timeout(PATIENCE_MS)
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": front.url, "secure": True}])
    page = context.new_page()
    page.add_init_script(QUICK)
    return page


def hang_up(front: Front, page) -> None:
    """End every connection until the page, which goes on asking how things stand, takes up the TLS of one on the next:
    a browser may have none left to take up."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while time.monotonic() < end:
        kept = len(front.seen)
        front.hang_up()
        while time.monotonic() < end and not (asked := [one for one in front.seen[kept:] if one.is_signed_in]):
            page.wait_for_timeout(50)
        if any(one.resumed for one in asked):
            return
    pytest.fail("no connection of the member takes up another")


@pytest.mark.parametrize("protocol", ["h2", "http/1.1"])
def test_attack_13_the_proxy_sees_a_ballot_of_nobody_on_a_connection_of_nobody(browser, front, protocol):
    found = hall(5, checkin=False)
    user = found.members[0]
    with front(protocol) as proxy:
        page = signed_in(browser, proxy, user)
        page.goto(reverse("awards:ballots.vote", args=[found.ballot.pk]))
        casting.open_checkin(found.ballot, by=found.teller)
        expect(page.get_by_role("heading", name="Sẵn sàng")).to_be_visible()
        for other in found.members[1:]:
            found.fetch(other)
        wait_until_ready(page, found)
        found.act("open")
        expect(page.get_by_role("heading", name="ĐVQT")).to_be_visible()
        hang_up(proxy, page)
        vote_blank(page)
        expect(page.get_by_role("heading", name="Phiếu đã vào hòm")).to_be_visible()
        for other in found.members[1:]:
            found.cast(other, NO)
        found.act("close")
        expect(page.get_by_role("heading", name="Phiếu của đồng chí có trong hòm")).to_be_visible()
        page.context.close()
    members = [one for one in proxy.seen if one.is_signed_in]
    (cast,) = [one for one in proxy.seen if one.word == "cast"]
    on_its_connection = [one for one in proxy.seen if one.connection == cast.connection]

    # The controls: it is this protocol; the member is known by his cookie, names the page he comes from, keeps his
    # connection (and takes up its TLS on the next, see `hang_up`).
    assert {one.protocol for one in proxy.seen} == {protocol}
    assert {"vote", "issue", "state"} <= {one.word for one in members}
    assert len({one.connection for one in members}) < len([one for one in members if one.word == "state"])
    assert any(str(found.ballot.pk) in one.headers.get("referer", "") for one in members)

    assert cast.headers.keys().isdisjoint({"cookie", "referer", "authorization", "x-csrftoken"})
    assert not [one for one in on_its_connection if one.is_signed_in]
    assert {one.word for one in on_its_connection} <= {"cast", "receipts"}
    assert not cast.resumed, "its TLS takes up nothing of the member's"
