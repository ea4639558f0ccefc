"""A job's row, its cancelling and its file: for the owner, nobody else."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django_tasks import task

from tests.factories import UserFactory
from thidua import clock
from thidua.jobs import services
from thidua.jobs.enums import JobState
from thidua.jobs.models import LOST, LOST_AFTER, Job
from thidua.jobs.services import Result

pytestmark = pytest.mark.django_db


@task()
def quiet(job_id: int) -> None:
    """Leaves the job in the queue."""


@task()
def makes_a_file(job_id: int) -> None:
    services.run(job_id, lambda job, progress: Result(b"%PDF-1", "to-trinh-5.pdf", "application/pdf"))


@pytest.fixture
def owner(client):
    user = UserFactory()
    client.force_login(user)
    return user


def start(owner, which=quiet, **arguments) -> Job:
    return services.start(owner=owner, name="Tờ trình.pdf", task=which, arguments=arguments)


def test_row_tells_the_queue_and_polls(client, owner):
    start(UserFactory())
    job = start(owner)
    page = client.get(reverse("jobs:row", args=[job.pk])).content.decode()
    assert "Xếp hàng, sau 1 tệp" in page
    assert f'hx-get="{reverse("jobs:row", args=[job.pk])}"' in page
    assert 'hx-trigger="every 2s"' in page


def test_row_of_a_running_job_shows_step_and_percent(client, owner):
    job = start(owner)
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, heartbeat_at=clock.now(), progress=64, total=100, step="Đang dàn trang"
    )
    page = client.get(reverse("jobs:row", args=[job.pk])).content.decode()
    assert "Đang dàn trang" in page and "64%" in page


def test_row_of_a_done_job_stops_polling_and_leads_to_the_file(client, owner):
    job = start(owner, makes_a_file)
    page = client.get(reverse("jobs:row", args=[job.pk])).content.decode()
    assert "hx-get" not in page
    assert reverse("jobs:file", args=[job.pk]) in page


def test_row_of_a_killed_worker_says_so_without_writing(client, owner):
    job = start(owner)
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, heartbeat_at=clock.now() - LOST_AFTER - timedelta(seconds=1)
    )
    page = client.get(reverse("jobs:row", args=[job.pk])).content.decode()
    assert LOST in page and "hx-get" not in page
    job.refresh_from_db()
    assert job.state == JobState.RUNNING


def test_file_goes_to_the_owner(client, owner):
    job = start(owner, makes_a_file)
    answer = client.get(reverse("jobs:file", args=[job.pk]))
    assert b"".join(answer.streaming_content) == b"%PDF-1"
    assert answer["Content-Disposition"] == 'attachment; filename="to-trinh-5.pdf"'
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", ["jobs:row", "jobs:file"])
def test_somebody_else_s_job_is_not_there(client, owner, name):
    job = start(UserFactory(), makes_a_file)
    assert client.get(reverse(name, args=[job.pk])).status_code == 404


def test_nobody_else_cancels(client, owner):
    job = start(UserFactory())
    assert client.post(reverse("jobs:cancel", args=[job.pk])).status_code == 404
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_cancel_needs_a_post(client, owner):
    job = start(owner)
    assert client.get(reverse("jobs:cancel", args=[job.pk])).status_code == 405
    assert client.post(reverse("jobs:cancel", args=[job.pk])).status_code == 302
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_cancel_by_htmx_answers_with_the_row(client, owner):
    job = start(owner)
    page = client.post(reverse("jobs:cancel", args=[job.pk]), headers={"hx-request": "true"}).content.decode()
    assert "Đã hủy theo yêu cầu." in page and "hx-get" not in page


def test_no_file_is_a_404(client, owner):
    waiting, lost = start(owner), start(owner, makes_a_file, n=2)
    lost.file.storage.delete(lost.file.name)
    assert client.get(reverse("jobs:file", args=[waiting.pk])).status_code == 404
    assert client.get(reverse("jobs:file", args=[lost.pk])).status_code == 404


def test_pages_need_a_login(client):
    job = start(UserFactory(), makes_a_file)
    for address in (reverse("jobs:index"), reverse("jobs:row", args=[job.pk]), reverse("jobs:file", args=[job.pk])):
        assert client.get(address).status_code == 302


def test_reap_jobs_command_tells_what_it_did():
    job = start(UserFactory())
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, heartbeat_at=clock.now() - LOST_AFTER * 2)
    out = io.StringIO()
    call_command("reap_jobs", stdout=out)
    assert out.getvalue() == "Việc bị bỏ dở: 1. Tệp hết hạn đã xóa: 0.\n"
