"""Who takes no part in which line, and why: relatives that members declared, and what was decided for each line."""

from django.db import models
from django.db.models import F, Q

from awards.ballots.enums import Ground
from awards.ballots.models import ContestLine
from awards.conferences.models import Attendee
from thidua import clock
from units.models import Person, Unit, User


class Kinship(models.Model):
    """Somebody in the house who is a relative of a member, as the member declared it."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="người khai", related_name="declared_kin")
    relative = models.ForeignKey(Person, models.PROTECT, verbose_name="người thân", related_name="+")
    relation = models.CharField("quan hệ", max_length=60)
    declared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["relative__full_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "relative"],
                name="one_kinship",
                violation_error_message="Người này đã được khai.",
            ),
            models.CheckConstraint(
                condition=~Q(person=F("relative")),
                name="kinship_two_people",
                violation_error_message="Không khai chính mình là người thân.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.relative.full_name} ({self.relation})"

    @property
    def audit_unit(self) -> Unit:
        return self.person.unit


class Recusal(models.Model):
    """What was decided about one member and one line: takes no part, or was looked at and votes all the same."""

    line = models.ForeignKey(ContestLine, models.PROTECT, related_name="recusals")
    attendee = models.ForeignKey(Attendee, models.PROTECT, related_name="recusals")
    ground = models.CharField("căn cứ", max_length=8, choices=Ground)
    reason = models.CharField("lý do", max_length=300, blank=True)
    takes_part = models.BooleanField("vẫn bỏ phiếu", default=False)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["attendee__sort", "line"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "attendee"],
                name="one_recusal",
                violation_error_message="Thành viên này đã được ghi ở dòng này.",
            ),
            models.CheckConstraint(
                condition=Q(takes_part=False) | ~Q(reason=""),
                name="recusal_refused_with_reason",
                violation_error_message="Ghi lý do khi thành viên vẫn bỏ phiếu.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attendee.name}: {self.line.label}"

    @property
    def ground_words(self) -> str:
        """`Tự khai: bố vợ`, for the minutes."""
        words = self.get_ground_display()
        return f"{words}: {self.reason}" if self.reason else words
