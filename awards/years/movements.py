"""Phong trào thi đua: who launched it, for whom, until when; which units take part, and what they say came of it."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from awards.years.enums import MovementKind, MovementState, ReviewStage
from awards.years.models import EmulationPeriod
from thidua import clock, text
from thidua.filetypes import KINDS, FileKind
from units.models import Cluster, ClusterMembership, Unit, User


class MovementQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Movements of the years the user sees; what is not launched only from the desk that writes it."""
        desk = Q(period__cluster__in=user.cluster_ids())
        for path in user.scope_paths():
            desk |= Q(period__unit__path__startswith=path)
        told = ~Q(state__in=[MovementState.DRAFT, MovementState.DROPPED])
        return self.filter(told | desk, period__in=EmulationPeriod.objects.visible_to(user))


class Movement(models.Model):
    """One movement of a year, regular or for one occasion.

    units, clusters: who is asked to take part: reporting units below one of these, or members of one of the clusters;
    with neither, every reporting unit of the year.
    """

    period = models.ForeignKey(EmulationPeriod, models.PROTECT, related_name="movements")
    kind = models.CharField("loại", max_length=8, choices=MovementKind)
    name = models.CharField("tên phong trào", max_length=200)
    slogan = models.CharField("khẩu hiệu", max_length=200, blank=True)
    decision_number = models.CharField("số văn bản phát động", max_length=60, blank=True)
    decision_on = models.DateField("ngày văn bản", null=True, blank=True)
    issuer = models.CharField("nơi ban hành", max_length=200, blank=True)
    # No address of its own and a name nobody can guess: handed out by a view that asks who reads.
    file = models.FileField("tệp văn bản", upload_to="movements/%Y/%m/", blank=True)
    file_name = models.CharField(max_length=200, blank=True, editable=False)
    file_kind = models.CharField(max_length=5, blank=True, editable=False)
    file_size = models.PositiveIntegerField(default=0, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    purpose = models.TextField("mục đích, yêu cầu", blank=True)
    targets = models.TextField("nội dung, chỉ tiêu", blank=True)
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến hết ngày")
    register_by = models.DateField("hạn đăng ký tham gia", null=True, blank=True)
    units = models.ManyToManyField(Unit, blank=True, related_name="+", verbose_name="đơn vị tham gia")
    clusters = models.ManyToManyField(Cluster, blank=True, related_name="+", verbose_name="cụm tham gia")
    state = models.CharField("trạng thái", max_length=8, choices=MovementState, default=MovementState.DRAFT)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    search_key = models.CharField(max_length=420, editable=False, db_index=True)
    is_demo = models.BooleanField("dữ liệu minh hoạ", default=False)

    objects = MovementQuerySet.as_manager()
    locked_with = ("period__unit", "period__cluster")

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="movement_days_in_order",
                violation_error_message="Ngày kết thúc không được trước ngày bắt đầu.",
            ),
            models.UniqueConstraint(
                fields=["period", "name"],
                name="one_movement_name_per_year",
                condition=~Q(state="dropped"),
                violation_error_message="Năm thi đua đã có phong trào này.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.search_key = text.search_key(f"{self.name} {self.slogan} {self.decision_number}")[:420]
        super().save(*args, **kwargs)

    @property
    def audit_unit(self) -> Unit:
        return self.period.unit

    @property
    def is_running(self) -> bool:
        return self.state in (MovementState.LAUNCHED, MovementState.EXTENDED)

    @property
    def filetype(self) -> FileKind | None:
        return KINDS.get(self.file_kind)

    @property
    def decision_words(self) -> str:
        """`Kế hoạch số 12/KH-BCH ngày 05/10/2022, Bộ Chỉ huy`; empty when nothing was written down."""
        day = f"ngày {self.decision_on:%d/%m/%Y}" if self.decision_on else ""
        first = " ".join(part for part in (self.decision_number, day) if part)
        return ", ".join(part for part in (first, self.issuer) if part)

    def units_asked(self) -> list[Unit]:
        """Reporting units of the year inside the scope, in official order; at most four queries."""
        asked = list(self.period.reporting_units())
        roots = [unit.path for unit in self.units.all()]
        clusters = [cluster.pk for cluster in self.clusters.all()]
        if not roots and not clusters:
            return asked
        members: set[int] = set()
        if clusters:
            rows = ClusterMembership.objects.in_force(min(self.ends_on, self.period.ends_on))
            members = set(rows.filter(cluster__in=clusters).values_list("unit", flat=True))
        return [u for u in asked if u.pk in members or any(u.path.startswith(root) for root in roots)]

    def missing_to_launch(self) -> list[str]:
        """Everything that still stands between a draft and its launch, all at once."""
        missing = []
        if self.period.is_closed:
            missing.append(f"Năm thi đua {self.period.year} đã khóa, chỉ còn để xem.")
        if not (self.decision_number and self.decision_on):
            missing.append("Chưa ghi số và ngày của văn bản phát động.")
        if not self.targets.strip():
            missing.append("Chưa ghi nội dung, chỉ tiêu thi đua.")
        if not self.units_asked():
            missing.append("Phạm vi chưa có đơn vị nào báo cáo kết quả trong năm.")
        return missing

    def missing_to_go_on(self) -> list[str]:
        return [f"Năm thi đua {self.period.year} đã khóa, chỉ còn để xem."] if self.period.is_closed else []


class MovementEntry(models.Model):
    """A unit that takes part. people: how many it puts down at the start."""

    movement = models.ForeignKey(Movement, models.PROTECT, related_name="entries")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="movement_entries")
    people = models.PositiveIntegerField("số người đăng ký")
    content = models.TextField("nội dung đăng ký", blank=True)
    joined_on = models.DateField("ngày đăng ký")
    joined_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["unit__sort", "unit__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["movement", "unit"],
                name="one_entry_per_movement_unit",
                violation_error_message="Đơn vị đã đăng ký tham gia phong trào này.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} – {self.movement}"

    @property
    def audit_unit(self) -> Unit:
        return self.unit

    @property
    def is_late(self) -> bool:
        by: date | None = self.movement.register_by
        return by is not None and self.joined_on > by


class MovementReport(models.Model):
    """What a unit says came of it, at the review half-way and at the end."""

    entry = models.ForeignKey(MovementEntry, models.PROTECT, related_name="reports")
    stage = models.CharField("kỳ", max_length=5, choices=ReviewStage)
    people = models.PositiveIntegerField("số người tham gia")
    figures = models.CharField("số liệu chính", max_length=300, blank=True)
    content = models.TextField("kết quả")
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField("báo cáo lúc", default=clock.now)

    class Meta:
        ordering = ["stage"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "stage"],
                name="one_report_per_movement_stage",
                violation_error_message="Đơn vị đã báo cáo kỳ này.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}: {self.entry}"


class MovementReview(models.Model):
    """Sơ kết or tổng kết by whoever launched it; said once each, a correction is another line of the history."""

    movement = models.ForeignKey(Movement, models.PROTECT, related_name="reviews")
    stage = models.CharField("kỳ", max_length=5, choices=ReviewStage)
    held_on = models.DateField("ngày")
    content = models.TextField("nội dung")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("lúc ghi", default=clock.now, editable=False)

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} ngày {self.held_on:%d/%m/%Y}"
