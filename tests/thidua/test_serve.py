"""``manage.py serve``: prepares an empty database, answers, and leaves nothing running behind."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    """One folder for the module, so that its database is migrated only once."""
    return tmp_path_factory.mktemp("var")


def environment(var: Path) -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**others, "THIDUA_VAR": str(var), "PYTHONUNBUFFERED": "1"}


def start(port: int, var: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port), "--processes", "1"],
        cwd=ROOT,
        env=environment(var),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def announced(served: subprocess.Popen) -> str:
    """The line that gives the address; when none comes, the test fails with what was said instead."""
    said = []
    for line in served.stdout:
        if "Đang chạy" in line:
            return line
        said.append(line)
    return pytest.fail("the server did not start:\n" + "".join(said))


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_serve_answers_and_stops_everything_it_started(free_port, var):
    served = start(free_port, var)
    try:
        assert f"http://127.0.0.1:{free_port}/" in announced(served)
        with urllib.request.urlopen(f"http://127.0.0.1:{free_port}/dang-nhap/", timeout=SECONDS) as answer:
            assert answer.status == 200
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
        started = children(served.pid)
        assert len(started) == 2
        second = start(free_port, var)
        told, _ = second.communicate(timeout=SECONDS)
        assert second.returncode == 1
        assert f"Cannot listen on 127.0.0.1 port {free_port} (Address already in use)." in told
    finally:
        served.send_signal(signal.SIGINT)
        told, _ = served.communicate(timeout=SECONDS)
    assert served.returncode == 0, told
    assert [pid for pid in started if Path(f"/proc/{pid}").exists()] == []


def test_serve_ends_when_a_part_of_it_ends(free_port, var):
    served = start(free_port, var)
    try:
        announced(served)
        first, last = children(served.pid)
        os.kill(last, signal.SIGKILL)
        told, _ = served.communicate(timeout=SECONDS)
    finally:
        served.kill()
    assert served.returncode == 1
    assert "A part of the server ended by itself" in told
    assert not Path(f"/proc/{first}").exists()
