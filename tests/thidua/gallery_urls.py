"""Addresses of the gallery, the sign-in pages and the error pages, for tests and screenshots only."""

import json
from types import SimpleNamespace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import path
from django.views.decorators.http import require_POST

from tests.thidua import gallery
from thidua.errors import RuleViolation
from thidua.http import refusal


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


HTMX = """{% extends "base.html" %}{% block content %}
<div id="box">old</div>
<form hx-post="/htmx/refuse/" hx-target="#box">{% csrf_token %}<button class="btn" type="submit">Refuse</button></form>
<form hx-post="/htmx/done/" hx-target="#box"><button class="btn" type="submit">Do</button></form>
{% endblock %}"""


def htmx(request):
    return HttpResponse(engines["django"].from_string(HTMX).render({}, request))


@require_POST
def refuse(request):
    return refusal(request, RuleViolation("Chưa thể gửi.", reasons=["Chưa nhập: 1.1", "Chưa nhập: 1.2"]))


@require_POST
def done(request):
    """Answers only when the token came in the header: the form of the page has none."""
    words = "<p data-autofocus>new</p><span data-announce>49 đề nghị</span>"
    return HttpResponse(words, headers={"HX-Trigger": json.dumps({"toast": {"text": "Da luu"}})})


def nothing(request, pk=None):
    return HttpResponse("")


urlpatterns = [
    path("gallery/", show, name="gallery"),
    path("dang-nhap/", login, name="account_login"),
    path("dang-xuat/", nothing, name="account_logout"),
    path("doi-mat-khau/", nothing, name="account_change_password"),
    path("error/<int:code>/", error, name="error"),
    path("htmx/", htmx),
    path("htmx/refuse/", refuse),
    path("htmx/done/", done),
    path("csrf/", lambda request: render(request, "403_csrf.html"), name="csrf"),
    *(path(f"sample/<int:pk>/{name}/", nothing, name=f"sample.{name}") for name in ("submit", "send_back", "lock")),
]
