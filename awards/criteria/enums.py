from django.db import models

from thidua.enums import Chips


class SetState(Chips):
    DRAFT = "draft", "draft", "pencil", "Đang soạn"
    LOCKED = "locked", "lock", "lock", "Đã khóa"
    REPLACED = "replaced", "lock", "history", "Đã có bản thay"


class CriterionKind(models.TextChoices):
    GROUP = "group", "Nhóm"
    QUANTITATIVE = "quantitative", "Định lượng theo chỉ tiêu"
    PASS_FAIL = "pass_fail", "Đạt / không đạt"
    BY_HAND = "by_hand", "Chấm điểm trực tiếp"
    BANDS = "bands", "Theo mức"
    RANKED = "ranked", "Theo thứ bậc trong cụm"
    BONUS = "bonus", "Thưởng, phạt theo lần"
    GATE = "gate", "Điều kiện danh hiệu"


# What takes a figure of the year in a unit of measure; what has no points of its own in the denominator.
WITH_FIGURE = (
    CriterionKind.QUANTITATIVE,
    CriterionKind.BANDS,
    CriterionKind.RANKED,
    CriterionKind.BONUS,
    CriterionKind.GATE,
)
WITH_STEPS = (CriterionKind.BANDS, CriterionKind.RANKED)
WITHOUT_POINTS = (CriterionKind.BONUS, CriterionKind.GATE)


class Compare(models.TextChoices):
    """How a year's figure is held against the condition of a title; MET asks for Đạt instead of a figure."""

    AT_LEAST = "gte", "≥"
    ABOVE = "gt", ">"
    AT_MOST = "lte", "≤"
    BELOW = "lt", "<"
    MET = "met", "Đạt"


class Accumulation(models.TextChoices):
    SUM = "sum", "Cộng dồn"
    AVERAGE = "average", "Trung bình"
    LAST = "last", "Kỳ cuối"


class RegistrationState(Chips):
    """A unit's registration: written by its staff, signed by its head, returned with a reason."""

    DRAFT = "draft", "draft", "pencil", "Đang soạn"
    SENT = "sent", "info", "hourglass", "Chờ chỉ huy xác nhận"
    RETURNED = "returned", "warn", "undo-2", "Trả lại"
    CONFIRMED = "confirmed", "ok", "check", "Chỉ huy đã xác nhận"
