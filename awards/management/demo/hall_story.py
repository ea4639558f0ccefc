"""What the conferences of the demo leave behind: guests, speakers, opinions, tasks, signed minutes. All invented."""

from collections.abc import Iterable
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from awards.conferences import checking_in, following, guests, recording, speaking
from awards.conferences.enums import GuestKind
from awards.conferences.models import Conference
from awards.conferences.records import FollowUp, Speech, Talk
from awards.management.demo.sitting import Hall
from thidua.documents import Document, Paragraph, render_pdf
from units.models import Unit, User


def invite(conference: Conference, hall: Hall, rows: Iterable[tuple[str, str]], *, come: bool = True) -> None:
    """Guests (name, post) a week before; they are in the room half an hour before it begins, unless come is False."""
    for name, post in rows:
        with hall.at(-7 * 24 * 60):
            guest = guests.add_guest(conference, by=hall.director, name=name, post=post, kind=GuestKind.GUEST)
        if come:
            with hall.at(-20):
                guests.mark_guest(guest, by=hall.director, present=True)


def lay(conference: Conference, hall: Hall, title: str, speaker: str, unit: Unit, words: Iterable[str]) -> Talk:
    """A paper with its file, sent the day before."""
    paper = Document(
        slug="tham-luan", kind="Tham luận", subject=title, blocks=[Paragraph(line) for line in words], demo=True,
        date=hall.day,
    )  # fmt: skip
    file = SimpleUploadedFile("tham-luan.pdf", render_pdf(paper), content_type="application/pdf")
    with hall.at(-24 * 60):
        return speaking.add_talk(conference, by=hall.director, title=title, speaker=speaker, unit=unit, upload=file)


def speak(
    conference: Conference,
    hall: Hall,
    at: int,
    *,
    name: str = "",
    post: str = "",
    talk: Talk | None = None,
    minutes: int = 8,
    summary: str = "",
) -> Speech:
    """Somebody has the floor from minute `at` on, and what was said is written down."""
    with hall.at(at - 5):
        item = conference.programme.filter(done_at=None).order_by("sort")[1:2].first()
        speech = speaking.add_speech(
            conference, by=hall.director, name=name, post=post, talk=talk, minutes=minutes, item=item
        )
    with hall.at(at):
        speaking.start_speech(speech, by=hall.director)
    with hall.at(at + minutes):
        speaking.end_speech(speech, by=hall.director)
        speaking.note_speech(speech, by=hall.director, summary=summary)
    return speech


def write_in(conference: Conference, hall: Hall, text: str) -> None:
    """The absent member's opinion, received the day before."""
    seat = conference.attendees.filter(presence="absent").order_by("sort").first()
    with hall.at(-10):
        checking_in.keep_opinion(seat, by=hall.director, text=text, received_on=hall.day)


def give(conference: Conference, hall: Hall, at: int, rows: Iterable[tuple[str, Unit, date]]) -> list[FollowUp]:
    """Tasks (what, to whom, until when) that follow from the conclusions."""
    with hall.at(at):
        return [
            following.give_task(conference, by=hall.director, text_of=text, unit=unit, due_on=due)
            for text, unit, due in rows
        ]


def sign(conference: Conference, hall: Hall, at: int, *, secretary: User, chair: User) -> None:
    """Both hands under the minutes that were adopted."""
    version = conference.versions.get(number=1)
    for offset, user in ((0, secretary), (20, chair)):
        with hall.at(at + offset):
            recording.sign(version, by=user)
