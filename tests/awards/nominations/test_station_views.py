"""Pages of the stations: the route, the list's way, papers, organs, one line."""

from datetime import datetime, timedelta
from html import unescape
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from awards.home.todo import waiting_for
from awards.models import Correction, Downgrade, Inquiry, Nomination, Organ, Route, StationRecord
from awards.nominations import amending, asking, services
from awards.nominations.enums import NominationState
from awards.nominations.station_enums import InquiryState
from awards.nominations.station_states import law_stops
from tests.awards.nominations.stations_world import ALL, DUE, NOW, ask, set_route, station_year
from tests.factories import UserFactory
from tests.factories.files import pdf
from tests.kept import kept
from thidua import clock
from units.accounts.enums import Role
from units.people.enums import Grade

pytestmark = pytest.mark.django_db
year = kept(station_year)
N = NominationState


@pytest.fixture(autouse=True)
def _in_time():
    with clock.at(NOW):
        yield


def at(name: str, *args) -> str:
    return reverse(f"awards:nominations.{name}", args=args)


def words(response) -> str:
    return unescape(" ".join(response.content.decode().split()))


# The route ------------------------------------------------------------------------------------------------------------


def typed_route(on=ALL, **more) -> dict:
    data = {"valid_from": "01/09/2023", "basis": "Quy chế, Điều 5", "reason": "Theo quy chế", **more}
    for number, stop in enumerate(law_stops(), 1):
        data.setdefault(f"so_{stop.code}", number)
        data.setdefault(f"ngay_{stop.code}", "")
        if stop.code in on:
            data[f"bat_{stop.code}"] = "on"
    return data


def test_route_is_shown_before_it_is_saved(client, year):
    client.force_login(year.officer)
    page = client.get(at("route"))
    assert "chưa đặt trình tự riêng" in words(page)
    page = client.post(at("route"), typed_route(ngay_organs="5"))
    assert page.status_code == 200 and "Bật: Lấy ý kiến cơ quan." in words(page)
    assert "Danh sách đang mở đi theo trình tự này: năm 2023." in words(page)
    assert not Route.objects.exists()
    page = client.post(at("route"), {**dict(page.context["kept"]), "sua": "1"})
    assert page.context["form"]["ngay_organs"].value() == "5" and "Đặt trình tự mới" in words(page)
    assert client.post(at("route"), {**typed_route(ngay_organs="5"), "xac_nhan": "1"}).status_code == 302
    assert client.post(at("route"), {**typed_route(ngay_organs="5"), "xac_nhan": "1"}).status_code == 302  # twice
    assert Route.objects.get().stops[3].days == 5
    client.force_login(year.clerks[0])
    assert "Đặt trình tự mới" not in words(client.get(at("route")))


def test_route_that_leaves_the_law_needs_a_tick(client, year):
    client.force_login(year.officer)
    without = typed_route(ALL - {"council"}, valid_from="02/01/2024")
    assert "Tắt “Hội đồng bỏ phiếu”" in words(client.post(at("route"), without))
    page = client.post(at("route"), {**without, "xac_nhan": "1"})
    assert page.status_code == 422 and "accepts_warnings" in page.context["form"].errors
    assert not Route.objects.exists()
    assert client.post(at("route"), {**without, "xac_nhan": "1", "accepts_warnings": "on"}).status_code == 302
    page = client.post(at("route"), {**typed_route(ngay_organs="nhiều")})
    assert page.status_code == 422 and "ngay_organs" in page.context["form"].errors


# Organs ---------------------------------------------------------------------------------------------------------------


def test_organs_are_written_changed_and_ended(client, year):
    client.force_login(year.officer)
    facts = {"name": "Thanh tra", "questions": "Khiếu nại", "seat": year.seats[0].code, "user": ""}
    assert client.get(at("organ_create")).status_code == 200
    assert client.post(at("organ_create"), {**facts, "seat": ""}).status_code == 422
    assert client.post(at("organ_create"), facts).status_code == 302
    organ = Organ.objects.get(name="Thanh tra")
    assert client.get(at("organ_edit", organ.pk)).status_code == 200
    client.post(at("organ_edit", organ.pk), {**facts, "questions": "Khiếu nại, tố cáo"})
    assert "Khiếu nại, tố cáo" in words(client.get(at("organs")))
    assert client.get(at("organ_end", organ.pk)).status_code == 200
    client.post(at("organ_end", organ.pk), {"valid_to": "10/10/2023", "reason": "Sáp nhập"})
    organ.refresh_from_db()
    assert organ.valid_to is not None
    client.force_login(year.clerks[0])
    assert client.get(at("organs")).status_code == 403


def test_ask_from_the_page(client, year):
    year.sent("CSTT")
    client.force_login(year.officer)
    assert client.get(at("ask", year.listing.pk)).status_code == 200
    data = {"organs": [organ.pk for organ in year.organs], "due_on": "15/10/2023", "due_hour": "17:00", "note": ""}
    page = client.post(at("ask", year.listing.pk), {**data, "due_on": "01/10/2023"})
    assert page.status_code == 422 and page.context["form"]["due_on"].value() == "01/10/2023"
    assert client.post(at("ask", year.listing.pk), data).status_code == 302
    assert client.post(at("ask", year.listing.pk), data).status_code == 302  # pressed twice
    assert [one.due_at for one in Inquiry.objects.all()] == [DUE, DUE]


def test_an_inquiry_of_another_organ_is_not_there(client, year):
    line = year.sent("CSTT")
    first, second = ask(year)
    client.force_login(year.reviewers[0])
    assert "Kỷ luật" in words(client.get(at("inquiry", first.pk)))
    assert client.get(at("inquiry", second.pk)).status_code == 404
    assert client.post(at("inquiry", second.pk), {"con_lai": "agree"}).status_code == 404
    text = words(client.get(at("stations", year.listing.pk)))
    assert at("inquiry", first.pk) in text and at("inquiry", second.pk) not in text
    for user in (year.clerks[0], UserFactory(role=Role.VERIFIER, over=year.province)):
        client.force_login(user)
        assert client.get(at("inquiry", first.pk)).status_code == 404
    client.force_login(year.officer)
    assert client.get(at("inquiry", second.pk)).status_code == 200
    assert client.post(at("inquiry", second.pk), {"con_lai": "agree"}).status_code == 403
    assert second.opinions.get(nomination=line).view == "waiting"


def test_inquiry_is_answered_line_by_line_and_the_rest_at_once(client, year):
    lines = [year.sent("CSTT") for _ in range(3)]
    inquiry = ask(year, year.organs[0])[0]
    client.force_login(year.reviewers[0])
    url, bad = at("inquiry", inquiry.pk), lines[0].pk
    page = client.post(url, {f"y_kien_{bad}": "disagree", f"ly_do_{bad}": "", "con_lai": "none"})
    assert page.status_code == 422
    assert dict(page.context["form"].errors) == {f"ly_do_{bad}": ["Ghi lý do không đồng ý."]}  # once, at its place
    assert "Ý kiến chưa đủ" not in words(page)
    assert page.context["form"]["con_lai"].value() == "none"  # what was typed stays
    assert set(inquiry.opinions.values_list("view", flat=True)) == {"waiting"}
    answer = {f"y_kien_{bad}": "disagree", f"ly_do_{bad}": "Đang kiểm điểm", "con_lai": "agree"}
    assert client.post(url, answer).status_code == 302
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.ANSWERED
    assert client.post(url, answer).status_code == 302  # pressed twice
    page = client.post(url, {f"y_kien_{bad}": "agree"})
    assert page.status_code == 422 and "đã kết thúc" in words(page)


def test_extend_inquiry_and_withdraw_inquiry(client, year):
    year.sent("CSTT")
    inquiry = ask(year, year.organs[0])[0]
    client.force_login(year.reviewers[0])
    assert client.get(at("extend_inquiry", inquiry.pk)).status_code == 403
    client.force_login(year.officer)
    assert client.get(at("extend_inquiry", inquiry.pk)).status_code == 200
    data = {"due_on": "20/10/2023", "due_hour": "17:00", "reason": "Đi công tác"}
    assert client.post(at("extend_inquiry", inquiry.pk), data).status_code == 302
    assert client.get(at("withdraw_inquiry", inquiry.pk)).status_code == 200
    assert client.post(at("withdraw_inquiry", inquiry.pk), {"reason": "Hỏi nhầm"}).status_code == 302
    page = client.post(at("withdraw_inquiry", inquiry.pk), {"reason": "Hỏi nhầm"})
    assert page.status_code == 422  # it is withdrawn already


def test_what_organs_owe_waits_for_them(client, year):
    year.sent("CSTT")
    first, second = ask(year)
    found = [item for item in waiting_for(year.reviewers[0]) if "Cho ý kiến" in item.title]
    assert [(item.title, item.url) for item in found] == [
        ("Cho ý kiến về 1 đề nghị khen thưởng", at("inquiry", first.pk))
    ]
    asking.answer(first, {}, by=year.reviewers[0], rest="agree")
    assert not [item for item in waiting_for(year.reviewers[0]) if "Cho ý kiến" in item.title]
    assert not [item for item in waiting_for(year.officer) if "Cho ý kiến" in item.title]


# The stations of a list -----------------------------------------------------------------------------------------------


def states(client, year) -> dict[str, str]:
    page = client.get(at("stations", year.listing.pk))
    return {one.stop.code: str(one.state) for one in page.context["progress"].stations}


def test_stations_say_how_far_the_list_has_come(client, year):
    client.force_login(year.officer)
    assert states(client, year)["organs"] == "skipped" and states(client, year)["unit_meeting"] == "open"
    set_route(year, ALL - {"cluster"}, organs=5)
    line = year.sent("CSTT")
    assert states(client, year) == {
        "unit_meeting": "done", "cluster": "skipped", "secretariat": "open", "organs": "open", "standing": "open",
        "council": "waiting", "party": "waiting", "decision": "waiting",
    }  # fmt: skip
    inquiry = ask(year, year.organs[0])[0]
    with clock.at(datetime(2023, 10, 16, 9)):
        asking.note_silence()
        assert states(client, year)["organs"] == "silent"
        asking.extend(inquiry, by=year.officer, due_at=DUE.replace(day=20), reason="Đi công tác")
        asking.answer(inquiry, {}, by=year.reviewers[0], rest="agree")
        assert states(client, year)["organs"] == "done"
        paper = {"body": "Thường trực", "number": "03/BB", "held_on": "16/10/2023"}
        assert client.post(at("record_station", year.listing.pk, "standing"), paper).status_code == 302
        assert states(client, year)["standing"] == "done"
        services.to_council(line, by=year.officer)
        services.lock_list(year.listing, by=year.officer)
        assert states(client, year)["council"] == "open"
        services.record_outcome(line, True, by=year.officer)
        assert (states(client, year)["council"], states(client, year)["party"]) == ("done", "open")
        page = client.get(at("stations", year.listing.pk))
        assert page.context["progress"].next.stop.code == "party"


def test_units_see_how_far_not_what_was_said(client, year):
    year.sent("CSTT")
    first, _ = ask(year)
    asking.answer(first, {}, by=year.reviewers[0], rest="agree")
    client.force_login(year.clerks[0])
    text = words(client.get(at("stations", year.listing.pk)))
    assert "1/2 câu hỏi đã được trả lời" in text and "Phòng Chính trị" not in text


@pytest.mark.parametrize("size", [1, 12])
def test_stations_cost_the_same_for_any_list(client, year, size):
    set_route(year)
    for _ in range(size):
        year.sent("CSTT")
    ask(year)
    client.force_login(year.officer)
    client.get(at("stations", year.listing.pk))
    asked = []
    for url in (at("stations", year.listing.pk), at("inquiry", Inquiry.objects.first().pk), at("route")):
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        asked.append(len(queries))
    assert asked == [16, 12, 12]


def test_the_paper_of_opinions(client, year):
    lines = [year.sent("CSTT", year.person(full_name=name)) for name in ("Lê Văn A", "Lê Văn B")]
    first, _ = ask(year)
    asking.answer(first, {lines[0].pk: ("disagree", "Đang kiểm điểm")}, by=year.reviewers[0], rest="agree")
    with clock.at(datetime(2023, 10, 16, 9)):
        asking.note_silence()
    query = {"nam": 2023, "dv": "LA"}
    url = reverse("awards:reports.download", args=["organ-opinions", "xlsx"], query=query)
    client.force_login(year.officer)
    sheet = load_workbook(BytesIO(client.get(url).getvalue())).worksheets[-1]
    cells = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    told = next(row for row in cells if "Lê Văn A" in row)
    assert told[3].startswith("Không đồng ý") and "Đang kiểm điểm" in " ".join(map(str, told))
    assert told[-1] == "(không trả lời trong hạn)"
    client.force_login(year.reviewers[0])
    assert client.get(url).status_code == 403


def test_record_station_all_agreed_except(client, year):
    set_route(year, {"unit_meeting", "secretariat", "council", "party", "decision"})
    kept_line, lost = (year.before_council("CSTT") for _ in range(2))
    for line in (kept_line, lost):
        services.record_outcome(line, True, by=year.officer)
    client.force_login(year.officer)
    url = at("record_station", year.listing.pk, "party")
    assert "Nhất trí tất cả 2 đề nghị" in words(client.get(url))
    facts = {"body": "Ban Thường vụ", "number": "12-NQ/ĐU", "held_on": "09/10/2023", f"khong_{lost.pk}": "on"}
    page = client.post(url, facts)
    assert page.status_code == 422 and page.context["form"].errors[f"ly_do_{lost.pk}"]
    assert client.post(
        url, {**facts, f"ly_do_{lost.pk}": "Đang kiểm điểm", "upload": SimpleUploadedFile("nq.pdf", pdf())}
    ).status_code == 302  # fmt: skip
    paper = StationRecord.objects.get()
    page = client.get(at("station_record", paper.pk))
    assert "Nhất trí tất cả, trừ 1 đề nghị" in words(page) and "Đang kiểm điểm" in words(page)
    assert client.get(at("station_file", paper.pk)).status_code == 200
    again = f"{url}?thay={paper.pk}"
    assert client.get(again).context["form"][f"khong_{lost.pk}"].value() is True
    facts.pop(f"khong_{lost.pk}")
    assert client.post(again, {**facts, "reason": "Ghi nhầm"}).status_code == 302
    assert "Đã ghi lại bằng" in words(client.get(at("station_record", paper.pk)))
    lost.refresh_from_db()
    assert lost.state == N.PASSED
    client.force_login(year.clerks[0])
    assert client.get(at("station_record", paper.pk)).status_code == 404
    assert client.get(url).status_code == 403


# One line -------------------------------------------------------------------------------------------------------------


def test_opinions_stand_on_the_timeline_for_those_who_may_read_them(client, year):
    line = year.sent("CSTT")
    first, second = ask(year)
    asking.answer(first, {line.pk: ("disagree", "Đang kiểm điểm")}, by=year.reviewers[0])
    told = {}
    for name, user in (("officer", year.officer), ("organ", year.reviewers[1]), ("unit", year.clerks[0])):
        client.force_login(user)
        page = client.get(at("detail", line.pk))
        mark = next(one for one in page.context["milestones"] if one.title == "Lấy ý kiến cơ quan")
        told[name] = mark.text
        assert ("Đang kiểm điểm" in words(page)) == (name == "officer")
    assert told["officer"] == "Phòng Chính trị: không đồng ý (Đang kiểm điểm); Phòng Tham mưu: chưa trả lời"
    assert told["organ"] == "Phòng Tham mưu: chưa trả lời"
    assert told["unit"] == "1/2 cơ quan đã trả lời"


def test_recall_from_the_page(client, year):
    line = year.sent("CSTT")
    client.force_login(year.clerks[0])
    page = client.post(at("recall", line.pk), follow=True)
    assert "Đã thu hồi" in words(page)
    client.post(at("recall", line.pk), follow=True)
    assert Nomination.objects.get().state == N.DRAFT


def test_downgrade_page_shows_conditions_and_quota_first(client, year):
    line = year.sent("CSTDCS", year.person(grade=Grade.EXCELLENT))
    client.force_login(year.officer)
    page = client.get(at("downgrade", line.pk))
    assert "Chiến sĩ tiên tiến" in words(page) and "Đủ điều kiện" in words(page)
    assert client.post(at("downgrade", line.pk), {"award": "CSTT", "reason": ""}).status_code == 422
    assert client.post(at("downgrade", line.pk), {"award": "CSTT", "reason": "Chưa có sáng kiến"}).status_code == 302
    made = Downgrade.objects.get()
    page = client.get(at("detail", line.pk))
    assert "Đã chuyển xuống" in words(page)
    assert [one.title for one in page.context["milestones"]][-1] == "Chuyển xuống danh hiệu thấp hơn"
    assert "Chuyển từ đề nghị" in words(client.get(at("detail", made.new_id)))


def test_one_field_is_asked_for_and_only_that_one_is_shown(client, year):
    line = year.sent("CSTT")
    client.force_login(year.officer)
    assert client.get(at("ask_correction", line.pk)).status_code == 200
    data = {"field": "votes", "question": "Ghi đủ số tham gia"}
    assert client.post(at("ask_correction", line.pk), data).status_code == 302
    asked = Correction.objects.get()
    client.force_login(year.clerks[0])
    assert "Ghi đủ số tham gia" in words(client.get(at("detail", line.pk)))
    assert [item.url for item in waiting_for(year.clerks[0]) if item.icon == "file-pen"] == [at("correction", asked.pk)]
    page = client.get(at("correction", asked.pk))
    assert list(page.context["form"].fields) == ["unit_votes_for", "unit_votes_total"]
    page = client.post(at("correction", asked.pk), {"unit_votes_for": "12", "unit_votes_total": "10"})
    assert page.status_code == 422 and page.context["form"].errors["unit_votes_for"]
    assert client.post(at("correction", asked.pk), {"unit_votes_for": "8", "unit_votes_total": "10"}).status_code == 302
    client.force_login(year.officer)
    assert "9/10" in words(client.get(at("detail", line.pk))) and "8/10" in words(client.get(at("detail", line.pk)))
    client.force_login(year.clerks[1])
    assert client.get(at("correction", asked.pk)).status_code == 404


def test_withdraw_correction(client, year):
    asked = amending.ask_correction(year.sent("CSTT"), by=year.officer, field="citation", question="Thiếu")
    client.force_login(year.officer)
    assert client.get(at("withdraw_correction", asked.pk)).status_code == 200
    assert client.post(at("withdraw_correction", asked.pk), {"reason": "Đã rõ"}).status_code == 302
    assert client.post(at("withdraw_correction", asked.pk), {"reason": "Đã rõ"}).status_code == 422
    client.force_login(year.clerks[0])
    assert client.post(at("correction", asked.pk), {"text": "Khác"}).status_code == 422


def test_bulk_says_number_and_names_first(client, year):
    lines = [year.sent("CSTT", year.person(full_name=name)) for name in ("Lê Văn A", "Lê Văn B", "Lê Văn C")]
    client.force_login(year.officer)
    ticked = {"dong": [line.pk for line in lines], "viec": "send_back", "ve": "?danh_hieu=CSTT"}
    page = client.post(at("bulk"), ticked)
    assert "Trả lại 3 đề nghị: Lê Văn A, Lê Văn B, Lê Văn C." in words(page)
    assert set(Nomination.objects.values_list("state", flat=True)) == {N.SENT}
    agreed = {"dong": ticked["dong"], "viec": "send_back", "reason": "Thiếu số liệu", "xac_nhan": "1"}
    client.post(at("bulk"), agreed)
    assert set(Nomination.objects.values_list("state", flat=True)) == {N.RETURNED}
    for data in ({"viec": "reject"}, {"dong": ticked["dong"], "viec": "xoa"}):
        assert client.post(at("bulk"), data).status_code == 302
    client.force_login(year.clerks[0])
    assert client.post(at("bulk"), ticked).status_code == 403


def test_pages_on_a_laptop_and_a_phone(page, sign_in, look_over, year):
    set_route(year)
    line = year.sent("CSTT")
    inquiry = ask(year, year.organs[0], due_at=timezone.now() + timedelta(days=5))[0]
    asked = amending.ask_correction(line, by=year.officer, field="citation", question="Thiếu số liệu")
    sign_in(year.officer, page)
    listing = year.listing.pk
    for path in (
        at("stations", listing),
        at("route"),
        at("organs"),
        at("ask", listing),
        at("record_station", listing, "standing"),
        at("detail", line.pk),
        at("downgrade", line.pk),
    ):
        look_over(page, path)
    sign_in(year.reviewers[0], page)
    look_over(page, at("inquiry", inquiry.pk))
    sign_in(year.clerks[0], page)
    look_over(page, at("correction", asked.pk))
