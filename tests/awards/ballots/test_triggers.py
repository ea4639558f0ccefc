"""The database refuses by itself what no service would do: on SQLite and on PostgreSQL alike."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from awards.ballots import services, triggers
from awards.models import (
    ContestGroup,
    ContestLine,
    PaperBatch,
    PaperCount,
    RoundElector,
    RoundEvent,
    Teller,
    TwoPersonAct,
    VotingRound,
)
from tests.factories import UserFactory
from tests.factories.ballots import (
    council_sitting,
    figures,
    frozen_round,
    published_round,
)
from thidua.guards import standing

pytestmark = pytest.mark.django_db


def refused(act) -> str:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        act()
    return str(error.value)


def test_all_triggers_stand_and_can_be_laid_again():
    assert [name for name in sorted(standing(connection)) if name.startswith("ballots_")] == sorted(
        triggers.GUARD.names(connection.vendor)
    )
    assert triggers.GUARD.ensure(connection) == []
    assert triggers.GUARD.missing(connection) == []


def test_triggers_make_way_for_a_migration_and_stand_again_after_it():
    """SQLite rebuilds a table by renaming its copy, and reads every trigger when it does."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL alters tables in place")
    gone = triggers.GUARD.names(connection.vendor)
    triggers.GUARD.lay_aside(connection)
    assert not standing(connection) & gone
    assert triggers.GUARD.ensure(connection) == sorted(gone)
    assert gone <= standing(connection)


def test_states_of_the_triggers_are_those_of_the_workflow():
    from awards.ballots.states import ROUND

    ways = {(source, move.target) for move in ROUND.moves.values() for source in move.sources}
    written = {(old, new) for old, targets in triggers.MOVES.items() for new in targets}
    assert written == ways


@pytest.mark.parametrize(
    "changes",
    [
        {"paper": "khác"},
        {"paper_hash": "0" * 64},
        {"quorum": None},
        {"members": 14},
        {"name": "Phiếu khác"},
        {"kind": "mixed"},
        {"number": 9},
        {"state": "closed"},
        {"state": "published"},
        {"state": "draft"},
    ],
)
def test_a_frozen_round_keeps_its_paper_and_goes_only_its_way(changes, frozen):
    _, ballot = frozen
    refused(lambda: VotingRound.objects.filter(pk=ballot.pk).update(**changes))
    assert VotingRound.objects.filter(pk=ballot.pk, state="ready", paper=ballot.paper).exists()


def test_a_round_is_never_deleted():
    frozen_round(council_sitting())
    with connection.cursor() as cursor:
        refused(lambda: cursor.execute("DELETE FROM awards_votinground"))


def test_a_frozen_paper_keeps_its_groups_and_lines(frozen):
    _, ballot = frozen
    group = ballot.groups.first()
    line = group.lines.first()
    refused(lambda: ContestGroup.objects.filter(pk=group.pk).update(threshold_num=1))
    refused(lambda: ContestGroup.objects.filter(pk=group.pk).update(seats=2))
    refused(lambda: ContestLine.objects.filter(pk=line.pk).update(label="Người khác"))
    refused(lambda: ContestLine.objects.filter(pk=line.pk).update(outcome="passed"))
    refused(lambda: ContestLine.objects.filter(pk=line.pk).delete())
    refused(lambda: ContestGroup.objects.create(round=ballot, sort=9, title="Thêm"))
    refused(
        lambda: ContestLine.objects.create(
            group=group, sort=99, label="Thêm", content_type=line.content_type, object_id=999_999
        )
    )


def test_the_roll_is_frozen_with_the_paper_and_after_opening_only_fills_up(opened):
    _, ballot = opened
    rows = list(ballot.electors.order_by("attendee__sort"))
    refused(lambda: RoundElector.objects.filter(pk=rows[0].pk).delete())
    refused(lambda: RoundElector.objects.filter(pk=rows[0].pk).update(channel="recused"))
    RoundElector.objects.filter(pk=rows[0].pk).update(channel="paper", signed_paper=True)
    refused(lambda: RoundElector.objects.filter(pk=rows[0].pk).update(channel="none"))
    refused(lambda: RoundElector.objects.filter(pk=rows[0].pk).update(channel="absent"))


def test_the_roll_stands_still_once_the_round_is_closed(closed):
    _, ballot = closed
    row = ballot.electors.filter(channel="absent").get()
    refused(lambda: RoundElector.objects.filter(pk=row.pk).update(channel="paper"))


def test_present_is_fixed_at_the_opening(opened):
    _, ballot = opened
    refused(lambda: VotingRound.objects.filter(pk=ballot.pk).update(present=15))


def test_tellers_are_fixed_at_the_opening_and_sign_once(opened):
    _, ballot = opened
    refused(lambda: Teller.objects.create(round=ballot, user=UserFactory()))
    refused(lambda: Teller.objects.filter(round=ballot).first().delete())
    refused(lambda: Teller.objects.filter(round=ballot).update(signed_at=timezone.now()))


def test_figures_of_a_batch_and_of_a_counter_stand_once_locked(closed):
    sitting, ballot = closed
    batch = ballot.batches.get()
    services.save_count(batch, by=sitting.tellers[0], data=figures(ballot, 14))
    refused(lambda: PaperBatch.objects.filter(pk=batch.pk).update(returned=13))
    refused(lambda: PaperBatch.objects.filter(pk=batch.pk).update(signed=15, handed=15))
    refused(lambda: PaperCount.objects.filter(batch=batch).update(user=sitting.tellers[1]))
    services.lock_count(batch, by=sitting.tellers[0])
    refused(lambda: PaperCount.objects.filter(batch=batch).update(data={}))
    refused(lambda: PaperCount.objects.filter(batch=batch).update(is_locked=False))
    refused(lambda: PaperCount.objects.filter(batch=batch).delete())


def test_only_tellers_of_the_round_have_a_sheet_and_no_two_sheets_are_one_mans(closed):
    sitting, ballot = closed
    batch = ballot.batches.get()
    refused(lambda: PaperCount.objects.create(batch=batch, counter=1, user=sitting.secretary))
    PaperCount.objects.create(batch=batch, counter=1, user=sitting.tellers[0])
    refused(lambda: PaperCount.objects.create(batch=batch, counter=2, user=sitting.tellers[0]))


def test_no_sheet_before_the_round_is_closed(opened):
    sitting, ballot = opened
    batch = services.hand_papers(ballot, by=sitting.tellers[0], batch_label="A", attendees=sitting.present)
    refused(lambda: PaperCount.objects.create(batch=batch, counter=1, user=sitting.tellers[0]))
    refused(lambda: PaperBatch.objects.filter(pk=batch.pk).update(returned=14))


def test_more_papers_back_than_were_handed_out_are_refused(closed):
    _, ballot = closed
    batch = ballot.batches.get()
    message = refused(lambda: PaperBatch.objects.filter(pk=batch.pk).update(returned=15))
    assert "batch_returned" in message


def test_a_result_is_written_once(counted):
    _, ballot = counted
    refused(lambda: VotingRound.objects.filter(pk=ballot.pk).update(result={}))
    published = published_round(council_sitting())
    line = ContestLine.objects.filter(group__round=published).first()
    refused(lambda: ContestLine.objects.filter(pk=line.pk).update(votes_for=1))
    refused(lambda: Teller.objects.filter(round=published).update(signed_at=None))


def test_events_and_acts_of_two_are_only_ever_added(opened):
    _, ballot = opened
    refused(lambda: RoundEvent.objects.filter(round=ballot).update(action="khác"))
    refused(lambda: RoundEvent.objects.filter(round=ballot).delete())
    refused(lambda: TwoPersonAct.objects.filter(round=ballot).update(asked_by=UserFactory()))
    refused(lambda: TwoPersonAct.objects.filter(round=ballot).update(confirmed_at=None))
    refused(lambda: TwoPersonAct.objects.filter(round=ballot).delete())


def test_one_person_is_never_two(frozen):
    sitting, ballot = frozen
    act = services.ask(ballot, "open", by=sitting.secretary)
    message = refused(lambda: TwoPersonAct.objects.filter(pk=act.pk).update(confirmed_by=sitting.secretary))
    assert "two_different_people" in message


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", triggers.GUARD.no_truncate)
def test_truncate_is_refused(table):
    with connection.cursor() as cursor:
        refused(lambda: cursor.execute(f"TRUNCATE {table} CASCADE"))
