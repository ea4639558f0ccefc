from django.db import models

from thidua.enums import Chips


class RoundState(Chips):
    """States of voting.md §6; a paper-only round has no CHECKIN."""

    DRAFT = "draft", "draft", "pencil", "Đang chuẩn bị"
    READY = "ready", "lock", "lock", "Đã chốt phiếu"
    CHECKIN = "checkin", "info", "smartphone", "Đang nhận phiếu"
    OPEN = "open", "info", "vote", "Đang bỏ phiếu"
    CLOSED = "closed", "warn", "package", "Đang kiểm phiếu"
    COUNTED = "counted", "warn", "pen-line", "Chờ công bố"
    PUBLISHED = "published", "ok", "check", "Đã công bố"
    CANCELLED = "cancelled", "bad", "ban", "Đã hủy"
    ANNULLED = "annulled", "bad", "ban", "Đã hủy kết quả"
    DESTROYED = "destroyed", "lock", "archive", "Đã hủy phiếu"


class Act(models.TextChoices):
    """What takes two people: one asks, another confirms."""

    OPEN = "open", "Mở bỏ phiếu"
    CLOSE = "close", "Đóng phiếu"
    PUBLISH = "publish", "Công bố"
    CANCEL = "cancel", "Hủy phiếu"
    ANNUL = "annul", "Hủy kết quả"
    DESTROY = "destroy", "Hủy phiếu đã lưu"


class RoundKind(models.TextChoices):
    SECRET_PAPER = "secret_paper", "Phiếu giấy"
    SECRET_ELECTRONIC = "secret_electronic", "Phiếu điện tử"
    MIXED = "mixed", "Phiếu điện tử và phiếu giấy"


class Granularity(models.TextChoices):
    """What of an electronic paper is one ballot: the paper, or each line of it."""

    PAPER = "paper", "Cả tờ là một phiếu"
    LINE = "line", "Mỗi dòng là một phiếu"


class Channel(models.TextChoices):
    NONE = "none", "Chưa nhận phiếu"
    ELECTRONIC = "electronic", "Phiếu điện tử"
    PAPER = "paper", "Phiếu giấy"
    WRITTEN = "written", "Ý kiến bằng văn bản"
    RECUSED = "recused", "Không tham gia"
    ABSENT = "absent", "Vắng mặt"


class Ground(models.TextChoices):
    """Why a member takes no part in a line: the first three are found in the records, the last one says it himself."""

    NOMINEE = "nominee", "Là người được xét"
    FAMILY = "family", "Người thân được xét"
    OWN_UNIT = "own_unit", "Đơn vị mình được xét"
    DECLARED = "declared", "Tự khai"


class WrittenMode(models.TextChoices):
    NAMED = "named", "Có tên"
    ANONYMOUS = "anonymous", "Phiếu kín trong phong bì"


class ContestKind(models.TextChoices):
    APPROVE = "approve", "Đồng ý / Không đồng ý từng dòng"
    PICK = "pick", "Chọn tối đa một số"


class BatchState(Chips):
    OPEN = "open", "draft", "package", "Chưa kiểm"
    COUNTING = "counting", "info", "hash", "Đang kiểm"
    DIFFERENT = "different", "bad", "triangle-alert", "Hai người đếm khác nhau"
    RECONCILED = "reconciled", "ok", "check", "Đã khớp"


class Outcome(Chips):
    PASSED = "passed", "ok", "check", "Đạt"
    FAILED = "failed", "draft", "minus", "Không đạt"
    TIED = "tied", "warn", "equal", "Bằng phiếu"
    NOT_SELECTED = "not_selected", "draft", "minus", "Ngoài số lượng"


class TieChoice(Chips):
    """What became of a line with equal votes by the published order and the chair."""

    CHOSEN = "chosen", "ok", "check", "Được chọn"
    LEFT_OUT = "left_out", "draft", "minus", "Không được chọn"
