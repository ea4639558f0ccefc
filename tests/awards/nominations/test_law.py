"""A list is judged by the law of its deadline, or by another one with a reason; what changes is said first."""

from datetime import date

import pytest
from django.urls import reverse

from awards.catalogue.queries import rule_set_on
from awards.models import RuleSet
from awards.nominations.law import choose_law, law_day
from awards.nominations.queries import other_law_on
from tests.factories import UserFactory
from tests.factories.nominations import law, nomination_year
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.audit.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.both]
WHY = "Hồ sơ lập theo hướng dẫn mới"


def year():
    """Somebody whom R2003 bars for the tests and R2022, which asks for none, does not."""
    y = nomination_year(titles=[{"award": "CSTT"}, {"award": "CSTDCS"}])
    law("CSTT", "CSTDCS", rule_set="R2022")
    return y, y.nominate("CSTT", y.person(tests=60)), RuleSet.objects.get(code="R2022")


def test_the_same_person_under_r2003_and_r2022_gets_two_explained_answers():
    y, line, new = year()
    assert (line.rule_set.code, line.eligibility) == ("R2003", "ineligible")
    assert line.eligibility_reason == "Kiểm tra 60% khá, giỏi, cần từ 75%"
    with y.in_time():
        change = choose_law(y.listing, by=y.officer, rule_set=new, reason=WHY)
    assert change.summary[1]["lines"] == [
        "1/1 đề nghị xét khác đi",
        f"{line.subject_name}, Chiến sĩ tiên tiến: Chưa đủ điều kiện → Đủ điều kiện",
    ]
    line.refresh_from_db()
    y.listing.refresh_from_db()
    assert (line.rule_set, line.eligibility) == (new, "eligible")
    assert (y.listing.law_day, y.listing.rule_day, y.listing.law_reason) == (date(2024, 1, 1), date(2024, 1, 1), WHY)
    assert y.listing.awards.get(award__code="CSTT").quota is None  # the new law sets no cap
    event = AuditEvent.objects.about(y.listing).first()
    assert (event.action, event.reason) == ("nomination_list.choose_law", WHY)
    assert event.changes["law"] == ["R2003", "R2022"]
    assert event.facts == {"lines_judged": 1, "judged_differently": 1}
    with y.in_time():
        later = y.nominate("CSTDCS", y.person(tests=60))
        with pytest.raises(RuleViolation, match="đang xét theo quy định này"):
            choose_law(y.listing, by=y.officer, rule_set=new, reason=WHY)  # a second click
        choose_law(y.listing, by=y.officer, rule_set=None, reason="Trở lại")
    assert later.rule_set == new
    for one in (line, later):
        one.refresh_from_db()
        assert (one.rule_set.code, one.eligibility) == ("R2003", "ineligible")


def test_who_may_choose_why_and_when():
    y, line, new = year()
    law("CSTT", rule_set="R2022b")
    with y.in_time():
        for role in (Role.CLERK, Role.UNIT_LEADER, Role.TELLER):
            with pytest.raises(Forbidden, match="thư ký Hội đồng"):
                choose_law(y.listing, by=UserFactory(role=role, over=y.listing.unit), rule_set=new, reason=WHY)
        with pytest.raises(RuleViolation, match="Ghi lý do"):
            choose_law(y.listing, by=y.officer, rule_set=new, reason="  ")
        with pytest.raises(RuleViolation, match="Chưa thể xét") as refused:
            choose_law(y.listing, by=y.officer, rule_set=RuleSet.objects.get(code="R2022b"), reason=WHY)
        assert refused.value.reasons == ["Chiến sĩ thi đua không có trong quy định này."]
        line.refresh_from_db()
        assert line.rule_set.code == "R2003"
        secretary = UserFactory(role=Role.SECRETARY, over=y.listing.unit)
        choose_law(y.listing, by=secretary, rule_set=new, reason=WHY)
        type(y.listing).objects.filter(pk=y.listing.pk).update(state="locked")
        with pytest.raises(StateConflict):
            choose_law(y.listing, by=y.officer, rule_set=None, reason=WHY)


def test_the_day_that_stands_for_a_rule_set():
    for code in ("R2003", "R2026"):
        law("CSTT", "CSTDCS", rule_set=code)
    old, new = RuleSet.objects.get(code="R2003"), RuleSet.objects.get(code="R2026")
    assert law_day(old, date(2023, 10, 13)) is None  # it holds anyway: nothing is overridden
    assert law_day(None, date(2023, 10, 13)) is None
    assert law_day(old, date(2026, 11, 1)) == date(2023, 12, 31)
    assert law_day(new, date(2023, 10, 13)) == date(2026, 10, 1)
    assert rule_set_on(law_day(old, date(2026, 11, 1))) == old


def test_choose_law_is_shown_before_it_is_done(client):
    y, line, _ = year()
    address = reverse("awards:nominations.choose_law", args=[y.listing.pk])
    client.force_login(y.clerks[0])
    assert client.get(address).status_code == 403
    client.force_login(y.officer)
    with y.in_time():
        assert "Đang xét theo R2003, ngày hết hạn nhận đề nghị (13/10/2023)" in client.get(address).content.decode()
        wrong = client.post(address, {"rule_set": "R1900", "reason": ""})
        assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"rule_set", "reason"})
        draft = client.post(address, {"rule_set": "R2022", "reason": WHY}).context["draft"]
        line.refresh_from_db()
        assert line.eligibility == "ineligible"
        done = client.post(address, {"rule_set": "R2022", "reason": WHY, "xac_nhan": draft.mark})
        assert done.url == reverse("awards:nominations.index")
        page = client.get(reverse("awards:nominations.edit_list", args=[y.listing.pk])).content.decode()
    assert WHY in page
    line.refresh_from_db()
    assert line.eligibility == "eligible"


def test_a_list_is_judged_by_the_day_its_decision_is_signed():
    y, line, new = year()
    with y.in_time():
        for day, said in ((date(2023, 10, 12), "không ký trước ngày hết hạn"), (date(1999, 1, 1), "không ký trước")):
            with pytest.raises(RuleViolation, match=said) as refused:
                choose_law(y.listing, by=y.officer, signed_on=day, reason=WHY)
            assert refused.value.field == "signed_on"
        with pytest.raises(RuleViolation, match="không cả hai"):
            choose_law(y.listing, by=y.officer, signed_on=date(2024, 1, 5), rule_set=new, reason=WHY)
        change = choose_law(y.listing, by=y.officer, signed_on=date(2024, 1, 5), reason=WHY)
        assert change.summary[0]["lines"][1] == "Xét theo ngày ký quyết định dự kiến (05/01/2024)"
        line.refresh_from_db()
        y.listing.refresh_from_db()
        assert (line.rule_set, line.eligibility) == (new, "eligible")
        assert (y.listing.rule_day, y.listing.law_by_signing) == (date(2024, 1, 5), True)
        assert other_law_on(y.listing, date(2024, 1, 9)) == ""
        assert other_law_on(y.listing, date(2023, 12, 29)).startswith(
            "Danh sách được xét theo R2022, ngày ký quyết định dự kiến (05/01/2024); ngày 29/12/2023 thuộc R2003."
        )
        # The same law chosen as such is another answer: it is not undone by a click on the same day.
        choose_law(y.listing, by=y.officer, reason="Theo hạn nhận")
    y.listing.refresh_from_db()
    assert (y.listing.law_day, y.listing.law_by_signing, y.listing.law_reason) == (None, False, "")
