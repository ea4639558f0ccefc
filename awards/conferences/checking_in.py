"""Members mark themselves: by the code shown in the hall, typed or scanned as a QR picture; written opinions."""

from datetime import date
from secrets import token_hex

from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from awards.conferences import codes
from awards.conferences.enums import Presence
from awards.conferences.models import Attendee, Conference
from awards.conferences.records import WrittenOpinion
from awards.conferences.services import editable
from thidua import clock, filetypes, uploads
from thidua.errors import RuleViolation, StateConflict
from thidua.workflow import lock
from units.audit.services import record
from units.models import User

TRIES, TRIES_LAST = 8, 10 * 60  # wrong codes of one account, and how many seconds they count


@transaction.atomic
def open_checkin(conference: Conference, *, by: User) -> Conference:
    """From now on members may mark themselves by the codes of the hall. Again changes nothing."""
    row = editable(conference, by)
    if not row.takes_attendance:
        raise StateConflict("Hội nghị đã bế mạc, không điểm danh được nữa.")
    if not row.checkin_secret:
        row.checkin_secret = token_hex(20)
        row.save(update_fields=["checkin_secret"])
        record(by, "conference.open_checkin", row)
    return row


@transaction.atomic
def close_checkin(conference: Conference, *, by: User) -> Conference:
    """No code is good any more; marks made stay."""
    row = editable(conference, by)
    if row.checkin_secret:
        row.checkin_secret = ""
        row.save(update_fields=["checkin_secret"])
        record(by, "conference.close_checkin", row)
    return row


def seat_of(conference: Conference, user: User) -> Attendee | None:
    """The seat of the person behind an account."""
    if user.person_id is None:
        return None
    return conference.attendees.filter(person=user.person_id).select_related("member", "unit").first()


def check_in(conference: Conference, *, by: User, code: str) -> Attendee:
    """Mark one's own seat. Twice changes nothing; too many wrong codes and the account waits."""
    seat = seat_of(conference, by)
    if seat is None:
        raise RuleViolation("Tài khoản này không có tên trong danh sách dự họp. Báo thư ký để điểm danh.")
    if not Conference.objects.get(pk=conference.pk).takes_attendance:
        raise StateConflict("Hội nghị đã bế mạc, không điểm danh được nữa.")
    if seat.is_present:
        return seat
    # A try is used up before the code is looked at, so that many at once cannot outrun the count.
    key = f"checkin:{conference.pk}:{by.pk}"
    if not any(cache.add(f"{key}:{number}", True, TRIES_LAST) for number in range(TRIES)):
        raise RuleViolation("Nhập sai nhiều lần. Báo thư ký để điểm danh, hoặc thử lại sau 10 phút.", field="code")
    with transaction.atomic():
        row, found = lock(conference), lock(seat)
        if not row.takes_attendance:
            raise StateConflict("Hội nghị đã bế mạc, không điểm danh được nữa.")
        if not row.checkin_secret:
            raise StateConflict("Thư ký chưa mở mã điểm danh, hoặc đã đóng.")
        if not codes.is_good(row.checkin_secret, code, clock.now()):
            raise RuleViolation("Mã không đúng hoặc đã đổi. Nhập mã đang hiện trên màn chiếu.", field="code")
        if found.person_id != by.person_id:
            raise StateConflict("Danh sách dự họp vừa đổi. Tải lại trang.")
        if not found.is_present:
            before = found.get_presence_display()
            found.presence, found.arrived_at, found.absence_reason = Presence.PRESENT, clock.now(), ""
            found.save(update_fields=["presence", "arrived_at", "absence_reason"])
            record(
                by, "conference.check_in", row, before={"presence": before},
                after={"presence": found.get_presence_display()}, attendee=str(found),
            )  # fmt: skip
    cache.delete_many([f"{key}:{number}" for number in range(TRIES)])
    return found


# Written opinions of those who are absent -----------------------------------------------------------------------------


@transaction.atomic
def keep_opinion(
    attendee: Attendee, *, by: User, text: str, received_on: date, upload: UploadedFile | None = None
) -> WrittenOpinion:
    """What an absent member wrote, with the scan; written again it replaces what stood there, the record keeps both."""
    row = editable(attendee.conference, by)
    seat = lock(attendee)
    if seat.presence != Presence.ABSENT:
        raise StateConflict(f"{seat.name} không vắng: ghi vắng có lý do trước khi ghi ý kiến bằng văn bản.")
    words = text.strip()
    if not words:
        raise RuleViolation("Ghi nội dung ý kiến.", field="text")
    if received_on > clock.today():
        raise RuleViolation("Ngày nhận không được ở tương lai.", field="received_on")
    found = WrittenOpinion.objects.filter(attendee=seat).first() or WrittenOpinion(attendee=seat)
    before = {"opinion": found.text} if found.pk else None
    found.text, found.received_on, found.kept_by = words, received_on, by
    written = keep_file(found, upload, "y-kien") if upload else []
    with uploads.with_row(*written):
        found.save()
        facts = {"attendee": str(seat)} | ({"sha256": found.sha256} if found.sha256 else {})
        record(by, "conference.keep_opinion", row, before=before, after={"opinion": words}, **facts)
    return found


def keep_file(row, upload: UploadedFile, otherwise: str) -> list:
    """Look at a file and write it beside its row (`file`, `file_name`, `file_kind`, `file_size`, `sha256`)."""
    name = uploads.shown_name(upload, otherwise)
    try:
        kind, digest = uploads.look_at(upload, name, most_mb=settings.EVIDENCE_MB)
    except filetypes.Refused as refused:
        raise RuleViolation(str(refused), field="upload") from refused
    row.file_name, row.file_kind, row.file_size, row.sha256 = name, kind.code, upload.size, digest
    row.file.save(uploads.kept_name(kind.endings[0]), upload, save=False)
    return [row.file]
