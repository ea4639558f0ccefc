"""Letters before they leave: the list, one letter, and what can be done with it."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from awards.home import outbox as letters
from awards.home import states
from awards.home.enums import MailState
from awards.home.forms import MailFilter, MailForm
from awards.home.models import OutboxMail
from awards.home.tasks import send_letters
from thidua.http import form_status, shows_domain_errors
from thidua.jobs.services import start
from thidua.lists import list_page
from thidua.permissions import require
from units.audit.queries import history_of


def _mail(request: HttpRequest, pk: int) -> OutboxMail:
    visible = OutboxMail.objects.visible_to(request.user).select_related("unit", "to", "created_by")
    return get_object_or_404(visible, pk=pk)


def _carry(request: HttpRequest) -> None:
    """Let the worker send what is approved, when there is a server."""
    if settings.MAIL_ON:
        start(owner=request.user, name="Gửi thư", task=send_letters, arguments={})


@login_required
def outbox(request: HttpRequest) -> HttpResponse:
    require(request.user, "awards.review_mail")
    rows = OutboxMail.objects.visible_to(request.user).select_related("unit", "to")
    context = {
        "list": list_page(request, rows, MailFilter(request.GET), per_page=50),
        "waiting": rows.filter(state=MailState.WAITING).count(),
        "ready": rows.filter(state=MailState.READY).count(),
        "mail_on": settings.MAIL_ON,
    }
    return render(request, "awards/home/outbox.html", context)


@login_required
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter; as long as it has not left, its words can be changed."""
    require(request.user, "awards.review_mail")
    found = _mail(request, pk)
    form = MailForm(request.POST or None, initial={"subject": found.subject, "body": found.body})
    if form.done(request, letters.edit, found):
        messages.success(request, "Đã lưu thư.")
        return redirect("awards:home.mail", pk)
    context = {
        "form": form,
        "mail": found,
        "editable": found.state in (MailState.WAITING, MailState.READY, MailState.FAILED),
        "workflow": states.MAIL,
        "mail_on": settings.MAIL_ON,
        "history": history_of(found),
        "crumbs": [("Thư chờ gửi", reverse("awards:home.outbox")), (found.subject, "")],
    }
    return render(request, "awards/home/mail.html", context, status=form_status(form))


@login_required
@require_POST
@shows_domain_errors
def approve_mail(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, "awards.review_mail")
    letters.approve(_mail(request, pk), by=request.user)
    _carry(request)
    messages.success(request, _approved(1))
    return redirect("awards:home.outbox")


def _approved(number: int) -> str:
    where = "đang gửi ở nền" if settings.MAIL_ON else "chưa đặt máy chủ thư nên thư nằm lại trong hộp"
    return f"Đã duyệt {number} thư, {where}."


@login_required
@require_POST
@shows_domain_errors
def approve_all(request: HttpRequest) -> HttpResponse:
    """Everything that waits."""
    require(request.user, "awards.review_mail")
    number = letters.approve_all(request.user)
    _carry(request)
    messages.success(request, _approved(number) if number else "Không còn thư nào chờ duyệt.")
    return redirect("awards:home.outbox")


@login_required
@require_POST
@shows_domain_errors
def send_now(request: HttpRequest) -> HttpResponse:
    """Try again what is approved, after the server has come back."""
    require(request.user, "awards.review_mail")
    _carry(request)
    if settings.MAIL_ON:
        messages.success(request, "Đang gửi ở nền.")
    else:
        messages.error(request, "Chưa đặt máy chủ thư. Báo quản trị hệ thống đặt THIDUA_EMAIL_URL.")
    return redirect("awards:home.outbox")


@login_required
@require_POST
@shows_domain_errors
def retry_mail(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, "awards.review_mail")
    letters.retry(_mail(request, pk), by=request.user)
    _carry(request)
    messages.success(request, "Thư sẽ được gửi lại.")
    return redirect("awards:home.outbox")


@login_required
@require_POST
@shows_domain_errors
def drop_mail(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, "awards.review_mail")
    letters.drop(_mail(request, pk), by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, "Đã bỏ thư.")
    return redirect("awards:home.outbox")
