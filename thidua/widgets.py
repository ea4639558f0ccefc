"""What the components of templates/components/ show, as plain data. Built in queries and views, drawn by partials.

Text is ready to read (Vietnamese, formatted); only percents are numbers (0–100, Decimal or int). Icons are names of the
sprite, tones those of the chip (`ok`, `warn`, `bad`, `info`, `gold`, `lock`, `draft`) or empty.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class Fig:
    """One figure of a row (components/figs.html): up to six per row; the whole cell links to the list behind it."""

    label: str
    value: str
    unit: str = ""
    percent: Decimal | int | None = None
    tone: str = ""
    note: str = ""
    note_icon: str = ""
    note_tone: str = ""
    url: str = ""

    @property
    def note_icon_classes(self) -> str:
        return f"sm {self.note_tone}".strip()


@dataclass(frozen=True)
class Quota:
    """Lines against a quota (components/quota.html). limit None = no quota set.

    The mark stands at three quarters of the bar, so that an excess is seen beyond it; note says what happens next.
    """

    label: str
    value: int
    limit: int | None
    note: str = ""
    url: str = ""
    current: bool = False

    @property
    def over(self) -> int:
        return max(self.value - self.limit, 0) if self.limit is not None else 0

    @property
    def percent(self) -> Decimal:
        """Width of the bar in percent: the quota is 75, everything is cut at 100."""
        if not self.limit:
            return Decimal(100) if self.value and self.limit == 0 else Decimal(0)
        return min(Decimal(self.value) * 75 / self.limit, Decimal(100))

    @property
    def mark(self) -> int | None:
        return None if self.limit is None else 75

    @property
    def tone(self) -> str:
        return "warn" if self.over else ""

    @property
    def icon(self) -> str:
        if self.limit is None:
            return "info"
        return "triangle-alert" if self.over else "check" if self.value == self.limit else ""

    @property
    def icon_classes(self) -> str:
        return "sm warn" if self.over else "sm ok" if self.limit is not None else "sm"

    @property
    def words(self) -> str:
        """`Vượt 1, Hội đồng bỏ phiếu chọn`, `Đủ`, `Còn 2`, `Chưa đặt chỉ tiêu`."""
        if self.limit is None:
            said = "Chưa đặt chỉ tiêu"
        elif self.over:
            said = f"Vượt {self.over}"
        else:
            said = "Đủ" if self.value == self.limit else f"Còn {self.limit - self.value}"
        return f"{said}, {self.note}" if self.note else said


@dataclass(frozen=True)
class Eligibility:
    """Verdict of a line in a table (components/elig.html). tone: ok, warn or bad."""

    tone: str
    reason: str = ""
    citation: str = ""

    @property
    def label(self) -> str:
        return {"ok": "Đủ điều kiện", "warn": "Cần xem", "bad": "Chưa đủ điều kiện"}[self.tone]

    @property
    def icon(self) -> str:
        return {"ok": "circle-check", "warn": "triangle-alert", "bad": "circle-x"}[self.tone]


@dataclass(frozen=True)
class Reason:
    """One condition with its evidence and clause (components/reasons.html). tone: ok, warn or bad.

    note: what somebody wrote beside it; act, act_label: address and words of what can be done about it.
    """

    tone: str
    title: str
    evidence: str = ""
    citation: str = ""
    url: str = ""
    note: str = ""
    act: str = ""
    act_label: str = ""

    @property
    def icon(self) -> str:
        return {"ok": "circle-check", "warn": "triangle-alert", "bad": "circle-x"}[self.tone]

    @property
    def tone_word(self) -> str:
        return {"ok": "Đạt", "warn": "Cần xem", "bad": "Chưa đạt"}[self.tone]


@dataclass(frozen=True)
class Milestone:
    """A point of a timeline or a stage of a stepper. state: ok (done), now, warn or empty (still to come)."""

    title: str
    when: str = ""
    state: str = ""
    text: str = ""
    url: str = ""


@dataclass(frozen=True)
class Month:
    """One cell of the months strip. state: ok, back, now, late, lock or empty; words: state for screen readers."""

    label: str
    words: str
    state: str = ""
    url: str = ""

    @property
    def icon(self) -> str:
        icons = {"ok": "check", "back": "corner-up-left", "now": "pencil", "sent": "send", "late": "clock-alert"}
        return icons.get(self.state, "lock" if self.state == "lock" else "minus")


@dataclass(frozen=True)
class Task:
    """One thing that waits for me (components/tasks.html).

    title: an imperative sentence. action: word on the button; locked: words of a chip in its place.
    """

    title: str
    icon: str
    url: str = ""
    text: str = ""
    due: str = ""
    due_note: str = ""
    action: str = ""
    tone: str = ""
    overdue: bool = False
    primary: bool = False
    locked: str = ""


@dataclass(frozen=True)
class HistoryRow:
    """One audit entry (components/history.html). changes: (label, before, after) as words."""

    action: str
    at: datetime
    actor: str = ""
    reason: str = ""
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    tone: str = "ok"


@dataclass(frozen=True)
class FileRow:
    """A file of a list (components/files.html). kind: pdf, xls, doc, img, zip or bad."""

    name: str
    kind: str
    note: str = ""
    url: str = ""
    remove_url: str = ""

    @property
    def refused(self) -> bool:
        return self.kind == "bad"

    @property
    def kind_label(self) -> str:
        return {"pdf": "PDF", "xls": "Excel", "doc": "Word", "img": "Ảnh", "zip": "ZIP", "bad": "Lỗi"}.get(
            self.kind, "Tệp"
        )


@dataclass(frozen=True)
class JobRow:
    """A background job (components/job.html). step in words; percent 0–100; poll_url answers with the same partial."""

    id: int | str
    name: str
    step: str
    percent: int = 0
    running: bool = True
    failed: bool = False
    poll_url: str = ""
    cancel_url: str = ""
    result_url: str = ""
