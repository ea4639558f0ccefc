"""Background work: suggestions for a whole province."""

from django.urls import reverse
from django_tasks import task

from awards.nominations.models import NominationList
from awards.nominations.suggesting import refresh
from thidua import providers
from thidua.errors import RuleViolation
from thidua.jobs.models import Job
from thidua.jobs.services import Progress, run
from units.models import Unit


@task()
def work_out(job_id: int) -> None:
    """Job arguments: list, unit."""
    run(job_id, _work)


def _work(job: Job, progress: Progress) -> None:
    listing = NominationList.objects.filter(pk=job.arguments["list"]).first()
    place = Unit.objects.filter(pk=job.arguments["unit"]).first()
    if listing is None or place is None:
        raise RuleViolation("Danh sách đề nghị hoặc đơn vị này không còn.")
    refresh(listing, place, by=job.owner, progress=progress)


providers.job_pages[work_out.module_path] = lambda job: reverse("awards:nominations.suggestions")
