"""Attack 51 without a clock: the time a refusal takes can tell nothing of the key of the envelopes, because no key is
touched before the token and the signature of the ballot have proved right, and all refusals are one.

How long a refusal takes is measured by tests/bench/ballots.py.
"""

import json
import os
import secrets
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.ballots import blind, keys, sealing
from awards.ballots.sealing import Ballot, Issuer
from awards.models import Envelope
from tests.awards.ballots.voters import OTHER_ROUND, YES, Hall, Voter, hall, rsa_key

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("own_keys")]
SIZE = 1000
PSS = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=blind.SALT_LENGTH)


# Tokens ---------------------------------------------------------------------------------------------------------------


def holder(issuer: Issuer, key: rsa.RSAPrivateKey) -> Voter:
    """A device with a token, signed openly: what comes out is what unblinding gives, in a tenth of the time."""
    one = object.__new__(Voter)
    one.issuer, one.key = issuer, ec.generate_private_key(ec.SECP256R1())
    point = one.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    one.prep = blind.prepare(sealing.token_message(issuer, point))
    one.token = key.sign(one.prep, PSS, hashes.SHA384())
    return one


def one_bit(token: bytes) -> bytes:
    place = secrets.randbelow(len(token) * 8)
    return (int.from_bytes(token) ^ 1 << place).to_bytes(len(token))


def wrong_ones(found: Hall, key: rsa.RSAPrivateKey) -> dict[str, Callable[[Ballot], Ballot]]:
    """From a ballot that is right, one whose token is not: guessed, forged, of another round, taken from another."""
    issuer, paper, n = found.box.issuer, found.paper, key.private_numbers().public_numbers.n
    size = len(n.to_bytes(256))

    def of(other: Issuer, signer: rsa.RSAPrivateKey) -> Ballot:
        one = holder(other, signer)
        one.issuer = issuer  # its ballot names this round
        return one.ballot(paper, YES)

    return {
        "guessed": lambda right: replace(right, tsig=secrets.token_bytes(size)),
        "one bit": lambda right: replace(right, tsig=one_bit(right.tsig)),
        "nothing": lambda right: replace(right, tsig=bytes(size)),
        "as large as the key": lambda right: replace(right, tsig=n.to_bytes(size)),
        "short": lambda right: replace(right, tsig=right.tsig[:-1]),
        "empty": lambda right: replace(right, tsig=b""),
        "signed by another key": lambda right: of(issuer, rsa_key()),
        "of another round": lambda right: of(replace(issuer, round_id=OTHER_ROUND), key),
        "of another giving-out": lambda right: of(replace(issuer, epoch=2), key),
        "of another ballot": lambda right: replace(right, tsig=of(issuer, key).tsig),
        "no token": lambda right: replace(right, prep=b""),
        "right, the ballot signed by another": lambda right: replace(right, bsig=of(issuer, key).bsig),
        "right, the ballot changed": lambda right: replace(right, body=right.body.replace('"A"', '"D"')),
    }


# What is done meanwhile -----------------------------------------------------------------------------------------------


class Watch:
    """Names of the files that this process opens in one folder, as Python itself reports them."""

    folder: str | None = None
    opened: Counter[str] = Counter()

    def __call__(self, event: str, args: tuple) -> None:
        if self.folder is not None and event == "open" and isinstance(args[0], str | bytes | os.PathLike):
            path = os.fsdecode(args[0])
            if path.startswith(self.folder):
                self.opened[Path(path).name] += 1


watch = Watch()
sys.addaudithook(watch)  # stays for the life of the process; looks at nothing but while a folder is named


@dataclass(frozen=True)
class Told:
    """An answer to the last byte, and what was done for it: keys opened and used, questions to the database."""

    status: int
    content: bytes
    headers: tuple[tuple[str, str], ...]
    opened: frozenset[str]
    derived: int
    asked: int


@contextmanager
def watched(monkeypatch) -> Iterator[Callable[[str, Ballot], Told]]:
    """`send(address, ballot)`, while every file of a key and every use of the key of the envelopes is noted."""
    uses: list[bytes] = []
    derive, client = sealing._derive, Client()

    def noted(key: bytes, use: bytes) -> bytes:
        uses.append(use)
        return derive(key, use)

    def send(address: str, ballot: Ballot) -> Told:
        watch.opened.clear()
        uses.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(address, ballot.record(), content_type="text/plain")
        headers = tuple(sorted(answer.headers.items()))
        return Told(answer.status_code, answer.content, headers, frozenset(watch.opened), len(uses), len(queries))

    with monkeypatch.context() as patch:
        patch.setattr(sealing, "_derive", noted)
        patch.setattr(watch, "folder", str(keys.folder()))
        yield send


def test_attack_51_a_thousand_wrong_tokens_are_refused_alike_before_any_key_is_touched(monkeypatch):
    found = hall(5, fetched=5)
    key = keys.issuing(found.ballot.pk, 1)[0].private_key()
    found.act("open")
    keys.destroy(found.ballot.pk, only=keys.ISSUE)  # as the end of the act does
    issuer, paper = found.box.issuer, found.paper
    right = [holder(issuer, key).ballot(paper, YES) for _ in range(SIZE)]
    kinds = wrong_ones(found, key)
    wrong = [(name, kinds[name](ballot)) for name, ballot in zip(cycle(kinds), right, strict=False)]
    address = reverse("awards:ballots.cast", args=[found.ballot.pk])
    keys.ack_public()  # made at its first use

    with watched(monkeypatch) as send:
        # Some before this process has seen the round open, the others after.
        first = [(name, send(address, ballot)) for name, ballot in wrong[: SIZE // 10]]
        taken = [send(address, ballot) for ballot in right]
        second = [(name, send(address, ballot)) for name, ballot in wrong[SIZE // 10 :]]
        again = [send(address, ballot) for ballot in right[:10]]

    for part in (first, second):
        assert {name for name, _ in part} == set(kinds)
        assert len({told for _, told in part}) == 1, "to the byte the same answer, the same done for it"
        told = part[0][1]
        assert (told.status, json.loads(told.content)) == (403, {"error": "not_entitled"})
        assert (told.opened, told.derived) == (frozenset(), 0), "no key is opened, none is used"
    assert first[0][1].content == second[0][1].content
    assert first[0][1].headers == second[0][1].headers
    # The control: the same look sees the key of the envelopes at every token that is right, cast before or not.
    for told in (*taken, *again):
        assert told.status == 200
        assert told.opened == {keys.SEAL, keys.ACK}
        assert told.derived >= 2
    assert Envelope.objects.count() == SIZE
