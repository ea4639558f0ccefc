"""A file of 20,000 people with 300 planted faults: preview (goal: 20 s, 300 MB), writing, and the same file again.

    python tests/bench/imports.py [--rows 20000] [--faults 300]

On a PostgreSQL of its own (tests/postgres.py). Every step is a job in a process of its own, as the worker runs it;
its peak memory is the largest resident size that the system saw. `queued` is the time the process was ready and other
processes had the processor: on a busy machine the clock shows mostly that; the rest is the database and the disk.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests import postgres  # noqa: E402

GOAL_SECONDS, GOAL_MB = 20, 300
HEADINGS = (
    "Số hiệu", "Họ và tên", "Giới tính", "Ngày sinh", "Nhóm đối tượng", "Cấp bậc", "Ngày nhận cấp bậc", "Chức vụ",
    "Cán bộ chủ trì", "Mã đơn vị", "Ngày nhận chức vụ", "Ngày nhập ngũ",
)  # fmt: skip
COLUMNS = (
    "service_number", "full_name", "sex", "birth_date", "object_group", "rank", "ranked_on", "position",
    "is_commander", "unit", "posted_on", "joined_on",
)  # fmt: skip
PLANTED = (
    (0, "1,2E+11"), (1, "Hùng"), (2, "?"), (3, "30/02/1980"), (3, "01/02/03"), (4, "Tướng"), (5, "Binh nhì"),
    (6, "hôm qua"), (7, ""), (8, "?"), (9, "KHONG-CO"), (10, "01/01/2999"), (11, "2004"),
)  # fmt: skip
GIVEN = ("An", "Bình", "Cường", "Dũng", "Đức", "Giang", "Hà", "Khánh", "Lâm", "Minh")
UNITS = 300


def out(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def rows(count: int) -> list[list]:
    start = date(1965, 1, 1)
    return [
        [
            f"{10_000_000_000 + number:012d}", f"Nguyễn Văn {GIVEN[number % 10]}", "Nam",
            f"{start + timedelta(days=number // 2):%d/%m/%Y}", "Sĩ quan", "Đại úy", "01/08/2015",
            f"Đội trưởng đội {number % 7}", "Không", f"LA-{number % UNITS:03d}", "01/03/2016", "15/02/2008",
        ]
        for number in range(count)
    ]  # fmt: skip


def planted(good: list[list], faults: int) -> tuple[list[list], set[tuple[int, str]]]:
    """The same rows with so many cells spoiled, and where: (row of the sheet, column)."""
    bad, where = [list(row) for row in good], set()
    for count, place in enumerate(sorted(random.Random(7).sample(range(len(good)), faults))):
        column, value = PLANTED[count % len(PLANTED)]
        bad[place][column] = value
        where.add((place + 2, COLUMNS[column]))
    return bad, where


def book(path: Path, lines: list[list]) -> None:
    from openpyxl import Workbook

    workbook = Workbook()
    sheet = workbook.active
    for line in (HEADINGS, *lines):
        sheet.append(line)
    workbook.save(path)


def setup() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "thidua.settings"
    django.setup()


def step(name: str, argument: str) -> None:
    """One step in this process; prints seconds and peak megabytes for the process that started it."""
    queued = _queued()
    setup()
    from django.core.files.uploadedfile import SimpleUploadedFile

    from units.imports import services
    from units.imports.kinds import KINDS
    from units.models import Import, User

    user = User.objects.get()
    start, worked = time.perf_counter(), time.process_time()
    if name == "read":
        path = Path(argument)
        batch = services.receive(KINDS["people"], SimpleUploadedFile(path.name, path.read_bytes()), by=user)
        services.read_file(batch, lambda *told: None)
    else:
        services.write_file(Import.objects.get(pk=int(argument)), by=user, told=lambda *told: None)
    spent, worked = time.perf_counter() - start, time.process_time() - worked
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    out(f"{_queued() - queued:.1f} {worked:.1f} {spent:.1f} {megabytes:.0f}")


def _queued() -> float:
    """Seconds this process has waited for a processor, where the system counts them (Linux)."""
    try:
        return int(Path("/proc/self/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


def measured(name: str, argument: object) -> tuple[float, float, float, float]:
    """Seconds in the queue for the processor, of the processor, by the clock; peak megabytes."""
    done = subprocess.run(
        [sys.executable, __file__, "--step", name, str(argument)], capture_output=True, text=True, check=True
    )
    queued, worked, seconds, megabytes = map(float, done.stdout.split()[-4:])
    return queued, worked, seconds, megabytes


def run(count: int, faults: int, folder: Path) -> int:
    os.environ["THIDUA_VAR"] = str(folder)
    setup()
    from django.core.management import call_command

    from tests.factories import UnitFactory, UserFactory
    from units.accounts.enums import Role
    from units.models import Import, ImportRow

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    province = UnitFactory(code="LA")
    for number in range(UNITS):
        UnitFactory(code=f"LA-{number:03d}", parent=province)
    UserFactory(role=Role.OFFICER, over=province)
    good = rows(count)
    bad, where = planted(good, faults)
    results = []
    for title, lines in (("with faults", bad), ("corrected", good), ("again", good)):
        path = folder / "people.xlsx"
        book(path, lines)
        queued, worked, seconds, megabytes = measured("read", path)
        batch = Import.objects.latest("pk")
        out(
            f"preview, {title:12} {seconds:6.1f} s  processor {worked:5.1f} s  queued {queued:5.1f} s"
            f"  {megabytes:5.0f} MB  {batch.counts}"
        )
        results.append((seconds, megabytes))
        if title == "with faults":
            told = ImportRow.objects.filter(batch=batch).exclude(problems=[]).values_list("number", "problems")
            found = {(number, problem[0]) for number, problems in told for problem in problems}
            out(f"faults planted {len(where)}, named {len(found & where)}, named wrongly {len(found - where)}")
        if batch.to_write:
            queued, worked, seconds, megabytes = measured("write", batch.pk)
            out(
                f"write,   {title:12} {seconds:6.1f} s  processor {worked:5.1f} s  queued {queued:5.1f} s"
                f"  {megabytes:5.0f} MB"
            )
    met = max(one for one, _ in results) <= GOAL_SECONDS and max(one for _, one in results) <= GOAL_MB
    out(f"goal {GOAL_SECONDS} s and {GOAL_MB} MB for the preview: {'met' if met else 'missed'}")
    return 0


def main() -> int:
    import tempfile

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--faults", type=int, default=300)
    parser.add_argument("--step", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        step(*asked.step)
        return 0
    with postgres.cluster() as url, tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = url
        try:
            return run(asked.rows, asked.faults, Path(folder))
        finally:
            from django.db import connection

            connection.close()


if __name__ == "__main__":
    sys.exit(main())
