"""Addresses of an electronic round: the device of a member, nobody's two, the tellers' acts."""

import json
import logging
from hashlib import sha256

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.ballots import box_views, casting, services
from awards.models import Envelope, RoundElector, RoundEvent, VotingRound
from tests.awards.ballots.voters import NO, YES, Voter, hall
from tests.factories import UserFactory
from tests.factories.ballots import council_sitting, locked_list
from thidua import qr
from units.accounts.enums import Role
from units.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_keys")]


def url(name: str, found) -> str:
    return reverse(f"awards:ballots.{name}", args=[found.ballot.pk])


def put(found, ballot, **headers):
    """As a browser sends it: no cookie, plain text."""
    return Client().post(url("cast", found), ballot.record(), content_type="text/plain;charset=UTF-8", headers=headers)


# The device -----------------------------------------------------------------------------------------------------------


def test_a_device_goes_the_whole_way(client):
    found = hall(5, checkin=False)
    user = found.members[1]
    client.force_login(user)
    assert json.loads(client.get(url("state", found)).content)["state"] == "ready"
    casting.open_checkin(found.ballot, by=found.teller)
    told = client.get(url("state", found)).json()
    assert (told["state"], told["channel"], told["ready"], told["epoch"]) == ("checkin", "none", False, 1)
    assert (told["pub"], told["digits"]) == (found.box.pub, found.box.digits)
    one = Voter(found.box.issuer)
    answer = client.post(url("issue", found), {"blinded": one.blinded.hex(), "epoch": found.box.epoch}, secure=True)
    one.unblind(bytes.fromhex(answer.json()["signature"]))
    assert client.post(url("mark_ready", found)).status_code == 200
    told = client.get(url("state", found)).json()
    assert (told["channel"], told["ready"]) == ("electronic", True)
    other = client.post(
        url("issue", found), {"blinded": Voter(found.box.issuer).blinded.hex(), "epoch": found.box.epoch}, secure=True
    )
    assert (other.status_code, other.json()["error"]) == (409, "other_device")
    assert client.post(url("issue", found), {"blinded": "05", "epoch": found.box.epoch}, secure=True).status_code == 422
    given_back = {"prep": one.prep.hex(), "tsig": one.token.hex()}
    assert client.post(url("surrender", found), {**given_back, "tsig": "00"}).status_code == 422
    assert client.post(url("surrender", found), given_back).status_code == 200
    assert RoundElector.objects.get(round=found.ballot, attendee__person=user.person).channel == "none"


def test_every_answer_to_a_device_is_of_one_length(client):
    found = hall(5, checkin=False)
    client.force_login(found.members[1])
    lengths = {len(client.get(url("state", found)).content)}
    casting.open_checkin(found.ballot, by=found.teller)
    lengths.add(len(client.get(url("state", found)).content))
    for user in found.members:
        found.fetch(user)
    lengths.add(len(client.get(url("state", found)).content))
    found.act("open")
    before = client.get(url("state", found)).content
    found.cast(found.members[1], YES)
    assert client.get(url("state", found)).content == before, "nothing tells that somebody has voted"
    found.act("close")
    lengths |= {len(before), len(client.get(url("state", found)).content)}
    assert lengths == {1536}


def test_plain_http_on_a_network_gives_out_no_paper_and_says_why(client):
    found = hall(5, fetched=1)
    user = found.members[1]
    client.force_login(user)
    at = {"headers": {"host": "192.168.1.10:8000"}}
    blinded = {"blinded": Voter(found.box.issuer).blinded.hex(), "epoch": found.box.epoch}
    with override_settings(ALLOWED_HOSTS=["192.168.1.10", "localhost"]):
        answer = client.post(url("issue", found), blinded, **at)
        assert (answer.status_code, answer.json()["error"]) == (422, "unsafe")
        assert "https" in answer.json()["message"]
        assert RoundElector.objects.get(round=found.ballot, attendee__person=user.person).channel == "none"
        page = client.get(url("vote", found), **at)
        assert page.context["ack"] == ""
        assert "data-ballot" not in page.content.decode()
        assert "mở bằng http qua mạng" in page.content.decode()
        with override_settings(SITE_URL="https://thidua.lan"):
            assert (
                f'href="https://thidua.lan{url("vote", found)}"'
                in client.get(url("vote", found), **at).content.decode()
            )
        # On this very machine, and by https, nothing stands in the way.
        for safe in ({"headers": {"host": "localhost:8000"}}, {**at, "secure": True}):
            page = client.get(url("vote", found), **safe)
            assert page.context["ack"]
            assert "mở bằng http qua mạng" not in page.content.decode()
        assert client.post(url("issue", found), blinded, headers={"host": "localhost:8000"}).status_code == 200


def test_the_page_of_a_member_holds_the_paper_and_three_scripts(client):
    found = hall(5, fetched=1)
    client.force_login(found.members[1])
    page = client.get(url("vote", found), secure=True)
    body = page.content.decode()
    assert page.context["ack"].startswith("-----BEGIN PUBLIC KEY")
    assert body.count("<script") == 3
    assert "no-store" in page["Cache-Control"]
    client.force_login(found.sitting.secretary)  # no seat in the council
    page = client.get(url("vote", found))
    assert page.context["ack"] == ""
    assert "data-ballot" not in page.content.decode()


# Nobody's -------------------------------------------------------------------------------------------------------------


def test_cast_takes_a_ballot_of_nobody_in_particular():
    found = hall(5, is_open=True)
    ballot = found.devices[found.members[0].pk].ballot(found.paper, YES)
    first, again = put(found, ballot), put(found, ballot)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["c"] == again.json()["c"] == ballot.commitment
    assert not first.cookies
    assert "Set-Cookie" not in first.headers
    assert Envelope.objects.count() == 1
    other = put(found, found.devices[found.members[0].pk].ballot(found.paper, NO))
    assert (other.status_code, other.json()) == (409, {"error": "token_spent"})


def test_cast_refuses_a_cookie_whatever_it_is(client):
    found = hall(5, is_open=True)
    client.force_login(found.members[0])
    ballot = found.devices[found.members[0].pk].ballot(found.paper, YES)
    answer = client.post(url("cast", found), ballot.record(), content_type="text/plain")
    assert (answer.status_code, answer.json()) == (400, {"error": "cookie"})
    assert put(found, ballot, cookie="x=1").status_code == 400
    assert client.get(url("receipts", found)).status_code == 400
    assert Envelope.objects.count() == 0


def test_cast_asks_no_session_no_account_and_writes_one_row():
    found = hall(5, is_open=True)
    ballot = found.devices[found.members[0].pk].ballot(found.paper, YES)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert put(found, ballot).status_code == 200
    asked = [row["sql"] for row in queries.captured_queries]
    assert not [sql for sql in asked if "session" in sql or "units_user" in sql]
    written = [sql for sql in asked if sql.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [sql.split('"')[1] for sql in written] == ["awards_envelope"]


def test_cast_refuses_all_else_without_saying_more():
    found = hall(5, is_open=True)
    ballot = found.devices[found.members[0].pk].ballot(found.paper, YES)

    def send(content: str):
        return Client().post(url("cast", found), content, content_type="text/plain")

    for content in ("", "[]", "null", "5", "{}", "[" * 30_000, "\ud800".encode("utf-8", "surrogatepass")):
        assert (send(content).status_code, send(content).json()) == (400, {"error": "bad_ballot"})
    assert send("x" * 65_537).status_code == 400
    forged = json.loads(ballot.record()) | {"tsig": bytes(256).hex()}
    assert (send(json.dumps(forged)).status_code, send(json.dumps(forged)).json()) == (403, {"error": "not_entitled"})
    assert Client().get(url("cast", found)).status_code == 405
    nowhere = reverse("awards:ballots.cast", args=["11111111-2222-4333-8444-555555555555"])
    answer = Client().post(nowhere, ballot.record(), content_type="text/plain")
    assert (answer.status_code, answer.json()) == (409, {"error": "not_open"})


def test_cast_leaves_no_line_in_any_log(caplog, monkeypatch):
    found = hall(5, is_open=True)
    ballot = found.devices[found.members[0].pk].ballot(found.paper, YES)
    with caplog.at_level(logging.DEBUG):
        caplog.clear()
        put(found, ballot)
        put(found, ballot, cookie="a=b")
        Client().post(url("cast", found), "{}", content_type="text/plain")
        Client().get(url("receipts", found))
        assert [record for record in caplog.records if record.name != "django.db.backends"] == []

        def broken(*args, **kwargs):
            raise RuntimeError(f"trouble with {ballot.body}")

        monkeypatch.setattr(casting, "cast", broken)
        answer = put(found, ballot)
    assert (answer.status_code, answer.json()) == (503, {"error": "trouble"})
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.INFO] == [
        "A ballot could not be taken in: RuntimeError"
    ]
    assert ballot.body not in caplog.text
    assert ballot.commitment not in caplog.text


def test_receipts_are_the_whole_list_of_a_sealed_box():
    found = hall(5, is_open=True)
    given = [found.cast(user, YES).c for user in found.members[:4]]
    answer = Client().get(url("receipts", found))
    assert (answer.status_code, answer.json()) == (409, {"error": "not_sealed"})
    found.act("close")
    told = Client().get(url("receipts", found)).json()
    assert told == {"head": found.box.short_head, "c": sorted(given)}
    assert (
        Client().get(reverse("awards:ballots.receipts", args=["11111111-2222-4333-8444-555555555555"])).status_code
        == 409
    )


# The tellers ----------------------------------------------------------------------------------------------------------


def test_a_paper_ticked_by_mistake_is_taken_back_while_devices_fetch_theirs(client):
    found = hall(5)
    client.force_login(found.teller)
    elector = found.ballot.electors.get(attendee__person=found.members[1].person)
    services.hand_papers(found.ballot, by=found.teller, batch_label="A", attendees=[elector.attendee])
    address = reverse("awards:ballots.take_back", args=[elector.pk])
    assert address in client.get(url("detail", found)).content.decode()
    pile = {"tap": found.ballot.batches.get().pk}
    client.post(address, pile)
    elector.refresh_from_db()
    assert (elector.channel, elector.signed_paper) == ("none", False)
    page = client.get(url("detail", found)).content.decode()
    assert address not in page
    assert not found.ballot.batches.exists() and "dưới ba phiếu" not in page, "a pile of no papers is nobody's to count"
    assert "chưa nhận phiếu" in client.post(address, pile, follow=True).content.decode()


def test_tellers_give_papers_out_count_the_box_and_take_its_file(client):
    found = hall(5, checkin=False)
    client.force_login(found.teller)
    page = client.get(url("detail", found)).content.decode()
    assert "Mở nhận phiếu" in page
    assert "Đề nghị mở bỏ phiếu" not in page, "papers first"
    client.post(url("open_checkin", found))
    assert VotingRound.objects.get(pk=found.ballot.pk).is_checkin
    client.post(url("rekey", found), {"reason": "mất máy"})
    assert found.box.epoch == 2
    found.ballot.refresh_from_db()
    for user in found.members:
        found.fetch(user)
    assert "5/5" in client.get(url("detail", found)).content.decode()
    found.act("open")
    for user in found.members:
        found.cast(user, YES)
    found.act("close")
    page = client.get(url("detail", found)).content.decode()
    assert found.box.short_head in page
    assert client.post(url("box_file", found)).status_code == 302, "not before the count"
    assert client.post(url("count_box", found)).url == url("result", found)
    result = client.get(url("result", found))
    assert result.context["result"].box.short_head == found.box.short_head
    file = client.post(url("box_file", found))
    assert json.loads(file.content)["head"] == found.box.head
    script = client.get(url("recount_script", found))
    assert script.content.startswith(b"#!/usr/bin/env python3")
    assert RoundEvent.objects.filter(action="box_download").count() == 1


def test_nobody_learns_anything_while_the_box_is_open(client):
    """Chair, secretary, tellers, administrator: every page of the round is the same whatever was voted."""

    def pages(found) -> list[str]:
        bodies = []
        administrator = UserFactory(role=Role.ADMINISTRATOR, over=found.sitting.province)
        for user in (found.sitting.chair, found.sitting.secretary, found.teller, administrator):
            client.force_login(user)
            for name in ("detail", "vote", "state", "result", "pending"):
                answer = client.get(url(name, found))
                bodies.append(f"{answer.status_code} {len(Envelope.objects.all())}")
                for receipt in given:
                    assert receipt.c not in answer.content.decode()
            for name in ("count_box", "box_file", "rekey", "open_checkin"):
                client.post(url(name, found))
        return bodies

    found = hall(5, is_open=True)
    given = [found.cast(user, YES) for user in found.members]
    assert all(body.startswith(("200", "403")) for body in pages(found))
    found.ballot.refresh_from_db()
    assert (found.ballot.state, found.box.head) == ("open", "")
    facts = json.dumps(list(AuditEvent.objects.about(found.ballot).values_list("facts", flat=True)))
    assert not any(receipt.c in facts for receipt in given)


def test_the_hall_sees_who_has_no_paper_yet_then_steps_of_three_then_the_seal(client):
    found = hall(7, fetched=6)
    client.force_login(found.sitting.secretary)
    screen = reverse("awards:ballots.screen", args=[found.sitting.conference.pk])
    body = client.get(screen).content.decode()
    assert found.sitting.attendees[6].name in body
    assert found.box.digits in body
    to_the_page = qr.data_uri(f"http://testserver{reverse('awards:ballots.vote', args=[found.ballot.pk])}")
    assert to_the_page in body, "a phone opens the page of the vote from the wall"
    found.fetch(found.members[6])
    found.act("open")
    assert to_the_page not in client.get(screen).content.decode(), "nobody fetches a paper any more"
    shown = []
    for user in found.members:
        found.cast(user, YES)
        shown.append(client.get(screen).context["screen"].handed)
    assert shown == [0, 0, 3, 3, 3, 6, 7]
    assert not any(seat.name in client.get(screen).content.decode() for seat in found.sitting.attendees)
    found.act("close")
    assert found.box.short_head in client.get(screen).content.decode()


def test_prepare_offers_devices_and_paper_stays_the_default(client):
    sitting = council_sitting(members=5, present=5)
    locked_list(sitting)
    client.force_login(sitting.secretary)
    address = reverse("awards:ballots.prepare", args=[sitting.conference.pk])
    tellers = {"tellers": [user.pk for user in sitting.tellers], "titles": ["0"]}
    client.post(address, {"name": "Phiếu giấy", **tellers})
    client.post(address, {"name": "Phiếu điện tử", "kind": "mixed", **tellers})
    client.post(address, {"name": "Phiếu khác", "kind": "open", **tellers})
    assert list(VotingRound.objects.order_by("number").values_list("name", "kind")) == [
        ("Phiếu giấy", "secret_paper"),
        ("Phiếu điện tử", "mixed"),
    ]


def test_the_minutes_of_the_count_tell_the_seal(client):
    from awards.reports import count_minutes
    from awards.reports.registry import Scope

    found = hall(5, is_open=True)
    for user in found.members:
        found.cast(user, YES)
    found.act("close")
    services.count_box(found.ballot, by=found.teller)
    scope = Scope(period=found.sitting.period, unit=found.sitting.province, reader=found.teller)
    document = count_minutes.build(scope, found.ballot)
    words = " ".join(getattr(block, "text", "") for block in document.blocks)
    assert found.box.short_head in words
    assert "ký mù" in words
    assert found.box.head in words and sha256(box_views.box_queries.RECOUNT.read_bytes()).hexdigest() in words
    table = next(block for block in document.blocks if getattr(block, "sheet", "") == "Số phiếu")
    assert [(row["batch"], row["signed"], row["returned"]) for row in table.rows] == [("Phiếu điện tử", 5, 5)]
