"""Reading, writing and taking back in the background, with progress. Job arguments: import."""

from django_tasks import task

from thidua.errors import RuleViolation
from thidua.jobs.models import Job
from thidua.jobs.services import Progress, run, start
from units.imports import services
from units.imports.models import Import


@task()
def read_import(job_id: int) -> None:
    run(job_id, _read)


@task()
def write_import(job_id: int) -> None:
    run(job_id, _write)


@task()
def undo_import(job_id: int) -> None:
    run(job_id, _undo)


def begin(batch: Import, *, by, task, name: str) -> Job:
    """Put work on a file into the queue; begun twice it is the same work."""
    job = start(owner=by, name=f"{name} {batch.file_name}", task=task, arguments={"import": batch.pk})
    services.attach(batch, job)
    return job


def _batch(job: Job) -> Import:
    found = Import.objects.visible_to(job.owner).select_related("owner", "unit").filter(pk=job.arguments["import"])
    if (batch := found.first()) is None:
        raise RuleViolation("Không còn tệp này.")
    return batch


def _read(job: Job, progress: Progress) -> None:
    services.read_file(_batch(job), progress)


def _write(job: Job, progress: Progress) -> None:
    services.write_file(_batch(job), by=job.owner, told=progress)


def _undo(job: Job, progress: Progress) -> None:
    services.undo_file(_batch(job), by=job.owner, told=progress)
