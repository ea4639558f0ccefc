"""The rule for equal percents, published before any board of its year is frozen; from then on it never changes."""

from django.db import models
from django.db.models import Q

from awards.criteria.enums import WITHOUT_POINTS, CriterionKind
from awards.criteria.models import Criterion
from awards.scoring.enums import BoardState, TieKind, TieRuleState
from awards.scoring.facts import TieFact
from awards.scoring.models import ScoreBoard
from awards.years.models import EmulationPeriod
from units.models import Unit, User


class TieBreakRule(models.Model):
    """Quy định khi bằng điểm of a year: what is looked at one after the other; who stays equal shares a place."""

    period = models.OneToOneField(EmulationPeriod, models.PROTECT, related_name="tie_rule")
    basis = models.CharField("căn cứ", max_length=300)
    decision = models.CharField("văn bản công bố", max_length=300, blank=True)
    state = models.CharField("trạng thái", max_length=9, choices=TieRuleState, default=TieRuleState.DRAFT)
    published_at = models.DateTimeField("công bố lúc", null=True, blank=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    locked_with = ("period__unit", "period__cluster")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False, published_by__isnull=False),
                name="tie_rule_published_by_somebody",
                violation_error_message="Quy định đã công bố phải ghi ai công bố, lúc nào.",
            )
        ]

    def __str__(self) -> str:
        return f"Quy định khi bằng điểm năm {self.period.year}"

    @property
    def unit(self) -> Unit:
        return self.period.unit

    @property
    def is_published(self) -> bool:
        return self.state == TieRuleState.PUBLISHED

    def why_not_published(self) -> list[str]:
        """Everything that still stands between the draft and its publication."""
        reasons = why_closed(self.period)
        keys = list(self.keys.all())
        if not keys:
            reasons.append("Chưa chọn điều gì để xét khi bằng điểm.")
        known = {group.code for group in groups_of(self.period)}
        for key in keys:
            if key.kind == TieKind.GROUP and key.code not in known:
                reasons.append(f"Nhóm {key.code} không còn trong bảng tiêu chí của năm.")
        return reasons


class TieBreakKey(models.Model):
    """One thing that is looked at. code, name: of the group of criteria, as the table called it."""

    rule = models.ForeignKey(TieBreakRule, models.PROTECT, related_name="keys")
    sort = models.PositiveSmallIntegerField("thứ tự")
    kind = models.CharField("xét", max_length=8, choices=TieKind)
    code = models.CharField("nhóm tiêu chí", max_length=12, blank=True)
    name = models.CharField("tên nhóm", max_length=300, blank=True)

    class Meta:
        ordering = ["sort"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "kind", "code"],
                name="one_tie_key",
                violation_error_message="Điều này đã có trong thứ tự xét.",
            ),
            models.CheckConstraint(
                condition=(Q(kind="group") & ~Q(code="")) | (~Q(kind="group") & Q(code="")),
                name="tie_key_of_a_group_names_it",
                violation_error_message="Chọn nhóm tiêu chí để xét điểm nhóm.",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def fact(self) -> TieFact:
        return TieFact(self.kind, self.code)

    @property
    def words(self) -> str:
        return self.fact.words


def why_closed(period: EmulationPeriod) -> list[str]:
    """Why the rule of a year may not be written or published any more: a place was sealed without it."""
    sealed = ScoreBoard.objects.filter(period=period).exclude(state=BoardState.PROVISIONAL).select_related("cluster")
    names = sorted({str(board.cluster) for board in sealed})
    return [f"{', '.join(names)} đã có bảng điểm chốt, không đặt quy định sau khi chốt được."] if names else []


def groups_of(period: EmulationPeriod) -> list[Criterion]:
    """Groups of the year's table that can be compared: those with points of the denominator below them."""
    criteria = list(Criterion.objects.filter(criteria_set__period=period))
    above = {one.pk: one.parent_id for one in criteria}
    counted: set[int] = set()
    for one in criteria:
        if one.kind == CriterionKind.GROUP or one.kind in WITHOUT_POINTS:
            continue
        pk = one.parent_id
        while pk is not None:
            counted.add(pk)
            pk = above[pk]
    return [one for one in criteria if one.pk in counted]
