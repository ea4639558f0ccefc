"""The calendar of a year and what is done from it: moving dates, longer for one unit, rules, the next year."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from awards.years import cloning, dates, extensions, queries, rules, services, states
from awards.years.deadline_forms import CloneForm, ExtendForm, RulesForm
from awards.years.forms import DeadlineForm
from awards.years.models import EmulationPeriod, Phase, ReportingTerm
from awards.years.scope import follow, scope_of
from thidua.http import form_status, shows_domain_errors
from thidua.permissions import require
from units.models import Unit

Thing = Phase | ReportingTerm


def _period(request: HttpRequest, pk: int) -> EmulationPeriod:
    visible = EmulationPeriod.objects.visible_to(request.user).select_related("unit", "cluster")
    period = get_object_or_404(visible, pk=pk)
    follow(request, period)
    return period


def _thing(request: HttpRequest, model: type[Thing], pk: int) -> Thing:
    """A step or month of a visible year, for whoever runs the year."""
    visible = model.objects.filter(period__in=EmulationPeriod.objects.visible_to(request.user))
    rows = visible.select_related("period__unit", "period__cluster").prefetch_related("extensions__unit")
    found = get_object_or_404(rows, pk=pk)
    follow(request, found.period)
    require(request.user, "awards.run_period", found)
    return found


def _crumbs(period: EmulationPeriod, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    first = [("Năm thi đua", reverse("awards:years.index"))]
    return [*first, (f"{period.year}, {period.holder}", reverse("awards:years.detail", args=[period.pk])), *rest]


def _act_crumbs(period: EmulationPeriod, title: str) -> list[tuple[str, str]]:
    return _crumbs(period, ("Mốc thời gian", reverse("awards:years.calendar", args=[period.pk])), (title, ""))


# The calendar ---------------------------------------------------------------------------------------------------------


@login_required
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Every date of the year: a month at a time, then all; whoever runs the year moves them from here.

    A unit sees the dates as they are for itself, with what was extended for it.
    """
    period = _period(request, pk)
    unit = _looks_as(request, period)
    entries = dates.entries_of(request.user, period, unit)
    runs = request.user.has_perm("awards.run_period", period) and not period.is_closed
    context = {
        "period": period,
        "unit": unit,
        "crumbs": _crumbs(period, ("Mốc thời gian", "")),
        "month": dates.month_page(dates.asked_month(request.GET.get("thang", ""), entries, period), entries, period),
        "months": dates.by_month(entries),
        "steps": queries.journey(period) if unit is None else [],
        "terms": queries.terms_with_counts(period) if unit is None else [],
        "units": period.reporting_units().count() if unit is None else 0,
        "rules": list(period.reminder_rules.all()) if runs else [],
        "cuts": list(period.cuts.select_related("by", "undone_by")),
        "runs": runs,
        "workflow": states.TERM,
    }
    return render(request, "awards/years/calendar.html", context)


def _looks_as(request: HttpRequest, period: EmulationPeriod) -> Unit | None:
    """The reporting unit whose dates are shown: the one looked at, unless the user looks over the whole year."""
    unit = scope_of(request).unit
    if unit is None or not unit.is_reporting or unit.pk == period.unit_id:
        return None
    whole = request.user.has_perm("awards.run_period", period) and "dv" not in request.GET
    return None if whole else unit


# Moving a date --------------------------------------------------------------------------------------------------------


@login_required
def set_deadline(request: HttpRequest, pk: int) -> HttpResponse:
    phase = _thing(request, Phase, pk)
    title = f"Dời hạn bước {phase.step}: {phase.get_step_display()}"
    return _deadline_page(request, "set_deadline", phase, title, services.set_deadline)


@login_required
def set_term_deadline(request: HttpRequest, pk: int) -> HttpResponse:
    term = _thing(request, ReportingTerm, pk)
    title = f"Dời hạn gửi kết quả {term.label}"
    return _deadline_page(request, "set_term_deadline", term, title, services.set_term_deadline)


def _deadline_page(request: HttpRequest, view: str, thing: Thing, title: str, act) -> HttpResponse:
    """Who is affected stands beside the form, which offers to tell them."""
    due = timezone.localtime(thing.due_at)
    form = DeadlineForm(request.POST or None, initial={"due_at": due.date(), "hour": due.time(), "notice": True})
    if form.done(request, act, thing):
        messages.success(request, f"Đã lưu hạn mới: {rules.when(timezone.localtime(form.result.due_at))}.")
        return redirect("awards:years.calendar", thing.period_id)
    context = {
        "form": form,
        "thing": thing,
        "title": title,
        "affected": queries.affected_by(thing),
        "extend_url": _extend_url(thing),
        "crumbs": _act_crumbs(thing.period, title),
    }
    return render(request, f"awards/years/{view}.html", context, status=form_status(form))


def _extend_url(thing: Thing) -> str:
    kind = "term" if isinstance(thing, ReportingTerm) else "phase"
    return reverse(f"awards:years.extend_{kind}", args=[thing.pk])


# Longer for one unit --------------------------------------------------------------------------------------------------


@login_required
def extend_term(request: HttpRequest, pk: int) -> HttpResponse:
    return _extend_page(request, "extend_term", _thing(request, ReportingTerm, pk))


@login_required
def extend_phase(request: HttpRequest, pk: int) -> HttpResponse:
    return _extend_page(request, "extend_phase", _thing(request, Phase, pk))


def _extend_page(request: HttpRequest, view: str, thing: Thing) -> HttpResponse:
    """`?dv=` ticks a unit beforehand."""
    affected = queries.affected_by(thing)
    due = timezone.localtime(thing.due_at)
    initial = {"units": [request.GET.get("dv", "")], "due_at": due.date(), "hour": due.time(), "notice": True}
    form = ExtendForm(request.POST or None, affected=affected, initial=initial)
    if form.done(request, extensions.extend, thing):
        messages.success(request, f"Đã gia hạn cho {len(form.cleaned_data['units'])} đơn vị.")
        return redirect("awards:years.calendar", thing.period_id)
    title = f"Gia hạn: {queries.name_of(thing)}"
    kind = "term" if isinstance(thing, ReportingTerm) else "phase"
    longer = [
        (thing.extension_of(unit), reverse(f"awards:years.take_back_{kind}", args=[thing.pk, unit.code]))
        for unit, _ in affected.extended
    ]
    context = {"form": form, "thing": thing, "title": title, "longer": longer, "affected": affected}
    context["crumbs"] = _act_crumbs(thing.period, title)
    return render(request, f"awards/years/{view}.html", context, status=form_status(form))


@login_required
@require_POST
@shows_domain_errors
def take_back_term(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    return _take_back(request, _thing(request, ReportingTerm, pk), code, "extend_term")


@login_required
@require_POST
@shows_domain_errors
def take_back_phase(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    return _take_back(request, _thing(request, Phase, pk), code, "extend_phase")


def _take_back(request: HttpRequest, thing: Thing, code: str, view: str) -> HttpResponse:
    unit = get_object_or_404(thing.period.reporting_units(), code=code)
    extensions.take_back(thing, by=request.user, unit=unit, reason=request.POST.get("reason", ""))
    messages.success(request, f"Đã thôi gia hạn cho {unit}.")
    return redirect(f"awards:years.{view}", thing.pk)


@login_required
def deadline_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Days of grace after which entry closes, and the days people are reminded by themselves."""
    period = _period(request, pk)
    require(request.user, "awards.run_period", period)
    form = RulesForm(request.POST or None, initial=RulesForm.initial_of(period))
    if form.done(request, extensions.set_deadline_rules, period):
        messages.success(request, "Đã lưu ngày gửi muộn và ngày nhắc.")
        return redirect("awards:years.calendar", pk)
    title = "Ngày gửi muộn, ngày nhắc"
    context = {"form": form, "period": period, "title": title, "crumbs": _act_crumbs(period, title)}
    return render(request, "awards/years/deadline_rules.html", context, status=form_status(form))


# A year after another -------------------------------------------------------------------------------------------------


@login_required
def clone(request: HttpRequest, pk: int) -> HttpResponse:
    """A new year after this one: days, then every part with what it copies. `xem` in the form only previews."""
    source = _period(request, pk)
    require(request.user, "awards.open_period")
    spans = rules.spans_after(source.year, source.ends_on, queries.cut_from(source))
    number = request.GET.get("khoang", "")
    span = spans[int(number)] if number.isascii() and number.isdigit() and int(number) < len(spans) else spans[0]
    initial = {"year": span.year, "starts_on": span.starts_on, "ends_on": span.ends_on, "slogan": source.slogan}
    form = CloneForm(request.POST or None, user=request.user, source=source, initial=initial)
    if "xem" not in request.POST and form.done(request, cloning.clone_period, source):
        messages.success(request, f"Đã mở năm thi đua {form.result.year}, ở trạng thái đang chuẩn bị.")
        return redirect("awards:years.detail", form.result.pk)
    plan = form.plan()
    title = f"Mở năm mới theo năm {source.year}"
    context = {
        "form": form,
        "source": source,
        "spans": spans,
        "span": span,
        "shown": cloning.previews(plan, form.choices_made()) if plan else [],
        "gap": cloning.gap_before(plan) if plan else "",
        "title": title,
        "crumbs": _crumbs(source, (title, "")),
    }
    status = 200 if "xem" in request.POST else form_status(form)
    return render(request, "awards/years/clone.html", context, status=status)
