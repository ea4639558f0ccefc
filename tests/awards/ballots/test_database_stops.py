"""The server of the database stops in the middle of a burst, twice, and no ballot that was acknowledged is lost.

A PostgreSQL of the test's own that waits for its disk as an installation does. What ends are its processes: a machine
that loses its power loses what the disk itself had not written, and that no test on one machine can show.
"""

import json
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.urls import reverse

from awards.ballots import boxing, casting, keys, recount, sealing, services
from awards.ballots.sealing import Ballot
from awards.models import BoxRecord, Envelope
from tests import postgres
from tests.awards.ballots.serving import Server, served
from tests.awards.ballots.voters import NO, YES, Hall, hall
from tests.database import on_own_postgresql

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_keys")]
PATIENCE = 60
GROUP = 10  # devices that begin together
DISK_MB, LEFT = 160, 640 * 1024  # a piece of the log has 1024 * 1024


def own_server(options: Sequence[str] = (), **made) -> AbstractContextManager[postgres.Cluster]:
    """A server that waits for its disk, with the database of the test; this process works there meanwhile."""
    return on_own_postgresql(connection, (*postgres.SAFE, *options), **made)


@dataclass(frozen=True)
class Try:
    """A ballot was sent once: which, when, and what was answered."""

    c: str
    began: float
    ended: float
    status: int
    body: bytes


@contextmanager
def held(found: Hall, ballots: list[Ballot]) -> Iterator[None]:
    """Somebody fills the envelopes of these ballots and never comes to the end of it: whoever casts them waits in the
    middle of his statement, until the server is gone."""
    key = keys.sealing(found.ballot.pk, found.box.epoch)
    try:
        with transaction.atomic():
            for ballot in ballots:
                number, nothing = sealing.envelope_id(key, ballot.key), bytes(found.box.envelope_length)
                assert casting._insert(str(found.ballot.pk), number.hex(), nothing, 0)
            yield
    except (DatabaseError, InterfaceError):
        connection.close()
    else:
        pytest.fail("the server did not stop")


def asked(sql: str):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


class Burst:
    """Devices that send their ballots until they are answered, while `stop` and `start` are done to the database: some
    before, some that wait in the middle of their statement, some as it stops, some while it is gone."""

    def __init__(self, found: Hall, server: Server, ballots: list[Ballot], stop: Callable, start: Callable):
        self.tries: list[Try] = []
        self._server, self._given_up = server, threading.Event()
        self._path = reverse("awards:ballots.cast", args=[found.ballot.pk])
        self.cut, waiting = ballots[GROUP : GROUP + 3], len(ballots) - 2 * GROUP
        groups = [ballots[:GROUP], self.cut, ballots[GROUP + 3 : -waiting], ballots[-waiting:]]
        before, in_the_middle, stopping, gone = begins = [threading.Event() for _ in groups]
        phones = [
            threading.Thread(target=self._send, args=(ballot, begin))
            for group, begin in zip(groups, begins, strict=True)
            for ballot in group
        ]
        for phone in phones:
            phone.start()
        try:
            before.set()
            self._wait_for(lambda: len(self.of(200)) >= GROUP // 3)
            with held(found, self.cut):
                in_the_middle.set()
                self._wait_for(lambda: asked("SELECT count(*) FROM pg_locks WHERE NOT granted") >= len(self.cut))
                self.stopping = time.monotonic()
                stopping.set()
                stop()
            self.gone = time.monotonic()
            gone.set()
            self._wait_for(lambda: sum(one.began > self.gone for one in self.of(0, 503)) >= GROUP // 2)
            self.back = time.monotonic()
            start()
            for phone in phones:
                phone.join(PATIENCE)
        finally:
            for event in (*begins, self._given_up):
                event.set()
        assert not any(phone.is_alive() for phone in phones), "a device was never answered"

    def of(self, *statuses: int) -> list[Try]:
        return [one for one in list(self.tries) if one.status in statuses]

    def _wait_for(self, is_so: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < until, "it did not come to it"
            time.sleep(0.001)

    def _send(self, ballot: Ballot, begin: threading.Event) -> None:
        begin.wait()
        while not self._given_up.is_set():
            began = time.monotonic()
            status, body = self._server.answer(self._path, ballot.record())
            self.tries.append(Try(ballot.commitment, began, time.monotonic(), status, body))
            if status == 200:
                return
            self._given_up.wait(0.2)

    def proves(self, ballots: list[Ballot]) -> None:
        """It stopped in the middle, and nobody was told anything but the right receipt or to send again."""
        taken, refused = self.of(200), self.of(0, 503)
        assert [one for one in taken if one.ended < self.stopping], "some were taken before"
        on_their_way = {one.c for one in refused if one.began < self.stopping < one.ended}
        assert on_their_way >= {ballot.commitment for ballot in self.cut}, "some were cut in the middle"
        assert not [one for one in taken if one.began > self.gone and one.ended < self.back], "it was gone"
        assert [one for one in taken if one.began > self.back], "and some were taken afterwards"
        assert len(taken) + len(refused) == len(self.tries)
        assert {one.c for one in taken} == {ballot.commitment for ballot in ballots}
        assert all(json.loads(one.body)["c"] == one.c for one in taken)


def closes_whole(found: Hall, server: Server, ballots: list[Ballot]) -> None:
    """Every ballot is there once, also after it is sent again; the box holds them all, and the recount accepts it."""
    path = reverse("awards:ballots.cast", args=[found.ballot.pk])
    assert Envelope.objects.count() == len(ballots), "each is there, and once"
    assert {server.post(path, ballot.record()) for ballot in ballots} == {200}, "sent again: the same receipt"
    other = found.devices[found.members[0].pk].ballot(found.paper, NO)
    assert server.post(path, other.record()) == 409, "and no paper takes a second ballot"
    assert Envelope.objects.count() == len(ballots)
    found.act("close")
    receipts = [record.c for record in BoxRecord.objects.all()]
    assert sorted(receipts) == sorted(ballot.commitment for ballot in ballots)
    services.count_box(found.ballot, by=found.teller)
    box, figures = recount.recount(boxing.hand_over(found.ballot, by=found.teller))
    assert len(box["records"]) == len(ballots)
    assert figures[0]["votes"] == [len(ballots), len(ballots), 0, 0]


@pytest.fixture(autouse=True)
def _needs_a_server():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server that could stop; its workers are killed in test_crashes.py")
    try:
        postgres.programs()
    except postgres.NoServer as error:
        pytest.skip(str(error))


def test_attack_31_the_server_of_the_database_stops_at_once_and_is_killed_and_no_acknowledged_ballot_is_lost(tmp_path):
    size = 3 * GROUP
    found = hall(2 * size, is_open=True)
    ballots = [found.devices[user.pk].ballot(found.paper, YES) for user in found.members]
    with own_server() as cluster, served(tmp_path) as server:
        for number, stop in enumerate((lambda: cluster.stop("immediate"), cluster.kill)):
            mine = ballots[number * size : (number + 1) * size]
            Burst(found, server, mine, stop, cluster.start).proves(mine)
        assert cluster.log.read_text().count("automatic recovery in progress") == 2
        closes_whole(found, server, ballots)


# A full disk ---------------------------------------------------------------------------------------------------------


@contextmanager
def small_disk(place: Path) -> Iterator[None]:
    """A disk in memory, so small that the test can fill it. Only root may make one."""
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", place], capture_output=True)
    if made.returncode:
        pytest.skip("only root can make a small disk, and not everywhere")
    shutil.chown(place, "postgres", "postgres")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", place], check=True)


class FullDisk:
    """Somebody else leaves so much on the disk of the database that a few ballots find room and no more of its log."""

    def __init__(self, cluster: postgres.Cluster):
        self._cluster, self._file = cluster, cluster.data / "ballast"
        asked("SELECT pg_switch_wal()::text")  # a new piece of the log, with room for a few ballots
        with suppress(OSError), self._file.open("wb", buffering=0) as file:
            while file.write(bytes(64 * 1024)):
                pass
        os.truncate(self._file, self._file.stat().st_size - LEFT)

    def ends_the_server(self) -> None:
        """Something long is written: the log of changes needs more room, and there is none."""
        with pytest.raises(DatabaseError):
            for _ in range(100):
                asked("SELECT pg_logical_emit_message(false, 'busy', repeat('x', 100000))::text")
        self._cluster.ended()

    def makes_room(self) -> None:
        self._file.unlink()
        self._cluster.start()


def test_attack_31_a_disk_with_no_room_for_the_log_of_changes_loses_no_acknowledged_ballot(tmp_path):
    """PostgreSQL ends of itself when it cannot go on with its log of changes. Room is made, it is started, and every
    ballot it had taken is there."""
    found = hall(3 * GROUP, is_open=True)
    ballots = [found.devices[user.pk].ballot(found.paper, YES) for user in found.members]
    # The log is written in small pieces, none of them twice, so that it soon needs another.
    options = ("restart_after_crash=off", "wal_recycle=off")
    with (
        own_server(options, made_with=["--wal-segsize=1"], disk=small_disk) as cluster,
        served(tmp_path) as server,
    ):
        disk = FullDisk(cluster)
        Burst(found, server, ballots, disk.ends_the_server, disk.makes_room).proves(ballots)
        said = cluster.log.read_text()
        assert re.search(r"PANIC: .*pg_wal.*No space left on device", said)
        assert "automatic recovery in progress" in said
        closes_whole(found, server, ballots)
