"""The front door. Login is django-allauth (a named exception to the address rule); the rest is units and awards."""

from allauth.account import views as account
from allauth.mfa.base import views as two_factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import include, path
from django.views.generic import RedirectView

handler403 = "thidua.views.forbidden"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="awards:home.index"), name="front"),
    path("dang-nhap/", account.login, name="account_login"),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("doi-mat-khau/", account.password_change, name="account_change_password"),
    path("xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("hai-lop/", two_factor.index, name="mfa_index"),
    path("hai-lop/dang-nhap/", two_factor.authenticate, name="mfa_authenticate"),
    path("hai-lop/xac-nhan/", two_factor.reauthenticate, name="mfa_reauthenticate"),
    path("hai-lop/bat/", totp.activate_totp, name="mfa_activate_totp"),
    path("hai-lop/tat/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("hai-lop/ma-du-phong/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("hai-lop/ma-du-phong/moi/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("units/", include("units.urls")),
    path("awards/", include("awards.urls")),
    path("jobs/", include("thidua.jobs.urls")),
]
