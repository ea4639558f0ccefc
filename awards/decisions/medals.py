"""Who is due a medal of service: told by the day of joining, then every condition of the catalogue judged for the page.

Which forms are medals of service is for the catalogue to say: those that ask for years of service. The groups are told
by the database from the day of joining alone, so that a list of a whole command costs the same whoever is in it; what
breaks, discipline, holds and unsure records mean is judged for the people shown, each with what is needed and what
there is. Nobody whose day of joining is unknown is called due, nor left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When

from awards.catalogue.enums import AwardKind, Confidence, SubjectKind
from awards.catalogue.models import Award, AwardRule
from awards.catalogue.queries import rules_on
from awards.decisions.enums import EntryConfidence, MedalGroup
from awards.decisions.models import AwardRecord
from awards.nominations.chances import next_year
from awards.nominations.conditions import conditions_on
from awards.nominations.eligibility import judge, outlook
from awards.nominations.enums import Eligibility
from awards.nominations.facts import Frame, read_facts
from awards.nominations.models import Nomination, NominationList
from awards.nominations.queries import Shown, short_basis
from awards.nominations.rules import Facts, Judgement
from awards.nominations.service_time import Due, due
from awards.nominations.states import IN_THE_RUNNING, WON
from awards.years.models import EmulationPeriod
from thidua import clock
from thidua.numbers import is_number
from units.models import Person, Unit, User
from units.people.enums import Sex
from units.people.rules import months_in_words

DAY = timedelta(days=1)
MIN, BY_SEX, BELOW = "service_years_min", "service_years_by_sex", "service_years_below"
SURE = (Confidence.VERIFIED, Confidence.LOCAL)


@dataclass(frozen=True)
class Medal:
    """A form that asks for years of service. years: by sex; below: years at which a higher class begins."""

    award: Award
    rule: AwardRule
    years: dict[str, int]
    below: int | None
    discipline_counts: bool | None

    @property
    def need(self) -> str:
        """`từ 15 năm đến dưới 20 năm`, `nam từ 25 năm, nữ từ 20 năm`."""
        man, woman = self.years[Sex.MALE], self.years[Sex.FEMALE]
        words = f"từ {man} năm" if man == woman else f"nam từ {man} năm, nữ từ {woman} năm"
        return f"{words} đến dưới {self.below} năm" if self.below else words

    @property
    def is_sure(self) -> bool:
        return self.rule.confidence in SURE


def medals_on(day: date) -> list[Medal]:
    """Medals of service of the law of a day, in official order; a fixed number of queries."""
    found = []
    for rule in sorted(rules_on(day).values(), key=lambda one: (one.award.sort, one.award.code)):
        if rule.award.kind != AwardKind.FORM or rule.award.subject == SubjectKind.COLLECTIVE:
            continue
        parts = {part.code: part for part in rule.prerequisites.all()}
        if (years := _years_of(parts)) is None:
            continue
        below = parts[BELOW].value if BELOW in parts else None
        counts: bool | None = True
        if "discipline_not_counted" in parts:
            counts = False if parts["discipline_not_counted"].confidence in SURE else None
        found.append(Medal(rule.award, rule, years, below if isinstance(below, int) else None, counts))
    return found


def _years_of(parts: dict) -> dict[str, int] | None:
    """Years by sex; None when the form asks for none, or its row lacks the number."""
    if MIN in parts and isinstance(parts[MIN].value, int):
        return dict.fromkeys(Sex.values, parts[MIN].value)
    value = parts[BY_SEX].value if BY_SEX in parts else None
    if isinstance(value, dict) and all(isinstance(value.get(sex), int) for sex in Sex.values):
        return {sex: value[sex] for sex in Sex.values}
    return None


# Who --------------------------------------------------------------------------------------------------------------


def law_day(period: EmulationPeriod) -> date:
    """The law of today, or of the last day of a year that is over."""
    return min(clock.today(), period.ends_on)


def place_of(user: User, period: EmulationPeriod, unit: Unit | None) -> Unit | None:
    """The unit looked at, when the user may read its list; else the highest such unit of the year; else None."""
    if unit is not None and unit.is_under(period.unit) and user.has_perm("awards.read_medals", unit):
        return unit
    own = [g.unit for g in user.grants if g.unit_id and user.has_perm("awards.read_medals", g.unit)]
    if any(period.unit.is_under(one) for one in own):
        return period.unit
    inside = [one for one in own if one.is_under(period.unit)]
    return min(inside, key=lambda one: (len(one.path), one.path), default=None)


def serving(place: Unit) -> QuerySet[Person]:
    return Person.objects.kept().filter(left_on__isnull=True, unit__path__startswith=place.path)


def _joined_by(day: date, years: int) -> date:
    """The last day of joining with which so many years are full on a day."""
    after = day + DAY
    try:
        return after.replace(year=after.year - years)
    except ValueError:
        return date(after.year - years, 2, 28)


def _year_on(day: date) -> date:
    """The last day of the next year, after the last of this one."""
    after = day + DAY
    try:
        return after.replace(year=after.year + 1) - DAY
    except ValueError:
        return date(after.year + 1, 2, 28)


def grouped(place: Unit, medal: Medal, period: EmulationPeriod) -> QuerySet[Person]:
    """Everybody who serves at a place with `group`: as the day of joining tells it; others are left out."""
    last, next_last, before = period.ends_on, _year_on(period.ends_on), period.starts_on - DAY

    def joined(day: date, after: date | None = None) -> Q:
        """Full on a day, and, with `after`, not yet on that one; not yet in the class above on the last day."""
        found = Q(pk__in=[])
        for sex, years in medal.years.items():
            one = Q(sex=sex, joined_on__lte=_joined_by(day, years))
            found |= one & Q(joined_on__gt=_joined_by(after, years)) if after else one
        return found & Q(joined_on__gt=_joined_by(last, medal.below)) if medal.below else found

    records = AwardRecord.objects.standing().filter(award=medal.award)
    records = records.filter(Q(back_entry__isnull=True) | Q(back_entry__confidence=EntryConfidence.SURE))
    own = Q(person=OuterRef("pk")) | Q(person__merged_into=OuterRef("pk"))
    lines = Nomination.objects.filter(award=medal.award, person=OuterRef("pk"), state__in=[*IN_THE_RUNNING, *WON])
    group = Case(
        When(Exists(records.filter(own)), then=Value(MedalGroup.HELD)),
        When(Exists(lines), then=Value(MedalGroup.LISTED)),
        When(joined_on__isnull=True, then=Value(MedalGroup.UNKNOWN)),
        When(joined(before), then=Value(MedalGroup.OVERDUE)),
        When(joined(last, before), then=Value(MedalGroup.DUE)),
        When(joined(next_last, last), then=Value(MedalGroup.NEXT)),
        default=Value(""),
        output_field=CharField(),
    )
    return serving(place).annotate(group=group).exclude(group="")


def counts(place: Unit, medal: Medal, period: EmulationPeriod) -> list[tuple[MedalGroup, int]]:
    """Every group with its number; one query."""
    rows = grouped(place, medal, period).order_by().values_list("group").annotate(n=Count("pk"))
    found = dict(rows)
    return [(group, found.get(group.value, 0)) for group in MedalGroup]


# Each of them -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One person and one medal: when it is due, what is needed, what there is, what every condition says."""

    person: Person
    group: MedalGroup
    due: Due | None
    need: str
    have: str
    eligibility: Eligibility
    because: Judgement | None
    judgements: list[Judgement]
    unsure: str = ""

    @property
    def when(self) -> str:
        """`14/02/2027`; `14/02/2027 – 17/08/2027` where breaks or discipline leave it open."""
        if self.due is None or self.due.earliest is None:
            return ""
        first, last = self.due.earliest, self.due.latest
        if last == first:
            return f"{first:%d/%m/%Y}"
        return f"{first:%d/%m/%Y} – {last:%d/%m/%Y}" if last else f"sớm nhất {first:%d/%m/%Y}"

    @property
    def is_open(self) -> bool:
        """Whether the office may put it forward or record it."""
        return self.group in (MedalGroup.OVERDUE, MedalGroup.DUE, MedalGroup.NEXT)

    @property
    def shown(self) -> Shown:
        if self.unsure:
            return Shown("warn", "circle-help", "Cần xem", self.unsure)
        if self.group == MedalGroup.NEXT and self.eligibility == Eligibility.ELIGIBLE:
            return Shown("info", "calendar-days", "Chưa đến hạn")
        verdict, one = self.eligibility, self.because
        if one is None:
            return Shown(verdict.tone, verdict.icon, verdict.label)
        return Shown(verdict.tone, verdict.icon, verdict.label, one.why, short_basis(one.legal_basis))


def rows_of(people: Iterable[Person], medal: Medal, period: EmulationPeriod) -> list[Row]:
    """People of `grouped` as rows; the same number of queries for any number of them."""
    people = list(people)
    if not people:
        return []
    listing = NominationList.objects.filter(period=period).first()
    frame = Frame(period, law_day(period), clock.today(), listing)
    conditions = conditions_on(frame.law_day, frame.unit)
    own = {medal.award.pk: conditions[medal.award.pk]}
    book = read_facts(frame, own, people=[one.pk for one in people])
    return [_row(one, medal, book.people[one.pk], own[medal.award.pk]) for one in people]


def _row(person: Person, medal: Medal, facts: Facts, conditions: list) -> Row:
    group, years = MedalGroup(person.group), medal.years[person.sex]
    # Who is due next year is judged by next year, as if nothing else changed.
    judgements = judge(conditions, next_year(facts, frozenset()) if group == MedalGroup.NEXT else facts)
    full = due(facts.service, years, discipline_counts=medal.discipline_counts) if facts.service else None
    have = "chưa có ngày nhập ngũ" if facts.service_months is None else months_in_words(facts.service_months)
    doubtful = facts.doubtful_years.get(medal.award.code, frozenset())
    unsure = f"Đã ghi năm {', '.join(map(str, sorted(doubtful)))}, chưa kiểm chứng" if doubtful else ""
    result, because = outlook(judgements)
    return Row(person, group, full, f"{years} năm", have, result, because, judgements, unsure)


ORDER = {group.value: place for place, group in enumerate(MedalGroup)}


def in_order(people: QuerySet[Person]) -> QuerySet[Person]:
    """By group, then who joined first, then by name."""
    place = Case(*(When(group=group, then=Value(number)) for group, number in ORDER.items()))
    return people.select_related("unit").order_by(place, "joined_on", "sort_key", "service_number")


def chosen(medals: list[Medal], code: str) -> Medal | None:
    """The medal an address names, else the first."""
    return next((one for one in medals if one.award.code == code), medals[0] if medals else None)


def ticked(place: Unit, medal: Medal, period: EmulationPeriod, ids: Iterable[str]) -> list[Person]:
    """People a form names who may be put forward or recorded."""
    wanted = [int(one) for one in ids if is_number(one)][:500]
    groups = [MedalGroup.OVERDUE, MedalGroup.DUE, MedalGroup.NEXT]
    return list(in_order(grouped(place, medal, period).filter(pk__in=wanted, group__in=groups)))


@dataclass(frozen=True)
class OfOne:
    """How one person stands with one medal, on the page of that person."""

    medal: Medal
    row: Row | None
    held: list[AwardRecord]


def all_of(person: Person, period: EmulationPeriod) -> list[OfOne]:
    """Every medal of service for one person; a fixed number of queries for each medal of the law."""
    records: dict[int, list[AwardRecord]] = {}
    given = AwardRecord.objects.standing().of_people([person.pk]).select_related("award", "back_entry")
    for one in given.order_by("year"):
        records.setdefault(one.award_id, []).append(one)
    found = []
    for medal in medals_on(law_day(period)):
        there = grouped(period.unit, medal, period).filter(pk=person.pk).select_related("unit").first()
        row = rows_of([there], medal, period)[0] if there is not None else None
        found.append(OfOne(medal, row, records.get(medal.award.pk, [])))
    return found
