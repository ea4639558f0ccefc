"""Pages of councils, conferences and handovers: who sees what, what a post does, how many queries a page takes."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.conferences import services
from awards.conferences.enums import ConferenceState, Presence
from awards.models import Attendee, Conference, Council, CouncilMember, Handover
from awards.years.enums import Step
from tests.factories import PeriodFactory, PersonFactory, UserFactory
from tests.factories.ballots import cluster_meeting, council_sitting, frozen_round, published_round
from tests.kept import kept
from thidua import clock
from units.accounts.enums import Role

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"awards:conferences.{name}", args=args)


sitting = kept(council_sitting, present=13)


@pytest.fixture
def secretary(client, sitting):
    client.force_login(sitting.secretary)
    return client


# Lists ----------------------------------------------------------------------------------------------------------------


def test_index_shows_only_my_conferences(secretary, sitting):
    council_sitting()  # another province's: it must exist to be hidden
    assert list(secretary.get(url("index")).context["list"]) == [sitting.conference]


def test_index_filters_by_body_and_text(secretary, sitting):
    assert secretary.get(url("index"), {"loai": "cum"}).context["list"].total == 0
    assert secretary.get(url("index"), {"loai": "hoi-dong", "q": "tổng kết"}).context["list"].total == 1
    assert secretary.get(url("index"), {"tt": "adopted"}).context["list"].total == 0


def queries_of(client, path) -> int:
    client.get(path)  # content types and the like are read once
    with CaptureQueriesContext(connection) as context:
        assert client.get(path).status_code == 200
    return len(context)


def test_index_takes_as_many_queries_for_thirty_rows_as_for_one(secretary, sitting):
    alone = queries_of(secretary, url("index"))
    for _ in range(29):
        Conference.objects.create(
            period=sitting.period,
            council=sitting.council,
            name="Hội nghị",
            starts_at=sitting.conference.starts_at,
            place="Hội trường",
            host=sitting.province,
            chair_text="Chính ủy",
        )
    assert secretary.get(url("index")).context["list"].total == 30
    assert queries_of(secretary, url("index")) == alone


def test_detail_minutes_and_council_take_as_many_queries_for_thirty_members_as_for_three(client):
    taken = []
    for members in (3, 30):
        sitting = council_sitting(members=members, present=members)
        frozen_round(sitting)
        client.force_login(sitting.secretary)
        pages = [
            url("detail", sitting.conference.pk),
            url("minutes", sitting.conference.pk),
            url("council", sitting.council.pk),
            url("councils"),
        ]
        taken.append([queries_of(client, page) for page in pages])
    assert taken[0] == taken[1]


# Conferences ----------------------------------------------------------------------------------------------------------


def test_create_makes_a_conference_with_its_seats_and_usual_programme(secretary, sitting):
    typed = {
        "name": "Họp Hội đồng lần 2",
        "day": "20/10/2023",
        "hour": "14:00",
        "place": "Phòng họp",
        "host": sitting.province.pk,
        "chair_text": "Chính ủy",
        "guests": "- Đồng chí A, Cục Chính trị;\n\n Sở Nội vụ \nSỞ nội vụ",
        "usual": "on",
    }
    answer = secretary.post(url("create") + f"?hd={sitting.council.pk}", typed)
    conference = Conference.objects.get(name="Họp Hội đồng lần 2")
    assert [str(guest) for guest in conference.guest_rows.all()] == ["Đồng chí A, Cục Chính trị", "Sở Nội vụ"]
    assert answer.url == url("detail", conference.pk)
    assert conference.attendees.count() == 15
    assert f"{conference.programme.first().starts_at:%H:%M}" == "14:00"


def test_create_offers_who_leads_and_who_writes(secretary, sitting):
    form = secretary.get(url("create") + f"?hd={sitting.council.pk}").context["form"]
    chair = sitting.council.members.get(function="chair")
    assert form.initial["chair_text"].endswith(f"{chair.person.full_name}, {chair.position}")


def test_create_says_which_line_of_the_guests_is_too_long(secretary, sitting):
    page = url("create") + f"?hd={sitting.council.pk}"
    for typed, told in (
        (f"A\n{'b' * 151}", f"Dòng “{'b' * 40}…” quá dài: họ tên tối đa 150 ký tự, chức vụ 200."),
        ("A\n, Sở Nội vụ", "Dòng “, Sở Nội vụ” thiếu họ tên, hoặc chức vụ, trước dấu phẩy."),
    ):
        assert secretary.post(page, {"guests": typed}).context["form"].errors["guests"] == [told]


def test_create_keeps_what_was_typed_and_says_what_is_wrong(secretary, sitting):
    typed = {"name": "Họp", "day": "32/10/2023", "hour": "25h", "place": " ", "chair_text": "Chính ủy"}
    answer = secretary.post(url("create") + f"?hd={sitting.council.pk}", typed)
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert errors["day"] == ["Không có ngày 32/10/2023."]
    assert errors["hour"] == ["Nhập giờ dạng 13:30."]
    assert set(errors) == {"day", "hour", "place", "host"}
    assert b'value="32/10/2023"' in answer.content
    assert Conference.objects.count() == 1


def test_create_is_refused_to_whoever_convenes_nothing(client, sitting):
    client.force_login(sitting.chair)
    answer = client.get(url("create"))
    assert answer.status_code == 403
    assert "Thư ký Hội đồng" in answer.content.decode()


def test_detail_is_for_members_to_read_and_a_404_for_strangers(client, sitting):
    client.force_login(sitting.chair)
    answer = client.get(url("detail", sitting.conference.pk))
    assert (answer.status_code, answer.context["may_run"]) == (200, False)
    assert b"hx-post" not in answer.content
    client.force_login(council_sitting().secretary)
    assert client.get(url("detail", sitting.conference.pk)).status_code == 404


def test_the_rail_marks_the_step_of_the_body_that_meets(client, secretary, sitting):
    frame = secretary.get(url("detail", sitting.conference.pk)).context["frame"]
    assert frame.current == frame.steps[Step.COUNCIL - 1]
    meeting = cluster_meeting()
    client.force_login(meeting.lead)
    for name in ("detail", "minutes", "handover"):
        frame = client.get(url(name, meeting.conference.pk)).context["frame"]
        assert frame.current == frame.steps[Step.CLUSTERS - 1]


def test_detail_says_the_quorum_exactly(secretary, sitting):
    body = secretary.get(url("detail", sitting.conference.pk)).content.decode()
    assert "Vạch đứng: cần 10 (2/3)" in body
    assert "13 có mặt, 2 vắng; cần ít nhất 10 để họp" in body
    assert "Đủ điều kiện họp" in body


def test_edit_changes_place_and_keeps_the_seats(secretary, sitting):
    typed = {
        "name": "Hội nghị",
        "day": "18/10/2023",
        "hour": "13:30",
        "place": "Hội trường B",
        "host": sitting.province.pk,
        "chair_text": "Chính ủy",
    }
    assert secretary.post(url("edit", sitting.conference.pk), typed).status_code == 302
    sitting.conference.refresh_from_db()
    assert sitting.conference.place == "Hội trường B"
    answer = secretary.post(url("edit", sitting.conference.pk), typed | {"day": "19/10/2023"})
    assert answer.context["form"].errors == {"day": ["Đã điểm danh hoặc đã lập phiếu: không đổi ngày họp được nữa."]}


def test_open_session_without_quorum_says_so_and_changes_nothing(client):
    sitting = council_sitting(present=9, state=ConferenceState.PREPARING)
    client.force_login(sitting.secretary)
    answer = client.post(url("open_session", sitting.conference.pk), follow=True)
    assert "Có mặt 9/15, cần ít nhất 10 (2/3): còn thiếu 1." in answer.content.decode()
    sitting.conference.refresh_from_db()
    assert sitting.conference.state == ConferenceState.PREPARING


def test_close_session_leads_to_the_minutes(secretary, sitting):
    answer = secretary.post(url("close_session", sitting.conference.pk))
    assert answer.url == url("minutes", sitting.conference.pk)


@pytest.mark.parametrize("name", ["open_session", "close_session", "adopt_minutes"])
def test_changes_are_posts_by_the_office_only(client, sitting, name):
    client.force_login(sitting.secretary)
    assert client.get(url(name, sitting.conference.pk)).status_code == 405
    client.force_login(sitting.chair)
    assert client.post(url(name, sitting.conference.pk)).status_code == 403


# Programme ------------------------------------------------------------------------------------------------------------


def test_programme_adds_moves_finishes_and_removes(secretary, sitting):
    conference = sitting.conference
    page = url("programme", conference.pk)
    secretary.post(page, {"starts_at": "16:10", "title": "Bế mạc"})
    item = conference.programme.get(title="Bế mạc")
    secretary.post(url("move_item", item.pk), {"huong": "len"})
    assert [row.title for row in conference.programme.all()] == ["Khai mạc", "Bế mạc", "Bỏ phiếu kín"]
    secretary.post(url("finish_item", item.pk), {"note": "Đã xong"})
    secretary.post(url("note_item", item.pk), {"note": "Bế mạc lúc 16:10"})
    item.refresh_from_db()
    assert (bool(item.done_at), item.note) == (True, "Bế mạc lúc 16:10")
    secretary.post(url("remove_item", conference.programme.get(title="Bỏ phiếu kín").pk))
    assert [row.title for row in conference.programme.all()] == ["Khai mạc", "Bế mạc"]
    page_of_item = url("edit_item", item.pk)
    assert secretary.get(page_of_item).context["form"].initial["title"] == "Bế mạc"
    secretary.post(page_of_item, {"starts_at": "12:00", "title": "Bế mạc sớm"})
    assert [row.title for row in conference.programme.all()] == ["Bế mạc sớm", "Khai mạc"]
    answer = secretary.post(page_of_item, {"starts_at": "25:00", "title": ""})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"starts_at", "title"})
    answer = secretary.post(page, {"starts_at": "8 giờ rưỡi", "title": ""})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"starts_at", "title"})


# Attendance -----------------------------------------------------------------------------------------------------------


def test_mark_present_works_without_script(secretary, sitting):
    seat = sitting.attendees[13]
    answer = secretary.post(url("mark_present", seat.pk))
    assert answer.url == f"{url('detail', sitting.conference.pk)}#cho-{seat.pk}"
    seat.refresh_from_db()
    assert seat.presence == Presence.PRESENT


def test_mark_present_answers_htmx_with_the_row_and_the_new_quorum(secretary, sitting):
    answer = secretary.post(url("mark_present", sitting.attendees[13].pk), headers={"HX-Request": "true"})
    body = answer.content.decode()
    assert body.strip().startswith("<tr")
    assert 'id="dinh-tuc"' in body
    assert "14 có mặt, 1 vắng; cần ít nhất 10 để họp" in body


def test_mark_absent_asks_why_in_the_row_and_on_a_page_of_its_own(secretary, sitting):
    seat = sitting.attendees[0]
    assert b"td-absence" in secretary.get(url("mark_absent", seat.pk), headers={"HX-Request": "true"}).content
    assert secretary.get(url("mark_absent", seat.pk)).status_code == 200
    refused = secretary.post(url("mark_absent", seat.pk), {"reason": ""}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert "Ghi lý do vắng" in refused.content.decode()
    secretary.post(url("mark_absent", seat.pk), {"reason": "công tác"})
    seat.refresh_from_db()
    assert (seat.presence, seat.absence_reason) == (Presence.ABSENT, "công tác")
    secretary.post(url("unmark", seat.pk))
    seat.refresh_from_db()
    assert seat.presence == Presence.EXPECTED


def test_attendance_of_another_province_is_not_there(secretary):
    seat = council_sitting().attendees[0]
    for name in ("mark_present", "unmark", "mark_absent"):
        assert secretary.post(url(name, seat.pk), {"reason": "x"}).status_code == 404
    assert Attendee.objects.get(pk=seat.pk).presence == Presence.PRESENT


def test_set_delegate_page(client):
    meeting = cluster_meeting()
    client.force_login(meeting.lead)
    seat = meeting.conference.attendees.first()
    client.post(url("set_delegate", seat.pk), {"name": "Thượng tá Lê Văn B", "role": "Phó Chính ủy"})
    seat.refresh_from_db()
    assert seat.name == "Thượng tá Lê Văn B"


# Minutes --------------------------------------------------------------------------------------------------------------


def test_minutes_are_written_adopted_and_then_only_read(secretary, sitting):
    page = url("minutes", sitting.conference.pk)
    secretary.post(page, {"discussion": "Ba ý kiến", "conclusion": "Thống nhất"})
    secretary.post(url("close_session", sitting.conference.pk))
    secretary.post(url("adopt_minutes", sitting.conference.pk))
    sitting.conference.refresh_from_db()
    assert sitting.conference.state == ConferenceState.ADOPTED
    answer = secretary.post(page, {"discussion": "khác", "conclusion": "khác"})
    assert answer.status_code == 422
    assert "Biên bản đã thông qua" in answer.content.decode()
    sitting.conference.refresh_from_db()
    assert sitting.conference.discussion == "Ba ý kiến"


def test_minutes_show_published_results_and_absent_members_with_reasons(client):
    sitting = council_sitting()
    published_round(sitting, {"ĐVTT": (3, None)}, {"ĐVTT 3": 5})
    client.force_login(sitting.chair)
    answer = client.get(url("minutes", sitting.conference.pk))
    ((ballot, told),) = answer.context["ballots"]
    group = ballot.groups.all()[0]
    assert told is None
    assert (group.line_count, group.passed_count, group.required_words) == (3, 2, "12/15")
    assert "Đại úy Trần Văn 15: công tác" in answer.content.decode()


def test_minutes_are_written_by_the_office_only(client, sitting):
    client.force_login(sitting.chair)
    answer = client.post(url("minutes", sitting.conference.pk), {"discussion": "x", "conclusion": "y"})
    assert answer.status_code == 403


# Handover -------------------------------------------------------------------------------------------------------------


def test_handover_is_prepared_ticked_and_signed_by_both_sides(client):
    meeting = cluster_meeting()
    page = url("handover", meeting.conference.pk)
    client.force_login(meeting.lead)
    typed = {"to_unit": meeting.units[1].pk, "takes_effect_on": "01/01/2024", "checklist": "Quy chế\nHồ sơ"}
    assert client.post(page, typed).status_code == 302
    handover = Handover.objects.get()
    for number in ("1", "2"):
        client.post(url("tick_handover", handover.pk), {"so": number, "xong": "1"})
    blocked = client.post(url("sign_handover", handover.pk), follow=True)
    assert "Biên bản hội nghị chưa thông qua." in blocked.content.decode()
    Conference.objects.filter(pk=meeting.conference.pk).update(state=ConferenceState.ADOPTED)
    client.post(url("sign_handover", handover.pk))
    client.force_login(meeting.leaders[1])
    assert client.get(page).context["may_sign"] is True
    client.post(url("sign_handover", handover.pk))
    handover.refresh_from_db()
    assert handover.is_done
    assert meeting.cluster.lead_on(date(2024, 1, 1)) == meeting.units[1]
    assert client.get(page).context["may_sign"] is False


def test_handover_begins_with_whose_turn_it_is(client):
    meeting = cluster_meeting()
    client.force_login(meeting.lead)
    page = client.get(reverse("awards:conferences.handover", args=[meeting.conference.pk]))
    assert page.context["form"].initial["to_unit"] == meeting.units[1]
    assert f"Theo lượt: {meeting.units[1]}." in page.content.decode()


def test_handover_form_keeps_what_was_typed(client):
    meeting = cluster_meeting()
    client.force_login(meeting.lead)
    typed = {"to_unit": meeting.units[0].pk, "takes_effect_on": "01/13/2024", "checklist": "Quy chế"}
    answer = client.post(url("handover", meeting.conference.pk), typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["takes_effect_on"])
    assert b"01/13/2024" in answer.content
    assert not Handover.objects.exists()


def test_handover_belongs_to_clusters_and_to_those_who_see_them(client, sitting):
    client.force_login(sitting.secretary)
    assert client.get(url("handover", sitting.conference.pk)).status_code == 404
    assert client.get(url("handover", cluster_meeting().conference.pk)).status_code == 404


# Councils -------------------------------------------------------------------------------------------------------------


def test_councils_and_council_pages(secretary, sitting):
    council_sitting()
    assert [(row, row.size) for row in secretary.get(url("councils")).context["councils"]] == [(sitting.council, 15)]
    answer = secretary.get(url("council", sitting.council.pk))
    assert (len(answer.context["members"]), answer.context["regulation"].threshold_words) == (
        15,
        "từ 80% tổng số thành viên trở lên",
    )


def test_council_tells_who_sits_who_will_and_who_did(secretary, sitting):
    council, today = sitting.council, clock.today()
    person = PersonFactory(unit=sitting.province)
    coming, gone = today + timedelta(days=5), today - timedelta(days=1)
    services.add_member(council, by=sitting.secretary, person=person, function="member", position="", valid_from=coming)
    leaving, left = council.members.order_by("sort")[3:5]
    CouncilMember.objects.filter(pk=leaving.pk).update(valid_to=coming)
    CouncilMember.objects.filter(pk=left.pk).update(valid_to=gone)
    answer = secretary.get(url("council", council.pk))
    assert [row.person for row in answer.context["coming"]] == [person]
    assert answer.context["former"] == [left]
    assert len(answer.context["members"]) == 14
    assert f"đến hết {coming:%d/%m/%Y}" in answer.content.decode()


def test_index_of_another_year_still_leads_to_the_conference_that_sits(secretary, sitting):
    assert secretary.get(url("index")).context["live_elsewhere"] == []
    other = PeriodFactory(unit=sitting.province, year=sitting.conference.period.year + 1)
    answer = secretary.get(url("index"), {"nam": other.year})
    assert answer.context["live_elsewhere"] == [sitting.conference]
    assert url("detail", sitting.conference.pk) in answer.content.decode()


def test_council_create_add_member_and_end_member(secretary, sitting):
    typed = {
        "unit": sitting.province.pk,
        "name": "Hội đồng Sáng kiến",
        "decision": "15/QĐ-BCH",
        "valid_from": "01/01/2023",
    }
    assert secretary.post(url("council_create"), typed).status_code == 302
    council = Council.objects.get(name="Hội đồng Sáng kiến")
    person = PersonFactory(unit=sitting.province)
    added = {
        "person": f"{person.full_name} – {person.service_number}",
        "function": "chair",
        "position": "",
        "valid_from": "01/01/2023",
    }
    assert secretary.post(url("add_member", council.pk), added).status_code == 302
    member = council.members.get()
    wrong = secretary.post(url("add_member", council.pk), added | {"person": "SH-KHONG-CO"})
    twins = PersonFactory.create_batch(2, unit=sitting.province, full_name="Lê Thị Đẹp")
    named = secretary.post(url("add_member", council.pk), added | {"person": "le thi dep"})
    numbers = ", ".join(sorted(twin.service_number for twin in twins))
    assert named.context["form"].errors["person"] == [f"Có 2 người tên “le thi dep”: gõ số hiệu ({numbers})."]
    once = PersonFactory(unit=sitting.province, full_name="Trần Văn Một")
    for typed in ("Trần Văn Mốt", "–"):  # accents that were typed count
        assert secretary.post(url("add_member", council.pk), added | {"person": typed}).status_code == 422
    more = added | {"person": "tran van mot", "function": "member", "nua": "1"}
    assert secretary.post(url("add_member", council.pk), more).url == url("add_member", council.pk)
    assert council.members.get(person=once).function == "member"
    assert wrong.context["form"].errors["person"] == ["Không có ai tên hoặc số hiệu “SH-KHONG-CO” trong đơn vị."]
    secretary.post(url("end_member", member.pk), {"on": "30/06/2023", "reason": "Chuyển công tác"})
    member.refresh_from_db()
    assert member.valid_to == date(2023, 6, 30)


def test_set_regulation_pages_of_council_and_cluster(client, secretary, sitting):
    typed = {
        "name": "Quy chế",
        "legal_basis": "Điều 9",
        "valid_from": "01/01/2024",
        "quorum_num": "2",
        "quorum_den": "3",
        "threshold_op": ">=",
        "threshold_num": "9",
        "threshold_den": "10",
        "base": "all_members",
    }
    assert secretary.post(url("set_regulation", sitting.council.pk), typed).status_code == 302
    made = sitting.council.regulation_on(date(2024, 1, 1))
    assert (made.threshold_num, made.recuses_nominee, made.quorum_of, made.retention_days) == (9, False, "present", 90)
    shown = secretary.get(url("set_regulation", sitting.council.pk)).content.decode()
    assert "Người được xét không bỏ phiếu về chính mình" in shown
    house = {"recuses_own_unit": "on", "recusal": "reduce", "quorum_of": "returned", "written_votes": "anonymous"}
    later = typed | house | {"valid_from": "01/01/2025", "runoffs": "1", "retention_days": "0"}
    wrong = secretary.post(url("set_regulation", sitting.council.pk), later)
    assert wrong.context["form"].errors["retention_days"] == ["Số nhỏ nhất được nhập là 1."]
    assert secretary.post(url("set_regulation", sitting.council.pk), later | {"retention_days": ""}).status_code == 302
    made = sitting.council.regulation_on(date(2025, 1, 1))
    assert (made.recuses_own_unit, made.recusal, made.quorum_of) == (True, "reduce", "returned")
    assert (made.written_votes, made.runoffs, made.retention_days) == ("anonymous", 1, 90)
    wrong = secretary.post(url("set_regulation", sitting.council.pk), typed | {"threshold_den": "hai"})
    assert wrong.context["form"].errors["threshold_den"] == ["“hai” không phải là số. Nhập số, ví dụ 105 hoặc 1.234,5."]
    meeting = cluster_meeting()
    client.force_login(meeting.lead)
    page = url("set_cluster_regulation", meeting.cluster.pk)
    assert client.post(page, typed).url == url("index")
    home = url("detail", meeting.conference.pk)  # the page that asked for rules
    asked = f"{page}?hn={meeting.conference.pk}"
    assert f'href="{asked}"' in client.get(home).content.decode()
    assert client.post(asked, typed | {"valid_from": "01/01/2025"}).url == home
    for stranger in (sitting.conference.pk, "x", "9" * 30):
        assert client.get(f"{page}?hn={stranger}").context["back"] == url("index")
    client.force_login(meeting.leaders[1])
    assert client.post(url("set_cluster_regulation", meeting.cluster.pk), typed).status_code == 403


@pytest.mark.parametrize("name", ["council_create", "councils"])
def test_pages_want_a_login(client, name):
    assert client.get(url(name)).status_code == 302


def test_a_clerk_may_not_set_up_a_council(client, sitting):
    client.force_login(UserFactory(role=Role.CLERK, over=sitting.province))
    assert client.get(url("council_create")).status_code == 403
    assert client.get(url("add_member", sitting.council.pk)).status_code == 403
