"""Pages of people in a real browser: without a fault at both sizes."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import UnitFactory, UserFactory
from units.accounts.enums import Role
from units.people import services

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def unit():
    return UnitFactory(code="LA-01", name="Đồn Biên phòng Mỹ Quý Tây", short_name="Đồn BP Mỹ Quý Tây")


@pytest.fixture
def officer(unit):
    return UserFactory(role=Role.OFFICER, over=unit)


@pytest.fixture
def person(unit, officer):
    person = services.create_person(
        by=officer, service_number="90123456", full_name="Nguyễn Văn Ánh", rank="thuong-uy", position="Đội trưởng",
        object_group="officer", unit=unit, joined_on=date(2010, 2, 1), birth_date=date(1990, 5, 2),
    )  # fmt: skip
    below = UnitFactory(parent=unit, code="LA-01-T", name="Trạm kiểm soát Rạch Điền", short_name="Trạm Rạch Điền")
    services.promote(person, by=officer, rank="dai-uy", from_day=date(2016, 8, 1), basis="QĐ 112/QĐ-BTL")
    services.transfer(
        person, by=officer, unit=below, position="Trạm trưởng", is_commander=True, is_party_secretary=True,
        from_day=date(2019, 3, 1), basis="QĐ 45/QĐ-BCH",
    )  # fmt: skip
    services.record_grade(person, by=officer, year=2022, grade="htxsnv", basis="Kết luận 12-KL/ĐU")
    services.record_grade(person, by=officer, year=2021, grade="httnv")
    services.record_test_result(person, by=officer, year=2022, passed_percent=100, good_percent=85)
    services.record_hold(person, by=officer, kind="complaint", valid_from=date(2023, 1, 1), note="Đơn của dân")
    services.record_discipline(person, by=officer, kind="khien-trach", valid_from=date(2022, 1, 1), decision="QĐ 3")
    twin = services.create_person(
        by=officer, service_number="0090-123-456", full_name="Nguyễn Văn Anh", rank="dai-uy", position="Trạm trưởng",
        object_group="officer", unit=below, birth_date=date(1990, 5, 2), joined_on=date(2008, 2, 1),
    )  # fmt: skip
    services.record_grade(twin, by=officer, year=2022, grade="httnv")
    services.record_discipline(twin, by=officer, kind="khien-trach", valid_from=date(2018, 1, 1))
    idea = services.record_initiative(
        by=officer, name="Phần mềm quản lý tuần tra song phương", year=2022, authors=[person],
        certificate="QĐ 7/QĐ-BTL", recognised_on=date(2022, 6, 1),
    )  # fmt: skip
    services.attach_certificate(idea, by=officer, upload=SimpleUploadedFile("Giấy chứng nhận.pdf", b"%PDF-1.7"))
    there = UnitFactory(code="TN", short_name="BĐBP tỉnh Tây Ninh")
    services.send_transfer(person, by=officer, to_unit=there, from_day=date(2023, 9, 1), decision="QĐ 55/QĐ-BTL")
    person.twin = twin
    return person


def pages_of(person) -> list[str]:
    def of(name, *args):
        return reverse(f"units:people.{name}", args=args)

    return [
        of("index"),
        of("detail", person.pk),
        of("transfer", person.pk),
        of("promote", person.pk),
        of("send_transfer", person.pk),
        of("transfers"),
        of("correct", "posting", person.postings.first().pk),
        of("correct", "rank", person.ranks.first().pk),
        of("end_discipline", person.discipline_records.get().pk),
        of("duplicates"),
        of("merge", person.pk, person.twin.pk),
        of("tell_apart", person.pk, person.twin.pk),
        of("set_photo", person.pk),
        of("leave", person.pk),
        of("initiatives"),
        of("initiative_create"),
        of("initiative_detail", person.initiatives.get().pk),
        of("initiative_edit", person.initiatives.get().pk),
    ]


def test_pages_have_no_fault_at_either_size(page, sign_in, look_over, officer, person):
    sign_in(officer, page)
    for path in pages_of(person):
        look_over(page, path)


def test_authors_are_found_while_typing_and_stay_ticked(page, sign_in, visit, officer, unit, person):
    services.create_person(
        by=officer, service_number="90000077", full_name="Lê Thị Bảy", rank="dai-uy", position="Trợ lý",
        object_group="officer", unit=unit,
    )  # fmt: skip
    sign_in(officer, page)
    visit(page, reverse("units:people.initiative_create") + f"?tac_gia={person.pk}")
    page.fill("#id_authors", "bay le")
    page.get_by_label("Lê Thị Bảy").check()
    page.fill("#id_authors", "khong co")
    page.wait_for_function("document.querySelectorAll('#tac-gia input').length === 2")
    page.fill("#id_name", "Lò hơi tiết kiệm")
    page.get_by_role("button", name="Ghi sáng kiến").click()
    page.wait_for_url("**/initiatives/*/")
    assert page.locator("tbody tr").count() == 2
