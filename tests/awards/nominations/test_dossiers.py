"""Dossiers: lists of events, one achievement rewarded once, files, papers a command asks for, the report."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from awards.decisions.enums import PaperKind
from awards.decisions.models import AwardRecord
from awards.decisions.queries import candidates
from awards.decisions.services import draft_paper, drop_line
from awards.models import Achievement, Attachment, Nomination, NominationList, PaperRule, ReportSection
from awards.nominations import demanding, dossiers, filing, services, states, writing
from awards.nominations.board import quota_board
from awards.nominations.course import course_of, moves_of
from awards.nominations.enums import Eligibility, NominationState, PaperLevel
from awards.nominations.merits import _number, report_of
from awards.nominations.occasions import call_back, name_achievement
from awards.nominations.services import AlreadyNominated
from awards.nominations.station_queries import line_stations
from awards.years.states import missing_to_close
from tests.factories import PersonFactory, UnitFactory, UserFactory, files
from tests.factories.dossiers import DEED, deed, in_may
from tests.kept import kept
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import AuditEvent, CompletionGrade, Initiative, InitiativeAuthor, Posting
from units.people.enums import Grade

pytestmark = pytest.mark.django_db
N = NominationState
made = kept(deed)


@pytest.fixture(autouse=True)
def _place(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with in_may():
        yield


def upload(name="to-trinh.pdf", content=None):
    return SimpleUploadedFile(name, files.pdf(mark=name) if content is None else content)


def filled(line, by, *codes):
    for code in codes:
        filing.attach(line, code, [upload(f"{code}.pdf")], by=by)


def ready(made, line):
    """With everything the short procedure asks for, and sent."""
    filled(line, made.clerk, "submission")
    writing.write_report(line, by=made.clerk, texts={"results": "Bắt giữ hai đối tượng."})
    return services.send(line, by=made.clerk)


# Lists of events ------------------------------------------------------------------------------------------------------


def test_a_unit_opens_an_event_before_the_list_of_the_year_and_beside_it(made):
    assert NominationList.objects.count() == 0  # the year has none yet
    assert made.sudden.achievement.name == DEED
    assert [row.award.code for row in made.sudden.awards.order_by("sort")] == ["BK_BTL", "GK"]
    assert [row.proposed_upward for row in made.sudden.awards.order_by("sort")] == [True, False]
    listing = made.year_list("CSTT", "GK")
    assert NominationList.objects.get() == listing
    assert made.period.nomination_lists.get() == listing
    assert AuditEvent.objects.filter(action="nomination_list.open_event").count() == 1


def test_lines_of_an_event_are_not_lines_of_the_year(made):
    listing = made.year_list("CSTT", "GK")
    made.line()
    board = {row.award.code: row.meter.counted for row in quota_board(listing)}
    assert board == {"CSTT": 0, "GK": 0}
    assert missing_to_close(made.period).count("Danh sách đề nghị khen thưởng chưa khóa.") == 1


@pytest.mark.parametrize(
    ("facts", "field", "said"),
    [
        ({"kind": "CONG_TRANG"}, "kind", "trong danh sách của năm"),
        ({"event": "  "}, "event", "Ghi tên"),
        ({"happened_on": None}, "happened_on", "Ghi ngày"),
        ({"happened_on": date(2022, 1, 1)}, "happened_on", "trong năm thi đua"),
        ({"kind": "NIEN_HAN"}, "awards", "Chưa mở được"),
    ],
)
def test_an_event_that_is_not_whole_is_refused(made, facts, field, said):
    before = NominationList.every.count()
    with pytest.raises(RuleViolation, match=said) as refused:
        made.event(**facts)
    assert refused.value.field == field
    assert NominationList.every.count() == before


def test_an_event_twice_is_told_and_a_stranger_opens_none(made):
    with pytest.raises(StateConflict, match="đã có"):
        made.event(event=DEED, happened_on=date(2024, 5, 3))
    with pytest.raises(Forbidden):
        made.event(by=UserFactory(role=Role.CLERK, over=UnitFactory(parent=made.province)))


def test_seniority_needs_no_achievement(made):
    listing = made.event("HCCSVV_3", kind="NIEN_HAN", event="Niên hạn đợt 22/12", happened_on=None)
    line = made.line("HCCSVV_3", listing)
    assert (line.kind, line.achievement) == ("NIEN_HAN", None)
    assert states.papers_missing(line) == ["Chưa có tờ trình kèm danh sách."]


# One achievement, one form --------------------------------------------------------------------------------------------


def test_a_second_sudden_line_for_another_achievement(made):
    first = made.line()
    second = made.line(listing=made.event())
    assert (first.award, first.person) == (second.award, second.person)
    assert first.achievement != second.achievement
    assert {first.eligibility, second.eligibility} == {Eligibility.LOOK}  # no grade of the year yet, nothing barred


def test_the_same_achievement_twice_with_one_form_is_refused_on_any_list(made):
    first = made.line()
    with pytest.raises(AlreadyNominated) as refused:
        made.line()
    assert refused.value.line == first
    again = made.event("GK", event=DEED, kind="PHONG_TRAO", happened_on=date(2024, 5, 3))
    assert again.achievement == made.sudden.achievement  # one row for one deed
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.filter(pk=first.pk).update(achievement=None)


def test_luat_2022_dieu_5_the_same_deed_with_another_form_bars_the_later_line(made):
    lower, higher = made.line("GK"), made.line("BK_BTL")
    assert higher.eligibility == Eligibility.LOOK  # a lower form was put forward: somebody looks
    services.withdraw(lower, by=made.clerk, reason="Chọn bằng khen")
    again = made.line("GK")
    assert again.eligibility == Eligibility.INELIGIBLE
    assert again.eligibility_basis == "Luật Thi đua, khen thưởng 2022, Điều 5"
    assert "đã được đề nghị Bằng khen Bộ Tư lệnh" in again.eligibility_reason


def test_luat_2022_dieu_5_a_form_given_for_the_deed_bars_a_form_of_merit_built_on_it(made):
    won = services.agree(ready(made, made.line()), by=made.officer)
    merit = made.line("GK", made.year_list("GK"))
    assert (merit.kind, merit.achievement) == ("CONG_TRANG", None)
    check = merit.checks.get(code="one_achievement_once")
    assert (check.verdict, check.severity) == ("unknown", "warn")  # it names no achievement: looked at
    name_achievement(merit, by=made.clerk, achievement=won.achievement)
    check = merit.checks.get(code="one_achievement_once")
    assert (check.verdict, check.severity) == ("not_met", "block")
    other = Achievement.objects.create(
        period=made.period, name="Xây dựng địa bàn", happened_on=date(2024, 3, 1), recorded_by=made.clerk
    )
    name_achievement(merit, by=made.clerk, achievement=other)
    assert merit.checks.get(code="one_achievement_once").verdict == "met"


def test_naming_an_achievement_of_a_sent_line_or_of_an_event_is_refused(made):
    line = made.line()
    with pytest.raises(RuleViolation, match="không đổi được"):
        name_achievement(line, by=made.clerk, achievement=None)
    merit = made.line("CSTT", made.year_list("CSTT"))
    Nomination.objects.filter(pk=merit.pk).update(state=N.TO_COUNCIL)
    with pytest.raises(StateConflict, match="Không sửa được"):
        name_achievement(merit, by=made.clerk, achievement=line.achievement)


def test_two_sudden_awards_of_one_form_in_one_year_stand_beside_each_other(made):
    """The history keeps both; one of merit stands once."""
    lines = [made.line(), made.line(listing=made.event())]
    give = [
        AwardRecord(award=line.award, person=line.person, year=2024, decision_text="QĐ", decided_on=date(2024, 6, 1))
        for line in lines
    ]
    paper = _paper(made, lines)
    for record, row in zip(give, paper.lines.all(), strict=True):
        record.line = row
    AwardRecord.objects.give(give)
    assert sorted(AwardRecord.objects.values_list("edition", flat=True)) == [0, 1]
    merit = AwardRecord(
        award=lines[0].award, person=lines[0].person, year=2024, decision_text="QĐ", decided_on=date(2024, 9, 1)
    )
    AwardRecord.objects.give([merit])
    with pytest.raises(IntegrityError), transaction.atomic():
        AwardRecord.objects.give(
            [AwardRecord(award=merit.award, person=merit.person, year=2024, decision_text="X", decided_on=date.today())]
        )


def _paper(made, lines):
    from awards.decisions.models import Decision, DecisionLine

    paper = Decision.objects.create(
        kind="decision", period=made.period, issuer=made.province, series="QĐ-BCH", subject_line="X", place="Long An",
        signer_post="Chỉ huy trưởng", signer_name="A", created_by=made.officer,
    )  # fmt: skip
    DecisionLine.objects.bulk_create(DecisionLine(decision=paper, nomination=line) for line in lines)
    return paper


# The short way --------------------------------------------------------------------------------------------------------


def way_of(made, line):
    return course_of(line, line_stations(line, made.officer))


def test_the_short_way_needs_no_vote_and_no_council(made):
    line = made.line()
    assert states.papers_missing(line) == [
        "Chưa có tờ trình kèm danh sách.",
        "Chưa có báo cáo ngắn có xác nhận của cấp trên.",
    ]
    sent = ready(made, line)
    assert states.missing_for_council(sent) == []
    assert [move.name for move in moves_of(made.officer, sent)][0] == "agree"
    assert "to_council" not in {move.name for move in moves_of(made.officer, sent)}
    titles = [stage.title for stage in way_of(made, sent).milestones()]
    assert titles == ["Đơn vị đề nghị", "Thẩm định", "Quyết định khen thưởng"]
    assert way_of(made, sent).milestones()[0].text == ""  # nobody asks for the vote at the unit
    done = services.agree(sent, by=made.officer)
    assert done.state == N.PASSED
    assert candidates(made.period, PaperKind.DECISION) == [done]  # it waits for a decision like any other
    assert candidates(made.period, PaperKind.SUBMISSION) == []


def test_merit_does_not_go_the_short_way_and_is_asked_for_its_vote(made):
    line = made.line("CSTT", made.year_list("CSTT"))
    assert "Chưa có kết quả biểu quyết ở đơn vị." in states.papers_missing(line)
    assert way_of(made, line).milestones()[0].text == "Chưa có kết quả biểu quyết ở đơn vị"
    services.send(line, by=made.clerk)
    with pytest.raises(RuleViolation) as refused:
        services.agree(line, by=made.officer)
    assert refused.value.reasons == ["Khen thưởng công trạng phải qua Hội đồng."]


def test_what_is_missing_keeps_a_sudden_line_from_the_decision(made):
    line = services.send(made.line(), by=made.clerk)
    with pytest.raises(RuleViolation) as refused:
        services.agree(line, by=made.officer)
    assert "Chưa có tờ trình kèm danh sách." in refused.value.reasons
    filled(line, made.clerk, "submission", "report")  # a missing paper follows while the line is appraised
    assert services.agree(line, by=made.officer).state == N.PASSED


def test_the_short_way_is_taken_back_until_a_paper_holds_the_line(made):
    line = services.agree(ready(made, made.line()), by=made.officer)
    assert [move.name for move in moves_of(made.officer, line)] == ["call_back"]
    assert moves_of(made.clerk, line) == []
    with pytest.raises(RuleViolation, match="Ghi lý do"):
        call_back(line, by=made.officer, reason=" ")
    with pytest.raises(Forbidden):
        call_back(line, by=made.clerk, reason="Nhầm")
    back = call_back(line, by=made.officer, reason="Nhầm hình thức")
    assert back.state == N.SENT
    stage = way_of(made, back).milestones()[1]
    assert (stage.title, stage.state, stage.text) == (
        "Thẩm định", "now", "Lấy lại từ người quyết định: Nhầm hình thức"
    )  # fmt: skip
    with pytest.raises(StateConflict):  # pressed twice
        call_back(line, by=made.officer, reason="Nhầm hình thức")
    assert states.missing_to_recall(back)  # the unit does not take away what the office holds again
    line = services.agree(back, by=made.officer)
    paper = draft_paper(
        by=made.officer, kind=PaperKind.DECISION, period=made.period, issuer=made.province, series="QĐ-BCH",
        subject_line="Về việc tặng Giấy khen", place="Long An", signer_post="Chỉ huy trưởng", signer_name="Lê Văn A",
        lines=[line],
    )  # fmt: skip
    with pytest.raises(RuleViolation) as refused:
        call_back(line, by=made.officer, reason="Nhầm")
    assert refused.value.reasons == [f"Đã đưa vào quyết định khen thưởng (dự thảo {paper.pk})."]
    drop_line(paper.lines.get(), by=made.officer)
    assert call_back(line, by=made.officer, reason="Nhầm").state == N.SENT


def test_what_the_council_passed_is_not_called_back(made):
    line = made.line("CSTT", made.year_list("CSTT"))
    Nomination.objects.filter(pk=line.pk).update(state=N.PASSED)
    line.refresh_from_db()
    assert moves_of(made.officer, line) == []
    with pytest.raises(RuleViolation) as refused:
        call_back(line, by=made.officer, reason="Nhầm")
    assert refused.value.reasons == ["Khen thưởng công trạng đã qua Hội đồng."]


# Files ----------------------------------------------------------------------------------------------------------------


def test_files_are_kept_one_by_one_under_their_paper(made):
    line = made.line()
    result = filing.attach(
        line, "submission", [upload(), upload("virus.pdf", b"MZ"), upload("rong.pdf", b"")], by=made.clerk
    )
    assert [row.name for row in result.files] == ["to-trinh.pdf"]
    assert [name for name, _ in result.refused] == ["virus.pdf", "rong.pdf"]
    assert filing.attach(line, "submission", [upload()], by=made.clerk).refused[0][1].startswith("Trùng nội dung")
    items = {item.paper.code: item.done for item in dossiers.checklist(line).items}
    assert items == {"citation": True, "submission": True, "report": False, "evidence": False}
    assert Attachment.objects.get().sha256 in str(AuditEvent.objects.get(action="nomination.attach").facts)


def test_the_bytes_of_a_draft_go_those_of_a_sent_line_stay(made, settings, django_capture_on_commit_callbacks):
    line = made.line()
    filled(line, made.clerk, "submission")
    row = line.attachments.get()
    path = Path(settings.MEDIA_ROOT) / row.file.name
    with django_capture_on_commit_callbacks(execute=True):
        filing.remove(row, by=made.clerk)
    assert not path.exists()
    filled(line, made.clerk, "submission")
    services.send(line, by=made.clerk)
    second = line.attachments.kept().get()
    with pytest.raises(StateConflict, match="Đang thẩm định"):
        filing.remove(second, by=made.clerk)
    services.send_back(line, by=made.officer, reason="Thiếu dấu")
    filing.remove(second, by=made.clerk)
    assert Attachment.objects.get(pk=second.pk).file
    assert filing.remove(second, by=made.clerk).removed_at is not None  # twice changes nothing
    assert AuditEvent.objects.filter(action="nomination.remove_file").count() == 2


def test_files_nobody_asked_for_and_of_a_settled_line_are_refused(made):
    line = made.line()
    with pytest.raises(RuleViolation, match="không có giấy tờ ấy"):
        filing.attach(line, "unit_vote", [upload()], by=made.clerk)
    with pytest.raises(RuleViolation, match="Chọn tệp"):
        filing.attach(line, "submission", [], by=made.clerk)
    with pytest.raises(Forbidden):
        filing.attach(line, "submission", [upload()], by=UserFactory(role=Role.MEMBER, over=made.province))
    services.withdraw(line, by=made.clerk, reason="Nhầm")
    with pytest.raises(StateConflict, match="Đã rút"):
        filing.attach(line, "submission", [upload()], by=made.clerk)
    assert Attachment.objects.count() == 0


def test_checklists_cost_the_same_for_one_line_and_for_thirty(made, django_assert_num_queries):
    for _ in range(30):
        made.line(person=PersonFactory(unit=made.post))
    lines = list(made.sudden.lines.select_related("award"))
    for line in lines:
        line.nomination_list = made.sudden
    for some in (lines[:1], lines):
        with django_assert_num_queries(2):  # what the command asks, what is there
            assert len(dossiers.checklists(made.sudden, some)) == len(some)


# What a command asks for ----------------------------------------------------------------------------------------------


def ask(made, kind, code, level, day=date(2024, 5, 1), reason="Theo hướng dẫn", by=None):
    return demanding.set_level(
        made.province, kind, code, by=by or made.officer, level=level, valid_from=day, reason=reason
    )


def test_a_command_makes_a_paper_a_must_from_a_day_on(made):
    line = made.line("CSTT", made.year_list("CSTT"))  # judged by the law of 10/10/2024
    assert "Chưa có tờ trình của đơn vị." not in states.papers_missing(line)
    row = ask(made, "CONG_TRANG", "submission", PaperLevel.MUST)
    assert row.legal_basis == "Luật Thi đua, khen thưởng 2022, khoản 1 Điều 84"
    assert "Chưa có tờ trình của đơn vị." in states.papers_missing(line)
    ask(made, "CONG_TRANG", "submission", PaperLevel.OFF, day=date(2024, 10, 11))
    assert "Chưa có tờ trình của đơn vị." in states.papers_missing(line)  # from the day after its law
    rows = list(PaperRule.objects.order_by("valid_from").values_list("valid_from", "valid_to", "level"))
    assert rows == [(date(2024, 5, 1), date(2024, 10, 10), "must"), (date(2024, 10, 11), None, "off")]


def test_the_short_procedure_with_a_paper_of_the_commands_own(made):
    demanding.add_paper(
        made.province, "DOT_XUAT", by=made.officer, name="Thư cảm ơn", level=PaperLevel.MUST,
        valid_from=date(2024, 5, 1), legal_basis="", reason="Hướng dẫn của tỉnh",
    )  # fmt: skip
    line = made.line()
    assert states.papers_missing(line)[-1] == "Chưa có thư cảm ơn."
    filled(line, made.clerk, "own-1")
    assert "Chưa có thư cảm ơn." not in states.papers_missing(line)
    with pytest.raises(RuleViolation, match="đã có"):
        demanding.add_paper(
            made.province, "DOT_XUAT", by=made.officer, name="thư CẢM ƠN", level=PaperLevel.MUST,
            valid_from=date(2024, 6, 1), legal_basis="", reason="Lại",
        )  # fmt: skip


def test_asking_needs_a_reason_the_office_and_a_later_day(made):
    with pytest.raises(RuleViolation, match="Ghi lý do"):
        ask(made, "DOT_XUAT", "report", PaperLevel.OFF, reason=" ")
    with pytest.raises(Forbidden):
        ask(made, "DOT_XUAT", "report", PaperLevel.OFF, by=made.clerk)
    first = ask(made, "DOT_XUAT", "report", PaperLevel.OFF)
    assert ask(made, "DOT_XUAT", "report", PaperLevel.OFF) == first  # the button pressed twice
    with pytest.raises(StateConflict, match="chọn ngày sau"):
        ask(made, "DOT_XUAT", "report", PaperLevel.MUST)
    assert PaperRule.objects.count() == 1


def test_the_word_of_another_command_does_not_reach_here(made):
    other = UnitFactory(is_reporting=False)
    PaperRule.objects.create(
        unit=other, kind="DOT_XUAT", code="report", text="X", level="off", legal_basis="X", confidence="L", reason="X",
        set_by=made.officer, valid_from=date(2020, 1, 1),
    )  # fmt: skip
    assert "Chưa có báo cáo ngắn có xác nhận của cấp trên." in states.papers_missing(made.line())


# The report of achievements -------------------------------------------------------------------------------------------


def test_the_report_reads_the_records(made):
    person = made.person
    CompletionGrade.objects.create(person=person, year=2023, grade=Grade.EXCELLENT)
    Posting.objects.create(person=person, unit=made.post, position="Đội trưởng", valid_from=date(2020, 2, 1))
    one = Initiative.objects.create(name="Tuần tra số", year=2024, recognised_on=date(2024, 2, 1), certificate="QĐ 12")
    InitiativeAuthor.objects.create(initiative=one, person=person)
    line = made.line("CSTDCS", made.year_list("CSTDCS"))
    report = report_of(line)
    told = {section.code: section.text for section in report.sections}
    assert set(told) == {"duties", "results", "initiatives", "discipline"}
    assert told["duties"].startswith("- Từ 02/2020 đến nay: Đội trưởng, ")
    assert told["results"].endswith("Mức độ hoàn thành nhiệm vụ: năm 2023 hoàn thành xuất sắc nhiệm vụ.")
    assert told["initiatives"] == "- Năm 2024: “Tuần tra số”, cấp cơ sở công nhận, QĐ 12"
    assert told["discipline"] == "Không bị kỷ luật."
    assert report.form.text == "Báo cáo thành tích công trạng đối với cá nhân"


def test_what_the_unit_wrote_stays_while_the_rest_follows_the_records(made):
    line = made.line("CSTDCS", made.year_list("CSTDCS"))
    assert not report_of(line).is_begun
    assert (
        writing.write_report(
            line, by=made.clerk, texts={"results": "Dẫn đầu phong trào.", "discipline": "Không bị kỷ luật."}
        )
        == 1
    )
    CompletionGrade.objects.create(person=made.person, year=2024, grade=Grade.GOOD)
    results, discipline = report_of(line).section("results"), report_of(line).section("discipline")
    assert (results.text, results.is_stale) == ("Dẫn đầu phong trào.", True)
    assert not discipline.is_edited
    writing.reset_report(line, by=made.clerk, code="results")
    results = report_of(line).section("results")
    assert (results.text, results.is_edited) == (results.base, False)
    assert "hoàn thành tốt nhiệm vụ" in results.text
    kept = AuditEvent.objects.get(action="nomination.reset_report")
    assert "Dẫn đầu phong trào." in str(kept.changes)


def test_a_newer_text_is_not_overwritten_unawares(made):
    line = made.line()
    seal = report_of(line).section("results").seal
    writing.write_report(line, by=made.clerk, texts={"results": "Bản một"}, seen={"results": seal})
    with pytest.raises(StateConflict, match="vừa sửa"):
        writing.write_report(line, by=made.officer, texts={"results": "Bản hai"}, seen={"results": seal})
    assert ReportSection.objects.get().text == "Bản một"


def test_a_report_of_a_settled_line_and_of_strange_parts_is_refused(made):
    line = made.line()
    with pytest.raises(RuleViolation, match="không có mục"):
        writing.write_report(line, by=made.clerk, texts={"duties": "X"})
    services.withdraw(line, by=made.clerk, reason="Nhầm")
    with pytest.raises(StateConflict, match="Đã rút"):
        writing.write_report(line, by=made.clerk, texts={"results": "X"})


def test_a_unit_reports_in_its_own_form(made):
    line = made.line(unit=made.post)
    assert [section.code for section in report_of(line).sections] == ["results"]
    merit = made.line("DVQT", made.year_list("DVQT"), unit=made.post)
    assert [s.code for s in report_of(merit).sections] == ["functions", "results", "measures", "party"]
    with clock.at(datetime(2024, 5, 22)):
        assert dict(report_of(merit).facts)["Quân số"] == "40"


@pytest.mark.parametrize(
    ("value", "shown"), [(Fraction(1439), "1.439"), (Fraction(20739, 10), "2.073,9"), (Decimal("97.80"), "97,8")]
)
def test_figures_of_a_report_are_grouped_and_cut(value, shown):
    assert _number(value) == shown
    assert _number(Fraction(value) + Fraction(1, 1000)) == shown
