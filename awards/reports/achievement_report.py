"""Báo cáo thành tích of one line: parts as the form of the law has them, from the records and the words of the unit."""

from collections.abc import Sequence

from awards.decisions.papers import organ_name
from awards.nominations.enums import NominationState
from awards.nominations.kinds import kind_of
from awards.nominations.merits import Given, Section, report_of
from awards.nominations.models import Nomination
from awards.reports.enums import Shelf
from awards.reports.parts import slug
from awards.reports.registry import Report, Scope
from thidua.documents import Column, Document, Heading, OfficialHeading, Paragraph, SignatureBlock, Table
from thidua.documents.vietnamese import roman
from units.models import Unit

NO_RECORD = "…………"


def lines_of(scope: Scope) -> Sequence[Nomination]:
    """What the reader may see of the year below the unit, on every list, in paper order."""
    found = scope.visible(Nomination.objects.filter(nomination_list__period=scope.period))
    if not scope.is_whole:
        below = Unit.objects.within(scope.unit, scope.period.starts_on, scope.period.ends_on)
        found = found.filter(proposer__in=below)
    related = ("award", "proposer", "person__unit", "unit__parent", "achievement", "nomination_list__period__unit")
    rows = found.exclude(state=NominationState.WITHDRAWN).select_related(*related)
    return list(rows.order_by("award__sort", "award", "sort_key", "pk"))


def build(scope: Scope, line: Nomination) -> Document:
    period, report = scope.period, report_of(line)
    on = period.ends_on
    blocks = [Heading(f"{roman(1)}. {report.heading}")]
    blocks += [Paragraph(f"{label}: {words or NO_RECORD}") for label, words in report.facts]
    blocks.append(Heading(f"{roman(2)}. THÀNH TÍCH ĐẠT ĐƯỢC"))
    for section in report.sections:
        blocks += _section(section)
    blocks.append(Heading(f"{roman(3)}. CÁC HÌNH THỨC ĐÃ ĐƯỢC KHEN THƯỞNG"))
    blocks += _given("Danh hiệu thi đua", report.titles, "Danh hiệu")
    blocks += _given("Hình thức khen thưởng", report.other_forms, "Hình thức")
    who = "Người báo cáo thành tích" if line.person_id else "Thủ trưởng đơn vị"
    return Document(
        slug=slug("bao cao thanh tich", line.award.code, line.subject_name, period.year),
        kind="Báo cáo thành tích",
        subject=f"Đề nghị khen thưởng {kind_of(line.kind).label}\n{line.award.name} năm {period.year}",
        heading=OfficialHeading(
            superior=organ_name(period.unit, on), organ=line.proposer.name_on(on), number="/BC-TT",
            place=line.proposer.place or period.unit.place,
        ),
        blocks=blocks,
        signatures=[
            SignatureBlock(post="Xác nhận của cấp trên trực tiếp"),
            SignatureBlock(post=who, name=line.subject_name if line.person_id else ""),
        ],
        demo=period.is_demo,
        date=period.ends_on,
    )  # fmt: skip


def _section(section: Section) -> list:
    title = f"{section.number}. {section.title}" if section.number else section.title
    rows = [row for row in section.text.splitlines() if row.strip()]
    return [Heading(title, level=2), *(Paragraph(row) for row in rows or [NO_RECORD])]


def _given(title: str, rows: list[Given], name: str) -> list:
    columns = [
        Column("year", "Năm", align="center"), Column("name", name),
        Column("decision", "Số, ngày, tháng, năm của quyết định; cơ quan ban hành"),
    ]  # fmt: skip
    told = [
        {"year": str(row.year), "name": row.name, "decision": f"{row.decision}, ngày {row.decided_on:%d/%m/%Y}"}
        for row in rows
    ]
    return [Heading(title, level=2), Table(columns, told, sheet=title, empty="Chưa có")]


REPORT = Report(
    name="achievement-report",
    title="Báo cáo thành tích",
    shelf=Shelf.AWARDS,
    icon="file-text",
    formats=("pdf", "docx"),
    build=build,
    note="Một cá nhân, tập thể được đề nghị, theo mẫu của loại hình",
    about="đề nghị",
    nothing="Chưa có đề nghị nào.",
    subjects=lines_of,
    label=lambda line: f"{line.subject_name}, {line.award.short_name}",
    may=lambda scope, line: ("awards.report_unit", line.proposer) if line else None,
)
