"""Letters in the background, and the daily round of reminders."""

from django_tasks import task

from awards.home.outbox import deliver
from awards.home.reminders import remind_daily
from thidua.errors import RuleViolation
from thidua.jobs.models import Job
from thidua.jobs.services import Progress, run


@task()
def send_letters(job_id: int) -> None:
    """Carry out the approved letters."""
    run(job_id, _send)


def _send(job: Job, progress: Progress) -> None:
    done = deliver(progress)
    if done.problem:
        raise RuleViolation(done.problem)


@task()
def daily_round(job_id: int) -> None:
    """Reminders of today, then the letters that need no look."""
    run(job_id, _round)


def _round(job: Job, progress: Progress) -> None:
    progress(0, 2, "Đang nhắc")
    remind_daily()
    progress(1, 2, "Đang gửi thư")
    deliver()
