"""Mô hình, cách làm hay: who does it with which results, who is to be thanked, who took it up."""

from django.db import models
from django.db.models import Count, Q

from awards.years.enums import PracticeField, PracticeState
from awards.years.models import EmulationPeriod
from awards.years.movements import Movement
from thidua import clock, text
from thidua.numbers import typed
from units.accounts.enums import Role
from units.models import Person, Unit, User

PUBLIC = (PracticeState.LIBRARY, PracticeState.WITHDRAWN)


class BestPracticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Of the years the user sees: what is or was in the library; before that from its unit and the desk alone."""
        own = Q(period__cluster__in=user.cluster_ids(Role.CLUSTER_LEAD))
        for path in user.scope_paths():
            own |= Q(unit__path__startswith=path) | Q(period__unit__path__startswith=path)
        return self.filter(Q(state__in=PUBLIC) | own, period__in=EmulationPeriod.objects.visible_to(user))

    def in_library(self):
        return self.filter(state=PracticeState.LIBRARY)

    def with_adoptions(self):
        """Each knows `adopted`: how many other units work by it now."""
        return self.annotate(adopted=Count("adoptions", filter=Q(adoptions__ended_on__isnull=True), distinct=True))


class BestPractice(models.Model):
    """A model or good example of one year."""

    period = models.ForeignKey(EmulationPeriod, models.PROTECT, related_name="best_practices")
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name="đơn vị",
        related_name="best_practices",
        null=True,
        blank=True,
        help_text="Để trống khi nhiều đơn vị cùng làm.",
    )
    name = models.CharField("tên", max_length=200)
    field = models.CharField("lĩnh vực", max_length=8, choices=PracticeField, blank=True)
    summary = models.TextField("nội dung", blank=True)
    source = models.CharField("nguồn", max_length=200, blank=True)
    movement = models.ForeignKey(
        Movement, models.PROTECT, verbose_name="từ phong trào", null=True, blank=True, related_name="practices"
    )
    recognised_by = models.CharField("được công nhận bởi", max_length=200, blank=True)
    recognised_on = models.DateField("ngày công nhận", null=True, blank=True)
    keywords = models.CharField("từ khóa", max_length=200, blank=True, help_text="Cách nhau dấu phẩy.")
    # A row that no service made was kept by the office from the start; services say what a new one begins as.
    state = models.CharField("trạng thái", max_length=9, choices=PracticeState, default=PracticeState.LIBRARY)
    withdrawn_reason = models.CharField("lý do rút", max_length=500, blank=True)
    proposed_to_spread = models.BooleanField("đề nghị nhân rộng", default=False)
    search_key = models.CharField(max_length=700, editable=False, db_index=True)
    is_demo = models.BooleanField("dữ liệu minh hoạ", default=False)

    objects = BestPracticeQuerySet.as_manager()
    locked_with = ("period__unit", "period__cluster", "unit")

    class Meta:
        ordering = ["unit__sort", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "unit", "name"],
                name="one_best_practice_name",
                condition=Q(unit__isnull=False),
                violation_error_message="Đơn vị đã có mô hình này.",
            ),
            models.UniqueConstraint(
                fields=["period", "name"],
                name="one_shared_best_practice_name",
                condition=Q(unit__isnull=True),
                violation_error_message="Đã có mô hình này.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        unit = f" {self.unit.name} {self.unit.short_name}" if self.unit else ""
        self.search_key = text.search_key(f"{self.name}{unit} {self.keywords}")[:700]
        super().save(*args, **kwargs)

    @property
    def audit_unit(self) -> Unit:
        return self.unit or self.period.unit

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC

    def problems(self) -> list[str]:
        closed = self.period.is_closed
        return [f"Năm thi đua {self.period.year} đã khóa, chỉ còn để xem."] if closed else []

    def missing_to_send(self) -> list[str]:
        """Everything that still stands between a draft and the office's look, all at once."""
        missing = self.problems()
        if not self.summary.strip():
            missing.append("Chưa ghi nội dung: làm gì, từ khi nào, kết quả ra sao.")
        if not self.figures.exists():
            missing.append("Chưa có số liệu đo được nào.")
        return missing


class BestPracticeFigure(models.Model):
    """A measured result: 46 tổ, 592 phương tiện; with what it was before where that is known."""

    practice = models.ForeignKey(BestPractice, models.PROTECT, related_name="figures")
    name = models.CharField("nội dung đo", max_length=120, blank=True)
    before = models.DecimalField("trước", max_digits=14, decimal_places=2, null=True, blank=True)
    value = models.DecimalField("số", max_digits=14, decimal_places=2)
    label = models.CharField("đơn vị tính", max_length=60)
    sort = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["sort"]

    def __str__(self) -> str:
        figure = f"{typed(self.value)} {self.label}"
        if self.before is not None:
            figure = f"từ {typed(self.before)} đến {figure}"
        return f"{self.name[:1].lower()}{self.name[1:]} {figure}" if self.name else figure


class PracticeCredit(models.Model):
    """Who is to be thanked besides the unit itself: another unit, or a person."""

    practice = models.ForeignKey(BestPractice, models.PROTECT, related_name="credits")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="practice_credits")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="practice_credits")
    role = models.CharField("vai trò", max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=True) ^ Q(person__isnull=True),
                name="credit_of_one",
                violation_error_message="Chọn một đơn vị hoặc một người.",
            )
        ]

    def __str__(self) -> str:
        who = self.person.full_name if self.person_id else str(self.unit)
        return f"{who} ({self.role})" if self.role else who


class PracticePictureQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(practice__in=BestPractice.objects.visible_to(user))

    def kept(self):
        return self.filter(removed_at__isnull=True)


class PracticePicture(models.Model):
    """A picture, made anew from what was sent. Taken away by a mark; alt: what somebody who cannot see it is told."""

    practice = models.ForeignKey(BestPractice, models.PROTECT, related_name="pictures")
    # No address of its own and a name nobody can guess: handed out by a view that asks who reads.
    file = models.FileField("ảnh", upload_to="practices/%Y/%m/")
    size = models.PositiveIntegerField("dung lượng")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64, editable=False)
    caption = models.CharField("chú thích", max_length=300)
    alt = models.CharField("mô tả ảnh", max_length=300)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now, editable=False)
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = PracticePictureQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.caption


class PracticeAdoption(models.Model):
    """Another unit works by the model: since when, with what result, whom to ask there. Ended, not deleted."""

    practice = models.ForeignKey(BestPractice, models.PROTECT, related_name="adoptions")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị", related_name="adoptions")
    since = models.DateField("từ ngày")
    result = models.TextField("kết quả", blank=True)
    contact = models.CharField("đầu mối liên hệ", max_length=200, blank=True)
    ended_on = models.DateField("thôi áp dụng từ ngày", null=True, blank=True)
    end_reason = models.CharField("lý do thôi", max_length=300, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now, editable=False)

    locked_with = ("unit", "practice__period__unit", "practice__period__cluster")

    class Meta:
        ordering = ["unit__sort", "unit__code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "unit"],
                name="one_adoption_at_a_time",
                condition=Q(ended_on__isnull=True),
                violation_error_message="Đơn vị đang áp dụng mô hình này.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} áp dụng “{self.practice}”"

    @property
    def audit_unit(self) -> Unit:
        return self.unit
