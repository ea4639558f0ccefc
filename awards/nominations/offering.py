"""The titles a year may take, and the cap each brings along."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from awards.catalogue import rules as law
from awards.catalogue.enums import QuotaBase
from awards.catalogue.models import Award, AwardRule
from awards.catalogue.queries import quotas_that_apply, rules_on
from awards.nominations.models import AwardInYear, NominationList
from awards.years.models import EmulationPeriod
from thidua.numbers import typed


@dataclass(frozen=True)
class Cap:
    """The quota of a title as it goes into the year: number, or percent with its base; how, in words."""

    quota: int | None = None
    how: str = ""
    percent: Decimal | None = None
    base: str = ""
    counted_with: tuple[str, ...] = ()


def cap_of(rule: AwardRule | None, period: EmulationPeriod, yearly_number: int | None = None) -> Cap:
    """The number set for the year, else the tightest cap of the law that applies here. rule: prefetched parts."""
    quotas = [quota for quota in quotas_that_apply(rule) if quota.percent is not None] if rule else []
    if yearly_number is not None:
        with_these = {award.code for quota in quotas for award in quota.includes.all()}
        return Cap(yearly_number, f"Số giao năm {period.year}", counted_with=tuple(sorted(with_these)))
    strength = period.unit.strength
    fixed = [
        (law.quota(quota.percent, strength), quota)
        for quota in quotas
        if quota.base == QuotaBase.TOTAL_STRENGTH and strength is not None
    ]
    if fixed:
        number, quota = min(fixed, key=lambda pair: pair[0])
        how = f"{_percent(quota.percent)} của {strength} quân số, làm tròn xuống"
        return Cap(number, how, quota.percent, quota.base, tuple(sorted(a.code for a in quota.includes.all())))
    moving = [quota for quota in quotas if quota.base == QuotaBase.HOLDERS_OF_LOWER_TITLE]
    if moving:
        quota = min(moving, key=lambda one: one.percent)
        how = f"{_percent(quota.percent)} của số người đạt danh hiệu thấp hơn, làm tròn xuống"
        return Cap(None, how, quota.percent, quota.base)
    return Cap()


def kept_cap(rule: AwardRule | None, period: EmulationPeriod, yearly_number: int | None = None) -> dict[str, Any]:
    """The cap of a title and what the law counts with it, as the columns of `AwardInYear`. rule: prefetched parts."""
    cap = cap_of(rule, period, yearly_number)
    return {
        "quota": cap.quota,
        "quota_text": cap.how,
        "percent": cap.percent,
        "percent_base": cap.base,
        "counted_with": list(cap.counted_with),
        "lower_titles": lower_titles(rule),
    }


def _percent(number: Decimal) -> str:
    return f"{typed(number)}%"


def lower_titles(rule: AwardRule | None) -> list[str]:
    """Codes of the titles this one asks for in the same year. rule: prefetched parts."""
    rows = rule.prerequisites.all() if rule else []
    return [
        code
        for row in rows
        if row.code == "holds_title_same_period" and isinstance(row.value, dict)
        for code in row.value.get("titles", [])
    ]


@dataclass(frozen=True)
class Offer:
    """A title the law of the day knows, as the set-up page shows it. cap: what the law alone gives."""

    award: Award
    rule: AwardRule
    cap: Cap
    row: AwardInYear | None = None


def offers(period: EmulationPeriod, on: date, listing: NominationList | None = None) -> list[Offer]:
    """Titles and forms in force on a day, those of the list with their row."""
    rows = {row.award_id: row for row in listing.awards.all()} if listing else {}
    rules = sorted(rules_on(on).values(), key=lambda rule: (rule.award.sort, rule.award.code))
    return [Offer(rule.award, rule, cap_of(rule, period), rows.get(rule.award_id)) for rule in rules]


def titles_of_last_year(period: EmulationPeriod) -> list[AwardInYear]:
    """Titles of the latest list of the same unit before this year: the proposal for this one."""
    last = (
        NominationList.objects.filter(period__unit=period.unit, period__cluster=period.cluster)
        .filter(period__year__lt=period.year)
        .order_by("-period__year")
        .first()
    )
    return list(last.awards.select_related("award").order_by("sort")) if last else []
