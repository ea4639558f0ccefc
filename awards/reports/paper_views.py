"""What is said about papers: a conference's papers laid beside each other."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from awards.conferences.models import Conference
from awards.reports.agreement import Agreement, agreement_of
from awards.reports.registry import Nothing
from awards.years.scope import follow
from thidua.permissions import require

# A conference's papers beside each other ------------------------------------------------------------------------------


def _conference(request: HttpRequest, pk: int) -> Conference:
    visible = Conference.objects.visible_to(request.user).select_related(
        "period__unit__kind", "period__cluster", "council__unit__kind", "cluster__organiser__kind", "host"
    )
    conference = get_object_or_404(visible, pk=pk)
    require(request.user, "awards.report_year", conference.period)
    return conference


def _agreement(conference: Conference) -> tuple[Agreement | None, str]:
    try:
        return agreement_of(conference), ""
    except Nothing as nothing:
        return None, str(nothing)


@login_required
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """Title by title what every paper says, and where they differ."""
    conference = _conference(request, pk)
    follow(request, conference.period)
    found, missing = _agreement(conference)
    crumbs = [("Báo cáo", reverse("awards:reports.index")), ("Đối chiếu văn bản", "")]
    context = {"conference": conference, "found": found, "missing": missing, "crumbs": crumbs}
    return render(request, "awards/reports/agreement.html", context)


@login_required
def agreement_note(request: HttpRequest, pk: int) -> HttpResponse:
    """The same in one line, for the page of a paper that is about to be signed; fetched when that page is shown."""
    conference = _conference(request, pk)
    found, _ = _agreement(conference)
    return render(request, "awards/reports/_agreement_note.html", {"conference": conference, "found": found})
