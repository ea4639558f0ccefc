"""The bell, how one wants to be told, and reminding the units that are late."""

from datetime import date
from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from awards.home import notices, reminders
from awards.home.forms import ChoicesForm, NoticeFilter, RemindForm
from awards.home.models import Notification
from awards.home.tasks import daily_round
from awards.years.models import EmulationPeriod, ReportingTerm
from awards.years.scope import follow
from thidua.http import form_status, shows_domain_errors
from thidua.jobs.services import start
from thidua.lists import list_page
from thidua.permissions import require


@login_required
def notifications(request: HttpRequest) -> HttpResponse:
    """Everything at the bell, by day; the unread first to be seen by their mark."""
    rows = Notification.objects.visible_to(request.user)
    page = list_page(request, rows, NoticeFilter(request.GET), per_page=30)
    days = [
        (day, list(group)) for day, group in groupby(page, key=lambda one: timezone.localtime(one.created_at).date())
    ]
    context = {
        "list": page,
        "days": days,
        "only_unread": request.GET.get("loc") == "chua-doc",
        "unread": rows.unread().count(),
    }
    return render(request, "awards/home/notifications.html", context)


def _day_of(notice: Notification) -> date:
    return timezone.localtime(notice.created_at).date()


@login_required
@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read and go where it leads; `o-lai` stays."""
    notice = get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
    notices.mark_read(notice)
    leads_home = url_has_allowed_host_and_scheme(notice.link, None)
    return redirect(
        notice.link if notice.link and leads_home and "o-lai" not in request.POST else "awards:home.notifications"
    )


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    number = notices.mark_all_read(request.user)
    messages.success(request, f"Đã đánh dấu đọc {number} thông báo." if number else "Không còn thông báo chưa đọc.")
    return redirect("awards:home.notifications")


@login_required
def notice_choices(request: HttpRequest) -> HttpResponse:
    """Address and channel for each kind of notice, of the own account."""
    initial = {"email": request.user.email, **notices.channels_of(request.user)}
    form = ChoicesForm(request.POST or None, initial=initial)
    if form.done(request, notices.choose, request.user):
        messages.success(request, "Đã lưu cách nhận thông báo.")
        return redirect("units:accounts.profile")
    crumbs = [("Hồ sơ của tôi", reverse("units:accounts.profile")), ("Cách nhận thông báo", "")]
    return render(
        request, "awards/home/notice_choices.html", {"form": form, "crumbs": crumbs}, status=form_status(form)
    )


@login_required
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has not sent a month, what will be said to whom; the words can be changed before they go.

    `unit` in the address: codes of the units that were ticked where the reader comes from.
    """
    visible = ReportingTerm.objects.filter(period__in=EmulationPeriod.objects.visible_to(request.user))
    rows = visible.select_related("period__unit", "period__cluster").prefetch_related("extensions")
    term = get_object_or_404(rows, pk=pk)
    follow(request, term.period)
    require(request.user, "awards.run_period", term)
    late = reminders.late_units(term)
    subject, text = reminders.usual_words(term)
    form = RemindForm(request.POST or None, late=late, initial={"subject": subject, "text": text})
    if form.done(request, reminders.remind, term):
        _say(request, form.result)
        return redirect(f"{reverse('awards:results.index')}?loc=cham")
    asked = set(request.GET.getlist("unit")) or {one.unit.code for one in late if not one.told_today}
    ticked = asked if form.ticked is None else form.ticked
    crumbs = [("Kết quả theo kỳ", reverse("awards:results.index")), (f"Nhắc đơn vị chưa gửi {term.label}", "")]
    context = {"form": form, "term": term, "late": late, "ticked": ticked, "crumbs": crumbs}
    return render(request, "awards/home/remind.html", context, status=form_status(form))


@login_required
@require_POST
@shows_domain_errors
def remind_today(request: HttpRequest, pk: int) -> HttpResponse:
    """The day's automatic reminders, now: for when the machine did not run them. Nobody is told twice."""
    period = get_object_or_404(EmulationPeriod.objects.visible_to(request.user), pk=pk)
    require(request.user, "awards.run_period", period)
    start(owner=request.user, name="Nhắc tự động", task=daily_round, arguments={})
    messages.success(request, "Đang nhắc ở nền: ai được nhắc hôm nay rồi thì không nhắc lại.")
    return redirect("awards:years.calendar", pk)


def _say(request: HttpRequest, done: reminders.Reminded) -> None:
    if done.units:
        messages.success(request, f"Đã nhắc {len(done.units)} đơn vị, {done.people} người.")
    if done.silent:
        names = ", ".join(str(unit) for unit in done.silent)
        messages.warning(request, f"Chưa nhắc được: {names} (không có tài khoản nhận, hoặc đã tắt loại này).")
    if not done.units and not done.silent:
        messages.info(request, "Các đơn vị này đã được nhắc hôm nay.")
