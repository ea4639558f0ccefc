"""A throw-away PostgreSQL cluster for the tests, made from the installed server programs and removed at the end.

``python -m tests.postgres COMMAND …`` runs COMMAND with DATABASE_URL set to the cluster and ends with its status.
``python -m tests.postgres`` prints the address and waits for Ctrl-C.

It listens on a socket in its own folder under the temporary directory, never on the network, and does not wait for
the disk: its data are worth nothing (SAFE: it does, for whoever stops it in the middle). The server refuses to run as
root, so root runs it as the user ``postgres``.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from urllib.parse import quote

from thidua.check_native import postgres_folders

PORT = "5432"  # only names the socket file: nothing listens on a port
START_SECONDS = 60
SMALL = ("max_connections=60", "shared_buffers=64MB")
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", *SMALL)
SAFE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on", *SMALL)  # as an installation keeps them
STOP_SECONDS = 30


class NoServer(Exception):
    """The cluster cannot be started on this machine; the message says why."""


def programs() -> Path:
    folders = postgres_folders()
    if not folders:
        raise NoServer("no PostgreSQL server of version 15 or newer is installed: apt-get install postgresql")
    return folders[0]


def _as_server_user(folder: Path) -> dict:
    """Arguments for subprocess so that the server programs do not run as root."""
    settings: dict = {"cwd": folder, "env": {**os.environ, "LC_ALL": "C.UTF-8"}}
    if os.geteuid() == 0:
        try:
            shutil.chown(folder, "postgres", "postgres")
        except LookupError:
            raise NoServer("the system user “postgres”, as whom the server has to run, does not exist") from None
        settings |= {"user": "postgres", "group": "postgres", "extra_groups": []}
    return settings


class Cluster:
    """A cluster in `folder` and its server, which can be stopped in every way a server stops, and started again."""

    def __init__(self, folder: Path, options: Sequence[str], made_with: Sequence[str] = ()):
        self.programs, self.folder = programs(), folder
        self.data, self.log = folder / "data", folder / "log"
        self.url = f"postgresql://postgres@/postgres?host={quote(str(folder), safe='')}&port={PORT}"
        self._options = [part for setting in options for part in ("-c", setting)]
        self._as_server = _as_server_user(folder)
        self._server: subprocess.Popen | None = None
        words = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        made = self._run("initdb", "-D", self.data, *words, *made_with)
        if made.returncode:
            raise NoServer(f"initdb failed: {made.stderr.strip()}")

    def start(self) -> None:
        place = ["-D", self.data, "-k", self.folder, "-p", PORT, "-c", "listen_addresses="]
        with self.log.open("a") as output:
            self._server = subprocess.Popen(
                [self.programs / "postgres", *place, *self._options],
                stdout=output,
                stderr=subprocess.STDOUT,
                # A group of its own: Ctrl-C at the terminal ends the tests first and the server after them.
                process_group=0,
                **self._as_server,
            )
        self._wait_until_ready(self._server)

    def stop(self, mode: str = "fast") -> None:
        """As `pg_ctl stop -m` does it. fast: ends sessions, writes, stops; immediate: stops at once, as after a crash,
        and the next start recovers from the log of changes."""
        done = self._run("pg_ctl", "stop", "-D", self.data, "-m", mode, "-t", str(STOP_SECONDS))
        if done.returncode:
            raise NoServer(f"the PostgreSQL server did not stop: {done.stderr.strip()}")
        self.ended()

    def kill(self) -> None:
        """kill -9 of the server and of all its processes, so that none can end anything in order."""
        pid = self._server.pid
        os.kill(pid, signal.SIGSTOP)  # it starts no other meanwhile
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for one in (pid, *map(int, children)):
            os.kill(one, signal.SIGKILL)
        self.ended()

    def ended(self) -> None:
        """Wait until it has ended, of itself or because it was told to."""
        self._server.wait(STOP_SECONDS)
        self._server = None

    def remove(self) -> None:
        """Stop whatever is running, in whatever state."""
        if self._server is None:
            return
        self._server.send_signal(signal.SIGINT)  # fast
        try:
            self._server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()

    def _run(self, program: str, *words) -> subprocess.CompletedProcess:
        return subprocess.run(
            [self.programs / program, *words], capture_output=True, text=True, check=False, **self._as_server
        )

    def _wait_until_ready(self, server: subprocess.Popen) -> None:
        deadline = time.monotonic() + START_SECONDS
        probe = [self.programs / "pg_isready", "-q", "-h", self.folder, "-p", PORT]
        while subprocess.run(probe, check=False).returncode:
            if server.poll() is not None or time.monotonic() > deadline:
                raise NoServer(f"the PostgreSQL server did not start:\n{self.log.read_text()}")
            time.sleep(0.1)


@contextmanager
def running(
    options: Sequence[str] = FAST,
    made_with: Sequence[str] = (),
    disk: Callable[[Path], AbstractContextManager] = nullcontext,
) -> Iterator[Cluster]:
    """Start a cluster, stop and remove it whatever happens. made_with: words to initdb; disk(folder): where its data
    will lie, for the time it is there."""
    # Directly under /tmp: the path of a socket may not be longer than 107 characters.
    temporary = tempfile.TemporaryDirectory(prefix="thidua-pg-", ignore_cleanup_errors=True)
    with temporary as name, disk(Path(name) / "data"):
        one = Cluster(Path(name), options, made_with)
        try:
            one.start()
            yield one
        finally:
            one.remove()


@contextmanager
def cluster(options: Sequence[str] = FAST) -> Iterator[str]:
    """The DATABASE_URL of a cluster that runs meanwhile."""
    with running(options) as one:
        yield one.url


def _stop(signum, frame) -> None:
    raise KeyboardInterrupt


def main(command: list[str]) -> int:
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGHUP, _stop)
    try:
        with cluster() as url:
            if command:
                return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
            sys.stdout.write(f"export DATABASE_URL='{url}'\n")
            sys.stdout.flush()
            threading.Event().wait()
    except NoServer as error:
        sys.stderr.write(f"PostgreSQL for the tests: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
