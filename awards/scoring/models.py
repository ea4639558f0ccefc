"""Score boards of clusters: computed from verified results, frozen with a checksum, never changed after."""

from django.db import models
from django.db.models import Q

from awards.criteria.models import Criterion
from awards.scoring.enums import BoardState
from awards.years.models import EmulationPeriod
from thidua import clock
from units.models import Cluster, Unit, User


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
            models.UniqueConstraint(fields=["period", "criterion", "unit"], name="one_hand_score"),
            models.CheckConstraint(condition=Q(points__gte=0), name="hand_score_not_negative"),
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
        """Boards of the clusters the user may see: a unit sees its own cluster's table, not the others'."""
        return self.filter(cluster__in=Cluster.objects.visible_to(user))


class ScoreBoard(models.Model):
    """The table of one cluster in one year; a new version replaces the old one and both stay."""

    period = models.ForeignKey(EmulationPeriod, models.PROTECT, related_name="boards")
    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="boards")
    version = models.PositiveSmallIntegerField("bản", default=1)
    state = models.CharField("trạng thái", max_length=12, choices=BoardState, default=BoardState.PROVISIONAL)
    computed_at = models.DateTimeField("tính lúc", default=clock.now)
    frozen_at = models.DateTimeField("chốt lúc", null=True, blank=True)
    checksum = models.CharField(max_length=64, blank=True)

    objects = BoardQuerySet.as_manager()

    class Meta:
        ordering = ["cluster", "-version"]
        constraints = [models.UniqueConstraint(fields=["period", "cluster", "version"], name="one_board_version")]

    def __str__(self) -> str:
        return f"Bảng điểm {self.cluster} năm {self.period.year}"

    @property
    def unit(self) -> Unit:
        return self.cluster.organiser


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

    class Meta:
        ordering = ["rank", "unit__sort"]
        constraints = [models.UniqueConstraint(fields=["board", "unit"], name="one_unit_score")]

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
        constraints = [models.UniqueConstraint(fields=["unit_score", "criterion"], name="one_criterion_score")]

    def __str__(self) -> str:
        return f"{self.criterion.code}: {self.points}"
