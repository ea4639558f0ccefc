"""Medals of service: who is due, who has it, of whom nobody knows; onto the list, or recorded with the paper."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from awards.decisions import honouring, medals
from awards.decisions.enums import MedalGroup
from awards.decisions.medals import grouped, medals_on, rows_of
from awards.models import AwardRecord, BackEntry, Nomination, NominationList, OldPaper, Prerequisite, ServiceBreak
from awards.nominations import breaking
from awards.nominations.dossiers import papers_missing
from tests.factories import PersonFactory, UnitFactory, UserFactory
from tests.factories.nominations import law, nomination_year
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import DisciplineRecord

pytestmark = pytest.mark.django_db
CODES = ("HCQKQT", "HCCSVV_1", "HCCSVV_2", "HCCSVV_3", "KNC")
FACTS = {"number": "5/QĐ-CTN", "decided_on": "02/09/2023", "authority": "Chủ tịch nước", "year": "2023"}


@pytest.fixture
def y(client):
    """The year ends on 30/09/2023; the law of 2003 with its medals."""
    with clock.at(datetime(2023, 9, 15, 9)):
        year = nomination_year()
        law(*CODES)
        client.force_login(year.officer)
        yield year


def medal(code: str):
    return next(one for one in medals_on(date(2023, 9, 15)) if one.award.code == code)


def due_in(y, code: str) -> dict:
    """Name → group."""
    return dict(grouped(y.province, medal(code), y.period).values_list("full_name", "group"))


def person(y, name: str, joined: date | None, **more):
    return y.person(full_name=name, joined_on=joined, **more)


def row(y, code: str, who):
    people = grouped(y.province, medal(code), y.period).filter(pk=who.pk).select_related("unit")
    return rows_of(people, medal(code), y.period)[0]


def at(name: str, *args) -> str:
    return reverse(f"awards:decisions.{name}", args=args)


# Who ------------------------------------------------------------------------------------------------------------------


def test_medals_are_the_forms_that_ask_for_years_of_service(y):
    assert [one.award.code for one in medals_on(date(2023, 9, 15))] == list(CODES)
    assert medal("HCCSVV_2").need == "từ 15 năm đến dưới 20 năm"
    assert medal("KNC").need == "nam từ 25 năm, nữ từ 20 năm"
    assert (medal("HCQKQT").is_sure, medal("KNC").is_sure) == (True, False)


def test_a_medal_whose_years_the_office_changes_is_told_by_the_new_row(y):
    Prerequisite.objects.filter(rule__award__code="HCCSVV_3", code="service_years_min").update(value=8)
    Prerequisite.objects.filter(rule__award__code="HCCSVV_2").delete()
    assert medal("HCCSVV_3").years == {"male": 8, "female": 8}
    assert "HCCSVV_2" not in [one.award.code for one in medals_on(date(2023, 9, 15))]


def test_groups_to_the_day(y):
    for name, joined in (
        ("Cuối năm", date(2013, 10, 1)),  # full on 30/09/2023, the last day
        ("Năm sau", date(2013, 10, 2)),
        ("Đầu năm", date(2012, 10, 2)),  # full on 01/10/2022, the first day
        ("Năm trước", date(2012, 10, 1)),
        ("Năm sau nữa", date(2014, 10, 2)),
        ("Hạng trên", date(2008, 10, 1)),  # fifteen years: the class above
        ("Không rõ", None),
    ):
        person(y, name, joined)
    person(y, "Đã ra quân", date(2013, 10, 1), left_on=date(2023, 1, 1))
    assert due_in(y, "HCCSVV_3") == {
        "Cuối năm": "due", "Đầu năm": "due", "Năm sau": "next", "Năm trước": "overdue", "Không rõ": "unknown",
    }  # fmt: skip
    assert due_in(y, "HCCSVV_2") == {"Hạng trên": "due", "Không rõ": "unknown"}


def test_women_are_due_the_commemorative_medal_five_years_earlier(y):
    person(y, "Nam hai mươi", date(2003, 10, 1), sex="male")
    person(y, "Nữ hai mươi", date(2003, 10, 1), sex="female")
    person(y, "Nam hai lăm", date(1998, 10, 1), sex="male")
    assert due_in(y, "KNC") == {"Nữ hai mươi": "due", "Nam hai lăm": "due"}


def test_who_has_it_or_is_on_a_list_is_not_due(y):
    held, unsure = person(y, "Đã có", date(2012, 1, 1)), person(y, "Chưa chắc", date(2012, 1, 1))
    for one, confidence in ((held, None), (unsure, "unchecked")):
        record = AwardRecord.objects.create(
            award=medal("HCCSVV_3").award, person=one, year=2022, decision_text="QĐ 1", decided_on=date(2022, 5, 1)
        )
        if confidence:
            paper = OldPaper.objects.create(
                unit=y.province, number="1", decided_on=date(2022, 5, 1), created_by=y.officer
            )
            BackEntry.objects.create(
                record=record, paper=paper, source="word", confidence=confidence, entered_by=y.officer
            )
    assert due_in(y, "HCCSVV_3") == {"Đã có": "held", "Chưa chắc": "overdue"}
    assert row(y, "HCCSVV_3", unsure).shown.reason == "Đã ghi năm 2022, chưa kiểm chứng"


def test_a_row_says_what_is_needed_what_there_is_and_when(y):
    who = person(y, "An", date(2013, 3, 15))
    one = row(y, "HCCSVV_3", who)
    assert (one.need, one.have, one.when) == ("10 năm", "10 năm 6 tháng", "14/03/2023")
    assert (one.group, one.shown.label) == (MedalGroup.DUE, "Đủ điều kiện")
    unknown = row(y, "HCCSVV_3", person(y, "Bình", None))
    assert (unknown.have, unknown.when, unknown.shown.tone) == ("chưa có ngày nhập ngũ", "", "warn")
    later = row(y, "HCCSVV_3", person(y, "Cường", date(2013, 12, 1)))
    assert (later.when, later.shown.label) == ("30/11/2023", "Chưa đến hạn")


def test_breaks_and_discipline_leave_the_day_open_and_ask_for_a_look(y):
    who = person(y, "An", date(2013, 3, 15))
    DisciplineRecord.objects.create(
        person=who, kind="canh-cao", valid_from=date(2018, 1, 1), valid_to=date(2018, 12, 31)
    )
    one = row(y, "HCCSVV_3", who)
    assert (one.when, one.shown.label) == ("14/03/2023 – 13/03/2024", "Cần xem")
    breaking.record_break(
        who, by=y.officer, kind="left", valid_from=date(2015, 1, 1), valid_to=date(2015, 12, 31), basis="QĐ 7"
    )
    assert row(y, "HCCSVV_3", who).when == "14/03/2023 – 31/12/2026"
    Prerequisite.objects.filter(code="discipline_not_counted").update(confidence="L")
    assert row(y, "HCCSVV_3", who).when == "13/03/2024 – 31/12/2026"


# The page -------------------------------------------------------------------------------------------------------------


def test_medals_page_for_the_office_and_for_a_unit(y, client):
    mine, other = person(y, "Nguyễn An", date(2013, 3, 15)), person(y, "Lê Bình", date(2013, 4, 1), unit=1)
    page = client.get(at("medals"), {"huy_chuong": "HCCSVV_3"})
    assert [one.person for one in page.context["rows"]] == [mine, other]
    assert "cần 10 năm" in page.text and "10 năm 6 tháng" in page.text and "Đưa vào đợt của năm" in page.text
    found = client.get(at("medals"), {"huy_chuong": "HCCSVV_3", "don_vi": y.units[1].code}).context["rows"]
    assert [one.person for one in found] == [other]
    assert client.get(at("medals"), {"huy_chuong": "HCCSVV_3", "q": "le binh"}).context["list"].total == 1
    assert client.get(at("medals"), {"huy_chuong": "HCCSVV_3", "nhom": "next"}).context["list"].total == 0
    client.force_login(y.clerks[0])
    page = client.get(at("medals"), {"huy_chuong": "HCCSVV_3"})
    assert [one.person for one in page.context["rows"]] == [mine]
    assert "Đưa vào đợt của năm" not in page.text


@pytest.mark.parametrize("who", [1, 30])
def test_medals_page_asks_as_many_questions_for_thirty_as_for_one(y, client, django_assert_num_queries, who):
    for number in range(who):
        PersonFactory(unit=y.units[0], joined_on=date(2013, 3, 15), full_name=f"Người {number}")
    client.get(at("medals"), {"huy_chuong": "HCCSVV_3"})
    with django_assert_num_queries(31):
        assert client.get(at("medals"), {"huy_chuong": "HCCSVV_3"}).context["list"].total == who


def test_medals_page_without_a_catalogue_says_so(y, client):
    Prerequisite.objects.all().delete()
    page = client.get(at("medals"))
    assert page.status_code == 200 and "không có huy chương niên hạn" in page.text


def test_medals_take_opens_the_list_of_the_year_and_makes_drafts(y, client):
    who, other = person(y, "Nguyễn An", date(2013, 3, 15)), person(y, "Lê Bình", date(2013, 4, 1))
    data = {"huy_chuong": "HCCSVV_3", "nguoi": [who.pk, other.pk]}
    assert client.post(at("medals_take"), data).status_code == 302
    listing = NominationList.every.get(event="Huy chương niên hạn năm 2023")
    assert (listing.kind, listing.period) == ("NIEN_HAN", y.period)
    assert listing.awards.get().proposed_upward is True
    assert not y.listing.awards.filter(award__code="HCCSVV_3").exists()  # the year's own list has nothing of it
    lines = Nomination.objects.filter(award__code="HCCSVV_3")
    assert {(line.nomination_list, line.kind, line.person, line.state, line.proposer) for line in lines} == {
        (listing, "NIEN_HAN", one, "draft", y.units[0]) for one in (who, other)
    }
    assert lines.get(person=who).citation == (
        "Phục vụ 10 năm 6 tháng tính đến cuối năm thi đua, đủ 10 năm ngày 14/03/2023 (khen thưởng niên hạn)."
    )
    assert due_in(y, "HCCSVV_3") == {"Nguyễn An": "listed", "Lê Bình": "listed"}
    again = client.post(at("medals_take"), data, follow=True)
    assert "Chọn ít nhất một người đến hạn" in again.text
    assert lines.count() == 2
    page = client.get(at("medals"), {"huy_chuong": "HCCSVV_3", "nhom": "listed"})
    assert page.context["list"].total == 2
    assert reverse("awards:nominations.event", args=[listing.pk]) in page.text


def test_medals_take_adds_further_medals_to_the_same_list(y, client):
    for code, joined in (("HCCSVV_3", date(2013, 3, 15)), ("HCCSVV_2", date(2008, 3, 15))):
        client.post(at("medals_take"), {"huy_chuong": code, "nguoi": [person(y, code, joined).pk]})
    listing = NominationList.every.get(kind="NIEN_HAN")
    assert {row.award.code for row in listing.awards.all()} == {"HCCSVV_3", "HCCSVV_2"}
    assert listing.lines.count() == 2
    assert papers_missing(listing.lines.first()) == ["Chưa có tờ trình kèm danh sách."]  # nor a vote at the unit
    veteran = person(y, "Hai lăm năm", date(1998, 10, 1), sex="male")
    client.post(at("medals_take"), {"huy_chuong": "KNC", "nguoi": [veteran.pk]})
    assert veteran.nominations.get().nomination_list.event == "Khen thưởng quá trình cống hiến năm 2023"


def test_put_on_list_twice_at_once_gives_one_line(y):
    who = person(y, "Nguyễn An", date(2013, 3, 15))
    rows = [row(y, "HCCSVV_3", who)]  # both looked at the page before either was done
    first, second = (honouring.put_on_list(y.period, medal("HCCSVV_3"), rows, by=y.officer) for _ in range(2))
    assert (len(first.done), len(second.done), len(second.refused)) == (1, 0, 1)
    assert Nomination.objects.filter(person=who).count() == 1
    with pytest.raises(Forbidden):
        honouring.put_on_list(y.period, medal("HCCSVV_3"), rows, by=y.clerks[0])


def test_medals_take_does_not_mind_the_lock_of_the_list_of_the_year(y, client):
    who = person(y, "Nguyễn An", date(2013, 3, 15))
    NominationList.objects.filter(pk=y.listing.pk).update(state="locked")
    client.post(at("medals_take"), {"huy_chuong": "HCCSVV_3", "nguoi": [who.pk]})
    assert Nomination.objects.get(person=who).nomination_list.kind == "NIEN_HAN"


def test_medals_take_is_refused_once_the_list_is_locked(y, client):
    first, who = person(y, "Lê Bình", date(2013, 3, 15)), person(y, "Nguyễn An", date(2013, 3, 15))
    client.post(at("medals_take"), {"huy_chuong": "HCCSVV_3", "nguoi": [first.pk]})
    NominationList.every.filter(kind="NIEN_HAN").update(state="locked")
    assert "Đưa vào đợt của năm" not in client.get(at("medals"), {"huy_chuong": "HCCSVV_3"}).text
    answer = client.post(at("medals_take"), {"huy_chuong": "HCCSVV_3", "nguoi": [who.pk]}, follow=True)
    assert "Đợt “Huy chương niên hạn năm 2023” đã khóa." in answer.text
    assert Nomination.objects.filter(award__code="HCCSVV_3").count() == 1


def test_medals_record_enters_the_decision_for_those_ticked(y, client):
    who, other = person(y, "Nguyễn An", date(2013, 3, 15)), person(y, "Lê Bình", date(2013, 4, 1))
    ticked = {"huy_chuong": "HCCSVV_3", "nguoi": [who.pk, other.pk]}
    page = client.post(at("medals_record"), ticked)
    assert page.status_code == 200 and "Chủ tịch nước" in page.text and "Lê Bình" in page.text
    refused = client.post(at("medals_record"), {**ticked, **FACTS, "number": ""})
    assert refused.status_code == 422
    answer = client.post(at("medals_record"), {**ticked, **FACTS})
    paper = OldPaper.objects.get()
    assert answer.headers["Location"] == at("old_paper", paper.pk)
    assert {(e.record.person, e.record.year, e.confidence) for e in paper.entries.all()} == {
        (who, 2023, "sure"), (other, 2023, "sure"),
    }  # fmt: skip
    assert due_in(y, "HCCSVV_3") == {"Nguyễn An": "held", "Lê Bình": "held"}
    assert client.get(at("medals_record"), {"huy_chuong": "HCCSVV_3"}).status_code == 200  # nobody is ticked


def test_a_medal_given_before_its_day_is_asked_about_first(y, client):
    who = person(y, "Nguyễn An", date(2013, 9, 20))
    data = {"huy_chuong": "HCCSVV_3", "nguoi": [who.pk], **FACTS}
    answer = client.post(at("medals_record"), data)
    assert answer.status_code == 422
    assert "Nguyễn An: đến ngày quyết định chưa đủ 10 năm, đủ ngày 19/09/2023." in answer.text
    assert client.post(at("medals_record"), {**data, "sure": "1"}).status_code == 302


def test_medal_person_shows_service_breaks_and_every_condition(y, client):
    who = person(y, "Nguyễn An", date(2013, 3, 15))
    page = client.get(at("medal_person", who.pk))
    assert page.status_code == 200
    assert "Có quá trình cống hiến liên tục từ 10 năm đến dưới 15 năm" in page.text and "15/03/2013" in page.text
    data = {"kind": "uncounted", "valid_from": "01/02/2015", "valid_to": "31/07/2015", "basis": "QĐ 9"}
    assert client.get(at("break_record", who.pk)).status_code == 200
    assert client.post(at("break_record", who.pk), data).status_code == 302
    assert "Nghỉ không tính thời gian công tác từ 01/02/2015" in client.get(at("medal_person", who.pk)).text
    again = client.post(at("break_record", who.pk), data)
    assert again.status_code == 422 and "Trùng thời gian đã ghi" in again.text
    away = ServiceBreak.objects.get()
    assert client.post(at("break_withdraw", away.pk), {"reason": ""}).status_code == 422
    assert client.post(at("break_withdraw", away.pk), {"reason": "Ghi nhầm"}).status_code == 302
    assert "Ghi nhầm" in client.get(at("medal_person", who.pk)).text


# Breaks ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"basis": " "}, "basis", "Ghi căn cứ."),
        ({"valid_from": date(2999, 1, 1)}, "valid_from", "không được sau hôm nay"),
        ({"valid_to": date(2015, 1, 1)}, "valid_to", "Ngày kết thúc phải sau"),
        ({"valid_from": date(2013, 3, 15)}, "valid_from", "Phải sau ngày nhập ngũ 15/03/2013."),
    ],
)
def test_a_break_that_cannot_be_is_refused(y, changes, field, sentence):
    who = person(y, "An", date(2013, 3, 15))
    given = {"kind": "left", "valid_from": date(2015, 2, 1), "valid_to": date(2015, 7, 31), "basis": "QĐ"} | changes
    with pytest.raises(RuleViolation, match=sentence) as refusal:
        breaking.record_break(who, by=y.officer, **given)
    assert refusal.value.field == field
    assert ServiceBreak.objects.count() == 0


def test_a_break_is_written_by_the_office_and_withdrawn_once(y):
    who = person(y, "An", date(2013, 3, 15))
    given = {"kind": "left", "valid_from": date(2015, 2, 1), "basis": "QĐ"}
    with pytest.raises(Forbidden):
        breaking.record_break(who, by=y.clerks[0], **given)
    away = breaking.record_break(who, by=y.officer, **given)
    with pytest.raises(StateConflict, match="Trùng thời gian"):
        breaking.record_break(who, by=y.officer, kind="left", valid_from=date(2020, 1, 1), basis="QĐ")
    breaking.withdraw_break(away, by=y.officer, reason="Nhầm")
    with pytest.raises(StateConflict, match="đã được rút"):
        breaking.withdraw_break(away, by=y.officer, reason="Nhầm")
    breaking.record_break(who, by=y.officer, kind="left", valid_from=date(2020, 1, 1), basis="QĐ")


def test_the_place_is_the_highest_unit_whose_list_somebody_may_read(y):
    assert medals.place_of(y.officer, y.period, None) == y.province
    assert medals.place_of(y.clerks[0], y.period, y.province) == y.units[0]
    assert medals.place_of(UserFactory(role=Role.CLERK, over=UnitFactory(code="XA")), y.period, None) is None


# The paper ------------------------------------------------------------------------------------------------------------


def test_the_list_on_paper_and_as_a_workbook(y):
    from awards.reports.registry import build
    from thidua.documents import render

    person(y, "Nguyễn An", date(2013, 3, 15))
    person(y, "Lê Không Rõ", None)
    document = build("service-medals", y.period, y.province, reader=y.officer)
    words = str(document)
    assert "Nguyễn An" in words and "14/03/2023" in words and "Lê Không Rõ" in words
    assert "Luật Thi đua, khen thưởng 2003, sửa đổi năm 2013 (khoản 28 Điều 1)" in words
    assert render(document, "xlsx")[:2] == b"PK"
    own = str(build("service-medals", y.period, y.units[1], reader=y.clerks[1]))
    assert "Nguyễn An" not in own
