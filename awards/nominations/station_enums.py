"""Stations of a list, opinions of organs, fields to correct: states and kinds."""

from django.db import models

from thidua.enums import Chips


class StationState(Chips):
    """How far a station of a list has come; worked out from what was done, never set."""

    WAITING = "waiting", "draft", "clock", "Chưa đến lượt"
    OPEN = "open", "info", "circle-dot", "Đang làm"
    DONE = "done", "ok", "check", "Xong"
    SILENT = "silent", "warn", "message-square-warning", "Hết hạn, có cơ quan không trả lời"
    SKIPPED = "skipped", "draft", "minus", "Không áp dụng"


class InquiryState(Chips):
    """One organ asked about a list. Silence is silence: neither agreement nor disagreement."""

    WAITING = "waiting", "info", "hourglass", "Chờ ý kiến"
    ANSWERED = "answered", "ok", "check", "Đã trả lời"
    SILENT = "silent", "warn", "message-square-warning", "Không trả lời trong hạn"
    WITHDRAWN = "withdrawn", "draft", "minus", "Đã rút"


class View(Chips):
    """What an organ says of one line."""

    WAITING = "waiting", "draft", "hourglass", "Chưa trả lời"
    AGREE = "agree", "ok", "check", "Đồng ý"
    DISAGREE = "disagree", "bad", "x", "Không đồng ý"
    NONE = "none", "draft", "minus", "Không có ý kiến"
    SILENT = "silent", "warn", "message-square-warning", "Không trả lời trong hạn"


GIVEN = (View.AGREE, View.DISAGREE, View.NONE)


class CorrectionState(Chips):
    OPEN = "open", "warn", "hourglass", "Chờ đơn vị sửa"
    ANSWERED = "answered", "ok", "check", "Đơn vị đã sửa"
    WITHDRAWN = "withdrawn", "draft", "minus", "Đã rút yêu cầu"


class Field(models.TextChoices):
    """What of a line a unit may be asked to correct by itself."""

    CITATION = "citation", "Tóm tắt thành tích"
    DETAIL = "subject_detail", "Cấp bậc, chức vụ, đơn vị"
    VOTES = "votes", "Kết quả biểu quyết ở đơn vị"
