"""``manage.py serve``: the web server and the worker for background jobs, started and stopped together."""

import os
import signal
import socket
import subprocess
import sys
import time

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from thidua import lan

STOP_SECONDS = 15
KEEP_ALIVE = "20"  # seconds: a page that asks every few shakes hands once
TEND = [sys.executable, "manage.py", "tend"]  # reminders, terms that end, the seal of the record
TEND_FIRST, TEND_EVERY = 60, 600  # seconds


class Command(BaseCommand):
    help = "Prepare the database, then run the web server and the worker for background jobs until Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
        parser.add_argument("--processes", type=int, default=2, help="server processes (default: %(default)s)")
        parser.add_argument("--threads", type=int, default=4, help="threads of each of them (default: %(default)s)")
        parser.add_argument("--https", action="store_true", help="with the certificate of manage.py lan_certificate")
        parser.add_argument(
            "--demo", action="store_true", help="load the demo years into an empty database and print their accounts"
        )

    def handle(self, *, host: str, port: int, processes: int, threads: int, demo: bool, https: bool, **options):
        self._require_free(host, port)
        secure = self._speak_https(port) if https else []
        try:
            self._prepare(demo)
            if demo:
                call_command("demo", "--if-empty", stdout=self.stdout, stderr=self.stderr)
                call_command("demo", "--accounts", stdout=self.stdout, stderr=self.stderr)
        except KeyboardInterrupt:
            raise CommandError("Stopped before the database was ready.") from None
        connections.close_all()
        address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self._run_until_stopped(
            f"{'https' if https else 'http'}://{address}/",
            [
                # Answers come from threads; a worker process that loses its way is replaced after two minutes.
                [sys.executable, "-m", "gunicorn", "thidua.wsgi", "--bind", address]
                + ["--worker-class", "thidua.worker.Worker", "--workers", str(processes), "--threads", str(threads)]
                + ["--timeout", "120", "--graceful-timeout", "10", "--keep-alive", KEEP_ALIVE]
                + ["--log-level", "warning", "--preload", "--no-control-socket"]
                + secure,
                [sys.executable, "manage.py", "db_worker", "--no-reload", "--no-startup-delay", "--queue-name", "*"],
            ],
            host,
            port,
        )

    def _speak_https(self, port: int) -> list[str]:
        """What gunicorn needs; the rest is told to the programs started here by their environment."""
        if settings.HTTPS:
            raise CommandError("THIDUA_HTTPS is for a proxy that speaks HTTPS; without one, leave it out with --https.")
        found = lan.current()
        if found is None:
            raise CommandError("Chưa có chứng thư. Chạy trước: manage.py lan_certificate TÊN_MÁY ĐỊA_CHỈ_IP")
        if found.days_left < 0:
            raise CommandError(f"Chứng thư hết hạn từ {found.until:%d/%m/%Y}. Gia hạn: manage.py lan_certificate")
        if found.days_left < lan.SOON_DAYS:
            self.stdout.write(f"Chứng thư còn {found.days_left} ngày. Gia hạn: manage.py lan_certificate")
        os.environ["THIDUA_LAN_HTTPS"] = "1"
        if not os.environ.get("THIDUA_HOSTS", "").strip():
            os.environ["THIDUA_HOSTS"] = " ".join([*found.hosts, *settings.ALLOWED_HOSTS])
        if not os.environ.get("THIDUA_ORIGINS", "").strip():
            os.environ["THIDUA_ORIGINS"] = " ".join(f"https://{name}:{port}" for name in found.hosts)
        certificate, key = lan.server_files()
        # Phones that do not trust it yet break off all the time: no line with their address for each.
        return ["--certfile", str(certificate), "--keyfile", str(key), "--log-level", "error"]

    def _require_free(self, host: str, port: int) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"Cannot listen on {host} port {port} ({error.strerror}). Choose another: make run PORT={port + 1}"
                ) from None

    def _prepare(self, demo: bool) -> None:
        """Bring the database to the newest form; nothing is written when it already is."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            and_demo = " và nạp dữ liệu minh hoạ nếu chưa có" if demo else ""
            self.stdout.write(f"Chuẩn bị cơ sở dữ liệu{and_demo}; lần đầu mất khoảng một phút.")
            self.stdout.flush()
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)

    def _run_until_stopped(self, url: str, programs: list[list[str]], host: str, port: int) -> None:
        """Run the programs side by side; when one ends, or somebody asks to stop, end them all."""
        stopping = []
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda signum, frame: stopping.append(signum))
        # Groups of their own: Ctrl-C at the terminal reaches this process only, which then stops each of them once.
        children = [subprocess.Popen(program, cwd=settings.BASE_DIR, process_group=0) for program in programs]
        tending: list[subprocess.Popen] = []
        tend_at = time.monotonic() + TEND_FIRST
        try:
            announced = False
            while not stopping:
                if any(child.poll() is not None for child in children):
                    raise CommandError("A part of the server ended by itself; see its message above.")
                if not announced and self._answers(host, port):
                    announced = True
                    self.stdout.write(self.style.SUCCESS(f"\nĐang chạy tại {url}  (dừng: Ctrl-C)"))
                    self.stdout.flush()
                if time.monotonic() >= tend_at and all(one.poll() is not None for one in tending):
                    tend_at = time.monotonic() + TEND_EVERY
                    tending = [self._tend()]
                time.sleep(0.2 if announced else 0.1)
        finally:
            self._stop([*children, *tending])

    def _tend(self) -> subprocess.Popen:
        """What goes wrong there is told in the terminal and tried again the next time."""
        return subprocess.Popen(TEND, cwd=settings.BASE_DIR, process_group=0, stdout=subprocess.DEVNULL)

    def _answers(self, host: str, port: int) -> bool:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1" if host == "0.0.0.0" else host, port)) == 0

    def _stop(self, children: list[subprocess.Popen]) -> None:
        for child in children:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in children:
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
