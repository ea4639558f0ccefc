"""Tờ trình đề nghị khen thưởng to the superior. Signed: the frozen file, byte for byte."""

from awards.decisions.enums import PaperKind
from awards.reports import decision
from awards.reports.enums import Shelf
from awards.reports.registry import Report

REPORT = Report(
    name="submission",
    title="Tờ trình đề nghị khen thưởng",
    shelf=Shelf.AWARDS,
    icon="send",
    formats=("pdf", "docx", "xlsx"),
    build=decision.build,
    note="Đối tượng thuộc thẩm quyền cấp trên, kèm kết quả phiếu",
    about="tờ trình",
    subjects=lambda scope: decision.papers(scope, PaperKind.SUBMISSION),
    label=decision.label,
    size=decision.size,
    frozen=decision.frozen,
)
