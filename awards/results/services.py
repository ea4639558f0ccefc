"""Acts on monthly results: enter, send, recall, look at, send back, verify.

Files of a cell: evidence.py. Another figure, its explanation and the answer: judging.py. Unlocking: unlocking.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction

from awards.criteria.models import Criterion, Target
from awards.results.enums import RemarkKind, SheetState
from awards.results.models import CellRemark, Evidence, ResultEntry, ResultSheet, moment_words
from awards.results.permissions import foreign_organ
from awards.results.queries import criteria_in_use, refusal_of_cell, sheet_of, targets_of
from awards.results.rules import NO_FIGURE, plain, read_cell, shown
from awards.results.states import SHEET
from awards.years.models import ReportingTerm
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
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
    "changed_in",
    "entered_by",
    "entered_at",
    "on_behalf",
    "checked_by",
    "checked_at",
    "reported",
    "reported_value",
    "explain_by",
    "explained_at",
)
JUDGED = ("return_reason", "checked_by", "checked_at")


class CellConflict(StateConflict):
    """Somebody else changed the cell after the page was read: both texts are shown and one is chosen.

    theirs: the text stored now. yours: the text that was being saved. version: that of the stored cell.
    """

    def __init__(self, entry: ResultEntry, yours: str):
        self.entry = entry
        self.theirs = shown(entry.value, kind=entry.criterion.entry_kind, raw=entry.raw)
        self.yours = yours
        self.version = entry.version
        super().__init__(
            f"Ô {entry.criterion.code} vừa được {entry.entered_by} ghi “{self.theirs}”. "
            f"Số đang nhập là “{yours}”. Chọn số giữ lại.",
            field=f"c{entry.criterion_id}",
        )


def sheet_for(term: ReportingTerm, unit: Unit, *, by: User) -> ResultSheet:
    """The sheet of a unit and month; made when the first hand touches it.

    Raises RuleViolation when the unit does not report in this year, Forbidden when `by` may not enter for it.
    """
    sheet = ResultSheet.objects.filter(term=term, unit=unit).first() or _new_sheet(term, unit, by=by)
    sheet.term, sheet.unit = term, unit
    return sheet


@transaction.atomic
def _new_sheet(term: ReportingTerm, unit: Unit, *, by: User) -> ResultSheet:
    require(by, "awards.enter_result", ResultSheet(term=term, unit=unit))
    if not term.period.reporting_units().filter(pk=unit.pk).exists():
        raise RuleViolation(f"{unit} không phải đầu mối báo cáo kết quả của năm {term.period.year}.")
    new = ResultSheet(term=term, unit=unit, is_demo=term.period.is_demo)
    ResultSheet.objects.bulk_create([new], ignore_conflicts=True)  # the other hand may just have made it
    return ResultSheet.objects.get(term=term, unit=unit)


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
    conflicts: list[CellConflict] | None = None,
) -> list[ResultEntry]:
    """Write several cells of one sheet: criterion id -> text. The same text again changes nothing.

    Cells of criteria that take no figure refuse the whole act, with all reasons. conflicts: a list takes up the cells
    somebody else was faster with, and the others are written; without one the first of them refuses everything. See
    `enter` for the rest.
    """
    typed = Typed(texts, versions, notes or {})
    return _write(open_sheet(sheet, by), typed, by, conflicts).entries


@dataclass(frozen=True)
class Typed:
    """Cells as typed, by criterion id. versions: those the page was read with; None writes whatever is there now."""

    texts: Mapping[int, str | Decimal | int]
    versions: Mapping[int, int] | None
    notes: Mapping[int, str]


@dataclass
class Saved:
    """What a save did. entries: the cells asked for, without those in conflict; fresh: criteria whose cell is new.

    number: the sheet's last change before this one; whoever knows less has missed what others did. targets: of the
    cells, where there are any.
    """

    sheet: ResultSheet
    number: int
    entries: list[ResultEntry] = field(default_factory=list)
    conflicts: list[CellConflict] = field(default_factory=list)
    fresh: set[int] = field(default_factory=set)
    targets: dict[int, Target] = field(default_factory=dict)


@transaction.atomic
def save_cells(
    term: int, code: str, texts: Mapping[int, str], *, by: User, versions: Mapping[int, int], notes: Mapping[int, str]
) -> Saved:
    """What the page's script sends, by the address of the page; conflicts are told and the other cells written.

    The same as `sheet_of`, `sheet_for` and `enter_many` one after the other, but the sheet is read once: by the query
    that locks it. Raises Http404 where the user does not look.
    """
    row = sheet_of(by, term, code, locked=True)
    if row.pk is None:
        row = lock(sheet_for(row.term, row.unit, by=by))
    open_row(row, by)
    return _write(row, Typed(texts, versions, notes), by, [])


def _write(row: ResultSheet, typed: Typed, by: User, conflicts: list[CellConflict] | None) -> Saved:
    """Cells into a sheet that is locked and open for `by`."""
    saved = Saved(row, row.change_no, conflicts=[] if conflicts is None else conflicts)
    wanted = list(dict.fromkeys([*typed.texts, *typed.notes]))
    if not wanted:
        return saved
    criteria = {criterion.pk: criterion for criterion in criteria_in_use(row.term.period, only=wanted)}
    saved.targets = targets_of(row, wanted)
    unassigned = {pk for pk, target in saved.targets.items() if not target.is_assigned}
    if reasons := [why for pk in wanted if (why := refusal_of_cell(criteria.get(pk), unassigned))]:
        raise RuleViolation("Có ô không nhập được.", reasons=reasons)
    entries = row.entries.filter(criterion__in=wanted).select_related("entered_by")
    stored = {entry.criterion_id: entry for entry in entries}
    on_behalf = not by.holds(Role.CLERK, Role.UNIT_LEADER, over=row.unit)
    only_back = row.state == SheetState.RETURNED and row.entries.exclude(return_reason="").exists()
    made, changed, before, after = [], [], {}, {}
    for pk in wanted:
        criterion = criteria[pk]
        entry = stored.get(pk) or ResultEntry(sheet=row, criterion=criterion, version=0)
        entry.criterion, entry.sheet = criterion, row
        was = _told(entry)
        entry_was = (entry.value, entry.raw, entry.problem, entry.note)
        text, fresh = _read(typed, entry, was)
        note = clean(typed.notes[pk])[:300] if pk in typed.notes else entry.note
        if (*fresh, note) == entry_was:
            saved.entries.append(entry)
            continue
        if typed.versions is not None and pk in typed.versions and typed.versions[pk] != entry.version:
            if conflicts is None:
                raise CellConflict(entry, text)
            conflicts.append(CellConflict(entry, text))
            continue
        if only_back and not entry.return_reason and entry.is_answered:
            raise StateConflict(f"Ô {criterion.code} không bị trả lại nên không sửa được.", field=f"c{pk}")
        entry.value, entry.raw, entry.problem = fresh
        entry.note = note
        entry.version += 1
        entry.changed_in = row.change_no + 1
        entry.entered_by, entry.entered_at, entry.on_behalf = by, clock.now(), on_behalf
        entry.checked_by, entry.checked_at = None, None
        forget_correction(entry)
        saved.entries.append(entry)
        (changed if entry.pk else made).append(entry)
        before[criterion.code], after[criterion.code] = was, _told(entry)
    saved.fresh = {entry.criterion_id for entry in made}
    if made:
        ResultEntry.objects.bulk_create(made)
    if changed:  # rows that are there and locked: one statement, without a CASE for every cell and field
        ResultEntry.objects.bulk_create(changed, update_conflicts=True, unique_fields=["pk"], update_fields=_SAVED)
    if before:
        row.change_no += 1
        row.save(update_fields=["change_no"])
        facts = {"on_behalf": True} if on_behalf else {}
        record(by, "results.enter", row, before=before, after=after, **facts)
    return saved


def _read(typed: Typed, entry: ResultEntry, was: str) -> tuple[str, tuple]:
    """The text of a cell, and what it means: value, raw, problem. Only a note was typed: as it is."""
    criterion = entry.criterion
    if criterion.pk not in typed.texts:
        return was, (entry.value, entry.raw, entry.problem)
    text = _typed(typed.texts[criterion.pk])
    read = read_cell(text, kind=criterion.entry_kind, places=criterion.places, maximum=criterion.maximum_value)
    return text, (read.value, read.raw, read.problem)


def open_sheet(sheet: ResultSheet, by: User) -> ResultSheet:
    """The sheet, locked and open for `by`."""
    row = lock(sheet)
    open_row(row, by)
    return row


def open_row(row: ResultSheet, by: User) -> None:
    """Refuse unless `by` may enter in a locked sheet now; a verified one that was unlocked is opened again."""
    require(by, "awards.enter_result", row)
    if closed := row.why_closed():
        raise StateConflict(closed)
    if row.state == SheetState.VERIFIED:  # unlocked for this unit: it counts again once verified again
        reason = f"Mở khóa đến {moment_words(row.unlocked_until)}"
        SHEET.make("reopen", row, by=by, return_reason=reason, verified_at=None, verified_by=None)


def forget_correction(entry: ResultEntry) -> None:
    """The cell holds the unit's figure again."""
    entry.reported, entry.reported_value, entry.explain_by, entry.explained_at = "", None, None, None


def _typed(text: str | Decimal | int) -> str:
    return text if isinstance(text, str) else plain(text)


def _told(entry: ResultEntry) -> str:
    """A cell as the record keeps it: the text, and the remark behind it."""
    text = shown(entry.value, kind=entry.criterion.entry_kind, raw=entry.raw)
    return f"{text} ({entry.note})" if entry.note else text


@transaction.atomic
def submit(sheet: ResultSheet, *, by: User, late_reason: str = "") -> ResultSheet:
    """Send a month for verification. Everything missing is told at once; after the deadline a reason is asked."""
    now = lock(sheet)
    require(by, "awards.enter_result", now)
    late, late_reason = now.is_overdue, clean(late_reason)
    if late and not late_reason:
        raise RuleViolation(
            f"Đã quá hạn {moment_words(now.term.due_for(now.unit))}. Gửi muộn, ghi lý do.",
            reasons=now.missing_to_submit(),
            field="late_reason",
        )
    changes = {"late_reason": late_reason[:300]} if late else {}
    row = SHEET.make("submit", sheet, by=by, reason=late_reason, submitted_at=clock.now(), submitted_by=by, **changes)
    row.entries.filter(checked_at__isnull=False).exclude(return_reason="").update(checked_by=None, checked_at=None)
    Evidence.objects.kept().filter(entry__sheet=row.pk, sent_at__isnull=True).update(sent_at=row.submitted_at)
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
    entry = judged_cell(sheet, criterion, by=by)
    before = {"kết luận": _verdict(entry)}
    told = _take_units_side(entry, by=by)
    entry.return_reason, entry.checked_by, entry.checked_at = reason, by, clock.now()
    entry.save(update_fields=_SAVED_JUDGED)
    record(
        by,
        "results.mark_cell" if reason else "results.accept_cell",
        entry.sheet,
        before=before,
        after={"kết luận": _verdict(entry), **told},
        reason=reason,
        criterion=entry.criterion.code,
    )
    if not reason:
        finish_if_done(entry.sheet, by=by)
    return entry


_SAVED_JUDGED = (*JUDGED, "value", "raw", "version", "reported", "reported_value", "explain_by", "explained_at")


def judged_cell(sheet: ResultSheet, criterion: Criterion | int, *, by: User) -> ResultEntry:
    """The cell, its sheet locked and waiting for judgement, of a criterion that is `by`'s to judge."""
    row = lock(sheet)
    require(by, "awards.verify_result", row)
    if row.state != SheetState.SUBMITTED:
        raise StateConflict(f"Bảng đang ở trạng thái “{row.get_state_display()}”, không xem xét từng ô được.")
    pk = criterion if isinstance(criterion, int) else criterion.pk
    entry = row.entries.select_related("criterion__organ").filter(criterion=pk).first()
    if entry is None:
        raise RuleViolation("Ô này chưa có số liệu.")
    entry.sheet = row
    if foreign := foreign_organ(entry.criterion, row, by):
        raise Forbidden(f"{foreign}, cơ quan phụ trách {entry.criterion.code} {entry.criterion.name}", "")
    return entry


def _take_units_side(entry: ResultEntry, *, by: User) -> dict[str, str]:
    """A correction that was not settled is taken back: the explained figure counts, else the one reported."""
    if entry.is_settled:
        return {}
    was = told_figure(entry)
    last = entry.remarks.filter(kind=RemarkKind.EXPLAINED).last() if entry.explained_at else None
    if last is not None and last.figure:
        entry.value, entry.raw = last.value, NO_FIGURE if last.value is None else ""
    else:
        entry.value, entry.raw = entry.reported_value, NO_FIGURE if entry.reported_value is None else ""
    forget_correction(entry)
    entry.version += 1
    figure = told_figure(entry)
    CellRemark.objects.create(
        entry=entry, kind=RemarkKind.ACCEPTED, was=was, figure=figure, value=entry.value, by=by
    )  # fmt: skip
    return {"số": figure}


def told_figure(entry: ResultEntry) -> str:
    return shown(entry.value, kind=entry.criterion.kind, raw=entry.raw)


def finish_if_done(row: ResultSheet, *, by: User) -> bool:
    """A sheet is verified when all its cells are, by however many organs; the last of them makes the move."""
    cells = row.entries.filter(criterion__in=row.assigned_criteria())
    if not all(entry.is_accepted for entry in cells):
        return False
    SHEET.make("verify", row, by=by, verified_at=clock.now(), verified_by=by, return_reason="")
    row.entries.exclude(return_reason="").update(return_reason="")
    return True


def _verdict(entry: ResultEntry) -> str:
    if entry.is_accepted:
        return "Đúng"
    if not entry.is_settled:
        return "Chờ đơn vị giải trình" if entry.explain_by else "Chờ trả lời giải trình"
    return f"Trả lại: {entry.return_reason}" if entry.is_back else ""


@transaction.atomic
def send_back(sheet: ResultSheet, *, by: User, reason: str, cells: Mapping[int, str] | None = None) -> ResultSheet:
    """Return a sheet with a reason, and a reason for each cell that has to be looked at again.

    cells: criterion id -> reason, added to the cells marked before. Without any marked cell the unit may change
    every cell, else only the returned ones, whose reasons are enough then. A verified sheet can be returned too, while
    the year is open.
    """
    require(by, "awards.verify_result", sheet)
    cells = {pk: clean(why)[:300] for pk, why in (cells or {}).items()}
    entries = list(sheet.entries.filter(criterion__in=cells).select_related("criterion__organ"))
    wrong = [f"{entry.criterion.code}: ghi lý do trả lại." for entry in entries if not cells[entry.criterion_id]]
    wrong += [
        f"{entry.criterion.code} do {organ} thẩm định."
        for entry in entries
        if (organ := foreign_organ(entry.criterion, sheet, by))
    ]
    if wrong or len(entries) != len(cells):
        raise RuleViolation("Chưa thể trả lại bổ sung.", reasons=wrong or ["Có ô chưa nhập, không trả lại được."])
    facts = {entry.criterion.code: cells[entry.criterion_id] for entry in entries}
    marked = sheet.entries.filter(checked_at__isnull=False).exclude(return_reason="")
    if not clean(reason) and (cells or marked.exists()):
        reason = "Bổ sung các ô đã ghi lý do"
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
    ResultEntry.objects.bulk_update(entries, JUDGED)
    back = row.entries.filter(checked_at__isnull=False).exclude(return_reason="")
    CellRemark.objects.bulk_create(
        CellRemark(entry=entry, kind=RemarkKind.RETURNED, text=entry.return_reason, by=by) for entry in back
    )
    return row


@transaction.atomic
def verify(sheet: ResultSheet, *, by: User) -> ResultSheet:
    """Find right every cell that is `by`'s to judge; with the last cell of the last organ the month is verified.

    A verifier judges the criteria of the own organ and those of none, the officer all of them. The sheet stays sent
    while cells of other organs, or a word of the unit, are awaited. Own cells found right one by one before need no act
    more; where one of them awaits a word, that is refused with reasons.
    """
    row = lock(sheet)
    require(by, "awards.verify_result", row)
    if row.state != SheetState.SUBMITTED:
        return SHEET.make("verify", sheet, by=by)  # refuses, in the words of every move
    cells = list(row.entries.filter(criterion__in=row.assigned_criteria()).select_related("criterion__organ"))
    mine = [entry for entry in cells if not foreign_organ(entry.criterion, row, by)]
    if marked := [f"Ô {e.criterion.code} đang được đánh dấu trả lại: {e.return_reason}" for e in mine if e.is_back]:
        raise RuleViolation("Chưa thể xác minh.", reasons=marked)
    fresh = [entry for entry in mine if entry.checked_at is None]
    row.entries.filter(pk__in=[entry.pk for entry in fresh]).update(
        return_reason="", checked_by=by, checked_at=clock.now()
    )
    if not finish_if_done(row, by=by):
        if fresh:
            record(by, "results.verify_part", row, cells=[entry.criterion.code for entry in fresh])
        elif not all(entry.is_accepted for entry in mine):
            raise RuleViolation("Chưa thể xác minh.", reasons=_awaited(cells, mine))
    sheet.refresh_from_db(fields=["state", "verified_at", "verified_by", "return_reason"])
    return row


def _awaited(cells: list[ResultEntry], mine: list[ResultEntry]) -> list[str]:
    """What a sheet still waits for when one organ is through with it."""
    reasons = []
    for entry in cells:
        name = f"{entry.criterion.code} {entry.criterion.name}"
        if entry.explain_by:
            reasons.append(f"{name} chờ đơn vị giải trình đến {moment_words(entry.explain_by)}.")
        elif entry.explained_at:
            reasons.append(f"{name} chờ trả lời giải trình.")
        elif not entry.is_accepted and entry not in mine:
            reasons.append(f"{name} chờ {entry.criterion.organ} thẩm định.")
    return reasons
