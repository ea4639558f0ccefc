"""What the office adds to the catalogue on a page: shown first, done once, kept when something is wrong."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from awards.catalogue import queries
from awards.catalogue.services import load_catalogue
from awards.models import Award, RuleSet
from tests.factories import UnitFactory, UserFactory
from tests.kept import kept
from thidua import clock
from units.accounts.enums import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]
loaded = kept(load_catalogue)
WHY = "Thông tư 12/2026/TT-BQP"
RULE = {
    "valid_from": "01/12/2026", "reason": WHY, "deciding_level": "MINISTRY", "deciding_authority": "Bộ trưởng",
    "legal_basis": WHY, "commendation_types": ["CONG_TRANG"],
}  # fmt: skip
AWARD = {"code": "HC_MOI", "name": "Huy chương mới", "short_name": "HC mới", "kind": "form", "subject": "individual"}


@pytest.fixture
def officer(client):
    user = UserFactory(role=Role.OFFICER, over=UnitFactory())
    client.force_login(user)
    with clock.at(datetime(2026, 11, 2, 9)):
        yield user


def agreed(client, address: str, data: dict):
    """The preview is shown, then agreed to."""
    draft = client.post(address, data).context["draft"]
    assert draft.act is None
    return client.post(address, {**data, "xac_nhan": draft.mark})


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_add_award_asks_for_everything_and_is_done_once(client, officer):
    here = reverse("awards:catalogue.add_award")
    assert here in words(client.get(reverse("awards:catalogue.index")))
    page = client.post(here, {**AWARD, **RULE, "bonus_multiple": "1,5"})
    assert (page.status_code, set(page.context["form"].errors)) == (
        422,
        {"confidence", "bonus_basis", "bonus_confidence"},
    )
    page = client.post(here, {**AWARD, **RULE, "them_c": "1", "loai": "months_in_post"})  # one more line, not judged
    assert (page.status_code, list(page.context["form"].errors)) == (200, [])
    assert 'value="Huy chương mới"' in words(page)
    data = {
        **AWARD, **RULE, "confidence": "S", "c": ["1"], "c1_code": "months_in_post", "c1_value": "6",
        "c1_text": "Công tác từ 6 tháng trong kỳ", "c1_confidence": "V",
    }  # fmt: skip
    answer = agreed(client, here, data)
    made = Award.objects.get(code="HC_MOI")
    assert answer.url == reverse("awards:catalogue.award", args=[made.pk]) + "?ngay=01/12/2026"
    shown = words(client.get(answer.url))
    assert (
        "Công tác từ 6 tháng trong kỳ" in shown and reverse("awards:catalogue.end", args=[made.rules.get().pk]) in shown
    )
    again = client.post(here, {**data, "xac_nhan": "x"})
    assert again.url == reverse("awards:catalogue.index")
    assert Award.objects.filter(code="HC_MOI").count() == 1
    taken = client.post(here, {**data, "reason": "Lại"})
    assert "Mã HC_MOI đã dùng cho Huy chương mới." in taken.context["form"].non_field_errors()


def test_end_then_add_rule(client, officer):
    award = Award.objects.get(code="CSTT")
    rule = queries.rule_on(award, clock.today())
    page = reverse("awards:catalogue.award", args=[award.pk])
    answer = agreed(client, reverse("awards:catalogue.end", args=[rule.pk]), {"valid_to": "31/12/2026", "reason": WHY})
    assert answer.url == page
    rule.refresh_from_db()
    assert rule.valid_to == date(2026, 12, 31)
    new = reverse("awards:catalogue.add_rule", args=[award.pk])
    assert new not in words(client.get(page))
    assert new in words(client.get(page + "?ngay=01/01/2027"))
    assert "bonus_multiple_collective" not in client.get(new).context["form"].fields
    agreed(client, new, {**RULE, "valid_from": "01/02/2027", "confidence": "S"})
    assert queries.rule_on(award, date(2027, 2, 1)).made_by == officer


def test_add_rule_set_begins_with_the_law_before_it(client, officer, django_assert_num_queries):
    here, rows = reverse("awards:catalogue.add_rule_set"), reverse("awards:catalogue.rule_sets")
    with django_assert_num_queries(6):
        assert here in words(client.get(rows))
    page = client.get(here)
    first = page.context["form"].condition_rows()[0]
    assert first["text"].value() == RuleSet.objects.get(code="R2026").principles[0]["text"]
    data = {
        "valid_from": "01/01/2028", "code": "R2028", "name": "Luật 2028", "legal_basis": "Luật 1/2027/QH16",
        "reason": "Luật mới", "copied_as": "B", "left_out": [str(Award.objects.get(code="GK").pk)],
        "c": ["1", "2"], "c1_code": "no_discipline", "c1_text": "Không bị kỷ luật", "c1_confidence": "V",
        "c2_code": "no_open_hold", "c2_text": "Bỏ", "c2_confidence": "V", "c2_drop": "on",
    }  # fmt: skip
    page = client.post(here, data)
    assert (page.status_code, set(page.context["form"].errors)) == (422, {"confidence"})
    assert agreed(client, here, {**data, "confidence": "S"}).url == rows
    law = RuleSet.objects.get(code="R2028")
    assert [row["text"] for row in law.principles] == ["Không bị kỷ luật"]
    page = words(client.get(rows))
    assert "Luật 2028" in page and "(chưa có hiệu lực)" in page and f"{officer} ghi" in page
    client.force_login(UserFactory(role=Role.CLERK, over=UnitFactory()))
    assert here not in words(client.get(rows))
