"""A throw-away PostgreSQL cluster for the tests, made from the installed server programs and removed at the end.

``python -m tests.postgres COMMAND …`` runs COMMAND with DATABASE_URL set to the cluster and ends with its status.
``python -m tests.postgres`` prints the address and waits for Ctrl-C.

It listens on a socket in its own folder under the temporary directory, never on the network, and does not wait for
the disk: its data are worth nothing. The server refuses to run as root, so root runs it as the user ``postgres``.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from thidua.check_native import postgres_folders

PORT = "5432"  # only names the socket file: nothing listens on a port
START_SECONDS = 60
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60", "shared_buffers=64MB")


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


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster, give its DATABASE_URL, stop and remove it whatever happens."""
    bin_dir = programs()
    # Directly under /tmp: the path of a socket may not be longer than 107 characters.
    with tempfile.TemporaryDirectory(prefix="thidua-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        data = folder / "data"
        as_server = _as_server_user(folder)
        made = subprocess.run(
            [bin_dir / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
            capture_output=True,
            text=True,
            check=False,
            **as_server,
        )
        if made.returncode:
            raise NoServer(f"initdb failed: {made.stderr.strip()}")
        options = [part for setting in FAST for part in ("-c", setting)]
        log = folder / "log"
        with log.open("w") as output:
            server = subprocess.Popen(
                [bin_dir / "postgres", "-D", data, "-k", folder, "-p", PORT, "-c", "listen_addresses=", *options],
                stdout=output,
                stderr=subprocess.STDOUT,
                # A group of its own: Ctrl-C at the terminal ends the tests first and the server after them.
                process_group=0,
                **as_server,
            )
        try:
            _wait_until_ready(bin_dir, folder, server, log)
            yield f"postgresql://postgres@/postgres?host={quote(str(folder), safe='')}&port={PORT}"
        finally:
            server.send_signal(signal.SIGINT)  # "fast shutdown": ends sessions, writes, stops
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_until_ready(bin_dir: Path, folder: Path, server: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    probe = [bin_dir / "pg_isready", "-q", "-h", folder, "-p", PORT]
    while subprocess.run(probe, check=False).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            raise NoServer(f"the PostgreSQL server did not start:\n{log.read_text()}")
        time.sleep(0.1)


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
