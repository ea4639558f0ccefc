"""The page of what a dossier must hold, by type of commendation, and what the command asks instead."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from awards.catalogue.enums import Confidence
from awards.catalogue.models import Award
from awards.nominations import demanding
from awards.nominations.dossier import PaperRule
from awards.nominations.dossier_forms import LevelForm, OwnPaperForm
from awards.nominations.dossiers import papers_of, rules_of
from awards.nominations.kinds import Kind, kind_of, kinds
from awards.years.scope import scope_of
from thidua import clock
from thidua.http import form_status
from thidua.permissions import require
from units.models import Unit

HOME = "awards:nominations.papers"


def _way(title: str = "") -> list[tuple[str, str]]:
    way = [("Đề nghị khen thưởng", reverse("awards:nominations.index"))]
    name = "Thành phần hồ sơ"
    return [*way, (name, reverse(HOME)), (title, "")] if title else [*way, (name, "")]


@login_required
@require_GET
def papers(request: HttpRequest) -> HttpResponse:
    """Every type with its papers on a day: today, under the law and the word of the command."""
    period = scope_of(request).period
    if period is None:
        raise Http404("no year, no command")
    unit, today = period.unit, clock.today()
    rules, names = rules_of(unit, today), dict(Award.objects.values_list("code", "short_name"))
    changed: dict[tuple[str, str], list[PaperRule]] = {}
    for row in PaperRule.objects.filter(unit=unit).select_related("set_by"):
        changed.setdefault((row.kind, row.code), []).append(row)
    shown = []
    for kind in kinds().values():
        rows = [
            {
                "paper": paper, "chip": Confidence(paper.confidence),
                "history": changed.get((kind.type, paper.code), []),
                "awards": ", ".join(sorted(names.get(code, code) for code in paper.awards)),
            }
            for paper in papers_of(kind, today, rules)
        ]  # fmt: skip
        shown.append({"kind": kind, "rows": rows, "chip": Confidence(kind.stations.confidence)})
    context = {
        "unit": unit, "kinds": shown, "today": today, "crumbs": _way(),
        "may_set": request.user.has_perm("awards.set_papers", unit),
    }  # fmt: skip
    return render(request, "awards/nominations/papers.html", context)


def _place(request: HttpRequest, pk: int, kind: str) -> tuple[Unit, Kind]:
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    require(request.user, "awards.set_papers", unit)
    if kind not in kinds():
        raise Http404("no such type")
    return unit, kind_of(kind)


@login_required
def set_paper(request: HttpRequest, pk: int, kind: str, code: str) -> HttpResponse:
    """pk: the command; from which day on it asks how of one paper."""
    unit, type_ = _place(request, pk, kind)
    today = clock.today()
    paper = demanding.known_paper(unit, type_, code, today)
    if paper is None:
        raise Http404("no such paper")
    now = next((one.level for one in papers_of(type_, today, rules_of(unit, today)) if one.code == code), "should")
    form = LevelForm(request.POST or None, initial={"level": now, "valid_from": today})
    if form.done(request, partial(_set, kind=kind, code=code), unit):
        messages.success(request, f"Đã đặt yêu cầu với “{paper.text}”.")
        return redirect(HOME)
    context = {
        "title": "Đặt yêu cầu", "paper": paper, "kind": type_, "form": form, "crumbs": _way(paper.text),
        "back": reverse(HOME),
    }  # fmt: skip
    return render(request, "awards/nominations/set_paper.html", context, status=form_status(form))


def _set(unit: Unit, *, kind: str, code: str, by, **facts) -> PaperRule:
    return demanding.set_level(unit, kind, code, by=by, **facts)


@login_required
def add_paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """pk: the command; a paper of its own for one type."""
    unit, type_ = _place(request, pk, kind)
    form = OwnPaperForm(request.POST or None, initial={"level": "must", "valid_from": clock.today()})
    if form.done(request, partial(_add, kind=kind), unit):
        messages.success(request, f"Đã thêm “{form.result.text}” vào hồ sơ {type_.label}.")
        return redirect(HOME)
    context = {"kind": type_, "form": form, "crumbs": _way("Thêm giấy tờ"), "back": reverse(HOME)}
    return render(request, "awards/nominations/add_paper.html", context, status=form_status(form))


def _add(unit: Unit, *, kind: str, by, **facts) -> PaperRule:
    return demanding.add_paper(unit, kind, by=by, **facts)
