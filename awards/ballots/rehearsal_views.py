"""The page of rehearsals of a conference: begin one, see how far it is, read what it found."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from awards.ballots import rehearsing
from awards.ballots.models import VotingRound
from awards.ballots.tasks import act_out
from awards.conferences.models import Conference
from awards.years.enums import Step
from awards.years.scope import follow, place_in, years_of
from thidua.http import is_safe, shows_domain_errors
from thidua.jobs.models import Job
from thidua.jobs.queries import job_rows
from thidua.jobs.services import start
from thidua.permissions import require

KEPT = 5  # earlier ones on the page


def _conference(request: HttpRequest, pk: int) -> Conference:
    rows = Conference.objects.visible_to(request.user).select_related(
        "council__unit", "cluster__organiser", "host", "period__unit", "period__cluster"
    )
    found = get_object_or_404(rows, pk=pk)
    require(request.user, "awards.prepare_ballot", VotingRound(conference=found))
    return found


@login_required
@require_GET
def rehearsal(request: HttpRequest, pk: int) -> HttpResponse:
    conference = _conference(request, pk)
    place_in(request, Step.CLUSTERS if conference.cluster_id else Step.COUNCIL)
    if any(period.pk == conference.period_id for period in years_of(request)):
        follow(request, conference.period)
    jobs = Job.objects.visible_to(request.user).filter(task=act_out.module_path, arguments__conference=pk)
    newest = jobs.order_by("-pk").first()
    found = list(conference.rehearsals.select_related("by")[: KEPT + 1])
    context = {
        "conference": conference,
        "last": found[0] if found else None,
        "earlier": found[1:],
        "jobs": job_rows([newest] if newest is not None and (newest.is_unfinished or newest.error) else []),
        "is_running": newest is not None and newest.is_unfinished,
        "crumbs": [
            (conference.short_name, reverse("awards:conferences.detail", args=[pk])),
            ("Diễn tập bỏ phiếu", ""),
        ],
    }
    return render(request, "awards/ballots/rehearsal.html", context)


@login_required
@require_POST
@shows_domain_errors
def rehearse(request: HttpRequest, pk: int) -> HttpResponse:
    """One press; the work itself is done in the background."""
    conference = _conference(request, pk)
    rehearsing.refuse_while_voting(conference)
    job = start(
        owner=request.user,
        name=f"Diễn tập bỏ phiếu: {conference.short_name}",
        task=act_out,
        arguments={"conference": pk, "is_safe": is_safe(request), "host": request.get_host()},
    )
    if job.is_unfinished:
        messages.success(request, "Đang diễn tập. Phiếu giả, không đụng đến phiếu thật.")
    return redirect("awards:ballots.rehearsal", pk)
