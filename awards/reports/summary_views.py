"""The year's report as it is written: its paragraphs beside its figures, and the figures down to the lines."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from awards.catalogue.models import Award
from awards.reports.award_balance import balance_chart, balance_of
from awards.reports.figure_charts import figure_charts
from awards.reports.prose import write_summary
from awards.reports.summary_forms import ParagraphForm
from awards.reports.year_figures import COLLECTIVE, PERSON, TRAITS, WAY, WAYS, year_figures
from awards.reports.year_summary import content_of
from awards.years.models import EmulationPeriod
from awards.years.scope import follow
from thidua.http import form_status
from thidua.permissions import require

ONLY = {PERSON: "Cá nhân", COLLECTIVE: "Tập thể"}


def _crumbs(*rest: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Báo cáo", reverse("awards:reports.index")), *rest]


def _period(request: HttpRequest, pk: int) -> EmulationPeriod:
    periods = EmulationPeriod.objects.visible_to(request.user).select_related("unit__kind", "cluster__organiser__kind")
    period = get_object_or_404(periods, pk=pk)
    require(request.user, "awards.report_year", period)
    follow(request, period)
    return period


@login_required
def year_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Every paragraph of the report: from the figures, or in the office's words; what changed under them."""
    period = _period(request, pk)
    content = content_of(period)
    parts = [(title, rows) for title, rows in content.passages() if rows]
    context = {"period": period, "content": content, "parts": parts, "crumbs": _crumbs(("Báo cáo tổng kết", ""))}
    return render(request, "awards/reports/year_end.html", context)


@login_required
def paragraph(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One paragraph in other words; an empty one goes back to what the figures say."""
    period = _period(request, pk)
    require(request.user, "awards.write_summary", period)
    passage = content_of(period).find(key)
    if passage is None:
        raise Http404("no such paragraph")
    form = ParagraphForm(request.POST or None, passage=passage)
    if form.done(request, partial(write_summary, prose=passage.prose), period):
        messages.success(request, f"Đã lưu: {passage.prose.label}.")
        return redirect("awards:reports.year_end", pk)
    back = reverse("awards:reports.year_end", args=[pk])
    context = {
        "period": period, "passage": passage, "form": form,
        "crumbs": _crumbs(("Báo cáo tổng kết", back), (passage.prose.label, "")),
    }  # fmt: skip
    return render(request, "awards/reports/paragraph.html", context, status=form_status(form))


# Figures --------------------------------------------------------------------------------------------------------------


@login_required
def figures(request: HttpRequest, pk: int) -> HttpResponse:
    """The same figures as the report's: against last year, by group, type, unit; each number leads to its lines."""
    period = _period(request, pk)
    told = year_figures(period)
    awards = told.awards()
    tables = [(way, [(row, [(one, row.counts[one.pk]) for one in awards]) for row in told.by(way)]) for way in WAYS]
    balance = balance_of(told) if told.lines else []
    context = {
        "period": period,
        "told": told,
        "balance": balance,
        "whole": balance[0].whole if balance else None,
        "charts": [*figure_charts(told), *filter(None, [balance_chart(balance)])],
        "awards": awards,
        "changes": told.changes(),
        "tables": [(way, rows) for way, rows in tables if rows],
        "history": [(year, [held[award.pk] for award, _ in told.changes()]) for year, held in told.history.items()],
        "crumbs": _crumbs(("Số liệu khen thưởng", "")),
    }
    return render(request, "awards/reports/figures.html", context)


@login_required
def figure_lines(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines behind one number: `?danh-hieu=&theo=&gia-tri=`."""
    period = _period(request, pk)
    told = year_figures(period)
    code, way, value, trait = (request.GET.get(name, "") for name in ("danh-hieu", "theo", "gia-tri", "trong"))
    lines = told.chosen(code, way, value, trait)
    award = Award.objects.filter(code=code).first() if code else None
    words = [award.short_name if award else "Mọi danh hiệu, hình thức"]
    if way in WAY:
        words.append(next((row.label for row in told.by(WAY[way]) if row.value == value), value))
    if trait in TRAITS or trait in ONLY:
        words.append((ONLY | TRAITS)[trait].lower())
    back = reverse("awards:reports.figures", args=[pk])
    context = {
        "people": len({line.person_id for line in lines if line.person_id}),
        "period": period, "lines": lines, "title": ", ".join(words),
        "crumbs": _crumbs(("Số liệu khen thưởng", back), (", ".join(words), "")),
    }  # fmt: skip
    return render(request, "awards/reports/figure_lines.html", context)
