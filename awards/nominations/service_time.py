"""Length of service as the medals of service count it: exact where the records are plain, from–to where they are not.

“Liên tục” is in the law (Law 2022 Đ55; TT 151/2018 Đ33). What a break means for the time before it, and whether a term
of discipline counts, was read nowhere. So there are two lengths: the most, as if all of it counted, and the least, as
if nothing before a break counted and no day of discipline either. What lies between them a person looks at.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from units.people.rules import Span, joined, whole_months

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Service:
    """What the records say of somebody's service. breaks: days out of service; discipline: terms of discipline.

    Days are first and last, both included; None: still running.
    """

    joined_on: date | None
    left_on: date | None = None
    breaks: tuple[Span, ...] = ()
    discipline: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Length:
    """Full months served, at the least and at the most; they differ by breaks and terms of discipline only."""

    least: int
    most: int


@dataclass(frozen=True)
class Due:
    """The day on which a number of years is full, at the earliest and at the latest; None: never, as things stand."""

    earliest: date | None
    latest: date | None


def served(service: Service, on: date, *, discipline_counts: bool | None = True) -> Length | None:
    """Length of service on a day; None while the day of joining is unknown.

    discipline_counts: whether terms of discipline count as service; None: nobody knows.
    """
    if service.joined_on is None:
        return None
    last = min(on, service.left_on) if service.left_on else on
    most = _months(service.joined_on, last, service.discipline if discipline_counts is False else ())
    began = _begun_anew(service, last)
    least = 0 if began is None else _months(began, last, () if discipline_counts else service.discipline)
    return Length(min(least, most), most)


def due(service: Service, years: int, *, discipline_counts: bool | None = True) -> Due | None:
    """When the years are full: the last of their days. None while the day of joining is unknown."""
    if service.joined_on is None:
        return None
    earliest = _full_on(service.joined_on, years, service.discipline if discipline_counts is False else ())
    began = _begun_anew(service, date.max)
    latest = None if began is None else _full_on(began, years, () if discipline_counts else service.discipline)
    latest = None if None in (earliest, latest) else max(earliest, latest)
    return Due(_before(earliest, service.left_on), _before(latest, service.left_on))


def _before(day: date | None, left_on: date | None) -> date | None:
    return None if day is None or (left_on is not None and day > left_on) else day


def _begun_anew(service: Service, on: date) -> date | None:
    """The first day of service without a break up to a day; None while somebody is away."""
    began = service.joined_on
    for first, last in joined(service.breaks):
        if first > on:
            break
        if last is None or last >= on:
            return None
        began = max(began, last + DAY)
    return began


def _months(began: date, on: date, without: Iterable[Span]) -> int:
    """Full months from a day to another, with the days of some spans left out."""
    return whole_months(began, on - _days(without, began, on) * DAY)


def _days(spans: Iterable[Span], began: date, on: date) -> int:
    inside = ((max(first, began), on if last is None else min(last, on)) for first, last in joined(spans))
    return sum((last - first).days + 1 for first, last in inside if first <= last)


def _full_on(began: date, years: int, without: Iterable[Span]) -> date | None:
    """The day on which the years are full; None when a span that never ends keeps it off for good."""
    without = tuple(without)
    goal = _after(began, years) - DAY
    day = goal
    while (longer := goal + _days(without, began, day) * DAY) > day:
        if any(last is None and first <= longer for first, last in without):
            return None
        day = longer
    return day


def _after(day: date, years: int) -> date:
    """The same day of the year, so many years on; after 29 February the first of March, as months are counted."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
