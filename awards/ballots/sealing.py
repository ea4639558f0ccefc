"""The cast ballot: whose right it uses, that nobody changed it, and the envelope it lies in until the box is opened.

A voter's device makes a key for this one ballot (ECDSA, P-256). Its public half, signed blindly while papers are given
out, is the token: the right to one ballot that names nobody. The ballot is signed by the private half, which never
leaves the device, so nobody else can change a mark. Until the box is opened every ballot lies in an envelope, all of
equal length, that only the round's key opens; its number follows from the token, so one token fills one envelope.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from awards.ballots import blind, marks
from awards.ballots.marks import Body, Paper

POINT_LENGTH = 65  # an uncompressed point of P-256
SIGNATURE_LENGTH = 64
KEY_LENGTH = 32
BLOCK = 256  # envelopes are padded to a multiple of it
NONCE_LENGTH, TAG_LENGTH, COUNT_LENGTH = 12, 16, 4
MOST_BODY = 48 * 1024
FIELDS = ("body", "prep", "tsig", "bsig")


class BadBallot(ValueError):
    """Not written as a ballot of this round is (400)."""


class NotEntitled(ValueError):
    """Without a token of this round, or not signed by the token's own key (403)."""


@dataclass(frozen=True)
class Issuer:
    """A round as the papers of one epoch are given out: its id, the epoch, and the public key as PEM text. Of a paper
    that is cast line by line: the keys of all its slips one after the other; `slips` are the issuers of each."""

    round_id: str
    epoch: int
    pem: str

    @cached_property
    def public(self) -> RSAPublicNumbers:
        key = serialization.load_pem_public_key(self.pem.encode())
        if not isinstance(key, RSAPublicKey):
            raise TypeError("not an RSA key")
        return key.public_numbers()

    def slips(self, paper: Paper) -> tuple["Issuer", ...]:
        """Who gives out each slip of a paper; itself where the paper is one."""
        return self._slips if paper.by_line else (self,)

    @cached_property
    def _slips(self) -> tuple["Issuer", ...]:
        pems = enumerate(pems_of(self.pem), 1)
        return tuple(Issuer(marks.slip_name(self.round_id, place), self.epoch, pem) for place, pem in pems)

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.pem)

    def token_prefix(self) -> bytes:
        return f"tdkt-token-v1|{self.round_id}|{self.epoch}|".encode()


def fingerprint(pem: str) -> str:
    """Six digits of all keys, to compare with the screen of the hall: `482107`."""
    ders = [base64.b64decode("".join(one.splitlines()[1:-1])) for one in pems_of(pem)]
    return f"{int.from_bytes(hashlib.sha256(b''.join(ders)).digest()) % 10**6:06d}"


END_OF_KEY = "-----END PUBLIC KEY-----\n"


def pems_of(text: str) -> list[str]:
    """Keys that were written one after the other."""
    return [one + END_OF_KEY for one in text.split(END_OF_KEY)[:-1]]


@dataclass(frozen=True)
class Ballot:
    """A cast ballot as it is sent, kept and counted. prep: the prepared token message; tsig: the unblinded signature
    under it; bsig: the ballot's own signature."""

    body: str
    prep: bytes
    tsig: bytes
    bsig: bytes

    @property
    def key(self) -> bytes:
        """The one-time public key: the end of the token message."""
        return self.prep[-POINT_LENGTH:]

    @property
    def commitment(self) -> str:
        return marks.commitment(self.body)

    def record(self) -> str:
        """The ballot as one text, with one way of being written."""
        fields = {"body": self.body, "bsig": self.bsig.hex(), "prep": self.prep.hex(), "tsig": self.tsig.hex()}
        return json.dumps(fields, separators=(",", ":"))


def read_fields(fields: Mapping[str, object]) -> Ballot:
    """A ballot from its four texts; anything else raises BadBallot."""
    if set(fields) != set(FIELDS) or not all(isinstance(value, str) for value in fields.values()):
        raise BadBallot("fields")
    if len(fields["body"]) > MOST_BODY:
        raise BadBallot("length")
    return Ballot(fields["body"], *(_hex(fields[name]) for name in ("prep", "tsig", "bsig")))


def _hex(text: str) -> bytes:
    """Bytes of a text in small hex digits, written in the one way."""
    try:
        found = bytes.fromhex(text)
    except ValueError as error:
        raise BadBallot("not hex") from error
    if found.hex() != text:
        raise BadBallot("not hex")
    return found


def read_record(text: str) -> Ballot:
    """A record of the box; anything not written in the one way raises BadBallot."""
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadBallot("not JSON") from error
    if not isinstance(fields, dict):
        raise BadBallot("not a record")
    ballot = read_fields(fields)
    if ballot.record() != text:
        raise BadBallot("not written in the one way")
    return ballot


def check_token(ballot: Ballot, issuer: Issuer) -> None:
    """A right to one ballot of this round and epoch. Raises NotEntitled."""
    prefix = issuer.token_prefix()
    if len(ballot.prep) != blind.PREFIX_LENGTH + len(prefix) + POINT_LENGTH:
        raise NotEntitled("token of another round")
    if ballot.prep[blind.PREFIX_LENGTH : -POINT_LENGTH] != prefix:
        raise NotEntitled("token of another round")
    if not blind.verify(issuer.public, ballot.prep, ballot.tsig):
        raise NotEntitled("token signature")


def check(ballot: Ballot, issuer: Issuer, paper: Paper) -> Body:
    """Everything that makes a ballot count: written as it must be, of this round and paper, with a right to be cast,
    unchanged. Raises BadBallot or NotEntitled."""
    try:
        place = paper.place_of(ballot.body, issuer.round_id)
    except marks.MarksError as error:
        raise BadBallot(str(error)) from error
    check_token(ballot, issuer.slips(paper)[place])
    if len(ballot.bsig) != SIGNATURE_LENGTH:
        raise BadBallot("length")
    try:
        body = marks.read_slip(ballot.body, round_id=issuer.round_id, paper=paper)
    except marks.MarksError as error:
        raise BadBallot(str(error)) from error
    if not is_signed(ballot.key, signed_text(ballot.commitment), ballot.bsig):
        raise NotEntitled("ballot signature")
    return body


def token_message(issuer: Issuer, point: bytes) -> bytes:
    """What is signed blindly for a one-time key."""
    return issuer.token_prefix() + point


def signed_text(commitment: str) -> bytes:
    """What the one-time key signs."""
    return f"tdkt-ballot-v1|{commitment}".encode()


def is_signed(point: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the owner of `point` signed; signature: r and s, 32 bytes each, as browsers write them."""
    if len(signature) != SIGNATURE_LENGTH:
        return False
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        half = SIGNATURE_LENGTH // 2
        der = encode_dss_signature(int.from_bytes(signature[:half]), int.from_bytes(signature[half:]))
        key.verify(der, message, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


# Envelopes ------------------------------------------------------------------------------------------------------------


def envelope_length(issuer: Issuer, paper: Paper, grown: Callable[[int], int] | None = None) -> int:
    """The length of every envelope of a round: room for the longest ballot of its paper, or of its longest slip. grown:
    how long a record is once it is closed a second time."""
    parts = zip(issuer.slips(paper), paper.slips, strict=True)
    return max(_length(one, slip, grown) for one, slip in parts)


def _length(issuer: Issuer, paper: Paper, grown: Callable[[int], int] | None) -> int:
    longest = Ballot(
        marks.longest_body(issuer.round_id, paper),
        bytes(blind.PREFIX_LENGTH + len(issuer.token_prefix()) + POINT_LENGTH),
        bytes(blind.size_of(issuer.public)),
        bytes(SIGNATURE_LENGTH),
    )
    length = len(longest.record())
    room = COUNT_LENGTH + (grown(length) if grown else length)
    return NONCE_LENGTH + -(-room // BLOCK) * BLOCK + TAG_LENGTH


def envelope_id(seal_key: bytes, point: bytes) -> bytes:
    """The number of the one envelope this token may fill; looks random without the round's key."""
    return hmac.digest(_derive(seal_key, b"id"), point, "sha256")


def seal(seal_key: bytes, round_id: str, envelope: bytes, record: str, length: int) -> bytes:
    """A record in its envelope, `length` bytes."""
    content = record.encode()
    room = length - NONCE_LENGTH - TAG_LENGTH - COUNT_LENGTH
    if len(content) > room:
        raise BadBallot("length")
    padded = len(content).to_bytes(COUNT_LENGTH) + content + bytes(room - len(content))
    nonce = secrets.token_bytes(NONCE_LENGTH)
    return nonce + AESGCM(_derive(seal_key, b"env")).encrypt(nonce, padded, round_id.encode() + envelope)


def unseal(seal_key: bytes, round_id: str, envelope: bytes, sealed: bytes) -> str:
    """The record in an envelope. Raises BadBallot when it was changed or was not sealed with this key."""
    nonce, rest = sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:]
    try:
        padded = AESGCM(_derive(seal_key, b"env")).decrypt(nonce, rest, round_id.encode() + envelope)
    except (InvalidTag, ValueError) as error:
        raise BadBallot("envelope") from error
    count = int.from_bytes(padded[:COUNT_LENGTH])
    return padded[COUNT_LENGTH : COUNT_LENGTH + count].decode()


def mark_of(seal_key: bytes, commitment: str) -> str:
    """By which the same ballot is known again while nobody can open the first; looks random without the key."""
    return hmac.digest(_derive(seal_key, b"same"), commitment.encode(), "sha256").hex()


def keeping_of(seal_key: bytes, seat: int) -> str:
    """The key, in hex, under which the device of one member keeps what is on its way; gone with that of the round."""
    return hmac.digest(_derive(seal_key, b"keep"), str(seat).encode(), "sha256").hex()


def _derive(seal_key: bytes, use: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=KEY_LENGTH, salt=None, info=b"tdkt-seal-v1|" + use).derive(seal_key)
