"""The database itself keeps the box: what no service does is refused on SQLite and on PostgreSQL alike."""

import pytest
from django.db import IntegrityError, connection, transaction

from awards.ballots import box_triggers, services
from awards.models import BallotBox, BoxRecord, Envelope, RoundElector, VotingRound
from tests.awards.ballots.voters import YES, hall
from thidua.guards import standing

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("own_keys")]


def refused(act) -> str:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        act()
    return str(error.value)


def sql(text: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def test_all_guards_stand_and_no_table_of_the_box_numbers_its_rows():
    names = box_triggers.GUARD.names(connection.vendor)
    assert names <= standing(connection)
    assert box_triggers.GUARD.ensure(connection) == []
    assert box_triggers.NO_ROW_IDS.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_a_table_that_a_migration_rebuilt_is_laid_anew():
    """Django's way of altering an SQLite table drops triggers and puts row numbers back, without a word."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL alters tables in place")
    with connection.schema_editor() as editor:
        old = Envelope._meta.get_field("sealed")
        new = old.clone()
        new.null = True
        new.set_attributes_from_name("sealed")
        new.model = Envelope
        editor.alter_field(Envelope, old, new)
    assert box_triggers.NO_ROW_IDS.missing(connection) == ["awards_envelope"]
    assert box_triggers.GUARD.missing(connection)
    with connection.schema_editor() as editor:
        editor.alter_field(Envelope, new, old)
    assert box_triggers.NO_ROW_IDS.ensure(connection) == ["awards_envelope"]
    box_triggers.GUARD.ensure(connection)
    assert box_triggers.NO_ROW_IDS.missing(connection) == box_triggers.GUARD.missing(connection) == []
    with connection.cursor() as cursor:
        indexes = connection.introspection.get_constraints(cursor, "awards_envelope")
    assert any(one["index"] and one["columns"] == ["round_id"] for one in indexes.values()), "indexes came along"


def test_while_papers_are_given_out():
    found = hall(5, fetched=2)
    refused(lambda: Envelope.objects.create(id="a", round=found.ballot, sealed=bytes(found.box.envelope_length)))
    refused(lambda: BoxRecord.objects.create(c="a", round=found.ballot, rec="{}"))
    refused(lambda: BallotBox.objects.filter(round=found.ballot).update(head="ab" * 32, count=0, issued=0))
    refused(lambda: VotingRound.objects.filter(pk=found.ballot.pk).update(kind="secret_paper"))
    refused(lambda: RoundElector.objects.filter(channel="none").update(is_ready=True))
    refused(lambda: BallotBox.objects.filter(round=found.ballot).delete())


def test_while_the_box_is_open():
    found = hall(5, is_open=True)
    found.cast(found.members[0], YES)
    box = BallotBox.objects.filter(round=found.ballot)
    refused(lambda: Envelope.objects.update(sealed=b""))
    refused(lambda: Envelope.objects.all().delete())
    refused(lambda: Envelope.objects.create(id="a", round=found.ballot, sealed=b"short"))
    refused(lambda: RoundElector.objects.filter(channel="electronic").update(blinded_hash="ab" * 32))
    refused(lambda: RoundElector.objects.filter(channel="electronic").update(is_ready=False))
    for changes in ({"epoch": 2}, {"pub": ""}, {"issued": 99}, {"roll": {}}, {"envelope_length": 1}):
        refused(lambda changes=changes: box.update(**changes))
    refused(lambda: VotingRound.objects.filter(pk=found.ballot.pk).update(state="closed"))
    refused(lambda: sql("INSERT INTO awards_voidtoken (id, round_id) SELECT 'x', round_id FROM awards_ballotbox"))


def test_once_the_box_is_sealed():
    found = hall(5, is_open=True)
    found.cast(found.members[0], YES)
    found.act("close")
    record = BoxRecord.objects.get()
    refused(lambda: Envelope.objects.create(id="a", round=found.ballot, sealed=bytes(found.box.envelope_length)))
    refused(lambda: BoxRecord.objects.update(rec="{}"))
    refused(lambda: BoxRecord.objects.all().delete())
    refused(lambda: BoxRecord.objects.create(c="a", round=found.ballot, rec=record.rec))
    refused(lambda: BallotBox.objects.update(head="ab" * 32))
    refused(lambda: BallotBox.objects.update(count=4))
    services.count_box(found.ballot, by=found.teller)
    refused(lambda: BoxRecord.objects.all().delete())
    if connection.vendor == "postgresql":
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("awards_envelope", "awards_boxrecord", "awards_voidtoken", "awards_ballotbox"):
            refused(lambda table=table: sql(f"TRUNCATE {table}"))
    assert BoxRecord.objects.get().rec == record.rec


def test_an_electronic_round_cannot_go_past_giving_papers_out_and_a_paper_round_not_through_it():
    found = hall(5, checkin=False)
    refused(lambda: VotingRound.objects.filter(pk=found.ballot.pk).update(state="open"))
    refused(lambda: Envelope.objects.create(id="a", round=found.ballot, sealed=b""))
