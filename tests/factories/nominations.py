"""A province with its list of proposals open, on a small part of the law."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from awards.catalogue import services as catalogue
from awards.models import Award, EmulationPeriod, Nomination, NominationList, RuleSet
from awards.nominations import services
from awards.years.enums import PeriodState
from tests.factories.awards import PeriodFactory
from tests.factories.units import PersonFactory, UnitFactory, UserFactory
from thidua import clock
from units.accounts.enums import Role
from units.models import CompletionGrade, Person, TestResult, Unit, User
from units.people.enums import Grade

__all__ = ["CITATION", "NominationYear", "law", "nomination_year"]

CITATION = "Hoàn thành tốt nhiệm vụ, tích cực trong phong trào thi đua."
TITLES = ("DVQT", "DVTT", "CSTDCS", "CSTT", "LDTT")
DUE = datetime(2023, 10, 13, 17)


def law(*codes: str, rule_set: str = "R2003") -> dict[str, Award]:
    """Some titles of the catalogue as one law has them; code → title."""
    for row in catalogue._read("rule_sets"):
        if row["code"] == rule_set:
            RuleSet.objects.get_or_create(code=row.pop("code"), defaults={**row, **catalogue._days(row)})
    for row in catalogue._read("awards"):
        if row["code"] in codes:
            Award.objects.get_or_create(code=row.pop("code"), defaults=row)
    awards = {award.code: award for award in Award.objects.filter(code__in=codes)}
    found = RuleSet.objects.get(code=rule_set)
    for row in catalogue.expanded_rules(catalogue._read("award_rules")):
        if row["award"] in codes and row["rule_set"] == rule_set:
            catalogue._add_rule(row, awards, found)
    return awards


@dataclass
class NominationYear:
    """A province of two posts in 2023; the list takes four titles until 17:00 on 13/10/2023."""

    province: Unit
    units: list[Unit]
    period: EmulationPeriod
    listing: NominationList
    awards: dict[str, Award]
    officer: User
    clerks: list[User]
    people: list[Person] = field(default_factory=list)

    def person(self, unit: int = 0, *, grade: str | None = Grade.GOOD, tests: int | None = 90, **facts) -> Person:
        """Somebody of a unit with a grade and tests of the year; None leaves the fact out."""
        person = PersonFactory(unit=self.units[unit], **facts)
        if grade:
            CompletionGrade.objects.create(person=person, year=self.period.year, grade=grade)
        if tests is not None:
            TestResult.objects.create(person=person, year=self.period.year, passed_percent=100, good_percent=tests)
        self.people.append(person)
        return person

    def nominate(self, code: str = "CSTT", subject: Person | Unit | None = None, *, by: User | None = None, **facts):
        """A line with its papers, put forward by the clerk of the subject's unit."""
        subject = subject or self.person()
        unit = subject if isinstance(subject, Unit) else subject.unit
        facts.setdefault("proposer", unit)
        facts.setdefault("citation", CITATION)
        facts.setdefault("unit_votes_for", 9)
        facts.setdefault("unit_votes_total", 10)
        who = {"unit": subject} if isinstance(subject, Unit) else {"person": subject}
        by = by or self.clerks[self.units.index(unit)]
        with self.in_time():
            return services.nominate(self.listing, self.awards[code], by=by, **who, **facts)

    def sent(self, code: str = "CSTT", subject: Person | Unit | None = None, **facts) -> Nomination:
        line = self.nominate(code, subject, **facts)
        with self.in_time():
            return services.send(line, by=line.created_by)

    def before_council(self, code: str = "CSTT", subject: Person | Unit | None = None, **facts) -> Nomination:
        line = self.sent(code, subject, **facts)
        with self.in_time():
            return services.to_council(line, by=self.officer)

    def in_time(self):
        """The clock stands on 10/10/2023, before the deadline."""
        return clock.at(datetime(2023, 10, 10, 9))


def nomination_year(*, titles: list[dict] | None = None, units: int = 2) -> NominationYear:
    """titles: as `open_list` takes them, with the code for `award`; without: four titles of Long An 2023."""
    awards = law(*TITLES)
    province = UnitFactory(code="LA", short_name="BĐBP tỉnh Long An", strength=480, is_reporting=False)
    posts = [UnitFactory(parent=province, strength=None, sort=number) for number in range(1, units + 1)]
    period = PeriodFactory(unit=province, state=PeriodState.OPEN)
    officer = UserFactory(role=Role.OFFICER, over=province)
    specs = titles or [
        {"award": "DVQT", "proposed_upward": True, "yearly_number": 3},
        {"award": "DVTT", "yearly_number": 30},
        {"award": "CSTDCS"},
        {"award": "CSTT"},
    ]
    with clock.at(datetime.combine(date(2023, 9, 30), DUE.time())):
        listing = services.open_list(
            period,
            by=officer,
            due_at=timezone.make_aware(DUE),
            awards=[{**spec, "award": awards[spec["award"]]} for spec in specs],
        )
    clerks = [UserFactory(role=Role.CLERK, over=post) for post in posts]
    return NominationYear(province, posts, period, listing, awards, officer, clerks)
