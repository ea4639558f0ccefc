"""Words of certificates, of their public check, and of digital signatures."""

from django.db import models

from thidua.enums import Chips


class CertificateKind(models.TextChoices):
    MERIT = "merit", "Giấy khen"
    TITLE = "title", "Bằng danh hiệu thi đua"


class Stock(models.TextChoices):
    PLAIN = "plain", "Giấy trắng"
    PRINTED = "printed", "Phôi in sẵn"


class SignatureMethod(models.TextChoices):
    FILE = "file", "Tệp chứng thư"
    TOKEN = "token", "Ký ngoài, tải lên"


class Standing(Chips):
    """What a stranger may know of a certificate or a decision."""

    VALID = "valid", "ok", "circle-check", "Có hiệu lực"
    REPLACED = "replaced", "warn", "arrow-right-left", "Đã được thay thế"
    REVOKED = "revoked", "bad", "ban", "Không còn hiệu lực"
