"""What is wrong with a new password, in our own words: Django's validators decide, their codes choose the sentence."""

from django.conf import settings
from django.contrib.auth.password_validation import get_password_validators, validate_password
from django.core.exceptions import ValidationError

SENTENCES = {
    "password_too_short": "Mật khẩu cần ít nhất {min_length} ký tự.",
    "password_too_common": "Mật khẩu này quá phổ biến, dễ bị đoán.",
    "password_entirely_numeric": "Mật khẩu không được toàn chữ số.",
    "password_too_similar": "Mật khẩu quá giống tên đăng nhập hoặc họ tên.",
    "password_unchanged": "Mật khẩu mới phải khác mật khẩu đang dùng.",
}


def password_problems(password: str, user) -> list[str]:
    """Sentences on a new password for `user`; empty when it may be used."""
    problems = []
    try:
        validate_password(password, user)
    except ValidationError as error:
        problems = [SENTENCES[one.code].format(**(one.params or {})) for one in error.error_list]
    if not problems and user.pk is not None and user.has_usable_password() and user.check_password(password):
        problems.append(SENTENCES["password_unchanged"])
    return problems


def minimum_length() -> int:
    """Characters a password needs, as set for the validators."""
    found = get_password_validators(settings.AUTH_PASSWORD_VALIDATORS)
    return max((getattr(one, "min_length", 0) for one in found), default=0)
