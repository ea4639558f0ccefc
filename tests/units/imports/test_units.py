"""Units from a spreadsheet."""

from datetime import date

import pytest

from tests.factories import PersonFactory, UnitFactory, UserFactory
from tests.units.imports.books import confirm, faults, preview, said, undo
from units.accounts.enums import Role
from units.imports import services
from units.models import Unit, UnitKind, UnitName, UnitParent

pytestmark = pytest.mark.django_db
HEADINGS = [
    "Mã đơn vị", "Tên đầy đủ", "Tên gọi tắt", "Loại đơn vị", "Mã cấp trên", "Ngày thành lập", "Thứ tự", "Quân số",
    "Đầu mối báo cáo",
]  # fmt: skip
DOI = ["LA-01-D1", "Đội Vũ trang", "Đội VT", "Đồn", "LA-01", "01/01/2016", 1, 20, "Không"]
TO = ["LA-01-D1-T1", "Tổ Một", "Tổ 1", "đồn", "LA-01-D1", "01/01/2017", "", "", ""]


def units(officer, *rows, headings=HEADINGS):
    return preview(officer, *rows, headings=headings, kind="units")


def changed(row: list, **cells) -> list:
    names = ("code", "name", "short", "kind", "parent", "founded", "sort", "strength", "reporting")
    return [cells.get(name, value) for name, value in zip(names, row, strict=True)]


def test_units_are_made_below_each_other_whatever_their_order(officer, post):
    batch = units(officer, TO, DOI)
    assert batch.counts == {"new": 2}
    confirm(batch, officer)
    doi, to = Unit.objects.get(code="LA-01-D1"), Unit.objects.get(code="LA-01-D1-T1")
    assert (doi.parent, to.parent, to.path) == (post, doi, f"{doi.path}{to.pk}/")
    assert (doi.founded_on, doi.strength, doi.is_reporting) == (date(2016, 1, 1), 20, False)
    assert (doi.names.count(), doi.parents.get().parent) == (1, post)
    assert units(officer, TO, DOI).counts == {"same": 2}


def test_facts_without_a_day_change_and_can_be_put_back(officer):
    confirm(units(officer, DOI), officer)
    batch = units(officer, changed(DOI, sort="2", strength="25", reporting="Có"))
    row = batch.rows.get()
    assert (row.before, row.after) == (
        {"Thứ tự": "1", "Quân số": "20", "Đầu mối báo cáo": "Không"},
        {"Thứ tự": "2", "Quân số": "25", "Đầu mối báo cáo": "Có"},
    )
    confirm(batch, officer)
    assert Unit.objects.get(code="LA-01-D1").strength == 25
    undo(batch, officer)
    unit = Unit.objects.get(code="LA-01-D1")
    assert (unit.sort, unit.strength, unit.is_reporting) == (1, 20, False)


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"name": "Tên khác"}, "name", "Đang ghi Đội Vũ trang. Dùng việc Đổi tên ở trang của đơn vị."),
        ({"parent": "LA"}, "parent", "Đang ghi LA-01. Dùng việc Chuyển cấp trên ở trang của đơn vị."),
        ({"founded": "02/01/2016"}, "founded_on", "Đang ghi 01/01/2016. Ngày này không đổi được bằng tệp."),
        ({"kind": "Hạm đội"}, "kind", "Không có loại đơn vị “Hạm đội”. Chọn từ danh sách."),
        ({"strength": "hai mươi"}, "strength", "“hai mươi” không phải số nguyên. Ghi chữ số, ví dụ 0."),
    ],
)
def test_what_has_a_day_is_not_changed_by_a_file(officer, cells, column, sentence):
    confirm(units(officer, DOI), officer)
    batch = units(officer, changed(DOI, **cells))
    assert [(problem[0], problem[2]) for problem in batch.rows.get().problems] == [(column, sentence)]


def test_a_new_unit_needs_a_code_and_a_unit_above_in_the_own_scope(officer):
    UnitFactory(code="XA-01")
    batch = units(
        officer,
        changed(DOI, code="la 01*"),
        changed(DOI, code="LA-05", parent="XA-01"),
        changed(DOI, code="XA-01"),
        changed(DOI, code="LA-06", parent="LA-05"),
        changed(DOI, code="LA-07", parent="LA-08"),
        changed(DOI, code="LA-08", parent="LA-07"),
    )
    assert said(batch, 2) == ["Mã đơn vị gồm chữ in hoa không dấu, chữ số và gạch nối, ví dụ DBP-01."]
    assert said(batch, 3) == ["Không có đơn vị mã “XA-01” trong phạm vi của đồng chí."]
    assert said(batch, 4) == ["Mã này không nhập được trong phạm vi của đồng chí. Kiểm tra lại mã."]
    assert said(batch, 5) == ["Đơn vị cấp trên “LA-05” ở dòng 3 có lỗi."]
    assert said(batch, 6) == said(batch, 7) == ["Các đơn vị này là cấp trên của nhau theo vòng tròn."]
    assert faults(batch) == {(2, "code"), (3, "parent"), (4, "code"), (5, "parent"), (6, "parent"), (7, "parent")}


def test_undo_takes_units_out_from_below(officer):
    before = [list(model.objects.order_by("pk").values()) for model in (Unit, UnitName, UnitParent)]
    undo(confirm(units(officer, TO, DOI), officer), officer)
    assert [list(model.objects.order_by("pk").values()) for model in (Unit, UnitName, UnitParent)] == before


def test_undo_is_refused_once_somebody_serves_there_or_a_unit_stands_below(officer):
    batch = confirm(units(officer, TO, DOI), officer)
    PersonFactory(unit=Unit.objects.get(code="LA-01-D1-T1"))
    UnitFactory(code="LA-09", parent=Unit.objects.get(code="LA-01-D1"))
    with pytest.raises(services.RuleViolation) as refused:
        undo(batch, officer)
    assert refused.value.reasons == [
        "Tổ 1, mã LA-01-D1-T1: đã có người hoặc dữ liệu khác gắn với đơn vị này.",
        "Đội VT, mã LA-01-D1: đã có đơn vị khác ở dưới.",
    ]


def test_an_administrator_brings_in_units_but_no_people(province):
    administrator = UserFactory(role=Role.ADMINISTRATOR, over=province)
    UnitKind.objects.get_or_create(code="don", defaults={"name": "Đồn"})
    assert units(administrator, changed(DOI, parent="LA")).counts == {"new": 1}
    with pytest.raises(services.Forbidden):
        preview(administrator, DOI, kind="people")
