"""Pages of scores in a real browser: accessible at both sizes, nothing scrolls sideways, freezing asks first, the board
follows what others do."""

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from awards.criteria.enums import CriterionKind
from awards.models import ScoreBoard
from awards.scoring import self_scores, services
from awards.scoring.enums import BoardState
from tests.awards.results.year import make_year

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def year():
    year = make_year(units=4, kinds=[CriterionKind.QUANTITATIVE, CriterionKind.BY_HAND], terms=1, target="10")
    for number, value in enumerate(("8", "10", "15", "20")):
        year.verified(number, value=value)
    rows = [(year.leaves[1], unit, 4, "Nền nếp tốt") for unit in year.units]
    services.give_points_many(year.period, rows, by=year.officer)
    services.adjust(year.period, year.units[0], 1, by=year.officer, reason="Mô hình hay")
    services.compute_board(year.period, year.cluster, by=year.officer)
    return year


def test_pages_are_accessible_and_fit(year, page, sign_in, look_over):
    board = services.freeze_board(ScoreBoard.objects.get(), by=year.officer)
    sign_in(year.officer, page)
    code = year.cluster.code
    for path in (
        reverse("awards:scoring.index") + "?tat-ca",
        reverse("awards:scoring.cluster_board", args=[code]),
        reverse("awards:scoring.cluster_board", args=[code]) + "?xem=tieu-chi",
        reverse("awards:scoring.unit_score", args=[board.pk, "LA-03"]),
        reverse("awards:scoring.hand_scores", args=[code]),
        reverse("awards:scoring.adjustments", args=[code]),
        reverse("awards:results.index"),
        reverse("awards:results.queue"),
    ):
        look_over(page, path)


def test_freezing_asks_and_then_shows_places(year, page, sign_in, visit):
    sign_in(year.officer, page)
    visit(page, reverse("awards:scoring.cluster_board", args=[year.cluster.code]))
    expect(page.locator(".td-rank")).to_have_count(0)
    page.get_by_role("button", name="Chốt điểm").click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("Chốt bảng điểm Cụm thi đua số 1?")
    dialog.get_by_role("button", name="Chốt điểm").click()
    expect(page.locator(".td-rank")).to_have_text(["1", "2", "3", "4"])
    assert ScoreBoard.objects.get().state == BoardState.FROZEN


def test_the_heat_map_opens_down_to_the_cell_and_follows_what_others_do(year, page, sign_in, look_over):
    by_hand, unit = year.leaves[1], year.units[0]
    self_scores.save_self(year.period, unit, {by_hand.pk: (Decimal(5), "Không có vi phạm")}, by=year.clerks[0])
    self_scores.send_self(year.period, unit, by=year.clerks[0])
    sign_in(year.officer, page)
    look_over(page, reverse("awards:scoring.cluster_board", args=[year.cluster.code]) + "?xem=lech&mo=")
    table = page.locator(".td-heat")
    cell = table.locator(f"#o{by_hand.pk}-{unit.pk}")
    expect(cell).to_have_count(0)
    group = table.locator("[data-fold]").first
    expect(group).to_have_attribute("aria-expanded", "false")
    group.click()
    expect(cell).to_contain_text("+1")
    services.give_points(year.period, by_hand, unit, points=Decimal(2), by=year.officer, reason="Có việc chưa đạt")
    expect(cell).to_contain_text("+3", timeout=20_000)  # nobody loads the page anew
    expect(table.locator("[data-fold]").first).to_have_attribute("aria-expanded", "true")
    cell.click()
    expect(page.locator("h1")).to_contain_text(by_hand.name)
    look_over(page)
