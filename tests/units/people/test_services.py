"""Acts on people and the facts about them."""

from datetime import date, timedelta

import pytest

from tests.factories import PersonFactory, UnitFactory, UserFactory
from thidua import clock
from thidua.errors import Forbidden, RuleViolation
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
    with django_assert_max_num_queries(22):  # 8 on PostgreSQL; SQLite takes 999 values in one statement
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
        ("dai-uy", date(2020, 1, 1), "Cấp bậc hiện tại đã là Đại úy."),
        ("ha-si", date(2020, 1, 1), "Sĩ quan không mang cấp bậc Hạ sĩ."),
        ("thieu-ta", date(2010, 2, 1), "Ngày có hiệu lực phải sau ngày 01/02/2010."),
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
