"""One test database for each process of pytest-xdist, made once and copied for the others.

The first process that needs a database makes it as Django does and has Django clone it for its neighbours
(a copy of the file on SQLite, ``CREATE DATABASE … TEMPLATE`` on PostgreSQL); whoever waited takes the copy.
A process started later, in place of one that crashed, has no copy and makes its own.
"""

import fcntl
import json
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from tests import postgres


def share(connection, folder: Path, worker: str, count: int) -> None:
    """Let process `worker` ("gw0", …) of `count` share the work; `folder` is the same for all processes of a run."""
    creation, note = connection.creation, folder / f"{connection.alias}-databases.json"
    make = creation.create_test_db

    def create_test_db(*args, keepdb: bool = False, **kwargs) -> str:
        if keepdb:
            return make(*args, keepdb=keepdb, **kwargs)
        with _alone(note.with_suffix(".lock")):
            names = json.loads(note.read_text()) if note.exists() else {}
            if worker in names:
                return _take(connection, names[worker])
            name = make(*args, **kwargs)
            if not names:
                others = {f"gw{n}" for n in range(count)} - {worker} if count > 1 else set()
                note.write_text(json.dumps(_copies(connection, others)))
            return name

    creation.create_test_db = create_test_db


def _copies(connection, workers: set[str]) -> dict[str, str]:
    """Names of the copies, one for each of `workers`."""
    connection.close()  # on SQLite what is still in the write-ahead log comes into the file
    for worker in workers:
        connection.creation.clone_test_db(worker, verbosity=0)
    return {worker: str(connection.creation.get_test_db_clone_settings(worker)["NAME"]) for worker in workers}


def _take(connection, name: str) -> str:
    from django.conf import settings

    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    return name


@contextmanager
def _alone(lock: Path):
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def elsewhere(connection, **place):
    """Meanwhile this process works on another database: `place` are its settings (NAME, HOST …)."""
    here = {name: connection.settings_dict[name] for name in place}
    connection.close()
    connection.settings_dict.update(place)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(here)


@contextmanager
def on_own_postgresql(connection, options: Sequence[str] = postgres.FAST, **made) -> Iterator[postgres.Cluster]:
    """Meanwhile this process works on a PostgreSQL server that nobody else uses, with the database of the test; for
    `made` see `postgres.running`."""
    with (
        postgres.running(options, **made) as cluster,
        elsewhere(connection, **_copied_postgresql(connection, cluster)),
    ):
        yield cluster


def _copied_postgresql(connection, to: postgres.Cluster) -> dict[str, str]:
    """The database with its rows and triggers, in another cluster; where it is there."""
    here = connection.settings_dict
    address = ["-h", here["HOST"] or "localhost", "-p", str(here["PORT"] or 5432), "-U", here["USER"], here["NAME"]]
    there = ["-h", to.folder, "-p", postgres.PORT, "-U", "postgres", "postgres"]
    dump = subprocess.run([to.programs / "pg_dump", "--no-owner", *address], capture_output=True, check=True).stdout
    quiet = ["-q", "-o", "/dev/null", "-v", "ON_ERROR_STOP=1"]
    # On the disk as a whole at the end, by the checkpoint, after which a recovery has only what followed to do again.
    whole = b"SET synchronous_commit = off;\n" + dump + b"CHECKPOINT;\n"
    subprocess.run([to.programs / "psql", *quiet, *there], input=whole, check=True)
    return {"HOST": str(to.folder), "PORT": postgres.PORT, "USER": "postgres", "NAME": "postgres"}


def copy_sqlite(connection, target: Path) -> None:
    """What stands in the database of SQLite now, in a file of its own."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as made, closing(sqlite3.connect(target)) as copy:
        made.backup(copy)


def bytes_on_disk(connection) -> bytes:
    """The file of SQLite and its log, as they lie on the disk; read by a process of its own.

    Whoever closes a file gives back every POSIX lock that its process has on it. Read in here, the file would stand
    without the locks of this process: another one could take its log for abandoned and sweep it from under a connection
    that is still open ("disk I/O error" from then on). See sqlite.org/howtocorrupt.html, 2.2.
    """
    name = Path(connection.settings_dict["NAME"])
    files = sorted(str(file) for file in name.parent.glob(f"{name.name}*"))
    return subprocess.run(["cat", "--", *files], capture_output=True, check=True).stdout
