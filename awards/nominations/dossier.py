"""What lies in the dossier of a line: for which achievement it is, its files, the written parts of its report; and
which papers a command asks for beside or instead of those of the law."""

from django.db import models
from django.db.models import Q

from awards.catalogue.enums import CommendationType, Confidence
from awards.nominations.enums import PaperLevel
from awards.nominations.models import Nomination
from awards.years.models import EmulationPeriod
from thidua import clock, text
from thidua.dates import DatedRow
from thidua.filetypes import KINDS, FileKind
from units.models import Unit, User


class Achievement(models.Model):
    """A deed or result that people and units are rewarded for: each of them once (Law 2022 Đ5)."""

    period = models.ForeignKey(EmulationPeriod, models.PROTECT, related_name="achievements")
    name = models.CharField("thành tích", max_length=200)
    happened_on = models.DateField("ngày lập thành tích")
    search_key = models.CharField(max_length=210, editable=False)
    recorded_by = models.ForeignKey(User, models.PROTECT, verbose_name="người ghi", related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", default=clock.now, editable=False)

    class Meta:
        ordering = ["-happened_on", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "search_key", "happened_on"],
                name="one_achievement_of_a_day",
                violation_error_message="Thành tích này đã được ghi.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.happened_on:%d/%m/%Y})"

    def save(self, *args, **kwargs):
        self.search_key = text.search_key(self.name)[:210]
        super().save(*args, **kwargs)

    @property
    def audit_unit(self) -> Unit:
        return self.period.unit


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(nomination__in=Nomination.objects.visible_to(user))

    def kept(self):
        return self.filter(removed_at__isnull=True)


class Attachment(models.Model):
    """A file of a dossier under the paper it is. Removed by a mark; the bytes stay once the line was sent with it."""

    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="attachments")
    paper = models.CharField("giấy tờ", max_length=40)
    file = models.FileField("tệp", upload_to="dossiers/%Y/")
    name = models.CharField("tên tệp", max_length=200)
    kind = models.CharField(max_length=8)
    size = models.PositiveIntegerField("dung lượng")
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now, editable=False)
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination", "paper", "sha256"],
                name="one_file_per_paper",
                condition=Q(removed_at__isnull=True),
                violation_error_message="Tệp này đã có trong hồ sơ.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def filetype(self) -> FileKind | None:
        return KINDS.get(self.kind)

    @property
    def audit_unit(self) -> Unit:
        return self.nomination.proposer


class ReportSection(models.Model):
    """A part of the report of achievements in the words of the unit. base: what the records said when it was written,
    so that the page can tell when they say something else since."""

    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="report_sections")
    code = models.CharField("mục", max_length=30)
    text = models.TextField("nội dung", blank=True)
    base = models.TextField(blank=True)
    written_by = models.ForeignKey(User, models.PROTECT, verbose_name="người viết", related_name="+")
    written_at = models.DateTimeField("viết lúc", default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination", "code"],
                name="one_text_per_section",
                violation_error_message="Mục này của báo cáo đã được viết.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.nomination}: {self.code}"


class PaperRule(DatedRow):
    """What a command asks of a paper from a day on, instead of the level the law's row has; or a paper of its own."""

    dated_key = ("unit", "kind", "code")

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị áp dụng", related_name="paper_rules")
    kind = models.CharField("loại hình", max_length=10, choices=CommendationType)
    code = models.CharField("giấy tờ", max_length=40)
    text = models.CharField("tên giấy tờ", max_length=200)
    level = models.CharField("yêu cầu", max_length=8, choices=PaperLevel)
    legal_basis = models.CharField("căn cứ", max_length=300)
    confidence = models.CharField("mức tin cậy", max_length=1, choices=Confidence)
    reason = models.CharField("lý do", max_length=300)
    set_by = models.ForeignKey(User, models.PROTECT, verbose_name="người ghi", related_name="+")

    class Meta(DatedRow.Meta):
        ordering = ["kind", "code", "-valid_from"]

    def __str__(self) -> str:
        return f"{self.text}: {self.get_level_display()}"

    @property
    def audit_unit(self) -> Unit:
        return self.unit
