"""Many devices at the very same moment, and what a stored database still tells afterwards. Real transactions."""

import random
from pathlib import Path

import pytest
from django.db import connection

from awards.ballots import casting, services
from awards.ballots.casting import NotOpen, OtherDevice, TokenSpent
from awards.models import BoxRecord, Envelope, RoundElector, VotingRound
from tests.awards.ballots.test_concurrency import at_once
from tests.awards.ballots.voters import NO, YES, Hall, Voter, hall
from tests.database import bytes_on_disk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_keys")]


def told(act):
    """What an act gives, or the refusal it ends in."""

    def run():
        try:
            return act()
        except (NotOpen, TokenSpent, OtherDevice) as error:
            return error

    return run


def test_one_member_asks_from_many_devices_at_once_and_gets_one_paper():
    found = hall(5)
    user = found.members[1]
    devices = [Voter(found.box.issuer) for _ in range(3)]
    asked = [one.blinded.hex() for one in devices for _ in range(2)]
    answers = at_once(
        *(
            told(lambda blinded=blinded: casting.issue(found.ballot, epoch=found.box.epoch, by=user, blinded=blinded))
            for blinded in asked
        )
    )
    given = {answer for answer in answers if isinstance(answer, str)}
    assert len(given) == 1, "one paper"
    assert sum(isinstance(answer, str) for answer in answers) == 2, "sent twice, answered twice"
    assert sum(isinstance(answer, OtherDevice) for answer in answers) == 4
    assert RoundElector.objects.filter(round=found.ballot, channel="electronic").count() == 1


def test_the_same_ballot_three_times_at_once_and_two_ballots_of_one_paper():
    found = hall(4, is_open=True)
    first, second = found.members[:2]
    same = found.devices[first.pk].ballot(found.paper, YES)
    ballots = [found.devices[second.pk].ballot(found.paper, marks) for marks in (YES, NO)]
    answers = at_once(*(told(lambda one=one: found.send(one)) for one in (same, same, same, *ballots)))
    assert sorted(answer.is_new for answer in answers[:3]) == [False, False, True]
    assert sum(isinstance(answer, TokenSpent) for answer in answers[3:]) == 1
    assert Envelope.objects.count() == 2


def test_a_ballot_that_meets_the_closing_is_in_the_box_or_refused_never_lost():
    found = hall(6, is_open=True)
    ballots = {user.pk: found.devices[user.pk].ballot(found.paper, YES) for user in found.members}
    early, late = list(ballots.values())[:2], list(ballots.values())[2:]
    for ballot in early:
        found.send(ballot)
    services.ask(found.ballot, "close", by=found.teller)

    def close():
        return services.confirm(VotingRound.objects.get(pk=found.ballot.pk), "close", by=found.sitting.secretary)

    answers = at_once(*(told(lambda one=one: found.send(one)) for one in late), close)
    taken = {answer.c for answer in answers[:-1] if not isinstance(answer, NotOpen)}
    taken |= {ballot.commitment for ballot in early}
    assert set(BoxRecord.objects.values_list("c", flat=True)) == taken
    assert found.box.count == len(taken)


# What is stored -------------------------------------------------------------------------------------------------------


def _voted(found: Hall) -> list:
    """Members vote in an order of their own, one transaction each; who voted when, for the attack."""
    order = list(found.members)
    random.Random(7).shuffle(order)
    for user in order:
        found.cast(user, YES)
    return order


def test_no_transaction_touches_the_roll_and_an_envelope_and_the_box_is_one():
    """The attack that joined two tables by PostgreSQL's own transaction numbers."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps no number of the transaction with a row")
    found = hall(5, is_open=True)
    _voted(found)

    def numbers(table: str) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT xmin::text::bigint FROM {table}")
            return [number for (number,) in cursor.fetchall()]

    roll, envelopes = numbers("awards_roundelector"), numbers("awards_envelope")
    assert len(set(envelopes)) == 5, "each cast is a transaction of its own, so there was something to join"
    assert not set(roll) & set(envelopes)
    found.act("close")
    assert len(set(numbers("awards_boxrecord"))) == 1
    assert not set(numbers("awards_boxrecord")) & {*roll, *envelopes}


def test_the_stored_order_of_the_box_is_that_of_its_commitments():
    """Row order as a dump writes it: of the box sorted by commitment, so it tells nothing of who came when."""
    found = hall(5, is_open=True)
    order = _voted(found)
    found.act("close")
    with connection.cursor() as cursor:
        cursor.execute("SELECT c FROM awards_boxrecord")
        stored = [c for (c,) in cursor.fetchall()]
    assert stored == sorted(stored)
    assert len(order) == len(stored) == 5


def test_a_file_of_the_database_holds_no_ballot_until_the_box_is_opened():
    """SQLite's file and its log, byte by byte, with what is searched found after the closing."""
    if connection.vendor != "sqlite" or not Path(connection.settings_dict["NAME"]).is_file():
        pytest.skip("no file of SQLite here")
    found = hall(5, is_open=True)
    needles = []
    for number, user in enumerate(found.members):
        ballot = found.devices[user.pk].ballot(found.paper, YES, f"{number + 1000:064x}")
        found.send(ballot)
        for needle in (ballot.key, ballot.tsig, ballot.prep, bytes.fromhex(ballot.commitment)):
            needles += [needle, needle.hex().encode()]
        needles.append(f"{number + 1000:064x}".encode())
    before = bytes_on_disk(connection)
    assert not any(needle in before for needle in needles)
    found.act("close")
    after = bytes_on_disk(connection)
    hexed = [needle for needle in needles if len(needle) >= 64 and needle.isalnum() and needle.islower()]
    assert hexed
    assert all(needle in after for needle in hexed)
