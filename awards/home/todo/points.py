"""What waits about points by stage: own sheets, cross-checks, appraisals, objections."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode

from awards.criteria.enums import SetState
from awards.home.todo.desk import MOST_UNITS, Desk, Waiting
from awards.scoring.enums import AppealState, CheckState, ScoreSheetState
from awards.scoring.sheets import CrossCheck, ScoreAppeal, ScoreSheet
from awards.years.enums import PeriodState, Step
from awards.years.models import EmulationPeriod
from units.models import Cluster, ClusterMembership, Unit


def points_to_agree(desk: Desk) -> list[Waiting]:
    """Own sheets, cross-checks, appraisals and objections."""
    own = desk.own_units if len(desk.own_units) <= MOST_UNITS else []
    return [*own_points(own), *points_to_appraise(desk.ranked_years, desk.led, desk.offices)]


def own_points(units: list[Unit]) -> list[Waiting]:
    """For the units themselves: sheets begun and not sent, checks they owe; four queries."""
    if not units:
        return []
    open_year = {"period__state": PeriodState.OPEN}
    found = []
    begun = ScoreSheet.objects.filter(
        unit__in=units, state=ScoreSheetState.DRAFT, period__criteria_set__state=SetState.LOCKED, **open_year
    )
    clusters = _clusters_of(units)
    for sheet in begun.select_related("unit", "period").prefetch_related("period__phases"):
        if code := clusters.get(sheet.unit_id):
            url = _page("awards:scoring.self_score", sheet.period, code, sheet.unit.code)
            found.append(
                Waiting(
                    f"Gửi phiếu tự chấm năm {sheet.period.year}",
                    "pencil",
                    url,
                    "Tự chấm",
                    str(sheet.unit),
                    _due(sheet.period),
                    phase=(sheet.period_id, Step.VERIFY),
                )
            )
    sent = ScoreSheet.objects.filter(state=ScoreSheetState.SENT).values("period", "unit")
    pairs = {(row["period"], row["unit"]) for row in sent.filter(**open_year)}
    checks = CrossCheck.objects.filter(checker__in=units, state=CheckState.OPEN, **open_year)
    related = checks.select_related("period", "cluster", "checked", "checker").prefetch_related("period__phases")
    for check in related:
        if (check.period_id, check.checked_id) in pairs:
            url = _page("awards:scoring.cross_check", check.period, check.cluster.code, check.checked.code)
            found.append(
                Waiting(
                    f"Kiểm tra chéo {check.checked}",
                    "user-check",
                    url,
                    "Kiểm tra",
                    f"Năm {check.period.year}",
                    _due(check.period),
                    phase=(check.period_id, Step.VERIFY),
                )
            )
    return found


def points_to_appraise(periods: list[EmulationPeriod], led: list[int], offices: list[int]) -> list[Waiting]:
    """For those who keep the tables: sheets sent and not agreed upon, and for the office objections without an answer.

    led: clusters the user leads; offices: units whose officer the user is. Three queries, whatever their number.
    """
    if not periods:
        return []
    runs = {period.pk: period.unit_id in offices or period.cluster_id in led for period in periods}
    sent = ScoreSheet.objects.filter(period__in=periods, state=ScoreSheetState.SENT).values_list("period_id", "unit_id")
    asked = ScoreAppeal.objects.filter(period__in=periods, state=AppealState.WAITING)
    sheets, appeals = list(sent), list(asked.values_list("period_id", "unit_id"))
    if not sheets and not appeals:
        return []
    organisers = {period.unit_id for period in periods if period.cluster_id is None}
    own = {period.cluster_id for period in periods if period.cluster_id}
    rows = ClusterMembership.objects.filter(Q(cluster__organiser__in=organisers) | Q(cluster__in=own))
    members = list(rows.select_related("cluster"))
    found = []
    for period in periods:
        of_year: dict[Cluster, set[int]] = {}
        for row in members:
            ranked = row.cluster_id == period.cluster_id or (
                period.cluster_id is None and row.cluster.organiser_id == period.unit_id
            )
            mine = runs[period.pk] or row.cluster_id in led
            if ranked and mine and row.holds_on(period.ends_on):
                of_year.setdefault(row.cluster, set()).add(row.unit_id)
        for cluster, units in of_year.items():
            found += _cluster(period, cluster, units, sheets, appeals if runs[period.pk] else [])
    return found


def _cluster(period: EmulationPeriod, cluster: Cluster, units: set[int], sheets: list, appeals: list) -> list[Waiting]:
    """sheets, appeals: (period id, unit id) of what waits."""
    found, phase = [], (period.pk, Step.VERIFY)
    if count := sum(pk == period.pk and unit in units for pk, unit in sheets):
        url = _page("awards:scoring.sheets", period, cluster.code)
        title = f"Thẩm định, thống nhất điểm {count} đơn vị"
        found.append(Waiting(title, "scale", url, "Đối chiếu", str(cluster), _due(period), phase=phase))
    if count := sum(pk == period.pk and unit in units for pk, unit in appeals):
        url = _page("awards:scoring.appeals", period, cluster.code)
        title = f"Trả lời {count} khiếu nại điểm"
        found.append(Waiting(title, "message-square", url, "Trả lời", str(cluster), tone="warn", phase=phase))
    return found


def _clusters_of(units: list[Unit]) -> dict[int, str]:
    """Unit id -> code of its cluster."""
    rows = ClusterMembership.objects.filter(unit__in=units).order_by("valid_from")
    return dict(rows.values_list("unit_id", "cluster__code"))


def _due(period: EmulationPeriod) -> datetime | None:
    """The step of own points and appraisal in the calendar of the year."""
    phase = next((phase for phase in period.phases.all() if phase.step == Step.VERIFY), None)
    return phase.due_at if phase is not None and phase.finished_on is None else None


def _page(name: str, period: EmulationPeriod, *args: str) -> str:
    return f"{reverse(name, args=args)}?{urlencode({'nam': period.year})}"
