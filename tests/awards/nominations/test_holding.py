"""A hold begins and ends by itself: the line follows the record of the person or unit, and the record says so."""

from datetime import date, datetime

import pytest

from awards.nominations import services
from awards.nominations.enums import Eligibility
from awards.nominations.holding import follow_holds
from tests.factories.nominations import nomination_year
from tests.kept import kept
from thidua import clock
from thidua.errors import RuleViolation
from units.models import AuditEvent
from units.people.enums import HoldKind
from units.people.services import end_hold, record_hold

pytestmark = pytest.mark.django_db
year = kept(nomination_year)
FIT, HELD = Eligibility.ELIGIBLE, Eligibility.HELD


def on(day: int):
    return clock.at(datetime(2023, 10, day, 9))


def test_a_line_waits_and_goes_on_without_a_button(year):
    line, other = year.sent("CSTT"), year.sent("CSTT")
    with on(10):
        hold = record_hold(line.person, by=year.officer, kind=HoldKind.COMPLAINT, valid_from=date(2023, 10, 10))
        assert follow_holds() == 1
        line.refresh_from_db()
        assert (line.eligibility, line.eligibility_reason) == (
            HELD,
            "Đơn khiếu nại, tố cáo đang xác minh từ 10/10/2023",
        )
        assert follow_holds() == 0  # nothing new
    with on(12):
        end_hold(hold, by=year.officer, on=date(2023, 10, 11))  # the lines hear of it at once
        line.refresh_from_db()
        assert line.eligibility == FIT
        assert follow_holds() == 0
    other.refresh_from_db()
    assert other.eligibility == FIT
    changes = [
        event.changes["eligibility"] for event in AuditEvent.objects.filter(action="nomination.check").order_by("pk")
    ]
    assert len(changes) == 2


def test_a_hold_with_a_last_day_ends_on_the_next(year):
    line = year.sent("CSTT")
    with on(10):
        hold = record_hold(line.person, by=year.officer, kind=HoldKind.INSPECTION, valid_from=date(2023, 10, 9))
        follow_holds()
        end_hold(hold, by=year.officer, on=date(2023, 10, 10))
        line.refresh_from_db()
        assert line.eligibility == HELD  # its last day is today
    with on(11):
        assert follow_holds() == 1
    line.refresh_from_db()
    assert line.eligibility == FIT


def test_nobody_slips_before_the_council_on_an_old_verdict(year):
    line = year.sent("CSTT")
    with on(10):
        record_hold(line.person, by=year.officer, kind=HoldKind.DISCIPLINE, valid_from=date(2023, 10, 10))
        with pytest.raises(RuleViolation) as refused:
            services.to_council(line, by=year.officer)
    assert "tạm dừng xét" in " ".join(refused.value.reasons)
