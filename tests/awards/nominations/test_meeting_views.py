"""Pages of unit meetings."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from awards.home.todo import waiting_for
from awards.models import MeetingRule, Nomination, UnitMeeting
from awards.nominations import conferring
from tests.awards.nominations.meeting import HEAD, HELD, call, candidate, draft_line, held, on, rule, vote
from tests.awards.reports.reading import text
from tests.factories.files import pdf
from tests.factories.nominations import nomination_year
from tests.factories.units import UserFactory
from tests.kept import kept
from units.accounts.enums import Role

pytestmark = pytest.mark.django_db
year = kept(nomination_year)


@pytest.fixture(autouse=True)
def _in_time(year):
    with year.in_time():
        yield


def at(name: str, *args) -> str:
    return reverse(f"awards:nominations.{name}", args=args)


def words(response) -> str:
    return " ".join(response.content.decode().split())


def typed(year, line, **changes) -> dict:
    return {
        "held_on": "08/10/2023", "held_at": "08:00", "place": "Hội trường", "chair_name": "Trần Văn Minh",
        "secretary_name": "Lê Văn Sơn", "called": "12", "present": "10", "way": "hands", "subjects": [f"n{line.pk}"],
        **changes,
    }  # fmt: skip


def test_a_meeting_from_the_call_to_the_minutes(client, year):
    """meeting_create, meeting_edit, meeting_votes, meeting_close, meeting: as the clerk walks them."""
    rule(year)
    line = draft_line(year)
    person = year.person(full_name="Hoàng Văn Khải")
    client.force_login(year.clerks[0])
    page = client.get(at("meeting_create"))
    assert page.context["form"].initial["subjects"] == [f"n{line.pk}"]
    more = {"add_award": year.awards["CSTT"].pk, "add_people": person.service_number.lower()}
    done = client.post(at("meeting_create"), typed(year, line, **more))
    meeting = UnitMeeting.objects.get()
    assert done.url == at("meeting", meeting.pk)
    first, second = meeting.lines.all()
    assert (first.nomination, second.person) == (line, person)
    assert "Chưa ghi phiếu: Hoàng Văn Khải" in words(client.get(at("meeting", meeting.pk)))
    filled = client.get(at("meeting_votes", meeting.pk) + "?dien=1").context["form"]
    assert filled[f"agree_{first.pk}"].value() == 10
    votes = {
        f"agree_{first.pk}": "9", f"disagree_{first.pk}": "1", f"agree_{second.pk}": "10", f"disagree_{second.pk}": "0",
        f"report_{second.pk}": "Bám địa bàn", f"opinion_{first.pk}": "Cần phát huy", "seen": meeting.version,
    }  # fmt: skip
    assert client.post(at("meeting_votes", meeting.pk), votes).url == at("meeting", meeting.pk)
    close = client.get(at("meeting_close", meeting.pk))
    assert [one.line for one, ticked in close.context["form"].rows() if ticked] == [second]
    client.post(at("meeting_close", meeting.pk), {"ended_at": "10:30", "put_forward": [second.pk]})
    meeting.refresh_from_db()
    told = words(client.get(at("meeting", meeting.pk)))
    assert "Đã chốt biên bản" in told
    assert "2 đạt" in told
    made = Nomination.objects.get(person=person)
    assert (made.citation, made.unit_votes_for) == ("Bám địa bàn", 10)
    case = words(client.get(at("detail", line.pk)))
    assert "9/10 tán thành (90%)" in case
    assert f'href="{at("meeting", meeting.pk)}">(họp ngày 08/10/2023)</a>' in case
    edit = client.get(at("edit", line.pk)).context["form"]
    assert edit.fields["unit_votes_for"].disabled
    assert "Họp bình xét</a>" in words(client.get(at("index")))


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"present": "13"}, "present", "Có mặt 13 người, quá 12 người được triệu tập."),
        ({"called": "0"}, "called", "Phải triệu tập ít nhất một người."),
        ({"called": "mười"}, "called", "“mười” không phải là số."),
        ({"held_on": "31/02/2023"}, "held_on", "Không có ngày 31/02/2023."),
        ({"held_on": "01/01/2020"}, "held_on", "Năm thi đua bắt đầu ngày"),
        ({"held_at": "sáng"}, "held_at", "Nhập giờ dạng 17:00."),
        ({"place": " "}, "place", "Trường này là bắt buộc."),
        ({"add_people": "SH9"}, "add_award", "Chọn danh hiệu cho những người thêm."),
        ({"subjects": ["n0"]}, "subjects", "n0"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(client, year, changes, field, sentence):
    line = draft_line(year)
    client.force_login(year.clerks[0])
    page = client.post(at("meeting_create"), typed(year, line, absence_note="Một đồng chí đi phép", **changes))
    assert page.status_code == 422
    assert sentence in str(page.context["form"].errors[field])
    assert "Một đồng chí đi phép" in words(page)
    assert not UnitMeeting.objects.exists()


def test_votes_that_cannot_be_true(client, year):
    meeting = call(year, on(draft_line(year)), on(draft_line(year)))
    first, second = meeting.lines.all()
    client.force_login(year.clerks[0])
    votes = {
        f"agree_{first.pk}": "8", f"disagree_{first.pk}": "4", f"agree_{second.pk}": "7", f"disagree_{second.pk}": "",
        "discussion": "Sôi nổi", "seen": 1,
    }  # fmt: skip
    page = client.post(at("meeting_votes", meeting.pk), votes)
    assert page.status_code == 422
    errors = page.context["form"].errors
    assert errors[f"agree_{first.pk}"] == ["8 đồng ý và 4 không đồng ý là 12, quá 10 người có mặt."]
    assert errors[f"disagree_{second.pk}"] == ["Nhập số không đồng ý."]
    assert "Sôi nổi" in words(page)
    late = client.post(at("meeting_votes", meeting.pk), {"seen": 0})
    assert "vừa sửa cuộc họp này" in words(late)


def test_edit_keeps_votes_and_shows_who_was_there(client, year):
    line, here = draft_line(year), year.person(full_name="Bùi Văn An")
    meeting = call(year, on(line), present=None, attendees=[here.pk])
    meeting = vote(year, meeting, (1, 0))
    client.force_login(year.clerks[0])
    form = client.get(at("meeting_edit", meeting.pk)).context["form"]
    assert [person for person, ticked in form.people_rows() if ticked] == [here]
    data = typed(year, line, present="", attendees=[here.pk], place="Nhà văn hóa", seen=meeting.version)
    assert client.post(at("meeting_edit", meeting.pk), data).url == at("meeting", meeting.pk)
    meeting.refresh_from_db()
    assert (meeting.place, meeting.present, meeting.lines.get().agree) == ("Nhà văn hóa", 1, 1)


def test_closed_minutes_are_corrected_and_a_draft_is_dropped(client, year):
    meeting = held(year, draft_line(year), counts=[(9, 1)])
    client.force_login(year.clerks[0])
    assert client.get(at("meeting_votes", meeting.pk)).url == at("meeting", meeting.pk)
    assert client.post(at("meeting_correct", meeting.pk), {"reason": ""}).status_code == 422
    client.post(at("meeting_correct", meeting.pk), {"reason": "Đếm nhầm"})
    new = UnitMeeting.objects.get(corrects=meeting)
    assert "chưa chốt: Đếm nhầm" in words(client.get(at("meeting", meeting.pk)))
    client.post(at("meeting_drop", new.pk), {"reason": "Không cần"})
    new.refresh_from_db()
    assert new.state == "dropped"


def test_the_signed_minutes_are_for_those_who_see_the_meeting(client, year):
    meeting = held(year, draft_line(year), counts=[(9, 1)])
    client.force_login(year.clerks[0])
    wrong = client.post(at("meeting_scan", meeting.pk), {}, follow=True)
    assert "Chọn tệp." in words(wrong)
    client.post(at("meeting_scan", meeting.pk), {"upload": SimpleUploadedFile("ky.pdf", pdf())})
    assert client.get(at("meeting_file", meeting.pk)).headers["Content-Disposition"].startswith("attachment")
    client.force_login(year.clerks[1])
    assert client.get(at("meeting_file", meeting.pk)).status_code == 404


def test_who_reads_and_who_writes(client, year):
    meeting = call(year, on(draft_line(year)))
    for user, status in ((year.officer, 200), (UserFactory(role=Role.VERIFIER, over=year.province), 200),
                         (year.clerks[1], 404)):  # fmt: skip
        client.force_login(user)
        assert client.get(at("meeting", meeting.pk)).status_code == status
    client.force_login(year.officer)
    assert "Ghi phiếu</a>" not in words(client.get(at("meeting", meeting.pk)))
    assert client.get(at("meeting_create")).status_code == 403


def test_several_units_are_asked_which(client, year):
    client.force_login(UserFactory(role=Role.CLERK, over=year.province))
    page = words(client.get(at("meeting_create")))
    assert "Cuộc họp của đơn vị nào?" in page
    assert f"?don_vi={year.units[1].code}" in page


def test_the_list_costs_the_same_with_one_and_with_many(client, year, django_assert_num_queries):
    client.force_login(year.officer)
    held(year, draft_line(year), counts=[(9, 1)])
    year.nominate("CSTT", year.person(1))
    client.get(at("meetings"))
    with django_assert_num_queries(15):
        page = client.get(at("meetings"))
    assert [unit.waiting for unit in page.context["waiting"]] == [1]
    for number in range(30):
        call(year, candidate(year, year.person()), held_at=HELD - timedelta(hours=number + 1))
    with django_assert_num_queries(15):
        page = client.get(at("meetings"))
    assert page.context["list"].total == 31
    assert client.get(at("meetings") + "?trang_thai=closed").context["list"].total == 1


def test_a_meeting_and_its_form_cost_the_same_for_few_and_for_many(client, year, django_assert_num_queries):
    rule(year)
    line = draft_line(year)
    meeting = call(year, on(line))
    client.force_login(year.clerks[0])
    client.get(at("meeting", meeting.pk))
    with django_assert_num_queries(15):
        client.get(at("meeting", meeting.pk))
    with django_assert_num_queries(20):
        client.get(at("meeting_edit", meeting.pk))
    lines = [on(line), *(on(draft_line(year)) for _ in range(20))]
    conferring.edit_meeting(meeting, by=year.clerks[0], subjects=lines, **HEAD)
    with django_assert_num_queries(15):
        page = client.get(at("meeting", meeting.pk))
    assert len(page.context["verdicts"]) == 21
    with django_assert_num_queries(20):
        client.get(at("meeting_edit", meeting.pk))


def test_a_meeting_held_and_not_closed_waits_at_its_unit(year):
    meeting = call(year, on(draft_line(year)))
    told = [one.url for one in waiting_for(year.clerks[0]) if "họp bình xét" in one.title]
    assert told == [at("meeting", meeting.pk)]
    assert not [one for one in waiting_for(year.officer) if "họp bình xét" in one.title]
    vote(year, meeting, (9, 1))
    conferring.close_meeting(meeting, by=year.clerks[0])
    assert not [one for one in waiting_for(year.clerks[0]) if "họp bình xét" in one.title]


def test_a_share_is_set_from_one_read_of_somewhere(client, year):
    client.force_login(year.officer)
    page = client.get(at("meeting_rule") + "?mau=eighty")
    first = page.context["form"].initial
    assert (first["num"], first["den"], first["base"], first["confidence"]) == (80, 100, "called", "S")
    data = {
        "strict": "1", "num": "1", "den": "2", "base": "present", "quorum_num": "2", "quorum_den": "3",
        "valid_from": "01/10/2023", "legal_basis": "Quy chế, Điều 4", "confidence": "L", "reason": "Đặt lần đầu",
    }  # fmt: skip
    wrong = client.post(at("meeting_rule"), {**data, "num": "3"})
    assert "Tỷ lệ không thể quá cả số người." in str(wrong.context["form"].errors["num"])
    client.post(at("meeting_rule"), data)
    assert str(MeetingRule.objects.get()) == "quá 1/2 số có mặt"
    client.force_login(year.clerks[0])
    assert "Không đạt thì chưa gửi được đề nghị" in words(client.get(at("meeting_rule")))
    assert client.post(at("meeting_rule"), data).status_code == 403


def test_minutes_as_pdf_and_workbook(client, year):
    rule(year)
    meeting = call(year, on(draft_line(year)), candidate(year, year.person(full_name="Hoàng Văn Khải")))
    vote(year, meeting, (9, 1), (4, 6))
    conferring.close_meeting(meeting, by=year.clerks[0])
    client.force_login(year.clerks[0])
    page = client.get(at("meeting", meeting.pk))
    (paper, *_), (book, *_) = page.context["files"]
    file = client.get(paper)
    told = " ".join(text(file.content).split())
    assert "Đạt khi số đồng ý quá 1/2 số có mặt, là từ 06 trên 10 người. Căn cứ: Quy chế, Điều 4." in told
    assert "90,00%" in told
    assert "Chủ trì: Trần Văn Minh, Thiếu tá, Đồn trưởng." in told
    assert "Không đạt" in told
    assert client.get(paper).content == file.content
    assert client.get(book).content.startswith(b"PK")
