"""A box that opens with the codes of two tellers only: whoever has database and key files sees no ballot before."""

import pytest
from django.urls import reverse

from awards.ballots import boxing, casting, keys, locking, recount, sealing, services
from awards.ballots.casting import TokenSpent
from awards.ballots.enums import RoundState
from awards.models import BallotBox, Envelope, VotingRound
from tests.awards.ballots.voters import NO, YES, Hall, hall
from tests.factories.ballots import council_sitting, locked_list
from thidua.errors import Forbidden, RuleViolation, StateConflict

CODES = ["ABCDEFGHJKLMNPQR", "23456789ABCDEFGH", "ZZZZYYYYXXXXWWWW"]


def test_any_two_codes_open_in_any_order_and_nothing_else_does():
    lock = locking.make(CODES)
    closed = locking.close(lock, b"round", "phiếu")
    assert len(locking.close(lock, b"round", "x" * 300)) + locking.MARK_LENGTH == locking.length_of(300)
    for pair in (CODES[:2], CODES[1::-1], [CODES[2], "abcd-efgh jklm.npqr"]):
        assert locking.reopen(locking.unlock(lock, pair), b"round", closed) == "phiếu"
    for wrong in ([CODES[0]], [CODES[0], CODES[0]], [CODES[0], "A" * 16], [], CODES):
        with pytest.raises(locking.BadCode):
            locking.unlock(lock, wrong)
    private = locking.unlock(lock, CODES[:2])
    for about, text in ((b"other", closed), (b"round", closed[:-8] + "AAAAAAA=")):
        with pytest.raises(locking.BadCode):
            locking.reopen(private, about, text)
    assert locking.plain(locking.spaced(locking.new_code())) != locking.plain(locking.spaced(locking.new_code()))


def two_keyed() -> tuple[Hall, list[str]]:
    """An open round of five devices; every teller has taken the own code."""
    found = hall(5, checkin=False, two_keys=True)
    casting.open_checkin(found.ballot, by=found.teller)
    for user in found.members:
        found.fetch(user)
    with pytest.raises(RuleViolation) as refusal:
        services.ask(found.ballot, "open", by=found.sitting.secretary)
    assert refusal.value.reasons == [f"{teller} chưa nhận mã mở hòm." for teller in found.sitting.tellers]
    codes = [casting.take_code(found.ballot, by=teller) for teller in found.sitting.tellers]
    found.act("open")
    return found, codes


@pytest.mark.django_db
def test_codes_are_shown_once_and_renewed_with_the_papers():
    found = hall(5, checkin=False, two_keys=True)
    with pytest.raises(StateConflict):
        casting.take_code(found.ballot, by=found.teller)
    casting.open_checkin(found.ballot, by=found.teller)
    first = casting.take_code(found.ballot, by=found.teller)
    with pytest.raises(StateConflict, match="hiện một lần"):
        casting.take_code(found.ballot, by=found.teller)
    with pytest.raises(Forbidden):
        casting.take_code(found.ballot, by=found.sitting.secretary)
    casting.rekey(found.ballot, by=found.teller)
    assert casting.take_code(found.ballot, by=found.teller) != first
    assert not any(first.replace(" ", "") in str(row) for row in found.ballot.events.values_list("payload", flat=True))


@pytest.mark.django_db
def test_the_box_opens_with_two_codes_and_a_ballot_sent_again_is_known_without_them():
    found, codes = two_keyed()
    assert not any(name.startswith(keys.CODE) for name in keys.held()[str(found.ballot.pk)][1])
    ballot = found.devices[found.members[0].pk].ballot(found.paper, YES)
    assert found.send(ballot).is_new and not found.send(ballot).is_new
    with pytest.raises(TokenSpent):
        found.cast(found.members[0], NO)
    for user in found.members[1:]:
        found.cast(user, NO)
    # With everything the house has, the envelopes stay shut.
    box, seal_key = found.box, keys.sealing(found.ballot.pk, 1)
    kept = Envelope.objects.first()
    inside = sealing.unseal(seal_key, str(found.ballot.pk), bytes.fromhex(kept.pk), bytes(kept.sealed))
    assert "body" not in inside and len({len(bytes(row.sealed)) for row in Envelope.objects.all()}) == 1
    assert box.record_of(inside, bytes.fromhex(kept.pk), locking.unlock(box.lock, codes[:2])).startswith('{"body"')

    services.ask(found.ballot, "close", by=found.sitting.secretary)
    for wrong in ([], [codes[0]], [codes[0], codes[0]], ["A" * 16, codes[1]]):
        with pytest.raises(RuleViolation, match="Mã không đúng"):
            services.confirm(found.ballot, "close", by=found.teller, codes=wrong)
    services.confirm(found.ballot, "close", by=found.teller, codes=[codes[2].lower(), codes[0]])
    row = VotingRound.objects.get(pk=found.ballot.pk)
    assert (row.state, BallotBox.objects.get().count) == (RoundState.CLOSED, 5)
    services.count_box(row, by=found.teller)
    assert recount.recount(boxing.hand_over(row, by=found.teller))[1][0] == {
        "valid": 1, "blank": 4, "votes": [1, 1, 0, 0],
    }  # fmt: skip


@pytest.mark.django_db
def test_take_code_is_one_page_and_confirm_asks_for_two(client):
    found = hall(5, checkin=False, two_keys=True)
    casting.open_checkin(found.ballot, by=found.teller)
    client.force_login(found.teller)
    address = reverse("awards:ballots.take_code", args=[found.ballot.pk])
    detail = reverse("awards:ballots.detail", args=[found.ballot.pk])
    assert address in client.get(detail).content.decode()
    shown = client.post(address)
    assert shown["Cache-Control"] == "no-store" and len(shown.context["code"]) == 19
    assert address not in client.get(detail).content.decode()
    assert "hiện một lần" in client.post(address, follow=True).content.decode()
    for teller in found.sitting.tellers[1:]:
        casting.take_code(found.ballot, by=teller)
    for user in found.members:
        found.fetch(user)
    found.act("open")
    services.ask(found.ballot, "close", by=found.sitting.secretary)
    assert client.get(detail).content.decode().count('name="codes"') == 2
    confirm = reverse("awards:ballots.confirm", args=[found.ballot.pk, "close"])
    answer = client.post(confirm, {"codes": [shown.context["code"], "A" * 16]}, follow=True)
    assert "Mã không đúng" in answer.content.decode()


@pytest.mark.django_db
def test_prepare_with_codes_wants_an_electronic_box(client):
    sitting = council_sitting()
    locked_list(sitting)
    client.force_login(sitting.secretary)
    page = reverse("awards:ballots.prepare", args=[sitting.conference.pk])
    typed = {"name": "Phiếu bầu", "titles": ["0"], "tellers": [user.pk for user in sitting.tellers], "two_keys": "on"}
    answer = client.post(page, typed | {"kind": "secret_paper"})
    assert answer.status_code == 422 and "Mã mở hòm chỉ dùng khi có phiếu điện tử." in answer.content.decode()
    client.post(page, typed | {"kind": "mixed"})
    assert VotingRound.objects.get().two_keys
