"""In a real browser: the secretary leads, a member marks the own seat by phone, the screen of the hall follows."""

import re

import pytest
from django.urls import reverse

from awards.conferences import following, guests, services, speaking
from awards.models import Attendee, Conference
from tests.factories.ballots import council_sitting

pytestmark = pytest.mark.django_db(transaction=True)


def url(name, *args):
    return reverse(f"awards:conferences.{name}", args=args)


def test_a_member_marks_the_own_seat_and_the_hall_follows(new_page, sign_in, visit, assert_accessible):
    sitting = council_sitting(members=3, present=2)
    pk = sitting.conference.pk
    Conference.objects.update(state="preparing")
    Attendee.objects.filter(sort=1).update(presence="expected", arrived_at=None)
    office, hall, phone = new_page(), new_page(1920, 1080), new_page(390, 844)
    for page in (office, hall):
        sign_in(sitting.secretary, page)
    sign_in(sitting.chair, phone)

    visit(office, url("checkin_code", pk))
    office.get_by_role("button", name="Mở mã điểm danh").click()
    digits = office.locator(".td-qr__digits").inner_text()
    assert re.fullmatch(r"\d{3} \d{3}", digits)
    assert_accessible(office)
    visit(hall, reverse("awards:ballots.screen", args=[pk]))
    hall.get_by_text("Có mặt 1 / 3").first.wait_for()

    visit(phone, f"{url('check_in', pk)}?ma={digits.replace(' ', '')}")
    phone.get_by_role("button", name="Tôi có mặt").click()
    phone.get_by_text("Đã điểm danh: có mặt").first.wait_for()
    hall.get_by_text("Có mặt 2 / 3").first.wait_for()  # by itself

    visit(office, url("detail", pk))
    office.get_by_role("button", name="Khai mạc").click()
    visit(office, url("speeches", pk))
    office.get_by_label("Người phát biểu").fill("Thiếu tá Loa")
    office.get_by_role("button", name="Thêm vào danh sách").click()
    office.get_by_role("button", name="Mời Thiếu tá Loa phát biểu").click()
    hall.get_by_role("heading", name="Thiếu tá Loa").wait_for()
    assert_accessible(hall)
    hall.context.set_offline(True)
    hall.get_by_text("Mất kết nối").wait_for()
    office.get_by_role("button", name="Xong").click()
    hall.context.set_offline(False)
    hall.get_by_role("heading", name="Khai mạc").wait_for()  # it comes back without a hand on it
    assert hall.get_by_text("Mất kết nối").is_hidden()


def test_pages_of_a_conference_are_open_to_everybody(page, sign_in, look_over):
    sitting = council_sitting(members=3, present=2)
    conference, by = sitting.conference, sitting.secretary
    guests.add_guest(conference, by=by, name="Đại tá Lê A", post="Cục Chính trị")
    talk = speaking.add_talk(conference, by=by, title="Hũ gạo tình thương", speaker="Thiếu tá B")
    speaking.start_speech(speaking.add_speech(conference, by=by, talk=talk), by=by)
    task = following.give_task(
        conference, by=by, text_of="Nhân rộng mô hình", unit=sitting.province, due_on=conference.held_on
    )
    sign_in(by, page)
    for path in (
        url("detail", conference.pk),
        url("guests_page", conference.pk),
        url("tasks"),
        url("task", task.pk),
        url("renew", sitting.council.pk),
        url("minutes", conference.pk),
    ):
        look_over(page, path)
    Conference.objects.update(state="closed", discussion="a", conclusion="b")
    conference.refresh_from_db()
    services.adopt_minutes(conference, by=by)
    look_over(page, url("minutes_version", conference.versions.get().pk))
