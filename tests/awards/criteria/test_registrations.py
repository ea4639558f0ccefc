"""Registrations: what a unit may put down, who sends and who signs, late ones, the table of all units."""

from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from awards.catalogue.services import load_catalogue
from awards.criteria import registering
from awards.criteria.enums import RegistrationState
from awards.criteria.registration_queries import open_titles, standings
from awards.models import Award, EmulationPeriod, Notification, Phase, RegisteredTarget, RegisteredTitle, Registration
from awards.years.enums import Step
from awards.years.extensions import extend
from tests.awards.results.year import make_year
from tests.factories import PersonFactory, UnitFactory, UserFactory
from tests.kept import kept
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import AuditEvent

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2022, 10, 20, 9))
S = RegistrationState


@pytest.fixture(autouse=True)
def _now():
    with clock.at(NOW):
        yield


def build() -> SimpleNamespace:
    """A year of two units, each with targets of 120; the deadline of registration in five days."""
    load_catalogue()
    year = make_year(units=2, criteria=2)
    phase = Phase.objects.create(period=year.period, step=Step.LAUNCH, due_at=NOW + timedelta(days=5))
    unit = year.units[0]
    return SimpleNamespace(
        year=year, period=year.period, unit=unit, other=year.units[1], clerk=year.clerks[0], officer=year.officer,
        leader=UserFactory(role=Role.UNIT_LEADER, over=unit), people=[PersonFactory(unit=unit) for _ in range(3)],
        phase=phase, dvtt=Award.objects.get(code="DVTT"), cstt=Award.objects.get(code="CSTT"),
    )  # fmt: skip


world = kept(build)


def write(w, **changes) -> Registration:
    facts = {"titles": {w.dvtt.pk: 1, w.cstt.pk: 20}, "figures": {w.year.leaves[0].pk: Decimal(150)}} | changes
    return registering.write_registration(w.period, w.unit, by=w.clerk, **facts)


def at(name, *args):
    return reverse(f"awards:criteria.{name}", args=args)


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_unit_writes_what_it_can_hold_and_reach(world):
    with pytest.raises(RuleViolation) as refused:
        write(
            world, titles={world.dvtt.pk: 2, world.cstt.pk: 41, Award.objects.get(code="GK").pk: 1},
            figures={world.year.leaves[0].pk: Decimal(119), world.year.leaves[1].pk: Decimal("120.5")},
        )  # fmt: skip
    first, second = world.year.leaves
    assert refused.value.reasons == [
        f"{world.dvtt.short_name}: đăng ký 2, đơn vị chỉ có 1 tập thể.",
        f"{world.cstt.short_name}: đăng ký 41, đơn vị chỉ có quân số 40.",
        "Có danh hiệu không nằm trong quy định của năm này.",
        f"{first.code} {first.name}: số đăng ký ít nhất bằng chỉ tiêu 120.",
        f"{second.code} {second.name}: chỉ tiêu phải là số nguyên.",
    ]
    assert not Registration.objects.exists()
    for _ in range(2):
        row = write(world)
    assert AuditEvent.objects.about(row).count() == 1
    assert [str(one) for one in row.titles.all()] == [f"1 {world.dvtt.short_name}", f"20 {world.cstt.short_name}"]
    assert [(one.criterion, one.value) for one in row.targets.all()] == [(first, 150)]
    write(world, titles={world.cstt.pk: 18}, figures={first.pk: Decimal(120)})  # the target itself is not kept
    assert (RegisteredTitle.objects.get().count, RegisteredTarget.objects.count()) == (18, 0)
    for user in (world.officer, world.year.clerks[1]):
        with pytest.raises(Forbidden):
            registering.write_registration(world.period, world.unit, by=user, titles={})


def test_collectives_below_can_be_registered_too(world):
    UnitFactory(parent=world.unit, is_reporting=False)
    most = {row.award.code: row.most for row in open_titles(world.period, world.unit)}
    assert (most["DVTT"], most["CSTT"]) == (2, 40)


def test_sent_signed_given_back(world):
    row = write(world, titles={})
    with pytest.raises(RuleViolation) as refused:
        registering.send(row, by=world.clerk)
    assert refused.value.reasons == ["Chưa đăng ký danh hiệu nào."]
    write(world)
    registering.send(row, by=world.clerk)
    assert (row.state, row.sent_by, row.late_reason) == (S.SENT, world.clerk, "")
    with pytest.raises(StateConflict, match="không sửa được"):
        write(world)
    with pytest.raises(StateConflict):
        registering.send(row, by=world.clerk)
    registering.recall(row, by=world.clerk)
    registering.send(row, by=world.clerk)
    for user in (world.clerk, world.officer):
        with pytest.raises(Forbidden):
            registering.confirm(row, by=user)
    with pytest.raises(RuleViolation, match="Ghi lý do"):
        registering.give_back(row, by=world.leader, reason="")
    registering.give_back(row, by=world.leader, reason="Thiếu quyết tâm")
    assert (row.state, row.return_reason) == (S.RETURNED, "Thiếu quyết tâm")
    registering.send(row, by=world.clerk)
    registering.confirm(row, by=world.leader)
    assert (row.state, row.confirmed_by) == (S.CONFIRMED, world.leader)
    with pytest.raises(Forbidden):
        registering.reopen(row, by=world.leader, reason="x")
    registering.reopen(row, by=world.officer, reason="Sát lại chỉ tiêu")
    assert (row.state, row.confirmed_by) == (S.RETURNED, None)
    note = Notification.objects.get(user=world.leader)
    assert (note.text, note.link) == (
        "Bản đăng ký thi đua năm 2023 bị trả lại: Sát lại chỉ tiêu",
        at("registration", world.period.pk, world.unit.code),
    )


def test_late_only_with_a_reason_after_the_own_deadline(world):
    row = write(world)
    with clock.at(NOW + timedelta(days=6)):
        with pytest.raises(RuleViolation, match="Ghi lý do gửi muộn"):
            registering.send(row, by=world.clerk)
        extend(world.phase, by=world.officer, units=[world.unit], due_at=NOW + timedelta(days=8), reason="Bão")
        registering.send(row, by=world.clerk, late_reason="Không cần")
        assert row.late_reason == ""
        registering.recall(row, by=world.clerk)
    with clock.at(NOW + timedelta(days=9)):
        registering.send(row, by=world.clerk, late_reason="Mất điện")
    assert row.late_reason == "Mất điện"


def test_names_are_of_the_unit_and_never_more_than_registered(world):
    row = write(world, titles={world.dvtt.pk: 1, world.cstt.pk: 2})
    title = row.titles.get(award=world.cstt)
    with pytest.raises(RuleViolation, match="Ghi tên 3 người, đăng ký 2"):
        registering.name_people(title, by=world.clerk, people=world.people)
    with pytest.raises(RuleViolation, match="Không thuộc"):
        registering.name_people(title, by=world.clerk, people=[PersonFactory(unit=world.other)])
    with pytest.raises(RuleViolation, match="Danh hiệu tập thể"):
        registering.name_people(row.titles.get(award=world.dvtt), by=world.clerk, people=world.people[:1])
    registering.name_people(title, by=world.clerk, people=world.people[:2])
    write(world, titles={world.cstt.pk: 1})
    assert row.missing_to_send() == [f"{world.cstt.short_name}: ghi tên 2 người, đăng ký 1."]


def test_a_year_that_does_not_run_takes_nothing(world):
    row = write(world)
    for state, sentence in (("draft", "chưa bắt đầu"), ("closed", "đã khóa, chỉ còn để xem")):
        EmulationPeriod.objects.filter(pk=world.period.pk).update(state=state)
        with pytest.raises(StateConflict, match=sentence):
            write(world)
        with pytest.raises(RuleViolation):
            registering.send(Registration.objects.get(pk=row.pk), by=world.clerk)


def test_reminding_those_that_have_not_sent(world):
    registering.send(write(world), by=world.clerk)
    first, again = (registering.remind(world.period, by=world.officer) for _ in range(2))
    assert (first, again) == (([world.other], 1), ([world.other], 0))
    assert first.words == "Đã nhắc 1 đơn vị, 1 người."
    assert again.words == "Hôm nay đã nhắc các đơn vị này rồi, hoặc đơn vị chưa có tài khoản nhận."
    with pytest.raises(Forbidden):
        registering.remind(world.period, by=world.clerk)


# Pages ----------------------------------------------------------------------------------------------------------------


def test_the_page_of_the_unit(client, world):
    page = at("registration", world.period.pk, world.unit.code)
    first = world.year.leaves[0]
    client.force_login(world.clerk)
    assert client.get(at("registrations")).url == page
    data = {f"t{world.dvtt.pk}": "1", f"t{world.cstt.pk}": "2O", f"c{first.pk}": "150", "note": "Giữ lại", "gui": "1"}
    answer = client.post(page, data)
    assert answer.status_code == 422
    assert "“2O” có chữ O. Nhập số, ví dụ 20." in answer.context["form"].errors[f"t{world.cstt.pk}"]
    assert answer.context["form"]["note"].value() == "Giữ lại"
    answer = client.post(page, data | {f"t{world.cstt.pk}": "41", f"c{first.pk}": "100"})
    assert answer.context["form"].errors == {
        f"t{world.cstt.pk}": ["Đăng ký 41, đơn vị chỉ có quân số 40."],
        f"c{first.pk}": ["Số đăng ký ít nhất bằng chỉ tiêu 120."],
    }
    assert client.post(page, data | {f"t{world.cstt.pk}": "2", "gui": ""}).url == page
    row = Registration.objects.get()
    assert (row.state, row.note) == (S.SENT, "Giữ lại")
    assert client.post(at("register_recall", row.pk)).url == page
    names = at("register_people", row.titles.get(award=world.cstt).pk)
    assert client.post(names, {"people": [person.pk for person in world.people]}).status_code == 422
    assert client.post(names, {"people": [world.people[0].pk]}).url == page
    assert world.people[0].full_name in words(client.get(page)) or "1/2 người" in words(client.get(page))
    assert client.post(names, {}).url == page
    with clock.at(NOW + timedelta(days=6)):  # late: nothing is saved nor sent without the reason
        late = data | {f"t{world.cstt.pk}": "7"}
        assert client.post(page, late).status_code == 422
        assert row.titles.get(award=world.cstt).count == 2
        assert client.post(page, late | {"late_reason": "Mất điện"}).url == page
    client.force_login(world.leader)
    assert at("register_confirm", row.pk) in words(client.get(page))
    client.post(at("register_return", row.pk), {"reason": "Sửa"})
    row.refresh_from_db()
    assert row.state == S.RETURNED
    registering.send(row, by=world.clerk)
    client.post(at("register_confirm", row.pk))
    client.force_login(world.officer)
    assert client.post(page, data).status_code == 403
    client.post(at("register_reopen", row.pk), {"reason": "Sát lại"})
    assert client.post(at("register_remind", world.period.pk)).url == at("registrations")
    row.refresh_from_db()
    assert (row.state, row.late_reason) == (S.RETURNED, "")
    client.force_login(world.year.clerks[1])
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("rows", [2, 30])
def test_registrations_query_count(client, world, django_assert_num_queries, rows):
    for number in range(rows):
        unit = world.unit if number == 0 else UnitFactory(parent=world.year.province)
        row = Registration.objects.create(period=world.period, unit=unit, state=S.CONFIRMED)
        RegisteredTitle.objects.create(registration=row, award=world.cstt, count=3)
    found = standings(world.period, world.period.reporting_units())
    assert sum(one.is_sent for one in found) == rows
    assert [(len(one.personal), len(one.collectives)) for one in found if one.unit == world.unit] == [(1, 0)]
    client.force_login(world.officer)
    client.get(at("registrations"))
    with django_assert_num_queries(17):
        shown = client.get(at("registrations"), {"loc": "xong"})
    assert len(shown.context["rows"]) == rows
