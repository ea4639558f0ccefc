"""Addresses of the gallery, the sign-in pages and the error pages, for tests and screenshots only."""

from types import SimpleNamespace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import path

from tests.thidua import gallery


class Sample:
    pk = 7


def show(request):
    """The gallery inside a full frame; `?ray=1` with the side rail folded, `?thong-bao=1` with toasts."""
    if request.GET.get("thong-bao"):
        messages.success(request, "Đã gửi nhắc 8 đơn vị")
        messages.error(request, "Chưa lưu được ô 5.1")
    template = engines["django"].from_string((gallery.HERE / "templates/gallery.html").read_text(encoding="utf-8"))
    values = {**gallery.context(), "sample": Sample(), "frame": gallery.frame()}
    return HttpResponse(template.render(values, request))


def login(request):
    field = SimpleNamespace  # a bound field as allauth gives it
    form = {
        "non_field_errors": ["Tên đăng nhập hoặc mật khẩu không đúng."] if request.GET.get("loi") else [],
        "login": field(
            id_for_label="id_login",
            auto_id="id_login",
            html_name="login",
            value="trolythidua.mqt",
            errors=[],
            field=field(max_length=150),
        ),
        "password": field(
            id_for_label="id_password",
            auto_id="id_password",
            html_name="password",
            value="",
            errors=[],
            field=field(max_length=None),
        ),
    }
    return render(request, "account/login.html", {"form": form})


def error(request, code):
    return render(request, f"{code}.html", {"who": "Trợ lý thi đua cấp tỉnh"})


def nothing(request, pk=None):
    return HttpResponse("")


urlpatterns = [
    path("gallery/", show, name="gallery"),
    path("dang-nhap/", login, name="account_login"),
    path("dang-xuat/", nothing, name="account_logout"),
    path("doi-mat-khau/", nothing, name="account_change_password"),
    path("error/<int:code>/", error, name="error"),
    path("csrf/", lambda request: render(request, "403_csrf.html"), name="csrf"),
    *(path(f"sample/<int:pk>/{name}/", nothing, name=f"sample.{name}") for name in ("submit", "send_back", "lock")),
]
