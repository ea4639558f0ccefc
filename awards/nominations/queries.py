"""Reads of the list: facts for the checks, meters against the quota, lines for the page."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from awards.catalogue.models import Award, Prerequisite
from awards.nominations.eligibility import GENERAL, Condition, DatedFact, Facts, judge
from awards.nominations.enums import NominationState, Severity, Verdict
from awards.nominations.models import AwardInYear, Nomination, NominationList
from awards.nominations.quota import Meter
from awards.nominations.states import RUNNING, WON
from units.models import (
    CompletionGrade,
    DisciplineRecord,
    Hold,
    InitiativeAuthor,
    Person,
    Posting,
    TestResult,
    Unit,
    User,
)
from units.people.enums import DisciplineKind

IN_THE_RUNNING = [state for state in RUNNING if state != NominationState.REJECTED]
HEAVY = [kind for kind in DisciplineKind.values if kind != DisciplineKind.REPRIMAND]


def nomination_list(user: User, listing: NominationList) -> QuerySet[Nomination]:
    """Lines of one list that the user may see, ready for the table: no further query per row."""
    return (
        Nomination.objects.visible_to(user)
        .filter(nomination_list=listing)
        .select_related("award", "proposer", "person", "unit")
        .order_by("award__sort", "sort_key")
    )


def conditions_by_award(listing: NominationList) -> dict[int, list[Condition]]:
    """Award id -> its conditions under the rules in force at the end of the year, general ones first."""
    found: dict[int, list[Condition]] = defaultdict(lambda: list(GENERAL))
    rows = Prerequisite.objects.filter(
        Q(rule__valid_to__isnull=True) | Q(rule__valid_to__gte=listing.due_at.date()),
        rule__valid_from__lte=listing.due_at.date(),
    ).select_related("rule")
    for row in rows:
        params = row.value if isinstance(row.value, dict) else {} if row.value is None else {"value": row.value}
        basis = row.legal_basis or row.rule.legal_basis
        found[row.rule.award_id].append(Condition(row.code, row.text, params, basis[:300], row.confidence))
    return found


@dataclass
class FactBook:
    """Everything the checks of one list need, read in a fixed number of queries."""

    listing: NominationList
    people: dict[int, Facts]
    units: dict[int, Facts]

    def of(self, line: Nomination) -> Facts:
        return self.people[line.person_id] if line.person_id else self.units[line.unit_id]


def fact_book(listing: NominationList, lines: list[Nomination]) -> FactBook:
    """Facts of every subject among `lines`."""
    period = listing.period
    year, start, end, on = period.year, period.starts_on, period.ends_on, listing.due_at.date()
    person_ids = {line.person_id for line in lines if line.person_id}
    units = list(Unit.objects.filter(pk__in={line.unit_id for line in lines if line.unit_id}))
    names = dict(Award.objects.values_list("code", "short_name"))

    grades = CompletionGrade.objects.filter(Q(person__in=person_ids) | Q(unit__in=units), year=year)
    person_grade = {row.person_id: row.grade for row in grades if row.person_id}
    unit_grade = {row.unit_id: row.grade for row in grades if row.unit_id}
    tests = {row.person_id: row for row in TestResult.objects.filter(person__in=person_ids, year=year)}
    initiatives: dict[int, list[str]] = defaultdict(list)
    for person_id, name in InitiativeAuthor.objects.filter(
        person__in=person_ids, initiative__year=year, initiative__recognised_on__isnull=False
    ).values_list("person_id", "initiative__name"):
        initiatives[person_id].append(name)
    discipline: dict[int, list[DatedFact]] = defaultdict(list)
    unit_discipline: list[tuple[str, DatedFact]] = []
    for row in DisciplineRecord.objects.touching(start, end).select_related("person__unit"):
        fact = DatedFact(str(row), row.valid_from, row.valid_to)
        discipline[row.person_id].append(fact)
        if row.kind in HEAVY:
            unit_discipline.append((row.person.unit.path, DatedFact(f"{row.person}: {row}", fact.start, fact.end)))
    holds: dict[tuple[str, int], list[DatedFact]] = defaultdict(list)
    for row in Hold.objects.touching(start, None).filter(Q(person__in=person_ids) | Q(unit__in=units)):
        key = ("person", row.person_id) if row.person_id else ("unit", row.unit_id)
        holds[key].append(DatedFact(str(row), row.valid_from, row.valid_to))
    months = {}
    for row in Posting.objects.touching(end, end).filter(person__in=person_ids):
        first = max(row.valid_from, start)
        months[row.person_id] = (end.year - first.year) * 12 + end.month - first.month + 1

    history: dict[tuple[str, int], dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    given = Award.objects.filter(Q(records__person__in=person_ids) | Q(records__unit__in=units))
    for code, person_id, unit_id, won in given.values_list(
        "code", "records__person_id", "records__unit_id", "records__year"
    ):
        history[("person", person_id) if person_id else ("unit", unit_id)][code].add(won)

    def past(key: tuple[str, int]) -> dict[str, frozenset[int]]:
        return {code: frozenset(years) for code, years in history.get(key, {}).items()}

    conditions = conditions_by_award(listing)
    lower_conditions = {award.code: conditions[award.pk] for award in Award.objects.filter(pk__in=list(conditions))}
    people: dict[int, Facts] = {}
    for person_id in person_ids:
        test = tests.get(person_id)
        plain = Facts(
            start,
            end,
            on,
            grade=person_grade.get(person_id),
            tests_passed_percent=test.passed_percent if test else None,
            tests_good_percent=test.good_percent if test else None,
            discipline=tuple(discipline.get(person_id, ())),
            holds=tuple(holds.get(("person", person_id), ())),
            initiatives=tuple(initiatives.get(person_id, ())),
            months_in_post=months.get(person_id),
            title_years=past(("person", person_id)),
            award_names=names,
        )
        met = frozenset(
            code
            for code, rows in lower_conditions.items()
            if not any(j.verdict != Verdict.MET and j.severity == Severity.BLOCK for j in judge(rows, plain))
        )
        people[person_id] = Facts(**{**plain.__dict__, "lower_titles": met})
    return FactBook(listing, people, _unit_facts(listing, units, unit_grade, unit_discipline, holds, past, names))


def _unit_facts(listing, units, unit_grade, unit_discipline, holds, past, names) -> dict[int, Facts]:
    period = listing.period
    strengths = Counter(Person.objects.filter(left_on__isnull=True).values_list("unit__path", flat=True))
    holders: dict[str, Counter] = defaultdict(Counter)
    running = Nomination.objects.filter(
        nomination_list=listing, state__in=[*IN_THE_RUNNING, *WON], person__isnull=False
    )
    seen: set[int] = set()
    for person_id, code, path in running.values_list("person_id", "award__code", "person__unit__path"):
        holders[path][code] += 1
        if person_id not in seen:
            seen.add(person_id)
            holders[path][""] += 1

    def total(unit: Unit, code: str) -> int:
        return sum(count[code] for path, count in holders.items() if path.startswith(unit.path))

    return {
        unit.pk: Facts(
            period.starts_on,
            period.ends_on,
            listing.due_at.date(),
            grade=unit_grade.get(unit.pk),
            discipline=tuple(fact for path, fact in unit_discipline if path.startswith(unit.path)),
            holds=tuple(holds.get(("unit", unit.pk), ())),
            holders=total(unit, ""),
            holders_of={code: total(unit, code) for code in {c for count in holders.values() for c in count if c}},
            people=sum(n for path, n in strengths.items() if path.startswith(unit.path)) or unit.strength,
            title_years=past(("unit", unit.pk)),
            award_names=names,
        )
        for unit in units
    }


@dataclass(frozen=True)
class BoardRow:
    """One title of the year with its meter: the tabs of the list."""

    year_award: AwardInYear
    meter: Meter

    @property
    def award(self) -> Award:
        return self.year_award.award


def quota_board(listing: NominationList) -> list[BoardRow]:
    """Every title of the year against its quota, in the order of the papers (two queries)."""
    counts = dict(
        Nomination.objects.filter(nomination_list=listing, state__in=[*RUNNING, *WON, NominationState.NOT_PASSED])
        .values_list("award_id")
        .annotate(n=Count("pk"))
        .order_by()
    )
    rows = listing.awards.select_related("award").order_by("sort")
    return [BoardRow(row, Meter(counts.get(row.award_id, 0), row.quota)) for row in rows]
