"""The route of a command is set: from a day on, with its basis; the one before ends the day before."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db import transaction

from awards.nominations import routes
from awards.nominations.enums import ListState
from awards.nominations.models import NominationList
from awards.nominations.ordering import refuse_locked
from awards.nominations.routes import Stop
from awards.nominations.station_states import law_stops, usual_stops
from awards.nominations.stations import Route, RouteStation
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.models import Unit, User


@dataclass(frozen=True)
class Choice:
    """One station as it is chosen: on or off, with how many days."""

    code: str
    is_on: bool
    days: int | None = None


@dataclass(frozen=True)
class Outlook:
    """A route before it is set: its stations, what changes, where it leaves the law, which open lists follow it."""

    stops: list[Stop]
    changes: list[str]
    warnings: list[str]
    lists: list[NominationList] = field(default_factory=list)


def stops_from(choices: Sequence[Choice], day: date) -> list[Stop]:
    """Stations in the chosen order, as the law of a day tells them. Raises RuleViolation with all that is wrong."""
    law = {stop.code: stop for stop in law_stops(day)}
    codes = [choice.code for choice in choices]
    if sorted(codes) != sorted(law):
        raise RuleViolation("Trình tự phải kể đủ các bước, mỗi bước một lần.")
    chosen = [replace(law[one.code], is_on=one.is_on, days=one.days if one.is_on else None) for one in choices]
    if found := routes.problems(chosen):
        texts = [text for text, _ in found]
        raise RuleViolation("Trình tự chưa đúng.", reasons=texts, field=found[0][1] if len(found) == 1 else None)
    return chosen


def outlook(unit: Unit, choices: Sequence[Choice], valid_from: date) -> Outlook:
    """What a route would change, shown before it is set."""
    stops = stops_from(choices, valid_from)
    last = Route.objects.filter(unit=unit).prefetch_related("stations").order_by("-valid_from").first()
    before = last.stops if last else list(usual_stops(valid_from))
    lists = NominationList.objects.filter(period__unit=unit, state=ListState.OPEN).select_related("period__unit")
    followers = [one for one in lists.order_by("period__year") if one.rule_day >= valid_from]
    return Outlook(stops, routes.changes(before, stops), routes.warnings(stops, law_stops(valid_from)), followers)


@transaction.atomic
def set_route(
    unit: Unit,
    choices: Sequence[Choice],
    *,
    by: User,
    valid_from: date,
    basis: str,
    reason: str,
    accepts_warnings: bool = False,
) -> Route:
    """Lists whose day of law is this day or later go this way.

    Raises RuleViolation for an order that makes no way, for what the law obliges switched off without a word that it is
    known (`accepts_warnings`), for a list locked already; StateConflict when a newer route is there. The same again
    changes nothing.
    """
    unit = lock(unit)
    require(by, "awards.set_route", unit)
    stops, basis, reason = stops_from(choices, valid_from), clean(basis)[:300], clean(reason)[:300]
    if not basis:
        raise RuleViolation("Ghi căn cứ của trình tự.", field="basis")
    if not reason:
        raise RuleViolation("Ghi lý do.", field="reason")
    last = Route.objects.filter(unit=unit).prefetch_related("stations").order_by("-valid_from").first()
    if last is not None and last.valid_from >= valid_from:
        same = (last.valid_from, last.basis, last.reason, last.set_by_id) == (valid_from, basis, reason, by.pk)
        if same and last.stops == stops:
            return last
        raise StateConflict(f"Đã đặt trình tự từ {last.valid_from:%d/%m/%Y}. Chọn ngày sau ngày ấy.")
    if (warned := routes.warnings(stops, law_stops(valid_from))) and not accepts_warnings:
        raise RuleViolation("Trình tự này khác quy định.", reasons=warned, field="accepts_warnings")
    refuse_locked(unit, valid_from, "không đổi trình tự của")
    before = {"stations": _told(last.stops)} if last else {}
    if last is not None and (last.valid_to is None or last.valid_to >= valid_from):
        last.valid_to = valid_from - timedelta(days=1)
        last.save(update_fields=["valid_to"])
    route = Route(unit=unit, valid_from=valid_from, basis=basis, reason=reason, set_by=by)
    route.save()
    RouteStation.objects.bulk_create(
        RouteStation(route=route, sort=sort, **vars(stop)) for sort, stop in enumerate(stops, 1)
    )
    after = {"stations": _told(stops), "valid_from": valid_from, "basis": basis}
    record(by, "route.set", route, before=before, after=after, reason=reason)
    return route


def _told(stops: Sequence[Stop]) -> str:
    return " → ".join(stop.told for stop in routes.on(stops))
