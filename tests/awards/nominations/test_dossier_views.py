"""Pages of dossiers, of events and of what a dossier must hold."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from awards.models import NominationList, PaperRule
from awards.nominations import services
from tests.factories import PersonFactory, UnitFactory, UserFactory, files
from tests.factories.dossiers import deed, in_may
from tests.kept import kept
from units.accounts.enums import Role

pytestmark = [pytest.mark.django_db, pytest.mark.once]
made = kept(deed)


@pytest.fixture(autouse=True)
def _place(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with in_may():
        yield


def at(name: str, *args) -> str:
    return reverse(f"awards:nominations.{name}", args=args)


def words(response) -> str:
    return " ".join(response.content.decode().split())


def send(client, line, *names, paper="submission"):
    sent = [SimpleUploadedFile(name, files.pdf(mark=name) if name.endswith("pdf") else b"MZ") for name in names]
    return client.post(at("attach", line.pk, paper), {"files": sent}, follow=True)


def test_attach_dossier_file_remove_file(client, made):
    line = made.line()
    client.force_login(made.clerk)
    page = words(send(client, line, "to-trinh.pdf", "hong.exe"))
    assert "Đã thêm 1 tệp vào hồ sơ." in page
    assert "Chưa nhận “hong.exe”" in page
    assert "2/4 giấy tờ" in page
    row = line.attachments.get()
    answer = client.get(at("dossier_file", row.pk), {"xem": "1"})
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "private, no-store")
    client.force_login(UserFactory(role=Role.CLERK, over=UnitFactory()))
    assert client.get(at("dossier_file", row.pk)).status_code == 404
    client.force_login(made.clerk)
    assert "Đã gỡ to-trinh.pdf." in words(client.post(at("remove_file", row.pk), follow=True))


def test_report_is_written_and_taken_back(client, made):
    line = made.line()
    client.force_login(made.clerk)
    page = client.get(at("report", line.pk))
    seal = page.context["report"].section("results").seal
    assert "Báo cáo thành tích đột xuất đối với cá nhân" in words(page)
    said = words(client.post(at("report", line.pk), {"results": "Chỉ huy tổ bắt.", "seen_results": seal}, follow=True))
    assert "Đã lưu báo cáo, sửa 1 mục." in said
    assert "Đã sửa" in said
    stale = client.post(at("report", line.pk), {"results": "Bản cũ.", "seen_results": seal})
    assert stale.status_code == 422
    assert "Bản cũ." in words(stale)
    back = words(client.post(at("reset_report", line.pk), {"muc": "results"}, follow=True))
    assert "Đã lấy lại nội dung theo hồ sơ." in back


def test_report_is_read_by_those_who_do_not_write(client, made):
    line = made.line()
    client.force_login(UserFactory(role=Role.AUDITOR, over=made.province))
    page = client.get(at("report", line.pk))
    assert page.status_code == 200
    assert "Lưu báo cáo" not in words(page)
    assert client.post(at("report", line.pk), {"results": "X"}).status_code == 403


def test_achievement_of_a_line_of_the_year(client, made):
    line = made.line("CSTT", made.year_list("CSTT"))
    client.force_login(made.clerk)
    assert "Không nêu riêng" in words(client.get(at("detail", line.pk)))
    page = words(client.post(at("achievement", line.pk), {"achievement": made.sudden.achievement_id}, follow=True))
    assert "Đã ghi thành tích và kiểm tra lại điều kiện." in page
    assert str(made.sudden.achievement) in page


def test_events_open_event_event_and_create(client, made):
    client.force_login(made.clerk)
    assert "Bắt giữ 12 kg ma túy" in words(client.get(at("events"), {"nam": "2024", "dv": "LA"}))
    sent = {
        "kind": "DOT_XUAT", "event": "Dập lửa rừng", "happened_on": "19/05/2024", "awards": [made.awards["GK"].pk],
        "due_on": "30/05/2024", "due_at": "17:00", "unit": made.post.pk,
    }  # fmt: skip
    wrong = client.post(at("open_event"), {**sent, "happened_on": ""})
    assert wrong.status_code == 422
    assert "Ghi ngày lập thành tích." in words(wrong)
    assert "Dập lửa rừng" in words(wrong)
    page = client.post(at("open_event"), sent, follow=True)
    listing = NominationList.every.get(event="Dập lửa rừng")
    assert page.redirect_chain[-1][0] == at("event", listing.pk)
    create = at("create")
    query = {"dot": listing.pk, "danh_hieu": "GK"}
    assert f"{create}?dot={listing.pk}&amp;danh_hieu=GK" in words(client.get(create, {"dot": listing.pk}))
    assert made.person.full_name in words(client.get(create, query))
    form = client.get(create, {**query, "doi_tuong": f"p{made.person.pk}"})
    assert "Số tán thành" not in words(form)  # no vote at the unit
    where = f"{create}?dot={listing.pk}&danh_hieu=GK&doi_tuong=p{made.person.pk}"
    done = client.post(where, {"proposer": made.post.pk, "citation": "Dập lửa", "gui": "1"}, follow=True)
    assert "Đã gửi đề nghị Giấy khen" in words(done)
    assert listing.lines.get().achievement == listing.achievement
    assert made.person.full_name in words(client.get(at("event", listing.pk)))


@pytest.mark.parametrize("extra", [0, 20])
def test_event_costs_the_same_for_any_list(client, made, extra, django_assert_num_queries):
    for _ in range(1 + extra):
        made.line(person=PersonFactory(unit=made.post))
    client.force_login(made.clerk)
    client.get(at("event", made.sudden.pk), {"nam": "2024", "dv": "LA"})
    with django_assert_num_queries(15):
        client.get(at("event", made.sudden.pk))


def test_agree_waits_for_the_decision_and_call_back_undoes_it(client, made):
    line = made.line()
    client.force_login(made.clerk)
    send(client, line, "to-trinh.pdf")
    send(client, line, "bao-cao.pdf", paper="report")
    services.send(line, by=made.clerk)
    client.force_login(made.officer)
    assert "Trình người quyết định" in words(client.get(at("detail", line.pk)))
    page = words(client.post(at("agree", line.pk), follow=True))
    assert "Đã trình người quyết định" in page
    assert "Chờ quyết định" in page
    assert "Lấy lại thẩm định" in page
    assert "Ghi lý do" in words(client.post(at("call_back", line.pk), {"reason": ""}, follow=True))
    page = words(client.post(at("call_back", line.pk), {"reason": "Nhầm hình thức"}, follow=True))
    assert "Đề nghị trở về thẩm định" in page
    assert "Lấy lại từ người quyết định: Nhầm hình thức" in page
    assert "Trình người quyết định" in page


def test_papers_set_paper_add_paper(client, made):
    client.force_login(made.officer)
    client.get("/", {"nam": "2024", "dv": "LA"})
    page = words(client.get(at("papers")))
    assert "Khen thưởng đột xuất" in page
    assert "Không cần biểu quyết ở đơn vị" in page
    way = at("set_paper", made.province.pk, "DOT_XUAT", "report")
    wrong = client.post(way, {"level": "off", "valid_from": "2024", "reason": "Gọn"})
    assert wrong.status_code == 422
    client.post(way, {"level": "off", "valid_from": "01/05/2024", "reason": "Báo cáo gọn"})
    assert PaperRule.objects.get().valid_from == date(2024, 5, 1)
    assert "Không yêu cầu từ 01/05/2024" in words(client.get(at("papers")))
    own = at("add_paper", made.province.pk, "DOT_XUAT")
    client.post(own, {"name": "Thư cảm ơn", "level": "must", "valid_from": "01/05/2024", "reason": "Tỉnh hướng dẫn"})
    assert "Thư cảm ơn" in words(client.get(at("papers")))
    assert client.get(at("set_paper", made.province.pk, "DOT_XUAT", "no-such")).status_code == 404
    client.force_login(made.clerk)
    assert client.get(at("papers")).status_code == 200
    assert client.get(way).status_code == 404  # the province is not the clerk's


def test_the_office_is_told_of_a_deed_that_waits(client, made):
    """In its list of work, with the way to the event."""
    line = made.line()
    services.send(line, by=made.clerk)
    client.force_login(made.officer)
    page = words(client.get(reverse("awards:home.index")))
    assert "Thẩm định 1 đề nghị khen thưởng đột xuất" in page
    assert at("event", made.sudden.pk) in page
