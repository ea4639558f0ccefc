"""The page of the record."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from thidua.jobs import services as jobs
from thidua.lists import list_page
from thidua.permissions import require
from units.audit import queries, tasks
from units.audit.forms import AuditFilter
from units.audit.services import record


@login_required
def index(request: HttpRequest) -> HttpResponse:
    require(request.user, "units.read_audit")
    filters = AuditFilter(request.GET)
    shown = list_page(request, queries.event_list(request.user), filters)
    rows = [queries.event_row(event) for event in shown]
    context = {"list": shown, "rows": rows, "query": request.GET.urlencode()}
    return render(request, "units/audit/index.html", context)


@login_required
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The list as filtered, as a workbook made in the background; the filters stand in the address."""
    require(request.user, "units.read_audit")
    given = AuditFilter(request.GET).given()
    record(request.user, "audit.export", request.user, filters=given)
    jobs.start(owner=request.user, name="Nhật ký (Excel)", task=tasks.export, arguments=given)
    messages.info(request, "Đang xuất nhật ký. Có thể rời trang; tệp xong nằm ở đây.")
    return redirect("jobs:index")
