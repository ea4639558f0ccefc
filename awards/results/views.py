"""Pages of monthly results: my months, the entry grid, the verification queue and one sheet in it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from awards.results import entering, queries, services, workbook
from awards.results.enums import SheetState
from awards.results.forms import Cells, QueueFilter
from awards.results.judging import days_to_explain
from awards.results.models import ResultSheet
from awards.results.pasting import Choices, Plan, plan_of
from awards.results.permissions import foreign_organ, sees_sheet
from awards.years.models import ReportingTerm
from awards.years.scope import follow, scope_of
from thidua import clock, workbooks
from thidua.errors import DomainError, RuleViolation, StateConflict
from thidua.http import download, shows_domain_errors
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


@gzip_page  # every month of 176 criteria; its token differs each time, so that its length tells nothing
@login_required
def entry(request: HttpRequest, term: int, code: str) -> HttpResponse:
    found, unit = queries.place_of(request.user, term, code)
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
        "opens_cells": sees_sheet(request.user, sheet),
        "can_ask_unlock": may_enter and sheet.can_ask_unlock,
        "history": history_of(sheet, limit=8) if sheet.pk else [],
        "history_url": history_url(request.user, sheet) if sheet.pk else "",
        "mark": queries.mark(sheet),
        "query": "?nhap=1" if editing and not own else "",
        "pasted": _pasted(request, unit) if editing else None,
    }
    return render(request, "awards/results/entry.html", context, status=status)


def _pasted(request: HttpRequest, unit: Unit) -> dict | None:
    """The last paste of this user into this unit, still to be taken back; `fresh` on the first page after it."""
    kept = request.session.get(UNDO)
    if kept is None or kept["unit"] != unit.pk:
        return None
    fresh = kept.get("fresh", False)
    if fresh:
        request.session[UNDO] = kept | {"fresh": False}
    return {"count": len(kept["cells"]), "fresh": fresh}


def _store(request: HttpRequest, sheet: ResultSheet, cells: Cells):
    """Save the posted cells; those somebody else was faster with are left out and told.

    Returns (sheet as saved, entries, conflicts).
    """
    if sheet.pk is None:
        sheet = services.sheet_for(sheet.term, sheet.unit, by=request.user)
    conflicts: list[services.CellConflict] = []
    entries = []
    if cells:
        entries = services.enter_many(
            sheet, cells.texts, by=request.user, versions=cells.versions, notes=cells.notes, conflicts=conflicts
        )
    return entries[0].sheet if entries else sheet, entries, conflicts


@login_required
@require_POST
def cells(request: HttpRequest, term: int, code: str) -> JsonResponse:
    """Save one or more cells from the page's script, and tell what each of them became.

    `biet`: the page's knowledge of the sheet; rows that others changed after it come along. Answers {"rows": [...],
    "conflicts": [...], "mark": "12.draft.open", "saved": "14:32"}; 409 with conflicts, 409/422 with {"error",
    "reasons"} when nothing was saved.
    """
    cells, known = Cells.of(request.POST), request.POST.get("biet", "")
    try:
        saved = services.save_cells(
            term, code, cells.texts, by=request.user, versions=cells.versions, notes=cells.notes
        )
    except DomainError as refused:
        status = 409 if isinstance(refused, StateConflict) else 422
        return JsonResponse({"error": refused.message, "reasons": refused.reasons}, status=status)
    sheet = saved.sheet
    mine = queries.rows_saved(sheet, saved.entries, saved.fresh, saved.targets)
    others = []
    if known.partition(".")[0] != str(saved.number):  # somebody wrote since the page last heard
        others = queries.rows_changed(sheet, known, but=[row.criterion.pk for row in mine])
    answer = {
        "rows": [*_told_rows(others), *(_told(row) | {"who": ""} for row in mine)],
        "conflicts": [_told_conflict(conflict) for conflict in saved.conflicts],
        "mark": queries.mark(sheet),
        "saved": f"{timezone.localtime(clock.now()):%H:%M}",
    }
    return JsonResponse(answer, status=409 if saved.conflicts else 200)


@login_required
@require_GET
def changes(request: HttpRequest, term: int, code: str) -> HttpResponse:
    """What others did to the sheet since `biet`: 204 when nothing, else {"rows", "mark", "closed"}."""
    sheet = queries.sheet_of(request.user, term, code)
    known, mark = request.GET.get("biet", ""), queries.mark(sheet)
    if known == mark:
        return HttpResponse(status=204)
    rows = _told_rows(queries.rows_changed(sheet, known))
    return JsonResponse({"rows": rows, "mark": mark, "closed": sheet.why_closed()})


def _told_rows(rows: list[queries.GridRow]) -> list[dict]:
    """Rows that others changed, each with who did it."""
    return [_told(row) | {"who": str(row.entry.entered_by)} for row in rows]


def _told(row: queries.GridRow) -> dict:
    # without the request: the frame of a page would ask a dozen questions for one cell
    context = {"row": row, "editing": True}
    return {
        "id": row.criterion.pk,
        "version": row.version,
        "text": row.text,
        "note": row.note,
        "tone": row.tone,
        "flags": row.flags,
        "total": row.total,
        "share": render_to_string("awards/results/_share.html", context),
        "message": render_to_string("awards/results/_message.html", context),
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
    sheet = queries.sheet_of(request.user, term, code)
    require(request.user, "awards.enter_result", sheet)
    try:
        _, _, conflicts = _store(request, sheet, Cells.of(request.POST))
    except DomainError as refused:
        return _refused(request, sheet.term, sheet.unit, refused)
    if conflicts:
        return _refused(request, sheet.term, sheet.unit, conflicts[0], conflicts=conflicts)
    messages.success(request, f"Đã lưu nháp {sheet.term.label}")
    return redirect(_entry_url(request, sheet.term, sheet.unit))


@login_required
@require_POST
def submit(request: HttpRequest, term: int, code: str) -> HttpResponse:
    """Save what stands on the page, then send the month for verification."""
    sheet = queries.sheet_of(request.user, term, code)
    require(request.user, "awards.enter_result", sheet)
    found, unit, reason = sheet.term, sheet.unit, request.POST.get("late_reason", "")
    try:
        sheet, _, conflicts = _store(request, sheet, Cells.of(request.POST))
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


# A block pasted, a workbook brought back ------------------------------------------------------------------------------

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNDO = "results_paste"  # in the session: what the last paste took away


def _entered_place(request: HttpRequest, term: int, code: str) -> tuple[ReportingTerm, Unit]:
    """Month and unit for whoever may enter there."""
    sheet = queries.sheet_of(request.user, term, code)
    require(request.user, "awards.enter_result", sheet)
    return sheet.term, sheet.unit


@login_required
def paste(request: HttpRequest, term: int, code: str) -> HttpResponse:
    """A block copied from a spreadsheet: first where to put it, then what it would write."""
    found, unit = _entered_place(request, term, code)
    follow(request, found.period)
    plan = plan_of(found, unit, Choices.of(request.POST)) if request.method == "POST" else None
    return _paste_page(request, found, unit, plan)


def _paste_page(
    request: HttpRequest, term: ReportingTerm, unit: Unit, plan: Plan | None, error: DomainError | None = None
) -> HttpResponse:
    """The page, or for the script only the preview in it."""
    sheet = ResultSheet.objects.filter(term=term, unit=unit).first() or ResultSheet(term=term, unit=unit)
    sheet.term, sheet.unit = term, unit
    context = {
        "term": term,
        "unit": unit,
        "plan": plan,
        "error": error,
        "closed": sheet.why_closed(),
        "back": _entry_url(request, term, unit),
        "query": "?nhap=1" if "nhap" in request.GET else "",
        "most": workbooks.MOST_BYTES // workbooks.MB,
    }
    status = 409 if isinstance(error, StateConflict) else 422 if error or (plan and plan.error) else 200
    if request.headers.get("hx-request"):
        return render(request, "awards/results/_paste.html", context | {"in_dialog": True}, status=200)
    return render(request, "awards/results/paste.html", context, status=status)


@login_required
@require_POST
def paste_write(request: HttpRequest, term: int, code: str) -> HttpResponse:
    """Write what the preview showed; when anything changed meanwhile nothing is written and the preview comes again."""
    found, unit = _entered_place(request, term, code)
    choices = Choices.of(request.POST)
    plan = plan_of(found, unit, choices)
    try:
        taken = entering.write_paste(unit, plan.todo(), by=request.user, versions=choices.seen)
    except DomainError as refused:
        return _paste_page(request, found, unit, plan, refused)
    request.session[UNDO] = {"unit": unit.pk, "cells": taken, "fresh": True}
    messages.success(request, f"Đã ghi {len(taken)} ô dán từ Excel")
    return redirect(_entry_url(request, found, unit))


@login_required
@require_POST
@shows_domain_errors
def paste_undo(request: HttpRequest, term: int, code: str) -> HttpResponse:
    """Take the last paste back, except in cells that were changed since; those are named."""
    found, unit = _entered_place(request, term, code)
    kept = request.session.get(UNDO)
    if kept is None or kept["unit"] != unit.pk:
        messages.error(request, "Không còn lần dán nào để hoàn tác.")
        return redirect(_entry_url(request, found, unit))
    done = entering.undo_paste(unit, [tuple(cell) for cell in kept["cells"]], by=request.user)
    del request.session[UNDO]
    messages.success(request, f"Đã hoàn tác {done.count} ô")
    if done.changed:
        codes = ", ".join(done.changed[:12]) + (" …" if len(done.changed) > 12 else "")
        messages.warning(request, f"{len(done.changed)} ô đã có người sửa sau khi dán nên giữ nguyên: {codes}.")
    return redirect(_entry_url(request, found, unit))


@login_required
@require_GET
def template(request: HttpRequest, term: int, code: str) -> HttpResponse:
    """The signed workbook of the month, to be filled without network."""
    found, unit = _entered_place(request, term, code)
    name = f"bieu-ket-qua-{unit.code.lower()}-{found.month:%Y-%m}.xlsx"
    return download(workbook.template(found, unit), name, XLSX)


@login_required
@require_POST
def upload(request: HttpRequest, term: int, code: str) -> HttpResponse:
    """A filled workbook into the preview; a file that is not the month's own is refused in one sentence."""
    found, unit = _entered_place(request, term, code)
    file = request.FILES.get("file")
    try:
        if file is None:
            raise RuleViolation("Chọn tệp biểu đã điền (.xlsx).")
        text = workbook.block_of(found, unit, file, file.name or "", file.size or 0)
    except RuleViolation as refused:
        return _paste_page(request, found, unit, None, refused)
    choices = Choices(text=text, roles={0: "code", 1: "name", 2: f"m{found.pk}"})
    return _paste_page(request, found, unit, plan_of(found, unit, choices))


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
    context = {
        "period": period,
        "list": sheets,
        "days": days_to_explain(period),
        "may_set_days": allowed(request.user, "awards.run_period", period) and not period.is_closed,
        "may_answer": allowed(request.user, "awards.run_period", period),
    }
    return render(request, "awards/results/queue.html", context)


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
    mine = _mine(request, grid)
    only_mine = len(mine) < len(grid.leaves()) and request.GET.get("o") != "tat-ca"
    leaves = [row for row in mine if row.is_assigned]
    context = {
        "sheet": grid.sheet,
        "grid": grid,
        "rows": grid.narrowed(lambda row: row.is_mine) if only_mine else grid.rows,
        "only_mine": only_mine,
        "has_foreign": len(mine) < len(grid.leaves()),
        "mine": len(leaves),
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


def _mine(request: HttpRequest, grid: queries.Grid) -> list[queries.GridRow]:
    """Rows of criteria that are the user's to judge."""
    for row in grid.leaves():
        row.is_mine = foreign_organ(row.criterion, grid.sheet, request.user) is None
    return [row for row in grid.leaves() if row.is_mine]


@login_required
@require_POST
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    sheet = _judged(request, pk)
    try:
        row = services.verify(sheet, by=request.user)
    except DomainError as refused:
        return _verify_page(request, _judged(request, pk), refused)
    messages.success(request, _verified_words(row))
    return _on_to_next(request, sheet)


def _verified_words(sheet: ResultSheet) -> str:
    whose = f"{sheet.unit}, {sheet.term.label}"
    if sheet.state == SheetState.VERIFIED:
        return f"Đã xác minh {whose}"
    return f"Đã xác minh phần được giao của {whose}; bảng còn chờ ô khác"


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
    sheet.refresh_from_db(fields=["state"])
    if sheet.state == SheetState.VERIFIED:  # that was the last cell of all
        messages.success(request, _verified_words(sheet))
        following = _on_to_next(request, sheet)
        if not request.headers.get("hx-request"):
            return following
        return HttpResponse(headers={"HX-Redirect": following.url})
    if not request.headers.get("hx-request"):
        return redirect(reverse("awards:results.verify_unit", args=[sheet.pk]) + f"#r{criterion}")
    grid = queries.grid_of(sheet.term, sheet.unit)
    queries.add_mates(grid)
    row = next(row for row in grid.leaves() if row.criterion.pk == criterion)
    mine = _mine(request, grid)
    leaves = [one for one in mine if one.is_assigned]
    context = {
        "row": row,
        "mine": len(leaves),
        "has_foreign": len(mine) < len(grid.leaves()),
        "sheet": grid.sheet,
        "grid": grid,
        "open": True,
        "swapped": True,
        "counts": grid.counts(),
        "accepted": sum(bool(one.entry and one.entry.is_accepted) for one in leaves),
        "marked": [one for one in leaves if one.entry and one.entry.is_back],
    }
    return render(request, "awards/results/_verify_row.html", context)
