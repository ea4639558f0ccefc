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
