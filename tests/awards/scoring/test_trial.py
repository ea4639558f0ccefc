"""A formula tried before the lock, targets beside last year's results, 1,000 points scored over a cluster of eight."""

from decimal import Decimal

import pytest
from django.urls import reverse

from awards.criteria import services as criteria
from awards.criteria.enums import CriterionKind
from awards.models import CriteriaSet, CriterionGate, CriterionStep, ResultEntry, ResultSheet, Target
from awards.results.enums import SheetState
from awards.scoring import services
from awards.years.enums import PeriodState
from tests.awards.results.year import make_year
from tests.factories import PeriodFactory, TermFactory, UserFactory
from tests.factories.ballots import award
from units.accounts.enums import Role

pytestmark = pytest.mark.django_db
Q, K = CriterionKind.QUANTITATIVE, CriterionKind


def test_try_formula_computes_and_stores_nothing(client):
    year = make_year(units=2, kinds=[Q, K.BY_HAND], max_points="5")
    client.force_login(year.officer)
    address = reverse("awards:scoring.try_formula", args=[year.leaves[0].pk])
    rows = client.get(address, {"ct0": "10", "so0": "20", "ct1": "10", "so1": "15", "so2": "1x"}).context["rows"]
    assert rows[2]["problem"].startswith("“1x” không phải là số") and not rows[2]["target_is_bad"]
    rows = client.get(address, {"ct0": "0", "so0": "20", "ct1": "mười", "so1": "15"}).context["rows"]
    assert [row["target_is_bad"] for row in rows[:3]] == [True, True, False]
    assert rows[0]["problem"] == "Chỉ tiêu phải lớn hơn 0."
    rows = client.get(address, {"ct0": "10", "so0": "20", "ct1": "10", "so1": "15"}).context["rows"]
    assert [row["line"].points for row in rows if "line" in row] == [Decimal(5), Decimal("3.75")]
    assert not ResultEntry.objects.exists()
    page = client.get(reverse("awards:scoring.try_formula", args=[year.leaves[1].pk]))
    assert "Không có công thức" in page.content.decode()


def test_compare_targets_with_what_was_reached_last_year(client):
    year = make_year(units=1, terms=1, kinds=[Q, Q], target="100")
    year.verified(0, value="150")
    following = PeriodFactory(unit=year.province, year=2024, state=PeriodState.DRAFT)
    tree = [
        {"code": "I", "name": "Nhóm", "max_points": "15", "children": [
            {"code": "1.1", "name": "Tiêu chí số 1", "kind": "quantitative", "max_points": "5", "measure": "lượt"},
            {"code": "1.2", "name": "Tiêu chí số 2", "kind": "quantitative", "max_points": "5", "measure": "lượt"},
            {"code": "1.3", "name": "Mới", "kind": "quantitative", "max_points": "5", "measure": "kg"}]}
    ]  # fmt: skip
    table = criteria.create_set(following, by=year.officer, name="Bảng 2024", tree=tree)
    code = year.units[0].code
    criteria.set_targets(table, by=year.officer, targets={("1.1", code): Decimal(180), ("1.2", code): Decimal(120)})
    client.force_login(year.officer)
    page = client.get(reverse("awards:scoring.compare_targets"), {"nam": 2024, "don-vi": code})
    rows = page.context["compared"].rows
    assert [
        (row.line.criterion.code, row.last_target, row.last_result, row.target, row.share, row.tone) for row in rows
    ] == [
        ("I", "", "", "", "", ""),
        ("1.1", "100", "150", "180", "120,00", "ok"),
        ("1.2", "100", "150", "120", "80,00", "warn"),
        ("1.3", "", "", "", "", ""),
    ]
    client.force_login(UserFactory(role=Role.CLERK, over=year.units[0]))
    assert client.get(reverse("awards:scoring.compare_targets"), {"nam": 2024}).status_code == 200


def every_kind(units: int):
    """One leaf of each new kind beside a hand-scored one, in a group of twenty points."""
    year = make_year(units=units, terms=1, kinds=[K.BANDS, K.RANKED, K.BONUS, K.GATE], max_points="10", target=None)
    bands, ranked, bonus, gate = year.leaves
    CriterionStep.objects.bulk_create(
        CriterionStep(criterion=leaf, threshold=threshold, points=points)
        for leaf, steps in ((bands, [(100, 10), (90, 8), (80, 6)]), (ranked, [(1, 10), (2, 6), (3, 2)]))
        for threshold, points in steps
    )
    for leaf in (bonus, gate):
        leaf.max_points = Decimal(0)
    bonus.per_occurrence = Decimal(3)
    bonus.save()
    gate.save()
    CriterionGate.objects.create(criterion=gate, award=award("ĐVQT"), compare="gte", value=95)
    return year


def test_a_board_has_every_kind_and_the_unit_sees_why(client):
    year = every_kind(3)
    year.verified(0, c0="95", c1="80", c2="2", c3="96")
    year.verified(1, c0="100", c1="90", c2="5", c3="94")
    year.verified(2, c0="70", c1="80", c2="0", c3="95")
    board = services.compute_board(year.period, year.cluster, by=year.officer)
    scores = {score.unit_id: score for score in board.unit_scores.all()}
    assert [(scores[unit.pk].total, scores[unit.pk].applicable) for unit in year.units] == [(20, 20), (20, 20), (6, 20)]
    lines = {line.criterion.code: line for line in scores[year.units[1].pk].lines.select_related("criterion")}
    assert lines["1.3"].points == 0
    assert lines["1.3"].explanation == "5 lượt × 3: cộng 15 điểm. Cắt 15: nhóm I tối đa 20 điểm, chỉ cộng 0."
    assert (lines["1.4"].points, lines["1.4"].explanation) == (None, "ĐVQT cần ≥95, có 94: chưa đạt.")
    client.force_login(year.officer)
    page = client.get(reverse("awards:scoring.unit_score", args=[board.pk, year.units[0].code]))
    gate = next(line for line in page.context["lines"] if line.is_gate)
    assert [(one.title, one.is_met) for one in gate.gates] == [("ĐVQT", True)]
    assert "ĐVQT cần ≥95, có 96" in page.content.decode()


def test_the_thousand_points_are_scored_over_eight_units_in_few_queries(django_assert_max_num_queries):
    year = make_year(units=8, terms=1, kinds=[Q])
    period = PeriodFactory(unit=year.province, year=2024)
    table = criteria.new_table_1000(period, year.officer)
    leaves = list(table.criteria.exclude(kind=K.GROUP))
    CriteriaSet.objects.filter(pk=table.pk).update(state="locked")
    Target.objects.bulk_create(
        Target(criterion=leaf, unit=unit, value=10) for leaf in leaves if leaf.kind == Q for unit in year.units
    )
    term = TermFactory(period=period)
    for number, unit in enumerate(year.units):
        sheet = ResultSheet.objects.create(term=term, unit=unit, state=SheetState.VERIFIED)
        ResultEntry.objects.bulk_create(
            ResultEntry(sheet=sheet, criterion=leaf, value=10 + number if leaf.kind == Q else 1)
            for leaf in leaves
            if leaf.kind != K.BY_HAND
        )
    assert year.officer.grants
    with django_assert_max_num_queries(36):
        board = services.compute_board(period, year.cluster, by=year.officer)
    passed = sum(leaf.max_points for leaf in leaves if leaf.kind == K.PASS_FAIL)
    most = sum(leaf.max_points for leaf in leaves if leaf.kind == Q)
    scores = list(board.unit_scores.order_by("unit__sort"))
    assert {score.applicable for score in scores} == {1000}
    assert (scores[0].total, scores[-1].total) == (passed + most / 2, passed + most)
    assert [score.rank for score in scores] == [8, 7, 6, 5, 4, 3, 2, 1]
