"""Suggestions: everybody against every title in exactly one group, kept, taken up with one click."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awards.models import Nomination, Suggestion
from awards.nominations import suggesting, tasks
from awards.nominations.enums import Chance, NominationState
from tests.factories import UnitFactory, UserFactory
from tests.factories.nominations import nomination_year
from tests.kept import kept
from thidua.errors import Forbidden, RuleViolation
from thidua.jobs.models import Job
from units.accounts.enums import Role
from units.models import DisciplineRecord, Hold, Person
from units.people.enums import DisciplineKind, Grade, HoldKind

pytestmark = pytest.mark.django_db
year = kept(nomination_year)


def worked_out(year, place=None, by=None) -> int:
    with year.in_time():
        return suggesting.refresh(year.listing, place or year.province, by=by or year.officer)


def groups(year, title: str) -> dict[str, Chance]:
    rows = Suggestion.objects.filter(award=year.awards[title])
    return {row.subject_name: Chance(row.group) for row in rows}


def test_everybody_is_in_exactly_one_group_of_every_title(year):
    year.person(full_name="Đủ Điều Kiện")
    year.nominate("CSTT", year.person(full_name="Đã Có Dòng", unit=1))
    year.person(full_name="Chưa Kiểm Tra", tests=None)
    held = year.person(full_name="Đang Xem Xét")
    Hold.objects.create(person=held, kind=HoldKind.COMPLAINT, valid_from=date(2023, 9, 1))
    near = year.person(full_name="Thiếu Một", tests=60)
    later, far = year.person(full_name="Hết Hạn Sau"), year.person(full_name="Thiếu Hai", tests=60)
    reprimand = {"kind": DisciplineKind.REPRIMAND, "valid_from": date(2023, 4, 1)}
    DisciplineRecord.objects.create(person=later, valid_to=date(2023, 6, 30), **reprimand)
    DisciplineRecord.objects.create(person=far, **reprimand)
    year.person(full_name="Viên Chức", object_group="civilian")
    year.person(full_name="Đã Ra", left_on=date(2023, 1, 1))
    count = worked_out(year)
    assert groups(year, "CSTT") == {
        "Đủ Điều Kiện": Chance.READY,
        "Đã Có Dòng": Chance.ON_LIST,
        "Chưa Kiểm Tra": Chance.LOOK,
        "Đang Xem Xét": Chance.HELD,
        "Thiếu Một": Chance.NEAR,
        "Hết Hạn Sau": Chance.NEXT,
        "Thiếu Hai": Chance.FAR,
        "Viên Chức": Chance.NOT_FOR,
    }
    assert count == Suggestion.objects.count() == Person.objects.filter(left_on=None).count() * 2 + 4
    row = Suggestion.objects.get(person=near, award=year.awards["CSTT"])
    assert (row.missing, row.reason) == (1, "Kiểm tra 60% khá, giỏi, cần từ 75%")


def test_once_more_replaces_the_rows_of_the_place_only(year):
    year.person(0)
    year.person(1)
    total = worked_out(year)
    before = set(Suggestion.objects.filter(home_path=year.units[1].path).values_list("pk", flat=True))
    assert worked_out(year, year.units[0], year.clerks[0]) < total
    assert Suggestion.objects.count() == total
    assert set(Suggestion.objects.filter(home_path=year.units[1].path).values_list("pk", flat=True)) == before


def test_many_are_worked_out_in_parts_and_who_has_left_is_gone(year, monkeypatch):
    people = [year.person(number % 2) for number in range(5)]
    whole = worked_out(year)
    monkeypatch.setattr(suggesting, "PART", 2)
    told = []
    Person.objects.filter(pk=people[0].pk).update(left_on=date(2023, 10, 1))
    with year.in_time():
        suggesting.refresh(year.listing, year.province, by=year.officer, progress=lambda *said: told.append(said))
    assert told == [(0, 2, "Đã xét 0/4 cá nhân"), (1, 2, "Đã xét 2/4 cá nhân")]
    assert Suggestion.objects.count() == whole - 2
    assert not Suggestion.objects.filter(person=people[0]).exists()


def test_who_may_work_it_out(year):
    with pytest.raises(Forbidden):
        suggesting.refresh(year.listing, year.units[1], by=year.clerks[0])
    with pytest.raises(Forbidden):
        suggesting.refresh(year.listing, year.province, by=UserFactory(role=Role.MEMBER, over=year.province))
    abroad = UnitFactory()
    with pytest.raises(RuleViolation, match="không thuộc"):
        suggesting.refresh(year.listing, abroad, by=UserFactory(role=Role.OFFICER, over=abroad))


def test_taken_up_it_is_a_draft_and_twice_is_told(year):
    person = year.person(grade=Grade.EXCELLENT)
    worked_out(year)
    rows = list(Suggestion.objects.filter(person=person, award=year.awards["CSTT"]))
    with year.in_time():
        handled = suggesting.take_up(rows, by=year.clerks[0])
        again = suggesting.take_up(rows, by=year.clerks[0])
    line = Nomination.objects.get()
    assert handled.done == [line]
    assert (line.state, line.proposer, line.person) == (NominationState.DRAFT, year.units[0], person)
    assert not again.done
    assert "đã có trong danh sách đề nghị" in again.refused[0][1]
    assert groups(year, "CSTT")[str(person)] == Chance.ON_LIST


def test_nobody_takes_up_what_belongs_to_another_unit(year):
    person = year.person(1)
    worked_out(year)
    row = Suggestion.objects.get(person=person, award=year.awards["CSTT"])
    with year.in_time():
        handled = suggesting.take_up([row], by=year.clerks[0])
    assert not handled.done
    assert handled.refused[0][1] == "Không có đơn vị nào trong phạm vi để đứng tên đề nghị."


def test_the_same_queries_for_one_and_for_thirty(year):
    counts = []
    for people in (1, 1, 30):
        for number in range(people):
            year.person(number % 2, tests=60 if number % 3 else 90)
        with CaptureQueriesContext(connection) as asked:
            worked_out(year)
        counts.append(len(asked))
    with CaptureQueriesContext(connection) as nothing_new:
        worked_out(year)
    assert max(counts) <= 43  # one more where a row of a unit came out differently
    assert len(nothing_new) < min(counts[1:])  # rows that say the same are not written again


def test_what_is_other_is_written_and_what_is_not_stays(year):
    same, other = year.person(), year.person()
    worked_out(year)
    before = dict(Suggestion.objects.filter(person__isnull=False).values_list("pk", "person"))
    other.test_results.update(passed_percent=40, good_percent=40)
    worked_out(year)
    after = dict(Suggestion.objects.filter(person__isnull=False).values_list("pk", "person"))
    assert {pk for pk, person in after.items() if person == same.pk} <= set(before)
    assert groups(year, "CSTT")[str(other)] == Chance.FAR
    assert len(after) == len(before)
    assert Suggestion.objects.values("made_at").distinct().count() == 1  # all were looked at just now


def test_a_whole_province_is_a_job(year):
    year.person()
    job = Job.objects.create(
        owner=year.officer, name="Gợi ý", task=tasks.work_out.module_path,
        arguments={"list": year.listing.pk, "unit": year.province.pk},
    )  # fmt: skip
    with year.in_time():
        tasks.work_out.call(job.pk)
        tasks.work_out.call(job.pk)  # handed out twice, done once
    job.refresh_from_db()
    assert job.state == "done"
    assert Suggestion.objects.count() == Person.objects.filter(left_on=None).count() * 2 + 4
