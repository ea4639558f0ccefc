"""Reads about people."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations

from django.db import models
from django.db.models import Value
from django.db.models.functions import Length, Replace

from thidua import clock, providers
from thidua.text import search_key
from units.accounts.enums import Role
from units.people.enums import TransferState
from units.people.models import (
    Apart,
    CompletionGrade,
    DisciplineRecord,
    Hold,
    Initiative,
    Person,
    PersonPhoto,
    Posting,
    RankPeriod,
    TestResult,
    Transfer,
)
from units.people.rules import (
    Judging,
    joined,
    months_in_post,
    months_in_words,
    service_months,
    who_judges,
    whole_months,
)
from units.structure.models import Unit, UnitLineage
from units.structure.queries import ancestors


def person_list(user) -> models.QuerySet[Person]:
    """People the user may see, with their unit, by given name; each once, by the record that stands for them."""
    return Person.objects.visible_to(user).kept().select_related("unit").in_order()


def photo_of(person: Person) -> PersonPhoto | None:
    """The photo that is shown."""
    return person.photos.filter(removed_at__isnull=True).first()


@dataclass
class Facts:
    """What is known about a person beyond the card."""

    discipline: list[DisciplineRecord]
    holds: list[Hold]
    grades: list[CompletionGrade]
    tests: list[TestResult]
    initiatives: list[Initiative]
    postings: list[Posting]
    ranks: list[RankPeriod]
    times: list[tuple[str, str]] = field(default_factory=list)
    judging: Judging = Judging(None)

    @property
    def open_holds(self) -> list[Hold]:
        today = clock.today()
        return [hold for hold in self.holds if hold.holds_on(today)]

    @property
    def discipline_in_force(self) -> list[DisciplineRecord]:
        today = clock.today()
        return [one for one in self.discipline if one.holds_on(today)]


def facts_about(person: Person) -> Facts:
    """Nine queries, however much there is."""
    postings = list(person.postings.select_related("unit").prefetch_related("unit__names"))
    for row in postings:
        row.unit_name = row.unit.name_on(row.valid_from)
    return Facts(
        discipline=list(person.discipline_records.all()),
        holds=list(person.holds.all()),
        grades=list(person.completiongrades.all()),
        tests=list(person.test_results.all()),
        initiatives=list(person.initiatives.prefetch_related("authors")),
        postings=postings,
        ranks=list(person.ranks.all()),
        times=times_of(person, postings),
        judging=judging_of(postings, clock.today()),
    )


def times_of(person: Person, postings: Iterable[Posting]) -> list[tuple[str, str]]:
    """Length of service and time in the present unit and post, as (label, words); what is not known is left out."""
    today = clock.today()
    on = min(today, person.left_on) if person.left_on else today
    found = []
    months = service_months(person.joined_on, on)
    if months is not None:
        found.append(("Tuổi quân", months_in_words(months)))
    here = [row for row in postings if row.unit_id == person.unit_id]
    for label, rows in (
        ("Ở đơn vị này", here),
        ("Giữ chức vụ này", [row for row in here if row.position == person.position]),
    ):
        spans = joined((row.valid_from, row.valid_to) for row in rows)
        if spans and (spans[-1][1] is None or spans[-1][1] >= on):
            found.append((label, months_in_words(whole_months(spans[-1][0], on))))
    return found


def judging_of(postings: Iterable[Posting], last: date) -> Judging:
    """Who judges somebody for the twelve months up to a day."""
    rows = [(row.unit, row.valid_from, row.valid_to) for row in postings]
    return who_judges(rows, _year_before(last), last)


def months_at(unit: Unit, postings: Iterable[Posting], last: date) -> int:
    """Full months in a unit within the twelve months up to a day."""
    spans = [(row.valid_from, row.valid_to) for row in postings if row.unit_id == unit.pk]
    return months_in_post(spans, _year_before(last), last)


def _year_before(last: date) -> date:
    """First day of the twelve months that end on `last`."""
    after = last + timedelta(days=1)
    return after.replace(year=after.year - 1, day=28 if (after.month, after.day) == (2, 29) else after.day)


def way_to(person: Person, user) -> list[tuple[str, str]]:
    """Units from the top down to the person's own that the user may see, as (label, code) for the breadcrumb."""
    units = [*ancestors(person.unit, user), *([person.unit] if user.sees(person.unit) else [])]
    return [(unit.short_name, unit.code) for unit in units]


# --- transfers ------------------------------------------------------------------------------------------------------


def transfer_list(user) -> models.QuerySet[Transfer]:
    """Transfers out of and into the user's scope, newest first."""
    return Transfer.objects.visible_to(user).select_related("person", "from_unit", "to_unit")


def waiting_transfers(user) -> int:
    """How many people wait to be taken in by the user."""
    scope = models.Q(pk__in=[])
    for path in user.scope_paths(Role.OFFICER):
        scope |= models.Q(to_unit__path__startswith=path)
    return Transfer.objects.filter(scope, state=TransferState.SENT).count() if user.scope_paths(Role.OFFICER) else 0


def readable(user, people: Iterable[int]) -> set[int]:
    """Those of the people whom the user may read; one query."""
    return set(Person.objects.readable_by(user).filter(pk__in=list(people)).values_list("pk", flat=True))


def receivers(user, unit: Unit) -> models.QuerySet[Unit]:
    """Units somebody can be sent to from `unit`: those of other officers, no deeper than the user's own top."""
    paths = user.scope_paths(Role.OFFICER)
    tops = [len(path.strip("/").split("/")) for path in paths if unit.path.startswith(path)]
    found = Unit.objects.filter(closed_on__isnull=True).annotate(
        depth=Length("path") - Length(Replace("path", Value("/"), Value(""))) - 1
    )
    for path in paths:
        found = found.exclude(path__startswith=path)
    return found.filter(depth__lte=min(tops, default=0))


# --- initiatives ----------------------------------------------------------------------------------------------------

AUTHORS_SHOWN = 12  # matches offered while an author is looked for


def initiative_list(user) -> models.QuerySet[Initiative]:
    """Initiatives the user may read, newest year first, with their authors."""
    return Initiative.objects.visible_to(user).prefetch_related(
        models.Prefetch("authors", Person.objects.select_related("unit"))
    )


Use = tuple[str, str, int]  # label, url, id of the author


def uses_of(user, initiatives: list[Initiative]) -> dict[int, list[Use]]:
    """What the initiatives were used for, told by whoever uses them."""
    found: dict[int, list[Use]] = {}
    for provider in providers.initiative_uses:
        for pk, uses in provider(user, initiatives).items():
            found.setdefault(pk, []).extend(uses)
    return found


def is_used_twice(uses: list[Use]) -> bool:
    """Whether one author rests two lines on the same initiative; each author may rest one."""
    return len({author for _, _, author in uses}) < len(uses)


@dataclass(frozen=True)
class AuthorChoice:
    """One person who may be ticked as an author."""

    person: Person
    chosen: bool


def author_choices(user, chosen: Iterable[int], typed: str) -> list[AuthorChoice]:
    """Those already chosen, then those in the user's scope whose name or number holds every word typed."""
    people = Person.objects.visible_to(user).select_related("unit").in_order()
    picked = list(people.filter(pk__in=list(chosen)))
    found = []
    if words := search_key(typed).split():
        matches = people.kept().exclude(pk__in=[one.pk for one in picked])
        for word in words:
            matches = matches.filter(search_key__contains=word)
        found = list(matches[:AUTHORS_SHOWN])
    return [AuthorChoice(one, True) for one in picked] + [AuthorChoice(one, False) for one in found]


# --- duplicates -----------------------------------------------------------------------------------------------------

PAIRS_SHOWN = 200


@dataclass(frozen=True)
class Pair:
    """Two records that may be one person, and why."""

    first: Person
    second: Person
    why: str


def duplicate_pairs(user) -> list[Pair]:
    """Pairs among the people the user may see: same folded name and day of birth, or same number written differently;
    without those told apart.

    Four queries; the first PAIRS_SHOWN pairs, by name.
    """
    people = Person.objects.visible_to(user).kept()
    keys = {}
    for name in ("twin_key", "number_key"):
        doubles = (
            people.exclude(**{name: ""}).order_by(name).values(name).annotate(n=models.Count("pk")).filter(n__gt=1)
        )
        keys[name] = list(doubles.values_list(name, flat=True)[:PAIRS_SHOWN])
    alike = models.Q(twin_key__in=keys["twin_key"]) | models.Q(number_key__in=keys["number_key"])
    rows = list(people.filter(alike).select_related("unit").in_order())
    found: dict[tuple[int, int], Pair] = {}
    for name, why in (("number_key", "Cùng số hiệu, viết khác"), ("twin_key", "Cùng họ tên, ngày sinh")):
        groups: dict[str, list[Person]] = {}
        for row in rows:
            if getattr(row, name):
                groups.setdefault(getattr(row, name), []).append(row)
        for group in groups.values():
            for first, second in combinations(group, 2):
                found.setdefault((first.pk, second.pk), Pair(first, second, why))
    order = {row.pk: number for number, row in enumerate(rows)}
    told = Apart.objects.standing().by_person().filter(one__in=order, two__in=order)
    for one, two in told.values_list("one", "two"):
        found.pop((one, two), None)
        found.pop((two, one), None)
    return sorted(found.values(), key=lambda pair: order[pair.first.pk])[:PAIRS_SHOWN]


def duplicate_of(user, person: Person) -> Person | None:
    """Another record that may be the same person; None without one."""
    if person.merged_into_id is not None:
        return None
    alike = models.Q(number_key=person.number_key) if person.number_key else models.Q(pk__in=[])
    if person.twin_key:
        alike |= models.Q(twin_key=person.twin_key)
    told = Apart.objects.standing().by_person()
    others = Person.objects.visible_to(user).kept().filter(alike).exclude(pk=person.pk)
    others = others.exclude(pk__in=told.filter(one=person.pk).values("two"))
    return others.exclude(pk__in=told.filter(two=person.pk).values("one")).order_by("pk").first()


def apart_list(user) -> models.QuerySet[Apart]:
    """Pairs that somebody told apart, newest first, both of whom the user may see."""
    rows = Apart.objects.visible_to(user).standing()
    return rows.select_related("first__unit", "second__unit", "by")


@dataclass(frozen=True)
class OpenBefore:
    """Something being looked into at a unit before this one, that was open when it ended or was divided."""

    hold: Hold
    line: UnitLineage


def open_before(unit: Unit) -> list[OpenBefore]:
    """What stood open at the units before and nobody has said whether it goes on here; two queries."""
    lines = {line.predecessor_id: line for line in unit.forebears.select_related("act", "predecessor")}
    if not lines:
        return []
    rows = Hold.objects.filter(unit__in=lines, valid_to__isnull=True).exclude(carried_on__unit=unit)
    return [OpenBefore(row, lines[row.unit_id]) for row in rows.select_related("unit").order_by("valid_from", "pk")]


def open_holds(units, day: date) -> list[str]:
    """Open holds of units about to merge or be divided, in sentences for the preview; one query.

    day: when the act takes effect; a hold without an end is open on any day.
    """
    rows = Hold.objects.filter(unit__in=[unit.pk for unit in units], valid_to__isnull=True).select_related("unit")
    what = "chưa tính cho đơn vị kế tục; xác nhận kế tục hoặc kết thúc ở trang của đơn vị kế tục."
    return [f"{row.unit}: {row}, {what}" for row in rows.order_by("unit__sort", "valid_from", "pk")]


def what_was_carried(units: list[int], day: date) -> list[str]:
    """A hold carried on to a unit that was there before: it rests on the merger."""
    rows = Hold.objects.filter(unit__in=units, carried_from__isnull=False, valid_from__gte=day)
    return [f"Đã xác nhận kế tục: {row}, {row.unit}." for row in rows.select_related("unit")]


def unit_panel(user, unit: Unit) -> dict | None:
    """Grades and holds of a unit, for its page; None when there is nothing to show and nothing to do."""
    grades = list(unit.completiongrades.all()[:10])
    holds = list(unit.holds.select_related("carried_from__unit")[:10])
    before = open_before(unit)
    if not (grades or holds or before or user.has_perm("units.record_fact", unit)):
        return None
    return {
        "template": "units/people/_unit_facts.html",
        "context": {"grades": grades, "holds": holds, "before": before, "today": clock.today()},
        "place": "side",
    }
