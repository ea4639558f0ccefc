"""Jobs as pages show them."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from thidua import providers
from thidua.jobs.enums import JobState
from thidua.jobs.models import LOST, Job
from thidua.templatetags.ui import vn_size
from thidua.widgets import FileRow, JobRow

KINDS = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xls",
}


def job_list(user):
    """Everything the user has let make, newest first."""
    return Job.objects.visible_to(user).order_by("-pk")


def job_rows(jobs: Iterable[Job]) -> list[JobRow]:
    """Jobs as components/job.html draws them; one query for the queue when one of them waits."""
    jobs = list(jobs)
    waiting = any(job.state == JobState.QUEUED for job in jobs)
    queue = list(Job.objects.unfinished().values_list("pk", flat=True)) if waiting else []
    return [
        JobRow(
            id=job.pk,
            name=job.name,
            step=step_words(job, sum(pk < job.pk for pk in queue)),
            percent=job.percent,
            running=job.is_unfinished,
            failed=job.chip in (JobState.FAILED, JobState.CANCELLED, JobState.EXPIRED),
            poll_url=reverse("jobs:row", args=[job.pk]),
            cancel_url=reverse("jobs:cancel", args=[job.pk]),
            result_url=reverse("jobs:file", args=[job.pk]) if job.has_file else "",
        )
        for job in jobs
    ]


def result_url(job: Job) -> str:
    """Where the owner finds what came of it: the page of the work itself, else its row among the files."""
    page = providers.job_pages.get(job.task)
    return page(job) if page is not None else f"{reverse('jobs:index')}#job-{job.pk}"


def step_words(job: Job, ahead: int = 0) -> str:
    """What it does now, or how it ended. ahead: jobs of anybody before a waiting one."""
    if job.is_lost:
        return LOST
    if job.state == JobState.QUEUED:
        return f"Xếp hàng, sau {ahead} tệp" if ahead else "Xếp hàng, sắp bắt đầu"
    if job.state == JobState.RUNNING:
        return job.step or "Đang bắt đầu"
    if job.has_file:
        return f"{_when(job)}, {vn_size(job.size)}"
    return job.error or job.chip.label


def _when(job: Job) -> str:
    return f"{timezone.localtime(job.ended_at or job.created_at):%H:%M, %d/%m/%Y}"


def file_rows(jobs: Iterable[Job]) -> list[FileRow]:
    """Ended jobs as files to fetch again; failed ones with their reason."""
    return [
        FileRow(job.name, KINDS.get(job.content_type, ""), step_words(job), reverse("jobs:file", args=[job.pk]))
        if job.has_file
        else FileRow(job.name, "bad", f"{_when(job)}: {step_words(job)}")
        for job in jobs
    ]
