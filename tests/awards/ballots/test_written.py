"""Votes in writing of absent members, the quorum of papers that come back, sums before signing, the end of keeping."""

import time
from contextlib import nullcontext
from datetime import timedelta
from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from awards.ballots import count_queries, destroying, keys, preflight, queries, services, taking_in
from awards.ballots.enums import Channel, RoundState
from awards.conferences import services as conferences
from awards.models import BoxRecord, Envelope, PaperCount, Regulation, RoundElector, VotingRound, WrittenVote
from awards.reports import ballot_destruction, count_minutes
from awards.reports.registry import Scope
from tests.awards.ballots.voters import YES, hall
from tests.database import on_own_postgresql
from tests.factories.ballots import (
    HELD_ON,
    council_sitting,
    counted_round,
    figures,
    frozen_round,
    published_round,
    two_persons,
)
from thidua import clock
from thidua.errors import RuleViolation, StateConflict

pytestmark = pytest.mark.django_db
COUNTS = {"ĐVQT": (4, 3), "ĐVTT": (2, None)}


@pytest.fixture
def frozen():
    """A frozen paper round; the fourteenth and fifteenth member are absent."""
    sitting = council_sitting(present=13)
    return sitting, frozen_round(sitting, COUNTS)


def seat(ballot, number: int) -> RoundElector:
    return ballot.electors.get(attendee__sort=number)


def marks(ballot, pick: int = 2, yes: bool = True) -> dict:
    first, second = ballot.groups.all()
    chosen = [str(line.pk) for line in first.lines.all()[:pick]]
    return {str(first.pk): chosen, **{str(line.pk): "A" if yes else "D" for line in second.lines.all()}}


def count_all(sitting, ballot, returned: int, agree: dict | None = None) -> VotingRound:
    batch = ballot.batches.get()
    if batch.returned is None:
        services.record_returned(batch, by=sitting.tellers[0], returned=returned)
    for teller in sitting.tellers[:2]:
        services.save_count(batch, by=teller, data=figures(ballot, returned, agree))
        services.lock_count(batch, by=teller)
    return VotingRound.objects.get(pk=ballot.pk)


def test_a_named_opinion_is_counted_and_told_by_name(frozen):
    sitting, ballot = frozen
    teller = sitting.tellers[0]
    with pytest.raises(RuleViolation, match="tối đa 3"):
        taking_in.keep_written(seat(ballot, 14), by=teller, received_on=HELD_ON, marks=marks(ballot, pick=4))
    with pytest.raises(RuleViolation, match="tương lai"):
        taking_in.keep_written(
            seat(ballot, 14), by=teller, received_on=clock.today() + timedelta(days=1), marks=marks(ballot)
        )
    with pytest.raises(RuleViolation, match="ít nhất một dòng"):
        taking_in.keep_written(seat(ballot, 14), by=teller, received_on=HELD_ON, marks={})
    vote = taking_in.keep_written(seat(ballot, 14), by=teller, received_on=HELD_ON, marks=marks(ballot, yes=False))
    assert vote.is_accepted and seat(ballot, 14).channel == Channel.WRITTEN
    with pytest.raises(StateConflict, match="Đã nhận"):
        taking_in.keep_written(seat(ballot, 14), by=teller, received_on=HELD_ON, marks=marks(ballot))
    turned_up = taking_in.keep_written(seat(ballot, 1), by=teller, received_on=HELD_ON, marks=marks(ballot))
    assert (turned_up.is_accepted, turned_up.marks) == (False, None)
    assert turned_up.reason == "Có mặt tại hội nghị nên bỏ phiếu trực tiếp."

    ballot = two_persons(ballot, "open", sitting.secretary, teller)
    services.hand_papers(ballot, by=teller, batch_label="A", attendees=sitting.present)
    ballot = two_persons(ballot, "close", sitting.secretary, teller)
    late = taking_in.keep_written(seat(ballot, 15), by=teller, received_on=HELD_ON, marks=marks(ballot))
    assert (late.is_accepted, late.reason) == (False, "Nhận sau khi đóng phiếu.")
    assert seat(ballot, 15).channel == Channel.ABSENT
    with pytest.raises(StateConflict, match="Đã ghi"):
        taking_in.keep_written(seat(ballot, 15), by=teller, received_on=HELD_ON, marks=marks(ballot))
    with pytest.raises(StateConflict, match="Hòm đã đóng"):
        taking_in.hand_back(vote, by=teller, reason="Đến rồi")
    with pytest.raises(IntegrityError), transaction.atomic():
        WrittenVote.objects.filter(pk=vote.pk).update(marks={})

    ballot = count_all(sitting, ballot, 13)
    found = queries.result_of(ballot, viewer=teller)
    assert (found.issued, found.returned, found.valid) == (14, 14, 14)
    by_title = {group.title: [(line.agree, line.disagree) for line in group.lines] for group in found.groups}
    assert by_title == {"ĐVQT": [(14, 0), (14, 0), (13, 1), (0, 14)], "ĐVTT": [(13, 1), (13, 1)]}
    assert [(one.name, one.is_accepted, one.agree, one.refused) for one in found.opinions] == [
        (seat(ballot, 1).attendee.name, False, 0, []),
        (seat(ballot, 14).attendee.name, True, 2, ["ĐVTT 1", "ĐVTT 2"]),
        (seat(ballot, 15).attendee.name, False, 0, []),
    ]
    services.sign(ballot, by=teller)
    document = count_minutes.build(Scope(sitting.period, sitting.province, reader=teller), ballot)
    table = next(block for block in document.blocks if getattr(block, "sheet", "") == "Ý kiến bằng văn bản")
    assert [row["said"] for row in table.rows] == [
        "Không tính: Có mặt tại hội nghị nên bỏ phiếu trực tiếp.",
        "Đồng ý 2 dòng; không đồng ý: ĐVTT 1, ĐVTT 2",
        "Không tính: Nhận sau khi đóng phiếu.",
    ]


def test_a_member_who_comes_after_all_takes_the_opinion_back(frozen):
    sitting, ballot = frozen
    teller = sitting.tellers[0]
    vote = taking_in.keep_written(seat(ballot, 14), by=teller, received_on=HELD_ON, marks=marks(ballot))
    conferences.mark_present(seat(ballot, 14).attendee, by=sitting.secretary)
    with pytest.raises(RuleViolation) as refusal:
        services.ask(ballot, "open", by=sitting.secretary)
    assert refusal.value.reasons == [f"{seat(ballot, 14).attendee.name} đã có mặt: trả lại ý kiến bằng văn bản trước."]
    with pytest.raises(RuleViolation, match="lý do"):
        taking_in.hand_back(vote, by=teller, reason=" ")
    taking_in.hand_back(vote, by=teller, reason="Có mặt")
    vote.refresh_from_db()
    assert (vote.is_accepted, vote.marks, vote.reason, seat(ballot, 14).channel) == (False, None, "Có mặt", "none")
    two_persons(ballot, "open", sitting.secretary, teller)
    services.hand_papers(ballot, by=teller, batch_label="A", attendees=[seat(ballot, 14).attendee])


def test_sealed_envelopes_lie_unopened_in_the_largest_pile(frozen):
    sitting, ballot = frozen
    teller = sitting.tellers[0]
    Regulation.objects.update(written_votes="none")
    with pytest.raises(RuleViolation, match="không nhận"):
        taking_in.keep_written(seat(ballot, 14), by=teller, received_on=HELD_ON)
    Regulation.objects.update(written_votes="anonymous")
    for number in (14, 15):
        assert taking_in.keep_written(seat(ballot, number), by=teller, received_on=HELD_ON).marks is None
    ballot = two_persons(ballot, "open", sitting.secretary, teller)
    services.hand_papers(ballot, by=teller, batch_label="A", attendees=sitting.present[:3])
    services.hand_papers(ballot, by=teller, batch_label="B", attendees=sitting.present[3:])
    ballot = two_persons(ballot, "close", sitting.secretary, teller)
    assert [(pile.label, pile.signed, pile.handed, pile.written) for pile in ballot.batches.all()] == [
        ("A", 3, 3, 0),
        ("B", 12, 12, 2),
    ]
    assert ballot.electorate.written == 2


def test_where_heads_in_the_room_are_the_base_nothing_is_taken_in_writing():
    sitting = council_sitting(present=13, regulation={"base": "present"})
    ballot = frozen_round(sitting, COUNTS)
    with pytest.raises(RuleViolation, match="số có mặt"):
        taking_in.keep_written(seat(ballot, 14), by=sitting.tellers[0], received_on=HELD_ON, marks=marks(ballot))


# The quorum of papers that come back ----------------------------------------------------------------------------------


def test_too_few_papers_come_back_and_nothing_is_unfolded():
    sitting = council_sitting(regulation={"quorum_of": "returned"})
    ballot = frozen_round(sitting, COUNTS)
    ballot = two_persons(ballot, "open", sitting.secretary, sitting.tellers[0])
    batch = services.hand_papers(ballot, by=sitting.tellers[0], batch_label="A", attendees=sitting.present)
    with pytest.raises(RuleViolation) as refusal:
        services.ask(ballot, "close", by=sitting.secretary)
    assert refusal.value.reasons == ["Ghi số phiếu thu về của Tập A trước."]
    services.record_returned(batch, by=sitting.tellers[0], returned=9)
    ballot = two_persons(ballot, "close", sitting.secretary, sitting.tellers[0])
    words = "Thu về 9 phiếu, quy chế cần ít nhất 10 trên 15: không đủ số, phiếu không được mở."
    assert (ballot.state, ballot.cancelled_reason, ballot.result) == (RoundState.CANCELLED, words, None)
    event = ballot.events.get(action="void_no_quorum")
    assert (event.payload["returned"], event.payload["needed"]) == (9, 10)
    again = services.prepare_rerun(ballot, by=sitting.secretary)
    assert again.parent == ballot


def test_too_few_ballots_in_the_box_and_its_keys_go_unopened():
    found = hall(5, is_open=True, regulation={"quorum_of": "returned"})
    found.cast(found.members[0], YES)
    assert Envelope.objects.filter(round=found.ballot).count() == 1
    ballot = found.act("close")
    assert ballot.state == RoundState.CANCELLED and ballot.cancelled_reason.startswith("Thu về 1 phiếu")
    assert not Envelope.objects.filter(round=ballot).exists() and not BoxRecord.objects.filter(round=ballot).exists()
    assert str(ballot.pk) not in keys.held() and ballot.box.head == ""


# Sums before signing, and the end of keeping --------------------------------------------------------------------------


def test_nothing_is_signed_that_does_not_add_up(monkeypatch):
    sitting = council_sitting()
    ballot = counted_round(sitting, COUNTS)
    assert ballot.result["counters"] == {"A": {"attempts": 1, "counters": [str(user) for user in sitting.tellers[:2]]}}
    real = count_queries.tally
    first = ballot.groups.last().lines.first()

    def wrong(document):
        found = real(document)
        for line, row in found["lines"].items():
            if line == str(first.pk):
                row["agree"] -= 1
        return found

    monkeypatch.setattr(count_queries, "tally", wrong)
    with pytest.raises(RuleViolation) as refusal:
        services.sign(ballot, by=sitting.tellers[0])
    assert refusal.value.reasons == [
        f"{ballot.name}: Kiểm lại không ra kết quả đã ghi.",
        f"{ballot.name}: ĐVTT 1: cộng được 13, thu về 14.",
    ]
    monkeypatch.undo()
    services.sign(ballot, by=sitting.tellers[0])


def test_papers_are_destroyed_by_two_when_the_time_of_keeping_is_over():
    sitting = council_sitting()
    ballot = published_round(sitting, COUNTS)
    chain = list(ballot.events.values_list("hash", flat=True))
    last = ballot.kept_until
    Regulation.objects.update(retention_days=1000)
    ballot = VotingRound.objects.get(pk=ballot.pk)
    with pytest.raises(RuleViolation) as refusal:
        services.ask(ballot, "destroy", by=sitting.secretary)
    assert refusal.value.reasons == [f"Phiếu giữ đến hết ngày {ballot.kept_until:%d/%m/%Y}."]
    assert ballot.kept_until > last
    before = queries.result_of(ballot)
    with clock.at(ballot.published_at + timedelta(days=1001)):
        ballot = two_persons(ballot, "destroy", sitting.secretary, sitting.tellers[0])
    assert ballot.state == RoundState.DESTROYED and ballot.destroyed_at is not None and ballot.is_published
    assert not PaperCount.objects.exists()
    event = ballot.events.last()
    assert event.action == "destroy"
    assert {key: event.payload[key] for key in ("ballots", "sheets", "papers")} == {
        "ballots": 0,
        "sheets": 2,
        "papers": 14,
    }
    after = queries.result_of(ballot)
    assert (after.groups, after.batches) == (before.groups, before.batches)
    assert list(ballot.events.values_list("hash", flat=True))[: len(chain)] == chain
    assert queries.broken_link(ballot.events.order_by("seq")) is None
    document = ballot_destruction.build(Scope(sitting.period, sitting.province), ballot)
    words = " ".join(str(getattr(block, "items", "")) for block in document.blocks)
    assert "Phiếu giấy đã niêm phong: mười bốn phiếu" in words.replace("14", "mười bốn")


def test_a_struck_result_stays_struck_when_its_papers_are_destroyed():
    sitting = council_sitting()
    ballot = counted_round(sitting, COUNTS)
    ballot = two_persons(ballot, "annul", sitting.secretary, sitting.tellers[0], "Nhầm danh sách")
    with clock.at(ballot.closed_at + timedelta(days=91)):
        ballot = two_persons(ballot, "destroy", sitting.secretary, sitting.tellers[0])
    assert (ballot.state, ballot.is_published, ballot.is_void) == (RoundState.DESTROYED, False, True)
    assert queries.results_of_conference(sitting.conference) == []


@pytest.fixture
def alone():
    """Nobody else is at the server: a transaction of the tests beside this one, in whichever of its databases, would
    keep the room of what was deleted (see `destroying`)."""
    with on_own_postgresql(connection) if connection.vendor == "postgresql" else nullcontext():
        yield


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_the_room_of_destroyed_rows_is_given_back(settings, tmp_path, alone):
    """Outside a transaction, as after the act of two. Positive control: before, the file holds what was deleted."""
    if connection.vendor == "sqlite":
        assert destroying.compact() == []
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA freelist_count")
            assert cursor.fetchone() == (0,)
        return
    settings.BALLOT_KEYS = tmp_path / "keys"
    found = hall(5, is_open=True)
    for user in found.members:
        found.cast(user, YES)
    found.act("close")

    def blocks() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_relation_size('awards_boxrecord') / current_setting('block_size')::int")
            return cursor.fetchone()[0]

    assert blocks() > 0
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # past the triggers: only the room matters here
        cursor.execute("DELETE FROM awards_boxrecord")
        cursor.execute("SET session_replication_role = origin")
    assert blocks() > 0
    assert destroying.compact() == []
    assert blocks() == 0


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_room_that_is_not_given_back_is_told_and_left_for_the_owner(caplog, alone):
    """PostgreSQL passes over tables the account does not own, with a mere notice; and one that somebody holds is not
    waited for."""
    if connection.vendor != "postgresql":
        pytest.skip("the file of SQLite is the program's own")
    names = [table._meta.db_table for table in destroying.TABLES]
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE thidua_web")
        cursor.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO thidua_web")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE thidua_web")
        assert destroying.compact() == names
        assert not preflight.owns_the_ballots()
        assert "awards_boxrecord" in caplog.text and "does not own" in caplog.text and "compact_ballots" in caplog.text
        with pytest.raises(CommandError, match="Not compacted: awards_boxrecord"):
            call_command("compact_ballots")
        found = preflight.database_settings(None)
        assert [one.tone for one in found if one.title == "Hủy phiếu đã lưu"] == ["warn"]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
    caplog.clear()
    assert preflight.owns_the_ballots()
    call_command("compact_ballots", verbosity=0, stdout=StringIO())
    assert caplog.text == ""
    # Somebody holds one of the tables: it is left for another time, and nobody who votes stands behind it in the queue.
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE awards_envelope IN ACCESS SHARE MODE")
        with patch.object(destroying, "LOCK_WAIT", "200ms"), patch.object(destroying, "READER_TRIES", 1):
            begin = time.monotonic()
            assert "awards_envelope" in destroying.compact()
        assert time.monotonic() - begin < 3
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone() == ("0",)
        # Nobody holds a table, but a backup going on still sees what was deleted: it would be kept.
        other.rollback()
        with other.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT 1")
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE later (n int)")  # something happens after the backup began
            cursor.execute("DROP TABLE later")
        with patch.object(destroying, "READER_TRIES", 2):
            assert destroying.compact() == names
    finally:
        other.rollback()
        other.close()
    assert destroying.compact() == []
