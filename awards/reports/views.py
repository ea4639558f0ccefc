"""Every paper in one place: make it, wait for it, fetch it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from awards.criteria.registration_queries import units_shown
from awards.reports import tasks
from awards.reports.forms import shelves
from awards.reports.queries import year_of
from awards.reports.registered import registered_rows
from awards.reports.registry import Scope, Unknown, reports
from awards.reports.services import Order, make, order
from awards.reports.year_summary import main_conference
from awards.years.enums import Step
from awards.years.models import EmulationPeriod
from awards.years.scope import follow, place_in, scope_of
from thidua.http import back, shows_domain_errors
from thidua.http import download as send_file
from thidua.jobs import services as jobs
from thidua.jobs.queries import file_rows, job_list, job_rows
from thidua.numbers import is_number

SHOWN = 5  # files made lately


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Reports of the year and unit looked at, and the reader's own files."""
    found = scope_of(request)
    recent = list(job_list(request.user)[:30])
    running = [job for job in recent if job.is_unfinished]
    context = {
        "period": found.period,
        "unit": found.unit,
        "running": job_rows(running),
        "files": file_rows([job for job in recent if not job.is_unfinished][:SHOWN]),
    }
    if found.period is not None:
        unit = found.period.unit if found.period.cluster_id else found.unit or found.period.unit
        scope = Scope(found.period, unit, request.user)
        context["conference"] = main_conference(found.period)
        context |= {"shelves": shelves(scope), "scope": scope, "code": _code(scope)}
    return render(request, "awards/reports/index.html", context)


def _code(scope: Scope) -> str:
    """What names the scope in an address: the cluster of a cluster's year, else the unit."""
    if scope.period.cluster_id and scope.is_whole:
        return scope.period.cluster.code
    return scope.unit.code


def _order(request: HttpRequest, name: str, format: str, asked: QueryDict) -> Order:
    """What the address or the form asks for. A year, unit, report or object out of reach is not there."""
    report = reports().get(name)
    year, code = asked.get("nam", ""), asked.get("dv", "")
    found = year_of(int(year), code, request.user) if is_number(year) and len(year) == 4 and code else None
    if report is None or found is None:
        raise Http404("no such report, year or unit")
    try:
        return order(report, Scope(*found, request.user), format=format, object_id=asked.get("object") or None)
    except Unknown as error:
        raise Http404(str(error)) from error


def _address(wanted: Order) -> str:
    """Where the file of an order is fetched."""
    query = {"nam": wanted.scope.period.year, "dv": _code(wanted.scope)}
    if wanted.subject is not None:
        query["object"] = wanted.report.key(wanted.subject)
    return reverse("awards:reports.download", args=[wanted.report.name, wanted.format]) + "?" + urlencode(query)


@login_required
@require_POST
@shows_domain_errors
def create(request: HttpRequest, name: str) -> HttpResponse:
    """Short papers come at once, long ones are laid out in the background."""
    wanted = _order(request, name, request.POST.get("format", ""), request.POST)
    if not wanted.is_heavy:
        return redirect(_address(wanted))
    jobs.start(owner=request.user, name=wanted.name, task=tasks.make_file, arguments=tasks.arguments(wanted))
    messages.info(request, f"Đang tạo {wanted.name}. Có thể rời trang; tệp xong nằm ở Tệp đã xuất.")
    return redirect(
        f"{reverse('awards:reports.index')}?{urlencode({'nam': wanted.scope.period.year, 'dv': _code(wanted.scope)})}"
    )


@login_required
@require_GET
@shows_domain_errors
def download(request: HttpRequest, name: str, format: str) -> HttpResponse:
    """The file itself. A long paper is not laid out while somebody waits: the page of reports makes it."""
    wanted = _order(request, name, format, request.GET)
    if wanted.is_heavy:
        messages.info(request, f"{wanted.name} dài, được tạo ở nền: bấm Tạo ở dòng của báo cáo.")
        return back(request, reverse("awards:reports.index"))
    file = make(wanted)
    return send_file(file.content, file.name, file.content_type)


# Registered beside achieved -------------------------------------------------------------------------------------------


@login_required
def registered(request: HttpRequest) -> HttpResponse:
    """Every unit of the year that the reader may see: what it registered, what came of it."""
    place_in(request, Step.LAUNCH)
    period = scope_of(request).period
    rows = registered_rows(period, units_shown(request.user, period)) if period else []
    sums = [tuple(map(sum, zip(*found, strict=True))) for found in
            ([row.collectives for row in rows], [row.people for row in rows])] if rows else []  # fmt: skip
    return render(request, "awards/reports/registered.html", {"period": period, "rows": rows, "sums": sums})


@login_required
def registered_unit(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One unit: title by title, figure by figure. `pk` is the year's."""
    periods = EmulationPeriod.objects.visible_to(request.user).select_related("unit", "cluster")
    period = get_object_or_404(periods, pk=pk)
    unit = next((one for one in units_shown(request.user, period) if one.code == code), None)
    if unit is None:
        raise Http404("no such unit in this year")
    follow(request, period)
    place_in(request, Step.LAUNCH)
    row = registered_rows(period, [unit])[0]
    crumbs = [("Đăng ký và kết quả", reverse("awards:reports.registered")), (str(unit), "")]
    return render(request, "awards/reports/registered_unit.html", {"period": period, "row": row, "crumbs": crumbs})
