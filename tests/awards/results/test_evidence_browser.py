"""The side sheet of a cell in a real browser: files dropped in beside the grid, looked at, counted."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from awards.models import Evidence
from tests.awards.results.year import make_year
from tests.factories import files

pytestmark = pytest.mark.django_db(transaction=True)


def test_files_are_added_and_looked_at_beside_the_grid(page, sign_in, visit, assert_accessible):
    year = make_year()
    sign_in(year.clerks[0], page)
    visit(page, reverse("awards:results.entry", args=[year.term.pk, year.units[0].code]))
    clip = page.locator(f"#r{year.leaves[0].pk} .td-clip")
    clip.click()
    sheet = page.locator("[data-drawer]")
    sheet.locator("input[type=file]").set_input_files(
        [
            {"name": "anh.png", "mimeType": "image/png", "buffer": files.picture("PNG")},
            {"name": "trang.pdf", "mimeType": "application/pdf", "buffer": b"<html>"},
        ]
    )
    expect(sheet.get_by_role("alert")).to_contain_text("1 tệp không nhận được, các tệp khác đã được giữ")
    sheet.get_by_role("link", name="anh.png", exact=True).click()
    picture = sheet.locator("[data-preview-box] img")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 12)
    assert_accessible(page)
    sheet.get_by_role("button", name="Đóng").click()
    expect(clip).to_be_focused()
    expect(clip.locator("[data-clip-count]")).to_have_text("1")
    assert [row.name for row in Evidence.objects.kept()] == ["anh.png"]
