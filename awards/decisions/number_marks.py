"""Numbers of a register that no paper bears: kept for one, or left out for good. Never deleted, only ended."""

from django.db import models
from django.db.models import Q

from awards.decisions.enums import NumberUse
from awards.decisions.models import SEES_DRAFTS, Decision
from thidua import clock
from units.models import Unit, User


class NumberMarkQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Marks in the registers the user may read."""
        scope = Q(pk__in=[])
        for path in user.scope_paths(*SEES_DRAFTS):
            scope |= Q(issuer__path__startswith=path)
        return self.filter(scope)


class NumberMark(models.Model):
    """One number of an issuer's series and year. paper: the draft it is kept for; nothing = for whoever asks."""

    issuer = models.ForeignKey(Unit, models.PROTECT, verbose_name="cơ quan ban hành", related_name="number_marks")
    series = models.CharField("ký hiệu", max_length=40)
    year = models.PositiveSmallIntegerField("năm")
    number = models.PositiveIntegerField("số")
    use = models.CharField("tình trạng", max_length=10, choices=NumberUse)
    paper = models.ForeignKey(
        Decision, models.PROTECT, verbose_name="dự thảo", null=True, blank=True, related_name="number_marks"
    )
    reason = models.CharField("lý do", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="người ghi", related_name="+")
    at = models.DateTimeField("ghi lúc", default=clock.now, editable=False)
    ended_at = models.DateTimeField("thôi giữ lúc", null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.CharField("lý do thôi giữ", max_length=300, blank=True)
    is_demo = models.BooleanField("dữ liệu minh hoạ", default=False)

    objects = NumberMarkQuerySet.as_manager()

    class Meta:
        ordering = ["issuer", "series", "year", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "series", "year", "number"],
                condition=Q(ended_at__isnull=True),
                name="one_mark_of_a_number",
                violation_error_message="Số này đã được giữ hoặc đã bỏ.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="marked_number_from_one",
                violation_error_message="Số văn bản bắt đầu từ 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"Số {self.code} năm {self.year}"

    @property
    def code(self) -> str:
        return f"{self.number:02d}/{self.series}"
