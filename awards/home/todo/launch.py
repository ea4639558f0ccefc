"""Work of the first step: movements to join, registrations to send and to sign, models to look at.

For a unit two queries each, for whoever runs a year three; nothing for others.
"""

from dataclasses import replace
from datetime import datetime, time

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from awards.criteria.enums import RegistrationState
from awards.criteria.registrations import Registration
from awards.home.todo.desk import MOST_UNITS, NEAR, Desk, Waiting, due_of, in_year
from awards.years.enums import MovementState, PeriodState, PracticeState, Step
from awards.years.library import BestPractice
from awards.years.models import EmulationPeriod
from awards.years.movements import Movement, MovementEntry
from thidua import clock
from units.accounts.enums import Role
from units.models import Unit

RUNNING = (MovementState.LAUNCHED, MovementState.EXTENDED)
MOST = 5


def movements_to_join(desk: Desk) -> list[Waiting]:
    """Movements that run and that a unit of the user has not put itself down for."""
    units = desk.own_units
    if not units or len(units) > MOST_UNITS:
        return []
    rows = Movement.objects.visible_to(desk.user).filter(state__in=RUNNING, period__state=PeriodState.OPEN)
    rows = rows.select_related("period__unit", "period__cluster").prefetch_related("units", "clusters")
    found, items = list(rows.order_by("register_by", "pk")[:MOST]), []
    if not found:
        return []
    joined = set(MovementEntry.objects.filter(movement__in=found, unit__in=units).values_list("movement", "unit"))
    for movement in found:
        if all((movement.pk, unit.pk) in joined for unit in units):
            continue
        asked = {unit.pk for unit in movement.units_asked()}
        missing = [unit for unit in units if unit.pk in asked and (movement.pk, unit.pk) not in joined]
        items += [
            Waiting(
                f"Đăng ký tham gia “{movement.name}”", "megaphone",
                reverse("awards:years.movement_join", args=[movement.pk, unit.code]), "Đăng ký", str(unit),
                _end_of(movement.register_by), phase=(movement.period_id, Step.LAUNCH),
            )
            for unit in missing
        ]  # fmt: skip
    return items


def _end_of(day) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time(17))) if day else None


def registrations_to_send(desk: Desk) -> list[Waiting]:
    """Registrations of the own units: to write, to put right, to sign."""
    units = desk.own_units
    if not units or len(units) > MOST_UNITS:
        return []
    periods = _years_of(units)
    rows = Registration.objects.filter(period__in=periods, unit__in=units)
    known = {(row.period_id, row.unit_id): row for row in rows}
    items = []
    for period in periods:
        due = due_of(period, Step.LAUNCH)
        for unit in units:
            if _runs_over(period, unit):
                found = _registration(desk, period, unit, known.get((period.pk, unit.pk)), due)
                items += [replace(item, phase=(period.pk, Step.LAUNCH)) for item in found]
    return items


def _years_of(units: list[Unit]) -> list[EmulationPeriod]:
    """Open years of provinces above these units."""
    above = {pk for unit in units for pk in unit.ancestor_ids()}
    rows = EmulationPeriod.objects.filter(state=PeriodState.OPEN, cluster=None, unit__in=above)
    return list(rows.select_related("unit").prefetch_related("phases").order_by("year", "pk"))


def _runs_over(period: EmulationPeriod, unit: Unit) -> bool:
    return unit.path.startswith(period.unit.path) and unit.pk != period.unit_id


def _registration(desk: Desk, period: EmulationPeriod, unit: Unit, row, due) -> list[Waiting]:
    url = reverse("awards:criteria.registration", args=[period.pk, unit.code])
    text = f"{unit}, năm {period.year}"
    if row is None or row.state == RegistrationState.DRAFT:
        # A year whose first step is over and that nobody of the unit began to register for asks for nothing any more.
        return [Waiting("Đăng ký thi đua", "clipboard-list", url, "Đăng ký", text, due)] if row or due else []
    if row.state == RegistrationState.RETURNED:
        told = f"{text}. {row.return_reason}"
        return [Waiting("Sửa bản đăng ký thi đua bị trả lại", "undo-2", url, "Sửa", told, due, "warn")]
    if row.state == RegistrationState.SENT and desk.user.holds(Role.UNIT_LEADER, over=unit):
        return [Waiting("Xác nhận bản đăng ký thi đua", "pen-line", url, "Xem và xác nhận", text, due)]
    return []


def launch_to_run(desk: Desk) -> list[Waiting]:
    """For whoever runs a year: units without a registration, units outside a movement, models to look at."""
    years = desk.open_years
    if not years:
        return []
    items = []
    waiting = BestPractice.objects.filter(period__in=years, state=PracticeState.SENT).values("period")
    models = dict(waiting.annotate(n=Count("pk")).values_list("period", "n").order_by())
    sent = Registration.objects.filter(period__in=years).exclude(
        state__in=[RegistrationState.DRAFT, RegistrationState.RETURNED]
    )
    counts = dict(sent.values("period").annotate(n=Count("pk")).values_list("period", "n").order_by())
    for period in years:
        if number := models.get(period.pk):
            url = in_year("awards:years.practices", period) + f"&trang_thai={PracticeState.SENT}"
            items.append(Waiting(f"Xem {number} mô hình chờ đưa vào thư viện", "lightbulb", url, "Xem", str(period)))
        if (due := due_of(period, Step.LAUNCH)) is not None:
            missing = period.reporting_units().count() - counts.get(period.pk, 0)
            if missing > 0:
                url = in_year("awards:criteria.registrations", period) + "&loc=cho"
                title = f"{missing} đơn vị chưa gửi đăng ký thi đua"
                items.append(Waiting(title, "clipboard-list", url, "Xem", str(period), due))
    return items + _movements_to_end(desk, years)


def _movements_to_end(desk: Desk, years: list[EmulationPeriod]) -> list[Waiting]:
    """Movements whose last day has passed without a summary."""
    rows = Movement.objects.filter(period__in=years, state__in=RUNNING).order_by("ends_on", "pk")
    return [
        Waiting(
            f"Tổng kết phong trào “{row.name}”", "flag", reverse("awards:years.movement", args=[row.pk]), "Xem", "",
            _end_of(row.ends_on),
        )
        for row in rows[:MOST]
        if _end_of(row.ends_on) < clock.now() + NEAR
    ]  # fmt: skip
