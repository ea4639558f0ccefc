"""The library: into it and out, figures before and after, private pictures, adoption, where it is shown."""

from datetime import date, datetime, timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from awards.models import BestPractice, PracticeAdoption, PracticePicture
from awards.reports.year_results import section
from awards.years import keeping
from awards.years.enums import PeriodState, PracticeState
from awards.years.library_queries import practice_list
from awards.years.panels import unit_practices
from tests.factories import ClusterFactory, PeriodFactory, PersonFactory, UnitFactory, UserFactory, join_cluster
from tests.kept import kept
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import AuditEvent

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2023, 6, 1, 9))


@pytest.fixture(autouse=True)
def _now():
    with clock.at(NOW):
        yield


def build() -> SimpleNamespace:
    """A model in the library made by the first of two posts, and people of each side."""
    w = SimpleNamespace(province=UnitFactory(code="LA", short_name="Tỉnh", is_reporting=False))
    w.post, w.other = (UnitFactory(code=f"D{n}", parent=w.province, sort=n, short_name=f"Đồn {n}") for n in (1, 2))
    w.cluster = ClusterFactory(code="C1", organiser=w.province)
    join_cluster(w.cluster, w.post)
    w.period = PeriodFactory(unit=w.province)
    w.officer = UserFactory(role=Role.OFFICER, over=w.province)
    w.clerk, w.neighbour = (UserFactory(role=Role.CLERK, over=unit) for unit in (w.post, w.other))
    w.stranger = UserFactory(role=Role.OFFICER, over=UnitFactory(code="FAR"))
    w.model = keeping.add_best_practice(
        w.period, by=w.officer, unit=w.post, name="Hũ gạo tình thương", field="people", keywords="gạo , người nghèo,",
        summary="Tiết kiệm mỗi ngày.", figures=[(12, "hộ", "Số hộ nghèo", 30), (1800, "kg gạo")],
    )  # fmt: skip
    return w


world = kept(build)


def at(name, *args):
    return reverse(f"awards:years.{name}", args=args)


def words(response) -> str:
    return " ".join(response.content.decode().split())


def photo(colour="red", name="anh.jpg", form="JPEG", size=(400, 300)) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, form, **({"comment": b"bi mat"} if form == "JPEG" else {}))
    return SimpleUploadedFile(name, out.getvalue())


def test_a_unit_writes_the_office_takes_in_and_out(world):
    draft = keeping.add_best_practice(world.period, by=world.clerk, unit=world.post, name="Đò đoàn kết")
    assert (draft.state, world.model.state) == (PracticeState.DRAFT, PracticeState.LIBRARY)
    seen = {who: draft in BestPractice.objects.visible_to(getattr(world, who))
            for who in ("officer", "clerk", "neighbour", "stranger")}  # fmt: skip
    assert seen == {"officer": True, "clerk": True, "neighbour": False, "stranger": False}
    with pytest.raises(RuleViolation) as refused:
        keeping.send(draft, by=world.clerk)
    assert refused.value.reasons == [
        "Chưa ghi nội dung: làm gì, từ khi nào, kết quả ra sao.", "Chưa có số liệu đo được nào.",
    ]  # fmt: skip
    keeping.edit_best_practice(
        draft, by=world.clerk, unit=world.post, name="Đò đoàn kết", summary="Ba đò", figures=[(3, "đò")]
    )
    keeping.send(draft, by=world.clerk)
    with pytest.raises(Forbidden):
        keeping.approve(draft, by=world.clerk)
    keeping.give_back(draft, by=world.officer, reason="Thêm số")
    keeping.send(draft, by=world.clerk)
    keeping.recall(draft, by=world.clerk)
    keeping.send(draft, by=world.clerk)
    keeping.approve(draft, by=world.officer)
    assert draft in BestPractice.objects.visible_to(world.neighbour).in_library()
    with pytest.raises(StateConflict):
        keeping.approve(draft, by=world.officer)
    with pytest.raises(RuleViolation, match="Ghi lý do"):
        keeping.withdraw(draft, by=world.clerk, reason="")
    keeping.withdraw(draft, by=world.clerk, reason="Không còn đò")
    assert (draft.state, draft.withdrawn_reason) == (PracticeState.WITHDRAWN, "Không còn đò")
    assert draft in BestPractice.objects.visible_to(world.neighbour)  # it was read: it stays readable
    with pytest.raises(StateConflict, match="đã rút khỏi thư viện"):
        keeping.edit_best_practice(draft, by=world.clerk, unit=world.post, name="Khác")
    keeping.restore(draft, by=world.officer, reason="Có đò mới")
    assert (draft.state, draft.withdrawn_reason) == (PracticeState.LIBRARY, "")


def test_figures_say_what_was_before_and_keywords_are_found(world):
    assert [str(one) for one in world.model.figures.all()] == ["số hộ nghèo từ 30 đến 12 hộ", "1800 kg gạo"]
    assert world.model.keywords == "gạo, người nghèo"
    assert list(BestPractice.objects.filter(search_key__contains="nguoi ngheo")) == [world.model]
    with pytest.raises(RuleViolation, match="tương lai"):
        keeping.edit_best_practice(
            world.model, by=world.officer, unit=world.post, name="Hũ gạo", recognised_on=date(2023, 6, 2)
        )


def test_pictures_are_made_anew_and_stay_private(client, world, settings):
    for upload, sentence in (
        (SimpleUploadedFile("a.jpg", b"<svg onload=x>"), "nội dung tệp này không phải"),
        (photo(size=(100, 300)), "ít nhất 200 mỗi chiều"),
    ):
        with pytest.raises(RuleViolation, match=sentence):
            keeping.add_picture(world.model, by=world.clerk, upload=upload, caption="Phát gạo")
    picture = keeping.add_picture(world.model, by=world.clerk, upload=photo(size=(3000, 2000)), caption="Phát gạo")
    assert (picture.width, picture.height, picture.alt) == (1600, 1067, "Phát gạo")
    kept_bytes = picture.file.open("rb").read()
    assert b"bi mat" not in kept_bytes
    with pytest.raises(RuleViolation, match="đã có ảnh này"):
        keeping.add_picture(world.model, by=world.clerk, upload=photo(size=(3000, 2000)), caption="Lại")
    with pytest.raises(Forbidden):
        keeping.add_picture(world.model, by=world.neighbour, upload=photo("blue"), caption="Của tôi")
    address = at("picture", picture.pk)
    for user, status in ((world.neighbour, 200), (world.stranger, 404)):
        client.force_login(user)
        answer = client.get(address)
        assert answer.status_code == status
    client.force_login(world.neighbour)
    answer = client.get(address)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/jpeg", "private, no-store")
    assert b"".join(answer.streaming_content) == kept_bytes
    BestPractice.objects.filter(pk=world.model.pk).update(state="draft")  # not in the library: nor is its picture
    assert client.get(address).status_code == 404
    for _ in range(2):
        keeping.remove_picture(picture, by=world.officer)
    assert AuditEvent.objects.filter(action="years.remove_picture").count() == 1
    client.force_login(world.officer)
    assert client.get(address).status_code == 404


def test_other_units_take_it_up_also_after_its_year(world):
    with pytest.raises(RuleViolation, match="là nơi làm ra mô hình"):
        keeping.adopt(world.model, world.post, by=world.clerk, since=date(2023, 5, 1))
    with pytest.raises(Forbidden):
        keeping.adopt(world.model, world.other, by=world.clerk, since=date(2023, 5, 1))
    world.period.state = PeriodState.CLOSED
    world.period.save()
    for _ in range(2):
        row = keeping.adopt(world.model, world.other, by=world.neighbour, since=date(2023, 5, 1), result="40 hộ")
    assert PracticeAdoption.objects.count() == 1
    assert AuditEvent.objects.filter(action="years.adopt_practice").count() == 1
    assert [one.adopted for one in practice_list(world.clerk, world.period)] == [1]
    with pytest.raises(RuleViolation, match="Ghi lý do thôi"):
        keeping.end_adoption(row, by=world.neighbour, reason=" ")
    keeping.end_adoption(row, by=world.neighbour, reason="Hết hộ nghèo")
    with pytest.raises(StateConflict, match="đã thôi áp dụng"):
        keeping.end_adoption(row, by=world.neighbour, reason="x")
    assert [one.adopted for one in practice_list(world.clerk, world.period)] == [0]
    keeping.adopt(world.model, world.other, by=world.officer, since=date(2023, 6, 1))
    assert PracticeAdoption.objects.count() == 2


def test_where_it_is_shown(world):
    keeping.adopt(world.model, world.other, by=world.neighbour, since=date(2023, 5, 1))
    panel = unit_practices(world.neighbour, world.other)["context"]
    assert ([one.practice for one in panel["taken"]], panel["made"]) == ([world.model], [])
    assert unit_practices(world.clerk, world.post)["context"]["made"] == [world.model]
    assert unit_practices(world.stranger, world.post) is None

    def told() -> str:
        return " ".join(str(block) for block in section(world.period, [], []))

    assert "số hộ nghèo từ 30 đến 12 hộ, 1800 kg gạo" in told() and "đã áp dụng tại 01 đơn vị khác" in told()
    keeping.withdraw(world.model, by=world.officer, reason="Sai số")
    assert "Hũ gạo" not in told()


# Pages ----------------------------------------------------------------------------------------------------------------


def test_the_pages_of_a_model(client, world):
    person = PersonFactory(unit=world.post, service_number="SH9")
    client.force_login(world.clerk)
    data = {
        "unit": world.post.pk, "name": "Đò đoàn kết", "summary": "Ba đò", "name_1": "Chuyến", "before_1": "1,5",
        "value_1": "4", "label_1": "chuyến", "credit_people": "SH9 tác giả\nSH0", "credit_units": ["D2"],
    }  # fmt: skip
    answer = client.post(at("practice_create"), data)
    assert answer.context["form"].errors["credit_people"] == [
        "Không có số hiệu SH0 trong phạm vi. Xem lại ở trang Cá nhân."
    ]
    client.post(at("practice_create"), data | {"credit_people": "SH9 tác giả"})
    made = BestPractice.objects.get(name="Đò đoàn kết")
    assert [str(one) for one in made.credits.all()] == ["Đồn 2", f"{person.full_name} (tác giả)"]
    assert [str(one) for one in made.figures.all()] == ["chuyến từ 1,5 đến 4 chuyến"]
    assert "SH9 tác giả" in words(client.get(at("practice_edit", made.pk)))
    assert client.post(at("picture_add", made.pk), {"upload": photo(), "caption": ""}).status_code == 422
    assert client.post(at("picture_add", made.pk), {"upload": photo(), "caption": "Bến"}).url == at("practice", made.pk)
    page = words(client.get(at("practice", made.pk)))
    assert 'alt="Bến"' in page and "Trước: 1,5 chuyến" in page
    assert client.post(at("picture_remove", PracticePicture.objects.get().pk)).status_code == 302
    for name in ("practice_send", "practice_recall", "practice_send"):
        assert client.post(at(name, made.pk)).url == at("practice", made.pk)
    client.force_login(world.officer)
    assert client.post(at("practice_return", made.pk), {"reason": "Thêm"}).status_code == 302
    keeping.send(made, by=world.clerk)
    client.post(at("practice_approve", made.pk))
    client.post(at("practice_withdraw", made.pk), {"reason": "Sai"})
    assert "Đã rút khỏi thư viện: Sai" in words(client.get(at("practice", made.pk)))
    client.post(at("practice_restore", made.pk), {"reason": "Đúng"})
    made.refresh_from_db()
    assert made.state == PracticeState.LIBRARY
    client.force_login(world.neighbour)
    taken = {"unit": "D2", "since": "01/07/2023", "result": "Giữ lại"}
    answer = client.post(at("practice_adopt", made.pk), taken)
    assert answer.context["form"].errors["since"] == ["Ngày bắt đầu áp dụng không được ở tương lai."]
    assert client.post(at("practice_adopt", made.pk), taken | {"since": "01/05/2023"}).status_code == 302
    assert "Áp dụng tại 1 đơn vị" in words(client.get(at("practice", made.pk)))
    assert "Giữ lại" in words(client.get(at("practice_adopt", made.pk), {"don_vi": "D2"}))
    row = PracticeAdoption.objects.get()
    assert client.post(at("adoption_end", row.pk), {"reason": "Hết"}).url == at("practice", made.pk)
    client.force_login(world.clerk)
    assert client.get(at("adoption_end", row.pk)).status_code == 403


def test_the_list_is_narrowed_by_field_cluster_state_and_over_years(client, world):
    before = PeriodFactory(unit=world.province, year=2022)
    old = BestPractice.objects.create(period=before, unit=world.other, name="Xuân biên phòng", field="party")
    keeping.adopt(world.model, world.other, by=world.neighbour, since=NOW.date() - timedelta(days=9))
    client.force_login(world.officer)

    def found(**query):
        return set(client.get(at("practices"), {"nam": 2023} | query).context["list"])

    assert found() == {world.model}
    assert found(ky="moi-nam") == {world.model, old}
    assert found(ky="moi-nam", linh_vuc="party") == {old}
    assert found(ky="moi-nam", cum="C1") == {world.model}
    assert found(ky="moi-nam", nhan_rong="ap-dung") == {world.model}
    assert found(q="nguoi ngheo", trang_thai="library") == {world.model}
    assert found(trang_thai="draft") == set()


@pytest.mark.parametrize("rows", [1, 30])
def test_practice_costs_the_same(client, world, django_assert_num_queries, rows):
    for _ in range(rows):
        unit = UnitFactory(parent=world.province)
        PracticeAdoption.objects.create(practice=world.model, unit=unit, since=NOW.date(), added_by=world.officer)
    client.force_login(world.officer)
    client.get(at("practice", world.model.pk))
    with django_assert_num_queries(15):
        client.get(at("practice", world.model.pk))
