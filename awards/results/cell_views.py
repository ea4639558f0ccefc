"""The side sheet of one cell: its files, what was said about it, what may be done; a page without script."""

from dataclasses import dataclass, field

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from awards.criteria.models import Criterion
from awards.results import evidence as files
from awards.results import judging, services
from awards.results.enums import SheetState
from awards.results.forms import EvidenceForm
from awards.results.models import Evidence, ResultEntry, ResultSheet, asks_for_evidence
from awards.results.permissions import foreign_organ, sees_sheet
from awards.results.queries import refusal_of_cell, sheet_of, unassigned_ids
from awards.results.rules import shown
from awards.years.models import ReportingTerm
from awards.years.scope import follow
from thidua.errors import DomainError, StateConflict
from thidua.http import send_private
from thidua.permissions import allowed, require
from units.models import Unit


@dataclass
class Cell:
    """One cell with everything the side sheet shows."""

    term: ReportingTerm
    unit: Unit
    criterion: Criterion
    sheet: ResultSheet
    entry: ResultEntry | None = None
    files: list[Evidence] = field(default_factory=list)
    removed: list[Evidence] = field(default_factory=list)
    remarks: list = field(default_factory=list)

    @property
    def text(self) -> str:
        entry = self.entry
        return shown(entry.value, kind=self.criterion.kind, raw=entry.raw) if entry else ""

    @property
    def lacks_evidence(self) -> bool:
        return not self.files and asks_for_evidence(self.criterion, self.entry)


def _cell(request: HttpRequest, term: int, code: str, criterion: int) -> Cell:
    """The cell of an address, for those who may see its sheet; anything else is not there."""
    sheet = sheet_of(request.user, term, code)
    leaf = get_object_or_404(
        Criterion.objects.select_related("organ").filter(criteria_set__period=sheet.term.period), pk=criterion
    )
    if not sees_sheet(request.user, sheet) or refusal_of_cell(leaf, unassigned_ids(sheet)):
        raise Http404("no such cell")
    cell = Cell(sheet.term, sheet.unit, leaf, sheet)
    if sheet.pk is not None:
        _fill(cell)
    return cell


def _fill(cell: Cell) -> None:
    entries = cell.sheet.entries.select_related("entered_by", "checked_by")
    cell.entry = entries.filter(criterion=cell.criterion).first()
    if cell.entry is None:
        return
    cell.entry.sheet, cell.entry.criterion = cell.sheet, cell.criterion
    rows = list(cell.entry.evidence.select_related("added_by", "removed_by"))
    cell.files = [row for row in rows if row.removed_at is None]
    cell.removed = [row for row in rows if row.removed_at is not None]
    cell.remarks = list(cell.entry.remarks.select_related("by"))


@login_required
@require_GET
def evidence(request: HttpRequest, term: int, code: str, criterion: int) -> HttpResponse:
    cell = _cell(request, term, code, criterion)
    follow(request, cell.term.period)
    return _show(request, cell)


def _show(
    request: HttpRequest,
    cell: Cell,
    *,
    error: DomainError | None = None,
    refused: list[tuple[str, str]] | None = None,
    changed: bool = False,
) -> HttpResponse:
    """The whole page, or its part to the script of the side sheet. refused: files that were not taken, with why."""
    sheet, entry = cell.sheet, cell.entry
    own = allowed(request.user, "awards.enter_result", sheet)
    judges = sheet.state == SheetState.SUBMITTED and entry is not None
    judges = judges and allowed(request.user, "awards.verify_result", sheet)
    foreign = foreign_organ(cell.criterion, sheet, request.user) if judges else None
    explains = entry is not None and own and (
        (sheet.state == SheetState.SUBMITTED and entry.is_open_to_explain)
        or (sheet.state == SheetState.RETURNED and entry.is_back and not sheet.why_closed())
    )  # fmt: skip
    attaches = own and (explains or not (sheet.why_closed() or files.why_cell_closed(sheet, entry)))
    typed = {name: request.POST.get(name, "") if error else "" for name in ("text", "figure", "source")}
    context = {
        "cell": cell, "sheet": sheet, "entry": entry, "criterion": cell.criterion, "term": cell.term, "unit": cell.unit,
        "explains": explains, "attaches": attaches, "foreign": foreign, "judges": judges and foreign is None,
        "agrees": explains and sheet.state == SheetState.SUBMITTED, "form": EvidenceForm(), "error": error,
        "refused": refused or [], "changed": changed, "most": settings.EVIDENCE_MB, "typed": typed,
        "days": judging.days_to_explain(cell.term.period) if judges else 0,
    }  # fmt: skip
    status = 200 if error is None and not refused else 409 if isinstance(error, StateConflict) else 422
    part = request.headers.get("hx-request")
    template = "awards/results/_evidence.html" if part else "awards/results/evidence.html"
    return render(request, template, context, status=status)


def _done(request: HttpRequest, cell: Cell, words: str) -> HttpResponse:
    """The side sheet as it is now; without script the page again."""
    if request.headers.get("hx-request"):
        return _show(request, _again(request, cell), changed=True)
    messages.success(request, words)
    return redirect("awards:results.evidence", cell.term.pk, cell.unit.code, cell.criterion.pk)


def _again(request: HttpRequest, cell: Cell) -> Cell:
    return _cell(request, cell.term.pk, cell.unit.code, cell.criterion.pk)


@login_required
@require_POST
def attach(request: HttpRequest, term: int, code: str, criterion: int) -> HttpResponse:
    cell = _cell(request, term, code, criterion)
    require(request.user, "awards.enter_result", cell.sheet)
    uploads = request.FILES.getlist("files")
    try:
        kept = files.attach(cell.term, cell.unit, criterion, uploads, by=request.user)
    except DomainError as error:
        return _show(request, _again(request, cell), error=error)
    if kept.refused:
        return _show(request, _again(request, cell), refused=kept.refused, changed=bool(kept.files))
    return _done(request, cell, f"Đã thêm {len(kept.files)} tệp minh chứng")


def _file(request: HttpRequest, pk: int) -> Evidence:
    rows = Evidence.objects.visible_to(request.user).select_related(
        "entry__criterion", "entry__sheet__term__period__cluster", "entry__sheet__unit"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
@require_GET
def evidence_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes, for those who may see the sheet; `?xem=1` shows papers and pictures instead of saving them."""
    row = _file(request, pk)
    return send_private(row.file, row.name, row.filetype, inline=request.GET.get("xem") == "1")


def _cell_of(request: HttpRequest, row: Evidence) -> Cell:
    sheet = row.entry.sheet
    return _cell(request, sheet.term_id, sheet.unit.code, row.entry.criterion_id)


@login_required
@require_POST
def remove_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    row = _file(request, pk)
    cell = _cell_of(request, row)
    try:
        files.remove(row, by=request.user)
    except DomainError as error:
        return _show(request, cell, error=error)
    return _done(request, cell, f"Đã gỡ {row.name}")


@login_required
@require_POST
def caption(request: HttpRequest, pk: int) -> HttpResponse:
    row = _file(request, pk)
    cell = _cell_of(request, row)
    try:
        files.set_caption(row, by=request.user, caption=request.POST.get("caption", ""))
    except DomainError as error:
        return _show(request, cell, error=error)
    return _done(request, cell, "Đã lưu chú thích")


# Judging and explaining -----------------------------------------------------------------------------------------------


def _act(request: HttpRequest, pk: int, criterion: int, words: str, act, **facts) -> HttpResponse:
    """One act on a cell of a sheet that the user sees; its refusal stands in the side sheet."""
    rows = ResultSheet.objects.visible_to(request.user).select_related("term__period__cluster", "unit")
    sheet = get_object_or_404(rows, pk=pk)
    cell = _cell(request, sheet.term_id, sheet.unit.code, criterion)
    try:
        act(cell.sheet, criterion, by=request.user, **facts)
    except DomainError as error:
        return _show(request, _again(request, cell), error=error)
    return _done(request, cell, words)


@login_required
@require_POST
def correct(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    facts = {name: request.POST.get(name, "") for name in ("figure", "source")}
    return _act(request, pk, criterion, "Đã ghi số thẩm định, số của đơn vị vẫn giữ bên cạnh", judging.correct, **facts)


@login_required
@require_POST
def explain(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    facts = {name: request.POST.get(name, "") for name in ("text", "figure")}
    return _act(request, pk, criterion, "Đã gửi giải trình", judging.explain, **facts)


@login_required
@require_POST
def agree(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    return _act(request, pk, criterion, "Đã đồng ý với số thẩm định", judging.agree)


@login_required
@require_POST
def uphold(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    return _act(
        request, pk, criterion, "Đã giữ số thẩm định", judging.uphold, text=request.POST.get("text", "")
    )  # fmt: skip


@login_required
@require_POST
def take_explanation(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    """The unit is right: its explained figure counts, else the one it reported."""
    return _act(request, pk, criterion, "Đã chấp nhận số của đơn vị", services.accept_cell)
