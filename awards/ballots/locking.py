"""The second lock of a box, where the tellers wish it: nobody opens it without the codes of two of them.

When papers are given out a pair of keys is made (X25519). The house keeps the public half, which closes envelopes; the
private half, which opens them, is kept only as it was locked with the codes of each two tellers together. The codes
themselves are kept nowhere once their tellers have them: whoever reads database and key files sees no ballot.
"""

import base64
import secrets
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is taken for something else: 32 letters, five bits each
CODE_LENGTH = 16  # 80 bits
NONCE_LENGTH, TAG_LENGTH, POINT_LENGTH, SALT_LENGTH = 12, 16, 32, 16
MARK_LENGTH = 64  # hex digits of the mark by which the same ballot is known again
OVERHEAD = POINT_LENGTH + NONCE_LENGTH + TAG_LENGTH


class BadCode(ValueError):
    """These codes open nothing."""


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def spaced(code: str) -> str:
    """`7K2M 9QXB 4TRC HW3D`, as it is shown and written down."""
    return " ".join(code[place : place + 4] for place in range(0, len(code), 4))


def plain(typed: str) -> str:
    """A code as it was drawn, however it was typed."""
    return "".join(letter for letter in typed.upper() if letter in ALPHABET)


def make(codes: Sequence[str]) -> dict[str, Any]:
    """New keys of a box, the private one locked with the codes of each two tellers; JSON."""
    private = X25519PrivateKey.generate()
    raw = private.private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )
    locked = []
    for pair in combinations(codes, 2):
        salt, nonce = secrets.token_bytes(SALT_LENGTH), secrets.token_bytes(NONCE_LENGTH)
        sealed = nonce + AESGCM(_of_codes(pair, salt)).encrypt(nonce, raw, None)
        locked.append({"salt": salt.hex(), "key": sealed.hex()})
    public = private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return {"public": public.hex(), "locked": locked}


def unlock(lock: Mapping[str, Any], codes: Iterable[str]) -> X25519PrivateKey:
    """The private half, from the codes of two tellers in any order. Raises BadCode."""
    pair = {plain(code) for code in codes}
    if len(pair) != 2:
        raise BadCode("two different codes")
    for one in lock["locked"]:
        content = bytes.fromhex(one["key"])
        key = _of_codes(sorted(pair), bytes.fromhex(one["salt"]))
        try:
            raw = AESGCM(key).decrypt(content[:NONCE_LENGTH], content[NONCE_LENGTH:], None)
        except InvalidTag:
            continue
        return X25519PrivateKey.from_private_bytes(raw)
    raise BadCode("not the codes of two tellers")


def _of_codes(pair: Iterable[str], salt: bytes) -> bytes:
    secret = "|".join(sorted(pair)).encode()
    return Scrypt(salt=salt, length=32, n=2**14, r=8, p=1).derive(secret)


def close(lock: Mapping[str, Any], about: bytes, record: str) -> str:
    """A record that only the private half opens; about: which envelope of which round it lies in."""
    mine = X25519PrivateKey.generate()
    point = mine.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    shared = mine.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(lock["public"])))
    nonce = secrets.token_bytes(NONCE_LENGTH)
    sealed = AESGCM(_shared(shared, point)).encrypt(nonce, record.encode(), about)
    return base64.b64encode(point + nonce + sealed).decode()


def reopen(private: X25519PrivateKey, about: bytes, closed: str) -> str:
    """What `close` closed. Raises BadCode when it was changed."""
    content = base64.b64decode(closed)
    point, nonce = content[:POINT_LENGTH], content[POINT_LENGTH : POINT_LENGTH + NONCE_LENGTH]
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(point))
        opened = AESGCM(_shared(shared, point)).decrypt(nonce, content[POINT_LENGTH + NONCE_LENGTH :], about)
    except (InvalidTag, ValueError) as error:
        raise BadCode("changed") from error
    return opened.decode()


def _shared(shared: bytes, point: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"tdkt-lock-v1|" + point).derive(shared)


def length_of(record: int) -> int:
    """Letters of a closed record with its mark."""
    return MARK_LENGTH + -(-(record + OVERHEAD) // 3) * 4
