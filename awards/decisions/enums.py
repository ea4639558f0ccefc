from django.db import models

from thidua.enums import Chips


class PaperKind(models.TextChoices):
    DECISION = "decision", "Quyết định khen thưởng"
    SUBMISSION = "submission", "Tờ trình đề nghị khen thưởng"
    ANSWER = "answer", "Quyết định của cấp trên"


class PaperState(Chips):
    DRAFT = "draft", "draft", "pencil", "Dự thảo"
    TO_SIGN = "to_sign", "info", "pen-line", "Chờ ký"
    SIGNED = "signed", "ok", "check", "Đã ban hành"
    CANCELLED = "cancelled", "bad", "ban", "Đã hủy"
