"""The published order: what decides who stays when more are put forward than the quota takes."""

from django.db import models

from awards.catalogue.enums import Confidence
from thidua import clock
from thidua.dates import DatedRow
from units.models import Unit, User


class PreferenceOrder(DatedRow):
    """Thứ tự ưu tiên of a command, from a day on; a newer one ends it, and it stays as it was.

    Lists are read by the order of the day whose law holds for them. decision: the paper that told the units.
    """

    dated_key = ("unit",)

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị áp dụng", related_name="preference_orders")
    basis = models.CharField("căn cứ", max_length=300)
    decision = models.CharField("văn bản công bố", max_length=300, blank=True)
    reason = models.CharField("lý do", max_length=300)
    published_by = models.ForeignKey(User, models.PROTECT, verbose_name="người công bố", related_name="+")
    published_at = models.DateTimeField("công bố lúc", default=clock.now, editable=False)

    class Meta(DatedRow.Meta):
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"Thứ tự ưu tiên từ {self.valid_from:%d/%m/%Y}"

    @property
    def audit_unit(self) -> Unit:
        return self.unit

    @property
    def words(self) -> list[str]:
        return [key.text for key in self.keys.all()]


class PreferenceKey(models.Model):
    """One thing that is looked at, with its words and source as they stood when the order was published.

    code: one that `ranking.py` reads; value: what it holds.
    """

    order = models.ForeignKey(PreferenceOrder, models.PROTECT, related_name="keys")
    sort = models.PositiveSmallIntegerField("thứ tự")
    code = models.CharField("xét", max_length=30)
    text = models.CharField("lời văn", max_length=200)
    value = models.JSONField("giá trị", default=dict, blank=True)
    legal_basis = models.CharField("căn cứ", max_length=300)
    confidence = models.CharField("mức tin cậy", max_length=1, choices=Confidence)

    class Meta:
        ordering = ["sort"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "code"],
                name="one_key_of_an_order",
                violation_error_message="Điều này đã có trong thứ tự.",
            )
        ]

    def __str__(self) -> str:
        return self.text
