"""A paper round from the locked list to the published result, and every refusal on the way."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from awards.ballots import count_queries, preparing, queries, rules, services
from awards.ballots.enums import BatchState, Channel, Outcome, RoundState
from awards.ballots.permissions import direct_ballot
from awards.ballots.queries import GroupSpec, LineSpec
from awards.catalogue.enums import Confidence
from awards.catalogue.models import AwardRule, RuleSet, VoteRule
from awards.conferences import services as conferences
from awards.conferences.states import missing_to_close
from awards.models import (
    Conference,
    Council,
    Nomination,
    NominationList,
    PaperCount,
    Regulation,
    ScoreBoard,
    VotingRound,
)
from awards.nominations.enums import ListState, NominationState
from awards.nominations.states import missing_to_reopen
from awards.scoring.enums import BoardState
from tests.factories import UserFactory
from tests.factories.ballots import (
    award,
    carried_through,
    closed_round,
    cluster_meeting,
    council_sitting,
    counted_round,
    figures,
    frozen_round,
    locked_list,
    open_round,
    published_round,
    two_persons,
)
from tests.factories.units import LONG_AGO, PersonFactory, UnitFactory, grant
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from thidua.workflow import lock
from units.accounts.enums import Role
from units.models import AuditEvent, User

pytestmark = pytest.mark.django_db


def prepare(sitting, **fields) -> VotingRound:
    given = {"name": "Phiếu bầu", "groups": None, "tellers": sitting.tellers, **fields}
    given["groups"] = given["groups"] or queries.groups_from_list(sitting.conference)
    return services.prepare_round(sitting.conference, by=sitting.secretary, **given)


# Prepare and freeze ---------------------------------------------------------------------------------------------------


def test_one_group_for_each_title_of_the_locked_list_and_a_pick_where_the_quota_is_smaller():
    sitting = council_sitting()
    locked_list(sitting, {"ĐVQT": (4, 3), "ĐVTT": (29, 30), "CSTĐ": (2, None)})
    ballot = prepare(sitting)
    assert [(g.title, g.kind, g.seats, g.lines.count()) for g in ballot.groups.all()] == [
        ("ĐVQT", "pick", 3, 4),
        ("ĐVTT", "approve", None, 29),
        ("CSTĐ", "approve", None, 2),
    ]
    assert [(g.threshold, g.base, g.legal_basis) for g in ballot.groups.all()][0] == (
        (4, 5, ">="),
        "all_members",
        "Quy chế Hội đồng, Điều 9",
    )
    assert [line.label for line in ballot.groups.first().lines.all()] == ["ĐVQT 1", "ĐVQT 2", "ĐVQT 3", "ĐVQT 4"]
    assert (ballot.state, ballot.number) == (RoundState.DRAFT, 1)


def test_a_quota_of_nought_makes_no_paper():
    sitting = council_sitting()
    locked_list(sitting, {"ĐVQT": (2, 0), "ĐVTT": (3, None)})
    with pytest.raises(RuleViolation) as refusal:
        queries.groups_from_list(sitting.conference)
    assert refusal.value.reasons == [
        "“ĐVQT”: chỉ tiêu là 0 mà còn 2 dòng chờ Hội đồng. Mở lại danh sách để sửa chỉ tiêu hoặc đưa các dòng này ra."
    ]


@pytest.mark.parametrize(("quota", "seats"), [(6, None), (5, 3), (3, 1), (2, 0)])
def test_holders_of_a_title_counted_with_another_take_their_places_first(quota, seats):
    sitting = council_sitting()
    listing = locked_list(sitting, {"CSTĐ": (2, None), "CSTT": (4, quota)})
    listing.awards.filter(award__code="CSTT").update(counted_with=["CSTĐ"])
    if seats == 0:
        with pytest.raises(RuleViolation) as refusal:
            queries.groups_from_list(sitting.conference)
        assert "chỉ tiêu 2 đã tính hết cho 2 người ở danh hiệu khác" in refusal.value.reasons[0]
    else:
        assert [(spec.title, spec.seats) for spec in queries.groups_from_list(sitting.conference)] == [
            ("CSTĐ", None),
            ("CSTT", seats),
        ]


def test_a_vote_rule_of_the_decree_in_force_on_the_day_goes_before_the_regulation():
    sitting = council_sitting()
    locked_list(sitting, {"CSTĐCS": (2, None)})
    rule = AwardRule.objects.create(
        award=award("CSTĐCS"),
        rule_set=RuleSet.objects.get(),
        deciding_level="PROVINCE_COMMAND",
        deciding_authority="Chỉ huy trưởng",
        legal_basis="Luật",
        confidence=Confidence.VERIFIED,
        valid_from=LONG_AGO,
    )
    VoteRule.objects.create(
        rule=rule, numerator=9, denominator=10, operator=">=", legal_basis="NĐ, Điều 30", confidence="V"
    )
    group = prepare(sitting).groups.get()
    assert (group.threshold, group.legal_basis) == ((9, 10, ">="), "NĐ, Điều 30")
    assert group.announced == {"base": 15, "required": 14}


def test_only_lines_that_wait_for_the_council_are_on_the_paper():
    sitting = council_sitting()
    locked_list(sitting, {"ĐVTT": (3, None)})
    Nomination.objects.filter(subject_name="ĐVTT 2").update(state=NominationState.ON_HOLD)
    assert [line.label for line in prepare(sitting).groups.get().lines.all()] == ["ĐVTT 1", "ĐVTT 3"]


def test_the_list_of_a_province_is_not_voted_on_by_the_council_of_a_station():
    sitting = council_sitting()
    locked_list(sitting)
    groups = queries.groups_from_list(sitting.conference)
    station = UnitFactory(parent=sitting.province)
    Council.objects.filter(pk=sitting.council.pk).update(unit=station)
    conference = Conference.objects.get()
    with pytest.raises(RuleViolation, match="do Hội đồng của"):
        queries.groups_from_list(conference)
    with pytest.raises(RuleViolation, match="không bỏ phiếu danh sách này"):
        services.prepare_round(conference, by=sitting.secretary, name="Phiếu", groups=groups, tellers=sitting.tellers)
    assert not VotingRound.objects.exists()


def test_an_open_list_makes_no_paper():
    sitting = council_sitting()
    listing = locked_list(sitting)
    NominationList.objects.filter(pk=listing.pk).update(state=ListState.OPEN)
    with pytest.raises(RuleViolation, match="chưa khóa"):
        queries.groups_from_list(sitting.conference)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"tellers": []}, "tellers"),
        ({"tellers": "same"}, "tellers"),
        ({"tellers": "gone"}, "tellers"),
    ],
)
def test_prepare_refuses_no_name_and_fewer_than_two_tellers(fields, field):
    sitting = council_sitting()
    locked_list(sitting)
    if fields.get("tellers") == "same":
        fields = {"tellers": [sitting.tellers[0], sitting.tellers[0]]}
    if fields.get("tellers") == "gone":
        fields = {"tellers": [sitting.tellers[0], UserFactory(is_active=False)]}
    with pytest.raises(RuleViolation) as refusal:
        prepare(sitting, **fields)
    assert refusal.value.field == field
    assert not VotingRound.objects.exists()


def test_whoever_directs_or_stands_on_the_paper_does_not_count():
    sitting = council_sitting()
    locked_list(sitting, {"CSTĐ": (2, None)})
    line, officer = Nomination.objects.first(), UserFactory(role=Role.OFFICER, over=sitting.province)
    person = PersonFactory(unit=sitting.province)
    Nomination.objects.filter(pk=line.pk).update(unit=None, person=person)
    candidate = UserFactory(role=Role.TELLER, over=sitting.province, person=person)
    directors = [sitting.secretary, officer, sitting.chair]
    with pytest.raises(RuleViolation) as refusal:
        prepare(sitting, tellers=[*directors, candidate, sitting.tellers[0]])
    assert refusal.value.field == "tellers"
    assert refusal.value.reasons == [
        *(f"{user} điều hành vòng này nên không ở tổ kiểm phiếu." for user in directors),
        f"{candidate} có tên trên phiếu nên không ở tổ kiểm phiếu.",
    ]
    ballot = prepare(sitting)
    with pytest.raises(RuleViolation):
        services.set_tellers(ballot, by=sitting.secretary, tellers=[*sitting.tellers, officer])
    offered = list(queries.teller_candidates(sitting.conference))
    assert not {*directors, candidate} & set(offered)
    assert set(sitting.tellers) <= set(offered)
    assert not any(direct_ballot(user, ballot) for user in offered)


def test_whoever_leads_the_cluster_does_not_count():
    meeting = cluster_meeting()
    officer = UserFactory(role=Role.OFFICER, over=meeting.organiser)
    groups = queries.groups_from_cluster(meeting.conference, form=award("BK"))
    given = {"by": meeting.lead, "name": "Phiếu", "groups": groups}
    for director in (meeting.lead, officer):
        with pytest.raises(RuleViolation) as refusal:
            services.prepare_round(meeting.conference, tellers=[*meeting.tellers, director], **given)
        assert refusal.value.reasons == [f"{director} điều hành vòng này nên không ở tổ kiểm phiếu."]
    offered = set(queries.teller_candidates(meeting.conference))
    assert set(meeting.tellers) <= offered
    assert not {meeting.lead, officer} & offered


def test_prepare_refuses_a_pick_of_more_than_there_is_and_the_same_subject_twice():
    sitting = council_sitting()
    line = LineSpec(sitting.province, "Đơn vị")
    for lines, seats, sentence in (([line], 2, "chọn 2 trong 1"), ([line, line], 1, "trùng nhau")):
        with pytest.raises(RuleViolation, match=sentence):
            prepare(sitting, groups=[GroupSpec("Cờ", lines, kind="pick", seats=seats)])


def test_prepare_is_for_the_office_only():
    sitting = council_sitting()
    locked_list(sitting)
    for user in (sitting.chair, sitting.tellers[0]):
        with pytest.raises(Forbidden):
            services.prepare_round(
                sitting.conference,
                by=user,
                name="Phiếu",
                groups=queries.groups_from_list(sitting.conference),
                tellers=sitting.tellers,
            )


def test_freeze_fixes_paper_hash_rule_and_roll(frozen):
    _, ballot = frozen
    assert ballot.state == RoundState.READY
    assert ballot.paper == rules.canonical(queries.paper_of(ballot))
    assert ballot.paper_hash == rules.sha256(ballot.paper)
    assert '"label":"ĐVQT 1"' in ballot.paper
    assert ballot.quorum == {"num": 2, "den": 3, "op": ">=", "of": "present"}
    assert (ballot.members, ballot.legal_basis) == (15, "Quy chế Hội đồng, Điều 9")
    assert set(ballot.electors.values_list("channel", flat=True)) == {Channel.NONE}
    assert ballot.electors.count() == 15


def test_freeze_twice_leaves_one_frozen_paper(frozen):
    sitting, ballot = frozen
    paper_hash = ballot.paper_hash
    with pytest.raises(StateConflict):
        services.freeze_round(ballot, by=sitting.secretary)
    ballot.refresh_from_db()
    assert (ballot.paper_hash, ballot.electors.count()) == (paper_hash, 15)
    assert [event.action for event in ballot.events.all()] == ["prepare", "freeze"]


def test_freeze_names_everything_that_is_missing():
    sitting = council_sitting()
    listing = locked_list(sitting, {"ĐVTT": (2, None)})
    groups = [
        *queries.groups_from_list(sitting.conference),
        GroupSpec("Không ngưỡng", [LineSpec(sitting.province, "A")], no_threshold=True),
        GroupSpec("Trống", []),
    ]
    ballot = prepare(sitting, groups=groups)
    NominationList.objects.filter(pk=listing.pk).update(state=ListState.OPEN)
    Nomination.objects.filter(subject_name="ĐVTT 1").update(state=NominationState.WITHDRAWN)
    with pytest.raises(RuleViolation) as refusal:
        services.freeze_round(ballot, by=sitting.secretary)
    assert refusal.value.reasons == [
        "“Không ngưỡng” chưa đặt ngưỡng đạt.",
        "“Trống” chưa có dòng nào.",
        "Danh sách đề nghị chưa khóa.",
        "ĐVTT 1: đã rút, không còn chờ Hội đồng.",
    ]
    ballot.refresh_from_db()
    assert (ballot.state, ballot.paper, ballot.electors.count()) == (RoundState.DRAFT, "", 0)


def test_a_nomination_is_on_one_live_paper_at_a_time():
    sitting = council_sitting()
    locked_list(sitting, {"ĐVTT": (1, None)})
    first, second = prepare(sitting), prepare(sitting)
    services.freeze_round(first, by=sitting.secretary)
    with pytest.raises(RuleViolation) as refusal:
        services.freeze_round(second, by=sitting.secretary)
    assert refusal.value.reasons == [f"ĐVTT 1 đang nằm trên “{first.name}”."]
    with pytest.raises(RuleViolation, match="ngoài các dòng đang bỏ phiếu"):
        queries.groups_from_list(sitting.conference)  # nor is it offered for a third
    two_persons(first, "cancel", sitting.secretary, sitting.tellers[0], reason="Lập lại")
    assert [len(group.lines) for group in queries.groups_from_list(sitting.conference)] == [1]


def test_freeze_holds_the_list_of_its_lines(monkeypatch):
    sitting = council_sitting()
    listing = locked_list(sitting)
    ballot, held = prepare(sitting), []
    monkeypatch.setattr(preparing, "lock", lambda obj: held.append(obj) or lock(obj))
    services.freeze_round(ballot, by=sitting.secretary)
    assert held == [ballot, listing]


@pytest.mark.parametrize("make", [frozen_round, open_round, counted_round, published_round])
def test_a_list_stays_locked_while_a_frozen_paper_holds_its_lines(make):
    ballot = make(council_sitting())
    assert f"Danh sách đã lên “{ballot.name}”." in missing_to_reopen(NominationList.objects.get())


def test_a_list_is_free_again_once_its_paper_is_put_aside(frozen):
    sitting, ballot = frozen
    two_persons(ballot, "cancel", sitting.secretary, sitting.tellers[0], reason="In sai")
    assert missing_to_reopen(NominationList.objects.get()) == []


def test_a_draft_keeps_no_list_locked():
    sitting = council_sitting()
    listing = locked_list(sitting)
    prepare(sitting)
    assert missing_to_reopen(listing) == []


def test_a_draft_can_be_put_aside_with_a_reason():
    sitting = council_sitting()
    locked_list(sitting)
    ballot = prepare(sitting)
    with pytest.raises(RuleViolation):
        services.discard_round(ballot, by=sitting.secretary, reason=" ")
    services.discard_round(ballot, by=sitting.secretary, reason="Lập nhầm")
    ballot.refresh_from_db()
    assert (ballot.state, ballot.cancelled_reason) == (RoundState.CANCELLED, "Lập nhầm")


def test_required_is_known_before_the_vote_from_the_frozen_electorate(frozen):
    _, ballot = frozen
    group = ballot.groups.first()
    assert group.announced == {"base": 15, "required": 12}
    assert group.required_words == "12/15"
    assert group.share_words == "80% (12/15)"
    assert group.rule_words == "từ 80% tổng số thành viên trở lên"


# Two people -----------------------------------------------------------------------------------------------------------


def test_open_takes_the_director_and_a_teller_in_either_order():
    for first, second in (("secretary", "teller"), ("teller", "secretary"), ("chair", "teller")):
        sitting = council_sitting()
        people = {"secretary": sitting.secretary, "teller": sitting.tellers[1], "chair": sitting.chair}
        ballot = two_persons(frozen_round(sitting), "open", people[first], people[second])
        assert (ballot.state, ballot.present) == (RoundState.OPEN, 14)
        assert ballot.events.last().payload == {
            "asked_by": str(people[first]),
            "confirmed_by": str(people[second]),
            "present": 14,
            "members": 15,
        }


def test_nobody_opens_alone_and_no_side_alone(frozen):
    sitting, ballot = frozen
    services.ask(ballot, "open", by=sitting.secretary)
    with pytest.raises(RuleViolation, match="hai người khác nhau"):
        services.confirm(ballot, "open", by=sitting.secretary)
    with pytest.raises(RuleViolation, match="Cần một người điều hành"):
        services.confirm(ballot, "open", by=sitting.chair)
    services.withdraw(ballot, "open", by=sitting.secretary)
    services.ask(ballot, "open", by=sitting.tellers[0])
    with pytest.raises(RuleViolation, match="Cần một người điều hành"):
        services.confirm(ballot, "open", by=sitting.tellers[1])
    ballot.refresh_from_db()
    assert ballot.state == RoundState.READY


def test_a_teller_who_became_secretary_still_needs_a_second_account(frozen):
    sitting, ballot = frozen
    grant(sitting.tellers[1], Role.SECRETARY, sitting.province)
    services.ask(ballot, "open", by=sitting.tellers[1])
    with pytest.raises(RuleViolation):
        services.confirm(ballot, "open", by=sitting.tellers[1])
    services.confirm(ballot, "open", by=sitting.tellers[0])
    assert ballot.state == RoundState.OPEN


@pytest.mark.parametrize("act", ["ask", "confirm", "withdraw"])
def test_outsiders_take_no_part_in_acts_of_two(act, frozen):
    sitting, ballot = frozen
    services.ask(ballot, "open", by=sitting.secretary)
    for role in (Role.ADMINISTRATOR, Role.AUDITOR, Role.MEMBER, Role.TELLER):
        with pytest.raises(Forbidden):
            getattr(services, act)(ballot, "open", by=UserFactory(role=role, over=sitting.province))


def test_asking_twice_is_told_and_confirming_twice_leaves_one_truth(frozen):
    sitting, ballot = frozen
    services.ask(ballot, "open", by=sitting.secretary)
    with pytest.raises(StateConflict, match="đã đề nghị"):
        services.ask(ballot, "open", by=sitting.tellers[0])
    services.confirm(ballot, "open", by=sitting.tellers[0])
    for teller in sitting.tellers[:2]:
        with pytest.raises(StateConflict, match="đã xác nhận hoặc đã rút"):
            services.confirm(ballot, "open", by=teller)
    assert [event.action for event in ballot.events.all()].count("open") == 1


def test_open_is_refused_without_quorum_even_when_it_was_there_at_asking():
    sitting = council_sitting(present=10)
    ballot = frozen_round(sitting)
    services.ask(ballot, "open", by=sitting.secretary)
    conferences.mark_absent(sitting.attendees[0], by=sitting.secretary, reason="ra về")
    with pytest.raises(RuleViolation) as refusal:
        services.confirm(ballot, "open", by=sitting.tellers[0])
    assert refusal.value.reasons == ["Có mặt 9/15, cần ít nhất 10 (2/3): còn thiếu 1."]
    ballot.refresh_from_db()
    assert (ballot.state, ballot.present) == (RoundState.READY, None)
    assert services._pending(ballot, "open").asked_by == sitting.secretary
    conferences.mark_present(sitting.attendees[0], by=sitting.secretary)
    services.confirm(ballot, "open", by=sitting.tellers[0])
    assert ballot.state == RoundState.OPEN


def test_open_is_refused_before_the_session():
    sitting = council_sitting(state="preparing")
    ballot = frozen_round(sitting)
    with pytest.raises(RuleViolation) as refusal:
        services.ask(ballot, "open", by=sitting.secretary)
    assert refusal.value.reasons == ["Hội nghị chưa khai mạc hoặc đã bế mạc."]


def test_cancel_needs_a_reason_and_two_people_and_can_be_run_again(opened):
    sitting, ballot = opened
    with pytest.raises(RuleViolation):
        services.ask(ballot, "cancel", by=sitting.secretary, reason=" ")
    ballot = two_persons(ballot, "cancel", sitting.secretary, sitting.tellers[0], reason="Phiếu in sai")
    assert (ballot.state, ballot.cancelled_reason) == (RoundState.CANCELLED, "Phiếu in sai")
    again = services.prepare_rerun(ballot, by=sitting.secretary)
    assert (again.parent, again.number, again.name) == (ballot, 2, ballot.name)
    assert [line.label for line in again.groups.first().lines.all()] == ["ĐVQT 1", "ĐVQT 2", "ĐVQT 3", "ĐVQT 4"]
    services.freeze_round(again, by=sitting.secretary)
    assert again.state == RoundState.READY
    with pytest.raises(StateConflict, match="Đã lập"):
        services.prepare_rerun(ballot, by=sitting.secretary)


def test_what_became_impossible_is_withdrawn_by_itself(frozen):
    sitting, ballot = frozen
    services.ask(ballot, "open", by=sitting.secretary)
    services.ask(ballot, "cancel", by=sitting.secretary, reason="Hoãn")
    services.confirm(ballot, "cancel", by=sitting.tellers[0])
    assert services._pending(ballot, "open") is None
    with pytest.raises(StateConflict):
        services.confirm(ballot, "open", by=sitting.tellers[0])


# Papers ---------------------------------------------------------------------------------------------------------------


def test_hand_papers_counts_signatures_papers_and_replacements(opened):
    sitting, ballot = opened
    by, people = sitting.tellers[0], sitting.present
    services.hand_papers(ballot, by=by, batch_label="a", attendees=people[:10])
    batch = services.hand_papers(ballot, by=by, batch_label="A", attendees=people[10:], spoiled=2)
    assert (batch.label, batch.signed, batch.handed, batch.spoiled, batch.in_hands) == ("A", 14, 16, 2, 14)
    assert ballot.electors.filter(channel=Channel.PAPER, signed_paper=True).count() == 14


def test_hand_papers_refuses_everything_at_once_and_hands_out_nothing(opened):
    sitting, ballot = opened
    by = sitting.secretary
    services.hand_papers(ballot, by=by, batch_label="A", attendees=sitting.attendees[:1])
    other = council_sitting().attendees[0]
    with pytest.raises(RuleViolation) as refusal:
        services.hand_papers(
            ballot,
            by=by,
            batch_label="A",
            attendees=[sitting.attendees[0], sitting.attendees[1], sitting.attendees[14], other],
        )
    assert refusal.value.reasons == [
        "Đại úy Trần Văn 1 đã nhận phiếu.",
        "Đại úy Trần Văn 15 chưa điểm danh có mặt.",
        "Đại úy Trần Văn 1 không có trong danh sách bỏ phiếu.",
    ]
    assert ballot.electors.filter(signed_paper=True).count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"batch_label": " "}, "batch_label"),
        ({"attendees": []}, "attendees"),
        ({"attendees": [], "spoiled": 1}, "spoiled"),
        ({"spoiled": -1}, "spoiled"),
    ],
)
def test_hand_papers_checks_its_form(fields, field, opened):
    sitting, ballot = opened
    given = {"batch_label": "A", "attendees": sitting.present[:1], **fields}
    with pytest.raises(RuleViolation) as refusal:
        services.hand_papers(ballot, by=sitting.tellers[0], **given)
    assert refusal.value.field == field


def test_papers_are_handed_out_from_freezing_to_closing_only():
    sitting = council_sitting()
    locked_list(sitting)
    ballot = prepare(sitting)
    with pytest.raises(StateConflict):
        services.hand_papers(ballot, by=sitting.secretary, batch_label="A", attendees=sitting.present)
    closed = closed_round(council_sitting())
    with pytest.raises(StateConflict):
        services.hand_papers(closed, by=closed.tellers.first().user, batch_label="A", attendees=[])


def test_a_paper_ticked_by_mistake_is_taken_back_before_the_opening_only(frozen):
    sitting, ballot = frozen
    batch = services.hand_papers(ballot, by=sitting.secretary, batch_label="A", attendees=sitting.present[:3])
    elector = ballot.electors.get(attendee=sitting.present[0])
    batch = services.take_back(elector, by=sitting.secretary, batch=batch)
    assert (batch.signed, batch.handed) == (2, 2)
    elector.refresh_from_db()
    assert (elector.channel, elector.signed_paper) == (Channel.NONE, False)
    two_persons(ballot, "open", sitting.secretary, sitting.tellers[0])
    with pytest.raises(StateConflict):
        services.take_back(ballot.electors.get(attendee=sitting.present[1]), by=sitting.secretary, batch=batch)


def test_recusal_is_decided_before_the_opening_and_such_a_member_gets_no_paper(frozen):
    sitting, ballot = frozen
    elector = ballot.electors.get(attendee=sitting.present[0])
    with pytest.raises(RuleViolation):
        services.set_recused(elector, by=sitting.secretary)
    services.set_recused(elector, by=sitting.secretary, reason="có tên trên phiếu")
    with pytest.raises(RuleViolation):
        services.hand_papers(ballot, by=sitting.secretary, batch_label="A", attendees=sitting.present[:1])
    fresh = VotingRound.objects.get(pk=ballot.pk)
    assert (fresh.electorate.members, fresh.electorate.recused_members, fresh.electorate.recused_present) == (15, 1, 1)
    two_persons(ballot, "open", sitting.secretary, sitting.tellers[0])
    with pytest.raises(StateConflict):
        services.set_recused(elector, by=sitting.secretary, recused=False)


def test_close_marks_whoever_never_came_and_needs_a_paper(opened):
    sitting, ballot = opened
    with pytest.raises(RuleViolation) as refusal:
        services.ask(ballot, "close", by=sitting.secretary)
    assert refusal.value.reasons == ["Chưa phát phiếu nào."]
    services.hand_papers(ballot, by=sitting.secretary, batch_label="A", attendees=sitting.present[:13])
    ballot = two_persons(ballot, "close", sitting.secretary, sitting.tellers[0])
    channels = list(ballot.electors.order_by("attendee__sort").values_list("channel", flat=True))
    assert channels == [*["paper"] * 13, "none", "absent"]


def test_a_member_who_comes_late_votes_on_paper_and_the_base_stays():
    sitting = council_sitting(present=13)
    ballot = open_round(sitting)
    late = sitting.attendees[13]
    conferences.mark_present(late, by=sitting.secretary)
    services.hand_papers(ballot, by=sitting.secretary, batch_label="A", attendees=[late])
    ballot.refresh_from_db()
    assert ballot.present == 13


@pytest.mark.parametrize("base", ["present", "participating"])
def test_whoever_comes_after_the_opening_has_no_vote_where_heads_in_the_room_are_the_base(base):
    sitting = council_sitting(members=5, present=4)
    line = LineSpec(sitting.province, "Đơn vị")
    ballot = prepare(sitting, groups=[GroupSpec("Cờ", [line], threshold=(1, 2, ">"), base=base)])
    services.freeze_round(ballot, by=sitting.secretary)
    two_persons(ballot, "open", sitting.secretary, sitting.tellers[0])
    late = sitting.attendees[4]
    conferences.mark_present(late, by=sitting.secretary)
    give = {"by": sitting.tellers[0], "batch_label": "A"}
    with pytest.raises(RuleViolation) as refusal:
        services.hand_papers(ballot, attendees=[late], **give)
    assert "đến sau khi mở bỏ phiếu" in refusal.value.reasons[0]
    # Nor with an hour of arrival written down before the opening.
    conferences.unmark(late, by=sitting.secretary)
    conferences.mark_present(late, by=sitting.secretary, at=sitting.conference.starts_at)
    with pytest.raises(RuleViolation, match="có 4 người được nhận phiếu; đã phát 0"):
        services.hand_papers(ballot, attendees=sitting.attendees, **give)
    batch = services.hand_papers(ballot, attendees=sitting.attendees[:4], **give)
    with pytest.raises(RuleViolation, match="đã phát 4, không phát thêm 1"):
        services.hand_papers(ballot, attendees=[late], **give)
    two_persons(ballot, "close", sitting.secretary, sitting.tellers[0])
    services.record_returned(batch, by=sitting.tellers[0], returned=4)
    for teller in sitting.tellers[:2]:
        services.save_count(batch, by=teller, data=figures(ballot, 4))
        services.lock_count(batch, by=teller)
    ballot = VotingRound.objects.get(pk=ballot.pk)
    assert queries.result_of(ballot, viewer=sitting.tellers[0]).groups[0].lines[0].percent == "100,00"


def test_who_signed_for_a_paper_stays_in_the_room_as_the_roll_says(frozen):
    sitting, ballot = frozen
    seat, by = sitting.present[0], sitting.secretary
    services.hand_papers(ballot, by=by, batch_label="A", attendees=[seat])
    with pytest.raises(StateConflict, match="đã ký nhận phiếu"):
        conferences.unmark(seat, by=by)
    with pytest.raises(StateConflict, match="thu lại phiếu"):
        conferences.mark_absent(seat, by=by, reason="ra về")
    two_persons(ballot, "open", by, sitting.tellers[0])
    assert not conferences.mark_absent(seat, by=by, reason="ra về").is_present  # voted, then left
    with pytest.raises(StateConflict):
        conferences.unmark(seat, by=by)
    two_persons(ballot, "cancel", by, sitting.tellers[0], reason="In sai")
    assert conferences.unmark(seat, by=by).presence == "expected"


def test_the_delegate_who_signed_for_the_paper_of_a_unit_is_not_changed():
    meeting = cluster_meeting()
    groups = queries.groups_from_cluster(meeting.conference, form=award("BK"))
    ballot = services.prepare_round(
        meeting.conference, by=meeting.lead, name="Phiếu", groups=groups, tellers=meeting.tellers
    )
    services.freeze_round(ballot, by=meeting.lead)
    first, second = meeting.conference.attendees.order_by("sort")[:2]
    services.hand_papers(ballot, by=meeting.lead, batch_label="A", attendees=[first])
    with pytest.raises(StateConflict, match="không cử người khác"):
        conferences.set_delegate(first, by=meeting.lead, name="Trần Văn B")
    assert conferences.set_delegate(second, by=meeting.lead, name="Trần Văn B").name == "Trần Văn B"


@pytest.mark.parametrize("returned", [15, -1])
def test_more_papers_back_than_handed_out_are_refused(returned, closed):
    sitting, ballot = closed
    with pytest.raises(RuleViolation) as refusal:
        services.record_returned(ballot.batches.get(), by=sitting.tellers[0], returned=returned)
    assert refusal.value.field == "returned"
    assert ballot.batches.get().returned == 14


def test_returned_is_for_tellers_and_stands_once_somebody_counts():
    sitting = council_sitting()
    ballot = closed_round(sitting, returned=13)
    batch = ballot.batches.get()
    assert (batch.returned, batch.not_returned) == (13, 1)
    with pytest.raises(Forbidden):
        services.record_returned(batch, by=sitting.secretary, returned=14)
    services.record_returned(batch, by=sitting.tellers[1], returned=14)
    services.save_count(batch, by=sitting.tellers[0], data=figures(ballot, 14))
    with pytest.raises(StateConflict):
        services.record_returned(batch, by=sitting.tellers[1], returned=13)


def two_batches(sitting, size=2):
    ballot = open_round(sitting)
    by, people = sitting.tellers[0], sitting.present
    small = services.hand_papers(ballot, by=by, batch_label="B", attendees=people[:size])
    large = services.hand_papers(ballot, by=by, batch_label="A", attendees=people[size:])
    ballot = two_persons(ballot, "close", by, sitting.secretary)
    for batch in (small, large):
        services.record_returned(batch, by=by, returned=batch.in_hands)
    return ballot, small, large


def test_a_pile_of_two_is_not_unfolded_by_itself():
    sitting = council_sitting()
    ballot, small, large = two_batches(sitting)
    assert (small.is_small, large.is_small) == (True, False)
    for batch in (small, large):  # nor is the large one first, which would leave the small one over
        with pytest.raises(RuleViolation) as refusal:
            services.save_count(batch, by=sitting.tellers[0], data=figures(ballot, batch.returned))
        assert [reason[:40] for reason in refusal.value.reasons] == ["Tập B chỉ có 2 phiếu: gộp vào tập khác t"]
    merged = services.merge_batches(small, by=sitting.tellers[0], into=large)
    assert (merged.signed, merged.handed, merged.returned) == (14, 14, 14)
    assert [batch.label for batch in ballot.batches.all()] == ["A"]
    assert ballot.events.last().payload == {"batch": "B", "into": "A", "handed": 14}


def test_no_pile_is_unfolded_while_another_has_not_been_counted_out():
    sitting = council_sitting()
    ballot, small, large = two_batches(sitting, size=4)
    type(small).objects.filter(pk=small.pk).update(returned=None)
    with pytest.raises(RuleViolation) as refusal:
        services.save_count(large, by=sitting.tellers[0], data=figures(ballot, 10))
    assert refusal.value.reasons == ["Ghi số phiếu thu về của Tập B trước."]
    services.record_returned(small, by=sitting.tellers[0], returned=4)
    services.save_count(large, by=sitting.tellers[0], data=figures(ballot, 10))
    with pytest.raises(StateConflict, match="không gộp được nữa"):
        services.record_returned(small, by=sitting.tellers[0], returned=2)
    assert services.record_returned(small, by=sitting.tellers[0], returned=3).returned == 3


@pytest.mark.parametrize("act", ["cancel", "annul"])
def test_piles_of_a_round_that_is_over_are_not_merged(act, opened):
    sitting, ballot = opened
    piles = [
        services.hand_papers(ballot, by=sitting.tellers[0], batch_label=label, attendees=people)
        for label, people in (("A", sitting.present[:5]), ("B", sitting.present[5:]))
    ]
    if act == "annul":
        two_persons(ballot, "close", sitting.secretary, sitting.tellers[0])
    two_persons(ballot, act, sitting.secretary, sitting.tellers[0], reason="In sai")
    with pytest.raises(StateConflict, match="Không gộp tập phiếu được"):
        services.merge_batches(piles[0], by=sitting.tellers[0], into=piles[1])


def test_a_batch_that_is_being_counted_is_not_merged():
    sitting = council_sitting()
    ballot, small, large = two_batches(sitting, size=4)
    services.save_count(large, by=sitting.tellers[0], data=figures(ballot, 10))
    with pytest.raises(StateConflict):
        services.merge_batches(small, by=sitting.tellers[0], into=large)
    with pytest.raises(RuleViolation):
        services.merge_batches(small, by=sitting.tellers[0], into=small)


def test_fewer_than_three_papers_in_all_are_warned_of(opened):
    sitting, ballot = opened
    services.hand_papers(ballot, by=sitting.tellers[0], batch_label="A", attendees=sitting.present[:2])
    assert queries.panel(ballot, sitting.secretary).is_few
    services.hand_papers(ballot, by=sitting.tellers[0], batch_label="A", attendees=sitting.present[2:3])
    assert not queries.panel(ballot, sitting.secretary).is_few


# Two blind counts -----------------------------------------------------------------------------------------------------


def test_equal_counts_bring_the_round_to_its_result(counted):
    _, ballot = counted
    assert ballot.state == RoundState.COUNTED
    assert ballot.batches.get().state == BatchState.RECONCILED
    assert set(ballot.result["groups"]) == {str(group.pk) for group in ballot.groups.all()}


def test_counts_that_do_not_add_up_are_not_locked_and_stay_as_typed():
    sitting = council_sitting()
    ballot = closed_round(sitting, {"ĐVTT": (2, None)})
    batch = ballot.batches.get()
    data = figures(ballot, 14)
    first, second = data["lines"].values()
    first["disagree"] = 1
    second["agree"] = None
    services.save_count(batch, by=sitting.tellers[0], data=data)
    with pytest.raises(RuleViolation) as refusal:
        services.lock_count(batch, by=sitting.tellers[0])
    assert refusal.value.reasons == ["ĐVTT 1: Cộng được 15, số thu về là 14.", "ĐVTT 2: Chưa nhập."]
    count = PaperCount.objects.get()
    assert (count.is_locked, list(count.data["lines"].values())) == (False, [first, second])


@pytest.mark.parametrize("wrong", [-1, "7", 1.5, True])
def test_a_figure_that_is_no_count_is_refused(wrong, closed):
    sitting, ballot = closed
    data = figures(ballot, 14) | {"whole_invalid": wrong}
    with pytest.raises(RuleViolation):
        services.save_count(ballot.batches.get(), by=sitting.tellers[0], data=data)
    assert not PaperCount.objects.exists()


def test_the_same_teller_is_never_both_counters(closed):
    sitting, ballot = closed
    batch = ballot.batches.get()
    teller = sitting.tellers[0]
    services.save_count(batch, by=teller, data=figures(ballot, 14))
    services.lock_count(batch, by=teller)
    for act in (
        lambda: services.save_count(batch, by=teller, data=figures(ballot, 14)),
        lambda: services.lock_count(batch, by=teller),
    ):
        with pytest.raises(StateConflict, match="đã khóa số liệu"):
            act()
    assert PaperCount.objects.count() == 1
    assert batch.state == BatchState.COUNTING


def test_a_third_teller_finds_both_places_taken(closed):
    sitting, ballot = closed
    batch = ballot.batches.get()
    for teller in sitting.tellers[:2]:
        services.save_count(batch, by=teller, data=figures(ballot, 14))
    with pytest.raises(StateConflict, match="hai người kiểm"):
        services.save_count(batch, by=sitting.tellers[2], data=figures(ballot, 14))


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.ADMINISTRATOR, Role.TELLER, Role.OFFICER])
def test_nobody_but_the_chosen_tellers_counts(role, closed):
    sitting, ballot = closed
    user = UserFactory(role=role, over=sitting.province)
    with pytest.raises(Forbidden):
        services.save_count(ballot.batches.get(), by=user, data=figures(ballot, 14))


def test_different_counts_send_both_back_and_the_attempt_stays_on_file():
    sitting = council_sitting()
    ballot = closed_round(sitting, {"ĐVTT": (3, None)})
    batch = ballot.batches.get()
    first, second, _ = sitting.tellers
    for teller, agree in ((first, 11), (second, 10)):
        services.save_count(batch, by=teller, data=figures(ballot, 14, {"ĐVTT 2": agree}))
        services.lock_count(batch, by=teller)
    batch.refresh_from_db()
    ballot.refresh_from_db()
    assert (batch.state, ballot.state, ballot.result) == (BatchState.DIFFERENT, RoundState.CLOSED, None)

    sheet = queries.count_sheet(batch, first)
    assert (sheet.attempt, sheet.doubtful_labels, sheet.is_mine) == (2, ["ĐVTT 2"], False)
    kept = list(sheet.figures["lines"].values())
    assert [row["agree"] for row in kept] == [14, None, 14]

    for teller in (second, first):
        services.save_count(batch, by=teller, data=figures(ballot, 14, {"ĐVTT 2": 11}))
        services.lock_count(batch, by=teller)
    ballot.refresh_from_db()
    assert ballot.state == RoundState.COUNTED
    assert list(batch.counts.values_list("attempt", "is_locked")) == [(1, True), (1, True), (2, True), (2, True)]
    found = queries.result_of(ballot, viewer=first)
    assert found.attempts == 2
    assert [line.agree for line in found.groups[0].lines] == [14, 11, 14]


def test_counting_begins_when_the_box_is_counted_and_not_before(opened):
    sitting, ballot = opened
    batch = services.hand_papers(ballot, by=sitting.tellers[0], batch_label="A", attendees=sitting.present)
    with pytest.raises(StateConflict):
        services.save_count(batch, by=sitting.tellers[0], data={})
    two_persons(ballot, "close", sitting.tellers[0], sitting.secretary)
    batch.refresh_from_db()
    with pytest.raises(StateConflict, match="thu về"):
        services.save_count(batch, by=sitting.tellers[0], data={})
    with pytest.raises(StateConflict):
        services.lock_count(batch, by=sitting.tellers[0])


def test_several_batches_are_added_and_the_last_one_brings_the_result():
    sitting = council_sitting()
    ballot = open_round(sitting, {"ĐVTT": (1, None)})
    by, people = sitting.tellers[0], sitting.present
    batches = [
        services.hand_papers(ballot, by=by, batch_label=label, attendees=part)
        for label, part in (("A", people[:8]), ("B", people[8:]))
    ]
    ballot = two_persons(ballot, "close", by, sitting.secretary)
    for batch in batches:
        services.record_returned(batch, by=by, returned=batch.in_hands)
    for batch, agree in zip(batches, (8, 4), strict=True):
        for teller in sitting.tellers[1:]:
            services.save_count(batch, by=teller, data=figures(ballot, batch.returned, {"ĐVTT 1": agree}))
            services.lock_count(batch, by=teller)
    ballot.refresh_from_db()
    line = queries.result_of(ballot, viewer=by).groups[0].lines[0]
    assert (line.agree, line.disagree, line.outcome) == (12, 2, Outcome.PASSED)


def test_a_void_outcome_gives_sentences_and_no_figure(monkeypatch, closed):
    sitting, ballot = closed
    batch = ballot.batches.get()
    void = {"status": "void_no_quorum", "issues": ["quorum:9"], "lines": {}, "picks": {}, "quota": None}
    monkeypatch.setattr(count_queries, "tally", lambda document: void)
    for teller in sitting.tellers[:2]:
        services.save_count(batch, by=teller, data=figures(ballot, 14))
        services.lock_count(batch, by=teller)
    ballot = VotingRound.objects.get(pk=ballot.pk)
    assert (ballot.state, ballot.result) == (RoundState.CLOSED, None)
    assert queries.trouble_of(ballot) == [
        "Không đủ số thành viên: vòng này không có giá trị.",
        "Chưa đủ số thành viên theo quy chế, kết quả không có giá trị.",
    ]
    ballot = two_persons(ballot, "annul", sitting.secretary, sitting.tellers[0], reason="Không đủ số thành viên")
    assert ballot.state == RoundState.ANNULLED


# Sign and publish -----------------------------------------------------------------------------------------------------

AGREE = {"ĐVQT 1": 13, "ĐVQT 2": 12, "ĐVQT 3": 5, "ĐVQT 4": 12, "ĐVTT 3": 11}


def test_publish_waits_for_every_signature_and_for_two_people():
    sitting = council_sitting()
    ballot = counted_round(sitting, agree=AGREE)
    services.sign(ballot, by=sitting.tellers[0])
    with pytest.raises(StateConflict, match="đã ký"):
        services.sign(ballot, by=sitting.tellers[0])
    with pytest.raises(Forbidden):
        services.sign(ballot, by=sitting.secretary)
    with pytest.raises(RuleViolation) as refusal:
        services.ask(ballot, "publish", by=sitting.tellers[0])
    assert refusal.value.reasons == [f"{user} chưa ký." for user in sitting.tellers[1:]]
    for teller in sitting.tellers[1:]:
        services.sign(ballot, by=teller)
    services.ask(ballot, "publish", by=sitting.tellers[0])
    with pytest.raises(RuleViolation, match="hai người khác nhau"):
        services.confirm(ballot, "publish", by=sitting.tellers[0])
    with pytest.raises(RuleViolation, match="Cần một người điều hành"):
        services.confirm(ballot, "publish", by=sitting.tellers[1])
    ballot.refresh_from_db()
    assert ballot.state == RoundState.COUNTED
    assert not Nomination.objects.exclude(state=NominationState.TO_COUNCIL).exists()
    services.confirm(ballot, "publish", by=sitting.chair)
    assert ballot.state == RoundState.PUBLISHED


def test_a_chair_by_seat_alone_publishes():
    sitting = council_sitting()
    sitting.chair.role_grants.all().delete()
    ballot = counted_round(sitting, agree=AGREE)
    for teller in sitting.tellers:
        services.sign(ballot, by=teller)
    chair = User.objects.get(pk=sitting.chair.pk)
    ballot = two_persons(ballot, "publish", sitting.tellers[0], chair)
    assert ballot.state == RoundState.PUBLISHED
    assert set(Nomination.objects.values_list("state", flat=True)) == {"passed", "not_passed"}


def test_publish_stores_every_line_and_tells_the_nominations():
    sitting = council_sitting()
    ballot = published_round(sitting, agree=AGREE)
    picked = ballot.groups.get(kind="pick")
    assert list(picked.lines.values_list("votes_for", "votes_against", "percent", "outcome")) == [
        (13, 1, "86,66", "passed"),
        (12, 2, "80,00", "passed"),
        (5, 9, "33,33", "failed"),
        (12, 2, "80,00", "passed"),
    ]
    assert list(Nomination.objects.order_by("pk").values_list("subject_name", "state", "outcome_reason")) == [
        ("ĐVQT 1", "passed", "13/15 phiếu đồng ý (86,66%)"),
        ("ĐVQT 2", "passed", "12/15 phiếu đồng ý (80,00%)"),
        ("ĐVQT 3", "not_passed", "5/15 phiếu đồng ý (33,33%), cần 12"),
        ("ĐVQT 4", "passed", "12/15 phiếu đồng ý (80,00%)"),
        ("ĐVTT 1", "passed", "14/15 phiếu đồng ý (93,33%)"),
        ("ĐVTT 2", "passed", "14/15 phiếu đồng ý (93,33%)"),
        ("ĐVTT 3", "not_passed", "11/15 phiếu đồng ý (73,33%), cần 12"),
    ]


def test_publish_twice_leaves_one_truth():
    sitting = council_sitting()
    ballot = published_round(sitting)
    with pytest.raises(StateConflict):
        services.confirm(ballot, "publish", by=sitting.tellers[1])
    with pytest.raises(StateConflict):
        services.ask(ballot, "publish", by=sitting.secretary)
    assert [event.action for event in ballot.events.all()].count("publish") == 1


def test_the_events_of_a_round_are_one_unbroken_chain():
    ballot = published_round(council_sitting())
    events = list(ballot.events.order_by("seq"))
    assert len(events) == 16
    assert queries.broken_link(events) is None
    assert queries.broken_link(events[1:]) == 1
    assert queries.broken_link(events[:5] + events[6:]) == 6
    events[3].payload = events[3].payload | {"present": 15}
    assert queries.broken_link(events) == 4


def test_result_of_says_how_many_papers_and_people_there_were():
    sitting = council_sitting()
    ballot = published_round(sitting, agree=AGREE)
    found = queries.result_of(ballot)
    assert (found.members, found.present, found.absent, found.recused) == (15, 14, 1, 0)
    assert (found.issued, found.handed, found.returned, found.not_returned) == (14, 14, 14, 0)
    assert (found.valid, found.invalid, found.attempts, found.signatures) == (14, 0, 1, 3)
    group = found.groups[0]
    assert (group.base, group.required, group.seats_left) == (15, 12, 0)
    assert (len(group.passed), group.agree_total, group.disagree_total) == (3, 42, 14)
    assert group.pick_check == "42 = 14 phiếu × 3 lựa chọn: khớp giới hạn"
    assert [teller.is_head for teller in found.tellers] == [True, False, False]
    assert queries.results_of_conference(sitting.conference)[0].groups == found.groups


def test_an_annulled_count_gives_no_result_to_anybody(counted):
    sitting, ballot = counted
    ballot = two_persons(ballot, "annul", sitting.secretary, sitting.tellers[0], reason="Khiếu nại")
    for user in (*sitting.tellers, sitting.secretary):
        with pytest.raises(Forbidden):
            queries.result_of(ballot, viewer=user)
    assert not Nomination.objects.exclude(state=NominationState.TO_COUNCIL).exists()


# Ties -----------------------------------------------------------------------------------------------------------------


def tied_round():
    sitting = council_sitting(threshold=(1, 2, ">"))
    agree = {"ĐVQT 1": 14, "ĐVQT 2": 10, "ĐVQT 3": 9, "ĐVQT 4": 9}
    return sitting, published_round(sitting, {"ĐVQT": (4, 3)}, agree)


def test_a_tie_is_marked_and_its_nominations_wait():
    _, ballot = tied_round()
    assert list(ballot.groups.get().lines.values_list("outcome", flat=True)) == ["passed", "passed", "tied", "tied"]
    assert list(Nomination.objects.order_by("pk").values_list("state", flat=True)) == [
        "passed",
        "passed",
        "to_council",
        "to_council",
    ]
    assert queries.result_of(ballot).has_ties


def test_a_runoff_is_a_pick_among_the_tied_for_the_seats_left():
    sitting, ballot = tied_round()
    second = services.prepare_runoff(ballot, by=sitting.secretary)
    group = second.groups.get()
    assert (second.parent, second.number, group.kind, group.seats) == (ballot, 2, "pick", 1)
    assert group.threshold == (1, 2, ">")
    assert [line.label for line in group.lines.all()] == ["ĐVQT 3", "ĐVQT 4"]
    with pytest.raises(StateConflict, match="Đã lập"):
        services.prepare_runoff(ballot, by=sitting.secretary)


def test_a_conference_does_not_close_over_a_tie():
    sitting, ballot = tied_round()
    tie = f"“{ballot.name}” có dòng bằng phiếu chưa bỏ phiếu lại hoặc quyết định."
    assert missing_to_close(sitting.conference) == [tie]
    second = services.prepare_runoff(ballot, by=sitting.secretary)
    assert missing_to_close(sitting.conference) == [f"“{second.name}” chưa kết thúc: đang chuẩn bị.", tie]
    services.discard_round(second, by=sitting.secretary, reason="Lập nhầm")
    assert missing_to_close(sitting.conference) == [tie]
    second = services.prepare_runoff(ballot, by=sitting.secretary)
    carried_through(sitting, second, {"ĐVQT 3": 10, "ĐVQT 4": 4})
    assert missing_to_close(sitting.conference) == []


def test_the_chair_decides_a_tie_instead_of_a_second_round():
    sitting, ballot = tied_round()
    lines = {line.label: line for line in ballot.groups.get().lines.all()}
    three, four = lines["ĐVQT 3"], lines["ĐVQT 4"]
    with pytest.raises(StateConflict, match="Bỏ phiếu lại trước: quy chế còn 2 lần"):
        services.settle_ties(ballot, by=sitting.secretary, chosen=[four], reason="Chủ tịch quyết định")
    Regulation.objects.update(runoffs=0)
    with pytest.raises(StateConflict, match="đủ số lần"):
        services.prepare_runoff(ballot, by=sitting.secretary)
    with pytest.raises(RuleViolation, match="chỉ còn 1 chỗ"):
        services.settle_ties(ballot, by=sitting.secretary, chosen=[three, four], reason="Chủ tịch quyết định")
    with pytest.raises(RuleViolation, match="Chỉ chọn trong các dòng bằng phiếu"):
        services.settle_ties(ballot, by=sitting.secretary, chosen=[lines["ĐVQT 1"]], reason="Chủ tịch quyết định")
    with pytest.raises(RuleViolation, match="lý do"):
        services.settle_ties(ballot, by=sitting.secretary, chosen=[four], reason=" ")
    with pytest.raises(Forbidden):
        services.settle_ties(ballot, by=sitting.tellers[0], chosen=[four], reason="Chủ tịch quyết định")
    services.settle_ties(ballot, by=sitting.secretary, chosen=[four], reason="Chủ tịch chọn đơn vị nhiều điểm hơn")
    assert list(Nomination.objects.order_by("pk").values_list("state", flat=True)) == [
        "passed",
        "passed",
        "not_passed",
        "passed",
    ]
    assert Nomination.objects.get(state="not_passed").outcome_reason == (
        "Bằng phiếu ở số lượng cuối. Chủ tịch chọn đơn vị nhiều điểm hơn"
    )
    assert missing_to_close(sitting.conference) == []
    assert [line.outcome for line in ballot.groups.get().lines.all()] == ["passed", "passed", "tied", "tied"]
    with pytest.raises(StateConflict):
        services.settle_ties(ballot, by=sitting.secretary, chosen=[three], reason="Lần nữa")
    with pytest.raises(StateConflict, match="quyết định"):
        services.prepare_runoff(ballot, by=sitting.secretary)


def test_a_runoff_needs_a_tie_and_a_published_result():
    sitting = council_sitting()
    with pytest.raises(StateConflict):
        services.prepare_runoff(counted_round(sitting), by=sitting.secretary)
    other = council_sitting()
    with pytest.raises(RuleViolation, match="Không có dòng nào bằng phiếu"):
        services.prepare_runoff(published_round(other), by=other.secretary)


# A cluster ------------------------------------------------------------------------------------------------------------


def cluster_round(meeting, agree, groups=None, votes=(5, 3)) -> VotingRound:
    """Eight units vote for one another: recognise the table, one flag, a form for each."""
    groups = groups or queries.groups_from_cluster(
        meeting.conference, flag=award("CTĐ", "Cờ thi đua"), form=award("BK", "Bằng khen"), with_ranking=True
    )
    ballot = services.prepare_round(
        meeting.conference, by=meeting.lead, name="Phiếu của cụm", groups=groups, tellers=meeting.tellers
    )
    services.freeze_round(ballot, by=meeting.lead)
    two_persons(ballot, "open", meeting.lead, meeting.tellers[0])
    people = list(meeting.conference.attendees.order_by("sort"))
    batch = services.hand_papers(ballot, by=meeting.tellers[0], batch_label="A", attendees=people)
    two_persons(ballot, "close", meeting.tellers[0], meeting.lead)
    services.record_returned(batch, by=meeting.tellers[0], returned=8)
    data = figures(ballot, 8, agree)
    flag = ballot.groups.get(kind="pick")
    lines = list(map(str, flag.lines.values_list("pk", flat=True)))
    data["picks"][str(flag.pk)]["votes"] = dict.fromkeys(lines, 0) | dict(zip(lines, votes, strict=False))
    for teller in meeting.tellers:
        services.save_count(batch, by=teller, data=data)
        services.lock_count(batch, by=teller)
        services.sign(VotingRound.objects.get(pk=ballot.pk), by=teller) if teller == meeting.tellers[1] else None
    services.sign(VotingRound.objects.get(pk=ballot.pk), by=meeting.tellers[0])
    return two_persons(VotingRound.objects.get(pk=ballot.pk), "publish", meeting.lead, meeting.tellers[0])


def test_units_of_a_cluster_vote_for_one_another_and_the_table_is_recognised():
    meeting = cluster_meeting()
    board = ScoreBoard.objects.create(
        period=meeting.period, cluster=meeting.cluster, state=BoardState.FROZEN, frozen_at=timezone.now(), checksum="x"
    )
    ballot = cluster_round(meeting, {meeting.units[7].short_name: 4})
    ranking, flag, form = queries.result_of(ballot).groups
    assert (ranking.required, ranking.base, ranking.lines[0].outcome) == (5, 8, Outcome.PASSED)
    assert [line.label for line in flag.lines] == [unit.short_name for unit in meeting.units]
    assert [line.outcome for line in flag.lines][:3] == [Outcome.PASSED, Outcome.FAILED, Outcome.FAILED]
    assert (form.required, len(form.passed)) == (5, 7)
    assert form.lines[7].outcome == Outcome.FAILED
    board.refresh_from_db()
    assert board.state == BoardState.CONFIRMED


def test_each_unit_of_a_cluster_casts_one_ballot_and_its_own_line_is_on_it():
    meeting = cluster_meeting()
    groups = queries.groups_from_cluster(meeting.conference, form=award("BK"))
    ballot = services.prepare_round(
        meeting.conference, by=meeting.lead, name="Phiếu", groups=groups, tellers=meeting.tellers
    )
    services.freeze_round(ballot, by=meeting.lead)
    assert [row.attendee.unit for row in ballot.electors.order_by("attendee__sort")] == meeting.units
    assert [line.subject for line in ballot.groups.get().lines.all()] == meeting.units
    assert ballot.groups.get().announced == {"base": 8, "required": 5}


def test_a_cluster_paper_holds_something():
    meeting = cluster_meeting()
    with pytest.raises(RuleViolation, match="ít nhất một nội dung"):
        queries.groups_from_cluster(meeting.conference, with_ranking=True)


# The clock ------------------------------------------------------------------------------------------------------------


def test_acts_carry_the_time_of_the_business_clock():
    moment = timezone.make_aware(datetime(2023, 10, 18, 15, 5))
    with clock.at(moment):
        ballot = open_round(council_sitting())
    assert ballot.opened_at == moment
    assert queries.broken_link(ballot.events.order_by("seq")) is None
    assert {event.at for event in ballot.events.all()} == {moment}
    assert AuditEvent.objects.about(ballot).first().acted_on == date(2023, 10, 18)


@pytest.mark.parametrize(
    ("votes", "place", "refused"),
    [
        ((1, 6, 1), 1, {2: "Hội nghị đã bầu {}", 0: "khác với cụm trưởng hiện nay"}),
        ((6, 1, 1), 0, {1: "Hội nghị đã bầu lại {}"}),
        ((4, 4), None, {}),  # not more than half has chosen nobody: by rotation
    ],
)
def test_a_cluster_elects_its_next_lead_and_hands_over_to_it(votes, place, refused):
    meeting = cluster_meeting()
    ballot = cluster_round(meeting, {}, queries.groups_from_cluster(meeting.conference, with_lead=True), votes)
    (group,) = queries.result_of(ballot).groups
    assert (group.title, group.seats) == ("Bầu cụm trưởng nhiệm kỳ tới", 1)
    elected = meeting.conference.rounds.elected_lead()
    assert elected == (None if place is None else meeting.units[place])

    def hand_over(unit):
        day = meeting.conference.held_on
        return conferences.prepare_handover(meeting.conference, by=meeting.lead, to_unit=unit, takes_effect_on=day)

    for number, sentence in refused.items():
        with pytest.raises(RuleViolation, match=sentence.format(elected)):
            hand_over(meeting.units[number])
    if place != 0:
        assert hand_over(meeting.units[1]).to_unit == meeting.units[1]


def test_the_chair_of_a_cluster_decides_a_tied_election_and_the_lead_goes_there():
    meeting = cluster_meeting()
    Regulation.objects.update(runoffs=0, threshold_op=">=")  # half of the votes is enough: two units may have it
    groups = queries.groups_from_cluster(meeting.conference, with_lead=True)
    ballot = cluster_round(meeting, {}, groups, (0, 4, 4))
    second = next(line for line in ballot.groups.get().lines.all() if line.object_id == meeting.units[2].pk)
    services.settle_ties(ballot, by=meeting.lead, chosen=[second], reason="Cụm trưởng quyết định")
    assert meeting.conference.rounds.elected_lead() == meeting.units[2]
    day = meeting.conference.held_on
    with pytest.raises(RuleViolation, match=f"Hội nghị đã bầu {meeting.units[2]}"):
        conferences.prepare_handover(meeting.conference, by=meeting.lead, to_unit=meeting.units[1], takes_effect_on=day)
