"""Which account an identity of the provider opens: one linked by an administrator, or one that has its very name.

Nothing here makes an account, and no e-mail address names one.
"""

from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.db import transaction

from thidua import clock
from thidua.errors import RuleViolation
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.accounts.models import IdentityLink, User
from units.accounts.rules import SUBJECT_LENGTH
from units.accounts.services import sign_out
from units.audit.services import record


def account_of(issuer: str, subject: str, *, named: str = "") -> User | None:
    """The account an identity opens, locked or not; None when there is none.

    subject: what the provider calls the identity for ever. named: the login name it gives, when the settings trust it.
    A link decides alone: an account that ever had one is not opened by its name, so that a name given to somebody else
    later opens nothing.
    """
    links = IdentityLink.objects.filter(issuer=issuer)
    link = links.filter(subject=subject, ended_at__isnull=True).select_related("user").first()
    if link is not None:
        return link.user
    name = clean(named).lower()
    return User.objects.filter(username=name).exclude(pk__in=links.values("user")).first() if name else None


def link_of(user: User) -> IdentityLink | None:
    """The identity that opens an account at the provider of the settings; None without one or without a provider."""
    if settings.OIDC is None:
        return None
    standing = user.identity_links.filter(issuer=settings.OIDC.issuer, ended_at__isnull=True)
    return standing.select_related("linked_by").first()


def opens_by_name(user: User) -> bool:
    """Whether the login name is enough at the provider of the settings: until there is a link."""
    trusts = settings.OIDC is not None and settings.OIDC.claim != ""
    return trusts and not user.identity_links.filter(issuer=settings.OIDC.issuer).exists()


@transaction.atomic
def link(user: User, *, by, issuer: str, subject: str) -> IdentityLink:
    """Let an identity of the provider open an account; by: its administrator, never the account itself."""
    row = _managed(user, by)
    if not row.is_active:
        raise RuleViolation("Tài khoản đã khóa; mở lại trước khi liên kết.")
    if not clean(subject) or len(subject) > SUBJECT_LENGTH:
        raise RuleViolation(f"Mã định danh có từ 1 đến {SUBJECT_LENGTH} ký tự.", field="subject")
    standing = IdentityLink.objects.filter(issuer=issuer, ended_at__isnull=True)
    if standing.filter(user=row).exists():
        raise RuleViolation("Tài khoản này đã có liên kết; bỏ liên kết cũ trước.")
    if other := standing.filter(subject=subject).select_related("user").first():
        raise RuleViolation(f"Mã này đã liên kết với tài khoản {other.user.username}.", field="subject")
    made = IdentityLink.objects.create(user=row, issuer=issuer, subject=subject, linked_by=by)
    record(by, "accounts.link_identity", row, after={"identity": subject}, issuer=issuer)
    return made


@transaction.atomic
def end_link(user: User, *, by, issuer: str) -> None:
    """The identity opens the account no longer; sessions end. The row stays and says when."""
    row = _managed(user, by)
    standing = row.identity_links.filter(issuer=issuer, ended_at__isnull=True).first()
    if standing is None:
        raise RuleViolation("Tài khoản này không có liên kết nào.")
    standing.ended_at = clock.now()
    standing.save(update_fields=["ended_at"])
    sign_out(row)
    record(by, "accounts.end_identity_link", row, before={"identity": standing.subject}, issuer=issuer)


def _managed(user: User, by) -> User:
    row = lock(user)
    require(by, "units.manage_accounts", row)
    if row.pk == by.pk:
        raise RuleViolation("Liên kết của chính mình do quản trị viên khác sửa.")
    return row


@transaction.atomic
def note_sign_in(user: User, *, issuer: str, subject: str) -> None:
    record(user, "accounts.sign_in_by_provider", user, identity=subject, issuer=issuer)


def must_change_password(request) -> bool:
    """Whether a first password is still in the way; who came by the provider has used none."""
    return request.user.must_change_password and way_in(request.session) is None


def second_factor_is_theirs(session) -> bool:
    """Whether the provider that opened a session is trusted, by the settings, to have asked for a second factor."""
    return settings.OIDC is not None and settings.OIDC.asks_second_factor and way_in(session) is not None


def is_fresh(session) -> bool:
    """Whether the provider opened the session so lately that asking again would prove nothing new."""
    way = way_in(session)
    return way is not None and clock.now().timestamp() - way["at"] < REAUTHENTICATION_TIMEOUT


def way_in(session) -> dict | None:
    """How the provider opened a session: `uid` its subject, `at` seconds since 1970; None when a password did."""
    ways = [
        one
        for one in session.get(AUTHENTICATION_METHODS_SESSION_KEY, ())
        if one["method"] in {"password", "socialaccount"} and not one.get("reauthenticated")
    ]
    return ways[-1] if ways and ways[-1]["method"] == "socialaccount" else None
