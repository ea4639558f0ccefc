"""What a cluster, the standing body of the council and the party committee said of a list: by paper, line by line."""

from collections.abc import Mapping
from datetime import date

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models.fields.files import FieldFile

from awards.nominations import routes
from awards.nominations.enums import NominationState
from awards.nominations.models import Nomination, NominationList
from awards.nominations.routes import RECORDED, Stop
from awards.nominations.states import LINE
from awards.nominations.station_states import stops_of
from awards.nominations.stations import StationRecord, StationResult
from thidua import clock, filetypes, uploads
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.models import User

N = NominationState
BEFORE = (N.SENT, N.ON_HOLD, N.TO_COUNCIL)  # lines a body speaks of before the council
AFTER = (N.PASSED,)  # and after it
MOST = 20  # lines named in a refusal


def is_after_council(stops: list[Stop], code: str) -> bool:
    return code in {stop.code for stop in routes.after_council(stops)}


def speaks_after_council(listing: NominationList, code: str) -> bool:
    """Whether what is recorded here decides over lines that passed already."""
    return is_after_council(stops_of(listing), code)


def lines_for(listing: NominationList, code: str, replaces: StationRecord | None = None) -> list[Nomination]:
    """Lines a body may speak of now: those at its station, and those of the paper that is put right; two queries."""
    states = AFTER if is_after_council(stops_of(listing), code) else BEFORE
    wanted = listing.lines.filter(state__in=states)
    if replaces is not None:
        wanted = wanted | listing.lines.filter(pk__in=replaces.results.values("nomination"))
    return list(wanted.select_related("award", "proposer").order_by("award__sort", "sort_key", "pk").distinct())


def record_station(
    nomination_list: NominationList,
    code: str,
    *,
    by: User,
    body: str,
    number: str,
    held_on: date,
    refused: Mapping[int, str],
    note: str = "",
    upload: UploadedFile | None = None,
    replaces: StationRecord | None = None,
    reason: str = "",
) -> StationRecord:
    """All lines of the station agreed, except `refused` (line → reason).

    After the council a line that was not agreed does not get its title; a paper that replaces this one can put that
    right. Raises RuleViolation beside its field, StateConflict for a paper that was put right already and for lines a
    decision is signed for. The same paper again is the same record.
    """
    try:
        with transaction.atomic():
            return _record(
                nomination_list, code, by, clean(body)[:200], clean(number)[:60], held_on,
                {pk: clean(why)[:300] for pk, why in refused.items()}, clean(note)[:500], upload, replaces,
                clean(reason)[:300],
            )  # fmt: skip
    except IntegrityError as error:
        raise StateConflict("Văn bản này vừa được ghi.") from error


def _record(listing, code, by, body, number, held_on, refused, note, upload, replaces, reason) -> StationRecord:
    listing = lock(listing)
    require(by, "awards.record_station", listing)
    if code not in RECORDED:
        raise RuleViolation("Bước này không ghi văn bản.")
    if listing.period.is_closed:
        raise StateConflict(f"Năm {listing.period.year} đã khóa.")
    _check_words(body, number, held_on, replaces, reason)
    there = listing.station_records.filter(code=code, number=number, held_on=held_on).standing().first()
    if there is not None and there != replaces:
        if _told(there) == _facts(body, number, held_on, _names_of(there)) and _refused_in(there) == dict(refused):
            return there  # the button was pressed twice
        raise RuleViolation(f"Văn bản số {there} đã được ghi. Muốn sửa thì ghi lại cho đúng.", field="number")
    if replaces is not None and StationRecord.objects.filter(replaces=replaces).exists():
        raise StateConflict(f"Văn bản số {replaces} đã được ghi lại.")
    after = is_after_council(stops_of(listing), code)
    if not after and listing.is_locked:
        raise StateConflict("Danh sách đề nghị đã khóa.")
    lines = {line.pk: line for line in lines_for(listing, code, replaces)}
    _check_lines(lines, refused, after)
    row = StationRecord(
        nomination_list=listing, code=code, body=body, number=number, held_on=held_on, note=note, replaces=replaces,
        reason=reason, recorded_by=by,
    )  # fmt: skip
    with uploads.with_row(*_keep_file(row, upload)):
        row.save()
        StationResult.objects.bulk_create(
            StationResult(record=row, nomination=line, agreed=pk not in refused, reason=refused.get(pk, ""))
            for pk, line in lines.items()
        )
        names = ", ".join(lines[pk].subject_name for pk in refused)
        facts = {**_facts(body, number, held_on, names), "lines": len(lines), "file": row.file_name}
        action = "station_record.replace" if replaces else "station_record.create"
        record(by, action, row, before=_told(replaces) if replaces else {}, after=facts, reason=reason)
        if after:
            _follow(row, lines, refused, by)
    return row


def _check_words(body: str, number: str, held_on: date, replaces: StationRecord | None, reason: str) -> None:
    if not body:
        raise RuleViolation("Ghi tên cơ quan họp.", field="body")
    if not number:
        raise RuleViolation("Ghi số văn bản.", field="number")
    if held_on > clock.today():
        raise RuleViolation("Ngày họp không thể ở tương lai.", field="held_on")
    if replaces is not None and not reason:
        raise RuleViolation("Ghi lý do ghi lại.", field="reason")


def _check_lines(lines: Mapping[int, Nomination], refused: Mapping[int, str], after: bool) -> None:
    if not lines:
        raise RuleViolation("Chưa có đề nghị nào ở bước này.")
    if strangers := set(refused) - set(lines):
        raise RuleViolation(f"Có {len(strangers)} đề nghị không ở bước này.")
    if bare := [pk for pk, why in refused.items() if not why]:
        names = [f"{lines[pk].subject_name}: ghi lý do không nhất trí." for pk in bare]
        if len(names) == 1:
            raise RuleViolation(names[0], field=f"ly_do_{bare[0]}")
        raise RuleViolation("Kết quả chưa đủ.", reasons=names)
    settled = [lines[pk] for pk in refused if lines[pk].state in (N.DECIDED, N.PROPOSED_UP, N.REFUSED_ABOVE, N.REVOKED)]
    if after and settled:
        names = [f"{line.subject_name}: {line.get_state_display().lower()}." for line in settled[:MOST]]
        raise StateConflict("Có đề nghị đã ra văn bản.", reasons=names)


def _keep_file(row: StationRecord, upload: UploadedFile | None) -> list[FieldFile]:
    if upload is None:
        return []
    name = uploads.shown_name(upload, "nghi-quyet")
    try:
        kind, digest = uploads.look_at(upload, name, most_mb=settings.EVIDENCE_MB)
    except filetypes.Refused as refused:
        raise RuleViolation(str(refused), field="upload") from None
    row.file_name, row.file_kind, row.file_size, row.sha256 = name, kind.code, upload.size, digest
    row.file.save(uploads.kept_name(kind.endings[0]), upload, save=False)
    return [row.file]


def _follow(row: StationRecord, lines: Mapping[int, Nomination], refused: Mapping[int, str], by: User) -> None:
    """Lines that passed follow the word of the body; one it had refused passes again when a later paper says so."""
    for pk, line in lines.items():
        if pk in refused and line.state == N.PASSED:
            why = f"{row.body}, {row}: {refused[pk]}"
            LINE.make("not_resolved", line, by=by, reason=why, outcome_reason=why[:300])
        elif pk not in refused and line.state == N.NOT_PASSED and _was_refused(row, line):
            LINE.make("resolved", line, by=by, reason=row.reason, outcome_reason="")


def _was_refused(row: StationRecord, line: Nomination) -> bool:
    return row.replaces is not None and row.replaces.results.filter(nomination=line, agreed=False).exists()


def _facts(body: str, number: str, held_on: date, refused: str) -> dict:
    return {"body": body, "number": number, "held_on": held_on, "refused": refused}


def _names_of(row: StationRecord) -> str:
    found = row.results.filter(agreed=False)
    return ", ".join(found.values_list("nomination__subject_name", flat=True))


def _refused_in(row: StationRecord) -> dict[int, str]:
    return dict(row.results.filter(agreed=False).values_list("nomination_id", "reason"))


def _told(row: StationRecord) -> dict:
    return _facts(row.body, row.number, row.held_on, _names_of(row))
