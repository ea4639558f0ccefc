"""A leaving day written down by mistake is taken back."""

from datetime import date

import pytest

from tests.factories import UnitFactory, UserFactory
from thidua.errors import RuleViolation
from units.accounts.enums import Role
from units.models import AuditEvent
from units.people import services

pytestmark = pytest.mark.django_db


def test_a_leaving_day_taken_back_leaves_no_gap_and_its_reason(client):
    unit = UnitFactory(code="LA-01")
    officer = UserFactory(role=Role.OFFICER, over=unit)
    person = services.create_person(
        by=officer, service_number="A1", full_name="Nguyễn Văn An", rank="dai-uy", position="Đội trưởng", unit=unit,
        object_group="officer", joined_on=date(2010, 3, 1),
    )  # fmt: skip
    with pytest.raises(RuleViolation, match="đang công tác"):
        services.take_back_leaving(person, by=officer, reason="Nhầm")
    services.promote(person, by=officer, rank="thieu-ta", from_day=date(2018, 1, 1))
    services.end_service(person, by=officer, on=date(2020, 5, 31), reason="Nghỉ hưu")
    client.force_login(officer)
    page = f"/units/people/{person.pk}/leave/take-back/"
    assert f'href="{page}"' in client.get(f"/units/people/{person.pk}/").content.decode()
    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"reason": "Ghi nhầm người"}).status_code == 302
    person.refresh_from_db()
    assert person.left_on is None
    assert [(row.valid_from, row.valid_to) for row in person.ranks.all()] == [
        (date(2018, 1, 1), None), (date(2010, 3, 1), date(2017, 12, 31)),
    ]  # fmt: skip
    assert [row.valid_to for row in person.postings.all()] == [None]
    event = AuditEvent.objects.about(person).first()
    assert (event.action, event.reason, event.acted_on) == (
        "people.take_back_leaving",
        "Ghi nhầm người",
        date(2020, 5, 31),
    )
    unit.closed_on = date(2021, 1, 1)
    services.end_service(person, by=officer, on=date(2020, 5, 31), reason="Nghỉ hưu")
    unit.save()
    with pytest.raises(RuleViolation, match="không có nơi để trở lại"):
        services.take_back_leaving(person, by=officer, reason="Nhầm")
