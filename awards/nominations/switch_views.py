"""The page of the conditions a command adds: what can be switched on, since when it is, why."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from awards.catalogue.enums import Confidence
from awards.nominations import switching
from awards.nominations.forms import SwitchForm, SwitchOffForm
from awards.nominations.models import ExtraCondition
from awards.years.scope import scope_of
from thidua import clock
from thidua.http import form_status
from thidua.permissions import require
from units.models import Unit

HOME = "awards:nominations.conditions"


def _unit(request: HttpRequest) -> Unit:
    """The command that runs the year looked at."""
    period = scope_of(request).period
    if period is None:
        raise Http404("no year to set conditions for")
    require(request.user, "awards.switch_conditions", period.unit)
    return period.unit


def _way(title: str = "") -> list[tuple[str, str]]:
    way = [("Đề nghị khen thưởng", reverse("awards:nominations.index"))]
    name = "Điều kiện bổ sung"
    return [*way, (name, reverse(HOME)), (title, "")] if title else [*way, (name, "")]


@login_required
@require_GET
def conditions(request: HttpRequest) -> HttpResponse:
    unit, today = _unit(request), clock.today()
    rows: dict[str, list[ExtraCondition]] = {}
    for row in ExtraCondition.objects.filter(unit=unit).select_related("switched_by"):
        rows.setdefault(row.code, []).append(row)
    shown = []
    for one in switching.offered():
        own = rows.get(one["code"], [])
        open_row = next((row for row in own if row.valid_to is None), None)
        shown.append(
            {
                **one,
                "chip": Confidence(open_row.confidence if open_row else one["confidence"]),
                "open": open_row,
                "is_on": any(row.holds_on(today) for row in own),
                "past": [row for row in own if row is not open_row],
            }
        )
    context = {"unit": unit, "rows": shown, "crumbs": _way()}
    return render(request, "awards/nominations/conditions.html", context)


@login_required
def switch_on(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """pk: the command."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    require(request.user, "awards.switch_conditions", unit)
    one = switching.offer_of(code)
    if one is None:
        raise Http404("no such condition")
    form = SwitchForm(request.POST or None, initial={"valid_from": clock.today()})
    if form.done(request, partial(_switch_on, code=code), unit):
        messages.success(request, "Đã bật điều kiện. Kiểm tra lại danh sách đề nghị để áp dụng.")
        return redirect(HOME)
    return _page(request, "switch_on", "Bật điều kiện", one["text"], one["legal_basis"], form)


def _switch_on(unit: Unit, *, code: str, by, **facts) -> ExtraCondition:
    return switching.switch_on(unit, code, by=by, **facts)


@login_required
def switch_off(request: HttpRequest, pk: int) -> HttpResponse:
    seen = Unit.objects.visible_to(request.user)
    row = get_object_or_404(ExtraCondition.objects.filter(unit__in=seen).select_related("unit"), pk=pk)
    require(request.user, "awards.switch_conditions", row.unit)
    form = SwitchOffForm(request.POST or None, initial={"valid_to": clock.today()})
    if form.done(request, switching.switch_off, row):
        messages.success(request, "Đã tắt điều kiện. Kiểm tra lại danh sách đề nghị để áp dụng.")
        return redirect(HOME)
    return _page(request, "switch_off", "Tắt điều kiện", row.text, row.legal_basis, form)


def _page(request: HttpRequest, name: str, title: str, text: str, basis: str, form) -> HttpResponse:
    context = {
        "title": title, "text": text, "basis": basis, "form": form, "crumbs": _way(title), "back": reverse(HOME),
    }  # fmt: skip
    return render(request, f"awards/nominations/{name}.html", context, status=form_status(form))
