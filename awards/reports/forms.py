"""What the page of reports shows: every paper with what it can be about, as far as the reader may have it."""

from dataclasses import dataclass

from awards.reports.enums import Shelf
from awards.reports.registry import Report, Scope, reports
from thidua.errors import Forbidden
from thidua.permissions import require

MOST_CHOICES = 50


@dataclass(frozen=True)
class Row:
    """One report on the page. choices: (id, words) of what it can be about; missing: why it cannot be made now."""

    report: Report
    note: str
    choices: list[tuple[str, str]]
    missing: str = ""

    @property
    def asks(self) -> bool:
        """Whether there is anything to choose before it is made."""
        return len(self.choices) > 1 or len(self.report.formats) > 1


def shelves(scope: Scope) -> list[tuple[Shelf, list[Row]]]:
    """Shelves with the reports the reader may have, in the order of the page; queries do not grow with the choices."""
    rows = [row for report in reports().values() if (row := _row(report, scope))]
    found = [(shelf, [row for row in rows if row.report.shelf == shelf]) for shelf in Shelf]
    return [(shelf, own) for shelf, own in found if own]


def _row(report: Report, scope: Scope) -> Row | None:
    if report.needs_whole and not scope.is_whole:
        return None
    subjects = list(report.subjects(scope))[:MOST_CHOICES] if report.subjects is not None else []
    if report.subjects is not None and not subjects:
        return Row(report, report.note, [], report.nothing or f"Năm {scope.period.year} chưa có {report.about}")
    asked = report.may(scope, subjects[0] if subjects else None)
    if asked and scope.reader is not None:
        try:
            require(scope.reader, *asked)
        except Forbidden:
            return None
    choices = [(report.key(subject), report.label(subject)) for subject in subjects]
    return Row(report, report.told(scope) or report.note, choices)
