"""Quorum and threshold of a body that votes: fractions and whole numbers, never a float."""

from dataclasses import dataclass
from datetime import time

from awards.conferences.enums import MemberFunction
from thidua.text import search_key

# Who belongs to the standing body of a council unless a decision says otherwise: Chủ tịch, Phó Chủ tịch, Ủy viên thường
# trực, Thư ký (as the regulations of most councils have it).
STANDING = (MemberFunction.CHAIR, MemberFunction.VICE_CHAIR, MemberFunction.STANDING, MemberFunction.SECRETARY)


def share_words(num: int, den: int) -> str:
    """A fraction as people write it: 4/5 is `80%`, 2/3 stays `2/3` because no whole percent equals it."""
    return f"{num * 100 // den}%" if num * 100 % den == 0 else f"{num}/{den}"


@dataclass(frozen=True)
class HouseRules:
    """What the law leaves to the regulation of a body; field by field as `Regulation` keeps it."""

    quorum_of: str = "present"
    recusal: str = "keep"
    recuses_nominee: bool = True
    recuses_family: bool = True
    recuses_own_unit: bool = False
    written_votes: str = "named"
    runoffs: int = 2
    retention_days: int = 90


def threshold_words(num: int, den: int, op: str, base: str) -> str:
    """`từ 80% tổng số thành viên trở lên` for `>=`, `trên 50% tổng số thành viên` for `>`."""
    share = f"{share_words(num, den)} {base}".strip()
    return f"từ {share} trở lên" if op == ">=" else f"trên {share}"


@dataclass(frozen=True)
class Quorum:
    """Who sits in the room against num/den of all members; basis: the clause of the regulation."""

    members: int
    present: int
    num: int
    den: int
    basis: str = ""

    @property
    def needed(self) -> int:
        """Fewest people that reach the share: 2/3 of 15 is 10, of 17 is 12."""
        return -(-self.num * self.members // self.den)

    @property
    def missing(self) -> int:
        return max(self.needed - self.present, 0)

    @property
    def is_met(self) -> bool:
        return self.members > 0 and self.missing == 0

    @property
    def words(self) -> str:
        """`cần 10 (2/3)`."""
        return f"cần {self.needed} ({share_words(self.num, self.den)})"

    @property
    def refusal(self) -> str:
        """The sentence shown when the meeting may not begin or vote."""
        return (
            f"Có mặt {self.present}/{self.members}, cần ít nhất {self.needed} "
            f"({share_words(self.num, self.den)}): còn thiếu {self.missing}."
        )


def _minutes(hour: time) -> int:
    return hour.hour * 60 + hour.minute


def _hour(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


COUNCIL_PROGRAMME = (
    (0, "Ổn định, giới thiệu đại biểu", "Thư ký"),
    (10, "Báo cáo tổng kết phong trào thi đua", "Chủ nhiệm Chính trị"),
    (40, "Thảo luận: kết quả, mô hình, tồn tại", "Các đơn vị"),
    (80, "Bình xét, bầu Ban kiểm phiếu", "Thường trực Hội đồng"),
    (95, "Bỏ phiếu kín", "Thành viên Hội đồng"),
    (120, "Kiểm phiếu, công bố", "Ban kiểm phiếu"),
    (140, "Chỉ đạo của Chủ tịch Hội đồng", "Chủ tịch Hội đồng"),
    (160, "Thông qua biên bản, bế mạc", "Thư ký"),
)
CLUSTER_PROGRAMME = (
    (0, "Ổn định, giới thiệu đại biểu", "Đơn vị chủ trì"),
    (10, "Báo cáo tổng kết hoạt động của cụm", "Cụm trưởng"),
    (40, "Tham luận, mô hình của các đơn vị", "Các đơn vị"),
    (90, "Bỏ phiếu về hình thức khen thưởng", "Đại diện các đơn vị"),
    (110, "Kiểm phiếu, công bố", "Ban kiểm phiếu"),
    (130, "Chỉ đạo của thủ trưởng cấp trên", "Đại biểu cấp trên"),
    (150, "Bàn giao cụm trưởng", "Bên giao, bên nhận"),
    (160, "Thông qua biên bản, bế mạc", "Đơn vị chủ trì"),
)


def usual_programme(starts_at: time, *, is_cluster: bool) -> list[tuple[time, str, str]]:
    """The usual items (time, title, owner) of a meeting beginning at `starts_at`, for the secretary to change."""
    return [
        (_hour(_minutes(starts_at) + after), title, owner)
        for after, title, owner in (CLUSTER_PROGRAMME if is_cluster else COUNCIL_PROGRAMME)
    ]


def hour_moved(hour: time, old_start: time, new_start: time) -> time:
    """When an item begins once the meeting begins at another hour: as long after it as before."""
    return _hour(_minutes(hour) + _minutes(new_start) - _minutes(old_start))


def hours_swapped(early: time, late: time, ends_at: time | None) -> tuple[time, time]:
    """When two neighbours begin (the one that was early, the one that was late) once they have changed places.

    Each keeps its length; ends_at: when the next item begins, None for the last of all, whose length is unknown.
    """
    if ends_at is None or not early <= late <= ends_at:
        return late, early
    return _hour(_minutes(early) + _minutes(ends_at) - _minutes(late)), early


def concludes(title: str) -> bool:
    """Whether an item of a programme is one where the chair or a superior sums up; a report on how the movement was led
    is none."""
    key = search_key(title)
    return key.startswith("chi dao") or any(word in key for word in ("ket luan", "phat bieu chi dao", "y kien chi dao"))


HANDOVER_CHECKLIST = (
    "Quy chế hoạt động và bảng tiêu chí của cụm",
    "Hồ sơ chấm điểm của các đơn vị",
    "Biên bản, tài liệu hội nghị của cụm",
    "Con dấu, cờ Cụm trưởng và tài sản dùng chung",
)
