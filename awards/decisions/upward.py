"""Acts on submissions that went up: what happened on the way to the answer is written down."""

from datetime import date

from django.db import transaction

from awards.decisions.enums import PaperKind, UpwardKind
from awards.decisions.models import Decision, DecisionLine
from awards.decisions.upward_models import UpwardStep
from awards.nominations.enums import NominationState
from thidua import clock
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.models import User

NEEDS_WORDS = (UpwardKind.MORE_ASKED, UpwardKind.NOTE)


@transaction.atomic
def follow(
    submission: Decision, *, by: User, kind: str, on: date, note: str = "", remind_on: date | None = None,
    line: DecisionLine | None = None,
) -> UpwardStep:  # fmt: skip
    """Write down what happened to a submission, or to one of its lines; remind_on: look again from that day."""
    paper = lock(submission)
    require(by, "awards.record_answer", paper)
    if paper.kind != PaperKind.SUBMISSION or not paper.is_signed:
        raise StateConflict("Chỉ theo dõi tờ trình đã ban hành.")
    if not paper.lines.filter(nomination__state=NominationState.PROPOSED_UP).exists():
        raise StateConflict("Mọi đối tượng của tờ trình này đã có kết quả.")
    if line is not None and line.decision_id != paper.pk:
        raise RuleViolation("Đối tượng không thuộc tờ trình này.", field="line")
    if on < paper.decided_on or on > clock.today():
        raise RuleViolation(f"Ngày từ {paper.decided_on:%d/%m/%Y} đến hôm nay.", field="on")
    if remind_on is not None and remind_on <= on:
        raise RuleViolation("Ngày nhắc lại phải sau ngày của việc này.", field="remind_on")
    words = clean(note)
    if kind in NEEDS_WORDS and not words:
        raise RuleViolation("Ghi nội dung.", field="note")
    same = {"kind": kind, "on": on, "note": words[:300], "line": line}
    if there := UpwardStep.objects.filter(submission=paper, **same).first():
        return there  # sent twice
    step = UpwardStep.objects.create(submission=paper, remind_on=remind_on, by=by, is_demo=paper.is_demo, **same)
    record(
        by, "decision.follow", paper, acted_on=on, reason=step.note,
        after={"step": step.get_kind_display(), "line": str(line.nomination) if line else ""},
    )  # fmt: skip
    return step
