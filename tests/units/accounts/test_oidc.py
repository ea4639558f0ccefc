"""Sign-in by an identity provider, against a real one on this machine: who gets in, who does not, and what is said."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.factories import UserFactory
from tests.pages import text
from tests.provider import CLIENT, SECRET, Provider
from thidua.env import OpenId
from thidua.errors import Forbidden, RuleViolation
from units.accounts import identities, lockout, services
from units.accounts.enums import Role
from units.accounts.oidc import SENTENCES
from units.models import AuditEvent, IdentityLink, User

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LOGIN, START, RETURN = "/dang-nhap/", "/dang-nhap/mot-lan/", "/dang-nhap/mot-lan/ve/"
PROFILE = reverse("units:accounts.profile")
SUBJECT = "9f2c-troly"


@pytest.fixture(scope="module")
def running():
    provider = Provider()
    yield provider
    provider.close()


@pytest.fixture
def provider(running, settings):
    running.be_honest()
    settings.OIDC = OpenId(running.issuer, CLIENT, SECRET, "Tài khoản Bộ", "preferred_username")
    return running


def change(settings, **changes) -> None:
    settings.OIDC = OpenId(**{**vars(settings.OIDC), **changes})


def walk(client, **start):
    """From the button to the answer of this site, as a browser walks it."""
    away = client.post(START, start)
    assert away.status_code == 302, text(away)
    back = requests.get(away.url, allow_redirects=False, timeout=5).headers["Location"]
    return client.get(back.removeprefix("http://testserver"))


def link(user, admin, issuer, subject=SUBJECT) -> IdentityLink:
    return identities.link(user, by=admin, issuer=issuer, subject=subject)


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


# --- off and on -----------------------------------------------------------------------------------------------------


def test_off_its_addresses_are_not_there_and_nothing_leads_to_them(client, admin, account):
    assert [client.get(RETURN).status_code, client.post(START).status_code, client.get(START).status_code] == [404] * 3
    page = client.get(LOGIN)
    assert START not in text(page)
    assert "form-action 'self';" in page.headers["Content-Security-Policy"]
    client.force_login(admin)
    for name in ("link_identity", "end_identity_link"):
        assert client.post(reverse(f"units:accounts.{name}", args=[account.pk])).status_code == 404
    assert "liên kết" not in text(client.get(reverse("units:accounts.detail", args=[account.pk])))


def test_on_the_sign_in_page_alone_may_lead_to_the_provider(client, provider):
    page = client.get(f"{LOGIN}?next=/units/people/")
    assert "Tài khoản Bộ" in text(page)
    assert f"form-action 'self' {provider.issuer};" in page.headers["Content-Security-Policy"]
    assert provider.issuer not in client.get("/khong-co/").headers["Content-Security-Policy"]
    assert client.get(START).status_code == 405
    assert Client(enforce_csrf_checks=True).post(START).status_code == 403


# --- who gets in ----------------------------------------------------------------------------------------------------


def test_a_name_that_the_settings_trust_opens_its_account(client, provider, user):
    done = walk(client, next="/units/people/")
    assert (done.status_code, done.url) == (302, "/units/people/")
    assert client.session["_auth_user_id"] == str(user.pk)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.facts) == (
        "accounts.sign_in_by_provider",
        user,
        {"identity": SUBJECT, "issuer": provider.issuer},
    )
    asked = provider.asked[0]
    assert (asked["response_type"], asked["client_id"], asked["code_challenge_method"]) == ("code", CLIENT, "S256")
    assert asked["redirect_uri"] == f"http://testserver{RETURN}"
    assert set(asked["scope"].split()) == {"openid", "profile"}
    assert not SocialAccount.objects.exists()
    assert client.post("/dang-xuat/").url == LOGIN


def test_nobody_is_sent_elsewhere_afterwards(client, provider, user):
    assert walk(client, next="https://xau.example/").url == "/"
    asks_more = client.post(f"{START}?process=connect&scope=admin&auth_params=nonce%3Dx&next=//xau.example")
    asked = parse_qs(urlsplit(asks_more.url).query)
    assert "admin" not in asked["scope"][0]
    assert len(asked["nonce"][0]) == 43


def test_the_name_is_asked_of_the_provider_when_the_token_has_none(client, provider, user):
    provider.claims = {"preferred_username": None}
    assert walk(client).status_code == 302
    client.logout()
    provider.userinfo = {"sub": "somebody-else"}
    assert SENTENCES["token"] in text(walk(client))


def test_a_link_opens_its_account_whatever_the_name(client, provider, admin, user, settings):
    change(settings, claim="")
    assert "Chưa có tài khoản" in text(walk(client))
    provider.person["preferred_username"] = "quantri"
    link(user, admin, provider.issuer)
    assert walk(client).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    change(settings, claim="preferred_username")
    other = Client()
    walk(other)
    assert other.session["_auth_user_id"] == str(user.pk)


def test_a_linked_account_is_no_longer_opened_by_its_name(client, provider, admin, user):
    link(user, admin, provider.issuer, "another-identity")
    assert "Chưa có tài khoản" in text(walk(client))
    identities.end_link(user, by=admin, issuer=provider.issuer)
    assert "Chưa có tài khoản" in text(walk(client))
    assert not is_in(client)


@pytest.mark.parametrize("claim", ["", "preferred_username", "phone"])
def test_an_unknown_identity_is_told_whom_to_ask_and_becomes_no_account(client, provider, admin, settings, claim):
    change(settings, claim=claim)
    provider.person |= {"preferred_username": "nguoila", "email": "quantri", "email_verified": True}
    page = walk(client)
    assert page.status_code == 403
    assert "Liên hệ người quản trị của đơn vị" in text(page)
    assert SUBJECT in text(page)
    assert (is_in(client), User.objects.count(), SocialAccount.objects.count()) == (False, 1, 0)


def test_a_locked_account_stays_out_and_a_locked_name_does_not_matter(client, provider, admin, user):
    for _ in range(5):
        lockout.take_attempt("troly")
        lockout.failed("troly")
    assert walk(client).status_code == 302  # nobody guessed a password here
    services.deactivate(user, by=admin, reason="Chuyển đi")
    assert client.get(PROFILE).status_code == 302
    refused = walk(client)
    assert (refused.status_code, is_in(client)) == (403, False)
    assert "Tài khoản đã khóa" in text(refused)


def test_who_signs_in_as_somebody_else_is_no_longer_the_first(client, provider, admin, user):
    client.force_login(admin)
    walk(client)
    assert client.session["_auth_user_id"] == str(user.pk)


# --- what is no longer asked, and what still is ---------------------------------------------------------------------


def test_the_first_password_is_no_matter_of_the_provider(client, provider, user):
    user.must_change_password = True
    user.save()
    walk(client)
    page = client.get(PROFILE)
    assert page.status_code == 200
    assert page.context["frame"] is not None
    other = Client()
    other.post(LOGIN, {"login": "troly", "password": "mat-khau-du-dai"})
    assert other.get(PROFILE).url.startswith("/doi-mat-khau/?")


def test_without_a_password_there_is_none_to_change(client, provider, user):
    user.set_unusable_password()
    user.save()
    walk(client)
    page = client.get("/doi-mat-khau/", follow=True)
    assert "chưa có mật khẩu ở đây" in text(page)


@pytest.mark.parametrize("theirs", [False, True])
def test_two_factor_is_asked_here_unless_the_provider_does(client, provider, admin, settings, theirs):
    settings.TWO_FACTOR_ROLES = ["administrator"]
    change(settings, asks_second_factor=theirs)
    provider.person["preferred_username"] = "quantri"
    walk(client)
    turned_on = client.get(PROFILE)
    assert turned_on.status_code == 200 if theirs else turned_on.url == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200  # without a password: just proved
    by_password = Client()
    by_password.post(LOGIN, {"login": "quantri", "password": "mat-khau-du-dai"})
    assert by_password.get(PROFILE).url == reverse("mfa_activate_totp")
    Authenticator.objects.create(user=admin, type="totp", data={"secret": "x"})
    again = Client()
    assert walk(again).url == ("/" if theirs else reverse("mfa_authenticate"))
    assert is_in(again) is theirs


# --- what is not believed -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"nonce": "of-another-day"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"iss": "https://xau.example"}, "issuer"),
        ({"aud": "another-site"}, "audience"),
        ({"aud": [CLIENT, "another-site"], "azp": "another-site"}, "audience"),
        ({"exp": int(time.time()) - 120}, "expired"),
        ({"iat": int(time.time()) + 86_400}, "expired"),
        ({"exp": None}, "token"),
        ({"sub": None}, "token"),
        ({"sub": ""}, "token"),
        ({"sub": "x" * 256}, "token"),
    ],
)
def test_a_wrong_token_is_refused_with_a_sentence(client, provider, user, claims, why):
    provider.claims = claims
    page = walk(client)
    assert (page.status_code, is_in(client)) == (403, False)
    assert SENTENCES[why] in text(page)


@pytest.mark.parametrize(
    ("algorithm", "key", "why"),
    [("RS256", "other", "signature"), ("HS256", "secret", "token"), ("none", "none", "token")],
)
def test_a_token_that_somebody_else_signed_is_refused(client, provider, user, algorithm, key, why):
    provider.algorithm = algorithm
    provider.signs_with = {"other": provider.other_key, "secret": SECRET * 2, "none": None}[key]
    page = walk(client)
    assert (page.status_code, is_in(client)) == (403, False)
    assert SENTENCES[why] in text(page)


def test_an_answer_nobody_asked_for_is_refused(client, provider, user):
    first, second = Client(), Client()
    back = requests.get(first.post(START).url, allow_redirects=False, timeout=5).headers["Location"]
    path = back.removeprefix("http://testserver")
    assert SENTENCES["state"] in text(second.get(path))  # of another browser
    assert SENTENCES["state"] in text(first.get(f"{RETURN}?code=x&state=y"))
    assert first.get(path).status_code == 302
    first.logout()
    assert SENTENCES["state"] in text(first.get(path))  # used up
    assert not is_in(first)
    assert not is_in(second)


def test_a_code_of_another_sign_in_is_refused(client, provider, user):
    """PKCE: the code belongs to the browser that began."""
    other = Client()
    stolen = requests.get(other.post(START).url, allow_redirects=False, timeout=5).headers["Location"]
    code = parse_qs(urlsplit(stolen).query)["code"][0]
    state = parse_qs(urlsplit(client.post(START).url).query)["state"][0]
    assert SENTENCES["refused"] in text(client.get(f"{RETURN}?code={code}&state={state}"))
    assert not is_in(client)


@pytest.mark.parametrize(("error", "why"), [("access_denied", "cancelled"), ("server_error", "refused")])
def test_what_the_provider_refuses_is_told(client, provider, user, error, why):
    provider.error = error
    assert SENTENCES[why] in text(walk(client))


@pytest.mark.parametrize(
    "config",
    [
        {"issuer": "https://xau.example"},
        {"authorization_endpoint": "https://xau.example/authorize"},
        {"token_endpoint": None},
        {"jwks_uri": "file:///etc/passwd"},
    ],
)
def test_a_provider_that_is_not_the_one_of_the_settings_gets_nobody(client, provider, user, config):
    provider.config = config
    page = client.post(START)
    assert page.status_code == 502
    assert SENTENCES["setup"] in text(page)


def test_a_provider_that_is_down_gets_a_sentence(client, provider, user, settings):
    away = client.post(START)
    back = requests.get(away.url, allow_redirects=False, timeout=5).headers["Location"]
    change(settings, issuer="http://127.0.0.1:9")
    for page in (client.post(START), client.get(back.removeprefix("http://testserver"))):
        assert page.status_code == 502
        assert SENTENCES["silent"] in text(page)


# --- links ----------------------------------------------------------------------------------------------------------


def test_link_identity_and_end_identity_link_are_recorded(client, provider, admin, account):
    client.force_login(admin)
    detail = reverse("units:accounts.detail", args=[account.pk])
    address = reverse("units:accounts.link_identity", args=[account.pk])
    assert "Bằng tên đăng nhập troly" in text(client.get(detail))
    assert client.post(address, {"subject": " "}).context["form"].errors == {"subject": ["Trường này là bắt buộc."]}
    assert client.post(address, {"subject": SUBJECT}).url == detail
    assert "Quản trị liên kết lúc" in text(client.get(detail))
    assert "Tài khoản này đã có liên kết" in text(client.post(address, {"subject": "x"}))
    theirs = Client()
    walk(theirs)
    assert "Quản trị liên kết lúc" in text(theirs.get(PROFILE))
    assert client.post(reverse("units:accounts.end_identity_link", args=[account.pk])).url == detail
    assert theirs.get(PROFILE).status_code == 302  # signed out
    assert "Chưa liên kết" in text(client.get(detail))
    row = IdentityLink.objects.get()
    assert row.ended_at is not None
    assert list(AuditEvent.objects.order_by("pk").values_list("action", "changes")) == [
        ("accounts.link_identity", {"identity": [None, SUBJECT]}),
        ("accounts.sign_in_by_provider", {}),
        ("accounts.end_identity_link", {"identity": [SUBJECT, None]}),
    ]


def test_create_without_a_password_when_there_is_a_provider(client, provider, admin, unit, settings):
    client.force_login(admin)
    address = reverse("units:accounts.create")
    sent = {"username": "moi", "display_name": "Người mới", "unit": unit.pk, "way": "provider"}
    made = client.post(address, sent)
    user = User.objects.get(username="moi")
    assert made.url == reverse("units:accounts.detail", args=[user.pk])
    assert (user.has_usable_password(), user.must_change_password) == (False, False)
    provider.person["preferred_username"] = "moi"
    assert walk(Client()).url == "/"
    settings.OIDC = None
    refused = client.post(address, {**sent, "username": "moi2"})
    assert list(refused.context["form"].errors) == ["way"]


def test_an_identity_opens_one_account_and_its_link_is_made_by_somebody_else(provider, admin, account, unit):
    other = UserFactory(unit=unit)
    link(account, admin, provider.issuer)
    with pytest.raises(RuleViolation, match="đã liên kết với tài khoản troly"):
        link(other, admin, provider.issuer)
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityLink.objects.create(user=other, issuer=provider.issuer, subject=SUBJECT, linked_by=admin)
    with pytest.raises(RuleViolation, match="Liên kết của chính mình"):
        link(admin, admin, provider.issuer, "mine")
    with pytest.raises(Forbidden):
        link(other, UserFactory(role=Role.OFFICER, over=unit), provider.issuer, "x")
    identities.end_link(account, by=admin, issuer=provider.issuer)
    assert link(other, admin, provider.issuer).user == other
    assert identities.account_of("https://another.example", SUBJECT) is None


# --- in a browser ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_policy_lets_a_browser_go_and_come_back(new_page, assert_accessible, provider, user):
    page = new_page(390, 844)
    page.goto(f"{LOGIN}?next={PROFILE}")
    assert_accessible(page)
    page.get_by_role("button", name="Tài khoản Bộ").click()
    page.wait_for_url(f"**{PROFILE}")
    assert page.locator("h1").inner_text() == str(user)
    provider.person = {"sub": "nguoi-la"}
    stranger = new_page()
    stranger.goto(LOGIN)
    stranger.get_by_role("button", name="Tài khoản Bộ").click()
    assert stranger.locator("h1").inner_text() == "Chưa có tài khoản"
    assert_accessible(stranger)
