"""Time out of service that the medals of service look at: away and come back, leave that does not count."""

from collections import defaultdict

from django.db import models
from django.db.models import F, Q

from awards.nominations.enums import BreakKind
from thidua import clock
from units.models import Person, Unit, User
from units.people.models import whose
from units.people.rules import Span


class ServiceBreakQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(person__in=Person.objects.visible_to(user))

    def standing(self):
        """Those nobody has taken back."""
        return self.filter(withdrawn_at__isnull=True)


class ServiceBreak(models.Model):
    """Days somebody was out of service, both included. Never changed or deleted: taken back by a mark with a reason.

    Maternity leave counts as service (NĐ 152/2025 Đ4(5)) and is no break.
    """

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="cá nhân", related_name="service_breaks")
    kind = models.CharField("loại", max_length=10, choices=BreakKind)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    basis = models.CharField("căn cứ", max_length=200)
    recorded_by = models.ForeignKey(User, models.PROTECT, verbose_name="người ghi", related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", default=clock.now, editable=False)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="người rút", null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField("rút lúc", null=True, blank=True)
    withdraw_reason = models.CharField("lý do rút", max_length=300, blank=True)

    objects = ServiceBreakQuerySet.as_manager()

    locked_with = ("person__unit",)

    class Meta:
        ordering = ["valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="service_break_dates_in_order",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            )
        ]

    def __str__(self) -> str:
        until = f" đến hết {self.valid_to:%d/%m/%Y}" if self.valid_to else ", chưa trở lại"
        return f"{self.get_kind_display()} từ {self.valid_from:%d/%m/%Y}{until}"

    @property
    def audit_unit(self) -> Unit:
        return self.person.unit


def service_breaks(people) -> dict[int, tuple[Span, ...]]:
    """Person → the spans out of service, whichever of the records they were written for; one query."""
    found: dict[int, list[Span]] = defaultdict(list)
    rows = ServiceBreak.objects.standing().filter(person__in=Person.objects.records_of(people))
    for holder, first, last in rows.values_list(whose(), "valid_from", "valid_to"):
        found[holder].append((first, last))
    return {holder: tuple(spans) for holder, spans in found.items()}
