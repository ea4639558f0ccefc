"""Acts on those in the room without a seat of their own: guests, delegates, and whoever comes for a member."""

import re

from django.db import transaction
from django.db.models import Max

from awards.conferences.enums import GuestKind, Presence, Substitutes
from awards.conferences.models import Attendee, Conference
from awards.conferences.records import Guest
from awards.conferences.services import editable, mark_absent
from thidua import clock, text
from thidua.errors import RuleViolation, StateConflict
from thidua.workflow import lock
from units.audit.services import record
from units.models import Person, User

MANDATE = re.compile(r"^giấy (ủy|uỷ) quyền\s*:?\s*", re.IGNORECASE)  # the papers say it before the number themselves


@transaction.atomic
def add_guest(
    conference: Conference, *, by: User, name: str, post: str = "", kind: GuestKind = GuestKind.GUEST
) -> Guest:
    """Somebody who is invited or delegated; the same name and post once."""
    row = editable(conference, by)
    name, post = _named(name, post)
    if row.guest_rows.filter(name__iexact=name, post__iexact=post).exists():
        raise RuleViolation(f"{name} đã có trong danh sách.", field="name")
    guest = Guest.objects.create(conference=row, kind=kind, name=name, post=post, sort=_last(row) + 1)
    record(by, "conference.add_guest", row, guest=str(guest))
    return guest


def _named(name: str, post: str) -> tuple[str, str]:
    name, post = text.clean(name), text.clean(post)
    if not name:
        raise RuleViolation("Ghi họ và tên, hoặc chức vụ.", field="name")
    return name, post


def _last(conference: Conference) -> int:
    return conference.guest_rows.aggregate(last=Max("sort"))["last"] or 0


@transaction.atomic
def edit_guest(guest: Guest, *, by: User, name: str, post: str = "", kind: GuestKind = GuestKind.GUEST) -> Guest:
    """Correct who is invited. Whoever comes for a member stays so."""
    row = editable(guest.conference, by)
    found = lock(guest)
    name, post = _named(name, post)
    before = {"guest": str(found)}
    if row.guest_rows.filter(name__iexact=name, post__iexact=post).exclude(pk=found.pk).exists():
        raise RuleViolation(f"{name} đã có trong danh sách.", field="name")
    found.name, found.post = name, post
    if found.instead_of_id is None:
        found.kind = kind
    found.save(update_fields=["name", "post", "kind"])
    record(by, "conference.edit_guest", row, before=before, after={"guest": str(found)})
    return found


@transaction.atomic
def remove_guest(guest: Guest, *, by: User) -> None:
    """Take somebody out who has not come."""
    row = editable(guest.conference, by)
    found = lock(guest)
    if found.is_present:
        raise StateConflict(f"{found.name} đã có mặt, không xóa được.")
    record(by, "conference.remove_guest", row, guest=str(found))
    found.delete()


@transaction.atomic
def mark_guest(guest: Guest, *, by: User, present: bool) -> Guest:
    """A guest has come, or the mark was a mistake. Twice changes nothing, not even the time."""
    row = editable(guest.conference, by)
    if not row.takes_attendance:
        raise StateConflict("Hội nghị đã bế mạc, không điểm danh được nữa.")
    found = lock(guest)
    if found.is_present != present:
        found.presence = Presence.PRESENT if present else Presence.EXPECTED
        found.arrived_at = clock.now() if present else None
        found.save(update_fields=["presence", "arrived_at"])
        record(by, "conference.mark_guest", row, guest=str(found), presence=found.get_presence_display())
    return found


# Whoever comes for a member -------------------------------------------------------------------------------------------


@transaction.atomic
def send_substitute(
    attendee: Attendee, *, by: User, name: str, post: str = "", mandate: str, reason: str, person: Person | None = None
) -> Attendee | Guest:
    """Somebody comes for a member, by a written mandate, as the regulation of the day allows.

    Where substitutes vote, the seat is theirs for this conference: it counts for the quorum and stands on the roll.
    Where they only speak, the member is absent with the reason and the substitute sits among the guests.
    """
    row = editable(attendee.conference, by)
    if not row.takes_attendance:
        raise StateConflict("Hội nghị đã bế mạc, không cử người dự thay được nữa.")
    seat = lock(attendee)
    if seat.member_id is None:
        raise RuleViolation("Đơn vị của cụm cử đại biểu, không cần người dự thay.")
    _refuse_seat(row, seat)
    name, post = _named(name, post)
    mandate, reason = MANDATE.sub("", text.clean(mandate)), text.clean(reason)
    if not mandate:
        raise RuleViolation("Ghi số, ngày giấy ủy quyền.", field="mandate")
    if not reason:
        raise RuleViolation("Ghi lý do thành viên vắng.", field="reason")
    if person is not None and row.attendees.exclude(pk=seat.pk).filter(person=person).exists():
        raise RuleViolation(f"{person} đã có chỗ trong hội nghị, không dự thay người khác.", field="person")
    told = {"attendee": str(seat), "substitute": name, "mandate": mandate}
    if row.regulation.substitutes == Substitutes.VOTES:
        seat.name, seat.role, seat.person = name, f"Dự thay {seat.member.get_function_display()}", person
        seat.mandate, seat.absence_reason = f"{mandate}; {reason}"[:200], ""
        seat.presence, seat.arrived_at = Presence.EXPECTED, None
        seat.save()
        record(by, "conference.substitute", row, **told, reason=reason)
        return seat
    mark_absent(seat, by=by, reason=reason)
    guest = Guest.objects.create(
        conference=row, kind=GuestKind.SUBSTITUTE, name=name, post=post or f"Dự thay {seat.title}",
        instead_of=seat, sort=_last(row) + 1,
    )  # fmt: skip
    record(by, "conference.substitute", row, **told, reason=reason)
    return guest


def _refuse_seat(row: Conference, seat: Attendee) -> None:
    rule = row.regulation
    if rule is None:
        raise RuleViolation("Chưa có quy chế có hiệu lực ngày họp, chưa biết có được cử người dự thay không.")
    if rule.substitutes == Substitutes.NONE:
        basis = rule.substitute_basis or rule.basis_words
        raise RuleViolation(f"Quy chế không cho cử người dự thay ({basis}). Ghi vắng có lý do.")
    if seat.mandate or seat.stand_ins.exists():
        raise StateConflict(f"{seat.title} đã có người dự thay.")
    if seat.rolls.holding_paper().exists():
        raise StateConflict(f"{seat.name} đã ký nhận phiếu, không cử người dự thay được nữa.")


@transaction.atomic
def end_substitute(attendee: Attendee, *, by: User) -> Attendee:
    """The member comes after all: the seat is the member's again, the substitute leaves the list."""
    row = editable(attendee.conference, by)
    if not row.takes_attendance:
        raise StateConflict("Hội nghị đã bế mạc, danh sách dự họp không đổi được nữa.")
    seat = lock(attendee)
    if seat.rolls.holding_paper().exists():
        raise StateConflict(f"{seat.name} đã ký nhận phiếu, không đổi người được nữa.")
    guests = list(seat.stand_ins.all())
    if not seat.mandate and not guests:
        raise StateConflict(f"{seat.title} không có người dự thay.")
    told = {"attendee": str(seat), "substitute": "; ".join(map(str, guests)) or seat.name}
    for guest in guests:
        guest.delete()
    if seat.mandate:
        member = seat.member
        seat.name = member.person.ranked_name
        seat.role, seat.person, seat.mandate = member.get_function_display(), member.person, ""
    seat.presence, seat.arrived_at, seat.absence_reason = Presence.EXPECTED, None, ""
    seat.save()
    record(by, "conference.end_substitute", row, **told)
    return seat
