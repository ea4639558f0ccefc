"""Every report on a small province: what it says is what the database holds, in print and in the workbook."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from awards.ballots import services as ballots
from awards.ballots.queries import groups_from_list
from awards.conferences.records import Guest
from awards.decisions import services as decisions
from awards.decisions.enums import PaperKind
from awards.models import (
    Award,
    AwardInYear,
    Conference,
    Handover,
    Nomination,
    NominationList,
    Phase,
    Regulation,
)
from awards.nominations.enums import NominationState
from awards.reports.paper_facts import rows_of
from awards.reports.queries import kept_lines, title_figures, year_of
from awards.reports.registry import Nothing, Scope, Unknown, build, reports
from awards.reports.services import make, order
from awards.scoring.enums import BoardState
from awards.years.enums import Step
from tests.awards.reports.reading import cell_kinds, pages, sheets, text
from tests.factories import PersonFactory
from tests.factories.ballots import cluster_meeting, council_sitting, published_round
from tests.factories.decisions import KEPT, province, scored_cluster, signed
from tests.kept import kept
from thidua.documents import Table, render_pdf, render_xlsx
from thidua.documents.document import GroupRow, plain
from thidua.errors import Forbidden

pytestmark = pytest.mark.django_db


world = kept(province)


def document(world, name: str, object_id: str | None = None, unit=None, reader=None):
    return build(name, world.period, unit or world.unit, object_id, reader)


def tables(paper) -> list[Table]:
    return list(paper.tables())


def lines(table: Table) -> list[tuple]:
    """Rows as plain values, without heads of groups."""

    def value(cell):
        return getattr(cell, "value", cell)

    return [tuple(value(cell) for cell in line) for line in table.lines() if not isinstance(line, GroupRow)]


def prose(paper) -> str:
    return " ".join(plain(block.text) for block in paper.blocks if hasattr(block, "text"))


def settle(world):
    """Both papers signed and the submission granted."""
    decision = signed(world)
    submission = signed(world, PaperKind.SUBMISSION, number=12, on=date(2023, 10, 25))
    decisions.record_answer(
        submission,
        by=world.officer,
        issuer=world.above,
        series="QĐ-BTL",
        number=3016,
        decided_on=date(2023, 12, 12),
        signer_post="Tư lệnh",
        signer_name="Nguyễn Văn T",
        granted=dict.fromkeys(submission.lines.values_list("nomination_id", flat=True), True),
    )
    return decision, submission


# The same figures on every paper --------------------------------------------------------------------------------------


def test_title_figures_are_counted_in_one_place(world):
    figures = {row.award.code: row for row in title_figures(world.period)}
    assert {code: row.passed for code, row in figures.items()} == KEPT == {"DVQT": 1, "DVTT": 3, "CSTDCS": 2, "CSTT": 4}
    assert {code: row.on_ballot for code, row in figures.items()} == {"DVQT": 2, "DVTT": 3, "CSTDCS": 3, "CSTT": 4}
    assert {code: row.waiting for code, row in figures.items()} == KEPT
    settle(world)
    figures = {row.award.code: row for row in title_figures(world.period)}
    assert {code: row.decided for code, row in figures.items()} == KEPT
    assert figures["DVQT"].proposed_up == 1 and not any(row.waiting for row in figures.values())
    assert kept_lines(world.period).count() == sum(KEPT.values())


def test_a_line_of_an_event_is_on_its_decision_and_in_the_figures_of_the_year(world):
    """A form given outside the year's list: not the council's, but the year's."""
    listing = NominationList.every.create(
        period=world.period, kind="NIEN_HAN", event="Huy chương niên hạn năm 2023", due_at=timezone.now()
    )
    known = Nomination.objects.filter(award__code="CSTT", state=NominationState.PASSED).first()
    award = Award.objects.create(code="HC", name="Huy chương", short_name="HC", kind="form", subject="individual")
    AwardInYear.objects.create(nomination_list=listing, award=award, sort=1)
    line = Nomination.objects.create(
        nomination_list=listing, award=award, kind="NIEN_HAN", person=known.person, proposer=known.proposer,
        subject_name=known.subject_name, sort_key="x", search_key="x", state=NominationState.PASSED,
        rule_set=known.rule_set, created_by=known.created_by,
    )  # fmt: skip
    paper = signed(world)
    assert line in [row.nomination for row in paper.lines.all()]
    line.refresh_from_db()
    assert line.state == NominationState.DECIDED
    assert "HC" not in {row.award.code for row in title_figures(world.period)}  # nothing the council voted on
    whole = {row.award.code: row for row in title_figures(world.period, with_events=True)}
    assert {code: row.kept for code, row in whole.items()} == {**KEPT, "HC": 1}
    assert line in kept_lines(world.period)
    report = document(world, "year-summary")
    told = next(table for table in tables(report) if "theo đợt" in table.caption)
    assert lines(told)[0][1:] == (listing.event, "niên hạn", "HC", 1, 1, 1)
    assert "01 “HC”" in prose(report)
    assert "HC" in str(document(world, "award-list")) and listing.event in str(document(world, "nominations"))
    assert "HC" in " ".join(annex.title for annex in document(world, "decision", str(paper.pk)).annexes)


def test_title_figures_of_a_unit_are_its_own(world):
    figures = {row.award.code: row.passed for row in title_figures(world.period, world.units[0])}
    mine = Nomination.objects.filter(proposer=world.units[0], state=NominationState.PASSED)
    assert sum(figures.values()) == mine.count() == 5


def test_the_totals_agree_on_every_paper_and_workbook(world):
    """1, 3, 2 and 4: in the report of the year, the list, the decision, the minutes; in PDF text and Excel cells."""
    scored_cluster(world)
    decision, _ = settle(world)
    summary = document(world, "year-summary")
    told = text(render_pdf(summary))
    assert (
        "đề nghị Bộ Tư lệnh BĐBP khen thưởng 01 tập thể danh hiệu “Đơn vị Quyết thắng”; đề nghị Bộ Chỉ huy BĐBP "
        "tỉnh Long Thử khen thưởng 03 tập thể danh hiệu “Đơn vị tiên tiến”, 02 cá nhân danh hiệu “Chiến sĩ thi đua” "
        "và 04 cá nhân danh hiệu “Chiến sĩ tiên tiến” năm 2023." in told
    )
    book = sheets(render_xlsx(summary))
    by_title = {row[1]: row for row in book["Tổng hợp"] if row[0] in (1, 2, 3, 4)}
    names = {"DVQT": "Đơn vị Quyết thắng", "DVTT": "Đơn vị tiên tiến", "CSTDCS": "Chiến sĩ thi đua"}
    names["CSTT"] = "Chiến sĩ tiên tiến"
    # TT, title, [quota], nominated, ballot, passed, share, decided, who
    assert {code: by_title[name][-4] for code, name in names.items()} == KEPT
    assert book["Theo đơn vị"][-1] == ["Cộng", 1, 3, 2, 4]

    listing = sheets(render_xlsx(document(world, "award-list")))
    assert listing["Tổng hợp"][-1] == ["Cộng", 1, 3, 2, 4]
    assert {name: sum(1 for row in listing[name] if isinstance(row[0], int)) for name in names.values()} == {
        names[code]: number for code, number in KEPT.items()
    }
    paper = document(world, "decision")
    assert [len(lines(table)) for table in tables(paper)] == [3, 2, 4]
    assert "03 tập thể" in text(decision.pdf.read())
    minutes = sheets(render_xlsx(document(world, "count-minutes")))
    passed = {row[1]: row[4] for row in minutes["Tổng hợp"] if isinstance(row[0], int)}
    assert list(passed.values()) == list(KEPT.values())


# One report after the other -------------------------------------------------------------------------------------------


def test_ballot_paper_holds_every_line_with_two_boxes(world):
    paper = document(world, "ballot-paper")
    assert [len(lines(table)) for table in tables(paper)] == [2, 3, 3, 4]
    for table in tables(paper):
        assert {line[-2:] for line in lines(table)} == {(False, False)}
    told = text(render_pdf(paper))
    assert "(Dấu treo của Hội đồng)" in told
    assert "đánh dấu X vào một trong hai ô ở mỗi dòng. Không ký tên, không ghi thêm." in told
    assert "Phiếu không hợp lệ: không theo mẫu, không có dấu treo của Hội đồng, ghi thêm tên hoặc ký tên." in told
    assert f"Mã phiếu {world.ballot.short_hash}" in told
    for line in world.lines:
        assert line.subject_name in told
    assert paper.heading.place_and_date == "Long Thử, ngày 18 tháng 10 năm 2023"


def test_ballot_paper_before_the_freeze_is_a_draft():
    world = province(voted=False)
    ballots.prepare_round(
        world.conference,
        by=world.sitting.secretary,
        name="Phiếu bầu",
        groups=groups_from_list(world.conference),
        tellers=world.sitting.tellers,
    )
    assert document(world, "ballot-paper").draft == "Dự thảo"


def test_count_minutes_say_how_many_papers_and_on_which_base(world):
    paper = document(world, "count-minutes")
    told = text(render_pdf(paper))
    assert "Hội đồng có 5 thành viên theo QĐ 12/QĐ-BCH; có mặt khi mở bỏ phiếu: 05; vắng: 0." in told
    assert (
        "“Đơn vị tiên tiến”: đạt khi số phiếu đồng ý từ 80% tổng số thành viên trở lên, tức từ 04 phiếu trên 5 (tổng "
        "số thành viên) trở lên; Quy chế Hội đồng, Điều 9." in told
    )
    book = sheets(render_xlsx(paper))
    assert book["Số phiếu"][-2:] == [["Tập A", 5, 5, 0, 5, 0, 5, 0], ["Cộng", 5, 5, 0, 5, 0, 5, 0]]
    fighters = [row for row in book["Chiến sĩ thi đua"] if isinstance(row[0], int)]
    lost = world.of("CSTDCS")[-1].subject_name
    assert [(row[1], row[3], row[4], row[7], row[8]) for row in fighters] == [
        ("Nguyễn Văn Ước", 5, 0, 1.0, "Đạt"),
        ("Trần Thị Quỳnh", 5, 0, 1.0, "Đạt"),
        (lost, 2, 3, 0.4, "Không đạt"),
    ]
    signers = [block.name for row in paper.signature_rows for block in row]
    assert len(signers) == 4 and signers[-1] == "Trần Văn 1"


def test_count_minutes_are_secret_until_published():
    world = province(published=False)
    with pytest.raises(Forbidden):
        document(world, "count-minutes")
    with pytest.raises(Forbidden):
        document(world, "count-minutes", reader=world.officer)
    assert document(world, "count-minutes", reader=world.sitting.tellers[0]).draft == "Dự thảo"


def test_conference_minutes_say_who_sat_and_what_was_voted(world):
    absent = world.conference.attendees.get(sort=5)
    type(absent).objects.filter(pk=absent.pk).update(presence="absent", absence_reason="đi công tác", arrived_at=None)
    Conference.objects.filter(pk=world.conference.pk).update(
        discussion="Còn chậm.\nChưa đủ minh chứng.", conclusion="Nhân rộng mô hình."
    )
    for name, presence in (("Cục Chính trị", "present"), ("Sở Nội vụ", "present"), ("Báo Biên phòng", "expected")):
        Guest.objects.create(conference=world.conference, name=name, presence=presence)
    paper = document(world, "conference-minutes")
    told = text(render_pdf(paper))
    assert "Hội nghị bắt đầu hồi 13 giờ 30 phút, ngày 18 tháng 10 năm 2023, tại Hội trường" in told
    assert "Có mặt 04/5 thành viên; vắng 01. Cần 4 (2/3), đủ số để họp. Theo Quy chế Hội đồng, Điều 9." in told
    assert "Vắng có lý do: đi công tác" in told
    assert "Đại biểu mời, không biểu quyết: Cục Chính trị; Sở Nội vụ." in told
    assert "bỏ phiếu kín; phát ra 05, thu về 05, hợp lệ 05, không hợp lệ 0 phiếu." in told
    assert "VI. KẾT LUẬN" in told and "Nhân rộng mô hình." in told
    assert paper.draft == "Dự thảo"
    Conference.objects.filter(pk=world.conference.pk).update(state="adopted")
    assert document(world, "conference-minutes").draft == ""


def test_conference_minutes_tell_how_the_chair_decided_a_tie():
    sitting = council_sitting(threshold=(1, 2, ">"))
    agree = {"ĐVQT 1": 14, "ĐVQT 2": 10, "ĐVQT 3": 9, "ĐVQT 4": 9}
    ballot = published_round(sitting, {"ĐVQT": (4, 3)}, agree)
    tied = ballot.groups.get().lines.get(label="ĐVQT 4")
    Regulation.objects.update(runoffs=0)
    ballots.settle_ties(ballot, by=sitting.secretary, chosen=[tied], reason="Chủ tịch chọn đơn vị nhiều điểm hơn")
    minutes = build("conference-minutes", sitting.conference.period, sitting.conference.unit)
    assert (
        "Giữa các dòng bằng phiếu ở số lượng cuối, chủ trì quyết định. Lý do: Chủ tịch chọn đơn vị nhiều điểm hơn."
    ) in text(render_pdf(minutes))
    sums, choices = (rows_of(table) for table in minutes.tables() if "òng 1" in table.sheet)
    keys = ("lines", "passed", "tied", "chosen", "failed")
    assert [tuple(row[key] for key in keys) for row in sums] == [(4, 2, 2, 1, 0)]
    assert {row["name"]: row["choice"] for row in choices} == {"ĐVQT 3": "Không được chọn", "ĐVQT 4": "Được chọn"}


def test_minutes_of_the_meeting_and_of_the_handover_tell_who_hands_over_to_whom():
    meeting = cluster_meeting(units=3, present=3)
    handover = Handover.objects.create(
        conference=meeting.conference,
        from_unit=meeting.units[0],
        to_unit=meeting.units[1],
        takes_effect_on=date(2023, 10, 19),
        checklist=[{"text": "Con dấu", "done": True}, {"text": "Hồ sơ", "done": False}],
    )
    told = text(render_pdf(build("conference-minutes", meeting.period, meeting.organiser)))
    assert (
        f"{meeting.units[0].name} bàn giao nhiệm vụ cụm trưởng cho {meeting.units[1].name}, hiệu lực từ ngày 19 tháng "
        "10 năm 2023; hai bên ký biên bản bàn giao riêng." in told
    )
    assert "- Con dấu; - Hồ sơ (chưa giao)." in told
    assert "Đại diện " + meeting.units[2].short_name in told
    # Whoever signs is named as papers name people, an account without a person by its own name.
    giver, taker = meeting.leaders
    taker.person = PersonFactory(unit=meeting.units[1], full_name="Trịnh Văn Tài", position="Đồn trưởng")
    taker.save()
    handover.from_signed_by, handover.to_signed_by, handover.state = giver, taker, "done"
    handover.save()
    paper = text(render_pdf(build("handover-minutes", meeting.period, meeting.organiser)))
    assert f"Bên giao: {meeting.units[0].name}, người ký: {giver}." in paper
    assert f"Bên nhận: {meeting.units[1].name}, người ký: {taker.person.ranked_name}, Đồn trưởng." in paper
    assert paper.count(taker.person.ranked_name) == 2 and str(taker) not in paper


@pytest.mark.parametrize("name", ["decision", "submission"])
def test_a_signed_paper_is_the_frozen_file(world, name):
    signed_papers = dict(zip(("decision", "submission"), settle(world), strict=True))
    file = make(order(reports()[name], Scope(world.period, world.unit), format="pdf"))
    assert file.content == signed_papers[name].pdf.read()
    book = make(order(reports()[name], Scope(world.period, world.unit), format="xlsx"))
    assert sum(len(rows) for rows in sheets(book.content).values()) > 3


def test_a_draft_is_laid_out_anew_and_says_so(world):
    paper = world.draft()
    file = make(order(reports()["decision"], Scope(world.period, world.unit), format="pdf"))
    assert "Dự thảo" in text(file.content)
    assert file.name == f"quyet-dinh-du-thao-{paper.pk}.pdf"


def test_the_signed_paper_comes_before_drafts(world):
    lines_ = world.of("CSTT")
    paper = signed(world, lines=lines_[:1])
    world.draft(lines=lines_[1:])
    report = reports()["decision"]
    assert report.find(Scope(world.period, world.unit), None) == paper


def test_score_sheet_ranks_by_percent_and_adds_up_groups(world):
    board = scored_cluster(world)
    paper = document(world, "score-sheet")
    overview, matrix, explained = tables(paper)
    first, second, third = world.units[2], world.units[0], world.units[1]
    assert [(line[1], line[2], line[3], line[6], line[7], line[9]) for line in lines(overview)] == [
        (third_name, *figures)
        for third_name, figures in (
            (first.short_name, (Decimal("48.125"), "–", Decimal("48.125"), 60, "1")),
            (second.short_name, (Decimal("50.125"), 30, Decimal("80.125"), 100, "2")),
            (third.short_name, (Decimal("49.125"), 30, Decimal("79.125"), 100, "3")),
        )
    ]
    assert [line[:2] for line in lines(matrix)] == [
        ("1.1", "Tuần tra đường biên"),
        ("2.1", "“Hũ gạo tình thương”: gạo"),
    ]
    assert len(lines(explained)) == 6
    assert paper.draft == "" and board.checksum in paper.trace
    told = text(render_pdf(paper))
    assert "80,208%" not in told and "80,20%" in told  # 48,125/60, cut


def test_score_sheet_before_the_freeze_shows_no_places(world):
    scored_cluster(world, state=BoardState.PROVISIONAL)
    paper = document(world, "score-sheet")
    assert paper.draft == "Số liệu tạm tính"
    assert {line[-1] for line in lines(tables(paper)[0])} == {"–"}


def test_nominations_tell_conditions_and_reasons(world):
    lost = world.of("CSTDCS")[-1]
    paper = document(world, "nominations")
    (table,) = tables(paper)
    assert len(lines(table)) == 12
    row = next(line for line in table.lines() if not isinstance(line, GroupRow) and line[1] == lost.subject_name)
    assert (row[4], row[6]) == ("9/10", "Không đạt: 2/5 phiếu đồng ý (40,00%), cần 4")
    assert "Tổng số 12 đề nghị: đạt phiếu: 10; không đạt: 02." in prose(paper)
    assert paper.draft == ""
    heads = [row.title for row in table.lines() if isinstance(row, GroupRow)]
    assert heads[2] == "Chiến sĩ thi đua: 03 đề nghị, chỉ tiêu 48"


def test_lists_of_a_unit_hold_its_own_lines_only(world):
    own = document(world, "nominations", unit=world.units[0])
    assert {line[3] for line in lines(tables(own)[0])} == {world.units[0].short_name}
    assert own.subject.endswith(world.units[0].name)
    clerk = document(world, "nominations", unit=world.unit, reader=world.clerk)
    assert {line[3] for line in lines(tables(clerk)[0])} == {world.units[0].short_name}


def test_award_list_names_the_paper_that_gave_it(world):
    before = document(world, "award-list")
    assert before.draft == "Số liệu tạm tính"
    assert {line[-2] for table in tables(before)[1:] for line in lines(table)} == {"Chờ quyết định"}
    settle(world)
    after = document(world, "award-list")
    assert after.draft == "" and after.heading.date == date(2023, 12, 12)
    assert [{line[-2] for line in lines(table)} for table in tables(after)[1:]] == [
        {"3016/QĐ-BTL, 12/12/2023"},
        {"05/QĐ-BCH, 10/11/2023"},
        {"05/QĐ-BCH, 10/11/2023"},
        {"05/QĐ-BCH, 10/11/2023"},
    ]


def test_who_was_refused_above_is_not_on_the_list(world):
    submission = signed(world, PaperKind.SUBMISSION, number=12, on=date(2023, 10, 25))
    key = submission.lines.get().nomination_id
    decisions.record_answer(
        submission,
        by=world.officer,
        issuer=world.above,
        series="QĐ-BTL",
        number=1,
        decided_on=date(2023, 12, 1),
        signer_post="Tư lệnh",
        signer_name="T",
        granted={key: False},
        reasons={key: "Chưa đủ"},
    )
    assert "Đơn vị Quyết thắng" not in [annex.sheet for annex in document(world, "award-list").annexes]
    assert "Cấp trên không tặng: 01 “Đơn vị Quyết thắng”." in prose(document(world, "year-summary"))


def test_year_summary_tells_the_year_from_what_was_entered(world):
    scored_cluster(world)
    settle(world)
    Conference.objects.filter(pk=world.conference.pk).update(
        discussion="Còn chậm.\nChưa đủ minh chứng.", conclusion="Nhân rộng mô hình."
    )
    Phase.objects.create(period=world.period, step=Step.REPORTS, due_at=timezone.now(), finished_on=date(2023, 12, 15))
    paper = document(world, "year-summary")
    told = text(render_pdf(paper))
    assert paper.draft == "" and paper.heading.place_and_date == "Long Thử, ngày 15 tháng 12 năm 2023"
    # 330 lượt over 300, 220 kg over 200: two units have rice as a task
    assert "Quản lý, bảo vệ biên giới: tuần tra đường biên: 330 lượt, đạt 110,00% chỉ tiêu." in told
    assert "“Hũ gạo tình thương”: gạo: 220 kg, đạt 110,00% chỉ tiêu." in told
    assert f"“Hũ gạo tình thương” ({world.units[0].short_name}): 46 tổ; đề nghị nhân rộng." in told
    assert "3 đơn vị được xác minh, chấm điểm và chốt bảng điểm." in told
    assert (
        "Quyết định số 05/QĐ-BCH ngày 10 tháng 11 năm 2023 của Bộ Chỉ huy BĐBP tỉnh Long Thử tặng 03 “Đơn vị tiên "
        "tiến”, 02 “Chiến sĩ thi đua” và 04 “Chiến sĩ tiên tiến”; Quyết định số 3016/QĐ-BTL ngày 12 tháng 12 năm 2023 "
        "của Bộ Tư lệnh Bộ đội Biên phòng tặng 01 “Đơn vị Quyết thắng”." in told
    )
    assert "1. Còn chậm. 2. Chưa đủ minh chứng." in told
    assert "Trong 06 lượt cá nhân, 05 lượt (83,33%) là người trực tiếp công tác, chiến đấu; 01 lượt" in told
    tasks = sheets(render_xlsx(paper))["Chỉ tiêu"]
    assert ["Tuần tra đường biên", "lượt", 300, 330, 1.1, "3/3"] in tasks


def test_year_summary_before_the_end_is_provisional(world):
    paper = document(world, "year-summary")
    assert paper.draft == "Số liệu tạm tính"
    assert paper.heading.place_and_date == "Long Thử, ngày … tháng … năm …"
    assert "Đang chờ quyết định: 01 “Đơn vị Quyết thắng”, 03 “Đơn vị tiên tiến”" in prose(paper)


def test_year_summary_before_the_ballot_claims_nothing():
    world = province(voted=False)
    paper = document(world, "year-summary")
    assert "Hội nghị chưa công bố kết quả bỏ phiếu; số liệu dưới đây là số đã đề nghị." in prose(paper)
    assert {line[5] for line in lines(tables(paper)[0])} == {"chưa bầu"}


def test_year_summary_of_a_cluster_tells_its_ballot():
    meeting = cluster_meeting(units=3, present=3)
    paper = build("year-summary", meeting.period, meeting.organiser)
    assert paper.heading.organ == meeting.cluster.name
    assert paper.draft == "Số liệu tạm tính"


# What holds for all of them -------------------------------------------------------------------------------------------

NAMES = ["year-summary", "nominations", "award-list", "decision", "submission", "ballot-paper", "count-minutes"]
BOARDS = ["score-sheet", "score-overview", "score-criteria", "score-unit"]


@pytest.mark.parametrize("name", [*NAMES, "conference-minutes", *BOARDS, "criteria-table"])
def test_every_report_gives_the_same_bytes_numbers_its_pages_and_keeps_its_letters(world, name):
    scored_cluster(world)
    world.draft()
    world.draft(PaperKind.SUBMISSION)
    report, scope = reports()[name], Scope(world.period, world.unit)
    for format in report.formats:
        first, again = (make(order(report, scope, format=format)) for _ in range(2))
        assert first == again
        if format == "xlsx":
            assert "f" not in cell_kinds(first.content)
        if format != "pdf":
            continue
        found = pages(first.content)
        assert not found[0].strip().startswith("1\n")
        for number, page in enumerate(found[1:], 2):
            if "Phụ lục" not in page:
                assert page.split()[0].isdigit(), f"{name}, page {number}"
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text(first.content)
        assert "Độc lập - Tự do - Hạnh phúc" in text(first.content)


def test_a_name_that_looks_like_a_formula_stays_a_name(world):
    line = next(one for one in world.lines if one.subject_name == "=2+3")
    assert line.state == NominationState.TO_COUNCIL
    for name in ("nominations", "award-list", "count-minutes"):
        book = render_xlsx(document(world, name))
        assert "f" not in cell_kinds(book)
        found = [value for rows in sheets(book).values() for row in rows for value in row if "2+3" in str(value)]
        assert found and {str(value).lstrip("'") for value in found} <= {"=2+3"}


def test_demo_years_are_marked(world):
    type(world.period).objects.update(is_demo=True)
    world.period.refresh_from_db()
    for name in ("nominations", "award-list", "year-summary"):
        assert "Dữ liệu minh hoạ" in text(render_pdf(document(world, name)))


QUERIES = {
    "year-summary": 68,  # four years of history, what was registered (7), the office's paragraphs, words and looks (3)
    "score-sheet": 7,
    "score-overview": 7,
    "score-criteria": 7,
    "score-unit": 11,
    "score-workbook": 18,
    "criteria-table": 5,
    "nominations": 9,
    "award-list": 9,
    "decision": 17,  # names of units on the day, the office's words and looks (2)
    "submission": 16,
    "ballot-paper": 4,
    "count-minutes": 12,
    "conference-minutes": 25,  # the office's words and looks (2)
}


def test_queries_of_every_report_are_few_and_do_not_grow():
    counts = {}
    for more in (0, 30):
        with transaction.atomic():
            world = province(more=more)
            scored_cluster(world)
            world.draft()
            world.draft(PaperKind.SUBMISSION)
            counts[more] = {name: queries_of(world, name) for name in QUERIES}
            transaction.set_rollback(True)
    assert counts[0] == counts[30] == QUERIES


def queries_of(world, name: str) -> int:
    period, unit = year_of(2023, "LT")
    report, scope = reports()[name], Scope(period, unit)
    subject = report.find(scope, None)
    ContentType.objects.get_for_model(Nomination)
    with CaptureQueriesContext(connection) as queries:
        report.build(scope, subject)
    return len(queries)


# What is not there ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("decision", "Năm 2023 chưa có quyết định."),
        ("submission", "Năm 2023 chưa có tờ trình."),
        ("score-sheet", "Năm 2023 chưa có bảng điểm của cụm."),
    ],
)
def test_nothing_yet_is_said_in_words(world, name, sentence):
    with pytest.raises(Nothing, match=f"^{sentence}$"):
        document(world, name)


@pytest.mark.parametrize("object_id", ["999999", "x", "=1", "' OR 1=1"])
def test_an_object_that_does_not_exist(world, object_id):
    with pytest.raises(Unknown, match="Không tìm thấy hội nghị"):
        document(world, "conference-minutes", object_id)


def test_a_report_about_the_year_takes_no_object(world):
    with pytest.raises(Unknown, match="không nhận mã đối tượng"):
        document(world, "award-list", "5")


def test_objects_of_another_year_are_not_there(world):
    meeting = cluster_meeting(units=3, present=3)
    with pytest.raises(Unknown):
        document(world, "conference-minutes", str(meeting.conference.pk))
