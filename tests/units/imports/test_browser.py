"""The way of a file through a real browser, on a desk and on a phone."""

import pytest

from tests.factories import UnitFactory, UserFactory
from tests.units.imports.books import AN, HEADINGS, book, changed
from units.accounts.enums import Role
from units.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_file_is_sent_looked_through_and_written(new_page, sign_in, visit, assert_accessible, tmp_path):
    province = UnitFactory(code="LA", is_reporting=False)
    UnitFactory(code="LA-01", short_name="Đồn BP Mỹ Quý Tây", parent=province)
    officer = UserFactory(role=Role.OFFICER, over=province)
    file = tmp_path / "quan-so-2023.xlsx"
    rows = [
        AN,
        changed(AN, number="0002", name="Trần Thị Bé", sex="Nữ", born="30/02/1990", unit="XX-01"),
        changed(AN, number="0003"),
    ]
    file.write_bytes(book(HEADINGS, *rows))
    for width, height in ((1366, 768), (390, 844)):
        page = new_page(width, height)
        sign_in(officer, page)
        visit(page, "/units/imports/")
        assert_accessible(page)
        page.screenshot(path=tmp_path / f"index-{width}.png")
        page.get_by_role("link", name="Tải lên Cá nhân").click()
        assert_accessible(page)
        page.screenshot(path=tmp_path / f"upload-{width}.png")
        page.set_input_files("input[type=file]", file)
        page.get_by_role("button", name="Đọc và xem trước").click()
        page.get_by_text("không có ngày 30/2/1990").locator("visible=true").wait_for()
        assert_accessible(page)
        page.screenshot(path=tmp_path / f"detail-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Nhập 2 dòng").click()
    page.get_by_role("dialog").get_by_role("button", name="Nhập dữ liệu").click()
    page.get_by_text("Đã nhập quan-so-2023.xlsx.").wait_for()
    assert Person.objects.count() == 2
    page.get_by_role("button", name="Hoàn tác").click()
    page.get_by_role("dialog").get_by_role("button", name="Hoàn tác").click()
    page.get_by_text("Đã hoàn tác quan-so-2023.xlsx.").wait_for()
    assert Person.objects.count() == 0
