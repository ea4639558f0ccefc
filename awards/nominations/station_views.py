"""Pages of the way of a list: the route of a command, the stations of a list, the papers recorded at them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from awards.nominations import resolving, routing
from awards.nominations.frames import listing_of, way_of
from awards.nominations.models import NominationList
from awards.nominations.routes import RECORDED
from awards.nominations.station_forms import RecordForm, RouteForm
from awards.nominations.station_queries import progress
from awards.nominations.station_states import law_stops, usual_stops
from awards.nominations.stations import Route, StationRecord
from awards.years.scope import follow, scope_of
from thidua import clock
from thidua.http import form_status, send_private
from thidua.numbers import is_number
from thidua.permissions import require
from units.audit.queries import history_of, history_url
from units.structure.previews import kept

EXPORTS = (("xlsx", "Tệp Excel", "file-spreadsheet"), ("pdf", "Tệp PDF", "file-text"))
BODIES = {  # who usually speaks at a station; the office writes another name over it
    "cluster": "Hội nghị cụm thi đua",
    "standing": "Thường trực Hội đồng Thi đua - Khen thưởng",
    "party": "Ban Thường vụ Đảng ủy",
}


# The route ------------------------------------------------------------------------------------------------------------


@login_required
def route(request: HttpRequest) -> HttpResponse:
    """Which stations lists go through: read by all, set by the office; what it changes is shown before it is saved."""
    period = scope_of(request).period
    if period is None:
        raise Http404("no year to look at")
    unit = period.unit
    if request.method == "POST":
        require(request.user, "awards.set_route", unit)
    rows = Route.objects.filter(unit__in=unit.ancestor_ids()).select_related("set_by", "unit")
    rows = list(rows.prefetch_related("stations").order_by("-unit__path", "-valid_from"))
    own = [row for row in rows if row.unit_id == unit.pk]
    listing = NominationList.objects.filter(period=period).first()
    day = listing.rule_day if listing else min(clock.today(), period.ends_on)
    current = next((row for row in rows if row.holds_on(day)), None)
    last = own[0].stops if own else current.stops if current else list(usual_stops(day))
    form = RouteForm(request.POST or None, stops=last, initial={"valid_from": clock.today()})
    shown = None
    if request.method == "POST" and "sua" not in request.POST and form.is_valid():
        agreed = "xac_nhan" in request.POST
        if form.perform(routing.outlook, unit, form.choices, form.cleaned_data["valid_from"]):
            shown = form.result
        if shown and agreed and form.perform(routing.set_route, unit, by=request.user, **form.facts):
            messages.success(request, "Đã lưu trình tự xét.")
            return redirect("awards:nominations.route")
    context = {
        "unit": unit,
        "period": period,
        "day": day,
        "current": current,
        "stops": current.stops if current else list(usual_stops(day)),
        "others": [row for row in rows if current is None or row.pk != current.pk],
        "form": form,
        "outlook": shown,
        "kept": [pair for pair in kept(request) if pair[0] != "accepts_warnings"],
        "may_set": request.user.has_perm("awards.set_route", unit),
        "history": history_of(current, limit=10) if current else [],
        "history_url": history_url(request.user, current) if current else "",
        "crumbs": way_of(None, ("Trình tự xét", "")),
    }
    return render(request, "awards/nominations/route.html", context, status=form_status(form))


# A list ---------------------------------------------------------------------------------------------------------------


@login_required
@require_GET
def stations(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the list has come, what each organ still owes, what is to be done next."""
    listing = listing_of(request, pk)
    follow(request, listing.period)
    found = progress(listing, request.user)
    context = {
        "listing": listing,
        "progress": found,
        "has_opinions": any(one.inquiries for one in found.stations),
        "formats": EXPORTS,
        "may_record": request.user.has_perm("awards.record_station", listing) and not listing.period.is_closed,
        "may_set": request.user.has_perm("awards.set_route", listing.unit),
        "crumbs": way_of(None, ("Các bước xét", "")),
    }
    return render(request, "awards/nominations/stations.html", context)


@login_required
def record_station(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The paper of a body: number, day, all agreed except …; `?thay=` puts an earlier one right."""
    listing = listing_of(request, pk)
    follow(request, listing.period)
    require(request.user, "awards.record_station", listing)
    if code not in RECORDED:
        raise Http404("no paper at this station")
    asked = request.GET.get("thay", "")
    old = None
    if asked:
        papers = StationRecord.objects.visible_to(request.user).filter(nomination_list=listing, code=code)
        old = get_object_or_404(papers, pk=int(asked) if is_number(asked) else 0)
    stop = next(stop for stop in law_stops() if stop.code == code)
    lines = resolving.lines_for(listing, code, old)
    refused = dict(old.results.filter(agreed=False).values_list("nomination_id", "reason")) if old else {}
    first = {"body": BODIES[code], "held_on": clock.today()}
    if old is not None:
        first = {"body": old.body, "number": old.number, "held_on": old.held_on, "note": old.note}
    form = RecordForm(
        request.POST or None, request.FILES or None, lines=lines, refused=refused, again=old is not None, initial=first
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(resolving.record_station, listing, code, by=request.user, replaces=old, **form.facts)
    ):
        messages.success(request, f"Đã ghi kết quả {stop.short}: số {form.result}.")
        return redirect("awards:nominations.stations", pk)
    title = f"{'Ghi lại' if old else 'Ghi'} kết quả: {stop.short}"
    context = {
        "listing": listing,
        "stop": stop,
        "old": old,
        "form": form,
        "after": resolving.speaks_after_council(listing, code),
        "title": title,
        "back": reverse("awards:nominations.stations", args=[pk]),
        "crumbs": way_of(listing, (title, "")),
    }
    return render(request, "awards/nominations/record_station.html", context, status=form_status(form))


def _record(request: HttpRequest, pk: int) -> StationRecord:
    papers = StationRecord.objects.visible_to(request.user)
    related = ("nomination_list__period__unit", "recorded_by", "replaces", "replaced_by")
    return get_object_or_404(papers.select_related(*related), pk=pk)


@login_required
@require_GET
def station_record(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper: what it says of every line, those not agreed first."""
    paper = _record(request, pk)
    listing = paper.nomination_list
    follow(request, listing.period)
    stop = next(stop for stop in law_stops() if stop.code == paper.code)
    results = paper.results.select_related("nomination__award", "nomination__proposer").order_by(
        "agreed", "nomination__award__sort", "nomination__sort_key", "pk"
    )
    results = list(results)
    later = getattr(paper, "replaced_by", None)
    may = request.user.has_perm("awards.record_station", listing) and not listing.period.is_closed
    again = reverse("awards:nominations.record_station", args=[listing.pk, paper.code])
    context = {
        "paper": paper,
        "later": later,
        "listing": listing,
        "stop": stop,
        "results": results,
        "refused": sum(not row.agreed for row in results),
        "again": f"{again}?thay={paper.pk}" if may and later is None else "",
        "history": history_of(paper, limit=10),
        "history_url": history_url(request.user, paper),
        "crumbs": way_of(listing, (stop.short, "")),
    }
    return render(request, "awards/nominations/station_record.html", context)


@login_required
@require_GET
def station_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of a paper; `?xem=1` shows it instead of saving it."""
    paper = _record(request, pk)
    return send_private(paper.file, paper.file_name, paper.filetype, inline=request.GET.get("xem") == "1")
