"""A paper cast line by line: a token, an envelope and a ballot for every line, and nothing that joins two of them."""

import json
import subprocess
import sys
from itertools import combinations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from awards.ballots import (
    box_queries,
    boxing,
    casting,
    conflicts,
    granularity,
    keys,
    queries,
    recount,
    recusing,
    services,
)
from awards.ballots.casting import NotOpen, OtherDevice, TokenSpent
from awards.ballots.enums import Granularity, RoundKind
from awards.ballots.phones import Device
from awards.ballots.sealing import BadBallot, Ballot, NotEntitled
from awards.models import BallotBox, BoxRecord, Envelope, RoundElector, RoundEvent, VoidToken, VotingRound
from awards.reports import count_minutes
from awards.reports.registry import Scope
from tests.awards.ballots.test_recusal import drafted
from tests.awards.ballots.voters import Hall, hall
from tests.factories import UserFactory
from tests.factories.ballots import council_sitting, figures, locked_list
from tests.factories.units import UnitFactory
from thidua.errors import RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_keys")]

# A title of which two of four are chosen, and two lines to approve: three slips.
YES, NO, MIXED = [[1, 2], "A", "A"], [[], "D", "D"], [[3], "A", ""]


def minutes(found: Hall) -> str:
    """Words and cells of the minutes of the count."""
    document = count_minutes.build(
        Scope(period=found.sitting.period, unit=found.sitting.province, reader=found.teller), found.ballot
    )
    return json.dumps(document.blocks, default=lambda one: getattr(one, "__dict__", str(one)), ensure_ascii=False)


# The whole way --------------------------------------------------------------------------------------------------------


@pytest.mark.both
@pytest.mark.parametrize("two_keys", [False, True])
def test_a_round_cast_line_by_line_from_the_first_paper_to_the_result(after, own_keys, two_keys, tmp_path):
    with after():
        found = hall(5, by_line=True, two_keys=two_keys)
    rid = str(found.ballot.pk)
    assert json.loads(found.ballot.paper)["granularity"] == "line"
    assert len(found.paper.slips) == 3
    assert len(set(found.box.pub.split("-----BEGIN PUBLIC KEY-----"))) == 4, "a key for each slip"
    for user in found.members:
        found.fetch(user)
    assert RoundElector.objects.exclude(blinded_hash="").count() == 5
    codes = [casting.take_code(found.ballot, by=one) for one in found.sitting.tellers] if two_keys else []
    with after():
        found.act("open")
    assert keys.held()[rid] == {1: {"seal.key"}}, "the keys of all slips are gone when voting begins"
    given = {}
    for user, marks in zip(found.members, [YES, YES, YES, NO, MIXED], strict=True):
        given[user.pk] = found.cast_slips(user, marks)
    assert sorted(Envelope.objects.values_list("slip", flat=True)) == [0] * 5 + [1] * 5 + [2] * 5
    assert len({len(bytes(one.sealed)) for one in Envelope.objects.all()}) == 1, "one length, whatever the line"
    assert box_queries.in_box(found.ballot) == 5
    with after():
        services.ask(found.ballot, "close", by=found.sitting.secretary)
        services.confirm(found.ballot, "close", by=found.teller, codes=codes[:2])
    found.ballot.refresh_from_db()
    assert rid not in keys.held()
    box = found.box
    assert (box.issued, box.count, box.not_returned) == (5, 5, 0)
    told = box_queries.receipts(found.ballot)["c"]
    assert told == sorted(one.c for mine in given.values() for one in mine)
    assert len(told) == 15
    services.count_box(found.ballot, by=found.teller)
    found.ballot.refresh_from_db()
    result = queries.result_of(found.ballot, viewer=found.teller)
    assert (result.issued, result.returned, result.valid, result.not_returned) == (5, 5, 5, 0)
    lines = {line.label: (line.agree, line.disagree, line.blank) for group in result.groups for line in group.lines}
    assert lines == {
        "ĐVQT 1": (3, 1, 1), "ĐVQT 2": (3, 1, 1), "ĐVQT 3": (1, 3, 1), "ĐVQT 4": (0, 4, 1),
        "ĐVTT 1": (4, 1, 0), "ĐVTT 2": (3, 1, 1),
    }  # fmt: skip
    file = tmp_path / "box.json"
    file.write_text(boxing.hand_over(found.ballot, by=found.teller), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", box_queries.RECOUNT, file, box.head[:16]],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "Phiếu điện tử đã phát: 15. Trong hòm: 15 (mỗi dòng một phiếu, 3 dòng)." in done.stdout
    assert "1. ĐVTT 1: 4 đồng ý, 1 không đồng ý, 0 để trống" in done.stdout
    for teller in found.sitting.tellers:
        services.sign(found.ballot, by=teller)
    found.act("publish")
    assert Envelope.objects.count() == 0
    passed = {line.label for group in queries.result_of(found.ballot).groups for line in group.passed}
    assert passed == {"ĐVTT 1"}
    assert box.short_head in minutes(found)


def test_each_line_is_reconciled_for_itself_where_the_box_was_closed_before_the_last_ballots_came():
    """Five devices; the last line of one and the last two of another did not come in time."""
    found = hall(5, by_line=True, is_open=True)
    for user in found.members[:3]:
        found.cast_slips(user, YES)
    for user, number in ((found.members[3], 2), (found.members[4], 1)):
        for ballot in found.devices[user.pk].ballots(NO)[:number]:
            found.send(ballot)
    assert box_queries.in_box(found.ballot) == 3, "as many as are there whole"
    found.act("close")
    assert (found.box.issued, found.box.count) == (5, 5)
    services.count_box(found.ballot, by=found.teller)
    found.ballot.refresh_from_db()
    stored = found.ballot.result["groups"]
    pick, approve = (stored[str(group.pk)] for group in found.ballot.groups.order_by("sort"))
    assert (pick["issued"], pick["returned"]) == (5, 5)
    assert [(approve["issued"], one["returned"]) for one in approve["lines"].values()] == [(5, 4), (5, 3)]
    result = queries.result_of(found.ballot, viewer=found.teller)
    assert [(line.label, line.agree, line.disagree, line.blank) for line in result.groups[1].lines] == [
        ("ĐVTT 1 (thu về 4 trên 5 phiếu)", 3, 1, 0), ("ĐVTT 2 (thu về 3 trên 5 phiếu)", 3, 0, 0),
    ]  # fmt: skip
    assert [line.label for line in result.groups[0].lines][0] == "ĐVQT 1"
    assert "ĐVTT 2 (thu về 3 trên 5 phiếu)" in minutes(found)
    services.sign(found.ballot, by=found.teller)  # looks at every sum once more
    assert recount.recount(boxing.hand_over(found.ballot, by=found.teller))


def test_paper_beside_it_is_counted_line_by_line_with_it():
    found = hall(7, {"ĐVTT": (3, None)}, by_line=True, fetched=4)
    batch = services.hand_papers(found.ballot, by=found.teller, batch_label="A", attendees=found.sitting.attendees[4:])
    found.act("open")
    for user in found.members[:4]:
        found.cast_slips(user, ["A", "D", ""])
    found.act("close")
    services.record_returned(batch, by=found.teller, returned=3)
    for teller in found.sitting.tellers[:2]:
        services.save_count(batch, by=teller, data=figures(found.ballot, 3, {"ĐVTT 2": 1}))
        services.lock_count(batch, by=teller)
    found.ballot.refresh_from_db()
    assert found.ballot.is_counted
    result = queries.result_of(found.ballot, viewer=found.teller)
    assert [(line.agree, line.disagree, line.blank) for line in result.groups[0].lines] == [
        (7, 0, 0), (1, 6, 0), (3, 0, 4),
    ]  # fmt: skip
    assert (result.issued, result.returned) == (7, 7)
    services.sign(found.ballot, by=found.teller)


def test_a_quorum_of_returned_papers_counts_those_that_are_there_whole():
    found = hall(5, by_line=True, is_open=True, regulation={"quorum_of": "returned"})  # two thirds: four of five
    for user in found.members[:3]:
        found.cast_slips(user, YES)
    found.send(found.devices[found.members[3].pk].ballots(YES)[0])
    found.act("close")
    assert found.ballot.state == "cancelled"
    assert found.ballot.cancelled_reason.startswith("Thu về 3 phiếu")
    assert not BoxRecord.objects.exists()


# Papers ---------------------------------------------------------------------------------------------------------------


def test_the_slips_of_a_paper_are_asked_for_together_or_not_at_all():
    found = hall(5, by_line=True)
    user, device = found.members[1], Device(found.box.issuer, found.paper)
    asked = {"by": user, "epoch": 1}
    for wrong in (
        device.phones[0].blinded.hex(),
        ",".join([device.blinded, device.phones[0].blinded.hex()]),
        device.blinded.replace(",", ""),
        ",".join(["00" * 256] * 3),
    ):
        with pytest.raises(RuleViolation, match="không hợp lệ"):
            casting.issue(found.ballot, blinded=wrong, **asked)
    answer = casting.issue(found.ballot, blinded=device.blinded, **asked)
    assert casting.issue(found.ballot, blinded=device.blinded, **asked) == answer, "its answer was lost"
    other = Device(found.box.issuer, found.paper)
    for mixed in (other.blinded, ",".join([*device.blinded.split(",")[:2], other.phones[2].blinded.hex()])):
        with pytest.raises(OtherDevice):
            casting.issue(found.ballot, blinded=mixed, **asked)
    device.unblind(answer)
    # Signed for one line it is worth nothing for another.
    swapped = device.phones[1]
    swapped.token, device.phones[2].token = device.phones[2].token, swapped.token
    casting.mark_ready(found.ballot, by=user)
    for one in [*found.members[:1], *found.members[2:]]:
        found.fetch(one)
    found.act("open")
    for ballot in device.ballots(YES)[1:]:
        with pytest.raises(NotEntitled):
            found.send(ballot)
    assert found.send(device.ballots(YES)[0]).is_new


def test_a_paper_of_slips_is_given_out_anew_and_given_back_whole():
    found = hall(5, by_line=True, fetched=5)
    old = found.devices[found.members[0].pk]
    before = found.box.digits
    casting.rekey(found.ballot, by=found.teller)
    assert (found.box.epoch, found.box.digits != before) == (2, True)
    for user in found.members:
        found.fetch(user)
    user = found.members[4]
    proof = found.devices[user.pk].proof
    part = {name: text.split(",")[0] for name, text in proof.items()}
    with pytest.raises(RuleViolation):
        casting.surrender(found.ballot, by=user, **part)
    assert casting.surrender(found.ballot, by=user, **proof).channel == "none"
    assert casting.surrender(found.ballot, by=user, **proof).channel == "none", "twice is once"
    assert VoidToken.objects.count() == 3
    found.act("open")
    for ballot in (*old.ballots(YES), *found.devices[user.pk].ballots(YES)):
        with pytest.raises(NotEntitled):
            found.send(ballot)
    assert found.cast_slips(found.members[0], YES)


def test_one_slip_gives_one_ballot_and_is_no_whole_paper():
    found = hall(5, by_line=True, is_open=True)
    device = found.devices[found.members[0].pk]
    first, second, _ = device.ballots(YES)
    assert [found.send(first).is_new for _ in range(3)] == [True, False, False]
    with pytest.raises(TokenSpent):
        found.send(device.ballots(NO)[0])
    rid, phone, paper = str(found.ballot.pk), device.phones[1], found.paper
    body = json.loads(second.body)
    for wrong in (
        {**body, "round": rid},
        {**body, "round": f"{rid}/0"},
        {**body, "round": f"{rid}/02"},
        {**body, "round": f"{rid}/4"},
        {**body, "round": f"{rid}/99999999999"},
        {**body, "m": ["A", "A"]},
        {**body, "m": [[1]]},
        {**body, "m": []},
    ):
        with pytest.raises(BadBallot):
            found.send(phone.signed(json.dumps(wrong, separators=(",", ":"))))
    for number in (1, 3):  # the mark of another line with the token of this one
        with pytest.raises((NotEntitled, BadBallot)):
            found.send(phone.signed(json.dumps({**body, "round": f"{rid}/{number}"}, separators=(",", ":"))))
    with pytest.raises(BadBallot):
        found.send(phone.ballot(paper, YES))
    assert found.send(second).is_new
    assert Envelope.objects.count() == 2


def test_a_box_of_slips_tampered_with_is_named():
    found = hall(4, {"ĐVTT": (2, None)}, by_line=True, is_open=True)
    for user in found.members[:3]:
        found.cast_slips(user, ["A", "D"])
    found.act("close")
    services.count_box(found.ballot, by=found.teller)
    document = json.loads(boxing.hand_over(found.ballot, by=found.teller))

    def verdict(**changes) -> str:
        try:
            recount.recount(recount.one_way({**document, **changes}))
        except recount.Failed as failed:
            return failed.name
        return "ok"

    def body_of(row) -> dict:
        return json.loads(json.loads(row["rec"])["body"])

    assert verdict() == "ok"
    rows, rid = document["records"], document["round"]
    assert verdict(roll={**document["roll"], "issued": 2}) == "count"
    pems = document["pub"].split(recount.END_OF_KEY)[:-1]
    assert verdict(pub=recount.END_OF_KEY.join([*reversed(pems), ""])) == "token_signature"
    assert verdict(pub=pems[0] + recount.END_OF_KEY) == "key"
    assert verdict(records=rows[1:]) == "chain"
    whole = json.loads(document["paper"])
    assert verdict(paper=recount.one_way({**whole, "granularity": "paper"})) == "key"
    assert verdict(paper=recount.one_way({**whole, "granularity": "x"})) == "paper"
    # A ballot of line 1 that says it was of line 2: whoever mends all else cannot sign it.
    place = next(i for i, row in enumerate(rows) if body_of(row)["round"] == f"{rid}/1")
    record = json.loads(rows[place]["rec"])
    record["body"] = record["body"].replace(f"{rid}/1", f"{rid}/2")
    moved = {
        "c": recount.hashlib.sha256(record["body"].encode()).hexdigest(),
        "rec": json.dumps(record, separators=(",", ":")),
    }
    mended = sorted([*rows[:place], *rows[place + 1 :], moved], key=lambda row: row["c"])
    assert verdict(records=mended) in ("token", "count")


# Nothing joins two lines ----------------------------------------------------------------------------------------------


def everything_stored() -> list[str]:
    """Every row of every table of the ballot, each as one text."""
    tables = (VotingRound, RoundElector, RoundEvent, AuditEvent, BallotBox, VoidToken, Envelope, BoxRecord)
    rows = [row for table in tables for row in table._base_manager.values()]
    return [json.dumps(row, default=str, ensure_ascii=False) for row in rows]


def traces(ballot: Ballot) -> list[str]:
    """By what a ballot can be known again wherever it lies."""
    nonce = json.loads(ballot.body)["nonce"]
    return [ballot.key.hex(), ballot.tsig.hex(), ballot.commitment, nonce]


def joined(ballots: list[list[Ballot]]) -> int:
    """How many pairs of ballots of one voter lie in one row, the rows of the whole box aside. The search of an attacker
    who knows the ballots of every voter and looks for a place that two of them have in common."""
    rows = everything_stored()
    found = 0
    for mine in ballots:
        for one, other in combinations(mine, 2):
            found += sum(
                any(trace in row for trace in traces(one)) and any(trace in row for trace in traces(other))
                for row in rows
            )
    return found


@pytest.mark.both
def test_attack_16_nothing_stored_joins_two_lines_of_one_voter():
    """A pattern dictated over the lines is nowhere: every mark lies in a record of its own, which shares nothing with
    another of the same voter. Positive control: the same search finds every pattern where the paper is one ballot."""
    pattern = ["A", "D", "", "D"]

    def voted(by_line: bool) -> tuple[Hall, list[list[Ballot]]]:
        found = hall(5, {"ĐVTT": (4, None)}, by_line=by_line, is_open=True)
        ballots = []
        for number, user in enumerate(found.members):
            chosen = pattern if number == 2 else ["A"] * 4
            device = found.devices[user.pk]
            ballots.append(device.ballots(chosen) if by_line else [device.ballot(found.paper, chosen)])
        for mine in ballots:
            for one in mine:
                found.send(one)
        return found, ballots

    found, ballots = voted(by_line=True)
    assert joined(ballots) == 0
    found.act("close")
    assert all(
        sum(trace in row for row in everything_stored() for trace in traces(one)) > 0
        for mine in ballots
        for one in mine
    )
    assert joined(ballots) == 0
    bodies = [json.loads(json.loads(rec)["body"]) for rec in BoxRecord.objects.values_list("rec", flat=True)]
    assert {len(body["m"]) for body in bodies} == {1}, "no record holds two marks"
    assert len({body["nonce"] for body in bodies}) == 20, "no nonce twice"
    # What the box does say: which marks a line got, never which go together.
    assert sorted(body["m"][0] for body in bodies if body["round"].endswith("/2")) == ["A", "A", "A", "A", "D"]
    file = boxing.opened(found.ballot).text()
    assert json.dumps(pattern, separators=(",", ":")) not in file

    whole, papers = voted(by_line=False)
    whole.act("close")
    written = [
        json.loads(json.loads(rec)["body"])["m"]
        for rec in BoxRecord.objects.filter(round=whole.ballot).values_list("rec", flat=True)
    ]
    assert written.count(pattern) == 1, "cast as one, the voter who was told what to mark is found"
    # And the search by traces finds what is joined: the two halves of one record are in one row.
    twice = [[papers[0][0], papers[0][0]]]
    assert joined(twice) > 0


@pytest.mark.both
def test_the_order_of_the_box_of_slips_is_that_of_its_commitments_in_one_transaction():
    """Slips of one voter lie beside one another no more often than chance has it: their order is that of SHA-256 of
    bodies with a nonce each. On PostgreSQL: as the rows lie on the disk, and all of one transaction."""
    found = hall(5, {"ĐVTT": (4, None)}, by_line=True, is_open=True)
    for user in found.members:
        found.cast_slips(user, ["A"] * 4)
    found.act("close")
    order = "ctid" if connection.vendor == "postgresql" else "c"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT c FROM awards_boxrecord ORDER BY {order}")
        lie = [c for (c,) in cursor.fetchall()]
        assert lie == sorted(lie) and len(lie) == 20
        if connection.vendor == "postgresql":
            cursor.execute("SELECT count(DISTINCT xmin::text) FROM awards_boxrecord")
            assert cursor.fetchone() == (1,)


def test_a_cast_of_slips_leaves_envelopes_and_nothing_else():
    found = hall(5, by_line=True, is_open=True)
    before = everything_stored()
    found.cast_slips(found.members[0], YES)
    after = everything_stored()
    assert [row for row in after if '"sealed"' not in row] == before
    assert len(after) - len(before) == 3
    found.act("cancel", "mất điện")
    assert (Envelope.objects.count(), BoxRecord.objects.count()) == (0, 0)
    with pytest.raises(NotOpen):
        found.cast_slips(found.members[1], YES)


# Lines some take no part in -------------------------------------------------------------------------------------------


def test_lines_taken_out_are_cast_line_by_line_as_well():
    sitting, draft, member = drafted({"CSTĐ": (3, None), "ĐVTT": (2, None)}, kind=RoundKind.MIXED, members=5, present=5)
    draft.granularity = Granularity.LINE
    draft.save(update_fields=["granularity"])
    recusing.decide(
        draft, by=sitting.secretary, pairs=[(one.line, one.attendee) for one in conflicts.unresolved(draft)]
    )
    services.freeze_round(draft, by=sitting.secretary)
    sub = draft.sub_rounds.get()
    assert (sub.granularity, len(draft.groups.all())) == (Granularity.LINE, 2)
    casting.open_checkin(draft, by=sitting.tellers[0])
    users = [sitting.chair] + [
        UserFactory(role=Role.MEMBER, over=sitting.province, person=seat.person) for seat in sitting.attendees[1:]
    ]
    halls = [Hall(sitting, VotingRound.objects.get(pk=one.pk), users) for one in (draft, sub)]
    voting = [users, [users[0], *users[2:]]]
    for one, people in zip(halls, voting, strict=True):
        for user in people:
            one.fetch(user)
    halls[0].act("open")
    for one, people in zip(halls, voting, strict=True):
        for user in people:
            one.cast_slips(user, ["A"] * one.paper.contests)
    halls[0].act("close")
    services.count_box(halls[0].ballot, by=halls[0].teller)
    for one, (agree, lines) in zip(halls, [(5, 4), (4, 1)], strict=True):
        ballot = VotingRound.objects.get(pk=one.ballot.pk)
        result = queries.result_of(ballot, viewer=one.teller)
        assert [line.agree for group in result.groups for line in group.lines] == [agree] * lines
        recount.recount(boxing.hand_over(ballot, by=one.teller))


# When it is refused ---------------------------------------------------------------------------------------------------


def prepared(counts, *, members=5, kind=RoundKind.MIXED, **spec) -> VotingRound:
    sitting = council_sitting(members=members, present=members)
    locked_list(sitting, counts)
    groups = [queries.GroupSpec(**{**vars(one), **spec}) for one in queries.groups_from_list(sitting.conference)]
    return services.prepare_round(
        sitting.conference, by=sitting.secretary, name="Phiếu bầu", groups=groups, tellers=sitting.tellers, kind=kind,
        granularity=Granularity.LINE,
    )  # fmt: skip


def test_it_is_refused_where_it_makes_no_sense_and_nothing_is_kept():
    for why, case in (
        ("chỉ có ở phiếu điện tử", {"counts": {"A": (3, None)}, "kind": RoundKind.SECRET_PAPER}),
        ("không có dòng nào để tách", {"counts": {"A": (3, 2)}}),
        ("không có dòng nào để tách", {"counts": {"A": (3, 2), "B": (4, 1)}}),
        ("không có dòng nào để tách", {"counts": {"A": (1, None)}}),
        ("so với nhau", {"counts": {"A": (3, None)}, "seats": 2}),
        ("số phiếu hợp lệ", {"counts": {"A": (3, None)}, "threshold": (1, 2, ">"), "base": "valid"}),
        ("số phiếu thu về", {"counts": {"A": (3, None)}, "threshold": (1, 2, ">"), "base": "returned"}),
    ):
        with pytest.raises(RuleViolation, match=why) as refusal:
            prepared(**case)
        assert refusal.value.field == "granularity"
    assert not VotingRound.objects.exists()


def test_the_bound_is_that_of_the_design():
    """17 members with 46 lines and 25 with 60 are fine, 300 with 214 are not; a choice of some is one slip."""
    for members, lines, fine in ((17, 46, True), (25, 60, True), (300, 214, False), (3, 250, True), (3, 251, False)):
        assert (granularity.signatures(members, lines) <= granularity.MOST_SIGNATURES) is fine
    ballot = prepared({"A": (4, 2), "B": (40, None)}, members=43)
    assert granularity.too_dear(ballot) == []
    # Members who came between the draft and the freeze count.
    for sort in range(44, 47):
        ballot.conference.attendees.create(sort=sort, name=f"Đại biểu {sort}", unit=UnitFactory())
    (words,) = granularity.too_dear(ballot)
    assert words.startswith(
        "46 thành viên, 41 dòng: bỏ từng dòng thì lúc nhận phiếu máy chủ phải ký 2091 lần, quá 2000"
    )
    with pytest.raises(RuleViolation) as refusal:
        services.freeze_round(ballot, by=ballot.events.first().actor)
    assert words in refusal.value.reasons
    with pytest.raises(RuleViolation, match="Chọn cả tờ một phiếu"):
        prepared({"A": (301, None)}, members=5)


def test_a_round_run_again_is_cast_as_before_and_a_choice_between_equals_as_one_paper():
    found = hall(5, by_line=True, is_open=True)
    found.act("cancel", "mất điện")
    again = services.prepare_rerun(found.ballot, by=found.sitting.secretary)
    assert again.granularity == Granularity.LINE
    with pytest.raises(StateConflict):
        services.prepare_rerun(found.ballot, by=found.sitting.secretary)


# Pages ----------------------------------------------------------------------------------------------------------------


def test_the_keys_of_slips_are_told_once_while_papers_are_given_out(client):
    """`state` says how things stand and has one length all the time; the keys are asked for beside it."""
    found = hall(5, by_line=True, fetched=5)
    address = reverse("awards:ballots.state", args=[found.ballot.pk])
    client.force_login(found.members[0])
    rid = str(found.ballot.pk)
    answer = client.get(address)
    assert len(answer.content) == box_queries.STATE_LENGTH
    assert (answer.json()["pub"], answer.json()["digits"]) == ("", found.box.digits)
    assert client.get(address, {"khoa": "1"}).json() == {rid: {"epoch": 1, "pub": found.box.pub}}
    client.force_login(found.teller)
    assert client.get(address, {"khoa": "1"}).json() == {}, "nobody without a seat needs them"
    found.act("open")
    client.force_login(found.members[0])
    assert client.get(address, {"khoa": "1"}).json() == {}
    assert len(client.get(address).content) == box_queries.STATE_LENGTH


def test_prepare_takes_the_choice_and_keeps_what_was_typed_where_it_is_refused(client):
    sitting = council_sitting()
    locked_list(sitting, {"ĐVQT": (4, 2), "ĐVTT": (3, None)})
    client.force_login(sitting.secretary)
    page = reverse("awards:ballots.prepare", args=[sitting.conference.pk])
    typed = {
        "name": "Phiếu của tôi", "kind": "mixed", "granularity": "line", "tellers": [one.pk for one in sitting.tellers],
    }  # fmt: skip
    body = client.get(page).content.decode()
    assert "không ai dặn trước một kiểu đánh dấu rồi nhận ra phiếu" in body
    refused = client.post(page, typed | {"titles": ["0"]})
    assert refused.status_code == 422
    assert "Phiếu không có dòng nào để tách" in refused.content.decode()
    assert 'value="Phiếu của tôi"' in refused.content.decode()
    assert client.post(page, typed | {"titles": ["0"], "granularity": "x"}).status_code == 422
    assert not VotingRound.objects.exists()
    assert client.post(page, typed | {"titles": ["0", "1"]}).status_code == 302
    made = VotingRound.objects.get()
    assert made.granularity == Granularity.LINE
    assert AuditEvent.objects.get(action="ballot.prepare").facts["granularity"] == "Mỗi dòng là một phiếu"
    draft = client.get(reverse("awards:ballots.detail", args=[made.pk])).content.decode()
    assert "7 dòng, mỗi dòng là một phiếu" in draft
    client.post(page, typed | {"titles": ["0", "1"], "granularity": ""})
    assert VotingRound.objects.order_by("number").last().granularity == Granularity.PAPER, "paper unless it is chosen"


def test_its_pages_say_that_every_line_is_a_ballot(client):
    found = hall(5, by_line=True, is_open=True)
    client.force_login(found.teller)
    page = reverse("awards:ballots.detail", args=[found.ballot.pk])
    assert "mỗi dòng là một phiếu" in client.get(page).content.decode()
    for user in found.members:
        found.cast_slips(user, YES)
    screen = client.get(reverse("awards:ballots.screen", args=[found.sitting.conference.pk])).content.decode()
    assert "<b>5</b>" in screen, "papers, not envelopes"
    found.act("close")
    assert "Mỗi dòng phát 5; dòng nhiều nhất có 5 phiếu trong hòm" in client.get(page).content.decode()
    services.count_box(found.ballot, by=found.teller)
    result = client.get(reverse("awards:ballots.result", args=[found.ballot.pk])).content.decode()
    assert "ĐVQT 1" in result and "thu về 5 trên" not in result


def test_the_database_itself_refuses_lines_on_paper_and_a_change_after_the_freeze():
    found = hall(5, by_line=True)
    rows = VotingRound.objects.filter(pk=found.ballot.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(granularity="paper")
    draft = prepared({"A": (3, None)})
    with pytest.raises(IntegrityError), transaction.atomic():
        VotingRound.objects.filter(pk=draft.pk).update(kind=RoundKind.SECRET_PAPER)
