"""Bring a file in: keep it, read it into rows, write them, take them back.

What is long runs in the background (tasks.py). Between reading and writing the world may change: everything is judged
again before it is written, and nothing is written when anything looks different from what was shown.
"""

import logging
from collections import Counter
from collections.abc import Callable

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from thidua import clock, workbooks
from thidua.errors import Forbidden, RuleViolation, StateConflict
from thidua.jobs.models import Job
from thidua.permissions import REGISTRY, allowed, require
from thidua.text import clean
from units.imports.enums import ImportState, RowState
from units.imports.kinds import KINDS, Kind, Line, judge, take_rows
from units.imports.models import Import, ImportRow
from units.imports.states import IMPORT
from units.structure.models import Unit

logger = logging.getLogger(__name__)

MOST_ROWS = 50_000
TOLD = 20  # things named when an undo is refused
WRITES = (RowState.NEW, RowState.CHANGED)
Told = Callable[[int, int, str], None]  # done, of, in words


def receive(kind: Kind, file: UploadedFile, *, by) -> Import:
    """Keep a file for reading; what is no workbook is refused at once with field `file`."""
    require(by, "units.import_file")
    require_kind(kind, by)
    name, size = clean(file.name or "")[:150] or "tep.xlsx", file.size or 0
    try:
        workbooks.inspect(file, name, size)
    except RuleViolation as error:
        raise RuleViolation(error.message, field="file") from error
    batch = Import(kind=kind.name, owner=by, unit=home_of(kind, by), file_name=name, size=size)
    batch.file.save("import.xlsx", file, save=False)
    try:
        batch.save()
    except BaseException:
        batch.file.storage.delete(batch.file.name)
        raise
    return batch


def require_kind(kind: Kind, by) -> None:
    """Forbidden unless the user may bring this kind in somewhere."""
    if not allowed(by, kind.permission, None):
        raise Forbidden(REGISTRY[kind.permission].who, kind.permission)


def home_of(kind: Kind, user) -> Unit:
    """The highest unit over which the user may write this kind: the scope of the file in the record."""
    units = sorted((grant.unit for grant in user.grants if grant.unit_id), key=lambda unit: (len(unit.path), unit.pk))
    for unit in units:
        if allowed(user, kind.permission, unit):
            return unit
    raise Forbidden(REGISTRY[kind.permission].who, kind.permission)


# --- reading --------------------------------------------------------------------------------------------------------


def read_file(batch: Import, told: Told) -> None:
    """Rows of the file with their states; a file that cannot be read is kept as refused, with its sentence."""
    kind, user = KINDS[batch.kind], batch.owner
    told(1, 100, "Đang mở tệp")
    try:
        with batch.file.open("rb") as stream:
            rows = workbooks.read(stream, batch.file_name, batch.size)
            taken, notes = take_rows(kind, _counting(rows, told), MOST_ROWS)
    except RuleViolation as error:
        Import.objects.filter(pk=batch.pk, state=ImportState.READING).update(
            state=ImportState.REFUSED, error=error.message[:500]
        )
        _forget_file(batch)
        return
    lines = judge(kind, user, taken, lambda done, of: told(40 + done * 20 // of, 100, f"Đang kiểm tra dòng {done}"))
    told(70, 100, "Đang ghi bản xem trước")
    with transaction.atomic():
        _stage(batch, lines)
        Import.objects.filter(pk=batch.pk, state=ImportState.READING).update(state=ImportState.READY, notes=notes)
    _forget_file(batch)


def _counting(rows, told: Told):
    """The same rows; tells how many were read."""
    for count, row in enumerate(rows, 1):
        if count % 1000 == 0:
            told(min(1 + count // 600, 39), 100, f"Đang đọc dòng {count}")
        yield row


def _stage(batch: Import, lines: list[Line]) -> None:
    batch.rows.all().delete()
    for start in range(0, len(lines), 1000):
        ImportRow.objects.bulk_create([line.row(batch) for line in lines[start : start + 1000]], batch_size=500)
    counts = Counter(str(line.state) for line in lines)
    Import.objects.filter(pk=batch.pk).update(counts=dict(counts))


def _forget_file(batch: Import) -> None:
    """What was read stands in the rows; the file itself is not kept longer than it is needed."""
    if batch.file:
        batch.file.storage.delete(batch.file.name)
    Import.objects.filter(pk=batch.pk).update(file=None)


# --- writing --------------------------------------------------------------------------------------------------------


class _Changed(Exception):
    """Judged again, the rows are no longer what was shown."""

    def __init__(self, lines: list[Line]):
        super().__init__()
        self.lines = lines


def write_file(batch: Import, *, by, told: Told) -> Import:
    """Write every row without an error, all or none. StateConflict, with a new preview, when anything has changed."""
    require_kind(KINDS[batch.kind], by)
    told(5, 100, "Đang kiểm tra lại")
    try:
        with transaction.atomic():
            return _write(batch, by)
    except _Changed as changed:
        _stage(batch, changed.lines)
        raise StateConflict(
            "Dữ liệu đã thay đổi sau khi xem trước nên chưa ghi gì. Bảng dưới là bản mới: xem lại rồi nhập."
        ) from None


def _write(batch: Import, by) -> Import:
    kind = KINDS[batch.kind]
    row = IMPORT.make(
        "confirm", batch, by=by, facts={"kind": kind.title, "rows": batch.told_counts()}, done_at=clock.now()
    )
    staged = list(row.rows.order_by("number"))
    lines = judge(kind, by, [(one.number, one.cells) for one in staged])
    shown = [(one.number, one.state, one.before, one.after, one.problems) for one in staged]
    if [line.print for line in lines] != shown:
        raise _Changed(lines)
    todo = [line for line in lines if line.act in WRITES and line.state != RowState.ERROR]
    if not todo:
        raise RuleViolation("Không có dòng nào để ghi: mọi dòng đều giữ nguyên hoặc có lỗi.")
    written = kind.write(by, todo)
    kept = [one for one in staged if one.number in written]
    for one in kept:
        one.written = written[one.number]
    ImportRow.objects.bulk_update(kept, ["written"], batch_size=500)
    return row


def discard(batch: Import, *, by) -> Import:
    """Throw a preview away, with what was read."""
    with transaction.atomic():
        row = IMPORT.make("discard", batch, by=by)
        row.rows.all().delete()
    return row


# --- taking back ----------------------------------------------------------------------------------------------------


def undo_file(batch: Import, *, by, told: Told) -> Import:
    """Take back everything one file wrote, unless any of it was changed or used since: then nothing, and what is named.

    What was made is taken out, because a number or code that stays taken would forbid the corrected file; the record
    keeps both acts. A kind whose rows can never go says in `undo_note` what is done instead.
    """
    kind = KINDS[batch.kind]
    require_kind(kind, by)
    told(5, 100, "Đang tìm những gì đã thay đổi")
    with transaction.atomic():
        row = IMPORT.make("undo", batch, by=by, undone_at=clock.now())
        rows = [one for one in row.rows.select_related("batch").order_by("-number") if one.written]
        if touched := kind.touched(rows):
            named = [sentence for _, sentence in sorted(touched.items())]
            more = [f"Và {len(named) - TOLD} dòng khác."] if len(named) > TOLD else []
            raise RuleViolation(
                "Chưa hoàn tác được: có dòng đã được sửa hoặc dùng sau khi nhập.", reasons=[*named[:TOLD], *more]
            )
        kind.take_back(by, rows, f"Hoàn tác tệp {batch.file_name}")
    return row


def attach(batch: Import, job: Job) -> None:
    """The work under way for a file, for its page."""
    batch.job = job
    Import.objects.filter(pk=batch.pk).update(job=job)
