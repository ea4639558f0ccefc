"""A member's device in Python, as static/js/secret-ballot.js is one in a browser: for rehearsals, and for the tests.

It draws a key for one ballot, has it signed blindly, and signs its ballot with it. What a phone keeps besides, and how
it goes on after a lost answer, is the browser's own matter.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from awards.ballots import blind, marks, sealing
from awards.ballots.marks import Mark, Paper
from awards.ballots.sealing import Ballot, Issuer


@dataclass
class Phone:
    """Its one-time key and, once unblinded, its token."""

    issuer: Issuer
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    prep: bytes = b""
    blinded: bytes = b""
    inverse: int = 0
    token: bytes = b""

    def __post_init__(self):
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        self.prep = blind.prepare(sealing.token_message(self.issuer, point))
        self.blinded, self.inverse = blind.blind(self.issuer.public, self.prep)

    def unblind(self, answer: bytes) -> "Phone":
        self.token = blind.finalize(self.issuer.public, self.prep, answer, self.inverse)
        return self

    def sign(self, message: bytes) -> bytes:
        """As browsers write a signature: r and s, 32 bytes each."""
        r, s = decode_dss_signature(self.key.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)

    def ballot(self, paper: Paper, chosen: Sequence[Mark], nonce: str = "") -> Ballot:
        body = marks.write_body(self.issuer.round_id, paper.hash, chosen, nonce or secrets.token_hex(32))
        return self.signed(body)

    def signed(self, body: str) -> Ballot:
        """Any text, signed as a ballot."""
        return Ballot(body, self.prep, self.token, self.sign(sealing.signed_text(marks.commitment(body))))


@dataclass
class Device:
    """A device with every slip of the paper: one, unless the paper is cast line by line. What it asks for, gives back
    and is answered is one text for all of them, as the server reads and writes it."""

    issuer: Issuer
    paper: Paper
    phones: list[Phone] = field(default_factory=list)

    def __post_init__(self):
        self.phones = [Phone(one) for one in self.issuer.slips(self.paper)]

    @property
    def blinded(self) -> str:
        return ",".join(phone.blinded.hex() for phone in self.phones)

    def unblind(self, answer: str) -> "Device":
        for phone, signature in zip(self.phones, answer.split(","), strict=True):
            phone.unblind(bytes.fromhex(signature))
        return self

    @property
    def proof(self) -> dict[str, str]:
        """What gives the paper back."""
        return {
            "prep": ",".join(phone.prep.hex() for phone in self.phones),
            "tsig": ",".join(phone.token.hex() for phone in self.phones),
        }

    def ballots(self, chosen: Sequence[Mark]) -> list[Ballot]:
        """chosen: one mark for each contest of the whole paper."""
        if not self.paper.by_line:
            return [self.phones[0].ballot(self.paper, chosen)]
        slips = zip(self.phones, self.paper.slips, chosen, strict=True)
        return [phone.ballot(slip, [mark]) for phone, slip, mark in slips]
