"""A tree of criteria for one year, with each unit's target or the word that it is not assigned."""

from django.db import models
from django.db.models import Q

from awards.criteria.enums import Accumulation, CriterionKind, SetState
from awards.years.models import EmulationPeriod
from units.models import Unit


class CriteriaSetQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(period__in=EmulationPeriod.objects.visible_to(user))


class CriteriaSet(models.Model):
    """The score table of a year; locked before the first result is entered."""

    period = models.OneToOneField(EmulationPeriod, models.PROTECT, related_name="criteria_set")
    name = models.CharField("tên bảng điểm", max_length=200)
    basis = models.CharField("căn cứ", max_length=200, blank=True)
    state = models.CharField("trạng thái", max_length=8, choices=SetState, default=SetState.DRAFT)
    total_points = models.DecimalField("tổng điểm", max_digits=8, decimal_places=2)

    objects = CriteriaSetQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def unit(self) -> Unit:
        return self.period.unit


class Criterion(models.Model):
    criteria_set = models.ForeignKey(CriteriaSet, models.PROTECT, related_name="criteria")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    code = models.CharField("số thứ tự", max_length=12)
    name = models.CharField("nội dung", max_length=300)
    kind = models.CharField("cách chấm", max_length=12, choices=CriterionKind)
    max_points = models.DecimalField("điểm tối đa", max_digits=7, decimal_places=2)
    measure = models.CharField("đơn vị tính", max_length=40, blank=True)
    accumulation = models.CharField("cách tính lũy kế", max_length=8, choices=Accumulation, default=Accumulation.SUM)
    maximum_value = models.DecimalField(
        "giá trị lớn nhất", max_digits=14, decimal_places=2, null=True, blank=True, help_text="Ví dụ 100 với tỷ lệ %."
    )
    places = models.PositiveSmallIntegerField("số chữ số sau dấu phẩy", default=0)
    deduction = models.DecimalField(
        "điểm trừ mỗi vụ, lượt",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Chỉ điền khi càng ít càng tốt: bằng 0 thì đủ điểm, mỗi vụ trừ ngần này điểm.",
    )
    guidance = models.CharField("hướng dẫn", max_length=500, blank=True)
    organ = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="cơ quan phụ trách", null=True, blank=True, related_name="+"
    )
    sort = models.PositiveIntegerField("thứ tự", default=0)

    class Meta:
        ordering = ["sort"]
        constraints = [
            models.UniqueConstraint(
                fields=["criteria_set", "code"],
                name="one_criterion_code",
                violation_error_message="Mã tiêu chí đã có trong bảng điểm.",
            ),
            models.CheckConstraint(condition=Q(max_points__gte=0), name="criterion_points_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def is_leaf(self) -> bool:
        return self.kind != CriterionKind.GROUP


class Target(models.Model):
    """Chỉ tiêu of one unit for one criterion. Set by the office, never by the scored unit."""

    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="targets")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="targets")
    is_assigned = models.BooleanField("được giao", default=True)
    value = models.DecimalField("chỉ tiêu", max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["criterion", "unit"], name="one_target_per_unit"),
            models.CheckConstraint(
                condition=Q(is_assigned=True) | Q(value__isnull=True),
                name="no_target_when_not_assigned",
                violation_error_message="Tiêu chí không giao thì không có chỉ tiêu.",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gt=0),
                name="target_above_zero",
                violation_error_message="Chỉ tiêu phải lớn hơn 0.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code} – {self.unit}: {self.value if self.is_assigned else 'không giao'}"
