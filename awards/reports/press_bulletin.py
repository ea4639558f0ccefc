"""Bản tin: the conference for the press, from what was written down about it; nothing is claimed that was not."""

from awards.conferences.models import Conference
from awards.reports.enums import Shelf
from awards.reports.parts import local, slug
from awards.reports.queries import title_figures
from awards.reports.registry import Nothing, Report, Scope
from awards.reports.year_awards import proposal_words
from awards.reports.year_summary import Content, content_of
from thidua.documents import Block, Document, Paragraph
from thidua.documents.document import Run

TASKS = 4  # paragraphs of results a bulletin has room for


def build(scope: Scope, subject: None) -> Document:
    period, content = scope.period, content_of(scope.period)
    conference = content.conference
    if conference is None:
        raise Nothing(f"Năm {period.year} chưa có hội nghị để viết bản tin.")
    blocks: list[Block] = [Paragraph(Run(_opening(conference), bold=True))]
    blocks += [Paragraph(text) for text in _results(content)]
    for key, lead in (("limits", "Tại hội nghị,"), ("direction", "Kết luận hội nghị, chủ trì yêu cầu:")):
        passage = content.find(key)
        if passage is not None and passage.text:
            blocks.append(Paragraph(f"{lead} {_sentence(passage.text)}"))
    if told := _vote(content):
        blocks.append(Paragraph(told))
    blocks.append(Paragraph("Nguồn: Cơ quan thi đua, khen thưởng.", align="right", italic=True, indent=False))
    return Document(
        slug=slug("ban tin", period.holder.code, period.year),
        kind="Bản tin",
        subject=conference.name,
        blocks=blocks,
        draft="" if conference.is_adopted else "Dự thảo",
        demo=period.is_demo,
        date=conference.held_on,
    )


def _opening(conference: Conference) -> str:
    at = local(conference.starts_at)
    part = "Sáng" if at.hour < 12 else "Chiều" if at.hour < 18 else "Tối"
    day = f"{conference.held_on.day:02d}/{conference.held_on.month}"
    name = conference.name[:1].lower() + conference.name[1:]
    return (
        f"{part} ngày {day}, tại {conference.place}, {conference.body.name} tổ chức {name}. "
        f"Chủ trì: {conference.chair_text}."
    )


def _results(content: Content) -> list[str]:
    """What was done, first its largest fields, then the models by name."""
    rows = [one for _, found in content.passages() for one in found if one.prose.key.startswith("task-") and one.text]
    told = [f"{one.prose.lead} {_sentence(one.text)}".strip() for one in rows[:TASKS]]
    scores = content.find("scores")
    return [*told, scores.text] if scores is not None and scores.text else told


def _sentence(text: str) -> str:
    """Lines as one paragraph that ends with a full stop."""
    words = "; ".join(line.strip().rstrip(".;") for line in text.splitlines() if line.strip())
    return f"{words[:1].lower()}{words[1:]}." if words[1:2].islower() else f"{words}."


def _vote(content: Content) -> str:
    """The sentence of the article; a cluster's ballot is told by the report."""
    figures = title_figures(content.period)
    if any(row.passed for row in figures):
        return f"Hội nghị đã tiến hành bình xét và bỏ phiếu {proposal_words(content.period, figures)}./."
    passage = content.find("handover")
    return passage.text if passage is not None else ""


REPORT = Report(
    name="press-bulletin",
    title="Bản tin gửi báo chí",
    shelf=Shelf.YEAR,
    icon="megaphone",
    formats=("pdf", "docx"),
    build=build,
    note="Hội nghị, kết quả nổi bật, câu đề nghị khen thưởng",
    may=lambda scope, subject: ("awards.report_year", scope.period),
    needs_whole=True,
)
