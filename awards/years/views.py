"""Pages of a year: its list, its journey, its calendar, its good examples."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from awards.years import cutting, queries, services, states
from awards.years.enums import Step
from awards.years.forms import CutForm, FinishForm, PeriodFilter, PeriodForm
from awards.years.models import EmulationPeriod, PeriodCut, Phase, ReportingTerm
from awards.years.scope import follow
from thidua import clock
from thidua.forms import ReasonForm
from thidua.http import shows_domain_errors
from thidua.lists import list_page
from thidua.permissions import require
from units.audit.queries import history_of
from units.structure.previews import kept, tried


def _period(request: HttpRequest, pk: int) -> EmulationPeriod:
    visible = EmulationPeriod.objects.visible_to(request.user).select_related("unit", "cluster")
    period = get_object_or_404(visible, pk=pk)
    follow(request, period)
    return period


def _crumbs(period: EmulationPeriod, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    first = [("Năm thi đua", reverse("awards:years.index"))]
    return [*first, (f"{period.year}, {period.holder}", reverse("awards:years.detail", args=[period.pk])), *rest]


def _status(form) -> int:
    return 422 if form.is_bound and form.errors else 200


# The year -------------------------------------------------------------------------------------------------------------


@login_required
def index(request: HttpRequest) -> HttpResponse:
    shown = list_page(request, queries.period_list(request.user), PeriodFilter(request.GET), per_page=30)
    return render(request, "awards/years/index.html", {"list": shown})


@login_required
def create(request: HttpRequest) -> HttpResponse:
    """A new year. GET with `starts_on` and `ends_on` proposes the deadlines for those days."""
    require(request.user, "awards.open_period")
    asked = {name: request.GET[name] for name in ("starts_on", "ends_on") if request.GET.get(name)}
    form = PeriodForm(request.POST or None, user=request.user, initial=asked)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(services.open_period, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"Đã mở năm thi đua {form.result.year}. Tiếp theo: lập bảng điểm, giao chỉ tiêu.")
        return redirect("awards:years.detail", form.result.pk)
    crumbs = [("Năm thi đua", reverse("awards:years.index")), ("Mở năm mới", "")]
    return render(request, "awards/years/create.html", {"form": form, "crumbs": crumbs}, status=_status(form))


@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the year stands, what comes next, what is in the way."""
    period = _period(request, pk)
    steps, terms = queries.journey(period), queries.terms_with_counts(period)
    units = list(period.reporting_units())
    runs = request.user.has_perm("awards.run_period", period)
    context = {
        "period": period,
        "crumbs": _crumbs(period)[:1] + [(f"{period.year}, {period.holder}", "")],
        "figs": queries.figures(period, steps, terms, len(units)),
        "milestones": queries.journey_milestones(steps),
        "months": queries.months_strip(terms, len(units)),
        "units": [(unit, request.user.sees(unit)) for unit in units],
        "criteria_set": getattr(period, "criteria_set", None),
        "obstacles": queries.obstacles(period) if runs else [],
        "runs": runs,
        "workflow": states.PERIOD,
        "history": history_of(period) if runs else [],
    }
    return render(request, "awards/years/detail.html", context)


@login_required
@require_POST
@shows_domain_errors
def start(request: HttpRequest, pk: int) -> HttpResponse:
    period = services.start_period(_period(request, pk), by=request.user)
    messages.success(request, f"Năm thi đua {period.year} đã bắt đầu.")
    return redirect("awards:years.detail", pk)


@login_required
def cut(request: HttpRequest, pk: int) -> HttpResponse:
    """End a running year early, for a unit that merges before its year is over; shown before it is done."""
    period = _period(request, pk)
    require(request.user, "awards.run_period", period)
    form = CutForm(request.POST or None)
    draft = tried(request, form, cutting.cut_period, period)
    if draft and draft.act:
        messages.success(request, f"Năm thi đua {period.year} nay đến hết ngày {draft.act.ends_on:%d/%m/%Y}.")
        return redirect("awards:years.calendar", pk)
    title = f"Cắt năm thi đua {period.year}"
    context = {
        "period": period,
        "form": form,
        "draft": draft,
        "changed": bool(draft and request.POST.get("xac_nhan")),
        "kept": kept(request),
        "title": title,
        "crumbs": _act_crumbs(period, title),
        "back": reverse("awards:years.calendar", args=[pk]),
    }
    return render(request, "awards/years/cut.html", context, status=_status(form))


@login_required
def undo_cut(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a cut back, once nothing rests on it; what does is told before anything is asked. `pk` is the cut's."""
    seen = PeriodCut.objects.visible_to(request.user).values("pk")
    found = get_object_or_404(PeriodCut.objects.select_related("period__unit", "period__cluster"), pk__in=seen, pk=pk)
    follow(request, found.period)
    require(request.user, "awards.run_period", found.period)
    form = ReasonForm(request.POST or None)
    if form.done(request, cutting.undo_cut, found):
        messages.success(request, f"Năm thi đua {found.period.year} lại đến hết ngày {found.was_ends_on:%d/%m/%Y}.")
        return redirect("awards:years.calendar", found.period_id)
    context = {
        "act": found,
        "form": form,
        "obstacles": [] if found.is_undone else cutting.what_rests_on(found),
        "crumbs": _act_crumbs(found.period, "Hoàn lại việc cắt năm"),
        "back": reverse("awards:years.calendar", args=[found.period_id]),
    }
    return render(request, "awards/years/undo_cut.html", context, status=_status(form))


@login_required
@require_POST
@shows_domain_errors
def close(request: HttpRequest, pk: int) -> HttpResponse:
    period = services.close_period(_period(request, pk), by=request.user)
    messages.success(request, f"Đã khóa năm thi đua {period.year}.")
    return redirect("awards:years.detail", pk)


@login_required
@require_POST
@shows_domain_errors
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    period = services.reopen_period(_period(request, pk), by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, f"Đã mở lại năm thi đua {period.year}.")
    return redirect("awards:years.detail", pk)


# Steps ----------------------------------------------------------------------------------------------------------------


def _phase(request: HttpRequest, pk: int) -> Phase:
    """A step of a visible year; the page itself is for whoever runs the year."""
    visible = Phase.objects.filter(period__in=EmulationPeriod.objects.visible_to(request.user))
    phase = get_object_or_404(visible.select_related("period__unit", "period__cluster"), pk=pk)
    follow(request, phase.period)
    require(request.user, "awards.run_period", phase)
    return phase


@login_required
def finish_phase(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick a step as done on a day; what is missing stands above the form."""
    phase = _phase(request, pk)
    form = FinishForm(request.POST or None, initial={"on": clock.today()})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(
            services.finish_phase, phase.period, Step(phase.step), by=request.user, on=form.cleaned_data["on"]
        )
    ):
        messages.success(request, f"Đã đánh dấu xong bước “{phase.get_step_display()}”.")
        return redirect("awards:years.calendar", phase.period_id)
    title = f"Xong bước {phase.step}: {phase.get_step_display()}"
    missing = [] if form.is_bound else states.missing_to_finish(phase.period, Step(phase.step))
    context = {"form": form, "thing": phase, "title": title, "missing": missing}
    context["crumbs"] = _act_crumbs(phase.period, title)
    return render(request, "awards/years/finish_phase.html", context, status=_status(form))


@login_required
@require_POST
@shows_domain_errors
def reopen_phase(request: HttpRequest, pk: int) -> HttpResponse:
    phase = _phase(request, pk)
    services.reopen_phase(phase.period, Step(phase.step), by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, f"Đã mở lại bước “{phase.get_step_display()}”.")
    return redirect("awards:years.calendar", phase.period_id)


def _act_crumbs(period: EmulationPeriod, title: str) -> list[tuple[str, str]]:
    return _crumbs(period, ("Mốc thời gian", reverse("awards:years.calendar", args=[period.pk])), (title, ""))


# Months ---------------------------------------------------------------------------------------------------------------


def _term(request: HttpRequest, pk: int) -> ReportingTerm:
    visible = ReportingTerm.objects.filter(period__in=EmulationPeriod.objects.visible_to(request.user))
    term = get_object_or_404(visible.select_related("period__unit", "period__cluster"), pk=pk)
    follow(request, term.period)
    return term


@login_required
@require_POST
@shows_domain_errors
def open_term(request: HttpRequest, pk: int) -> HttpResponse:
    term = services.open_term(_term(request, pk), by=request.user)
    messages.success(request, f"Đã mở kỳ {term.label}.")
    return redirect("awards:years.calendar", term.period_id)


@login_required
@require_POST
@shows_domain_errors
def lock_term(request: HttpRequest, pk: int) -> HttpResponse:
    term = services.lock_term(_term(request, pk), by=request.user)
    messages.success(request, f"Đã khóa kỳ {term.label}.")
    return redirect("awards:years.calendar", term.period_id)


@login_required
@require_POST
@shows_domain_errors
def reopen_term(request: HttpRequest, pk: int) -> HttpResponse:
    term = services.reopen_term(_term(request, pk), by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, f"Đã mở lại kỳ {term.label}.")
    return redirect("awards:years.calendar", term.period_id)
