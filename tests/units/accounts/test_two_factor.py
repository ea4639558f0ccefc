"""Two-factor sign-in, recovery codes, and the list of sessions."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from tests.factories import UserFactory
from tests.pages import text
from thidua.errors import Forbidden
from units.accounts import services
from units.accounts.enums import Role
from units.accounts.rules import device_of
from units.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.once]
RIGHT = "mat-khau-du-dai"
LOGIN = "/dang-nhap/"
PROFILE = reverse("units:accounts.profile")
ON = reverse("mfa_activate_totp")
CODE = reverse("mfa_authenticate")
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Mobile Safari/537.36"


def sign_in(client, name="troly", agent=FIREFOX):
    return client.post(LOGIN, {"login": name, "password": RIGHT}, headers={"user-agent": agent})


def code_now(secret: str, later: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def switch_on(client) -> tuple[str, list[str]]:
    """Secret and recovery codes of the account that is signed in."""
    client.post(reverse("account_reauthenticate"), {"password": RIGHT})
    secret = client.get(ON).context["form"].secret
    done = client.post(ON, {"code": code_now(secret)}, follow=True)
    return secret, done.context["unused_codes"]


def test_switched_on_login_asks_for_a_code_that_fits_once(client, user):
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": RIGHT})
    page = client.get(ON)
    assert page.context["totp_svg_data_uri"].startswith("data:image/svg+xml;base64,")
    assert "otpauth://totp/" in page.context["totp_url"]
    secret, codes = switch_on(client)
    assert len(codes) == 10
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept
    other = Client()
    assert sign_in(other).url == CODE
    assert other.get(PROFILE).status_code == 302
    assert "Mã không đúng hoặc đã dùng." in text(other.post(CODE, {"code": code_now(secret)}))  # used to switch it on
    assert other.post(CODE, {"code": code_now(secret, 1)}).url == "/"
    assert other.get(PROFILE).status_code == 200
    actions = AuditEvent.objects.values_list("action", flat=True)
    assert "accounts.two_factor_on" not in actions  # told when the transaction is through, see below


@pytest.mark.django_db(transaction=True)
def test_what_happens_to_the_second_factor_is_recorded(client, unit):
    UserFactory(username="troly", role=Role.CLERK, over=unit)
    sign_in(client)
    _, codes = switch_on(client)
    client.post(reverse("mfa_generate_recovery_codes"))
    other = Client()
    sign_in(other)
    new = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert not set(new) & set(codes)
    assert other.post(CODE, {"code": new[0]}).url == "/"
    client.post(reverse("mfa_deactivate_totp"))
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "accounts.two_factor_on",
        "accounts.new_recovery_codes",
        "accounts.use_recovery_code",
        "accounts.two_factor_off",
    ]
    assert not Authenticator.objects.exists()


def test_a_recovery_code_opens_once(client, user):
    sign_in(client)
    _, codes = switch_on(client)
    first, second = Client(), Client()
    sign_in(first)
    assert first.post(CODE, {"code": codes[0]}).url == "/"
    sign_in(second)
    assert second.post(CODE, {"code": codes[0]}).status_code == 200


def test_five_wrong_codes_lock_the_second_step(client, user):
    sign_in(client)
    secret, _ = switch_on(client)
    other = Client()
    sign_in(other)
    for _ in range(5):
        page = other.post(CODE, {"code": "000000"})
    assert "Nhập sai mã 5 lần" in text(page)
    assert "Nhập sai mã 5 lần" in text(other.post(CODE, {"code": code_now(secret, 1)}))


def test_switching_on_asks_for_the_password_again(client, user):
    client.force_login(user)
    assert client.get(ON).url.startswith(reverse("account_reauthenticate"))
    page = client.post(reverse("account_reauthenticate"), {"password": "sai"})
    assert "Mật khẩu không đúng." in text(page)
    assert client.post(reverse("account_reauthenticate"), {"password": RIGHT}).status_code == 302
    assert client.get(ON).status_code == 200


def test_with_another_site_key_a_secret_fits_nothing(client, user, settings):
    sign_in(client)
    secret, codes = switch_on(client)
    row = Authenticator.objects.get(type="totp")
    settings.SECRET_KEY = "another-key-of-the-site-0123456789abcdef"
    assert not row.wrap().validate_code(code_now(secret, 1))
    assert not Authenticator.objects.get(type="recovery_codes").wrap().validate_code(codes[0])


def test_roles_of_the_settings_do_nothing_before_it_is_on(client, admin, user, settings):
    settings.TWO_FACTOR_ROLES = ["administrator"]
    sign_in(client, "quantri")
    assert client.get(PROFILE).url == ON
    switch_on(client)
    assert client.get(PROFILE).status_code == 200
    refused = client.get(reverse("mfa_deactivate_totp"))
    assert "bắt buộc đăng nhập hai lớp" in text(refused)
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(type="totp").exists()
    other = Client()
    sign_in(other)
    assert other.get(PROFILE).status_code == 200


def test_without_the_setting_nobody_is_asked(client, admin):
    sign_in(client, "quantri")
    assert client.get(PROFILE).status_code == 200
    assert "Đang tắt" in text(client.get(reverse("mfa_index")))


def test_reset_two_factor_after_a_lost_phone(client, admin, user):
    lost = Client()
    sign_in(lost)
    switch_on(lost)
    client.force_login(admin)
    page = reverse("units:accounts.detail", args=[user.pk])
    assert "Đang bật" in text(client.get(page))
    assert client.post(reverse("units:accounts.reset_two_factor", args=[user.pk])).url == page
    assert not Authenticator.objects.exists()
    assert lost.get(PROFILE).status_code == 302
    assert sign_in(lost).url == "/"


# --- sessions -------------------------------------------------------------------------------------------------------


def test_sessions_are_listed_and_ended_one_by_one(client, user):
    phone = Client()
    sign_in(client)
    sign_in(phone, agent=PHONE)
    page = client.get(PROFILE)
    logins = page.context["logins"]
    assert {(one.device, one.here) for one in logins} == {("Firefox, Windows", True), ("Chrome, Android", False)}
    assert client.session.session_key not in text(page)
    row = next(one for one in logins if not one.here)
    assert client.post(reverse("units:accounts.end_session", args=[row.number])).url == PROFILE
    assert phone.get(PROFILE).status_code == 302
    assert len(client.get(PROFILE).context["logins"]) == 1


def test_end_other_sessions_keeps_this_one(client, user):
    others = [Client(), Client()]
    for one in (client, *others):
        sign_in(one)
    client.post(reverse("units:accounts.end_other_sessions"))
    assert [one.get(PROFILE).status_code for one in (client, *others)] == [200, 302, 302]
    event = AuditEvent.objects.get(action="accounts.end_sessions")
    assert (event.actor, event.facts) == (user, {"sessions": 2})


def test_end_session_of_somebody_else_is_not_there(client, user, admin):
    stranger = Client()
    sign_in(stranger, "quantri")
    sign_in(client)
    row = UserSession.objects.get(user=admin)
    assert client.post(reverse("units:accounts.end_session", args=[row.pk])).status_code == 404
    with pytest.raises(Forbidden):
        services.end_session(row, by=user)


def test_end_sessions_by_the_administrator(client, admin, user):
    mine = Client()
    sign_in(mine)
    client.force_login(admin)
    client.post(reverse("units:accounts.end_sessions", args=[user.pk]))
    assert mine.get(PROFILE).status_code == 302


def test_a_new_password_ends_the_other_sessions_only(client, user):
    other = Client()
    sign_in(client)
    sign_in(other)
    sent = {"oldpassword": RIGHT, "password1": "mat-khau-moi-hon", "password2": "mat-khau-moi-hon"}
    assert client.post("/doi-mat-khau/", sent).status_code == 302
    assert client.get(PROFILE).status_code == 200
    assert other.get(PROFILE).status_code == 302
    assert [one.here for one in client.get(PROFILE).context["logins"]] == [True]


@pytest.mark.parametrize("count", [1, 8])
def test_profile_costs_the_same_for_one_and_eight_sessions(client, user, no_frame, django_assert_num_queries, count):
    sign_in(client)
    for _ in range(count - 1):
        sign_in(Client())
    client.get(PROFILE)
    with django_assert_num_queries(10):
        client.get(PROFILE)


def test_what_a_browser_says_is_told_in_words():
    iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Safari/604.1"
    assert device_of(iphone) == "Safari, iPhone"
    assert device_of("curl/8.1") == "Thiết bị không rõ"
