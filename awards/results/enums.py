from thidua.enums import Chips


class SheetState(Chips):
    DRAFT = "draft", "draft", "pencil", "Đang nhập"
    SUBMITTED = "submitted", "info", "send", "Đã gửi"
    RETURNED = "returned", "warn", "undo-2", "Trả lại bổ sung"
    VERIFIED = "verified", "ok", "check", "Đã xác minh"
