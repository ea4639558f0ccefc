"""Work of the first step of a year: it comes to the right role, leads to the right page, and goes once it is done."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from awards.home.todo import waiting_for
from awards.models import BestPractice, Movement, Phase, RegisteredTitle, Registration
from awards.years import campaigns
from awards.years.enums import Step
from tests.awards.results.year import make_year
from tests.factories import UserFactory
from tests.factories.ballots import award
from tests.kept import kept
from thidua import clock
from units.accounts.enums import Role
from units.models import User

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2022, 10, 20, 9))


@pytest.fixture(autouse=True)
def _now():
    with clock.at(NOW):
        yield


def build() -> SimpleNamespace:
    """Two units in the first step of their year; a movement that asks the first one only."""
    year = make_year(units=2, criteria=1)
    Phase.objects.create(period=year.period, step=Step.LAUNCH, due_at=NOW + timedelta(days=5))
    movement = Movement.objects.create(
        period=year.period, kind="thematic", name="Mùa mưa", starts_on=date(2022, 10, 1), ends_on=date(2022, 10, 25),
        register_by=date(2022, 10, 22), state="launched", created_by=year.officer,
    )  # fmt: skip
    movement.units.set([year.units[0]])
    leader = UserFactory(role=Role.UNIT_LEADER, over=year.units[0])
    return SimpleNamespace(year=year, movement=movement, leader=leader, clerk=year.clerks[0], other=year.clerks[1])


world = kept(build)


def waits(user: User, *words: str) -> list[tuple[str, str]]:
    """(title, address) of what waits and speaks of one of the words; the account as a new request would load it."""
    found = waiting_for(User.objects.get(pk=user.pk))
    return [(item.title, item.url) for item in found if any(word in item.title for word in words)]


def test_a_movement_waits_for_the_units_it_asks(world):
    join = reverse("awards:years.movement_join", args=[world.movement.pk, world.year.units[0].code])
    assert waits(world.clerk, "Mùa mưa") == waits(world.leader, "Mùa mưa") == [("Đăng ký tham gia “Mùa mưa”", join)]
    assert waits(world.other, "Mùa mưa") == []
    assert [title for title, _ in waits(world.year.officer, "Mùa mưa")] == ["Tổng kết phong trào “Mùa mưa”"]
    campaigns.join(world.movement, world.year.units[0], by=world.clerk, people=3)
    assert waits(world.clerk, "Mùa mưa") == []
    with clock.at(NOW - timedelta(days=10)):
        assert waits(world.year.officer, "Mùa mưa") == []  # its last day is far


def test_a_registration_goes_from_the_clerk_to_the_leader(world):
    unit, period = world.year.units[0], world.year.period
    page = reverse("awards:criteria.registration", args=[period.pk, unit.code])
    assert waits(world.clerk, "thi đua") == [("Đăng ký thi đua", page)]
    assert [title for title, _ in waits(world.year.officer, "đăng ký")] == ["2 đơn vị chưa gửi đăng ký thi đua"]
    row = Registration.objects.create(period=period, unit=unit, state="sent", sent_at=NOW, sent_by=world.clerk)
    RegisteredTitle.objects.create(registration=row, award=award("CSTT"), count=1)
    assert (waits(world.clerk, "đăng ký"), waits(world.leader, "đăng ký")) == (
        [],
        [("Xác nhận bản đăng ký thi đua", page)],
    )
    assert [title for title, _ in waits(world.year.officer, "đăng ký")] == ["1 đơn vị chưa gửi đăng ký thi đua"]
    Registration.objects.update(state="returned", return_reason="Sửa số")
    assert waits(world.clerk, "đăng ký") == [("Sửa bản đăng ký thi đua bị trả lại", page)]
    Registration.objects.update(state="confirmed")
    assert waits(world.clerk, "đăng ký") == waits(world.leader, "đăng ký") == []
    Phase.objects.filter(step=Step.LAUNCH).update(finished_on=date(2022, 10, 19))
    assert waits(world.other, "đăng ký", "Đăng ký") == waits(world.year.officer, "đăng ký") == []


def test_models_wait_for_the_office(world):
    BestPractice.objects.create(period=world.year.period, unit=world.year.units[0], name="Gạo", state="sent")
    address = f"{reverse('awards:years.practices')}?nam=2023&dv=LA&trang_thai=sent"
    assert waits(world.year.officer, "mô hình") == [("Xem 1 mô hình chờ đưa vào thư viện", address)]
    assert waits(world.clerk, "mô hình") == []
