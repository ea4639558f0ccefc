"""Year book: one archive of a year with every paper, list and box file, their hashes, and a page that opens offline."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

from django.template.loader import render_to_string

from awards.ballots import boxing
from awards.ballots.enums import RoundState
from awards.ballots.models import VotingRound
from awards.reports.agreement import agreement_of
from awards.reports.parts import slug
from awards.reports.queries import boards_of
from awards.reports.registry import Nothing, Report, Scope, reports
from awards.reports.services import WORDS, make, order
from awards.reports.year_summary import main_conference
from thidua.documents.xlsx import DatedZip
from thidua.errors import DomainError, Forbidden
from units.models import User

# Working papers, and those of single people: they are made when somebody asks for them.
LEFT_OUT = {
    "achievement-report", "invitations", "score-unit", "score-criteria", "score-overview", "reminder-letter",
    "service-medals", "year-calendar", "press-bulletin",
}  # fmt: skip
FORMATS = ("pdf", "xlsx")


@dataclass(frozen=True)
class Item:
    """One file of the book before it is made."""

    folder: str
    title: str
    about: str
    format: str
    make: Callable[[], bytes]


@dataclass(frozen=True)
class Entry:
    """One file as it lies in the book."""

    path: str
    folder: str
    title: str
    about: str
    format: str
    size: int
    sha256: str


def items(scope: Scope) -> list[Item]:
    """What the book of a year holds for this reader, in the order of the page of reports."""
    found: list[Item] = []
    for report in reports().values():
        if report.name not in LEFT_OUT:
            found += _of_report(report, scope)
    return [*found, *_boxes(scope)]


def _of_report(report: Report, scope: Scope) -> Iterator[Item]:
    if report.needs_whole and not scope.is_whole:
        return
    subjects = list(report.subjects(scope)) if report.subjects is not None else [None]
    for subject in subjects:
        about = report.label(subject) if subject is not None else ""
        key = report.key(subject) if subject is not None else None
        for format in FORMATS:
            if format in report.formats:
                yield Item(
                    str(report.shelf.label), report.title, about, WORDS[format],
                    lambda report=report, key=key, format=format: make(
                        order(report, scope, format=format, object_id=key)
                    ).content,
                )  # fmt: skip


def _boxes(scope: Scope) -> Iterator[Item]:
    """Box files of electronic ballots, for those who may recount them; that they were taken is written down."""
    reader: User | None = scope.reader
    rounds = VotingRound.objects.filter(conference__period=scope.period, state=RoundState.PUBLISHED)
    for ballot in scope.visible(rounds).select_related("conference__council__unit", "conference__cluster__organiser"):
        if ballot.is_electronic and reader is not None and reader.has_perm("awards.tell_ballot", ballot):
            yield Item(
                "Hòm phiếu", "Tệp hòm phiếu điện tử", ballot.name, "JSON",
                lambda ballot=ballot: boxing.hand_over(ballot, by=reader).encode(),
            )  # fmt: skip


SUFFIX = {"PDF": "pdf", "Excel": "xlsx", "JSON": "json"}


def build(scope: Scope, progress: Callable[[int, int, str], None]) -> bytes:
    """The archive. What cannot be made is named on its first page with the reason; raises what `progress` raises."""
    wanted = items(scope)
    entries: list[Entry] = []
    missing: list[tuple[str, str]] = []
    target = BytesIO()
    day = scope.period.ends_on
    with DatedZip(target, day) as book:
        taken: set[str] = set()
        for number, item in enumerate(wanted):
            progress(number, len(wanted) + 1, f"{item.title} {item.about}".strip()[:120])
            try:
                content = item.make()
            except (DomainError, Forbidden) as refusal:
                missing.append((f"{item.title} {item.about}, {item.format}".replace(" ,", ","), str(refusal)))
                continue
            path = _path(item, taken)
            book.writestr(path, content)
            digest = hashlib.sha256(content).hexdigest()
            entries.append(Entry(path, item.folder, item.title, item.about, item.format, len(content), digest))
        progress(len(wanted), len(wanted) + 1, "Đang ghi mục lục")
        sums = "".join(f"{one.sha256}  {one.path}\n" for one in entries)
        book.writestr("SHA256SUMS", sums.encode())
        book.writestr("index.html", _page(scope, entries, missing, sums).encode())
    return target.getvalue()


def _path(item: Item, taken: set[str]) -> str:
    """Folder and name in plain letters; a second file of the same name gets a number."""
    stem = f"{slug(item.folder)}/{slug(item.title, item.about)[:90].rstrip('-')}"
    path, number = f"{stem}.{SUFFIX[item.format]}", 1
    while path in taken:
        number += 1
        path = f"{stem}-{number}.{SUFFIX[item.format]}"
    taken.add(path)
    return path


def _page(scope: Scope, entries: list[Entry], missing: list[tuple[str, str]], sums: str) -> str:
    folders: dict[str, list[Entry]] = {}
    for one in entries:
        folders.setdefault(one.path.partition("/")[0], []).append(one)
    return render_to_string(
        "documents/year_book.html",
        {
            "period": scope.period,
            "folders": list(folders.values()),
            "missing": missing,
            "sums": hashlib.sha256(sums.encode()).hexdigest(),
            "agreement": _agreement(scope),
            "final": all(board.is_final for board in boards_of(scope.period)),
        },
    )


def _agreement(scope: Scope):
    conference = main_conference(scope.period)
    try:
        return agreement_of(conference) if conference else None
    except Nothing:
        return None
