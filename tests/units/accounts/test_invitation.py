"""A first password by a code used once: on a slip, without a mail server."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from tests.factories import UserFactory
from tests.pages import text
from thidua import clock
from thidua.errors import Forbidden, RuleViolation
from units.accounts import lockout, services
from units.accounts.enums import Role
from units.accounts.rules import INVITED_FOR, code_hash
from units.models import AuditEvent, Invitation, User

pytestmark = pytest.mark.django_db
GOOD = "don-bien-phong-861"


def way_in(code: str) -> str:
    return reverse("units:accounts.accept", args=[code])


def test_a_code_sets_the_password_once_and_lies_nowhere(admin, account):
    invitation, code = services.invite(account, by=admin)
    assert (invitation.user, invitation.invited_by) == (account, admin)
    assert re.fullmatch(r"([a-z2-9]{5}-){3}[a-z2-9]{5}", code)
    kept = [str(v) for row in Invitation.objects.values() for v in row.values()]
    kept += [str(row) for row in AuditEvent.objects.values("changes", "facts", "reason")]
    assert not any(code in one for one in kept)
    for _ in range(6):
        lockout.take_attempt("troly")
    services.accept_invitation(code.upper(), password=GOOD)
    account.refresh_from_db()
    assert (account.check_password(GOOD), account.must_change_password) == (True, False)
    assert lockout.take_attempt("troly")
    with pytest.raises(RuleViolation, match="không dùng được nữa"):
        services.accept_invitation(code, password="mat-khau-khac-nua")
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", "actor_name"))
    assert actions == [("accounts.invite", str(admin)), ("accounts.accept_invitation", "Trợ lý Đồn")]


def test_a_code_lapses(admin, account):
    _, code = services.invite(account, by=admin)
    with clock.at(clock.now() + INVITED_FOR):
        assert services.open_invitation(code) is None
    assert services.open_invitation(code) is not None
    _, newer = services.invite(account, by=admin)
    assert services.open_invitation(code) is None
    services.withdraw_invitation(account, by=admin)
    assert services.open_invitation(newer) is None
    with pytest.raises(RuleViolation, match="Không còn lời mời"):
        services.withdraw_invitation(account, by=admin)


def test_a_locked_account_is_not_invited_and_its_code_sleeps(admin, account):
    _, code = services.invite(account, by=admin)
    services.deactivate(account, by=admin, reason="Chuyển đi")
    assert services.open_invitation(code) is None
    with pytest.raises(RuleViolation, match="đã khóa"):
        services.invite(account, by=admin)


def test_only_the_administrator_invites_and_nobody_oneself(admin, account, unit):
    with pytest.raises(Forbidden):
        services.invite(account, by=UserFactory(role=Role.OFFICER, over=unit))
    with pytest.raises(RuleViolation):
        services.invite(admin, by=admin)


def test_codes_are_read_without_case_and_blanks():
    assert code_hash(" K7MQP-x2fzr ") == code_hash("k7mqp-x2fzr")


# --- pages ----------------------------------------------------------------------------------------------------------


def test_create_with_an_invitation_leads_to_the_first_login(client, admin, unit):
    client.force_login(admin)
    sent = {"username": "moi", "display_name": "Người mới", "unit": unit.pk, "way": "invitation"}
    shown = client.post(reverse("units:accounts.create"), sent)
    code = shown.context["code"]
    user = User.objects.get(username="moi")
    assert not user.has_usable_password()
    assert f"http://testserver{way_in(code)}" in text(shown)
    slip = client.post(reverse("units:accounts.slip", args=[user.pk]), {"code": code})
    assert (slip.status_code, slip.headers["Content-Type"]) == (200, "application/pdf")
    printed = "".join(_pdf(slip).split())
    assert "".join(f"Mã mời: {code}".split()) in printed
    assert way_in(code) in printed
    visitor = Client()
    first = visitor.get(way_in(code))
    assert "Người mới" in text(first)
    assert "no-store" in first.headers["Cache-Control"]
    done = visitor.post(way_in(code), {"password1": GOOD, "password2": GOOD})
    assert done.url == "/dang-nhap/"
    assert visitor.post("/dang-nhap/", {"login": "moi", "password": GOOD}).url == "/"
    assert visitor.get("/").url == "/awards/home/"
    assert code not in text(client.get(reverse("units:accounts.detail", args=[user.pk])))


def _pdf(response) -> str:
    from io import BytesIO

    return "".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)


@pytest.mark.parametrize(
    ("first", "second", "field", "sentence"),
    [
        (GOOD, "khac", "password2", "Hai lần nhập mật khẩu mới không giống nhau."),
        ("ngan", "ngan", "password1", "Mật khẩu cần ít nhất 10 ký tự."),
        ("", GOOD, "password1", "Trường này là bắt buộc."),
    ],
)
def test_accept_says_what_is_wrong_and_keeps_the_code_good(client, admin, account, first, second, field, sentence):
    _, code = services.invite(account, by=admin)
    refused = client.post(way_in(code), {"password1": first, "password2": second})
    assert refused.status_code == 422
    assert refused.context["form"].errors == {field: [sentence]}
    assert services.open_invitation(code) is not None


def test_accept_of_a_code_nobody_knows_tells_nothing(client):
    response = client.get(way_in("k7mqp-x2fzr-w9hbt-abcde"))
    assert response.status_code == 404
    assert "Lời mời không dùng được" in text(response)


def test_invite_from_the_account_and_withdraw_invitation(client, admin, account):
    client.force_login(admin)
    shown = client.post(reverse("units:accounts.invite", args=[account.pk]))
    page = reverse("units:accounts.detail", args=[account.pk])
    assert "chưa dùng, hết hạn" in text(client.get(page))
    assert client.post(reverse("units:accounts.withdraw_invitation", args=[account.pk])).url == page
    assert services.open_invitation(shown.context["code"]) is None
    assert "chưa dùng, hết hạn" not in text(client.get(page))


def test_slip_needs_the_very_code(client, admin, account, unit):
    other = UserFactory(unit=unit)
    services.invite(account, by=admin)
    _, code = services.invite(other, by=admin)
    client.force_login(admin)
    for wrong in ("", "k7mqp-x2fzr-w9hbt-abcde", code):
        response = client.post(reverse("units:accounts.slip", args=[account.pk]), {"code": wrong})
        assert response.status_code == 302


def test_an_invitation_waits_seven_days():
    assert timedelta(days=7) == INVITED_FOR
