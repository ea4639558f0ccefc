"""Acts on one line that leave a record beside it: one field to correct, the lower title instead."""

from django.db import models
from django.db.models import Q

from awards.nominations.models import Nomination
from awards.nominations.station_enums import CorrectionState, Field
from thidua import clock
from units.models import Unit, User


class CorrectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(nomination__in=Nomination.objects.visible_to(user))


class Correction(models.Model):
    """The office asks a unit to put one field of a line right; what it was and what it became both stay."""

    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="corrections")
    field = models.CharField("mục", max_length=14, choices=Field)
    question = models.CharField("cần sửa gì", max_length=500)
    old_value = models.TextField("trước khi sửa", blank=True)
    new_value = models.TextField("sau khi sửa", blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=CorrectionState, default=CorrectionState.OPEN)
    asked_by = models.ForeignKey(User, models.PROTECT, verbose_name="người yêu cầu", related_name="+")
    asked_at = models.DateTimeField("yêu cầu lúc", default=clock.now, editable=False)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    locked_with = ("nomination__proposer", "nomination__award", "nomination__nomination_list__period__unit")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination", "field"],
                name="one_open_correction_of_a_field",
                condition=Q(state="open"),
                violation_error_message="Đã yêu cầu đơn vị sửa mục này.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()}: {self.nomination}"

    @property
    def audit_unit(self) -> Unit:
        return self.nomination.proposer


class Downgrade(models.Model):
    """A line went on for the lower title; the line it was stays as it stood.

    was_there: the subject stood on the list for the lower title already.
    """

    old = models.OneToOneField(Nomination, models.PROTECT, related_name="downgraded_to")
    new = models.ForeignKey(Nomination, models.PROTECT, related_name="downgraded_from")
    was_there = models.BooleanField("đã có sẵn", default=False)
    reason = models.CharField("lý do", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="người chuyển", related_name="+")
    at = models.DateTimeField("chuyển lúc", default=clock.now, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.old} → {self.new.award}"
