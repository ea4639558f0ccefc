"""Two names, places or kinds for one day: refused by the row itself, and on PostgreSQL by the database too."""

from datetime import date

import pytest
from django.core.checks import Tags, run_checks
from django.db import IntegrityError, connection, transaction

from tests.factories import UnitFactory, UserFactory, grant
from thidua.errors import RuleViolation
from units.accounts.enums import Role
from units.models import UnitName, UnitParent, UnitStatus
from units.structure import services, triggers
from units.structure.gaps import WHAT, check, refuse_gaps

pytestmark = pytest.mark.django_db


def rows(unit, start: date, end: date | None):
    days = {"unit": unit, "valid_from": start, "valid_to": end}
    return [UnitName(name="A", short_name="A", **days), UnitParent(**days), UnitStatus(kind=unit.kind, **days)]


@pytest.fixture
def unit():
    """A unit of one year: before it and after it there is room."""
    found = UnitFactory(founded_on=date(2020, 1, 1), closed_on=date(2020, 12, 31))
    for model in WHAT:
        model.objects.filter(unit=found).update(valid_to=found.closed_on)
    return found


def written(statement: str, *values) -> None:
    """By the database itself, past every service, as far as a commit would take it; then undone."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize(
    ("start", "end", "fits"),
    [
        (date(2021, 1, 1), None, True),
        (date(2019, 1, 1), date(2019, 12, 31), True),  # before its founding: odd, but no overlap
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


# --- gaps -----------------------------------------------------------------------------------------------------------

TORN = {
    "a hole between two rows": "UPDATE {table} SET valid_from = '2020-03-02' WHERE unit_id = %s AND valid_to IS NULL",
    "an early end": "UPDATE {table} SET valid_to = '2021-01-01' WHERE unit_id = %s AND valid_to IS NULL",
    "a start after the founding": "DELETE FROM {table} WHERE unit_id = %s AND valid_to IS NOT NULL",
}  # fmt: skip


@pytest.fixture
def two_rows():
    """A unit whose first rows end on 29/02/2020 and whose second ones go on."""
    found = UnitFactory()
    for model in WHAT:
        model.objects.filter(unit=found).update(valid_to=date(2020, 2, 29))
    for row in rows(found, date(2020, 3, 1), None):
        row.save()
    return found


@pytest.mark.torn
@pytest.mark.parametrize("model", WHAT, ids=lambda model: model.__name__)
@pytest.mark.parametrize("statement", TORN.values(), ids=TORN)
def test_a_day_without_a_row_is_found_and_refused_by_postgresql_at_the_commit(two_rows, model, statement):
    other = UnitFactory()
    assert check() == []
    act = (statement.format(table=model._meta.db_table), two_rows.pk)
    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError, match=f"dated rows leave a gap in {model._meta.db_table}"):
            written(*act)
        assert check() == []
        return
    written(*act)
    (sentence,) = check()
    assert sentence.startswith(f"{two_rows}: có ngày không có {WHAT[model]}, quanh dòng từ ")
    assert check([other]) == []
    with pytest.raises(RuleViolation, match="đứt quãng"):
        refuse_gaps([two_rows])


def test_a_change_in_two_steps_is_whole_at_its_end(two_rows):
    """Between its statements an act may leave a hole: only the end counts."""
    last = two_rows.names.get(valid_to=None)
    two_rows.names.filter(pk=last.pk).update(valid_from=date(2020, 6, 1))
    two_rows.names.exclude(pk=last.pk).update(valid_to=date(2020, 5, 31))
    written("UPDATE units_unit SET closed_on = '2024-01-01' WHERE id = %s", two_rows.pk)
    assert check() == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has deferred triggers")
def test_postgresql_refuses_to_move_the_days_of_the_unit_away_from_its_rows(two_rows):
    for change in ("founded_on = '2014-12-31'", "founded_on = NULL"):
        with pytest.raises(IntegrityError):
            written(f"UPDATE units_unit SET {change} WHERE id = %s", two_rows.pk)
    with pytest.raises(IntegrityError, match="no row is left"):
        written("DELETE FROM units_unitname WHERE unit_id = %s", two_rows.pk)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has deferred triggers")
def test_a_missing_guard_is_told_and_laid_again(two_rows):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DROP TRIGGER units_unitname_days_whole ON units_unitname")
    found = [one for one in run_checks(tags=[Tags.database], databases=["default"]) if one.id == "units.E002"]
    assert [one.msg for one in found] == ["Dated rows of units are not guarded: units_unitname_days_whole is missing."]
    assert triggers.ensure(connection) == ["units_unitname_days_whole"]
    assert triggers.ensure(connection) == triggers.missing(connection) == []


def test_a_unit_is_not_closed_before_its_last_move():
    """The row of the later move would stand alone behind a hole."""
    province, other = UnitFactory(), UnitFactory()
    officer = UserFactory(role=Role.OFFICER, over=province)
    grant(officer, Role.OFFICER, other)
    post = UnitFactory(parent=province)
    services.move_unit(post, by=officer, parent=other, from_day=date(2022, 1, 1), basis="QĐ 1")
    with pytest.raises(RuleViolation, match="chuyển cấp trên từ ngày 01/01/2022"):
        services.close_unit(post, by=officer, on=date(2021, 12, 31), basis="QĐ 2")
    services.close_unit(post, by=officer, on=date(2022, 1, 1), basis="QĐ 2")
    assert check() == []
