"""Awards of earlier years from a spreadsheet."""

from datetime import date

import pytest

from awards.models import AwardRecord
from tests.factories import PersonFactory, UnitFactory, UserFactory
from tests.factories.ballots import award
from tests.units.imports.books import confirm, faults, preview, said, undo
from units.accounts.enums import Role
from units.imports import services
from units.models import AuditEvent

pytestmark = pytest.mark.django_db
HEADINGS = ["Số hiệu", "Họ và tên", "Mã đơn vị", "Danh hiệu", "Năm", "Quyết định", "Ngày quyết định"]
HIS = ["0901", "Nguyễn Văn An", "", "Chiến sĩ thi đua cơ sở", 2019, "Quyết định số 12/QĐ-BCH", "25/12/2019"]
OURS = ["", "", "LA-01", "DVQT", "2019", "Quyết định số 13/QĐ-BCH", "26/12/2019"]


@pytest.fixture
def officer():
    award("CSTDCS", "Chiến sĩ thi đua cơ sở", subject="individual")
    award("DVQT", "Đơn vị Quyết thắng")
    province = UnitFactory(code="LA", is_reporting=False)
    post = UnitFactory(code="LA-01", short_name="Đồn BP Mỹ Quý Tây", parent=province)
    PersonFactory(service_number="0901", full_name="Nguyễn Văn An", unit=post)
    return UserFactory(role=Role.OFFICER, over=province)


def awards(officer, *rows):
    return preview(officer, *rows, headings=HEADINGS, kind="old-awards")


def changed(row: list, **cells) -> list:
    names = ("number", "name", "unit", "award", "year", "decision", "day")
    return [cells.get(name, value) for name, value in zip(names, row, strict=True)]


def test_old_awards_of_people_and_units_come_into_their_history(officer, client):
    batch = awards(officer, HIS, OURS)
    assert batch.counts == {"new": 2}
    confirm(batch, officer)
    his, ours = AwardRecord.objects.order_by("decided_on")
    assert (his.person.full_name, str(his.award), his.year, his.decided_on) == (
        "Nguyễn Văn An", "Chiến sĩ thi đua cơ sở", 2019, date(2019, 12, 25)
    )  # fmt: skip
    assert (ours.unit.code, ours.award.code, ours.decision_text) == ("LA-01", "DVQT", "Quyết định số 13/QĐ-BCH")
    assert AuditEvent.objects.filter(action="decision.record_award").count() == 2
    client.force_login(officer)
    page = client.get(f"/units/people/{his.person_id}/").content.decode()
    assert "Chiến sĩ thi đua cơ sở" in page
    assert awards(officer, HIS, OURS).counts == {"same": 2}


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        (changed(HIS, number=""), "service_number", "Ghi số hiệu của cá nhân hoặc mã đơn vị của tập thể."),
        (changed(HIS, number="777"), "service_number",
         "Không có người mang số hiệu “777” trong phạm vi của đồng chí."),
        (changed(HIS, number="0977"), "service_number",
         "Không có người mang số hiệu “0977” trong phạm vi của đồng chí."),
        (changed(HIS, name="Lê B"), "full_name", "Số hiệu 0901 là của Nguyễn Văn An, không phải Lê B."),
        (changed(HIS, unit="LA-01"), "unit", "Dòng của cá nhân thì để trống mã đơn vị."),
        (changed(HIS, award="Anh hùng vũ trụ"), "award", "Không có danh hiệu “Anh hùng vũ trụ”. Chọn từ danh sách."),
        (changed(HIS, award="DVQT"), "award", "Đơn vị Quyết thắng chỉ tặng tập thể."),
        (changed(OURS, award="CSTDCS"), "award", "Chiến sĩ thi đua cơ sở chỉ tặng cá nhân."),
        (changed(HIS, year="1900"), "year", "“1900” phải từ 1945 đến 2999."),
        (changed(HIS, decision=""), "decision_text", "Chưa ghi quyết định."),
        (changed(OURS, unit="XA-01"), "unit", "Không có đơn vị mã “XA-01” trong phạm vi của đồng chí."),
    ],
)  # fmt: skip
def test_a_fault_is_named_at_its_cell(officer, row, column, sentence):
    PersonFactory(service_number="0977", unit=UnitFactory(code="XA-01"))
    batch = awards(officer, row)
    assert [(problem[0], problem[2]) for problem in batch.rows.get().problems] == [(column, sentence)]


def test_another_decision_for_the_same_title_is_refused_and_a_late_one_is_a_warning(officer):
    confirm(awards(officer, HIS), officer)
    batch = awards(officer, changed(HIS, decision="Số 99"), changed(HIS, year="2010"))
    assert said(batch, 2) == ["Năm 2019 đã có Chiến sĩ thi đua cơ sở: Quyết định số 12/QĐ-BCH, 25/12/2019."]
    assert said(batch, 3) == ["Quyết định năm 2019 cho danh hiệu năm 2010. Xem lại."]
    assert batch.counts == {"error": 1, "warning": 1}


def test_the_same_title_twice_in_a_file_is_named_at_both(officer):
    batch = awards(officer, HIS, changed(HIS, decision="Số 99"))
    assert faults(batch) == {(2, "award"), (3, "award")}


def test_what_is_in_the_history_stays_there_and_this_is_said_before(officer, client):
    batch = awards(officer, HIS)
    client.force_login(officer)
    page = f"/units/imports/{batch.pk}/"
    assert "đã nhập thì không hoàn tác được" in client.get(page).content.decode()
    confirm(batch, officer)
    assert "Hoàn tác" not in client.get(page).content.decode()
    with pytest.raises(services.RuleViolation, match="không sửa, không xóa được"):
        undo(batch, officer)
    assert AwardRecord.objects.count() == 1
