"""Acts on monthly results: enter, send, recall, look at, send back, verify."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from awards.criteria.models import Criterion
from awards.results.enums import SheetState
from awards.results.models import ResultEntry, ResultSheet
from awards.results.permissions import verifies_everything
from awards.results.queries import criteria_in_use, refusal_of_cell, unassigned_ids
from awards.results.rules import plain, read_cell, shown
from awards.results.states import SHEET
from awards.years.models import ReportingTerm
from thidua import clock
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.accounts.enums import Role
from units.audit.services import record
from units.models import Unit, User

_SAVED = (
    "value",
    "raw",
    "problem",
    "note",
    "version",
    "entered_by",
    "entered_at",
    "on_behalf",
    "checked_by",
    "checked_at",
)


class CellConflict(StateConflict):
    """Somebody else changed the cell after the page was read: both texts are shown and one is chosen.

    theirs: the text stored now. yours: the text that was being saved. version: that of the stored cell.
    """

    def __init__(self, entry: ResultEntry, yours: str):
        self.entry = entry
        self.theirs = shown(entry.value, kind=entry.criterion.kind, raw=entry.raw)
        self.yours = yours
        self.version = entry.version
        super().__init__(
            f"Ô {entry.criterion.code} vừa được {entry.entered_by} ghi “{self.theirs}”. "
            f"Số đang nhập là “{yours}”. Chọn số giữ lại.",
            field=f"c{entry.criterion_id}",
        )


@transaction.atomic
def sheet_for(term: ReportingTerm, unit: Unit, *, by: User) -> ResultSheet:
    """The sheet of a unit and month; made when the first hand touches it.

    Raises RuleViolation when the unit does not report in this year, Forbidden when `by` may not enter for it.
    """
    sheet = ResultSheet.objects.filter(term=term, unit=unit).first()
    if sheet is None:
        require(by, "awards.enter_result", ResultSheet(term=term, unit=unit))
        if not term.period.reporting_units().filter(pk=unit.pk).exists():
            raise RuleViolation(f"{unit} không phải đầu mối báo cáo kết quả của năm {term.period.year}.")
        new = ResultSheet(term=term, unit=unit, is_demo=term.period.is_demo)
        ResultSheet.objects.bulk_create([new], ignore_conflicts=True)  # the other hand may just have made it
        sheet = ResultSheet.objects.get(term=term, unit=unit)
    sheet.term, sheet.unit = term, unit
    return sheet


def enter(
    sheet: ResultSheet,
    criterion: Criterion | int,
    text: str | Decimal | int,
    *,
    by: User,
    version: int | None = None,
    note: str | None = None,
) -> ResultEntry:
    """Write one cell. Text that is no valid figure is kept as typed with its problem, never refused.

    version: the one the page was read with (0 = the cell was empty); None writes whatever is there now. note: the
    remark beside the cell, None leaves it. Raises CellConflict when somebody else was faster, StateConflict when
    the sheet is not open, RuleViolation when the criterion takes no figure from this unit.
    """
    pk = criterion if isinstance(criterion, int) else criterion.pk
    entries = enter_many(
        sheet,
        {pk: text},
        by=by,
        versions=None if version is None else {pk: version},
        notes=None if note is None else {pk: note},
    )
    return entries[0]


@transaction.atomic
def enter_many(
    sheet: ResultSheet,
    texts: Mapping[int, str | Decimal | int],
    *,
    by: User,
    versions: Mapping[int, int] | None = None,
    notes: Mapping[int, str] | None = None,
) -> list[ResultEntry]:
    """Write several cells of one sheet: criterion id -> text. The same text again changes nothing.

    Cells of criteria that take no figure refuse the whole act, with all reasons. See `enter` for the rest.
    """
    notes = notes or {}
    wanted = list(dict.fromkeys([*texts, *notes]))
    row = _open_sheet(sheet, by)
    criteria = {criterion.pk: criterion for criterion in criteria_in_use(row.term.period)}
    unassigned = unassigned_ids(row)
    if reasons := [why for pk in wanted if (why := refusal_of_cell(criteria.get(pk), unassigned))]:
        raise RuleViolation("Có ô không nhập được.", reasons=reasons)
    stored = {entry.criterion_id: entry for entry in row.entries.select_related("entered_by")}
    on_behalf = not by.holds(Role.CLERK, Role.UNIT_LEADER, over=row.unit)
    back = {entry.criterion_id for entry in stored.values() if entry.return_reason}
    made, changed, before, after, result = [], [], {}, {}, []
    for pk in wanted:
        criterion = criteria[pk]
        entry = stored.get(pk) or ResultEntry(sheet=row, criterion=criterion, version=0)
        entry.criterion, entry.sheet = criterion, row
        result.append(entry)
        was = _told(entry)
        entry_was = (entry.value, entry.raw, entry.problem, entry.note)
        if pk in texts:
            typed = _typed(texts[pk])
            read = read_cell(typed, kind=criterion.kind, places=criterion.places, maximum=criterion.maximum_value)
            fresh = (read.value, read.raw, read.problem)
        else:
            typed, fresh = was, entry_was[:3]
        note = clean(notes[pk])[:300] if pk in notes else entry.note
        if (*fresh, note) == entry_was:
            continue
        if versions is not None and pk in versions and versions[pk] != entry.version:
            raise CellConflict(entry, typed)
        if row.state == SheetState.RETURNED and back and pk not in back and entry.is_answered:
            raise StateConflict(f"Ô {criterion.code} không bị trả lại nên không sửa được.", field=f"c{pk}")
        entry.value, entry.raw, entry.problem = fresh
        entry.note = note
        entry.version += 1
        entry.entered_by, entry.entered_at, entry.on_behalf = by, clock.now(), on_behalf
        entry.checked_by, entry.checked_at = None, None
        (changed if entry.pk else made).append(entry)
        before[criterion.code], after[criterion.code] = was, _told(entry)
    if made:
        ResultEntry.objects.bulk_create(made)
    if changed:
        ResultEntry.objects.bulk_update(changed, _SAVED)
    if before:
        facts = {"on_behalf": True} if on_behalf else {}
        record(by, "results.enter", row, before=before, after=after, **facts)
    return result


def _open_sheet(sheet: ResultSheet, by: User) -> ResultSheet:
    """The sheet, locked and open for `by`."""
    row = lock(sheet)
    require(by, "awards.enter_result", row)
    if closed := row.why_closed():
        raise StateConflict(closed)
    return row


def _typed(text: str | Decimal | int) -> str:
    return text if isinstance(text, str) else plain(text)


def _told(entry: ResultEntry) -> str:
    """A cell as the record keeps it: the text, and the remark behind it."""
    text = shown(entry.value, kind=entry.criterion.kind, raw=entry.raw)
    return f"{text} ({entry.note})" if entry.note else text


@transaction.atomic
def submit(sheet: ResultSheet, *, by: User, late_reason: str = "") -> ResultSheet:
    """Send a month for verification. Everything missing is told at once; after the deadline a reason is asked."""
    now = lock(sheet)
    require(by, "awards.enter_result", now)
    late, late_reason = now.is_overdue, clean(late_reason)
    if late and not late_reason:
        raise RuleViolation(
            f"Đã quá hạn {_moment(now.term.due_for(now.unit))}. Gửi muộn, ghi lý do.",
            reasons=now.missing_to_submit(),
            field="late_reason",
        )
    changes = {"late_reason": late_reason[:300]} if late else {}
    row = SHEET.make("submit", sheet, by=by, reason=late_reason, submitted_at=clock.now(), submitted_by=by, **changes)
    row.entries.filter(checked_at__isnull=False).exclude(return_reason="").update(checked_by=None, checked_at=None)
    return row


def recall(sheet: ResultSheet, *, by: User) -> ResultSheet:
    """Take a sent month back while nobody has begun to look at it."""
    return SHEET.make("recall", sheet, by=by, submitted_at=None, submitted_by=None, late_reason="")


@transaction.atomic
def accept_cell(sheet: ResultSheet, criterion: Criterion | int, *, by: User) -> ResultEntry:
    """Look at one cell and find it right; the sheet can no longer be recalled."""
    return _check_cell(sheet, criterion, by=by, reason="")


@transaction.atomic
def mark_cell(sheet: ResultSheet, criterion: Criterion | int, *, by: User, reason: str) -> ResultEntry:
    """Mark one cell for return; the unit sees it once the sheet is sent back. Raises RuleViolation without a reason."""
    reason = clean(reason)
    if not reason:
        raise RuleViolation("Ghi lý do trả lại ô này.", field="reason")
    return _check_cell(sheet, criterion, by=by, reason=reason[:300])


def _check_cell(sheet: ResultSheet, criterion: Criterion | int, *, by: User, reason: str) -> ResultEntry:
    row = lock(sheet)
    require(by, "awards.verify_result", row)
    if row.state != SheetState.SUBMITTED:
        raise StateConflict(f"Bảng đang ở trạng thái “{row.get_state_display()}”, không xem xét từng ô được.")
    pk = criterion if isinstance(criterion, int) else criterion.pk
    entry = row.entries.select_related("criterion__organ").filter(criterion=pk).first()
    if entry is None:
        raise RuleViolation("Ô này chưa có số liệu.")
    if foreign := _foreign_organ(entry.criterion, row, by):
        raise RuleViolation(f"{entry.criterion.code} {entry.criterion.name} do {foreign} thẩm định.")
    before = {"kết luận": _verdict(entry)}
    entry.return_reason, entry.checked_by, entry.checked_at = reason, by, clock.now()
    entry.save(update_fields=["return_reason", "checked_by", "checked_at"])
    record(
        by,
        "results.mark_cell" if reason else "results.accept_cell",
        row,
        before=before,
        after={"kết luận": _verdict(entry)},
        reason=reason,
        criterion=entry.criterion.code,
    )
    return entry


def _verdict(entry: ResultEntry) -> str:
    if entry.is_accepted:
        return "Đúng"
    return f"Trả lại: {entry.return_reason}" if entry.is_back else ""


def _foreign_organ(criterion: Criterion, sheet: ResultSheet, by: User) -> Unit | None:
    """The organ a criterion belongs to when `by` is a verifier of another one."""
    if criterion.organ is None or by.belongs_to(criterion.organ) or verifies_everything(by, sheet):
        return None
    return criterion.organ


@transaction.atomic
def send_back(sheet: ResultSheet, *, by: User, reason: str, cells: Mapping[int, str] | None = None) -> ResultSheet:
    """Return a sheet with a reason, and a reason for each cell that has to be looked at again.

    cells: criterion id -> reason, added to the cells marked before. Without any marked cell the unit may change
    every cell, else only the returned ones. A verified sheet can be returned too, while the year is open.
    """
    require(by, "awards.verify_result", sheet)
    cells = {pk: clean(why)[:300] for pk, why in (cells or {}).items()}
    entries = list(sheet.entries.filter(criterion__in=cells).select_related("criterion__organ"))
    wrong = [f"{entry.criterion.code}: ghi lý do trả lại." for entry in entries if not cells[entry.criterion_id]]
    wrong += [
        f"{entry.criterion.code} do {organ} thẩm định."
        for entry in entries
        if (organ := _foreign_organ(entry.criterion, sheet, by))
    ]
    if wrong or len(entries) != len(cells):
        raise RuleViolation("Chưa thể trả lại bổ sung.", reasons=wrong or ["Có ô chưa nhập, không trả lại được."])
    facts = {entry.criterion.code: cells[entry.criterion_id] for entry in entries}
    row = SHEET.make(
        "send_back",
        sheet,
        by=by,
        reason=reason,
        facts={"cells": facts} if facts else None,
        return_reason=clean(reason)[:500],
        verified_at=None,
        verified_by=None,
    )
    for entry in entries:
        entry.return_reason, entry.checked_by, entry.checked_at = cells[entry.criterion_id], by, clock.now()
    ResultEntry.objects.bulk_update(entries, ["return_reason", "checked_by", "checked_at"])
    return row


@transaction.atomic
def verify(sheet: ResultSheet, *, by: User) -> ResultSheet:
    """Find a whole month right: it counts for the score from now on.

    A verifier of one organ needs the cells of the other organs accepted before; the officer verifies everything.
    """
    require(by, "awards.verify_result", sheet)
    if not verifies_everything(by, sheet):
        unseen = sheet.entries.filter(criterion__organ__isnull=False, checked_at__isnull=True)
        waiting = [
            f"{entry.criterion.code} {entry.criterion.name} chờ {organ} thẩm định."
            for entry in unseen.select_related("criterion__organ")
            if (organ := _foreign_organ(entry.criterion, sheet, by))
        ]
        if waiting and sheet.state == SheetState.SUBMITTED:
            raise RuleViolation("Chưa thể xác minh.", reasons=waiting)
    row = SHEET.make("verify", sheet, by=by, verified_at=clock.now(), verified_by=by, return_reason="")
    row.entries.exclude(return_reason="").update(return_reason="")
    return row


def _moment(when) -> str:
    return f"{timezone.localtime(when):%H:%M, %d/%m/%Y}"
