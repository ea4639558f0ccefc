"""Reads about people."""

from dataclasses import dataclass, field

from django.db import models

from thidua import clock
from thidua.widgets import Milestone
from units.people.models import CompletionGrade, DisciplineRecord, Hold, Initiative, Person, TestResult
from units.structure.models import Unit
from units.structure.queries import ancestors, span


def person_list(user) -> models.QuerySet[Person]:
    """People the user may see, with their unit, by given name."""
    return Person.objects.visible_to(user).select_related("unit").in_order()


@dataclass
class Facts:
    """What is known about a person beyond the card."""

    discipline: list[DisciplineRecord]
    holds: list[Hold]
    grades: list[CompletionGrade]
    tests: list[TestResult]
    initiatives: list[Initiative]
    service: list[Milestone] = field(default_factory=list)

    @property
    def open_holds(self) -> list[Hold]:
        today = clock.today()
        return [hold for hold in self.holds if hold.holds_on(today)]

    @property
    def discipline_in_force(self) -> list[DisciplineRecord]:
        today = clock.today()
        return [one for one in self.discipline if one.holds_on(today)]


def facts_about(person: Person) -> Facts:
    """Six queries, however much there is."""
    return Facts(
        discipline=list(person.discipline_records.all()),
        holds=list(person.holds.all()),
        grades=list(person.completiongrades.all()),
        tests=list(person.test_results.all()),
        initiatives=list(person.initiatives.prefetch_related("authors")),
        service=service_history(person),
    )


def service_history(person: Person) -> list[Milestone]:
    """Postings and ranks as one timeline, newest first; those in force carry `now`."""
    today = clock.today()
    rows = [
        (row.valid_from, 1, f"{row.position}, {row.unit.name_on(row.valid_from)}", row)
        for row in person.postings.select_related("unit").prefetch_related("unit__names")
    ]
    rows += [(row.valid_from, 0, row.get_rank_display(), row) for row in person.ranks.all()]
    rows.sort(key=lambda entry: entry[:2], reverse=True)
    return [
        Milestone(title, span(row.valid_from, row.valid_to), "now" if row.holds_on(today) else "ok")
        for _, _, title, row in rows
    ]


def way_to(person: Person, user) -> list[tuple[str, str]]:
    """Units from the top down to the person's own that the user may see, as (label, code) for the breadcrumb."""
    units = [*ancestors(person.unit, user), *([person.unit] if user.sees(person.unit) else [])]
    return [(unit.short_name, unit.code) for unit in units]


def unit_panel(user, unit: Unit) -> dict | None:
    """Grades and holds of a unit, for its page; None when there is nothing to show and nothing to do."""
    grades = list(unit.completiongrades.all()[:10])
    holds = list(unit.holds.all()[:10])
    if not (grades or holds or user.has_perm("units.record_fact", unit)):
        return None
    return {
        "template": "units/people/_unit_facts.html",
        "context": {"grades": grades, "holds": holds, "today": clock.today()},
        "place": "side",
    }
