"""What is done before anything else: the first password is changed, a second factor is set up where it is needed."""

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from units.accounts.identities import must_change_password, second_factor_is_theirs
from units.accounts.services import needs_two_factor


class MustChangePasswordMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and must_change_password(request):
            allowed = (reverse("account_change_password"), reverse("account_logout"))
            if request.path not in allowed and not request.path.startswith("/static/"):
                return redirect(self._there_and_back(request))
        return self.get_response(request)

    def _there_and_back(self, request: HttpRequest) -> str:
        """A page that was asked for, say from a code on the wall, is shown afterwards."""
        path = reverse("account_change_password")
        return f"{path}?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else path


class TwoFactorMiddleware:
    """Roles that the settings name do nothing before two-factor sign-in is switched on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        asks = settings.TWO_FACTOR_ROLES and user.is_authenticated and not second_factor_is_theirs(request.session)
        if asks and not must_change_password(request):
            names = ("mfa_activate_totp", "account_reauthenticate", "account_logout", "account_change_password")
            free = request.path in {reverse(name) for name in names} or request.path.startswith("/static/")
            if not free and needs_two_factor(user) and not is_mfa_enabled(user):
                return redirect("mfa_activate_totp")
        return self.get_response(request)
