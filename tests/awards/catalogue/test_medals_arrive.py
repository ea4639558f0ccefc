"""A database that had the catalogue before gets the same medals of service as a fresh one."""

from importlib import import_module

import pytest
from django.apps import apps

from awards.catalogue.services import load_catalogue
from awards.models import AwardRule, Prerequisite
from tests.factories import UserFactory
from tests.kept import kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded"), pytest.mark.both]
loaded = kept(load_catalogue)
MEDALS = ("HCQKQT", "HCCSVV_1", "HCCSVV_2", "HCCSVV_3", "KNC")
migration = import_module("awards.migrations.0010_back_entry")


def shown() -> dict:
    """(title, rule set) → everything that matters of the rule and its conditions."""
    rules = AwardRule.objects.filter(award__code__in=MEDALS).select_related("award", "rule_set")
    return {
        (rule.award.code, rule.rule_set.code): (
            rule.valid_from, rule.valid_to, rule.deciding_level, rule.deciding_authority, rule.items,
            rule.commendation_types, rule.legal_basis, rule.confidence, rule.notes,
            list(rule.prerequisites.values_list("code", "text", "value", "confidence", "legal_basis", "sort")),
        )
        for rule in rules
    }  # fmt: skip


def as_before() -> None:
    """The rows as the release before had them."""
    medals = AwardRule.objects.filter(award__code__startswith="HC")
    first = medals.filter(rule_set__code="R2003")
    Prerequisite.objects.filter(rule__in=first).delete()
    first.delete()
    Prerequisite.objects.filter(rule__in=medals).exclude(code="service_years_min").delete()
    medals.update(legal_basis="Luật Thi đua, khen thưởng 2022, Điều 54, 55")
    Prerequisite.objects.filter(code="service_years_by_sex").update(
        code="service_years", value=None, text="Đủ", confidence="S"
    )
    Prerequisite.objects.filter(code="service_years", rule__rule_set__code="R2026").update(confidence="B")


def test_the_rows_of_an_older_database_become_those_of_a_fresh_one():
    fresh = shown()
    as_before()
    assert shown() != fresh
    migration.bring_medals(apps, None)
    assert shown() == fresh
    migration.bring_medals(apps, None)  # again changes nothing
    assert shown() == fresh


def test_what_the_office_wrote_stays_as_it_is():
    as_before()
    own = AwardRule.objects.get(award__code="HCCSVV_2", rule_set__code="R2022")
    AwardRule.objects.filter(pk=own.pk).update(made_by=UserFactory())
    changed = Prerequisite.objects.get(rule__award__code="HCCSVV_3", rule__rule_set__code="R2022")
    Prerequisite.objects.filter(pk=changed.pk).update(code="reviewer")
    migration.bring_medals(apps, None)
    assert own.prerequisites.get().code == "service_years_min"
    assert changed.rule.prerequisites.get().code == "reviewer"


def test_a_database_without_a_catalogue_is_left_alone():
    Prerequisite.objects.all().delete()
    for model in ("QuotaRule", "VoteRule", "AwardRule", "Award"):
        apps.get_model("awards", model).objects.all().delete()
    migration.bring_medals(apps, None)
    assert AwardRule.objects.count() == 0
