"""Three phones in a real browser through everything that goes wrong in a hall.

Seventeen of them, with the server killed and started again: tests/bench/ballot_phones.py.
"""

import hashlib
import json
from datetime import timedelta

import pytest
from django.conf import settings as current
from django.test import Client
from django.urls import reverse

from awards.ballots import casting, keys
from awards.models import Envelope
from tests.awards.ballots.test_device_browser import choose
from tests.awards.ballots.voters import NO, QUICK, hall, pieces_on_disk
from tests.browser import PATIENCE_MS, system_browser
from thidua import clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once, pytest.mark.usefixtures("own_keys")]


# Words that stand on the page for a moment only: the page is marked once they did.
NOTICE_WORDS = """words => new MutationObserver(() => {
  if (document.body.innerText.includes(words)) document.documentElement.dataset.noticed = "";
}).observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true})"""


class Connections:
    """Which connection of the browser carried each request, as the browser itself tells."""

    def __init__(self, page):
        self.seen: list[tuple[str, int]] = []
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", self._note)

    def _note(self, told):
        self.seen.append((told["response"]["url"], told["response"]["connectionId"]))

    def of(self, word: str) -> list[int]:
        return [number for url, number in self.seen if url.endswith(word)]


FOREVER = 10**6  # until the page is let through again


def lose(page, pattern: str, times: int, carry) -> list:
    """The first answers to these requests get lost: carry(route) brings the request to the server, the phone hears
    nothing. What the server said."""
    lost: list = []

    def drop(route):
        if len(lost) < times:
            lost.append(carry(route))
            route.abort()
        else:
            route.continue_()

    page.route(pattern, drop)
    return lost


def test_attacks_13_35_36_37_38_42_three_phones_through_everything_that_goes_wrong(new_page, sign_in):
    from playwright.sync_api import expect

    found = hall(5, checkin=False)
    address = reverse("awards:ballots.vote", args=[found.ballot.pk])
    phones = [new_page(390, 844) for _ in range(3)]
    one, two, three = phones
    two.clock.set_fixed_time(clock.now() - timedelta(days=1))  # attack 37: the wrong day on a phone
    three.clock.set_fixed_time(clock.now() + timedelta(days=1))
    asked = lose(one, "**/issue/", 2, lambda route: route.fetch().status)
    lines = Connections(two)
    for page, user in zip(phones, found.members, strict=False):
        page.add_init_script(QUICK)
        sign_in(user, page)
        page.goto(address)
    casting.open_checkin(found.ballot, by=found.teller)
    for page in phones:
        expect(page.get_by_role("heading", name="Sẵn sàng")).to_be_visible()
    assert asked == [200, 200]

    # Attack 35: a phone reloaded while it holds its paper holds the same paper.
    rid = str(found.ballot.pk)
    held = one.evaluate("r => tdBallot.read(r)", rid)["prep"]
    one.reload()
    expect(one.get_by_role("heading", name="Sẵn sàng")).to_be_visible()
    assert one.evaluate("r => tdBallot.read(r)", rid)["prep"] == held

    # Attack 42: three phones offline while papers are given out anew.
    for page in phones:
        page.context.set_offline(True)
    casting.rekey(found.ballot, by=found.teller, reason="mất máy")
    for page in phones:
        page.context.set_offline(False)
    for page in phones:
        expect(page.get_by_text(found.box.digits)).to_be_visible()
    for user in found.members[3:]:
        found.fetch(user)
    for page in phones:
        wait_until_ready(page, found)
    found.act("open")

    # Marks of a page that was not confirmed are nowhere (attacks 35, 38).
    choose(one, "ĐVQT", yes=("ĐVQT 1", "ĐVQT 2"))
    assert one.locator("input:checked").count() == 2
    one.reload()
    expect(one.get_by_role("heading", name="ĐVQT")).to_be_visible()
    assert one.locator("input:checked").count() == 0
    # Not by route.fetch: it would add the cookies of the phone, which the browser itself leaves out.
    sent = lose(three, "**/cast/", 2, lambda route: casting.cast(rid, json.loads(route.request.post_data)).is_new)
    three.evaluate(NOTICE_WORDS, "Đang gửi lại phiếu")
    for page in phones:
        vote_blank(page)
    expect(three.locator("html[data-noticed]")).to_be_attached()
    three.reload()
    for page in phones:
        expect(page.get_by_role("heading", name="Phiếu đã vào hòm")).to_be_visible()
    assert sent == [True, False]
    assert Envelope.objects.count() == 3

    # Attack 13: the ballot came on a connection that never carried the member's name; the control: that one is kept and
    # used again and again.
    (cast,) = lines.of("/cast/")
    signed_in = lines.of("/state/")
    assert len(signed_in) > len(set(signed_in)), "connections are kept, or there would be nothing to tell apart"
    assert cast not in [number for url, number in lines.seen if not url.endswith("/cast/")]

    # Attack 38: back, forward, reload and a second tab bring no mark back, only the receipt.
    one.goto("about:blank")
    one.go_back()
    two.reload()
    tab = three.context.new_page()
    tab.add_init_script(QUICK)
    tab.goto(address)
    for page in (*phones, tab):
        expect(page.get_by_role("heading", name="Phiếu đã vào hòm")).to_be_visible()
        assert page.locator("input").count() == 0
    for user in found.members[3:]:
        found.cast(user, NO)
    found.act("close")
    for page in (*phones, tab):
        expect(page.get_by_role("heading", name="Phiếu của đồng chí có trong hòm")).to_be_visible()
    one.reload()
    expect(one.get_by_text("Đã đối chiếu với 5 phiếu điện tử")).to_be_visible()


def wait_until_ready(page, found) -> None:
    """Until the server has this phone's word that it holds its paper; the page shows so a moment earlier."""
    page.wait_for_function(
        "async url => (await (await fetch(url)).json()).ready",
        arg=reverse("awards:ballots.state", args=[found.ballot.pk]),
    )


def vote_blank(page) -> None:
    for heading in ("ĐVQT", "ĐVTT"):
        choose(page, heading)
        page.get_by_role("button", name="Để trống").click()
        page.get_by_role("button", name="Tiếp").click()
    page.locator("[data-foot]").get_by_role("button", name="Bỏ phiếu").click()
    page.get_by_role("dialog").get_by_role("button", name="Bỏ phiếu").click()


@pytest.mark.parametrize(("act", "heading"), [("close", "Phiếu chưa vào hòm"), ("cancel", "Vòng bỏ phiếu này đã hủy")])
def test_what_did_not_arrive_before_the_end_can_be_read_by_nobody(device, act, heading):
    found = hall(5)
    page = device(found, found.members[0])
    page.get_by_role("heading", name="Sẵn sàng").wait_for()
    for user in found.members[1:]:
        found.fetch(user)
    wait_until_ready(page, found)
    found.act("open")
    page.route("**/cast/", lambda route: route.abort())
    vote_blank(page)
    page.get_by_text("Đang gửi lại phiếu").wait_for()
    address = reverse("awards:ballots.state", args=[found.ballot.pk])
    keep = "async url => (await (await fetch(url)).json()).keep"
    assert len(page.evaluate(keep, address)) == 64
    page.goto("about:blank")  # the phone sleeps until all is over
    for user in found.members[1:]:
        found.cast(user, NO)
    found.act(act, *["mất điện"] * (act == "cancel"))
    page.goto(reverse("awards:ballots.vote", args=[found.ballot.pk]))
    page.get_by_role("heading", name=heading).wait_for()
    row = page.evaluate("round => tdBallot.read(round)", str(found.ballot.pk))
    assert sorted(row) == ["c", "epoch", "iv", "kept", "round", "state"], "nothing else lies on the device"
    assert page.evaluate(keep, address) == "", "and the house has its key no more"
    assert not keys.held().get(str(found.ballot.pk))


def test_attack_38_a_profile_on_the_disk_holds_no_mark_while_a_ballot_is_on_its_way_nor_afterwards(
    browser, live_server, tmp_path
):
    """What Chromium writes to its own folder, searched for the secret of the ballot and, as the control, for what
    commits to it, which the device keeps."""
    found = hall(5)
    client = Client()
    client.force_login(found.members[0])
    cookie = client.cookies[current.SESSION_COOKIE_NAME]
    # Not a window of the browser of the tests: those write nothing to the disk.
    context = browser.browser_type.launch_persistent_context(
        str(tmp_path), executable_path=system_browser(), args=["--no-sandbox"], base_url=live_server.url
    )
    context.set_default_timeout(PATIENCE_MS)
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.add_init_script(QUICK)
    page.goto(reverse("awards:ballots.vote", args=[found.ballot.pk]))
    page.get_by_role("heading", name="Sẵn sàng").wait_for()
    for user in found.members[1:]:
        found.fetch(user)
    wait_until_ready(page, found)
    found.act("open")
    lost = lose(page, "**/cast/", FOREVER, lambda route: json.loads(route.request.post_data))
    vote_blank(page)
    page.get_by_text("Đang gửi lại phiếu").wait_for()
    request = lost[0]
    told = [json.loads(request["body"])["nonce"], request["bsig"]]
    commitment = hashlib.sha256(request["body"].encode()).hexdigest()
    for _ in ("on its way", "in the box"):
        assert len(pieces_on_disk(tmp_path, [commitment])) >= 3, "the control: this is how something kept is found"
        assert pieces_on_disk(tmp_path, told) == []
        page.unroute("**/cast/")
        page.get_by_role("heading", name="Phiếu đã vào hòm").wait_for()
    context.close()
    assert pieces_on_disk(tmp_path, told) == []


# How many taps --------------------------------------------------------------------------------------------------------


def test_a_paper_of_220_lines_takes_few_taps(new_page, sign_in):
    """Titles of 4 (of which three may be chosen), 29, 48 and 139 lines, as in the demo: within 12 taps where all are
    agreed to, within 45 with ten exceptions, the look at the whole paper and its confirmation aside."""
    from playwright.sync_api import expect

    found = hall(3, {"A": (4, 3), "B": (29, None), "C": (48, None), "D": (139, None)})
    page = new_page(360, 740)
    page.add_init_script(QUICK)
    sign_in(found.members[0], page)
    page.goto(reverse("awards:ballots.vote", args=[found.ballot.pk]))
    for user in found.members[1:]:
        found.fetch(user)
    expect(page.get_by_role("heading", name="Sẵn sàng")).to_be_visible()
    wait_until_ready(page, found)
    found.act("open")
    taps = 0

    def tap(locator):
        nonlocal taps
        locator.click()
        taps += 1

    def mark(name, words):
        tap(page.get_by_role("radiogroup", name=name, exact=True).locator("label", has_text=words))

    expect(page.get_by_role("heading", name="A", exact=True)).to_be_visible()
    for number in (1, 2, 3):
        mark(f"A {number}", "Đồng ý")
    mark("A 4", "Không")
    tap(page.get_by_role("button", name="Tiếp"))
    against = [f"C {number}" for number in range(3, 8)] + [f"D {number}" for number in range(100, 105)]
    for title in "BCD":
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        tap(page.get_by_role("button", name="Đồng ý cả danh sách"))
        for name in [one for one in against if one[0] == title]:
            mark(name, "Không")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        tap(page.get_by_role("button", name="Tiếp"))
    expect(page.get_by_role("heading", name="Xem lại phiếu")).to_be_visible()
    assert (taps <= 45, taps - len(against) <= 12) == (True, True), taps
    page.locator("[data-foot]").get_by_role("button", name="Bỏ phiếu").click()
    page.get_by_role("dialog").get_by_role("button", name="Bỏ phiếu").click()
    expect(page.get_by_role("heading", name="Phiếu đã vào hòm")).to_be_visible()
    assert Envelope.objects.count() == 1
