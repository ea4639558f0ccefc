"""Time of every report of one year: reading the figures, laying out, writing the workbook.

    DATABASE_URL=… python tests/bench/reports.py [--year 2023] [--unit LA] [--repeats 3] [NAME …]

Runs on a database that holds the year (the demo: Long An 2023, lists of 214 lines). Medians are printed, with the
number of queries and of rows; the signed papers are read from their file.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thidua.settings")

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from awards.reports.queries import year_of  # noqa: E402
from awards.reports.registry import Nothing, Scope, reports  # noqa: E402
from awards.reports.services import order  # noqa: E402
from thidua.documents import render  # noqa: E402


def timed(act) -> tuple[float, float, object]:
    """Wall and processor seconds, result."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = act()
    return time.perf_counter() - wall, time.process_time() - cpu, result


def measure(name: str, scope: Scope, repeats: int) -> str:
    report = reports()[name]
    try:
        wanted = order(report, scope, format="pdf")
    except Nothing as nothing:
        return f"{name:20}{nothing}"
    with CaptureQueriesContext(connection) as queries:
        paper = wanted.document()
    rows = sum(1 for table in paper.tables() for _ in table.rows)
    told = [f"{name:20}{rows:5} rows {len(queries):4} queries"]
    figures = [timed(wanted.document) for _ in range(repeats)]
    told.append(f"figures {statistics.median(one[0] for one in figures):5.2f} s")
    for format in report.formats:
        done = [timed(lambda format=format: render(paper, format)) for _ in range(repeats)]
        wall, cpu = (statistics.median(one[i] for one in done) for i in (0, 1))
        told.append(f"{format} {wall:5.2f} s (cpu {cpu:4.2f}) {len(done[0][2]) // 1024} KiB")
    return "   ".join(told)


def main() -> None:
    """Run what was asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("names", nargs="*")
    options.add_argument("--year", type=int, default=2023)
    options.add_argument("--unit", default="LA")
    options.add_argument("--repeats", type=int, default=3)
    asked = options.parse_args()
    found = year_of(asked.year, asked.unit)
    if found is None:
        sys.exit(f"There is no year {asked.year} of {asked.unit} in this database.")
    for name in asked.names or reports():
        sys.stdout.write(measure(name, Scope(*found), asked.repeats) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
