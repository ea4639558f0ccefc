"""A Document as PDF: A4 after Nghị định 30/2020, the house's own fonts embedded, the same bytes for the same content.

Up to TAGGED rows the file is PDF/A-2a, archive and accessible at once; from APART rows on it is laid out by a process
of its own, so that the one that serves people goes on serving them and keeps its memory. Longer annexes are laid out in
parts by such processes and merged into a plain PDF: none holds more than a part, at the price of tags and archive mark.
"""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Sequence, Sized
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from threading import Lock
from urllib.parse import unquote, urlsplit

from thidua.documents import html, style, tables
from thidua.documents.document import Annex, Document, GroupRow, Table
from thidua.documents.joining import join
from thidua.documents.measure import FONTS
from thidua.documents.vietnamese import nfc

APART = 400  # rows from which a process of its own is worth its start, half a second
VARIANT = "pdf/a-2a"
TAGGED = 2_000  # rows up to which a document is tagged PDF/A-2a
PART = 1_000  # rows laid out at once beyond that
WORKERS = 2
ROOT = Path(__file__).resolve().parents[2]
CARRIED = ("data:image/png;base64,", "data:image/jpeg;base64,")  # pictures inside the source
Job = tuple[str, str, str | None]  # HTML, style sheet, variant of PDF
FONT_FILES = frozenset(FONTS / name for _, _, name in style.FACES)


def render_pdf(document: Document) -> bytes:
    """The document as PDF.

    The same Document gives the same bytes. Raises ValueError for content that cannot be printed (a row that does not
    match its columns, a negative bar).
    """
    if document.copies:
        return _joined(document)
    rows = {id(table): _length(table) for table in document.tables()}
    total = sum(rows.values())
    if total > TAGGED and any(rows.get(id(block), 0) > PART for annex in document.annexes for block in annex.blocks):
        return _merged(document, rows)
    source, sheet, variant = html.build(document), style.css(document), VARIANT if total <= TAGGED else None
    if total < APART:
        return lay_out(source, sheet, variant=variant)
    return _in_worker((source, sheet, variant))


def _joined(document: Document) -> bytes:
    """The paper and its copies one after the other, each with pages numbered on their own."""
    papers = (replace(document, copies=()), *document.copies)
    return join(lay_out(html.build(paper), style.css(paper), variant=VARIANT) for paper in papers)


def _length(table: Table) -> int:
    return len(table.rows) if isinstance(table.rows, Sized) else sum(1 for _ in table.rows)


def lay_out(source: str, sheet: str, *, variant: str | None = None) -> bytes:
    """Lay out HTML with a style sheet; nothing outside the house's fonts can be read."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fetcher = fonts_only()
    with collector_paused:
        fonts = FontConfiguration()
        rules = CSS(string=sheet, font_config=fonts, url_fetcher=fetcher)
        page = HTML(string=source, url_fetcher=fetcher)
        return page.write_pdf(stylesheets=[rules], font_config=fonts, pdf_variant=variant)


def fonts_only():
    """What the layout engine may open while it works on a paper."""
    from weasyprint.urls import URLFetcher

    class FontsOnly(URLFetcher):
        """Opens the four fonts of the papers, and pictures that the source carries itself; nothing else."""

        def fetch(self, url: str, headers=None):
            if not is_font(url) and not url.startswith(CARRIED):
                raise ValueError(f"A paper may not read {url[:200]}")
            return super().fetch(url, headers)

    return FontsOnly(allowed_protocols={"file", "data"})


def is_font(url: str) -> bool:
    """Whether the address is one of our own font files."""
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc or parts.query or parts.fragment:
        return False
    return Path(unquote(parts.path)) in FONT_FILES


class _CollectorPause:
    """Layout makes millions of boxes that all live to its end: without the collector it takes a quarter less time.

    Threads share the pause; whoever ends it last sweeps up. What was made meanwhile is all young: the rest of the
    program, which is large, need not be walked.
    """

    def __init__(self) -> None:
        self._lock, self._users, self._was_on = Lock(), 0, False

    def __enter__(self) -> None:
        with self._lock:
            if not self._users:
                self._was_on = gc.isenabled()
                gc.disable()
            self._users += 1

    def __exit__(self, *_error) -> None:
        with self._lock:
            self._users -= 1
            over = not self._users and self._was_on
            if over:
                gc.enable()
        if over:
            gc.collect(0)


collector_paused = _CollectorPause()


# ── Long annexes ──────────────────────────────────────────────────────────────────────────────────────────────────


def _merged(document: Document, rows: dict[int, int]) -> bytes:
    """Each long annex in parts, numbered when all its pages are known; the rest in one piece; merged."""
    import pikepdf

    jobs: list[Job] = []
    runs_of_pages: list[tuple[int | None, int]] = []  # (annex to number, how many jobs make it up)
    numbered, bare = style.css(document), style.css(document, numbers=False)
    short: list[tuple[int, Annex, bool]] = []
    main = True

    def close_piece() -> None:
        nonlocal main, short
        if main or short:
            jobs.append((html.build(document, main=main, annexes=short), numbered, None))
            runs_of_pages.append((None, 1))
        main, short = False, []

    for place, annex in enumerate(document.annexes):
        if not any(rows.get(id(block), 0) > PART for block in annex.blocks):
            short.append((place, annex, True))
            continue
        close_piece()
        parts = _parts(document, annex, rows)
        for i, blocks in enumerate(parts):
            piece = (place, replace(annex, blocks=blocks), i == 0)
            jobs.append((html.build(document, main=False, annexes=[piece]), bare, None))
        runs_of_pages.append((place, len(parts)))
    close_piece()

    with ThreadPoolExecutor(min(WORKERS, os.cpu_count() or 1)) as pool:
        files = iter(list(pool.map(_in_worker, jobs)))
    out = pikepdf.new()
    for place, count in runs_of_pages:
        start = len(out.pages)
        for _ in range(count):
            with pikepdf.open(BytesIO(next(files))) as part:
                out.pages.extend(part.pages)
        if place is not None:
            _number(out, document, place, start)
    _describe(out, document)
    result = BytesIO()
    out.save(result, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return result.getvalue()


def _parts(document: Document, annex: Annex, rows: dict[int, int]) -> list[list]:
    """The blocks of an annex cut at its long tables: lists of blocks, each laid out on its own."""
    parts: list[list] = [[]]
    for block in annex.blocks:
        if not isinstance(block, Table) or rows[id(block)] <= PART:
            parts[-1].append(block)
            continue
        lines: list[GroupRow | tuple] = list(block.lines())
        looks = tables.fit(document, block, annex.landscape)
        for piece in tables.pieces_of(block, lines, looks, PART):
            if piece.first:
                parts[-1].append(piece)
            else:
                parts.append([piece])
    return parts


def _in_worker(job: Job) -> bytes:
    """Lay out in a process of its own: its memory goes back when it is done, other threads are not held up."""
    done = subprocess.run(
        [sys.executable, "-m", "thidua.documents.worker"],
        input=json.dumps(job).encode(),
        capture_output=True,
        cwd=ROOT,
        timeout=1800,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"Layout failed: {done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout


def _number(out, document: Document, place: int, start: int) -> None:
    """Stamp the annex's own page numbers on its pages: empty pages with the same margins, laid over."""
    import pikepdf

    pages: Sequence = out.pages[start:]
    blank = '<div class="page-break"></div>' * (len(pages) - 1)
    source = (
        f'<!doctype html><html lang="vi"><body><section class="annex" id="annex{place}">{blank}<p></p></section></body>'
    )
    sheet = style.css(replace(document, demo=False, draft="", footing=""))
    with pikepdf.open(BytesIO(lay_out(source, sheet))) as numbers:
        for i, (page, stamp) in enumerate(list(zip(pages, numbers.pages, strict=True))[1:], 2):
            name = pikepdf.Name(f"/PageNumber{place}x{i}")  # pikepdf's own overlay takes a random name
            page.add_resource(out.copy_foreign(stamp.as_form_xobject()), pikepdf.Name.XObject, name)
            page.contents_add(b"q\n", prepend=True)
            page.contents_add(f"\nQ\nq {name} Do Q\n".encode())


def _describe(out, document: Document) -> None:
    import pikepdf

    out.Root.Lang = pikepdf.String("vi")
    out.docinfo["/Title"] = nfc(document.full_title)
    if day := document.acted_on:
        out.docinfo["/CreationDate"] = out.docinfo["/ModDate"] = f"D:{day:%Y%m%d}000000+07'00'"
