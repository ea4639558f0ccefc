"""Trying lines against the quota in a real browser: each tick tells at once who falls, who rises; nothing is kept."""

from datetime import date

import pytest
from django.urls import reverse

from awards.models import Nomination
from awards.nominations import suggesting
from awards.nominations.ordering import publish_order
from tests.factories.nominations import nomination_year

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("Đinh Văn Một", "Đinh Văn Hai", "Đinh Văn Ba", "Đinh Văn Bốn")


@pytest.fixture
def year():
    """Two places, four lines; the vote at the unit decides: 10, 9, 8, 7 of 12."""
    y = nomination_year(titles=[{"award": "CSTDCS"}, {"award": "CSTT", "yearly_number": 2}])
    with y.in_time():
        publish_order(
            y.province, ("unit_votes",), by=y.officer, valid_from=date(2023, 9, 1), basis="Quy chế", reason="Công bố",
            decision="",
        )  # fmt: skip
    for name, votes in zip(NAMES, (10, 9, 8, 7), strict=True):
        y.nominate("CSTT", y.person(full_name=name), unit_votes_for=votes)
    return y


def test_ticking_tells_who_falls_and_who_rises(page, sign_in, visit, year):
    from playwright.sync_api import expect

    sign_in(year.officer, page)
    visit(page, reverse("awards:nominations.what_if") + "?danh_hieu=CSTT&nam=2023&dv=LA")
    total = page.locator(".td-trial__sum")

    def said(term: str):
        return page.locator(".td-trial__lines div", has=page.locator("dt", has_text=term)).locator("dd")

    one, two, three, four = (page.get_by_label(name, exact=True) for name in NAMES)
    expect(total).to_contain_text("4 đề nghị được chọn / chỉ tiêu 2: thừa 2")
    expect(said("Ngoài chỉ tiêu")).to_have_text("Đinh Văn Ba, Đinh Văn Bốn")
    one.focus()
    page.keyboard.press("Space")  # without a mouse
    expect(total).to_contain_text("3 đề nghị được chọn / chỉ tiêu 2: thừa 1")
    expect(said("Ngoài chỉ tiêu")).to_have_text("Đinh Văn Bốn")
    expect(one).to_be_focused()  # the part of the page was laid out anew, the place in it is kept
    expect(one).not_to_be_checked()
    four.uncheck()
    expect(total).to_contain_text("2 đề nghị được chọn / chỉ tiêu 2: vừa đủ")
    expect(said("Thêm một đề nghị xếp trên thì rơi")).to_have_text("Đinh Văn Ba")
    expect(said("Bớt một đề nghị thì lên")).to_have_text("Đinh Văn Một")
    three.uncheck()
    expect(total).to_contain_text("còn thiếu 1")
    expect(said("Còn chỗ thì lên")).to_have_text("Đinh Văn Một")
    expect(two).to_be_checked()
    page.get_by_role("link", name="Chọn lại như danh sách").click()
    expect(total).to_contain_text("4 đề nghị được chọn")
    assert set(Nomination.objects.values_list("state", flat=True)) == {"draft"}  # nothing was changed


def test_quota_pages_are_accessible(page, sign_in, look_over, year):
    sign_in(year.officer, page)
    for name in ("quota", "what_if"):
        look_over(page, reverse(f"awards:nominations.{name}") + "?danh_hieu=CSTT&nam=2023&dv=LA")


def test_ticked_suggestions_bring_the_bar_that_takes_them_up(page, sign_in, visit, year):
    from playwright.sync_api import expect

    year.person(full_name="Lê Văn Chưa Có")
    with year.in_time():
        suggesting.refresh(year.listing, year.province, by=year.officer)
    sign_in(year.officer, page)
    visit(page, reverse("awards:nominations.suggestions") + "?danh_hieu=CSTT&nam=2023&dv=LA")
    take = page.get_by_role("button", name="Lập bản nháp đề nghị")
    expect(take).to_be_hidden()
    page.get_by_label("Chọn Lê Văn Chưa Có").check()
    expect(page.locator("[data-bulk-count]")).to_have_text("1")
    take.click()
    expect(page.get_by_text("Đã lập bản nháp đề nghị")).to_be_visible()
