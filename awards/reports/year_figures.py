"""Who was commended in a year, counted every way the year's report and the page of figures need, from one reading."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction

from django.db.models import Q

from awards.catalogue.enums import CommendationType
from awards.catalogue.models import Award
from awards.decisions.models import AwardRecord
from awards.nominations.enums import NominationState
from awards.nominations.models import Nomination
from awards.reports.queries import kept_lines
from awards.years.models import EmulationPeriod
from thidua.documents.vietnamese import cut_ratio, number
from units.models import Person, Posting, Unit
from units.people.enums import ObjectGroup, Sex

COLLECTIVE, PERSON = "tap-the", "ca-nhan"
YEARS = 5  # years of history beside each other


@dataclass(frozen=True)
class Change:
    """A number beside that of the year before; None: the history knows nothing of that year."""

    now: int
    was: int | None

    @property
    def difference(self) -> int | None:
        return None if self.was is None else self.now - self.was

    @property
    def ratio(self) -> Fraction | None:
        """How much more or less, as a part of what it was."""
        return Fraction(self.now - self.was, self.was) if self.was else None

    @property
    def percent(self) -> str:
        """`+12,5 %`, cut; empty where there is nothing to compare with."""
        if self.ratio is None:
            return ""
        sign = "+" if self.ratio > 0 else "−" if self.ratio < 0 else ""
        return f"{sign}{number(cut_ratio(abs(self.ratio)))}%"


@dataclass(frozen=True)
class Way:
    """One way to count: which value a line has, and what the value is called. many: a line may have several."""

    code: str
    title: str
    values: Callable[[Nomination], Sequence[str]]
    label: Callable[[str], str]


def _group(line: Nomination) -> list[str]:
    return [line.person.object_group] if line.person_id else [COLLECTIVE]


def _traits(line: Nomination) -> list[str]:
    """What else is counted of people, and of everybody at the border."""
    found = ["bien-gioi"] if line.proposer.is_border else []
    if line.person_id:
        found.append("chu-tri" if line.person.is_commander else "truc-tiep")
        if line.person.sex == Sex.FEMALE:
            found.append("nu")
    return found


TRAITS = {
    "chu-tri": "Cán bộ chủ trì",
    "truc-tiep": "Trực tiếp công tác, chiến đấu",
    "nu": "Phụ nữ",
    "bien-gioi": "Đơn vị ở biên giới, biển, đảo",
}
GROUPS = {COLLECTIVE: "Tập thể"} | {group.value: group.label for group in ObjectGroup}
KINDS = {kind.value: kind.label[:1].upper() + kind.label[1:] for kind in CommendationType}
WAYS = (
    Way("doi-tuong", "Theo nhóm đối tượng", _group, lambda value: GROUPS.get(value, "Chưa ghi nhóm")),
    Way("loai", "Theo loại hình khen thưởng", lambda line: [line.kind], lambda value: KINDS.get(value, value)),
    Way("khac", "Trong đó", _traits, lambda value: TRAITS[value]),
    Way("don-vi", "Theo đơn vị", lambda line: [line.proposer.code], lambda value: value),
)
WAY = {way.code: way for way in WAYS}


@dataclass
class Row:
    """One value of a way: how many of each title."""

    value: str
    label: str
    counts: Counter = field(default_factory=Counter)  # award id -> lines

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass
class YearFigures:
    """lines: kept ones, events with them. before: award id → holders of the year before; None where none is known."""

    period: EmulationPeriod
    lines: list[Nomination]
    before: Counter | None
    history: dict[int, Counter]  # year -> award id -> holders; the year itself by its lines

    def awards(self) -> list[Award]:
        found = {line.award for line in self.lines}
        return sorted(found, key=lambda award: (award.sort, award.code))

    def changes(self) -> list[tuple[Award, Change]]:
        """Every title of this year or the one before, in the order of the papers."""
        now = Counter(line.award_id for line in self.lines)
        known = {award.pk: award for award in self.awards()}
        missing = set(self.before or ()) - set(known)
        known |= Award.objects.in_bulk(missing) if missing else {}
        rows = sorted(known.values(), key=lambda award: (award.sort, award.code))
        return [(row, Change(now[row.pk], None if self.before is None else self.before[row.pk])) for row in rows]

    def by(self, way: Way) -> list[Row]:
        """Every value that occurs, in official order."""
        found: dict[str, Row] = {}
        for line in self.lines:
            for value in way.values(line):
                row = found.setdefault(value, Row(value, way.label(value)))
                row.counts[line.award_id] += 1
        if way.code == "don-vi":
            names = {line.proposer.code: line.proposer for line in self.lines}
            for row in found.values():
                row.label = names[row.value].short_name_on(self.period.ends_on)
            return sorted(found.values(), key=lambda row: (names[row.value].sort, row.value))
        order = {"doi-tuong": GROUPS, "loai": KINDS, "khac": TRAITS}[way.code]
        places = {value: place for place, value in enumerate(order)}
        return sorted(found.values(), key=lambda row: places.get(row.value, len(places)))

    def chosen(self, award: str = "", way: str = "", value: str = "", trait: str = "") -> list[Nomination]:
        """The lines behind a number. trait: one of TRAITS besides, or `ca-nhan`, `tap-the`."""
        rows = [line for line in self.lines if not award or line.award.code == award]
        rows = [line for line in rows if value in WAY[way].values(line)] if way in WAY else rows
        if trait in (PERSON, COLLECTIVE):
            return [line for line in rows if bool(line.person_id) == (trait == PERSON)]
        return [line for line in rows if trait in _traits(line)] if trait in TRAITS else rows

    @property
    def people(self) -> list[Nomination]:
        return [line for line in self.lines if line.person_id]

    @property
    def decided(self) -> int:
        return sum(line.state == NominationState.DECIDED for line in self.lines)


def year_figures(period: EmulationPeriod, lines: list[Nomination] | None = None) -> YearFigures:
    """The year's lines with the history of the years before; a constant number of queries."""
    lines = list(kept_lines(period)) if lines is None else lines
    history = holders_by_year(period)
    before = history.get(period.year - 1)
    history[period.year] = Counter(line.award_id for line in lines)
    return YearFigures(period, lines, before, dict(sorted(history.items())))


def holders_by_year(period: EmulationPeriod) -> dict[int, Counter]:
    """Year → award id → holders, for the years before that the history knows; one query a year."""
    years = range(period.year - YEARS + 1, period.year)
    return {year: found for year in years if (found := holders_of_year(period, year))}


def holders_of_year(period: EmulationPeriod, year: int) -> Counter:
    """Award id → who holds it of an earlier year, of those who belonged to the unit in that year; one query."""
    end = period.starts_on - timedelta(days=1 + 365 * (period.year - 1 - year))
    start = end - timedelta(days=364)
    units = Unit.objects.within(period.unit, start, end)
    served = Posting.objects.touching(start, end).filter(unit__in=units)
    known = Person.objects.filter(postings__isnull=True, unit__in=units)  # no posting was written down
    serving = Person.objects.filter(Q(pk__in=served.values("person")) | Q(pk__in=known))
    records = AwardRecord.objects.standing().filter(
        Q(unit__in=units) | Q(person__in=Person.objects.records_of(serving)), year=year
    )
    held = records.with_holder().order_by().values_list("award", "unit", "holder").distinct()
    return Counter(award for award, _, _ in held)
