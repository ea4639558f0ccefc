"""Monthly results of a unit: one sheet a month, one entry a criterion; wrong text is kept beside its error.

Beside an entry lie its files and what was said about it; beside a month the requests to unlock it.
"""

from datetime import datetime
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone

from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion, Target
from awards.results.enums import RemarkKind, SheetState, UnlockState
from awards.results.rules import NO_FIGURE, jump_warning
from awards.years.enums import PeriodState, TermState
from awards.years.models import EmulationPeriod, ReportingTerm
from thidua import clock
from thidua.filetypes import KINDS, FileKind
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
    change_no = models.PositiveIntegerField(default=0, editable=False)  # of the last save: others ask what came after
    unlocked_until = models.DateTimeField("mở khóa đến", null=True, blank=True)
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
        if self.is_unlocked and self.state != SheetState.SUBMITTED:
            return ""
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
    def is_unlocked(self) -> bool:
        """Opened for this unit by the officer for some hours; ends by itself."""
        return self.unlocked_until is not None and clock.now() < self.unlocked_until

    @property
    def can_ask_unlock(self) -> bool:
        """A month that is locked, or verified: only the officer can open it."""
        if self.term.period.state != PeriodState.OPEN or self.is_unlocked or self.state == SheetState.SUBMITTED:
            return False
        return self.term.state == TermState.LOCKED or self.state == SheetState.VERIFIED

    def why_not_reopened(self) -> list[str]:
        return [] if self.is_unlocked else ["Bảng đã xác minh, chưa được mở khóa."]

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
        criteria = list(self.assigned_criteria())
        with_files = self._entries_with_files(criteria, entries)
        missing: list[tuple[int | None, str]] = []
        for criterion in criteria:
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
            elif asks_for_evidence(criterion, entry) and entry.pk not in with_files:
                missing.append((criterion.pk, f"{criterion.code} {criterion.name}: chưa có minh chứng."))
        return missing

    def _entries_with_files(self, criteria: list[Criterion], entries: dict[int, "ResultEntry"]) -> set[int]:
        """Asked only when a criterion wants files."""
        if not any(asks_for_evidence(criterion, entries.get(criterion.pk)) for criterion in criteria):
            return set()
        return set(Evidence.objects.kept().filter(entry__sheet=self.pk).values_list("entry_id", flat=True))

    def why_not_recalled(self) -> list[str]:
        """Recall ends when somebody has begun to look."""
        begun = self.entries.filter(checked_at__gte=self.submitted_at).select_related("checked_by").first()
        return [f"{begun.checked_by} đã bắt đầu xác minh bảng này."] if begun else []

    def why_not_verified(self) -> list[str]:
        """A sheet with a cell marked for return is returned, not verified."""
        marked = self.entries.filter(checked_at__isnull=False).exclude(return_reason="").select_related("criterion")
        marked = marked.filter(criterion__criteria_set__period__isnull=False)  # not what an older table left behind
        return [f"Ô {entry.criterion.code} đang được đánh dấu trả lại: {entry.return_reason}" for entry in marked]


def asks_for_evidence(criterion: Criterion, entry: "ResultEntry | None") -> bool:
    """Whether a figure needs a file behind it; no figure this month, nothing to prove."""
    return criterion.evidence_required and entry is not None and entry.value is not None


class ResultEntry(models.Model):
    """One cell. `value` is what counts (1/0 for pass/fail); `raw` keeps text that cannot be stored as a value.

    `raw` "–" without a problem says that there is no figure this month (no shooting test was held).

    Where the judging organ put another figure, `value` is that one and `reported` the text of the unit's; `explain_by`
    then says until when the unit may explain, `explained_at` that its explanation waits for an answer.
    """

    sheet = models.ForeignKey(ResultSheet, models.PROTECT, related_name="entries")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="entries")
    value = models.DecimalField("kết quả", max_digits=14, decimal_places=2, null=True, blank=True)
    raw = models.CharField(max_length=60, blank=True)
    problem = models.CharField(max_length=200, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    return_reason = models.CharField("lý do trả lại", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_in = models.PositiveIntegerField(default=0, editable=False)  # the sheet's change_no of the last save
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(default=clock.now, editable=False)
    on_behalf = models.BooleanField("cơ quan nhập thay đơn vị", default=False)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField("xem xét lúc", null=True, blank=True)
    reported = models.CharField("số đơn vị báo cáo", max_length=60, blank=True)
    reported_value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    explain_by = models.DateTimeField("hạn giải trình", null=True, blank=True)
    explained_at = models.DateTimeField("giải trình lúc", null=True, blank=True)

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
    def is_open_to_explain(self) -> bool:
        """The organ put another figure, and the unit has neither agreed nor explained."""
        return self.explain_by is not None and clock.now() < self.explain_by

    @property
    def is_settled(self) -> bool:
        """Nobody's word is awaited: right, or the organ's figure stands."""
        return self.explain_by is None and self.explained_at is None

    @property
    def is_accepted(self) -> bool:
        return self.checked_at is not None and not self.return_reason and self.is_settled

    @property
    def unit(self) -> Unit:
        return self.sheet.unit


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Files of sheets the user may see."""
        return self.filter(entry__sheet__in=ResultSheet.objects.visible_to(user))

    def kept(self):
        return self.filter(removed_at__isnull=True)


class Evidence(models.Model):
    """A file behind a figure. Removed is marked; the bytes stay once the sheet was sent with it."""

    entry = models.ForeignKey(ResultEntry, models.PROTECT, related_name="evidence")
    # No address of its own and a name nobody can guess: handed out by a view that asks who reads.
    file = models.FileField("tệp", upload_to="evidence/%Y/%m/", blank=True)
    name = models.CharField("tên tệp", max_length=200)
    kind = models.CharField("loại", max_length=5, choices=[(kind.code, kind.label) for kind in KINDS.values()])
    size = models.PositiveIntegerField("dung lượng")
    sha256 = models.CharField(max_length=64, editable=False)
    caption = models.CharField("chú thích", max_length=300, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now, editable=False)
    sent_at = models.DateTimeField("đã gửi cùng bảng lúc", null=True, blank=True)
    removed_at = models.DateTimeField("gỡ lúc", null=True, blank=True)
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "sha256"],
                condition=Q(removed_at__isnull=True),
                name="one_file_once_per_cell",
                violation_error_message="Tệp này đã có ở ô.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def filetype(self) -> FileKind:
        return KINDS[self.kind]

    @property
    def audit_unit(self) -> Unit:
        return self.entry.sheet.unit


class CellRemark(models.Model):
    """One thing said at a cell, never changed: a return, a correction with its source, an explanation, its answer.

    was, figure: texts of the cell before and after, where a figure was put or proposed; value: the latter as a number.
    by None: the program, when the term of explanation ran out.
    """

    entry = models.ForeignKey(ResultEntry, models.PROTECT, related_name="remarks")
    kind = models.CharField(max_length=10, choices=RemarkKind)
    text = models.CharField("nội dung", max_length=500, blank=True)
    was = models.CharField("số trước", max_length=60, blank=True)
    figure = models.CharField("số", max_length=60, blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text}"


class ExplanationRule(models.Model):
    """How many days a unit of a year has to explain a figure that was corrected; without a row, DEFAULT."""

    DEFAULT = 3

    period = models.OneToOneField(EmulationPeriod, models.PROTECT, related_name="explanation_rule")
    days = models.PositiveSmallIntegerField("số ngày giải trình", default=DEFAULT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(days__lte=60),
                name="explanation_days_in_range",
                violation_error_message="Số ngày giải trình từ 0 đến 60.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.days} ngày giải trình"

    @property
    def audit_unit(self) -> Unit:
        return self.period.unit


class UnlockQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Requests of units inside the user's subtrees, and those of the own year of a cluster."""
        scope = Q(pk__in=[])
        for path in user.scope_paths():
            scope |= Q(unit__path__startswith=path)
        return self.filter(scope | Q(term__period__cluster__in=user.cluster_ids()))


class UnlockRequest(models.Model):
    """A unit asks to open a month that is locked or verified; the officer opens it for some hours, or not."""

    locked_with = ("term__period__cluster", "term__period__unit", "unit")

    term = models.ForeignKey(ReportingTerm, models.PROTECT, related_name="unlock_requests")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="unlock_requests")
    reason = models.CharField("lý do", max_length=500)
    state = models.CharField("trạng thái", max_length=8, choices=UnlockState, default=UnlockState.WAITING)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    answer = models.CharField("trả lời", max_length=500, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    open_until = models.DateTimeField("mở đến", null=True, blank=True)
    is_demo = models.BooleanField("dữ liệu minh hoạ", default=False)

    objects = UnlockQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "unit"],
                condition=Q(state="waiting"),
                name="one_waiting_unlock",
                violation_error_message="Đã có yêu cầu mở khóa đang chờ.",
            )
        ]

    def __str__(self) -> str:
        return f"Yêu cầu mở khóa {self.term.label} – {self.unit}"

    @property
    def is_over(self) -> bool:
        """Granted, and the hours have passed."""
        return self.open_until is not None and clock.now() >= self.open_until


def moment_words(when: datetime) -> str:
    """`17:00, 05/10/2023`."""
    return f"{timezone.localtime(when):%H:%M, %d/%m/%Y}"
