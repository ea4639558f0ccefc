"""In a real browser: one tap a row, the sheet that adds up while typing, two people on two machines, no barrier."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from awards.ballots import casting, services
from awards.ballots.enums import RoundState
from awards.models import Attendee, PaperCount, VotingRound
from tests.awards.ballots.test_recusal import drafted
from tests.awards.ballots.voters import hall
from tests.factories.ballots import (
    closed_round,
    cluster_meeting,
    council_sitting,
    counted_round,
    figures,
    frozen_round,
    locked_list,
    open_round,
    published_round,
)

pytestmark = pytest.mark.django_db(transaction=True)


def conference(sitting) -> str:
    return reverse("awards:conferences.detail", args=[sitting.conference.pk])


def test_attendance_is_one_tap_a_row_and_the_quorum_follows(new_page, sign_in, visit):
    sitting = council_sitting(present=9)
    for seat in sitting.attendees[9:]:
        Attendee.objects.filter(pk=seat.pk).update(presence="expected", absence_reason="")
    page = new_page(390, 844)
    sign_in(sitting.secretary, page)
    visit(page, conference(sitting))
    quorum = page.locator("#dinh-tuc")
    assert "Còn thiếu 1" in quorum.inner_text()
    page.locator(f"#cho-{sitting.attendees[9].pk} button", has_text="Có mặt").click()
    quorum.get_by_text("Đủ điều kiện họp").wait_for()
    assert "10" in quorum.inner_text()
    row = page.locator(f"#cho-{sitting.attendees[10].pk}")
    row.get_by_role("link", name="Vắng").click()
    box = row.get_by_role("textbox")
    box.wait_for()
    page.locator("tr.htmx-added").wait_for(state="detached")  # htmx has taken the new form in hand
    box.press("Enter")
    row.get_by_text("Ghi lý do vắng").wait_for()
    box.fill("công tác")
    box.press("Enter")
    row.get_by_text("Vắng, công tác").wait_for()
    assert page.locator("#dem-cho").inner_text().split()[-1] == "1"
    marks = list(Attendee.objects.order_by("sort").values_list("presence", flat=True))
    assert marks[9:11] == ["present", "absent"]


def test_the_sheet_adds_up_while_typing_keeps_a_draft_and_locks(page, sign_in, visit):
    sitting = council_sitting()
    ballot = closed_round(sitting, {"ĐVTT": (3, None)})
    batch = ballot.batches.get()
    lines = [line.pk for line in ballot.groups.get().lines.all()]
    sign_in(sitting.tellers[0], page)
    visit(page, reverse("awards:ballots.count", args=[batch.pk]))
    progress = page.locator("[data-progress]")
    page.locator(f"#a-{lines[0]}").fill("13")
    page.locator(f"#d-{lines[0]}").fill("2")
    assert "1 chỗ chưa khớp 14 phiếu" in progress.inner_text()
    page.locator(f"#d-{lines[0]}").fill("1")
    assert progress.inner_text() == "Đã nhập 1/3 dòng"
    page.locator(f"#a-{lines[0]}").press("Enter")
    assert page.evaluate("document.activeElement.id") == f"a-{lines[1]}"
    page.keyboard.type("14")
    page.keyboard.press("Tab")
    page.keyboard.type("0")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.id") == f"d-{lines[2]}"
    page.keyboard.type("0")
    page.locator(f"#a-{lines[2]}").fill("12")
    page.locator("#w").click()
    page.locator("#da-luu", has_text="Đã lưu nháp").wait_for()
    assert PaperCount.objects.get().data["lines"][str(lines[0])]["agree"] == 13
    page.get_by_role("button", name="Khóa số liệu của tôi").click()
    page.get_by_role("button", name="Khóa số liệu", exact=True).click()
    page.get_by_text("Chưa thể khóa số liệu").first.wait_for()
    assert "Cộng được 12, số thu về là 14." in page.locator("main").inner_text()
    page.locator(f"#a-{lines[2]}").fill("14")
    page.get_by_role("button", name="Khóa số liệu của tôi").click()
    page.get_by_role("button", name="Khóa số liệu", exact=True).click()
    page.get_by_text("Chờ người thứ hai khóa").first.wait_for()
    assert PaperCount.objects.get().is_locked


def test_two_people_on_two_machines_open_the_round(new_page, sign_in, visit):
    sitting = council_sitting()
    ballot = frozen_round(sitting, {"ĐVTT": (2, None)})
    path = reverse("awards:ballots.detail", args=[ballot.pk])
    office, counter = new_page(), new_page(390, 844)
    sign_in(sitting.secretary, office)
    sign_in(sitting.tellers[0], counter)
    visit(counter, path)
    visit(office, path)
    office.get_by_role("button", name="Mở bỏ phiếu").click()
    office.get_by_role("button", name="Đề nghị mở bỏ phiếu").click()
    office.get_by_text("Chờ một người của tổ kiểm phiếu xác nhận trên tài khoản của mình").wait_for()
    counter.get_by_role("button", name="Xác nhận mở bỏ phiếu").click()  # appears by itself
    counter.get_by_text("Mở bỏ phiếu: đã thực hiện").wait_for()
    office.locator(".td-chip", has_text="Đang bỏ phiếu").first.wait_for()  # so does the new state
    assert VotingRound.objects.get(pk=ballot.pk).state == RoundState.OPEN


def test_the_screen_of_the_hall_follows_by_itself(new_page, sign_in, visit):
    sitting = council_sitting()
    ballot = open_round(sitting, {"ĐVTT": (2, None)})
    hall = new_page(1366, 768)
    sign_in(sitting.secretary, hall)
    visit(hall, reverse("awards:ballots.screen", args=[sitting.conference.pk]))
    assert hall.locator(".td-proj__count b").inner_text() == "0"
    services.hand_papers(ballot, by=sitting.tellers[0], batch_label="A", attendees=sitting.present[:7])
    hall.locator(".td-proj__count b", has_text="6").wait_for()


def _everything() -> list[tuple]:
    """(user, path) of every page of both chapters, in a state that shows much of it."""
    sitting, meeting = council_sitting(), cluster_meeting()
    counting, result = council_sitting(), council_sitting()
    done = council_sitting()
    locked_list(sitting)
    closed = closed_round(counting, {"ĐVQT": (4, 3), "ĐVTT": (2, None)})
    batch = closed.batches.get()
    services.save_count(batch, by=counting.tellers[0], data=figures(closed, 14))
    counted = counted_round(result)
    published = published_round(done)
    equal = council_sitting(threshold=(1, 2, ">"))
    agree = {"ĐVQT 1": 14, "ĐVQT 2": 10, "ĐVQT 3": 9, "ĐVQT 4": 9}
    tied = published_round(equal, {"ĐVQT": (4, 3)}, agree)
    ready_sitting = council_sitting()
    ready = frozen_round(ready_sitting)
    services.ask(ready, "open", by=ready_sitting.secretary)
    pages = "awards:conferences."
    ballots = "awards:ballots."
    return [
        (sitting.secretary, reverse(f"{pages}index")),
        (sitting.secretary, reverse(f"{pages}create")),
        (sitting.secretary, reverse(f"{pages}detail", args=[sitting.conference.pk])),
        (sitting.secretary, reverse(f"{pages}edit", args=[sitting.conference.pk])),
        (sitting.secretary, reverse(f"{pages}programme", args=[sitting.conference.pk])),
        (sitting.secretary, reverse(f"{pages}mark_absent", args=[sitting.attendees[0].pk])),
        (sitting.secretary, reverse(f"{pages}minutes", args=[sitting.conference.pk])),
        (sitting.secretary, reverse(f"{pages}councils")),
        (sitting.secretary, reverse(f"{pages}council", args=[sitting.council.pk])),
        (sitting.secretary, reverse(f"{pages}council_create")),
        (sitting.secretary, reverse(f"{pages}add_member", args=[sitting.council.pk])),
        (sitting.secretary, reverse(f"{pages}set_regulation", args=[sitting.council.pk])),
        (meeting.lead, reverse(f"{pages}detail", args=[meeting.conference.pk])),
        (meeting.lead, reverse(f"{pages}handover", args=[meeting.conference.pk])),
        (meeting.lead, reverse(f"{ballots}prepare", args=[meeting.conference.pk])),
        (sitting.secretary, reverse(f"{ballots}prepare", args=[sitting.conference.pk])),
        (ready_sitting.tellers[0], reverse(f"{ballots}detail", args=[ready.pk])),
        (ready_sitting.chair, reverse(f"{ballots}vote", args=[ready.pk])),
        (ready_sitting.secretary, reverse(f"{ballots}screen", args=[ready_sitting.conference.pk])),
        (counting.tellers[0], reverse(f"{ballots}detail", args=[closed.pk])),
        (counting.tellers[0], reverse(f"{ballots}count", args=[batch.pk])),
        (result.tellers[0], reverse(f"{ballots}result", args=[counted.pk])),
        (done.chair, reverse(f"{ballots}result", args=[published.pk])),
        (done.secretary, reverse(f"{ballots}screen", args=[done.conference.pk])),
        (equal.secretary, reverse(f"{ballots}result", args=[tied.pk])),
        (equal.secretary, reverse(f"{ballots}settle_ties", args=[tied.pk])),
    ]


def test_no_barrier_and_no_sideways_scroll_on_any_page(page, sign_in, look_over):
    for user, path in _everything():
        sign_in(user, page)
        look_over(page, path, unrolled="/count/" in path)


def test_a_page_that_follows_the_round_never_refreshes_over_what_is_typed(new_page, sign_in, visit):
    sitting = council_sitting()
    ballot = open_round(sitting, {"ĐVTT": (2, None)})
    services.hand_papers(ballot, by=sitting.tellers[0], batch_label="A", attendees=sitting.present[:7])
    page = new_page()
    sign_in(sitting.tellers[0], page)
    visit(page, reverse("awards:ballots.detail", args=[ballot.pk]))
    label = page.get_by_label("Tập", exact=True)
    label.fill("B")
    services.ask(ballot, "close", by=sitting.secretary)
    page.get_by_text("Vòng bỏ phiếu vừa có thay đổi").wait_for()
    assert label.input_value() == "B"
    label.fill("A")  # as it was: nothing to lose any more
    page.get_by_role("button", name="Xác nhận đóng phiếu").wait_for()


def test_pages_of_members_who_take_no_part_and_of_codes_have_no_barrier(
    page, sign_in, visit, look_over, assert_accessible
):
    sitting, ballot, member = drafted()
    address = reverse("awards:ballots.interests", args=[ballot.pk])
    sign_in(sitting.secretary, page)
    visit(page, address)
    look_over(page)
    page.get_by_role("checkbox", name=member.name).check()
    page.get_by_role("button", name="Ghi không tham gia").first.click()
    expect(page.get_by_text("Đã ghi 1 trường hợp.")).to_be_visible()
    services.freeze_round(ballot, by=sitting.secretary)
    absent = ballot.electors.get(attendee__sort=15)
    visit(page, reverse("awards:ballots.written", args=[absent.pk]))
    look_over(page)
    visit(page, reverse("awards:ballots.detail", args=[ballot.pk]))
    look_over(page)
    found = hall(5, checkin=False, two_keys=True)
    casting.open_checkin(found.ballot, by=found.teller)
    sign_in(found.teller, page)
    visit(page, reverse("awards:ballots.detail", args=[found.ballot.pk]))
    page.get_by_role("button", name="Nhận mã của tôi").click()
    page.get_by_role("dialog").get_by_role("button", name="Hiện mã").click()
    expect(page.get_by_role("heading", name="Mã mở hòm của đồng chí")).to_be_visible()
    assert_accessible(page)
