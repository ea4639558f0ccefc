"""Around the months: who is late, requests to unlock, the days a unit has to explain."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from awards.results import judging, queries, unlocking
from awards.results.forms import AskUnlockForm, DaysForm, GrantUnlockForm
from awards.results.models import ResultSheet, UnlockRequest
from awards.results.progress import standings
from awards.years.enums import TermState
from awards.years.models import EmulationPeriod
from awards.years.scope import follow, scope_of
from thidua.forms import ReasonForm
from thidua.http import form_status
from thidua.lists import list_page
from thidua.permissions import allowed, require
from units.accounts.enums import Role

# Progress of units ----------------------------------------------------------------------------------------------------


@login_required
def progress(request: HttpRequest) -> HttpResponse:
    """Units × months with the reason of each; `loc=cham` only those who owe, `cum` one cluster, `ky` a month."""
    scope = scope_of(request)
    period = scope.period
    terms = list(period.terms.all()) if period else []
    current = _wanted(terms, request.GET.get("ky")) or queries.current_term(terms)
    if current is None:
        return render(request, "awards/results/progress.html", {"period": period, "term": None})
    rows = standings(period, terms, current, _units(request, period, scope.unit))
    clusters = {cluster.pk: cluster for row in rows for cluster in row.clusters}
    chosen = clusters.get(_number(request.GET.get("cum")))
    if chosen is not None:
        rows = [row for row in rows if chosen in row.clusters]
    late = [row for row in rows if row.is_late]
    only_late = request.GET.get("loc") == "cham"
    context = {
        "period": period, "terms": [term for term in terms if term.state != "future"], "term": current,
        "months": terms, "rows": late if only_late else rows, "late": len(late), "only_late": only_late,
        "clusters": list(clusters.values()), "chosen": chosen, "total": len(rows),
        "may_remind": late and current.state == TermState.OPEN and allowed(request.user, "awards.run_period", period),
    }  # fmt: skip
    return render(request, "awards/results/progress.html", context)


def _units(request: HttpRequest, period: EmulationPeriod, under) -> list:
    leads = period.cluster is not None and request.user.holds(Role.CLUSTER_LEAD, over=period.cluster)
    return list(queries.units_shown(request.user, period, None if leads else under))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 12 else None


def _wanted(terms: list, text: str | None):
    return next((term for term in terms if term.pk == _number(text) and term.state != "future"), None)


# Unlocking ------------------------------------------------------------------------------------------------------------


@login_required
def unlock(request: HttpRequest) -> HttpResponse:
    """Requests of the year: those that wait first."""
    return _unlock_page(request)


def _unlock_page(request: HttpRequest, form=None, asked: UnlockRequest | None = None) -> HttpResponse:
    period = scope_of(request).period
    rows = UnlockRequest.objects.none()
    if period is not None:
        rows = UnlockRequest.objects.visible_to(request.user).filter(term__period=period)
        rows = rows.select_related("term__period__cluster", "term__period__unit", "unit", "asked_by", "answered_by")
    page = list_page(request, rows.order_by("-state", "-asked_at", "-pk"))
    for row in page.page.object_list:
        row.may_answer = row.state == "waiting" and allowed(request.user, "awards.answer_unlock", row)
        row.form = form if asked is not None and asked.pk == row.pk else None
    context = {"period": period, "list": page, "most_hours": unlocking.MOST_HOURS}
    return render(request, "awards/results/unlock.html", context, status=form_status(form) if form else 200)


@login_required
def ask_unlock(request: HttpRequest, term: int, code: str) -> HttpResponse:
    found, unit = queries.place_of(request.user, term, code)
    sheet = ResultSheet.objects.filter(term=found, unit=unit).first() or ResultSheet(term=found, unit=unit)
    sheet.term, sheet.unit = found, unit
    require(request.user, "awards.enter_result", sheet)
    follow(request, found.period)
    form = AskUnlockForm(request.POST or None) if request.method == "POST" else AskUnlockForm()
    if form.done(request, lambda **facts: unlocking.ask(found, unit, **facts)):
        messages.success(request, f"Đã gửi yêu cầu mở khóa {found.label}")
        return redirect("awards:results.unlock")
    waiting = UnlockRequest.objects.filter(term=found, unit=unit, state="waiting").first()
    context = {"form": form, "term": found, "unit": unit, "sheet": sheet, "waiting": waiting}
    return render(request, "awards/results/ask_unlock.html", context, status=form_status(form))


def _asked(request: HttpRequest, pk: int) -> UnlockRequest:
    rows = UnlockRequest.objects.visible_to(request.user).select_related("term__period__cluster", "unit")
    row = get_object_or_404(rows, pk=pk)
    require(request.user, "awards.answer_unlock", row)
    return row


@login_required
@require_POST
def grant_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    row = _asked(request, pk)
    form = GrantUnlockForm(request.POST)
    if form.done(request, unlocking.grant, row):
        messages.success(request, f"Đã mở khóa {row.term.label} cho {row.unit}")
        return redirect("awards:results.unlock")
    return _unlock_page(request, form, row)


@login_required
@require_POST
def refuse_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    row = _asked(request, pk)
    form = ReasonForm(request.POST)
    if form.done(request, unlocking.refuse, row):
        messages.success(request, f"Đã trả lời {row.unit}: không mở khóa {row.term.label}")
        return redirect("awards:results.unlock")
    return _unlock_page(request, form, row)


# The term of explanation ----------------------------------------------------------------------------------------------


@login_required
@require_POST
def explanation_days(request: HttpRequest, pk: int) -> HttpResponse:
    """How many days a unit of this year has to explain a corrected figure."""
    period = get_object_or_404(EmulationPeriod.objects.visible_to(request.user), pk=pk)
    require(request.user, "awards.run_period", period)
    form = DaysForm(request.POST)
    if form.done(request, judging.set_explanation_days, period):
        messages.success(request, f"Đơn vị có {form.result.days} ngày để giải trình")
    else:
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    return redirect("awards:results.queue")
