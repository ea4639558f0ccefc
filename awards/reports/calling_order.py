"""Thứ tự trao thưởng: who is called to the stage, title by title, in the order of the list."""

from awards.reports.ceremony import ABOUT, Ceremony, common
from awards.reports.enums import Shelf
from awards.reports.registry import Report, Scope
from thidua.documents import Column, Document, GroupRow, Paragraph, Table
from thidua.documents.vietnamese import count, roman

COLUMNS = (
    Column.index(), Column("stage", "Lượt", "int"), Column("name", "Được gọi"), Column("place", "Chức vụ, đơn vị"),
    Column("golden", "Số sổ vàng", "int"), Column("paper", "Quyết định"), Column("here", "Có mặt", "check"),
)  # fmt: skip


def build(scope: Scope, ceremony: Ceremony) -> Document:
    rows: list = []
    stage = 0
    for place, group in enumerate(ceremony.groups, 1):
        rows.append(GroupRow(f"{group.award.name}: {group.size}", roman(place)))
        for party in group.parties:
            stage += 1
            rows += [
                {
                    "stage": stage, "name": one.name, "place": one.place, "golden": one.line.golden_book_no,
                    "paper": group.decision.code, "here": False,
                }
                for one in party
            ]  # fmt: skip
    return Document(
        **common(scope, ceremony, "Danh sách", "Thứ tự trao thưởng", "DS"),
        blocks=[
            Paragraph(f"Tổng số {count(len(ceremony.called))} tập thể, cá nhân, {count(stage)} lượt lên nhận."),
            Table(list(COLUMNS), rows, sheet="Thứ tự trao"),
        ],
        landscape=True,
    )


REPORT = Report(
    name="calling-order",
    title="Thứ tự trao thưởng",
    shelf=Shelf.AWARDS,
    icon="list-ordered",
    formats=("pdf", "xlsx"),
    build=build,
    note="Gọi theo thứ tự danh hiệu của năm, rồi thứ tự trong quyết định",
    **ABOUT,
)
