"""Danh sách đến hạn huy chương niên hạn: who is due this year, since before, next year, and of whom nobody knows."""

from awards.decisions.enums import MedalGroup
from awards.decisions.medals import Medal, Row, grouped, in_order, law_day, medals_on, rows_of
from awards.decisions.papers import organ_name
from awards.reports.enums import Shelf
from awards.reports.parts import PROVISIONAL, slug
from awards.reports.registry import Nothing, Report, Scope
from thidua import clock
from thidua.documents import Column, Document, GroupRow, OfficialHeading, Paragraph, SignatureBlock, Table
from thidua.documents.vietnamese import count, roman
from thidua.text import small
from units.models import Person

SHOWN = (MedalGroup.DUE, MedalGroup.OVERDUE, MedalGroup.NEXT, MedalGroup.UNKNOWN)


def build(scope: Scope, subject: None) -> Document:
    period, on = scope.period, scope.period.ends_on
    found = medals_on(law_day(period))
    if not found:
        raise Nothing("Quy định của ngày này không có huy chương niên hạn.")
    rows: list = []
    summary, bases = [], []
    for place, medal in enumerate(found, 1):
        mine = _rows(scope, medal)
        told = {group: [row for row in mine if row.group == group] for group in SHOWN}
        rows.append(GroupRow(f"{medal.award.name}: phục vụ {medal.need}", roman(place)))
        for group, some in told.items():
            if some:
                rows.append(GroupRow(f"{group.label}: {count(len(some))} người"))
                rows += [_cells(row) for row in some]
        summary.append(f"{medal.award.short_name} {count(len(told[MedalGroup.DUE]))}")
        sure = small(medal.rule.get_confidence_display())
        bases.append(f"{medal.award.short_name}: {medal.rule.legal_basis} ({sure})")
    return Document(
        slug=slug("huy chuong nien han", scope.unit.code, period.year),
        kind="Danh sách",
        subject=f"Đến hạn tặng huy chương niên hạn năm {period.year}"
        + ("" if scope.is_whole else f"\n{scope.unit.name_on(on)}"),
        heading=OfficialHeading(
            superior="" if scope.is_whole else organ_name(period.unit, on),
            organ=organ_name(period.unit, on) if scope.is_whole else scope.unit.name_on(on),
            number="/DS-TĐKT", place=scope.unit.place or period.unit.place, date=None,
        ),
        blocks=[
            *(Paragraph(f"{words}.") for words in bases),
            Paragraph(f"Đến hạn trong năm thi đua {period.year} (đến {on:%d/%m/%Y}): {'; '.join(summary)}."),
            Table(
                columns=[
                    Column.index(), Column("name", "Họ và tên"), Column("post", "Cấp bậc, chức vụ"),
                    Column("unit", "Đơn vị"), Column("joined", "Nhập ngũ", align="center"),
                    Column("need", "Cần", align="center"), Column("have", "Có", align="center"),
                    Column("when", "Đủ ngày", align="center"), Column("note", "Ghi chú"),
                ],
                rows=rows, sheet="Niên hạn", restart_index=True, empty="Không có ai đến hạn",
            ),
        ],
        signatures=[
            SignatureBlock(post="Người lập biểu", hint="(Ký, ghi rõ họ tên)"),
            SignatureBlock(post="Thủ trưởng đơn vị", hint="(Ký, ghi rõ họ tên)"),
        ],
        draft="" if period.ends_on < clock.today() else PROVISIONAL,
        demo=period.is_demo,
        landscape=True,
        date=on,
    )  # fmt: skip


def _rows(scope: Scope, medal: Medal) -> list[Row]:
    people = scope.visible(grouped(scope.unit, medal, scope.period))
    return rows_of(in_order(people.filter(group__in=SHOWN)), medal, scope.period)


def _cells(row: Row) -> dict:
    person, elig = row.person, row.shown
    note = elig.reason or ("" if elig.tone in ("ok", "info") else elig.label)
    return {
        "name": person.full_name, "post": f"{person.get_rank_display()}, {person.position}",
        "unit": person.unit.short_name, "joined": f"{person.joined_on:%d/%m/%Y}" if person.joined_on else "–",
        "need": row.need, "have": row.have, "when": row.when or "–", "note": note,
    }  # fmt: skip


def _size(scope: Scope, subject: None) -> int:
    """How many people may stand on it, without building it: those whom the first medal could concern."""
    people = Person.objects.kept().filter(left_on__isnull=True, unit__path__startswith=scope.unit.path)
    return people.count()


REPORT = Report(
    name="service-medals",
    title="Danh sách đến hạn huy chương niên hạn",
    shelf=Shelf.AWARDS,
    icon="medal",
    formats=("pdf", "xlsx"),
    build=build,
    note="Ai đến hạn trong năm, năm sau, ai thiếu ngày nhập ngũ, kèm căn cứ",
    may=lambda scope, subject: ("awards.report_unit", scope.unit),
    size=_size,
)
