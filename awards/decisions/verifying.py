"""What a stranger with a code is told: whether it holds, the name of the title, its year. Nothing more.

A code nobody gave and somebody who asks too often get the same answer, so that trying codes teaches nothing.
"""

import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string

from awards.decisions.certificate_enums import Standing
from awards.decisions.certificate_models import PublicCode
from awards.decisions.codes import normalised, shown
from awards.decisions.standing import standing_of
from thidua import clock
from units.models import Unit

TRIES, MINUTE = 10, 60  # wrong codes from one address in so many seconds
SHEET = """html{font:18px/1.5 system-ui,sans-serif;color:#16241d;background:#f6f8f7}body{margin:0 auto;max-width:36rem;
padding:2rem 1rem}h1{font-size:1.6rem;margin:0 0 1rem}.valid{color:#0b5a3e}.replaced{color:#8a5300}
.revoked{color:#a1161c}dl{background:#fff;border:1px solid #d5ddd9;border-radius:8px;padding:1rem;margin:0}
dt{color:#52635b}dd{margin:0 0 .75rem;font-weight:600}p{color:#52635b}"""


@dataclass(frozen=True)
class Verdict:
    """noun: `Giấy khen`, `Quyết định`; title: name of the title or form, of a decision its kind; code: as printed."""

    standing: Standing
    noun: str
    title: str
    year: int
    code: str

    @property
    def sentence(self) -> str:
        match self.standing:
            case Standing.VALID:
                return f"{self.noun} hợp lệ"
            case Standing.REPLACED:
                return f"{self.noun} đã được thay thế"
        return f"{self.noun} không còn hiệu lực"


def _codes() -> QuerySet[PublicCode]:
    """Codes of what has been signed."""
    return PublicCode.objects.filter(
        Q(decision__state="signed") | Q(line__decision__state="signed")
    ).select_related("line__decision__period", "line__nomination__award", "decision__period")  # fmt: skip


def verdict_of(row: PublicCode) -> Verdict:
    if row.line_id:
        award = row.line.nomination.award
        noun = "Giấy khen" if award.code == "GK" else "Bằng chứng nhận"
        year = row.line.decision.period.year
        return Verdict(standing_of(row.line), noun, award.name, year, shown(row.code))
    paper = row.decision
    return Verdict(standing_of(paper), "Văn bản", paper.get_kind_display(), paper.period.year, shown(row.code))


# Asked online ---------------------------------------------------------------------------------------------------------


def _slots(address: str) -> list[str]:
    key = hashlib.sha256(address.encode()).hexdigest()[:32]
    return [f"verify:{key}:{number}" for number in range(TRIES)]


def check(typed: str, address: str) -> Verdict | None:
    """The answer to a code; None when nobody gave it, and also after too many wrong ones from this network address."""
    slots = _slots(address)
    if len(cache.get_many(slots)) >= TRIES:
        return None
    code = normalised(typed)
    row = _codes().filter(code=code).first() if code else None
    if row is not None:
        return verdict_of(row)
    any(cache.add(slot, True, MINUTE) for slot in slots)
    return None


# Written out for a server that is not connected with this one ---------------------------------------------------------


def codes_within(unit: Unit) -> QuerySet[PublicCode]:
    """Codes of everything issued inside a subtree, in the order they were made."""
    path = unit.path
    within = Q(decision__issuer__path__startswith=path) | Q(line__decision__issuer__path__startswith=path)
    return _codes().filter(within).order_by("pk")


def static_files(unit: Unit, day: date | None = None) -> Iterator[tuple[str, bytes]]:
    """(name, content) of every file of the folder: one page for each code, none of them tells of another."""
    day = day or clock.today()
    yield "xac-minh.css", SHEET.encode()
    for name in ("index.html", "404.html"):
        yield name, _page(None, day)
    for row in codes_within(unit).iterator(chunk_size=500):
        yield f"{row.code}.html", _page(verdict_of(row), day)


def _page(verdict: Verdict | None, day: date) -> bytes:
    words = render_to_string("awards/decisions/_verify_static.html", {"verdict": verdict, "day": day})
    return words.encode()


def static_zip(unit: Unit) -> bytes:
    """The folder as one archive; the same facts on the same day give the same bytes."""
    out, day = BytesIO(), clock.today()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in static_files(unit, day):
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()
