"""Pages on which the office gives its papers their words and looks, each seen on a real paper before it is kept."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from awards.catalogue.permissions import office_of
from awards.reports.models import PaperLayout, PaperWording
from awards.reports.paper_words import VALUES
from awards.reports.registry import Scope, reports
from awards.reports.rewording import own_tokens, set_layout, set_wording
from awards.reports.rules import filled, troubles
from awards.reports.wording_forms import LayoutForm, WordingForm, beyond_decree
from awards.reports.wordings import BY_CODE, SLOTS, Slot, layout_in_force, layout_of, reworded, wordings_in_force
from awards.years.scope import scope_of
from thidua import clock
from thidua.documents import CONTENT_TYPES, Document, Layout, render_pdf
from thidua.errors import RuleViolation
from thidua.http import download as send_file
from thidua.http import form_status
from thidua.permissions import allowed, require
from units.models import Unit

SHOWN_ON = ("decision", "conference-minutes", "submission", "invitations")  # what a layout is tried on, the first found


def _office(request: HttpRequest) -> Unit:
    """The command whose papers the user words: the one of the year looked at, else the user's; nobody else passes."""
    period = scope_of(request).period
    if period is not None and allowed(request.user, "awards.set_wording", period.unit):
        return period.unit
    unit = office_of(request.user)
    require(request.user, "awards.set_wording", unit or request.user.unit)
    return unit


def _crumbs(*rest: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Báo cáo", reverse("awards:reports.index")), *rest]


def _all(title: str = "") -> list[tuple[str, str]]:
    return _crumbs(("Câu chữ, thể thức", reverse("awards:reports.wordings")), (title, ""))


def _subject(request: HttpRequest, report: str, slot: Slot | None = None) -> tuple[Scope, Any] | None:
    """The latest real thing of the year looked at that a paper could be about, with this place on it."""
    period = scope_of(request).period
    if period is None:
        return None
    scope = Scope(period, period.unit, request.user)
    found = (one for one in reports()[report].subjects(scope) if slot is None or slot.fits(one))
    subject = next(found, None)
    return (scope, subject) if subject is not None else None


@login_required
def wordings(request: HttpRequest) -> HttpResponse:
    """Every place whose words may be changed, and the looks, as they hold today."""
    unit = _office(request)
    today = clock.today()
    held = wordings_in_force(unit, today)
    coming = PaperWording.objects.filter(unit=unit, valid_from__gt=today)
    later = {row.slot: row for row in coming.order_by("version")}
    rows = [
        (slot, held.get(slot.code), later.get(slot.code), _said(held.get(slot.code), slot)) for slot in SLOTS
    ]  # fmt: skip
    context = {
        "unit": unit,
        "rows": rows,
        "layout": layout_in_force(unit, today),
        "beyond": beyond_decree(layout_of(unit, today)),
        "crumbs": _crumbs(("Câu chữ, thể thức", "")),
    }
    return render(request, "awards/reports/wordings.html", context)


def _said(row: PaperWording | None, slot: Slot) -> str:
    return row.text if row is not None and row.text else slot.default


@login_required
def wording(request: HttpRequest) -> HttpResponse:
    """One place (`?cho=`) with its versions; `xem` shows the words typed on a real paper, `in` prints that paper."""
    unit = _office(request)
    code = request.GET.get("cho", SLOTS[0].code)
    slot = BY_CODE.get(code)
    if slot is None:
        raise Http404("no such place")
    versions = list(PaperWording.objects.filter(unit=unit, slot=code).select_related("set_by"))
    held = wordings_in_force(unit, clock.today()).get(code)
    form = WordingForm(
        request.POST or None, current=_said(versions[0] if versions else held, slot),
        last=versions[0] if versions else None,
    )  # fmt: skip
    trying = "xem" in request.POST or "in" in request.POST
    found = _subject(request, slot.report, slot)
    typed = request.POST.get("text", "") if trying else _said(versions[0] if versions else held, slot)
    wrong = troubles(typed, slot.fields) if trying else []
    if "in" in request.POST and found and not wrong:
        return _print_of(found, slot, typed, _said(held, slot))
    if not trying and form.done(request, _saved(slot), unit):
        messages.success(request, f"{slot.label}: bản {form.result.version}, từ {form.result.valid_from:%d/%m/%Y}.")
        return redirect("awards:reports.wordings")
    if trying:
        form.errors.clear()
        for sentence in wrong:
            form.add_error("text", sentence)
    context = {
        "unit": unit, "slot": slot, "form": form, "versions": versions, "found": found,
        "preview": filled(typed, VALUES[slot.report](found[1])) if found and not wrong else "",
        "about": reports()[slot.report].label(found[1]) if found else "",
        "crumbs": _all(slot.label),
    }  # fmt: skip
    return render(request, "awards/reports/wording.html", context, status=422 if wrong else form_status(form))


def _saved(slot: Slot):
    return lambda unit, **given: set_wording(unit, slot=slot.code, **given)


def _print_of(found: tuple[Scope, Any], slot: Slot, text: str, held: str) -> HttpResponse:
    scope, subject = found
    document = reports()[slot.report].build(scope, subject)
    values = VALUES[slot.report](subject)
    return _trial(reworded(document, {slot: text}, values, instead=[held]))


def _trial(document: Document) -> HttpResponse:
    """The main part of a paper as a file to look at; long lists and further copies are left out."""
    paper = replace(document, annexes=[], copies=[], draft="Bản xem thử", slug=f"xem-thu-{document.slug}")
    return send_file(render_pdf(paper), f"{paper.slug}.pdf", CONTENT_TYPES["pdf"])


@login_required
def layout(request: HttpRequest) -> HttpResponse:
    """Sizes and margins of the papers of the command; `in` prints a real paper with what was typed."""
    unit = _office(request)
    versions = list(PaperLayout.objects.filter(unit=unit).select_related("set_by"))
    current = Layout.from_mapping(versions[0].tokens) if versions else layout_of(unit, clock.today())
    start = versions[0].valid_from if versions else None
    form = LayoutForm(request.POST or None, layout=current, start=start)
    if "in" in request.POST:
        for name in ("reason", "valid_from"):
            form.fields[name].required = False
        if form.is_valid() and (document := _any_paper(request)):
            tokens = own_tokens(form.cleaned_data["tokens"])
            return _trial(replace(document, layout=Layout.from_mapping(tokens)))
        if form.is_valid():
            form.add_error(None, "Năm đang xem chưa có văn bản nào để in thử.")
    elif form.done(request, set_layout, unit):
        messages.success(request, f"Thể thức: bản {form.result.version}, từ {form.result.valid_from:%d/%m/%Y}.")
        return redirect("awards:reports.wordings")
    context = {
        "unit": unit, "form": form, "versions": versions, "beyond": beyond_decree(current),
        "crumbs": _all("Thể thức"),
    }  # fmt: skip
    return render(request, "awards/reports/layout.html", context, status=form_status(form))


def _any_paper(request: HttpRequest) -> Document | None:
    for name in SHOWN_ON:
        if found := _subject(request, name):
            try:
                return reports()[name].build(*found)
            except RuleViolation:
                continue
    return None
