"""Pages of an exception: from the condition to the list, and back."""

from datetime import datetime

import pytest
from django.urls import reverse

from awards.models import Override
from tests.factories.nominations import nomination_year
from tests.kept import kept
from thidua import clock
from units.models import CompletionGrade
from units.people.enums import Grade

pytestmark = pytest.mark.django_db
year = kept(nomination_year)


@pytest.fixture(autouse=True)
def _in_time():
    with clock.at(datetime(2023, 10, 10, 9)):
        yield


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_from_the_condition_to_the_list_and_back(client, year):
    CompletionGrade.objects.create(unit=year.units[0], year=2023, grade=Grade.EXCELLENT)
    line = year.sent("DVQT", year.units[0])
    detail = reverse("awards:nominations.detail", args=[line.pk])
    client.force_login(year.clerks[0])
    assert "Ghi ngoại lệ" not in words(client.get(detail))
    client.force_login(year.officer)
    ways = [reason.act for reason in client.get(detail).context["conditions"].reasons if reason.act]
    assert len(ways) == 2  # holders and a member with the title: the rest is met or read in the text
    assert client.post(ways[0], {"reason": " "}).status_code == 422
    for way in ways:
        assert client.get(way).status_code == 200
        assert client.post(way, {"reason": "Đơn vị mới thành lập"}).url == detail
    acts = [reason.act_label for reason in client.get(detail).context["conditions"].reasons if reason.act]
    assert acts == ["Rút ngoại lệ", "Rút ngoại lệ"]
    index = words(client.get(reverse("awards:nominations.index", query={"danh_hieu": "DVQT"})))
    assert "Ngoại lệ: Đơn vị mới thành lập" in index
    made = Override.objects.first()
    off = reverse("awards:nominations.withdraw_override", args=[made.pk])
    assert "Đơn vị mới thành lập" in words(client.get(off))
    assert client.post(off, {"reason": "Nhầm đơn vị"}).url == detail
    page = client.get(detail)
    assert "Nhầm đơn vị" in words(page)  # the exception taken back stays readable
    acts = [reason.act_label for reason in page.context["conditions"].reasons if reason.act]
    assert sorted(acts) == ["Ghi ngoại lệ", "Rút ngoại lệ"]


def test_a_condition_that_is_met_offers_nothing(client, year):
    line = year.sent("CSTT")
    client.force_login(year.officer)
    page = client.get(reverse("awards:nominations.detail", args=[line.pk]))
    assert not any(reason.act for reason in page.context["conditions"].reasons)
    answer = client.get(reverse("awards:nominations.override", args=[line.pk]), {"dieu_kien": "x"})
    assert answer.url == reverse("awards:nominations.detail", args=[line.pk])
