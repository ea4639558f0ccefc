"""Targets out to a workbook and in again: seen before written, foreign and old files refused by name."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from awards.criteria import services, versions
from awards.models import Target
from awards.years.enums import PeriodState
from tests.awards.criteria.test_services import FULL, TREE
from tests.factories import ClusterFactory, PeriodFactory, UnitFactory, UserFactory, join_cluster
from units.accounts.enums import Role

pytestmark = pytest.mark.django_db
NAMES = ("targets_file", "import_targets", "confirm_targets")
FILE, IMPORT, CONFIRM = (reverse(f"awards:criteria.{name}") for name in NAMES)


@pytest.fixture
def province():
    return UnitFactory(code="LA", is_reporting=False)


@pytest.fixture
def stations(province):
    return [UnitFactory(code=f"D{n}", short_name=f"Đồn {n}", parent=province, sort=n) for n in (1, 2)]


@pytest.fixture
def officer(province):
    return UserFactory(role=Role.OFFICER, over=province)


@pytest.fixture
def table(province, stations, officer, cluster):
    period = PeriodFactory(unit=province, state=PeriodState.DRAFT)
    return services.create_set(period, by=officer, name="Bảng điểm 2023", tree=TREE)


@pytest.fixture
def cluster(province, stations):
    cluster = ClusterFactory(code="C1", organiser=province)
    join_cluster(cluster, *stations)
    return cluster


def targets() -> dict:
    rows = Target.objects.values_list("criterion__code", "unit__code", "is_assigned", "value")
    return {(code, unit): value if assigned else "not_assigned" for code, unit, assigned, value in rows}


def book_of(client):
    answer = client.get(FILE, {"xem": "tat-ca"})
    assert answer.status_code == 200
    return load_workbook(BytesIO(answer.content))


def cell(book, code: str, unit: str):
    sheet = book.active
    column = next(one.column for one in sheet[4] if one.value == unit)
    row = next(one.row for one in sheet["A"] if one.value == code)
    return sheet.cell(row, column)


def sent(client, book):
    stream = BytesIO()
    book.save(stream)
    return client.post(IMPORT, {"file": SimpleUploadedFile("chi-tieu.xlsx", stream.getvalue())})


def test_the_workbook_holds_what_is_set_with_a_locked_heading(client, officer, table):
    services.set_targets(table, by=officer, targets=FULL)
    client.force_login(officer)
    book = book_of(client)
    assert (cell(book, "1.1", "D1").value, cell(book, "1.1", "D2").value) == (480, "không giao")
    assert book.active.protection.sheet
    assert [cell(book, "1.1", "D1").protection.locked, book.active["A6"].protection.locked] == [False, True]


def test_a_filled_workbook_is_shown_then_written_once(client, officer, table):
    services.set_targets(table, by=officer, targets={("1.1", "D1"): Decimal(480)})
    client.force_login(officer)
    book = book_of(client)
    cell(book, "1.1", "D1").value = 500
    cell(book, "1.1", "D2").value = "k"
    cell(book, "2.1", "D2").value = Decimal("85.5")
    answer = sent(client, book)
    shown = [(one.criterion.code, one.unit.code, one.before, one.after) for one in answer.context["reading"].changes]
    assert shown == [("1.1", "D1", "480", "500"), ("1.1", "D2", "", "không giao"), ("2.1", "D2", "", "85,5")]
    assert targets() == {("1.1", "D1"): 480}
    packed = answer.context["packed"]
    client.post(CONFIRM, {"noi_dung": packed})
    written = {("1.1", "D1"): 500, ("1.1", "D2"): "not_assigned", ("2.1", "D2"): Decimal("85.5")}
    assert targets() == written
    client.post(CONFIRM, {"noi_dung": packed})  # sent twice
    assert targets() == written
    again = sent(client, book)  # the same file once more says what is there already
    assert (again.context["reading"].changes, again.context["packed"]) == ([], "")


def test_wrong_cells_are_named_and_nothing_can_be_confirmed(client, officer, table):
    client.force_login(officer)
    book = book_of(client)
    cell(book, "1.1", "D1").value = "4,5"
    cell(book, "2.1", "D1").value = 101
    cell(book, "1.2", "D1").value = 3
    cell(book, "1.1", "D2").value = 7
    page = sent(client, book)
    assert page.context["reading"].errors == [
        "1.1 · Đồn 1: “4,5” có quá 0 chữ số sau dấu phẩy.",
        "1.2 · Đồn 1: Tiêu chí “đạt / không đạt” không có chỉ tiêu bằng số.",
        "2.1 · Đồn 1: Chỉ tiêu lớn nhất là 100.",
    ]
    assert CONFIRM not in page.content.decode()
    assert targets() == {}


def refusal(answer) -> str:
    assert answer.status_code == 422
    return answer.context["form"].errors["file"][0]


def test_foreign_old_and_tampered_files_are_refused(client, officer, table, province):
    client.force_login(officer)
    book = book_of(client)
    cell(book, "1.1", "D1").value = 500
    services.set_targets(table, by=officer, targets={("2.1", "D1"): Decimal(90)})
    assert "Chỉ tiêu đã được sửa sau khi tải tệp này" in refusal(sent(client, book))
    fresh = book_of(client)
    services.add_criterion(table, by=officer, code="III", name="Nhóm mới", kind="group", max_points=Decimal(5))
    assert "Tệp cũ: bảng điểm đã thay đổi" in refusal(sent(client, fresh))
    fresh = book_of(client)
    fresh.active["A2"] = fresh.active["A2"].value[:-1] + "x"
    assert "không phải tệp chỉ tiêu" in refusal(sent(client, fresh))
    fresh = book_of(client)
    fresh.active["D4"] = "XX"
    assert "Dòng mã đơn vị của tệp đã bị sửa" in refusal(sent(client, fresh))
    answer = client.post(IMPORT, {"file": SimpleUploadedFile("x.xlsx", b"<html>")})
    assert "không phải tệp Excel" in refusal(answer)
    services.remove_criterion(table.criteria.get(code="III"), by=officer)
    services.set_targets(table, by=officer, targets=FULL)
    services.lock_set(table, by=officer)
    first_year = client.get(FILE)
    assert first_year.status_code == 302  # locked: there is nothing to fill in
    new = versions.new_version(table, by=officer, reason="Sửa")
    other = load_workbook(BytesIO(client.get(FILE, {"ban": "2", "xem": "tat-ca"}).content))
    versions.drop_version(new, by=officer)
    assert "Bảng điểm đã khóa" in refusal(sent(client, other))
    assert targets() == FULL


@pytest.mark.parametrize("role", [Role.CLERK, Role.UNIT_LEADER, Role.VERIFIER, Role.COMMANDER])
def test_the_scored_unit_and_readers_neither_take_nor_send_a_file(client, officer, table, stations, province, role):
    services.set_targets(table, by=officer, targets={("1.1", "D1"): Decimal(480)})
    client.force_login(officer)
    book = book_of(client)
    cell(book, "1.1", "D1").value = 1
    packed = sent(client, book).context["packed"]
    over = stations[0] if role in (Role.CLERK, Role.UNIT_LEADER) else province
    client.force_login(UserFactory(role=role, over=over))
    assert client.get(FILE).status_code == 403
    assert sent(client, book).status_code == 403
    client.post(CONFIRM, {"noi_dung": packed})  # somebody else's preview is not theirs to confirm
    client.post(reverse("awards:criteria.set_many"), {"criterion": table.criteria.get(code="1.1").pk, "value": "1"})
    assert targets() == {("1.1", "D1"): 480}
