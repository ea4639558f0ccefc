"""Days of an emulation year as pure functions: its months, usual deadlines, and what is wrong with what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from awards.years.enums import Step

USUAL_HOUR = time(17, 0)  # end of the working day
LONGEST_DAYS = 731  # a stub year after a merge may be long, but never longer than two calendar years

# Suggestion only, days after the last day of the year: the calendar of the command of 2023 (conference on 18/10).
USUAL_DAYS_AFTER_END = {
    Step.RESULTS: 5,
    Step.VERIFY: 9,
    Step.CLUSTERS: 12,
    Step.NOMINATIONS: 13,
    Step.COUNCIL: 18,
    Step.DECISIONS: 41,
    Step.REPORTS: 61,
}


def next_month(day: date) -> date:
    """First day of the month after the one of `day`."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def months_of(starts_on: date, ends_on: date) -> list[date]:
    """First days of every month touched by the year, in order."""
    months = [starts_on.replace(day=1)]
    while next_month(months[-1]) <= ends_on:
        months.append(next_month(months[-1]))
    return months


def usual_deadlines(starts_on: date, ends_on: date) -> dict[Step, date]:
    """Suggested last day of each step: registration in the first month, the rest counted from the end of the year."""
    first = min(next_month(starts_on) - timedelta(days=1), ends_on)
    return {Step.LAUNCH: first, **{step: ends_on + timedelta(days=n) for step, n in USUAL_DAYS_AFTER_END.items()}}


@dataclass(frozen=True)
class Span:
    """Days proposed for a year, with words for the button."""

    words: str
    year: int
    starts_on: date
    ends_on: date

    @property
    def label(self) -> str:
        """`12/2024 – 11/2025`."""
        return f"{self.starts_on.month}/{self.starts_on.year} – {self.ends_on.month}/{self.ends_on.year}"


def spans_after(year: int, ends_on: date, cut_from: date | None = None) -> list[Span]:
    """Days a year may have after one that ended on `ends_on`: twelve months on, Dec–Nov, calendar, a bridge to it.

    year: number of the year before. cut_from: the day it would have ended had it not been cut: its rest comes first.
    """
    first = ends_on + timedelta(days=1)
    whole = _year_on(first) - timedelta(days=1)
    found = []
    if cut_from is not None and cut_from > ends_on:
        found.append(Span("Phần còn lại sau khi cắt", cut_from.year, first, cut_from))
    found.append(Span("Mười hai tháng tiếp theo", whole.year, first, whole))
    for words, month in (("Tháng 12 – tháng 11", 12), ("Năm dương lịch", 1)):
        begin = date(first.year, month, 1)
        begin = begin if begin >= first else date(first.year + 1, month, 1)
        end = _year_on(begin) - timedelta(days=1)
        found.append(Span(words, end.year, begin, end))
    if (first.month, first.day) != (1, 1):
        end = date(first.year + 1, 12, 31)
        found.append(Span("Năm chuyển tiếp, rồi theo năm dương lịch", end.year, first, end))
    unique: dict[tuple[date, date], Span] = {}
    for span in found:
        unique.setdefault((span.starts_on, span.ends_on), span)
    return list(unique.values())


def _year_on(day: date) -> date:
    """The same day a year later; 1 March for 29 February."""
    leap = (day.month, day.day) == (2, 29)
    return date(day.year + 1, 3, 1) if leap else day.replace(year=day.year + 1)


def span_problem(year: int, starts_on: date, ends_on: date) -> tuple[str, str] | None:
    """What is wrong with the days of a year, as (field, sentence); None when sound."""
    if ends_on <= starts_on:
        return "ends_on", "Ngày kết thúc phải sau ngày bắt đầu."
    if (ends_on - starts_on).days >= LONGEST_DAYS:
        return "ends_on", "Một năm thi đua không dài quá 24 tháng."
    if year not in (starts_on.year, ends_on.year):
        return "year", f"Năm {year} không nằm trong khoảng {starts_on:%d/%m/%Y} – {ends_on:%d/%m/%Y}."
    return None


def deadline_problems(starts_on: date, deadlines: Mapping[Step, datetime]) -> dict[Step, str]:
    """Step → sentence for every deadline that lies before the year or before the step ahead of it."""
    problems: dict[Step, str] = {}
    before: Step | None = None
    for step in sorted(deadlines):
        due = deadlines[step]
        if due.date() < starts_on:
            problems[step] = f"Hạn phải từ ngày bắt đầu năm {starts_on:%d/%m/%Y} trở đi."
        elif before is not None and due < deadlines[before]:
            problems[step] = (
                f"Hạn phải từ hạn của bước {before.value} “{before.label}” ({when(deadlines[before])}) trở đi."
            )
        if before is None or due > deadlines[before]:
            before = step  # the latest deadline so far: a wrong early one is told once, not for every later step
    return problems


def when(moment: datetime) -> str:
    """`17:00, 05/10/2023`."""
    return f"{moment:%H:%M, %d/%m/%Y}"
