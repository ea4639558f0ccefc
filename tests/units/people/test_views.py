"""Pages of people."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import PersonFactory, UnitFactory, UserFactory
from thidua import providers
from units.accounts.enums import Role
from units.models import Apart, AuditEvent, CompletionGrade, DisciplineRecord, Hold, Initiative, Person, TestResult
from units.people import services

pytestmark = pytest.mark.django_db
INDEX = reverse("units:people.index")
CREATE = reverse("units:people.create")


@pytest.fixture
def unit():
    return UnitFactory(code="LA-01", short_name="Đồn BP Mỹ Quý Tây")


@pytest.fixture
def officer(unit):
    return UserFactory(role=Role.OFFICER, over=unit)


@pytest.fixture
def person(unit, officer):
    return services.create_person(
        by=officer,
        service_number="90123456",
        full_name="Nguyễn Văn Ánh",
        rank="dai-uy",
        position="Đội trưởng",
        object_group="officer",
        unit=unit,
        joined_on=date(2010, 2, 1),
    )


def page(name: str, thing) -> str:
    return reverse(f"units:people.{name}", args=[thing.pk])


def text(response) -> str:
    return " ".join(response.content.decode().split())


# --- index ----------------------------------------------------------------------------------------------------------


def test_index_stands_by_given_name_and_shows_the_own_subtree(client, officer, unit):
    names = ["Nguyễn Văn Bình", "Trần Văn An", "Đỗ Văn Đức", "Lê Văn Ánh", "Phạm Văn Dũng"]
    for name in names:
        PersonFactory(unit=UnitFactory(parent=unit), full_name=name)
    PersonFactory(full_name="Người Đơn vị khác")
    client.force_login(officer)
    shown = [person.full_name for person in client.get(INDEX).context["list"]]
    assert shown == ["Trần Văn An", "Lê Văn Ánh", "Nguyễn Văn Bình", "Phạm Văn Dũng", "Đỗ Văn Đức"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=anh", ["Lê Văn Ánh"]),
        ("q=LÊ+van", ["Lê Văn Ánh"]),
        ("q=sh9", ["Lê Văn Ánh"]),
        ("don_vi=LA-01-T", ["Trần Thị Bình"]),
        ("don_vi=LA-01", ["Lê Văn Ánh", "Trần Thị Bình"]),
        ("don_vi=KHAC", ["Lê Văn Ánh", "Trần Thị Bình"]),  # not there for this user: ignored
        ("nhom=civilian", ["Trần Thị Bình"]),
        ("tinh_trang=thoi", ["Đỗ Văn Cường"]),
        ("tinh_trang=moi&q=van", ["Lê Văn Ánh", "Đỗ Văn Cường"]),
    ],
)
def test_index_filters(client, officer, unit, query, names):
    station = UnitFactory(parent=unit, code="LA-01-T")
    UnitFactory(code="KHAC")
    PersonFactory(unit=unit, full_name="Lê Văn Ánh", service_number="SH9")
    PersonFactory(unit=station, full_name="Trần Thị Bình", object_group="civilian", rank="vcqp")
    PersonFactory(unit=unit, full_name="Đỗ Văn Cường", left_on=date(2020, 1, 1))
    client.force_login(officer)
    assert [person.full_name for person in client.get(f"{INDEX}?{query}").context["list"]] == names


@pytest.mark.parametrize(
    ("typed", "names", "said"),
    [
        ("LA-01-T", ["Trần Thị Bình"], ""),
        ("la-01-t", ["Trần Thị Bình"], ""),
        ("tram rach", ["Trần Thị Bình"], ""),
        ("Trạm Rạch", ["Trần Thị Bình"], ""),  # called just so, though another begins with it
        ("dien", ["Lê Văn Ánh"], ""),
        ("ram ra", ["Lê Văn Ánh", "Trần Thị Bình"], "Nhiều đơn vị khớp"),
        ("KHAC", ["Lê Văn Ánh", "Trần Thị Bình"], "Không có đơn vị nào khớp"),
        ("%00", ["Lê Văn Ánh", "Trần Thị Bình"], "Nhiều đơn vị khớp"),
    ],
)
def test_index_has_a_box_for_the_unit_where_a_select_would_be_too_long(
    client, officer, unit, monkeypatch, typed, names, said
):
    monkeypatch.setattr("units.structure.forms.SELECT_MOST", 2)
    short = UnitFactory(parent=unit, code="LA-01-T", name="Trạm Rạch", short_name="Trạm Rạch")
    long = UnitFactory(parent=unit, code="LA-01-D", name="Trạm Rạch Điền", short_name="Trạm Rạch Điền")
    UnitFactory(code="KHAC", name="Đội khác", short_name="Đội khác")
    PersonFactory(unit=short, full_name="Trần Thị Bình")
    PersonFactory(unit=long, full_name="Lê Văn Ánh")
    client.force_login(officer)
    response = client.get(f"{INDEX}?don_vi={typed}")
    assert [person.full_name for person in response.context["list"]] == names
    assert '<datalist id="id_don_vi_list">' in text(response)
    assert ('id="id_don_vi_error"' in text(response)) is bool(said)
    assert said in text(response)


def test_index_has_pages_and_a_wrong_number_shows_the_nearest(client, officer, unit):
    for number in range(51):
        PersonFactory(unit=unit, full_name=f"Nguyễn Văn {'ABC'[number % 3]}")
    client.force_login(officer)
    assert len(list(client.get(INDEX).context["list"])) == 50
    for number in ("2", "99"):
        assert len(list(client.get(f"{INDEX}?trang={number}").context["list"])) == 1
    assert len(list(client.get(f"{INDEX}?trang=x").context["list"])) == 50


@pytest.mark.parametrize("count", [1, 30])
def test_index_costs_the_same_for_one_and_thirty(client, officer, no_frame, unit, django_assert_num_queries, count):
    for _ in range(count):
        PersonFactory(unit=UnitFactory(parent=unit))
    client.force_login(officer)
    with django_assert_num_queries(7):  # session, user, roles, count, waiting transfers, rows, units of the filter
        client.get(INDEX)


# --- detail ---------------------------------------------------------------------------------------------------------


def test_detail_tells_postings_ranks_facts_and_acts(client, officer, unit, person):
    services.promote(person, by=officer, rank="thieu-ta", from_day=date(2020, 1, 1))
    services.record_discipline(person, by=officer, kind="khien-trach", valid_from=date(2021, 1, 1))
    services.record_hold(person, by=officer, kind="complaint", valid_from=date(2022, 1, 1), note="Đơn của dân")
    services.record_grade(person, by=officer, year=2022, grade="htxsnv")
    services.record_test_result(person, by=officer, year=2022, passed_percent=100, good_percent=85)
    services.record_initiative(by=officer, name="Phần mềm tuần tra", year=2022, authors=[person])
    client.force_login(officer)
    response = client.get(page("detail", person))
    facts = response.context["facts"]
    assert [(row.position, row.unit_name, row.valid_from, row.valid_to) for row in facts.postings] == [
        ("Đội trưởng", unit.name, date(2010, 2, 1), None)
    ]
    assert [str(row) for row in facts.ranks] == ["Thiếu tá", "Đại úy"]
    shown = text(response)
    for piece in (
        "Khiển trách",
        "Đơn khiếu nại, tố cáo đang xác minh từ 01/01/2022: Đơn của dân.",
        "Hoàn thành xuất sắc nhiệm vụ",
        "100% đạt, 85% khá, giỏi",
        "Phần mềm tuần tra",
        "Đang xem xét",
    ):
        assert piece in shown
    assert [row.action for row in response.context["history"]][-1] == "Thêm cá nhân"


def test_detail_of_somebody_elsewhere_is_not_there_but_the_own_card_is(client, unit, person):
    stranger = UserFactory(role=Role.OFFICER, over=UnitFactory())
    client.force_login(stranger)
    assert client.get(page("detail", person)).status_code == 404
    client.force_login(UserFactory(person=person))
    own = client.get(page("detail", person))
    assert own.status_code == 200
    assert reverse("units:structure.detail", args=[unit.pk]) not in text(own)


def test_detail_shows_the_panels_that_others_offer(client, officer, person, monkeypatch):
    panel = {"template": "components/empty.html", "context": {}, "place": "side"}
    monkeypatch.setattr(providers, "person_panels", [lambda user, one: panel])
    client.force_login(officer)
    response = client.get(page("detail", person))
    assert (response.context["panels"], response.context["side_panels"]) == ([], [panel])


@pytest.mark.parametrize("count", [1, 12])
def test_detail_costs_the_same_however_much_there_is(
    client, officer, person, no_frame, monkeypatch, django_assert_num_queries, count
):
    for number in range(count):
        services.record_grade(person, by=officer, year=2000 + number, grade="httnv")
        services.record_discipline(person, by=officer, kind="khien-trach", valid_from=date(2011 + number, 1, 1))
        services.record_hold(person, by=officer, kind="complaint", valid_from=date(2011 + number, 1, 1))
        services.record_initiative(by=officer, name=f"S {number}", year=2022, authors=[person])
        services.transfer(
            person, by=officer, unit=person.unit, position=f"Chức vụ {number}", from_day=date(2011, 1 + number, 1)
        )
    monkeypatch.setattr(providers, "person_panels", [])
    client.force_login(officer)
    # session, user, roles, person, postings, names of their units, discipline, holds, grades, tests, initiatives,
    # authors, ranks, duplicate, open transfer, photo, records merged into it, history
    with django_assert_num_queries(18):
        client.get(page("detail", person))


# --- the card -------------------------------------------------------------------------------------------------------


def card(unit, **changes):
    return {
        "service_number": "80000001",
        "full_name": "Trần Văn Bình",
        "sex": "male",
        "object_group": "officer",
        "rank": "dai-uy",
        "unit": unit.pk,
        "position": "Đồn trưởng",
        "joined_on": "01/03/2008",
        **changes,
    }


def test_create_adds_the_person(client, officer, unit):
    client.force_login(officer)
    told = {"native_place": "Long An", "schooling": "Đại học Biên phòng"}
    response = client.post(CREATE, card(unit, is_commander="on", birth_date="02/04/1985", **told))
    person = Person.objects.get()
    assert (person.native_place, person.residence, person.schooling) == ("Long An", "", "Đại học Biên phòng")
    assert "Đại học Biên phòng" in client.get(page("detail", person)).content.decode()
    assert response.url == page("detail", person)
    assert (person.full_name, person.is_commander, person.birth_date) == ("Trần Văn Bình", True, date(1985, 4, 2))


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"service_number": "90123456"}, "service_number",
         "Số hiệu 90123456 đã dùng cho Nguyễn Văn Ánh, Đồn BP Mỹ Quý Tây."),
        ({"rank": "ha-si"}, "rank", "Sĩ quan không mang cấp bậc Hạ sĩ."),
        ({"rank": "vua"}, "rank", "Hãy chọn một lựa chọn hợp lệ. vua không phải là một trong các lựa chọn khả thi."),
        ({"joined_on": "1/13/2008"}, "joined_on", "Không có ngày 1/13/2008."),
        ({"full_name": "Bình"}, "full_name", "Ghi đủ họ và tên."),
        ({"position": "x" * 121}, "position", "Giá trị này chỉ có tối đa 120 kí tự (hiện có 121)"),
    ],
)  # fmt: skip
def test_create_keeps_what_was_typed_and_says_what_is_wrong(client, officer, unit, person, changes, field, sentence):
    client.force_login(officer)
    response = client.post(CREATE, card(unit, **changes))
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [sentence]}
    assert f'value="{card(unit, **changes)["full_name"]}"' in text(response)
    assert list(Person.objects.all()) == [person]


def test_create_sent_twice_adds_one_person(client, officer, unit):
    client.force_login(officer)
    assert [client.post(CREATE, card(unit)).status_code for _ in range(2)] == [302, 422]
    assert Person.objects.count() == 1


def test_edit_promote_transfer_and_leave(client, officer, unit, person):
    below = UnitFactory(parent=unit)
    client.force_login(officer)
    facts = {key: value for key, value in card(unit).items() if key not in ("rank", "unit", "position")}
    assert client.post(page("edit", person), {**facts, "full_name": "Nguyễn Văn Ảnh"}).status_code == 302
    assert client.post(page("promote", person), {"rank": "thieu-ta", "from_day": "01/01/2020"}).status_code == 302
    sent = {"unit": below.pk, "position": "Chính trị viên", "is_commander": "on", "from_day": "01/06/2020"}
    assert client.post(page("transfer", person), sent).status_code == 302
    person.refresh_from_db()
    assert (person.full_name, person.rank, person.unit, person.position) == (
        "Nguyễn Văn Ảnh",
        "thieu-ta",
        below,
        "Chính trị viên",
    )
    assert client.post(page("leave", person), {"on": "01/01/2023", "reason": "Nghỉ hưu"}).status_code == 302
    response = client.post(page("promote", person), {"rank": "trung-ta", "from_day": "01/02/2023"})
    assert response.context["form"].non_field_errors() == ["Nguyễn Văn Ảnh đã thôi phục vụ ngày 01/01/2023."]


def test_promote_back_dated_leaves_today_as_it_is(client, officer, person):
    client.force_login(officer)
    sent = {"rank": "thuong-uy", "from_day": "01/02/2010", "basis": "QĐ 3"}
    response = client.post(page("promote", person), sent)
    assert response.context["form"].errors == {"from_day": ["Đã có dòng từ ngày 01/02/2010 (Đại úy): sửa dòng đó."]}
    row = person.ranks.get()
    data = {"rank": "thuong-uy", "from_day": "01/02/2010", "why": "Nhầm cấp"}
    assert client.post(correction("rank", row), data).url == page("detail", person)
    client.post(page("promote", person), {"rank": "dai-uy", "from_day": "01/02/2014"})
    person.refresh_from_db()
    assert person.rank == "dai-uy"


def test_edit_asks_for_the_group_only_where_the_rank_does_not_tell_it(client, officer, unit, person):
    soldier = PersonFactory(unit=unit, rank="ha-si", object_group="soldier")
    client.force_login(officer)
    assert "object_group" not in client.get(page("edit", soldier)).context["form"].fields
    form = client.get(page("edit", person)).context["form"]
    assert [value for value, _ in form.fields["object_group"].choices] == ["officer", "professional"]


# --- dated rows -----------------------------------------------------------------------------------------------------


def correction(kind: str, row) -> str:
    return reverse("units:people.correct", args=[kind, row.pk])


def test_correct_changes_a_row_and_says_why(client, officer, unit, person):
    client.force_login(officer)
    rows = {
        "discipline": services.record_discipline(person, by=officer, kind="canh-cao", valid_from=date(2021, 1, 1)),
        "hold": services.record_hold(person, by=officer, kind="complaint", valid_from=date(2022, 1, 1)),
        "grade": services.record_grade(person, by=officer, year=2022, grade="httnv"),
        "test-result": services.record_test_result(person, by=officer, year=2022, passed_percent=90, good_percent=60),
    }
    sent = {
        "discipline": {"kind": "khien-trach", "valid_from": "01/02/2021", "decision": "QĐ 4"},
        "hold": {"kind": "inspection", "valid_from": "01/01/2022", "valid_to": "01/03/2022"},
        "grade": {"year": "2021", "grade": "htxsnv"},
        "test-result": {"year": "2022", "passed_percent": "95", "good_percent": "60"},
    }
    for kind, row in rows.items():
        assert client.get(correction(kind, row)).status_code == 200
        assert client.post(correction(kind, row), sent[kind]).context["form"].errors == {
            "why": ["Trường này là bắt buộc."]
        }
        assert client.post(correction(kind, row), {**sent[kind], "why": "Ghi nhầm"}).url == page("detail", person)
        row.refresh_from_db()
    assert (rows["discipline"].kind, rows["discipline"].valid_from) == ("khien-trach", date(2021, 2, 1))
    assert (rows["hold"].kind, rows["hold"].valid_to) == ("inspection", date(2022, 3, 1))
    assert (rows["grade"].year, rows["grade"].grade) == (2021, "htxsnv")
    assert rows["test-result"].passed_percent == 95
    event = AuditEvent.objects.about(person).filter(action="people.correct_row")[1]
    assert (event.reason, event.changes) == (
        "Ghi nhầm",
        {"year": [2022, 2021], "grade": ["Hoàn thành tốt nhiệm vụ", "Hoàn thành xuất sắc nhiệm vụ"]},
    )


def test_correct_shows_a_gap_beside_its_field_and_keeps_what_was_typed(client, officer, unit, person):
    services.transfer(person, by=officer, unit=unit, position="Đồn phó", from_day=date(2018, 1, 1))
    row = person.postings.get(position="Đội trưởng")
    client.force_login(officer)
    data = {
        "unit": unit.pk, "position": "Đội phó", "from_day": "01/02/2010", "to_day": "30/11/2017", "why": "Nhầm ngày",
    }  # fmt: skip
    response = client.post(correction("posting", row), data)
    assert response.status_code == 422
    assert response.context["form"].errors == {
        "to_day": ["Từ ngày 01/12/2017 đến ngày 31/12/2017 sẽ không có dòng nào: sửa ngày bắt đầu của dòng sau."]
    }
    assert 'value="30/11/2017"' in text(response) and 'value="Đội phó"' in text(response)


def test_correct_a_grade_of_a_year_that_has_another_is_refused(client, officer, person):
    services.record_grade(person, by=officer, year=2021, grade="httnv")
    row = services.record_grade(person, by=officer, year=2022, grade="httnv")
    client.force_login(officer)
    response = client.post(correction("grade", row), {"year": "2021", "grade": "httnv", "why": "Nhầm"})
    assert response.context["form"].errors["year"][0].startswith("Năm 2021 đã có dòng khác")


def test_correct_rows_of_a_unit_and_of_nobody(client, officer, unit, person):
    client.force_login(officer)
    row = services.record_grade(unit, by=officer, year=2022, grade="httnv")
    response = client.post(correction("grade", row), {"year": "2022", "grade": "htxsnv", "why": "Nhầm"})
    assert response.url == reverse("units:structure.detail", args=[unit.pk])
    other = UnitFactory()
    stranger = UserFactory(role=Role.OFFICER, over=other)
    far = services.record_grade(other, by=stranger, year=2022, grade="httnv")
    assert client.get(correction("grade", far)).status_code == 404
    assert client.get(correction("nothing", far)).status_code == 404


def test_end_discipline_says_when_the_term_is_over(client, officer, person):
    row = services.record_discipline(person, by=officer, kind="canh-cao", valid_from=date(2021, 1, 1))
    client.force_login(officer)
    address = page("end_discipline", row)
    assert client.post(address, {"on": "01/12/2020", "reason": "QĐ 8"}).context["form"].errors == {
        "on": ["Ngày kết thúc không được trước ngày 01/01/2021."]
    }
    assert client.post(address, {"on": "01/01/2022", "reason": "QĐ 8"}).url == page("detail", person)
    row.refresh_from_db()
    assert row.valid_to == date(2022, 1, 1)
    assert client.post(address, {"on": "01/01/2022", "reason": "QĐ 8"}).status_code == 422


def test_detail_links_every_row_to_its_correction_for_the_officer_alone(client, officer, unit, person):
    grade = services.record_grade(person, by=officer, year=2022, grade="httnv")
    links = [
        correction("posting", person.postings.get()),
        correction("rank", person.ranks.get()),
        correction("grade", grade),
    ]
    client.force_login(officer)
    shown = text(client.get(page("detail", person)))
    assert [link for link in links if link not in shown] == []
    client.force_login(UserFactory(role=Role.CLERK, over=unit))
    shown = text(client.get(page("detail", person)))
    assert [link for link in links if link in shown] == []


# --- between two officers -------------------------------------------------------------------------------------------


@pytest.fixture
def away():
    unit = UnitFactory(code="TN", short_name="BĐBP Tây Ninh")
    return unit, UserFactory(role=Role.OFFICER, over=unit)


def test_send_transfer_shows_it_to_the_receiver_who_takes_it(client, officer, person, away):
    there, other = away
    client.force_login(officer)
    assert "Đã công tác 12 tháng" in text(client.get(page("send_transfer", person)))
    sent = {"to_unit": there.pk, "from_day": "01/06/2023", "decision": "QĐ 55", "remark": "Hoàn thành tốt"}
    assert client.post(page("send_transfer", person), sent).url == page("detail", person)
    assert "chờ tiếp nhận" in text(client.get(page("detail", person)))
    client.force_login(other)
    assert "1 người chuyển đến đang chờ tiếp nhận." in text(client.get(INDEX))
    (row,) = client.get(reverse("units:people.transfers")).context["list"]
    assert client.get(page("detail", person)).status_code == 200
    form = client.get(page("receive_transfer", row))
    assert "Hoàn thành tốt" in text(form)
    assert client.post(page("receive_transfer", row), {"unit": there.pk, "position": "Trợ lý"}).status_code == 302
    person.refresh_from_db()
    assert (person.unit, person.position) == (there, "Trợ lý")
    client.force_login(officer)
    assert client.get(page("detail", person)).status_code == 404
    shown = client.get(reverse("units:people.transfers"))
    assert [one.state for one in shown.context["list"]] == ["received"]
    assert shown.context["readable"] == set()


def test_refuse_transfer_and_withdraw_transfer(client, officer, person, away):
    there, other = away
    given = {"by": officer, "to_unit": there, "from_day": date(2023, 6, 1), "decision": "QĐ 55"}
    first = services.send_transfer(person, **given)
    client.force_login(officer)
    assert client.post(page("refuse_transfer", first), {"reason": "Không"}).status_code == 403
    client.force_login(other)
    assert client.post(page("withdraw_transfer", first)).status_code == 403
    client.post(page("refuse_transfer", first), {"reason": "Chưa có biên chế"})
    second = services.send_transfer(person, **given)
    client.force_login(officer)
    client.post(page("withdraw_transfer", second))
    client.post(page("withdraw_transfer", second))
    assert sorted(person.transfers.values_list("state", flat=True)) == ["refused", "withdrawn"]


@pytest.mark.parametrize(
    ("query", "count"), [("", 2), ("huong=den", 1), ("huong=di", 1), ("q=anh", 1), ("tinh_trang=refused", 0)]
)
def test_transfers_filters(client, officer, unit, person, away, query, count):
    there, other = away
    comer = PersonFactory(unit=there, full_name="Lê Văn Bảy")
    services.send_transfer(person, by=officer, to_unit=there, from_day=date(2023, 6, 1), decision="QĐ 55")
    services.send_transfer(comer, by=other, to_unit=unit, from_day=date(2023, 6, 1), decision="QĐ 56")
    client.force_login(officer)
    assert client.get(f"{reverse('units:people.transfers')}?{query}").context["list"].total == count


@pytest.mark.parametrize("count", [1, 12])
def test_transfers_cost_the_same_for_one_and_twelve(
    client, officer, unit, away, no_frame, django_assert_num_queries, count
):
    there, other = away
    for _ in range(count):
        services.send_transfer(
            PersonFactory(unit=there), by=other, to_unit=unit, from_day=date(2023, 6, 1), decision="QĐ 56"
        )
    client.force_login(officer)
    with django_assert_num_queries(6):  # session, user, roles, count, rows, who may be read
        client.get(reverse("units:people.transfers"))


# --- facts ----------------------------------------------------------------------------------------------------------


def test_facts_are_recorded_through_their_pages(client, officer, person):
    client.force_login(officer)
    sent = {
        "discipline": {"kind": "canh-cao", "valid_from": "01/01/2022", "valid_to": "01/07/2022", "decision": "QĐ 2"},
        "hold": {"kind": "inspection", "valid_from": "01/01/2023", "note": "Thanh tra"},
        "grade": {"year": "2022", "grade": "httnv"},
        "test_result": {"year": "2022", "passed_percent": "100", "good_percent": "85"},
    }
    for name, data in sent.items():
        assert client.get(page(name, person)).status_code == 200
        assert client.post(page(name, person), data).url == page("detail", person)
    assert [model.objects.get().person for model in (DisciplineRecord, Hold, CompletionGrade, TestResult)] == [
        person
    ] * 4


@pytest.mark.parametrize(
    ("name", "data", "field", "sentence"),
    [
        ("discipline", {"kind": "canh-cao", "valid_from": "01/07/2022", "valid_to": "01/01/2022", "decision": "Q"},
         "valid_to", "Ngày kết thúc phải sau ngày bắt đầu."),
        ("hold", {"kind": "inspection", "valid_from": "01/01/2999"}, "valid_from",
         "Ngày bắt đầu không được sau hôm nay."),
        ("grade", {"year": "2999", "grade": "httnv"}, "year", "Năm phải từ 1945 đến"),
        ("grade", {"year": "hai nghìn", "grade": "httnv"}, "year", "“hai nghìn” không phải là số."),
        ("test_result", {"year": "2022", "passed_percent": "101", "good_percent": "1"}, "passed_percent",
         "Số lớn nhất được nhập là 100."),
        ("test_result", {"year": "2022", "passed_percent": "50", "good_percent": "60"}, "good_percent",
         "Tỷ lệ khá, giỏi không thể lớn hơn tỷ lệ đạt."),
    ],
)  # fmt: skip
def test_a_fact_with_a_fault_is_refused_beside_its_field(client, officer, person, name, data, field, sentence):
    client.force_login(officer)
    response = client.post(page(name, person), data)
    assert response.status_code == 422
    assert response.context["form"].errors[field][0].startswith(sentence)


def test_unit_grade_and_unit_hold_stand_on_the_page_of_the_unit(client, officer, unit):
    client.force_login(officer)
    client.post(page("unit_grade", unit), {"year": "2022", "grade": "htxsnv"})
    client.post(page("unit_hold", unit), {"kind": "inspection", "valid_from": "01/01/2023", "note": "Thanh tra"})
    shown = text(client.get(reverse("units:structure.detail", args=[unit.pk])))
    assert "Hoàn thành xuất sắc nhiệm vụ" in shown
    assert "Đang thanh tra, kiểm tra, điều tra" in shown


def test_end_hold_closes_it_for_people_and_units(client, officer, unit, person):
    client.force_login(officer)
    for subject, home in ((person, "units:people.detail"), (unit, "units:structure.detail")):
        hold = services.record_hold(subject, by=officer, kind="inspection", valid_from=date(2023, 1, 1))
        response = client.post(page("end_hold", hold), {"on": "01/02/2023", "reason": "Không vi phạm"})
        assert response.url == reverse(home, args=[subject.pk])
        hold.refresh_from_db()
        assert hold.valid_to == date(2023, 2, 1)


def test_end_hold_of_another_province_is_not_there(client, officer):
    other = UnitFactory()
    hold = services.record_hold(
        other, by=UserFactory(role=Role.OFFICER, over=other), kind="inspection", valid_from=date(2023, 1, 1)
    )
    client.force_login(officer)
    assert client.get(page("end_hold", hold)).status_code == 404


def test_create_and_facts_are_for_the_officer(client, unit, person):
    client.force_login(UserFactory(role=Role.CLERK, over=unit))
    assert client.get(CREATE).status_code == 403
    for name in ("edit", "promote", "transfer", "leave", "discipline", "hold", "grade", "test_result"):
        response = client.post(page(name, person), {"grade": "htxsnv", "year": "2022"})
        assert response.status_code == 403
        assert "Trợ lý thi đua cấp tỉnh" in text(response)
    assert CompletionGrade.objects.count() == 0


# --- initiatives ----------------------------------------------------------------------------------------------------

INITIATIVES = reverse("units:people.initiatives")
NEW_INITIATIVE = reverse("units:people.initiative_create")
PDF = b"%PDF-1.7 giay chung nhan"


def idea(*authors, **changes):
    return {
        "name": "Phần mềm tuần tra",
        "year": "2022",
        "level": "co-so",
        "authors": [p.pk for p in authors],
        **changes,
    }


def test_initiative_create_takes_several_authors_and_begins_with_the_one_it_came_from(client, officer, unit, person):
    other = PersonFactory(unit=unit)
    client.force_login(officer)
    begun = client.get(f"{NEW_INITIATIVE}?tac_gia={person.pk}")
    assert [(one.person, one.chosen) for one in begun.context["authors"]] == [(person, True)]
    response = client.post(NEW_INITIATIVE, idea(person, other))
    row = Initiative.objects.get()
    assert response.url == page("initiative_detail", row)
    assert set(row.authors.all()) == {person, other}
    assert row.search_key == "phan mem tuan tra"


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"authors": []}, "authors", "Chọn ít nhất một tác giả."),
        ({"authors": ["0"]}, "authors", "Người này không có trong phạm vi."),
        ({"year": "2999"}, "year", "Năm phải từ 1945 đến"),
        ({"recognised_on": "01/01/2999"}, "recognised_on", "Ngày công nhận không được sau hôm nay."),
    ],
)
def test_initiative_create_refuses_beside_the_field_and_keeps_the_authors(
    client, officer, person, changes, field, sentence
):
    client.force_login(officer)
    response = client.post(NEW_INITIATIVE, idea(person, **changes))
    assert response.status_code == 422
    assert response.context["form"].errors[field][0].startswith(sentence)
    if "authors" not in changes:
        assert [one.person for one in response.context["authors"]] == [person]
    assert Initiative.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("anh", ["Lê Văn Ánh"]),
        ("ánh lê", ["Lê Văn Ánh"]),
        ("sh-77", ["Trần Thị Bình"]),
        ("khong co", []),
        ("", []),
    ],
)
def test_find_authors_by_name_or_number_keeps_those_ticked(client, officer, unit, typed, names):
    PersonFactory(unit=unit, full_name="Lê Văn Ánh")
    PersonFactory(unit=unit, full_name="Trần Thị Bình", service_number="SH-77")
    ticked = PersonFactory(unit=unit, full_name="Đỗ Văn Cường")
    PersonFactory(full_name="Lê Văn Ánh Ở Xa")
    client.force_login(officer)
    response = client.get(reverse("units:people.find_authors"), {"tac_gia": typed, "authors": [ticked.pk]})
    assert [(one.person.full_name, one.chosen) for one in response.context["authors"]] == [
        ("Đỗ Văn Cường", True),
        *((name, False) for name in names),
    ]


def test_initiative_create_finds_authors_without_script(client, officer, unit, person):
    other = PersonFactory(unit=unit, full_name="Lê Văn Bảy")
    client.force_login(officer)
    response = client.post(NEW_INITIATIVE, idea(person, tim="1", tac_gia="bay"))
    assert [(one.person, one.chosen) for one in response.context["authors"]] == [(person, True), (other, False)]
    assert 'value="Phần mềm tuần tra"' in text(response)


def test_initiative_edit_changes_authors_and_leaves_those_elsewhere(client, officer, unit, person):
    far = PersonFactory()
    row = services.record_initiative(by=officer, name="Cũ", year=2022, authors=[person])
    row.authors.add(far)
    other = PersonFactory(unit=unit)
    client.force_login(officer)
    assert client.post(page("initiative_edit", row), idea(other)).url == page("initiative_detail", row)
    row.refresh_from_db()
    assert (row.name, set(row.authors.all())) == ("Phần mềm tuần tra", {other, far})
    event = AuditEvent.objects.about(row).get()
    assert (event.changes["name"], event.unit_path) == (["Cũ", "Phần mềm tuần tra"], far.unit.path)


def test_initiative_attach_and_initiative_file_stay_among_those_who_may_read(client, officer, unit, person):
    row = services.record_initiative(by=officer, name="Phần mềm", year=2022, authors=[person])
    client.force_login(officer)
    assert client.get(page("initiative_file", row)).status_code == 404
    sent = {"upload": SimpleUploadedFile("Chứng nhận số 5.docx", PDF)}  # the content decides, not the name
    assert client.post(page("initiative_attach", row), sent).url == page("initiative_detail", row)
    row.refresh_from_db()
    assert (row.file_name, row.content_type, row.file_size) == ("Chứng nhận số 5.docx.pdf", "application/pdf", 24)
    assert "5.docx" not in row.file.name
    answer = client.get(page("initiative_file", row))
    assert b"".join(answer.streaming_content) == PDF
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "Chứng nhận số 5.docx.pdf" in text(client.get(page("initiative_detail", row)))
    client.force_login(UserFactory(role=Role.OFFICER, over=UnitFactory()))
    assert client.get(page("initiative_file", row)).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"MZ\x90\x00", "Chỉ nhận tệp PDF hoặc ảnh JPG, PNG; nội dung tệp này không phải."),
        ("a.pdf", b"", "Tệp rỗng."),
        ("a.pdf", PDF + b" " * 10 * 1024 * 1024, "Tệp lớn hơn 10 MB: giảm dung lượng rồi tải lại."),
        (None, b"", "Chọn tệp."),
    ],
)
def test_initiative_attach_refuses_what_is_no_certificate(client, officer, person, name, content, sentence):
    row = services.record_initiative(by=officer, name="Phần mềm", year=2022, authors=[person])
    client.force_login(officer)
    sent = {"upload": SimpleUploadedFile(name, content)} if name else {}
    response = client.post(page("initiative_attach", row), sent)
    assert response.status_code == 422
    assert response.context["form"].errors == {"upload": [sentence]}
    row.refresh_from_db()
    assert not row.file


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2),
        ("q=tuan+tra", 1),
        ("q=qd+7", 1),
        ("q=anh", 2),
        ("nam=2021", 1),
        ("cap=toan-quan", 1),
        ("don_vi=LA-01", 2),
    ],
)
def test_initiatives_filters(client, officer, person, query, count):
    services.record_initiative(by=officer, name="Phần mềm tuần tra", year=2022, authors=[person])
    services.record_initiative(
        by=officer, name="Lò hơi", year=2021, authors=[person], level="toan-quan", certificate="QĐ 7"
    )
    client.force_login(officer)
    assert client.get(f"{INITIATIVES}?{query}").context["list"].total == count


@pytest.mark.parametrize("count", [1, 12])
def test_initiatives_cost_the_same_for_one_and_twelve(
    client, officer, person, no_frame, django_assert_num_queries, count
):
    for number in range(count):
        services.record_initiative(by=officer, name=f"S {number}", year=2022, authors=[person])
    client.force_login(officer)
    # session, user, roles, count, rows, authors with units, their authors and checks (uses), units of the filter
    with django_assert_num_queries(9):
        client.get(INITIATIVES)


def test_initiative_detail_tells_what_it_was_used_for(client, officer, person, monkeypatch):
    row = services.record_initiative(by=officer, name="Phần mềm", year=2022, authors=[person])
    uses = {row.pk: [("Nguyễn Văn Ánh: CSTĐ năm 2022", "/x/", person.pk)]}
    monkeypatch.setattr(providers, "initiative_uses", [lambda user, rows: {pk: list(u) for pk, u in uses.items()}])
    client.force_login(officer)
    shown = text(client.get(page("initiative_detail", row)))
    assert "đến 10 MB" in shown
    assert "Nguyễn Văn Ánh: CSTĐ năm 2022" in shown
    assert "chỉ dùng cho một danh hiệu" not in shown
    assert "Nguyễn Văn Ánh: CSTĐ năm 2022" in text(client.get(INITIATIVES))
    uses[row.pk].append(("Đồng tác giả: CSTĐ năm 2022", "/z/", person.pk + 1))
    assert "chỉ dùng cho một danh hiệu" not in text(client.get(page("initiative_detail", row)))
    uses[row.pk].append(("Nguyễn Văn Ánh: CSTT năm 2022", "/y/", person.pk))
    assert "chỉ dùng cho một danh hiệu" in text(client.get(page("initiative_detail", row)))


def test_initiatives_are_written_by_the_officer_alone(client, officer, unit, person):
    row = services.record_initiative(by=officer, name="Phần mềm", year=2022, authors=[person])
    client.force_login(UserFactory(role=Role.CLERK, over=unit))
    assert client.get(page("initiative_detail", row)).status_code == 200
    assert client.post(page("initiative_edit", row), idea(person)).status_code == 403
    assert client.post(page("initiative_attach", row)).status_code == 403
    assert client.get(NEW_INITIATIVE).status_code == 403


# --- duplicates -----------------------------------------------------------------------------------------------------

DUPLICATES = reverse("units:people.duplicates")


@pytest.fixture
def twin(unit, person, officer):
    """The same person written down again, with another number."""
    services.edit_person(person, by=officer, birth_date=date(1990, 5, 2))
    return PersonFactory(
        unit=unit, full_name="NGUYEN VAN ANH", service_number="A-77", birth_date=date(1990, 5, 2), rank="dai-uy"
    )


def test_duplicates_lists_the_pairs_in_scope(client, officer, unit, person, twin):
    same_number = PersonFactory(unit=unit, service_number="0090-123-456")
    PersonFactory(service_number="90-123-456")  # of another province
    client.force_login(officer)
    pairs = client.get(DUPLICATES).context["pairs"]
    assert {(frozenset((pair.first, pair.second)), pair.why) for pair in pairs} == {
        (frozenset((person, twin)), "Cùng họ tên, ngày sinh"),
        (frozenset((person, same_number)), "Cùng số hiệu, viết khác"),
    }
    assert "Có thể trùng với hồ sơ A-77" in text(client.get(page("detail", person)))


def test_duplicates_leads_to_the_preview_of_two_numbers(client, officer, person, twin):
    client.force_login(officer)
    response = client.get(DUPLICATES, {"so_1": "90123456", "so_2": "a-77"})
    assert response.url == reverse("units:people.merge", args=[person.pk, twin.pk])
    response = client.get(DUPLICATES, {"so_1": "90123456", "so_2": "KHONG"})
    assert response.context["form"].errors == {"so_2": ["Không có số hiệu KHONG trong phạm vi."]}


@pytest.mark.parametrize("count", [1, 12])
def test_duplicates_cost_the_same_for_one_pair_and_twelve(
    client, officer, unit, no_frame, django_assert_num_queries, count
):
    for number in range(count):
        for sign in ("", "-"):
            PersonFactory(unit=unit, service_number=f"B{sign}{number}")
    client.force_login(officer)
    with django_assert_num_queries(8):  # session, user, roles, names, numbers, rows, told apart, how many of those
        client.get(DUPLICATES)


def test_merge_shows_every_row_asks_what_only_the_officer_knows_and_merges(client, officer, person, twin):
    services.record_grade(person, by=officer, year=2022, grade="httnv")
    services.record_grade(twin, by=officer, year=2022, grade="htxsnv")
    services.record_discipline(twin, by=officer, kind="canh-cao", valid_from=date(2019, 1, 1))
    address = reverse("units:people.merge", args=[person.pk, twin.pk])
    client.force_login(officer)
    shown = client.get(address)
    for piece in ("Cảnh cáo từ 01/01/2019", "Mức độ hoàn thành nhiệm vụ năm 2022", "Giữ lại 90123456"):
        assert piece in text(shown)
    sent = {"seen": shown.context["plan"].seen, "reason": "Gõ hai lần"}
    response = client.post(address, sent)
    assert response.status_code == 422
    assert response.context["form"].errors == {"completiongrade_2022": ["Chọn một trong hai."]}
    assert client.post(address, {**sent, "completiongrade_2022": "take"}).url == page("detail", person)
    assert person.completiongrades.get().grade == "htxsnv"
    closed = text(client.get(page("detail", twin)))
    assert "Hồ sơ này đã gộp vào Nguyễn Văn Ánh, số hiệu 90123456." in closed
    assert list(client.get(f"{INDEX}?q=a-77").context["list"]) == [person]
    assert list(client.get(f"{INDEX}?q=a-77&tinh_trang=moi").context["list"]) == [person]
    assert page("detail", twin) in client.get(page("detail", person)).content.decode()


def test_merge_of_a_preview_that_is_no_longer_true_is_refused(client, officer, person, twin):
    address = reverse("units:people.merge", args=[person.pk, twin.pk])
    client.force_login(officer)
    seen = client.get(address).context["plan"].seen
    services.record_discipline(twin, by=officer, kind="canh-cao", valid_from=date(2019, 1, 1))
    response = client.post(address, {"seen": seen, "reason": "Gõ hai lần"})
    assert response.status_code == 422
    assert "vừa thay đổi" in text(response)
    twin.refresh_from_db()
    assert twin.merged_into is None


def test_merge_of_somebody_elsewhere_is_not_there(client, officer, person):
    client.force_login(officer)
    assert client.get(reverse("units:people.merge", args=[person.pk, PersonFactory().pk])).status_code == 404


def test_tell_apart_and_untell_apart_from_the_list_of_duplicates(client):
    unit = UnitFactory()
    officer = UserFactory(role=Role.OFFICER, over=unit)
    first, second = (PersonFactory(unit=unit, full_name="Lê Văn Hai", birth_date=date(1990, 1, 1)) for _ in range(2))
    client.force_login(officer)
    form = f"/units/people/{first.pk}/apart/{second.pk}/"
    assert f'href="{form}"' in client.get("/units/people/duplicates/").content.decode()
    assert client.post(form, {"reason": "Khác quê quán"}).status_code == 302
    assert form not in client.get("/units/people/duplicates/").content.decode()
    page = client.get("/units/people/duplicates/?xem=khac").content.decode()
    row = Apart.objects.get()
    assert "Khác quê quán" in page
    assert f'action="/units/people/duplicates/apart/{row.pk}/end/"' in page
    for _ in range(2):
        client.post(f"/units/people/duplicates/apart/{row.pk}/end/")
    assert AuditEvent.objects.filter(action="people.untell_apart").count() == 2
    assert form in client.get("/units/people/duplicates/").content.decode()
