"""Reads of the library: the list of a year or of all years, who may be credited, what a unit made and took up."""

from django.db.models import Q, QuerySet

from awards.years.enums import PracticeState
from awards.years.library import PUBLIC, BestPractice, PracticeAdoption
from awards.years.models import EmulationPeriod
from units.accounts.enums import Role
from units.models import Unit, User

STAFF = (Role.CLERK, Role.UNIT_LEADER, Role.OFFICER)


def practice_list(user: User, period: EmulationPeriod | None, *, all_years: bool = False) -> QuerySet[BestPractice]:
    """Models of one year (or of every one) the user may see, with figures and `adopted`; two queries."""
    rows = BestPractice.objects.visible_to(user).with_adoptions()
    if not all_years:
        rows = rows.filter(period=period)
    order = ("unit__sort", "unit__code", "name", "pk")
    return rows.select_related("unit", "period").prefetch_related("figures").order_by(*order)


def practice_units(user: User, period: EmulationPeriod) -> QuerySet[Unit]:
    """Units a model of this year may be credited to by the user."""
    units = period.reporting_units()
    return units if user.has_perm("awards.run_period", period) else units.filter(_own(user))


def _own(user: User) -> Q:
    own = Q(pk__in=[])
    for path in user.scope_paths(*STAFF):
        own |= Q(path__startswith=path)
    return own


def adopters(user: User, practice: BestPractice) -> QuerySet[Unit]:
    """Units the user may say take the model up: the own ones, all of the year for whoever runs it; not its maker."""
    inside = practice.period.reporting_units().values("pk")
    scope = _own(user) & Q(is_reporting=True)
    if user.has_perm("awards.run_period", practice.period):
        scope |= Q(pk__in=inside)
    return Unit.objects.filter(scope, closed_on__isnull=True).exclude(pk=practice.unit_id).in_order()


def adoptions_of(practice: BestPractice) -> list[PracticeAdoption]:
    """Who works by it, then who did."""
    rows = practice.adoptions.select_related("unit")
    return sorted(rows, key=lambda row: row.ended_on is not None)


def of_unit(user: User, unit: Unit, most: int) -> tuple[list[BestPractice], list[PracticeAdoption]]:
    """(models the unit made, models it took up) that the user may see, newest first; three queries."""
    seen = BestPractice.objects.visible_to(user)
    made = seen.filter(Q(unit=unit) | Q(credits__unit=unit)).exclude(state=PracticeState.WITHDRAWN).distinct()
    made = made.with_adoptions().select_related("period").prefetch_related("figures").order_by("-period__year", "name")
    taken = PracticeAdoption.objects.filter(unit=unit, ended_on__isnull=True, practice__state__in=PUBLIC)
    taken = taken.filter(practice__in=seen).select_related("practice__unit", "practice__period").order_by("-since")
    return list(made[:most]), list(taken[:most])
