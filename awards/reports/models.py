"""What an office says and shows in its own way: wording and layout of papers, dated; nothing is overwritten."""

from datetime import date

from django.db import models

from awards.years.models import EmulationPeriod
from thidua import clock
from units.models import Unit, User


class VersionQuerySet(models.QuerySet):
    def for_unit(self, unit: Unit, on: date):
        """Rows of the unit and the commands above that have begun on a day; of two, the later here holds."""
        rows = self.filter(unit__in=unit.ancestor_ids(), valid_from__lte=on).select_related("unit")
        return sorted(rows, key=lambda row: (len(row.unit.path), row.valid_from, row.version))


class _Version(models.Model):
    """One version of a command's own; the papers of everything below follow, unless a unit between has its own.

    It holds from its day until the day of the next one; a paper keeps what held on its own day.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị áp dụng", related_name="+")
    version = models.PositiveIntegerField("bản")
    valid_from = models.DateField("từ ngày")
    reason = models.CharField("lý do", max_length=300)
    set_by = models.ForeignKey(User, models.PROTECT, verbose_name="người đặt", related_name="+")
    set_at = models.DateTimeField("đặt lúc", default=clock.now, editable=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def audit_unit(self) -> Unit:
        return self.unit


class PaperWording(_Version):
    """The words of one place on one kind of paper. text empty: the words of the house again."""

    slot = models.CharField("chỗ trên văn bản", max_length=60)
    text = models.TextField("câu chữ", blank=True)

    class Meta:
        ordering = ["slot", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "slot", "version"],
                name="one_wording_version",
                violation_error_message="Vừa có người sửa câu chữ này. Tải lại trang rồi làm lại.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slot}, bản {self.version}"


class PaperLayout(_Version):
    """Sizes and margins of the papers of a command: `thidua.documents.Layout.from_mapping(tokens)`."""

    tokens = models.JSONField("thông số", default=dict, blank=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "version"],
                name="one_layout_version",
                violation_error_message="Vừa có người sửa thể thức. Tải lại trang rồi làm lại.",
            ),
        ]

    def __str__(self) -> str:
        return f"Thể thức của {self.unit}, bản {self.version}"


class SummaryText(models.Model):
    """One paragraph of the year's report in the office's words; the last version holds, empty: the generated one again.

    generated: what the figures said when it was written, so that a figure that changed since shows.
    """

    period = models.ForeignKey(
        EmulationPeriod, models.PROTECT, verbose_name="năm thi đua", related_name="summary_texts"
    )
    key = models.CharField("đoạn", max_length=60)
    version = models.PositiveIntegerField("bản")
    text = models.TextField("câu chữ", blank=True)
    generated = models.TextField("số liệu khi viết", blank=True)
    written_by = models.ForeignKey(User, models.PROTECT, verbose_name="người viết", related_name="+")
    written_at = models.DateTimeField("viết lúc", default=clock.now, editable=False)

    class Meta:
        ordering = ["key", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "key", "version"],
                name="one_summary_version",
                violation_error_message="Vừa có người sửa đoạn này. Tải lại trang rồi làm lại.",
            ),
        ]

    def __str__(self) -> str:
        return f"Báo cáo tổng kết {self.period}, đoạn {self.key}, bản {self.version}"

    @property
    def audit_unit(self) -> Unit:
        return self.period.unit
