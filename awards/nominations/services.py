"""Acts on the list and its lines."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict

from django.db import IntegrityError, transaction

from awards.catalogue.enums import QuotaBase, SubjectKind
from awards.catalogue.models import Award, QuotaRule
from awards.catalogue.queries import rule_set_on
from awards.nominations.eligibility import judge, overall
from awards.nominations.enums import ListState, NominationState
from awards.nominations.models import AwardInYear, ConditionCheck, Nomination, NominationList
from awards.nominations.queries import conditions_by_award, fact_book
from awards.nominations.quota import cap
from awards.nominations.states import LINE, LIST, RUNNING
from awards.years.models import EmulationPeriod
from thidua import clock, text
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.audit.services import record
from units.models import Person, Unit, User


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


@transaction.atomic
def open_list(
    period: EmulationPeriod, *, by: User, due_at: datetime, awards: Iterable[AwardSpec], is_demo: bool = False
) -> NominationList:
    """Open the year's list with its titles in the order of the papers, each with its quota worked out."""
    listing = NominationList(period=period, due_at=due_at)
    require(by, "awards.run_nominations", listing)
    if NominationList.objects.filter(period=period).exists():
        raise StateConflict("Năm này đã có danh sách đề nghị.")
    listing.save()
    for sort, spec in enumerate(awards, 1):
        quota, how = quota_of(spec["award"], period, spec.get("yearly_number"), due_at)
        AwardInYear.objects.create(
            nomination_list=listing,
            award=spec["award"],
            proposed_upward=spec.get("proposed_upward", False),
            yearly_number=spec.get("yearly_number"),
            quota=quota,
            quota_text=how,
            sort=sort,
        )
    record(by, "nomination_list.open", listing, after={"due_at": due_at})
    return listing


def quota_of(award: Award, period: EmulationPeriod, yearly_number: int | None, on: datetime) -> tuple[int | None, str]:
    """The tightest cap of the rules in force, or the number set for the year; and how it was worked out, in words."""
    if yearly_number is not None:
        return yearly_number, f"Số giao năm {period.year}"
    day = on.date()
    strength = period.unit.strength
    rules = QuotaRule.objects.filter(
        rule__award=award, rule__valid_from__lte=day, base=QuotaBase.TOTAL_STRENGTH, percent__isnull=False
    ).exclude(rule__valid_to__lt=day)
    if strength is None or not (caps := [(cap(rule.percent, strength), rule) for rule in rules]):
        return None, ""
    number, rule = min(caps, key=lambda pair: pair[0])
    percent = format(rule.percent.normalize(), "f").replace(".", ",")
    return number, f"{percent} % của {strength} quân số, làm tròn xuống"


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
) -> Nomination:
    """Put one person or unit forward for one title; the line is checked at once."""
    spec = LineSpec(
        award=award,
        proposer=proposer,
        person=person,
        unit=unit,
        citation=citation,
        unit_votes_for=unit_votes_for,
        unit_votes_total=unit_votes_total,
    )
    return nominate_many(nomination_list, [spec], by=by)[0]


@transaction.atomic
def nominate_many(nomination_list: NominationList, specs: Iterable[LineSpec], *, by: User) -> list[Nomination]:
    """Put many lines forward in one transaction; the first refusal changes nothing at all."""
    listing = lock(nomination_list)
    if listing.state == ListState.LOCKED:
        raise StateConflict("Danh sách đề nghị đã khóa.")
    if clock.now() > listing.due_at and not by.has_perm("awards.run_nominations", listing):
        raise RuleViolation("Đã quá hạn nhận đề nghị. Liên hệ trợ lý thi đua cấp tỉnh.")
    rule_set = rule_set_on(clock.today())
    offered = {row.award_id for row in listing.awards.all()}
    lines = []
    for spec in specs:
        require(by, "awards.put_forward", spec["proposer"])
        _check_subject(listing, spec, offered)
        person, unit = spec.get("person"), spec.get("unit")
        name = person.full_name if person else unit.name
        detail = f"{person.get_rank_display()}, {person.position}, {person.unit.name}" if person else ""
        lines.append(
            Nomination(
                nomination_list=listing,
                award=spec["award"],
                person=person,
                unit=unit,
                proposer=spec["proposer"],
                subject_name=name,
                subject_detail=detail,
                sort_key=person.sort_key if person else f"{unit.sort:06d} {unit.code}",
                search_key=text.search_key(f"{name} {detail} {spec['proposer'].short_name}"),
                citation=spec.get("citation", ""),
                unit_votes_for=spec.get("unit_votes_for"),
                unit_votes_total=spec.get("unit_votes_total"),
                rule_set=rule_set,
                created_by=by,
                is_demo=listing.period.is_demo,
            )
        )
    try:
        with transaction.atomic():
            Nomination.objects.bulk_create(lines)
    except IntegrityError as error:
        raise RuleViolation("Đối tượng này đã có trong danh sách đề nghị danh hiệu này.", field="subject") from error
    for line in lines:
        record(by, "nomination.create", line, after={"award": line.award, "state": line.state})
    _check(listing, lines)
    return lines


def _check_subject(listing: NominationList, spec: LineSpec, offered: set[int]) -> None:
    award, person, unit = spec["award"], spec.get("person"), spec.get("unit")
    if award.pk not in offered:
        raise RuleViolation(f"Năm nay không nhận đề nghị {award.name}.", field="award")
    if (person is None) == (unit is None):
        raise RuleViolation("Chọn một cá nhân hoặc một tập thể.", field="subject")
    if award.subject == SubjectKind.INDIVIDUAL and person is None:
        raise RuleViolation(f"{award.name} chỉ tặng cá nhân.", field="subject")
    if award.subject == SubjectKind.COLLECTIVE and unit is None:
        raise RuleViolation(f"{award.name} chỉ tặng tập thể.", field="subject")
    subject_unit = person.unit if person else unit
    if not subject_unit.is_under(spec["proposer"]):
        raise RuleViolation(f"{person or unit} không thuộc {spec['proposer']}.", field="subject")
    if not subject_unit.is_under(listing.unit):
        raise RuleViolation(f"{person or unit} không thuộc {listing.unit}.", field="subject")
    if person is not None and person.left_on is not None:
        raise RuleViolation(f"Đồng chí {person} đã thôi phục vụ.", field="subject")
    votes, total = spec.get("unit_votes_for"), spec.get("unit_votes_total")
    if votes is not None and (total is None or votes > total):
        raise RuleViolation("Số tán thành không thể vượt số tham gia.", field="unit_votes_for")


def check(nomination: Nomination, *, by: User) -> Nomination:
    """Judge one line afresh and keep every condition with its facts."""
    require(by, "awards.edit_nomination", nomination)
    with transaction.atomic():
        line = lock(nomination)
        _check(line.nomination_list, [line])
    nomination.refresh_from_db()
    return nomination


def check_list(nomination_list: NominationList, *, by: User) -> int:
    """Judge every line still in the running; returns how many were judged."""
    require(by, "awards.run_nominations", nomination_list)
    with transaction.atomic():
        listing = lock(nomination_list)
        lines = list(listing.lines.filter(state__in=RUNNING).select_related("award"))
        _check(listing, lines)
    return len(lines)


def _check(listing: NominationList, lines: list[Nomination]) -> None:
    """Replace the stored judgements of `lines`; a fixed number of queries whatever their number."""
    book, conditions = fact_book(listing, lines), conditions_by_award(listing)
    rows = []
    for line in lines:
        judgements = judge(conditions[line.award_id], book.of(line))
        line.eligibility, because = overall(judgements)
        line.eligibility_reason = f"{because.need}: {because.have}"[:300] if because else ""
        line.eligibility_basis = because.legal_basis if because else ""
        line.checked_at = clock.now()
        rows += [
            ConditionCheck(
                nomination=line,
                code=j.code,
                verdict=j.verdict,
                severity=j.severity,
                text=j.text,
                need=j.need[:200],
                have=j.have[:300],
                legal_basis=j.legal_basis,
                sort=sort,
            )
            for sort, j in enumerate(judgements)
        ]
    ConditionCheck.objects.filter(nomination__in=lines).delete()
    ConditionCheck.objects.bulk_create(rows, batch_size=1000)
    Nomination.objects.bulk_update(
        lines, ["eligibility", "eligibility_reason", "eligibility_basis", "checked_at"], batch_size=500
    )


@transaction.atomic
def edit(
    nomination: Nomination, *, by: User, citation: str, unit_votes_for: int | None, unit_votes_total: int | None
) -> Nomination:
    """Change the papers of a line that is a draft or was returned."""
    line = lock(nomination)
    require(by, "awards.edit_nomination", line)
    if line.nomination_list.state == ListState.LOCKED:
        raise StateConflict("Danh sách đề nghị đã khóa.")
    if line.state not in (NominationState.DRAFT, NominationState.RETURNED):
        raise StateConflict(f"Không sửa được đề nghị đang ở trạng thái “{line.get_state_display()}”.")
    if unit_votes_for is not None and (unit_votes_total is None or unit_votes_for > unit_votes_total):
        raise RuleViolation("Số tán thành không thể vượt số tham gia.", field="unit_votes_for")
    new = {"citation": citation, "unit_votes_for": unit_votes_for, "unit_votes_total": unit_votes_total}
    before = {name: getattr(line, name) for name in new}
    for name, value in new.items():
        setattr(line, name, value)
    line.save(update_fields=list(new))
    record(by, "nomination.edit", line, before=before, after=new)
    return line


def send(nomination: Nomination, *, by: User) -> Nomination:
    return LINE.make("send", nomination, by=by)


def send_back(nomination: Nomination, *, by: User, reason: str) -> Nomination:
    return LINE.make("send_back", nomination, by=by, reason=reason, outcome_reason=reason.strip())


def to_council(nomination: Nomination, *, by: User) -> Nomination:
    return LINE.make("to_council", nomination, by=by, outcome_reason="")


def hold(nomination: Nomination, *, by: User, reason: str) -> Nomination:
    return LINE.make("hold", nomination, by=by, reason=reason, outcome_reason=reason.strip())


def release(nomination: Nomination, *, by: User) -> Nomination:
    """Take a held line up again once its hold has ended; it is judged afresh."""
    with transaction.atomic():
        line = LINE.make("release", nomination, by=by, outcome_reason="")
        return check(line, by=by)


def reject(nomination: Nomination, *, by: User, reason: str) -> Nomination:
    return LINE.make("reject", nomination, by=by, reason=reason, outcome_reason=reason.strip())


def withdraw(nomination: Nomination, *, by: User, reason: str) -> Nomination:
    return LINE.make("withdraw", nomination, by=by, reason=reason, outcome_reason=reason.strip())


def lock_list(nomination_list: NominationList, *, by: User) -> NominationList:
    """Lock the list for good: what is before the council now is what the ballot paper will hold."""
    return LIST.make("lock", nomination_list, by=by, locked_at=clock.now(), locked_by=by)


def record_outcome(nomination: Nomination, passed: bool, *, by: User, reason: str = "") -> Nomination:
    """What a published ballot said of the line."""
    return LINE.make("pass" if passed else "fail", nomination, by=by, reason=reason, outcome_reason=reason.strip())


def mark_proposed_up(nomination: Nomination, *, by: User) -> Nomination:
    return LINE.make("propose_up", nomination, by=by)


def mark_decided(nomination: Nomination, *, by: User) -> Nomination:
    return LINE.make("decide", nomination, by=by)


def mark_refused_above(nomination: Nomination, *, by: User, reason: str) -> Nomination:
    return LINE.make("refuse_above", nomination, by=by, reason=reason, outcome_reason=reason.strip())
