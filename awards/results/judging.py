"""Another figure than the unit's: put with its source, explained or agreed to by the unit, answered, or left to stand.

The unit's figure stays beside it, struck through. The days to explain are data of the year; when they pass without a
word, the organ's figure stands and the record says that the program saw to it.
"""

from datetime import timedelta

from django.db import transaction

from awards.criteria.models import Criterion
from awards.results.enums import RemarkKind, SheetState
from awards.results.models import CellRemark, ExplanationRule, ResultEntry, ResultSheet
from awards.results.rules import Reading, read_cell, shown
from awards.results.services import accept_cell, finish_if_done, forget_correction, judged_cell, told_figure
from awards.years.models import EmulationPeriod
from awards.years.services import due_moment
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.models import User

_CORRECTED = (
    "value", "raw", "version", "reported", "reported_value", "explain_by", "explained_at", "return_reason",
    "checked_by", "checked_at",
)  # fmt: skip
MOST_DAYS = 60


def days_to_explain(period: EmulationPeriod) -> int:
    rule = ExplanationRule.objects.filter(period=period).first()
    return rule.days if rule else ExplanationRule.DEFAULT


@transaction.atomic
def set_explanation_days(period: EmulationPeriod, *, by: User, days: int) -> ExplanationRule:
    """How long units may explain from now on; 0 lets a correction stand at once. Terms that run are not moved."""
    row = lock(period)
    require(by, "awards.run_period", row)
    if row.is_closed:
        raise StateConflict(f"Năm thi đua {row.year} đã khóa, chỉ còn để xem.")
    if not 0 <= days <= MOST_DAYS:
        raise RuleViolation(f"Số ngày giải trình từ 0 đến {MOST_DAYS}.", field="days")
    before = days_to_explain(row)
    rule, _ = ExplanationRule.objects.update_or_create(period=row, defaults={"days": days})
    if before != days:
        record(by, "results.set_explanation_days", row, before={"số ngày": before}, after={"số ngày": days})
    return rule


def _read(criterion: Criterion, text: str) -> Reading:
    """A figure as it is typed; what cannot be read is refused beside its box."""
    read = read_cell(text, kind=criterion.kind, places=criterion.places, maximum=criterion.maximum_value)
    if read.problem:
        raise RuleViolation(read.problem, field="figure")
    return read


@transaction.atomic
def correct(sheet: ResultSheet, criterion: Criterion | int, *, by: User, figure: str, source: str) -> ResultEntry:
    """Put another figure and say where it comes from; the unit's stays beside it and may be explained.

    Putting the unit's own figure back is finding it right. Raises RuleViolation without a figure or a source.
    """
    entry = judged_cell(sheet, criterion, by=by)
    source = clean(source)
    read = _read(entry.criterion, figure)
    if read.value is None and not read.raw:
        raise RuleViolation("Ghi số thẩm định, hoặc dấu gạch khi kỳ này không có số liệu.", field="figure")
    if not source:
        raise RuleViolation("Ghi nguồn của số thẩm định: sổ, báo cáo, biên bản nào.", field="source")
    was = told_figure(entry)
    wanted = shown(read.value, kind=entry.criterion.kind, raw=read.raw)
    if wanted == was:
        raise RuleViolation(f"Ô này đang ghi {was}. Số đúng thì xác nhận, không sửa.", field="figure")
    if wanted == entry.reported:
        return accept_cell(entry.sheet, entry.criterion_id, by=by)
    if not entry.reported:
        entry.reported, entry.reported_value = was, entry.value
    entry.value, entry.raw = read.value, read.raw
    days = days_to_explain(entry.sheet.term.period)
    entry.explain_by = due_moment(clock.today() + timedelta(days=days)) if days else None
    entry.explained_at, entry.return_reason = None, ""
    entry.checked_by, entry.checked_at = by, clock.now()
    entry.version += 1
    entry.save(update_fields=_CORRECTED)
    _say(entry, RemarkKind.CORRECTED, by, text=source, was=was, figure=wanted, value=read.value)
    _record(by, "results.correct", entry, before=was, after=wanted, reason=source)
    finish_if_done(entry.sheet, by=by)
    return entry


@transaction.atomic
def explain(sheet: ResultSheet, criterion: Criterion | int, *, by: User, text: str, figure: str = "") -> ResultEntry:
    """The unit's word on a returned or corrected cell. figure: another one it stands for, when it does.

    On a returned cell it answers the return, and the figure is written; on a corrected one it waits for the organ.
    """
    row, entry = _own_cell(sheet, criterion, by=by)
    text = clean(text)[:500]
    read = _read(entry.criterion, figure)
    if not text:
        raise RuleViolation("Ghi lời giải trình.", field="text")
    was = told_figure(entry)
    wanted = shown(read.value, kind=entry.criterion.kind, raw=read.raw)
    if row.state == SheetState.RETURNED:
        if not entry.return_reason:
            raise StateConflict(f"Ô {entry.criterion.code} không bị trả lại, không cần giải trình.")
        if closed := row.why_closed():
            raise StateConflict(closed)
        if wanted:
            entry.value, entry.raw, entry.problem = read.value, read.raw, ""
            forget_correction(entry)
            entry.entered_by, entry.entered_at = by, clock.now()
        entry.checked_by, entry.checked_at = None, None
    elif row.state == SheetState.SUBMITTED and entry.explain_by:
        _require_in_time(entry)
        entry.explain_by, entry.explained_at = None, clock.now()
    else:
        raise StateConflict(f"Ô {entry.criterion.code} không chờ giải trình.")
    entry.version += 1
    entry.save(update_fields=[*_CORRECTED, "problem", "entered_by", "entered_at"])
    _say(entry, RemarkKind.EXPLAINED, by, text=text, was=was, figure=wanted, value=read.value)
    _record(by, "results.explain", entry, before=was, after=wanted or was, reason=text)
    return entry


@transaction.atomic
def agree(sheet: ResultSheet, criterion: Criterion | int, *, by: User) -> ResultEntry:
    """The unit takes the organ's figure: it stands."""
    row, entry = _own_cell(sheet, criterion, by=by)
    if row.state != SheetState.SUBMITTED or not entry.explain_by:
        raise StateConflict(f"Ô {entry.criterion.code} không chờ giải trình.")
    _require_in_time(entry)
    _let_stand(entry, RemarkKind.AGREED, "results.agree", by=by)
    return entry


@transaction.atomic
def uphold(sheet: ResultSheet, criterion: Criterion | int, *, by: User, text: str) -> ResultEntry:
    """The organ's figure stands although the unit explained; the words say why. To accept: services.accept_cell."""
    entry = judged_cell(sheet, criterion, by=by)
    text = clean(text)[:500]
    if not entry.explained_at:
        raise StateConflict(f"Ô {entry.criterion.code} không có giải trình chờ trả lời.")
    if not text:
        raise RuleViolation("Ghi lý do giữ số thẩm định.", field="text")
    entry.checked_by, entry.checked_at = by, clock.now()
    _let_stand(entry, RemarkKind.UPHELD, "results.uphold", by=by, text=text)
    return entry


def let_overdue_stand() -> int:
    """Every correction whose term of explanation has passed without a word stands. Returns how many; safe to repeat."""
    due = ResultEntry.objects.filter(
        explain_by__lte=clock.now(), sheet__state__in=[SheetState.SUBMITTED, SheetState.RETURNED]
    )
    return sum(_let_one_stand(pk) for pk in list(due.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _let_one_stand(pk: int) -> bool:
    row = lock(ResultSheet.objects.get(entries=pk))
    entry = row.entries.select_related("criterion").get(pk=pk)
    if entry.explain_by is None or entry.explain_by > clock.now():
        return False  # the unit was faster
    entry.sheet = row
    _let_stand(entry, RemarkKind.STOOD, "results.stand", by=None)
    return True


def _let_stand(entry: ResultEntry, kind: RemarkKind, action: str, *, by: User | None, text: str = "") -> None:
    was = entry.explain_by
    entry.explain_by, entry.explained_at = None, None
    entry.save(update_fields=["explain_by", "explained_at", "checked_by", "checked_at"])
    figure = told_figure(entry)
    _say(entry, kind, by, text=text, was=entry.reported, figure=figure, value=entry.value)
    _record(by, action, entry, before=entry.reported, after=figure, reason=text, due_at=was)
    if entry.sheet.state == SheetState.SUBMITTED:
        _finish(entry, by)


def _finish(entry: ResultEntry, by: User | None) -> None:
    """The last cell may be settled by the unit or the program: then whoever put the figure has verified the sheet."""
    judge = by if by is not None and by.has_perm("awards.verify_result", entry.sheet) else entry.checked_by
    try:
        finish_if_done(entry.sheet, by=judge)
    except Forbidden:
        return  # that right has ended: somebody else presses the button


def _require_in_time(entry: ResultEntry) -> None:
    if not entry.is_open_to_explain:
        raise StateConflict("Đã hết hạn giải trình, số thẩm định được giữ.")


def _own_cell(sheet: ResultSheet, criterion: Criterion | int, *, by: User) -> tuple[ResultSheet, ResultEntry]:
    row = lock(sheet)
    require(by, "awards.enter_result", row)
    pk = criterion if isinstance(criterion, int) else criterion.pk
    entry = row.entries.select_related("criterion").filter(criterion=pk).first()
    if entry is None:
        raise RuleViolation("Ô này chưa có số liệu.")
    entry.sheet = row
    return row, entry


def _say(entry: ResultEntry, kind: RemarkKind, by: User | None, **more) -> None:
    CellRemark.objects.create(entry=entry, kind=kind, by=by, **more)


def _record(by: User | None, action: str, entry: ResultEntry, *, before: str, after: str, reason: str, **facts) -> None:
    code = entry.criterion.code
    record(
        by, action, entry.sheet, before={code: before}, after={code: after}, reason=reason, criterion=code, **facts
    )  # fmt: skip
