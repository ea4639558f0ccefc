"""Movements: from a draft to the summary, who is asked, who takes part, what units say, what is refused."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from awards.catalogue.services import load_catalogue, set_movement_awards
from awards.models import Award, Movement, MovementAward, MovementEntry, MovementReport, Notification
from awards.years import campaigns
from awards.years.enums import MovementState, PeriodState
from awards.years.movement_queries import standings, turnout
from tests.factories import ClusterFactory, PeriodFactory, UnitFactory, UserFactory, join_cluster
from tests.kept import kept
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import AuditEvent

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2023, 2, 1, 9))
FACTS = {
    "kind": "thematic", "name": "55 ngày đêm", "starts_on": date(2023, 1, 10), "ends_on": date(2023, 3, 31),
    "decision_number": "12/KH-BCH", "decision_on": date(2023, 1, 5), "targets": "100% quân số ký cam kết",
    "register_by": date(2023, 1, 31),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _now():
    with clock.at(NOW):
        yield


def build() -> SimpleNamespace:
    """A province with two posts, its year, a launched movement, people of each side."""
    w = SimpleNamespace(province=UnitFactory(code="LA", short_name="Tỉnh", is_reporting=False))
    w.post, w.other = (UnitFactory(code=f"D{n}", parent=w.province, sort=n, short_name=f"Đồn {n}") for n in (1, 2))
    w.cluster = ClusterFactory(organiser=w.province)
    join_cluster(w.cluster, w.post)
    w.period = PeriodFactory(unit=w.province)
    w.officer = UserFactory(role=Role.OFFICER, over=w.province)
    w.clerk, w.leader = (UserFactory(role=role, over=w.post) for role in (Role.CLERK, Role.UNIT_LEADER))
    w.stranger = UserFactory(role=Role.OFFICER, over=UnitFactory(code="FAR"))
    with clock.at(NOW - timedelta(days=20)):
        w.movement = campaigns.launch(campaigns.create_movement(w.period, by=w.officer, **FACTS), by=w.officer)
    return w


world = kept(build)


def at(name, *args):
    return reverse(f"awards:years.{name}", args=args)


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_draft_names_everything_it_lacks_and_is_launched_once(world):
    draft = campaigns.create_movement(
        world.period, by=world.officer, kind="regular", name=" Thi đua  Quyết thắng ", starts_on=date(2022, 10, 1),
        ends_on=date(2023, 9, 30), clusters=[ClusterFactory(organiser=world.province)],
    )  # fmt: skip
    assert (draft.name, draft.state) == ("Thi đua Quyết thắng", MovementState.DRAFT)
    with pytest.raises(RuleViolation) as refused:
        campaigns.launch(draft, by=world.officer)
    assert refused.value.reasons == [
        "Chưa ghi số và ngày của văn bản phát động.",
        "Chưa ghi nội dung, chỉ tiêu thi đua.",
        "Phạm vi chưa có đơn vị nào báo cáo kết quả trong năm.",
    ]
    rest = {name: FACTS[name] for name in ("decision_number", "decision_on", "targets")}
    campaigns.edit_movement(draft, by=world.officer, **rest)
    campaigns.launch(draft, by=world.officer)
    assert set(Notification.objects.filter(text__contains="Quyết thắng").values_list("user", flat=True)) == {
        world.clerk.pk, world.leader.pk,
    }  # fmt: skip
    with pytest.raises(StateConflict, match="hiện đang ở trạng thái “Đang diễn ra”"):
        campaigns.launch(draft, by=world.officer)
    acts = AuditEvent.objects.about(draft).order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["years.movement_create", "years.movement_edit", "years.movement_launch"]


def test_a_draft_is_seen_by_the_desk_alone(world):
    draft = campaigns.create_movement(world.period, by=world.officer, **FACTS | {"name": "Bản soạn"})
    seen = {
        who: set(Movement.objects.visible_to(getattr(world, who)))
        for who in ("officer", "clerk", "stranger")
    }  # fmt: skip
    assert seen == {"officer": {draft, world.movement}, "clerk": {world.movement}, "stranger": set()}


def test_the_scope_is_subtrees_and_clusters(world):
    asked = world.movement.units_asked
    assert asked() == [world.post, world.other]
    world.movement.units.set([world.other])
    assert asked() == [world.other]
    world.movement.clusters.set([world.cluster])
    assert asked() == [world.post, world.other]
    world.movement.units.set([])
    assert asked() == [world.post]


def test_after_the_launch_a_change_has_a_reason_and_is_told(world):
    with pytest.raises(RuleViolation, match="Ghi lý do điều chỉnh"):
        campaigns.edit_movement(world.movement, by=world.officer, targets="Khác")
    with pytest.raises(RuleViolation, match="nút Kéo dài"):
        campaigns.edit_movement(world.movement, by=world.officer, reason="Dời", ends_on=date(2023, 4, 30))
    for _ in range(2):  # the second changes nothing and tells nobody
        campaigns.edit_movement(world.movement, by=world.officer, reason="Sát thực tế", targets="Khác")
    assert AuditEvent.objects.about(world.movement).filter(action="years.movement_edit").count() == 1
    assert Notification.objects.filter(user=world.clerk, text__contains="Sát thực tế").count() == 1


def test_longer_then_over_then_open_again(world):
    m = world.movement
    with pytest.raises(RuleViolation, match="phải sau ngày 31/03/2023"):
        campaigns.extend(m, by=world.officer, ends_on=date(2023, 3, 31), reason="Mưa lũ")
    with pytest.raises(RuleViolation, match="Ghi lý do"):
        campaigns.extend(m, by=world.officer, ends_on=date(2023, 4, 30), reason=" ")
    campaigns.extend(m, by=world.officer, ends_on=date(2023, 4, 30), reason="Mưa lũ")
    assert (m.state, m.ends_on) == (MovementState.EXTENDED, date(2023, 4, 30))
    for _ in range(2):
        campaigns.review(m, by=world.officer, on=date(2023, 1, 31), content="Nửa chặng")
    with pytest.raises(RuleViolation, match="Ghi nội dung tổng kết"):
        campaigns.end(m, by=world.officer, on=date(2023, 2, 1), content="")
    m.refresh_from_db()
    assert m.state == MovementState.EXTENDED  # the summary was refused, so nothing ended
    with pytest.raises(RuleViolation, match="tương lai"):
        campaigns.end(m, by=world.officer, on=date(2023, 2, 2), content="Tốt")
    campaigns.end(m, by=world.officer, on=date(2023, 2, 1), content="Tốt")
    assert [(one.stage, one.content) for one in m.reviews.all()] == [("final", "Tốt"), ("mid", "Nửa chặng")]
    with pytest.raises(StateConflict, match="Đã tổng kết"):
        campaigns.join(m, world.post, by=world.clerk, people=5)
    campaigns.reopen(m, by=world.officer, reason="Bổ sung số liệu")
    assert (m.state, m.reviews.count()) == (MovementState.LAUNCHED, 2)


def test_units_join_and_report_for_themselves(world):
    m = world.movement
    for _ in range(2):
        entry = campaigns.join(m, world.post, by=world.clerk, people=35, content="Ba công trình")
    assert MovementEntry.objects.count() == 1
    assert (entry.is_late, AuditEvent.objects.filter(action="years.movement_join").count()) == (True, 1)
    for user in (world.officer, world.stranger):
        with pytest.raises(Forbidden):
            campaigns.join(m, world.post, by=user, people=5)
    with pytest.raises(Forbidden):
        campaigns.join(m, world.other, by=world.clerk, people=5)
    with pytest.raises(RuleViolation, match="không quá quân số của đơn vị \\(40\\)"):
        campaigns.join(m, world.post, by=world.leader, people=41)
    campaigns.report(m, world.post, "mid", by=world.leader, people=30, content="Hai công trình", figures="2 công trình")
    told = campaigns.report(m, world.post, "mid", by=world.clerk, people=33, content="Hai công trình")
    assert (MovementReport.objects.get(), told.people, told.reported_by) == (told, 33, world.clerk)
    rows = standings(m)
    assert [(row.unit, row.entry, row.mid, row.final) for row in rows] == [
        (world.post, entry, told, None),
        (world.other, None, None, None),
    ]
    told = turnout(rows)
    assert (told.asked, told.joined, told.people, told.reported, told.finished) == (2, 1, 35, 1, 0)
    other = UserFactory(role=Role.CLERK, over=world.other)
    with pytest.raises(StateConflict, match="chưa đăng ký"):
        campaigns.report(m, world.other, "final", by=other, people=1, content="x")
    m.units.set([world.post])
    with pytest.raises(StateConflict, match="không thuộc phạm vi"):
        campaigns.join(m, world.other, by=other, people=1)


def test_reminding_tells_each_once_a_day(world):
    campaigns.join(world.movement, world.post, by=world.clerk, people=5)
    listener = UserFactory(role=Role.CLERK, over=world.other)
    assert campaigns.remind(world.movement, by=world.officer) == ([world.other], 1)
    assert campaigns.remind(world.movement, by=world.officer) == ([world.other], 0)
    assert Notification.objects.get(user=listener).link == at("movement", world.movement.pk)
    campaigns.join(world.movement, world.other, by=listener, people=5)
    with pytest.raises(RuleViolation, match="Mọi đơn vị trong phạm vi đã đăng ký"):
        campaigns.remind(world.movement, by=world.officer)


def test_a_closed_year_changes_no_more(world):
    world.period.state = PeriodState.CLOSED
    world.period.save()
    for act in (
        lambda: campaigns.create_movement(world.period, by=world.officer, **FACTS | {"name": "Khác"}),
        lambda: campaigns.join(world.movement, world.post, by=world.clerk, people=5),
        lambda: campaigns.review(world.movement, by=world.officer, on=NOW.date(), content="x"),
    ):
        with pytest.raises(StateConflict, match="đã khóa, chỉ còn để xem"):
            act()
    with pytest.raises(RuleViolation) as refused:
        campaigns.end(world.movement, by=world.officer, on=NOW.date(), content="x")
    assert refused.value.reasons == ["Năm thi đua 2023 đã khóa, chỉ còn để xem."]


def test_structure_of_awards_follows_the_law(world):
    load_catalogue()
    flag, person, unit = (Award.objects.get(code=code) for code in ("GK", "CSTT", "DVTT"))
    with pytest.raises(RuleViolation) as refused:
        set_movement_awards(world.movement, by=world.officer, rows=[(person, 2, 0), (unit, 0, 1), (flag, 0, 0)])
    assert refused.value.reasons == [
        f"{person.short_name} chỉ tặng cá nhân, không ghi số tập thể.",
        f"{unit.short_name} chỉ tặng tập thể, không ghi số cá nhân.",
        f"{flag.short_name}: ghi số tập thể hoặc số cá nhân.",
    ]
    for _ in range(2):
        set_movement_awards(world.movement, by=world.officer, rows=[(flag, 2, 5)])
    assert [str(row) for row in MovementAward.objects.all()] == [f"{flag.short_name}: 02 tập thể, 05 cá nhân"]
    assert AuditEvent.objects.filter(action="years.movement_awards").count() == 1


# Pages ----------------------------------------------------------------------------------------------------------------


def posted(**changes):
    data = {
        "kind": "thematic", "name": "Mùa mưa", "starts_on": "10/02/2023", "ends_on": "31/03/2023", "targets": "Đủ",
        "decision_number": "15/KH", "decision_on": "01/02/2023",
    }  # fmt: skip
    return data | changes


def test_movement_create_keeps_the_paper_and_what_was_typed(client, world):
    client.force_login(world.officer)
    pdf_in_name = SimpleUploadedFile("ke-hoach.pdf", b"<html>")
    answer = client.post(at("movement_create"), posted(upload=pdf_in_name, ends_on="01/02/2023"))
    assert answer.status_code == 422
    assert answer.context["form"].errors["ends_on"] == ["Ngày kết thúc không được trước ngày bắt đầu."]
    assert answer.context["form"]["name"].value() == "Mùa mưa"
    answer = client.post(at("movement_create"), posted(upload=SimpleUploadedFile("ke-hoach.pdf", b"<html>")))
    assert "Nội dung không phải loại tệp được nhận" in str(answer.context["form"].errors["upload"])
    picture = open_png()
    answer = client.post(at("movement_create"), posted(upload=picture, units=["D2"]))
    made = Movement.objects.get(name="Mùa mưa")
    assert answer.url == at("movement", made.pk)
    assert (made.file_name, made.file_kind, made.units_asked()) == ("ke-hoach.png", "png", [world.other])
    page = client.get(at("movement_file", made.pk), {"xem": 1})
    assert (page["Content-Type"], page["Cache-Control"]) == ("image/png", "private, no-store")
    assert b"".join(page.streaming_content) == open_png().read()
    client.force_login(world.clerk)  # not launched: not there, nor its file
    assert client.get(at("movement_file", made.pk)).status_code == 404


def open_png() -> SimpleUploadedFile:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    return SimpleUploadedFile("ke-hoach.png", out.getvalue())


def test_the_life_of_a_movement_in_pages(client, world):
    m = world.movement
    client.force_login(world.clerk)
    page = words(client.get(at("movement", m.pk)))
    assert "Đăng ký tham gia" in page and "Đồn 1" in page
    assert "Đồn 2" not in page and at("movement_end", m.pk) not in page
    answer = client.post(at("movement_join", m.pk, "D1"), {"people": "4O", "content": "Giữ lại"})
    assert answer.status_code == 422
    assert "“4O” có chữ O. Nhập số, ví dụ 40." in answer.context["form"].errors["people"]
    assert answer.context["form"]["content"].value() == "Giữ lại"
    assert client.post(at("movement_join", m.pk, "D1"), {"people": "40"}).url == at("movement", m.pk)
    assert client.get(at("movement_join", m.pk, "D2")).status_code == 404
    assert client.post(at("movement_report", m.pk, "D1", "cuoi"), {}).status_code == 404
    answer = client.post(at("movement_report", m.pk, "D1", "mid"), {"people": "40", "content": "Xong", "figures": "3"})
    assert answer.url == at("movement", m.pk)
    client.force_login(world.officer)
    page = words(client.get(at("movement", m.pk)))
    assert "Đồn 2" in page and "Nhắc 1 đơn vị" in page
    assert client.get(at("movement_join", m.pk, "D1")).status_code == 403
    assert client.post(at("movement_remind", m.pk)).url == at("movement", m.pk)
    data = {"ends_on": "30/04/2023", "reason": "Mưa lũ"}
    assert client.post(at("movement_extend", m.pk), data).url == at("movement", m.pk)
    assert "Xong" in words(client.get(at("movement_review", m.pk)))
    assert client.post(at("movement_review", m.pk), {"on": "31/01/2023", "content": "Nửa chặng"}).status_code == 302
    edit = posted(name=m.name, ends_on="30/04/2023", starts_on="10/01/2023", slogan="Chắc tay súng", reason="Thêm")
    assert client.post(at("movement_edit", m.pk), edit).status_code == 302
    assert client.post(at("movement_end", m.pk), {"on": "01/02/2023", "content": "Tốt"}).status_code == 302
    assert client.post(at("movement_reopen", m.pk), {"reason": "Sót"}).status_code == 302
    m.refresh_from_db()
    assert (m.state, m.slogan, m.ends_on) == ("launched", "Chắc tay súng", date(2023, 4, 30))
    assert client.post(at("movement_launch", m.pk)).status_code == 302  # told, nothing done
    draft = campaigns.create_movement(world.period, by=world.officer, **FACTS | {"name": "Bỏ"})
    assert client.post(at("movement_drop", draft.pk)).url == at("movements")
    draft.refresh_from_db()
    assert draft.state == MovementState.DROPPED


@pytest.mark.parametrize("rows", [1, 30])
def test_movements_and_movement_cost_the_same(client, world, django_assert_num_queries, rows):
    for number in range(rows):
        unit = UnitFactory(parent=world.province)
        Movement.objects.create(
            period=world.period, kind="regular", name=f"Phong trào {number}", starts_on=date(2023, 1, 1),
            ends_on=date(2023, 3, 1), state="launched", created_by=world.officer,
        )  # fmt: skip
        MovementEntry.objects.create(
            movement=world.movement, unit=unit, people=3, joined_on=date(2023, 1, 2), joined_by=world.officer
        )
    client.force_login(world.officer)
    found = client.get(at("movements"), {"q": "55 ngay dem", "loai": "thematic", "trang_thai": "launched"})
    assert list(found.context["list"]) == [world.movement]
    with django_assert_num_queries(10):
        client.get(at("movements"))
    with django_assert_num_queries(17):
        client.get(at("movement", world.movement.pk))
