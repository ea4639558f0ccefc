"""Acts on one line: taken back by its sender, sent on for the lower title, one field asked for and put right."""

from dataclasses import dataclass

from django.db import transaction

from awards.catalogue.models import Award
from awards.nominations import services
from awards.nominations.amendments import Correction, Downgrade
from awards.nominations.board import BoardRow, quota_board
from awards.nominations.enums import Eligibility, NominationState
from awards.nominations.facts import preview
from awards.nominations.models import AwardInYear, Nomination
from awards.nominations.rules import Judgement
from awards.nominations.states import LINE
from awards.nominations.station_enums import CorrectionState, Field
from awards.nominations.station_states import CORRECTION
from thidua import clock, providers, text
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.audit.services import record
from units.models import User

N = NominationState
CORRECTED_IN = (N.SENT, N.ON_HOLD, N.TO_COUNCIL)  # a draft and a returned line are the unit's to edit anyway
LONGEST = 4000


def recall(nomination: Nomination, *, by: User) -> Nomination:
    """The unit takes its line back to a draft while nobody has handled it."""
    with transaction.atomic():
        lock(nomination.nomination_list)
        return LINE.make("recall", nomination, by=by, outcome_reason="")


# The lower title ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lower:
    """A lower title a line could go on for: how its subject would be judged, where its quota stands.

    there: the line its subject has for it already.
    """

    row: BoardRow
    verdict: Eligibility
    judgements: list[Judgement]
    there: Nomination | None = None

    @property
    def award(self) -> Award:
        return self.row.award

    @property
    def fits(self) -> bool:
        return not self.why_not

    @property
    def why_not(self) -> str:
        if self.there is not None and self.there.state == N.REJECTED:
            return f"Đề nghị {self.award.short_name} của đối tượng này đã bị đề nghị loại."
        if self.there is None and self.verdict in (Eligibility.INELIGIBLE, Eligibility.HELD):
            return f"{self.verdict.label} để xét {self.award.short_name}."
        return ""

    @property
    def counted_after(self) -> int:
        """Lines against the quota once this one is among them."""
        return self.row.meter.counted + (0 if self.there else 1)


def lower_titles(line: Nomination) -> list[Lower]:
    """The titles right below that the list takes, each judged afresh."""
    listing = line.nomination_list
    own = AwardInYear.objects.filter(nomination_list=listing, award=line.award_id).first()
    codes = set(own.lower_titles) if own else set()
    found = []
    for row in quota_board(listing):
        if row.award.code in codes and row.award.subject in (line.award.subject, "both"):
            who = {"person": line.person} if line.person_id else {"unit": line.unit}
            verdict, judgements = preview(listing, row.award, **who)
            same = listing.lines.filter(award=row.award, **who).exclude(state=N.WITHDRAWN)
            found.append(Lower(row, verdict, judgements, same.first()))
    return found


@transaction.atomic
def downgrade(nomination: Nomination, award: Award, *, by: User, reason: str) -> Downgrade:
    """The line goes on for a lower title: a new line beside it, or the one its subject has there already.

    The line itself stays as it stood, withdrawn with the reason. Raises RuleViolation when the subject is not eligible
    there; the same again is the same act.
    """
    listing = lock(nomination.nomination_list)
    line = lock(nomination)
    require(by, "awards.appraise_nomination", line)
    reason = text.clean(reason)[:300]
    gone = Downgrade.objects.filter(old=line).select_related("new__award").first()
    if gone is not None:
        if gone.by_id == by.pk and gone.new.award_id == award.pk and gone.reason == reason:
            return gone  # the button was pressed twice
        raise StateConflict(f"Đề nghị này đã chuyển xuống {gone.new.award.short_name}.")
    if listing.is_locked:
        raise StateConflict(services.LOCKED)
    if not reason:
        raise RuleViolation("Ghi lý do trước khi thực hiện.", field="reason")
    lower = next((one for one in lower_titles(line) if one.award.pk == award.pk), None)
    if lower is None:
        raise RuleViolation("Danh hiệu này không thấp hơn hoặc năm nay không nhận.", field="award")
    if lower.why_not:
        raise RuleViolation(lower.why_not, field="award")
    outcome = f"Chuyển xuống {award.short_name}: {reason}"[:300]
    LINE.make(
        "downgrade", nomination, by=by, reason=reason, outcome_reason=outcome, facts={"lower_title": award.short_name}
    )
    new = lower.there or _new_line(line, award, by)
    made = Downgrade.objects.create(old=line, new=new, was_there=lower.there is not None, reason=reason, by=by)
    words = f"Đề nghị {line.award.short_name} cho {line.subject_name} chuyển xuống {award.short_name}: {reason}"
    providers.tell([line.proposer], "returned", words, key=f"downgrade:{made.pk}", thing=new, by=by)
    return made


def _new_line(line: Nomination, award: Award, by: User) -> Nomination:
    new = services.nominate(
        line.nomination_list, award, by=by, proposer=line.proposer, person=line.person, unit=line.unit,
        citation=line.citation, unit_votes_for=line.unit_votes_for, unit_votes_total=line.unit_votes_total,
    )  # fmt: skip
    return services.send(new, by=by)


# One field ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_correction(nomination: Nomination, *, by: User, field: str, question: str) -> Correction:
    """Ask the unit to put one field right; the line waits where it is."""
    services.open_list_of(nomination)
    line = lock(nomination)
    require(by, "awards.appraise_nomination", line)
    if field not in Field.values:
        raise RuleViolation("Chọn mục cần sửa.", field="field")
    question = text.clean(question)[:500]
    if not question:
        raise RuleViolation("Ghi cần sửa gì.", field="question")
    if line.state not in CORRECTED_IN:
        raise StateConflict(f"Không yêu cầu sửa: đề nghị đang ở trạng thái “{line.get_state_display()}”.")
    there = line.corrections.filter(field=field, state=CorrectionState.OPEN).first()
    if there is not None:
        if there.asked_by_id == by.pk and there.question == question:
            return there  # the button was pressed twice
        raise StateConflict(f"Đã yêu cầu đơn vị sửa mục này: {there.question}.")
    made = Correction.objects.create(
        nomination=line, field=field, question=question, old_value=value_of(line, field), asked_by=by
    )
    record(by, "correction.ask", made, after={"field": made.get_field_display(), "question": question})
    words = f"Sửa {text.small(made.get_field_display())}, đề nghị {line.award.short_name} cho {line.subject_name}"
    providers.tell([line.proposer], "returned", f"{words}: {question}", key=f"correction:{made.pk}", thing=line, by=by)
    return made


@transaction.atomic
def answer_correction(correction: Correction, *, by: User, **values) -> Correction:
    """The unit's answer, and nothing but that field. values: `text`, or `unit_votes_for` and `unit_votes_total`.

    The line is judged afresh when it was the vote; both texts stay beside the line.
    """
    row = lock(correction)
    services.open_list_of(row.nomination)
    line = lock(row.nomination)
    require(by, "awards.answer_correction", row)
    new = _columns(row.field, values)
    told = _told(row.field, new)
    if row.state == CorrectionState.ANSWERED and row.new_value == told and row.closed_by_id == by.pk:
        return row  # the button was pressed twice
    if row.state == CorrectionState.OPEN and told == value_of(line, row.field):
        field = "unit_votes_for" if row.field == Field.VOTES else "text"
        raise RuleViolation("Chưa sửa gì. Sửa nội dung rồi gửi.", field=field)
    before = {name: getattr(line, name) for name in new}
    made = CORRECTION.make("answer_correction", row, by=by, new_value=told, closed_by=by, closed_at=clock.now())
    for name, value in new.items():
        setattr(line, name, value)
    line.save(update_fields=list(new))
    record(by, "nomination.edit", line, before=before, after=new, reason=row.question)
    correction.refresh_from_db()
    return made


def withdraw_correction(correction: Correction, *, by: User, reason: str) -> Correction:
    """The office does without the answer."""
    return CORRECTION.make("withdraw_correction", correction, by=by, reason=reason, closed_by=by, closed_at=clock.now())


def value_of(line: Nomination, field: str) -> str:
    """What a field of a line says now, as it is kept beside a correction."""
    if field == Field.VOTES:
        return _told(field, {"unit_votes_for": line.unit_votes_for, "unit_votes_total": line.unit_votes_total})
    return getattr(line, field)


def _told(field: str, columns: dict) -> str:
    if field == Field.VOTES:
        total = columns["unit_votes_total"]
        return "" if total is None else f"{columns['unit_votes_for']}/{total}"
    return columns[field]


def _columns(field: str, values: dict) -> dict:
    """Columns of the line for what was typed; raises RuleViolation beside the field."""
    if field == Field.VOTES:
        votes, total = values.get("unit_votes_for"), values.get("unit_votes_total")
        if votes is None and total is None:
            raise RuleViolation("Nhập số tán thành và số tham gia.", field="unit_votes_for")
        services.check_votes(votes, total)
        return {"unit_votes_for": votes, "unit_votes_total": total}
    typed = values.get("text", "").strip()
    if not typed:
        raise RuleViolation("Nhập nội dung đã sửa.", field="text")
    if field == Field.DETAIL:
        return {"subject_detail": text.clean(typed)[:300]}
    return {"citation": typed[:LONGEST]}
