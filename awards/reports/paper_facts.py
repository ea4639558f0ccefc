"""What one finished paper says: names in its order, numbers, sums of money, read from the Document that is printed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from awards.ballots.enums import Outcome, TieChoice
from awards.nominations.enums import NominationState
from thidua.documents import Document, Paragraph, Table
from thidua.documents.document import GroupRow, plain
from thidua.documents.vietnamese import money_in_words


class What(StrEnum):
    """What a number on a paper counts."""

    PUT = "đề nghị"
    BALLOT = "lên phiếu"
    PASSED = "đạt phiếu"
    KEPT = "được khen"
    ON_PAPER = "trên văn bản"


@dataclass(frozen=True)
class Told:
    """What one paper says of one title. names: in its order; None where only the number stands."""

    paper: str
    title: str
    what: What
    size: int
    names: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Money:
    """The sums of one decision: of its lists, in its text, in words; of its payment list, where one is drawn up.

    text None: the text names no sum; paid None: there is no payment list.
    """

    paper: str
    listed: int
    text: int | None
    words: str
    paid: int | None = None

    @property
    def words_of_listed(self) -> str:
        return money_in_words(self.listed)


def rows_of(table: Table) -> list[dict]:
    """Rows by column key as plain values, heads of groups left out."""
    keys = [column.key for column in table.columns]
    lines = (line for line in table.lines() if not isinstance(line, GroupRow))
    return [{key: getattr(cell, "value", cell) for key, cell in zip(keys, line, strict=True)} for line in lines]


def _names(rows: Iterable[dict]) -> tuple[str, ...]:
    return tuple(plain(row["name"]) for row in rows)


def _has(table: Table, *keys: str) -> bool:
    return {column.key for column in table.columns}.issuperset(keys)


def prose(document: Document) -> str:
    return " ".join(plain(block.text) for block in document.blocks if isinstance(block, Paragraph))


def of_ballot(paper: str, document: Document) -> list[Told]:
    """The blank paper: one table a title."""
    found = [(table.sheet, _names(rows_of(table))) for table in document.tables()]
    return [Told(paper, title, What.BALLOT, len(names), names) for title, names in found]


def of_count(paper: str, document: Document) -> list[Told]:
    """The minutes of the count: every title with its lines and what became of them."""
    told = []
    for table in document.tables():
        if _has(table, "outcome"):
            rows = rows_of(table)
            passed = _names(row for row in rows if row["outcome"] == Outcome.PASSED.label)
            told += [
                Told(paper, table.sheet, What.BALLOT, len(rows), _names(rows)),
                Told(paper, table.sheet, What.PASSED, len(passed), passed),
            ]
    return told


def of_sums(paper: str, document: Document, short: dict[str, str]) -> list[Told]:
    """Tables that give numbers for each title. short: full name of a title → its short name."""
    return [one for table in document.tables() for one in of_sum_table(paper, table, short)]


def of_sum_table(paper: str, table: Table, short: dict[str, str]) -> list[Told]:
    """The numbers of one such table; nothing of any other."""
    told = []
    if not _has(table, "title", "passed") or not (_has(table, "lines") or _has(table, "ballot")):
        return told
    for row in rows_of(table):
        title, ballot = short.get(row["title"], row["title"]), row.get("lines", row.get("ballot"))
        if isinstance(row["passed"], int):
            came_in = row["passed"] + row.get("chosen", 0)  # by votes, and between equal ones
            told += [Told(paper, title, What.BALLOT, ballot), Told(paper, title, What.PASSED, came_in)]
        if isinstance(row.get("nominated"), int):
            told.append(Told(paper, title, What.PUT, row["nominated"]))
    return told


def of_choices(paper: str, document: Document, short: dict[str, str]) -> list[Told]:
    """The minutes of the meeting: which lines were chosen between equal votes, as an addition to those that passed."""
    told = []
    for table in document.tables():
        if not _has(table, "name", "title", "choice"):
            continue
        chosen = [row for row in rows_of(table) if row["choice"] == TieChoice.CHOSEN.label]
        for title in dict.fromkeys(row["title"] for row in chosen):
            names = _names(row for row in chosen if row["title"] == title)
            told.append(Told(paper, short.get(title, title), What.PASSED, len(names), names))
    return told


def together(told: Iterable[Told]) -> list[Told]:
    """What one paper says of one title in several places, as one: numbers added, names one after another."""
    found: dict[tuple[str, What], Told] = {}
    for one in told:
        known = found.get((one.title, one.what))
        if known is not None:
            names = known.names + one.names if known.names is not None and one.names is not None else None
            one = replace(known, size=known.size + one.size, names=names)
        found[one.title, one.what] = one
    return list(found.values())


def of_annexes(paper: str, document: Document, what: What) -> list[Told]:
    """One annex with a list of names for each title."""
    told = []
    for annex in document.annexes:
        for table in annex.blocks:
            if isinstance(table, Table) and _has(table, "name"):
                names = _names(rows_of(table))
                told.append(Told(paper, annex.sheet, what, len(names), names))
    return told


def of_submission(paper: str, document: Document) -> list[Told]:
    """One table; its titles stand in a column where there are several, else in the sentence above."""
    only = next(iter(re.findall(r"“([^”]+)”", prose(document))), "")
    by_title: dict[str, list[dict]] = {}
    for table in document.tables():
        for row in rows_of(table):
            by_title.setdefault(row.get("award") or only, []).append(row)
    return [Told(paper, title, What.ON_PAPER, len(rows), _names(rows)) for title, rows in by_title.items()]


def of_nominations(paper: str, document: Document) -> list[Told]:
    """Groups of one table; what was never sent is not put forward."""
    told: dict[str, list[str]] = {}
    for table in document.tables():
        keys, title = [column.key for column in table.columns], ""
        for line in table.lines():
            if isinstance(line, GroupRow):
                title = line.title.partition(":")[0]
                continue
            row = dict(zip(keys, line, strict=True))
            if row["state"] != NominationState.DRAFT.label:
                told.setdefault(title, []).append(row["name"])
    return [Told(paper, title, What.PUT, len(names), tuple(names)) for title, names in told.items()]


def money_of(paper: str, document: Document) -> Money | None:
    """None where the paper speaks of no money. The sum in prose is found by its words in brackets behind it."""
    sums = [row["prize"] or 0 for table in document.tables() for row in rows_of(table) if "prize" in row]
    found = re.search(r"([\d.]+) đồng \(([^)]* đồng)\)", prose(document))
    if not any(sums) and found is None:
        return None
    return Money(paper, sum(sums), int(found[1].replace(".", "")) if found else None, found[2] if found else "")


def points_of(document: Document) -> dict[str, Fraction]:
    """Unit → its share of points (1 = 100 %), wherever the paper gives one."""
    found = {}
    for table in document.tables():
        for name, share in (("unit", "percent"), ("name", "points")):
            if _has(table, name, share):
                rows = [(row[name], row[share]) for row in rows_of(table)]
                found |= {plain(name): Fraction(share) for name, share in rows if isinstance(share, Decimal | Fraction)}
    return found


def paid_by(document: Document) -> int:
    """The sum of a payment list, over its lists of units."""
    lists = [table for table in document.tables() if _has(table, "amount", "award")]
    return sum(row["amount"] or 0 for table in lists for row in rows_of(table))
