"""Attacks of the list that no other file makes; ATTACKS.md says for every number where its test is."""

import json
import random
import re
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from io import StringIO
from math import sqrt
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from awards.ballots import box, box_queries, casting, keys, limits, queries, sealing, services
from awards.ballots.casting import NotOpen
from awards.ballots.sealing import BadBallot, NotEntitled
from awards.models import Envelope, RoundElector, RoundEvent, VotingRound
from awards.reports import count_minutes
from awards.reports.registry import Scope
from tests.awards.ballots.voters import NO, YES, Voter, hall, issuer, paper, roll, voters
from tests.factories import UserFactory
from tests.factories.ballots import figures
from thidua import clock
from thidua.errors import StateConflict
from units.accounts.enums import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_keys")]
HERE = Path(__file__).parent


def url(name: str, found) -> str:
    return reverse(f"awards:ballots.{name}", args=[found.ballot.pk])


# The list itself ------------------------------------------------------------------------------------------------------


@pytest.mark.once
def test_every_attack_and_every_promise_has_its_test():
    """ATTACKS.md names a test for each of the 51 attacks, the 20 promises and the rows of the threat model that have no
    attack of their own, and each of these tests is there."""
    text = (HERE / "ATTACKS.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| *(PM|T)?(\d+) *\|[^|]*\|([^|]*)\|", text, re.MULTILINE)
    assert sorted(int(number) for kind, number, _ in rows if not kind) == list(range(1, 52))
    assert sorted(int(number) for kind, number, _ in rows if kind == "PM") == list(range(1, 21))
    assert [int(number) for kind, number, _ in rows if kind == "T"] == [16]
    root = HERE.parents[2]
    lost = []
    for kind, number, where in rows:
        named = re.findall(r"`([\w/.]+)::(\w+)`", where)
        if not named:
            lost.append(f"{kind}{number} names no test")
        for file, name in named:
            path = HERE / file if (HERE / file).exists() else root / file
            if not path.exists() or f"def {name}(" not in path.read_text(encoding="utf-8"):
                lost.append(f"{kind}{number}: {file}::{name}")
    assert lost == []


# What is stored -------------------------------------------------------------------------------------------------------


@pytest.mark.once
def test_attack_02_the_order_of_the_box_matches_the_order_of_casting_by_chance_alone():
    """Fifty rounds: whoever watched who voted when guesses that the rows of the box lie in that order. A box that kept
    the order of casting is the control."""
    dice, size, rounds = random.Random(2), 8, 50
    one = paper((2, None))
    hits, kept = 0, 0
    for _ in range(rounds):
        people = list(voters(size))
        dice.shuffle(people)
        cast = [who.ballot(one, ["A", "D"], f"{dice.getrandbits(256):064x}") for who in people]
        stored = [row.commitment for row in box.assemble(issuer(), one, roll(), [b.record() for b in cast]).bodies]
        hits += sum(ballot.commitment == row for ballot, row in zip(cast, stored, strict=True))
        kept += size  # in a table written as they came, every guess is right
    # One of `size` guesses is right by chance: one hit a round, variance one.
    assert hits <= rounds + 3 * sqrt(rounds)
    assert kept > rounds + 3 * sqrt(rounds)


def test_attack_34_a_copy_made_while_the_box_was_open_is_never_read():
    """Database and folder of that hour, without the keys that belong into no copy: nothing opens. With the key of that
    hour (the control) everything does."""
    found = hall(5, is_open=True)
    ballots = [found.devices[user.pk].ballot(found.paper, YES) for user in found.members]
    for ballot in ballots:
        found.send(ballot)
    copy = {row.pk: bytes(row.sealed) for row in Envelope.objects.all()}
    key = keys.sealing(found.ballot.pk, 1)
    rid = str(found.ballot.pk)
    found.act("close")
    keys.destroy(rid)  # as the end of the act does
    assert keys.sealing(rid, 1) is None
    left = b"".join(file.read_bytes() for file in keys.folder().rglob("*") if file.is_file())
    candidates = [left[place : place + 32] for place in range(max(len(left) - 31, 0))]
    number, sealed = next(iter(copy.items()))
    for candidate in [*candidates, bytes(32)]:
        with pytest.raises(BadBallot):
            sealing.unseal(candidate, rid, bytes.fromhex(number), sealed)
    opened = {sealing.unseal(key, rid, bytes.fromhex(number), sealed) for number, sealed in copy.items()}
    assert opened == {ballot.record() for ballot in ballots}


def test_attack_47_no_export_holds_a_row_of_the_box_or_the_roll():
    found = hall(5, is_open=True)
    receipts = [found.cast(user, YES) for user in found.members]
    found.act("close")
    out = StringIO()
    call_command("dumpdata", "awards", stdout=out)
    dumped = json.loads(out.getvalue())
    names = {row["model"] for row in dumped}
    assert "awards.votinground" in names  # the control: the rounds themselves are there
    assert names.isdisjoint({"awards.envelope", "awards.boxrecord", "awards.voidtoken", "awards.roundelector"})
    assert not any(receipt.c in out.getvalue() for receipt in receipts)
    hashes = list(RoundElector.objects.values_list("blinded_hash", flat=True))
    assert all(hashes)
    assert not any(one in out.getvalue() for one in hashes)


# Papers and ballots ---------------------------------------------------------------------------------------------------


def test_attack_17_a_recused_member_gets_no_paper():
    found = hall(6, checkin=False)
    seat = RoundElector.objects.get(attendee__person=found.members[5].person)
    services.set_recused(seat, by=found.sitting.secretary, reason="có tên trên phiếu")
    casting.open_checkin(found.ballot, by=found.teller)
    one = Voter(found.box.issuer)
    with pytest.raises(StateConflict, match="không nhận phiếu điện tử"):
        casting.issue(found.ballot, by=found.members[5], blinded=one.blinded.hex(), epoch=1)
    assert casting.issue(found.ballot, by=found.members[4], blinded=one.blinded.hex(), epoch=1)


def test_attack_22_a_paper_of_one_round_is_worth_nothing_in_another():
    first, second = hall(4, is_open=True), hall(4, is_open=True)
    stranger = first.devices[first.members[0].pk]
    with pytest.raises(NotEntitled):
        second.send(stranger.ballot(second.paper, YES))
    relabelled = stranger.signed(
        stranger.ballot(second.paper, YES).body.replace(str(first.ballot.pk), str(second.ballot.pk))
    )
    with pytest.raises(NotEntitled):
        second.send(relabelled)
    assert second.cast(second.members[0], YES).is_new
    assert Envelope.objects.filter(round=first.ballot).count() == 0


def test_attack_48_a_captured_ballot_is_refused_after_the_close_and_in_the_round_run_again():
    found = hall(4, is_open=True)
    captured = found.devices[found.members[0].pk].ballot(found.paper, YES)
    found.send(captured)
    found.act("close")
    with pytest.raises(NotOpen):
        found.send(captured)
    found.act("annul", "khiếu nại")
    with pytest.raises(NotOpen):
        found.send(captured)
    again = services.prepare_rerun(found.ballot, by=found.sitting.secretary)
    services.freeze_round(again, by=found.sitting.secretary)
    casting.open_checkin(again, by=found.teller)
    found.ballot = VotingRound.objects.get(pk=again.pk)
    for user in found.members:
        found.fetch(user)
    found.act("open")
    with pytest.raises(NotEntitled):
        found.send(captured)
    assert found.cast(found.members[0], NO).is_new


def test_attack_37_no_clock_matters():
    """The server's clock a day ahead and a day behind, in the middle of a round."""
    now = clock.now()
    with clock.at(_later(now, 1)):
        found = hall(4, is_open=True)
    with clock.at(_later(now, -1)):
        first = found.cast(found.members[0], YES)
    with clock.at(_later(now, 1)):
        ballots = [found.cast(user, YES) for user in found.members[1:]]
        found.act("close")
    with clock.at(_later(now, -1)):
        services.count_box(found.ballot, by=found.teller)
    assert found.box.count == 4
    assert first.c in box_queries.receipts(found.ballot)["c"]
    assert len({ballot.c for ballot in ballots}) == 3
    assert (
        queries.broken_link(RoundEvent.objects.filter(round=found.ballot).select_related("actor").order_by("seq"))
        is None
    )


def _later(now: datetime, days: int) -> datetime:
    return now + timedelta(days=days)


def test_attack_43_a_paper_given_back_while_a_ballot_of_it_is_on_its_way(monkeypatch):
    """What a process remembers of a round is read under its lock: a device that casts while it gives its paper back
    and the round is opened gets one of the two and never both."""
    found = hall(5, fetched=5)
    user = found.members[1]
    one = found.devices[user.pk]
    ballot = one.ballot(found.paper, YES)
    check = sealing.check

    def meanwhile(*args):
        monkeypatch.setattr(sealing, "check", check)
        casting.surrender(found.ballot, by=user, prep=one.prep.hex(), tsig=one.token.hex())
        found.act("open")
        return check(*args)

    monkeypatch.setattr(sealing, "check", meanwhile)
    with pytest.raises(NotEntitled, match="given back"):
        found.send(ballot)
    assert Envelope.objects.count() == 0
    assert found.box.issued == 4


# Who learns what ------------------------------------------------------------------------------------------------------


def test_attack_40_every_page_of_an_open_round_is_the_same_whatever_was_voted(client):
    """Byte for byte, for everybody who has to do with the round, at every address that shows something of it."""
    found = hall(5, is_open=True)
    administrator = UserFactory(role=Role.ADMINISTRATOR, over=found.sitting.province)
    people = [found.sitting.chair, found.sitting.secretary, found.teller, administrator]
    conference = found.sitting.conference.pk
    addresses = [url(name, found) for name in ("detail", "vote", "state", "result", "pending")]
    addresses += [reverse("awards:ballots.screen", args=[conference])]
    addresses += [reverse("awards:conferences.minutes", args=[conference])]

    def seen(marks) -> tuple[list[str], list[str]]:
        """What everybody sees once all have voted so, and the receipts; undone afterwards."""
        bodies = []
        with transaction.atomic():
            receipts = [found.cast(user, marks).c for user in found.members]
            for user in people:
                client.force_login(user)
                for address in addresses:
                    answer = client.get(address)
                    text = answer.content.decode()
                    bodies.append(f"{user} {address} {answer.status_code} {text}")
                for name in ("count_box", "box_file", "rekey", "open_checkin"):
                    bodies.append(f"{user} {name} {client.post(url(name, found)).status_code}")
            bodies.append(str(Client().get(url("receipts", found)).content))
            transaction.set_rollback(True)
        return bodies, receipts

    (yes, some), (no, others) = seen(YES), seen(NO)
    passing = r"[A-Za-z0-9]{64}|<time>[^<]*</time>"  # tokens of forms, the hour
    plain = [[re.sub(passing, "", body) for body in bodies] for bodies in (yes, no)]
    assert [_first_difference(a, b) for a, b in zip(*plain, strict=True) if a != b] == []
    everything = " ".join(yes + no)
    assert not any(receipt in everything for receipt in some + others)
    # The control: with one ballot fewer a page does look different, so there was something to see.
    found.cast(found.members[0], YES)
    client.force_login(found.sitting.secretary)
    assert client.get(reverse("awards:ballots.screen", args=[conference])).context["screen"].handed == 0


def _first_difference(one: str, other: str) -> str:
    place = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return f"{one[:120]} … {one[place - 60 : place + 60]!r} / {other[place - 60 : place + 60]!r}"


def test_attack_45_channels_are_never_told_apart(client):
    """Four devices and three papers: page, minutes and hall give the sums of both and nothing else."""
    found = hall(7, {"ĐVTT": (2, None)}, fetched=4)
    batch = services.hand_papers(found.ballot, by=found.teller, batch_label="A", attendees=found.sitting.attendees[4:])
    found.act("open")
    for user in found.members[:4]:
        found.cast(user, ["A", "D"])
    found.act("close")
    services.record_returned(batch, by=found.teller, returned=3)
    for teller in found.sitting.tellers[:2]:
        services.save_count(batch, by=teller, data=figures(found.ballot, 3, {"ĐVTT 1": 1, "ĐVTT 2": 3}))
        services.lock_count(batch, by=teller)
    found.ballot.refresh_from_db()
    result = queries.result_of(found.ballot, viewer=found.teller)
    assert [(line.agree, line.disagree) for line in result.groups[0].lines] == [(5, 2), (3, 4)]
    scope = Scope(period=found.sitting.period, unit=found.sitting.province, reader=found.teller)
    blocks = count_minutes.build(scope, found.ballot).blocks
    rows = [row for block in blocks for row in getattr(block, "rows", []) if isinstance(row, dict)]
    lines = [row for row in rows if "agree" in row or "votes" in row]
    told = " ".join(map(str, rows))
    assert "Phiếu điện tử" in told  # how many of which kind came back is told, not what was on them
    assert not [row for row in lines if row.get("agree") in (4, 1)]
    client.force_login(found.teller)
    page = client.get(url("result", found)).context["result"]
    assert {type(part).__name__ for part in page.batches} <= {"ResultBatch"}
    assert not any(hasattr(part, "lines") for part in page.batches)


def test_attack_50_a_round_run_again_with_one_member_fewer_warns_and_the_old_figures_are_gone(client):
    found = hall(5, is_open=True)
    for user in found.members:
        found.cast(user, YES)
    found.act("close")
    services.count_box(found.ballot, by=found.teller)
    found.act("annul", "khiếu nại")
    for user in (found.teller, found.sitting.secretary, found.sitting.chair):
        client.force_login(user)
        assert client.get(url("result", found)).status_code == 403
        assert client.post(url("box_file", found)).status_code in (302, 403)
        assert "td-tally" not in client.get(url("detail", found)).content.decode()
    again = services.prepare_rerun(found.ballot, by=found.sitting.secretary)
    again = VotingRound.objects.get(pk=again.pk)
    assert box_queries.told_apart(again) == 0, "the same five people tell nothing of one of them"
    seat = found.sitting.attendees[4]
    seat.presence = "expected"
    seat.save()
    again = VotingRound.objects.get(pk=again.pk)
    assert box_queries.told_apart(again) == 1
    client.force_login(found.sitting.secretary)
    page = client.get(reverse("awards:ballots.detail", args=[again.pk])).content.decode()
    assert "lần này khác 1 người" in page
    services.freeze_round(again, by=found.sitting.secretary)
    assert box_queries.told_apart(VotingRound.objects.get(pk=again.pk)) == 1


# How often ------------------------------------------------------------------------------------------------------------


@pytest.mark.once
def test_a_limit_lets_a_burst_through_and_then_its_rate(monkeypatch):
    moment = [0]
    monkeypatch.setattr(limits.time, "monotonic", lambda: moment[0])
    one = limits.Limit(rate=2, burst=5)
    assert [one.takes("a") for _ in range(7)] == [True] * 5 + [False] * 2
    assert one.takes("b"), "another round is another limit"
    moment[0] = 1
    assert [one.takes("a") for _ in range(3)] == [True, True, False]
    for number in range(limits.KEPT + 1):
        one.takes(number)
    assert len(one._left) == limits.KEPT


def test_too_many_requests_are_asked_to_wait_and_nothing_is_written_down(client, monkeypatch):
    found = hall(5, is_open=False, fetched=4)
    monkeypatch.setattr(limits, "papers", limits.Limit(rate=0, burst=1))
    client.force_login(found.members[4])
    asked = {"blinded": Voter(found.box.issuer).blinded.hex(), "epoch": 1}
    assert [client.post(url("issue", found), asked, secure=True).status_code for _ in range(2)] == [200, 429]
    casting.mark_ready(found.ballot, by=found.members[4])
    found.act("open")
    monkeypatch.setattr(limits, "casts", limits.Limit(rate=0, burst=1))
    ballot = found.devices[found.members[0].pk].ballot(found.paper, YES)

    def put():
        return Client().post(url("cast", found), ballot.record(), content_type="text/plain")

    with connection.execute_wrapper(_noted := _Noted()):
        answers = [put() for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1].json() == {"error": "too_often"}
    assert [sql for sql in _noted.writes if "awards_envelope" not in sql] == []


class _Noted:
    """Statements that write."""

    def __init__(self):
        self.writes: list[str] = []

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self.writes.append(sql)
        return execute(sql, params, many, context)


@pytest.mark.once
def test_attack_11_the_proxy_of_the_readme_keeps_no_line_of_a_ballot():
    readme = (HERE.parents[2] / "README.md").read_text(encoding="utf-8")
    place = re.search(r"location ~ (\S+) \{[^}]*access_log off;[^}]*\}", readme)
    assert place
    pattern = re.compile(place.group(1))
    rid = "6f6d0c3e-0f6c-4c55-9f3a-0d5e3f0c7a11"
    for name in ("cast", "receipts"):
        assert pattern.search(reverse(f"awards:ballots.{name}", args=[rid]))
    assert not pattern.search(reverse("awards:ballots.vote", args=[rid]))


def test_attack_05_a_dump_of_sqlite_holds_no_ballot_before_the_close(transactional_db):
    """`.dump` as text: before the close nothing of a ballot, after it (the control) every commitment."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or not Path(name).is_file():
        pytest.skip("no file of SQLite here")

    def dumped() -> str:
        with closing(sqlite3.connect(name)) as copy:
            return "\n".join(line for line in copy.iterdump() if "awards_" in line)

    found = hall(4, is_open=True)
    ballots = [found.devices[user.pk].ballot(found.paper, YES) for user in found.members]
    for ballot in ballots:
        found.send(ballot)
    needles = [part for one in ballots for part in (one.key.hex(), one.tsig.hex(), one.commitment, one.body)]
    before = dumped().lower()
    assert str(found.ballot.pk).replace("-", "") in before
    assert [needle for needle in needles if needle.lower() in before] == []
    found.act("close")
    after = dumped().lower()
    assert [one.commitment for one in ballots if one.commitment not in after] == []
