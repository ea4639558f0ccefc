from thidua.enums import Chips


class JobState(Chips):
    QUEUED = "queued", "info", "hourglass", "Xếp hàng"
    RUNNING = "running", "info", "loader", "Đang tạo"
    DONE = "done", "ok", "check", "Đã xong"
    FAILED = "failed", "bad", "circle-alert", "Không xong"
    CANCELLED = "cancelled", "draft", "ban", "Đã hủy"
    EXPIRED = "expired", "draft", "archive", "Đã hết hạn"
