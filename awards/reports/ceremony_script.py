"""Lời dẫn lễ trao thưởng: what the presenter reads, with everybody's name in the order they are called."""

from awards.decisions.papers import organ_name
from awards.reports.ceremony import ABOUT, Called, Ceremony, Group, common
from awards.reports.enums import Shelf
from awards.reports.registry import Report, Scope
from thidua.documents import Block, Bullets, Column, Document, Heading, Paragraph, Table, bold, italic
from thidua.documents.vietnamese import count, long_date, roman


def build(scope: Scope, ceremony: Ceremony) -> Document:
    blocks: list[Block] = [
        Paragraph("Kính thưa các đồng chí lãnh đạo, các vị đại biểu, thưa toàn thể các đồng chí!"),
        Paragraph(
            f"Ghi nhận thành tích trong năm {scope.period.year}, {_papers(ceremony)} tặng danh hiệu thi đua, hình thức "
            f"khen thưởng cho {count(len(ceremony.called))} tập thể, cá nhân. Sau đây, xin công bố và mời các tập thể, "
            "cá nhân lên nhận."
        ),
    ]
    rows = []
    for place, group in enumerate(ceremony.groups, 1):
        blocks += _group(group, place)
        rows.append((group.award.name, group.size, len(group.parties), group.decision.code))
    blocks.append(Paragraph("Xin trân trọng chúc mừng các tập thể, cá nhân vừa được khen thưởng!"))
    columns = [
        Column.index(), Column("award", "Danh hiệu, hình thức"), Column("size", "Số được trao", align="center"),
        Column("parties", "Lượt", "int"), Column("paper", "Quyết định", align="center"),
    ]  # fmt: skip
    blocks += [Heading("Các lượt trao"), Table(columns, rows, sheet="Các lượt trao")]
    return Document(**common(scope, ceremony, "Lời dẫn", "Lễ trao thưởng", "LD"), blocks=blocks)


def _papers(ceremony: Ceremony) -> str:
    """`tại Quyết định số … ngày …, Quyết định số …`, as they are read."""
    told = [f"Quyết định số {paper.code} {long_date(paper.decided_on)} của {organ_name(paper.issuer, paper.decided_on)}"
            for paper in ceremony.decisions]  # fmt: skip
    return "; ".join(told)


def _group(group: Group, place: int) -> list[Block]:
    noun = "các tập thể" if group.is_collective else "các đồng chí"
    blocks: list[Block] = [
        Heading(f"{roman(place)}. {group.award.name}: {group.size}"),
        Paragraph(
            [f"Xin công bố {group.size} được tặng ", bold(f"“{group.award.name}”"),
             f" theo Quyết định số {group.decision.code} {long_date(group.decision.decided_on)}."]
        ),
    ]  # fmt: skip
    if not group.has_certificate and len(group.called) > 1:
        blocks.append(Paragraph([italic("Danh hiệu này không có giấy chứng nhận: có thể đọc tên, mời đại diện nhận.")]))
    for number, party in enumerate(group.parties, 1):
        turn = f" (lượt {count(number)})" if len(group.parties) > 1 else ""
        blocks += [
            Paragraph(f"Trân trọng kính mời {noun} có tên sau đây lên sân khấu{turn}:"),
            Bullets([_read(one) for one in party], marker="1."),
        ]
    return blocks


def _read(one: Called) -> list:
    return [bold(one.name), "" if one.is_collective else f", {one.place}"]


REPORT = Report(
    name="ceremony-script",
    title="Lời dẫn lễ trao thưởng",
    shelf=Shelf.AWARDS,
    icon="scroll-text",
    formats=("pdf", "xlsx"),
    build=build,
    note="Lời người dẫn chương trình, đọc tên theo đúng thứ tự gọi",
    **ABOUT,
)
