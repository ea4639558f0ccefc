"""What the records say of people and units, read for the checks in a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Count, F, Q

from awards.catalogue.models import Award, Prerequisite, RuleSet
from awards.nominations.eligibility import (
    Condition,
    DatedFact,
    Facts,
    Judgement,
    judge,
    overall,
    standing,
)
from awards.nominations.enums import Eligibility, Verdict
from awards.nominations.models import Nomination, NominationList
from awards.nominations.states import IN_THE_RUNNING, WON
from awards.scoring.enums import BoardState
from awards.scoring.models import UnitScore
from thidua import clock
from units.models import (
    CompletionGrade,
    DisciplineRecord,
    Hold,
    InitiativeAuthor,
    Person,
    Posting,
    TestResult,
    Unit,
)
from units.people.models import whose
from units.people.rules import months_in_post
from units.structure.lineage import confirmed_forebears

AT_ONCE = 500  # more subjects than this are named to the database by a query, not one by one
EMPTY: frozenset[int] = frozenset()

# Conditions -----------------------------------------------------------------------------------------------------------


def conditions_by_award(listing: NominationList) -> dict[int, list[Condition]]:
    """Award id → its conditions under the law of the list's day, the principles of the law first. Two queries."""
    law_in_force = RuleSet.objects.in_force(listing.rule_day).order_by("-valid_from").first()
    principles = [_principle(row) for row in law_in_force.principles] if law_in_force else []
    found: dict[int, list[Condition]] = defaultdict(lambda: list(principles))
    rows = Prerequisite.objects.filter(
        Q(rule__valid_to__isnull=True) | Q(rule__valid_to__gte=listing.rule_day), rule__valid_from__lte=listing.rule_day
    )
    for row in rows.select_related("rule").order_by("rule", "sort", "pk"):
        params = row.value if isinstance(row.value, dict) else {} if row.value is None else {"value": row.value}
        basis = row.legal_basis or row.rule.legal_basis
        found[row.rule.award_id].append(Condition(row.code, row.text, params, basis[:300], row.confidence))
    return found


def _principle(row: dict) -> Condition:
    return Condition(
        row["code"], row["text"], row.get("value") or {}, row.get("legal_basis", "")[:300], row.get("confidence", "B")
    )


# Facts ----------------------------------------------------------------------------------------------------------------


@dataclass
class FactBook:
    """Everything the checks of some lines need, read in a fixed number of queries."""

    people: dict[int, Facts]
    units: dict[int, Facts]

    def of(self, line: Nomination) -> Facts:
        return self.people[line.person_id] if line.person_id else self.units[line.unit_id]


def fact_book(
    listing: NominationList, lines: Iterable[Nomination], conditions: dict[int, list[Condition]] | None = None
) -> FactBook:
    """Facts of every subject among `lines`. People count for their unit as their own lines were judged last."""
    lines = list(lines)
    people_ids = {line.person_id for line in lines if line.person_id}
    unit_ids = {line.unit_id for line in lines if line.unit_id}
    if conditions is None:
        conditions = conditions_by_award(listing)
    awards = dict(Award.objects.values_list("code", "short_name"))
    people = _people_facts(listing, people_ids, conditions, awards) if people_ids else {}
    return FactBook(people, _unit_facts(listing, unit_ids, conditions, awards) if unit_ids else {})


def _subjects(listing: NominationList, ids: set[int], name: str):
    """The subjects as a filter value: their ids, or for a long list a query that gives at least them."""
    if len(ids) <= AT_ONCE:
        return ids
    return listing.lines.filter(**{f"{name}__isnull": False}).order_by().values(name)


def _blank(listing: NominationList, awards: dict[str, str]) -> Facts:
    period = listing.period
    return Facts(period.year, period.starts_on, period.ends_on, clock.today(), award_names=awards)


def _title_years(name: str, subjects) -> dict[int, dict[str, frozenset[int]]]:
    """Subject id → title → years in which it was given and holds; `name` is person or unit.

    The awards of a person are those of all records of that person. One query.
    """
    found: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    about = f"records__{name}"
    which = Q(**{f"{about}__in": Person.objects.records_of(subjects) if name == "person" else subjects})
    rows = Award.objects.filter(which, records__withdrawal__isnull=True)
    subject_of = whose(about) if name == "person" else F(f"{about}_id")
    for code, subject, year in rows.values_list("code", subject_of, "records__year"):
        found[subject][code].add(year)
    return {subject: {code: frozenset(years) for code, years in titles.items()} for subject, titles in found.items()}


def _with_forebears(years: dict[int, dict[str, frozenset[int]]], ids: set[int]) -> dict[int, dict[str, frozenset[int]]]:
    """Titles of the units before a merger or split count too, where an officer has confirmed it.

    Of several merged into one, a year counts when one of those confirmed has it: the officer answers for the choice.
    """
    before = confirmed_forebears(ids)
    if not before:
        return years
    theirs = _title_years("unit", {pk for units in before.values() for pk in units})
    joined = dict(years)
    for unit, units in before.items():
        titles: dict[str, frozenset[int]] = dict(joined.get(unit, {}))
        for pk in units:
            for code, given in theirs.get(pk, {}).items():
                titles[code] = titles.get(code, EMPTY) | given
        joined[unit] = titles
    return joined


def _wanted_below(conditions: dict[int, list[Condition]]) -> set[str]:
    """Codes of the titles that some other title asks for in the same year."""
    return {
        code
        for rows in conditions.values()
        for row in rows
        if row.code == "holds_title_same_period"
        for code in row.params.get("titles", [])
    }


def _people_facts(
    listing: NominationList, ids: set[int], conditions: dict[int, list[Condition]], awards: dict[str, str]
) -> dict[int, Facts]:
    """Eight queries for any number of people."""
    period, blank = listing.period, _blank(listing, awards)
    some = _subjects(listing, ids, "person")
    groups = dict(Person.objects.filter(pk__in=some).values_list("pk", "object_group"))
    grades = dict(CompletionGrade.objects.filter(person__in=some, year=period.year).values_list("person_id", "grade"))
    tests = {
        person: (passed, good)
        for person, passed, good in TestResult.objects.filter(person__in=some, year=period.year).values_list(
            "person_id", "passed_percent", "good_percent"
        )
    }
    recognised, pending = defaultdict(list), defaultdict(list)
    authors = InitiativeAuthor.objects.filter(person__in=some, initiative__year=period.year).order_by(
        "initiative__name"
    )
    for person, name, day in authors.values_list("person_id", "initiative__name", "initiative__recognised_on"):
        (recognised if day else pending)[person].append(name)
    discipline = defaultdict(list)
    for row in DisciplineRecord.objects.touching(period.starts_on, period.ends_on).filter(person__in=some):
        discipline[row.person_id].append(DatedFact(str(row), row.valid_from, row.valid_to, row.kind))
    holds = _holds("person", some, blank)
    posts = defaultdict(list)
    for row in Posting.objects.touching(period.starts_on, period.ends_on).filter(person__in=some):
        posts[row.person_id].append((row.valid_from, row.valid_to))
    months = {pk: months_in_post(spans, period.starts_on, period.ends_on) for pk, spans in posts.items()}
    years = _title_years("person", some)

    wanted = _wanted_below(conditions)
    lower = {code: conditions[pk] for pk, code in Award.objects.filter(code__in=wanted).values_list("pk", "code")}
    found = {}
    for pk in ids:
        passed, good = tests.get(pk, (None, None))
        facts = replace(
            blank,
            grade=grades.get(pk),
            tests_passed_percent=passed,
            tests_good_percent=good,
            discipline=tuple(discipline.get(pk, ())),
            holds=tuple(holds.get(pk, ())),
            initiatives=tuple(recognised.get(pk, ())),
            pending_initiatives=tuple(pending.get(pk, ())),
            object_group=groups.get(pk),
            months_in_post=months.get(pk),
            title_years=years.get(pk, {}),
        )
        stands = {
            code: Verdict.MET if period.year in facts.title_years.get(code, EMPTY) else standing(judge(rows, facts))
            for code, rows in lower.items()
        }
        found[pk] = replace(facts, lower_titles=stands)
    return found


def _holds(name: str, subjects, blank: Facts) -> dict[int, list[DatedFact]]:
    found = defaultdict(list)
    for row in Hold.objects.in_force(blank.on).filter(**{f"{name}__in": subjects}):
        found[getattr(row, f"{name}_id")].append(DatedFact(str(row), row.valid_from, row.valid_to))
    return found


def _unit_facts(
    listing: NominationList, ids: set[int], conditions: dict[int, list[Condition]], awards: dict[str, str]
) -> dict[int, Facts]:
    """Ten queries for any number of units; two more once lines of descent are confirmed."""
    period, blank = listing.period, _blank(listing, awards)
    some = _subjects(listing, ids, "unit")
    units = [unit for unit in Unit.objects.filter(pk__in=some) if unit.pk in ids]
    grades = dict(CompletionGrade.objects.filter(unit__in=some, year=period.year).values_list("unit_id", "grade"))

    def over(path: str) -> set[int]:
        """Which of the units the place of this path belongs to."""
        return ids.intersection(int(part) for part in path.strip("/").split("/"))

    discipline, strengths, holders = defaultdict(list), Counter(), defaultdict(lambda: defaultdict(set))
    inside = Q(person__unit__path__startswith=listing.unit.path)
    rows = DisciplineRecord.objects.touching(period.starts_on, period.ends_on).filter(inside)
    for row in rows.select_related("person__unit"):
        fact = DatedFact(f"{row.person}, {_small(str(row))}", row.valid_from, row.valid_to, row.kind)
        for pk in over(row.person.unit.path):
            discipline[pk].append(fact)
    holds = _holds("unit", some, blank)
    years = _with_forebears(_title_years("unit", some), ids)
    serving = Person.objects.filter(left_on__isnull=True, unit__path__startswith=listing.unit.path)
    for path, count in serving.order_by().values_list("unit__path").annotate(n=Count("pk")):
        strengths.update(dict.fromkeys(over(path), count))
    for path, title, person in _holders(listing, conditions):
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
        )
        for unit in units
    }


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _holders(listing: NominationList, conditions: dict[int, list[Condition]]) -> list[tuple[str, str, int]]:
    """(path of the unit, title, person) of everybody put forward and not barred; who is put forward for a title that
    asks for a lower one in the same year holds the lower one as well."""
    below = {
        award: [code for row in rows if row.code == "holds_title_same_period" for code in row.params.get("titles", [])]
        for award, rows in conditions.items()
    }
    lines = (
        listing.lines.filter(state__in=[*IN_THE_RUNNING, *WON], person__isnull=False)
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
