"""Lịch thi đua của năm: deadlines and meetings by month; for one unit with what was extended for it."""

from itertools import groupby

from awards.decisions.papers import organ_name
from awards.reports.enums import Shelf
from awards.reports.parts import local, slug
from awards.reports.registry import Report, Scope
from awards.years.dates import Entry, entries_of
from thidua.documents import Cell, Column, Document, GroupRow, OfficialHeading, SignatureBlock, Table


def build(scope: Scope, subject: None) -> Document:
    period, on = scope.period, scope.period.ends_on
    unit = None if scope.is_whole else scope.unit
    entries = entries_of(scope.reader, period, unit)
    rows: list = []
    for month, found in groupby(entries, key=lambda entry: entry.day.replace(day=1)):
        rows.append(GroupRow(f"Tháng {month.month}/{month.year}"))
        rows += [_row(entry) for entry in found]
    return Document(
        slug=slug("lich thi dua", scope.unit.code, period.year),
        kind="Lịch thi đua",
        subject=f"Năm {period.year} ({period.span_label})" + (f"\n{unit.name_on(on)}" if unit else ""),
        heading=OfficialHeading(
            organ=organ_name(period.unit, period.starts_on), number="", place=period.unit.place, date=period.starts_on
        ),
        blocks=[
            Table(
                columns=[
                    Column.index(),
                    Column("when", "Ngày, giờ", align="center"),
                    Column("what", "Nội dung"),
                    Column("note", "Ghi chú"),
                ],
                rows=rows,
                sheet="Lịch",
                empty="Năm này chưa có mốc nào",
            )
        ],
        signatures=[SignatureBlock(post="Người lập", hint="(Ký, ghi rõ họ tên)")],
        demo=period.is_demo,
        date=period.starts_on,
    )


def _row(entry: Entry) -> dict:
    at = local(entry.at)
    return {"when": f"{at:%H:%M, %d/%m/%Y}", "what": Cell(entry.title, italic=entry.done), "note": entry.note}


REPORT = Report(
    name="year-calendar",
    title="Lịch thi đua của năm",
    shelf=Shelf.RUNNING,
    icon="calendar-days",
    formats=("pdf", "xlsx"),
    build=build,
    note="Hạn của các bước, các tháng, hội nghị, gia hạn riêng",
)
