"""Boards are computed from verified facts, frozen once, and replaced in the open."""

from decimal import Decimal

import pytest

from awards.criteria.enums import CriterionKind
from awards.models import CriterionScore, HandScore, ScoreBoard, Target, UnitScore
from awards.results.enums import SheetState
from awards.scoring import services
from awards.scoring.enums import BoardState
from awards.scoring.queries import board_in_force, checksum_of, is_intact
from awards.years.enums import PeriodState
from tests.awards.results.year import make_year
from tests.factories import UnitFactory, UserFactory, lead_cluster
from tests.kept import kept
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import AuditEvent

pytestmark = pytest.mark.django_db

Q, P, H = CriterionKind.QUANTITATIVE, CriterionKind.PASS_FAIL, CriterionKind.BY_HAND


@kept
def year():
    """Four units, one quantitative criterion with target 10 over two months: 8, 10, 15 and 20 in all."""
    year = make_year(units=4, criteria=1, terms=2, target="10")
    for number, (first, second) in enumerate([(4, 4), (5, 5), (8, 7), (10, 10)]):
        year.verified(number, year.terms[0], value=str(first))
        year.verified(number, year.terms[1], value=str(second))
    return year


def compute(year, **kwargs):
    return services.compute_board(year.period, year.cluster, by=year.officer, **kwargs)


def totals(board):
    return {score.unit.code: score.total for score in board.unit_scores.select_related("unit")}


def test_compute_gives_the_worked_examples(year):
    board = compute(year)
    assert totals(board) == {
        "LA-01": Decimal("2"),
        "LA-02": Decimal("2.5"),
        "LA-03": Decimal("3.75"),
        "LA-04": Decimal("5"),
    }
    score = board.unit_scores.get(unit__code="LA-03")
    assert (score.applicable, score.percent, score.rank, score.is_shared_rank) == (5, 75, 2, False)
    line = score.lines.get()
    assert (line.target, line.actual, line.points) == (10, 15, Decimal("3.75"))
    assert board.state == BoardState.PROVISIONAL


def test_only_verified_months_count(year):
    year.verified(3, year.terms[1], value="10")
    sheet = year.sheet(3)
    sheet.state = SheetState.SUBMITTED
    sheet.save()
    assert totals(compute(year))["LA-04"] == Decimal("2.5")  # 10 of 10, as sent figures do not count yet


def test_compute_again_replaces_the_provisional_lines(year):
    first = compute(year)
    again = compute(year)
    assert (again.pk, again.version) == (first.pk, 1)
    assert (UnitScore.objects.count(), CriterionScore.objects.count()) == (4, 4)


def test_not_assigned_leaves_the_denominator(year):
    Target.objects.filter(unit=year.units[0]).update(is_assigned=False, value=None)
    score = compute(year).unit_scores.get(unit=year.units[0])
    assert (score.points, score.applicable, score.percent) == (0, 0, 0)
    assert score.lines.get().points is None


def test_bonus_and_penalty_move_the_total_with_their_reasons(year):
    services.adjust(year.period, year.units[0], Decimal("1.5"), by=year.officer, reason="Có mô hình được nhân rộng")
    services.adjust(year.period, year.units[0], Decimal("-0.5"), by=year.officer, reason="Báo cáo chậm")
    score = compute(year).unit_scores.get(unit=year.units[0])
    assert (score.points, score.bonus, score.penalty, score.total, score.percent) == (
        2,
        Decimal("1.5"),
        Decimal("0.5"),
        3,
        60,
    )
    event = AuditEvent.objects.filter(action="scoring.adjust").first()
    assert (event.reason, event.unit_path) == ("Báo cáo chậm", year.units[0].path)


@pytest.mark.parametrize(
    ("points", "reason", "field"),
    [("0", "x", "points"), ("1.234", "x", "points"), ("1", " ", "reason"), ("1000", "x", "points")],
)
def test_adjust_refuses_what_says_nothing(year, points, reason, field):
    with pytest.raises(RuleViolation) as refused:
        services.adjust(year.period, year.units[0], Decimal(points), by=year.officer, reason=reason)
    assert refused.value.field == field


def test_nobody_judges_the_own_unit(year):
    inside = UserFactory(role=Role.OFFICER, over=year.province, unit=year.units[0])
    with pytest.raises(Forbidden):
        services.adjust(year.period, year.units[0], 1, by=inside, reason="x")
    services.adjust(year.period, year.units[1], 1, by=inside, reason="x")


def test_the_cluster_lead_judges_the_others_only(year):
    lead = UserFactory(role=Role.CLUSTER_LEAD, over=year.cluster, unit=year.units[0])
    lead_cluster(year.cluster, year.units[0])
    services.adjust(year.period, year.units[1], 1, by=lead, reason="x")
    with pytest.raises(Forbidden):
        services.adjust(year.period, year.units[0], 1, by=lead, reason="x")
    stranger = UnitFactory(parent=year.province)
    with pytest.raises(Forbidden):
        services.adjust(year.period, stranger, 1, by=lead, reason="x")
    assert compute(year).state == BoardState.PROVISIONAL


def test_a_clerk_computes_nothing(year):
    with pytest.raises(Forbidden):
        services.compute_board(year.period, year.cluster, by=year.clerks[0])
    assert not ScoreBoard.objects.exists()


def test_compute_needs_a_locked_table_and_an_open_year(year):
    year.criteria_set.state = "draft"
    year.criteria_set.save()
    with pytest.raises(RuleViolation, match="chưa khóa"):
        compute(year)
    year.criteria_set.state = "locked"
    year.criteria_set.save()
    year.period.state = PeriodState.CLOSED
    year.period.save()
    with pytest.raises(StateConflict, match="đã khóa"):
        compute(year)


def test_freeze_seals_the_content(year):
    board = services.freeze_board(compute(year), by=year.officer)
    assert (board.state, board.checksum, len(board.checksum)) == (BoardState.FROZEN, checksum_of(board), 64)
    assert is_intact(board)
    UnitScore.objects.filter(board=board, unit=year.units[0]).update(total=4)
    assert not is_intact(board)


def test_freeze_tells_everything_that_is_missing():
    year = make_year(units=3, terms=2, kinds=[Q, H, H])
    Target.objects.create(criterion=year.leaves[2], unit=year.units[1], is_assigned=False)
    for number in range(3):
        year.verified(number, year.terms[0])
    year.fill(1)
    services.give_points(year.period, year.leaves[1], year.units[2], 4, by=year.officer)
    services.give_points(year.period, year.leaves[2], year.units[2], 4, by=year.officer)
    year.verified(2)
    board = compute(year)
    with pytest.raises(RuleViolation) as refused:
        services.freeze_board(board, by=year.officer)
    assert refused.value.reasons == [
        "Đồn BP số 1: chưa nhập tháng 11/2022.",
        "Đồn BP số 2: đang nhập tháng 11/2022.",
        "Đồn BP số 1: chưa chấm điểm trực tiếp tiêu chí 1.2, 1.3.",
        "Đồn BP số 2: chưa chấm điểm trực tiếp tiêu chí 1.2.",
    ]
    board.refresh_from_db()
    assert (board.state, board.checksum) == (BoardState.PROVISIONAL, "")


def test_freeze_takes_the_latest_facts(year):
    board = compute(year)
    year.verified(0, year.terms[0], value="6")  # 6 + 4 = the target
    board = services.freeze_board(board, by=year.officer)
    assert totals(board)["LA-01"] == Decimal("2.5")


def test_a_frozen_board_is_not_frozen_twice(year):
    board = services.freeze_board(compute(year), by=year.officer)
    with pytest.raises(StateConflict):
        services.freeze_board(board, by=year.officer)


def test_a_frozen_board_stays_until_a_new_version_with_a_reason_is_frozen(year):
    old = services.freeze_board(compute(year), by=year.officer)
    assert compute(year).pk == old.pk  # nothing new: nothing made
    year.verified(0, year.terms[0], value="6")
    with pytest.raises(RuleViolation, match="ghi lý do"):
        compute(year)
    new = compute(year, reason="Đồn 1 bổ sung số liệu tháng 10")
    assert (new.version, new.state) == (2, BoardState.PROVISIONAL)
    assert board_in_force(year.period, year.cluster) == old
    services.freeze_board(new, by=year.officer)
    old.refresh_from_db()
    assert old.state == BoardState.REPLACED
    assert totals(old)["LA-01"] == 2
    assert is_intact(old)
    assert board_in_force(year.period, year.cluster) == new


def test_equal_percents_share_a_place(year):
    year.verified(1, year.terms[0], value="4")
    year.verified(1, year.terms[1], value="4")
    board = compute(year)
    assert [(s.unit.code, s.rank, s.is_shared_rank) for s in board.unit_scores.select_related("unit")] == [
        ("LA-04", 1, False),
        ("LA-03", 2, False),
        ("LA-01", 3, True),
        ("LA-02", 3, True),
    ]


def test_confirm_comes_after_freeze_only(year):
    board = compute(year)
    teller = UserFactory(role=Role.TELLER, over=year.province)
    with pytest.raises(StateConflict):
        services.confirm_board(board, by=teller)
    services.freeze_board(board, by=year.officer)
    assert services.confirm_board(board, by=teller).state == BoardState.CONFIRMED
    with pytest.raises(Forbidden):
        services.confirm_board(board, by=year.clerks[0])


@pytest.fixture
def by_hand():
    """Two units, two criteria scored directly, 5 points each."""
    return make_year(units=2, kinds=[H, H], terms=1)


def test_give_points_replaces_and_records(by_hand):
    year, (one, _) = by_hand, by_hand.leaves
    services.give_points(year.period, one, year.units[0], Decimal("4.5"), by=year.officer, reason="Nền nếp tốt")
    services.give_points(year.period, one, year.units[0], Decimal("4"), by=year.officer)
    score = HandScore.objects.get()
    assert (score.points, score.reason, score.given_by) == (4, "", year.officer)
    events = AuditEvent.objects.filter(action="scoring.give_points").order_by("pk")
    assert [event.changes for event in events] == [
        {"1.1": ["", "4,5 (Nền nếp tốt)"]},
        {"1.1": ["4,5 (Nền nếp tốt)", "4"]},
    ]


def test_give_points_twice_the_same_changes_nothing(by_hand):
    year, (one, _) = by_hand, by_hand.leaves
    for _ in range(2):
        services.give_points(year.period, one, year.units[0], 3, by=year.officer)
    assert AuditEvent.objects.filter(action="scoring.give_points").count() == 1


def test_give_points_writes_all_or_nothing_and_tells_every_fault(by_hand):
    year, (one, two) = by_hand, by_hand.leaves
    Target.objects.create(criterion=two, unit=year.units[1], is_assigned=False)
    rows = [
        (one, year.units[0], Decimal("4.5"), ""),
        (two, year.units[0], Decimal("5.5"), ""),
        (one, year.units[1], Decimal("-1"), ""),
        (two, year.units[1], Decimal("1"), ""),
        (year.group, year.units[1], Decimal("1"), ""),
    ]
    with pytest.raises(RuleViolation) as refused:
        services.give_points_many(year.period, rows, by=year.officer)
    assert refused.value.reasons == [
        "Đồn BP số 1, tiêu chí 1.2: 5,5 vượt điểm tối đa 5.",
        "Đồn BP số 2, tiêu chí 1.1: điểm không được âm.",
        "Đồn BP số 2, tiêu chí 1.2: không giao cho đơn vị.",
        "Đồn BP số 2, tiêu chí I: không chấm điểm trực tiếp.",
    ]
    assert not HandScore.objects.exists()


def test_give_points_not_to_the_own_unit_nor_by_a_clerk(by_hand):
    year, (one, _) = by_hand, by_hand.leaves
    inside = UserFactory(role=Role.OFFICER, over=year.province, unit=year.units[0])
    for user in (inside, year.clerks[0], UserFactory(role=Role.ADMINISTRATOR, over=year.province)):
        with pytest.raises(Forbidden):
            services.give_points(year.period, one, year.units[0], 3, by=user)


def test_give_points_by_the_organ_of_the_criterion_only(by_hand):
    year, (one, two) = by_hand, by_hand.leaves
    staff = UnitFactory(parent=year.province, is_reporting=False)
    one.organ, two.organ = staff, year.province
    one.save()
    two.save()
    verifier = UserFactory(role=Role.VERIFIER, over=year.province, unit=staff)
    services.give_points(year.period, one, year.units[0], 3, by=verifier)
    services.give_points(year.period, two, year.units[0], 3, by=UserFactory(role=Role.OFFICER, over=year.province))
    two.organ = year.units[1]
    two.save()
    with pytest.raises(Forbidden):
        services.give_points(year.period, two, year.units[0], 4, by=verifier)


def test_changing_points_of_a_frozen_board_needs_a_reason(by_hand):
    year = by_hand
    rows = [(leaf, unit, 3, "") for leaf in year.leaves for unit in year.units]
    services.give_points_many(year.period, rows, by=year.officer)
    services.freeze_board(compute(year), by=year.officer)  # no month is needed where nothing is entered
    with pytest.raises(RuleViolation) as refused:
        services.give_points(year.period, year.leaves[0], year.units[0], 4, by=year.officer)
    assert refused.value.reasons == ["Đồn BP số 1, tiêu chí 1.1: bảng điểm đã chốt, ghi lý do thay đổi."]
    services.give_points(year.period, year.leaves[0], year.units[0], 4, by=year.officer, reason="Chấm lại")


def test_pass_fail_over_the_year_needs_every_month():
    year = make_year(units=2, kinds=[P], terms=2)
    for number, months in enumerate([("1", "1"), ("1", "0")]):
        for term, value in zip(year.terms, months, strict=True):
            year.verified(number, term, value=value)
    assert totals(compute(year)) == {"LA-01": 5, "LA-02": 0}


@pytest.mark.parametrize("units", [2, 30])
def test_facts_are_read_in_nine_queries(units, django_assert_num_queries):
    from awards.scoring.cluster_facts import facts_of

    year = make_year(units=units, kinds=[Q, Q, P, H], terms=2)
    for number in range(units):
        year.verified(number, value="1")
    with django_assert_num_queries(9):
        facts = facts_of(year.period, year.cluster)
    assert len(facts.members) == units
