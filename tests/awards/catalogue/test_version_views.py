"""The office changes the law on a page: every line typed, shown before it is done, kept when something is wrong."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from awards.catalogue import queries
from awards.catalogue.services import load_catalogue
from awards.catalogue.versions import parts_of
from awards.models import Award, AwardRule, BaseSalary, FundShare, MoneyRule
from tests.factories import UnitFactory, UserFactory
from tests.kept import kept
from thidua import clock
from units.accounts.enums import Role
from units.audit.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]
loaded = kept(load_catalogue)


@pytest.fixture
def officer(client):
    user = UserFactory(role=Role.OFFICER, over=UnitFactory())
    client.force_login(user)
    with clock.at(datetime(2026, 11, 2, 9)):
        yield user


def rule(code: str) -> AwardRule:
    return queries.rule_on(Award.objects.get(code=code), clock.today())


def address(row: AwardRule, verb: str = "renew") -> str:
    return reverse(f"awards:catalogue.{verb}", args=[row.pk])


def typed(page) -> dict:
    """Everything the browser would send of the form as it is shown."""
    form, data = page.context["form"], {"c": [], "q": []}
    for name in form.fields:
        value = form[name].value()
        if value not in (None, "", False, []):
            data[name] = "on" if value is True else value
    data["c"], data["q"] = list(form.conditions), list(form.quotas)
    return data


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("code", ["CSTDCS", "CSTT", "BK_BQP", "CTD_BTL", "GK", "CSTDTQUAN", "DVQT"])
def test_renew_with_only_the_day_says_that_nothing_is_other(client, officer, code):
    """What the form shows, sent back, is the row as it was: nothing is lost on the way."""
    row = rule(code)
    page = client.get(address(row))
    answer = client.post(address(row), {**typed(page), "valid_from": "01/12/2026", "reason": "Xem lại"})
    assert answer.context["form"].non_field_errors() == ["Chưa có gì khác quy định đang dùng."]
    assert answer.status_code == 422


def test_renew_is_shown_done_once_and_found_again(client, officer, django_assert_num_queries):
    row = rule("CSTDCS")
    with django_assert_num_queries(9):
        page = client.get(address(row))
    data = typed(page)
    page = client.post(address(row), {**data, "them_c": "1", "loai": "months_in_post"})
    assert (page.status_code, list(page.context["form"].errors)) == (200, [])
    data = typed(page)
    number = data["c"][-1]
    assert data[f"c{number}_text"] == "Công tác từ 10 tháng trong kỳ"
    page = client.post(address(row), {**data, "them_q": "1"})
    data = {**typed(page), "valid_from": "01/12/2026", "reason": "Thông tư 12/2026/TT-BQP", "bonus_multiple": "1,2"}
    page = client.post(address(row), data)
    errors = page.context["form"].errors
    assert (page.status_code, set(errors)) == (422, {f"c{number}_value", "q1_percent"})
    assert errors[f"c{number}_value"] == ["Ghi số tháng."]
    assert typed(page)["bonus_multiple"] == "1,2"  # what was typed stays
    data |= {f"c{number}_value": "13", "q1_percent": "10,5"}
    page = client.post(address(row), data)
    assert page.context["form"].errors == {f"c{number}_value": ["Số lớn nhất được nhập là 12."]}
    page = client.post(address(row), data | {f"c{number}_value": "10", "c1_drop": "on"})
    draft = page.context["draft"]
    shown = {label: (before, after) for label, before, after in draft.sections[1]["changes"]}
    assert shown["Hệ số thưởng"] == ("1 × lương cơ sở", "1,2 × lương cơ sở")
    assert shown["Tỷ lệ, số lượng tối đa"][1] == "tối đa 10,5% tổng quân số (đọc trong văn bản)"
    assert shown["Điều kiện"][0].startswith("Đạt Chiến sĩ tiên tiến")
    assert AwardRule.objects.filter(award=row.award).count() == 4  # nothing is done yet
    sent = {name: [value for key, value in page.context["kept"] if key == name] for name, _ in page.context["kept"]}
    answer = client.post(address(row), sent | {"xac_nhan": draft.mark})
    made = AwardRule.objects.get(award=row.award, made_by=officer)
    assert answer.url == reverse("awards:catalogue.award", args=[row.award_id]) + "?ngay=01/12/2026"
    assert (made.bonus_multiple, made.prerequisites.last().value) == (Decimal("1.2"), 10)
    again = client.post(address(row), sent | {"xac_nhan": draft.mark})  # a second click
    assert again.status_code == 302
    assert AwardRule.objects.filter(award=row.award).count() == 5
    assert AuditEvent.objects.about(row.award).count() == 1
    page = words(client.get(answer.url))
    for said in ("Thông tư 12/2026/TT-BQP", f"{officer} ghi", "Lịch sử sửa đổi", "Rút quy định chưa có hiệu lực"):
        assert said in page


def test_renew_goes_back_with_everything_typed_and_shows_anew_what_changed_meanwhile(client, officer):
    row = rule("CSTT")
    data = {**typed(client.get(address(row))), "valid_from": "01/12/2026", "reason": "Sửa", "notes": "Ghi chú mới"}
    page = client.post(address(row), {**data, "xac_nhan": "another preview"})
    assert page.context["changed"]
    assert AwardRule.objects.filter(award=row.award).count() == 4
    back = client.post(address(row), {**data, "sua": "1"})
    assert typed(back)["notes"] == "Ghi chú mới"
    for wrong in ({"valid_from": "31/02/2026"}, {"deciding_level": "KING"}, {"c1_code": "no_such_code"}):
        assert client.post(address(row), {**data, **wrong}).status_code in (200, 422)
    assert AwardRule.objects.filter(award=row.award).count() == 4


def test_renew_keeps_a_condition_the_engine_does_not_read_as_it_stands(client, officer):
    row = rule("CTD_CP")
    before = [(one.code, one.value) for one in row.prerequisites.all()]
    data = {**typed(client.get(address(row))), "valid_from": "01/12/2026", "reason": "Sửa", "notes": "Khác"}
    draft = client.post(address(row), data).context["draft"]
    client.post(address(row), {**data, "xac_nhan": draft.mark})
    made = AwardRule.objects.get(award=row.award, made_by=officer)
    assert [(one.code, one.value) for one in made.prerequisites.all()] == before
    assert parts_of(made).conditions == parts_of(row).conditions
    page = client.post(address(made, "withdraw"), {"reason": "Thông tư hoãn"})
    answer = client.post(address(made, "withdraw"), {"reason": "Thông tư hoãn", "xac_nhan": page.context["draft"].mark})
    assert answer.status_code == 302
    assert not AwardRule.objects.filter(pk=made.pk).exists()
    assert "Không rút được" in words(client.get(address(row, "withdraw")))


def test_award_offers_the_change_to_the_office_alone(client, officer):
    page = reverse("awards:catalogue.award", args=[Award.objects.get(code="CSTT").pk])
    assert address(rule("CSTT")) in words(client.get(page))
    client.force_login(UserFactory(role=Role.CLERK, over=UnitFactory()))
    assert address(rule("CSTT")) not in words(client.get(page))


def test_money_shows_every_row_and_the_office_writes_new_ones(client, officer, django_assert_num_queries):
    here, add = reverse("awards:catalogue.money"), reverse("awards:catalogue.add_salary")
    with django_assert_num_queries(8):
        page = words(client.get(here))
    for said in ("2.530.000", "1.390.000", "Nghị định 72/2018/NĐ-CP", "Làm tròn lên hàng chục nghìn đồng", add):
        assert said in page
    given = {"valid_from": "01/01/2027", "amount": "2,7", "legal_basis": "NĐ 1/2027", "confidence": "V", "reason": "x"}
    page = client.post(add, given)
    assert (page.status_code, set(page.context["form"].errors)) == (422, {"amount"})
    given["amount"] = "2.700.000"
    draft = client.post(add, given).context["draft"]
    assert BaseSalary.objects.filter(made_by=officer).count() == 0
    for _ in range(2):  # a second click changes nothing
        assert client.post(add, {**given, "xac_nhan": draft.mark}).url == here
    row = BaseSalary.objects.get(made_by=officer)
    withdraw = reverse("awards:catalogue.withdraw_salary", args=[row.pk])
    assert withdraw in words(client.get(here))
    draft = client.post(withdraw, {"reason": "Hoãn"}).context["draft"]
    client.post(withdraw, {"reason": "Hoãn", "xac_nhan": draft.mark})
    assert not BaseSalary.objects.filter(pk=row.pk).exists()
    other = MoneyRule.objects.get(valid_to=None)
    address = reverse("awards:catalogue.withdraw_rounding", args=[other.pk])
    assert "Chỉ rút được dòng do đơn vị ghi" in words(client.post(address, {"reason": "Thôi"}))
    assert client.get(reverse("awards:catalogue.add_rounding")).status_code == 200
    client.force_login(UserFactory(role=Role.CLERK, over=UnitFactory()))
    assert add not in words(client.get(here))


def test_money_add_and_withdraw_fund_share(client, officer):
    """20 % from 15/7/2025, by its circular and how sure that is; another row begins where that one ends."""
    here, add = reverse("awards:catalogue.money"), reverse("awards:catalogue.add_fund_share")
    page = words(client.get(here))
    for said in ("20 %", "Thông tư 28/2025/TT-BTC", "15/07/2025", add):
        assert said in page
    assert queries.fund_share_on(date(2025, 7, 14)) is None
    given = {"valid_from": "01/01/2030", "percent": "120", "legal_basis": "TT 1", "confidence": "V", "reason": "x"}
    assert set(client.post(add, given).context["form"].errors) == {"percent"}
    given["percent"] = "25"
    draft = client.post(add, given).context["draft"]
    assert FundShare.objects.count() == 1
    assert client.post(add, {**given, "xac_nhan": draft.mark}).url == here
    days = [queries.fund_share_on(day).percent for day in (date(2025, 7, 15), date(2029, 12, 31), date(2030, 1, 1))]
    assert days == [20, 20, 25]
    row = FundShare.objects.get(percent=25)
    withdraw = reverse("awards:catalogue.withdraw_fund_share", args=[row.pk])
    assert withdraw in words(client.get(here))
    draft = client.post(withdraw, {"reason": "Hoãn"}).context["draft"]
    client.post(withdraw, {"reason": "Hoãn", "xac_nhan": draft.mark})
    assert FundShare.objects.get().valid_to is None
    for percent in (0, 101):
        with pytest.raises(IntegrityError), transaction.atomic():
            FundShare.objects.update(percent=percent)
