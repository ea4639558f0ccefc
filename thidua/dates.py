"""Dated rows: a fact that holds from a day to a day, both included; open when `valid_to` is empty."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from thidua.errors import RuleViolation


class DatedQuerySet(models.QuerySet):
    def in_force(self, on: date):
        """Rows that hold on the day `on`."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)

    def touching(self, start: date, end: date | None):
        """Rows that hold on at least one day of [start, end]; end None = for ever."""
        rows = self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=start))
        return rows if end is None else rows.filter(valid_from__lte=end)


class DatedRow(models.Model):
    """Base of every dated fact. `dated_key` names the fields among which two rows may not overlap."""

    dated_key: tuple[str, ...] = ()

    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_dates_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            )
        ]

    def save(self, *args, **kwargs):
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise RuleViolation("Ngày kết thúc phải sau ngày bắt đầu.", field="valid_to")
        if self.dated_key:
            same = {name: getattr(self, name) for name in self.dated_key}
            others = type(self).objects.filter(**same).exclude(pk=self.pk)
            overlap = others.touching(self.valid_from, self.valid_to).first()
            if overlap is not None:
                raise RuleViolation(
                    f"Khoảng thời gian trùng với dòng từ {overlap.valid_from:%d/%m/%Y}.", field="valid_from"
                )
        super().save(*args, **kwargs)

    def holds_on(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)
