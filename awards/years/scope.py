"""The scope of every page: one year and one unit, from `?nam=2023&dv=LA`, else as last chosen."""

from dataclasses import dataclass

from django.http import HttpRequest

from awards.years.models import EmulationPeriod
from units.models import Unit

KEY = "scope"


@dataclass(frozen=True)
class Scope:
    """period: the year looked at, or None when the user has none. unit: the unit or subtree looked at."""

    period: EmulationPeriod | None
    unit: Unit | None


def scope_of(request: HttpRequest) -> Scope:
    """Scope of this request; computed once, remembered in the session, never wider than what the user may see.

    `nam` is the id-free pair year and organiser: the year together with the unit picks the period. A value that is
    not there or not visible is ignored.
    """
    if not hasattr(request, "_scope"):
        request._scope = _find(request)
    return request._scope


def _find(request: HttpRequest) -> Scope:
    user = request.user
    if not user.is_authenticated:
        return Scope(None, None)
    remembered = request.session.get(KEY, {})
    year = request.GET.get("nam") or remembered.get("nam", "")
    code = request.GET.get("dv") or remembered.get("dv", "")
    periods = list(EmulationPeriod.objects.visible_to(user).select_related("unit", "cluster"))
    units = Unit.objects.visible_to(user)
    unit = units.filter(code=code).first() if code else None
    period = _period_for(periods, year, unit, code)
    if unit is None and user.unit_id:
        unit = units.filter(pk=user.unit_id).first()
    if period is not None and (unit is None or not _fits(period, unit)):
        own = [u for u in (user.unit, period.unit) if u is not None and user.sees(u) and _fits(period, u)]
        unit = own[0] if own else unit
    if period is not None:
        chosen = {"nam": str(period.year), "dv": code if code else (unit.code if unit else "")}
        if chosen != remembered:
            request.session[KEY] = chosen
    return Scope(period, unit)


def _fits(period: EmulationPeriod, unit: Unit) -> bool:
    return unit.path.startswith(period.unit.path)


def _period_for(periods: list, year: str, unit: Unit | None, code: str) -> EmulationPeriod | None:
    """The year asked for, of the cluster or unit asked for; else the open one, else the latest."""

    def closeness(period: EmulationPeriod) -> tuple:
        return (
            bool(code) and period.cluster is not None and period.cluster.code == code,
            unit is not None and period.cluster_id is None and _fits(period, unit),
            str(period.year) == year,
            period.is_open,
            period.year,
        )

    return max(periods, key=closeness, default=None)
