"""“Vì sao?”: every title explained to whoever sees the subject, under the law of the day asked for."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import PersonFactory, UnitFactory, UserFactory
from tests.factories.nominations import law, nomination_year
from tests.kept import kept
from thidua import clock
from units.accounts.enums import Role
from units.models import Hold, Initiative, InitiativeAuthor
from units.people.enums import Grade, HoldKind

pytestmark = pytest.mark.django_db
year = kept(nomination_year)
R2003, R2022 = "10/10/2023", "10/10/2024"


@pytest.fixture(autouse=True)
def _in_time():
    with clock.at(datetime(2023, 10, 10, 9)):
        yield


def at(subject, **query):
    kind = "u" if hasattr(subject, "path") else "p"
    return reverse("awards:nominations.why", args=[f"{kind}{subject.pk}"], query=query)


def words(response) -> str:
    return " ".join(response.content.decode().split())


def verdict(client, subject, day: str, title: str = "CSTDCS") -> tuple[str, str]:
    current = client.get(at(subject, danh_hieu=title, ngay=day)).context["current"]
    return str(current.eligibility.label), current.because.why if current.because else ""


def test_one_person_under_two_laws_gets_their_two_answers(client, year):
    """NĐ 91/2017 Đ9.3 asks for an initiative, Law 2022 Đ23 is content with an excellent year."""
    law("CSTDCS", "CSTT", rule_set="R2022")
    person = year.person(grade=Grade.EXCELLENT)
    client.force_login(year.officer)
    assert verdict(client, person, R2003) == ("Cần xem", "Chưa có sáng kiến được công nhận")
    assert verdict(client, person, R2022) == ("Đủ điều kiện", "")
    page = client.get(at(person, danh_hieu="CSTDCS", ngay=R2003))
    laws = {one.rule_set.code: (one.shown.label, one.is_current) for one in page.context["laws"]}
    assert laws == {"R2003": ("Cần xem", True), "R2022": ("Đủ điều kiện", False)}
    assert "Nghị định 91/2017/NĐ-CP, khoản 3 Điều 9" in words(page)
    assert "Áp dụng từ 01/10/2017 đến hết 31/12/2023" in words(page)


def test_every_condition_tells_what_is_needed_and_what_there_is(client, year):
    person = year.person(tests=60)
    idea = Initiative.objects.create(name="Giá súng", year=2023, recognised_on=date(2023, 5, 1))
    InitiativeAuthor.objects.create(initiative=idea, person=person)
    Hold.objects.create(person=person, kind=HoldKind.COMPLAINT, valid_from=date(2023, 10, 1))
    client.force_login(year.officer)
    page = client.get(at(person, danh_hieu="CSTT"))
    assert [(one.label, one.tone) for one in page.context["told"]] == [
        ("Đạt", "ok"), ("Tạm dừng", "warn"), ("Đạt", "ok"), ("Chưa đạt", "bad"), ("Đạt", "ok"),
    ]  # fmt: skip
    assert page.context["told"][3].evidence == "Cần từ 75% nội dung kiểm tra khá, giỏi; có 60% khá, giỏi"
    assert page.context["told"][3].used == ("Kết quả kiểm tra năm 2023: 60% khá, giỏi",)
    assert "Đơn khiếu nại, tố cáo đang xác minh từ 01/10/2023, chưa ghi ngày kết thúc" in words(page)
    # Before the hold began nothing was held: the day decides.
    assert client.get(at(person, ngay="30/09/2023", danh_hieu="CSTT")).context["told"][1].label == "Đạt"
    assert "Sáng kiến “Giá súng”" in words(client.get(at(person, danh_hieu="CSTDCS")))


def test_every_title_of_the_kind_stands_beside_it(client, year):
    client.force_login(year.officer)
    person, unit = year.person(), year.units[0]
    titles = [row.award.code for row, _ in client.get(at(person)).context["answers"]]
    assert titles == ["CSTDCS", "CSTT", "LDTT"]
    assert [row.award.code for row, _ in client.get(at(unit)).context["answers"]] == ["DVQT", "DVTT"]
    line = year.nominate("CSTT", person)
    page = client.get(at(person))
    assert page.context["current"].line == line
    assert reverse("awards:nominations.detail", args=[line.pk]) in words(page)


def test_only_those_who_see_the_subject_see_why(client, year):
    person, unit = year.person(0), year.units[0]
    stranger = UserFactory(role=Role.OFFICER, over=UnitFactory())
    for user, seen in [(year.clerks[0], 200), (year.clerks[1], 404), (stranger, 404), (year.officer, 200)]:
        client.force_login(user)
        assert [client.get(at(one)).status_code for one in (person, unit)] == [seen, seen]
    client.force_login(UserFactory(person=person))
    assert client.get(at(person)).status_code == 200  # everybody reads the own case
    assert client.get(at(unit)).status_code == 404
    assert client.get(reverse("awards:nominations.why", args=["x1"])).status_code == 404
    assert client.post(at(person)).status_code == 405


def test_a_wrong_day_says_so_and_shows_today(client, year):
    client.force_login(year.officer)
    page = client.get(at(year.person(), ngay="31/02/2023"))
    assert page.context["day"] == date(2023, 10, 10)
    assert "Không có ngày 31/02/2023." in words(page)
    empty = client.get(at(year.person(), ngay="01/01/2010"))
    assert "Chưa có quy định cho ngày này" in words(empty)


def test_a_unit_without_a_year_is_told_so(client):
    unit = UnitFactory()
    client.force_login(UserFactory(role=Role.OFFICER, over=unit))
    assert "Chưa có năm thi đua" in words(client.get(at(PersonFactory(unit=unit))))


def test_the_way_there(client, year):
    person = year.person()
    line = year.nominate("CSTT", person)
    client.force_login(year.officer)
    way = reverse("awards:nominations.why", args=[f"p{person.pk}"])
    for page in (
        reverse("units:people.detail", args=[person.pk]),
        reverse("awards:nominations.index", query={"danh_hieu": "CSTT"}),
        reverse("awards:nominations.detail", args=[line.pk]),
    ):
        assert way in words(client.get(page))
    assert at(year.units[0]) in words(client.get(reverse("units:structure.detail", args=[year.units[0].pk])))


def test_the_page_costs_the_same_for_little_and_for_much(client, year, django_assert_num_queries):
    person = year.person()
    client.force_login(year.officer)
    client.get(at(person))
    with CaptureQueriesContext(connection) as few:
        client.get(at(person, danh_hieu="CSTT"))
    for number in range(20):
        year.nominate("CSTT", year.person())
        idea = Initiative.objects.create(name=f"Sáng kiến {number}", year=2023, recognised_on=date(2023, 5, 1))
        InitiativeAuthor.objects.create(initiative=idea, person=person)
    with django_assert_num_queries(len(few)):
        client.get(at(person, danh_hieu="CSTT"))
