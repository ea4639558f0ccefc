"""What PostgreSQL writes beside its tables, read from the folder of the server: log of changes, files, a dump."""

import base64
import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from django.db import DatabaseError, connection

from awards.ballots import casting, keys, sealing
from awards.models import RoundElector
from tests.awards.ballots.voters import YES, hall
from tests.postgres import NoServer, programs

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.usefixtures("own_keys")]
ROLL, ENVELOPE, RECORD = "awards_roundelector", "awards_envelope", "awards_boxrecord"


def asked(sql: str, *values) -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


@pytest.fixture
def server() -> Iterator[Path]:
    """The folder of the server, where it is on this machine and may be read."""
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only; SQLite's file and log: test_box_concurrency.py, its dump: test_attacks.py")
    folder = Path(asked("SHOW data_directory")[0])
    try:
        (folder / "pg_wal").iterdir()
        programs()
    except (OSError, NoServer):
        pytest.skip("the server runs elsewhere")
    keep = f"thidua_{os.getpid()}"
    asked("SELECT pg_create_physical_replication_slot(%s, true)::text", keep)  # no part of the log goes meanwhile
    yield folder
    asked("SELECT pg_drop_replication_slot(%s)::text", keep)


def log_of_changes(folder: Path, begin: str, end: str) -> list[tuple[int, set[int]]]:
    """(transaction, files it changed) in the order of the log, as pg_waldump tells them."""
    done = subprocess.run(
        [programs() / "pg_waldump", "--path", folder / "pg_wal", "--start", begin, "--end", end],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr
    found: dict[int, set[int]] = {}
    for line in done.stdout.splitlines():
        number = re.search(r"tx:\s+(\d+)", line)
        files = {int(file) for file in re.findall(r"rel \d+/\d+/(\d+)", line)}
        if number and int(number.group(1)):
            found.setdefault(int(number.group(1)), set()).update(files)
    return list(found.items())


def dump() -> bytes:
    settings = connection.settings_dict
    address = ["-h", settings["HOST"] or "localhost", "-p", str(settings["PORT"] or 5432), "-U", settings["USER"]]
    tables = [
        part for name in (ROLL, ENVELOPE, RECORD, "awards_votinground", "awards_ballotbox") for part in ("-t", name)
    ]
    done = subprocess.run(
        [programs() / "pg_dump", "--data-only", *address, *tables, settings["NAME"]], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def all_bytes(folder: Path, database: int, begin: str) -> bytes:
    """Everything on the disk that belongs to this database, and the log since `begin`."""
    first = asked("SELECT pg_walfile_name(%s::pg_lsn)", begin)[0]
    log = [file for file in sorted((folder / "pg_wal").iterdir()) if file.is_file() and file.name >= first]
    files = [file for file in sorted((folder / "base" / str(database)).iterdir()) if file.is_file()]
    return b"".join(file.read_bytes() for file in [*files, *log])


def test_attacks_02_03_04_nothing_joins_a_voter_to_a_ballot_and_nothing_reads_one_before_the_close(server):
    found = hall(5, is_open=True)
    files = {name: asked("SELECT pg_relation_filenode(%s)", name)[0] for name in (ROLL, ENVELOPE, RECORD)}
    database = asked("SELECT oid FROM pg_database WHERE datname = current_database()")[0]
    begin = asked("SELECT pg_current_wal_lsn()::text")[0]
    order = list(found.members)
    Random(3).shuffle(order)
    ballots = [found.devices[user.pk].ballot(found.paper, YES) for user in order]
    for ballot in ballots:
        found.send(ballot)
    needles: list[list[bytes]] = []
    for ballot in ballots:
        nonce = json.loads(ballot.body)["nonce"]
        plain = [ballot.key, bytes.fromhex(ballot.commitment), bytes.fromhex(nonce), ballot.tsig, ballot.body.encode()]
        hexed = [one.hex().encode() for one in plain[:4]]
        written = [json.dumps(ballot.body)[1:-1].encode(), *map(base64.b64encode, plain[:4])]
        needles.append([*plain, *hexed, *written])

    def seen() -> list[int]:
        asked("SELECT pg_switch_wal()::text")
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
        pile = all_bytes(server, database, begin) + dump()
        return [sum(needle in pile for needle in mine) for mine in needles]

    assert seen() == [0] * 5  # attack 4: data directory, log and dump
    middle = asked("SELECT pg_current_wal_lsn()::text")[0]
    changes = log_of_changes(server, begin, middle)
    casts = [(number, touched) for number, touched in changes if files[ENVELOPE] in touched]
    assert len(casts) == 5, "the log tells of every cast, so there was something to join"
    assert [number for number, touched in casts if files[ROLL] in touched] == []  # attack 3
    found.act("close")
    assert all(count >= 2 for count in seen()), "the same search finds every ballot once the box is opened"
    end = asked("SELECT pg_current_wal_lsn()::text")[0]
    changes = log_of_changes(server, middle, end)
    written = [(number, touched) for number, touched in changes if files[RECORD] in touched]
    assert len(written) == 1, "the whole box in one transaction"
    assert not written[0][1] & {files[ROLL]}
    # Attack 2: row order of the dump and of the table is the order of the commitments, of which nobody is the author.
    receipts = sorted(ballot.commitment for ballot in ballots)
    text = dump().decode()
    rows = text.split(f"COPY public.{RECORD}")[1].split("\\.")[0]
    assert re.findall(r"^([0-9a-f]{64})\t", rows, re.MULTILINE) == receipts
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT c FROM {RECORD} ORDER BY ctid")
        assert [c for (c,) in cursor.fetchall()] == receipts
    assert RoundElector.objects.filter(round=found.ballot, channel="electronic").count() == 5


def test_attack_11_a_cast_that_fails_leaves_its_ballot_in_the_log_of_the_server_unless_that_is_told_not_to(server):
    """On a full disk, say: whatever refuses the statement. The control: the log as PostgreSQL keeps it by itself."""
    log = server.parent / "log"
    if not log.exists():
        pytest.skip("the server writes its log elsewhere")
    found = hall(4, is_open=True)
    ballot = found.devices[found.members[0].pk].ballot(found.paper, YES)
    name = sealing.envelope_id(keys.sealing(found.ballot.pk, 1), ballot.key).hex()

    def stands_there(level: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SET log_min_error_statement = %s", [level])
        begin = log.stat().st_size
        try:
            with pytest.raises(DatabaseError):  # too short for an envelope
                casting._insert(str(found.ballot.pk), name, b"short", 0)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET log_min_error_statement")
        return name.encode() in log.read_bytes()[begin:]

    assert stands_there("error")
    assert not stands_there("panic")
