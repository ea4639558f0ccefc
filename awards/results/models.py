"""Monthly results of a unit: one sheet a month, one entry a criterion; wrong text is kept beside its error."""

from django.db import models
from django.db.models import Q

from awards.criteria.models import Criterion
from awards.results.enums import SheetState
from awards.years.enums import TermState
from awards.years.models import ReportingTerm
from thidua import clock
from units.models import Unit, User


class SheetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Sheets of units inside the subtrees the user has a role on."""
        scope = Q(pk__in=[])
        for path in user.scope_paths():
            scope |= Q(unit__path__startswith=path)
        return self.filter(scope)


class ResultSheet(models.Model):
    term = models.ForeignKey(ReportingTerm, models.PROTECT, related_name="sheets")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="result_sheets")
    state = models.CharField("trạng thái", max_length=10, choices=SheetState, default=SheetState.DRAFT)
    submitted_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    late_reason = models.CharField("lý do gửi muộn", max_length=300, blank=True)
    verified_at = models.DateTimeField("xác minh lúc", null=True, blank=True)
    verified_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    return_reason = models.CharField("lý do trả lại", max_length=500, blank=True)
    is_demo = models.BooleanField("dữ liệu minh hoạ", default=False)

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ["term", "unit"]
        constraints = [models.UniqueConstraint(fields=["term", "unit"], name="one_sheet_per_unit_month")]
        indexes = [models.Index(fields=["term", "state"])]

    def __str__(self) -> str:
        return f"Kết quả {self.term.label} – {self.unit}"

    @property
    def is_editable(self) -> bool:
        """A draft or returned sheet of a month that is open."""
        return self.state in (SheetState.DRAFT, SheetState.RETURNED) and self.term.state == TermState.OPEN

    @property
    def is_overdue(self) -> bool:
        return self.state in (SheetState.DRAFT, SheetState.RETURNED) and clock.now() > self.term.due_at

    def assigned_criteria(self) -> models.QuerySet[Criterion]:
        """Leaves of the year's table that this unit has to fill: all but the not-assigned and those scored by hand."""
        from awards.criteria.enums import CriterionKind

        return (
            Criterion.objects.filter(criteria_set__period=self.term.period_id)
            .exclude(kind__in=[CriterionKind.GROUP, CriterionKind.BY_HAND])
            .exclude(targets__unit=self.unit_id, targets__is_assigned=False)
        )

    def missing_to_submit(self) -> list[str]:
        """Everything that still stands between this sheet and submission."""
        if not self.is_editable:
            return [f"Kỳ {self.term.label} đã khóa."]
        entries = {entry.criterion_id: entry for entry in self.entries.all()}
        missing = []
        for criterion in self.assigned_criteria():
            entry = entries.get(criterion.pk)
            if entry is not None and entry.problem:
                missing.append(f"{criterion.code} {criterion.name}: {entry.problem}")
            elif entry is None or entry.value is None:
                missing.append(f"Chưa nhập: {criterion.code} {criterion.name}")
        return missing


class ResultEntry(models.Model):
    """One cell. `value` is what counts (1/0 for pass/fail); `raw` keeps text that cannot be stored as a value."""

    sheet = models.ForeignKey(ResultSheet, models.PROTECT, related_name="entries")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="entries")
    value = models.DecimalField("kết quả", max_digits=14, decimal_places=2, null=True, blank=True)
    raw = models.CharField(max_length=60, blank=True)
    problem = models.CharField(max_length=200, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    return_reason = models.CharField("lý do trả lại", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="one_entry_per_criterion"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0),
                name="result_not_negative",
                violation_error_message="Kết quả không được âm.",
            ),
            models.CheckConstraint(condition=Q(problem="") | Q(value__isnull=True), name="problem_has_no_value"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code}: {self.value}"

    @property
    def unit(self) -> Unit:
        return self.sheet.unit
