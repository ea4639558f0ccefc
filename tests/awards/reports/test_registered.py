"""Registered beside achieved: titles by stage, figures from verified results, page, paper."""

from decimal import Decimal

import pytest
from django.urls import reverse

from awards.catalogue.services import load_catalogue
from awards.models import Award, NominationList, RegisteredTarget, RegisteredTitle, Registration
from awards.nominations.models import Nomination, RuleSet
from awards.reports.registered import registered_rows
from tests.awards.results.year import make_year
from tests.factories import PersonFactory, UnitFactory, UserFactory
from tests.kept import kept
from units.accounts.enums import Role

pytestmark = pytest.mark.django_db


def build():
    """A unit that registered two of a title and 15 above a target of 10; three put forward, one decided."""
    load_catalogue()
    year = make_year(units=2, criteria=2, terms=2, target="10")
    unit, below = year.units[0], UnitFactory(parent=year.units[0], is_reporting=False)
    title = Award.objects.get(code="CSTT")
    row = Registration.objects.create(period=year.period, unit=unit, state="confirmed")
    RegisteredTitle.objects.create(registration=row, award=title, count=2)
    RegisteredTarget.objects.create(registration=row, criterion=year.leaves[0], value=15)
    for term in year.terms:
        year.verified(0, term, value="6", c0="7")
    listing = NominationList.objects.create(period=year.period, due_at=year.term.due_at)
    common = {"nomination_list": listing, "award": title, "rule_set": RuleSet.objects.first(),
              "created_by": year.officer, "sort_key": "1", "search_key": "x"}  # fmt: skip
    for proposer, state in ((unit, "decided"), (below, "sent"), (unit, "passed"), (unit, "withdrawn")):
        person = PersonFactory(unit=proposer)
        Nomination.objects.create(
            proposer=proposer, person=person, subject_name=person.full_name, state=state, **common
        )
    return year


world = kept(build)


def test_titles_by_stage_and_figures_by_formula(world):
    row, other = registered_rows(world.period, world.units)
    title = row.titles[0]
    assert (title.registered, title.nominated, title.passed, title.decided, title.is_reached) == (2, 3, 2, 1, True)
    assert (row.people, row.collectives) == ((2, 3, 2, 1), (0, 0, 0, 0))
    assert [(one.target, one.registered, one.shown, one.is_reached) for one in row.figures] == [
        (Decimal(10), Decimal(15), Decimal(14), False),
        (Decimal(10), Decimal(10), Decimal(12), True),
    ]
    assert (other.titles, [one.shown for one in other.figures], row.reached) == ([], [None, None], 1)


@pytest.mark.parametrize("units", [2, 30])
def test_registered_costs_the_same(client, world, django_assert_num_queries, units):
    for _ in range(units - 2):
        unit = UnitFactory(parent=world.province)
        one = Registration.objects.create(period=world.period, unit=unit, state="confirmed")
        RegisteredTitle.objects.create(registration=one, award=Award.objects.get(code="CSTT"), count=1)
    client.force_login(world.officer)
    client.get(reverse("awards:reports.registered"))
    with django_assert_num_queries(15):
        page = client.get(reverse("awards:reports.registered"))
    assert page.context["sums"][1] == (2 + units - 2, 3, 2, 1)


def test_pages_and_paper_are_for_those_who_may(client, world):
    one = reverse("awards:reports.registered_unit", args=[world.period.pk, world.units[0].code])
    paper = reverse("awards:reports.download", args=["registrations", "xlsx"])
    scope = {"nam": world.period.year, "dv": world.units[0].code}
    client.force_login(world.clerks[0])
    assert client.get(one).status_code == 200
    assert [row.unit for row in client.get(reverse("awards:reports.registered")).context["rows"]] == [world.units[0]]
    assert client.get(paper, scope).status_code == 200
    assert client.get(paper, scope | {"dv": "LA"}).status_code == 404
    client.force_login(world.clerks[1])
    assert client.get(one).status_code == 404
    client.force_login(UserFactory(role=Role.VERIFIER, over=world.province))
    assert client.get(paper, scope | {"dv": "LA"}).status_code == 403
    client.force_login(world.officer)
    for format in ("xlsx", "pdf"):
        answer = client.get(reverse("awards:reports.download", args=["registrations", format]), scope | {"dv": "LA"})
        assert (answer.status_code, bytes(answer.content[:2])) == (200, {"xlsx": b"PK", "pdf": b"%P"}[format])
