"""Pages of awards decided earlier on paper."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from awards.decisions import back_entering
from awards.decisions.pasting import Known, lines_of
from awards.models import AwardRecord, BackEntry, OldPaper
from tests.factories import PersonFactory, UnitFactory, UserFactory, files
from tests.factories.ballots import award
from thidua.text import search_key
from units.accounts.enums import Role
from units.models import Import

pytestmark = pytest.mark.django_db
FACTS = {"number": "12/QĐ-BCH", "decided_on": "25/12/2019", "authority": "Bộ Chỉ huy BĐBP tỉnh"}
SAID = {"year": "2019", "source": "paper", "confidence": "unchecked"}


@pytest.fixture
def office(settings, tmp_path, client) -> SimpleNamespace:
    settings.MEDIA_ROOT = tmp_path
    t = SimpleNamespace(province=UnitFactory(code="LA", is_reporting=False))
    t.post = UnitFactory(code="LA-01", short_name="Đồn BP Mỹ Quý Tây", parent=t.province)
    t.other = UnitFactory(code="LA-02", parent=t.province)
    t.officer = UserFactory(role=Role.OFFICER, over=t.province)
    t.clerk = UserFactory(role=Role.CLERK, over=t.post)
    t.an = PersonFactory(full_name="Nguyễn Văn An", service_number="0901", unit=t.post)
    t.binh = PersonFactory(full_name="Lê Bình", service_number="0902", unit=t.other)
    t.title = award("CSTDCS", "Chiến sĩ thi đua cơ sở", subject="individual")
    t.flag = award("DVQT", "Đơn vị Quyết thắng")
    client.force_login(t.officer)
    return t


def at(name: str, *args) -> str:
    return reverse(f"awards:decisions.{name}", args=args)


def entered(t, *people, confidence="unchecked", number="12/QĐ-BCH", **facts) -> list[BackEntry]:
    rows = [
        {"award": t.title, "person": one, "unit": None, "year": 2019, "source": "paper", "confidence": confidence}
        for one in people or (t.an,)
    ]
    usual = {"decided_on": date(2019, 12, 25), "authority": "Bộ Chỉ huy BĐBP tỉnh"} | facts
    return back_entering.enter_from_paper(t.province, rows, by=t.officer, number=number, **usual)


def scan(name="qd.pdf", mark="1") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, files.pdf(mark=mark))


def test_old_create_enters_a_decision_with_several_people_and_its_scan(office, client):
    assert client.get(at("old_create")).status_code == 200
    answer = client.post(
        at("old_create"),
        {**FACTS, **SAID, "award": office.title.pk, "subjects": [f"p{office.an.pk}", f"p{office.binh.pk}"],
         "upload": scan()},
    )  # fmt: skip
    paper = OldPaper.objects.get()
    assert answer.headers["Location"] == at("old_paper", paper.pk)
    page = client.get(at("old_paper", paper.pk)).text
    assert all(words in page for words in ("Nguyễn Văn An", "Lê Bình", "qd.pdf", "Từ bản giấy", "Chưa kiểm chứng"))


def test_old_create_tells_what_is_missing_and_keeps_what_was_typed(office, client):
    answer = client.post(at("old_create"), {**FACTS, "award": office.title.pk, "decided_on": "31/02/2019"})
    assert answer.status_code == 422
    assert "Chọn cá nhân hoặc tập thể được khen." in answer.text and "Không có ngày 31/02/2019." in answer.text
    assert 'value="12/QĐ-BCH"' in answer.text
    outside = PersonFactory(unit=UnitFactory(code="XA"))
    answer = client.post(at("old_create"), {**FACTS, **SAID, "award": office.title.pk, "subjects": [f"p{outside.pk}"]})
    assert answer.status_code == 422 and "không có trong phạm vi của đồng chí" in answer.text
    assert AwardRecord.objects.count() == 0


def test_old_create_asks_for_a_second_look_and_takes_it(office, client):
    data = {**FACTS, **SAID, "year": "2010", "award": office.title.pk, "subjects": [f"p{office.an.pk}"]}
    answer = client.post(at("old_create"), data)
    assert answer.status_code == 422
    assert "Nguyễn Văn An: quyết định năm 2019 cho danh hiệu năm 2010. Xem lại." in answer.text
    assert 'name="sure"' in answer.text
    assert client.post(at("old_create"), {**data, "sure": "1"}).status_code == 302
    assert AwardRecord.objects.get().year == 2010


def test_old_create_sent_twice_enters_once(office, client):
    data = {**FACTS, **SAID, "award": office.title.pk, "subjects": [f"p{office.an.pk}"]}
    assert client.post(at("old_create"), data).status_code == 302
    answer = client.post(at("old_create"), data)
    assert answer.status_code == 422 and "Đã ghi khen thưởng này, không ghi hai lần." in answer.text
    assert AwardRecord.objects.count() == 1


def test_old_create_leads_to_the_decision_of_the_same_number(office, client):
    paper = entered(office)[0].paper
    data = {**FACTS, **SAID, "decided_on": "26/12/2019", "award": office.title.pk, "subjects": [f"p{office.binh.pk}"]}
    answer = client.post(at("old_create"), data)
    assert answer.status_code == 422 and "đã nhập với ngày 25/12/2019" in answer.text
    assert at("old_paper", paper.pk) in answer.text


def test_old_create_adds_to_a_decision_and_names_the_person_of_the_address(office, client):
    paper = entered(office)[0].paper
    page = client.get(f"{at('old_create')}?quyet_dinh={paper.pk}&doi_tuong=p{office.binh.pk}")
    assert "Lê Bình" in page.text and 'name="number"' not in page.text
    data = {**SAID, "award": office.title.pk, "subjects": [f"p{office.binh.pk}"]}
    assert client.post(f"{at('old_create')}?quyet_dinh={paper.pk}", data).status_code == 302
    assert paper.entries.count() == 2


def test_old_create_finds_somebody_without_a_script(office, client):
    answer = client.post(at("old_create"), {**FACTS, "tim": "1", "tim_doi_tuong": "nguyen van an"})
    assert answer.status_code == 200
    assert "0901" in answer.text and 'value="12/QĐ-BCH"' in answer.text


@pytest.mark.parametrize(("typed", "there"), [("nguyen an", "0901"), ("0902", "Lê Bình"), ("my quy tay", "LA-01")])
def test_old_find_knows_names_numbers_and_units_without_accents(office, client, typed, there):
    page = client.get(at("old_find"), {"tim_doi_tuong": typed})
    assert there in page.text
    PersonFactory(full_name="Nguyễn An Khác", service_number="0999", unit=UnitFactory(code="XA"))
    assert "0999" not in client.get(at("old_find"), {"tim_doi_tuong": "nguyen an"}).text


def test_old_lists_what_the_reader_may_see_by_source_and_confidence(office, client):
    entered(office, office.an)
    entered(office, office.binh, number="13/QĐ-BCH", confidence="sure")
    page = client.get(at("old"))
    assert {e.record.person for e in page.context["list"]} == {office.an, office.binh}
    assert "1 khen thưởng chưa chắc chắn" in page.text
    assert [e.record.person for e in client.get(at("old"), {"tin_cay": "sure"}).context["list"]] == [office.binh]
    assert [e.record.person for e in client.get(at("old"), {"q": "le binh"}).context["list"]] == [office.binh]
    assert [e.record.person for e in client.get(at("old"), {"q": "13/qd"}).context["list"]] == [office.binh]
    assert [e.record.person for e in client.get(at("old"), {"don_vi": "LA-01"}).context["list"]] == [office.an]
    client.force_login(office.clerk)
    assert [e.record.person for e in client.get(at("old")).context["list"]] == [office.an]


def test_old_asks_as_many_questions_for_thirty_as_for_one(office, client, django_assert_num_queries):
    entered(office)
    client.get(at("old"))
    with django_assert_num_queries(10):
        client.get(at("old"))
    people = [PersonFactory(unit=office.post) for _ in range(30)]
    entered(office, *people, number="13/QĐ-BCH")
    with django_assert_num_queries(10):
        assert client.get(at("old")).context["list"].total == 31


def test_old_paper_asks_as_many_questions_for_thirty_as_for_one(office, client, django_assert_num_queries):
    (entry,) = entered(office)
    client.get(at("old_paper", entry.paper_id))
    with django_assert_num_queries(9):
        client.get(at("old_paper", entry.paper_id))
    people = [PersonFactory(unit=office.post) for _ in range(30)]
    entered(office, *people)
    with django_assert_num_queries(9):
        assert len(client.get(at("old_paper", entry.paper_id)).context["view"].standing) == 31


def test_old_paper_shows_a_clerk_the_own_unit_only_and_no_act(office, client):
    entry, _ = entered(office, office.an, office.binh)
    client.force_login(office.clerk)
    page = client.get(at("old_paper", entry.paper_id))
    assert "Nguyễn Văn An" in page.text and "Lê Bình" not in page.text
    assert "Và 1 cá nhân, tập thể ngoài phạm vi được xem." in page.text
    assert at("old_attach", entry.paper_id) not in page.text


def test_old_attach_old_scan_and_old_detach(office, client):
    (entry,) = entered(office)
    paper = entry.paper
    assert client.post(at("old_attach", paper.pk), {"upload": scan()}).status_code == 302
    kept = paper.scans.get()
    answer = client.get(at("old_scan", kept.pk), {"xem": "1"})
    assert (answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    bad = client.post(at("old_attach", paper.pk), {"upload": SimpleUploadedFile("x.exe", b"MZ")})
    assert bad.status_code == 422 and "Nội dung không phải loại tệp được nhận" in bad.text
    client.get(at("old_detach", kept.pk))
    assert client.post(at("old_detach", kept.pk), {"reason": "Nhầm"}).status_code == 302
    assert "Đã gỡ qd.pdf" in client.get(at("old_paper", paper.pk)).text


def test_old_correct_writes_a_new_record(office, client):
    (entry,) = entered(office)
    assert "Nguyễn Văn An" in client.get(at("old_correct", entry.pk)).text
    data = {**FACTS, **SAID, "confidence": "sure", "award": office.title.pk}
    answer = client.post(at("old_correct", entry.pk), data)
    assert answer.status_code == 422  # without a reason
    assert client.post(at("old_correct", entry.pk), {**data, "reason": "Đã xem bản gốc"}).status_code == 302
    assert BackEntry.objects.get(replaces=entry).confidence == "sure"
    again = client.post(at("old_correct", entry.pk), {**data, "reason": "Đã xem bản gốc"})
    assert again.status_code == 422 and "Đã được sửa hoặc rút" in again.text


def test_old_withdraw_keeps_the_row_in_the_history_of_the_person(office, client):
    (entry,) = entered(office, confidence="sure")
    page = client.get(reverse("units:people.detail", args=[office.an.pk])).text
    assert "Nhập lại từ quyết định đã có" in page and "Từ bản giấy" in page and "Chắc chắn" in page
    client.get(at("old_withdraw", entry.pk))
    assert client.post(at("old_withdraw", entry.pk), {"reason": "Nhầm người"}).status_code == 302
    page = client.get(reverse("units:people.detail", args=[office.an.pk])).text
    assert "Đã rút, không tính" in page and "Nhầm người" in page


def test_old_confirm_sets_the_confidence_of_ticked_rows(office, client):
    first, second = entered(office, office.an, office.binh)
    url = at("old_confirm", first.paper_id)
    answer = client.post(url, {"confidence": "sure", "reason": "Đối chiếu bản chụp"})
    assert answer.status_code == 422 and "Chọn ít nhất một dòng." in answer.text
    answer = client.post(url, {"confidence": "sure", "reason": "Đối chiếu bản chụp", "dong": [first.pk]})
    assert answer.status_code == 302
    new = BackEntry.objects.get(replaces=first)
    assert (new.confidence, BackEntry.objects.get(pk=second.pk).is_withdrawn) == ("sure", False)


def test_old_correct_paper_moves_everything_to_the_right_number(office, client):
    (entry,) = entered(office)
    client.get(at("old_correct_paper", entry.paper_id))
    answer = client.post(at("old_correct_paper", entry.paper_id), {**FACTS, "number": "21/QĐ-BCH", "reason": "Nhầm số"})
    new = OldPaper.objects.open().get()
    assert answer.headers["Location"] == at("old_paper", new.pk)
    assert "Không còn dùng" in client.get(at("old_paper", entry.paper_id)).text


# A block of names -----------------------------------------------------------------------------------------------------


def test_old_paste_goes_to_the_preview_and_what_is_confirmed_stands_under_the_decision(office, client):
    answer = client.post(at("old_create"), {**FACTS, "dan": "1", "upload": scan()})
    paper = OldPaper.objects.get()
    assert answer.headers["Location"] == at("old_paste", paper.pk)
    client.get(at("old_paste", paper.pk))
    block = "1\tĐại úy Nguyễn Văn An\tĐồn BP Mỹ Quý Tây\n2\tLê Bình\n3\tTrần Không Có\n"
    answer = client.post(
        at("old_paste", paper.pk), {**SAID, "confidence": "sure", "award": office.title.pk, "text": block}
    )
    batch = Import.objects.get()
    assert answer.headers["Location"] == reverse("units:imports.detail", args=[batch.pk])
    assert batch.counts == {"new": 2, "error": 1}
    assert "Không có người tên “Trần Không Có”" in str(batch.rows.get(state="error").problems)
    client.post(reverse("units:imports.confirm", args=[batch.pk]))
    assert {e.record.person for e in paper.entries.all()} == {office.an, office.binh}
    assert {e.confidence for e in paper.entries.all()} == {"sure"}


def test_old_paste_refuses_an_empty_block(office, client):
    paper = entered(office)[0].paper
    answer = client.post(at("old_paste", paper.pk), {**SAID, "award": office.title.pk, "text": "\n\t\n"})
    assert answer.status_code == 422


def test_lines_of_a_block_are_told_by_their_heading_or_by_their_look():
    known = Known({"LA-01"}, {"0901"}, {search_key("Đồn BP Mỹ Quý Tây")})
    rows = [
        ["1", "0901", "Đại úy Nguyễn Văn An", "Đồn BP Mỹ Quý Tây"],
        ["2", "Thiếu tá", "Lê Bình", "Đội trưởng"],
        ["3", "LA-01", "", ""],
        ["4", "Đồn BP Mỹ Quý Tây", "", ""],
        ["", "", "", ""],
    ]
    assert lines_of(rows, known) == [
        {"service_number": "0901", "full_name": "Nguyễn Văn An", "unit_name": "Đồn BP Mỹ Quý Tây"},
        {"full_name": "Lê Bình"},
        {"unit": "LA-01"},
        {"unit_name": "Đồn BP Mỹ Quý Tây"},
    ]
    headed = [["TT", "Họ tên", "Đơn vị", "Số hiệu"], ["1", "Lê Bình", "Đồn BP Mỹ Quý Tây", ""]]
    assert lines_of(headed, known) == [{"full_name": "Lê Bình", "unit_name": "Đồn BP Mỹ Quý Tây"}]
