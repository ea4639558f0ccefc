"""Papers of the standing body and of the party committee: all agreed except …, put right by a later paper only."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from awards.decisions import services as decisions
from awards.decisions.enums import PaperKind
from awards.models import Nomination, StationRecord
from awards.nominations import services
from awards.nominations.enums import NominationState
from awards.nominations.resolving import record_station
from tests.awards.nominations.stations_world import ALL, NOW, set_route, station_year
from tests.factories.files import pdf
from tests.kept import kept
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
year = kept(station_year)
N = NominationState
PAPER = {"number": "12-NQ/ĐU", "held_on": date(2023, 10, 9), "body": "Ban Thường vụ Đảng ủy"}


@pytest.fixture(autouse=True)
def _in_time():
    with clock.at(NOW):
        yield


def note(year, code="party", refused=None, *, by=None, **facts):
    return record_station(year.listing, code, by=by or year.officer, refused=refused or {}, **{**PAPER, **facts})


def passed(year, count=2) -> list[Nomination]:
    lines = [year.before_council("CSTT") for _ in range(count)]
    for line in lines:
        services.record_outcome(line, True, by=year.officer)
    return lines


def test_all_agreed_except(year):
    set_route(year, {"unit_meeting", "secretariat", "council", "party", "decision"})
    kept_line, lost = passed(year)
    paper = note(year, refused={lost.pk: "Đang kiểm điểm"})
    assert [(r.nomination, r.agreed, r.reason) for r in paper.results.order_by("nomination_id")] == [
        (kept_line, True, ""), (lost, False, "Đang kiểm điểm"),
    ]  # fmt: skip
    kept_line.refresh_from_db()
    lost.refresh_from_db()
    assert (kept_line.state, lost.state) == (N.PASSED, N.NOT_PASSED)
    assert lost.outcome_reason == "Ban Thường vụ Đảng ủy, 12-NQ/ĐU ngày 09/10/2023: Đang kiểm điểm"
    event = AuditEvent.objects.get(action="station_record.create")
    assert event.changes["refused"][1] == lost.subject_name


def test_the_same_paper_again_is_the_same_record(year):
    set_route(year, {"unit_meeting", "secretariat", "council", "party", "decision"})
    lines = passed(year, 3)
    refused = {lines[2].pk: "Đang kiểm điểm"}
    assert note(year, refused=refused) == note(year, refused=refused)
    assert StationRecord.objects.count() == 1
    with pytest.raises(RuleViolation) as again:
        note(year)
    assert again.value.field == "number"


def test_a_mistake_is_put_right_by_a_paper_with_its_reason(year):
    set_route(year, {"unit_meeting", "secretariat", "council", "party", "decision"})
    kept_line, lost = passed(year)
    paper = note(year, refused={lost.pk: "Nhầm người"})
    with pytest.raises(RuleViolation) as refused:
        note(year, replaces=paper, refused={kept_line.pk: "Đúng người"})
    assert refused.value.field == "reason"
    later = note(year, replaces=paper, refused={kept_line.pk: "Đúng người"}, reason="Ghi nhầm dòng")
    kept_line.refresh_from_db()
    lost.refresh_from_db()
    assert (kept_line.state, lost.state) == (N.NOT_PASSED, N.PASSED)
    assert list(StationRecord.objects.standing()) == [later]
    assert paper.results.get(nomination=lost).agreed is False  # what was written stays
    with pytest.raises(StateConflict, match="đã được ghi lại"):
        note(year, replaces=paper, reason="Lần nữa", number="13-NQ/ĐU")


def test_a_line_that_lost_the_ballot_is_not_brought_back(year):
    set_route(year, {"unit_meeting", "secretariat", "council", "party", "decision"})
    first, second = year.before_council("CSTT"), year.before_council("CSTT")
    services.record_outcome(first, True, by=year.officer)
    services.record_outcome(second, False, by=year.officer, reason="9/15 phiếu")
    paper = note(year)
    note(year, replaces=paper, reason="Ghi lại số", number="14-NQ/ĐU")
    second.refresh_from_db()
    assert second.state == N.NOT_PASSED


def test_no_paper_is_signed_without_the_resolution(year):
    set_route(year, {"unit_meeting", "secretariat", "council", "party", "decision"})
    lines = passed(year)
    year.period.refresh_from_db()
    facts = {
        "period": year.period, "issuer": year.province, "series": "QĐ-BCH", "subject_line": "Khen thưởng",
        "place": "Long An", "signer_post": "Chỉ huy trưởng", "signer_name": "A B", "kind": PaperKind.DECISION,
    }  # fmt: skip
    paper = decisions.draft_paper(by=year.officer, lines=lines, **facts)
    with pytest.raises(RuleViolation) as refused:
        decisions.to_sign(paper, by=year.officer)
    names = ", ".join(line.subject_name for line in sorted(lines, key=lambda line: line.pk))
    assert [r for r in refused.value.reasons if "Nghị quyết" in r] == [
        f"Chưa nhất trí ở bước “Nghị quyết cấp ủy”: {names}."
    ]
    note(year)
    assert decisions.to_sign(paper, by=year.officer).state == "to_sign"


def test_before_the_council_a_body_that_refuses_keeps_the_line_away(year):
    set_route(year, ALL - {"organs", "cluster", "party"})
    good, bad = year.sent("CSTT"), year.sent("CSTT")
    with pytest.raises(RuleViolation) as refused:
        services.to_council(good, by=year.officer)
    assert refused.value.reasons == ["Chưa có kết quả bước “Thường trực Hội đồng”."]
    note(year, "standing", {bad.pk: "Thành tích chưa rõ"}, body="Thường trực Hội đồng", number="03/BB")
    assert services.to_council(good, by=year.officer).state == N.TO_COUNCIL
    with pytest.raises(RuleViolation) as refused:
        services.to_council(bad, by=year.officer)
    assert refused.value.reasons == ["Thường trực Hội đồng không nhất trí (03/BB ngày 09/10/2023): thành tích chưa rõ."]
    bad.refresh_from_db()
    assert bad.state == N.SENT  # the office settles it


def test_what_is_refused_changes_nothing(year):
    set_route(year, {"unit_meeting", "secretariat", "council", "party", "decision"})
    with pytest.raises(RuleViolation, match="Chưa có đề nghị nào ở bước này"):
        note(year)
    line, other = passed(year)[0], year.sent("CSTT")
    with pytest.raises(Forbidden):
        note(year, by=year.clerks[0])
    for facts, field in (
        ({"number": " "}, "number"), ({"body": ""}, "body"), ({"held_on": date(2023, 10, 11)}, "held_on"),
        ({"refused": {line.pk: " "}}, f"ly_do_{line.pk}"), ({"refused": {other.pk: "Khác bước"}}, None),
    ):  # fmt: skip
        with pytest.raises(RuleViolation) as refused:
            note(year, **facts)
        assert refused.value.field == field
    with pytest.raises(RuleViolation, match="không ghi văn bản"):
        note(year, "council")
    assert not StationRecord.objects.exists()


def test_the_scan_is_known_by_its_content(year):
    set_route(year, {"unit_meeting", "secretariat", "council", "party", "decision"})
    passed(year)
    with pytest.raises(RuleViolation) as refused:
        note(year, upload=SimpleUploadedFile("nq.pdf", b"MZ not a paper"))
    assert refused.value.field == "upload" and not StationRecord.objects.exists()
    paper = note(year, upload=SimpleUploadedFile("nghị quyết.pdf", pdf()))
    assert (paper.file_name, paper.file_kind, paper.filetype.code) == ("nghị quyết.pdf", "pdf", "pdf")
