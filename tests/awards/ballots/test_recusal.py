"""Members take no part in a line: found, declared, decided; such lines go into a round of their own, with its base."""

import json

import pytest
from django.urls import reverse

from awards.ballots import box_queries, casting, conflicts, keys, queries, recusing, services, taking_in
from awards.ballots.enums import Channel, Ground, RoundKind, RoundState
from awards.models import Nomination, Regulation, VotingRound
from awards.reports import count_minutes
from awards.reports.registry import Scope
from tests.factories import UserFactory
from tests.factories.ballots import HELD_ON, award, cluster_meeting, council_sitting, figures, locked_list, two_persons
from tests.factories.units import PersonFactory
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role

pytestmark = pytest.mark.django_db
COUNTS = {"CSTĐ": (3, None), "ĐVTT": (2, None)}


def drafted(counts=COUNTS, kind=RoundKind.SECRET_PAPER, members=15, present=14):
    """A draft whose first line is the second member of the council himself."""
    sitting = council_sitting(members=members, present=present)
    locked_list(sitting, counts)
    first = Nomination.objects.order_by("pk").first()
    member = sitting.attendees[1]
    Nomination.objects.filter(pk=first.pk).update(person=member.person, unit=None)
    ballot = services.prepare_round(
        sitting.conference,
        by=sitting.secretary,
        name="Phiếu bầu năm 2023",
        groups=queries.groups_from_list(sitting.conference),
        tellers=sitting.tellers,
        kind=kind,
    )
    return sitting, ballot, member


def frozen_with_one(kind=RoundKind.SECRET_PAPER, **council):
    sitting, ballot, member = drafted(kind=kind, **council)
    pairs = [(one.line, one.attendee) for one in conflicts.unresolved(ballot)]
    recusing.decide(ballot, by=sitting.secretary, pairs=pairs)
    services.freeze_round(ballot, by=sitting.secretary)
    return sitting, ballot, ballot.sub_rounds.get(), member


def test_nominee_relative_and_own_unit_are_found_as_the_regulation_has_it():
    sitting, ballot, member = drafted()
    assert [(one.attendee.pk, one.ground, one.line.sort) for one in conflicts.found(ballot)] == [
        (member.pk, Ground.NOMINEE, 1)
    ]
    son = PersonFactory(unit=sitting.province)
    second = ballot.groups.first().lines.get(sort=2)
    Nomination.objects.filter(pk=second.object_id).update(person=son, unit=None)
    chair = sitting.chair
    recusing.declare_kin(chair.person, by=chair, relative=son, relation="con")
    recusing.declare_kin(chair.person, by=chair, relative=son, relation="con trai")
    with pytest.raises(Forbidden):
        recusing.declare_kin(chair.person, by=sitting.secretary, relative=son, relation="con")
    with pytest.raises(RuleViolation, match="chính mình"):
        recusing.declare_kin(chair.person, by=chair, relative=chair.person, relation="con")
    found = {(one.attendee.sort, one.ground, one.words) for one in conflicts.found(ballot)}
    assert found == {(2, Ground.NOMINEE, "Là người được xét"), (1, Ground.FAMILY, "Người thân được xét (con trai)")}
    third = ballot.groups.first().lines.get(sort=3)
    Nomination.objects.filter(pk=third.object_id).update(unit=sitting.province)
    Regulation.objects.update(recuses_own_unit=True, recuses_family=False)
    grounds = [(one.line.sort, one.ground) for one in conflicts.found(ballot)]
    assert grounds[0] == (1, Ground.NOMINEE) and grounds.count((3, Ground.OWN_UNIT)) == 15 and len(grounds) == 16
    with pytest.raises(RuleViolation) as refusal:
        services.freeze_round(ballot, by=sitting.secretary)
    assert len(refusal.value.reasons) == 13 and refusal.value.reasons[-1].startswith("Và 4 trường hợp nữa")
    recusing.withdraw_kin(chair.person.declared_kin.get(), by=chair)
    assert not chair.person.declared_kin.exists()


def test_whoever_stays_is_written_with_a_reason_and_the_freeze_waits_for_every_case():
    sitting, ballot, member = drafted()
    with pytest.raises(RuleViolation) as refusal:
        services.freeze_round(ballot, by=sitting.secretary)
    assert refusal.value.reasons == [
        f"{member.name}, “CSTĐ 1”: là người được xét. Ghi không tham gia hoặc lý do vẫn bỏ phiếu."
    ]
    line = ballot.groups.first().lines.first()
    with pytest.raises(RuleViolation, match="lý do"):
        recusing.decide(ballot, by=sitting.secretary, pairs=[(line, member)], takes_part=True)
    with pytest.raises(Forbidden):
        recusing.decide(ballot, by=sitting.chair, pairs=[(line, member)])
    recusing.decide(ballot, by=sitting.secretary, pairs=[(line, member)], takes_part=True, reason="Quy chế cho phép")
    services.freeze_round(ballot, by=sitting.secretary)
    assert ballot.state == RoundState.READY and not ballot.sub_rounds.exists()
    with pytest.raises(StateConflict, match="Phiếu đã chốt"):
        recusing.decide(ballot, by=sitting.secretary, pairs=[(line, member)])


@pytest.mark.parametrize(("recusal", "base", "required"), [("keep", 15, 12), ("reduce", 14, 12)])
def test_a_line_goes_its_own_way_beside_the_paper_with_the_base_of_the_regulation(recusal, base, required):
    """W19 and W20: the base keeps the recused member or loses him."""
    sitting, ballot, member = drafted()
    Regulation.objects.update(recusal=recusal)
    ballot.groups.update(recusal=recusal)
    line = ballot.groups.first().lines.first()
    recusing.decide(ballot, by=sitting.secretary, pairs=[(line, member)])
    services.freeze_round(ballot, by=sitting.secretary)
    sub = ballot.sub_rounds.get()
    assert (sub.state, sub.number, sub.main) == (RoundState.READY, 2, ballot)
    assert [(g.title, [x.label for x in g.lines.all()]) for g in sub.groups.all()] == [("CSTĐ", ["CSTĐ 1"])]
    assert [(g.title, [(x.sort, x.label) for x in g.lines.all()]) for g in ballot.groups.all()] == [
        ("CSTĐ", [(1, "CSTĐ 2"), (2, "CSTĐ 3")]),
        ("ĐVTT", [(1, "ĐVTT 1"), (2, "ĐVTT 2")]),
    ]
    assert [row.attendee_id for row in sub.electors.filter(channel=Channel.RECUSED)] == [member.pk]
    assert sub.groups.get().announced == {"base": base, "required": required}
    assert ballot.groups.first().announced == {"base": 15, "required": 12}

    with pytest.raises(StateConflict, match="Phiếu riêng đi cùng"):
        services.ask(sub, "open", by=sitting.secretary)
    absent = ballot.electors.get(attendee__sort=15)
    refused = sub.groups.get().lines.get()
    marks = {str(line.pk): "A" for group in ballot.groups.all() for line in group.lines.all()} | {str(refused.pk): "D"}
    taking_in.keep_written(absent, by=sitting.tellers[0], received_on=HELD_ON, marks=marks)
    ballot = two_persons(ballot, "open", sitting.secretary, sitting.tellers[0])
    services.hand_papers(ballot, by=sitting.tellers[0], batch_label="A", attendees=sitting.present)
    ballot = two_persons(ballot, "close", sitting.secretary, sitting.tellers[0])
    sub.refresh_from_db()
    assert sub.state == RoundState.CLOSED and sub.two_person_acts.filter(confirmed_by=sitting.tellers[0]).count() == 2
    for round_, papers, agree in ((ballot, 14, 14), (VotingRound.objects.get(pk=sub.pk), 13, 12)):
        batch = round_.batches.get()
        assert batch.signed == papers
        services.record_returned(batch, by=sitting.tellers[0], returned=papers)
        for teller in sitting.tellers[:2]:
            if round_.pk == sub.pk and teller == sitting.tellers[0]:
                with pytest.raises(RuleViolation, match="Chưa thể ký"):
                    services.sign(ballot, by=teller)
            services.save_count(batch, by=teller, data=figures(round_, papers, {"CSTĐ 1": agree}))
            services.lock_count(batch, by=teller)
    with pytest.raises(StateConflict, match="Phiếu riêng"):
        services.sign(VotingRound.objects.get(pk=sub.pk), by=sitting.tellers[0])
    for teller in sitting.tellers:
        services.sign(VotingRound.objects.get(pk=ballot.pk), by=teller)
    ballot = two_persons(ballot, "publish", sitting.secretary, sitting.tellers[0])
    sub.refresh_from_db()
    assert sub.state == RoundState.PUBLISHED
    found = queries.result_of(sub)
    assert (found.groups[0].base, found.groups[0].required, found.groups[0].lines[0].agree) == (base, required, 12)
    shown = [(row.title, len(row.group.passed)) for row in queries.screen_of(sitting.conference).shown]
    assert shown == [("CSTĐ", 2), ("ĐVTT", 2), ("CSTĐ, phiếu riêng", 1)]
    rows = queries.screen_of(sitting.conference).rows
    needed = f"{required}/{base}"
    assert [(row.title, len(row.result.won), row.needed) for row in rows][2:] == [("CSTĐ, phiếu riêng", 1, needed)]
    assert [(one.attendee.pk, one.ground_words) for one in found.recusals] == [(member.pk, "Là người được xét")]
    assert set(Nomination.objects.values_list("state", flat=True)) == {"passed"}
    told = minutes(sitting, ballot)
    kept = "gồm cả" if recusal == "keep" else "đã trừ"
    assert f"Không tham gia bỏ phiếu: {member.name} (là người được xét)." in told
    assert f"“CSTĐ” tính trên {base} (tổng số thành viên, {kept} người không tham gia)" in told
    assert "V. CÁC DÒNG BỎ PHIẾU RIÊNG" in told and "VI. NIÊM PHONG" in told
    assert f"Ý kiến có tên bằng văn bản: {absent.attendee.name}: không đồng ý: CSTĐ 1." in told


def minutes(sitting, ballot) -> str:
    """The words of the minutes of a published count."""
    document = count_minutes.build(Scope(period=sitting.period, unit=sitting.province), ballot)
    return " ".join(str(getattr(block, "text", "")) for block in document.blocks)


def test_of_several_to_choose_from_the_whole_choice_is_left_to_the_others():
    sitting, ballot, member = drafted({"CSTĐ": (3, 2), "ĐVTT": (2, None)})
    line = ballot.groups.first().lines.first()
    recusing.decide(ballot, by=sitting.secretary, pairs=[(line, member)])
    services.freeze_round(ballot, by=sitting.secretary)
    sub = ballot.sub_rounds.get()
    assert [(g.title, g.seats, g.lines.count()) for g in sub.groups.all()] == [("CSTĐ", 2, 3)]
    assert [g.title for g in ballot.groups.all()] == ["ĐVTT"]


def test_a_paper_of_which_no_line_is_for_all_stays_one_round_without_the_member():
    sitting, ballot, member = drafted({"CSTĐ": (1, None)})
    recusing.decide(ballot, by=sitting.secretary, pairs=[(ballot.groups.get().lines.get(), member)])
    services.freeze_round(ballot, by=sitting.secretary)
    assert not ballot.sub_rounds.exists()
    assert ballot.electors.get(channel=Channel.RECUSED).attendee_id == member.pk


def test_a_line_that_too_few_would_vote_on_is_refused():
    sitting, ballot, _ = drafted()
    line = ballot.groups.first().lines.first()
    recusing.decide(
        ballot, by=sitting.secretary, pairs=[(line, seat) for seat in sitting.attendees[1:14]], reason="Cùng đơn vị"
    )
    with pytest.raises(RuleViolation) as refusal:
        services.freeze_round(ballot, by=sitting.secretary)
    assert refusal.value.reasons == ["“CSTĐ”: trừ người không tham gia chỉ còn 2 người bỏ phiếu."]


def test_what_is_declared_after_the_freeze_stops_the_opening_and_goes_along_when_it_is_prepared_again():
    sitting, ballot, sub, member = frozen_with_one()
    line = ballot.groups.first().lines.first()
    with pytest.raises(Forbidden):
        recusing.declare(ballot, by=sitting.secretary, line=line, reason="Bố vợ")
    kept = recusing.declare(ballot, by=sitting.chair, line=line, reason="Bố vợ")
    assert recusing.declare(ballot, by=sitting.chair, line=line, reason="Lần nữa") == kept
    with pytest.raises(RuleViolation) as refusal:
        services.ask(ballot, "open", by=sitting.secretary)
    assert refusal.value.reasons == [
        f"{sitting.attendees[0].name} khai không tham gia “CSTĐ 2” sau khi chốt phiếu: hủy phiếu rồi lập lại."
    ]
    ballot = two_persons(ballot, "cancel", sitting.secretary, sitting.tellers[0], "Chủ tịch khai không tham gia")
    sub.refresh_from_db()
    assert sub.state == RoundState.CANCELLED
    with pytest.raises(StateConflict, match="Lập lại"):
        services.prepare_rerun(sub, by=sitting.secretary)
    again = services.prepare_rerun(ballot, by=sitting.secretary)
    assert {line.label for group in again.groups.all() for line in group.lines.all()} == {
        "CSTĐ 1", "CSTĐ 2", "CSTĐ 3", "ĐVTT 1", "ĐVTT 2",
    }  # fmt: skip
    services.freeze_round(again, by=sitting.secretary)
    assert sorted(one.names[0] for one in queries.sub_rounds_of(again)) == sorted(
        [sitting.attendees[0].name, member.name]
    )
    two_persons(again, "open", sitting.secretary, sitting.tellers[0])
    with pytest.raises(StateConflict, match="Đã mở bỏ phiếu"):
        recusing.declare(again, by=sitting.chair, line=again.groups.first().lines.first(), reason="Bố vợ")


def test_every_device_holds_a_paper_for_the_lines_its_member_takes_part_in():
    sitting, ballot, sub, member = frozen_with_one(kind=RoundKind.MIXED, members=5, present=5)
    user = UserFactory(role=Role.MEMBER, over=sitting.province, person=member.person)
    casting.open_checkin(ballot, by=sitting.tellers[0])
    sub.refresh_from_db()
    assert sub.state == RoundState.CHECKIN and {str(ballot.pk), str(sub.pk)} <= set(keys.held())
    with pytest.raises(StateConflict, match="không tham gia"):
        casting.issue(sub, by=user, blinded="02" * 256, epoch=1)
    mine, his = (
        box_queries.state_for(ballot, queries.seat_of(ballot, one), with_parts=True) for one in (sitting.chair, user)
    )
    assert len(mine) == len(his) == 2 * box_queries.STATE_LENGTH
    assert [one["ballot"] for one in json.loads(mine)["others"]] == [str(sub.pk)]
    assert json.loads(his)["others"] == []
    first = sub.box.pub
    with pytest.raises(StateConflict, match="Phiếu riêng"):
        casting.rekey(sub, by=sitting.tellers[0])
    casting.rekey(ballot, by=sitting.tellers[0])
    sub.box.refresh_from_db()
    assert sub.box.pub != first and sub.box.epoch == 2
    with pytest.raises(RuleViolation) as refusal:
        services.ask(ballot, "open", by=sitting.secretary)
    assert refusal.value.reasons == ["Chưa ai nhận phiếu.", f"{sub.name}: Chưa ai nhận phiếu."]


# A cluster, where every voter is also a candidate ---------------------------------------------------------------------


def cluster_draft(*, units=5, **what):
    """Every unit on the paper, and no unit to vote on itself; all of it decided as the records have it."""
    meeting = cluster_meeting(units=units, present=units)
    Regulation.objects.update(recuses_own_unit=True)
    ballot = services.prepare_round(
        meeting.conference, by=meeting.lead, name="Phiếu của cụm", tellers=meeting.tellers,
        groups=queries.groups_from_cluster(meeting.conference, **what),
    )  # fmt: skip
    return meeting, ballot


def decide_all(meeting, ballot, **how):
    pairs = [(one.line, one.attendee) for one in conflicts.unresolved(ballot)]
    recusing.decide(ballot, by=meeting.lead, pairs=pairs, **how)


def test_a_choice_of_units_without_the_own_one_is_refused_with_the_two_ways_that_work():
    flag = award("CTĐ", sort=1, name="Cờ thi đua")
    meeting, ballot = cluster_draft(flag=flag, flag_seats=2)
    assert len(conflicts.unresolved(ballot)) == 5
    decide_all(meeting, ballot)
    with pytest.raises(RuleViolation) as refusal:
        services.freeze_round(ballot, by=meeting.lead)
    too_few, instead = refusal.value.reasons
    assert too_few == "“Đề nghị tặng Cờ thi đua”: trừ người không tham gia chỉ còn 0 người bỏ phiếu."
    assert "phiếu riêng cho từng đơn vị thì hòm chỉ có phiếu của một đơn vị, không còn kín" in instead
    assert "vẫn bỏ phiếu về mình" in instead and "Đồng ý, Không cho từng đơn vị" in instead
    ballot.refresh_from_db()
    assert ballot.is_draft and not ballot.sub_rounds.exists()

    # The first way: they vote on all, with the reason written down.
    pairs = [(one.line, one.attendee) for one in conflicts.found(ballot)]
    recusing.decide(ballot, by=meeting.lead, pairs=pairs, takes_part=True, reason="Mỗi đơn vị một phiếu như nhau")
    services.freeze_round(ballot, by=meeting.lead)
    assert ballot.electors.filter(channel=Channel.NONE).count() == 5


def test_units_answered_one_by_one_are_each_voted_on_by_the_others_and_few_voters_are_said_to_be_few(client):
    """The second way: one round for each unit, without it; four voters hide less than five."""
    form = award("BK", sort=1, name="Bằng khen")
    meeting, ballot = cluster_draft(form=form)
    decide_all(meeting, ballot)
    services.freeze_round(ballot, by=meeting.lead)
    rounds = [ballot, *ballot.sub_rounds.order_by("number")]
    assert len(rounds) == 5
    for one in rounds:
        (line,) = one.groups.get().lines.all()
        out = one.electors.get(channel=Channel.RECUSED)
        assert (out.attendee.unit, one.electors.filter(channel=Channel.NONE).count()) == (line.subject, 4)
    assert {(sub.voters, sub.is_small) for sub in queries.sub_rounds_of(ballot)} == {(4, True)}
    wall = queries.screen_of(meeting.conference)
    assert len(wall.shown) == 5  # for whoever tells them apart; on the wall they would not all have room
    title = "Đề nghị tặng Bằng khen"
    assert [(row.title, row.words) for row in wall.rows] == [
        (title, "1 tập thể"),
        (f"{title}, 4 phiếu riêng", "4 tập thể"),
    ]
    client.force_login(meeting.lead)
    words = "Còn 4 người bỏ phiếu: càng ít người, kết quả càng dễ cho biết ai chọn gì."
    for name in ("detail", "vote"):
        assert words in client.get(reverse(f"awards:ballots.{name}", args=[ballot.pk])).content.decode()


def test_what_is_decided_about_a_unit_under_one_title_says_nothing_of_another_when_it_is_prepared_again():
    meeting = cluster_meeting(units=5, present=5)
    flag, form = award("CTĐ", sort=1, name="Cờ thi đua"), award("BK", sort=2, name="Bằng khen")
    ballot = services.prepare_round(
        meeting.conference, by=meeting.lead, name="Phiếu của cụm", tellers=meeting.tellers,
        groups=queries.groups_from_cluster(meeting.conference, flag=flag, flag_seats=3, form=form),
    )  # fmt: skip
    line = ballot.groups.get(award=flag).lines.first()
    recusing.decide(ballot, by=meeting.lead, pairs=[(line, ballot.conference.attendees.last())], reason="Vợ ở đó")
    services.freeze_round(ballot, by=meeting.lead)
    ballot = two_persons(ballot, "cancel", meeting.lead, meeting.tellers[0], reason="In sai")
    again = services.prepare_rerun(ballot, by=meeting.lead)
    kept = [
        (group.title, line.label, line.recusals.count()) for group in again.groups.all() for line in group.lines.all()
    ]
    assert [one for one in kept if one[2]] == [("Đề nghị tặng Cờ thi đua", line.label, 1)]


def test_the_page_of_preparation_says_what_the_regulation_of_the_cluster_means_for_it(client):
    meeting = cluster_meeting(units=5, present=5)
    client.force_login(meeting.lead)
    page = reverse("awards:ballots.prepare", args=[meeting.conference.pk])
    assert "không loại đơn vị mình" in client.get(page).content.decode()
    Regulation.objects.update(recuses_own_unit=True)
    body = client.get(page).content.decode()
    assert "không loại đơn vị mình" not in body
    assert "cụm ít đơn vị thì ít người bỏ và dễ đoán ai chọn gì" in body
