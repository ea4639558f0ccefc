"""Time of an annex as PDF and as Excel, beside the bare libraries on the same content.

    python tests/bench/documents.py [--rows 214 2000] [--repeats 5] [--long 10000] [--peaks 214 2000 5000 10000]

PDF: ours (content → HTML → PDF/A, locked fetcher, collector paused) against WeasyPrint alone on the same HTML and CSS;
goal: at most 1.15 times. Excel: ours against openpyxl writing the same values without styles. Repeats are interleaved,
medians are printed. --peaks: time and peak memory of each format, every measure in a process of its own, above what
the process needs before it begins; T4 wants an Excel list of 5,000 rows within 1.1 s and 40 MiB at any size, T6 a PDF
of 10,000 rows within 250 MiB a process. --long: one annex of so many rows, laid out in parts by worker processes,
against one document.
"""

import argparse
import gc
import io
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.thidua.documents import samples
from thidua.documents import html, render_docx, render_pdf, render_xlsx, style
from thidua.documents.pdf import TAGGED


def bare_weasyprint(source: str, sheet: str, variant: str | None) -> bytes:
    """WeasyPrint as its manual shows it."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    rules = CSS(string=sheet, font_config=fonts)
    return HTML(string=source).write_pdf(stylesheets=[rules], font_config=fonts, pdf_variant=variant)


def bare_openpyxl(rows: list[list]) -> bytes:
    """openpyxl's streaming writer, no styles."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def timed(act: Callable[[], bytes]) -> tuple[float, float, int]:
    """Wall seconds, processor seconds, bytes made."""
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    size = len(act())
    return time.perf_counter() - wall, time.process_time() - cpu, size


def compare(title: str, ours: Callable[[], bytes], bare: Callable[[], bytes], repeats: int) -> None:
    """Interleaved repeats of both, medians and their ratio."""
    figures: dict[str, list[tuple[float, float, int]]] = {"ours": [], "bare": []}
    ours(), bare()  # imports and caches
    for _ in range(repeats):
        figures["ours"].append(timed(ours))
        figures["bare"].append(timed(bare))
    wall = {name: statistics.median(one[0] for one in all_) for name, all_ in figures.items()}
    cpu = {name: statistics.median(one[1] for one in all_) for name, all_ in figures.items()}
    out(
        f"{title:22} ours {wall['ours']:6.2f} s (cpu {cpu['ours']:6.2f})   bare {wall['bare']:6.2f} s "
        f"(cpu {cpu['bare']:6.2f})   ratio {wall['ours'] / wall['bare']:.2f} (cpu {cpu['ours'] / cpu['bare']:.2f})   "
        f"{figures['ours'][0][2] // 1024} KiB"
    )


def out(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def long(rows: int) -> None:
    """A very long annex: parts in worker processes against one document in this process."""
    paper = samples.annex_of(rows)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall, here, size = timed(lambda: render_pdf(paper))
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = children.ru_utime + children.ru_stime - before.ru_utime - before.ru_stime
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    out(
        f"PDF {rows} rows in parts {wall:.1f} s, cpu of workers {cpu:.1f} s and here {here:.1f} s, peak per worker "
        f"{children.ru_maxrss // 1024} MiB, here {own} MiB, {size // 1024} KiB"
    )
    source, sheet = html.build(paper), style.css(paper)
    wall, cpu, size = timed(lambda: bare_weasyprint(source, sheet, None))
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    out(f"PDF {rows} rows bare, one document {wall:.1f} s, cpu {cpu:.1f} s, peak {own} MiB, {size // 1024} KiB")


def peak(format: str, rows: int) -> None:
    """One rendering in this process: seconds, memory above idle, memory of the largest worker."""
    render, paper = FORMATS[format], samples.annex_of(rows)
    render(samples.annex_of(3))  # imports, fonts and caches
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wall, _, size = timed(lambda: render(paper))
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - idle
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    out(
        f"{format:5}{rows:6} rows {wall:6.2f} s, {own // 1024:4} MiB above idle ({idle // 1024} MiB), largest worker "
        f"{worker // 1024} MiB, file {size // 1024} KiB"
    )


FORMATS = {"xlsx": render_xlsx, "docx": render_docx, "pdf": render_pdf}


def peaks(sizes: list[int]) -> None:
    """Every format at every size, one process after the other."""
    for format in FORMATS:
        for rows in sizes:
            subprocess.run([sys.executable, __file__, "--one", format, str(rows)], check=True)


def main() -> None:
    """Run what was asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, nargs="*", default=[214, TAGGED])
    options.add_argument("--repeats", type=int, default=5)
    options.add_argument("--long", type=int, default=0)
    options.add_argument("--peaks", type=int, nargs="*")
    options.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.one:
        peak(asked.one[0], int(asked.one[1]))
        return
    if asked.peaks is not None:
        peaks(asked.peaks or [214, 2_000, 5_000, 10_000])
        return
    for rows in asked.rows:
        paper = samples.annex_of(rows)
        source, sheet = html.build(paper), style.css(paper)
        lines = [[str(value) for value in line] for line in paper.annexes[0].blocks[0].lines()]
        compare(
            f"PDF/A {rows} rows",
            lambda paper=paper: render_pdf(paper),
            lambda source=source, sheet=sheet: bare_weasyprint(source, sheet, "pdf/a-2a"),
            asked.repeats,
        )
        compare(
            f"Excel {rows} rows",
            lambda paper=paper: render_xlsx(paper),
            lambda lines=lines: bare_openpyxl(lines),
            asked.repeats,
        )
    if asked.long:
        long(asked.long)


if __name__ == "__main__":
    main()
