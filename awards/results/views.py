"""Pages of monthly results: my months, the entry grid, the verification queue and one sheet in it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from awards.results import queries, services
from awards.results.enums import SheetState
from awards.results.forms import Cells, QueueFilter
from awards.results.models import ResultSheet
from awards.years.models import EmulationPeriod, ReportingTerm
from awards.years.scope import follow, scope_of
from thidua import clock
from thidua.errors import DomainError, RuleViolation, StateConflict
from thidua.http import shows_domain_errors
from thidua.lists import list_page
from thidua.permissions import allowed, require
from thidua.widgets import Fig
from units.accounts.enums import Role
from units.audit.queries import history_of, history_url
from units.models import Unit

LEGEND = [
    ("ok", "check", "Đã xác minh"),
    ("sent", "send", "Đã gửi, chờ xác minh"),
    ("back", "corner-up-left", "Trả lại bổ sung"),
    ("now", "pencil", "Đang nhập"),
    ("late", "clock-alert", "Quá hạn, chưa gửi"),
    ("lock", "lock", "Đã khóa, chưa gửi"),
]
FILTERS = {"trong": lambda row: row.tone == "empty", "xem": lambda row: row.wants_a_look}


# The year of a unit, the progress of all ------------------------------------------------------------------------------


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """My months; for whoever sees several units, units × months with the state of each."""
    scope = scope_of(request)
    period = scope.period
    if period is None:
        return render(request, "awards/results/index.html", {"period": None})
    terms = list(period.terms.all())
    leads = period.cluster is not None and request.user.holds(Role.CLUSTER_LEAD, over=period.cluster)
    units = list(queries.units_shown(request.user, period, None if leads else scope.unit))
    current = queries.current_term(terms)
    rows = queries.squares_of(units, terms)
    assigned = queries.assigned_counts(period, units)
    for row in rows:
        row.assigned = assigned[row.unit.pk]
        row.now = _square(row, current).entered if current else 0
    late = [row for row in rows if current and _square(row, current).state in ("late", "lock")]
    shown = late if request.GET.get("loc") == "cham" else rows
    context = {
        "period": period,
        "terms": terms,
        "current": current,
        "rows": shown,
        "late": len(late),
        "only_late": request.GET.get("loc") == "cham",
        "figs": _figures(rows, current, late) if current and len(units) > 1 else [],
        "legend": LEGEND,
        "board_url": reverse("awards:scoring.index"),
        "by_hand": bool(units) and not any(assigned.values()),
        "may_verify": request.user.holds(Role.OFFICER, Role.VERIFIER, Role.CLUSTER_LEAD),
    }
    if len(units) == 1:
        context |= {"unit": units[0], "mine": rows[0]}
        return render(request, "awards/results/index_unit.html", context)
    return render(request, "awards/results/index.html", context)


def _square(row: queries.Progress, term: ReportingTerm) -> queries.Square:
    return next(square for square in row.squares if square.term.pk == term.pk)


def _figures(rows: list[queries.Progress], term: ReportingTerm, late: list) -> list[Fig]:
    """The month people work on, in four figures."""
    states = [_square(row, term).state for row in rows]
    count = len(rows)
    sent, verified, back = (states.count(name) for name in ("sent", "ok", "back"))
    here = reverse("awards:results.index")
    month = term.label

    def share(number: int) -> int:
        return number * 100 // count if count else 0

    return [
        Fig(f"Đã gửi {month}", str(sent + verified), f"/ {count} đơn vị", percent=share(sent + verified)),
        Fig("Đã xác minh", str(verified), f"/ {count} đơn vị", percent=share(verified)),
        Fig(
            "Chờ xác minh", str(sent), "đơn vị", note="Mở hàng chờ" if sent else "Không còn bảng nào chờ",
            url=reverse("awards:results.queue"),
        ),
        Fig(
            "Chưa gửi khi quá hạn", str(len(late)), "đơn vị", tone="bad" if late else "",
            note=f"{back} bảng trả lại bổ sung" if back else "", url=f"{here}?loc=cham" if late else "",
        ),
    ]  # fmt: skip


# The entry grid -------------------------------------------------------------------------------------------------------


def _place(request: HttpRequest, term: int, code: str) -> tuple[ReportingTerm, Unit]:
    """Month and unit of the address, as far as the user may look; anything else is not there."""
    periods = EmulationPeriod.objects.visible_to(request.user)
    found = get_object_or_404(
        ReportingTerm.objects.filter(period__in=periods).select_related("period__unit", "period__cluster"), pk=term
    )
    unit = get_object_or_404(queries.units_shown(request.user, found.period), code=code)
    return found, unit


@login_required
def entry(request: HttpRequest, term: int, code: str) -> HttpResponse:
    found, unit = _place(request, term, code)
    follow(request, found.period)
    return _entry_page(request, found, unit)


def _entry_page(
    request: HttpRequest,
    term: ReportingTerm,
    unit: Unit,
    *,
    status: int = 200,
    error: DomainError | None = None,
    summary: list[tuple[int | None, str]] | None = None,
    conflicts: list[services.CellConflict] | None = None,
    late_reason: str = "",
) -> HttpResponse:
    """The grid; after a refusal with every sentence, and with what was typed where it could not be stored."""
    all_months = request.GET.get("du") == "1"
    grid = queries.grid_of(term, unit, all_months=all_months)
    sheet = grid.sheet
    may_enter = allowed(request.user, "awards.enter_result", sheet)
    own = request.user.holds(Role.CLERK, Role.UNIT_LEADER, over=unit)
    editing = may_enter and not sheet.why_closed() and (own or "nhap" in request.GET or request.method == "POST")
    wanted = request.GET.get("loc", "")
    rows = grid.narrowed(FILTERS[wanted]) if wanted in FILTERS and request.method == "GET" else grid.rows
    for conflict in conflicts or []:
        for row in grid.leaves():
            if row.criterion.pk == conflict.entry.criterion_id:
                row.conflict = conflict
    context = {
        "grid": grid,
        "term": term,
        "due_at": term.due_for(unit),
        "unit": unit,
        "sheet": sheet,
        "rows": rows,
        "span_before": 3 + len(grid.months),
        "counts": grid.counts(),
        "editing": editing,
        "own": own,
        "may_enter": may_enter,
        "may_verify": sheet.pk is not None and allowed(request.user, "awards.verify_result", sheet),
        "can_recall": may_enter and sheet.state == SheetState.SUBMITTED and not sheet.why_not_recalled(),
        "closed": sheet.why_closed(),
        "previous": grid.neighbour(-1),
        "following": grid.neighbour(1),
        "wanted": wanted if wanted in FILTERS else "",
        "all_months": all_months,
        "error": error,
        "summary": summary or [],
        "late_reason": late_reason,
        "ask_late": editing and sheet.is_overdue,
        "history": history_of(sheet, limit=8) if sheet.pk else [],
        "history_url": history_url(request.user, sheet) if sheet.pk else "",
    }
    return render(request, "awards/results/entry.html", context, status=status)


def _store(request: HttpRequest, term: ReportingTerm, unit: Unit, cells: Cells):
    """Save the posted cells; those somebody else was faster with are left out and told.

    Returns (sheet, entries, conflicts).
    """
    sheet = services.sheet_for(term, unit, by=request.user)
    conflicts: list[services.CellConflict] = []
    entries = []
    while cells:
        try:
            entries = services.enter_many(
                sheet, cells.texts, by=request.user, versions=cells.versions, notes=cells.notes
            )
            break
        except services.CellConflict as conflict:
            conflicts.append(conflict)
            cells.without(conflict.entry.criterion_id)
    return sheet, entries, conflicts


@login_required
@require_POST
def cells(request: HttpRequest, term: int, code: str) -> JsonResponse:
    """Save one or more cells from the page's script, and tell what each of them became.

    Answers {"rows": [...], "conflicts": [...], "counts": {...}, "saved": "14:32"}; 409 with conflicts, 409/422 with
    {"error", "reasons"} when nothing was saved.
    """
    found, unit = _place(request, term, code)
    require(request.user, "awards.enter_result", ResultSheet(term=found, unit=unit))
    try:
        _, entries, conflicts = _store(request, found, unit, Cells.of(request.POST))
    except DomainError as refused:
        status = 409 if isinstance(refused, StateConflict) else 422
        return JsonResponse({"error": refused.message, "reasons": refused.reasons}, status=status)
    grid = queries.grid_of(found, unit)
    changed = {stored.criterion_id for stored in entries}
    counts = grid.counts()
    answer = {
        "rows": [_told(request, row) for row in grid.leaves() if row.criterion.pk in changed],
        "conflicts": [_told_conflict(conflict) for conflict in conflicts],
        "counts": {
            "entered": counts.entered,
            "total": counts.total,
            "bad": counts.bad,
            "warn": counts.warn,
            "empty": counts.empty,
            "look": counts.look,
        },
        "saved": f"{timezone.localtime(clock.now()):%H:%M}",
    }
    return JsonResponse(answer, status=409 if conflicts else 200)


def _told(request: HttpRequest, row: queries.GridRow) -> dict:
    context = {"row": row, "editing": True}
    return {
        "id": row.criterion.pk,
        "version": row.version,
        "text": row.text,
        "note": row.note,
        "tone": row.tone,
        "total": row.total,
        "share": render_to_string("awards/results/_share.html", context, request),
        "message": render_to_string("awards/results/_message.html", context, request),
        "jump": bool(row.jump),
    }


def _told_conflict(conflict: services.CellConflict) -> dict:
    return {
        "id": conflict.entry.criterion_id,
        "version": conflict.version,
        "theirs": conflict.theirs,
        "yours": conflict.yours,
        "who": str(conflict.entry.entered_by),
        "message": str(conflict),
    }


@login_required
@require_POST
def save(request: HttpRequest, term: int, code: str) -> HttpResponse:
    """The whole form at once, without script: Lưu nháp."""
    found, unit = _place(request, term, code)
    require(request.user, "awards.enter_result", ResultSheet(term=found, unit=unit))
    try:
        _, _, conflicts = _store(request, found, unit, Cells.of(request.POST))
    except DomainError as refused:
        return _refused(request, found, unit, refused)
    if conflicts:
        return _refused(request, found, unit, conflicts[0], conflicts=conflicts)
    messages.success(request, f"Đã lưu nháp {found.label}")
    return redirect(_entry_url(request, found, unit))


@login_required
@require_POST
def submit(request: HttpRequest, term: int, code: str) -> HttpResponse:
    """Save what stands on the page, then send the month for verification."""
    found, unit = _place(request, term, code)
    require(request.user, "awards.enter_result", ResultSheet(term=found, unit=unit))
    reason = request.POST.get("late_reason", "")
    try:
        sheet, _, conflicts = _store(request, found, unit, Cells.of(request.POST))
        if conflicts:
            return _refused(request, found, unit, conflicts[0], conflicts=conflicts, late_reason=reason)
        services.submit(sheet, by=request.user, late_reason=reason)
    except DomainError as refused:
        return _refused(request, found, unit, refused, late_reason=reason)
    messages.success(request, f"Đã gửi xác minh kết quả {found.label}")
    return redirect(_entry_url(request, found, unit))


def _refused(
    request: HttpRequest,
    term: ReportingTerm,
    unit: Unit,
    error: DomainError,
    *,
    conflicts: list[services.CellConflict] | None = None,
    late_reason: str = "",
) -> HttpResponse:
    """The page again with everything that stood in the way, each sentence leading to its cell."""
    summary: list[tuple[int | None, str]] = [(None, reason) for reason in error.reasons]
    sheet = ResultSheet.objects.filter(term=term, unit=unit).select_related("term__period", "unit").first()
    if sheet is not None and isinstance(error, RuleViolation) and error.reasons == sheet.missing_to_submit():
        summary = sheet.missing_cells()
    if conflicts:
        summary = [(conflict.entry.criterion_id, str(conflict)) for conflict in conflicts]
    status = 409 if isinstance(error, StateConflict) else 422
    return _entry_page(
        request, term, unit, status=status, error=error, summary=summary, conflicts=conflicts, late_reason=late_reason
    )


def _entry_url(request: HttpRequest, term: ReportingTerm, unit: Unit) -> str:
    """Back to the grid, in the mode it was in."""
    query = "?nhap=1" if "nhap" in request.GET else ""
    return reverse("awards:results.entry", args=[term.pk, unit.code]) + query


@login_required
@require_POST
@shows_domain_errors
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    sheet = get_object_or_404(ResultSheet.objects.visible_to(request.user), pk=pk)
    services.recall(sheet, by=request.user)
    messages.success(request, f"Đã rút lại kết quả {sheet.term.label}, nhập tiếp được")
    return redirect(reverse("awards:results.entry", args=[sheet.term_id, sheet.unit.code]))


# Verification ---------------------------------------------------------------------------------------------------------


@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """Sheets that wait for my judgement."""
    period = scope_of(request).period
    if period is None:
        return render(request, "awards/results/queue.html", {"period": None})
    filters = QueueFilter(request.GET, terms=period.terms.all())
    sheets = list_page(request, queries.queue_of(request.user, period), filters)
    sheets.waiting = not filters.cleaned_data.get("trang_thai")
    return render(request, "awards/results/queue.html", {"period": period, "list": sheets})


def _judged(request: HttpRequest, pk: int) -> ResultSheet:
    """A sheet the user sees, with what its page needs; 404 otherwise."""
    sheets = ResultSheet.objects.visible_to(request.user)
    return get_object_or_404(sheets.select_related("term__period__cluster", "term__period__unit", "unit"), pk=pk)


@login_required
def verify_unit(request: HttpRequest, pk: int) -> HttpResponse:
    sheet = _judged(request, pk)
    require(request.user, "awards.verify_result", sheet)
    follow(request, sheet.term.period)
    return _verify_page(request, sheet)


def _verify_page(request: HttpRequest, sheet: ResultSheet, error: DomainError | None = None) -> HttpResponse:
    grid = queries.grid_of(sheet.term, sheet.unit)
    queries.add_mates(grid)
    waiting = queries.next_waiting(request.user, sheet)
    leaves = [row for row in grid.leaves() if row.is_assigned]
    context = {
        "sheet": grid.sheet,
        "grid": grid,
        "rows": grid.rows,
        "span_before": 2 + len(grid.months),
        "counts": grid.counts(),
        "accepted": sum(bool(row.entry and row.entry.is_accepted) for row in leaves),
        "marked": [row for row in leaves if row.entry and row.entry.is_back],
        "open": sheet.state == SheetState.SUBMITTED,
        "next": waiting,
        "error": error,
        "history": history_of(sheet, limit=10),
        "history_url": history_url(request.user, sheet),
        "reason": request.POST.get("reason", ""),
    }
    status = 200 if error is None else 409 if isinstance(error, StateConflict) else 422
    return render(request, "awards/results/verify_unit.html", context, status=status)


@login_required
@require_POST
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    sheet = _judged(request, pk)
    try:
        services.verify(sheet, by=request.user)
    except DomainError as refused:
        return _verify_page(request, _judged(request, pk), refused)
    messages.success(request, f"Đã xác minh {sheet.unit}, {sheet.term.label}")
    return _on_to_next(request, sheet)


@login_required
@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    sheet = _judged(request, pk)
    try:
        services.send_back(sheet, by=request.user, reason=request.POST.get("reason", ""))
    except DomainError as refused:
        return _verify_page(request, _judged(request, pk), refused)
    messages.success(request, f"Đã trả lại {sheet.unit}, {sheet.term.label}")
    return _on_to_next(request, sheet)


def _on_to_next(request: HttpRequest, sheet: ResultSheet) -> HttpResponse:
    following = queries.next_waiting(request.user, sheet)
    if following is None:
        return redirect("awards:results.queue")
    return redirect("awards:results.verify_unit", following.pk)


@login_required
@require_POST
@shows_domain_errors
def accept_cell(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    sheet = _judged(request, pk)
    services.accept_cell(sheet, criterion, by=request.user)
    return _checked_row(request, sheet, criterion)


@login_required
@require_POST
@shows_domain_errors
def mark_cell(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    sheet = _judged(request, pk)
    services.mark_cell(sheet, criterion, by=request.user, reason=request.POST.get("reason", ""))
    return _checked_row(request, sheet, criterion)


def _checked_row(request: HttpRequest, sheet: ResultSheet, criterion: int) -> HttpResponse:
    """The row as it is now, with the counts of the foot; without script the page again, at the row."""
    if not request.headers.get("hx-request"):
        return redirect(reverse("awards:results.verify_unit", args=[sheet.pk]) + f"#r{criterion}")
    grid = queries.grid_of(sheet.term, sheet.unit)
    queries.add_mates(grid)
    row = next(row for row in grid.leaves() if row.criterion.pk == criterion)
    leaves = [one for one in grid.leaves() if one.is_assigned]
    context = {
        "row": row,
        "sheet": grid.sheet,
        "grid": grid,
        "open": True,
        "swapped": True,
        "counts": grid.counts(),
        "accepted": sum(bool(one.entry and one.entry.is_accepted) for one in leaves),
        "marked": [one for one in leaves if one.entry and one.entry.is_back],
    }
    return render(request, "awards/results/_verify_row.html", context)
