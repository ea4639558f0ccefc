"""Who is meant: people and units found by name without accents, service number or code, within the reader's scope."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from awards.nominations.rules import subject_key
from thidua.numbers import is_number
from thidua.text import search_key
from units.accounts.enums import Role
from units.models import Person, Unit, User

MOST_FOUND = 12
AT_ONCE = 60  # names in one query


@dataclass(frozen=True)
class Found:
    """One person or unit to choose. key: `p12` or `u7`."""

    key: str
    name: str
    detail: str


def _place(user: User, prefix: str) -> Q:
    """Inside the subtrees whose office the user is; `prefix` leads to the unit's path."""
    scope = Q(pk__in=[])
    for path in user.scope_paths(Role.OFFICER):
        scope |= Q(**{f"{prefix}path__startswith": path})
    return scope


def people_within(user: User):
    """Everybody the user may enter awards for, also those who have left since."""
    return Person.objects.kept().filter(_place(user, "unit__")).select_related("unit")


def units_within(user: User):
    """Every unit the user may enter awards for, also those that are no more."""
    return Unit.objects.filter(_place(user, ""))


def subject_choices(user: User, typed: str, kinds: Iterable[str] = ("person", "unit")) -> list[Found]:
    """People, then units, that hold every word typed; at most MOST_FOUND of each."""
    words, found = search_key(typed).split(), []
    if not words:
        return []
    if "person" in kinds:
        people = people_within(user).in_order()
        for word in words:
            people = people.filter(Q(search_key__contains=word) | Q(unit__search_key__contains=word))
        found += [found_person(one) for one in people[:MOST_FOUND]]
    if "unit" in kinds:
        units = units_within(user).order_by("sort", "code")
        for word in words:
            units = units.filter(search_key__contains=word)
        found += [found_unit(one) for one in units[:MOST_FOUND]]
    return found


def found_person(one: Person) -> Found:
    gone = f", thôi phục vụ {one.left_on:%d/%m/%Y}" if one.left_on else ""
    return Found(f"p{one.pk}", one.full_name, f"{one.service_number}, {one.get_rank_display()}, {one.unit}{gone}")


def found_unit(one: Unit) -> Found:
    gone = f", kết thúc {one.closed_on:%d/%m/%Y}" if one.closed_on else ""
    return Found(f"u{one.pk}", one.name, f"Tập thể, mã {one.code}{gone}")


def found_one(subject: Person | Unit) -> Found:
    return found_person(subject) if isinstance(subject, Person) else found_unit(subject)


def subject_within(user: User, key: str) -> Person | Unit | None:
    """The person or unit a form names (`p12`, `u7`), when the user may enter awards for it."""
    kind, number = key[:1], key[1:]
    if not is_number(number):
        return None
    if kind == "p":
        return people_within(user).filter(pk=int(number)).first()
    return units_within(user).filter(pk=int(number)).first() if kind == "u" else None


def key_of(subject: Person | Unit) -> str:
    is_person = isinstance(subject, Person)
    return subject_key(subject.pk if is_person else None, None if is_person else subject.pk)


def people_named(user: User, names: Iterable[str]) -> dict[str, list[Person]]:
    """Folded full name → everybody so called; a query for every AT_ONCE names."""
    wanted, found = sorted({search_key(name) for name in names}), defaultdict(list)
    for start in range(0, len(wanted), AT_ONCE):
        some = Q(pk__in=[])
        for name in wanted[start : start + AT_ONCE]:
            some |= Q(search_key__startswith=f"{name} ")
        for person in people_within(user).filter(some).in_order():
            found[search_key(person.full_name)].append(person)
    return found


def units_named(user: User, names: Iterable[str]) -> dict[str, list[Unit]]:
    """Folded name, short name or code → the units so called; one query when any are named."""
    wanted, found = {search_key(name) for name in names}, defaultdict(list)
    for unit in units_within(user) if wanted else ():
        for word in {search_key(unit.name), search_key(unit.short_name), search_key(unit.code)} & wanted:
            found[word].append(unit)
    return found
