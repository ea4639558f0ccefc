"""Loading the demo into an empty database (goal: within 60 s), on SQLite and on PostgreSQL.

    python tests/bench/demo.py

Each time the command of the product, `manage.py demo`, in a process of its own, after `migrate`; the clock and the
processor's seconds of that process are printed.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests import postgres  # noqa: E402
from tests.bench.nominations import out  # noqa: E402

GOAL_S = 60


def manage(*command: str, **environment: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *command, "-v0"],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        check=True,
    )


def measure(name: str, url: str, files: str) -> None:
    environment = {"DATABASE_URL": url, "THIDUA_VAR": files}
    manage("migrate", "--noinput", **environment)
    manage("createcachetable", **environment)
    used, began = _processor(), time.perf_counter()
    manage("demo", **environment)
    clock, processor = time.perf_counter() - began, _processor() - used
    out(f"{name}: {clock:.1f} s, of which {processor:.1f} s of processor (goal {GOAL_S} s)")


def _processor() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", f"sqlite:///{folder}/demo.sqlite3", folder)
    with tempfile.TemporaryDirectory() as folder, postgres.cluster() as url:
        measure("PostgreSQL", url, folder)


if __name__ == "__main__":
    main()
