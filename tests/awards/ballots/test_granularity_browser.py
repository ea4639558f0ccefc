"""Three phones with a paper that is cast line by line: the page of a member looks and asks as ever."""

import json

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from awards.ballots import boxing, casting, conflicts, recount, recusing, services
from awards.ballots.enums import Granularity, RoundKind
from awards.models import Envelope, RoundElector, VoidToken, VotingRound
from tests.awards.ballots.test_device_browser import choose
from tests.awards.ballots.test_phones_browser import FOREVER, lose, wait_until_ready
from tests.awards.ballots.test_recusal import drafted
from tests.awards.ballots.voters import QUICK, Hall, hall
from tests.factories import UserFactory
from tests.factories.ballots import council_sitting, locked_list
from units.accounts.enums import Role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once, pytest.mark.usefixtures("own_keys")]
SLIPS = 5  # a title of which two of four are chosen, and four lines


def mark(page, lines: dict[str, str]) -> None:
    """The whole paper, up to the look at it."""
    choose(page, "ĐVQT", yes=("ĐVQT 1",))
    page.get_by_role("button", name="Để trống").click()
    page.get_by_role("button", name="Tiếp").click()
    page.get_by_role("heading", name="ĐVTT", exact=True).wait_for()
    for name, words in lines.items():
        page.get_by_role("radiogroup", name=name, exact=True).locator("label", has_text=words).click()
    page.get_by_role("button", name="Tiếp").click()
    page.get_by_role("heading", name="Xem lại phiếu").wait_for()


def confirm(page) -> None:
    page.locator("[data-foot]").get_by_role("button", name="Bỏ phiếu").click()
    page.get_by_role("dialog").get_by_role("button", name="Bỏ phiếu").click()


ALL = {f"ĐVTT {number}": "Đồng ý" for number in range(1, 5)}
OTHER = ALL | {"ĐVTT 2": "Không", "ĐVTT 4": "Không"}


def test_three_phones_cast_every_line_for_itself(device, look_over):
    found = hall(5, {"ĐVQT": (4, 2), "ĐVTT": (4, None)}, by_line=True, checkin=False)
    rid = str(found.ballot.pk)
    phones = [device(found, user) for user in found.members[:3]]
    one, two, three = phones
    asked = lose(one, "**/issue/", 2, lambda route: route.fetch().status)
    casting.open_checkin(found.ballot, by=found.teller)
    for page in phones:
        page.get_by_role("heading", name="Sẵn sàng").wait_for()
        assert page.get_by_text(found.box.digits).count() == 1, "the six digits of all keys together"
    assert asked == [200, 200], "a lost answer is asked for again, for the same slips"
    look_over(one)
    names = [f"{rid}/{number}" for number in range(1, SLIPS + 1)]
    held = one.evaluate("names => tdBallot.readAll(names)", names)
    assert {(row["state"], row["epoch"]) for row in held} == {("ready", 1)}
    assert len({row["prep"] for row in held}) == SLIPS

    # Papers given out anew while a phone is away, and one given back on the page.
    two.context.set_offline(True)
    casting.rekey(found.ballot, by=found.teller)
    two.context.set_offline(False)
    for page in phones:
        expect(page.get_by_text(found.box.digits)).to_be_visible()
    assert one.evaluate("names => tdBallot.readAll(names)", names)[0]["epoch"] == 2
    four = device(found, found.members[3])
    four.get_by_role("heading", name="Sẵn sàng").wait_for()
    wait_until_ready(four, found)
    give = four.get_by_role("button", name="Chuyển sang phiếu giấy")
    give.click()
    four.get_by_role("button", name="Trả phiếu điện tử, không lấy lại được?").click()
    four.get_by_role("heading", name="Đã trả phiếu điện tử").wait_for()
    expect(four.locator("main")).to_contain_text("Ký nhận phiếu giấy")
    assert VoidToken.objects.count() == SLIPS
    seat = RoundElector.objects.get(round=found.ballot, attendee__person=found.members[3].person)
    assert (seat.channel, seat.blinded_hash) == ("none", "")
    found.fetch(found.members[4])
    for page in phones:
        wait_until_ready(page, found)
    found.act("open")

    # Two tabs of one phone that decide differently at the same moment: the first one's paper, whole.
    tab = three.context.new_page()
    tab.add_init_script(QUICK)
    tab.goto(reverse("awards:ballots.vote", args=[found.ballot.pk]))
    mark(three, ALL)
    mark(tab, OTHER)
    for page in (three, tab):
        page.locator("[data-foot]").get_by_role("button", name="Bỏ phiếu").click()
    for page in (three, tab):
        page.get_by_role("dialog").get_by_role("button", name="Bỏ phiếu").click()
    for page in (three, tab):
        page.get_by_role("heading", name="Phiếu đã vào hòm").wait_for()
    assert Envelope.objects.count() == SLIPS

    # One confirmation, one cast for each line, without a cookie; answers lost on the way are asked for again.
    lost = lose(two, "**/cast/", FOREVER, lambda route: casting.cast(rid, json.loads(route.request.post_data)).is_new)
    one.sent.clear()
    two.sent.clear()
    for page in (one, two):
        mark(page, ALL)
        confirm(page)
    two.get_by_text("Đang gửi lại phiếu").wait_for()
    two.unroute("**/cast/")
    two.reload()
    for page in (one, two):
        page.get_by_role("heading", name="Phiếu đã vào hòm").wait_for()
    look_over(one)
    assert lost[0] and not any(lost[1:]), "the same ballot again and again"
    casts = [request for request in one.sent if request.url.endswith("/cast/")]
    assert len(casts) == SLIPS
    assert not any({"cookie", "referer"} & set(request.all_headers()) for request in casts)
    bodies = [json.loads(json.loads(request.post_data)["body"]) for request in casts]
    assert {body["round"] for body in bodies} == set(names)
    assert {len(body["m"]) for body in bodies} == {1}
    assert len({request.url for request in casts}) == 1, "which line it is for is in the ballot alone"
    assert Envelope.objects.count() == 3 * SLIPS
    kept = one.evaluate("names => tdBallot.readAll(names)", names)
    assert {tuple(sorted(row)) for row in kept} == {("ack", "c", "epoch", "round", "state")}, "no mark, no key is left"
    one.get_by_role("button", name="Hiện mã").click()
    expect(one.locator(".td-receipt__code")).to_have_count(SLIPS)

    found.act("close")
    for page in phones:
        page.get_by_role("heading", name="Phiếu của đồng chí có trong hòm").wait_for()
        expect(page.locator("main")).to_contain_text(
            "Đã đối chiếu với 15 phiếu điện tử, mỗi dòng một phiếu, trong hòm."
        )
    look_over(one)
    services.count_box(found.ballot, by=found.teller)
    figures = recount.recount(boxing.hand_over(found.ballot, by=found.teller), found.box.head)[1]
    lines = [line["agree"] for line in figures[1]["lines"]]
    assert lines in ([3, 3, 3, 3], [3, 2, 3, 2]), "never half of one tab and half of the other"
    assert figures[0] == {"valid": 3, "blank": 0, "votes": [3, 0, 0, 0]}


def test_a_phone_that_was_cut_off_in_the_middle_says_how_many_lines_came_in(device):
    found = hall(5, {"ĐVQT": (4, 2), "ĐVTT": (4, None)}, by_line=True)
    page = device(found, found.members[0])
    page.get_by_role("heading", name="Sẵn sàng").wait_for()
    for user in found.members[1:]:
        found.fetch(user)
    wait_until_ready(page, found)
    found.act("open")
    sent = []

    def two_of_them(route):
        sent.append(1)
        route.continue_() if len(sent) <= 2 else route.abort()

    page.route("**/cast/", two_of_them)
    mark(page, ALL)
    confirm(page)
    page.get_by_text("Đang gửi lại phiếu").wait_for()
    for user in found.members[1:]:
        found.cast_slips(user, [[], "D", "D", "D", "D"])
    assert Envelope.objects.count() == 22
    found.act("close")
    page.unroute("**/cast/")
    page.get_by_role("heading", name="Một phần phiếu chưa vào hòm").wait_for()
    expect(page.locator("main")).to_contain_text("trước khi 3 trong 5 phiếu của đồng chí tới nơi")
    expect(page.locator("main")).to_contain_text("2 phiếu kia có trong hòm")


def test_lines_some_take_no_part_in_are_slips_of_their_own_box_on_the_same_page(device):
    sitting, draft, member = drafted(kind=RoundKind.MIXED, members=5, present=5)
    VotingRound.objects.update(granularity=Granularity.LINE)
    draft.refresh_from_db()
    recusing.decide(draft, by=sitting.secretary, pairs=[(c.line, c.attendee) for c in conflicts.unresolved(draft)])
    services.freeze_round(draft, by=sitting.secretary)
    sub = draft.sub_rounds.get()
    users = [sitting.chair] + [
        UserFactory(role=Role.MEMBER, over=sitting.province, person=seat.person) for seat in sitting.attendees[1:]
    ]
    casting.open_checkin(draft, by=sitting.tellers[0])
    main, apart = (Hall(sitting, VotingRound.objects.get(pk=one.pk), users) for one in (draft, sub))
    chair, recused = device(main, users[0]), device(main, users[1])
    for page in (chair, recused):
        page.get_by_role("heading", name="Sẵn sàng").wait_for()
        wait_until_ready(page, main)
    expect(chair.get_by_text("Dấu hòm phiếu riêng")).to_be_visible()
    assert (chair.get_by_text(apart.box.digits).count(), recused.get_by_text(apart.box.digits).count()) == (1, 0)
    for one in (main, apart):
        for user in users[2:]:
            one.fetch(user)
    chair.wait_for_timeout(300)
    main.act("open")
    titles = {chair: ("CSTĐ", "ĐVTT", "CSTĐ, phiếu riêng"), recused: ("CSTĐ", "ĐVTT")}
    for page, mine in titles.items():
        for title in mine:
            page.get_by_role("heading", name=title, exact=True).wait_for()
            page.get_by_role("button", name="Để trống").click()
            page.get_by_role("button", name="Tiếp").click()
        confirm(page)
        page.get_by_role("heading", name="Phiếu đã vào hòm").wait_for()
    assert [Envelope.objects.filter(round=one).count() for one in (draft, sub)] == [8, 1]
    for user in users[2:]:
        main.cast_slips(user, ["A"] * 4)
        apart.cast_slips(user, ["D"])
    main.act("close")
    for page, size in ((chair, 24), (recused, 20)):
        page.get_by_role("heading", name="Phiếu của đồng chí có trong hòm").wait_for()
        expect(page.locator("main")).to_contain_text(f"Đã đối chiếu với {size} phiếu điện tử, mỗi dòng một phiếu")


def test_the_form_says_what_it_protects_and_costs_and_refuses_beside_the_field(new_page, sign_in, look_over):
    sitting = council_sitting()
    locked_list(sitting, {"ĐVQT": (4, 2), "ĐVTT": (3, None)})
    page = new_page(390, 844)
    sign_in(sitting.secretary, page)
    page.goto(reverse("awards:ballots.prepare", args=[sitting.conference.pk]))
    page.get_by_label("Mỗi dòng là một phiếu").check()
    page.get_by_role("radio", name="Phiếu giấy", exact=True).check()
    for user in sitting.tellers:
        page.get_by_label(user.display_name).check()
    page.get_by_role("button", name="Lập phiếu từ danh sách đã khóa").click()
    expect(page.locator(".invalid-feedback", has_text="Bỏ từng dòng chỉ có ở phiếu điện tử.")).to_be_visible()
    assert page.get_by_label("Mỗi dòng là một phiếu").is_checked(), "what was typed is kept"
    look_over(page)
