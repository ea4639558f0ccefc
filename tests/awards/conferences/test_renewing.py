"""A council is renewed by a decision: who leaves, who changes function; everything of before stays in the record."""

from datetime import date

import pytest

from awards.conferences import renewing, services
from awards.conferences.enums import DecisionKind, MemberFunction
from awards.models import CouncilDecision, CouncilMember
from tests.factories import PersonFactory, UnitFactory, UserFactory
from tests.factories.ballots import council_sitting
from thidua.errors import Forbidden, RuleViolation
from units.accounts.enums import Role

pytestmark = pytest.mark.django_db
FOUNDED, RENEWED = date(2022, 1, 1), date(2023, 3, 1)
F = MemberFunction


@pytest.fixture
def secretary():
    return UserFactory(role=Role.SECRETARY, over=UnitFactory())


@pytest.fixture
def council(secretary):
    functions = (F.CHAIR, F.VICE_CHAIR, F.MEMBER, F.SECRETARY)
    return services.create_council(
        by=secretary, unit=secretary.unit, name="Hội đồng", decision="Số 1/QĐ", valid_from=FOUNDED,
        members=[(PersonFactory(unit=secretary.unit), function, "") for function in functions],
        standing_organ=secretary.unit,
    )  # fmt: skip


def functions_on(council, day) -> list[str]:
    return [member.function for member in council.members_on(day)]


def test_founding_keeps_the_decision_and_the_standing_body(council, secretary):
    decision = council.decision_on(FOUNDED)
    assert (decision.kind, decision.text, decision.standing_organ) == (DecisionKind.FOUNDING, "Số 1/QĐ", secretary.unit)
    assert [member.is_standing for member in council.members_on(FOUNDED)] == [True, True, False, True]
    assert council.decision_on(date(2021, 12, 31)) is None


def test_a_renewal_changes_the_council_from_its_day_on(council, secretary):
    chair, vice, member, clerk = council.members_on(FOUNDED)
    decision = renewing.renew(
        council, by=secretary, text_of="Số 2/QĐ", effective_on=RENEWED, leaving=[chair],
        functions={vice.pk: F.CHAIR, member.pk: F.MEMBER}, standing=[vice, member, clerk],
    )  # fmt: skip
    assert functions_on(council, date(2023, 2, 28)) == [F.CHAIR, F.VICE_CHAIR, F.MEMBER, F.SECRETARY]
    assert functions_on(council, RENEWED) == [F.CHAIR, F.MEMBER, F.SECRETARY]
    now = {seat.person: seat for seat in council.members_on(RENEWED)}
    assert (now[vice.person].function, now[member.person].is_standing) == (F.CHAIR, True)
    assert now[clerk.person] == clerk  # what does not change is not written again
    assert (council.decision_on(RENEWED), council.decision_on(FOUNDED).text) == (decision, "Số 1/QĐ")
    assert decision.standing_organ == secretary.unit  # as before, when none is named


def test_a_renewal_that_changes_nothing_or_makes_two_chairs_is_refused(council, secretary):
    rows = list(council.members_on(FOUNDED))
    with pytest.raises(RuleViolation, match="phải đổi thành viên"):
        renewing.renew(council, by=secretary, text_of="Số 2", effective_on=RENEWED)
    with pytest.raises(RuleViolation, match="chỉ có một Chủ tịch"):
        renewing.renew(council, by=secretary, text_of="Số 2", effective_on=RENEWED, functions={rows[1].pk: F.CHAIR})
    with pytest.raises(RuleViolation, match="phải sau ngày đó"):
        renewing.renew(council, by=secretary, text_of="Số 2", effective_on=FOUNDED, leaving=[rows[2]])
    with pytest.raises(Forbidden):
        renewing.renew(council, by=UserFactory(), text_of="Số 2", effective_on=RENEWED, leaving=[rows[2]])
    assert CouncilDecision.objects.count() == 1
    assert CouncilMember.objects.filter(valid_to__isnull=False).count() == 0


def test_a_conference_that_was_held_keeps_its_council():
    sitting = council_sitting(members=3, present=3)
    leaving = sitting.council.members_on(sitting.conference.held_on)[2]
    with pytest.raises(RuleViolation, match="đã họp với thành phần cũ"):
        renewing.renew(
            sitting.council, by=sitting.secretary, text_of="Số 2", effective_on=date(2023, 10, 18), leaving=[leaving]
        )
