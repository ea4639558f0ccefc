"""Biên bản họp bình xét thi đua: who met, who was heard, what each got, what was concluded (rules §8.3)."""

from fractions import Fraction

from awards.decisions.papers import organ_name
from awards.nominations.meeting_queries import Verdict, lines_of, verdicts
from awards.nominations.meetings import UnitMeeting
from awards.reports.enums import Shelf
from awards.reports.parts import DRAFT, hour, hour_and_day, listed, slug
from awards.reports.registry import Report, Scope
from thidua.documents import (
    Block,
    Cell,
    Column,
    Document,
    GroupRow,
    Heading,
    OfficialHeading,
    Paragraph,
    SignatureBlock,
    Table,
)
from thidua.documents.vietnamese import count, roman
from units.models import Unit


def subjects(scope: Scope) -> list[UnitMeeting]:
    """Meetings of the year below the unit, the newest first; those that came to nothing have no minutes."""
    found = scope.visible(UnitMeeting.objects.all()).filter(nomination_list__period=scope.period)
    if not scope.is_whole:
        below = Unit.objects.within(scope.unit, scope.period.starts_on, scope.period.ends_on)
        found = found.filter(unit__in=below)
    return list(
        found.exclude(state="dropped")
        .select_related("unit__parent", "nomination_list__period__unit", "rule", "corrects")
        .order_by("-held_at", "unit__sort", "-pk")
    )


def build(scope: Scope, meeting: UnitMeeting) -> Document:
    on, unit = meeting.held_on, meeting.unit
    found = verdicts(meeting, lines_of(meeting))
    parts: list[tuple[str, list[Block]]] = [
        ("THỜI GIAN, ĐỊA ĐIỂM", [Paragraph(_when(meeting))]),
        ("THÀNH PHẦN", _people(meeting)),
        ("BÁO CÔNG, BÌNH CÔNG", _heard(found)),
        ("KẾT QUẢ BIỂU QUYẾT", _votes(meeting, found)),
    ]
    if meeting.discussion.strip():
        parts.insert(3, ("THẢO LUẬN", _prose(meeting.discussion)))
    if meeting.conclusion.strip():
        parts.append(("KẾT LUẬN", _prose(meeting.conclusion)))
    blocks: list[Block] = []
    for place, (title, content) in enumerate(parts, 1):
        blocks += [Heading(f"{roman(place)}. {title}"), *content]
    blocks.append(Paragraph(_end(meeting)))
    return Document(
        slug=slug("bien ban hop binh xet", unit.code, scope.period.year, meeting.pk),
        kind="Biên bản",
        subject=f"Họp bình xét thi đua, khen thưởng năm {scope.period.year}",
        heading=OfficialHeading(
            superior=organ_name(unit.parent, on) if unit.parent else "",
            organ=unit.name_on(on),
            number="/BB",
            place=unit.place or scope.period.unit.place,
            date=on,
        ),
        blocks=blocks,
        signatures=[
            SignatureBlock(post="Thư ký", hint="(Ký, ghi rõ họ tên)", name=meeting.secretary_name),
            SignatureBlock(post="Chủ trì", hint="(Ký, ghi rõ họ tên)", name=meeting.chair_name),
        ],
        recipients=["Cơ quan thi đua, khen thưởng cấp trên", "Lưu: Hồ sơ khen thưởng"],
        draft="" if meeting.is_closed else DRAFT,
        demo=meeting.is_demo,
        date=on,
    )


def _when(meeting: UnitMeeting) -> str:
    return f"Cuộc họp bắt đầu hồi {hour_and_day(meeting.held_at)}, tại {meeting.place}."


def _end(meeting: UnitMeeting) -> str:
    ended = f"{meeting.ended_at:%H} giờ {meeting.ended_at:%M} phút" if meeting.ended_at else hour(None)
    words = f"Cuộc họp kết thúc hồi {ended} cùng ngày. Biên bản đã đọc trước cuộc họp, được mọi người thông qua."
    if meeting.corrects is not None:
        old, reason = f"{meeting.corrects.held_on:%d/%m/%Y}", meeting.reason.rstrip(".")
        words = f"{words} Biên bản này thay biên bản đã chốt của cuộc họp ngày {old}; lý do: {reason}."
    return f"{words[:-1]}./."


def _people(meeting: UnitMeeting) -> list[Block]:
    called, present = meeting.called, meeting.present
    here = f"{count(present)}/{count(called)}" if present is not None else f"…/{count(called)}"
    blocks: list[Block] = [
        Paragraph(f"{meeting.chair_text}.", lead="Chủ trì:"),
        Paragraph(f"{meeting.secretary_text}.", lead="Thư ký:"),
        Paragraph(f"{here} người được triệu tập{_quorum(meeting)}.", lead="Có mặt:"),
    ]
    if absent := [one.name for one in meeting.absent(list(meeting.people.all()))]:
        blocks.append(Paragraph(f"{listed(absent)}.", lead="Vắng:"))
    if meeting.absence_note:
        blocks.append(Paragraph(f"{meeting.absence_note.rstrip('.')}.", lead="Lý do vắng:"))
    return blocks


def _quorum(meeting: UnitMeeting) -> str:
    if meeting.has_quorum is None:
        return ""
    words = "đủ" if meeting.has_quorum else "không đủ"
    return f"; {words} {meeting.rule.quorum.words} số triệu tập để họp"


def _prose(text: str) -> list[Block]:
    return [Paragraph(line.strip()) for line in text.splitlines() if line.strip()]


def _heard(found: list[Verdict]) -> list[Block]:
    """What was told of each, where something was written down; nobody twice in one breath."""
    blocks: list[Block] = []
    if not found:
        return [Paragraph("Chưa có ai được đưa ra bình xét.")]
    names = len({(one.line.person_id, one.line.unit_id) for one in found})
    blocks.append(
        Paragraph(
            f"Cuộc họp nghe báo công và bình công {count(len(found))} trường hợp của {count(names)} tập thể, cá nhân."
        )
    )
    for one in found:
        told = " ".join(one.line.report.split())
        said = f" Ý kiến: {one.line.opinion.rstrip('.')}." if one.line.opinion else ""
        if told or said:
            lead = f"{one.line.subject_name} ({one.line.award.short_name}):"
            blocks.append(Paragraph(f"{told}{said}".strip(), lead=lead))
    return blocks


def _votes(meeting: UnitMeeting, found: list[Verdict]) -> list[Block]:
    way = f"Biểu quyết bằng {'phiếu kín' if meeting.by_ballot else 'giơ tay'}."
    if meeting.by_ballot and meeting.returned is not None:
        way += f" Phát ra {count(meeting.issued)} phiếu, thu về {count(meeting.returned)} phiếu."
        way += f" Kiểm phiếu: {meeting.tellers}." if meeting.tellers else ""
    blocks: list[Block] = [Paragraph(way)]
    asked = {one.rule: one for one in found if one.rule is not None and one.needed is not None}
    for rule, one in asked.items():
        whose = f" đối với {rule.award.short_name}" if rule.award_id else ""
        reach = f"Đạt khi số đồng ý {rule}{whose}, là từ {count(one.needed)} trên {count(one.base)} người."
        blocks.append(Paragraph(f"{reach} Căn cứ: {rule.legal_basis.rstrip('.')}."))
    rows: list = []
    groups: dict = {}
    for one in found:
        groups.setdefault(one.line.award, []).append(one)
    for place, (award, group) in enumerate(groups.items(), 1):
        rows.append(GroupRow(f"{award.short_name}: {count(len(group))} trường hợp", roman(place)))
        rows += [_row(one) for one in group]
    judged = any(one.rule is not None for one in found)
    columns = [
        Column.index(),
        Column("name", "Đối tượng"),
        Column("detail", "Cấp bậc, chức vụ"),
        Column("agree", "Đồng ý", "int"),
        Column("disagree", "Không đồng ý", "int"),
        Column("other", "Ý kiến khác", "int"),
        Column("share", "Tỷ lệ", "percent"),
        *([Column("result", "Kết quả", align="center")] if judged else []),
    ]
    if not judged:
        rows = [row if isinstance(row, GroupRow) else {k: v for k, v in row.items() if k != "result"} for row in rows]
    blocks.append(Table(columns=columns, rows=rows, sheet="Biểu quyết", restart_index=True, empty="Chưa có ai"))
    return blocks


def _row(one: Verdict) -> dict:
    line = one.line
    result = "" if one.passed is None else "Đạt" if one.passed else Cell("Không đạt", bold=True)
    return {
        "name": line.subject_name,
        "detail": line.subject_detail,
        "agree": line.agree,
        "disagree": line.disagree,
        "other": one.other,
        "share": Fraction(line.agree, one.base) if line.is_voted and one.base else None,
        "result": result,
    }


REPORT = Report(
    name="unit-meeting",
    title="Biên bản họp bình xét ở đơn vị",
    shelf=Shelf.MEETING,
    icon="users",
    formats=("pdf", "xlsx"),
    build=build,
    note="Thành phần, báo công, bình công, phiếu của từng tập thể, cá nhân",
    about="cuộc họp bình xét",
    subjects=subjects,
    label=lambda meeting: f"{meeting.unit}, {meeting.held_on:%d/%m/%Y}",
)
