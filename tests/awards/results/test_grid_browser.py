"""The entry grid in a real browser: typing, moving, saving by itself, errors beside the cell."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from awards.models import ReportingTerm, ResultEntry, ResultSheet
from awards.results import services
from awards.results.enums import SheetState
from awards.years.enums import TermState
from tests.awards.results.year import make_year

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def year():
    year = make_year(criteria=5)
    for term in year.terms[:2]:
        year.verified(term=term, value="100")
    return year


@pytest.fixture
def grid(year, page, sign_in, visit):
    """The clerk's open grid."""
    sign_in(year.clerks[0], page)
    visit(page, reverse("awards:results.entry", args=[year.term.pk, year.units[0].code]))
    return page


def cell(page, year, leaf: int):
    return page.locator(f"#c{year.leaves[leaf].pk}")


def row(page, year, leaf: int):
    return page.locator(f"#r{year.leaves[leaf].pk}")


def saved(page):
    expect(page.locator("[data-save-words]")).to_have_text(re.compile(r"Đã lưu nháp lúc \d\d:\d\d"))
    expect(page.locator(".td-unsaved")).to_have_count(0)


def stored(year) -> dict[str, str]:
    """Criterion code -> value or raw text, as the database has it."""
    rows = ResultEntry.objects.filter(sheet__term=year.term).select_related("criterion").order_by("criterion__sort")
    return {entry.criterion.code: entry.raw or str(entry.value) for entry in rows}


def test_typing_moves_down_and_saves_each_cell(grid, year):
    cell(grid, year, 0).click()
    for text in ("90", "1.100", "95"):
        grid.keyboard.type(text)
        grid.keyboard.press("Enter")
    expect(cell(grid, year, 3)).to_be_focused()
    grid.keyboard.press("ArrowUp")
    expect(cell(grid, year, 2)).to_be_focused()
    grid.keyboard.press("Shift+Enter")
    expect(cell(grid, year, 1)).to_be_focused()
    saved(grid)
    assert stored(year) == {"1.1": "90.00", "1.2": "1100.00", "1.3": "95.00"}
    expect(row(grid, year, 0).locator("td[data-total]")).to_have_text("290")
    expect(row(grid, year, 1).locator("[data-message]")).to_contain_text("Đọc là 1.100")
    expect(grid.locator("[data-count=entered]")).to_have_text("3")


def test_an_error_stays_beside_its_cell_and_the_text_in_it(grid, year):
    cell(grid, year, 0).fill("1O5")
    grid.keyboard.press("Enter")
    message = row(grid, year, 0).locator("[data-message]")
    expect(message).to_have_text("“1O5” có chữ O. Nhập số, ví dụ 105.")
    expect(cell(grid, year, 0)).to_have_value("1O5")
    expect(cell(grid, year, 0)).to_have_attribute("aria-invalid", "true")
    expect(grid.locator("[data-count=bad]")).to_have_text("1")
    grid.reload()
    expect(cell(grid, year, 0)).to_have_value("1O5")
    expect(message).to_have_text("“1O5” có chữ O. Nhập số, ví dụ 105.")
    cell(grid, year, 0).fill("105")
    grid.keyboard.press("Enter")
    expect(message).to_be_empty()
    saved(grid)
    assert stored(year) == {"1.1": "105.00"}


def test_a_jump_asks_for_a_reason_in_its_row(grid, year):
    cell(grid, year, 0).fill("420")
    grid.keyboard.press("Enter")
    expect(row(grid, year, 0).locator("[data-message]")).to_contain_text("Gấp 4,2 lần trung bình")
    expect(grid.locator("[data-when=warn]")).to_contain_text("1 cần giải trình")
    note = row(grid, year, 0).locator("[data-note]")
    note.fill("Đợt cao điểm")
    note.press("Enter")
    expect(grid.locator("[data-when=warn]")).to_be_hidden()
    saved(grid)
    assert ResultEntry.objects.get(sheet__term=year.term).note == "Đợt cao điểm"


def test_escape_brings_the_saved_figure_back(grid, year):
    cell(grid, year, 0).fill("90")
    grid.keyboard.press("Enter")
    saved(grid)
    cell(grid, year, 0).fill("91")
    expect(row(grid, year, 0).locator(".td-unsaved")).to_have_count(1)
    grid.keyboard.press("Escape")
    expect(cell(grid, year, 0)).to_have_value("90")
    expect(grid.locator(".td-unsaved")).to_have_count(0)
    assert ResultEntry.objects.get(sheet__term=year.term).version == 1


def test_a_column_from_excel_goes_straight_down_and_can_be_undone(grid, year):
    cell(grid, year, 1).click()
    grid.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text", "91\\r\\n92,5\\r\\nx\\r\\n94\\r\\n95\\r\\n");
            const options = {clipboardData: data, bubbles: true, cancelable: true};
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
        }"""
    )
    saved(grid)
    assert stored(year) == {"1.2": "91.00", "1.3": "92,5", "1.4": "x", "1.5": "94.00"}
    expect(grid.locator("[data-toasts]")).to_contain_text("Đã dán 4 ô, thừa 1 dòng không có chỗ")
    grid.get_by_role("button", name="Hoàn tác lần dán").click()
    saved(grid)
    assert set(stored(year).values()) == {"None"}


def test_two_people_on_one_cell_choose(grid, year):
    grid.route("**/changes/*", lambda route: route.abort())  # the other's figure has not been heard of yet
    services.enter(year.sheet(), year.leaves[0], "43", by=year.officer)
    cell(grid, year, 0).fill("42")
    grid.keyboard.press("Enter")
    message = row(grid, year, 0).locator("[data-message]")
    expect(message).to_contain_text("vừa ghi “43”, ở đây là “42”")
    assert stored(year) == {"1.1": "43.00"}
    message.get_by_role("button", name="Ghi “42”").click()
    saved(grid)
    assert stored(year) == {"1.1": "42.00"}


def test_a_month_locked_meanwhile_keeps_the_text_and_says_why(grid, year):
    ReportingTerm.objects.filter(pk=year.term.pk).update(state=TermState.LOCKED)
    cell(grid, year, 0).fill("90")
    grid.keyboard.press("Enter")
    expect(grid.locator("[data-save-words]")).to_contain_text("đã khóa")
    expect(cell(grid, year, 0)).to_have_value("90")
    assert stored(year) == {}
    grid.on("dialog", lambda dialog: dialog.accept())


def test_a_cell_changed_again_while_it_is_being_saved_keeps_the_last_text(grid, year):
    held = []

    def hold(route):
        if held:
            route.continue_()
        else:
            held.append(route)

    grid.route("**/cells/", hold)
    cell(grid, year, 0).fill("90")
    with grid.expect_request("**/cells/"):
        grid.keyboard.press("Enter")
    cell(grid, year, 0).fill("95")
    grid.keyboard.press("Enter")
    held[0].continue_()
    saved(grid)
    expect(cell(grid, year, 0)).to_have_value("95")
    assert stored(year) == {"1.1": "95.00"}


def test_without_network_nothing_is_lost(grid, year):
    grid.context.set_offline(True)
    cell(grid, year, 0).fill("90")
    grid.keyboard.press("Enter")
    expect(grid.locator("[data-offline]")).to_be_visible()
    expect(grid.locator("[data-save-words]")).to_contain_text("Chưa lưu được 1 ô")
    grid.context.set_offline(False)
    saved(grid)
    expect(grid.locator("[data-offline]")).to_be_hidden()
    assert stored(year) == {"1.1": "90.00"}


def test_submit_by_keys_after_the_errors_are_told(grid, year):
    cell(grid, year, 0).fill("90")
    grid.keyboard.press("Control+Enter")
    summary = grid.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(4)
    summary.get_by_role("link").first.click()
    expect(cell(grid, year, 1)).to_be_focused()
    for leaf in range(1, 5):
        cell(grid, year, leaf).fill("100")
    grid.keyboard.press("Control+Enter")
    expect(grid.get_by_text("Đã gửi, chờ xác minh.")).to_be_visible()
    assert ResultSheet.objects.get(term=year.term).state == SheetState.SUBMITTED


def test_the_grid_is_accessible(grid, year, assert_accessible):
    year.fill(c0="1O5", c1="420", c2="")
    grid.reload()
    assert_accessible(grid)


def test_on_a_phone_the_list_is_for_reading_and_one_cell_opens(year, new_page, sign_in, visit, assert_accessible):
    phone = new_page(390, 844)
    sign_in(year.clerks[0], phone)
    visit(phone, reverse("awards:results.entry", args=[year.term.pk, year.units[0].code]))
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    first = cell(phone, year, 0)
    assert first.evaluate("input => input.readOnly")
    first.click()
    first.fill("90")
    first.blur()
    saved(phone)
    assert stored(year) == {"1.1": "90.00"}
    assert first.evaluate("input => input.readOnly")
    assert_accessible(phone)


def test_verification_by_keys(year, page, sign_in, visit, assert_accessible):
    sheet = year.fill(value="100")
    services.submit(sheet, by=year.clerks[0])
    sign_in(year.officer, page)
    visit(page, reverse("awards:results.verify_unit", args=[sheet.pk]))
    assert_accessible(page)
    page.keyboard.press("j")
    expect(row(page, year, 0)).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator("#so-da-xem")).to_contain_text("1 / 5 ô đã xác nhận")
    expect(row(page, year, 0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("r")
    reason = row(page, year, 1).get_by_role("textbox")
    expect(reason).to_be_focused()
    reason.fill("Lệch sổ trực")
    reason.press("Enter")
    expect(page.locator("#so-da-xem")).to_contain_text("1 ô trả lại")
    expect(row(page, year, 1)).to_be_focused()
    page.keyboard.press("j")
    expect(row(page, year, 2)).to_be_focused()
    page.get_by_role("button", name="Trả lại bổ sung").click()
    page.locator("#ly-do-tra-lai").fill("Bổ sung một ô")
    page.locator("dialog[open]").get_by_role("button", name="Trả lại bổ sung").click()
    expect(page.get_by_text("Đã trả lại Đồn BP số 1")).to_be_visible()
    sheet.refresh_from_db()
    assert sheet.state == SheetState.RETURNED
