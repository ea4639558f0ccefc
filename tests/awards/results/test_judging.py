"""Judging by the responsible organ: another figure with its source, the unit's word, the answer, the term that ends."""

from datetime import timedelta

import pytest
from django.urls import reverse

from awards.models import CellRemark, ResultEntry, UnlockRequest
from awards.results import judging, services, unlocking
from awards.results.enums import RemarkKind, SheetState
from awards.years.enums import TermState
from awards.years.services import lock_term
from tests.awards.results.year import make_year
from tests.factories import UnitFactory, UserFactory
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    return make_year(units=3)


@pytest.fixture
def sent(year):
    sheet = year.fill()
    services.submit(sheet, by=year.clerks[0])
    return year, sheet


def entry(year, leaf=0):
    return ResultEntry.objects.get(criterion=year.leaves[leaf])


def correct(year, sheet, figure="8", source="Sổ trực ban", by=None):
    return judging.correct(sheet, year.leaves[0], by=by or year.officer, figure=figure, source=source)


def kinds():
    return list(CellRemark.objects.values_list("kind", flat=True))


def organs(year):
    """Staff judges 1.1, logistics 1.2, nobody in particular 1.3."""
    made = [UnitFactory(parent=year.province, is_reporting=False, short_name=f"Phòng {n}") for n in ("TM", "HC")]
    for leaf, organ in zip(year.leaves, made, strict=False):
        leaf.organ = organ
        leaf.save()
    return [UserFactory(role=Role.VERIFIER, over=year.province, unit=organ) for organ in made]


def test_a_correction_needs_a_figure_and_its_source(sent):
    year, sheet = sent
    for figure, source, field in (
        ("8", " ", "source"),
        ("", "Sổ", "figure"),
        ("8x", "Sổ", "figure"),
        ("10", "Sổ", "figure"),
    ):
        with pytest.raises(RuleViolation) as refused:
            correct(year, sheet, figure, source)
        assert refused.value.field == field
    with pytest.raises(Forbidden):
        correct(year, sheet, by=year.clerks[0])
    assert (entry(year).value, kinds()) == (10, [])


def test_a_corrected_figure_stands_beside_the_units(sent):
    year, sheet = sent
    correct(year, sheet)
    row = entry(year)
    assert (row.value, row.reported, row.is_accepted) == (8, "10", False)
    services.verify(sheet, by=year.officer)
    sheet.refresh_from_db()
    assert sheet.state == SheetState.SUBMITTED  # the unit's word is awaited
    with pytest.raises(RuleViolation) as refused:
        services.verify(sheet, by=year.officer)
    assert "chờ đơn vị giải trình đến" in refused.value.reasons[0]
    judging.agree(sheet, year.leaves[0], by=year.clerks[0])
    sheet.refresh_from_db()
    assert (sheet.state, sheet.verified_by) == (SheetState.VERIFIED, year.officer)
    assert (entry(year).value, entry(year).reported) == (8, "10")
    with pytest.raises(StateConflict):
        judging.agree(sheet, year.leaves[0], by=year.clerks[0])


def test_the_explained_figure_counts_when_it_is_accepted(sent):
    year, sheet = sent
    correct(year, sheet)
    judging.explain(sheet, year.leaves[0], by=year.clerks[0], text="Sổ trực ghi thiếu một ca", figure="9")
    with pytest.raises(StateConflict):
        judging.explain(sheet, year.leaves[0], by=year.clerks[0], text="Lần nữa")
    assert entry(year).value == 8  # until it is answered
    services.accept_cell(sheet, year.leaves[0], by=year.officer)
    assert (entry(year).value, entry(year).reported, entry(year).is_accepted) == (9, "", True)
    assert kinds() == [RemarkKind.CORRECTED, RemarkKind.EXPLAINED, RemarkKind.ACCEPTED]


def test_the_organs_figure_may_be_upheld_with_words(sent):
    year, sheet = sent
    correct(year, sheet)
    with pytest.raises(StateConflict):
        judging.uphold(sheet, year.leaves[0], by=year.officer, text="x")
    judging.explain(sheet, year.leaves[0], by=year.clerks[0], text="Sổ trực ghi thiếu")
    with pytest.raises(RuleViolation):
        judging.uphold(sheet, year.leaves[0], by=year.officer, text=" ")
    judging.uphold(sheet, year.leaves[0], by=year.officer, text="Biên bản hai bên đã ký")
    assert (entry(year).value, entry(year).reported, entry(year).is_accepted) == (8, "10", True)
    assert services.verify(sheet, by=year.officer).state == SheetState.VERIFIED


def test_what_is_not_settled_is_taken_back_by_finding_it_right(sent):
    year, sheet = sent
    correct(year, sheet)
    correct(year, sheet, "7")
    assert entry(year).reported == "10"
    correct(year, sheet, "10")
    assert (entry(year).value, entry(year).reported, entry(year).is_accepted) == (10, "", True)


def test_a_term_that_passes_lets_the_figure_stand(sent):
    year, sheet = sent
    judging.set_explanation_days(year.period, by=year.officer, days=2)
    correct(year, sheet)
    services.verify(sheet, by=year.officer)
    assert judging.let_overdue_stand() == 0
    with clock.at(clock.now() + timedelta(days=4)):
        with pytest.raises(StateConflict, match="hết hạn giải trình"):
            judging.explain(sheet, year.leaves[0], by=year.clerks[0], text="Muộn")
        assert judging.let_overdue_stand() == 1
        assert judging.let_overdue_stand() == 0
    sheet.refresh_from_db()
    assert (sheet.state, entry(year).value) == (SheetState.VERIFIED, 8)
    event = AuditEvent.objects.get(action="results.stand")
    assert (event.actor, event.changes) == (None, {"1.1": ["10", "8"]})
    assert CellRemark.objects.last().by is None


def test_no_days_let_it_stand_at_once(sent):
    year, sheet = sent
    judging.set_explanation_days(year.period, by=year.officer, days=0)
    correct(year, sheet)
    assert entry(year).is_accepted
    with pytest.raises(RuleViolation):
        judging.set_explanation_days(year.period, by=year.officer, days=61)


def test_a_returned_cell_is_explained_in_words_or_by_a_figure(sent):
    year, sheet = sent
    cells = {leaf.pk: "Lệch sổ" for leaf in year.leaves[:2]}
    services.send_back(sheet, by=year.officer, reason="Xem lại", cells=cells)
    judging.explain(sheet, year.leaves[0], by=year.clerks[0], text="Đã đối chiếu")
    judging.explain(sheet, year.leaves[1], by=year.clerks[0], text="Sổ ghi 12", figure="12")
    with pytest.raises(StateConflict, match="không bị trả lại"):
        judging.explain(sheet, year.leaves[2], by=year.clerks[0], text="x")
    assert (entry(year).value, entry(year, 1).value) == (10, 12)
    assert services.submit(sheet, by=year.clerks[0]).state == SheetState.SUBMITTED
    assert kinds() == [RemarkKind.RETURNED] * 2 + [RemarkKind.EXPLAINED] * 2


def test_the_last_organ_verifies_the_sheet(sent, client):
    year, sheet = sent
    staff, logistics = organs(year)
    with pytest.raises(Forbidden):
        services.mark_cell(sheet, year.leaves[1], by=staff, reason="x")
    services.verify(sheet, by=staff)
    sheet.refresh_from_db()
    assert sheet.state == SheetState.SUBMITTED
    client.force_login(staff)
    page = client.get(reverse("awards:results.verify_unit", args=[sheet.pk]))
    assert "Phần được giao đã xong, bảng còn chờ cơ quan khác" in page.text
    page = client.post(reverse("awards:results.verify", args=[sheet.pk]), follow=True)
    assert "bảng còn chờ ô khác" in page.text
    queue = reverse("awards:results.queue")
    assert [len(client.get(queue + query).context["list"].page) for query in ("", "?trang_thai=cho")] == [0, 1]
    client.force_login(logistics)
    page = client.get(reverse("awards:results.verify_unit", args=[sheet.pk]))
    assert [row.criterion.code for row in page.context["rows"] if not row.is_group] == ["1.2", "1.3"]
    whole = client.get(reverse("awards:results.verify_unit", args=[sheet.pk]), {"o": "tat-ca"}).content.decode()
    assert (whole.count("Phòng TM thẩm định"), whole.count("Phòng HC thẩm định")) == (1, 0)
    (row,) = client.get(queue).context["list"].page
    assert (row.mine, row.seen, row.open_cells) == (2, 1, 1)
    foreign = reverse("awards:results.accept_cell", args=[sheet.pk, year.leaves[0].pk])
    assert client.post(foreign).status_code == 403
    answer = client.post(
        reverse("awards:results.accept_cell", args=[sheet.pk, year.leaves[1].pk]), headers={"hx-request": "true"}
    )
    assert answer["HX-Redirect"] == queue
    sheet.refresh_from_db()
    assert (sheet.state, sheet.verified_by) == (SheetState.VERIFIED, logistics)


def test_correct_explain_agree_uphold_take_explanation_on_pages(sent, client):
    year, sheet = sent
    leaf = year.leaves[0].pk

    def post(name, who, **data):
        client.force_login(who)
        return client.post(reverse(f"awards:results.{name}", args=[sheet.pk, leaf]), data).status_code

    assert post("correct", year.officer, figure="8", source="") == 422
    assert post("correct", year.officer, figure="8", source="Sổ trực") == 302
    assert [post(name, year.clerks[0], text="x", figure="8") for name in ("correct", "uphold", "take_explanation")] == [
        403
    ] * 3
    assert [post(name, year.clerks[1]) for name in ("correct", "explain", "agree", "uphold")] == [404] * 4
    assert post("explain", year.clerks[0], text="") == 422
    client.force_login(year.clerks[0])
    page = client.get(reverse("awards:results.entry", args=[year.term.pk, year.units[0].code]))
    assert "đơn vị báo cáo <s>10</s>" in page.text
    assert "“Sổ trực”" in page.text
    assert post("explain", year.clerks[0], text="Ghi thiếu") == 302
    assert post("agree", year.clerks[0]) == 409
    assert post("uphold", year.officer, text="Theo biên bản") == 302
    assert post("take_explanation", year.officer) == 302
    client.post(reverse("awards:results.explanation_days", args=[year.period.pk]), {"days": "7"})
    assert judging.days_to_explain(year.period) == 7


# Unlocking ------------------------------------------------------------------------------------------------------------


def test_a_locked_month_is_opened_for_some_hours(sent):
    year, sheet = sent
    services.verify(sheet, by=year.officer)
    lock_term(year.term, by=year.officer)
    sheet.term.refresh_from_db()
    with pytest.raises(RuleViolation):
        unlocking.ask(year.term, year.units[0], by=year.clerks[0], reason=" ")
    request = unlocking.ask(year.term, year.units[0], by=year.clerks[0], reason="Nhập nhầm cột")
    with pytest.raises(StateConflict, match="đang chờ"):
        unlocking.ask(year.term, year.units[0], by=year.clerks[0], reason="Nhập nhầm cột")
    with pytest.raises(Forbidden):
        unlocking.grant(request, by=year.clerks[0], hours=2)
    with pytest.raises(RuleViolation):
        unlocking.grant(request, by=year.officer, hours=0)
    unlocking.grant(request, by=year.officer, hours=2)
    with pytest.raises(StateConflict):
        unlocking.refuse(request, by=year.officer, reason="x")
    with clock.at(clock.now() + timedelta(hours=3)), pytest.raises(StateConflict, match="đã khóa"):
        services.enter(sheet, year.leaves[0], "11", by=year.clerks[0])
    sheet.refresh_from_db()
    assert sheet.state == SheetState.VERIFIED  # nothing was changed: it still counts
    services.enter(sheet, year.leaves[0], "11", by=year.clerks[0])
    sheet.refresh_from_db()
    assert (sheet.state, sheet.verified_at) == (SheetState.RETURNED, None)
    assert services.submit(sheet, by=year.clerks[0]).state == SheetState.SUBMITTED
    actions = AuditEvent.objects.filter(target_id=str(sheet.pk), target_type="awards.resultsheet")
    names = list(actions.order_by("pk").values_list("action", flat=True))
    assert names[-5:] == [
        "results.ask_unlock", "results.unlock.grant", "results.reopen", "results.enter", "results.submit",
    ]  # fmt: skip


def test_an_open_month_needs_no_unlocking_and_a_refusal_has_words(sent):
    year, sheet = sent
    with pytest.raises(StateConflict, match="không cần mở khóa"):
        unlocking.ask(year.term, year.units[0], by=year.clerks[0], reason="x")
    services.verify(sheet, by=year.officer)
    request = unlocking.ask(year.term, year.units[0], by=year.clerks[0], reason="x")
    with pytest.raises(RuleViolation):
        unlocking.refuse(request, by=year.officer, reason="")
    unlocking.refuse(request, by=year.officer, reason="Đã báo cáo cấp trên")
    unlocking.ask(year.term, year.units[0], by=year.clerks[0], reason="Lần nữa")
    assert UnlockRequest.objects.count() == 2


def test_unlock_ask_unlock_grant_unlock_refuse_unlock_on_pages(sent, client):
    year, sheet = sent
    services.verify(sheet, by=year.officer)
    ask = reverse("awards:results.ask_unlock", args=[year.term.pk, year.units[0].code])
    client.force_login(year.clerks[0])
    assert client.post(ask, {"reason": ""}).status_code == 422
    assert client.post(ask, {"reason": "Nhầm cột"})["location"] == reverse("awards:results.unlock")
    assert "đã gửi yêu cầu" in client.get(ask).text
    request = UnlockRequest.objects.get()
    grant, refuse = (reverse(f"awards:results.{name}_unlock", args=[request.pk]) for name in ("grant", "refuse"))
    assert client.post(grant, {"hours": "2"}).status_code == 403
    client.force_login(year.clerks[1])
    assert client.post(grant, {"hours": "2"}).status_code == 404
    assert client.get(reverse("awards:results.unlock")).context["list"].total == 0
    client.force_login(year.officer)
    assert client.post(refuse, {"reason": ""}).status_code == 422
    assert "Số giờ mở khóa từ 1" in client.post(grant, {"hours": "9999"}).text
    assert client.post(grant, {"hours": "2"}).status_code == 302
    request.refresh_from_db()
    assert request.state == "granted"


# Who is late ----------------------------------------------------------------------------------------------------------


def test_progress_says_who_is_late_and_why(sent, client, django_assert_num_queries):
    year, sheet = sent
    services.enter(year.sheet(1), year.leaves[0], "3", by=year.clerks[1])
    type(year.term).objects.filter(pk=year.term.pk).update(due_at=clock.now() - timedelta(days=3))
    client.force_login(year.officer)
    url = reverse("awards:results.progress")
    client.get(url)
    with django_assert_num_queries(PROGRESS_QUERIES):
        page = client.get(url)
    assert [(row.unit, row.reason, row.days_late) for row in page.context["rows"]] == [
        (year.units[1], "Mới nhập 1 / 3 ô", 3),
        (year.units[2], "Chưa nhập ô nào", 3),
        (year.units[0], "Chờ cơ quan thẩm định", 0),
    ]
    assert len(client.get(url + "?loc=cham").context["rows"]) == 2
    services.send_back(sheet, by=year.officer, reason="x")
    assert client.get(url).context["rows"][2].reason == "Trả lại, đơn vị chưa gửi lại"
    year.units[2].__class__.objects.filter(pk=year.units[2].pk).update(is_reporting=False)
    client.get(url)
    with django_assert_num_queries(PROGRESS_QUERIES):
        client.get(url)


PROGRESS_QUERIES = 16


def test_the_ticked_units_are_ticked_where_they_are_reminded(sent, client):
    year, _ = sent
    type(year.term).objects.filter(pk=year.term.pk).update(due_at=clock.now() - timedelta(days=1))
    client.force_login(year.officer)
    assert reverse("awards:home.remind", args=[year.term.pk]) in client.get(reverse("awards:results.progress")).text
    page = client.get(reverse("awards:home.remind", args=[year.term.pk]), {"unit": [year.units[1].code]})
    assert page.context["ticked"] == {year.units[1].code}
    client.force_login(year.clerks[0])
    assert reverse("awards:home.remind", args=[year.term.pk]) not in client.get(reverse("awards:results.progress")).text


def test_a_month_stays_locked_for_the_other_units(sent):
    year, sheet = sent
    services.verify(sheet, by=year.officer)
    lock_term(year.term, by=year.officer)
    unlocking.grant(
        unlocking.ask(year.term, year.units[0], by=year.clerks[0], reason="x"), by=year.officer, hours=1
    )  # fmt: skip
    other = year.sheet(1)
    other.term.refresh_from_db()
    assert (other.term.state, other.is_unlocked) == (TermState.LOCKED, False)
    with pytest.raises(StateConflict):
        services.enter(other, year.leaves[0], "1", by=year.clerks[1])
