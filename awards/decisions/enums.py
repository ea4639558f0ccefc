from django.db import models

from thidua.enums import Chips


class PaperKind(models.TextChoices):
    DECISION = "decision", "Quyết định khen thưởng"
    SUBMISSION = "submission", "Tờ trình đề nghị khen thưởng"
    ANSWER = "answer", "Quyết định của cấp trên"
    CORRECTION = "correction", "Quyết định đính chính"
    REVOCATION = "revocation", "Quyết định thu hồi"


class AmendPart(models.TextChoices):
    """What of a signed paper is put right."""

    NAME = "name", "Họ và tên, tên gọi"
    RANK = "rank", "Cấp bậc"
    POST = "post", "Chức vụ"
    UNIT = "unit", "Đơn vị"
    SUBJECT = "subject", "Trích yếu"
    BASES = "bases", "Căn cứ"
    OTHER = "other", "Nội dung khác"


class PaperState(Chips):
    DRAFT = "draft", "draft", "pencil", "Dự thảo"
    TO_SIGN = "to_sign", "info", "pen-line", "Chờ ký"
    SIGNED = "signed", "ok", "check", "Đã ban hành"
    CANCELLED = "cancelled", "bad", "ban", "Đã hủy"


class NumberUse(Chips):
    """Numbers of the register that no paper bears."""

    RESERVED = "reserved", "info", "clock", "Đang giữ"
    VOID = "void", "bad", "ban", "Bỏ, không dùng"


class UpwardKind(Chips):
    """What happened to a submission, or to one line of it, on its way to the answer."""

    SENT = "sent", "info", "send", "Đã gửi"
    RECEIVED = "received", "info", "inbox", "Cấp trên đã nhận"
    MORE_ASKED = "more_asked", "warn", "file-question-mark", "Yêu cầu bổ sung"
    MORE_SENT = "more_sent", "info", "file-plus", "Đã gửi bổ sung"
    REMINDED = "reminded", "info", "bell-ring", "Đã nhắc"
    NOTE = "note", "draft", "notebook-pen", "Ghi chú"


class EntrySource(Chips):
    """Where somebody found that an award of earlier years was given."""

    PAPER = "paper", "ok", "file-text", "Từ bản giấy"
    FILE = "file", "info", "folder", "Từ hồ sơ cán bộ"
    BOOK = "book", "info", "book-open", "Từ sổ, danh sách"
    WORD = "word", "warn", "message-square", "Theo lời khai"


class EntryConfidence(Chips):
    """How sure the office is of it: only what is sure counts as held, the rest is looked at."""

    SURE = "sure", "ok", "circle-check", "Chắc chắn"
    UNCHECKED = "unchecked", "warn", "circle-help", "Chưa kiểm chứng"
    DOUBTED = "doubted", "bad", "triangle-alert", "Có nghi vấn"


class MedalGroup(Chips):
    """How somebody stands with a medal of service in a year, as the day of joining tells it; the first waits longest.

    OVERDUE: by what is written down; who was given it long ago is entered from the paper.
    """

    OVERDUE = "overdue", "warn", "alarm-clock", "Đã đến hạn, hồ sơ chưa ghi"
    DUE = "due", "ok", "medal", "Đến hạn trong năm"
    NEXT = "next", "info", "calendar-days", "Đến hạn năm sau"
    UNKNOWN = "unknown", "warn", "circle-help", "Chưa có ngày nhập ngũ"
    LISTED = "listed", "lock", "check", "Đã đưa vào danh sách"
    HELD = "held", "gold", "award", "Đã được tặng"
