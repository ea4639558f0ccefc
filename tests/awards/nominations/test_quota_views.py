"""Pages of the quota: sharing it out, what the unit sees of it, trying lines, the order, the paper."""

from datetime import datetime
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from awards.models import PreferenceOrder, QuotaDistribution
from awards.nominations.distributing import distribute
from tests.factories.nominations import nomination_year
from tests.kept import kept
from thidua import clock

pytestmark = pytest.mark.django_db
QUOTA, TRY, ORDER = "awards:nominations.quota", "awards:nominations.what_if", "awards:nominations.order"


def small_quotas():
    return nomination_year(titles=[{"award": "CSTDCS"}, {"award": "CSTT", "yearly_number": 2}])


year = kept(small_quotas)


@pytest.fixture(autouse=True)
def _in_time():
    with clock.at(datetime(2023, 10, 10, 9)):
        yield


def words(response) -> str:
    return " ".join(response.content.decode().split())


def address(year, code: str = "CSTT") -> str:
    return reverse("awards:nominations.distribute", args=[year.listing.pk, code])


def typed(year, first, second, **more) -> dict:
    one, two = year.units
    return {f"u{one.pk}": first, f"u{two.pk}": second, "seen": 0, **more}


def test_the_office_shares_out_and_the_unit_reads_its_part(client, year):
    year.nominate("CSTT", year.person(0))
    year.nominate("CSTT", year.person(1))
    client.force_login(year.officer)
    page = client.get(reverse(QUOTA, query={"danh_hieu": "CSTT"}))
    assert address(year) in words(page)
    assert client.get(address(year)).status_code == 200
    assert client.post(address(year), typed(year, "2", "")).status_code == 302
    assert client.post(address(year), typed(year, "2", "")).status_code == 302  # a second click
    assert QuotaDistribution.objects.count() == 1
    page = client.get(reverse(QUOTA, query={"danh_hieu": "CSTT"}))
    assert [(b.unit.code, b.left, b.over) for b in page.context["balances"]][1:] == [
        (year.units[0].code, 1, 0),
        (year.units[1].code, 0, 1),
    ]
    client.force_login(year.clerks[1])
    page = client.get(reverse(QUOTA, query={"danh_hieu": "CSTT"}))
    assert [b.unit for b in page.context["balances"]] == [year.units[1]]
    assert "Vượt 1" in words(page) and str(year.units[0]) not in words(page)
    assert address(year) not in words(page)


def test_too_much_stays_in_the_boxes_and_changes_nothing(client, year):
    client.force_login(year.officer)
    page = client.post(address(year), typed(year, "2", "1"))
    assert page.status_code == 422
    assert "Đã chia 3, vượt chỉ tiêu 2 là 1." in words(page)
    assert page.context["form"][f"u{year.units[0].pk}"].value() == "2"
    page = client.post(address(year), typed(year, "hai", "1"))
    assert page.status_code == 422 and f"u{year.units[0].pk}" in page.context["form"].errors
    assert not QuotaDistribution.objects.exists()


def test_a_proposal_fills_the_boxes_and_is_not_stored(client, year):
    for _ in range(3):
        year.person(0)
    year.person(1)
    client.force_login(year.officer)
    first = client.get(address(year), {"chia": "quan-so"}).context["form"].initial
    whole = client.get(address(year), {"chia": "quan-so", "du": "1"}).context["form"].initial
    one, two = year.units
    assert (first[f"u{one.pk}"], first[f"u{two.pk}"]) == (1, 0)
    assert sum(whole[f"u{unit.pk}"] for unit in year.units) == 2
    assert not QuotaDistribution.objects.exists()


def test_trying_keeps_the_ticks_and_stores_nothing(client, year):
    client.force_login(year.officer)
    client.post(
        reverse(ORDER),
        {"key1": "unit_votes", "valid_from": "01/09/2023", "basis": "Quy chế, Điều 9", "reason": "Công bố"},
    )
    lines = [year.nominate("CSTT", year.person(0), unit_votes_for=votes) for votes in (10, 9, 8)]
    way = reverse(TRY, query={"danh_hieu": "CSTT"})
    page = client.get(way)
    assert [one.line for one in page.context["tried"].falls] == [lines[2]]
    assert "thừa 1" in words(page)
    page = client.post(way, {"giu": [lines[1].pk, lines[2].pk, "x", "9" * 30]})
    tried = page.context["tried"]
    assert [one.line.pk for one in tried.rows if one.kept] == [lines[1].pk, lines[2].pk]
    assert (tried.meter.over, tried.falls) == (0, [])
    assert [one.line for one in tried.next_rises] == [lines[0]]
    assert client.get(way).context["tried"].meter.used == 3
    client.force_login(year.clerks[1])
    assert client.get(way).context["tried"].rows == []


def test_the_order_is_read_by_the_unit_and_published_by_the_office(client, year):
    facts = {"key1": "women", "valid_from": "01/09/2023", "basis": "Quy chế", "reason": "Công bố"}
    client.force_login(year.clerks[0])
    assert client.post(reverse(ORDER), facts).status_code == 403
    client.force_login(year.officer)
    page = client.post(reverse(ORDER), facts)
    assert page.status_code == 422 and "có hiệu lực từ 01/07/2025" in words(page)
    assert not PreferenceOrder.objects.exists()
    client.post(reverse(ORDER), {**facts, "key1": "", "key3": "grade", "key2": "points"})
    assert [key.code for key in PreferenceOrder.objects.get().keys.all()] == ["points", "grade"]
    client.force_login(year.clerks[0])
    page = client.get(reverse(ORDER))
    assert "Mức hoàn thành nhiệm vụ cao hơn" in words(page) and "Công bố thứ tự mới" not in words(page)


def test_without_a_list_there_is_nothing_to_share(client):
    from tests.factories import PeriodFactory, UnitFactory, UserFactory
    from units.accounts.enums import Role

    unit = UnitFactory()
    PeriodFactory(unit=unit)
    client.force_login(UserFactory(role=Role.OFFICER, over=unit))
    for page in (QUOTA, TRY):
        assert client.get(reverse(page)).url == reverse("awards:nominations.index")


def test_the_paper_of_all_units_and_of_one(client, year):
    one, two = year.units
    distribute(year.listing, year.awards["CSTT"], {one.pk: (1, None)}, by=year.officer)
    year.nominate("CSTT", year.person(1))
    client.force_login(year.officer)
    sheet = _sheet(client, year, "LA")
    cells = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert [2, str(one), 1, 0, 1] in cells
    assert [3, str(two), 0, 1, -1] in cells
    assert ["Chưa phân bổ", 1] in cells
    client.force_login(year.clerks[0])
    cells = [row for row in _sheet(client, year, one.code).iter_rows(values_only=True) if row[0] == 1]
    assert [row[:6] for row in cells] == [(1, str(one), "Chiến sĩ tiên tiến", 1, 0, 1)]


def _sheet(client, year, code: str):
    query = {"nam": 2023, "dv": code}
    file = client.get(reverse("awards:reports.download", args=["quota-shares", "xlsx"], query=query))
    return load_workbook(BytesIO(file.getvalue())).worksheets[-1]


@pytest.mark.parametrize("lines", [1, 20])
def test_pages_ask_the_same_for_one_line_and_for_many(client, year, lines):
    distribute(year.listing, year.awards["CSTT"], {year.units[0].pk: (2, None)}, by=year.officer)
    for number in range(lines):
        year.nominate("CSTT", year.person(number % 2))
    client.force_login(year.officer)
    client.get(reverse(QUOTA))
    asked = []
    for page in (
        reverse(QUOTA, query={"danh_hieu": "CSTT"}),
        reverse(TRY, query={"danh_hieu": "CSTT"}),
        address(year),
    ):
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        asked.append(len(queries))
    assert asked == [16, 12, 15]
