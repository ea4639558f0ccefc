"""The emulation year: a period with its own days, its steps with deadlines, its months."""

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from awards.years.enums import PeriodState, ReminderAbout, Step, TermState
from thidua import clock
from units.models import Cluster, ClusterMembership, Unit, User


class PeriodQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Years run at, below and above a unit the user has a role on, and those of its clusters.

        The year of a cluster is seen by its organiser, its members and its lead, not by other units of the organiser.
        Whoever has a role on a cluster inside a province sees the year of the province in which it is ranked.
        """
        own = user.cluster_ids()
        organisers = Cluster.objects.filter(pk__in=own).values("organiser")
        scope = Q(cluster__in=own) | Q(cluster__isnull=True, unit__in=organisers)
        for path in user.scope_paths():
            above = [int(part) for part in path.strip("/").split("/")]
            scope |= Q(unit__path__startswith=path) | Q(unit__in=above, cluster__isnull=True)
            scope |= Q(cluster__in=ClusterMembership.objects.filter(unit__path__startswith=path).values("cluster"))
        return self.filter(scope)


class EmulationPeriod(models.Model):
    """A year of emulation of one organising unit (a province), or of one cluster between provinces."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị tổ chức", related_name="periods")
    cluster = models.ForeignKey(
        Cluster,
        models.PROTECT,
        verbose_name="cụm",
        null=True,
        blank=True,
        related_name="periods",
        help_text="Chỉ điền khi năm thi đua là của một cụm giữa các tỉnh.",
    )
    year = models.PositiveSmallIntegerField("năm thi đua")
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến hết ngày")
    state = models.CharField("trạng thái", max_length=8, choices=PeriodState, default=PeriodState.DRAFT)
    slogan = models.CharField("chủ đề", max_length=200, blank=True)
    grace_days = models.PositiveSmallIntegerField(
        "số ngày được gửi muộn",
        null=True,
        blank=True,
        help_text="Sau số ngày này đơn vị không nhập được nữa, trừ khi được gia hạn. Để trống: không đóng.",
    )
    grace_from = models.DateField("áp dụng với hạn từ ngày", null=True, blank=True)
    is_demo = models.BooleanField("dữ liệu minh hoạ", default=False)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "unit__sort"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                name="one_period_per_unit_year",
                condition=Q(cluster__isnull=True),
                violation_error_message="Đơn vị đã có năm thi đua này.",
            ),
            models.UniqueConstraint(
                fields=["cluster", "year"],
                name="one_period_per_cluster_year",
                condition=Q(cluster__isnull=False),
                violation_error_message="Cụm đã có năm thi đua này.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="period_days_in_order",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
            models.CheckConstraint(
                condition=Q(grace_days__isnull=True) | Q(grace_days__lte=60, grace_from__isnull=False),
                name="period_grace_is_dated",
                violation_error_message="Số ngày được gửi muộn từ 0 đến 60, kèm ngày bắt đầu áp dụng.",
            ),
        ]

    def __str__(self) -> str:
        return f"Năm {self.year} – {self.cluster or self.unit}"

    @property
    def span_label(self) -> str:
        """`10/2022 – 9/2023`."""
        return f"{self.starts_on.month}/{self.starts_on.year} – {self.ends_on.month}/{self.ends_on.year}"

    @property
    def is_open(self) -> bool:
        return self.state == PeriodState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state == PeriodState.CLOSED

    @property
    def holder(self) -> Cluster | Unit:
        """Whose year it is: the cluster, or the organising unit."""
        return self.cluster or self.unit

    def reporting_units(self) -> models.QuerySet[Unit]:
        """Units that report and are scored in this year, in official order: those that lay below the unit in it."""
        if self.cluster_id:
            return self.cluster.members_on(self.ends_on)
        units = Unit.objects.within(self.unit, self.starts_on, self.ends_on).filter(
            is_reporting=True, founded_on__lte=self.ends_on
        )
        return units.exclude(closed_on__lt=self.starts_on).in_order()

    def clusters(self) -> models.QuerySet[Cluster]:
        """Clusters ranked in this year: the cluster of the period, or those the unit organises."""
        if self.cluster_id:
            return Cluster.objects.filter(pk=self.cluster_id)
        return Cluster.objects.filter(organiser=self.unit)


class Due:
    """What has a deadline that one unit may be given longer for: a month, a step. Rows of `extensions` say so.

    The last row of a unit counts; one without a moment takes the extension back. Lists prefetch `extensions`.
    """

    def extension_of(self, unit: Unit) -> "Extension | None":
        """The extension in force for a unit; None when it has none, or when it was taken back."""
        rows = [row for row in self.extensions.all() if row.unit_id == unit.pk]
        last = max(rows, key=lambda row: row.pk, default=None)
        return last if last is not None and last.due_at is not None else None

    def due_for(self, unit: Unit) -> datetime:
        """The deadline of one unit: its extension, when that is later than everybody's deadline."""
        given = self.extension_of(unit)
        return max(given.due_at, self.due_at) if given else self.due_at

    def is_over_for(self, unit: Unit) -> bool:
        """Whether the unit's own deadline has passed; extensions are only looked at once everybody's has."""
        now = clock.now()
        return now > self.due_at and now > self.due_for(unit)


class Phase(Due, models.Model):
    """One of the eight steps with its deadline in this year."""

    period = models.ForeignKey(EmulationPeriod, models.PROTECT, related_name="phases")
    step = models.PositiveSmallIntegerField("bước", choices=Step)
    starts_on = models.DateField("từ ngày", null=True, blank=True)
    due_at = models.DateTimeField("hạn")
    finished_on = models.DateField("xong ngày", null=True, blank=True)

    class Meta:
        ordering = ["step"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "step"],
                name="one_phase_per_step",
                violation_error_message="Bước này đã có trong năm thi đua.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} ({self.period})"

    @property
    def audit_unit(self) -> Unit:
        return self.period.unit


class ReportingTerm(Due, models.Model):
    """One month of results: when it opens, when it is due, whether it is locked."""

    period = models.ForeignKey(EmulationPeriod, models.PROTECT, related_name="terms")
    month = models.DateField("tháng", help_text="ngày đầu tháng")
    opens_on = models.DateField("mở từ ngày")
    due_at = models.DateTimeField("hạn gửi")
    state = models.CharField("trạng thái", max_length=8, choices=TermState, default=TermState.FUTURE)

    class Meta:
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "month"],
                name="one_term_per_month",
                violation_error_message="Kỳ này đã có trong năm thi đua.",
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def audit_unit(self) -> Unit:
        return self.period.unit

    @property
    def label(self) -> str:
        return f"tháng {self.month.month}/{self.month.year}"

    @property
    def last_day(self) -> date:
        following = date(self.month.year + self.month.month // 12, self.month.month % 12 + 1, 1)
        return date.fromordinal(following.toordinal() - 1)

    def closes_for(self, unit: Unit) -> datetime | None:
        """When a unit that has sent nothing can no longer enter: days of grace after its own deadline; None: never."""
        days, since = self.period.grace_days, self.period.grace_from
        if days is None:
            return None
        due = self.due_for(unit)
        return due + timedelta(days=days) if timezone.localtime(due).date() >= since else None


class Extension(models.Model):
    """A later deadline of one unit, with its reason. Never changed: another one follows, or one that takes it back."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị", related_name="+")
    due_at = models.DateTimeField("hạn mới", null=True, blank=True, help_text="Trống: thôi gia hạn.")
    reason = models.CharField("lý do", max_length=500)
    granted_by = models.ForeignKey(User, models.PROTECT, verbose_name="người gia hạn", related_name="+")
    granted_at = models.DateTimeField("gia hạn lúc", default=clock.now, editable=False)

    class Meta:
        abstract = True
        ordering = ["pk"]

    @property
    def audit_unit(self) -> Unit:
        return self.unit


class TermExtension(Extension):
    term = models.ForeignKey(ReportingTerm, models.PROTECT, related_name="extensions")

    class Meta(Extension.Meta):
        indexes = [models.Index(fields=["term", "unit"])]

    def __str__(self) -> str:
        return f"Gia hạn {self.term.label} – {self.unit}"


class PhaseExtension(Extension):
    phase = models.ForeignKey(Phase, models.PROTECT, related_name="extensions")

    class Meta(Extension.Meta):
        indexes = [models.Index(fields=["phase", "unit"])]

    def __str__(self) -> str:
        return f"Gia hạn bước {self.phase.step} – {self.unit}"


class ReminderRule(models.Model):
    """A day on which those who are not done are reminded by themselves: days before (−3) or after (2) a deadline."""

    period = models.ForeignKey(EmulationPeriod, models.PROTECT, related_name="reminder_rules")
    about = models.CharField("nhắc về", max_length=6, choices=ReminderAbout)
    days = models.SmallIntegerField("số ngày so với hạn")

    class Meta:
        ordering = ["about", "days"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "about", "days"],
                name="one_reminder_per_day",
                violation_error_message="Ngày nhắc này đã có.",
            ),
            models.CheckConstraint(
                condition=Q(days__gte=-60, days__lte=60),
                name="reminder_within_two_months",
                violation_error_message="Nhắc trong khoảng 60 ngày trước hoặc sau hạn.",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """`Kết quả theo tháng: trước hạn 3 ngày`."""
        side = "trước" if self.days < 0 else "sau"
        when = f"{side} hạn {abs(self.days)} ngày" if self.days else "đúng ngày hết hạn"
        return f"{self.get_about_display()}: {when}"


class PeriodCutQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(period__in=EmulationPeriod.objects.visible_to(user))

    def standing(self):
        """Cuts that were not taken back."""
        return self.filter(undone_at__isnull=True)


class PeriodCut(models.Model):
    """A running year ended before its time, because its unit merges or ends; kept so that it can be taken back.

    months: what went with it, [{"month", "opens_on", "due_at"}] as text; summary: the act in words, as previewed.
    """

    period = models.ForeignKey(EmulationPeriod, models.PROTECT, related_name="cuts")
    was_ends_on = models.DateField("ngày cuối trước khi cắt")
    ends_on = models.DateField("đến hết ngày")
    reason = models.CharField("lý do, quyết định", max_length=500)
    months = models.JSONField(default=list, editable=False)
    summary = models.JSONField(default=list, editable=False)
    by = models.ForeignKey("units.User", models.PROTECT, related_name="+")
    at = models.DateTimeField("lúc ghi", default=clock.now, editable=False)
    undone_by = models.ForeignKey("units.User", models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField("hoàn lại lúc", null=True, blank=True)
    undo_reason = models.CharField("lý do hoàn lại", max_length=500, blank=True)

    objects = PeriodCutQuerySet.as_manager()
    locked_with = ("period__unit",)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__lt=F("was_ends_on")),
                name="a_cut_makes_shorter",
                violation_error_message="Ngày kết thúc mới phải trước ngày kết thúc cũ.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return f"Cắt năm thi đua {self.period.year} của {self.period.holder}: đến hết ngày {self.ends_on:%d/%m/%Y}"

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None

    @property
    def audit_unit(self) -> Unit:
        return self.period.unit
