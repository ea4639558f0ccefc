"""Papers laid before a conference, and the floor: who asked for it, who has it, what was said."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from awards.conferences.checking_in import keep_file
from awards.conferences.enums import Hall
from awards.conferences.models import Conference, ProgrammeItem
from awards.conferences.records import Speech, Talk
from awards.conferences.services import editable
from thidua import clock, text, uploads
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import allowed, require
from thidua.workflow import lock
from units.accounts.enums import Role
from units.audit.services import record
from units.models import Unit, User

MOST_TALKS = 60

# Papers ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_talk(
    conference: Conference,
    *,
    by: User,
    title: str,
    speaker: str,
    unit: Unit | None = None,
    upload: UploadedFile | None = None,
) -> Talk:
    """Lay a paper before the conference, with its file. The office may; so may who has a seat, and the cluster's units.

    The office may lay one down without a file, to have it announced.
    """
    row = lock(conference)
    require(by, "awards.send_talk", row)
    _still_open(row)
    if unit is not None and not (
        allowed(by, "awards.run_conference", row) or by.holds(Role.CLERK, Role.UNIT_LEADER, over=unit)
    ):
        raise RuleViolation(f"Không gửi tham luận thay {unit} được.", field="unit")
    title, speaker = text.clean(title), text.clean(speaker)
    if not title:
        raise RuleViolation("Ghi tên tham luận.", field="title")
    if not speaker:
        raise RuleViolation("Ghi người trình bày.", field="speaker")
    kept = row.talks.kept()
    if kept.filter(title__iexact=title, speaker__iexact=speaker).exists():
        raise RuleViolation("Tham luận này đã có.", field="title")
    if kept.count() >= MOST_TALKS:
        raise RuleViolation(f"Hội nghị đã có {MOST_TALKS} tham luận.")
    talk = Talk(conference=row, title=title, speaker=speaker, unit=unit, added_by=by)
    with uploads.with_row(*(keep_file(talk, upload, "tham-luan") if upload else [])):
        talk.save()
        facts = {"talk": talk.title, "speech": speaker} | ({"sha256": talk.sha256} if talk.sha256 else {})
        record(by, "conference.add_talk", row, **facts)
    return talk


def _still_open(row: Conference) -> None:
    if row.is_adopted:
        raise StateConflict("Biên bản đã thông qua, hội nghị không sửa được nữa.")


@transaction.atomic
def remove_talk(talk: Talk, *, by: User) -> Talk:
    """Take a paper off the table: the sender until it is read, or the office. Its file stays in the store."""
    row = lock(talk.conference)
    found = lock(talk)
    require(by, "awards.send_talk" if found.added_by_id == by.pk else "awards.run_conference", row)
    _still_open(row)
    if found.speeches.filter(started_at__isnull=False).exists():
        raise StateConflict("Tham luận đã trình bày, không gỡ được nữa.")
    if found.removed_at is None:
        found.speeches.all().update(talk=None)
        found.removed_at = clock.now()
        found.save(update_fields=["removed_at"])
        record(by, "conference.remove_talk", row, talk=found.title)
    return found


# The floor ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_speech(
    conference: Conference,
    *,
    by: User,
    name: str = "",
    post: str = "",
    minutes: int | None = None,
    item: ProgrammeItem | None = None,
    talk: Talk | None = None,
) -> Speech:
    """Put somebody at the end of the list of speakers. talk: whose speaker it is, when no name is said."""
    row = editable(conference, by)
    name, post = text.clean(name) or (talk.speaker if talk else ""), text.clean(post)
    if not name:
        raise RuleViolation("Ghi người phát biểu.", field="name")
    for thing in (item, talk):
        if thing is not None and thing.conference_id != row.pk:
            raise RuleViolation("Mục hoặc tham luận không thuộc hội nghị này.")
    if talk is not None and talk.speeches.exists():
        raise RuleViolation("Tham luận này đã có trong danh sách phát biểu.", field="talk")
    last = row.speeches.aggregate(last=Max("sort"))["last"] or 0
    speech = Speech.objects.create(
        conference=row, name=name, post=post or (str(talk.unit or "") if talk else ""), minutes=minutes, item=item,
        talk=talk, sort=last + 1,
    )  # fmt: skip
    record(by, "conference.add_speech", row, speech=str(speech))
    return speech


@transaction.atomic
def move_speech(speech: Speech, *, by: User, up: bool) -> None:
    """Change places with the speaker before or after, among those who wait."""
    row = editable(speech.conference, by)
    waiting = list(row.speeches.filter(started_at=None))
    at = next((place for place, other in enumerate(waiting) if other.pk == speech.pk), None)
    if at is None:
        raise StateConflict(f"{speech.name} đã phát biểu.")
    to = at - 1 if up else at + 1
    if not 0 <= to < len(waiting):
        return
    places = [other.sort for other in waiting]
    waiting[at], waiting[to] = waiting[to], waiting[at]
    for place, other in zip(places, waiting, strict=True):
        other.sort = place
    Speech.objects.bulk_update(waiting, ["sort"])
    record(by, "conference.move_speech", row, speech=str(speech), position=to + 1)


@transaction.atomic
def start_speech(speech: Speech, *, by: User) -> Speech:
    """Give the floor; whoever has it is thanked. Twice changes nothing."""
    row = editable(speech.conference, by)
    if not row.is_sitting:
        raise StateConflict("Chỉ mời phát biểu khi hội nghị đang họp.")
    found = lock(speech)
    if found.ended_at is not None:
        raise StateConflict(f"{found.name} đã phát biểu xong.")
    if found.started_at is None:
        now = clock.now()
        for other in row.speeches.filter(started_at__isnull=False, ended_at=None):
            other.ended_at = now
            other.save(update_fields=["ended_at"])
            record(by, "conference.end_speech", row, speech=str(other))
        found.started_at = now
        found.save(update_fields=["started_at"])
        record(by, "conference.start_speech", row, speech=str(found))
    return found


@transaction.atomic
def end_speech(speech: Speech, *, by: User) -> Speech:
    """The speaker is done. Twice changes nothing."""
    row = editable(speech.conference, by)
    found = lock(speech)
    if found.started_at is None:
        raise StateConflict(f"{found.name} chưa phát biểu.")
    if found.ended_at is None:
        found.ended_at = clock.now()
        found.save(update_fields=["ended_at"])
        record(by, "conference.end_speech", row, speech=str(found))
    return found


@transaction.atomic
def note_speech(speech: Speech, *, by: User, summary: str) -> Speech:
    """What was said, for the minutes."""
    row = editable(speech.conference, by)
    found = lock(speech)
    before, found.summary = found.summary, summary.strip()
    if before != found.summary:
        found.save(update_fields=["summary"])
        record(
            by, "conference.note_speech", row, before={"note": before}, after={"note": found.summary}, speech=str(found)
        )
    return found


@transaction.atomic
def remove_speech(speech: Speech, *, by: User) -> None:
    """Take somebody off the list who has not spoken."""
    row = editable(speech.conference, by)
    found = lock(speech)
    if found.started_at is not None or found.summary:
        raise StateConflict(f"{found.name} đã phát biểu, không xóa được.")
    record(by, "conference.remove_speech", row, speech=str(found))
    found.delete()


# The screen of the hall -----------------------------------------------------------------------------------------------


@transaction.atomic
def set_hall(conference: Conference, *, by: User, hall: Hall) -> Conference:
    """What the screen shows while no round of voting is on it."""
    row = lock(conference)
    require(by, "awards.run_conference", row)
    if hall not in Hall.values:
        raise RuleViolation("Chọn nội dung màn chiếu.")
    if row.hall != hall:
        before, row.hall = row.get_hall_display(), hall
        row.save(update_fields=["hall"])
        record(by, "conference.set_hall", row, before={"hall": before}, after={"hall": row.get_hall_display()})
    return row
