"""The scope of every page: one year and one unit, from `?nam=2023&dv=LA`, else as last chosen."""

from dataclasses import dataclass

from django.http import HttpRequest

from awards.years.models import EmulationPeriod
from units.models import Unit, User

KEY = "scope"


@dataclass(frozen=True)
class Scope:
    """period: the year looked at, or None when the user has none. unit: the unit or subtree looked at."""

    period: EmulationPeriod | None
    unit: Unit | None


def scope_of(request: HttpRequest) -> Scope:
    """Scope of this request; computed once, remembered in the session, never wider than what the user may see.

    `nam` is a year; `dv` the code of a unit or of a cluster. Together they pick the period: a cluster its own year, a
    unit the year of the command it belongs to. A value that is not there or not visible is ignored.
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
    code = (request.GET.get("dv") or remembered.get("dv", "")).replace("\0", "").strip().upper()
    asked = Unit.objects.visible_to(user).filter(code__iexact=code).first() if code else None
    periods = EmulationPeriod.objects.visible_to(user).select_related("unit", "cluster")
    period = _closest(periods, year, asked or user.unit, code)
    unit = _unit_for(period, asked, user)
    if period is not None:
        is_cluster = period.cluster is not None and period.cluster.code.upper() == code
        chosen = {"nam": str(period.year), "dv": code if is_cluster else unit.code if unit else ""}
        if chosen != remembered:
            request.session[KEY] = chosen
    return Scope(period, unit)


def _fits(period: EmulationPeriod, unit: Unit) -> bool:
    return unit.path.startswith(period.unit.path)


def _closest(periods, year: str, unit: Unit | None, code: str) -> EmulationPeriod | None:
    """The year asked for, of the cluster or unit asked for; else the open one, else the latest."""

    def closeness(period: EmulationPeriod) -> tuple:
        return (
            period.cluster is not None and period.cluster.code.upper() == code,
            period.cluster is None and unit is not None and _fits(period, unit),
            str(period.year) == year,
            period.is_open,
            period.year,
            period.pk,
        )

    return max(periods, key=closeness, default=None)


def _unit_for(period: EmulationPeriod | None, asked: Unit | None, user: User) -> Unit | None:
    """The unit asked for when it lies inside the year; else the user's own, else the organiser, as far as visible."""
    if period is None:
        return asked or user.unit
    candidates = [asked] if asked is not None else []
    candidates += [unit for unit in (user.unit, period.unit) if unit is not None and user.sees(unit)]
    return next((unit for unit in candidates if _fits(period, unit)), None)
