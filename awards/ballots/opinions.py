"""Votes of members who are absent: named ones with what they say, sealed ones with nothing but that they came."""

from django.db import models
from django.db.models import Q

from awards.ballots.enums import WrittenMode
from awards.ballots.models import RoundElector
from thidua import clock
from units.models import User


class WrittenVote(models.Model):
    """What came in writing from one member for one round. marks: contest → mark as `tally/1` reads it, of a named one;
    whoever is not accepted stays on file with the reason."""

    elector = models.OneToOneField(RoundElector, models.PROTECT, related_name="written_vote")
    mode = models.CharField("cách gửi", max_length=10, choices=WrittenMode)
    received_on = models.DateField("nhận ngày")
    is_accepted = models.BooleanField("được tính", default=True)
    reason = models.CharField("lý do không tính", max_length=300, blank=True)
    marks = models.JSONField(null=True, blank=True)
    kept_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["elector__attendee__sort"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mode=WrittenMode.NAMED) | Q(marks__isnull=True),
                name="written_sealed_has_no_marks",
                violation_error_message="Phiếu kín trong phong bì không ghi lựa chọn.",
            ),
            models.CheckConstraint(
                condition=Q(is_accepted=True) | ~Q(reason=""),
                name="written_refused_with_reason",
                violation_error_message="Ghi lý do không tính ý kiến.",
            ),
        ]

    def __str__(self) -> str:
        return f"Ý kiến bằng văn bản: {self.elector.attendee.name}"

    @property
    def is_named(self) -> bool:
        return self.mode == WrittenMode.NAMED
