"""Longer for one unit, days of grace, days of reminders: who may, what holds then, what is kept."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from awards.models import EmulationPeriod, Phase, ReportingTerm, ResultSheet, TermExtension
from awards.results import services as results
from awards.results.queries import squares_of
from awards.years import extensions
from awards.years.enums import PeriodState, Step, TermState
from tests.awards.results.year import make_year
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.models import AuditEvent

pytestmark = pytest.mark.django_db
DUE = timezone.make_aware(datetime(2023, 10, 5, 17))
LATER = DUE + timedelta(days=4)


@pytest.fixture
def year():
    with clock.at(DUE - timedelta(days=1)):
        yield make_year(units=2, terms=1, due_at=DUE)


def give(year, *, units=None, due_at=LATER, reason="Đi công tác"):
    return extensions.extend(year.term, by=year.officer, units=units or year.units[:1], due_at=due_at, reason=reason)


def fresh(year) -> ReportingTerm:
    return ReportingTerm.objects.get(pk=year.term.pk)


def test_a_unit_that_was_given_longer_is_not_late_and_the_others_are(year):
    mine, other = year.units
    give(year)
    with clock.at(DUE + timedelta(hours=1)):
        sheets = [ResultSheet(term=fresh(year), unit=unit) for unit in (mine, other)]
        assert [sheet.is_overdue for sheet in sheets] == [False, True]
        squares = [row.squares[0] for row in squares_of([mine, other], [fresh(year)])]
        assert [(one.state, one.words, one.due_at) for one in squares] == [
            ("now", "chưa nhập, gia hạn đến 09/10", LATER), ("late", "quá hạn, chưa gửi", DUE),
        ]  # fmt: skip
    with clock.at(LATER + timedelta(minutes=1)):
        assert ResultSheet(term=fresh(year), unit=mine).is_overdue


def test_the_last_row_counts_and_taking_back_is_a_new_row(year):
    unit = year.units[0]
    give(year)
    give(year, due_at=LATER + timedelta(days=1))
    assert fresh(year).due_for(unit) == LATER + timedelta(days=1)
    extensions.take_back(year.term, by=year.officer, unit=unit, reason="Đã về")
    assert fresh(year).due_for(unit) == DUE
    rows = list(TermExtension.objects.values_list("due_at", "reason"))
    assert rows == [(LATER, "Đi công tác"), (LATER + timedelta(days=1), "Đi công tác"), (None, "Đã về")]
    told = AuditEvent.objects.filter(action__startswith="years.").order_by("pk").values_list("action", "reason")
    assert list(told)[-3:] == [
        ("years.extend", "Đi công tác"), ("years.extend", "Đi công tác"), ("years.take_back_extension", "Đã về"),
    ]  # fmt: skip
    with pytest.raises(StateConflict):
        extensions.take_back(year.term, by=year.officer, unit=unit, reason="Đã về")


def test_the_same_again_changes_nothing(year):
    assert len(give(year)) == 1
    assert give(year) == []
    assert TermExtension.objects.count() == 1


def test_what_is_refused_changes_nothing(year):
    for given, field in (
        ({"due_at": DUE}, "due_at"), ({"reason": " "}, "reason"), ({"units": [year.province]}, "units"),
    ):  # fmt: skip
        with pytest.raises(RuleViolation) as refusal:
            give(year, **given)
        assert refusal.value.field == field
    with pytest.raises(Forbidden):
        extensions.extend(year.term, by=year.clerks[0], units=year.units, due_at=LATER, reason="Tự gia hạn")
    with clock.at(LATER + timedelta(days=1)), pytest.raises(RuleViolation):
        give(year)
    ReportingTerm.objects.update(state=TermState.LOCKED)
    with pytest.raises(StateConflict):
        give(year)
    ReportingTerm.objects.update(state=TermState.OPEN)
    EmulationPeriod.objects.update(state=PeriodState.CLOSED)
    with pytest.raises(StateConflict):
        give(year)
    assert TermExtension.objects.count() == 0


def test_a_step_can_be_longer_for_one_unit_until_it_is_finished(year):
    phase = Phase.objects.create(period=year.period, step=Step.LAUNCH, due_at=DUE)
    mine, other = year.units
    extensions.extend(phase, by=year.officer, units=[mine], due_at=LATER, reason="Mưa lũ")
    phase = Phase.objects.get(pk=phase.pk)
    assert (phase.due_for(mine), phase.due_for(other)) == (LATER, DUE)
    Phase.objects.update(finished_on=date(2023, 10, 1))
    with pytest.raises(StateConflict):
        extensions.take_back(phase, by=year.officer, unit=mine, reason="Thôi")


def set_rules(year, **given):
    rules = {"grace_days": 2, "grace_from": date(2023, 10, 1), "reminders": [("term", -3)]} | given
    return extensions.set_deadline_rules(year.period, by=year.officer, **rules)


def test_after_the_days_of_grace_entry_closes_unless_the_unit_was_given_longer(year):
    mine, other = year.units
    set_rules(year)
    with clock.at(DUE + timedelta(days=1)):  # late, and marked so, but open
        late = ResultSheet(term=fresh(year), unit=other)
        assert (late.is_overdue, late.why_closed()) == (True, "")
    give(year, units=[mine], due_at=LATER)
    with clock.at(DUE + timedelta(days=2, minutes=1)):
        words = ResultSheet(term=fresh(year), unit=other).why_closed()
        assert words == "Đã đóng nhập lúc 17:00, 07/10/2023, hết ngày gửi muộn."
        with pytest.raises(StateConflict):
            results.enter(year.sheet(1), year.leaves[0], "5", by=year.clerks[1])
        assert ResultSheet(term=fresh(year), unit=mine).why_closed() == ""
    set_rules(year, grace_from=date(2023, 10, 6))  # a deadline before that day keeps no door shut
    with clock.at(DUE + timedelta(days=30)):
        assert ResultSheet(term=fresh(year), unit=other).why_closed() == ""


def test_rules_are_recorded_once_and_refused_when_wrong(year):
    set_rules(year)
    set_rules(year)
    assert AuditEvent.objects.filter(action="years.set_deadline_rules").count() == 1
    assert [rule.words for rule in year.period.reminder_rules.all()] == ["Kết quả theo tháng: trước hạn 3 ngày"]
    with pytest.raises(RuleViolation):
        set_rules(year, grace_days=61)
    with pytest.raises(Forbidden):
        extensions.set_deadline_rules(year.period, by=year.clerks[0], grace_days=None)


# pages ----------------------------------------------------------------------------------------------------------------


def test_extend_term_page_ticks_the_unit_keeps_what_was_typed_and_shows_who_has_longer(client, year):
    client.force_login(year.officer)
    url = reverse("awards:years.extend_term", args=[year.term.pk])
    unit = year.units[0]
    page = client.get(f"{url}?dv={unit.code}")
    assert page.context["form"].initial["units"] == [unit.code]
    typed = {"units": [unit.code], "due_at": "09/10/2023", "hour": "17:00", "reason": "", "notice": "on"}
    refused = client.post(url, typed)
    assert (refused.status_code, TermExtension.objects.count()) == (422, 0)
    assert "09/10/2023" in refused.content.decode()
    assert client.post(url, typed | {"reason": "Mưa lũ"}).status_code == 302
    assert client.post(url, typed | {"reason": "Mưa lũ"}).status_code == 302  # sent twice
    assert TermExtension.objects.count() == 1
    assert "Mưa lũ" in client.get(url).content.decode()
    back = reverse("awards:years.take_back_term", args=[year.term.pk, unit.code])
    client.post(back, {"reason": "Đã về"})
    assert fresh(year).due_for(unit) == DUE


def test_extend_phase_and_take_back_phase_pages(client, year):
    phase = Phase.objects.create(period=year.period, step=Step.LAUNCH, due_at=DUE)
    client.force_login(year.officer)
    unit = year.units[0]
    typed = {"units": [unit.code], "due_at": "09/10/2023", "hour": "17:00", "reason": "Mưa lũ"}
    assert client.post(reverse("awards:years.extend_phase", args=[phase.pk]), typed).status_code == 302
    assert Phase.objects.get(pk=phase.pk).due_for(unit) == LATER
    client.post(reverse("awards:years.take_back_phase", args=[phase.pk, unit.code]), {"reason": "Đã về"})
    assert Phase.objects.get(pk=phase.pk).due_for(unit) == DUE


def test_deadline_rules_page(client, year):
    client.force_login(year.officer)
    url = reverse("awards:years.deadline_rules", args=[year.period.pk])
    bad = client.post(url, {"closes": "on", "grace_days": "", "term_before": "3, x"})
    assert bad.status_code == 422
    assert set(bad.context["form"].errors) == {"grace_days", "term_before"}
    typed = {"closes": "on", "grace_days": "3", "grace_from": "01/10/2023", "term_before": "3 1", "term_after": "2"}
    assert client.post(url, typed).status_code == 302
    period = EmulationPeriod.objects.get(pk=year.period.pk)
    assert (period.grace_days, period.grace_from) == (3, date(2023, 10, 1))
    assert list(period.reminder_rules.values_list("about", "days")) == [("term", -3), ("term", -1), ("term", 2)]
    shown = client.get(url).context["form"].initial
    assert (shown["term_before"], shown["term_after"]) == ("3, 1", "2")


def test_moving_a_date_shows_who_is_affected_and_tells_them_when_asked(client, year):
    year.verified(1)
    client.force_login(year.officer)
    url = reverse("awards:years.set_term_deadline", args=[year.term.pk])
    affected = client.get(url).context["affected"]
    assert (affected.waiting, affected.done) == (year.units[:1], year.units[1:])
    client.post(url, {"due_at": "08/10/2023", "hour": "17:00", "reason": "", "notice": "on"})
    told = year.clerks[0].notifications.get()
    assert told.text == "Kết quả tháng 10/2022: hạn mới 17:00, 08/10/2023, thay hạn 17:00, 05/10/2023."
    client.post(url, {"due_at": "09/10/2023", "hour": "17:00", "reason": ""})
    assert year.clerks[0].notifications.count() == 1


def test_calendar_of_a_unit_shows_its_own_dates(client, year):
    give(year)
    url = reverse("awards:years.calendar", args=[year.period.pk])
    for user, shown in ((year.clerks[0], [LATER]), (year.clerks[1], [DUE]), (year.officer, [DUE, LATER])):
        client.force_login(user)
        entries = [one for _, found in client.get(url).context["months"] for one in found]
        assert [one.at for one in entries] == shown
    month = client.get(f"{url}?thang=2023-10").context["month"]
    assert (month.label, len(month.weeks)) == ("Tháng 10/2023", 6)
    assert client.get(f"{url}?thang=xx-yy").status_code == 200
