"""Taking a file back: everything as before, or nothing and the reason by name."""

from datetime import date

import pytest

from tests.factories import UnitFactory
from tests.units.imports.books import AN, changed, confirm, preview, undo
from units.imports import services
from units.imports.enums import ImportState
from units.models import AuditEvent, Person, Posting, RankPeriod
from units.people import services as people

pytestmark = pytest.mark.django_db


def everything() -> list:
    return [list(model.objects.order_by("pk").values()) for model in (Person, Posting, RankPeriod)]


def test_what_was_made_is_taken_out_and_stays_in_the_record(officer):
    batch = confirm(preview(officer, AN), officer)
    person = Person.objects.get()
    assert undo(batch, officer).state == ImportState.UNDONE
    assert everything() == [[], [], []]
    event = AuditEvent.objects.get(action="imports.take_out")
    assert (event.target_id, event.changes["full_name"]) == (str(person.pk), ["Nguyễn Văn An", None])
    assert event.reason == "Hoàn tác tệp danh-sach.xlsx"
    assert event.unit_path == person.unit.path
    assert preview(officer, AN).counts == {"new": 1}


def test_what_was_changed_is_put_back(officer, province):
    UnitFactory(code="LA-02", parent=province)
    confirm(preview(officer, AN), officer)
    before = everything()
    row = changed(AN, name="Nguyễn Văn Ân", born="06/10/1985", rank="Thiếu tá", ranked="01/08/2019", unit="LA-02",
                  posted="02/08/2019", commander="Không")  # fmt: skip
    batch = confirm(preview(officer, row), officer)
    assert everything() != before
    undo(batch, officer)
    assert everything() == before
    assert AuditEvent.objects.get(action="imports.put_back").changes["rank"] == ["thieu-ta", "dai-uy"]


def test_what_was_touched_since_is_named_and_nothing_is_taken_back(officer):
    rows = [changed(AN, number=f"000{number}", name=f"Nguyễn Văn {name}", born="")
            for number, name in enumerate(("An", "Bình", "Chi", "Dũng", "Em"), 1)]  # fmt: skip
    batch = confirm(preview(officer, *rows), officer)
    an, binh, chi, dung, _ = Person.objects.order_by("service_number")
    people.edit_person(an, by=officer, full_name="Nguyễn Văn Ân")
    people.record_grade(binh, by=officer, year=2022, grade="httnv")
    people.promote(chi, by=officer, rank="thieu-ta", from_day=date(2019, 8, 1))
    people.promote(dung, by=officer, rank="thieu-ta", from_day=date(2019, 8, 1))
    before = everything()
    with pytest.raises(services.RuleViolation) as refused:
        undo(batch, officer)
    assert refused.value.reasons == [
        "Nguyễn Văn An, số hiệu 0001: thông tin đã được sửa.",
        "Nguyễn Văn Bình, số hiệu 0002: đã có dữ liệu khác gắn với người này.",
        "Nguyễn Văn Chi, số hiệu 0003: thông tin đã được sửa.",
        "Nguyễn Văn Dũng, số hiệu 0004: thông tin đã được sửa.",
    ]
    batch.refresh_from_db()
    assert (batch.state, everything()) == (ImportState.DONE, before)


def test_a_change_on_top_of_a_change_is_undone_in_its_order(officer):
    confirm(preview(officer, AN), officer)
    first = confirm(preview(officer, changed(AN, rank="Thiếu tá", ranked="01/08/2019")), officer)
    second = confirm(preview(officer, changed(AN, rank="Trung tá", ranked="01/08/2023")), officer)
    with pytest.raises(services.RuleViolation, match="thông tin đã được sửa"):
        undo(first, officer)
    undo(second, officer)
    undo(first, officer)
    assert (Person.objects.get().rank, RankPeriod.objects.get().valid_to) == ("dai-uy", None)


def test_a_file_is_undone_once(officer):
    batch = undo(confirm(preview(officer, AN), officer), officer)
    with pytest.raises(services.StateConflict):
        undo(batch, officer)
    with pytest.raises(services.StateConflict):
        undo(preview(officer, AN), officer)
