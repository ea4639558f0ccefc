"""Organs are asked in parallel and answer for themselves; silence is silence."""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command

from awards.models import Inquiry, Opinion, Organ
from awards.nominations import asking, services
from awards.nominations.enums import NominationState
from awards.nominations.station_enums import InquiryState, View
from tests.awards.nominations.stations_world import DUE, NOW, ask, set_route, station_year
from tests.factories import PersonFactory, UserFactory
from tests.kept import kept
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
year = kept(station_year)


@pytest.fixture(autouse=True)
def _in_time():
    with clock.at(NOW):
        yield


def views(inquiry) -> list[str]:
    return list(inquiry.opinions.order_by("nomination_id").values_list("view", flat=True))


def test_organs_are_asked_at_once_about_what_was_sent(year):
    sent, held = year.sent("CSTT"), year.sent("CSTT")
    year.nominate("CSTT")  # a draft: nobody is asked about it
    services.hold(held, by=year.officer, reason="Xem lại")
    first, second = ask(year, note="Trả lời sớm")
    assert [one.organ_name for one in (first, second)] == ["Phòng Chính trị", "Phòng Tham mưu"]
    assert first.questions == ["Kỷ luật"] and second.questions == ["Huấn luyện"]
    assert {one.nomination for one in first.opinions.all()} == {sent, held}
    assert AuditEvent.objects.filter(action="inquiry.ask").count() == 2


def test_the_same_question_again_is_the_same_question(year):
    year.sent("CSTT")
    assert ask(year) == ask(year)
    assert Inquiry.objects.count() == 2
    with pytest.raises(RuleViolation) as refused:
        ask(year, due_at=DUE + timedelta(days=1))
    assert refused.value.reasons[0] == "Phòng Chính trị: đang chờ ý kiến đến 17:00, 15/10/2023."
    year.sent("CSTT")
    assert ask(year)[0].opinions.count() == 1  # a question on its way stays as it was asked


def test_nobody_judges_the_own_unit(year):
    from tests.factories.nominations import CITATION

    own = PersonFactory(unit=year.seats[0])
    line = services.nominate(
        year.listing, year.awards["CSTT"], by=year.officer, proposer=year.seats[0], person=own, citation=CITATION
    )
    services.send(line, by=year.officer)
    with pytest.raises(RuleViolation) as refused:
        ask(year, year.organs[0])
    assert refused.value.reasons == ["Phòng Chính trị: không còn đề nghị nào chưa hỏi."]
    assert ask(year, year.organs[1])[0].opinions.get().nomination == line


def test_each_organ_sees_and_answers_its_own_question_only(year):
    line = year.sent("CSTT")
    first, second = ask(year)
    mine, other = year.reviewers
    assert list(Inquiry.objects.visible_to(mine)) == [first]
    assert set(Inquiry.objects.visible_to(year.officer)) == {first, second}
    assert not Inquiry.objects.visible_to(year.clerks[0]).exists()
    with pytest.raises(Forbidden, match="cơ quan được hỏi"):
        asking.answer(second, {line.pk: ("agree", "")}, by=mine)
    for user in (year.officer, year.clerks[0]):
        with pytest.raises(Forbidden):
            asking.answer(first, {line.pk: ("agree", "")}, by=user)
    assert views(second) == ["waiting"]


def test_agree_disagree_with_a_reason_and_the_rest_at_once(year):
    lines = [year.sent("CSTT") for _ in range(4)]
    inquiry = ask(year, year.organs[0])[0]
    by = year.reviewers[0]
    with pytest.raises(RuleViolation) as refused:
        asking.answer(inquiry, {lines[0].pk: ("disagree", " ")}, by=by)
    assert refused.value.field == f"ly_do_{lines[0].pk}" and views(inquiry) == ["waiting"] * 4
    asking.answer(inquiry, {lines[0].pk: ("disagree", "Bị nhắc nhở")}, by=by)
    assert inquiry.state == InquiryState.WAITING
    asking.answer(inquiry, {lines[0].pk: ("disagree", "Bị nhắc nhở quý 2")}, by=by)  # still open: changed
    asking.answer(inquiry, {lines[1].pk: ("none", "")}, by=by, rest="agree")
    assert views(inquiry) == ["disagree", "none", "agree", "agree"]
    assert (inquiry.state, inquiry.closed_by) == (InquiryState.ANSWERED, by)
    event = AuditEvent.objects.filter(action="inquiry.opinion").latest("pk")
    assert (event.changes["agree"][1], event.changes["disagree"][1], event.changes["unanswered"][1]) == (2, 1, 0)


def test_once_answered_nothing_changes(year):
    line = year.sent("CSTT")
    inquiry = ask(year, year.organs[0])[0]
    by, said = year.reviewers[0], {line.pk: ("agree", "")}
    asking.answer(inquiry, said, by=by)
    asking.answer(inquiry, said, by=by)  # pressed twice
    assert AuditEvent.objects.filter(action="inquiry.opinion").count() == 1
    with pytest.raises(StateConflict, match="đã kết thúc"):
        asking.answer(inquiry, {line.pk: ("none", "")}, by=by)
    assert views(inquiry) == ["agree"]


def test_bad_answers_change_nothing(year):
    line, other = year.sent("CSTT"), year.sent("CSTT")
    inquiry = ask(year, year.organs[0], lines=[line])[0]
    by = year.reviewers[0]
    for said, rest, told in (
        ({other.pk: ("agree", "")}, "", "không thuộc câu hỏi"),
        ({line.pk: ("silent", "")}, "", "chọn đồng ý, không đồng ý hoặc"),
        ({}, "disagree", "chỉ chọn đồng ý hoặc không có ý kiến"),
        ({}, "", "ít nhất một đề nghị"),
    ):
        with pytest.raises(RuleViolation, match=told):
            asking.answer(inquiry, said, by=by, rest=rest)
    assert views(inquiry) == ["waiting"]


def test_nobody_speaks_of_the_own_case(year):
    mine = year.reviewers[0]
    mine.person = year.person()
    mine.save()
    own, other = year.sent("CSTT", mine.person), year.sent("CSTT")
    inquiry = ask(year, year.organs[0])[0]
    with pytest.raises(RuleViolation, match="không tự cho ý kiến"):
        asking.answer(inquiry, {own.pk: ("agree", "")}, by=mine)
    asking.answer(inquiry, {}, by=mine, rest="agree")
    assert {one.nomination: one.view for one in inquiry.opinions.all()} == {own: View.WAITING, other: View.AGREE}
    colleague = UserFactory(role=Role.VERIFIER, over=year.province, unit=year.seats[0])
    asking.answer(inquiry, {own.pk: ("none", "")}, by=colleague)
    assert inquiry.state == InquiryState.ANSWERED


def test_past_its_time_silence_is_on_record_and_never_agreement(year):
    lines = [year.sent("CSTT"), year.sent("CSTT")]
    first, second = ask(year)
    asking.answer(first, {lines[0].pk: ("agree", "")}, by=year.reviewers[0])
    asking.answer(second, {}, by=year.reviewers[1], rest="none")
    assert asking.note_silence() == 0
    with clock.at(datetime(2023, 10, 15, 17, 1)):
        with pytest.raises(StateConflict, match="hết hạn"):
            asking.answer(first, {lines[1].pk: ("agree", "")}, by=year.reviewers[0])
        call_command("note_silence")
        assert asking.note_silence() == 0  # safe to repeat
    first.refresh_from_db()
    assert (first.state, views(first)) == (InquiryState.SILENT, ["agree", "silent"])
    assert views(second) == ["none", "none"]
    event = AuditEvent.objects.get(action="inquiry.lapse")
    assert event.actor is None and event.changes["silent"][1] == 1


def test_longer_time_opens_what_was_silent(year):
    lines = [year.sent("CSTT"), year.sent("CSTT")]
    inquiry = ask(year, year.organs[0])[0]
    asking.answer(inquiry, {lines[0].pk: ("agree", "")}, by=year.reviewers[0])
    with clock.at(datetime(2023, 10, 16, 9)):
        asking.note_silence()
        later = DUE + timedelta(days=3)
        with pytest.raises(RuleViolation, match="Ghi lý do"):
            asking.extend(inquiry, by=year.officer, due_at=later, reason=" ")
        with pytest.raises(RuleViolation, match="sau lúc này"):
            asking.extend(inquiry, by=year.officer, due_at=DUE, reason="Đi công tác")
        asking.extend(inquiry, by=year.officer, due_at=later, reason="Đi công tác")
        asking.extend(inquiry, by=year.officer, due_at=later, reason="Đi công tác")  # pressed twice
        assert views(inquiry) == ["agree", "waiting"]
        asking.answer(inquiry, {}, by=year.reviewers[0], rest="agree")
    assert inquiry.state == InquiryState.ANSWERED
    assert AuditEvent.objects.filter(action="inquiry.extend").count() == 1


def test_a_question_taken_back_counts_no_more_and_can_be_asked_again(year):
    year.sent("CSTT")
    inquiry = ask(year, year.organs[0])[0]
    with pytest.raises(Forbidden):
        asking.withdraw(inquiry, by=year.reviewers[0], reason="Nhầm")
    asking.withdraw(inquiry, by=year.officer, reason="Hỏi nhầm")
    with pytest.raises(StateConflict):
        asking.answer(inquiry, {inquiry.opinions.get().nomination_id: ("agree", "")}, by=year.reviewers[0])
    again = ask(year, year.organs[0])[0]
    assert again != inquiry and Opinion.objects.count() == 2


def test_who_may_ask_and_when(year):
    with pytest.raises(RuleViolation, match="Chưa có đề nghị nào đã gửi"):
        ask(year)
    line = year.sent("CSTT")
    with pytest.raises(Forbidden):
        asking.ask(year.listing, year.organs, by=year.clerks[0], due_at=DUE)
    with pytest.raises(RuleViolation) as refused:
        ask(year, due_at=clock.now())
    assert refused.value.field == "due_on"
    with pytest.raises(RuleViolation, match="ít nhất một cơ quan"):
        asking.ask(year.listing, [], by=year.officer, due_at=DUE)
    services.reject(line, by=year.officer, reason="Loại")
    services.lock_list(year.listing, by=year.officer)
    with pytest.raises(StateConflict, match="đã khóa"):
        ask(year)
    assert not Inquiry.objects.exists()


def test_an_account_speaks_for_an_organ_outside_the_tree(year):
    watcher = UserFactory(role=Role.VERIFIER, over=year.province, unit=year.province)
    facts = {"by": year.officer, "name": "Ủy ban Kiểm tra", "questions": "Kỷ luật đảng\n\nĐơn thư"}
    facts["valid_from"] = date(2023, 9, 1)
    organ = asking.create_organ(year.province, user=watcher, **facts)
    assert organ.question_list == ["Kỷ luật đảng", "Đơn thư"]
    assert asking.create_organ(year.province, user=watcher, **facts) == organ  # pressed twice
    year.sent("CSTT")
    inquiry = ask(year, organ)[0]
    assert list(Inquiry.objects.visible_to(watcher)) == [inquiry]
    asking.edit_organ(organ, by=year.officer, name="Ủy ban Kiểm tra", questions="Đơn thư", user=watcher)
    inquiry.refresh_from_db()
    assert inquiry.questions == ["Kỷ luật đảng", "Đơn thư"]  # as it was asked
    asking.end_organ(organ, by=year.officer, valid_to=date(2023, 10, 9), reason="Sáp nhập")
    with pytest.raises(RuleViolation, match="Chưa gửi câu hỏi nào"):
        ask(year, organ)


def test_who_can_speak_for_an_organ(year):
    facts = {"by": year.officer, "name": "Thanh tra", "questions": "Khiếu nại"}
    for more, field in (
        ({}, "seat"), ({"seat": year.province}, "seat"), ({"user": year.clerks[0]}, "user"),
        ({"seat": year.seats[0], "name": "Phòng Chính trị"}, "name"),
        ({"seat": year.seats[0], "questions": " "}, "questions"),
    ):  # fmt: skip
        with pytest.raises(RuleViolation) as refused:
            asking.create_organ(year.province, **{**facts, **more})
        assert refused.value.field == field
    with pytest.raises(Forbidden):
        asking.create_organ(year.province, **{**facts, "by": year.clerks[0], "seat": year.seats[0]})
    assert Organ.objects.count() == 2


def test_a_line_waits_for_the_organs_where_the_route_says_so(year):
    line = year.sent("CSTT")
    assert services.to_council(line, by=year.officer).state == NominationState.TO_COUNCIL  # no route: as today
    set_route(year, {"unit_meeting", "secretariat", "organs", "council", "decision"})
    line = year.sent("CSTT")
    with pytest.raises(RuleViolation) as refused:
        services.to_council(line, by=year.officer)
    assert refused.value.reasons == ["Chưa lấy ý kiến cơ quan nào."]
    first, second = ask(year)
    asking.answer(first, {}, by=year.reviewers[0], rest="agree")
    with pytest.raises(RuleViolation) as refused:
        services.to_council(line, by=year.officer)
    assert refused.value.reasons == ["Chờ ý kiến: Phòng Tham mưu."]
    with clock.at(datetime(2023, 10, 16, 9)):
        asking.note_silence()
        assert services.to_council(line, by=year.officer).state == NominationState.TO_COUNCIL
