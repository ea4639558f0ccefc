"""What became of a submission on its way up: an append-only journal, of the whole paper or of one line."""

from django.db import models

from awards.decisions.enums import UpwardKind
from awards.decisions.models import Decision, DecisionLine
from thidua import clock
from units.models import User


class UpwardStep(models.Model):
    """One thing that happened. line: only this one, else all that wait. remind_on: asked about again from that day."""

    submission = models.ForeignKey(Decision, models.PROTECT, verbose_name="tờ trình", related_name="steps")
    line = models.ForeignKey(
        DecisionLine, models.PROTECT, verbose_name="đối tượng", null=True, blank=True, related_name="steps"
    )
    kind = models.CharField("việc", max_length=12, choices=UpwardKind)
    on = models.DateField("ngày")
    note = models.CharField("nội dung", max_length=300, blank=True)
    remind_on = models.DateField("nhắc lại từ ngày", null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="người ghi", related_name="+")
    at = models.DateTimeField("ghi lúc", default=clock.now, editable=False)
    is_demo = models.BooleanField("dữ liệu minh hoạ", default=False)

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%d/%m/%Y}"
