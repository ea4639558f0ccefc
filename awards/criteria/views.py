"""Pages of the score table: the tree and its editor, its rows, versions and copies. Targets: target_views.py."""

import json
from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from awards.criteria import arrange, queries, services, states, versions
from awards.criteria.enums import CriterionKind
from awards.criteria.forms import (
    CopyForm,
    CriterionForm,
    NewSetForm,
    SetForm,
    VersionForm,
    next_code,
    steps_text,
    typed,
)
from awards.criteria.models import CriteriaSet, Criterion
from awards.years.models import EmulationPeriod
from awards.years.scope import follow, scope_of
from thidua.errors import RuleViolation
from thidua.http import form_status, shows_domain_errors
from thidua.numbers import is_number
from thidua.permissions import require
from thidua.widgets import HistoryRow
from units.audit.queries import history_of

DETAILS = (
    "organ", "guidance", "measure", "accumulation", "places", "maximum_value", "deduction", "lower_is_better",
    "per_occurrence", "by_pass", "evidence_required",
)  # fmt: skip

WAYS = [
    ("len", "arrow-up", "Đưa lên"),
    ("xuong", "arrow-down", "Đưa xuống"),
    ("ra", "arrow-left", "Đưa ra khỏi nhóm"),
    ("vao", "arrow-right", "Đưa vào nhóm trên"),
]


def _table(request: HttpRequest, pk: int) -> CriteriaSet:
    visible = CriteriaSet.objects.visible_to(request.user)
    table = get_object_or_404(visible.select_related("of_period__unit", "of_period__cluster"), pk=pk)
    follow(request, table.of_period)
    return table


def _criterion(request: HttpRequest, pk: int) -> Criterion:
    visible = Criterion.objects.filter(criteria_set__in=CriteriaSet.objects.visible_to(request.user))
    together = ("criteria_set__of_period__unit", "criteria_set__of_period__cluster", "parent")
    criterion = get_object_or_404(visible.select_related(*together), pk=pk)
    follow(request, criterion.criteria_set.of_period)
    return criterion


def _shortened(rows: list[HistoryRow], most: int = 6) -> list[HistoryRow]:
    """History whose long lists of cells end with how many more there are; the record itself keeps them all."""
    return [
        replace(row, changes=[*row.changes[:most], ("Và", "", f"{len(row.changes) - most} thay đổi khác")])
        if len(row.changes) > most + 1
        else row
        for row in rows
    ]


def _address(table: CriteriaSet, **more: str) -> str:
    """The page of a table; a version that is not in force is named in the address."""
    query = ({} if table.is_in_force else {"ban": table.version}) | more
    return reverse("awards:criteria.index") + (f"?{urlencode(query)}" if query else "")


def _crumbs(title: str, table: CriteriaSet | None = None) -> list[tuple[str, str]]:
    return [("Bảng điểm", _address(table) if table else reverse("awards:criteria.index")), (title, "")]


# The table ------------------------------------------------------------------------------------------------------------


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The score table of the year looked at, as a tree with sums; the own unit's targets beside it.

    `?ban=2` shows another version, `?sap=1` the buttons that move rows.
    """
    scope = scope_of(request)
    period = scope.period
    runs = period is not None and request.user.has_perm("awards.edit_criteria", period)
    version = request.GET.get("ban", "")
    table = queries.table_of(period, version)
    if table is None and version:
        raise Http404
    if table is None:
        return render(request, "awards/criteria/index.html", {"period": period, "runs": runs})
    units = list(period.reporting_units())
    unit = next((one for one in units if scope.unit is not None and one.pk == scope.unit.pk), None)
    lines = queries.tree(table, unit)
    cells = queries.target_count(table, len(units))
    sums = queries.problems(table, lines) if table.is_draft and runs else []
    editing = runs and table.is_draft and not period.is_closed
    context = {
        "period": period,
        "table": table,
        "lines": lines,
        "mark": queries.order_mark(line.criterion for line in lines),
        "unit": unit,
        "figs": queries.figures(table, lines, cells),
        "sums": sums,
        "untargeted": cells[1] - cells[0],
        "runs": runs,
        "editing": editing,
        "arranging": editing and "sap" in request.GET,
        "version": "" if table.is_in_force else table.version,
        "ways": WAYS,
        "versions": queries.versions_of(period) if runs else [],
        "commons": queries.commons_to_take(request.user, table) if editing else [],
        "may_unlock": runs and table.is_in_force and not table.is_draft and not states.in_use(table),
        "workflow": states.SET,
        "history": _shortened(history_of(table, 8)) if runs else [],
    }
    context["may_renew"] = (
        runs
        and table.is_in_force
        and not table.is_draft
        and not period.is_closed
        and not any(one.waits for one in context["versions"])
    )
    return render(request, "awards/criteria/index.html", context)


@login_required
def create(request: HttpRequest) -> HttpResponse:
    """A new table for the year looked at: empty, or from the published one."""
    period = scope_of(request).period
    if period is None:
        raise Http404
    require(request.user, "awards.edit_criteria", period)
    start = NewSetForm.PUBLISHED if request.GET.get("tu") == NewSetForm.PUBLISHED else NewSetForm.EMPTY
    initial = {"name": f"Bảng điểm thi đua năm {period.year}", "start": start}
    form = NewSetForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and form.perform(_create, period, form, by=request.user):
        messages.success(request, f"Đã lập {form.result.name}.")
        return redirect("awards:criteria.index")
    context = {"form": form, "period": period, "crumbs": _crumbs("Lập bảng điểm")}
    return render(request, "awards/criteria/create.html", context, status=form_status(form))


def _create(period: EmulationPeriod, form: NewSetForm, *, by) -> CriteriaSet:
    data = form.cleaned_data
    if data["start"] == NewSetForm.PUBLISHED:
        return services.new_table_1000(period, by)
    return services.create_set(period, by=by, name=data["name"], basis=data["basis"], total_points=data["total_points"])


@login_required
def copy(request: HttpRequest) -> HttpResponse:
    """A new table for the year looked at from that of another year or unit, seen before it is copied."""
    period = scope_of(request).period
    if period is None:
        raise Http404
    require(request.user, "awards.edit_criteria", period)
    sources = queries.sources_for(request.user, period)
    commons = set(queries.commons_for(request.user, period).values_list("pk", flat=True))
    asked = request.GET.get("tu", "")
    source = sources.filter(pk=asked).first() if is_number(asked) else None
    if asked and source is None:
        raise Http404
    initial = {"name": f"Bảng điểm thi đua năm {period.year}", "source": source}
    form = CopyForm(request.POST or None, initial=initial, sources=sources, commons=commons)
    if request.method == "POST" and form.is_valid() and form.perform(_copy, period, form, by=request.user):
        messages.success(request, f"Đã lập {form.result.name}.")
        return redirect("awards:criteria.index")
    context = {
        "form": form,
        "period": period,
        "sources": list(sources),
        "source": source,
        "is_common": source is not None and source.pk in commons,
        "lines": queries.tree(source) if source is not None else [],
        "crumbs": _crumbs("Chép bảng điểm"),
    }
    return render(request, "awards/criteria/copy.html", context, status=form_status(form))


def _copy(period: EmulationPeriod, form: CopyForm, *, by) -> CriteriaSet:
    data = form.cleaned_data
    if data["way"] == CopyForm.COMMON:
        return versions.start_with_common(period, data["source"], by=by, name=data["name"])
    return versions.copy_set(period, data["source"], by=by, name=data["name"], with_targets=data["with_targets"])


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Heading of a draft table."""
    table = _table(request, pk)
    require(request.user, "awards.edit_criteria", table)
    names = ("name", "basis", "total_points", "is_common")
    form = SetForm(request.POST or None, initial={name: typed(getattr(table, name)) for name in names})
    if form.done(request, services.edit_set, table):
        messages.success(request, "Đã lưu bảng điểm.")
        return redirect(_address(table))
    context = {"form": form, "table": table, "crumbs": _crumbs("Sửa bảng điểm", table)}
    return render(request, "awards/criteria/edit.html", context, status=form_status(form))


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


@login_required
@require_POST
@shows_domain_errors
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """The common part of a unit above, into a draft that has none yet, or has an older version of it."""
    table = _table(request, pk)
    asked = request.POST.get("tu", "")
    require(request.user, "awards.edit_criteria", table)
    common = queries.commons_for(request.user, table.of_period).filter(pk=asked).first() if is_number(asked) else None
    if common is None:
        raise RuleViolation("Chọn phần chung của cấp trên trong cùng năm.")
    count = versions.take_in_common(table, common, by=request.user)
    messages.success(request, f"Đã lấy {count} dòng của phần chung. Thêm dòng riêng bên cạnh.")
    return redirect(_address(table))


# Versions -------------------------------------------------------------------------------------------------------------


@login_required
def new_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Why a new version is written; then the draft beside the table in use."""
    table = _table(request, pk)
    require(request.user, "awards.edit_criteria", table)
    form = VersionForm(request.POST or None)
    if form.done(request, versions.new_version, table):
        messages.success(request, f"Đã lập bản {form.result.version}. Bản đang dùng chưa thay đổi.")
        return redirect(_address(form.result))
    context = {"form": form, "table": table, "crumbs": _crumbs("Lập bản mới", table)}
    return render(request, "awards/criteria/new_version.html", context, status=form_status(form))


@login_required
@shows_domain_errors
def put_in_force(request: HttpRequest, pk: int) -> HttpResponse:
    """What a waiting version changes and what it leaves behind; then it takes the place of the one in use."""
    table = _table(request, pk)
    require(request.user, "awards.edit_criteria", table)
    current = queries.table_of(table.of_period)
    if request.method == "POST":
        versions.put_in_force(table, by=request.user)
        messages.success(request, f"Bản {table.version} của bảng điểm đã có hiệu lực. Tính lại bảng điểm các cụm.")
        return redirect("awards:criteria.index")
    if not table.waits or current is None:
        return redirect(_address(table))
    changes = queries.changes_between(current, table)
    context = {
        "table": table,
        "current": current,
        "changes": changes,
        "targets": queries.target_changes(current, table),
        "aside": sum(change.aside for change in changes),
        "missing": table.missing_to_lock(),
        "boards": table.of_period.boards.exclude(state="replaced").count(),
        "crumbs": _crumbs(f"Bản {table.version} có hiệu lực", table),
    }
    return render(request, "awards/criteria/put_in_force.html", context)


@login_required
@require_POST
@shows_domain_errors
def drop_version(request: HttpRequest, pk: int) -> HttpResponse:
    table = _table(request, pk)
    versions.drop_version(table, by=request.user)
    messages.success(request, f"Đã bỏ bản {table.version} đang soạn.")
    return redirect("awards:criteria.index")


# Its rows -------------------------------------------------------------------------------------------------------------


@login_required
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new row; `?nhom=` names the group it shall stand in. On the page of the table it opens inside it."""
    table = _table(request, pk)
    require(request.user, "awards.edit_criteria", table)
    code = request.GET.get("nhom", "")
    parent = table.criteria.filter(code=code, kind=CriterionKind.GROUP).first() if code else None
    kind = CriterionKind.QUANTITATIVE if parent else CriterionKind.GROUP
    initial = {"parent": parent, "code": next_code(table, parent), "kind": kind}
    form = CriterionForm(request.POST or None, criteria_set=table, initial=initial)
    if form.done(request, services.add_criterion, table):
        messages.success(request, f"Đã thêm {form.result}.")
        if "again" in request.POST:
            group = form.result.parent.code if form.result.parent else ""
            return redirect(f"{reverse('awards:criteria.add', args=[pk])}?{urlencode({'nhom': group})}")
        return _shown(request, table, form.result.pk)
    context = {
        "form": form,
        "table": table,
        "crumbs": _crumbs("Thêm tiêu chí", table),
        "address": request.get_full_path(),
    }
    if request.headers.get("hx-request"):
        context["title"] = f"Thêm vào {parent}" if parent else "Thêm nhóm lớn"
        return render(request, "awards/criteria/_row_form.html", context)
    return render(request, "awards/criteria/add.html", context, status=form_status(form))


@login_required
def edit_row(request: HttpRequest, pk: int) -> HttpResponse:
    """One row: on a page of its own, or opened under its line in the table."""
    criterion = _criterion(request, pk)
    require(request.user, "awards.edit_criteria", criterion)
    table = criterion.criteria_set
    names = ("code", "name", "kind", "max_points", *DETAILS)
    initial = {name: typed(getattr(criterion, name)) for name in names} | {"steps": steps_text(criterion)}
    form = CriterionForm(request.POST or None, criteria_set=table, criterion=criterion, initial=initial)
    if form.done(request, services.edit_criterion, criterion):
        messages.success(request, f"Đã lưu {form.result}.")
        return _shown(request, table, criterion.pk)
    context = {
        "form": form,
        "table": table,
        "criterion": criterion,
        "below": criterion.children.count(),
        "crumbs": _crumbs(f"Sửa {criterion.code}", table),
        "address": request.path,
    }
    if request.headers.get("hx-request"):
        context["title"] = f"Sửa {criterion}"
        return render(request, "awards/criteria/_row_form.html", context)
    context["history"] = history_of(criterion, 8)
    return render(request, "awards/criteria/edit_row.html", context, status=form_status(form))


def _shown(request: HttpRequest, table: CriteriaSet, pk: int) -> HttpResponse:
    """Back to the row in the table; a form that stood inside the table makes the page new where it stands."""
    if request.headers.get("hx-request"):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect(f"{_address(table)}#tc-{pk}")


@login_required
@require_POST
@shows_domain_errors
def duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    """A copy right behind the row, with everything below it."""
    criterion = _criterion(request, pk)
    made = arrange.duplicate(criterion, by=request.user)
    messages.success(request, f"Đã nhân đôi {criterion.code} thành {made.code}. Sửa số thứ tự, nội dung và điểm.")
    return redirect(f"{_address(criterion.criteria_set)}#tc-{made.pk}")


@login_required
@require_POST
@shows_domain_errors
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    criterion = _criterion(request, pk)
    services.remove_criterion(criterion, by=request.user)
    messages.success(request, f"Đã bỏ {criterion}.")
    return redirect(_address(criterion.criteria_set))


@login_required
@require_POST
@shows_domain_errors
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up (len) or down (xuong) inside the group, into the group above (vao), out of its group (ra)."""
    criterion, way = _criterion(request, pk), request.POST.get("huong")
    if way in ("vao", "ra"):
        arrange.shift(criterion, by=request.user, inwards=way == "vao")
    else:
        services.move_criterion(criterion, by=request.user, up=way == "len")
    return redirect(f"{_address(criterion.criteria_set, sap='1')}#tc-{pk}")


@login_required
@require_POST
@shows_domain_errors
def reorder(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole order at once. thu_tu: JSON list of [row, group or null]; da_thay: mark of the order that was seen."""
    table = _table(request, pk)
    require(request.user, "awards.edit_criteria", table)
    order = _order(request.POST.get("thu_tu", ""))
    count = arrange.reorder(table, by=request.user, order=order, seen=request.POST.get("da_thay", ""))
    messages.success(request, f"Đã lưu thứ tự, {count} dòng đổi chỗ." if count else "Thứ tự không thay đổi.")
    return redirect(_address(table, **({"sap": "1"} if "sap" in request.POST else {})))


def _order(text: str) -> list[tuple[int, int | None]]:
    try:
        rows = json.loads(text)
        order = [(row, group) for row, group in rows]
    except (ValueError, TypeError):
        raise RuleViolation("Thứ tự gửi lên không đọc được. Tải lại trang rồi sắp xếp lại.") from None
    if not all(type(row) is int and (group is None or type(group) is int) for row, group in order):
        raise RuleViolation("Thứ tự gửi lên không đọc được. Tải lại trang rồi sắp xếp lại.")
    return order
