from django.db import models

from thidua.enums import Chips


class ObjectGroup(models.TextChoices):
    """Nhóm đối tượng of the army (rules: sĩ quan, QNCN, HSQ–BS, CN–VCQP)."""

    OFFICER = "officer", "Sĩ quan"
    PROFESSIONAL = "professional", "Quân nhân chuyên nghiệp"
    SOLDIER = "soldier", "Hạ sĩ quan, binh sĩ"
    CIVILIAN = "civilian", "Công nhân, viên chức quốc phòng"


class Sex(models.TextChoices):
    MALE = "male", "Nam"
    FEMALE = "female", "Nữ"


class Rank(models.TextChoices):
    """Ranks from low to high; the order of this list is the order of rank."""

    PRIVATE = "binh-nhi", "Binh nhì"
    PRIVATE_FIRST = "binh-nhat", "Binh nhất"
    CORPORAL = "ha-si", "Hạ sĩ"
    SERGEANT = "trung-si", "Trung sĩ"
    STAFF_SERGEANT = "thuong-si", "Thượng sĩ"
    SECOND_LIEUTENANT = "thieu-uy", "Thiếu úy"
    LIEUTENANT = "trung-uy", "Trung úy"
    SENIOR_LIEUTENANT = "thuong-uy", "Thượng úy"
    CAPTAIN = "dai-uy", "Đại úy"
    MAJOR = "thieu-ta", "Thiếu tá"
    LIEUTENANT_COLONEL = "trung-ta", "Trung tá"
    SENIOR_LIEUTENANT_COLONEL = "thuong-ta", "Thượng tá"
    COLONEL = "dai-ta", "Đại tá"
    MAJOR_GENERAL = "thieu-tuong", "Thiếu tướng"
    LIEUTENANT_GENERAL = "trung-tuong", "Trung tướng"
    SENIOR_LIEUTENANT_GENERAL = "thuong-tuong", "Thượng tướng"
    GENERAL = "dai-tuong", "Đại tướng"
    CIVILIAN = "vcqp", "Viên chức quốc phòng"


class Grade(Chips):
    """Yearly completion grade of a person or unit."""

    EXCELLENT = "htxsnv", "ok", "award", "Hoàn thành xuất sắc nhiệm vụ"
    GOOD = "httnv", "ok", "check", "Hoàn thành tốt nhiệm vụ"
    DONE = "htnv", "info", "check", "Hoàn thành nhiệm vụ"
    NOT_DONE = "khtnv", "bad", "x", "Không hoàn thành nhiệm vụ"


class DisciplineKind(models.TextChoices):
    """Forms of discipline from light to heavy; `cảnh cáo` and above weigh on the unit's title."""

    REPRIMAND = "khien-trach", "Khiển trách"
    WARNING = "canh-cao", "Cảnh cáo"
    DEMOTION = "giang-cap", "Giáng cấp, giáng chức"
    DISMISSAL = "tuoc-quan-tich", "Tước quân tịch"


class HoldKind(models.TextChoices):
    """Why a proposal waits (NĐ 152/2025 Đ4(4); same idea in older texts)."""

    DISCIPLINE = "discipline", "Đang xem xét kỷ luật"
    INSPECTION = "inspection", "Đang thanh tra, kiểm tra, điều tra"
    COMPLAINT = "complaint", "Đơn khiếu nại, tố cáo đang xác minh"


class InitiativeLevel(models.TextChoices):
    BASE = "co-so", "Cấp cơ sở"
    ARMY = "toan-quan", "Cấp toàn quân"
    NATION = "toan-quoc", "Cấp toàn quốc"


class TransferState(Chips):
    """A transfer to a unit that another officer looks after: sent by one side, taken by the other."""

    SENT = "sent", "warn", "send", "Chờ tiếp nhận"
    RECEIVED = "received", "ok", "check", "Đã tiếp nhận"
    REFUSED = "refused", "bad", "x", "Không tiếp nhận"
    WITHDRAWN = "withdrawn", "lock", "undo-2", "Đã rút"
