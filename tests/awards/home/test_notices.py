"""The bell, reminders and the outbox: who is told what, once, in the way each person chose."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail as outside
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse
from django.utils.timezone import localtime
from django_tasks import task

from awards.home import notices, outbox, reminders
from awards.home.enums import MailState, NoticeKind
from awards.home.todo import in_year
from awards.models import EmulationPeriod, Notification, OutboxMail, ReminderRule
from awards.results import services as results
from awards.years import extensions
from awards.years.queries import name_of
from awards.years.rules import when
from tests.awards.home.conftest import NOW
from tests.awards.results.year import make_year
from tests.factories import UnitFactory, UserFactory
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from thidua.jobs import services as jobs
from thidua.jobs.models import LOST, Job
from thidua.jobs.queries import result_url
from thidua.management.commands import serve
from units.accounts.enums import Role
from units.models import AuditEvent, User

pytestmark = pytest.mark.django_db
BELL = reverse("awards:home.notifications")
APP = dict.fromkeys(NoticeKind.values, "app")


@pytest.fixture
def year():
    return make_year(units=2, terms=1, due_at=NOW + timedelta(days=3))


def remind(year, units=None, text="Gửi kết quả"):
    return reminders.remind(year.term, by=year.officer, units=units or year.units, subject="Nhắc", text=text)


def choose(user, channel: str, email: str = "a@minhhoa.example"):
    notices.choose(user, by=user, email=email, channels=APP | {"reminder": channel})
    user.refresh_from_db()


# who is told ----------------------------------------------------------------------------------------------------------


def test_a_reminder_reaches_the_late_units_once_a_day(year):
    year.verified(1)
    late = reminders.late_units(year.term)
    assert [(one.unit, one.words, one.people) for one in late] == [(year.units[0], "Chưa mở bảng", [year.clerks[0]])]
    assert remind(year, [year.units[0]]).people == 1
    assert remind(year, [year.units[0]]) == reminders.Reminded([], 0, [])
    one = Notification.objects.get(kind="reminder")
    assert (one.user, one.text) == (year.clerks[0], "Gửi kết quả")
    assert one.link == reverse("awards:results.entry", args=[year.term.pk, year.units[0].code])
    assert AuditEvent.objects.filter(action="home.remind").count() == 1
    with clock.at(NOW + timedelta(days=1)):
        assert remind(year, [year.units[0]]).people == 1
    with pytest.raises(RuleViolation):
        remind(year, [year.units[1]])  # has sent
    with pytest.raises(RuleViolation):
        remind(year, text=" ")
    with pytest.raises(Forbidden):
        reminders.remind(year.term, by=year.clerks[0], units=year.units, subject="", text="x")


def test_a_unit_without_anybody_is_named(year):
    year.clerks[0].role_grants.update(withdrawn_at=NOW)
    done = remind(year)
    assert (done.units, done.silent) == ([year.units[1]], [year.units[0]])


def test_a_kind_switched_off_is_neither_shown_nor_sent(year):
    choose(year.clerks[0], "none")
    assert remind(year).people == 1
    assert not year.clerks[0].notifications.exists()
    assert not OutboxMail.objects.exists()


def test_what_comes_back_and_what_is_verified_is_told_to_the_unit(year):
    sheet = year.fill(0)
    results.submit(sheet, by=year.clerks[0])
    results.send_back(sheet, by=year.officer, reason="Sai số", cells={})
    told = year.clerks[0].notifications.get()
    assert (told.kind, told.text) == ("returned", f"Kết quả {year.term.label} bị trả lại bổ sung: Sai số")
    results.submit(year.fill(1), by=year.clerks[1])
    results.verify(year.sheet(1), by=year.officer)
    assert [one.kind for one in year.clerks[1].notifications.all()] == ["verified"]


def test_daily_reminders_fall_on_their_days_and_are_not_repeated(year):
    extensions.set_deadline_rules(
        year.period, by=year.officer, grace_days=None, reminders=[("term", -3), ("term", 2), ("phase", -7)]
    )
    phase = year.period.phases.create(step=4, due_at=NOW + timedelta(days=7))
    extensions.extend(
        year.term, by=year.officer, units=[year.units[1]], due_at=NOW + timedelta(days=9), reason="Mưa lũ"
    )
    assert reminders.remind_daily() == 2  # the unit whose deadline is three days ahead, the officer for the step
    assert reminders.remind_daily() == 0
    assert [one.user for one in Notification.objects.order_by("pk")] == [year.clerks[0], year.officer]
    assert Notification.objects.order_by("pk").last().link == reverse("awards:years.calendar", args=[phase.period_id])
    with clock.at(NOW + timedelta(days=6)):  # two days after the one deadline, three before the other
        assert reminders.remind_daily() == 2
    assert year.clerks[1].notifications.count() == 1
    EmulationPeriod.objects.update(state="closed")
    ReminderRule.objects.filter(days=2).update(days=20)
    with clock.at(NOW + timedelta(days=23)):
        assert reminders.remind_daily() == 0


def test_a_step_is_reminded_to_whoever_has_something_to_do_in_it(year):
    """Each by the own deadline, with the work that waits; a verifier without a sheet, a stranger: nothing."""
    extensions.set_deadline_rules(year.period, by=year.officer, grace_days=None, reminders=[("phase", -3)])
    launch, verify, late = (
        year.period.phases.create(step=step, due_at=NOW + timedelta(days=days))
        for step, days in ((1, 3), (3, 3), (6, 9))
    )
    extensions.extend(launch, by=year.officer, units=[year.units[1]], due_at=NOW + timedelta(days=9), reason="Mưa lũ")
    for clerk, unit in zip(year.clerks, year.units, strict=True):
        User.objects.filter(pk=clerk.pk).update(unit=unit)
    leader = UserFactory(role=Role.UNIT_LEADER, over=year.units[0], unit=year.units[0])
    verifier = UserFactory(role=Role.VERIFIER, over=year.province, unit=year.province)
    stranger = UserFactory(role=Role.CLERK, over=UnitFactory(code="FAR"))
    results.submit(year.fill(0), by=year.clerks[0])
    Notification.objects.all().delete()
    assert reminders.remind_daily() == 5  # the officer for both steps
    calendar = reverse("awards:years.calendar", args=[year.period.pk])
    registration = reverse("awards:criteria.registration", args=[year.period.pk, year.units[0].code])
    told = {(one.user, one.link, one.text.partition(". ")[2]) for one in Notification.objects.all()}
    assert told == {
        (year.officer, calendar, ""),
        (year.clerks[0], registration, "Đăng ký thi đua."),
        (leader, registration, "Đăng ký thi đua."),
        (verifier, in_year("awards:results.queue", year.period), f"Xác minh kết quả {year.term.label} của 1 đơn vị."),
    }
    assert not stranger.notifications.exists()
    assert reminders.remind_daily() == 0
    with clock.at(NOW + timedelta(days=6)):  # the unit with more time, and the council's step of the office
        assert reminders.remind_daily() == 2
    assert (
        year.clerks[1]
        .notifications.get()
        .text.startswith(f"{name_of(launch)}: hạn {when(localtime(NOW + timedelta(days=9)))}.")
    )
    assert year.officer.notifications.filter(text__startswith=name_of(late)).count() == 1
    assert name_of(verify) in verifier.notifications.get().text


@task()
def slow(job_id: int) -> None:
    """Left in the queue: the test does the work when it says so."""


def after(seconds: int, owner, work, **arguments) -> Job:
    """A job that ends so long after it was asked for."""
    job = jobs.start(owner=owner, name="Báo cáo năm.pdf", task=slow, arguments=arguments)
    with clock.at(job.created_at + timedelta(seconds=seconds)):
        jobs.run(job.pk, work)
    return job


def test_whoever_started_a_job_is_told_how_it_ended_once_unless_it_was_quick(year):
    def refused(job, progress):
        raise RuleViolation("Bảng điểm chưa chốt.")

    owner = year.clerks[0]
    quick = after(4, owner, lambda job, progress: None, n=1)
    assert (Job.objects.get(pk=quick.pk).state, owner.notifications.count()) == ("done", 0)
    done = after(5, owner, lambda job, progress: None, n=2)
    jobs.run(done.pk, lambda job, progress: pytest.fail("twice"))
    failed = after(60, owner, refused, n=3)
    lost = jobs.start(owner=owner, name="Nhật ký", task=slow, arguments={"n": 4})
    Job.objects.filter(pk=lost.pk).update(state="running", heartbeat_at=clock.now())
    with clock.at(clock.now() + timedelta(minutes=6)):
        assert [jobs.reap()[0], jobs.reap()[0]] == [1, 0]
    cancelled = jobs.start(owner=owner, name="Bỏ", task=slow, arguments={"n": 5})
    with clock.at(clock.now() + timedelta(minutes=1)):
        jobs.cancel(cancelled, by=owner)
    files = reverse("jobs:index")
    assert set(Notification.objects.values_list("user", "kind", "text", "link")) == {
        (owner.pk, "job", "Đã xong: Báo cáo năm.pdf.", f"{files}#job-{done.pk}"),
        (owner.pk, "job", "Không xong: Báo cáo năm.pdf. Bảng điểm chưa chốt.", f"{files}#job-{failed.pk}"),
        (owner.pk, "job", f"Không xong: Nhật ký. {LOST}", f"{files}#job-{lost.pk}"),
    }


def test_the_notice_of_work_without_a_file_leads_to_the_page_of_the_work():
    given = {"units.imports.tasks.write_import": {"import": 7}, "awards.decisions.tasks.sign_paper": {"paper": 8}}
    assert {result_url(Job(task=name, arguments=arguments)) for name, arguments in given.items()} == {
        reverse("units:imports.detail", args=[7]), reverse("awards:decisions.detail", args=[8]),
    }  # fmt: skip


# the bell -------------------------------------------------------------------------------------------------------------


def test_notifications_by_day_read_one_read_all(client, year):
    clerk = year.clerks[0]
    with clock.at(NOW - timedelta(days=1)):
        remind(year)
    remind(year)
    client.force_login(clerk)
    page = client.get(BELL)
    assert [len(rows) for _, rows in page.context["days"]] == [1, 1]
    assert page.context["frame"].notifications_count == 2
    newest = clerk.notifications.first()
    opened = client.post(reverse("awards:home.open_notice", args=[newest.pk]))
    assert opened.url == newest.link
    stay = client.post(reverse("awards:home.open_notice", args=[newest.pk]), {"o-lai": "1"})
    assert stay.url == BELL
    assert list(client.get(BELL, {"loc": "chua-doc"}).context["list"]) == [clerk.notifications.last()]
    client.post(reverse("awards:home.read_all"))
    assert client.get(BELL).context["frame"].notifications_count == 0
    theirs = year.clerks[1].notifications.first()
    assert client.post(reverse("awards:home.open_notice", args=[theirs.pk])).status_code == 404
    assert client.get(reverse("awards:home.open_notice", args=[newest.pk])).status_code == 405


@pytest.mark.parametrize("rows", [1, 30])
def test_notifications_query_count(client, year, django_assert_num_queries, rows, no_frame):
    Notification.objects.bulk_create(
        Notification(user=year.clerks[0], kind="reminder", text="Nhắc", key=str(n)) for n in range(rows)
    )
    client.force_login(year.clerks[0])
    client.get(BELL)
    with django_assert_num_queries(5):  # session, user, count, rows, unread
        client.get(BELL)


def test_notice_choices_of_the_own_account(client, year):
    clerk = year.clerks[0]
    client.force_login(clerk)
    url = reverse("awards:home.notice_choices")
    refused = client.post(url, APP | {"reminder": "mail", "email": ""})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["email"])
    assert client.post(url, APP | {"reminder": "mail", "email": "a@minhhoa.example"}).status_code == 302
    assert notices.channels_of(clerk)["reminder"] == "mail"
    page = client.get(reverse("units:accounts.profile")).content.decode()
    assert "a@minhhoa.example" in page
    told = AuditEvent.objects.get(action="home.choose_notices").changes
    assert told["Nhắc hạn"] == ["Trong phần mềm", "Trong phần mềm và thư điện tử"]


def test_remind_page_shows_whom_and_what_and_keeps_what_was_typed(client, year):
    client.force_login(year.officer)
    url = reverse("awards:home.remind", args=[year.term.pk])
    page = client.get(url)
    assert [one.unit for one in page.context["late"]] == year.units
    assert page.context["ticked"] == {unit.code for unit in year.units}
    bad = client.post(url, {"subject": "Nhắc", "text": "Gửi ngay"})
    assert (bad.status_code, list(bad.context["form"].errors)) == (422, ["units"])
    assert "Gửi ngay" in bad.content.decode()
    typed = {"subject": "Nhắc", "text": "Gửi ngay", "units": [year.units[0].code]}
    for _ in range(2):
        assert client.post(url, typed).status_code == 302
    assert [one.text for one in Notification.objects.all()] == ["Gửi ngay"]


def test_home_of_the_office_has_reminding_as_its_act(client, year):
    client.force_login(year.officer)
    act = client.get(reverse("awards:home.index")).context["act"]
    assert (act.button, act.url) == ("Nhắc 2 đơn vị", reverse("awards:home.remind", args=[year.term.pk]))
    assert act.text == "2 đơn vị chưa mở bảng"


# letters --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def letter(year) -> OutboxMail:
    choose(year.clerks[0], "mail")
    with override_settings(SITE_URL="https://thidua.minhhoa.example"):
        remind(year)
    return OutboxMail.objects.get()


def states() -> list[str]:
    return list(OutboxMail.objects.order_by("pk").values_list("state", flat=True))


def test_a_letter_waits_for_a_look_and_is_sent_once(year, letter):
    assert (letter.state, letter.address) == (MailState.WAITING, "a@minhhoa.example")
    assert letter.body.startswith("Gửi kết quả\n\nMở trong phần mềm: https://thidua.minhhoa.example/awards/results/")
    with override_settings(MAIL_ON=True):
        assert outbox.deliver() == outbox.Delivered()
        outbox.edit(letter, by=year.officer, subject="Nhắc lần hai", body="Gửi ngay")
        outbox.approve(letter, by=year.officer)
        with pytest.raises(StateConflict):
            outbox.approve(letter, by=year.officer)
        assert outbox.deliver() == outbox.Delivered(sent=1)
        assert outbox.deliver() == outbox.Delivered()
    assert [(one.subject, one.body, one.to) for one in outside.outbox] == [
        ("Nhắc lần hai", "Gửi ngay", ["a@minhhoa.example"])
    ]
    assert states() == ["sent"]
    for act in (outbox.approve, outbox.retry):
        with pytest.raises(StateConflict):
            act(letter, by=year.officer)
    with pytest.raises(StateConflict):
        outbox.edit(letter, by=year.officer, subject="x", body="y")


def test_without_a_server_letters_stay_and_it_is_said(year, letter):
    outbox.approve(letter, by=year.officer)
    assert outbox.deliver().problem.startswith("Chưa đặt máy chủ thư")
    assert states() == ["ready"]


class Closed(EmailBackend):
    """A server that does not answer."""

    def open(self):
        raise ConnectionRefusedError("Connection refused")


class Dying(EmailBackend):
    """A server that hangs up on the first letter."""

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")


def test_a_server_that_cannot_be_reached_leaves_letters_as_they_are(year, letter):
    outbox.approve(letter, by=year.officer)
    with override_settings(MAIL_ON=True, EMAIL_BACKEND=f"{__name__}.Closed"):
        assert outbox.deliver().problem == "Không nối được máy chủ thư: Connection refused"
    assert states() == ["ready"]


def test_a_letter_on_the_way_when_the_server_dies_is_not_sent_again_by_itself(year, letter):
    choose(year.clerks[1], "mail", "b@minhhoa.example")
    with clock.at(NOW + timedelta(days=1)):
        remind(year, [year.units[1]])
    assert outbox.approve_all(year.officer) == 2
    with override_settings(MAIL_ON=True):
        with override_settings(EMAIL_BACKEND=f"{__name__}.Dying"):
            done = outbox.deliver()
        assert (done.sent, done.failed, states()) == (0, 1, ["failed", "ready"])
        assert outbox.deliver() == outbox.Delivered(sent=1)
        assert states() == ["failed", "sent"]
        outbox.retry(letter, by=year.officer)
        assert outbox.deliver() == outbox.Delivered(sent=1)
    assert states() == ["sent", "sent"]


def test_a_letter_whose_carrier_died_is_given_up_not_sent_twice(year, letter):
    OutboxMail.objects.update(state=MailState.SENDING, claimed_at=NOW - timedelta(minutes=5))
    with override_settings(MAIL_ON=True):
        outbox.deliver()
        assert states() == ["sending"]
        with clock.at(NOW + timedelta(minutes=6)):
            outbox.deliver()
    letter.refresh_from_db()
    assert (letter.state, letter.error, outside.outbox) == (MailState.FAILED, outbox.LOST, [])


def test_outbox_pages_edit_approve_drop_and_send(client, year, letter):
    client.force_login(year.officer)
    page = client.get(reverse("awards:home.outbox"))
    assert (list(page.context["list"]), page.context["waiting"]) == ([letter], 1)
    assert "Chưa đặt máy chủ thư" in page.content.decode()
    url = reverse("awards:home.mail", args=[letter.pk])
    assert client.post(url, {"subject": "", "body": "x"}).status_code == 422
    assert client.post(url, {"subject": "Nhắc", "body": "Gửi"}).status_code == 302
    with override_settings(MAIL_ON=True):
        for _ in range(2):  # a double click
            client.post(reverse("awards:home.approve_mail", args=[letter.pk]))
        assert len(outside.outbox) == 1
        assert Job.objects.get().state == "done"
    assert states() == ["sent"]
    OutboxMail.objects.update(state=MailState.FAILED, error="Hỏng")
    client.post(reverse("awards:home.retry_mail", args=[letter.pk]))
    assert states() == ["ready"]
    client.post(reverse("awards:home.send_now"))
    client.post(reverse("awards:home.drop_mail", args=[letter.pk]), {"reason": ""})
    assert states() == ["ready"]
    client.post(reverse("awards:home.drop_mail", args=[letter.pk]), {"reason": "Đã gọi điện"})
    assert states() == ["dropped"]
    OutboxMail.objects.update(state=MailState.WAITING)
    client.post(reverse("awards:home.approve_all"))
    assert states() == ["ready"]
    client.force_login(UserFactory(role=Role.OFFICER, over=UnitFactory(code="FAR")))
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_outbox_query_count(client, year, django_assert_num_queries, rows, no_frame):
    OutboxMail.objects.bulk_create(
        OutboxMail(to=year.clerks[0], address="a@b.example", unit=year.units[0], subject="x", body="y", key=str(n))
        for n in range(rows)
    )
    client.force_login(year.officer)
    client.get(reverse("awards:home.outbox"))
    with django_assert_num_queries(7):  # session, user, roles, count, rows, waiting, ready
        client.get(reverse("awards:home.outbox"))


def test_remind_today_runs_the_round_as_a_job(client, year):
    extensions.set_deadline_rules(year.period, by=year.officer, grace_days=None, reminders=[("term", -3)])
    client.force_login(year.officer)
    for _ in range(2):
        assert client.post(reverse("awards:home.remind_today", args=[year.period.pk])).status_code == 302
    assert Notification.objects.count() == 2
    assert {job.state for job in Job.objects.all()} == {"done"}


def test_remind_command_reminds_and_sends(year, capsys):
    choose(year.clerks[0], "mail")
    extensions.set_deadline_rules(year.period, by=year.officer, grace_days=None, reminders=[("term", -3)])
    with override_settings(MAIL_ON=True, MAIL_REVIEW=False):
        call_command("remind")
        call_command("remind")
    assert capsys.readouterr().out.splitlines() == [
        "Đã nhắc 2 người, gửi 1 thư, 0 thư lỗi.", "Đã nhắc 0 người, gửi 0 thư, 0 thư lỗi.",
    ]  # fmt: skip
    assert len(outside.outbox) == 1
    call_command(*serve.TEND[2:])
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("Việc bị bỏ dở: 0.")
    assert told[1].startswith("Ô giữ số thẩm định: 0.")
    assert told[2] == "Đề nghị đã xét lại vì việc đang xem xét bắt đầu, kết thúc: 0."
    assert told[3] == "Cơ quan không trả lời trong hạn: 0."
    assert told[4] == "Đã nhắc 0 người, gửi 0 thư, 0 thư lỗi."
    assert told[-1].startswith("Đã niêm phong ")
