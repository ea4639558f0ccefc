"""Reads of the catalogue: what held on a day."""

from datetime import date

from django.db.models import Prefetch, QuerySet

from awards.catalogue.enums import Rounding
from awards.catalogue.models import Award, AwardRule, BaseSalary, MoneyRule, QuotaRule, RuleSet
from awards.catalogue.rules import Money, money


def rule_set_on(day: date) -> RuleSet | None:
    """The law in force on a day."""
    return RuleSet.objects.in_force(day).order_by("-valid_from").first()


def rules_with_parts() -> QuerySet[AwardRule]:
    """Rules with everything that hangs on them: four queries for any number of rows."""
    quotas = Prefetch("quotas", QuotaRule.objects.prefetch_related("includes").order_by("-applies", "pk"))
    return AwardRule.objects.select_related("award", "rule_set", "vote_rule").prefetch_related("prerequisites", quotas)


def rule_on(award: Award, day: date) -> AwardRule | None:
    """What the law in force on a day says of one title, with conditions, quotas and vote rule; None when nothing."""
    return rules_with_parts().in_force(day).filter(award=award).order_by("-valid_from").first()


def rules_on(day: date) -> dict[int, AwardRule]:
    """Award id → its rule in force on a day, all of them in a fixed number of queries."""
    return {rule.award_id: rule for rule in rules_with_parts().in_force(day).order_by("valid_from")}


def quotas_that_apply(rule: AwardRule) -> list[QuotaRule]:
    """Caps that bind here; those kept only for comparison are left out. Uses what `rules_with_parts` fetched."""
    return [quota for quota in rule.quotas.all() if quota.applies]


def base_salary_on(day: date) -> BaseSalary | None:
    """Mức lương cơ sở in force on the day of a decision."""
    return BaseSalary.objects.in_force(day).order_by("-valid_from").first()


def rounding_on(day: date) -> str:
    """Rounding of amounts on a day; up to ten thousand đồng when no row says otherwise."""
    row = MoneyRule.objects.in_force(day).order_by("-valid_from").first()
    return row.rounding if row else Rounding.CEIL_10K


def money_on(rule: AwardRule, subject: str, day: date) -> Money | None:
    """Prize of a title for "individual" or "collective", decided on a day; None without multiple or base salary."""
    multiple, salary = rule.multiple_for(subject), base_salary_on(day)
    if multiple is None or salary is None:
        return None
    return money(multiple, salary.amount, rounding_on(day))
