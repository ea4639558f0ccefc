"""An electronic round from giving papers out to the published result, and everything it refuses on the way."""

import json
from pathlib import Path

import pytest
from django.core import serializers

from awards import models as tables
from awards.ballots import boxing, casting, keys, queries, recount, services
from awards.ballots.blind import blind_sign
from awards.ballots.casting import NotOpen, OtherDevice, TokenSpent
from awards.ballots.enums import Channel
from awards.ballots.sealing import BadBallot, NotEntitled
from awards.models import BallotBox, BoxRecord, Envelope, RoundElector, RoundEvent, VoidToken, VotingRound
from tests.awards.ballots.voters import MIXED, NO, YES, Voter, hall, rsa_key, voter
from tests.factories import UserFactory
from tests.factories.ballots import council_sitting, figures, frozen_round
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_keys")]


def files(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


# The whole way --------------------------------------------------------------------------------------------------------


def test_a_round_from_the_first_paper_to_the_result(after, own_keys):
    with after():
        found = hall(5)
    rid = str(found.ballot.pk)
    assert files(own_keys) == {f"{rid}/1/issue.pem", f"{rid}/1/seal.key"}
    assert {oct(one.stat().st_mode)[-3:] for one in [own_keys, *own_keys.rglob("*")]} == {"700", "600"}
    for user in found.members:
        found.fetch(user)
    with after():
        found.act("open")
    assert files(own_keys) == {f"{rid}/1/seal.key"}, "the issuing key is gone when voting begins"
    given = [found.cast(user, marks) for user, marks in zip(found.members, [YES, YES, YES, NO, MIXED], strict=True)]
    with after():
        found.act("close")
    assert files(own_keys) == {"ack.pem"}
    box = found.box
    assert (box.issued, box.count) == (5, 5)
    assert set(BoxRecord.objects.values_list("c", flat=True)) == {receipt.c for receipt in given}
    services.count_box(found.ballot, by=found.teller)
    assert found.ballot.is_counted
    text = boxing.hand_over(found.ballot, by=found.teller)
    assert recount.recount(text, box.head[:16])[1] == [
        {"valid": 4, "blank": 1, "votes": [3, 3, 1, 0]},
        {"lines": [{"agree": 4, "disagree": 1, "blank": 0}, {"agree": 3, "disagree": 1, "blank": 1}]},
    ]
    result = queries.result_of(found.ballot, viewer=found.teller)
    assert (result.issued, result.returned, result.valid, result.not_returned) == (5, 5, 5, 0)
    lines = {line.label: (line.agree, line.disagree, line.blank) for group in result.groups for line in group.lines}
    assert lines == {
        "ĐVQT 1": (3, 1, 1), "ĐVQT 2": (3, 1, 1), "ĐVQT 3": (1, 3, 1), "ĐVQT 4": (0, 4, 1),
        "ĐVTT 1": (4, 1, 0), "ĐVTT 2": (3, 1, 1),
    }  # fmt: skip
    for teller in found.sitting.tellers:
        services.sign(found.ballot, by=teller)
    found.act("publish")
    assert found.ballot.is_published
    assert Envelope.objects.count() == 0, "envelopes go at publication"
    passed = {line.label for group in queries.result_of(found.ballot).groups for line in group.passed}
    assert passed == {"ĐVTT 1"}


def test_three_papers_and_four_devices():
    found = hall(7, {"ĐVTT": (2, None)}, fetched=4)
    batch = services.hand_papers(found.ballot, by=found.teller, batch_label="A", attendees=found.sitting.attendees[4:])
    found.act("open")
    for user in found.members[:3]:
        found.cast(user, ["A", "D"])
    found.act("close")
    with pytest.raises(RuleViolation, match="Kiểm xong phiếu giấy"):
        services.count_box(found.ballot, by=found.teller)
    services.record_returned(batch, by=found.teller, returned=3)
    for teller in found.sitting.tellers[:2]:
        services.save_count(batch, by=teller, data=figures(found.ballot, 3, {"ĐVTT 2": 1}))
        services.lock_count(batch, by=teller)
    found.ballot.refresh_from_db()
    assert found.ballot.is_counted
    result = queries.result_of(found.ballot, viewer=found.teller)
    assert (result.issued, result.returned, result.not_returned) == (7, 6, 1)
    assert [(line.agree, line.disagree) for line in result.groups[0].lines] == [(6, 0), (1, 5)]


# Papers ---------------------------------------------------------------------------------------------------------------


def test_the_same_request_again_gets_the_same_paper_and_another_device_none():
    found = hall()
    user, one = found.members[1], Voter(found.box.issuer)
    first = casting.issue(found.ballot, epoch=found.box.epoch, by=user, blinded=one.blinded.hex())
    assert casting.issue(found.ballot, epoch=found.box.epoch, by=user, blinded=one.blinded.hex()) == first
    with pytest.raises(OtherDevice):
        casting.issue(found.ballot, epoch=found.box.epoch, by=user, blinded=Voter(found.box.issuer).blinded.hex())
    seat = RoundElector.objects.get(round=found.ballot, attendee__person=user.person)
    assert (seat.channel, seat.is_ready, len(seat.blinded_hash)) == ("electronic", False, 64)


def test_a_request_for_papers_that_were_given_out_anew_meanwhile_binds_nobody():
    found = hall()
    user, late, before = found.members[1], Voter(found.box.issuer), found.box.epoch
    casting.rekey(found.ballot, by=found.teller)
    with pytest.raises(StateConflict, match="phát lại"):
        casting.issue(found.ballot, epoch=before, by=user, blinded=late.blinded.hex())
    assert (
        not RoundElector.objects.filter(round=found.ballot, attendee__person=user.person)
        .exclude(blinded_hash="")
        .exists()
    )
    anew = Voter(found.box.issuer).blinded.hex()
    assert casting.issue(found.ballot, epoch=found.box.epoch, by=user, blinded=anew)


def test_nobody_else_gets_a_paper():
    found = hall(5, checkin=False)
    user = found.members[1]
    blinded = (7).to_bytes(256).hex()  # below the key of any round
    with pytest.raises(StateConflict):
        casting.issue(found.ballot, epoch=1, by=user, blinded=blinded)
    casting.open_checkin(found.ballot, by=found.teller)
    for stranger in (found.sitting.secretary, found.teller, UserFactory(role=Role.MEMBER, over=found.sitting.province)):
        with pytest.raises(Forbidden):
            casting.issue(found.ballot, epoch=found.box.epoch, by=stranger, blinded=blinded)
    services.hand_papers(found.ballot, by=found.teller, batch_label="A", attendees=[found.sitting.attendees[1]])
    with pytest.raises(StateConflict, match="phiếu giấy"):
        casting.issue(found.ballot, epoch=found.box.epoch, by=user, blinded=blinded)
    absent = found.sitting.attendees[2]
    absent.presence = "expected"
    absent.save()
    with pytest.raises(StateConflict, match="điểm danh"):
        casting.issue(found.ballot, epoch=found.box.epoch, by=found.members[2], blinded=blinded)
    assert not RoundElector.objects.filter(channel="electronic").exists()


def test_what_no_honest_browser_asks_for_is_refused():
    found = hall()
    n = found.box.issuer.public.n
    wrong = [number.to_bytes(256).hex() for number in (0, 1, n - 1, n, 2**2048 - 1)]
    for blinded in (*wrong, "", "05", "zz" * 256, "05" * 257, voter().blinded.hex().upper(), None, 5):
        with pytest.raises(RuleViolation):
            casting.issue(found.ballot, epoch=found.box.epoch, by=found.members[1], blinded=blinded)
    assert not RoundElector.objects.filter(channel="electronic").exists()


def test_papers_are_given_out_by_tellers_in_a_round_that_has_them():
    found = hall(checkin=False)
    for user in (found.sitting.secretary, found.sitting.chair):
        with pytest.raises(Forbidden):
            casting.open_checkin(found.ballot, by=user)
    elsewhere = council_sitting(members=5, present=5)
    with pytest.raises(RuleViolation, match="chỉ bỏ phiếu giấy"):
        casting.open_checkin(frozen_round(elsewhere), by=elsewhere.tellers[0])
    with pytest.raises(RuleViolation, match="Chưa mở nhận phiếu"):
        services.ask(found.ballot, "open", by=found.sitting.secretary)
    casting.open_checkin(found.ballot, by=found.teller)
    with pytest.raises(StateConflict):
        casting.open_checkin(found.ballot, by=found.teller)


def test_voting_waits_for_every_device():
    found = hall(5)
    with pytest.raises(RuleViolation, match="Chưa ai nhận phiếu"):
        services.ask(found.ballot, "open", by=found.teller)
    for user in found.members[:4]:
        found.fetch(user)
    last = Voter(found.box.issuer)
    casting.issue(found.ballot, epoch=found.box.epoch, by=found.members[4], blinded=last.blinded.hex())
    with pytest.raises(RuleViolation, match="chưa sẵn sàng"):
        services.ask(found.ballot, "open", by=found.teller)
    casting.mark_ready(found.ballot, by=found.members[4])
    casting.mark_ready(found.ballot, by=found.members[4])
    found.act("open")
    assert found.box.issued == 5


def test_so_few_devices_that_tellers_would_know_who_chose_what_are_not_opened():
    found = hall(5, fetched=2)
    with pytest.raises(RuleViolation, match="Chỉ 2 người"):
        services.ask(found.ballot, "open", by=found.teller)
    found.fetch(found.members[2])
    found.act("open")


def test_nothing_is_given_out_once_voting_has_begun():
    found = hall(5, fetched=4)
    found.act("open")
    for act in (
        lambda: casting.issue(found.ballot, epoch=found.box.epoch, by=found.members[4], blinded=voter().blinded.hex()),
        lambda: casting.mark_ready(found.ballot, by=found.members[0]),
        lambda: casting.rekey(found.ballot, by=found.teller),
        lambda: casting.surrender(found.ballot, by=found.members[0], prep="00", tsig="00"),
    ):
        with pytest.raises(StateConflict):
            act()


def test_new_papers_make_the_old_ones_worthless(after, own_keys):
    found = hall(5, fetched=5)
    old = dict(found.devices)
    with pytest.raises(Forbidden):
        casting.rekey(found.ballot, by=found.sitting.secretary)
    digits = found.box.digits
    with after():
        casting.rekey(found.ballot, by=found.teller, reason="mất máy")
    assert {name.split("/")[1] for name in files(own_keys)} == {"2"}
    assert found.box.digits != digits
    assert set(RoundElector.objects.values_list("channel", "blinded_hash", "is_ready")) == {("none", "", False)}
    for user in found.members:
        found.fetch(user)
    found.act("open")
    with pytest.raises(NotEntitled):
        found.send(old[found.members[0].pk].ballot(found.paper, YES))
    assert found.cast(found.members[0], YES).is_new


def test_an_electronic_paper_is_given_back_for_one_of_paper():
    found = hall(5, fetched=5)
    user, seat = found.members[1], found.sitting.attendees[1]
    one = found.devices[user.pk]
    with pytest.raises(RuleViolation, match="phiếu điện tử"):
        services.hand_papers(found.ballot, by=found.teller, batch_label="A", attendees=[seat])
    with pytest.raises(RuleViolation):
        casting.surrender(found.ballot, by=user, prep=one.prep.hex(), tsig=bytes(256).hex())
    for _ in range(2):
        row = casting.surrender(found.ballot, by=user, prep=one.prep.hex(), tsig=one.token.hex())
        assert (row.channel, row.is_ready, row.blinded_hash) == ("none", False, "")
    assert VoidToken.objects.count() == 1
    services.hand_papers(found.ballot, by=found.teller, batch_label="A", attendees=[seat])
    found.act("open")
    assert found.box.issued == 4
    with pytest.raises(NotEntitled):
        found.cast(user, YES)
    assert Envelope.objects.count() == 0


# Casting --------------------------------------------------------------------------------------------------------------


def test_once_however_often_it_is_sent():
    found = hall(5, is_open=True)
    ballot = found.devices[found.members[0].pk].ballot(found.paper, YES)
    receipts = [found.send(ballot) for _ in range(4)]
    assert [receipt.is_new for receipt in receipts] == [True, False, False, False]
    assert len({receipt.c for receipt in receipts}) == Envelope.objects.count() == 1
    with pytest.raises(TokenSpent):
        found.cast(found.members[0], NO)
    # Signed anew, the same ballot is the same ballot: ECDSA never signs twice alike.
    again = found.devices[found.members[0].pk].signed(ballot.body)
    assert again.bsig != ballot.bsig
    assert found.send(again).is_new is False


def test_the_acknowledgement_is_the_house_s():
    from cryptography.hazmat.primitives import serialization

    from awards.ballots.sealing import is_signed

    found = hall(5, is_open=True)
    receipt = found.cast(found.members[0], YES)
    public = serialization.load_pem_public_key(keys.ack_public().encode())
    point = public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    text = f"tdkt-ack-v1|{found.ballot.pk}|{receipt.c}".encode()
    assert is_signed(point, text, bytes.fromhex(receipt.ack))


def test_nothing_is_accepted_before_voting_after_it_and_without_the_key(after):
    found = hall(5, fetched=5)
    ballot = found.devices[found.members[0].pk].ballot(found.paper, YES)
    with pytest.raises(NotOpen):
        found.send(ballot)
    with after():
        found.act("open")
    assert found.send(ballot).is_new
    with after():
        found.act("close")
    with pytest.raises(NotOpen):
        found.send(ballot)
    # With the state set back behind the back of the application: test_crashes.py, attack 32.


@pytest.mark.parametrize("spoil", ["body", "mark", "signature", "token", "foreign", "round", "nothing"])
def test_what_is_not_a_ballot_of_this_round_is_refused(spoil):
    found = hall(5, is_open=True)
    one = found.devices[found.members[0].pk]
    good = one.ballot(found.paper, YES)
    fields = json.loads(good.record())
    if spoil == "body":
        fields = json.loads(one.signed(good.body.replace('"v":1', '"v": 1')).record())
    elif spoil == "mark":
        fields["body"] = good.body.replace('"A"', '"D"', 1)
    elif spoil == "signature":
        fields["bsig"] = found.devices[found.members[1].pk].ballot(found.paper, YES).bsig.hex()
    elif spoil == "token":
        fields["tsig"] = bytes(256).hex()
    elif spoil == "foreign":
        stranger = Voter(found.box.issuer)
        stranger.token = blind_sign(rsa_key(1).private_numbers(), bytes(255) + b"\x05")
        fields = json.loads(stranger.ballot(found.paper, YES).record())
    elif spoil == "round":
        other = hall(5, is_open=True)
        fields = json.loads(other.devices[other.members[0].pk].ballot(found.paper, YES).record())
    else:
        fields = {}
    with pytest.raises((BadBallot, NotEntitled)):
        casting.cast(str(found.ballot.pk), fields)
    assert Envelope.objects.count() == 0


def test_pm13_to_15_a_cast_changes_nothing_but_its_envelope():
    """The roll, the record, sessions, accounts and every other table are the same, byte for byte."""

    def everything() -> dict[str, str]:
        from django.apps import apps

        return {
            model._meta.label: serializers.serialize("json", model._base_manager.order_by("pk"))
            for model in apps.get_models()
            if model._meta.managed
        }

    found = hall(5, is_open=True)
    before = everything()
    for user in found.members:
        found.cast(user, YES)
    after = everything()
    assert [name for name in before if before[name] != after[name]] == ["awards.Envelope"]


def test_no_row_of_the_box_has_a_time_a_counter_or_a_person():
    allowed = {"CharField", "ForeignKey", "BinaryField", "TextField"}
    for model in (VoidToken, Envelope, BoxRecord):
        # Which line of the paper an envelope is for is a number of the paper, and counts nothing.
        fields = [field for field in model._meta.concrete_fields if (model, field.name) != (Envelope, "slip")]
        assert {type(field).__name__ for field in fields} <= allowed
        assert [field.related_model for field in fields if field.is_relation] == [VotingRound]
        assert type(model._meta.pk).__name__ == "CharField"
        assert not model._meta.ordering
    roll = {field.name for field in RoundElector._meta.concrete_fields}
    assert roll == {"id", "round", "attendee", "channel", "signed_paper", "blinded_hash", "is_ready"}


def test_nothing_of_a_voter_is_found_in_the_box_or_of_a_ballot_on_the_roll(after):
    """A search for every token, body, commitment and nonce: nowhere before the end, everywhere in the box after it."""

    def pile() -> str:
        rows = []
        for model in (VotingRound, RoundElector, RoundEvent, AuditEvent, BallotBox, VoidToken, Envelope, BoxRecord):
            rows.append(serializers.serialize("json", model._base_manager.all()))
        raw = [bytes(row.sealed).hex() for row in Envelope.objects.all()]
        return " ".join([*rows, *raw])

    found = hall(5, is_open=True)
    needles = []
    for number, user in enumerate(found.members):
        nonce = f"{number:064x}"
        ballot = found.devices[user.pk].ballot(found.paper, YES, nonce)
        found.send(ballot)
        needles += [ballot.key.hex(), ballot.prep.hex(), ballot.tsig.hex(), ballot.commitment, nonce]
    assert [needle for needle in needles if needle in pile()] == []
    found.act("close")
    heap = pile()
    assert [needle for needle in needles if needle not in heap] == [], "the search can find what is there"
    hashes = list(RoundElector.objects.values_list("blinded_hash", flat=True))
    records = " ".join(BoxRecord.objects.values_list("rec", flat=True))
    assert not any(one in records for one in hashes)


# Closing --------------------------------------------------------------------------------------------------------------


def test_the_box_lies_in_order_of_its_commitments_and_is_written_once():
    found = hall(5, is_open=True)
    for user in reversed(found.members):
        found.cast(user, YES)
    found.act("close")
    head = found.box.head
    text = boxing.opened(found.ballot)
    assert text.head == head
    with pytest.raises(StateConflict):
        found.act("close")
    assert found.box.head == head


def test_a_cancelled_round_is_never_opened(after, own_keys):
    found = hall(5, is_open=True)
    found.cast(found.members[0], YES)
    found.act("cancel", "mất điện")
    assert files(own_keys) == {"ack.pem"}
    assert (Envelope.objects.count(), BoxRecord.objects.count(), found.box.head) == (0, 0, "")
    with pytest.raises(NotOpen):
        found.cast(found.members[1], YES)
    again = services.prepare_rerun(found.ballot, by=found.sitting.secretary)
    assert again.kind == "mixed"


def test_papers_given_out_and_cancelled_before_voting(own_keys):
    found = hall(5, fetched=2)
    found.act("cancel", "sai danh sách")
    assert files(own_keys) == set()


def test_a_lost_key_is_told_and_the_round_can_only_be_cancelled(own_keys):
    found = hall(5, is_open=True)
    found.cast(found.members[0], YES)
    keys.destroy(found.ballot.pk)
    services.ask(found.ballot, "close", by=found.teller)
    with pytest.raises(RuleViolation, match="Khóa của hòm phiếu"):
        services.confirm(found.ballot, "close", by=found.sitting.secretary)
    found.ballot.refresh_from_db()
    assert found.ballot.state == "open"
    found.act("cancel", "mất khóa")


def test_something_strange_in_the_box_is_told():
    found = hall(5, is_open=True)
    Envelope.objects.create(id="ab" * 32, round=found.ballot, sealed=bytes(found.box.envelope_length))
    services.ask(found.ballot, "close", by=found.teller)
    with pytest.raises(RuleViolation, match="không phải do phần mềm"):
        services.confirm(found.ballot, "close", by=found.sitting.secretary)


def test_the_sweep_finishes_what_a_crash_left_undone(own_keys):
    """Acts run here without what follows them: as if the worker had died at that very moment."""
    ready, voting, closed, gone = (hall(5, fetched=1), hall(5, is_open=True), hall(5, is_open=True), hall(5, fetched=1))
    closed.act("close")
    casting.rekey(gone.ballot, by=gone.teller)
    name = {str(one.ballot.pk): key for key, one in {"r": ready, "v": voting, "c": closed, "g": gone}.items()}
    held = {name[rid]: epochs for rid, epochs in keys.held().items()}
    both = {"issue.pem", "seal.key"}
    assert held == {"r": {1: both}, "v": {1: both}, "c": {1: both}, "g": {1: both, 2: both}}
    assert boxing.sweep() == 5
    held = {name[rid]: epochs for rid, epochs in keys.held().items()}
    assert {key: epochs for key, epochs in held.items() if epochs} == {
        "r": {1: both}, "v": {1: {"seal.key"}}, "g": {2: both}
    }  # fmt: skip
    assert boxing.sweep() == 0


def test_the_file_of_the_box_is_for_tellers_after_the_count_and_its_taking_is_written_down():
    found = hall(5, is_open=True)
    found.cast(found.members[0], YES)
    found.act("close")
    with pytest.raises(StateConflict):
        boxing.hand_over(found.ballot, by=found.teller)
    services.count_box(found.ballot, by=found.teller)
    for user in (
        found.sitting.secretary,
        found.sitting.chair,
        UserFactory(role=Role.ADMINISTRATOR, over=found.sitting.province),
    ):
        with pytest.raises(Forbidden):
            boxing.hand_over(found.ballot, by=user)
    boxing.hand_over(found.ballot, by=found.teller)
    assert RoundEvent.objects.filter(action="box_download").count() == 1


def test_the_chain_of_a_round_says_nothing_of_any_cast():
    """As many acts, the same acts, whether nobody or everybody voted."""

    def acts(votes: int) -> list[str]:
        found = hall(5, is_open=True)
        for user in found.members[:votes]:
            found.cast(user, YES)
        found.act("close")
        return list(RoundEvent.objects.filter(round=found.ballot).order_by("seq").values_list("action", flat=True))

    assert acts(0) == acts(5)


def test_pm17_one_channel_for_each_member():
    found = hall(5, fetched=3)
    services.hand_papers(found.ballot, by=found.teller, batch_label="A", attendees=found.sitting.attendees[3:])
    channels = dict(RoundElector.objects.order_by("attendee__sort").values_list("attendee__sort", "channel"))
    assert list(channels.values()) == [Channel.ELECTRONIC] * 3 + [Channel.PAPER] * 2
    assert tables.RoundElector.objects.count() == 5
