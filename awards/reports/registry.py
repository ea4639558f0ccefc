"""Every paper that leaves the house: its name at the command line, its words on the page, who may have it, its content.

Each report is one module with a `REPORT`. Pages, background jobs and `manage.py report` all go through `services.make`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from awards.reports.enums import Shelf
from awards.years.models import EmulationPeriod
from thidua.documents import Document, Format
from thidua.errors import RuleViolation
from units.models import Unit, User

# In the order of the page and of `manage.py reports`.
NAMES = (
    "year-summary",
    "year-one-page",
    "press-bulletin",
    "statistics-forms",
    "criteria-table",
    "score-sheet",
    "score-overview",
    "score-criteria",
    "score-unit",
    "score-workbook",
    "nominations",
    "unit-meeting",
    "achievement-report",
    "citations",
    "quota-shares",
    "service-medals",
    "organ-opinions",
    "award-list",
    "submission",
    "decision",
    "amendment",
    "payment-list",
    "fund-book",
    "number-register",
    "calling-order",
    "ceremony-script",
    "seating",
    "press-list",
    "ballot-paper",
    "count-minutes",
    "ballot-destruction",
    "conference-minutes",
    "handover-minutes",
    "invitations",
    "year-calendar",
    "reminder-letter",
    "registrations",
)


class Nothing(RuleViolation):
    """There is nothing yet that this paper could be about."""


class Unknown(Nothing):
    """The object asked for does not exist, or is not the asker's to see."""


@dataclass(frozen=True)
class Scope:
    """What a report is asked about. unit: everything below it; reader: whose eyes, None at the command line."""

    period: EmulationPeriod
    unit: Unit
    reader: User | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the whole year is meant, not one unit of it; the year of a cluster is never taken apart."""
        return self.period.cluster_id is not None or self.unit.pk == self.period.unit_id

    def visible(self, rows):
        """`rows` narrowed to what the reader may see; all of them without a reader."""
        return rows if self.reader is None else rows.visible_to(self.reader)


@dataclass(frozen=True)
class Report:
    """One paper.

    about: what `--object` names; empty when the paper is about the year itself. subjects(scope): what it can be about,
    newest first, only what the reader may see. key, label: the object's id and its words. may(scope, subject): name of
    the permission and what it is asked about; None when seeing the subject is enough. size: rows, without building it.
    note: one line under its title on the page.
    """

    name: str
    title: str
    shelf: Shelf
    icon: str
    formats: tuple[Format, ...]
    build: Callable[[Scope, Any], Document]
    note: str = ""
    told: Callable[[Scope], str] = lambda scope: ""
    about: str = ""
    nothing: str = ""
    subjects: Callable[[Scope], Sequence[Any]] | None = None
    key: Callable[[Any], str] = lambda subject: str(subject.pk)
    label: Callable[[Any], str] = str
    may: Callable[[Scope, Any], tuple[str, Any] | None] = lambda scope, subject: None
    size: Callable[[Scope, Any], int] = lambda scope, subject: 0
    frozen: Callable[[Any, Format], bytes | None] = lambda subject, format: None
    needs_whole: bool = False

    def find(self, scope: Scope, object_id: str | None) -> Any:
        """The subject with this id, or the year's latest of its kind. Raises Unknown or Nothing."""
        if self.subjects is None:
            if object_id:
                raise Unknown(f"“{self.title}” không nhận mã đối tượng.", field="object")
            return None
        subjects = self.subjects(scope)
        if object_id:
            found = next((subject for subject in subjects if self.key(subject) == object_id), None)
            if found is None:
                raise Unknown(
                    f"Không tìm thấy {self.about} “{object_id}” trong năm {scope.period.year}.", field="object"
                )
            return found
        if not subjects:
            raise Nothing(self.nothing or f"Năm {scope.period.year} chưa có {self.about}.")
        return subjects[0]


@cache
def reports() -> dict[str, Report]:
    """Name → report, in the order of the page."""
    found = [import_module(f"awards.reports.{name.replace('-', '_')}").REPORT for name in NAMES]
    return {report.name: report for report in found}


def build(
    name: str, period: EmulationPeriod, unit: Unit, object_id: str | None = None, reader: User | None = None
) -> Document:
    """The content of a report. Raises Unknown, Nothing or RuleViolation in words for the reader."""
    report, scope = reports()[name], Scope(period, unit, reader)
    return report.build(scope, report.find(scope, object_id))
