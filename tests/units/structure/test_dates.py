"""Two names, places or kinds for one day: refused by the row itself, and on PostgreSQL by the database too."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import UnitFactory
from thidua.errors import RuleViolation
from units.models import UnitName, UnitParent, UnitStatus
from units.structure import services

pytestmark = pytest.mark.django_db


def rows(unit, start: date, end: date | None):
    days = {"unit": unit, "valid_from": start, "valid_to": end}
    return [UnitName(name="A", short_name="A", **days), UnitParent(**days), UnitStatus(kind=unit.kind, **days)]


@pytest.fixture
def unit():
    found = UnitFactory()
    for model in (UnitName, UnitParent, UnitStatus):
        model.objects.filter(unit=found).delete()
    for row in rows(found, date(2020, 1, 1), date(2020, 12, 31)):
        row.save()
    return found


@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize(
    ("start", "end", "fits"),
    [
        (date(2021, 1, 1), None, True),
        (date(2019, 1, 1), date(2019, 12, 31), True),
        (date(2020, 12, 31), None, False),
        (date(2019, 1, 1), date(2020, 1, 1), False),
        (date(2020, 6, 1), date(2020, 6, 1), False),
        (date(2019, 1, 1), None, False),
    ],
)
def test_no_two_rows_for_one_day(unit, number, start, end, fits):
    row = rows(unit, start, end)[number]
    if fits:
        row.save()
        return
    with pytest.raises(RuleViolation, match="trùng với dòng từ 01/01/2020"):
        row.save()
    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError, match="one_a_day"), transaction.atomic():
            type(row).objects.bulk_create([row])


def test_acts_leave_no_gap(unit):
    """Every act ends the row before on the eve of its day."""
    from tests.factories import UserFactory
    from units.accounts.enums import Role

    province = UnitFactory()
    officer = UserFactory(role=Role.OFFICER, over=province)
    one = services.create_unit(
        by=officer, code="G1", kind=unit.kind, name="A", short_name="A", parent=province, founded_on=date(2020, 1, 1)
    )
    for year in (2021, 2022, 2023):
        services.rename_unit(
            one, by=officer, name=f"A{year}", short_name="A", from_day=date(year, 3, 1), basis=f"QĐ {year}"
        )
    spans = list(one.names.order_by("valid_from").values_list("valid_from", "valid_to"))
    assert spans == [
        (date(2020, 1, 1), date(2021, 2, 28)),
        (date(2021, 3, 1), date(2022, 2, 28)),
        (date(2022, 3, 1), date(2023, 2, 28)),
        (date(2023, 3, 1), None),
    ]
