"""What the reports offer to the workshop: who may still have a file made in the background."""

from awards.conferences import recording
from awards.reports.conference_minutes import paper_of
from awards.reports.queries import period_for
from awards.reports.registry import Scope, reports
from awards.reports.services import order
from awards.reports.tasks import make_file
from thidua import providers
from thidua.errors import DomainError, Forbidden
from thidua.jobs.models import Job


def may_still_read(job: Job) -> bool:
    """Whether the owner could order this very paper today."""
    asked = job.arguments
    found = period_for(job.owner, asked["period"], asked["unit"])
    if found is None:
        return False
    try:
        order(
            reports()[asked["name"]],
            Scope(*found, job.owner),
            format=asked["format"],
            object_id=asked["object"] or None,
        )
    except (DomainError, Forbidden):
        return False
    return True


providers.file_guards[make_file.module_path] = may_still_read
recording.paper_of[:] = [paper_of]
