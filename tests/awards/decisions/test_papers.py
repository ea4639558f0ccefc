"""What the papers say: heads, articles, lists with prizes, figures of the ballot; names as of their day."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awards.decisions import papers
from awards.decisions.enums import PaperKind
from awards.models import Decision
from tests.factories.decisions import province, scored_cluster, signed
from tests.kept import kept
from thidua.documents import Bullets, Paragraph, Table
from thidua.documents.document import plain
from units.models import UnitName

pytestmark = pytest.mark.django_db


world = kept(province)


def words(document) -> list[str]:
    """Running text of the main part."""
    told = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            told.append(f"{block.lead} {plain(block.text)}".strip())
        elif isinstance(block, Bullets):
            told += [plain(item) for item in block.items]
    return told


def rows(table: Table) -> list[tuple]:
    return [tuple(line) for line in table.lines()]


def test_a_decision_says_who_gives_what_by_which_law(world):
    paper = world.draft()
    document = papers.paper_document(paper, number=5, decided_on=date(2023, 11, 10))
    assert document.heading.number_text == "Số: 05/QĐ-BCH"
    assert document.heading.place_and_date == "Long Thử, ngày 10 tháng 11 năm 2023"
    assert (document.heading.organ, document.heading.superior) == (
        "Bộ Chỉ huy BĐBP tỉnh Long Thử",
        "Bộ Tư lệnh Bộ đội Biên phòng",
    )
    assert document.issuer == "Chỉ huy trưởng Bộ đội Biên phòng tỉnh Long Thử"
    assert document.legal_bases == [
        "Căn cứ Luật Thi đua, khen thưởng số 15/2003/QH11",
        "Căn cứ Nghị định 91/2017/NĐ-CP",
        "Căn cứ kết quả bình xét, bỏ phiếu của Hội đồng Thi đua – Khen thưởng tại Hội nghị tổng kết phong trào Thi đua "
        "Quyết thắng ngày 18 tháng 10 năm 2023",
    ]
    assert words(document) == [
        "Điều 1. Tặng danh hiệu thi đua năm 2023 cho các tập thể, cá nhân đạt thành tích trong phong trào thi đua "
        "Quyết thắng, gồm:",
        "“Đơn vị tiên tiến”: 03 tập thể (Phụ lục I);",
        "“Chiến sĩ thi đua”: 02 cá nhân (Phụ lục II);",
        "“Chiến sĩ tiên tiến”: 04 cá nhân (Phụ lục III).",
        # 3 × 0,8 + 2 × 1,0 + 4 × 0,3 = 5,6 × 1.800.000
        "Điều 2. Tập thể, cá nhân có tên tại Điều 1 được cấp giấy chứng nhận và tiền thưởng theo quy định. Tổng số "
        "tiền thưởng: 10.080.000 đồng (Mười triệu không trăm tám mươi nghìn đồng), trích từ quỹ thi đua, khen thưởng "
        "của đơn vị.",
        "Điều 3. Quyết định này có hiệu lực từ ngày ký. Cơ quan chính trị, cơ quan tài chính, chỉ huy các đơn vị và "
        "các tập thể, cá nhân có tên tại Điều 1 chịu trách nhiệm thi hành./.",
    ]
    assert document.recipients == ["Như Điều 3", "Bộ Tư lệnh BĐBP (để báo cáo)", "Lưu: VT, PCT"]
    assert document.draft == ""


def test_lists_number_their_lines_through_the_decision(world):
    document = papers.paper_document(world.draft(), number=5, decided_on=date(2023, 11, 10))
    units, fighters, soldiers = (annex.blocks[0] for annex in document.annexes)
    assert [annex.title for annex in document.annexes] == [
        "Danh sách 03 tập thể tặng danh hiệu “Đơn vị tiên tiến” năm 2023",
        "Danh sách 02 cá nhân tặng danh hiệu “Chiến sĩ thi đua” năm 2023",
        "Danh sách 04 cá nhân tặng danh hiệu “Chiến sĩ tiên tiến” năm 2023",
    ]
    assert rows(fighters) == [
        (1, "Nguyễn Văn Ước", "Đại úy", "Đội trưởng", world.units[0].name, 4, 1_800_000),
        (2, "Trần Thị Quỳnh", "Đại úy", "Đội trưởng", world.units[1].name, 5, 1_800_000),
    ]
    assert [line[-2] for line in rows(units) + rows(fighters) + rows(soldiers)] == list(range(1, 10))
    assert units.total_values(units.totals[0])[-1] == 3 * 1_440_000


def test_a_draft_leaves_room_and_says_that_it_is_one(world):
    document = papers.paper_document(world.draft())
    assert document.draft == "Dự thảo"
    assert document.heading.number_text.strip().endswith("/QĐ-BCH") and "5" not in document.heading.number_text
    assert document.heading.place_and_date == "Long Thử, ngày … tháng … năm …"


def test_own_bases_and_recipients_win(world):
    paper = world.draft(legal_bases="Căn cứ A\nCăn cứ B", recipients="Như trên\nLưu: VT")
    document = papers.paper_document(paper)
    assert (document.legal_bases, document.recipients) == (["Căn cứ A", "Căn cứ B"], ["Như trên", "Lưu: VT"])


@pytest.mark.parametrize(
    ("authority", "post", "deciding"),
    [
        ("", "Chỉ huy trưởng", "Chỉ huy trưởng Bộ đội Biên phòng tỉnh Long Thử"),
        ("KT. Chỉ huy trưởng", "Phó Chỉ huy trưởng", "Chỉ huy trưởng Bộ đội Biên phòng tỉnh Long Thử"),
        ("TM. Bộ Chỉ huy", "Chính ủy", "Bộ Chỉ huy BĐBP tỉnh Long Thử"),
    ],
)
def test_who_decides_when_somebody_signs_for_the_head(world, authority, post, deciding):
    paper = world.draft(signer_authority=authority, signer_post=post)
    assert papers.paper_document(paper).issuer == deciding


def test_a_submission_pleads_with_the_votes(world):
    document = papers.paper_document(world.draft(PaperKind.SUBMISSION), number=12, decided_on=date(2023, 10, 25))
    line = next(one for one in world.of("DVQT") if one.state == "passed")
    assert document.addressees == ["Bộ Tư lệnh Bộ đội Biên phòng"]
    assert words(document) == [
        "Bộ Chỉ huy BĐBP tỉnh Long Thử kính trình Bộ Tư lệnh Bộ đội Biên phòng xem xét, tặng danh hiệu “Đơn vị Quyết "
        "thắng” năm 2023 cho 01 tập thể:",
        "Hồ sơ kèm theo gồm: biên bản hội nghị, biên bản kiểm phiếu và tóm tắt thành tích của từng tập thể.",
        "Bộ Chỉ huy BĐBP tỉnh Long Thử kính đề nghị Bộ Tư lệnh Bộ đội Biên phòng xem xét, quyết định./.",
    ]
    (table,) = document.tables()
    assert rows(table) == [(1, line.subject_name, "Hoàn thành xuất sắc nhiệm vụ", "5/5 (100,00%)")]


def test_points_stand_beside_units_once_the_board_is_frozen(world):
    board = scored_cluster(world)
    units = papers.paper_document(world.draft()).annexes[0].blocks[0]
    points = {score.unit.name: score.percent / 100 for score in board.unit_scores.select_related("unit")}
    assert {line[1]: (line[2], line[3]) for line in rows(units)} == {
        name: ("Cụm Đồn số 1", share) for name, share in points.items()
    }


def test_names_are_those_of_the_day(world):
    UnitName.objects.filter(unit=world.above).update(valid_to=date(2023, 12, 31))
    UnitName.objects.create(
        unit=world.above, name="Bộ Tư lệnh mới", short_name="BTL mới", valid_from=date(2024, 1, 1), basis="QĐ 1"
    )
    paper = world.draft()
    before = papers.paper_document(paper, number=1, decided_on=date(2023, 11, 10))
    after = papers.paper_document(paper, number=1, decided_on=date(2024, 1, 10))
    assert (before.heading.superior, after.heading.superior) == ("Bộ Tư lệnh Bộ đội Biên phòng", "Bộ Tư lệnh mới")


def test_the_same_paper_is_the_same_document(world):
    paper = signed(world)
    fresh = Decision.objects.get(pk=paper.pk)
    assert papers.paper_document(paper) == papers.paper_document(fresh)


@pytest.mark.parametrize(
    ("detail", "unit_name", "parts"),
    [
        ("Đại úy, Đội trưởng, Đồn A", "Đồn A", ("Đại úy", "Đội trưởng", "Đồn A")),
        (
            "Thiếu tá, Ủy viên, Thư ký, Phòng Phòng, chống ma túy",
            "Phòng Phòng, chống ma túy",
            ("Thiếu tá", "Ủy viên, Thư ký", "Phòng Phòng, chống ma túy"),
        ),
        ("Đại úy, Đội trưởng, Tên cũ", "Tên mới", ("Đại úy", "Đội trưởng", "Tên cũ")),
        ("", "Đồn A", ("", "", "")),
    ],
)
def test_rank_post_and_unit_in_columns(world, detail, unit_name, parts):
    line = world.of("CSTT")[0]
    line.subject_detail, line.person.unit.name = detail, unit_name
    assert papers.rank_post_unit(line) == parts


def test_queries_do_not_grow_with_the_lines(world):
    few, many = world.draft(lines=world.of("CSTT")[:1]), world.draft(lines=world.of("CSTT")[1:])
    counts = []
    for paper in (few, many):
        papers.paper_document(Decision.objects.get(pk=paper.pk))
        with CaptureQueriesContext(connection) as queries:
            papers.paper_document(Decision.objects.get(pk=paper.pk))
        counts.append(len(queries))
    assert counts == [20, 20]  # words and layout of the command, the code on the paper
