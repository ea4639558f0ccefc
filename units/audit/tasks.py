"""Background work of the record."""

from django.core.cache import cache
from django_tasks import task

from thidua import clock, providers
from thidua.documents import CONTENT_TYPES, file_name, render
from thidua.errors import RuleViolation
from thidua.jobs.models import Job
from thidua.jobs.services import Progress, Result, run
from thidua.permissions import require
from units.audit.queries import event_list, export_of, narrowed
from units.audit.services import seal

EVERY_SECONDS = 600
MOST_ROWS = 1_000_000  # what a sheet of a workbook holds


@task()
def seal_record() -> None:
    """Chain what is not yet sealed; safe to run twice."""
    seal()


def seal_soon() -> None:
    """Ask for a sealing, at most once in ten minutes; called at each login, so that no timer has to be set up."""
    if cache.add("audit:sealing", True, EVERY_SECONDS):
        seal_record.enqueue()


@task()
def export(job_id: int) -> None:
    """Job arguments: filters by their name in the address."""
    run(job_id, _export)


def _export(job: Job, progress: Progress) -> Result:
    require(job.owner, "units.read_audit")
    events = narrowed(event_list(job.owner), job.arguments)
    total = events.count()
    if total > MOST_ROWS:
        raise RuleViolation(f"{total} việc không vừa một trang tính; chọn khoảng ngày ngắn hơn.")
    paper = export_of(events, clock.today(), lambda count: progress(count, max(total, 1), f"Đã ghi {count} việc"))
    return Result(render(paper, "xlsx"), file_name(paper, "xlsx"), CONTENT_TYPES["xlsx"])


def may_still_read(job: Job) -> bool:
    return job.owner.has_perm("units.read_audit")


providers.file_guards[export.module_path] = may_still_read
