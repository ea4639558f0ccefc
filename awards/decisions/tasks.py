"""Signing of long papers in the background: laying out two hundred lines takes longer than anybody waits."""

from datetime import date

from django_tasks import task

from awards.decisions import services
from awards.decisions.models import Decision
from thidua.jobs.models import Job
from thidua.jobs.services import Progress, run


@task()
def sign_paper(job_id: int) -> None:
    """Job arguments: paper (id), number, decided_on (ISO)."""
    run(job_id, _sign)


def _sign(job: Job, progress: Progress) -> None:
    asked = job.arguments
    paper = Decision.objects.visible_to(job.owner).get(pk=asked["paper"])
    progress(1, 3, "Đang dàn trang bản ký")
    services.sign(paper, by=job.owner, number=asked["number"], decided_on=date.fromisoformat(asked["decided_on"]))
