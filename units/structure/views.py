"""Pages of units."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from thidua import providers
from thidua.lists import ListPage, list_page
from thidua.permissions import require
from units.audit.queries import history_of
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
    }
    return render(request, "units/structure/detail.html", context)


@login_required
def create(request: HttpRequest) -> HttpResponse:
    """A new unit below one of those the user may edit; `?cap_tren=` chooses it."""
    above = open_units(request.user).filter(pk=_number(request.GET.get("cap_tren"))).first()
    require(request.user, "units.edit_structure", above)
    form = UnitForm(request.POST or None, user=request.user, initial={"parent": above})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(services.create_unit, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"Đã tạo {form.result}.")
        return redirect("units:structure.detail", form.result.pk)
    return render(request, "units/structure/create.html", {"form": form, "above": above}, status=_status(form))


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _editable(request, pk)
    names = ("kind", "sort", "place", "strength", "is_reporting", "is_border")
    form = UnitFactsForm(request.POST or None, initial={name: getattr(unit, name) for name in names})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(services.edit_unit, unit, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"Đã lưu {unit}.")
        return redirect("units:structure.detail", unit.pk)
    return _form_page(request, "edit", unit, form)


@login_required
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _editable(request, pk)
    form = RenameForm(request.POST or None, initial={"name": unit.name, "short_name": unit.short_name})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(services.rename_unit, unit, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"Đã đổi tên thành {unit.name}.")
        return redirect("units:structure.detail", unit.pk)
    return _form_page(request, "rename", unit, form)


@login_required
def move(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _editable(request, pk)
    form = MoveForm(request.POST or None, user=request.user, unit=unit)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(services.move_unit, unit, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"{unit} nay trực thuộc {unit.parent}.")
        return redirect("units:structure.detail", unit.pk)
    return _form_page(request, "move", unit, form)


@login_required
def close(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _editable(request, pk)
    form = CloseForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(services.close_unit, unit, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"Đã kết thúc {unit}.")
        return redirect("units:structure.detail", unit.pk)
    return _form_page(request, "close", unit, form)


def _editable(request: HttpRequest, pk: int) -> Unit:
    unit = get_object_or_404(Unit.objects.visible_to(request.user).select_related("kind", "parent"), pk=pk)
    require(request.user, "units.edit_structure", unit)
    return unit


def _form_page(request: HttpRequest, name: str, unit: Unit, form) -> HttpResponse:
    context = {"unit": unit, "form": form, "crumbs": queries.crumbs(unit, request.user, deeper=True)}
    return render(request, f"units/structure/{name}.html", context, status=_status(form))


def _status(form) -> int:
    """A refused form is told with 422, so that a page shown again is not taken for a page saved."""
    return 422 if form.is_bound and form.errors else 200


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
