"""Sơ đồ chỗ ngồi: a seat for everybody called, in the order they are called, so that rows rise together."""

from awards.reports.ceremony import ABOUT, ROW_SEATS, Ceremony, common
from awards.reports.enums import Shelf
from awards.reports.registry import Report, Scope
from thidua.documents import Column, Document, Paragraph, Table
from thidua.documents.vietnamese import count


def build(scope: Scope, ceremony: Ceremony) -> Document:
    called = ceremony.called
    rows = [
        {
            "row": row_letter(place // ROW_SEATS), "seat": place % ROW_SEATS + 1, "name": one.name, "place": one.place,
            "award": one.award.short_name, "turn": one.turn,
        }
        for place, one in enumerate(called)
    ]  # fmt: skip
    columns = [
        Column("row", "Hàng", align="center"), Column("seat", "Ghế", "int"), Column("name", "Người ngồi"),
        Column("place", "Chức vụ, đơn vị"), Column("award", "Danh hiệu, hình thức"),
        Column("turn", "Thứ tự gọi", "int"),
    ]  # fmt: skip
    need = -(-len(called) // ROW_SEATS)
    return Document(
        **common(scope, ceremony, "Danh sách", "Chỗ ngồi lễ trao thưởng", "DS"),
        blocks=[
            Paragraph(
                f"{count(len(called))} chỗ, {count(need)} hàng, mỗi hàng {ROW_SEATS} ghế, tính từ hàng A gần sân khấu. "
                "Hàng trên lên nhận xong thì hàng sau đứng chờ."
            ),
            Table(columns, rows, sheet="Chỗ ngồi"),
        ],
        landscape=True,
    )


def row_letter(place: int) -> str:
    """A, B … Z, AA, AB …"""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


REPORT = Report(
    name="seating",
    title="Chỗ ngồi lễ trao thưởng",
    shelf=Shelf.AWARDS,
    icon="users",
    formats=("pdf", "xlsx"),
    build=build,
    note="Xếp theo thứ tự gọi, mỗi hàng 10 ghế",
    **ABOUT,
)
