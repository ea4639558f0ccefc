"""Reads of registrations: the form of one unit, the table of all units of a year."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from awards.catalogue.enums import AwardKind, SubjectKind
from awards.catalogue.models import Award, AwardRule
from awards.catalogue.queries import quotas_that_apply, rules_on
from awards.criteria.models import Criterion, Target
from awards.criteria.registrations import RegisteredTarget, RegisteredTitle, Registration, registration_phase
from awards.years.models import EmulationPeriod, Phase
from thidua import clock
from units.models import Person, Unit, User


@dataclass(frozen=True)
class OpenTitle:
    """A title that can be registered: with the words of its quota, and how many the unit may put down at most."""

    award: Award
    quota: str
    most: int | None

    @property
    def is_collective(self) -> bool:
        return self.award.subject == SubjectKind.COLLECTIVE


def rule_day(period: EmulationPeriod) -> date:
    """The day whose law says which titles there are: the last of the year, when they are given."""
    return period.ends_on


def open_titles(period: EmulationPeriod, unit: Unit) -> list[OpenTitle]:
    """Titles of emulation in force, units' before people's; five queries. most: collectives below, or its strength."""
    rules: dict[int, AwardRule] = rules_on(rule_day(period))
    collectives = Unit.objects.within(unit, period.starts_on, period.ends_on).exclude(closed_on__lt=period.starts_on)
    below = collectives.count()
    rows = [
        OpenTitle(
            rule.award, "; ".join(quota.words for quota in quotas_that_apply(rule)),
            below if rule.award.subject == SubjectKind.COLLECTIVE else unit.strength,
        )
        for rule in rules.values()
        if rule.award.kind == AwardKind.TITLE
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (not row.is_collective, row.award.sort, row.award.code))


def targets_of(period: EmulationPeriod, unit: Unit) -> list[Target]:
    """Figures given to the unit in the table in force, in the order of the table; one query."""
    rows = Target.objects.filter(unit=unit, criterion__criteria_set__period=period, value__isnull=False)
    found = rows.select_related("criterion").order_by("criterion__sort", "criterion__pk")
    return [target for target in found if target.criterion.needs_target]


def registered_of(registration: Registration) -> tuple[dict[int, RegisteredTitle], dict[str, Decimal]]:
    """(award id → row with its people, code of a criterion → figure): a later version of the table keeps the codes."""
    if registration.pk is None:
        return {}, {}
    titles = registration.titles.select_related("award").prefetch_related("people")
    figures = RegisteredTarget.objects.filter(registration=registration).select_related("criterion")
    return {row.award_id: row for row in titles}, {row.criterion.code: row.value for row in figures}


def registration_of(period: EmulationPeriod, unit: Unit) -> Registration:
    """The unit's registration, or an empty one that is not stored."""
    rows = Registration.objects.select_related("sent_by", "confirmed_by")
    found = rows.filter(period=period, unit=unit).first() or Registration(period=period, unit=unit)
    found.period, found.unit = period, unit
    return found


def people_to_name(row: RegisteredTitle) -> list[Person]:
    """People of the unit, by given name."""
    unit = row.registration.unit
    return list(Person.objects.kept().filter(unit__path__startswith=unit.path).select_related("unit").in_order())


@dataclass
class Standing:
    """One unit in the table of the year. due_at: its own deadline."""

    unit: Unit
    registration: Registration | None
    due_at: datetime | None
    titles: list[RegisteredTitle] = field(default_factory=list)
    figures: int = 0

    @property
    def collectives(self) -> list[RegisteredTitle]:
        return [row for row in self.titles if row.is_collective]

    @property
    def personal(self) -> list[RegisteredTitle]:
        return [row for row in self.titles if not row.is_collective]

    @property
    def is_sent(self) -> bool:
        return self.registration is not None and not self.registration.is_open

    @property
    def is_overdue(self) -> bool:
        in_time = self.registration is not None and self.registration.was_in_time
        return not self.is_sent and not in_time and self.due_at is not None and self.due_at < clock.now()

    @property
    def was_late(self) -> bool:
        return self.registration is not None and bool(self.registration.late_reason)


def standings(period: EmulationPeriod, units: Iterable[Unit]) -> list[Standing]:
    """Every unit with what it registered, in the order given; five queries for any number of units."""
    phase = registration_phase(period)
    rows = Registration.objects.filter(period=period).select_related("confirmed_by")
    known = {row.unit_id: row for row in rows.prefetch_related("titles__award", "targets")}
    found = []
    for unit in units:
        row = known.get(unit.pk)
        due = phase.due_for(unit) if phase else None
        titles = list(row.titles.all()) if row else []
        found.append(Standing(unit, row, due, titles, len(row.targets.all()) if row else 0))
    return found


def units_shown(user: User, period: EmulationPeriod) -> list[Unit]:
    """Units of the year that the user may look at: all for the office and the roles on its cluster."""
    units = list(period.reporting_units())
    if user.sees(period.unit) or (period.cluster_id is not None and period.cluster_id in user.cluster_ids()):
        return units
    return [unit for unit in units if user.sees(unit)]


def is_late(phase: Phase | None, row: Registration) -> bool:
    """Whether sending it now is late: past the unit's own deadline, and not once sent before it."""
    return phase is not None and not row.was_in_time and phase.is_over_for(row.unit)


def due_words(phase: Phase | None, unit: Unit) -> str:
    return f"{timezone.localtime(phase.due_for(unit)):%H:%M, %d/%m/%Y}" if phase else ""


def codes_in_force(period: EmulationPeriod) -> dict[str, Criterion]:
    """Code → row of the table in force."""
    return {row.code: row for row in Criterion.objects.filter(criteria_set__period=period)}
