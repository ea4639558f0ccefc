"""Acts on the register of numbers: keep one for a paper, leave one out for good, let go of either.

The issuing unit is locked, by whoever signs as well: of two people at once each gets another number.
"""

from datetime import date

from django.db import transaction

from awards.decisions.enums import NumberUse
from awards.decisions.models import Decision
from awards.decisions.number_marks import NumberMark
from awards.decisions.register import Book, kept_for, mark_on, next_number
from thidua import clock
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.models import Unit, User

MOST = 99_999


@transaction.atomic
def reserve(
    issuer: Unit, *, by: User, series: str, year: int, reason: str, number: int | None = None,
    paper: Decision | None = None,
) -> NumberMark:  # fmt: skip
    """Keep a number; without one, the next that is free. paper: the draft it is kept for, nobody else may take it."""
    unit = _locked(issuer, by)
    series = _series(series)
    number = number or next_number(unit, series, year)
    _refuse_taken(unit, series, year, number)
    if paper is not None:
        row = lock(paper)
        if row.is_signed or row.issuer_id != unit.pk or row.series != series:
            raise StateConflict("Chỉ giữ số cho dự thảo của chính cơ quan này, đúng ký hiệu.")
        if held := kept_for(row, year):
            raise StateConflict(f"Dự thảo này đã giữ số {held.code} năm {year}.")
    return _mark(unit, by, NumberUse.RESERVED, series, year, number, reason, paper)


@transaction.atomic
def leave_out(issuer: Unit, *, by: User, series: str, year: int, number: int, reason: str) -> NumberMark:
    """A number that no paper will ever bear: written wrong, given out twice, torn out of the book."""
    unit = _locked(issuer, by)
    series = _series(series)
    there = mark_on(unit.pk, series, year, number)
    if there is not None and there.use == NumberUse.RESERVED:
        _end(there, by, "Bỏ số")
    else:
        _refuse_taken(unit, series, year, number)
    return _mark(unit, by, NumberUse.VOID, series, year, number, reason, None)


@transaction.atomic
def let_go(mark: NumberMark, *, by: User, reason: str) -> NumberMark:
    """The number is free again. A second time changes nothing."""
    _locked(mark.issuer, by)
    row = lock(mark)
    if row.ended_at is None:
        why = clean(reason)
        if not why:
            raise RuleViolation("Ghi lý do.", field="reason")
        _end(row, by, why)
        record(by, "number.let_go", row.issuer, before={"number": row.code}, after={"number": ""}, reason=why)
    return row


def take_kept(paper: Decision, number: int, decided_on: date, by: User) -> None:
    """The number a paper is signed with is kept no longer. The issuer is locked by the caller."""
    refuse_marked(paper, number, decided_on.year)
    if mark := mark_on(paper.issuer_id, paper.series, decided_on.year, number):
        _end(mark, by, "Đã ký")
    for other in paper.number_marks.filter(ended_at__isnull=True):
        _end(other, by, f"Ký với số {number}")


def refuse_marked(paper: Decision, number: int, year: int) -> None:
    """Raise with the reason when a number is left out, or kept for somebody else."""
    mark = mark_on(paper.issuer_id, paper.series, year, number)
    if mark is None or (mark.use == NumberUse.RESERVED and mark.paper_id in (None, paper.pk)):
        return
    told = f"đang giữ cho {mark.paper.subject_line}" if mark.use == NumberUse.RESERVED else "đã bỏ, không dùng"
    free = next_number(paper.issuer, paper.series, year)
    raise RuleViolation(f"Số {mark.code} {told} ({mark.reason}). Số chưa dùng tiếp theo là {free:02d}.", field="number")


def _locked(issuer: Unit, by: User) -> Unit:
    require(by, "awards.keep_register", issuer)
    return lock(issuer)


def _series(series: str) -> str:
    if not (tidy := clean(series)):
        raise RuleViolation("Ghi ký hiệu, ví dụ QĐ-BCH.", field="series")
    return tidy[:40]


def _refuse_taken(unit: Unit, series: str, year: int, number: int) -> None:
    if not 1 <= number <= MOST:
        raise RuleViolation(f"Số văn bản từ 1 đến {MOST}.", field="number")
    if not 1945 <= year <= clock.today().year + 1:
        raise RuleViolation(f"Năm từ 1945 đến {clock.today().year + 1}.", field="year")
    if Book(unit, series, year).papers().filter(number=number).exists():
        raise RuleViolation(f"Số {number:02d}/{series} đã dùng trong năm {year}.", field="number")
    if there := mark_on(unit.pk, series, year, number):
        raise RuleViolation(
            f"Số {there.code} năm {year}: {there.get_use_display().lower()} ({there.reason}).", field="number"
        )


def _mark(
    unit: Unit, by: User, use: str, series: str, year: int, number: int, reason: str, paper: Decision | None
) -> NumberMark:
    why = clean(reason)
    if not why:
        raise RuleViolation("Ghi lý do.", field="reason")
    mark = NumberMark.objects.create(
        issuer=unit, series=series, year=year, number=number, use=use, paper=paper, reason=why[:300], by=by,
        is_demo=unit.is_demo,
    )  # fmt: skip
    action = "number.reserve" if use == NumberUse.RESERVED else "number.leave_out"
    record(by, action, unit, after={"number": mark.code, "year": year}, reason=why)
    return mark


def _end(mark: NumberMark, by: User, reason: str) -> None:
    mark.ended_at, mark.ended_by, mark.end_reason = clock.now(), by, reason[:300]
    mark.save(update_fields=["ended_at", "ended_by", "end_reason"])
