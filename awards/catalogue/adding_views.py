"""Pages on which the office adds to the catalogue: titles, rules, whole laws; each is shown before it is done."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from awards.catalogue import adding, queries
from awards.catalogue import law_sets as sets
from awards.catalogue.adding_forms import AwardForm, EndForm, NewRuleForm, RuleSetForm, latest_law
from awards.catalogue.conditions import KINDS
from awards.catalogue.models import Award
from awards.catalogue.version_forms import with_a_line
from awards.catalogue.versions import AlreadyMade, Change
from thidua import clock
from thidua.http import form_status
from thidua.permissions import require
from units.structure.previews import kept, tried

HERE = ("Quy định, danh hiệu", "awards:catalogue.index")
LAWS = "Các bộ quy định"


def _with_rows(request: HttpRequest, make: Callable, **given):
    """The form with one more line when that was asked for, else as it was sent; whether it was really sent."""
    line = next((name for name in ("c", "q") if f"them_{name}" in request.POST), "")
    kind = request.POST.get("loai", "")
    if line == "q" or (line and kind in KINDS):
        return make(with_a_line(request.POST, line, kind), unsent=True, **given), False
    if line:
        return make(request.POST, unsent=True, **given), False
    return make(request.POST or None, **given), True


def _page(request: HttpRequest, template: str, form, draft, title: str, crumbs: list, back: str, **more):
    context = {
        "form": form,
        "draft": draft,
        "changed": bool(draft and request.POST.get("xac_nhan")),
        "kept": kept(request),
        "kinds": [(kind.code, kind.label) for kind in KINDS.values()],
        "title": title,
        "crumbs": [(HERE[0], reverse(HERE[1])), *crumbs, (title, "")],
        "back": back,
        **more,
    }
    return render(request, f"awards/catalogue/{template}.html", context, status=form_status(form))


def _award_page(award: Award, change: Change | None = None) -> str:
    day = f"?ngay={change.row.valid_from:%d/%m/%Y}" if change else ""
    return reverse("awards:catalogue.award", args=[award.pk]) + day


@login_required
def add_award(request: HttpRequest) -> HttpResponse:
    """A title or form the catalogue does not have."""
    require(request.user, "awards.edit_catalogue")
    form, sent = _with_rows(request, AwardForm)
    try:
        draft = tried(request, form, adding.add_award) if sent else None
    except AlreadyMade:
        messages.info(request, "Danh hiệu, hình thức này đã được thêm.")
        return redirect("awards:catalogue.index")
    if draft and draft.act:
        messages.success(request, f"Đã lưu. {draft.act.title}.")
        return redirect(_award_page(draft.act.row.award, draft.act))
    back = reverse("awards:catalogue.index")
    return _page(request, "add_award", form, draft, "Thêm danh hiệu, hình thức", [], back)


@login_required
def add_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """What the law says of a title from a day for which the catalogue says nothing."""
    require(request.user, "awards.edit_catalogue")
    award = get_object_or_404(Award, pk=pk)
    form, sent = _with_rows(request, NewRuleForm, subject=award.subject)
    try:
        draft = tried(request, form, adding.add_rule, award) if sent else None
    except AlreadyMade:
        messages.info(request, "Quy định này đã được lưu.")
        return redirect(_award_page(award))
    if draft and draft.act:
        messages.success(request, f"Đã lưu. {draft.act.title}.")
        return redirect(_award_page(award, draft.act))
    crumbs, back = [(award.name, _award_page(award))], _award_page(award)
    return _page(request, "add_rule", form, draft, "Quy định cho ngày chưa có", crumbs, back, award=award)


@login_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day of a title or form in the law."""
    require(request.user, "awards.edit_catalogue")
    rule = get_object_or_404(queries.rules_with_parts(), pk=pk)
    form = EndForm(request.POST or None)
    try:
        draft = tried(request, form, adding.end_rule, rule)
    except AlreadyMade:
        messages.info(request, "Ngày hết hiệu lực này đã được ghi.")
        return redirect(_award_page(rule.award))
    if draft and draft.act:
        messages.success(request, f"Đã lưu. {draft.act.title}.")
        return redirect(_award_page(rule.award))
    crumbs, back = [(rule.award.name, _award_page(rule.award))], _award_page(rule.award)
    return _page(request, "end", form, draft, "Ngày hết hiệu lực", crumbs, back, rule=rule)


@login_required
def rule_sets(request: HttpRequest) -> HttpResponse:
    """Every law there has been: when, by what text, with which general conditions."""
    rows = list(queries.rule_sets())
    context = {
        "title": LAWS,
        "crumbs": [(HERE[0], reverse(HERE[1])), (LAWS, "")],
        "rows": [(one, [sets.principle_in_words(row) for row in one.principles]) for one in rows],
        "today": clock.today(),
    }
    return render(request, "awards/catalogue/rule_sets.html", context)


@login_required
def add_rule_set(request: HttpRequest) -> HttpResponse:
    """A new law; every title of the one before goes on under it unless it is left out."""
    require(request.user, "awards.edit_catalogue")
    base = latest_law()
    form, sent = _with_rows(request, RuleSetForm, base=base)
    try:
        draft = tried(request, form, sets.add_rule_set) if sent else None
    except AlreadyMade:
        messages.info(request, "Bộ quy định này đã được thêm.")
        return redirect("awards:catalogue.rule_sets")
    if draft and draft.act:
        messages.success(request, f"Đã lưu. {draft.act.title}.")
        return redirect("awards:catalogue.rule_sets")
    back = reverse("awards:catalogue.rule_sets")
    crumbs = [(LAWS, back)]
    return _page(request, "add_rule_set", form, draft, "Thêm bộ quy định", crumbs, back, base=base)
