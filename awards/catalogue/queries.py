"""Reads of the catalogue: what held on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Prefetch, QuerySet

from awards.catalogue.enums import AwardKind, QuotaGroup, Rounding, SubjectKind
from awards.catalogue.models import Award, AwardRule, BaseSalary, FundShare, MoneyRule, QuotaRule, RuleSet, VoteRule
from awards.catalogue.rules import Money, money, required_votes
from thidua import clock


def rule_set_on(day: date) -> RuleSet | None:
    """The law in force on a day."""
    return RuleSet.objects.in_force(day).order_by("-valid_from").first()


def rule_sets() -> QuerySet[RuleSet]:
    """Every law there has been, newest first, with how many titles it has rules for."""
    rows = RuleSet.objects.select_related("made_by").annotate(titles=Count("award_rules__award", distinct=True))
    return rows.order_by("-valid_from")


def rules_with_parts() -> QuerySet[AwardRule]:
    """Rules with everything that hangs on them: four queries for any number of rows."""
    quotas = Prefetch("quotas", QuotaRule.objects.prefetch_related("includes").order_by("-applies", "pk"))
    return AwardRule.objects.select_related("award", "rule_set", "vote_rule", "made_by").prefetch_related(
        "prerequisites", quotas
    )


def rule_on(award: Award, day: date) -> AwardRule | None:
    """What the law in force on a day says of one title, with conditions, quotas and vote rule; None when nothing."""
    return rules_with_parts().in_force(day).filter(award=award).order_by("-valid_from").first()


def rules_on(day: date) -> dict[int, AwardRule]:
    """Award id → its rule in force on a day, all of them in a fixed number of queries."""
    return {rule.award_id: rule for rule in rules_with_parts().in_force(day).order_by("valid_from")}


def quotas_that_apply(rule: AwardRule) -> list[QuotaRule]:
    """Caps that bind here; those kept only for comparison are left out. Uses what `rules_with_parts` fetched."""
    return [quota for quota in rule.quotas.all() if quota.applies and quota.group == QuotaGroup.ALL]


def commander_quotas(rule: AwardRule) -> list[QuotaRule]:
    """Caps on those who command, inside the quota of all or beside it; never both kinds in one rule."""
    return [quota for quota in rule.quotas.all() if quota.applies and quota.group != QuotaGroup.ALL]


def base_salary_on(day: date) -> BaseSalary | None:
    """Mức lương cơ sở in force on the day of a decision."""
    return BaseSalary.objects.in_force(day).order_by("-valid_from").first()


def rounding_on(day: date) -> str:
    """Rounding of amounts on a day; up to ten thousand đồng when no row says otherwise."""
    row = MoneyRule.objects.in_force(day).order_by("-valid_from").first()
    return row.rounding if row else Rounding.CEIL_10K


def fund_share_on(day: date) -> FundShare | None:
    """How much of a fund may go into organising on a day; None where no row says anything."""
    return FundShare.objects.in_force(day).order_by("-valid_from").first()


def money_on(rule: AwardRule, subject: str, day: date) -> Money | None:
    """Prize of a title for "individual" or "collective", decided on a day; None without multiple or base salary."""
    multiple, salary = rule.multiple_for(subject), base_salary_on(day)
    if multiple is None or salary is None:
        return None
    return money(multiple, salary.amount, rounding_on(day))


def usual_day(period) -> date:
    """The day the catalogue is first shown for: today, or the last day of the year looked at when it is over."""
    today = clock.today()
    return min(today, period.ends_on) if period is not None else today


def rule_list() -> QuerySet[AwardRule]:
    """Rules in the order of the catalogue, ready for the table."""
    return rules_with_parts().order_by("award__sort", "award__code", "valid_from")


@dataclass(frozen=True)
class Row:
    """One line of the catalogue: a rule, its prizes on the day (subject → amount), both None without a base salary."""

    rule: AwardRule
    individual: Money | None
    collective: Money | None

    @property
    def vote(self) -> VoteRule | None:
        return getattr(self.rule, "vote_rule", None)

    @property
    def group(self) -> str:
        """Heading above the line: titles by subject, forms together."""
        award = self.rule.award
        if award.kind == AwardKind.TITLE:
            return f"{award.get_kind_display()}: {award.get_subject_display().lower()}"
        return award.get_kind_display()


def with_money(rules: Iterable[AwardRule], day: date) -> list[Row]:
    """Rules with their prizes were they decided on a day: two queries for any number."""
    salary, rounding = base_salary_on(day), rounding_on(day)

    def prize(rule: AwardRule, subject: str) -> Money | None:
        multiple = rule.multiple_for(subject) if rule.award.subject in (subject, SubjectKind.BOTH) else None
        return None if multiple is None or salary is None else money(multiple, salary.amount, rounding)

    return [Row(rule, prize(rule, SubjectKind.INDIVIDUAL), prize(rule, SubjectKind.COLLECTIVE)) for rule in rules]


@dataclass(frozen=True)
class Worked:
    """The arithmetic of one prize as a sentence: who, multiple, base salary, raw and paid amount."""

    label: str
    multiple: Decimal
    salary: BaseSalary
    amount: Money
    rounding: str


def worked_money(rule: AwardRule, day: date) -> list[Worked]:
    """The prizes of one title decided on a day, each with its arithmetic; empty without multiple or base salary."""
    salary, rounding = base_salary_on(day), rounding_on(day)
    if salary is None:
        return []
    subjects = [SubjectKind.INDIVIDUAL, SubjectKind.COLLECTIVE]
    found = []
    for subject in subjects:
        multiple = rule.multiple_for(subject) if rule.award.subject in (subject, SubjectKind.BOTH) else None
        if multiple is not None:
            amount = money(multiple, salary.amount, rounding)
            found.append(Worked(subject.label, multiple, salary, amount, Rounding(rounding).label))
    return found


def votes_examples(vote: VoteRule, bases: Iterable[int] = (9, 15, 17, 25)) -> list[tuple[int, int]]:
    """(base, votes needed) for councils of usual sizes, to make a fraction tangible."""
    return [(base, required_votes(vote.numerator, vote.denominator, vote.operator, base)) for base in bases]


def awards_on(day: date, *kinds: str) -> QuerySet[Award]:
    """Titles and forms the law has on a day, in official order. kinds: of AwardKind, all when none is named."""
    rows = Award.objects.filter(pk__in=AwardRule.objects.in_force(day).values("award"))
    return rows.filter(kind__in=kinds) if kinds else rows


# Money over the years -------------------------------------------------------------------------------------------------


def fund_shares() -> QuerySet[FundShare]:
    """Shares for organising, the latest first."""
    return FundShare.objects.select_related("made_by").order_by("-valid_from")


def salaries() -> QuerySet[BaseSalary]:
    """Every base salary there has been, newest first."""
    return BaseSalary.objects.select_related("made_by").order_by("-valid_from")


def roundings() -> QuerySet[MoneyRule]:
    """Every way of rounding there has been, newest first."""
    return MoneyRule.objects.select_related("made_by").order_by("-valid_from")
