"""What people say about points: the unit's own sheet, the cross-check, opinions kept apart by stage, appeals.

Opinions are never changed: a later one of the same stage counts, the earlier ones stay behind it. The points that the
board counts for a by-hand criterion (`HandScore`) follow from them.
"""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion, Target
from awards.scoring.enums import AppealState, CheckState, ScoreSheetState, Stage
from awards.scoring.rules import is_open
from awards.years.models import EmulationPeriod
from thidua import clock
from units.models import Cluster, Unit, User

# What nobody gives points for: groups add up, conditions of titles are met or not.
POINTLESS = (CriterionKind.GROUP, CriterionKind.GATE)
MOST = Decimal("999.99")  # of what has no maximum


class ScoreSheet(models.Model):
    """Phiếu tự chấm of one unit in one year: written, sent, agreed upon."""

    period = models.ForeignKey(EmulationPeriod, models.PROTECT, related_name="score_sheets")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="score_sheets")
    state = models.CharField("trạng thái", max_length=8, choices=ScoreSheetState, default=ScoreSheetState.DRAFT)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField("thống nhất lúc", null=True, blank=True)
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    locked_with = ("period__unit", "unit")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "unit"],
                name="one_score_sheet",
                violation_error_message="Đơn vị đã có phiếu tự chấm của năm này.",
            )
        ]

    def __str__(self) -> str:
        return f"Phiếu tự chấm {self.unit} năm {self.period.year}"

    def why_not_recalled(self) -> list[str]:
        """Recall ends when somebody has begun: the checker wrote, or somebody appraised after the sheet was sent."""
        of_unit = {"period": self.period_id, "unit": self.unit_id}
        if PointDraft.objects.filter(stage=Stage.CROSS, written_at__gte=self.sent_at, **of_unit).exists():
            return ["Đơn vị kiểm tra chéo đã bắt đầu xem phiếu này."]
        begun = PointOpinion.objects.filter(given_at__gte=self.sent_at, **of_unit).exclude(stage=Stage.SELF)
        first = begun.select_related("given_by").first()
        return [f"{first.given_by} đã bắt đầu thẩm định phiếu này."] if first else []

    def why_not_agreed(self) -> list[str]:
        """Everything that still keeps the points open: a cross-check not sent, criteria without a last word."""
        waiting = CrossCheck.objects.filter(period=self.period_id, checked=self.unit_id, state=CheckState.OPEN)
        reasons = [f"{check.checker} chưa gửi kết quả kiểm tra chéo." for check in waiting.select_related("checker")]
        given: dict[int, dict[str, PointOpinion]] = {}
        for opinion in PointOpinion.objects.current().filter(period=self.period_id, unit=self.unit_id):
            given.setdefault(opinion.criterion_id, {})[opinion.stage] = opinion
        for leaf in leaves_of(self.period_id, self.unit_id):
            if is_open(given.get(leaf.pk, {}), by_hand=leaf.kind == CriterionKind.BY_HAND):
                words = "ý kiến khác nhau chưa được kết luận" if leaf.pk in given else "chưa có điểm thẩm định"
                reasons.append(f"{leaf.code} {leaf.name}: {words}.")
        return reasons


def leaves_of(period_id: int, unit_id: int) -> list[Criterion]:
    """Criteria of the year with points that are assigned to a unit, in the order of the table."""
    free = Target.objects.filter(unit=unit_id, is_assigned=False, criterion__criteria_set__period=period_id)
    leaves = Criterion.objects.filter(criteria_set__period=period_id).exclude(kind__in=POINTLESS)
    return list(leaves.exclude(pk__in=free.values("criterion")).select_related("organ"))


def points_range(leaf: Criterion) -> tuple[Decimal, Decimal]:
    """The least and the most points somebody may give; rewards and fines by times have only the room of a number, and
    what their group may reach is cut when the points are added up."""
    if leaf.kind == CriterionKind.BONUS:
        return -MOST, MOST
    return Decimal(0), leaf.max_points.normalize()


class PointDraft(models.Model):
    """Points being written by the unit or its checker, not sent yet: only the writer sees them."""

    period = models.ForeignKey(EmulationPeriod, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="point_drafts")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="point_drafts")
    stage = models.CharField("khâu", max_length=8, choices=Stage)
    points = models.DecimalField("điểm", max_digits=8, decimal_places=3, null=True, blank=True)
    reason = models.CharField("giải trình", max_length=300, blank=True)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "unit", "criterion", "stage"],
                name="one_point_draft",
                violation_error_message="Tiêu chí đã có điểm đang ghi.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code} – {self.unit}: {self.points}"


class OpinionQuerySet(models.QuerySet):
    def current(self):
        """The latest of each stage."""
        return self.filter(is_current=True)


class PointOpinion(models.Model):
    """Points that one side gave to one unit for one criterion, with who, when and why. Never changed or deleted."""

    period = models.ForeignKey(EmulationPeriod, models.PROTECT, related_name="point_opinions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="point_opinions")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="point_opinions")
    stage = models.CharField("khâu", max_length=8, choices=Stage)
    points = models.DecimalField("điểm", max_digits=8, decimal_places=3)
    reason = models.CharField("lý do", max_length=300, blank=True)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField("lúc", default=clock.now, editable=False)
    is_current = models.BooleanField(default=True, editable=False)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "unit", "criterion", "stage"],
                name="one_current_opinion",
                condition=Q(is_current=True),
                violation_error_message="Khâu này đã có điểm của tiêu chí.",
            ),
        ]
        indexes = [models.Index(fields=["period", "unit", "criterion"], name="opinion_of_cell")]

    def __str__(self) -> str:
        return f"{self.criterion.code} – {self.unit}, {self.get_stage_display().lower()}: {self.points}"


class CrossCheck(models.Model):
    """One pair of a year: `checker` looks through the self score of `checked`."""

    period = models.ForeignKey(EmulationPeriod, models.PROTECT, related_name="cross_checks")
    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="cross_checks")
    checker = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị kiểm tra", related_name="checks_made")
    checked = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị được kiểm tra", related_name="checks_had")
    state = models.CharField("trạng thái", max_length=5, choices=CheckState, default=CheckState.OPEN)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=clock.now, editable=False)
    reason = models.CharField("lý do đổi", max_length=300, blank=True)
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)

    locked_with = ("period__unit", "cluster__organiser", "checker", "checked")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "checked"],
                name="one_checker_per_unit",
                violation_error_message="Đơn vị đã có đơn vị kiểm tra chéo.",
            ),
            models.CheckConstraint(
                condition=~Q(checker=F("checked")),
                name="nobody_checks_itself",
                violation_error_message="Đơn vị không tự kiểm tra chéo chính mình.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.checker} kiểm tra chéo {self.checked}"

    @property
    def unit(self) -> Unit:
        return self.checked


class AppealTerm(models.Model):
    """Until when the units of a year may object to appraised points."""

    period = models.OneToOneField(EmulationPeriod, models.PROTECT, related_name="appeal_term")
    due_at = models.DateTimeField("hạn khiếu nại điểm")
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=clock.now, editable=False)

    def __str__(self) -> str:
        return f"Hạn khiếu nại điểm năm {self.period.year}"

    @property
    def audit_unit(self) -> Unit:
        return self.period.unit

    @property
    def is_over(self) -> bool:
        return clock.now() > self.due_at


class ScoreAppeal(models.Model):
    """Khiếu nại điểm: a unit objects to the points of one criterion; the office answers in words."""

    period = models.ForeignKey(EmulationPeriod, models.PROTECT, related_name="score_appeals")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="score_appeals")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="score_appeals")
    points_before = models.DecimalField("điểm bị khiếu nại", max_digits=8, decimal_places=3)
    reason = models.CharField("lý do", max_length=1000)
    evidence = models.CharField("căn cứ, minh chứng", max_length=300, blank=True)
    state = models.CharField("trạng thái", max_length=9, choices=AppealState, default=AppealState.WAITING)
    filed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(default=clock.now, editable=False)
    answer = models.CharField("trả lời", max_length=1000, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    opinion = models.OneToOneField(PointOpinion, models.PROTECT, null=True, blank=True, related_name="appeal")

    locked_with = ("period__unit", "period__cluster", "unit", "criterion")

    class Meta:
        ordering = ["-filed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "unit", "criterion"],
                name="one_waiting_appeal",
                condition=Q(state="waiting"),
                violation_error_message="Tiêu chí này đang có khiếu nại chờ trả lời.",
            )
        ]

    def __str__(self) -> str:
        return f"Khiếu nại {self.criterion.code} của {self.unit}"

    @property
    def is_link(self) -> bool:
        """Whether the evidence is an address inside this site."""
        return self.evidence.startswith("/") and not self.evidence.startswith("//") and "\\" not in self.evidence
