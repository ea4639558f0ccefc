"""Reads about files brought in."""

from django.db import models

from thidua.jobs.models import Job
from thidua.jobs.queries import job_rows
from thidua.templatetags.ui import vn_number
from thidua.widgets import Fig, JobRow
from units.imports.enums import ImportState, RowState
from units.imports.kinds import KINDS, Kind
from units.imports.models import Import, ImportRow


def import_list(user) -> models.QuerySet[Import]:
    """Files the user has brought in, newest first."""
    return Import.objects.visible_to(user).exclude(state=ImportState.DISCARDED).select_related("job").order_by("-pk")


def kind_of(batch: Import) -> Kind:
    return KINDS[batch.kind]


def row_list(batch: Import) -> models.QuerySet[ImportRow]:
    return batch.rows.order_by("number")


def figures(batch: Import) -> list[Fig]:
    """How many rows of each state."""
    tones = {RowState.WARNING: "warn", RowState.ERROR: "bad"}
    return [
        Fig(str(state.label), vn_number(batch.counts.get(state, 0)), "dòng",
            url=f"?tinh_trang={state.value}#dong" if batch.counts.get(state) else "",
            tone=tones.get(state, ""))
        for state in RowState
    ]  # fmt: skip


def shown_cells(kind: Kind, row: ImportRow) -> dict:
    """A row as the preview draws it: problems with the cell's words, changes, or what would be new."""
    titles = {column.name: column.title for column in kind.columns}
    problems = []
    for name, level, sentence in row.problems:
        cell = row.cells.get(name, "")
        problems.append((titles.get(name, name), cell[0] if isinstance(cell, list) else cell, level, sentence))
    named = {titles[name] for name in kind.in_label}
    changes = [(title, row.before.get(title, ""), after) for title, after in row.after.items()]
    if row.act == RowState.NEW:
        changes = [change for change in changes if change[0] not in named]
    return {"row": row, "problems": problems, "changes": changes if row.state != RowState.ERROR else []}


def job_of(batch: Import) -> JobRow | None:
    """The work under way for a file, or the last one that failed."""
    job: Job | None = batch.job
    if job is None or not (job.is_unfinished or job.chip != "done"):
        return None
    return job_rows([job])[0]
