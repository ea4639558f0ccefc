"""Pages of the suggestions: who sees whose, groups with their numbers, one click, the same cost for one and thirty."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.models import Nomination, Suggestion
from awards.nominations import suggesting
from tests.factories import UserFactory
from tests.factories.nominations import nomination_year
from tests.kept import kept
from thidua import clock
from thidua.jobs.models import Job
from units.accounts.enums import Role

pytestmark = pytest.mark.django_db
year = kept(nomination_year)
PAGE = "awards:nominations.suggestions"


@pytest.fixture(autouse=True)
def _in_time():
    with clock.at(datetime(2023, 10, 10, 9)):
        yield


def words(response) -> str:
    return " ".join(response.content.decode().split())


def names(response) -> list[str]:
    return [row.one.subject_name for row in response.context["list"]]


def test_from_the_first_look_to_a_draft(client, year):
    person = year.person(full_name="Lê Văn C")
    client.force_login(year.clerks[0])
    page = client.get(reverse(PAGE))
    assert "Chưa rà soát" in words(page)
    assert page.context["place"] == year.units[0]
    client.post(reverse("awards:nominations.suggest"))
    page = client.get(reverse(PAGE, query={"danh_hieu": "CSTT", "nhom": "ready"}))
    assert names(page) == ["Lê Văn C"]
    assert dict(page.context["groups"])["ready"] == 1
    assert reverse("awards:nominations.why", args=[f"p{person.pk}"]) in words(page)
    row = Suggestion.objects.get(person=person, award=year.awards["CSTT"])
    client.post(reverse("awards:nominations.take_up"), {"dong": [row.pk]})
    assert Nomination.objects.get().person == person
    assert names(client.get(reverse(PAGE, query={"danh_hieu": "CSTT", "nhom": "ready"}))) == []
    page = client.post(reverse("awards:nominations.take_up"), {"dong": [row.pk]}, follow=True)
    assert "Lê Văn C: Đồng chí Lê Văn C đã có trong danh sách" in words(page)
    assert client.get(reverse(PAGE, query={"danh_hieu": "CSTT", "q": "le van"})).context["list"].total == 1


def test_the_most_urgent_come_first(client, year):
    year.nominate("CSTT", year.person(full_name="An Đã Có"))
    year.person(full_name="Bùi Thiếu Một", tests=60)
    year.person(full_name="Chu Đủ")
    suggesting.refresh(year.listing, year.province, by=year.officer)
    client.force_login(year.officer)
    assert names(client.get(reverse(PAGE, query={"danh_hieu": "CSTT"}))) == ["Chu Đủ", "Bùi Thiếu Một", "An Đã Có"]


def test_a_unit_sees_its_own_people_only(client, year):
    year.person(0, full_name="Người Đồn Một")
    other = year.person(1, full_name="Người Đồn Hai")
    suggesting.refresh(year.listing, year.province, by=year.officer)
    client.force_login(year.clerks[0])
    assert names(client.get(reverse(PAGE, query={"danh_hieu": "CSTT"}))) == ["Người Đồn Một"]
    theirs = Suggestion.objects.filter(person=other).first()
    client.post(reverse("awards:nominations.take_up"), {"dong": [theirs.pk]})
    assert not Nomination.objects.exists()
    client.force_login(UserFactory(role=Role.MEMBER, over=year.province))
    assert client.get(reverse(PAGE)).status_code == 403


def test_many_people_are_a_job(client, year, monkeypatch):
    monkeypatch.setattr(suggesting, "AT_ONCE", 0)
    year.person()
    client.force_login(year.officer)
    client.post(reverse("awards:nominations.suggest"))
    job = Job.objects.get()
    assert (job.owner, job.arguments["unit"], job.state) == (year.officer, year.province.pk, "done")
    assert Suggestion.objects.exists()


def test_the_page_costs_the_same_for_one_and_for_thirty(client, year, django_assert_num_queries):
    year.person()
    client.force_login(year.officer)
    suggesting.refresh(year.listing, year.province, by=year.officer)
    way = reverse(PAGE, query={"danh_hieu": "CSTT"})
    client.get(way)
    with CaptureQueriesContext(connection) as few:
        client.get(way)
    for number in range(30):
        year.person(number % 2)
    suggesting.refresh(year.listing, year.province, by=year.officer)
    with django_assert_num_queries(len(few)):
        assert client.get(way).context["list"].total == 31
