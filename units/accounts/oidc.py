"""Sign-in by an identity provider (OpenID Connect: code flow, PKCE). Without the setting its addresses are not there.

django-allauth walks the protocol. It trusts the line to the provider in place of a signature and sends no nonce; here
both are checked, and nothing of what it would make of an unknown identity is left.
"""

import logging
import secrets
from functools import wraps
from urllib.parse import urlsplit

import jwt
from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from units.accounts import identities
from units.accounts.rules import SUBJECT_LENGTH

log = logging.getLogger(__name__)

PROVIDER = "oidc"
# By a key of the provider that is public: a shared secret signs nothing here.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
CLOCKS_DISAGREE_BY = 60  # seconds

SENTENCES = {
    "cancelled": "Việc đăng nhập đã dừng ở nơi xác nhận. Chưa có gì thay đổi.",
    "state": "Lần đăng nhập này đã quá mười phút, đã dùng rồi hoặc bắt đầu ở trình duyệt khác.",
    "silent": "Nơi xác nhận không trả lời. Thử lại sau hoặc đăng nhập bằng mật khẩu.",
    "refused": "Nơi xác nhận từ chối lần đăng nhập này.",
    "setup": "Nơi xác nhận tự giới thiệu khác với cài đặt ở đây. Báo người quản trị hệ thống.",
    "issuer": "Lời xác nhận do nơi khác cấp.",
    "audience": "Lời xác nhận cấp cho hệ thống khác.",
    "signature": "Chữ ký trên lời xác nhận không đúng.",
    "expired": "Lời xác nhận không còn hạn. Nếu lặp lại thì đồng hồ của hai máy chủ lệch nhau.",
    "nonce": "Lời xác nhận thuộc về một lần đăng nhập khác.",
    "token": "Lời xác nhận không đọc được.",
}
_WHY = (
    (jwt.ExpiredSignatureError, "expired"),
    (jwt.ImmatureSignatureError, "expired"),
    (jwt.InvalidIssuerError, "issuer"),
    (jwt.InvalidAudienceError, "audience"),
    (jwt.InvalidSignatureError, "signature"),
)


class Refused(OAuth2Error):
    """What the provider said cannot be used. why: a key of SENTENCES."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class CodeFlow(OpenIDConnectOAuth2Adapter):
    """One sign-in: where it leads, and whether what comes back may be believed. nonce: what was sent along."""

    nonce = ""

    @property
    def openid_config(self) -> dict:
        """What the provider says of itself, as far as it agrees with the settings."""
        try:
            config = super().openid_config
            addresses = [urlsplit(config[f"{one}_endpoint"]) for one in ("authorization", "token")]
            addresses.append(urlsplit(config["jwks_uri"]))
            same = config["issuer"].rstrip("/") == settings.OIDC.issuer
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise Refused("setup") from error
        scheme = urlsplit(settings.OIDC.origin).scheme
        leads = f"{addresses[0].scheme}://{addresses[0].netloc}" == settings.OIDC.origin  # all the policy lets through
        if not same or not leads or any(one.scheme != scheme for one in addresses):
            raise Refused("setup")
        return config

    def get_callback_url(self, request: HttpRequest, app) -> str:
        return request.build_absolute_uri(reverse("oidc_return"))

    def get_access_token_data(self, request: HttpRequest, app, client, pkce_code_verifier=None) -> dict:
        try:
            return super().get_access_token_data(request, app, client, pkce_code_verifier)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise Refused("token") from error

    def parse_token(self, data: dict) -> SocialToken:
        return SocialToken(token=data["access_token"])

    def complete_login(self, request: HttpRequest, app, token, **kwargs) -> SocialLogin:
        try:
            claims = self._believed(kwargs["response"]["id_token"])
            named = str(self._claim(claims, token) or "")
        except jwt.PyJWTError as error:
            raise Refused(next((why for kind, why in _WHY if isinstance(error, kind)), "token")) from error
        except (AttributeError, KeyError, TypeError) as error:
            raise Refused("token") from error
        account = SocialAccount(provider=PROVIDER, uid=claims["sub"], extra_data={"named": named})
        return SocialLogin(provider=self.get_provider(), account=account)

    def _believed(self, id_token: str) -> dict:
        """Claims of a token whose signature, issuer, audience, dates and nonce are right."""
        claims = jwt.decode(
            id_token,
            key=self._key(id_token),
            algorithms=ALGORITHMS,
            issuer=self.openid_config["issuer"],
            audience=settings.OIDC.client_id,
            leeway=CLOCKS_DISAGREE_BY,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
        if claims.get("azp", settings.OIDC.client_id) != settings.OIDC.client_id:
            raise Refused("audience")
        if not self.nonce or not secrets.compare_digest(str(claims.get("nonce", "")).encode(), self.nonce.encode()):
            raise Refused("nonce")
        if not 0 < len(claims["sub"]) <= SUBJECT_LENGTH:
            raise Refused("token")
        return claims

    def _key(self, id_token: str):
        """The one public key of the provider that the token names."""
        kid = jwt.get_unverified_header(id_token).get("kid")
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        fits = [one for one in keys if one.public_key_use != "enc" and kid in (None, one.key_id)]
        if len(fits) != 1:
            raise Refused("signature")
        return fits[0].key

    def _claim(self, claims: dict, token):
        """The login name the settings look for, in the token or else at the provider."""
        name = settings.OIDC.claim
        if not name or name in claims or "userinfo_endpoint" not in self.openid_config:
            return claims.get(name)
        more = self._fetch_user_info(token.token)
        if more["sub"] != claims["sub"]:
            raise Refused("token")
        return more.get(name)


class IdentityProvider(OpenIDConnectProvider):
    """The provider of the settings; none is kept in the database."""

    oauth2_adapter_class = CodeFlow

    def __init__(self, request: HttpRequest) -> None:
        one = settings.OIDC
        flow = {"server_url": one.issuer, "oauth_pkce_enabled": True, "scope": ["openid", "profile"]}
        app = SocialApp(
            provider=self.id,
            provider_id=PROVIDER,
            name=one.label,
            client_id=one.client_id,
            secret=one.client_secret,
            settings=flow,
        )
        super().__init__(request, app=app)


class IdentityAdapter(DefaultSocialAccountAdapter):
    def get_provider(self, request: HttpRequest, provider, client_id=None) -> IdentityProvider:
        if settings.OIDC is None:
            raise SocialApp.DoesNotExist
        return IdentityProvider(request)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """All that may come of a known identity is said here; the library goes no further."""
        raise ImmediateHttpResponse(_sign_in(request, sociallogin))

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None) -> None:
        if error == AuthError.CANCELLED:
            why = "cancelled"
        elif exception is None:
            why = "refused" if "state" in extra_context else "state"
        else:
            why = _why(exception)
        raise ImmediateHttpResponse(_refusal(request, why, exception))


def _why(error: Exception) -> str:
    if isinstance(error, Refused):
        return error.why
    return "silent" if isinstance(error, RequestException) else "refused"


class Return(OAuth2CallbackView):
    def _get_state(self, request: HttpRequest, provider):
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = ((state or {}).get("data") or {}).get("nonce", "")
        return state, response


def switched_on(view):
    """Without a provider in the settings the page is not there."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if settings.OIDC is None:
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


@switched_on
@require_POST
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Send somebody to the provider, with a state and a nonce that this session alone knows."""
    nonce = secrets.token_urlsafe(32)
    try:
        return IdentityProvider(request).redirect(
            request,
            "login",
            next_url=get_next_redirect_url(request),
            data={"nonce": nonce},
            auth_params={"nonce": nonce},
        )
    except (OAuth2Error, RequestException) as error:
        return _refusal(request, _why(error), error)


@switched_on
@require_GET
@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """Where the provider sends people back to."""
    try:
        return Return.adapter_view(CodeFlow(request, PROVIDER))(request)
    except (OAuth2Error, RequestException) as error:  # raised before the library listens
        return _refusal(request, _why(error), error)


def _sign_in(request: HttpRequest, login: SocialLogin) -> HttpResponse:
    subject = login.account.uid
    user = identities.account_of(settings.OIDC.issuer, subject, named=login.account.extra_data["named"])
    if user is None:
        log.warning("Identity %s of the provider has no account here.", subject)
        return render(request, "account/oidc_unknown.html", {"oidc": settings.OIDC, "subject": subject}, status=403)
    if request.user.is_authenticated:
        account_adapter(request).logout(request)
    record_authentication(request, user, "socialaccount", provider=PROVIDER, uid=subject)
    return perform_login(request, user, redirect_url=login.get_redirect_url(request))


def _refusal(request: HttpRequest, why: str, error: Exception | None) -> HttpResponse:
    if why not in {"cancelled", "state"}:
        log.warning("Sign-in by the provider was refused (%s): %s", why, (error and error.__cause__) or error)
    context = {"oidc": settings.OIDC, "sentence": SENTENCES[why]}
    return render(request, "account/oidc_refused.html", context, status=502 if why in {"silent", "setup"} else 403)


urlpatterns = [
    path("", start, name="oidc_start"),
    path("ve/", back, name="oidc_return"),
]
