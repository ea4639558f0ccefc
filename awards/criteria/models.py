"""A tree of criteria for one year, with each unit's target or the word that it is not assigned."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from awards.catalogue.models import Award
from awards.criteria import rules
from awards.criteria.enums import WITHOUT_POINTS, Accumulation, Compare, CriterionKind, SetState
from awards.years.models import EmulationPeriod
from units.models import Unit


class CriteriaSetQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(of_period__in=EmulationPeriod.objects.visible_to(user))


class CriteriaSet(models.Model):
    """One version of the score table of a year; locked before the first result is entered.

    of_period: the year it was written for, always. period: the same year while this is the version in force, else
    empty, so that `criteria_set__period=year` finds the rows in force and never those of an older or coming version.
    """

    of_period = models.ForeignKey(EmulationPeriod, models.PROTECT, related_name="criteria_versions")
    period = models.OneToOneField(
        EmulationPeriod, models.PROTECT, related_name="criteria_set", null=True, blank=True, editable=False
    )
    version = models.PositiveSmallIntegerField("bản", default=1)
    reason = models.CharField("lý do thay bản trước", max_length=500, blank=True)
    in_force_since = models.DateTimeField("thay bản trước từ lúc", null=True, blank=True)
    is_common = models.BooleanField(
        "phần chung cho cấp dưới", default=False, help_text="Đơn vị cấp dưới lấy các dòng này làm phần chung."
    )
    common = models.ForeignKey(
        "self", models.PROTECT, verbose_name="phần chung lấy từ", null=True, blank=True, related_name="taken_by"
    )
    name = models.CharField("tên bảng điểm", max_length=200)
    basis = models.CharField("căn cứ", max_length=200, blank=True)
    state = models.CharField("trạng thái", max_length=8, choices=SetState, default=SetState.DRAFT)
    total_points = models.DecimalField("tổng điểm", max_digits=8, decimal_places=2)

    objects = CriteriaSetQuerySet.as_manager()

    class Meta:
        ordering = ["of_period", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["of_period", "version"],
                name="one_table_version",
                violation_error_message="Năm thi đua đã có bản này của bảng điểm.",
            ),
            models.CheckConstraint(
                condition=Q(period__isnull=True) | Q(period=F("of_period")),
                name="table_in_force_of_its_year",
                violation_error_message="Bảng điểm chỉ có hiệu lực trong năm của nó.",
            ),
        ]

    locked_with = ("of_period__unit", "of_period__cluster")

    def __str__(self) -> str:
        return f"{self.name} (bản {self.version})" if self.version > 1 else self.name

    def save(self, *args, **kwargs):
        if self.of_period_id is None:  # the first version of a year is in force as soon as it is written
            self.of_period_id = self.period_id
        super().save(*args, **kwargs)

    @property
    def unit(self) -> Unit:
        return self.of_period.unit

    @property
    def is_in_force(self) -> bool:
        return self.period_id is not None

    @property
    def waits(self) -> bool:
        """A later version that is being written beside the one in force."""
        return self.is_draft and not self.is_in_force

    @property
    def common_is_old(self) -> bool:
        """Whether the level above has put another version in the place of the common part taken in here."""
        return self.common is not None and not self.common.is_in_force

    def taken_below(self) -> list[str]:
        """Who has taken this version in as common part, in whatever version of the own table; no query for others."""
        if not self.is_common:
            return []
        rows = self.taken_by.select_related("of_period__unit", "of_period__cluster")
        return list(dict.fromkeys(str(row.of_period.holder) for row in rows.order_by("of_period__unit__sort", "pk")))

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
            for unit in self.of_period.reporting_units()
        }
        return {unit: codes for unit, codes in missing.items() if codes}

    def missing_to_lock(self) -> list[str]:
        """Everything that still stands between a draft and its lock."""
        problems = rules.table_problems(self.rows(), self.total_points) + self.step_problems()
        return problems + rules.target_problems(self.units_without_target())

    def step_problems(self) -> list[str]:
        """Rows that need bands, places or points a case and do not have them; two queries."""
        steps: dict[int, list[rules.Step]] = {}
        for row in CriterionStep.objects.filter(criterion__criteria_set=self):
            steps.setdefault(row.criterion_id, []).append(rules.Step(row.threshold, row.points))
        found = []
        for one in self.criteria.all():
            problem = rules.kind_problem(
                one.kind, one.max_points, steps.get(one.pk, []), one.lower_is_better, one.per_occurrence
            )
            found += [f"{one.code}: {problem}"] if problem else []
        return found


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
    lower_is_better = models.BooleanField("càng thấp càng tốt", default=False)
    per_occurrence = models.DecimalField(
        "điểm mỗi lần",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Với tiêu chí thưởng, phạt: số dương là thưởng, số âm là phạt.",
    )
    by_pass = models.BooleanField(
        "ghi Đạt / Không thay cho số", default=False, help_text="Với điều kiện danh hiệu không đo bằng số."
    )
    evidence_required = models.BooleanField("cần minh chứng", default=False)
    inherited_from = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="dòng của phần chung",
        null=True,
        blank=True,
        related_name="taken_as",
        help_text="Dòng lấy từ phần chung của cấp trên, chỉ xem.",
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
    def has_points(self) -> bool:
        """Whether its maximum counts in the sums of the table; bonus, penalty and conditions stand beside them."""
        return self.kind not in WITHOUT_POINTS

    @property
    def entry_kind(self) -> str:
        """How its cells are typed and shown: a condition that is met or not reads Đạt and Không, not figures."""
        return CriterionKind.PASS_FAIL if self.kind == CriterionKind.GATE and self.by_pass else self.kind

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


class CriterionStep(models.Model):
    """One band or one place and its points.

    threshold: of a band the lowest figure in it (the highest where lower is better), in the criterion's own unit; of a
    ranked criterion the place.
    """

    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="steps")
    threshold = models.DecimalField("mức", max_digits=14, decimal_places=2)
    points = models.DecimalField("điểm", max_digits=7, decimal_places=2)

    class Meta:
        ordering = ["criterion", "-points", "threshold"]
        constraints = [
            models.UniqueConstraint(
                fields=["criterion", "threshold"],
                name="one_step_per_threshold",
                violation_error_message="Mức này đã có trong tiêu chí.",
            ),
            models.CheckConstraint(
                condition=Q(points__gte=0),
                name="step_points_not_negative",
                violation_error_message="Điểm của mức không được âm.",
            ),
        ]

    def __str__(self) -> str:
        return f"{rules.points_text(self.threshold)}: {rules.points_text(self.points)}"


class CriterionGate(models.Model):
    """What a title asks of this figure: ĐVQT ≥ 95. value: in the criterion's own unit; none where Đạt is asked."""

    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="gates")
    award = models.ForeignKey(Award, models.PROTECT, verbose_name="danh hiệu", related_name="+")
    compare = models.CharField("so sánh", max_length=3, choices=Compare)
    value = models.DecimalField("mức cần đạt", max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["criterion", "award__sort", "award__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["criterion", "award"],
                name="one_gate_per_award",
                violation_error_message="Danh hiệu này đã có điều kiện trong tiêu chí.",
            ),
            models.CheckConstraint(
                condition=Q(compare=Compare.MET, value__isnull=True)
                | (~Q(compare=Compare.MET) & Q(value__isnull=False)),
                name="gate_value_with_figures",
                violation_error_message="Điều kiện bằng số cần mức cần đạt.",
            ),
        ]

    def __str__(self) -> str:
        asked = self.get_compare_display()
        return f"{self.award.short_name}: {asked} {rules.points_text(self.value) if self.value is not None else ''}"


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
