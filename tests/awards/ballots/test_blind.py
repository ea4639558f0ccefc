"""Blind signatures: the vectors of RFC 9474, both halves, and everything a dishonest browser could send."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateNumbers, RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from awards.ballots import blind, keys
from awards.ballots.blind import BlindError
from tests.awards.ballots.voters import OTHER_ROUND, ROUND, issuer, rsa_key, voter

pytestmark = pytest.mark.once
END = "-----END PUBLIC KEY-----\n"
VECTORS = json.loads((Path(__file__).parent / "vectors" / "rfc9474.json").read_text(encoding="utf-8"))["vectors"]


def test_all_four_variants_of_the_rfc_are_here():
    assert sorted(vector["name"].removeprefix("RSABSSA-SHA384-") for vector in VECTORS) == [
        "PSS-Deterministic",
        "PSS-Randomized",
        "PSSZERO-Deterministic",
        "PSSZERO-Randomized",
    ]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_a_vector_of_the_rfc(vector):
    n, e, d, p, q = (int(vector[name], 16) for name in "nedpq")
    public = RSAPublicNumbers(e, n)
    key = RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public)
    prepared, salt = bytes.fromhex(vector["input_msg"]), bytes.fromhex(vector["salt"])
    assert prepared.hex() == vector["msg_prefix"] + vector["msg"]
    if "encoded_msg" in vector:
        assert blind.encode(prepared, n.bit_length() - 1, salt).hex() == vector["encoded_msg"]
    blinded, inverse = blind.blind(public, prepared, salt=salt, inverse=int(vector["inv"], 16))
    assert (blinded.hex(), inverse) == (vector["blinded_msg"], int(vector["inv"], 16))
    answer = blind.blind_sign(key, blinded)
    assert answer.hex() == vector["blind_sig"]
    signature = blind.finalize(public, prepared, answer, inverse, vector["salt_length"])
    assert signature.hex() == vector["sig"]
    assert blind.verify(public, prepared, signature, vector["salt_length"])
    assert not blind.verify(public, prepared + b"!", signature, vector["salt_length"])


def test_signing_again_gives_the_same_answer():
    one, key = voter(), rsa_key().private_numbers()
    assert blind.blind_sign(key, one.blinded) == blind.blind_sign(key, one.blinded)


def test_what_no_honest_browser_sends_is_not_signed():
    key = rsa_key().private_numbers()
    n = key.public_numbers.n
    for number in (0, 1, n - 1, n, n + 5, 2**2048 - 1):
        with pytest.raises(BlindError):
            blind.blind_sign(key, number.to_bytes(256))
    for wrong in (b"", b"\x05", (5).to_bytes(255), (5).to_bytes(257)):
        with pytest.raises(BlindError):
            blind.blind_sign(key, wrong)
    assert blind.blind_sign(key, (2).to_bytes(256))


def test_a_fault_in_the_arithmetic_never_leaves_the_house():
    """Half a signature that is wrong would tell the factors of the key."""
    good = rsa_key().private_numbers()
    broken = RSAPrivateNumbers(good.p, good.q, good.d, good.dmp1 ^ 2, good.dmq1, good.iqmp, good.public_numbers)
    with pytest.raises(BlindError):
        blind.blind_sign(broken, voter().blinded)


def test_the_signer_sees_nothing_of_the_token():
    """The same token blinded twice: nothing of it, and nothing in common, in what the signer is sent."""
    one = voter()
    first, _ = blind.blind(issuer().public, one.prep)
    second, _ = blind.blind(issuer().public, one.prep)
    assert first != second
    assert one.prep[-65:] not in first + second
    assert one.token not in first + second


def test_a_signature_of_another_key_is_refused():
    other = rsa_key(1)
    one = voter(issuer(key=other), key=other)
    assert blind.verify(issuer(key=other).public, one.prep, one.token)
    assert not blind.verify(issuer().public, one.prep, one.token)
    with pytest.raises(BlindError):
        blind.finalize(issuer().public, one.prep, one.token, 1)
    with pytest.raises(BlindError):
        blind.finalize(issuer().public, one.prep, one.token[:-1], 1)


def test_every_slip_of_every_epoch_has_a_new_key_that_is_long_enough(own_keys, monkeypatch):
    monkeypatch.setattr(keys, "rsa", rsa)  # the real one: elsewhere keys come again in the next test
    rounds = (ROUND, 1), (ROUND, 2), (OTHER_ROUND, 1)
    made = []
    for round_id, epoch in rounds:
        public = keys.make(round_id, epoch, slips=2)
        issuing = [key.public_numbers for key in keys.issuing(round_id, epoch)]
        pems = [one + END for one in public.split(END)[:-1]]
        assert [load_pem_public_key(one.encode()).public_numbers() for one in pems] == issuing
        made += issuing
    assert len({key.n for key in made}) == len(made) == 6
    assert {key.n.bit_length() for key in made} == {2048}
