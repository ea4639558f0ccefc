"""Giấy mời: one letter for everybody who sits or is invited, in one file; or the letter of one of them."""

from dataclasses import dataclass, replace
from functools import partial

from awards.conferences.models import Conference
from awards.reports.enums import Shelf
from awards.reports.paper_words import of_conference
from awards.reports.parts import body_heading, chair_signature, hour_and_day, place_of, slug
from awards.reports.registry import Nothing, Report, Scope, Unknown
from awards.reports.wordings import BY_CODE, worded
from thidua.documents import Block, Column, Document, Fields, Paragraph, Table, bold

ASKS = BY_CODE["invitations.closing"].default
LETTER = 60  # what one letter weighs, in rows of a table


@dataclass(frozen=True)
class Invitation:
    """Letters of a conference. only: `cho-12` a seat, `khach-3` a guest; empty: everybody."""

    conference: Conference
    only: str = ""

    @property
    def key(self) -> str:
        return f"{self.conference.pk}-{self.only}" if self.only else str(self.conference.pk)

    def invited(self) -> list[tuple[str, str, str]]:
        """(key, name, post) in the order of the lists: seats, then guests. Two queries."""
        seats = self.conference.attendees.select_related("member", "unit").order_by("sort", "pk")
        rows = [(f"cho-{seat.pk}", seat.name, seat.title) for seat in seats]
        rows += [(f"khach-{guest.pk}", guest.name, guest.post) for guest in self.conference.guest_rows.all()]
        return [row for row in rows if self.only in ("", row[0])]


@dataclass(frozen=True)
class Letters(Report):
    """Names a conference, or somebody at it: `12`, `12-cho-30`, `12-khach-4`."""

    def find(self, scope: Scope, object_id: str | None) -> Invitation:
        conference, _, only = (object_id or "").partition("-")
        found = super().find(scope, conference or None)
        invitation = Invitation(found.conference, only)
        if only and not invitation.invited():
            raise Unknown(f"Không có “{only}” trong danh sách mời.", field="object")
        return invitation


def subjects(scope: Scope) -> list[Invitation]:
    """Conferences of the year, the newest first."""
    found = scope.visible(Conference.objects.all()).filter(period=scope.period).distinct()
    rows = found.select_related("council__unit__kind", "cluster__organiser__kind", "host", "period")
    return [Invitation(conference) for conference in rows.order_by("-starts_at", "-pk")]


def build(scope: Scope, invitation: Invitation) -> Document:
    conference = invitation.conference
    invited = invitation.invited()
    if not invited:
        raise Nothing("Hội nghị chưa có ai để mời.")
    on, programme = conference.held_on, _programme(conference)
    letter = Document(
        slug=slug("giay moi", scope.period.year, invitation.key),
        kind="Giấy mời",
        heading=body_heading(conference.body, on=on, day=None, place=place_of(conference), kind="GM"),
        signatures=[chair_signature(conference, authority=True)],
        recipients=["Như trên", "Lưu: Hồ sơ hội nghị"],
        demo=conference.is_demo,
        date=on,
    )
    first, *others = [
        replace(letter, blocks=[*_words(conference, name, post), *programme, Paragraph(ASKS)])
        for _, name, post in invited
    ]
    document = replace(first, copies=others)
    return worded(document, "invitations", conference.unit, on, partial(of_conference, conference))


def _words(conference: Conference, name: str, post: str) -> list[Block]:
    body = conference.body
    return [
        Paragraph(
            [f"{body.name} trân trọng kính mời: ", bold(f"{name}{f', {post}' if post and post != name else ''}")]
        ),
        Paragraph(f"Tới dự: {conference.name}."),
        Fields(
            [
                ("Thời gian", hour_and_day(conference.starts_at)),
                ("Địa điểm", conference.place),
                ("Chủ trì", conference.chair_text),
            ]
        ),
    ]


def _programme(conference: Conference) -> list[Block]:
    rows = [(f"{item.starts_at:%H:%M}", item.title, item.owner) for item in conference.programme.all()]
    if not rows:
        return []
    columns = [Column("at", "Giờ", align="center"), Column("title", "Nội dung"), Column("owner", "Người thực hiện")]
    return [Paragraph("Chương trình:"), Table(columns, rows, sheet="Chương trình")]


REPORT = Letters(
    name="invitations",
    title="Giấy mời họp",
    shelf=Shelf.MEETING,
    icon="mail",
    formats=("pdf",),
    build=build,
    note="Mỗi thành viên, khách mời một tờ; in cả tập hoặc từng người",
    about="hội nghị",
    subjects=subjects,
    key=lambda invitation: invitation.key,
    label=lambda invitation: f"{invitation.conference.name}, {invitation.conference.held_on:%d/%m/%Y}",
    may=lambda scope, invitation: ("awards.run_conference", invitation.conference),
    size=lambda scope, invitation: LETTER * len(invitation.invited()),
)
