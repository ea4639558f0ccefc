"""Pages of units."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from thidua import providers
from thidua.frame import Link
from thidua.http import form_status
from thidua.lists import ListPage, list_page
from thidua.numbers import is_number
from thidua.permissions import require
from units.audit.queries import history_of, history_url
from units.structure import queries, services
from units.structure.forms import CloseForm, MoveForm, RenameForm, UnitFactsForm, UnitFilter, UnitForm, open_units
from units.structure.models import Unit

TREE_OPEN = 60  # a tree of more units shows its first two levels, the rest opens on demand


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The tree of what the user may see; with a filter, a list."""
    filters = UnitFilter(request.GET)
    units = queries.unit_list(request.user)
    if filters.is_plain:
        rows = list(filters.narrow(units))
        shown = ListPage(Paginator(rows, max(len(rows), 1)).page(1), len(rows), filters)
        tree = queries.tree(rows)
    else:
        shown, tree = list_page(request, units, filters, per_page=100), None
    context = {"list": shown, "tree": tree, "open_depth": 9 if shown.total <= TREE_OPEN else 1}
    return render(request, "units/structure/index.html", context)


@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    visible = Unit.objects.visible_to(request.user)
    unit = get_object_or_404(visible.select_related("kind", "parent"), pk=pk)
    panels = [found for panel in providers.unit_panels if (found := panel(request.user, unit))]
    context = {
        "unit": unit,
        "crumbs": queries.crumbs(unit, request.user),
        "people": unit.people.filter(left_on__isnull=True).count(),
        "below": list(visible.filter(parent=unit, closed_on__isnull=True).select_related("kind").in_order()),
        "clusters": unit.cluster_memberships.select_related("cluster__organiser"),
        "timeline": queries.organisation_history(unit),
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
    ("Kết thúc đơn vị", "close", "archive"),
)


@login_required
def create(request: HttpRequest) -> HttpResponse:
    """A new unit below one of those the user may edit; `?cap_tren=` chooses it."""
    above = open_units(request.user).filter(pk=_number(request.GET.get("cap_tren"))).first()
    require(request.user, "units.edit_structure", above)
    form = UnitForm(request.POST or None, user=request.user, initial={"parent": above})
    if form.done(request, services.create_unit):
        messages.success(request, f"Đã tạo {form.result}.")
        return redirect("units:structure.detail", form.result.pk)
    way = queries.crumbs(above, request.user, deeper=True) if above else [("Đơn vị", reverse("units:structure.index"))]
    context = {"form": form, "crumbs": [*way, ("Thêm đơn vị", "")], "back": way[-1][1]}
    return render(request, "units/structure/create.html", context, status=form_status(form))


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _editable(request, pk)
    names = ("kind", "sort", "place", "strength", "is_reporting", "is_border")
    form = UnitFactsForm(request.POST or None, initial={name: getattr(unit, name) for name in names})
    if form.done(request, services.edit_unit, unit):
        messages.success(request, f"Đã lưu {unit}.")
        return redirect("units:structure.detail", unit.pk)
    return _form_page(request, "edit", unit, form)


@login_required
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _editable(request, pk)
    form = RenameForm(request.POST or None, initial={"name": unit.name, "short_name": unit.short_name})
    if form.done(request, services.rename_unit, unit):
        messages.success(request, f"Đã đổi tên thành {unit.name}.")
        return redirect("units:structure.detail", unit.pk)
    return _form_page(request, "rename", unit, form)


@login_required
def move(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _editable(request, pk)
    form = MoveForm(request.POST or None, user=request.user, unit=unit)
    if form.done(request, services.move_unit, unit):
        messages.success(request, f"{unit} nay trực thuộc {unit.parent}.")
        return redirect("units:structure.detail", unit.pk)
    return _form_page(request, "move", unit, form)


@login_required
def close(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _editable(request, pk)
    form = CloseForm(request.POST or None)
    if form.done(request, services.close_unit, unit):
        messages.success(request, f"Đã kết thúc {unit}.")
        return redirect("units:structure.detail", unit.pk)
    return _form_page(request, "close", unit, form)


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
