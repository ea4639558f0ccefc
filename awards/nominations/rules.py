"""What a condition is, what the records say, and how the one reads against the other: words shared by all readers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from awards.nominations.enums import Eligibility, NominationState, Severity, Verdict
from awards.nominations.service_time import Service
from thidua.text import small


@dataclass(frozen=True)
class Condition:
    """A row of the catalogue. params: what it holds (`{"percent": 50, "titles": [...]}`); confidence: V S B I L.

    valid_from, valid_to: the days between which its article holds; award: the title it belongs to, empty for all;
    general: whether it stands before every title instead of being one of the title's own.
    """

    code: str
    text: str
    params: Mapping = field(default_factory=dict)
    legal_basis: str = ""
    confidence: str = "V"
    valid_from: date | None = None
    valid_to: date | None = None
    award: str = ""
    general: bool = False


@dataclass(frozen=True)
class DatedFact:
    """A discipline or a hold: what, from when, until when (None = not ended). kind: form of discipline."""

    text: str
    start: date
    end: date | None = None
    kind: str = ""

    def touches(self, first: date, last: date) -> bool:
        return self.start <= last and (self.end is None or self.end >= first)

    @property
    def told(self) -> str:
        """`Khiển trách từ 18/04/2023 đến hết 17/07/2023`."""
        return f"{self.text} đến hết {self.end:%d/%m/%Y}" if self.end else f"{self.text}, chưa ghi ngày kết thúc"


@dataclass(frozen=True)
class Stay:
    """Months of the year at a unit before the present one, and what that unit wrote about the person."""

    unit: str
    months: int
    remark: str = ""


@dataclass(frozen=True)
class Rewarded:
    """A form or title the subject was given, or was put forward for. place: the smaller the higher; type_: empty when
    no record says; achievement: its id, None when no record names it; line: of the proposal; given: it is won."""

    award: str
    name: str
    place: int
    is_form: bool
    type_: str
    year: int
    achievement: int | None
    line: int | None
    given: bool


@dataclass(frozen=True)
class Facts:
    """What the records say of one subject in one year; None = no record.

    on: the day of the check. lower_titles: code → how the subject stands with the conditions of that title this year.
    discipline: of the subject itself, of_members: of the people of a unit.
    holders: title → ids of the people of the unit who hold it or are put forward for it, people: all its people.
    pending_initiatives: written down, not recognised yet. initiative_levels: name → level of those recognised.
    sex, service: of a person, for the medals of service; past_discipline: of the whole life; discipline_counts: whether
    its terms count as service, None when nobody knows (told by the conditions of a title while they are judged).
    initiative_uses: name → (title, year) of every other award or proposal that rests on it.
    title_years: title → years in which it was given for sure; doubtful_years: as somebody wrote down afterwards without
    being sure. rewarded: what was given and proposed besides. achievement, achievement_name, place, line: of the line
    judged: for which achievement it is, how high its title stands, its id; None before a line is written.
    is_secretary: of the party committee. unit_titles: title → how the unit somebody commands stands with it,
    unit_grade: completion grade of that unit.
    stays: units of the year before the present one; None when no posting is written down.
    award_names: code → short name, for the sentences.
    """

    year: int
    period_start: date
    period_end: date
    on: date
    grade: str | None = None
    tests_passed_percent: int | None = None
    tests_good_percent: int | None = None
    discipline: tuple[DatedFact, ...] = ()
    of_members: tuple[DatedFact, ...] = ()
    holds: tuple[DatedFact, ...] = ()
    initiatives: tuple[str, ...] = ()
    pending_initiatives: tuple[str, ...] = ()
    initiative_levels: Mapping[str, str] = field(default_factory=dict)
    initiative_uses: Mapping[str, frozenset[tuple[str, int]]] = field(default_factory=dict)
    object_group: str | None = None
    lower_titles: Mapping[str, Verdict] = field(default_factory=dict)
    holders: Mapping[str, frozenset[int]] = field(default_factory=dict)
    people: int | None = None
    months_in_post: int | None = None
    service_months: int | None = None
    sex: str | None = None
    service: Service | None = None
    past_discipline: tuple[DatedFact, ...] = ()
    discipline_counts: bool | None = True
    leads_cluster: bool | None = None
    title_years: Mapping[str, frozenset[int]] = field(default_factory=dict)
    doubtful_years: Mapping[str, frozenset[int]] = field(default_factory=dict)
    rewarded: tuple[Rewarded, ...] = ()
    achievement: int | None = None
    achievement_name: str = ""
    place: int | None = None
    line: int | None = None
    is_commander: bool | None = None
    is_secretary: bool | None = None
    unit_titles: Mapping[str, Verdict] = field(default_factory=dict)
    unit_grade: str | None = None
    stays: tuple[Stay, ...] | None = None
    award_names: Mapping[str, str] = field(default_factory=dict)

    def name_of(self, code: str) -> str:
        return self.award_names.get(code, code)

    def names_of(self, codes: Iterable[str]) -> str:
        return " hoặc ".join(self.name_of(code) for code in codes)


@dataclass(frozen=True)
class Reading:
    """How one condition reads against the facts. why: the sentence of the list when it is not plainly met; used: the
    records it was read from, in words; unsure: the records do not tell enough to bar anybody."""

    verdict: Verdict
    need: str
    have: str
    why: str = ""
    used: tuple[str, ...] = ()
    unsure: bool = False


@dataclass(frozen=True)
class Judgement:
    """How one condition came out: what is needed, what there is, by which article, and what follows if unmet.

    accepted: the reason for which somebody in charge lets the line go on although this condition is not met.
    """

    code: str
    text: str
    verdict: Verdict
    severity: Severity
    need: str = ""
    have: str = ""
    why: str = ""
    legal_basis: str = ""
    used: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    accepted: str = ""
    general: bool = False


Reader = Callable[[Condition, Facts], Reading]
READERS: dict[str, Reader] = {}


def reads(*codes: str) -> Callable[[Reader], Reader]:
    """Register the reader of one or several kinds of condition."""

    def register(reader: Reader) -> Reader:
        for code in codes:
            READERS[code] = reader
        return reader

    return register


def in_order(facts: Iterable[DatedFact]) -> list[DatedFact]:
    """By their days, whatever order the records came in."""
    return sorted(facts, key=lambda fact: (fact.start, fact.end or date.max, fact.text))


def met(yes: bool) -> Verdict:
    return Verdict.MET if yes else Verdict.NOT_MET


# States in which something has been said against a line, and what is told when nobody wrote it down.
SAID_AGAINST = {
    NominationState.RETURNED: "chưa ghi lý do",
    NominationState.ON_HOLD: "có việc đang chờ kết luận",
    NominationState.REJECTED: "chưa ghi lý do",
    NominationState.WITHDRAWN: "chưa ghi lý do",
    NominationState.NOT_PASSED: "không đạt số phiếu cần thiết",
    NominationState.REFUSED_ABOVE: "chưa ghi lý do",
    NominationState.REVOKED: "chưa ghi lý do",
}
STOPPED = (Eligibility.INELIGIBLE, Eligibility.HELD)


def why_not(state: str, reason: str, eligibility: str, because: str) -> str:
    """Why a line has not got its title, in the one sentence every page and paper tells it; empty while nothing speaks
    against it. reason: written with the state; because: what the checks found."""
    stopped = eligibility in STOPPED and because
    if state in SAID_AGAINST:
        said = reason or small(because if stopped else "") or SAID_AGAINST[NominationState(state)]
        return f"{NominationState(state).label}: {said.rstrip('.')}"
    if stopped and state in (NominationState.DRAFT, NominationState.SENT, NominationState.TO_COUNCIL):
        return f"{Eligibility(eligibility).label}: {small(because).rstrip('.')}"
    return ""


def subject_key(person_id: int | None, unit_id: int | None) -> str:
    """`p12` or `u7`: how an address names a subject."""
    return f"p{person_id}" if person_id else f"u{unit_id}"
