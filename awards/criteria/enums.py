from django.db import models

from thidua.enums import Chips


class SetState(Chips):
    DRAFT = "draft", "draft", "pencil", "Đang soạn"
    LOCKED = "locked", "lock", "lock", "Đã khóa"


class CriterionKind(models.TextChoices):
    GROUP = "group", "Nhóm"
    QUANTITATIVE = "quantitative", "Định lượng theo chỉ tiêu"
    PASS_FAIL = "pass_fail", "Đạt / không đạt"
    BY_HAND = "by_hand", "Chấm điểm trực tiếp"


class Accumulation(models.TextChoices):
    SUM = "sum", "Cộng dồn"
    AVERAGE = "average", "Trung bình"
    LAST = "last", "Kỳ cuối"
