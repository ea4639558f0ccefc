"""What a rehearsal of a secret ballot left behind: its report, and nothing else."""

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from django.db import models

from awards.conferences.models import Conference
from thidua import clock
from thidua.enums import Chips
from units.models import Unit, User


class Verdict(Chips):
    READY = "ready", "ok", "circle-check", "Sẵn sàng"
    LOOK = "look", "warn", "triangle-alert", "Cần xem lại"
    NOT_READY = "not_ready", "bad", "circle-alert", "Chưa sẵn sàng"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. tone: ok, warn or bad; note where nobody but people can see it."""

    title: str
    words: str
    tone: str = "ok"
    part: str = "before"  # before: looked at; played: acted out

    def as_document(self) -> dict[str, str]:
        return asdict(self)

    @property
    def icon_name(self) -> str:
        return {"ok": "circle-check", "warn": "triangle-alert", "bad": "circle-alert", "note": "info"}[self.tone]

    @property
    def icon_classes(self) -> str:
        return f"sm {self.tone}"


def verdict_of(findings: list[Finding]) -> Verdict:
    tones = {finding.tone for finding in findings}
    if "bad" in tones:
        return Verdict.NOT_READY
    return Verdict.LOOK if "warn" in tones else Verdict.READY


class Rehearsal(models.Model):
    """One rehearsal of a conference. report: findings as they were, and what was acted out."""

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="rehearsals")
    by = models.ForeignKey(User, models.PROTECT, verbose_name="người diễn tập", related_name="+")
    at = models.DateTimeField("lúc", default=clock.now, editable=False)
    state = models.CharField("kết luận", max_length=10, choices=Verdict)
    report = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=Verdict.values),
                name="rehearsal_verdict_known",
                violation_error_message="Kết luận của buổi diễn tập không hợp lệ.",
            )
        ]

    def __str__(self) -> str:
        return f"Diễn tập bỏ phiếu: {self.conference}"

    @property
    def tone(self) -> str:
        return Verdict(self.state).tone

    @property
    def advice(self) -> str:
        return {
            Verdict.READY: "Bỏ phiếu được. Mọi thứ của buổi diễn tập đã tự xóa.",
            Verdict.LOOK: "Bỏ phiếu được sau khi xem các dòng có dấu cảnh báo. Mọi thứ của buổi diễn tập đã tự xóa.",
            Verdict.NOT_READY: "Chưa nên bỏ phiếu: sửa các dòng có dấu đỏ rồi diễn tập lại.",
        }[Verdict(self.state)]

    @property
    def unit(self) -> Unit:
        return self.conference.unit

    @cached_property
    def findings(self) -> list[Finding]:
        return [Finding(**row) for row in self.report.get("findings", [])]

    @property
    def looked_at(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.part == "before"]

    @property
    def played(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.part == "played"]

    @property
    def titles(self) -> list[dict[str, Any]]:
        """What was voted on: {"title", "lines", "passed"}."""
        return self.report.get("titles", [])
