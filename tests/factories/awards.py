"""Years, criteria, results and so on for tests."""

from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from awards.models import EmulationPeriod, ReportingTerm
from awards.years.enums import PeriodState, TermState
from tests.factories.units import UnitFactory

__all__ = ["PeriodFactory", "TermFactory"]


class PeriodFactory(DjangoModelFactory):
    class Meta:
        model = EmulationPeriod

    unit = factory.SubFactory(UnitFactory)
    year = 2023
    starts_on = factory.LazyAttribute(lambda period: date(period.year - 1, 10, 1))
    ends_on = factory.LazyAttribute(lambda period: date(period.year, 9, 30))
    state = PeriodState.OPEN


class TermFactory(DjangoModelFactory):
    """A month of results, open for another day unless said otherwise."""

    class Meta:
        model = ReportingTerm

    period = factory.SubFactory(PeriodFactory)
    month = factory.LazyAttribute(lambda term: term.period.starts_on)
    opens_on = factory.LazyAttribute(lambda term: term.month)
    due_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=1))
    state = TermState.OPEN
