"""Conditions of a title as pure functions: facts in, a judgement with its reason out.

The conditions themselves are rows of the catalogue (`Prerequisite`); this file knows how to read each kind of them,
never which title has which. Only a rule read in the law's own wording may block; anything less sure asks for a look.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from awards.nominations.enums import Eligibility, Severity, Verdict

EXCELLENT, GOOD, DONE, NOT_DONE = "htxsnv", "httnv", "htnv", "khtnv"
GRADE_ORDER = (NOT_DONE, DONE, GOOD, EXCELLENT)
GRADE_TEXT = {
    EXCELLENT: "hoàn thành xuất sắc nhiệm vụ",
    GOOD: "hoàn thành tốt nhiệm vụ",
    DONE: "hoàn thành nhiệm vụ",
    NOT_DONE: "không hoàn thành nhiệm vụ",
}
VERIFIED = "V"


@dataclass(frozen=True)
class Condition:
    """A row of the catalogue. params: what it holds (`{"percent": 50, "titles": [...]}`); confidence: V S B I L."""

    code: str
    text: str
    params: dict = field(default_factory=dict)
    legal_basis: str = ""
    confidence: str = VERIFIED


@dataclass(frozen=True)
class DatedFact:
    """A discipline or a hold: what, from when, until when (None = not ended)."""

    text: str
    start: date
    end: date | None = None

    def touches(self, first: date, last: date) -> bool:
        return self.start <= last and (self.end is None or self.end >= first)


@dataclass(frozen=True)
class Facts:
    """What the records say of one subject in one year; None = no record.

    lower_titles: codes of titles whose own conditions the subject meets this year. holders, people: people of the
    unit put forward for or holding an individual title, and all its people. holders_of: the same by title.
    months_in_post: whole months in the unit. award_names: code -> short name, for the sentences.
    """

    period_start: date
    period_end: date
    on: date
    grade: str | None = None
    tests_passed_percent: int | None = None
    tests_good_percent: int | None = None
    discipline: tuple[DatedFact, ...] = ()
    holds: tuple[DatedFact, ...] = ()
    initiatives: tuple[str, ...] = ()
    lower_titles: frozenset[str] = frozenset()
    holders: int | None = None
    holders_of: dict[str, int] = field(default_factory=dict)
    people: int | None = None
    months_in_post: int | None = None
    leads_cluster: bool | None = None
    title_years: dict[str, frozenset[int]] = field(default_factory=dict)
    award_names: dict[str, str] = field(default_factory=dict)

    def name_of(self, code: str) -> str:
        return self.award_names.get(code, code)


@dataclass(frozen=True)
class Judgement:
    """How one condition came out: what is needed, what there is, by which article, and what follows if unmet."""

    code: str
    text: str
    verdict: Verdict
    severity: Severity
    need: str = ""
    have: str = ""
    legal_basis: str = ""


Reading = tuple[Verdict, str, str]  # verdict, need, have
Reader = Callable[[Condition, Facts], Reading]
READERS: dict[str, Reader] = {}


def reads(*codes: str) -> Callable[[Reader], Reader]:
    def register(reader: Reader) -> Reader:
        for code in codes:
            READERS[code] = reader
        return reader

    return register


def _met(yes: bool) -> Verdict:
    return Verdict.MET if yes else Verdict.NOT_MET


def _grade(facts: Facts, least: str) -> Reading:
    need = f"từ “{GRADE_TEXT[least]}” trở lên"
    if facts.grade is None:
        return Verdict.UNKNOWN, need, "chưa có kết quả đánh giá năm"
    return _met(GRADE_ORDER.index(facts.grade) >= GRADE_ORDER.index(least)), need, GRADE_TEXT[facts.grade]


@reads("task_rating_at_least", "completes_tasks_well")
def _completes_well(condition: Condition, facts: Facts) -> Reading:
    return _grade(facts, EXCELLENT if "xuất sắc" in str(condition.params.get("value", "")) else GOOD)


@reads("completes_tasks_excellently")
def _completes_excellently(condition: Condition, facts: Facts) -> Reading:
    return _grade(facts, EXCELLENT)


@reads("all_tests_pass")
def _all_tests_pass(condition: Condition, facts: Facts) -> Reading:
    if facts.tests_passed_percent is None:
        return Verdict.UNKNOWN, "100 % nội dung kiểm tra đạt", "chưa có kết quả kiểm tra"
    passed = facts.tests_passed_percent
    return _met(passed == 100), "100 % nội dung kiểm tra đạt", f"{passed} % đạt"


@reads("tests_good_or_excellent_min_percent")
def _tests_good(condition: Condition, facts: Facts) -> Reading:
    least = int(condition.params["value"])
    need = f"từ {least} % nội dung khá, giỏi"
    if facts.tests_good_percent is None:
        return Verdict.UNKNOWN, need, "chưa có kết quả kiểm tra"
    return _met(facts.tests_good_percent >= least), need, f"{facts.tests_good_percent} % khá, giỏi"


@reads("no_discipline")
def _no_discipline(condition: Condition, facts: Facts) -> Reading:
    found = [fact for fact in facts.discipline if fact.touches(facts.period_start, facts.period_end)]
    have = "; ".join(fact.text for fact in found) or "không bị kỷ luật"
    return _met(not found), "không bị kỷ luật trong năm thi đua", have


@reads("no_discipline_from")
def _no_member_disciplined(condition: Condition, facts: Facts) -> Reading:
    """A unit: nobody disciplined from the given form upward (facts already hold only those forms)."""
    found = [fact for fact in facts.discipline if fact.touches(facts.period_start, facts.period_end)]
    have = "; ".join(fact.text for fact in found) or "không có"
    return _met(not found), f"không có người bị kỷ luật từ {condition.params.get('value', 'cảnh cáo')} trở lên", have


@reads("no_open_hold")
def _no_hold(condition: Condition, facts: Facts) -> Reading:
    found = [fact for fact in facts.holds if fact.touches(facts.on, facts.on)]
    return _met(not found), "không có việc đang chờ kết luận", "; ".join(f.text for f in found) or "không có"


@reads("holds_title_same_period")
def _lower_title(condition: Condition, facts: Facts) -> Reading:
    wanted = condition.params.get("titles", [])
    found = [code for code in wanted if code in facts.lower_titles]
    names = " hoặc ".join(facts.name_of(code) for code in wanted)
    have = f"đủ điều kiện {facts.name_of(found[0])}" if found else "chưa đủ điều kiện danh hiệu thấp hơn"
    return _met(bool(found)), f"đạt {names} cùng năm", have


@reads("min_percent_holders")
def _enough_holders(condition: Condition, facts: Facts) -> Reading:
    """Share of people of the unit who hold the lower title; strictly more where the law says “trên”."""
    percent, strict = int(condition.params["percent"]), bool(condition.params.get("strictly_greater"))
    names = " hoặc ".join(facts.name_of(code) for code in condition.params.get("titles", []))
    need = f"{'trên' if strict else 'từ'} {percent} % quân số đạt {names}"
    if not facts.people:
        return Verdict.UNKNOWN, need, "chưa có quân số"
    share, least = facts.holders * 100, percent * facts.people
    return _met(share > least if strict else share >= least), need, f"{facts.holders}/{facts.people} người"


@reads("has_member_with_title")
def _has_member(condition: Condition, facts: Facts) -> Reading:
    title = condition.params["title"]
    count, least = facts.holders_of.get(title, 0), int(condition.params.get("count", 1))
    return _met(count >= least), f"có ít nhất {least} {facts.name_of(title)}", f"{count} người"


@reads("any_of")
def _any_of(condition: Condition, facts: Facts) -> Reading:
    """Outstanding completion, or an initiative recognised, or resourcefulness: one is enough."""
    if not any("initiative" in str(option) for option in condition.params.get("options", [])):
        return Verdict.UNKNOWN, condition.text, "người thẩm định tự xem xét"
    need = "hoàn thành xuất sắc nhiệm vụ, hoặc có sáng kiến, đề tài được công nhận"
    if facts.initiatives:
        return Verdict.MET, need, f"sáng kiến “{facts.initiatives[0]}”"
    if facts.grade == EXCELLENT:
        return Verdict.MET, need, GRADE_TEXT[EXCELLENT]
    if facts.grade is None:
        return Verdict.UNKNOWN, need, "chưa có kết quả đánh giá năm"
    return Verdict.NOT_MET, need, f"{GRADE_TEXT[facts.grade]}, chưa có sáng kiến được công nhận"


@reads("leads_cluster")
def _leads_cluster(condition: Condition, facts: Facts) -> Reading:
    if facts.leads_cluster is None:
        return Verdict.UNKNOWN, "dẫn đầu cụm, khối thi đua", "cụm chưa công bố xếp hạng"
    return _met(facts.leads_cluster), "dẫn đầu cụm, khối thi đua", "dẫn đầu" if facts.leads_cluster else "không dẫn đầu"


@reads("consecutive_title")
def _consecutive(condition: Condition, facts: Facts) -> Reading:
    """N years in a row up to the year before; more than N is as good as N."""
    title, count = condition.params["title"], int(condition.params["count"])
    year, streak = facts.period_end.year - 1, 0
    while year in facts.title_years.get(title, ()):
        streak, year = streak + 1, year - 1
    return _met(streak >= count), f"{count} năm liên tục đạt {facts.name_of(title)}", f"{streak} năm liên tục"


@reads("months_in_post")
def _months_in_post(condition: Condition, facts: Facts) -> Reading:
    least = int(condition.params["value"])
    if facts.months_in_post is None:
        return Verdict.UNKNOWN, f"từ {least} tháng công tác trong kỳ", "chưa có số liệu"
    return _met(facts.months_in_post >= least), f"từ {least} tháng công tác trong kỳ", f"{facts.months_in_post} tháng"


# Held or barred whatever the title: the decree's general principles.
GENERAL = (
    Condition(
        "no_discipline",
        "Không bị kỷ luật trong năm thi đua; thành tích chỉ tính từ khi hết thời hạn kỷ luật",
        legal_basis="Nguyên tắc khen thưởng (NĐ 152/2025/NĐ-CP, Điều 4; trước 2024: hướng dẫn cùng nội dung)",
    ),
    Condition(
        "no_open_hold",
        "Không đang bị xem xét kỷ luật, thanh tra, điều tra hoặc có khiếu nại, tố cáo đang xác minh",
        legal_basis="Nguyên tắc khen thưởng (NĐ 152/2025/NĐ-CP, Điều 4; trước 2024: hướng dẫn cùng nội dung)",
    ),
)


def severity_of(condition: Condition) -> Severity:
    """What an unmet condition does: a hold waits, a rule read in the text blocks, the rest asks for a look."""
    if condition.code == "no_open_hold":
        return Severity.HOLD
    return Severity.BLOCK if condition.confidence == VERIFIED else Severity.WARN


def judge(conditions: Iterable[Condition], facts: Facts) -> list[Judgement]:
    """Every condition with its verdict; a kind of condition this engine cannot read yet is UNKNOWN and only informs."""
    judgements = []
    for condition in conditions:
        reader = READERS.get(condition.code)
        if reader is None:
            reading: Reading = (Verdict.UNKNOWN, condition.text, "người thẩm định tự xem xét")
            severity = Severity.INFO
        else:
            reading, severity = reader(condition, facts), severity_of(condition)
        verdict, need, have = reading
        judgements.append(
            Judgement(condition.code, condition.text, verdict, severity, need, have, condition.legal_basis)
        )
    return judgements


def overall(judgements: Iterable[Judgement]) -> tuple[Eligibility, Judgement | None]:
    """The verdict on the line and the first judgement that explains it.

    An unmet blocking condition makes it ineligible; then an open hold holds it; anything unmet or unknown asks for a
    look (an unknown that only informs does not).
    """
    ordered = list(judgements)
    unmet = [j for j in ordered if j.verdict == Verdict.NOT_MET]
    for severity, result in ((Severity.BLOCK, Eligibility.INELIGIBLE), (Severity.HOLD, Eligibility.HELD)):
        for judgement in unmet:
            if judgement.severity == severity:
                return result, judgement
    doubtful = unmet + [j for j in ordered if j.verdict == Verdict.UNKNOWN and j.severity != Severity.INFO]
    if doubtful:
        return Eligibility.LOOK, doubtful[0]
    return Eligibility.ELIGIBLE, None
