"""Pages of proposals: who sees them, what they change, which sentence answers bad input, how many queries they take."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from awards.models import AwardInYear, Nomination, NominationList
from awards.nominations import services
from awards.nominations.enums import ListState, NominationState
from awards.years.enums import PeriodState
from tests.factories import PeriodFactory, PersonFactory, UnitFactory, UserFactory
from tests.factories.nominations import CITATION, law, nomination_year
from tests.kept import kept
from thidua import clock
from units.accounts.enums import Role
from units.models import AuditEvent, CompletionGrade, DisciplineRecord
from units.people.enums import DisciplineKind, Grade

pytestmark = pytest.mark.django_db
N = NominationState


year = kept(nomination_year)


@pytest.fixture(autouse=True)
def _in_time():
    with clock.at(datetime(2023, 10, 10, 9)):
        yield


def at(name, *args):
    return reverse(f"awards:nominations.{name}", args=args)


def words(response) -> str:
    return " ".join(response.content.decode().split())


def toasts(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def names(response) -> list[str]:
    return [row.line.subject_name for row in response.context["list"]]


def barred(year, **facts):
    person = year.person(**facts)
    DisciplineRecord.objects.create(
        person=person, kind=DisciplineKind.REPRIMAND, valid_from=date(2023, 4, 18), valid_to=date(2023, 7, 17)
    )
    return person


# Who gets in ----------------------------------------------------------------------------------------------------------


def every_page(year, line) -> dict[str, str]:
    return {
        "index": at("index"),
        "detail": at("detail", line.pk),
        "create": at("create"),
        "edit": at("edit", line.pk),
        "open_list": at("open_list"),
        "edit_list": at("edit_list", year.listing.pk),
        "lock": at("lock", year.listing.pk),
    }


def test_every_page_asks_who_is_there(client, year):
    line = year.nominate("CSTT")
    for url in every_page(year, line).values():
        assert client.get(url).status_code == 302
        assert "dang-nhap" in client.get(url).url


@pytest.mark.parametrize(
    ("role", "over", "answers"),
    [
        (Role.OFFICER, "province", "index detail create edit edit_list lock"),
        (Role.CLERK, "own", "index detail create edit"),
        (Role.UNIT_LEADER, "own", "index detail create edit"),
        (Role.CLERK, "other", "index create"),
        (Role.MEMBER, "province", "index detail"),
        (Role.SECRETARY, "province", "index detail"),
        (Role.TELLER, "province", "index detail"),
        (Role.COMMANDER, "province", "index detail"),
        (Role.AUDITOR, "province", "index detail"),
        (Role.VERIFIER, "province", "index detail"),
        (Role.OFFICER, "elsewhere", "index"),
    ],
)
def test_pages_by_role(client, year, role, over, answers):
    """What is outside one's units is not there (404); what may not be done names who may (403)."""
    line = year.nominate("CSTT", year.person(0))
    place = {"province": year.province, "own": year.units[0], "other": year.units[1], "elsewhere": UnitFactory()}[over]
    client.force_login(UserFactory(role=role, over=place))
    pages = every_page(year, line)
    pages.pop("open_list")
    found = {name: client.get(url).status_code for name, url in pages.items()}
    refused = {"detail": 404, "edit": 404, "create": 404, "edit_list": 404, "lock": 404}
    if over != "elsewhere":
        refused |= {"create": 403, "edit_list": 403, "lock": 403}
    if over in ("province", "own"):
        refused["edit"] = 403
    assert found == {name: 200 if name in answers.split() else refused[name] for name in pages}


def test_forbidden_names_the_role(client, year):
    line = year.sent("CSTT")
    client.force_login(year.clerks[0])
    answer = client.post(at("to_council", line.pk))
    assert answer.status_code == 403
    assert "trợ lý thi đua cấp tỉnh, không phải người được đề nghị" in words(answer)
    assert Nomination.objects.get().state == N.SENT


@pytest.mark.parametrize(
    "name",
    ["check", "send", "send_back", "to_council", "hold", "release", "reject", "reconsider", "withdraw"],
)
def test_acts_are_posts_on_what_is_visible(client, year, name):
    line = year.sent("CSTT")
    client.force_login(year.clerks[1])
    assert client.get(at(name, line.pk)).status_code == 405
    assert client.post(at(name, line.pk), {"reason": "x"}).status_code == 404
    assert Nomination.objects.get().state == N.SENT


# The list -------------------------------------------------------------------------------------------------------------


def test_index_shows_one_title_with_its_meters(client, year):
    year.nominate("CSTDCS", barred(year, full_name="Lê Văn C", grade=Grade.EXCELLENT))
    year.nominate("CSTT", year.person(full_name="Trần Thị B"))
    client.force_login(year.officer)
    page = client.get(at("index"), {"danh_hieu": "CSTDCS"})
    assert names(page) == ["Lê Văn C"]
    text = words(page)
    assert "Bị khiển trách từ 18/04/2023" in text
    assert "Hướng dẫn của đơn vị" in text
    assert "<b>1</b> đề nghị: 1 chưa đủ điều kiện" in text
    assert "Quy định áp dụng: có hiệu lực đến 31/12/2023" in text
    assert [(quota.label, quota.value, quota.limit) for quota in page.context["quotas"]] == [
        ("Đơn vị Quyết thắng", 0, 3),
        ("Đơn vị tiên tiến", 0, 30),
        ("Chiến sĩ thi đua", 1, 48),
        ("Chiến sĩ tiên tiến", 2, 192),
    ]
    assert page.context["quotas"][3].words == "Còn 190, tính cả 1 Chiến sĩ thi đua"


def test_index_of_a_clerk_holds_the_lines_of_the_own_unit(client, year):
    year.nominate("CSTT", year.person(0, full_name="Lê Văn C"))
    year.nominate("CSTT", year.person(1, full_name="Phạm Văn D"))
    client.force_login(year.clerks[0])
    page = client.get(at("index"), {"danh_hieu": "CSTT"})
    assert names(page) == ["Lê Văn C"]
    assert page.context["quotas"][3].words == "Còn 190, đơn vị 1"
    assert "Thêm đề nghị" in words(page)
    assert "Khóa danh sách</a>" not in words(page)
    assert "td-pick" not in words(page)


def test_index_of_a_member_is_for_reading(client, year):
    year.nominate("CSTT")
    client.force_login(UserFactory(role=Role.MEMBER, over=year.province))
    text = words(client.get(at("index"), {"danh_hieu": "CSTT"}))
    assert "Thêm đề nghị" not in text
    assert "td-pick" not in text


def test_index_of_a_unit_looked_at_by_the_office(client, year):
    year.nominate("CSTT", year.person(0, full_name="Lê Văn C"))
    year.nominate("CSTT", year.person(1, full_name="Phạm Văn D"))
    client.force_login(year.officer)
    page = client.get(at("index"), {"danh_hieu": "CSTT", "dv": year.units[1].code})
    assert names(page) == ["Phạm Văn D"]
    assert page.context["list"].total == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "le van"}, ["Lê Văn C"]),
        ({"q": "đội trưởng pham"}, ["Phạm Văn D"]),
        ({"q": "khong co ai"}, []),
        ({"dieu_kien": "ineligible"}, ["Phạm Văn D"]),
        ({"trang_thai": "sent"}, ["Lê Văn C"]),
        ({"trang_thai": "withdrawn"}, ["Vũ Thị E"]),
        ({"trang_thai": "nonsense", "dieu_kien": "x", "don_vi": "?", "trang": "-3"}, ["Lê Văn C", "Phạm Văn D"]),
        ({"xep": "-ten"}, ["Phạm Văn D", "Lê Văn C"]),
        ({"xep": "don-vi"}, ["Lê Văn C", "Phạm Văn D"]),
        ({"danh_hieu": "DVTT"}, []),
    ],
)
@pytest.mark.both
def test_index_filters_without_accents(client, year, query, found):
    year.sent("CSTT", year.person(0, full_name="Lê Văn C"))
    year.nominate("CSTT", barred(year, full_name="Phạm Văn D"))
    services.withdraw(year.nominate("CSTT", year.person(full_name="Vũ Thị E")), by=year.officer, reason="Nhầm")
    client.force_login(year.officer)
    page = client.get(at("index"), {"danh_hieu": "CSTT", **query})
    assert names(page) == found


def test_index_filters_by_unit(client, year):
    year.nominate("CSTT", year.person(0, full_name="Lê Văn C"))
    year.nominate("CSTT", year.person(1, full_name="Phạm Văn D"))
    client.force_login(year.officer)
    page = client.get(at("index"), {"danh_hieu": "CSTT", "don_vi": year.units[1].code})
    assert names(page) == ["Phạm Văn D"]
    assert "<b>1</b> đề nghị: 1 đủ điều kiện" in words(page)


def test_index_without_a_list(client, year):
    other = PeriodFactory(unit=year.province, year=2024, state=PeriodState.OPEN)
    client.force_login(year.officer)
    page = client.get(at("index"), {"nam": other.year, "dv": "LA"})
    assert "Năm này chưa mở danh sách đề nghị" in words(page)
    assert at("open_list") in words(page)
    client.force_login(year.clerks[0])
    page = client.get(at("index"), {"nam": other.year})
    assert "Chưa có danh sách đề nghị" in words(page)
    assert at("open_list") not in words(page)


def test_index_of_somebody_without_any_year(client):
    client.force_login(UserFactory())
    assert "Chưa có danh sách đề nghị" in words(client.get(at("index")))


def test_index_locked_says_who_may_reopen(client, year):
    year.before_council("CSTT")
    services.lock_list(year.listing, by=year.officer)
    client.force_login(year.officer)
    text = words(client.get(at("index"), {"danh_hieu": "CSTT"}))
    assert "Đã khóa danh sách" in text
    assert "Mở lại danh sách" in text
    assert "Thêm đề nghị" not in text
    assert "td-pick" not in text


@pytest.mark.parametrize("count", [1, 30, 300])
def test_index_costs_the_same_for_any_number_of_lines(client, count, django_assert_num_queries):
    year = nomination_year()
    first = year.nominate("CSTT", year.person(full_name="Lê Văn C"))
    people = [PersonFactory(unit=year.units[number % 2]) for number in range(count - 1)]
    Nomination.objects.bulk_create(
        Nomination(
            nomination_list=year.listing,
            award=first.award,
            person=person,
            proposer=person.unit,
            subject_name=person.full_name,
            subject_detail="Đại úy, Đội trưởng",
            sort_key=person.sort_key,
            search_key=person.search_key,
            citation=CITATION,
            unit_votes_for=9,
            unit_votes_total=10,
            rule_set=first.rule_set,
            created_by=year.officer,
            checked_at=first.checked_at,
        )
        for person in people
    )
    client.force_login(year.officer)
    query = {"danh_hieu": "CSTT", "nam": "2023", "dv": "LA"}
    client.get(at("index"), query)  # the scope goes into the session once
    # session, user, roles, unit of the scope, years; titles with the list, counts, lines, units of the filter,
    # what lies in the dossiers and what the command asks for; frame: units, phases
    with django_assert_num_queries(14):
        page = client.get(at("index"), query)
    assert page.context["list"].total == count
    assert len(page.context["list"].page) == min(count, 50)
    with django_assert_num_queries(15):  # a filter counts what it leaves
        client.get(at("index"), {**query, "trang_thai": "draft"})


# Many lines at once ---------------------------------------------------------------------------------------------------


def test_bulk_to_council_tells_what_stayed_behind(client, year):
    good, bad = year.sent("CSTT"), year.sent("CSTT", barred(year, full_name="Phạm Văn D"))
    client.force_login(year.officer)
    page = client.post(
        at("bulk"), {"viec": "to_council", "dong": [good.pk, bad.pk, "x", "-1"], "xac_nhan": "1"}, follow=True
    )
    assert toasts(page) == ["Đã trình Hội đồng 1 đề nghị."]
    assert "1 đề nghị chưa chuyển được" in words(page)
    assert "Phạm Văn D</a>: Chưa đủ điều kiện: bị khiển trách từ 18/04/2023." in words(page)
    assert [line.state for line in Nomination.objects.order_by("pk")] == [N.TO_COUNCIL, N.SENT]
    assert "chưa chuyển được" not in words(client.get(at("index")))  # told once


def test_bulk_send_back_with_one_reason(client, year):
    lines = [year.sent("CSTT"), year.sent("CSTT")]
    client.force_login(year.officer)
    ticked = {"viec": "send_back", "dong": [line.pk for line in lines], "xac_nhan": "1"}
    page = client.post(at("bulk"), ticked)
    assert page.status_code == 422 and "Ghi lý do trước khi thực hiện." in words(page)
    page = client.post(at("bulk"), {**ticked, "reason": "Thiếu số liệu"}, follow=True)
    assert toasts(page) == ["Đã trả lại 2 đề nghị."]
    assert set(Nomination.objects.values_list("state", "outcome_reason")) == {(N.RETURNED, "Thiếu số liệu")}


def test_bulk_of_nothing_and_by_others(client, year):
    line = year.sent("CSTT")
    client.force_login(year.officer)
    assert toasts(client.post(at("bulk"), {"viec": "to_council"}, follow=True)) == ["Chọn ít nhất một đề nghị."]
    client.force_login(year.clerks[0])
    assert client.post(at("bulk"), {"viec": "to_council", "dong": [line.pk]}).status_code == 403
    assert client.get(at("bulk")).status_code == 405
    assert Nomination.objects.get().state == N.SENT


# One line -------------------------------------------------------------------------------------------------------------


def test_detail_shows_conditions_with_need_have_and_clause(client, year):
    line = year.sent("CSTT", year.person(full_name="Lê Văn C", tests=80))
    client.force_login(year.officer)
    page = client.get(at("detail", line.pk))
    text = words(page)
    shown = {
        reason.title: (reason.tone, reason.evidence, reason.citation) for reason in page.context["conditions"].reasons
    }
    assert shown["Từ 75% nội dung kiểm tra trở lên đạt khá, giỏi"] == (
        "ok",
        "Cần từ 75% nội dung kiểm tra khá, giỏi; có 80% khá, giỏi",
        "TT 151/2018, Điều 12",
    )
    assert f"Mã ĐN-2023-{line.pk:04d}" in text
    assert "9/10 tán thành (90%)" in text
    assert "Cấp quyết định: Bộ Chỉ huy BĐBP tỉnh" in text
    assert [one.title for one in page.context["milestones"]] == [
        "Đơn vị đề nghị",
        "Thẩm định",
        "Hội đồng bỏ phiếu",
        "Quyết định khen thưởng",
    ]
    assert [row.action for row in page.context["history"]] == ["Gửi đề nghị", "Lập đề nghị"]


@pytest.mark.parametrize(
    ("user", "buttons"),
    [
        ("officer", ["Trình Hội đồng", "Trả lại bổ sung", "Tạm dừng xét", "Đề nghị loại"]),
        ("clerk", ["Thu hồi", "Rút đề nghị"]),
        ("member", []),
    ],
)
def test_detail_offers_only_moves_that_are_open_to_the_user(client, year, user, buttons):
    line = year.sent("CSTT")
    users = {
        "officer": year.officer,
        "clerk": year.clerks[0],
        "member": UserFactory(role=Role.MEMBER, over=year.province),
    }
    client.force_login(users[user])
    page = client.get(at("detail", line.pk))
    assert [move.label for move in page.context["moves"]] == buttons


def test_detail_says_what_keeps_a_line_from_the_council(client, year):
    line = year.sent("CSTT", citation="", unit_votes_for=None, unit_votes_total=None)
    client.force_login(year.officer)
    page = client.get(at("detail", line.pk))
    assert "Chưa trình được:</b> Chưa có tóm tắt thành tích. Chưa có kết quả biểu quyết ở đơn vị." in words(page)
    assert 'disabled aria-describedby="con-thieu"' in words(page)
    assert "to_council" not in [move.name for move in page.context["moves"]]


def test_detail_of_the_officer_himself(client, year):
    person = year.person()
    officer = UserFactory(role=Role.OFFICER, over=year.province, person=person)
    line = year.sent("CSTT", person)
    client.force_login(officer)
    page = client.get(at("detail", line.pk))
    assert [move.name for move in page.context["moves"]] == ["recall", "withdraw"]
    assert "việc thẩm định do trợ lý khác thực hiện" in words(page)


def test_detail_after_the_lock_is_for_reading(client, year):
    line = year.before_council("CSTT")
    services.lock_list(year.listing, by=year.officer)
    client.force_login(year.officer)
    page = client.get(at("detail", line.pk))
    assert page.context["moves"] == []
    assert "Kiểm tra lại</button>" not in words(page)


def test_detail_shows_other_titles_of_the_same_year(client, year):
    person = year.person(grade=Grade.EXCELLENT)
    line, other = year.nominate("CSTT", person), year.nominate("CSTDCS", person)
    client.force_login(year.officer)
    assert client.get(at("detail", line.pk)).context["others"] == [other]


@pytest.mark.parametrize("extra", [0, 20])
def test_detail_costs_the_same_for_any_list(client, year, extra, django_assert_num_queries):
    line = year.sent("CSTT")
    for _ in range(extra):
        year.nominate("CSTT")
    client.force_login(year.officer)
    client.get(at("detail", line.pk), {"nam": "2023", "dv": "LA"})
    # session, user, roles, scope: 2; line, record, titles, counts, deadlines, law, checks, other titles;
    # dossier: what is asked twice, files, written parts, initiatives, files taken out; meeting; stations: route and its
    # steps, organs' opinions, papers of bodies, fields to correct, lower and higher titles; frame: units, phases
    with django_assert_num_queries(31):
        client.get(at("detail", line.pk))


def test_detail_of_every_state_renders(client, year):
    line = year.before_council("CSTT")
    client.force_login(year.officer)
    for state in N.values:
        Nomination.objects.update(state=state, outcome_reason="Lý do")
        assert client.get(at("detail", line.pk)).status_code == 200


@pytest.mark.parametrize(
    ("name", "before", "after", "said", "user"),
    [
        ("send", N.DRAFT, N.SENT, "Đã gửi đề nghị.", "clerk"),
        ("withdraw", N.SENT, N.WITHDRAWN, "Đã rút đề nghị.", "clerk"),
        ("to_council", N.SENT, N.TO_COUNCIL, "Đã trình Hội đồng.", "officer"),
        ("send_back", N.SENT, N.RETURNED, "Đã trả lại đơn vị.", "officer"),
        ("hold", N.SENT, N.ON_HOLD, "Đã tạm dừng xét.", "officer"),
        ("release", N.ON_HOLD, N.SENT, "Đề nghị được xét tiếp.", "officer"),
        ("reject", N.SENT, N.REJECTED, "Đã đề nghị loại.", "officer"),
        ("reconsider", N.REJECTED, N.SENT, "Đề nghị được xét lại.", "officer"),
    ],
)
def test_moves_say_what_was_done(client, year, name, before, after, said, user):
    line = year.nominate("CSTT")
    Nomination.objects.update(state=before)
    client.force_login(year.officer if user == "officer" else year.clerks[0])
    page = client.post(at(name, line.pk), {"reason": "Vì thế"}, follow=True)
    assert toasts(page) == [said]
    assert page.request["PATH_INFO"] == at("detail", line.pk)
    assert Nomination.objects.get().state == after


def test_send_twice_is_told(client, year):
    line = year.nominate("CSTT")
    client.force_login(year.clerks[0])
    client.post(at("send", line.pk))
    page = client.post(at("send", line.pk), follow=True)
    assert toasts(page)[-1] == "Không thể gửi đề nghị: hiện đang ở trạng thái “Đang thẩm định”."


def test_check_again(client, year):
    person = year.person(tests=None)
    line = year.nominate("CSTT", person)
    barred_since = DisciplineRecord(person=person, kind=DisciplineKind.REPRIMAND, valid_from=date(2023, 4, 18))
    barred_since.save()
    client.force_login(year.clerks[0])
    page = client.post(at("check", line.pk), follow=True)
    assert toasts(page) == ["Đã kiểm tra lại: chưa đủ điều kiện."]


# Editing --------------------------------------------------------------------------------------------------------------


def papers(**changes) -> dict:
    return {"citation": "Tuần tra 120 lượt", "unit_votes_for": "9", "unit_votes_total": "10", **changes}


def test_edit_saves_the_papers(client, year):
    line = year.nominate("CSTT")
    client.force_login(year.clerks[0])
    seen = client.get(at("edit", line.pk)).context["form"].initial["seen"]
    page = client.post(
        at("edit", line.pk), papers(citation="Tuần tra 120 lượt\r\n\r\nGiúp dân", seen=seen), follow=True
    )
    assert toasts(page) == ["Đã lưu đề nghị."]
    assert Nomination.objects.get().citation == "Tuần tra 120 lượt\n\nGiúp dân"
    assert "<p>Giúp dân</p>" in words(page)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"unit_votes_for": "11"}, "Số tán thành không thể vượt số tham gia."),
        ({"unit_votes_for": "1O"}, "“1O” có chữ O. Nhập số, ví dụ 10."),
        ({"unit_votes_for": "1,5"}, "“1,5” có quá 0 chữ số sau dấu phẩy."),
        ({"unit_votes_total": "-1"}, "Số nhỏ nhất được nhập là 0."),
        ({"unit_votes_total": "99999"}, "Số lớn nhất được nhập là 32000."),
        ({"unit_votes_total": ""}, "Nhập số tham gia biểu quyết."),
        ({"citation": "x" * 4001}, "4000"),
    ],
)
def test_edit_refuses_and_keeps_what_was_typed(client, year, changes, sentence):
    line = year.nominate("CSTT")
    client.force_login(year.clerks[0])
    page = client.post(at("edit", line.pk), papers(**changes))
    assert page.status_code == 422
    assert sentence in words(page)
    assert "Tuần tra 120 lượt" in words(page) or "citation" in changes
    assert Nomination.objects.get().citation == CITATION


def test_edit_over_a_newer_text_shows_both(client, year):
    line = year.nominate("CSTT")
    client.force_login(year.clerks[0])
    seen = client.get(at("edit", line.pk)).context["form"].initial["seen"]
    colleague = UserFactory(role=Role.UNIT_LEADER, over=year.units[0], display_name="Trần Văn B")
    services.edit(line, by=colleague, citation="Của Trần Văn B", unit_votes_for=8, unit_votes_total=10)
    page = client.post(at("edit", line.pk), papers(seen=seen))
    assert page.status_code == 409
    text = words(page)
    assert "Trần Văn B vừa sửa đề nghị này" in text
    assert "Của Trần Văn B" in text
    assert "Tuần tra 120 lượt" in text
    again = client.post(at("edit", line.pk), papers(seen=page.context["form"]["seen"].value()))  # and now he knows
    assert again.status_code == 302
    assert Nomination.objects.get().citation == "Tuần tra 120 lượt"


def test_edit_of_a_sent_line_leads_back(client, year):
    line = year.sent("CSTT")
    client.force_login(year.clerks[0])
    page = client.get(at("edit", line.pk), follow=True)
    assert toasts(page) == ["Không sửa được đề nghị đang ở trạng thái “Đang thẩm định”."]
    assert client.post(at("edit", line.pk), papers()).status_code == 409
    assert Nomination.objects.get().citation == CITATION


# A new line -----------------------------------------------------------------------------------------------------------


def new(year, person, code: str = "CSTT") -> str:
    return f"{at('create')}?danh_hieu={code}&doi_tuong=p{person.pk}"


def proposal(year, unit: int = 0, **changes) -> dict:
    return papers(proposer=year.units[unit].pk, **changes)


def test_create_begins_with_the_titles(client, year):
    client.force_login(year.clerks[0])
    text = words(client.get(at("create")))
    assert "Đề nghị danh hiệu nào?" in text
    assert f"{at('create')}?danh_hieu=CSTT" in text


def test_create_finds_people_of_the_own_unit_without_accents(client, year):
    year.person(0, full_name="Phạm Văn Đức")
    there = year.nominate("CSTT", year.person(0, full_name="Phạm Văn Đông"))
    year.person(1, full_name="Phạm Văn Đạt")
    year.person(0, full_name="Phạm Văn Đã", left_on=date(2023, 1, 1))
    client.force_login(year.clerks[0])
    page = client.get(at("create"), {"danh_hieu": "CSTT", "q": "pham d"})
    assert [(one.name, one.line) for one in page.context["candidates"]] == [
        ("Phạm Văn Đông", there),
        ("Phạm Văn Đức", None),
    ]
    assert at("detail", there.pk) in words(page)
    assert "Không tìm thấy" in words(client.get(at("create"), {"danh_hieu": "CSTT", "q": "zzz"}))


def test_create_finds_units_for_a_title_of_units(client, year):
    client.force_login(year.clerks[0])
    page = client.get(at("create"), {"danh_hieu": "DVTT"})
    assert [one.name for one in page.context["candidates"]] == [year.units[0].name]


def test_create_names_at_most_thirty(client, year):
    for _ in range(31):
        PersonFactory(unit=year.units[0])
    client.force_login(year.clerks[0])
    page = client.get(at("create"), {"danh_hieu": "CSTT"})
    assert len(page.context["candidates"]) == 30
    assert "Chỉ hiện 30 kết quả đầu" in words(page)


def test_create_shows_the_check_before_anything_is_saved(client, year):
    person = barred(year, full_name="Lê Văn C")
    client.force_login(year.clerks[0])
    text = words(client.get(new(year, person)))
    assert "Chưa đủ điều kiện: đề nghị được lưu ở bản nháp, chưa gửi." in text
    assert "Khiển trách từ 18/04/2023" in text
    assert not Nomination.objects.exists()


def test_create_saves_a_draft(client, year):
    person = year.person(full_name="Lê Văn C")
    client.force_login(year.clerks[0])
    page = client.post(new(year, person), proposal(year), follow=True)
    assert toasts(page) == ["Đã lưu nháp đề nghị Chiến sĩ tiên tiến cho Lê Văn C."]
    line = Nomination.objects.get()
    assert (line.state, line.created_by, line.proposer) == (N.DRAFT, year.clerks[0], year.units[0])
    assert page.request["PATH_INFO"] == at("detail", line.pk)


def test_create_saves_and_sends(client, year):
    person = year.person(full_name="Lê Văn C")
    client.force_login(year.clerks[0])
    page = client.post(new(year, person), proposal(year, gui="1"), follow=True)
    assert toasts(page) == ["Đã gửi đề nghị Chiến sĩ tiên tiến cho Lê Văn C."]
    assert Nomination.objects.get().state == N.SENT


def test_create_keeps_an_ineligible_line_as_a_draft_with_its_reasons(client, year):
    person = barred(year, full_name="Lê Văn C")
    client.force_login(year.clerks[0])
    page = client.post(new(year, person), proposal(year, gui="1"), follow=True)
    assert toasts(page) == ["Đã lưu nháp. Chưa đủ điều kiện: Bị khiển trách từ 18/04/2023. Chưa gửi đề nghị này."]
    assert "Đề nghị được giữ ở bản nháp" in words(page)
    assert Nomination.objects.get().state == N.DRAFT


def test_create_twice_leads_to_the_first(client, year):
    person = year.person(full_name="Lê Văn C")
    first = year.nominate("CSTT", person)
    client.force_login(year.officer)
    page = client.post(new(year, person), proposal(year))
    assert page.status_code == 422
    assert f"Đồng chí Lê Văn C đã có trong danh sách đề nghị Chiến sĩ tiên tiến, do {year.units[0]} đề nghị." in words(
        page
    )
    assert at("detail", first.pk) in words(page)
    assert "Tuần tra 120 lượt" in words(page)
    assert Nomination.objects.count() == 1


def test_create_sent_twice_makes_one_line(client, year):
    person = year.person()
    client.force_login(year.clerks[0])
    first = client.post(new(year, person), proposal(year))
    second = client.post(new(year, person), proposal(year))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert Nomination.objects.count() == 1


def test_create_over_the_quota_is_allowed_and_said(client):
    year = nomination_year(titles=[{"award": "CSTT", "yearly_number": 1}])
    year.nominate("CSTT")
    client.force_login(year.clerks[0])
    assert "Còn 0" in words(client.get(at("create"))) or "Vượt" in words(client.get(at("create")))
    page = client.post(new(year, year.person()), proposal(year), follow=True)
    assert toasts(page)[-1] == (
        "Chiến sĩ tiên tiến vượt chỉ tiêu 1 (2/1). Đề nghị vẫn được nhận, Hội đồng bỏ phiếu chọn."
    )
    assert "Vượt 1: vẫn nhận, Hội đồng bỏ phiếu chọn" in words(client.get(at("create")))


def test_create_after_the_deadline_keeps_what_was_typed(client, year):
    person = year.person()
    client.force_login(year.clerks[0])
    with clock.at(datetime(2023, 10, 14)):
        page = client.get(new(year, person))
        assert "Đã quá hạn nhận đề nghị. Liên hệ trợ lý thi đua cấp tỉnh." in words(page)
        page = client.post(new(year, person), proposal(year))
        assert page.status_code == 422
        assert "Tuần tra 120 lượt" in words(page)
        client.force_login(year.officer)
        assert client.post(new(year, person), proposal(year)).status_code == 302


def test_create_on_a_locked_list(client, year):
    person = year.person()
    services.lock_list(year.listing, by=year.officer)
    client.force_login(year.clerks[0])
    assert "Danh sách đề nghị đã khóa." in words(client.get(at("create")))
    page = client.post(new(year, person), proposal(year))
    assert page.status_code == 422
    assert not Nomination.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "danh_hieu=CSTT&doi_tuong=p0",
        "danh_hieu=CSTT&doi_tuong=u{unit}",
        "danh_hieu=CSTT&doi_tuong=%00",
        "danh_hieu=LDTT",
    ],
)
def test_create_with_an_address_that_fits_nothing_goes_one_step_back(client, year, query):
    """A unit for a title of people, somebody unknown, a title not taken: the step before asks again."""
    client.force_login(year.clerks[0])
    page = client.get(f"{at('create')}?{query.format(unit=year.units[0].pk)}")
    assert page.status_code == 200
    assert "subject" not in page.context or page.context["subject"] is None


def test_create_for_somebody_of_another_unit(client, year):
    stranger = year.person(1)
    client.force_login(year.clerks[0])
    page = client.post(new(year, stranger), proposal(year))
    assert "cho ai?" in words(page)  # not there for this clerk: choose somebody
    page = client.post(new(year, year.person(0)), proposal(year, unit=1))
    assert page.status_code == 422
    assert "Đơn vị này không có trong phạm vi được chọn." in words(page)
    assert not Nomination.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"unit_votes_for": "11"}, "Số tán thành không thể vượt số tham gia."),
        ({"unit_votes_for": "chín"}, "“chín” không phải là số."),
    ],
)
def test_create_refuses_wrong_votes_beside_the_field(client, year, changes, sentence):
    client.force_login(year.clerks[0])
    page = client.post(new(year, year.person()), proposal(year, **changes))
    assert page.status_code == 422
    assert sentence in str(page.context["form"].errors["unit_votes_for"])
    assert not Nomination.objects.exists()


def test_create_without_a_list(client, year):
    PeriodFactory(unit=year.province, year=2024)
    client.force_login(year.clerks[0])
    assert client.get(at("create"), {"nam": 2024}).status_code == 404


# The year's titles ----------------------------------------------------------------------------------------------------


def chosen(year, **changes) -> dict:
    awards = year.awards
    return {
        "due_on": "13/10/2024",
        "due_at": "17:00",
        f"take_{awards['CSTT'].pk}": "on",
        f"place_{awards['CSTT'].pk}": "2",
        f"take_{awards['DVQT'].pk}": "on",
        f"place_{awards['DVQT'].pk}": "1",
        f"number_{awards['DVQT'].pk}": "4",
        f"upward_{awards['DVQT'].pk}": "on",
        **changes,
    }


@pytest.fixture
def following(year):
    law(*year.awards, rule_set="R2022")
    return PeriodFactory(unit=year.province, year=2024, state=PeriodState.OPEN)


def test_open_list_proposes_the_titles_of_last_year(client, year, following):
    client.force_login(year.officer)
    page = client.get(at("open_list"), {"nam": 2024, "dv": "LA"})
    form = page.context["form"]
    taken = [row["offer"].award.code for row in form.rows() if row["take"].value()]
    assert taken == ["DVQT", "DVTT", "CSTDCS", "CSTT"]
    assert form["due_on"].value() == date(2024, 9, 30)
    assert form.rows()[0]["number"].value() is None
    assert form.rows()[0]["upward"].value() is True


def test_open_list_opens_it(client, year, following):
    client.force_login(year.officer)
    page = client.post(f"{at('open_list')}?nam=2024&dv=LA", chosen(year), follow=True)
    assert toasts(page) == ["Đã mở danh sách đề nghị."]
    rows = AwardInYear.objects.filter(nomination_list__period=following).order_by("sort")
    assert [(row.award.code, row.quota, row.proposed_upward) for row in rows] == [
        ("DVQT", 4, True),
        ("CSTT", None, False),
    ]
    assert client.get(at("open_list")).url == at("edit_list", rows[0].nomination_list_id)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"due_on": "31/02/2024"}, "Không có ngày 31/02/2024."),
        ({"due_at": "25h"}, "Nhập giờ dạng 17:00."),
        ({"due_on": ""}, "Trường này là bắt buộc."),
    ],
)
def test_open_list_refuses_and_keeps_what_was_typed(client, year, following, changes, sentence):
    client.force_login(year.officer)
    page = client.post(f"{at('open_list')}?nam=2024&dv=LA", chosen(year, **changes))
    assert page.status_code == 422
    assert sentence in words(page)
    assert 'value="4"' in words(page)
    assert not NominationList.objects.filter(period=following).exists()


def test_open_list_without_a_title(client, year, following):
    client.force_login(year.officer)
    page = client.post(f"{at('open_list')}?nam=2024&dv=LA", {"due_on": "13/10/2024", "due_at": "17:00"})
    assert page.status_code == 422
    assert "Chọn ít nhất một danh hiệu." in words(page)


def test_open_list_is_for_the_office(client, year, following):
    client.force_login(year.clerks[0])
    answer = client.get(at("open_list"), {"nam": 2024})
    assert answer.status_code == 403
    assert "trợ lý thi đua cấp tỉnh" in words(answer)


def test_edit_list_changes_a_number(client, year):
    client.force_login(year.officer)
    form = client.get(at("edit_list", year.listing.pk)).context["form"]
    data = {
        name: "on" if value is True else value for name, value in form.initial.items() if value not in (None, False)
    }
    data |= {"due_on": "14/10/2023", "due_at": "17:00", f"number_{year.awards['DVTT'].pk}": "25"}
    page = client.post(at("edit_list", year.listing.pk), data, follow=True)
    assert toasts(page) == ["Đã lưu danh hiệu, chỉ tiêu."]
    rows = {row.award.code: row.quota for row in year.listing.awards.all()}
    assert rows == {"DVQT": 3, "DVTT": 25, "CSTDCS": 48, "CSTT": 192}


def test_edit_list_keeps_a_title_with_lines(client, year):
    year.nominate("CSTT")
    client.force_login(year.officer)
    data = {"due_on": "14/10/2023", "due_at": "17:00", f"take_{year.awards['DVTT'].pk}": "on"}
    page = client.post(at("edit_list", year.listing.pk), data)
    assert page.status_code == 422
    assert "Chưa thể bỏ danh hiệu đã có đề nghị." in words(page)
    assert year.listing.awards.count() == 4


# The lock -------------------------------------------------------------------------------------------------------------


def test_lock_lists_what_is_open_and_asks_for_the_word(client, year):
    year.nominate("CSTT", year.person(full_name="Lê Văn C"))
    client.force_login(year.officer)
    page = client.get(at("lock", year.listing.pk))
    assert [(line.subject_name, why) for line, why in page.context["waiting"]] == [("Lê Văn C", "nháp")]
    wrong = client.post(at("lock", year.listing.pk), {"word": "khoa"})
    assert wrong.status_code == 422
    assert "Gõ đúng chữ KHÓA." in words(wrong)
    refused = client.post(at("lock", year.listing.pk), {"word": "khóa"})
    assert refused.status_code == 422
    assert "Lê Văn C (Chiến sĩ tiên tiến): nháp." in words(refused)
    assert NominationList.objects.get().state == ListState.OPEN


def test_lock_leaving_out_what_is_open(client, year):
    line = year.nominate("CSTT")
    client.force_login(year.officer)
    page = client.post(at("lock", year.listing.pk), {"word": "KHÓA", "leave_out": "Không kịp"}, follow=True)
    assert toasts(page) == ["Đã khóa danh sách."]
    line.refresh_from_db()
    assert (line.state, line.outcome_reason) == (N.WITHDRAWN, "Không kịp")
    assert NominationList.objects.get().state == ListState.LOCKED


def test_lock_a_list_in_which_all_is_settled(client, year):
    year.before_council("CSTT")
    client.force_login(year.officer)
    page = client.get(at("lock", year.listing.pk))
    assert "Mọi đề nghị đã được giải quyết" in words(page)
    assert "leave_out" not in page.context["form"].fields
    assert client.post(at("lock", year.listing.pk), {"word": "KHÓA"}).status_code == 302
    again = client.post(at("lock", year.listing.pk), {"word": "KHÓA"})
    assert again.status_code == 422
    assert "Đã khóa danh sách" in words(again)


def test_reopen_with_a_reason(client, year):
    services.lock_list(year.listing, by=year.officer)
    client.force_login(year.officer)
    assert toasts(client.post(at("reopen", year.listing.pk), follow=True)) == ["Ghi lý do trước khi thực hiện."]
    page = client.post(at("reopen", year.listing.pk), {"reason": "Bổ sung theo chỉ đạo"}, follow=True)
    assert toasts(page) == ["Đã mở lại danh sách."]
    assert NominationList.objects.get().state == ListState.OPEN


def test_check_list_again(client, year):
    year.nominate("CSTT")
    client.force_login(year.officer)
    assert toasts(client.post(at("check_list", year.listing.pk), follow=True)) == ["Đã kiểm tra lại 1 đề nghị."]
    client.force_login(year.clerks[0])
    assert client.post(at("check_list", year.listing.pk)).status_code == 403
    assert AuditEvent.objects.filter(action="nomination_list.check").count() == 1


# Panels ---------------------------------------------------------------------------------------------------------------


def test_pages_of_people_and_units_show_their_proposals(client, year):
    CompletionGrade.objects.create(unit=year.units[0], year=2023, grade=Grade.GOOD)
    person = year.person(0)
    line, unit_line = year.nominate("CSTT", person), year.nominate("DVTT", year.units[0])
    client.force_login(year.officer)
    assert at("detail", line.pk) in words(client.get(reverse("units:people.detail", args=[person.pk])))
    assert at("detail", unit_line.pk) in words(client.get(reverse("units:structure.detail", args=[year.units[0].pk])))
    other = year.person(0)
    assert "Đề nghị khen thưởng</h2>" not in words(client.get(reverse("units:people.detail", args=[other.pk])))


# In a browser ---------------------------------------------------------------------------------------------------------


def test_pages_are_accessible_in_a_browser(page, sign_in, look_over, year):
    line = year.sent("CSTT", barred(year, full_name="Lê Văn C"), citation="")
    draft = year.nominate("CSTT", year.person(full_name="Phạm Văn D"))
    sign_in(year.officer, page)
    for path in (
        f"{at('index')}?danh_hieu=CSTT&nam=2023&dv=LA",
        at("detail", line.pk),
        at("edit", draft.pk),
        at("create"),
        f"{at('create')}?danh_hieu=CSTT",
        new(year, year.person()),
        at("edit_list", year.listing.pk),
        at("lock", year.listing.pk),
    ):
        look_over(page, path)


def test_bulk_bar_in_a_browser(page, sign_in, visit, year):
    year.sent("CSTT", year.person(full_name="Lê Văn C"))
    year.sent("CSTT", year.person(full_name="Phạm Văn D"))
    sign_in(year.officer, page)
    visit(page, f"{at('index')}?danh_hieu=CSTT&nam=2023&dv=LA")
    bar = page.locator("[data-bulk]")
    assert bar.is_hidden()
    page.locator("[data-pick]").first.check()
    assert page.locator("[data-bulk-count]").inner_text() == "1"
    page.locator("[data-pick-all]").check()
    assert page.locator("[data-bulk-count]").inner_text() == "2"
    page.get_by_role("button", name="Trả lại").click()
    page.get_by_text("Trả lại 2 đề nghị: Lê Văn C, Phạm Văn D.").wait_for()
    page.get_by_label("Lý do").fill("Thiếu số liệu")
    page.get_by_role("button", name="Trả lại 2 đề nghị").click()
    page.get_by_text("Đã trả lại 2 đề nghị.").wait_for()
    assert set(Nomination.objects.values_list("state", flat=True)) == {N.RETURNED}


def test_search_and_proposal_in_a_browser(page, sign_in, visit, year):
    year.person(full_name="Phạm Văn Đức")
    year.person(full_name="Lê Văn C")
    sign_in(year.officer, page)  # the server has the real clock, long after the deadline: only the office still may
    visit(page, f"{at('create')}?danh_hieu=CSTT&nam=2023&dv=LA")
    page.get_by_label("Tên, số hiệu hoặc đơn vị").fill("duc")
    page.get_by_text("Lê Văn C").wait_for(state="detached")
    page.get_by_role("link", name="Chọn Phạm Văn Đức").click()
    page.get_by_label("Tóm tắt thành tích").fill("Tuần tra 120 lượt")
    page.get_by_label("Số tán thành ở đơn vị").fill("9")
    page.get_by_label("Số tham gia biểu quyết").fill("10")
    page.get_by_role("button", name="Lưu và gửi").click()
    page.get_by_text("Đã gửi đề nghị Chiến sĩ tiên tiến cho Phạm Văn Đức.").wait_for()
    assert Nomination.objects.get().state == N.SENT
