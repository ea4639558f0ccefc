"""What a unit's meeting must reach, and which of its numbers cannot be true. Shares are compared as whole numbers."""

from dataclasses import dataclass

Problem = tuple[str, str]  # the field, the sentence beside it


@dataclass(frozen=True)
class Share:
    """A part of a number: more than it (strict), or at least it."""

    num: int
    den: int
    strict: bool = False

    def reached(self, votes: int, base: int) -> bool:
        have, want = votes * self.den, base * self.num
        return have > want if self.strict else have >= want

    def needed(self, base: int) -> int:
        """The smallest number that reaches it."""
        whole = base * self.num
        return whole // self.den + 1 if self.strict else -(-whole // self.den)

    @property
    def words(self) -> str:
        """`quá 1/2`, `từ 80%`."""
        part = f"{100 * self.num // self.den}%" if self.den == 100 else f"{self.num}/{self.den}"
        return f"{'quá' if self.strict else 'từ'} {part}"


def attendance_problems(called: int | None, present: int | None, ticked: int) -> list[Problem]:
    """Numbers of those called and present that do not fit. ticked: people ticked as present, 0 when nobody was."""
    found = []
    if called is not None and called < 1:
        found.append(("called", "Phải triệu tập ít nhất một người."))
    if ticked and present is not None and present != ticked:
        found.append(("present", f"Đã đánh dấu {ticked} người có mặt nhưng ghi {present}. Để trống ô này hoặc bỏ dấu."))
    here = ticked or present
    if here is not None and called is not None and here > called >= 1:
        found.append(("present", f"Có mặt {here} người, quá {called} người được triệu tập."))
    return found


def paper_problems(present: int, issued: int | None, returned: int | None) -> list[Problem]:
    """Papers handed out and taken in that do not fit."""
    found = []
    if issued is not None and issued > present:
        found.append(("issued", f"Phát ra {issued} phiếu, quá {present} người có mặt."))
    if returned is not None and issued is not None and returned > issued:
        found.append(("returned", f"Thu về {returned} phiếu, quá {issued} phiếu phát ra."))
    if returned is not None and issued is None:
        found.append(("issued", "Ghi số phiếu phát ra."))
    return found


def vote_problem(agree: int | None, disagree: int | None, most: int, whose: str) -> tuple[str, str] | None:
    """Why the votes on one line cannot be true: (`agree` or `disagree`, sentence). most, whose: how many could vote."""
    if agree is None and disagree is None:
        return None
    if agree is None:
        return "agree", "Nhập số đồng ý."
    if disagree is None:
        return "disagree", "Nhập số không đồng ý."
    if agree + disagree > most:
        return "agree", f"{agree} đồng ý và {disagree} không đồng ý là {agree + disagree}, quá {most} {whose}."
    return None
