"""No stale totals: whatever is done, the stored board says what a fresh computation says."""

import threading
from decimal import Decimal

import hypothesis.strategies as st
import pytest
from django.db import connection, transaction
from hypothesis import given, settings

from awards.criteria.enums import CriterionKind
from awards.models import AppealTerm, CriterionScore, ScoreSheet
from awards.results import services as results
from awards.results.enums import SheetState
from awards.scoring import appeals, services
from awards.scoring.cluster_facts import facts_of
from awards.scoring.recompute import PARTS, SUMS, recompute, scores_of
from tests.awards.results.year import make_year
from thidua import clock
from thidua.errors import DomainError

Q, P, H = CriterionKind.QUANTITATIVE, CriterionKind.PASS_FAIL, CriterionKind.BY_HAND


def stored(board):
    scores = {row.unit_id: tuple(getattr(row, name) for name in SUMS) for row in board.unit_scores.all()}
    lines = {
        (line.unit_score.unit_id, line.criterion_id): tuple(getattr(line, name) for name in PARTS)
        for line in CriterionScore.objects.filter(unit_score__board=board).select_related("unit_score")
    }
    return scores, lines


def fresh(board):
    scores, lines = scores_of(facts_of(board.period, board.cluster))
    return (
        {row.unit_id: tuple(getattr(row, name) for name in SUMS) for row in scores},
        {(unit, line.criterion_id): line[1:] for unit, rows in lines.items() for line in rows},
    )


@pytest.fixture
def year(db):
    return _year()


def _year(**kwargs):
    year = make_year(**{"units": 3, "kinds": [Q, P, H], "terms": 1, "target": "10", **kwargs})
    year.board = services.compute_board(year.period, year.cluster, by=year.officer)
    return year


def act(year, name, number, value):
    """One act of the year; what it refuses changes nothing, which is looked at too."""
    unit, leaf, officer = year.units[number], year.leaves[2], year.officer
    if name == "verify":
        sheet = year.fill(number, c0=str(value), c1="Đạt" if value % 2 else "Không")
        results.submit(sheet, by=year.clerks[number])
        results.verify(sheet, by=officer)
    elif name == "back":
        results.send_back(year.sheet(number), by=officer, reason="Số chưa khớp")
    elif name == "points":
        services.give_points(year.period, leaf, unit, value % 6, by=officer, reason=f"Lần {value}")
    elif name == "adjust":
        services.adjust(year.period, unit, Decimal(value - 10) / 2, by=officer, reason="Mô hình")
    else:
        ScoreSheet.objects.update_or_create(period=year.period, unit=unit, defaults={"state": "agreed"})
        appeal = appeals.file_appeal(year.period, unit, leaf, by=year.clerks[number], reason="Thiếu")
        points = Decimal(value % 6)
        appeals.answer_appeal(appeal, by=officer, accept=value % 3 > 0, points=points, answer="Đã xem")


ACTS = st.tuples(
    st.sampled_from(["verify", "back", "points", "adjust", "appeal"]), st.integers(0, 2), st.integers(0, 20)
)


@settings(max_examples=12)
@given(acts=st.lists(ACTS, min_size=4, max_size=9))
def test_after_any_acts_the_stored_score_is_the_computed_one(year, acts):
    with transaction.atomic():
        AppealTerm.objects.create(period=year.period, due_at=clock.now().replace(year=2999), set_by=year.officer)
        for name, number, value in acts:
            try:
                with transaction.atomic():
                    act(year, name, number, value)
            except DomainError:
                pass
            assert stored(year.board) == fresh(year.board), (name, number, value)
        transaction.set_rollback(True)


def test_each_act_moves_the_total_at_once(year):
    AppealTerm.objects.create(period=year.period, due_at=clock.now().replace(year=2999), set_by=year.officer)

    def total():
        return year.board.unit_scores.get(unit=year.units[0]).total

    told = [total()]
    acts = (("verify", 11), ("points", 3), ("adjust", 12), ("appeal", 4), ("back", 0))
    for name, value in acts:
        act(year, name, 0, value)
        told.append(total())
    assert told == [0, 10, 13, 14, 15, 5]


def test_a_frozen_board_never_moves(year):
    for number in range(3):
        act(year, "verify", number, 10 + number)
        act(year, "points", number, 4)
    board = services.freeze_board(year.board, by=year.officer)
    before = stored(board)
    act(year, "back", 0, 0)
    act(year, "points", 1, 5)
    assert (stored(board), fresh(board) == before) == (before, False)


def test_who_leaves_the_cluster_leaves_the_board(year):
    year.units[2].cluster_memberships.update(valid_to=year.period.starts_on)
    recompute(year.period, [year.units[0]])
    assert set(stored(year.board)[0]) == {year.units[0].pk, year.units[1].pk}
    assert stored(year.board) == fresh(year.board)


@pytest.mark.parametrize("units", [2, 7])
def test_recompute_costs_the_same_queries_whatever_the_size(db, units, django_assert_num_queries):
    year = _year(units=units, kinds=[Q] * (2 * units))
    for number in range(units):
        year.verified(number)
    with django_assert_num_queries(20):
        recompute(year.period, year.units)
    with django_assert_num_queries(18):  # nothing changed: nothing is written but the moment
        recompute(year.period, year.units)
    assert stored(year.board) == fresh(year.board)


@pytest.mark.django_db(transaction=True)
def test_two_verifications_at_once_leave_no_stale_total():
    year = _year()
    sheets = []
    for number, value in ((0, "12"), (1, "20")):
        sheets.append(year.fill(number, c0=value, c1="Đạt"))
        results.submit(sheets[-1], by=year.clerks[number])
    failed = []

    def second():
        try:
            results.verify(sheets[1], by=year.officer)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=second)
    with transaction.atomic():
        results.verify(sheets[0], by=year.officer)
        other.start()
        other.join(0.5)  # it waits for the cluster, and reads what was written here once this is over
        assert other.is_alive()
    other.join(30)
    assert failed == []
    assert [sheet.state for sheet in sheets] == [SheetState.VERIFIED] * 2
    assert stored(year.board) == fresh(year.board)
