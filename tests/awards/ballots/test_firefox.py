"""The ballot page in Firefox, as test_phones_browser.py and its neighbours drive it in Chromium: the same fixtures and
the same marking of papers, with another browser behind them.

Not a part of `make test`: `make test-firefox` fetches puppeteer-core into .venv/firefox and needs Node and Firefox.
"""

import json
import os
import shutil
import socket
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.servers.basehttp import ServerHandler
from django.urls import reverse

from awards.ballots import boxing, casting, keys, queries, recount, sealing, services
from awards.models import Envelope
from tests.awards.ballots.firefox import PATIENCE_S, Firefox
from tests.awards.ballots.test_device_browser import choose
from tests.awards.ballots.test_granularity_browser import ALL, confirm, mark
from tests.awards.ballots.test_phones_browser import wait_until_ready
from tests.awards.ballots.voters import hall, pieces_on_disk

FOLDER = Path(os.environ.get("THIDUA_FIREFOX", settings.BASE_DIR / ".venv" / "firefox"))
LIBRARY = FOLDER / "node_modules" / "puppeteer-core" / "lib" / "esm" / "puppeteer" / "puppeteer-core.js"
NODE = shutil.which("node")
PROGRAM = shutil.which("firefox-esr") or shutil.which("firefox")
MISSING = [
    name for name, there in (("Node", NODE), ("Firefox", PROGRAM), ("puppeteer-core", LIBRARY.exists())) if not there
]
pytestmark = [
    pytest.mark.firefox,
    pytest.mark.skipif(bool(MISSING), reason=f"make test-firefox; not found: {', '.join(MISSING)}"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("own_keys"),
]
by_paper_and_by_line = pytest.mark.parametrize("by_line", [False, True], ids=["paper", "line"])
NO_END = 10**6
TITLES = {"ĐVQT": (4, 2), "ĐVTT": (4, None)}


class Request(NamedTuple):
    path: str
    port: int
    cookie: str
    referer: str


class Wire:
    """What arrives at the server, on which connection, and answers that get lost: the act is done, the browser hears
    nothing."""

    def __init__(self):
        self.seen: list[Request] = []
        self.lost: Counter[str] = Counter()
        self.lock = threading.Lock()

    def take(self, handler) -> bool:
        """Note a request; whether its answer gets lost."""
        told, port = handler.environ, handler.request_handler.client_address[1]
        path = told["PATH_INFO"]
        with self.lock:
            self.seen.append(Request(path, port, told.get("HTTP_COOKIE", ""), told.get("HTTP_REFERER", "")))
            word = path.rsplit("/", 2)[-2]
            self.lost[word] -= 1
            return self.lost[word] >= 0

    def of(self, word: str) -> list[Request]:
        return [request for request in self.seen if request.path.endswith(f"/{word}/")]


@pytest.fixture
def wire(monkeypatch):
    found, finish = Wire(), ServerHandler.finish_response

    def finish_response(handler):
        if not found.take(handler):
            return finish(handler)
        handler.close()
        handler.request_handler.close_connection = True
        with suppress(OSError):
            handler.request_handler.connection.shutdown(socket.SHUT_RDWR)
        return None

    monkeypatch.setattr(ServerHandler, "finish_response", finish_response)
    return found


@pytest.fixture(scope="module")
def firefox(tmp_path_factory):
    found = Firefox(NODE, LIBRARY, PROGRAM, tmp_path_factory.mktemp("firefox"))
    yield found
    found.close()


@pytest.fixture
def new_page(firefox, live_server):
    pages = []

    def make(width: int = 1366, height: int = 768):
        pages.append(firefox.open(width, height, live_server.url))
        return pages[-1]

    yield make
    for page in pages:
        page.ask("close")
    assert firefox.complaints() == []


def title(page, words: str) -> None:
    page.get_by_role("heading", name=words, exact=True).wait_for()


def names_of(found) -> list[str]:
    rid = str(found.ballot.pk)
    return [f"{rid}/{number}" for number in range(1, 6)] if found.ballot.is_by_line else [rid]


def held(page, found) -> list[dict]:
    """What this device keeps of its ballots; of a key no more than that it is there."""
    return json.loads(page.evaluate("async names => JSON.stringify(await tdBallot.readAll(names))", names_of(found)))


def open_voting(page, found, users) -> None:
    """The devices of `users` and the page hold their papers, and voting begins."""
    for user in users:
        found.fetch(user)
    wait_until_ready(page, found)
    found.act("open")


def assert_only_the_receipt(page, found) -> None:
    """No mark, no box to mark and no key of a ballot is left on the device."""
    title(page, "Phiếu đã vào hòm")
    assert page.evaluate("document.querySelectorAll('input, dialog').length") == 0
    assert "ĐVTT" not in page.locator("main").inner_text()
    assert {tuple(sorted(row)) for row in held(page, found)} == {("ack", "c", "epoch", "round", "state")}


def close_and_find(page, found, slips: int) -> None:
    """The others vote, the box is closed, the page finds its own in it, the recount accepts."""
    cast = found.cast_slips if found.ballot.is_by_line else found.cast
    for user in found.members[1:]:
        cast(user, [[], "D", "D", "D", "D"])
    found.act("close")
    title(page, "Phiếu của đồng chí có trong hòm")
    assert f"Đã đối chiếu với {5 * slips} phiếu điện tử" in page.locator("main").inner_text()
    services.count_box(found.ballot, by=found.teller)
    figures = recount.recount(boxing.hand_over(found.ballot, by=found.teller), found.box.head)[1]
    assert figures[0] == {"valid": 1, "blank": 4, "votes": [1, 0, 0, 0]}
    assert figures[1]["lines"] == [{"agree": 1, "disagree": 4, "blank": 0}] * 4


def wait_until(is_so) -> None:
    """For a while; whoever asks says himself what must be so in the end."""
    end = time.monotonic() + PATIENCE_S
    while not is_so() and time.monotonic() < end:
        time.sleep(0.1)


CONTROL = """document.querySelector("main").prepend(
  Object.assign(document.createElement("input"), {type: "radio", id: "control"}))"""


def assert_no_mark_is_on_the_disk(page, firefox) -> None:
    """Firefox writes what is filled in to its disk every few seconds, for the case of a crash. The control: a box of no
    paper, ticked after the marks, is found there, and nothing else."""
    page.evaluate(CONTROL)
    page.locator("#control").click()
    wait_until(lambda: "control" in str(firefox.stored()))
    (form,) = firefox.stored()
    assert {name: value for name, value in form.items() if name != "url"} == {"id": {"control": True}}


def opened(row: dict, found, user) -> dict[str, str]:
    """The request that a device keeps, with the key the house tells its member while voting is open."""
    seat = queries.seat_of(found.ballot, user)
    keep = sealing.keeping_of(keys.sealing(found.ballot.pk, found.box.epoch), seat.attendee_id)
    about, iv, kept = f"{row['round']}|{row['c']}".encode(), bytes.fromhex(row["iv"]), bytes.fromhex(row["kept"])
    return json.loads(AESGCM(bytes.fromhex(keep)).decrypt(iv, kept, about))


@by_paper_and_by_line
def test_attacks_13_35_38_a_member_votes_in_firefox(device, wire, look_over, firefox, by_line):
    found, slips = hall(5, TITLES, by_line=by_line, checkin=False), 5 if by_line else 1
    page = device(found, found.members[0])
    title(page, "Chưa nhận phiếu")
    casting.open_checkin(found.ballot, by=found.teller)
    title(page, "Sẵn sàng")
    page.get_by_text(found.box.digits).wait_for()
    look_over(page)
    before = held(page, found)
    assert {row["state"] for row in before} == {"ready"}
    page.reload()
    title(page, "Sẵn sàng")
    assert held(page, found) == before, "a phone reloaded while it holds its paper holds the same paper"
    open_voting(page, found, found.members[1:])

    # Attack 38: what this browser fills in again by itself, at a reload and when it goes back, is nothing.
    for leave in (page.reload, lambda: (page.goto("about:blank"), page.go_back())):
        choose(page, "ĐVQT", yes=("ĐVQT 1", "ĐVQT 2"))
        assert page.locator("input:checked").count() == 2
        leave()
        title(page, "ĐVQT")
        assert page.locator("input:checked").count() == 0
    look_over(page)
    choose(page, "ĐVQT", yes=("ĐVQT 1", "ĐVQT 2"), no=("ĐVQT 3", "ĐVQT 4"))
    assert_no_mark_is_on_the_disk(page, firefox)
    page.reload()
    mark(page, ALL)
    look_over(page)
    page.locator("[data-foot]").get_by_role("button", name="Bỏ phiếu").click()
    page.get_by_role("dialog").get_by_role("button", name="Bỏ phiếu").dblclick()
    assert_only_the_receipt(page, found)
    look_over(page)

    # Attack 13: no cookie, no referrer, a connection that never carried the member's name; the control: the one that
    # did is kept and used again and again.
    casts = wire.of("cast")
    assert len(casts) == Envelope.objects.count() == slips
    assert {(request.cookie, request.referer) for request in casts} == {("", "")}
    signed_in = [request.port for request in wire.seen if request.cookie]
    assert len(signed_in) > len(set(signed_in)), "connections are kept, or there would be nothing to tell apart"
    assert not {request.port for request in casts} & set(signed_in)

    page.reload()
    assert_only_the_receipt(page, found)
    page.goto("about:blank")
    page.go_back()
    assert_only_the_receipt(page, found)
    tab = page.context.new_page()
    tab.goto(reverse("awards:ballots.vote", args=[found.ballot.pk]))
    assert_only_the_receipt(tab, found)
    close_and_find(page, found, slips)
    look_over(page)


@by_paper_and_by_line
def test_attacks_36_38_42_lost_answers_and_papers_given_out_anew_in_firefox(device, wire, firefox, by_line):
    found, slips = hall(5, TITLES, by_line=by_line), 5 if by_line else 1
    wire.lost["issue"] = wire.lost["ready"] = 2
    page, other = device(found, found.members[0]), device(found, found.members[1])
    for one in (page, other):
        title(one, "Sẵn sàng")
    assert len(wire.of("issue")) == 4, "a lost answer is asked for again"

    # Papers given out anew while one phone is away and the other one's page is open.
    old = found.box.digits
    page.context.set_offline(True)
    page.locator("main[data-lost]").wait_for()
    casting.rekey(found.ballot, by=found.teller, reason="mất máy")
    other.get_by_text(found.box.digits).wait_for()
    page.get_by_text(old).wait_for()
    page.context.set_offline(False)
    page.get_by_text(found.box.digits).wait_for()
    assert {(row["state"], row["epoch"]) for row in held(page, found)} == {("ready", 2)}
    wait_until_ready(other, found)
    open_voting(page, found, found.members[2:])

    wire.lost["cast"] = NO_END
    mark(page, ALL)
    confirm(page)
    page.get_by_text("Đang gửi lại phiếu").wait_for()
    page.reload()  # in the middle of it
    page.get_by_text("Đang gửi lại phiếu").wait_for()
    assert Envelope.objects.count() in (1, 2), "they arrive, only the answers do not"
    rows = held(page, found)
    requests = [opened(row, found, found.members[0]) for row in rows]
    told = [word for request in requests for word in (json.loads(request["body"])["nonce"], request["bsig"])]
    profile = firefox.folder / "profile"

    def assert_nothing_is_told() -> None:
        """The control: what commits to a ballot is kept beside it, in the same kind of letters, and is found."""
        commitments = [row["c"] for row in rows]
        wait_until(lambda: len(pieces_on_disk(profile, commitments)) >= 3 * len(rows))
        assert pieces_on_disk(profile, told) == []

    assert_nothing_is_told()
    wire.lost["cast"] = 0
    assert_only_the_receipt(page, found)
    assert len(wire.of("cast")) > slips + 3
    assert Envelope.objects.count() == slips
    assert_nothing_is_told()


def test_fifty_lines_cast_line_by_line_are_agreed_to_in_few_taps_in_firefox(device, look_over, firefox):
    found = hall(3, {"A": (4, 3), "B": (18, None), "C": (30, None)}, by_line=True)
    page = device(found, found.members[0])
    title(page, "Sẵn sàng")
    open_voting(page, found, found.members[1:])
    title(page, "A")
    page.taps = 0
    for words, mark_ in (("A 1", "Đồng ý"), ("A 2", "Đồng ý"), ("A 3", "Đồng ý"), ("A 4", "Không")):
        page.get_by_role("radiogroup", name=words, exact=True).locator("label", has_text=mark_).click()
    page.get_by_role("button", name="Tiếp").click()
    for words in "BC":
        title(page, words)
        page.get_by_role("button", name="Đồng ý cả danh sách").click()
        look_over(page)
        page.get_by_role("button", name="Tiếp").click()
    title(page, "Xem lại phiếu")
    assert page.taps <= 12
    look_over(page)
    confirm(page)
    title(page, "Phiếu đã vào hòm")
    assert Envelope.objects.count() == 49
    # The control of what every test here says at its end: a page that breaks its policy is heard.
    assert firefox.complaints() == []
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: '0'}))")
    assert "CSP: script-src-elem inline" in str(firefox.complaints())
