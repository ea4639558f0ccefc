"""The server of the database stops in the middle of a burst, twice, and no ballot that was acknowledged is lost.

A PostgreSQL of the test's own that waits for its disk as an installation does. What ends are its processes: a machine
that loses its power loses what the disk itself had not written, and that no test on one machine can show.
"""

import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import connection
from django.urls import reverse

from awards.ballots import boxing, recount, services
from awards.ballots.sealing import Ballot
from awards.models import BoxRecord, Envelope
from tests import postgres
from tests.awards.ballots.serving import Server, served
from tests.awards.ballots.voters import NO, YES, hall
from tests.database import elsewhere

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_keys")]
PATIENCE = 120
GROUP = 10  # devices that begin together


def copied(to: postgres.Cluster) -> dict[str, str]:
    """The database of the test, with its round and its triggers, in another cluster; where it is there."""
    here = connection.settings_dict
    address = ["-h", here["HOST"] or "localhost", "-p", str(here["PORT"] or 5432), "-U", here["USER"], here["NAME"]]
    there = ["-h", to.folder, "-p", postgres.PORT, "-U", "postgres", "postgres"]
    dump = subprocess.run([to.programs / "pg_dump", "--no-owner", *address], capture_output=True, check=True).stdout
    quiet = ["-q", "-o", "/dev/null", "-v", "ON_ERROR_STOP=1"]
    # On the disk as a whole at the end, by the checkpoint, after which recovery has only the burst to do again.
    whole = b"SET synchronous_commit = off;\n" + dump + b"CHECKPOINT;\n"
    subprocess.run([to.programs / "psql", *quiet, *there], input=whole, check=True)
    return {"HOST": str(to.folder), "PORT": postgres.PORT, "USER": "postgres", "NAME": "postgres"}


@contextmanager
def own_server() -> Iterator[postgres.Cluster]:
    """A server that waits for its disk, with the database of the test; this process works there meanwhile."""
    with postgres.running(postgres.SAFE) as cluster, elsewhere(connection, **copied(cluster)):
        yield cluster


@dataclass(frozen=True)
class Try:
    """A ballot was sent once: which, when, and what was answered."""

    c: str
    began: float
    ended: float
    status: int
    body: bytes


class Burst:
    """Devices that send their ballots until they are answered, while `stop` and `start` are done to the database: a
    group of them at once, a second as it is stopped, the last while it is gone."""

    def __init__(self, server: Server, path: str, ballots: list[Ballot], stop: Callable, start: Callable):
        self.tries: list[Try] = []
        self._server, self._path, self._given_up = server, path, threading.Event()
        groups = [ballots[:GROUP], ballots[GROUP : 2 * GROUP], ballots[2 * GROUP :]]
        at_once, stopping, gone = begins = [threading.Event() for _ in groups]
        phones = [
            threading.Thread(target=self._send, args=(ballot, begin))
            for group, begin in zip(groups, begins, strict=True)
            for ballot in group
        ]
        for phone in phones:
            phone.start()
        try:
            at_once.set()
            self._wait_for(GROUP // 3)
            self.stopping = time.monotonic()
            stopping.set()
            stop()
            self.gone = time.monotonic()
            gone.set()
            self._wait_for(len(self.of(200)), also=lambda: self._refused_since(self.gone) >= GROUP // 2)
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

    def _refused_since(self, when: float) -> int:
        return sum(one.began > when for one in self.of(0, 503))

    def _wait_for(self, taken: int, also: Callable[[], bool] = lambda: True) -> None:
        until = time.monotonic() + PATIENCE
        while len(self.of(200)) < taken or not also():
            assert time.monotonic() < until, "nothing was answered"
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


@pytest.fixture
def needs_server():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server that could stop; its workers are killed in test_crashes.py")
    try:
        postgres.programs()
    except postgres.NoServer as error:
        pytest.skip(str(error))


@pytest.mark.usefixtures("needs_server")
def test_attack_31_the_server_of_the_database_stops_at_once_and_is_killed_and_no_acknowledged_ballot_is_lost(tmp_path):
    size = 3 * GROUP
    found = hall(2 * size, is_open=True)
    ballots = [found.devices[user.pk].ballot(found.paper, YES) for user in found.members]
    path = reverse("awards:ballots.cast", args=[found.ballot.pk])
    with own_server() as cluster, served(tmp_path) as server:
        for number, stop in enumerate((lambda: cluster.stop("immediate"), cluster.kill)):
            mine = ballots[number * size : (number + 1) * size]
            burst = Burst(server, path, mine, stop, cluster.start)
            # The controls: it stopped in the middle of the burst.
            assert [one for one in burst.of(200) if one.ended < burst.stopping], "some were taken before"
            assert [one for one in burst.of(0, 503) if one.began < burst.gone], "some were on their way as it stopped"
            assert not [one for one in burst.of(200) if one.began > burst.gone and one.ended < burst.back], "gone"
            assert [one for one in burst.of(200) if one.began > burst.back], "and some were taken afterwards"
            # Nobody was told anything but "taken", with the right receipt, or "send again".
            assert {one.status for one in burst.tries} <= {200, 503, 0}
            assert {one.c for one in burst.of(200)} == {ballot.commitment for ballot in mine}
            assert all(json.loads(one.body)["c"] == one.c for one in burst.of(200))
        assert cluster.log.read_text().count("automatic recovery in progress") == 2
        assert Envelope.objects.count() == 2 * size, "each is there, and once"
        assert {server.post(path, ballot.record()) for ballot in ballots} == {200}, "sent again: the same receipt"
        other = found.devices[found.members[0].pk].ballot(found.paper, NO)
        assert server.post(path, other.record()) == 409, "and no paper takes a second ballot"
        assert Envelope.objects.count() == 2 * size
        found.act("close")
        receipts = [record.c for record in BoxRecord.objects.all()]
        assert sorted(receipts) == sorted(ballot.commitment for ballot in ballots)
        services.count_box(found.ballot, by=found.teller)
        box, figures = recount.recount(boxing.hand_over(found.ballot, by=found.teller))
        assert len(box["records"]) == 2 * size
        assert figures[0]["votes"] == [2 * size, 2 * size, 0, 0]
