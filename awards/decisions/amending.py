"""Acts on signed papers: each a new paper, which the old one shows. Nothing signed ever changes.

A correction puts words right. A revocation takes awards back. A replacement is a decision that takes the place of one:
who stands on it goes on, who does not loses the award. What follows for the history, for the lines and for the money
happens with the signature, in its transaction.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from awards.decisions import amend_papers  # noqa: F401  what the papers say is known wherever they are signed
from awards.decisions.amend_queries import standing_lines
from awards.decisions.amendments import AmendPoint
from awards.decisions.enums import PaperKind
from awards.decisions.models import AwardRecord, AwardWithdrawal, Decision, DecisionLine
from awards.decisions.papers import quoted
from awards.decisions.states import PAPER
from awards.nominations import services as nominations
from awards.nominations.enums import NominationState
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record, record_many
from units.models import User

AGAIN = (
    "series", "place", "issuer_text", "signer_authority", "signer_post", "signer_rank", "signer_name", "recipients",
)  # fmt: skip
MOST = 20

# What later parts of the chapter do when awards fall: function(paper, lines of the old paper, user).
on_fall: list[Callable[[Decision, Sequence[DecisionLine], User], None]] = []


@dataclass(frozen=True)
class Words:
    """One thing a correction puts right. line: of the old paper, nothing = the paper as a whole."""

    part: str
    right: str
    wrong: str = ""
    line: DecisionLine | None = None


@transaction.atomic
def draft_correction(
    old: Decision, *, by: User, words: Iterable[Words], reason: str, subject_line: str = ""
) -> Decision:
    """A decision that puts words of a signed decision or submission right."""
    kinds = (PaperKind.DECISION, PaperKind.SUBMISSION, PaperKind.REVOCATION)
    paper = _draft(old, by, PaperKind.CORRECTION, reason, subject_line or f"Về việc đính chính {quoted(old)}", kinds)
    points = [
        AmendPoint(
            paper=paper, line=one.line, part=one.part, wrong=clean(one.wrong)[:300], right=clean(one.right)[:300]
        )
        for one in words
    ]
    if not points:
        raise RuleViolation("Ghi ít nhất một chỗ đính chính.", field="words")
    if any(one.line is not None and one.line.decision_id != old.pk for one in points):
        raise RuleViolation("Có đối tượng không thuộc quyết định này.", field="words")
    if [one for one in points if not one.right or one.right == one.wrong]:
        raise RuleViolation("Ghi nội dung sửa, khác nội dung đã ghi.", field="words")
    try:
        with transaction.atomic():
            AmendPoint.objects.bulk_create(points)
    except IntegrityError as error:
        raise RuleViolation("Một phần của một đối tượng chỉ đính chính một lần.", field="words") from error
    return _drafted(paper, by, len(points))


@transaction.atomic
def draft_revocation(
    old: Decision, *, by: User, lines: Iterable[DecisionLine], reason: str, subject_line: str = ""
) -> Decision:
    """A decision that takes back what a signed decision of ours gave, all of it or single lines."""
    subject = subject_line or f"Về việc thu hồi danh hiệu, hình thức khen thưởng tặng tại {quoted(old)}"
    paper = _draft(old, by, PaperKind.REVOCATION, reason, subject, (PaperKind.DECISION,))
    chosen = _standing(old, lines)
    AmendPoint.objects.bulk_create([AmendPoint(paper=paper, line=line) for line in chosen])
    return _drafted(paper, by, len(chosen))


@transaction.atomic
def draft_replacement(
    old: Decision, *, by: User, keep: Iterable[DecisionLine], reason: str, subject_line: str = ""
) -> Decision:
    """A decision in the place of a signed one. keep: lines that go on; the others fall with its signature."""
    paper = _draft(old, by, PaperKind.DECISION, reason, subject_line or old.subject_line, (PaperKind.DECISION,))
    standing, kept = _standing(old, standing_lines(old)), list(keep)
    if {one.pk for one in kept} - {one.pk for one in standing}:
        raise StateConflict("Có đối tượng đã thu hồi hoặc thay thế. Tải lại trang.")
    AmendPoint.objects.bulk_create([AmendPoint(paper=paper, line=line) for line in standing])
    DecisionLine.objects.bulk_create([DecisionLine(decision=paper, nomination=line.nomination) for line in kept])
    return _drafted(paper, by, len(standing))


def _draft(old: Decision, by: User, kind: str, reason: str, subject_line: str, kinds: tuple[str, ...]) -> Decision:
    row = lock(old)  # two drafts at once would both find the same awards standing
    require(by, "awards.draft_paper", row.period)
    if not row.is_signed or row.kind not in kinds:
        raise StateConflict("Chỉ sửa văn bản của đơn vị đã ban hành.")
    why = clean(reason)
    if not why:
        raise RuleViolation("Ghi lý do.", field="reason")
    return Decision.objects.create(
        kind=kind, period=row.period, conference=row.conference if kind == PaperKind.DECISION else None,
        issuer=row.issuer, amends=row, amend_reason=why[:500], subject_line=clean(subject_line)[:300], created_by=by,
        is_demo=row.is_demo, **{name: getattr(row, name) for name in AGAIN},
    )  # fmt: skip


def _drafted(paper: Decision, by: User, size: int) -> Decision:
    record(
        by, "decision.draft_amendment", paper, reason=paper.amend_reason, lines=size,
        after={"kind": paper.kind, "amends": paper.amends.code, "subject_line": paper.subject_line},
    )  # fmt: skip
    return paper


def _standing(old: Decision, lines: Iterable[DecisionLine]) -> list[DecisionLine]:
    free = {one.pk: one for one in standing_lines(old)}
    chosen = list(lines)
    if not chosen:
        raise RuleViolation("Chọn ít nhất một đối tượng.", field="lines")
    if gone := [one.nomination.subject_name for one in chosen if one.pk not in free]:
        raise StateConflict("Có đối tượng đã thu hồi, thay thế hoặc đang ở dự thảo khác.", reasons=gone[:MOST])
    return [free[one.pk] for one in chosen]


# With the signature ---------------------------------------------------------------------------------------------------


def carry_out(paper: Decision, *, by: User) -> None:
    """Awards named by a signed revocation or replacement count no longer. In the transaction of the signature."""
    if paper.amends_id is None or paper.kind == PaperKind.CORRECTION:
        return
    points = paper.points.select_related("line__nomination__award", "line__given_award", "line__decision")
    lines = [point.line for point in points]
    records = AwardRecord.objects.standing().filter(line__in=lines).select_related("award", "person", "unit")
    found = list(records.order_by("pk"))
    if len(found) != len(lines):
        raise StateConflict("Có đối tượng vừa được thu hồi, thay thế. Xem lại dự thảo.")
    AwardWithdrawal.objects.bulk_create(
        [AwardWithdrawal(record=one, paper=paper, reason=paper.amend_reason[:300], by=by) for one in found],
        batch_size=500,
    )
    record_many(
        by, "decision.revoke_award",
        [
            (one.person or one.unit, {"before": {"award": str(one)}, "after": {"award": ""}, "reason": paper.code})
            for one in found
        ],
    )  # fmt: skip
    going_on = set(paper.lines.values_list("nomination", flat=True))
    fallen = [line for line in lines if line.nomination_id not in going_on]
    for line in fallen:
        if line.nomination.state == NominationState.DECIDED:
            why = f"{paper.get_kind_display()} {paper.code}: {paper.amend_reason}"
            nominations.mark_revoked(line.nomination, by=by, reason=why)
    for follow in on_fall:
        follow(paper, lines, by)


@transaction.atomic
def revoke_above(
    answer: Decision, *, by: User, lines: Iterable[DecisionLine], reason: str, series: str, number: int,
    decided_on: date, signer_post: str, signer_name: str,
) -> Decision:  # fmt: skip
    """A superior has taken back what it gave: its decision is written down, the awards count no longer."""
    row = lock(answer)
    require(by, "awards.record_answer", row)
    if row.kind != PaperKind.ANSWER or not row.is_signed:
        raise StateConflict("Chỉ ghi thu hồi cho quyết định của cấp trên.")
    why = clean(reason)
    if not why:
        raise RuleViolation("Ghi lý do.", field="reason")
    if decided_on < row.decided_on:
        raise RuleViolation(f"Ngày thu hồi không thể trước ngày {row.decided_on:%d/%m/%Y}.", field="decided_on")
    chosen = _standing(row, lines)
    paper = Decision.objects.create(
        kind=PaperKind.ANSWER, period=row.period, issuer=row.issuer, amends=row, amend_reason=why[:500],
        subject_line=f"Thu hồi khen thưởng tặng tại {quoted(row)}"[:300], place=row.place, series=clean(series),
        signer_post=clean(signer_post), signer_name=clean(signer_name), created_by=by, is_demo=row.is_demo,
    )  # fmt: skip
    AmendPoint.objects.bulk_create([AmendPoint(paper=paper, line=line) for line in chosen])
    try:
        with transaction.atomic():
            PAPER.make(
                "answer", paper, by=by, number=number, number_year=decided_on.year, decided_on=decided_on,
                facts={"revoked": len(chosen)},
            )  # fmt: skip
    except IntegrityError as error:
        raise RuleViolation(
            f"Số {number}/{paper.series} đã dùng trong năm {decided_on.year}.", field="number"
        ) from error
    carry_out(paper, by=by)
    return paper
