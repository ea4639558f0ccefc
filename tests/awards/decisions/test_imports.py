"""Awards of earlier years from a spreadsheet."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from awards.decisions.queries import award_history
from awards.models import AwardRecord, AwardWithdrawal, BackEntry, Nomination
from awards.nominations.facts import _years_of
from tests.factories import PersonFactory, UnitFactory, UserFactory
from tests.factories.ballots import award
from tests.factories.nominations import nomination_year
from tests.units.imports.books import confirm, faults, preview, said, undo
from units.accounts.enums import Role
from units.imports import services
from units.models import AuditEvent, Person, Unit

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


def test_somebody_without_a_number_is_found_by_name_or_told_apart(officer):
    nameless = changed(HIS, number="", name="NGUYEN VAN AN")
    batch = awards(officer, nameless)
    assert (batch.counts, batch.rows.get().label) == ({"new": 1}, "Nguyễn Văn An, số hiệu 0901")
    PersonFactory(service_number="0902", full_name="Nguyễn Văn An", unit=UnitFactory(code="LA-02", parent=_top()))
    assert said(awards(officer, nameless)) == [
        "Có 2 người tên “NGUYEN VAN AN”: 0901 (Đồn BP Mỹ Quý Tây), 0902 (Đồn BP LA-02). Ghi số hiệu."
    ]
    placed = [*nameless, "Đồn BP Mỹ Quý Tây"]
    batch = preview(officer, placed, headings=[*HEADINGS, "Tên đơn vị"], kind="old-awards")
    assert batch.rows.get().label == "Nguyễn Văn An, số hiệu 0901"


def _top():
    return Unit.objects.get(code="LA")


def test_source_and_confidence_come_along_and_nobody_is_sure_by_default(officer):
    headings = [*HEADINGS, "Nguồn", "Mức tin cậy", "Cơ quan ban hành"]
    told = [*HIS, "Theo lời khai", "Có nghi vấn", "BCH BĐBP tỉnh"]
    confirm(preview(officer, told, [*OURS, "", "", ""], headings=headings, kind="old-awards"), officer)
    his, ours = BackEntry.objects.order_by("record__decided_on")
    assert (his.source, his.confidence, his.paper.words) == (
        "word", "doubted", "Quyết định số 12/QĐ-BCH của BCH BĐBP tỉnh",
    )  # fmt: skip
    assert (ours.source, ours.confidence) == ("book", "unchecked")
    assert _years_of("person", {his.record.person_id})[0] == {}


def test_one_number_of_a_year_has_one_day(officer):
    batch = awards(officer, HIS, changed(OURS, decision="Quyết định số 12/QĐ-BCH"))
    assert said(batch, 3) == ["Số này ghi ngày 25/12/2019 ở dòng 2. Xem lại số, ngày."]


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        (changed(HIS, number="", name=""), "service_number", "Ghi số hiệu của cá nhân hoặc mã đơn vị của tập thể."),
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
    assert said(batch, 3) == [
        "Quyết định năm 2019 cho danh hiệu năm 2010. Xem lại.", "Cùng số quyết định đã ghi CSTDCS năm 2019.",
    ]  # fmt: skip
    assert batch.counts == {"error": 1, "warning": 1}


def test_the_same_title_twice_in_a_file_is_named_at_both(officer):
    batch = awards(officer, HIS, changed(HIS, decision="Số 99"))
    assert faults(batch) == {(2, "award"), (3, "award")}


def test_a_file_taken_back_leaves_its_awards_withdrawn_and_may_come_again(officer, client):
    batch = confirm(awards(officer, HIS, OURS), officer)
    client.force_login(officer)
    assert "ở lại trong lịch sử, ghi là đã rút" in client.get(f"/units/imports/{batch.pk}/").content.decode()
    undo(batch, officer)
    assert (AwardRecord.objects.count(), AwardRecord.objects.standing().count()) == (2, 0)
    old = AwardRecord.objects.get(person__isnull=False)
    assert (old.withdrawal.by, old.withdrawal.reason) == (officer, f"Hoàn tác tệp {batch.file_name}")
    assert AuditEvent.objects.filter(action="decision.withdraw_award").count() == 2
    history = award_history(officer, person=old.person)
    assert (history.total, history.rows, history.withdrawn) == (0, [], [old])
    page = client.get(f"/units/people/{old.person_id}/").content.decode()
    assert "Đã rút, không tính" in page
    assert _years_of("person", {old.person_id})[0] == {}
    again = awards(officer, HIS, OURS)
    assert again.counts == {"new": 2}
    confirm(again, officer)
    assert list(old.person.award_records.values_list("edition", flat=True).order_by("pk")) == [0, 1]
    assert awards(officer, HIS, OURS).counts == {"same": 2}
    undo(again, officer)
    assert AwardRecord.objects.standing().count() == 0


def test_an_award_by_which_a_line_was_judged_is_not_taken_back():
    year = nomination_year()
    person = year.person(service_number="0901", full_name="Nguyễn Văn An")
    batch = confirm(awards(year.officer, HIS), year.officer)
    line = year.sent("CSTT", person)
    line.checks.create(code="consecutive_title", verdict="met", severity="block", text="…", have="1 năm liên tục")
    with pytest.raises(services.RuleViolation) as refusal:
        undo(batch, year.officer)
    assert refusal.value.reasons == [
        "Nguyễn Văn An, số hiệu 0901: Chiến sĩ tiên tiến năm 2023 của Nguyễn Văn An đã xét theo khen thưởng này."
    ]
    assert AwardRecord.objects.standing().count() == 1
    Nomination.objects.filter(pk=line.pk).update(state="withdrawn")
    undo(batch, year.officer)
    assert AwardRecord.objects.standing().count() == 0


def test_the_number_of_a_merged_record_names_the_person_it_was_merged_into(officer):
    person = Person.objects.get(service_number="0901")
    PersonFactory(service_number="0900", full_name="Nguyễn Văn An", unit=person.unit, merged_into=person)
    confirm(awards(officer, changed(HIS, number="0900")), officer)
    assert AwardRecord.objects.get().person == person
    assert awards(officer, HIS).counts == {"same": 1}


def test_a_withdrawal_stays_as_it_was_written(officer):
    record = AwardRecord.objects.create(
        award=award("DVQT"), unit=UnitFactory(code="LA-02"), year=2020, decision_text="QĐ", decided_on=date(2020, 1, 1)
    )
    row = AwardWithdrawal.objects.create(record=record, reason="Nhầm", by=officer)
    with pytest.raises(DatabaseError, match="Lịch sử khen thưởng"), transaction.atomic():
        AwardWithdrawal.objects.filter(pk=row.pk).update(reason="Khác")
    with pytest.raises(DatabaseError, match="Lịch sử khen thưởng"), transaction.atomic():
        AwardWithdrawal.objects.filter(pk=row.pk)._raw_delete("default")
