"""The scope of every page: one year and one unit, from `?nam=2023&dv=LA`, else as last chosen."""

from dataclasses import dataclass

from django.http import HttpRequest

from awards.years.enums import Step
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


def follow(request: HttpRequest, period: EmulationPeriod) -> Scope:
    """Let the page of an object that belongs to `period` be looked at in that year: the frame then shows the same year.

    The caller has made sure that the user sees the period.
    """
    scope = scope_of(request)
    request._follows = True
    if scope.period is None or scope.period.pk != period.pk:
        scope = Scope(period, unit_for(period, scope.unit, request.user))
        request._scope = scope
        request.session[KEY] = _remembered(scope, period.cluster is not None)
    return scope


def is_bound(request: HttpRequest) -> bool:
    """Whether the page belongs to one year whatever is chosen: another year is then to be looked at elsewhere."""
    return getattr(request, "_follows", False)


def place_in(request: HttpRequest, step: Step) -> None:
    """Say to which step of the year this page belongs, where its address alone does not: the side rail marks it."""
    request._step = step


def years_of(request: HttpRequest) -> list[EmulationPeriod]:
    """Every year the user may see, with its unit and cluster; read once for a request."""
    if not hasattr(request, "_years"):
        request._years = list(EmulationPeriod.objects.visible_to(request.user).select_related("unit", "cluster"))
    return request._years


def _find(request: HttpRequest) -> Scope:
    user = request.user
    if not user.is_authenticated:
        return Scope(None, None)
    remembered = request.session.get(KEY, {})
    year = request.GET.get("nam") or remembered.get("nam", "")
    code = (request.GET.get("dv") or remembered.get("dv", "")).replace("\0", "").strip().upper()
    asked = Unit.objects.visible_to(user).filter(code=code).first() if code else None
    known = [unit for unit in (asked, *(grant.unit for grant in user.grants)) if unit is not None]
    if own := next((unit for unit in known if unit.pk == user.unit_id), None):
        user.unit = own  # the frame and many pages ask for it; here it costs nothing
    period = _closest(years_of(request), year, asked or user.unit, code)
    unit = unit_for(period, asked, user)
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
    """The year asked for, of the cluster or unit asked for; else the open one, else the latest.

    Where several levels run the year asked for, that of the nearest unit above, open or not.
    """

    def closeness(period: EmulationPeriod) -> tuple:
        fits = period.cluster is None and unit is not None and _fits(period, unit)
        return (
            period.cluster is not None and period.cluster.code.upper() == code,
            fits,
            str(period.year) == year,
            len(period.unit.path) if fits and str(period.year) == year else 0,
            period.is_open,
            period.year,
            period.pk,
        )

    return max(periods, key=closeness, default=None)


def unit_for(period: EmulationPeriod | None, asked: Unit | None, user: User) -> Unit | None:
    """The unit asked for when it lies inside the year; else the user's own, else the organiser, as far as visible."""
    if period is None:
        return asked or user.unit
    candidates = [asked] if asked is not None else []
    candidates += [unit for unit in (user.unit, period.unit) if unit is not None and user.sees(unit)]
    return next((unit for unit in candidates if _fits(period, unit)), None)
