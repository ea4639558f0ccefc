"""Paragraphs of the year's report: written by the figures, put in other words by the office, never written over.

A paragraph the office worded keeps the figures it was written on; when they say something else today, that is shown.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from awards.reports.models import SummaryText
from awards.years.models import EmulationPeriod
from thidua.documents import Block, Bullets, Paragraph
from thidua.documents.document import plain
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.models import User

LONGEST = 6000
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def _value(number: str) -> str:
    """`05` and `5` are one number."""
    return number.lstrip("0") or "0"


@dataclass(frozen=True)
class Prose:
    """A paragraph before it is words: what the figures say. lead: bold words in front; listed: one line an item."""

    key: str
    label: str
    text: str = ""
    lead: str = ""
    listed: bool = False


@dataclass(frozen=True)
class Passage:
    """A paragraph as it stands now. row: the last version of the office, when there is one."""

    prose: Prose
    row: SummaryText | None

    @property
    def is_edited(self) -> bool:
        return self.row is not None and bool(self.row.text)

    @property
    def text(self) -> str:
        return self.row.text if self.is_edited else self.prose.text

    @property
    def is_stale(self) -> bool:
        """Whether the figures say something else than when the office wrote."""
        return self.is_edited and self.row.generated != self.prose.text

    @property
    def strange_numbers(self) -> list[str]:
        """Numbers in the office's words that the figures do not say; empty where the figures say no number at all."""
        told = {_value(number) for number in NUMBER.findall(self.prose.text)}
        if not self.is_edited or not told:
            return []
        return list(dict.fromkeys(number for number in NUMBER.findall(self.text) if _value(number) not in told))

    @property
    def version(self) -> int:
        return self.row.version if self.row else 0


def texts_of(period: EmulationPeriod) -> dict[str, SummaryText]:
    """Key → the version that holds; one query."""
    rows = SummaryText.objects.filter(period=period).select_related("written_by").order_by("version")
    return {row.key: row for row in rows}


def passages(blocks: Iterable[Block | Prose], texts: Mapping[str, SummaryText]) -> list[Passage]:
    return [Passage(block, texts.get(block.key)) for block in blocks if isinstance(block, Prose)]


def resolved(blocks: Sequence[Block | Prose], texts: Mapping[str, SummaryText]) -> list[Block]:
    """Blocks with every paragraph as it stands now; an empty one is left out."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Prose):
            found += _blocks(Passage(block, texts.get(block.key)))
        else:
            found.append(block)
    return found


def _blocks(passage: Passage) -> list[Block]:
    lines = [line.strip() for line in passage.text.splitlines() if line.strip()]
    if not lines:
        return []
    if passage.prose.listed:
        rows = [line.strip(" -+•").strip() for line in lines]
        return [Paragraph(rows[0])] if len(rows) == 1 else [Bullets(rows, marker="1.")]
    first, *others = lines
    return [Paragraph(first, lead=passage.prose.lead), *(Paragraph(line) for line in others)]


def told(blocks: Iterable[Block]) -> str:
    return " ".join(plain(block.text) for block in blocks if isinstance(block, Paragraph))


@transaction.atomic
def write_summary(
    period: EmulationPeriod, *, by: User, prose: Prose, text: str, seen: int, keep: bool = False
) -> SummaryText | None:
    """The office's words for one paragraph; empty: what the figures say again. keep: the same words on today's figures.

    seen: the version the writer had before them. The same words on the same figures change nothing. Raises
    StateConflict when somebody wrote meanwhile, RuleViolation (`text`) or Forbidden.
    """
    lock(period.unit)
    require(by, "awards.write_summary", period)
    if period.is_closed:
        raise StateConflict(f"Năm {period.year} đã khóa: báo cáo giữ nguyên.")
    last = SummaryText.objects.filter(period=period, key=prose.key).order_by("-version").first()
    words = "\n".join(clean(line) for line in text.splitlines() if line.strip())
    if keep and last is not None:
        words = last.text
    if len(words) > LONGEST:
        raise RuleViolation(f"Đoạn văn dài {len(words)} ký tự, nhiều nhất {LONGEST}.", field="text")
    words = "" if words == prose.text else words
    if (last.text if last else "") == words and (not words or last.generated == prose.text):
        return last
    if (last.version if last else 0) != seen:
        raise StateConflict("Vừa có người sửa đoạn này. Xem bản mới nhất rồi sửa lại.")
    made = SummaryText.objects.create(
        period=period, key=prose.key, version=seen + 1, text=words, generated=prose.text if words else "", written_by=by
    )
    record(
        by, "summary.write", made, before={"text": last.text if last else prose.text},
        after={"paragraph": prose.label, "text": words or prose.text},
    )  # fmt: skip
    return made
