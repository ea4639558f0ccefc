from django.db import models

from thidua.enums import Chips


class SheetState(Chips):
    DRAFT = "draft", "draft", "pencil", "Đang nhập"
    SUBMITTED = "submitted", "info", "send", "Đã gửi"
    RETURNED = "returned", "warn", "undo-2", "Trả lại bổ sung"
    VERIFIED = "verified", "ok", "check", "Đã xác minh"


class RemarkKind(models.TextChoices):
    """What was said at a cell between the unit and the organ that judges it."""

    RETURNED = "returned", "Trả lại"
    CORRECTED = "corrected", "Sửa số"
    EXPLAINED = "explained", "Giải trình"
    AGREED = "agreed", "Đồng ý với số thẩm định"
    ACCEPTED = "accepted", "Chấp nhận"
    UPHELD = "upheld", "Giữ số thẩm định"
    STOOD = "stood", "Hết hạn giải trình, giữ số thẩm định"


class UnlockState(Chips):
    WAITING = "waiting", "info", "hourglass", "Chờ trả lời"
    GRANTED = "granted", "ok", "lock-open", "Đã mở"
    REFUSED = "refused", "bad", "circle-x", "Không mở"
