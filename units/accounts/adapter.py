"""How login behaves here: nobody signs up, five wrong passwords lock the name, sentences are ours."""

import base64
import hashlib
import ipaddress
import secrets

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa import signals
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from units.accounts import identities, lockout, services
from units.accounts.models import User
from units.accounts.passwords import SENTENCES, password_problems
from units.accounts.rules import ATTEMPTS, LOCKED_FOR
from units.audit.tasks import seal_soon


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Tài khoản đã khóa. Liên hệ người quản trị của đơn vị.",
        "username_password_mismatch": "Tên đăng nhập hoặc mật khẩu không đúng.",
        "invalid_login": "Tên đăng nhập hoặc mật khẩu không đúng.",
        "enter_current_password": "Mật khẩu hiện tại không đúng.",
        "incorrect_password": "Mật khẩu không đúng.",
        "same_as_current": SENTENCES["password_unchanged"],
        "rate_limited": "Thao tác quá nhiều lần trong một phút. Chờ một phút rồi thử lại.",
        "too_many_login_attempts": "Đăng nhập sai quá nhiều lần. Thử lại sau.",
    }

    def is_open_for_signup(self, request) -> bool:
        return False

    def pre_authenticate(self, request, **credentials) -> None:
        """Refuse a locked name before the password is looked at: the right one is refused too."""
        username = credentials.get("username", "")
        if lockout.locked_until(username) or not lockout.take_attempt(username):
            raise _locked(username)

    def authenticate(self, request, **credentials):
        user = super().authenticate(request, **credentials)
        if user is not None:
            lockout.open_again(credentials.get("username", ""))
        return user

    def authentication_failed(self, request, **credentials) -> None:
        username = credentials.get("username", "")
        if lockout.failed(username):
            services.note_lock(username)
            raise _locked(username)

    def get_login_stages(self) -> list[str]:
        stages = super().get_login_stages()
        if identities.second_factor_is_theirs(self.request.session):
            stages.remove("allauth.mfa.stages.AuthenticateStage")
        return stages

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Who has just come by the provider may know no password to prove anything by."""
        return not identities.is_fresh(self.request.session) and super().is_reauthentication_required(app=app)

    def post_login(self, request, user, **kwargs):
        if way := identities.way_in(request.session):
            identities.note_sign_in(user, issuer=settings.OIDC.issuer, subject=way["uid"])
        seal_soon()
        return super().post_login(request, user, **kwargs)

    def clean_password(self, password: str, user: User | None = None) -> str:
        if problems := password_problems(password, user or User()):
            raise ValidationError(problems)
        return password

    def set_password(self, user: User, password: str) -> None:
        services.set_password(user, password=password)

    def respond_user_inactive(self, request, user: User):
        """Told only to somebody who knew the right password."""
        return render(request, "account/account_inactive.html", status=403)

    def get_password_change_redirect_url(self, request) -> str:
        return "/"

    def is_safe_url(self, url: str) -> bool:
        """Only addresses of this very site; a trusted neighbour is not a place to be sent to after login."""
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )

    def get_client_ip(self, request) -> str:
        """Shown in the list of sessions. Behind a proxy it is the last address the proxy wrote."""
        given = request.META.get("REMOTE_ADDR", "")
        if settings.HTTPS:
            given = request.headers.get("x-forwarded-for", given).rpartition(",")[2].strip()
        try:
            return str(ipaddress.ip_address(given))
        except ValueError:
            return "0.0.0.0"  # a socket has no address

    def send_notification_mail(self, *args, **kwargs) -> None:
        """The site sends no mail."""


def _locked(username: str) -> ValidationError:
    minutes = int(LOCKED_FOR.total_seconds() // 60)
    until = lockout.locked_until(username)
    again = f"Thử lại sau {timezone.localtime(until):%H:%M}." if until else f"Thử lại sau {minutes} phút."
    return ValidationError(
        f"Nhập sai mật khẩu {ATTEMPTS} lần: tên đăng nhập này tạm khóa {minutes} phút. {again}",
        code="too_many_login_attempts",
    )


class TwoFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Mã không đúng hoặc đã dùng.",
        "cannot_delete_authenticator": "Vai trò của tài khoản bắt buộc đăng nhập hai lớp, không tắt được.",
        "cannot_generate_recovery_codes": "Bật đăng nhập hai lớp trước khi tạo mã dự phòng.",
    }

    def encrypt(self, text: str) -> str:
        """Secrets lie in the database under the site's key: a copy of the database alone opens no account."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """With another key than that of the day, a secret that fits nothing: a new start is the administrator's."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not services.needs_two_factor(authenticator.user)


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"two-factor:" + settings.SECRET_KEY.encode()).digest()))


@receiver(signals.authenticator_added)
def _added(user: User, authenticator: Authenticator, **kwargs) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        services.note_two_factor(user, on=True)


@receiver(signals.authenticator_removed)
def _removed(user: User, authenticator: Authenticator, **kwargs) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        services.note_two_factor(user, on=False)


@receiver(signals.authenticator_reset)
def _renewed(user: User, **kwargs) -> None:
    services.note_recovery_codes(user, used=False)


@receiver(signals.authenticator_used)
def _used(user: User, authenticator: Authenticator, **kwargs) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        services.note_recovery_codes(user, used=True)
