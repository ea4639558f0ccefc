"""Making a paper: the same bytes for the page, the background job and the command line."""

from dataclasses import dataclass
from typing import Any

from awards.decisions.papers import HEAVY
from awards.reports.registry import Nothing, Report, Scope
from awards.reports.wordings import dressed
from thidua.documents import CONTENT_TYPES, Document, Format, file_name, has_sheets, render
from thidua.errors import RuleViolation
from thidua.permissions import require

WORDS = {"pdf": "PDF", "xlsx": "Excel", "docx": "Word"}


@dataclass(frozen=True)
class File:
    """A finished paper."""

    content: bytes
    name: str
    content_type: str


@dataclass(frozen=True)
class Order:
    """A report about one subject in one format, allowed to its reader."""

    report: Report
    scope: Scope
    subject: Any
    format: Format

    @property
    def is_heavy(self) -> bool:
        """Whether laying it out takes longer than a request may; Word files are quicker, workbooks are quick."""
        most = {"pdf": HEAVY, "docx": 10 * HEAVY}.get(self.format)
        return most is not None and self.report.size(self.scope, self.subject) > most

    @property
    def name(self) -> str:
        """`Biên bản kiểm phiếu 2023, Excel`."""
        return f"{self.report.title} {self.scope.period.year}, {WORDS[self.format]}"

    def document(self) -> Document:
        """Raises Nothing, also when a workbook is asked for and there is no table or chart to put into it yet."""
        document = dressed(self.report.build(self.scope, self.subject), self.scope.period.unit)
        if self.format == "xlsx" and not has_sheets(document):
            raise Nothing(f"{self.report.title} năm {self.scope.period.year}: chưa có số liệu để đưa vào tệp Excel.")
        return document


def order(report: Report, scope: Scope, *, format: str, object_id: str | None = None) -> Order:
    """What was asked for, when it exists and the reader may have it.

    Raises Unknown (no such object), Nothing (none yet), RuleViolation (format, one unit of what is about the whole
    year) or Forbidden.
    """
    if format not in report.formats:
        known = ", ".join(report.formats)
        raise RuleViolation(f"“{report.title}” không có dạng {format}; có: {known}.", field="format")
    if report.needs_whole and not scope.is_whole:
        raise RuleViolation(
            f"“{report.title}” lập cho cả {scope.period.unit}, không lập riêng một đơn vị.", field="unit"
        )
    subject = report.find(scope, object_id)
    if scope.reader is not None and (asked := report.may(scope, subject)):
        require(scope.reader, *asked)
    return Order(report, scope, subject, format)


def make(wanted: Order) -> File:
    """The file: frozen where it has been signed, else laid out from its content."""
    document = wanted.document()
    content = wanted.report.frozen(wanted.subject, wanted.format) or render(document, wanted.format)
    return File(content, file_name(document, wanted.format), CONTENT_TYPES[wanted.format])
