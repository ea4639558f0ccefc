"""Certificates: where a command has its fields, what was printed when and why again, the codes strangers check."""

from django.db import models
from django.db.models import Q

from awards.decisions.certificate_enums import CertificateKind, Stock
from awards.decisions.models import Decision, DecisionLine
from thidua import clock
from units.accounts.enums import Role
from units.models import Unit, User


class LayoutQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Layouts of the commands whose office the user is."""
        scope = Q(pk__in=[])
        for path in user.scope_paths(Role.OFFICER):
            scope |= Q(unit__path__startswith=path)
        return self.filter(scope)


class CertificateLayout(models.Model):
    """Where a command has the fields, from a day on. Never changed: a new arrangement is a new row, the newest holds.

    places: key of a field → what was moved of it (`placing.MOVABLE`). picture: of the pre-printed stock, shown behind
    the fields and never printed; emblem: the official file, printed on plain paper.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị", related_name="certificate_layouts")
    kind = models.CharField("mẫu", max_length=8, choices=CertificateKind)
    stock = models.CharField("giấy", max_length=8, choices=Stock)
    valid_from = models.DateField("dùng từ ngày")
    places = models.JSONField("vị trí các ô", default=dict)
    picture = models.FileField("ảnh phôi", upload_to="certificates/", null=True, blank=True)
    emblem = models.FileField("tệp Quốc huy", upload_to="certificates/", null=True, blank=True)
    reason = models.CharField("ghi chú", max_length=300, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, verbose_name="người ghi", related_name="+")
    made_at = models.DateTimeField("ghi lúc", default=clock.now, editable=False)

    objects = LayoutQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        indexes = [models.Index(fields=["unit", "kind", "stock", "valid_from"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_stock_display().lower()}: {self.unit}"

    @property
    def audit_unit(self) -> Unit:
        return self.unit


class CertificateRun(models.Model):
    """One printing. layout: the command's arrangement it was printed by; none: the law's own. day: that of the act."""

    decision = models.ForeignKey(Decision, models.PROTECT, verbose_name="quyết định", related_name="certificate_runs")
    stock = models.CharField("giấy", max_length=8, choices=Stock)
    day = models.DateField("ngày in")
    reason = models.CharField("lý do in lại", max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="người in", related_name="+")
    at = models.DateTimeField("ghi lúc", default=clock.now, editable=False)

    locked_with = ("decision__issuer",)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Lần in ngày {self.day:%d/%m/%Y}, {self.decision}"

    @property
    def audit_unit(self) -> Unit:
        return self.decision.issuer


class CertificatePrint(models.Model):
    """One certificate that was printed. copy: 1 the first time; what is higher has the reason of its run."""

    run = models.ForeignKey(CertificateRun, models.PROTECT, related_name="prints")
    line = models.ForeignKey(DecisionLine, models.PROTECT, related_name="certificate_prints")
    layout = models.ForeignKey(CertificateLayout, models.PROTECT, null=True, blank=True, related_name="prints")
    copy = models.PositiveSmallIntegerField("bản in thứ", default=1)

    class Meta:
        ordering = ["run", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "copy"],
                name="one_print_a_copy",
                violation_error_message="Bản in này đã ghi. Tải lại trang rồi thử lại.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.line}, bản {self.copy}"


class PublicCode(models.Model):
    """The code printed under a QR: of one line (its certificate) or of one decision. Never changed."""

    code = models.CharField("mã xác minh", max_length=16, unique=True)
    line = models.OneToOneField(
        DecisionLine, models.PROTECT, verbose_name="dòng", null=True, blank=True, related_name="public_code"
    )
    decision = models.OneToOneField(
        Decision, models.PROTECT, verbose_name="văn bản", null=True, blank=True, related_name="public_code"
    )
    made_at = models.DateTimeField("lập lúc", default=clock.now, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(line__isnull=True) ^ Q(decision__isnull=True),
                name="a_code_of_one_thing",
                violation_error_message="Mã xác minh là của một giấy khen hoặc một văn bản.",
            )
        ]

    def __str__(self) -> str:
        return str(self.line or self.decision)
