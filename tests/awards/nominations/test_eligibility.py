"""Worked examples of every kind of condition, the two laws side by side, and what holds for any facts."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.nominations import eligibility
from awards.nominations.chances import chance
from awards.nominations.eligibility import (
    accept,
    judge,
    overall,
    severity_of,
    standing,
)
from awards.nominations.enums import Chance, Eligibility, Severity, Verdict
from awards.nominations.rules import READERS, Condition, DatedFact, Facts, Rewarded, Stay
from tests.awards.nominations.reading import (
    DATA,
    END,
    MET,
    NOT_MET,
    START,
    UNKNOWN,
    conditions,
    facts,
    holders,
    read,
    verdict,
)
from units.people.enums import DisciplineKind, Grade, ObjectGroup
from units.people.rules import whole_months

# Each reader ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grade", "found", "why"),
    [
        (Grade.EXCELLENT, MET, ""),
        (Grade.GOOD, MET, ""),
        (Grade.DONE, NOT_MET, "Hoàn thành nhiệm vụ, cần hoàn thành tốt nhiệm vụ trở lên"),
        (Grade.NOT_DONE, NOT_MET, "Không hoàn thành nhiệm vụ, cần hoàn thành tốt nhiệm vụ trở lên"),
        (None, UNKNOWN, "Chưa có kết quả đánh giá năm"),
    ],
)
@pytest.mark.parametrize("code", ["completes_tasks_well", "task_rating_at_least"])
def test_good_completion(code, grade, found, why):
    judgement = read(code, facts(grade=grade), value="hoàn thành tốt")
    assert (judgement.verdict, judgement.why) == (found, why)


def test_excellent_completion():
    assert read("completes_tasks_excellently", facts(grade=Grade.EXCELLENT)).verdict == MET
    assert read("completes_tasks_excellently", facts(grade=Grade.GOOD)).verdict == NOT_MET
    assert read("task_rating_at_least", facts(grade=Grade.GOOD), value="hoàn thành xuất sắc").verdict == NOT_MET


def test_all_tests_pass():
    assert read("all_tests_pass", facts(tests_passed_percent=100)).verdict == MET
    judgement = read("all_tests_pass", facts(tests_passed_percent=99))
    assert (judgement.verdict, judgement.why) == (NOT_MET, "Kiểm tra 99% đạt, cần 100%")
    assert read("all_tests_pass", facts()).why == "Chưa có kết quả kiểm tra"


@pytest.mark.parametrize(("percent", "found"), [(75, MET), (76, MET), (74, NOT_MET), (None, UNKNOWN)])
def test_share_of_good_tests(percent, found):
    judgement = read("tests_good_or_excellent_min_percent", facts(tests_good_percent=percent), value=75)
    assert judgement.verdict == found
    assert judgement.need == "từ 75% nội dung kiểm tra khá, giỏi"


@pytest.mark.parametrize(("months", "found"), [(10, MET), (9, NOT_MET), (None, UNKNOWN)])
def test_months_in_post(months, found):
    assert read("months_in_post", facts(months_in_post=months), value=10).verdict == found


@pytest.mark.parametrize(
    ("first", "months"),
    [(START, 12), (date(2022, 10, 2), 11), (date(2023, 1, 15), 8), (date(2023, 9, 1), 1), (date(2023, 9, 2), 0)],
)
def test_whole_months(first, months):
    assert whole_months(first, END) == months


def test_subject_group():
    groups = ["officer", "soldier"]
    assert read("subject_group", facts(object_group=ObjectGroup.OFFICER), groups=groups).verdict == MET
    judgement = read("subject_group", facts(object_group=ObjectGroup.CIVILIAN), groups=groups)
    assert (judgement.verdict, judgement.why) == (NOT_MET, "Thuộc nhóm công nhân, viên chức quốc phòng")
    assert read("subject_group", facts(), groups=groups).verdict == UNKNOWN


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (date(2023, 4, 18), date(2023, 7, 17), NOT_MET),  # inside the year
        (date(2022, 6, 1), date(2022, 9, 30), MET),  # ended the day before the year began
        (date(2022, 6, 1), date(2022, 10, 1), NOT_MET),  # its last day is the first of the year
        (date(2022, 6, 1), None, NOT_MET),  # not struck off yet
        (date(2023, 10, 1), None, MET),  # begins the day after the year
    ],
)
def test_discipline_counts_only_inside_the_year(start, end, found):
    known = facts(discipline=(DatedFact(f"Khiển trách từ {start:%d/%m/%Y}", start, end),))
    assert read("no_discipline", known).verdict == found


def test_discipline_is_told_as_people_say_it():
    known = facts(discipline=(DatedFact("Khiển trách từ 18/04/2023", date(2023, 4, 18), date(2023, 7, 17)),))
    assert read("no_discipline", known).why == "Bị khiển trách từ 18/04/2023"


@pytest.mark.parametrize(
    ("least", "kind", "found"),
    [
        ("cảnh cáo", DisciplineKind.REPRIMAND, MET),
        ("cảnh cáo", DisciplineKind.WARNING, NOT_MET),
        ("cảnh cáo", DisciplineKind.DISMISSAL, NOT_MET),
        ("khiển trách", DisciplineKind.REPRIMAND, NOT_MET),
        ("giáng cấp", DisciplineKind.WARNING, MET),
    ],
)
def test_discipline_of_members_from_the_named_form_upward(least, kind, found):
    member = DatedFact("Lê Văn C, bị kỷ luật", date(2023, 4, 18), None, kind)
    assert read("no_discipline_from", facts(of_members=(member,)), value=least).verdict == found
    assert read("no_discipline", facts(of_members=(member,))).verdict == MET


def test_hold_ends_by_itself():
    hold = DatedFact("Đơn khiếu nại, tố cáo đang xác minh từ 28/09/2023", date(2023, 9, 28), date(2023, 10, 9))
    before = replace(facts(holds=(hold,)), on=date(2023, 10, 9))
    judgement = read("no_open_hold", before)
    assert (judgement.verdict, judgement.severity) == (Verdict.HELD, Severity.HOLD)
    assert judgement.why == "Đơn khiếu nại, tố cáo đang xác minh từ 28/09/2023"
    assert read("no_open_hold", replace(before, on=date(2023, 10, 10))).verdict == MET


@pytest.mark.parametrize(
    ("standings", "found"),
    [
        ({"CSTT": MET, "LDTT": NOT_MET}, MET),
        ({"CSTT": NOT_MET, "LDTT": MET}, MET),
        ({"CSTT": UNKNOWN, "LDTT": NOT_MET}, UNKNOWN),
        ({"CSTT": NOT_MET, "LDTT": NOT_MET}, NOT_MET),
        ({}, NOT_MET),
    ],
)
def test_lower_title_of_the_same_year(standings, found):
    judgement = read("holds_title_same_period", facts(lower_titles=standings), titles=["CSTT", "LDTT"])
    assert judgement.verdict == found
    if found == NOT_MET:
        assert judgement.why == "Chưa đủ điều kiện Chiến sĩ tiên tiến"


@pytest.mark.parametrize(
    ("count", "people", "strict", "found"),
    [
        (12, 24, True, NOT_MET),  # exactly half is not more than half
        (13, 24, True, MET),
        (12, 24, False, MET),
        (50, 100, True, NOT_MET),
        (501, 1000, True, MET),
    ],
)
def test_more_than_half_is_strict(count, people, strict, found):
    known = facts(holders=holders(count), people=people)
    judgement = read("min_percent_holders", known, titles=["CSTT", "LDTT"], percent=50, strictly_greater=strict)
    assert judgement.verdict == found


def test_holders_of_several_titles_count_once():
    known = facts(holders={"CSTT": frozenset({1, 2, 3}), "LDTT": frozenset({3, 4})}, people=7)
    judgement = read("min_percent_holders", known, titles=["CSTT", "LDTT"], percent=50, strictly_greater=True)
    assert (judgement.verdict, judgement.have) == (MET, "4/7 người (57,14%)")


def test_holders_without_a_strength_are_unknown():
    assert read("min_percent_holders", facts(people=None), titles=["CSTT"], percent=50).verdict == UNKNOWN


def test_member_with_title():
    known = facts(holders={"CSTDCS": frozenset({7})}, people=9)
    assert read("has_member_with_title", known, title="CSTDCS").verdict == MET
    assert read("has_member_with_title", known, title="CSTDCS", count=2).why == "Mới có 1 Chiến sĩ thi đua, cần 2"
    assert read("has_member_with_title", facts(), title="CSTDCS").why == "Chưa có Chiến sĩ thi đua"


@pytest.mark.parametrize(("leads", "found"), [(True, MET), (False, NOT_MET), (None, UNKNOWN)])
def test_leads_cluster(leads, found):
    assert read("leads_cluster", facts(leads_cluster=leads)).verdict == found


@pytest.mark.parametrize(
    ("years", "found"),
    [
        ({2020, 2021, 2022}, MET),
        ({2018, 2019, 2020, 2021, 2022}, MET),  # five in a row are as good as three
        ({2021, 2022, 2023}, MET),  # this year's is decided already
        ({2019, 2020, 2022}, NOT_MET),  # a gap
        ({2019, 2020, 2021}, NOT_MET),  # broken before this year
        (set(), NOT_MET),
    ],
)
def test_consecutive_years(years, found):
    known = facts(title_years={"CSTDCS": frozenset(years)})
    assert read("consecutive_title", known, title="CSTDCS", count=3).verdict == found


def test_a_row_that_misspells_its_value_only_informs():
    for code, params in (
        ("tests_good_or_excellent_min_percent", {}),
        ("min_percent_holders", {"percent": "nửa", "titles": []}),
        ("no_discipline_from", {"value": "phê bình"}),
        ("subject_group", {"groups": ["tướng"]}),
    ):
        judgement = read(code, facts(people=3, object_group=ObjectGroup.OFFICER), **params)
        assert (judgement.verdict, judgement.severity) == (UNKNOWN, Severity.INFO)


def test_a_condition_nobody_can_read_only_informs():
    judgements = judge([Condition("exceeds_targets", "Vượt chỉ tiêu")], facts())
    assert judgements[0].severity == Severity.INFO
    assert overall(judgements) == (Eligibility.ELIGIBLE, None)


# What follows ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("confidence", "severity"),
    [("V", Severity.BLOCK), ("L", Severity.BLOCK), ("S", Severity.WARN), ("B", Severity.WARN), ("I", Severity.WARN)],
)
def test_only_sure_rules_block(confidence, severity):
    assert severity_of(Condition("all_tests_pass", "", confidence=confidence)) == severity


def test_blocking_comes_before_holding_and_holding_before_looking():
    hold = Condition("no_open_hold", "hold")
    sure = Condition("all_tests_pass", "sure")
    unsure = Condition("completes_tasks_well", "unsure", confidence="S")
    open_hold = DatedFact("Đơn đang xác minh", date(2023, 10, 1))
    bad = facts(grade=Grade.DONE, tests_passed_percent=80, holds=(open_hold,))
    assert overall(judge([hold, unsure, sure], bad))[0] == Eligibility.INELIGIBLE
    assert overall(judge([unsure, hold], bad))[0] == Eligibility.HELD
    assert overall(judge([unsure], bad))[0] == Eligibility.LOOK
    assert overall(judge([unsure, sure], facts(grade=Grade.GOOD)))[0] == Eligibility.LOOK


def test_a_title_for_others_is_no_lower_title_however_unsure_the_row():
    rows = [
        Condition("completes_tasks_well", "", confidence="B"),
        Condition("subject_group", "", {"groups": ["civilian"]}, confidence="B"),
    ]
    good = facts(grade=Grade.GOOD)
    assert standing(judge(rows, replace(good, object_group=ObjectGroup.SOLDIER))) == NOT_MET
    assert standing(judge(rows, replace(good, object_group=ObjectGroup.CIVILIAN))) == MET


# Titles under the two laws --------------------------------------------------------------------------------------------

SOLDIER = facts(
    grade=Grade.GOOD, tests_passed_percent=100, tests_good_percent=80, object_group=ObjectGroup.OFFICER
)  # fmt: skip


def test_soldier_title_asks_for_tests_in_2003_and_for_the_grade_in_2022():
    assert verdict("CSTT", "R2003", SOLDIER) == (Eligibility.ELIGIBLE, "")
    assert verdict("CSTT", "R2022", SOLDIER) == (Eligibility.ELIGIBLE, "")
    poor_tests = replace(SOLDIER, tests_good_percent=60)
    assert verdict("CSTT", "R2003", poor_tests) == (Eligibility.INELIGIBLE, "Kiểm tra 60% khá, giỏi, cần từ 75%")
    assert verdict("CSTT", "R2022", poor_tests)[0] == Eligibility.ELIGIBLE
    poor_grade = replace(SOLDIER, grade=Grade.DONE)
    assert verdict("CSTT", "R2003", poor_grade)[0] == Eligibility.ELIGIBLE
    assert verdict("CSTT", "R2022", poor_grade)[0] == Eligibility.INELIGIBLE


def test_fighter_needs_an_initiative_in_2003_and_in_2022_an_excellent_year_is_enough():
    excellent = replace(SOLDIER, grade=Grade.EXCELLENT, lower_titles={"CSTT": MET})
    assert verdict("CSTDCS", "R2003", excellent) == (Eligibility.LOOK, "Chưa có sáng kiến được công nhận")
    assert verdict("CSTDCS", "R2022", excellent) == (Eligibility.ELIGIBLE, "")
    good = replace(excellent, grade=Grade.GOOD)
    assert verdict("CSTDCS", "R2003", good) == (Eligibility.INELIGIBLE, "Chưa có sáng kiến được công nhận")
    assert verdict("CSTDCS", "R2022", good)[0] == Eligibility.INELIGIBLE
    inventive = replace(good, initiatives=("Giá súng cơ động",))
    assert verdict("CSTDCS", "R2003", inventive)[0] == Eligibility.ELIGIBLE
    assert verdict("CSTDCS", "R2022", inventive)[0] == Eligibility.ELIGIBLE
    waiting = replace(good, pending_initiatives=("Giá súng cơ động",))
    assert verdict("CSTDCS", "R2003", waiting) == (Eligibility.LOOK, "Sáng kiến chưa được công nhận")


def test_unit_needs_more_than_half_in_2003_and_seventy_percent_in_2022():
    def post(count: int) -> Facts:
        return facts(grade=Grade.GOOD, holders=holders(count), people=100)

    assert verdict("DVTT", "R2003", post(50)) == (
        Eligibility.INELIGIBLE,
        "50/100 người đạt Chiến sĩ tiên tiến, cần trên 50%",
    )
    assert verdict("DVTT", "R2003", post(51))[0] == Eligibility.ELIGIBLE
    # The figure of 2022 was read in a secondary source only: it may ask for a look, never block.
    assert verdict("DVTT", "R2022", post(69)) == (
        Eligibility.LOOK,
        "69/100 người đạt Chiến sĩ tiên tiến, cần từ 70%",
    )
    assert verdict("DVTT", "R2022", post(70))[0] == Eligibility.ELIGIBLE


def test_commendation_for_two_years_in_a_row():
    known = facts(title_years={"CSTDCS": frozenset({2021, 2022})})
    assert verdict("BK_BQP", "R2022", known)[0] == Eligibility.ELIGIBLE
    assert verdict("BK_BQP", "R2022", facts()) == (Eligibility.LOOK, "Người thẩm định xem xét thành tích")


@pytest.mark.parametrize("rule_set", ["R2003", "R2022", "R2022b", "R2026"])
def test_discipline_and_holds_stand_before_every_title(rule_set):
    hold = replace(SOLDIER, holds=(DatedFact("Đơn đang xác minh", date(2023, 9, 28)),))
    assert verdict("CSTT", rule_set, hold) == (Eligibility.HELD, "Đơn đang xác minh")
    fact = DatedFact("Khiển trách từ 18/04/2023", date(2023, 4, 18), date(2023, 7, 17), DisciplineKind.REPRIMAND)
    assert verdict("CSTT", rule_set, replace(SOLDIER, discipline=(fact,))) == (
        Eligibility.INELIGIBLE,
        "Bị khiển trách từ 18/04/2023",
    )


def test_every_kind_of_condition_in_the_catalogue_is_read_or_left_to_a_person():
    rows = json.loads((DATA / "award_rules.json").read_text(encoding="utf-8"))
    unread = {part["code"] for row in rows for part in row.get("prerequisites", [])} - set(READERS)
    assert unread == {
        "academy_reading",
        "active_in_movement",
        "all_complete_tasks",
        "clean_strong_party_and_mass_orgs",
        "considered_right_after_second",
        "exceeds_targets",
        "ministry_rules",
        "party_org",
        "reviewer",
        "special_achievement",
        "unit_kind_at_least",
        "vmtd_unit",
    }


# For any facts --------------------------------------------------------------------------------------------------------

ORDER = (Eligibility.INELIGIBLE, Eligibility.HELD, Eligibility.LOOK, Eligibility.ELIGIBLE)
STANDING = (NOT_MET, UNKNOWN, MET)
days = st.dates(START - timedelta(days=200), END + timedelta(days=200))
dated = st.builds(
    lambda start, length, kind: DatedFact("Việc", start, start + timedelta(days=length), kind),
    days,
    st.integers(0, 400),
    st.sampled_from(list(DisciplineKind)),
)
some_facts = st.builds(
    lambda **known: facts(**known),
    grade=st.sampled_from(list(Grade)),
    tests_passed_percent=st.integers(0, 100),
    tests_good_percent=st.integers(0, 100),
    discipline=st.lists(dated, max_size=2).map(tuple),
    of_members=st.lists(dated, max_size=2).map(tuple),
    holds=st.lists(dated, max_size=2).map(tuple),
    initiatives=st.lists(st.just("Sáng kiến"), max_size=1).map(tuple),
    pending_initiatives=st.lists(st.just("Sáng kiến"), max_size=1).map(tuple),
    object_group=st.sampled_from(list(ObjectGroup)),
    lower_titles=st.fixed_dictionaries({"CSTT": st.sampled_from(STANDING), "LDTT": st.sampled_from(STANDING)}),
    holders=st.integers(0, 20).map(holders),
    people=st.just(20),
    leads_cluster=st.booleans(),
    title_years=st.sets(st.integers(2016, 2023)).map(lambda years: {"CSTDCS": frozenset(years)}),
)
titles = st.sampled_from(["CSTT", "CSTDCS", "CSTDTQUAN", "DVTT", "DVQT", "CTD_BTL", "BK_BQP", "LDTT"])
laws = st.sampled_from(["R2003", "R2022", "R2022b", "R2026"])
GRADES = list(eligibility.GRADES)
IN_FAVOUR = {
    "grade": lambda known: replace(known, grade=GRADES[min(GRADES.index(known.grade) + 1, 3)]),
    "tests": lambda known: replace(known, tests_passed_percent=100, tests_good_percent=100),
    "discipline": lambda known: replace(known, discipline=known.discipline[1:], of_members=known.of_members[1:]),
    "hold": lambda known: replace(known, holds=known.holds[1:]),
    "initiative": lambda known: replace(known, initiatives=("Sáng kiến", *known.initiatives)),
    "lower": lambda known: replace(
        known,
        lower_titles={code: STANDING[min(STANDING.index(stand) + 1, 2)] for code, stand in known.lower_titles.items()},
    ),
    "holder": lambda known: replace(known, holders=holders(min(len(known.holders["CSTT"]) + 1, 20))),
    "lead": lambda known: replace(known, leads_cluster=True),
    "years": lambda known: replace(
        known, title_years={"CSTDCS": known.title_years["CSTDCS"] | {min(known.title_years["CSTDCS"] or {2023}) - 1}}
    ),
}


@given(known=some_facts, title=titles, law=laws, better=st.sampled_from(sorted(IN_FAVOUR)))
def test_more_in_favour_never_makes_it_worse(known, title, law, better):
    before, after = verdict(title, law, known)[0], verdict(title, law, IN_FAVOUR[better](known))[0]
    assert ORDER.index(after) >= ORDER.index(before)


@given(known=some_facts, title=titles, law=laws)
def test_every_verdict_but_the_best_says_why(known, title, law):
    judgements = judge(conditions(title, law), known)
    result, because = overall(judgements)
    assert (because is None) == (result == Eligibility.ELIGIBLE)
    assert because is None or because.why
    assert all(judgement.why for judgement in judgements if judgement.verdict != MET)


@given(known=some_facts, title=titles, law=laws)
def test_nothing_unsure_ever_blocks(known, title, law):
    rows = [replace(row, confidence="S") for row in conditions(title, law)]
    assert overall(judge(rows, known))[0] != Eligibility.INELIGIBLE


# The four promises of the engine --------------------------------------------------------------------------------------

EXTRA = [
    Condition("commander_with_unit", "", {"titles": ["DVTT"]}, confidence="S"),
    Condition("remark_of_old_unit", "", confidence="S"),
    Condition("initiative_once", "", confidence="S", award="CSTDCS"),
    Condition("one_achievement_once", ""),
    Condition("months_in_post", "", {"value": 10}),
    Condition("service_years_min", "", {"value": 20}),
]
more_facts = st.builds(
    lambda known, months, service, commands, grade, stays, uses: replace(
        known,
        months_in_post=months,
        service_months=service,
        is_commander=commands,
        unit_grade=grade,
        stays=tuple(stays),
        initiative_uses={"Sáng kiến": frozenset(uses)},
    ),
    some_facts,
    st.integers(0, 12),
    st.integers(0, 500),
    st.booleans(),
    st.sampled_from(list(Grade)),
    st.lists(
        st.builds(Stay, st.sampled_from(["Đồn A", "Đồn B"]), st.integers(0, 12), st.sampled_from(["", "Tốt"])),
        max_size=3,
    ),
    st.sets(st.tuples(st.sampled_from(["CSTDCS", "BK_BQP"]), st.integers(2022, 2023)), max_size=3),
)
FORGOTTEN = (
    "grade", "tests_passed_percent", "tests_good_percent", "object_group", "people", "leads_cluster",
    "months_in_post", "service_months", "is_commander", "unit_grade", "stays",
)  # fmt: skip


def all_of(title: str, law: str) -> list[Condition]:
    return [*conditions(title, law), *EXTRA]


@given(years=st.sets(st.integers(2005, 2023)), more=st.integers(2005, 2023), count=st.integers(1, 5))
def test_a_year_more_never_breaks_a_longer_streak(years, more, count):
    def met(of):
        return read("consecutive_title", facts(title_years={"CSTDCS": frozenset(of)}), title="CSTDCS", count=count)

    if met(years).verdict == MET:
        assert met(years | {more}).verdict == MET


@given(
    known=some_facts,
    title=titles,
    law=laws,
    more=st.dictionaries(
        st.sampled_from(["CSTDCS", "CSTDTQUAN", "DVQT", "BK_BQP", "CSTT", "GK"]), st.frozensets(st.integers(2016, 2023))
    ),
)
def test_more_commendations_than_asked_for_never_disqualify(known, title, law, more):
    richer = {
        code: known.title_years.get(code, frozenset()) | more.get(code, frozenset()) for code in {*more, "CSTDCS"}
    }
    before, after = verdict(title, law, known)[0], verdict(title, law, replace(known, title_years=richer))[0]
    assert ORDER.index(after) >= ORDER.index(before)


@given(known=more_facts, title=titles, law=laws, names=st.lists(st.text("abc", min_size=1), max_size=4, unique=True))
def test_the_order_of_the_facts_never_matters(known, title, law, names):
    given = tuple(Rewarded("GK", name, 340, True, "", 2023, len(name) % 2 or None, None, True) for name in names)
    known = replace(known, initiatives=tuple(names), pending_initiatives=tuple(names), rewarded=given, achievement=1)
    turned = replace(
        known,
        **{
            name: getattr(known, name)[::-1]
            for name in ("discipline", "of_members", "holds", "initiatives", "pending_initiatives", "rewarded", "stays")
        },
        lower_titles=dict(reversed(known.lower_titles.items())),
        title_years=dict(reversed(known.title_years.items())),
    )
    assert judge(all_of(title, law), turned) == judge(all_of(title, law), known)


@given(known=more_facts, title=titles, law=laws, lost=st.sets(st.sampled_from(FORGOTTEN), min_size=1))
def test_an_unknown_fact_is_never_treated_as_met_or_as_failed(known, title, law, lost):
    """What is forgotten can make a condition unknown, never turn one answer into another."""
    before = judge(all_of(title, law), known)
    after = judge(all_of(title, law), replace(known, **dict.fromkeys(lost)))
    for was, now in zip(before, after, strict=True):
        assert now.verdict in (was.verdict, UNKNOWN), was.code


@pytest.mark.parametrize(
    ("code", "params"),
    [
        ("task_rating_at_least", {"value": "hoàn thành tốt"}),
        ("all_tests_pass", {}),
        ("tests_good_or_excellent_min_percent", {"value": 75}),
        ("months_in_post", {"value": 10}),
        ("service_years_min", {"value": 20}),
        ("subject_group", {"groups": ["officer"]}),
        ("min_percent_holders", {"titles": ["CSTT"], "percent": 50}),
        ("leads_cluster", {}),
        ("commander_with_unit", {"titles": ["DVTT"]}),
        ("remark_of_old_unit", {}),
        ("any_of", {"options": ["excellent_grade"]}),
        ("any_of", {"options": ["movement_result"]}),
    ],
)
def test_nothing_on_record_is_unknown(code, params):
    assert read(code, facts(), **params).verdict == UNKNOWN


@given(known=more_facts, title=titles, law=laws)
def test_an_exception_never_lets_a_sure_rule_or_a_hold_pass(known, title, law):
    judged = judge(all_of(title, law), known)
    accepted = accept(judged, {(one.code, one.text): "Lý do" for one in judged})
    result, _ = overall(judged)
    assert all(one.severity == Severity.WARN for one in accepted if one.accepted)
    if result in (Eligibility.INELIGIBLE, Eligibility.HELD):
        assert overall(accepted)[0] == result


@given(known=more_facts, title=titles, law=laws)
def test_everybody_has_exactly_one_chance_and_the_fit_are_ready(known, title, law):
    group, because, missing = chance(conditions(title, law), known)
    result, _ = overall(judge(conditions(title, law), known))
    assert (group == Chance.READY) == (result == Eligibility.ELIGIBLE)
    assert (because is None) == (group == Chance.READY)
    assert group != Chance.NEAR or missing == 1


# Awards entered afterwards, of which nobody is sure -------------------------------------------------------------------


def test_an_award_nobody_is_sure_of_makes_years_in_a_row_unknown_never_met_nor_failed():
    sure = facts(title_years={"CSTDCS": frozenset({2021, 2022})})
    unsure = replace(sure, doubtful_years={"CSTDCS": frozenset({2020})})
    assert read("consecutive_title", sure, title="CSTDCS", count=3).verdict == NOT_MET
    one = read("consecutive_title", unsure, title="CSTDCS", count=3)
    assert (one.verdict, one.have) == (UNKNOWN, "2 năm liên tục, chưa kiểm chứng khen thưởng năm 2020")
    assert one.used == ("Chiến sĩ thi đua các năm 2021, 2022", "Chiến sĩ thi đua năm 2020: chưa kiểm chứng")
    assert read("consecutive_title", unsure, title="CSTDCS", count=2).verdict == MET  # without it, it is enough
    assert read("consecutive_title", unsure, title="CSTDCS", count=4).verdict == NOT_MET  # with it, it is not


def test_a_way_that_rests_on_an_award_nobody_is_sure_of_is_unknown():
    known = facts(doubtful_years={"CSTDCS": frozenset({2021, 2022})})
    assert read("any_of", known, options=["consecutive:CSTDCS:2"]).verdict == UNKNOWN
    assert read("any_of", facts(), options=["consecutive:CSTDCS:2"]).verdict == NOT_MET
