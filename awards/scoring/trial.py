"""A formula tried on sample figures, and this year's targets beside last year's results."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from awards.criteria.models import Criterion, Target
from awards.criteria.queries import Line, target_text, tree
from awards.results.enums import SheetState
from awards.results.models import ResultEntry
from awards.results.rules import accumulate, plain
from awards.scoring.cluster_facts import rounded_actual
from awards.years.models import EmulationPeriod
from thidua.numbers import cut_percent
from units.models import Unit


def period_before(period: EmulationPeriod) -> EmulationPeriod | None:
    """The year before of the same cluster or unit; one query."""
    years = EmulationPeriod.objects.filter(unit=period.unit_id, cluster=period.cluster_id, year=period.year - 1)
    return years.select_related("unit", "cluster").first()


def counterparts(criteria: list[Criterion], before: EmulationPeriod) -> dict[int, Criterion]:
    """Criterion id → the row of the year before that measures the same: same words, else same number, same measure."""
    old = list(Criterion.objects.filter(criteria_set__period=before))
    names = {(row.name.casefold(), row.measure, row.entry_kind): row for row in old}
    codes = {(row.code, row.measure, row.entry_kind): row for row in old}
    found = {}
    for row in criteria:
        key = (row.measure, row.entry_kind)
        if row.is_leaf and (was := names.get((row.name.casefold(), *key)) or codes.get((row.code, *key))):
            found[row.pk] = was
    return found


def year_figures(period: EmulationPeriod, units: list[Unit], criteria: list[Criterion]) -> dict:
    """(criterion id, unit id) → the verified figure of a whole year; one query."""
    months: dict[tuple[int, int], list[Decimal]] = defaultdict(list)
    rows = ResultEntry.objects.filter(
        sheet__term__period=period,
        sheet__unit__in=units,
        sheet__state=SheetState.VERIFIED,
        criterion__in=criteria,
        value__isnull=False,
    ).order_by("sheet__term__month")
    for criterion_id, unit_id, value in rows.values_list("criterion_id", "sheet__unit_id", "value"):
        months[criterion_id, unit_id].append(value)
    kinds = {row.pk: row for row in criteria}
    return {
        key: accumulate(kinds[key[0]].accumulation, kinds[key[0]].entry_kind, values) for key, values in months.items()
    }


@dataclass
class Compared:
    """One line of the comparison. share: target in percent of last year's result, cut; tone: ok or warn."""

    line: Line
    last_target: str = ""
    last_result: str = ""
    target: str = ""
    share: str = ""
    tone: str = ""
    note: str = ""


@dataclass
class Comparison:
    rows: list[Compared] = field(default_factory=list)
    before: EmulationPeriod | None = None

    @property
    def lower(self) -> int:
        """Targets below what was reached last year."""
        return sum(row.tone == "warn" for row in self.rows)


def comparison(table, unit: Unit, before: EmulationPeriod | None) -> Comparison:
    """Targets of a unit this year beside its result of last year; a literal number of queries for any table."""
    lines = tree(table, unit)
    leaves = [line.criterion for line in lines if line.criterion.is_leaf]
    same = counterparts(leaves, before) if before is not None else {}
    old = list({row.pk: row for row in same.values()}.values())
    figures = year_figures(before, [unit], old) if before is not None else {}
    targets = {row.criterion_id: row for row in Target.objects.filter(criterion__in=old, unit=unit)} if old else {}
    rows = [_compared(line, same, figures, targets, unit) for line in lines]
    kept = {row.line.criterion.pk for row in rows if row.line.criterion.needs_target}
    above = {pk for row in rows if row.line.criterion.pk in kept for pk in row.line.criterion.line}
    return Comparison([row for row in rows if row.line.criterion.pk in kept | above], before)


def _compared(line: Line, same: dict, figures: dict, targets: dict, unit: Unit) -> Compared:
    row = Compared(line, target=line.target_words)
    was = same.get(line.criterion.pk)
    if was is None:
        row.note = "Tiêu chí mới" if line.criterion.is_leaf else ""
        return row
    row.last_target = target_text(targets.get(was.pk))
    result = figures.get((was.pk, unit.pk))
    row.last_result = "" if result is None else plain(rounded_actual(result).quantize(Decimal("0.01")))
    value = line.target.value if line.target is not None and line.target.is_assigned else None
    if value is None or not result:
        return row
    row.share = cut_percent(
        Fraction(value).numerator * result.denominator, Fraction(value).denominator * result.numerator
    )
    row.tone = "warn" if Fraction(value) < result else "ok"
    row.note = "thấp hơn kết quả năm trước" if row.tone == "warn" else ""
    return row
