"""Acts on papers: what goes onto one, what stands in its way, the signature, the answer from above."""

import hashlib
from datetime import date, timedelta

import pytest

from awards.conferences import services as conferences
from awards.decisions import services
from awards.decisions.enums import PaperKind, PaperState
from awards.decisions.models import AwardRecord, Decision, DecisionLine
from awards.decisions.queries import candidates, conference_behind
from awards.decisions.register import next_number
from awards.models import AwardInYear, Nomination
from awards.nominations.enums import NominationState
from tests.factories import PeriodFactory, UnitFactory, UserFactory
from tests.factories.decisions import KEPT, province, signed
from tests.kept import kept
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.audit.models import AuditEvent, AuditSeal

pytestmark = pytest.mark.django_db
SIGNED_ON = date(2023, 11, 10)
N = NominationState


world = kept(province)


def to_sign(world, **changes) -> Decision:
    paper = world.draft(**changes)
    services.to_sign(paper, by=world.officer)
    return paper


# Drafts ---------------------------------------------------------------------------------------------------------------


def test_lines_that_passed_wait_for_the_paper_of_their_authority(world):
    here, upward = candidates(world.period, PaperKind.DECISION), candidates(world.period, PaperKind.SUBMISSION)
    assert {line.award.code for line in upward} == {"DVQT"}
    assert len(upward) == KEPT["DVQT"]
    assert [line.award.code for line in here] == ["DVTT"] * 3 + ["CSTDCS"] * 2 + ["CSTT"] * 4


def test_a_line_is_on_one_live_paper_only(world):
    paper = world.draft()
    assert candidates(world.period, PaperKind.DECISION) == []
    services.cancel(paper, by=world.officer, reason="Lập lại")
    assert len(candidates(world.period, PaperKind.DECISION)) == 9


def test_a_line_that_lost_or_belongs_above_is_refused_by_name(world):
    lost = next(line for line in world.of("CSTDCS") if line.state == N.NOT_PASSED)
    upward = next(line for line in world.of("DVQT") if line.state == N.PASSED)
    with pytest.raises(RuleViolation) as refused:
        world.draft(lines=[lost, upward])
    assert refused.value.reasons == [
        f"{lost.subject_name} (Chiến sĩ thi đua): chưa qua bỏ phiếu, đã có văn bản khác, hoặc thuộc thẩm quyền khác.",
        f"{upward.subject_name} (Đơn vị Quyết thắng): chưa qua bỏ phiếu, đã có văn bản khác, "
        "hoặc thuộc thẩm quyền khác.",
    ]
    assert Decision.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("series", "Ghi ký hiệu, ví dụ QĐ-BCH."),
        ("subject_line", "Ghi trích yếu."),
        ("place", "Ghi nơi ký."),
        ("signer_post", "Ghi chức vụ người ký."),
        ("signer_name", "Ghi họ và tên người ký."),
    ],
)
def test_an_empty_text_is_told_beside_its_field(world, field, sentence):
    with pytest.raises(RuleViolation, match=sentence) as refused:
        world.draft(**{field: "  "})
    assert refused.value.field == field


def test_a_submission_says_to_whom(world):
    with pytest.raises(RuleViolation, match="Kính gửi") as refused:
        world.draft(PaperKind.SUBMISSION, addressee="")
    assert refused.value.field == "addressee"


def test_only_our_own_kinds_of_paper_are_drafted(world):
    with pytest.raises(RuleViolation, match="quyết định hay tờ trình"):
        world.draft(PaperKind.ANSWER, lines=[])


def test_issuer_and_conference_belong_to_the_year(world):
    with pytest.raises(RuleViolation, match="Cơ quan ban hành"):
        world.draft(issuer=UnitFactory())
    other = PeriodFactory(unit=world.unit, year=2022)
    world.conference.period = other
    world.conference.save(update_fields=["period"])
    with pytest.raises(RuleViolation, match="Hội nghị không thuộc năm thi đua này."):
        world.draft()


def test_a_closed_year_gets_no_new_paper(world):
    type(world.period).objects.update(state="closed")
    with pytest.raises(StateConflict, match="Năm thi đua 2023 đã khóa"):
        world.draft()


@pytest.mark.parametrize("who", ["clerk", "commander"])
def test_only_the_office_drafts(world, who):
    with pytest.raises(Forbidden):
        world.draft(by=getattr(world, who))


def test_a_draft_is_edited_and_told_in_the_record(world):
    paper = world.draft()
    services.edit_paper(paper, by=world.officer, subject_line="Về việc  khen thưởng", legal_bases=" Luật A \n\n Luật B")
    paper.refresh_from_db()
    assert (paper.subject_line, paper.legal_bases) == ("Về việc khen thưởng", "Luật A\nLuật B")
    event = AuditEvent.objects.get(action="decision.edit")
    assert event.changes["subject_line"] == ["Về việc tặng danh hiệu thi đua năm 2023", "Về việc khen thưởng"]


def test_nothing_but_texts_is_edited(world):
    with pytest.raises(TypeError):
        services.edit_paper(world.draft(), by=world.officer, kind="answer")


def test_lines_come_and_go_while_it_is_a_draft(world):
    paper = world.draft()
    line = paper.lines.order_by("pk").last()
    services.drop_line(line, by=world.officer)
    assert paper.lines.count() == 8
    services.add_lines(paper, by=world.officer, lines=[line.nomination])
    assert paper.lines.count() == 9
    services.to_sign(paper, by=world.officer)
    for act in (
        lambda: services.drop_line(paper.lines.first(), by=world.officer),
        lambda: services.add_lines(paper, by=world.officer, lines=[]),
        lambda: services.edit_paper(paper, by=world.officer, place="Nơi khác"),
    ):
        with pytest.raises(StateConflict, match="Chờ ký"):
            act()


# Signing --------------------------------------------------------------------------------------------------------------


def test_an_empty_paper_cannot_go_to_the_signer(world):
    paper = world.draft(lines=[])
    with pytest.raises(RuleViolation) as refused:
        services.to_sign(paper, by=world.officer)
    assert refused.value.reasons == ["Văn bản chưa có đối tượng nào."]


def test_a_decision_is_signed_frozen_and_written_into_the_history(world):
    paper = to_sign(world)
    services.sign(paper, by=world.commander, number=5, decided_on=SIGNED_ON)
    assert (paper.state, paper.code, paper.number_year) == (PaperState.SIGNED, "05/QĐ-BCH", 2023)
    assert paper.signed_by == world.commander
    content = paper.pdf.read()
    assert content.startswith(b"%PDF-") and hashlib.sha256(content).hexdigest() == paper.sha256
    assert [line.golden_book_no for line in paper.lines.all()] == list(range(1, 10))
    assert set(Nomination.objects.filter(decision_lines__decision=paper).values_list("state", flat=True)) == {N.DECIDED}
    records = AwardRecord.objects.all()
    assert records.count() == 9
    assert {row.decision_text for row in records} == {"Quyết định số 05/QĐ-BCH của BĐBP tỉnh Long Thử"}
    assert {(row.year, row.decided_on) for row in records} == {(2023, SIGNED_ON)}


def test_the_record_is_sealed_before_a_signature(world):
    before = AuditEvent.objects.order_by("-pk").first().pk
    signed(world)
    assert AuditSeal.objects.order_by("-last_id").first().last_id >= before


def test_signing_is_in_the_record_with_the_hash(world):
    paper = signed(world)
    event = AuditEvent.objects.get(action="decision.sign")
    assert event.actor == world.commander
    assert event.changes["sha256"] == ["", paper.sha256]
    assert event.changes["number"] == [None, 5]


def test_a_submission_hands_its_lines_upward(world):
    paper = signed(world, PaperKind.SUBMISSION, number=12)
    assert paper.code == "12/TTr-BCH"
    assert {line.nomination.state for line in paper.lines.all()} == {N.PROPOSED_UP}
    assert AwardRecord.objects.count() == 0
    assert set(paper.lines.values_list("golden_book_no", flat=True)) == {None}


@pytest.mark.parametrize(
    ("number", "day", "field", "sentence"),
    [
        (0, SIGNED_ON, "number", "Số văn bản bắt đầu từ 1."),
        (100_000, SIGNED_ON, "number", "Số văn bản có nhiều nhất 5 chữ số."),
        (5, date(2023, 10, 17), "decided_on", r"Ngày ký không thể trước ngày hội nghị bỏ phiếu \(18/10/2023\)."),
    ],
)
def test_a_wrong_number_or_day_is_told_beside_its_field(world, number, day, field, sentence):
    paper = to_sign(world)
    with pytest.raises(RuleViolation, match=sentence) as refused:
        services.sign(paper, by=world.commander, number=number, decided_on=day)
    assert refused.value.field == field
    paper.refresh_from_db()
    assert (paper.state, paper.number, bool(paper.pdf)) == (PaperState.TO_SIGN, None, False)


def test_tomorrow_cannot_be_signed(world):
    with pytest.raises(RuleViolation, match="tương lai"):
        services.sign(to_sign(world), by=world.commander, number=1, decided_on=clock.today() + timedelta(days=1))


def test_a_number_is_used_once_a_year_and_series(world):
    lines = candidates(world.period, PaperKind.DECISION)
    first, second = to_sign(world, lines=lines[:2]), to_sign(world, lines=lines[2:4])
    third = to_sign(world, lines=lines[4:], series="QĐ-KT")
    services.sign(first, by=world.commander, number=7, decided_on=SIGNED_ON)
    with pytest.raises(RuleViolation) as refused:
        services.sign(second, by=world.commander, number=7, decided_on=SIGNED_ON)
    assert refused.value.message == "Số 07/QĐ-BCH đã dùng trong năm 2023. Số chưa dùng tiếp theo là 08."
    assert refused.value.field == "number"
    services.sign(second, by=world.commander, number=7, decided_on=date(2024, 1, 5))
    services.sign(third, by=world.commander, number=7, decided_on=SIGNED_ON)
    assert next_number(world.unit, "QĐ-BCH", 2023) == 8
    assert next_number(world.unit, "QĐ-BCH", 2025) == 1


def test_only_the_commander_of_the_issuer_itself_signs(world):
    paper = to_sign(world)
    strangers = [
        world.officer,
        UserFactory(role=Role.COMMANDER, over=world.above),
        UserFactory(role=Role.COMMANDER, over=world.units[0]),
        UserFactory(role=Role.ADMINISTRATOR, over=world.unit),
    ]
    for user in strangers:
        with pytest.raises(Forbidden):
            services.sign(paper, by=user, number=1, decided_on=SIGNED_ON)


def test_a_draft_is_not_signed(world):
    with pytest.raises(StateConflict, match="Dự thảo"):
        services.sign(world.draft(), by=world.commander, number=1, decided_on=SIGNED_ON)


def test_signing_twice_is_refused(world):
    paper = signed(world)
    with pytest.raises(StateConflict, match="Đã ban hành"):
        services.sign(paper, by=world.commander, number=6, decided_on=SIGNED_ON)


def test_a_title_held_already_is_named(world):
    line = world.of("CSTT")[0]
    AwardRecord.objects.create(
        award=line.award, person=line.person, year=2023, decision_text="Quyết định số 1/QĐ-X", decided_on=SIGNED_ON
    )
    with pytest.raises(RuleViolation) as refused:
        to_sign(world)
    assert refused.value.reasons == [
        f"{line.subject_name} (Chiến sĩ tiên tiến): đã được tặng năm 2023 theo Quyết định số 1/QĐ-X."
    ]


def test_a_paper_changed_while_it_was_laid_out_is_not_signed(world, monkeypatch):
    paper = to_sign(world)
    render = services.render_pdf

    def slow(document):
        Decision.objects.filter(pk=paper.pk).update(place="Nơi khác")
        return render(document)

    monkeypatch.setattr(services, "render_pdf", slow)
    with pytest.raises(StateConflict, match="vừa được sửa"):
        services.sign(paper, by=world.commander, number=1, decided_on=SIGNED_ON)
    paper.refresh_from_db()
    assert (paper.state, bool(paper.pdf)) == (PaperState.TO_SIGN, False)
    assert AwardRecord.objects.count() == 0


def test_a_refused_signature_leaves_no_file(world, monkeypatch):
    paper = to_sign(world)
    storage = Decision._meta.get_field("pdf").storage

    def kept():
        return set(storage.listdir("decisions/2023")[1]) if storage.exists("decisions/2023") else set()

    before = kept()
    monkeypatch.setattr(services.nominations, "mark_decided", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        services.sign(paper, by=world.commander, number=1, decided_on=SIGNED_ON)
    assert kept() == before
    paper.refresh_from_db()
    assert paper.state == PaperState.TO_SIGN


def test_take_back_and_cancel(world):
    paper = to_sign(world)
    services.take_back(paper, by=world.officer)
    assert paper.state == PaperState.DRAFT
    with pytest.raises(RuleViolation, match="Ghi lý do"):
        services.cancel(paper, by=world.officer, reason=" ")
    services.cancel(paper, by=world.officer, reason="Lập lại")
    assert paper.state == PaperState.CANCELLED


def test_a_signed_paper_is_not_cancelled_or_taken_back(world):
    paper = signed(world)
    for act in (
        lambda: services.take_back(paper, by=world.officer),
        lambda: services.cancel(paper, by=world.officer, reason="Nhầm"),
    ):
        with pytest.raises(StateConflict, match="Đã ban hành"):
            act()


# The answer from above ------------------------------------------------------------------------------------------------


def answer(world, paper, **changes):
    lines = paper.lines.order_by("pk")
    given = {
        "by": world.officer,
        "issuer": world.above,
        "series": "QĐ-BTL",
        "number": 3016,
        "decided_on": date(2023, 12, 12),
        "signer_post": "Tư lệnh",
        "signer_name": "Nguyễn Văn T",
        "granted": dict.fromkeys(lines.values_list("nomination_id", flat=True), True),
    }
    return services.record_answer(paper, **{**given, **changes})


@pytest.fixture
def submission(world):
    return signed(world, PaperKind.SUBMISSION, number=12)


def test_granted_from_above(world, submission):
    paper = answer(world, submission)
    assert (paper.state, paper.code, paper.answers) == (PaperState.SIGNED, "3016/QĐ-BTL", submission)
    record = AwardRecord.objects.get()
    assert record.decision_text == "Quyết định số 3016/QĐ-BTL của Bộ Tư lệnh BĐBP"
    assert record.unit == submission.lines.get().nomination.unit
    assert submission.lines.get().nomination.state == N.DECIDED
    assert AuditEvent.objects.get(action="decision.answer").facts == {"granted": 1, "refused": 0}


def test_refused_from_above_keeps_the_reason(world, submission):
    nomination = submission.lines.get().nomination
    paper = answer(
        world, submission, granted={nomination.pk: False}, reasons={nomination.pk: "Chưa đủ thời gian giữ danh hiệu"}
    )
    nomination.refresh_from_db()
    assert (nomination.state, nomination.outcome_reason) == (N.REFUSED_ABOVE, "Chưa đủ thời gian giữ danh hiệu")
    assert AwardRecord.objects.count() == 0
    assert paper.lines.get().reason == "Chưa đủ thời gian giữ danh hiệu"


def test_a_refusal_without_a_reason_is_not_taken(world, submission):
    nomination = submission.lines.get().nomination
    with pytest.raises(RuleViolation, match=f"Ghi lý do không tặng: {nomination.subject_name}."):
        answer(world, submission, granted={nomination.pk: False})
    assert Decision.objects.filter(kind=PaperKind.ANSWER).count() == 0


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"number": 0}, "number", "bắt đầu từ 1"),
        ({"series": " "}, "series", "Ghi ký hiệu"),
        ({"signer_name": ""}, "signer_name", "họ và tên"),
        ({"decided_on": date(2023, 11, 9)}, "decided_on", r"trước ngày tờ trình \(10/11/2023\)"),
        ({"granted": {}}, "granted", "Chọn kết quả"),
        ({"granted": {0: True}}, "granted", "Chọn kết quả"),
    ],
)
def test_a_wrong_answer_is_told_beside_its_field(world, submission, changes, field, sentence):
    with pytest.raises(RuleViolation, match=sentence) as refused:
        answer(world, submission, **changes)
    assert refused.value.field == field
    assert Decision.objects.filter(kind=PaperKind.ANSWER).count() == 0


def test_only_a_superior_answers(world, submission):
    for issuer in (world.unit, world.units[0], UnitFactory()):
        with pytest.raises(RuleViolation, match="phải là cấp trên"):
            answer(world, submission, issuer=issuer)


def test_a_line_is_answered_once(world, submission):
    answer(world, submission)
    with pytest.raises(RuleViolation, match="đang chờ cấp trên trả lời"):
        answer(world, submission, number=3017)


def test_a_draft_or_a_decision_has_no_answer(world):
    for paper in (world.draft(PaperKind.SUBMISSION), signed(world)):
        with pytest.raises(StateConflict, match="tờ trình đã ban hành"):
            answer(world, paper)


def test_an_answer_with_a_number_already_there_is_refused(world, submission):
    answer(world, submission)
    other = DecisionLine.objects.get(decision=submission)
    Nomination.objects.filter(pk=other.nomination_id).update(state=N.PROPOSED_UP)
    with pytest.raises(RuleViolation, match="Số 3016/QĐ-BTL đã dùng trong năm 2023.$") as refused:
        answer(world, submission)
    assert refused.value.field == "number"


@pytest.mark.parametrize("who", ["clerk", "commander"])
def test_only_the_office_records_an_answer(world, submission, who):
    with pytest.raises(Forbidden):
        answer(world, submission, by=getattr(world, who))


# Found in review ------------------------------------------------------------------------------------------------------


def test_a_cap_over_two_titles_together_is_kept_at_the_signature(world):
    """CSTT 4 and CSTĐCS 2 passed, each within its own number; the law caps both together."""
    AwardInYear.objects.filter(nomination_list__period=world.period, award__code="CSTT").update(
        quota=5, counted_with=["CSTDCS"], quota_text="40 % của 13 quân số, làm tròn xuống"
    )
    paper = world.draft()
    with pytest.raises(RuleViolation) as refused:
        services.to_sign(paper, by=world.officer)
    assert refused.value.reasons == [
        "“Chiến sĩ tiên tiến”: 6 người, tập thể được tặng, vượt chỉ tiêu 5 (40 % của 13 quân số, làm tròn xuống)."
    ]
    services.drop_line(paper.lines.filter(nomination__award__code="CSTT").first(), by=world.officer)
    services.to_sign(paper, by=world.officer)
    assert paper.state == PaperState.TO_SIGN


def test_a_paper_rests_on_the_conference_that_voted(world):
    """A later conference of the same year has nothing to do with these lines."""
    later = conferences.create_conference(
        by=world.officer, period=world.period, council=world.conference.council, name="Họp sau", host=world.period.unit,
        starts_at=world.conference.starts_at + timedelta(days=40), place="Hội trường", chair_text="Chính ủy",
    )  # fmt: skip
    assert later.starts_at > world.conference.starts_at
    assert conference_behind(candidates(world.period, PaperKind.DECISION)) == world.conference
    assert conference_behind([]) is None
