"""A month is entered, sent, looked at, sent back and verified; nothing typed is lost, nothing is overwritten."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from awards.criteria.enums import CriterionKind
from awards.models import ResultEntry, ResultSheet, Target
from awards.results import services
from awards.results.enums import SheetState
from awards.years.enums import PeriodState, TermState
from tests.awards.results.year import make_year
from tests.factories import UnitFactory, UserFactory
from tests.kept import kept
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import AuditEvent

pytestmark = pytest.mark.django_db


year = kept(make_year)


def enter(year, text, *, leaf=0, **kwargs):
    kwargs.setdefault("by", year.clerks[0])
    return services.enter(year.sheet(), year.leaves[leaf], text, **kwargs)


# Entering -------------------------------------------------------------------------------------------------------------


def test_enter_stores_a_value_and_records_it(year):
    entry = enter(year, "1.234")
    assert (entry.value, entry.raw, entry.problem, entry.version) == (1234, "", "", 1)
    assert (entry.entered_by, entry.on_behalf) == (year.clerks[0], False)
    event = AuditEvent.objects.get(action="results.enter")
    assert (event.changes, event.unit_path, event.actor) == (
        {"1.1": ["", "1.234"]},
        year.units[0].path,
        year.clerks[0],
    )


def test_enter_keeps_wrong_text_with_its_problem(year):
    enter(year, "105")
    entry = enter(year, "1O5")
    entry.refresh_from_db()
    assert (entry.value, entry.raw, entry.problem) == (None, "1O5", "“1O5” có chữ O. Nhập số, ví dụ 105.")


def test_enter_many_saves_the_good_cells_beside_the_bad(year):
    texts = {leaf.pk: text for leaf, text in zip(year.leaves, ("7", "x", ""), strict=True)}
    services.enter_many(year.sheet(), texts, by=year.clerks[0])
    stored = ResultEntry.objects.order_by("criterion__code").values_list("criterion__code", "value", "raw")
    assert list(stored) == [("1.1", 7, ""), ("1.2", None, "x")]
    assert AuditEvent.objects.filter(action="results.enter").count() == 1


def test_enter_the_same_twice_changes_nothing(year):
    first = enter(year, "42")
    again = enter(year, "42,0", version=0)  # a page that sent it twice
    assert (again.pk, again.version) == (first.pk, 1)
    assert AuditEvent.objects.filter(action="results.enter").count() == 1


def test_enter_an_emptied_cell_keeps_its_history(year):
    enter(year, "42")
    entry = enter(year, "")
    assert (entry.value, entry.raw, entry.version) == (None, "", 2)
    assert AuditEvent.objects.filter(action="results.enter").first().changes == {"1.1": ["42", ""]}


def test_enter_takes_decimals_too(year):
    year.leaves[0].places = 1
    year.leaves[0].save()
    assert enter(year, Decimal("1234.5")).value == Decimal("1234.5")


def test_enter_a_cell_somebody_else_changed_meanwhile(year):
    enter(year, "42")
    colleague = UserFactory(role=Role.UNIT_LEADER, over=year.units[0], display_name="Trần Văn B")
    enter(year, "43", by=colleague, version=1)
    with pytest.raises(services.CellConflict) as conflict:
        enter(year, "44", version=1)
    assert (conflict.value.theirs, conflict.value.yours, conflict.value.version) == ("43", "44", 2)
    assert str(conflict.value) == "Ô 1.1 vừa được Trần Văn B ghi “43”. Số đang nhập là “44”. Chọn số giữ lại."
    assert ResultEntry.objects.get().value == 43
    assert enter(year, "44", version=2).value == 44


def test_enter_a_cell_two_people_found_empty(year):
    enter(year, "1", version=0)
    with pytest.raises(services.CellConflict):
        enter(year, "2", version=0, by=year.officer)


def test_enter_by_the_officer_is_marked(year):
    entry = services.enter(year.sheet(), year.leaves[0], "5", by=year.officer)
    assert entry.on_behalf
    assert AuditEvent.objects.filter(action="results.enter").first().facts == {"on_behalf": True}


def test_enter_for_another_unit_is_forbidden(year):
    other = UserFactory(role=Role.CLERK, over=year.units[1])
    for user in (other, UserFactory(role=Role.VERIFIER, over=year.province), UserFactory()):
        with pytest.raises(Forbidden):
            enter(year, "5", by=user)
    assert not ResultEntry.objects.exists()


@pytest.mark.parametrize("kind", [CriterionKind.GROUP, CriterionKind.BY_HAND])
def test_enter_refuses_rows_that_take_no_figure(year, kind):
    year.leaves[0].kind = kind
    year.leaves[0].save()
    with pytest.raises(RuleViolation):
        enter(year, "5")


def test_enter_refuses_what_is_not_assigned_and_tells_all(year):
    Target.objects.filter(unit=year.units[0], criterion__in=year.leaves[:2]).update(is_assigned=False, value=None)
    with pytest.raises(RuleViolation) as refused:
        services.enter_many(year.sheet(), {leaf.pk: "1" for leaf in year.leaves}, by=year.clerks[0])
    assert refused.value.reasons == [
        "1.1 Tiêu chí số 1: không giao cho đơn vị.",
        "1.2 Tiêu chí số 2: không giao cho đơn vị.",
    ]
    assert not ResultEntry.objects.exists()


def test_enter_refuses_a_criterion_of_another_year(year):
    with pytest.raises(RuleViolation) as refused:
        services.enter(year.sheet(), 987_654, "5", by=year.clerks[0])
    assert refused.value.reasons == ["Tiêu chí không có trong bảng của năm."]


def test_enter_needs_an_open_month(year):
    sheet = year.sheet()
    for state, sentence in [(TermState.LOCKED, "đã khóa"), (TermState.FUTURE, "chưa mở")]:
        type(year.term).objects.filter(pk=year.term.pk).update(state=state)
        with pytest.raises(StateConflict, match=sentence):
            services.enter(sheet, year.leaves[0], "5", by=year.clerks[0])


def test_enter_needs_an_open_year_and_a_locked_table(year):
    sheet = year.sheet()
    type(year.period).objects.update(state=PeriodState.CLOSED)
    with pytest.raises(StateConflict, match="Năm thi đua đã khóa"):
        services.enter(sheet, year.leaves[0], "5", by=year.clerks[0])
    type(year.period).objects.update(state=PeriodState.OPEN)
    year.criteria_set.state = "draft"
    year.criteria_set.save()
    with pytest.raises(RuleViolation, match="chưa khóa"):
        services.enter(sheet, year.leaves[0], "5", by=year.clerks[0])


def test_sheet_for_is_made_once_and_only_for_reporting_units(year):
    assert year.sheet().pk == year.sheet().pk
    assert ResultSheet.objects.count() == 1
    staff = UnitFactory(parent=year.province, is_reporting=False)
    with pytest.raises(RuleViolation, match="không phải đầu mối báo cáo"):
        services.sheet_for(year.term, staff, by=year.officer)
    with pytest.raises(Forbidden):
        services.sheet_for(year.terms[0], year.units[1], by=year.clerks[0])


# Sending --------------------------------------------------------------------------------------------------------------


def test_submit_tells_everything_that_is_missing(year):
    year.fill(c0="1O5", c1="")
    with pytest.raises(RuleViolation) as refused:
        services.submit(year.sheet(), by=year.clerks[0])
    assert refused.value.reasons == [
        "1.1 Tiêu chí số 1: “1O5” có chữ O. Nhập số, ví dụ 105.",
        "Chưa nhập: 1.2 Tiêu chí số 2.",
    ]
    assert year.sheet().state == SheetState.DRAFT


def test_submit_takes_a_dash_as_no_figure_this_month(year):
    year.fill(c0="–")
    assert services.submit(year.sheet(), by=year.clerks[0]).state == SheetState.SUBMITTED


def test_submit_asks_why_a_figure_jumps(year):
    for term in year.terms[:2]:
        year.verified(term=term, value="100")
    sheet = year.fill(value="100", c1="420")
    with pytest.raises(RuleViolation) as refused:
        services.submit(sheet, by=year.clerks[0])
    assert refused.value.reasons == [
        "1.2 Tiêu chí số 2: Gấp 4,2 lần trung bình các tháng trước (100). Ghi lý do vào cột Lưu ý."
    ]
    services.enter(sheet, year.leaves[1], "420", by=year.clerks[0], note="Đợt cao điểm giúp dân gặt lúa")
    assert services.submit(sheet, by=year.clerks[0]).state == SheetState.SUBMITTED


def test_submit_twice_is_told_and_changes_nothing(year):
    sheet = year.fill()
    services.submit(sheet, by=year.clerks[0])
    with pytest.raises(StateConflict, match="Đã gửi"):
        services.submit(sheet, by=year.clerks[0])
    assert AuditEvent.objects.filter(action="results.submit").count() == 1


def test_submit_after_the_deadline_asks_for_the_reason(year):
    sheet = year.fill()
    with clock.at(year.term.due_at + timedelta(minutes=1)):
        with pytest.raises(RuleViolation, match="Gửi muộn, ghi lý do") as refused:
            services.submit(sheet, by=year.clerks[0], late_reason="  ")
        assert refused.value.field == "late_reason"
        services.submit(sheet, by=year.clerks[0], late_reason="Mất điện hai ngày")
    sheet.refresh_from_db()
    assert (sheet.state, sheet.late_reason) == (SheetState.SUBMITTED, "Mất điện hai ngày")


def test_submit_in_time_stores_no_late_reason(year):
    services.submit(year.fill(), by=year.clerks[0], late_reason="thừa")
    assert ResultSheet.objects.get().late_reason == ""


def test_submit_again_after_a_return_is_not_late(year):
    sheet = year.fill()
    services.submit(sheet, by=year.clerks[0])
    services.send_back(sheet, by=year.officer, reason="Xem lại")
    with clock.at(year.term.due_at + timedelta(days=1)):
        services.submit(sheet, by=year.clerks[0])
    assert ResultSheet.objects.get().state == SheetState.SUBMITTED


def test_a_sent_sheet_is_not_changed(year):
    sheet = year.fill()
    services.submit(sheet, by=year.clerks[0])
    with pytest.raises(StateConflict, match="đã gửi xác minh"):
        enter(year, "5")


def test_recall_while_nobody_has_looked(year):
    sheet = year.fill()
    services.submit(sheet, by=year.clerks[0])
    assert services.recall(sheet, by=year.clerks[0]).state == SheetState.DRAFT
    services.submit(sheet, by=year.clerks[0])
    services.accept_cell(sheet, year.leaves[0], by=year.officer)
    with pytest.raises(RuleViolation) as refused:
        services.recall(sheet, by=year.clerks[0])
    assert refused.value.reasons == [f"{year.officer} đã bắt đầu xác minh bảng này."]


# Judging --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def sent(year):
    sheet = year.fill()
    services.submit(sheet, by=year.clerks[0])
    return year, sheet


def test_verify_counts_from_now_on(sent):
    year, sheet = sent
    row = services.verify(sheet, by=year.officer)
    assert (row.state, row.verified_by) == (SheetState.VERIFIED, year.officer)
    with pytest.raises(StateConflict):
        services.verify(sheet, by=year.officer)
    assert AuditEvent.objects.filter(action="results.verify").count() == 1


def test_verify_is_never_for_the_own_unit(sent):
    year, sheet = sent
    inside = UserFactory(role=Role.OFFICER, over=year.province, unit=year.units[0])
    for user in (year.clerks[0], inside, UserFactory(role=Role.VERIFIER, over=year.units[0])):
        for act in (
            lambda who: services.verify(sheet, by=who),
            lambda who: services.send_back(sheet, by=who, reason="x"),
            lambda who: services.accept_cell(sheet, year.leaves[0], by=who),
        ):
            with pytest.raises(Forbidden):
                act(user)
    assert year.sheet().state == SheetState.SUBMITTED


def test_send_back_with_a_reason_for_each_cell(sent):
    year, sheet = sent
    services.mark_cell(sheet, year.leaves[0], by=year.officer, reason="Thiếu minh chứng")
    services.send_back(sheet, by=year.officer, reason="Bổ sung hai ô", cells={year.leaves[1].pk: "Lệch sổ trực"})
    sheet.refresh_from_db()
    assert (sheet.state, sheet.return_reason) == (SheetState.RETURNED, "Bổ sung hai ô")
    reasons = ResultEntry.objects.order_by("criterion__code").values_list("criterion__code", "return_reason")
    assert list(reasons) == [("1.1", "Thiếu minh chứng"), ("1.2", "Lệch sổ trực"), ("1.3", "")]


def test_the_reasons_of_the_cells_are_enough(sent):
    year, sheet = sent
    services.mark_cell(sheet, year.leaves[0], by=year.officer, reason="Thiếu minh chứng")
    assert services.send_back(sheet, by=year.officer, reason=" ").return_reason == "Bổ sung các ô đã ghi lý do"


def test_send_back_needs_reasons(sent):
    year, sheet = sent
    with pytest.raises(RuleViolation) as refused:
        services.send_back(sheet, by=year.officer, reason=" ")
    assert refused.value.field == "reason"
    with pytest.raises(RuleViolation) as refused:
        services.send_back(sheet, by=year.officer, reason="x", cells={year.leaves[0].pk: ""})
    assert refused.value.reasons == ["1.1: ghi lý do trả lại."]
    with pytest.raises(RuleViolation):
        services.mark_cell(sheet, year.leaves[0], by=year.officer, reason="")
    assert year.sheet().state == SheetState.SUBMITTED


def test_a_returned_sheet_opens_its_returned_cells_only(sent):
    year, sheet = sent
    services.send_back(sheet, by=year.officer, reason="Xem lại", cells={year.leaves[0].pk: "Lệch sổ trực"})
    with pytest.raises(StateConflict, match="không bị trả lại"):
        enter(year, "11", leaf=1)
    with pytest.raises(RuleViolation) as refused:
        services.submit(sheet, by=year.clerks[0])
    assert refused.value.reasons == ["1.1 Tiêu chí số 1: chưa sửa hoặc giải trình ô bị trả lại."]
    enter(year, "11")
    assert ResultEntry.objects.get(criterion=year.leaves[0]).return_reason == "Lệch sổ trực"  # still to be read
    services.submit(sheet, by=year.clerks[0])
    services.verify(sheet, by=year.officer)
    assert not ResultEntry.objects.exclude(return_reason="").exists()


def test_a_returned_cell_may_be_explained_instead_of_changed(sent):
    year, sheet = sent
    services.send_back(sheet, by=year.officer, reason="Xem lại", cells={year.leaves[0].pk: "Lệch sổ trực"})
    enter(year, "10", note="Đã đối chiếu, sổ trực ghi thiếu")
    assert services.submit(sheet, by=year.clerks[0]).state == SheetState.SUBMITTED


def test_a_sheet_returned_without_cells_is_open_everywhere(sent):
    year, sheet = sent
    services.send_back(sheet, by=year.officer, reason="Xem lại toàn bộ")
    assert enter(year, "11", leaf=2).value == 11


def test_verify_refuses_a_sheet_with_marked_cells(sent):
    year, sheet = sent
    services.mark_cell(sheet, year.leaves[0], by=year.officer, reason="Lệch sổ trực")
    with pytest.raises(RuleViolation) as refused:
        services.verify(sheet, by=year.officer)
    assert refused.value.reasons == ["Ô 1.1 đang được đánh dấu trả lại: Lệch sổ trực"]
    services.accept_cell(sheet, year.leaves[0], by=year.officer)
    assert services.verify(sheet, by=year.officer).state == SheetState.VERIFIED


def test_each_organ_judges_its_own_criteria(sent):
    year, sheet = sent
    staff = UnitFactory(parent=year.province, is_reporting=False, short_name="Phòng Tham mưu")
    logistics = UnitFactory(parent=year.province, is_reporting=False, short_name="Phòng Hậu cần")
    for leaf, organ in zip(year.leaves, (staff, logistics, None), strict=True):
        leaf.organ = organ
        leaf.save()
    verifier = UserFactory(role=Role.VERIFIER, over=year.province, unit=staff)
    with pytest.raises(Forbidden):
        services.mark_cell(sheet, year.leaves[1], by=verifier, reason="x")
    for _twice in range(2):
        assert services.verify(sheet, by=verifier).state == SheetState.SUBMITTED  # its own part
    assert AuditEvent.objects.filter(action="results.verify_part").count() == 1
    other = UserFactory(role=Role.VERIFIER, over=year.province, unit=logistics)
    services.accept_cell(sheet, year.leaves[1], by=other)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.verified_by) == (SheetState.VERIFIED, other)


def test_the_lead_of_a_cluster_with_a_year_of_its_own_verifies_the_others(year):
    type(year.period).objects.update(cluster=year.cluster)
    lead = UserFactory(role=Role.CLUSTER_LEAD, over=year.cluster, unit=year.units[1])
    for number in (0, 1):
        services.submit(year.fill(number), by=year.clerks[number])
    assert services.verify(ResultSheet.objects.get(unit=year.units[0]), by=lead).state == SheetState.VERIFIED
    with pytest.raises(Forbidden):
        services.verify(ResultSheet.objects.get(unit=year.units[1]), by=lead)
    assert ResultSheet.objects.visible_to(lead).count() == 2


def test_a_verified_sheet_can_still_be_returned_with_a_reason(sent):
    year, sheet = sent
    services.verify(sheet, by=year.officer)
    row = services.send_back(sheet, by=year.officer, reason="Phát hiện nhập nhầm", cells={year.leaves[0].pk: "Sai cột"})
    assert (row.state, row.verified_at, row.verified_by) == (SheetState.RETURNED, None, None)


def test_sheets_are_seen_inside_the_own_subtree_only(year):
    year.fill(0)
    year.fill(1)
    assert [s.unit for s in ResultSheet.objects.visible_to(year.clerks[0])] == [year.units[0]]
    assert ResultSheet.objects.visible_to(year.officer).count() == 2
    assert not ResultSheet.objects.visible_to(UserFactory(role=Role.OFFICER, over=UnitFactory())).exists()


def test_a_month_of_32_units_stays_within_its_queries(year, django_assert_num_queries):
    """One month of one unit; the demo walks 384 of them."""
    sheet = year.sheet()
    cells = {leaf.pk: "10" for leaf in year.leaves}
    with django_assert_num_queries(9):
        services.enter_many(sheet, cells, by=year.clerks[0])
    with django_assert_num_queries(13):
        services.submit(sheet, by=year.clerks[0])
    assert timezone.now() < year.term.due_at
