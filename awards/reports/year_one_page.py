"""Tóm tắt một trang: the year in one page, its result in the sentence of the conference (rules §11.3i)."""

from dataclasses import replace

from awards.reports.enums import Shelf
from awards.reports.figure_tables import changes_table
from awards.reports.parts import slug
from awards.reports.registry import Report, Scope
from awards.reports.year_summary import content_of, frame
from thidua.documents import Block, Document, Paragraph, Table

KEYS = ("scores", "leaders", "vote", "decided", "people")
LONGEST = 700  # letters of a paragraph: the page stays one page


def build(scope: Scope, subject: None) -> Document:
    period, content = scope.period, content_of(scope.period)
    blocks: list[Block] = []
    for key in KEYS:
        passage = content.find(key)
        if passage is not None and passage.text:
            blocks.append(Paragraph(_short(" ".join(passage.text.split()))))
    if content.figures.lines:
        blocks.append(replace(changes_table(content.figures), sheet="Tóm tắt"))
    else:
        blocks += [block for _, part in content.parts for block in part if isinstance(block, Table)]  # of a cluster
    return replace(
        frame(content),
        slug=slug("tom tat mot trang", period.holder.code, period.year),
        subject=f"Tóm tắt kết quả thi đua, khen thưởng năm {period.year}",
        blocks=blocks,
    )


def _short(text: str) -> str:
    """A paragraph cut at the end of a sentence or of a part of one."""
    if len(text) <= LONGEST:
        return text
    cut = max(text.rfind(end, 0, LONGEST) for end in (". ", "; "))
    return text[: cut if cut > 0 else LONGEST].rstrip(" ;.") + "…"


REPORT = Report(
    name="year-one-page",
    title="Tóm tắt năm trên một trang",
    shelf=Shelf.YEAR,
    icon="file-text",
    formats=("pdf", "docx"),
    build=build,
    note="Câu kết quả của hội nghị, số liệu từng danh hiệu so với năm trước",
    may=lambda scope, subject: ("awards.report_year", scope.period),
    needs_whole=True,
)
