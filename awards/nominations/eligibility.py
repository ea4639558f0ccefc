"""Conditions of a title as pure functions: facts in, a judgement with its reason out.

The conditions themselves are rows of the catalogue (`Prerequisite`, and the principles of a rule set); this file knows
how to read each kind of them, never which title has which. Only a rule read in the law's own wording, or set by the
unit itself, may block; anything less sure asks for a look.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from awards.nominations import principles  # noqa: F401  its readers register themselves
from awards.nominations.enums import Eligibility, Severity, Verdict
from awards.nominations.rules import (
    READERS,
    Condition,
    Facts,
    Judgement,
    Reading,
    in_order,
    met,
    reads,
)
from awards.nominations.service_time import Length, served
from thidua.numbers import cut_percent
from thidua.text import capital, small
from units.people.enums import DisciplineKind, Grade, InitiativeLevel, ObjectGroup, Sex
from units.people.rules import joined, months_in_words

GRADES = (Grade.NOT_DONE, Grade.DONE, Grade.GOOD, Grade.EXCELLENT)
DISCIPLINE = tuple(DisciplineKind)  # from light to heavy
MAY_BLOCK = ("V", "L")  # confidence: read in the text, or the unit's own rule
REVIEWER = "người thẩm định xem"


# Work of the year -----------------------------------------------------------------------------------------------------


def _grade(facts: Facts, least: Grade) -> Reading:
    need = f"{small(least.label)} trở lên" if least != Grade.EXCELLENT else small(least.label)
    if facts.grade is None:
        return Reading(Verdict.UNKNOWN, need, "chưa có kết quả đánh giá năm", "Chưa có kết quả đánh giá năm")
    grade = Grade(facts.grade)
    reached = met(GRADES.index(grade) >= GRADES.index(least))
    used = (f"Mức độ hoàn thành năm {facts.year}: {small(grade.label)}",)
    return Reading(reached, need, f"xếp loại {small(grade.label)}", f"{grade.label}, cần {need}", used)


@reads("task_rating_at_least", "completes_tasks_well")
def _completes_well(condition: Condition, facts: Facts) -> Reading:
    return _grade(facts, Grade.EXCELLENT if "xuất sắc" in str(condition.params.get("value", "")) else Grade.GOOD)


@reads("completes_tasks_excellently")
def _completes_excellently(condition: Condition, facts: Facts) -> Reading:
    return _grade(facts, Grade.EXCELLENT)


def _tests(facts: Facts, percent: int | None, least: int, what: str) -> Reading:
    need = f"{least}% nội dung kiểm tra {what}" if least == 100 else f"từ {least}% nội dung kiểm tra {what}"
    if percent is None:
        return Reading(Verdict.UNKNOWN, need, "chưa có kết quả kiểm tra", "Chưa có kết quả kiểm tra")
    have = f"{percent}% {what}"
    used = (f"Kết quả kiểm tra năm {facts.year}: {have}",)
    return Reading(met(percent >= least), need, have, f"Kiểm tra {have}, cần {need.partition(' nội dung')[0]}", used)


@reads("all_tests_pass")
def _all_tests_pass(condition: Condition, facts: Facts) -> Reading:
    return _tests(facts, facts.tests_passed_percent, 100, "đạt")


@reads("tests_good_or_excellent_min_percent")
def _tests_good(condition: Condition, facts: Facts) -> Reading:
    return _tests(facts, facts.tests_good_percent, int(condition.params["value"]), "khá, giỏi")


@reads("months_in_post")
def _months_in_post(condition: Condition, facts: Facts) -> Reading:
    least = int(condition.params["value"])
    need = f"từ {least} tháng công tác trong kỳ"
    if facts.months_in_post is None:
        return Reading(Verdict.UNKNOWN, need, "chưa có số liệu", "Chưa có số tháng công tác trong kỳ")
    have = f"{facts.months_in_post} tháng"
    used = (f"Quá trình công tác trong kỳ: {have}", "Thời gian nghỉ thai sản được tính như thời gian công tác")
    return Reading(met(facts.months_in_post >= least), need, have, f"Công tác {have} trong kỳ, cần từ {least}", used)


def served_of(facts: Facts) -> Length | None:
    """Full months of service at the end of the year, from–to; without a day of joining nobody knows."""
    if facts.service is None:
        return None if facts.service_months is None else Length(facts.service_months, facts.service_months)
    return served(facts.service, facts.period_end, discipline_counts=facts.discipline_counts)


def _served(facts: Facts, need: str, met_by: Callable[[int], bool], unmet: str) -> Reading:
    """Met or not by both lengths; between them breaks or discipline are looked at. unmet: `Mới phục vụ {}, cần …`."""
    length = served_of(facts)
    if length is None:
        return Reading(Verdict.UNKNOWN, need, "chưa có ngày nhập ngũ", "Chưa có ngày nhập ngũ")
    least, most = months_in_words(length.least), months_in_words(length.most)
    used = (f"Tuổi quân đến {facts.period_end:%d/%m/%Y}: {most}", *_interrupted(facts))
    at_least, at_most = met_by(length.least), met_by(length.most)
    if at_least != at_most:
        have = f"{most}, trừ thời gian gián đoạn, kỷ luật còn {least}"
        return Reading(Verdict.UNKNOWN, need, have, "Có thời gian gián đoạn hoặc kỷ luật, cần xem cách tính", used)
    return Reading(met(at_most), need, most, unmet.format(most), used)


def _interrupted(facts: Facts) -> tuple[str, ...]:
    """Breaks and terms of discipline, in words."""
    breaks = facts.service.breaks if facts.service else ()
    told = tuple(f"Gián đoạn từ {first:%d/%m/%Y}{_until(last)}" for first, last in joined(breaks))
    return (*told, *(fact.told for fact in in_order(facts.past_discipline)))


def _until(last: date | None) -> str:
    return f" đến hết {last:%d/%m/%Y}" if last else ", chưa trở lại"


@reads("service_years_min")
def _service_years(condition: Condition, facts: Facts) -> Reading:
    """Years served up to the end of the year (Law 2022 Đ54, Đ55, Đ57; TT 151/2018 Đ33)."""
    least = int(condition.params["value"])
    unmet = f"Mới phục vụ {{}}, cần {least} năm"
    return _served(facts, f"từ {least} năm phục vụ", lambda months: months >= least * 12, unmet)


@reads("service_years_below")
def _service_years_below(condition: Condition, facts: Facts) -> Reading:
    """The class above begins here: `hạng nhì … từ 15 năm đến dưới 20 năm` (Law 2003 as amended in 2013, Đ1 k28)."""
    below = int(condition.params["value"])
    unmet = f"Đã phục vụ {{}}, từ {below} năm xét hạng cao hơn"
    return _served(facts, f"dưới {below} năm phục vụ", lambda months: months < below * 12, unmet)


@reads("service_years_by_sex")
def _service_years_by_sex(condition: Condition, facts: Facts) -> Reading:
    """Fewer years for women."""
    years = {sex: int(condition.params[sex]) for sex in Sex.values}
    if facts.sex is None:
        need = f"từ {years[Sex.MALE]} năm phục vụ, nữ từ {years[Sex.FEMALE]} năm"
        return Reading(Verdict.UNKNOWN, need, "chưa có hồ sơ cá nhân", "Chưa có hồ sơ cá nhân")
    least, who = years[facts.sex], small(Sex(facts.sex).label)
    unmet = f"Mới phục vụ {{}}, {who} cần {least} năm"
    return _served(facts, f"{who} từ {least} năm phục vụ", lambda months: months >= least * 12, unmet)


NOT_COUNTED = "discipline_not_counted"


@reads(NOT_COUNTED)
def _discipline_not_counted(condition: Condition, facts: Facts) -> Reading:
    """Says how the others count; whether it matters they tell themselves."""
    told = tuple(fact.told for fact in in_order(facts.past_discipline))
    return Reading(Verdict.MET, "", "; ".join(small(one) for one in told) or "không bị kỷ luật", used=told)


@reads("never_disciplined_from")
def _never_disciplined(condition: Condition, facts: Facts) -> Reading:
    """Never in the whole service by the named form or a heavier one (TT 151/2018 Đ33 k2)."""
    heavy = _from_form(str(condition.params["value"]))
    found = [fact for fact in in_order(facts.past_discipline) if fact.kind in heavy]
    have = "; ".join(small(fact.text) for fact in found) or "không có trong hồ sơ"
    return Reading(met(not found), "", have, f"Bị {have}", tuple(fact.told for fact in found))


@reads("subject_group")
def _subject_group(condition: Condition, facts: Facts) -> Reading:
    """Which people a title is for; without a list of groups the reviewer looks at it."""
    groups = [ObjectGroup(value) for value in condition.params["groups"]]
    if facts.object_group is None:
        return Reading(Verdict.UNKNOWN, "", "chưa có nhóm đối tượng", "Chưa có nhóm đối tượng")
    group = ObjectGroup(facts.object_group)
    used = (f"Nhóm đối tượng: {small(group.label)}",)
    return Reading(met(group in groups), "", small(group.label), f"Thuộc nhóm {small(group.label)}", used)


# Discipline and holds -------------------------------------------------------------------------------------------------


@reads("no_discipline")
def _no_discipline(condition: Condition, facts: Facts) -> Reading:
    """A term that ended before the year does not count: achievements count again from its end."""
    found = [fact for fact in in_order(facts.discipline) if fact.touches(facts.period_start, facts.period_end)]
    have = "; ".join(small(fact.text) for fact in found) or "không bị kỷ luật"
    return Reading(met(not found), "", have, f"Bị {have}", tuple(fact.told for fact in in_order(facts.discipline)))


def _from_form(least: str) -> tuple[DisciplineKind, ...]:
    """The form of discipline a condition names and those heavier than it."""
    lightest = next(place for place, kind in enumerate(DISCIPLINE) if kind.label.lower().startswith(least.lower()))
    return DISCIPLINE[lightest:]


@reads("no_discipline_from")
def _no_member_disciplined(condition: Condition, facts: Facts) -> Reading:
    """A unit: nobody disciplined in the year by the named form or a heavier one."""
    heavy = _from_form(str(condition.params.get("value", DisciplineKind.WARNING.label)))
    found = [
        fact
        for fact in in_order(facts.of_members)
        if fact.kind in heavy and fact.touches(facts.period_start, facts.period_end)
    ]
    have = "; ".join(fact.text for fact in found) or "không có"
    return Reading(met(not found), "", have, f"Có người bị kỷ luật: {have}", tuple(fact.told for fact in found))


@reads("no_open_hold")
def _no_hold(condition: Condition, facts: Facts) -> Reading:
    """Held while the matter is open on the day of the check; it ends by itself with the matter (NĐ 152/2025 Đ4(4))."""
    found = [fact for fact in in_order(facts.holds) if fact.touches(facts.on, facts.on)]
    have = "; ".join(fact.text for fact in found)
    verdict, used = Verdict.HELD if found else Verdict.MET, tuple(fact.told for fact in found)
    return Reading(verdict, "", small(have) or "không có việc đang chờ kết luận", capital(have), used)


# Titles of the same year ----------------------------------------------------------------------------------------------


@reads("holds_title_same_period")
def _lower_title(condition: Condition, facts: Facts) -> Reading:
    wanted = list(condition.params["titles"])
    need = f"{facts.names_of(wanted)} cùng năm"
    standing = {code: facts.lower_titles.get(code, Verdict.NOT_MET) for code in wanted}
    for verdict, have in (
        (Verdict.MET, "đủ điều kiện {}"),
        (Verdict.UNKNOWN, "chưa đủ số liệu xét {}"),
    ):
        found = next((code for code in wanted if standing[code] == verdict), None)
        if found is not None:
            have = have.format(facts.name_of(found))
            return Reading(verdict, need, have, capital(have), _given(facts, found))
    why = f"Chưa đủ điều kiện {facts.name_of(wanted[0])}"
    return Reading(Verdict.NOT_MET, need, small(why), why)


def _given(facts: Facts, title: str) -> tuple[str, ...]:
    """The years in which a title was given, as a record to read from."""
    years = facts.title_years.get(title, frozenset())
    told = ", ".join(str(year) for year in sorted(years))
    sure = (f"{facts.name_of(title)} các năm {told}",) if years else ()
    unsure = ", ".join(str(year) for year in sorted(facts.doubtful_years.get(title, frozenset())))
    return (*sure, f"{facts.name_of(title)} năm {unsure}: chưa kiểm chứng") if unsure else sure


def _union(facts: Facts, codes: Iterable[str]) -> int:
    """How many different people hold one of the titles."""
    return len(frozenset().union(*(facts.holders.get(code, frozenset()) for code in codes)))


@reads("min_percent_holders")
def _enough_holders(condition: Condition, facts: Facts) -> Reading:
    """Share of people of the unit who hold the lower title; strictly more where the law says “trên”."""
    percent, strict = int(condition.params["percent"]), bool(condition.params.get("strictly_greater"))
    codes = list(condition.params["titles"])
    least = f"{'trên' if strict else 'từ'} {percent}%"
    need = f"{least} quân số đạt {facts.names_of(codes)}"
    if not facts.people:
        return Reading(Verdict.UNKNOWN, need, "chưa có quân số", "Chưa có quân số của đơn vị")
    holders = _union(facts, codes)
    have = f"{holders}/{facts.people} người ({_percent(holders, facts.people)}%)"
    used = (f"Quân số {facts.people}", f"{holders} người đạt hoặc được đề nghị trong danh sách năm {facts.year}")
    share, floor = holders * 100, percent * facts.people
    why = f"{holders}/{facts.people} người đạt {facts.name_of(codes[0])}, cần {least}"
    return Reading(met(share > floor if strict else share >= floor), need, have, why, used)


def _percent(part: int, whole: int) -> str:
    """Without trailing zeros: `70`, `66,66`."""
    return cut_percent(part, whole).rstrip("0").rstrip(",")


@reads("has_member_with_title")
def _has_member(condition: Condition, facts: Facts) -> Reading:
    title, least = condition.params["title"], int(condition.params.get("count", 1))
    name, count = facts.name_of(title), _union(facts, [title])
    why = f"Mới có {count} {name}, cần {least}" if count else f"Chưa có {name}"
    return Reading(met(count >= least), f"ít nhất {least} {name}", f"{count} người", why)


@reads("leads_cluster")
def _leads_cluster(condition: Condition, facts: Facts) -> Reading:
    need = "dẫn đầu cụm, khối thi đua"
    if facts.leads_cluster is None:
        return Reading(Verdict.UNKNOWN, need, "cụm chưa chốt xếp hạng", "Cụm chưa chốt xếp hạng")
    return Reading(
        met(facts.leads_cluster), need, need if facts.leads_cluster else "không dẫn đầu", "Không dẫn đầu cụm"
    )


# Earlier years, and one of several ------------------------------------------------------------------------------------


def _streak(facts: Facts, title: str, *, doubtful: bool = False) -> int:
    """Years in a row with a title: up to this year when it is decided already, else up to the year before.

    doubtful: those nobody is sure of count as well.
    """
    years = facts.title_years.get(title, frozenset())
    years |= facts.doubtful_years.get(title, frozenset()) if doubtful else frozenset()
    year, streak = facts.year if facts.year in years else facts.year - 1, 0
    while year in years:
        streak, year = streak + 1, year - 1
    return streak


def _in_a_row(facts: Facts, title: str, count: int) -> Reading:
    name, streak = facts.name_of(title), _streak(facts, title)
    why = f"{streak} năm liên tục đạt {name}, cần {count}"
    have, need = f"{streak} năm liên tục", f"{count} năm liên tục đạt {name}"
    if streak < count and _streak(facts, title, doubtful=True) >= count:
        unsure = ", ".join(map(str, sorted(facts.doubtful_years[title])))
        have = f"{have}, chưa kiểm chứng khen thưởng năm {unsure}"
        return Reading(Verdict.UNKNOWN, need, have, f"{name} năm {unsure} chưa kiểm chứng", _given(facts, title))
    return Reading(met(streak >= count), need, have, why, _given(facts, title))


@reads("consecutive_title")
def _consecutive(condition: Condition, facts: Facts) -> Reading:
    """N years in a row; more than N is as good as N."""
    return _in_a_row(facts, condition.params["title"], int(condition.params["count"]))


def _initiative(facts: Facts) -> Reading:
    need = "có sáng kiến, đề tài được công nhận"
    if facts.initiatives:
        used = tuple(f"Sáng kiến “{name}”" for name in sorted(facts.initiatives))
        return Reading(Verdict.MET, need, f"sáng kiến “{min(facts.initiatives)}”", used=used)
    if facts.pending_initiatives:
        waiting = f"sáng kiến “{min(facts.pending_initiatives)}” chưa được công nhận"
        return Reading(Verdict.UNKNOWN, need, waiting, "Sáng kiến chưa được công nhận")
    return Reading(Verdict.NOT_MET, need, "chưa có sáng kiến được công nhận", "Chưa có sáng kiến được công nhận")


def _resourceful(facts: Facts) -> Reading:
    """Mưu trí, sáng tạo: not without excellent completion; with it a paper must say so, which the records do not."""
    need = "mưu trí, sáng tạo hoàn thành xuất sắc nhiệm vụ"
    if facts.grade is None:
        return Reading(Verdict.UNKNOWN, need, "chưa có kết quả đánh giá năm", "Chưa có kết quả đánh giá năm")
    if facts.grade != Grade.EXCELLENT:
        return Reading(Verdict.NOT_MET, need, "chưa ghi nhận mưu trí, sáng tạo")
    have = "hoàn thành xuất sắc nhiệm vụ, chưa rõ có mưu trí, sáng tạo được công nhận"
    return Reading(Verdict.UNKNOWN, need, have, "Chưa có sáng kiến được công nhận")


def _option(option: str, facts: Facts) -> Reading:
    """One of the ways to fulfil a condition that offers several."""
    if option in ("initiative", "topic"):
        return _initiative(facts)
    if option == "resourcefulness":
        return _resourceful(facts)
    if option == "excellent_grade":
        return _grade(facts, Grade.EXCELLENT)
    if option.startswith("consecutive:"):
        _, title, count = option.split(":")
        return _in_a_row(facts, title, int(count))
    return Reading(Verdict.UNKNOWN, "", REVIEWER, "Người thẩm định xem xét thành tích")


@reads("any_of")
def _any_of(condition: Condition, facts: Facts) -> Reading:
    """One way that is fulfilled is enough; else what may still turn out to be fulfilled; else none of them."""
    options = sorted(condition.params["options"], key=lambda option: option not in ("initiative", "topic"))
    readings = [_option(option, facts) for option in options]
    if done := next((reading for reading in readings if reading.verdict == Verdict.MET), None):
        return Reading(Verdict.MET, "", done.have, used=done.used)
    open_ones = [reading for reading in readings if reading.verdict == Verdict.UNKNOWN]
    told = open_ones or readings
    have = "; ".join(dict.fromkeys(reading.have for reading in told))
    used = tuple(dict.fromkeys(fact for reading in told for fact in reading.used))
    return Reading(Verdict.UNKNOWN if open_ones else Verdict.NOT_MET, "", have, told[0].why, used)


SCOPES = {"MINISTRY": InitiativeLevel.ARMY, "NATIONAL": InitiativeLevel.NATION}
LEVELS = tuple(InitiativeLevel)  # from the base up


@reads("initiative_scope")
def _initiative_scope(condition: Condition, facts: Facts) -> Reading:
    """An initiative recognised widely enough (Law 2022 Đ21, Đ22). Topics and resourcefulness are in no record: without
    such an initiative the reviewer looks."""
    least = SCOPES[condition.params["value"]]
    need = f"sáng kiến {small(least.label)} trở lên, hoặc đề tài, mưu trí sáng tạo có phạm vi ấy"
    wide = [name for name, level in facts.initiative_levels.items() if LEVELS.index(level) >= LEVELS.index(least)]
    if wide:
        return Reading(
            Verdict.MET, need, f"sáng kiến “{min(wide)}”", used=tuple(f"Sáng kiến “{n}”" for n in sorted(wide))
        )
    have = f"chưa có sáng kiến {small(least.label)} trong hồ sơ của năm, {REVIEWER} đề tài, mưu trí sáng tạo"
    return Reading(Verdict.UNKNOWN, need, have, f"Chưa có sáng kiến {small(least.label)}")


# The whole ------------------------------------------------------------------------------------------------------------


def severity_of(condition: Condition) -> Severity:
    """What an unmet condition does: a hold waits, a sure rule blocks, the rest asks for a look."""
    if condition.code == "no_open_hold":
        return Severity.HOLD
    return Severity.BLOCK if condition.confidence in MAY_BLOCK else Severity.WARN


def _judge_one(condition: Condition, facts: Facts) -> Judgement:
    reader, severity = READERS.get(condition.code), severity_of(condition)
    try:
        reading = reader(condition, facts) if reader else None
    except (KeyError, TypeError, ValueError, StopIteration):  # the row of the catalogue lacks or misspells its value
        reading = None
    if reading is None:
        reading, severity = Reading(Verdict.UNKNOWN, "", REVIEWER), Severity.INFO
    if reading.unsure:
        severity = Severity.WARN
    why = "" if reading.verdict == Verdict.MET else reading.why or capital(reading.have)
    return Judgement(
        condition.code,
        condition.text,
        reading.verdict,
        severity,
        reading.need,
        reading.have,
        why,
        condition.legal_basis,
        reading.used,
        condition.valid_from,
        condition.valid_to,
        general=condition.general,
    )


def judge(conditions: Iterable[Condition], facts: Facts, memo: dict[int, Judgement] | None = None) -> list[Judgement]:
    """Every condition with its verdict; one that this engine cannot read is UNKNOWN and only informs.

    memo: judgements of these very facts so far, for whoever asks about many titles that share conditions.
    """
    rows, found = list(conditions), []
    if said := next((condition for condition in rows if condition.code == NOT_COUNTED), None):
        # The facts as this title reads them: nothing is shared with other titles.
        facts, memo = replace(facts, discipline_counts=False if said.confidence in MAY_BLOCK else None), None
    memo = {} if memo is None else memo
    for condition in rows:
        if (one := memo.get(id(condition))) is None:
            one = memo[id(condition)] = _judge_one(condition, facts)
        found.append(one)
    return found


def may_accept(judgement: Judgement) -> bool:
    """What somebody in charge may let pass with a reason: an unsure rule that is not met or not known.

    A rule read in the law's own wording stands, a hold waits for its end.
    """
    return judgement.severity == Severity.WARN and judgement.verdict in (Verdict.NOT_MET, Verdict.UNKNOWN)


def key_of(one: Judgement) -> str:
    """How an address names a condition: its code and words, so that a rewritten rule is another one."""
    return hashlib.sha256(f"{one.code}|{one.text}".encode()).hexdigest()[:12]


def accept(judgements: Iterable[Judgement], reasons: Mapping[tuple[str, str], str]) -> list[Judgement]:
    """Judgements with what was let pass, by reasons: (code, text) → reason. The words count as well: a rule that was
    rewritten since is judged anew."""
    return [
        replace(one, accepted=reasons[one.code, one.text])
        if (one.code, one.text) in reasons and may_accept(one)
        else one
        for one in judgements
    ]


def overall(judgements: Iterable[Judgement]) -> tuple[Eligibility, Judgement | None]:
    """The verdict on the line and the first judgement that explains it.

    An unmet blocking condition makes it ineligible; then an open hold holds it; anything unmet or unknown asks for a
    look (an unknown that only informs does not). What was let pass explains a line that is fit.
    """
    ordered = list(judgements)
    open_ones = [j for j in ordered if not j.accepted]
    unmet = [j for j in open_ones if j.verdict == Verdict.NOT_MET]
    if barred := next((j for j in unmet if j.severity == Severity.BLOCK), None):
        return Eligibility.INELIGIBLE, barred
    if held := next((j for j in open_ones if j.verdict == Verdict.HELD), None):
        return Eligibility.HELD, held
    unknown = [j for j in open_ones if j.verdict == Verdict.UNKNOWN and j.severity != Severity.INFO]
    if doubtful := unmet + unknown:
        return Eligibility.LOOK, doubtful[0]
    return Eligibility.ELIGIBLE, next((j for j in ordered if j.accepted), None)


NOTHING_READ = "Hồ sơ không có số liệu cho điều kiện của hình thức này, người thẩm định xem xét"


def outlook(judgements: Iterable[Judgement]) -> tuple[Eligibility, Judgement | None]:
    """The verdict for somebody nobody has put forward: as `overall`, but nobody is called fit for a title none of whose
    own conditions can be read from the records."""
    ordered = list(judgements)
    result, because = overall(ordered)
    own = [j for j in ordered if not j.general]
    if result != Eligibility.ELIGIBLE or any(j.severity != Severity.INFO for j in own):
        return result, because
    first = own[0] if own else Judgement("", "", Verdict.UNKNOWN, Severity.INFO)
    return Eligibility.LOOK, replace(first, why=NOTHING_READ)


def standing(judgements: Iterable[Judgement]) -> Verdict:
    """How somebody stands with a title that is the condition of a higher one.

    A hold is told by the higher title itself. Who is not of the group a title is for cannot have it, however sure the
    row is.
    """
    told = [j for j in judgements if j.severity != Severity.HOLD]
    if any(j.code == "subject_group" and j.verdict == Verdict.NOT_MET for j in told):
        return Verdict.NOT_MET
    result, _ = overall(told)
    return {Eligibility.ELIGIBLE: Verdict.MET, Eligibility.LOOK: Verdict.UNKNOWN}.get(result, Verdict.NOT_MET)
