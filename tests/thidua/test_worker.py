"""The process that answers, under visitors who are connected and silent; over TLS: test_lan.py."""

import socket
import subprocess
import sys
import urllib.request
from contextlib import ExitStack

from tests.thidua.test_serve import ROOT, SECONDS
from thidua.worker import Worker

THREADS = 2


class Impatient(Worker):
    silence = 1


def application(environ, start_response):
    start_response("200 OK", [("Content-Length", "4")])
    return [b"here"]


def test_whoever_is_silent_or_stops_in_the_middle_holds_nobody_up():
    program = [sys.executable, "-m", "gunicorn", f"{__name__}:application", "--bind", "127.0.0.1:0", "--workers", "1"]
    program += ["--threads", str(THREADS), "--worker-class", f"{__name__}.Impatient", "--no-control-socket"]
    with subprocess.Popen(program, cwd=ROOT, stderr=subprocess.PIPE, text=True) as served, ExitStack() as visitors:
        try:
            said = next(line for line in served.stderr if "Listening at" in line)
            place = ("127.0.0.1", int(said.split("127.0.0.1:")[1].split()[0]))
            for words in (b"", b"GET / HTTP/1.1\r\nHost: x"):
                for _ in range(THREADS * 2):
                    line = visitors.enter_context(socket.create_connection(place, timeout=SECONDS))
                    line.sendall(words)
                with urllib.request.urlopen(f"http://127.0.0.1:{place[1]}/", timeout=SECONDS) as answer:
                    assert answer.read() == b"here"
        finally:
            served.terminate()
            served.stderr.close()
