"""Pages of the state of the data."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from thidua.lists import list_page
from thidua.permissions import require
from units.health import queries


@login_required
def index(request: HttpRequest) -> HttpResponse:
    require(request.user, "units.read_health")
    areas = queries.counted(request.user)
    total = sum(row.count for _, rows in areas for row in rows)
    return render(request, "units/health/index.html", {"areas": areas, "total": total})


@login_required
def check(request: HttpRequest, name: str) -> HttpResponse:
    """What one check has found, page by page."""
    require(request.user, "units.read_health")
    one = queries.BY_NAME.get(name)
    if one is None:
        raise Http404(name)
    shown = list_page(request, one.found_by(request.user))
    context = {
        "check": one,
        "list": shown,
        "findings": [one.show(row, request.user) for row in shown],
        "crumbs": [("Sức khỏe dữ liệu", reverse("units:health.index")), (one.title, "")],
    }
    return render(request, "units/health/check.html", context)
