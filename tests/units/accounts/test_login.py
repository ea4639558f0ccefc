"""Signing in and out: one sentence for every failure, the lock after five, the first password, where one is sent."""

import re
from datetime import timedelta
from urllib.parse import quote_plus

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from tests.factories import UserFactory
from thidua import clock
from units.accounts import lockout, services
from units.accounts.enums import Role
from units.accounts.passwords import SENTENCES, minimum_length, password_problems
from units.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LOGIN = "/dang-nhap/"
CHANGE = "/doi-mat-khau/"
RIGHT = "mat-khau-du-dai"
WRONG_PAIR = "Tên đăng nhập hoặc mật khẩu không đúng."


def sign_in(client, username="troly", password=RIGHT, **more):
    return client.post(LOGIN, {"login": username, "password": password, **more})


def errors(response) -> list[str]:
    return list(response.context["form"].non_field_errors())


def test_the_right_pair_opens_the_front_page(client, user):
    response = sign_in(client)
    assert (response.status_code, response.url) == (302, "/")
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize("typed", ["TroLy", "  troly  ", "TROLY"])
def test_a_login_name_is_read_without_case_and_blanks(client, user, typed):
    assert sign_in(client, typed).status_code == 302


def test_a_wrong_password_and_an_unknown_name_get_the_same_page(client, user):
    pages = []
    for name in ("troly", "aibiet"):
        response = sign_in(client, name, "sai")
        assert (response.status_code, errors(response)) == (200, [WRONG_PAIR])
        text = response.content.decode().replace(name, "TEN")
        pages.append(re.sub(r'(name="csrf(?:middlewaretoken|-token)" (?:value|content)=")[^"]+', r"\1", text))
    assert pages[0] == pages[1]


def test_the_password_is_not_in_the_page_shown_again(client, user):
    assert "sai-mat-khau" not in sign_in(client, password="sai-mat-khau").content.decode()


@pytest.mark.parametrize("name", ["troly", "aibiet"])
def test_five_wrong_passwords_lock_a_name_whether_it_exists_or_not(client, user, name):
    with clock.at(clock.now()):
        found = [errors(sign_in(client, name, "sai")) for _ in range(6)]
        until = timezone.localtime(lockout.locked_until(name))
    locked = f"Nhập sai mật khẩu 5 lần: tên đăng nhập này tạm khóa 15 phút. Thử lại sau {until:%H:%M}."
    assert found == [[WRONG_PAIR]] * 4 + [[locked]] * 2


def test_the_right_password_is_refused_while_the_name_is_locked(client, user):
    for _ in range(5):
        sign_in(client, password="sai")
    response = sign_in(client)
    assert response.status_code == 200
    assert "tạm khóa 15 phút" in errors(response)[0]
    assert "_auth_user_id" not in client.session


def test_the_lock_ends_after_fifteen_minutes_and_the_count_starts_anew(client, user):
    start = clock.now()
    for _ in range(5):
        sign_in(client, password="sai")
    assert lockout.locked_until("troly") - start >= timedelta(minutes=15)
    with clock.at(start + timedelta(minutes=16)):
        assert lockout.locked_until("troly") is None
    lockout.open_again("troly")
    assert [errors(sign_in(client, password="sai")) for _ in range(4)] == [[WRONG_PAIR]] * 4


def test_a_right_password_starts_the_count_anew(client, user):
    for _ in range(4):
        sign_in(client, password="sai")
    assert sign_in(client).status_code == 302
    client.logout()
    assert [errors(sign_in(client, password="sai")) for _ in range(4)] == [[WRONG_PAIR]] * 4


def test_one_name_does_not_lock_another(client, user):
    UserFactory(username="khac")
    for _ in range(5):
        sign_in(client, password="sai")
    assert sign_in(client, "khac").status_code == 302


def test_the_lock_stands_in_the_record_of_an_account_that_exists(client, user):
    for name in ("troly", "aibiet"):
        for _ in range(6):
            sign_in(client, name, "sai")
    (event,) = AuditEvent.objects.filter(action="accounts.lock_name")
    assert (event.target_id, event.actor, event.actor_name) == (str(user.pk), None, "Hệ thống")


def test_many_guesses_at_once_cannot_outrun_the_count():
    assert [lockout.take_attempt("troly") for _ in range(7)] == [True] * 5 + [False] * 2


def test_the_lock_holds_across_processes_because_it_lies_in_the_database():
    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"


def test_a_password_set_by_the_administrator_opens_the_lock(client, user):
    administrator = UserFactory(role=Role.ADMINISTRATOR, over=user.unit)
    for _ in range(5):
        sign_in(client, password="sai")
    password = services.reset_password(user, by=administrator)
    assert sign_in(client, password=password).status_code == 302


def test_a_locked_account_is_told_only_to_who_knows_the_password(client, user):
    user.is_active = False
    user.save()
    assert errors(sign_in(client, password="sai")) == [WRONG_PAIR]
    response = sign_in(client)
    assert response.status_code == 403
    assert "Tài khoản đã khóa" in response.content.decode()
    assert "_auth_user_id" not in client.session


# --- where one is sent ----------------------------------------------------------------------------------------------


def test_login_returns_to_the_page_asked_for(client, user):
    page = reverse("units:people.index") + "?q=an"
    asked = client.get(page)
    assert asked.status_code == 302
    assert asked.url == f"{LOGIN}?next=/units/people/%3Fq%3Dan"
    assert sign_in(client, next=page).url == page


@pytest.mark.parametrize(
    "target",
    [
        "https://xau.example/",
        "//xau.example/",
        "/\\xau.example/",
        "javascript:alert(1)",
        "http:///xau.example",
        "\thttps://xau.example",
        "https://testserver.xau.example/",
    ],
)
def test_login_sends_nobody_away_from_the_site(client, user, target):
    response = client.post(f"{LOGIN}?next={target}", {"login": "troly", "password": RIGHT, "next": target})
    assert (response.status_code, response.url) == (302, "/")


def test_every_page_but_login_asks_to_sign_in(client):
    for name in ("units:structure.index", "units:people.index", "units:accounts.index", "units:audit.index"):
        assert client.get(reverse(name)).url.startswith(LOGIN)


def test_nobody_signs_up(client):
    from django.urls import NoReverseMatch

    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


# --- logout ---------------------------------------------------------------------------------------------------------


def test_logout_is_a_post(client, user):
    client.force_login(user)
    assert client.get("/dang-xuat/").status_code == 200
    assert "_auth_user_id" in client.session
    response = client.post("/dang-xuat/")
    assert (response.status_code, response.url) == (302, LOGIN)
    assert "_auth_user_id" not in client.session


# --- the first password, and changing it ----------------------------------------------------------------------------


def change(client, old=RIGHT, new="don-bien-phong-861", again=None, then=""):
    typed = {"oldpassword": old, "password1": new, "password2": new if again is None else again}
    return client.post(CHANGE, typed | ({"next": then} if then else {}))


def test_the_first_password_is_changed_before_anything_else(client, user):
    user.must_change_password = True
    user.save()
    assert sign_in(client).status_code == 302
    for path in ("/units/structure/", "/units/people/", "/units/accounts/profile/"):
        assert client.get(path).url == f"{CHANGE}?next={quote_plus(path)}"
    assert client.post("/units/people/create/").url == CHANGE
    assert client.get(CHANGE).status_code == 200
    page = client.get("/units/structure/", {"q": "núi"}, follow=True)
    assert '<input type="hidden" name="next" value="/units/structure/?q=n%C3%BAi">' in page.content.decode()
    assert change(client, then="https://example.org/").url == "/"
    user.refresh_from_db()
    user.must_change_password = True
    user.save()
    assert (
        change(client, "don-bien-phong-861", "don-bien-phong-862", then="/units/structure/").url == "/units/structure/"
    )
    user.refresh_from_db()
    assert not user.must_change_password
    assert client.get("/units/structure/").status_code == 200
    assert AuditEvent.objects.about(user).first().action == "accounts.set_password"


def test_who_must_change_the_password_may_sign_out(client, user):
    user.must_change_password = True
    user.save()
    client.force_login(user)
    assert client.post("/dang-xuat/").url == LOGIN


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"old": "sai"}, "oldpassword", "Mật khẩu hiện tại không đúng."),
        ({"new": "ngan"}, "password1", "Mật khẩu cần ít nhất 10 ký tự."),
        ({"new": "1234567890"}, "password1", "Mật khẩu này quá phổ biến, dễ bị đoán."),
        ({"new": "82736459102"}, "password1", "Mật khẩu không được toàn chữ số."),
        ({"new": "nguoidungtroly"}, "password1", "Mật khẩu quá giống tên đăng nhập hoặc họ tên."),
        ({"new": RIGHT}, "password1", "Mật khẩu mới phải khác mật khẩu đang dùng."),
        ({"again": "khac-han-lan-dau"}, "password2", "Hai lần nhập mật khẩu mới không giống nhau."),
        ({"new": "", "again": ""}, "password1", "Trường này là bắt buộc."),
    ],
)
def test_a_refused_password_says_why_beside_its_field(client, given, field, sentence):
    user = UserFactory(username="nguoidungtroly", display_name="Trợ lý")
    client.force_login(user)
    response = change(client, **given)
    assert response.status_code == 200
    assert sentence in response.context["form"].errors[field]
    user.refresh_from_db()
    assert user.check_password(RIGHT)


def test_the_session_goes_on_and_the_others_end(client, user):
    from django.test import Client

    other = Client()
    for one in (client, other):
        sign_in(one)
    change(client)
    assert client.get("/units/structure/").status_code == 200
    assert other.get("/units/structure/").status_code == 302


def test_too_many_changes_in_a_minute_are_told_in_vietnamese(client, user):
    client.force_login(user)
    answers = [change(client, old="sai") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert "Thao tác quá nhiều lần" in answers[-1].content.decode()


def test_every_validator_has_a_sentence():
    from django.contrib.auth.password_validation import get_password_validators
    from django.core.exceptions import ValidationError

    codes = set()
    for validator in get_password_validators(settings.AUTH_PASSWORD_VALIDATORS):
        for password in ("a", "1234567890", "password", "82736459102", "nguoidungtroly"):
            try:
                validator.validate(password, UserFactory.build(username="nguoidungtroly"))
            except ValidationError as error:
                codes |= {one.code for one in error.error_list}
    assert codes == set(SENTENCES) - {"password_unchanged"}
    assert minimum_length() == 10
    assert password_problems("mat-khau-khac-han", UserFactory.build()) == []
