"""The page of the record, and the history on the page of an object."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from tests.factories import UnitFactory, UserFactory
from thidua import clock
from thidua.jobs.models import Job
from thidua.text import search_key
from units.accounts.enums import Role
from units.audit.queries import ExportRows, Folded, changes_in_words, history_of, history_url
from units.audit.services import record, record_many
from units.audit.tasks import may_still_read
from units.models import AuditEvent, Person
from units.people.enums import Rank
from units.structure import services

pytestmark = pytest.mark.django_db
INDEX = reverse("units:audit.index")


@pytest.fixture
def unit():
    return UnitFactory(code="LA", short_name="BĐBP Long An")


@pytest.fixture
def auditor(unit):
    return UserFactory(role=Role.AUDITOR, over=unit)


def moment(text: str) -> datetime:
    return timezone.make_aware(datetime.strptime(text, "%d/%m/%Y %H:%M"))


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def acts(unit):
    """Three acts on three days by two people."""
    clerk, officer = (UserFactory(display_name=name) for name in ("Nguyễn Văn An", "Trần Thị Bình"))
    for day, who, action, target in (
        ("01/10/2023 08:00", clerk, "structure.edit_unit", unit),
        ("05/10/2023 23:59", officer, "structure.rename_unit", UnitFactory(parent=unit, short_name="Đồn Mỹ Quý Tây")),
        ("06/10/2023 00:00", officer, "accounts.create_user", UserFactory(unit=unit, display_name="Tài khoản")),
    ):
        with clock.at(moment(day)):
            record(who, action, target, before={"strength": 1}, after={"strength": 2}, reason="Kiểm kê")


@pytest.mark.parametrize(
    ("query", "actions"),
    [
        ("", ["accounts.create_user", "structure.rename_unit", "structure.edit_unit"]),
        ("q=Mỹ Quý", ["structure.rename_unit"]),
        ("nguoi=Bình", ["accounts.create_user", "structure.rename_unit"]),
        ("viec=structure.edit_unit", ["structure.edit_unit"]),
        ("viec=structure.", ["structure.rename_unit", "structure.edit_unit"]),
        ("viec=khong.co", ["accounts.create_user", "structure.rename_unit", "structure.edit_unit"]),
        ("tu=05/10/2023", ["accounts.create_user", "structure.rename_unit"]),
        ("den=05/10/2023", ["structure.rename_unit", "structure.edit_unit"]),
        ("tu=05/10/2023&den=05/10/2023", ["structure.rename_unit"]),
        ("tu=hôm qua", ["accounts.create_user", "structure.rename_unit", "structure.edit_unit"]),
    ],
)
def test_index_filters_by_object_actor_action_and_day(client, auditor, acts, query, actions):
    client.force_login(auditor)
    assert [event.action for event in client.get(f"{INDEX}?{query}").context["list"]] == actions


def test_index_lists_the_whole_history_of_one_object(client, auditor, unit, acts):
    client.force_login(auditor)
    response = client.get(history_url(auditor, unit))
    assert [event.action for event in response.context["list"]] == ["structure.edit_unit"]
    assert "Hồ sơ: một đối tượng" in text(response)


def test_index_reads_in_words(client, auditor, acts):
    client.force_login(auditor)
    shown = text(client.get(INDEX))
    for piece in ("Đổi tên đơn vị", "Đơn vị: Đồn Mỹ Quý Tây", "23:59, 05/10/2023", "Trần Thị Bình", "“Kiểm kê”"):
        assert piece in shown


def test_index_shows_the_own_subtree_only(client, auditor):
    record(None, "structure.edit_unit", UnitFactory(short_name="Đồn khác"))
    client.force_login(auditor)
    assert client.get(INDEX).context["list"].total == 0


@pytest.mark.parametrize("count", [1, 30])
def test_index_costs_the_same_for_one_and_thirty(client, auditor, unit, no_frame, django_assert_num_queries, count):
    for _ in range(count):
        record(auditor, "structure.edit_unit", unit, after={"kind": unit.kind})
    client.force_login(auditor)
    with django_assert_num_queries(5):  # session, user, roles, count, events
        client.get(INDEX)


@pytest.mark.parametrize("role", [Role.CLERK, Role.UNIT_LEADER, Role.VERIFIER, Role.MEMBER, Role.COMMANDER])
def test_index_is_not_for_everybody(client, unit, role):
    client.force_login(UserFactory(role=role, over=unit))
    response = client.get(INDEX)
    assert response.status_code == 403
    assert "Kiểm tra, giám sát" in text(response)


def test_history_of_an_object_is_one_query_and_reads_in_words(unit, django_assert_num_queries):
    officer = UserFactory(role=Role.OFFICER, over=unit, display_name="Trợ lý")
    services.edit_unit(unit, by=officer, is_reporting=False, strength=1234)
    with django_assert_num_queries(1):
        (row,) = history_of(unit)
    assert (row.action, row.actor) == ("Sửa đơn vị", "Trợ lý")
    assert row.changes == [("Là đầu mối báo cáo kết quả", "có", "không"), ("Quân số", "40", "1234")]


def test_points_read_with_a_comma_and_a_reason_reads_once(unit):
    event = record(
        None, "scoring.adjust", unit, after={"Đồn A": Decimal("1039.147"), "Lý do": "Sai số"}, reason="Sai số"
    )
    event.refresh_from_db()
    assert changes_in_words(event) == [("Đồn A", "", "1.039,147")]


def test_history_is_cut_and_the_rest_stands_in_the_record(unit, auditor):
    for _ in range(25):
        record(None, "structure.edit_unit", unit)
    assert (len(history_of(unit)), len(history_of(unit, limit=3))) == (20, 3)
    assert history_url(auditor, unit) == f"{INDEX}?loai=units.unit&ma={unit.pk}"
    assert history_url(UserFactory(role=Role.CLERK, over=unit), unit) == ""


def test_changes_read_as_labels_dates_and_names(unit):
    person = Person(pk=7, unit=unit, full_name="A B")
    event = record(
        None,
        "people.promote",
        person,
        before={"rank": Rank.CAPTAIN, "unit": unit},
        after={"rank": Rank.MAJOR, "birth_date": datetime(1990, 1, 2).date(), "unit": None, "is_commander": True},
        basis="QĐ 1",
        nobody_knows="x",
    )
    event.refresh_from_db()
    assert changes_in_words(event) == [
        ("Ngày sinh", "", "02/01/1990"),
        ("Cấp bậc", "Đại úy", "Thiếu tá"),
        ("Cán bộ chủ trì", "", "có"),
        ("Đơn vị", "BĐBP Long An", ""),
        ("Căn cứ", "", "QĐ 1"),
    ]


# --- without accents, and as a workbook -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "actions"),
    [
        ("q=my quy", ["structure.rename_unit"]),
        ("q=TAY đồn", ["structure.rename_unit"]),  # any order of the words
        ("q=DON MY QUY TAY", ["structure.rename_unit"]),
        ("nguoi=binh tran", ["accounts.create_user", "structure.rename_unit"]),
        ("nguoi=van an", ["structure.edit_unit"]),
        ("nguoi=khong co ai", []),
    ],
)
@pytest.mark.both
def test_index_finds_without_accents_and_in_any_order(client, auditor, acts, query, actions):
    client.force_login(auditor)
    assert [event.action for event in client.get(f"{INDEX}?{query}").context["list"]] == actions


def test_the_database_folds_every_letter_as_the_product_does():
    letters = "aáàảãạăắằẳẵặâấầẩẫậbcdđeéèẻẽẹêếềểễệiíìỉĩịoóòỏõọôốồổỗộơớờởỡợuúùủũụưứừửữựyýỳỷỹỵ"
    event = record(None, "structure.edit_unit", UnitFactory(), reason=letters + letters.upper())
    found = AuditEvent.objects.annotate(key=Folded("reason")).get(pk=event.pk)
    assert found.key == search_key(letters + letters.upper())


def test_export_is_the_list_as_filtered(client, auditor, acts):
    client.force_login(auditor)
    response = client.post(reverse("units:audit.export") + "?nguoi=binh&den=05/10/2023")
    assert response.url == reverse("jobs:index")
    job = Job.objects.get()
    assert (job.state, job.arguments) == ("done", {"nguoi": "binh", "den": "2023-10-05"})
    with job.file.open("rb") as file:
        rows = list(load_workbook(file, read_only=True)["Nhật ký"].iter_rows(values_only=True))
    head = next(number for number, row in enumerate(rows) if "Người làm" in row)
    body = [row for row in rows[head + 1 :] if any(row)]
    assert [row[2:6] for row in body] == [("Trần Thị Bình", "Đơn vị", "Đổi tên đơn vị", "Đồn Mỹ Quý Tây")]
    assert (body[0][0], body[0][7]) == ("05/10/2023 23:59:00", "Kiểm kê")
    assert AuditEvent.objects.filter(action="audit.export", facts={"filters": job.arguments}).count() == 1


def test_export_reads_the_record_in_pieces(auditor, unit, django_assert_num_queries):
    record_many(None, "structure.edit_unit", [(unit, {"reason": str(n)}) for n in range(4500)])
    seen = []
    with django_assert_num_queries(1):
        rows = list(ExportRows(AuditEvent.objects.order_by("-pk"), seen.append))
    assert (len(rows), seen) == (4500, [0, 2000, 4000])


def test_a_waiting_export_is_closed_with_the_right_to_read(client, auditor, acts):
    client.force_login(auditor)
    client.post(reverse("units:audit.export"))
    job = Job.objects.get()
    assert may_still_read(job)
    auditor.role_grants.update(withdrawn_at=timezone.now())
    job = Job.objects.get()
    assert not may_still_read(job)
