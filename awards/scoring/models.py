"""Score boards of clusters: computed from verified results, frozen with a checksum, never changed after."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from awards.criteria.enums import CriterionKind
from awards.criteria.models import CriteriaSet, Criterion, Target
from awards.results.enums import SheetState
from awards.results.models import ResultSheet
from awards.scoring.enums import BoardState
from awards.years.models import EmulationPeriod
from thidua import clock
from units.models import Cluster, ClusterMembership, Unit, User


class HandScore(models.Model):
    """Points given by the organ for a by-hand criterion, with the reason."""

    period = models.ForeignKey(EmulationPeriod, models.PROTECT, related_name="hand_scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="hand_scores")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="hand_scores")
    points = models.DecimalField("điểm", max_digits=7, decimal_places=2)
    reason = models.CharField("lý do", max_length=300, blank=True)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "criterion", "unit"],
                name="one_hand_score",
                violation_error_message="Đơn vị đã có điểm chấm trực tiếp của tiêu chí này.",
            ),
            models.CheckConstraint(
                condition=Q(points__gte=0),
                name="hand_score_not_negative",
                violation_error_message="Điểm chấm trực tiếp không được âm.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code} – {self.unit}: {self.points}"


class Adjustment(models.Model):
    """Điểm thưởng, điểm trừ with its reason; points may be negative."""

    period = models.ForeignKey(EmulationPeriod, models.PROTECT, related_name="adjustments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="score_adjustments")
    points = models.DecimalField("điểm", max_digits=7, decimal_places=2)
    reason = models.CharField("lý do", max_length=300)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=clock.now, editable=False)

    def __str__(self) -> str:
        return f"{self.unit}: {self.points}"


class BoardQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The organiser and the cluster's own staff see every table; a unit those of the years it was a member in.

        So a unit sees its own cluster's table, not the others', nor what its former cluster does without it (K7).
        """
        scope, mine = Q(cluster__in=user.cluster_ids()), Q(pk__in=[])
        for path in user.scope_paths():
            scope |= Q(cluster__organiser__path__startswith=path)
            mine |= Q(unit__path__startswith=path)
        then = ClusterMembership.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=OuterRef("period__starts_on")),
            mine,
            cluster=OuterRef("cluster"),
            valid_from__lte=OuterRef("period__ends_on"),
        )
        return self.filter(scope | Exists(then))


class ScoreBoard(models.Model):
    """The table of one cluster in one year; a new version replaces the old one and both stay."""

    period = models.ForeignKey(EmulationPeriod, models.PROTECT, related_name="boards")
    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="boards")
    criteria_set = models.ForeignKey(
        CriteriaSet, models.PROTECT, verbose_name="bản bảng điểm đã dùng", null=True, blank=True, related_name="boards"
    )
    version = models.PositiveSmallIntegerField("bản", default=1)
    state = models.CharField("trạng thái", max_length=12, choices=BoardState, default=BoardState.PROVISIONAL)
    computed_at = models.DateTimeField("tính lúc", default=clock.now)
    frozen_at = models.DateTimeField("chốt lúc", null=True, blank=True)
    frozen_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField("lý do lập bản này", max_length=500, blank=True)
    tie_rule = models.ForeignKey(
        "awards.TieBreakRule", models.PROTECT, verbose_name="quy định khi bằng điểm", null=True, blank=True,
        related_name="boards",
    )  # fmt: skip
    checksum = models.CharField(max_length=64, blank=True)

    objects = BoardQuerySet.as_manager()

    class Meta:
        ordering = ["cluster", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "cluster", "version"],
                name="one_board_version",
                violation_error_message="Cụm đã có bản này của bảng điểm.",
            )
        ]

    locked_with = ("period", "cluster__organiser")

    def __str__(self) -> str:
        return f"Bảng điểm {self.cluster} năm {self.period.year}"

    @property
    def unit(self) -> Unit:
        return self.cluster.organiser

    @property
    def is_final(self) -> bool:
        """Frozen: it has places, and its points no longer move."""
        return self.state != BoardState.PROVISIONAL

    def members(self) -> models.QuerySet[Unit]:
        """The units compared, as the cluster stood on the last day of the year, in the cluster's order."""
        return self.cluster.members_on(self.period.ends_on)

    def criteria(self) -> models.QuerySet[Criterion]:
        """Rows of the table it was scored by: an older version of the year's table, when that was replaced since."""
        if self.criteria_set_id is None:
            return Criterion.objects.filter(criteria_set__period=self.period_id)
        return Criterion.objects.filter(criteria_set=self.criteria_set_id)

    def why_not_frozen(self) -> list[str]:
        """Everything that still stands between this board and its freezing: months, and points by hand."""
        members = list(self.members())
        if not members:
            return ["Cụm không có đơn vị thành viên trong năm."]
        leaves = list(Criterion.objects.filter(criteria_set__period=self.period_id).exclude(kind=CriterionKind.GROUP))
        if not leaves:
            return ["Năm thi đua chưa có bảng tiêu chí."]
        targets = Target.objects.filter(criterion__in=leaves, unit__in=members, is_assigned=False)
        free = set(targets.values_list("criterion_id", "unit_id"))
        return [*self._months_missing(members, leaves, free), *self._points_missing(members, leaves, free)]

    def _months_missing(self, members: list[Unit], leaves: list[Criterion], free: set[tuple[int, int]]) -> list[str]:
        entered = [leaf for leaf in leaves if leaf.kind != CriterionKind.BY_HAND]
        terms = list(self.period.terms.all())
        sheets = ResultSheet.objects.filter(term__in=terms, unit__in=members)
        states = {(sheet.unit_id, sheet.term_id): sheet for sheet in sheets}
        reasons = []
        if entered and not terms:
            reasons.append("Năm thi đua chưa có kỳ báo cáo kết quả.")
        for unit in members:
            if all((leaf.pk, unit.pk) in free for leaf in entered):
                continue
            waiting: dict[str, list[str]] = {}
            for term in terms:
                sheet = states.get((unit.pk, term.pk))
                if sheet is None:
                    waiting.setdefault("chưa nhập", []).append(term.label)
                elif sheet.state != SheetState.VERIFIED:
                    waiting.setdefault(sheet.get_state_display().lower(), []).append(term.label)
            reasons += [f"{unit}: {state} {', '.join(labels)}." for state, labels in waiting.items()]
        return reasons

    def _points_missing(self, members: list[Unit], leaves: list[Criterion], free: set[tuple[int, int]]) -> list[str]:
        by_hand = [leaf for leaf in leaves if leaf.kind == CriterionKind.BY_HAND]
        given = HandScore.objects.filter(period=self.period_id, unit__in=members, criterion__in=by_hand)
        done = free | set(given.values_list("criterion_id", "unit_id"))
        reasons = []
        for unit in members:
            codes = [leaf.code for leaf in by_hand if (leaf.pk, unit.pk) not in done]
            if codes:
                reasons.append(f"{unit}: chưa chấm điểm trực tiếp tiêu chí {', '.join(codes)}.")
        return reasons


class UnitScore(models.Model):
    board = models.ForeignKey(ScoreBoard, models.PROTECT, related_name="unit_scores")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="unit_scores")
    points = models.DecimalField("điểm", max_digits=8, decimal_places=3)
    applicable = models.DecimalField("điểm tối đa được giao", max_digits=8, decimal_places=2)
    bonus = models.DecimalField("điểm thưởng", max_digits=7, decimal_places=2, default=0)
    penalty = models.DecimalField("điểm trừ", max_digits=7, decimal_places=2, default=0)
    total = models.DecimalField("tổng điểm", max_digits=8, decimal_places=3)
    percent = models.DecimalField("tỷ lệ", max_digits=9, decimal_places=6)
    rank = models.PositiveSmallIntegerField("xếp hạng")
    is_shared_rank = models.BooleanField("đồng hạng", default=False)
    place_note = models.TextField("vì sao ở hạng này", blank=True)

    class Meta:
        ordering = ["rank", "unit__sort"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "unit"],
                name="one_unit_score",
                violation_error_message="Đơn vị đã có dòng trong bảng điểm này.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.unit}: {self.total}"


class CriterionScore(models.Model):
    """One line of the explanation: target, actual, points, and the formula in words."""

    unit_score = models.ForeignKey(UnitScore, models.PROTECT, related_name="lines")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    target = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    actual = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    points = models.DecimalField(max_digits=8, decimal_places=3, null=True)
    explanation = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["criterion__sort"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit_score", "criterion"],
                name="one_criterion_score",
                violation_error_message="Tiêu chí đã có điểm trong dòng này.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code}: {self.points}"
