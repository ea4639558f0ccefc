"""Biên bản hội nghị: who sat, what was said, what was voted, what was concluded (rules §8.3)."""

from awards.ballots.queries import RoundResult, results_of_conference
from awards.conferences.models import Attendee, Conference, Handover
from awards.reports.enums import Shelf
from awards.reports.parts import (
    DRAFT,
    body_heading,
    body_noun,
    chair_signature,
    hour,
    hour_and_day,
    local,
    place_of,
    slug,
)
from awards.reports.registry import Report, Scope
from thidua.documents import Block, Bullets, Cell, Column, Document, Heading, Paragraph, SignatureBlock, Table
from thidua.documents.vietnamese import count, long_date, roman


def subjects(scope: Scope) -> list[Conference]:
    found = scope.visible(Conference.objects.all()).filter(period=scope.period)
    return list(
        found.select_related("council__unit__kind", "cluster__organiser__kind", "host", "period").order_by(
            "-starts_at", "-pk"
        )
    )


def build(scope: Scope, conference: Conference) -> Document:
    seats = list(conference.attendees.select_related("member", "unit").order_by("sort", "pk"))
    results = results_of_conference(conference)
    handover = Handover.objects.filter(conference=conference).select_related("from_unit", "to_unit").first()
    parts: list[tuple[str, list[Block]]] = [
        ("THỜI GIAN, ĐỊA ĐIỂM", [Paragraph(_when(conference))]),
        ("THÀNH PHẦN", _people(conference, seats)),
        ("NỘI DUNG", _programme(conference)),
    ]
    if conference.discussion.strip():
        parts.append(("THẢO LUẬN", _prose(conference.discussion)))
    if results:
        parts.append(("BÌNH XÉT, BỎ PHIẾU", _ballots(results)))
    if handover is not None:
        parts.append(("BÀN GIAO CỤM TRƯỞNG", _handover(handover)))
    if conference.conclusion.strip():
        parts.append(("KẾT LUẬN", _prose(conference.conclusion)))
    blocks: list[Block] = []
    for place, (title, content) in enumerate(parts, 1):
        blocks += [Heading(f"{roman(place)}. {title}"), *content]
    noun = body_noun(conference.body)
    blocks.append(
        Paragraph(
            f"Hội nghị kết thúc hồi {hour(conference.ends_at)} cùng ngày. Biên bản đã đọc trước hội nghị, được các "
            f"{conference.member_noun} thông qua./."
        )
    )
    return Document(
        slug=slug("bien ban hoi nghi", scope.period.year, conference.pk),
        kind="Biên bản",
        subject=conference.name,
        heading=body_heading(
            conference.body, on=conference.held_on, day=conference.held_on, place=place_of(conference), kind="BB"
        ),
        blocks=blocks,
        signatures=[
            SignatureBlock(
                post="Thư ký",
                hint="(Ký, ghi rõ họ tên)",
                name="" if _is_post(conference) else conference.secretary_text,
            ),
            chair_signature(conference),
        ],
        recipients=[f"Thành viên {noun}" if conference.council_id else "Các đơn vị của cụm", "Lưu: Hồ sơ hội nghị"],
        draft="" if conference.is_adopted else DRAFT,
        demo=conference.is_demo,
        date=conference.held_on,
    )


def _is_post(conference: Conference) -> bool:
    """Whether the secretary is written down as a post only: then the name is left to the pen."""
    return not any(conference.secretary_text.endswith(seat.name) for seat in conference.attendees.all())


def _when(conference: Conference) -> str:
    return (
        f"Hội nghị bắt đầu hồi {hour_and_day(conference.starts_at)}, tại {conference.place}; "
        f"đơn vị chủ trì: {conference.host.name_on(conference.held_on)}."
    )


def _people(conference: Conference, seats: list[Attendee]) -> list[Block]:
    present = [seat for seat in seats if seat.is_present]
    body = conference.body
    founded = f", thành lập theo {conference.council.decision}" if conference.council_id else ""
    quorum = conference.quorum()
    told = (
        f" {quorum.words[:1].upper()}{quorum.words[1:]}, {'đủ' if quorum.is_met else 'không đủ'} số để họp."
        if quorum
        else ""
    )
    basis = f" Theo {quorum.basis}." if quorum and quorum.basis else ""
    blocks: list[Block] = [
        Paragraph(f"{body.name}{founded}."),
        Paragraph(f"Chủ trì: {conference.chair_text}. Thư ký: {conference.secretary_text or '…'}."),
        Paragraph(
            f"Có mặt {count(len(present))}/{len(seats)} {conference.member_noun}; "
            f"vắng {count(len(seats) - len(present))}.{told}{basis}"
        ),
        Table(
            columns=[
                Column.index(),
                Column("name", "Họ và tên" if conference.council_id else "Đại biểu"),
                Column("title", "Chức vụ" if conference.council_id else "Đơn vị"),
                Column("role", "Tư cách"),
                Column("presence", "Có mặt"),
            ],
            rows=[
                {
                    "name": seat.name,
                    "title": seat.title,
                    "role": seat.role,
                    "presence": _presence(seat),
                }
                for seat in seats
            ],
            sheet="Thành phần",
        ),
    ]
    if guests := [line.strip(" -;.") for line in conference.guests.splitlines() if line.strip()]:
        blocks.append(Paragraph(f"Đại biểu mời: {'; '.join(guests)}."))
    return blocks


def _presence(seat: Attendee) -> str:
    if seat.is_present:
        return f"Có mặt, {local(seat.arrived_at):%H:%M}" if seat.arrived_at else "Có mặt"
    return f"{seat.get_presence_display()}: {seat.absence_reason}" if seat.absence_reason else "Vắng"


def _programme(conference: Conference) -> list[Block]:
    items = list(conference.programme.all())
    if not items:
        return [Paragraph("Theo chương trình của hội nghị.")]

    noted = any(item.note for item in items)
    columns = [
        Column("at", "Giờ", align="center"),
        Column("title", "Nội dung"),
        Column("owner", "Người thực hiện"),
        *([Column("note", "Ghi biên bản")] if noted else []),
    ]
    rows = [(f"{item.starts_at:%H:%M}", item.title, item.owner, *([item.note] if noted else [])) for item in items]
    return [Table(columns, rows, sheet="Chương trình")]


def _prose(text: str) -> list[Block]:
    """What was written down, one paragraph a line."""
    return [Paragraph(line.strip()) for line in text.splitlines() if line.strip()]


def _ballots(results: list[RoundResult]) -> list[Block]:
    blocks: list[Block] = []
    for result in results:
        blocks += [
            Paragraph(
                f"{result.ballot.name} (vòng {result.ballot.number}): bỏ phiếu kín; phát ra {count(result.handed)}, "
                f"thu về {count(result.returned)}, hợp lệ {count(result.valid)}, không hợp lệ {count(result.invalid)} "
                "phiếu. Kết quả chi tiết ghi trong biên bản kiểm phiếu:"
            ),
            Table(
                columns=[
                    Column.index(),
                    Column("title", "Nội dung"),
                    Column("lines", "Danh sách bầu", "int", pad=True),
                    Column("required", "Cần", align="center"),
                    Column("passed", "Đạt", "int", pad=True),
                    Column("failed", "Không đạt", "int", pad=True),
                ],
                rows=[
                    {
                        "title": group.title,
                        "lines": len(group.lines),
                        "required": f"{group.required}/{group.base}" if group.required is not None else "–",
                        "passed": Cell(len(group.passed), bold=True),
                        "failed": len(group.lines) - len(group.passed),
                    }
                    for group in result.groups
                ],
                sheet=f"Bỏ phiếu vòng {result.ballot.number}",
            ),
        ]
        blocks += [
            Paragraph(f"“{group.title}”: {'; '.join(line.label for line in group.passed)}.")
            for group in result.groups
            if 0 < len(group.passed) <= 8
        ]
        if result.settled:
            told = result.settled.payload
            chosen = f"chọn {'; '.join(told['chosen'])}" if told["chosen"] else "không chọn dòng nào"
            blocks.append(
                Paragraph(
                    f"Các dòng bằng phiếu ({'; '.join([*told['chosen'], *told['left_out']])}): chủ trì quyết định "
                    f"{chosen}. Lý do: {told['reason'].rstrip('.')}."
                )
            )
    return blocks


def _handover(handover: Handover) -> list[Block]:
    done = "đã ký biên bản bàn giao" if handover.is_done else "chưa ký đủ biên bản bàn giao"
    return [
        Paragraph(
            f"{handover.from_unit.name} bàn giao nhiệm vụ cụm trưởng cho {handover.to_unit.name}, hiệu lực từ "
            f"{long_date(handover.takes_effect_on)}; hai bên {done}. Nội dung bàn giao:"
        ),
        Bullets([f"{item['text']}{'' if item['done'] else ' (chưa giao)'};" for item in handover.checklist]),
        *_prose(handover.minutes),
    ]


REPORT = Report(
    name="conference-minutes",
    title="Biên bản hội nghị",
    shelf=Shelf.MEETING,
    icon="landmark",
    formats=("pdf",),
    build=build,
    note="Thành phần, chương trình, thảo luận, bỏ phiếu, kết luận",
    about="hội nghị",
    subjects=subjects,
    label=lambda conference: f"{conference.name}, {conference.held_on:%d/%m/%Y}",
    may=lambda scope, conference: ("awards.read_minutes", conference),
)
