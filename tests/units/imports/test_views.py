"""Pages of files brought in."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories import PersonFactory, UnitFactory, UserFactory
from tests.units.imports.books import AN, HEADINGS, book, changed, upload
from thidua import workbooks
from thidua.jobs.models import Job
from units.accounts.enums import Role
from units.imports.enums import ImportState
from units.models import Import, Person

pytestmark = pytest.mark.django_db
INDEX = reverse("units:imports.index")
TEMPLATE = reverse("units:imports.template", args=["people"])
UPLOAD = reverse("units:imports.upload", args=["people"])


@pytest.fixture(autouse=True)
def signed_in(client, officer):
    client.force_login(officer)


def text(response) -> str:
    return " ".join(response.content.decode().split())


def sent(client, *rows, name="quan-so.xlsx", content=None) -> Import:
    answer = client.post(UPLOAD, {"file": upload(content or book(HEADINGS, *rows), name)})
    assert answer.status_code == 302, text(answer)
    return Import.objects.latest("pk")


def act(client, name: str, batch: Import, follow=True):
    return client.post(reverse(f"units:imports.{name}", args=[batch.pk]), follow=follow)


def page_of(batch: Import) -> str:
    return reverse("units:imports.detail", args=[batch.pk])


def test_index_offers_what_the_user_may_bring_in_and_lists_own_files(client, province):
    batch = sent(client, AN)
    shown = text(client.get(INDEX))
    assert page_of(batch) in shown
    assert UPLOAD in shown
    client.force_login(UserFactory(role=Role.OFFICER, over=province))
    assert page_of(batch) not in text(client.get(INDEX))


def test_index_is_reached_from_the_lists_it_fills(client):
    assert INDEX in text(client.get(reverse("units:people.index")))
    assert INDEX in text(client.get(reverse("units:structure.index")))
    client.force_login(UserFactory(role=Role.CLERK, over=UnitFactory()))
    assert INDEX not in text(client.get(reverse("units:people.index")))
    assert client.get(INDEX).status_code == 403


def test_template_has_a_locked_heading_and_drop_downs_of_the_own_scope(client):
    UnitFactory(code="XA-01")
    answer = client.get(TEMPLATE)
    assert answer["Content-Disposition"] == 'attachment; filename="mau-people.xlsx"'
    sheets = load_workbook(BytesIO(answer.content))
    assert sheets.sheetnames == ["Dữ liệu", "Hướng dẫn", "Danh mục"]
    data = sheets["Dữ liệu"]
    assert [cell.value for cell in data[1]][:2] == ["Số hiệu (*)", "Họ và tên (*)"]
    assert data.protection.sheet
    assert data["A1"].protection.locked
    assert not data.column_dimensions["A"].protection.locked
    assert (data.column_dimensions["A"].number_format, data.column_dimensions["D"].number_format) == ("@", "dd/mm/yyyy")
    assert data.freeze_panes == "A2"
    lists = {str(rule.sqref): rule.formula1 for rule in data.data_validations.dataValidation}
    places = {"C2:C50001", "E2:E50001", "F2:F50001", "I2:I50001", "J2:J50001"}
    assert set(lists) == places
    column, last = lists["J2:J50001"].removeprefix("='Danh mục'!$").split("$")[0], lists["J2:J50001"].rsplit("$", 1)[1]
    assert [sheets["Danh mục"][f"{column}{row}"].value for row in range(2, int(last) + 1)] == ["LA", "LA-01"]
    notes = [[cell.value for cell in row] for row in sheets["Hướng dẫn"].iter_rows(max_row=2)]
    assert notes[1] == ["Số hiệu", "Có", "Mỗi người một số hiệu; giữ số 0 ở đầu.", "090123456789"]


def test_a_filled_template_can_be_sent_back_as_it_is(client):
    workbook = load_workbook(BytesIO(client.get(TEMPLATE).content))
    for place, value in enumerate(AN, 1):
        workbook["Dữ liệu"].cell(2, place, value)
    stream = BytesIO()
    workbook.save(stream)
    batch = sent(client, content=stream.getvalue())
    assert (batch.counts, batch.notes) == ({"new": 1}, [])


def test_units_name_that_looks_like_a_formula_stays_text(client, province):
    UnitFactory(code="LA-03", short_name="=1+1", parent=province)
    lists = load_workbook(BytesIO(client.get(TEMPLATE).content))["Danh mục"]
    assert {cell.data_type for row in lists.iter_rows() for cell in row if cell.value == "=1+1"} <= {"s", "inlineStr"}


def test_upload_confirm_and_see_the_report(client):
    shown = text(client.get(UPLOAD))
    assert "Chỉ nhận tệp .xlsx, nhiều nhất 20 MB và 50.000 dòng." in shown
    batch = sent(client, AN, changed(AN, number="0002", rank="Hoàng đế"))
    shown = text(client.get(page_of(batch)))
    assert "Nguyễn Văn An, số hiệu 090123456789" in shown
    assert "“Hoàng đế” không có trong danh mục cấp bậc. Chọn từ danh sách." in shown
    assert "Nhập 1 dòng" in shown
    assert "Đã nhập quan-so.xlsx." in text(act(client, "confirm", batch))
    assert Person.objects.get().full_name == "Nguyễn Văn An"
    batch.refresh_from_db()
    assert batch.state == ImportState.DONE
    assert not batch.file
    shown = text(client.get(page_of(batch)))
    assert "Hoàn tác" in shown
    assert "Nhập 1 dòng" not in shown


def test_confirm_twice_writes_once(client):
    batch = sent(client, AN)
    act(client, "confirm", batch)
    act(client, "confirm", batch)
    assert (Person.objects.count(), Job.objects.count()) == (1, 2)


def test_confirm_tells_why_nothing_was_written(client, post):
    batch = sent(client, AN)
    PersonFactory(service_number="090123456789", full_name="Nguyễn Văn Khác", unit=post)
    shown = text(act(client, "confirm", batch))
    assert "Dữ liệu đã thay đổi sau khi xem trước nên chưa ghi gì." in shown
    assert Person.objects.count() == 1


def test_discard_leaves_nothing(client):
    batch = sent(client, AN)
    assert "Đã bỏ quan-so.xlsx, chưa ghi gì." in text(act(client, "discard", batch))
    assert not batch.rows.exists()
    assert page_of(batch) not in text(client.get(INDEX))
    assert client.get(page_of(batch)).status_code == 200


def test_detail_filters_by_state_and_by_words(client):
    rows = [changed(AN, number=f"{row:04d}", born="") for row in range(1, 61)]
    rows[3] = changed(rows[3], name="Đỗ Thị Hoà", unit="")
    batch = sent(client, *rows)
    first = client.get(page_of(batch))
    assert len(first.context["rows"]) == 50
    assert [one["row"].number for one in client.get(page_of(batch), {"tinh_trang": "error"}).context["rows"]] == [5]
    assert [one["row"].number for one in client.get(page_of(batch), {"q": "hoa do"}).context["rows"]] == [5]
    assert client.get(page_of(batch), {"tinh_trang": "changed"}).context["rows"] == []


def test_detail_asks_the_same_few_queries_for_any_file(client, no_frame, django_assert_num_queries):
    small = sent(client, AN)
    large = sent(client, *[changed(AN, number=f"{row:04d}", born="") for row in range(60)])
    for batch in (small, large):
        with django_assert_num_queries(6):
            client.get(page_of(batch))


def test_detail_shows_the_work_under_way(client, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    batch = sent(client, AN)
    shown = text(client.get(page_of(batch)))
    assert f'hx-get="{reverse("jobs:row", args=[batch.job_id])}"' in shown
    assert "Tệp chưa được đọc" not in shown


def test_upload_of_no_file_says_so(client):
    answer = client.post(UPLOAD, {})
    assert answer.status_code == 422
    assert "Chọn tệp Excel (.xlsx) đã điền." in text(answer)


def test_upload_of_a_file_too_large_says_so_before_it_is_opened(client, monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_BYTES", 1000)
    answer = client.post(UPLOAD, {"file": upload(book(HEADINGS, AN))})
    assert answer.status_code == 422
    assert "quá lớn" in text(answer)
    assert not Import.objects.exists()


def test_a_file_of_a_kind_that_is_not_there_is_not_found(client):
    assert client.get(reverse("units:imports.upload", args=["ships"])).status_code == 404


def test_undo_takes_back_and_says_so(client):
    batch = sent(client, AN)
    act(client, "confirm", batch)
    assert "Đã hoàn tác quan-so.xlsx." in text(act(client, "undo", batch))
    assert not Person.objects.exists()
