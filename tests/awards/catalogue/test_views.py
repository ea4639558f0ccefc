"""Pages of the catalogue: the law on a day, read by everybody signed in."""

from datetime import date

import pytest
from django.urls import reverse

from awards.catalogue.services import load_catalogue
from awards.models import Award, AwardRule, Movement
from awards.years.enums import PeriodState
from tests.factories import PeriodFactory, UnitFactory, UserFactory
from tests.kept import kept
from thidua import clock
from units.accounts.enums import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

INDEX = "/awards/catalogue/"


loaded = kept(load_catalogue)


@pytest.fixture
def clerk(client):
    user = UserFactory(role=Role.CLERK, over=UnitFactory())
    client.force_login(user)
    return user


def words(response) -> str:
    return " ".join(response.content.decode().split())


def codes(response) -> list[str]:
    return [rule.award.code for rule in response.context["list"]]


def page_of(code: str) -> str:
    return reverse("awards:catalogue.award", args=[Award.objects.get(code=code).pk])


@pytest.mark.parametrize("code", [None, "CSTT"])
def test_pages_need_a_login(client, code):
    answer = client.get(page_of(code) if code else INDEX)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


def test_index_shows_the_law_of_the_day(client, clerk):
    before = client.get(INDEX, {"ngay": "18/10/2023"})
    assert before.context["rule_set"].code == "R2003"
    assert len(codes(before)) == 21
    after = client.get(INDEX, {"ngay": "18/10/2024"})
    assert after.context["rule_set"].code == "R2022"
    assert len(codes(after)) == 22


def test_index_default_day_is_the_end_of_a_year_that_is_over(client, clerk):
    PeriodFactory(unit=clerk.unit, year=2023, state=PeriodState.CLOSED)
    answer = client.get(INDEX)
    assert answer.context["day"] == date(2023, 9, 30)
    assert "Mức lương cơ sở 1.800.000 đồng" in words(answer)


def test_index_default_day_is_today_without_a_year(client, clerk):
    assert client.get(INDEX).context["day"] == clock.today()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "chien si thi dua"}, ["CSTDTQUOC", "CSTDTQUAN", "CSTDCS"]),
        ({"q": "CHIẾN SĨ TIÊN"}, ["CSTT"]),
        ({"q": "dvqt"}, ["DVQT"]),
        ({"q": "bang khen", "doi_tuong": "collective"}, ["BK_TTG", "BK_BQP", "BK_BTL"]),
        ({"loai": "title", "doi_tuong": "individual"}, ["CSTDTQUOC", "CSTDTQUAN", "CSTDCS", "CSTT", "LDTT"]),
        ({"quy_dinh": "R2022", "q": "quan ky"}, ["HCQKQT"]),
        ({"q": "quan ky"}, ["HCQKQT"]),
        ({"q": "anh hung"}, []),
        ({"q": "khong co gi"}, []),
    ],
)
def test_index_filters(client, clerk, query, found):
    assert codes(client.get(INDEX, {"ngay": "18/10/2023", **query})) == found


@pytest.mark.parametrize("query", [{"ngay": "31/02/2023"}, {"loai": "xx"}, {"quy_dinh": "R1900"}, {"trang": "x"}])
def test_index_ignores_wrong_filters(client, clerk, query):
    answer = client.get(INDEX, query)
    assert answer.status_code == 200
    assert codes(answer)


def test_index_says_so_when_nothing_is_found(client, clerk):
    assert "Không có danh hiệu, hình thức nào khớp" in words(client.get(INDEX, {"q": "khong co gi"}))


def test_index_amounts_of_the_day(client, clerk):
    rows = {row.rule.award.code: row for row in client.get(INDEX, {"ngay": "18/10/2023"}).context["rows"]}
    assert rows["CSTT"].individual.paid == 540_000
    assert rows["CSTT"].collective is None
    assert rows["DVQT"].collective.paid == 2_700_000
    assert (rows["GK"].individual.paid, rows["GK"].collective.paid) == (540_000, 1_080_000)


@pytest.mark.parametrize("query", [{"q": "giay khen"}, {}])
def test_index_query_count(client, clerk, django_assert_num_queries, query):
    PeriodFactory(unit=clerk.unit)
    address = {"ngay": "18/10/2024", **query}
    client.get(INDEX, address)
    with django_assert_num_queries(18):
        client.get(INDEX, address)


def test_award_on_the_day_of_the_decision(client, clerk):
    page = words(client.get(page_of("CSTT"), {"ngay": "18/10/2025"}))
    assert "0,3 × 2.340.000 = 702.000" in page
    assert "710.000 đồng" in page
    assert "Nghị định 73/2024/NĐ-CP" in page


def test_award_shows_conditions_quota_votes_and_how_sure_they_are(client, clerk):
    page = words(client.get(page_of("CSTDCS"), {"ngay": "18/10/2023"}))
    assert "Đạt Chiến sĩ tiên tiến hoặc Lao động tiên tiến cùng năm" in page
    assert "Tối đa 10% tổng quân số" in page
    assert "(nêu để đối chiếu)" in page
    assert "Văn bản không đặt ngưỡng phiếu" in page
    assert "Nguồn thứ cấp" in page
    later = client.get(page_of("CSTDCS"), {"ngay": "18/10/2024"})
    assert "Từ 4/5 tổng số thành viên trở lên" in words(later)
    assert dict(later.context["votes"])[15] == 12


def test_award_lists_every_rule_it_has_had(client, clerk):
    rules = client.get(page_of("DVTT")).context["rules"]
    assert [rule.rule_set.code for rule in rules] == ["R2026", "R2022b", "R2022", "R2003"]


def test_award_without_a_rule_on_that_day(client, clerk):
    answer = client.get(page_of("AHLLVT"), {"ngay": "18/10/2023"})
    assert answer.context["rule"] is None
    assert "Chưa có quy định cho ngày này" in words(answer)


def test_award_wrong_day_is_named_and_what_was_typed_stays(client, clerk):
    page = words(client.get(page_of("CSTT"), {"ngay": "31/02/2023"}))
    assert "“31/02/2023”: Không có ngày 31/02/2023" in page
    assert 'value="31/02/2023"' in page


def test_award_every_page_opens_on_every_law(client, clerk):
    for award in Award.objects.all():
        for day in ("01/01/2017", "18/10/2023", "18/10/2024", "18/10/2025", "18/10/2026"):
            assert client.get(page_of(award.code), {"ngay": day}).status_code == 200


def test_award_not_there(client, clerk):
    assert client.get("/awards/catalogue/99999/").status_code == 404


@pytest.mark.parametrize("code", ["CSTT", "CSTDCS"])
def test_award_query_count(client, clerk, django_assert_num_queries, code):
    address = page_of(code)
    client.get(address, {"ngay": "18/10/2024"})
    with django_assert_num_queries(14):
        client.get(address, {"ngay": "18/10/2024"})


def test_catalogue_is_read_only(client, clerk):
    before = list(AwardRule.objects.values())
    for address in (INDEX, page_of("CSTT")):
        client.post(address, {"percent": "99"})
    assert list(AwardRule.objects.values()) == before


def test_movement_awards_are_set_by_the_desk_row_by_row(client):
    period = PeriodFactory(unit=UnitFactory(is_reporting=False))
    officer = UserFactory(role=Role.OFFICER, over=period.unit)
    movement = Movement.objects.create(
        period=period, kind="regular", name="Giúp dân", starts_on=period.starts_on, ends_on=period.ends_on,
        state="launched", created_by=officer,
    )  # fmt: skip
    address = reverse("awards:catalogue.movement_awards", args=[movement.pk])
    form, title = (Award.objects.get(code=code) for code in ("GK", "CSTT"))
    client.force_login(UserFactory(role=Role.CLERK, over=UnitFactory(parent=period.unit)))
    assert client.get(address).status_code == 403
    client.force_login(officer)
    answer = client.post(address, {"award_1": str(title.pk), "collectives_1": "2", "people_2": "3"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["award_2"] == ["Chọn danh hiệu, hình thức cho số này."]
    answer = client.post(address, {"award_1": str(title.pk), "collectives_1": "2"})
    assert f"{title.short_name} chỉ tặng cá nhân, không ghi số tập thể." in str(answer.context["form"].errors)
    answer = client.post(address, {"award_1": str(form.pk), "collectives_1": "2", "people_1": "5"})
    assert answer.url == reverse("awards:years.movement", args=[movement.pk])
    assert [(row.award, row.collectives, row.people) for row in movement.awards.all()] == [(form, 2, 5)]
