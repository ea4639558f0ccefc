from django.db import models

from thidua.enums import Chips


class ListState(Chips):
    OPEN = "open", "info", "pencil", "Đang nhận đề nghị"
    LOCKED = "locked", "lock", "lock", "Đã khóa danh sách"


class NominationState(Chips):
    """The life of one line; the council's outcome and the decision come from later chapters through services here."""

    DRAFT = "draft", "draft", "pencil", "Nháp"
    SENT = "sent", "info", "search-check", "Đang thẩm định"
    RETURNED = "returned", "warn", "undo-2", "Trả lại bổ sung"
    TO_COUNCIL = "to_council", "info", "landmark", "Trình Hội đồng"
    ON_HOLD = "on_hold", "warn", "pause", "Tạm dừng xét"
    REJECTED = "rejected", "bad", "circle-x", "Đề nghị loại"
    WITHDRAWN = "withdrawn", "draft", "minus", "Đã rút"
    PASSED = "passed", "ok", "check", "Đạt phiếu"
    NOT_PASSED = "not_passed", "draft", "minus", "Không đạt"
    PROPOSED_UP = "proposed_up", "info", "send", "Đã trình cấp trên"
    DECIDED = "decided", "gold", "award", "Có quyết định"
    REFUSED_ABOVE = "refused_above", "draft", "minus", "Cấp trên không tặng"
    REVOKED = "revoked", "bad", "ban", "Đã thu hồi"


class Severity(models.TextChoices):
    """What an unmet condition does: only rules read in the law's own wording may block."""

    BLOCK = "block", "Không được đề nghị"
    HOLD = "hold", "Tạm dừng xét"
    WARN = "warn", "Cần xem"
    INFO = "info", "Ghi nhận"


class Verdict(Chips):
    MET = "met", "ok", "check", "Đạt"
    NOT_MET = "not_met", "bad", "x", "Chưa đạt"
    HELD = "held", "warn", "pause", "Tạm dừng"
    UNKNOWN = "unknown", "warn", "circle-help", "Chưa có số liệu"


class Chance(Chips):
    """How somebody stands with a title of the year: the groups of the suggestions, the most urgent first."""

    READY = "ready", "ok", "circle-check", "Đủ điều kiện, chưa ai đề nghị"
    LOOK = "look", "warn", "triangle-alert", "Cần xem, chưa ai đề nghị"
    HELD = "held", "warn", "pause", "Tạm dừng xét"
    NEAR = "near", "info", "circle-dot", "Thiếu một điều kiện"
    NEXT = "next", "info", "calendar-days", "Có thể đạt năm sau"
    FAR = "far", "draft", "minus", "Thiếu nhiều điều kiện"
    NOT_FOR = "not_for", "draft", "circle-x", "Không thuộc đối tượng"
    ON_LIST = "on_list", "lock", "check", "Đã đề nghị"


class Eligibility(Chips):
    """The three lines of the list; HELD waits by itself."""

    ELIGIBLE = "eligible", "ok", "circle-check", "Đủ điều kiện"
    LOOK = "look", "warn", "triangle-alert", "Cần xem"
    HELD = "held", "warn", "pause", "Tạm dừng xét"
    INELIGIBLE = "ineligible", "bad", "circle-x", "Chưa đủ điều kiện"


class MeetingState(Chips):
    """The life of a unit's meeting: minutes once closed stay; a correction takes their place."""

    DRAFT = "draft", "info", "pencil", "Đang ghi"
    CLOSED = "closed", "ok", "check", "Đã chốt biên bản"
    REPLACED = "replaced", "draft", "history", "Đã có bản đính chính"
    DROPPED = "dropped", "draft", "x", "Đã bỏ"


class VoteWay(models.TextChoices):
    """How a meeting votes."""

    HANDS = "hands", "Giơ tay"
    BALLOT = "ballot", "Phiếu kín"


class MeetingBase(models.TextChoices):
    """Of whom the share is taken that a meeting must agree."""

    PRESENT = "present", "số có mặt"
    CALLED = "called", "số triệu tập"


class Origin(models.TextChoices):
    """How somebody came before a meeting."""

    LINE = "line", "Đề nghị đang soạn"
    REGISTERED = "registered", "Đã đăng ký"
    SUGGESTED = "suggested", "Gợi ý"
    UNIT = "unit", "Tập thể đơn vị"
    ADDED = "added", "Thêm ở cuộc họp"


class Place(Chips):
    """How a line comes out when it is tried against the quota in the published order."""

    IN = "in", "ok", "check", "Trong chỉ tiêu"
    TIED = "tied", "warn", "equal", "Bằng nhau ở mức cuối"
    FALLS = "falls", "bad", "arrow-down", "Ngoài chỉ tiêu"
    OUT = "out", "draft", "minus", "Không chọn"


class PaperLevel(models.TextChoices):
    """Whether a line may go on without a paper of its dossier."""

    MUST = "must", "Bắt buộc"
    SHOULD = "should", "Nên có"
    LATER = "later", "Bổ sung sau"
    OFF = "off", "Không yêu cầu"


class PaperSource(models.TextChoices):
    """What fulfils a paper of the dossier; a file always does."""

    FILE = "file", "Tệp đính kèm"
    CITATION = "citation", "Tóm tắt thành tích"
    UNIT_VOTE = "unit_vote", "Số phiếu ở đơn vị"
    MINUTES = "minutes", "Biên bản họp xét"
    REPORT = "report", "Báo cáo lập từ hồ sơ"
    INITIATIVE = "initiative", "Sáng kiến được công nhận"
    COUNCIL_VOTE = "council_vote", "Kết quả phiếu của Hội đồng"


class BreakKind(models.TextChoices):
    """Why somebody was out of service for a time."""

    LEFT = "left", "Thôi phục vụ rồi trở lại"
    UNCOUNTED = "uncounted", "Nghỉ không tính thời gian công tác"
    ABSENT = "absent", "Vắng mặt trái phép"
