"""The gallery of components and the sign-in page in a real browser: sizes, accessibility, policy, keyboard, weight."""

import gzip

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.urls("tests.thidua.gallery_urls"), pytest.mark.django_db(transaction=True)]

LIMIT = 250_000  # bytes of the first page, compressed


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("/gallery/?thong-bao=1", (1366, 768)),
        ("/gallery/?thong-bao=1", (820, 1100)),
        ("/gallery/?thong-bao=1", (390, 844)),
        ("/gallery/", (320, 640)),
        ("/dang-nhap/?loi=1", (1366, 768)),
        ("/dang-nhap/", (320, 640)),
        ("/error/403/", (390, 844)),
        ("/error/404/", (1366, 768)),
    ],
)
def test_pages_fit_and_are_accessible(new_page, assert_accessible, path, size):
    page = new_page(*size)
    page.goto(path)
    assert overflow(page) == 0
    assert page.locator("h1").count() == 1
    page.set_viewport_size({"width": size[0], "height": 8000})  # else bars that stick cover what lies behind them
    assert_accessible(page)


def test_first_page_is_light(new_page):
    page = new_page()
    total = []

    def weigh(response):
        body = response.body()
        total.append(len(body) if response.url.endswith(".woff2") else len(gzip.compress(body, 9)))

    page.on("response", weigh)
    page.goto("/gallery/")
    page.wait_for_load_state("networkidle")
    assert len(total) > 8
    assert sum(total) <= LIMIT


def test_unit_menu_finds_without_tone_marks_and_closes_on_escape(page):
    page.goto("/gallery/")
    page.click(".td-scope__unit summary")
    expect(page.locator(".td-scope__unit [data-filter-list]")).to_be_focused()
    page.keyboard.type("my quy")
    expect(page.locator(".td-scope__unit [data-filter-text]:visible")).to_have_text(["Đồn BP CK Mỹ Quý Tây"])
    page.keyboard.press("Escape")
    assert page.locator("details[data-menu][open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_word_must_be_typed_before_an_act_that_cannot_be_undone(page):
    page.goto("/gallery/")
    page.get_by_role("button", name="Khóa danh sách").click()
    go = page.locator("#td-confirm button[type=submit]")
    assert page.locator("#td-confirm-t").inner_text() == "Khóa danh sách 221 đề nghị?"
    assert go.is_disabled()
    page.fill("#td-confirm-w", "khoa")
    assert go.is_disabled()
    page.fill("#td-confirm-w", "khóa")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        go.click()
    assert sent.value.url.endswith("/sample/7/lock/")


def test_a_refused_confirm_sends_nothing(page):
    page.goto("/gallery/")
    posts = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Khóa danh sách").click()
    page.keyboard.press("Escape")
    assert not page.locator("#td-confirm").is_visible()
    page.get_by_role("button", name="Khóa danh sách").click()
    page.click("#td-confirm [data-close]")
    assert posts == []


def test_a_form_is_sent_once(page):
    page.goto("/gallery/")
    page.route("**/sample/7/submit/", lambda route: route.fulfill(status=204))  # the page stays
    posts = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    button = page.locator('form[action="/sample/7/submit/"] button')
    button.click(no_wait_after=True)
    page.locator('form[action="/sample/7/submit/"] button[aria-busy=true]').wait_for()
    assert button.inner_text() == "Đang gửi"
    button.click(no_wait_after=True, force=True)
    assert len(posts) == 1


def test_an_empty_box_says_so_in_vietnamese_until_it_is_filled(page):
    page.goto("/gallery/")
    form = page.locator("form", has=page.get_by_role("button", name="Lưu", exact=True))
    box = form.locator("input[required]:not([type=hidden])").first
    box.fill("")
    form.get_by_role("button", name="Lưu").click()
    assert box.evaluate("box => box.validationMessage") == "Nhập ô này."
    box.evaluate("box => { box.value = 'do một chương trình điền'; }")  # without an event of its own
    with page.expect_request(lambda request: request.method == "POST"):
        form.get_by_role("button", name="Lưu").click()


def test_shortcuts_stay_out_of_fields(page):
    page.goto("/gallery/")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("?")
    assert not page.locator("#phim-tat").is_visible()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.locator("#phim-tat").is_visible()


def test_rail_folds_and_is_remembered(page):
    page.goto("/gallery/")
    page.click("[data-rail-toggle]")
    assert page.locator("[data-rail-toggle]").get_attribute("aria-expanded") == "false"
    page.reload()
    assert page.locator(".td-layout--rail").count() == 1
    assert page.locator(".td-side").bounding_box()["width"] == 56


def test_rail_is_a_sheet_on_phones(new_page):
    page = new_page(390, 844)
    page.goto("/gallery/")
    assert not page.locator("#danh-muc").is_visible()
    page.click("[data-rail-toggle]")
    assert page.locator("#danh-muc").is_visible()
    assert page.evaluate("document.querySelector('main').inert") is True
    page.keyboard.press("Escape")
    assert not page.locator("#danh-muc").is_visible()
    assert page.evaluate("document.activeElement.hasAttribute('data-rail-toggle')") is True


def test_what_is_wrong_gets_the_focus_and_links_lead_to_the_field(page):
    page.goto("/gallery/")
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')") is True
    page.click('[data-error-summary] a[href="#id_day"]')
    assert page.evaluate("document.activeElement.id") == "id_day"


def test_done_messages_leave_and_refusals_stay(page):
    page.clock.install()
    page.goto("/gallery/?thong-bao=1")
    assert page.locator("[data-toast]").count() == 2
    page.clock.fast_forward(7000)
    assert page.locator("[data-toast]").all_inner_texts() == ["Chưa lưu được ô 5.1"]
    page.click("[data-toast-close]")
    assert page.locator("[data-toast]").count() == 0


def test_password_can_be_shown(page):
    page.goto("/dang-nhap/")
    page.fill("#id_password", "mật khẩu")
    page.click("[data-password]")
    assert page.locator("#id_password").get_attribute("type") == "text"
    assert page.locator("[data-password]").get_attribute("aria-label") == "Ẩn mật khẩu"
    assert (
        page.evaluate("document.querySelector('[data-password] use').getAttribute('href').endsWith('#i-eye-off')")
        is True
    )


def test_a_refusal_to_htmx_is_told_and_changes_nothing(page):
    page.goto("/htmx/")
    page.click("text=Refuse")
    toast = page.locator("[data-toast]")
    toast.wait_for()
    assert toast.inner_text().split("\n") == ["Chưa thể gửi.", "Chưa nhập: 1.1", "Chưa nhập: 1.2"]
    assert page.locator("#box").inner_text() == "old"
    assert page.locator("form[data-sent]").count() == 0


def test_htmx_carries_the_token_and_moves_focus_and_news(page):
    page.goto("/htmx/")
    page.click("text=Do")
    page.locator("#box p").wait_for()
    assert page.evaluate("document.activeElement.innerText") == "new"
    assert page.locator("#td-live").inner_text() == "49 đề nghị"
    assert page.locator("[data-toast] span").inner_text() == "Da luu"


def test_lost_network_is_said_until_it_is_back(page):
    page.goto("/htmx/")
    page.route("**/htmx/done/", lambda route: route.abort())
    page.click("text=Do")
    page.locator("[data-offline]:visible").wait_for()
    page.unroute("**/htmx/done/")
    page.click("text=Do")
    page.locator("#box p").wait_for()
    assert not page.locator("[data-offline]").is_visible()


def test_without_script_menus_open_and_forms_send(browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/gallery/")
    page.click(".td-user")
    assert page.get_by_role("button", name="Đăng xuất").is_visible()
    context.close()
