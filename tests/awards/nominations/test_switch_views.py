"""The page of the conditions a command adds."""

from datetime import datetime

import pytest
from django.urls import reverse

from awards.models import ExtraCondition
from tests.factories.nominations import nomination_year
from tests.kept import kept
from thidua import clock

pytestmark = pytest.mark.django_db
year = kept(nomination_year)


@pytest.fixture(autouse=True)
def _in_time():
    with clock.at(datetime(2023, 10, 10, 9)):
        yield


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_on_and_off_again(client, year):
    client.force_login(year.officer)
    home = reverse("awards:nominations.conditions")
    assert words(client.get(home)).count("Đang tắt") == 6
    way = reverse("awards:nominations.switch_on", args=[year.province.pk, "commander_with_unit"])
    wrong = client.post(way, {"valid_from": "2023", "reason": "Theo hướng dẫn"})
    assert "Nhập ngày dạng dd/mm/yyyy" in words(wrong)
    assert "Theo hướng dẫn" in words(wrong)
    client.post(way, {"valid_from": "01/10/2023", "reason": "Theo hướng dẫn"})
    page = words(client.get(home))
    assert (page.count("Đang bật"), page.count("Đang tắt")) == (1, 5)
    assert "Từ 01/10/2023" in page
    row = ExtraCondition.objects.get()
    off = reverse("awards:nominations.switch_off", args=[row.pk])
    client.post(off, {"valid_to": "09/10/2023", "reason": "Bỏ"})
    assert "01/10/2023 – 09/10/2023: Theo hướng dẫn" in words(client.get(home))
    assert client.get(reverse("awards:nominations.switch_on", args=[year.province.pk, "no-such"])).status_code == 404


def test_only_the_office_sees_it(client, year):
    client.force_login(year.clerks[0])
    assert client.get(reverse("awards:nominations.conditions")).status_code == 403
