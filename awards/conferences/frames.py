"""What the pages of a conference share: which one is looked at, the way there, one form on a page of its own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from awards.conferences.models import Attendee, Conference, Council
from awards.years.enums import Step
from awards.years.scope import follow, place_in, years_of
from thidua.http import form_status


def crumbs(last: str, conference: Conference | None = None) -> list[tuple[str, str]]:
    """The way to a page: of a conference, or beside the list of them."""
    way = [("Hội nghị", reverse("awards:conferences.index"))]
    if conference is not None:
        way.append((conference.short_name, reverse("awards:conferences.detail", args=[conference.pk])))
    return [*way, (last, "")]


def council_crumbs(last: str, council: Council | None = None) -> list[tuple[str, str]]:
    way = [
        ("Hội nghị", reverse("awards:conferences.index")),
        ("Hội đồng", reverse("awards:conferences.councils")),
    ]
    if council is not None:
        way.append((council.name, reverse("awards:conferences.council", args=[council.pk])))
    return [*way, (last, "")]


def council_of(request: HttpRequest, pk: int) -> Council:
    return get_object_or_404(Council.objects.visible_to(request.user).select_related("unit"), pk=pk)


WITH = ("council__unit", "cluster__organiser", "host", "period__unit", "period__cluster")


def visible(request: HttpRequest, pk: int) -> Conference:
    rows = Conference.objects.visible_to(request.user)
    found = get_object_or_404(rows.select_related(*WITH), pk=pk)
    in_its_year(request, found)
    return found


def in_its_year(request: HttpRequest, conference: Conference) -> None:
    """Let the frame show the year of the conference, where the user sees that year, and its step in it."""
    place_in(request, Step.CLUSTERS if conference.cluster_id else Step.COUNCIL)
    if any(period.pk == conference.period_id for period in years_of(request)):
        follow(request, conference.period)


def attendee_of(request: HttpRequest, pk: int) -> Attendee:
    seen = Conference.objects.visible_to(request.user).values("pk")
    rows = Attendee.objects.filter(conference__in=seen)
    return get_object_or_404(
        rows.select_related("member", "unit", "conference__council__unit", "conference__cluster__organiser"), pk=pk
    )


def form_page(request: HttpRequest, name: str, form, conference: Conference, title: str, **more) -> HttpResponse:
    """The page of one form; Hủy leads back to the conference unless `back` says otherwise."""
    back = reverse("awards:conferences.detail", args=[conference.pk])
    context = {"form": form, "conference": conference, "crumbs": crumbs(title, conference), "back": back, **more}
    return render(request, f"awards/conferences/{name}.html", context, status=form_status(form))
