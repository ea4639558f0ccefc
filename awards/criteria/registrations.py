"""What a unit registers for at the start of a year: titles for itself and its people, figures above its targets.

The tables stand in this chapter because it is the first that knows both the titles (catalogue) and the targets. What
became of them is read where decisions are known: awards/reports/registered.py.
"""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from awards.catalogue.enums import SubjectKind
from awards.catalogue.models import Award
from awards.criteria.enums import RegistrationState
from awards.criteria.models import Criterion
from awards.years.enums import Step
from awards.years.models import EmulationPeriod, Phase
from units.models import Person, Unit, User


class RegistrationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of units inside the user's subtrees, and of the own year of a cluster the user has a role on."""
        scope = Q(period__cluster__in=user.cluster_ids())
        for path in user.scope_paths():
            scope |= Q(unit__path__startswith=path)
        return self.filter(scope)


class Registration(models.Model):
    """One unit in one year. Late: sent after the unit's own deadline, with the reason it gave."""

    period = models.ForeignKey(EmulationPeriod, models.PROTECT, related_name="registrations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="registrations")
    state = models.CharField("trạng thái", max_length=9, choices=RegistrationState, default=RegistrationState.DRAFT)
    note = models.TextField("cam kết, biện pháp", blank=True)
    late_reason = models.CharField("lý do gửi muộn", max_length=300, blank=True)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    sent_by = models.ForeignKey(User, models.PROTECT, verbose_name="người gửi", null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="chỉ huy xác nhận", null=True, blank=True, related_name="+"
    )
    return_reason = models.CharField("lý do trả lại", max_length=500, blank=True)
    is_demo = models.BooleanField("dữ liệu minh hoạ", default=False)

    objects = RegistrationQuerySet.as_manager()
    locked_with = ("period__unit", "period__cluster", "unit")

    class Meta:
        ordering = ["unit__sort", "unit__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "unit"],
                name="one_registration_per_unit_year",
                violation_error_message="Đơn vị đã có bản đăng ký của năm này.",
            )
        ]

    def __str__(self) -> str:
        return f"Đăng ký thi đua {self.period.year} – {self.unit}"

    @property
    def audit_unit(self) -> Unit:
        return self.unit

    @property
    def is_open(self) -> bool:
        return self.state in (RegistrationState.DRAFT, RegistrationState.RETURNED)

    @property
    def was_in_time(self) -> bool:
        """Sent once before its deadline: what was given back and comes again is not late."""
        return self.sent_at is not None and not self.late_reason

    def why_closed(self) -> str:
        """Why nothing of it can change in this year, in one sentence; empty when it can."""
        if self.period.is_closed:
            return f"Năm thi đua {self.period.year} đã khóa, chỉ còn để xem."
        return "" if self.period.is_open else f"Năm thi đua {self.period.year} chưa bắt đầu."

    def problems(self) -> list[str]:
        return [closed] if (closed := self.why_closed()) else []

    def missing_to_send(self) -> list[str]:
        """Everything that still stands between a draft and the head of the unit."""
        missing = self.problems()
        titles = list(self.titles.select_related("award").prefetch_related("people")) if self.pk else []
        if not titles:
            missing.append("Chưa đăng ký danh hiệu nào.")
        for row in titles:
            if len(row.people.all()) > row.count:
                missing.append(f"{row.award.short_name}: ghi tên {len(row.people.all())} người, đăng ký {row.count}.")
        return missing


def registration_phase(period: EmulationPeriod) -> Phase | None:
    """The step whose deadline holds for registrations, with the extensions of units."""
    return period.phases.filter(step=Step.LAUNCH).prefetch_related("extensions").first()


class RegisteredTitle(models.Model):
    """So many of one title. people: those named for it, never more than the number and never asked for."""

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="titles")
    award = models.ForeignKey(Award, models.PROTECT, verbose_name="danh hiệu", related_name="+")
    count = models.PositiveIntegerField("số lượng")
    people = models.ManyToManyField(Person, blank=True, through="RegisteredPerson", related_name="registered_titles")

    class Meta:
        ordering = ["award__sort", "award__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "award"],
                name="one_registered_title",
                violation_error_message="Danh hiệu này đã có trong bản đăng ký.",
            ),
            models.CheckConstraint(
                condition=Q(count__gt=0),
                name="registered_title_above_zero",
                violation_error_message="Số lượng phải lớn hơn 0.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.award.short_name}"

    @property
    def is_collective(self) -> bool:
        return self.award.subject == SubjectKind.COLLECTIVE


class RegisteredPerson(models.Model):
    """Somebody named for a title."""

    title = models.ForeignKey(RegisteredTitle, models.PROTECT, related_name="named")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["title", "person"],
                name="named_once_for_a_title",
                violation_error_message="Người này đã được ghi tên cho danh hiệu này.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title.award.short_name}, {self.title.registration}"


class RegisteredTarget(models.Model):
    """A figure the unit puts down for itself, at least its target. Kept with the row of the table of that day."""

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="targets")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="registered")
    value = models.DecimalField("số đăng ký", max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["criterion__sort"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "criterion"],
                name="one_registered_target",
                violation_error_message="Tiêu chí này đã có trong bản đăng ký.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code}: {Decimal(self.value).normalize():f}".replace(".", ",")
