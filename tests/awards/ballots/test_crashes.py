"""The machine dies in the middle: kill -9 at the worst moment, a full disk, a connection that breaks, and every ballot
that was acknowledged is in the box once. No timing: a process of its own kills itself at the very statement."""

import os
import signal
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client
from django.urls import reverse

from awards.ballots import box_triggers, boxing, casting, keys, services, triggers
from awards.ballots.casting import NotOpen
from awards.models import BallotBox, BoxRecord, Envelope, VotingRound
from tests.awards.ballots.serving import served
from tests.awards.ballots.voters import NO, YES, Hall, Voter, hall
from tests.database import copy_sqlite, elsewhere
from thidua.errors import StateConflict

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_keys")]


@pytest.fixture(autouse=True)
def own_file(transactional_db, tmp_path):
    """What a killed process leaves behind on SQLite stays in a file of this test's own."""
    if connection.vendor != "sqlite":
        yield
        return
    copy_sqlite(connection, tmp_path / "crash.sqlite3")
    with elsewhere(connection, NAME=str(tmp_path / "crash.sqlite3")):
        yield


def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


def killed(act, *patches: tuple[object, str, object]) -> None:
    """Run `act` in a process of its own, as a worker does, with `patches` (owner, name, replacement); it must die there
    by kill -9. What it had not committed the database takes back."""
    connections.close_all()  # a forked process must not speak on a connection of this one
    child = os.fork()
    if child == 0:
        # Where a browser's event loop runs in the parent, connections of the time before it come to light again in a
        # process without one. They are left alone, not closed: they are the parent's.
        inherited = connections.all(initialized_only=True)
        for one in inherited:
            del connections[one.alias]
        try:
            for owner, name, replacement in patches:
                setattr(owner, name, replacement)
            act()
        except BaseException:
            traceback.print_exc()  # else nobody would learn why it did not come to it
        finally:
            os._exit(7)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"it did not die where it should: {status}"
    assert os.WTERMSIG(status) == signal.SIGKILL


def then_die(function):
    """Do it, then die."""

    def run(*args, **kwargs):
        function(*args, **kwargs)
        die()

    return run


def state_of(found: Hall) -> str:
    return VotingRound.objects.get(pk=found.ballot.pk).state


def files(found: Hall) -> set[str]:
    return {name for names in keys.held().get(str(found.ballot.pk), {}).values() for name in names}


def test_attack_31_a_worker_killed_in_the_middle_of_a_cast_loses_nothing_and_counts_nothing_twice():
    found = hall(4, is_open=True)
    ballots = [found.devices[user.pk].ballot(found.paper, YES) for user in found.members]
    # The envelope is written and not committed: it is not there, and the same request again is the first.
    killed(lambda: found.send(ballots[0]), (casting, "_insert", then_die(casting._insert)))
    assert Envelope.objects.count() == 0
    assert found.send(ballots[0]).is_new
    # Committed, and the answer lost: it is there, and the same request again is told so.
    killed(lambda: found.send(ballots[1]), (keys, "acknowledge", die))
    assert Envelope.objects.count() == 2
    again = found.send(ballots[1])
    assert (again.is_new, again.c) == (False, ballots[1].commitment)
    with pytest.raises(casting.TokenSpent):
        found.cast(found.members[1], NO)
    for ballot in ballots[2:]:
        found.send(ballot)
    found.act("close")
    assert set(BoxRecord.objects.values_list("c", flat=True)) == {ballot.commitment for ballot in ballots}


def test_attack_31_a_worker_killed_while_it_opens_the_box_leaves_it_shut_and_whole():
    found = hall(4, is_open=True)
    given = [found.cast(user, YES).c for user in found.members]
    services.ask(found.ballot, "close", by=found.teller)

    def close():
        services.confirm(VotingRound.objects.get(pk=found.ballot.pk), "close", by=found.sitting.secretary)

    written = BoxRecord.objects.bulk_create
    for patch in (
        (BoxRecord.objects, "bulk_create", die),
        (BoxRecord.objects, "bulk_create", then_die(written)),
        (BallotBox, "save", die),
        (services, "_event", die),
    ):
        killed(close, patch)
        assert (state_of(found), BoxRecord.objects.count(), Envelope.objects.count()) == ("open", 0, 4)
        assert files(found) == {"seal.key"}
    close()
    assert state_of(found) == "closed"
    assert sorted(BoxRecord.objects.values_list("c", flat=True)) == sorted(given)
    assert files(found) == set()


def test_attack_33_a_worker_killed_between_the_end_of_an_act_and_the_end_of_its_keys():
    """Opening and closing stand in the database while their keys are still there: the next sweep, at the latest a
    minute later, destroys them, and until then the state alone refuses."""
    found = hall(4, fetched=4)
    late = Voter(found.box.issuer)
    services.ask(found.ballot, "open", by=found.teller)

    def confirm(action):
        services.confirm(VotingRound.objects.get(pk=found.ballot.pk), action, by=found.sitting.secretary)

    killed(lambda: confirm("open"), (keys, "destroy", die))
    assert (state_of(found), files(found)) == ("open", {"issue.pem", "seal.key"})
    with pytest.raises(StateConflict):
        casting.issue(found.ballot, by=found.members[0], blinded=late.blinded.hex(), epoch=1)
    boxing._swept_at.clear()
    boxing.sweep_now_and_then()
    assert files(found) == {"seal.key"}
    for user in found.members:
        found.cast(user, YES)
    services.ask(found.ballot, "close", by=found.teller)
    killed(lambda: confirm("close"), (keys, "destroy", die))
    assert (state_of(found), files(found)) == ("closed", {"seal.key"})
    with pytest.raises(NotOpen):
        found.cast(found.members[0], YES)
    boxing._swept_at.clear()
    boxing.sweep_now_and_then()
    assert (files(found), found.box.count) == (set(), 4)


def test_attack_31_a_cancel_that_is_killed_destroys_the_keys_first_and_can_be_done_again():
    found = hall(4, is_open=True)
    found.cast(found.members[0], YES)
    services.ask(found.ballot, "cancel", by=found.teller, reason="mất điện")

    def cancel():
        services.confirm(VotingRound.objects.get(pk=found.ballot.pk), "cancel", by=found.sitting.secretary)

    killed(cancel, (keys, "destroy", then_die(keys.destroy)))
    assert (state_of(found), files(found)) == ("open", set())
    with pytest.raises(NotOpen):
        found.cast(found.members[1], YES)
    cancel()
    assert (state_of(found), Envelope.objects.count()) == ("cancelled", 0)


def test_attack_31_a_full_disk_refuses_the_ballot_and_takes_it_once_there_is_room():
    """ENOSPC at the statement that writes: the device is told to send again, and nothing half written stays."""
    found = hall(4, {"CSTT": (40, None)}, is_open=True)
    ballots = [found.devices[user.pk].ballot(found.paper, ["A"] * 40) for user in found.members]
    address = reverse("awards:ballots.cast", args=[found.ballot.pk])

    def put(ballot) -> int:
        return Client().post(address, ballot.record(), content_type="text/plain").status_code

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")  # no free page inside either
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")  # as large as it is now, and no larger
        answers = [put(ballot) for ballot in ballots]
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    else:
        # PostgreSQL tells a full disk by the same error; here a statement of it comes to the same end.
        def full(execute, sql, params, many, context):
            if sql.startswith('INSERT INTO "awards_envelope"'):
                raise OperationalError('could not extend file "base/5/16384": No space left on device')
            return execute(sql, params, many, context)

        with connection.execute_wrapper(full):
            answers = [put(ballot) for ballot in ballots]
    assert set(answers) <= {200, 503}
    assert 503 in answers, "the disk was full"
    assert Envelope.objects.count() < 4, "what was refused is not there"
    assert [put(ballot) for ballot in ballots] == [200] * 4
    found.act("close")
    assert set(BoxRecord.objects.values_list("c", flat=True)) == {ballot.commitment for ballot in ballots}


def test_attack_31_a_connection_to_the_database_that_breaks_is_a_request_to_send_again():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no connection that could break")
    found = hall(4, is_open=True)
    ballot = found.devices[found.members[0].pk].ballot(found.paper, YES)
    address = reverse("awards:ballots.cast", args=[found.ballot.pk])
    put, ended = casting._insert, []

    def broken(*what):
        done = put(*what)
        if not ended:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                ended.append(cursor.fetchone()[0])
            other = connections.create_connection("default")
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s, 5000)", ended)
            other.close()
        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(casting, "_insert", broken)
        first = Client().post(address, ballot.record(), content_type="text/plain")
    connection.close()
    assert (first.status_code, first.json()) == (503, {"error": "trouble"})
    assert Envelope.objects.count() == 0
    answer = Client().post(address, ballot.record(), content_type="text/plain")
    assert (answer.status_code, answer.json()["c"]) == (200, ballot.commitment)
    assert Envelope.objects.count() == 1


# A real server -------------------------------------------------------------------------------------------------------


@contextmanager
def unguarded() -> Iterator[None]:
    """Without the triggers of rounds and boxes, as whoever owns the database can have it."""
    guards = (triggers.GUARD, box_triggers.GUARD)
    with connection.cursor() as cursor:
        for guard in guards:
            for refusal in guard.refusals:
                table = f" ON {refusal.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {guard.prefix}_{refusal.name}{table}")
    try:
        yield
    finally:
        for guard in guards:
            guard.ensure(connection)


def test_attacks_11_20_30_31_32_a_server_whose_workers_are_killed_takes_every_ballot_once(tmp_path):
    """All workers are killed while six devices send; each sends until it is answered. Nothing of it is in the log. Then
    the box is closed, its state set back behind the back of the program, and every worker asked: none can seal."""
    found = hall(6, is_open=True)
    bodies = [found.devices[user.pk].ballot(found.paper, YES).record() for user in found.members]
    path = reverse("awards:ballots.cast", args=[found.ballot.pk])
    with served(tmp_path) as server:
        assert server.post(path, bodies[0]) == 200
        stop, tries = threading.Event(), []
        threads = [
            threading.Thread(target=lambda body=body: tries.append(server.until_taken(path, body, stop)))
            for body in bodies[1:] * 3  # each three times at once
        ]
        before = server.workers()
        for number, thread in enumerate(threads):
            thread.start()
            if number in (2, 8):
                for pid in server.workers():
                    os.kill(pid, signal.SIGKILL)
        for thread in threads:
            thread.join(120)
        stop.set()
        assert len(tries) == len(threads)
        assert set(before).isdisjoint(server.workers()), "they were killed"
        assert Envelope.objects.count() == 6
        assert {server.post(path, body) for body in bodies} == {200}  # asked for again: the same receipt
        found.act("close")
        assert found.box.count == 6
        spare = found.devices[found.members[0].pk].ballot(found.paper, NO).record()
        with unguarded():
            with connection.cursor() as cursor:
                cursor.execute("UPDATE awards_votinground SET state = 'open' WHERE state = 'closed'")
            assert state_of(found) == "open"
            connections.close_all()
            assert {server.post(path, body) for body in [spare, *bodies] * 3} == {409}
            assert Envelope.objects.count() == 6
        said = server.log.read_text()
        assert "Booting worker" in said  # the log is the real one
        receipts = [record.c for record in BoxRecord.objects.all()]
        assert not [one for one in (str(found.ballot.pk), "/cast", *receipts) if one in said]
