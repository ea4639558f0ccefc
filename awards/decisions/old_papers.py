"""Decisions of earlier years as the office enters them from paper: the paper with its scans, each award it gave with
where it was found and how sure it is.

Nothing here is ever deleted. An award is an `AwardRecord` like any other; what is said of it beside (`BackEntry`) never
changes: a correction withdraws the old one and writes a new one that names it.
"""

from django.db import models
from django.db.models import Q

from awards.catalogue.models import RuleSet
from awards.decisions.enums import EntryConfidence, EntrySource
from awards.decisions.models import AwardRecord
from thidua import clock, text
from thidua.filetypes import KINDS, FileKind
from units.models import Unit, User


class OldPaperQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Papers of the commands the user has a role on, and those that gave something to whom the user may see."""
        entries = BackEntry.objects.filter(record__in=AwardRecord.objects.visible_to(user))
        scope = Q(pk__in=entries.values("paper"))
        for path in user.scope_paths():
            scope |= Q(unit__path__startswith=path)
        return self.filter(scope)

    def open(self):
        """Papers that still stand: not those whose every award was withdrawn or corrected onto another."""
        return self.filter(closed_at__isnull=True)


class OldPaper(models.Model):
    """A decision signed before the house kept it, or by another house. unit: the command whose office entered it.

    rule_set: the law in force on the day it was signed; empty before the first law of the catalogue.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị nhập", related_name="old_papers")
    number = models.CharField("số quyết định", max_length=80, help_text="Số và ký hiệu, ví dụ 12/QĐ-BCH.")
    decided_on = models.DateField("ngày ký")
    authority = models.CharField("cơ quan ban hành", max_length=150, blank=True)
    signer = models.CharField("người ký", max_length=150, blank=True)
    rule_set = models.ForeignKey(
        RuleSet, models.PROTECT, verbose_name="quy định của ngày ký", null=True, blank=True, related_name="+"
    )
    legal_basis = models.CharField("căn cứ", max_length=300, blank=True)
    number_key = models.CharField(max_length=80, editable=False)
    authority_key = models.CharField(max_length=150, editable=False)
    year = models.PositiveSmallIntegerField("năm ký", editable=False)
    search_key = models.CharField(max_length=420, editable=False, default="")
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name="người nhập", related_name="+")
    created_at = models.DateTimeField("nhập lúc", default=clock.now, editable=False)
    closed_at = models.DateTimeField("không còn dùng từ", null=True, blank=True, editable=False)
    is_demo = models.BooleanField("dữ liệu minh hoạ", default=False)

    objects = OldPaperQuerySet.as_manager()

    locked_with = ("unit", "rule_set")

    class Meta:
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "number_key", "authority_key", "year"],
                condition=Q(closed_at__isnull=True),
                name="one_old_paper_per_number_year",
                violation_error_message="Quyết định có số này của năm đã nhập.",
            )
        ]

    def __str__(self) -> str:
        return self.words

    def save(self, *args, **kwargs):
        self.number_key, self.authority_key = number_key(self.number), text.search_key(self.authority)
        self.year = self.decided_on.year
        self.search_key = text.search_key(f"{self.number} {self.authority} {self.signer}")[:420]
        super().save(*args, **kwargs)

    @property
    def words(self) -> str:
        """`Quyết định số 12/QĐ-BCH của Bộ Chỉ huy BĐBP tỉnh`."""
        head = self.number if text.search_key(self.number).startswith("quyet dinh") else f"Quyết định số {self.number}"
        return f"{head} của {self.authority}"[:200] if self.authority else head


def number_key(number: str) -> str:
    """The same for a number written with or without blanks, accents and capitals: `12 / QĐ-BCH` → `12/qd-bch`."""
    return text.search_key(number).replace(" ", "")


class OldPaperScan(models.Model):
    """A scan of the paper: no address of its own, handed out by a view that asks who reads; taken away by a mark."""

    paper = models.ForeignKey(OldPaper, models.PROTECT, related_name="scans")
    file = models.FileField("bản chụp", upload_to="old-papers/%Y/")
    name = models.CharField("tên tệp", max_length=200)
    kind = models.CharField("loại", max_length=10)
    size = models.PositiveIntegerField("dung lượng")
    sha256 = models.CharField("mã kiểm tra", max_length=64)
    added_by = models.ForeignKey(User, models.PROTECT, verbose_name="người gắn", related_name="+")
    added_at = models.DateTimeField("gắn lúc", default=clock.now, editable=False)
    removed_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="người gỡ", null=True, blank=True, related_name="+"
    )
    removed_at = models.DateTimeField("gỡ lúc", null=True, blank=True)
    remove_reason = models.CharField("lý do gỡ", max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "sha256"],
                condition=Q(removed_at__isnull=True),
                name="one_scan_of_a_content",
                violation_error_message="Tệp này đã gắn vào quyết định.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def file_kind(self) -> FileKind | None:
        return KINDS.get(self.kind)


class BackEntry(models.Model):
    """What the office says of an award it entered afterwards: by which paper, found where, how sure. Never changed.

    replaces: the entry this one corrects.
    """

    record = models.OneToOneField(AwardRecord, models.PROTECT, verbose_name="khen thưởng", related_name="back_entry")
    paper = models.ForeignKey(OldPaper, models.PROTECT, verbose_name="quyết định", related_name="entries")
    source = models.CharField("nguồn", max_length=10, choices=EntrySource)
    confidence = models.CharField("mức tin cậy", max_length=10, choices=EntryConfidence)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, verbose_name="sửa cho", null=True, blank=True, related_name="replaced_by"
    )
    entered_by = models.ForeignKey(User, models.PROTECT, verbose_name="người nhập", related_name="+")
    entered_at = models.DateTimeField("nhập lúc", default=clock.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["confidence"], name="back_entries_to_check")]

    def __str__(self) -> str:
        return f"{self.record} ({self.get_confidence_display().lower()})"

    @property
    def is_sure(self) -> bool:
        return self.confidence == EntryConfidence.SURE

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self.record, "withdrawal")
