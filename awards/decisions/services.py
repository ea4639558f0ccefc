"""Acts on papers: draft, sign, record the answer from above."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from awards.catalogue.enums import SubjectKind
from awards.catalogue.models import Award
from awards.conferences.models import Conference
from awards.decisions.amending import carry_out
from awards.decisions.enums import PaperKind, PaperState
from awards.decisions.models import AwardRecord, Decision, DecisionLine
from awards.decisions.numbering import refuse_marked, take_kept
from awards.decisions.papers import lines_in_order, paper_document
from awards.decisions.queries import candidates, superiors
from awards.decisions.register import next_number
from awards.decisions.signers import why_not_on
from awards.decisions.states import ABOUT_OTHERS, PAPER
from awards.nominations import services as nominations
from awards.nominations.enums import NominationState
from awards.nominations.models import Nomination
from awards.years.models import EmulationPeriod
from thidua import clock
from thidua.documents import Document, render_pdf
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record, seal_before_signing
from units.models import Unit, User

# What of a draft may be written anew; kind, year and issuer stay.
TEXTS = (
    "series",
    "subject_line",
    "legal_bases",
    "place",
    "signer_authority",
    "signer_post",
    "signer_rank",
    "signer_name",
    "addressee",
    "issuer_text",
    "recipients",
)
MULTILINE = ("legal_bases", "recipients", "issuer_text")

# Drafts ---------------------------------------------------------------------------------------------------------------


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
    legal_bases: str = "",
    recipients: str = "",
    conference: Conference | None = None,
    lines: Iterable[Nomination] = (),
) -> Decision:
    """A new decision or submission over lines that passed.

    legal_bases, recipients: one a line; empty = as usual. Raises RuleViolation naming every line that does not belong.
    """
    require(by, "awards.draft_paper", period)
    year = lock(period)  # two drafts at once would both find the same lines free
    if year.is_closed:
        raise StateConflict(f"Năm thi đua {year.year} đã khóa, không lập văn bản mới.")
    if kind not in (PaperKind.DECISION, PaperKind.SUBMISSION):
        raise RuleViolation("Chọn lập quyết định hay tờ trình.", field="kind")
    if not issuer.is_under(year.unit) and not year.unit.is_under(issuer):
        raise RuleViolation("Cơ quan ban hành không thuộc đơn vị của năm thi đua này.", field="issuer")
    if conference is not None and conference.period_id != year.pk:
        raise RuleViolation("Hội nghị không thuộc năm thi đua này.", field="conference")
    texts = _tidy(
        kind,
        {
            "series": series,
            "subject_line": subject_line,
            "legal_bases": legal_bases,
            "place": place,
            "signer_authority": signer_authority,
            "signer_post": signer_post,
            "signer_rank": signer_rank,
            "signer_name": signer_name,
            "addressee": addressee,
            "issuer_text": issuer_text,
            "recipients": recipients,
        },
    )
    paper = Decision.objects.create(
        kind=kind, period=period, conference=conference, issuer=issuer, created_by=by, is_demo=period.is_demo, **texts
    )
    chosen = list(lines)
    _put_lines(paper, chosen)
    record(by, "decision.draft", paper, after={"kind": kind, **texts}, lines=len(chosen))
    return paper


def _tidy(kind: str, texts: dict[str, str]) -> dict[str, str]:
    """Texts as they are kept; refused with the field that is empty but must not be."""
    tidy = {
        name: "\n".join(filter(None, map(clean, text.splitlines()))) if name in MULTILINE else clean(text)
        for name, text in texts.items()
    }
    needed = {
        "series": "Ghi ký hiệu, ví dụ QĐ-BCH.",
        "subject_line": "Ghi trích yếu.",
        "place": "Ghi nơi ký.",
        "signer_post": "Ghi chức vụ người ký.",
        "signer_name": "Ghi họ và tên người ký.",
    }
    if kind == PaperKind.SUBMISSION:
        needed["addressee"] = "Ghi nơi nhận tờ trình (Kính gửi)."
    for name, sentence in needed.items():
        if not tidy.get(name, "x"):
            raise RuleViolation(sentence, field=name)
    return tidy


def _put_lines(paper: Decision, lines: list[Nomination]) -> None:
    if lines and paper.kind in ABOUT_OTHERS:
        raise RuleViolation("Văn bản đính chính, thu hồi không thêm đối tượng mới.", field="lines")
    fit = {line.pk for line in candidates(paper.period, paper.kind)}
    if strangers := [line for line in lines if line.pk not in fit]:
        raise RuleViolation(
            "Có đối tượng không đưa được vào văn bản này.",
            reasons=[
                f"{line.subject_name} ({line.award.short_name}): chưa qua bỏ phiếu, đã có văn bản khác, "
                "hoặc thuộc thẩm quyền khác."
                for line in strangers[:20]
            ],
            field="lines",
        )
    DecisionLine.objects.bulk_create([DecisionLine(decision=paper, nomination=line) for line in lines])


@transaction.atomic
def edit_paper(paper: Decision, *, by: User, **texts: str) -> Decision:
    """Change texts of a draft. texts: any of TEXTS."""
    if unknown := set(texts) - set(TEXTS):
        raise TypeError(f"not texts of a paper: {sorted(unknown)}")
    row = _draft(paper, by)
    tidy = _tidy(row.kind, texts)
    before = {name: getattr(row, name) for name in tidy}
    for name, value in tidy.items():
        setattr(row, name, value)
    row.save(update_fields=list(tidy))
    record(by, "decision.edit", row, before=before, after=tidy)
    return row


@transaction.atomic
def add_lines(paper: Decision, *, by: User, lines: Iterable[Nomination]) -> Decision:
    """Put further lines that passed onto a draft."""
    lock(paper.period)
    row = _draft(paper, by)
    chosen = list(lines)
    _put_lines(row, chosen)
    record(by, "decision.add_lines", row, after={"lines": [str(line) for line in chosen]})
    return row


@transaction.atomic
def drop_line(line: DecisionLine, *, by: User) -> None:
    """Leave one line out of a draft; it can go onto another paper."""
    row = _draft(line.decision, by)
    record(by, "decision.drop_line", row, before={"line": str(line.nomination)}, after={"line": None})
    DecisionLine.objects.filter(pk=line.pk, decision=row).delete()


def _draft(paper: Decision, by: User) -> Decision:
    """The locked row, when it is a draft that `by` may write."""
    row = lock(paper)
    require(by, "awards.edit_paper", row)
    if not row.is_draft:
        raise StateConflict(f"Không sửa được văn bản đang ở trạng thái “{row.get_state_display()}”.")
    return row


def to_sign(paper: Decision, *, by: User) -> Decision:
    """Draft → waits for the signer, once nothing is missing."""
    return PAPER.make("to_sign", paper, by=by)


def take_back(paper: Decision, *, by: User) -> Decision:
    """Back to a draft, as long as nobody has signed."""
    return PAPER.make("take_back", paper, by=by)


def cancel(paper: Decision, *, by: User, reason: str) -> Decision:
    """Put a draft aside for good; its lines are free for another paper."""
    return PAPER.make("cancel", paper, by=by, reason=reason)


# Signing --------------------------------------------------------------------------------------------------------------


def check_sign(paper: Decision, *, by: User, number: int, decided_on: date) -> None:
    """Every refusal that can be told before the paper is laid out; asked again while it is signed."""
    require(by, "awards.sign_paper", paper)
    if not paper.waits_for_hand:
        raise StateConflict(f"Chưa thể ký, ban hành: hiện đang ở trạng thái “{paper.get_state_display()}”.")
    _check_number_and_day(paper, number, decided_on)
    refuse_marked(paper, number, decided_on.year)
    if why := why_not_on(paper, by, decided_on):
        raise RuleViolation(why, field="decided_on")
    if reasons := list(PAPER["sign"].obstacles(paper)):
        raise RuleViolation("Chưa thể ký, ban hành.", reasons=reasons)


def _check_number_and_day(paper: Decision, number: int, decided_on: date) -> None:
    if number < 1:
        raise RuleViolation("Số văn bản bắt đầu từ 1.", field="number")
    if number > 99_999:
        raise RuleViolation("Số văn bản có nhiều nhất 5 chữ số.", field="number")
    if decided_on > clock.today():
        raise RuleViolation("Ngày ký không thể ở tương lai.", field="decided_on")
    if paper.amends_id and decided_on < paper.amends.decided_on:
        first = f"{paper.amends.decided_on:%d/%m/%Y}"
        raise RuleViolation(f"Ngày ký không thể trước ngày của văn bản được sửa ({first}).", field="decided_on")
    if paper.conference and decided_on < paper.conference.held_on:
        held = f"{paper.conference.held_on:%d/%m/%Y}"
        raise RuleViolation(f"Ngày ký không thể trước ngày hội nghị bỏ phiếu ({held}).", field="decided_on")
    if Decision.objects.filter(
        issuer=paper.issuer_id, series=paper.series, number_year=decided_on.year, number=number
    ).exists():
        raise _number_taken(paper, number, decided_on)


def _number_taken(paper: Decision, number: int, decided_on: date) -> RuleViolation:
    words = f"Số {number:02d}/{paper.series} đã dùng trong năm {decided_on.year}."
    if paper.kind != PaperKind.ANSWER:
        words += f" Số chưa dùng tiếp theo là {next_number(paper.issuer, paper.series, decided_on.year):02d}."
    return RuleViolation(words, field="number")


def sign(paper: Decision, *, by: User, number: int, decided_on: date) -> Decision:
    """Sign and issue: number and day are given, the PDF is frozen with its hash, the award history follows.

    Our decision makes award records; a submission marks its lines as proposed upward. The PDF is laid out before the
    transaction, so that nobody waits for it, and thrown away when the paper has changed meanwhile or the number has
    gone to another paper. Raises RuleViolation (field `number` or `decided_on`), StateConflict or Forbidden.
    """
    row = Decision.objects.select_related("period__unit", "issuer__kind", "conference", "amends").get(pk=paper.pk)
    check_sign(row, by=by, number=number, decided_on=decided_on)
    seal_before_signing()
    document = paper_document(row, number=number, decided_on=decided_on)
    content = render_pdf(document)
    storage = Decision._meta.get_field("pdf").storage
    digest = hashlib.sha256(content).hexdigest()
    # The name carries the hash: a file left behind by a crash can never pass for another paper.
    name = storage.save(f"decisions/{decided_on.year}/{row.kind}-{number}-{digest[:12]}.pdf", ContentFile(content))
    try:
        with transaction.atomic():
            _issue(row, document, by, number, decided_on, name, digest)
    except BaseException as error:
        storage.delete(name)
        if not isinstance(error, IntegrityError):
            raise
        # Somebody signed between the look and the write: with this number, or for one of these people.
        if "one_number" in str(error) or "decision.number" in str(error):
            raise _number_taken(row, number, decided_on) from error
        raise RuleViolation("Có đối tượng vừa được ghi nhận danh hiệu này trong năm theo văn bản khác.") from error
    paper.refresh_from_db()
    return paper


def _issue(
    paper: Decision, document: Document, by: User, number: int, decided_on: date, name: str, digest: str
) -> None:
    lock(paper.issuer)  # first of all: numbers of one issuer are given one after the other
    row = lock(paper)
    lines = lines_in_order(row)
    take_kept(row, number, decided_on, by)
    if row.waits_for_hand and paper_document(row, number=number, decided_on=decided_on) != document:
        raise StateConflict("Văn bản vừa được sửa. Xem lại bản in rồi ký.")
    if row.waits_for_hand and row.kind == PaperKind.DECISION:
        # Số sổ vàng: the running number of the recipient in the decision (NĐ 98/2023 Đ104).
        for position, line in enumerate(lines, 1):
            line.golden_book_no = position
        DecisionLine.objects.bulk_update(lines, ["golden_book_no"], batch_size=500)
    Decision.objects.filter(pk=row.pk).exclude(state=PaperState.SIGNED).update(pdf=name)
    PAPER.make(
        "sign",
        row,
        by=by,
        number=number,
        number_year=decided_on.year,
        decided_on=decided_on,
        signed_by=by,
        signed_at=clock.now(),
        sha256=digest,
    )
    carry_out(row, by=by)
    for line in lines:
        if line.nomination.state == NominationState.DECIDED:
            continue  # carried on by a replacement
        if row.kind == PaperKind.DECISION:
            nominations.mark_decided(line.nomination, by=by)
        else:
            nominations.mark_proposed_up(line.nomination, by=by)
    if row.kind == PaperKind.DECISION:
        _write_history(row, lines)


def _write_history(paper: Decision, lines: Iterable[DecisionLine]) -> None:
    text = f"Quyết định số {paper.code} của {paper.issuer.short_name_on(paper.decided_on)}"
    AwardRecord.objects.give(
        [
            AwardRecord(
                award=line.award,
                person=line.nomination.person,
                unit=line.nomination.unit,
                year=paper.period.year,
                decision_text=text[:200],
                decided_on=paper.decided_on,
                line=line,
                is_demo=paper.is_demo,
            )
            for line in lines
        ]
    )


# The answer from above ------------------------------------------------------------------------------------------------


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
    given: Mapping[int, Award] | None = None,
) -> Decision:
    """The superior's decision on our submission, line by line (nomination id -> granted or not).

    reasons: nomination id -> why it was refused; needed for every line that was not granted. given: nomination id ->
    the title that was given instead of the proposed one. Lines left out still wait.
    """
    ours = lock(submission)
    require(by, "awards.record_answer", ours)
    if ours.kind != PaperKind.SUBMISSION or not ours.is_signed:
        raise StateConflict("Chỉ ghi kết quả cho tờ trình đã ban hành.")
    texts = {"series": clean(series), "signer_post": clean(signer_post), "signer_name": clean(signer_name)}
    said = {key: clean(text) for key, text in (reasons or {}).items()}
    waiting = {
        line.nomination_id: line.nomination
        for line in ours.lines.select_related("nomination__award", "nomination__person", "nomination__unit")
        if line.nomination.state == NominationState.PROPOSED_UP
    }
    _check_answer(ours, issuer, texts, number, decided_on)
    if not granted or set(granted) - set(waiting):
        raise RuleViolation("Chọn kết quả cho các đối tượng đang chờ cấp trên trả lời.", field="granted")
    if silent := [waiting[key].subject_name for key, yes in granted.items() if not yes and not said.get(key)]:
        raise RuleViolation(f"Ghi lý do không tặng: {', '.join(silent)}.", field="granted")
    answer = Decision.objects.create(
        kind=PaperKind.ANSWER,
        period=ours.period,
        conference=ours.conference,
        issuer=issuer,
        subject_line=f"Trả lời tờ trình số {ours.code}",
        place=issuer.place,
        answers=ours,
        created_by=by,
        is_demo=ours.is_demo,
        **texts,
    )
    instead = _other_titles(waiting, granted, given or {})
    lines = [
        DecisionLine(
            decision=answer,
            nomination=waiting[key],
            is_granted=yes,
            given_award=instead.get(key),
            reason="" if yes else said[key][:200],
        )
        for key, yes in granted.items()
    ]
    DecisionLine.objects.bulk_create(lines)
    try:
        with transaction.atomic():
            PAPER.make(
                "answer",
                answer,
                by=by,
                facts={
                    "granted": sum(granted.values()) - len(instead),
                    "refused": len(lines) - sum(granted.values()),
                    **({"other_title": len(instead)} if instead else {}),
                },
                number=number,
                number_year=decided_on.year,
                decided_on=decided_on,
            )
            _write_history(answer, [line for line in lines if line.is_granted])
    except IntegrityError as error:
        if "one_number" in str(error) or "decision.number" in str(error):
            raise _number_taken(answer, number, decided_on) from error
        raise RuleViolation("Có đối tượng đã được ghi nhận danh hiệu này trong năm.", field="granted") from error
    for line in lines:
        if line.given_award_id:
            told = f"Cấp trên tặng danh hiệu khác: {line.given_award}"
            nominations.mark_refused_above(line.nomination, by=by, reason=told)
        elif line.is_granted:
            nominations.mark_decided(line.nomination, by=by)
        else:
            nominations.mark_refused_above(line.nomination, by=by, reason=line.reason)
    return answer


def _other_titles(
    waiting: Mapping[int, Nomination], granted: Mapping[int, bool], given: Mapping[int, Award]
) -> dict[int, Award]:
    """Titles given instead of the proposed ones; refused when one is not for such a subject."""
    found = {}
    for key, award in given.items():
        line = waiting.get(key)
        if line is None or not granted.get(key) or award.pk == line.award_id:
            continue
        kind = SubjectKind.COLLECTIVE if line.unit_id else SubjectKind.INDIVIDUAL
        if award.subject not in (kind, SubjectKind.BOTH):
            raise RuleViolation(f"{award} không tặng {kind.label.lower()} ({line.subject_name}).", field="granted")
        found[key] = award
    return found


def _check_answer(ours: Decision, issuer: Unit, texts: dict[str, str], number: int, decided_on: date) -> None:
    if issuer not in superiors(ours.issuer, decided_on):
        raise RuleViolation("Cơ quan trả lời phải là cấp trên của đơn vị trình.", field="issuer")
    for name, sentence in (
        ("series", "Ghi ký hiệu quyết định, ví dụ QĐ-BTL."),
        ("signer_post", "Ghi chức vụ người ký."),
        ("signer_name", "Ghi họ và tên người ký."),
    ):
        if not texts[name]:
            raise RuleViolation(sentence, field=name)
    if decided_on < ours.decided_on:
        raise RuleViolation(
            f"Ngày quyết định không thể trước ngày tờ trình ({ours.decided_on:%d/%m/%Y}).", field="decided_on"
        )
    _check_number_and_day(Decision(kind=PaperKind.ANSWER, issuer=issuer, series=texts["series"]), number, decided_on)
