"""Every deadline and meeting of a year in one list: for the calendar page, its paper and the reminders.

This chapter gives steps, months and longer deadlines of single units; later chapters put their own into `SOURCES`.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from awards.years.enums import TermState
from awards.years.models import EmulationPeriod, Phase, ReportingTerm
from awards.years.queries import name_of
from thidua import clock
from thidua.permissions import allowed
from units.models import Unit, User

Thing = Phase | ReportingTerm


@dataclass(frozen=True)
class Entry:
    """One date of the year. tone: that of a chip. note: a second line. move_url: where it is moved, by whoever may."""

    at: datetime
    title: str
    icon: str
    tone: str = "info"
    note: str = ""
    url: str = ""
    move_url: str = ""
    done: bool = False

    @property
    def day(self) -> date:
        return timezone.localtime(self.at).date()

    @property
    def hour(self) -> str:
        return f"{timezone.localtime(self.at):%H:%M}"

    @property
    def is_late(self) -> bool:
        return not self.done and self.tone != "info" and self.at < clock.now()


SOURCES: list[Callable[[User | None, EmulationPeriod, Unit | None], list[Entry]]] = []  # of later chapters


def entries_of(user: User | None, period: EmulationPeriod, unit: Unit | None = None) -> list[Entry]:
    """All dates of a year in order.

    user None: at the command line. unit: as this unit has them, with its own longer deadlines; None: all of them.
    """
    phases = list(period.phases.prefetch_related("extensions__unit"))
    terms = list(period.terms.prefetch_related("extensions__unit"))
    runs = not period.is_closed and allowed(user, "awards.run_period", period)
    found = [*_own(period, phases, unit, runs), *_own(period, terms, unit, runs)]
    for source in SOURCES:
        found += source(user, period, unit)
    return sorted(found, key=lambda entry: (entry.at, entry.title))


def _own(period: EmulationPeriod, things: Iterable[Thing], unit: Unit | None, runs: bool) -> Iterator[Entry]:
    for thing in things:
        thing.period = period
        is_term = isinstance(thing, ReportingTerm)
        done = thing.state == TermState.LOCKED if is_term else thing.finished_on is not None
        view = "set_term_deadline" if is_term else "set_deadline"
        move = reverse(f"awards:years.{view}", args=[thing.pk]) if runs and not done else ""
        name = name_of(thing)
        title = f"{'Hạn gửi' if is_term else 'Hạn'} {name[:1].lower()}{name[1:]}"
        url = "" if is_term else reverse("awards:years.detail", args=[period.pk])
        at = thing.due_for(unit) if unit is not None else thing.due_at
        note = "Được gia hạn riêng" if at != thing.due_at else ""
        look = ("table", "warn") if is_term else ("flag", "gold")
        yield Entry(at, title, *look, note, url, move, done)
        if unit is None:
            yield from _longer(thing, title, done, runs)


def _longer(thing: Thing, title: str, done: bool, runs: bool) -> Iterator[Entry]:
    """Longer deadlines of single units."""
    kind = "term" if isinstance(thing, ReportingTerm) else "phase"
    for unit in {row.unit_id: row.unit for row in thing.extensions.all()}.values():
        given = thing.extension_of(unit)
        if given is None or given.due_at <= thing.due_at:
            continue
        page = reverse(f"awards:years.extend_{kind}", args=[thing.pk])
        yield Entry(
            given.due_at, f"{title}: {unit.short_name}", "calendar-plus", "warn", f"Gia hạn: {given.reason}",
            move_url=f"{page}?dv={unit.code}" if runs and not done else "", done=done,
        )  # fmt: skip


# One month as a page shows it -----------------------------------------------------------------------------------------


@dataclass
class Day:
    """One square. entries: what falls on it; number: of the day; inside: whether it belongs to the month."""

    day: date
    inside: bool
    is_today: bool
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class MonthPage:
    """A month as weeks from Monday to Sunday. before, after: first days of the months around, None outside the year."""

    first: date
    weeks: list[list[Day]]
    before: date | None
    after: date | None

    @property
    def label(self) -> str:
        return f"Tháng {self.first.month}/{self.first.year}"


def month_page(first: date, entries: list[Entry], period: EmulationPeriod) -> MonthPage:
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        by_day.setdefault(entry.day, []).append(entry)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    start = first - timedelta(days=first.weekday())
    end = last + timedelta(days=6 - last.weekday())
    today, days = clock.today(), []
    for number in range((end - start).days + 1):
        day = start + timedelta(days=number)
        days.append(Day(day, day.month == first.month, day == today, by_day.get(day, [])))
    weeks = [days[number : number + 7] for number in range(0, len(days), 7)]
    begin, finish = bounds(entries, period)
    before = (first - timedelta(days=1)).replace(day=1)
    after = last + timedelta(days=1)
    return MonthPage(first, weeks, before if before >= begin else None, after if after <= finish else None)


def bounds(entries: list[Entry], period: EmulationPeriod) -> tuple[date, date]:
    """First days of the first and the last month that has anything: of the year or of a date outside it."""
    days = [period.starts_on, period.ends_on, *(entry.day for entry in entries)]
    return min(days).replace(day=1), max(days).replace(day=1)


def asked_month(text: str, entries: list[Entry], period: EmulationPeriod) -> date:
    """First day of the month `2023-09`; without one or outside the year, this month, else the nearest."""
    begin, finish = bounds(entries, period)
    wanted = clock.today().replace(day=1)
    with suppress(ValueError):
        wanted = date.fromisoformat(f"{text[:7]}-01") if text else wanted
    return min(max(wanted, begin), finish)


def by_month(entries: list[Entry]) -> list[tuple[date, list[Entry]]]:
    """Entries under the first day of their month, in order."""
    months: dict[date, list[Entry]] = {}
    for entry in entries:
        months.setdefault(entry.day.replace(day=1), []).append(entry)
    return sorted(months.items())
