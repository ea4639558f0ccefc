"""A tree of criteria for one year, with each unit's target or the word that it is not assigned."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from awards.criteria import rules
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

    @property
    def is_draft(self) -> bool:
        return self.state == SetState.DRAFT

    def rows(self) -> list[rules.Row]:
        """The table as plain rows, in the order of the page."""
        criteria = list(self.criteria.all())
        codes = {criterion.pk: criterion.code for criterion in criteria}
        return [rules.Row(c.code, c.name, c.kind, c.max_points, codes.get(c.parent_id)) for c in criteria]

    def units_without_target(self) -> dict[str, list[str]]:
        """Short name of a unit → codes of the criteria that still need a target or the word "không giao" for it."""
        needed = [c for c in self.criteria.all() if c.needs_target]
        done = set(Target.objects.filter(criterion__in=needed).values_list("criterion", "unit"))
        missing = {
            unit.short_name: [c.code for c in needed if (c.pk, unit.pk) not in done]
            for unit in self.period.reporting_units()
        }
        return {unit: codes for unit, codes in missing.items() if codes}

    def missing_to_lock(self) -> list[str]:
        """Everything that still stands between a draft and its lock."""
        problems = rules.table_problems(self.rows(), self.total_points)
        return problems + rules.target_problems(self.units_without_target())


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
            models.CheckConstraint(
                condition=Q(max_points__gte=0),
                name="criterion_points_not_negative",
                violation_error_message="Điểm tối đa không được âm.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def audit_unit(self) -> Unit:
        return self.criteria_set.unit

    @property
    def is_leaf(self) -> bool:
        return self.kind != CriterionKind.GROUP

    @property
    def needs_target(self) -> bool:
        """Quantitative criteria are measured against a target; where fewer is better the measure is 0."""
        return self.kind == CriterionKind.QUANTITATIVE and self.deduction is None

    def target_problem(self, value: Decimal) -> str:
        """Why `value` cannot be a unit's target, in one sentence; empty when it can."""
        if self.kind != CriterionKind.QUANTITATIVE:
            return f"tiêu chí “{self.get_kind_display().lower()}” không có chỉ tiêu bằng số."
        if self.deduction is not None:
            return "" if value == 0 else "tiêu chí càng ít càng tốt thì chỉ tiêu là 0."
        if value <= 0:
            return "chỉ tiêu phải lớn hơn 0."
        if self.maximum_value is not None and value > self.maximum_value:
            return f"chỉ tiêu lớn nhất là {rules.points_text(self.maximum_value)}."
        if value != round(value, self.places):
            return f"chỉ tiêu ghi {self.places} chữ số sau dấu phẩy." if self.places else "chỉ tiêu phải là số nguyên."
        return ""


class Target(models.Model):
    """Chỉ tiêu of one unit for one criterion. Set by the office, never by the scored unit."""

    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="targets")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="targets")
    is_assigned = models.BooleanField("được giao", default=True)
    value = models.DecimalField("chỉ tiêu", max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["criterion", "unit"],
                name="one_target_per_unit",
                violation_error_message="Đơn vị đã có chỉ tiêu của tiêu chí này.",
            ),
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

    @property
    def audit_unit(self) -> Unit:
        return self.criterion.audit_unit
