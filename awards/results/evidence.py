"""Files behind a figure: kept one by one, each refused by name with its reason; removed by a mark, never by loss.

A file is written before its row and in front of the commit: a row never stands without its file. What a killed process
leaves is a file without a row, which nobody can reach; `clear_strays` takes it away.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum

from awards.results.enums import SheetState
from awards.results.models import Evidence, ResultEntry, ResultSheet
from awards.results.queries import criteria_in_use, refusal_of_cell, unassigned_ids
from awards.results.services import open_sheet, sheet_for
from awards.years.models import ReportingTerm
from thidua import clock, filetypes, uploads
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.accounts.enums import Role
from units.audit.services import record
from units.models import Unit, User

FOLDER = "evidence"
STRAY_AFTER = timedelta(days=1)  # an upload that is still being written is younger


@dataclass
class Kept:
    """What became of several files. refused: (name, why) of those that were not taken; the others are kept."""

    files: list[Evidence] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


@transaction.atomic
def attach(
    term: ReportingTerm,
    unit: Unit,
    criterion: int,
    sent: Iterable[UploadedFile],
    *,
    by: User,
    caption: str = "",
) -> Kept:
    """Keep files at the cell of a unit, month and criterion, figure or not. caption: of each of them.

    A file that is refused does not keep the others out. Raises Forbidden, StateConflict where nothing can be entered,
    RuleViolation when no file was sent or the criterion takes no figure.
    """
    sent = list(sent)
    if not sent:
        raise RuleViolation("Chọn tệp minh chứng.", field="files")
    entry = _open_cell(sheet_for(term, unit, by=by), criterion, by=by)
    kept = Kept()
    cell = {row.sha256: row.name for row in entry.evidence.kept()}
    used = Evidence.objects.kept().filter(entry__sheet=entry.sheet_id).aggregate(sum=Sum("size"))["sum"] or 0
    with uploads.with_row() as written:
        for upload in sent:
            name = uploads.shown_name(upload, "minh-chung")
            try:
                kind, digest = _looked_at(upload, name, cell, used)
            except filetypes.Refused as refused:
                kept.refused.append((name, str(refused)))
                continue
            row = Evidence(
                entry=entry, name=name, kind=kind.code, size=upload.size, sha256=digest, caption=clean(caption)[:300],
                added_by=by,
            )  # fmt: skip
            row.file.save(uploads.kept_name(kind.endings[0]), upload, save=False)
            written.append(row.file)
            row.save()
            cell[digest], used = name, used + upload.size
            kept.files.append(row)
        if kept.files:
            facts = {row.name: row.sha256 for row in kept.files}
            record(by, "results.attach", entry.sheet, criterion=entry.criterion.code, files=facts)
    return kept


def _open_cell(sheet: ResultSheet, criterion: int, *, by: User) -> ResultEntry:
    """The cell, its sheet locked and open for `by`; an empty one is made. A cell that may be explained is open too."""
    row = lock(sheet)
    require(by, "awards.enter_result", row)
    entry = row.entries.select_related("criterion").filter(criterion=criterion).first()
    if row.state == SheetState.SUBMITTED and entry is not None and entry.is_open_to_explain:
        entry.sheet = row
        return entry
    row = open_sheet(row, by)
    found = next(iter(criteria_in_use(row.term.period, only=[criterion])), None)
    if why := refusal_of_cell(found, unassigned_ids(row)):
        raise RuleViolation(why)
    if closed := why_cell_closed(row, entry):
        raise StateConflict(closed)
    if entry is None:
        # Version 0 is that of a cell nobody has written in: whoever types in it now is not told of a conflict.
        on_behalf = not by.holds(Role.CLERK, Role.UNIT_LEADER, over=row.unit)
        entry = ResultEntry.objects.create(
            sheet=row, criterion=found, version=0, entered_by=by, on_behalf=on_behalf
        )  # fmt: skip
    entry.sheet = row
    return entry


def why_cell_closed(sheet: ResultSheet, entry: ResultEntry | None) -> str:
    """In a returned sheet only the returned cells are open, like their figures."""
    if sheet.state != SheetState.RETURNED or entry is None or entry.return_reason or not entry.is_answered:
        return ""
    if sheet.entries.exclude(return_reason="").exists():
        return f"Ô {entry.criterion.code} không bị trả lại nên không đổi minh chứng được."
    return ""


def _looked_at(upload: UploadedFile, name: str, cell: dict[str, str], used: int) -> tuple[filetypes.FileKind, str]:
    """Kind and digest of a file that may be kept. Raises filetypes.Refused."""
    kind, digest = uploads.look_at(upload, name, most_mb=settings.EVIDENCE_MB)
    if same := cell.get(digest):
        raise filetypes.Refused(f"Trùng nội dung với tệp “{same}” đã có ở ô này.")
    if len(cell) >= settings.EVIDENCE_FILES:
        raise filetypes.Refused(f"Ô này đã có {len(cell)} tệp, nhiều nhất {settings.EVIDENCE_FILES} tệp.")
    if used + upload.size > settings.EVIDENCE_SHEET_MB * uploads.MB:
        raise filetypes.Refused(f"Cả bảng tháng này nhiều nhất {settings.EVIDENCE_SHEET_MB} MB minh chứng.")
    return kind, digest


@transaction.atomic
def remove(evidence: Evidence, *, by: User) -> Evidence:
    """Take a file away from its cell. Its bytes stay once the sheet was sent with it; twice changes nothing."""
    _open_cell(evidence.entry.sheet, evidence.entry.criterion_id, by=by)
    row = lock(evidence)
    if row.removed_at is not None:
        return row
    row.removed_at, row.removed_by = clock.now(), by
    if row.sent_at is None:
        storage, path = row.file.storage, row.file.name
        row.file = ""
        transaction.on_commit(lambda: storage.delete(path))
    row.save(update_fields=["removed_at", "removed_by", "file"])
    sheet = row.entry.sheet
    record(by, "results.remove_evidence", sheet, criterion=row.entry.criterion.code, name=row.name, sha256=row.sha256)
    return row


@transaction.atomic
def set_caption(evidence: Evidence, *, by: User, caption: str) -> Evidence:
    """Say what a file shows; the same words again change nothing."""
    _open_cell(evidence.entry.sheet, evidence.entry.criterion_id, by=by)
    row = lock(evidence)
    if row.removed_at is not None:
        raise StateConflict(f"Tệp “{row.name}” đã được gỡ.")
    before, row.caption = row.caption, clean(caption)[:300]
    if before != row.caption:
        row.save(update_fields=["caption"])
        told = {"before": {row.name: before}, "after": {row.name: row.caption}}
        record(by, "results.caption", row.entry.sheet, **told, criterion=row.entry.criterion.code)
    return row


def clear_strays() -> int:
    """Delete files older than a day that no row names: what killed uploads left. Returns how many."""
    storage = Evidence._meta.get_field("file").storage
    known = set(Evidence.objects.exclude(file="").values_list("file", flat=True))
    before = clock.now() - STRAY_AFTER
    strays = [path for path in _paths(storage, FOLDER) if path not in known]
    old = [path for path in strays if storage.get_modified_time(path) < before]
    for path in old:
        storage.delete(path)
    return len(old)


def _paths(storage, folder: str) -> list[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return []
    found = [f"{folder}/{name}" for name in files]
    for name in folders:
        found += _paths(storage, f"{folder}/{name}")
    return found
