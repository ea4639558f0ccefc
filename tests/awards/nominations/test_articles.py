"""One test for every rule that was read in the law's own wording: titles, principles, quotas, votes, prizes.

The articles are those of the catalogue's rows: each test reads the shipped rows and fails when they change.
"""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from awards.catalogue.rules import Money, money, quota, required_votes
from awards.catalogue.services import expanded_rules
from awards.nominations import eligibility
from awards.nominations.enums import Eligibility, Severity, Verdict
from awards.nominations.rules import Condition, DatedFact, Facts, Rewarded, Stay
from awards.nominations.service_time import Service
from tests.awards.nominations.reading import (
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
from units.people.enums import DisciplineKind, Grade, InitiativeLevel, ObjectGroup, Sex

DATA = Path(eligibility.__file__).parents[1] / "catalogue" / "data"
ROWS = list(expanded_rules(json.loads((DATA / "award_rules.json").read_text(encoding="utf-8"))))
SOLDIER = facts(grade=Grade.GOOD, tests_passed_percent=100, tests_good_percent=75, object_group=ObjectGroup.OFFICER)
FIT, LOOK, BARRED, HELD = Eligibility.ELIGIBLE, Eligibility.LOOK, Eligibility.INELIGIBLE, Eligibility.HELD


def row(award: str, rule_set: str) -> dict:
    return next(one for one in ROWS if (one["award"], one["rule_set"]) == (award, rule_set))


def part(award: str, rule_set: str, code: str, known: Facts):
    """One condition of the shipped rows, judged."""
    (one,) = eligibility.judge([c for c in conditions(award, rule_set) if c.code == code], known)
    return one


def caps(award: str, rule_set: str) -> set[tuple[str, str]]:
    return {(cap["percent"], cap["base"]) for cap in row(award, rule_set).get("quotas", []) if cap["percent"]}


# Titles of people -----------------------------------------------------------------------------------------------------


def test_tt_151_2018_dieu_12_khoan_4_chien_si_tien_tien_all_tests_pass_and_75_percent_good():
    assert verdict("CSTT", "R2003", SOLDIER)[0] == FIT
    assert verdict("CSTT", "R2003", replace(SOLDIER, tests_good_percent=74))[0] == BARRED
    assert verdict("CSTT", "R2003", replace(SOLDIER, tests_passed_percent=99))[0] == BARRED


@pytest.mark.parametrize("law", ["R2022", "R2022b"])
def test_luat_2022_dieu_24_chien_si_tien_tien_completes_tasks_well(law):
    assert verdict("CSTT", law, replace(SOLDIER, tests_good_percent=0))[0] == FIT
    assert verdict("CSTT", law, replace(SOLDIER, grade=Grade.EXCELLENT))[0] == FIT
    assert verdict("CSTT", law, replace(SOLDIER, grade=Grade.DONE))[0] == BARRED
    assert verdict("CSTT", law, replace(SOLDIER, grade=None))[0] == LOOK


@pytest.mark.parametrize("law", ["R2022", "R2022b"])
def test_luat_2022_dieu_24_lao_dong_tien_tien_completes_tasks_well(law):
    civilian = replace(SOLDIER, object_group=ObjectGroup.CIVILIAN)
    assert verdict("LDTT", law, civilian)[0] == FIT
    assert verdict("LDTT", law, replace(civilian, grade=Grade.DONE))[0] == BARRED


def test_nd_91_2017_dieu_9_khoan_3_chien_si_thi_dua_needs_the_lower_title_and_an_initiative():
    inventive = replace(SOLDIER, lower_titles={"CSTT": MET}, initiatives=("Giá súng",))
    assert verdict("CSTDCS", "R2003", inventive)[0] == FIT
    assert verdict("CSTDCS", "R2003", replace(inventive, lower_titles={"CSTT": NOT_MET}))[0] == BARRED
    assert verdict("CSTDCS", "R2003", replace(inventive, initiatives=()))[0] == BARRED
    assert verdict("CSTDCS", "R2003", replace(inventive, lower_titles={"LDTT": MET}))[0] == FIT


def test_luat_2022_dieu_23_chien_si_thi_dua_excellent_year_or_initiative():
    excellent = replace(SOLDIER, grade=Grade.EXCELLENT, lower_titles={"CSTT": MET})
    good = replace(excellent, grade=Grade.GOOD)
    assert verdict("CSTDCS", "R2022", excellent)[0] == FIT
    assert verdict("CSTDCS", "R2022", replace(good, initiatives=("Giá súng",)))[0] == FIT
    assert verdict("CSTDCS", "R2022", good)[0] == BARRED
    assert verdict("CSTDCS", "R2022", replace(excellent, lower_titles={"CSTT": NOT_MET}))[0] == BARRED


def test_luat_2022_dieu_22_chien_si_thi_dua_toan_quan_three_years_in_a_row_and_an_initiative_of_the_army():
    three = facts(
        title_years={"CSTDCS": frozenset({2020, 2021, 2022})}, initiative_levels={"Giá súng": InitiativeLevel.ARMY}
    )
    assert verdict("CSTDTQUAN", "R2022", three)[0] == FIT
    two = replace(three, title_years={"CSTDCS": frozenset({2021, 2022})})
    assert verdict("CSTDTQUAN", "R2022", two) == (BARRED, "2 năm liên tục đạt Chiến sĩ thi đua, cần 3")
    base = replace(three, initiative_levels={"Giá súng": InitiativeLevel.BASE})
    assert verdict("CSTDTQUAN", "R2022", base)[0] == LOOK  # a topic or resourcefulness may be on paper


def test_luat_2022_dieu_21_chien_si_thi_dua_toan_quoc_two_years_in_a_row_and_nationwide_effect():
    known = facts(
        title_years={"CSTDTQUAN": frozenset({2021, 2022})}, initiative_levels={"Giá súng": InitiativeLevel.NATION}
    )
    assert verdict("CSTDTQUOC", "R2022", known)[0] == FIT
    assert (
        verdict("CSTDTQUOC", "R2022", replace(known, title_years={"CSTDTQUAN": frozenset({2020, 2022})}))[0] == BARRED
    )
    assert verdict("CSTDTQUOC", "R2022", replace(known, initiative_levels={"x": InitiativeLevel.ARMY}))[0] == LOOK


def test_tt_151_2018_dieu_12_chien_si_thi_dua_toan_quoc_after_the_second_toan_quan():
    known = facts(title_years={"CSTDTQUAN": frozenset({2022, 2023})})  # the second one is of this very year
    assert verdict("CSTDTQUOC", "R2003", known)[0] == FIT
    assert verdict("CSTDTQUOC", "R2003", facts(title_years={"CSTDTQUAN": frozenset({2023})}))[0] == BARRED


def test_luat_2022_dieu_54_55_huy_chuong_quan_ky_quyet_thang_25_years():
    assert verdict("HCQKQT", "R2022", facts(service_months=300))[0] == FIT
    assert verdict("HCQKQT", "R2022", facts(service_months=299)) == (
        BARRED,
        "Mới phục vụ 24 năm 11 tháng, cần 25 năm",
    )
    assert verdict("HCQKQT", "R2022", facts())[0] == LOOK


def served(joined: date, **more) -> Facts:
    """Somebody who joined on a day; the year ends on 30/09/2023."""
    return facts(service=Service(joined, **more), object_group=ObjectGroup.OFFICER, sex=Sex.MALE)


@pytest.mark.parametrize(
    ("award", "joined", "expected"),
    [
        ("HCCSVV_3", date(2013, 10, 1), FIT),  # ten years on the last day of the year
        ("HCCSVV_3", date(2013, 10, 2), BARRED),
        ("HCCSVV_3", date(2008, 10, 2), FIT),  # fourteen years and eleven months
        ("HCCSVV_3", date(2008, 10, 1), BARRED),  # fifteen: the class above
        ("HCCSVV_2", date(2008, 10, 1), FIT),
        ("HCCSVV_2", date(2008, 10, 2), BARRED),
        ("HCCSVV_2", date(2003, 10, 1), BARRED),
        ("HCCSVV_1", date(2003, 10, 1), FIT),
        ("HCCSVV_1", date(2003, 10, 2), BARRED),
        ("HCCSVV_1", date(1990, 1, 1), FIT),
    ],
)
def test_luat_2003_sua_doi_2013_khoan_28_dieu_1_chien_si_ve_vang_10_15_20_years(award, joined, expected):
    assert verdict(award, "R2003", served(joined))[0] == expected


@pytest.mark.parametrize("group", ObjectGroup)
def test_tt_151_2018_dieu_33_quan_ky_quyet_thang_25_full_years_not_for_conscripts(group):
    known = replace(served(date(1998, 10, 1)), object_group=group)
    assert verdict("HCQKQT", "R2003", known)[0] == (BARRED if group == ObjectGroup.SOLDIER else FIT)
    short = replace(known, service=Service(date(1998, 10, 2)))
    assert verdict("HCQKQT", "R2003", short)[0] == BARRED


def test_tt_151_2018_dieu_33_khoan_2_nobody_whose_rank_was_taken():
    taken = DatedFact("Tước quân tịch", date(2005, 1, 1), date(2006, 1, 1), DisciplineKind.DISMISSAL)
    known = served(date(1990, 1, 1))
    assert verdict("HCQKQT", "R2003", replace(known, past_discipline=(taken,)))[0] == BARRED
    lighter = replace(taken, text="Cảnh cáo", kind=DisciplineKind.WARNING)
    assert verdict("HCQKQT", "R2003", replace(known, past_discipline=(lighter,)))[0] == FIT


def test_luat_2022_dieu_55_quan_ky_quyet_thang_25_years_in_one_piece():
    assert verdict("HCQKQT", "R2022", served(date(1998, 10, 1)))[0] == FIT
    away = served(date(1990, 1, 1), breaks=((date(2000, 1, 1), date(2000, 12, 31)),))
    assert verdict("HCQKQT", "R2022", away)[0] == LOOK  # 33 years in all, 22 since the return
    early = served(date(1990, 1, 1), breaks=((date(1992, 1, 1), date(1992, 12, 31)),))
    assert verdict("HCQKQT", "R2022", early)[0] == FIT  # thirty since the return


@pytest.mark.parametrize("law", ["R2003", "R2022", "R2022b", "R2026"])
def test_whether_a_term_of_discipline_counts_was_read_nowhere_so_somebody_looks(law):
    term = (date(2015, 1, 1), date(2015, 12, 31))
    close = served(date(2013, 10, 1), discipline=(term,))
    assert verdict("HCCSVV_3", law, close)[0] == LOOK  # ten years with the term, nine without
    assert verdict("HCCSVV_3", law, served(date(2012, 1, 1), discipline=(term,)))[0] == FIT  # enough either way


def test_nd_98_2023_dieu_58_ky_niem_chuong_fewer_years_for_women():
    man, woman = served(date(2003, 10, 1)), replace(served(date(2003, 10, 1)), sex=Sex.FEMALE)
    years = "service_years_by_sex"
    assert part("KNC", "R2022", years, man).verdict == NOT_MET
    assert part("KNC", "R2022", years, woman).verdict == MET
    assert part("KNC", "R2022", years, replace(man, service=Service(date(1998, 10, 1)))).verdict == MET
    assert part("KNC", "R2022", years, man).severity == Severity.WARN  # a secondary source blocks nobody


@pytest.mark.parametrize("award", ["HCQKQT", "HCCSVV_1", "HCCSVV_2", "HCCSVV_3", "KNC"])
@pytest.mark.parametrize("law", ["R2003", "R2022", "R2022b", "R2026"])
def test_nobody_is_given_a_medal_of_service_whose_day_of_joining_is_unknown(award, law):
    assert verdict(award, law, facts(service=Service(None), object_group=ObjectGroup.OFFICER, sex=Sex.MALE))[0] == LOOK


@pytest.mark.parametrize("award", ["HCQKQT", "HCCSVV_1", "HCCSVV_2", "HCCSVV_3"])
def test_luat_2022_dieu_8_medals_of_service_are_of_the_type_nien_han(award):
    for law in ("R2003", "R2022", "R2022b", "R2026"):
        assert row(award, law)["commendation_types"] == ["NIEN_HAN"]


# Titles of collectives ------------------------------------------------------------------------------------------------


def test_luat_2003_dieu_28_don_vi_tien_tien_more_than_half_and_nobody_warned():
    post = facts(grade=Grade.GOOD, holders=holders(51), people=100)
    assert verdict("DVTT", "R2003", post)[0] == FIT
    assert verdict("DVTT", "R2003", replace(post, holders=holders(50)))[0] == BARRED
    assert verdict("DVTT", "R2003", replace(post, grade=Grade.DONE))[0] == BARRED
    warned = DatedFact("Lê Văn C, cảnh cáo", date(2023, 4, 18), None, DisciplineKind.WARNING)
    assert verdict("DVTT", "R2003", replace(post, of_members=(warned,)))[0] == BARRED
    reprimanded = replace(warned, kind=DisciplineKind.REPRIMAND)
    assert verdict("DVTT", "R2003", replace(post, of_members=(reprimanded,)))[0] == FIT


@pytest.mark.parametrize(
    ("award", "law"), [("CTD_BTL", "R2003"), ("CTD_CP", "R2022"), ("CTD_CP", "R2022b"), ("CTD_CP", "R2003")]
)
def test_tt_151_2018_dieu_12_khoan_7_and_luat_2022_dieu_25_flags_are_for_the_leader_of_a_cluster(award, law):
    assert part(award, law, "leads_cluster", facts(leads_cluster=True)).verdict == MET
    second = part(award, law, "leads_cluster", facts(leads_cluster=False))
    assert (second.verdict, second.severity) == (NOT_MET, Severity.BLOCK)
    assert part(award, law, "leads_cluster", facts()).verdict == UNKNOWN


def test_nd_91_2017_dieu_43_don_vi_quyet_thang_is_decided_by_the_service_command():
    assert row("DVQT", "R2003")["deciding_level"] == "SERVICE_COMMAND"


# Quotas and votes -----------------------------------------------------------------------------------------------------


def test_tt_151_2018_chien_si_tien_tien_40_percent_lao_dong_tien_tien_70_percent_of_the_strength():
    assert caps("CSTT", "R2003") == {("40", "TOTAL_STRENGTH")}
    assert caps("LDTT", "R2003") == {("70", "TOTAL_STRENGTH")}
    assert (quota(Decimal(40), 481), quota(Decimal(70), 481)) == (192, 336)


def test_tt_151_2018_and_nd_91_2017_dieu_9_khoan_3_caps_of_chien_si_thi_dua():
    assert caps("CSTDCS", "R2003") == {("10", "TOTAL_STRENGTH"), ("15", "HOLDERS_OF_LOWER_TITLE")}
    assert (quota(Decimal(10), 480), quota(Decimal(15), 183)) == (48, 27)


@pytest.mark.parametrize("award", ["CSTT", "LDTT", "CSTDCS", "DVTT", "DVQT"])
def test_luat_2022_and_nd_98_2023_set_no_quota(award):
    assert caps(award, "R2022") == set()


@pytest.mark.parametrize(
    ("award", "votes"), [("CSTDTQUAN", 14), ("CSTDTQUOC", 14), ("CSTDCS", 12), ("CTD_BQP", 12), ("CTD_CP", 12)]
)
def test_nd_98_2023_dieu_30_khoan_7_ninety_or_eighty_percent_of_all_members(award, votes):
    vote = row(award, "R2022")["vote"]
    assert vote["base"] == "all_members"
    assert required_votes(vote["numerator"], vote["denominator"], vote["operator"], 15) == votes


@pytest.mark.parametrize("award", ["CSTDTQUAN", "CSTDTQUOC"])
def test_nd_91_2017_dieu_45_khoan_8_secret_ballot_ninety_percent_of_all_members(award):
    vote = row(award, "R2003")["vote"]
    assert (vote["is_secret"], vote["base"]) == (True, "all_members")
    assert required_votes(vote["numerator"], vote["denominator"], vote["operator"], 15) == 14


# Principles -----------------------------------------------------------------------------------------------------------


def test_nd_152_2025_dieu_4_khoan_1_a_lower_form_is_no_condition_of_a_higher_one():
    """Only a title's own criteria name a chain: no form asks for another form."""
    forms = {"GK", "BK_BTL", "BK_BQP", "BK_TTG", "KNC"}
    for one in ROWS:
        if one["award"] in forms:
            wanted = [p.get("value") for p in one.get("prerequisites", []) if p["code"] == "holds_title_same_period"]
            assert wanted == []


def given(name="Giấy khen", *, place=340, type_="DOT_XUAT", year=2023, deed=None, line=None, won=True) -> Rewarded:
    """A form the subject has, or is put forward for."""
    return Rewarded("GK", name, place, True, type_, year, deed, line, won)


def test_nd_152_2025_dieu_4_khoan_3_merit_is_not_built_on_a_sudden_award():
    def merit(*forms, **known):
        return read("merit_without_sudden", facts(rewarded=forms, **known))

    assert merit().verdict == MET
    open_one = merit(given(deed=7), line=1)
    assert (open_one.verdict, open_one.why) == (UNKNOWN, "Đã có Giấy khen, cần xem có cùng thành tích")
    assert open_one.severity == Severity.WARN  # the records do not tell: looked at, never barred
    built = merit(given(deed=7), line=1, achievement=7)
    assert (built.verdict, built.severity) == (NOT_MET, Severity.BLOCK)
    assert merit(given(deed=7), line=1, achievement=8).verdict == MET  # another achievement
    assert merit(given(deed=7, type_="CONG_TRANG"), line=1, achievement=7).verdict == MET
    assert merit(given(deed=None), line=1, achievement=8).verdict == UNKNOWN


def test_nd_152_2025_dieu_4_khoan_4_held_while_a_matter_is_open_and_released_when_it_ends():
    hold = DatedFact("Đang thanh tra", date(2023, 9, 28), date(2023, 10, 9))
    assert verdict("CSTT", "R2022b", replace(SOLDIER, holds=(hold,), on=date(2023, 9, 27)))[0] == FIT
    assert verdict("CSTT", "R2022b", replace(SOLDIER, holds=(hold,), on=date(2023, 9, 28)))[0] == HELD
    assert verdict("CSTT", "R2022b", replace(SOLDIER, holds=(hold,), on=date(2023, 10, 9)))[0] == HELD
    assert verdict("CSTT", "R2022b", replace(SOLDIER, holds=(hold,), on=date(2023, 10, 10)))[0] == FIT


def test_nd_152_2025_dieu_4_khoan_4_achievements_count_from_the_end_of_a_discipline():
    over = DatedFact("Khiển trách", date(2022, 3, 1), date(2022, 9, 30))
    assert verdict("CSTT", "R2022b", replace(SOLDIER, discipline=(over,)))[0] == FIT
    running = replace(over, end=date(2022, 10, 1))
    assert verdict("CSTT", "R2022b", replace(SOLDIER, discipline=(running,)))[0] == BARRED


def test_nd_152_2025_dieu_4_khoan_5_maternity_leave_counts_as_time_of_service():
    """Leave interrupts no posting, so a whole year in post stays a whole year, and the page says so."""
    one = read("months_in_post", facts(months_in_post=12), value=10)
    assert one.verdict == MET
    assert "Thời gian nghỉ thai sản được tính như thời gian công tác" in one.used


def test_luat_2022_dieu_5_never_several_forms_for_one_achievement_one_form_many_times():
    def once(*forms, place=340, **known):
        return read("one_achievement_once", facts(rewarded=forms, place=place, line=9, **known))

    same = once(given(deed=7), achievement=7)
    assert (same.verdict, same.severity) == (NOT_MET, Severity.BLOCK)
    assert same.have == "thành tích này đã được tặng Giấy khen năm 2023"
    assert once(given("Bằng khen", place=330, deed=7), achievement=7).verdict == NOT_MET  # a higher form before
    higher = once(given(deed=7), achievement=7, place=330)
    assert (higher.verdict, higher.severity) == (UNKNOWN, Severity.WARN)  # a lower form before: looked at
    assert once(given(deed=6), achievement=7).verdict == MET  # another achievement
    blind = once(given(deed=None), achievement=7)
    assert (blind.verdict, blind.severity) == (UNKNOWN, Severity.WARN)
    assert once(given(deed=7, line=3, won=False), achievement=7).verdict == NOT_MET  # put forward before this line
    assert once(given(deed=7, line=12, won=False), achievement=7).verdict == MET  # the later line gives way
    assert once(given(deed=None, year=2021), achievement=7).verdict == MET
    earlier = facts(title_years={"BK_BQP": frozenset({2021, 2022}), "CSTDCS": frozenset({2021, 2022})})
    assert verdict("BK_BQP", "R2022", earlier)[0] == FIT  # the same form again is no obstacle


def test_nd_65_2014_dieu_2_and_tt_118_2023_dieu_3_a_commander_stands_with_the_unit():
    def lead(**known):
        return read("commander_with_unit", facts(**known), "S", titles=["DVTT", "DVQT"])

    assert lead(is_commander=False).verdict == MET
    assert lead(is_commander=True, unit_titles={"DVTT": MET}).verdict == MET
    assert lead(is_commander=True, unit_grade=Grade.GOOD).verdict == MET
    failed = lead(is_commander=True, unit_grade=Grade.DONE)
    assert (failed.verdict, failed.severity) == (NOT_MET, Severity.WARN)
    assert lead(is_commander=True, unit_grade=Grade.DONE, unit_titles={"DVTT": UNKNOWN}).verdict == UNKNOWN
    assert lead(is_commander=True).verdict == UNKNOWN
    assert lead().verdict == UNKNOWN


def test_tt_01_2024_tandtc_dieu_29_six_months_elsewhere_ask_for_the_remark_of_that_unit():
    def stayed(*stays):
        return read("remark_of_old_unit", facts(stays=stays), "S").verdict

    assert stayed(Stay("Đồn A", 5)) == MET
    assert stayed(Stay("Đồn A", 6)) == UNKNOWN
    assert stayed(Stay("Đồn A", 6, "Hoàn thành tốt")) == MET
    assert read("remark_of_old_unit", facts(), "S").verdict == UNKNOWN


def test_cv_5007_bndktu_one_initiative_serves_one_title():
    def used(*uses):
        known = facts(initiatives=("Giá súng",), initiative_uses={"Giá súng": frozenset(uses)})
        return eligibility.judge([Condition("initiative_once", "", confidence="S", award="CSTDCS")], known)[0]

    assert used().verdict == MET
    assert used(("CSTDCS", 2023)).verdict == MET  # the line that is being judged
    assert used(("CSTDCS", 2022)).why == "Sáng kiến “Giá súng” đã dùng cho Chiến sĩ thi đua năm 2022"
    assert used(("BK_BQP", 2023)).verdict == NOT_MET


# Prizes ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("award", "multiple"),
    [
        ("CSTDTQUOC", "4.5"), ("CSTDTQUAN", "3.0"), ("CSTDCS", "1.0"), ("CSTT", "0.3"), ("LDTT", "0.3"),
        ("DVQT", "1.5"), ("DVTT", "0.8"), ("CTD_CP", "12"), ("CTD_BQP", "8"), ("CTD_BTL", "6"),
    ],
)  # fmt: skip
def test_nd_98_2023_dieu_54_and_nd_152_2025_dieu_50_multiples_of_titles(award, multiple):
    for law in ("R2022", "R2022b"):
        bonus = row(award, law)["bonus"]
        assert Decimal(bonus.get("multiple") or bonus["collective"]) == Decimal(multiple)


@pytest.mark.parametrize("award", ["BK_TTG", "BK_BQP", "BK_BTL", "GK"])
def test_nd_152_2025_dieu_54_a_collective_gets_twice_what_a_person_gets(award):
    bonus = row(award, "R2022b")["bonus"]
    assert Decimal(bonus["collective"]) == 2 * Decimal(bonus["multiple"])


def test_nd_152_2025_dieu_49_base_salary_times_multiple_rounded_up_to_ten_thousand():
    assert money(Decimal("0.3"), 2_340_000) == Money(702_000, 710_000)


@pytest.mark.parametrize(("award", "paper"), [("CSTDCS", True), ("DVQT", True), ("CSTT", False), ("DVTT", False)])
def test_nd_152_2025_dieu_50_certificates_only_for_these_titles(award, paper):
    assert ("certificate" in row(award, "R2022b")["items"]) is paper


# For any facts --------------------------------------------------------------------------------------------------------


def test_the_days_of_the_year_are_those_of_the_tests():
    assert (START, END, Verdict.HELD.label) == (date(2022, 10, 1), date(2023, 9, 30), "Tạm dừng")
