"""What the records say of people and units, read for the checks in a fixed number of queries."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, F, Q

from awards.catalogue.enums import AwardKind
from awards.catalogue.models import Award
from awards.nominations.conditions import By, conditions_by_award
from awards.nominations.eligibility import judge, overall, standing
from awards.nominations.enums import Eligibility, NominationState, Verdict
from awards.nominations.models import ConditionCheck, Nomination, NominationList
from awards.nominations.rules import Condition, DatedFact, Facts, Judgement, Rewarded, Stay
from awards.nominations.service_breaks import service_breaks
from awards.nominations.service_time import Service
from awards.nominations.states import IN_THE_RUNNING, WON
from awards.scoring.enums import BoardState
from awards.scoring.models import UnitScore
from awards.years.models import EmulationPeriod
from thidua import clock
from thidua.text import small
from units.models import (
    CompletionGrade,
    DisciplineRecord,
    Hold,
    InitiativeAuthor,
    Person,
    Posting,
    TestResult,
    Transfer,
    Unit,
)
from units.people.models import whose
from units.people.rules import months_in_post, service_months
from units.structure.lineage import confirmed_forebears

AT_ONCE = 500  # more subjects than this are named to the database by a query, not one by one
EMPTY: frozenset[int] = frozenset()
SURE = "sure"  # of an award entered afterwards (awards.decisions.enums.EntryConfidence, a later chapter)
NOT_YET_GIVEN = (NominationState.PASSED, NominationState.PROPOSED_UP)  # won, the decision is being written


@dataclass(frozen=True)
class Frame:
    """What the facts are read for: a year, the day whose law holds, the day of the check, the year's list if any."""

    period: EmulationPeriod
    law_day: date
    on: date
    listing: NominationList | None = None

    @classmethod
    def of(cls, listing: NominationList) -> "Frame":
        """The list as it is checked: under the law of its own day, today."""
        return cls(listing.period, listing.rule_day, clock.today(), listing)

    @property
    def unit(self) -> Unit:
        return self.period.unit

    @property
    def lines(self):
        return self.listing.lines.all() if self.listing else Nomination.objects.none()

    @property
    def blank(self) -> Facts:
        return Facts(self.period.year, self.period.starts_on, self.period.ends_on, self.on)


# Facts ----------------------------------------------------------------------------------------------------------------


@dataclass
class FactBook:
    """Everything the checks of some lines need, read in a fixed number of queries."""

    people: dict[int, Facts]
    units: dict[int, Facts]

    def of(self, line: Nomination) -> Facts:
        return about(self.people[line.person_id] if line.person_id else self.units[line.unit_id], line)


def fact_book(listing: NominationList, lines: Iterable[Nomination], conditions: By | None = None) -> FactBook:
    """Facts of every subject among `lines`. People count for their unit as their own lines were judged last."""
    lines = list(lines)
    people = {line.person_id for line in lines if line.person_id}
    units = {line.unit_id for line in lines if line.unit_id}
    frame = Frame.of(listing)
    asked = conditions_by_award(listing) if conditions is None else conditions
    of_people = listing.lines.filter(person__isnull=False).order_by().values("person")
    of_units = listing.lines.filter(unit__isnull=False).order_by().values("unit")
    return read_facts(
        frame,
        asked,
        people=people,
        units=units,
        those=people if len(people) <= AT_ONCE else of_people,
        there=units if len(units) <= AT_ONCE else of_units,
    )


def read_facts(frame: Frame, conditions: By, *, people=(), units=(), those=None, there=None) -> FactBook:
    """Facts of the people and units named by id. those, there: for many, a query that gives at least them."""
    people, units = set(people), set(units)
    blank = replace(frame.blank, award_names=dict(Award.objects.values_list("code", "short_name")))
    asks = _Asked(frame, conditions, blank)
    of_people = _people_facts(asks, people, people if those is None else those) if people else {}
    return FactBook(of_people, _unit_facts(asks, units, units if there is None else there) if units else {})


@dataclass(frozen=True)
class _Asked:
    """What the readers of facts share."""

    frame: Frame
    conditions: By
    blank: Facts

    def wants(self, *codes: str) -> bool:
        """Whether any title has such a condition: facts for rare conditions are read only then."""
        return any(row.code in codes for rows in self.conditions.values() for row in rows)

    def rewarded(self, name: str, subjects) -> dict[int, tuple[Rewarded, ...]]:
        return rewarded(name, subjects) if self.wants("one_achievement_once", "merit_without_sudden") else {}


Years = dict[int, dict[str, frozenset[int]]]  # subject → title → years


def _years_of(name: str, subjects) -> tuple[Years, Years]:
    """Titles by year that hold, and those entered afterwards of which nobody is sure; `name` is person or unit.

    The awards of a person are those of all records of that person. One query.
    """
    found: tuple = (defaultdict(lambda: defaultdict(set)), defaultdict(lambda: defaultdict(set)))
    about = f"records__{name}"
    which = Q(**{f"{about}__in": Person.objects.records_of(subjects) if name == "person" else subjects})
    rows = Award.objects.filter(which, records__withdrawal__isnull=True)
    subject_of = whose(about) if name == "person" else F(f"{about}_id")
    fields = ("code", subject_of, "records__year", "records__back_entry__confidence")
    for code, subject, year, confidence in rows.values_list(*fields):
        found[confidence not in (None, SURE)][subject][code].add(year)
    sure, doubtful = (
        {one: {code: frozenset(years) for code, years in titles.items()} for one, titles in some.items()}
        for some in found
    )
    return sure, doubtful


def rewarded(name: str, subjects) -> dict[int, tuple[Rewarded, ...]]:
    """Subject id → every award it was given, and every live proposal of a form; `name` is person or unit. Two queries.

    An award whose line is known tells its type and achievement; one from earlier years tells neither.
    """
    found: dict[int, list[Rewarded]] = defaultdict(list)
    about = f"records__{name}"
    which = Q(**{f"{about}__in": Person.objects.records_of(subjects) if name == "person" else subjects})
    rows = Award.objects.filter(which, records__withdrawal__isnull=True)
    line = "records__line__nomination"
    for who, code, called, place, kind, year, type_, deed, pk in rows.values_list(
        whose(about) if name == "person" else F(f"{about}_id"),
        "code", "short_name", "sort", "kind", "records__year", f"{line}__kind", f"{line}__achievement", line,
    ):  # fmt: skip
        found[who].append(Rewarded(code, called, place, kind == AwardKind.FORM, type_ or "", year, deed, pk, True))
    lines = Nomination.objects.filter(
        **{f"{name}__in": subjects}, state__in=[*IN_THE_RUNNING, *NOT_YET_GIVEN], award__kind=AwardKind.FORM
    ).order_by("pk")
    for who, code, called, place, year, type_, deed, pk, state in lines.values_list(
        f"{name}_id", "award__code", "award__short_name", "award__sort", "nomination_list__period__year", "kind",
        "achievement", "pk", "state",
    ):  # fmt: skip
        found[who].append(Rewarded(code, called, place, True, type_, year, deed, pk, state in NOT_YET_GIVEN))
    return {who: tuple(rows) for who, rows in found.items()}


def about(facts: Facts, line: Nomination) -> Facts:
    """Facts of a subject as one of its lines is judged."""
    if line.pk is None:
        return facts
    deed = line.achievement if line.achievement_id else None
    return replace(
        facts, line=line.pk, place=line.award.sort, achievement=line.achievement_id,
        achievement_name=deed.name if deed else "",
    )  # fmt: skip


def _with_forebears(years: tuple[Years, Years], ids: set[int]) -> tuple[Years, Years]:
    """Titles of the units before a merger or split count too, where an officer has confirmed it.

    Of several merged into one, a year counts when one of those confirmed has it: the officer answers for the choice.
    """
    before = confirmed_forebears(ids)
    if not before:
        return years
    theirs = _years_of("unit", {pk for units in before.values() for pk in units})
    return _joined(years[0], theirs[0], before), _joined(years[1], theirs[1], before)


def _joined(years: Years, theirs: Years, before: dict[int, Iterable[int]]) -> Years:
    joined = dict(years)
    for unit, units in before.items():
        titles: dict[str, frozenset[int]] = dict(joined.get(unit, {}))
        for pk in units:
            for code, given in theirs.get(pk, {}).items():
                titles[code] = titles.get(code, EMPTY) | given
        joined[unit] = titles
    return joined


def _wanted_below(conditions: By) -> set[str]:
    """Codes of the titles that some other title asks for in the same year."""
    return {
        code
        for rows in conditions.values()
        for row in rows
        if row.code == "holds_title_same_period"
        for code in row.params.get("titles", [])
    }


def _people_facts(asked: _Asked, ids: set[int], some) -> dict[int, Facts]:
    """Eight queries for any number of people; a few more when a command has switched on conditions that need them."""
    frame, blank = asked.frame, asked.blank
    period = frame.period
    rows = Person.objects.filter(pk__in=some).values_list(
        "pk", "object_group", "is_commander", "unit_id", "joined_on", "left_on", "is_party_secretary", "sex"
    )
    cards = {row[0]: row[1:] for row in rows}
    grades = dict(CompletionGrade.objects.filter(person__in=some, year=period.year).values_list("person_id", "grade"))
    tests = {
        person: (passed, good)
        for person, passed, good in TestResult.objects.filter(person__in=some, year=period.year).values_list(
            "person_id", "passed_percent", "good_percent"
        )
    }
    recognised, pending = defaultdict(dict), defaultdict(list)
    authors = InitiativeAuthor.objects.filter(person__in=some, initiative__year=period.year).order_by(
        "initiative__name"
    )
    for person, name, day, level in authors.values_list(
        "person_id", "initiative__name", "initiative__recognised_on", "initiative__level"
    ):
        if day:
            recognised[person][name] = level
        else:
            pending[person].append(name)
    discipline = defaultdict(list)
    for row in DisciplineRecord.objects.filter(person__in=some):
        discipline[row.person_id].append(DatedFact(str(row), row.valid_from, row.valid_to, row.kind))
    breaks = service_breaks(some) if asked.wants("service_years_min") or asked.wants("service_years_by_sex") else {}
    holds = _holds("person", some, blank)
    posts = defaultdict(list)
    for row in Posting.objects.touching(period.starts_on, period.ends_on).filter(person__in=some):
        posts[row.person_id].append(row)
    years, unsure = _years_of("person", some)
    given = asked.rewarded("person", some)
    stays = _stays(asked, posts, some)
    uses = _initiative_uses(some) if asked.wants("initiative_once") else {}
    lead = _units_led(asked, cards) if asked.wants("commander_with_unit") else {}

    lower = lower_of(asked.conditions)
    found = {}
    for pk in ids:
        passed, good = tests.get(pk, (None, None))
        group, commands, unit, joined_on, left_on, is_secretary, sex = cards.get(pk, (None,) * 7)
        own = tuple(discipline.get(pk, ()))
        terms = tuple((fact.start, fact.end) for fact in own)
        spans = [(row.valid_from, row.valid_to) for row in posts.get(pk, ())]
        grade, titles = lead.get(unit, (None, {})) if commands or is_secretary else (None, {})
        facts = replace(
            blank,
            grade=grades.get(pk),
            tests_passed_percent=passed,
            tests_good_percent=good,
            discipline=tuple(fact for fact in own if fact.touches(period.starts_on, period.ends_on)),
            past_discipline=own,
            sex=sex,
            service=Service(joined_on, left_on, breaks.get(pk, ()), terms),
            holds=tuple(holds.get(pk, ())),
            initiatives=tuple(recognised.get(pk, ())),
            initiative_levels=recognised.get(pk, {}),
            initiative_uses=uses.get(pk, {}),
            pending_initiatives=tuple(pending.get(pk, ())),
            object_group=group,
            months_in_post=months_in_post(spans, period.starts_on, period.ends_on) if spans else None,
            service_months=service_months(joined_on, period.ends_on, left_on),
            title_years=years.get(pk, {}),
            doubtful_years=unsure.get(pk, {}),
            rewarded=given.get(pk, ()),
            is_commander=commands,
            is_secretary=is_secretary,
            unit_grade=grade,
            unit_titles=titles,
            stays=stays.get(pk),
        )
        found[pk] = with_lower(facts, lower)
    return found


def lower_of(conditions: By) -> dict[str, list[Condition]]:
    """Code of every title that another asks for in the same year → its conditions; one query."""
    rows = Award.objects.filter(code__in=_wanted_below(conditions)).values_list("pk", "code")
    return {code: conditions[pk] for pk, code in rows}


def with_lower(facts: Facts, lower: dict[str, list[Condition]]) -> Facts:
    """Facts with the standing of the subject in every lower title. lower: code → its conditions."""
    stands = {}
    for code, rows in lower.items():
        if facts.year in facts.title_years.get(code, EMPTY):
            stands[code] = Verdict.MET
            continue
        verdict = standing(judge(rows, facts))
        unsure = verdict == Verdict.NOT_MET and facts.year in facts.doubtful_years.get(code, EMPTY)
        stands[code] = Verdict.UNKNOWN if unsure else verdict
    return replace(facts, lower_titles=stands)


def _stays(asked: _Asked, posts: dict[int, list[Posting]], some) -> dict[int, tuple[Stay, ...]]:
    """Person → units of the year before the present one, each with its months and its remark; two queries."""
    if not asked.wants("remark_of_old_unit"):
        return {}
    period = asked.frame.period
    names = dict(Unit.objects.filter(postings__person__in=some).order_by().values_list("pk", "short_name"))
    remarks = Transfer.objects.filter(person__in=some, from_day__gte=period.starts_on).exclude(remark="")
    written = {(person, unit): text for person, unit, text in remarks.values_list("person", "from_unit", "remark")}
    found = {}
    for person, rows in posts.items():
        last = max(rows, key=lambda row: row.valid_from).unit_id
        spans = defaultdict(list)
        for row in rows:
            spans[row.unit_id].append((row.valid_from, row.valid_to))
        found[person] = tuple(
            Stay(
                names[unit],
                months_in_post(days, period.starts_on, period.ends_on),
                written.get((person, unit), ""),
            )
            for unit, days in spans.items()
            if unit != last
        )
    return found


NAMED = re.compile("sáng kiến “([^”]*)”")


def _initiative_uses(some) -> dict[int, dict[str, frozenset[tuple[str, int]]]]:
    """Person → initiative → (title, year) of every live line whose check named it; one query."""
    checks = ConditionCheck.objects.filter(
        verdict=Verdict.MET,
        code__in=("any_of", "initiative_scope"),
        nomination__person__in=some,
        nomination__state__in=[*IN_THE_RUNNING, *WON],
    )
    found: dict[int, dict[str, frozenset]] = defaultdict(dict)
    rows = checks.values_list(
        "nomination__person_id", "nomination__award__code", "nomination__nomination_list__period__year", "have"
    )
    for person, award, year, have in rows:
        if named := NAMED.search(have):
            found[person][named[1]] = found[person].get(named[1], frozenset()) | {(award, year)}
    return found


def _units_led(asked: _Asked, cards: dict[int, tuple]) -> dict[int, tuple[str | None, dict[str, Verdict]]]:
    """Unit of a commander → its grade, and title → how it stands with it; three queries.

    A title that was given is won; one the unit is put forward for is not decided yet.
    """
    year = asked.frame.period.year
    units = {unit for _, commands, unit, *_, is_secretary, _ in cards.values() if commands or is_secretary}
    grades = dict(CompletionGrade.objects.filter(unit__in=units, year=year).values_list("unit_id", "grade"))
    titles: dict[int, dict[str, Verdict]] = defaultdict(dict)
    lines = asked.frame.lines.filter(unit__in=units, state__in=[*IN_THE_RUNNING, *WON])
    for unit, code, state in lines.values_list("unit_id", "award__code", "state"):
        titles[unit][code] = Verdict.MET if state in WON else Verdict.UNKNOWN
    for verdict, some in zip((Verdict.UNKNOWN, Verdict.MET), reversed(_years_of("unit", units)), strict=True):
        for unit, given in some.items():
            won = {code for code, years in given.items() if year in years}
            titles[unit] |= {code: verdict for code in won if titles[unit].get(code) != Verdict.MET}
    return {unit: (grades.get(unit), titles[unit]) for unit in units}


def _holds(name: str, subjects, blank: Facts) -> dict[int, list[DatedFact]]:
    found = defaultdict(list)
    for row in Hold.objects.in_force(blank.on).filter(**{f"{name}__in": subjects}):
        found[getattr(row, f"{name}_id")].append(DatedFact(str(row), row.valid_from, row.valid_to))
    return found


def _unit_facts(asked: _Asked, ids: set[int], some) -> dict[int, Facts]:
    """Ten queries for any number of units; two more once lines of descent are confirmed."""
    frame, blank = asked.frame, asked.blank
    period, top = frame.period, frame.unit
    units = [unit for unit in Unit.objects.filter(pk__in=some) if unit.pk in ids]
    grades = dict(CompletionGrade.objects.filter(unit__in=some, year=period.year).values_list("unit_id", "grade"))

    def over(path: str) -> set[int]:
        """Which of the units the place of this path belongs to."""
        return ids.intersection(int(part) for part in path.strip("/").split("/"))

    discipline, strengths, holders = defaultdict(list), Counter(), defaultdict(lambda: defaultdict(set))
    inside = Q(person__unit__path__startswith=top.path)
    rows = DisciplineRecord.objects.touching(period.starts_on, period.ends_on).filter(inside)
    for row in rows.select_related("person__unit"):
        fact = DatedFact(f"{row.person}, {small(str(row))}", row.valid_from, row.valid_to, row.kind)
        for pk in over(row.person.unit.path):
            discipline[pk].append(fact)
    holds = _holds("unit", some, blank)
    years, unsure = _with_forebears(_years_of("unit", some), ids)
    given = asked.rewarded("unit", some)
    serving = Person.objects.filter(left_on__isnull=True, unit__path__startswith=top.path)
    for path, count in serving.order_by().values_list("unit__path").annotate(n=Count("pk")):
        strengths.update(dict.fromkeys(over(path), count))
    for path, title, person in _holders(frame, asked.conditions):
        for pk in over(path):
            holders[pk][title].add(person)
    scores = UnitScore.objects.filter(
        unit__in=some, board__period=period, board__state__in=[BoardState.FROZEN, BoardState.CONFIRMED]
    )
    ranks = dict(scores.values_list("unit_id", "rank"))
    return {
        unit.pk: replace(
            blank,
            grade=grades.get(unit.pk),
            of_members=tuple(discipline[unit.pk]),
            holds=tuple(holds.get(unit.pk, ())),
            holders={title: frozenset(people) for title, people in holders[unit.pk].items()},
            # A unit whose people are not all written down keeps its official strength as the base.
            people=max(strengths[unit.pk], unit.strength or 0) or None,
            leads_cluster=ranks[unit.pk] == 1 if unit.pk in ranks else None,
            title_years=years.get(unit.pk, {}),
            doubtful_years=unsure.get(unit.pk, {}),
            rewarded=given.get(unit.pk, ()),
            is_commander=False,
            stays=(),
        )
        for unit in units
    }


def _holders(frame: Frame, conditions: By) -> list[tuple[str, str, int]]:
    """(path of the unit, title, person) of everybody put forward and not barred; who is put forward for a title that
    asks for a lower one in the same year holds the lower one as well."""
    below = {
        award: [code for row in rows if row.code == "holds_title_same_period" for code in row.params.get("titles", [])]
        for award, rows in conditions.items()
    }
    lines = (
        frame.lines.filter(state__in=[*IN_THE_RUNNING, *WON], person__isnull=False)
        .exclude(eligibility=Eligibility.INELIGIBLE)
        .order_by()
    )
    found = []
    for person, award, code, path in lines.values_list("person_id", "award_id", "award__code", "person__unit__path"):
        found += [(path, title, person) for title in (code, *below.get(award, ()))]
    return found


def preview(
    listing: NominationList, award: Award, *, person: Person | None = None, unit: Unit | None = None
) -> tuple[Eligibility, list[Judgement]]:
    """How somebody would be judged today, before any line is written: the verdict and every condition."""
    conditions = conditions_by_award(listing)
    line = Nomination(nomination_list=listing, award=award, person=person, unit=unit)
    judgements = judge(conditions[award.pk], fact_book(listing, [line], conditions).of(line))
    return overall(judgements)[0], judgements
