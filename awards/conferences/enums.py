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


class Hall(models.TextChoices):
    """What the screen of the hall shows while no round of voting is on it."""

    AUTO = "auto", "Tự theo diễn biến"
    PROGRAMME = "programme", "Chương trình, người phát biểu"
    PAUSED = "paused", "Tạm dừng màn chiếu"


class Substitutes(models.TextChoices):
    """Whether a member who cannot come may send somebody, and what that person may do."""

    NONE = "none", "Không cử người dự thay"
    SPEAKS = "speaks", "Người dự thay được phát biểu, không biểu quyết"
    VOTES = "votes", "Người dự thay được biểu quyết, tính là ý kiến của thành viên"


class Recused(models.TextChoices):
    """Whether a member who takes no part in a line stays in the number its share is taken of."""

    KEEP = "keep", "vẫn tính trong tổng số"
    REDUCE = "reduce", "trừ khỏi tổng số"


class QuorumOf(models.TextChoices):
    """What must reach the quorum; `returned` is known when the box is closed."""

    PRESENT = "present", "số có mặt"
    PARTICIPATING = "participating", "số có mặt và gửi ý kiến bằng văn bản"
    RETURNED = "returned", "số phiếu thu về"


class WrittenVotes(models.TextChoices):
    """How a member who is absent may vote."""

    NONE = "none", "Không nhận ý kiến bằng văn bản"
    NAMED = "named", "Ý kiến có tên, ghi trong biên bản, được tính"
    ANONYMOUS = "anonymous", "Phiếu kín trong hai lớp phong bì, bỏ vào hòm khi đóng phiếu"


class GuestKind(models.TextChoices):
    GUEST = "guest", "Khách mời"
    DELEGATE = "delegate", "Đại biểu dự"
    SUBSTITUTE = "substitute", "Dự thay thành viên"


class TaskState(Chips):
    OPEN = "open", "info", "clock", "Đang thực hiện"
    DONE = "done", "ok", "check", "Đã xong"
    DROPPED = "dropped", "draft", "ban", "Không thực hiện nữa"


class MinutesState(Chips):
    DRAFT = "draft", "draft", "pencil", "Đang soạn"
    ADOPTED = "adopted", "warn", "pen-line", "Chờ ký"
    HALF = "half", "warn", "pen-line", "Còn một người chưa ký"
    SIGNED = "signed", "ok", "signature", "Đã ký"
    DROPPED = "dropped", "draft", "ban", "Đã bỏ"


class DecisionKind(models.TextChoices):
    FOUNDING = "founding", "Thành lập"
    RENEWAL = "renewal", "Kiện toàn"
