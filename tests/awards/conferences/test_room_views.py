"""Pages of the room and the floor, of tasks and of versions of the minutes: what a post does, what is told and kept."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.conferences import agenda, checking_in, codes, following, guests, recording, services, speaking
from awards.conferences.enums import ConferenceState, Presence
from awards.models import (
    Attendee,
    Conference,
    FollowUp,
    Guest,
    MinutesVersion,
    Regulation,
    Speech,
    Talk,
    WrittenOpinion,
)
from tests.awards.conferences.test_room import NOW, PDF
from tests.factories import PeriodFactory, PersonFactory, UnitFactory, UserFactory
from tests.factories.ballots import council_sitting, open_round
from tests.kept import kept
from thidua import clock
from units.accounts.enums import Role

pytestmark = pytest.mark.django_db
sitting = kept(council_sitting, present=13)


def url(name, *args):
    return reverse(f"awards:conferences.{name}", args=args)


@pytest.fixture
def secretary(client, sitting):
    client.force_login(sitting.secretary)
    return client


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


# Guests, substitutes, opinions ----------------------------------------------------------------------------------------


def test_guests_page_adds_edits_marks_and_removes(secretary, sitting):
    page = url("guests_page", sitting.conference.pk)
    assert secretary.post(page, {"name": "Đại tá A", "post": "Cục Chính trị", "kind": "guest"}).url == page
    guest = Guest.objects.get()
    again = secretary.post(page, {"name": "Đại tá A", "post": "Cục Chính trị", "kind": "guest"})
    assert again.status_code == 422
    assert "Cục Chính trị" in words(again)
    secretary.post(url("edit_guest", guest.pk), {"name": "Đại tá B", "post": "", "kind": "delegate"})
    secretary.post(url("mark_guest", guest.pk), {"co-mat": "1"})
    guest.refresh_from_db()
    assert (guest.name, guest.kind, guest.is_present) == ("Đại tá B", "delegate", True)
    assert "đã có mặt, không xóa được" in words(secretary.post(url("remove_guest", guest.pk), follow=True))
    secretary.post(url("mark_guest", guest.pk), {"co-mat": "0"})
    secretary.post(url("remove_guest", guest.pk))
    assert not Guest.objects.exists()


def test_send_substitute_and_end_substitute_follow_the_rule(secretary, sitting):
    seat = sitting.attendees[14]
    assert "Dự thay" not in words(secretary.get(url("detail", sitting.conference.pk)))
    Regulation.objects.update(substitutes="votes")
    Attendee.objects.filter(pk=seat.pk).update(presence=Presence.EXPECTED)
    assert "Dự thay" in words(secretary.get(url("detail", sitting.conference.pk)))
    typed = {"name": "Thiếu tá B", "mandate": "", "reason": "ốm"}
    refused = secretary.post(url("send_substitute", seat.pk), typed)
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"mandate"})
    secretary.post(url("send_substitute", seat.pk), typed | {"mandate": "Số 5"})
    assert Attendee.objects.get(pk=seat.pk).name == "Thiếu tá B"
    secretary.post(url("end_substitute", seat.pk))
    assert Attendee.objects.get(pk=seat.pk).mandate == ""


def test_keep_opinion_takes_a_scan_that_opinion_file_gives_back(client, secretary, sitting):
    seat = sitting.attendees[14]
    typed = {"text": "Nhất trí", "received_on": "17/10/2023", "upload": SimpleUploadedFile("y.pdf", PDF)}
    assert "Ghi ý kiến" in words(secretary.get(url("detail", sitting.conference.pk)))
    assert secretary.post(url("keep_opinion", seat.pk), typed).status_code == 302
    assert "Đã có ý kiến" in words(secretary.get(url("detail", sitting.conference.pk)))
    file = url("opinion_file", WrittenOpinion.objects.get().pk)
    assert b"".join(secretary.get(file).streaming_content) == PDF
    client.force_login(sitting.chair)
    assert client.get(file).status_code == 403  # until the minutes are adopted


# Marking oneself ------------------------------------------------------------------------------------------------------


def test_check_in_by_code_and_by_the_scanned_address(client, sitting):
    Attendee.objects.filter(pk=sitting.attendees[0].pk).update(presence=Presence.EXPECTED, arrived_at=None)
    conference = checking_in.open_checkin(sitting.conference, by=sitting.secretary)
    client.force_login(sitting.chair)
    assert "Tự điểm danh" in words(client.get(url("detail", conference.pk)))
    page = url("check_in", conference.pk)
    with clock.at(NOW):
        good = codes.code_at(conference.checkin_secret, NOW)
        assert f'value="{good}"' in words(client.get(f"{page}?ma={good}"))
        wrong = client.post(page, {"code": f"{(int(good) + 1) % 1_000_000:06d}"})
        assert "Mã không đúng" in words(wrong)
        assert client.post(page, {"code": good}).url == page
    assert "Đã điểm danh: có mặt lúc 13:20" in words(client.get(page))


def test_whoever_comes_for_a_member_finds_the_conference_takes_the_seat_and_votes(client, sitting):
    """From a unit below, without any role over the council: the seat alone lets the substitute in, as long as it is
    theirs, and every link of the page leads somewhere."""
    Regulation.objects.update(substitutes="votes")
    seat = sitting.attendees[14]
    Attendee.objects.filter(pk=seat.pk).update(presence=Presence.EXPECTED, arrived_at=None)
    deputy = UserFactory(role=Role.CLERK, over=UnitFactory(parent=sitting.province), person=PersonFactory())
    conference = checking_in.open_checkin(sitting.conference, by=sitting.secretary)
    client.force_login(deputy)
    page = url("check_in", conference.pk)
    assert client.get(page).status_code == 404
    told = {"mandate": "Số 5/GUQ", "reason": "công tác", "person": deputy.person}
    guests.send_substitute(seat, by=sitting.secretary, name="Thiếu tá B", **told)
    with clock.at(NOW):
        good = codes.code_at(conference.checkin_secret, NOW)
        assert client.post(page, {"code": good}).url == page
    assert "có mặt lúc 13:20" in words(client.get(page))
    ballot = open_round(sitting, {"ĐVTT": (2, None)})
    links = set(re.findall(r'href="(/awards/[^"#]*)"', words(client.get(url("detail", conference.pk)))))
    assert reverse("awards:ballots.detail", args=[ballot.pk]) in links
    assert {link: code for link in links if (code := client.get(link).status_code) != 200} == {}
    assert client.get(reverse("awards:ballots.vote", args=[ballot.pk])).status_code == 200
    assert client.get(reverse("awards:ballots.interests", args=[ballot.pk])).status_code == 200
    guests.end_substitute(seat, by=sitting.secretary)
    assert client.get(page).status_code == 404


def test_check_in_of_somebody_without_a_seat_says_so(secretary, sitting):
    assert "không có tên trong danh sách dự họp" in words(secretary.get(url("check_in", sitting.conference.pk)))


def test_open_checkin_shows_the_code_until_close_checkin(secretary, sitting):
    page = url("checkin_code", sitting.conference.pk)
    assert "data:image/svg" not in words(secretary.get(page))
    secretary.post(url("open_checkin", sitting.conference.pk))
    with clock.at(NOW):
        sitting.conference.refresh_from_db()
        body = words(secretary.get(page, headers={"hx-request": "true"}))
        assert sitting.conference.code_now in body
        warned = [
            "chỉ mở được trên chính máy này" in words(secretary.get(page, headers={"host": host}))
            for host in ("127.0.0.1:8000", "localhost", "testserver")
        ]
        assert warned == [True, True, False]  # a phone finds this very machine by none of its own addresses
    assert "data:image/svg+xml;base64," in body
    assert sitting.conference.checkin_secret not in body
    secretary.post(url("close_checkin", sitting.conference.pk))
    assert "đang đóng" in words(secretary.get(page))


# The floor ------------------------------------------------------------------------------------------------------------


def test_add_talk_talk_file_and_remove_talk(client, sitting):
    client.force_login(sitting.chair)
    page = url("add_talk", sitting.conference.pk)
    refused = client.post(page, {"title": "Bài", "speaker": "A"})
    assert set(refused.context["form"].errors) == {"upload"}  # who is not the office sends the paper itself
    bad = client.post(page, {"title": "Bài", "speaker": "A", "upload": SimpleUploadedFile("b.pdf", b"MZ")})
    assert "Nội dung không phải loại tệp được nhận" in words(bad)
    client.post(page, {"title": "Bài", "speaker": "A", "upload": SimpleUploadedFile("b.pdf", PDF)})
    talk = Talk.objects.get()
    answer = client.get(url("talk_file", talk.pk))
    assert (b"".join(answer.streaming_content), answer["Cache-Control"]) == (PDF, "private, no-store")
    client.post(url("remove_talk", talk.pk))
    assert client.get(url("talk_file", talk.pk)).status_code == 404


def test_speeches_are_led_from_one_page(secretary, sitting):
    page = url("speeches", sitting.conference.pk)
    for name in ("A", "B"):
        secretary.post(page, {"name": name, "minutes": "5"})
    first, second = Speech.objects.order_by("sort")
    assert "Ghi người phát biểu" in words(secretary.post(page, {"name": ""}))
    secretary.post(url("move_speech", second.pk), {"huong": "len"})
    assert [row.name for row in Speech.objects.all()] == ["B", "A"]
    secretary.post(url("start_speech", second.pk))
    secretary.post(url("note_speech", second.pk), {"summary": "Ý kiến"})
    secretary.post(url("end_speech", second.pk))
    secretary.post(url("remove_speech", first.pk))
    spoken = Speech.objects.get()
    assert (spoken.name, spoken.summary, spoken.ended_at is not None) == ("B", "Ý kiến", True)


def test_the_screen_shows_who_speaks_and_never_who_is_absent(client, secretary, sitting):
    speech = speaking.add_speech(sitting.conference, by=sitting.secretary, name="Thiếu tá Loa", post="Đồn A")
    speaking.add_speech(sitting.conference, by=sitting.secretary, name="Đại úy Sau")
    speaking.start_speech(speech, by=sitting.secretary)
    screen = reverse("awards:ballots.screen", args=[sitting.conference.pk])
    body = words(secretary.get(screen))
    assert "Thiếu tá Loa" in body
    assert "Tiếp theo: Đại úy Sau" in body
    assert not any(seat.name in body for seat in sitting.attendees)
    secretary.post(url("set_hall", sitting.conference.pk), {"man": "paused"})
    body = words(secretary.get(screen))
    assert "tạm nghỉ" in body
    assert "Thiếu tá Loa" not in body


def test_a_round_stands_before_the_programme_on_the_screen(secretary, sitting):
    open_round(sitting, {"ĐVTT": (2, None)})
    secretary.post(url("set_hall", sitting.conference.pk), {"man": "programme"})
    assert "Đang bỏ phiếu kín" in words(secretary.get(reverse("awards:ballots.screen", args=[sitting.conference.pk])))


def test_set_hall_takes_only_what_there_is(secretary, sitting):
    answer = secretary.post(url("set_hall", sitting.conference.pk), {"man": "x"}, follow=True)
    assert "Chọn nội dung màn chiếu" in words(answer)


# Tasks ----------------------------------------------------------------------------------------------------------------


def test_a_task_goes_from_give_task_to_report_task_and_back(client, secretary, sitting):
    post = UnitFactory(parent=sitting.province)
    clerk = UserFactory(role=Role.CLERK, over=post)
    page = url("give_task", sitting.conference.pk)
    late = secretary.post(page, {"text_of": "Nhân rộng", "unit": post.pk, "due_on": "01/01/2023"})
    assert "Thời hạn không thể trước ngày họp" in words(late)
    secretary.post(page, {"text_of": "Nhân rộng", "unit": post.pk, "due_on": "01/12/2023"})
    task = FollowUp.objects.get()
    client.force_login(clerk)
    assert "Quá hạn" in words(client.get(url("task", task.pk)))
    assert client.get(url("detail", sitting.conference.pk)).status_code == 404  # the conference is not the post's
    assert "Nhân rộng" in words(client.get(reverse("awards:home.index")))
    assert client.post(url("report_task", task.pk), {"result": ""}).status_code == 422
    client.post(url("report_task", task.pk), {"result": "Xong ở 5 đồn"})
    assert client.post(url("reopen_task", task.pk), {"reason": "x", "due_on": "01/01/2030"}).status_code == 403
    client.force_login(sitting.secretary)
    client.post(url("reopen_task", task.pk), {"reason": "Mới 5 đồn", "due_on": "01/01/2099"})
    client.post(url("drop_task", task.pk), {"reason": "Sáp nhập"})
    task.refresh_from_db()
    assert (task.state, task.result) == ("dropped", "Sáp nhập")


def queries_of(client, path) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as context:
        assert client.get(path).status_code == 200
    return len(context)


def test_tasks_filters_and_takes_as_many_queries_for_thirty_rows_as_for_one(secretary, sitting):
    def give(number):
        return following.give_task(
            sitting.conference, by=sitting.secretary, text_of=f"Việc {number}", unit=sitting.province,
            due_on=date(2023, 12, 1),
        )  # fmt: skip

    give(0)
    pages = [url("tasks"), url("detail", sitting.conference.pk), url("minutes", sitting.conference.pk)]
    alone = [queries_of(secretary, page) for page in pages]
    for number in range(1, 30):
        give(number)
        guests.add_guest(sitting.conference, by=sitting.secretary, name=f"Khách {number}")
        speaking.add_speech(sitting.conference, by=sitting.secretary, name=f"Người {number}")
        speaking.add_talk(sitting.conference, by=sitting.secretary, title=f"Bài {number}", speaker="A")
    assert [queries_of(secretary, page) for page in pages] == alone
    assert secretary.get(url("tasks"), {"tt": "tre"}).context["list"].total == 30
    assert secretary.get(url("tasks"), {"tt": "xong"}).context["list"].total == 0
    assert secretary.get(url("tasks"), {"q": "Việc 29"}).context["list"].total == 1


def test_tasks_of_another_year_are_listed_until_they_are_done(secretary, sitting):
    task = following.give_task(
        sitting.conference, by=sitting.secretary, text_of="Nhân rộng mô hình", unit=sitting.province,
        due_on=date(2023, 12, 1),
    )  # fmt: skip
    later = {"nam": PeriodFactory(unit=sitting.province, year=sitting.conference.period.year + 1).year}
    assert list(secretary.get(url("tasks"), later).context["list"]) == [task]
    following.report_done(task, by=sitting.secretary, result="Đã xong")
    assert "Người ghi" in words(secretary.get(url("task", task.pk)))
    assert list(secretary.get(url("tasks"), later).context["list"]) == []
    assert list(secretary.get(url("tasks"), {"nam": sitting.conference.period.year}).context["list"]) == [task]


# Minutes --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def adopted(sitting) -> MinutesVersion:
    Conference.objects.filter(pk=sitting.conference.pk).update(
        state=ConferenceState.CLOSED, discussion="a", conclusion="b"
    )
    services.adopt_minutes(sitting.conference, by=sitting.secretary)
    return sitting.conference.versions.get()


def test_minutes_are_offered_as_they_were_compiled(secretary, sitting):
    item = sitting.conference.programme.first()
    agenda.note_item(item, by=sitting.secretary, note="Bầu tổ kiểm phiếu.")
    page = url("minutes", sitting.conference.pk)
    body = words(secretary.get(page))
    assert "Khai mạc: Bầu tổ kiểm phiếu." in body
    assert secretary.get(page).context["form"].initial["conclusion"] == ""
    agenda.edit_item(item, by=sitting.secretary, starts_at=item.starts_at, title="Chủ trì kết luận")
    assert secretary.get(page).context["form"].initial["conclusion"] == "Bầu tổ kiểm phiếu."
    agenda.edit_item(item, by=sitting.secretary, starts_at=item.starts_at, title="Khai mạc")
    assert "soạn sẵn từ chương trình" in body
    secretary.post(page, {"discussion": "Khác", "conclusion": "Kết luận"})
    assert "Diễn biến chưa có trong phần thảo luận đã lưu" in words(secretary.get(page))


def test_sign_minutes_by_two_then_correct_minutes(client, secretary, sitting, adopted):
    version = url("minutes_version", adopted.pk)
    assert "Ký biên bản" in words(secretary.get(version))
    assert secretary.get(url("minutes_file", adopted.pk)).status_code == 404
    secretary.post(url("sign_minutes", adopted.pk))
    assert "Ký biên bản" not in words(secretary.get(version))
    client.force_login(sitting.chair)
    client.post(url("sign_minutes", adopted.pk))
    adopted.refresh_from_db()
    assert adopted.is_signed
    kept_file = client.get(url("minutes_file", adopted.pk)).content
    assert kept_file.startswith(b"%PDF")
    client.force_login(sitting.secretary)
    report = reverse("awards:reports.download", args=["conference-minutes", "pdf"])
    asked = {"nam": sitting.period.year, "dv": sitting.province.code, "object": sitting.conference.pk}
    assert client.get(report, asked).content == kept_file
    client.post(url("correct_minutes", sitting.conference.pk), {"reason": "Sai tên"})
    second = sitting.conference.versions.get(number=2)
    page = url("minutes_version", second.pk)
    client.post(page, {"discussion": "Đúng tên", "conclusion": "b"})
    client.force_login(sitting.chair)
    assert client.get(page).status_code == 404  # a draft of those who write it
    client.force_login(sitting.secretary)
    client.post(url("adopt_version", second.pk))
    assert sitting.conference.versions.get(number=2).discussion == "Đúng tên"


def test_drop_version_ends_a_correction(secretary, sitting, adopted):
    recording.sign(adopted, by=sitting.secretary)
    recording.sign(adopted, by=sitting.chair)
    second = recording.begin_correction(sitting.conference, by=sitting.secretary, reason="Sai")
    assert secretary.post(url("drop_version", second.pk)).url == url("minutes", sitting.conference.pk)
    second.refresh_from_db()
    assert second.state == "dropped"


def test_minutes_that_wait_for_a_hand_stand_in_the_list_of_work(client, sitting, adopted):
    for user in (sitting.secretary, sitting.chair):
        client.force_login(user)
        assert "Ký biên bản" in words(client.get(reverse("awards:home.index")))
    recording.sign(adopted, by=sitting.chair)
    assert "Ký biên bản" not in words(client.get(reverse("awards:home.index")))


# Council --------------------------------------------------------------------------------------------------------------


def test_renew_ends_and_changes_seats(secretary):
    council_user = UserFactory(role=Role.SECRETARY, over=UnitFactory())
    council = services.create_council(
        by=council_user, unit=council_user.unit, name="Hội đồng", decision="Số 1", valid_from=date(2022, 1, 1),
        members=[(PersonFactory(unit=council_user.unit), f, "") for f in ("chair", "member", "member")],
    )  # fmt: skip
    secretary.force_login(council_user)
    seats = list(council.members.order_by("sort"))
    typed = {"text_of": "Số 2/QĐ", "effective_on": "01/03/2023"}
    typed |= {f"stays_{seat.pk}": "on" for seat in seats[:2]}
    typed |= {f"function_{seat.pk}": seat.function for seat in seats} | {f"function_{seats[1].pk}": "vice_chair"}
    typed |= {f"standing_{seat.pk}": "on" for seat in seats[:2]}
    assert secretary.post(url("renew", council.pk), typed).url == url("council", council.pk)
    now = council.members.in_force(date(2023, 3, 1)).order_by("sort")
    assert [seat.function for seat in now] == ["chair", "vice_chair"]
    body = words(secretary.get(url("council", council.pk)))
    assert "Kiện toàn" in body
    assert "Số 2/QĐ" in body
