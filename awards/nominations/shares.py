"""A quota shared out to units: every sharing stays, the newest counts."""

from django.db import models
from django.db.models import F, Q

from awards.catalogue.models import Award
from awards.nominations.models import NominationList
from thidua import clock
from units.models import Unit, User


class DistributionQuerySet(models.QuerySet):
    def in_force(self):
        """The newest sharing of each title."""
        newer = QuotaDistribution.objects.filter(
            nomination_list=models.OuterRef("nomination_list"),
            award=models.OuterRef("award"),
            number__gt=models.OuterRef("number"),
        )
        return self.filter(~models.Exists(newer))


class QuotaDistribution(models.Model):
    """The quota of one title of the year shared out to units; another number is a new row with its reason.

    quota, quota_text: what there was to share, as it stood then.
    """

    nomination_list = models.ForeignKey(NominationList, models.PROTECT, related_name="distributions")
    award = models.ForeignKey(Award, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("lần")
    quota = models.PositiveIntegerField("chỉ tiêu")
    quota_text = models.CharField("cách tính", max_length=200, blank=True)
    commander_quota = models.PositiveIntegerField("chỉ tiêu riêng cán bộ chủ trì", null=True, blank=True)
    reason = models.CharField("lý do", max_length=300, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, verbose_name="người phân bổ", related_name="+")
    made_at = models.DateTimeField("phân bổ lúc", default=clock.now, editable=False)

    objects = DistributionQuerySet.as_manager()

    class Meta:
        ordering = ["award__sort", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination_list", "award", "number"],
                name="one_distribution_a_time",
                violation_error_message="Chỉ tiêu này vừa được phân bổ lại.",
            )
        ]

    def __str__(self) -> str:
        return f"Phân bổ {self.award.short_name} năm {self.nomination_list.period.year}, lần {self.number}"

    @property
    def audit_unit(self) -> Unit:
        return self.nomination_list.unit


class QuotaShare(models.Model):
    """What one unit may put forward at most. commanders: how many of them may command, where that is capped."""

    distribution = models.ForeignKey(QuotaDistribution, models.PROTECT, related_name="shares")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị", related_name="quota_shares")
    number = models.PositiveIntegerField("chỉ tiêu giao")
    commanders = models.PositiveIntegerField("trong đó cán bộ chủ trì", null=True, blank=True)

    class Meta:
        ordering = ["unit__sort", "unit__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["distribution", "unit"],
                name="one_share_of_a_unit",
                violation_error_message="Đơn vị đã có chỉ tiêu trong lần phân bổ này.",
            ),
            models.CheckConstraint(
                condition=Q(commanders__isnull=True) | Q(commanders__lte=F("number")),
                name="commanders_within_the_share",
                violation_error_message="Số cán bộ chủ trì không thể quá chỉ tiêu giao.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.number}"
