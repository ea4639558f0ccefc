"""The front door. Login is django-allauth (a named exception to the address rule); the rest is units and awards."""

from allauth.account import views as account
from django.urls import include, path
from django.views.generic import RedirectView

handler403 = "thidua.views.forbidden"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="awards:home.index"), name="front"),
    path("dang-nhap/", account.login, name="account_login"),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("doi-mat-khau/", account.password_change, name="account_change_password"),
    path("units/", include("units.urls")),
    path("awards/", include("awards.urls")),
    path("jobs/", include("thidua.jobs.urls")),
]
