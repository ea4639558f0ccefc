"""What each type of commendation asks for: its papers by title, its stations, its checks, each with its article."""

from datetime import date

import pytest

from awards.catalogue.enums import CommendationType, Confidence
from awards.nominations import eligibility  # noqa: F401  registers the readers
from awards.nominations.enums import PaperLevel, PaperSource
from awards.nominations.kinds import NAMING, kind_of, kinds, type_for
from awards.nominations.rules import READERS

OLD, NEW, LATE = date(2023, 10, 13), date(2024, 10, 13), date(2026, 8, 1)


def papers(
    type_: str, day: date, award: str = "GK", subject: str = "individual", level: str | None = None
) -> list[str]:
    rows = [one for one in kind_of(type_).papers_on(day) if one.is_for(award, subject)]
    return [one.code for one in rows if level is None or one.level == level]


def basis(type_: str, day: date, code: str, award: str = "GK") -> str:
    (row,) = [p for p in kind_of(type_).papers_on(day) if p.code == code and p.is_for(award, "individual")]
    return row.legal_basis


def test_the_law_knows_six_types_luat_2022_dieu_8():
    assert set(kinds()) == set(CommendationType.values)
    assert {kind.legal_basis for kind in kinds().values()} == {"Luật Thi đua, khen thưởng 2022, Điều 8"}


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.type)
@pytest.mark.parametrize("day", [OLD, NEW, LATE])
def test_every_type_has_a_checklist_on_every_day_no_paper_twice(kind, day):
    assert kind.papers_on(day)
    for award in ("GK", "CSTT", "CSTDCS", "CSTDTQUOC", "CTD_CP", "AHLLVT"):
        codes = papers(kind.type, day, award)
        assert len(codes) == len(set(codes)), (kind.type, award)


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.type)
def test_every_row_has_its_article(kind):
    rows = [*kind.papers, *(condition for _, condition in kind.conditions)]
    assert all(row.legal_basis and row.confidence in Confidence.values for row in rows)
    assert all(form.legal_basis for form in kind.forms)
    assert kind.stations.legal_basis


def test_luat_2022_dieu_84_merit_takes_submission_report_minutes():
    assert papers("CONG_TRANG", NEW, "CSTT") == ["citation", "unit_vote", "submission", "report", "minutes"]
    for code in ("submission", "report", "minutes"):
        assert basis("CONG_TRANG", NEW, code, "CSTT") == "Luật Thi đua, khen thưởng 2022, khoản 1 Điều 84"
        assert basis("CONG_TRANG", OLD, code, "CSTT") == "Nghị định 91/2017/NĐ-CP, Điều 49"


def test_nd_98_2023_dieu_34_khoan_2_chien_si_thi_dua_needs_a_certificate_and_the_vote_of_the_council():
    extra = set(papers("CONG_TRANG", NEW, "CSTDCS")) - set(papers("CONG_TRANG", NEW, "CSTT"))
    assert extra == {"certificate", "council_vote"}
    assert basis("CONG_TRANG", NEW, "certificate", "CSTDCS") == "Nghị định 98/2023/NĐ-CP, khoản 2 Điều 34"
    assert papers("CONG_TRANG", NEW, "CSTDCS", level=PaperLevel.LATER) == ["council_vote"]


def test_nd_98_2023_dieu_33_chien_si_thi_dua_toan_quoc_needs_electronic_copies():
    assert "electronic" in papers("CONG_TRANG", NEW, "CSTDTQUOC")
    assert "electronic" not in papers("CONG_TRANG", NEW, "CSTDCS")


def test_a_hero_needs_a_secret_ballot_and_the_word_of_the_party():
    assert {"secret_ballot", "party"} <= set(papers("CONG_TRANG", NEW, "AHLLVT"))


def test_tt_151_2018_dieu_71_the_short_procedure_takes_no_vote_no_council_no_registration():
    stations = kind_of("DOT_XUAT").stations
    assert (stations.unit_vote, stations.council, stations.registration) == (False, False, False)
    assert papers("DOT_XUAT", OLD, level=PaperLevel.MUST) == ["citation", "submission", "report"]
    assert basis("DOT_XUAT", OLD, "submission") == "Thông tư 151/2018/TT-BQP, Điều 71"
    assert "unit_vote" not in papers("DOT_XUAT", NEW)


def test_tt_151_2018_dieu_61_the_standing_body_proposes_for_a_movement():
    stations = kind_of("PHONG_TRAO").stations
    assert (stations.unit_vote, stations.council) == (False, False)
    assert basis("PHONG_TRAO", OLD, "submission") == "Thông tư 151/2018/TT-BQP, Điều 61"


def test_nd_152_2025_dieu_4_khoan_7_devotion_looks_at_posts_a_woman_needs_a_third_less():
    assert "posts" in papers("CONG_HIEN", LATE, level=PaperLevel.MUST)
    (post_time,) = kind_of("CONG_HIEN").conditions_on(LATE)
    assert "1/3" in post_time.text
    assert post_time.legal_basis == "Nghị định 152/2025/NĐ-CP, khoản 7 Điều 4"
    assert kind_of("CONG_HIEN").conditions_on(NEW) == []


def test_seniority_is_a_list_of_people_without_reports():
    assert papers("NIEN_HAN", NEW) == ["submission", "service"]
    assert kind_of("NIEN_HAN").form_on(NEW, "individual") is None


def test_foreign_relations_have_reports_of_their_own():
    assert papers("DOI_NGOAI", LATE, level=PaperLevel.MUST) == ["citation", "submission", "report"]
    assert "đối ngoại" in kind_of("DOI_NGOAI").form_on(LATE, "collective").text


def test_luat_2022_dieu_5_and_nd_152_dieu_4_stand_before_the_lines_they_speak_of():
    def codes(type_, day):
        return [one.code for one in kind_of(type_).conditions_on(day)]

    assert codes("DOT_XUAT", NEW) == ["achievement_named", "one_achievement_once"]
    assert codes("DOT_XUAT", OLD) == ["achievement_named"]
    assert codes("CONG_TRANG", NEW) == ["one_achievement_once"]
    assert codes("CONG_TRANG", LATE) == ["merit_without_sudden", "one_achievement_once"]
    read = {one.code for kind in kinds().values() for _, one in kind.conditions} - {"post_time"}
    assert read <= set(READERS)


def test_forms_of_reports_nd_91_2017():
    def form(type_, subject):
        return kind_of(type_).form_on(OLD, subject).text

    assert (form("CONG_TRANG", "collective"), form("CONG_TRANG", "individual")) == ("Mẫu số 01", "Mẫu số 02")
    assert (form("CONG_HIEN", "individual"), form("DOT_XUAT", "individual")) == ("Mẫu số 03", "Mẫu số 06")
    assert form("PHONG_TRAO", "collective") == "Mẫu số 07"


def test_only_deeds_and_movements_name_an_achievement():
    assert {kind.type for kind in kinds().values() if kind.names_achievement} == set(NAMING)
    assert {kind.type for kind in kinds().values() if not kind.own_list} == {"CONG_TRANG"}


def test_the_type_of_a_line_of_the_year():
    assert type_for(["CONG_TRANG", "DOT_XUAT"]) == "CONG_TRANG"
    assert type_for(["NIEN_HAN"]) == "NIEN_HAN"
    assert type_for(["DOT_XUAT"]) == "CONG_TRANG"  # a deed has a list of its own
    assert type_for([]) == "CONG_TRANG"


def test_every_paper_says_what_fulfils_it():
    sources = {paper.code: paper.source for kind in kinds().values() for paper in kind.papers}
    assert sources["citation"] == PaperSource.CITATION
    assert sources["report"] == PaperSource.REPORT
    assert sources["submission"] == PaperSource.FILE
