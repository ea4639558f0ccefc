"""Acts on the list and its lines."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict

from django.db import IntegrityError, transaction

from awards.catalogue.enums import SubjectKind
from awards.catalogue.models import Award
from awards.catalogue.queries import rule_set_on, rules_on
from awards.nominations.board import quota_board
from awards.nominations.checking import check_lines
from awards.nominations.dossier import Achievement
from awards.nominations.enums import Eligibility, ListState, NominationState
from awards.nominations.meeting_states import result_of
from awards.nominations.models import AwardInYear, Nomination, NominationList
from awards.nominations.offering import MOVING, kept_cap, types_on
from awards.nominations.queries import lines_in_the_way
from awards.nominations.shares import QuotaShare
from awards.nominations.states import LINE, LIST, RUNNING, unsettled
from awards.years.models import EmulationPeriod
from thidua import clock, text
from thidua.errors import DomainError, RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.audit.models import AuditEvent
from units.audit.services import record
from units.models import Hold, Person, Unit, User

LOCKED = "Danh sách đề nghị đã khóa."


class AwardSpec(TypedDict, total=False):
    """One title opened for the year. yearly_number: set by the superior for this year, else the rule's percent."""

    award: Award
    proposed_upward: bool
    yearly_number: int | None


class LineSpec(TypedDict, total=False):
    award: Award
    proposer: Unit
    person: Person | None
    unit: Unit | None
    citation: str
    unit_votes_for: int | None
    unit_votes_total: int | None
    achievement: Achievement | None


# The list of a year ---------------------------------------------------------------------------------------------------


@transaction.atomic
def open_list(
    period: EmulationPeriod, *, by: User, due_at: datetime, awards: Iterable[AwardSpec], is_demo: bool = False
) -> NominationList:
    """Open the year's list with its titles in the order of the papers, each with its quota worked out.

    is_demo is kept for callers; whether lines are marked as invented follows the year.
    """
    listing = NominationList(period=period, due_at=due_at)
    require(by, "awards.run_nominations", listing)
    if period.is_closed:
        raise StateConflict(f"Năm {period.year} đã khóa.")
    if NominationList.objects.filter(period=period).exists():
        raise StateConflict("Năm này đã có danh sách đề nghị.")
    specs = _checked_titles(awards)
    try:
        with transaction.atomic():
            listing.save()
    except IntegrityError as error:
        raise StateConflict("Năm này đã có danh sách đề nghị.") from error
    set_titles(listing, specs)
    record(by, "nomination_list.open", listing, after={"due_at": due_at, "titles": _titles(specs)})
    return listing


@transaction.atomic
def edit_list(
    nomination_list: NominationList, *, by: User, due_at: datetime, awards: Iterable[AwardSpec]
) -> NominationList:
    """Change deadline, titles, numbers of the year and who decides, while the list is open.

    A title that somebody is put forward for stays; every quota is worked out again.
    """
    listing = lock(nomination_list)
    require(by, "awards.run_nominations", listing)
    if listing.is_locked:
        raise StateConflict(LOCKED)
    specs = _checked_titles(awards)
    kept = {spec["award"].pk for spec in specs}
    used = listing.lines.exclude(state=NominationState.WITHDRAWN).exclude(award__in=kept)
    if lost := sorted(set(used.values_list("award__short_name", flat=True))):
        raise RuleViolation(
            "Chưa thể bỏ danh hiệu đã có đề nghị.", reasons=[f"{name}." for name in lost], field="awards"
        )
    shared = QuotaShare.objects.filter(distribution__in=listing.distributions.in_force(), number__gt=0)
    shared = shared.exclude(distribution__award__in=kept).values_list("distribution__award__short_name", flat=True)
    if lost := sorted(set(shared)):
        raise RuleViolation(
            "Chưa thể bỏ danh hiệu đã phân bổ chỉ tiêu.", reasons=[f"{n}." for n in lost], field="awards"
        )
    rows = listing.awards.select_related("award").order_by("sort")
    before = {"due_at": listing.due_at, "titles": _titles(spec_of(row) for row in rows)}
    after = {"due_at": due_at, "titles": _titles(specs)}
    if before == after:
        return listing
    listing.due_at = due_at
    listing.save(update_fields=["due_at"])
    listing.awards.exclude(award__in=kept).delete()
    set_titles(listing, specs)
    nomination_list.due_at = due_at
    record(by, "nomination_list.edit", listing, before=before, after=after)
    return listing


def spec_of(row: AwardInYear) -> AwardSpec:
    """A title of the list as it was opened."""
    return {"award": row.award, "proposed_upward": row.proposed_upward, "yearly_number": row.yearly_number}


def _checked_titles(awards: Iterable[AwardSpec]) -> list[AwardSpec]:
    specs = list(awards)
    if not specs:
        raise RuleViolation("Chọn ít nhất một danh hiệu.", field="awards")
    if len({spec["award"].pk for spec in specs}) < len(specs):
        raise RuleViolation("Một danh hiệu được chọn hai lần.", field="awards")
    return specs


def _titles(specs: Iterable[AwardSpec]) -> list[str]:
    """Titles in words, for the record: `Đơn vị Quyết thắng (số giao 3, cấp trên quyết định)`."""
    told = []
    for spec in specs:
        notes = [f"số giao {spec['yearly_number']}"] if spec.get("yearly_number") is not None else []
        notes += ["cấp trên quyết định"] if spec.get("proposed_upward") else []
        told.append(f"{spec['award'].short_name} ({', '.join(notes)})" if notes else spec["award"].short_name)
    return told


def set_titles(listing: NominationList, specs: list[AwardSpec]) -> None:
    """Write the titles in their order, each with its quota and what the law counts together."""
    rules = rules_on(listing.rule_day)
    for sort, spec in enumerate(specs, 1):
        award, number = spec["award"], spec.get("yearly_number")
        AwardInYear.objects.update_or_create(
            nomination_list=listing,
            award=award,
            defaults={
                "proposed_upward": spec.get("proposed_upward", False),
                "yearly_number": number,
                "sort": sort,
                **kept_cap(rules.get(award.pk), listing.period, number),
            },
        )


# New lines ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def nominate(
    nomination_list: NominationList,
    award: Award,
    *,
    by: User,
    proposer: Unit,
    person: Person | None = None,
    unit: Unit | None = None,
    citation: str = "",
    unit_votes_for: int | None = None,
    unit_votes_total: int | None = None,
    achievement: Achievement | None = None,
) -> Nomination:
    """Put one person or unit forward for one title; the line is checked at once.

    achievement: what it is for; on the list of an event its own without one.
    """
    spec = LineSpec(
        award=award,
        proposer=proposer,
        person=person,
        unit=unit,
        citation=citation,
        unit_votes_for=unit_votes_for,
        unit_votes_total=unit_votes_total,
        achievement=achievement,
    )
    return nominate_many(nomination_list, [spec], by=by)[0]


@transaction.atomic
def nominate_many(nomination_list: NominationList, specs: Iterable[LineSpec], *, by: User) -> list[Nomination]:
    """Put many lines forward in one transaction; the first refusal changes nothing at all."""
    listing, specs = lock(nomination_list), list(specs)
    for spec in specs:
        require(by, "awards.put_forward", spec["proposer"])
    if listing.is_locked:
        raise StateConflict(LOCKED)
    if listing.period.is_closed:
        raise StateConflict(f"Năm {listing.period.year} đã khóa.")
    if listing.is_overdue and not by.has_perm("awards.run_nominations", listing):
        raise RuleViolation("Đã quá hạn nhận đề nghị. Liên hệ trợ lý thi đua cấp tỉnh.")
    rule_set = rule_set_on(listing.rule_day)
    if rule_set is None:
        raise RuleViolation(f"Chưa có quy định có hiệu lực ngày {listing.rule_day:%d/%m/%Y} trong danh mục.")
    offered = {row.award_id for row in listing.awards.all()}
    for spec in specs:
        _check_subject(listing, spec, offered)
    _check_twice(listing, specs)
    types = types_on(listing, {spec["award"].pk for spec in specs})
    lines = [_line(listing, spec, rule_set, by, types[spec["award"].pk]) for spec in specs]
    try:
        with transaction.atomic():
            Nomination.objects.bulk_create(lines)
    except IntegrityError as error:
        raise RuleViolation("Đối tượng này đã có trong danh sách đề nghị danh hiệu này.", field="subject") from error
    for line in lines:
        record(by, "nomination.create", line, after={"award": line.award, "state": line.state})
    check_lines(listing, lines)
    return lines


def _line(listing: NominationList, spec: LineSpec, rule_set, by: User, type_: str) -> Nomination:
    person, unit, proposer = spec.get("person"), spec.get("unit"), spec["proposer"]
    name = person.full_name if person else unit.name
    detail = f"{person.get_rank_display()}, {person.position}, {person.unit.name}"[:300] if person else ""
    return Nomination(
        nomination_list=listing,
        award=spec["award"],
        person=person,
        unit=unit,
        proposer=proposer,
        subject_name=name,
        subject_detail=detail,
        sort_key=person.sort_key if person else f"{unit.sort:06d} {unit.code}",
        search_key=text.search_key(f"{name} {detail} {proposer.short_name}")[:520],
        kind=type_,
        achievement=spec.get("achievement") or listing.achievement,
        citation=spec.get("citation", "").strip(),
        unit_votes_for=spec.get("unit_votes_for"),
        unit_votes_total=spec.get("unit_votes_total"),
        rule_set=rule_set,
        created_by=by,
        is_demo=listing.period.is_demo,
    )


def _check_subject(listing: NominationList, spec: LineSpec, offered: set[int]) -> None:
    """Everything about one line that the list, the title and the unit must fit."""
    award, person, unit, proposer = spec["award"], spec.get("person"), spec.get("unit"), spec["proposer"]
    if award.pk not in offered:
        where = "Đợt này" if listing.event else "Năm nay"
        raise RuleViolation(f"{where} không nhận đề nghị {award.name}.", field="award")
    if (person is None) == (unit is None):
        raise RuleViolation("Chọn một cá nhân hoặc một tập thể.", field="subject")
    if award.subject == SubjectKind.INDIVIDUAL and person is None:
        raise RuleViolation(f"{award.name} chỉ tặng cá nhân.", field="subject")
    if award.subject == SubjectKind.COLLECTIVE and unit is None:
        raise RuleViolation(f"{award.name} chỉ tặng tập thể.", field="subject")
    if not proposer.is_under(listing.unit):
        raise RuleViolation(f"{proposer} không thuộc {listing.unit}.", field="proposer")
    subject_unit = person.unit if person else unit
    if not subject_unit.is_under(proposer):
        raise RuleViolation(f"{person or unit} không thuộc {proposer}.", field="subject")
    if person is not None and person.left_on is not None:
        raise RuleViolation(f"Đồng chí {person} đã thôi phục vụ.", field="subject")
    if unit is not None and unit.closed_on is not None and unit.closed_on < listing.period.starts_on:
        raise RuleViolation(f"{unit} đã kết thúc hoạt động.", field="subject")
    check_votes(spec.get("unit_votes_for"), spec.get("unit_votes_total"))


def check_votes(votes_for: int | None, total: int | None) -> None:
    """Both numbers or none; somebody took part; never more in favour than took part."""
    if votes_for is None and total is None:
        return
    if votes_for is None:
        raise RuleViolation("Nhập số tán thành.", field="unit_votes_for")
    if total is None:
        raise RuleViolation("Nhập số tham gia biểu quyết.", field="unit_votes_total")
    if total == 0:
        raise RuleViolation("Phải có người tham gia biểu quyết.", field="unit_votes_total")
    if votes_for > total:
        raise RuleViolation("Số tán thành không thể vượt số tham gia.", field="unit_votes_for")


class AlreadyNominated(RuleViolation):
    """The subject is on the list already. line: the first one."""

    def __init__(self, line: Nomination):
        self.line = line
        who = f"Đồng chí {line.subject_name}" if line.person_id else line.subject_name
        message = f"{who} đã có trong danh sách đề nghị {line.award.short_name}, do {line.proposer} đề nghị."
        super().__init__(message, field="subject")


def _check_twice(listing: NominationList, specs: list[LineSpec]) -> None:
    """Nobody stands on the list twice for one title, nor anywhere twice for one achievement, nor within this act."""
    taken: dict[tuple, Nomination] = {}
    lines = lines_in_the_way(listing, {spec["award"].pk for spec in specs})
    if len(specs) == 1:
        lines = lines.filter(person=specs[0].get("person"), unit=specs[0].get("unit"))
    for line in lines.select_related("award", "proposer"):
        taken[line.award_id, line.person_id, line.unit_id] = line
    seen = set()
    for spec in specs:
        person, unit = spec.get("person"), spec.get("unit")
        key = (spec["award"].pk, person.pk if person else None, unit.pk if unit else None)
        if key in taken:
            raise AlreadyNominated(taken[key])
        if key in seen:
            raise RuleViolation(f"{person or unit} được đề nghị {spec['award'].short_name} hai lần.", field="subject")
        seen.add(key)


# Checks ---------------------------------------------------------------------------------------------------------------


def check(nomination: Nomination, *, by: User) -> Nomination:
    """Judge one line afresh and keep every condition with its facts; a changed verdict is put on record."""
    require(by, "awards.edit_nomination", nomination)
    with transaction.atomic():
        listing, line = open_list_of(nomination), lock(nomination)
        if line.state not in RUNNING:
            raise StateConflict(f"Không kiểm tra lại: đề nghị đang ở trạng thái “{line.get_state_display()}”.")
        before = {"eligibility": line.eligibility, "eligibility_reason": line.eligibility_reason}
        check_lines(listing, [line])
        after = {"eligibility": line.eligibility, "eligibility_reason": line.eligibility_reason}
        if after != before:
            record(by, "nomination.check", line, before=before, after=after)
    nomination.refresh_from_db()
    return nomination


def check_list(nomination_list: NominationList, *, by: User) -> int:
    """Judge every line still in the running; returns how many were judged."""
    require(by, "awards.run_nominations", nomination_list)
    with transaction.atomic():
        listing = lock(nomination_list)
        if listing.is_locked:
            raise StateConflict(LOCKED)
        count = check_running(listing)
        record(by, "nomination_list.check", listing, lines_judged=count)
    return count


def check_running(listing: NominationList) -> int:
    lines = list(listing.lines.filter(state__in=RUNNING).select_related("award", "achievement"))
    check_lines(listing, lines)
    return len(lines)


# One line -------------------------------------------------------------------------------------------------------------


def open_list_of(nomination: Nomination) -> NominationList:
    """The list of a line, locked against being locked meanwhile; refuses once it is."""
    listing = lock(nomination.nomination_list)
    if listing.is_locked:
        raise StateConflict(LOCKED)
    return listing


@transaction.atomic
def edit(
    nomination: Nomination,
    *,
    by: User,
    citation: str,
    unit_votes_for: int | None,
    unit_votes_total: int | None,
    seen: str = "",
) -> Nomination:
    """Change the papers of a line that is a draft or was returned.

    seen: `fingerprint` of the line as the page showed it; refuses when somebody has changed it since.
    """
    require(by, "awards.edit_nomination", nomination)
    open_list_of(nomination)
    line = lock(nomination)
    if line.state not in (NominationState.DRAFT, NominationState.RETURNED):
        raise StateConflict(f"Không sửa được đề nghị đang ở trạng thái “{line.get_state_display()}”.")
    new = {"citation": citation.strip(), "unit_votes_for": unit_votes_for, "unit_votes_total": unit_votes_total}
    before = {name: getattr(line, name) for name in new}
    if new == before:
        return line
    if seen and seen != fingerprint(line):
        last = AuditEvent.objects.about(line).first()
        who = last.actor_name if last else "Người khác"
        raise StateConflict(f"{who} vừa sửa đề nghị này. Mở lại trang để xem bản mới, rồi sửa tiếp.")
    check_votes(unit_votes_for, unit_votes_total)
    if (unit_votes_for, unit_votes_total) != (line.unit_votes_for, line.unit_votes_total):
        _refuse_other_votes(line)
    for name, value in new.items():
        setattr(line, name, value)
        setattr(nomination, name, value)
    line.save(update_fields=list(new))
    record(by, "nomination.edit", line, before=before, after=new)
    return line


def _refuse_other_votes(line: Nomination) -> None:
    """Votes that minutes tell of are put right by a correction of the minutes."""
    if (told := result_of(line)) is not None:
        day = f"{told.meeting.held_on:%d/%m/%Y}"
        raise RuleViolation(f"Phiếu theo biên bản họp ngày {day}: đính chính biên bản đó.", field="unit_votes_for")


def fingerprint(nomination: Nomination) -> str:
    """What a page showed of a line that can be edited."""
    parts = (nomination.state, nomination.unit_votes_for, nomination.unit_votes_total, nomination.citation)
    return hashlib.sha256("|".join(str(part) for part in parts).encode()).hexdigest()[:16]


def _move(name: str, nomination: Nomination, *, by: User, reason: str = "", outcome: str | None = None) -> Nomination:
    """A move by hand: never while the list is being locked. outcome: what the line shows as its reason from now on."""
    with transaction.atomic():
        lock(nomination.nomination_list)
        changes = {} if outcome is None else {"outcome_reason": outcome[:300]}
        return LINE.make(name, nomination, by=by, reason=reason, **changes)


def send(nomination: Nomination, *, by: User) -> Nomination:
    """Hand a line to the office. A draft must come in time; what was returned may come back until the lock."""
    listing = nomination.nomination_list
    late = nomination.state == NominationState.DRAFT and listing.is_overdue and not listing.is_locked
    if late and not by.has_perm("awards.run_nominations", listing):
        require(by, "awards.edit_nomination", nomination)
        raise RuleViolation("Đã quá hạn nhận đề nghị. Liên hệ trợ lý thi đua cấp tỉnh.")
    return _move("send", nomination, by=by, outcome="")


def send_back(nomination: Nomination, *, by: User, reason: str) -> Nomination:
    return _move("send_back", nomination, by=by, reason=reason, outcome=reason.strip())


def to_council(nomination: Nomination, *, by: User) -> Nomination:
    """Put a line before the council. What kept it away is looked at afresh: a hold may have ended, or just begun."""
    return _forward("to_council", nomination, by=by)


def agree(nomination: Nomination, *, by: User) -> Nomination:
    """The short way: a line of a type without a vote of the council waits for the decision at once."""
    return _forward("agree", nomination, by=by)


def _forward(name: str, nomination: Nomination, *, by: User) -> Nomination:
    with transaction.atomic():
        listing = lock(nomination.nomination_list)
        kept_away = nomination.eligibility in (Eligibility.INELIGIBLE, Eligibility.HELD)
        if not listing.is_locked and (kept_away or _is_looked_into(nomination)):
            require(by, "awards.appraise_nomination", nomination)
            check_lines(listing, [nomination])
        return LINE.make(name, nomination, by=by, outcome_reason="")


def _is_looked_into(nomination: Nomination) -> bool:
    about = {"person": nomination.person_id} if nomination.person_id else {"unit": nomination.unit_id}
    return Hold.objects.in_force(clock.today()).filter(**about).exists()


def hold(nomination: Nomination, *, by: User, reason: str) -> Nomination:
    return _move("hold", nomination, by=by, reason=reason, outcome=reason.strip())


def release(nomination: Nomination, *, by: User) -> Nomination:
    """Take a held line up again once its hold has ended; it is judged afresh."""
    with transaction.atomic():
        return check(_move("release", nomination, by=by, outcome=""), by=by)


def reject(nomination: Nomination, *, by: User, reason: str) -> Nomination:
    return _move("reject", nomination, by=by, reason=reason, outcome=reason.strip())


def reconsider(nomination: Nomination, *, by: User) -> Nomination:
    """Take a rejection back; the line is judged afresh."""
    with transaction.atomic():
        return check(_move("reconsider", nomination, by=by, outcome=""), by=by)


def withdraw(nomination: Nomination, *, by: User, reason: str) -> Nomination:
    return _move("withdraw", nomination, by=by, reason=reason, outcome=reason.strip())


# Many lines, and the lock ---------------------------------------------------------------------------------------------


@dataclass
class Handled:
    """What a bulk act did: lines moved, and each refused line with all its reasons."""

    done: list[Nomination] = field(default_factory=list)
    refused: list[tuple[Nomination, str]] = field(default_factory=list)


def each(lines: Iterable[Nomination], act) -> Handled:
    """The act on every line; those that cannot go stay, each with its reasons."""
    handled = Handled()
    for line in lines:
        try:
            with transaction.atomic():
                act(line)
        except DomainError as error:
            handled.refused.append((line, " ".join(error.reasons) or error.message))
        else:
            handled.done.append(line)
    return handled


def lock_list(nomination_list: NominationList, *, by: User, leave_out: str = "") -> NominationList:
    """Lock the list: what is before the council now is what the ballot paper will hold.

    Every line is judged once more first, so that nobody reaches the paper on an old verdict. leave_out: a reason to
    leave out everything that is not settled (drafts are withdrawn, the rest is rejected) in the same act.
    """
    require(by, "awards.run_nominations", nomination_list)
    with transaction.atomic():
        listing = lock(nomination_list)
        if not listing.is_locked:
            check_running(listing)
    with transaction.atomic():
        listing = lock(nomination_list)
        if leave_out.strip() and not listing.is_locked:
            for line in unsettled(listing):
                _leave_out(line, by=by, reason=leave_out)
        before = listing.state
        LIST.make("lock", listing, by=by, locked_at=clock.now(), locked_by=by, facts=_totals(listing))
        if before == ListState.OPEN:
            _fix_moving_quotas(listing)
    nomination_list.refresh_from_db()
    return nomination_list


def _leave_out(line: Nomination, *, by: User, reason: str) -> None:
    """Nobody appraises his own line: what an officer proposed for himself he takes back, or a colleague settles it."""
    is_own = line.person_id is not None and line.person_id == by.person_id
    if is_own and line.state == NominationState.TO_COUNCIL:
        raise RuleViolation(
            "Dòng đề nghị cho chính đồng chí đã trình Hội đồng và không còn đủ điều kiện: người khác của cơ quan "
            "thi đua xử lý dòng này trước.",
            field="leave_out",
        )
    (withdraw if is_own or line.state == NominationState.DRAFT else reject)(line, by=by, reason=reason)


def _totals(listing: NominationList) -> dict[str, int]:
    states = list(listing.lines.order_by().values_list("state", flat=True))
    return {
        "to_council": states.count(NominationState.TO_COUNCIL),
        "on_hold": states.count(NominationState.ON_HOLD),
    }


def _fix_moving_quotas(listing: NominationList) -> None:
    """A quota that moved with the list stands still from the lock on."""
    for row in quota_board(listing):
        if row.year_award.quota is None and row.meter.quota is not None:
            row.year_award.quota = row.meter.quota
            row.year_award.save(update_fields=["quota"])


def reopen_list(nomination_list: NominationList, *, by: User, reason: str) -> NominationList:
    """Open a locked list again, before any ballot was made from it; moving quotas move again."""
    with transaction.atomic():
        LIST.make("reopen", nomination_list, by=by, reason=reason, locked_at=None, locked_by=None)
        moving = nomination_list.awards.filter(yearly_number__isnull=True, percent_base__in=MOVING)
        moving.update(quota=None)
    return nomination_list


# What later chapters write back ---------------------------------------------------------------------------------------


def record_outcome(nomination: Nomination, passed: bool, *, by: User, reason: str = "") -> Nomination:
    """What a published ballot said of the line."""
    reason = reason.strip()
    return LINE.make("pass" if passed else "fail", nomination, by=by, reason=reason, outcome_reason=reason[:300])


def mark_proposed_up(nomination: Nomination, *, by: User) -> Nomination:
    return LINE.make("propose_up", nomination, by=by)


def mark_decided(nomination: Nomination, *, by: User) -> Nomination:
    return LINE.make("decide", nomination, by=by)


def mark_revoked(nomination: Nomination, *, by: User, reason: str) -> Nomination:
    return LINE.make("revoke", nomination, by=by, reason=reason, outcome_reason=reason.strip()[:300])


def mark_refused_above(nomination: Nomination, *, by: User, reason: str) -> Nomination:
    return LINE.make("refuse_above", nomination, by=by, reason=reason, outcome_reason=reason.strip()[:300])
