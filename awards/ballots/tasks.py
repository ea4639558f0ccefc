"""Background work: a rehearsal of a secret ballot."""

from django.urls import reverse
from django_tasks import task

from awards.ballots.preflight import Place
from awards.ballots.rehearsing import rehearse
from awards.conferences.models import Conference
from thidua import providers
from thidua.errors import RuleViolation
from thidua.jobs.models import Job
from thidua.jobs.services import Progress, run


@task()
def act_out(job_id: int) -> None:
    """Job arguments: conference, is_safe, host."""
    run(job_id, _act_out)


def _act_out(job: Job, progress: Progress) -> None:
    asked = job.arguments
    conference = Conference.objects.visible_to(job.owner).filter(pk=asked["conference"]).first()
    if conference is None:
        raise RuleViolation("Hội nghị này không còn.")
    rehearse(conference, by=job.owner, place=Place(asked["is_safe"], asked["host"]), progress=progress)


providers.job_pages[act_out.module_path] = lambda job: reverse(
    "awards:ballots.rehearsal", args=[job.arguments["conference"]]
)
