"""Tóm tắt thành tích: every line with its summary, as it goes with a submission."""

from awards.decisions.papers import organ_name
from awards.nominations.enums import NominationState
from awards.nominations.models import Nomination, NominationList
from awards.reports.enums import Shelf
from awards.reports.nominations import lines_of
from awards.reports.parts import slug
from awards.reports.registry import Nothing, Report, Scope
from thidua.documents import Column, Document, GroupRow, OfficialHeading, Paragraph, Table
from thidua.documents.vietnamese import count, roman

LEFT_OUT = (
    NominationState.REJECTED,
    NominationState.NOT_PASSED,
    NominationState.REFUSED_ABOVE,
    NominationState.REVOKED,
)


def build(scope: Scope, subject: None) -> Document:
    period, on = scope.period, scope.period.ends_on
    if not NominationList.objects.filter(period=period).exists():
        raise Nothing(f"Năm {period.year} chưa mở danh sách đề nghị.")
    of_year = [line for line in lines_of(scope) if not line.nomination_list.event]  # what the council reads
    lines = [line for line in of_year if line.state not in LEFT_OUT]
    rows, groups = [], {}
    for line in lines:
        groups.setdefault(line.award, []).append(line)
    for place, (award, group) in enumerate(groups.items(), 1):
        rows.append(GroupRow(f"{award.short_name}: {count(len(group))} đề nghị", roman(place)))
        rows += [
            {"name": line.subject_name, "detail": line.subject_detail, "text": line.citation or "Chưa có"}
            for line in group
        ]
    columns = [
        Column.index(), Column("name", "Đối tượng"), Column("detail", "Cấp bậc, chức vụ, đơn vị"),
        Column("text", "Tóm tắt thành tích", width=60),
    ]  # fmt: skip
    whole = scope.is_whole
    return Document(
        slug=slug("tom tat thanh tich", scope.unit.code, period.year),
        kind="Tóm tắt thành tích",
        subject=f"Tập thể, cá nhân đề nghị khen thưởng năm {period.year}"
        + ("" if whole else f"\n{scope.unit.name_on(on)}"),
        heading=OfficialHeading(
            superior="" if whole else organ_name(period.unit, on),
            organ=organ_name(period.unit, on) if whole else scope.unit.name_on(on),
            number="/TT-TĐKT",
            place=scope.unit.place or period.unit.place,
        ),
        blocks=[
            Paragraph(f"Tổng số {count(len(lines))} tập thể, cá nhân."),
            Table(columns, rows, sheet="Tóm tắt", restart_index=True, empty="Chưa có đề nghị nào"),
        ],
        demo=period.is_demo,
        date=on,
    )


REPORT = Report(
    name="citations",
    title="Tóm tắt thành tích",
    shelf=Shelf.AWARDS,
    icon="file-text",
    formats=("pdf", "xlsx"),
    build=build,
    note="Mọi tập thể, cá nhân được đề nghị, kèm tờ trình",
    may=lambda scope, subject: ("awards.report_unit", scope.unit),
    size=lambda scope, subject: Nomination.objects.filter(nomination_list__period=scope.period).count(),
)
