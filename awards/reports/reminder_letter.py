"""Công văn đôn đốc: to every unit that has not sent a month, or to one of them; layout of Nghị định 30/2020/NĐ-CP."""

from collections.abc import Sequence

from django.db.models import Q

from awards.decisions.papers import organ_name
from awards.reports.enums import Shelf
from awards.reports.parts import local, slug
from awards.reports.registry import Nothing, Report, Scope
from awards.results.queries import assigned_counts, squares_of
from awards.years.enums import TermState
from awards.years.models import ReportingTerm
from thidua.documents import Column, Document, OfficialHeading, Paragraph, SignatureBlock, Table
from thidua.documents.vietnamese import count
from units.models import Unit

DONE = ("ok", "sent")


def terms_of(scope: Scope) -> Sequence[ReportingTerm]:
    """Months that have opened, the newest first."""
    rows = scope.period.terms.filter(~Q(state=TermState.FUTURE)).select_related("period")
    return list(rows.prefetch_related("extensions").order_by("-month"))


def late_of(scope: Scope, term: ReportingTerm) -> list[tuple[Unit, str, str]]:
    """(unit, how far it is, its own deadline) of those below the unit that have not sent the month."""
    units = list(scope.period.reporting_units())
    if not scope.is_whole:
        units = [unit for unit in units if unit.path.startswith(scope.unit.path)]
    assigned = assigned_counts(scope.period, units)
    rows = squares_of([unit for unit in units if assigned[unit.pk]], [term])
    found = []
    for row in rows:
        square = row.squares[0]
        if square.state not in DONE:
            due = local(term.due_for(row.unit))
            found.append((row.unit, f"{square.words[:1].upper()}{square.words[1:]}", f"{due:%H:%M, %d/%m/%Y}"))
    return found


def build(scope: Scope, term: ReportingTerm) -> Document:
    period, late = scope.period, late_of(scope, term)
    if not late:
        raise Nothing(f"Đơn vị nào cũng đã gửi kết quả {term.label}.")
    on = term.last_day
    organ, due = organ_name(period.unit, on), local(term.due_at)
    many = len(late) > 1
    subject = "các đơn vị" if many else "đơn vị"
    named = " ".join(organ.split())
    blocks = [
        Paragraph(
            f"Theo lịch thi đua năm {period.year}, kết quả {term.label} phải gửi trước {due:%H} giờ {due:%M} phút, "
            f"ngày {due:%d/%m/%Y}. Theo dõi trên phần mềm thi đua, hiện có {count(len(late))} đơn vị chưa gửi"
            + (", gồm:" if many else ".")
        )
    ]
    if many:
        columns = [
            Column.index(), Column("unit", "Đơn vị"), Column("due", "Hạn gửi", align="center"),
            Column("state", "Tình trạng"),
        ]  # fmt: skip
        rows = [{"unit": unit.name_on(on), "due": own, "state": words} for unit, words, own in late]
        blocks.append(Table(columns, rows, sheet="Chưa gửi"))
    blocks.append(
        Paragraph(
            f"{named} đề nghị chỉ huy {subject} chỉ đạo nhập đủ số liệu, gửi xác minh ngay; nêu rõ lý do gửi muộn. "
            "Đơn vị không gửi không có căn cứ chấm điểm tháng này./."
        )
    )
    return Document(
        slug=slug("cong van don doc", scope.unit.code, term.month.strftime("%Y %m")),
        title=f"Đôn đốc gửi kết quả thi đua {term.label}",
        heading=OfficialHeading(
            organ=organ, number="/TĐKT", place=period.unit.place,
            about=f"V/v đôn đốc gửi kết quả thi đua {term.label}",
        ),
        addressees=[unit.name_on(on) for unit, *_ in late],
        blocks=blocks,
        signatures=[SignatureBlock(post="Chỉ huy trưởng")],
        recipients=["Như trên", "Lưu: VT, PCT"],
        demo=period.is_demo,
        date=due.date(),
    )  # fmt: skip


REPORT = Report(
    name="reminder-letter",
    title="Công văn đôn đốc gửi kết quả",
    shelf=Shelf.RUNNING,
    icon="mail",
    formats=("pdf",),
    build=build,
    note="Gửi các đơn vị chưa gửi kết quả một tháng, hoặc một đơn vị",
    about="kỳ báo cáo",
    subjects=terms_of,
    label=lambda term: f"{term.label[:1].upper()}{term.label[1:]}",
    may=lambda scope, term: ("awards.report_year", scope.period),
)
