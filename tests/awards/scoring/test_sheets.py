"""Points by stage: own sheet, cross-check, appraisal, objections; who may, what is kept, what is refused."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from awards.criteria.enums import CriterionKind
from awards.models import AppealTerm, CrossCheck, HandScore, PointDraft, PointOpinion, ScoreAppeal, ScoreSheet
from awards.scoring import appeals, self_scores, services
from awards.scoring.enums import AppealState, BoardState, ScoreSheetState, Stage
from awards.scoring.rules import rotation
from awards.scoring.sheet_queries import computed_lines, sheet_page
from tests.awards.results.year import make_year
from tests.factories import UserFactory, lead_cluster
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import AuditEvent

pytestmark = pytest.mark.django_db

Q, H = CriterionKind.QUANTITATIVE, CriterionKind.BY_HAND


@pytest.fixture
def year():
    """Three units; 1.1 from figures (8, 10, 15 of 10), 1.2 and 1.3 judged by people, 5 points each; a board."""
    year = make_year(units=3, kinds=[Q, H, H], terms=1, target="10")
    for number, value in enumerate(("8", "10", "15")):
        year.verified(number, value="0", c0=value)
    services.compute_board(year.period, year.cluster, by=year.officer)
    return year


def typed(year, first="5", second="5", why="", why_second=""):
    return {
        year.leaves[1].pk: (None if first is None else Decimal(first), why),
        year.leaves[2].pk: (None if second is None else Decimal(second), why_second),
    }


def send(year, number=0, **kwargs):
    by = year.clerks[number]
    self_scores.save_self(year.period, year.units[number], typed(year, **kwargs), by=by)
    return self_scores.send_self(year.period, year.units[number], by=by)


def said(year, stage, number=0, *, every=False):
    rows = PointOpinion.objects.filter(unit=year.units[number], stage=stage).order_by("criterion__sort", "pk")
    return [(row.criterion.code, row.points) for row in (rows if every else rows.filter(is_current=True))]


def test_the_unit_sends_what_the_server_computed_and_what_it_typed(year):
    sheet = send(year, first="4", why="Thiếu một buổi")
    assert (sheet.state, sheet.sent_by) == (ScoreSheetState.SENT, year.clerks[0])
    assert said(year, Stage.SELF) == [("1.1", 2), ("1.2", 4), ("1.3", 5)]
    assert not HandScore.objects.exists()  # what the unit says of itself never counts
    with pytest.raises(StateConflict, match="Rút lại"):  # a second click, and a late draft
        self_scores.send_self(year.period, year.units[0], by=year.clerks[0])
    with pytest.raises(StateConflict):
        self_scores.save_self(year.period, year.units[0], typed(year), by=year.clerks[0])
    assert AuditEvent.objects.filter(action="scoring.send_self").count() == 1


@pytest.mark.parametrize(
    ("lines", "where", "words"),
    [
        ({"first": None}, "points", "Chưa tự chấm"),
        ({"first": "4"}, "reason", "Dưới điểm tối đa 5"),
    ],
)
def test_a_sheet_is_not_sent_with_a_gap_or_an_unexplained_difference(year, lines, where, words):
    self_scores.save_self(year.period, year.units[0], typed(year, **lines), by=year.clerks[0])
    with pytest.raises(self_scores.WrongLines) as refused:
        self_scores.send_self(year.period, year.units[0], by=year.clerks[0])
    [(found, sentence)] = refused.value.faults.values()
    assert (found, words in sentence) == (where, True)
    assert not PointOpinion.objects.exists()


@pytest.mark.parametrize("points", ["5.01", "-1", "NaN", "Infinity", "1e999", "1.001"])
def test_own_points_outside_the_scale_change_nothing(year, points):
    with pytest.raises(self_scores.WrongLines):
        self_scores.save_self(year.period, year.units[0], typed(year, first=points), by=year.clerks[0])
    assert not PointDraft.objects.exists()


def test_own_points_of_a_computed_or_foreign_criterion_are_refused(year):
    for pk in (year.leaves[0].pk, year.group.pk, 0):
        with pytest.raises(self_scores.WrongLines):
            self_scores.save_self(year.period, year.units[0], {pk: (Decimal(5), "")}, by=year.clerks[0])


def test_the_unit_is_scored_by_itself_alone(year):
    for user in (year.officer, year.clerks[1], UserFactory(role=Role.VERIFIER, over=year.province)):
        with pytest.raises(Forbidden):
            self_scores.save_self(year.period, year.units[0], typed(year), by=user)


def test_recall_until_somebody_begins(year):
    sheet = send(year)
    self_scores.recall_self(sheet, by=year.clerks[0])
    sheet = send(year, second="3", why_second="Thiếu")
    assert said(year, Stage.SELF, every=True) == [("1.1", 2), ("1.2", 5), ("1.3", 5), ("1.3", 3)]  # the earlier stays
    services.give_points(year.period, year.leaves[1], year.units[0], 5, by=year.officer)
    with pytest.raises(RuleViolation) as refused:
        self_scores.recall_self(sheet, by=year.clerks[0])
    assert "đã bắt đầu thẩm định" in refused.value.reasons[0]


# The cross-check ------------------------------------------------------------------------------------------------------


def test_each_checks_the_next_and_nobody_itself():
    assert rotation("ABC") == [("A", "B"), ("B", "C"), ("C", "A")]
    assert (rotation("A"), rotation("")) == ([], [])


def pairs(year):
    return {row.checked: row.checker for row in CrossCheck.objects.select_related("checker", "checked")}


def test_pairs_rotate_and_change_with_a_reason(year):
    assert self_scores.rotate_checks(year.period, year.cluster, by=year.officer) == 3
    assert self_scores.rotate_checks(year.period, year.cluster, by=year.officer) == 0
    a, b, c = year.units
    assert pairs(year) == {b: a, c: b, a: c}
    change = partial(self_scores.set_checker, year.period, year.cluster, by=year.officer)
    with pytest.raises(RuleViolation, match="Ghi lý do"):
        change(a, b)
    with pytest.raises(RuleViolation, match="không tự kiểm tra"):
        change(a, a, reason="x")
    change(a, b, reason="Đơn vị kia đi diễn tập")
    assert pairs(year)[a] == b
    with pytest.raises(Forbidden):
        self_scores.rotate_checks(year.period, year.cluster, by=year.clerks[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        CrossCheck.objects.filter(checked=a).update(checker=a)


def test_the_checker_agrees_or_proposes_with_a_reason(year):
    self_scores.rotate_checks(year.period, year.cluster, by=year.officer)
    check = CrossCheck.objects.get(checked=year.units[1])
    by = year.clerks[0]
    with pytest.raises(StateConflict, match="chưa gửi tự chấm"):
        self_scores.save_check(check, {}, by=by)
    send(year, 1)
    wrong = {year.leaves[1].pk: (Decimal(3), "")}
    with pytest.raises(self_scores.WrongLines) as refused:
        self_scores.save_check(check, wrong, by=by, send=True)
    assert refused.value.faults[year.leaves[1].pk][0] == "reason"
    with pytest.raises(Forbidden):
        self_scores.save_check(check, {}, by=year.clerks[2])
    with pytest.raises(Forbidden):  # somebody of the unit that is checked, though a clerk of the checker too
        self_scores.save_check(check, {}, by=UserFactory(role=Role.CLERK, over=year.units[0], unit=year.units[1]))
    self_scores.save_check(check, {year.leaves[1].pk: (Decimal(3), "Thiếu sổ")}, by=by, send=True)
    assert said(year, Stage.CROSS, 1) == [("1.1", Decimal("2.5")), ("1.2", 3), ("1.3", 5)]
    with pytest.raises(StateConflict, match="đã gửi"):
        self_scores.save_check(check, {}, by=by, send=True)
    with pytest.raises(StateConflict, match="không đổi được"):
        self_scores.set_checker(year.period, year.cluster, year.units[1], year.units[2], by=year.officer, reason="x")


# The appraisal --------------------------------------------------------------------------------------------------------


def lead_of(year, number=2):
    lead_cluster(year.cluster, year.units[number])
    return UserFactory(role=Role.CLUSTER_LEAD, over=year.cluster, unit=year.units[number])


def test_stages_stand_apart_and_the_highest_counts(year):
    leaf, unit = year.leaves[1], year.units[0]
    verifier, lead = UserFactory(role=Role.VERIFIER, over=year.province), lead_of(year)
    services.give_points(year.period, leaf, unit, 3, by=verifier, reason="Sổ sách")
    services.give_points(year.period, leaf, unit, 4, by=lead)
    assert HandScore.objects.get().points == 4
    services.give_points(year.period, leaf, unit, 2, by=year.officer)
    services.give_points(year.period, leaf, unit, 5, by=verifier, reason="Xem lại")
    score = HandScore.objects.get()
    assert (score.points, score.given_by) == (2, year.officer)
    rows = PointOpinion.objects.filter(criterion=leaf).order_by("pk")
    assert [(row.stage, row.points, row.given_by, row.is_current) for row in rows] == [
        (Stage.ORGAN, 3, verifier, False),
        (Stage.CLUSTER, 4, lead, True),
        (Stage.OFFICE, 2, year.officer, True),
        (Stage.ORGAN, 5, verifier, True),
    ]


def test_the_lead_never_judges_the_unit_that_leads(year):
    lead = lead_of(year)
    homeless = UserFactory(role=Role.CLUSTER_LEAD, over=year.cluster)
    for user in (lead, homeless):
        with pytest.raises(Forbidden):
            services.give_points(year.period, year.leaves[1], year.units[2], 4, by=user)
        with pytest.raises(Forbidden):
            self_scores.agree(send_once(year, 2), by=user)


def send_once(year, number):
    return ScoreSheet.objects.filter(unit=year.units[number]).first() or send(year, number)


def test_points_are_agreed_when_nothing_is_open_and_opened_again_by_a_change(year):
    self_scores.rotate_checks(year.period, year.cluster, by=year.officer)
    sheet, unit = send(year, 1), year.units[1]
    with pytest.raises(RuleViolation) as refused:
        self_scores.agree(sheet, by=year.officer)
    assert refused.value.reasons == [
        "Đồn BP số 1 chưa gửi kết quả kiểm tra chéo.",
        "1.2 Tiêu chí số 2: ý kiến khác nhau chưa được kết luận.",
        "1.3 Tiêu chí số 3: ý kiến khác nhau chưa được kết luận.",
    ]
    check = CrossCheck.objects.get(checked=unit)
    self_scores.save_check(check, {year.leaves[0].pk: (Decimal(1), "Số khống")}, by=year.clerks[0], send=True)
    with pytest.raises(RuleViolation, match="khác điểm tự chấm 5"):
        self_scores.appraise(year.period, unit, year.leaves[1], Decimal(3), by=year.officer)
    self_scores.appraise(year.period, unit, year.leaves[1], Decimal(3), by=year.officer, reason="Thiếu")
    self_scores.appraise(year.period, unit, year.leaves[2], Decimal(5), by=year.officer)
    with pytest.raises(RuleViolation, match="tính từ số liệu được 2,5"):  # figures are mended, not points
        self_scores.appraise(year.period, unit, year.leaves[0], Decimal(1), by=year.officer)
    page = sheet_page(year.period, year.cluster, unit)
    assert [row.criterion.code for row in page.open_rows] == ["1.1"]
    self_scores.appraise(year.period, unit, year.leaves[0], Decimal("2.5"), by=year.officer)
    sheet = self_scores.agree(sheet, by=year.officer)
    assert (sheet.state, sheet.agreed_by) == (ScoreSheetState.AGREED, year.officer)
    with pytest.raises(RuleViolation, match="đã thống nhất"):
        services.give_points(year.period, year.leaves[2], unit, 4, by=year.officer)
    services.give_points(year.period, year.leaves[2], unit, 4, by=year.officer, reason="Phát hiện thêm")
    sheet.refresh_from_db()
    assert (sheet.state, sheet.agreed_at) == (ScoreSheetState.SENT, None)


# Objections -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def agreed(year):
    """The first unit agreed upon at 3 and 5 points; objections are possible for another day."""
    sheet = send(year)
    for number, points in ((1, 3), (2, 5)):
        leaf = year.leaves[number]
        self_scores.appraise(year.period, year.units[0], leaf, Decimal(points), by=year.officer, reason="Đã xem")
    self_scores.agree(sheet, by=year.officer)
    appeals.set_appeal_term(year.period, by=year.officer, due_at=clock.now() + timedelta(days=1))
    return year


def object_to(year, number=1, **kwargs):
    kwargs = {"reason": "Chưa tính đợt hai", "by": year.clerks[0], **kwargs}
    return appeals.file_appeal(year.period, year.units[0], year.leaves[number], **kwargs)


def test_an_accepted_objection_is_a_new_opinion_of_the_office(agreed):
    appeal = object_to(agreed, evidence="/awards/results/")
    assert (appeal.points_before, appeal.is_link) == (3, True)
    with pytest.raises(RuleViolation, match="chờ trả lời"):  # a double click
        object_to(agreed)
    for user in (
        agreed.clerks[0],
        lead_of(agreed),
        UserFactory(role=Role.OFFICER, over=agreed.province, unit=agreed.units[0]),
    ):
        with pytest.raises(Forbidden):
            appeals.answer_appeal(appeal, by=user, accept=True, points=Decimal(4), answer="Đúng")
    appeals.answer_appeal(appeal, by=agreed.officer, accept=True, points=Decimal(4), answer="Đã tính đợt hai")
    assert (appeal.state, appeal.opinion.points, appeal.answer) == (AppealState.ACCEPTED, 4, "Đã tính đợt hai")
    assert HandScore.objects.get(criterion=agreed.leaves[1], unit=agreed.units[0]).points == 4
    assert ScoreSheet.objects.get().state == ScoreSheetState.AGREED
    assert agreed.cluster.boards.get().unit_scores.get(unit=agreed.units[0]).total == 2 + 4 + 5
    with pytest.raises(StateConflict):
        appeals.answer_appeal(appeal, by=agreed.officer, accept=False, answer="Không")


def test_a_refused_objection_changes_no_points_and_keeps_its_words(agreed):
    appeal = object_to(agreed, 0)  # computed: accepted or not in words, points follow the figures
    with pytest.raises(RuleViolation, match="lời trả lời"):
        appeals.answer_appeal(appeal, by=agreed.officer, accept=False, answer=" ")
    appeals.answer_appeal(appeal, by=agreed.officer, accept=False, answer="Số đã đối chiếu")
    assert (appeal.state, appeal.opinion, appeal.points_before) == (AppealState.REFUSED, None, 2)
    other = object_to(agreed, 0)
    appeals.withdraw_appeal(other, by=agreed.clerks[0])
    assert ScoreAppeal.objects.get(pk=other.pk).state == AppealState.WITHDRAWN


@pytest.mark.parametrize("points", [None, "6", "-1", "NaN", "3", "4.001"])
def test_new_points_lie_on_the_scale_and_differ(agreed, points):
    appeal = object_to(agreed)
    with pytest.raises(RuleViolation) as refused:
        appeals.answer_appeal(
            appeal, by=agreed.officer, accept=True, answer="Đúng", points=None if points is None else Decimal(points)
        )
    assert refused.value.field == "points"
    assert ScoreAppeal.objects.get().state == AppealState.WAITING


def test_objections_have_their_term_and_their_time(agreed):
    AppealTerm.objects.update(due_at=clock.now() - timedelta(minutes=1))
    with pytest.raises(StateConflict, match="hết hạn"):
        object_to(agreed)
    with pytest.raises(RuleViolation):
        appeals.set_appeal_term(agreed.period, by=agreed.officer, due_at=clock.now() - timedelta(days=1))
    appeals.set_appeal_term(agreed.period, by=agreed.officer, due_at=clock.now() + timedelta(days=1))
    ScoreSheet.objects.update(state=ScoreSheetState.SENT)
    with pytest.raises(StateConflict, match="chưa thống nhất"):
        object_to(agreed)
    with pytest.raises(Forbidden):
        object_to(agreed, by=agreed.clerks[1])


def test_after_freezing_an_accepted_objection_makes_a_new_version(agreed):
    rows = [(leaf, unit, 4, "") for leaf in agreed.leaves[1:] for unit in agreed.units[1:]]
    services.give_points_many(agreed.period, rows, by=agreed.officer)
    first = services.freeze_board(agreed.cluster.boards.get(), by=agreed.officer)
    seal, before = first.checksum, first.unit_scores.get(unit=agreed.units[0]).total
    appeal = object_to(agreed)
    appeals.answer_appeal(appeal, by=agreed.officer, accept=True, points=Decimal("3.5"), answer="Đúng")
    second = agreed.cluster.boards.get(version=2)
    first.refresh_from_db()
    assert (first.state, first.checksum, first.unit_scores.get(unit=agreed.units[0]).total) == (
        BoardState.FROZEN, seal, before,
    )  # fmt: skip
    assert second.unit_scores.get(unit=agreed.units[0]).total == before + Decimal("0.5")
    event = AuditEvent.objects.filter(action="scoring.compute", target_id=str(second.pk)).get()
    assert event.reason == "Giải quyết khiếu nại 1.2 của Đồn BP số 1: Đúng"


def test_a_closed_year_takes_nothing(agreed):
    appeal = object_to(agreed)
    agreed.period.state = "closed"
    agreed.period.save()
    for act in (
        lambda: object_to(agreed, 2),
        lambda: appeals.answer_appeal(appeal, by=agreed.officer, accept=False, answer="Không"),
        lambda: self_scores.save_self(agreed.period, agreed.units[1], typed(agreed), by=agreed.clerks[1]),
        lambda: self_scores.rotate_checks(agreed.period, agreed.cluster, by=agreed.officer),
    ):
        with pytest.raises(StateConflict, match="đã khóa"):
            act()


def test_computed_lines_of_a_unit_outside_every_cluster(year):
    year.units[0].cluster_memberships.update(valid_to=year.period.starts_on)
    assert computed_lines(year.period, year.units[0]) is None
    with pytest.raises(RuleViolation, match="chưa ở cụm"):
        self_scores.send_self(year.period, year.units[0], by=year.clerks[0])
