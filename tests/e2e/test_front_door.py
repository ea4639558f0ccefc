"""The first page anybody sees, in a real browser: accessible at both sizes; a wrong password keeps the name."""

import pytest
from django.urls import reverse

from tests.factories.units import UserFactory

pytestmark = pytest.mark.once


@pytest.fixture
def clerk(transactional_db):
    account = UserFactory(username="clerk.test", must_change_password=True)
    account.set_password("mot-mat-khau-dai")
    account.save()
    return account


def test_login_page_is_accessible_at_both_sizes(page, look_over):
    look_over(page, reverse("account_login"))


def test_wrong_password_is_refused_and_the_name_stays(clerk, page, visit):
    visit(page, reverse("account_login"))
    page.get_by_label("Tên đăng nhập").fill("clerk.test")
    page.get_by_label("Mật khẩu", exact=True).fill("sai-mat-khau")
    page.get_by_role("button", name="Đăng nhập").click()
    assert page.get_by_role("alert").is_visible()
    assert page.get_by_label("Tên đăng nhập").input_value() == "clerk.test"


def test_right_password_leads_to_changing_it_first(clerk, page, visit):
    visit(page, reverse("account_login"))
    page.get_by_label("Tên đăng nhập").fill("CLERK.test")
    page.get_by_label("Mật khẩu", exact=True).fill("mot-mat-khau-dai")
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"**{reverse('account_change_password')}**")


def test_session_cookie_signs_in(clerk, page, visit, sign_in, assert_accessible):
    sign_in(clerk, page)
    visit(page, reverse("account_change_password"))
    assert_accessible(page)
