"""What a Document says before it has a format, and how it refuses content that no format could print."""

import textwrap
from datetime import date
from decimal import Decimal

import pytest

from tests.thidua.documents import samples
from thidua.documents import (
    SUM,
    Annex,
    BarChart,
    Cell,
    ChangeChart,
    Column,
    Document,
    GroupRow,
    Layout,
    Margins,
    OfficialHeading,
    Series,
    SignatureBlock,
    Table,
    TotalRow,
    bold,
    document,
    file_name,
)
from thidua.documents.document import plain, runs

COLUMNS = [Column.index(), Column("name", "Tên"), Column("votes", "Phiếu", "int")]


def test_rows_are_mappings_or_sequences_without_the_running_number():
    table = Table(COLUMNS, [{"name": "An", "votes": 3}, ("Bình", 5), {"name": "Cường"}])
    assert list(table.lines()) == [(1, "An", 3), (2, "Bình", 5), (3, "Cường", None)]


def test_running_number_goes_on_over_groups_or_begins_again():
    rows = [GroupRow("Cụm 1", "I"), ("An", 1), GroupRow("Cụm 2", "II"), ("Bình", 2)]
    numbers = [line[0] for line in Table(COLUMNS, rows).lines() if not isinstance(line, GroupRow)]
    again = [line[0] for line in Table(COLUMNS, rows, restart_index=True).lines() if not isinstance(line, GroupRow)]
    assert (numbers, again) == ([1, 2], [1, 1])


def test_totals_add_up_numbers_and_leave_words_out():
    rows = [GroupRow("Cụm 1"), ("An", 3), ("Bình", Cell(4, bold=True)), ("Cường", "vắng"), ("Dũng", None)]
    total = TotalRow("Cộng", {"votes": SUM})
    assert Table(COLUMNS, rows, totals=[total]).total_values(total) == [None, None, 7]
    given = TotalRow("Cộng", {"votes": Decimal("7.5")})
    assert Table(COLUMNS, rows, totals=[given]).total_values(given) == [None, None, Decimal("7.5")]


def test_a_row_that_does_not_match_its_columns_is_refused():
    with pytest.raises(ValueError, match="2 values|1 values"):
        list(Table(COLUMNS, [("An",)]).lines())
    with pytest.raises(ValueError, match="vote"):
        list(Table(COLUMNS, [{"name": "An", "vote": 1}]).lines())
    with pytest.raises(ValueError, match="vote"):
        Table(COLUMNS, [], totals=[TotalRow("Cộng", {"vote": SUM})])
    with pytest.raises(ValueError, match="different keys"):
        Table([Column("a", "A"), Column("a", "B")], [])


def test_rows_that_can_be_walked_only_once_are_refused():
    with pytest.raises(TypeError, match="more than one walk"):
        Table(COLUMNS, (("An", 1) for _ in range(2)))


def test_charts_need_as_many_values_as_labels():
    with pytest.raises(ValueError, match="1 values for 2 labels"):
        BarChart("Điểm", ["A", "B"], [Series("2023", [1])])
    with pytest.raises(ValueError, match="exactly two"):
        ChangeChart("Điểm", ["A"], [Series("2023", [1])])
    with pytest.raises(ValueError, match="at least one"):
        BarChart("Điểm", [], [])


def test_annexes_are_labelled_and_tied_to_their_paper():
    decision = samples.decision()
    assert [decision.annex_label(i) for i in range(3)] == ["Phụ lục I", "Phụ lục II", "Phụ lục III"]
    assert decision.annex_reference(0) == (
        "(Kèm theo Quyết định số 1431/QĐ-BCH ngày 10 tháng 11 năm 2023 của Chỉ huy trưởng Bộ đội Biên phòng tỉnh Long "
        "An)"
    )
    lone = Document(slug="x", annexes=[Annex("Danh sách", [])])
    assert (lone.annex_label(0), lone.annex_reference(0)) == ("Phụ lục", "")
    own = Document(slug="x", annexes=[Annex("Danh sách", [], label="Bảng kê", reference="(Kèm tờ trình)")])
    assert (own.annex_label(0), own.annex_reference(0)) == ("Bảng kê", "(Kèm tờ trình)")


def test_signatures_stand_side_by_side_or_in_rows():
    one, two, three = (SignatureBlock(post=post) for post in ("A", "B", "C"))
    assert Document(slug="x", signatures=[one, two]).signature_rows == [[one, two]]
    assert Document(slug="x", signatures=[[one, two], [three]]).signature_rows == [[one, two], [three]]
    assert Document(slug="x").signature_rows == []


def test_heading_puts_zeros_and_leaves_room_for_the_pen():
    heading = OfficialHeading(organ="BCH", number="2/BB-HĐ", place="Long An", date=date(2024, 2, 3))
    assert heading.number_text == "Số: 02/BB-HĐ"
    assert heading.place_and_date == "Long An, ngày 03 tháng 02 năm 2024"
    assert OfficialHeading(organ="BCH").number_text == ""
    assert OfficialHeading(organ="BCH", place="Long An").place_and_date == "Long An, ngày … tháng … năm …"


def test_title_date_and_file_name():
    assert samples.summary().full_title.startswith("Báo cáo Tổng kết công tác thi đua, khen thưởng và phong trào")
    assert samples.decision().acted_on == date(2023, 11, 10)
    assert Document(slug="x", date=date(2020, 1, 1), heading=samples.HEADING).acted_on == date(2020, 1, 1)
    assert Document(slug="x").acted_on is None
    assert file_name(samples.decision(), "xlsx") == "quyet-dinh-1431.xlsx"


def test_text_is_words_with_or_without_style():
    assert plain(["Đồng ý ", bold("không quá 03"), "."]) == "Đồng ý không quá 03."
    assert runs(bold("X")) == (bold("X"),)


def test_an_organisation_sets_its_own_sizes():
    layout = Layout.from_mapping({"body": 14, "margins": [25, 15, 25, 35], "rank_before_name": False})
    assert (layout.body, layout.margins, layout.rank_before_name) == (14, Margins(25, 15, 25, 35), False)
    assert layout.motto == Layout().motto


@pytest.mark.parametrize(
    "wrong",
    [
        {"bodyy": 14},
        {"body": "14pt; }"},
        {"body": True},
        {"body": 400},
        {"margins": [20, 15]},
        {"margins": [20, 15, 20, 300]},
        {"rank_before_name": 1},
    ],
)
def test_sizes_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Layout.from_mapping(wrong)


def test_the_example_at_the_top_of_the_module_works():
    lines = document.__doc__.split("\n\n", 1)[1].split("\n\nTexts are plain")[0]
    names: dict = {}
    exec(textwrap.dedent(lines), names)  # our own docstring
    assert names["decision"].annex_reference(0).startswith("(Kèm theo Quyết định số 1431/QĐ-BCH ngày 10 tháng 11")
    total = names["people"].totals[0]
    assert names["people"].total_values(total)[-1] == 3_600_000
    assert names["render_pdf"](names["decision"])[:5] == b"%PDF-"
