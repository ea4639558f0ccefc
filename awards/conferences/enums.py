from django.db import models

from thidua.enums import Chips


class ConferenceState(Chips):
    PREPARING = "preparing", "draft", "pencil", "Đang chuẩn bị"
    IN_SESSION = "in_session", "ok", "circle-dot", "Đang họp"
    CLOSED = "closed", "lock", "lock", "Đã bế mạc"
    ADOPTED = "adopted", "ok", "check", "Đã thông qua biên bản"


class MemberFunction(models.TextChoices):
    CHAIR = "chair", "Chủ tịch Hội đồng"
    VICE_CHAIR = "vice_chair", "Phó Chủ tịch Hội đồng"
    STANDING = "standing", "Ủy viên thường trực"
    MEMBER = "member", "Ủy viên"
    SECRETARY = "secretary", "Ủy viên, Thư ký"


class Presence(Chips):
    EXPECTED = "expected", "draft", "clock", "Chưa điểm danh"
    PRESENT = "present", "ok", "check", "Có mặt"
    ABSENT = "absent", "draft", "minus", "Vắng có lý do"


class HandoverState(Chips):
    DRAFT = "draft", "draft", "pencil", "Chờ ký"
    HALF = "half", "warn", "pen-line", "Còn một bên chưa ký"
    DONE = "done", "ok", "check", "Đã bàn giao"
