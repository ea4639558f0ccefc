"""What an amending paper says of the signed one it names: lines revoked or replaced, words put right.

The signed paper itself stays frozen; it shows what was signed about it since.
"""

from django.db import models
from django.db.models import Q

from awards.decisions.enums import AmendPart
from awards.decisions.models import Decision, DecisionLine


class AmendPoint(models.Model):
    """One point of a correction, revocation or replacement.

    line: of the old paper; part, wrong, right: words a correction puts right.
    """

    paper = models.ForeignKey(Decision, models.PROTECT, verbose_name="văn bản", related_name="points")
    line = models.ForeignKey(
        DecisionLine, models.PROTECT, verbose_name="đối tượng", null=True, blank=True, related_name="points"
    )
    part = models.CharField("phần", max_length=10, choices=AmendPart, blank=True)
    wrong = models.CharField("đã ghi", max_length=300, blank=True)
    right = models.CharField("sửa là", max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "line", "part"],
                condition=Q(line__isnull=False),
                name="one_point_of_a_line_and_part",
                violation_error_message="Đối tượng này đã có trong văn bản.",
            ),
            models.CheckConstraint(
                condition=Q(part="") & Q(line__isnull=False) | ~Q(part="") & ~Q(right=""),
                name="point_names_a_line_or_words",
                violation_error_message="Chọn đối tượng, hoặc ghi nội dung sửa.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line.nomination.subject_name if self.line else self.get_part_display()} trong {self.paper}"
