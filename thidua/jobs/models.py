"""One piece of background work: whose, how far, and the file it made. The row is the truth, not the task queue."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from thidua import clock
from thidua.jobs.enums import JobState

LOST_AFTER = timedelta(minutes=5)  # no sign of life: longer than any single step takes
KEPT_FOR = timedelta(days=30)
LOST = "Máy chủ dừng giữa chừng. Tạo lại."


class JobQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A job and its file belong to whoever started it, and to nobody else."""
        return self.filter(owner=user)

    def unfinished(self):
        return self.filter(state__in=[JobState.QUEUED, JobState.RUNNING])

    def lost(self, now):
        """Running by their own account, but their worker has given no sign of life."""
        return self.filter(state=JobState.RUNNING, heartbeat_at__lt=now - LOST_AFTER)


class Job(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs")
    name = models.CharField("tên", max_length=200)
    task = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)
    state = models.CharField("trạng thái", max_length=10, choices=JobState, default=JobState.QUEUED)
    step = models.CharField("bước", max_length=200, blank=True)
    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    error = models.CharField("lý do không xong", max_length=500, blank=True)
    file = models.FileField("tệp", upload_to="jobs/", null=True, blank=True)
    file_name = models.CharField("tên tệp", max_length=150, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField("dung lượng", null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["owner", "-id"]), models.Index(fields=["state"])]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_known"),
            models.CheckConstraint(condition=Q(progress__lte=F("total")), name="job_progress_within_total"),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(error=""),
                name="failed_job_says_why",
                violation_error_message="Việc không xong phải có lý do.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> int:
        """0–100, cut; 100 only when done."""
        if self.state == JobState.DONE:
            return 100
        return min(self.progress * 100 // self.total, 99) if self.total else 0

    @property
    def is_lost(self) -> bool:
        """Whether its worker was killed; told to readers before the reaper has written it down."""
        return self.state == JobState.RUNNING and self.heartbeat_at < clock.now() - LOST_AFTER

    @property
    def is_unfinished(self) -> bool:
        return self.state in (JobState.QUEUED, JobState.RUNNING) and not self.is_lost

    @property
    def has_file(self) -> bool:
        return self.state == JobState.DONE and bool(self.file)

    @property
    def chip(self) -> JobState:
        return JobState.FAILED if self.is_lost else JobState(self.state)
