"""The grid as a spreadsheet, without a server, with two people, and with a block from Excel in a real browser."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from awards.models import Criterion, ResultEntry
from awards.results import services
from tests.awards.results.test_grid_browser import cell, row, saved, stored
from tests.awards.results.year import make_year

pytestmark = pytest.mark.django_db(transaction=True)

PASTE = """text => {
    const data = new DataTransfer();
    data.setData("text", text);
    const options = {clipboardData: data, bubbles: true, cancelable: true};
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
}"""
COPY = """() => {
    const event = new ClipboardEvent("copy", {clipboardData: new DataTransfer(), bubbles: true, cancelable: true});
    document.activeElement.dispatchEvent(event);
    return event.clipboardData.getData("text/plain");
}"""


@pytest.fixture
def year():
    return make_year(criteria=5)


def opened(year, page, sign_in, visit, user=None):
    sign_in(user or year.clerks[0], page)
    query = "" if user is None else "?nhap=1"
    visit(page, reverse("awards:results.entry", args=[year.term.pk, year.units[0].code]) + query)
    return page


@pytest.fixture
def grid(year, page, sign_in, visit):
    return opened(year, page, sign_in, visit)


def values(page, year):
    return [cell(page, year, leaf).input_value() for leaf in range(5)]


def test_keys_of_a_spreadsheet(grid, year):
    press, typed = grid.keyboard.press, grid.keyboard.type
    cell(grid, year, 0).click()
    for text in ("10", "20", "30"):
        typed(text)
        press("Enter")
    for _ in range(3):
        press("ArrowUp")
    press("Shift+ArrowDown")
    press("Shift+ArrowDown")
    expect(grid.locator("td.is-picked")).to_have_count(3)
    assert grid.evaluate(COPY) == "10\r\n20\r\n30"
    press("Control+d")
    assert values(grid, year) == ["10", "10", "10", "", ""]
    press("Control+z")
    assert values(grid, year) == ["10", "20", "30", "", ""]
    press("Control+y")
    assert values(grid, year) == ["10", "10", "10", "", ""]
    cell(grid, year, 1).click()
    press("Shift+ArrowDown")
    press("Delete")
    assert values(grid, year) == ["10", "", "", "", ""]
    press("Control+z")
    cell(grid, year, 0).click()
    press("F2")
    typed("5")
    press("Tab")
    assert values(grid, year) == ["105", "10", "10", "", ""]
    cell(grid, year, 4).click()
    typed("7")
    press("Control+s")
    saved(grid)
    assert stored(year) == {"1.1": "105.00", "1.2": "10.00", "1.3": "10.00", "1.5": "7.00"}
    press("?")
    expect(grid.locator("#phim-o")).to_be_visible()


def test_several_changed_cells_go_in_one_request(grid, year):
    sent = []
    grid.on("request", lambda request: sent.append(request.post_data) if request.url.endswith("/cells/") else None)
    cell(grid, year, 0).click()
    grid.evaluate(PASTE, "1\r\n2\r\nx\r\n4\r\n5\r\n")
    saved(grid)
    assert len(sent) == 1
    assert stored(year) == {"1.1": "1.00", "1.2": "2.00", "1.3": "x", "1.4": "4.00", "1.5": "5.00"}
    expect(row(grid, year, 2).locator("[data-message]")).to_contain_text("không phải là số")
    grid.locator("[data-toasts]").get_by_role("button", name="Hoàn tác").click()
    saved(grid)
    assert set(stored(year).values()) == {"None"}


def test_the_server_is_gone_for_a_while_and_nothing_is_lost(grid, year, sign_in):
    down = "**/entry/**"
    grid.route(down, lambda route: route.abort())
    cell(grid, year, 0).click()
    for text in ("90", "91"):
        grid.keyboard.type(text)
        grid.keyboard.press("Enter")
    expect(grid.locator("[data-offline]")).to_be_visible()
    expect(grid.locator("[data-offline]")).to_contain_text("Chưa kết nối được máy chủ")
    expect(grid.locator("[data-save-words]")).to_contain_text("Chưa lưu được 2 ô")
    expect(grid.locator(".td-unsaved")).to_have_count(2)
    assert stored(year) == {}
    grid.unroute(down)
    grid.route("**/cells/", lambda route: route.fulfill(status=502, body="restarting"))
    grid.keyboard.type("92")
    grid.keyboard.press("Enter")
    expect(grid.locator("[data-save-words]")).to_contain_text("Chưa lưu được 3 ô")
    grid.unroute("**/cells/")
    saved(grid)
    expect(grid.locator("[data-offline]")).to_be_hidden()
    assert stored(year) == {"1.1": "90.00", "1.2": "91.00", "1.3": "92.00"}
    expect_nothing_kept(grid)


def expect_nothing_kept(page):
    page.wait_for_function("() => Object.keys(localStorage).filter(key => key.startsWith('td-grid-')).length === 0")


def test_cells_typed_without_a_server_are_offered_again_after_a_reload(grid, year):
    grid.on("dialog", lambda dialog: dialog.accept())  # leaving asks
    grid.route("**/cells/", lambda route: route.abort())
    cell(grid, year, 0).fill("90")
    grid.keyboard.press("Enter")
    cell(grid, year, 1).fill("91")
    expect(grid.locator("[data-save-words]")).to_contain_text("Chưa lưu được")
    grid.reload()
    expect(grid.locator("[data-kept]")).to_contain_text("2 ô gõ lần trước chưa kịp lưu")
    assert values(grid, year) == ["", "", "", "", ""]
    services.enter(year.sheet(), year.leaves[1], "43", by=year.officer)
    grid.unroute("**/cells/")
    grid.get_by_role("button", name="Đưa lại vào bảng").click()
    expect(row(grid, year, 1).locator("[data-message]")).to_contain_text("vừa ghi “43”, ở đây là “91”")
    assert stored(year) == {"1.1": "90.00", "1.2": "43.00"}
    row(grid, year, 1).get_by_role("button", name="Giữ “43”").click()
    saved(grid)
    expect_nothing_kept(grid)


def test_signing_out_leaves_nothing_behind(grid, year):
    grid.on("dialog", lambda dialog: dialog.accept())
    grid.route("**/cells/", lambda route: route.abort())
    cell(grid, year, 0).fill("90")
    grid.keyboard.press("Enter")
    grid.wait_for_function("() => Object.keys(localStorage).some(key => key.startsWith('td-grid-'))")
    grid.locator(".td-user").click()
    grid.get_by_role("button", name="Đăng xuất").click()
    grid.wait_for_url("**/dang-nhap/**")
    expect_nothing_kept(grid)


def test_two_people_on_one_sheet_see_each_other(year, new_page, sign_in, visit, assert_accessible):
    first = opened(year, new_page(), sign_in, visit)
    second = opened(year, new_page(), sign_in, visit, year.officer)
    cell(first, year, 0).fill("41")
    first.keyboard.press("Enter")
    saved(first)
    expect(cell(second, year, 0)).to_have_value("41")
    expect(row(second, year, 0).locator("td.is-news")).to_have_count(1)
    expect(row(second, year, 0).locator("[data-message]")).to_contain_text(f"{year.clerks[0]} vừa ghi “41”")
    expect(second.locator("[data-save-words]")).to_contain_text(f"{year.clerks[0]} vừa sửa 1 ô")
    expect(second.locator("[data-count=entered]")).to_have_text("1")
    assert_accessible(second)

    second.route("**/changes/*", lambda route: route.abort())  # both at the same moment
    cell(first, year, 1).fill("50")
    first.keyboard.press("Enter")
    saved(first)
    cell(second, year, 1).fill("51")
    second.keyboard.press("Enter")
    message = row(second, year, 1).locator("[data-message]")
    expect(message).to_contain_text("vừa ghi “50”, ở đây là “51”")
    message.get_by_role("button", name="Ghi “51”").click()
    saved(second)
    expect(cell(first, year, 1)).to_have_value("51")
    assert stored(year) == {"1.1": "41.00", "1.2": "51.00"}

    services.submit(year.fill(value="60"), by=year.officer)
    expect(first.locator("[data-save-words]")).to_contain_text("Bảng đã gửi xác minh")


def test_own_undo_leaves_what_somebody_else_changed_since(year, new_page, sign_in, visit):
    first = opened(year, new_page(), sign_in, visit)
    cell(first, year, 0).click()
    first.keyboard.type("41")
    first.keyboard.press("Enter")
    saved(first)
    services.enter(year.sheet(), year.leaves[0], "99", by=year.officer)
    expect(cell(first, year, 0)).to_have_value("99")
    first.keyboard.press("Control+z")
    expect(first.locator("[data-toasts]")).to_contain_text("1 ô đã có người khác sửa nên giữ nguyên")
    expect(cell(first, year, 0)).to_have_value("99")


def test_a_block_with_names_opens_the_preview_and_is_written_and_taken_back(grid, year, assert_accessible):
    names = ("Tuần tra đường biên, cột mốc", "Tuần tra song phương", "Ngày công giúp dân", "Hũ gạo", "Con nuôi đồn")
    for leaf, name in zip(year.leaves, names, strict=True):
        leaf.name = name
    Criterion.objects.bulk_update(year.leaves, ["name"])
    cell(grid, year, 0).click()
    grid.evaluate(PASTE, "Tuần tra đường biên\t42\r\nTuần tra SP\t2\r\nHũ gạo (kg)\t1O5\r\nGhi chú\t9\r\n")
    preview = grid.locator("#dan-excel")
    expect(preview.get_by_role("heading")).to_have_text("Xem trước: 4 ô dán từ Excel")
    fault = preview.get_by_label("Sửa giá trị Hũ gạo (kg)")
    expect(fault).to_be_focused()
    assert_accessible(grid)
    assert stored(year) == {}
    grid.keyboard.type("105")
    grid.keyboard.press("Enter")
    write = preview.get_by_role("button", name="Ghi 3 ô")
    expect(write).to_be_focused()
    grid.keyboard.press("Enter")
    expect(grid.locator("[data-toasts]")).to_contain_text("Đã ghi 3 ô dán từ Excel")
    assert stored(year) == {"1.1": "42.00", "1.2": "2.00", "1.4": "105.00"}
    grid.locator("[data-toasts]").get_by_role("button", name="Hoàn tác").click()
    expect(grid.locator("[data-toasts]")).to_contain_text("Đã hoàn tác 3 ô")
    assert set(stored(year).values()) == {"None"}


def test_the_page_for_a_block_is_accessible_and_lets_criteria_be_chosen(grid, year, assert_accessible):
    grid.get_by_role("link", name="Dán từ Excel").click()
    box = grid.get_by_label("Khối ô chép từ Excel")
    expect(box).to_be_focused()
    assert_accessible(grid)
    box.fill("Quân số\t98\t99\nTiêu chí số 2\t5\t6")
    grid.get_by_role("button", name="Xem trước", exact=True).click()
    expect(grid.get_by_text("Chọn cột nào là tháng nào")).to_be_visible()
    grid.get_by_label("Cột 3").select_option("Tháng 12/2022")
    pick = grid.get_by_label("Tiêu chí của Quân số")
    pick.fill("1.4 Tiêu chí số 4")
    pick.press("Enter")
    expect(grid.get_by_role("button", name="Ghi 2 ô")).to_be_focused()
    assert_accessible(grid)
    grid.keyboard.press("Enter")
    expect(grid.locator("[data-toasts]")).to_contain_text(re.compile("Đã ghi 2 ô"))
    assert stored(year) == {"1.2": "6.00", "1.4": "99.00"}
    assert ResultEntry.objects.count() == 2
