"""Acts on one line: taken back, sent on for the lower title, one field put right; many lines at once."""

from datetime import datetime

import pytest

from awards.models import AwardInYear, Correction, Downgrade, Nomination, Notification
from awards.nominations import amending, services
from awards.nominations.enums import Eligibility, NominationState
from awards.nominations.many import ACTS, do, sentence
from awards.nominations.station_enums import CorrectionState
from tests.awards.nominations.stations_world import NOW, ask, station_year
from tests.kept import kept
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.audit.models import AuditEvent
from units.models import DisciplineRecord
from units.people.enums import Grade

pytestmark = pytest.mark.django_db
year = kept(station_year)
N = NominationState


@pytest.fixture(autouse=True)
def _in_time():
    with clock.at(NOW):
        yield


# Taken back -----------------------------------------------------------------------------------------------------------


def test_the_sender_takes_a_line_back_while_nobody_handled_it(year):
    line = year.sent("CSTT")
    with pytest.raises(Forbidden):
        amending.recall(line, by=year.clerks[1])
    assert amending.recall(line, by=year.clerks[0]).state == N.DRAFT
    with pytest.raises(StateConflict):
        amending.recall(line, by=year.clerks[0])  # pressed twice
    services.send(line, by=year.clerks[0])
    assert amending.recall(line, by=year.clerks[0]).state == N.DRAFT  # sent anew, still untouched
    assert AuditEvent.objects.filter(action="nomination.recall").count() == 2


def handled_by_hold(year, line):
    services.hold(line, by=year.officer, reason="Xem lại")
    services.release(line, by=year.officer)


def handled_by_question(year, line):
    ask(year)


def handled_by_correction(year, line):
    amending.ask_correction(line, by=year.officer, field="citation", question="Thiếu số liệu")


@pytest.mark.parametrize("handle", [handled_by_hold, handled_by_question, handled_by_correction])
def test_what_somebody_handled_is_not_taken_back(year, handle):
    line = year.sent("CSTT")
    handle(year, line)
    with pytest.raises(RuleViolation, match="Chưa thể thu hồi") as refused:
        amending.recall(line, by=year.clerks[0])
    assert "đã xử lý" in refused.value.reasons[0]


def test_past_the_deadline_a_line_is_not_taken_back_into_nothing(year):
    line = year.sent("CSTT")
    with clock.at(datetime(2023, 10, 14, 9)), pytest.raises(RuleViolation) as refused:
        amending.recall(line, by=year.clerks[0])
    assert "không gửi lại được" in refused.value.reasons[0]


# The lower title ------------------------------------------------------------------------------------------------------


@pytest.fixture
def fighter(year):
    """Put forward for CSTĐCS, eligible for CSTT."""
    return year.sent("CSTDCS", year.person(grade=Grade.EXCELLENT, full_name="Lê Văn C"))


def lower(year, line, **facts):
    facts = {"by": year.officer, "reason": "Chưa có sáng kiến", **facts}
    return amending.downgrade(line, year.awards["CSTT"], **facts)


def test_a_line_goes_on_for_the_lower_title(year, fighter):
    assert [one.award.code for one in amending.lower_titles(fighter)] == ["CSTT"]
    made = lower(year, fighter)
    fighter.refresh_from_db()
    assert (fighter.state, fighter.outcome_reason) == (
        N.WITHDRAWN,
        "Chuyển xuống Chiến sĩ tiên tiến: Chưa có sáng kiến",
    )
    new = made.new
    assert (new.award.code, new.state, new.person, new.citation) == ("CSTT", N.SENT, fighter.person, fighter.citation)
    assert (new.unit_votes_for, new.unit_votes_total) == (9, 10) and new.checks.exists()
    assert (made.old, made.was_there) == (fighter, False)
    told = Notification.objects.get(user=year.clerks[0], key=f"downgrade:{made.pk}")
    assert told.link == f"/awards/nominations/{new.pk}/"
    assert lower(year, fighter) == made  # pressed twice
    assert Nomination.objects.count() == 2
    with pytest.raises(StateConflict, match="đã chuyển xuống"):
        lower(year, fighter, reason="Lý do khác")


def test_the_line_there_already_is_the_one(year, fighter):
    there = year.sent("CSTT", fighter.person)
    made = lower(year, fighter)
    assert (made.new, made.was_there) == (there, True)
    assert Nomination.objects.exclude(state=N.WITHDRAWN).get() == there


def test_the_quota_of_the_lower_title_is_told_before(year, fighter):
    AwardInYear.objects.filter(award__code="CSTT").update(quota=1, percent=None, percent_base="")
    year.sent("CSTT")
    found = amending.lower_titles(fighter)[0]
    assert (found.row.meter.quota, found.counted_after) == (1, found.row.meter.counted + 1)
    lower(year, fighter)  # over the quota: taken, the council chooses


def test_whoever_is_barred_there_too_does_not_go_on(year, fighter):
    DisciplineRecord.objects.create(person=fighter.person, kind="khien-trach", valid_from=datetime(2023, 4, 18).date())
    assert amending.lower_titles(fighter)[0].verdict == Eligibility.INELIGIBLE
    with pytest.raises(RuleViolation) as refused:
        lower(year, fighter)
    assert refused.value.field == "award"
    fighter.refresh_from_db()
    assert fighter.state == N.SENT and not Downgrade.objects.exists()


def test_who_may_and_what_lies_below(year, fighter):
    with pytest.raises(Forbidden):
        lower(year, fighter, by=year.clerks[0])
    with pytest.raises(RuleViolation, match="Ghi lý do"):
        lower(year, fighter, reason=" ")
    with pytest.raises(RuleViolation, match="không thấp hơn"):
        amending.downgrade(year.sent("CSTT"), year.awards["CSTDCS"], by=year.officer, reason="Ngược")
    year.officer.person = fighter.person
    year.officer.save()
    with pytest.raises(Forbidden):
        lower(year, fighter)


# One field ------------------------------------------------------------------------------------------------------------


def test_the_unit_puts_one_field_right_and_both_texts_stay(year):
    line = year.sent("CSTT")
    before = line.citation
    asked = amending.ask_correction(line, by=year.officer, field="citation", question="Thiếu số liệu")
    assert amending.ask_correction(line, by=year.officer, field="citation", question="Thiếu số liệu") == asked
    with pytest.raises(RuleViolation) as refused:
        services.to_council(line, by=year.officer)
    assert refused.value.reasons == ["Chờ đơn vị sửa: tóm tắt thành tích."]
    amending.answer_correction(asked, by=year.clerks[0], text="Bắt 12 vụ, 15 đối tượng.")
    line.refresh_from_db()
    assert (line.citation, line.state) == ("Bắt 12 vụ, 15 đối tượng.", N.SENT)
    assert (asked.old_value, asked.new_value, asked.state) == (before, line.citation, CorrectionState.ANSWERED)
    amending.answer_correction(asked, by=year.clerks[0], text="Bắt 12 vụ, 15 đối tượng.")  # pressed twice
    with pytest.raises(StateConflict):
        amending.answer_correction(asked, by=year.clerks[0], text="Khác")
    assert services.to_council(line, by=year.officer).state == N.TO_COUNCIL
    told = Notification.objects.get(user=year.clerks[0])
    assert told.text.endswith("Thiếu số liệu") and told.link == f"/awards/nominations/{line.pk}/"


def test_the_vote_is_corrected_with_both_numbers(year):
    line = year.sent("CSTT")
    asked = amending.ask_correction(line, by=year.officer, field="votes", question="Kiểm lại")
    for votes, total, field in ((11, 10, "unit_votes_for"), (9, 10, "unit_votes_for"), (None, None, "unit_votes_for")):
        with pytest.raises(RuleViolation) as refused:
            amending.answer_correction(asked, by=year.clerks[0], unit_votes_for=votes, unit_votes_total=total)
        assert refused.value.field == field
    amending.answer_correction(asked, by=year.clerks[0], unit_votes_for=8, unit_votes_total=10)
    line.refresh_from_db()
    assert (line.unit_votes_for, asked.old_value, asked.new_value) == (8, "9/10", "8/10")


def test_who_asks_who_answers_and_when(year):
    line, draft = year.sent("CSTT"), year.nominate("CSTT")
    with pytest.raises(Forbidden):
        amending.ask_correction(line, by=year.clerks[0], field="citation", question="Tự hỏi")
    with pytest.raises(StateConflict, match="Nháp"):
        amending.ask_correction(draft, by=year.officer, field="citation", question="Sớm quá")
    asked = amending.ask_correction(line, by=year.officer, field="citation", question="Thiếu số liệu")
    with pytest.raises(StateConflict, match="Đã yêu cầu"):
        amending.ask_correction(line, by=year.officer, field="citation", question="Câu khác")
    with pytest.raises(Forbidden):
        amending.answer_correction(asked, by=year.clerks[1], text="Của đơn vị khác")
    with pytest.raises(RuleViolation, match="Chưa sửa gì"):
        amending.answer_correction(asked, by=year.clerks[0], text=line.citation)
    with pytest.raises(RuleViolation, match="Ghi lý do"):
        amending.withdraw_correction(asked, by=year.officer, reason="")
    amending.withdraw_correction(asked, by=year.officer, reason="Đã rõ")
    assert not Correction.objects.filter(state=CorrectionState.OPEN).exists()


# Many lines -----------------------------------------------------------------------------------------------------------


def test_many_lines_at_once(year):
    lines = [year.sent("CSTT", year.person(full_name=name)) for name in ("Lê Văn A", "Lê Văn B")]
    assert sentence(ACTS["send_back"], lines) == "Trả lại 2 đề nghị: Lê Văn A, Lê Văn B"
    for name in ("hold", "reject", "send_back"):
        with pytest.raises(RuleViolation, match="Ghi lý do"):
            do(ACTS[name], lines, by=year.officer, reason=" ")
    assert do(ACTS["hold"], lines, by=year.officer, reason="Xem lại").done == lines
    assert len(do(ACTS["hold"], lines, by=year.officer, reason="Xem lại").refused) == 2  # pressed twice
    assert do(ACTS["reject"], lines, by=year.officer, reason="Thiếu hồ sơ").done == lines
    assert {line.state for line in Nomination.objects.all()} == {N.REJECTED}
