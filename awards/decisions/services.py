"""Acts on papers: draft, sign, record the answer from above."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from awards.conferences.models import Conference
from awards.decisions.enums import PaperKind, PaperState
from awards.decisions.models import AwardRecord, Decision, DecisionLine
from awards.decisions.papers import paper_document
from awards.decisions.states import PAPER
from awards.nominations import services as nominations
from awards.nominations.enums import NominationState
from awards.nominations.models import AwardInYear, Nomination
from awards.years.models import EmulationPeriod
from thidua import clock
from thidua.documents import render_pdf
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.audit.services import record
from units.models import Unit, User

NUMBER_TAKEN = "Số này đã dùng trong năm."


@transaction.atomic
def draft_paper(
    *,
    by: User,
    kind: str,
    period: EmulationPeriod,
    issuer: Unit,
    series: str,
    subject_line: str,
    place: str,
    signer_post: str,
    signer_name: str,
    signer_rank: str = "",
    signer_authority: str = "",
    issuer_text: str = "",
    addressee: str = "",
    conference: Conference | None = None,
    lines: Iterable[Nomination] = (),
) -> Decision:
    """A new paper over lines that passed. Raises RuleViolation when a line does not belong on it."""
    require(by, "awards.draft_paper", period)
    if not issuer.is_under(period.unit) and not period.unit.is_under(issuer):
        raise RuleViolation("Cơ quan ban hành không thuộc đơn vị của năm thi đua này.", field="issuer")
    paper = Decision.objects.create(
        kind=kind,
        period=period,
        conference=conference,
        issuer=issuer,
        issuer_text=issuer_text,
        series=series.strip(),
        subject_line=subject_line,
        place=place,
        signer_post=signer_post,
        signer_name=signer_name,
        signer_rank=signer_rank,
        signer_authority=signer_authority,
        addressee=addressee,
        created_by=by,
        is_demo=period.is_demo,
    )
    record(by, "decision.draft", paper, after={"kind": kind, "subject_line": subject_line})
    _put_lines(paper, list(lines))
    return paper


def candidates(period: EmulationPeriod, kind: str) -> list[Nomination]:
    """Lines that passed and belong on a paper of this kind: decided here, or proposed upward; not yet on a live one."""
    upward = set(
        AwardInYear.objects.filter(nomination_list__period=period, proposed_upward=True).values_list("award", flat=True)
    )
    lines = (
        Nomination.objects.filter(nomination_list__period=period, state=NominationState.PASSED)
        .exclude(decision_lines__decision__state__in=[PaperState.DRAFT, PaperState.TO_SIGN, PaperState.SIGNED])
        .select_related("award", "proposer")
        .order_by("award__sort", "sort_key")
    )
    return [line for line in lines if (line.award_id in upward) == (kind == PaperKind.SUBMISSION)]


def _put_lines(paper: Decision, lines: list[Nomination]) -> None:
    fit = {line.pk for line in candidates(paper.period, paper.kind)}
    if strangers := [line for line in lines if line.pk not in fit]:
        raise RuleViolation(
            "Có đối tượng không đưa được vào văn bản này.",
            reasons=[
                f"{line.subject_name} ({line.award.short_name}): chưa qua bỏ phiếu, đã có văn bản khác, "
                "hoặc thuộc thẩm quyền khác."
                for line in strangers[:20]
            ],
        )
    DecisionLine.objects.bulk_create([DecisionLine(decision=paper, nomination=line) for line in lines])


@transaction.atomic
def edit_paper(paper: Decision, *, by: User, **fields: str) -> Decision:
    """Change the texts of a draft."""
    row = lock(paper)
    require(by, "awards.edit_paper", row)
    if row.state != PaperState.DRAFT:
        raise StateConflict(f"Không sửa được văn bản đang ở trạng thái “{row.get_state_display()}”.")
    before = {name: getattr(row, name) for name in fields}
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))
    record(by, "decision.edit", row, before=before, after=fields)
    return row


@transaction.atomic
def drop_line(line: DecisionLine, *, by: User) -> None:
    """Leave one line out of a draft; it can go onto another paper."""
    paper = lock(line.decision)
    require(by, "awards.edit_paper", paper)
    if paper.state != PaperState.DRAFT:
        raise StateConflict("Chỉ bỏ được đối tượng khi văn bản còn là dự thảo.")
    record(by, "decision.drop_line", paper, before={"line": line.nomination}, after={"line": None})
    DecisionLine.objects.filter(pk=line.pk, decision=paper).delete()


def to_sign(paper: Decision, *, by: User) -> Decision:
    return PAPER.make("to_sign", paper, by=by)


def take_back(paper: Decision, *, by: User) -> Decision:
    return PAPER.make("take_back", paper, by=by)


def cancel(paper: Decision, *, by: User, reason: str) -> Decision:
    return PAPER.make("cancel", paper, by=by, reason=reason)


def next_number(issuer: Unit, series: str, year: int) -> int:
    """The number after the highest used by this issuer in this series and year."""
    last = (
        Decision.objects.filter(issuer=issuer, series=series, number_year=year)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    return (last or 0) + 1


def sign(paper: Decision, *, by: User, number: int, decided_on: date) -> Decision:
    """Sign and issue: number and day are given, the PDF is frozen with its hash, the award history follows.

    Our decision makes award records; a submission marks its lines as proposed upward. One transaction.
    """
    require(by, "awards.sign_paper", paper)
    if number < 1:
        raise RuleViolation("Số văn bản bắt đầu từ 1.", field="number")
    if decided_on > clock.today():
        raise RuleViolation("Ngày ký không thể ở tương lai.", field="decided_on")
    if paper.conference and decided_on < paper.conference.held_on:
        raise RuleViolation("Ngày ký không thể trước ngày hội nghị bỏ phiếu.", field="decided_on")
    taken = Decision.objects.filter(
        issuer=paper.issuer, series=paper.series, number_year=decided_on.year, number=number
    ).exclude(pk=paper.pk)
    if taken.exists():
        raise RuleViolation(NUMBER_TAKEN, field="number")
    try:
        with transaction.atomic():
            return _sign(paper, by, number, decided_on)
    except IntegrityError as error:  # somebody signed with this number between the look and the write
        if "decision.number" in str(error) or "one_number" in str(error):
            raise RuleViolation(NUMBER_TAKEN, field="number") from error
        raise RuleViolation("Có đối tượng đã được ghi nhận danh hiệu này trong năm.") from error


def _sign(paper: Decision, by: User, number: int, decided_on: date) -> Decision:
    row = lock(paper)
    if row.state == PaperState.TO_SIGN and row.kind == PaperKind.DECISION:
        _number_golden_book(row)
    content = render_pdf(paper_document(row, number=number, decided_on=decided_on))
    digest = hashlib.sha256(content).hexdigest()
    signed = PAPER.make(
        "sign",
        paper,
        by=by,
        facts={"sha256": digest},
        number=number,
        number_year=decided_on.year,
        decided_on=decided_on,
        signed_by=by,
        signed_at=clock.now(),
        sha256=digest,
    )
    # The name carries the hash: a file left behind by a failed transaction can never pass for another paper.
    signed.pdf.save(f"{signed.kind}-{number}-{digest[:12]}.pdf", ContentFile(content), save=False)
    signed.save(update_fields=["pdf"])
    lines = list(signed.lines.select_related("nomination__award", "nomination__person", "nomination__unit"))
    for line in lines:
        if signed.kind == PaperKind.DECISION:
            nominations.mark_decided(line.nomination, by=by)
        else:
            nominations.mark_proposed_up(line.nomination, by=by)
    if signed.kind == PaperKind.DECISION:
        _write_history(signed, lines)
    paper.refresh_from_db()
    return signed


def _number_golden_book(paper: Decision) -> None:
    """Số sổ vàng: the running number of the recipient in the decision (NĐ 98/2023 Đ104)."""
    lines = list(
        paper.lines.select_related("nomination").order_by("nomination__award__sort", "nomination__sort_key", "pk")
    )
    for position, line in enumerate(lines, 1):
        line.golden_book_no = position
    DecisionLine.objects.bulk_update(lines, ["golden_book_no"], batch_size=500)


def _write_history(paper: Decision, lines: list[DecisionLine]) -> None:
    text = f"Quyết định số {paper.code}"
    AwardRecord.objects.bulk_create(
        [
            AwardRecord(
                award=line.nomination.award,
                person=line.nomination.person,
                unit=line.nomination.unit,
                year=paper.period.year,
                decision_text=text,
                decided_on=paper.decided_on,
                line=line,
                is_demo=paper.is_demo,
            )
            for line in lines
        ],
        batch_size=500,
    )


@transaction.atomic
def record_answer(
    submission: Decision,
    *,
    by: User,
    issuer: Unit,
    series: str,
    number: int,
    decided_on: date,
    signer_post: str,
    signer_name: str,
    granted: Mapping[int, bool],
    reasons: Mapping[int, str] | None = None,
) -> Decision:
    """The superior's decision on our submission, line by line (nomination id -> granted or not)."""
    ours = lock(submission)
    require(by, "awards.record_answer", ours)
    if ours.kind != PaperKind.SUBMISSION or ours.state != PaperState.SIGNED:
        raise StateConflict("Chỉ ghi kết quả cho tờ trình đã ban hành.")
    if decided_on < ours.decided_on:
        raise RuleViolation("Ngày quyết định không thể trước ngày tờ trình.", field="decided_on")
    if decided_on > clock.today():
        raise RuleViolation("Ngày quyết định không thể ở tương lai.", field="decided_on")
    waiting = {
        line.nomination_id: line.nomination
        for line in ours.lines.select_related("nomination__award", "nomination__person", "nomination__unit")
        if line.nomination.state == NominationState.PROPOSED_UP
    }
    if not granted or set(granted) - set(waiting):
        raise RuleViolation("Chọn kết quả cho các đối tượng đang chờ cấp trên trả lời.", field="granted")
    if Decision.objects.filter(issuer=issuer, series=series, number_year=decided_on.year, number=number).exists():
        raise RuleViolation(NUMBER_TAKEN, field="number")
    answer = Decision.objects.create(
        kind=PaperKind.ANSWER,
        period=ours.period,
        conference=ours.conference,
        issuer=issuer,
        series=series,
        number=number,
        number_year=decided_on.year,
        subject_line=f"Trả lời tờ trình số {ours.code}",
        decided_on=decided_on,
        place=issuer.place,
        signer_post=signer_post,
        signer_name=signer_name,
        answers=ours,
        state=PaperState.SIGNED,
        created_by=by,
        is_demo=ours.is_demo,
    )
    lines = []
    for nomination_id, yes in granted.items():
        nomination = waiting[nomination_id]
        reason = (reasons or {}).get(nomination_id, "")
        lines.append(DecisionLine(decision=answer, nomination=nomination, is_granted=yes, reason=reason))
        if yes:
            nominations.mark_decided(nomination, by=by)
        else:
            nominations.mark_refused_above(nomination, by=by, reason=reason or "Cấp trên không tặng")
    DecisionLine.objects.bulk_create(lines)
    _write_history(answer, [line for line in lines if line.is_granted])
    record(by, "decision.answer", answer, after={"number": answer.code, "granted": sum(granted.values())})
    return answer
