"""Papers that settle a line: our own decision, our submission upward, the answer from above; and the awards given."""

from django.db import models
from django.db.models import Q

from awards.catalogue.models import Award
from awards.conferences.models import Conference
from awards.decisions.enums import PaperKind, PaperState
from awards.nominations.models import Nomination
from awards.years.models import EmulationPeriod
from thidua import clock
from units.models import Person, Unit, User


class DecisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Papers of periods run inside the user's subtrees; below that, only papers already signed."""
        scope = Q(pk__in=[])
        for path in user.scope_paths():
            above = [int(part) for part in path.strip("/").split("/")]
            scope |= Q(period__unit__path__startswith=path)
            scope |= Q(period__unit__in=above, state=PaperState.SIGNED)
        return self.filter(scope).distinct()


class Decision(models.Model):
    """A numbered paper. Unique per issuer, series and year; frozen with its hash when signed."""

    kind = models.CharField("loại", max_length=10, choices=PaperKind)
    period = models.ForeignKey(EmulationPeriod, models.PROTECT, related_name="decisions")
    conference = models.ForeignKey(Conference, models.PROTECT, null=True, blank=True, related_name="decisions")
    issuer = models.ForeignKey(Unit, models.PROTECT, verbose_name="cơ quan ban hành", related_name="issued")
    issuer_text = models.CharField(
        "tên cơ quan trên văn bản", max_length=200, blank=True, help_text="Ví dụ Bộ Chỉ huy BĐBP tỉnh Long An."
    )
    series = models.CharField("ký hiệu", max_length=40, help_text="Ví dụ QĐ-BCH, TTr-BCH.")
    number = models.PositiveIntegerField("số", null=True, blank=True)
    number_year = models.PositiveSmallIntegerField("năm ban hành", null=True, blank=True)
    subject_line = models.CharField("trích yếu", max_length=300)
    decided_on = models.DateField("ngày ký", null=True, blank=True)
    place = models.CharField("nơi ký", max_length=60)
    signer_authority = models.CharField(
        "quyền hạn ký", max_length=60, blank=True, help_text="Ví dụ KT. CHỈ HUY TRƯỞNG."
    )
    signer_post = models.CharField("chức vụ người ký", max_length=120)
    signer_rank = models.CharField("cấp bậc người ký", max_length=40, blank=True)
    signer_name = models.CharField("người ký", max_length=120)
    addressee = models.CharField("kính gửi", max_length=200, blank=True)
    answers = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="answered_by")
    state = models.CharField("trạng thái", max_length=10, choices=PaperState, default=PaperState.DRAFT)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    pdf = models.FileField("bản đã ký", upload_to="decisions/%Y/", null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    is_demo = models.BooleanField("dữ liệu minh hoạ", default=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "series", "number_year", "number"],
                name="one_number_per_issuer_series_year",
                condition=Q(number__isnull=False),
                violation_error_message="Số này đã dùng trong năm.",
            ),
            models.CheckConstraint(
                name="signed_paper_is_complete",
                condition=~Q(state="signed")
                | Q(number__isnull=False, decided_on__isnull=False) & (Q(kind="answer") | ~Q(sha256="")),
                violation_error_message="Văn bản đã ký phải có số, ngày và bản lưu.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code}".strip()

    @property
    def code(self) -> str:
        """`05/QĐ-BCH`; below ten with a leading zero (NĐ 30/2020)."""
        return f"{self.number:02d}/{self.series}" if self.number else ""

    @property
    def unit(self) -> Unit:
        return self.period.unit


class DecisionLine(models.Model):
    """One line of a paper: the nomination it settles, its golden-book number, what the answer said."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="lines")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="decision_lines")
    golden_book_no = models.PositiveIntegerField("số sổ vàng", null=True, blank=True)
    is_granted = models.BooleanField("được tặng", null=True)
    reason = models.CharField("lý do", max_length=200, blank=True)

    class Meta:
        ordering = ["decision", "nomination__award__sort", "golden_book_no", "nomination__sort_key"]
        constraints = [models.UniqueConstraint(fields=["decision", "nomination"], name="one_line_per_nomination")]

    def __str__(self) -> str:
        return f"{self.nomination} trong {self.decision}"


class AwardRecordQuerySet(models.QuerySet):
    def visible_to(self, user):
        scope = Q(pk__in=[])
        for path in user.scope_paths():
            scope |= Q(unit__path__startswith=path) | Q(person__unit__path__startswith=path)
        return self.filter(scope)


class AwardRecord(models.Model):
    """The history: who holds what, of which year, by which decision. Never deleted; revocation is a new record."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="records")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="award_records")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="award_records")
    year = models.PositiveSmallIntegerField("năm")
    decision_text = models.CharField("quyết định", max_length=200)
    decided_on = models.DateField("ngày")
    line = models.OneToOneField(DecisionLine, models.PROTECT, null=True, blank=True, related_name="record")
    is_demo = models.BooleanField("dữ liệu minh hoạ", default=False)

    objects = AwardRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "award__sort"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(unit__isnull=True), name="award_record_one_subject"
            ),
            models.UniqueConstraint(
                fields=["award", "person", "year"], condition=Q(person__isnull=False), name="one_award_per_person_year"
            ),
            models.UniqueConstraint(
                fields=["award", "unit", "year"], condition=Q(unit__isnull=False), name="one_award_per_unit_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award} năm {self.year}"
