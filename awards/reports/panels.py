"""What the reports offer to the workshop: who may still have a file made in the background."""

from awards.ballots import rehearsing
from awards.ballots.models import VotingRound
from awards.conferences import recording
from awards.reports import ballot_paper, count_minutes
from awards.reports.conference_minutes import paper_of
from awards.reports.queries import period_for
from awards.reports.registry import Scope, reports
from awards.reports.services import order
from awards.reports.tasks import make_file
from thidua import providers
from thidua.errors import DomainError, Forbidden
from thidua.jobs.models import Job
from units.models import User


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


def _scope(ballot: VotingRound, reader: User) -> Scope:
    return Scope(ballot.conference.period, ballot.conference.unit, reader)


rehearsing.papers |= {
    "Phiếu bầu (PDF)": lambda ballot, reader: ballot_paper.build(_scope(ballot, reader), ballot),
    "Biên bản kiểm phiếu (PDF)": lambda ballot, reader: count_minutes.build(_scope(ballot, reader), ballot),
}
