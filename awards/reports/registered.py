"""Registered beside achieved: titles put down against put forward, passed and decided; figures against the year's own.

Figures come from verified results only, by the formula of the table in force; a registered figure follows its
criterion by code, as a later version of the table keeps the codes.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Q

from awards.catalogue.models import Award
from awards.criteria.models import Criterion, Target
from awards.criteria.registrations import RegisteredTarget, RegisteredTitle, Registration
from awards.nominations.enums import NominationState
from awards.nominations.models import Nomination
from awards.reports.queries import PASSED, PUT_FORWARD
from awards.results.enums import SheetState
from awards.results.models import ResultEntry
from awards.results.rules import accumulate
from awards.years.models import EmulationPeriod
from units.models import Unit


@dataclass(frozen=True)
class TitleRow:
    """One title of one unit: registered, put forward, passed by the council, with a decision."""

    award: Award
    registered: int
    nominated: int
    passed: int
    decided: int

    @property
    def is_collective(self) -> bool:
        return self.award.subject == "collective"

    @property
    def is_reached(self) -> bool:
        return self.passed >= self.registered


@dataclass(frozen=True)
class FigureRow:
    """One criterion of one unit. actual None: nothing verified yet."""

    criterion: Criterion
    target: Decimal
    registered: Decimal
    actual: Fraction | None

    @property
    def is_reached(self) -> bool:
        return self.actual is not None and self.actual >= self.registered

    @property
    def shown(self) -> Decimal | None:
        """The year's figure, cut to two decimals."""
        if self.actual is None:
            return None
        return Decimal(self.actual.numerator * 100 // self.actual.denominator) / 100


@dataclass
class UnitRow:
    unit: Unit
    registration: Registration | None = None
    titles: list[TitleRow] = field(default_factory=list)
    figures: list[FigureRow] = field(default_factory=list)

    def sum(self, name: str, *, collective: bool) -> int:
        return sum(getattr(row, name) for row in self.titles if row.is_collective == collective)

    @property
    def reached(self) -> int:
        return sum(row.is_reached for row in self.figures)

    @property
    def collectives(self) -> tuple[int, int, int, int]:
        """Registered, put forward, passed, decided."""
        return tuple(self.sum(name, collective=True) for name in STAGES)

    @property
    def people(self) -> tuple[int, int, int, int]:
        return tuple(self.sum(name, collective=False) for name in STAGES)


STAGES = ("registered", "nominated", "passed", "decided")


def registered_rows(period: EmulationPeriod, units: Iterable[Unit]) -> list[UnitRow]:
    """Every unit with its titles and figures, in the order given; seven queries for any number of units."""
    units = list(units)
    rows = {unit.pk: UnitRow(unit) for unit in units}
    for one in Registration.objects.filter(period=period, unit__in=rows).select_related("confirmed_by"):
        rows[one.unit_id].registration = one
    _add_titles(period, rows)
    _add_figures(period, rows)
    return [rows[unit.pk] for unit in units]


def _add_titles(period: EmulationPeriod, rows: dict[int, UnitRow]) -> None:
    put_down: dict[int, Counter] = defaultdict(Counter)
    awards: dict[int, Award] = {}
    registered = RegisteredTitle.objects.filter(registration__period=period, registration__unit__in=rows)
    for one in registered.select_related("award", "registration"):
        put_down[one.registration.unit_id][one.award_id] = one.count
        awards[one.award_id] = one.award
    counts = (
        Nomination.objects.filter(nomination_list__period=period, nomination_list__event="")
        .values("proposer__path", "award")
        .annotate(
            nominated=Count("pk", filter=Q(state__in=PUT_FORWARD)),
            passed=Count("pk", filter=Q(state__in=PASSED)),
            decided=Count("pk", filter=Q(state=NominationState.DECIDED)),
        )
        .order_by()
    )
    came: dict[tuple[int, int], Counter] = defaultdict(Counter)
    for row in counts:
        owner = _owner(row["proposer__path"], rows)
        if owner is not None:
            came[owner, row["award"]].update({name: row[name] for name in STAGES[1:]})
    awards |= {one.pk: one for one in Award.objects.filter(pk__in={award for _, award in came} - set(awards))}
    for award in sorted(awards.values(), key=lambda one: (one.sort, one.code)):
        for pk, unit_row in rows.items():
            told = came.get((pk, award.pk), Counter())
            if (count := put_down[pk][award.pk]) or told["nominated"]:
                unit_row.titles.append(TitleRow(award, count, told["nominated"], told["passed"], told["decided"]))


def _owner(path: str, rows: dict[int, UnitRow]) -> int | None:
    """The reporting unit a proposer belongs to: itself, or the nearest above it."""
    return next((pk for part in reversed(path.strip("/").split("/")) if (pk := int(part)) in rows), None)


def _add_figures(period: EmulationPeriod, rows: dict[int, UnitRow]) -> None:
    put_down = {
        (one.registration.unit_id, one.criterion.code): one.value
        for one in RegisteredTarget.objects.filter(
            registration__period=period, registration__unit__in=rows
        ).select_related("criterion", "registration")
    }
    targets = Target.objects.filter(criterion__criteria_set__period=period, unit__in=rows, value__isnull=False)
    found = [t for t in targets.select_related("criterion").order_by("criterion__sort") if t.criterion.needs_target]
    months: dict[tuple[int, int], list[Decimal]] = defaultdict(list)
    entries = ResultEntry.objects.filter(
        sheet__term__period=period, sheet__state=SheetState.VERIFIED, sheet__unit__in=rows, value__isnull=False,
        criterion__in={t.criterion_id for t in found},
    ).order_by("sheet__term__month")  # fmt: skip
    for criterion, unit, value in entries.values_list("criterion_id", "sheet__unit_id", "value"):
        months[criterion, unit].append(value)
    for target in found:
        criterion = target.criterion
        actual = accumulate(criterion.accumulation, criterion.entry_kind, months[criterion.pk, target.unit_id])
        registered = put_down.get((target.unit_id, criterion.code), target.value)
        rows[target.unit_id].figures.append(FigureRow(criterion, target.value, registered, actual))
