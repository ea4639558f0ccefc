"""Reads of movements: the list with how many take part, who has and who has not."""

from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from awards.years.enums import MovementState, ReviewStage
from awards.years.models import EmulationPeriod
from awards.years.movements import Movement, MovementEntry, MovementReport
from thidua import clock
from units.models import Unit, User


def movement_list(user: User, period: EmulationPeriod | None) -> QuerySet[Movement]:
    """Movements of one year that the user may see, with `joined`: how many units take part; the running ones first."""
    rows = Movement.objects.visible_to(user).filter(period=period)
    running = Q(state__in=[MovementState.LAUNCHED, MovementState.EXTENDED])
    return rows.annotate(
        joined=Count("entries", distinct=True), runs=Count("pk", filter=running, distinct=True)
    ).order_by("-runs", "-starts_on", "-pk")


@dataclass
class Standing:
    """One unit asked: its entry, what it reported by stage."""

    unit: Unit
    entry: MovementEntry | None = None
    reports: dict[str, MovementReport] = field(default_factory=dict)
    is_own: bool = False

    @property
    def mid(self) -> MovementReport | None:
        return self.reports.get(ReviewStage.MID)

    @property
    def final(self) -> MovementReport | None:
        return self.reports.get(ReviewStage.FINAL)


def standings(movement: Movement) -> list[Standing]:
    """Every unit asked, in official order, and those that joined before the scope changed; six queries at most."""
    entries = {entry.unit_id: entry for entry in movement.entries.select_related("unit").prefetch_related("reports")}
    units = movement.units_asked()
    known = {unit.pk for unit in units}
    units += [entry.unit for pk, entry in entries.items() if pk not in known]
    rows = []
    for unit in units:
        entry = entries.get(unit.pk)
        if entry is not None:
            entry.movement = movement
        reports = {report.stage: report for report in entry.reports.all()} if entry else {}
        rows.append(Standing(unit, entry, reports))
    return rows


@dataclass(frozen=True)
class Turnout:
    """How far a movement has come, in units and people."""

    asked: int
    joined: int
    people: int
    reported: int
    finished: int

    @property
    def percent(self) -> int:
        return self.joined * 100 // self.asked if self.asked else 0


def turnout(rows: list[Standing]) -> Turnout:
    joined = [row for row in rows if row.entry is not None]
    return Turnout(
        len(rows), len(joined), sum(row.entry.people for row in joined), sum(row.mid is not None for row in joined),
        sum(row.final is not None for row in joined),
    )  # fmt: skip


def is_register_over(movement: Movement) -> bool:
    return movement.register_by is not None and clock.today() > movement.register_by
