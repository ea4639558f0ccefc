"""The signed workbook: out, filled, back into the preview; what is changed in it is named."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from awards.criteria.enums import CriterionKind
from awards.models import Criterion, ResultEntry, Target
from awards.results import services, workbook
from awards.results.workbook import FIGURE, FIRST
from tests.awards.results.test_pasting import fields
from tests.awards.results.year import make_year

pytestmark = [pytest.mark.django_db, pytest.mark.once]

KINDS = [CriterionKind.QUANTITATIVE, CriterionKind.QUANTITATIVE, CriterionKind.PASS_FAIL]


@pytest.fixture
def year():
    return make_year(kinds=KINDS)


def page(year, name, number=0, term=None):
    return reverse(f"awards:results.{name}", args=[(term or year.term).pk, year.units[number].code])


def book_of(year, **where):
    return load_workbook(BytesIO(workbook.template(where.get("term", year.term), where.get("unit", year.units[0]))))


def sent(book, name="bieu.xlsx"):
    stream = BytesIO()
    book.save(stream)
    return SimpleUploadedFile(name, stream.getvalue())


def refusal(client, year, file, **where):
    response = client.post(page(year, "upload", **where), {"file": file})
    assert (response.status_code, response.context["plan"]) == (422, None)
    return response.context["error"].message


def test_template_holds_the_month_with_what_is_entered_and_opens_only_the_figures(client, year):
    services.enter_many(
        year.sheet(),
        {year.leaves[0].pk: "1.234", year.leaves[1].pk: "1O5", year.leaves[2].pk: "Đạt"},
        by=year.clerks[0],
    )
    client.force_login(year.clerks[0])
    response = client.get(page(year, "template"))
    assert response["Content-Disposition"] == 'attachment; filename="bieu-ket-qua-la-01-2022-12.xlsx"'
    sheet = load_workbook(BytesIO(response.content)).active
    rows = [[sheet.cell(number, place).value for place in (1, 2, 5)] for number in range(FIRST, FIRST + 4)]
    assert rows == [
        ["I", year.group.name, None],
        ["1.1", "Tiêu chí số 1", 1234],
        ["1.2", "Tiêu chí số 2", "1O5"],
        ["1.3", "Tiêu chí số 3", "Đạt"],
    ]
    assert (sheet.protection.sheet, sheet.row_dimensions[1].hidden) == (True, True)
    unlocked = [cell.coordinate for line in sheet.iter_rows() for cell in line if not cell.protection.locked]
    assert unlocked == ["E6", "E7", "E8"]
    rules = {str(rule.sqref): (rule.type, rule.formula1) for rule in sheet.data_validations.dataValidation}
    assert rules == {"E8": ("list", '"Đạt,Không,–"'), "E6:E7": ("decimal", "0")} or rules == {
        "E8": ("list", '"Đạt,Không,–"'),
        "E6 E7": ("decimal", "0"),
    }


def test_upload_filled_offline_comes_into_the_preview_and_twice_changes_nothing(client, year):
    client.force_login(year.clerks[0])
    book = book_of(year)
    for number, value in ((FIRST + 1, 98.5), (FIRST + 2, "1O5"), (FIRST + 3, "Không")):
        book.active.cell(number, FIGURE).value = value
    Criterion.objects.filter(pk=year.leaves[0].pk).update(places=0)
    plan = client.post(page(year, "upload"), {"file": sent(book)}).context["plan"]
    assert [(cell.match.item.code, cell.match.how, cell.new, cell.verdict) for cell in plan.cells] == [
        ("1.1", "code", "98,5", "bad"),
        ("1.2", "code", "1O5", "bad"),
        ("1.3", "code", "Không", "write"),
    ]
    assert not ResultEntry.objects.exists()
    posted = fields(plan) | {"f1_2": "98", "f2_2": "105"}
    fixed = client.post(page(year, "paste"), posted).context["plan"]
    assert client.post(page(year, "paste_write"), fields(fixed) | {"f1_2": "98", "f2_2": "105"}).status_code == 302
    assert [int(entry.value) for entry in ResultEntry.objects.order_by("criterion__code")] == [98, 105, 0]
    book = book_of(year)
    plan = client.post(page(year, "upload"), {"file": sent(book)}).context["plan"]
    assert [cell.verdict for cell in plan.cells] == ["same", "same", "same"]
    assert client.post(page(year, "paste_write"), fields(plan)).status_code == 422
    assert set(ResultEntry.objects.values_list("version", flat=True)) == {1}


def test_upload_names_another_month_another_unit_and_an_old_workbook(client, year):
    client.force_login(year.officer)
    words = refusal(client, year, sent(book_of(year, term=year.terms[1])))
    assert words == "Biểu này của tháng 11/2022, không phải tháng 12/2022. Mở đúng tháng rồi tải lên."
    words = refusal(client, year, sent(book_of(year, unit=year.units[1])))
    assert words == "Biểu này của Đồn BP số 2, không phải của Đồn BP số 1."
    old = book_of(year)
    Target.objects.create(criterion=year.leaves[2], unit=year.units[0], is_assigned=False)
    words = refusal(client, year, sent(old))
    assert words == "Biểu cũ: bảng tiêu chí đã đổi sau khi tải biểu. Tải biểu mới rồi chép số sang."
    assert not ResultEntry.objects.exists()


def test_upload_names_what_was_tampered_with(client, year):
    client.force_login(year.clerks[0])
    moved = book_of(year)
    moved.active.cell(FIRST + 1, 1).value, moved.active.cell(FIRST + 2, 1).value = "1.2", "1.1"
    labels = "Mã hoặc tên tiêu chí trong biểu đã bị sửa, thêm hoặc xóa. Tải biểu mới rồi chép số sang."
    assert refusal(client, year, sent(moved)) == labels
    longer = book_of(year)
    longer.active.cell(FIRST + 9, 1).value = "1.9"
    assert refusal(client, year, sent(longer)) == labels
    forged = book_of(year)
    mark = forged.active["A1"].value
    forged.active["A1"].value = ("A" if mark[0] != "A" else "B") + mark[1:]
    words = "Dấu của biểu đã bị sửa, không nhận. Tải biểu mới rồi chép số sang."
    assert refusal(client, year, sent(forged)) == words
    bare = Workbook()
    bare.active.append(["1.1", "Tiêu chí số 1", 5])
    words = "Tệp không có dấu của biểu: đây không phải biểu tải từ trang này. Tải biểu Excel rồi điền."
    assert refusal(client, year, sent(bare)) == words


def test_upload_refuses_what_is_no_safe_workbook(client, year):
    client.force_login(year.clerks[0])
    for content, name, words in (
        (b"<html></html>", "bieu.xlsx", "Đây không phải tệp Excel (.xlsx)"),
        (b"", "bieu.xlsx", "Tệp rỗng"),
        (sent(book_of(year)).read(), "bieu.xlsm", "macro"),
    ):
        assert words in refusal(client, year, SimpleUploadedFile(name, content))
    assert client.post(page(year, "upload")).context["error"].message == "Chọn tệp biểu đã điền (.xlsx)."
