"""The scope of every page: one year and one unit, from `?nam=2023&dv=LA`, else as last chosen."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseRedirect

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


def scope_redirect(request: HttpRequest, period: EmulationPeriod, unit: Unit) -> HttpResponseRedirect | None:
    """To the same page with the year of its own object in the address, when another year is being looked at.

    A link to a month or a table may be older than the scope of the session; None when the frame shows the right year,
    and after one try.
    """
    query = request.GET.copy()
    query["nam"], query["dv"] = str(period.year), period.cluster.code if period.cluster else unit.code
    if scope_of(request).period == period or query == request.GET:
        return None
    return HttpResponseRedirect(f"{request.path}?{query.urlencode()}")


def follow(request: HttpRequest, period: EmulationPeriod) -> Scope:
    """Let the page of an object that belongs to `period` be looked at in that year: the frame then shows the same year.

    The caller has made sure that the user sees the period.
    """
    scope = scope_of(request)
    if scope.period is None or scope.period.pk != period.pk:
        scope = Scope(period, _unit_for(period, scope.unit, request.user))
        request._scope = scope
        request.session[KEY] = _remembered(scope, period.cluster is not None)
    return scope


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
    scope = Scope(period, unit)
    if period is not None:
        chosen = _remembered(scope, period.cluster is not None and period.cluster.code.upper() == code)
        if chosen != remembered:
            request.session[KEY] = chosen
    return scope


def _remembered(scope: Scope, by_cluster: bool) -> dict[str, str]:
    code = scope.period.cluster.code.upper() if by_cluster else scope.unit.code if scope.unit else ""
    return {"nam": str(scope.period.year), "dv": code}


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
