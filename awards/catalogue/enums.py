from django.db import models

from thidua.enums import Chips


class AwardKind(models.TextChoices):
    TITLE = "title", "Danh hiệu thi đua"
    FORM = "form", "Hình thức khen thưởng"
    RECOGNITION = "recognition", "Danh hiệu khác"


class SubjectKind(models.TextChoices):
    INDIVIDUAL = "individual", "Cá nhân"
    COLLECTIVE = "collective", "Tập thể"
    BOTH = "both", "Cá nhân, tập thể"


class DecidingLevel(models.TextChoices):
    UNIT = "UNIT", "Đơn vị được phân cấp"
    PROVINCE_COMMAND = "PROVINCE_COMMAND", "Bộ Chỉ huy BĐBP tỉnh"
    SERVICE_COMMAND = "SERVICE_COMMAND", "Bộ Tư lệnh và tương đương"
    MINISTRY = "MINISTRY", "Bộ Quốc phòng"
    GOVERNMENT = "GOVERNMENT", "Chính phủ"
    STATE = "STATE", "Nhà nước"


class Confidence(Chips):
    """How sure a row is; only what was read in the text (V) or set by the unit itself (L) may block anybody."""

    VERIFIED = "V", "ok", "circle-check", "Đọc trong văn bản"
    SECONDARY = "S", "info", "info", "Nguồn thứ cấp"
    BACKGROUND = "B", "warn", "circle-help", "Chưa kiểm chứng"
    INFERRED = "I", "draft", "workflow", "Suy ra"
    LOCAL = "L", "gold", "landmark", "Quy định của đơn vị"


class QuotaBase(models.TextChoices):
    TOTAL_STRENGTH = "TOTAL_STRENGTH", "tổng quân số"
    HOLDERS_OF_LOWER_TITLE = "HOLDERS_OF_LOWER_TITLE", "số đạt danh hiệu thấp hơn"
    ELIGIBLE_COLLECTIVES = "ELIGIBLE_COLLECTIVES", "số tập thể đủ điều kiện"
    QUALIFIED_FOR_CTD_BQP = "QUALIFIED_FOR_CTD_BQP", "số tập thể đủ điều kiện tặng Cờ Bộ Quốc phòng"
    NUMBER_SET_YEARLY = "NUMBER_SET_YEARLY", "số giao hằng năm"
    TITLE_QUOTA = "TITLE_QUOTA", "chỉ tiêu của danh hiệu"


class QuotaGroup(models.TextChoices):
    """Whom a cap is about: everybody, or only those who command, inside the quota of all or beside it."""

    ALL = "", "Mọi đối tượng"
    COMMANDERS = "commanders", "Riêng cán bộ chủ trì"
    APART = "apart", "Riêng cán bộ chủ trì, ngoài chỉ tiêu chung"


class VoteBase(models.TextChoices):
    """Bases of the tally format `tally/1`."""

    ALL_MEMBERS = "all_members", "tổng số thành viên"
    PRESENT = "present", "số có mặt"
    PARTICIPATING = "participating", "số tham gia biểu quyết"
    ISSUED = "issued", "số phiếu phát ra"
    RETURNED = "returned", "số phiếu thu về"
    VALID = "valid", "số phiếu hợp lệ"


class Rounding(models.TextChoices):
    CEIL_10K = "CEIL_10K", "Làm tròn lên hàng chục nghìn đồng"
    NEAREST_10K = "NEAREST_10K", "Làm tròn đến hàng chục nghìn đồng"
    NONE = "NONE", "Không làm tròn"


class Item(models.TextChoices):
    """What is handed over with an award (NĐ 152/2025 Đ50)."""

    CERTIFICATE = "certificate", "bằng, giấy chứng nhận"
    FRAME = "frame", "khung"
    BADGE = "badge", "huy hiệu"
    FLAG = "flag", "cờ"
    MEDAL = "medal", "huy chương, kỷ niệm chương"


class CommendationType(models.TextChoices):
    """Loại hình khen thưởng (Law 2022 Đ8)."""

    MERIT = "CONG_TRANG", "công trạng"
    SUDDEN = "DOT_XUAT", "đột xuất"
    MOVEMENT = "PHONG_TRAO", "phong trào thi đua"
    DEVOTION = "CONG_HIEN", "quá trình cống hiến"
    SENIORITY = "NIEN_HAN", "niên hạn"
    FOREIGN = "DOI_NGOAI", "đối ngoại"
