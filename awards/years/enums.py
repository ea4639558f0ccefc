from django.db import models

from thidua.enums import Chips


class PeriodState(Chips):
    DRAFT = "draft", "draft", "pencil", "Đang chuẩn bị"
    OPEN = "open", "info", "play", "Đang diễn ra"
    CLOSED = "closed", "lock", "lock", "Đã khóa năm"


class Step(models.IntegerChoices):
    """The eight steps of the year: the navigation, and the phases with their deadlines."""

    LAUNCH = 1, "Phát động, đăng ký"
    RESULTS = 2, "Kết quả theo kỳ"
    VERIFY = 3, "Tự chấm, xác minh"
    CLUSTERS = 4, "Hội nghị cụm"
    NOMINATIONS = 5, "Đề nghị khen thưởng"
    COUNCIL = 6, "Hội nghị Hội đồng"
    DECISIONS = 7, "Quyết định, trao thưởng"
    REPORTS = 8, "Tổng kết, báo cáo"


class TermState(Chips):
    FUTURE = "future", "lock", "hourglass", "Chưa mở"
    OPEN = "open", "info", "pencil", "Đang mở"
    LOCKED = "locked", "lock", "lock", "Đã khóa"


class ReminderAbout(models.TextChoices):
    TERM = "term", "Kết quả theo tháng"
    PHASE = "phase", "Các bước của năm"


class MovementKind(models.TextChoices):
    """Hình thức tổ chức thi đua (TT 151/2018 Đ5): thường xuyên; theo đợt, chuyên đề."""

    REGULAR = "regular", "Thường xuyên"
    THEMATIC = "thematic", "Theo đợt, chuyên đề"


class MovementState(Chips):
    DRAFT = "draft", "draft", "pencil", "Đang soạn"
    LAUNCHED = "launched", "info", "megaphone", "Đang diễn ra"
    EXTENDED = "extended", "info", "calendar-plus", "Được kéo dài"
    ENDED = "ended", "ok", "check", "Đã tổng kết"
    DROPPED = "dropped", "draft", "minus", "Đã bỏ"


class ReviewStage(models.TextChoices):
    MID = "mid", "Sơ kết"
    FINAL = "final", "Tổng kết"


class PracticeState(Chips):
    """A model is written by its unit, looked at by the office, kept in the library for all, taken out with a reason."""

    DRAFT = "draft", "draft", "pencil", "Đang soạn"
    SENT = "sent", "info", "hourglass", "Chờ đưa vào thư viện"
    LIBRARY = "library", "ok", "library", "Trong thư viện"
    WITHDRAWN = "withdrawn", "lock", "archive", "Đã rút"


class PracticeField(models.TextChoices):
    """Lĩnh vực công tác mà mô hình thuộc về."""

    BORDER = "border", "Quản lý, bảo vệ biên giới"
    CRIME = "crime", "Phòng, chống tội phạm"
    PEOPLE = "people", "Vận động quần chúng, giúp dân"
    TRAINING = "training", "Huấn luyện, sẵn sàng chiến đấu"
    PARTY = "party", "Xây dựng Đảng, công tác chính trị"
    SUPPORT = "support", "Hậu cần, kỹ thuật, tài chính"
    REFORM = "reform", "Cải cách, chuyển đổi số"
    OTHER = "other", "Lĩnh vực khác"
