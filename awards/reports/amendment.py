"""Quyết định đính chính, thu hồi. Signed: the frozen file, byte for byte."""

from awards.decisions import amending  # noqa: F401  what these papers say
from awards.decisions.enums import PaperKind
from awards.decisions.models import Decision
from awards.reports import decision
from awards.reports.enums import Shelf
from awards.reports.registry import Report, Scope


def _papers(scope: Scope) -> list[Decision]:
    kinds = (PaperKind.CORRECTION, PaperKind.REVOCATION)
    return [paper for kind in kinds for paper in decision.papers(scope, kind)]


REPORT = Report(
    name="amendment",
    title="Quyết định đính chính, thu hồi",
    shelf=Shelf.AWARDS,
    icon="file-pen",
    formats=("pdf", "xlsx"),
    build=decision.build,
    note="Sửa, thu hồi quyết định đã ký bằng văn bản mới",
    about="quyết định đính chính, thu hồi",
    subjects=_papers,
    label=lambda paper: f"{paper.get_kind_display()} {decision.label(paper)}",
    size=lambda scope, paper: 0 if paper.is_signed else paper.points.count(),
    frozen=decision.frozen,
)
