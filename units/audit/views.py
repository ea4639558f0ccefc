"""The page of the record."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from thidua.lists import list_page
from thidua.permissions import require
from units.audit import queries
from units.audit.forms import AuditFilter


@login_required
def index(request: HttpRequest) -> HttpResponse:
    require(request.user, "units.read_audit")
    shown = list_page(request, queries.event_list(request.user), AuditFilter(request.GET))
    context = {"list": shown, "rows": [queries.event_row(event) for event in shown]}
    return render(request, "units/audit/index.html", context)
