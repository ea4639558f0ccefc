"""Biên bản bàn giao Cụm trưởng: who hands over what to whom, from which day, signed by both sides."""

from awards.conferences.models import Conference, Handover
from awards.reports.enums import Shelf
from awards.reports.parts import DRAFT, body_heading, hour_and_day, place_of, slug
from awards.reports.registry import Report, Scope
from awards.reports.wordings import worded
from thidua.documents import Block, Column, Document, Heading, Paragraph, SignatureBlock, Table
from thidua.documents.vietnamese import long_date


def subjects(scope: Scope) -> list[Handover]:
    seen = scope.visible(Conference.objects.all()).filter(period=scope.period)
    rows = Handover.objects.filter(conference__in=seen).select_related(
        "conference__cluster__organiser__kind", "conference__council", "conference__host", "conference__period",
        "from_unit", "to_unit", "from_signed_by__person", "to_signed_by__person",
    )  # fmt: skip
    return list(rows.order_by("-conference__starts_at", "-pk"))


def build(scope: Scope, handover: Handover) -> Document:
    conference = handover.conference
    on = conference.held_on
    given, taken = handover.from_unit.name_on(on), handover.to_unit.name_on(on)
    blocks: list[Block] = [
        Paragraph(
            f"Hôm nay, hồi {hour_and_day(conference.starts_at)}, tại {conference.place}, trong {conference.name}, "
            f"{given} bàn giao nhiệm vụ cụm trưởng {conference.body.name} cho {taken}, hiệu lực từ "
            f"{long_date(handover.takes_effect_on)}."
        ),
        Heading("I. BÊN GIAO, BÊN NHẬN"),
        Paragraph(f"Bên giao: {given}{_signer(handover.from_signed_by)}."),
        Paragraph(f"Bên nhận: {taken}{_signer(handover.to_signed_by)}."),
        Heading("II. NỘI DUNG BÀN GIAO"),
        Table(
            [Column.index(), Column("text", "Nội dung", width=60), Column("done", "Đã giao", "check")],
            [(item["text"], bool(item["done"])) for item in handover.checklist],
            sheet="Bàn giao",
        ),
        *[Paragraph(line) for line in handover.minutes.splitlines() if line.strip()],
        Paragraph("Biên bản lập thành hai bản, mỗi bên giữ một bản, có giá trị như nhau./."),
    ]
    document = Document(
        slug=slug("bien ban ban giao", scope.period.year, conference.pk),
        kind="Biên bản",
        subject=f"Bàn giao nhiệm vụ cụm trưởng\n{conference.body.name}",
        heading=body_heading(conference.body, on=on, day=on, place=place_of(conference), kind="BB"),
        blocks=blocks,
        signatures=[
            SignatureBlock(post="Đại diện bên giao", hint="(Ký, ghi rõ họ tên)", name=_name(handover.from_signed_by)),
            SignatureBlock(post="Đại diện bên nhận", hint="(Ký, ghi rõ họ tên)", name=_name(handover.to_signed_by)),
        ],
        draft="" if handover.is_done else DRAFT,
        demo=conference.is_demo,
        date=on,
    )
    return worded(document, "handover-minutes", conference.unit, on, dict)


def _name(user) -> str:
    return user.ranked_name if user else ""


def _signer(user) -> str:
    return f", người ký: {user.title_line}" if user else ""


REPORT = Report(
    name="handover-minutes",
    title="Biên bản bàn giao cụm trưởng",
    shelf=Shelf.MEETING,
    icon="handshake",
    formats=("pdf", "docx"),
    build=build,
    note="Bên giao, bên nhận, danh mục bàn giao, hai bên ký",
    about="bàn giao cụm trưởng",
    subjects=subjects,
    label=lambda handover: f"{handover.from_unit} → {handover.to_unit}, {handover.conference.held_on:%d/%m/%Y}",
    may=lambda scope, handover: ("awards.read_minutes", handover.conference),
)
