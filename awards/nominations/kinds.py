"""Types of commendation (loại hình khen thưởng, Law 2022 Đ8) as the data file has them: who, papers, stations, checks.

Every row is dated and carries its article; what a command changes of it stands in `PaperRule`.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from awards.catalogue.enums import CommendationType, SubjectKind
from awards.nominations.enums import PaperLevel, PaperSource
from awards.nominations.rules import Condition

DATA = Path(__file__).parent / "data" / "commendation_types.json"


@dataclass(frozen=True)
class Dated:
    """Holds from a day to a day."""

    valid_from: date
    valid_to: date | None

    def holds_on(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class Paper(Dated):
    """One paper of a dossier. awards: codes of the titles that need it, empty for all; source: what fulfils it besides
    a file; level: whether a line may go on without it."""

    code: str
    text: str
    source: PaperSource
    level: PaperLevel
    awards: frozenset[str]
    subject: str
    legal_basis: str
    confidence: str
    hint: str = ""

    def is_for(self, award: str, subject: str) -> bool:
        return (not self.awards or award in self.awards) and self.subject in ("", subject)


@dataclass(frozen=True)
class ReportForm(Dated):
    """The form a report of achievements follows, by name."""

    text: str
    subject: str
    legal_basis: str


@dataclass(frozen=True)
class Stations:
    """Which stops of the way a type asks for: the vote at the unit, the vote of the council, a registration before."""

    unit_vote: bool
    council: bool
    registration: bool
    legal_basis: str
    confidence: str


@dataclass(frozen=True)
class Kind:
    """One type. own_list: may be put forward at any time on a list of its own; names_achievement: every line says for
    which achievement it is, and the same subject may be put forward again for another one."""

    type: CommendationType
    who: str
    legal_basis: str
    own_list: bool
    names_achievement: bool
    stations: Stations
    papers: tuple[Paper, ...]
    forms: tuple[ReportForm, ...]
    conditions: tuple[tuple[Dated, Condition], ...]

    @property
    def label(self) -> str:
        return str(self.type.label)

    def papers_on(self, day: date) -> list[Paper]:
        return [paper for paper in self.papers if paper.holds_on(day)]

    def conditions_on(self, day: date) -> list[Condition]:
        return [condition for dated, condition in self.conditions if dated.holds_on(day)]

    def form_on(self, day: date, subject: str) -> ReportForm | None:
        return next((one for one in self.forms if one.holds_on(day) and one.subject in ("", subject)), None)


@cache
def kinds() -> dict[str, Kind]:
    """Type → what the law asks for, in the order of the file."""
    return {row["type"]: _kind(row) for row in json.loads(DATA.read_text(encoding="utf-8"))}


def kind_of(type_: str) -> Kind:
    return kinds()[type_]


# Types whose lines name their achievement: the constraints of `Nomination` say the same.
NAMING = (CommendationType.SUDDEN, CommendationType.MOVEMENT)


def type_for(types: Iterable[str]) -> CommendationType:
    """The type of a line on the list of the year: công trạng where the title knows it, else its own first one."""
    known = [CommendationType(one) for one in types if one in CommendationType.values and one not in NAMING]
    return CommendationType.MERIT if CommendationType.MERIT in known or not known else known[0]


def subject_word(person_id: int | None) -> str:
    return SubjectKind.INDIVIDUAL if person_id else SubjectKind.COLLECTIVE


def _kind(row: dict) -> Kind:
    papers = tuple(
        Paper(
            *_days(one), one["code"], one["text"], PaperSource(one["source"]), PaperLevel(one["level"]),
            frozenset(one["awards"]), one["subject"], one["legal_basis"], one["confidence"], one["hint"],
        )
        for one in row["papers"]
    )  # fmt: skip
    forms = tuple(ReportForm(*_days(one), one["text"], one["subject"], one["legal_basis"]) for one in row["forms"])
    conditions = tuple((Dated(*_days(one)), _condition(one)) for one in row["conditions"])
    return Kind(
        CommendationType(row["type"]), row["who"], row["legal_basis"], row["own_list"], row["names_achievement"],
        Stations(**row["stations"]), papers, forms, conditions,
    )  # fmt: skip


def _condition(row: dict) -> Condition:
    start, end = _days(row)
    return Condition(
        row["code"], row["text"], row["value"], row["legal_basis"], row["confidence"], start, end, general=True
    )


def _days(row: dict) -> tuple[date, date | None]:
    return date.fromisoformat(row["valid_from"]), date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
