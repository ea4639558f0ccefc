"""Who could still be put forward: one subject and one title, from the conditions and the facts alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from awards.nominations.eligibility import judge, outlook
from awards.nominations.enums import Chance, Eligibility, Severity, Verdict
from awards.nominations.rules import Condition, Facts, Judgement

Standing = tuple[Chance, Judgement | None, int]  # the group, what explains it, how many conditions are not met


def _year_on(day: date) -> date:
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def next_year(facts: Facts, won: frozenset[str]) -> Facts:
    """The facts a year on, if the year goes as this one went: grades, tests and initiatives repeat, titles of this year
    (won) are given, terms of discipline run out by themselves."""
    titles = {code: facts.title_years.get(code, frozenset()) | {facts.year} for code in won}
    return replace(
        facts,
        year=facts.year + 1,
        period_start=_year_on(facts.period_start),
        period_end=_year_on(facts.period_end),
        on=_year_on(facts.on),
        title_years={**facts.title_years, **titles},
        service_months=None if facts.service_months is None else facts.service_months + 12,
    )


def chance(
    conditions: list[Condition],
    facts: Facts,
    won: frozenset[str] = frozenset(),
    later: Callable[[], Facts] | None = None,
    memos: tuple[dict, dict] | None = None,
) -> Standing:
    """The group somebody not on the list belongs to; each subject is in exactly one.

    won: titles of this year he holds or would hold. later: facts of next year, worked out only when asked for. memos:
    what was judged of these facts, and of those of next year, for other titles (`judge`).
    """
    now, then = memos or (None, None)
    judgements = judge(conditions, facts, now)
    result, because = outlook(judgements)
    if result != Eligibility.INELIGIBLE:
        groups = {Eligibility.ELIGIBLE: Chance.READY, Eligibility.LOOK: Chance.LOOK, Eligibility.HELD: Chance.HELD}
        barred = _wrong_group(judgements)
        if result == Eligibility.LOOK and barred:
            return Chance.NOT_FOR, barred, 1
        return groups[result], because, 0
    if barred := _wrong_group(judgements):
        return Chance.NOT_FOR, barred, 1
    unmet = [j for j in judgements if j.verdict == Verdict.NOT_MET and j.severity == Severity.BLOCK]
    ahead = judge(conditions, later() if later else next_year(facts, won), then)
    if outlook(ahead)[0] in (Eligibility.ELIGIBLE, Eligibility.LOOK):
        return Chance.NEXT, because, len(unmet)
    return (Chance.NEAR if len(unmet) == 1 else Chance.FAR), because, len(unmet)


def _wrong_group(judgements: list[Judgement]) -> Judgement | None:
    return next((j for j in judgements if j.code == "subject_group" and j.verdict == Verdict.NOT_MET), None)
