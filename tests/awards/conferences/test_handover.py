"""Handover of the cluster's lead: checklist, two signatures, and the rights that move."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from awards.conferences import services, states
from awards.conferences.enums import ConferenceState, HandoverState
from awards.models import Handover, ScoreBoard
from awards.scoring.enums import BoardState
from awards.years.enums import PeriodState
from tests.factories import UnitFactory, UserFactory, grant
from tests.factories.ballots import cluster_meeting, council_sitting
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import RoleGrant, User

pytestmark = pytest.mark.django_db

TAKES_EFFECT = date(2024, 1, 1)


def prepared(meeting, **fields) -> Handover:
    given = {"to_unit": meeting.units[1], "takes_effect_on": TAKES_EFFECT, "checklist": ["Quy chế", "Hồ sơ"], **fields}
    return services.prepare_handover(meeting.conference, by=meeting.lead, **given)


def ready(meeting) -> Handover:
    """Everything ticked, minutes adopted."""
    handover = prepared(meeting)
    for number in (1, 2):
        services.tick_handover(handover, by=meeting.lead, number=number)
    meeting.conference.state = ConferenceState.ADOPTED
    meeting.conference.save()
    return Handover.objects.get(pk=handover.pk)


def test_prepare_handover_knows_the_present_lead_and_keeps_ticks_of_items_that_stay():
    meeting = cluster_meeting()
    handover = prepared(meeting)
    services.tick_handover(handover, by=meeting.lead, number=2)
    handover = prepared(meeting, checklist=["Cờ Cụm trưởng", "Hồ sơ", "Hồ sơ", " "])
    assert (handover.from_unit, handover.to_unit) == (meeting.units[0], meeting.units[1])
    assert handover.checklist == [{"text": "Cờ Cụm trưởng", "done": False}, {"text": "Hồ sơ", "done": True}]
    assert Handover.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"to_unit": 0}, "khác với cụm trưởng"),
        ({"to_unit": None}, "không phải thành viên"),
        ({"takes_effect_on": date(2023, 10, 17)}, "trước ngày họp"),
        ({"checklist": [" "]}, "ít nhất một nội dung"),
    ],
)
def test_prepare_handover_refuses_what_makes_no_sense(fields, sentence):
    meeting = cluster_meeting()
    if "to_unit" in fields:
        fields = {"to_unit": UnitFactory() if fields["to_unit"] is None else meeting.units[0]}
    with pytest.raises(RuleViolation, match=sentence):
        prepared(meeting, **fields)
    assert not Handover.objects.exists()


def test_a_council_hands_over_nothing():
    sitting = council_sitting()
    with pytest.raises(RuleViolation, match="Chỉ hội nghị của cụm"):
        services.prepare_handover(
            sitting.conference, by=sitting.secretary, to_unit=UnitFactory(), takes_effect_on=TAKES_EFFECT
        )


def test_signing_is_refused_with_every_reason_at_once():
    meeting = cluster_meeting()
    handover = prepared(meeting)
    ScoreBoard.objects.create(period=meeting.period, cluster=meeting.cluster, state=BoardState.FROZEN)
    services.tick_handover(handover, by=meeting.lead, number=1)
    with pytest.raises(RuleViolation) as refusal:
        services.sign_handover(handover, by=meeting.lead)
    assert refusal.value.reasons == [
        "Chưa bàn giao: Hồ sơ.",
        "Biên bản hội nghị chưa thông qua.",
        f"Bảng điểm {meeting.cluster} năm 2023 chưa được công nhận xếp hạng (đã chốt điểm).",
    ]
    handover.refresh_from_db()
    assert (handover.state, handover.from_signed_by) == (HandoverState.DRAFT, None)


def test_both_sides_sign_and_then_lead_and_rights_move_on_the_day_agreed():
    meeting = cluster_meeting()
    handover = ready(meeting)
    clerk = UserFactory(role=Role.CLERK, over=meeting.units[1])
    below = UserFactory(role=Role.CLERK, over=UnitFactory(parent=meeting.units[1]))
    services.sign_handover(handover, by=meeting.lead)
    assert handover.state == HandoverState.HALF
    assert meeting.cluster.lead_on(TAKES_EFFECT) == meeting.units[0]

    services.sign_handover(handover, by=meeting.leaders[1])
    assert handover.state == HandoverState.DONE
    assert (handover.from_signed_by, handover.to_signed_by) == (meeting.lead, meeting.leaders[1])
    eve = TAKES_EFFECT - timedelta(days=1)
    assert meeting.cluster.lead_on(eve) == meeting.units[0]
    assert meeting.cluster.lead_on(TAKES_EFFECT) == meeting.units[1]

    def leads(day):
        held = RoleGrant.objects.in_force(day).filter(cluster=meeting.cluster, role=Role.CLUSTER_LEAD)
        return set(User.objects.filter(pk__in=held.values("user")))

    assert leads(eve) == {meeting.lead}
    assert leads(TAKES_EFFECT) == {meeting.leaders[1], clerk}
    assert below not in leads(TAKES_EFFECT)


def test_the_old_lead_still_reads_the_conference():
    meeting = cluster_meeting()
    handover = ready(meeting)
    services.sign_handover(handover, by=meeting.leaders[1])
    services.sign_handover(handover, by=meeting.leaders[0])
    RoleGrant.objects.filter(user=meeting.lead, role=Role.CLUSTER_LEAD).update(valid_to=date(2020, 1, 1))
    old = User.objects.get(pk=meeting.lead.pk)
    assert type(meeting.conference).objects.visible_to(old).get() == meeting.conference
    assert not old.has_perm("awards.run_conference", meeting.conference)


def test_one_account_never_signs_for_both_sides():
    meeting = cluster_meeting()
    handover = ready(meeting)
    services.sign_handover(handover, by=meeting.lead)
    with pytest.raises(StateConflict, match="Bên giao đã ký"):
        services.sign_handover(handover, by=meeting.leaders[0])
    # Somebody who speaks for both units speaks for neither.
    grant(meeting.leaders[1], Role.UNIT_LEADER, meeting.units[0])
    both = User.objects.get(pk=meeting.leaders[1].pk)
    with pytest.raises(Forbidden):
        services.sign_handover(handover, by=both)
    handover.refresh_from_db()
    assert handover.state == HandoverState.HALF
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.filter(pk=handover.pk).update(to_signed_by=meeting.lead)


@pytest.mark.parametrize("who", ["stranger", "above", "clerk"])
def test_only_leaders_and_officers_of_either_side_sign(who):
    meeting = cluster_meeting()
    handover = ready(meeting)
    user = {
        "stranger": lambda: UserFactory(role=Role.UNIT_LEADER, over=meeting.units[2]),
        "above": lambda: UserFactory(role=Role.OFFICER, over=meeting.organiser),
        "clerk": lambda: UserFactory(role=Role.CLERK, over=meeting.units[1]),
    }[who]()
    with pytest.raises(Forbidden):
        services.sign_handover(handover, by=user)


def test_after_the_first_signature_nothing_can_be_changed():
    meeting = cluster_meeting()
    handover = ready(meeting)
    services.sign_handover(handover, by=meeting.lead)
    with pytest.raises(StateConflict):
        services.tick_handover(handover, by=meeting.lead, number=1, done=False)
    with pytest.raises(StateConflict):
        prepared(meeting)


def test_tick_of_an_item_that_is_not_there_is_refused():
    meeting = cluster_meeting()
    with pytest.raises(RuleViolation):
        services.tick_handover(prepared(meeting), by=meeting.lead, number=3)


def test_missing_to_sign_is_empty_when_all_is_done():
    assert states.missing_to_sign(ready(cluster_meeting())) == []


def test_a_closed_year_is_for_reading_only():
    meeting = cluster_meeting()
    type(meeting.conference.period).objects.filter(pk=meeting.conference.period_id).update(state=PeriodState.CLOSED)
    with pytest.raises(StateConflict, match="đã khóa"):
        prepared(meeting)
    assert not Handover.objects.exists()
