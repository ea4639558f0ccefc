"""A long list of ticks in a real browser: found without tone marks, by keyboard; what is out of sight stays ticked."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from awards.models import Decision
from tests.factories.decisions import province
from units.models import Person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture
def world():
    """Twenty more Chiến sĩ tiên tiến; one of them is called Đặng Ước."""
    world = province(more=20)
    line = world.of("CSTT")[-1]
    Person.objects.filter(pk=line.person_id).update(full_name="Đặng Ước")
    line.subject_name = "Đặng Ước"
    line.save(update_fields=["subject_name"])
    return world


def test_filtered_ticks_are_kept_and_sent(world, page, sign_in):
    sign_in(world.officer, page)
    page.goto(reverse("awards:decisions.create") + "?loai=decision&nam=2023&dv=LT")
    rows = page.locator("#id_lines li[data-filter-text]")
    all_of_them = rows.count()
    assert all_of_them > 24
    find, told = page.get_by_role("searchbox", name="Tìm trong danh sách"), page.locator("[data-filter-told]")
    expect(page.locator("#id_lines [data-pick]:checked")).to_have_count(all_of_them)
    find.focus()
    page.keyboard.type("dang uoc")
    expect(page.locator("#id_lines li[data-filter-text]:visible")).to_have_count(1)
    expect(page.locator("#id_lines .td-listhead:visible")).to_have_count(1)
    expect(told).to_have_text(f"Hiện 1 trên {all_of_them} dòng. {all_of_them - 1} dòng đã chọn đang ẩn, vẫn giữ.")
    page.keyboard.press("Enter")  # to the first line found, without sending the form
    assert page.evaluate("document.activeElement.type") == "checkbox"
    page.keyboard.press("Space")
    expect(page.locator("#id_lines [data-pick]:checked")).to_have_count(all_of_them - 1)
    page.locator("#id_lines [data-pick-all]").check()  # all in sight: this one again
    expect(page.locator("#id_lines [data-pick]:checked")).to_have_count(all_of_them)
    page.locator("#id_lines li[data-filter-text]:visible [data-pick]").uncheck()
    find.focus()
    page.keyboard.press("Escape")
    expect(rows.locator("visible=true")).to_have_count(all_of_them)
    expect(told).to_have_text("")
    find.fill("khong ai ten nhu vay")
    expect(page.locator("#id_lines li[data-filter-text]:visible")).to_have_count(0)
    page.fill("[name=series]", "QĐ-BCH")
    page.fill("[name=subject_line]", "Về việc tặng danh hiệu")
    page.fill("[name=place]", "Long Thử")
    page.fill("[name=signer_post]", "Chỉ huy trưởng")
    page.fill("[name=signer_name]", "Hoàng Văn Đ")
    page.get_by_role("button", name="Lập dự thảo").click()
    expect(page).to_have_url(re.compile(r"/decisions/[0-9]+/"))
    assert Decision.objects.get().lines.count() == all_of_them - 1
    assert not Decision.objects.get().lines.filter(nomination__subject_name="Đặng Ước").exists()


def test_without_script_there_is_no_box_and_every_line_is_there(world, browser, live_server, sign_in):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(world.officer, page)
    page.goto(reverse("awards:decisions.create") + "?loai=decision&nam=2023&dv=LT")
    expect(page.locator("[data-filter-find]")).to_be_hidden()
    expect(page.locator("#id_lines li[data-filter-text]:visible")).to_have_count(page.locator("#id_lines li").count())
    context.close()


def test_a_short_list_has_no_box_and_a_long_one_is_accessible(world, page, sign_in, look_over):
    sign_in(world.officer, page)
    address = reverse("awards:decisions.create") + "?loai={}&nam=2023&dv=LT"
    page.goto(address.format("submission"))
    assert page.locator("#id_lines [data-pick]").count() < 15
    assert page.locator("[data-filter-find]").count() == 0
    look_over(page, address.format("decision"))
