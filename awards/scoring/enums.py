from django.db import models

from thidua.enums import Chips


class BoardState(Chips):
    PROVISIONAL = "provisional", "info", "loader", "Tạm tính"
    FROZEN = "frozen", "lock", "lock", "Đã chốt điểm"
    CONFIRMED = "confirmed", "ok", "check", "Đã công nhận xếp hạng"
    REPLACED = "replaced", "draft", "history", "Đã thay bằng bản sau"


class ScoreSheetState(Chips):
    DRAFT = "draft", "draft", "pencil", "Đang tự chấm"
    SENT = "sent", "info", "send", "Đã gửi tự chấm"
    AGREED = "agreed", "ok", "check", "Đã thống nhất điểm"


class CheckState(Chips):
    OPEN = "open", "info", "hourglass", "Chờ kiểm tra chéo"
    SENT = "sent", "ok", "check", "Đã kiểm tra chéo"


class AppealState(Chips):
    WAITING = "waiting", "warn", "hourglass", "Chờ trả lời"
    ACCEPTED = "accepted", "ok", "check", "Chấp nhận"
    REFUSED = "refused", "bad", "x", "Không chấp nhận"
    WITHDRAWN = "withdrawn", "draft", "undo-2", "Đơn vị đã rút"


class Stage(models.TextChoices):
    """Who gave points, in the order in which they speak."""

    SELF = "self", "Tự chấm"
    CROSS = "cross", "Kiểm tra chéo"
    ORGAN = "organ", "Cơ quan phụ trách"
    CLUSTER = "cluster", "Cụm"
    OFFICE = "office", "Cơ quan thi đua"


class TieRuleState(Chips):
    DRAFT = "draft", "draft", "pencil", "Đang soạn"
    PUBLISHED = "published", "lock", "lock", "Đã công bố"


class TieKind(models.TextChoices):
    """What decides between equal percents (rules §7.6): points, bonus, then what the board knows besides."""

    GROUP = "group", "Điểm nhóm cao hơn"
    FULL = "full", "Tỷ lệ tiêu chí đạt điểm tối đa cao hơn"
    BONUS = "bonus", "Nhiều điểm thưởng hơn"
    PENALTY = "penalty", "Ít điểm trừ hơn"
