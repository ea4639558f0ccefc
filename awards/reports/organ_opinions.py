"""Tổng hợp ý kiến hiệp y: what every organ said of every line, and who did not answer in time."""

from collections import Counter

from awards.decisions.papers import organ_name
from awards.nominations.models import Nomination, NominationList
from awards.nominations.organs import Inquiry, Opinion
from awards.nominations.station_enums import GIVEN, InquiryState, View
from awards.reports.enums import Shelf
from awards.reports.parts import PROVISIONAL, local, slug
from awards.reports.registry import Nothing, Report, Scope
from thidua.documents import Cell, Column, Document, GroupRow, OfficialHeading, Paragraph, SignatureBlock, Table
from thidua.documents.vietnamese import count, roman
from thidua.text import small


def build(scope: Scope, subject: None) -> Document:
    period, on = scope.period, scope.period.ends_on
    listing = NominationList.objects.filter(period=period).first()
    asked = listing.inquiries.in_force().order_by("organ__sort", "organ_name", "asked_at") if listing else []
    inquiries = list(asked)
    if not inquiries:
        raise Nothing(f"Năm {period.year} chưa lấy ý kiến cơ quan nào.")
    opinions = Opinion.objects.filter(inquiry__in=inquiries).select_related(
        "nomination__award", "nomination__proposer", "inquiry"
    )
    said = list(opinions.order_by("nomination__award__sort", "nomination__award", "nomination__sort_key", "pk"))
    waits = any(one.state == InquiryState.WAITING for one in inquiries)
    day = max(local(one.closed_at or one.asked_at).date() for one in inquiries)
    return Document(
        slug=slug("y kien hiep y", scope.unit.code, period.year),
        kind="Tổng hợp",
        subject=f"Ý kiến hiệp y của các cơ quan về đề nghị khen thưởng năm {period.year}",
        heading=OfficialHeading(
            organ=organ_name(period.unit, on), number="/TH-TĐKT", place=period.unit.place, date=day
        ),
        blocks=[*_organs(inquiries, said), _table(inquiries, said)],
        signatures=[
            SignatureBlock(post="Người tổng hợp", hint="(Ký, ghi rõ họ tên)"),
            SignatureBlock(post="Thủ trưởng đơn vị", hint="(Ký, ghi rõ họ tên)"),
        ],
        draft=PROVISIONAL if waits else "",
        demo=period.is_demo,
        landscape=True,
        date=day,
    )


def _organs(inquiries: list[Inquiry], said: list[Opinion]) -> list[Paragraph]:
    """Each organ: what it was asked, until when, how it answered; silence is told as silence."""
    found = []
    for inquiry in inquiries:
        views = Counter(one.view for one in said if one.inquiry_id == inquiry.pk)
        told = [f"{View(view).label.lower()} {count(views[view])}" for view in View if views[view]]
        until = local(inquiry.due_at)
        words = (
            f"hỏi về {'; '.join(small(text.rstrip('.')) for text in inquiry.questions)}; hạn {until:%H:%M, %d/%m/%Y}. "
        )
        words += f"{inquiry.get_state_display()}: {', '.join(told)}."
        found.append(Paragraph(words, lead=f"{inquiry.organ_name}:"))
    return found


def _table(inquiries: list[Inquiry], said: list[Opinion]) -> Table:
    """A line a row, an organ a column; an organ asked twice has one column."""
    organs = {one.organ_id: one.organ_name for one in inquiries}
    keys = {organ: f"o{number}" for number, organ in enumerate(organs)}
    lines: dict[int, Nomination] = {}
    cells: dict[int, dict[str, Cell | str]] = {}
    for one in said:
        lines.setdefault(one.nomination_id, one.nomination)
        word = one.get_view_display() if one.view in GIVEN else f"({one.get_view_display().lower()})"
        cells.setdefault(one.nomination_id, {})[keys[one.inquiry.organ_id]] = (
            Cell(word, note=one.reason) if one.reason else word
        )
    rows: list = []
    award, place = None, 0
    for pk, line in lines.items():
        if line.award_id != award:
            award, place = line.award_id, place + 1
            rows.append(GroupRow(line.award.name, roman(place)))
        rows.append(
            {
                "name": line.subject_name, "proposer": line.proposer.short_name,
                **{key: cells[pk].get(key, "–") for key in keys.values()},
            }
        )  # fmt: skip
    columns = [Column.index(), Column("name", "Đối tượng"), Column("proposer", "Đơn vị đề nghị")]
    columns += [Column(keys[organ], name, group="Ý kiến của cơ quan") for organ, name in organs.items()]
    return Table(columns=columns, rows=rows, sheet="Ý kiến", restart_index=True)


REPORT = Report(
    name="organ-opinions",
    title="Tổng hợp ý kiến hiệp y",
    shelf=Shelf.AWARDS,
    icon="messages-square",
    formats=("pdf", "xlsx"),
    build=build,
    note="Ý kiến từng cơ quan về từng đề nghị; cơ quan không trả lời ghi là không trả lời",
    may=lambda scope, subject: ("awards.report_year", scope.period),
    needs_whole=True,
)
