"""Pages of files brought in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from thidua.http import download, form_status, shows_domain_errors
from thidua.jobs.models import KEPT_FOR
from thidua.lists import list_page
from thidua.permissions import require
from thidua.templatetags.ui import vn_number
from thidua.workbooks import MB, MOST_BYTES
from units.imports import queries, services, tasks
from units.imports.enums import ImportState
from units.imports.forms import RowFilter, UploadForm
from units.imports.kinds import KINDS, Kind, kinds_for
from units.imports.models import Import
from units.imports.sheets import template as empty_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WAY = ("Nhập từ Excel", "units:imports.index")


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Kinds the user may bring in, each with its template; files brought in before."""
    require(request.user, "units.import_file")
    page = list_page(request, queries.import_list(request.user), per_page=20)
    context = {
        "kinds": kinds_for(request.user),
        "list": page,
        "rows": [(batch, KINDS[batch.kind]) for batch in page if batch.kind in KINDS],
    }
    return render(request, "units/imports/index.html", context)


def _kind(request: HttpRequest, name: str) -> Kind:
    require(request.user, "units.import_file")
    kind = KINDS.get(name)
    if kind is None:
        raise Http404("no such kind")
    services.require_kind(kind, request.user)
    return kind


@login_required
@require_GET
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """The empty workbook of one kind, with the codes of the user's scope."""
    found = _kind(request, kind)
    return download(empty_workbook(found, request.user), f"mau-{found.name.replace('_', '-')}.xlsx", XLSX)


@login_required
def upload(request: HttpRequest, kind: str) -> HttpResponse:
    """Send a file; it is read in the background and its page shows how far."""
    found = _kind(request, kind)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid() and form.perform(services.receive, found, form.cleaned_data["file"], by=request.user):
            tasks.begin(form.result, by=request.user, task=tasks.read_import, name="Đọc")
            return redirect("units:imports.detail", form.result.pk)
    context = {
        "form": form,
        "kind": found,
        "most": f"Chỉ nhận tệp .xlsx, nhiều nhất {MOST_BYTES // MB} MB và {vn_number(services.MOST_ROWS)} dòng.",
        "crumbs": _crumbs(found.title),
        "back": reverse("units:imports.index"),
    }
    return render(request, "units/imports/upload.html", context, status=form_status(form))


def _crumbs(last: str) -> list[tuple[str, str]]:
    return [(WAY[0], reverse(WAY[1])), (last, "")]


def _own(request: HttpRequest, pk: int) -> Import:
    """A file of the user's; somebody else's is not there."""
    found = get_object_or_404(Import.objects.visible_to(request.user).select_related("job", "unit"), pk=pk)
    if found.kind not in KINDS:
        raise Http404("no such kind")
    require(request.user, "units.import_file", found)
    return found


@login_required
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the reading is; then every row with its state, and the acts."""
    batch = _own(request, pk)
    kind = queries.kind_of(batch)
    page = list_page(request, queries.row_list(batch), RowFilter(request.GET), per_page=50)
    context = {
        "batch": batch,
        "kind": kind,
        "job": queries.job_of(batch),
        "figs": queries.figures(batch),
        "list": page,
        "rows": [queries.shown_cells(kind, row) for row in page],
        "crumbs": _crumbs(batch.file_name),
        "is_ready": batch.state == ImportState.READY,
        "is_done": batch.state == ImportState.DONE,
        "kept_days": KEPT_FOR.days,
    }
    return render(request, "units/imports/detail.html", context)


@login_required
@require_POST
@shows_domain_errors
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _own(request, pk)
    if batch.state == ImportState.READY:
        tasks.begin(batch, by=request.user, task=tasks.write_import, name="Nhập")
    return _after(request, batch, ImportState.DONE, "Đã nhập {}.")


@login_required
@require_POST
@shows_domain_errors
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _own(request, pk)
    if batch.state == ImportState.DONE:
        tasks.begin(batch, by=request.user, task=tasks.undo_import, name="Hoàn tác")
    return _after(request, batch, ImportState.UNDONE, "Đã hoàn tác {}.")


def _after(request: HttpRequest, batch: Import, wanted: ImportState, sentence: str) -> HttpResponse:
    """Back to the page of the file, which shows the work under way or how it ended."""
    batch.refresh_from_db()
    if batch.state == wanted:
        messages.success(request, sentence.format(batch.file_name))
    return redirect("units:imports.detail", batch.pk)


@login_required
@require_POST
@shows_domain_errors
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _own(request, pk)
    services.discard(batch, by=request.user)
    messages.success(request, f"Đã bỏ {batch.file_name}, chưa ghi gì.")
    return redirect("units:imports.index")
