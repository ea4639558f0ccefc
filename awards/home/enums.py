from django.db import models

from thidua.enums import Chips


class NoticeKind(models.TextChoices):
    """What a notice is about; each kind can be switched off or sent by mail too."""

    REMINDER = "reminder", "Nhắc hạn"
    DEADLINE = "deadline", "Hạn bị dời, được gia hạn"
    RETURNED = "returned", "Kết quả, đề nghị bị trả lại"
    VERIFIED = "verified", "Kết quả đã xác minh"
    CRITERIA = "criteria", "Phần chung của bảng điểm có bản mới"
    QUOTA = "quota", "Chỉ tiêu khen thưởng được giao"
    JOB = "job", "Việc chạy nền đã xong hoặc không xong"


ICONS = {
    NoticeKind.REMINDER: "bell-ring",
    NoticeKind.DEADLINE: "calendar-clock",
    NoticeKind.RETURNED: "corner-up-left",
    NoticeKind.VERIFIED: "check",
    NoticeKind.CRITERIA: "layers",
    NoticeKind.QUOTA: "target",
    NoticeKind.JOB: "files",
}


class Channel(models.TextChoices):
    APP = "app", "Trong phần mềm"
    MAIL = "mail", "Trong phần mềm và thư điện tử"
    NONE = "none", "Không"


class MailState(Chips):
    WAITING = "waiting", "warn", "hourglass", "Chờ duyệt"
    READY = "ready", "info", "send", "Sẽ gửi"
    SENDING = "sending", "info", "loader", "Đang gửi"
    SENT = "sent", "ok", "check", "Đã gửi"
    FAILED = "failed", "bad", "circle-alert", "Lỗi"
    DROPPED = "dropped", "draft", "ban", "Bỏ"
