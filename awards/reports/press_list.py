"""Danh sách cung cấp báo chí: who received what for what, without anything personal beyond name, rank, post, unit."""

from awards.reports.ceremony import ABOUT, Called, Ceremony, common
from awards.reports.enums import Shelf
from awards.reports.parts import listed
from awards.reports.registry import Report, Scope
from thidua.documents import Column, Document, GroupRow, Paragraph, Table
from thidua.documents.vietnamese import count, roman


def build(scope: Scope, ceremony: Ceremony) -> Document:
    rows: list = []
    for place, group in enumerate(ceremony.groups, 1):
        rows.append(GroupRow(f"{group.award.name}: {group.size}", roman(place)))
        rows += [{"name": one.name, "place": _unit(one), "deed": _deed(one)} for one in group.called]
    columns = [
        Column.index(), Column("name", "Tập thể, cá nhân"), Column("place", "Chức vụ, đơn vị"),
        Column("deed", "Thành tích", width=46),
    ]  # fmt: skip
    told = listed(f"{group.size} được tặng “{group.award.name}”" for group in ceremony.groups)
    return Document(
        **common(scope, ceremony, "Danh sách", "Khen thưởng cung cấp cho báo chí", "DS"),
        blocks=[
            Paragraph(f"{ceremony.label}: {count(len(ceremony.called))} tập thể, cá nhân, gồm {told}."),
            Table(columns, rows, sheet="Báo chí", restart_index=True),
        ],
        landscape=True,
    )


def _unit(one: Called) -> str:
    return "" if one.is_collective else one.place


def _deed(one: Called) -> str:
    given = one.line.nomination
    if given.achievement_id:
        return given.achievement.name
    return given.citation or "–"


REPORT = Report(
    name="press-list",
    title="Danh sách cung cấp báo chí",
    shelf=Shelf.AWARDS,
    icon="megaphone",
    formats=("pdf", "xlsx"),
    build=build,
    note="Tên, chức vụ, đơn vị, thành tích; không có số liệu riêng tư",
    **ABOUT,
)
