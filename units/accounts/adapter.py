"""How login behaves here: nobody signs up, five wrong passwords lock the name, sentences are ours."""

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from units.accounts import lockout, services
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

    def post_login(self, request, user, **kwargs):
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
