"""Files brought in: what was read of them, row by row, and what was written. The file itself is not kept."""

from django.db import models

from thidua import clock
from thidua.jobs.models import Job
from units.accounts.models import User
from units.imports.enums import ImportState, RowState
from units.structure.models import Unit


class ImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What somebody sent in belongs to that user alone; the acts it led to stand in the record."""
        return self.filter(owner=user)


class Import(models.Model):
    """One file of one kind (units.imports.kinds). notes: sentences about the file as a whole."""

    kind = models.CharField("loại", max_length=30)
    owner = models.ForeignKey(User, models.PROTECT, verbose_name="người nhập", related_name="imports")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="phạm vi", related_name="+")
    file = models.FileField("tệp", upload_to="imports/", null=True, blank=True)
    file_name = models.CharField("tên tệp", max_length=150)
    size = models.PositiveBigIntegerField("dung lượng")
    state = models.CharField("trạng thái", max_length=10, choices=ImportState, default=ImportState.READING)
    error = models.CharField("lý do", max_length=500, blank=True)
    notes = models.JSONField(default=list)
    counts = models.JSONField(default=dict)  # row state -> number of rows
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    done_at = models.DateTimeField("nhập lúc", null=True, blank=True)
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["owner", "-id"])]

    def __str__(self) -> str:
        return self.file_name

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def told_counts(self) -> dict[str, int]:
        """The counts under the words a reader of the record knows."""
        return {str(RowState(state).label): count for state, count in self.counts.items()}

    @property
    def to_write(self) -> int:
        """Rows that would change something."""
        return sum(self.counts.get(state, 0) for state in (RowState.NEW, RowState.CHANGED, RowState.WARNING))


class ImportRow(models.Model):
    """One row: as it was read, what is said of its cells, what it changes, and what was written for it.

    cells: column -> text, or [text, why] of a cell that cannot be trusted. problems: [column, "error" or "warning",
    sentence]. before, after: heading -> words. act: what it does, whatever its warnings. written: what undo needs.
    """

    batch = models.ForeignKey(Import, models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField("dòng")
    state = models.CharField("trạng thái", max_length=10, choices=RowState)
    act = models.CharField(max_length=10, choices=RowState)
    label = models.CharField("nội dung", max_length=300, blank=True)
    search_key = models.CharField(max_length=300, blank=True, editable=False)
    cells = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    written = models.JSONField(default=dict)

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["batch", "state", "number"])]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "number"],
                name="one_import_row_per_number",
                violation_error_message="Dòng này đã được đọc.",
            )
        ]

    def __str__(self) -> str:
        return f"Dòng {self.number}: {self.label}"
