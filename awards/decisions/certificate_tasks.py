"""Printing and writing out in the background, with progress."""

from django_tasks import task

from awards.decisions.certificate_models import CertificateRun
from awards.decisions.certifying import printed_file
from awards.decisions.models import Decision
from awards.decisions.verifying import static_zip
from thidua import clock
from thidua.jobs.models import Job
from thidua.jobs.services import Progress, Result, run
from thidua.permissions import require
from units.models import Unit


@task()
def print_certificates(job_id: int) -> None:
    """Job arguments: run (id of the printing)."""
    run(job_id, _print)


@task()
def export_verify(job_id: int) -> None:
    """Job arguments: unit (id)."""
    run(job_id, _export)


def _print(job: Job, progress: Progress) -> Result:
    printing = CertificateRun.objects.select_related("decision__issuer").get(pk=job.arguments["run"])
    require(job.owner, "awards.print_certificates", printing.decision)
    content = printed_file(printing, lambda done, total: progress(done, total, f"Đang dàn trang, {done}/{total} bản"))
    return Result(content, f"giay-khen-{printing.decision.number}-{printing.pk}.pdf", "application/pdf")


def _export(job: Job, progress: Progress) -> Result:
    unit = Unit.objects.get(pk=job.arguments["unit"])
    require(job.owner, "awards.arrange_certificates", unit)
    progress(1, 2, "Đang ghi từng trang")
    return Result(static_zip(unit), f"xac-minh-{clock.today():%Y%m%d}.zip", "application/zip")


def may_have_prints(job: Job) -> bool:
    """Whether the owner could order this printing today."""
    papers = Decision.objects.visible_to(job.owner).filter(certificate_runs=job.arguments["run"])
    paper = papers.select_related("issuer").first()
    return paper is not None and job.owner.has_perm("awards.print_certificates", paper)


def may_have_export(job: Job) -> bool:
    unit = Unit.objects.filter(pk=job.arguments["unit"]).first()
    return unit is not None and job.owner.has_perm("awards.arrange_certificates", unit)
