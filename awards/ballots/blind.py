"""Blind RSA signatures (RFC 9474, RSABSSA-SHA384-PSS): whoever signs does not see what is signed.

The server's half is `blind_sign` and `verify`; the voter's half runs in the browser (static/js/secret-ballot.js) and is
written here once more, so that both are held against each other and against the vectors of the RFC. A secret ballot
uses the variant RSABSSA-SHA384-PSS-Randomized: a message is prepared with 32 random bytes and signed with a salt of 48.
"""

import hashlib
import secrets
from math import gcd

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateNumbers, RSAPublicNumbers

PREFIX_LENGTH = 32
SALT_LENGTH = 48
HASH_LENGTH = 48


class BlindError(ValueError):
    """Something that no honest browser sends, or a signature that came out wrong."""


def size_of(public: RSAPublicNumbers) -> int:
    """Length of a signature, and of a blinded message, in bytes."""
    return (public.n.bit_length() + 7) // 8


def blind_sign(key: RSAPrivateNumbers, blinded: bytes) -> bytes:
    """Sign without seeing what. The same answer every time, so that a lost one can be asked for again.

    Done on the message times a random factor, so that the time it takes tells nothing; the result is proved before it
    leaves the house, because one wrong half of the arithmetic would give the key away.
    """
    n, e = key.public_numbers.n, key.public_numbers.e
    if len(blinded) != size_of(key.public_numbers):
        raise BlindError("wrong length")
    message = int.from_bytes(blinded)
    if not 1 < message < n - 1:
        raise BlindError("out of range")
    factor = _coprime_below(n)
    hidden = message * pow(factor, e, n) % n
    first, second = pow(hidden, key.dmp1, key.p), pow(hidden, key.dmq1, key.q)
    joined = second + key.q * ((first - second) * key.iqmp % key.p)
    signature = joined * pow(factor, -1, n) % n
    if pow(signature, e, n) != message:
        raise BlindError("signing failed")
    return signature.to_bytes(len(blinded))


def verify(public: RSAPublicNumbers, prepared: bytes, signature: bytes, salt_length: int = SALT_LENGTH) -> bool:
    """Whether `signature` stands under `prepared`; to the verifier an ordinary RSA-PSS signature."""
    if len(signature) != size_of(public):
        return False
    scheme = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=salt_length)
    try:
        public.public_key().verify(signature, prepared, scheme, hashes.SHA384())
    except InvalidSignature:
        return False
    return True


# The voter's half -----------------------------------------------------------------------------------------------------


def prepare(message: bytes) -> bytes:
    """The message with random bytes before it, so that nobody who fixes messages learns anything from signing them."""
    return secrets.token_bytes(PREFIX_LENGTH) + message


def blind(
    public: RSAPublicNumbers, prepared: bytes, *, salt: bytes | None = None, inverse: int | None = None
) -> tuple[bytes, int]:
    """(blinded message, inverse of the factor). salt, inverse: given only by the vectors of the RFC."""
    n, e = public.n, public.e
    encoded = int.from_bytes(
        encode(prepared, n.bit_length() - 1, secrets.token_bytes(SALT_LENGTH) if salt is None else salt)
    )
    if gcd(encoded, n) != 1:
        raise BlindError("invalid input")
    factor = _coprime_below(n) if inverse is None else pow(inverse, -1, n)
    return (encoded * pow(factor, e, n) % n).to_bytes(size_of(public)), pow(factor, -1, n)


def finalize(
    public: RSAPublicNumbers, prepared: bytes, blind_signature: bytes, inverse: int, salt_length: int = SALT_LENGTH
) -> bytes:
    """The signature under `prepared`, which the signer has never seen; refused where it does not verify."""
    size = size_of(public)
    if len(blind_signature) != size:
        raise BlindError("wrong length")
    signature = (int.from_bytes(blind_signature) * inverse % public.n).to_bytes(size)
    if not verify(public, prepared, signature, salt_length):
        raise BlindError("invalid signature")
    return signature


def encode(message: bytes, bits: int, salt: bytes) -> bytes:
    """EMSA-PSS-ENCODE of RFC 8017, 9.1.1, with SHA-384 in both places."""
    length = (bits + 7) // 8
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    gap = length - len(salt) - HASH_LENGTH - 2
    if gap < 0:
        raise BlindError("key too short")
    block = bytes(gap) + b"\x01" + salt
    masked = bytearray(a ^ b for a, b in zip(block, _mask(digest, len(block)), strict=True))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + digest + b"\xbc"


def _mask(seed: bytes, length: int) -> bytes:
    """MGF1."""
    rounds = range((length + HASH_LENGTH - 1) // HASH_LENGTH)
    return b"".join(hashlib.sha384(seed + counter.to_bytes(4)).digest() for counter in rounds)[:length]


def _coprime_below(n: int) -> int:
    while True:
        number = secrets.randbelow(n)
        if number > 1 and gcd(number, n) == 1:
            return number
