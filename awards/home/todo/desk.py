"""One thing that waits, and who asks: what several sources of work need, read once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode

from awards.results.enums import SheetState
from awards.years.enums import PeriodState, Step
from awards.years.models import EmulationPeriod
from thidua import clock
from units.accounts.enums import Role
from units.models import Cluster, Unit, User

MOST_UNITS = 12  # a clerk looks after one unit or a few; more than this is the office, which has its own tasks
MOST_LINES = 3  # lines named one by one; more become one task with their number
MOST_ACTS = 10
NEAR = timedelta(days=7)
AHEAD = timedelta(days=30)
SENT = (SheetState.SUBMITTED, SheetState.VERIFIED)


@dataclass(frozen=True)
class Waiting:
    """One thing to do.

    due None = no deadline: shown after those that have one. when: words in place of the deadline for what goes on at
    this very moment (`Đang họp`); such a thing belongs to today.
    button: words of the page's own button, when this is the act of the day.
    phase: (year, step) it is part of, for reminders of the step; None for what only whoever runs the year does, who
    is reminded anyway, and for what goes on at a conference at this very moment.
    """

    title: str
    icon: str
    url: str
    action: str
    text: str = ""
    due: datetime | None = None
    tone: str = "info"
    when: str = ""
    button: str = ""
    phase: tuple[int, Step] | None = None

    @property
    def is_overdue(self) -> bool:
        return not self.when and self.due is not None and self.due < clock.now()

    @property
    def rank(self) -> tuple:
        """Overdue first, then what goes on now (an act before a sitting), then by deadline, then what has none."""
        order = 0 if self.is_overdue else 1 if self.when else 2 if self.due is not None else 3
        return order, self.due is not None, self.due or clock.now()


class Desk:
    """Who asks, with what several sources need, read once."""

    def __init__(self, user: User):
        self.user = user

    @cached_property
    def offices(self) -> list[int]:
        """Units whose own officer the user is."""
        return sorted({g.unit_id for g in self.user.grants if g.role == Role.OFFICER and g.unit_id})

    @cached_property
    def led(self) -> list[int]:
        return self.user.cluster_ids(Role.CLUSTER_LEAD)

    @cached_property
    def years(self) -> list[EmulationPeriod]:
        """Years not closed that the user runs, the oldest first; with their steps."""
        if not (self.offices or self.led):
            return []
        return list(
            EmulationPeriod.objects.filter(Q(unit__in=self.offices) | Q(cluster__in=self.led))
            .exclude(state=PeriodState.CLOSED)
            .select_related("unit", "cluster")
            .prefetch_related("phases")
            .order_by("year", "pk")
        )

    @cached_property
    def open_years(self) -> list[EmulationPeriod]:
        return [period for period in self.years if period.is_open]

    @cached_property
    def ranked_years(self) -> list[EmulationPeriod]:
        """Open years in which clusters are ranked that the user keeps the table of: also a lead inside a province."""
        found = {period.pk: period for period in self.open_years}
        if self.led:
            organisers = Cluster.objects.filter(pk__in=self.led).values("organiser")
            more = EmulationPeriod.objects.filter(cluster=None, unit__in=organisers, state=PeriodState.OPEN)
            more = more.select_related("unit", "cluster").prefetch_related("phases")
            found |= {period.pk: period for period in more.order_by("year", "pk")}
        return list(found.values())

    @cached_property
    def own_units(self) -> list[Unit]:
        """Reporting units the user enters results for and puts people forward from."""
        paths = self.user.scope_paths(Role.CLERK, Role.UNIT_LEADER)
        if not paths:
            return []
        scope = Q(pk__in=[])
        for path in paths:
            scope |= Q(path__startswith=path)
        return list(Unit.objects.reporting().filter(scope).in_order()[: MOST_UNITS + 1])


def in_year(name: str, period: EmulationPeriod) -> str:
    """A page of a year with that year in its address: the list of work is over years, the page looks at one."""
    code = period.cluster.code if period.cluster else period.unit.code
    return f"{reverse(name)}?{urlencode({'nam': period.year, 'dv': code})}"


def lower_first(name: str) -> str:
    """A name in the middle of a sentence: `Hội nghị xét …` → `hội nghị xét …`."""
    return name[:1].lower() + name[1:]


def due_of(period: EmulationPeriod, step: Step) -> datetime | None:
    """Deadline of a step that is not finished; None for a finished one."""
    phase = next((phase for phase in period.phases.all() if phase.step == step), None)
    return phase.due_at if phase is not None and phase.finished_on is None else None
