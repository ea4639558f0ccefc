"""Pages of scores: scope, places only once frozen, refusals in place, flat queries."""

from decimal import Decimal

import pytest
from django.urls import reverse

from awards.criteria.enums import CriterionKind
from awards.models import Adjustment, HandScore, ScoreBoard, Target, UnitScore
from awards.scoring import services
from awards.scoring.enums import BoardState
from awards.years.enums import PeriodState
from tests.awards.results.year import make_year
from tests.factories import ClusterFactory, UnitFactory, UserFactory, join_cluster
from tests.kept import kept
from units.accounts.enums import Role

pytestmark = pytest.mark.django_db

Q, H = CriterionKind.QUANTITATIVE, CriterionKind.BY_HAND
BOARD_QUERIES = 30


def board_url(year):
    return reverse("awards:scoring.cluster_board", args=[year.cluster.code])


def fill(year):
    for number in range(len(year.units)):
        for term in year.terms:
            year.verified(number, term, value=str(60 + 10 * number))


@kept
def year():
    year = make_year(units=3, criteria=2, terms=2)
    fill(year)
    return year


def compute(year, **kwargs):
    return services.compute_board(year.period, year.cluster, by=year.officer, **kwargs)


# The table ------------------------------------------------------------------------------------------------------------


def test_cluster_board_before_anything_is_computed(client, year):
    client.force_login(year.officer)
    response = client.get(board_url(year))
    assert (response.status_code, "Chưa có bảng điểm" in response.text) == (200, True)
    assert not ScoreBoard.objects.exists()


def test_cluster_board_has_no_places_before_it_is_frozen(client, year):
    board = compute(year)
    client.force_login(year.clerks[0])
    response = client.get(board_url(year))
    assert "td-rank" not in response.text
    assert [row.score.unit for row in response.context["table"].rows] == year.units  # in the order of the cluster
    services.freeze_board(board, by=year.officer)
    response = client.get(board_url(year))
    assert [row.score.rank for row in response.context["table"].rows] == [1, 2, 3]
    assert [row.score.unit for row in response.context["table"].rows] == year.units[::-1]
    assert "td-rank" in response.text


def test_cluster_board_of_another_cluster_is_not_there(client, year):
    other = ClusterFactory(code="LA-C2", organiser=year.province)
    outsider = UnitFactory(parent=year.province)
    join_cluster(other, outsider)
    board = compute(year)
    clerk = UserFactory(role=Role.CLERK, over=outsider)
    client.force_login(clerk)
    for url in (
        board_url(year),
        reverse("awards:scoring.board", args=[board.pk]),
        reverse("awards:scoring.unit_score", args=[board.pk, year.units[0].code]),
        reverse("awards:scoring.hand_scores", args=[year.cluster.code]),
        reverse("awards:scoring.adjustments", args=[year.cluster.code]),
    ):
        assert client.get(url).status_code == 404
    assert client.post(reverse("awards:scoring.compute", args=[year.cluster.code])).status_code == 404
    assert client.post(reverse("awards:scoring.freeze", args=[board.pk])).status_code == 404
    assert client.get(reverse("awards:scoring.cluster_board", args=["LA-C2"])).status_code == 200


def test_cluster_board_gives_its_workbook_wherever_the_reader_looks_from(client, year):
    other = ClusterFactory(code="LA-C2", organiser=year.province)
    outsider = UnitFactory(code="LA-X", parent=year.province)
    join_cluster(other, outsider)
    compute(year)
    lead = UserFactory(role=Role.CLUSTER_LEAD, over=year.cluster, unit=year.units[0])
    for reader, place in ((year.officer, outsider.code), (year.clerks[0], year.units[0].code), (lead, "")):
        client.force_login(reader)
        links = client.get(board_url(year), {"nam": year.period.year, "dv": place}).context["links"]
        (workbook,) = [link.url for link in links if link.label == "Xuất Excel"]
        assert client.get(workbook).status_code == 200


def test_cluster_board_by_criterion_sums_the_groups(client, year):
    board = compute(year)
    client.force_login(year.clerks[0])
    rows = client.get(board_url(year) + "?xem=tieu-chi").context["criterion_rows"]
    totals = list(board.unit_scores.order_by("unit__sort").values_list("points", flat=True))
    assert rows[0].points == totals
    assert [row.criterion.code for row in rows] == ["I", "1.1", "1.2"]


def test_cluster_board_says_when_its_seal_is_broken(client, year):
    board = services.freeze_board(compute(year), by=year.officer)
    client.force_login(year.officer)
    assert board.checksum[:12] in client.get(board_url(year)).text
    UnitScore.objects.filter(board=board, unit=year.units[0]).update(total=99)
    assert "không còn khớp mã niêm phong" in client.get(board_url(year)).text


@pytest.mark.parametrize("units", [2, 30])
def test_cluster_board_queries_do_not_grow_with_the_units(client, units, django_assert_num_queries):
    year = make_year(units=units, kinds=[Q, Q, H], terms=2)
    fill(year)
    rows = [(year.leaves[2], unit, 3, "") for unit in year.units]
    services.give_points_many(year.period, rows, by=year.officer)
    services.freeze_board(compute(year), by=year.officer)
    client.force_login(year.officer)
    client.get(board_url(year))
    with django_assert_num_queries(BOARD_QUERIES):
        client.get(board_url(year))


# Computing and freezing -----------------------------------------------------------------------------------------------


def test_compute_and_freeze_from_the_page(client, year):
    client.force_login(year.officer)
    response = client.post(reverse("awards:scoring.compute", args=[year.cluster.code]))
    board = ScoreBoard.objects.get()
    assert response["location"] == reverse("awards:scoring.board", args=[board.pk])
    assert client.get(reverse("awards:scoring.freeze", args=[board.pk])).status_code == 405
    assert client.post(reverse("awards:scoring.freeze", args=[board.pk])).status_code == 302
    board.refresh_from_db()
    assert board.state == BoardState.FROZEN


def test_compute_and_freeze_are_not_for_a_member(client, year):
    board = compute(year)
    client.force_login(year.clerks[0])
    assert client.post(reverse("awards:scoring.compute", args=[year.cluster.code])).status_code == 403
    assert client.post(reverse("awards:scoring.freeze", args=[board.pk])).status_code == 403


def test_freeze_shows_everything_that_is_missing(client, year):
    sheet = year.sheet(0)
    sheet.state = "submitted"
    sheet.save()
    board = compute(year)
    client.force_login(year.officer)
    assert "Còn 1 việc trước khi chốt điểm" in client.get(board_url(year)).text
    response = client.post(reverse("awards:scoring.freeze", args=[board.pk]))
    assert response.status_code == 422
    assert "Đồn BP số 1: đã gửi tháng 11/2022." in response.text


def test_compute_after_freezing_asks_for_the_reason(client, year):
    old = services.freeze_board(compute(year), by=year.officer)
    client.force_login(year.officer)
    url = reverse("awards:scoring.compute", args=[year.cluster.code])
    assert "giữ nguyên" in client.post(url, follow=True).text
    year.verified(0, year.terms[0], value="90")
    response = client.post(url)
    assert (response.status_code, "Lập bản mới cần ghi lý do" in response.text) == (422, True)
    response = client.post(url, {"reason": "Bổ sung số liệu"}, follow=True)
    assert "Bảng điểm năm 2023, bản 2" in response.text
    assert response.context["board"].version == 2
    page = client.get(board_url(year))
    assert page.context["board"] == old
    assert "Bản 2 đang tạm tính" in page.text


def test_board_shows_a_replaced_version(client, year):
    old = services.freeze_board(compute(year), by=year.officer)
    year.verified(0, year.terms[0], value="90")
    services.freeze_board(compute(year, reason="Bổ sung"), by=year.officer)
    client.force_login(year.clerks[0])
    response = client.get(reverse("awards:scoring.board", args=[old.pk]))
    assert "đã thay bằng bản 2" in response.text


def test_nothing_is_offered_in_a_closed_year(client, year):
    compute(year)
    year.period.state = PeriodState.CLOSED
    year.period.save()
    client.force_login(year.officer)
    response = client.get(board_url(year))
    assert not response.context["runs"]
    assert client.post(reverse("awards:scoring.compute", args=[year.cluster.code])).status_code == 422


# One unit -------------------------------------------------------------------------------------------------------------


def test_unit_score_explains_every_line(client, year):
    Target.objects.filter(unit=year.units[0], criterion=year.leaves[1]).update(is_assigned=False, value=None)
    services.adjust(year.period, year.units[0], Decimal("0.5"), by=year.officer, reason="Có mô hình hay")
    board = compute(year)
    client.force_login(year.clerks[1])
    response = client.get(reverse("awards:scoring.unit_score", args=[board.pk, "LA-01"]))
    assert response.status_code == 200
    for words in (
        "Đúng chỉ tiêu 120: ½ × 5 = 2,5 điểm.",
        "Không giao: 5 điểm không tính vào mẫu số.",
        "Có mô hình hay",
    ):
        assert words in response.text
    assert [(line.criterion.code, line.points, line.applicable) for line in response.context["lines"]][0] == (
        "I",
        Decimal("2.500"),
        5,
    )
    assert client.get(reverse("awards:scoring.unit_score", args=[board.pk, "KHONG-CO"])).status_code == 404


# Points by hand, bonus and penalty ------------------------------------------------------------------------------------


@pytest.fixture
def by_hand():
    return make_year(units=2, kinds=[H, H], terms=1)


def hand_url(year, code="1.1"):
    return reverse("awards:scoring.hand_scores", args=[year.cluster.code]) + f"?tc={code}"


def test_hand_scores_are_saved_and_the_next_criterion_opens(client, by_hand):
    year, (one, two) = by_hand, by_hand.units
    client.force_login(year.officer)
    posted = {f"p{one.pk}": "4,5", f"r{one.pk}": "Nền nếp tốt", f"p{two.pk}": "", "next": "1"}
    response = client.post(hand_url(year), posted)
    assert response["location"].endswith("?tc=1.2")
    score = HandScore.objects.get()
    assert (score.unit, score.points, score.reason) == (one, Decimal("4.5"), "Nền nếp tốt")
    assert 'value="4,5"' in client.get(hand_url(year)).text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("5,5", "Số lớn nhất được nhập là 5."),
        ("-1", "Số nhỏ nhất được nhập là 0."),
        ("4O", "“4O” có chữ O. Nhập số, ví dụ 40."),
        ("1,234", "“1,234” có quá 2 chữ số sau dấu phẩy."),
    ],
)
def test_hand_scores_refuse_beside_the_field_and_keep_the_text(client, by_hand, text, sentence):
    year = by_hand
    client.force_login(year.officer)
    response = client.post(hand_url(year), {f"p{year.units[0].pk}": text, f"p{year.units[1].pk}": "3"})
    assert response.status_code == 422
    assert sentence in response.text
    assert f'value="{text}"' in response.text
    assert not HandScore.objects.exists()


def test_hand_scores_leave_the_own_unit_to_others(client, by_hand):
    year, (one, two) = by_hand, by_hand.units
    lead = UserFactory(role=Role.CLUSTER_LEAD, over=year.cluster, unit=one)
    client.force_login(lead)
    response = client.get(hand_url(year))
    assert "Đơn vị mình, người khác chấm" in response.text
    assert f'name="p{one.pk}"' not in response.text
    client.post(hand_url(year), {f"p{one.pk}": "5", f"p{two.pk}": "4"})
    assert [(score.unit, score.points) for score in HandScore.objects.all()] == [(two, 4)]


def test_hand_scores_are_read_only_for_a_member(client, by_hand):
    year = by_hand
    services.give_points(year.period, year.leaves[0], year.units[0], 4, by=year.officer, reason="Tốt")
    client.force_login(year.clerks[0])
    response = client.get(hand_url(year))
    assert ('name="p' in response.text, "Tốt" in response.text) == (False, True)
    assert client.post(hand_url(year), {f"p{year.units[1].pk}": "1"}).status_code == 403


def test_hand_scores_without_such_criteria(client, year):
    client.force_login(year.officer)
    assert "Không có tiêu chí chấm trực tiếp" in client.get(hand_url(year)).text


def test_adjustments_are_written_with_their_reason(client, year):
    url = reverse("awards:scoring.adjustments", args=[year.cluster.code])
    client.force_login(year.officer)
    posted = {"unit": year.units[0].pk, "kind": "penalty", "points": "1,5", "reason": "Báo cáo chậm"}
    assert client.post(url, posted).status_code == 302
    assert Adjustment.objects.get().points == Decimal("-1.5")
    assert "Báo cáo chậm" in client.get(url).text
    response = client.post(url, posted | {"points": "0", "reason": ""})
    assert response.status_code == 422
    assert Adjustment.objects.count() == 1


def test_adjustments_are_not_for_a_member_nor_for_the_own_unit(client, year):
    url = reverse("awards:scoring.adjustments", args=[year.cluster.code])
    posted = {"unit": year.units[0].pk, "kind": "bonus", "points": "1", "reason": "x"}
    client.force_login(year.clerks[0])
    assert client.post(url, posted).status_code == 403
    client.force_login(UserFactory(role=Role.CLUSTER_LEAD, over=year.cluster, unit=year.units[0]))
    assert client.post(url, posted).status_code == 422
    assert not Adjustment.objects.exists()


# All clusters ---------------------------------------------------------------------------------------------------------


def test_index_lists_the_clusters_one_may_see(client, year):
    other = ClusterFactory(code="LA-C2", organiser=year.province, sort=2)
    join_cluster(other, UnitFactory(parent=year.province))
    compute(year)
    client.force_login(year.officer)
    rows = client.get(reverse("awards:scoring.index")).context["rows"]
    assert [(row.cluster.code, row.months_done, row.months, bool(row.board)) for row in rows] == [
        ("LA-C1", 6, 6, True),
        ("LA-C2", 0, 2, False),
    ]
    client.force_login(year.clerks[0])  # one cluster only: straight to it
    assert client.get(reverse("awards:scoring.index"))["location"] == board_url(year)


def test_index_of_a_cluster_lead_without_a_role_on_a_unit(client, year):
    """The lead of a cluster inside a province works in the year of the province."""
    client.force_login(UserFactory(role=Role.CLUSTER_LEAD, over=year.cluster, unit=year.units[0]))
    assert client.get(reverse("awards:scoring.index"))["location"] == board_url(year)
    assert client.get(board_url(year)).context["runs"]
    results = client.get(reverse("awards:results.index"))
    assert [row.unit for row in results.context["rows"]] == year.units


def test_index_without_any_year(client):
    client.force_login(UserFactory(role=Role.CLERK, over=UnitFactory()))
    assert "Chưa có năm thi đua" in client.get(reverse("awards:scoring.index")).text


def test_every_page_needs_a_login(client, year):
    board = compute(year)
    for url in (
        reverse("awards:scoring.index"),
        board_url(year),
        reverse("awards:scoring.board", args=[board.pk]),
        reverse("awards:scoring.unit_score", args=[board.pk, "LA-01"]),
        hand_url(year),
        reverse("awards:scoring.adjustments", args=[year.cluster.code]),
    ):
        assert client.get(url).status_code == 302
