"""The front door. Login is django-allauth (a named exception to the address rule), with an identity provider
when the settings name one; the rest is units and awards."""

from allauth.account import views as account
from allauth.mfa.base import views as two_factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.urls import include, path
from django.views.generic import RedirectView, TemplateView

from thidua import views

handler403 = "thidua.views.forbidden"

login = account.LoginView.as_view(extra_context={"oidc": lambda: settings.OIDC})
reauthenticate = login_required(account.ReauthenticateView.as_view(extra_context={"oidc": lambda: settings.OIDC}))
no_password = login_required(TemplateView.as_view(template_name="account/no_password.html"))

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="awards:home.index"), name="front"),
    path("dang-nhap/", login, name="account_login"),
    path("dang-nhap/mot-lan/", include("units.accounts.oidc")),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("doi-mat-khau/", account.password_change, name="account_change_password"),
    path("doi-mat-khau/khong-co/", no_password, name="account_set_password"),
    path("xac-nhan/", reauthenticate, name="account_reauthenticate"),
    path("hai-lop/", two_factor.index, name="mfa_index"),
    path("hai-lop/dang-nhap/", two_factor.authenticate, name="mfa_authenticate"),
    path("hai-lop/xac-nhan/", two_factor.reauthenticate, name="mfa_reauthenticate"),
    path("hai-lop/bat/", totp.activate_totp, name="mfa_activate_totp"),
    path("hai-lop/tat/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("hai-lop/ma-du-phong/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("hai-lop/ma-du-phong/moi/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("chung-thu/", views.lan_trust, name="lan_trust"),
    path("chung-thu/thidua.crt", views.lan_authority, name="lan_authority"),
    path("units/", include("units.urls")),
    path("awards/", include("awards.urls")),
    path("jobs/", include("thidua.jobs.urls")),
]
