"""Pages of the targets: the grid, one value for many units, the workbook out and in. Never for the scored unit."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from awards.criteria import queries, services, target_sheets
from awards.criteria.enums import CriterionKind
from awards.criteria.models import CriteriaSet
from awards.criteria.target_forms import ManyForm, TargetGrid, UploadForm
from awards.years.scope import scope_of
from thidua import text, workbooks
from thidua.errors import DomainError, RuleViolation
from thidua.http import download, form_status, shows_domain_errors
from thidua.permissions import allowed, require
from units.models import Unit

WIDE = 60  # a table of more rows than this shows its quantitative criteria first in the grid
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200  # changed cells of a file that are listed


def _place(units: list, clusters: list, asked: str) -> str:
    """Which entry of the select is shown as chosen."""
    if asked.startswith("u:") and len(units) == 1 and asked == f"u:{units[0].code}":
        return asked
    if asked.startswith("c:") and asked[2:] in {cluster.code for cluster in clusters}:
        return asked
    return f"c:{clusters[0].code}" if clusters else f"u:{units[0].code}" if units else ""


def _looked_at(request: HttpRequest) -> CriteriaSet | None:
    """The table of the year looked at, or the version asked for with `?ban=`."""
    return queries.table_of(scope_of(request).period, request.GET.get("ban", ""))


def _settable(request: HttpRequest, table: CriteriaSet, units: list[Unit]) -> list[Unit]:
    """Units of these whose targets the user may set now."""
    if not table.is_draft or table.of_period.is_closed:
        return []
    return [unit for unit in units if allowed(request.user, "awards.set_target", (table, unit))]


def _require(request: HttpRequest, table: CriteriaSet, units: list[Unit], mine: list[Unit]) -> None:
    """Whoever may set none of these targets is refused by the right, then by the state of the table."""
    if mine:
        return
    if not units:
        raise Http404
    for unit in units:
        if allowed(request.user, "awards.set_target", (table, unit)):
            raise RuleViolation("Bảng điểm đã khóa. Mở khóa, hoặc lập bản mới, rồi giao chỉ tiêu.")
    require(request.user, "awards.set_target", (table, units[0]))


def _address(table: CriteriaSet, place: str, **more: str) -> str:
    query = {"pham_vi": place} | ({} if table.is_in_force else {"ban": table.version}) | more
    return f"{reverse('awards:criteria.targets')}?{urlencode(query)}"


@login_required
def targets(request: HttpRequest) -> HttpResponse:
    """The grid of targets of one cluster or one unit; whoever sets them types here, the others read."""
    table = _looked_at(request)
    if table is None:
        return redirect("awards:criteria.index")
    period = table.of_period
    clusters, visible = queries.places(request.user, period)
    units = queries.units_at(request.GET.get("pham_vi", ""), period, clusters, visible)
    lines = queries.tree(table)
    every = request.GET.get("xem", "" if len(lines) > WIDE else "tat-ca") == "tat-ca"
    shown = lines if every else _quantitative(lines)
    editable = {unit.pk for unit in _settable(request, table, units)}
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
    place = _place(units, clusters, request.GET.get("pham_vi", ""))
    context = {
        "period": period,
        "table": table,
        "clusters": clusters,
        "all_units": visible,
        "units": units,
        "grid": grid,
        "every": every,
        "editable": bool(editable),
        "many": _many_form(table, shown) if editable else None,
        "refusal": refusal,
        "place": place,
        "query": urlencode({"pham_vi": place} | ({} if table.is_in_force else {"ban": table.version})),
    }
    return render(request, "awards/criteria/targets.html", context, status=status)


def _many_form(table: CriteriaSet, shown: list[queries.Line], data=None) -> ManyForm:
    form = ManyForm(data, criteria_set=table)
    leaves = [line.criterion for line in shown if line.criterion.is_leaf]
    form.fields["criterion"].choices = [("", "Chọn tiêu chí"), *((one.pk, str(one)) for one in leaves)]
    return form


def _quantitative(lines: list[queries.Line]) -> list[queries.Line]:
    """Quantitative rows with the groups above them."""
    wanted = {line.criterion.pk for line in lines if line.criterion.kind == CriterionKind.QUANTITATIVE}
    above = {pk for line in lines if line.criterion.pk in wanted for pk in line.criterion.line}
    return [line for line in lines if line.criterion.pk in wanted | above]


@login_required
@require_POST
@shows_domain_errors
def set_many(request: HttpRequest) -> HttpResponse:
    """One value of one criterion for the units looked at, or for all of the year; empty cells only, unless said."""
    table = _looked_at(request)
    if table is None:
        raise Http404
    clusters, visible = queries.places(request.user, table.of_period)
    asked = request.GET.get("pham_vi", "")
    shown = queries.units_at(asked, table.of_period, clusters, visible)
    every = request.POST.get("where") == ManyForm.EVERY
    units = visible if every else shown
    mine = _settable(request, table, units)
    _require(request, table, units, mine)
    form = ManyForm(request.POST, criteria_set=table)
    if not form.is_valid():
        raise RuleViolation(
            "Chưa đặt được chỉ tiêu.", reasons=[str(e) for errors in form.errors.values() for e in errors]
        )
    data = form.cleaned_data
    stored = queries.stored_targets(table, mine)
    criterion = data["criterion"]
    chosen = [unit for unit in mine if not (data["only_empty"] and (criterion.pk, unit.pk) in stored)]
    values = {(criterion.code, unit.code): data["target"] for unit in chosen}
    count = services.set_targets(table, by=request.user, targets=values)
    messages.success(request, f"Đã đặt {criterion.code} cho {count} đơn vị." if count else "Không có ô nào thay đổi.")
    return redirect(_address(table, _place(shown, clusters, asked), xem="tat-ca"))


# The workbook ---------------------------------------------------------------------------------------------------------


@login_required
@require_GET
@shows_domain_errors
def targets_file(request: HttpRequest) -> HttpResponse:
    """The targets of the units looked at as a workbook to fill in."""
    table = _looked_at(request)
    if table is None:
        raise Http404
    clusters, visible = queries.places(request.user, table.of_period)
    units = queries.units_at(request.GET.get("pham_vi", ""), table.of_period, clusters, visible)
    mine = _settable(request, table, units)
    _require(request, table, units, mine)
    every = request.GET.get("xem") == "tat-ca"
    lines = queries.tree(table)
    content = target_sheets.workbook(table, mine, lines if every else _quantitative(lines))
    name = text.search_key(f"chi tieu {table.of_period.year} {_place(units, clusters, request.GET.get('pham_vi', ''))}")
    return download(content, name.replace(" ", "-").replace(":", "-") + ".xlsx", SHEET)


@login_required
def import_targets(request: HttpRequest) -> HttpResponse:
    """A filled workbook: read, and every cell that would change is shown; nothing is written here."""
    table = _looked_at(request)
    if table is None:
        raise Http404
    clusters, visible = queries.places(request.user, table.of_period)
    mine = _settable(request, table, visible)
    if not any(allowed(request.user, "awards.set_target", (table, unit)) for unit in visible):
        _require(request, table, visible, mine)
    form = UploadForm(request.POST or None, request.FILES or None)
    reading, refusal = None, None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            _require(request, table, visible, mine)
            reading = target_sheets.read(table, mine, file, file.name or "", file.size or 0)
        except DomainError as error:
            form.add_error("file", [error.message, *error.reasons])
    context = {
        "table": table,
        "period": table.of_period,
        "form": form,
        "refusal": refusal,
        "reading": reading,
        "shown": reading.changes[:SHOWN] if reading else [],
        "packed": target_sheets.packed(table, reading, request.user.pk) if reading and reading.targets else "",
        "back": _address(table, _place([], clusters, request.GET.get("pham_vi", ""))),
        "most": f"Excel .xlsx, nhiều nhất {workbooks.MOST_BYTES // workbooks.MB} MB",
        "crumbs": [("Chỉ tiêu", _address(table, "")), ("Nhập từ Excel", "")],
    }
    return render(request, "awards/criteria/import_targets.html", context, status=form_status(form))


@login_required
@require_POST
@shows_domain_errors
def confirm_targets(request: HttpRequest) -> HttpResponse:
    """Write what the preview showed, all or nothing; a cell that somebody changed since stops it."""
    pk, values, expected = target_sheets.unpacked(request.POST.get("noi_dung", ""), request.user.pk)
    table = CriteriaSet.objects.visible_to(request.user).filter(pk=pk).first()
    if table is None:
        raise Http404
    count = services.set_targets(table, by=request.user, targets=values, expected=expected)
    messages.success(request, f"Đã nhập {count} chỉ tiêu từ tệp." if count else "Không có chỉ tiêu nào thay đổi.")
    return redirect(_address(table, ""))
