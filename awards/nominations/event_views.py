"""Lists of events: a sudden deed, a movement, years of service; proposals at any time of the year."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from awards.catalogue.models import AwardRule
from awards.nominations import occasions, queries, services
from awards.nominations.candidates import places_to_propose
from awards.nominations.dossier_forms import EventForm
from awards.nominations.dossiers import checklists
from awards.nominations.enums import NominationState
from awards.nominations.frames import line_of, listing_of
from awards.nominations.kinds import kind_of, kinds
from awards.nominations.models import NominationList
from awards.years.scope import follow, scope_of
from thidua import clock
from thidua.errors import Forbidden
from thidua.http import form_status, shows_domain_errors
from thidua.permissions import REGISTRY


def _way(*more: tuple[str, str]) -> list[tuple[str, str]]:
    own = ("Khen thưởng theo đợt", reverse("awards:nominations.events") if more else "")
    return [("Đề nghị khen thưởng", reverse("awards:nominations.index")), own, *more]


@login_required
@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """Every list of an event of the year looked at, the newest first."""
    period = scope_of(request).period
    if period is None:
        raise Http404("no year to look at")
    frame = NominationList(period=period)
    context = {
        "period": period, "rows": queries.event_list(request.user, period),
        "may_open": not period.is_closed and places_to_propose(request.user, frame).exists(), "crumbs": _way(),
        "kinds": [kind for kind in kinds().values() if kind.own_list],
    }  # fmt: skip
    return render(request, "awards/nominations/events.html", context)


@login_required
def open_event(request: HttpRequest) -> HttpResponse:
    """A unit tells of a deed at once; the office opens a list for a movement or for years of service."""
    period = scope_of(request).period
    if period is None:
        raise Http404("no year to open it in")
    places = places_to_propose(request.user, NominationList(period=period))
    if not places:
        raise Forbidden(REGISTRY["awards.put_forward"].who, "awards.put_forward")
    today = timezone.localtime(clock.now())
    rules = AwardRule.objects.in_force(today.date()).select_related("award").order_by("award__sort")
    first = {
        "kind": request.GET.get("loai", ""), "due_on": today.date(), "due_at": today.time().replace(hour=17, minute=0),
        "unit": places.filter(pk=period.unit_id).first() or places.first(),
    }  # fmt: skip
    form = EventForm(request.POST or None, rules=list(rules), places=places, initial=first)
    if form.done(request, partial(occasions.open_event), period):
        messages.success(request, "Đã mở đợt khen thưởng. Thêm cá nhân, tập thể được đề nghị.")
        return redirect("awards:nominations.event", form.result.pk)
    context = {"period": period, "form": form, "crumbs": _way(("Mở đợt", "")), "back": _way(("", ""))[1][1]}
    return render(request, "awards/nominations/open_event.html", context, status=form_status(form))


@login_required
@require_GET
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """One event: what it is about, who is put forward, how complete each dossier is."""
    listing = listing_of(request, pk)
    if not listing.event:
        return redirect("awards:nominations.index")
    follow(request, listing.period)
    user = request.user
    lines = list(queries.line_list(user, listing).exclude(state=NominationState.WITHDRAWN).select_related(
        "award", "proposer"))  # fmt: skip
    for line in lines:
        line.nomination_list = listing
    papers = checklists(listing, lines)
    context = {
        "listing": listing, "kind": kind_of(listing.kind), "crumbs": _way((listing.event, "")),
        "rows": [(line, queries.shown_eligibility(line), papers[line.pk]) for line in lines],
        "titles": listing.awards.select_related("award").order_by("sort"),
        "may_add": not listing.is_locked and not listing.period.is_closed and places_to_propose(user, listing).exists(),
        "runs": user.has_perm("awards.run_nominations", listing),
    }  # fmt: skip
    return render(request, "awards/nominations/event.html", context)


@login_required
@require_POST
@shows_domain_errors
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """The short way: past the council, to whoever decides."""
    services.agree(line_of(request, pk), by=request.user)
    messages.success(request, "Đã trình người quyết định. Đề nghị chờ vào quyết định, tờ trình.")
    return redirect("awards:nominations.detail", pk)


@login_required
@require_POST
@shows_domain_errors
def call_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The short way back, while no paper holds the line."""
    occasions.call_back(line_of(request, pk), by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, "Đã lấy lại. Đề nghị trở về thẩm định.")
    return redirect("awards:nominations.detail", pk)
