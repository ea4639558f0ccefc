"""Start, run, cancel and clear away background work.

Every change of state is one UPDATE that names the state before, so that a worker, its owner and the reaper can act at
the same moment and exactly one of them wins. A task run twice does its work once.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction

from thidua import clock, providers
from thidua.errors import DomainError, Forbidden, StateConflict
from thidua.jobs.enums import JobState
from thidua.jobs.models import KEPT_FOR, LOST, LOST_AFTER, Job

logger = logging.getLogger(__name__)
QUICK = timedelta(seconds=5)  # from the click to the end: whoever asked is still looking at the page
BROKEN = "Có lỗi trong máy khi tạo tệp này. Lỗi đã được ghi lại; báo quản trị hệ thống."


class Stopped(Exception):
    """Somebody cancelled the job, or it was taken for lost: the work ends here and leaves nothing."""


@dataclass(frozen=True)
class Result:
    """A file for the owner."""

    content: bytes
    file_name: str
    content_type: str


class Progress:
    """What the work calls to say how far it is; raises Stopped when it shall go no further.

    Never inside a transaction: nobody would see it before the end, and the row would stay locked.
    """

    def __init__(self, job: Job):
        self.job = job

    def __call__(self, done: int, total: int, step: str = "") -> None:
        seen = Job.objects.filter(pk=self.job.pk, state=JobState.RUNNING).update(
            progress=min(done, total), total=total, step=step[:200], heartbeat_at=clock.now()
        )
        if not seen:
            raise Stopped(self.job.name)


Work = Callable[[Job, Progress], Result | None]


def start(*, owner, name: str, task, arguments: dict[str, Any]) -> Job:
    """Put work into the queue, in the transaction of the caller. The same work still unfinished is not begun twice.

    task: a django_tasks task that takes the id of the job. arguments: plain JSON values.
    """
    with transaction.atomic():
        # One after the other: a double click must find the first job.
        get_user_model()._base_manager.select_for_update(of=("self",)).get(pk=owner.pk)
        same = Job.objects.unfinished().filter(owner=owner, task=task.module_path, arguments=arguments)
        for job in same.order_by("-pk"):
            if not job.is_lost:
                return job
        job = Job.objects.create(owner=owner, name=name[:200], task=task.module_path, arguments=arguments)
        task.enqueue(job.pk)
    job.refresh_from_db()
    return job


def run(job_id: int, work: Work) -> None:
    """Do the work of a job, in a worker. Refusals become its reason in the user's words; other errors are raised on."""
    reap()
    claimed = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING, heartbeat_at=clock.now()
    )
    if not claimed:  # cancelled while it waited, or the queue handed it out a second time
        return
    job = Job.objects.select_related("owner").get(pk=job_id)
    try:
        _finish(job, work(job, Progress(job)))
    except Stopped:
        return
    except DomainError as error:
        _fail(job, str(error))
    except Forbidden as error:
        _fail(job, f"Không còn quyền làm việc này. Người có quyền: {error.who}.")
    except PermissionDenied:
        _fail(job, "Không còn quyền làm việc này.")
    except Exception:
        _fail(job, BROKEN)
        logger.exception("job %s (%s) failed", job.pk, job.task)
        raise


def _finish(job: Job, result: Result | None) -> None:
    """Keep the file, then say so in one UPDATE; a job stopped meanwhile keeps nothing."""
    changes: dict[str, Any] = {"state": JobState.DONE, "step": "", "ended_at": clock.now()}
    storage = Job._meta.get_field("file").storage
    if result is not None:
        suffix = PurePosixPath(result.file_name).suffix
        changes["file"] = storage.save(f"jobs/{job.pk}-{uuid4().hex}{suffix}", ContentFile(result.content))
        changes |= {
            "file_name": result.file_name[:150],
            "content_type": result.content_type,
            "size": len(result.content),
        }
    if not _end(job.pk, changes) and result is not None:
        storage.delete(changes["file"])


def _fail(job: Job, reason: str) -> None:
    _end(job.pk, {"state": JobState.FAILED, "error": reason[:500], "ended_at": clock.now()})


@transaction.atomic
def _end(pk: int, changes: dict[str, Any], **still: Any) -> bool:
    """Write down how a running job ended and tell its owner; False when it was not running (any more)."""
    if not Job.objects.filter(pk=pk, state=JobState.RUNNING, **still).update(**changes):
        return False
    job = Job.objects.select_related("owner__unit").get(pk=pk)
    if job.ended_at - job.created_at >= QUICK:
        for hear in providers.job_ears:
            hear(job)
    return True


def cancel(job: Job, *, by) -> Job:
    """End a job that has not ended; its worker stops at the next step it reports."""
    if job.owner_id != by.pk:
        raise Forbidden("người tạo tệp", "jobs.cancel")
    stopped = (
        Job.objects.unfinished()
        .filter(pk=job.pk)
        .update(state=JobState.CANCELLED, error="Đã hủy theo yêu cầu.", ended_at=clock.now())
    )
    job.refresh_from_db()
    if not stopped:
        raise StateConflict(f"Không hủy được: {job.name} {job.chip.label.lower()}.")
    return job


def reap() -> tuple[int, int]:
    """Jobs whose worker was killed have failed; files kept long enough go. Returns (lost, expired).

    Workers do it before every job; `manage.py reap_jobs` does it by the clock.
    """
    now = clock.now()
    ended = {"state": JobState.FAILED, "error": LOST, "ended_at": now}
    silent = {"heartbeat_at__lt": now - LOST_AFTER}  # one that has come back to life meanwhile goes on
    lost = sum(_end(pk, ended, **silent) for pk in Job.objects.lost(now).values_list("pk", flat=True))
    expired = 0
    for job in Job.objects.filter(state=JobState.DONE, ended_at__lt=now - KEPT_FOR):
        gone = Job.objects.filter(pk=job.pk, state=JobState.DONE).update(state=JobState.EXPIRED, file=None)
        if gone and job.file:
            job.file.storage.delete(job.file.name)
        expired += gone
    return lost, expired
