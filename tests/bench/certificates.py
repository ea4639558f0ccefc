"""Time and memory of a batch of certificates, beside the bare layout engine on the same sheets without pictures.

    python tests/bench/certificates.py [--sheets 100 500]

No database: sheets of the law's own layout with invented names, a code and a QR each, in parts as the job does.
"""

import argparse
import os
import resource
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import django

DAY = date(2026, 11, 10)


def sheets(count: int) -> list:
    from awards.decisions import ornaments, placing
    from awards.decisions.certificates import boxes_of
    from thidua import qr
    from thidua.documents.sheets import Drawing, Sheet

    places = placing.usual(placing.law_on("title", DAY), on_stock=False)
    drawn = {"border": ornaments.border(283, 196), "emblem": ornaments.star(), "flags": ornaments.flags()}
    made = []
    for number in range(count):
        words = {place.key: place.sample for place in places} | {"recipient": f"Đại úy Nguyễn Văn Minh {number}"}
        pictures = drawn | {"qr": qr.drawing(f"https://thidua.example.vn/awards/decisions/v/{number:016d}.html")}
        drawings = [
            Drawing(place.x / 10, place.y / 10, place.w / 10, place.h / 10, svg=pictures[place.key])
            for place in places
            if place.drawn
        ]
        made.append(Sheet(list(boxes_of(places, words).values()), drawings))
    return made


def timed(title: str, rows: list) -> None:
    from thidua.documents.sheets import sheets_pdf

    wall, cpu, size = time.perf_counter(), time.process_time(), 0
    for start in range(0, len(rows), 50):
        size += len(sheets_pdf(rows[start : start + 50], title="Giấy khen", day=DAY))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{title:28} {wall:7.1f} s wall {cpu:7.1f} s cpu {size // 1024:7} KiB, peak so far {peak} MiB")  # noqa: T201


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sheets", type=int, nargs="+", default=[100, 500])

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thidua.settings")
    django.setup()
    for count in parser.parse_args().sheets:
        rows = sheets(count)
        timed(f"{count} without pictures", [replace(row, drawings=()) for row in rows])
        timed(f"{count} certificates", rows)


if __name__ == "__main__":
    main()
