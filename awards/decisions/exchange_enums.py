"""Words of the exchange between installations."""

from django.db import models

from thidua.enums import Chips


class Direction(models.TextChoices):
    OUT = "out", "Gửi đi"
    IN = "in", "Nhận về"


class PackageKind(models.TextChoices):
    DOSSIER = "dossier", "Hồ sơ trình"
    ANSWER = "answer", "Kết quả trả lời"


class PackageState(Chips):
    """made: of our own; the others are of what came in."""

    MADE = "made", "ok", "package-check", "Đã lập"
    WAITING = "waiting", "warn", "clock", "Chờ xem"
    TAKEN = "taken", "ok", "check", "Đã nhận"
    DROPPED = "dropped", "draft", "minus", "Đã bỏ"


class LineMatch(Chips):
    """How a line of a package meets what is known here."""

    NEW = "new", "ok", "circle-check", "Mới"
    UNKNOWN = "unknown", "warn", "circle-help", "Chưa biết"
    THERE = "there", "lock", "check", "Đã có"
    WRONG = "wrong", "bad", "circle-x", "Không khớp"
