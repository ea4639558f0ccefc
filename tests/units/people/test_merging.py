"""Two records of one person become one."""

from datetime import date

import pytest
from django.apps import apps
from django.db import models

from awards.decisions.queries import award_history
from awards.models import AwardRecord, Council, CouncilMember
from awards.nominations.facts import _years_of
from tests.factories import PersonFactory, UnitFactory, UserFactory
from tests.factories.ballots import award
from thidua import clock, providers
from thidua.errors import Forbidden, RuleViolation
from units.accounts.enums import Role
from units.health.queries import BY_NAME
from units.models import AuditEvent, InitiativeAuthor, Person
from units.people import merging, queries, services

pytestmark = pytest.mark.django_db
WHY = "Gõ hai lần"


@pytest.fixture
def unit():
    return UnitFactory(code="LA-01")


@pytest.fixture
def officer(unit):
    return UserFactory(role=Role.OFFICER, over=unit)


def person(officer, unit, number, **changes):
    return services.create_person(
        by=officer,
        **{
            "service_number": number, "full_name": "Nguyễn Văn An", "rank": "dai-uy", "position": "Đội trưởng",
            "object_group": "officer", "unit": unit, **changes,
        },
    )  # fmt: skip


@pytest.fixture
def kept(officer, unit):
    return person(officer, unit, "A1", joined_on=date(2015, 3, 1))


@pytest.fixture
def other(officer, unit):
    return person(officer, unit, "A-2", joined_on=date(2008, 3, 1), birth_date=date(1988, 1, 2), position="Đồn phó")


CHAINS = {"posting": "keep", "rankperiod": "keep"}


def merge(kept, other, officer, **choices):
    return merging.merge_people(kept, other, by=officer, reason=WHY, **{**CHAINS, **choices})


def test_every_table_that_points_at_people_has_a_name():
    """A later table joins the merge by itself; what its rows are called must be said."""
    found = {
        model._meta.label_lower
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is Person
    }
    assert found == {relation.model._meta.label_lower for relation in merging.relations()}
    assert {label for label in found if label not in merging.NAMES and label not in providers.row_names} == set()


def test_rows_move_the_other_is_closed_and_its_number_is_found(officer, unit, kept, other):
    services.record_discipline(other, by=officer, kind="canh-cao", valid_from=date(2019, 1, 1))
    services.record_hold(other, by=officer, kind="complaint", valid_from=date(2020, 1, 1))
    services.record_grade(other, by=officer, year=2021, grade="httnv")
    services.record_test_result(other, by=officer, year=2021, passed_percent=90, good_percent=60)
    merge(kept, other, officer)
    assert [
        rows.count() for rows in (kept.discipline_records, kept.holds, kept.completiongrades, kept.test_results)
    ] == [1, 1, 1, 1]
    assert (other.merged_into, other.left_on) == (kept, clock.today())
    assert (kept.birth_date, kept.joined_on, kept.other_numbers) == (date(1988, 1, 2), date(2015, 3, 1), "A-2")
    assert Person.objects.filter(search_key__contains="a-2").count() == 2
    event = AuditEvent.objects.about(kept).first()
    assert (event.action, event.reason) == ("people.merge_people", WHY)
    assert event.facts["moved"]["Kỷ luật"] == ["Cảnh cáo từ 01/01/2019"]
    assert AuditEvent.objects.about(other).first().action == "people.close_merged"


@pytest.mark.parametrize(
    ("choice", "position", "left_behind"),
    [("keep", "Đội trưởng", "Đồn phó"), ("take", "Đồn phó", "Đội trưởng")],
)
def test_the_right_chain_of_postings_is_chosen_and_today_follows(officer, kept, other, choice, position, left_behind):
    merge(kept, other, officer, posting=choice)
    assert [(row.position, row.valid_to) for row in kept.postings.all()] == [(position, None)]
    assert [(row.position, row.valid_to) for row in other.postings.all()] == [(left_behind, clock.today())]
    kept.refresh_from_db()
    assert kept.position == position


def test_days_before_the_first_of_the_right_chain_come_along(officer, unit, kept, other):
    services.transfer(other, by=officer, unit=unit, position="Trợ lý", from_day=date(2015, 3, 1))
    merge(kept, other, officer)
    assert [(row.position, row.valid_from, row.valid_to) for row in kept.postings.all()] == [
        ("Đội trưởng", date(2015, 3, 1), None),
        ("Đồn phó", date(2008, 3, 1), date(2015, 2, 28)),
    ]


@pytest.mark.parametrize(("choice", "grade"), [("keep", "httnv"), ("take", "htxsnv")])
def test_two_grades_of_a_year_are_decided_by_the_officer(officer, kept, other, choice, grade):
    services.record_grade(kept, by=officer, year=2022, grade="httnv")
    services.record_grade(other, by=officer, year=2022, grade="htxsnv")
    with pytest.raises(RuleViolation, match="Chọn một trong hai.") as refusal:
        merge(kept, other, officer)
    assert refusal.value.field == "completiongrade_2022"
    merge(kept, other, officer, completiongrade_2022=choice)
    assert kept.completiongrades.get().grade == grade
    assert {kept.completiongrades.get().grade, other.completiongrades.get().grade} == {"httnv", "htxsnv"}


def test_the_same_grade_twice_asks_nothing(officer, kept, other):
    for one in (kept, other):
        services.record_grade(one, by=officer, year=2022, grade="httnv")
    merge(kept, other, officer)
    assert kept.completiongrades.count() == 1


def test_an_initiative_of_both_has_one_author(officer, kept, other):
    shared = services.record_initiative(by=officer, name="Chung", year=2022, authors=[kept, other])
    alone = services.record_initiative(by=officer, name="Riêng", year=2022, authors=[other])
    merge(kept, other, officer)
    assert sorted(InitiativeAuthor.objects.values_list("initiative", "person")) == sorted(
        [(shared.pk, kept.pk), (alone.pk, kept.pk)]
    )


def test_the_account_moves_unless_both_have_one(officer, unit, kept, other):
    account = UserFactory(person=other)
    merge(kept, other, officer)
    account.refresh_from_db()
    assert account.person == kept
    third = person(officer, unit, "A3", position="Khác")
    UserFactory(person=third)
    with pytest.raises(RuleViolation, match="Tài khoản: cả hai hồ sơ cùng có"):
        merge(kept, third, officer)


def given(person, year, title="CSTĐ"):
    return AwardRecord.objects.create(
        award=award(title), person=person, year=year, decision_text=f"QĐ {year}", decided_on=date(year, 12, 1)
    )


def test_awards_of_both_records_stay_where_they_are_and_are_one_persons(officer, kept, other, client):
    first, both, second = given(other, 2020), given(other, 2021), given(kept, 2021)
    assert [(part.title, part.staying, part.moving) for part in merging.plan_merge(kept, other).parts if part.note] == [
        ("Khen thưởng", [first, both], [])
    ]
    merge(kept, other, officer)
    assert (other.award_records.count(), kept.award_records.count(), other.merged_into) == (2, 1, kept)
    history = award_history(officer, person=kept)
    assert (history.total, [cell.year for _, cells in history.rows for cell in cells if cell.records]) == (
        2, [2020, 2021],
    )  # fmt: skip
    assert _years_of("person", {kept.pk})[0] == {kept.pk: {"CSTĐ": frozenset({2020, 2021})}}
    assert AuditEvent.objects.about(kept).first().facts["stayed"] == {"Khen thưởng": [str(first), str(both)]}
    assert set(AwardRecord.objects.visible_to(UserFactory(person=kept))) == {first, both, second}
    client.force_login(officer)
    page = client.get(f"/units/people/{kept.pk}/").content.decode()
    assert f'href="/units/people/{other.pk}/"' in page
    assert f'href="/units/people/{kept.pk}/"' in client.get(f"/units/people/{other.pk}/").content.decode()
    assert list(queries.person_list(officer)) == [kept]


def test_somebody_who_moves_on_takes_the_awards_of_the_old_record_along(officer, unit, kept, other):
    record = given(other, 2020)
    merge(kept, other, officer)
    far = UnitFactory(code="XA")
    Person.objects.filter(pk=kept.pk).update(unit=far)
    assert list(AwardRecord.objects.visible_to(UserFactory(role=Role.OFFICER, over=far))) == [record]


def pairs(officer):
    return [{pair.first, pair.second} for pair in queries.duplicate_pairs(officer)]


def test_two_records_told_apart_are_no_duplicates_until_it_is_taken_back(officer, unit, kept, other, client):
    services.edit_person(kept, by=officer, birth_date=date(1988, 1, 2))
    assert (pairs(officer), BY_NAME["twins"].found_by(officer).count()) == ([{kept, other}], 2)
    with pytest.raises(RuleViolation, match="Ghi căn cứ"):
        services.tell_apart(kept, other, by=officer, reason=" ")
    row = services.tell_apart(other, kept, by=officer, reason="Hai quê khác nhau")
    assert services.tell_apart(kept, other, by=officer, reason="Bấm hai lần") == row
    assert (pairs(officer), queries.duplicate_of(officer, kept)) == ([], None)
    assert BY_NAME["twins"].found_by(officer).count() == 0
    assert "đã được ghi là hai người khác nhau" in merging.plan_merge(kept, other).all_obstacles[0]
    third = person(officer, unit, "A3")
    merge(third, other, officer)  # the word goes with the person: the third record is the same as the other now
    assert merging.set_apart(kept, third) == row
    services.edit_person(third, by=officer, birth_date=date(1988, 1, 2))
    assert pairs(officer) == []
    services.untell_apart(row, by=officer)
    assert pairs(officer) == [{kept, third}]
    assert [event.action for event in AuditEvent.objects.about(kept)][:2] == [
        "people.untell_apart", "people.tell_apart",
    ]  # fmt: skip


def test_two_seats_at_one_time_in_one_council_are_in_the_way(officer, unit, kept, other):
    council = Council.objects.create(unit=unit, name="Hội đồng", decision="QĐ 12")
    for one in (kept, other):
        CouncilMember.objects.create(
            council=council, person=one, function="member", position="Ủy viên", valid_from=date(2020, 1, 1)
        )
    with pytest.raises(RuleViolation, match="Thành viên Hội đồng: .* trùng với"):
        merge(kept, other, officer)


@pytest.mark.parametrize("which", ["self", "merged", "left"])
def test_what_cannot_be_merged(officer, unit, kept, other, which):
    if which == "self":
        pair, sentence = (kept, kept), "Chọn hai hồ sơ khác nhau."
    elif which == "merged":
        merge(kept, other, officer)
        pair, sentence = (person(officer, unit, "A3"), other), "đã gộp vào hồ sơ khác"
    else:
        services.end_service(kept, by=officer, on=date(2020, 1, 1), reason="Nghỉ hưu")
        pair, sentence = (kept, other), "giữ hồ sơ đang công tác"
    with pytest.raises(RuleViolation, match=sentence):
        merge(*pair, officer)


def test_a_merged_record_takes_no_more_acts(officer, kept, other):
    merge(kept, other, officer)
    with pytest.raises(RuleViolation, match="Hồ sơ này đã gộp vào Nguyễn Văn An, số hiệu A1."):
        services.promote(other, by=officer, rank="thieu-ta", from_day=date(2016, 1, 1))
    with pytest.raises(RuleViolation, match="đã gộp vào"):
        services.edit_person(other, by=officer, full_name="Khác Tên")


def test_somebody_of_another_province_is_not_the_officers_to_merge(officer, kept):
    with pytest.raises(Forbidden):
        merge(kept, PersonFactory(), officer)
