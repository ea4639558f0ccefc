"""Digital signatures on signed papers: each is a file of its own, the frozen one with more at its end."""

from django.db import models

from awards.decisions.certificate_enums import SignatureMethod
from awards.decisions.models import Decision
from thidua import clock
from units.models import Unit, User


class PaperSignature(models.Model):
    """What was in the certificate when it was used; whether it still holds is looked at in the file. Never changed."""

    decision = models.ForeignKey(Decision, models.PROTECT, verbose_name="văn bản", related_name="digital_signatures")
    method = models.CharField("cách ký", max_length=5, choices=SignatureMethod)
    file = models.FileField("tệp", upload_to="signatures/%Y/")
    sha256 = models.CharField("mã kiểm tra", max_length=64)
    field = models.CharField("ô chữ ký", max_length=80)
    signer = models.CharField("tên trên chứng thư", max_length=200)
    issuer = models.CharField("cơ quan chứng thực", max_length=200)
    serial = models.CharField("số chứng thư", max_length=64)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="người ký, tải lên", related_name="+")
    at = models.DateTimeField("ghi lúc", default=clock.now, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "sha256"],
                name="one_signed_file_once",
                violation_error_message="Tệp đã ký số này đã được nhận.",
            )
        ]

    def __str__(self) -> str:
        return f"Chữ ký số của {self.signer}, {self.decision}"

    @property
    def audit_unit(self) -> Unit:
        return self.decision.issuer
