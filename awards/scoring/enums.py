from thidua.enums import Chips


class BoardState(Chips):
    PROVISIONAL = "provisional", "info", "loader", "Tạm tính"
    FROZEN = "frozen", "lock", "lock", "Đã chốt điểm"
    CONFIRMED = "confirmed", "ok", "check", "Đã công nhận xếp hạng"
    REPLACED = "replaced", "draft", "history", "Đã thay bằng bản sau"
