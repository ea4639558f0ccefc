"""“Vì sao?”: how one person or unit stands with every title on a day, and with one title under each law."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from awards.catalogue.enums import SubjectKind
from awards.catalogue.models import Award, RuleSet
from awards.catalogue.queries import awards_on, rule_set_on
from awards.nominations.conditions import By, conditions_on
from awards.nominations.course import evidence
from awards.nominations.eligibility import judge, outlook
from awards.nominations.enums import Eligibility, Severity, Verdict
from awards.nominations.facts import Frame, lower_of, read_facts, with_lower
from awards.nominations.models import Nomination, NominationList
from awards.nominations.queries import Shown, short_basis
from awards.nominations.rules import Facts, Judgement, subject_key
from awards.nominations.states import N
from awards.years.models import EmulationPeriod
from thidua import clock
from thidua.numbers import is_number
from units.models import Person, Unit, User

Subject = Person | Unit


def subject_seen(user: User, key: str) -> Subject | None:
    """The person or unit an address names (`p12`, `u7`), as far as the user sees it.

    A unit is explained to whoever has a role over it: its conditions name its people, which the lead of a cluster has
    no right to read.
    """
    kind, number = key[:1], key[1:]
    if not is_number(number):
        return None
    if kind == "p":
        return Person.objects.readable_by(user).filter(pk=int(number)).select_related("unit", "merged_into").first()
    unit = Unit.objects.filter(pk=int(number)).first() if kind == "u" else None
    return unit if unit is not None and user.sees(unit) else None


def home_of(subject: Subject) -> Unit:
    return subject.unit if isinstance(subject, Person) else subject


def year_for(subject: Subject, asked: EmulationPeriod | None) -> EmulationPeriod | None:
    """The year looked at when the subject belongs to it; else the latest year of a command above the subject."""
    above = home_of(subject).ancestor_ids()
    if asked is not None and asked.cluster_id is None and asked.unit_id in above:
        return asked
    own = EmulationPeriod.objects.filter(unit__in=above, cluster__isnull=True).select_related("unit")
    year = asked.year if asked else clock.today().year
    found = sorted(own, key=lambda one: (one.year == year, one.year, len(one.unit.path)))
    return found[-1] if found else None


@dataclass(frozen=True)
class Answer:
    """How the subject stands with one title: the verdict, the judgement that explains it, all judgements."""

    award: Award
    eligibility: Eligibility
    because: Judgement | None
    judgements: list[Judgement]
    line: Nomination | None = None

    @property
    def shown(self) -> Shown:
        one, verdict = self.because, self.eligibility
        if one is None:
            return Shown(verdict.tone, verdict.icon, verdict.label)
        return Shown(verdict.tone, verdict.icon, verdict.label, one.why, short_basis(one.legal_basis))


def _kind(subject: Subject) -> tuple[str, ...]:
    own = SubjectKind.INDIVIDUAL if isinstance(subject, Person) else SubjectKind.COLLECTIVE
    return (own, SubjectKind.BOTH)


def frame_on(period: EmulationPeriod, day: date) -> Frame:
    """The year with its list, judged under the law of a day as things stood or stand on that day."""
    return Frame(period, day, day, NominationList.objects.filter(period=period).first())


def _facts(frame: Frame, conditions: By, subject: Subject) -> Facts:
    if isinstance(subject, Person):
        return read_facts(frame, conditions, people=[subject.pk]).people[subject.pk]
    return read_facts(frame, conditions, units=[subject.pk]).units[subject.pk]


def answers(frame: Frame, subject: Subject) -> tuple[list[Answer], Facts]:
    """Every title and form the law has for such a subject on the day, in official order; a fixed number of queries."""
    conditions = conditions_on(frame.law_day, frame.unit)
    facts = _facts(frame, conditions, subject)
    about = {"person": subject} if isinstance(subject, Person) else {"unit": subject}
    lines = {line.award_id: line for line in frame.lines.filter(**about).exclude(state=N.WITHDRAWN)}
    found = []
    for award in awards_on(frame.law_day).filter(subject__in=_kind(subject)):
        judgements = judge(conditions[award.pk], facts)
        found.append(Answer(award, *outlook(judgements), judgements, lines.get(award.pk)))
    return found, facts


@dataclass(frozen=True)
class UnderLaw:
    """The same subject and title under another law. day: the day of that law nearest to the one looked at."""

    rule_set: RuleSet
    day: date
    shown: Shown | None
    is_current: bool = False
    url: str = ""


def under_each_law(frame: Frame, award: Award, subject: Subject, facts: Facts) -> list[UnderLaw]:
    """The title under every law that is known, from the same records; shown is None where a law has no such title."""
    now, found = rule_set_on(frame.law_day), []
    for law in RuleSet.objects.order_by("valid_from"):
        day = max(frame.law_day, law.valid_from)
        day = min(day, law.valid_to) if law.valid_to else day
        shown = None
        if awards_on(day).filter(pk=award.pk).exists():
            conditions = conditions_on(day, frame.unit)
            here = with_lower(facts, lower_of(conditions)) if isinstance(subject, Person) else facts
            shown = Answer(award, *outlook(judge(conditions[award.pk], here)), []).shown
        url = why_url(subject, award=award.code, day=day)
        found.append(UnderLaw(law, day, shown, now is not None and law.pk == now.pk, url))
    return found


def why_url(subject: Subject, *, award: str = "", day: date | None = None) -> str:
    is_person = isinstance(subject, Person)
    key = subject_key(subject.pk if is_person else None, None if is_person else subject.pk)
    query = {"danh_hieu": award} if award else {}
    query |= {"ngay": f"{day:%d/%m/%Y}"} if day else {}
    url = reverse("awards:nominations.why", args=[key])
    return f"{url}?{urlencode(query)}" if query else url


# One condition as the page tells it ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A judgement in words. effect: what follows when it is not met; basis: the article with the days it holds."""

    tone: str
    icon: str
    label: str
    text: str
    evidence: str
    used: tuple[str, ...]
    basis: str
    dates: str
    effect: str = ""


EFFECTS = {
    Severity.BLOCK: "Không được đề nghị khi chưa đạt",
    Severity.HOLD: "Tạm dừng đến khi có kết luận",
    Severity.WARN: "Chỉ nhắc: căn cứ chưa đọc nguyên văn",
    Severity.INFO: "Người thẩm định tự xem xét",
}


def told(judgements: Iterable[Judgement]) -> list[Told]:
    """Every condition for the page, none left out."""
    found = []
    for one in judgements:
        verdict, by_hand = Verdict(one.verdict), one.severity == Severity.INFO
        soft = verdict == Verdict.NOT_MET and one.severity != Severity.BLOCK
        tone = "warn" if soft else verdict.tone
        found.append(
            Told(
                "draft" if by_hand else tone,
                "info" if by_hand else {"ok": "circle-check", "bad": "circle-x"}.get(tone, verdict.icon),
                "Tự xem xét" if by_hand else verdict.label,
                one.text,
                "" if by_hand else evidence(one),
                one.used,
                one.legal_basis,
                _days(one),
                "" if verdict == Verdict.MET else EFFECTS[one.severity],
            )
        )
    return found


def _days(one: Judgement) -> str:
    """`áp dụng từ 01/10/2017 đến hết 31/12/2023`."""
    if one.valid_from is None:
        return ""
    return f"áp dụng từ {one.valid_from:%d/%m/%Y}" + (f" đến hết {one.valid_to:%d/%m/%Y}" if one.valid_to else "")
