"""Acts on many cells at once: write a pasted block, take it back."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from awards.results.models import ResultEntry
from awards.results.rules import shown
from awards.results.services import enter_many, sheet_for
from awards.years.models import ReportingTerm
from thidua.errors import RuleViolation
from units.models import Unit, User

# term, criterion, the text before, the version after, what had been said about the figure before (names as in SAID)
Taken = tuple[int, int, str, int, dict[str, str | int | None]]
# What a new figure wipes out: a mark for return, another figure of the organ and its term of explanation.
SAID = ("checked_by_id", "checked_at", "reported", "reported_value", "explain_by", "explained_at")


@dataclass
class Undone:
    """count: cells taken back; changed: codes of those that somebody has changed since, left as they are."""

    count: int = 0
    changed: list[str] = field(default_factory=list)


@transaction.atomic
def write_paste(
    unit: Unit,
    todo: Mapping[int, Mapping[int, str]],
    *,
    by: User,
    versions: Mapping[tuple[int, int], int],
) -> list[Taken]:
    """Write a previewed block, all of it or nothing: term id -> criterion id -> text.

    versions: (term, criterion) -> version the preview showed, 0 for an empty cell. Returns what `undo_paste` needs.
    Raises CellConflict when a cell has changed since the preview, and whatever `enter_many` refuses.
    """
    if not any(todo.values()):
        raise RuleViolation("Không có ô nào để ghi: mọi ô đều giữ nguyên, có lỗi hoặc đã bỏ chọn.")
    taken: list[Taken] = []
    terms = ReportingTerm.objects.select_related("period").in_bulk(todo)
    for pk in sorted(todo):
        sheet = sheet_for(terms[pk], unit, by=by)
        before = {
            entry.criterion_id: (shown(entry.value, kind=entry.criterion.kind, raw=entry.raw), _judged(entry))
            for entry in sheet.entries.filter(criterion__in=todo[pk]).select_related("criterion")
        }
        shown_versions = {criterion: versions.get((pk, criterion), 0) for criterion in todo[pk]}
        for entry in enter_many(sheet, todo[pk], by=by, versions=shown_versions):
            text, judged = before.get(entry.criterion_id, ("", {}))
            taken.append((pk, entry.criterion_id, text, entry.version, judged))
    return taken


def _judged(entry: ResultEntry) -> dict[str, str | int | None]:
    """What others have said about the figure, in plain JSON; empty when nobody has."""
    values = {name: getattr(entry, name) for name in SAID}
    if not any(values.values()):
        return {}
    return {name: value if value is None or isinstance(value, int) else str(value) for name, value in values.items()}


@transaction.atomic
def undo_paste(unit: Unit, taken: list[Taken], *, by: User) -> Undone:
    """Put back what stood before a paste, except in cells that were changed since."""
    done = Undone()
    terms = ReportingTerm.objects.select_related("period").in_bulk({cell[0] for cell in taken})
    for pk in sorted(terms):
        mine = [cell for cell in taken if cell[0] == pk]
        cells = {criterion: (text, version) for _, criterion, text, version, _ in mine}
        stored = ResultEntry.objects.filter(sheet__term=pk, sheet__unit=unit, criterion__in=cells)
        now = {entry.criterion_id: entry for entry in stored.select_related("criterion")}
        same = {one: text for one, (text, version) in cells.items() if one in now and now[one].version == version}
        done.changed += [entry.criterion.code for one, entry in now.items() if one not in same]
        if same:
            versions = {one: cells[one][1] for one in same}
            done.count += len(enter_many(sheet_for(terms[pk], unit, by=by), same, by=by, versions=versions))
        for _, criterion, _, _, judged in mine:
            if judged and criterion in same:
                stored.filter(criterion=criterion).update(**judged)
    return done
