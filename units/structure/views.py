"""Pages of units."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from thidua import providers
from thidua.forms import ReasonForm
from thidua.frame import Link
from thidua.http import form_status
from thidua.lists import ListPage, list_page
from thidua.numbers import is_number
from thidua.permissions import require
from units.audit.queries import history_of, history_url
from units.structure import queries, reorganise, services
from units.structure.enums import ActKind
from units.structure.forms import (
    CloseForm,
    MergeForm,
    MoveForm,
    ReclassForm,
    RenameForm,
    SplitForm,
    UnitFactsForm,
    UnitFilter,
    UnitForm,
    open_units,
)
from units.structure.lineage import family_of
from units.structure.models import StructureAct, Unit, UnitLineage
from units.structure.previews import kept, tried

TREE_OPEN = 60  # a tree of more units shows its first two levels, the rest opens on demand
TREE_MOST = 1000  # of a larger one only the upper levels are on the page, the rest stands with each unit


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The tree of what the user may see; with a filter, a list."""
    filters = UnitFilter(request.GET)
    units = queries.unit_list(request.user)
    if filters.is_plain:
        rows = queries.tree_rows(filters.narrow(units))
        shown = ListPage(Paginator(rows, max(len(rows), 1)).page(1), len(rows), filters)
        tree = queries.tree(rows)
    else:
        shown, tree = list_page(request, units, filters, per_page=100), None
    context = {
        "list": shown,
        "tree": tree,
        "open_depth": 9 if shown.total <= TREE_OPEN else 1,
        "shown_depth": queries.depth_to_show(tree, TREE_MOST) if tree else 0,
    }
    return render(request, "units/structure/index.html", context)


@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    visible = Unit.objects.visible_to(request.user)
    unit = get_object_or_404(visible.select_related("kind", "parent"), pk=pk)
    panels = [found for panel in providers.unit_panels if (found := panel(request.user, unit))]
    acts = queries.acts_of(unit)
    statuses = list(unit.statuses.select_related("kind", "authority"))
    joined = any(act.kind in (ActKind.MERGE, ActKind.SPLIT) and not act.is_undone for act in acts)
    family = family_of(unit) if joined else None
    context = {
        "unit": unit,
        "crumbs": queries.crumbs(unit, request.user),
        "people": unit.people.filter(left_on__isnull=True).count(),
        "below": list(visible.filter(parent=unit, closed_on__isnull=True).select_related("kind").in_order()),
        "clusters": unit.cluster_memberships.select_related("cluster__organiser"),
        "timeline": queries.organisation_history(unit, acts, statuses),
        "acts": acts,
        "authority": statuses[0].authority if statuses else None,
        "family": family,
        "heirs": [line.successor for line in family.lines if line.predecessor_id == unit.pk] if family else [],
        "panels": [panel for panel in panels if panel.get("place") != "side"],
        "side_panels": [panel for panel in panels if panel.get("place") == "side"],
        "history": history_of(unit),
        "history_url": history_url(request.user, unit),
        "changes": [Link(label, reverse(f"units:structure.{name}", args=[pk]), icon) for label, name, icon in CHANGES],
    }
    return render(request, "units/structure/detail.html", context)


CHANGES = (
    ("Đổi tên", "rename", "pencil-line"),
    ("Chuyển cấp trên", "move", "arrow-right-left"),
    ("Đổi loại, cấp quyết định", "reclass", "layers"),
    ("Sáp nhập", "merge", "git-merge"),
    ("Chia, tách", "split", "split"),
    ("Kết thúc đơn vị", "close", "archive"),
)


@login_required
def create(request: HttpRequest) -> HttpResponse:
    """A new unit below one of those the user may edit; `?cap_tren=` chooses it."""
    above = open_units(request.user).filter(pk=_number(request.GET.get("cap_tren"))).first()
    require(request.user, "units.edit_structure", above)
    form = UnitForm(request.POST or None, user=request.user, initial={"parent": above})
    draft = tried(request, form, services.create_unit)
    if draft and draft.act:
        made = draft.act.touched.select_related("unit").get().unit
        messages.success(request, f"Đã tạo {made}.")
        return redirect("units:structure.detail", made.pk)
    way = queries.crumbs(above, request.user, deeper=True) if above else [("Đơn vị", reverse("units:structure.index"))]
    context = {
        "form": form,
        "draft": draft,
        "kept": kept(request),
        "crumbs": [*way, ("Thêm đơn vị", "")],
        "back": way[-1][1],
    }
    return render(request, "units/structure/create.html", context, status=form_status(form))


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _editable(request, pk)
    names = ("sort", "place", "strength", "is_reporting", "is_border")
    form = UnitFactsForm(request.POST or None, initial={name: getattr(unit, name) for name in names})
    if form.done(request, services.edit_unit, unit):
        messages.success(request, f"Đã lưu {unit}.")
        return redirect("units:structure.detail", unit.pk)
    return _form_page(request, "edit", unit, form)


@login_required
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _editable(request, pk)
    form = RenameForm(request.POST or None, initial={"name": unit.name, "short_name": unit.short_name})
    return _act_page(request, "rename", unit, form, services.rename_unit, unit)


@login_required
def move(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _editable(request, pk)
    form = MoveForm(request.POST or None, user=request.user, unit=unit)
    return _act_page(request, "move", unit, form, services.move_unit, unit)


@login_required
def reclass(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _editable(request, pk)
    status = unit.statuses.select_related("authority").first()
    initial = {"kind": unit.kind, "authority": status.authority if status else None}
    form = ReclassForm(request.POST or None, unit=unit, initial=initial)
    return _act_page(request, "reclass", unit, form, services.reclass_unit, unit)


@login_required
def close(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _editable(request, pk)
    return _act_page(request, "close", unit, CloseForm(request.POST or None), services.close_unit, unit)


@login_required
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _editable(request, pk)
    form = MergeForm(request.POST or None, user=request.user, unit=unit, initial={"kind": unit.kind})
    return _act_page(request, "merge", unit, form, reorganise.merge_units)


@login_required
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """First the new units, then who goes where (`phan` is sent with that), then the preview."""
    unit = _editable(request, pk)
    form = SplitForm(request.POST or None, user=request.user, unit=unit)
    asked = request.method == "POST" and "phan" not in request.POST and "sua" not in request.POST
    if not (asked and form.is_valid()):
        return _act_page(request, "split", unit, form, reorganise.split_unit, unit)
    way = queries.crumbs(unit, request.user, deeper=True)
    context = {
        "unit": unit,
        "form": form,
        "crumbs": way,
        "back": way[-1][1],
        "goals": form.goals(),
        "children": list(unit.children.filter(closed_on__isnull=True).in_order()),
        "members": list(unit.people.filter(left_on__isnull=True).in_order()),
        "kept": kept(request),
    }
    return render(request, "units/structure/split.html", context)


@login_required
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """One act of the past: what it changed, by which decision, whether it can still be taken back."""
    found = get_object_or_404(_acts(request), pk=pk)
    may_undo = not found.is_undone and queries.may_undo(request.user, found)
    context = {
        "act": found,
        "crumbs": queries.act_crumbs(found, request.user),
        "lines": list(found.lines.select_related("predecessor", "successor", "confirmed_by")),
        "units": list(Unit.objects.visible_to(request.user).filter(touched_by__act=found).in_order()),
        "may_undo": may_undo,
    }
    return render(request, "units/structure/act.html", context)


@login_required
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an act back, once nothing rests on it; what does is told before anything is asked."""
    found = get_object_or_404(_acts(request), pk=pk)
    reorganise.require_undo(request.user, found)
    form = ReasonForm(request.POST or None)
    if form.done(request, reorganise.undo_act, found):
        messages.success(request, f"Đã hoàn lại: {found.title}.")
        return redirect("units:structure.act", found.pk)
    way = queries.act_crumbs(found, request.user)
    context = {
        "act": found,
        "form": form,
        "obstacles": [] if found.is_undone else reorganise.what_rests_on(found),
        "crumbs": [*way[:-1], (way[-1][0], reverse("units:structure.act", args=[pk])), ("Hoàn lại", "")],
        "back": reverse("units:structure.act", args=[pk]),
    }
    return render(request, "units/structure/undo.html", context, status=form_status(form))


@login_required
def streak(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm that awards in a row go on from one unit to its heir, or take that back."""
    seen = Unit.objects.visible_to(request.user)
    rows = UnitLineage.objects.filter(Q(predecessor__in=seen) | Q(successor__in=seen))
    line = get_object_or_404(rows.select_related("act", "predecessor", "successor", "confirmed_by"), pk=pk)
    require(request.user, "units.confirm_lineage", line)
    form = ReasonForm(request.POST or None)
    withdraws = request.POST.get("viec", "bo" if line.is_confirmed else "xac-nhan") == "bo"
    if form.done(request, reorganise.withdraw_line if withdraws else reorganise.confirm_line, line):
        told = "Đã bỏ xác nhận" if withdraws else "Đã xác nhận"
        messages.success(request, f"{told} tính liên tục thành tích từ {line.predecessor} sang {line.successor}.")
        return redirect("units:structure.detail", line.successor_id)
    way = queries.crumbs(line.successor, request.user, deeper=True)
    context = {"line": line, "form": form, "crumbs": way, "back": way[-1][1], "withdraws": withdraws}
    return render(request, "units/structure/streak.html", context, status=form_status(form))


def _acts(request: HttpRequest):
    seen = StructureAct.objects.visible_to(request.user).values("pk")
    return StructureAct.objects.filter(pk__in=seen).select_related("unit", "by", "undone_by")


def _act_page(request: HttpRequest, name: str, unit: Unit, form, do: Callable, *args) -> HttpResponse:
    way = queries.crumbs(unit, request.user, deeper=True)
    draft = tried(request, form, do, *args)
    if draft and draft.act:
        messages.success(request, f"{draft.title}: đã ghi.")
        if name in ("merge", "split"):
            return redirect("units:structure.act", draft.act.pk)
        return redirect("units:structure.detail", unit.pk)
    context = {
        "unit": get_object_or_404(Unit.objects.select_related("kind", "parent"), pk=unit.pk),  # not what was tried
        "form": form,
        "draft": draft,
        "changed": bool(draft and request.POST.get("xac_nhan")),
        "kept": kept(request),
        "crumbs": way,
        "back": way[-1][1],
    }
    return render(request, f"units/structure/{name}.html", context, status=form_status(form))


def _editable(request: HttpRequest, pk: int) -> Unit:
    unit = get_object_or_404(Unit.objects.visible_to(request.user).select_related("kind", "parent"), pk=pk)
    require(request.user, "units.edit_structure", unit)
    return unit


def _form_page(request: HttpRequest, name: str, unit: Unit, form) -> HttpResponse:
    way = queries.crumbs(unit, request.user, deeper=True)
    context = {"unit": unit, "form": form, "crumbs": way, "back": way[-1][1]}
    return render(request, f"units/structure/{name}.html", context, status=form_status(form))


def _number(text: str | None) -> int | None:
    return int(text) if text and is_number(text) else None
