"""Lines in the published order: what the records say under each of its keys, and how the lines stand by it."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Count

from awards.nominations.enums import NominationState
from awards.nominations.models import Nomination, NominationList
from awards.nominations.orders import PreferenceKey, PreferenceOrder
from awards.nominations.quota import Contender
from awards.nominations.sharing import serving_in
from awards.nominations.states import council_votes
from awards.scoring.enums import BoardState
from awards.scoring.models import UnitScore
from awards.years.models import EmulationPeriod
from thidua.templatetags.ui import vn_number, vn_percent
from units.models import CompletionGrade, Unit
from units.people.enums import Grade, Sex

GRADES = {Grade.EXCELLENT: 3, Grade.GOOD: 2, Grade.DONE: 1, Grade.NOT_DONE: 0}


def order_on(unit: Unit, day: date) -> PreferenceOrder | None:
    """The order of a command that holds on a day, with its keys; two queries."""
    return PreferenceOrder.objects.in_force(day).filter(unit=unit).prefetch_related("keys").first()


def order_of(listing: NominationList) -> PreferenceOrder | None:
    """The order a list is read by: that of the day whose law holds for it."""
    return order_on(listing.unit, listing.rule_day)


@dataclass(frozen=True)
class Said:
    """What the records say of a line under one key: how it compares (None: no figure), and in words."""

    number: Any = None
    words: str = ""


@dataclass
class Book:
    """What the keys read, for all lines of one title at once."""

    scores: Mapping[int, UnitScore] = field(default_factory=dict)
    grades: Mapping[tuple[str, int], str] = field(default_factory=dict)
    votes: Mapping[int, int] = field(default_factory=dict)
    women: Mapping[int, tuple[int, int]] = field(default_factory=dict)  # unit -> women, all

    def score(self, line: Nomination) -> UnitScore | None:
        """Of the proposing unit, else of the nearest unit above that is scored."""
        above = reversed(line.proposer.ancestor_ids())
        return next((self.scores[pk] for pk in above if pk in self.scores), None)


Reader = Callable[[Nomination, PreferenceKey, Book], Said]
READERS: dict[str, Reader] = {}


def _reads(code: str) -> Callable[[Reader], Reader]:
    def register(reader: Reader) -> Reader:
        READERS[code] = reader
        return reader

    return register


@_reads("council_votes")
def _council(line: Nomination, key: PreferenceKey, book: Book) -> Said:
    votes = book.votes.get(line.pk)
    return Said() if votes is None else Said(votes, f"Hội đồng {votes} phiếu")


@_reads("unit_votes")
def _unit_votes(line: Nomination, key: PreferenceKey, book: Book) -> Said:
    if not line.unit_votes_total:
        return Said()
    share = Fraction(line.unit_votes_for or 0, line.unit_votes_total)
    return Said(share, f"tán thành {line.unit_votes_for or 0}/{line.unit_votes_total}")


@_reads("grade")
def _grade(line: Nomination, key: PreferenceKey, book: Book) -> Said:
    grade = book.grades.get(("p", line.person_id) if line.person_id else ("u", line.unit_id))
    return Said() if grade not in GRADES else Said(GRADES[grade], Grade(grade).label.lower())


@_reads("points")
def _points(line: Nomination, key: PreferenceKey, book: Book) -> Said:
    score = book.score(line)
    return Said() if score is None else Said(score.percent, f"đơn vị {vn_percent(score.percent)} điểm")


@_reads("bonus")
def _bonus(line: Nomination, key: PreferenceKey, book: Book) -> Said:
    score = book.score(line)
    return Said() if score is None else Said(score.bonus, f"thưởng {vn_number(score.bonus)} điểm")


@_reads("women")
def _women(line: Nomination, key: PreferenceKey, book: Book) -> Said:
    """NĐ 152/2025 Đ4(6): among equals a woman, or a collective with at least 70 % women."""
    if line.person_id:
        is_woman = line.person.sex == Sex.FEMALE
        return Said(int(is_woman), "nữ" if is_woman else "")
    women, people = book.women.get(line.unit_id, (0, 0))
    if not people:
        return Said()
    enough = women * 100 >= int(key.value.get("percent", 70)) * people
    return Said(int(enough), f"{women}/{people} nữ" if enough else "")


@_reads("border")
def _border(line: Nomination, key: PreferenceKey, book: Book) -> Said:
    place = line.person.unit if line.person_id else line.unit
    there = place.is_border or line.proposer.is_border
    return Said(int(there), "biên giới, biển, đảo" if there else "")


@_reads("direct")
def _direct(line: Nomination, key: PreferenceKey, book: Book) -> Said:
    commands = commands_of(line)
    return Said(int(not commands), "cán bộ chủ trì" if commands else "")


def commands_of(line: Nomination) -> bool:
    return line.person_id is not None and line.person.is_commander


# All lines of a title -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ranked:
    """A line with what the order looks at."""

    line: Nomination
    contender: Contender
    said: tuple[Said, ...]

    @property
    def words(self) -> str:
        """`tán thành 10/12, nữ, biên giới, biển, đảo`: what was looked at, in the order of the keys."""
        return "; ".join(one.words for one in self.said if one.words)


def ranked_lines(listing: NominationList, lines: list[Nomination], order: PreferenceOrder | None) -> list[Ranked]:
    """The best first; without an order all are equal and stand by name. lines: with person, unit and proposer."""
    keys = [key for key in order.keys.all() if key.code in READERS] if order else []
    book = _book(listing.period, lines, {key.code for key in keys})
    found = []
    for line in lines:
        said = tuple(READERS[key.code](line, key, book) for key in keys)
        # No figure stands below every figure, and two without one are equal: nobody is put before the other by a gap.
        worth = tuple((0, 0) if one.number is None else (1, one.number) for one in said)
        found.append(Ranked(line, Contender(line.pk, worth, commands_of(line)), said))
    found.sort(key=lambda one: (one.line.sort_key, one.line.pk))
    return sorted(found, key=lambda one: one.contender.worth, reverse=True)


def lines_to_rank(listing: NominationList, award_id: int) -> list[Nomination]:
    """Every line of a title that was not withdrawn, ready to be read."""
    lines = listing.lines.filter(award=award_id).exclude(state=NominationState.WITHDRAWN)
    return list(lines.select_related("person__unit", "unit", "proposer").order_by("sort_key", "pk"))


def _book(period: EmulationPeriod, lines: list[Nomination], codes: set[str]) -> Book:
    """At most one query for each kind of record that the keys ask for."""
    book = Book()
    if codes & {"points", "bonus"}:
        book.scores = _scores(period)
    if "grade" in codes:
        year = CompletionGrade.objects.filter(year=period.year)
        people = [line.person_id for line in lines if line.person_id]
        units = [line.unit_id for line in lines if line.unit_id]
        rows = year.filter(person__in=people) if people else year.filter(unit__in=units)
        if people and units:
            rows = year.filter(person__in=people) | year.filter(unit__in=units)
        book.grades = {
            ("p", p) if p else ("u", u): grade for p, u, grade in rows.values_list("person", "unit", "grade")
        }
    if "council_votes" in codes:
        numbers = [line.pk for line in lines]
        book.votes = {pk: votes for source in council_votes for pk, votes in source(numbers).items()}
    if "women" in codes and any(line.unit_id for line in lines):
        book.women = _women_of([line.unit for line in lines if line.unit_id])
    return book


def _scores(period: EmulationPeriod) -> dict[int, UnitScore]:
    """Unit -> its score on the table in force: the frozen one where there is one, else the provisional one."""
    rows = UnitScore.objects.filter(board__period=period).exclude(board__state=BoardState.REPLACED)
    best: dict[int, tuple] = {}
    for score in rows.select_related("board"):
        rank = (score.board.is_final, score.board.version)
        if score.unit_id not in best or rank > best[score.unit_id][0]:
            best[score.unit_id] = (rank, score)
    return {unit: score for unit, (_, score) in best.items()}


def _women_of(units: list[Unit]) -> dict[int, tuple[int, int]]:
    """Unit -> (women, all) who serve in it or below it."""
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for path, sex, number in serving_in(units).values_list("unit__path", "sex").annotate(n=Count("pk")):
        for unit in units:
            if path.startswith(unit.path):
                counts[unit.pk][0] += number if sex == Sex.FEMALE else 0
                counts[unit.pk][1] += number
    return {pk: (women, people) for pk, (women, people) in counts.items()}
