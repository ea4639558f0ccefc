"""People from a spreadsheet: every fault at its cell, nothing twice, all or nothing."""

import random
from datetime import date, timedelta

import pytest

from tests.factories import PersonFactory, UnitFactory
from tests.units.imports.books import AN, HEADINGS, changed, confirm, faults, preview, said
from thidua import clock
from thidua.text import search_key
from units.imports import services
from units.imports.enums import ImportState, RowState
from units.models import AuditEvent, Person, Posting, RankPeriod
from units.people import services as people

pytestmark = pytest.mark.django_db


def test_somebody_new_comes_with_the_first_posting_and_rank(officer, post):
    batch = preview(officer, AN)
    assert (batch.state, batch.counts) == (ImportState.READY, {"new": 1})
    assert not Person.objects.exists()
    assert confirm(batch, officer).state == ImportState.DONE
    person = Person.objects.get()
    assert (person.service_number, person.full_name, person.unit, person.is_commander) == (
        "090123456789", "Nguyễn Văn An", post, True
    )  # fmt: skip
    assert (person.birth_date, person.joined_on) == (date(1985, 10, 5), date(2004, 2, 15))
    assert person.ranks.get().valid_from == date(2015, 8, 1)
    assert person.postings.get().valid_from == date(2016, 3, 1)
    assert AuditEvent.objects.filter(action="people.create_person", target_id=str(person.pk)).count() == 1
    assert AuditEvent.objects.filter(action="imports.confirm", target_id=str(batch.pk)).count() == 1


def test_the_same_file_twice_changes_nothing(officer):
    rows = [AN, changed(AN, number="0002", name="Trần Thị Bé", sex="Nữ", commander="", ranked="", posted="")]
    confirm(preview(officer, *rows), officer)
    again = preview(officer, *rows)
    assert again.counts == {"same": 2}
    before = AuditEvent.objects.count()
    with pytest.raises(services.RuleViolation, match="Không có dòng nào để ghi"):
        confirm(again, officer)
    assert (Person.objects.count(), AuditEvent.objects.count()) == (2, before)


def test_a_row_may_change_facts_rank_and_posting(officer, province, post):
    other = UnitFactory(code="LA-02", short_name="Đồn BP Mỹ Quý Đông", parent=province)
    confirm(preview(officer, AN), officer)
    batch = preview(
        officer,
        changed(AN, name="Nguyễn Văn Ân", rank="Thiếu tá", ranked="01/08/2019", unit="LA-02", position="Đồn trưởng",
                posted="02/08/2019"),
    )  # fmt: skip
    row = batch.rows.get()
    assert row.state == RowState.CHANGED
    assert row.before == {
        "Họ và tên": "Nguyễn Văn An",
        "Cấp bậc": "Đại úy",
        "Chức vụ": "Đội trưởng, Đồn BP Mỹ Quý Tây, chủ trì",
    }
    assert row.after == {
        "Họ và tên": "Nguyễn Văn Ân",
        "Cấp bậc": "Thiếu tá từ 01/08/2019",
        "Chức vụ": "Đồn trưởng, Đồn BP Mỹ Quý Đông, chủ trì từ 02/08/2019",
    }
    confirm(batch, officer)
    person = Person.objects.get()
    assert (person.full_name, person.rank, person.unit, person.position) == (
        "Nguyễn Văn Ân", "thieu-ta", other, "Đồn trưởng"
    )  # fmt: skip
    assert [row.valid_to for row in person.ranks.all()] == [None, date(2019, 7, 31)]
    assert [row.valid_to for row in person.postings.all()] == [None, date(2019, 8, 1)]


def test_words_of_the_report_come_with_their_columns(officer):
    headings = [*HEADINGS, "Quê quán", "Trình độ"]
    confirm(preview(officer, [*AN, "Long An", None], headings=headings), officer)
    confirm(preview(officer, [*AN, "Bến Tre", "Đại học Biên phòng"], headings=headings), officer)
    confirm(preview(officer, changed(AN, name="Nguyễn Văn Ân")), officer)  # a file without them leaves them alone
    person = Person.objects.get()
    assert (person.native_place, person.residence, person.schooling) == ("Bến Tre", "", "Đại học Biên phòng")


def test_a_change_of_rank_or_posting_needs_its_day(officer):
    confirm(preview(officer, AN), officer)
    batch = preview(officer, changed(AN, rank="Thiếu tá", position="Đồn phó"))
    assert faults(batch) == {(2, "ranked_on"), (2, "posted_on")}
    assert said(batch) == [
        "Đang là Đại úy từ 01/08/2015. Ghi ngày nhận cấp bậc sau ngày đó để đổi.",
        "Đang là Đội trưởng, Đồn BP Mỹ Quý Tây từ 01/03/2016. Ghi ngày nhận chức vụ sau ngày đó để đổi.",
    ]


def test_empty_cells_of_somebody_known_leave_what_is_there(officer):
    confirm(preview(officer, AN), officer)
    assert preview(officer, changed(AN, born="", commander="", ranked="", posted="", joined="")).counts == {"same": 1}


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"number": ""}, "service_number", "Chưa ghi số hiệu."),
        ({"number": "9,01235E+11"}, "service_number",
         "“9,01235E+11” là số bị Excel rút gọn, không biết chữ số đã mất. Định dạng cột là Văn bản rồi nhập lại."),
        ({"number": "12 34*"}, "service_number", "Số hiệu chỉ gồm chữ số, chữ in hoa không dấu và dấu . - /."),
        ({"number": "9" * 21}, "service_number", "Số hiệu dài 21 chữ, nhiều nhất 20."),
        ({"number": 1234567890123456789}, "service_number",
         "Excel chỉ giữ 15 chữ số của một số: định dạng cột là Văn bản (Text) rồi nhập lại số này."),
        ({"name": "An"}, "full_name", "Ghi đủ họ và tên."),
        ({"sex": "Khác"}, "sex", "“Khác” không có trong danh mục giới tính. Chọn từ danh sách."),
        ({"born": "31/02/1985"}, "birth_date", "“31/02/1985”: không có ngày 31/2/1985."),
        ({"born": "05/10/15"}, "birth_date",
         "“05/10/15”: năm hai chữ số có thể là 1915 hoặc 2015. Ghi đủ bốn chữ số."),
        ({"born": 31245}, "birth_date", "“31245” là số, không phải ngày. Ghi dạng dd/mm/yyyy, ví dụ 05/10/1985."),
        ({"born": "10/25/1985"}, "birth_date",
         "“10/25/1985”: không có tháng 25. Ghi ngày trước, tháng sau: dd/mm/yyyy."),
        ({"born": "05/10/2005"}, "birth_date", "Ngày sinh phải trước ngày nhập ngũ."),
        ({"born": "05/10/2985"}, "birth_date", "Ngày sinh không được sau hôm nay."),
        ({"rank": "Đại uý trưởng"}, "rank", "“Đại uý trưởng” không có trong danh mục cấp bậc. Chọn từ danh sách."),
        ({"rank": "Trung sĩ"}, "rank", "Sĩ quan không mang cấp bậc Trung sĩ."),
        ({"ranked": "01/08/2003"}, "ranked_on", "Ngày nhận cấp bậc trước ngày nhập ngũ."),
        ({"position": ""}, "position", "Chưa ghi chức vụ."),
        ({"position": "Đội trưởng " * 12}, "position", "Chức vụ dài 131 chữ, nhiều nhất 120."),
        ({"commander": "có thể"}, "is_commander", "“có thể” không hiểu được. Ghi Có hoặc Không."),
        ({"unit": "KHONG-CO"}, "unit", "Không có đơn vị mã “KHONG-CO” trong phạm vi của đồng chí."),
        ({"unit": "XA-01"}, "unit", "Không có đơn vị mã “XA-01” trong phạm vi của đồng chí."),
    ],
)  # fmt: skip
def test_a_fault_is_named_at_its_cell_and_nowhere_else(officer, cells, column, sentence):
    UnitFactory(code="XA-01")
    batch = preview(officer, changed(AN, **cells))
    assert batch.counts == {"error": 1}
    assert [(problem[0], problem[2]) for problem in batch.rows.get().problems] == [(column, sentence)]


@pytest.mark.parametrize(
    ("born", "understood"),
    [
        ("5/10/1985", "1985-10-05"), ("05-10-1985", "1985-10-05"), ("1985-10-05", "1985-10-05"),
        ("05.10.1985", "1985-10-05"), ("5/10/85", "1985-10-05"), (date(1985, 10, 5), "1985-10-05"),
    ],
)  # fmt: skip
def test_days_are_taken_in_any_of_the_usual_forms(officer, born, understood):
    confirm(preview(officer, changed(AN, born=born)), officer)
    assert Person.objects.get().birth_date.isoformat() == understood


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("001234567890", "001234567890", None), (901234567890, "901234567890", None),
        (901234567890.0, "901234567890", "0.00E+00"), (1234567890, "001234567890", "000000000000"),
        ("sq-12/a", "SQ-12/A", None),
    ],
)  # fmt: skip
def test_a_service_number_keeps_its_digits(officer, typed, kept, shown):
    batch = preview(officer, changed(AN, number=typed), formats={1: shown} if shown else None)
    confirm(batch, officer)
    assert Person.objects.get().service_number == kept


def test_headings_are_known_without_accents_in_any_order_and_strangers_are_named(officer):
    order = [11, 3, 0, 9, 1, 2, 4, 5, 6, 7, 8, 10]
    headings = [search_key(HEADINGS[place]).upper() + (" (*)" if place == 0 else "") for place in order]
    row = [AN[place] for place in order]
    batch = preview(officer, [*row, "x", ""], headings=[*headings, "Dân tộc", ""])
    assert (batch.counts, batch.notes) == ({"new": 1}, ["Không dùng cột “Dân tộc”."])


def test_lines_above_the_heading_are_passed_over(officer):
    batch = preview(officer, HEADINGS, AN, headings=["DANH SÁCH QUÂN NHÂN"])
    assert (batch.counts, batch.rows.get().number) == ({"new": 1}, 3)


@pytest.mark.parametrize(
    ("headings", "sentence"),
    [
        ([title for title in HEADINGS if title not in ("Cấp bậc", "Mã đơn vị")],
         "Thiếu cột “Cấp bậc”, “Mã đơn vị”. Thêm cột vào tệp rồi tải lên."),
        ([*HEADINGS, "so hieu"], "Cột “Số hiệu” có nhiều hơn một lần. Giữ lại một cột rồi tải lên."),
        (["Tên hàng", "Giá"], "Không tìm thấy dòng tiêu đề trong 10 dòng đầu. Dùng tệp mẫu của loại này."),
        (HEADINGS, "Tệp không có dòng dữ liệu nào dưới dòng tiêu đề."),
    ],
)  # fmt: skip
def test_a_file_without_the_right_columns_is_refused_as_a_whole(officer, headings, sentence):
    batch = preview(officer, *([AN[: len(headings)]] if headings != HEADINGS else []), headings=headings)
    assert (batch.state, batch.error) == (ImportState.REFUSED, sentence)
    assert not batch.file


def test_rows_about_the_same_person_name_each_other(officer):
    batch = preview(officer, AN, changed(AN, number="0002"), changed(AN, name="Nguyễn Văn Khác"))
    assert faults(batch) == {(2, "service_number"), (4, "service_number")}
    assert said(batch) == said(batch, 4) == ["090123456789 có ở nhiều dòng: 2, 4. Giữ lại một dòng."]


def test_a_namesake_born_the_same_day_is_a_warning_that_can_be_written(officer, post):
    PersonFactory(full_name="NGUYỄN VĂN AN", birth_date=date(1985, 10, 5), service_number="1", unit=post)
    batch = preview(officer, AN)
    assert batch.counts == {"warning": 1}
    assert said(batch) == ["Có thể là một người với NGUYỄN VĂN AN, số hiệu 1 (cùng họ tên, ngày sinh)."]
    confirm(batch, officer)
    assert Person.objects.count() == 2
    assert preview(officer, AN).counts == {"same": 1}


def test_somebody_of_another_province_is_refused_without_a_word_about_him(officer):
    PersonFactory(service_number="090123456789", full_name="Lê Bí Mật", birth_date=date(1985, 10, 5))
    batch = preview(officer, AN)
    assert said(batch) == ["Số hiệu này không nhập được trong phạm vi của đồng chí. Kiểm tra lại số hiệu."]
    assert "Bí Mật" not in str(batch.rows.values_list())


def test_who_has_left_is_not_brought_in_again(officer, post):
    confirm(preview(officer, AN), officer)
    people.end_service(Person.objects.get(), by=officer, on=date(2020, 1, 1), reason="Nghỉ hưu")
    assert said(preview(officer, AN)) == ["Nguyễn Văn An đã thôi phục vụ ngày 01/01/2020."]


def test_rows_with_errors_stay_out_and_the_others_are_written_together(officer):
    batch = preview(officer, AN, changed(AN, number="0002", rank="Hoàng đế"))
    assert confirm(batch, officer).state == ImportState.DONE
    assert Person.objects.get().service_number == "090123456789"


def test_what_has_changed_since_the_preview_is_shown_again_and_nothing_is_written(officer, post):
    batch = preview(officer, AN, changed(AN, number="0002"))
    PersonFactory(service_number="090123456789", full_name="Nguyễn Văn Khác", unit=post)
    with pytest.raises(services.StateConflict, match="xem lại rồi nhập"):
        confirm(batch, officer)
    batch.refresh_from_db()
    assert (batch.state, Person.objects.count()) == (ImportState.READY, 1)
    assert batch.counts == {"changed": 1, "new": 1}


def test_a_right_that_has_ended_ends_the_import(officer):
    batch = preview(officer, AN)
    officer.role_grants.update(valid_to=clock.today() - timedelta(days=1))
    officer.__dict__.pop("grants")
    with pytest.raises(services.Forbidden):
        confirm(batch, officer)
    assert not Person.objects.exists()


def many(number: int) -> list[list]:
    """Rows without a fault; no two people share name and birthday."""
    start = date(1970, 1, 1)
    names = ("An", "Bình", "Cường", "Dũng", "Đức", "Giang", "Hà", "Khánh", "Lâm", "Minh")
    return [
        changed(
            AN,
            number=f"{10_000_000_000 + row:012d}",
            name=f"Nguyễn Văn {names[row % 10]}",
            born=f"{start + timedelta(days=row // 2):%d/%m/%Y}",
            unit=f"LA-{row % 5 + 1:02d}",
        )
        for row in range(number)
    ]


PLANTED = (
    ("number", "1,2E+11", "service_number"), ("name", "Hùng", "full_name"), ("sex", "?", "sex"),
    ("born", "30/02/1980", "birth_date"), ("born", "01/02/03", "birth_date"), ("group", "Tướng", "object_group"),
    ("rank", "Binh nhì", "rank"), ("ranked", "hôm qua", "ranked_on"), ("position", None, "position"),
    ("commander", "?", "is_commander"), ("unit", "LA-99", "unit"), ("posted", "01/01/2999", "posted_on"),
    ("joined", "2004", "joined_on"),
)  # fmt: skip


def test_two_thousand_rows_with_thirty_faults_name_each_of_them_and_no_other(officer, province):
    for number in range(2, 6):
        UnitFactory(code=f"LA-{number:02d}", parent=province)
    good = many(2000)
    bad = [list(row) for row in good]
    expected = set()
    for count, place in enumerate(sorted(random.Random(7).sample(range(2000), 30))):
        cell, value, column = PLANTED[count % len(PLANTED)]
        bad[place] = changed(bad[place], **{cell: value})
        expected.add((place + 2, column))
    batch = preview(officer, *bad)
    assert faults(batch) == expected
    assert batch.counts == {"new": 1970, "error": 30}
    confirm(batch, officer)
    corrected = preview(officer, *good)
    assert corrected.counts == {"same": 1970, "new": 30}
    confirm(corrected, officer)
    assert (Person.objects.count(), Posting.objects.count(), RankPeriod.objects.count()) == (2000, 2000, 2000)
    assert preview(officer, *good).counts == {"same": 2000}
