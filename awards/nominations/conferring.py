"""Acts on a unit's meeting: called, written down, voted, closed, corrected. Closing writes the vote on the lines."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import time

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from awards.catalogue.enums import SubjectKind
from awards.nominations.enums import MeetingState, NominationState
from awards.nominations.majority import Problem, attendance_problems, paper_problems, vote_problem
from awards.nominations.meeting_queries import (
    Rules,
    Subject,
    lines_of,
    people_called,
    post_of,
    rules_of,
    takes_votes,
    verdicts,
)
from awards.nominations.meeting_states import MEETING, list_problems, missing_to_close
from awards.nominations.meetings import MeetingLine, MeetingPresence, UnitMeeting
from awards.nominations.models import Nomination, NominationList
from awards.nominations.services import nominate_many
from thidua import clock, filetypes, uploads
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.models import AuditEvent
from units.audit.services import record, record_many
from units.models import Unit, User

HEAD = (
    "held_at", "place", "chair_name", "chair_post", "secretary_name", "secretary_post", "called", "present",
    "absence_note", "way",
)  # fmt: skip
LONG = ("discussion", "conclusion")
PAPERS = ("pdf", "img")


@dataclass(frozen=True)
class Vote:
    """What is written down of one line. report: of a candidate only."""

    agree: int | None
    disagree: int | None
    opinion: str = ""
    report: str = ""


class WrongNumbers(RuleViolation):
    """Numbers that cannot be true, each with its field."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("Số liệu chưa khớp.", reasons=[text for _, text in problems], field=problems[0][0])


def _refuse(problems: Iterable[Problem]) -> None:
    """All at once."""
    if found := list(dict.fromkeys(problems)):
        raise WrongNumbers(found)


def _open_list(listing: NominationList) -> NominationList:
    fresh = lock(listing)
    if reasons := list_problems(fresh):
        raise StateConflict(reasons[0])
    return fresh


def _draft(meeting: UnitMeeting, seen: int | None) -> UnitMeeting:
    """The meeting, locked; refuses when it is no draft, or not the one the page showed."""
    row = lock(meeting)
    if not row.is_draft:
        raise StateConflict(f"Không sửa được cuộc họp ở trạng thái “{row.get_state_display()}”.")
    if seen is not None and seen != row.version:
        last = AuditEvent.objects.about(row).first()
        who = last.actor_name if last else "Người khác"
        raise StateConflict(f"{who} vừa sửa cuộc họp này. Mở lại trang để xem bản mới, rồi sửa tiếp.")
    return row


# Called and written down ----------------------------------------------------------------------------------------------


@transaction.atomic
def call_meeting(
    nomination_list: NominationList,
    unit: Unit,
    *,
    by: User,
    subjects: Iterable[Subject],
    attendees: Collection[int] = (),
    **head,
) -> UnitMeeting:
    """A draft of the minutes. head: HEAD, numbers may wait; attendees: ids of people of the unit who were there.

    The same again by the same person (a button pressed twice) gives the first one.
    """
    meeting = UnitMeeting(nomination_list=nomination_list, unit=unit, created_by=by)
    require(by, "awards.record_meeting", meeting)
    listing = _open_list(nomination_list)
    if not unit.is_under(listing.unit):
        raise RuleViolation(f"{unit} không thuộc {listing.unit}.", field="unit")
    meeting.nomination_list, meeting.is_demo = listing, listing.period.is_demo
    subjects = list(subjects)
    _write_head(meeting, head, _ticked(attendees, unit))
    same = listing.meetings.filter(unit=unit, held_at=meeting.held_at, corrects=None)
    first = same.exclude(state=MeetingState.DROPPED).first()
    if first is not None:
        if first.created_by_id == by.pk and first.is_draft and _keys(first) == {one.who for one in subjects}:
            return first
        raise RuleViolation("Đơn vị đã có cuộc họp vào lúc này.", field="held_at")
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as error:
        raise RuleViolation("Đơn vị đã có cuộc họp vào lúc này.", field="held_at") from error
    _write_people(meeting, attendees)
    _write_subjects(meeting, subjects)
    record(by, "unit_meeting.call", meeting, after=_told(meeting, subjects))
    return meeting


@transaction.atomic
def edit_meeting(
    meeting: UnitMeeting,
    *,
    by: User,
    subjects: Iterable[Subject],
    attendees: Collection[int] = (),
    seen: int | None = None,
    **head,
) -> UnitMeeting:
    """Change what stands above the votes, and who is heard. Votes written down stay with those still heard."""
    require(by, "awards.record_meeting", meeting)
    _open_list(meeting.nomination_list)
    row = _draft(meeting, seen)
    before = _told(row, [])
    subjects = list(subjects)
    was = [str(line) for line in lines_of(row)]
    _write_head(row, head, _ticked(attendees, row.unit))
    gone = [line for line in row.lines.all() if _who(line) not in {one.who for one in subjects}]
    _refuse(_votes_too_many(row, [line for line in row.lines.all() if line not in gone]))
    try:
        with transaction.atomic():
            row.version += 1
            row.save()
    except IntegrityError as error:
        raise RuleViolation("Đơn vị đã có cuộc họp vào lúc này.", field="held_at") from error
    MeetingLine.objects.filter(pk__in=[line.pk for line in gone]).delete()
    _write_people(row, attendees)
    _write_subjects(row, subjects)
    after = _told(row, [])
    now = [str(line) for line in lines_of(row)]
    if before != after or was != now:
        told = {"before": {**before, "before_meeting": was}, "after": {**after, "before_meeting": now}}
        record(by, "unit_meeting.edit", row, **told)
    return row


def _write_head(meeting: UnitMeeting, head: dict, ticked: int) -> None:
    for name in HEAD:
        if name in head:
            value = head[name]
            setattr(meeting, name, clean(value) if isinstance(value, str) else value)
    for name, words in (("place", "Ghi địa điểm họp."), ("chair_name", "Ghi người chủ trì."),
                        ("secretary_name", "Ghi thư ký.")):  # fmt: skip
        if not getattr(meeting, name):
            raise RuleViolation(words, field=name)
    starts_on = meeting.nomination_list.period.starts_on
    if meeting.held_on < starts_on:
        raise RuleViolation(f"Năm thi đua bắt đầu ngày {starts_on:%d/%m/%Y}. Chọn ngày muộn hơn.", field="held_on")
    _refuse(attendance_problems(meeting.called, meeting.present, ticked))
    if ticked:
        meeting.present = ticked
    if not meeting.by_ballot:
        meeting.issued = meeting.returned = None
        meeting.tellers = ""


def _ticked(attendees: Collection[int], unit: Unit) -> int:
    """How many were ticked; refuses somebody who is not of the unit."""
    if not attendees:
        return 0
    found = people_called(unit).filter(pk__in=attendees).count()
    if found != len(set(attendees)):
        raise RuleViolation(f"Có người không thuộc {unit}. Mở lại trang.", field="attendees")
    return found


def _write_people(meeting: UnitMeeting, attendees: Collection[int]) -> None:
    """Everybody of the unit with a tick or without; nobody at all when only numbers are known."""
    meeting.people.all().delete()
    if attendees:
        here = set(attendees)
        MeetingPresence.objects.bulk_create(
            MeetingPresence(
                meeting=meeting, person=person, name=person.full_name, detail=post_of(person),
                is_present=person.pk in here, sort=number,
            )
            for number, person in enumerate(people_called(meeting.unit), 1)
        )  # fmt: skip


def _write_subjects(meeting: UnitMeeting, subjects: list[Subject]) -> None:
    """Add those not there yet, after those that are."""
    listing, there = meeting.nomination_list, _keys(meeting)
    new = [one for one in subjects if one.who not in there]
    _check_subjects(listing, meeting.unit, new)
    last = max(meeting.lines.values_list("sort", flat=True), default=0)
    MeetingLine.objects.bulk_create(
        MeetingLine(
            meeting=meeting, nomination=one.nomination, is_candidate=one.nomination is None, origin=one.origin,
            award=one.award, person=one.person, unit=one.unit, subject_name=one.name[:200], subject_detail=one.detail,
            report=one.nomination.citation if one.nomination else "", sort=last + number,
        )
        for number, one in enumerate(new, 1)
    )  # fmt: skip


def _check_subjects(listing: NominationList, unit: Unit, subjects: list[Subject]) -> None:
    """Everything about those to be heard that cannot be, in sentences. Whether a candidate fits is asked again when the
    line is made."""
    offered = set(listing.awards.values_list("award_id", flat=True)) if subjects else set()
    lines = listing.lines.exclude(state=NominationState.WITHDRAWN)
    taken = set(lines.values_list("award_id", "person_id", "unit_id")) if subjects else set()
    seen, reasons = set(), []
    for one in subjects:
        place = one.person.unit if one.person else one.unit
        if one.who in seen:
            reasons.append(f"{one.name}: {one.award.short_name} được chọn hai lần.")
        elif one.nomination is not None:
            if one.nomination.proposer_id != unit.pk or one.nomination.nomination_list_id != listing.pk:
                reasons.append(f"{one.name}: đề nghị này không phải của {unit}.")
        elif one.award.pk not in offered:
            reasons.append(f"{one.name}: năm nay không nhận đề nghị {one.award.short_name}.")
        elif one.award.subject == (SubjectKind.COLLECTIVE if one.person else SubjectKind.INDIVIDUAL):
            reasons.append(f"{one.name}: {one.award.short_name} không tặng {'cá nhân' if one.person else 'tập thể'}.")
        elif not place.is_under(unit):
            reasons.append(f"{one.name} không thuộc {unit}.")
        elif one.who in taken:
            reasons.append(f"{one.name} đã có trong danh sách đề nghị {one.award.short_name}.")
        seen.add(one.who)
    if reasons:
        raise RuleViolation("Chưa đưa được vào cuộc họp.", reasons=reasons, field="subjects")


def _who(line: MeetingLine) -> tuple[int, int | None, int | None]:
    return line.award_id, line.person_id, line.unit_id


def _keys(meeting: UnitMeeting) -> set[tuple]:
    return {_who(line) for line in meeting.lines.all()}


def _told(meeting: UnitMeeting, subjects: list[Subject]) -> dict:
    facts = {name: getattr(meeting, name) for name in HEAD}
    if subjects:
        facts["before_meeting"] = [f"{one.name} – {one.award.short_name}" for one in subjects]
    return facts


# Votes ----------------------------------------------------------------------------------------------------------------


@transaction.atomic
def record_votes(
    meeting: UnitMeeting,
    votes: Mapping[int, Vote],
    *,
    by: User,
    seen: int | None = None,
    issued: int | None = None,
    returned: int | None = None,
    tellers: str = "",
    discussion: str = "",
    conclusion: str = "",
) -> UnitMeeting:
    """votes: id of a line of the meeting → what was counted. Some may wait; numbers that cannot be true are refused."""
    require(by, "awards.record_meeting", meeting)
    _open_list(meeting.nomination_list)
    row = _draft(meeting, seen)
    lines = {line.pk: line for line in row.lines.select_related("award")}
    if unknown := set(votes) - set(lines):
        raise StateConflict(f"{len(unknown)} dòng không còn ở cuộc họp này. Mở lại trang.")
    if row.present is None and any(vote.agree is not None for vote in votes.values()):
        raise RuleViolation("Ghi số có mặt trước khi ghi phiếu.", field="present")
    before = {pk: _words(line) for pk, line in lines.items()}
    row.issued, row.returned = (issued, returned) if row.by_ballot else (None, None)
    row.tellers = clean(tellers)[:300] if row.by_ballot else ""
    row.discussion, row.conclusion = discussion.strip(), conclusion.strip()
    problems = paper_problems(row.present or 0, row.issued, row.returned)
    for pk, vote in votes.items():
        line = lines[pk]
        line.agree, line.disagree, line.opinion = vote.agree, vote.disagree, clean(vote.opinion)[:500]
        if line.is_candidate:
            line.report = vote.report.strip()
    _refuse([*problems, *_votes_too_many(row, lines.values())])
    row.version += 1
    row.save()
    MeetingLine.objects.bulk_update(lines.values(), ["agree", "disagree", "opinion", "report"])
    after = {pk: _words(line) for pk, line in lines.items()}
    changed = [pk for pk in after if after[pk] != before[pk]]
    record(
        by, "unit_meeting.vote", row,
        before={"votes": "; ".join(before[pk] for pk in changed if before[pk])},
        after={"votes": "; ".join(after[pk] or f"{lines[pk].subject_name}: bỏ phiếu đã ghi" for pk in changed)},
    )  # fmt: skip
    return row


def _words(line: MeetingLine) -> str:
    """`Trần Văn An 9–1`; empty without votes."""
    return f"{line.subject_name} {line.agree}–{line.disagree}" if line.is_voted else ""


def _votes_too_many(meeting: UnitMeeting, lines: Iterable[MeetingLine]) -> list[Problem]:
    most, whose = meeting.voters
    found = []
    for line in lines:
        if problem := vote_problem(line.agree, line.disagree, most, whose):
            found.append((f"{problem[0]}_{line.pk}", problem[1]))
    return found


# Closed ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def close_meeting(
    meeting: UnitMeeting,
    *,
    by: User,
    ended_at: time | None = None,
    put_forward: Collection[int] | None = None,
    seen: int | None = None,
) -> UnitMeeting:
    """The minutes stand: each line has its vote, ticked candidates become lines, all in one transaction.

    put_forward: ids of the candidates to put forward; None: all who came through. Raises RuleViolation with everything
    that is missing, with each line that can take no vote any more, or with what keeps a candidate off the list.
    """
    require(by, "awards.record_meeting", meeting)
    listing = _open_list(meeting.nomination_list)
    row = _draft(meeting, seen)
    row.nomination_list = listing
    if missing := missing_to_close(row):
        raise RuleViolation("Chưa thể chốt biên bản.", reasons=missing)
    rules = rules_of(listing.unit, row.held_on)
    lines = lines_of(row)
    _judge(row, lines, rules)
    chosen = _chosen(lines, put_forward)
    facts = {
        "passed": sum(line.passed is True for line in lines),
        "not_passed": sum(line.passed is False for line in lines),
        "put_forward": len(chosen),
    }
    votes = {line.nomination_id: line for line in lines if line.nomination_id}
    left_out = {}
    if row.corrects_id:  # no longer in the minutes: no vote either
        rows = row.corrects.lines.filter(nomination__isnull=False).exclude(nomination__in=votes)
        left_out = {line.nomination_id: None for line in rows}
    _write_votes(row, {**votes, **left_out}, by)
    _put_forward(row, chosen, by)
    MeetingLine.objects.bulk_update(lines, ["rule", "needed", "passed", "nomination", "report"])
    closed = MEETING.make(  # the last: from here on the database keeps the minutes as they are
        "meeting_close", meeting, by=by, ended_at=ended_at, closed_by=by, closed_at=clock.now(), rule=rules.common,
        facts=facts,
    )  # fmt: skip
    if closed.corrects_id:
        MEETING.make("meeting_replace", closed.corrects, by=by, reason=closed.reason)
    return closed


def _judge(meeting: UnitMeeting, lines: list[MeetingLine], rules: Rules) -> None:
    for found in verdicts(meeting, lines, rules):
        found.line.rule, found.line.needed, found.line.passed = found.rule, found.needed, found.passed


def _chosen(lines: list[MeetingLine], put_forward: Collection[int] | None) -> list[MeetingLine]:
    candidates = sorted((line for line in lines if line.nomination_id is None), key=lambda line: line.sort)
    if put_forward is None:
        return [line for line in candidates if line.passed is not False]
    wanted = set(put_forward)
    if wanted - {line.pk for line in candidates}:
        raise StateConflict("Có ứng viên không còn ở cuộc họp này. Mở lại trang.")
    return [line for line in candidates if line.pk in wanted]


def _write_votes(meeting: UnitMeeting, votes: Mapping[int, MeetingLine | None], by: User) -> None:
    """votes: line of the list → what was said of it, None: nothing any more. Refuses all when one of them has gone its
    way since."""
    rows = Nomination.objects.select_for_update(of=("self",)).select_related("award", "proposer")
    known = rows.in_bulk(list(votes))
    later = MeetingLine.objects.filter(nomination__in=known, meeting__state=MeetingState.CLOSED)
    later = set(later.filter(meeting__held_at__gt=meeting.held_at).values_list("nomination_id", flat=True))
    reasons, changed, acts = [], [], []
    for pk, line in votes.items():
        nomination, names = known[pk], ("unit_votes_for", "unit_votes_total")
        new = (line.agree, meeting.present) if line is not None else (None, None)
        old = (nomination.unit_votes_for, nomination.unit_votes_total)
        if line is not None:
            line.report = nomination.citation
        if old == new:
            continue
        if pk in later:
            reasons.append(f"{nomination}: đã có kết quả của cuộc họp sau.")
        elif not takes_votes(nomination):
            reasons.append(
                f"{nomination}: đang ở trạng thái “{nomination.get_state_display()}”, không ghi được phiếu. "
                "Đề nghị cơ quan thẩm định trả lại trước."
            )
        nomination.unit_votes_for, nomination.unit_votes_total = new
        changed.append(nomination)
        told = {"before": dict(zip(names, old, strict=True)), "after": dict(zip(names, new, strict=True))}
        acts.append((nomination, {**told, "reason": str(meeting)}))
    if reasons:
        raise RuleViolation("Chưa thể chốt biên bản.", reasons=reasons)
    Nomination.objects.bulk_update(changed, ["unit_votes_for", "unit_votes_total"])
    record_many(by, "nomination.unit_vote", acts)


def _put_forward(meeting: UnitMeeting, chosen: list[MeetingLine], by: User) -> None:
    """Drafts for the candidates chosen, by the one way a line is made."""
    specs = [
        {
            "award": line.award, "person": line.person, "unit": line.unit, "proposer": meeting.unit,
            "citation": line.report, "unit_votes_for": line.agree, "unit_votes_total": meeting.present,
        }
        for line in chosen
    ]  # fmt: skip
    if specs:
        for line, made in zip(chosen, nominate_many(meeting.nomination_list, specs, by=by), strict=True):
            line.nomination = made


def drop_meeting(meeting: UnitMeeting, *, by: User, reason: str) -> UnitMeeting:
    """A draft that comes to nothing stays, marked."""
    return MEETING.make("meeting_drop", meeting, by=by, reason=reason)


# Put right ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def correct_meeting(meeting: UnitMeeting, *, by: User, reason: str) -> UnitMeeting:
    """A new draft with everything the closed minutes say; they stand until it is closed."""
    require(by, "awards.record_meeting", meeting)
    listing = _open_list(meeting.nomination_list)
    old = lock(meeting)
    said = clean(reason)[:300]
    if old.state != MeetingState.CLOSED:
        raise StateConflict(f"Không đính chính được cuộc họp ở trạng thái “{old.get_state_display()}”.")
    if not said:
        raise RuleViolation("Ghi lý do đính chính.", field="reason")
    begun = old.corrections.exclude(state=MeetingState.DROPPED).first()
    if begun is not None:
        return begun
    copied = (*HEAD, "ended_at", "issued", "returned", "tellers", *LONG, "is_demo")
    new = UnitMeeting(
        nomination_list=listing, unit=old.unit, corrects=old, reason=said, created_by=by,
        **{name: getattr(old, name) for name in copied},
    )  # fmt: skip
    new.save()
    MeetingPresence.objects.bulk_create(_copy(one, new) for one in old.people.all())
    rows = [_copy(line, new) for line in old.lines.all()]
    for line in rows:
        line.is_candidate = line.nomination_id is None
        line.rule = line.needed = line.passed = None
    MeetingLine.objects.bulk_create(rows)
    record(by, "unit_meeting.correct", new, after=_told(new, []), reason=said)
    return new


def _copy(row, meeting: UnitMeeting):
    row.pk, row.meeting = None, meeting
    row._state.adding = True
    return row


# The signed paper -----------------------------------------------------------------------------------------------------


@transaction.atomic
def attach_scan(meeting: UnitMeeting, *, by: User, upload: UploadedFile) -> UnitMeeting:
    """The signed minutes as a PDF or picture; an earlier one stays in the store, named by the record."""
    row = lock(meeting)
    require(by, "awards.record_meeting", row)
    if row.state != MeetingState.CLOSED:
        raise StateConflict("Chốt biên bản rồi mới gắn bản chụp có chữ ký.")
    name = uploads.shown_name(upload, "bien-ban")
    try:
        kind, digest = uploads.look_at(upload, name, most_mb=settings.EVIDENCE_MB)
    except filetypes.Refused as refused:
        raise RuleViolation(str(refused), field="upload") from None
    if kind.group not in PAPERS:
        raise RuleViolation("Nhận bản chụp PDF hoặc ảnh.", field="upload")
    if digest == row.scan_sha256:
        return row
    before = {"scan_name": row.scan_name, "scan_sha256": row.scan_sha256}
    row.scan_name, row.scan_kind, row.scan_size, row.scan_sha256 = name, kind.code, upload.size, digest
    row.scan.save(uploads.kept_name(kind.endings[0]), upload, save=False)
    with uploads.with_row(row.scan):
        row.save()
        after = {"scan_name": name, "scan_sha256": digest}
        record(by, "unit_meeting.scan", row, before=before, after=after)
    return row
