"""The loaded catalogue: complete, dated without gaps, safe to load again, every row with its basis and confidence."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from awards.catalogue import queries
from awards.catalogue.enums import Confidence
from awards.catalogue.services import load_catalogue
from awards.models import Award, AwardRule, BaseSalary, FundShare, MoneyRule, Prerequisite, QuotaRule, RuleSet, VoteRule
from tests.kept import kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

CONFERENCE = date(2023, 10, 18)


loaded = kept(load_catalogue)


def award(code: str) -> Award:
    return Award.objects.get(code=code)


def test_load_twice_changes_nothing():
    tables = (RuleSet, Award, AwardRule, Prerequisite, QuotaRule, VoteRule, BaseSalary, MoneyRule, FundShare)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    assert load_catalogue() == 0
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


def test_load_again_keeps_what_the_office_changed():
    QuotaRule.objects.filter(rule__award__code="CSTT").update(percent=Decimal(35), confidence=Confidence.LOCAL)
    load_catalogue()
    assert QuotaRule.objects.get(rule__award__code="CSTT").percent == 35


def test_counts():
    assert RuleSet.objects.count() == 4
    assert Award.objects.count() == 22
    assert AwardRule.objects.filter(rule_set__code="R2003").count() == 21
    assert AwardRule.objects.filter(rule_set__code="R2022").count() == 22
    assert AwardRule.objects.count() == 21 + 3 * 22


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2017, 9, 30), None),
        (date(2017, 10, 1), "R2003"),
        (date(2022, 9, 20), "R2003"),
        (CONFERENCE, "R2003"),
        (date(2023, 12, 31), "R2003"),
        (date(2024, 1, 1), "R2022"),
        (date(2025, 6, 30), "R2022"),
        (date(2025, 7, 1), "R2022b"),
        (date(2026, 9, 30), "R2022b"),
        (date(2026, 10, 1), "R2026"),
    ],
)
def test_rule_set_on(day, code):
    found = queries.rule_set_on(day)
    assert (found.code if found else None) == code


def test_rule_sets_follow_one_another_without_a_gap():
    rows = list(RuleSet.objects.order_by("valid_from"))
    for before, after in zip(rows, rows[1:], strict=False):
        assert before.valid_to + timedelta(days=1) == after.valid_from
    assert rows[-1].valid_to is None


def test_rules_hold_exactly_as_long_as_their_rule_set():
    for rule in AwardRule.objects.select_related("rule_set"):
        assert (rule.valid_from, rule.valid_to) == (rule.rule_set.valid_from, rule.rule_set.valid_to)


def test_every_row_has_basis_and_confidence():
    for table in (RuleSet, AwardRule, QuotaRule, VoteRule, BaseSalary, FundShare):
        assert not table.objects.filter(legal_basis="").exists(), table
        assert not table.objects.exclude(confidence__in=Confidence.values).exists(), table
    assert not Prerequisite.objects.filter(text="").exists()
    assert not AwardRule.objects.filter(bonus_multiple__isnull=False, bonus_basis="").exists()
    assert not AwardRule.objects.filter(bonus_multiple__isnull=False, bonus_confidence="").exists()


def test_short_names_of_the_article():
    assert {a.code: a.short_name for a in Award.objects.filter(code__in=["DVQT", "DVTT", "CSTDCS", "CSTT"])} == {
        "DVQT": "Đơn vị Quyết thắng",
        "DVTT": "Đơn vị tiên tiến",
        "CSTDCS": "Chiến sĩ thi đua",
        "CSTT": "Chiến sĩ tiên tiến",
    }


def test_rule_on_the_day_of_the_conference(django_assert_num_queries):
    title = award("CSTDCS")
    with django_assert_num_queries(4):
        rule = queries.rule_on(title, CONFERENCE)
        assert rule.rule_set.code == "R2003"
        assert [row.code for row in rule.prerequisites.all()] == ["holds_title_same_period", "any_of"]
        assert [(q.percent, q.base, q.applies) for q in rule.quotas.all()] == [
            (Decimal(10), "TOTAL_STRENGTH", True),
            (Decimal(15), "HOLDERS_OF_LOWER_TITLE", False),
        ]
        assert [q.percent for q in queries.quotas_that_apply(rule)] == [Decimal(10)]
        assert [list(q.includes.all()) for q in rule.quotas.all()] == [[], []]
    assert not hasattr(rule, "vote_rule")


def test_cap_of_advanced_soldiers_counts_the_emulation_fighters_too():
    rule = queries.rule_on(award("CSTT"), CONFERENCE)
    (cap,) = queries.quotas_that_apply(rule)
    assert (cap.percent, cap.base, list(cap.includes.all())) == (Decimal(40), "TOTAL_STRENGTH", [award("CSTDCS")])


def test_no_rule_before_the_first_law():
    assert queries.rule_on(award("CSTT"), date(2017, 9, 30)) is None
    assert queries.rule_on(award("AHLLVT"), CONFERENCE) is None


@pytest.mark.parametrize(
    ("code", "day", "fraction"),
    [
        ("CSTDCS", CONFERENCE, None),
        ("CSTDCS", date(2024, 10, 1), (4, 5)),
        ("CSTDTQUAN", CONFERENCE, (9, 10)),
        ("CSTDTQUAN", date(2024, 10, 1), (9, 10)),
        ("CTD_BQP", date(2024, 10, 1), (4, 5)),
        ("AHLLVT", date(2024, 10, 1), (9, 10)),
        ("DVQT", CONFERENCE, None),
    ],
)
def test_vote_rules_are_fractions_of_all_members(code, day, fraction):
    vote = getattr(queries.rule_on(award(code), day), "vote_rule", None)
    assert (vote and (vote.numerator, vote.denominator)) == fraction
    assert vote is None or (vote.base, vote.operator) == ("all_members", ">=")


def test_secret_ballot_by_the_decree_of_2017():
    assert queries.rule_on(award("CSTDTQUAN"), CONFERENCE).vote_rule.is_secret
    assert not queries.rule_on(award("CSTDTQUAN"), date(2024, 10, 1)).vote_rule.is_secret


def test_copies_for_the_law_not_read_may_not_block():
    for table, path in ((AwardRule, "rule_set"), (Prerequisite, "rule__rule_set"), (QuotaRule, "rule__rule_set")):
        rows = table.objects.filter(**{f"{path}__code": "R2026"})
        assert set(rows.values_list("confidence", flat=True)) <= {Confidence.BACKGROUND}, table
    assert set(AwardRule.objects.filter(rule_set__code="R2026").values_list("bonus_confidence", flat=True)) == {"B", ""}


def test_votes_under_the_decree_of_2025_are_not_verified():
    votes = VoteRule.objects.filter(rule__rule_set__code="R2022b")
    assert set(votes.values_list("confidence", flat=True)) == {Confidence.BACKGROUND}


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        (date(2018, 6, 30), None),
        (date(2019, 6, 30), 1_390_000),
        (date(2022, 9, 20), 1_490_000),
        (date(2023, 6, 30), 1_490_000),
        (date(2023, 7, 1), 1_800_000),
        (CONFERENCE, 1_800_000),
        (date(2024, 7, 1), 2_340_000),
        (date(2026, 7, 1), 2_530_000),
    ],
)
def test_base_salary_on(day, amount):
    row = queries.base_salary_on(day)
    assert (row.amount if row else None) == amount


def test_money_on_the_day_of_the_decision():
    rule = queries.rule_on(award("CSTT"), CONFERENCE)
    assert queries.money_on(rule, "individual", CONFERENCE).paid == 540_000
    later = queries.rule_on(award("CSTT"), date(2025, 11, 1))
    assert queries.money_on(later, "individual", date(2025, 11, 1)).paid == 710_000
    paper = queries.rule_on(award("GK"), CONFERENCE)
    assert queries.money_on(paper, "individual", CONFERENCE).paid == 540_000
    assert queries.money_on(paper, "collective", CONFERENCE).paid == 1_080_000
    medal = queries.rule_on(award("HCQKQT"), date(2025, 11, 1))
    assert queries.money_on(medal, "individual", date(2025, 11, 1)) is None


def test_collective_amount_of_forms_is_twice_the_individual():
    for rule in AwardRule.objects.filter(bonus_multiple_collective__isnull=False):
        assert rule.bonus_multiple_collective == rule.bonus_multiple * 2


def test_certificates_only_where_the_catalogue_says_so():
    on = queries.rules_on(CONFERENCE)
    assert {
        code: "certificate" in on[award(code).pk].items for code in ("DVQT", "CSTDCS", "DVTT", "CSTT", "CTD_CP")
    } == {
        "DVQT": True,
        "CSTDCS": True,
        "DVTT": False,
        "CSTT": False,
        "CTD_CP": False,
    }


def test_rules_on_takes_the_same_queries_for_all_titles(django_assert_num_queries):
    with django_assert_num_queries(4):
        on = queries.rules_on(CONFERENCE)
        for rule in on.values():
            list(rule.prerequisites.all())
            [list(quota.includes.all()) for quota in rule.quotas.all()]
    assert len(on) == 21
