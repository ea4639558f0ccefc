"""The record: what is written, that it cannot be changed, and that a change behind its back is found."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import UnitFactory, UserFactory
from thidua import clock, providers
from units.accounts.enums import Role
from units.audit import services
from units.audit.services import record, record_many, seal, verify
from units.models import AuditEvent, AuditSeal

pytestmark = pytest.mark.django_db
TABLES = ("units_auditevent", "units_auditseal")


@contextmanager
def set_free():
    """What a thief with the rights of the database owner can do: put the triggers to sleep."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, sql in triggers:
            cursor.execute(sql)


# --- writing --------------------------------------------------------------------------------------------------------


def test_an_entry_says_who_what_when_and_keeps_only_what_differs():
    unit = UnitFactory()
    user = UserFactory(display_name="Trợ lý")
    moment = datetime(2023, 10, 5, 14, 32, tzinfo=UTC)
    with clock.at(moment):
        event = record(
            user,
            "structure.edit_unit",
            unit,
            before={"strength": 40, "place": "A", "name": "Đồn"},
            after={"strength": 45, "place": "A"},
            reason="Kiểm kê",
            basis="QĐ 1",
        )
    event.refresh_from_db()
    assert (event.at, event.acted_on, event.actor, event.actor_name) == (moment, date(2023, 10, 5), user, "Trợ lý")
    assert (event.target_type, event.target_id, event.target_text) == ("units.unit", str(unit.pk), str(unit))
    assert event.changes == {"strength": [40, 45], "name": ["Đồn", None]}
    assert (event.facts, event.reason, event.unit_path) == ({"basis": "QĐ 1"}, "Kiểm kê", unit.path)


def test_values_are_kept_as_plain_text_and_numbers():
    unit = UnitFactory()
    event = record(
        None,
        "x.y",
        unit,
        after={
            "money": Decimal("1800000.50"),
            "day": date(2023, 1, 2),
            "at": datetime(2023, 1, 2, 3, 4, tzinfo=UTC),
            "unit": unit,
            "many": {"b", "a"},
            "list": [Decimal("1.0"), None, True],
            "blob": b"abc",
        },
    )
    event.refresh_from_db()
    assert event.actor_name == "Hệ thống"
    assert {key: after for key, (_, after) in event.changes.items()} == {
        "money": "1800000.5",
        "day": "2023-01-02",
        "at": "2023-01-02T03:04:00+00:00",
        "unit": f"{unit} (#{unit.pk})",
        "many": ["a", "b"],
        "list": ["1", None, True],
        "blob": "3 bytes",
    }


def test_an_act_on_a_thing_without_path_belongs_to_its_unit():
    user = UserFactory(unit=UnitFactory())
    assert record(None, "x.y", user).unit_path == user.unit.path


def test_many_entries_are_written_with_one_statement(django_assert_num_queries):
    unit = UnitFactory()
    unit.kind  # noqa: B018
    with django_assert_num_queries(1):
        record_many(None, "x.y", [(unit, {"after": {"n": n}, "year": 2023}) for n in range(20)])
    assert [(event.changes, event.facts) for event in AuditEvent.objects.order_by("pk")][:2] == [
        ({"n": [None, 0]}, {"year": 2023}),
        ({"n": [None, 1]}, {"year": 2023}),
    ]


def test_the_workshop_writes_with_the_same_pen():
    unit = UnitFactory()
    providers.record(None, "x.y", unit, after={"a": 1})
    assert AuditEvent.objects.get().changes == {"a": [None, 1]}


# --- append only ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE units_auditevent SET reason = 'khác'",
        "DELETE FROM units_auditevent",
        "UPDATE units_auditseal SET count = 0",
        "DELETE FROM units_auditseal",
    ],
)
def test_the_database_refuses_to_change_or_remove_a_row(statement):
    record(None, "x.y", UnitFactory())
    seal()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert (AuditEvent.objects.count(), verify().broken, verify().unsealed) == (1, [], 0)


@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_to_empty_or_overwrite_a_table(table):
    record(None, "x.y", UnitFactory())
    seal()
    statement = f"SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {table} CASCADE"
    if connection.vendor == "sqlite":
        statement = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_objects_refuse_too():
    event = record(None, "x.y", UnitFactory())
    event.reason = "khác"
    for act in (event.save, event.delete, AuditEvent.objects.all().delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()


# --- the chain ------------------------------------------------------------------------------------------------------


def write(count: int, start: int = 0) -> None:
    unit = UnitFactory()
    actor = UserFactory()
    for number in range(start, start + count):
        record(
            actor,
            "x.y",
            unit,
            before={"n": number},
            after={"n": number + 1},
            reason=f"lý do {number}",
            year=2000 + number,
        )


def test_sealing_chains_everything_new_and_only_that():
    write(3)
    first = seal()
    assert (first.count, first.previous_hash, first.late) == (3, services.GENESIS, [])
    assert first.holes in ([], [[1, first.first_id - 1]])  # PostgreSQL goes on counting after a rollback
    assert seal() is None
    write(2)
    second = seal()
    assert (second.count, second.previous_hash) == (2, first.hash)
    report = verify()
    assert (report.broken, report.unsealed, report.links, report.events) == ([], 0, 2, 5)
    assert report.sentences == ["Chuỗi nguyên vẹn: 2 mắt xích, 5 việc."]


def test_what_is_not_sealed_yet_is_told():
    write(1)
    assert verify().sentences == ["Chuỗi nguyên vẹn: 0 mắt xích, 0 việc.", "Còn 1 việc chưa niêm phong."]


def test_an_event_that_shows_up_late_is_taken_by_the_next_link():
    """PostgreSQL hands out ids before a transaction ends: a slow one can bring an id below the last sealed one."""
    write(5)
    with set_free():
        late = AuditEvent.objects.order_by("pk")[2]
        AuditEvent.objects.filter(pk=late.pk).delete()
    first = seal()
    assert (first.count, first.holes[-1]) == (4, [late.pk, late.pk])
    late.save(force_insert=True)
    assert (verify().broken, verify().unsealed) == ([], 1)
    assert seal() is None  # waits for the next event
    write(1)
    second = seal()
    assert (second.count, second.late) == (2, [late.pk])
    assert (verify().broken, verify().unsealed) == ([], 0)


def test_an_event_slipped_into_a_hole_later_is_never_covered():
    write(3)
    with set_free():
        AuditEvent.objects.filter(pk=AuditEvent.objects.order_by("pk")[1].pk).delete()
    with clock.at(clock.now() - timedelta(days=3)):
        link = seal()
    write(1)
    with clock.at(clock.now() + timedelta(days=9)):
        seal()
        write(1)
        seal()
    forged = AuditEvent.objects.first()
    forged.pk = link.holes[-1][0]
    forged.save(force_insert=True)
    write(1)
    with clock.at(clock.now() + timedelta(days=9)):
        seal()
    assert (verify().broken, verify().unsealed) == ([], 1)


EVENT_FIELDS = [field.name for field in AuditEvent._meta.concrete_fields if not field.primary_key]
SEAL_FIELDS = [field.name for field in AuditSeal._meta.concrete_fields if not field.primary_key]


def other_value(field, value, data):
    """Any value of the field's kind but the present one."""
    kind = field.get_internal_type()
    if kind in ("CharField", "TextField"):
        new = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
    elif kind == "DateTimeField":
        new = st.integers(-(10**9), 10**9).map(lambda n: value + timedelta(microseconds=n))
    elif kind == "DateField":
        new = st.integers(-9000, 9000).map(lambda n: value + timedelta(days=n))
    elif kind == "JSONField":
        leaf = st.one_of(st.integers(-99, 99), st.text("abcđế", max_size=5), st.booleans(), st.none())
        new = st.one_of(
            st.dictionaries(st.text("abc", max_size=3), leaf, max_size=3), st.lists(st.lists(leaf), max_size=2)
        )
    elif kind == "ForeignKey":
        return UserFactory().pk
    else:
        new = st.integers(0, 2**31 - 1)
    return data.draw(new.filter(lambda one: one != value))


@pytest.fixture
def chain():
    write(7)
    seal()
    write(1, 7)
    seal()
    write(4, 8)
    seal()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_change_of_any_sealed_entry_is_found(chain, data):
    name = data.draw(st.sampled_from(EVENT_FIELDS))
    event = data.draw(st.sampled_from(list(AuditEvent.objects.all())))
    field = AuditEvent._meta.get_field(name)
    value = other_value(field, getattr(event, field.attname), data)
    with transaction.atomic():
        with set_free():
            AuditEvent.objects.filter(pk=event.pk).update(**{field.attname: value})
        (first, last), *_ = verify().broken
        assert first <= event.pk <= last
        transaction.set_rollback(True)
    assert verify().broken == []


@pytest.mark.parametrize("name", SEAL_FIELDS)
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_change_of_any_link_is_found(chain, name, data):
    link = data.draw(st.sampled_from(list(AuditSeal.objects.all())))
    field = AuditSeal._meta.get_field(name)
    value = other_value(field, getattr(link, field.attname), data)
    with transaction.atomic():
        with set_free():
            AuditSeal.objects.filter(pk=link.pk).update(**{field.attname: value})
        report = verify()
        assert report.broken
        transaction.set_rollback(True)


@pytest.mark.parametrize("place", range(12))
def test_a_removed_entry_is_found(chain, place):
    victim = AuditEvent.objects.order_by("pk")[place].pk
    with set_free():
        AuditEvent.objects.filter(pk=victim).delete()
    ((first, last),) = verify().broken
    assert first <= victim <= last


@pytest.mark.parametrize("place", [0, 1])
def test_a_removed_link_is_found(chain, place):
    victim = AuditSeal.objects.order_by("last_id")[place].pk
    with set_free():
        AuditSeal.objects.filter(pk=victim).delete()
    assert verify().broken


def test_two_links_onto_the_same_one_are_refused():
    write(1)
    link = seal()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditSeal.objects.create(
            first_id=9, last_id=9, count=1, previous_hash=link.previous_hash, hash="f" * 64, sealed_at=clock.now()
        )


# --- commands, scope ------------------------------------------------------------------------------------------------


def test_commands_seal_and_verify(capsys):
    write(2)
    call_command("seal_audit")
    call_command("audit_verify")
    call_command("seal_audit")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Đã niêm phong 2 việc, mã ")
    assert lines[1:] == ["Chuỗi nguyên vẹn: 1 mắt xích, 2 việc.", "Không có việc mới để niêm phong."]


def test_the_command_fails_on_a_broken_chain(capsys):
    write(2)
    call_command("seal_audit")
    with set_free():
        AuditEvent.objects.order_by("pk")[:1].get()
        AuditEvent.objects.filter(pk=AuditEvent.objects.order_by("pk")[0].pk).update(reason="khác")
    with pytest.raises(CommandError, match="Nhật ký đã bị sửa."):
        call_command("audit_verify")
    assert "Chuỗi bị đứt ở đoạn" in capsys.readouterr().out


@pytest.mark.parametrize("role", list(Role))
def test_who_reads_the_record_of_the_own_subtree_and_no_other(role):
    mine, other = UnitFactory(), UnitFactory()
    if role == Role.CLUSTER_LEAD:
        return
    user = UserFactory(role=role, over=mine)
    seen = record(None, "x.y", UnitFactory(parent=mine))
    record(None, "x.y", other)
    expected = [seen] if role in (Role.OFFICER, Role.AUDITOR, Role.ADMINISTRATOR) else []
    assert list(AuditEvent.objects.visible_to(user)) == expected
