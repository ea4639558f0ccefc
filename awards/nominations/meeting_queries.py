"""Reads of unit meetings: whom one may hear, what it must reach, what it said, the list of them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from awards.catalogue.enums import SubjectKind
from awards.catalogue.models import Award
from awards.criteria.registrations import RegisteredPerson, RegisteredTitle
from awards.nominations.candidates import places_to_propose
from awards.nominations.enums import Chance, MeetingState, NominationState, Origin
from awards.nominations.majority import Share
from awards.nominations.meetings import MeetingLine, MeetingRule, UnitMeeting, key_of
from awards.nominations.models import Nomination, NominationList
from units.accounts.enums import Role
from units.models import Person, Unit, User

N = NominationState
CHANGEABLE = (N.DRAFT, N.RETURNED)
MOST_SUGGESTED = 100


def takes_votes(line: Nomination) -> bool:
    """Whether a meeting may write its vote on a line: the unit still has it, or it was sent without any vote."""
    return line.state in CHANGEABLE or (line.state in (N.SENT, N.ON_HOLD) and line.unit_votes_total is None)


def units_that_meet(user: User, listing: NominationList) -> QuerySet[Unit]:
    """Units of the year whose meetings the user writes down."""
    scope = Q(pk__in=[])
    for path in user.scope_paths(Role.CLERK, Role.UNIT_LEADER):
        scope |= Q(path__startswith=path)
    return places_to_propose(user, listing).filter(scope)


def people_called(unit: Unit) -> QuerySet[Person]:
    """Everybody who serves in a unit or below it."""
    return Person.objects.kept().filter(left_on__isnull=True, unit__path__startswith=unit.path).in_order()


def post_of(person: Person) -> str:
    return ", ".join(part for part in (person.get_rank_display(), person.position) if part)[:300]


# Whom it may hear -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Subject:
    """One person or unit for one title, before a meeting or about to be. nomination: the line there already."""

    award: Award
    origin: Origin
    nomination: Nomination | None = None
    person: Person | None = None
    unit: Unit | None = None

    @property
    def key(self) -> str:
        ids = (one.pk if one else None for one in (self.nomination, self.person, self.unit))
        return key_of(self.award.pk, *ids)

    @property
    def who(self) -> tuple[int, int | None, int | None]:
        return self.award.pk, self.person.pk if self.person else None, self.unit.pk if self.unit else None

    @property
    def name(self) -> str:
        if self.nomination is not None:
            return self.nomination.subject_name
        return self.person.full_name if self.person else self.unit.name

    @property
    def detail(self) -> str:
        return post_of(self.person) if self.person else ""


def subjects_for(listing: NominationList, unit: Unit, meeting: UnitMeeting | None = None) -> list[Subject]:
    """Whom a meeting of the unit may hear, each once a title: its lines, those registered, those suggested, the unit
    itself, and whoever is before `meeting` already. A fixed number of queries."""
    lines = listing.lines.filter(proposer=unit).exclude(state=N.WITHDRAWN)
    lines = list(lines.select_related("award", "person__unit", "unit", "proposer").order_by("award__sort", "sort_key"))
    taken = {(line.award_id, line.person_id, line.unit_id) for line in lines}
    here = _here(meeting) if meeting is not None else []
    kept = {one.nomination.pk for one in here if one.nomination}
    found = [
        Subject(line.award, Origin.LINE, line, line.person, line.unit)
        for line in lines
        if takes_votes(line) or line.pk in kept
    ]
    awards = [row.award for row in listing.awards.select_related("award").order_by("sort")]
    more = [*_registered(listing, unit, awards), *_suggested(listing, unit, awards), *_itself(unit, awards)]
    seen = set(taken)
    for one in (*more, *here):
        if one.nomination is None and one.who not in seen:
            seen.add(one.who)
            found.append(one)
    return found


def _here(meeting: UnitMeeting) -> list[Subject]:
    rows = meeting.lines.select_related("award", "nomination__award", "person__unit", "unit")
    return [Subject(row.award, Origin(row.origin), row.nomination, row.person, row.unit) for row in rows]


def _registered(listing: NominationList, unit: Unit, awards: list[Award]) -> list[Subject]:
    mine = {"registration__period": listing.period_id, "registration__unit": unit, "award__in": awards}
    titles = RegisteredTitle.objects.filter(**mine).select_related("award")
    people = RegisteredPerson.objects.filter(title__in=titles, person__left_on__isnull=True)
    people = people.filter(person__unit__path__startswith=unit.path, person__merged_into__isnull=True)
    rows = people.select_related("title__award", "person__unit").order_by("title__award__sort", "person__sort_key")
    found = [Subject(row.title.award, Origin.REGISTERED, person=row.person) for row in rows]
    return found + [Subject(row.award, Origin.REGISTERED, unit=unit) for row in titles if row.is_collective]


def _suggested(listing: NominationList, unit: Unit, awards: list[Award]) -> list[Subject]:
    """Those who are ready and nobody has put forward, as they were worked out last."""
    rows = listing.suggestions.filter(group=Chance.READY, person__unit__path__startswith=unit.path, award__in=awards)
    rows = rows.filter(person__left_on__isnull=True, person__merged_into__isnull=True)
    rows = rows.select_related("award", "person__unit").order_by("award__sort", "sort_key")
    return [Subject(row.award, Origin.SUGGESTED, person=row.person) for row in rows[:MOST_SUGGESTED]]


def _itself(unit: Unit, awards: list[Award]) -> list[Subject]:
    fits = (SubjectKind.COLLECTIVE, SubjectKind.BOTH)
    return [Subject(award, Origin.UNIT, unit=unit) for award in awards if award.subject in fits]


def people_by_number(unit: Unit, numbers: list[str]) -> dict[str, Person]:
    """People of a unit by service number, those not found left out."""
    rows = people_called(unit).filter(service_number__in=numbers).select_related("unit")
    return {person.service_number: person for person in rows}


# What it must reach ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rules:
    """Rows in force on one day. common: for every title without one of its own."""

    common: MeetingRule | None
    own: dict[int, MeetingRule]

    def of(self, award: int) -> MeetingRule | None:
        return self.own.get(award, self.common)

    @property
    def all(self) -> list[MeetingRule]:
        return [*([self.common] if self.common else []), *self.own.values()]


def rules_of(unit: Unit, day: date) -> Rules:
    """What meetings of a command's units must reach on a day. One query."""
    rows = list(MeetingRule.objects.in_force(day).filter(unit=unit).select_related("award"))
    common = next((row for row in rows if row.award_id is None), None)
    return Rules(common, {row.award_id: row for row in rows if row.award_id})


# What it said ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Verdict:
    """One line as the pages and the paper show it. passed: None while nothing asks for a share, or nobody voted."""

    line: MeetingLine
    rule: MeetingRule | None
    base: int
    other: int | None
    passed: bool | None
    needed: int | None

    @property
    def share(self) -> Share | None:
        return self.rule.share if self.rule else None

    @property
    def words(self) -> str:
        """`cần quá 1/2 số có mặt (7/12)`."""
        if self.rule is None or self.needed is None:
            return ""
        return f"cần {self.rule} ({self.needed}/{self.base})"


def verdicts(meeting: UnitMeeting, lines: list[MeetingLine], rules: Rules | None = None) -> list[Verdict]:
    """Each line with what it needed and how it came out; by the rows of the day while the meeting is a draft."""
    if not meeting.is_closed and rules is None:
        rules = rules_of(meeting.nomination_list.unit, meeting.held_on)
    return [_verdict(meeting, line, line.rule if meeting.is_closed else rules.of(line.award_id)) for line in lines]


def _verdict(meeting: UnitMeeting, line: MeetingLine, rule: MeetingRule | None) -> Verdict:
    voters = meeting.present or 0
    other = voters - line.agree - line.disagree if line.is_voted else None
    base = meeting.base[rule.base] if rule else voters
    if meeting.is_closed:
        return Verdict(line, rule, base, other, line.passed, line.needed)
    if rule is None or not base:
        return Verdict(line, rule, base, other, None, None)
    passed = rule.share.reached(line.agree, base) if line.is_voted else None
    return Verdict(line, rule, base, other, passed, rule.share.needed(base))


def lines_of(meeting: UnitMeeting) -> list[MeetingLine]:
    """In the order of the paper. One query."""
    rows = meeting.lines.select_related("award", "nomination", "rule", "person", "unit")
    return list(rows.order_by("award__sort", "award", "sort", "pk"))


# The list of meetings -------------------------------------------------------------------------------------------------


def meeting_list(user: User, listing: NominationList, part: Unit | None = None) -> QuerySet[UnitMeeting]:
    """Meetings of one list that the user may see, the newest first, each with how many were heard and passed."""
    rows = UnitMeeting.objects.visible_to(user).filter(nomination_list=listing)
    if part is not None:
        rows = rows.filter(unit__path__startswith=part.path)
    rows = rows.select_related("unit").annotate(
        heard=Count("lines"),
        came_through=Count("lines", filter=Q(lines__passed=True)),
        fell=Count("lines", filter=Q(lines__passed=False)),
    )
    return rows.order_by("-held_at", "unit__sort", "-pk")


def without_origin(user: User, listing: NominationList, part: Unit | None = None) -> QuerySet[Unit]:
    """Units with lines that no minutes tell of, each with how many (`waiting`)."""
    heard = MeetingLine.objects.filter(meeting__state=MeetingState.CLOSED, nomination__isnull=False)
    lines = Nomination.objects.visible_to(user).filter(nomination_list=listing).exclude(state=N.WITHDRAWN)
    lines = lines.exclude(pk__in=heard.filter(meeting__nomination_list=listing).values("nomination"))
    if part is not None:
        lines = lines.filter(proposer__path__startswith=part.path)
    counted = lines.order_by().values("proposer").annotate(n=Count("pk"))
    waiting = {row["proposer"]: row["n"] for row in counted}
    units = list(Unit.objects.filter(pk__in=waiting).in_order())
    for unit in units:
        unit.waiting = waiting[unit.pk]
    return units


def units_with_meetings(user: User, listing: NominationList) -> list[tuple[str, str]]:
    """Code and name of units with a meeting that the user may see."""
    rows = UnitMeeting.objects.visible_to(user).filter(nomination_list=listing)
    found = Unit.objects.filter(pk__in=rows.order_by().values("unit")).in_order()
    return list(found.values_list("code", "short_name"))
