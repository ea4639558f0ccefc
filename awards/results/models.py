"""Monthly results of a unit: one sheet a month, one entry a criterion; wrong text is kept beside its error."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone

from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion, Target
from awards.results.enums import SheetState
from awards.results.rules import NO_FIGURE, jump_warning
from awards.years.enums import PeriodState, TermState
from awards.years.models import ReportingTerm
from thidua import clock
from units.models import Unit, User


class SheetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Sheets of units inside the user's subtrees, and those of the own year of a cluster the user has a role on."""
        scope = Q(pk__in=[])
        for path in user.scope_paths():
            scope |= Q(unit__path__startswith=path)
        return self.filter(scope | Q(term__period__cluster__in=user.cluster_ids()))


class ResultSheet(models.Model):
    locked_with = ("term__period__cluster", "unit")

    term = models.ForeignKey(ReportingTerm, models.PROTECT, related_name="sheets")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="result_sheets")
    state = models.CharField("trạng thái", max_length=10, choices=SheetState, default=SheetState.DRAFT)
    submitted_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    submitted_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="người gửi", null=True, blank=True, related_name="+"
    )
    late_reason = models.CharField("lý do gửi muộn", max_length=300, blank=True)
    verified_at = models.DateTimeField("xác minh lúc", null=True, blank=True)
    verified_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="người xác minh", null=True, blank=True, related_name="+"
    )
    return_reason = models.CharField("lý do trả lại", max_length=500, blank=True)
    is_demo = models.BooleanField("dữ liệu minh hoạ", default=False)

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ["term", "unit"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "unit"],
                name="one_sheet_per_unit_month",
                violation_error_message="Đơn vị đã có bảng kết quả của tháng này.",
            )
        ]
        indexes = [models.Index(fields=["term", "state"])]

    def __str__(self) -> str:
        return f"Kết quả {self.term.label} – {self.unit}"

    def why_closed(self) -> str:
        """Why nothing can be entered now, in one sentence; empty when it can."""
        if self.term.period.state == PeriodState.CLOSED:
            return "Năm thi đua đã khóa, chỉ xem được."
        if self.term.state == TermState.LOCKED:
            return f"Kỳ {self.term.label} đã khóa. Gửi yêu cầu mở khóa tới cơ quan thi đua."
        if self.term.state == TermState.FUTURE:
            return f"Kỳ {self.term.label} chưa mở, mở từ ngày {self.term.opens_on:%d/%m/%Y}."
        if self.state == SheetState.SUBMITTED:
            return "Bảng đã gửi xác minh. Rút lại trước khi sửa."
        if self.state == SheetState.VERIFIED:
            return "Bảng đã xác minh, chỉ xem được."
        closes = self.term.closes_for(self.unit) if self.submitted_at is None else None
        if closes is not None and clock.now() > closes:
            return f"Đã đóng nhập lúc {timezone.localtime(closes):%H:%M, %d/%m/%Y}, hết ngày gửi muộn."
        return ""

    @property
    def is_overdue(self) -> bool:
        """Past the deadline and never sent; a sheet sent in time and returned later is not late."""
        waits = self.state in (SheetState.DRAFT, SheetState.RETURNED)
        return waits and self.submitted_at is None and self.term.is_over_for(self.unit)

    def assigned_criteria(self) -> models.QuerySet[Criterion]:
        """Leaves of the year's table that this unit has to fill: all but the not-assigned and those scored by hand."""
        return (
            Criterion.objects.filter(criteria_set__period=self.term.period_id)
            .exclude(kind__in=[CriterionKind.GROUP, CriterionKind.BY_HAND])
            .exclude(pk__in=Target.objects.filter(unit=self.unit_id, is_assigned=False).values("criterion"))
        )

    def earlier_means(self) -> dict[int, Decimal]:
        """Criterion id -> mean of the unit's figures in the earlier months of this year; one query."""
        rows = (
            ResultEntry.objects.filter(
                sheet__unit=self.unit_id,
                sheet__term__period=self.term.period_id,
                sheet__term__month__lt=self.term.month,
                value__isnull=False,
            )
            .values("criterion_id")
            .annotate(total=models.Sum("value"), months=models.Count("pk"))
        )
        return {row["criterion_id"]: row["total"] / row["months"] for row in rows}

    def missing_to_submit(self) -> list[str]:
        """Everything that still stands between this sheet and submission."""
        return [sentence for _, sentence in self.missing_cells()]

    def missing_cells(self) -> list[tuple[int | None, str]]:
        """The same with the criterion each sentence belongs to, so that the page can lead to the cell."""
        if closed := self.why_closed():
            return [(None, closed)]
        entries = {entry.criterion_id: entry for entry in self.entries.all()}
        means = self.earlier_means()
        missing: list[tuple[int | None, str]] = []
        for criterion in self.assigned_criteria():
            entry = entries.get(criterion.pk)
            if entry is None or not entry.is_answered:
                if entry is not None and entry.problem:
                    missing.append((criterion.pk, f"{criterion.code} {criterion.name}: {entry.problem}"))
                else:
                    missing.append((criterion.pk, f"Chưa nhập: {criterion.code} {criterion.name}."))
            elif entry.is_back:
                words = "chưa sửa hoặc giải trình ô bị trả lại."
                missing.append((criterion.pk, f"{criterion.code} {criterion.name}: {words}"))
            elif not entry.note and (jump := entry.jump(criterion, means)):
                words = f"{jump} Ghi lý do vào cột Lưu ý."
                missing.append((criterion.pk, f"{criterion.code} {criterion.name}: {words}"))
        return missing

    def why_not_recalled(self) -> list[str]:
        """Recall ends when somebody has begun to look."""
        begun = self.entries.filter(checked_at__gte=self.submitted_at).select_related("checked_by").first()
        return [f"{begun.checked_by} đã bắt đầu xác minh bảng này."] if begun else []

    def why_not_verified(self) -> list[str]:
        """A sheet with a cell marked for return is returned, not verified."""
        marked = self.entries.filter(checked_at__isnull=False).exclude(return_reason="").select_related("criterion")
        return [f"Ô {entry.criterion.code} đang được đánh dấu trả lại: {entry.return_reason}" for entry in marked]


class ResultEntry(models.Model):
    """One cell. `value` is what counts (1/0 for pass/fail); `raw` keeps text that cannot be stored as a value.

    `raw` "–" without a problem says that there is no figure this month (no shooting test was held).
    """

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
    on_behalf = models.BooleanField("cơ quan nhập thay đơn vị", default=False)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField("xem xét lúc", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "criterion"],
                name="one_entry_per_criterion",
                violation_error_message="Tiêu chí đã có số liệu trong bảng này.",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0),
                name="result_not_negative",
                violation_error_message="Kết quả không được âm.",
            ),
            models.CheckConstraint(
                condition=Q(problem="") | Q(value__isnull=True),
                name="problem_has_no_value",
                violation_error_message="Ô còn lỗi thì chưa có số.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code}: {self.value}"

    @property
    def is_answered(self) -> bool:
        """A figure, or the word that there is none this month."""
        return self.value is not None or (self.raw == NO_FIGURE and not self.problem)

    def jump(self, criterion: Criterion, means: dict[int, Decimal]) -> str:
        """The question about a figure far from the months before; empty when there is none."""
        is_figure = criterion.kind == CriterionKind.QUANTITATIVE
        return jump_warning(self.value, means.get(criterion.pk)) if is_figure else ""

    @property
    def is_back(self) -> bool:
        """Marked for return, and nothing done about it since."""
        return bool(self.return_reason) and self.checked_at is not None

    @property
    def is_accepted(self) -> bool:
        return self.checked_at is not None and not self.return_reason

    @property
    def unit(self) -> Unit:
        return self.sheet.unit
