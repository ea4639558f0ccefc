"""What the reports offer to the workshop: who may still have a file made in the background."""

from awards.ballots import rehearsing
from awards.ballots.models import VotingRound
from awards.conferences import recording
from awards.decisions.papers import finishers
from awards.reports import ballot_paper, count_minutes
from awards.reports.conference_minutes import paper_of
from awards.reports.paper_words import finish_paper
from awards.reports.queries import period_for
from awards.reports.registry import Scope, reports
from awards.reports.services import order
from awards.reports.tasks import make_book, make_file
from awards.years.models import EmulationPeriod
from thidua import providers
from thidua.errors import DomainError, Forbidden
from thidua.jobs.models import Job
from units.audit.actions import AREAS
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


def may_still_read_book(job: Job) -> bool:
    """Whether the owner may still have the papers of that year."""
    period = EmulationPeriod.objects.visible_to(job.owner).filter(pk=job.arguments["period"]).first()
    return period is not None and job.owner.has_perm("awards.report_year", period)


providers.file_guards[make_book.module_path] = may_still_read_book
providers.file_guards[make_file.module_path] = may_still_read
recording.paper_of[:] = [paper_of]
finishers[:] = [finish_paper]
providers.action_labels.update(
    {
        "wording.set": "Đổi câu chữ văn bản",
        "layout.set": "Đổi thể thức văn bản",
        "summary.write": "Viết đoạn của báo cáo tổng kết",
    }
)
AREAS.update({"wording": "Câu chữ văn bản", "layout": "Thể thức văn bản", "summary": "Báo cáo tổng kết"})


def _scope(ballot: VotingRound, reader: User) -> Scope:
    return Scope(ballot.conference.period, ballot.conference.unit, reader)


rehearsing.papers |= {
    "Phiếu bầu (PDF)": lambda ballot, reader: ballot_paper.build(_scope(ballot, reader), ballot),
    "Biên bản kiểm phiếu (PDF)": lambda ballot, reader: count_minutes.build(_scope(ballot, reader), ballot),
}
