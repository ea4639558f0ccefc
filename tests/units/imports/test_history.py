"""Ranks and postings of people already known, from a spreadsheet."""

from datetime import date

import pytest

from tests.factories import UnitFactory
from tests.units.imports.books import AN, confirm, faults, preview, said, undo
from units.imports import services
from units.models import Person, Posting, RankPeriod
from units.people import services as people

pytestmark = pytest.mark.django_db
RANKS = ["Số hiệu", "Họ và tên", "Cấp bậc", "Từ ngày"]
POSTINGS = ["Số hiệu", "Mã đơn vị", "Chức vụ", "Cán bộ chủ trì", "Từ ngày"]
NUMBER = AN[0]


@pytest.fixture
def an(officer):
    """Đại úy since 01/08/2015, Đội trưởng at LA-01 since 01/03/2016."""
    confirm(preview(officer, AN), officer)
    return Person.objects.get()


def ranks(officer, *rows):
    return preview(officer, *rows, headings=RANKS, kind="ranks")


def postings(officer, *rows):
    return preview(officer, *rows, headings=POSTINGS, kind="postings")


def spans(person, model) -> list[tuple]:
    return [(str(row), row.valid_from, row.valid_to) for row in model.objects.filter(person=person)]


def test_new_ranks_follow_and_old_ones_go_before(officer, an):
    batch = ranks(
        officer,
        [NUMBER, "nguyen van an", "Trung tá", "01/08/2023"],
        [NUMBER, "", "Thượng úy", "01/08/2011"],
        [NUMBER, "", "Thiếu tá", "01/08/2019"],
        [NUMBER, "", "Trung úy", "01/08/2008"],
        [NUMBER, "", "Đại úy", "01/08/2015"],
    )
    assert batch.counts == {"new": 4, "same": 1}
    assert batch.rows.get(number=3).after == {"Cấp bậc": "Thượng úy từ 01/08/2011 đến 31/07/2015"}
    before = spans(an, RankPeriod)
    confirm(batch, officer)
    assert spans(an, RankPeriod) == [
        ("Trung tá", date(2023, 8, 1), None),
        ("Thiếu tá", date(2019, 8, 1), date(2023, 7, 31)),
        ("Đại úy", date(2015, 8, 1), date(2019, 7, 31)),
        ("Thượng úy", date(2011, 8, 1), date(2015, 7, 31)),
        ("Trung úy", date(2008, 8, 1), date(2011, 7, 31)),
    ]
    an.refresh_from_db()
    assert an.rank == "trung-ta"
    again = ranks(officer, [NUMBER, "", "Trung tá", "01/08/2023"], [NUMBER, "", "Thượng úy", "01/08/2011"])
    assert again.counts == {"same": 2}
    undo(batch, officer)
    an.refresh_from_db()
    assert (an.rank, spans(an, RankPeriod)) == ("dai-uy", before)


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        (["404", "", "Thiếu tá", "01/08/2019"], "service_number",
         "Không có người mang số hiệu “404” trong phạm vi của đồng chí."),
        ([NUMBER, "Lê Văn B", "Thiếu tá", "01/08/2019"], "full_name",
         "Số hiệu 090123456789 là của Nguyễn Văn An, không phải Lê Văn B."),
        ([NUMBER, "", "Thiếu tá", "01/08/2015"], "rank", "Từ 01/08/2015 đang ghi Đại úy. Sửa ở trang của cá nhân."),
        ([NUMBER, "", "Đại úy", "01/08/2019"], "rank", "Giống dòng liền trước của người này. Bỏ dòng này."),
        ([NUMBER, "", "Đại úy", "01/08/2012"], "rank",
         "Giống dòng liền sau đang có của người này. Sửa ở trang của cá nhân."),
        ([NUMBER, "", "Trung sĩ", "01/08/2019"], "rank", "Sĩ quan không mang cấp bậc Trung sĩ."),
        ([NUMBER, "", "Thiếu tá", ""], "valid_from", "Chưa ghi từ ngày."),
    ],
)  # fmt: skip
def test_a_fault_of_a_rank_is_named_at_its_cell(officer, an, row, column, sentence):
    batch = ranks(officer, row)
    assert [(problem[0], problem[2]) for problem in batch.rows.get().problems] == [(column, sentence)]


def test_a_rank_between_two_known_ones_is_refused(officer, an):
    people.promote(an, by=officer, rank="thieu-ta", from_day=date(2019, 8, 1))
    batch = ranks(officer, [NUMBER, "", "Thượng úy", "01/01/2017"])
    assert said(batch) == ["Nằm trong khoảng đã ghi Đại úy từ 01/08/2015."]


def test_two_rows_of_one_day_name_each_other(officer, an):
    batch = ranks(officer, [NUMBER, "", "Thiếu tá", "01/08/2019"], [NUMBER, "", "Trung tá", "01/08/2019"])
    assert faults(batch) == {(2, "valid_from"), (3, "valid_from")}
    assert said(batch) == ["Số hiệu 090123456789 từ 01/08/2019 có ở nhiều dòng: 2, 3. Giữ lại một dòng."]


def test_a_newer_rank_forbids_the_undo(officer, an):
    batch = confirm(ranks(officer, [NUMBER, "", "Thiếu tá", "01/08/2019"]), officer)
    people.promote(an, by=officer, rank="trung-ta", from_day=date(2023, 8, 1))
    with pytest.raises(services.RuleViolation, match="đã có thay đổi mới hơn"):
        undo(batch, officer)


def test_transfers_and_earlier_postings(officer, an, province):
    other = UnitFactory(code="LA-02", short_name="Đồn BP B", parent=province)
    batch = postings(
        officer,
        [NUMBER, "LA-02", "Đồn trưởng", "Có", "01/04/2021"],
        [NUMBER, "LA-02", "Đội phó", "", "01/03/2015"],
        [NUMBER, "LA-01", "Đội trưởng", "Có", "01/03/2016"],
    )
    assert batch.counts == {"new": 2, "same": 1}
    before = spans(an, Posting)
    confirm(batch, officer)
    an.refresh_from_db()
    assert (an.unit, an.position, an.is_commander) == (other, "Đồn trưởng", True)
    assert spans(an, Posting) == [
        ("Đồn trưởng, Đồn BP B", date(2021, 4, 1), None),
        ("Đội trưởng, Đồn BP Mỹ Quý Tây", date(2016, 3, 1), date(2021, 3, 31)),
        ("Đội phó, Đồn BP B", date(2015, 3, 1), date(2016, 2, 29)),
    ]
    undo(batch, officer)
    an.refresh_from_db()
    assert (an.unit.code, an.position, spans(an, Posting)) == ("LA-01", "Đội trưởng", before)


def test_a_posting_needs_a_unit_of_the_own_scope_that_was_there(officer, an, province):
    UnitFactory(code="XA-01")
    UnitFactory(code="LA-03", short_name="Đồn BP C", parent=province, closed_on=date(2020, 1, 1))
    batch = postings(
        officer,
        [NUMBER, "XA-01", "Đồn trưởng", "Có", "01/04/2021"],
        [NUMBER, "LA-03", "Đồn trưởng", "Có", "01/05/2021"],
        [NUMBER, "LA-03", "Đồn phó", "", "01/05/2014"],
    )
    assert said(batch, 2) == ["Không có đơn vị mã “XA-01” trong phạm vi của đồng chí."]
    assert said(batch, 3) == ["Đồn BP C đã kết thúc ngày 01/01/2020."]
    assert said(batch, 4) == ["Đồn BP C thành lập ngày 01/01/2015."]
