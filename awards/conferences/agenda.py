"""Acts on the programme of a conference: its items in order, what is dealt with, what the minutes say of each."""

from datetime import time

from django.db import transaction

from awards.conferences.models import Conference, ProgrammeItem
from awards.conferences.rules import hours_swapped
from awards.conferences.services import editable
from thidua import clock, text
from thidua.errors import RuleViolation, StateConflict
from thidua.workflow import lock
from units.audit.services import record
from units.models import User


@transaction.atomic
def add_item(conference: Conference, *, by: User, starts_at: time, title: str, owner: str = "") -> ProgrammeItem:
    """A further item, at its hour in the programme."""
    row = editable(conference, by)
    item = ProgrammeItem(conference=row, sort=0, starts_at=starts_at, title=_titled(title), owner=text.clean(owner))
    item.save()
    _in_order_of_hours(row, item)
    record(by, "conference.add_item", row, item=str(item))
    return item


@transaction.atomic
def edit_item(item: ProgrammeItem, *, by: User, starts_at: time, title: str, owner: str = "") -> ProgrammeItem:
    """Correct hour, words or who does it; with another hour it takes its place there."""
    row = editable(item.conference, by)
    found = lock(item)
    fields = ("starts_at", "title", "owner")
    before = {field: getattr(found, field) for field in fields}
    found.starts_at, found.title, found.owner = starts_at, _titled(title), text.clean(owner)
    found.save(update_fields=fields)
    if before["starts_at"] != starts_at:
        _in_order_of_hours(row, found)
    after = {field: getattr(found, field) for field in fields}
    record(by, "conference.edit_item", row, before=before, after=after, item=before["title"])
    return found


def _titled(title: str) -> str:
    title = text.clean(title)
    if not title:
        raise RuleViolation("Ghi nội dung của mục.", field="title")
    return title


def _in_order_of_hours(row: Conference, item: ProgrammeItem) -> None:
    """Put one item behind the last that begins no later than it does; the others keep their order."""
    others = list(row.programme.exclude(pk=item.pk))
    place = max((at for at, other in enumerate(others, 1) if other.starts_at <= item.starts_at), default=0)
    _number([*others[:place], item, *others[place:]])


def _number(items: list[ProgrammeItem]) -> None:
    for number, item in enumerate(items, 1):
        item.sort = number
    ProgrammeItem.objects.bulk_update(items, ["sort", "starts_at"])


@transaction.atomic
def move_item(item: ProgrammeItem, *, by: User, up: bool) -> None:
    """Change places with the item above or below, which keeps its length; the first does not go higher, the last not
    lower."""
    row = editable(item.conference, by)
    items = list(row.programme.all())
    at = next((index for index, other in enumerate(items) if other.pk == item.pk), None)
    if at is None:
        raise StateConflict("Mục này đã bị xóa.")
    to = at - 1 if up else at + 1
    if not 0 <= to < len(items):
        return
    first = min(at, to)
    early, late = items[first : first + 2]
    ends_at = items[first + 2].starts_at if first + 2 < len(items) else None
    early.starts_at, late.starts_at = hours_swapped(early.starts_at, late.starts_at, ends_at)
    items[first : first + 2] = late, early
    _number(items)
    record(by, "conference.move_item", row, item=str(item), position=to + 1)


@transaction.atomic
def remove_item(item: ProgrammeItem, *, by: User) -> None:
    """Take an item out that has not been dealt with."""
    row = editable(item.conference, by)
    found = lock(item)
    if found.done_at or found.note:
        raise StateConflict("Mục này đã ghi vào biên bản, không xóa được.")
    if found.speeches.exists():
        raise StateConflict("Mục này có người đăng ký phát biểu: xóa đăng ký trước.")
    record(by, "conference.remove_item", row, item=str(found))
    found.delete()


@transaction.atomic
def finish_item(item: ProgrammeItem, *, by: User, note: str = "") -> ProgrammeItem:
    """Tick an item off while the conference sits; note: what the minutes say of it. Ticking twice changes nothing."""
    row = editable(item.conference, by)
    if not row.is_sitting:
        raise StateConflict("Chỉ đánh dấu xong khi hội nghị đang họp.")
    found = lock(item)
    if found.done_at is None:
        found.done_at = clock.now()
        found.note = note.strip() or found.note
        found.save(update_fields=["done_at", "note"])
        record(by, "conference.finish_item", row, item=str(found), note=found.note)
    item.done_at, item.note = found.done_at, found.note
    return found


@transaction.atomic
def note_item(item: ProgrammeItem, *, by: User, note: str) -> ProgrammeItem:
    """Write or correct what the minutes say of an item."""
    row = editable(item.conference, by)
    found = lock(item)
    before, found.note = found.note, note.strip()
    found.save(update_fields=["note"])
    record(by, "conference.note_item", row, before={"note": before}, after={"note": found.note}, item=str(found))
    return found
