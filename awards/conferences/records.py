"""What a conference leaves behind beside its seats: guests, papers, speeches, written opinions, tasks, minutes; and
the decisions a council rests on."""

from datetime import datetime, time

from django.db import models
from django.db.models import Q
from django.utils import timezone

from awards.conferences.enums import DecisionKind, GuestKind, MinutesState, Presence, TaskState
from awards.conferences.models import Attendee, Conference, Council, ProgrammeItem
from thidua import clock, filetypes
from units.models import Person, Unit, User


class CouncilDecision(models.Model):
    """One decision on a council: that founds it, or that changes who sits on it."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="decisions")
    kind = models.CharField("loại", max_length=10, choices=DecisionKind)
    text = models.CharField("quyết định", max_length=200, help_text="Số, ngày và cơ quan ban hành.")
    effective_on = models.DateField("hiệu lực từ ngày")
    standing_organ = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="cơ quan thường trực", null=True, blank=True, related_name="+"
    )
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # not known of old ones
    made_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "effective_on"],
                name="one_council_decision_a_day",
                violation_error_message="Hội đồng đã có quyết định có hiệu lực ngày này.",
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def audit_unit(self) -> Unit:
        return self.council.unit


class Guest(models.Model):
    """Somebody in the room without a vote: a guest, a delegate, whoever speaks for a member."""

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="guest_rows")
    kind = models.CharField("thành phần", max_length=10, choices=GuestKind, default=GuestKind.GUEST)
    name = models.CharField("họ và tên, hoặc chức vụ", max_length=150)
    post = models.CharField("chức vụ, đơn vị", max_length=200, blank=True)
    sort = models.PositiveSmallIntegerField("thứ tự", default=0)
    presence = models.CharField("điểm danh", max_length=10, choices=Presence, default=Presence.EXPECTED)
    arrived_at = models.DateTimeField("đến lúc", null=True, blank=True)
    instead_of = models.ForeignKey(
        Attendee, models.PROTECT, verbose_name="dự thay", null=True, blank=True, related_name="stand_ins"
    )

    class Meta:
        ordering = ["sort", "pk"]

    def __str__(self) -> str:
        return f"{self.name}, {self.post}" if self.post else self.name

    @property
    def is_present(self) -> bool:
        return self.presence == Presence.PRESENT

    @property
    def audit_unit(self) -> Unit:
        return self.conference.unit


class TalkQuerySet(models.QuerySet):
    def kept(self):
        return self.filter(removed_at=None)


class Talk(models.Model):
    """Tham luận: a paper read or laid before a conference; its file is private."""

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="talks")
    title = models.CharField("tên tham luận", max_length=250)
    speaker = models.CharField("người trình bày", max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị", null=True, blank=True, related_name="talks")
    file = models.FileField("tệp", upload_to="talks/%Y/%m/", blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_kind = models.CharField(max_length=10, blank=True)
    file_size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = TalkQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def filetype(self) -> filetypes.FileKind | None:
        return filetypes.KINDS.get(self.file_kind)

    @property
    def audit_unit(self) -> Unit:
        return self.conference.unit


class Speech(models.Model):
    """Somebody who asked for the floor, in order; when the floor was given and taken, and what was said."""

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="speeches")
    item = models.ForeignKey(
        ProgrammeItem, models.PROTECT, verbose_name="mục chương trình", null=True, blank=True, related_name="speeches"
    )
    talk = models.ForeignKey(
        Talk, models.PROTECT, verbose_name="tham luận", null=True, blank=True, related_name="speeches"
    )
    name = models.CharField("người phát biểu", max_length=150)
    post = models.CharField("chức vụ, đơn vị", max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField("thời lượng (phút)", null=True, blank=True)
    sort = models.PositiveSmallIntegerField("thứ tự", default=0)
    started_at = models.DateTimeField("bắt đầu lúc", null=True, blank=True)
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    summary = models.TextField("nội dung phát biểu", blank=True)

    class Meta:
        ordering = ["sort", "pk"]
        verbose_name = "phát biểu"
        constraints = [
            models.UniqueConstraint(
                fields=["conference"],
                condition=Q(started_at__isnull=False, ended_at__isnull=True),
                name="one_speaker_at_a_time",
                violation_error_message="Đang có người khác phát biểu.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(started_at__isnull=False, ended_at__gte=models.F("started_at")),
                name="speech_ends_after_it_began",
                violation_error_message="Giờ kết thúc phát biểu phải sau giờ bắt đầu.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.post}" if self.post else self.name

    @property
    def is_now(self) -> bool:
        return self.started_at is not None and self.ended_at is None

    @property
    def taken(self) -> int | None:
        """Whole minutes spoken, at least one; None until it is over."""
        if self.ended_at is None:
            return None
        return max(1, round((self.ended_at - self.started_at).total_seconds() / 60))

    @property
    def audit_unit(self) -> Unit:
        return self.conference.unit


class WrittenOpinion(models.Model):
    """What a member who is absent wrote on the matters of the conference; read out, and kept with the minutes.

    Not a vote: votes of absent members belong to the count of a round.
    """

    attendee = models.OneToOneField(Attendee, models.PROTECT, related_name="opinion")
    text = models.TextField("ý kiến")
    received_on = models.DateField("nhận ngày")
    file = models.FileField("bản chụp", upload_to="opinions/%Y/%m/", blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_kind = models.CharField(max_length=10, blank=True)
    file_size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    kept_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Ý kiến bằng văn bản của {self.attendee.name}"

    @property
    def filetype(self) -> filetypes.FileKind | None:
        return filetypes.KINDS.get(self.file_kind)

    @property
    def audit_unit(self) -> Unit:
        return self.attendee.conference.unit


class TaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Tasks of the conferences the user may see, of the user's units, and the user's own."""
        scope = Q(conference__in=Conference.objects.visible_to(user).values("pk"))
        if user.person_id:
            scope |= Q(person=user.person_id)
        for path in user.scope_paths():
            scope |= Q(unit__path__startswith=path)
        return self.filter(scope)


class FollowUp(models.Model):
    """A task a conference gave: what, to whom, until when."""

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="tasks")
    text = models.CharField("nội dung", max_length=500)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị thực hiện", related_name="conference_tasks")
    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name="người chịu trách nhiệm", null=True, blank=True, related_name="+"
    )
    due_on = models.DateField("thời hạn")
    state = models.CharField("trạng thái", max_length=8, choices=TaskState, default=TaskState.OPEN)
    sort = models.PositiveSmallIntegerField("thứ tự", default=0)
    result = models.TextField("kết quả", blank=True)
    ended_at = models.DateTimeField("xong lúc", null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now, editable=False)

    objects = TaskQuerySet.as_manager()
    locked_with = ("conference__council__unit", "conference__cluster__organiser", "unit")

    class Meta:
        ordering = ["due_on", "sort", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open") | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="ended_task_says_when",
                violation_error_message="Việc đã xong phải ghi lúc xong và người báo.",
            )
        ]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:77].rstrip()}…"

    @property
    def is_open(self) -> bool:
        return self.state == TaskState.OPEN

    @property
    def due_at(self) -> datetime:
        """The end of the last day."""
        return timezone.make_aware(datetime.combine(self.due_on, time(23, 59)))

    @property
    def is_late(self) -> bool:
        """Not done in time, or done after it."""
        return (self.ended_at if self.state == TaskState.DONE else clock.now()) > self.due_at and (
            self.state != TaskState.DROPPED
        )

    @property
    def audit_unit(self) -> Unit:
        return self.conference.unit


class MinutesVersion(models.Model):
    """One version of the minutes: adopted, signed by two, frozen as one file. A correction is the next version."""

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("bản số")
    state = models.CharField("trạng thái", max_length=8, choices=MinutesState, default=MinutesState.DRAFT)
    discussion = models.TextField("thảo luận", blank=True)
    conclusion = models.TextField("kết luận", blank=True)
    reason = models.CharField("lý do sửa", max_length=500, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # not known of old ones
    made_at = models.DateTimeField(default=clock.now, editable=False)
    adopted_at = models.DateTimeField("thông qua lúc", null=True, blank=True)
    secretary_signed_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="thư ký ký", null=True, blank=True, related_name="+"
    )
    secretary_signed_at = models.DateTimeField(null=True, blank=True)
    chair_signed_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="chủ trì ký", null=True, blank=True, related_name="+"
    )
    chair_signed_at = models.DateTimeField(null=True, blank=True)
    pdf = models.FileField("bản đã ký", upload_to="minutes/%Y/", blank=True)
    sha256 = models.CharField("mã kiểm tra", max_length=64, blank=True)

    locked_with = ("conference__council__unit", "conference__cluster__organiser")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "number"],
                name="one_minutes_version_a_number",
                violation_error_message="Hội nghị đã có bản biên bản số này.",
            ),
            models.CheckConstraint(
                condition=Q(secretary_signed_by__isnull=True)
                | Q(chair_signed_by__isnull=True)
                | ~Q(secretary_signed_by=models.F("chair_signed_by")),
                name="minutes_two_signers",
                violation_error_message="Thư ký và chủ trì phải là hai người khác nhau.",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed")
                | Q(secretary_signed_by__isnull=False, chair_signed_by__isnull=False) & ~Q(pdf="") & ~Q(sha256=""),
                name="signed_minutes_are_complete",
                violation_error_message="Biên bản đã ký phải có đủ hai chữ ký và bản lưu.",
            ),
        ]

    def __str__(self) -> str:
        return f"Biên bản, bản {self.number}"

    @property
    def is_signed(self) -> bool:
        return self.state == MinutesState.SIGNED

    @property
    def is_frozen(self) -> bool:
        """Whether its file stands: from the first signature on."""
        return self.state in (MinutesState.HALF, MinutesState.SIGNED)

    @property
    def audit_unit(self) -> Unit:
        return self.conference.unit
