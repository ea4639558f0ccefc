"""Who is late with a month, and why: units with what they wait for, by cluster."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from awards.results.enums import SheetState
from awards.results.models import ResultEntry
from awards.results.queries import Progress, Square, assigned_counts, squares_of
from awards.years.models import EmulationPeriod, ReportingTerm
from thidua import clock
from units.models import Cluster, ClusterMembership, Unit


@dataclass
class Standing:
    """One unit in one month. reason: in words; is_late: the unit owes; days_late: whole days past the deadline."""

    unit: Unit
    square: Square
    assigned: int
    reason: str
    is_late: bool = False
    days_late: int = 0
    waits_for: list[str] = field(default_factory=list)
    clusters: list[Cluster] = field(default_factory=list)
    year: Progress | None = None


def standings(
    period: EmulationPeriod, terms: list[ReportingTerm], term: ReportingTerm, units: Iterable[Unit]
) -> list[Standing]:
    """Every unit in `term`, latest first, then in official order; six queries, whatever the number of units."""
    units = list(units)
    years = squares_of(units, terms)
    assigned = assigned_counts(period, units)
    waiting = _awaited_organs(term, units)
    clusters = _clusters_of(period, units)
    rows = []
    for year in years:
        square = next(one for one in year.squares if one.term.pk == term.pk)
        row = Standing(year.unit, square, assigned[year.unit.pk], "", year=year)
        row.waits_for = waiting.get(year.unit.pk, [])
        row.clusters = clusters.get(year.unit.pk, [])
        row.is_late = square.state in ("late", "lock")
        row.days_late = days_late(term.due_for(year.unit)) if row.is_late else 0
        row.reason = _reason(row)
        rows.append(row)
    return sorted(rows, key=lambda row: -row.days_late)


def days_late(due_at: datetime) -> int:
    """Whole days since a unit's own deadline, at least 1 once it has passed; 0 before."""
    if clock.now() <= due_at:
        return 0
    return max((clock.today() - timezone.localtime(due_at).date()).days, 1)


def _reason(row: Standing) -> str:
    state = row.square.state
    if state == "ok":
        return "Đã xác minh"
    if state == "sent":
        return f"Chờ {', '.join(row.waits_for)}" if row.waits_for else "Chờ cơ quan thẩm định"
    if state == "back":
        return "Trả lại, đơn vị chưa gửi lại"
    if state == "":
        return "Kỳ chưa mở"
    if not row.square.entered:
        return "Chưa nhập ô nào"
    return (
        f"Mới nhập {row.square.entered} / {row.assigned} ô" if row.square.entered < row.assigned else "Đủ ô, chưa gửi"
    )


def _awaited_organs(term: ReportingTerm, units: list[Unit]) -> dict[int, list[str]]:
    """Unit id -> organs whose word its sent sheet waits for; its own name where it has to explain."""
    found: dict[int, dict[str, None]] = defaultdict(dict)
    cells = ResultEntry.objects.filter(
        Q(checked_at__isnull=True) | Q(explain_by__isnull=False) | Q(explained_at__isnull=False),
        sheet__term=term, sheet__unit__in=units, sheet__state=SheetState.SUBMITTED,
    ).order_by("criterion__sort")  # fmt: skip
    names = cells.values_list("sheet__unit_id", "explain_by", "criterion__organ__short_name")
    for unit_id, explain_by, organ in names:
        found[unit_id]["đơn vị giải trình" if explain_by else organ or "cơ quan thẩm định"] = None
    return {unit_id: list(words) for unit_id, words in found.items()}


def _clusters_of(period: EmulationPeriod, units: list[Unit]) -> dict[int, list[Cluster]]:
    found: dict[int, list[Cluster]] = defaultdict(list)
    rows = ClusterMembership.objects.in_force(min(period.ends_on, clock.today())).filter(
        cluster__in=period.clusters(), unit__in=units
    )
    for row in rows.select_related("cluster").order_by("cluster__sort", "cluster__code"):
        found[row.unit_id].append(row.cluster)
    return found
