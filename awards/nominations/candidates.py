"""Who may be put forward, and who was found."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from awards.catalogue.enums import SubjectKind
from awards.catalogue.models import Award
from awards.nominations.enums import NominationState
from awards.nominations.models import Nomination, NominationList
from awards.nominations.rules import subject_key
from thidua import text
from thidua.numbers import is_number
from units.accounts.enums import Role
from units.models import (
    Person,
    Unit,
    User,
)


@dataclass(frozen=True)
class Candidate:
    """A person or unit found for a title. line: the line there already; also: other titles of the year."""

    key: str
    name: str
    detail: str
    unit: str
    line: Nomination | None = None
    also: tuple[str, ...] = ()


MOST_FOUND = 30


def places_to_propose(user: User, listing: NominationList) -> QuerySet[Unit]:
    """Units of the year in whose name the user may put somebody forward."""
    scope = Q(pk__in=[])
    for path in user.scope_paths(Role.CLERK, Role.UNIT_LEADER, Role.OFFICER):
        scope |= Q(path__startswith=path)
    return Unit.objects.under(listing.unit).filter(scope, closed_on__isnull=True).order_by("sort", "code")


def subject_kinds(award: Award) -> tuple[str, ...]:
    """`person`, `unit` or both: whom a title may be given to."""
    return {SubjectKind.INDIVIDUAL: ("person",), SubjectKind.COLLECTIVE: ("unit",)}.get(
        SubjectKind(award.subject), ("person", "unit")
    )


def people_to_propose(user: User, listing: NominationList) -> QuerySet[Person]:
    units = places_to_propose(user, listing).order_by().values("pk")
    return Person.objects.filter(unit__in=units, left_on__isnull=True).select_related("unit").in_order()


def candidates(user: User, listing: NominationList, award: Award, wanted: str) -> tuple[list[Candidate], bool]:
    """People and units that match, at most thirty, and whether there are more."""
    kinds, key = subject_kinds(award), text.search_key(wanted)
    found: list[Person | Unit] = []
    if "unit" in kinds:
        units = places_to_propose(user, listing)
        found += units.filter(search_key__contains=key)[: MOST_FOUND + 1]
    if "person" in kinds:
        people = people_to_propose(user, listing)
        # A person is also found by post and unit: `doi truong my quy tay`.
        for word in key.split():
            people = people.filter(Q(search_key__contains=word) | Q(unit__search_key__contains=word))
        found += people[: MOST_FOUND + 1]
    more, found = len(found) > MOST_FOUND, found[:MOST_FOUND]
    lines = _lines_about(listing, found)
    return [_candidate(one, award, lines) for one in found], more


def _lines_about(listing: NominationList, found: list[Person | Unit]) -> dict[str, list[Nomination]]:
    people = [one.pk for one in found if isinstance(one, Person)]
    units = [one.pk for one in found if isinstance(one, Unit)]
    lines = listing.lines.filter(Q(person__in=people) | Q(unit__in=units)).exclude(state=NominationState.WITHDRAWN)
    about = defaultdict(list)
    for line in lines.select_related("award", "proposer"):
        about[subject_key(line.person_id, line.unit_id)].append(line)
    return about


def _candidate(one: Person | Unit, award: Award, lines: dict[str, list[Nomination]]) -> Candidate:
    is_person = isinstance(one, Person)
    key = subject_key(one.pk if is_person else None, None if is_person else one.pk)
    own = lines.get(key, [])
    here = next((line for line in own if line.award_id == award.pk), None)
    also = tuple(line.award.short_name for line in own if line.award_id != award.pk)
    if is_person:
        return Candidate(key, one.full_name, f"{one.get_rank_display()}, {one.position}", str(one.unit), here, also)
    return Candidate(key, one.name, "Tập thể", one.code, here, also)


def subject_of(user: User, listing: NominationList, award: Award, key: str) -> Person | Unit | None:
    """The person or unit an address names, when the user may put it forward for this title; else None."""
    kind, number = key[:1], key[1:]
    if not is_number(number):
        return None
    if kind == "p" and "person" in subject_kinds(award):
        return people_to_propose(user, listing).filter(pk=int(number)).first()
    if kind == "u" and "unit" in subject_kinds(award):
        return places_to_propose(user, listing).filter(pk=int(number)).first()
    return None


def usual_proposer(user: User, listing: NominationList, subject: Person | Unit) -> Unit | None:
    """The reporting unit that the subject belongs to and the user may act for; else the nearest such unit."""
    unit = subject.unit if isinstance(subject, Person) else subject
    above = places_to_propose(user, listing).filter(pk__in=unit.ancestor_ids())
    ordered = sorted(above, key=lambda one: len(one.path), reverse=True)
    return next((one for one in ordered if one.is_reporting), ordered[0] if ordered else None)
