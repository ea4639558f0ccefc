"""Balance of awards: each unit's share of the people commended against its share of strength; commanders and fighters.

Strength is what the house reckons caps from: who serves there now, at least the official figure of the unit.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Q

from awards.nominations.models import Nomination
from awards.nominations.sharing import serving_in
from awards.reports.year_figures import YearFigures
from thidua.charts import Bullet, Chart, bullets
from thidua.documents.vietnamese import cut, cut_ratio
from units.models import Unit

LONGEST = 18  # letters of a name on the drawing
DRAWN = 8  # units on the drawing: those furthest from their share


@dataclass(frozen=True)
class UnitBalance:
    """What went to one unit. people: persons commended, each once; chiefs, serving_chiefs: of them, of the strength.

    strength, people and chiefs of `whole` are those of all units together.
    """

    unit: Unit
    name: str
    strength: int
    serving_chiefs: int
    people: int
    chiefs: int
    collectives: int
    whole: "Sums"

    @property
    def of_strength(self) -> Decimal | None:
        """Its share of the strength of all, in percent."""
        return _percent(self.strength, self.whole.strength)

    @property
    def of_people(self) -> Decimal | None:
        """Its share of the people commended, in percent."""
        return _percent(self.people, self.whole.people)

    @property
    def difference(self) -> Decimal | None:
        """Share of awards less share of strength as they are shown; above nothing: more than its size alone gives."""
        if self.of_strength is None or self.of_people is None:
            return None
        return self.of_people - self.of_strength

    @property
    def fighters(self) -> int:
        return self.people - self.chiefs

    @property
    def serving_fighters(self) -> int:
        return max(self.strength - self.serving_chiefs, 0)


@dataclass(frozen=True)
class Sums:
    strength: int
    serving_chiefs: int
    people: int
    chiefs: int
    collectives: int

    @property
    def fighters(self) -> int:
        return self.people - self.chiefs

    @property
    def serving_fighters(self) -> int:
        return max(self.strength - self.serving_chiefs, 0)

    @property
    def chief_rate(self) -> Decimal | None:
        """Commended of those who command, in percent."""
        return _percent(self.chiefs, self.serving_chiefs)

    @property
    def fighter_rate(self) -> Decimal | None:
        return _percent(self.fighters, self.serving_fighters)


def _percent(part: int, whole: int) -> Decimal | None:
    return cut_ratio(Fraction(part, whole)) if whole else None


def balance_of(told: YearFigures) -> list[UnitBalance]:
    """Every unit that reports in the year or put somebody forward, in official order; a constant number of queries."""
    units = {unit.pk: unit for unit in told.period.reporting_units().prefetch_related("names")}
    units |= {line.proposer_id: line.proposer for line in told.lines}
    ordered = sorted(units.values(), key=lambda unit: (unit.sort, unit.code))
    strengths = _strengths(ordered)
    by_unit: dict[int, list[Nomination]] = defaultdict(list)
    for line in told.lines:
        by_unit[line.proposer_id].append(line)
    counted = [(unit, _counts(by_unit[unit.pk])) for unit in ordered]
    whole = Sums(
        *(sum(found[place] for found in strengths.values()) for place in range(2)),
        *(sum(counts[place] for _, counts in counted) for place in range(3)),
    )
    return [
        UnitBalance(
            unit, unit.short_name_on(told.period.ends_on), *strengths[unit.pk], *counts, whole
        )
        for unit, counts in counted
    ]  # fmt: skip


def _counts(lines: Iterable[Nomination]) -> tuple[int, int, int]:
    """People, those of them who command, collectives; whoever has several titles is one."""
    people = {line.person_id: line.person.is_commander for line in lines if line.person_id}
    return len(people), sum(people.values()), len({line.unit_id for line in lines if line.unit_id})


def _strengths(units: list[Unit]) -> dict[int, tuple[int, int]]:
    """Unit → who serves in it or below it, and who of them commands, each at the deepest of the units; one query.

    A unit whose people are not all written down keeps its official strength, save where others of the units lie below
    it: that strength counts theirs as well.
    """
    deepest = sorted(units, key=lambda unit: len(unit.path), reverse=True)
    there, chiefs = Counter(), Counter()
    groups = serving_in(units).values_list("unit__path")
    for path, number, commands in groups.annotate(n=Count("pk"), chiefs=Count("pk", filter=Q(is_commander=True))):
        home = next((unit.pk for unit in deepest if path.startswith(unit.path)), None)
        there[home] += number
        chiefs[home] += commands
    above = {pk for unit in units for pk in unit.ancestor_ids() if pk != unit.pk}
    return {
        unit.pk: (
            there[unit.pk] if unit.pk in above else max(there[unit.pk], unit.strength or 0),
            chiefs[unit.pk],
        )
        for unit in units
    }  # fmt: skip


def _short(name: str) -> str:
    """A name as long as the drawing has room for, on a phone too; the table beside it has all of it."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"


def balance_chart(rows: list[UnitBalance]) -> Chart | None:
    """Units furthest from their share: percent of the people commended against percent of strength."""
    apart = [row for row in rows if row.difference is not None]
    if len(apart) < 2:
        return None
    shown = sorted(apart, key=lambda row: -abs(row.difference))[:DRAWN]
    most = max(apart, key=lambda row: row.difference)
    least = min(apart, key=lambda row: row.difference)
    return bullets(
        "Tỷ trọng người được khen so với quân số (%)",
        [Bullet(_short(row.name), cut(row.of_people, 1), cut(row.of_strength, 1)) for row in shown],
        head=("Người được khen, %", "Quân số, %", "Chênh lệch"),
        finding=f"Cao hơn tỷ trọng quân số nhiều nhất: {most.name}; thấp hơn nhiều nhất: {least.name}.",
    )
