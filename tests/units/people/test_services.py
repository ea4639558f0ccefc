"""Acts on people and the facts about them."""

from datetime import date, timedelta

import pytest

from tests.factories import PersonFactory, UnitFactory, UserFactory
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import AuditEvent, CompletionGrade, DisciplineRecord, Hold, Initiative, Person, TestResult
from units.people import services

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return UnitFactory(code="LA-01")


@pytest.fixture
def officer(unit):
    return UserFactory(role=Role.OFFICER, over=unit)


def card(unit, **changes):
    return {
        "service_number": "90123456",
        "full_name": "Nguyễn Văn An",
        "rank": "dai-uy",
        "position": "Đội trưởng",
        "object_group": "officer",
        "unit": unit,
        "joined_on": date(2010, 2, 1),
        **changes,
    }


# --- cards ----------------------------------------------------------------------------------------------------------


def test_a_new_person_has_posting_rank_keys_and_record(unit, officer):
    person = services.create_person(by=officer, **card(unit, full_name="  Nguyễn   Văn An "))
    assert (person.full_name, person.search_key) == ("Nguyễn Văn An", "nguyen van an 90123456")
    assert [(row.unit, row.position, row.valid_from) for row in person.postings.all()] == [
        (unit, "Đội trưởng", date(2010, 2, 1))
    ]
    assert [(row.rank, row.valid_from) for row in person.ranks.all()] == [("dai-uy", date(2010, 2, 1))]
    event = AuditEvent.objects.about(person).get()
    assert (event.action, event.unit_path, event.changes["rank"]) == (
        "people.create_person",
        unit.path,
        [None, "dai-uy"],
    )


def test_480_people_cost_few_queries_and_leave_480_entries(unit, officer, django_assert_max_num_queries):
    rows = [card(unit, service_number=f"A{number:05d}") for number in range(480)]
    with django_assert_max_num_queries(27):  # 8 on PostgreSQL; SQLite takes 999 values in one statement
        people = services.create_people(rows, by=officer)
    assert [person.service_number for person in people] == [f"A{number:05d}" for number in range(480)]
    assert AuditEvent.objects.filter(action="people.create_person").count() == 480


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"service_number": "9012 3456"}, "service_number",
         "Số hiệu chỉ gồm chữ số, chữ in hoa không dấu và dấu . - /."),
        ({"full_name": "An"}, "full_name", "Ghi đủ họ và tên."),
        ({"rank": "ha-si"}, "rank", "Sĩ quan không mang cấp bậc Hạ sĩ."),
        ({"rank": "vua"}, "rank", "Giá trị 'vua' không phải là lựa chọn hợp lệ."),
        ({"joined_on": date(2999, 1, 1)}, "joined_on", "Ngày nhập ngũ không được sau hôm nay."),
        ({"birth_date": date(2010, 2, 1)}, "birth_date", "Ngày sinh phải trước ngày nhập ngũ."),
    ],
)  # fmt: skip
def test_a_card_with_a_fault_is_refused_at_its_field(unit, officer, changes, field, sentence):
    with pytest.raises(RuleViolation) as refusal:
        services.create_person(by=officer, **card(unit, **changes))
    assert (refusal.value.field, str(refusal.value)) == (field, sentence)
    assert Person.objects.count() == 0


def test_a_service_number_is_given_once(unit, officer):
    services.create_person(by=officer, **card(unit))
    with pytest.raises(RuleViolation, match=f"Số hiệu 90123456 đã dùng cho Nguyễn Văn An, {unit}."):
        services.create_person(by=officer, **card(unit, full_name="Trần Văn Bình"))


def test_a_list_names_every_fault_at_once_and_writes_nothing(unit, officer):
    services.create_person(by=officer, **card(unit, service_number="OLD"))
    rows = [
        card(unit, service_number="A1"),
        card(unit, service_number="A1", full_name="Trần Văn Bình"),
        card(unit, service_number="OLD", full_name="Lê Văn Cường"),
        card(unit, service_number="A3", full_name="Đỗ Văn Dũng", rank="ha-si"),
    ]
    with pytest.raises(RuleViolation) as refusal:
        services.create_people(rows, by=officer)
    assert refusal.value.reasons == [
        "A3 Đỗ Văn Dũng: Sĩ quan không mang cấp bậc Hạ sĩ.",
        "Số hiệu A1 có hai lần trong danh sách.",
        f"Số hiệu OLD đã dùng cho Nguyễn Văn An, {unit}.",
    ]
    assert Person.objects.count() == 1


def test_people_of_another_unit_are_not_the_officers(officer):
    with pytest.raises(Forbidden):
        services.create_person(by=officer, **card(UnitFactory()))


def test_the_clerk_does_not_write_cards(unit):
    with pytest.raises(Forbidden) as refusal:
        services.create_person(by=UserFactory(role=Role.CLERK, over=unit), **card(unit))
    assert refusal.value.who == "Trợ lý thi đua cấp tỉnh"


def test_an_edited_card_is_checked_and_recorded(unit, officer):
    person = services.create_person(by=officer, **card(unit))
    services.edit_person(person, by=officer, full_name="Nguyễn Văn Ánh", birth_date=date(1988, 1, 2))
    person.refresh_from_db()
    assert (person.full_name, person.search_key) == ("Nguyễn Văn Ánh", "nguyen van anh 90123456")
    assert AuditEvent.objects.about(person).first().changes["full_name"] == ["Nguyễn Văn An", "Nguyễn Văn Ánh"]
    with pytest.raises(RuleViolation, match="Sĩ quan|Hạ sĩ quan"):
        services.edit_person(person, by=officer, object_group="soldier")


# --- dated changes --------------------------------------------------------------------------------------------------


def test_a_promotion_ends_the_rank_before(unit, officer):
    person = services.create_person(by=officer, **card(unit))
    services.promote(person, by=officer, rank="thieu-ta", from_day=date(2020, 1, 1))
    assert person.rank == "thieu-ta"
    assert [(row.rank, row.valid_from, row.valid_to) for row in person.ranks.all()] == [
        ("thieu-ta", date(2020, 1, 1), None),
        ("dai-uy", date(2010, 2, 1), date(2019, 12, 31)),
    ]


@pytest.mark.parametrize(
    ("rank", "day", "sentence"),
    [
        ("dai-uy", date(2020, 1, 1), "Giống dòng từ ngày 01/02/2010: Đại úy."),
        ("ha-si", date(2020, 1, 1), "Sĩ quan không mang cấp bậc Hạ sĩ."),
        ("thieu-ta", date(2010, 2, 1), r"Đã có dòng từ ngày 01/02/2010 \(Đại úy\): sửa dòng đó."),
        ("thieu-ta", date(2010, 1, 1), "Ngày có hiệu lực không được trước ngày nhập ngũ 01/02/2010."),
        ("thieu-ta", date(2999, 1, 1), "Ngày có hiệu lực không được sau hôm nay."),
    ],
)
def test_a_promotion_with_a_fault_is_refused(unit, officer, rank, day, sentence):
    person = services.create_person(by=officer, **card(unit))
    with pytest.raises(RuleViolation, match=sentence):
        services.promote(person, by=officer, rank=rank, from_day=day)
    assert [(row.rank, row.valid_to) for row in person.ranks.all()] == [("dai-uy", None)]


def test_a_transfer_needs_a_right_over_both_units(unit, officer):
    person = services.create_person(by=officer, **card(unit))
    with pytest.raises(Forbidden):
        services.transfer(person, by=officer, unit=UnitFactory(), position="Đồn trưởng", from_day=date(2020, 1, 1))
    below = UnitFactory(parent=unit)
    services.transfer(
        person, by=officer, unit=below, position="Đồn trưởng", is_commander=True, from_day=date(2020, 1, 1)
    )
    person.refresh_from_db()
    assert (person.unit, person.position, person.is_commander) == (below, "Đồn trưởng", True)
    assert [(row.unit, row.valid_from, row.valid_to) for row in person.postings.all()] == [
        (below, date(2020, 1, 1), None),
        (unit, date(2010, 2, 1), date(2019, 12, 31)),
    ]


def test_somebody_who_left_stays_on_record_and_takes_no_more_acts(unit, officer):
    person = services.create_person(by=officer, **card(unit))
    services.end_service(person, by=officer, on=date(2022, 6, 30), reason="Nghỉ hưu")
    assert person.left_on == date(2022, 6, 30)
    assert [row.valid_to for row in (*person.postings.all(), *person.ranks.all())] == [date(2022, 6, 30)] * 2
    with pytest.raises(RuleViolation, match="đã thôi phục vụ ngày 30/06/2022"):
        services.promote(person, by=officer, rank="thieu-ta", from_day=date(2022, 7, 1))


def test_a_back_dated_posting_takes_its_place_and_today_stays(unit, officer):
    person = services.create_person(by=officer, **card(unit))
    below = UnitFactory(parent=unit)
    services.transfer(person, by=officer, unit=below, position="Đồn trưởng", from_day=date(2020, 1, 1))
    services.transfer(
        person, by=officer, unit=below, position="Phó Đồn trưởng", from_day=date(2015, 7, 1), basis="QĐ 7"
    )
    person.refresh_from_db()
    assert (person.unit, person.position) == (below, "Đồn trưởng")
    assert [(row.position, row.valid_from, row.valid_to) for row in person.postings.all()] == [
        ("Đồn trưởng", date(2020, 1, 1), None),
        ("Phó Đồn trưởng", date(2015, 7, 1), date(2019, 12, 31)),
        ("Đội trưởng", date(2010, 2, 1), date(2015, 6, 30)),
    ]
    event = AuditEvent.objects.about(person).first()
    assert (event.action, event.changes["position"], event.facts["decision"]) == (
        "people.transfer",
        [None, "Phó Đồn trưởng"],
        "QĐ 7",
    )


def test_a_posting_carries_both_flags(unit, officer):
    person = services.create_person(by=officer, **card(unit))
    row = services.transfer(
        person, by=officer, unit=unit, position="Chính trị viên", is_commander=True, is_party_secretary=True,
        from_day=date(2020, 1, 1),
    )  # fmt: skip
    person.refresh_from_db()
    assert (person.is_commander, person.is_party_secretary) == (True, True)
    assert row.flags == "Cán bộ chủ trì, bí thư cấp ủy"


def test_a_posting_ends_no_later_than_its_unit(unit, officer):
    person = services.create_person(by=officer, **card(unit))
    old = UnitFactory(parent=unit, closed_on=date(2018, 6, 30), short_name="Trạm cũ")
    with pytest.raises(RuleViolation, match="Trạm cũ đã kết thúc ngày 30/06/2018.") as refusal:
        services.transfer(person, by=officer, unit=old, position="Trạm trưởng", from_day=date(2016, 1, 1))
    assert refusal.value.field == "unit"
    services.transfer(person, by=officer, unit=unit, position="Đồn phó", from_day=date(2018, 1, 1))
    services.transfer(person, by=officer, unit=old, position="Trạm trưởng", from_day=date(2016, 1, 1))
    assert person.postings.get(unit=old).valid_to == date(2017, 12, 31)


def test_a_corrected_posting_moves_the_end_of_the_one_before(unit, officer):
    person = services.create_person(by=officer, **card(unit))
    services.transfer(person, by=officer, unit=unit, position="Đồn phó", from_day=date(2018, 1, 1))
    row = person.postings.first()
    for day, end in ((date(2017, 5, 1), date(2017, 4, 30)), (date(2019, 5, 1), date(2019, 4, 30))):
        row = services.correct_posting(row, by=officer, why="Gõ nhầm ngày", from_day=day)
        assert [(one.valid_from, one.valid_to) for one in person.postings.all()] == [
            (day, None),
            (date(2010, 2, 1), end),
        ]
    services.correct_posting(row, by=officer, why="Nhầm chức", from_day=date(2019, 5, 1), position="Đồn trưởng")
    person.refresh_from_db()
    assert person.position == "Đồn trưởng"
    event = AuditEvent.objects.about(person).first()
    assert (event.action, event.reason, event.changes) == (
        "people.correct_row",
        "Nhầm chức",
        {"position": ["Đồn phó", "Đồn trưởng"]},
    )


@pytest.mark.parametrize(
    ("days", "field", "sentence"),
    [
        ({"from_day": date(2010, 2, 1)}, "from_day", "Trùng với dòng từ ngày 01/02/2010"),
        ({"from_day": date(2018, 1, 1)}, "from_day", "Trùng với dòng từ ngày 01/01/2018"),
        ({"from_day": date(2014, 1, 1), "to_day": date(2017, 11, 30)}, "to_day",
         "Từ ngày 01/12/2017 đến ngày 31/12/2017 sẽ không có dòng nào"),
        ({"from_day": date(2014, 1, 1), "to_day": date(2018, 3, 1)}, "to_day", "Trùng với dòng từ ngày 01/01/2018"),
        ({"from_day": date(2014, 1, 1), "to_day": date(2013, 1, 1)}, "to_day", "Ngày kết thúc phải sau ngày bắt đầu."),
        ({"from_day": date(2014, 1, 1)}, None, "Chưa có gì thay đổi."),
        ({"from_day": date(2014, 2, 1), "why": " "}, "why", "Ghi lý do sửa."),
    ],
)  # fmt: skip
def test_a_correction_that_overlaps_or_leaves_a_gap_is_refused_beside_its_field(unit, officer, days, field, sentence):
    person = services.create_person(by=officer, **card(unit))
    for year in (2014, 2018):
        services.transfer(person, by=officer, unit=unit, position=f"Chức vụ {year}", from_day=date(year, 1, 1))
    row = person.postings.get(position="Chức vụ 2014")
    with pytest.raises(RuleViolation, match=sentence) as refusal:
        services.correct_posting(row, by=officer, **{"why": "Nhầm", **days})
    assert refusal.value.field == field


def test_the_newest_row_has_no_end_while_somebody_serves(unit, officer):
    person = services.create_person(by=officer, **card(unit))
    with pytest.raises(RuleViolation, match="Từ ngày 01/02/2020 sẽ không có dòng nào") as refusal:
        services.correct_rank(
            person.ranks.get(), by=officer, why="Nhầm", from_day=date(2010, 2, 1), to_day=date(2020, 1, 31)
        )
    assert refusal.value.field == "to_day"


def test_a_corrected_rank_is_todays_rank_and_group(unit, officer):
    person = services.create_person(by=officer, **card(unit, rank="thuong-si", object_group=""))
    assert person.object_group == "soldier"
    row = person.ranks.get()
    with pytest.raises(RuleViolation, match="có ở sĩ quan và quân nhân chuyên nghiệp: chọn nhóm đối tượng.") as refusal:
        services.correct_rank(row, by=officer, why="Nhầm", from_day=row.valid_from, rank="thieu-uy")
    assert refusal.value.field == "object_group"
    services.correct_rank(
        row, by=officer, why="Nhầm", from_day=row.valid_from, rank="thieu-uy", object_group="professional"
    )
    person.refresh_from_db()
    assert (person.rank, person.object_group) == ("thieu-uy", "professional")


# --- the object group -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rank", "given", "group"),
    [
        ("ha-si", "", "soldier"),
        ("dai-ta", "", "officer"),
        ("vcqp", "", "civilian"),
        ("dai-uy", "professional", "professional"),
    ],
)
def test_the_group_is_derived_where_the_rank_tells_it(unit, officer, rank, given, group):
    person = services.create_person(by=officer, **card(unit, rank=rank, object_group=given))
    assert (person.object_group, person.ranks.get().object_group) == (group, group)


def test_a_rank_of_two_groups_asks_for_the_group(unit, officer):
    with pytest.raises(RuleViolation) as refusal:
        services.create_person(by=officer, **card(unit, object_group=""))
    assert (refusal.value.field, str(refusal.value)) == (
        "object_group",
        "Cấp bậc Đại úy có ở sĩ quan và quân nhân chuyên nghiệp: chọn nhóm đối tượng.",
    )


def test_a_sergeant_who_becomes_an_officer_changes_group_by_the_day(unit, officer):
    person = services.create_person(by=officer, **card(unit, rank="thuong-si", object_group=""))
    with pytest.raises(RuleViolation, match="chọn nhóm đối tượng"):
        services.promote(person, by=officer, rank="thieu-uy", from_day=date(2015, 1, 1))
    services.promote(person, by=officer, rank="thieu-uy", object_group="officer", from_day=date(2015, 1, 1))
    services.promote(person, by=officer, rank="trung-si", from_day=date(2011, 1, 1))
    person.refresh_from_db()
    assert (person.rank, person.object_group) == ("thieu-uy", "officer")
    with pytest.raises(RuleViolation, match="Giống dòng"):
        services.promote(person, by=officer, rank="trung-si", from_day=date(2012, 1, 1))


def test_the_group_of_the_card_is_the_group_of_the_rank_in_force(unit, officer):
    person = services.create_person(by=officer, **card(unit))
    services.edit_person(person, by=officer, object_group="professional")
    assert person.ranks.get().object_group == "professional"


# --- between two officers -------------------------------------------------------------------------------------------


@pytest.fixture
def away():
    """Another province with its officer."""
    unit = UnitFactory(code="TN", short_name="BĐBP Tây Ninh")
    return unit, UserFactory(role=Role.OFFICER, over=unit)


def test_somebody_goes_to_another_province_and_is_taken_in(unit, officer, away):
    there, other = away
    person = services.create_person(by=officer, **card(unit))
    sent = services.send_transfer(
        person, by=officer, to_unit=there, from_day=date(2023, 6, 1), decision="QĐ 55", remark="Tốt"
    )
    assert Person.objects.readable_by(other).get() == person
    with pytest.raises(Forbidden):
        services.receive_transfer(sent, by=officer, unit=there, position="Trợ lý")
    station = UnitFactory(parent=there)
    services.receive_transfer(sent, by=other, unit=station, position="Trợ lý")
    person.refresh_from_db()
    assert (person.unit, person.position) == (station, "Trợ lý")
    assert [(row.unit, row.valid_from, row.valid_to, row.basis) for row in person.postings.all()] == [
        (station, date(2023, 6, 1), None, "QĐ 55"),
        (unit, date(2010, 2, 1), date(2023, 5, 31), ""),
    ]
    officer.__dict__.pop("grants")
    assert list(Person.objects.readable_by(officer)) == []
    assert [event.action for event in AuditEvent.objects.about(person)] == [
        "people.transfer",
        "people.send_transfer",
        "people.create_person",
    ]


def test_before_its_day_a_transfer_is_neither_read_nor_taken(unit, officer, away):
    there, other = away
    person = services.create_person(by=officer, **card(unit))
    day = clock.today() + timedelta(days=3)
    sent = services.send_transfer(person, by=officer, to_unit=there, from_day=day, decision="QĐ 55")
    assert list(Person.objects.readable_by(other)) == []
    with pytest.raises(RuleViolation, match=f"Điều động có hiệu lực từ ngày {day:%d/%m/%Y}."):
        services.receive_transfer(sent, by=other, unit=there, position="Trợ lý")
    with clock.at(clock.now() + timedelta(days=3)):
        assert list(Person.objects.readable_by(other)) == [person]


def test_a_transfer_is_refused_or_taken_back_once(unit, officer, away):
    there, other = away
    person = services.create_person(by=officer, **card(unit))
    given = {"by": officer, "to_unit": there, "from_day": date(2023, 6, 1), "decision": "QĐ 55"}
    sent = services.send_transfer(person, **given)
    with pytest.raises(RuleViolation, match="Đang có lệnh điều động đi BĐBP Tây Ninh từ ngày 01/06/2023"):
        services.send_transfer(person, **given)
    with pytest.raises(RuleViolation, match="rút lệnh đó trước"):
        services.transfer(person, by=officer, unit=unit, position="Khác", from_day=date(2023, 7, 1))
    services.refuse_transfer(sent, by=other, reason="Chưa có biên chế")
    assert list(Person.objects.readable_by(other)) == []
    services.withdraw_transfer(services.send_transfer(person, **given), by=officer)
    assert person.transfers.filter(state="withdrawn").count() == 1
    with pytest.raises(StateConflict):
        services.receive_transfer(sent, by=other, unit=there, position="Trợ lý")


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"from_day": date(2010, 2, 1)}, "from_day", "Ngày chuyển phải sau ngày 01/02/2010."),
        ({"to_unit": "own"}, "to_unit", "trong phạm vi của đồng chí: dùng thao tác Điều động."),
        ({"to_unit": "closed"}, "to_unit", "đã kết thúc ngày 01/01/2020."),
    ],
)
def test_a_transfer_with_a_fault_is_refused(unit, officer, away, changes, field, sentence):
    person = services.create_person(by=officer, **card(unit))
    units = {"own": unit, "closed": UnitFactory(closed_on=date(2020, 1, 1))}
    given = {"to_unit": away[0], "from_day": date(2023, 6, 1), "decision": "QĐ 55", **changes}
    given["to_unit"] = units.get(given["to_unit"], given["to_unit"])
    with pytest.raises(RuleViolation, match=sentence) as refusal:
        services.send_transfer(person, by=officer, **given)
    assert refusal.value.field == field


# --- facts ----------------------------------------------------------------------------------------------------------


def test_discipline_is_recorded_on_the_person(unit, officer):
    person = PersonFactory(unit=unit)
    services.record_discipline(
        person, by=officer, kind="canh-cao", valid_from=date(2022, 3, 1), valid_to=date(2022, 9, 1), decision="QĐ 3"
    )
    (row,) = DisciplineRecord.objects.all()
    assert (row.person, row.kind, row.holds_on(date(2022, 9, 1)), row.holds_on(date(2022, 9, 2))) == (
        person,
        "canh-cao",
        True,
        False,
    )
    assert AuditEvent.objects.about(person).get().changes["discipline"] == [None, "Cảnh cáo"]


def test_a_hold_ends_once(unit, officer):
    hold = services.record_hold(unit, by=officer, kind="inspection", valid_from=date(2022, 3, 1))
    services.end_hold(hold, by=officer, on=date(2022, 4, 1), reason="Không có vi phạm")
    assert [(row.unit, row.person, row.valid_to) for row in Hold.objects.all()] == [(unit, None, date(2022, 4, 1))]
    with pytest.raises(RuleViolation, match="Đã kết thúc ngày 01/04/2022."):
        services.end_hold(hold, by=officer, on=date(2022, 5, 1))


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (date(2022, 2, 1), "Ngày kết thúc không được trước ngày 01/03/2022."),
        (clock.today() + timedelta(days=1), "Ngày kết thúc không được sau hôm nay."),
    ],
)
def test_a_hold_ends_between_its_start_and_today(unit, officer, on, sentence):
    hold = services.record_hold(PersonFactory(unit=unit), by=officer, kind="complaint", valid_from=date(2022, 3, 1))
    with pytest.raises(RuleViolation, match=sentence):
        services.end_hold(hold, by=officer, on=on)


def test_a_second_grade_of_a_year_replaces_the_first_and_both_stay_in_the_record(unit, officer):
    person = PersonFactory(unit=unit)
    services.record_grade(person, by=officer, year=2022, grade="httnv")
    services.record_grade(person, by=officer, year=2022, grade="htxsnv", basis="Kết luận 12")
    assert [(row.year, row.grade) for row in CompletionGrade.objects.all()] == [(2022, "htxsnv")]
    assert [event.changes.get("grade") for event in AuditEvent.objects.about(person)] == [
        ["Hoàn thành tốt nhiệm vụ", "Hoàn thành xuất sắc nhiệm vụ"],
        [None, "Hoàn thành tốt nhiệm vụ"],
    ]


def test_grades_of_units_and_people_in_bulk(unit, officer, django_assert_num_queries):
    people = [PersonFactory(unit=unit) for _ in range(30)]
    rows = [{"subject": subject, "year": 2022, "grade": "httnv"} for subject in [unit, *people]]
    officer.grants  # noqa: B018  read once per request
    with django_assert_num_queries(6):  # savepoint, of people, of units, grades, entries, release
        services.record_grades(rows, by=officer)
    assert CompletionGrade.objects.filter(person__isnull=False).count() == 30
    assert CompletionGrade.objects.get(unit=unit).grade == "httnv"


def test_test_results_replace_and_are_checked(unit, officer):
    person = PersonFactory(unit=unit)
    services.record_test_result(person, by=officer, year=2022, passed_percent=90, good_percent=60)
    services.record_test_result(person, by=officer, year=2022, passed_percent=100, good_percent=85)
    assert [(row.passed_percent, row.good_percent) for row in TestResult.objects.all()] == [(100, 85)]
    with pytest.raises(RuleViolation, match="Tỷ lệ khá, giỏi không thể lớn hơn tỷ lệ đạt."):
        services.record_test_result(person, by=officer, year=2022, passed_percent=50, good_percent=60)
    with pytest.raises(RuleViolation, match="Tỷ lệ phải từ 0 đến 100."):
        services.record_test_result(person, by=officer, year=2022, passed_percent=101, good_percent=60)


def test_an_initiative_has_its_authors_and_each_has_it_in_the_record(unit, officer):
    first, second = PersonFactory(unit=unit), PersonFactory(unit=unit)
    services.record_initiative(by=officer, name="Phần mềm tuần tra", year=2022, authors=[first, second, first])
    (row,) = Initiative.objects.all()
    assert set(row.authors.all()) == {first, second}
    assert AuditEvent.objects.filter(action="people.record_initiative").count() == 2
    with pytest.raises(RuleViolation, match="Chọn ít nhất một tác giả."):
        services.record_initiative(by=officer, name="Không ai", year=2022, authors=[])


def test_facts_are_written_by_the_officer_alone(unit):
    person = PersonFactory(unit=unit)
    for role in (Role.CLERK, Role.UNIT_LEADER, Role.VERIFIER, Role.COMMANDER, Role.AUDITOR, Role.ADMINISTRATOR):
        with pytest.raises(Forbidden):
            services.record_grade(person, by=UserFactory(role=role, over=unit), year=2022, grade="httnv")
    assert CompletionGrade.objects.count() == 0


def test_facts_of_a_year_to_come_are_refused(unit, officer):
    with pytest.raises(RuleViolation, match="Năm phải từ 1945 đến"):
        services.record_grade(unit, by=officer, year=clock.today().year + 1, grade="httnv")
