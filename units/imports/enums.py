from thidua.enums import Chips


class RowState(Chips):
    """What a row of the file would do."""

    NEW = "new", "ok", "plus", "Mới"
    CHANGED = "changed", "info", "pencil", "Thay đổi"
    SAME = "same", "draft", "equal", "Giữ nguyên"
    WARNING = "warning", "warn", "triangle-alert", "Cảnh báo"
    ERROR = "error", "bad", "circle-alert", "Lỗi"


class ImportState(Chips):
    READING = "reading", "info", "loader", "Đang đọc"
    READY = "ready", "warn", "eye", "Chờ xác nhận"
    REFUSED = "refused", "bad", "file-x", "Không đọc được"
    DONE = "done", "ok", "check", "Đã nhập"
    UNDONE = "undone", "draft", "undo-2", "Đã hoàn tác"
    DISCARDED = "discarded", "draft", "ban", "Đã bỏ"
