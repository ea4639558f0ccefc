"""Background work: exactly once, cancelled, refused, killed; its file is its owner's."""

import os
import subprocess
import sys
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_tasks import task

from tests.factories import UserFactory
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from thidua.jobs import services
from thidua.jobs.enums import JobState
from thidua.jobs.models import KEPT_FOR, LOST, LOST_AFTER, Job
from thidua.jobs.services import BROKEN, Result

pytestmark = pytest.mark.django_db
PDF = Result(b"%PDF-noi-dung", "bao-cao.pdf", "application/pdf")


@task()
def quiet(job_id: int) -> None:
    """Leaves the job in the queue, as if no worker had come."""


@task()
def makes_a_file(job_id: int) -> None:
    services.run(job_id, lambda job, progress: PDF)


def queued(owner=None, **arguments) -> Job:
    return services.start(owner=owner or UserFactory(), name="Báo cáo.pdf", task=quiet, arguments=arguments)


def states(job: Job) -> tuple[str, str]:
    job.refresh_from_db()
    return job.state, job.error


def test_a_job_makes_its_file():
    owner = UserFactory()
    job = services.start(owner=owner, name="Báo cáo.pdf", task=makes_a_file, arguments={"year": 2023})
    assert (job.state, job.percent, job.file_name, job.size) == (JobState.DONE, 100, "bao-cao.pdf", len(PDF.content))
    assert job.file.read() == PDF.content
    assert job.file.name.endswith(".pdf") and "bao-cao" not in job.file.name


def test_the_same_unfinished_work_is_not_begun_twice():
    owner = UserFactory()
    first = queued(owner, year=2023)
    assert queued(owner, year=2023) == first
    assert queued(owner, year=2022) != first
    assert queued(UserFactory(), year=2023) != first
    assert Job.objects.count() == 3


def test_a_task_handed_out_twice_works_once():
    job, times = queued(), []
    for _ in range(2):
        services.run(job.pk, lambda job, progress: times.append(job.pk))
    assert times == [job.pk]
    assert states(job) == (JobState.DONE, "")


def test_progress_is_seen_while_it_runs():
    job, seen = queued(), []

    def work(job, progress):
        for done, step in ((10, "Đang lấy số liệu"), (65, "Đang dàn trang"), (100, "Đang ghi tệp")):
            progress(done, 100, step)
            job.refresh_from_db()
            seen.append((job.percent, job.step, job.state))

    services.run(job.pk, work)
    assert seen == [
        (10, "Đang lấy số liệu", JobState.RUNNING),
        (65, "Đang dàn trang", JobState.RUNNING),
        (99, "Đang ghi tệp", JobState.RUNNING),
    ]


def test_cancelled_while_waiting_never_runs():
    job = queued()
    services.cancel(job, by=job.owner)
    services.run(job.pk, lambda job, progress: pytest.fail("ran"))
    assert states(job) == (JobState.CANCELLED, "Đã hủy theo yêu cầu.")


def test_cancelled_while_running_stops_at_the_next_step_and_keeps_nothing():
    job, reached = queued(), []

    def work(job, progress):
        progress(1, 3, "Một")
        services.cancel(job, by=job.owner)
        progress(2, 3, "Hai")
        reached.append("after")

    services.run(job.pk, work)
    assert reached == []
    assert states(job) == (JobState.CANCELLED, "Đã hủy theo yêu cầu.")
    assert not job.file


def kept_files() -> set[str]:
    storage = Job._meta.get_field("file").storage
    return set(storage.listdir("jobs")[1]) if storage.exists("jobs") else set()


def test_cancelled_at_the_last_moment_throws_the_file_away():
    job, before = queued(), kept_files()

    def work(job, progress):
        services.cancel(job, by=job.owner)
        return PDF

    services.run(job.pk, work)
    assert kept_files() == before
    assert states(job)[0] == JobState.CANCELLED


def test_only_the_owner_cancels_and_only_once():
    job = queued()
    with pytest.raises(Forbidden):
        services.cancel(job, by=UserFactory())
    services.cancel(job, by=job.owner)
    with pytest.raises(StateConflict, match="Không hủy được: Báo cáo.pdf đã hủy."):
        services.cancel(job, by=job.owner)


def test_a_refusal_is_the_reason_in_its_own_words():
    job = queued()

    def work(job, progress):
        raise RuleViolation("Chưa thể lập báo cáo.", reasons=["Bảng điểm chưa chốt."])

    services.run(job.pk, work)
    assert states(job) == (JobState.FAILED, "Chưa thể lập báo cáo. Bảng điểm chưa chốt.")


def test_an_error_of_ours_is_told_plainly_and_raised_on():
    job = queued()

    def work(job, progress):
        raise ZeroDivisionError("secret detail")

    with pytest.raises(ZeroDivisionError):
        services.run(job.pk, work)
    assert states(job) == (JobState.FAILED, BROKEN)


def test_a_right_lost_meanwhile_fails_the_job():
    job = queued()

    def work(job, progress):
        raise Forbidden("trợ lý thi đua cấp tỉnh")

    services.run(job.pk, work)
    assert states(job)[1] == "Không còn quyền làm việc này. Người có quyền: trợ lý thi đua cấp tỉnh."


def killed(job: Job, ago: timedelta) -> None:
    """As a worker leaves it that was ended by force: running, and silent ever since."""
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, heartbeat_at=clock.now() - ago, progress=64, total=100)


def test_a_killed_worker_leaves_no_job_running_for_ever():
    job, alive = queued(year=1), queued(year=2)
    killed(job, LOST_AFTER + timedelta(seconds=1))
    killed(alive, LOST_AFTER - timedelta(seconds=30))
    job.refresh_from_db()
    assert (job.is_lost, job.is_unfinished, job.chip) == (True, False, JobState.FAILED)
    assert services.reap() == (1, 0)
    assert states(job) == (JobState.FAILED, LOST)
    assert states(alive)[0] == JobState.RUNNING


def test_after_a_killed_worker_the_work_can_be_begun_again():
    owner = UserFactory()
    job = queued(owner, year=2023)
    killed(job, LOST_AFTER * 2)
    again = services.start(owner=owner, name="Báo cáo.pdf", task=makes_a_file, arguments={"year": 2023})
    assert again != job and again.state == JobState.DONE
    assert states(job) == (JobState.FAILED, LOST)  # the worker that came next swept up


def test_a_worker_taken_for_lost_that_comes_back_changes_nothing():
    job = queued()

    def work(job, progress):
        killed(job, LOST_AFTER * 2)
        services.reap()
        return PDF

    services.run(job.pk, work)
    assert states(job) == (JobState.FAILED, LOST)
    assert not job.file


def test_files_go_after_their_time():
    owner = UserFactory()
    old = services.start(owner=owner, name="Cũ.pdf", task=makes_a_file, arguments={"n": 1})
    new = services.start(owner=owner, name="Mới.pdf", task=makes_a_file, arguments={"n": 2})
    name, storage = old.file.name, old.file.storage
    Job.objects.filter(pk=old.pk).update(ended_at=timezone.now() - KEPT_FOR - timedelta(minutes=1))
    assert services.reap() == (0, 1)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, bool(old.file), storage.exists(name)) == (JobState.EXPIRED, False, False)
    assert new.has_file


@pytest.mark.parametrize(
    "fields", [{"state": "dancing"}, {"progress": 3, "total": 2}, {"state": JobState.FAILED, "error": ""}]
)
def test_the_database_refuses_an_impossible_job(fields):
    job = queued()
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**fields)


WORKER = """
import sys, time
import django
django.setup()
from thidua.jobs import services

def work(job, progress):
    progress(64, 100, "Đang dàn trang")
    print("running", flush=True)
    time.sleep(60)

services.run(int(sys.argv[1]), work)
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_by_force(settings):
    """A real process, ended with SIGKILL in the middle of its work."""
    job = queued()
    database = settings.DATABASES["default"]
    if connection.vendor == "sqlite":
        address = f"sqlite:///{connection.settings_dict['NAME']}"
    else:
        host = connection.settings_dict["HOST"] or database.get("OPTIONS", {}).get("host", "")
        name, port = connection.settings_dict["NAME"], connection.settings_dict["PORT"]
        user = connection.settings_dict["USER"]
        address = f"postgresql://{user}@/{name}?host={quote(host, safe='')}&port={port}"
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(job.pk)],
        env={**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "thidua.settings"},
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert worker.stdout.readline() == "running\n"
    finally:
        worker.kill()
        worker.wait()
    job.refresh_from_db()
    assert (job.state, job.percent, job.is_lost) == (JobState.RUNNING, 64, False)
    assert services.reap() == (0, 0)
    with clock.at(clock.now() + LOST_AFTER + timedelta(seconds=30)):
        assert job.is_lost
        assert services.reap() == (1, 0)
    assert states(job) == (JobState.FAILED, LOST)
