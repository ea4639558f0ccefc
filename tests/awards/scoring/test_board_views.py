"""Around a board: where units and appraisers are apart, one cell, the table that follows, two versions."""

from decimal import Decimal

import pytest
from django.urls import reverse

from awards.criteria.enums import CriterionKind
from awards.models import PointOpinion, ScoreBoard, ScoreSheet, UnitScore
from awards.scoring import self_scores, services
from awards.scoring.board_tables import board_table
from awards.scoring.board_versions import compare
from awards.scoring.enums import ScoreSheetState, Stage
from awards.scoring.heat import heat_map
from tests.awards.results.year import make_year
from tests.factories import ClusterFactory, UnitFactory, UserFactory, join_cluster
from tests.kept import kept
from units.accounts.enums import Role

pytestmark = pytest.mark.django_db

Q, H = CriterionKind.QUANTITATIVE, CriterionKind.BY_HAND
POLL_QUERIES = 4  # session, account, what its roles reach; one for the board with what tells whether it changed


@kept
def year():
    """Three units, one criterion of figures, two by hand; the first two have scored themselves, only one is judged."""
    year = make_year(units=3, kinds=[Q, H, H], terms=1, target="10")
    for number in range(3):
        year.verified(number, value=str(5 * (number + 1)))
    first, second = year.leaves[1:]
    for number in (0, 1):
        typed = {first.pk: (Decimal(5), ""), second.pk: (Decimal("2.5"), "Một việc chưa xong")}
        self_scores.save_self(year.period, year.units[number], typed, by=year.clerks[number])
        self_scores.send_self(year.period, year.units[number], by=year.clerks[number])
    rows = [(first, year.units[0], Decimal("4.5"), "Thiếu biên bản"), (second, year.units[0], Decimal(4), "Đã xong")]
    services.give_points_many(year.period, rows, by=year.officer)
    year.extra["board"] = services.compute_board(year.period, year.cluster, by=year.officer)
    return year


def heat(year, opened=("I",)):
    return heat_map(board_table(year.extra["board"], year.officer), opened)


def url(name, year, *args):
    return reverse(f"awards:scoring.{name}", args=[year.extra["board"].pk, *args])


# The heat map ---------------------------------------------------------------------------------------------------------


def test_heat_is_self_scored_minus_verified_with_signs_and_words(year):
    found = heat(year)
    assert [row.criterion.code for row in found.rows] == ["I", "1.1", "1.2", "1.3"]
    top, figures, first, second = ([cell.text for cell in row.cells] for row in found.rows)
    assert (figures, first, second) == (["0", "0", "–"], ["+0,5", "–", "–"], ["−1,5", "–", "–"])
    assert top == ["−1", "0", "–"]
    cell = found.rows[2].cells[0]
    assert (cell.words, cell.css) == ("tự chấm 5, thẩm định 4,5, tự chấm cao hơn 0,5", "is-up2")
    assert [cell.words for cell in found.rows[2].cells[1:]] == ["chưa thẩm định", "chưa thẩm định"]
    assert (found.rows[0].cells[0].differing, found.rows[0].cells[0].css) == (2, "is-down2")
    assert [str(unit) for unit in found.unsent] == ["Đồn BP số 3"]


def test_heat_of_a_closed_group_is_its_sum_and_opens_by_address(client, year):
    assert [row.criterion.code for row in heat(year, ()).rows] == ["I"]
    client.force_login(year.clerks[2])
    page = client.get(url("board", year), {"xem": "lech"})
    assert 'aria-expanded="false"' in page.text and "Tiêu chí số 2" not in page.text
    page = client.get(url("board", year), {"xem": "lech", "mo": "I"})
    assert "Tiêu chí số 2" in page.text
    assert "tự chấm 5, thẩm định 4,5, tự chấm cao hơn 0,5" in page.text
    assert url("cell", year, "LA-01", year.leaves[1].pk) in page.text


def test_heat_does_not_tell_what_a_unit_took_back(year):
    ScoreSheet.objects.filter(unit=year.units[0]).update(state=ScoreSheetState.DRAFT)
    assert {cell.text for row in heat(year).rows for cell in row.cells[:1]} == {"–"}


def test_heat_leaves_out_what_a_ceiling_takes(year):
    """The unit says 9 for three cases of bonus; its group holds 5: the board counts 5, and nobody disagrees."""
    bonus = year.leaves[0]
    type(bonus).objects.filter(pk=bonus.pk).update(kind="bonus", per_occurrence=3, max_points=0)
    type(bonus).objects.filter(pk=year.group.pk).update(max_points=5)
    board = services.compute_board(year.period, year.cluster, by=year.officer)
    PointOpinion.objects.filter(criterion=bonus).update(points=30)
    cells = [row.cells[0] for row in heat_map(board_table(board, year.officer), ["I"]).rows]
    line = board.unit_scores.get(unit=year.units[0]).lines.get(criterion=bonus)
    assert cells[1].verified == line.points
    assert cells[1].own <= Decimal(10)


@pytest.mark.parametrize("units", [2, 30])
def test_heat_costs_the_same_queries_whatever_the_number_of_units(units, django_assert_num_queries):
    year = make_year(units=units, kinds=[Q, H], terms=1)
    board = services.compute_board(year.period, year.cluster, by=year.officer)
    ScoreSheet.objects.bulk_create(ScoreSheet(period=year.period, unit=unit, state="sent") for unit in year.units)
    table = board_table(board, year.officer)
    with django_assert_num_queries(5):
        heat_map(table, ["I"])


# One cell -------------------------------------------------------------------------------------------------------------


def test_cell_tells_the_points_the_opinions_and_the_months(client, year):
    client.force_login(year.clerks[0])
    page = client.get(url("cell", year, "LA-01", year.leaves[1].pk))
    assert "Chấm trực tiếp 4,5/5 điểm. Thiếu biên bản" in page.text
    assert [(one.stage, one.points) for one in page.context["cell"].opinions] == [(Stage.SELF, 5), (Stage.OFFICE, 4.5)]
    assert page.context["cell"].delta == Decimal("0.5")
    page = client.get(url("cell", year, "LA-01", year.leaves[0].pk))
    (month,) = page.context["cell"].months
    assert month.value_text == "5"
    evidence = reverse("awards:results.evidence", args=[year.terms[0].pk, "LA-01", year.leaves[0].pk])
    assert evidence in page.text and client.get(evidence).status_code == 200


def test_cell_of_a_neighbour_hides_its_months_and_what_it_has_not_sent(client, year):
    ScoreSheet.objects.filter(unit=year.units[0]).update(state=ScoreSheetState.DRAFT)
    client.force_login(year.clerks[1])
    page = client.get(url("cell", year, "LA-01", year.leaves[0].pk))
    assert page.context["cell"].months is None
    assert "results/entry" not in page.text and "Không xem được từng tháng" in page.text
    page = client.get(url("cell", year, "LA-01", year.leaves[1].pk))
    assert [one.stage for one in page.context["cell"].opinions] == [Stage.OFFICE]
    client.force_login(year.clerks[0])
    page = client.get(url("cell", year, "LA-01", year.leaves[1].pk))
    assert [one.stage for one in page.context["cell"].opinions] == [Stage.SELF, Stage.OFFICE]


def test_cell_and_live_and_compare_boards_of_another_cluster_are_not_there(client, year):
    outsider = UnitFactory(parent=year.province)
    join_cluster(ClusterFactory(code="LA-C2", organiser=year.province), outsider)
    client.force_login(UserFactory(role=Role.CLERK, over=outsider))
    for address in (
        url("cell", year, "LA-01", year.leaves[0].pk),
        url("live", year),
        url("compare_boards", year),
    ):
        assert client.get(address).status_code == 404
    client.force_login(year.officer)
    assert client.get(url("cell", year, "LA-01", year.group.pk)).status_code == 404
    assert client.get(url("cell", year, "LA-99", year.leaves[0].pk)).status_code == 404


def test_unit_score_gives_its_paper_wherever_the_reader_belongs(client, year):
    lead = UserFactory(role=Role.CLUSTER_LEAD, over=year.cluster, unit=year.units[0])
    for reader in (year.officer, year.clerks[0], year.clerks[1], lead):
        client.force_login(reader)
        page = client.get(url("unit_score", year, "LA-02"))
        answer = client.get(page.context["paper"])
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")


# The table that follows -----------------------------------------------------------------------------------------------


def poll_address(page) -> str:
    """Where the page asks whether its table has changed."""
    query = page.context["poll"]
    return f"{reverse('awards:scoring.live', args=[page.context['board'].pk])}?{query}"


def test_live_answers_nothing_while_nothing_changed(client, year, django_assert_num_queries):
    client.force_login(year.clerks[0])
    address = poll_address(client.get(url("board", year)))
    client.get(address)
    with django_assert_num_queries(POLL_QUERIES):
        answer = client.get(address)
    assert (answer.status_code, answer.content) == (204, b"")
    services.adjust(year.period, year.units[0], 1, by=year.officer, reason="Có mô hình")
    answer = client.get(address)
    assert (answer.status_code, "+1" in answer.text) == (200, True)
    assert "<html" not in answer.text and 'id="bang-diem"' in answer.text
    assert client.get(poll_address(answer)).status_code == 204


def test_live_keeps_the_way_of_looking_and_follows_opinions(client, year):
    client.force_login(year.clerks[0])
    page = client.get(url("board", year), {"xem": "lech", "mo": "I"})
    self_scores.save_self(
        year.period, year.units[2], {leaf.pk: (Decimal(5), "") for leaf in year.leaves[1:]}, by=year.clerks[2]
    )
    assert client.get(poll_address(page)).status_code == 204  # a draft is nobody else's business
    self_scores.send_self(year.period, year.units[2], by=year.clerks[2])
    answer = client.get(poll_address(page))
    assert answer.status_code == 200
    assert "Tiêu chí số 2" in answer.text and "Chưa gửi tự chấm:" not in answer.text


def test_live_says_when_the_board_moved_on_and_a_replaced_one_rests(client, year):
    client.force_login(year.clerks[0])
    page = client.get(url("board", year))
    ScoreBoard.objects.update(state="frozen", frozen_at=year.extra["board"].computed_at)
    answer = client.get(poll_address(page))
    assert "Bảng điểm vừa chuyển sang “Đã chốt điểm”." in answer.text
    ScoreBoard.objects.update(state="replaced")
    assert "hx-get" not in client.get(url("live", year)).text


# Two versions ---------------------------------------------------------------------------------------------------------


def versions(year):
    """The first unit gets a point more after the freeze."""
    old = year.extra["board"]
    rows = [(leaf, unit, 3, "Thẩm định") for unit in year.units[1:] for leaf in year.leaves[1:]]
    services.give_points_many(year.period, rows, by=year.officer)
    old = services.freeze_board(old, by=year.officer)
    reason = "Bổ sung biên bản"
    services.give_points(year.period, year.leaves[1], year.units[0], 5, by=year.officer, reason=reason)
    new = services.compute_board(year.period, year.cluster, by=year.officer, reason=reason)
    services.freeze_board(new, by=year.officer)
    return ScoreBoard.objects.get(pk=old.pk), ScoreBoard.objects.get(pk=new.pk)


def test_compare_boards_shows_what_moved_by_whom_and_why(client, year):
    old, new = versions(year)
    assert (old.state, new.reason, new.frozen_by) == ("replaced", "Bổ sung biên bản", year.officer)
    found = compare(old, new)
    assert [(line.unit.code, line.code, line.before.points, line.after.points) for line in found.lines] == [
        ("LA-01", "1.2", Decimal("4.5"), Decimal(5))
    ]
    assert ([row.unit.code for row in found.moved], found.same_lines) == (["LA-01"], 8)
    client.force_login(year.clerks[1])
    page = client.get(reverse("awards:scoring.compare_boards", args=[new.pk]))
    assert page.text.count("Nội dung còn nguyên như khi chốt") == 2
    assert old.checksum in page.text and new.checksum in page.text
    assert "Bổ sung biên bản" in page.text and str(year.officer) in page.text
    UnitScore.objects.filter(board=old, unit=year.units[1]).update(total=99)
    page = client.get(reverse("awards:scoring.compare_boards", args=[new.pk]), {"voi": "1"})
    assert page.text.count("Nội dung không còn khớp mã niêm phong") == 1
    page = client.get(reverse("awards:scoring.cluster_board", args=[year.cluster.code]))
    assert reverse("awards:scoring.compare_boards", args=[new.pk]) in page.text


def test_compare_boards_needs_a_second_version(client, year):
    client.force_login(year.officer)
    for asked in ({}, {"voi": "1"}, {"voi": "²"}, {"voi": "77"}):
        answer = client.get(url("compare_boards", year), asked)
        assert answer["location"] == url("board", year)


@pytest.mark.parametrize("units", [2, 30])
def test_compare_boards_costs_the_same_queries_whatever_the_size(client, units, django_assert_num_queries):
    year = make_year(units=units, kinds=[Q, Q], terms=1)
    for number in range(units):
        year.verified(number, value="5")
    old = services.freeze_board(services.compute_board(year.period, year.cluster, by=year.officer), by=year.officer)
    year.verified(0, value="9")
    new = services.compute_board(year.period, year.cluster, by=year.officer, reason="Sửa số")
    with django_assert_num_queries(4):
        compare(old, new)
