"""Pages of the score table: the tree, its rows, the grid of targets."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from awards.criteria import queries, services, states
from awards.criteria.enums import CriterionKind
from awards.criteria.forms import CriterionForm, NewSetForm, SetForm, TargetGrid, next_code, typed
from awards.criteria.models import CriteriaSet, Criterion
from awards.years.models import EmulationPeriod
from awards.years.scope import follow, scope_of
from thidua.errors import DomainError
from thidua.http import shows_domain_errors
from thidua.permissions import require
from thidua.widgets import HistoryRow
from units.audit.queries import history_of

WIDE = 60  # a table of more rows than this shows its quantitative criteria first in the grid
DETAILS = ("organ", "guidance", "measure", "accumulation", "places", "maximum_value", "deduction")


def _table(request: HttpRequest, pk: int) -> CriteriaSet:
    visible = CriteriaSet.objects.visible_to(request.user)
    table = get_object_or_404(visible.select_related("period__unit", "period__cluster"), pk=pk)
    follow(request, table.period)
    return table


def _criterion(request: HttpRequest, pk: int) -> Criterion:
    visible = Criterion.objects.filter(criteria_set__in=CriteriaSet.objects.visible_to(request.user))
    together = ("criteria_set__period__unit", "criteria_set__period__cluster", "parent")
    criterion = get_object_or_404(visible.select_related(*together), pk=pk)
    follow(request, criterion.criteria_set.period)
    return criterion


def _table_of(period: EmulationPeriod | None) -> CriteriaSet | None:
    return CriteriaSet.objects.filter(period=period).first() if period is not None else None


def _status(form) -> int:
    return 422 if form.is_bound and form.errors else 200


def _shortened(rows: list[HistoryRow], most: int = 6) -> list[HistoryRow]:
    """History whose long lists of cells end with how many more there are; the record itself keeps them all."""
    return [
        replace(row, changes=[*row.changes[:most], ("Và", "", f"{len(row.changes) - most} thay đổi khác")])
        if len(row.changes) > most + 1
        else row
        for row in rows
    ]


def _crumbs(title: str) -> list[tuple[str, str]]:
    return [("Bảng điểm", reverse("awards:criteria.index")), (title, "")]


# The table ------------------------------------------------------------------------------------------------------------


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The score table of the year looked at, as a tree with sums; the own unit's targets beside it."""
    scope = scope_of(request)
    period, table = scope.period, _table_of(scope.period)
    runs = period is not None and request.user.has_perm("awards.edit_criteria", period)
    if table is None:
        return render(request, "awards/criteria/index.html", {"period": period, "runs": runs})
    table.period = period
    units = list(period.reporting_units())
    unit = next((one for one in units if scope.unit is not None and one.pk == scope.unit.pk), None)
    lines = queries.tree(table, unit)
    cells = queries.target_count(table, len(units))
    sums = services.rules.table_problems(table.rows(), table.total_points) if table.is_draft and runs else []
    context = {
        "period": period,
        "table": table,
        "lines": lines,
        "unit": unit,
        "figs": queries.figures(table, lines, cells),
        "sums": sums,
        "untargeted": cells[1] - cells[0],
        "runs": runs,
        "editing": runs and table.is_draft and not period.is_closed,
        "may_unlock": runs and not table.is_draft and not states.in_use(table),
        "workflow": states.SET,
        "history": _shortened(history_of(table, 8)) if runs else [],
    }
    return render(request, "awards/criteria/index.html", context)


@login_required
def create(request: HttpRequest) -> HttpResponse:
    """A new table for the year looked at: empty, or from the published one."""
    period = scope_of(request).period
    if period is None:
        raise Http404
    require(request.user, "awards.edit_criteria", period)
    form = NewSetForm(request.POST or None, initial={"name": f"Bảng điểm thi đua năm {period.year}"})
    if request.method == "POST" and form.is_valid() and form.perform(_create, period, form, by=request.user):
        messages.success(request, f"Đã lập {form.result.name}.")
        return redirect("awards:criteria.index")
    context = {"form": form, "period": period, "crumbs": _crumbs("Lập bảng điểm")}
    return render(request, "awards/criteria/create.html", context, status=_status(form))


def _create(period: EmulationPeriod, form: NewSetForm, *, by) -> CriteriaSet:
    data = form.cleaned_data
    if data["start"] == NewSetForm.PUBLISHED:
        return services.new_table_1000(period, by)
    return services.create_set(period, by=by, name=data["name"], basis=data["basis"], total_points=data["total_points"])


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Heading of a draft table."""
    table = _table(request, pk)
    require(request.user, "awards.edit_criteria", table)
    names = ("name", "basis", "total_points")
    form = SetForm(request.POST or None, initial={name: typed(getattr(table, name)) for name in names})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(services.edit_set, table, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Đã lưu bảng điểm.")
        return redirect("awards:criteria.index")
    context = {"form": form, "table": table, "crumbs": _crumbs("Sửa bảng điểm")}
    return render(request, "awards/criteria/edit.html", context, status=_status(form))


@login_required
@require_POST
@shows_domain_errors
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    services.lock_set(_table(request, pk), by=request.user)
    messages.success(request, "Đã khóa bảng điểm.")
    return redirect("awards:criteria.index")


@login_required
@require_POST
@shows_domain_errors
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    services.unlock_set(_table(request, pk), by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, "Đã mở khóa bảng điểm.")
    return redirect("awards:criteria.index")


# Its rows -------------------------------------------------------------------------------------------------------------


@login_required
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new row; `?nhom=` names the group it shall stand in."""
    table = _table(request, pk)
    require(request.user, "awards.edit_criteria", table)
    code = request.GET.get("nhom", "")
    parent = table.criteria.filter(code=code, kind=CriterionKind.GROUP).first() if code else None
    kind = CriterionKind.QUANTITATIVE if parent else CriterionKind.GROUP
    initial = {"parent": parent, "code": next_code(table, parent), "kind": kind}
    form = CriterionForm(request.POST or None, criteria_set=table, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(services.add_criterion, table, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"Đã thêm {form.result}.")
        if "again" in request.POST:
            group = form.result.parent.code if form.result.parent else ""
            return redirect(f"{reverse('awards:criteria.add', args=[pk])}?{urlencode({'nhom': group})}")
        return redirect(f"{reverse('awards:criteria.index')}#tc-{form.result.pk}")
    context = {"form": form, "table": table, "crumbs": _crumbs("Thêm tiêu chí")}
    return render(request, "awards/criteria/add.html", context, status=_status(form))


@login_required
def edit_row(request: HttpRequest, pk: int) -> HttpResponse:
    criterion = _criterion(request, pk)
    require(request.user, "awards.edit_criteria", criterion)
    names = ("code", "name", "kind", "max_points", *DETAILS)
    form = CriterionForm(
        request.POST or None,
        criteria_set=criterion.criteria_set,
        criterion=criterion,
        initial={name: typed(getattr(criterion, name)) for name in names},
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(services.edit_criterion, criterion, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"Đã lưu {form.result}.")
        return redirect(f"{reverse('awards:criteria.index')}#tc-{criterion.pk}")
    context = {
        "form": form,
        "criterion": criterion,
        "below": criterion.children.count(),
        "crumbs": _crumbs(f"Sửa {criterion.code}"),
        "history": history_of(criterion, 8),
    }
    return render(request, "awards/criteria/edit_row.html", context, status=_status(form))


@login_required
@require_POST
@shows_domain_errors
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    criterion = _criterion(request, pk)
    services.remove_criterion(criterion, by=request.user)
    messages.success(request, f"Đã bỏ {criterion}.")
    return redirect("awards:criteria.index")


@login_required
@require_POST
@shows_domain_errors
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down inside the group."""
    services.move_criterion(_criterion(request, pk), by=request.user, up=request.POST.get("huong") == "len")
    return redirect(f"{reverse('awards:criteria.index')}#tc-{pk}")


# Targets --------------------------------------------------------------------------------------------------------------


@login_required
def targets(request: HttpRequest) -> HttpResponse:
    """The grid of targets of one cluster or one unit; whoever sets them types here, the others read."""
    period = scope_of(request).period
    table = _table_of(period)
    if table is None:
        return redirect("awards:criteria.index")
    table.period = period
    clusters, visible = queries.places(request.user, period)
    units = queries.units_at(request.GET.get("pham_vi", ""), period, clusters, visible)
    lines = queries.tree(table)
    every = request.GET.get("xem", "" if len(lines) > WIDE else "tat-ca") == "tat-ca"
    shown = lines if every else _quantitative(lines)
    editable = set()
    if table.is_draft and not period.is_closed:
        editable = {unit.pk for unit in units if request.user.has_perm("awards.set_target", (table, unit))}
    stored = queries.stored_targets(table, units)
    grid = TargetGrid(shown, units, stored, editable, request.POST if request.method == "POST" else None)
    refusal, status = None, 200
    if request.method == "POST":
        if not units:
            raise Http404
        if not editable:
            require(request.user, "awards.set_target", (table, units[0]))
        if grid.errors:
            status = 422
        else:
            try:
                count = services.set_targets(table, by=request.user, targets=grid.targets, expected=grid.expected)
            except DomainError as error:
                refusal, status = error, 409
            else:
                messages.success(request, f"Đã lưu {count} chỉ tiêu." if count else "Không có chỉ tiêu nào thay đổi.")
                return redirect(request.get_full_path())
    context = {
        "period": period,
        "table": table,
        "clusters": clusters,
        "all_units": visible,
        "units": units,
        "grid": grid,
        "every": every,
        "editable": bool(editable),
        "refusal": refusal,
        "place": _place(units, clusters, request.GET.get("pham_vi", "")),
    }
    return render(request, "awards/criteria/targets.html", context, status=status)


def _quantitative(lines: list[queries.Line]) -> list[queries.Line]:
    """Quantitative rows with the groups above them."""
    wanted = {line.criterion.pk for line in lines if line.criterion.kind == CriterionKind.QUANTITATIVE}
    above = {pk for line in lines if line.criterion.pk in wanted for pk in line.criterion.line}
    return [line for line in lines if line.criterion.pk in wanted | above]


def _place(units: list, clusters: list, asked: str) -> str:
    """Which entry of the select is shown as chosen."""
    if asked.startswith("u:") and len(units) == 1 and asked == f"u:{units[0].code}":
        return asked
    if asked.startswith("c:") and asked[2:] in {cluster.code for cluster in clusters}:
        return asked
    return f"c:{clusters[0].code}" if clusters else f"u:{units[0].code}" if units else ""
