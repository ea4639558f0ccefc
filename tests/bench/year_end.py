"""The year's report of a province and of a national command: reading the figures, laying out, memory.

    python tests/bench/year_end.py [--lines 5000 20000] [--units 300 1500]

On a PostgreSQL of its own (tests/postgres.py), one for each pair of numbers: so many units put forward so many lines,
nine of ten passed. `figures` reads and reckons everything the report says, `pdf`, `xlsx` and `docx` lay it out; each
paper in a process of its own, with the peak of its memory above what it had before. No goal is written for it: the
report is made in the background.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

FORMATS = ("pdf", "docx", "xlsx")


def set_up() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "thidua.settings"
    import django

    django.setup()


def seed(lines: int, units: int) -> None:
    from django.db import connection

    from awards.models import Nomination
    from awards.nominations.enums import NominationState as State
    from tests.bench import nominations

    nominations.UNITS = units
    nominations.seed(lines)
    passed = list(Nomination.objects.order_by("pk").values_list("pk", flat=True))
    Nomination.objects.update(state=State.PASSED)
    Nomination.objects.filter(pk__in=passed[::10]).update(state=State.NOT_PASSED)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def one(file_format: str) -> None:
    """Make the report once and tell how long it took and how much memory it cost."""
    from awards.models import EmulationPeriod
    from awards.reports import year_summary
    from awards.reports.registry import Scope
    from thidua.documents import render

    period = EmulationPeriod.objects.select_related("unit__kind").get()
    before, begin = _peak(), time.perf_counter()
    document = year_summary.build(Scope(period, period.unit), None)
    read = time.perf_counter()
    content = render(document, file_format)
    done = time.perf_counter()
    sys.stdout.write(
        f"  {file_format:5} figures {read - begin:6.2f} s, laid out {done - read:6.2f} s, "
        f"{len(content) / 1024:7.0f} KB, +{_peak() - before:4.0f} MiB\n"
    )


def _peak() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(kind).ru_maxrss for kind in kinds) / 1024


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--lines", type=int, nargs="+", default=[5000, 20_000])
    arguments.add_argument("--units", type=int, nargs="+", default=[300, 1500])
    arguments.add_argument("--one", help="format; for the processes this program starts")
    given = arguments.parse_args()
    if given.one:
        set_up()
        one(given.one)
        return
    from tests import postgres

    for lines, units in zip(given.lines, given.units, strict=True):
        with tempfile.TemporaryDirectory() as var, postgres.cluster() as address:
            place = {**os.environ, "DATABASE_URL": address, "THIDUA_VAR": var}
            seeding = [
                sys.executable,
                "-c",
                f"from tests.bench import year_end as y; y.set_up(); y.seed({lines}, {units})",
            ]
            subprocess.run(seeding, cwd=ROOT, env=place, check=True)
            load = os.getloadavg()[0]
            sys.stdout.write(f"{lines} lines of {units} units; load of the machine before: {load:.1f}\n")
            sys.stdout.flush()
            for file_format in FORMATS:
                subprocess.run([sys.executable, __file__, "--one", file_format], cwd=ROOT, env=place, check=True)


if __name__ == "__main__":
    main()
