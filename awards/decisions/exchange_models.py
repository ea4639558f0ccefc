"""What installations without a connection hand each other: partners with a key, packages, lines from below."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from awards.catalogue.models import Award
from awards.decisions.exchange_enums import Direction, PackageKind, PackageState
from awards.decisions.exchange_format import fingerprint
from awards.decisions.models import Decision
from thidua import clock
from units.accounts.enums import Role
from units.models import Person, Unit, User


class OfTheOffice(models.QuerySet):
    """Rows of a command for the office of that command or above."""

    owner = "owner"

    def visible_to(self, user):
        scope = Q(pk__in=[])
        for path in user.scope_paths(Role.OFFICER):
            scope |= Q(**{f"{self.owner}__path__startswith": path})
        return self.filter(scope)


class ExchangePartner(models.Model):
    """Another installation: whom it speaks for, under which codes both sign, the key both hold.

    Never deleted and never re-keyed: a new key is a new row, the old one ends. unit: the other side in our own tree.
    """

    owner = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị ta", related_name="exchange_partners")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị bên kia", related_name="+")
    our_code = models.CharField("mã bên ta", max_length=40)
    their_code = models.CharField("mã bên kia", max_length=40)
    key = models.CharField("khóa", max_length=64)
    since = models.DateField("trao khóa ngày")
    max_days = models.PositiveSmallIntegerField(
        "số ngày còn nhận một gói", default=60, validators=[MinValueValidator(1), MaxValueValidator(3660)]
    )
    ended_on = models.DateField("thôi dùng ngày", null=True, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name="người ghi", related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = OfTheOffice.as_manager()

    class Meta:
        ordering = ["ended_on", "their_code", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["our_code", "their_code"],
                condition=Q(ended_on__isnull=True),
                name="one_key_between_two_installations",
                violation_error_message="Hai mã này đang có khóa. Thôi dùng khóa cũ trước.",
            ),
            models.CheckConstraint(
                condition=~Q(our_code=models.F("their_code")),
                name="exchange_with_somebody_else",
                violation_error_message="Mã bên ta và mã bên kia phải khác nhau.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} ({self.their_code})"

    @property
    def audit_unit(self) -> Unit:
        return self.owner

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.key)

    @property
    def is_open(self) -> bool:
        return self.ended_on is None


class OfTheOfficesPartner(OfTheOffice):
    owner = "partner__owner"


class ExchangePackage(models.Model):
    """One package, made here or brought in; the file stays as it was. number: its own id, told in its manifest."""

    number = models.CharField("mã gói", max_length=32)
    partner = models.ForeignKey(ExchangePartner, models.PROTECT, related_name="packages")
    direction = models.CharField("chiều", max_length=3, choices=Direction)
    kind = models.CharField("loại", max_length=8, choices=PackageKind)
    state = models.CharField("trạng thái", max_length=8, choices=PackageState)
    subject = models.CharField("nội dung", max_length=300)
    year = models.PositiveSmallIntegerField("năm thi đua")
    lines = models.PositiveIntegerField("số đối tượng")
    made_at = models.DateTimeField("lập lúc")
    submission = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="exchange_packages")
    answers = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="answered_by")
    file = models.FileField("tệp", upload_to="exchange/%Y/")
    size = models.PositiveBigIntegerField("dung lượng")
    sha256 = models.CharField("mã kiểm tra", max_length=64)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="người lập, nhận", related_name="+")
    at = models.DateTimeField("ghi lúc", default=clock.now, editable=False)

    objects = OfTheOfficesPartner.as_manager()

    locked_with = ("partner__owner", "partner__unit")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["direction", "number"],
                condition=~Q(state="dropped"),
                name="one_package_a_number",
                violation_error_message="Gói này đã nhận.",
            ),
            models.UniqueConstraint(
                fields=["partner", "submission"],
                condition=Q(direction="out", kind="dossier"),
                name="one_dossier_a_submission",
                violation_error_message="Tờ trình này đã có gói hồ sơ.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"

    @property
    def audit_unit(self) -> Unit:
        return self.partner.owner

    @property
    def is_waiting(self) -> bool:
        return self.state == PackageState.WAITING

    @property
    def file_name(self) -> str:
        what = "ho-so" if self.kind == PackageKind.DOSSIER else "tra-loi"
        return f"{what}-{self.year}-{self.number[:8]}.zip"


class ReceivedLine(models.Model):
    """One subject of a dossier from below, with what is known of it here and what became of it."""

    package = models.ForeignKey(ExchangePackage, models.PROTECT, related_name="received")
    code = models.CharField("mã đề nghị", max_length=40)
    award_name = models.CharField("danh hiệu, hình thức", max_length=150)
    award = models.ForeignKey(Award, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    subject_name = models.CharField("đối tượng", max_length=200)
    subject_detail = models.CharField("cấp bậc, chức vụ, đơn vị", max_length=300, blank=True)
    proposer_name = models.CharField("đơn vị đề nghị", max_length=200, blank=True)
    citation = models.TextField("tóm tắt thành tích", blank=True)
    votes = models.CharField("phiếu", max_length=100, blank=True)
    facts = models.JSONField("điều kiện đã xét", default=list, blank=True)
    sort = models.PositiveIntegerField(default=0)
    is_granted = models.BooleanField("được tặng", null=True)
    given_award = models.ForeignKey(
        Award, models.PROTECT, verbose_name="danh hiệu được tặng, khi khác đề nghị", null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    reason = models.CharField("lý do", max_length=200, blank=True)
    answer = models.ForeignKey(ExchangePackage, models.PROTECT, null=True, blank=True, related_name="answered_lines")

    class Meta:
        ordering = ["package", "sort"]
        constraints = [
            models.UniqueConstraint(
                fields=["package", "code"],
                name="one_line_a_code_in_a_package",
                violation_error_message="Đối tượng này đã có trong gói.",
            ),
            models.CheckConstraint(
                condition=Q(answer__isnull=True) | Q(is_granted__isnull=False),
                name="an_answer_says_yes_or_no",
                violation_error_message="Dòng đã trả lời phải ghi được tặng hay không.",
            ),
            models.CheckConstraint(
                condition=Q(given_award__isnull=True) | Q(is_granted__isnull=False, is_granted=True),
                name="another_title_in_an_answer_is_a_grant",
                violation_error_message="Dòng ghi danh hiệu khác phải là dòng được tặng.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name} ({self.award_name})"
