"""A line and its list go their way: who may, when, what refuses, what is put on record."""

import threading
from datetime import date, datetime

import pytest
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from awards.ballots.enums import RoundState
from awards.catalogue.models import Award
from awards.models import AwardInYear, ConditionCheck, Nomination, NominationList, RuleSet, VotingRound
from awards.nominations import facts, queries, services, states
from awards.nominations.board import quota_board
from awards.nominations.enums import Eligibility, ListState, NominationState, Verdict
from awards.nominations.facts import fact_book
from awards.nominations.many import ACTS, do
from awards.nominations.offering import titles_of_last_year
from awards.years.enums import PeriodState
from tests.factories import PeriodFactory, PersonFactory, UnitFactory, UserFactory
from tests.factories.ballots import council_sitting, frozen_round
from tests.factories.nominations import CITATION, nomination_year
from tests.kept import kept
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import (
    AuditEvent,
    CompletionGrade,
    DisciplineRecord,
    Hold,
    Initiative,
    InitiativeAuthor,
    TestResult,
)
from units.people.enums import DisciplineKind, Grade, HoldKind

pytestmark = pytest.mark.django_db
N = NominationState


year = kept(nomination_year)


def disciplined(person, kind=DisciplineKind.REPRIMAND, start=date(2023, 4, 18), end=date(2023, 7, 17)):
    return DisciplineRecord.objects.create(person=person, kind=kind, valid_from=start, valid_to=end)


def held(person=None, unit=None, start=date(2023, 9, 28), end=None):
    return Hold.objects.create(person=person, unit=unit, kind=HoldKind.COMPLAINT, valid_from=start, valid_to=end)


def reasons(error) -> str:
    return " ".join(error.value.reasons)


# The list of the year -------------------------------------------------------------------------------------------------


def test_open_list_records_its_titles(year):
    event = AuditEvent.objects.get(action="nomination_list.open")
    assert event.changes["titles"][1] == [
        "Đơn vị Quyết thắng (số giao 3, cấp trên quyết định)",
        "Đơn vị tiên tiến (số giao 30)",
        "Chiến sĩ thi đua",
        "Chiến sĩ tiên tiến",
    ]
    assert list(year.listing.awards.values_list("sort", flat=True)) == [1, 2, 3, 4]


def test_open_list_twice(year):
    with pytest.raises(StateConflict, match="đã có danh sách"):
        services.open_list(
            year.period, by=year.officer, due_at=year.listing.due_at, awards=[{"award": year.awards["CSTT"]}]
        )
    assert NominationList.objects.count() == 1


def test_open_list_without_titles_or_with_one_twice(year):
    period, due = PeriodFactory(unit=year.province, year=2024), year.listing.due_at
    with pytest.raises(RuleViolation, match="ít nhất một danh hiệu"):
        services.open_list(period, by=year.officer, due_at=due, awards=[])
    with pytest.raises(RuleViolation, match="hai lần"):
        services.open_list(period, by=year.officer, due_at=due, awards=[{"award": year.awards["CSTT"]}] * 2)


def test_open_list_of_a_closed_year(year):
    period = PeriodFactory(unit=year.province, year=2022, state=PeriodState.CLOSED)
    with pytest.raises(StateConflict, match="Năm 2022 đã khóa"):
        services.open_list(period, by=year.officer, due_at=year.listing.due_at, awards=[{"award": year.awards["CSTT"]}])


@pytest.mark.parametrize("role", [Role.CLERK, Role.UNIT_LEADER, Role.MEMBER, Role.SECRETARY, Role.AUDITOR])
def test_open_list_is_for_the_office(year, role):
    period = PeriodFactory(unit=year.province, year=2024)
    with pytest.raises(Forbidden) as refused:
        services.open_list(
            period,
            by=UserFactory(role=role, over=year.province),
            due_at=year.listing.due_at,
            awards=[{"award": year.awards["CSTT"]}],
        )
    assert refused.value.who == "trợ lý thi đua cấp tỉnh"


def test_edit_list_changes_numbers_and_adds_titles(year):
    specs = [{"award": row.award, "yearly_number": 5} for row in year.listing.awards.all()]
    specs.insert(0, {"award": year.awards["LDTT"], "proposed_upward": True})
    services.edit_list(year.listing, by=year.officer, due_at=year.listing.due_at, awards=specs)
    rows = list(year.listing.awards.order_by("sort").values_list("award__code", "quota", "proposed_upward"))
    assert rows == [
        ("LDTT", 336, True),
        ("DVQT", 5, False),
        ("DVTT", 5, False),
        ("CSTDCS", 5, False),
        ("CSTT", 5, False),
    ]
    assert AuditEvent.objects.filter(action="nomination_list.edit").count() == 1


def test_edit_list_without_a_change_leaves_no_record(year):
    rows = year.listing.awards.order_by("sort")
    specs = [
        {"award": row.award, "yearly_number": row.yearly_number, "proposed_upward": row.proposed_upward} for row in rows
    ]
    services.edit_list(year.listing, by=year.officer, due_at=year.listing.due_at, awards=specs)
    assert not AuditEvent.objects.filter(action="nomination_list.edit").exists()


def test_edit_list_keeps_a_title_somebody_is_put_forward_for(year):
    year.nominate("CSTT")
    with pytest.raises(RuleViolation, match="đã có đề nghị") as refused:
        services.edit_list(
            year.listing, by=year.officer, due_at=year.listing.due_at, awards=[{"award": year.awards["DVTT"]}]
        )
    assert refused.value.reasons == ["Chiến sĩ tiên tiến."]
    assert year.listing.awards.count() == 4


# New lines ------------------------------------------------------------------------------------------------------------


def test_nominate_keeps_the_name_and_post_of_the_day_and_checks_at_once(year):
    person = year.person(full_name="Lê Văn C", position="Phó Đồn trưởng")
    line = year.nominate("CSTT", person)
    assert (line.state, line.eligibility, line.rule_set.code) == (N.DRAFT, Eligibility.ELIGIBLE, "R2003")
    assert (line.subject_name, line.subject_detail) == (
        "Lê Văn C",
        f"Đại úy, Phó Đồn trưởng, {year.units[0].name}",
    )
    assert line.search_key.startswith("le van c dai uy, pho don truong")
    assert list(line.checks.values_list("code", "verdict")) == [
        ("no_discipline", Verdict.MET),
        ("no_open_hold", Verdict.MET),
        ("all_tests_pass", Verdict.MET),
        ("tests_good_or_excellent_min_percent", Verdict.MET),
        ("subject_group", Verdict.MET),
    ]
    event = AuditEvent.objects.get(action="nomination.create")
    assert (event.actor, event.unit_path) == (year.clerks[0], year.units[0].path)


def test_nominate_very_long_names_fit(year):
    unit = year.units[0]
    unit.name = "Đồn Biên phòng " + "cửa khẩu " * 20
    unit.save()
    person = year.person(full_name="Nguyễn " + "Văn " * 20 + "A", position="Đội trưởng " * 10, unit=0)
    assert len(year.nominate("CSTT", person).subject_detail) <= 300


def test_nominate_twice_names_the_first_line(year):
    person = year.person(full_name="Lê Văn C")
    first = year.nominate("CSTT", person)
    with pytest.raises(services.AlreadyNominated) as refused:
        year.nominate("CSTT", person, by=year.officer)
    assert refused.value.line == first
    assert str(refused.value) == (
        f"Đồng chí Lê Văn C đã có trong danh sách đề nghị Chiến sĩ tiên tiến, do {year.units[0]} đề nghị."
    )
    assert Nomination.objects.count() == 1


def test_nominate_again_after_withdrawing(year):
    person = year.person()
    services.withdraw(year.nominate("CSTT", person), by=year.clerks[0], reason="Nhầm")
    assert year.nominate("CSTT", person).state == N.DRAFT


def test_nominate_the_same_person_twice_in_one_act(year):
    person = year.person(full_name="Lê Văn C")
    spec = {"award": year.awards["CSTT"], "person": person, "proposer": year.units[0]}
    with year.in_time(), pytest.raises(RuleViolation, match="Lê Văn C được đề nghị Chiến sĩ tiên tiến hai lần"):
        services.nominate_many(year.listing, [spec, dict(spec)], by=year.clerks[0])
    assert not Nomination.objects.exists()


def test_nominate_many_is_all_or_nothing(year):
    good = {"award": year.awards["CSTT"], "person": year.person(), "proposer": year.units[0]}
    bad = {"award": year.awards["CSTT"], "unit": year.units[0], "proposer": year.units[0]}
    with year.in_time(), pytest.raises(RuleViolation, match="chỉ tặng cá nhân"):
        services.nominate_many(year.listing, [good, bad], by=year.clerks[0])
    assert not Nomination.objects.exists()


def test_nominate_the_wrong_kind(year):
    with pytest.raises(RuleViolation, match="Đơn vị tiên tiến chỉ tặng tập thể") as refused:
        year.nominate("DVTT", year.person())
    assert refused.value.field == "subject"
    with pytest.raises(RuleViolation, match="Chọn một cá nhân hoặc một tập thể"), year.in_time():
        services.nominate(year.listing, year.awards["CSTT"], by=year.clerks[0], proposer=year.units[0])


def test_nominate_for_a_title_not_taken_this_year(year):
    with pytest.raises(RuleViolation, match="Năm nay không nhận đề nghị Lao động tiên tiến"):
        year.nominate("LDTT")


def test_nominate_somebody_elsewhere(year):
    with pytest.raises(RuleViolation, match="không thuộc"):
        year.nominate("CSTT", year.person(1), by=year.clerks[0], proposer=year.units[0])
    with pytest.raises(Forbidden) as refused:
        year.nominate("CSTT", year.person(1), by=year.clerks[0])
    assert "trợ lý thi đua hoặc chỉ huy của đơn vị đề nghị" in refused.value.who


def test_nominate_somebody_outside_the_province(year):
    stranger = PersonFactory()
    officer = UserFactory(role=Role.OFFICER, over=stranger.unit)
    with year.in_time(), pytest.raises(RuleViolation, match="không thuộc BĐBP tỉnh Long An"):
        services.nominate(year.listing, year.awards["CSTT"], by=officer, proposer=stranger.unit, person=stranger)


def test_nominate_somebody_who_has_left(year):
    with pytest.raises(RuleViolation, match="đã thôi phục vụ"):
        year.nominate("CSTT", year.person(left_on=date(2023, 5, 1)))


def test_nominate_a_unit_that_has_ended(year):
    year.units[0].closed_on = date(2022, 9, 30)
    year.units[0].save()
    with pytest.raises(RuleViolation, match="đã kết thúc hoạt động"):
        year.nominate("DVTT", year.units[0])


@pytest.mark.parametrize(
    ("votes", "total", "sentence", "field"),
    [
        (11, 10, "Số tán thành không thể vượt số tham gia.", "unit_votes_for"),
        (9, None, "Nhập số tham gia biểu quyết.", "unit_votes_total"),
        (None, 10, "Nhập số tán thành.", "unit_votes_for"),
        (0, 0, "Phải có người tham gia biểu quyết.", "unit_votes_total"),
    ],
)
def test_nominate_with_votes_that_do_not_add_up(year, votes, total, sentence, field):
    with pytest.raises(RuleViolation) as refused:
        year.nominate("CSTT", unit_votes_for=votes, unit_votes_total=total)
    assert (str(refused.value), refused.value.field) == (sentence, field)
    line = year.nominate("CSTT")
    with pytest.raises(RuleViolation), year.in_time():
        services.edit(line, by=year.clerks[0], citation="", unit_votes_for=votes, unit_votes_total=total)


def test_nominate_after_the_deadline(year):
    person = year.person()
    spec = {"proposer": year.units[0], "person": person, "citation": CITATION}
    with clock.at(datetime(2023, 10, 13, 17, 0, 1)):
        with pytest.raises(RuleViolation, match="Đã quá hạn nhận đề nghị"):
            services.nominate(year.listing, year.awards["CSTT"], by=year.clerks[0], **spec)
        line = services.nominate(year.listing, year.awards["CSTT"], by=year.officer, **spec)  # the office still may
    assert line.proposer == year.units[0]


def test_nominate_on_a_locked_list_or_in_a_closed_year(year):
    services.lock_list(year.listing, by=year.officer)
    with pytest.raises(StateConflict, match="đã khóa"):
        year.nominate("CSTT")
    NominationList.objects.update(state=ListState.OPEN)
    type(year.period).objects.update(state=PeriodState.CLOSED)
    with pytest.raises(StateConflict, match="Năm 2023 đã khóa"):
        year.nominate("CSTT")


def test_nominate_over_the_quota_is_allowed():
    year = nomination_year(titles=[{"award": "CSTT", "yearly_number": 1}])
    year.nominate("CSTT")
    year.nominate("CSTT")
    assert quota_board(year.listing)[0].meter.over == 1


def test_nominate_without_a_law_for_the_day(year):
    RuleSet.objects.update(valid_from=date(2030, 1, 1), valid_to=None)
    with pytest.raises(RuleViolation, match="Chưa có quy định có hiệu lực ngày 13/10/2023"):
        year.nominate("CSTT")


# Facts and checks -----------------------------------------------------------------------------------------------------


def test_check_reads_discipline_and_says_it_like_people_do(year):
    person = year.person()
    disciplined(person)
    line = year.nominate("CSTT", person)
    assert (line.eligibility, line.eligibility_reason) == (Eligibility.INELIGIBLE, "Bị khiển trách từ 18/04/2023")
    assert queries.short_basis(line.eligibility_basis) == "Hướng dẫn của đơn vị"


def test_check_discipline_that_ended_before_the_year_does_not_block(year):
    person = year.person()
    disciplined(person, start=date(2022, 1, 1), end=date(2022, 9, 30))
    assert year.nominate("CSTT", person).eligibility == Eligibility.ELIGIBLE


def test_check_a_hold_ends_by_itself(year):
    person = year.person()
    held(person, end=date(2023, 10, 11))
    line = year.sent("CSTT", person)
    assert (line.eligibility, line.eligibility_reason) == (
        Eligibility.HELD,
        "Đơn khiếu nại, tố cáo đang xác minh từ 28/09/2023",
    )
    with year.in_time(), pytest.raises(RuleViolation) as refused:
        services.to_council(line, by=year.officer)
    assert reasons(refused) == "Đang tạm dừng xét: đơn khiếu nại, tố cáo đang xác minh từ 28/09/2023."
    with clock.at(datetime(2023, 10, 12, 8)):
        assert services.to_council(line, by=year.officer).state == N.TO_COUNCIL
    line.refresh_from_db()
    assert line.eligibility == Eligibility.ELIGIBLE


def test_check_initiatives_recognised_pending_and_missing(year):
    def fighter(recognised: date | None | str):
        person = year.person(grade=Grade.GOOD)
        if recognised != "none":
            made = Initiative.objects.create(name="Giá súng cơ động", year=2023, recognised_on=recognised)
            InitiativeAuthor.objects.create(initiative=made, person=person)
        line = year.nominate("CSTDCS", person)
        return line.eligibility, line.eligibility_reason

    assert fighter(date(2023, 9, 1)) == (Eligibility.ELIGIBLE, "")
    assert fighter(None) == (Eligibility.LOOK, "Sáng kiến chưa được công nhận")
    assert fighter("none") == (Eligibility.INELIGIBLE, "Chưa có sáng kiến được công nhận")


def test_an_initiative_tells_the_lines_that_stand_on_it(year, django_assert_num_queries):
    person = year.person(grade=Grade.GOOD)
    used, idle = (
        Initiative.objects.create(name=name, year=2023, recognised_on=date(2023, 9, 1))
        for name in ("Giá súng cơ động", "Lò hơi")
    )
    for made in (used, idle):
        InitiativeAuthor.objects.create(initiative=made, person=person)
    line = year.nominate("CSTDCS", person)
    year.officer.grants  # noqa: B018  read once per request
    with django_assert_num_queries(2):
        uses = queries.initiative_uses(year.officer, [used, idle])
    (label, url, author), *more = uses[used.pk]
    assert author == person.pk
    assert (label, more, idle.pk in uses) == (f"{person}: {line.award.short_name} năm 2023", [], False)
    assert url == reverse("awards:nominations.detail", args=[line.pk])
    stranger = UserFactory(role=Role.OFFICER, over=UnitFactory())
    assert queries.initiative_uses(stranger, [used, idle]) == {}
    services.withdraw(line, by=year.clerks[0], reason="Chuyển sang năm sau")
    assert queries.initiative_uses(year.officer, [used, idle]) == {}


def test_check_a_fighter_whose_tests_fail_has_not_the_lower_title(year):
    person = year.person(grade=Grade.EXCELLENT, tests=50)
    line = year.nominate("CSTDCS", person)
    assert (line.eligibility, line.eligibility_reason) == (
        Eligibility.INELIGIBLE,
        "Chưa đủ điều kiện Chiến sĩ tiên tiến",
    )


def test_check_a_unit_by_the_people_put_forward(year):
    """Five of ten are half and not enough, six are; who is barred does not count; a fighter counts once."""
    people = [year.person() for _ in range(10)]
    unit = year.units[0]
    CompletionGrade.objects.create(unit=unit, year=2023, grade=Grade.GOOD)
    for person in people[:5]:
        year.nominate("CSTT", person)
    line = year.nominate("DVTT", unit)
    assert (line.eligibility, line.eligibility_reason) == (
        Eligibility.INELIGIBLE,
        "5/10 người đạt Chiến sĩ tiên tiến, cần trên 50%",
    )
    sixth = year.nominate("CSTT", people[5])
    assert services.check(line, by=year.clerks[0]).eligibility == Eligibility.ELIGIBLE
    disciplined(people[5])
    services.check(sixth, by=year.officer)
    assert services.check(line, by=year.officer).eligibility == Eligibility.INELIGIBLE
    excellent = year.person(grade=Grade.EXCELLENT)
    PersonFactory.reset_sequence(1000)
    year.nominate("CSTDCS", excellent)
    year.nominate("CSTT", excellent)
    checks = services.check(line, by=year.officer).checks
    assert checks.get(code="min_percent_holders").have == "6/11 người (54,54%)"


def test_check_a_unit_with_more_strength_than_written_down(year):
    """Three of three written down is no proof when the post has forty people."""
    year.units[0].strength = 40
    year.units[0].save()
    CompletionGrade.objects.create(unit=year.units[0], year=2023, grade=Grade.GOOD)
    for _ in range(3):
        year.nominate("CSTT")
    line = year.nominate("DVTT", year.units[0])
    assert line.checks.get(code="min_percent_holders").have == "3/40 người (7,5%)"


def test_check_a_unit_by_the_discipline_of_its_people(year):
    person = year.person()
    disciplined(person, DisciplineKind.WARNING)
    unit = year.units[0]
    CompletionGrade.objects.create(unit=unit, year=2023, grade=Grade.GOOD)
    line = year.nominate("DVTT", unit)
    check = line.checks.get(code="no_discipline_from")
    assert (check.verdict, check.have) == (Verdict.NOT_MET, f"{person}, cảnh cáo từ 18/04/2023")
    assert line.checks.get(code="no_discipline").verdict == Verdict.MET


def test_check_reads_only_this_year_and_this_subject(year):
    other = year.person()
    disciplined(other)
    person = year.person(grade=None, tests=None)
    TestResult.objects.create(person=person, year=2022, passed_percent=100, good_percent=100)
    line = year.nominate("CSTT", person)
    assert (line.eligibility, line.eligibility_reason) == (Eligibility.LOOK, "Chưa có kết quả kiểm tra")


def test_check_again_replaces_the_checks_and_records_a_changed_verdict(year):
    person = year.person(tests=None)
    line = year.nominate("CSTT", person)
    before = list(ConditionCheck.objects.order_by("pk").values_list("pk", flat=True))
    services.check(line, by=year.clerks[0])
    assert list(ConditionCheck.objects.order_by("pk").values_list("pk", flat=True)) == before  # nothing to write
    assert not AuditEvent.objects.filter(action="nomination.check").exists()
    TestResult.objects.create(person=person, year=2023, passed_percent=100, good_percent=80)
    services.check(line, by=year.clerks[0])
    assert ConditionCheck.objects.count() == len(before)
    assert ConditionCheck.objects.get(code="all_tests_pass").verdict == Verdict.MET
    assert AuditEvent.objects.get(action="nomination.check").changes["eligibility"] == ["look", "eligible"]


def test_check_a_settled_line_or_a_locked_list(year):
    line = year.nominate("CSTT")
    services.withdraw(line, by=year.clerks[0], reason="Nhầm")
    with pytest.raises(StateConflict, match="Đã rút"):
        services.check(line, by=year.clerks[0])
    services.lock_list(year.listing, by=year.officer)
    with pytest.raises(StateConflict, match="đã khóa"):
        services.check(line, by=year.officer)
    with pytest.raises(StateConflict, match="đã khóa"):
        services.check_list(year.listing, by=year.officer)


def lines_of(year, count: int) -> None:
    """`count` people and one unit, written in bulk as far as possible."""
    for _ in range(count):
        year.nominate("CSTT")
    year.nominate("DVTT", year.units[0])


@pytest.mark.parametrize("count", [1, 12])
def test_check_list_takes_the_same_queries_for_any_number(year, count, django_assert_num_queries):
    lines_of(year, count)
    with django_assert_num_queries(33):
        assert services.check_list(year.listing, by=year.officer) == count + 1


def test_check_list_is_for_the_office(year):
    with pytest.raises(Forbidden):
        services.check_list(year.listing, by=year.clerks[0])


def test_fact_book_by_a_query_gives_the_same(year, monkeypatch):
    """A long list names its subjects by a query, not one by one."""
    person, line = year.person(grade=Grade.EXCELLENT), None
    disciplined(person)
    held(person)
    line = year.nominate("CSTDCS", person)
    unit_line = year.nominate("DVTT", year.units[0])
    few = fact_book(year.listing, [line, unit_line])
    monkeypatch.setattr(facts, "AT_ONCE", 0)
    many = fact_book(year.listing, [line, unit_line])
    assert (many.people, many.units) == (few.people, few.units)


# The way of a line ----------------------------------------------------------------------------------------------------


def test_the_usual_way(year):
    line = year.before_council("CSTT")
    assert [event.action for event in AuditEvent.objects.about(line)] == [
        "nomination.to_council",
        "nomination.send",
        "nomination.create",
    ]
    services.record_outcome(line, True, by=year.officer, reason="14/15 phiếu đồng ý")
    assert (line.state, line.outcome_reason) == (N.PASSED, "14/15 phiếu đồng ý")
    services.mark_proposed_up(line, by=year.officer)
    services.mark_refused_above(line, by=year.officer, reason="Hết chỉ tiêu")
    assert (line.state, line.outcome_reason) == (N.REFUSED_ABOVE, "Hết chỉ tiêu")


def test_send_back_edit_and_send_again(year):
    line = year.sent("CSTT")
    services.send_back(line, by=year.officer, reason="Thiếu số liệu")
    assert (line.state, line.outcome_reason) == (N.RETURNED, "Thiếu số liệu")
    services.edit(line, by=year.clerks[0], citation="Bổ sung", unit_votes_for=10, unit_votes_total=10)
    services.send(line, by=year.clerks[0])  # after the deadline: what was returned may come back
    line.refresh_from_db()
    assert (line.state, line.citation, line.outcome_reason) == (N.SENT, "Bổ sung", "")


def test_send_a_draft_after_the_deadline(year):
    line = year.nominate("CSTT")
    with pytest.raises(RuleViolation, match="Đã quá hạn"):
        services.send(line, by=year.clerks[0])
    assert services.send(line, by=year.officer).state == N.SENT


def test_to_council_says_everything_that_is_missing(year):
    person = year.person()
    disciplined(person)
    line = year.sent("CSTT", person, citation=" ", unit_votes_for=None, unit_votes_total=None)
    with pytest.raises(RuleViolation) as refused:
        services.to_council(line, by=year.officer)
    assert refused.value.reasons == [
        "Chưa đủ điều kiện: bị khiển trách từ 18/04/2023.",
        "Chưa có tóm tắt thành tích.",
        "Chưa có kết quả biểu quyết ở đơn vị.",
    ]
    line.refresh_from_db()
    assert line.state == N.SENT


def test_hold_and_release_judge_afresh(year):
    person = year.person()
    hold = held(person)
    line = year.sent("CSTT", person)
    services.hold(line, by=year.officer, reason="Có đơn đang xác minh")
    hold.valid_to = date(2023, 10, 1)
    hold.save()
    services.release(line, by=year.officer)
    line.refresh_from_db()
    assert (line.state, line.eligibility, line.outcome_reason) == (N.SENT, Eligibility.ELIGIBLE, "")


def test_reject_and_take_it_back(year):
    line = year.sent("CSTT")
    services.reject(line, by=year.officer, reason="Chưa xứng đáng")
    assert (line.state, line.outcome_reason) == (N.REJECTED, "Chưa xứng đáng")
    services.reconsider(line, by=year.officer)
    line.refresh_from_db()
    assert (line.state, line.outcome_reason) == (N.SENT, "")


@pytest.mark.parametrize("act", ["send_back", "hold", "reject"])
def test_acts_of_the_office_need_a_reason_and_the_office(year, act):
    line = year.sent("CSTT")
    with pytest.raises(RuleViolation, match="Ghi lý do"):
        getattr(services, act)(line, by=year.officer, reason="  ")
    with pytest.raises(Forbidden) as refused:
        getattr(services, act)(line, by=year.clerks[0], reason="Vì thế")
    assert refused.value.who == "trợ lý thi đua cấp tỉnh, không phải người được đề nghị"
    line.refresh_from_db()
    assert line.state == N.SENT


def test_nobody_appraises_his_own_line(year):
    person = year.person(0)
    officer = UserFactory(role=Role.OFFICER, over=year.province, person=person)
    line = year.sent("CSTT", person)
    with pytest.raises(Forbidden):
        services.to_council(line, by=officer)
    assert services.to_council(line, by=year.officer).state == N.TO_COUNCIL


@pytest.mark.parametrize(
    ("role", "may_edit", "may_appraise", "may_run"),
    [
        (Role.CLERK, True, False, False),
        (Role.UNIT_LEADER, True, False, False),
        (Role.OFFICER, True, True, True),
        (Role.VERIFIER, False, False, False),
        (Role.SECRETARY, False, False, False),
        (Role.MEMBER, False, False, False),
        (Role.TELLER, False, False, False),
        (Role.COMMANDER, False, False, False),
        (Role.AUDITOR, False, False, False),
        (Role.ADMINISTRATOR, False, False, False),
    ],
)
def test_who_may(year, role, may_edit, may_appraise, may_run):
    line = year.sent("CSTT")
    inside = UserFactory(role=role, over=year.province)
    outside = UserFactory(role=role, over=year.units[1])
    for user, here in ((inside, True), (outside, False)):
        assert user.has_perm("awards.edit_nomination", line) == (may_edit and here)
        assert user.has_perm("awards.put_forward", line.proposer) == (may_edit and here)
        assert user.has_perm("awards.appraise_nomination", line) == (may_appraise and here)
        assert user.has_perm("awards.run_nominations", year.listing) == (may_run and here)
    assert not UserFactory().has_perm("awards.edit_nomination", line)


def test_every_move_from_every_state(year):
    """What the table of moves does not know is refused and changes nothing."""
    line = year.sent("CSTT")
    past_the_council = {"agree": "phải qua", "call_back": "đã qua"}
    for name in states.LINE.moves:
        for state in N.values:
            Nomination.objects.update(state=state)
            line.refresh_from_db()
            if name in past_the_council and state in states.LINE[name].sources:
                with pytest.raises(RuleViolation) as refused:  # merit goes through the council
                    states.LINE.make(name, line, by=year.officer, reason="Vì thế")
                assert refused.value.reasons == [f"Khen thưởng công trạng {past_the_council[name]} Hội đồng."]
                continue
            if name == "recall" and state == N.SENT:  # only what was sent last is taken back
                Nomination.objects.update(state=N.DRAFT)
                services.send(line, by=year.officer)
            if state in states.LINE[name].sources:
                with year.in_time():
                    states.LINE.make(name, line, by=year.officer, reason="Vì thế")
                assert line.state == states.LINE[name].target
            else:
                with pytest.raises(StateConflict):
                    states.LINE.make(name, line, by=year.officer, reason="Vì thế")
                assert Nomination.objects.get().state == state


def test_edit_only_drafts_and_returned_lines(year):
    line = year.sent("CSTT")
    with pytest.raises(StateConflict, match="Đang thẩm định"):
        services.edit(line, by=year.clerks[0], citation="x", unit_votes_for=1, unit_votes_total=1)


def test_edit_over_a_newer_text(year):
    line = year.nominate("CSTT")
    seen = services.fingerprint(line)
    colleague = UserFactory(role=Role.UNIT_LEADER, over=year.units[0], display_name="Trần Văn B")
    services.edit(line, by=colleague, citation="Của B", unit_votes_for=10, unit_votes_total=10)
    papers = {"citation": "Của A", "unit_votes_for": 9, "unit_votes_total": 10}
    with pytest.raises(StateConflict, match="Trần Văn B vừa sửa đề nghị này"):
        services.edit(line, by=year.clerks[0], seen=seen, **papers)
    assert Nomination.objects.get().citation == "Của B"
    services.edit(line, by=year.clerks[0], seen=services.fingerprint(line), **papers)
    assert Nomination.objects.get().citation == "Của A"


def test_edit_without_a_change_leaves_no_record(year):
    line = year.nominate("CSTT")
    services.edit(line, by=year.clerks[0], citation=f" {CITATION} ", unit_votes_for=9, unit_votes_total=10)
    assert not AuditEvent.objects.filter(action="nomination.edit").exists()


# Many lines, and the lock ---------------------------------------------------------------------------------------------


def test_to_council_many_moves_what_can_go_and_says_why_the_rest_stays(year):
    barred = year.person(full_name="Lê Văn C")
    disciplined(barred)
    lines = [year.sent("CSTT"), year.sent("CSTT", barred), year.nominate("CSTT")]
    handled = do(ACTS["to_council"], lines, by=year.officer)
    assert [line.pk for line in handled.done] == [lines[0].pk]
    assert [(line.pk, why) for line, why in handled.refused] == [
        (lines[1].pk, "Chưa đủ điều kiện: bị khiển trách từ 18/04/2023."),
        (lines[2].pk, "Không thể trình hội đồng: hiện đang ở trạng thái “Nháp”."),
    ]
    assert list(Nomination.objects.order_by("pk").values_list("state", flat=True)) == [N.TO_COUNCIL, N.SENT, N.DRAFT]


def test_send_back_many(year):
    lines = [year.sent("CSTT"), year.before_council("CSTT")]
    with pytest.raises(RuleViolation, match="Ghi lý do"):
        do(ACTS["send_back"], lines, by=year.officer, reason=" ")
    handled = do(ACTS["send_back"], lines, by=year.officer, reason="Thiếu số liệu")
    assert len(handled.done) == 2
    assert set(Nomination.objects.values_list("state", "outcome_reason")) == {(N.RETURNED, "Thiếu số liệu")}


def test_lock_list_names_every_open_line(year):
    year.nominate("CSTT", year.person(full_name="Lê Văn C"))
    year.sent("CSTT", year.person(full_name="Phạm Văn D"))
    with pytest.raises(RuleViolation, match="Chưa thể khóa danh sách") as refused:
        services.lock_list(year.listing, by=year.officer)
    assert refused.value.reasons == [
        "Lê Văn C (Chiến sĩ tiên tiến): nháp.",
        "Phạm Văn D (Chiến sĩ tiên tiến): đang thẩm định.",
    ]
    assert NominationList.objects.get().state == ListState.OPEN


def test_lock_list_counts_what_it_does_not_name(year, monkeypatch):
    monkeypatch.setattr(states, "MANY", 2)
    for _ in range(5):
        year.nominate("CSTT")
    assert states.missing_to_lock(year.listing)[-1] == "Và 3 đề nghị khác."


def test_lock_list_finds_who_became_unfit_since(year):
    person = year.person(full_name="Lê Văn C")
    year.before_council("CSTT", person)
    disciplined(person)
    with pytest.raises(RuleViolation) as refused:
        services.lock_list(year.listing, by=year.officer)
    assert refused.value.reasons == [
        "Lê Văn C (Chiến sĩ tiên tiến): đã trình Hội đồng nhưng chưa đủ điều kiện, bị khiển trách từ 18/04/2023."
    ]


def test_lock_list_leaving_out_what_is_open(year):
    draft, sent, ready = year.nominate("CSTT"), year.sent("CSTT"), year.before_council("CSTT")
    services.lock_list(year.listing, by=year.officer, leave_out="Không kịp bổ sung")
    found = {line.pk: (line.state, line.outcome_reason) for line in Nomination.objects.all()}
    assert found == {
        draft.pk: (N.WITHDRAWN, "Không kịp bổ sung"),
        sent.pk: (N.REJECTED, "Không kịp bổ sung"),
        ready.pk: (N.TO_COUNCIL, ""),
    }
    listing = NominationList.objects.get()
    assert (listing.state, listing.locked_by) == (ListState.LOCKED, year.officer)
    assert AuditEvent.objects.get(action="nomination_list.lock").facts == {"to_council": 1, "on_hold": 0}


def test_lock_list_leaving_out_the_line_of_the_officer_himself(year):
    person = year.person(full_name="Lê Văn C")
    own = year.sent("CSTT", person)
    year.officer.person = person
    year.officer.save()
    services.lock_list(year.listing, by=year.officer, leave_out="Không kịp bổ sung")
    own.refresh_from_db()
    assert (own.state, own.outcome_reason) == (N.WITHDRAWN, "Không kịp bổ sung")


def test_lock_list_an_unfit_line_of_the_officer_before_the_council_is_for_a_colleague(year):
    person = year.person(full_name="Lê Văn C")
    year.before_council("CSTT", person)
    year.officer.person = person
    year.officer.save()
    disciplined(person)
    with pytest.raises(RuleViolation, match="chính đồng chí"):
        services.lock_list(year.listing, by=year.officer, leave_out="Không kịp bổ sung")
    assert NominationList.objects.get().state == ListState.OPEN


def test_lock_list_is_for_the_office_and_once(year):
    with pytest.raises(Forbidden):
        services.lock_list(year.listing, by=year.clerks[0])
    services.lock_list(year.listing, by=year.officer)
    with pytest.raises(StateConflict, match="Đã khóa danh sách"):
        services.lock_list(year.listing, by=year.officer)


@pytest.mark.parametrize("act", ["send", "to_council", "withdraw", "send_back"])
def test_nothing_moves_by_hand_once_the_list_is_locked(year, act):
    state = {"send": N.DRAFT, "to_council": N.SENT, "withdraw": N.SENT, "send_back": N.TO_COUNCIL}[act]
    line = year.sent("CSTT")
    Nomination.objects.update(state=state)
    NominationList.objects.update(state=ListState.LOCKED)
    line = Nomination.objects.get()
    reason = {} if act in ("send", "to_council") else {"reason": "Vì thế"}
    with pytest.raises(RuleViolation) as refused:
        getattr(services, act)(line, by=year.officer, **reason)
    assert "Danh sách đã khóa." in refused.value.reasons


def test_reopen_list_until_a_ballot_was_made_from_it(year, monkeypatch):
    year.before_council("CSTT")
    services.lock_list(year.listing, by=year.officer)
    monkeypatch.setattr(states, "reopen_guards", [lambda listing: ["Đã lập phiếu bầu từ danh sách này."]])
    with pytest.raises(RuleViolation) as refused:
        services.reopen_list(year.listing, by=year.officer, reason="Bổ sung")
    assert refused.value.reasons == ["Đã lập phiếu bầu từ danh sách này."]
    monkeypatch.setattr(states, "reopen_guards", [])
    with pytest.raises(RuleViolation, match="Ghi lý do"):
        services.reopen_list(year.listing, by=year.officer, reason="")
    services.reopen_list(year.listing, by=year.officer, reason="Bổ sung theo chỉ đạo")
    listing = NominationList.objects.get()
    assert (listing.state, listing.locked_at, listing.locked_by) == (ListState.OPEN, None, None)


def test_reopen_list_not_while_a_frozen_paper_holds_its_lines():
    ballot = frozen_round(council_sitting(members=3, present=3))
    listing, officer = NominationList.objects.get(), UserFactory(role=Role.OFFICER, over=ballot.conference.period.unit)
    with pytest.raises(RuleViolation) as refused:
        services.reopen_list(listing, by=officer, reason="Bổ sung")
    assert refused.value.reasons == [f"Danh sách đã lên “{ballot.name}”."]
    VotingRound.objects.update(state=RoundState.CANCELLED)
    assert services.reopen_list(listing, by=officer, reason="Bổ sung").state == ListState.OPEN


def test_reopen_list_never_after_the_vote(year):
    line = year.before_council("CSTT")
    services.lock_list(year.listing, by=year.officer)
    services.record_outcome(line, False, by=year.officer, reason="9/15 phiếu")
    with pytest.raises(RuleViolation) as refused:
        services.reopen_list(year.listing, by=year.officer, reason="Xét lại")
    assert refused.value.reasons == ["Đã có kết quả bỏ phiếu của danh sách này."]


def test_rule_day_is_a_day_here_not_in_greenwich(year):
    year.listing.due_at = timezone.make_aware(datetime(2024, 1, 1, 6))
    assert year.listing.rule_day == date(2024, 1, 1)


# At the same time -----------------------------------------------------------------------------------------------------


def at_once(*acts) -> list[Exception | None]:
    """Run the acts in threads of their own, all let go at the same moment; what each raised."""
    gate, outcome = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            gate.wait()
            act()
        except Exception as error:
            outcome[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcome


@pytest.mark.django_db(transaction=True)
def test_two_clerks_nominate_the_same_person_at_once():
    year = nomination_year()
    person = year.person()
    colleague = UserFactory(role=Role.UNIT_LEADER, over=year.units[0])
    outcome = at_once(lambda: year.nominate("CSTT", person), lambda: year.nominate("CSTT", person, by=colleague))
    assert Nomination.objects.count() == 1
    assert sorted(type(error).__name__ for error in outcome) == ["AlreadyNominated", "NoneType"]


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_refuses_a_second_line(monkeypatch):
    """Should the look before the leap ever miss it, the constraint gives the same kind of refusal."""
    year = nomination_year()
    person = year.person()
    year.nominate("CSTT", person)
    monkeypatch.setattr(services, "_check_twice", lambda *args: None)
    with pytest.raises(RuleViolation, match="đã có trong danh sách"):
        year.nominate("CSTT", person)
    assert Nomination.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_officers_move_one_line_at_once():
    year = nomination_year()
    line = year.sent("CSTT")
    other = UserFactory(role=Role.OFFICER, over=year.province)
    copies = [Nomination.objects.get(pk=line.pk) for _ in range(2)]
    outcome = at_once(
        lambda: services.to_council(copies[0], by=year.officer),
        lambda: services.reject(copies[1], by=other, reason="Chưa xứng đáng"),
    )
    assert outcome.count(None) >= 1  # to the council, then rejected from there, is a way; never both from the start
    moves = list(AuditEvent.objects.filter(action__in=["nomination.to_council", "nomination.reject"]).order_by("pk"))
    assert len(moves) == outcome.count(None)
    assert connection.vendor in ("sqlite", "postgresql")


# Panels ---------------------------------------------------------------------------------------------------------------


def test_lines_about_a_person_are_those_the_user_may_see(year):
    person = year.person()
    line = year.nominate("CSTT", person)
    assert queries.lines_about(year.clerks[0], person=person) == [line]
    assert queries.lines_about(year.clerks[1], person=person) == []
    assert queries.lines_about(year.officer, unit=person.unit) == []


def test_titles_of_last_year_are_proposed_for_this_one(year):
    following = PeriodFactory(unit=year.province, year=2024)
    assert [row.award.code for row in titles_of_last_year(following)] == ["DVQT", "DVTT", "CSTDCS", "CSTT"]
    assert titles_of_last_year(PeriodFactory(unit=UnitFactory(), year=2024)) == []
    assert AwardInYear.objects.count() == 4
    assert Award.objects.count() == 5
