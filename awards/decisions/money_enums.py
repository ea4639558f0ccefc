from django.db import models

from thidua.enums import Chips


class PaymentState(Chips):
    """The life of one prize on a payment list."""

    DUE = "due", "info", "clock", "Chưa chi"
    PAID = "paid", "ok", "check", "Đã chi"
    NOTHING = "nothing", "draft", "minus", "Không chi"
    DROPPED = "dropped", "draft", "ban", "Thôi chi"
    REFUND_DUE = "refund_due", "warn", "undo-2", "Phải nộp lại"
    REFUNDED = "refunded", "ok", "rotate-ccw", "Đã nộp lại"


class FundSide(models.TextChoices):
    INCOME = "income", "Thu"
    EXPENSE = "expense", "Chi"


class FundSource(models.TextChoices):
    """Where money of the fund comes from and goes to."""

    BUDGET = "budget", "Ngân sách cấp"
    GIFT = "gift", "Đóng góp, ủng hộ"
    REFUND = "refund", "Tiền thưởng nộp lại"
    PRIZE = "prize", "Chi tiền thưởng"
    THINGS = "things", "Chi in ấn, làm hiện vật"
    ORGANISING = "organising", "Chi tổ chức, chỉ đạo, sơ kết, tổng kết"
    OTHER = "other", "Khác"
