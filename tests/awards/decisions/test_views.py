"""Pages of papers: who sees them, what they let happen, what they say when they do not."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.decisions import papers, services
from awards.decisions.enums import PaperKind, PaperState
from awards.decisions.models import AwardRecord, Decision
from awards.models import Nomination
from awards.nominations.enums import NominationState
from tests.factories import UnitFactory, UserFactory
from tests.factories.decisions import province, signed
from tests.kept import kept
from thidua import clock
from thidua.jobs.enums import JobState
from thidua.jobs.models import Job
from units.accounts.enums import Role

pytestmark = pytest.mark.django_db
SCOPE = {"nam": "2023", "dv": "LT"}


world = kept(province)


@pytest.fixture
def browser(client):
    """`browser(user)` is a client signed in as that user."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def at(view: str, *args) -> str:
    return reverse(f"awards:decisions.{view}", args=args)


def page(response) -> str:
    return " ".join(response.content.decode().split())


def texts(**changes) -> dict:
    return {
        "subject_line": "Về việc tặng danh hiệu",
        "series": "QĐ-BCH",
        "place": "Long Thử",
        "issuer_text": "Bộ Chỉ huy BĐBP\ntỉnh Long Thử",
        "signer_post": "Chỉ huy trưởng",
        "signer_name": "Hoàng Văn Đ",
        **changes,
    }


# The register ---------------------------------------------------------------------------------------------------------


def test_index_lists_what_the_user_may_see(world, browser):
    lines = world.of("CSTT")
    paper, draft = signed(world, lines=lines[:1]), world.draft(lines=lines[1:2])
    assert list(browser(world.officer).get(at("index")).context["list"]) == [draft, paper]
    assert list(browser(world.clerk).get(at("index")).context["list"]) == [paper]
    stranger = UserFactory(role=Role.OFFICER, over=UnitFactory())
    assert list(browser(stranger).get(at("index")).context["list"]) == []


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"q": "5"}, ["05/QĐ-BCH"]),
        ({"q": "05/QĐ"}, ["05/QĐ-BCH"]),
        ({"q": "TTr"}, ["12/TTr-BCH"]),
        ({"q": "đề nghị"}, ["12/TTr-BCH"]),
        ({"q": "không có"}, []),
        ({"loai": "decision"}, ["05/QĐ-BCH"]),
        ({"trang_thai": "draft"}, []),
        ({"tu_ngay": "01/11/2023"}, ["05/QĐ-BCH"]),
        ({"tu_ngay": "hôm qua", "loai": "x"}, ["05/QĐ-BCH", "12/TTr-BCH"]),
    ],
)
def test_index_filters_by_number_kind_state_and_day(world, browser, query, codes):
    signed(world)
    signed(world, PaperKind.SUBMISSION, number=12, on=date(2023, 10, 25), subject_line="Về việc đề nghị khen thưởng")
    shown = browser(world.officer).get(at("index"), query).context["list"]
    assert [paper.code for paper in shown] == codes


def test_index_says_what_waits_for_a_paper(world, browser):
    told = page(browser(world.officer).get(at("index"), SCOPE))
    assert "9 đối tượng đạt phiếu năm 2023 chưa có quyết định khen thưởng." in told
    assert "1 đối tượng đạt phiếu năm 2023 chưa có tờ trình đề nghị khen thưởng." in told
    assert "chưa có quyết định" not in page(browser(world.clerk).get(at("index"), SCOPE))


def test_index_queries_do_not_grow(world, browser):
    client, counts = browser(world.officer), []
    client.get(at("index"), SCOPE)
    for lines in (world.of("CSTT")[:1], world.of("CSTT")[1:]):
        for line in lines:
            world.draft(lines=[line])
        with CaptureQueriesContext(connection) as queries:
            client.get(at("index"), SCOPE)
        counts.append(len(queries))
    assert counts == [14, 14]


# Drafts ---------------------------------------------------------------------------------------------------------------


def test_create_asks_which_kind(world, browser):
    told = page(browser(world.officer).get(at("create"), SCOPE))
    assert "9 đối tượng đạt phiếu đang chờ" in told and "1 đối tượng đạt phiếu đang chờ" in told


def test_create_begins_with_everything_ticked_and_texts_filled_in(world, browser):
    response = browser(world.officer).get(at("create"), {**SCOPE, "loai": "decision"})
    form = response.context["form"]
    assert len(form.ticked) == 9
    assert form.initial["issuer_text"] == "Bộ Chỉ huy BĐBP tỉnh Long Thử"
    assert (form.initial["series"], form.initial["place"]) == ("QĐ-BCH", "Long Thử")
    assert "Số tiếp theo: 01/QĐ-BCH" in page(response)


def test_create_goes_on_from_the_last_paper(world, browser):
    signed(world, number=41, lines=world.of("CSTT")[:1], series="QĐ-KT", place="Nơi ký cũ")
    response = browser(world.officer).get(at("create"), {**SCOPE, "loai": "decision"})
    assert (response.context["form"].initial["series"], response.context["form"].initial["place"]) == (
        "QĐ-KT",
        "Nơi ký cũ",
    )


def test_create_makes_a_draft_of_the_ticked_lines(world, browser):
    chosen = [str(line.pk) for line in world.of("CSTT")[:2]]
    response = browser(world.officer).post(
        at("create") + "?nam=2023&dv=LT&loai=decision", texts(lines=chosen, legal_bases="Căn cứ A\nCăn cứ B")
    )
    paper = Decision.objects.get()
    assert response.url == at("detail", paper.pk)
    assert (paper.state, paper.conference, paper.lines.count()) == (PaperState.DRAFT, world.conference, 2)
    assert (paper.issuer_text, paper.legal_bases) == ("Bộ Chỉ huy BĐBP\ntỉnh Long Thử", "Căn cứ A\nCăn cứ B")


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"series": ""}, "series", "Trường này là bắt buộc."),
        ({"lines": []}, "lines", "Chọn ít nhất một đối tượng."),
        ({"lines": ["999999"]}, "lines", "Có đối tượng không còn chờ văn bản. Tải lại trang để xem danh sách mới."),
        ({"lines": ["=1+1"]}, "lines", "Có đối tượng không còn chờ văn bản. Tải lại trang để xem danh sách mới."),
    ],
)
def test_create_keeps_what_was_typed_when_refused(world, browser, changes, field, sentence):
    lines = [str(line.pk) for line in world.of("CSTT")[:2]]
    data = texts(**{"lines": lines, "signer_name": "Tên đã gõ", **changes})
    response = browser(world.officer).post(at("create") + "?nam=2023&dv=LT&loai=decision", data)
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [sentence]}
    assert "Tên đã gõ" in page(response)
    assert Decision.objects.count() == 0


def test_create_is_for_the_office(world, browser):
    assert browser(world.clerk).get(at("create"), SCOPE).status_code == 403
    assert browser(world.commander).get(at("create"), {**SCOPE, "loai": "decision"}).status_code == 403


def test_edit_changes_texts_and_offers_lines(world, browser):
    paper = world.draft(lines=world.of("CSTT")[:1])
    client = browser(world.officer)
    assert len(client.get(at("edit", paper.pk)).context["groups"]) == 3
    response = client.post(at("edit", paper.pk), texts(signer_name="Người mới"))
    assert response.url == at("detail", paper.pk)
    paper.refresh_from_db()
    assert paper.signer_name == "Người mới"


def test_edit_of_a_signed_paper_is_refused_in_words(world, browser):
    paper = signed(world)
    response = browser(world.officer).post(at("edit", paper.pk), texts())
    assert response.status_code == 422
    assert "Không sửa được văn bản đang ở trạng thái “Đã ban hành”." in page(response)


def test_add_lines_and_drop_line(world, browser):
    lines = world.of("CSTT")
    paper = world.draft(lines=lines[:1])
    client = browser(world.officer)
    client.post(at("add_lines", paper.pk), {"lines": [str(lines[1].pk)]})
    assert paper.lines.count() == 2
    client.post(at("drop_line", paper.lines.first().pk))
    assert paper.lines.count() == 1


@pytest.mark.parametrize("chosen", [[], ["999999"], ["x"]])
def test_add_lines_of_nothing_is_refused(world, browser, chosen):
    paper = world.draft(lines=world.of("CSTT")[:1])
    response = browser(world.officer).post(at("add_lines", paper.pk), {"lines": chosen}, follow=True)
    assert "Chọn đối tượng trong danh sách đang chờ văn bản." in page(response)
    assert paper.lines.count() == 1


# One paper ------------------------------------------------------------------------------------------------------------


def test_detail_of_a_draft_names_what_is_missing(world, browser):
    paper, client = world.draft(lines=[]), browser(world.officer)
    assert "Văn bản chưa có đối tượng nào." in page(client.get(at("detail", paper.pk)))
    assert at("to_sign", paper.pk) not in page(client.get(at("detail", paper.pk)))


def test_detail_shows_moves_by_right(world, browser):
    paper = world.draft()
    shown = browser(world.officer).get(at("detail", paper.pk)).context
    assert [move.name for move in shown["moves"] + shown["cancel"]] == ["to_sign", "cancel"]
    assert browser(world.commander).get(at("detail", paper.pk)).context["moves"] == []
    services.to_sign(paper, by=world.officer)
    assert browser(world.officer).get(at("detail", paper.pk)).context["sign_form"] is None
    form = browser(world.commander).get(at("detail", paper.pk)).context["sign_form"]
    assert form.initial == {"number": 1, "decided_on": clock.today()}


def test_detail_of_a_paper_out_of_reach_is_not_there(world, browser):
    paper, draft = signed(world, lines=world.of("CSTT")[:1]), world.draft()
    stranger = UserFactory(role=Role.OFFICER, over=UnitFactory())
    assert browser(stranger).get(at("detail", paper.pk)).status_code == 404
    assert browser(world.clerk).get(at("detail", draft.pk)).status_code == 404
    assert browser(world.clerk).get(at("detail", paper.pk)).status_code == 200


@pytest.mark.parametrize("view", ["to_sign", "take_back", "cancel", "sign", "add_lines"])
def test_moves_need_a_post_and_reach(world, browser, view):
    draft = world.draft()
    assert browser(world.officer).get(at(view, draft.pk)).status_code == 405
    assert browser(world.clerk).post(at(view, draft.pk)).status_code == 404


def test_detail_queries_do_not_grow_with_the_lines(browser):
    world = province(more=30)
    lines, counts = world.of("CSTT"), []
    papers_ = [world.draft(lines=lines[:1]), world.draft(lines=lines[1:])]
    client = browser(world.officer)
    client.get(at("detail", papers_[0].pk))
    for paper in papers_:
        with CaptureQueriesContext(connection) as queries:
            client.get(at("detail", paper.pk))
        counts.append(len(queries))
    assert counts == [24, 24]  # one of them for the number that is kept for the draft


def test_to_sign_take_back_and_cancel(world, browser):
    paper, client = world.draft(), browser(world.officer)
    for view, data, state in (
        ("to_sign", {}, PaperState.TO_SIGN),
        ("take_back", {}, PaperState.DRAFT),
        ("cancel", {"reason": "Lập lại"}, PaperState.CANCELLED),
    ):
        assert client.post(at(view, paper.pk), data).url == at("detail", paper.pk)
        paper.refresh_from_db()
        assert paper.state == state


def test_cancel_without_a_reason_changes_nothing(world, browser):
    paper = world.draft()
    response = browser(world.officer).post(at("cancel", paper.pk), {"reason": " "}, follow=True)
    assert "Ghi lý do trước khi thực hiện." in page(response)
    paper.refresh_from_db()
    assert paper.state == PaperState.DRAFT


# Signing --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(world):
    paper = world.draft()
    services.to_sign(paper, by=world.officer)
    return paper


def test_sign_issues_the_paper(world, waiting, browser):
    response = browser(world.commander).post(at("sign", waiting.pk), {"number": "5", "decided_on": "10/11/2023"})
    assert response.url == at("detail", waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.code, waiting.decided_on) == (PaperState.SIGNED, "05/QĐ-BCH", date(2023, 11, 10))
    assert AwardRecord.objects.count() == 9


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"number": "5a"}, "number", "“5a” không phải là số. Nhập số, ví dụ 105 hoặc 1.234,5."),
        ({"number": ""}, "number", "Ghi số văn bản."),
        ({"number": "1,5"}, "number", "“1,5” có quá 0 chữ số sau dấu phẩy."),
        ({"number": "0"}, "number", "Số văn bản bắt đầu từ 1."),
        ({"decided_on": "2023-11-10"}, "decided_on", "Nhập ngày dạng dd/mm/yyyy, ví dụ 05/10/2023."),
        ({"decided_on": "31/02/2023"}, "decided_on", "Không có ngày 31/02/2023."),
        ({"decided_on": "01/10/2023"}, "decided_on", "Ngày ký không thể trước ngày hội nghị bỏ phiếu (18/10/2023)."),
    ],
)
def test_sign_tells_a_wrong_number_or_day_beside_its_field(world, waiting, browser, typed, field, sentence):
    data = {"number": "5", "decided_on": "10/11/2023", **typed}
    response = browser(world.commander).post(at("sign", waiting.pk), data)
    assert response.status_code == 422
    assert response.context["sign_form"].errors == {field: [sentence]}
    assert f'value="{data[field]}"' in page(response)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.number) == (PaperState.TO_SIGN, None)


def test_sign_with_a_number_used_before(world, browser):
    lines = world.of("CSTT")
    signed(world, lines=lines[:1])
    paper = world.draft(lines=lines[1:])
    services.to_sign(paper, by=world.officer)
    response = browser(world.commander).post(at("sign", paper.pk), {"number": "5", "decided_on": "10/11/2023"})
    assert response.context["sign_form"].errors == {
        "number": ["Số 05/QĐ-BCH đã dùng trong năm 2023. Số chưa dùng tiếp theo là 06."]
    }


def test_sign_is_for_the_commander(world, waiting, browser):
    data = {"number": "5", "decided_on": "10/11/2023"}
    response = browser(world.officer).post(at("sign", waiting.pk), data)
    assert response.status_code == 403 and "người ký của cơ quan ban hành" in page(response)
    waiting.refresh_from_db()
    assert waiting.state == PaperState.TO_SIGN


def test_sign_of_a_long_paper_goes_to_the_background(world, waiting, browser, monkeypatch):
    monkeypatch.setattr("awards.decisions.views.HEAVY", 3)
    client = browser(world.commander)
    response = client.post(at("sign", waiting.pk), {"number": "5", "decided_on": "10/11/2023"}, follow=True)
    job = Job.objects.get()
    assert (job.owner, job.name, job.state) == (
        world.commander,
        "Ký quyết định khen thưởng số 05/QĐ-BCH",
        JobState.DONE,
    )
    waiting.refresh_from_db()
    assert (waiting.state, waiting.code, waiting.signed_by) == (PaperState.SIGNED, "05/QĐ-BCH", world.commander)
    assert "Đang dàn trang bản ký." in page(response)
    row = client.get(reverse("jobs:row", args=[job.pk]), headers={"hx-request": "true"})
    assert row["HX-Refresh"] == "true"


def test_sign_of_a_long_paper_tells_a_refusal_at_once(world, waiting, browser, monkeypatch):
    monkeypatch.setattr("awards.decisions.views.HEAVY", 3)
    response = browser(world.commander).post(at("sign", waiting.pk), {"number": "0", "decided_on": "10/11/2023"})
    assert response.context["sign_form"].errors == {"number": ["Số văn bản bắt đầu từ 1."]}
    assert Job.objects.count() == 0


def test_sign_refused_in_the_background_tells_why_on_the_page(world, waiting, browser, monkeypatch):
    monkeypatch.setattr("awards.decisions.views.HEAVY", 3)
    monkeypatch.setattr(services, "check_sign", lambda *args, **kwargs: None)
    Nomination.objects.filter(decision_lines__decision=waiting).update(state=NominationState.DECIDED)
    client = browser(world.commander)
    client.post(at("sign", waiting.pk), {"number": "5", "decided_on": "10/11/2023"})
    job = Job.objects.get()
    assert job.state == JobState.FAILED and job.error.startswith("Chưa thể ký, ban hành.")
    assert "Chưa thể ký, ban hành." in page(client.get(at("detail", waiting.pk)))


# The answer from above ------------------------------------------------------------------------------------------------


@pytest.fixture
def submission(world):
    return signed(world, PaperKind.SUBMISSION, number=12)


def said(submission, result: str = "yes", reason: str = "", **changes) -> dict:
    key = submission.lines.get().nomination_id
    return {
        "issuer": str(submission.issuer.parent_id),
        "number": "3016",
        "series": "QĐ-BTL",
        "decided_on": "12/12/2023",
        "signer_post": "Tư lệnh",
        "signer_name": "Nguyễn Văn T",
        f"granted_{key}": result,
        f"reason_{key}": reason,
        **changes,
    }


def test_answer_is_written_down(world, submission, browser):
    client = browser(world.officer)
    assert client.get(at("answer", submission.pk)).status_code == 200
    response = client.post(at("answer", submission.pk), said(submission))
    assert response.url == at("detail", submission.pk)
    told = page(client.get(at("detail", submission.pk)))
    assert "3016/QĐ-BTL" in told and "Được tặng" in told
    assert client.get(at("answer", submission.pk)).context["form"].waiting == []


def test_answer_refused_from_above(world, submission, browser):
    client = browser(world.officer)
    client.post(at("answer", submission.pk), said(submission, "no", "Chưa đủ thời gian"))
    told = page(client.get(at("detail", submission.pk)))
    assert "Không tặng" in told and "Chưa đủ thời gian" in told


@pytest.mark.parametrize(
    ("result", "reason", "changes", "field", "sentence"),
    [
        ("no", "", {}, "reason", "Ghi lý do không tặng."),
        ("", "", {}, "__all__", "Chọn kết quả cho ít nhất một đối tượng."),
        ("maybe", "", {}, "granted", "Hãy chọn một lựa chọn hợp lệ. maybe không phải là một trong các lựa chọn"),
        ("yes", "", {"number": "ba"}, "number", "“ba” không phải là số."),
        ("yes", "", {"decided_on": "01/01/2023"}, "decided_on", "Ngày quyết định không thể trước ngày tờ trình"),
    ],
)
def test_answer_keeps_what_was_typed_when_refused(world, submission, browser, result, reason, changes, field, sentence):
    response = browser(world.officer).post(at("answer", submission.pk), said(submission, result, reason, **changes))
    key = f"{field}_{submission.lines.get().nomination_id}" if field in ("reason", "granted") else field
    (told,) = response.context["form"].errors[key]
    assert response.status_code == 422 and told.startswith(sentence)
    assert "Nguyễn Văn T" in page(response)
    assert Decision.objects.filter(kind=PaperKind.ANSWER).count() == 0


def test_answer_is_for_the_office_and_for_submissions(world, submission, browser):
    decision = signed(world)
    assert browser(world.commander).get(at("answer", submission.pk)).status_code == 403
    assert browser(world.officer).get(at("answer", decision.pk)).status_code == 404


# The signed file ------------------------------------------------------------------------------------------------------


def test_download_hands_out_exactly_what_was_signed(world, browser):
    paper = signed(world)
    answer = browser(world.clerk).get(at("download", paper.pk))
    assert answer.content == paper.pdf.read()
    assert answer["Content-Disposition"] == 'attachment; filename="quyet-dinh-5.pdf"'
    assert answer["Cache-Control"] == "private, no-store"


def test_download_is_only_for_those_who_see_the_paper(world, browser):
    paper, draft = signed(world, lines=world.of("CSTT")[:1]), world.draft()
    stranger = UserFactory(role=Role.OFFICER, over=UnitFactory())
    assert browser(stranger).get(at("download", paper.pk)).status_code == 404
    assert browser(world.officer).get(at("download", draft.pk)).status_code == 404


def test_download_of_a_file_changed_on_the_disk_is_refused(world, browser):
    paper = signed(world)
    with Path(paper.pdf.path).open("ab") as file:
        file.write(b"\n")
    response = browser(world.clerk).get(at("download", paper.pk), follow=True)
    assert "đã bị thay đổi sau khi ký (mã kiểm tra không khớp)" in page(response)
    assert "application/pdf" not in response["Content-Type"]


def test_download_of_a_file_that_is_gone_is_refused(world, browser):
    paper = signed(world)
    paper.pdf.storage.delete(paper.pdf.name)
    response = browser(world.clerk).get(at("download", paper.pk), follow=True)
    assert "Không tìm thấy tệp của văn bản số 05/QĐ-BCH trên máy chủ." in page(response)


# Panels ---------------------------------------------------------------------------------------------------------------


def test_history_stands_on_the_pages_of_unit_and_person(world, browser):
    paper = signed(world)
    client = browser(world.officer)
    unit = paper.lines.filter(nomination__unit__isnull=False).first().nomination.unit
    person = paper.lines.filter(nomination__person__isnull=False).first().nomination.person
    for address in (
        reverse("units:structure.detail", args=[unit.pk]),
        reverse("units:people.detail", args=[person.pk]),
    ):
        told = page(client.get(address))
        assert "Được tặng năm 2023: Quyết định số 05/QĐ-BCH của BĐBP tỉnh Long Thử, 10/11/2023" in told
    for record in AwardRecord.objects.filter(line__decision=paper).filter(Q(unit=unit) | Q(person=person)):
        origin = reverse("awards:reports.origin", args=[record.pk])
        holder = "structure" if record.unit_id else "people"
        assert origin in page(client.get(reverse(f"units:{holder}.detail", args=[record.unit_id or record.person_id])))
        assert at("detail", paper.pk) in page(client.get(origin))  # and from there to the paper itself


def test_history_shows_what_is_being_considered(world, browser):
    line = next(one for one in world.of("DVTT") if one.state == NominationState.PASSED)
    told = page(browser(world.officer).get(reverse("units:structure.detail", args=[line.unit_id])))
    assert "Đang đề nghị năm 2023" in told


def test_pages_need_a_login(client, world):
    paper = signed(world)
    for view, args in (("index", ()), ("create", ()), ("detail", (paper.pk,)), ("download", (paper.pk,))):
        assert client.get(at(view, *args)).status_code == 302


def test_heavy_means_more_than_a_request_may_lay_out():
    assert papers.HEAVY == 100
