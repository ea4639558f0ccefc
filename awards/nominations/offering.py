"""The titles a year may take, and the cap each brings along."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from awards.catalogue import rules as law
from awards.catalogue.enums import QuotaBase, QuotaGroup
from awards.catalogue.models import Award, AwardRule
from awards.catalogue.queries import commander_quotas, quotas_that_apply, rules_on
from awards.nominations.kinds import type_for
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


MOVING = (QuotaBase.HOLDERS_OF_LOWER_TITLE, QuotaBase.ELIGIBLE_COLLECTIVES)  # bases that the list itself makes


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
    moving = [quota for quota in quotas if quota.base in MOVING]
    if moving:
        quota = min(moving, key=lambda one: one.percent)
        how = f"{_percent(quota.percent)} của {BASE_WORDS[quota.base]}, làm tròn xuống"
        return Cap(None, how, quota.percent, quota.base)
    return Cap()


BASE_WORDS = {
    QuotaBase.HOLDERS_OF_LOWER_TITLE: "số người đạt danh hiệu thấp hơn",
    QuotaBase.ELIGIBLE_COLLECTIVES: "số tập thể đủ điều kiện",
}


def commander_cap(rule: AwardRule | None, period: EmulationPeriod, common: int | None = None) -> dict[str, Any]:
    """The tightest cap on those who command, as columns of `AwardInYear`; a part of the quota stays a percentage.

    common: the quota without the places that stand beside it, when it is a number already.
    """
    rows = [quota for quota in commander_quotas(rule) if quota.percent is not None] if rule else []
    strength, apart = period.unit.strength, any(quota.group == QuotaGroup.APART for quota in rows)
    own: dict[str, Any] = {"commanders_apart": apart}
    fixed = [
        (law.quota(quota.percent, strength), quota)
        for quota in rows
        if quota.base == QuotaBase.TOTAL_STRENGTH and strength is not None
    ]
    if fixed:
        number, quota = min(fixed, key=lambda pair: pair[0])
        how = f"{_percent(quota.percent)} của {strength} quân số, làm tròn xuống"
        return {**own, "commander_percent": quota.percent, "commander_quota": number, "commander_text": how}
    parts = [quota for quota in rows if quota.base == QuotaBase.TITLE_QUOTA]
    if parts:
        percent = min(quota.percent for quota in parts)
        how = f"{_percent(percent)} của chỉ tiêu {'chung' if apart else 'danh hiệu'}, làm tròn xuống"
        number = law.quota(percent, common) if apart and common is not None else None
        if not apart or number is not None:
            return {**own, "commander_percent": percent, "commander_quota": number, "commander_text": how}
    return {"commander_percent": None, "commander_quota": None, "commander_text": "", "commanders_apart": False}


def kept_cap(rule: AwardRule | None, period: EmulationPeriod, yearly_number: int | None = None) -> dict[str, Any]:
    """The cap of a title and what the law counts with it, as the columns of `AwardInYear`. rule: prefetched parts."""
    cap = cap_of(rule, period, yearly_number)
    chiefs = commander_cap(rule, period, cap.quota)
    quota, how = cap.quota, cap.how
    if chiefs["commanders_apart"]:
        beside = chiefs["commander_quota"]
        how = f"{how}; và {beside} riêng cán bộ chủ trì" if how else how
        quota = None if quota is None else quota + beside
    return {
        "quota": quota,
        "quota_text": how[:200],
        "percent": cap.percent,
        "percent_base": cap.base,
        "counted_with": list(cap.counted_with),
        "lower_titles": lower_titles(rule),
        **chiefs,
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


def types_on(listing: NominationList, awards: set[int]) -> dict[int, str]:
    """Award → type of its lines: of the event the list is for, else the one the law of the list's day knows it by."""
    if listing.event:
        return dict.fromkeys(awards, listing.kind)
    rows = AwardRule.objects.in_force(listing.rule_day).filter(award__in=awards).order_by("valid_from")
    found = {award: type_for(types) for award, types in rows.values_list("award", "commendation_types")}
    return {award: found.get(award, listing.kind) for award in awards}
