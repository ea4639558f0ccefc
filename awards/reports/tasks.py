"""Long papers in the background, with progress; the bytes are those of the page and of the command line."""

from django_tasks import task

from awards.reports import year_book
from awards.reports.queries import period_for
from awards.reports.registry import Scope, reports
from awards.reports.services import WORDS, Order, order
from awards.years.models import EmulationPeriod
from thidua.documents import CONTENT_TYPES, file_name, render
from thidua.errors import RuleViolation
from thidua.jobs.models import Job
from thidua.jobs.services import Progress, Result, run
from thidua.permissions import require


@task()
def make_file(job_id: int) -> None:
    """Job arguments: name, period, unit, object, format."""
    run(job_id, _make)


@task()
def make_book(job_id: int) -> None:
    """Job arguments: period (id)."""
    run(job_id, _make_book)


def _make_book(job: Job, progress: Progress) -> Result:
    periods = EmulationPeriod.objects.visible_to(job.owner).select_related("unit__kind", "cluster__organiser__kind")
    period = periods.filter(pk=job.arguments["period"]).first()
    if period is None:
        raise RuleViolation("Năm thi đua này không còn trong phạm vi của đồng chí.")
    require(job.owner, "awards.report_year", period)
    content = year_book.build(Scope(period, period.unit, job.owner), progress)
    return Result(content, f"ky-yeu-{period.holder.code.lower()}-{period.year}.zip", "application/zip")


def arguments(wanted: Order) -> dict:
    """What a job needs to find the order again."""
    scope, subject = wanted.scope, wanted.subject
    return {
        "name": wanted.report.name,
        "period": scope.period.pk,
        "unit": scope.unit.pk,
        "object": wanted.report.key(subject) if subject is not None else "",
        "format": wanted.format,
    }


def _make(job: Job, progress: Progress) -> Result:
    asked = job.arguments
    progress(5, 100, "Đang lấy số liệu")
    found = period_for(job.owner, asked["period"], asked["unit"])
    if found is None:
        raise RuleViolation("Năm thi đua hoặc đơn vị này không còn trong phạm vi của đồng chí.")
    wanted = order(
        reports()[asked["name"]], Scope(*found, job.owner), format=asked["format"], object_id=asked["object"] or None
    )
    document = wanted.document()
    rows = sum(1 for table in document.tables() for _ in table.rows)
    progress(30, 100, f"Đang dàn trang {WORDS[asked['format']]}, {rows} dòng")
    frozen = wanted.report.frozen(wanted.subject, wanted.format)
    content = frozen or render(document, wanted.format)
    progress(95, 100, "Đang ghi tệp")
    return Result(content, file_name(document, wanted.format), CONTENT_TYPES[wanted.format])
