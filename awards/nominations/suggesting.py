"""Suggestions worked out for a unit and kept, and a suggestion taken up."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.db import transaction
from django.db.models import Min, Q

from awards.catalogue.enums import SubjectKind
from awards.catalogue.models import Award
from awards.nominations.candidates import usual_proposer
from awards.nominations.chances import chance, next_year
from awards.nominations.conditions import By, conditions_by_award
from awards.nominations.eligibility import judge, standing
from awards.nominations.enums import Chance, Eligibility, NominationState, Verdict
from awards.nominations.facts import Frame, lower_of, read_facts, with_lower
from awards.nominations.models import Nomination, NominationList, Suggestion
from awards.nominations.rules import Facts
from awards.nominations.services import Handled, nominate
from thidua import clock, text
from thidua.errors import DomainError, RuleViolation
from thidua.permissions import require
from thidua.workflow import lock
from units.models import Person, Unit, User

AT_ONCE = 1000  # people a page works out while one waits; more of them are a job
PART = 2000  # people read and written together


def people_of(place: Unit):
    """Everybody who serves in a unit or below it, each once."""
    return Person.objects.kept().filter(left_on__isnull=True, unit__path__startswith=place.path)


def units_of(place: Unit, listing: NominationList):
    """Collectives the year counts: units that report, and the place itself when it is one below the command."""
    return Unit.objects.under(place).filter(is_reporting=True, closed_on__isnull=True).exclude(pk=listing.unit.pk)


def is_long(place: Unit) -> bool:
    """Whether working it out takes longer than somebody waits for a page."""
    return people_of(place).count() > AT_ONCE


@dataclass(frozen=True)
class _Year:
    """What every part of the work shares. taken: subject → title → eligibility of its line; lower: conditions of titles
    that others ask for."""

    listing: NominationList
    awards: list[Award]
    conditions: By
    lower: dict[str, list]
    taken: dict[tuple[str, int], dict[int, str]]
    now: datetime

    @classmethod
    def of(cls, listing: NominationList) -> "_Year":
        awards = [row.award for row in listing.awards.select_related("award").order_by("sort")]
        conditions = conditions_by_award(listing)
        return cls(listing, awards, conditions, lower_of(conditions), _taken(listing), clock.now())

    def awards_for(self, subject: str) -> list[Award]:
        return [award for award in self.awards if award.subject in (subject, SubjectKind.BOTH)]


def refresh(nomination_list: NominationList, place: Unit, *, by: User, progress=None) -> int:
    """Work out every person and unit of a place against every title of the list; returns how many rows there are.

    Two thousand people at a time, each part read in a fixed number of queries and its rows replaced in one transaction,
    so that a whole country neither fills the memory nor holds the list. progress(done, total, words) is called between
    the parts. Safe to run twice, and by two people at once.
    """
    require(by, "awards.put_forward", place)
    listing = NominationList.objects.select_related("period__unit").get(pk=nomination_list.pk)
    if not place.is_under(listing.unit):
        raise RuleViolation(f"{place} không thuộc {listing.unit}.")
    tell = progress or (lambda done, total, words: None)
    year, ids = _Year.of(listing), list(people_of(place).order_by("pk").values_list("pk", flat=True))
    parts = [ids[start : start + PART] for start in range(0, len(ids), PART)]
    total = _replace(year, _units_of(year, place), _gone(year, place))
    for number, part in enumerate(parts):
        tell(number, len(parts), f"Đã xét {number * PART}/{len(ids)} cá nhân")
        total += _replace(year, _people_of(year, part), year.listing.suggestions.filter(person__in=part))
    return total


TOLD = (
    "award_id", "person_id", "unit_number", "group", "missing", "reason", "legal_basis", "subject_name",
    "subject_detail", "home_name", "home_path", "sort_key", "search_key",
)  # fmt: skip
_told = attrgetter(*TOLD)


def _replace(year: _Year, rows: Iterable[Suggestion], old) -> int:
    """The rows in the place of the old ones; one that says the same stays and tells only that it was looked at."""
    wanted = {_told(row): row for row in rows}
    count = len(wanted)
    with transaction.atomic():
        lock(year.listing)
        there = list(old.values_list("pk", *TOLD))
        stale = [pk for pk, *told in there if wanted.pop(tuple(told), None) is None]
        if stale:
            Suggestion.objects.filter(pk__in=stale).delete()
        if len(stale) < len(there):
            old.update(made_at=year.now)
        Suggestion.objects.bulk_create(wanted.values())
    return count


def _gone(year: _Year, place: Unit):
    """Rows of the units of a place, and of people who no longer serve there."""
    here = year.listing.suggestions.filter(
        Q(home_path__startswith=place.path) | Q(person__unit__path__startswith=place.path)
    )
    return here.filter(Q(person__isnull=True) | ~Q(person__in=people_of(place)))


def _people_of(year: _Year, ids: list[int]) -> list[Suggestion]:
    book = read_facts(Frame.of(year.listing), year.conditions, people=ids)
    own, rows = year.awards_for(SubjectKind.INDIVIDUAL), []
    for person in Person.objects.filter(pk__in=ids).select_related("unit"):
        search = text.search_key(f"{person.full_name} {person.service_number} {person.unit.short_name}")[:520]
        common = {"person": person, "sort_key": person.sort_key, "search_key": search, **_home(person.unit)}
        common |= {"subject_name": person.full_name, "subject_detail": _post(person)}
        rows += _of_one(year, own, book.people[person.pk], year.taken["p", person.pk], year.lower, common)
    return rows


def _units_of(year: _Year, place: Unit) -> list[Suggestion]:
    own, rows = year.awards_for(SubjectKind.COLLECTIVE), []
    units = list(units_of(place, year.listing)) if own else []
    book = read_facts(Frame.of(year.listing), year.conditions, units=[one.pk for one in units])
    for unit in units:
        search = text.search_key(f"{unit.name} {unit.code}")[:520]
        common = {"unit_number": unit.pk, "subject_name": unit.name[:200], "search_key": search, **_home(unit)}
        common["sort_key"] = f"{unit.sort:06d} {unit.code}"
        rows += _of_one(year, own, book.units[unit.pk], year.taken["u", unit.pk], {}, common)
    return rows


def _home(unit: Unit) -> dict[str, str]:
    return {"home_name": unit.short_name[:100], "home_path": unit.path[:300]}


def _post(person: Person) -> str:
    return f"{person.get_rank_display()}, {person.position}"[:200]


def _taken(listing: NominationList) -> dict[tuple[str, int], dict[int, str]]:
    """Subject → title → eligibility of every line that was not withdrawn; one query."""
    found: dict[tuple[str, int], dict[int, str]] = defaultdict(dict)
    lines = listing.lines.exclude(state=NominationState.WITHDRAWN).order_by()
    for person, unit, award, verdict in lines.values_list("person_id", "unit_id", "award_id", "eligibility"):
        found[("p", person) if person else ("u", unit)][award] = verdict
    return found


def _of_one(year: _Year, awards: list[Award], facts: Facts, there: dict[int, str], lower: dict, common: dict):
    """One subject against every title: on the list already, or the group it belongs to."""
    conditions, memos = year.conditions, ({}, {})
    won = {award.code for award in awards if there.get(award.pk, Eligibility.INELIGIBLE) != Eligibility.INELIGIBLE}
    open_ones = [award for award in awards if award.pk not in there]
    won |= {a.code for a in open_ones if standing(judge(conditions[a.pk], facts, memos[0])) == Verdict.MET}
    ahead: list[Facts] = []

    def later() -> Facts:
        if not ahead:
            moved = next_year(facts, frozenset(won))
            ahead.append(with_lower(moved, lower) if lower else moved)
        return ahead[0]

    for award in awards:
        if award.pk in there:
            group, because, missing = Chance.ON_LIST, None, 0
        else:
            group, because, missing = chance(conditions[award.pk], facts, frozenset(won), later, memos)
        yield Suggestion(
            nomination_list=year.listing,
            award=award,
            made_at=year.now,
            group=group,
            missing=missing,
            reason=because.why[:300] if because else "",
            legal_basis=because.legal_basis[:300] if because else "",
            **common,
        )


# Taken up -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def take_up(suggestions: Iterable[Suggestion], *, by: User) -> Handled:
    """A draft for every suggestion that can be put forward now, in the name of the unit it usually comes from; the
    others stay, each with its reason. Whoever is on the list already is not put there twice."""
    rows, handled = list(suggestions), Handled()
    units = Unit.objects.in_bulk([one.unit_number for one in rows if one.unit_number])
    for one in rows:
        listing, unit = one.nomination_list, units.get(one.unit_number)
        who = {"person": one.person} if one.person_id else {"unit": unit}
        same = {"person": one.person_id} if one.person_id else {"unit_number": one.unit_number}
        try:
            if one.person is None and unit is None:
                raise RuleViolation("Đơn vị này không còn. Rà soát lại.")
            proposer = usual_proposer(by, listing, one.person or unit)
            if proposer is None:
                raise RuleViolation("Không có đơn vị nào trong phạm vi để đứng tên đề nghị.")
            with transaction.atomic():
                line = nominate(listing, one.award, by=by, proposer=proposer, **who)
                listing.suggestions.filter(award=one.award, **same).update(group=Chance.ON_LIST, reason="", missing=0)
        except DomainError as error:
            handled.refused.append((Nomination(award=one.award, subject_name=one.subject_name), error.message))
        else:
            handled.done.append(line)
    return handled


def oldest(listing: NominationList, place: Unit):
    """When the suggestions of a place were worked out; None when they never were."""
    return listing.suggestions.within(place.path).aggregate(at=Min("made_at"))["at"]
