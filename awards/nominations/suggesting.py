"""Suggestions worked out for a unit and kept, and a suggestion taken up."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Min, Q

from awards.catalogue.enums import SubjectKind
from awards.catalogue.models import Award
from awards.nominations.candidates import usual_proposer
from awards.nominations.chances import chance, next_year
from awards.nominations.eligibility import judge, standing
from awards.nominations.enums import Chance, Eligibility, NominationState, Verdict
from awards.nominations.facts import By, FactBook, Frame, conditions_by_award, lower_of, read_facts, with_lower
from awards.nominations.models import Nomination, NominationList, Suggestion
from awards.nominations.rules import Facts
from awards.nominations.services import Handled, nominate
from thidua import clock, text
from thidua.errors import DomainError, RuleViolation
from thidua.permissions import require
from thidua.workflow import lock
from units.models import Person, Unit, User

AT_ONCE = 1000  # people a page works out while one waits; more of them are a job


def people_of(place: Unit):
    """Everybody who serves in a unit or below it, each once."""
    return Person.objects.kept().filter(left_on__isnull=True, unit__path__startswith=place.path)


def units_of(place: Unit, listing: NominationList):
    """Collectives the year counts: units that report, and the place itself when it is one below the command."""
    return Unit.objects.under(place).filter(is_reporting=True, closed_on__isnull=True).exclude(pk=listing.unit.pk)


def is_long(place: Unit) -> bool:
    """Whether working it out takes longer than somebody waits for a page."""
    return people_of(place).count() > AT_ONCE


def refresh(nomination_list: NominationList, place: Unit, *, by: User, progress=None) -> int:
    """Work out every person and unit of a place against every title of the list; returns how many rows there are.

    A fixed number of queries to read; the rows of the place are replaced in one transaction. progress(done, total,
    words) is called before each of the three parts.
    """
    require(by, "awards.put_forward", place)
    tell = progress or (lambda done, total, words: None)
    listing = NominationList.objects.select_related("period__unit").get(pk=nomination_list.pk)
    if not place.is_under(listing.unit):
        raise RuleViolation(f"{place} không thuộc {listing.unit}.")
    awards = [row.award for row in listing.awards.select_related("award").order_by("sort")]
    conditions = conditions_by_award(listing)
    tell(0, 3, "Đang đọc hồ sơ cá nhân, đơn vị")
    people = list(people_of(place).select_related("unit").in_order())
    units = list(units_of(place, listing))
    book = read_facts(
        Frame.of(listing),
        conditions,
        people=[one.pk for one in people],
        units=[one.pk for one in units],
        those=people_of(place).order_by().values("pk"),
        there=units_of(place, listing).order_by().values("pk"),
    )
    tell(1, 3, "Đang xét từng điều kiện")
    rows = _rows(listing, awards, conditions, book, people, units)
    tell(2, 3, f"Đang ghi {len(rows)} dòng")
    with transaction.atomic():
        lock(listing)
        here = Q(home_path__startswith=place.path) | Q(person__unit__path__startswith=place.path)
        listing.suggestions.filter(here).delete()
        Suggestion.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


def _rows(
    listing: NominationList,
    awards: list[Award],
    conditions: By,
    book: FactBook,
    people: list[Person],
    units: list[Unit],
) -> list[Suggestion]:
    lower, now = lower_of(conditions), clock.now()
    taken, rows = _taken(listing), []
    for person in people:
        facts = book.people[person.pk]
        own = [a for a in awards if a.subject in (SubjectKind.INDIVIDUAL, SubjectKind.BOTH)]
        search = text.search_key(f"{person.full_name} {person.service_number} {person.unit.short_name}")[:520]
        common = {"person": person, "sort_key": person.sort_key, "search_key": search, **_home(person.unit)}
        common |= {"subject_name": person.full_name, "subject_detail": _post(person)}
        there = taken["p", person.pk]
        rows += _of_one(listing, own, conditions, facts, there, lower, common | {"made_at": now})
    for unit in units:
        facts = book.units[unit.pk]
        own = [a for a in awards if a.subject in (SubjectKind.COLLECTIVE, SubjectKind.BOTH)]
        search = text.search_key(f"{unit.name} {unit.code}")[:520]
        common = {"unit_number": unit.pk, "subject_name": unit.name[:200], "search_key": search, **_home(unit)}
        common["sort_key"] = f"{unit.sort:06d} {unit.code}"
        rows += _of_one(listing, own, conditions, facts, taken["u", unit.pk], {}, common | {"made_at": now})
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


def _of_one(listing, awards, conditions: By, facts: Facts, there: dict[int, str], lower: dict, common: dict):
    """One subject against every title: on the list already, or the group it belongs to."""
    won = {award.code for award in awards if there.get(award.pk, Eligibility.INELIGIBLE) != Eligibility.INELIGIBLE}
    won |= {a.code for a in awards if a.pk not in there and standing(judge(conditions[a.pk], facts)) == Verdict.MET}
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
            group, because, missing = chance(conditions[award.pk], facts, frozenset(won), later)
        yield Suggestion(
            nomination_list=listing,
            award=award,
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
