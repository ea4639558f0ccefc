"""The program as `manage.py serve` runs it, and devices that speak to it over the network, one connection each."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection, connections


class Request:
    """One of a device: with a body it is sent, without one a page is asked for."""

    def __init__(self, path: str, body: str | None = None, headers: dict[str, str] | None = None):
        self.path, self.body = path, body
        self.headers = {"Content-Type": "text/plain"} | (headers or {})

    def send(self, port: int, timeout: float = 120) -> tuple[int, bytes]:
        line = HTTPConnection("127.0.0.1", port, timeout=timeout)
        try:
            line.request("GET" if self.body is None else "POST", self.path, self.body, self.headers)
            answer = line.getresponse()
            return answer.status, answer.read()
        finally:
            line.close()


class Server:
    """The program as `manage.py serve` runs it: two workers of four threads; log: all it says."""

    def __init__(self, process: subprocess.Popen, log: Path, port: int):
        self.process, self.log, self.port = process, log, port

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def answer(self, path: str, body: str) -> tuple[int, bytes]:
        """Status and content; status 0 where nobody answered."""
        try:
            return Request(path, body).send(self.port, timeout=30)
        except (OSError, HTTPException):
            return 0, b""

    def post(self, path: str, body: str) -> int:
        return self.answer(path, body)[0]

    def until_taken(self, path: str, body: str, stop: threading.Event) -> int:
        """As a device does: the same bytes until they are answered. How often it took."""
        tries = 0
        while not stop.is_set():
            tries += 1
            if self.post(path, body) == 200:
                break
            stop.wait(0.05)
        return tries


def database_url() -> str:
    one = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{one['NAME']}"
    host, port = quote(str(one["HOST"]), safe=""), one["PORT"] or 5432
    return f"postgresql://{one['USER']}@/{one['NAME']}?host={host}&port={port}"


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    log, announced = folder / "log", threading.Event()
    program = [sys.executable, "-m", "gunicorn", "thidua.wsgi", "--bind", "127.0.0.1:0"]
    program += ["--worker-class", "thidua.worker.Worker"]
    program += ["--workers", "2", "--threads", "4", "--preload", "--log-level", "info", "--no-control-socket"]
    place = {"DATABASE_URL": database_url(), "THIDUA_BALLOT_KEYS": str(settings.BALLOT_KEYS), "THIDUA_VAR": str(folder)}
    connections.close_all()
    process = subprocess.Popen(
        program, cwd=settings.BASE_DIR, env=os.environ | place, stderr=subprocess.PIPE, text=True, process_group=0
    )
    lines: list[str] = []
    port: list[int] = []

    def read() -> None:
        with log.open("w") as kept:
            for line in process.stderr:
                kept.write(line)
                kept.flush()
                lines.append(line)
                if "Listening at" in line:
                    port.append(int(line.split("127.0.0.1:")[1].split()[0]))
                    announced.set()
        announced.set()

    reader = threading.Thread(target=read)
    reader.start()
    try:
        assert announced.wait(120), "the server did not start"
        assert port, "".join(lines)
        yield Server(process, log, port[0])
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)
        reader.join(30)
