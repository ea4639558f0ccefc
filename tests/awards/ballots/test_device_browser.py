"""Members vote on their own devices, in a real browser: from the paper that comes by itself to the check of the box."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from awards.ballots import boxing, casting, recount, services
from awards.ballots.enums import RoundKind
from awards.models import Envelope, VotingRound
from tests.awards.ballots.test_recusal import frozen_with_one
from tests.awards.ballots.voters import NO, Hall, hall
from tests.browser import system_browser
from tests.factories import UserFactory
from units.accounts.enums import Role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once, pytest.mark.usefixtures("own_keys")]


def choose(page, group, *, no: tuple[str, ...] = (), yes: tuple[str, ...] = ()):
    """Mark the lines of the title that is shown; `group` is what its heading says."""
    page.get_by_role("heading", name=group).wait_for()
    for words, mark in (*((name, "Đồng ý") for name in yes), *((name, "Không") for name in no)):
        page.get_by_role("radiogroup", name=words, exact=True).locator("label", has_text=mark).click()


def test_a_member_votes_on_a_phone(device, look_over):
    found = hall(5, checkin=False)
    page = device(found, found.members[0])
    page.get_by_text("Chưa nhận phiếu").wait_for()
    casting.open_checkin(found.ballot, by=found.teller)
    page.get_by_role("heading", name="Sẵn sàng").wait_for()
    assert page.get_by_text(found.box.digits).count() == 1
    look_over(page)
    for user in found.members[1:]:
        found.fetch(user)
    page.wait_for_timeout(300)
    found.act("open")

    # A title of which two of four may be chosen.
    choose(page, "ĐVQT", yes=("ĐVQT 1", "ĐVQT 2"))
    assert "Đồng ý 2 / 2" in page.locator("[data-foot]").inner_text()
    assert page.get_by_role("radiogroup", name="ĐVQT 3").get_by_label("Đồng ý").is_disabled()
    page.get_by_role("button", name="Tiếp").click(force=True)  # greyed
    assert page.get_by_role("heading", name="ĐVQT").count() == 1
    assert "Còn 2 dòng chưa chọn" in page.locator("[data-foot]").inner_text()
    choose(page, "ĐVQT", no=("ĐVQT 3", "ĐVQT 4"))
    look_over(page)
    page.get_by_role("button", name="Tiếp").click()
    choose(page, "ĐVTT", yes=("ĐVTT 1",))
    page.get_by_role("button", name="Để trống").click()
    page.get_by_role("button", name="Tiếp").click()
    page.get_by_role("heading", name="Xem lại phiếu").wait_for()
    assert "Để trống: ĐVTT 2" in page.locator("main").inner_text()
    look_over(page)
    page.get_by_role("button", name="Sửa ĐVQT").click()
    page.get_by_role("heading", name="ĐVQT").wait_for()
    assert page.get_by_role("button", name="Về phần trước").count() == 0
    page.get_by_role("button", name="Xem lại").click()
    page.get_by_role("heading", name="Xem lại phiếu").wait_for()  # past ĐVTT
    before = len(page.sent)
    page.locator("[data-foot]").get_by_role("button", name="Bỏ phiếu").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="Bỏ phiếu").dblclick()
    page.get_by_role("heading", name="Phiếu đã vào hòm").wait_for()
    look_over(page)

    casts = [request for request in page.sent[before:] if request.url.endswith("/cast/")]
    assert len(casts) == Envelope.objects.count() == 1
    headers = casts[0].all_headers()
    assert "cookie" not in headers
    assert "referer" not in headers
    row = page.evaluate("r => tdBallot.read(r)", str(found.ballot.pk))
    assert sorted(row) == ["ack", "c", "epoch", "round", "state"], "no mark and no key is left on the device"
    assert "ĐVQT 1" not in page.locator("main").inner_text()
    page.get_by_role("button", name="Hiện mã").click()
    page.get_by_text(row["c"][:4].upper()).wait_for()
    page.reload()
    page.get_by_role("heading", name="Phiếu đã vào hòm").wait_for()

    for user in found.members[1:4]:
        found.cast(user, NO)
    found.act("close")
    page.get_by_role("heading", name="Phiếu của đồng chí có trong hòm").wait_for()
    assert "Đã đối chiếu với 4 phiếu điện tử" in page.locator("main").inner_text()
    assert found.box.short_head in page.locator("main").inner_text()
    look_over(page)
    services.count_box(found.ballot, by=found.teller)
    figures = recount.recount(boxing.hand_over(found.ballot, by=found.teller))[1]
    assert figures[0] == {"valid": 1, "blank": 3, "votes": [1, 1, 0, 0]}
    assert figures[1]["lines"][1] == {"agree": 0, "disagree": 3, "blank": 1}


def test_lines_some_take_no_part_in_are_marked_on_the_same_page_and_sent_as_ballots_of_their_own(device):
    sitting, ballot, sub, member = frozen_with_one(kind=RoundKind.MIXED, members=5, present=5)
    users = [sitting.chair] + [
        UserFactory(role=Role.MEMBER, over=sitting.province, person=seat.person) for seat in sitting.attendees[1:]
    ]
    found = Hall(sitting, ballot, users)
    casting.open_checkin(ballot, by=found.teller)
    chair, recused = device(found, users[0]), device(found, users[1])
    for page in (chair, recused):
        page.get_by_role("heading", name="Sẵn sàng").wait_for()
    expect(chair.get_by_text("Dấu hòm phiếu riêng")).to_be_visible()
    expect(recused.get_by_text("Dấu hòm phiếu riêng")).to_have_count(0)
    others = [Hall(sitting, one, users) for one in (VotingRound.objects.get(pk=ballot.pk), sub)]
    for hall_ in others:
        for user in users[2:]:
            hall_.fetch(user)
    found.act("open")
    for title in ("CSTĐ", "ĐVTT"):
        for page in (chair, recused):
            page.get_by_role("heading", name=title, exact=True).wait_for()
            page.get_by_role("button", name="Để trống").click()
            page.get_by_role("button", name="Tiếp").click()
    choose(chair, "CSTĐ, phiếu riêng", yes=("CSTĐ 1",))
    chair.get_by_role("button", name="Tiếp").click()
    for page in (chair, recused):
        page.locator("[data-foot]").get_by_role("button", name="Bỏ phiếu").click()
        page.get_by_role("dialog").get_by_role("button", name="Bỏ phiếu").click()
        page.get_by_role("heading", name="Phiếu đã vào hòm").wait_for()
    assert [Envelope.objects.filter(round=one).count() for one in (ballot, sub)] == [2, 1]
    casts = [request for request in chair.sent if request.url.endswith("/cast/")]
    assert len(casts) == 2 and not any("cookie" in request.all_headers() for request in casts)
    for user in users[2:]:
        others[0].cast(user, ["A", "A", "A", "A"])
        others[1].cast(user, ["D"])
    found.act("close")
    for page, size in ((chair, 9), (recused, 5)):
        page.get_by_role("heading", name="Phiếu của đồng chí có trong hòm").wait_for()
        expect(page.locator("main")).to_contain_text(f"Đã đối chiếu với {size} phiếu điện tử")
    services.count_box(VotingRound.objects.get(pk=ballot.pk), by=found.teller)
    figures = recount.recount(boxing.hand_over(VotingRound.objects.get(pk=sub.pk), by=found.teller))[1]
    assert figures[0]["lines"] == [{"agree": 1, "disagree": 3, "blank": 0}]


def test_a_cast_makes_the_member_s_page_ask_for_nothing_more(device):
    """Signed-in requests of one who votes and one who does not, in the same time: as many, and of the same size."""
    found = hall(5)
    voting, waiting = device(found, found.members[0]), device(found, found.members[1])
    for page in (voting, waiting):
        page.get_by_role("heading", name="Sẵn sàng").wait_for()
    for user in found.members[2:]:
        found.fetch(user)
    for page in (voting, waiting):
        page.wait_for_timeout(300)
    found.act("open")
    for page in (voting, waiting):
        page.get_by_role("heading", name="ĐVQT").wait_for()
        page.sent.clear()
    for heading in ("ĐVQT", "ĐVTT"):
        choose(voting, heading)
        voting.get_by_role("button", name="Để trống").click()
        voting.get_by_role("button", name="Tiếp").click()
    voting.locator("[data-foot]").get_by_role("button", name="Bỏ phiếu").click()
    voting.get_by_role("dialog").get_by_role("button", name="Bỏ phiếu").click()
    voting.get_by_role("heading", name="Phiếu đã vào hòm").wait_for()
    voting.wait_for_timeout(500)
    signed_in = [
        {request.url for request in page.sent if request.all_headers().get("cookie")} for page in (voting, waiting)
    ]
    assert signed_in[0] == signed_in[1]
    assert len(signed_in[0]) == 1
    assert signed_in[0].pop().endswith("/state/")


def test_a_lost_answer_is_asked_for_again_and_the_ballot_counts_once(device):
    found = hall(5)
    page = device(found, found.members[0])
    page.get_by_role("heading", name="Sẵn sàng").wait_for()
    for user in found.members[1:]:
        found.fetch(user)
    page.wait_for_timeout(300)
    found.act("open")
    lost = []

    def drop(route):
        """It arrives, only the answer does not."""
        lost.append(casting.cast(str(found.ballot.pk), json.loads(route.request.post_data)).is_new)
        route.abort()

    page.route("**/cast/", drop)
    for heading in ("ĐVQT", "ĐVTT"):
        choose(page, heading)
        page.get_by_role("button", name="Để trống").click()
        page.get_by_role("button", name="Tiếp").click()
    page.locator("[data-foot]").get_by_role("button", name="Bỏ phiếu").click()
    page.get_by_role("dialog").get_by_role("button", name="Bỏ phiếu").click()
    page.get_by_text("Đang gửi lại phiếu").wait_for()
    page.unroute("**/cast/")
    page.reload()  # in the middle of it
    page.get_by_role("heading", name="Phiếu đã vào hòm").wait_for()
    assert lost[0] and not any(lost[1:])
    assert Envelope.objects.count() == 1
    page.go_back()
    page.goto(reverse("awards:ballots.vote", args=[found.ballot.pk]))
    page.get_by_role("heading", name="Phiếu đã vào hòm").wait_for()


def test_another_device_is_told_and_a_new_paper_comes_by_itself(device):
    found = hall(5)
    first = device(found, found.members[0])
    first.get_by_role("heading", name="Sẵn sàng").wait_for()
    second = device(found, found.members[0], 1366, 768)
    second.get_by_role("heading", name="Máy khác đã nhận phiếu").wait_for()
    digits = found.box.digits
    first.close()
    casting.rekey(found.ballot, by=found.teller)
    second.get_by_role("heading", name="Sẵn sàng").wait_for()
    assert found.box.digits != digits
    second.get_by_text(found.box.digits).wait_for()


def test_a_member_changes_to_paper_before_voting(device):
    found = hall(5)
    page = device(found, found.members[0])
    page.get_by_role("button", name="Chuyển sang phiếu giấy").click()
    page.get_by_role("button", name="Trả phiếu điện tử").click()
    page.get_by_role("heading", name="Đã trả phiếu điện tử").wait_for()
    services.hand_papers(found.ballot, by=found.teller, batch_label="A", attendees=found.sitting.attendees[:1])
    page.get_by_text("Đồng chí đã ký nhận phiếu giấy").wait_for()


def test_a_ballot_that_is_missing_from_the_box_raises_the_alarm(device):
    """The server rewrote everything it can: only the device that cast the ballot knows."""
    found = hall(5)
    page = device(found, found.members[0])
    page.get_by_role("heading", name="Sẵn sàng").wait_for()
    for user in found.members[1:]:
        found.fetch(user)
    page.wait_for_timeout(300)
    found.act("open")
    for heading in ("ĐVQT", "ĐVTT"):
        choose(page, heading)
        page.get_by_role("button", name="Để trống").click()
        page.get_by_role("button", name="Tiếp").click()
    page.locator("[data-foot]").get_by_role("button", name="Bỏ phiếu").click()
    page.get_by_role("dialog").get_by_role("button", name="Bỏ phiếu").click()
    page.get_by_role("heading", name="Phiếu đã vào hòm").wait_for()
    page.route("**/receipts/", lambda route: route.fulfill(json={"head": "0000 0000 0000 0000", "c": ["ab" * 32]}))
    found.act("close")
    alarm = page.get_by_role("heading", name="Không thấy phiếu của đồng chí trong hòm")
    alarm.wait_for()
    row = page.evaluate("r => tdBallot.read(r)", str(found.ballot.pk))
    assert row["ack"] in page.locator("main").inner_text()


def test_whoever_comes_after_the_opening_and_a_cancelled_round_are_told_plainly(device):
    found = hall(5, fetched=4)
    found.act("open")
    page = device(found, found.members[4])
    page.get_by_role("heading", name="Không có phiếu trên máy này").wait_for()
    found.act("cancel", "mất điện")
    page.get_by_role("heading", name="Vòng bỏ phiếu này đã hủy").wait_for()


def test_two_hundred_lines_are_agreed_to_at_one_touch_and_searched(device, look_over):
    found = hall(5, {"CSTT": (30, None)})
    page = device(found, found.members[0])
    page.get_by_role("heading", name="Sẵn sàng").wait_for()
    for user in found.members[1:]:
        found.fetch(user)
    page.wait_for_timeout(300)
    found.act("open")
    page.get_by_role("button", name="Đồng ý cả danh sách").click()
    page.get_by_role("searchbox").fill("cstt 17")
    assert page.locator(".td-vrow:visible").count() == 1
    page.locator(".td-vrow:visible label", has_text="Không").click()
    page.get_by_role("searchbox").fill("")
    assert "Đồng ý 29, không 1" in page.locator("[data-foot]").inner_text()
    look_over(page)
    page.get_by_role("button", name="Tiếp").click()
    assert "Không đồng ý: CSTT 17" in page.locator("main").inner_text()
    assert VotingRound.objects.get(pk=found.ballot.pk).state == "open"


def test_plain_http_by_a_name_of_the_network_gives_no_paper(browser, live_server, settings, monkeypatch):
    """What browsers really do there: no cryptography. The page says why, and no device asks for a paper."""
    found = hall(5, fetched=1)
    name, port = "thidua.lan", live_server.url.rsplit(":", 1)[1]
    settings.ALLOWED_HOSTS = ["localhost", name]
    client = Client()
    client.force_login(found.members[1])
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    rules = f"--host-resolver-rules=MAP {name} 127.0.0.1"
    own = browser.browser_type.launch(executable_path=system_browser(), args=["--no-sandbox", "--disable-gpu", rules])
    try:
        page = own.new_page(viewport={"width": 390, "height": 844})
        site = f"http://{name}:{port}"
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
        sent = []
        page.on("request", lambda request: sent.append(request.url))
        address = f"{site}{reverse('awards:ballots.vote', args=[found.ballot.pk])}"
        page.goto(address)
        assert page.evaluate("[isSecureContext, Boolean(crypto.subtle)]") == [False, False]
        assert "mở bằng http qua mạng" in page.get_by_role("alert").inner_text()
        # A proxy that hides the name from the server: the script of the page sees for itself.
        monkeypatch.setattr("awards.ballots.result_views.is_safe", lambda request: True)
        page.goto(address)
        page.get_by_role("heading", name="Máy này không bỏ phiếu điện tử được").wait_for()
        assert "Mở lại bằng địa chỉ https" in page.get_by_role("alert").inner_text()
        assert not [url for url in sent if url.endswith(("/issue/", "/state/"))]
    finally:
        own.close()
