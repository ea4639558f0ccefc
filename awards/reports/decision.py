"""Quyết định khen thưởng with its lists. Signed: the frozen file, byte for byte."""

from awards.decisions.enums import PaperKind, PaperState
from awards.decisions.models import Decision
from awards.decisions.papers import paper_document
from awards.decisions.queries import signed_file
from awards.reports.enums import Shelf
from awards.reports.registry import Report, Scope
from thidua.documents import Document, Format


def papers(scope: Scope, kind: str) -> list[Decision]:
    """Papers of one kind that are not put aside: signed ones first, the newest number first."""
    found = scope.visible(Decision.objects.all()).filter(period=scope.period, kind=kind)
    rows = found.exclude(state=PaperState.CANCELLED).select_related(
        "period__unit__kind", "issuer__kind", "conference__council", "conference__cluster"
    )
    return sorted(rows, key=lambda paper: (not paper.is_signed, -(paper.number or 0), -paper.pk))


def build(scope: Scope, paper: Decision) -> Document:
    return paper_document(paper)


def frozen(paper: Decision, format: Format) -> bytes | None:
    """The signed file; a draft and a workbook are made anew from the same content."""
    return signed_file(paper) if format == "pdf" and paper.is_signed else None


def label(paper: Decision) -> str:
    if paper.is_signed:
        return f"{paper.code}, {paper.decided_on:%d/%m/%Y}"
    return f"Dự thảo {paper.pk}: {paper.subject_line}"


def size(scope: Scope, paper: Decision) -> int:
    return 0 if paper.is_signed else paper.lines.count()


REPORT = Report(
    name="decision",
    title="Quyết định khen thưởng",
    shelf=Shelf.AWARDS,
    icon="award",
    formats=("pdf", "docx", "xlsx"),
    build=build,
    note="Theo Nghị định 30, kèm danh sách từng danh hiệu",
    about="quyết định",
    subjects=lambda scope: papers(scope, PaperKind.DECISION),
    label=label,
    size=size,
    frozen=frozen,
)
