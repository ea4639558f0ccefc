"""Biên bản hội nghị: who sat, what was said, what was voted, what was concluded (rules §8.3)."""

from awards.ballots.models import VotingRound
from awards.ballots.queries import RoundResult, results_of_conference
from awards.conferences.compiling import last_version, signed_file
from awards.conferences.enums import TaskState
from awards.conferences.models import Attendee, Conference, Handover
from awards.conferences.records import FollowUp, MinutesVersion
from awards.reports.enums import Shelf
from awards.reports.paper_words import of_conference
from awards.reports.parts import (
    DRAFT,
    body_heading,
    body_noun,
    chair_signature,
    hour_and_day,
    local,
    place_of,
    slug,
)
from awards.reports.registry import Report, Scope
from awards.reports.rules import filled
from awards.reports.wordings import BY_CODE, worded
from thidua.documents import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Format,
    Heading,
    Paragraph,
    SignatureBlock,
    Table,
    italic,
    render_pdf,
)
from thidua.documents.vietnamese import count, long_date, roman


def subjects(scope: Scope) -> list[Conference]:
    found = scope.visible(Conference.objects.all()).filter(period=scope.period)
    return list(
        found.select_related("council__unit__kind", "cluster__organiser__kind", "host", "period").order_by(
            "-starts_at", "-pk"
        )
    )


def build(scope: Scope, conference: Conference) -> Document:
    """The words of the version that counts, else those of the draft."""
    return minutes_document(conference, last_version(conference))


def frozen(conference: Conference, format: Format) -> bytes | None:
    """The signed file of the version that counts; a Word file is made anew from the same content."""
    version = last_version(conference)
    return signed_file(version) if format == "pdf" and version is not None and version.is_signed else None


def paper_of(version: MinutesVersion) -> bytes:
    """What is signed: the version as it was adopted."""
    return render_pdf(minutes_document(version.conference, version))


def minutes_document(conference: Conference, version: MinutesVersion | None) -> Document:
    """Compiled from what happened; discussion and conclusion as they were written."""
    seats = list(conference.attendees.select_related("member__person", "unit", "opinion").order_by("sort", "pk"))
    results = results_of_conference(conference)
    handover = Handover.objects.filter(conference=conference).select_related("from_unit", "to_unit").first()
    written = version or conference
    parts: list[tuple[str, list[Block]]] = [
        ("THỜI GIAN, ĐỊA ĐIỂM", [Paragraph(_when(conference))]),
        ("THÀNH PHẦN", _people(conference, seats)),
        ("NỘI DUNG", _programme(conference)),
    ]
    if speeches := _speeches(conference):
        parts.append(("PHÁT BIỂU, THAM LUẬN", speeches))
    if discussion := _discussion(written.discussion, seats):
        parts.append(("THẢO LUẬN", discussion))
    if results:
        parts.append(("BÌNH XÉT, BỎ PHIẾU", _ballots(results)))
    if handover is not None:
        parts.append(("BÀN GIAO CỤM TRƯỞNG", _handover(handover)))
    if written.conclusion.strip():
        parts.append(("KẾT LUẬN", _prose(written.conclusion)))
    if tasks := list(conference.tasks.exclude(state=TaskState.DROPPED).select_related("unit", "person")):
        parts.append(("VIỆC GIAO SAU HỘI NGHỊ", _tasks(tasks)))
    blocks: list[Block] = []
    if version is not None and version.number > 1:
        words = f"Bản số {version.number}, thay bản số {version.number - 1}. Lý do sửa: {version.reason.rstrip('.')}."
        blocks.append(Paragraph(italic(words)))
    for place, (title, content) in enumerate(parts, 1):
        blocks += [Heading(f"{roman(place)}. {title}"), *content]
    noun = body_noun(conference.body)
    values = of_conference(conference)
    blocks.append(Paragraph(filled(BY_CODE["conference-minutes.closing"].default, values)))
    document = Document(
        slug=slug("bien ban hoi nghi", conference.period.year, conference.pk),
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
    return worded(document, "conference-minutes", conference.unit, conference.held_on, lambda: values)


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
    guests = [str(guest) for guest in conference.guest_rows.all() if guest.is_present]
    if guests:
        blocks.append(Paragraph(f"Đại biểu mời, không biểu quyết: {'; '.join(guests)}."))
    for seat in seats:
        if seat.mandate:
            blocks.append(
                Paragraph(
                    f"{seat.name} dự thay {seat.member.person.ranked_name} "
                    f"({seat.title}), theo giấy ủy quyền {seat.mandate}."
                )
            )
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


def _speeches(conference: Conference) -> list[Block]:
    """Who spoke, in order, and on what paper."""
    rows = conference.speeches.exclude(started_at=None).select_related("talk").order_by("started_at", "pk")
    spoken = [
        {
            "at": f"{local(row.started_at):%H:%M}",
            "name": row.name,
            "post": row.post,
            "what": f"Tham luận “{row.talk.title}”" if row.talk else "Phát biểu",
        }
        for row in rows
    ]
    if not spoken:
        return []
    columns = [
        Column.index(), Column("at", "Giờ", align="center"), Column("name", "Người phát biểu"),
        Column("post", "Chức vụ, đơn vị"), Column("what", "Nội dung"),
    ]  # fmt: skip
    return [Table(columns, spoken, sheet="Phát biểu")]


def _discussion(text: str, seats: list[Attendee]) -> list[Block]:
    """What was said, and what those who are absent wrote, unless it stands there already."""
    blocks = _prose(text)
    for seat in seats:
        opinion = getattr(seat, "opinion", None)
        if opinion is not None and not seat.is_present and " ".join(opinion.text.split()) not in text:
            words = " ".join(opinion.text.split()).rstrip(".")
            blocks.append(Paragraph(f"Ý kiến bằng văn bản của {seat.name} ({seat.title}): {words}."))
    return blocks


def _tasks(tasks: list[FollowUp]) -> list[Block]:
    columns = [
        Column.index(), Column("text", "Nội dung"), Column("unit", "Đơn vị, người thực hiện"),
        Column("due", "Thời hạn", "date", align="center"),
    ]  # fmt: skip
    rows = [
        {
            "text": task.text,
            "unit": f"{task.unit}, {task.person.full_name}" if task.person else str(task.unit),
            "due": task.due_on,
        }
        for task in tasks
    ]
    return [Table(columns, rows, sheet="Việc giao")]


def _prose(text: str) -> list[Block]:
    """What was written down, one paragraph a line."""
    return [Paragraph(line.strip()) for line in text.splitlines() if line.strip()]


def _left_out(result: RoundResult) -> str:
    """Who took no part, and how many absent members were counted in writing."""
    words = f"; không tham gia bỏ phiếu: {', '.join(result.recused_names)}" if result.recused else ""
    return words + (f"; gồm ý kiến bằng văn bản của {count(result.written)} người vắng" if result.written else "")


def sheet_of(ballot: VotingRound) -> str:
    """What the table of a round is called."""
    return f"Bỏ phiếu vòng {ballot.number}"


def _sums(result: RoundResult) -> Table:
    """Every title with what came of it; what was equal, and chosen of that, only where votes were."""
    columns = [
        Column.index(), Column("title", "Nội dung"), Column("lines", "Danh sách bầu", "int", pad=True),
        Column("required", "Cần", align="center"), Column("passed", "Đạt", "int", pad=True),
    ]  # fmt: skip
    if result.has_ties:
        columns.append(Column("tied", "Bằng phiếu", "int", pad=True))
    if result.settled:
        columns.append(Column("chosen", "Được chọn", "int", pad=True))
    columns.append(Column("failed", "Không đạt", "int", pad=True))
    keys = {column.key for column in columns}
    rows = [
        {
            "title": group.title,
            "lines": len(group.lines),
            "required": f"{group.required}/{group.base}" if group.required is not None else "–",
            "passed": Cell(len(group.passed), bold=True),
            "tied": len(group.tied),
            "chosen": len(group.chosen),
            "failed": len(group.lines) - len(group.passed) - len(group.tied),
        }
        for group in result.groups
    ]
    kept = [{key: cell for key, cell in row.items() if key in keys} for row in rows]
    return Table(columns, kept, sheet=sheet_of(result.ballot))


def _ballots(results: list[RoundResult]) -> list[Block]:
    blocks: list[Block] = []
    for result in results:
        blocks += [
            Paragraph(
                f"{result.ballot.name} (vòng {result.ballot.number}): bỏ phiếu kín; phát ra {count(result.handed)}, "
                f"thu về {count(result.returned)}, hợp lệ {count(result.valid)}, không hợp lệ {count(result.invalid)} "
                f"phiếu{_left_out(result)}. Kết quả chi tiết ghi trong biên bản kiểm phiếu:"
            ),
            _sums(result),
        ]
        blocks += [
            Paragraph(f"“{group.title}”: {'; '.join(line.label for line in group.passed)}.")
            for group in result.groups
            if 0 < len(group.passed) <= 8
        ]
        if result.settled:
            blocks += _choices(result, result.settled.payload["reason"].rstrip("."))
    return blocks


def _choices(result: RoundResult, reason: str) -> list[Block]:
    """What was decided between equal votes, line by line."""
    columns = [
        Column.index(), Column("name", "Dòng bằng phiếu"), Column("title", "Nội dung"),
        Column("choice", "Kết quả", align="center"),
    ]  # fmt: skip
    rows = [
        {"name": line.label, "title": group.title, "choice": Cell(line.choice.label, bold=line.is_in)}
        for group in result.groups
        for line in group.tied
    ]
    told = Paragraph(f"Giữa các dòng bằng phiếu ở số lượng cuối, chủ trì quyết định. Lý do: {reason}.")
    return [told, Table(columns, rows, sheet=f"Dòng bằng phiếu vòng {result.ballot.number}")]


def _handover(handover: Handover) -> list[Block]:
    done = "đã ký biên bản bàn giao" if handover.is_done else "ký biên bản bàn giao riêng"
    given = [f"{item['text']}{'' if item['done'] else ' (chưa giao)'}" for item in handover.checklist]
    return [
        Paragraph(
            f"{handover.from_unit.name} bàn giao nhiệm vụ cụm trưởng cho {handover.to_unit.name}, hiệu lực từ "
            f"{long_date(handover.takes_effect_on)}; hai bên {done}. Nội dung bàn giao:"
        ),
        Bullets([f"{item};" for item in given[:-1]] + [f"{item}." for item in given[-1:]]),
        *_prose(handover.minutes),
    ]


REPORT = Report(
    name="conference-minutes",
    title="Biên bản hội nghị",
    shelf=Shelf.MEETING,
    icon="landmark",
    formats=("pdf", "docx"),
    build=build,
    note="Thành phần, chương trình, thảo luận, bỏ phiếu, kết luận",
    about="hội nghị",
    subjects=subjects,
    label=lambda conference: f"{conference.name}, {conference.held_on:%d/%m/%Y}",
    frozen=frozen,
    may=lambda scope, conference: ("awards.read_minutes", conference),
)
