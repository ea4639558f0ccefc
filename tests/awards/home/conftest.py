"""A province in the middle of its year, as large as a test wants it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from awards.catalogue.enums import Confidence
from awards.criteria.enums import CriterionKind
from awards.models import (
    AwardInYear,
    BestPractice,
    CriterionScore,
    Nomination,
    NominationList,
    Phase,
    ResultSheet,
    RuleSet,
    ScoreBoard,
    UnitScore,
)
from awards.nominations.enums import NominationState
from awards.results.enums import SheetState
from awards.years.enums import Step
from tests.awards.results.year import Year, make_year
from tests.factories import PersonFactory, UserFactory
from tests.factories.ballots import award
from tests.kept import kept
from thidua import clock, text
from units.accounts.enums import Role
from units.audit.services import record
from units.models import User

NOW = timezone.make_aware(datetime(2023, 10, 5, 9))


@dataclass
class World:
    """A year with results, scores by group, a list of proposals and people of every role."""

    year: Year
    listing: NominationList
    board: ScoreBoard
    users: dict[str, User]


@pytest.fixture(autouse=True)
def _now():
    with clock.at(NOW):
        yield


def build(size: int = 2) -> World:
    """size: units of the cluster, lines of the list, accounts, acts of the record."""
    year = make_year(
        units=size, terms=3, kinds=[CriterionKind.QUANTITATIVE] * 3 + [CriterionKind.BY_HAND], due_at=NOW + timedelta(2)
    )
    for step in Step:
        Phase.objects.create(period=year.period, step=step, due_at=NOW + timedelta(days=4 * step))
    states = [SheetState.SUBMITTED, SheetState.RETURNED, SheetState.VERIFIED]
    ResultSheet.objects.bulk_create(
        ResultSheet(
            term=term, unit=unit, state=states[(number + place) % 3], submitted_at=NOW - timedelta(days=3),
        )
        for place, term in enumerate(year.terms[:2])
        for number, unit in enumerate(year.units)
    )  # fmt: skip
    board = _score(year)
    users = {
        role: UserFactory(username=f"nguoi-{role}", role=role, over=place, unit=home)
        for role, place, home in [
            *((role, year.province, year.province) for role in Role if role not in (Role.CLERK, Role.UNIT_LEADER)),
            (Role.CLERK, year.units[0], year.units[0]),
            (Role.UNIT_LEADER, year.units[0], year.units[0]),
        ]
        if role != Role.CLUSTER_LEAD
    }
    users[Role.CLUSTER_LEAD] = UserFactory(role=Role.CLUSTER_LEAD, over=year.cluster, unit=year.units[0])
    for number in range(size):
        UserFactory(unit=year.province)
        record(year.officer, "accounts.create", year.officer, after={"display_name": f"Tên {number}"})
        BestPractice.objects.create(
            period=year.period, unit=year.units[number], name=f"Mô hình {number}", proposed_to_spread=True
        )
    return World(year, _list(year, users[Role.CLERK], size), board, users)


def _score(year: Year) -> ScoreBoard:
    board = ScoreBoard.objects.create(period=year.period, cluster=year.cluster)
    for place, unit in enumerate(year.units):
        points = Decimal(18) - place
        score = UnitScore.objects.create(
            board=board, unit=unit, points=points, applicable=20, total=points, percent=points * 5, rank=place + 1
        )
        CriterionScore.objects.bulk_create(
            CriterionScore(unit_score=score, criterion=leaf, points=points / 4) for leaf in year.leaves
        )
    return board


def _list(year: Year, clerk: User, size: int) -> NominationList:
    listing = NominationList.objects.create(period=year.period, due_at=NOW + timedelta(days=8))
    title = award("CSTT", "Chiến sĩ tiên tiến", subject="individual")
    law, _ = RuleSet.objects.get_or_create(
        code="R2003", defaults={"name": "Luật", "confidence": Confidence.VERIFIED, "valid_from": date(2017, 10, 1)}
    )
    AwardInYear.objects.create(nomination_list=listing, award=title, quota=size + 1, sort=1)
    for number in range(size * 2):
        person = PersonFactory(unit=year.units[0])
        Nomination.objects.create(
            nomination_list=listing, award=title, person=person, proposer=year.units[0],
            subject_name=person.full_name, sort_key=f"{number:03d}", search_key=text.search_key(person.full_name),
            citation="Thành tích", rule_set=law, created_by=clerk, outcome_reason="Bổ sung",
            state=NominationState.SENT if number % 2 else NominationState.RETURNED,
        )  # fmt: skip
    return listing


@kept
def world() -> World:
    with clock.at(NOW):
        return build()


@pytest.fixture
def no_frame(monkeypatch):
    """Pages without the frame around them, so that a test counts the queries of the page alone."""
    monkeypatch.setattr("awards.home.context._build", lambda request, user: None)
